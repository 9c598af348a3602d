"""The JSON Schema of a scenario file: it takes what the loader takes, as far as it can tell.

What it cannot tell: what numbers sum to, or how they compare with each other; whether a key that
another key names exists, and takes its values; whether a parent exists, and gives what a section
leaves out; and whether a whole number was written ``5`` or ``5.0``.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from jevons_sim.scenario.merge import OWN
from jevons_sim.scenario.schema import Scenario
from jevons_sim.scenario.spec import RESERVED_NAMES

_RANDOM = {"properties": {"design": {"enum": ["latin_hypercube", "sobol"]}}, "required": ["design"]}
_ZIP = {"properties": {"design": {"const": "zip"}}, "required": ["design"]}
_LOG = {"properties": {"scale": {"const": "log"}}, "required": ["scale"]}
_ABOVE_ZERO = {"exclusiveMinimum": 0}

_SWEEP = {
    "oneOf": [
        {
            "required": ["axes"],
            "properties": {"axes": {"minProperties": 1}, "points": {"maxItems": 0}},
        },
        {
            "required": ["points"],
            "properties": {
                "points": {"minItems": 1, "items": {"minProperties": 1}, "uniqueItems": True},
                "axes": {"maxProperties": 0},
                "design": {"const": "grid"},
                "samples": {"type": "null"},
                "seed": {"const": 0},
            },
        },
    ],
    "allOf": [
        {
            "if": _RANDOM,
            "then": {"required": ["samples"], "properties": {"samples": {"type": "integer"}}},
            "else": {"properties": {"seed": {"const": 0}, "samples": {"type": "null"}}},
        },
        {
            "if": {"not": _ZIP},
            "then": {"properties": {"axes": {"additionalProperties": {"uniqueItems": True}}}},
        },
    ],
}
"""Axes or points; what a design needs; each value of an axis once, unless axes go side by side."""

_RANGE = {"if": _LOG, "then": {"properties": {"from": _ABOVE_ZERO, "to": _ABOVE_ZERO}}}

_PARENT = {
    "type": "string",
    "minLength": 1,
    "pattern": r"^(?![A-Za-z]:|[/\\])",
    "description": "One parent file, relative to this one; reference.yaml if left out.",
}


def json_schema() -> dict[str, Any]:
    """Return the JSON Schema of a scenario file, for completion in an editor.

    A file needs only its name: what a section leaves out comes from the parent. An entry of a list
    and what no child inherits stand whole.
    """
    schema = Scenario.model_json_schema(by_alias=True)
    parts, keys = schema["$defs"], schema["properties"]
    schema["$schema"] = "https://json-schema.org/draft/2020-12/schema"
    schema["title"] = "jevons_sim scenario"
    schema["required"] = ["name"]
    keys["extends"] = _PARENT
    keys["name"]["not"] = {"enum": sorted(RESERVED_NAMES)}
    for name in _merged_parts(schema, {key: keys[key] for key in keys if key not in OWN}):
        parts[name].pop("required", None)
    parts["Sweep"] |= _SWEEP
    parts["Range"] |= _RANGE
    return schema


def _merged_parts(schema: dict[str, Any], keys: dict[str, Any]) -> Iterator[str]:
    """Give the parts of a schema that are merged with the parent's: those not inside a list."""
    for key in keys.values():
        for choice in key.get("anyOf", [key]):
            if "$ref" in choice:
                name = choice["$ref"].rsplit("/", 1)[1]
                yield name
                yield from _merged_parts(schema, schema["$defs"][name]["properties"])
