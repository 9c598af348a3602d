"""Which parameter decides: Sobol indices and elementary effects of any function of many inputs."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.stats import qmc

from jevons_sim.equations.types import FloatArray
from jevons_sim.errors import RunError

RESAMPLES = 400

LEAST_WHOLE = 0.5
"""Share of base samples that must have every outcome."""

FEW = 0.02
"""Share of base samples that must not hold most of the variance."""

LEVELS = 4
"""Levels of a parameter in a screening; steps are half of the levels wide (Morris 1991)."""

Model = Callable[[FloatArray], FloatArray]
"""Shares of each parameter's range, shape (samples, parameters), to one outcome a sample.

A sample without a finite outcome is left out, with all that belong to it.
"""

COLUMNS = {
    "sobol": (
        "first_order", "first_order_p05", "first_order_p95",
        "total_order", "total_order_p05", "total_order_p95",
        "scale",
    ),
    "morris": ("mu", "mu_star", "sigma"),
}  # fmt: skip
"""Columns of each method's table, after the name of the parameter."""


def sobol(model: Model, names: Sequence[str], n: int) -> pd.DataFrame:
    """Return Sobol indices: the share of the outcome's variance that each parameter brings.

    Parameters
    ----------
    model : callable
        The outcome, as a function of shares of the parameters' ranges.
    names : sequence of str
        The parameters.
    n : int
        Base samples, a power of two; the model is asked for ``n · (parameters + 2)`` outcomes.

    Returns
    -------
    DataFrame
        A row per parameter: alone (first order) and with every interaction (total order), each
        with a 5-95 % interval by bootstrap over the samples; `scale` is ``value``, or ``rank``
        where a few extreme samples hold most of the variance and the outcome's ranks are taken.

    Notes
    -----
    Estimators of Saltelli et al. (2010), doi:10.1016/j.cpc.2009.09.018, table 2, rows b and f, as
    in ``scipy.stats.sobol_indices``, which takes no number of samples but powers of two, and so
    none from which some had to be left out. Ranks for heavy tails: Saltelli and Sobol' (1995),
    doi:10.1016/0951-8320(95)00099-2; a share of the ranks' variance, not of the outcome's.
    """
    d = len(names)
    shares = qmc.Sobol(2 * d, scramble=True, rng=0).random(n)
    a, b = shares[:, :d], shares[:, d:]
    mixed = np.repeat(a[None], d, axis=0)
    for place in range(d):
        mixed[place, :, place] = b[:, place]
    outcome = model(np.concatenate([a, b, mixed.reshape(-1, d)]))
    rows = outcome.reshape(d + 2, n)
    rows = rows[:, _whole(rows.T)]
    n = rows.shape[1]
    scale = "rank" if _held_by_few(rows[:2]) else "value"
    rows = _ranks(rows) if scale == "rank" else rows
    best = _indices(rows)
    chance = np.random.default_rng(0)
    drawn = np.stack([_indices(rows[:, chance.integers(0, n, n)]) for _ in range(RESAMPLES)])
    low, high = np.quantile(drawn, [0.05, 0.95], axis=0)
    values = (best[0], low[0], high[0], best[1], low[1], high[1], [scale] * d)
    return pd.DataFrame({"key": names, **dict(zip(COLUMNS["sobol"], values, strict=True))})


def _whole(outcome: FloatArray) -> NDArray[np.bool_]:
    """Return which base samples (rows) have every outcome; half of them must.

    Raises
    ------
    RunError
        If fewer do.
    """
    whole = np.asarray(np.isfinite(outcome).all(axis=1))
    if whole.mean() < LEAST_WHOLE:
        raise RunError(
            f"only {whole.sum()} of {whole.size} base samples have a finite outcome throughout; "
            f"narrow the ranges, vary fewer numbers with --vary, or take another --outcome"
        )
    return whole


def _held_by_few(base: FloatArray) -> bool:
    """Return whether a few extreme outcomes hold most of the variance: no index would converge."""
    parts = np.sort((base.ravel() - base.mean()) ** 2)
    few = max(1, int(FEW * parts.size))
    return bool(parts[-few:].sum() > 0.5 * parts.sum())


def _ranks(rows: FloatArray) -> FloatArray:
    """Return each outcome's place among those of A and B, in [0, 1]; ties in the middle."""
    base = np.sort(rows[:2].ravel())
    below = np.searchsorted(base, rows, side="left")
    return (below + np.searchsorted(base, rows, side="right")) / (2.0 * base.size)


def _indices(rows: FloatArray) -> FloatArray:
    """Return first and total order, shape (2, parameters).

    Parameters
    ----------
    rows : ndarray
        Outcomes, shape (parameters + 2, samples): of A, of B, and of A with each column from B.
    """
    rows = rows - rows[:2].mean()
    of_a, of_b, of_mixed = rows[0], rows[1], rows[2:]
    variance = rows[:2].var()
    if variance == 0.0:
        return np.zeros((2, of_mixed.shape[0]))
    first = (of_b * (of_mixed - of_a)).mean(axis=1) / variance
    total = 0.5 * ((of_a - of_mixed) ** 2).mean(axis=1) / variance
    return np.stack([first, total])


def morris(model: Model, names: Sequence[str], n: int) -> pd.DataFrame:
    """Return elementary effects: how far one parameter's step moves the outcome, from many places.

    Parameters
    ----------
    model : callable
        The outcome, as a function of shares of the parameters' ranges.
    names : sequence of str
        The parameters.
    n : int
        Trajectories; the model is asked for ``n · (parameters + 1)`` outcomes.

    Returns
    -------
    DataFrame
        A row per parameter: mean effect, mean of its size (mu_star), and its standard deviation,
        which grows with curvature and interaction. An effect is per whole range.

    Notes
    -----
    Morris (1991), doi:10.1080/00401706.1991.10484804; mu_star after Campolongo et al. (2007).
    """
    d = len(names)
    chance = np.random.default_rng(0)
    step = LEVELS / (2.0 * (LEVELS - 1.0))
    paths = np.empty((n, d + 1, d))
    orders = np.empty((n, d), dtype=np.intp)
    for path, order in zip(paths, orders, strict=True):
        order[:] = chance.permutation(d)
        path[:] = chance.integers(0, LEVELS // 2, d) / (LEVELS - 1.0)
        up = chance.random(d) < 0.5
        path[:, ~up] += step
        for number, place in enumerate(order):
            path[number + 1 :, place] += step if up[place] else -step
    outcome = model(paths.reshape(-1, d)).reshape(n, d + 1)
    whole = _whole(outcome)
    outcome, paths, orders, n = outcome[whole], paths[whole], orders[whole], int(whole.sum())
    moved = np.take_along_axis(np.diff(paths, axis=1), orders[:, :, None], axis=2)[:, :, 0]
    effects = np.empty((n, d))
    np.put_along_axis(effects, orders, np.diff(outcome, axis=1) / moved, axis=1)
    spread = effects.std(axis=0, ddof=1) if n > 1 else np.zeros(d)
    values = (effects.mean(axis=0), np.abs(effects).mean(axis=0), spread)
    return pd.DataFrame({"key": names, **dict(zip(COLUMNS["morris"], values, strict=True))})
