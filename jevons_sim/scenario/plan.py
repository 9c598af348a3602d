"""From a scenario to a plan: the points of a sweep, each a scenario of its own, and the seeds."""

from __future__ import annotations

import itertools
import math
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from pydantic import ValidationError

from jevons_sim.errors import BudgetError, Fault, ScenarioError, UsageError
from jevons_sim.scenario.faults import faults_of
from jevons_sim.scenario.keys import get_value, set_value
from jevons_sim.scenario.points import Point, Points
from jevons_sim.scenario.schema import Scenario
from jevons_sim.scenario.suggestions import nearest_key_hint
from jevons_sim.scenario.sweep import AxisValue, Range, Sweep

__all__ = [
    "Plan",
    "Point",
    "Points",
    "axis_faults",
    "axis_values",
    "check_points",
    "check_smooth",
    "plan_of",
]

MOST_POINTS = 100_000
MOST_TRIED = 100
MOST_CHECKED = 2000
"""Points that are made before anything runs, to see that they are valid."""

_NOT_SWEPT = (
    *("name", "title", "question", "sweep", "seeds", "sources", "ranges", "expected"),
    "equivalents",
)


@dataclass(frozen=True)
class Plan:
    """What a study runs: every point with every seed."""

    scenario: Scenario
    keys: tuple[str, ...]
    points: Points
    seeds: tuple[int, ...]

    @property
    def text_keys(self) -> tuple[str, ...]:
        """The swept keys that take text."""
        values = {key: axis_values(self.scenario, key) for key in self.keys}
        return tuple(
            key for key, found in values.items() if any(isinstance(value, str) for value in found)
        )


def plan_of(scenario: Scenario) -> Plan:
    """Return the plan of a scenario: one point, or those of its sweep.

    A grid takes every combination, the first key slowest; `zip` takes the axes side by side.
    Latin hypercube and Sobol designs are drawn with the seed of the sweep, so that a study is the
    same wherever it runs.

    Raises
    ------
    ScenarioError
        If a point is not a valid scenario; of many points, a spread of them is tried here, and
        each when it runs.
    BudgetError
        If there are too many points.
    """
    single = scenario.model_copy(update={"sweep": None})
    if scenario.sweep is None:
        return Plan(scenario, (), Points(single, (), ((),)), scenario.seed_list)
    n_points = _count(scenario.sweep)
    if n_points > MOST_POINTS:
        raise BudgetError(
            f"sweep.axes: {n_points:,} points; the limit is {MOST_POINTS:,}; "
            f"use fewer steps or a random design with `samples`"
        )
    keys = scenario.sweep.keys
    place = "sweep.points" if scenario.sweep.points else "sweep.axes"
    points = Points(single, keys, tuple(_combinations(scenario)), place)
    for index in range(0, n_points, max(1, n_points // MOST_CHECKED)):
        points[index]
    points[n_points - 1]
    return Plan(scenario, keys, points, scenario.seed_list)


def check_points(plan: Plan) -> None:
    """Make every point once, so that none is found invalid in the middle of a study.

    Raises
    ------
    ScenarioError
        If one is not a valid scenario.
    """
    for index in range(len(plan.points)):
        plan.points[index]


def _count(sweep: Sweep) -> int:
    if sweep.points:
        return len(sweep.points)
    if sweep.design not in ("grid", "zip"):
        return sweep.samples or 0
    sizes = [axis.steps if isinstance(axis, Range) else len(axis) for axis in sweep.axes.values()]
    return min(sizes) if sweep.design == "zip" else math.prod(sizes)


def _combinations(scenario: Scenario) -> Iterator[tuple[AxisValue, ...]]:
    sweep = scenario.sweep
    assert sweep is not None
    if sweep.points:
        yield from (tuple(point[key] for key in sweep.keys) for point in sweep.points)
        return
    if sweep.design in ("grid", "zip"):
        axes = [axis_values(scenario, key) for key in sweep.axes]
        yield from itertools.product(*axes) if sweep.design == "grid" else zip(*axes, strict=True)
        return
    from scipy.stats import qmc  # noqa: PLC0415 - half a second that other designs need not pay

    n, samples = len(sweep.axes), sweep.samples or 1
    if sweep.design == "sobol":
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # a number that is no power of two fills less evenly
            shares = qmc.Sobol(n, scramble=True, rng=sweep.seed).random(samples)
    else:
        shares = qmc.LatinHypercube(n, rng=sweep.seed).random(samples)
    columns = [_at(scenario, key, shares[:, i]) for i, key in enumerate(sweep.axes)]
    yield from zip(*columns, strict=True)


def axis_values(scenario: Scenario, key: str) -> tuple[AxisValue, ...]:
    """Return the values of an axis; of a key that takes whole numbers, rounded."""
    assert scenario.sweep is not None
    if scenario.sweep.points:
        return tuple(point[key] for point in scenario.sweep.points)
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


def axis_faults(scenario: Scenario) -> list[Fault]:
    """Return what is wrong with the axes of a sweep, each fault at its key."""
    if scenario.sweep is None:
        return []
    faults = []
    sweep = scenario.sweep
    if sweep.design not in ("grid", "zip") and sweep.samples is None:
        message = f"a {sweep.design} design needs a number of points"
        faults.append(Fault(message, "sweep.design", hint="add `samples: 256`"))
    tree = scenario.model_copy(update={"sweep": None}).model_dump(mode="json")
    for key in sweep.keys:
        fault = _key_fault(tree, _path(scenario, key), key) or _values_fault(scenario, tree, key)
        if fault is not None:
            faults.append(fault)
    if sweep.design == "zip" and not faults:
        sizes = {key: len(axis_values(scenario, key)) for key in sweep.axes}
        if len(set(sizes.values())) > 1:
            text = ", ".join(f"{key} has {size}" for key, size in sizes.items())
            what = f"zipped axes differ in length: {text}"
            faults.append(Fault(what, "sweep.axes", code="disagreement"))
    if (sweep.points or sweep.design == "zip") and not faults:
        faults += _repeated_points(scenario)
    return faults


def _repeated_points(scenario: Scenario) -> list[Fault]:
    """Return the points that are given twice: they would be run, and counted, twice."""
    assert scenario.sweep is not None
    place = "sweep.points" if scenario.sweep.points else "sweep.axes"
    first: dict[tuple[AxisValue, ...], int] = {}
    faults = []
    for number, point in enumerate(_combinations(scenario)):
        same = first.setdefault(point, number)
        if same < number:
            where = f"{place}.{number}" if scenario.sweep.points else place
            message = f"point {number} is the same as point {same}"
            faults.append(Fault(message, where, hint="keep each point once", code="repeated"))
    return faults[: ScenarioError.most_faults]


def check_smooth(scenario: Scenario, key: str, option: str) -> None:
    """Refuse to search over what is no number that varies smoothly; null may stand for one.

    Parameters
    ----------
    scenario : Scenario
        The scenario.
    key : str
        Dotted key.
    option : str
        The option that names it, for the message.

    Raises
    ------
    UsageError
        If the key is none.
    """
    tree = scenario.model_copy(update={"sweep": None}).model_dump(mode="json")
    fault = _key_fault(tree, f"{option} {key}", key)
    if fault is not None:
        raise UsageError(str(fault))
    if not isinstance(get_value(tree, key), float | None):
        raise UsageError(f"{option} {key}: is not a number that varies smoothly")


def _path(scenario: Scenario, key: str) -> str:
    assert scenario.sweep is not None
    return f"sweep.points.0.{key}" if scenario.sweep.points else f"sweep.axes.{key}"


def _key_fault(tree: dict[str, object], path: str, key: str) -> Fault | None:
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
    path = _path(scenario, key)
    if scenario.sweep is not None and scenario.sweep.points:
        values = tuple(dict.fromkeys(values))
    repeats = len(set(values)) < len(values)
    if repeats and scenario.sweep is not None and scenario.sweep.design != "zip":
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
