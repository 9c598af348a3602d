"""The tables of a study: a row per run and step, and a row per run."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import pandas as pd

from jevons_sim.equations.rebound import ROUNDING, rebound
from jevons_sim.equations.types import FloatArray
from jevons_sim.quantities import CASES, OUTCOMES, SERIES, YEAR_COLUMNS
from jevons_sim.scenario.plan import Point

_ENERGY = SERIES.index("energy_twh")
_ECONOMY = SERIES.index("energy_economy_twh")
_FROZEN = 0


class Tables(Protocol):
    """What a study finds: the two tables, in memory or read from disk when asked for."""

    @property
    def runs(self) -> pd.DataFrame:
        """A row per run: the outcomes of its last year."""

    @property
    def years(self) -> pd.DataFrame:
        """A row per run and step: `quantities.YEAR_COLUMNS`."""


@dataclass(frozen=True)
class MemoryTables:
    """Both tables in memory."""

    runs: pd.DataFrame
    years: pd.DataFrame


@dataclass(frozen=True)
class Replicates:
    """Seeds that ran, as a part of all seeds of the plan."""

    seeds: tuple[int, ...]
    first: int
    """Place of the first of them among all seeds."""

    n_all: int
    """Number of all seeds."""


def tables_of(
    points: Sequence[Point], replicates: Replicates, series: Sequence[FloatArray]
) -> MemoryTables:
    """Return the tables of some points, all with the same seeds.

    Parameters
    ----------
    points : sequence of Point
        Consecutive points of the plan.
    replicates : Replicates
        The seeds that ran.
    series : sequence of ndarray
        For each point, shape (seeds, 3 cases, steps + 1, series).

    Returns
    -------
    MemoryTables
        Run ``((point · seeds) + seed) · 3 + case``, in this order.
    """
    runs, years = [], []
    pairs = itertools.groupby(zip(points, series, strict=True), _shape)
    for _, group in pairs:
        members, rows = zip(*group, strict=True)
        stack = np.stack(rows)
        ids = run_ids([point.index for point in members], replicates)
        runs.append(_runs(members, replicates, ids, stack))
        years.append(_years(members[0], replicates, ids, stack))
    return MemoryTables(pd.concat(runs, ignore_index=True), pd.concat(years, ignore_index=True))


def _shape(item: tuple[Point, FloatArray]) -> tuple[object, ...]:
    time = item[0].scenario.time
    return time.start_year, time.steps_per_year, item[1].shape


def run_ids(indices: Sequence[int], replicates: Replicates) -> np.ndarray:
    """Return the run numbers of points, shape (points, seeds, cases)."""
    first = np.asarray(indices)[:, None, None] * replicates.n_all
    seed = replicates.first + np.arange(len(replicates.seeds))[None, :, None]
    return np.asarray((first + seed) * len(CASES) + np.arange(len(CASES)))


def _years(
    point: Point, replicates: Replicates, ids: np.ndarray, stack: FloatArray
) -> pd.DataFrame:
    n_points, n_seeds, n_cases, n_rows, n_series = stack.shape
    time = point.scenario.time
    year = time.start_year + np.arange(n_rows) / time.steps_per_year
    keys = {
        "run_id": np.repeat(ids.ravel(), n_rows),
        "case": _cases(n_points * n_seeds, n_rows),
        "seed": np.tile(np.repeat(np.asarray(replicates.seeds), n_cases * n_rows), n_points),
        "year": np.tile(year, ids.size),
    }
    columns = dict(zip(SERIES, stack.reshape(-1, n_series).T, strict=True))
    return pd.DataFrame({**keys, **columns})[list(YEAR_COLUMNS)]


def _cases(n_triples: int, n_rows: int) -> pd.api.extensions.ExtensionArray:
    """Return the names of the cases of runs, each in as many rows, without making every string."""
    places = np.tile(np.repeat(np.arange(len(CASES)), n_rows), n_triples)
    return pd.Series(CASES, dtype="str").array.take(places)


def _runs(
    points: Sequence[Point], replicates: Replicates, ids: np.ndarray, stack: FloatArray
) -> pd.DataFrame:
    n_points, n_seeds, n_cases = stack.shape[:3]
    keys = {
        "run_id": ids.ravel(),
        "case": _cases(n_points * n_seeds, 1),
        "seed": np.tile(np.repeat(np.asarray(replicates.seeds), n_cases), n_points),
    }
    swept = {
        key: [point.values[key] for point in points for _ in range(n_seeds * n_cases)]
        for key in points[0].values
    }
    flat = stack.reshape(n_points * n_seeds, n_cases, -1, len(SERIES))
    outcomes = {name: values.ravel() for name, values in outcomes_of(flat).items()}
    columns = dict(zip(SERIES, flat[:, :, -1].reshape(-1, len(SERIES)).T, strict=True))
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
    return outcomes_from(energy[:, :, 0], energy[:, :, -1], series[:, :, -1, _ECONOMY])


def outcomes_from(base: FloatArray, last: FloatArray, economy: FloatArray) -> dict[str, np.ndarray]:
    """Return the outcomes of runs.

    Parameters
    ----------
    base, last : ndarray
        Energy of AI in the base year and in the last one, shape (…, cases). [TWh/yr]
    economy : ndarray
        Energy of respending in the last year, shape (…, cases). [TWh/yr]

    Returns
    -------
    dict
        Name to array of shape (…, cases), by `quantities.OUTCOMES`.
    """
    both = last + economy
    ai = rebound(last[..., :1], last[..., 1:2], last)
    wider = rebound(both[..., :1], both[..., 1:2], both)
    ai[..., _FROZEN] = wider[..., _FROZEN] = np.nan
    values = {
        "energy_ratio": last / last[..., :1],
        "rebound": ai,
        "rebound_economy": wider,
        "backfire": ai > 1.0 + ROUNDING,
        "growth": last / base,
    }
    return {name: values[name] for name in OUTCOMES}
