"""Which parameter decides: Sobol indices and elementary effects of any function of many inputs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.stats import qmc, rankdata

from jevons_sim.equations.types import FloatArray
from jevons_sim.errors import RunError

RESAMPLES = 400

LEAST_WHOLE = 0.5
"""Share of base samples, or of a parameter's effects, that must have their outcomes."""

MOST_ERROR = 0.2
"""Half the width of an interval above which an index says little."""

MOST_OUTSIDE = 0.05
"""How far an index may lie outside of [0, 1]."""

FEW = 0.02
"""Share of base samples that must not hold most of the variance."""

LEVELS = 4
"""Levels of a parameter in a screening; steps are half of the levels wide (Morris 1991)."""

Model = Callable[[FloatArray], FloatArray]
"""Shares of each parameter's range, shape (samples, parameters), to one outcome a sample.

A sample without a finite outcome is left out, with what cannot be told without it.
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
        with a 5-95% interval by bootstrap over the samples; `scale` is ``value``, or ``rank``
        where a few extreme samples hold most of the variance and the outcome's ranks are taken.

    Raises
    ------
    RunError
        If more than half of the base samples lack an outcome, and so are left out.

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
        raise RunError(f"only {whole.sum()} of {whole.size} base samples have every outcome")
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
        which grows with curvature and interaction. An effect is per whole range; one that lacks an
        outcome at either end is left out.

    Raises
    ------
    RunError
        If more than half of a parameter's effects are.

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
    moved = np.take_along_axis(np.diff(paths, axis=1), orders[:, :, None], axis=2)[:, :, 0]
    effects = np.empty((n, d))
    with np.errstate(invalid="ignore"):
        np.put_along_axis(effects, orders, np.diff(outcome, axis=1) / moved, axis=1)
    known = np.isfinite(effects)
    n_known = known.sum(axis=0)
    if (n_known < LEAST_WHOLE * n).any():
        place = int(np.argmin(n_known))
        raise RunError(f"only {n_known[place]} of {n} effects of {names[place]} are known")
    effects[~known] = np.nan
    mean = np.nansum(effects, axis=0) / n_known
    size = np.nansum(np.abs(effects), axis=0) / n_known
    squares = np.nansum((effects - mean) ** 2, axis=0)
    values = (mean, size, np.sqrt(squares / np.maximum(1, n_known - 1)))
    return pd.DataFrame({"key": names, **dict(zip(COLUMNS["morris"], values, strict=True))})


@dataclass(frozen=True)
class Doubt:
    """What shows that there are too few samples."""

    kind: Literal["outside", "error"]
    """A share outside of 0 to 1, or one that is known badly."""

    size: float
    """How far outside, or to within what."""


def doubts(table: pd.DataFrame) -> Doubt | None:
    """Return what shows that there are too few samples for Sobol indices, or None.

    Parameters
    ----------
    table : DataFrame
        As `sobol` gives it.
    """
    orders = ("first_order", "total_order")
    outside = pd.concat([np.maximum(-table[name], table[name] - 1.0) for name in orders]).max()
    error = pd.concat([table[f"{name}_p95"] - table[f"{name}_p05"] for name in orders]).max() / 2.0
    if outside > MOST_OUTSIDE:
        return Doubt("outside", float(outside))
    return Doubt("error", float(error)) if error > MOST_ERROR else None


def telling_input(gaps: NDArray[np.bool_], columns: FloatArray) -> int | None:
    """Return which input best tells the samples with gaps from the others, if there are both.

    Parameters
    ----------
    gaps : ndarray of bool
        Which samples have no outcome.
    columns : ndarray
        Inputs, shape (samples, parameters).

    Notes
    -----
    In both designs many samples differ in one input alone: the input counts whose change most often
    opens or closes a gap. Of several, the one whose values with a gap are most often above, or
    below, those without (Mann and Whitney's U over all pairs).
    """
    if gaps.all() or not gaps.any():
        return None
    opens = [_turns(gaps, np.delete(columns, place, axis=1)) for place in range(columns.shape[1])]
    n, others = int(gaps.sum()), int((~gaps).sum())
    ranks = rankdata(columns, axis=0)[gaps].sum(axis=0)
    above = (ranks - n * (n + 1) / 2.0) / (n * others)
    return max(range(columns.shape[1]), key=lambda place: (opens[place], abs(above[place] - 0.5)))


def _turns(gaps: NDArray[np.bool_], rest: FloatArray) -> int:
    """Return how many sets of samples, alike in the rest of the inputs, are partly gaps."""
    alike: dict[bytes, set[bool]] = defaultdict(set)
    for row, gap in zip(np.ascontiguousarray(rest), gaps.tolist(), strict=True):
        alike[row.tobytes()].add(gap)
    return sum(len(found) > 1 for found in alike.values())
