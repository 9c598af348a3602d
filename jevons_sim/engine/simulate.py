"""Whole runs: the loop over steps, for one large run on all threads, or many runs side by side.

Both call the same three parts of a step (`market.quote`, the firms, `market.settle`), so that
either gives the same bytes.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from jevons_sim.engine.choice import AdoptionRule, choose
from jevons_sim.engine.compile import compiled
from jevons_sim.engine.fields import SIGNALS, Records
from jevons_sim.engine.firms import BLOCK, advance_firms, advance_firms_parallel
from jevons_sim.engine.kinds import Case, Technology
from jevons_sim.engine.market import (
    State,
    World,
    base_state,
    quote,
    record_base,
    settle,
)
from jevons_sim.engine.population import Luck, luck_of, populate
from jevons_sim.equations.types import FloatArray

SHARED = 4 * BLOCK
"""Firms above which the firms of one step are spread over threads: with fewer, waking threads up
costs more than they save."""


class Batch(NamedTuple):
    """Runs of equal shape: points by seeds by cases, the frozen one first."""

    luck: Luck
    """Draws, each with a leading axis of seeds."""

    seeds: NDArray[np.int64]
    """Seeds, shape (seeds,)."""

    records: Records
    """Parameters, shape (points, cases)."""

    paths: Records
    """Outside paths, shape (points, technologies, steps + 1)."""

    setbacks: FloatArray
    """Labs thrown back, shape (points, technologies, steps + 1, labs)."""

    brand: FloatArray
    """Labs' base-year shares, shape (points, labs)."""

    order: NDArray[np.int64]
    """Points with equal frozen cases next to each other, shape (points,)."""

    starts: NDArray[np.int64]
    """Where each such group starts in `order`, and the number of points, shape (groups + 1,)."""


@compiled
def technology_of(case: int) -> Technology:
    """Return the technology of a case: it moves in all but the frozen one."""
    return Technology.FROZEN if case == Case.FROZEN else Technology.MOVING


@compiled
def _copy(state: State) -> State:
    return State(state.adopted.copy(), state.market.copy(), state.share.copy(), state.gap.copy())


@compiled
def run_steps(world: World, adopted: NDArray[np.uint8], rows: Records) -> Records:
    """Run all steps on one thread; fill the rows, shape (steps + 1,); return the signals."""
    n_steps = world.paths.size - 1
    signals = np.zeros(n_steps + 1, dtype=SIGNALS)
    state = base_state(world, adopted)
    record_base(state, world, signals, rows)
    p = world.records[0]
    now = np.empty_like(adopted)
    before = adopted.copy()
    for step in range(1, n_steps + 1):
        today = quote(state, world, step)
        if p.respond_adoption or p.respond_use:
            use = advance_firms(world.firms, before, now, world.records, today)
            before, now = now, before
        else:
            use = (world.frozen[step].adopters, world.frozen[step].tasks)
        settle(state, world, today, use, signals, rows)
    return signals


@compiled
def _run_group(batch: Batch, group: int, number: int, rows: Records) -> None:
    """Run all cases of the points of a group with one seed; their one frozen case runs once."""
    first = batch.order[batch.starts[group]]
    firms, adopted = populate(luck_of(batch.luck, number), batch.records[first, Case.FROZEN])
    frozen = np.zeros(rows.shape[3], dtype=SIGNALS)
    for place in range(batch.starts[group], batch.starts[group + 1]):
        point = batch.order[place]
        for case in range(rows.shape[2]):
            if case == Case.FROZEN and point != first:
                rows[point, number, case] = rows[first, number, case]
                continue
            technology = technology_of(case)
            world = World(
                firms,
                batch.records[point, case : case + 1],
                batch.paths[point, technology],
                batch.setbacks[point, technology],
                batch.brand[point],
                frozen,
                batch.seeds[number],
            )
            signals = run_steps(world, adopted, rows[point, number, case])
            if case == Case.FROZEN:
                frozen = signals


@compiled
def run_batch(batch: Batch, first: int, last: int, rows: Records) -> None:
    """Run some of the runs of a batch on this thread, without a line of Python between them.

    Parameters
    ----------
    batch : Batch
        The runs.
    first, last : int
        Range of tasks; task r is group r // seeds of points with equal frozen cases, seed
        r % seeds.
    rows : ndarray
        Shape (points, seeds, cases, steps + 1), dtype `ROW`: those of these runs are filled.
    """
    n_seeds = rows.shape[1]
    for task in range(first, last):
        _run_group(batch, task // n_seeds, task % n_seeds, rows)


def advance(
    state: State,
    world: World,
    step: int,
    signals: Records,
    rows: Records,
    rule: AdoptionRule | None = None,
) -> State:
    """Return the state one step on; many firms are spread over all threads.

    Parameters
    ----------
    state : State
        The state before the step; left as it is.
    world : World
        What is given to the run.
    step : int
        Number of the step, from 1.
    signals, rows : ndarray
        Records of the run; those of the step are written.
    rule : callable, optional
        Says who uses AI, in place of the engine's own rule.
    """
    after = _copy(state)
    p = world.records[0]
    today = quote(after, world, step)
    responds = p["respond_adoption"] or p["respond_use"]
    if responds and rule is not None:
        use = choose(rule, world, today, state, after)
    elif responds:
        move = advance_firms_parallel if state.adopted.size > SHARED else advance_firms
        use = move(world.firms, state.adopted, after.adopted, world.records, today)
    else:
        use = (float(world.frozen[step]["adopters"]), float(world.frozen[step]["tasks"]))
    settle(after, world, today, use, signals, rows)
    return after
