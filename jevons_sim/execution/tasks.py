"""A plan as a line of units, each some seeds of one point, that can be run in any pieces."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from jevons_sim.engine.runner import CHUNK_FIRM_STEPS, Runner
from jevons_sim.equations.types import FloatArray
from jevons_sim.quantities import CASES, SERIES
from jevons_sim.scenario.plan import Plan, Point


@dataclass(frozen=True)
class Unit:
    """Some seeds of one point, and what they gave."""

    point: Point
    first_seed: int
    """Place of the first seed among the plan's."""

    seeds: tuple[int, ...]
    series: FloatArray
    """Shape (seeds, cases, steps + 1, series)."""


@dataclass(frozen=True)
class Units:
    """The units of a plan: points in order, and within each its seeds, some at a time."""

    plan: Plan

    @cached_property
    def seeds_in_unit(self) -> int:
        """All seeds where a point is cheap; fewer where they would take more than a second or so.

        It follows from the plan alone, so that an interrupted study goes on anywhere.
        """
        scenario = self.plan.points[0].scenario
        cost = 2 * scenario.population.firms * scenario.n_steps
        return min(len(self.plan.seeds), max(1, 2 * CHUNK_FIRM_STEPS // cost))

    @cached_property
    def per_point(self) -> int:
        """Units of each point."""
        return math.ceil(len(self.plan.seeds) / self.seeds_in_unit)

    def __len__(self) -> int:
        return len(self.plan.points) * self.per_point

    def run(self, first: int, last: int, runner: Runner) -> FloatArray:
        """Run units `first` to `last` (exclusive); return their series, one after the other."""
        if self.per_point == 1:
            points = self.plan.points[first:last]
            rows = runner.run([point.scenario for point in points], self.plan.seeds)
            pieces = dict(rows)
            return np.concatenate([pieces[place].ravel() for place in range(last - first)])
        parts = []
        for unit in range(first, last):
            point, seeds, _ = self._place(unit)
            ((_, series),) = runner.run([point.scenario], seeds)
            parts.append(series.ravel())
        return np.concatenate(parts)

    def split(self, first: int, last: int, values: FloatArray) -> Iterator[Unit]:
        """Give the units of a piece their series back."""
        place = 0
        for unit in range(first, last):
            point, seeds, first_seed = self._place(unit)
            shape = (len(seeds), len(CASES), point.scenario.n_steps + 1, len(SERIES))
            size = math.prod(shape)
            yield Unit(point, first_seed, seeds, values[place : place + size].reshape(shape))
            place += size

    def _place(self, unit: int) -> tuple[Point, tuple[int, ...], int]:
        index, group = divmod(unit, self.per_point)
        first = group * self.seeds_in_unit
        seeds = self.plan.seeds[first : first + self.seeds_in_unit]
        return self.plan.points[index], seeds, first
