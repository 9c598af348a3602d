"""Figures: tables in, Matplotlib figures out. Nothing is computed here but medians and bands.

Matplotlib is imported when the first figure is drawn, so that a command without figures needs none.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from jevons_sim.plots.kinds import KINDS, MOST_KEYS, kinds_for, swept_keys

if TYPE_CHECKING:
    from jevons_sim.plots.comparison import plot_comparison as plot_comparison
    from jevons_sim.plots.energy import plot_drivers as plot_drivers
    from jevons_sim.plots.energy import plot_energy as plot_energy
    from jevons_sim.plots.energy import plot_hardware as plot_hardware
    from jevons_sim.plots.figures import draw as draw
    from jevons_sim.plots.frontier import plot_cloud as plot_cloud
    from jevons_sim.plots.frontier import plot_refined_frontier as plot_refined_frontier
    from jevons_sim.plots.parts import plot_parts as plot_parts
    from jevons_sim.plots.parts import plot_waterfall as plot_waterfall
    from jevons_sim.plots.search import plot_sensitivity as plot_sensitivity
    from jevons_sim.plots.search import plot_threshold as plot_threshold
    from jevons_sim.plots.style import save_figure as save_figure
    from jevons_sim.plots.sweep import plot_frontier as plot_frontier
    from jevons_sim.plots.sweep import plot_sweep_curve as plot_sweep_curve

_HOMES = {
    "draw": "figures",
    "plot_cloud": "frontier",
    "plot_comparison": "comparison",
    "plot_drivers": "energy",
    "plot_energy": "energy",
    "plot_frontier": "sweep",
    "plot_hardware": "energy",
    "plot_parts": "parts",
    "plot_refined_frontier": "frontier",
    "plot_sensitivity": "search",
    "plot_sweep_curve": "sweep",
    "plot_threshold": "search",
    "plot_waterfall": "parts",
    "save_figure": "style",
}
"""Names, and the module that each is loaded from when it is first asked for."""

__all__ = ["KINDS", "MOST_KEYS", "kinds_for", "swept_keys", *sorted(_HOMES)]  # noqa: PLE0604


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'jevons_sim.plots' has no attribute {name!r}")
    found = getattr(import_module(f"jevons_sim.plots.{_HOMES[name]}"), name)
    globals()[name] = found
    return found
