"""Shapley values and LMDI: parts sum to their total, and the axioms hold."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from jevons_sim.equations.decomposition import lmdi_changes, log_mean, shapley_values

numbers = st.floats(-1e3, 1e3)


@given(arrays(float, 64, elements=numbers))
def test_shapley_values_sum_to_the_total(worth):
    total = worth[-1] - worth[0]
    assert shapley_values(worth).sum() == pytest.approx(total, abs=1e-9 * (1.0 + abs(worth).max()))


@given(arrays(float, 8, elements=numbers))
def test_a_player_who_brings_nothing_gets_nothing(worth):
    doubled = np.empty(16)
    doubled[:8] = doubled[8:] = worth  # the fourth player changes no coalition
    parts = shapley_values(doubled)
    assert parts[3] == 0.0
    np.testing.assert_allclose(parts[:3], shapley_values(worth), atol=1e-9)


@given(arrays(float, 8, elements=numbers))
def test_players_who_bring_the_same_get_the_same(worth):
    swapped = worth.copy()
    swapped[[1, 2]] = worth[[2, 1]]  # exchange players 0 and 1 in every coalition
    swapped[[5, 6]] = worth[[6, 5]]
    one, two = shapley_values(worth), shapley_values(swapped)
    np.testing.assert_allclose(one[[1, 0, 2]], two, atol=1e-9)


def test_shapley_values_of_the_glove_game():
    """One left glove, two right ones: 2/3 and twice 1/6 (textbook)."""
    worth = [0.0, 0.0, 0.0, 1.0, 0.0, 1.0, 0.0, 1.0]
    np.testing.assert_allclose(shapley_values(worth), [2 / 3, 1 / 6, 1 / 6])


def test_a_wrong_number_of_coalitions_is_refused():
    with pytest.raises(ValueError, match="power of two"):
        shapley_values(np.zeros(6))


positive = st.floats(1e-3, 1e3)


@given(arrays(float, (5, 7), elements=positive))
def test_lmdi_is_exact_at_every_step(factors):
    changes = lmdi_changes(factors)
    product = factors.prod(axis=0)
    np.testing.assert_allclose(
        changes.sum(axis=0), product - product[0], rtol=1e-9, atol=1e-9 * product.max()
    )


@given(positive, positive)
def test_the_logarithmic_mean_lies_between(a, b):
    mean = float(log_mean(a, b))
    assert min(a, b) * (1 - 1e-9) <= mean <= max(a, b) * (1 + 1e-9)
    assert mean == pytest.approx(float(log_mean(b, a)))


def test_lmdi_survives_a_factor_that_reaches_zero():
    changes = lmdi_changes([[1.0, 0.0], [2.0, 2.0]])
    assert changes[:, -1].sum() == pytest.approx(-2.0)


def test_lmdi_splits_a_fall_to_nothing():
    changes = lmdi_changes([[1.0, 0.0, 0.0], [2.0, 0.0, 0.0], [3.0, 0.0, 0.0]])
    np.testing.assert_allclose(changes.sum(axis=0), [0.0, -6.0, -6.0], atol=1e-12)
