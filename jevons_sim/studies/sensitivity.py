"""Sensitivity: vary every uncertain number of a scenario at once, and say which decides."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np

from jevons_sim import plots
from jevons_sim.analysis.screening import WEIGHTS, Gaps, Method, Outcome, Screening
from jevons_sim.analysis.sensitivity import morris, sobol, telling_input
from jevons_sim.equations.types import FloatArray
from jevons_sim.errors import BudgetError, RunError, ScenarioError, UsageError
from jevons_sim.execution.evaluate import Evaluation
from jevons_sim.execution.tasks import Keep, same_seeds
from jevons_sim.results import store
from jevons_sim.results.tables import outcomes_from
from jevons_sim.scenario.estimate import BUDGET_FIRM_STEPS
from jevons_sim.scenario.keys import get_value
from jevons_sim.scenario.plan import Points, check_smooth
from jevons_sim.scenario.schema import Scenario
from jevons_sim.scenario.shares import groups_of
from jevons_sim.scenario.sweep import AxisValue
from jevons_sim.studies.search import find
from jevons_sim.studies.study import refuse_sweep
from jevons_sim.words.catalogue import Language
from jevons_sim.words.searches import advice, doubt, outcome_name, sensitivity_lines
from jevons_sim.words.titles import title_of

ENDS = Keep(("energy_twh", "energy_economy_twh"), (0, -1))
"""What the search keeps of a run: the base year and the last one."""

MAX_SCENARIOS = 1_000_000
"""Scenarios of one analysis: their outcomes are held in memory."""

DEFAULT_SAMPLES: dict[Method, int] = {"sobol": 128, "morris": 24}


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


class SensitivityAnswer(Screening):
    """What an analysis found, with the words that say it."""

    def in_words(self, language: Language = "en") -> str:
        """Return the answer in lines, as the terminal shows it."""
        return "\n".join(sensitivity_lines(self, language))

    def as_json(self) -> dict[str, Any]:
        """Return what ``--json`` prints."""
        said = None if self.doubt is None else doubt(self.doubt)
        return {**super().as_json(), "doubt": said}


@dataclass(frozen=True)
class SensitivitySearch:
    """Vary every number that has a range, all at once, and say which decides the outcome."""

    scenario: Scenario
    asked: Question
    kind = "sensitivity"
    masks = None

    @cached_property
    def names(self) -> list[str]:
        """The numbers that vary."""
        return _names(self.scenario, self.asked.keys)

    @property
    def samples(self) -> int:
        """Base samples or trajectories."""
        return self.asked.samples or DEFAULT_SAMPLES[self.asked.method]

    @property
    def n_scenarios(self) -> int:
        """Scenarios that run, each with every seed."""
        return self.samples * (len(self.names) + (2 if self.asked.method == "sobol" else 1))

    def question(self) -> dict[str, Any]:
        """Return what is asked."""
        method, outcome = self.asked.method, self.asked.outcome
        samples = {"samples": self.asked.samples, "base_samples": self.samples}
        return {"method": method, "outcome": outcome, "keys": list(self.asked.keys), **samples}

    def run(self, evaluation: Evaluation) -> SensitivityAnswer:
        """Answer the question."""
        method, outcome = self.asked.method, self.asked.outcome
        gaps = [Gaps(0)]

        def model(shares: FloatArray) -> FloatArray:
            points = _points(self.scenario, self.names, shares)
            found = self._outcomes(points, evaluation)
            gaps[0] = _gaps(found, points, _impossible(self.scenario, self.names))
            return found

        try:
            table = (sobol if method == "sobol" else morris)(model, self.names, self.samples)
        except RunError as error:
            lost = f"{gaps[0].n} of {self.n_scenarios} scenarios"
            text = f"{outcome} has no value in {lost}, and {error}: {advice(gaps[0])}"
            raise RunError(text) from error
        ranked = table.sort_values(
            WEIGHTS[method], ascending=False, ignore_index=True, kind="stable"
        )
        n_seeds = len(self.scenario.seed_list)
        return SensitivityAnswer(method, outcome, ranked, self.n_scenarios, gaps[0], n_seeds)

    def _outcomes(self, points: Points, evaluation: Evaluation) -> FloatArray:
        """Return the outcome of each point, a mean over seeds; NaN of one that has none."""
        rows = [tuple(points.values(place).values()) for place in range(len(points))]
        asks = same_seeds(rows, self.scenario.seed_list)
        kept = evaluation.evaluate(tuple(self.names), asks, ENDS)
        energy, economy = kept[..., 0], kept[..., -1, 1]
        values = outcomes_from(energy[..., 0], energy[..., -1], economy)[self.asked.outcome]
        with np.errstate(divide="ignore", invalid="ignore"):
            actual = values[..., -1]
            return np.asarray(
                (actual if self.asked.outcome == "rebound" else np.log(actual)).mean(axis=1)
            )

    def write(
        self, found: SensitivityAnswer, folder: Path, drawn: Language | None
    ) -> dict[str, Any]:
        """Write a table and a figure."""
        store.write_table(folder / "sensitivity.csv", found.table)
        if drawn:
            title, outcome = title_of(self.scenario, drawn), outcome_name(found.outcome, drawn)
            figure = plots.plot_sensitivity(found.table, outcome, title=title, language=drawn)
            plots.save_figure(figure, folder / store.FIGURES / "sensitivity.png")
        return {name: value for name, value in found.as_json().items() if name != "indices"}

    def read(self, folder: Path) -> None:
        """Return nothing: the answer is made again from its evaluations."""


def sensitivity_search(scenario: Scenario, asked: Question | None = None) -> SensitivitySearch:
    """Return the search for what decides.

    Raises
    ------
    BudgetError
        If there are too many samples.
    UsageError
        If the scenario is a sweep, a key has no range, or the samples fit no Sobol design.
    """
    made = SensitivitySearch(scenario, asked or Question())
    n = made.samples
    if made.asked.method == "sobol" and n & (n - 1):
        raise UsageError(f"--samples {n}: Sobol indices need a power of two, such as 64 or 128")
    steps = 2 * made.n_scenarios * len(scenario.seed_list)
    steps *= scenario.population.firms * scenario.n_steps
    if steps > BUDGET_FIRM_STEPS or made.n_scenarios > MAX_SCENARIOS:
        raise BudgetError(
            f"--samples {n}: {made.n_scenarios:,} scenarios, {steps:.2g} firm-steps; the budget is "
            f"{MAX_SCENARIOS:,} and {BUDGET_FIRM_STEPS:.2g}; take fewer samples, seeds or firms"
        )
    return made


def screen(
    scenario: Scenario, question: Question | None = None, *, workers: int | None = None
) -> SensitivityAnswer:
    """Vary every number that has a range, all at once, and say which decides the outcome.

    Parameters
    ----------
    scenario : Scenario
        One case; its `ranges` say how far each number may lie off.
    question : Question, optional
        Method, outcome, keys and samples.
    workers : int, optional
        Threads; by default every core.

    Raises
    ------
    UsageError
        If the scenario is a sweep, or a key has no range.
    RunError
        If the outcome has no value in too many of the scenarios; says which range to narrow.
    """
    return find(sensitivity_search(scenario, question), workers)


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
    refuse_sweep(scenario)
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
