"""The firms as they are drawn; `test_objects` holds their steps against objects that decide."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from jevons_sim.engine.inputs import parameters_of
from jevons_sim.engine.kinds import Technology
from jevons_sim.engine.population import draw_firms, draws_of, populate


def population(scenario, seed=4):
    parameters = parameters_of(scenario, Technology.MOVING)
    with ThreadPoolExecutor(2) as pool:
        draws = draws_of(draw_firms(parameters, [seed], pool), 0)
    return parameters, *populate(draws, parameters[0])


def test_sizes_sum_to_one_and_base_adopters_are_the_keenest(reference):
    _, firms, adopted = population(reference.with_values({"population.firms": 3001}))
    assert firms.size.sum() == pytest.approx(1.0)
    assert adopted.sum() == round(0.18 * 3001)
    able = np.isfinite(firms.ln_reservation)
    worst_adopter = firms.ln_reservation[adopted == 1].min()
    assert worst_adopter >= firms.ln_reservation[able & (adopted == 0)].max()


def test_the_stated_shares_hold_in_a_large_population(reference):
    n = 100_000
    _, firms, _ = population(reference.with_values({"population.firms": n}))
    error = 4.5 * np.sqrt(0.25 / n)
    assert (firms.ln_reservation >= 0.0).mean() == pytest.approx(0.45, abs=error)
    assert np.isfinite(firms.ln_reservation).mean() == pytest.approx(0.9, abs=error)
    able = np.isfinite(firms.ln_reservation)
    correlation = np.corrcoef(np.log(firms.size[able]), firms.ln_reservation[able])[0, 1]
    assert correlation == pytest.approx(0.4, abs=4.5 / np.sqrt(n))
    assert np.log(firms.size).std() == pytest.approx(1.6, rel=0.02)


def test_pareto_sizes_have_the_stated_tail(reference):
    scenario = reference.with_values(
        {"population.firms": 50_000, "population.size": {"distribution": "pareto", "spread": 0.5}}
    )
    _, firms, _ = population(scenario)
    ratio = np.quantile(firms.size, 0.99) / np.quantile(firms.size, 0.9)
    assert ratio == pytest.approx(10.0**0.5, rel=0.06)  # exponent 1 / 0.5


def test_more_firms_leave_the_first_ones_as_they_are(reference):
    small = parameters_of(reference.with_values({"population.firms": 500}), Technology.MOVING)
    large = parameters_of(reference.with_values({"population.firms": 9000}), Technology.MOVING)
    with ThreadPoolExecutor(2) as pool:
        few, many = draw_firms(small, [3], pool), draw_firms(large, [3], pool)
    for name in ("size", "keenness", "elasticity", "ceiling"):
        np.testing.assert_array_equal(getattr(few, name)[0], getattr(many, name)[0, :500])


def test_small_world_ring_and_rewiring(reference):
    ring = reference.with_values({"population.firms": 50, "population.peers.rewire": 0.0})
    _, firms, _ = population(ring)
    assert sorted(firms.peers[0]) == [1, 2, 3, 4, 46, 47, 48, 49]
    rewired = reference.with_values({"population.firms": 4000, "population.peers.rewire": 1.0})
    _, firms, _ = population(rewired)
    own = np.arange(4000)[:, None]
    assert (firms.peers != own).all()
    assert (abs((firms.peers - own + 2000) % 4000 - 2000) > 4).mean() > 0.99


def test_sectors_keep_to_themselves(reference):
    scenario = reference.with_values(
        {"population.firms": 400, "population.peers.network": "sectors"}
    )
    _, firms, _ = population(scenario)
    own = np.arange(400)[:, None]
    assert (firms.peers % 20 == own % 20).all()
    assert (firms.peers != own).all()
