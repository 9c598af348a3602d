"""The labs: the contest against its formula, shares against the logit."""

from __future__ import annotations

import numpy as np
import pytest

from jevons_sim.engine import labs
from jevons_sim.engine.inputs import parameters_of
from jevons_sim.engine.kinds import Technology


@pytest.mark.parametrize("n", [2, 3, 5, 20])
def test_equal_labs_spend_the_textbook_share_of_the_prize(n):
    assert labs.contest_spending(np.ones(n)) == pytest.approx((n - 1) / n)


def test_contest_is_a_nash_equilibrium():
    cost = np.array([1.0, 1.2, 1.5])
    n, total = cost.size, cost.sum()
    effort = (n - 1) / total
    bids = effort * (1.0 - cost * effort)
    assert labs.contest_spending(cost) == pytest.approx(float(cost @ bids))
    for j in range(n):  # no lab gains by bidding a little more or less

        def payoff(own, j=j):
            rest = bids.sum() - bids[j]
            return own / (own + rest) - cost[j] * own

        best = payoff(bids[j])
        assert payoff(bids[j] * 1.01) < best
        assert payoff(bids[j] * 0.99) < best


def test_a_hopeless_lab_leaves_the_contest():
    alone = labs.contest_spending(np.array([1.0, 1.0]))
    assert labs.contest_spending(np.array([1.0, 1.0, 100.0])) == pytest.approx(alone)
    assert labs.contest_spending(np.array([1.0])) == 0.0


def test_shares_move_to_the_logit(reference):
    parameters = parameters_of(
        reference.with_values({"labs.share_adjustment_years": 0.0}), Technology.MOVING
    )[0]
    share, brand = np.array([0.5, 0.5]), np.array([0.5, 0.5])
    labs.move_shares(share, brand, np.log([1.0, 2.0]), parameters)
    np.testing.assert_allclose(share, [0.8, 0.2])  # weights 1 and 2 ** -2
