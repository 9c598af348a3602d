"""Sensitivity indices against functions whose indices are known."""

from __future__ import annotations

import contextlib
import json

import numpy as np
import pytest
from scipy.stats import sobol_indices

from jevons_sim.analysis.sensitivity import _indices, doubts, morris, sobol, telling_input
from jevons_sim.errors import RunError, UsageError
from jevons_sim.scenario.load import load_scenario
from jevons_sim.scenario.shipped import shipped_scenarios
from jevons_sim.studies.sensitivity import Question, screen
from jevons_sim.words.searches import doubt, sensitivity_lines

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


def test_only_effects_without_an_outcome_are_left_out():
    """A gap costs the one or two effects beside it, not the rest of its trajectory."""
    slopes = np.array([3.0, -2.0, 1.0])

    def gappy(shares):
        found = shares @ slopes
        found[:: len(slopes) + 1] = np.nan  # the start of every trajectory
        return found

    table = morris(gappy, NAMES, 40)
    np.testing.assert_allclose(table["mu"], slopes, atol=1e-12)
    np.testing.assert_allclose(table["sigma"], 0.0, atol=1e-12)


def test_without_gaps_effects_are_their_plain_mean_and_deviation():
    seen = {}

    def curved(shares):
        seen["x"], seen["y"] = shares, shares[:, 0] ** 2 + shares[:, 1] * shares[:, 2]
        return seen["y"]

    table = morris(curved, NAMES, 9)
    x, y = seen["x"].reshape(9, 4, 3), seen["y"].reshape(9, 4)
    steps = np.diff(x, axis=1)
    effects = np.empty((9, 3))
    for path in range(9):
        for step in range(3):
            place = int(np.argmax(np.abs(steps[path, step])))
            effects[path, place] = (y[path, step + 1] - y[path, step]) / steps[path, step, place]
    assert table["mu"].tolist() == effects.mean(axis=0).tolist()
    assert table["mu_star"].tolist() == np.abs(effects).mean(axis=0).tolist()
    assert table["sigma"].tolist() == effects.std(axis=0, ddof=1).tolist()


@pytest.mark.parametrize(
    ("method", "message"), [(sobol, "4 of 16 base samples"), (morris, "0 of 16 effects of x1")]
)
def test_too_few_outcomes_are_refused(method, message):
    def broken(shares):
        return np.where(np.arange(len(shares)) % 4 < 3, np.nan, shares[:, 0])

    with pytest.raises(RunError, match=message):
        method(broken, NAMES, 16)


@pytest.mark.parametrize("method", [sobol, morris])
def test_the_number_that_opens_gaps_is_named(method):
    """Also where another number happens to be high in every gap."""
    seen = {}

    def broken(shares):
        seen["shares"] = shares
        seen["gaps"] = (shares[:, 1] < 0.3) & (shares[:, 2] > 0.3)
        return np.where(seen["gaps"], np.nan, shares @ np.array([1.0, 1.0, 0.0]))

    with contextlib.suppress(RunError):
        method(broken, NAMES, 32)
    place = telling_input(seen["gaps"], seen["shares"])
    assert NAMES[place] in ("x2", "x3")
    assert telling_input(np.zeros(4, dtype=bool), np.eye(4)) is None
    assert telling_input(np.ones(4, dtype=bool), np.eye(4)) is None


def test_one_gap_names_the_number_that_made_it():
    shares = np.array([[0.5, 0.5, 0.5], [0.9, 0.5, 0.5], [0.5, 0.1, 0.5], [0.5, 0.5, 0.99]])
    assert telling_input(np.array([False, False, True, False]), shares) == 1


def test_few_samples_are_told_of():
    assert doubts(sobol(ishigami, NAMES, 8))
    assert not doubts(sobol(ishigami, NAMES, 4096))
    far = sobol(ishigami, NAMES, 4096)
    far.loc[0, "first_order"] = -0.19
    assert "outside of 0 to 1" in doubt(doubts(far))


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
    with pytest.raises(RunError, match=r"no value in 88 of 88 scenarios.*take another --outcome"):
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


def test_shipped_scenarios_can_be_screened_or_say_which_range_to_narrow():
    for name in shipped_scenarios():
        scenario = load_scenario(name, ["population.firms=60", "seeds=1"])
        if scenario.sweep is not None:
            continue
        for method, samples in (("morris", 4), ("sobol", 8)):
            try:
                found = screen(scenario, Question(method, samples=samples))
            except RunError as error:
                assert "--set ranges.adoption.ceiling=[LOW,HIGH]" in str(error), name
            else:
                assert found.gaps.n < 0.5 * found.n_samples, name


def test_the_shock_can_be_screened_and_tells_what_leaves_the_numbers():
    scenario = load_scenario("deepseek-shock", ["population.firms=300", "seeds=2"])
    found = screen(scenario, Question("morris", samples=4))
    assert np.isfinite(found.table[["mu", "mu_star", "sigma"]]).all(axis=None)
    assert found.gaps.key == "grid.supply_elasticity"
    lines = sensitivity_lines(found)
    assert all(len(line) < 80 for line in lines)
    assert "ranges.grid.supply_elasticity=[LOW,HIGH]" in " ".join(lines)


def test_shares_of_variance_are_told_with_their_error():
    scenario = load_scenario("deepseek-shock", ["population.firms=100", "seeds=1"])
    lines = sensitivity_lines(screen(scenario, Question(samples=16)))
    assert "±" in lines[2]
    assert any(line.startswith("  Too few samples: ") for line in lines)
    assert all(len(line) < 80 for line in lines)


ENERGY, COMPUTE, OVERHEAD = (
    f"price.cost_shares.{name}" for name in ("energy", "compute", "overhead")
)


def test_a_screening_counts_what_cannot_be(small):
    ranges = {**small.ranges, ENERGY: (0.1, 0.5), COMPUTE: (0.1, 0.6)}
    scenario = small.model_copy(update={"ranges": ranges})
    keys = (ENERGY, COMPUTE, "price.pass_through")
    found = screen(scenario, Question("morris", keys=keys, samples=16))
    assert 0 < found.gaps.n < found.n_samples
    assert found.gaps.key in (ENERGY, COMPUTE)
    assert json.loads(json.dumps(found.as_json()))["left_out"] == found.gaps.n


def test_a_screening_cannot_vary_all_shares(small):
    ranges = dict.fromkeys((ENERGY, COMPUTE, OVERHEAD), (0.1, 0.5))
    scenario = small.model_copy(update={"ranges": ranges})
    with pytest.raises(UsageError, match="cannot all vary; leave one out"):
        screen(scenario, Question("morris", samples=4))
