"""The one door for scenarios: file, parents and overrides in, a valid `Scenario` out."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from jevons_sim.errors import ScenarioError, UsageError
from jevons_sim.scenario.foreign import discreet
from jevons_sim.scenario.overrides import settings_of
from jevons_sim.scenario.parents import read_with_parents
from jevons_sim.scenario.schema import Scenario
from jevons_sim.scenario.settings import with_settings
from jevons_sim.scenario.shipped import find_scenario

_WORDS = ("yes", "no", "on", "off", "true", "false", "null")
"""Words that a reader of YAML may take for something else than text."""


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
        If there is no such scenario, or an override is not ``KEY=VALUE``.
    ScenarioError
        If the file, a parent or an override is wrong; holds every fault with its place.
    """
    if isinstance(overrides, str):
        raise UsageError(f"overrides are a list of KEY=VALUE; write [{overrides[:60]!r}]")
    document = read_with_parents(find_scenario(str(path)))
    try:
        return with_settings(document, settings_of(overrides, document))
    except ScenarioError as error:
        raise discreet(error, document.texts) from None


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
