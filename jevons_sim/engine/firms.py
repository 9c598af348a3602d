"""The firms as arrays, row i always firm i, and their compiled step; called by `simulate`."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from jevons_sim.engine import random, rules
from jevons_sim.engine.compile import compiled, compiled_parallel, prange
from jevons_sim.engine.fields import Records
from jevons_sim.engine.kinds import AdoptionState, DemandForm, Network
from jevons_sim.engine.random import Stream
from jevons_sim.equations.types import FloatArray

BLOCK = 4096
"""Firms in a block: small enough for its work to stay in cache; sums are formed block by block."""


class Firms(NamedTuple):
    """What does not change about the firms."""

    size: FloatArray
    """Size, summing to 1, shape (firms,). [-]"""

    ln_reservation: FloatArray
    """Log of the reservation price over the base price; infinite for always or never. [-]"""

    elasticity: FloatArray
    """Own elasticity; in the derived form minus the elasticity of substitution. [-]"""

    peers: NDArray[np.int32]
    """Peers of each firm, shape (firms, degree); degree 0 on a complete network."""


class MarketView(NamedTuple):
    """What firms see of the market in one step."""

    step: int
    seed: int
    ln_price: float
    """Log price that adoption reads, subsidy included. [-]"""

    ln_perceived: float
    """Log price that use reads. [-]"""

    adopters: float
    """Firms that had adopted before this step."""


@compiled
def _adopting_chances(p: Any, degree: int, view: MarketView) -> NDArray[np.int64]:
    """Return the integer threshold of adopting for each number of peers that have adopted."""
    thresholds = np.empty(degree + 1, dtype=np.int64)
    for count in range(degree + 1):
        share = count / degree if degree > 0 else 0.0
        if p.network == Network.COMPLETE and p.firms > 1:
            share = view.adopters / (p.firms - 1)
        hazard = rules.adoption_hazard(p.innovation, p.imitation, share)
        thresholds[count] = random.threshold53(rules.chance(hazard, p.dt))
    return thresholds


@compiled
def _count_adopted(i: np.uint32, peers: NDArray[np.int32], adopted: NDArray[np.uint8]) -> int:
    count = 0
    for slot in range(peers.shape[1]):
        count += adopted[np.uint32(peers[i, slot])]  # unsigned: never counted from the end
    return count


@compiled
def _abandon(
    first: int, last: int, firms: Firms, now: NDArray[np.uint8], p: Any, view: MarketView
) -> None:
    """Let adopters who regret give up, in place."""
    threshold = random.threshold53(rules.chance(p.abandonment, p.dt))
    for i in range(first, last):
        if now[i] == AdoptionState.NOT_ADOPTED:
            continue
        if rules.has_regret(view.ln_price, firms.ln_reservation[i], p.band):
            draw = random.bits53(view.seed, Stream.ABANDONMENT, i, view.step)
            if draw < threshold:
                now[i] = AdoptionState.NOT_ADOPTED


@compiled
def _candidates(
    first: int, last: int, firms: Firms, before: NDArray[np.uint8], view: MarketView
) -> NDArray[np.int32]:
    """Return the firms of a block that do not use AI and would gain if they did.

    Every firm is written down and the count moves on only for candidates: without a branch, the
    processor never guesses wrong.
    """
    reservation = firms.ln_reservation[first:last]
    uses = before[first:last]
    found = np.empty(last - first, dtype=np.int32)
    n = 0
    for k in range(last - first):
        found[n] = first + k
        gains = rules.would_gain(view.ln_price, reservation[k])
        n += int(gains) & int(uses[k] == AdoptionState.NOT_ADOPTED)
    return found[:n]


@compiled
def _adopt(
    candidates: NDArray[np.int32],
    firms: Firms,
    before: NDArray[np.uint8],
    now: NDArray[np.uint8],
    thresholds: NDArray[np.int64],
    view: MarketView,
) -> None:
    """Let candidates adopt, in place: draws first, and peers only where the draw allows it."""
    chosen, draws = _drawn_below(candidates, thresholds[-1], view)
    for k in range(chosen.size):
        i = np.uint32(chosen[k])
        if draws[k] < thresholds[_count_adopted(i, firms.peers, before)]:
            now[i] = AdoptionState.ADOPTED


@compiled
def _drawn_below(
    candidates: NDArray[np.int32], highest: int, view: MarketView
) -> tuple[NDArray[np.int32], NDArray[np.int64]]:
    """Return the candidates whose draw lies below the highest threshold, and their draws.

    All words are drawn first, in 32 bits, so that the compiler works on many firms at once.
    """
    high = np.empty(candidates.size, dtype=np.uint32)
    low = np.empty(candidates.size, dtype=np.uint32)
    for k in range(candidates.size):
        high[k], low[k] = random.threefry(view.seed, Stream.ADOPTION, candidates[k], view.step)
    chosen = np.empty(candidates.size, dtype=np.int32)
    draws = np.empty(candidates.size, dtype=np.int64)
    n = 0
    for k in range(candidates.size):
        chosen[n] = candidates[k]
        draws[n] = random.joined53(high[k], low[k])
        n += int(draws[n] < highest)
    return chosen[:n], draws[:n]


@compiled
def _tasks(elasticity: float, ln_price: float, p: Any) -> float:
    """Return an adopter's tasks per unit of size, in the form of demand that is chosen."""
    if p.form == DemandForm.ISOELASTIC:
        return rules.isoelastic_tasks(elasticity, ln_price)
    if p.form == DemandForm.SATURATING:
        return rules.saturating_tasks(elasticity, ln_price, p.multiple)
    return rules.derived_tasks(-elasticity, p.output_elasticity, p.cost_share, ln_price)


@compiled
def _use(
    first: int, last: int, firms: Firms, now: NDArray[np.uint8], p: Any, ln_price: float
) -> tuple[float, float]:
    """Return how many firms of a block use AI, and the size-weighted tasks they do."""
    sizes, elasticities = firms.size[first:last], firms.elasticity[first:last]
    uses = now[first:last]
    size = np.empty(last - first)
    elasticity = np.empty(last - first)
    n = 0
    for k in range(last - first):
        size[n] = sizes[k]
        elasticity[n] = elasticities[k]
        n += uses[k]
    total = 0.0
    for k in range(n):
        total += size[k] * _tasks(elasticity[k], ln_price, p)
    return float(n), total


def _advance(
    firms: Firms,
    before: NDArray[np.uint8],
    now: NDArray[np.uint8],
    parameters: Records,
    view: MarketView,
) -> tuple[float, float]:
    n = firms.size.size
    n_blocks = (n + BLOCK - 1) // BLOCK
    sums = np.empty((n_blocks, 2))
    thresholds = _adopting_chances(parameters[0], firms.peers.shape[1], view)
    for block in prange(n_blocks):
        p = parameters[0]
        first = block * BLOCK
        last = min(n, first + BLOCK)
        now[first:last] = before[first:last]
        if p.abandonment > 0.0:
            _abandon(first, last, firms, now, p, view)
        candidates = _candidates(first, last, firms, before, view)
        _adopt(candidates, firms, before, now, thresholds, view)
        adopters, tasks = _use(first, last, firms, now, p, view.ln_perceived)
        sums[block, 0] = adopters
        sums[block, 1] = tasks
    adopters = 0.0
    tasks = 0.0
    for block in range(n_blocks):
        adopters += sums[block, 0]
        tasks += sums[block, 1]
    return adopters, tasks


advance_firms = compiled(_advance)
"""Advance all firms by one step on one thread.

Writes who has adopted into `now` and returns the number of adopters and the size-weighted tasks
that they do at the perceived price. Peers are read as they stood `before`, and sums are formed in
fixed blocks, so that neither the order of firms nor the number of threads can change a result.
"""

advance_firms_parallel = compiled_parallel(_advance)
"""The same step with blocks of firms spread over all threads: the same bytes."""


@compiled
def tasks_at_base(firms: Firms, adopted: NDArray[np.uint8]) -> float:
    """Return the size-weighted tasks of the base year: one task per adopter and unit of size."""
    n = firms.size.size
    total = 0.0
    for first in range(0, n, BLOCK):
        part = 0.0
        for i in range(first, min(n, first + BLOCK)):
            if adopted[i] == AdoptionState.ADOPTED:
                part += firms.size[i]
        total += part
    return total


@compiled
def use_of(
    firms: Firms, adopted: NDArray[np.uint8], parameters: Records, ln_perceived: float
) -> tuple[float, float]:
    """Return how many firms use AI, and the size-weighted tasks they do at a perceived price."""
    n = firms.size.size
    adopters, tasks = 0.0, 0.0
    for first in range(0, n, BLOCK):
        part = _use(first, min(n, first + BLOCK), firms, adopted, parameters[0], ln_perceived)
        adopters += part[0]
        tasks += part[1]
    return adopters, tasks
