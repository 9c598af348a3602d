"""Fixtures that every test can use."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import settings

from jevons_sim.engine.runner import run_points
from jevons_sim.quantities import CASES, SERIES
from jevons_sim.scenario.load import load_scenario
from jevons_sim.scenario.schema import Scenario
from tests import unchanged

for name in ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"):
    os.environ.pop(name, None)
os.environ["JEVONS_LANGUAGE"] = "en"  # whatever the machine speaks

settings.register_profile("patient", deadline=None)
settings.load_profile("patient")  # a busy machine is no fault


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what is marked long, of which a smaller sample always runs."""
    if config.getoption("--long"):
        return
    left_out = [item for item in items if item.get_closest_marker("long")]
    config.hook.pytest_deselected(items=left_out)
    items[:] = [item for item in items if not item.get_closest_marker("long")]


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Say that numbers of cards and lessons were made again, and how that is avoided."""
    if not all(map(unchanged.is_unchanged, unchanged.FILES)):
        terminalreporter.write_line(
            "The numbers of cards or lessons were made again, for what they depend on has changed. "
            "Where they are right: pytest tests/regression tests/unit/lessons --store"
        )


NEUTRAL: dict[str, Any] = {
    "population.firms": 200,
    "population.reservation_price.potential_at_base_price": 1.0,
    "technology.algorithmic.annual_factor": 1.3,
    "technology.hardware_energy.annual_factor": 1.0,
    "technology.hardware_cost.annual_factor": 1.0,
    "technology.overhead.annual_factor": 1.0,
    "technology.pue.annual_factor": 1.0,
    "labs.members": [{"name": "market", "share": 1.0}],
    "labs.training.rule": "none",
    "price.cost_shares": {"energy": 0.06, "compute": 0.94, "overhead": 0.0},
    "price.pass_through": 1.0,
    "demand.elasticity_spread": 0.0,
    "demand.depth_elasticity": 0.0,
    "demand.adjustment_years": 0.0,
    "demand.autonomous_growth": 0.0,
    "adoption.base_share": 1.0,
    "adoption.ceiling": 1.0,
    "grid.supply_elasticity": None,
    "time.years": 10,
}
"""Everyone has adopted, the price passes through, nothing else moves: theory holds exactly."""


@pytest.fixture(scope="session")
def reference() -> Scenario:
    """The shipped reference."""
    return load_scenario("reference")


@pytest.fixture(scope="session")
def neutral(reference: Scenario) -> Scenario:
    """The scenario of the analytic limits."""
    return reference.with_values(NEUTRAL)


@pytest.fixture(scope="session")
def series_of() -> Callable[..., dict[str, np.ndarray]]:
    """Run a scenario; give each quantity as an array of shape (cases, seeds, steps + 1)."""

    def run(scenario: Scenario, seeds: tuple[int, ...] = (0,), **options: Any) -> dict[str, Any]:
        ((_, rows),) = list(run_points([scenario], seeds, **options))
        return {name: rows[..., k].swapaxes(0, 1) for k, name in enumerate(SERIES)}

    assert CASES == ("frozen", "engineering", "actual")
    return run


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--store", action="store_true", help="rewrite the stored numbers")
    parser.addoption("--long", action="store_true", help="also run the tests marked long")
