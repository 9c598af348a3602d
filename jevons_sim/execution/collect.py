"""From the units of a plan to its tables: pieces that run, are kept, and are put in order."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

import numpy as np

from jevons_sim.engine.runner import Failure, failures_of
from jevons_sim.equations.types import FloatArray
from jevons_sim.errors import RunError
from jevons_sim.execution.checkpoint import Journal
from jevons_sim.execution.executors import Executor, Piece
from jevons_sim.execution.tasks import Unit, Units
from jevons_sim.quantities import CASES
from jevons_sim.results import store
from jevons_sim.results.tables import MemoryTables, Replicates, run_ids, tables_of
from jevons_sim.results.writer import TableWriter
from jevons_sim.scenario.estimate import work_of
from jevons_sim.scenario.plan import Plan

Progress = Callable[[int, int], None]
"""Called with the number of finished units of work and of all of them."""


TRACE = "trace.txt"
"""Where in the program a piece was lost, beside the pieces."""


def fill(
    units: Units, journal: Journal, executor: Executor, progress: Progress | None = None
) -> None:
    """Run the units that a journal lacks, and keep each piece in it as it finishes.

    Raises
    ------
    OutputError
        If a piece cannot be written.
    RunError
        If pieces were lost with their workers; the rest is kept.
    """
    gaps = journal.missing(len(units))
    done = len(units) - sum(last - first for first, last in gaps)
    tell(progress, units, done)
    lost: list[Piece] = []
    for piece in executor.run(units, gaps):
        if piece.values is None:
            lost.append(piece)
            continue
        journal.save(piece.first, piece.last, piece.values)
        done = tell(progress, units, done + piece.last - piece.first)
    if lost:
        names = ", ".join(f"{piece.first} to {piece.last - 1}" for piece in lost[:10])
        where = ""
        if lost[0].trace:
            store.write_text(journal.folder / TRACE, lost[0].trace)
            where = f"; {journal.folder / TRACE} says where in the program"
        raise RunError(
            f"{units.plan.scenario.name}: pieces of work {names} were lost ({lost[0].fault}); "
            f"the rest is kept, and the same command tries them again{where}"
        )


def published(
    units: Units, journal: Journal, scratch: Path
) -> tuple[store.StoredTables, tuple[str, ...]]:
    """Write the tables of a full journal, piece by piece; return them, and what failed in words.

    Raises
    ------
    RunError
        If every run left the range of finite numbers.
    """
    failures: list[str] = []
    pieces = ((first, last, journal.load(first, last)) for first, last in journal.pieces())
    writer = TableWriter(scratch, n_rows=work_of(units.plan).n_rows)
    n_written = 0
    for tables in tables_in_order(units, pieces, failures):
        writer.write(tables)
        n_written += 1
    if not n_written:
        raise RunError(failures[0])
    stored = store.StoredTables(scratch, writer.close())
    return stored, tuple(failures)


def tell(progress: Progress | None, units: Units, done: int) -> int:
    """Report units that are done; return their number."""
    if progress is not None:
        progress(done, len(units))
    return done


def tables_in_order(
    units: Units, pieces: Iterable[tuple[int, int, FloatArray]], failures: list[str]
) -> Iterator[MemoryTables]:
    """Give the tables of pieces in the order of their runs, without the runs that failed.

    Parameters
    ----------
    units : Units
        The units of the plan.
    pieces : iterable of (first, last, series)
        Finished pieces, in order.
    failures : list of str
        What failed is added here, in words.
    """
    n_all = len(units.plan.seeds)
    for first, last, values in pieces:
        split = units.split(first, last, values)
        for (seeds, place), group in itertools.groupby(split, _same_seeds):
            members = list(group)
            replicates = Replicates(seeds, place, n_all)
            found = [f for unit in members for f in _failures(unit)]
            failures += [_failure_text(failure, units.plan) for failure in found]
            points = [unit.point for unit in members]
            tables = tables_of(points, replicates, [unit.series for unit in members])
            tables = without_failed(tables, replicates, found)
            if not tables.runs.empty:
                yield tables


def _same_seeds(unit: Unit) -> tuple[tuple[int, ...], int]:
    return unit.seeds, unit.first_seed


def _failures(unit: Unit) -> list[Failure]:
    return failures_of(unit.point.index, unit.seeds, unit.series)


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
