"""Thresholds: the values of a key at which actual energy equals frozen energy, over seeds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pandas as pd

from jevons_sim.analysis.summary import Band
from jevons_sim.equations.types import FloatArray


@dataclass(frozen=True)
class Crossing:
    """One value at which energy neither rises nor falls because of the gain."""

    band: Band
    """The value, over seeds."""

    rises_above: bool
    """Whether energy rises because of the gain above the value, rather than below it."""

    seeds: tuple[int, ...]
    """Seeds that cross here."""

    values: FloatArray
    """Their values."""


@dataclass(frozen=True)
class Thresholds:
    """What a search found."""

    key: str
    ends: tuple[float, float]
    crossings: tuple[Crossing, ...]
    scan: pd.DataFrame
    """Every value, seed and ratio of actual to frozen energy that was scanned."""

    n_seeds: int

    @classmethod
    def of_tables(cls, scan: pd.DataFrame, table: pd.DataFrame) -> Thresholds:
        """Return what a search found from the two tables that it wrote."""
        key = str(scan.columns[0])
        crossings = [
            Crossing(
                Band.of(rows[key]),
                bool(rows["rises_above"].iloc[0]),
                tuple(int(seed) for seed in rows["seed"]),
                rows[key].to_numpy(dtype=float),
            )
            for _, rows in table.groupby("crossing")
        ]
        ends = (float(scan[key].min()), float(scan[key].max()))
        return cls(key, ends, tuple(crossings), scan, scan["seed"].nunique())

    def as_json(self) -> dict[str, Any]:
        """Return the answer as ``--json`` prints it."""
        return {
            "key": self.key,
            "from": self.ends[0],
            "to": self.ends[1],
            "thresholds": [
                {
                    "value": crossing.band.as_json(),
                    "rises": "above" if crossing.rises_above else "below",
                    "seeds": len(crossing.seeds),
                }
                for crossing in self.crossings
            ],
        }

    def table(self) -> pd.DataFrame:
        """Return a row per crossing and seed."""
        rows = [
            {"crossing": number_, "seed": seed, self.key: value, "rises_above": found.rises_above}
            for number_, found in enumerate(self.crossings)
            for seed, value in zip(found.seeds, found.values.tolist(), strict=True)
        ]
        return pd.DataFrame(rows, columns=["crossing", "seed", self.key, "rises_above"])
