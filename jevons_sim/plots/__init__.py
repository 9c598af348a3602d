"""Figures: tables in, Matplotlib figures out. Nothing is computed here but medians and bands."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd
from matplotlib.figure import Figure

from jevons_sim.plots.comparison import plot_comparison
from jevons_sim.plots.energy import plot_drivers, plot_energy, plot_hardware
from jevons_sim.plots.frontier import plot_refined_frontier
from jevons_sim.plots.parts import plot_parts, plot_waterfall
from jevons_sim.plots.search import plot_sensitivity, plot_threshold
from jevons_sim.plots.style import korean_font, save_figure
from jevons_sim.plots.sweep import plot_frontier, plot_sweep_curve
from jevons_sim.plots.words import Language
from jevons_sim.quantities import QUANTITIES
from jevons_sim.results.tables import Tables

__all__ = [
    "KINDS",
    "draw",
    "kinds_for",
    "korean_font",
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


def swept_keys(runs: pd.DataFrame) -> list[str]:
    """Return the swept keys of a table of runs, in order."""
    return [str(name) for name in runs.columns if name not in QUANTITIES]


def kinds_for(runs: pd.DataFrame) -> tuple[str, ...]:
    """Return the figures that fit a study: over the years for one case, over keys for a sweep."""
    keys = [key for key in swept_keys(runs) if pd.api.types.is_numeric_dtype(runs[key])]
    if not swept_keys(runs):
        return tuple(_OVER_YEARS)
    if len(keys) == 1:
        return ("curve",)
    return ("curve", "frontier") if len(keys) == 2 else ()


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
    keys = sorted(swept_keys(runs), key=lambda key: key == "demand.price_elasticity")
    if kind == "frontier":
        return plot_frontier(runs, keys[0], keys[1], title=title, language=language)
    family = keys[1] if len(keys) == 2 else ""
    return plot_sweep_curve(runs, keys[0], family=family, title=title, language=language)
