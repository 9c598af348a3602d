"""Threshold: search for the values of a key at which actual energy equals frozen energy."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from scipy.optimize import elementwise

from jevons_sim import plots
from jevons_sim.analysis.summary import Band
from jevons_sim.analysis.thresholds import Crossing, Thresholds
from jevons_sim.engine.runner import Mask, masks_of
from jevons_sim.equations.rebound import ROUNDING
from jevons_sim.equations.types import FloatArray
from jevons_sim.errors import RunError
from jevons_sim.execution.evaluate import Evaluation
from jevons_sim.execution.tasks import Ask, same_seeds
from jevons_sim.results import store
from jevons_sim.scenario.plan import Points, check_smooth
from jevons_sim.scenario.schema import Scenario
from jevons_sim.studies.search import LAST_ENERGY, Ends, RangeFlags, ends_of, find
from jevons_sim.studies.study import refuse_sweep
from jevons_sim.words.catalogue import Language
from jevons_sim.words.searches import threshold_answer
from jevons_sim.words.titles import title_of

SCAN = 25
"""Values that are scanned for a change of sign before each is closed in on."""

REACH = 4
"""Cells of the scan on either side of the median's crossing in which a seed's own is sought."""

_FLAGS = RangeFlags("--vary", "--from and --to", "--from {:g} --to {:g}")

TOLERANCE = 1e-4
"""Width to which a crossing is closed in on, as a share of the range."""


class ThresholdAnswer(Thresholds):
    """What a search found, with the sentence that says it."""

    def in_words(self, language: Language = "en") -> str:
        """Return the answer in sentences."""
        return threshold_answer(self, language)


@dataclass(frozen=True)
class ThresholdSearch:
    """The search that `find_thresholds` describes."""

    scenario: Scenario
    key: str
    ends: Ends
    kind = "threshold"

    @property
    def masks(self) -> tuple[Mask, ...]:
        """The actual case alone: the search compares it with the frozen one."""
        return (masks_of(self.scenario)[1],)

    def question(self) -> dict[str, Any]:
        """Return what is asked."""
        return {"key": self.key, "from": self.ends[0], "to": self.ends[1]}

    def run(self, evaluation: Evaluation) -> ThresholdAnswer:
        """Answer the question."""
        values = _scan_values(*self.ends)
        seeds = self.scenario.seed_list
        heights = _Heights(self, evaluation)
        scanned = heights.at(values)
        rises = np.median(scanned, axis=1) > 0.0
        cells = np.nonzero(rises[1:] != rises[:-1])[0]
        found = [_crossing(heights, (values, scanned), int(cell)) for cell in cells]
        scan = pd.DataFrame(
            {
                self.key: np.repeat(values, len(seeds)),
                "seed": np.tile(seeds, values.size),
                "energy_ratio": np.exp(scanned).ravel(),
            }
        )
        crossings = tuple(crossing for crossing in found if crossing.seeds)
        return ThresholdAnswer(self.key, self.ends, crossings, scan, len(seeds))

    def write(self, found: Thresholds, folder: Path, drawn: Language | None) -> dict[str, Any]:
        """Write tables and a figure."""
        for name, table in (("thresholds.csv", found.table()), ("scan.csv", found.scan)):
            store.write_table(folder / name, table)
        if drawn:
            values = [crossing.band for crossing in found.crossings]
            title = title_of(self.scenario, drawn)
            figure = plots.plot_threshold(found.scan, self.key, values, title=title, language=drawn)
            plots.save_figure(figure, folder / store.FIGURES / "threshold.png")
        return {}

    def read(self, folder: Path) -> None:
        """Return nothing: the answer is made again from its evaluations."""


def threshold_search(scenario: Scenario, key: str, ends: Ends | None = None) -> ThresholdSearch:
    """Return the search for the thresholds of a key.

    Parameters
    ----------
    scenario : Scenario
        One case.
    key : str
        Dotted key of a number.
    ends : (float, float), optional
        Range to search; by default the key's range in the scenario.

    Raises
    ------
    UsageError
        If the scenario is a sweep, the key is no number, or there is no range.
    """
    refuse_sweep(scenario)
    check_smooth(scenario, key, _FLAGS.key)
    return ThresholdSearch(scenario, key, ends_of(scenario, key, ends, _FLAGS))


def find_thresholds(
    scenario: Scenario,
    key: str,
    ends: Ends | None = None,
    *,
    workers: int | None = None,
) -> ThresholdAnswer:
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
    return find(threshold_search(scenario, key, ends), workers)


def _scan_values(low: float, high: float) -> FloatArray:
    """Return the values to scan; evenly in logs over more than a decade."""
    if low > 0.0 and high / low > 10.0:
        return np.geomspace(low, high, SCAN)
    return np.linspace(low, high, SCAN)


class _Heights:
    """The log of actual over frozen energy, as a function of the key and a seed."""

    def __init__(self, search: ThresholdSearch, evaluation: Evaluation) -> None:
        self.seeds = search.scenario.seed_list
        self._search, self._evaluation = search, evaluation

    def at(self, values: FloatArray) -> FloatArray:
        """Return the height at each value with every seed, shape (values, seeds)."""
        return self._heights(same_seeds([(float(value),) for value in values], self.seeds))

    def each(self, values: FloatArray, places: FloatArray) -> FloatArray:
        """Return the height at each value with its own seed."""
        pairs = zip(np.ravel(values).tolist(), np.ravel(places).astype(int), strict=True)
        asks = [Ask((value,), (self.seeds[place],)) for value, place in pairs]
        return self._heights(asks).reshape(np.shape(values))

    def _heights(self, asks: Sequence[Ask]) -> FloatArray:
        key = self._search.key
        kept = self._evaluation.evaluate((key,), asks, LAST_ENERGY)
        energy = kept[..., 0, 0]
        with np.errstate(divide="ignore", invalid="ignore"):
            found = np.log(energy[:, :, 1] / energy[:, :, 0])
        if np.isnan(found).any():
            place = int(np.argwhere(np.isnan(found))[0][0])
            Points(self._search.scenario, (key,), [asks[place].values])[0]  # tells if it is invalid
            raise RunError(f"{key} = {asks[place].values[0]:g}: the run left the finite numbers")
        return np.where(np.abs(found) < ROUNDING, 0.0, found)


def _crossing(at: _Heights, scan: tuple[FloatArray, FloatArray], cell: int) -> Crossing:
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
        at.each,
        (lower, upper),
        args=(np.array(places, dtype=float),),
        tolerances={"xatol": tolerance, "xrtol": 0.0, "fatol": 0.0, "frtol": 0.0},
        maxiter=40,
    )
    seeds = tuple(at.seeds[place] for place in places)
    return Crossing(Band.of(found.x), up, seeds, np.asarray(found.x))
