"""Tasks: the runs of a plan, or of the points that a search asks for, in a line cut anywhere.

Executors run them in pieces; a piece's values depend on the tasks alone, never on who runs them.
"""

from __future__ import annotations

import contextlib
import itertools
import json
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal, NamedTuple, Protocol

import numpy as np

from jevons_sim.engine.runner import CHUNK_FIRM_STEPS, Mask, Runner
from jevons_sim.equations.types import FloatArray
from jevons_sim.errors import ScenarioError
from jevons_sim.quantities import CASES, SERIES
from jevons_sim.scenario.estimate import work_of
from jevons_sim.scenario.plan import Plan, Point, Points, plan_of
from jevons_sim.scenario.schema import Scenario
from jevons_sim.scenario.sweep import AxisValue


class Job(NamedTuple):
    """Some tasks as text, for a worker on another machine."""

    kind: Literal["plan", "points"]
    text: str
    """What the tasks are made of."""

    first: int
    last: int
    """Tasks to run, the last exclusive."""


class Tasks(Protocol):
    """Tasks in a line."""

    @property
    def name(self) -> str:
        """Name of the scenario."""

    @property
    def masks(self) -> tuple[Mask, ...] | None:
        """Responses switched on in each case after the frozen one; None: as the scenario says."""

    @property
    def firm_steps(self) -> int:
        """Firms that step in all tasks together, roughly."""

    def __len__(self) -> int:
        """Return how many there are."""

    def run(self, first: int, last: int, runner: Runner) -> FloatArray:
        """Run tasks `first` to `last` (exclusive); return their values, one after the other."""

    def job(self, first: int, last: int) -> Job:
        """Return the same tasks as text."""


@dataclass(frozen=True)
class Task:
    """Some seeds of one point, and what they gave."""

    point: Point
    first_seed: int
    """Place of the first seed among the plan's."""

    seeds: tuple[int, ...]
    series: FloatArray
    """Shape (seeds, cases, steps + 1, series)."""


@dataclass(frozen=True)
class PlanTasks:
    """The tasks of a plan: points in order, and within each its seeds, some at a time."""

    plan: Plan
    masks: None = None

    @property
    def name(self) -> str:
        """Name of the scenario."""
        return self.plan.scenario.name

    @cached_property
    def firm_steps(self) -> int:
        """Firms that step in all tasks together."""
        return work_of(self.plan).firm_steps

    @cached_property
    def seeds_in_task(self) -> int:
        """All seeds where a point is cheap; fewer where they would take more than a second or so.

        It follows from the plan alone, so that an interrupted study goes on anywhere.
        """
        scenario = self.plan.points[0].scenario
        cost = 2 * scenario.population.firms * scenario.n_steps
        return min(len(self.plan.seeds), max(1, 2 * CHUNK_FIRM_STEPS // cost))

    @cached_property
    def per_point(self) -> int:
        """Tasks of each point."""
        return math.ceil(len(self.plan.seeds) / self.seeds_in_task)

    def __len__(self) -> int:
        return len(self.plan.points) * self.per_point

    def run(self, first: int, last: int, runner: Runner) -> FloatArray:
        """Run tasks `first` to `last` (exclusive); return their series, one after the other."""
        if self.per_point == 1:
            points = self.plan.points[first:last]
            rows = runner.run([point.scenario for point in points], self.plan.seeds)
            pieces = dict(rows)
            return np.concatenate([pieces[place].ravel() for place in range(last - first)])
        parts = []
        for task in range(first, last):
            point, seeds, _ = self._place(task)
            ((_, series),) = runner.run([point.scenario], seeds)
            parts.append(series.ravel())
        return np.concatenate(parts)

    def job(self, first: int, last: int) -> Job:
        """Return the same tasks as text."""
        return Job("plan", self.plan.scenario.model_dump_json(by_alias=True), first, last)

    def split(self, first: int, last: int, values: FloatArray) -> Iterator[Task]:
        """Give the tasks of a piece their series back."""
        place = 0
        for task in range(first, last):
            point, seeds, first_seed = self._place(task)
            shape = (len(seeds), len(CASES), point.scenario.n_steps + 1, len(SERIES))
            size = math.prod(shape)
            yield Task(point, first_seed, seeds, values[place : place + size].reshape(shape))
            place += size

    def _place(self, task: int) -> tuple[Point, tuple[int, ...], int]:
        index, group = divmod(task, self.per_point)
        first = group * self.seeds_in_task
        seeds = self.plan.seeds[first : first + self.seeds_in_task]
        return self.plan.points[index], seeds, first


class Ask(NamedTuple):
    """A point that a search asks for: the values of its keys, and the seeds to run."""

    values: tuple[AxisValue, ...]
    seeds: tuple[int, ...]


class Keep(NamedTuple):
    """What a search keeps of a run."""

    columns: tuple[str, ...]
    """Some of `quantities.SERIES`."""

    steps: tuple[int, ...] | None = None
    """Steps, -1 for the last; None for all."""

    def of(self, series: FloatArray) -> FloatArray:
        """Return the part to keep, shape (seeds, cases, steps, columns).

        Of a run that left the finite numbers, that is NaN.
        """
        columns = [SERIES.index(name) for name in self.columns]
        rows = series if self.steps is None else series[:, :, list(self.steps)]
        kept = np.ascontiguousarray(rows[..., columns])
        kept[~np.isfinite(series).all(axis=(2, 3))] = np.nan
        return kept


@dataclass(frozen=True)
class PointTasks:
    """The tasks of one batch of a search: a point each, with seeds of its own."""

    scenario: Scenario
    """One case, without a sweep."""

    keys: tuple[str, ...]
    """Dotted keys that the points set."""

    asks: tuple[Ask, ...]
    keep: Keep
    masks: tuple[Mask, ...] | None = None

    @property
    def name(self) -> str:
        """Name of the scenario."""
        return self.scenario.name

    @property
    def firm_steps(self) -> int:
        """Firms that step in all tasks together, as if no point changed their number."""
        cases = 2 if self.masks is None else 1 + len(self.masks)
        runs = cases * sum(len(ask.seeds) for ask in self.asks)
        return runs * self.scenario.population.firms * self.scenario.n_steps

    def __len__(self) -> int:
        return len(self.asks)

    def run(self, first: int, last: int, runner: Runner) -> FloatArray:
        """Run tasks `first` to `last` (exclusive); return what is kept, one after the other.

        A point that is no valid scenario gives NaN.
        """
        parts: list[FloatArray] = []
        for seeds, group in itertools.groupby(self.asks[first:last], lambda ask: ask.seeds):
            points = Points(self.scenario, self.keys, [ask.values for ask in group])
            valid: dict[int, Scenario] = {}
            for place in range(len(points)):
                with contextlib.suppress(ScenarioError):
                    valid[place] = points.scenario(place)
            places = list(valid)
            rows = runner.run(list(valid.values()), seeds)
            kept = {places[index]: self.keep.of(series).ravel() for index, series in rows}
            nothing = np.full(len(seeds) * self.values_per_run, np.nan)
            parts += [kept.get(place, nothing) for place in range(len(points))]
        return np.concatenate(parts)

    @property
    def values_per_run(self) -> int:
        """Values that are kept of one seed of a point."""
        return math.prod(self.shape)

    @property
    def shape(self) -> tuple[int, int, int]:
        """Cases, steps and columns that are kept of a run."""
        n_cases = len(CASES) if self.masks is None else 1 + len(self.masks)
        n_steps = self.scenario.n_steps + 1 if self.keep.steps is None else len(self.keep.steps)
        return n_cases, n_steps, len(self.keep.columns)

    def job(self, first: int, last: int) -> Job:
        """Return the same tasks as text: of the points, only those."""
        text = json.dumps(
            {
                "scenario": self.scenario.model_dump(mode="json"),
                **self.as_json(first, last),
            }
        )
        return Job("points", text, 0, last - first)

    def as_json(self, first: int = 0, last: int | None = None) -> dict[str, object]:
        """Return what is asked of the scenario."""
        masks = None if self.masks is None else [sorted(mask) for mask in self.masks]
        return {
            "keys": self.keys,
            "asks": self.asks[first:last],
            "keep": self.keep,
            "masks": masks,
        }


def tasks_of(job: Job) -> Tasks:
    """Return the tasks that a job was made of."""
    if job.kind == "plan":
        return PlanTasks(plan_of(Scenario.model_validate_json(job.text)))
    tree = json.loads(job.text)
    columns, steps = tree["keep"]
    masks = tree["masks"]
    return PointTasks(
        Scenario.model_validate(tree["scenario"]),
        tuple(tree["keys"]),
        tuple(Ask(tuple(values), tuple(seeds)) for values, seeds in tree["asks"]),
        Keep(tuple(columns), None if steps is None else tuple(steps)),
        None if masks is None else tuple(frozenset(mask) for mask in masks),
    )


def same_seeds(rows: Sequence[tuple[AxisValue, ...]], seeds: Sequence[int]) -> tuple[Ask, ...]:
    """Return points that all run with the same seeds."""
    return tuple(Ask(tuple(row), tuple(seeds)) for row in rows)
