"""Results on disk, `outputs/NAME/DIGEST/`: every file appears whole or not at all."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pandas as pd

from jevons_sim.errors import OutputError
from jevons_sim.results.tables import Tables

MANIFEST = "manifest.json"
SCENARIO = "scenario.yaml"
RUNS = "runs.csv"
YEARS = "years.csv"
YEARS_PARQUET = "years.parquet"
FIGURES = "figures"

CSV_ROWS = 1_000_000
"""Rows of the yearly table above which it is written as Parquet, where pyarrow is installed."""

FORMAT = 1
"""Number of the file format; a newer one is refused."""


def result_folder(out: Path, name: str, digest: str) -> Path:
    """Return where the result of a study belongs."""
    return out / name / digest


def is_complete(folder: Path) -> bool:
    """Return whether a folder holds a finished result."""
    try:
        return (folder / MANIFEST).is_file()
    except OSError:  # a name too long for the system, say: writing there will tell
        return False


@contextmanager
def new_result(folder: Path) -> Iterator[Path]:
    """Give a scratch folder that becomes `folder` when the block ends well, and vanishes if not.

    Parameters
    ----------
    folder : Path
        Where the result belongs; a result that is there already is replaced.

    Raises
    ------
    OutputError
        If nothing can be written there; raised before the block runs where that can be known.
    """
    scratch = folder.parent / f".tmp-{folder.name}-{os.getpid()}"
    try:
        _refuse_link(folder.parent)
        _refuse_link(folder)
        (scratch / FIGURES).mkdir(parents=True)
    except OSError as error:
        raise OutputError(_no_place(folder, error)) from error
    try:
        yield scratch
        _publish(scratch, folder)
    except OSError as error:
        raise OutputError(_no_place(folder, error)) from error
    finally:
        shutil.rmtree(scratch, ignore_errors=True)


def _refuse_link(path: Path) -> None:
    if path.is_symlink():
        raise OSError(f"{path} is a symbolic link; results go to real folders only")


def _no_place(folder: Path, error: OSError) -> str:
    reason = error.strerror or str(error)
    return f"{folder}: cannot write the result: {reason}; choose another place with --out DIR"


def _publish(scratch: Path, folder: Path) -> None:
    for path in sorted(scratch.rglob("*")):
        if path.is_file():
            with path.open("rb") as stream:
                os.fsync(stream.fileno())
    old = folder.parent / f".tmp-old-{folder.name}-{os.getpid()}"
    if folder.exists():
        folder.rename(old)
    scratch.rename(folder)
    shutil.rmtree(old, ignore_errors=True)


def write_tables(tables: Tables, folder: Path) -> None:
    """Write both tables; the yearly one as Parquet when it is very long and pyarrow is there."""
    tables.runs.to_csv(folder / RUNS, index=False, lineterminator="\n")
    if len(tables.years) > CSV_ROWS and find_spec("pyarrow"):
        tables.years.to_parquet(folder / YEARS_PARQUET, index=False)
    else:
        tables.years.to_csv(folder / YEARS, index=False, lineterminator="\n")


def write_text(path: Path, text: str) -> None:
    """Write a text file in UTF-8 with newlines as they are."""
    path.write_text(text, encoding="utf-8", newline="\n")


def write_manifest(folder: Path, manifest: Mapping[str, Any]) -> None:
    """Write the manifest: what ran, with which versions, when, and how it ended."""
    text = json.dumps({"format": FORMAT, **manifest}, indent=2, allow_nan=False, ensure_ascii=False)
    write_text(folder / MANIFEST, text + "\n")


def read_manifest(folder: Path) -> dict[str, Any]:
    """Read a result's manifest.

    Raises
    ------
    OutputError
        If the folder holds no finished result, or one of a newer format.
    """
    try:
        manifest: dict[str, Any] = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise OutputError(
            f"{folder}: no finished result here (no readable {MANIFEST}); "
            f"make one with `jevons run SCENARIO`"
        ) from error
    if manifest.get("format", 0) > FORMAT:
        raise OutputError(
            f"{folder}: written by a newer version ({manifest.get('version')}); update jevons_sim"
        )
    return manifest


def read_tables(folder: Path) -> Tables:
    """Read both tables of a result.

    Raises
    ------
    OutputError
        If a table is missing or cannot be read.
    """
    try:
        runs = pd.read_csv(folder / RUNS)
        if (folder / YEARS_PARQUET).exists():
            years = pd.read_parquet(folder / YEARS_PARQUET)
        else:
            years = pd.read_csv(folder / YEARS)
    except (OSError, ValueError) as error:
        raise OutputError(f"{folder}: cannot read the tables: {error}") from error
    return Tables(runs, years)
