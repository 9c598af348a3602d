"""One function for each thing that a user can ask for: validate, run and save, find, redraw."""

from __future__ import annotations

import hashlib
import itertools
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pandas as pd

from jevons_sim import plots
from jevons_sim._version import __version__
from jevons_sim.analysis.comparison import differences, distinct_names
from jevons_sim.analysis.parts import BOUNDARIES
from jevons_sim.analysis.summary import hardware_in_words
from jevons_sim.errors import UsageError
from jevons_sim.execution.checkpoint import Journal
from jevons_sim.execution.collect import Progress, fill, published
from jevons_sim.execution.executors import DaskExecutor, Executor, LocalExecutor
from jevons_sim.execution.tasks import Units
from jevons_sim.lessons.cards import title_and_question
from jevons_sim.quantities import LMDI_FACTORS, RESPONSES, SERIES
from jevons_sim.results import store
from jevons_sim.scenario.estimate import BUDGET_FIRM_STEPS, check_budget
from jevons_sim.scenario.load import load_scenario, scenario_digest
from jevons_sim.scenario.plan import check_points, plan_of
from jevons_sim.scenario.schema import Scenario
from jevons_sim.studies.rebound import PARTS_FOLDER, Dissection, dissect, refuse_sweep
from jevons_sim.studies.result import Result
from jevons_sim.words.catalogue import Language


@dataclass(frozen=True)
class Request:
    """A scenario to run, and what to do with the result."""

    scenario: Scenario
    out: Path
    fresh: bool = False
    figures: bool = True
    workers: int | None = None
    executor: str = "local"
    scheduler: str | None = None


def prepare(text: str, overrides: Sequence[str], budget: float | None = None) -> Scenario:
    """Load a scenario; check that it is within the budget of firm-steps, and all its points."""
    scenario = load_scenario(text, overrides)
    limit = BUDGET_FIRM_STEPS if budget is None else int(budget)
    plan = plan_of(scenario)
    check_budget(plan, limit)
    check_points(plan)
    return scenario


def refuse_same_names(scenarios: Sequence[Scenario]) -> None:
    """Refuse to run two different scenarios under one name in one call.

    Raises
    ------
    UsageError
        If two do.
    """
    seen: dict[str, Scenario] = {}
    for scenario in scenarios:
        if scenario.name in seen:
            raise UsageError(f"two scenarios are called {scenario.name}; rename one")
        seen[scenario.name] = scenario


def answer(
    request: Request,
    progress: Progress | None = None,
    on_wait: Callable[[], None] = lambda: None,
) -> tuple[Result, bool]:
    """Run a request and save the result; return it, and whether it was there already.

    Parameters
    ----------
    request : Request
        What to run.
    progress : callable, optional
        Called with the number of finished units of work and of all of them.
    on_wait : callable, optional
        Called before waiting for another process that works on the same result.

    Raises
    ------
    OutputError
        If the result cannot be written; found out before anything runs.
    """
    digest = scenario_digest(request.scenario, __version__)
    folder = store.result_folder(request.out, request.scenario.name, digest)
    if store.is_complete(folder) and not request.fresh:
        return load_result(folder), True
    units = Units(plan_of(request.scenario))
    store.refuse_links(folder)
    held = journal_of(request, units)
    held.on_wait = on_wait
    with held as journal:
        if journal.waited and store.is_complete(folder):
            return load_result(folder), True
        with store.new_result(folder, journal.folder / "result") as scratch:
            started = time.perf_counter()
            fill(units, journal, executor_of(request), progress)
            tables, failures = published(units, journal, scratch)
            result = Result(units.plan, tables, failures, time.perf_counter() - started)
            result.write_rest(scratch, figures=request.figures)
        journal.remove()
    return replace(result, tables=store.StoredTables(folder, result.runs), folder=folder), False


def journal_of(request: Request, units: Units) -> Journal:
    """Return the journal of a request's finished pieces; what they belong to is in it."""
    digest = scenario_digest(request.scenario, __version__)
    folder = store.result_folder(request.out, request.scenario.name, digest)
    identity = {
        "format": store.FORMAT,
        "digest": digest,
        "version": __version__,
        "units": len(units),
        "seeds_in_unit": units.seeds_in_unit,
        "series": list(SERIES),
        "numpy": ".".join(np.__version__.split(".")[:2]),
    }
    return Journal(folder.parent / f".work-{digest}", identity, fresh=request.fresh)


def executor_of(request: Request) -> Executor:
    """Return what runs a request.

    Raises
    ------
    UsageError
        If it needs a package that is not installed.
    """
    if request.executor == "dask":
        return DaskExecutor(request.scheduler)
    return LocalExecutor(request.workers)


def answer_parts(request: Request, progress: Progress | None = None) -> tuple[Result, Dissection]:
    """Run a request unless that is done, take its rebound apart, and save both.

    Raises
    ------
    UsageError
        If the scenario is a sweep.
    OutputError
        If the result cannot be written; found out before anything runs.
    """
    refuse_sweep(request.scenario)
    result, _ = answer(request, progress)
    assert result.folder is not None
    with store.new_result(result.folder / PARTS_FOLDER) as scratch:
        found = dissect(request.scenario, workers=request.workers)
        title = request.scenario.title
        found.write(scratch, years=result.years, title=title, figures=request.figures)
    return result, found


def load_result(folder: Path) -> Result:
    """Read a saved result.

    Raises
    ------
    OutputError
        If the folder holds no finished result, or one of a newer version.
    """
    manifest = store.read_manifest(folder)
    scenario = load_scenario(folder / store.SCENARIO)
    plan = plan_of(scenario)
    tables = store.StoredTables(folder, text=plan.text_keys)
    tables.runs  # noqa: B018 - read now, so that a damaged result is told of here
    failures, seconds = store.read_failures(folder), float(manifest.get("seconds", 0.0))
    faults = [str(fault) for fault in manifest.get("figure_faults", [])]
    return Result(
        plan,
        tables,
        failures,
        seconds,
        folder,
        faults,
        version=str(manifest.get("version") or "unknown"),
        saved_as=str(manifest.get("digest") or ""),
    )


def redraw(
    folder: Path, kinds: Sequence[str], suffix: str, language: Language = "en"
) -> list[Path]:
    """Draw figures of a saved result again from its tables; never runs anything.

    Raises
    ------
    UsageError
        If a figure does not fit the study.
    """
    result = load_result(folder)
    fitting = plots.kinds_for(result.runs)
    title, _ = title_and_question(result.plan.scenario, language)
    paths = []
    for kind in kinds or fitting:
        if kind not in fitting:
            known = ", ".join(fitting) or "none"
            raise UsageError(f"{kind}: no such figure of this study; those that fit: {known}")
        figure = plots.draw(kind, result.tables, title=title, language=language)
        path = folder / store.FIGURES / f"{kind}.{suffix}"
        plots.save_figure(figure, path)
        paths.append(path)
    return paths


def part_rows(found: Dissection) -> list[tuple[str, str, str]]:
    """Return what each response takes back, at both boundaries, and the sum, in words."""
    rows = [
        (name, *(found.part(boundary, name).in_words(1e-3) for boundary in BOUNDARIES))
        for name in RESPONSES
    ]
    total = tuple(found.rebound(boundary).in_words() for boundary in BOUNDARIES)
    return [(name, ai, economy) for name, ai, economy in (*rows, ("R", *total))]


def factor_rows(found: Dissection) -> list[tuple[str, str]]:
    """Return what each factor changed, in words."""
    return [(name.replace("_", " "), found.factor(name).in_words()) for name in LMDI_FACTORS]


def hardware_line(result: Result) -> str:
    """Return what becomes of spending on hardware, in words."""
    return hardware_in_words(result.summaries[0])


def compare(folders: Sequence[Path], out: Path) -> tuple[pd.DataFrame, Path]:
    """Compare saved results with the first of them; write a table and a figure.

    Returns
    -------
    table : DataFrame
        As `analysis.comparison.differences` gives it.
    folder : Path
        Where ``differences.csv`` and ``comparison.png`` are.

    Raises
    ------
    UsageError
        If there are fewer than two results, or one of them is a sweep.
    """
    if len(folders) < 2:
        raise UsageError("compare takes two results or more")
    results = [load_result(folder) for folder in folders]
    studies = [(result.digest, result.version) for result in results]
    for folder, study in zip(folders, studies, strict=True):
        if studies.count(study) > 1:
            raise UsageError(
                f"{folder}: is the same study as another one of these; name different ones"
            )
    for folder, result in zip(folders, results, strict=True):
        if result.plan.keys:
            raise UsageError(f"{folder}: is a sweep; compare results of one case each")
    names = distinct_names([result.plan.scenario.name for result in results], studies)
    table = differences(names, [result.runs for result in results])
    versions = [version for _, version in studies]
    table["version"] = table["result"].map(dict(zip(names, versions, strict=True)))
    text = " ".join(itertools.chain.from_iterable(studies))
    folder = out / "comparisons" / hashlib.sha256(text.encode()).hexdigest()[:12]
    with store.new_result(folder) as scratch:
        table.to_csv(scratch / "differences.csv", index=False, lineterminator="\n")
        figure = plots.plot_comparison(names, [result.years for result in results])
        plots.save_figure(figure, scratch / store.FIGURES / "comparison.png")
    return table, folder


def age_in_words(folder: Path) -> str:
    """Return which version computed a saved result; nothing where it is this one."""
    version = store.read_manifest(folder).get("version") or "unknown"
    if version == __version__:
        return ""
    return f"{folder}: computed by version {version}; this is version {__version__}"
