"""Equations: LaTeX in the text, MathML in the page. No script, no font, nothing to fetch."""

from __future__ import annotations

import html
import re

from latex2mathml.converter import convert

_INLINE = re.compile(r'<span class="arithmatex">\\\((.*?)\\\)</span>', re.DOTALL)
_BLOCK = re.compile(r'<div class="arithmatex">\\\[(.*?)\\\]</div>', re.DOTALL)


def with_mathml(page: str) -> str:
    """Return a page with every equation that `pymdownx.arithmatex` marked turned into MathML."""
    page = _BLOCK.sub(lambda found: _mathml(found.group(1), "block"), page)
    return _INLINE.sub(lambda found: _mathml(found.group(1), "inline"), page)


def _mathml(latex: str, display: str) -> str:
    return str(convert(html.unescape(latex).strip(), display=display))


def from_docstring(text: str) -> str:
    r"""Return docstring text with ``:math:`x``` and ``.. math:: x`` as ``$x$`` and ``$$x$$``."""
    text = re.sub(r":math:`([^`]*)`", r"$\1$", text)
    return re.sub(r"^\.\. math:: (.*)$", r"$$\n\1\n$$", text, flags=re.MULTILINE)
