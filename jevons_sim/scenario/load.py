"""The one door for scenarios: file, parents and overrides in, a valid `Scenario` out."""

from __future__ import annotations

import difflib
import hashlib
import json
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from jevons_sim.errors import Fault, ScenarioError, UsageError
from jevons_sim.scenario.explain import faults_of, located, place_in
from jevons_sim.scenario.read import Document, Mark, Place, read_file, read_text
from jevons_sim.scenario.schema import Scenario
from jevons_sim.scenario.shipped import REFERENCE, find_scenario, shipped_scenarios
from jevons_sim.scenario.spec import NAME_PATTERN
from jevons_sim.scenario.sweep import axis_faults

MOST_PARENTS = 8

_OWN = ("name", "title", "question", "sweep", "expected")
"""Keys that a child does not inherit."""

_RESERVED = frozenset(
    {"con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(1, 10))}
)

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
    _apply(overrides, document)
    try:
        scenario = Scenario.model_validate(document.tree)
    except ValidationError as error:
        found = error.errors(include_url=False)
        raise ScenarioError(faults_of(found, document.tree, document.marks)) from error
    faults = axis_faults(scenario)
    if scenario.name in _RESERVED:
        faults.append(Fault(_RESERVED_TEXT.format(scenario.name), "name"))
    if faults:
        placed = [
            located(fault, place_in(document.tree, _parts(fault.path)), document.marks)
            for fault in faults
        ]
        raise ScenarioError(placed)
    return scenario


def _parts(path: str) -> list[str]:
    """Split a dotted key; below ``sweep.axes`` the rest is one key."""
    head = "sweep.axes."
    return ["sweep", "axes", path[len(head) :]] if path.startswith(head) else path.split(".")


def _with_parents(path: Path, children: tuple[Path, ...]) -> Document:
    """Read a file and merge it over its parents."""
    document = read_file(path)
    tree = document.tree
    top = Mark(document.file, 1, 1)
    if not isinstance(tree, dict):
        message = "is empty" if tree is None else "is not a mapping of keys to values"
        raise ScenarioError(
            [Fault(message, "", document.file, 1, 1, "write at least `name: …`", "syntax")]
        )
    shipped = shipped_scenarios().get(REFERENCE)
    if not children and "name" not in tree:
        raise ScenarioError(
            [
                Fault(
                    "the key `name` is missing", "", document.file, 1, 1, "add `name: …`", "missing"
                )
            ]
        )
    if shipped is not None and path.resolve() == shipped.resolve() and "extends" not in tree:
        return document
    mark = document.marks.get(("extends",), top)
    parent = _parent(path, tree.pop("extends", f"{REFERENCE}.yaml"), mark)
    if parent.resolve() in [child.resolve() for child in (*children, path)]:
        raise _bad_parent(f"{parent} extends itself", mark)
    if len(children) >= MOST_PARENTS:
        raise _bad_parent(f"more than {MOST_PARENTS} parents in a row", mark)
    base = _with_parents(parent, (*children, path))
    for key in _OWN:
        base.tree.pop(key, None)
    _merge(base, document)
    return base


def _parent(path: Path, name: Any, mark: Mark) -> Path:
    if not isinstance(name, str) or not name:
        raise _bad_parent("must be the name of one file", mark)
    folder = Path() if str(path) == "-" else path.parent
    beside = folder / name
    shipped = shipped_scenarios()
    if beside.is_file():
        return beside
    if name.removesuffix(".yaml") in shipped:
        return shipped[name.removesuffix(".yaml")]
    near = difflib.get_close_matches(name.removesuffix(".yaml"), shipped, 1)
    hint = f"; did you mean {near[0]}.yaml?" if near else ""
    raise _bad_parent(f"no file {name!r} beside this one{hint}", mark)


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


def _at(tree: Any, place: Place) -> Any:
    for part in place:
        tree = tree[part]
    return tree


def _apply(overrides: Sequence[str], document: Document) -> None:
    """Apply ``KEY=VALUE`` settings, in place."""
    seen: set[str] = set()
    swept = document.tree.get("sweep")
    axes = swept.get("axes", {}) if isinstance(swept, dict) else {}
    for number, text in enumerate(overrides, start=1):
        spot = f"--set #{number}"
        key, equals, value = text.partition("=")
        key = key.strip()
        if not equals or not key or not value.strip() or "" in key.split("."):
            raise UsageError(
                f"{spot}: {text!r} is not KEY=VALUE; write e.g. demand.price_elasticity=-1"
            )
        if key in seen:
            raise UsageError(f"{spot}: {key} is set twice; keep one")
        if key in axes:
            raise UsageError(f"{spot}: {key} is swept by the scenario; set it there, or drop --set")
        seen.add(key)
        _set(document, key, value, spot)


def _set(document: Document, key: str, text: str, spot: str) -> None:
    place = tuple(int(part) if part.isdecimal() else part for part in key.split("."))
    value = read_text(text, spot, place)
    try:
        above: Any = _at(document.tree, place[:-1])
        above[place[-1]] = value.tree
    except (KeyError, IndexError, TypeError):
        near = difflib.get_close_matches(key, _known_keys(document.tree), 1)
        hint = f"did you mean {near[0]}?" if near else "`jevons show` lists every key"
        raise ScenarioError([Fault("unknown key", key, spot, hint=hint, code="unknown")]) from None
    for old in [mark for mark in document.marks if mark[: len(place)] == place]:
        del document.marks[old]
    document.marks.update(value.marks)


def _known_keys(tree: Any, prefix: str = "") -> list[str]:
    if not isinstance(tree, dict):
        return [prefix]
    return [
        found
        for key, value in tree.items()
        for found in _known_keys(value, f"{prefix}.{key}" if prefix else key)
    ]


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
            lines += [f"{indent}{key}:\n", *_lines(value, depth + 1)]
        else:
            lines.append(f"{indent}{key}: {json.dumps(value, ensure_ascii=False)}\n")
    return lines


def scenario_digest(scenario: Scenario, version: str) -> str:
    """Return twelve hexadecimal digits that stand for a resolved scenario and a version."""
    content = json.dumps(scenario.model_dump(mode="json"), sort_keys=True, ensure_ascii=True)
    return hashlib.sha256(f"{version}\n{content}".encode()).hexdigest()[:12]
