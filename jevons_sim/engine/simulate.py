"""Whole runs: the loop over steps, for many runs side by side or for one, step by step.

Called by `runner` and `model`. Both loops call the same three parts of a step (`market.set_prices`,
the firms, `market.clear`), so that either gives the same bytes.
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
    Inputs,
    State,
    base_state,
    clear,
    record_base,
    set_prices,
)
from jevons_sim.engine.population import Draws, draws_of, populate
from jevons_sim.equations.types import FloatArray

SHARED = 4 * BLOCK
"""Firms above which the firms of one step are spread over threads: with fewer, waking threads up
costs more than they save."""


class Batch(NamedTuple):
    """Runs of equal shape: points by seeds by cases, the frozen one first."""

    draws: Draws
    """Draws, each with a leading axis of seeds."""

    seeds: NDArray[np.int64]
    """Seeds, shape (seeds,)."""

    parameters: Records
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
def technology_of(case: int) -> int:
    """Return the technology of a case, as a place in arrays: it moves in all but the frozen one."""
    return Technology.FROZEN.value if case == Case.FROZEN else Technology.MOVING.value


@compiled
def _copy(state: State) -> State:
    return State(state.adopted.copy(), state.market.copy(), state.share.copy(), state.gap.copy())


@compiled
def run_steps(inputs: Inputs, adopted: NDArray[np.uint8], rows: Records) -> Records:
    """Run all steps on one thread; fill the rows, shape (steps + 1,); return the signals."""
    n_steps = inputs.paths.size - 1
    signals = np.zeros(n_steps + 1, dtype=SIGNALS)
    state = base_state(inputs, adopted)
    record_base(state, inputs, signals, rows)
    p = inputs.parameters[0]
    now = np.empty_like(adopted)
    before = adopted.copy()
    for step in range(1, n_steps + 1):
        view = set_prices(state, inputs, step)
        if p.respond_adoption or p.respond_use:
            use = advance_firms(inputs.firms, before, now, inputs.parameters, view)
            before, now = now, before
        else:
            use = (inputs.frozen[step].adopters, inputs.frozen[step].firm_tasks)
        clear(state, inputs, view, use, signals, rows)
    return signals


@compiled
def _run_group(batch: Batch, group: int, number: int, rows: Records) -> None:
    """Run all cases of the points of a group with one seed; their one frozen case runs once."""
    first = batch.order[batch.starts[group]]
    parameters = batch.parameters[first, Case.FROZEN.value]
    firms, adopted = populate(draws_of(batch.draws, number), parameters)
    frozen = np.zeros(rows.shape[3], dtype=SIGNALS)
    for place in range(batch.starts[group], batch.starts[group + 1]):
        point = batch.order[place]
        for case in range(rows.shape[2]):
            if case == Case.FROZEN and point != first:
                rows[point, number, case] = rows[first, number, case]
                continue
            technology = technology_of(case)
            inputs = Inputs(
                firms,
                batch.parameters[point, case : case + 1],
                batch.paths[point, technology],
                batch.setbacks[point, technology],
                batch.brand[point],
                frozen,
                batch.seeds[number],
            )
            signals = run_steps(inputs, adopted, rows[point, number, case])
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
        Range of jobs; job r is group r // seeds of points with equal frozen cases, seed
        r % seeds.
    rows : ndarray
        Shape (points, seeds, cases, steps + 1), dtype `ROW`: those of these runs are filled.
    """
    n_seeds = rows.shape[1]
    for job in range(first, last):
        _run_group(batch, job // n_seeds, job % n_seeds, rows)


def advance(
    state: State,
    inputs: Inputs,
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
    inputs : Inputs
        What is given to the run.
    step : int
        Number of the step, from 1.
    signals, rows : ndarray
        Records of the run; those of the step are written.
    rule : callable, optional
        Says who uses AI, in place of the engine's own rule.
    """
    after = _copy(state)
    p = inputs.parameters[0]
    view = set_prices(after, inputs, step)
    responds = p["respond_adoption"] or p["respond_use"]
    if responds and rule is not None:
        use = choose(rule, inputs, view, state, after)
    elif responds:
        move = advance_firms_parallel if state.adopted.size > SHARED else advance_firms
        use = move(inputs.firms, state.adopted, after.adopted, inputs.parameters, view)
    else:
        use = (float(inputs.frozen[step]["adopters"]), float(inputs.frozen[step]["firm_tasks"]))
    clear(after, inputs, view, use, signals, rows)
    return after
