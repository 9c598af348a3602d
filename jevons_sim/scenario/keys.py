"""Dotted keys, and the places in a scenario's tree that they lead to.

Every function here takes a tree of any shape: what does not lead anywhere is said, never assumed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

Place = tuple[str | int, ...]
"""Where a value stands: keys and indices from the top."""

_INDEX = re.compile(r"0|[1-9][0-9]{0,8}")
_ONE_KEY = re.compile(r"(sweep\.axes|sweep\.points\.[0-9]+|sources|ranges)\.(.+)", re.DOTALL)


def dotted(place: Iterable[str | int]) -> str:
    """Return a place as a dotted key."""
    return ".".join(str(part) for part in place)


def split_key(key: str) -> list[str]:
    """Split a dotted key; below `sweep.axes`, `sources` and `ranges` the rest is one key.

    Examples
    --------
    >>> split_key("sources.demand.price_elasticity")
    ['sources', 'demand.price_elasticity']
    """
    found = _ONE_KEY.fullmatch(key)
    return [*found[1].split("."), found[2]] if found else key.split(".")


def place_in(tree: Any, parts: Iterable[str | int]) -> Place:
    """Return the place that parts lead to; those that lead nowhere are left out."""
    place: list[str | int] = []
    here = tree
    for part in parts:
        step = _step_in(here, part)
        if step is not None:
            here = here[step]
            place.append(step)
    return tuple(place)


def get_value(tree: Any, key: str) -> Any:
    """Return the value at a dotted key of a scenario's tree.

    Raises
    ------
    KeyError
        If the key does not lead to a place that exists.
    """
    here = tree
    for part in key.split("."):
        here = here[_sure_step(here, part, key)]
    return here


def set_value(tree: dict[str, Any], key: str, value: Any) -> None:
    """Set the value at a dotted key of a scenario's tree, in place.

    Raises
    ------
    KeyError
        If the key does not lead to a place that exists.
    """
    *parents, last = key.split(".")
    here: Any = tree
    for part in parents:
        here = here[_sure_step(here, part, key)]
    here[_sure_step(here, last, key)] = value


def leaves(tree: object, prefix: str = "") -> Iterator[str]:
    """Give the dotted keys of a tree, lists counted as one value."""
    if not isinstance(tree, dict):
        yield prefix
        return
    for key, value in tree.items():
        yield from leaves(value, f"{prefix}.{key}" if prefix else str(key))


def _step_in(here: Any, part: str | int) -> str | int | None:
    """Return the key or index by which one step goes on; None if there is no such step.

    An index has one spelling, so that two keys never stand for the same place.
    """
    if isinstance(here, dict):
        return part if part in here else None
    if isinstance(here, list | tuple) and _INDEX.fullmatch(str(part)) and int(part) < len(here):
        return int(part)
    return None


def _sure_step(here: Any, part: str, key: str) -> Any:
    step = _step_in(here, part)
    if step is None:
        raise KeyError(key)
    return step
