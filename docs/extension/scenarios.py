"""A page for each shipped scenario, from its file and from a run of it, in `docs/scenarios`."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import Any

import matplotlib as mpl
from docutils import nodes
from sphinx.util.docutils import SphinxDirective

from docs.extension.text import cell, figure, link_to_key, number, table
from jevons_sim import plots
from jevons_sim.plots import energy, sweep
from jevons_sim.scenario.describe import Row, describe
from jevons_sim.scenario.load import load_scenario
from jevons_sim.scenario.schema import Scenario
from jevons_sim.scenario.shipped import REFERENCE, shipped_scenarios
from jevons_sim.scenario.sweep import Range
from jevons_sim.scenario.yaml_reader import read_file
from jevons_sim.studies.result import Result
from jevons_sim.studies.run import run
from jevons_sim.words.likeness import likeness

FOLDER = "scenarios"
"""Where the pages are, among the sources and on the site."""

MAIN = "deepseek-shock"
"""Scenario of the front page."""

_RANGES = {
    "rebound": "rebound R",
    "energy_ratio": "energy over what it would be without the gain",
    "growth": "energy in the last year over the base year",
}


@dataclass
class ScenarioPage:
    """One page, and its figures."""

    name: str
    question: str
    verdict: str
    text: str
    files: dict[str, bytes] = field(default_factory=dict)


def scenario_page(path: Path) -> ScenarioPage:
    """Run a shipped scenario as its file says, and return its page."""
    scenario = load_scenario(path)
    result = run(scenario)
    parts = [
        f"# {scenario.title}",
        f"**{scenario.question}**",
        f"```console\n$ jevons run {scenario.name}\n```",
        f"## What the model answers\n\n{result.verdict}",
    ]
    if result.picture is not None:
        parts.append(likeness(result.picture))
    files = {}
    for kind, drawn, alt in _figures(result, scenario):
        name = f"{scenario.name}-{kind}.svg"
        files[name] = _svg(drawn)
        parts.append(figure(alt, name))
    if scenario.expected is not None:
        parts.append(f"## Why\n\n{scenario.expected.answer}\n\n{_expected(scenario)}")
    parts += [_changes(path, scenario), _try(scenario), _file(path)]
    text = "\n\n".join(part for part in parts if part) + "\n"
    return ScenarioPage(scenario.name, scenario.question, result.verdict, text, files)


def _figures(result: Result, scenario: Scenario) -> Iterator[tuple[str, Any, str]]:
    for kind in plots.kinds_for(result.runs):
        if kind == "energy":
            drawn = plots.draw(kind, result.tables, title=scenario.title)
            yield kind, drawn, energy.energy_caption(result.years)
        elif kind == "frontier" or len(result.plan.keys) == 1:
            keys = " and ".join(sweep.key_label(key) for key in result.plan.keys)
            alt = f"Energy use, actual over frozen, against {keys}; {result.verdict}"
            yield kind, plots.draw(kind, result.tables, title=scenario.title), alt


def _svg(drawn: Any) -> bytes:
    stream = BytesIO()
    with mpl.rc_context({"svg.hashsalt": "jevons_sim"}):
        drawn.savefig(stream, format="svg", metadata={"Date": None})
    return stream.getvalue()


def _expected(scenario: Scenario) -> str:
    assert scenario.expected is not None
    spans = [
        f"{words} between {number(span[0])} and {number(span[1])}"
        for name, words in _RANGES.items()
        if (span := getattr(scenario.expected, name)) is not None
    ]
    if not spans:
        return ""
    return f"The tests hold the model to it: {', '.join(spans)} (medians over seeds)."


def _changes(path: Path, scenario: Scenario) -> str:
    """The table of keys that differ from the parent's, with units and sources."""
    if scenario.name == REFERENCE:
        return (
            "## Its numbers\n\nEvery other scenario starts from these. [Keys of a scenario]"
            "(../reference/keys.md) lists each with its meaning, source and range."
        )
    parent = str(read_file(path).tree.get("extends", f"{REFERENCE}.yaml")).removesuffix(".yaml")
    before = {row.key: row for row in describe(load_scenario(parent))}
    own = read_file(path).tree.get("sources", {})
    rows, last = [], ""
    for row in _leaves(scenario):
        if row.key in before and before[row.key].value == row.value:
            continue
        was = f"{_value(before[row.key])} → " if row.key in before else ""
        unit = "" if row.unit == "-" else " a year" if row.unit == "1/yr" else f" {row.unit}"
        source = source_of(own, row.key)
        shown = "the same" if source and source == last else cell(source)
        rows.append([link_to_key(row.key), f"{was}{_value(row)}{unit}", shown])
        last = source
    head = (
        f"## What it changes\n\nFrom [{parent}]({parent}.md), where every other number and its "
        "source stands. A value without a source is the author's choice: most often, a trend "
        "switched off."
    )
    return f"{head}\n\n" + table(["key", f"in {parent} → here", "source"], rows)


def _leaves(scenario: Scenario) -> Iterator[Row]:
    yield from (
        row for row in describe(scenario) if row.key.split(".")[0] not in ("sweep", "seeds")
    )
    if scenario.sweep is not None and scenario.sweep.axes:
        for key, axis in scenario.sweep.axes.items():
            yield Row(key, _axis(axis), "-", "", "", None)


def _axis(axis: Any) -> str:
    if isinstance(axis, Range):
        return f"{number(axis.start)} to {number(axis.stop)}, {axis.steps} values"
    return ", ".join(number(value) for value in axis)


def _value(row: Row) -> str:
    value = row.value
    if isinstance(value, float | int) and not isinstance(value, bool):
        return number(value)
    if isinstance(value, tuple):
        return cell(", ".join(str(getattr(item, "name", item)) for item in value) or "none")
    return cell("none" if value is None else str(value))


def source_of(sources: dict[str, str], key: str) -> str:
    """Return the source of a key: its own, or that of the nearest section above it."""
    parts = key.split(".")
    for length in range(len(parts), 0, -1):
        name = ".".join(parts[:length])
        if name in sources:
            return sources[name]
    return ""


def _try(scenario: Scenario) -> str:
    if scenario.sweep is not None:
        return ""
    lines = [f"$ jevons rebound {scenario.name}"]
    if scenario.demand.form != "derived":
        lines += [
            f"$ jevons threshold {scenario.name} --vary demand.price_elasticity",
            f"$ jevons run {scenario.name} --set demand.price_elasticity=-1.2",
        ]
    shown = "\n".join(lines)
    card = f"In a class: [its card](../teaching/cards.md#{scenario.name})."
    return f"## Try next\n\n```console\n{shown}\n```\n\n{card}"


def _file(path: Path) -> str:
    text = path.read_text(encoding="utf-8")
    head = f"```{{code-block}} yaml\n:caption: scenarios/{path.name}"
    return f"## The file\n\n{head}\n\n{text}```"


def table_of(verdicts: dict[str, str]) -> str:
    """Return the table of scenarios with their questions and answers; it lists their pages, too."""
    rows = [
        [f"[`{name}`](/scenarios/{name}.md)", cell(load_scenario(name).question), cell(verdict)]
        for name, verdict in verdicts.items()
    ]
    pages = "\n".join(f"{name} <{name}>" for name in verdicts)
    return (
        f"{table(['scenario', 'asks', 'answer'], rows)}\n```{{toctree}}\n:hidden:\n\n{pages}\n```\n"
    )


def answer_text(verdict: str) -> str:
    """Return the answer of the main scenario, with its figure."""
    said = f"{load_scenario(MAIN).title}. **{verdict}**"
    return f"{said}\n\n{figure(verdict, f'/scenarios/{MAIN}-energy.svg')}"


def make(folder: Path) -> None:
    """Write the page of every shipped scenario, its figures, and the answers of all."""
    verdicts = {}
    for path in shipped_scenarios().values():
        page = scenario_page(path)
        verdicts[page.name] = page.verdict
        (folder / f"{page.name}.md").write_text(page.text, encoding="utf-8")
        for name, content in page.files.items():
            (folder / name).write_bytes(content)
    (folder / "verdicts.json").write_text(json.dumps(verdicts), encoding="utf-8")


class _FromVerdicts(SphinxDirective):
    """A directive that shows what scenarios answered when their pages were made."""

    @property
    def verdicts(self) -> dict[str, str]:
        """Name of each scenario, the reference first, and its answer."""
        text = (Path(self.env.srcdir) / FOLDER / "verdicts.json").read_text(encoding="utf-8")
        return dict(json.loads(text))


class ScenarioTable(_FromVerdicts):
    """The shipped scenarios with their questions and answers."""

    def run(self) -> list[nodes.Node]:
        """Return the table."""
        return self.parse_text_to_nodes(table_of(self.verdicts))


class Answer(_FromVerdicts):
    """What the main scenario answers, in words and as a figure."""

    def run(self) -> list[nodes.Node]:
        """Return the sentence and the figure."""
        return self.parse_text_to_nodes(answer_text(self.verdicts[MAIN]))


def setup(app: Any) -> None:
    """Add the directives `scenario-table` and `answer`."""
    app.add_directive("scenario-table", ScenarioTable)
    app.add_directive("answer", Answer)
