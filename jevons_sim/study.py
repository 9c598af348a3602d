"""A study: run what a scenario holds, summarise it, draw it, write it down."""

from __future__ import annotations

import platform
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property
from importlib import metadata
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from jevons_sim import plots
from jevons_sim._version import __version__
from jevons_sim.analysis.equivalents import Picture, picture
from jevons_sim.analysis.summary import Summary, summarise, sweep_verdict, verdict
from jevons_sim.engine.runner import Failure, failures_of, run_points
from jevons_sim.errors import RunError
from jevons_sim.quantities import CASES
from jevons_sim.results import store
from jevons_sim.results.tables import Tables, run_ids, tables_of
from jevons_sim.scenario.load import dump_scenario, scenario_digest
from jevons_sim.scenario.schema import Scenario
from jevons_sim.scenario.sweep import Plan, plan_of

PACKAGES = ("numpy", "scipy", "pandas", "mesa", "numba", "matplotlib", "pydantic")
"""Packages whose versions a manifest names."""

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
    def picture(self) -> Picture | None:
        """What the gain changes, in units that people can picture; None for a sweep."""
        if self.plan.keys:
            return None
        change = self.summaries[0].energy_change_twh.median
        return picture(change, self.plan.scenario.equivalents)

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
        if self.picture is not None:
            likeness = {"equivalents": self.picture.as_json()}
            return {**document, **self.summaries[0].as_json(), **likeness}
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
        "packages": {name: metadata.version(name) for name in PACKAGES},
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
