"""Where a gain stops saving: the values of a key at which actual energy equals frozen energy."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from scipy.optimize import elementwise

from jevons_sim.analysis.summary import Band, number
from jevons_sim.engine.runner import Runner, masks_of
from jevons_sim.equations.types import FloatArray
from jevons_sim.errors import RunError, UsageError
from jevons_sim.quantities import SERIES
from jevons_sim.scenario.plan import Points, check_smooth
from jevons_sim.scenario.schema import Scenario

SCAN = 25
"""Values that are scanned for a change of sign before each is closed in on."""

REACH = 4
"""Cells of the scan on either side of the median's crossing in which a seed's own is sought."""

TOLERANCE = 1e-4
"""Width to which a crossing is closed in on, as a share of the range."""

ROUNDING = 1e-9
"""Log of the ratio of energies below which they are equal."""

_ENERGY = SERIES.index("energy_twh")


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
    seconds: float

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
        return cls(key, ends, tuple(crossings), scan, scan["seed"].nunique(), 0.0)

    def in_words(self) -> str:
        """Return the answer in words."""
        low, high = (f"{end:g}" for end in self.ends)
        if not self.crossings:
            ratios = self.scan.groupby(self.key)["energy_ratio"].median()
            side = "above" if ratios.iloc[0] > 1.0 else "below"
            if np.allclose(ratios, 1.0, rtol=0.0, atol=ROUNDING):
                return f"No threshold between {low} and {high}: the gain changes nothing there."
            span = f"{number(ratios.min())} to {number(ratios.max())} times"
            return (
                f"No threshold between {low} and {high}: energy stays {side} what it would be "
                f"without the gain ({span})."
            )
        return " ".join(self._words_of(crossing) for crossing in self.crossings)

    def _words_of(self, crossing: Crossing) -> str:
        band, up = crossing.band, crossing.rises_above
        spread = (
            f" (5-95 % over {band.n} seeds: {band.p05:.3g} to {band.p95:.3g})"
            if band.n > 1
            else " (one seed)"
        )
        some = "" if band.n == self.n_seeds else f" {self.n_seeds - band.n} seeds do not cross."
        return (
            f"Energy neither rises nor falls at {self.key} = {band.median:.4g}{spread}. "
            f"Because of the gain it rises at {'higher' if up else 'lower'} values and falls at "
            f"{'lower' if up else 'higher'} ones.{some}"
        )

    def as_json(self) -> dict[str, Any]:
        """Return the answer as ``--json`` prints it."""
        return {
            "key": self.key,
            "from": self.ends[0],
            "to": self.ends[1],
            "answer": self.in_words(),
            "thresholds": [
                {
                    "value": crossing.band.as_json(),
                    "rises": "above" if crossing.rises_above else "below",
                    "seeds": len(crossing.seeds),
                }
                for crossing in self.crossings
            ],
            "seconds": round(self.seconds, 3),
        }

    def table(self) -> pd.DataFrame:
        """Return a row per crossing and seed."""
        rows = [
            {"crossing": number_, "seed": seed, self.key: value, "rises_above": found.rises_above}
            for number_, found in enumerate(self.crossings)
            for seed, value in zip(found.seeds, found.values.tolist(), strict=True)
        ]
        return pd.DataFrame(rows, columns=["crossing", "seed", self.key, "rises_above"])


def find_thresholds(
    scenario: Scenario,
    key: str,
    ends: tuple[float, float] | None = None,
    *,
    workers: int | None = None,
) -> Thresholds:
    """Find every value of a key in a range at which actual energy equals frozen energy.

    The range is scanned with every seed; where the median over seeds changes sides, each seed's
    own crossing nearby is closed in on by Chandrupatla's method.

    Parameters
    ----------
    scenario : Scenario
        One case.
    key : str
        Dotted key of a number.
    ends : (float, float), optional
        Range to search; by default the key's range in the scenario.
    workers : int, optional
        Threads; by default every core.

    Raises
    ------
    UsageError
        If the scenario is a sweep, the key is no number, or there is no range.
    RunError
        If a run left the range of finite numbers.
    """
    started = time.perf_counter()
    low, high = _ends(scenario, key, ends)
    values = np.linspace(low, high, SCAN)
    if low > 0.0 and high / low > 10.0:
        values = np.geomspace(low, high, SCAN)
    seeds = scenario.seed_list
    with Runner(workers, [masks_of(scenario)[1]]) as runner:
        search = _Search(scenario, key, runner)
        heights = search.heights(values, seeds)
        rises = np.median(heights, axis=1) > 0.0
        cells = np.nonzero(rises[1:] != rises[:-1])[0]
        found = [_crossing(search, (values, heights), int(cell)) for cell in cells]
        crossings = tuple(crossing for crossing in found if crossing.seeds)
    scan = pd.DataFrame(
        {
            key: np.repeat(values, len(seeds)),
            "seed": np.tile(seeds, values.size),
            "energy_ratio": np.exp(heights).ravel(),
        }
    )
    seconds = time.perf_counter() - started
    return Thresholds(key, (low, high), crossings, scan, len(seeds), seconds)


def _ends(scenario: Scenario, key: str, ends: tuple[float, float] | None) -> tuple[float, float]:
    if scenario.sweep is not None:
        raise UsageError(f"{scenario.name}: is a sweep; take a scenario of one case")
    check_smooth(scenario, key, "--vary")
    found = ends or scenario.ranges.get(key)
    if found is None:
        raise UsageError(f"--vary {key}: has no range in the scenario; give --from and --to")
    if not -np.inf < found[0] < found[1] < np.inf:
        raise UsageError(f"--from {found[0]:g} --to {found[1]:g}: the range is empty or endless")
    return float(found[0]), float(found[1])


class _Search:
    """The log of actual over frozen energy, as a function of one key and a seed."""

    def __init__(self, scenario: Scenario, key: str, runner: Runner) -> None:
        self.seeds = scenario.seed_list
        self._scenario, self._key, self._runner = scenario, key, runner

    def heights(self, values: FloatArray, seeds: Sequence[int]) -> FloatArray:
        """Return the height for each value and seed, shape (values, seeds)."""
        rows = [(float(value),) for value in values]
        points = Points(self._scenario, (self._key,), rows)
        found = np.empty((values.size, len(seeds)))
        for index, series in self._runner.run([point.scenario for point in points], seeds):
            energy = series[:, :, -1, _ENERGY]
            with np.errstate(divide="ignore", invalid="ignore"):
                found[index] = np.log(energy[:, 1] / energy[:, 0])
        if np.isnan(found).any():
            place = int(np.argwhere(np.isnan(found))[0][0])
            raise RunError(f"{self._key} = {values[place]:g}: the run left the finite numbers")
        return np.where(np.abs(found) < ROUNDING, 0.0, found)

    def each(self, values: FloatArray, places: FloatArray) -> FloatArray:
        """Return the height of each value with its own seed."""
        pairs = zip(np.ravel(values), np.ravel(places).astype(int), strict=True)
        found = [self.heights(np.array([value]), [self.seeds[place]]) for value, place in pairs]
        return np.array(found).reshape(np.shape(values))


def _crossing(search: _Search, scan: tuple[FloatArray, FloatArray], cell: int) -> Crossing:
    """Close in on each seed's crossing nearest to the median's."""
    values, heights = scan
    up = bool(np.median(heights[cell + 1]) > np.median(heights[cell]))
    turns = np.diff((heights > 0.0).astype(int), axis=0)
    places: list[int] = []
    cells: list[int] = []
    for place in range(heights.shape[1]):
        own = np.nonzero(turns[:, place] > 0 if up else turns[:, place] < 0)[0]
        near = own[np.abs(own - cell) <= REACH]
        if near.size:
            places.append(place)
            cells.append(int(near[np.argmin(np.abs(near - cell))]))
    lower, upper = values[cells], values[[own + 1 for own in cells]]
    if not places:
        return Crossing(Band.of([]), up, (), np.empty(0))
    tolerance = TOLERANCE * (values[-1] - values[0])
    found = elementwise.find_root(
        search.each,
        (lower, upper),
        args=(np.array(places, dtype=float),),
        tolerances={"xatol": tolerance, "xrtol": 0.0, "fatol": 0.0, "frtol": 0.0},
        maxiter=40,
    )
    seeds = tuple(search.seeds[place] for place in places)
    return Crossing(Band.of(found.x), up, seeds, np.asarray(found.x))
