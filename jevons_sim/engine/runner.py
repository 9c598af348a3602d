"""Runs of points by seeds by cases, on every core, in chunks of about a second.

Called by studies, searches and executors; `units` cuts a plan into pieces for it. Small populations
run side by side, one run to a thread; large ones run one after another with their firms spread over
all threads. Either gives the same bytes.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np

from jevons_sim.engine import simulate
from jevons_sim.engine.compile import set_threads
from jevons_sim.engine.fields import PARAMETERS, SIGNALS, Records, rows_of
from jevons_sim.engine.firms import Firms
from jevons_sim.engine.inputs import lab_shares, parameters_of, paths_of, setbacks_of
from jevons_sim.engine.kinds import Case, Technology
from jevons_sim.engine.market import Inputs, base_state, record_base
from jevons_sim.engine.population import Draws, draw_firms, draws_of, populate
from jevons_sim.equations.types import FloatArray
from jevons_sim.quantities import RESPONSES, SERIES
from jevons_sim.scenario.schema import Scenario

LARGE = 200_000
"""Firms from which a run gets all threads to itself."""

JOBS_PER_THREAD = 4
"""Jobs for each thread in a batch: enough that none waits long for the last."""

CHUNK_FIRM_STEPS = 100_000_000
"""Firm-steps in a chunk: about a second of work on one core."""

Mask = frozenset[str]
"""The responses that are switched on in a case."""


@dataclass(frozen=True)
class Failure:
    """A run that left the finite numbers, and where."""

    point: int
    seed: int
    case: int
    step: int
    quantity: str


def masks_of(scenario: Scenario) -> tuple[Mask, Mask]:
    """Return the responses of the engineering case (none) and of the actual case."""
    actual = frozenset(name for name in RESPONSES if getattr(scenario.responses, name))
    return frozenset(), actual


class Runner:
    """Threads that run points, and the draws of the seeds they ran last, kept for the next call."""

    def __init__(self, workers: int | None = None, masks: Sequence[Mask] | None = None) -> None:
        """Start the threads.

        Parameters
        ----------
        workers : int, optional
            Threads; by default every core.
        masks : sequence of frozenset of str, optional
            Responses switched on in each case after the frozen one; by default the engineering
            case and the actual case of each scenario.
        """
        self._threads = set_threads(workers)
        self._pool = ThreadPoolExecutor(self._threads)
        self._masks = masks
        self._draws: tuple[object, Draws] | None = None

    def __enter__(self) -> Runner:
        return self

    def __exit__(self, *_: object) -> None:
        self._pool.shutdown(cancel_futures=True)

    def run(
        self, scenarios: Sequence[Scenario], seeds: Sequence[int]
    ) -> Iterator[tuple[int, FloatArray]]:
        """Run scenarios with every seed; see `run_points`."""
        masks = self._masks
        for _, group in itertools.groupby(enumerate(scenarios), lambda item: _shape(item[1])):
            members = list(group)
            draws = self._draws_for(members[0][1], seeds)
            if members[0][1].population.firms >= LARGE:
                for index, scenario in members:
                    batch = batch_of([scenario], seeds, draws, masks)
                    yield index, _run_large(batch)
                continue
            for chunk in _chunks(members, len(seeds), self._threads):
                max_group = max(1, len(chunk) * len(seeds) // (JOBS_PER_THREAD * self._threads))
                batch = batch_of(
                    [scenario for _, scenario in chunk], seeds, draws, masks, max_group
                )
                series = _run_small(batch, self._pool, self._threads)
                yield from ((index, series[row]) for row, (index, _) in enumerate(chunk))

    def _draws_for(self, scenario: Scenario, seeds: Sequence[int]) -> Draws:
        key = (_shape(scenario), tuple(seeds))
        if self._draws is None or self._draws[0] != key:
            self._draws = None
            parameters = parameters_by_case(scenario, self._masks)
            self._draws = (key, draw_firms(parameters, seeds, self._pool))
        return self._draws[1]


def run_points(
    scenarios: Sequence[Scenario],
    seeds: Sequence[int],
    *,
    masks: Sequence[Mask] | None = None,
    workers: int | None = None,
) -> Iterator[tuple[int, FloatArray]]:
    """Run scenarios with every seed: the frozen case, then each other case on the same draws.

    Parameters
    ----------
    scenarios : sequence of Scenario
        The points of a plan.
    seeds : sequence of int
        Seeds of the replicates.
    masks, workers : optional
        As in `Runner`.

    Yields
    ------
    point : int
        Index into `scenarios`, in ascending order where all have the same shape.
    series : ndarray
        Shape (seeds, cases, steps + 1, series), columns as in `quantities.SERIES`.
    """
    with Runner(workers, masks) as runner:
        yield from runner.run(scenarios, seeds)


def _shape(scenario: Scenario) -> tuple[object, ...]:
    """What must be equal for runs to share arrays: firms, network, steps and labs."""
    population = scenario.population
    watched = scenario.adoption.imitation_per_year > 0.0
    return population.firms, population.peers, scenario.n_steps, len(scenario.labs.members), watched


def _chunks(
    members: list[tuple[int, Scenario]], n_seeds: int, threads: int
) -> Iterator[list[tuple[int, Scenario]]]:
    scenario = members[0][1]
    cost = scenario.population.firms * scenario.n_steps * n_seeds * 2
    size = max(1, threads * CHUNK_FIRM_STEPS // cost)
    for first in range(0, len(members), size):
        yield members[first : first + size]


def parameters_by_case(scenario: Scenario, masks: Sequence[Mask] | None) -> Records:
    """Return the parameters of every case, shape (cases,): frozen, then one for each mask."""
    on = masks_of(scenario) if masks is None else masks
    cases = np.empty(1 + len(on), dtype=PARAMETERS)
    cases[Case.FROZEN] = parameters_of(scenario, Technology.FROZEN)[0]
    cases[1:] = parameters_of(scenario, Technology.MOVING)[0]
    for name in RESPONSES:
        cases[f"respond_{name}"] = [True, *(name in mask for mask in on)]
    return cases


def batch_of(
    scenarios: Sequence[Scenario],
    seeds: Sequence[int],
    draws: Draws,
    masks: Sequence[Mask] | None,
    max_group: int = 1,
) -> simulate.Batch:
    """Return points, seeds and cases as the arrays that compiled code reads.

    Points whose frozen cases are equal share one, at most `max_group` of them, so that enough
    jobs are left for every thread.
    """
    parameters = _stack([parameters_by_case(scenario, masks) for scenario in scenarios])
    paths = _stack([_paths_by_technology(scenario) for scenario in scenarios])
    setbacks = np.stack([[setbacks_of(item, kind) for kind in Technology] for item in scenarios])
    brand = np.stack([lab_shares(scenario) for scenario in scenarios])
    alike: dict[tuple[object, ...], list[int]] = {}
    for point in range(len(scenarios)):
        given = (paths[point, Technology.FROZEN], setbacks[point, Technology.FROZEN], brand[point])
        frozen = (parameters[point, Case.FROZEN].item(), *(part.tobytes() for part in given))
        alike.setdefault(frozen, []).append(point)
    groups = [
        group[first : first + max_group]
        for group in alike.values()
        for first in range(0, len(group), max_group)
    ]
    return simulate.Batch(
        draws,
        np.array(seeds, dtype=np.int64),
        parameters,
        paths,
        setbacks,
        brand,
        np.array([point for group in groups for point in group], dtype=np.int64),
        np.cumsum([0, *(len(group) for group in groups)]),
    )


def _paths_by_technology(scenario: Scenario) -> Records:
    return _stack([paths_of(scenario, technology) for technology in Technology])


def _stack(rows: Sequence[Records]) -> Records:
    """As `np.stack`, which spends longer on comparing the types of records than a run takes."""
    stack = np.empty((len(rows), *rows[0].shape), dtype=rows[0].dtype)
    for row, values in enumerate(rows):
        stack[row] = values
    return stack


def _empty_series(batch: simulate.Batch) -> FloatArray:
    n_points, n_cases = batch.parameters.shape
    shape = (n_points, batch.seeds.size, n_cases, batch.paths.shape[2], len(SERIES))
    return np.full(shape, np.nan)


def _run_small(batch: simulate.Batch, pool: ThreadPoolExecutor, threads: int) -> FloatArray:
    """Run a batch with whole runs spread over threads."""
    series = _empty_series(batch)
    n_jobs = (batch.starts.size - 1) * batch.seeds.size
    size = max(1, n_jobs // (threads * JOBS_PER_THREAD))
    jobs = [
        pool.submit(simulate.run_batch, batch, first, min(n_jobs, first + size), rows_of(series))
        for first in range(0, n_jobs, size)
    ]
    for job in jobs:
        job.result()
    return series


def _run_large(batch: simulate.Batch) -> FloatArray:
    """Run the one point of a batch seed by seed, the firms spread over threads."""
    series = _empty_series(batch)[0]
    for number in range(batch.seeds.size):
        firms, adopted = populate(draws_of(batch.draws, number), batch.parameters[0, Case.FROZEN])
        frozen = np.zeros(series.shape[2], dtype=SIGNALS)
        for case in range(series.shape[1]):
            inputs = inputs_of(batch, (0, number, case), firms, frozen)
            state = base_state(inputs, adopted)
            signals, rows = np.zeros_like(frozen), rows_of(series[number, case])
            record_base(state, inputs, signals, rows)
            for step in range(1, frozen.size):
                state = simulate.advance(state, inputs, step, signals, rows)
            frozen = signals if case == Case.FROZEN else frozen
    return series


def inputs_of(
    batch: simulate.Batch, run: tuple[int, int, int], firms: Firms, frozen: Records
) -> Inputs:
    """Return what is given to one run (point, seed number, case) of a batch."""
    point, number, case = run
    technology = simulate.technology_of(case)
    return Inputs(
        firms,
        batch.parameters[point, case : case + 1],
        batch.paths[point, technology],
        batch.setbacks[point, technology],
        batch.brand[point],
        frozen,
        int(batch.seeds[number]),
    )


def failures_of(point: int, seeds: Sequence[int], series: FloatArray) -> list[Failure]:
    """Return the first number that is not finite of every run of a point that failed.

    Parameters
    ----------
    point : int
        Index of the point.
    seeds : sequence of int
        Seeds, in the order of the series.
    series : ndarray
        Shape (seeds, cases, steps + 1, series).
    """
    failures = []
    for number, case in np.argwhere(~np.isfinite(series).all(axis=(2, 3))):
        step, column = np.argwhere(~np.isfinite(series[number, case]))[0]
        failures.append(Failure(point, seeds[number], int(case), int(step), SERIES[column]))
    return failures
