"""The form of the runs that lessons quote."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import Field

from jevons_sim.lessons.schema import Text
from jevons_sim.scenario.spec import Spec


class Formula(Spec):
    """A closed form of theory."""

    name: Literal["isoelastic_rebound", "energy_ratio", "threshold_elasticity"]
    """Function in `jevons_sim.equations.rebound`."""

    arguments: list[float]
    """Its arguments, in order."""


class Vary(Spec):
    """A search for the value of a key at which the gain changes energy use neither way."""

    key: str
    """Dotted key."""

    first: float
    """Lower end of the search."""

    last: float
    """Upper end of the search."""


class Run(Spec):
    """A run of the model that texts quote, or a closed form."""

    title: Text
    """What it is, in a few words."""

    scenario: str | None = None
    """Shipped scenario."""

    set: dict[str, Any] = Field(default_factory=dict)
    """Keys that differ from it."""

    command: Literal["run", "rebound", "threshold"] = "run"
    """Command that shows it."""

    vary: Vary | None = None
    """What a threshold varies."""

    game: dict[str, list[int]] | None = None
    """Choices of roles in the class game, the same in every round, instead of a scenario."""

    formula: Formula | None = None
    """A closed form instead of a run."""

    holds: list[str] = Field(default_factory=list)
    """What texts take for granted about it, as conditions."""


class Runs(Spec):
    """Every run that a text quotes."""

    runs: dict[str, Run]
    """Name to run."""
