"""Each behaviour rule against what can be worked out by hand."""

from __future__ import annotations

import math

import pytest

from jevons_sim.engine import rules


def test_adoption_rules():
    assert rules.would_gain(0.0, 0.0)
    assert not rules.would_gain(0.1, 0.0)
    assert rules.adoption_hazard(0.01, 0.5, 0.5) == pytest.approx(0.26)
    assert rules.chance(0.0, 0.25) == 0.0
    assert rules.chance(2.0, 0.5) == pytest.approx(1.0 - math.exp(-1.0))
    assert rules.has_regret(0.2, 0.0, 0.1)
    assert not rules.has_regret(0.05, 0.0, 0.1)


def test_adjustment_arrives_at_once_without_lag_and_halves_at_its_half_life():
    assert rules.adjusted(0.0, -1.0, 0.25, 0.0) == -1.0
    assert rules.adjusted(0.0, -1.0, math.log(2.0), 1.0) == pytest.approx(-0.5)


def test_demand_forms_start_at_one_and_follow_their_limits():
    assert rules.isoelastic_tasks(-0.8, 0.0) == 1.0
    assert rules.isoelastic_tasks(-1.0, math.log(0.5)) == pytest.approx(2.0)
    assert rules.saturating_tasks(-1.0, 0.0, 5.0) == 1.0
    assert rules.saturating_tasks(-1.0, -50.0, 5.0) == pytest.approx(5.0)
    assert rules.saturating_tasks(-0.8, -1.0, 1e12) == pytest.approx(
        rules.isoelastic_tasks(-0.8, -1.0)
    )


@pytest.mark.parametrize("substitution", [0.0, 0.5, 1.0, 1.7])
@pytest.mark.parametrize("cost_share", [0.0, 0.02, 0.4, 1.0])
def test_derived_demand_has_the_hicks_marshall_elasticity(substitution, cost_share):
    step, output = 1e-6, -1.3
    higher = math.log(rules.derived_tasks(substitution, output, cost_share, step))
    lower = math.log(rules.derived_tasks(substitution, output, cost_share, -step))
    expected = -((1.0 - cost_share) * substitution + cost_share * abs(output))
    assert (higher - lower) / (2.0 * step) == pytest.approx(expected, abs=1e-6)


def test_depth_stops_at_its_ceiling():
    assert rules.tokens_per_task(-0.5, -2.0, math.inf) == pytest.approx(math.e)
    assert rules.tokens_per_task(-0.5, -2.0, 1.5) == 1.5


def test_cost_price_and_shares():
    assert rules.unit_cost(0.06, 0.85, 0.09, 0.0, 0.0, 0.0) == pytest.approx(1.0)
    halved = -math.log(2.0)
    assert rules.unit_cost(0.06, 0.85, 0.09, halved, halved, 0.0) == pytest.approx(0.545)
    assert rules.ln_lab_price(math.e, 0.9, 0.1) == pytest.approx(1.0)
    assert rules.closed_gap(-1.0, 1.0, math.log(4.0)) == pytest.approx(-0.25)
    assert rules.attraction(0.3, math.log(2.0), 2.0) == pytest.approx(0.075)


def test_grid_rules():
    assert rules.electricity_price_ratio(2.0, 1.0, 0.0) == 1.0
    assert rules.electricity_price_ratio(2.0, 1.0, 1.0) == 2.0
    assert rules.served_share(200.0, 100.0) == 0.5
    assert rules.served_share(50.0, 100.0) == 1.0
    assert rules.scarcity_premium(0.0, 50.0, 100.0, 2.0, 0.25) == 0.0
    assert rules.scarcity_premium(0.1, 100.0 * math.e, 100.0, 2.0, 0.25) == pytest.approx(0.6)
    assert rules.scarcity_premium(0.1, 100.0, math.inf, 2.0, 0.25) == 0.0


def test_surplus_of_a_small_price_cut_is_use_times_the_cut():
    assert rules.surplus_gain(1.0, 1.0, 0.9, 1.0) == pytest.approx(0.1)
