"""Both tables of a study on their way to disk, piece by piece."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd

from jevons_sim.results.digits import append_text
from jevons_sim.results.tables import Tables
from jevons_sim.scenario.estimate import writes_parquet

RUNS = "runs.csv"
YEARS = "years.csv"
YEARS_PARQUET = "years.parquet"

GROUP_ROWS = 250_000
"""Rows of a row group in a Parquet table."""


class TableWriter:
    """Writes both tables piece by piece, so that no table need fit into memory."""

    def __init__(self, folder: Path, *, n_rows: int) -> None:
        """Start both tables.

        Parameters
        ----------
        folder : Path
            Where they go.
        n_rows : int
            Rows that the yearly table will have, which decide its format.
        """
        self._folder = folder
        self._runs: list[pd.DataFrame] = []
        self._n_years = 0
        self._parquet = _ParquetWriter(folder / YEARS_PARQUET) if writes_parquet(n_rows) else None
        self._empty = True

    def write(self, tables: Tables) -> None:
        """Append the rows of a piece; pieces come in the order of their runs."""
        self._runs.append(tables.runs)
        self._n_years += len(tables.years)
        if self._parquet is not None:
            self._parquet.write(tables.years)
        else:
            append_text(tables.years, self._folder / YEARS, header=self._empty)
        self._empty = False

    @property
    def rows(self) -> dict[str, int]:
        """Rows of each table, by file."""
        years = YEARS if self._parquet is None else YEARS_PARQUET
        return {RUNS: sum(map(len, self._runs)), years: self._n_years}

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
