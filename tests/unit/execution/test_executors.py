"""Pieces of a study, where several threads of one process run them, as on a Dask worker."""

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from jevons_sim.engine.runner import Runner
from jevons_sim.execution import executors
from jevons_sim.execution.tasks import PlanTasks
from jevons_sim.scenario import points
from jevons_sim.scenario.keys import set_value as scenario_set_value
from jevons_sim.scenario.plan import plan_of

N_POINTS = 300


@pytest.fixture
def polite(monkeypatch):
    """Threads that let each other go first while they make a point."""

    def set_value(tree, key, value):
        scenario_set_value(tree, key, value)
        time.sleep(1e-4)

    monkeypatch.setattr(points, "set_value", set_value)


def test_two_threads_of_a_worker_do_not_mix_their_points(reference, polite):
    axis = {"from": -1.5, "to": -0.2, "steps": N_POINTS}
    scenario = reference.with_values(
        {"population.firms": 10, "time.years": 1, "time.steps_per_year": 1, "seeds": 1,
         "sweep": {"axes": {"demand.price_elasticity": axis}}}
    )  # fmt: skip
    tasks = PlanTasks(plan_of(scenario))
    with Runner(1) as runner:
        expected = tasks.run(0, N_POINTS, runner)
    gate = threading.Barrier(2)
    executors._run_remote(tuple(tasks.job(0, 1)))  # from now on the tasks of this text may be kept

    def run(first):
        gate.wait()
        return executors._run_remote(tuple(tasks.job(first, first + N_POINTS // 2)))

    with ThreadPoolExecutor(2) as pool:
        halves = list(pool.map(run, (0, N_POINTS // 2)))
    np.testing.assert_array_equal(np.concatenate(halves), expected)
