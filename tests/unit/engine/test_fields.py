"""The engine's records: what each field is, rows written by name, kinds as scenarios name them."""

from __future__ import annotations

import ast
import re
import typing
from pathlib import Path

import numpy as np
import pytest

from jevons_sim.engine import fields, kinds, market
from jevons_sim.quantities import CASES, QUANTITIES, SERIES
from jevons_sim.scenario.describe import describe
from jevons_sim.scenario.sections import Demand, Peers, Size, Training

ENGINE = {name: table for name, table in fields.TABLES.items() if name != "series"}
"""Tables of the engine's own; the series are described by `quantities`."""

EVERY_FIELD = [(name, field) for name, table in fields.TABLES.items() for field in table]


@pytest.fixture(scope="module")
def units(reference):
    """Every unit that a scenario or a table of results knows."""
    stated = {row.unit for row in describe(reference)}
    return stated | {quantity.unit for quantity in QUANTITIES.values()}


def page_of(tables):
    """A page on the engine's records, as documentation would have it."""
    parts = []
    for title, table in tables.items():
        rows = [f"| `{item.name}` | {item.unit} | {item.meaning} |" for item in table]
        parts.append(
            "\n".join([f"## {title}", "| field | unit | meaning |", "|---|---|---|", *rows])
        )
    return "\n\n".join(parts)


@pytest.mark.parametrize(("table", "field"), EVERY_FIELD)
def test_every_field_has_a_unit_and_a_meaning(table, field, units):
    assert field.name.isidentifier()
    assert field.unit in units, (table, field.name)
    assert re.fullmatch(r"[A-Z][^|\n]{5,}\.", field.meaning), (table, field.name)


def test_a_page_on_the_engine_can_be_made_from_the_tables():
    rows = [line for line in page_of(fields.TABLES).splitlines() if line.startswith("| `")]
    assert len(rows) == len(EVERY_FIELD)
    assert all(row.count("|") == 4 for row in rows)
    quoted = {word for _, field in EVERY_FIELD for word in re.findall(r"`(\w+)`", field.meaning)}
    assert quoted == {"DemandForm", "Network", "SizeDistribution", "TrainingRule"}
    assert all(hasattr(kinds, word) for word in quoted)


def test_records_have_the_fields_of_their_tables_and_no_other():
    records = {
        "parameters": fields.PARAMETERS,
        "paths": fields.PATHS,
        "market": fields.MARKET,
        "signals": fields.SIGNALS,
        "flow": fields.FLOW,
        "series": fields.ROW,
    }
    assert records.keys() == fields.TABLES.keys()
    for name, table in fields.TABLES.items():
        assert records[name].names == tuple(field.name for field in table)
        assert len(set(records[name].names)) == len(table)


def test_a_name_means_one_thing_in_all_of_the_engine():
    meanings = {}
    for table in ENGINE.values():
        for field in table:
            meanings.setdefault(field.name, set()).add((field.unit, field.meaning))
    assert {name: found for name, found in meanings.items() if len(found) > 1} == {}


def test_rows_are_the_memory_of_the_series():
    series = np.zeros((2, 3, len(SERIES)))
    rows = fields.rows_of(series)
    assert rows.shape == (2, 3)
    for column, name in enumerate(SERIES):
        rows[name] = 1.0 + column
    np.testing.assert_array_equal(series[1, 2], 1.0 + np.arange(len(SERIES)))
    rows[0, 1].energy_twh = -1.0
    assert series[0, 1, SERIES.index("energy_twh")] == -1.0


def test_each_series_is_written_once_by_its_name():
    tree = ast.parse(Path(market.__file__).read_text(encoding="utf-8"))
    (record,) = (node for node in tree.body if getattr(node, "name", "") == "_record")
    written = [
        node.attr
        for node in ast.walk(record)
        if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store)
    ]
    assert sorted(written) == sorted(SERIES)


@pytest.mark.parametrize(
    ("kind", "spec", "key"),
    [
        (kinds.DemandForm, Demand, "form"),
        (kinds.TrainingRule, Training, "rule"),
        (kinds.Network, Peers, "network"),
        (kinds.SizeDistribution, Size, "distribution"),
    ],
)
def test_a_kind_is_named_as_in_a_scenario(kind, spec, key):
    words = typing.get_args(spec.model_fields[key].annotation)
    assert {member.name.lower() for member in kind} == set(words)
    assert sorted(kind) == list(range(len(kind)))


def test_cases_count_as_in_the_tables():
    assert tuple(case.name.lower() for case in kinds.Case) == CASES
    assert list(kinds.Case) == list(range(len(CASES)))
