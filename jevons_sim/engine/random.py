"""Counter-based random numbers: a draw is a function of (seed, stream, firm, step).

Called by `population` and `firms`. There is no hidden state, so the order of firms, the number of
threads and the size of the population cannot change a firm's draws. The generator is Threefry-2x32
with 20 rounds.

References
----------
.. [1] J. K. Salmon, M. A. Moraes, R. O. Dror, D. E. Shaw (2011). Parallel random numbers: as easy
   as 1, 2, 3. Proc. SC11, doi:10.1145/2063384.2063405. Threefry-2x32: section 3.3.
.. [2] M. J. Wichura (1988). Algorithm AS 241: the percentage points of the normal distribution.
   Applied Statistics 37(3), 477-484, doi:10.2307/2347330. Routine PPND16.
"""

from __future__ import annotations

import math
from enum import IntEnum
from typing import Any

import numpy as np

from jevons_sim.engine.compile import compiled


class Stream(IntEnum):
    """One stream for each thing that chance decides."""

    SIZE = 0
    KEENNESS = 1
    ELASTICITY = 2
    CEILING = 3
    PEERS = 4
    ADOPTION = 5
    ABANDONMENT = 6


_PARITY = 0x1BD11BDA
_UNIT = 2.0**-52


@compiled
def _rotate(word: np.uint32, bits: int) -> np.uint32:
    return np.uint32(np.uint32(word << np.uint32(bits)) | np.uint32(word >> np.uint32(32 - bits)))


@compiled
def _mix(x0: np.uint32, x1: np.uint32, bits: int) -> tuple[np.uint32, np.uint32]:
    x0 = np.uint32(x0 + x1)
    return x0, np.uint32(_rotate(x1, bits) ^ x0)


@compiled
def _inject(
    x: tuple[np.uint32, np.uint32], key0: np.uint32, key1: np.uint32, count: int
) -> tuple[np.uint32, np.uint32]:
    return np.uint32(x[0] + key0), np.uint32(x[1] + key1 + np.uint32(count))


@compiled
def _odd_rounds(x: tuple[np.uint32, np.uint32]) -> tuple[np.uint32, np.uint32]:
    x = _mix(x[0], x[1], 13)
    x = _mix(x[0], x[1], 15)
    x = _mix(x[0], x[1], 26)
    return _mix(x[0], x[1], 6)


@compiled
def _even_rounds(x: tuple[np.uint32, np.uint32]) -> tuple[np.uint32, np.uint32]:
    x = _mix(x[0], x[1], 17)
    x = _mix(x[0], x[1], 29)
    x = _mix(x[0], x[1], 16)
    return _mix(x[0], x[1], 24)


@compiled
def threefry(key0: int, key1: int, counter0: int, counter1: int) -> tuple[np.uint32, np.uint32]:
    """Return the two 32-bit words of Threefry-2x32-20 [1]_ for a key and a counter.

    Parameters
    ----------
    key0, key1, counter0, counter1 : int
        Unsigned 32-bit words.

    Notes
    -----
    Every step stays in 32 bits, so that the compiler works on many firms at once.
    """
    k0, k1 = np.uint32(key0), np.uint32(key1)
    k2 = np.uint32(np.uint32(_PARITY) ^ k0 ^ k1)
    x = _inject((np.uint32(counter0), np.uint32(counter1)), k0, k1, 0)
    x = _inject(_odd_rounds(x), k1, k2, 1)
    x = _inject(_even_rounds(x), k2, k0, 2)
    x = _inject(_odd_rounds(x), k0, k1, 3)
    x = _inject(_even_rounds(x), k1, k2, 4)
    return _inject(_odd_rounds(x), k2, k0, 5)


@compiled
def joined53(high: np.uint32, low: np.uint32) -> int:
    """Return a uniform integer in [0, 2**53) from two random words."""
    word: Any = np.int64((np.uint64(high) << np.uint64(21)) | np.uint64(low >> np.uint32(11)))
    return word


@compiled
def bits53(seed: int, stream: int, firm: int, step: int) -> int:
    """Return a uniform integer in [0, 2**53): exact to compare, the same in every language."""
    high, low = threefry(seed, stream, firm, step)
    return joined53(high, low)


@compiled
def unit_share(word: int) -> float:
    """Return a uniform number in the open interval (0, 1) from a uniform integer of 53 bits."""
    return ((word >> 1) + 0.5) * _UNIT


@compiled
def uniform(seed: int, stream: int, firm: int, step: int) -> float:
    """Return a uniform number in the open interval (0, 1)."""
    return unit_share(bits53(seed, stream, firm, step))


@compiled
def threshold53(probability: float) -> int:
    """Return the integer below which `bits53` falls with a probability in [0, 1]."""
    return int(probability * 9007199254740992.0)


@compiled
def standard_normal(share: float) -> float:
    """Return the standard normal quantile of a share in (0, 1), to about 1e-16 [2]_."""
    q = share - 0.5
    if abs(q) <= 0.425:
        r = 0.180625 - q * q
        return q * _central_ratio(r)
    r = math.sqrt(-math.log(share if q < 0.0 else 1.0 - share))
    tail = _middle_ratio(r - 1.6) if r <= 5.0 else _far_ratio(r - 5.0)
    return -tail if q < 0.0 else tail


@compiled
def _central_ratio(r: float) -> float:
    top = 2.5090809287301226727e3
    for a in (
        3.3430575583588128105e4,
        6.7265770927008700853e4,
        4.5921953931549871457e4,
        1.3731693765509461125e4,
        1.9715909503065514427e3,
        1.3314166789178437745e2,
        3.3871328727963666080e0,
    ):
        top = top * r + a
    bottom = 5.2264952788528545610e3
    for b in (
        2.8729085735721942674e4,
        3.9307895800092710610e4,
        2.1213794301586595867e4,
        5.3941960214247511077e3,
        6.8718700749205790830e2,
        4.2313330701600911252e1,
        1.0,
    ):
        bottom = bottom * r + b
    return top / bottom


@compiled
def _middle_ratio(r: float) -> float:
    top = 7.74545014278341407640e-4
    for a in (
        2.27238449892691845833e-2,
        2.41780725177450611770e-1,
        1.27045825245236838258e0,
        3.64784832476320460504e0,
        5.76949722146069140550e0,
        4.63033784615654529590e0,
        1.42343711074968357734e0,
    ):
        top = top * r + a
    bottom = 1.05075007164441684324e-9
    for b in (
        5.47593808499534494600e-4,
        1.51986665636164571966e-2,
        1.48103976427480074590e-1,
        6.89767334985100004550e-1,
        1.67638483018380384940e0,
        2.05319162663775882187e0,
        1.0,
    ):
        bottom = bottom * r + b
    return top / bottom


@compiled
def _far_ratio(r: float) -> float:
    top = 2.01033439929228813265e-7
    for a in (
        2.71155556874348757815e-5,
        1.24266094738807843860e-3,
        2.65321895265761230930e-2,
        2.96560571828504891230e-1,
        1.78482653991729133580e0,
        5.46378491116411436990e0,
        6.65790464350110377720e0,
    ):
        top = top * r + a
    bottom = 2.04426310338993978564e-15
    for b in (
        1.42151175831644588870e-7,
        1.84631831751005468180e-5,
        7.86869131145613259100e-4,
        1.48753612908506148525e-2,
        1.36929880922735805310e-1,
        5.99832206555887937690e-1,
        1.0,
    ):
        bottom = bottom * r + b
    return top / bottom
