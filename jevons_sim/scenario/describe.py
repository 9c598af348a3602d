"""A scenario for people: keys with unit, meaning and source; a starter file."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel

from jevons_sim.scenario.schema import Scenario

_NOT_SHOWN = ("sources", "ranges", "name", "title", "question", "expected")


@dataclass(frozen=True)
class Row:
    """One key of a scenario."""

    key: str
    value: Any
    unit: str
    description: str
    source: str
    range: tuple[float, float] | None


def describe(scenario: Scenario) -> list[Row]:
    """Return every key of a scenario that holds a value, in the order of the schema."""
    return [
        Row(
            key,
            value,
            unit,
            description,
            scenario.sources.get(key, ""),
            scenario.ranges.get(key),
        )
        for key, value, unit, description in _leaves(scenario, "")
        if key.split(".")[0] not in _NOT_SHOWN
    ]


def _leaves(part: BaseModel, prefix: str) -> Iterator[tuple[str, Any, str, str]]:
    for name, info in type(part).model_fields.items():
        key = f"{prefix}{info.alias or name}"
        value = getattr(part, name)
        extra = info.json_schema_extra if isinstance(info.json_schema_extra, dict) else {}
        unit = str(extra.get("unit", "-"))
        if isinstance(value, BaseModel):
            yield from _leaves(value, f"{key}.")
        elif isinstance(value, tuple) and value and isinstance(value[0], BaseModel):
            for number, item in enumerate(value):
                yield from _leaves(item, f"{key}.{number}.")
        else:
            yield key, value, unit, (info.description or "").replace("\n", " ")


def starter(name: str) -> str:
    """Return a commented starter file, valid as it stands."""
    return f"""# yaml-language-server: $schema=scenario.schema.json
# For completion in an editor:            jevons schema > scenario.schema.json
# A scenario of your own. Run it with:    jevons run {name}.yaml
# Everything left out comes from reference.yaml; `jevons show reference` lists every key.
name: "{name}"
title: What happens, in one line
question: Does energy use fall or rise if firms answer more strongly to the price?
extends: reference.yaml

# What is different from the reference:
technology:
  algorithmic: {{annual_factor: 2.0}}   # service per unit of compute doubles each year, not triples

# How strongly firms answer to the price. Elasticities are signed: -0.5 is weak, -1.5 strong.
demand: {{price_elasticity: -1.1}}      # -0.8 in the reference

# To sweep a value instead of fixing it, take it out above and uncomment:
# sweep:
#   axes:
#     demand.price_elasticity: {{from: -1.5, to: -0.3, steps: 7}}

seeds: 20                               # replicates: the spread over them is in every figure

# Where a number comes from: dotted key, then author, year, table.
sources:
  technology.algorithmic.annual_factor: my assumption
  demand.price_elasticity: my assumption
"""
