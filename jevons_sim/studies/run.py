"""Run: what a scenario holds, one case or a sweep, with every seed; in memory or saved."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace

from jevons_sim.execution.collect import (
    Progress,
    run_missing,
    tables_in_memory,
    write_tables,
)
from jevons_sim.execution.executors import Execution
from jevons_sim.execution.pieces import MemoryPieces
from jevons_sim.execution.tasks import PlanTasks
from jevons_sim.results import store
from jevons_sim.results.stored import StoredTables
from jevons_sim.scenario.load import load_scenario
from jevons_sim.scenario.plan import plan_of
from jevons_sim.scenario.schema import Scenario
from jevons_sim.studies.result import Result, load_result
from jevons_sim.studies.study import Study


def run(
    scenario: Scenario | str,
    *,
    workers: int | None = None,
    progress: Progress | None = None,
) -> Result:
    """Run what a scenario holds: one case or a sweep, with every seed, in all three cases.

    Parameters
    ----------
    scenario : Scenario or str
        The scenario; a name or path is loaded.
    workers : int, optional
        Threads; by default every core.
    progress : callable, optional
        Called after each piece with the number of tasks done and of all.

    Returns
    -------
    Result
        Tables, summaries and verdict; nothing is written.

    Raises
    ------
    ScenarioError
        If a point of the sweep is not a valid scenario.
    RunError
        If every run left the range of finite numbers.
    """
    started = time.perf_counter()
    loaded = load_scenario(scenario) if isinstance(scenario, str) else scenario
    tasks, pieces = PlanTasks(plan_of(loaded)), MemoryPieces()
    with Execution(workers).open() as executor:
        run_missing(tasks, pieces, executor, progress)
    tables, failures = tables_in_memory(tasks, pieces)
    return Result(tasks.plan, tables, failures, time.perf_counter() - started)


def run_study(
    study: Study,
    progress: Progress | None = None,
    on_wait: Callable[[], None] = lambda: None,
) -> tuple[Result, bool]:
    """Run a study and save the result; return it, and whether it was there already.

    Parameters
    ----------
    study : Study
        What to run.
    progress : callable, optional
        Called with the number of tasks done and of all.
    on_wait : callable, optional
        Called before waiting for another process that works on the same result.

    Raises
    ------
    OutputError
        If the result cannot be written; found out before anything runs.
    """
    folder = study.folder
    if store.is_complete(folder) and not study.fresh:
        result = load_result(folder)
        store.note_asked(folder)
        return result, True
    store.refuse_links(folder)
    with study.checkpoint(study.digest, study.tasks_as_json(), on_wait) as checkpoint:
        if checkpoint.waited and store.is_complete(folder):
            checkpoint.remove()
            return load_result(folder), True
        started = time.perf_counter()
        with store.new_result(folder, checkpoint.folder / "result") as scratch:
            with study.execution.open() as executor:
                run_missing(study.tasks, checkpoint.pieces, executor, progress)
            tables, failures, rows = write_tables(study.tasks, checkpoint.pieces, scratch)
            result = Result(study.plan, tables, failures, time.perf_counter() - started)
            result.write_rest(scratch, rows, study.drawn)
        checkpoint.remove()
    return replace(result, tables=StoredTables(folder, result.runs), folder=folder), False
