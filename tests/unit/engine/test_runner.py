"""Runs: the same bytes whichever way they are run, and failures that say where."""

from __future__ import annotations

import itertools
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from jevons_sim.engine import runner
from jevons_sim.engine.model import JevonsModel
from jevons_sim.quantities import CASES, SERIES
from jevons_sim.scenario.plan import plan_of

SEEDS = (0, 3, 11)


def run(scenario, **options):
    return dict(runner.run_points([scenario], SEEDS, **options))[0]


@pytest.fixture(scope="module")
def scenario(reference):
    return reference.with_values({"population.firms": 9000, "time.years": 3})


def test_threads_do_not_change_a_byte(scenario):
    assert run(scenario, workers=1).tobytes() == run(scenario, workers=2).tobytes()


def test_the_path_for_large_populations_gives_the_same_bytes(scenario, monkeypatch):
    small = run(scenario)
    monkeypatch.setattr(runner, "LARGE", 1)
    assert run(scenario).tobytes() == small.tobytes()


def test_chunks_and_neighbours_do_not_change_a_point(scenario, monkeypatch):
    other = scenario.with_values({"demand.price_elasticity": -1.2})
    together = [rows for _, rows in runner.run_points([other, scenario, other], SEEDS)]
    monkeypatch.setattr(runner, "CHUNK_FIRM_STEPS", 1)
    apart = [rows for _, rows in runner.run_points([other, scenario, other], SEEDS)]
    for rows, alone in zip(together, apart, strict=True):
        assert rows.tobytes() == alone.tobytes()
    assert together[1].tobytes() == run(scenario).tobytes()


def test_equal_frozen_cases_are_shared_without_a_trace(scenario):
    """Gains differ, so frozen cases are equal; elasticities differ, so they are not."""
    key = "technology.algorithmic.annual_factor"
    points = [
        scenario.with_values({key: gain, "demand.price_elasticity": elasticity})
        for gain in (1.5, 2.0, 3.0)
        for elasticity in (-0.5, -1.1)
    ]
    parameters = runner.parameters_by_case(scenario, None)
    draws = runner.draw_firms(parameters, SEEDS, ThreadPoolExecutor(1))
    batch = runner.batch_of(points, SEEDS, draws, None, max_group=6)
    assert np.diff(batch.starts).tolist() == [3, 3]
    assert sorted(batch.order.tolist()) == list(range(6))
    together = dict(runner.run_points(points, SEEDS, workers=1))
    for index, point in enumerate(points):
        assert together[index].tobytes() == run(point).tobytes()


def test_a_seed_is_the_same_alone_and_among_others(scenario):
    alone = dict(runner.run_points([scenario], [3]))[0]
    assert alone[0].tobytes() == run(scenario)[1].tobytes()


@pytest.mark.parametrize("case", CASES)
def test_the_mesa_model_gives_the_same_bytes(scenario, case):
    model = JevonsModel(scenario, seed=3, case=case)
    while model.running:
        model.step()
    rows = run(scenario)[1, CASES.index(case)]
    assert model.series.tobytes() == rows.tobytes()
    collected = model.datacollector.get_model_vars_dataframe()
    assert list(collected) == ["seed", *SERIES]
    np.testing.assert_array_equal(collected[list(SERIES)].to_numpy(), rows)
    assert set(collected["seed"]) == {3}


def test_every_point_of_a_sweep_equals_the_mesa_model_alone(reference):
    axes = {
        "technology.algorithmic.annual_factor": [1.5, 3.0],
        "demand.price_elasticity": [-0.5, -1.1],
        "grid.limit_twh": [None, 200.0],
    }
    values = {"population.firms": 700, "time.years": 2, "seeds": [2, 5], "sweep": {"axes": axes}}
    plan = plan_of(reference.with_values(values))
    points = [point.scenario for point in plan.points]
    found = dict(runner.run_points(points, plan.seeds))
    assert len(found) == 8
    for (index, rows), (number, seed), (column, case) in itertools.product(
        found.items(), enumerate(plan.seeds), enumerate(CASES)
    ):
        model = JevonsModel(points[index], seed=seed, case=case)
        while model.running:
            model.step()
        assert model.series.tobytes() == rows[number, column].tobytes()


UNCOMPILED = """
import sys
from jevons_sim.engine.model import JevonsModel
model = JevonsModel("reference", seed=3, values={"population.firms": 60, "time.years": 1})
while model.running:
    model.step()
sys.stdout.write(model.series.tobytes().hex())
"""


def test_plain_python_gives_the_same_numbers(reference):
    """With compilation switched off, a debugger can step through what ran."""
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", UNCOMPILED],
        env={**os.environ, "NUMBA_DISABLE_JIT": "1", "PYTHONPATH": os.pathsep.join(sys.path)},
        capture_output=True,
        text=True,
        check=True,
    )
    small = reference.with_values({"population.firms": 60, "time.years": 1})
    rows = run(small)[1, CASES.index("actual")]
    found = np.frombuffer(bytes.fromhex(done.stdout)).reshape(rows.shape)
    np.testing.assert_allclose(found, rows, rtol=1e-12)


def test_switching_every_response_off_is_the_engineering_case(scenario):
    off = {f"responses.{name}": False for name in runner.RESPONSES}
    rows = run(scenario.with_values(off))
    np.testing.assert_array_equal(rows[:, 2], rows[:, 1])


def test_without_a_gain_the_three_cases_are_one(scenario):
    rows = run(scenario.with_values({"technology.frozen": [], "responses.economy": True}))
    np.testing.assert_array_equal(rows[:, 2], rows[:, 0])


def test_a_run_that_overflows_says_where(reference):
    extreme = reference.with_values(
        {
            "population.firms": 50,
            "time.years": 400,
            "technology.algorithmic.annual_factor": 1000.0,
            "demand.price_elasticity": -20.0,
        }
    )
    rows = dict(runner.run_points([extreme], [5]))[0]
    failures = runner.failures_of(0, [5], rows)
    assert {failure.seed for failure in failures} == {5}
    assert failures[-1].quantity in SERIES
    assert failures[-1].step > 0


@pytest.mark.parametrize(
    "values",
    [
        {"population.firms": 1},
        {"population.firms": 1, "population.peers.network": "complete"},
        {"population.firms": 2, "population.peers.network": "sectors"},
        {"labs.members": [{"name": "one", "share": 1.0}]},
        {"adoption.base_share": 0.0},
        {"adoption.base_share": 0.0, "adoption.ceiling": 0.0,
         "population.reservation_price.potential_at_base_price": 0.0},
        {"population.reservation_price.spread": 0.0, "population.size.spread": 0.0},
        {"adoption.innovation_per_year": 0.0, "adoption.imitation_per_year": 0.0},
        {"price.pass_through": 0.0},
        {"labs.training.energy_share": 0.0},
        {"labs.training.energy_share": 1.0},
        {"demand.form": "saturating", "demand.saturation_multiple": 1.0},
        {"demand.form": "derived"},
        {"grid.other_demand_twh": 0.0},
        {"economy.respending_share": 0.0},
        {"labs.share_adjustment_years": 0.0, "labs.spillover_per_year": 0.0},
    ],
)  # fmt: skip
def test_neutral_values_run(reference, values):
    scenario = reference.with_values({"population.firms": 300, "time.years": 2, **values})
    rows = dict(runner.run_points([scenario], [0]))[0]
    assert np.isfinite(rows).all()
    assert (rows[..., SERIES.index("energy_twh")] >= 0.0).all()
