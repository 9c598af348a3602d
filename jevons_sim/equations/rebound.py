"""Rebound: how much of an expected saving the responses take back, and closed forms of it."""

from __future__ import annotations

import math
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from jevons_sim.equations.types import FloatArray

ROUNDING = 1e-9
"""Below this, energies (in logs) are equal, and a rebound above 1 by less is 1: under a limit both
cases end on it. Backfire, and every count of it, is R > 1 + ROUNDING."""

USED_UP = 0.005
"""Words call a saving "just used up" where R is this near to 1: it reads as 1.00 then."""


def rebound(
    energy_frozen: ArrayLike, energy_engineering: ArrayLike, energy_actual: ArrayLike
) -> FloatArray:
    r"""Share of the expected energy saving that the responses take back.

    Parameters
    ----------
    energy_frozen : array_like
        Energy use had technology stood still, :math:`E_0`. [TWh]
    energy_engineering : array_like
        Energy use with the new technology and no response to it, :math:`E_e`. [TWh]
    energy_actual : array_like
        Energy use with the new technology and every response, :math:`E_1`. [TWh]

    Returns
    -------
    ndarray
        Rebound :math:`R`: 0 none, 1 full, above 1 backfire; NaN where no saving is expected
        (one below a part in 10^12 is rounding). [-]

    Notes
    -----
    .. math:: R = \frac{E_1 - E_e}{E_0 - E_e}

    which is one minus actual over expected saving.

    References
    ----------
    .. [1] M. K. Heun, G. Semieniuk, P. E. Brockway (2025). Energetic and economic aspects of
       rebound, Part I. Energy J., doi:10.1177/01956574251331969, eqs. 1-3.

    Examples
    --------
    >>> float(rebound(100.0, 50.0, 50.0))  # the whole expected saving arrives
    0.0
    >>> float(rebound(100.0, 50.0, 200.0))  # Jevons paradox: use doubles
    3.0
    """
    frozen, engineering, actual = np.broadcast_arrays(
        np.asarray(energy_frozen, dtype=float), energy_engineering, energy_actual
    )
    expected = frozen - engineering
    result = np.full(expected.shape, np.nan)
    np.divide(actual - engineering, expected, out=result, where=expected > 1e-12 * abs(frozen))
    return result


Kind = Literal["super", "whole", "part", "used_up", "backfire", "no_saving"]
"""What becomes of the expected saving, in the order of the rebound."""


def kind_of(share: float) -> Kind:
    """Return what a rebound means; one within `USED_UP` of 0 or 1 counts as 0 or 1.

    Parameters
    ----------
    share : float
        Rebound; NaN where no saving was to be expected. [-]

    Examples
    --------
    >>> kind_of(0.58), kind_of(1.2), kind_of(-0.3)
    ('part', 'backfire', 'super')
    """
    if math.isnan(share):
        return "no_saving"
    if share > 1.0 + USED_UP:
        return "backfire"
    if share >= 1.0 - USED_UP:
        return "used_up"
    if share >= USED_UP:
        return "part"
    return "whole" if share > -USED_UP else "super"


def isoelastic_rebound(efficiency_gain: ArrayLike, price_elasticity: ArrayLike) -> FloatArray:
    r"""Rebound of a finite gain under constant elasticity, when all of the cost falls with it.

    Parameters
    ----------
    efficiency_gain : array_like
        New over old efficiency, :math:`g > 1`. [-]
    price_elasticity : array_like
        Own-price elasticity, :math:`\varepsilon \leq 0`. [-]

    Returns
    -------
    ndarray
        Rebound. [-]

    Notes
    -----
    .. math:: R = \frac{g^{|\varepsilon|} - 1}{g - 1}

    which is :math:`|\varepsilon|` only for a small gain. Khazzoom (1980), Energy J. 1(4), 21-40,
    gives the limit.

    Examples
    --------
    >>> float(isoelastic_rebound(10.0, -0.5).round(3))
    0.24
    >>> float(isoelastic_rebound(7.0, -1.0))
    1.0
    """
    gain = np.asarray(efficiency_gain, dtype=float)
    return np.asarray((gain ** np.abs(price_elasticity) - 1.0) / (gain - 1.0), dtype=np.float64)


def energy_ratio(
    efficiency_gain: ArrayLike,
    cost_share: ArrayLike,
    pass_through: ArrayLike,
    price_elasticity: ArrayLike,
) -> FloatArray:
    r"""New over old energy, for a gain that touches a share of cost.

    Parameters
    ----------
    efficiency_gain : array_like
        New over old efficiency, :math:`g`. [-]
    cost_share : array_like
        Share of unit cost that falls with the gain, :math:`s`. [-]
    pass_through : array_like
        Share of the log cost fall that reaches the buyer, :math:`\theta`. [-]
    price_elasticity : array_like
        Own-price elasticity, :math:`\varepsilon \leq 0`. [-]

    Returns
    -------
    ndarray
        :math:`E_1 / E_0`. [-]

    Notes
    -----
    .. math:: \frac{E_1}{E_0} = \frac1g \left[1 - s(1 - 1/g)\right]^{-\theta|\varepsilon|}

    Examples
    --------
    >>> float(energy_ratio(4.0, 1.0, 1.0, -1.5))  # 4 ** (1.5 - 1)
    2.0
    """
    gain = np.asarray(efficiency_gain, dtype=float)
    cost = 1.0 - np.asarray(cost_share) * (1.0 - 1.0 / gain)
    power = -np.asarray(pass_through) * np.abs(price_elasticity)
    return np.asarray(cost**power / gain, dtype=np.float64)


def threshold_elasticity(
    efficiency_gain: ArrayLike, cost_share: ArrayLike, pass_through: ArrayLike
) -> FloatArray:
    r"""Elasticity at which energy neither falls nor rises, for a gain that touches a share of cost.

    Parameters
    ----------
    efficiency_gain, cost_share, pass_through : array_like
        As in `energy_ratio`. [-]

    Returns
    -------
    ndarray
        :math:`|\varepsilon|^*`, a positive number; an elasticity beyond minus it backfires. [-]

    Notes
    -----
    .. math:: |\varepsilon|^* = \frac{\ln g}{-\theta \ln[1 - s(1 - 1/g)]}

    Examples
    --------
    >>> float(threshold_elasticity(2.0, 0.06, 1.0).round(1))  # greener is not cheaper
    22.8
    >>> float(threshold_elasticity(2.0, 1.0, 1.0))
    1.0
    """
    gain = np.asarray(efficiency_gain, dtype=float)
    fall = np.log1p(-np.asarray(cost_share) * (1.0 - 1.0 / gain))
    return np.asarray(np.log(gain) / (-np.asarray(pass_through) * fall), dtype=np.float64)


def supply_limited_rebound(price_elasticity: ArrayLike, supply_elasticity: ArrayLike) -> FloatArray:
    r"""Rebound of a marginal gain when energy supply is not perfectly elastic.

    Parameters
    ----------
    price_elasticity : array_like
        Own-price elasticity of the service, :math:`\varepsilon \leq 0`. [-]
    supply_elasticity : array_like
        Elasticity of energy supply to its price, :math:`S > 0`. [-]

    Returns
    -------
    ndarray
        Rebound. [-]

    Notes
    -----
    .. math:: R = 1 + (|\varepsilon| - 1) \frac{S}{S + |\varepsilon|}

    A hard limit is :math:`S \to 0`, :math:`R \to 1`.

    Examples
    --------
    >>> float(supply_limited_rebound(-2.0, 2.0))
    1.5
    """
    size = np.abs(price_elasticity)
    supply = np.asarray(supply_elasticity, dtype=float)
    return np.asarray(1.0 + (size - 1.0) * supply / (supply + size), dtype=np.float64)
