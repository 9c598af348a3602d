"""Shares that sum to 1: one rule for sweeps, searches and screenings."""

from __future__ import annotations

import math

import pytest

from jevons_sim.errors import ScenarioError
from jevons_sim.scenario.plan import check_points, plan_of
from jevons_sim.scenario.points import Points
from jevons_sim.studies.frontier import find_frontier, sides_of
from jevons_sim.studies.threshold import find_thresholds

ENERGY, COMPUTE, OVERHEAD = (
    f"price.cost_shares.{name}" for name in ("energy", "compute", "overhead")
)


def costs_at(scenario, values):
    (point,) = Points(scenario, tuple(values), [tuple(values.values())])
    return point.scenario.price.cost_shares


def test_the_other_shares_scale_in_proportion(reference):
    before = reference.price.cost_shares
    shares = costs_at(reference, {ENERGY: 0.4})
    assert shares.energy == 0.4
    assert math.isclose(shares.energy + shares.compute + shares.overhead, 1.0)
    assert math.isclose(shares.compute / shares.overhead, before.compute / before.overhead)


def test_of_two_that_vary_the_third_takes_the_rest(reference):
    shares = costs_at(reference, {ENERGY: 0.4, OVERHEAD: 0.5})
    assert (shares.energy, shares.overhead) == (0.4, 0.5)
    assert math.isclose(shares.compute, 0.1)


def test_others_that_are_nothing_take_equal_parts(reference):
    bare = reference.with_values({"price.cost_shares": {"energy": 1.0, "compute": 0.0,
                                                        "overhead": 0.0}})  # fmt: skip
    shares = costs_at(bare, {ENERGY: 0.5})
    assert (shares.compute, shares.overhead) == (0.25, 0.25)


def test_shares_that_fit_stay_to_the_last_digit(reference):
    given = reference.price.cost_shares
    moved = {ENERGY: given.energy + given.compute / 2.0, COMPUTE: given.compute / 2.0}
    assert costs_at(reference, moved).overhead == given.overhead
    assert costs_at(reference, {ENERGY: given.energy}) == given


def test_a_point_does_not_depend_on_the_one_before(reference):
    rows = [(0.9,), (reference.price.cost_shares.energy,), (0.9,)]
    points = [point.scenario for point in Points(reference, (ENERGY,), rows)]
    assert points[1].price.cost_shares == reference.price.cost_shares
    assert points[0] == points[2]


def test_market_shares_follow_the_same_rule(reference):
    (point,) = Points(reference, ("labs.members.0.share",), [(0.1,)])
    shares = [lab.share for lab in point.scenario.labs.members]
    before = [lab.share for lab in reference.labs.members]
    assert shares[0] == 0.1
    assert math.isclose(sum(shares), 1.0)
    assert math.isclose(shares[1] / shares[2], before[1] / before[2])


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({ENERGY: 0.7, COMPUTE: 0.6}, "the shares that vary sum to 1.3; they may sum to 1 at most"),
        ({ENERGY: 1.2}, "the shares that vary sum to 1.2"),
        ({ENERGY: -0.2}, r"price\.cost_shares\.energy"),
        ({ENERGY: 0.4, COMPUTE: 0.4, OVERHEAD: 0.1}, "the shares sum to 0.9; they must sum to 1"),
        ({ENERGY: "much"}, r"price\.cost_shares\.energy"),
        ({ENERGY: True}, r"price\.cost_shares\.energy"),
    ],
)
def test_shares_that_cannot_be_are_refused_by_name(reference, values, message):
    with pytest.raises(ScenarioError, match=message) as caught:
        costs_at(reference, values)
    assert str(caught.value).startswith(f"at {ENERGY} = ")


@pytest.mark.parametrize("design", ["grid", "latin_hypercube", "sobol"])
def test_one_share_can_be_swept(reference, design):
    samples = {} if design == "grid" else {"samples": 8}
    axes = {ENERGY: {"from": 0.02, "to": 0.9, "steps": 8}}
    plan = plan_of(reference.with_values({"sweep": {"design": design, "axes": axes, **samples}}))
    check_points(plan)
    for point in plan.points:
        assert list(point.values) == [ENERGY]
        assert math.isclose(sum(point.scenario.price.cost_shares.model_dump().values()), 1.0)


def test_a_sweep_over_too_much_says_where(reference):
    axes = {ENERGY: [0.1, 0.6], COMPUTE: [0.2, 0.5]}
    plan = reference.with_values({"sweep": {"axes": axes}})
    with pytest.raises(ScenarioError, match=r"sweep\.axes: at .*energy = 0\.6, .*compute = 0\.5"):
        plan_of(plan)


@pytest.fixture
def small(reference):
    return reference.with_values(
        {"population.firms": 60, "time.years": 2, "time.steps_per_year": 2, "seeds": 2}
    )


def test_searches_follow_the_rule(small):
    assert find_thresholds(small, ENERGY, (0.02, 0.9)).n_seeds == 2
    sides = sides_of(small, (ENERGY, (0.1, 0.4)), (COMPUTE, (0.1, 0.6)))
    assert find_frontier(small, sides, 8).n_seeds == 2
    over = sides_of(small, (ENERGY, (0.1, 0.4)), (COMPUTE, (0.1, 0.9)))
    with pytest.raises(ScenarioError, match=r"^at .* the shares that vary sum to 1\.\d+"):
        find_frontier(small, over, 8)
