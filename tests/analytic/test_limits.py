"""Does the model meet theory? Limits in which the answer is known in closed form."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy.special import ndtr, ndtri

from jevons_sim.equations.adoption import bass_share, potential_share
from jevons_sim.equations.rebound import (
    energy_ratio,
    isoelastic_rebound,
    rebound,
    supply_limited_rebound,
    threshold_elasticity,
)

FROZEN, ENGINEERING, ACTUAL = range(3)


@pytest.mark.parametrize("elasticity", [-0.3, -0.8, -1.0, -1.5])
def test_full_adoption_gives_a_power_of_the_gain(neutral, series_of, elasticity):
    """E_actual / E_frozen = a^(-1-ε), and R = (a^|ε| - 1)/(a - 1)."""
    found = series_of(neutral.with_values({"demand.price_elasticity": elasticity}))
    energy = found["energy_twh"][:, 0]
    gain = 1.3 ** np.linspace(0.0, 10.0, energy.shape[1])
    np.testing.assert_allclose(
        energy[ACTUAL] / energy[FROZEN], gain ** (-1.0 - elasticity), rtol=1e-9
    )
    share = rebound(energy[FROZEN, 1:], energy[ENGINEERING, 1:], energy[ACTUAL, 1:])
    np.testing.assert_allclose(share, isoelastic_rebound(gain[1:], elasticity), rtol=1e-9)


def test_the_prototype_number_of_the_specification(neutral, series_of):
    found = series_of(neutral.with_values({"demand.price_elasticity": -1.5}))
    energy = found["energy_twh"][:, 0, -1]
    assert energy[ACTUAL] / energy[FROZEN] == pytest.approx(3.713, abs=5e-4)


@pytest.mark.parametrize(
    ("gain", "elasticity", "expected"),
    [(2.0, -0.5, 0.414), (10.0, -0.5, 0.240), (10.0, -1.5, 3.403), (1.05, -0.2, 0.196),
     (4.0, -0.8, 0.677), (33.0, -1.11, 1.484), (2.0, -2.0, 3.0)],
)  # fmt: skip
def test_rebound_of_finite_gains_matches_the_published_table(gain, elasticity, expected):
    assert float(isoelastic_rebound(gain, elasticity)) == pytest.approx(expected, abs=1e-3)


@pytest.mark.parametrize(
    ("share", "gain", "expected"),
    [(0.06, 2.0, 22.8), (0.85, 2.0, 1.25), (1.0, 2.0, 1.0), (0.02, 10.0, 126.8), (0.1, 4.0, 17.8)],
)
def test_threshold_elasticity_matches_the_published_table(share, gain, expected):
    assert float(threshold_elasticity(gain, share, 1.0)) == pytest.approx(expected, rel=1e-2)


@pytest.mark.parametrize("pass_through", [0.0, 0.5, 0.9, 1.0])
@pytest.mark.parametrize("elasticity", [-0.5, -1.2])
def test_a_gain_that_touches_a_share_of_cost(neutral, series_of, pass_through, elasticity):
    """Only algorithms improve; overhead, 15 % of cost, does not."""
    found = series_of(
        neutral.with_values(
            {
                "price.cost_shares": {"energy": 0.06, "compute": 0.79, "overhead": 0.15},
                "price.pass_through": pass_through,
                "demand.price_elasticity": elasticity,
            }
        )
    )
    energy = found["energy_twh"][:, 0]
    gain = 1.3 ** np.linspace(0.0, 10.0, energy.shape[1])
    expected = energy_ratio(gain, 0.85, pass_through, elasticity)
    np.testing.assert_allclose(energy[ACTUAL] / energy[FROZEN], expected, rtol=1e-9)


@pytest.mark.parametrize(("elasticity", "backfires"), [(-16.0, False), (-17.5, True)])
def test_greener_is_not_cheaper(neutral, series_of, elasticity, backfires):
    """Only energy efficiency improves: backfire needs |ε| beyond 1 / 0.06 = 16.7 at the margin."""
    found = series_of(
        neutral.with_values(
            {
                "technology.algorithmic.annual_factor": 1.0,
                "technology.hardware_energy.annual_factor": 1.001,
                "demand.price_elasticity": elasticity,
                "time.years": 1,
            }
        )
    )
    energy = found["energy_twh"][:, 0, -1]
    assert (energy[ACTUAL] > energy[FROZEN]) == backfires


def adopting(neutral, **values):
    """The scenario of the limits, but with adoption still to come."""
    given = {key.replace("__", "."): value for key, value in values.items()}
    base = {
        "population.firms": 40_000,
        "population.size.spread": 0.0,
        "population.reservation_price.size_correlation": 0.0,
        "adoption.base_share": 0.0,
        "adoption.innovation_per_year": 0.0,
        "adoption.imitation_per_year": 0.0,
        "technology.algorithmic.annual_factor": 1.0,
    }
    return neutral.with_values({**base, **given})


def test_no_imitation_is_exponential(neutral, series_of):
    found = series_of(adopting(neutral, adoption__innovation_per_year=0.3))
    share = found["adoption_share"][FROZEN, 0]
    years = np.linspace(0.0, 10.0, share.size)
    np.testing.assert_allclose(share, bass_share(years, 0.0, 0.3, 0.0), atol=4.5 * 0.5 / 200.0)


def test_a_complete_network_is_the_bass_logistic(neutral, series_of):
    """Monthly steps, so that the step's own error (first order in dt) stays below the tolerance."""
    scenario = adopting(
        neutral,
        adoption__innovation_per_year=0.02,
        adoption__imitation_per_year=0.6,
        adoption__base_share=0.05,
        population__peers__network="complete",
        time__steps_per_year=48,
    )
    share = series_of(scenario)["adoption_share"][FROZEN, 0]
    years = np.linspace(0.0, 10.0, share.size)
    np.testing.assert_allclose(share, bass_share(years, 0.05, 0.02, 0.6), atol=0.02)


@pytest.mark.parametrize("spread", [0.5, 2.2, 4.0])
def test_potential_adoption_is_log_normal(neutral, series_of, spread):
    """Firms adopt at once when it pays: adoption follows Φ((ln r_med - ln p)/σ)."""
    scenario = adopting(
        neutral,
        population__reservation_price__spread=spread,
        population__reservation_price__potential_at_base_price=0.3,
        adoption__innovation_per_year=100.0,
        technology__algorithmic__annual_factor=1.5,
    )
    found = series_of(scenario)
    share, price = found["adoption_share"][ACTUAL, 0], found["price_usd_per_mtok"][ACTUAL, 0]
    expected = potential_share(price / price[0], spread, 0.3)
    np.testing.assert_allclose(share[1:], expected[1:], atol=4.5 * 0.5 / math.sqrt(40_000))
    z = ndtri(0.3) - np.log(price / price[0]) / spread
    np.testing.assert_allclose(expected, ndtr(z), rtol=1e-12)


@pytest.mark.parametrize("gain", [1.1, 1.35])
def test_a_fixed_prize_leaves_training_energy_unchanged(neutral, series_of, gain):
    """ξ = 0 and v = h: R of training is 1, whatever the elasticity of demand."""
    for elasticity in (-0.2, -1.4):
        found = series_of(
            neutral.with_values(
                {
                    "labs.members": [
                        {"name": "a", "share": 0.5},
                        {"name": "b", "share": 0.5},
                    ],
                    "labs.training.rule": "contest",
                    "labs.training.energy_share": 1.0,
                    "labs.training.prize_revenue_exponent": 0.0,
                    "technology.algorithmic.annual_factor": 1.0,
                    "technology.hardware_energy.annual_factor": gain,
                    "technology.hardware_cost.annual_factor": gain,
                    "demand.price_elasticity": elasticity,
                }
            )
        )
        energy = found["energy_twh"][:, 0]
        np.testing.assert_allclose(energy[ACTUAL], energy[FROZEN], rtol=1e-9)
        assert energy[ENGINEERING, -1] == pytest.approx(energy[FROZEN, -1] / gain**10, rel=1e-9)


@pytest.mark.parametrize("supply", [0.2, 1.0, 5.0])
@pytest.mark.parametrize("elasticity", [-0.5, -1.0, -2.0])
def test_inelastic_supply_pulls_rebound_towards_one(neutral, series_of, supply, elasticity):
    """All cost is energy, AI is the whole grid: R = 1 + (|ε|-1) S/(S+|ε|) for a marginal gain.

    The gain is stationary while the price, one step late, iterates to its equilibrium; that
    converges where |ε| < S only, so the price lag is bridged by a slow perceived price.
    """
    found = series_of(
        neutral.with_values(
            {
                "price.cost_shares": {"energy": 1.0, "compute": 0.0, "overhead": 0.0},
                "grid.supply_elasticity": supply,
                "grid.other_demand_twh": 0.0,
                "grid.supply_growth": 0.0,
                "demand.price_elasticity": elasticity,
                "demand.adjustment_years": 5.0,
                "time": {"start_year": 2025, "years": 200, "steps_per_year": 4},
                "technology.algorithmic.annual_factor": 1.0,
                "technology.algorithmic.shocks": [{"year": 2026, "factor": 1.0001}],
            }
        )
    )
    energy = found["energy_twh"][:, 0, -1]
    share = rebound(energy[FROZEN], energy[ENGINEERING], energy[ACTUAL])
    assert float(share) == pytest.approx(
        float(supply_limited_rebound(elasticity, supply)), abs=2e-3
    )


def test_users_gain_is_the_area_under_the_demand_curve(neutral, series_of):
    """ΔCS of isoelastic demand: ∫ p^ε dp from p to 1, times base spending."""
    scenario = neutral.with_values(
        {"demand.price_elasticity": -0.5, "time.steps_per_year": 52, "time.years": 4}
    )
    found = series_of(scenario)
    price = found["price_usd_per_mtok"][ACTUAL, 0] / 0.72
    expected = 30.0 * (1.0 - price**0.5) / 0.5
    gain = found["consumer_surplus_usd_bn"][ACTUAL, 0]
    np.testing.assert_allclose(gain, expected, rtol=1e-5, atol=1e-12)


def test_a_binding_limit_rations_until_the_scarcity_premium_makes_demand_fit(neutral, series_of):
    """A fourfold gain at ε = -1.5 doubles energy: 155 to 310 TWh, but only 200 can be had."""
    shock = {
        "technology.algorithmic.annual_factor": 1.0,
        "technology.algorithmic.shocks": [{"year": 2026, "factor": 4.0}],
        "demand.price_elasticity": -1.5,
    }
    free = series_of(neutral.with_values(shock))["energy_twh"][ACTUAL, 0]
    assert free[-1] == pytest.approx(310.0)
    found = series_of(neutral.with_values({**shock, "grid.limit_twh": 200.0}))
    energy, unserved = found["energy_twh"][ACTUAL, 0], found["unserved_share"][ACTUAL, 0]
    assert energy.max() <= 200.0 * (1.0 + 1e-12)
    assert unserved.max() == pytest.approx(1.0 - 200.0 / 310.0)
    assert unserved[-1] < 1e-3
    price = found["price_usd_per_mtok"][ACTUAL, 0, -1] / 0.72
    assert price**-1.5 * 155.0 / 4.0 == pytest.approx(200.0, rel=1e-3)


def test_a_tax_reaches_the_price_through_the_energy_share(neutral, series_of):
    """USD 40 per MWh on 80: energy cost up by half, price up by 3 %; revenue is rate times use."""
    tax = {"instrument": "energy_tax", "start_year": 2026, "usd_per_mwh": 40.0}
    found = series_of(
        neutral.with_values({"policy": [tax], "technology.algorithmic.annual_factor": 1.0})
    )
    price = found["price_usd_per_mtok"][FROZEN, 0] / 0.72
    assert price[3] == pytest.approx(1.0)
    assert price[4] == pytest.approx(1.03)
    revenue, energy = found["tax_revenue_usd_bn"][FROZEN, 0], found["energy_twh"][FROZEN, 0]
    np.testing.assert_allclose(revenue[4:], energy[4:] * 40.0 / 1000.0, rtol=1e-12)
