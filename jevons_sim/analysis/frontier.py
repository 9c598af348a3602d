"""The Jevons frontier: the line over two keys on which actual energy equals frozen energy."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from jevons_sim.analysis.refinement import HeightMap
from jevons_sim.equations.types import FloatArray
from jevons_sim.scenario.sweep import Range

ELASTICITY = "demand.price_elasticity"


@dataclass(frozen=True)
class Side:
    """One side of the map: a key and its range."""

    key: str
    range: Range

    def at(self, shares: FloatArray) -> FloatArray:
        """Return the values at shares of the way along the side."""
        return np.asarray(self.range.at(np.asarray(shares, dtype=float)), dtype=np.float64)


@dataclass(frozen=True, eq=False)
class Frontier:
    """What a search over two keys found."""

    x: Side
    y: Side
    heights: HeightMap
    """Log of actual over frozen energy, wherever it was asked for."""

    lines: tuple[FloatArray, ...]
    """The frontier in places of the finest grid, the longest line first."""

    n_seeds: int

    def values(self, places: FloatArray) -> FloatArray:
        """Return the values of both keys at places of the finest grid, shape (places, 2)."""
        shares = np.asarray(places, dtype=float).reshape(-1, 2) / self.heights.cells
        return np.stack([self.x.at(shares[:, 0]), self.y.at(shares[:, 1])], axis=1)

    @property
    def rising_share(self) -> float:
        """Share of the map on which the gain raises energy use."""
        return self.heights.share(lambda band, _: bool(band[1] > 0.0))

    @property
    def unchanged_share(self) -> float:
        """Share of the map without a gain, on which there is nothing to raise or lower."""
        return self.heights.share(lambda band, _: bool(np.isnan(band[1])))

    @property
    def unsure_share(self) -> float:
        """Share of the map on which 5-95% of seeds lie on both sides of the frontier."""
        return self.heights.share(lambda band, _: bool(band[0] < 0.0 < band[2]))

    def line_table(self) -> pd.DataFrame:
        """Return a row per place on a line."""
        tables = [
            pd.DataFrame(self.values(line), columns=[self.x.key, self.y.key]).assign(line=number)
            for number, line in enumerate(self.lines)
        ]
        columns = ["line", self.x.key, self.y.key]
        return pd.concat(tables, ignore_index=True)[columns] if tables else _empty(columns)

    def point_table(self) -> pd.DataFrame:
        """Return a row per point that ran: the ratio of energies over seeds."""
        nodes = sorted(self.heights.heights)
        values = self.values(np.array(nodes, dtype=float))
        bands = np.exp([self.heights.bands[node] for node in nodes])
        heights = np.array([self.heights.heights[node] for node in nodes])
        rising = np.where(np.isnan(heights).any(axis=1), np.nan, (heights > 0.0).mean(axis=1))
        return pd.DataFrame(
            {
                self.x.key: values[:, 0],
                self.y.key: values[:, 1],
                "energy_ratio": bands[:, 1],
                "energy_ratio_p05": bands[:, 0],
                "energy_ratio_p95": bands[:, 2],
                "backfire_share": rising,
            }
        )

    def as_json(self) -> dict[str, Any]:
        """Return what ``--json`` prints, but for the words."""
        heights = self.heights
        return {
            "x": self.x.key,
            "y": self.y.key,
            "cells": heights.cells,
            "lines": [self.values(line).tolist() for line in self.lines],
            "rising_share": self.rising_share,
            "unchanged_share": self.unchanged_share,
            "unsure_share": self.unsure_share,
            "points": heights.n_nodes,
            "points_of_full_grid": heights.n_full,
            "seeds": self.n_seeds,
        }


def _empty(columns: Sequence[str]) -> pd.DataFrame:
    return pd.DataFrame({name: pd.Series(dtype=float) for name in columns})
