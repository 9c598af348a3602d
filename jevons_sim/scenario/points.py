"""The points of a sweep: each set of swept values, and the scenario that it makes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, overload

from pydantic import ValidationError

from jevons_sim.errors import Fault, ScenarioError
from jevons_sim.scenario.axes import AxisValue
from jevons_sim.scenario.explain import faults_of
from jevons_sim.scenario.keys import set_value
from jevons_sim.scenario.schema import Scenario


@dataclass(frozen=True)
class Point:
    """One set of swept values, and the scenario that they make."""

    index: int
    values: dict[str, AxisValue]
    scenario: Scenario


class Points(Sequence[Point]):
    """The points of a plan, each made when it is asked for: a hundred thousand cost no memory.

    Only one thread at a time may ask: every point is made in the same tree.
    """

    def __init__(
        self, single: Scenario, keys: tuple[str, ...], rows: Sequence[tuple[AxisValue, ...]]
    ) -> None:
        self._single, self._keys, self._rows = single, keys, rows
        self._notes = {"sources": single.sources, "ranges": single.ranges}
        bare = single.model_copy(update={name: {} for name in self._notes})
        self._tree = bare.model_dump(mode="json") if keys else {}
        changed = {key.split(".", maxsplit=1)[0] for key in keys}
        self._parts: dict[str, Any] = {
            name: self._tree[name] if name in changed else getattr(bare, name)
            for name in self._tree
        }
        """Sections that no point changes, as they are; of the others, the trees."""

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
        if not values:
            return Point(place, values, self._single)
        return Point(place, values, self._made(values).model_copy(update=self._notes))

    def values(self, index: int) -> dict[str, AxisValue]:
        """Return the swept values of a point."""
        return dict(zip(self._keys, self._rows[index], strict=True))

    def _made(self, values: dict[str, AxisValue]) -> Scenario:
        """Return the scenario of a point; every point sets the same keys of the one tree."""
        for key, value in values.items():
            set_value(self._tree, key, value)
            set_value(self._parts, key, value)
        try:
            return Scenario.model_validate(self._parts)
        except ValidationError as error:
            text = ", ".join(f"{key} = {value}" for key, value in values.items())
            faults = [
                Fault(f"at {text}: {fault.path}: {fault.message}", "sweep.axes", hint=fault.hint)
                for fault in faults_of(error.errors(), self._tree, {})
            ]
            raise ScenarioError(faults) from error
