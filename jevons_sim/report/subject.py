"""What a report is about: a saved result, and the answers about the same case beside it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pandas as pd

from jevons_sim.analysis.parts import Dissection
from jevons_sim.analysis.thresholds import Thresholds
from jevons_sim.errors import JevonsError
from jevons_sim.quantities import OUTCOMES, SERIES
from jevons_sim.results import checksums, store
from jevons_sim.results.stored import read_table
from jevons_sim.results.tables import Tables
from jevons_sim.results.writer import RUNS
from jevons_sim.scenario.load import load_scenario
from jevons_sim.scenario.schema import Scenario
from jevons_sim.studies.rebound import PARTS_FOLDER, read_parts
from jevons_sim.studies.result import Result

_Said = Mapping[str, Any]


@dataclass(frozen=True)
class Screened:
    """A sensitivity analysis as it lies on disk."""

    table: pd.DataFrame
    """A row per parameter, the weightiest first."""

    said: Mapping[str, Any]
    """What was asked and found, but for the table: its ``answer.json``."""


@dataclass(frozen=True)
class Subject:
    """Everything that a report tells of."""

    result: Result
    manifest: Mapping[str, Any]
    checksum: str
    """SHA-256 of ``runs.csv``."""

    parts: Dissection | None
    """Rebound part by part, where `jevons rebound` has run."""

    thresholds: tuple[Thresholds, ...]
    screenings: tuple[Screened, ...]

    @property
    def scenario(self) -> Scenario:
        """The scenario as it ran."""
        return self.result.plan.scenario

    @property
    def digest(self) -> str:
        """Short name under which the result is saved, whatever version reads it now."""
        return str(self.manifest.get("digest") or self.result.digest)


@dataclass(frozen=True)
class _Widened:
    """Tables of an older version, with the columns that it did not know as NaN."""

    tables: Tables

    @property
    def runs(self) -> pd.DataFrame:
        return _with_columns(self.tables.runs, (*OUTCOMES, *SERIES))

    @property
    def years(self) -> pd.DataFrame:
        return _with_columns(self.tables.years, SERIES)


def _with_columns(table: pd.DataFrame, names: tuple[str, ...]) -> pd.DataFrame:
    missing = [name for name in names if name not in table]
    return table.assign(**dict.fromkeys(missing, float("nan"))) if missing else table


def read_subject(result: Result) -> Subject:
    """Read what there is to tell of a saved result; runs nothing.

    Parameters
    ----------
    result : Result
        A result with its folder.

    Raises
    ------
    OutputError
        If a file of it cannot be read.
    """
    folder = result.folder
    assert folder is not None
    manifest = store.read_manifest(folder)
    beside = list(_beside(folder.parent, result.plan.scenario, manifest.get("version")))
    return Subject(
        result=replace(result, tables=_Widened(result.tables)),
        manifest=manifest,
        checksum=checksums.checksum(folder / RUNS),
        parts=read_parts(folder / PARTS_FOLDER),
        thresholds=tuple(
            _thresholds(path, said) for path, said in beside if said["kind"] == "threshold"
        ),
        screenings=tuple(
            _screened(path, said) for path, said in beside if said["kind"] == "sensitivity"
        ),
    )


def _beside(parent: Path, scenario: Scenario, version: Any) -> Iterator[tuple[Path, _Said]]:
    """Give the finished searches in which the same version was asked about the very same case."""
    for path in sorted(parent.glob(f"[!.]*/{store.ANSWER}")):
        said = store.read_answer(path.parent) or {}
        if said.get("version") != version or "kind" not in said:
            continue
        try:
            asked = load_scenario(path.with_name(store.SCENARIO))
        except JevonsError:
            continue
        if _case(asked) == _case(scenario):
            checksums.check(path.parent, said.get("files"))
            yield path.parent, said


def _case(scenario: Scenario) -> Scenario:
    """Return a scenario without its seeds: a search may take fewer of them."""
    return scenario.model_copy(update={"seeds": 1})


def _thresholds(folder: Path, said: _Said) -> Thresholds:
    scan = read_table(folder / "scan.csv")
    found = Thresholds.of_tables(scan, read_table(folder / "thresholds.csv"))
    return replace(found, ends=(float(said["from"]), float(said["to"])))


def _screened(folder: Path, said: _Said) -> Screened:
    return Screened(read_table(folder / "sensitivity.csv"), said)
