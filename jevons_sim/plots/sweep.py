"""Figures of a sweep: the curve along one key, the map over two, and the Jevons frontier."""

from __future__ import annotations

import matplotlib as mpl
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.colorbar import Colorbar
from matplotlib.colors import LogNorm
from matplotlib.figure import Figure

from jevons_sim.equations.types import FloatArray
from jevons_sim.plots import style
from jevons_sim.plots.style import FAMILY, number
from jevons_sim.plots.words import Language

ELASTICITY = "demand.price_elasticity"


def is_log_spaced(values: FloatArray) -> bool:
    """Return whether ascending values are spaced more evenly in logs than as they are."""
    if values.size < 3 or values.min() <= 0.0:
        return False
    linear, log = np.diff(values), np.diff(np.log(values))
    return bool(log.std() / log.mean() < linear.std() / linear.mean())


def key_label(key: str) -> str:
    """Return a readable axis label for a dotted key."""
    *section, name = key.split(".")
    words = name.replace("_", " ")
    return f"{words} ({'.'.join(section)})" if section else words


def plot_sweep_curve(
    runs: pd.DataFrame, key: str, *, family: str = "", title: str = "", language: Language = "en"
) -> Figure:
    """Draw actual over frozen energy against a swept key, the backfire region marked.

    Parameters
    ----------
    runs : DataFrame
        Rows of ``runs.csv``.
    key : str
        Swept key on the horizontal axis.
    family : str, optional
        Second swept key: one line for each of at most six of its values.
    title : str, optional
        Title of the scenario.
    language : {"en", "ko"}
        Language of the labels.
    """
    words = style.words_for(language)
    actual = runs[runs["case"] == "actual"]
    with mpl.rc_context(style.settings()):
        figure, axes = style.new_figure(title, words["curve_title"])
        axes.set_yscale("log")
        ends = []
        for colour, value, rows in _members(actual, family):
            band = style.band_of(rows, "energy_ratio", by=key)
            style.draw_band(axes, band, colour)
            axes.plot(band.year, band.median, "o", color=colour, markersize=4)
            text = (
                number(band.median[-1])
                if value is None
                else f"{family.rsplit('.', maxsplit=1)[-1].replace('_', ' ')}\n{value}"
            )
            ends.append((band.median[-1], text, colour))
        values = np.sort(actual[key].unique())
        if is_log_spaced(values):
            axes.set_xscale("log")
            axes.xaxis.set_minor_formatter(mpl.ticker.NullFormatter())
            axes.set_xticks(values[:: max(1, len(values) // 7)])
        axes.xaxis.set_major_formatter(lambda value, _: f"{value:.3g}")
        if values[0] < values[-1]:
            axes.set_xlim(values[0], values[-1])
        mark_regions(axes, words)
        axes.set_xlabel(f"{key_label(key)}   ({style.seeds_note(actual, words)})")
        axes.set_ylabel(words["ratio_axis"])
        style.label_ends(axes, ends)
    return figure


def _members(actual: pd.DataFrame, family: str) -> list[tuple[str, str | None, pd.DataFrame]]:
    """Return colour, value in words and rows of at most six lines."""
    if not family:
        return [(FAMILY[0], None, actual)]
    values = np.sort(actual[family].unique())
    chosen = values[
        np.unique(np.linspace(0, len(values) - 1, min(6, len(values))).round().astype(int))
    ]
    rows = [actual[actual[family] == value] for value in chosen]
    words = [f"{value:.4g}" if isinstance(value, float) else str(value) for value in chosen]
    return list(zip(FAMILY, words, rows, strict=False))


def mark_regions(axes: Axes, words: dict[str, str]) -> None:
    """Tint and name the regions in which the gain raises and lowers energy use."""
    low, high = axes.get_ylim()
    low, high = min(low, 0.8), max(high, 1.25)
    axes.set_ylim(low, high)
    axes.axhline(1.0, color="#20262B", linewidth=1.2)
    axes.axhspan(1.0, high, color="#D55E00", alpha=0.07, zorder=0)
    axes.axhspan(low, 1.0, color="#009E73", alpha=0.07, zorder=0)
    box = {"facecolor": "white", "alpha": 0.75, "edgecolor": "none", "pad": 2.0}
    axes.text(
        0.015, 0.985, words["rises"], transform=axes.transAxes, va="top", color="#A64A00", bbox=box
    )
    axes.text(
        0.015,
        0.015,
        words["falls"],
        transform=axes.transAxes,
        va="bottom",
        color="#006B4E",
        bbox=box,
    )
    ticks = _ratio_ticks(low, high)
    axes.set_yticks(ticks, labels=[f"{tick:g}" for tick in ticks])
    axes.yaxis.set_minor_locator(mpl.ticker.NullLocator())


def _ratio_ticks(low: float, high: float) -> list[float]:
    """Return round ratios between two ends: coarse over decades, fine near 1."""
    decades = [10.0**power for power in range(-9, 10)]
    fine = [0.5, 0.6, 0.7, 0.8, 0.9, 1.0, 1.1, 1.2, 1.3, 1.5, 2.0]
    middle = [step * decade for decade in decades for step in (1.0, 2.0, 5.0)]
    for ticks in (fine, middle):
        inside = [tick for tick in ticks if low <= tick <= high]
        if high / low < (6.0 if ticks is fine else 2000.0):
            return inside
    return [decade for decade in decades if low <= decade <= high]


def plot_frontier(
    runs: pd.DataFrame, x_key: str, y_key: str, *, title: str = "", language: Language = "en"
) -> Figure:
    """Draw the energy ratio over two swept keys, and the line where it is 1: the Jevons frontier.

    Parameters
    ----------
    runs : DataFrame
        Rows of ``runs.csv``.
    x_key, y_key : str
        Swept keys on the two axes.
    title : str, optional
        Title of the scenario.
    language : {"en", "ko"}
        Language of the labels.
    """
    words = style.words_for(language)
    actual = runs[runs["case"] == "actual"]
    grid = actual.pivot_table(index=y_key, columns=x_key, values="energy_ratio", aggfunc="median")
    share = actual.assign(up=actual["energy_ratio"] > 1.0).pivot_table(
        index=y_key, columns=x_key, values="up", aggfunc="mean"
    )
    x, y = grid.columns.to_numpy(dtype=float), grid.index.to_numpy(dtype=float)
    with mpl.rc_context(style.settings()):
        figure, axes = style.new_figure(title, words["frontier_title"])
        axes.grid(visible=False)
        for values, set_scale in ((x, axes.set_xscale), (y, axes.set_yscale)):
            if is_log_spaced(values):
                set_scale("log")
        _map(figure, axes, (x, y, grid.to_numpy(dtype=float)), words)
        _frontier_lines(axes, (x, y, grid.to_numpy(dtype=float)), words)
        mark_unit_elasticity(axes, (x_key, y_key), words)
        if axes.get_legend_handles_labels()[0]:
            axes.legend(loc="upper left", framealpha=0.85, fontsize=10)
        _mark_unsure(axes, x, y, share.to_numpy(dtype=float))
        for axis, values in ((axes.xaxis, x), (axes.yaxis, y)):
            axis.set_minor_formatter(mpl.ticker.NullFormatter())
            axis.set_minor_locator(mpl.ticker.NullLocator())
            axis.set_ticks(values[:: max(1, -(-len(values) // 8))])
            axis.set_major_formatter(lambda value, _: f"{value:.3g}")
        axes.set_xlabel(key_label(x_key))
        axes.set_ylabel(key_label(y_key))
        n = actual["seed"].nunique()
        style.note(axes, words["map_note"].format(n=n) if n > 1 else words["one_seed"])
    return figure


def _edges(values: FloatArray) -> FloatArray:
    """Return cell edges half-way between values, in logs where they are spaced so."""
    if values.size < 2:
        return np.array([values[0] - 0.5, values[0] + 0.5])
    log = is_log_spaced(values)
    places = np.log(values) if log else values
    middle = 0.5 * (places[1:] + places[:-1])
    edges = np.concatenate([[2 * places[0] - middle[0]], middle, [2 * places[-1] - middle[-1]]])
    return np.asarray(np.exp(edges) if log else edges, dtype=np.float64)


Grid = tuple[FloatArray, FloatArray, FloatArray]


def _map(figure: Figure, axes: Axes, grid: Grid, words: dict[str, str]) -> None:
    x, y, ratio = grid
    reach = ratio_reach(ratio)
    norm = LogNorm(np.exp(-reach), np.exp(reach))
    mesh = axes.pcolormesh(_edges(x), _edges(y), ratio, cmap="PuOr_r", norm=norm)
    bar = figure.colorbar(mesh, ax=axes, pad=0.02, extend="both")
    style_ratio_bar(bar, reach, words)


def ratio_reach(ratio: FloatArray) -> float:
    """Return how far a map's colours reach above and below 1, in logs: at most a hundredfold."""
    reach = float(np.nanmax(np.abs(np.log(np.clip(ratio, 1e-6, 1e6)))))
    return float(min(max(reach, np.log(1.2)), np.log(100.0)))


def style_ratio_bar(bar: Colorbar, reach: float, words: dict[str, str]) -> None:
    """Label the scale of a map of ratios."""
    bar.set_label(words["ratio_axis"])
    ticks = _ratio_ticks(float(np.exp(-reach)), float(np.exp(reach)))
    bar.set_ticks(ticks, labels=[f"{tick:g}" for tick in ticks])
    bar.ax.yaxis.set_minor_locator(mpl.ticker.NullLocator())


def _frontier_lines(axes: Axes, grid: Grid, words: dict[str, str]) -> None:
    x, y, ratio = grid
    if min(ratio.shape) < 2 or not (np.nanmin(ratio) < 1.0 < np.nanmax(ratio)):
        return
    axes.contour(x, y, np.log(ratio), levels=[0.0], colors="black", linewidths=2.4)
    axes.plot([], [], color="black", linewidth=2.4, label=words["frontier"])


def mark_unit_elasticity(axes: Axes, keys: tuple[str, str], words: dict[str, str]) -> None:
    """Draw the line on which an elasticity is -1, where one is on an axis."""
    label = words["unit_elasticity"]
    if keys[0] == ELASTICITY:
        axes.axvline(-1.0, color="#20262B", linestyle=":", linewidth=1.8, label=label)
    elif keys[1] == ELASTICITY:
        axes.axhline(-1.0, color="#20262B", linestyle=":", linewidth=1.8, label=label)


def _mark_unsure(axes: Axes, x: FloatArray, y: FloatArray, share: FloatArray) -> None:
    """Dot the cells in which some seeds backfire and others do not."""
    rows, columns = np.nonzero((share > 0.0) & (share < 1.0))
    axes.plot(x[columns], y[rows], "o", color="#20262B", markersize=4, linestyle="none")
