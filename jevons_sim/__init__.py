"""Agent-based model of the Jevons paradox in AI: does cheaper inference save energy, or use more?

>>> import jevons_sim as js
>>> scenario = js.load_scenario("reference").with_values({"population.firms": 200, "seeds": 2})
>>> js.run(scenario).verdict.startswith("Energy")
True
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from jevons_sim._version import __version__

if TYPE_CHECKING:
    from jevons_sim.engine.choice import Choice as Choice
    from jevons_sim.engine.model import JevonsModel as JevonsModel
    from jevons_sim.errors import JevonsError as JevonsError
    from jevons_sim.plots import plot_drivers as plot_drivers
    from jevons_sim.plots import plot_energy as plot_energy
    from jevons_sim.plots import plot_frontier as plot_frontier
    from jevons_sim.plots import plot_hardware as plot_hardware
    from jevons_sim.plots import plot_parts as plot_parts
    from jevons_sim.plots import plot_sweep_curve as plot_sweep_curve
    from jevons_sim.plots import plot_waterfall as plot_waterfall
    from jevons_sim.plots import save_figure as save_figure
    from jevons_sim.scenario.load import load_scenario as load_scenario
    from jevons_sim.scenario.schema import Scenario as Scenario
    from jevons_sim.studies.rebound import dissect as dissect
    from jevons_sim.studies.result import Result as Result
    from jevons_sim.studies.result import load_result as load_result
    from jevons_sim.studies.run import run as run
    from jevons_sim.studies.threshold import find_thresholds as find_thresholds

_HOMES = {
    "Choice": "engine.choice",
    "JevonsError": "errors",
    "JevonsModel": "engine.model",
    "Result": "studies.result",
    "Scenario": "scenario.schema",
    "dissect": "studies.rebound",
    "find_thresholds": "studies.threshold",
    "load_result": "studies.result",
    "load_scenario": "scenario.load",
    "plot_drivers": "plots",
    "plot_energy": "plots",
    "plot_frontier": "plots",
    "plot_hardware": "plots",
    "plot_parts": "plots",
    "plot_sweep_curve": "plots",
    "plot_waterfall": "plots",
    "run": "studies.run",
    "save_figure": "plots",
}
"""Public names, and the module that each is loaded from when it is first asked for."""

__all__ = ["__version__", *sorted(_HOMES)]  # noqa: PLE0604


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'jevons_sim' has no attribute {name!r}")
    return getattr(import_module(f"jevons_sim.{_HOMES[name]}"), name)


def __dir__() -> list[str]:
    return __all__
