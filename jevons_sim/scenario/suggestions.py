"""What the author of an unknown key may have meant: the nearest key that the schema knows."""

from __future__ import annotations

import difflib
import unicodedata
from collections.abc import Sequence
from functools import cache
from typing import Any

from jevons_sim.scenario.keys import Place, leaves
from jevons_sim.scenario.schema import Scenario
from jevons_sim.scenario.yaml_reader import MOST_KEY


def known_keys_hint(tree: Any, place: Place) -> str:
    """Return the nearest known key to one that is unknown, or the keys known at its level."""
    *above, name = place
    if "." in str(name) and (spelt := _dotted_hint(above, str(name))):
        return spelt
    keys = list(_node(above, tree).get("properties", {}))
    near = difflib.get_close_matches(str(name).lower()[:60], keys, 1, cutoff=0.6)
    if near:
        return f"did you mean {near[0]}?"
    return f"known here: {', '.join(keys)}" if keys else "remove it"


def _dotted_hint(above: Sequence[str | int], name: str) -> str:
    """Return how to write a dotted key where a file has sections; empty if it is none."""
    if above == ["sweep"] and _is_known(name.split(".")):
        return "write it under `axes`"
    parts = name.split(".")
    if not all(isinstance(part, str) for part in above) or not _is_known([*above, *parts]):
        return ""
    return f"write {': {'.join(parts)}: …{'}' * (len(parts) - 1)}"


def _is_known(parts: Sequence[str | int]) -> bool:
    """Return whether the schema has a key; the entries of its lists go by a number."""
    node = _resolved(_schema(), None)
    for part in parts:
        index = str(part).isdecimal() and "items" in node
        step = node.get("items") if index else node.get("properties", {}).get(part)
        if step is None:
            return False
        node = _resolved(step, None)
    return True


def is_section(parts: Sequence[str]) -> bool:
    """Return whether the schema has a section of keys and values at dotted parts."""
    node: Any = _schema()
    for part in parts:
        node = _resolved(_step(_resolved(node, None), part), None)
    return bool(node.get("type") == "object")


def nearest_key_hint(key: str, tree: Any) -> str:
    """Return the nearest dotted key of a scenario's tree to one that it does not hold."""
    known = [
        name for name in leaves(tree) if not name.startswith(("sources.", "ranges.", "sweep."))
    ]
    near = difflib.get_close_matches(key[:MOST_KEY], known, 1)
    return f"did you mean {near[0]}?" if near else "`jevons show` lists every key"


@cache
def vocabulary() -> frozenset[str]:
    """Return every name that is a key somewhere in a scenario."""
    parts = (_schema(), *_schema()["$defs"].values())
    return frozenset({"extends"}.union(*(part.get("properties", ()) for part in parts)))


def look_alike(name: str) -> str:
    """Return a warning about letters of another script in a key; empty if there are none."""
    for letter in name:
        if letter.isalpha() and not unicodedata.name(letter, "").startswith("LATIN"):
            return f" (it contains the non-Latin letter {letter})"
    return ""


@cache
def _schema() -> dict[str, Any]:
    return Scenario.model_json_schema()


def _node(place: Sequence[str | int], tree: Any) -> dict[str, Any]:
    """Return the part of the JSON Schema that a place of a tree is held to."""
    node, here = _resolved(_schema(), tree), tree
    for part in place:
        here = here[part]
        node = _resolved(_step(node, part), here)
    return node


def _step(node: dict[str, Any], part: str | int) -> Any:
    if isinstance(part, int):
        return node.get("items", {})
    return node.get("properties", {}).get(part) or node.get("additionalProperties", {})


def _resolved(node: Any, here: Any) -> dict[str, Any]:
    """Follow references, optional parts and alternatives of a JSON Schema to what `here` is."""
    while isinstance(node, dict):
        if "$ref" in node:
            node = _schema()["$defs"][node["$ref"].rsplit("/", 1)[1]]
        elif "discriminator" in node:
            kind = here.get(node["discriminator"]["propertyName"]) if isinstance(here, dict) else ""
            node = {"$ref": node["discriminator"]["mapping"].get(str(kind), "")}
            node = node if node["$ref"] else {}
        elif "anyOf" in node or "oneOf" in node:
            choices = node.get("anyOf") or node["oneOf"]
            node = next((item for item in choices if item.get("type") != "null"), {})
        else:
            return node
    return {}
