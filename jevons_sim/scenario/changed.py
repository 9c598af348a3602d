"""A scenario with some values changed, in Python: what ``--set`` is on the command line."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from jevons_sim.errors import Fault, ScenarioError
from jevons_sim.scenario.faults import short
from jevons_sim.scenario.schema import Scenario
from jevons_sim.scenario.settings import Setting, place_for, with_settings
from jevons_sim.scenario.yaml_reader import Document


def changed(scenario: Scenario, values: Mapping[str, Any]) -> Scenario:
    """Return a copy of a scenario with some dotted keys changed: see `Scenario.with_values`."""
    document = Document("", scenario.model_dump(mode="json"))
    return with_settings(
        document, [_setting(document, key, value) for key, value in values.items()]
    )


def _setting(document: Document, key: object, value: object) -> Setting:
    if not isinstance(key, str):
        hint = "write e.g. demand.price_elasticity"
        raise ScenarioError([Fault(f"{short(repr(key))} is not a dotted key", hint=hint)])
    return Setting(key, place_for(document, key), _plain(value))


def _plain(value: Any) -> Any:
    """Return a value as YAML would hold it: NumPy's numbers and arrays, and ranges, as Python's."""
    if type(value).__module__.partition(".")[0] == "numpy" and hasattr(value, "tolist"):
        return value.tolist()
    if isinstance(value, range):
        return list(value)
    if isinstance(value, dict):
        return {name: _plain(part) for name, part in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(part) for part in value]
    return value
