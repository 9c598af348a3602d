"""The tables of a report about what was assumed: changes, ranges, sources."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from jevons_sim.report.tables import Cell, Link, Table, plain
from jevons_sim.report.voice import Voice
from jevons_sim.scenario.describe import Row, describe
from jevons_sim.scenario.load import load_scenario
from jevons_sim.scenario.schema import Scenario
from jevons_sim.scenario.shipped import REFERENCE

_LINKS = re.compile(
    r"(?P<web>https?://[^\s<>\"'`{}|\\^\[\]]+)"
    r"|doi:\s*(?P<doi>10\.\d{4,9}/[^\s;,<>\"'`{}|\\^\[\]]+)"
    r"|arXiv:\s*(?P<arxiv>\d{4}\.\d{4,5}(?:v\d+)?)",
    re.IGNORECASE,
)
_NOT_COMPARED = ("seeds", "sweep")
"""Sections that say what to run, not what is assumed."""


@dataclass(frozen=True)
class Assumptions:
    """What was assumed, as tables."""

    changed: Table
    ranges: Table
    sources: Table


def assumptions(scenario: Scenario, voice: Voice) -> Assumptions:
    """Return what a scenario assumes, set against the reference."""
    reference = load_scenario(REFERENCE)
    return Assumptions(
        _changed(scenario, reference, voice),
        _ranges(scenario, voice),
        _sources(scenario, voice),
    )


def linked(text: str) -> Cell:
    """Return text with its web addresses, DOIs and arXiv numbers as links; no other kind is one.

    >>> linked("see doi:10.1086/1, javascript:alert(1)")
    ['see ', ('doi:10.1086/1', 'https://doi.org/10.1086/1'), ', javascript:alert(1)']
    """
    pieces: list[str | Link] = []
    end = 0
    for found in _LINKS.finditer(text):
        shown = found.group().rstrip(".,;:!?")
        dropped = len(shown) - shown.count(")") + shown.count("(") - len(shown)
        if dropped < 0 and shown.endswith(")"):
            shown = shown[:-1]
        pieces += [text[end : found.start()], (shown, _address(found, shown))]
        end = found.start() + len(shown)
    pieces.append(text[end:])
    return [piece for piece in pieces if piece]


def _address(found: re.Match[str], shown: str) -> str:
    if found["web"]:
        return shown
    name = re.sub(r"^\w+:\s*", "", shown)
    return f"https://doi.org/{name}" if found["doi"] else f"https://arxiv.org/abs/{name}"


def source_of(notes: dict[str, str], key: str) -> str:
    """Return the source of a key, or of the section or list that it is in."""
    while key:
        if key in notes:
            return notes[key]
        key = key.rpartition(".")[0]
    return ""


def _changed(scenario: Scenario, reference: Scenario, voice: Voice) -> Table:
    known = {row.key: row for row in describe(reference)}
    here = {row.key: row for row in describe(scenario)}
    rows: list[tuple[Cell, ...]] = []
    said: Cell = ""
    for key, row in here.items():
        old = known.get(key)
        if key.split(".")[0] in _NOT_COMPARED or (old is not None and old.value == row.value):
            continue
        before = plain(old.value, voice) if old is not None else voice["absent"]
        source = _own_source(scenario, reference, key, voice)
        as_above = bool(rows) and source == said and not isinstance(source, str)
        shown: Cell = voice["same_source"] if as_above else source
        said = source
        rows.append((key, voice.meaning(key, row.description), _value(row, voice), before, shown))
    for key, old in known.items():
        if key.split(".")[0] in _NOT_COMPARED or key in here:
            continue
        if not any(other.startswith(f"{key}.") for other in here):
            value = plain(old.value, voice)
            meaning = voice.meaning(key, old.description)
            rows.append((key, meaning, voice["absent"], value, voice["no_source"]))
    heads = ("col_key", "col_meaning_unit", "col_here_value", "col_reference", "col_source")
    return Table("changed", voice["changed_caption"], tuple(voice[h] for h in heads), tuple(rows))


def _own_source(scenario: Scenario, reference: Scenario, key: str, voice: Voice) -> Cell:
    """Return the source of a changed value; the reference's does not speak for it."""
    own = source_of(scenario.sources, key)
    if not own:
        return voice["no_source"]
    return voice["stale_source"] if own == source_of(reference.sources, key) else linked(own)


def _ranges(scenario: Scenario, voice: Voice) -> Table:
    swept = () if scenario.sweep is None else scenario.sweep.keys
    rows: list[tuple[Cell, ...]] = []
    marked = set()
    for row in describe(scenario):
        if row.range is None:
            continue
        low, high = row.range
        value = _value(row, voice)
        if row.key in swept:
            value = voice["sweeps_it"]
        elif isinstance(row.value, float | int) and not low <= row.value <= high:
            value = f"{value} ({voice['outside']})"
            marked.add(len(rows))
        rows.append((row.key, value, voice.say("from_to", low=f"{low:g}", high=f"{high:g}")))
    heads = (voice["col_key"], voice["col_value"], voice["col_range"])
    return Table(
        "ranges",
        voice["ranges_caption"],
        heads,
        tuple(rows),
        numeric=frozenset({1, 2}),
        marked=frozenset(marked),
    )


def _value(row: Row, voice: Voice) -> str:
    return voice.with_unit(plain(row.value, voice), row.key, row.unit)


def _sources(scenario: Scenario, voice: Voice) -> Table:
    values: dict[str, Any] = {row.key: row for row in describe(scenario)}
    rows: list[tuple[Cell, ...]] = []
    for key, text in scenario.sources.items():
        row = values.get(key)
        rows.append((key, _value(row, voice) if row is not None else "", linked(text)))
    heads = (voice["col_key"], voice["col_value"], voice["col_source"])
    return Table("sources", voice["sources_caption"], heads, tuple(rows))
