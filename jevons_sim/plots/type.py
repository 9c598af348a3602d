"""Type and settings of figures: the same everywhere, whatever the machine or its user has set."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any

import matplotlib as mpl
from matplotlib import font_manager

FONTS = Path(__file__).parent / "fonts"
"""Type that is shipped: Hangul; Latin and Greek come with Matplotlib."""

FAMILIES = ("DejaVu Sans", "Jevons Hangul")
"""Families of every figure; each character is taken from the first that has it."""

_SETTINGS = {
    "font.size": 11.0,
    "font.family": list(FAMILIES),
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.titlelocation": "left",
    "axes.unicode_minus": False,
    "svg.hashsalt": "jevons_sim",
    "svg.fonttype": "path",
    "pdf.fonttype": 42,
    "text.parse_math": False,
}

_NOT_LOOKS = ("backend", "interactive", "toolbar", "keymap.", "tk.", "webagg.", "macosx.")
"""Beginnings of settings that say where figures are shown, not how they look."""


@lru_cache(maxsize=1)
def add_fonts() -> None:
    """Make the shipped type known to Matplotlib, whose own list of fonts may be old."""
    for path in sorted(FONTS.glob("*.ttf")):
        font_manager.fontManager.addfont(path)


def settings() -> dict[Any, Any]:
    """Return the Matplotlib settings under which every figure is made and saved.

    Matplotlib's defaults take the place of what a ``matplotlibrc`` or a style sheet has changed.
    """
    add_fonts()
    defaults: Any = mpl.rcParamsDefault
    looks = {name: value for name, value in defaults.items() if not name.startswith(_NOT_LOOKS)}
    return {**looks, **_SETTINGS}
