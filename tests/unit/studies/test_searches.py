"""Searches over odd keys: each runs, or is refused in one line that names the option."""

from __future__ import annotations

import pytest

from jevons_sim.errors import JevonsError, UsageError
from jevons_sim.studies.frontier import find_frontier, sides_of
from jevons_sim.studies.sensitivity import Question, screen
from jevons_sim.studies.threshold import find_thresholds

NOT_SMOOTH = "is not a number that varies smoothly"

REFUSED = {
    "demand.form": NOT_SMOOTH,
    "responses.use": NOT_SMOOTH,
    "population.firms": NOT_SMOOTH,
    "time.start_year": NOT_SMOOTH,
    "labs.members.0.name": NOT_SMOOTH,
    "labs.members": "is a section",
    "technology.frozen": "is a section",
    "policy": "is a section",
    "price": "is a section",
    "ranges": "is a section",
    "seeds": "cannot be swept",
    "name": "cannot be swept",
    "equivalents.city_twh": "cannot be swept",
    "labs.members.9.share": "unknown key",
    "policy.0.rate": "unknown key",
    "demand.prise_elasticity": "did you mean demand.price_elasticity",
    "demand.price_elasticity.x": "unknown key",
    "": "unknown key",
    ".": "unknown key",
    "..": "unknown key",
}


@pytest.fixture(scope="module")
def small(reference):
    return reference.with_values(
        {"population.firms": 50, "time.years": 2, "time.steps_per_year": 2, "seeds": 2}
    )


@pytest.mark.parametrize("key", REFUSED)
def test_a_key_that_cannot_be_searched_is_refused_by_name(small, key):
    with pytest.raises(UsageError) as caught:
        find_thresholds(small, key, (0.2, 0.8))
    assert str(caught.value).startswith(f"--vary {key}: ")
    assert REFUSED[key] in str(caught.value)
    for name in ("x", "y"):
        sides = {"x": ("price.pass_through", None), "y": ("demand.price_elasticity", None)}
        with pytest.raises(UsageError) as caught:
            sides_of(small, **{**sides, name: (key, (0.2, 0.8))})
        assert str(caught.value).startswith(f"--{name} {key}: ")
        assert REFUSED[key] in str(caught.value)


@pytest.mark.parametrize(
    ("key", "ends"),
    [
        ("labs.members.0.share", (0.1, 0.9)),
        ("price.cost_shares.energy", (0.05, 0.9)),
        ("grid.limit_twh", (100.0, 900.0)),
        ("technology.algorithmic.ceiling", (2.0, 50.0)),
    ],
)
def test_shares_and_numbers_that_are_null_now_can_be_searched(small, key, ends):
    found = find_thresholds(small, key, ends)
    assert found.ends == ends
    assert found.scan["energy_ratio"].notna().all()
    sides = sides_of(small, (key, ends), ("demand.price_elasticity", (-1.5, -0.5)))
    assert find_frontier(small, sides, 8).heights.n_nodes == 81


def test_null_that_stands_for_text_is_refused_at_its_value(small):
    shock = [{"year": 2026, "factor": 2.0}]
    scenario = small.with_values({"technology.algorithmic.shocks": shock})
    with pytest.raises(JevonsError, match=r"^at technology\.algorithmic\.shocks\.0\.lab = 0\.2"):
        find_thresholds(scenario, "technology.algorithmic.shocks.0.lab", (0.2, 0.8))


def test_a_whole_number_with_a_range_is_not_left_out_in_silence(small):
    ranges = {**small.ranges, "population.firms": (10.0, 90.0)}
    scenario = small.model_copy(update={"ranges": ranges})
    keys = ("population.firms", "price.pass_through", "demand.price_elasticity")
    with pytest.raises(UsageError, match=f"--vary population.firms: {NOT_SMOOTH}"):
        screen(scenario, Question("morris", keys=keys, samples=4))


def test_a_key_that_is_named_twice_counts_once(small):
    keys = ("price.pass_through", "demand.price_elasticity", "price.pass_through")
    assert len(screen(small, Question("morris", keys=keys, samples=4)).table) == 2
