"""One tree over another: a file over its parent, a setting or a changed value over a scenario.

The rule is the same at every door. A section is merged, key by key; everything else (a number, a
list, an entry of a list, null) replaces what was there, and so do the parts that a child does not
inherit (`OWN`). What was said of a value that is replaced, its source, goes with it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from jevons_sim.scenario.keys import Place

OWN = ("name", "title", "question", "sweep", "expected")
"""Keys that a child does not inherit, and that are replaced as a whole."""

NOTES = ("sources", "ranges")
"""Sections that say something of other keys."""

_NO_MATTER = (*NOTES, "name", "title", "question", "seeds", "expected", "equivalents")
"""Keys that change neither what the model does nor what it answers."""

Change = tuple[Place, Any]
"""A place that is set, and its new value."""


def merges(place: Place, value: Any) -> bool:
    """Return whether a value is merged into what stands at its place; otherwise it replaces it."""
    inside = all(isinstance(part, str) for part in place)
    return isinstance(value, dict) and inside and place[:1] not in [(key,) for key in OWN]


def changes_of(place: Place, value: Any) -> Iterator[Change]:
    """Give what a value changes: of a section that is merged, the keys in it."""
    if not merges(place, value):
        yield place, value
        return
    for key, inner in value.items():
        yield from changes_of((*place, key), inner)


def merge_at(tree: dict[str, Any], place: Place, value: Any) -> Iterator[Place]:
    """Set a value at a place of a tree, section over section; give each place that is replaced.

    A section on the way that is null or not there is made.
    """
    here: Any = tree
    for part in place[:-1]:
        if isinstance(here, dict) and here.get(str(part)) is None:
            here[str(part)] = {}
        here = here[part]
    yield from _put(here, place, value)


def _put(here: Any, place: Place, value: Any) -> Iterator[Place]:
    last = place[-1]
    if not merges(place, value):
        here[last] = value
        yield place
        return
    if not isinstance(here.get(last), dict):
        here[last] = {}
        yield place
    for key, inner in value.items():
        yield from _put(here[last], (*place, key), inner)


def forget_notes(tree: dict[str, Any], changes: Iterable[Change]) -> None:
    """Drop what a tree says of values that are about to change, in place.

    The source of what is set anew goes, and of a section that is emptied the ranges too. The
    expected answer goes with any change of what the model does.
    """
    changes = list(changes)
    if any(place[0] not in _NO_MATTER for place, _ in changes):
        tree.pop("expected", None)
    told = Overlaps(_told(place) for place, _ in changes)
    emptied = Overlaps(_told(place) for place, value in changes if value is None)
    for section in NOTES:
        notes = tree.get(section)
        if not isinstance(notes, dict):
            continue
        for key in list(notes):
            names = tuple(str(key).split("."))
            if told.with_(names) if section == "sources" else emptied.around(names):
                del notes[key]


def _told(place: Place) -> Place:
    return tuple(str(part) for part in place)


class Overlaps:
    """Places, asked whether another is one of them, inside one, or around one."""

    def __init__(self, places: Iterable[Place] = ()) -> None:
        self._whole: dict[Place, Place] = {}
        self._above: dict[Place, Place] = {}
        for place in places:
            self.add(place)

    def add(self, place: Place) -> None:
        """Take in one more."""
        self._whole[place] = place
        for length in range(len(place)):
            self._above[place[:length]] = place

    def around(self, place: Place) -> Place | None:
        """Return the one that a place is, or lies inside of."""
        spans = (self._whole.get(place[:length]) for length in range(len(place) + 1))
        return next((span for span in spans if span is not None), None)

    def with_(self, place: Place) -> Place | None:
        """Return one that overlaps a place: the same, around it or inside it."""
        found = self.around(place)
        return self._above.get(place) if found is None else found
