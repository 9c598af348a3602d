"""Type of figures: the same on every machine, whatever fonts it has."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from matplotlib import font_manager

FONTS = Path(__file__).parent / "fonts"
"""Type that is shipped: Hangul; Latin and Greek come with Matplotlib."""

FAMILIES = ("DejaVu Sans", "Jevons Hangul")
"""Families of every figure; each character is taken from the first that has it."""


@lru_cache(maxsize=1)
def add_fonts() -> None:
    """Make the shipped type known to Matplotlib, whose own list of fonts may be old."""
    for path in sorted(FONTS.glob("*.ttf")):
        font_manager.fontManager.addfont(path)
