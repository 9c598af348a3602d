"""Sensitivity of a scenario: which of its uncertain numbers decides the outcome."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import pandas as pd

from jevons_sim.analysis.sensitivity import morris, sobol
from jevons_sim.engine.runner import Runner
from jevons_sim.equations.types import FloatArray
from jevons_sim.errors import RunError, UsageError
from jevons_sim.pieces import Progress
from jevons_sim.results.tables import outcomes_of
from jevons_sim.scenario.axes import AxisValue
from jevons_sim.scenario.keys import get_value
from jevons_sim.scenario.schema import Scenario
from jevons_sim.scenario.sweep import Points

Method = Literal["sobol", "morris"]
Outcome = Literal["energy_ratio", "growth", "rebound"]
"""Of the last year. The first two are taken in logs, so that equal factors count alike."""

WEIGHTS: dict[Method, str] = {"sobol": "total_order", "morris": "mu_star"}
"""Column by which each method ranks parameters."""

DEFAULT_SAMPLES: dict[Method, int] = {"sobol": 128, "morris": 24}

MOST_WITHOUT = 0.1

BATCH = 512
"""Samples that are run at once; only their outcomes are kept."""

_SHARES = ("energy", "compute", "overhead")


@dataclass(frozen=True)
class Screening:
    """What a sensitivity analysis found."""

    method: Method
    outcome: Outcome
    table: pd.DataFrame
    """A row per parameter, the weightiest first."""

    n_samples: int
    """Scenarios that ran, each with every seed."""

    n_without: int
    """Those of them without a value, where some run left the finite numbers: left out."""

    n_seeds: int
    seconds: float

    def as_json(self) -> dict[str, Any]:
        """Return what ``--json`` prints."""
        return {
            "method": self.method,
            "outcome": self.outcome,
            "scenarios": self.n_samples,
            "left_out": self.n_without,
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
        If the outcome has no value in more than a tenth of the scenarios.
    """
    asked = question or Question()
    method, outcome, samples = asked.method, asked.outcome, asked.samples
    started = time.perf_counter()
    names = _names(scenario, asked.keys)
    n = samples or DEFAULT_SAMPLES[method]
    if method == "sobol" and n & (n - 1):
        raise UsageError(f"--samples {n}: Sobol indices need a power of two, such as 64 or 128")
    without = [0]
    with Runner(workers) as runner:

        def model(shares: FloatArray) -> FloatArray:
            points = _points(scenario, names, shares)
            found = _outcomes(points, scenario.seed_list, (outcome, runner, progress))
            without[0] = _refuse_gaps(found, points, outcome)
            return found

        table = (sobol if method == "sobol" else morris)(model, names, n)
    n_samples = n_samples_of(scenario, asked)
    weight = WEIGHTS[method]
    ranked = table.sort_values(weight, ascending=False, ignore_index=True, kind="stable")
    seconds = time.perf_counter() - started
    n_seeds = len(scenario.seed_list)
    return Screening(method, outcome, ranked, n_samples, without[0], n_seeds, seconds)


def n_samples_of(scenario: Scenario, asked: Question) -> int:
    """Return how many scenarios a question takes, each with every seed."""
    n = asked.samples or DEFAULT_SAMPLES[asked.method]
    return n * (len(_names(scenario, asked.keys)) + (2 if asked.method == "sobol" else 1))


def _refuse_gaps(found: FloatArray, points: Points, outcome: str) -> int:
    """Return how many scenarios have no outcome; refuse more than a tenth."""
    gaps = ~np.isfinite(found)
    if gaps.mean() > MOST_WITHOUT:
        place = int(np.argmax(gaps))
        values = ", ".join(f"{key} = {value:.3g}" for key, value in points.values(place).items())
        raise RunError(
            f"{outcome} has no value in {gaps.mean():.0%} of the scenarios, first at {values}; "
            f"narrow the ranges, or take another --outcome"
        )
    return int(gaps.sum())


def _names(scenario: Scenario, keys: Sequence[str]) -> list[str]:
    if scenario.sweep is not None:
        raise UsageError(f"{scenario.name}: is a sweep; take a scenario of one case")
    for key in keys:
        if key not in scenario.ranges:
            known = ", ".join(sorted(scenario.ranges)) or "none"
            raise UsageError(f"{key}: has no range in the scenario; those that have: {known}")
    tree = scenario.model_dump(mode="json")
    names = [key for key in (keys or scenario.ranges) if isinstance(get_value(tree, key), float)]
    if len(names) < 2:
        raise UsageError("sensitivity needs at least two numbers with a range")
    return names


def _points(scenario: Scenario, names: Sequence[str], shares: FloatArray) -> Points:
    """Return the samples as points; a varied cost share scales the others, so that all sum to 1."""
    low, high = np.array([scenario.ranges[name] for name in names]).T
    columns = dict(zip(names, (low + (high - low) * shares).T, strict=True))
    given = scenario.price.cost_shares.model_dump()
    varied = [name for name in _SHARES if f"price.cost_shares.{name}" in columns]
    rest = sum(given[name] for name in _SHARES if name not in varied)
    if varied and rest > 0.0:
        left = 1.0 - sum(columns[f"price.cost_shares.{name}"] for name in varied)
        for name in _SHARES:
            if name not in varied:
                columns[f"price.cost_shares.{name}"] = left * given[name] / rest
    rows: list[tuple[AxisValue, ...]] = list(
        zip(*(column.tolist() for column in columns.values()), strict=True)
    )
    return Points(scenario, tuple(columns), rows)


Way = tuple[Outcome, Runner, Progress | None]


def _outcomes(points: Points, seeds: Sequence[int], way: Way) -> FloatArray:
    outcome, runner, progress = way
    found = np.empty(len(points))
    for first in range(0, len(points), BATCH):
        batch = [point.scenario for point in points[first : first + BATCH]]
        for index, series in runner.run(batch, seeds):
            values = outcomes_of(series)[outcome][:, -1]
            with np.errstate(divide="ignore", invalid="ignore"):
                found[first + index] = (values if outcome == "rebound" else np.log(values)).mean()
        if progress is not None:
            progress(min(len(points), first + BATCH), len(points))
    return found
