"""What a sweep varies: axes over dotted keys, and how their values combine."""

from __future__ import annotations

import math
from typing import Annotated, Literal, Self

import numpy as np
from pydantic import Discriminator, Field, Tag, model_validator

from jevons_sim.scenario.spec import DisagreementError, Spec

AxisValue = int | float | bool | str | None

DIGITS = 12
"""Digits of a number that people write."""

ROUNDING = 1e-14
"""How far arithmetic on an axis may miss such a number, as a share of its size."""


class Range(Spec):
    """Values from a start to a stop, by number, never by step."""

    start: float = Field(alias="from")
    """First value."""

    stop: float = Field(alias="to")
    """Last value."""

    steps: int = Field(default=2, ge=2, le=100_000)
    """Number of values, both ends included; not used by random designs."""

    scale: Literal["linear", "log"] = "linear"
    """Evenly spaced in the value, or in its logarithm."""

    @model_validator(mode="after")
    def _check_ends(self) -> Self:
        if self.start == self.stop:
            raise DisagreementError("`from` and `to` are equal; give two different ends")
        if self.scale == "log" and min(self.start, self.stop) <= 0.0:
            raise ValueError("a log scale needs both ends above 0")
        if not math.isfinite(self.stop - self.start) or (
            self.scale == "log" and not 0.0 < self.stop / self.start < math.inf
        ):
            raise ValueError("`from` and `to` are too far apart to count between them")
        return self

    def values(self) -> tuple[float, ...]:
        """Return the values of a grid axis: ends exact, and 10 where arithmetic gives 9.99…98."""
        found = self.at(np.linspace(0.0, 1.0, self.steps)).tolist()
        size = max(abs(self.start), abs(self.stop))
        return tuple(_plain(value, abs(value) if self.scale == "log" else size) for value in found)

    def at(self, share: np.ndarray) -> np.ndarray:
        """Return the values at shares of the way from start to stop, each in [0, 1]."""
        if self.scale == "log":
            inner = self.start * (self.stop / self.start) ** share
        else:
            inner = self.start + (self.stop - self.start) * share
        return np.where(share == 1.0, self.stop, inner)


def _plain(value: float, size: float) -> float:
    """Return the number of twelve digits that a value misses by rounding alone, or the value.

    Parameters
    ----------
    value : float
        What arithmetic gave.
    size : float
        How large the numbers are that it was made of, which says how far rounding can reach.
    """
    if size == 0.0:
        return value
    short = round(value, DIGITS - 1 - math.floor(math.log10(size)))
    return short + 0.0 if abs(short - value) <= ROUNDING * size else value


AxisValues = Annotated[tuple[AxisValue, ...], Field(strict=False, min_length=1, max_length=100_000)]
"""Explicit values of an axis."""


def _kind_of_axis(value: object) -> str:
    return "range" if isinstance(value, dict | Range) else "values"


Axis = Annotated[
    Annotated[Range, Tag("range")] | Annotated[AxisValues, Tag("values")],
    Discriminator(_kind_of_axis),
]
"""A range, or explicit values."""


class Sweep(Spec):
    """A set of points in the space of scenario keys."""

    design: Literal["grid", "zip", "latin_hypercube", "sobol"] = "grid"
    """Every combination; the axes side by side; or a space-filling random design over ranges."""

    samples: int | None = Field(default=None, ge=1, le=1_000_000)
    """Number of points of a random design."""

    seed: int = Field(default=0, ge=0, le=2**32 - 1)
    """Seed of a random design: another seed draws other points."""

    axes: dict[str, Axis] = Field(default_factory=dict, max_length=20)
    """Dotted key to its values."""

    points: Annotated[
        tuple[dict[str, AxisValue], ...], Field(strict=False, max_length=100_000)
    ] = ()
    """Explicit points instead of axes: each gives the same dotted keys a value."""

    @model_validator(mode="after")
    def _check_one_of(self) -> Self:
        if bool(self.axes) == bool(self.points):
            raise ValueError("give either `axes` or `points`")
        if self.points and (self.design != "grid" or self.samples is not None):
            raise ValueError("explicit `points` need neither `design` nor `samples`")
        if self.samples is not None and self.design in ("grid", "zip"):
            raise ValueError(
                f"a {self.design} takes no `samples`; leave it out, or write `design: sobol`"
            )
        if self.seed and (self.points or self.design in ("grid", "zip")):
            what = "explicit points draw" if self.points else f"a {self.design} draws"
            raise ValueError(f"{what} nothing at random; leave out `seed`, or take a random design")
        if self.points and not self.points[0]:
            raise ValueError("a point needs at least one key")
        if any(point.keys() != self.points[0].keys() for point in self.points):
            raise DisagreementError("every point must set the same keys")
        return self

    @property
    def keys(self) -> tuple[str, ...]:
        """The swept keys, in order."""
        return tuple(self.axes or self.points[0])
