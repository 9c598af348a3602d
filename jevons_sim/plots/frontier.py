"""The refined frontier: a smooth map of what ran, the line, and where seeds do not agree."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import matplotlib as mpl
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.colors import LogNorm
from matplotlib.figure import Figure
from matplotlib.patches import Patch
from matplotlib.tri import LinearTriInterpolator, Triangulation, UniformTriRefiner

from jevons_sim.equations.types import FloatArray
from jevons_sim.plots import style
from jevons_sim.plots.places import mark_axis, places_of
from jevons_sim.plots.sweep import key_label, mark_unit_elasticity, ratio_reach, style_ratio_bar
from jevons_sim.words import typeset
from jevons_sim.words.catalogue import Language

SHADES = 41
"""Steps of colour in the map."""

UNSURE = "#20262B"


def plot_refined_frontier(
    points: pd.DataFrame,
    lines: Sequence[FloatArray],
    scales: tuple[str, str],
    *,
    n_seeds: int,
    title: str = "",
    language: Language = "en",
) -> Figure:
    """Draw the map of a frontier search, its lines, and where seeds do not agree.

    Parameters
    ----------
    points : DataFrame
        Two columns of values, then ``energy_ratio`` with its ``_p05`` and ``_p95``: what ran.
    lines : sequence of ndarray
        Values of both keys along each line, shape (places, 2).
    scales : (str, str)
        ``linear`` or ``log`` for each axis.
    n_seeds : int
        Seeds that each point stands for.
    title : str, optional
        Title of the scenario.
    language : {"en", "ko"}
        Language of the labels.
    """
    words = style.words_for(language)
    keys = (str(points.columns[0]), str(points.columns[1]))
    known = points.dropna()
    with mpl.rc_context(style.settings()):
        figure, axes = style.new_figure(title, words["frontier_title"])
        axes.grid(visible=False)
        _scale(axes, "x", scales[0], points[keys[0]])
        _scale(axes, "y", scales[1], points[keys[1]])
        if len(known) > 2:
            _shade(figure, axes, (known, scales), words)
        axes.plot(points[keys[0]], points[keys[1]], ".", color=UNSURE, markersize=1.6, alpha=0.45)
        for number, line in enumerate(lines):
            label = words["frontier"] if number == 0 else None
            axes.plot(line[:, 0], line[:, 1], color="black", linewidth=2.4, label=label)
        if not lines:
            axes.plot([], [], " ", label=words["no_frontier"])
        mark_unit_elasticity(axes, keys, words)
        _legend(axes, words, has_band=bool(_unsure(known).max(initial=-1.0) > 0.0))
        axes.set_xlabel(key_label(keys[0]))
        axes.set_ylabel(key_label(keys[1]))
        n = words["refined_note"].format(n=n_seeds, points=f"{len(points):,}")
        style.note(axes, n if n_seeds > 1 else words["one_seed"])
    return figure


def plot_cloud(
    runs: pd.DataFrame, x_key: str, y_key: str, *, title: str = "", language: Language = "en"
) -> Figure:
    """Draw the map of a random design over two keys; its frontier lies between the points.

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
    actual = runs[runs["case"] == "actual"]
    if actual[[x_key, y_key]].isna().any(axis=None):
        return _plot_points(actual, (x_key, y_key), title, style.words_for(language))
    groups = actual.groupby([x_key, y_key])["energy_ratio"]
    bands = groups.quantile(np.array([0.05, 0.5, 0.95])).unstack()
    bands.columns = pd.Index(["energy_ratio_p05", "energy_ratio", "energy_ratio_p95"])
    points = bands.reset_index()
    known = points.dropna()
    scales = (_scale_of(points[x_key]), _scale_of(points[y_key]))
    lines = []
    if len(known) > 2:
        axes = Figure().add_subplot()
        heights = np.log(known["energy_ratio"].to_numpy(dtype=float))
        drawn = axes.tricontour(_mesh(known, scales), heights, levels=[0.0])
        lines = [line for line in drawn.allsegs[0] if len(line) > 1]
    n = actual["seed"].nunique()
    return plot_refined_frontier(points, lines, scales, n_seeds=n, title=title, language=language)


def _plot_points(
    actual: pd.DataFrame, keys: tuple[str, str], title: str, words: dict[str, str]
) -> Figure:
    """Draw each point by itself, where some have null for a key: nothing lies between those."""
    points = actual.groupby(list(keys), dropna=False)["energy_ratio"].median().reset_index()
    with mpl.rc_context(style.settings()):
        figure, axes = style.new_figure(title, words["frontier_title"])
        axes.grid(visible=False)
        x, y = (places_of(points[key], words["none"]) for key in keys)
        mark_axis(axes, "x", x, 8)
        mark_axis(axes, "y", y, 8)
        reach = ratio_reach(points["energy_ratio"].to_numpy(dtype=float))
        drawn = axes.scatter(
            x.of(points[keys[0]]),
            y.of(points[keys[1]]),
            c=points["energy_ratio"],
            cmap="PuOr_r",
            norm=LogNorm(np.exp(-reach), np.exp(reach)),
            edgecolors=UNSURE,
            linewidths=0.5,
        )
        style_ratio_bar(figure.colorbar(drawn, ax=axes, pad=0.02), reach, words)
        mark_unit_elasticity(axes, keys, words)
        if axes.get_legend_handles_labels()[0]:
            axes.legend(loc="best", framealpha=0.85, fontsize=10)
        axes.set_xlabel(key_label(keys[0]))
        axes.set_ylabel(key_label(keys[1]))
        said = {"n": actual["seed"].nunique(), "points": f"{len(points):,}"}
        style.note(axes, words["cloud_note"].format(**said))
    return figure


def _scale_of(values: pd.Series) -> str:
    """Return how the values of a random design are spread: evenly, or evenly in logs."""
    ordered = np.sort(values.to_numpy(dtype=float))
    if ordered[0] <= 0.0:
        return "linear"
    middle = np.median(ordered)
    gap = abs(np.log(middle) - 0.5 * (np.log(ordered[0]) + np.log(ordered[-1])))
    straight = abs(np.log(middle) - np.log(0.5 * (ordered[0] + ordered[-1])))
    return "log" if gap < straight else "linear"


def _scale(axes: Axes, which: Literal["x", "y"], scale: str, values: pd.Series) -> None:
    """Set scale, ends and ticks of an axis."""
    low, high = float(values.min()), float(values.max())
    axes.set(**{f"{which}scale": scale, f"{which}lim": (low, high)})
    axis = axes.xaxis if which == "x" else axes.yaxis
    if scale == "log":
        axis.set_minor_locator(mpl.ticker.NullLocator())
        axis.set_major_locator(_log_ticks(low, high))
    axis.set_major_formatter(typeset.tick)


def _log_ticks(low: float, high: float) -> mpl.ticker.Locator:
    """Return where ticks go on an axis in logs: round steps where it is short, else 1, 2, 5."""
    if high / low < 8.0:
        return mpl.ticker.FixedLocator(mpl.ticker.MaxNLocator(8).tick_values(low, high))
    return mpl.ticker.LogLocator(subs=(1.0, 2.0, 5.0))


def _unsure(points: pd.DataFrame) -> FloatArray:
    """Return how far both ends of the band are from 1 on either side; 0 or below: seeds agree."""
    low, high = points["energy_ratio_p05"], points["energy_ratio_p95"]
    sides = (-np.log(low.to_numpy(dtype=float)), np.log(high.to_numpy(dtype=float)))
    return np.asarray(np.minimum(*sides), dtype=np.float64)


def _shade(
    figure: Figure, axes: Axes, what: tuple[pd.DataFrame, tuple[str, str]], words: dict[str, str]
) -> None:
    """Colour the map between the points that ran, and shade where seeds do not agree."""
    points, scales = what
    mesh = _mesh(points, scales)
    ratio = points["energy_ratio"].to_numpy(dtype=float)
    reach = ratio_reach(ratio)
    levels = np.exp(np.linspace(-reach, reach, SHADES + 1))
    filled = axes.tricontourf(
        mesh,
        np.clip(ratio, levels[0], levels[-1]),
        levels=levels,
        cmap="PuOr_r",
        norm=LogNorm(levels[0], levels[-1]),
    )
    style_ratio_bar(figure.colorbar(filled, ax=axes, pad=0.02), reach, words)
    if _unsure(points).max() > 0.0:
        _shade_unsure(axes, mesh, points)


def _mesh(points: pd.DataFrame, scales: tuple[str, str]) -> Triangulation:
    """Return triangles between points, well shaped as they will be seen."""
    columns = [points.iloc[:, place].to_numpy(dtype=float) for place in (0, 1)]
    flat = [np.log(c) if s == "log" else c for c, s in zip(columns, scales, strict=True)]
    unit = [(c - c.min()) / np.ptp(c) for c in flat]
    return Triangulation(columns[0], columns[1], Triangulation(unit[0], unit[1]).triangles)


def _shade_unsure(axes: Axes, mesh: Triangulation, points: pd.DataFrame) -> None:
    """Shade where the low end of the band is below 1 and the high end above it."""
    refiner = UniformTriRefiner(mesh)
    ends = []
    for name in ("energy_ratio_p05", "energy_ratio_p95"):
        heights = np.log(points[name].to_numpy(dtype=float))
        straight = LinearTriInterpolator(mesh, heights)
        fine, values = refiner.refine_field(heights, triinterpolator=straight, subdiv=2)
        ends.append(values)
    both = np.minimum(-ends[0], ends[1])
    axes.tricontourf(fine, both, levels=[0.0, both.max() * 2.0], colors=[UNSURE], alpha=0.22)


def _legend(axes: Axes, words: dict[str, str], *, has_band: bool) -> None:
    handles, labels = axes.get_legend_handles_labels()
    if has_band:
        handles.append(Patch(facecolor=UNSURE, alpha=0.22))
        labels.append(words["unsure"])
    axes.legend(handles, labels, loc="upper right", framealpha=0.85, fontsize=10)
