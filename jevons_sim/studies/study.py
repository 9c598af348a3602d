"""Study: a scenario, its plan and its address, made once; and how its tasks run.

Every command makes one, and every answer is made from one.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np

from jevons_sim._version import __version__
from jevons_sim.errors import UsageError
from jevons_sim.execution.checkpoint import Checkpoint
from jevons_sim.execution.executors import Execution
from jevons_sim.execution.tasks import PlanTasks
from jevons_sim.quantities import SERIES
from jevons_sim.results import store
from jevons_sim.scenario.estimate import BUDGET_FIRM_STEPS, check_budget
from jevons_sim.scenario.load import load_scenario, scenario_digest
from jevons_sim.scenario.plan import Plan, check_points, plan_of
from jevons_sim.scenario.schema import Scenario
from jevons_sim.words.catalogue import Language


@dataclass(frozen=True)
class Study:
    """A scenario to answer from, and what to do with the answer."""

    scenario: Scenario
    out: Path
    """Where results are and go."""

    execution: Execution = field(default_factory=Execution)
    """Where and how its tasks run."""

    fresh: bool = False
    """Whether to run again what is there."""

    figures: bool = True
    """Whether to draw."""

    language: Language = "en"
    """Language of the figures."""

    @cached_property
    def plan(self) -> Plan:
        """The points and seeds of the scenario."""
        return plan_of(self.scenario)

    @cached_property
    def tasks(self) -> PlanTasks:
        """The tasks of the plan."""
        return PlanTasks(self.plan)

    @cached_property
    def digest(self) -> str:
        """Short name: equal for equal scenarios and versions."""
        return scenario_digest(self.scenario, __version__)

    @property
    def folder(self) -> Path:
        """Where the result of running the plan belongs."""
        return store.result_folder(self.out, self.scenario.name, self.digest)

    @property
    def drawn(self) -> Language | None:
        """Language in which figures are drawn; None where there are none."""
        return self.language if self.figures else None

    def tasks_as_json(self) -> dict[str, Any]:
        """Return how the tasks of the plan are cut, which pieces of them belong to."""
        return {"tasks": len(self.tasks), "seeds_in_task": self.tasks.seeds_in_task}

    def checkpoint(
        self,
        name: str,
        plan: Mapping[str, Any],
        on_wait: Callable[[], None] = lambda: None,
    ) -> Checkpoint:
        """Return the work folder of a result or an answer.

        Parameters
        ----------
        name : str
            Name of the result or answer.
        plan : mapping
            What else its pieces belong to, besides the scenario and this version.
        on_wait : callable, optional
            Called before waiting for another process that works on the same.
        """
        identity = {
            "format": store.FORMAT,
            "digest": self.digest,
            "version": __version__,
            "series": list(SERIES),
            "numpy": ".".join(np.__version__.split(".")[:2]),
            **plan,
        }
        made = Checkpoint(self.folder.parent / f".work-{name}", identity, fresh=self.fresh)
        made.on_wait = on_wait
        return made


def prepare(text: str, overrides: Sequence[str], budget: float | None = None) -> Scenario:
    """Load a scenario; check that it is within the budget of firm-steps, and all its points."""
    scenario = load_scenario(text, overrides)
    limit = BUDGET_FIRM_STEPS if budget is None else int(budget)
    plan = plan_of(scenario)
    check_budget(plan, limit)
    check_points(plan)
    return scenario


def refuse_same_names(scenarios: Sequence[Scenario]) -> None:
    """Refuse to run two different scenarios under one name in one call.

    Raises
    ------
    UsageError
        If two do.
    """
    seen: dict[str, Scenario] = {}
    for scenario in scenarios:
        if scenario.name in seen:
            raise UsageError(f"two scenarios are called {scenario.name}; rename one")
        seen[scenario.name] = scenario


def refuse_sweep(scenario: Scenario) -> None:
    """Refuse a sweep where a question is about one case.

    Raises
    ------
    UsageError
        If the scenario is a sweep.
    """
    if scenario.sweep is not None:
        raise UsageError(
            f"{scenario.name}: is a sweep; write a scenario that extends it and fixes its keys"
        )
