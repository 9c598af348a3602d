"""The random numbers: published vectors, independence, and what depends on what."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats
from scipy.special import ndtri

from jevons_sim.engine import random
from jevons_sim.engine.random import Stream

FULL = 0xFFFFFFFF


@pytest.mark.parametrize(
    ("key", "counter", "expected"),
    [
        ((0, 0), (0, 0), (0x6B200159, 0x99BA4EFE)),
        ((FULL, FULL), (FULL, FULL), (0x1CB996FC, 0xBB002BE7)),
        ((0x13198A2E, 0x03707344), (0x243F6A88, 0x85A308D3), (0xC4923A9C, 0x483DF7A0)),
    ],
)
def test_threefry_gives_the_published_vectors(key, counter, expected):
    # Random123's kat_vectors, threefry2x32, 20 rounds
    assert tuple(int(word) for word in random.threefry(*key, *counter)) == expected


def test_uniforms_are_uniform_and_uncorrelated():
    n = 20_000
    first = np.array([random.uniform(1, Stream.SIZE, i, 0) for i in range(n)])
    other_stream = np.array([random.uniform(1, Stream.KEENNESS, i, 0) for i in range(n)])
    next_step = np.array([random.uniform(1, Stream.SIZE, i, 1) for i in range(n)])
    next_seed = np.array([random.uniform(2, Stream.SIZE, i, 0) for i in range(n)])
    assert stats.kstest(first, "uniform").pvalue > 1e-3
    limit = 4.5 / np.sqrt(n)  # four and a half standard errors of a correlation of zero
    for other in (other_stream, next_step, next_seed, np.roll(first, 1)):
        assert abs(np.corrcoef(first, other)[0, 1]) < limit


def test_one_bit_of_the_counter_turns_half_of_the_bits():
    flips = [
        bin(random.bits53(3, 5, i, 7) ^ random.bits53(3, 5, i ^ (1 << bit), 7)).count("1")
        for i in range(400)
        for bit in range(20)
    ]
    assert np.mean(flips) == pytest.approx(26.5, abs=0.3)


def test_standard_normal_matches_the_quantile_function():
    shares = np.concatenate([np.linspace(1e-6, 1 - 1e-6, 2001), 10.0 ** -np.arange(2, 300, 7)])
    ours = np.array([random.standard_normal(share) for share in shares])
    np.testing.assert_allclose(ours, ndtri(shares), rtol=1e-14, atol=1e-15)


def test_uniform_is_never_zero_or_one_and_threshold_is_exact():
    assert random.threshold53(0.0) == 0
    assert random.threshold53(1.0) == 2**53
    assert random.threshold53(0.25) == 2**51
