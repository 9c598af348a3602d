"""Values set over a scenario, by ``--set`` or by `Scenario.with_values`: one rule for both."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from jevons_sim.errors import Fault, ScenarioError
from jevons_sim.scenario.checks import checked
from jevons_sim.scenario.faults import short
from jevons_sim.scenario.keys import Place, dotted, place_in, split_key
from jevons_sim.scenario.merge import Overlaps, changes_of, forget_notes, merge_at
from jevons_sim.scenario.schema import Scenario
from jevons_sim.scenario.suggestions import is_section, nearest_key_hint
from jevons_sim.scenario.yaml_reader import MOST_KEY, Document, Mark


@dataclass(frozen=True)
class Setting:
    """A value for one dotted key, and where it was given."""

    key: str
    place: Place
    value: Any
    spot: str = ""
    """Such as ``--set #1``; empty in Python."""

    marks: Mapping[Place, Mark] = field(default_factory=dict)

    def changes(self) -> list[Place]:
        """Return the places that it sets."""
        return [place for place, _ in changes_of(self.place, self.value)]

    def refused(self, what: str, hint: str) -> ScenarioError:
        """Return the error that it does not go together with something else."""
        return ScenarioError([Fault(what, short(self.key), self.spot, hint=hint, code="clash")])


def with_settings(document: Document, settings: Sequence[Setting]) -> Scenario:
    """Return the scenario of a document with values set over it, checked as a whole.

    Raises
    ------
    ScenarioError
        If a value is set twice, or is swept by the scenario, or if what comes out is not valid.
    """
    _refuse_twice(settings)
    changes = [change for one in settings for change in changes_of(one.place, one.value)]
    forget_notes(document.tree, changes)
    for setting in settings:
        _put(document, setting)
    scenario = checked(document)
    _refuse_swept(settings, scenario)
    return scenario


def place_for(document: Document, key: str, spot: str = "") -> Place:
    """Return the place that a key names, whether it is there yet or not.

    Raises
    ------
    ScenarioError
        If it names none.
    """
    parts = split_key(key)
    above = place_in(document.tree, parts[:-1])
    here = document.tree
    for part in above:
        here = here[part]
    if isinstance(here, list | tuple):
        place = place_in(document.tree, parts)
    elif isinstance(here, dict) and len(above) == len(parts) - 1:
        place = (*above, parts[-1])
    elif is_section(parts[:-1]):  # that is null here, or not there at all
        _check_way(document, above, here)
        place = tuple(parts)
    else:
        place = ()
    if len(place) < len(parts) or len(key) > MOST_KEY or not key.isprintable():
        hint = nearest_key_hint(key, document.tree)
        raise ScenarioError([Fault("unknown key", short(key), spot, hint=hint, code="unknown")])
    return place


def _check_way(document: Document, above: Place, here: Any) -> None:
    """Refuse a document that holds something else where a section is to be made or entered."""
    if not isinstance(here, dict | None):
        mark = document.marks.get(above, Mark(document.file, 1, 1))
        spot = (mark.file, mark.line, mark.column)
        what = "is not a section of keys and values"
        raise ScenarioError([Fault(what, dotted(above), *spot, code="model_type")])


def _put(document: Document, setting: Setting) -> None:
    replaced = Overlaps(merge_at(document.tree, setting.place, setting.value))
    kept = {place: mark for place, mark in document.marks.items() if not replaced.around(place)}
    own = {setting.place: Mark(setting.spot, 1, 1)} if setting.spot else {}
    document.marks = kept | own | dict(setting.marks)


def _refuse_twice(settings: Sequence[Setting]) -> None:
    seen = Overlaps()
    owner: dict[Place, Setting] = {}
    for setting in settings:
        for place in setting.changes():
            other = seen.with_(place)
            if other is not None and owner[other] is not setting:
                first = owner[other]
                also = "" if first.key == setting.key else f", by {short(first.key)} too"
                raise setting.refused(f"is set twice{also}", "keep one")
            seen.add(place)
            owner[place] = setting


def _refuse_swept(settings: Sequence[Setting], scenario: Scenario) -> None:
    if scenario.sweep is None:
        return
    tree = scenario.model_dump(mode="json")
    swept = Overlaps(place_in(tree, key.split(".")) for key in scenario.sweep.keys)
    for setting in settings:
        for place in setting.changes():
            found = swept.with_(place)
            if found is not None:
                what = dotted(found)
                also = "" if what == setting.key else f"sets {what}, which "
                hint = "set it under `sweep`, or drop this setting"
                raise setting.refused(f"{also}is swept by the scenario", hint)
