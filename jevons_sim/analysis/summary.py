"""Summary: what one point of a study says, as medians and bands over seeds."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd


@dataclass(frozen=True)
class Band:
    """A figure that varies over seeds."""

    median: float
    """Middle value."""

    p05: float
    """5th percentile."""

    p95: float
    """95th percentile."""

    n: int
    """Number of seeds."""

    @classmethod
    def of(cls, values: Sequence[float] | np.ndarray | pd.Series) -> Band:
        """Summarise values over seeds; all NaN where one value is missing."""
        array = np.asarray(values, dtype=float)
        if array.size == 0 or np.isnan(array).any():
            return cls(math.nan, math.nan, math.nan, array.size)
        p05, median, p95 = (float(x) for x in np.quantile(array, [0.05, 0.5, 0.95]))
        return cls(median, p05, p95, array.size)

    def as_json(self) -> dict[str, float | None] | None:
        """Return median, p05 and p95, or None where there is nothing to say."""
        if math.isnan(self.median):
            return None
        return {"median": self.median, "p05": self.p05, "p95": self.p95}


@dataclass(frozen=True)
class Summary:
    """The answer for one point."""

    start_year: float
    end_year: float
    energy_ratio: Band
    """Actual over frozen energy in the last year."""

    growth: Band
    """Actual energy in the last year over the base year's."""

    frozen_growth: Band
    """The same without the gain."""

    rebound: Band
    rebound_economy: Band
    backfire_share: float
    """Share of seeds with a rebound above 1."""

    energy_twh: Band
    """Actual energy in the last year."""

    energy_change_twh: Band
    """Actual less frozen energy in the last year: what the gain changes, negative if it saves."""

    hardware_ratio_expected: Band
    """Hardware spending over the frozen case's if nobody responded to the price, last year."""

    hardware_ratio: Band
    """Actual hardware spending over the frozen case's, last year."""

    adoption_share: Band
    """Actual share of firms that use AI in the last year."""

    def as_json(self) -> dict[str, Any]:
        """Return the figures in the form of ``--json``."""
        figures: dict[str, Any] = {name: getattr(self, name).as_json() for name in BANDS}
        share = None if math.isnan(self.backfire_share) else self.backfire_share
        return {**figures, "backfire_share": share}


BANDS = (
    *("energy_ratio", "growth", "frozen_growth", "rebound", "rebound_economy"),
    *("energy_twh", "energy_change_twh", "adoption_share"),
    *("hardware_ratio_expected", "hardware_ratio"),
)
"""Figures of a summary that vary over seeds."""
