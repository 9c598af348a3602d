"""Results on disk, `outputs/NAME/DIGEST/`: every file appears whole or not at all."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cached_property
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pandas as pd
from pandas.api.types import is_float_dtype

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

GROUP_ROWS = 250_000
"""Rows of a row group in a Parquet table."""

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
            with path.open("rb") as stream:
                os.fsync(stream.fileno())
    old = folder.parent / f".tmp-old-{folder.name}-{os.getpid()}"
    if folder.exists():
        folder.rename(old)
    scratch.rename(folder)
    shutil.rmtree(old, ignore_errors=True)


class TableWriter:
    """Writes both tables piece by piece, so that no table need fit into memory."""

    def __init__(self, folder: Path, *, n_rows: int) -> None:
        """Start both tables.

        Parameters
        ----------
        folder : Path
            Where they go.
        n_rows : int
            Rows that the yearly table will have; above `CSV_ROWS` it is written as Parquet, where
            pyarrow is installed.
        """
        self._folder = folder
        self._runs: list[pd.DataFrame] = []
        self._parquet = (
            _ParquetWriter(folder / YEARS_PARQUET)
            if n_rows > CSV_ROWS and find_spec("pyarrow")
            else None
        )
        self._empty = True

    def write(self, tables: Tables) -> None:
        """Append the rows of a piece; pieces come in the order of their runs."""
        self._runs.append(tables.runs)
        if self._parquet is not None:
            self._parquet.write(tables.years)
        else:
            _append_years(tables.years, self._folder / YEARS, header=self._empty)
        self._empty = False

    def close(self) -> pd.DataFrame:
        """Finish both tables; return the one of runs."""
        if self._parquet is not None:
            self._parquet.close()
        runs = pd.concat(self._runs, ignore_index=True)
        _append_csv(runs, self._folder / RUNS, header=True)
        return runs


def _append_csv(table: pd.DataFrame, path: Path, *, header: bool) -> None:
    mode: Any = "w" if header else "a"
    table.to_csv(path, mode=mode, header=header, index=False, lineterminator="\n")


def _append_years(table: pd.DataFrame, path: Path, *, header: bool) -> None:
    """Write finite numbers and names as `DataFrame.to_csv` would, in half of the time."""
    columns = [
        map(repr if is_float_dtype(table[name]) else str, table[name].tolist()) for name in table
    ]
    with path.open("w" if header else "a", encoding="utf-8", newline="\n") as stream:
        if header:
            stream.write(",".join(table.columns) + "\n")
        stream.writelines(f"{line}\n" for line in map(",".join, zip(*columns, strict=True)))


class _ParquetWriter:
    """Row groups of a fixed size, so that the file does not depend on the pieces."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file: Any = None
        self._waiting: list[pd.DataFrame] = []

    def write(self, table: pd.DataFrame) -> None:
        self._waiting.append(table)
        if sum(len(piece) for piece in self._waiting) < GROUP_ROWS:
            return
        rows = pd.concat(self._waiting, ignore_index=True)
        whole = len(rows) // GROUP_ROWS * GROUP_ROWS
        for first in range(0, whole, GROUP_ROWS):
            self._write_group(rows.iloc[first : first + GROUP_ROWS])
        self._waiting = [rows.iloc[whole:]]

    def _write_group(self, rows: pd.DataFrame) -> None:
        import pyarrow as pa  # noqa: PLC0415 - an extra
        import pyarrow.parquet as pq  # noqa: PLC0415

        group = pa.Table.from_pandas(rows, preserve_index=False)
        if self._file is None:
            self._file = pq.ParquetWriter(self._path, group.schema)
        self._file.write_table(group, row_group_size=GROUP_ROWS)

    def close(self) -> None:
        rest = pd.concat(self._waiting, ignore_index=True)
        if len(rest) or self._file is None:
            self._write_group(rest)
        self._file.close()


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


class StoredTables:
    """The tables of a result on disk, each read when it is first asked for."""

    def __init__(self, folder: Path, runs: pd.DataFrame | None = None) -> None:
        self._folder = folder
        self._known_runs = runs

    @cached_property
    def runs(self) -> pd.DataFrame:
        """A row per run."""
        return _read(self._folder / RUNS) if self._known_runs is None else self._known_runs

    @cached_property
    def years(self) -> pd.DataFrame:
        """A row per run and step."""
        parquet = self._folder / YEARS_PARQUET
        return _read(parquet if parquet.exists() else self._folder / YEARS)


def _read(path: Path) -> pd.DataFrame:
    """Read a table.

    Raises
    ------
    OutputError
        If it is missing or cannot be read.
    """
    try:
        return pd.read_parquet(path) if path.suffix == ".parquet" else pd.read_csv(path)
    except (OSError, ValueError, ImportError) as error:
        raise OutputError(f"{path}: cannot read the table: {error}") from error
