"""Figures of a search: where the threshold lies, and which parameter decides."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import matplotlib as mpl
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from jevons_sim.plots import style
from jevons_sim.plots.places import is_log_spaced
from jevons_sim.plots.style import FAMILY
from jevons_sim.plots.sweep import key_label, mark_regions
from jevons_sim.words import typeset
from jevons_sim.words.catalogue import Language

MOST_BARS = 15


class Band(Protocol):
    """A value with its spread over seeds."""

    @property
    def median(self) -> float:
        """Middle value."""

    @property
    def p05(self) -> float:
        """5th percentile."""

    @property
    def p95(self) -> float:
        """95th percentile."""


def plot_threshold(
    scan: pd.DataFrame,
    key: str,
    crossings: Sequence[Band],
    *,
    title: str = "",
    language: Language = "en",
) -> Figure:
    """Draw actual over frozen energy along a key, and the values where it is 1.

    Parameters
    ----------
    scan : DataFrame
        Columns `key`, ``seed`` and ``energy_ratio``.
    key : str
        The key.
    crossings : sequence of Band
        Each threshold over seeds.
    title : str, optional
        Title of the scenario.
    language : {"en", "ko"}
        Language of the labels.
    """
    words = style.words_for(language)
    with mpl.rc_context(style.settings()):
        figure, axes = style.new_figure(style.headline(title, words["threshold_title"]), "")
        axes.set_yscale("log")
        band = style.band_of(scan, "energy_ratio", by=key)
        style.draw_band(axes, band, FAMILY[0])
        for crossing in crossings:
            axes.axvspan(crossing.p05, crossing.p95, color="#20262B", alpha=0.12)
            axes.axvline(crossing.median, color="#20262B", linewidth=1.4)
            axes.annotate(
                typeset.number(crossing.median),
                (crossing.median, 1.0),
                xytext=(6, 6),
                textcoords="offset points",
                fontweight="bold",
            )
        if is_log_spaced(band.year):
            axes.set_xscale("log")
        axes.set_xlim(band.year[0], band.year[-1])
        axes.xaxis.set_major_formatter(typeset.tick)
        axes.xaxis.set_minor_formatter(mpl.ticker.NullFormatter())
        mark_regions(axes, words)
        axes.set_xlabel(f"{key_label(key)}   ({style.seeds_note(scan, words)})")
        axes.set_ylabel(words["ratio_axis"])
    return figure


def plot_sensitivity(
    table: pd.DataFrame, outcome: str, *, title: str = "", language: Language = "en"
) -> Figure:
    """Draw which parameters decide an outcome: bars for Sobol indices or elementary effects.

    Parameters
    ----------
    table : DataFrame
        As `analysis.sensitivity.sobol` or `morris` gives it, the weightiest first; at most
        fifteen rows are drawn.
    outcome : str
        What they decide.
    title : str, optional
        Title of the scenario.
    language : {"en", "ko"}
        Language of the labels.
    """
    words = style.words_for(language)
    rows = table.head(MOST_BARS).iloc[::-1]
    is_sobol = "total_order" in rows
    axis = ("rank_axis" if "rank" in set(rows["scale"]) else "variance_axis") if is_sobol else None
    with mpl.rc_context(style.settings()):
        what = words["sensitivity_title"].format(outcome=outcome.replace("_", " "))
        figure, axes = style.new_figure(style.headline(title, what), "")
        for pair, shift in zip(SOBOL_BARS if is_sobol else MORRIS_BARS, (0.2, -0.2), strict=True):
            _bars(axes, rows, pair, (shift, words))
        places = np.arange(len(rows))
        axes.set_yticks(places, labels=[key_label(key) for key in rows["key"]], fontsize=9)
        axes.grid(visible=False, axis="y")
        axes.axvline(0.0, color="#20262B", linewidth=0.9)
        axes.set_xlabel(words[axis or "effect_axis"])
        axes.legend(loc="lower right", framealpha=0.9)
    return figure


Pair = tuple[str, str, str]
"""Column, word for it, colour."""

SOBOL_BARS = (("total_order", "with_others", FAMILY[0]), ("first_order", "alone", FAMILY[1]))
MORRIS_BARS = (("mu_star", "mean_size", FAMILY[0]), ("sigma", "effect_spread", FAMILY[1]))


def _bars(axes: Axes, rows: pd.DataFrame, pair: Pair, place: tuple[float, dict[str, str]]) -> None:
    """Draw a bar for each parameter, with its interval where there is one."""
    column, word, colour = pair
    shift, words = place
    values = rows[column].to_numpy()
    spread = None
    if f"{column}_p05" in rows:
        low, high = rows[f"{column}_p05"].to_numpy(), rows[f"{column}_p95"].to_numpy()
        spread = np.maximum(0.0, np.stack([values - low, high - values]))
    axes.barh(
        np.arange(len(rows)) + shift,
        values,
        0.38,
        color=colour,
        label=words[word],
        xerr=spread,
        error_kw={"ecolor": "#20262B", "elinewidth": 0.9, "capsize": 2.0},
    )
