"""What the benchmarks run: the shipped reference, ten years of quarters, at any size."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from jevons_sim.engine import firms as kernel
from jevons_sim.engine import simulate
from jevons_sim.engine.fields import SIGNALS, rows_of
from jevons_sim.engine.market import Inputs, base_state, record_base, set_prices
from jevons_sim.engine.model import JevonsModel
from jevons_sim.quantities import SERIES
from jevons_sim.scenario.load import load_scenario
from jevons_sim.scenario.schema import Scenario

STEPS = 40
SEED = 1
ENERGY = SERIES.index("energy_twh")
ADOPTION = SERIES.index("adoption_share")


def scenario_of(n: int, years: int = STEPS // 4) -> Scenario:
    """The reference with n firms."""
    return load_scenario("reference").with_values({"population.firms": n, "time.years": years})


class Moment(NamedTuple):
    """The firms part-way through adoption, about to take a step."""

    inputs: Inputs
    before: np.ndarray
    """1 where a firm uses AI."""

    view: kernel.MarketView


def moment_of(n: int, steps: int = 8) -> Moment:
    """The reference's firms after some steps."""
    model = JevonsModel(scenario_of(n), seed=SEED)
    for _ in range(steps):
        model.step()
    before = model.state.adopted.copy()
    view = set_prices(simulate._copy(model.state), model.world, steps + 1)
    return Moment(model.world, before, view)


class Start(NamedTuple):
    """A whole run in the base year, its firms drawn."""

    inputs: Inputs
    adopted: np.ndarray


def start_of(scenario: Scenario, case: str = "actual", seed: int = SEED) -> Start:
    """The base year of a case, with the signals of its frozen run."""
    model = JevonsModel(scenario, seed=seed, case=case)
    return Start(model.world, model.state.adopted.copy())


def empty_series(start: Start) -> np.ndarray:
    """Room for the series of a run, shape (steps + 1, series)."""
    return np.empty((start.inputs.paths.size, len(SERIES)))


def run_serial(start: Start) -> np.ndarray:
    """Run on one thread, in one compiled call; return the series."""
    series = empty_series(start)
    simulate.run_steps(start.inputs, start.adopted, rows_of(series))
    return series


def run_threaded(start: Start) -> np.ndarray:
    """Run with the firms spread over all threads, as large populations do; return the series."""
    series = empty_series(start)
    rows, inputs = rows_of(series), start.inputs
    signals = np.zeros(rows.size, dtype=SIGNALS)
    state = base_state(inputs, start.adopted)
    record_base(state, inputs, signals, rows)
    for step in range(1, rows.size):
        state = simulate.advance(state, inputs, step, signals, rows)
    return series
