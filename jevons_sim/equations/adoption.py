"""Adoption in closed form: who would adopt at a price, and the limits of diffusion."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import ndtr, ndtri

from jevons_sim.equations.types import FloatArray


def potential_share(
    price: ArrayLike, spread: ArrayLike, share_at_base: ArrayLike, ceiling: ArrayLike = 1.0
) -> FloatArray:
    r"""Share of firms whose log-normal reservation price is at least the price.

    Parameters
    ----------
    price : array_like
        Price over the base price, :math:`p`. [-]
    spread : array_like
        Standard deviation of the log reservation price, :math:`\sigma_r`. [-]
    share_at_base : array_like
        Share of firms at :math:`p = 1`. [-]
    ceiling : array_like
        Share of firms that could ever adopt. [-]

    Returns
    -------
    ndarray
        Share of firms. [-]

    Notes
    -----
    .. math:: c \, \Phi\left(\frac{\ln r_{med} - \ln p}{\sigma_r}\right)

    Examples
    --------
    >>> float(potential_share(1.0, 2.0, 0.3).round(12))
    0.3
    >>> float(potential_share(np.exp(-2.0), 2.0, 0.5).round(4))  # one spread below the median
    0.8413
    """
    limit = np.asarray(ceiling, dtype=float)
    median = ndtri(np.asarray(share_at_base) / limit)
    return np.asarray(limit * ndtr(median - np.log(price) / np.asarray(spread)), dtype=np.float64)


def bass_share(
    years: ArrayLike, start_share: ArrayLike, innovation: ArrayLike, imitation: ArrayLike
) -> FloatArray:
    r"""Share of adopters when every firm watches every other (Bass diffusion).

    Parameters
    ----------
    years : array_like
        Time since the start, :math:`t`. [yr]
    start_share : array_like
        Share at the start, :math:`a_0`. [-]
    innovation, imitation : array_like
        Hazards :math:`\alpha \geq 0` and :math:`\beta \geq 0`, not both 0. [1/yr]

    Returns
    -------
    ndarray
        Share of firms that have adopted. [-]

    Notes
    -----
    Solves :math:`\dot a = (\alpha + \beta a)(1 - a)`: with
    :math:`k = (1 - a_0)/(\alpha + \beta a_0)`,

    .. math:: a = \frac{1 - \alpha k e^{-(\alpha + \beta) t}}{1 + \beta k e^{-(\alpha + \beta) t}}

    References
    ----------
    .. [1] F. M. Bass (1969). A new product growth for model consumer durables. Management Science
       15(5), 215-227, doi:10.1287/mnsc.15.5.215.

    Examples
    --------
    >>> float(bass_share(0.0, 0.1, 0.01, 0.5).round(12))
    0.1
    >>> float(bass_share(2.0, 0.0, 0.5, 0.0).round(4))  # exponential without imitation
    0.6321
    """
    start = np.asarray(start_share, dtype=float)
    alpha, beta = np.asarray(innovation, dtype=float), np.asarray(imitation, dtype=float)
    left = (1.0 - start) / (alpha + beta * start)
    decay = left * np.exp(-(alpha + beta) * np.asarray(years, dtype=float))
    return np.asarray((1.0 - alpha * decay) / (1.0 + beta * decay), dtype=np.float64)
