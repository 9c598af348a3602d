"""Figures of rebound part by part: the waterfall of the last year, and the parts over time."""

from __future__ import annotations

import matplotlib as mpl
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from jevons_sim.plots import style
from jevons_sim.plots.style import COLOURS
from jevons_sim.quantities import CASES, RESPONSES
from jevons_sim.words import typeset
from jevons_sim.words.catalogue import Language

PART_COLOURS = dict(
    zip(
        RESPONSES,
        ("#0072B2", "#E69F00", "#CC79A7", "#56B4E9", "#009E73", "#8C6D31"),
        strict=True,
    )
)
"""One colour a response, everywhere."""


def plot_waterfall(
    shapley: pd.DataFrame, years: pd.DataFrame, *, title: str = "", language: Language = "en"
) -> Figure:
    """Draw the way from the frozen to the actual energy of AI: saving, then each response.

    Parameters
    ----------
    shapley : DataFrame
        Rows of ``rebound_parts.csv``.
    years : DataFrame
        Rows of ``years.csv`` of the same study.
    title : str, optional
        Title of the scenario.
    language : {"en", "ko"}
        Language of the labels.

    Returns
    -------
    Figure
        Means over seeds, so that the bars sum; whiskers are the 5-95% band of each response.
    """
    words = style.words_for(language)
    last = years[years["year"] == years["year"].max()]
    level = last.groupby("case")["energy_twh"].mean()
    parts = _last_parts(shapley, "ai")
    with mpl.rc_context(style.settings()):
        figure, axes = style.new_figure(style.headline(title, words["waterfall_title"]), "")
        frozen, engineering, actual = (float(level[case]) for case in CASES)
        _bar(axes, 0, (0.0, frozen), COLOURS["frozen"], typeset.number(frozen))
        saved = typeset.number(engineering - frozen)
        _bar(axes, 1, (engineering, frozen), COLOURS["engineering"], saved)
        floor = engineering
        for place, name in enumerate(RESPONSES[:4] + RESPONSES[5:], start=2):
            twh = parts.loc[parts["response"] == name, "twh"]
            top = floor + float(twh.mean())
            _bar(axes, place, (floor, top), PART_COLOURS[name], typeset.signed(top - floor))
            _whisker(axes, place, floor, twh)
            axes.plot([place - 0.4, place + 1.4], [top, top], color="#9AA3AB", linewidth=0.8)
            floor = top
        _bar(axes, 7, (0.0, actual), COLOURS["actual"], typeset.number(actual))
        axes.axhline(frozen, color=COLOURS["frozen"], linestyle=":", linewidth=1.4)
        keys = ("w_frozen", "w_saving", *(f"w_{name}" for name in RESPONSES if name != "economy"))
        axes.set_xticks(range(8), [words[key] for key in (*keys, "w_actual")])
        axes.set_ylabel(words["energy_axis"])
        axes.set_ylim(bottom=min(0.0, axes.get_ylim()[0]))
        style.note(axes, waterfall_caption(shapley, language))
    return figure


def _last_parts(shapley: pd.DataFrame, boundary: str) -> pd.DataFrame:
    rows = shapley[shapley["boundary"] == boundary]
    return pd.DataFrame(rows[rows["year"] == rows["year"].max()])


def _bar(axes: Axes, place: int, span: tuple[float, float], colour: str, text: str) -> None:
    low, high = min(span), max(span)
    axes.bar(place, high - low, bottom=low, width=0.8, color=colour)
    axes.annotate(
        text, (place, high), xytext=(0, 4), textcoords="offset points", ha="center", fontsize=10.5
    )


def _whisker(axes: Axes, place: int, floor: float, twh: pd.Series) -> None:
    if len(twh) > 1:
        low, high = twh.quantile(0.05), twh.quantile(0.95)
        axes.plot([place + 0.3] * 2, [floor + low, floor + high], color="#20262B", linewidth=1.4)


def waterfall_caption(shapley: pd.DataFrame, language: Language = "en") -> str:
    """Return what the waterfall shows, in words: R, and the response that takes back most."""
    words = style.words_for(language)
    mean = _last_parts(shapley, "ai").groupby("response")["part"].mean()
    if mean.isna().any():
        return words["no_r"]
    largest = str(mean.idxmax())
    return words["waterfall_note"].format(
        r=typeset.two_decimals(float(mean.sum())), name=words[f"w_{largest}"].replace("\n", " "),
        part=typeset.two_decimals(float(mean[largest])),
    )  # fmt: skip


def plot_parts(shapley: pd.DataFrame, *, title: str = "", language: Language = "en") -> Figure:
    """Draw how much of the expected saving each response takes back, over the years.

    Parameters
    ----------
    shapley : DataFrame
        Rows of ``rebound_parts.csv``.
    title : str, optional
        Title of the scenario.
    language : {"en", "ko"}
        Language of the labels.

    Returns
    -------
    Figure
        Means over seeds, stacked: above zero what is taken back, below what is saved besides.
    """
    words = style.words_for(language)
    mean = (
        shapley[shapley["boundary"] == "economy"]
        .groupby(["year", "response"])["part"]
        .mean()
        .unstack()[list(RESPONSES)]
        .dropna()
    )
    with mpl.rc_context(style.settings()):
        figure, axes = style.new_figure(style.headline(title, words["parts_title"]), "")
        year = mean.index.to_numpy()
        low, high = _stack(axes, mean, words)
        axes.plot(year, mean.sum(axis=1), color="#20262B", linewidth=2.2, label=words["parts_sum"])
        axes.axhline(1.0, color="#D55E00", linestyle="--", linewidth=1.4)
        style.year_axis(axes, year[0], year[-1])
        axes.set_ylim(min(0.0, low * 1.1), max(1.15, high * 1.1))
        axes.set_xlabel(words["year"])
        axes.set_ylabel(words["parts_axis"])
        figure.legend(loc="outside right center", frameon=False, fontsize=10)
        style.note(axes, words["parts_note"])
    return figure


def _stack(axes: Axes, mean: pd.DataFrame, words: dict[str, str]) -> tuple[float, float]:
    """Stack the parts, those below zero downwards; return the lowest and highest points."""
    year = mean.index.to_numpy()
    up, down = np.zeros(year.size), np.zeros(year.size)
    for name in RESPONSES:
        part, colour = mean[name].to_numpy(), PART_COLOURS[name]
        above, below = np.maximum(part, 0.0), np.minimum(part, 0.0)
        label = words[f"w_{name}"].replace("\n", " ")
        axes.fill_between(year, up, up + above, color=colour, alpha=0.85, linewidth=0, label=label)
        axes.fill_between(year, down, down + below, color=colour, alpha=0.85, linewidth=0)
        up, down = up + above, down + below
    return float(down.min()), float(up.max())
