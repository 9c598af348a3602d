"""Collect: run the tasks that are missing, and put their pieces in order as tables."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

import numpy as np
import pandas as pd

from jevons_sim.engine.runner import Failure, failures_of
from jevons_sim.equations.types import FloatArray
from jevons_sim.errors import RunError
from jevons_sim.execution.executors import Executor, Finished
from jevons_sim.execution.pieces import PieceStore
from jevons_sim.execution.tasks import PlanTasks, Task, Tasks
from jevons_sim.quantities import CASES
from jevons_sim.results.stored import StoredTables
from jevons_sim.results.tables import MemoryTables, Replicates, run_ids, tables_of
from jevons_sim.results.writer import TableWriter
from jevons_sim.scenario.estimate import work_of
from jevons_sim.scenario.plan import Plan

Progress = Callable[[int, int], None]
"""Called with the number of finished tasks and of all of them."""


def run_missing(
    tasks: Tasks, store: PieceStore, executor: Executor, progress: Progress | None = None
) -> None:
    """Run the tasks that are not done, and keep each piece as it finishes.

    Raises
    ------
    OutputError
        If a piece cannot be written.
    RunError
        If pieces were lost with their workers; the rest is kept.
    """
    gaps = store.missing(len(tasks))
    done = len(tasks) - sum(last - first for first, last in gaps)
    report_progress(progress, tasks, done)
    lost: list[Finished] = []
    for piece in executor.run(tasks, gaps):
        if piece.values is None:
            lost.append(piece)
            continue
        store.save(piece.first, piece.last, piece.values)
        done = report_progress(progress, tasks, done + piece.last - piece.first)
    if lost:
        names = ", ".join(f"{piece.first} to {piece.last - 1}" for piece in lost[:10])
        place = store.note(lost[0].trace) if lost[0].trace else ""
        where = f"; {place} says where in the program" if place else ""
        raise RunError(
            f"{tasks.name}: pieces of work {names} were lost ({lost[0].fault}); "
            f"the rest is kept, and the same command tries them again{where}"
        )


def write_tables(
    tasks: PlanTasks, store: PieceStore, scratch: Path
) -> tuple[StoredTables, tuple[str, ...], dict[str, int]]:
    """Write the tables of finished tasks, piece by piece.

    Returns
    -------
    tables : StoredTables
        Both tables.
    failures : tuple of str
        What failed, in words.
    rows : dict
        Rows of each table, by file.

    Raises
    ------
    RunError
        If every run left the range of finite numbers.
    """
    failures: list[str] = []
    pieces = ((first, last, store.load(first, last)) for first, last in store.ranges())
    writer = TableWriter(scratch, n_rows=work_of(tasks.plan).n_rows)
    n_written = 0
    for tables in tables_in_order(tasks, pieces, failures):
        writer.write(tables)
        n_written += 1
    if not n_written:
        raise RunError(failures[0])
    stored = StoredTables(scratch, writer.close())
    return stored, tuple(failures), writer.rows


def tables_in_memory(tasks: PlanTasks, store: PieceStore) -> tuple[MemoryTables, tuple[str, ...]]:
    """Return the tables of finished tasks, and what failed in words.

    Raises
    ------
    RunError
        If every run left the range of finite numbers.
    """
    failures: list[str] = []
    pieces = ((first, last, store.load(first, last)) for first, last in store.ranges())
    tables = list(tables_in_order(tasks, pieces, failures))
    if not tables:
        raise RunError(failures[0])
    runs = pd.concat([table.runs for table in tables], ignore_index=True)
    years = pd.concat([table.years for table in tables], ignore_index=True)
    return MemoryTables(runs, years), tuple(failures)


def report_progress(progress: Progress | None, tasks: Tasks, done: int) -> int:
    """Report tasks that are done; return their number."""
    if progress is not None:
        progress(done, len(tasks))
    return done


def tables_in_order(
    tasks: PlanTasks, pieces: Iterable[tuple[int, int, FloatArray]], failures: list[str]
) -> Iterator[MemoryTables]:
    """Give the tables of pieces in the order of their runs, without the runs that failed.

    Parameters
    ----------
    tasks : PlanTasks
        The tasks of the plan.
    pieces : iterable of (first, last, series)
        Finished pieces, in order.
    failures : list of str
        What failed is added here, in words.
    """
    n_all = len(tasks.plan.seeds)
    for first, last, values in pieces:
        split = tasks.split(first, last, values)
        for (seeds, place), group in itertools.groupby(split, _same_seeds):
            members = list(group)
            replicates = Replicates(seeds, place, n_all)
            found = [f for task in members for f in _failures(task)]
            failures += [_failure_text(failure, tasks.plan) for failure in found]
            points = [task.point for task in members]
            tables = tables_of(points, replicates, [task.series for task in members])
            tables = without_failed(tables, replicates, found)
            if not tables.runs.empty:
                yield tables


def _same_seeds(task: Task) -> tuple[tuple[int, ...], int]:
    return task.seeds, task.first_seed


def _failures(task: Task) -> list[Failure]:
    return failures_of(task.point.index, task.seeds, task.series)


def without_failed(
    tables: MemoryTables, replicates: Replicates, failures: Sequence[Failure]
) -> MemoryTables:
    """Drop every case of a point and seed in which one case failed."""
    if not failures:
        return tables
    failed = np.concatenate(
        [
            run_ids([failure.point], replicates)[0, replicates.seeds.index(failure.seed)]
            for failure in failures
        ]
    )
    runs, years = tables.runs, tables.years
    return MemoryTables(runs[~runs["run_id"].isin(failed)], years[~years["run_id"].isin(failed)])


def _failure_text(failure: Failure, plan: Plan) -> str:
    point = plan.points[failure.point]
    year = point.scenario.time.start_year + failure.step / point.scenario.time.steps_per_year
    swept = "".join(f"{key} = {value}, " for key, value in point.values.items())
    return (
        f"{plan.scenario.name}: {swept}seed {failure.seed}, case {CASES[failure.case]}: "
        f"{failure.quantity} is not a finite number in {year:g}; "
        f"the gains or elasticities are too extreme for the horizon"
    )
