"""A study: run what a scenario holds, summarise it, draw it, write it down."""

from __future__ import annotations

import platform
from collections.abc import Mapping, Sequence
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
from jevons_sim.analysis.summaries import Summaries, over_points, summarise
from jevons_sim.equations.types import FloatArray
from jevons_sim.errors import ResumeError, UsageError
from jevons_sim.quantities import CASES
from jevons_sim.results import checksums, store
from jevons_sim.results.stored import StoredTables
from jevons_sim.results.tables import Tables
from jevons_sim.results.writer import TableWriter
from jevons_sim.scenario.load import dump_scenario, load_scenario, scenario_digest
from jevons_sim.scenario.plan import Plan, plan_of
from jevons_sim.scenario.schema import Scenario
from jevons_sim.words.catalogue import Language
from jevons_sim.words.titles import title_of
from jevons_sim.words.verdicts import sweep_verdict, verdict

PACKAGES = ("numpy", "scipy", "pandas", "mesa", "numba", "matplotlib", "pydantic")
"""Packages whose versions a manifest names."""

MOST_NAMED = 100
"""Failed runs that the manifest and ``--json`` name; ``failures.txt`` names all."""


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

    version: str = __version__
    """Version of this package that computed it."""

    saved_as: str = ""
    """Digest under which it was saved; empty if it comes straight from a run."""

    def __repr__(self) -> str:
        """Return the verdict under the scenario's name, as a notebook shows it."""
        return f"<Result of {self.plan.scenario.name}: {self.verdict}>"

    @property
    def runs(self) -> pd.DataFrame:
        """A row per run: outcomes of the last year."""
        return self.tables.runs

    @property
    def years(self) -> pd.DataFrame:
        """A row per run and step."""
        return self.tables.years

    @cached_property
    def summaries(self) -> Summaries:
        """The answer for each point, in the order of the plan."""
        per_point = len(self.plan.seeds) * len(CASES)
        ends = np.arange(len(self.plan.points) + 1) * per_point
        places = np.searchsorted(self.runs["run_id"].to_numpy(), ends)
        return summarise(self.runs, places, _years_of(self.plan))

    @property
    def verdict(self) -> str:
        """The answer in English sentences."""
        return self.in_words()

    def in_words(self, language: Language = "en") -> str:
        """Return the answer in sentences."""
        if self.plan.keys:
            return sweep_verdict(self.summaries, language)
        return verdict(self.summaries[0], language)

    @property
    def picture(self) -> Picture | None:
        """What the gain changes, in units that people can picture; None for a sweep, or without."""
        units = self.plan.scenario.equivalents
        if self.plan.keys or units is None:
            return None
        return picture(self.summaries[0].energy_change_twh.median, units)

    @property
    def has_figure(self) -> bool:
        """Whether any figure can show this study: none shows many keys at once."""
        return len(self.plan.keys) <= plots.MOST_KEYS

    @property
    def digest(self) -> str:
        """Short name of this study: equal for equal scenarios and versions."""
        return self.saved_as or scenario_digest(self.plan.scenario, self.version)

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
            "failed": len(self.failures),
            "failures": list(self.failures[:MOST_NAMED]),
        }
        if not plan.keys:
            likeness = None if self.picture is None else self.picture.as_json()
            return {**document, **self.summaries[0].as_json(), "equivalents": likeness}
        points = [
            {**plan.points.values(index), **summary.as_json()}
            for index, summary in enumerate(self.summaries)
        ]
        return {**document, **over_points(self.summaries), "points": points}

    def save(
        self, out: str | Path = "outputs", *, figures: bool = True, language: Language = "en"
    ) -> Path:
        """Write tables, manifest and figures to ``OUT/NAME/DIGEST/``; return the folder.

        Parameters
        ----------
        out : str or Path, optional
            Where results go.
        figures : bool, optional
            Whether to draw.
        language : {"en", "ko"}
            Language of the figures; tables and manifest have none.

        Raises
        ------
        OutputError
            If nothing can be written there.
        """
        folder = store.result_folder(Path(out), self.plan.scenario.name, self.digest)
        with store.new_result(folder) as scratch:
            writer = TableWriter(scratch, n_rows=len(self.years))
            writer.write(self.tables)
            writer.close()
            self.write_rest(scratch, writer.rows, language if figures else None)
        return folder

    def write_rest(self, scratch: Path, rows: Mapping[str, int], drawn: Language | None) -> None:
        """Write every file of the result but its tables, which have so many rows."""
        store.write_text(scratch / store.SCENARIO, dump_scenario(self.plan.scenario))
        if self.failures:
            store.write_text(scratch / store.FAILURES, "".join(f"{one}\n" for one in self.failures))
        if drawn:
            faults = draw(self.tables, self.plan.scenario, scratch / store.FIGURES, drawn)
            self.figure_faults.extend(faults)
        store.write_manifest(scratch, _manifest(self), rows)


def _years_of(plan: Plan) -> tuple[FloatArray, FloatArray]:
    """Return the base year and the last year of each point; most sweeps leave time as it is."""
    n = len(plan.points)
    points = plan.points if any(key.startswith("time.") for key in plan.keys) else plan.points[:1]
    spans = [(time.start_year, time.years) for time in (point.scenario.time for point in points)]
    start, years = np.array(spans, dtype=float).T
    return np.broadcast_to(start, n), np.broadcast_to(start + years, n)


def _manifest(result: Result) -> dict[str, Any]:
    return {
        "name": result.plan.scenario.name,
        "digest": result.digest,
        "status": "complete" if not result.failures else "complete, some runs failed",
        "version": result.version,
        "verdict": result.verdict,
        "seeds": list(result.plan.seeds),
        "points": len(result.plan.points),
        "keys": list(result.plan.keys),
        "failed": len(result.failures),
        "failures": list(result.failures[:MOST_NAMED]),
        "figure_faults": result.figure_faults,
        "finished": datetime.now(UTC).isoformat(timespec="seconds"),
        "seconds": round(result.seconds, 3),
        "python": platform.python_version(),
        "platform": platform.platform(),
        "packages": {name: metadata.version(name) for name in PACKAGES},
        "source": checksums.source_stamp(),
    }


def draw(tables: Tables, scenario: Scenario, folder: Path, language: Language) -> list[str]:
    """Draw every figure that fits a study; return the faults of those that could not be drawn."""
    title, faults = title_of(scenario, language), []
    for kind in plots.kinds_for(tables.runs):
        try:
            figure = plots.draw(kind, tables, title=title, language=language)
            plots.save_figure(figure, folder / f"{kind}.png")
        except (ValueError, RuntimeError) as error:
            faults.append(f"figure {kind}: {error}")
    return faults


def load_result(folder: Path) -> Result:
    """Read a saved result.

    Raises
    ------
    OutputError
        If the folder holds no finished result, or one of a newer version.
    ResumeError
        If a file of it is damaged, was changed, or belongs to another study.
    """
    manifest = store.read_manifest(folder)
    files = manifest.get("files")
    checksums.check(folder, files, [store.SCENARIO, store.FAILURES])
    scenario = load_scenario(folder / store.SCENARIO)
    version, digest = str(manifest.get("version") or "unknown"), str(manifest.get("digest") or "")
    if version == __version__ and digest != scenario_digest(scenario, version):
        what = f"{folder / store.SCENARIO}: is not the scenario of this result"
        raise ResumeError(f"{what} (the digest does not fit); run the same again with --fresh")
    plan = plan_of(scenario)
    tables = StoredTables(folder, text=plan.text_keys, said=files)
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
        version=version,
        saved_as=digest,
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
    title = title_of(result.plan.scenario, language)
    paths = []
    for kind in kinds or fitting:
        if kind not in fitting:
            known = ", ".join(fitting) or "none"
            raise UsageError(f"{kind}: no such figure of this study; those that fit: {known}")
        figure = plots.draw(kind, result.tables, title=title, language=language)
        path = folder / store.FIGURES / f"{kind}.{suffix}"
        plots.save_figure(figure, path)
        store.note_file(folder, path.relative_to(folder).as_posix())
        paths.append(path)
    return paths


def other_version(folder: Path) -> str:
    """Return which version computed a saved result; nothing where it is this one."""
    version = str(store.read_manifest(folder).get("version") or "unknown")
    return "" if version == __version__ else version
