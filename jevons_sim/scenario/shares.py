"""Shares that sum to 1: where a study varies some of them, the others make room."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from jevons_sim.errors import Fault, ScenarioError

ROUNDING = 1e-9
"""How far from 1 a sum of shares may lie."""

_COSTS = tuple(f"price.cost_shares.{name}" for name in ("energy", "compute", "overhead"))


@dataclass(frozen=True)
class Group:
    """Shares that sum to 1, of which a study varies some."""

    name: str
    """Section that they are in."""

    varied: tuple[str, ...]
    """Dotted keys that the study sets."""

    given: dict[str, float]
    """The other keys with their values in the scenario; none where all vary."""

    def others(self, values: Mapping[str, Any]) -> dict[str, float]:
        """Return the values of the other keys beside those that are set.

        They stay where the sum is 1 as it is. Where it is not they scale in proportion, or take
        equal parts where all of them are 0.

        Raises
        ------
        ScenarioError
            If the set values leave nothing for the others.
        """
        found = [values[key] for key in self.varied]
        if not self.given or any(
            isinstance(value, bool) or not isinstance(value, int | float) for value in found
        ):
            return self.given
        left, rest = 1.0 - sum(found), sum(self.given.values())
        if left < -ROUNDING:
            text = f"{self.name}: the shares that vary sum to {sum(found):g}"
            raise ScenarioError([Fault(text, hint="they may sum to 1 at most")])
        if math.isclose(left, rest, rel_tol=0.0, abs_tol=ROUNDING):
            return self.given
        left = max(0.0, left)
        if rest <= 0.0:
            return dict.fromkeys(self.given, left / len(self.given))
        return {key: left * value / rest for key, value in self.given.items()}


def groups_of(tree: Mapping[str, Any], keys: Sequence[str]) -> list[Group]:
    """Return the groups of shares of which a study varies some.

    Parameters
    ----------
    tree : mapping
        A scenario's tree.
    keys : sequence of str
        Dotted keys that the study varies.
    """
    costs = dict(zip(_COSTS, tree["price"]["cost_shares"].values(), strict=True))
    labs = {
        f"labs.members.{number}.share": lab["share"]
        for number, lab in enumerate(tree["labs"]["members"])
    }
    groups = []
    for name, shares in (("price.cost_shares", costs), ("labs.members", labs)):
        varied = tuple(key for key in shares if key in keys)
        if varied:
            given = {key: value for key, value in shares.items() if key not in varied}
            groups.append(Group(name, varied, given))
    return groups
