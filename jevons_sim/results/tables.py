"""The tables of a study: a row per run and step, and a row per run."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from jevons_sim.equations.rebound import rebound
from jevons_sim.equations.types import FloatArray
from jevons_sim.quantities import CASES, OUTCOMES, SERIES, YEAR_COLUMNS
from jevons_sim.scenario.sweep import Point

_ENERGY = SERIES.index("energy_twh")
_ECONOMY = SERIES.index("energy_economy_twh")
_FROZEN = 0
_ROUNDING = 1e-9
"""A rebound this little above 1 is 1: under a limit both cases end on it."""


@dataclass(frozen=True)
class Tables:
    """What a study finds: the two tables."""

    runs: pd.DataFrame
    """A row per run: the outcomes of its last year."""

    years: pd.DataFrame
    """A row per run and step: `quantities.YEAR_COLUMNS`."""


def tables_of(
    points: Sequence[Point], seeds: Sequence[int], series: Sequence[FloatArray]
) -> Tables:
    """Return the tables of a study.

    Parameters
    ----------
    points : sequence of Point
        The points of the plan.
    seeds : sequence of int
        Seeds of the replicates.
    series : sequence of ndarray
        For each point, shape (seeds, 3 cases, steps + 1, series).

    Returns
    -------
    Tables
        Run ``((point · seeds) + seed) · 3 + case``, in this order.
    """
    runs = [_runs(point, seeds, rows) for point, rows in zip(points, series, strict=True)]
    years = [_years(point, seeds, rows) for point, rows in zip(points, series, strict=True)]
    return Tables(pd.concat(runs, ignore_index=True), pd.concat(years, ignore_index=True))


def run_ids(point: Point, n_seeds: int) -> np.ndarray:
    """Return the run numbers of a point, shape (seeds, cases)."""
    first = point.index * n_seeds * len(CASES)
    return first + np.arange(n_seeds * len(CASES)).reshape(n_seeds, len(CASES))


def _years(point: Point, seeds: Sequence[int], series: FloatArray) -> pd.DataFrame:
    n_seeds, n_cases, n_rows, n_series = series.shape
    time = point.scenario.time
    year = time.start_year + np.arange(n_rows) / time.steps_per_year
    keys = {
        "run_id": np.repeat(run_ids(point, n_seeds), n_rows),
        "case": np.tile(np.repeat(CASES, n_rows), n_seeds),
        "seed": np.repeat(np.asarray(seeds), n_cases * n_rows),
        "year": np.tile(year, n_seeds * n_cases),
    }
    columns = dict(zip(SERIES, series.reshape(-1, n_series).T, strict=True))
    return pd.DataFrame({**keys, **columns})[list(YEAR_COLUMNS)]


def _runs(point: Point, seeds: Sequence[int], series: FloatArray) -> pd.DataFrame:
    n_seeds, n_cases = series.shape[:2]
    last = series[:, :, -1, :]
    keys = {
        "run_id": run_ids(point, n_seeds).ravel(),
        "case": np.tile(CASES, n_seeds),
        "seed": np.repeat(np.asarray(seeds), n_cases),
    }
    swept = {key: [value] * (n_seeds * n_cases) for key, value in point.values.items()}
    outcomes = {name: values.ravel() for name, values in outcomes_of(series).items()}
    columns = dict(zip(SERIES, last.reshape(-1, len(SERIES)).T, strict=True))
    return pd.DataFrame({**keys, **swept, **outcomes, **columns})


def outcomes_of(series: FloatArray) -> dict[str, np.ndarray]:
    """Return what comparing the cases of the last year says, by `quantities.OUTCOMES`.

    Parameters
    ----------
    series : ndarray
        Shape (seeds, cases, steps + 1, series); cases frozen, engineering, actual.

    Returns
    -------
    dict
        Name to array of shape (seeds, cases).
    """
    energy = series[:, :, :, _ENERGY]
    both = energy[:, :, -1] + series[:, :, -1, _ECONOMY]
    last = energy[:, :, -1]
    ai = rebound(last[:, :1], last[:, 1:2], last)
    economy = rebound(both[:, :1], both[:, 1:2], both)
    ai[:, _FROZEN] = economy[:, _FROZEN] = np.nan
    values = {
        "energy_ratio": last / last[:, :1],
        "rebound": ai,
        "rebound_economy": economy,
        "backfire": ai > 1.0 + _ROUNDING,
        "growth": last / energy[:, :, 0],
    }
    return {name: values[name] for name in OUTCOMES}
