"""Pydantic's errors in the words of a scenario's author: what is wrong, and what to write."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from jevons_sim.errors import Fault
from jevons_sim.scenario.keys import Place, dotted, place_in
from jevons_sim.scenario.spec import DisagreementError
from jevons_sim.scenario.spelling import spelling_hint
from jevons_sim.scenario.suggestions import known_keys_hint, look_alike
from jevons_sim.scenario.yaml_reader import Mark

_KINDS = {
    "int_type": "a whole number",
    "int_from_float": "a whole number",
    "float_type": "a number",
    "finite_number": "a finite number",
    "bool_type": "true or false",
    "string_type": "text",
    "tuple_type": "a list in brackets",
    "dict_type": "keys and values",
    "model_type": "keys and values",
    "model_attributes_type": "keys and values",
}
MOST_SHOWN = 60
"""Letters of a value that a message quotes."""

_BOUNDS = {
    "greater_than_equal": ("ge", "must be at least"),
    "less_than_equal": ("le", "must be at most"),
    "greater_than": ("gt", "must be more than"),
    "less_than": ("lt", "must be less than"),
}


def faults_of(
    errors: Iterable[Mapping[str, Any]], tree: Any, marks: Mapping[Place, Mark]
) -> list[Fault]:
    """Turn validation errors into faults with their places.

    Parameters
    ----------
    errors : iterable of mapping
        ``ValidationError.errors()``.
    tree : object
        What was validated.
    marks : mapping
        Place to the spot where its value was written.
    """
    faults = []
    for error in errors:
        if error["type"] == "value_error" and not error["loc"]:
            lines = str(error["ctx"]["error"]).splitlines()
            faults += [_line_fault(line, tree, marks) for line in lines]
        elif error["type"] == "too_short" and error.get("input"):
            continue  # its entries are at fault, and are named on their own
        else:
            faults.append(_fault(error, tree, marks))
    faults = _joined(faults)
    return sorted(faults, key=lambda fault: (fault.file, fault.line or 0, fault.column or 0))


def _joined(faults: list[Fault]) -> list[Fault]:
    """Make one of the faults that a value of several possible types has, one for each type."""
    joined: dict[tuple[str, str], Fault] = {}
    for number, fault in enumerate(faults):
        several = fault.code in _KINDS and (fault.path, "type") in joined
        if several:
            first = joined[fault.path, "type"]
            _, _, kind = fault.message.rpartition(" is not ")
            message = f"{first.message} or {kind}"
            joined[fault.path, "type"] = replace(first, message=message, hint="")
        else:
            joined[fault.path, "type" if fault.code in _KINDS else str(number)] = fault
    return list(joined.values())


def _line_fault(line: str, tree: Any, marks: Mapping[Place, Mark]) -> Fault:
    """Fault from a line of `schema.disagreements`: ``dotted.key: what; hint``."""
    key, _, rest = line.partition(": ")
    what, _, hint = rest.partition("; ")
    places = [place_in(tree, name.split(".")) for name in (key, *_KEY.findall(what))]
    top = marks.get(())
    own = [
        place
        for place in places
        if place and place in marks and (top is None or _is_own(marks[place], top))
    ]
    own.sort(key=lambda place: not marks[place].file.startswith("--"))
    fault = Fault(what, key, hint=hint, code="disagreement")
    return located(fault, (own or places)[0], marks)


_KEY = re.compile(r"[a-z][a-z0-9_]*(?:\.[a-z0-9_]+)+")
"""A dotted key in a message."""


def _is_own(mark: Mark, top: Mark) -> bool:
    """Return whether a spot is in the user's own file or a setting."""
    return mark.file == top.file or mark.file.startswith("--")


def _fault(error: Mapping[str, Any], tree: Any, marks: Mapping[Place, Mark]) -> Fault:
    place = place_in(tree, error["loc"])
    kind, value = error["type"], error.get("input")
    if kind == "union_tag_invalid":
        place = (*place, str(error["ctx"]["discriminator"]).strip("'"))
    if isinstance(error.get("ctx", {}).get("error"), DisagreementError):
        kind = "disagreement"
    if kind == "extra_forbidden":
        name = str(error["loc"][-1])
        fault = Fault(
            f"unknown key{look_alike(name)}", dotted(place), hint=known_keys_hint(tree, place)
        )
    elif kind == "missing":
        name = str(error["loc"][-1])
        fault = Fault(f"the key `{name}` is missing", dotted(place), hint=f"add `{name}: …`")
    elif kind in _BOUNDS:
        limit, words = _BOUNDS[kind]
        bound = error["ctx"][limit]
        what = f"{_shown(value)} {words} {bound:.15g}"
        fault = Fault(what, dotted(place), hint=_sign_hint(place, value, bound))
    elif kind in _KINDS:
        what = f"{_shown(value)} is not {_KINDS[kind]}"
        fault = Fault(what, dotted(place), hint=spelling_hint(value, kind))
    else:
        fault = Fault(*_other(error, value, place))
    return located(fault, place, marks, kind)


def _other(
    error: Mapping[str, Any], value: Any, place: Place
) -> tuple[str, str, str, None, None, str]:
    """Return the parts of a fault of a rarer kind."""
    context, path = error.get("ctx", {}), dotted(place)
    what, hint = error["msg"], ""
    if error["type"] == "union_tag_not_found":
        name = str(context["discriminator"]).strip("'")
        what, hint = f"the key `{name}` is missing", f"add `{name}: …`"
    elif error["type"] in ("literal_error", "union_tag_invalid"):
        allowed = context.get("expected") or context.get("expected_tags") or "see `jevons schema`"
        names = re.findall(r"'([^']*)'", str(allowed))
        given = value.get("instrument") if isinstance(value, dict) else value
        near = difflib.get_close_matches(str(given), names, 1)
        what = f"{_shown(given)} is not one of {', '.join(names)}"
        hint = f"did you mean {near[0]}?" if near else ""
    elif error["type"] == "string_pattern_mismatch":
        what = f"{_shown(value)} cannot be a name"
        hint = "use lower-case letters, digits and inner hyphens, at most 63"
    elif error["type"] == "too_short":
        what, hint = "is an empty list", "give at least one entry"
    elif error["type"] == "too_long":
        what, hint = "is too long a list", f"give at most {context.get('max_length')} entries"
    elif error["type"] == "string_too_short":
        what, hint = "is empty", "write at least one character"
    elif error["type"] == "string_too_long":
        what = f"is {len(str(value)):,} characters long"
        hint = f"write at most {context.get('max_length')}"
    elif "error" in context:
        what, _, hint = str(context["error"]).partition("; ")
    return what, path, "", None, None, hint


def located(
    fault: Fault, place: Place, marks: Mapping[Place, Mark], code: str | None = None
) -> Fault:
    """Return a fault with the spot where its place, or the nearest one above it, was written.

    A setting of its place, or inside it, goes before a file. Where two keys disagree, so does one
    in the same section, and then a spot in the user's own file before one in a parent.
    """
    spots = [marks[place[:n]] for n in range(len(place), -1, -1) if place[:n] in marks]
    top = marks.get(())
    kind = code or fault.code
    if kind == "disagreement":
        own = [spot for spot in spots[:-1] if top is not None and spot.file == top.file]
        spots = [*_settings_in(place, marks), *_settings_in(place[:1], marks), *own, *spots]
    else:
        spots = [*_settings_in(place, marks), *spots]
    mark = next(iter(spots), None)
    line, column, file = (mark.line, mark.column, mark.file) if mark else (None, None, "")
    return Fault(fault.message, fault.path, file, line, column, fault.hint, kind)


def _settings_in(place: Place, marks: Mapping[Place, Mark]) -> list[Mark]:
    return [
        mark
        for inner, mark in marks.items()
        if mark.file.startswith("--") and inner[: len(place)] == place and place
    ]


def _shown(value: Any) -> str:
    if isinstance(value, dict):
        return "a section"
    if isinstance(value, list | tuple):
        return "a list"
    if value is None:
        return "nothing"
    return short(repr(value))


def short(text: str) -> str:
    """Return a text as a message quotes it: a long one is cut."""
    return text if len(text) <= MOST_SHOWN else f"{text[: MOST_SHOWN - 1]}…"


def _sign_hint(place: Place, value: Any, bound: float) -> str:
    if "elasticity" in str(place[-1] if place else "") and bound == 0.0 and value > 0:
        return f"elasticities are signed, write -{short(str(value))}"
    return ""
