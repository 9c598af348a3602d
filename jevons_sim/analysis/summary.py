"""What one point of a study says: medians and bands over seeds, and the verdict in words."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from jevons_sim.equations.rebound import Kind, kind_of
from jevons_sim.words.numbers import number as number  # noqa: PLC0414
from jevons_sim.words.numbers import percent as percent  # noqa: PLC0414

_KINDS: dict[Kind, str] = {
    "backfire": "backfire",
    "used_up": "the saving is just used up",
    "part": "part of the saving is taken back",
    "whole": "the whole saving arrives",
    "super": "more is saved than expected",
    "no_saving": "no saving was to be expected, so there is no rebound to speak of",
}


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

    def in_words(self, least: float = 0.0) -> str:
        """Return the median, and the band where there is one: ``0.58 (0.56 to 0.62)``.

        What is smaller than `least` is rounding, and written as 0.
        """
        if math.isnan(self.median):
            return "none"
        figures = (self.median, self.p05, self.p95)
        median, low, high = (number(x if abs(x) >= least else 0.0) for x in figures)
        return median if self.n < 2 else f"{median} ({low} to {high})"

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
    """Hardware spending over the frozen case's if nobody answered to the price, last year."""

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


def hardware_in_words(summary: Summary) -> str:
    """Return what becomes of spending on hardware, without and with people's answers."""
    expected, actual = summary.hardware_ratio_expected.median, summary.hardware_ratio.median
    if not (math.isfinite(expected) and math.isfinite(actual)):
        return "nothing is spent on hardware without the gain."
    return (
        f"in {summary.end_year:g}, spending on accelerators is {number(expected)} times what it "
        f"would be without the gain if nobody answers to the price, "
        f"{number(actual)} times with the answers."
    )


def verdict(summary: Summary) -> str:
    """Return the answer in words: what happens, what would have happened, and what that means."""
    year = f"{summary.end_year:g}"
    growth, frozen = summary.growth.median, summary.frozen_growth.median
    return (
        f"Energy {change(growth)} by {year}; without the gain it would have "
        f"{change(frozen, perfect=True)}: {kind_of_rebound(summary)}"
    )


def change(ratio: float, *, perfect: bool = False) -> str:
    """Return a growth factor in words: `rises 2.3-fold`, `falls by 28 %`, `does not change`."""
    rises, falls, stays = (
        ("risen", "fallen", "stayed the same") if perfect else ("rises", "falls", "stays the same")
    )
    if math.isnan(ratio):
        return "changed in an unknown way" if perfect else "changes in an unknown way"
    if ratio >= 2.0:
        return f"{rises} {number(ratio)}-fold"
    if abs(ratio - 1.0) < 0.005:
        return stays
    if ratio > 1.0:
        return f"{rises} by {percent(ratio - 1.0)} %"
    if ratio > 0.01:
        return f"{falls} by {percent(1.0 - ratio)} %"
    return f"{falls} to 1/{number(1.0 / ratio)}" if ratio > 0.0 else f"{falls} to zero"


def kind_of_rebound(summary: Summary) -> str:
    """Return the rebound in words, with its number and band over seeds."""
    band = summary.rebound
    kind = _KINDS[kind_of(band.median)]
    if math.isnan(band.median):
        return f"{kind}."
    if band.n < 2:
        return f"{kind}, R = {number(band.median)} (one seed)."
    spread = f"{number(band.p05)} to {number(band.p95)}"
    text = f"{kind}, R = {number(band.median)} (5-95 % over {band.n} seeds: {spread})"
    if 0.0 < summary.backfire_share < 1.0:
        text += f"; {100.0 * summary.backfire_share:.0f} % of seeds backfire"
    return text + "."
