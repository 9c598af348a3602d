"""The one door for scenarios: file, parents and overrides in, a valid `Scenario` out."""

from __future__ import annotations

import difflib
import hashlib
import itertools
import json
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from jevons_sim.errors import Fault, ScenarioError
from jevons_sim.scenario.explain import faults_of, located, place_in
from jevons_sim.scenario.nearest import nearest_key_hint
from jevons_sim.scenario.overrides import apply_overrides
from jevons_sim.scenario.read import Document, Mark, Place, read_file, split_key
from jevons_sim.scenario.schema import Scenario
from jevons_sim.scenario.shipped import REFERENCE, find_scenario, is_there, shipped_scenarios
from jevons_sim.scenario.spec import NAME_PATTERN
from jevons_sim.scenario.sweep import axis_faults

MOST_PARENTS = 8

_OWN = ("name", "title", "question", "sweep", "expected")
"""Keys that a child does not inherit."""

_RESERVED = frozenset(
    {"con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(1, 10))}
)

_WORDS = ("yes", "no", "on", "off", "true", "false", "null")
"""Words that a reader of YAML may take for something else than text."""

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
        raise ScenarioError([Fault(f"{name!r} cannot be a name", "name", hint=hint)])
    if name in _RESERVED:
        raise ScenarioError([Fault(_RESERVED_TEXT.format(name), "name")])


def load_scenario(path: str | Path, overrides: Sequence[str] = ()) -> Scenario:
    """Load a scenario.

    Parameters
    ----------
    path : str or Path
        A YAML file, ``-`` for standard input, or the name of a shipped scenario.
    overrides : sequence of str
        ``KEY=VALUE`` settings that beat the file, as with ``--set``.

    Returns
    -------
    Scenario
        Complete and valid.

    Raises
    ------
    UsageError
        If there is no such scenario.
    ScenarioError
        If the file, a parent or an override is wrong; holds every fault with its place.
    """
    document = _with_parents(find_scenario(str(path)), ())
    apply_overrides(overrides, document)
    try:
        scenario = Scenario.model_validate(document.tree)
    except ValidationError as error:
        found = error.errors(include_url=False)
        raise ScenarioError(faults_of(found, document.tree, document.marks)) from error
    notes = itertools.islice(_note_faults(scenario), ScenarioError.most_faults)
    faults = [*axis_faults(scenario), *notes]
    if scenario.name in _RESERVED:
        faults.append(Fault(_RESERVED_TEXT.format(scenario.name), "name"))
    if faults:
        placed = [
            located(fault, place_in(document.tree, split_key(fault.path)), document.marks)
            for fault in faults
        ]
        raise ScenarioError(placed)
    return scenario


def _note_faults(scenario: Scenario) -> Iterator[Fault]:
    """Give the sources and ranges of keys that do not exist."""
    tree = scenario.model_dump(mode="json")
    for section in ("sources", "ranges"):
        for key in tree[section]:
            named = list(itertools.takewhile(lambda part: not part.isdecimal(), key.split(".")))
            if not named or len(place_in(tree, named)) < len(named):
                hint = nearest_key_hint(key, tree)
                yield Fault("unknown key", f"{section}.{key}", hint=hint, code="unknown")


def _with_parents(path: Path, children: tuple[Path, ...]) -> Document:
    """Read a file and merge it over its parents."""
    document = read_file(path)
    _check_top(document, is_child=not children)
    tree = document.tree
    shipped = shipped_scenarios().get(REFERENCE)
    if shipped is not None and path.resolve() == shipped.resolve() and "extends" not in tree:
        return document
    mark = document.marks.get(("extends",), Mark(document.file, 1, 1))
    if shipped is not None and path.stem == REFERENCE and "extends" not in tree:
        parent = shipped  # a file of that name beside this one would be the file itself
    else:
        parent = _parent(path, tree.pop("extends", f"{REFERENCE}.yaml"), mark)
    if parent.resolve() in [child.resolve() for child in (*children, path)]:
        raise _bad_parent(f"{parent} extends itself", mark)
    if len(children) >= MOST_PARENTS:
        raise _bad_parent(f"more than {MOST_PARENTS} parents in a row", mark)
    base = _with_parents(parent, (*children, path))
    for key in _OWN:
        base.tree.pop(key, None)
    _forget_notes(base.tree, document.tree)
    _merge(base, document)
    return base


def _forget_notes(ours: dict[str, Any], theirs: dict[str, Any]) -> None:
    """Drop the sources of what a child sets anew, and all notes on a section that it empties."""
    for section in ("sources", "ranges"):
        notes = ours.get(section)
        if not isinstance(notes, dict):
            continue
        for key in list(notes):
            known, value = _set_by(theirs, str(key).split("."))
            if known and (section == "sources" or value is None):
                del notes[key]


def _set_by(tree: Any, names: Sequence[str]) -> tuple[bool, Any]:
    """Return whether a file sets what a dotted key names, or a whole above it, and to what."""
    for name in names:
        if not isinstance(tree, dict):
            return True, tree
        if name not in tree:
            return False, None
        tree = tree[name]
    return True, tree


def _check_top(document: Document, *, is_child: bool) -> None:
    """Refuse a file that is not a mapping, or a scenario without a name."""
    tree = document.tree
    if not isinstance(tree, dict):
        what = "is empty" if tree is None else "is not a mapping of keys to values"
        hint, code = "write at least `name: …`", "syntax"
    elif is_child and "name" not in tree:
        what, hint, code = "the key `name` is missing", "add `name: …`", "missing"
    else:
        return
    raise ScenarioError([Fault(what, "", document.file, 1, 1, hint, code)])


def _parent(path: Path, name: Any, mark: Mark) -> Path:
    if not isinstance(name, str) or not name:
        raise _bad_parent("must be the name of one file", mark)
    folder = Path() if str(path) == "-" else path.parent
    beside = folder / name
    shipped = shipped_scenarios()
    if is_there(beside) and beside.is_file():
        return beside
    if name.removesuffix(".yaml") in shipped:
        return shipped[name.removesuffix(".yaml")]
    near = difflib.get_close_matches(name.removesuffix(".yaml")[:60], shipped, 1)
    hint = f"; did you mean {near[0]}.yaml?" if near else ""
    raise _bad_parent(f"no file {name[:60]!r} beside this one{hint}", mark)


def _bad_parent(message: str, mark: Mark) -> ScenarioError:
    what, _, hint = message.partition("; ")
    return ScenarioError(
        [Fault(what, "extends", mark.file, mark.line, mark.column, hint, "extends")]
    )


def _merge(base: Document, over: Document) -> None:
    """Merge one document over another, in place: mappings deeply, everything else whole."""
    replaced: set[Place] = set()
    _merge_trees(base.tree, over.tree, (), replaced)
    kept = {
        place: mark
        for place, mark in base.marks.items()
        if not any(place[:n] in replaced for n in range(1, len(place) + 1))
    }
    base.marks = kept | over.marks


def _merge_trees(
    ours: dict[str, Any], theirs: dict[str, Any], place: Place, replaced: set[Place]
) -> None:
    for key, value in theirs.items():
        here = ours.get(key)
        if isinstance(value, dict) and isinstance(here, dict):
            _merge_trees(here, value, (*place, key), replaced)
        else:
            ours[key] = value
            replaced.add((*place, key))


def dump_scenario(scenario: Scenario) -> str:
    """Return a scenario as YAML, every key written out; loading it gives the same scenario."""
    head = "# Written by jevons_sim: the resolved scenario, every key in full.\n"
    return head + "".join(_lines(scenario.model_dump(mode="json"), 0))


def _lines(tree: dict[str, Any], depth: int) -> list[str]:
    """Return a mapping as lines of block YAML; scalars and lists as JSON, which YAML contains."""
    lines = []
    for key, value in tree.items():
        indent = "  " * depth
        if isinstance(value, dict) and value:
            lines += [f"{indent}{_key(key)}:\n", *_lines(value, depth + 1)]
        else:
            lines.append(f"{indent}{_key(key)}: {_json(value)}\n")
    return lines


def _key(key: str) -> str:
    """Return a key, in quotes unless it is plainly a dotted one."""
    plain = re.fullmatch(r"[a-z][a-z0-9_]+(\.[a-z0-9_]+)*", key) and key not in _WORDS
    return key if plain else _json(key)


def _json(value: Any) -> str:
    """Return JSON that is YAML as well: what cannot be printed is written as an escape."""
    text = json.dumps(value, ensure_ascii=False)
    return "".join(letter if letter.isprintable() else f"\\U{ord(letter):08X}" for letter in text)


def scenario_digest(scenario: Scenario, version: str) -> str:
    """Return twelve hexadecimal digits that stand for a resolved scenario and a version."""
    content = json.dumps(scenario.model_dump(mode="json"), sort_keys=True, ensure_ascii=True)
    return hashlib.sha256(f"{version}\n{content}".encode()).hexdigest()[:12]
