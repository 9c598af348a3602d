"""What the author of an unknown key may have meant: the nearest key that the schema knows."""

from __future__ import annotations

import difflib
import unicodedata
from collections.abc import Iterator
from functools import cache
from typing import Any

from jevons_sim.scenario.read import MOST_KEY, Place
from jevons_sim.scenario.schema import Scenario


def known_keys_hint(tree: Any, place: Place) -> str:
    """Return the nearest known key to one that is unknown, or the keys known at its level."""
    *above, name = place
    node: Any = _schema()
    here = tree
    for part in above:
        node = _step(_resolved(node, here), part)
        here = here[part]
    keys = list(_resolved(node, here).get("properties", {}))
    near = difflib.get_close_matches(str(name).lower()[:60], keys, 1, cutoff=0.6)
    if near:
        return f"did you mean {near[0]}?"
    return f"known here: {', '.join(keys)}" if keys else "remove it"


def nearest_key_hint(key: str, tree: dict[str, Any]) -> str:
    """Return the nearest dotted key of a scenario's tree to one that it does not hold."""
    known = [
        name for name in leaves(tree) if not name.startswith(("sources.", "ranges.", "sweep."))
    ]
    near = difflib.get_close_matches(key[:MOST_KEY], known, 1)
    return f"did you mean {near[0]}?" if near else "`jevons show` lists every key"


def leaves(tree: object, prefix: str = "") -> Iterator[str]:
    """Give the dotted keys of a tree, lists counted as one value."""
    if not isinstance(tree, dict):
        yield prefix
        return
    for key, value in tree.items():
        yield from leaves(value, f"{prefix}.{key}" if prefix else str(key))


def look_alike(name: str) -> str:
    """Return a warning about letters of another script in a key; empty if there are none."""
    for letter in name:
        if letter.isalpha() and not unicodedata.name(letter, "").startswith("LATIN"):
            return f" (it contains the non-Latin letter {letter})"
    return ""


@cache
def _schema() -> dict[str, Any]:
    return Scenario.model_json_schema()


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
            kind = here.get(node["discriminator"]["propertyName"])
            node = {"$ref": node["discriminator"]["mapping"][kind]}
        elif "anyOf" in node or "oneOf" in node:
            choices = node.get("anyOf") or node["oneOf"]
            node = next((item for item in choices if item.get("type") != "null"), {})
        else:
            return node
    return {}
