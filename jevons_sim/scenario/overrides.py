"""``--set KEY=VALUE``: settings that beat the file, read by the same rules as the file."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from jevons_sim.errors import Fault, ScenarioError, UsageError
from jevons_sim.scenario.explain import place_in
from jevons_sim.scenario.nearest import nearest_key_hint
from jevons_sim.scenario.read import MOST_KEY, Document, Mark, Place, read_text, split_key

_NOT_OF_THE_MODEL = (
    *("name", "title", "question", "seeds", "sources", "ranges", "expected", "equivalents"),
)
"""Keys that change neither what the model does nor what it answers."""


def apply_overrides(overrides: Sequence[str], document: Document) -> None:
    """Apply ``KEY=VALUE`` settings to a document, in place.

    Raises
    ------
    UsageError
        If one is not ``KEY=VALUE``, is given twice, or sets a key that the scenario sweeps.
    ScenarioError
        If a key does not exist, or a value is not the YAML of a scenario.
    """
    seen: dict[str, str] = {}
    for number, text in enumerate(overrides, start=1):
        key, equals, value = text.partition("=")
        key = key.strip()
        spot = "--seeds" if key == "seeds" else f"--set #{number}"
        if not equals or not key or not value.strip() or "" in key.split("."):
            raise UsageError(
                f"{spot}: {text[:60]!r} is not KEY=VALUE; write e.g. demand.price_elasticity=-1"
            )
        if key in seen:
            raise UsageError(f"{spot}: {key} is set twice; keep one")
        if key == "extends":
            raise UsageError(f"{spot}: a parent cannot be set; write `extends` in the file")
        seen[key] = spot
        _set(document, key, value, spot)
    _refuse_swept(seen, document.tree.get("sweep"))
    _drop_notes(document, seen)


def _drop_notes(document: Document, keys: Iterable[str]) -> None:
    """Drop what the file says of values that a setting replaces: their sources, and the answer."""
    changed = [key for key in keys if key.split(".")[0] not in _NOT_OF_THE_MODEL]
    if changed:
        document.tree.pop("expected", None)
    sources = document.tree.get("sources")
    if isinstance(sources, dict):
        for key in changed:
            for said in [name for name in sources if f"{name}.".startswith(f"{key}.")]:
                del sources[said]


def _refuse_swept(seen: dict[str, str], sweep: Any) -> None:
    if not isinstance(sweep, dict):
        return
    axes, points = sweep.get("axes"), sweep.get("points")
    first = points[0] if isinstance(points, list) and points else None
    for key in axes or first or ():
        if key in seen:
            raise UsageError(
                f"{seen[key]}: {key} is swept by the scenario; set it there, or drop --set"
            )


def _set(document: Document, key: str, text: str, spot: str) -> None:
    place = _place_for(document.tree, split_key(key))
    if place is None or len(key) > MOST_KEY or not key.isprintable():
        hint = nearest_key_hint(key, document.tree)
        shown = key[:MOST_KEY] if key.isprintable() else ascii(key[:MOST_KEY])
        raise ScenarioError([Fault("unknown key", shown, spot, hint=hint, code="unknown")])
    value = read_text(text, spot, place)
    above = document.tree
    for part in place[:-1]:
        above = above[part]
    above[place[-1]] = value.tree
    kept = {old: mark for old, mark in document.marks.items() if old[: len(place)] != place}
    document.marks = kept | {place: Mark(spot, 1, 1)} | value.marks


def _place_for(tree: Any, parts: Sequence[str]) -> Place | None:
    """Return the place that a key names, new in its section or not; None if it names none."""
    above = place_in(tree, parts[:-1])
    if len(above) < len(parts) - 1:
        return None
    section = tree
    for part in above:
        section = section[part]
    if isinstance(section, dict):
        return (*above, parts[-1])
    entry = place_in(section, parts[-1:])
    return (*above, *entry) if entry else None
