"""Sweeps: the points of each design, and what is refused."""

from __future__ import annotations

import json
import math
import time
import tracemalloc

import numpy as np
import pytest

from jevons_sim.errors import BudgetError, ScenarioError
from jevons_sim.scenario.estimate import check_budget, work_of
from jevons_sim.scenario.json_schema import json_schema
from jevons_sim.scenario.load import load_scenario
from jevons_sim.scenario.plan import check_points, plan_of
from jevons_sim.scenario.sweep import Range


def sweeping(reference, **sweep):
    return reference.with_values({"sweep": sweep})


def test_no_sweep_is_one_point(reference):
    plan = plan_of(reference)
    assert plan.keys == ()
    assert plan.points[0].scenario == reference
    assert plan.seeds == tuple(range(20))


def test_a_grid_takes_every_combination_first_key_slowest(reference):
    axes = {
        "demand.price_elasticity": [-1.5, -0.5],
        "technology.algorithmic.annual_factor": {
            "from": 1.1,
            "to": 4.4,
            "steps": 3,
            "scale": "log",
        },
    }
    plan = plan_of(sweeping(reference, axes=axes))
    values = [tuple(point.values.values()) for point in plan.points]
    assert values == [(e, pytest.approx(f)) for e in (-1.5, -0.5) for f in (1.1, 2.2, 4.4)]
    assert plan.points[5].scenario.technology.algorithmic.annual_factor == 4.4
    assert plan.points[0].scenario.sweep is None


@pytest.mark.parametrize(
    ("ends", "steps", "scale", "values"),
    [
        ((1.0, 1000.0), 4, "log", (1.0, 10.0, 100.0, 1000.0)),
        ((1000.0, 1.0), 4, "log", (1000.0, 100.0, 10.0, 1.0)),
        ((1e-6, 1e6), 13, "log", tuple(float(f"1e{power}") for power in range(-6, 7))),
        ((-0.3, 0.7), 11, "linear", (-0.3, -0.2, -0.1, 0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7)),
        ((-1.5, -0.6), 10, "linear", (-1.5, -1.4, -1.3, -1.2, -1.1, -1.0, -0.9, -0.8, -0.7, -0.6)),
        ((1e12, 3e12), 3, "linear", (1e12, 2e12, 3e12)),
        ((0.0, 1e-320), 2, "linear", (0.0, 1e-320)),
    ],
)
def test_a_range_gives_the_numbers_that_people_write(ends, steps, scale, values):
    axis = Range.model_validate({"from": ends[0], "to": ends[1], "steps": steps, "scale": scale})
    assert axis.values() == values
    assert not any(math.copysign(1.0, value) < 0.0 for value in axis.values() if value == 0.0)


def test_a_range_leaves_other_numbers_to_the_last_digit():
    for scale in ("linear", "log"):
        axis = Range.model_validate({"from": 1.05, "to": 3.0, "steps": 12, "scale": scale})
        plain = axis.at(np.linspace(0.0, 1.0, 12)).tolist()
        odd = [
            (new, old) for new, old in zip(axis.values(), plain, strict=True) if len(str(old)) > 14
        ]
        assert len(odd) > 5
        assert all(new == old for new, old in odd)


def test_zipped_axes_go_side_by_side(reference):
    axes = {
        "demand.price_elasticity": [-1.5, -1.0, -0.5],
        "price.pass_through": {"from": 0.5, "to": 1.0, "steps": 3},
    }
    plan = plan_of(sweeping(reference, design="zip", axes=axes))
    values = [tuple(point.values.values()) for point in plan.points]
    assert values == [(-1.5, 0.5), (-1.0, 0.75), (-0.5, 1.0)]
    assert plan.points[1].scenario.price.pass_through == 0.75


def test_explicit_points_are_taken_as_they_are(reference):
    points = [
        {"demand.price_elasticity": -1.5, "population.firms": 50},
        {"population.firms": 70, "demand.price_elasticity": -1.5},
    ]
    scenario = sweeping(reference, points=points)
    plan = plan_of(scenario)
    assert plan.keys == ("demand.price_elasticity", "population.firms")
    assert [point.scenario.population.firms for point in plan.points] == [50, 70]
    assert plan.points.values(1) == {"demand.price_elasticity": -1.5, "population.firms": 70}
    assert work_of(plan).firm_steps == 2 * 20 * 20 * (50 + 70)


@pytest.mark.parametrize(
    ("sweep", "message"),
    [
        ({"design": "zip", "axes": {"demand.price_elasticity": [-1.0, -0.5],
                                    "price.pass_through": [0.5]}}, "differ in length"),
        ({"points": [{"price.pass_through": 0.5}, {"adoption.ceiling": 0.9}]}, "the same keys"),
        ({"points": [{"price.pass_throgh": 0.5}]}, "unknown key"),
        ({"points": [{"price.pass_through": 5.0}]}, "price.pass_through"),
        ({"points": [{}]}, "at least one key"),
        ({"axes": {"price.pass_through": [0.5, 0.6]}, "seed": 3}, "nothing at random"),
        ({"points": [{"price.pass_through": 0.5}], "seed": 3}, "nothing at random"),
        ({"points": [{"price.pass_through": 0.5}, {"price.pass_through": 0.4},
                     {"price.pass_through": 0.5}]}, r"sweep\.points\.2: point 2 is the same"),
        ({"points": [{"population.firms": 5}, {"population.firms": 5}]}, "the same as point 0"),
        ({"points": [{"grid.limit_twh": None}, {"grid.limit_twh": None}]}, "the same as point 0"),
        ({"design": "zip", "axes": {"demand.price_elasticity": [-1.0, -0.5, -1.0],
                                    "price.pass_through": [1.0, 1.0, 1.0]}}, "point 2 is the same"),
        ({"axes": {"price.pass_through": {"from": -1.7e308, "to": 1.7e308}}}, "too far apart"),
        ({"axes": {"price.pass_through": {"from": 1e-300, "to": 1e300, "scale": "log"}}},
         "too far apart"),
        ({}, "either `axes` or `points`"),
        ({"points": [{"price.pass_through": 0.5}], "design": "sobol", "samples": 4}, "neither"),
    ],
)  # fmt: skip
def test_sweeps_that_make_no_sense_are_refused(tmp_path, sweep, message):
    path = tmp_path / "mine.yaml"
    path.write_text(json.dumps({"name": "mine", "sweep": sweep}), encoding="utf-8")
    with pytest.raises(ScenarioError, match=message) as caught:
        plan_of(load_scenario(path))
    assert "mine.yaml" in str(caught.value)


def test_points_are_made_when_asked_for(reference):
    axes = {"demand.price_elasticity": {"from": -2.0, "to": -0.1, "steps": 100_000}}
    tracemalloc.start()
    plan = plan_of(sweeping(reference, axes=axes))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert len(plan.points) == 100_000
    assert peak < 120e6
    assert plan.points[-1].index == 99_999
    assert plan.points[3:5][1].index == 4


def test_a_range_over_whole_numbers_is_rounded(reference):
    axes = {"population.firms": {"from": 100, "to": 1000, "steps": 4}}
    plan = plan_of(sweeping(reference, axes=axes))
    assert [point.values["population.firms"] for point in plan.points] == [100, 400, 700, 1000]


@pytest.mark.parametrize("design", ["latin_hypercube", "sobol"])
def test_random_designs_fill_the_space_the_same_way_each_time(reference, design):
    axes = {
        "demand.price_elasticity": {"from": -2.0, "to": -0.5},
        "price.pass_through": {"from": 0.3, "to": 1.0},
    }
    scenario = sweeping(reference, design=design, samples=64, axes=axes)
    first, second = plan_of(scenario), plan_of(scenario)
    assert [point.values for point in first.points] == [point.values for point in second.points]
    drawn = np.array([list(point.values.values()) for point in first.points])
    assert drawn.shape == (64, 2)
    assert np.quantile(drawn[:, 0], 0.5) == pytest.approx(-1.25, abs=0.08)
    assert (drawn >= [-2.0, 0.3]).all()
    assert (drawn <= [-0.5, 1.0]).all()


@pytest.mark.parametrize("design", ["latin_hypercube", "sobol"])
def test_the_seed_of_a_random_design_draws_other_points(reference, design):
    axes = {"demand.price_elasticity": {"from": -2.0, "to": -0.5}}
    drawn = {
        seed: [
            point.values["demand.price_elasticity"]
            for point in plan_of(
                sweeping(reference, design=design, samples=100, axes=axes, **seed_)
            ).points
        ]
        for seed, seed_ in (("none", {}), ("0", {"seed": 0}), ("7", {"seed": 7}))
    }
    assert drawn["none"] == drawn["0"]
    assert set(drawn["0"]).isdisjoint(drawn["7"])
    for values in drawn.values():
        assert np.histogram(values, 10, (-2.0, -0.5))[0] == pytest.approx(10.0, abs=2.0)


def test_the_schema_has_the_seed_of_a_design():
    sweep = json_schema()["$defs"]["Sweep"]["properties"]
    assert sweep["seed"]["default"] == 0
    assert "random design" in sweep["seed"]["description"]


def test_a_point_alone_is_the_point_made_of_parts(reference):
    """Sections that no point changes are taken as they are; the scenario is the same."""
    axes = {
        "labs.training.rule": ["contest", "none"],
        "technology.algorithmic.annual_factor": [1.5, 3.0],
        "labs.members.0.name": ["first"],
        "grid.supply_elasticity": [None, 0.5],
    }
    scenario = sweeping(reference, axes=axes)
    single = scenario.model_copy(update={"sweep": None})
    notes = {name: getattr(single, name) for name in ("sources", "ranges", "expected")}
    for point in plan_of(scenario).points:
        assert point.scenario == single.with_values(point.values).model_copy(update=notes)


def test_every_point_is_checked_before_anything_runs(reference):
    """Of many points `plan_of` tries some; the only wrong one here is not among them."""
    points = [{"adoption.base_share": 0.1 + 1e-6 * n, "adoption.ceiling": 0.5} for n in range(5001)]
    points[4999] = {"adoption.base_share": 0.6, "adoption.ceiling": 0.5}
    plan = plan_of(sweeping(reference, points=points))
    with pytest.raises(ScenarioError, match=r"at adoption\.base_share = 0\.6"):
        check_points(plan)


def test_a_point_that_cannot_be_is_refused(reference):
    scenario = sweeping(
        reference, axes={"adoption.base_share": [0.1, 0.8], "adoption.ceiling": [0.5, 0.9]}
    )
    with pytest.raises(ScenarioError, match=r"at adoption\.base_share = 0\.8"):
        plan_of(scenario)


def test_ten_thousand_points_take_about_a_second(reference):
    axes = {
        "demand.price_elasticity": {"from": -2.0, "to": -0.1, "steps": 100},
        "price.pass_through": {"from": 0.1, "to": 1.0, "steps": 100},
    }
    scenario = sweeping(reference, axes=axes)
    started = time.process_time()
    assert len(plan_of(scenario).points) == 10_000
    assert time.process_time() - started < 8.0


def test_too_many_points_or_too_much_work_is_over_budget(reference):
    axes = {
        "demand.price_elasticity": {"from": -2.0, "to": -0.1, "steps": 1000},
        "price.pass_through": {"from": 0.1, "to": 1.0, "steps": 1000},
    }
    with pytest.raises(BudgetError, match=r"1,000,000 points") as caught:
        plan_of(sweeping(reference, axes=axes))
    assert caught.value.exit_code == 4
    large = reference.with_values({"population.firms": 20_000_000, "seeds": 100_000})
    with pytest.raises(BudgetError, match="--budget"):
        check_budget(plan_of(large))


def test_work_is_counted(reference):
    work = work_of(plan_of(load_scenario("jevons-frontier")))
    assert work.n_points == 120
    assert work.n_runs == 120 * 20 * 3
    assert work.firm_steps == 120 * 20 * 2 * 40 * 2000


@pytest.mark.parametrize("design", ["grid", "zip"])
def test_samples_go_with_a_random_design(tmp_path, design):
    path = tmp_path / "x.yaml"
    axes = "{price.pass_through: [0.3, 1.0]}"
    text = f"name: x\nsweep: {{design: {design}, samples: 64, axes: {axes}}}\n"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ScenarioError, match=f"a {design} takes no `samples`"):
        load_scenario(path)
