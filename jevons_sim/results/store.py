"""Results on disk, `outputs/NAME/DIGEST/`: every file appears whole or not at all."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import Any

import pandas as pd

from jevons_sim.errors import OutputError
from jevons_sim.execution.checkpoint import sync_folder
from jevons_sim.results.writer import RUNS, YEARS, YEARS_PARQUET

MANIFEST = "manifest.json"
SCENARIO = "scenario.yaml"
FIGURES = "figures"
FAILURES = "failures.txt"
ANSWER = "answer.json"
"""What a search beside a result was asked, and by which version."""

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


def complete_in(folder: Path) -> list[Path]:
    """Return the folders in a folder that hold finished results."""
    try:
        found = [path.parent for path in folder.glob(f"*/{MANIFEST}")]
    except OSError:  # as above
        return []
    return [path for path in found if not path.name.startswith(".")]


@contextmanager
def new_result(folder: Path, scratch: Path | None = None) -> Iterator[Path]:
    """Give a scratch folder that becomes `folder` when the block ends well, and vanishes if not.

    Parameters
    ----------
    folder : Path
        Where the result belongs; a result that is there already is replaced.
    scratch : Path, optional
        The scratch folder, on the same file system; what is left in it from before is removed.

    Raises
    ------
    OutputError
        If nothing can be written there; raised before the block runs where that can be known.
    """
    scratch = scratch or folder.parent / f".tmp-{folder.name}-{os.getpid()}"
    refuse_links(folder)
    try:
        shutil.rmtree(scratch, ignore_errors=True)
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


def refuse_links(folder: Path) -> None:
    """Refuse a result folder, or one above it, that is a symbolic link.

    Raises
    ------
    OutputError
        If one is.
    """
    try:
        for path in (folder.parent, folder):
            if path.is_symlink():
                raise OSError(f"{path} is a symbolic link; results go to real folders only")
    except OSError as error:
        raise OutputError(_no_place(folder, error)) from error


def _no_place(folder: Path, error: OSError) -> str:
    reason = error.strerror or str(error)
    return f"{folder}: cannot write the result: {reason}; choose another place with --out DIR"


def _publish(scratch: Path, folder: Path) -> None:
    for path in sorted(scratch.rglob("*")):
        if path.is_file():
            with path.open("rb+") as stream:  # Windows flushes what may be written only
                os.fsync(stream.fileno())
    old = folder.parent / f".tmp-old-{folder.name}-{os.getpid()}"
    if folder.exists():
        folder.rename(old)
    scratch.rename(folder)
    sync_folder(folder.parent)
    shutil.rmtree(old, ignore_errors=True)


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
        newer = int(manifest.get("format", 0)) > FORMAT
    except (OSError, ValueError, TypeError, AttributeError) as error:
        raise OutputError(
            f"{folder}: no finished result here (no readable {MANIFEST}); "
            f"make one with `jevons run SCENARIO`"
        ) from error
    if newer:
        raise OutputError(
            f"{folder}: written by a newer version ({manifest.get('version')}); update jevons_sim"
        )
    return manifest


def read_failures(folder: Path) -> tuple[str, ...]:
    """Return the runs of a result that failed, in words."""
    path = folder / FAILURES
    return tuple(path.read_text(encoding="utf-8").splitlines()) if path.exists() else ()


class StoredTables:
    """The tables of a result on disk, each read when it is first asked for."""

    def __init__(
        self, folder: Path, runs: pd.DataFrame | None = None, text: Sequence[str] = ()
    ) -> None:
        """Name the folder, the table of runs where it is known, and its columns of text."""
        self._folder, self._known_runs, self._text = folder, runs, text

    @cached_property
    def runs(self) -> pd.DataFrame:
        """A row per run."""
        if self._known_runs is not None:
            return self._known_runs
        return read_table(self._folder / RUNS, self._text)

    @cached_property
    def years(self) -> pd.DataFrame:
        """A row per run and step."""
        parquet = self._folder / YEARS_PARQUET
        return read_table(parquet if parquet.exists() else self._folder / YEARS)


def read_table(path: Path, text: Sequence[str] = ()) -> pd.DataFrame:
    """Read a table; only an empty cell holds no value.

    Parameters
    ----------
    path : Path
        A CSV or Parquet file.
    text : sequence of str, optional
        Columns of text, in which `nan` and `1e5` are names.

    Raises
    ------
    OutputError
        If it is missing or cannot be read.
    """
    try:
        if path.suffix == ".parquet":
            return pd.read_parquet(path)
        types = dict.fromkeys(text, "str")
        return pd.read_csv(path, dtype=types, keep_default_na=False, na_values=[""])
    except (OSError, ValueError, ImportError) as error:
        raise OutputError(f"{path}: cannot read the table: {error}") from error
