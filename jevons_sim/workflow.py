"""One function for each thing that a user can ask for: validate, run, summarise, draw, save."""

from __future__ import annotations

import platform
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import cached_property
from importlib import metadata
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from jevons_sim import plots
from jevons_sim._version import __version__
from jevons_sim.analysis.summary import Summary, summarise, sweep_verdict, verdict
from jevons_sim.engine.compile import cache_folder, is_compiled, set_threads
from jevons_sim.engine.runner import Failure, failures_of, run_points
from jevons_sim.errors import OutputError, RunError, UsageError
from jevons_sim.plots.words import Language
from jevons_sim.quantities import CASES
from jevons_sim.results import store
from jevons_sim.results.tables import Tables, run_ids, tables_of
from jevons_sim.scenario.load import dump_scenario, load_scenario, scenario_digest
from jevons_sim.scenario.schema import Scenario
from jevons_sim.scenario.shipped import scenario_folder, shipped_scenarios
from jevons_sim.scenario.sweep import BUDGET_FIRM_STEPS, Plan, check_budget, plan_of

_PACKAGES = ("numpy", "scipy", "pandas", "mesa", "numba", "matplotlib", "pydantic")

Progress = Callable[[int, int], None]
"""Called with the number of finished points and of all points."""


@dataclass(frozen=True)
class Result:
    """What a study found."""

    plan: Plan
    """The points and seeds that ran."""

    tables: Tables
    """The two tables."""

    failures: tuple[str, ...] = ()
    """Runs that failed, in words; their seeds are not in the tables."""

    seconds: float = 0.0
    """How long it took."""

    folder: Path | None = None
    """Where it is saved."""

    figure_faults: list[str] = field(default_factory=list)
    """Figures that could not be drawn, with the reason."""

    @property
    def runs(self) -> pd.DataFrame:
        """A row per run: outcomes of the last year."""
        return self.tables.runs

    @property
    def years(self) -> pd.DataFrame:
        """A row per run and step."""
        return self.tables.years

    @cached_property
    def summaries(self) -> tuple[Summary, ...]:
        """The answer for each point, in the order of the plan."""
        n_seeds = len(self.plan.seeds)
        ids = self.runs["run_id"].to_numpy() // (n_seeds * len(CASES))
        time_ = self.plan.scenario.time
        return tuple(
            summarise(self.runs[ids == point.index], time_.start_year, _end_year(point.scenario))
            for point in self.plan.points
        )

    @property
    def verdict(self) -> str:
        """The answer in words."""
        if self.plan.keys:
            return sweep_verdict(self.summaries)
        return verdict(self.summaries[0])

    @property
    def digest(self) -> str:
        """Short name of this study: equal for equal scenarios and versions."""
        return scenario_digest(self.plan.scenario, __version__)

    def as_json(self) -> dict[str, Any]:
        """Return what ``--json`` prints."""
        plan = self.plan
        document: dict[str, Any] = {
            "name": plan.scenario.name,
            "digest": self.digest,
            "path": None if self.folder is None else str(self.folder),
            "question": plan.scenario.question,
            "verdict": self.verdict,
            "runs": int(self.runs["run_id"].nunique()),
            "seeds": len(plan.seeds),
            "seconds": round(self.seconds, 3),
            "failures": list(self.failures),
        }
        if not plan.keys:
            return {**document, **self.summaries[0].as_json()}
        rows = zip(plan.points, self.summaries, strict=True)
        points = [{**point.values, **summary.as_json()} for point, summary in rows]
        return {**document, **_over_points(self.summaries), "points": points}

    def save(self, out: str | Path = "outputs", *, figures: bool = True) -> Path:
        """Write tables, manifest and figures to ``OUT/NAME/DIGEST/``; return the folder.

        Raises
        ------
        OutputError
            If nothing can be written there.
        """
        folder = store.result_folder(Path(out), self.plan.scenario.name, self.digest)
        with store.new_result(folder) as scratch:
            self.write(scratch, figures=figures)
        return folder

    def write(self, scratch: Path, *, figures: bool) -> None:
        """Write every file of the result into a folder."""
        store.write_text(scratch / store.SCENARIO, dump_scenario(self.plan.scenario))
        store.write_tables(self.tables, scratch)
        if figures:
            faults = draw(self.tables, self.plan.scenario, scratch / store.FIGURES)
            self.figure_faults.extend(faults)
        store.write_manifest(scratch, _manifest(self))


def _end_year(scenario: Scenario) -> float:
    return scenario.time.start_year + scenario.time.years


def _over_points(summaries: Sequence[Summary]) -> dict[str, Any]:
    """Summarise a sweep in the keys that a single case prints: the range of medians over points."""
    names = ("energy_ratio", "rebound", "growth")
    figures: dict[str, Any] = {}
    for name in names:
        medians = np.array([getattr(summary, name).median for summary in summaries])
        known = medians[np.isfinite(medians)]
        figures[name] = (
            {"min": float(known.min()), "max": float(known.max())} if known.size else None
        )
    shares = [summary.backfire_share for summary in summaries]
    return {**figures, "backfire_share": float(np.mean(shares))}


def _manifest(result: Result) -> dict[str, Any]:
    return {
        "name": result.plan.scenario.name,
        "digest": result.digest,
        "status": "complete" if not result.failures else "complete, some runs failed",
        "version": __version__,
        "verdict": result.verdict,
        "seeds": list(result.plan.seeds),
        "points": len(result.plan.points),
        "keys": list(result.plan.keys),
        "failures": list(result.failures),
        "figure_faults": result.figure_faults,
        "finished": datetime.now(UTC).isoformat(timespec="seconds"),
        "seconds": round(result.seconds, 3),
        "python": platform.python_version(),
        "platform": platform.platform(),
        "packages": {name: metadata.version(name) for name in _PACKAGES},
    }


def run(
    scenario: Scenario,
    *,
    workers: int | None = None,
    progress: Progress | None = None,
) -> Result:
    """Run what a scenario holds: one case or a sweep, with every seed, in all three cases.

    Parameters
    ----------
    scenario : Scenario
        The scenario.
    workers : int, optional
        Threads; by default every core.
    progress : callable, optional
        Called after each point with the number done and the number of all.

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
    plan = plan_of(scenario)
    points = [point.scenario for point in plan.points]
    series, failures = [], []
    for index, rows in run_points(points, plan.seeds, workers=workers):
        failures += failures_of(index, plan.seeds, rows)
        series.append(rows)
        if progress is not None:
            progress(index + 1, len(points))
    tables = without_failed(tables_of(plan.points, plan.seeds, series), plan, failures)
    if tables.runs.empty:
        raise RunError(_failure_text(failures[0], plan))
    lines = tuple(_failure_text(failure, plan) for failure in failures)
    return Result(plan, tables, lines, time.perf_counter() - started)


def without_failed(tables: Tables, plan: Plan, failures: Sequence[Failure]) -> Tables:
    """Drop every case of a point and seed in which one case failed."""
    if not failures:
        return tables
    failed = np.concatenate(
        [
            run_ids(plan.points[failure.point], len(plan.seeds))[plan.seeds.index(failure.seed)]
            for failure in failures
        ]
    )
    runs, years = tables.runs, tables.years
    return Tables(runs[~runs["run_id"].isin(failed)], years[~years["run_id"].isin(failed)])


def _failure_text(failure: Failure, plan: Plan) -> str:
    point = plan.points[failure.point]
    year = point.scenario.time.start_year + failure.step / point.scenario.time.steps_per_year
    swept = "".join(f"{key} = {value}, " for key, value in point.values.items())
    return (
        f"{plan.scenario.name}: {swept}seed {failure.seed}, case {CASES[failure.case]}: "
        f"{failure.quantity} is not a finite number in {year:g}; "
        f"the gains or elasticities are too extreme for the horizon"
    )


def draw(tables: Tables, scenario: Scenario, folder: Path, suffix: str = "png") -> list[str]:
    """Draw every figure that fits a study; return the faults of those that could not be drawn."""
    faults = []
    for kind in plots.kinds_for(tables.runs):
        try:
            figure = plots.draw(kind, tables.runs, tables.years, title=scenario.title)
            plots.save_figure(figure, folder / f"{kind}.{suffix}")
        except (ValueError, RuntimeError) as error:
            faults.append(f"figure {kind}: {error}")
    return faults


@dataclass(frozen=True)
class Request:
    """A scenario to run, and what to do with the result."""

    scenario: Scenario
    out: Path
    fresh: bool = False
    figures: bool = True
    workers: int | None = None


def prepare(text: str, overrides: Sequence[str], budget: float | None = None) -> Scenario:
    """Load a scenario and check that it is not larger than the budget of firm-steps."""
    scenario = load_scenario(text, overrides)
    limit = BUDGET_FIRM_STEPS if budget is None else int(budget)
    check_budget(plan_of(scenario), limit)
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


def answer(request: Request, progress: Progress | None = None) -> tuple[Result, bool]:
    """Run a request and save the result; return it, and whether it was there already.

    Raises
    ------
    OutputError
        If the result cannot be written; found out before anything runs.
    """
    scenario = request.scenario
    digest = scenario_digest(scenario, __version__)
    folder = store.result_folder(request.out, scenario.name, digest)
    if store.is_complete(folder) and not request.fresh:
        return load_result(folder), True
    with store.new_result(folder) as scratch:
        found = run(scenario, workers=request.workers, progress=progress)
        result = replace(found, folder=folder)
        result.write(scratch, figures=request.figures)
    return result, False


def load_result(folder: Path) -> Result:
    """Read a saved result.

    Raises
    ------
    OutputError
        If the folder holds no finished result, or one of a newer version.
    """
    manifest = store.read_manifest(folder)
    scenario = load_scenario(folder / store.SCENARIO)
    tables = store.read_tables(folder)
    seconds, failures = float(manifest["seconds"]), tuple(manifest["failures"])
    return Result(plan_of(scenario), tables, failures, seconds, folder)


def find_result(text: str, out: Path) -> Path:
    """Return the folder of a result given by its path or by the name of its scenario.

    Raises
    ------
    OutputError
        If there is none.
    """
    for base in (Path(text), out / text):
        if store.is_complete(base):
            return base
        found = sorted(base.glob(f"*/{store.MANIFEST}"), key=lambda path: path.stat().st_mtime)
        if found:
            return found[-1].parent
    raise OutputError(f"{text}: no finished result here; make one with `jevons run {text}`")


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
    paths = []
    for kind in kinds or fitting:
        if kind not in fitting:
            known = ", ".join(fitting) or "none"
            raise UsageError(f"{kind}: no such figure of this study; those that fit: {known}")
        title = result.plan.scenario.title
        figure = plots.draw(kind, result.runs, result.years, title=title, language=language)
        path = folder / store.FIGURES / f"{kind}.{suffix}"
        plots.save_figure(figure, path)
        paths.append(path)
    return paths


def needs_compiling() -> bool:
    """Return whether the first run will have to compile the engine."""
    return not is_compiled()


def diagnosis() -> list[tuple[str, str]]:
    """Return what is installed and what this machine can do, as names and values."""
    korean = plots.korean_font() or "none: Korean figures fall back to English"
    rows = [
        ("jevons_sim", __version__),
        ("Python", platform.python_version()),
        ("platform", platform.platform()),
        ("cores", str(set_threads(None))),
        ("compiled code", f"{'there' if is_compiled() else 'not yet'}: {cache_folder()}"),
        ("Korean font", korean),
        ("Parquet tables", "pyarrow" if find_spec("pyarrow") else "not installed: CSV only"),
        ("shipped scenarios", f"{len(shipped_scenarios())} in {scenario_folder()}"),
    ]
    return rows + [(name, metadata.version(name)) for name in _PACKAGES]
