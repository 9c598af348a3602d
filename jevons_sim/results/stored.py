"""Stored tables: those of a result on disk, each held against its manifest when it is read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from pathlib import Path

import pandas as pd

from jevons_sim.errors import OutputError, ResumeError
from jevons_sim.results import checksums
from jevons_sim.results.writer import RUNS, YEARS, YEARS_PARQUET


class StoredTables:
    """The tables of a result on disk, each read when it is first asked for."""

    def __init__(
        self,
        folder: Path,
        runs: pd.DataFrame | None = None,
        text: Sequence[str] = (),
        said: object = None,
    ) -> None:
        """Name the tables.

        Parameters
        ----------
        folder : Path
            Where they are.
        runs : DataFrame, optional
            The table of runs, where it is known.
        text : sequence of str, optional
            Swept keys whose values are text.
        said : object, optional
            What the manifest says of its files; a table is held against it when it is read.
        """
        self._folder, self._known_runs, self._text, self._said = folder, runs, text, said

    @cached_property
    def runs(self) -> pd.DataFrame:
        """A row per run."""
        if self._known_runs is not None:
            return self._known_runs
        return self._read(RUNS, ("case", *self._text), ("run_id",))

    @cached_property
    def years(self) -> pd.DataFrame:
        """A row per run and step."""
        is_parquet = (self._folder / YEARS_PARQUET).exists()
        return self._read(YEARS_PARQUET if is_parquet else YEARS, ("case",), ("run_id", "year"))

    def _read(self, name: str, text: Sequence[str], keys: Sequence[str]) -> pd.DataFrame:
        """Return a table as it was written; one that nothing vouches for is put in order."""
        path, said = self._folder / name, self._said
        if isinstance(said, Mapping):
            if name not in said:
                raise ResumeError(f"{path}: {_UNKNOWN}")
            checksums.check(self._folder, said, [name])
            return read_table(path, text)
        return in_order(read_table(path, text), keys, path)


_UNKNOWN = "is not named in the manifest; run the same again with --fresh"


def in_order(table: pd.DataFrame, keys: Sequence[str], path: Path) -> pd.DataFrame:
    """Return a table with its rows in the order of its keys.

    Raises
    ------
    ResumeError
        If a row has no key, or is there twice.
    """
    for key in keys:
        if key not in table or bool(table[key].isna().any()):
            raise ResumeError(f"{path}: a row has no {key}; run the same again with --fresh")
    if bool(table.duplicated(list(keys)).any()):
        raise ResumeError(f"{path}: holds a row twice; run the same again with --fresh")
    return table.sort_values(list(keys), kind="stable", ignore_index=True)


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
