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
from jevons_sim.plots.places import Places, mark_axis, places_of
from jevons_sim.plots.style import FAMILY, Band
from jevons_sim.words import typeset
from jevons_sim.words.catalogue import Language

ELASTICITY = "demand.price_elasticity"

MOST_TICKS = 7
"""Numbers along the axis of a curve, about."""


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
    places = places_of(actual[key], words["none"])
    with mpl.rc_context(style.settings()):
        figure, axes = style.new_figure(title, words["curve_title"])
        axes.set_yscale("log")
        ends = []
        members, n_values = _members(actual, family, words["none"])
        for colour, value, rows in members:
            here = rows.assign(_place=places.of(rows[key]))
            band = style.band_of(here, "energy_ratio", by="_place")
            _draw_member(axes, band, colour, places)
            text = f"{_last_name(family)}\n{value}" if family else typeset.number(band.median[-1])
            ends.append((band.median[-1], text, colour))
        _value_axis(axes, places)
        mark_regions(axes, words)
        axes.set_xlabel(f"{key_label(key)}   ({style.seeds_note(actual, words)})")
        axes.set_ylabel(words["ratio_axis"])
        style.label_ends(axes, ends)
        if len(members) < n_values:
            said = {"key": _last_name(family), "shown": len(members), "n": n_values}
            style.note(axes, words["some_lines"].format(**said))
    return figure


def _last_name(key: str) -> str:
    return key.rsplit(".", maxsplit=1)[-1].replace("_", " ")


def _draw_member(axes: Axes, band: Band, colour: str, places: Places) -> None:
    """Draw a line through the numbers, and a bar at every other place."""
    joined = np.isin(band.year, places.numbers)
    if joined.sum() < 2:
        joined[:] = False
    else:
        parts = (band.year, band.median, band.low, band.high)
        style.draw_band(axes, Band(*(part[joined] for part in parts)), colour)
    axes.plot(band.year, band.median, "o", color=colour, markersize=4)
    alone = ~joined
    spread = np.stack([band.median - band.low, band.high - band.median])[:, alone]
    if alone.any():
        axes.errorbar(
            band.year[alone],
            band.median[alone],
            np.maximum(0.0, spread),
            fmt="none",
            ecolor=colour,
            elinewidth=1.6,
            capsize=4.0,
        )


def _value_axis(axes: Axes, places: Places) -> None:
    """Set the horizontal axis of a curve."""
    if places.n_numbers < 2 or not places.all_numbers:
        low, high = axes.dataLim.intervaly
        room = max((high / low) ** 0.2, 1.1)  # bars stay clear of the words in the corners
        axes.set_ylim(low / room, high * room)
    if not places.all_numbers:
        mark_axis(axes, "x", places, MOST_TICKS)
    else:
        if places.scale == "log":
            axes.set_xscale("log")
            axes.xaxis.set_minor_formatter(mpl.ticker.NullFormatter())
            axes.set_xticks(places.spots[:: max(1, len(places.spots) // MOST_TICKS)])
        axes.xaxis.set_major_formatter(typeset.tick)
    axes.set_xlim(*places.ends())


def _members(
    actual: pd.DataFrame, family: str, none: str
) -> tuple[list[tuple[str, str, pd.DataFrame]], int]:
    """Return colour, value in words and rows of at most six lines; and how many there are."""
    if not family:
        return [(FAMILY[0], "", actual)], 1
    places = places_of(actual[family], none)
    n = len(places.spots)
    chosen = np.unique(np.linspace(0, n - 1, min(len(FAMILY), n)).round().astype(int))
    found = places.of(actual[family])
    rows = [(places.words[place], actual[found == places.spots[place]]) for place in chosen]
    return [(colour, *each) for colour, each in zip(FAMILY, rows, strict=False)], n


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


def _cells(
    actual: pd.DataFrame, at: tuple[FloatArray, FloatArray], sides: tuple[Places, Places]
) -> tuple[FloatArray, FloatArray]:
    """Return median ratio and share of seeds that backfire at each place, rows along y."""
    here = actual.assign(_x=at[0], _y=at[1], _up=actual["energy_ratio"] > 1.0)
    cells = here.groupby(["_y", "_x"])
    found = [
        cells[column]
        .agg(how)
        .unstack()
        .reindex(index=sides[1].spots, columns=sides[0].spots)
        .to_numpy(dtype=float)
        for column, how in (("energy_ratio", "median"), ("_up", "mean"))
    ]
    return found[0], found[1]


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
    x, y = places_of(actual[x_key], words["none"]), places_of(actual[y_key], words["none"])
    grid, share = _cells(actual, (x.of(actual[x_key]), y.of(actual[y_key])), (x, y))
    with mpl.rc_context(style.settings()):
        figure, axes = style.new_figure(title, words["frontier_title"])
        axes.grid(visible=False)
        for which, places in (("x", x), ("y", y)):
            axes.set(**{f"{which}scale": places.scale})
        _map(figure, axes, (x, y, grid), words)
        _frontier_lines(axes, (x, y, grid), words)
        mark_unit_elasticity(axes, (x_key, y_key), words)
        if axes.get_legend_handles_labels()[0]:
            axes.legend(loc="upper left", framealpha=0.85, fontsize=10)
        _mark_unsure(axes, x.spots, y.spots, share)
        mark_axis(axes, "x", x, 8)
        mark_axis(axes, "y", y, 8)
        axes.set_xlabel(key_label(x_key))
        axes.set_ylabel(key_label(y_key))
        n = actual["seed"].nunique()
        style.note(axes, words["map_note"].format(n=n) if n > 1 else words["one_seed"])
    return figure


Grid = tuple[Places, Places, FloatArray]


def _map(figure: Figure, axes: Axes, grid: Grid, words: dict[str, str]) -> None:
    x, y, ratio = grid
    reach = ratio_reach(ratio)
    norm = LogNorm(np.exp(-reach), np.exp(reach))
    for rows, y_edges in y.blocks():
        for columns, x_edges in x.blocks():
            mesh = axes.pcolormesh(x_edges, y_edges, ratio[rows, columns], cmap="PuOr_r", norm=norm)
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
    """Draw the lines between numbers; there is nothing between words."""
    x, y, ratio = grid
    ratio = ratio[: y.n_numbers, : x.n_numbers]
    if min(ratio.shape) < 2 or not (np.nanmin(ratio) < 1.0 < np.nanmax(ratio)):
        return
    axes.contour(x.numbers, y.numbers, np.log(ratio), levels=[0.0], colors="black", linewidths=2.4)
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
