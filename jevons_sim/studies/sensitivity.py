"""Sensitivity of a scenario: which of its uncertain numbers decides the outcome."""

from __future__ import annotations

import contextlib
import math
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import pandas as pd

from jevons_sim.analysis.sensitivity import doubts, morris, sobol, telling_input
from jevons_sim.engine.runner import Runner
from jevons_sim.equations.types import FloatArray
from jevons_sim.errors import RunError, ScenarioError, UsageError
from jevons_sim.execution.collect import Progress
from jevons_sim.results.tables import outcomes_of
from jevons_sim.scenario.keys import get_value
from jevons_sim.scenario.plan import Points, check_smooth
from jevons_sim.scenario.schema import Scenario
from jevons_sim.scenario.shares import groups_of
from jevons_sim.scenario.sweep import AxisValue

Method = Literal["sobol", "morris"]
Outcome = Literal["energy_ratio", "growth", "rebound"]
"""Of the last year. The first two are taken in logs, so that equal factors count alike."""

WEIGHTS: dict[Method, str] = {"sobol": "total_order", "morris": "mu_star"}
"""Column by which each method ranks parameters."""

DEFAULT_SAMPLES: dict[Method, int] = {"sobol": 128, "morris": 24}

BATCH = 512
"""Samples that are run at once; only their outcomes are kept."""


@dataclass(frozen=True)
class Gaps:
    """Samples without an outcome: some run left the finite numbers, or no scenario is like that."""

    n: int
    """How many."""

    key: str = ""
    """The number whose values tell them best from the others; empty where none does."""

    values: tuple[float, float] = (math.nan, math.nan)
    """Its lowest and highest value among them."""

    def advice(self) -> str:
        """Return which range to narrow."""
        if not self.key:
            return "narrow the ranges, or take another --outcome"
        low, high = (f"{value:.3g}" for value in self.values)
        where = low if low == high else f"{low} to {high}"
        return (
            f"all at {self.key} = {where}; narrow that with --set ranges.{self.key}=[LOW,HIGH], or "
            f"name other keys with --vary"
        )


@dataclass(frozen=True)
class Screening:
    """What a sensitivity analysis found."""

    method: Method
    outcome: Outcome
    table: pd.DataFrame
    """A row per parameter, the weightiest first."""

    n_samples: int
    """Scenarios that ran, each with every seed."""

    gaps: Gaps
    """Those of them that are left out, for want of an outcome."""

    n_seeds: int
    seconds: float

    @property
    def doubt(self) -> str:
        """Why there are too few samples, in words; empty where there are enough."""
        return doubts(self.table) if self.method == "sobol" else ""

    def as_json(self) -> dict[str, Any]:
        """Return what ``--json`` prints."""
        return {
            "method": self.method,
            "outcome": self.outcome,
            "scenarios": self.n_samples,
            "left_out": self.gaps.n,
            "left_out_key": self.gaps.key or None,
            "doubt": self.doubt or None,
            "seeds": self.n_seeds,
            "indices": self.table.to_dict("records"),
            "seconds": round(self.seconds, 3),
        }


@dataclass(frozen=True)
class Question:
    """What a sensitivity analysis asks."""

    method: Method = "sobol"
    """Shares of variance, or the cheaper elementary effects."""

    outcome: Outcome = "energy_ratio"
    """What varies; its mean over seeds, which are the same for every sample."""

    keys: tuple[str, ...] = ()
    """Numbers to vary; by default all with a range."""

    samples: int | None = None
    """Base samples (Sobol, a power of two; default 128) or trajectories (Morris; default 24)."""


def screen(
    scenario: Scenario,
    question: Question | None = None,
    *,
    workers: int | None = None,
    progress: Progress | None = None,
) -> Screening:
    """Vary every number that has a range, all at once, and say which decides the outcome.

    Parameters
    ----------
    scenario : Scenario
        One case; its `ranges` say how far each number may lie off.
    question : Question, optional
        Method, outcome, keys and samples.
    workers : int, optional
        Threads; by default every core.
    progress : callable, optional
        Called with the number of samples done and of all.

    Raises
    ------
    UsageError
        If the scenario is a sweep, or a key has no range.
    RunError
        If the outcome has no value in too many of the scenarios; says which range to narrow.
    """
    asked = question or Question()
    method, outcome, samples = asked.method, asked.outcome, asked.samples
    started = time.perf_counter()
    names = _names(scenario, asked.keys)
    n = samples or DEFAULT_SAMPLES[method]
    if method == "sobol" and n & (n - 1):
        raise UsageError(f"--samples {n}: Sobol indices need a power of two, such as 64 or 128")
    gaps = [Gaps(0)]
    with Runner(workers) as runner:

        def model(shares: FloatArray) -> FloatArray:
            points = _points(scenario, names, shares)
            found = _outcomes(points, scenario.seed_list, (outcome, runner, progress))
            gaps[0] = _gaps(found, points, _impossible(scenario, names))
            return found

        try:
            table = (sobol if method == "sobol" else morris)(model, names, n)
        except RunError as error:
            lost = f"{gaps[0].n} of {n_samples_of(scenario, asked)} scenarios"
            text = f"{outcome} has no value in {lost}, and {error}: {gaps[0].advice()}"
            raise RunError(text) from error
    n_samples = n_samples_of(scenario, asked)
    weight = WEIGHTS[method]
    ranked = table.sort_values(weight, ascending=False, ignore_index=True, kind="stable")
    seconds = time.perf_counter() - started
    n_seeds = len(scenario.seed_list)
    return Screening(method, outcome, ranked, n_samples, gaps[0], n_seeds, seconds)


def n_samples_of(scenario: Scenario, asked: Question) -> int:
    """Return how many scenarios a question takes, each with every seed."""
    n = asked.samples or DEFAULT_SAMPLES[asked.method]
    return n * (len(_names(scenario, asked.keys)) + (2 if asked.method == "sobol" else 1))


def _gaps(found: FloatArray, points: Points, impossible: str) -> Gaps:
    """Return which scenarios have no outcome, and what they have in common."""
    missing = ~np.isfinite(found)
    if not missing.any():
        return Gaps(0)
    names = list(points.values(0))
    values = np.array([list(points.values(place).values()) for place in range(len(points))])
    place = telling_input(missing, values)
    key = impossible if place is None else names[place]
    if not key:
        return Gaps(int(missing.sum()))
    theirs = values[missing, names.index(key)]
    return Gaps(int(missing.sum()), key, (float(theirs.min()), float(theirs.max())))


def _impossible(scenario: Scenario, names: Sequence[str]) -> str:
    """Return the first number whose range does not fit the rest of the scenario; or nothing."""
    for name in names:
        ends = Points(scenario, (name,), [(end,) for end in scenario.ranges[name]])
        for place in range(len(ends)):
            try:
                ends.scenario(place)
            except ScenarioError:
                return name
    return ""


def _names(scenario: Scenario, keys: Sequence[str]) -> list[str]:
    if scenario.sweep is not None:
        raise UsageError(f"{scenario.name}: is a sweep; take a scenario of one case")
    for key in keys:
        if key not in scenario.ranges:
            known = ", ".join(sorted(scenario.ranges)) or "none"
            raise UsageError(f"{key}: has no range in the scenario; those that have: {known}")
        check_smooth(scenario, key, "--vary")
    tree = scenario.model_dump(mode="json")
    ours = [key for key in scenario.ranges if isinstance(get_value(tree, key), float)]
    names = list(dict.fromkeys(keys or ours))
    if len(names) < 2:
        raise UsageError("sensitivity needs at least two numbers with a range")
    for group in groups_of(tree, names):
        if not group.given:
            shares = ", ".join(group.varied)
            raise UsageError(f"{shares}: sum to 1, so that they cannot all vary; leave one out")
    return names


def _points(scenario: Scenario, names: Sequence[str], shares: FloatArray) -> Points:
    """Return the samples as points."""
    low, high = np.array([scenario.ranges[name] for name in names]).T
    columns = (low + (high - low) * shares).T
    rows: list[tuple[AxisValue, ...]] = list(
        zip(*(column.tolist() for column in columns), strict=True)
    )
    return Points(scenario, tuple(names), rows)


Way = tuple[Outcome, Runner, Progress | None]


def _outcomes(points: Points, seeds: Sequence[int], way: Way) -> FloatArray:
    """Return the outcome of each point; NaN of one that makes no valid scenario."""
    outcome, runner, progress = way
    found = np.full(len(points), np.nan)
    for first in range(0, len(points), BATCH):
        last = min(len(points), first + BATCH)
        batch: dict[int, Scenario] = {}
        for place in range(first, last):
            with contextlib.suppress(ScenarioError):
                batch[place] = points.scenario(place)
        places = list(batch)
        for index, series in runner.run(list(batch.values()), seeds):
            values = outcomes_of(series)[outcome][:, -1]
            with np.errstate(divide="ignore", invalid="ignore"):
                found[places[index]] = (values if outcome == "rebound" else np.log(values)).mean()
        if progress is not None:
            progress(last, len(points))
    return found
