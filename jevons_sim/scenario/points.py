"""The points of a sweep: each set of swept values, and the scenario that it makes."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, overload

from pydantic import ValidationError

from jevons_sim.errors import Fault, ScenarioError
from jevons_sim.scenario.faults import faults_of
from jevons_sim.scenario.keys import set_value
from jevons_sim.scenario.schema import Scenario
from jevons_sim.scenario.shares import groups_of
from jevons_sim.scenario.sweep import AxisValue


@dataclass(frozen=True)
class Point:
    """One set of swept values, and the scenario that they make."""

    index: int
    values: dict[str, AxisValue]
    scenario: Scenario


class Points(Sequence[Point]):
    """The points of a plan, each made when it is asked for: a hundred thousand cost no memory.

    Where some of the shares that sum to 1 vary, the others scale (see `shares`). Only one thread
    at a time may ask: every point is made in the same tree.
    """

    def __init__(
        self,
        single: Scenario,
        keys: tuple[str, ...],
        rows: Sequence[tuple[AxisValue, ...]],
        place: str = "",
    ) -> None:
        """Take the points as rows of values.

        Parameters
        ----------
        single : Scenario
            What holds at every point.
        keys : tuple of str
            Dotted keys that vary.
        rows : sequence of tuple
            Their values at each point.
        place : str, optional
            Where in the scenario the points come from, for messages.
        """
        self._single, self._keys, self._rows, self._place = single, keys, rows, place
        self._notes = {"sources": single.sources, "ranges": single.ranges}
        bare = single.model_copy(update={name: {} for name in self._notes})
        self._tree = bare.model_dump(mode="json") if keys else {}
        changed = {key.split(".", maxsplit=1)[0] for key in keys}
        self._parts: dict[str, Any] = {
            name: self._tree[name] if name in changed else getattr(bare, name)
            for name in self._tree
        }
        """Sections that no point changes, as they are; of the others, the trees."""
        self._shares = groups_of(self._tree, keys) if keys else []

    def __len__(self) -> int:
        return len(self._rows)

    @overload
    def __getitem__(self, index: int) -> Point: ...
    @overload
    def __getitem__(self, index: slice) -> list[Point]: ...
    def __getitem__(self, index: int | slice) -> Point | list[Point]:
        """Return a point, or a list of them.

        Raises
        ------
        ScenarioError
            If the values of a point do not make a valid scenario.
        """
        if isinstance(index, slice):
            return [self[place] for place in range(*index.indices(len(self)))]
        place = range(len(self))[index]
        values = self.values(place)
        try:
            return Point(place, values, self.scenario(place))
        except ScenarioError as error:
            raise self._at(values, error.faults) from error

    def values(self, index: int) -> dict[str, AxisValue]:
        """Return the swept values of a point."""
        return dict(zip(self._keys, self._rows[index], strict=True))

    def scenario(self, index: int) -> Scenario:
        """Return the scenario of a point; every point sets the same keys of the one tree.

        Raises
        ------
        ScenarioError
            If it is none; says why, and not where.
        """
        values: dict[str, Any] = self.values(index)
        if not values:
            return self._single
        others = [group.others(values) for group in self._shares]
        for key, value in itertools.chain(values.items(), *(found.items() for found in others)):
            set_value(self._tree, key, value)
            set_value(self._parts, key, value)
        try:
            return Scenario.model_validate(self._parts).model_copy(update=self._notes)
        except ValidationError as error:
            raise ScenarioError(faults_of(error.errors(), self._tree, {})) from error

    def _at(self, values: dict[str, AxisValue], faults: Sequence[Fault]) -> ScenarioError:
        """Return an error that says at which point something is wrong."""
        text = ", ".join(f"{key} = {value}" for key, value in values.items())
        heads = [
            ": ".join(part for part in (fault.path, fault.message) if part) for fault in faults
        ]
        return ScenarioError(
            [
                Fault(f"at {text}: {head}", self._place, hint=fault.hint)
                for head, fault in zip(heads, faults, strict=True)
            ]
        )
