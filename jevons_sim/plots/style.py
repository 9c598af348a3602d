"""How figures look: colours, fonts, bands, labels that do not collide, and saving."""

from __future__ import annotations

import os
import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import matplotlib as mpl
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from jevons_sim.equations.types import FloatArray
from jevons_sim.plots import type as type_
from jevons_sim.words import typeset
from jevons_sim.words.catalogue import LANGUAGES, Language, tables

COLOURS = {"frozen": "#56606B", "engineering": "#009E73", "actual": "#D55E00"}
"""Okabe and Ito's palette, fit for colour-blind readers; one colour a case, everywhere."""

FAMILY = ("#0072B2", "#E69F00", "#009E73", "#CC79A7", "#56B4E9", "#D55E00")
"""Colours of lines that are not cases."""

SIZE = (10.0, 5.6)
LOG_ABOVE = 8.0
"""Ratio of the highest to the lowest end above which an axis is logarithmic."""

MOST_TITLE = 90

_SETTINGS = {
    "font.size": 11.0,
    "font.family": list(type_.FAMILIES),
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.titlelocation": "left",
    "axes.unicode_minus": True,
    "svg.hashsalt": "jevons_sim",
    "svg.fonttype": "path",
    "pdf.fonttype": 42,
    "text.parse_math": False,
}

_NOT_LOOKS = ("backend", "interactive", "toolbar", "keymap.", "tk.", "webagg.", "macosx.")
"""Beginnings of settings that say where figures are shown, not how they look."""


@dataclass(frozen=True)
class Band:
    """Median and 5-95% band of a series over seeds."""

    year: FloatArray
    median: FloatArray
    low: FloatArray
    high: FloatArray


def words_for(language: Language) -> dict[str, str]:
    """Return every word on a figure in a language.

    Raises
    ------
    ValueError
        If figures do not speak it.
    """
    if language not in LANGUAGES:
        raise ValueError(f"no language {language!r}; take one of {', '.join(LANGUAGES)}")
    return tables("figures")[language]


def settings() -> dict[Any, Any]:
    """Return the Matplotlib settings under which every figure is made and saved.

    Matplotlib's defaults take the place of what a ``matplotlibrc`` or a style sheet has changed.
    """
    type_.add_fonts()
    defaults: Any = mpl.rcParamsDefault
    looks = {name: value for name, value in defaults.items() if not name.startswith(_NOT_LOOKS)}
    return {**looks, **_SETTINGS}


def plain_text(text: str, most: int = MOST_TITLE) -> str:
    """Return text from a scenario, shortened, on one line; `settings` read no mathematics in it."""
    line = " ".join(text.split())
    return line if len(line) <= most else f"{line[: most - 1].rstrip()}…"


def new_figure(title: str, default: str) -> tuple[Figure, Axes]:
    """Return a figure with one set of axes and its title."""
    figure = Figure(figsize=SIZE, layout="constrained")
    axes = figure.add_subplot()
    axes.set_title(plain_text(title) or default, fontsize=13, fontweight="bold", pad=12)
    axes.grid(visible=True, axis="y", color="#E3E6E8", linewidth=0.8)
    axes.set_axisbelow(True)
    return figure, axes


def headline(title: str, what: str) -> str:
    """Return a scenario's title and what the figure shows of it, or only the latter."""
    return f"{title}: {what}" if title else what


def band_of(table: pd.DataFrame, column: str, by: str = "year") -> Band:
    """Summarise a column over seeds at each value of another."""
    groups = table.groupby(by, sort=True)[column]
    quantiles = groups.quantile(np.array([0.05, 0.5, 0.95])).unstack()
    values = quantiles.to_numpy(dtype=float)
    return Band(quantiles.index.to_numpy(), values[:, 1], values[:, 0], values[:, 2])


def draw_band(axes: Axes, band: Band, colour: str, *, dashed: bool = False) -> None:
    """Draw a median line and its band."""
    axes.fill_between(band.year, band.low, band.high, color=colour, alpha=0.18, linewidth=0)
    style = "--" if dashed else "-"
    axes.plot(band.year, band.median, style, color=colour, linewidth=1.2 if dashed else 2.2)


def year_axis(axes: Axes, first: float, last: float) -> None:
    """Set the horizontal axis to a span of years, with ticks at whole ones."""
    axes.set_xlim(first, last)
    axes.xaxis.set_major_locator(MaxNLocator(nbins=8, integer=True))
    axes.xaxis.set_major_formatter(lambda value, _: f"{value:g}")


def log_if_wide(axes: Axes, ends: Sequence[float]) -> bool:
    """Make the vertical axis logarithmic where the ends of lines lie far apart; say whether."""
    if min(ends) <= 0.0 or max(ends) / min(ends) <= LOG_ABOVE:
        return False
    axes.set_yscale("log")
    axes.yaxis.set_major_formatter(typeset.tick)
    return True


def label_ends(axes: Axes, ends: Sequence[tuple[float, str, str]]) -> None:
    """Write labels to the right of the axes at the heights of line ends, pushed apart.

    Parameters
    ----------
    axes : Axes
        With its scale and limits already set.
    ends : sequence of (height, text, colour)
        Heights in data units.
    """
    to_axes = axes.transData + axes.transAxes.inverted()
    spots = [float(to_axes.transform((0.0, height))[1]) for height, _, _ in ends]
    order = np.argsort(spots)
    gap = 0.062 * (1 + max(text.count("\n") for _, text, _ in ends))
    placed = _apart([spots[k] for k in order], gap)
    for k, height in zip(order, placed, strict=True):
        _, text, colour = ends[k]
        moved = abs(height - spots[k]) > 0.02
        line = {"arrowstyle": "-", "color": colour, "linewidth": 0.9, "relpos": (0.0, 0.5)}
        axes.annotate(
            text,
            xy=(1.0, spots[k]),
            xytext=(1.03, height),
            xycoords="axes fraction",
            textcoords="axes fraction",
            arrowprops=line if moved else None,
            color=colour,
            va="center",
            fontsize=10.5,
            annotation_clip=False,
        )


def _apart(heights: Sequence[float], gap: float) -> FloatArray:
    """Return ascending heights a gap apart, moved as little as can be, below the top."""
    steps = gap * np.arange(len(heights))
    placed = _ascending(np.clip(heights, 0.0, 1.0) - steps) + steps
    over = max(0.0, placed[-1] - (1.0 - 0.4 * gap))
    return np.asarray(np.minimum(placed, placed[-1] - over - steps[::-1]), dtype=np.float64)


def _ascending(values: FloatArray) -> FloatArray:
    """Return the ascending values nearest to these: neighbours out of order share their mean.

    As `scipy.optimize.isotonic_regression`, whose import takes half a second.
    """
    pools: list[tuple[float, int]] = []
    for value in values:
        mean, count = float(value), 1
        while pools and pools[-1][0] > mean:
            before, n = pools.pop()
            mean, count = (before * n + mean * count) / (n + count), n + count
        pools.append((mean, count))
    return np.array([mean for mean, count in pools for _ in range(count)])


def note(axes: Axes, text: str) -> None:
    """Write what there is to see above the plot, below the title."""
    axes.text(
        0.0, 1.015, text, transform=axes.transAxes, fontsize=10.5, color="#333B42", va="bottom"
    )
    axes.set_title(
        axes.get_title(loc="left"),
        fontsize=13,
        fontweight="bold",
        pad=14 + 15 * (1 + text.count("\n")),
    )


def seeds_note(table: pd.DataFrame, words: dict[str, str]) -> str:
    """Say how many seeds the band stands for."""
    n = table["seed"].nunique()
    return words["one_seed"] if n < 2 else words["band"].format(n=n)


def save_figure(figure: Figure, path: Path) -> None:
    """Save a figure as PNG, SVG or PDF: the same bytes every time, whole or not at all.

    Parameters
    ----------
    figure : Figure
        What to save.
    path : Path
        Where; its folder is made.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    scratch = path.with_name(f".tmp-{os.getpid()}-{path.name}")
    kind = path.suffix.lstrip(".")
    stamp = {"svg": {"Date": None}, "pdf": {"CreationDate": None, "ModDate": None}}
    try:
        with mpl.rc_context(settings()), warnings.catch_warnings():
            warnings.filterwarnings("ignore", r"Glyph \d+ .* missing")  # a box says it all
            quick: dict[str, Any] = {"pil_kwargs": {"compress_level": 2}} if kind == "png" else {}
            figure.savefig(scratch, format=kind, dpi=150, metadata=stamp.get(kind), **quick)
        scratch.replace(path)
    finally:
        scratch.unlink(missing_ok=True)
