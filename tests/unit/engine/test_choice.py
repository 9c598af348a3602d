"""Adoption rules written in plain Python: the hook, and what it must refuse."""

from __future__ import annotations

import numpy as np
import pytest

from jevons_sim.engine import rules
from jevons_sim.engine.model import JevonsModel
from jevons_sim.errors import UsageError
from jevons_sim.quantities import CASES, SERIES

HAZARDS = (0.01, 0.5)
ENERGY = SERIES.index("energy_twh")


def engine_rule(choice):
    """The engine's own rule, as a user would write it."""
    innovation, imitation = HAZARDS
    gains = choice.ln_price <= choice.ln_reservation
    return choice.has_adopted | (gains & choice.happens(innovation + imitation * choice.peer_share))


def never(choice):
    return choice.has_adopted


def end_of(scenario, case, adoption=None):
    model = JevonsModel(scenario, seed=2, case=case, adoption=adoption)
    while model.running:
        model.step()
    return model.series


@pytest.fixture(scope="module")
def scenario(reference):
    values = {
        "population.firms": 600,
        "time.years": 4,
        "adoption.innovation_per_year": HAZARDS[0],
        "adoption.imitation_per_year": HAZARDS[1],
    }
    return reference.with_values(values)


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("network", ["small_world", "complete", "sectors"])
def test_the_engine_s_rule_in_plain_python_gives_the_same_bytes(scenario, case, network):
    linked = scenario.with_values({"population.peers.network": network})
    assert end_of(linked, case, engine_rule).tobytes() == end_of(linked, case).tobytes()


def test_a_rule_decides_who_adopts(scenario):
    rows = end_of(scenario, "actual", never)
    adopters = rows[:, SERIES.index("adoption_share")]
    np.testing.assert_array_equal(adopters, adopters[0])
    assert end_of(scenario, "actual")[-1, SERIES.index("adoption_share")] > adopters[0] + 0.1


def test_a_rule_may_let_firms_give_up(scenario):
    rows = end_of(scenario, "actual", lambda choice: choice.has_adopted & (choice.draws > 0.5))
    adopters = rows[:, SERIES.index("adoption_share")]
    assert adopters[4] < 0.25 * adopters[0]


def test_engineering_reads_the_frozen_case_of_the_same_rule(scenario):
    """Compute of the engineering case is that of the frozen one over the gain in throughput."""
    frozen = end_of(scenario, "frozen", never)
    engineering = end_of(scenario, "engineering", never)
    column = SERIES.index("adoption_share")
    np.testing.assert_array_equal(engineering[:, column], frozen[:, column])
    assert engineering[-1, ENERGY] < frozen[-1, ENERGY]
    own = end_of(scenario, "engineering")
    assert own[-1, column] != engineering[-1, column]


def test_a_response_that_is_off_reads_the_frozen_price(scenario):
    """Without the response of adoption, nobody adopts who would not have at the frozen price."""
    seen = []

    def watch(choice):
        seen.append(choice.ln_price)
        return choice.has_adopted

    model = JevonsModel(scenario.with_values({"responses.adoption": False}), seed=2, adoption=watch)
    frozen = list(seen)
    seen.clear()
    while model.running:
        model.step()
    assert len(frozen) == model.spec.n_steps
    assert seen == frozen


def test_the_draws_of_a_choice_are_those_of_the_engine(scenario):
    draws = {}

    def watch(choice):
        draws.setdefault(choice.year, []).append(choice.draws)
        return choice.has_adopted

    for case in ("frozen", "actual"):
        end_of(scenario, case, watch)
    assert len(draws) == scenario.n_steps
    for first, second in draws.values():
        np.testing.assert_array_equal(first, second)


def test_an_event_of_a_hazard_happens_as_often_as_the_rule_says(scenario):
    model = JevonsModel(
        scenario.with_values({"population.firms": 20000}),
        seed=2,
        adoption=lambda choice: choice.happens(2.0),
    )
    model.step()
    expected = rules.chance(2.0, 0.25)
    spread = np.sqrt(expected * (1.0 - expected) / 20000)
    assert abs(model.series[1, 0] - expected) < 4.0 * spread


@pytest.mark.parametrize(
    "wrong",
    [
        lambda choice: None,
        lambda choice: True,
        lambda choice: choice.draws,
        lambda choice: choice.has_adopted[:-1],
        lambda choice: choice.has_adopted.astype(int),
    ],
    ids=["nothing", "one value", "numbers", "too few", "integers"],
)
def test_a_rule_must_return_one_truth_value_for_each_firm(scenario, wrong):
    model = JevonsModel(scenario, adoption=wrong)
    with pytest.raises(UsageError, match="who uses AI after the step"):
        model.step()


def test_a_choice_cannot_change_the_state(scenario):
    def meddle(choice):
        choice.has_adopted[:] = True
        return np.zeros_like(choice.has_adopted)

    model = JevonsModel(scenario, adoption=meddle)
    before = model.state.adopted.copy()
    was = model.state
    model.step()
    np.testing.assert_array_equal(was.adopted, before)
    assert model.state.adopted.sum() == 0


def shares_of(scenario):
    """The share of peers that each firm sees in the first step, and who had adopted."""
    seen = []

    def watch(choice):
        seen.append((choice.peer_share, choice.has_adopted))
        return choice.has_adopted

    JevonsModel(scenario, seed=2, adoption=watch).step()
    return seen[0]


def test_a_rule_sees_peers_where_the_engine_s_rule_reads_none(scenario):
    shares, _ = shares_of(scenario)
    unread, _ = shares_of(scenario.with_values({"adoption.imitation_per_year": 0.0}))
    assert np.unique(shares).size > 2
    np.testing.assert_array_equal(unread, shares)


def test_who_watches_nobody_sees_a_share_of_nothing(scenario):
    shares, had = shares_of(scenario.with_values({"population.peers.degree": 0}))
    assert had.any()
    assert not shares.any()


def test_an_adopter_is_no_peer_of_its_own(scenario):
    complete = {"population.peers.network": "complete", "adoption.base_share": 1.0}
    shares, had = shares_of(scenario.with_values({**complete, "adoption.ceiling": 1.0}))
    assert had.all()
    np.testing.assert_array_equal(shares, 1.0)
