"""The Jevons frontier: the line over two keys on which a gain neither raises nor lowers energy use.

It is followed from a coarse grid by splitting the cells that it crosses, so that it costs a
fraction of the full grid. This is a search of its own and not a way to run a sweep, because where
it looks next depends on what it found: a sweep's points are known before it starts, which is what
lets it be resumed, sent to a cluster and compared point by point.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from jevons_sim.analysis.contour import zero_lines
from jevons_sim.analysis.refinement import COARSE, HeightMap, Node, refine
from jevons_sim.engine.runner import Runner
from jevons_sim.equations.types import FloatArray
from jevons_sim.errors import RunError, UsageError
from jevons_sim.quantities import CASES, SERIES
from jevons_sim.scenario.plan import Points, check_smooth
from jevons_sim.scenario.schema import Scenario
from jevons_sim.scenario.sweep import AxisValue, Range

CELLS = 32
"""Cells of the finest grid along each side, by default."""

BATCH = 512
"""Points that are run at once; only their last year is kept."""

ROUNDING = 1e-9
"""Log of the ratio of energies below which they are equal."""

WIDE = 10.0
"""Ratio of the ends of a range above which it is spaced in logs."""

ELASTICITY = "demand.price_elasticity"

_ENERGY = SERIES.index("energy_twh")
_FROZEN, _ENGINEERING, _ACTUAL = range(len(CASES))

Ends = tuple[float, float]


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
    seconds: float

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
        """Share of the map on which 5-95 % of seeds lie on both sides of the frontier."""
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
            "seconds": round(self.seconds, 3),
        }


def _empty(columns: Sequence[str]) -> pd.DataFrame:
    return pd.DataFrame({name: pd.Series(dtype=float) for name in columns})


def sides_of(
    scenario: Scenario,
    x: tuple[str | None, Ends | None] = (None, None),
    y: tuple[str | None, Ends | None] = (None, None),
) -> tuple[Side, Side]:
    """Return the two sides of the map.

    Parameters
    ----------
    scenario : Scenario
        Its sweep gives the keys that are not said; an elasticity goes upwards.
    x, y : (str or None, (float, float) or None)
        Key and range of each side. A range that is not said is that of the sweep, or the key's own.

    Raises
    ------
    UsageError
        If there are not two different numbers, or one has no range.
    """
    swept = [] if scenario.sweep is None else list(scenario.sweep.keys)
    free = sorted((key for key in swept if key not in (x[0], y[0])), key=ELASTICITY.__eq__)
    if len(free) < (x[0], y[0]).count(None) or (len(free) > 2 and None in (x[0], y[0])):
        raise UsageError(
            f"{scenario.name}: sweeps {len(swept)} keys; a frontier needs two: say --x KEY and "
            f"--y KEY"
        )
    x_key = free.pop(0) if x[0] is None else x[0]
    y_key = free.pop(0) if y[0] is None else y[0]
    if x_key == y_key:
        raise UsageError(f"--x and --y are both {x_key}; a frontier needs two different keys")
    return _side(scenario, x_key, x[1], "x"), _side(scenario, y_key, y[1], "y")


def _side(scenario: Scenario, key: str, ends: Ends | None, name: str) -> Side:
    check_smooth(scenario, key, f"--{name}")
    swept = _swept_range(scenario, key)
    if ends is None and swept is not None:
        return Side(key, swept)
    ends = ends or scenario.ranges.get(key)
    if ends is None:
        raise UsageError(f"--{name} {key}: has no range in the scenario; give --{name}-range A B")
    if not -np.inf < ends[0] < ends[1] < np.inf:
        raise UsageError(f"--{name}-range {ends[0]:g} {ends[1]:g}: the range is empty or endless")
    return Side(key, _range(*ends, in_logs=swept is not None and swept.scale == "log"))


def _range(low: float, high: float, *, in_logs: bool = False) -> Range:
    scale = "log" if low > 0.0 and (in_logs or high / low > WIDE) else "linear"
    return Range.model_validate({"from": float(low), "to": float(high), "scale": scale})


def _swept_range(scenario: Scenario, key: str) -> Range | None:
    """Return the range that the sweep gives a key, or None where it gives no two numbers."""
    if scenario.sweep is None or key not in scenario.sweep.keys:
        return None
    axis = scenario.sweep.axes.get(key)
    if isinstance(axis, Range):
        ends = {"from": min(axis.start, axis.stop), "to": max(axis.start, axis.stop)}
        return axis.model_validate({**ends, "scale": axis.scale})
    points = [point[key] for point in scenario.sweep.points] if axis is None else axis
    numbers = [float(value) for value in points if isinstance(value, int | float)]
    return _range(min(numbers), max(numbers)) if len(set(numbers)) > 1 else None


def find_frontier(
    scenario: Scenario,
    sides: tuple[Side, Side],
    cells: int = CELLS,
    *,
    coarse: int = COARSE,
    workers: int | None = None,
    on_level: Callable[[int, int], None] = lambda n_nodes, n_split: None,
) -> Frontier:
    """Find every line on which energy neither rises nor falls because of the gain.

    Parameters
    ----------
    scenario : Scenario
        What holds at every point; its sweep is not run.
    sides : (Side, Side)
        As `sides_of` gives them.
    cells : int, optional
        Cells of the finest grid along each side: `coarse` times a power of two.
    coarse : int, optional
        Cells along each side to begin with; with as many as `cells`, the full grid runs.
    workers : int, optional
        Threads; by default every core.
    on_level : callable, optional
        Called before each level with the number of points so far and of cells to be split.

    Raises
    ------
    ScenarioError
        If the values at a point do not make a valid scenario.
    RunError
        If a run left the range of finite numbers.
    """
    if cells < coarse or cells % coarse or (cells // coarse) & (cells // coarse - 1):
        raise UsageError(f"--cells {cells}: take {coarse} times a power of two")
    started = time.perf_counter()
    seeds = scenario.seed_list
    single = scenario.model_copy(update={"sweep": None})
    with Runner(workers) as runner:

        def heights_at(nodes: Sequence[Node]) -> FloatArray:
            shares = np.array(nodes, dtype=float) / cells
            columns = [sides[axis].at(shares[:, axis]).tolist() for axis in (0, 1)]
            rows: list[tuple[AxisValue, ...]] = list(zip(*columns, strict=True))
            points = Points(single, (sides[0].key, sides[1].key), rows)
            return _heights(points, seeds, runner)

        heights = refine(heights_at, cells, coarse, on_level)
    lines = tuple(zero_lines(heights))
    return Frontier(*sides, heights, lines, len(seeds), time.perf_counter() - started)


def _heights(points: Points, seeds: Sequence[int], runner: Runner) -> FloatArray:
    """Return log of actual over frozen energy, shape (points, seeds); NaN where nothing is gained.

    Where the gain saves nothing even if nobody responds, there is no rebound, and no frontier.
    """
    found = np.empty((len(points), len(seeds)))
    for first in range(0, len(points), BATCH):
        batch = [point.scenario for point in points[first : first + BATCH]]
        for index, series in runner.run(batch, seeds):
            place = first + index
            if not np.isfinite(series).all():
                text = ", ".join(f"{k} = {v:.4g}" for k, v in points.values(place).items())
                raise RunError(f"{text}: the run left the finite numbers; narrow the ranges")
            energy = series[:, :, -1, _ENERGY]
            frozen, expected = energy[:, _FROZEN], energy[:, _FROZEN] - energy[:, _ENGINEERING]
            with np.errstate(divide="ignore", invalid="ignore"):
                height = np.log(energy[:, _ACTUAL] / frozen)
            height[np.abs(height) < ROUNDING] = 0.0
            height[np.abs(expected) <= ROUNDING * np.abs(frozen)] = np.nan
            found[place] = height
    return found
