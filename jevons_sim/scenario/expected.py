"""The answer that a scenario stands for, and what was published about the world beside it."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from jevons_sim.scenario.sections import Interval
from jevons_sim.scenario.spec import Spec, Text, Year, unit


class Published(Spec):
    """A figure that was published about the world, for the model to be held against."""

    quantity: Literal["service", "efficiency", "energy", "price"]
    """Service, service per unit of energy, energy, or price: what was observed."""

    year: Year
    """The year of the observation."""

    multiple: float = Field(gt=0.0, json_schema_extra=unit("-"))
    """The observation over that of the base year."""

    within: float = Field(ge=1.0, json_schema_extra=unit("-"))
    """The model's multiple lies within this factor of it, either way; the tests hold that."""

    source: Text
    """Author, year, table."""


class Expected(Spec):
    """The answer that a shipped scenario stands for; the tests hold it against the model."""

    answer: Text
    """The answer in words, and the reason."""

    rebound: Interval | None = None
    """Range in which the median rebound lies."""

    energy_ratio: Interval | None = None
    """Range in which the median ratio of actual to frozen energy lies."""

    growth: Interval | None = None
    """Range in which the median growth of energy since the base year lies."""

    published: tuple[Published, ...] = Field(default=(), strict=False, max_length=100)
    """What was observed: multiples of the base year that the actual case is held against."""
