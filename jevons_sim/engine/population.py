"""The population: draws that depend on seed and firm alone, and the firms a scenario makes of them.

Called by `runner` and `model`, for several seeds at once, and by `simulate`, for each run.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from concurrent.futures import Executor
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from jevons_sim.engine import random
from jevons_sim.engine.compile import compiled
from jevons_sim.engine.fields import Records
from jevons_sim.engine.firms import Firms
from jevons_sim.engine.kinds import AdoptionState, Network, SizeDistribution
from jevons_sim.engine.random import Stream
from jevons_sim.equations.types import FloatArray

_RANGE = 8192
"""Firms that one thread draws at a time."""


class Draws(NamedTuple):
    """Every draw that is made once for a firm; shared by all runs with the same seed."""

    size: FloatArray
    """Standard normal draws for size, shape (firms,)."""

    keenness: FloatArray
    """Standard normal draws for the reservation price, before its correlation with size."""

    elasticity: FloatArray
    """Standard normal draws for the elasticity."""

    ceiling: FloatArray
    """Uniform draws that decide who never adopts."""

    peers: NDArray[np.int32]
    """Peers of each firm, shape (firms, degree); degree 0 on a complete network."""


@compiled
def _uniforms(place: tuple[int, int, int], first: int, out: FloatArray) -> None:
    """Fill an array with uniform draws of (seed, stream, step), for firms from `first` on.

    Words first, all in 32 bits, so that the compiler works on twice as many firms at once.
    """
    seed, stream, step = place
    high = np.empty(out.size, dtype=np.uint32)
    low = np.empty(out.size, dtype=np.uint32)
    for k in range(out.size):
        high[k], low[k] = random.threefry(seed, stream, first + k, step)
    for k in range(out.size):
        out[k] = random.unit_share(random.joined53(high[k], low[k]))


@compiled
def _normals(place: tuple[int, int, int], first: int, out: FloatArray) -> None:
    """Fill an array with standard normal draws, for firms from `first` on."""
    _uniforms(place, first, out)
    for k in range(out.size):
        out[k] = random.standard_normal(out[k])


def adoption_draws(seed: int, step: int, firms: int) -> FloatArray:
    """Return the uniform draws that decide who adopts in a step, one for each firm."""
    draws = np.empty(firms)
    _uniforms((seed, Stream.ADOPTION, step), 0, draws)
    return draws


@compiled
def _on_ring(place: int, n: int) -> int:
    """Bring a place that is at most one turn away back onto a ring of n."""
    if place >= n:
        return place - n
    return place + n if place < 0 else place


@compiled
def _ring_peer(i: int, slot: int, degree: int, n: int) -> int:
    """Neighbour on a ring: half of the degree on either side."""
    half = (degree + 1) // 2
    return _on_ring(i + (slot + 1 if slot < half else half - slot - 1), n)


@compiled
def _other_than(i: int, draw: float, n: int) -> int:
    """A firm other than i, every one equally likely."""
    return _on_ring(i + 1 + min(int(draw * (n - 1)), n - 2), n)


@compiled
def _small_world_peer(i: int, slot: int, draw: float, p: Any) -> int:
    """A neighbour on the ring or, with the chance of rewiring, any other firm."""
    if draw < p.rewire:
        return _other_than(i, draw / p.rewire, p.firms)
    return _ring_peer(i, slot, p.degree, p.firms)


@compiled
def _sector_peer(i: int, draw: float, p: Any) -> int:
    """A random peer from the firm's own sector; firm i belongs to sector i modulo their number."""
    sectors = p.sectors
    sector = i % sectors
    members = (p.firms - sector + sectors - 1) // sectors
    if members < 2:
        return i
    return sector + sectors * _other_than(i // sectors, draw, members)


@compiled
def _draw(draws: Draws, seed: int, parameters: Records, first: int, last: int) -> None:
    """Draw the firms of a range, in place."""
    p = parameters[0]
    _normals((seed, Stream.SIZE, 0), first, draws.size[first:last])
    _normals((seed, Stream.KEENNESS, 0), first, draws.keenness[first:last])
    _normals((seed, Stream.ELASTICITY, 0), first, draws.elasticity[first:last])
    _uniforms((seed, Stream.CEILING, 0), first, draws.ceiling[first:last])
    draw = np.empty(last - first)
    for slot in range(draws.peers.shape[1]):
        _uniforms((seed, Stream.PEERS, slot), first, draw)
        for k in range(draw.size):
            i = first + k
            if p.network == Network.SECTORS:
                draws.peers[i, slot] = _sector_peer(i, draw[k], p)
            else:
                draws.peers[i, slot] = _small_world_peer(i, slot, draw[k], p)


def draw_firms(
    parameters: Records, seeds: Sequence[int], pool: Executor, *, always_peers: bool = False
) -> Draws:
    """Make every draw of a population that is made once for a firm, for several seeds.

    Parameters
    ----------
    parameters : ndarray
        Records of `fields.PARAMETERS`; the first one says how many firms there are, and how they
        are linked.
    seeds : sequence of int
        Seeds of the replicates.
    pool : Executor
        Threads that share the work.
    always_peers : bool, optional
        Draw peers although nobody imitates: a rule of one's own may read them.

    Returns
    -------
    Draws
        Draws of all firms, each array with a leading axis of seeds. More firms leave the draws of
        the first ones as they are.
    """
    p = parameters[0]
    watched = p["network"] != Network.COMPLETE and (always_peers or p["imitation"] > 0.0)
    n, degree = int(p["firms"]), int(p["degree"]) if watched else 0
    shape = (len(seeds), n)
    draws = Draws(
        size=np.empty(shape),
        keenness=np.empty(shape),
        elasticity=np.empty(shape),
        ceiling=np.empty(shape),
        peers=np.empty((*shape, degree), dtype=np.int32),
    )
    jobs = [
        pool.submit(_draw, draws_of(draws, number), seed, parameters, first, min(n, first + _RANGE))
        for number, seed in enumerate(seeds)
        for first in range(0, n, _RANGE)
    ]
    for job in jobs:
        job.result()
    return draws


@compiled
def draws_of(draws: Draws, number: int) -> Draws:
    """Return the draws of one seed, by its place."""
    return Draws(
        draws.size[number],
        draws.keenness[number],
        draws.elasticity[number],
        draws.ceiling[number],
        draws.peers[number],
    )


@compiled
def _log_size(draw: float, distribution: int, spread: float) -> float:
    """Log size from a standard normal draw; Pareto has an exponential log size."""
    if distribution == SizeDistribution.PARETO:
        return -spread * math.log(0.5 * math.erfc(draw / math.sqrt(2.0)))
    return spread * draw


@compiled
def _log_reservation(keenness: float, spread: float, share: float) -> float:
    """Log reservation price, placed so that a share of firms lies above the base price."""
    if share >= 1.0:
        return math.inf
    if share <= 0.0:
        return -math.inf
    return spread * (keenness + random.standard_normal(share))


@compiled
def populate(draws: Draws, p: Any) -> tuple[Firms, NDArray[np.uint8]]:
    """Turn draws into firms, and say which of them use AI in the base year.

    Parameters
    ----------
    draws : Draws
        Draws of the seed.
    p : record
        One record of `fields.PARAMETERS`.

    Returns
    -------
    firms : Firms
        What does not change about the firms.
    adopted : ndarray of uint8
        The base year's adopters: the keenest firms that could ever adopt.
    """
    n = draws.size.size
    size = np.empty(n)
    reservation = np.empty(n)
    elasticity = np.empty(n)
    keenness = np.empty(n)
    own = math.sqrt(1.0 - p.size_correlation**2)
    share = p.potential / max(p.adopter_ceiling, 1e-300)
    total = 0.0
    for i in range(n):
        size[i] = math.exp(_log_size(draws.size[i], p.distribution, p.size_spread))
        total += size[i]
        keenness[i] = p.size_correlation * draws.size[i] + own * draws.keenness[i]
        reservation[i] = _log_reservation(keenness[i], p.reservation_spread, share)
        if draws.ceiling[i] >= p.adopter_ceiling:
            reservation[i] = -math.inf
            keenness[i] -= 1e6
        draw = p.elasticity + p.elasticity_spread * draws.elasticity[i]
        elasticity[i] = min(draw, 0.0)
    for i in range(n):
        size[i] /= total
    adopted = _keenest(keenness, int(p.base_adopters))
    return Firms(size, reservation, elasticity, draws.peers), adopted


@compiled
def _keenest(keenness: FloatArray, count: int) -> NDArray[np.uint8]:
    """Mark the firms with the highest keenness; ties go to the earlier firm."""
    n = keenness.size
    bar = _nth_lowest(keenness.copy(), n - count)
    adopted = np.zeros(n, dtype=np.uint8)
    left = count
    for i in range(n):
        if keenness[i] > bar:
            adopted[i] = AdoptionState.ADOPTED
            left -= 1
    for i in range(n):
        if left > 0 and keenness[i] == bar:
            adopted[i] = AdoptionState.ADOPTED
            left -= 1
    return adopted


@compiled
def _nth_lowest(values: FloatArray, rank: int) -> float:
    """Return the value with `rank` values below it, by Hoare's selection; reorders `values`.

    NumPy's `partition` does the same, but takes five seconds longer to compile.
    """
    low, high = 0, values.size - 1
    while low < high:
        pivot = values[(low + high) // 2]
        i, j = low, high
        while i <= j:
            while values[i] < pivot:
                i += 1
            while values[j] > pivot:
                j -= 1
            if i <= j:
                values[i], values[j] = values[j], values[i]
                i += 1
                j -= 1
        if rank <= j:
            high = j
        elif rank >= i:
            low = i
        else:
            break
    return float(values[rank])
