"""A tree into a valid scenario, or everything that is wrong with it, each fault with its place."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator

from pydantic import ValidationError

from jevons_sim.errors import Fault, ScenarioError
from jevons_sim.scenario.faults import faults_of, located, short
from jevons_sim.scenario.keys import place_in, split_key
from jevons_sim.scenario.plan import axis_faults
from jevons_sim.scenario.schema import Scenario
from jevons_sim.scenario.shipped import shipped_scenarios
from jevons_sim.scenario.spec import NAME_PATTERN, RESERVED_NAMES
from jevons_sim.scenario.suggestions import nearest_key_hint
from jevons_sim.scenario.yaml_reader import Document

_RESERVED_TEXT = "{!r} is a name that Windows keeps for itself"


def check_name(name: str) -> None:
    """Refuse a name that no scenario can have.

    Raises
    ------
    ScenarioError
        If it cannot be a folder on every system.
    """
    if re.fullmatch(NAME_PATTERN, name) is None:
        hint = "use lower-case letters, digits and inner hyphens, at most 63"
        raise ScenarioError([Fault(f"{short(name)!r} cannot be a name", "name", hint=hint)])
    if name in RESERVED_NAMES:
        raise ScenarioError([Fault(_RESERVED_TEXT.format(name), "name")])


def check_new_name(name: str) -> None:
    """Refuse a name that no scenario can have, and those of shipped scenarios.

    A file of such a name would be the parent of every scenario beside it that extends the shipped
    one; `reference.yaml` of all, since that is what they extend if they do not say.

    Raises
    ------
    ScenarioError
        If it cannot be a folder on every system, or is taken.
    """
    check_name(name)
    if name in shipped_scenarios():
        hint = f"choose another; to change that one, write `extends: {name}.yaml`"
        raise ScenarioError(
            [Fault(f"{name!r} is the name of a shipped scenario", "name", hint=hint)]
        )


def checked(document: Document) -> Scenario:
    """Return the scenario that a document says.

    Raises
    ------
    ScenarioError
        If it is not valid.
    """
    try:
        scenario = Scenario.model_validate(document.tree)
    except ValidationError as error:
        found = error.errors(include_url=False)
        raise ScenarioError(faults_of(found, document.tree, document.marks)) from error
    faults = list(itertools.islice(_later_faults(scenario), ScenarioError.most_faults))
    if faults:
        raise ScenarioError(
            [
                located(fault, place_in(document.tree, split_key(fault.path)), document.marks)
                for fault in faults
            ]
        )
    return scenario


def _later_faults(scenario: Scenario) -> Iterator[Fault]:
    """Give what is wrong with a scenario whose parts are right: its axes, its notes, its name."""
    yield from axis_faults(scenario)
    tree = scenario.model_dump(mode="json")
    for section in ("sources", "ranges"):
        for key in tree[section]:
            named = list(itertools.takewhile(lambda part: not part.isdecimal(), key.split(".")))
            if not named or len(place_in(tree, named)) < len(named):
                hint = nearest_key_hint(key, tree)
                yield Fault("unknown key", f"{section}.{key}", hint=hint, code="unknown")
    if scenario.name in RESERVED_NAMES:
        yield Fault(_RESERVED_TEXT.format(scenario.name), "name")
