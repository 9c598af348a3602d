"""Draw: a figure of a study by its name."""

from __future__ import annotations

from collections.abc import Callable

from matplotlib.figure import Figure

from jevons_sim.plots.energy import plot_drivers, plot_energy, plot_hardware
from jevons_sim.plots.frontier import plot_cloud
from jevons_sim.plots.kinds import is_number, kinds_for, layout_of, swept_keys
from jevons_sim.plots.sweep import ELASTICITY, plot_frontier, plot_sweep_curve
from jevons_sim.results.tables import Tables
from jevons_sim.words.catalogue import Language

_OVER_YEARS: dict[str, Callable[..., Figure]] = {
    "energy": plot_energy,
    "drivers": plot_drivers,
    "hardware": plot_hardware,
}


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
