"""What a report is about: a saved result, and the answers about the same case beside it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pandas as pd

from jevons_sim.analysis.parts import Parts
from jevons_sim.dissection import LMDI_FILE, PARTS_FILE, PARTS_FOLDER, Dissection
from jevons_sim.errors import JevonsError, OutputError
from jevons_sim.quantities import OUTCOMES, SERIES
from jevons_sim.results import store
from jevons_sim.results.tables import Tables
from jevons_sim.results.writer import RUNS
from jevons_sim.scenario.load import load_scenario
from jevons_sim.scenario.schema import Scenario
from jevons_sim.study import Result
from jevons_sim.threshold import Thresholds


@dataclass(frozen=True)
class Screened:
    """A sensitivity analysis as it lies on disk."""

    table: pd.DataFrame
    """A row per parameter, the weightiest first."""

    said: Mapping[str, Any]
    """`method`, `outcome`, `scenarios`, `left_out` and `seeds`."""


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
    beside = list(_beside(folder.parent, result.plan.scenario))
    return Subject(
        result=replace(result, tables=_Widened(result.tables)),
        manifest=store.read_manifest(folder),
        checksum=hashlib.sha256((folder / RUNS).read_bytes()).hexdigest(),
        parts=_parts(folder / PARTS_FOLDER),
        thresholds=tuple(_thresholds(path) for path in beside if _is(path, "threshold")),
        screenings=tuple(_screened(path) for path in beside if _is(path, "sensitivity")),
    )


def _is(path: Path, kind: str) -> bool:
    return path.name.startswith(f"{kind}-")


def _beside(parent: Path, scenario: Scenario) -> Iterator[Path]:
    """Give the folders of finished searches that asked about the very same case."""
    files = {"threshold": ("scan.csv", "thresholds.csv"), "sensitivity": ("answer.json",)}
    for path in sorted(parent.iterdir()):
        needed = files.get(path.name.split("-", maxsplit=1)[0])
        if needed is None or not all((path / name).is_file() for name in needed):
            continue
        try:
            asked = load_scenario(path / store.SCENARIO)
        except JevonsError:
            continue
        if _case(asked) == _case(scenario):
            yield path


def _case(scenario: Scenario) -> Scenario:
    """Return a scenario without its seeds: a search may take fewer of them."""
    return scenario.model_copy(update={"seeds": 1})


def _parts(folder: Path) -> Dissection | None:
    if not (folder / PARTS_FILE).is_file():
        return None
    shapley, lmdi = store.read_table(folder / PARTS_FILE), store.read_table(folder / LMDI_FILE)
    return Dissection(Parts(shapley, lmdi), 0.0)


def _thresholds(folder: Path) -> Thresholds:
    scan = store.read_table(folder / "scan.csv")
    return Thresholds.of_tables(scan, store.read_table(folder / "thresholds.csv"))


def _screened(folder: Path) -> Screened:
    path = folder / "answer.json"
    try:
        said = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise OutputError(f"{path}: cannot be read: {error}") from error
    return Screened(store.read_table(folder / "sensitivity.csv"), said)
