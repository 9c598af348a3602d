"""Each further mechanism alone, in a setting where its answer is known in closed form."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy.special import ndtr, ndtri

FROZEN, ENGINEERING, ACTUAL = 0, 1, 2
STILL = {"technology.algorithmic.annual_factor": 1.0}
TWO_LABS = [{"name": "a", "share": 0.6}, {"name": "b", "share": 0.4}]


def test_regret_empties_the_market_at_its_hazard(neutral, series_of):
    """The price is twice what anybody would pay: adopters leave at hazard δ, exp(-δ t)."""
    scenario = neutral.with_values(
        {
            **STILL,
            "population.firms": 40_000,
            "population.reservation_price.spread": 0.0,
            "population.size.spread": 0.0,
            "adoption.abandonment_per_year": 0.4,
            "price.cost_shares": {"energy": 1.0, "compute": 0.0, "overhead": 0.0},
            "policy": [{"instrument": "energy_tax", "start_year": 2025, "usd_per_mwh": 80.0}],
        }
    )
    share = series_of(scenario)["adoption_share"][FROZEN, 0]
    years = np.arange(share.size) / 4.0
    start = np.argmax(share < 1.0) - 1
    expected = np.exp(-0.4 * (years[start:] - years[start]))
    np.testing.assert_allclose(share[start:], expected, atol=4.5 * 0.5 / 200.0)


def test_nobody_regrets_within_the_band(neutral, series_of):
    tax = {"instrument": "energy_tax", "start_year": 2026, "usd_per_mwh": 80.0}
    scenario = neutral.with_values(
        {**STILL, "adoption.abandonment_per_year": 5.0, "policy": [tax],
         "population.reservation_price.spread": 0.0, "adoption.abandonment_band": 0.1}
    )  # fmt: skip
    found = series_of(scenario)
    assert found["price_usd_per_mtok"][FROZEN, 0, -1] == pytest.approx(0.72 * 1.06)
    assert (found["adoption_share"][FROZEN] == 1.0).all()


def test_experience_is_a_power_of_cumulative_service(neutral, series_of):
    """Demand that does not answer: Q = 1, Z = t, so compute per token falls as (1 + t)^-b."""
    scenario = neutral.with_values(
        {**STILL, "technology.experience_exponent": 0.3, "demand.price_elasticity": 0.0,
         "population.reservation_price.spread": 0.0}
    )  # fmt: skip
    found = series_of(scenario)
    per_token = found["compute"][ACTUAL, 0] / (found["service_mtok"][ACTUAL, 0])
    per_token /= per_token[0]
    years = np.arange(per_token.size) / 4.0
    late = (1.0 + np.maximum(0.0, years - 0.25)) ** -0.3
    assert np.all(per_token <= late * (1.0 + 1e-9))
    assert np.all(per_token >= (1.0 + years) ** -0.3 * (1.0 - 1e-9))


def test_market_shares_settle_on_the_logit(neutral, series_of):
    """A lab F times better for good, no spillover: its odds are multiplied by F^(λ θ s_K)."""
    scenario = neutral.with_values(
        {
            **STILL,
            "labs.members": TWO_LABS,
            "labs.spillover_per_year": 0.0,
            "labs.share_adjustment_years": 0.1,
            "labs.price_sensitivity": 2.0,
            "price.cost_shares": {"energy": 0.0, "compute": 1.0, "overhead": 0.0},
            "technology.algorithmic.shocks": [{"year": 2026, "factor": 2.0, "lab": "b"}],
            "demand.price_elasticity": 0.0,
            "time.years": 20,
        }
    )
    found = series_of(scenario)
    share = 0.4 * 4.0 / (0.4 * 4.0 + 0.6)
    compute = found["compute"][ACTUAL, 0, -1]
    assert compute == pytest.approx(share / 2.0 + (1.0 - share), rel=1e-6)


def test_a_shock_spills_over_at_its_rate(neutral, series_of):
    """Laggards close a log gap of ln 4 as exp(-ψ t); fixed shares, so compute shows the gap."""
    scenario = neutral.with_values(
        {
            **STILL,
            "labs.members": TWO_LABS,
            "labs.spillover_per_year": 0.5,
            "labs.price_sensitivity": 0.0,
            "technology.algorithmic.shocks": [{"year": 2026, "factor": 4.0, "lab": "b"}],
            "demand.price_elasticity": 0.0,
        }
    )
    compute = series_of(scenario)["compute"][ACTUAL, 0]
    later = np.log((compute[5:] * 4.0 - 0.4) / 0.6)
    np.testing.assert_allclose(later[1:] / later[:-1], math.exp(-0.5 / 4.0), rtol=1e-9)


def test_ceilings_bound_technology(neutral, series_of):
    """ln a = ln K tanh(t ln g / ln K), read back from compute per token."""
    values = {"technology.algorithmic.ceiling": 5.0, "demand.price_elasticity": 0.0}
    compute = series_of(neutral.with_values(values))["compute"][ACTUAL, 0]
    years = np.arange(compute.size) / 4.0
    expected = math.log(5.0) * np.tanh(years * math.log(1.3) / math.log(5.0))
    np.testing.assert_allclose(-np.log(compute), expected, rtol=1e-9, atol=1e-12)


def test_cleaner_cooling_touches_energy_and_its_cost_only(neutral, series_of):
    """PUE from 1.38 to its floor: E falls in proportion, the price by the energy share of that."""
    values = {
        **STILL,
        "technology.pue.annual_factor": 0.9,
        "technology.pue.floor": 1.1,
        "demand.price_elasticity": 0.0,
    }
    found = series_of(neutral.with_values(values))
    ratio = 1.1 / 1.38
    assert found["energy_twh"][ACTUAL, 0, -1] == pytest.approx(155.0 * ratio)
    price = found["price_usd_per_mtok"][ACTUAL, 0, -1] / 0.72
    assert price == pytest.approx(0.94 + 0.06 * ratio)


def test_respending_carries_the_gain_into_the_economy(neutral, series_of):
    """E_economy = ζ (1 + k) ΔCS I(t): kWh per USD times USD bn is TWh."""
    found = series_of(
        neutral.with_values(
            {"economy.respending_share": 0.5, "economy.macro_multiplier": 3.0,
             "economy.energy_intensity_kwh_per_usd": 0.2, "economy.intensity_decline": 0.0}
        )
    )  # fmt: skip
    gain = found["consumer_surplus_usd_bn"][ACTUAL, 0]
    np.testing.assert_allclose(
        found["energy_economy_twh"][ACTUAL, 0], 0.5 * 4.0 * gain * 0.2, rtol=1e-9
    )


def test_a_recycled_tax_is_spent_again(neutral, series_of):
    """With nothing else to spend, the economy's energy is that of the revenue paid back."""
    tax = {"instrument": "energy_tax", "start_year": 2026, "usd_per_mwh": 40.0,
           "recycled_share": 0.5}  # fmt: skip
    values = {**STILL, "policy": [tax], "demand.price_elasticity": 0.0, "price.pass_through": 0.0,
              "economy.respending_share": 0.5, "economy.intensity_decline": 0.0}  # fmt: skip
    found = series_of(neutral.with_values(values))
    revenue = found["tax_revenue_usd_bn"][FROZEN, 0]
    expected = 0.5 * 0.5 * revenue * 0.25
    np.testing.assert_allclose(found["energy_economy_twh"][FROZEN, 0], expected, rtol=1e-9)


def test_emissions_follow_the_grid_as_it_gets_cleaner(neutral, series_of):
    found = series_of(neutral)
    energy, emissions = found["energy_twh"][ACTUAL, 0], found["emissions_mtco2"][ACTUAL, 0]
    years = np.arange(energy.size) / 4.0
    expected = energy * 473e-3 * (1.0 - 0.023) ** years
    np.testing.assert_allclose(emissions, expected, rtol=1e-9)


def test_a_subsidy_brings_in_those_who_would_pay_almost_enough(neutral, series_of):
    """Potential adoption moves as if the price had fallen by the share of the subsidy."""
    values = {
        **STILL,
        "population.firms": 40_000,
        "population.size.spread": 0.0,
        "population.reservation_price.size_correlation": 0.0,
        "population.reservation_price.spread": 2.0,
        "population.reservation_price.potential_at_base_price": 0.3,
        "adoption.base_share": 0.0,
        "adoption.innovation_per_year": 100.0,
        "policy": [{"instrument": "adoption_subsidy", "start_year": 2027, "share": 0.5}],
    }
    share = series_of(neutral.with_values(values))["adoption_share"][FROZEN, 0]
    assert share[7] == pytest.approx(0.3, abs=0.012)
    expected = float(ndtr(ndtri(0.3) + math.log(1.5) / 2.0))
    assert share[-1] == pytest.approx(expected, abs=0.012)


def test_a_training_limit_holds_what_labs_race_for(neutral, series_of):
    values = {
        "labs.members": TWO_LABS,
        "labs.training.rule": "revenue_share",
        "technology.hardware_cost.annual_factor": 1.5,
        "demand.price_elasticity": -1.5,
        "policy": [{"instrument": "training_limit", "start_year": 2027, "compute_ratio": 1.5}],
    }
    found = series_of(neutral.with_values(values))
    training = found["training_compute"][ACTUAL, 0]
    assert training[7] > 1.5
    np.testing.assert_allclose(training[8:], 1.5, rtol=1e-12)


def test_hours_displaced_are_tasks_times_the_share(neutral, series_of):
    values = {"economy.displaced_share": 0.2, "economy.base_task_hours_bn": 3.0}
    found = series_of(neutral.with_values(values))
    np.testing.assert_allclose(
        found["hours_displaced_bn"][ACTUAL], 0.6 * found["tasks"][ACTUAL], rtol=1e-12
    )


def test_the_base_year_money_does_not_move_energy(neutral, series_of):
    """Money has a unit: ten times the spending is ten times the gain, and the same energy."""
    one = series_of(neutral)
    ten = series_of(neutral.with_values({"economy.base_spending_usd_bn": 300.0}))
    np.testing.assert_array_equal(one["energy_twh"], ten["energy_twh"])
    for name in ("spending_usd_bn", "consumer_surplus_usd_bn", "hardware_spending_usd_bn"):
        np.testing.assert_allclose(10.0 * one[name], ten[name], rtol=1e-12, err_msg=name)
