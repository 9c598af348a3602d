"""Technology paths: efficiency indices relative to the base year, in logarithms."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from jevons_sim.equations.types import FloatArray


def log_index(
    years_since_base: ArrayLike, annual_factor: ArrayLike, ceiling: ArrayLike, log_shocks: ArrayLike
) -> FloatArray:
    r"""Log of a technology index that grows by a factor a year towards a ceiling.

    Parameters
    ----------
    years_since_base : array_like
        Time since the base year, :math:`t`. [yr]
    annual_factor : array_like
        Growth factor a year, :math:`g > 0`. [1/yr]
    ceiling : array_like
        Limit of the index, :math:`K \geq 1`; infinite for none. [-]
    log_shocks : array_like
        Log of all dated jumps so far, :math:`s(t)`. [-]

    Returns
    -------
    ndarray
        :math:`\ln a(t)`, 0 in the base year when there is no shock. [-]

    Notes
    -----
    With :math:`y = t \ln g + s(t)`, the index is :math:`\ln a = y` without a ceiling and

    .. math:: \ln a = \ln K \tanh\frac{y}{\ln K}

    with one: the upper half of a logistic in the log, which leaves the base year at the stated
    growth and never passes :math:`K`. A falling index (:math:`y < 0`) meets no ceiling.

    Examples
    --------
    >>> float(np.exp(log_index(2.0, 3.0, np.inf, 0.0)).round(12))  # 3 x 3
    9.0
    >>> bool(log_index(1000.0, 3.0, 50.0, 0.0) <= np.log(50.0))
    True
    """
    growth = np.asarray(years_since_base) * np.log(annual_factor) + np.asarray(log_shocks)
    limit = np.log(ceiling)
    with np.errstate(invalid="ignore", divide="ignore"):
        limited = limit * np.tanh(growth / limit)
    rising = np.where(limit == 0.0, 0.0, limited)
    return np.where(np.isinf(limit) | (growth < 0.0), growth, rising)


def log_shock(
    year: ArrayLike, start_year: ArrayLike, factor: ArrayLike, ramp_years: ArrayLike
) -> FloatArray:
    r"""Log of a dated jump, phased in evenly in logarithms.

    Parameters
    ----------
    year : array_like
        Calendar year, :math:`t`. [yr]
    start_year : array_like
        When the jump starts. [yr]
    factor : array_like
        New over old efficiency, :math:`F > 0`. [-]
    ramp_years : array_like
        Years to phase in; 0 is at once. [yr]

    Returns
    -------
    ndarray
        0 before the start, :math:`\ln F` after the ramp. [-]

    Examples
    --------
    >>> float(np.exp(log_shock(2026.25, 2026.0, 16.0, 0.5)))  # half-way, in logs
    4.0
    """
    elapsed = np.asarray(year, dtype=float) - np.asarray(start_year, dtype=float)
    ramp = np.asarray(ramp_years, dtype=float)
    share = np.where(ramp > 0.0, elapsed / np.where(ramp > 0.0, ramp, 1.0), elapsed >= 0.0)
    return np.asarray(np.log(factor) * np.clip(share, 0.0, 1.0), dtype=np.float64)


def pue_path(
    years_since_base: ArrayLike, base: ArrayLike, floor: ArrayLike, annual_factor: ArrayLike
) -> FloatArray:
    r"""Power usage effectiveness, falling by a factor a year until its floor.

    Parameters
    ----------
    years_since_base : array_like
        Time since the base year. [yr]
    base, floor : array_like
        Value in the base year, and the lowest that can be reached. [-]
    annual_factor : array_like
        Yearly factor, at most 1. [1/yr]

    Returns
    -------
    ndarray
        Facility energy over IT energy. [-]

    Examples
    --------
    >>> float(pue_path(1.0, 1.5, 1.1, 0.8).round(12))
    1.2
    >>> float(pue_path(10.0, 1.5, 1.1, 0.8))
    1.1
    """
    path = np.asarray(base) * np.asarray(annual_factor, dtype=float) ** np.asarray(years_since_base)
    return np.asarray(np.maximum(floor, path), dtype=np.float64)


def dated_path(
    year: ArrayLike, start_year: ArrayLike, end_year: ArrayLike, annual_factor: ArrayLike
) -> FloatArray:
    """Return the factor on an instrument's first rate: 0 when it is not in force.

    Parameters
    ----------
    year : array_like
        Calendar year. [yr]
    start_year, end_year : array_like
        First and last year in force; an infinite end for none. [yr]
    annual_factor : array_like
        Yearly factor of the rate. [1/yr]

    Returns
    -------
    ndarray
        1 at the start, growing from there; 0 outside the dates. [-]

    Examples
    --------
    >>> [float(x) for x in dated_path([2027, 2028, 2030], 2028, np.inf, 2.0)]
    [0.0, 1.0, 4.0]
    """
    elapsed = np.asarray(year, dtype=float) - np.asarray(start_year, dtype=float)
    in_force = (elapsed >= 0.0) & (np.asarray(year) <= np.asarray(end_year))
    growth = np.asarray(annual_factor, dtype=float) ** np.maximum(elapsed, 0.0)
    return np.where(in_force, growth, 0.0)
