"""From a scenario to a plan: the points of a sweep, each a scenario of its own, and the seeds."""

from __future__ import annotations

import itertools
import math
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from pydantic import ValidationError

from jevons_sim.errors import BudgetError, Fault, ScenarioError
from jevons_sim.quantities import CASES, SERIES
from jevons_sim.scenario.axes import AxisValue, Range, Sweep
from jevons_sim.scenario.explain import faults_of
from jevons_sim.scenario.nearest import nearest_key_hint
from jevons_sim.scenario.schema import Scenario, get_value, set_value

MOST_POINTS = 100_000
MOST_TRIED = 100
FIRM_STEPS_PER_SECOND = 100_000_000
"""Rough speed of two cores, for estimates of time."""

BUDGET_FIRM_STEPS = 1_000_000_000_000


_NOT_SWEPT = ("name", "title", "question", "seeds", "sources", "ranges", "expected", "equivalents")


@dataclass(frozen=True)
class Point:
    """One set of swept values, and the scenario that they make."""

    index: int
    values: dict[str, AxisValue]
    scenario: Scenario


@dataclass(frozen=True)
class Plan:
    """What a study runs: every point with every seed."""

    scenario: Scenario
    keys: tuple[str, ...]
    points: tuple[Point, ...]
    seeds: tuple[int, ...]


def plan_of(scenario: Scenario) -> Plan:
    """Return the plan of a scenario: one point, or those of its sweep.

    A grid takes every combination, the first key slowest. Latin hypercube and Sobol designs are
    drawn with a fixed seed (0), so that a study is the same wherever it runs.

    Raises
    ------
    ScenarioError
        If a point is not a valid scenario.
    BudgetError
        If there are too many points.
    """
    single = scenario.model_copy(update={"sweep": None})
    if scenario.sweep is None:
        return Plan(scenario, (), (Point(0, {}, single),), scenario.seed_list)
    keys = tuple(scenario.sweep.axes)
    n_points = _count(scenario.sweep)
    if n_points > MOST_POINTS:
        raise BudgetError(
            f"sweep.axes: {n_points:,} points; the limit is {MOST_POINTS:,}; "
            f"use fewer steps or a random design with `samples`"
        )
    points = []
    notes = {"sources": single.sources, "ranges": single.ranges}
    tree = single.model_copy(update={"sources": {}, "ranges": {}}).model_dump(mode="json")
    for index, combination in enumerate(_combinations(scenario)):
        values = dict(zip(keys, combination, strict=True))
        made = _point(tree, values).model_copy(update=notes)
        points.append(Point(index, values, made))
    return Plan(scenario, keys, tuple(points), scenario.seed_list)


def _count(sweep: Sweep) -> int:
    if sweep.design != "grid":
        return sweep.samples or 0
    sizes = (axis.steps if isinstance(axis, Range) else len(axis) for axis in sweep.axes.values())
    return math.prod(sizes)


def _combinations(scenario: Scenario) -> Iterator[tuple[AxisValue, ...]]:
    sweep = scenario.sweep
    assert sweep is not None
    if sweep.design == "grid":
        yield from itertools.product(*(axis_values(scenario, key) for key in sweep.axes))
        return
    from scipy.stats import qmc  # noqa: PLC0415 - half a second that other designs need not pay

    n, samples = len(sweep.axes), sweep.samples or 1
    if sweep.design == "sobol":
        shares = qmc.Sobol(n, scramble=True, rng=0).random(samples)
    else:
        shares = qmc.LatinHypercube(n, rng=0).random(samples)
    columns = [_at(scenario, key, shares[:, i]) for i, key in enumerate(sweep.axes)]
    yield from zip(*columns, strict=True)


def axis_values(scenario: Scenario, key: str) -> tuple[AxisValue, ...]:
    """Return the values of a grid axis; of a key that takes whole numbers, rounded."""
    assert scenario.sweep is not None
    axis = scenario.sweep.axes[key]
    if not isinstance(axis, Range):
        return axis
    return _as_key(scenario, key, axis.values())


def _at(scenario: Scenario, key: str, shares: np.ndarray) -> tuple[AxisValue, ...]:
    """Return an axis's values at shares of its length."""
    assert scenario.sweep is not None
    axis = scenario.sweep.axes[key]
    if isinstance(axis, Range):
        return _as_key(scenario, key, tuple(float(value) for value in axis.at(shares)))
    return tuple(axis[min(int(share * len(axis)), len(axis) - 1)] for share in shares)


def _as_key(scenario: Scenario, key: str, values: tuple[float, ...]) -> tuple[AxisValue, ...]:
    present = get_value(scenario.model_dump(mode="json"), key)
    if isinstance(present, int) and not isinstance(present, bool):
        return tuple(round(value) for value in values)
    return values


def _point(tree: dict[str, Any], values: dict[str, AxisValue]) -> Scenario:
    """Return the scenario of a point; every point sets the same keys of the one tree."""
    for key, value in values.items():
        set_value(tree, key, value)
    try:
        return Scenario.model_validate(tree)
    except ValidationError as error:
        text = ", ".join(f"{key} = {value}" for key, value in values.items())
        faults = [
            Fault(f"at {text}: {fault.path}: {fault.message}", "sweep.axes", hint=fault.hint)
            for fault in faults_of(error.errors(), tree, {})
        ]
        raise ScenarioError(faults) from error


def axis_faults(scenario: Scenario) -> list[Fault]:
    """Return what is wrong with the axes of a sweep, each fault at its key."""
    if scenario.sweep is None:
        return []
    faults = []
    if scenario.sweep.design != "grid" and scenario.sweep.samples is None:
        message = f"a {scenario.sweep.design} design needs a number of points"
        faults.append(Fault(message, "sweep.design", hint="add `samples: 256`"))
    tree = scenario.model_copy(update={"sweep": None}).model_dump(mode="json")
    for key in scenario.sweep.axes:
        fault = _key_fault(tree, key) or _values_fault(scenario, tree, key)
        if fault is not None:
            faults.append(fault)
    return faults


def _key_fault(tree: dict[str, object], key: str) -> Fault | None:
    path = f"sweep.axes.{key}"
    try:
        present = get_value(tree, key)
    except KeyError:
        hint = nearest_key_hint(key, tree)
        return Fault("unknown key", path, hint=hint, code="unknown")
    if isinstance(present, dict | list):
        return Fault("is a section", path, hint="sweep one of its keys", code="section")
    if key.split(".", maxsplit=1)[0] in _NOT_SWEPT:
        return Fault("cannot be swept", path, hint="sweep a number of the model", code="section")
    return None


def _values_fault(scenario: Scenario, tree: dict[str, Any], key: str) -> Fault | None:
    values = axis_values(scenario, key)
    path = f"sweep.axes.{key}"
    if len(set(values)) < len(values):
        return Fault("holds a value twice", path, hint="keep each value once", code="repeated")
    present = get_value(tree, key)
    for value in _telling(values):
        try:
            set_value(tree, key, value)
            Scenario.model_validate(tree)
        except ValidationError as error:
            first = faults_of(error.errors(), tree, {})[0]
            if first.code == "disagreement":
                continue  # another axis may put it right; each point is checked on its own
            return Fault(first.message, path, hint=first.hint, code=first.code)
        finally:
            set_value(tree, key, present)
    return None


def _telling(values: tuple[AxisValue, ...]) -> tuple[AxisValue, ...]:
    """Return the values to try: all of a few; of many the ends, since each point is checked."""
    if len(values) <= MOST_TRIED:
        return values
    numbers = [value for value in values if isinstance(value, int | float)]
    return (values[0], *((min(numbers), max(numbers)) if numbers else ()), values[-1])


@dataclass(frozen=True)
class Work:
    """How much a plan asks for."""

    n_points: int
    n_seeds: int
    n_runs: int
    firm_steps: int
    """Firms that step: the engineering case moves none."""

    memory_bytes: int
    seconds: float
    """A rough estimate for two cores."""


def work_of(plan: Plan) -> Work:
    """Estimate runs, memory and time of a plan."""
    n_seeds = len(plan.seeds)
    rows = sum(point.scenario.n_steps + 1 for point in plan.points) * n_seeds * len(CASES)
    steps = sum(point.scenario.n_steps * point.scenario.population.firms for point in plan.points)
    firms = max(point.scenario.population.firms for point in plan.points)
    degree = plan.scenario.population.peers.degree
    luck = firms * n_seeds * (32 + 4 * degree)
    firm_steps = 2 * steps * n_seeds
    return Work(
        n_points=len(plan.points),
        n_seeds=n_seeds,
        n_runs=len(plan.points) * n_seeds * len(CASES),
        firm_steps=firm_steps,
        memory_bytes=rows * (len(SERIES) + 6) * 8 * 2 + luck + 60 * firms,
        seconds=firm_steps / FIRM_STEPS_PER_SECOND,
    )


def check_budget(plan: Plan, firm_steps: int = BUDGET_FIRM_STEPS) -> None:
    """Refuse a plan that is larger than the budget or than half of the memory.

    Raises
    ------
    BudgetError
        If it is; names the keys that multiply.
    """
    work = work_of(plan)
    keys = "population.firms × time × sweep.axes × seeds"
    if work.firm_steps > firm_steps:
        raise BudgetError(
            f"{keys}: {work.firm_steps:.2g} firm-steps, over the budget of {firm_steps:.2g}; "
            f"make one of them smaller, or raise it with --budget {work.firm_steps:.0e}"
        )
    free = _memory_bytes()
    if free is not None and work.memory_bytes > free // 2:
        raise BudgetError(
            f"{keys}: about {work.memory_bytes / 1e9:.1f} GB of memory, over half of the "
            f"{free / 1e9:.1f} GB free here; use fewer firms, seeds or points"
        )


def _memory_bytes() -> int | None:
    """Memory that is free to use, or None where the system does not say."""
    try:
        lines = Path("/proc/meminfo").read_text(encoding="ascii").splitlines()
        sizes = {name: value.split()[0] for name, _, value in (row.partition(":") for row in lines)}
        free = int(sizes["MemAvailable"]) * 1024
    except (OSError, KeyError, ValueError):
        return _physical_bytes()
    try:
        limit = int(Path("/sys/fs/cgroup/memory.max").read_text(encoding="ascii"))
    except (OSError, ValueError):
        return free
    return min(free, limit)


def _physical_bytes() -> int | None:
    try:
        return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    except (AttributeError, ValueError, OSError):
        return None
