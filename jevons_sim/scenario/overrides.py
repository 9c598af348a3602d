"""``--set KEY=VALUE``: settings that beat the file, read by the same rules as the file."""

from __future__ import annotations

from collections.abc import Sequence

from jevons_sim.errors import UsageError
from jevons_sim.scenario.faults import short
from jevons_sim.scenario.settings import Setting, place_for
from jevons_sim.scenario.yaml_reader import Document, read_text


def settings_of(overrides: Sequence[str], document: Document) -> list[Setting]:
    """Read ``KEY=VALUE`` settings of a document.

    Raises
    ------
    UsageError
        If one is not ``KEY=VALUE``.
    ScenarioError
        If a key does not exist, or a value is not the YAML of a scenario.
    """
    return [_setting(text, number, document) for number, text in enumerate(overrides, start=1)]


def _setting(text: str, number: int, document: Document) -> Setting:
    key, equals, value = text.partition("=")
    key = key.strip()
    spot = "--seeds" if key == "seeds" else f"--set #{number}"
    if not equals or not key or not value.strip() or "" in key.split("."):
        raise UsageError(
            f"{spot}: {short(text)!r} is not KEY=VALUE; write e.g. demand.price_elasticity=-1"
        )
    if key == "extends":
        raise UsageError(f"{spot}: a parent cannot be set; write `extends` in the file")
    place = place_for(document, key, spot)
    read = read_text(value, spot, place)
    return Setting(key, place, read.tree, spot, read.marks)
