"""Drawing the firms: their luck depends on (seed, firm) alone, what it means on the scenario."""

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


class Luck(NamedTuple):
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


def adoption_luck(seed: int, step: int, firms: int) -> FloatArray:
    """Return the uniform draws that decide who adopts in a step, one for each firm."""
    luck = np.empty(firms)
    _uniforms((seed, Stream.ADOPTION, step), 0, luck)
    return luck


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
def _other_than(i: int, share: float, n: int) -> int:
    """A firm other than i, every one equally likely."""
    return _on_ring(i + 1 + min(int(share * (n - 1)), n - 2), n)


@compiled
def _small_world_peer(i: int, slot: int, share: float, parameters: Any) -> int:
    """A neighbour on the ring or, with the chance of rewiring, any other firm."""
    if share < parameters.rewire:
        return _other_than(i, share / parameters.rewire, parameters.firms)
    return _ring_peer(i, slot, parameters.degree, parameters.firms)


@compiled
def _sector_peer(i: int, share: float, parameters: Any) -> int:
    """A random peer from the firm's own sector; firm i belongs to sector i modulo their number."""
    sectors = parameters.sectors
    sector = i % sectors
    members = (parameters.firms - sector + sectors - 1) // sectors
    if members < 2:
        return i
    return sector + sectors * _other_than(i // sectors, share, members)


@compiled
def _draw(luck: Luck, seed: int, records: Records, first: int, last: int) -> None:
    """Draw the firms of a range, in place."""
    parameters = records[0]
    _normals((seed, Stream.SIZE, 0), first, luck.size[first:last])
    _normals((seed, Stream.KEENNESS, 0), first, luck.keenness[first:last])
    _normals((seed, Stream.ELASTICITY, 0), first, luck.elasticity[first:last])
    _uniforms((seed, Stream.CEILING, 0), first, luck.ceiling[first:last])
    share = np.empty(last - first)
    for slot in range(luck.peers.shape[1]):
        _uniforms((seed, Stream.PEERS, slot), first, share)
        for k in range(share.size):
            i = first + k
            if parameters.network == Network.SECTORS:
                luck.peers[i, slot] = _sector_peer(i, share[k], parameters)
            else:
                luck.peers[i, slot] = _small_world_peer(i, slot, share[k], parameters)


def draw_luck(
    parameters: Records, seeds: Sequence[int], pool: Executor, *, always_peers: bool = False
) -> Luck:
    """Draw the luck of a population for several seeds.

    Parameters
    ----------
    parameters : ndarray
        Records of `inputs.PARAMETERS`; the first one says how many firms there are, and how they
        are linked.
    seeds : sequence of int
        Seeds of the replicates.
    pool : Executor
        Threads that share the work.
    always_peers : bool, optional
        Draw peers although nobody imitates: a rule of one's own may read them.

    Returns
    -------
    Luck
        Draws of all firms, each array with a leading axis of seeds. More firms leave the draws of
        the first ones as they are.
    """
    record = parameters[0]
    watched = record["network"] != Network.COMPLETE and (always_peers or record["imitation"] > 0.0)
    n, degree = int(record["firms"]), int(record["degree"]) if watched else 0
    shape = (len(seeds), n)
    luck = Luck(
        size=np.empty(shape),
        keenness=np.empty(shape),
        elasticity=np.empty(shape),
        ceiling=np.empty(shape),
        peers=np.empty((*shape, degree), dtype=np.int32),
    )
    tasks = [
        pool.submit(_draw, luck_of(luck, number), seed, parameters, first, min(n, first + _RANGE))
        for number, seed in enumerate(seeds)
        for first in range(0, n, _RANGE)
    ]
    for task in tasks:
        task.result()
    return luck


@compiled
def luck_of(luck: Luck, number: int) -> Luck:
    """Return the draws of one seed, by its place."""
    return Luck(
        luck.size[number],
        luck.keenness[number],
        luck.elasticity[number],
        luck.ceiling[number],
        luck.peers[number],
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
def populate(luck: Luck, parameters: Any) -> tuple[Firms, NDArray[np.uint8]]:
    """Turn luck into firms, and say which of them use AI in the base year.

    Parameters
    ----------
    luck : Luck
        Draws of the seed.
    parameters : record
        One record of `inputs.PARAMETERS`.

    Returns
    -------
    firms : Firms
        What does not change about the firms.
    adopted : ndarray of uint8
        The base year's adopters: the keenest firms that could ever adopt.
    """
    n = luck.size.size
    size = np.empty(n)
    reservation = np.empty(n)
    elasticity = np.empty(n)
    keenness = np.empty(n)
    own = math.sqrt(1.0 - parameters.size_correlation**2)
    share = parameters.potential / max(parameters.adopter_ceiling, 1e-300)
    total = 0.0
    for i in range(n):
        size[i] = math.exp(_log_size(luck.size[i], parameters.distribution, parameters.size_spread))
        total += size[i]
        keenness[i] = parameters.size_correlation * luck.size[i] + own * luck.keenness[i]
        reservation[i] = _log_reservation(keenness[i], parameters.reservation_spread, share)
        if luck.ceiling[i] >= parameters.adopter_ceiling:
            reservation[i] = -math.inf
            keenness[i] -= 1e6
        draw = parameters.elasticity + parameters.elasticity_spread * luck.elasticity[i]
        elasticity[i] = min(draw, 0.0)
    for i in range(n):
        size[i] /= total
    adopted = _keenest(keenness, int(parameters.base_adopters))
    return Firms(size, reservation, elasticity, luck.peers), adopted


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
