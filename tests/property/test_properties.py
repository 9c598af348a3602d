"""What must hold for every input: orders, sums, scales, directions."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jevons_sim.engine import firms as kernel
from jevons_sim.engine import labs, rules
from jevons_sim.engine.inputs import parameters_of
from jevons_sim.engine.kinds import Technology
from jevons_sim.engine.runner import run_points
from jevons_sim.equations.rebound import energy_ratio, rebound, threshold_elasticity
from jevons_sim.equations.technology import log_index, pue_path
from jevons_sim.quantities import SERIES
from jevons_sim.scenario.load import load_scenario

BASE = load_scenario("reference").with_values({"population.firms": 150, "time.years": 3})
ENERGY = SERIES.index("energy_twh")

elasticities = st.floats(-2.0, 0.0)
gains = st.floats(1.01, 50.0)
shares = st.floats(0.01, 1.0)


def run(values):
    return dict(run_points([BASE.with_values(values)], [1]))[0][0]


@given(gains, shares, st.floats(0.1, 1.0))
def test_the_threshold_elasticity_leaves_energy_as_it_was(gain, share, pass_through):
    threshold = float(threshold_elasticity(gain, share, pass_through))
    if threshold < 1e3:  # beyond, the power overflows and no market is like that
        assert float(energy_ratio(gain, share, pass_through, -threshold)) == pytest.approx(
            1.0, rel=1e-6
        )


@given(st.floats(1.0, 1e6), shares, st.floats(0.0, 3.0))
def test_rebound_reads_back_what_was_put_in(frozen, saved, share):
    engineering = frozen * (1.0 - saved)
    actual = engineering + share * (frozen - engineering)
    assert float(rebound(frozen, engineering, actual)) == pytest.approx(share, abs=1e-6)


@given(st.floats(0.5, 5.0), st.floats(1.0, 1e6), st.floats(0.0, 60.0))
def test_an_index_never_passes_its_ceiling(factor, ceiling, years):
    limited = float(log_index(years, factor, ceiling, 0.0))
    assert limited <= math.log(ceiling) + 1e-12
    assert limited <= max(float(log_index(years, factor, np.inf, 0.0)), 0.0) + 1e-12


@given(st.floats(1.0, 3.0), st.floats(0.5, 1.0), st.floats(0.0, 50.0))
def test_pue_stays_between_floor_and_base(base, factor, years):
    path = float(pue_path(years, base, 1.0, factor))
    assert 1.0 <= path <= base * (1.0 + 1e-12)


@given(st.lists(st.floats(0.05, 20.0), min_size=2, max_size=8))
def test_a_contest_never_spends_more_than_the_prize_and_ignores_order(costs):
    spending = labs.contest_spending(np.array(costs))
    assert 0.0 <= spending < 1.0
    assert labs.contest_spending(np.array(costs[::-1])) == pytest.approx(spending, rel=1e-9)
    assert labs.contest_spending(7.0 * np.array(costs)) == pytest.approx(spending, rel=1e-9)


@given(elasticities, st.floats(-5.0, 0.0), st.floats(1.0, 1e6))
def test_saturating_demand_lies_between_one_and_its_multiple(elasticity, ln_price, multiple):
    tasks = rules.saturating_tasks(elasticity, ln_price, multiple)
    assert 1.0 - 1e-9 <= tasks <= multiple * (1.0 + 1e-9)
    assert tasks <= rules.isoelastic_tasks(elasticity, ln_price) * (1.0 + 1e-9)


@settings(max_examples=25)
@given(st.randoms(use_true_random=False))
def test_the_order_of_firms_is_nothing(random):
    """Rename firms and their links: use stays the same, whoever sits in whichever row."""
    n, rng = 300, np.random.default_rng(random.randrange(2**32))
    parameters = parameters_of(BASE, Technology.MOVING)
    size, elasticity = rng.random(n), -rng.random(n)
    firms = kernel.Firms(size, np.zeros(n), elasticity, np.zeros((n, 0), dtype=np.int32))
    adopted = (rng.random(n) < 0.4).astype(np.uint8)
    view = kernel.MarketView(1, 0, 1.0, -0.7, 0.0)  # too dear to adopt: use alone
    order = rng.permutation(n)
    renamed = kernel.Firms(size[order], np.zeros(n), elasticity[order], firms.peers)
    now = np.empty_like(adopted)
    one = kernel.advance_firms(firms, adopted, now, parameters, view)
    two = kernel.advance_firms(renamed, adopted[order], now, parameters, view)
    assert one[0] == two[0]
    assert one[1] == pytest.approx(two[1], rel=1e-12)


@settings(max_examples=15)
@given(st.floats(10.0, 1e4))
def test_the_level_of_energy_is_a_unit(level):
    """With electricity in perfectly elastic supply, twice the base energy is twice the energy."""
    fixed = {"grid.supply_elasticity": None}
    one = run(fixed)[:, :, ENERGY]
    other = run({**fixed, "energy.base_twh": level})[:, :, ENERGY]
    np.testing.assert_allclose(other, one * level / 155.0, rtol=1e-9)


@settings(max_examples=15)
@given(elasticities, st.floats(0.01, 0.5))
def test_a_stronger_answer_to_the_price_never_saves_energy(elasticity, more):
    weak = run({"demand.price_elasticity": elasticity, "demand.elasticity_spread": 0.0})
    strong = run({"demand.price_elasticity": elasticity - more, "demand.elasticity_spread": 0.0})
    assert (strong[2, 1:, ENERGY] >= weak[2, 1:, ENERGY] * (1.0 - 1e-9)).all()


@settings(max_examples=15)
@given(st.floats(1.0, 4.0), st.floats(1.0, 2.0))
def test_energy_is_inference_and_training(algorithmic, hardware):
    rows = run(
        {
            "technology.algorithmic.annual_factor": algorithmic,
            "technology.hardware_energy.annual_factor": hardware,
        }
    )
    parts = rows[..., SERIES.index("energy_inference_twh")]
    parts = parts + rows[..., SERIES.index("energy_training_twh")]
    np.testing.assert_allclose(rows[..., ENERGY], parts, rtol=1e-12)


@settings(max_examples=10)
@given(st.floats(1.05, 3.0))
def test_the_engineering_case_serves_what_the_frozen_case_serves(factor):
    rows = run({"technology.algorithmic.annual_factor": factor})
    for name in ("adoption_share", "service_mtok", "tasks", "depth", "training_compute"):
        column = SERIES.index(name)
        np.testing.assert_array_equal(rows[1, :, column], rows[0, :, column])


def test_a_nudge_in_the_last_place_moves_results_by_no_more_than_one_adopter():
    """On another machine `exp` may differ in its last bit; no result may hang on that."""
    one = run({})
    price = BASE.demand.price_elasticity
    other = run({"demand.price_elasticity": float(np.nextafter(price, -1.0))})
    np.testing.assert_allclose(other, one, rtol=1e-9)
