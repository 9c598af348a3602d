"""Sensitivity indices against functions whose indices are known."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import sobol_indices

from jevons_sim.analysis.sensitivity import _indices, morris, sobol
from jevons_sim.errors import RunError, UsageError
from jevons_sim.screening import Question, screen

NAMES = ("x1", "x2", "x3")


def ishigami(shares):
    """Ishigami and Homma (1990), a = 7, b = 0.1, over (-pi, pi)."""
    x = -np.pi + 2.0 * np.pi * shares
    return np.sin(x[:, 0]) + 7.0 * np.sin(x[:, 1]) ** 2 + 0.1 * x[:, 2] ** 4 * np.sin(x[:, 0])


def test_sobol_indices_of_the_ishigami_function():
    table = sobol(ishigami, NAMES, 4096)
    np.testing.assert_allclose(table["first_order"], [0.3139, 0.4424, 0.0], atol=0.02)
    np.testing.assert_allclose(table["total_order"], [0.5576, 0.4424, 0.2437], atol=0.02)
    for order in ("first_order", "total_order"):
        assert (table[f"{order}_p05"] <= table[order] + 1e-12).all()
        assert (table[f"{order}_p95"] >= table[order] - 1e-12).all()


def test_indices_agree_with_scipy():
    rows = np.random.default_rng(1).normal(size=(5, 64))
    parts = {"f_A": rows[:1], "f_B": rows[1:2], "f_AB": rows[2:, None]}
    theirs = sobol_indices(func=parts, n=64)
    first, total = _indices(rows)
    np.testing.assert_allclose(first, np.ravel(theirs.first_order), rtol=1e-12)
    np.testing.assert_allclose(total, np.ravel(theirs.total_order), rtol=1e-12)


def test_indices_are_the_same_each_time():
    assert sobol(ishigami, NAMES, 64).equals(sobol(ishigami, NAMES, 64))
    assert morris(ishigami, NAMES, 8).equals(morris(ishigami, NAMES, 8))


def test_elementary_effects_of_a_straight_line_are_its_slopes():
    table = morris(lambda shares: shares @ np.array([3.0, -2.0, 0.0]), NAMES, 10)
    np.testing.assert_allclose(table["mu"], [3.0, -2.0, 0.0], atol=1e-12)
    np.testing.assert_allclose(table["mu_star"], [3.0, 2.0, 0.0], atol=1e-12)
    np.testing.assert_allclose(table["sigma"], 0.0, atol=1e-12)


def test_elementary_effects_tell_interaction():
    table = morris(lambda shares: shares[:, 0] * shares[:, 1] + shares[:, 2], NAMES, 40)
    assert table["sigma"][0] > 0.1
    assert table["sigma"][1] > 0.1
    assert table["sigma"][2] == pytest.approx(0.0, abs=1e-12)


def test_samples_without_an_outcome_are_left_out():
    def gappy(shares):
        found = shares @ np.array([3.0, -2.0, 0.0])
        found[5] = np.nan
        return found

    assert np.isfinite(sobol(gappy, NAMES, 64).select_dtypes("number")).all(axis=None)
    np.testing.assert_allclose(morris(gappy, NAMES, 10)["mu"], [3.0, -2.0, 0.0], atol=1e-12)


@pytest.mark.parametrize("method", [sobol, morris])
def test_too_few_whole_samples_are_refused(method):
    def broken(shares):
        return np.where(np.arange(len(shares)) % 5 == 0, np.nan, shares[:, 0])

    with pytest.raises(RunError, match="narrow the ranges"):
        method(broken, NAMES, 16)


@pytest.fixture
def small(reference):
    return reference.with_values({"population.firms": 400, "seeds": 2})


def test_the_elasticity_decides_and_a_unit_does_not(small):
    keys = ("demand.price_elasticity", "price.pass_through", "energy.base_twh")
    found = screen(small, Question(keys=keys, samples=64))
    assert found.table["key"][0] == "demand.price_elasticity"
    assert found.table.set_index("key")["total_order"]["energy.base_twh"] < 0.02
    assert found.n_samples == 64 * 5
    screened = screen(small, Question("morris", keys=keys, samples=6))
    assert set(screened.table["key"][:2]) == set(keys[:2])
    assert screened.table["key"][2] == "energy.base_twh"


def test_a_varied_cost_share_leaves_the_sum_at_one(small):
    found = screen(
        small, Question("morris", keys=("price.cost_shares.energy", "price.pass_through"))
    )
    assert np.isfinite(found.table["mu_star"]).all()


@pytest.mark.parametrize(
    ("question", "message"),
    [
        (Question(keys=("price.base_usd_per_mtok", "price.pass_through")), "has no range"),
        (Question(keys=("price.pass_through",)), "at least two"),
        (Question(samples=100), "power of two"),
    ],
)
def test_questions_that_cannot_be_asked(small, question, message):
    with pytest.raises(UsageError, match=message):
        screen(small, question)


def test_too_many_gaps_are_refused(small):
    still = small.with_values({"technology.frozen": []})
    with pytest.raises(RunError, match="no value in 100% of the scenarios"):
        screen(still, Question("morris", "rebound", samples=4))


def test_heavy_tails_are_told_by_ranks():
    def tailed(shares):
        return np.exp(40.0 * shares[:, 0] ** 8) * (1.0 + 0.5 * shares[:, 1])

    table = sobol(tailed, NAMES, 256)
    assert set(table["scale"]) == {"rank"}
    assert table["total_order"].sum() > 0.9
    assert table["first_order"].idxmax() == table["total_order"].idxmax()
    assert set(sobol(ishigami, NAMES, 256)["scale"]) == {"value"}


def test_ranks_do_not_depend_on_the_units_of_the_outcome():
    def tailed(shares):
        return np.exp(200.0 * shares[:, 0] * shares[:, 1])

    ours = sobol(tailed, NAMES, 128)
    theirs = sobol(lambda shares: 5.0 * tailed(shares) - 3.0, NAMES, 128)
    assert ours.equals(theirs)
