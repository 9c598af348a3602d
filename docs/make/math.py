"""Equations: LaTeX in the text, MathML in the page. No script, no font, nothing to fetch."""

from __future__ import annotations

import html
import re

from latex2mathml.converter import convert

_INLINE = re.compile(r'<span class="arithmatex">\\\((.*?)\\\)</span>', re.DOTALL)
_BLOCK = re.compile(r'<div class="arithmatex">\\\[(.*?)\\\]</div>', re.DOTALL)

_NAME = r"<mi>(?:ln|exp|tanh)</mi>"
_AFTER = re.compile(rf"({_NAME})(?=<m(?:i|n|frac|sub|sup|msub)\b)")
_BEFORE = re.compile(rf"(</m(?:i|n|sub|frac)>)(?={_NAME})")
_ROOM = r'\1<mspace width="0.17em"/>'
"""A function has a little room around its name."""


def with_mathml(page: str) -> str:
    """Return a page with every equation that `pymdownx.arithmatex` marked turned into MathML."""
    page = _BLOCK.sub(lambda found: _mathml(found.group(1), "block"), page)
    return _INLINE.sub(lambda found: _mathml(found.group(1), "inline"), page)


def _mathml(latex: str, display: str) -> str:
    mathml = str(convert(html.unescape(latex).strip(), display=display))
    return _AFTER.sub(_ROOM, _BEFORE.sub(_ROOM, mathml))


def from_docstring(text: str) -> str:
    r"""Return docstring text with ``:math:`x``` and ``.. math:: x`` as ``$x$`` and ``$$x$$``."""
    text = re.sub(r":math:`([^`]*)`", r"$\1$", text)
    return re.sub(r"^\.\. math:: (.*)$", r"$$\n\1\n$$", text, flags=re.MULTILINE)
