"""Equations as MathML, by the converter that docutils brings: no script and no font to fetch."""

from __future__ import annotations

import re
from typing import Any

from docutils import nodes
from docutils.utils.math.latex2mathml import tex2mathml

_NAME = r"<mi>(?:ln|exp|tanh)</mi>"
_APPLIED = rf"{_NAME}(?:\s*<mo>&ApplyFunction;</mo>)?"
_AFTER = re.compile(rf"({_APPLIED})(\s*)(?=<m(?:i|n|frac|sub|sup|msub)\b)")
_BEFORE = re.compile(rf"(</m(?:i|n|sub|frac)>)(\s*)(?={_NAME})")
_ROOM = r'\1<mspace width="0.17em"/>\2'
"""A function has a little room around its name."""


def mathml(latex: str, *, block: bool) -> str:
    """Return LaTeX as MathML."""
    found = tex2mathml(latex.strip(), as_block=block)
    return _AFTER.sub(_ROOM, _BEFORE.sub(_ROOM, found))


def _inline(translator: Any, node: nodes.Element) -> None:
    translator.body.append(mathml(node.astext(), block=False))
    raise nodes.SkipNode


def _block(translator: Any, node: nodes.Element) -> None:
    translator.body.append(
        f'<div class="math" tabindex="0">{mathml(node.astext(), block=True)}</div>'
    )
    raise nodes.SkipNode


def setup(app: Any) -> None:
    """Add the renderer; `html_math_renderer` in `docs/conf.py` chooses it."""
    app.add_html_math_renderer("mathml", (_inline, None), (_block, None))
