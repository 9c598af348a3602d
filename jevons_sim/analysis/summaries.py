"""What a whole study says: the figures of all its points as arrays, a summary of each on demand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, overload

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from jevons_sim.analysis.summary import BANDS, Band, Summary
from jevons_sim.equations.types import FloatArray
from jevons_sim.quantities import CASES

QUANTILES = np.array([0.05, 0.5, 0.95])
"""Low end, middle and high end of a band."""

_FROZEN, _ENGINEERING, _ACTUAL = range(len(CASES))


@dataclass(frozen=True, eq=False)
class Summaries(Sequence[Summary]):
    """The answer for each point, in the order of the plan."""

    bands: dict[str, FloatArray]
    """Each of `summary.BANDS`, shape (points, 3): low end, median, high end; NaN where none is."""

    backfire_share: FloatArray
    """Share of seeds with a rebound above 1, shape (points,); NaN where every seed failed."""

    n_seeds: NDArray[np.int64]
    """Seeds that ran to the end, shape (points,)."""

    start_year: FloatArray
    """Base year of each point."""

    end_year: FloatArray
    """Last year of each point."""

    def __len__(self) -> int:
        return len(self.n_seeds)

    @overload
    def __getitem__(self, index: int) -> Summary: ...
    @overload
    def __getitem__(self, index: slice) -> list[Summary]: ...
    def __getitem__(self, index: int | slice) -> Summary | list[Summary]:
        """Return the summary of a point, or a list of them."""
        if isinstance(index, slice):
            return [self[place] for place in range(*index.indices(len(self)))]
        place = range(len(self))[index]
        n = int(self.n_seeds[place])
        bands = {name: self.bands[name][place].tolist() for name in BANDS}
        return Summary(
            start_year=float(self.start_year[place]),
            end_year=float(self.end_year[place]),
            backfire_share=float(self.backfire_share[place]),
            **{name: Band(median, low, high, n) for name, (low, median, high) in bands.items()},
        )

    def medians(self, name: str) -> FloatArray:
        """Return the median of a figure at each point."""
        return self.bands[name][:, 1]


def summarise(
    runs: pd.DataFrame, places: NDArray[np.intp], years: tuple[FloatArray, FloatArray]
) -> Summaries:
    """Summarise every point of a study at once.

    Parameters
    ----------
    runs : DataFrame
        Rows of ``runs.csv``: frozen, engineering, actual of one seed after the other.
    places : ndarray of int
        The row at which the runs of each point begin, and where the last ones end:
        shape (points + 1,).
    years : (ndarray, ndarray)
        Base year and last year of each point.
    """
    starts, n_seeds = places[:-1] // len(CASES), np.diff(places) // len(CASES)
    figures = _figures(runs)
    backfire = runs["backfire"].to_numpy(dtype=float).reshape(-1, len(CASES))[:, _ACTUAL]
    bands = {name: np.full((len(starts), QUANTILES.size), np.nan) for name in BANDS}
    shares = np.full(len(starts), np.nan)
    for n in np.unique(n_seeds[n_seeds > 0]):
        points = np.nonzero(n_seeds == n)[0]
        rows = starts[points, None] + np.arange(n)
        shares[points] = backfire[rows].mean(axis=1)
        for name, values in figures.items():
            bands[name][points] = _quantiles(values[rows])
    return Summaries(bands, shares, n_seeds, *years)


def _figures(runs: pd.DataFrame) -> dict[str, FloatArray]:
    """Return each figure of `summary.BANDS` for each seed of each point, in order."""

    def column(name: str) -> FloatArray:
        return runs[name].to_numpy(dtype=float).reshape(-1, len(CASES))

    energy, growth = column("energy_twh"), column("growth")
    spending = column("hardware_spending_usd_bn")
    with np.errstate(invalid="ignore", divide="ignore"):
        hardware = spending / spending[:, [_FROZEN]]
    names = ("energy_ratio", "rebound", "rebound_economy", "adoption_share")
    return {
        **{name: column(name)[:, _ACTUAL] for name in names},
        "growth": growth[:, _ACTUAL],
        "frozen_growth": growth[:, _FROZEN],
        "energy_twh": energy[:, _ACTUAL],
        "energy_change_twh": energy[:, _ACTUAL] - energy[:, _FROZEN],
        "hardware_ratio_expected": hardware[:, _ENGINEERING],
        "hardware_ratio": hardware[:, _ACTUAL],
    }


def _quantiles(values: FloatArray) -> FloatArray:
    """Return the quantiles of each row; NaN for a row in which a value is missing."""
    with np.errstate(invalid="ignore"):
        found = np.quantile(values, QUANTILES, axis=1).T
    found[np.isnan(values).any(axis=1)] = np.nan
    return np.asarray(found, dtype=np.float64)


def over_points(summaries: Summaries) -> dict[str, Any]:
    """Summarise a sweep in the keys that a single case prints: the range of medians over points."""
    figures: dict[str, Any] = {}
    for name in ("energy_ratio", "rebound", "growth"):
        medians = summaries.medians(name)
        known = medians[np.isfinite(medians)]
        figures[name] = (
            {"min": float(known.min()), "max": float(known.max())} if known.size else None
        )
    return {**figures, "backfire_share": float(np.nanmean(summaries.backfire_share))}
