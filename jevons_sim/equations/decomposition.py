"""Splitting a total into parts that sum to it: Shapley values and the LMDI."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import ArrayLike

from jevons_sim.equations.types import FloatArray

_SMALL = 1e-60
"""Stands in for zero in logarithms (Ang and Choi 1997); five of them still multiply to a number."""


def shapley_values(worth: ArrayLike) -> FloatArray:
    r"""Share of a total that each player brings, averaged over every order of joining.

    Parameters
    ----------
    worth : array_like
        Worth of each coalition, shape (2**n, ...): entry m is that of the players whose bits are
        set in m; entry 0 is nobody's. Any unit.

    Returns
    -------
    ndarray
        Value of each player, shape (n, ...); they sum to ``worth[-1] - worth[0]``.

    Raises
    ------
    ValueError
        If the number of coalitions is not a power of two.

    Notes
    -----
    .. math:: \phi_i = \sum_{S \not\ni i} \frac{|S|!\,(n-|S|-1)!}{n!}\,[v(S \cup i) - v(S)]

    References
    ----------
    .. [1] L. S. Shapley (1953). A value for n-person games. Contributions to the Theory of Games
       II, 307-317, doi:10.1515/9781400881970-018.

    Examples
    --------
    >>> shapley_values([0.0, 1.0, 2.0, 5.0]).tolist()  # each alone 1 and 2, together 5
    [2.0, 3.0]
    """
    values = np.asarray(worth, dtype=float)
    n = values.shape[0].bit_length() - 1
    if values.shape[0] != 2**n:
        raise ValueError(f"{values.shape[0]} coalitions; a power of two is needed")
    parts = np.zeros((n, *values.shape[1:]))
    for coalition in range(2**n):
        size = coalition.bit_count()
        for player in range(n):
            if not coalition >> player & 1:
                weight = math.factorial(size) * math.factorial(n - size - 1) / math.factorial(n)
                parts[player] += weight * (values[coalition | 1 << player] - values[coalition])
    return parts


def log_mean(a: ArrayLike, b: ArrayLike) -> FloatArray:
    r"""Logarithmic mean, :math:`(a - b)/(\ln a - \ln b)`, and :math:`a` where they are equal.

    Parameters
    ----------
    a, b : array_like
        Positive numbers.

    Examples
    --------
    >>> float(log_mean(2.0, 2.0))
    2.0
    >>> float(log_mean(np.e, 1.0).round(12))
    1.718281828459
    """
    x, y = np.broadcast_arrays(np.asarray(a, dtype=float), np.asarray(b, dtype=float))
    gap = np.log(x) - np.log(y)
    near = np.abs(gap) < 1e-7  # the series of the ratio, exact to rounding there
    mean = np.where(near, y * (1.0 + 0.5 * gap), 0.0)
    np.divide(x - y, gap, out=mean, where=~near)
    return np.asarray(mean, dtype=np.float64)


def lmdi_changes(factors: ArrayLike) -> FloatArray:
    r"""Change of a product, split exactly among its factors (additive LMDI-I), step by step.

    Parameters
    ----------
    factors : array_like
        Factors over time, shape (n_factors, ..., steps + 1); their product is what changes.

    Returns
    -------
    ndarray
        Change since the first step that each factor brought, the same shape; over the factors they
        sum to the change of the product.

    Notes
    -----
    .. math:: \Delta_k = \sum_t L(E_t, E_{t-1}) \ln \frac{x_{k,t}}{x_{k,t-1}}

    References
    ----------
    .. [1] B. W. Ang (2004). Decomposition analysis for policymaking in energy: which is the
       preferred method? Energy Policy 32(9), 1131-1139, doi:10.1016/S0301-4215(03)00076-4.

    Examples
    --------
    >>> lmdi_changes([[1.0, 2.0], [3.0, 3.0]])[:, -1].round(9).tolist()  # 3 to 6, by the first
    [3.0, 0.0]
    """
    values = np.maximum(np.asarray(factors, dtype=float), _SMALL)
    product = np.prod(values, axis=0)
    weight = log_mean(product[..., 1:], product[..., :-1])
    changes = np.zeros_like(values)
    changes[..., 1:] = np.cumsum(weight * np.diff(np.log(values), axis=-1), axis=-1)
    return np.asarray(changes, dtype=np.float64)
