"""Figures: tables in, Matplotlib figures out. Nothing is computed here but medians and bands."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

import pandas as pd
from matplotlib.figure import Figure

from jevons_sim.plots.comparison import plot_comparison
from jevons_sim.plots.energy import plot_drivers, plot_energy, plot_hardware
from jevons_sim.plots.frontier import plot_cloud, plot_refined_frontier
from jevons_sim.plots.parts import plot_parts, plot_waterfall
from jevons_sim.plots.places import is_number
from jevons_sim.plots.search import plot_sensitivity, plot_threshold
from jevons_sim.plots.style import save_figure
from jevons_sim.plots.sweep import ELASTICITY, plot_frontier, plot_sweep_curve
from jevons_sim.plots.words import Language
from jevons_sim.quantities import QUANTITIES
from jevons_sim.results.tables import Tables

__all__ = [
    "KINDS",
    "MOST_KEYS",
    "draw",
    "kinds_for",
    "plot_cloud",
    "plot_comparison",
    "plot_drivers",
    "plot_energy",
    "plot_frontier",
    "plot_hardware",
    "plot_parts",
    "plot_refined_frontier",
    "plot_sensitivity",
    "plot_sweep_curve",
    "plot_threshold",
    "plot_waterfall",
    "save_figure",
]

_OVER_YEARS: dict[str, Callable[..., Figure]] = {
    "energy": plot_energy,
    "drivers": plot_drivers,
    "hardware": plot_hardware,
}

KINDS = (*_OVER_YEARS, "curve", "frontier")
"""Names of the figures."""


MOST_KEYS = 2
"""Swept keys that a figure shows at once."""


def swept_keys(runs: pd.DataFrame) -> list[str]:
    """Return the swept keys of a table of runs, in order."""
    return [str(name) for name in runs.columns if name not in QUANTITIES]


def kinds_for(runs: pd.DataFrame) -> tuple[str, ...]:
    """Return the figures that fit a study: over the years for one case, over keys for a sweep."""
    keys = swept_keys(runs)
    if not keys:
        return tuple(_OVER_YEARS)
    if len(keys) > MOST_KEYS:
        return ()
    if len([key for key in keys if is_number(runs[key])]) < MOST_KEYS:
        return ("curve",)
    return {"grid": ("curve", "frontier"), "path": ("curve",), "cloud": ("frontier",)}[
        layout_of(runs, keys[0], keys[1])
    ]


def layout_of(runs: pd.DataFrame, x_key: str, y_key: str) -> Literal["grid", "path", "cloud"]:
    """Return how the points of two keys lie: on a grid, along a path, or as a random design."""
    points = runs[[x_key, y_key]].drop_duplicates()
    x, y = points[x_key], points[y_key]
    if x.nunique(dropna=False) * y.nunique(dropna=False) == len(points):
        return "grid"
    along = points.dropna().sort_values(x_key)[y_key]
    one_way = along.is_monotonic_increasing or along.is_monotonic_decreasing
    return "path" if one_way and x.is_unique else "cloud"


def draw(
    kind: str,
    tables: Tables,
    *,
    title: str = "",
    language: Language = "en",
) -> Figure:
    """Draw a figure by its name.

    Parameters
    ----------
    kind : str
        One of `KINDS`.
    tables : Tables
        Both tables of a study; the yearly one is read only by a figure over the years.
    title : str, optional
        Title of the scenario.
    language : {"en", "ko"}
        Language of the labels.

    Raises
    ------
    ValueError
        If the figure does not fit the study; says which do.
    """
    runs = tables.runs
    if kind not in kinds_for(runs):
        fitting = ", ".join(kinds_for(runs)) or "none"
        raise ValueError(f"there is no figure {kind!r} of this study; those that fit: {fitting}")
    if kind in _OVER_YEARS:
        return _OVER_YEARS[kind](tables.years, title=title, language=language)
    keys = swept_keys(runs)
    keys.sort(key=lambda key: (not is_number(runs.loc[:, key]), key == ELASTICITY))
    if kind == "frontier":
        plot = plot_frontier if layout_of(runs, keys[0], keys[1]) == "grid" else plot_cloud
        return plot(runs, keys[0], keys[1], title=title, language=language)
    is_path = len(keys) == 2 and layout_of(runs, keys[0], keys[1]) == "path"
    family = keys[1] if len(keys) == 2 and not is_path else ""
    return plot_sweep_curve(runs, keys[0], family=family, title=title, language=language)
