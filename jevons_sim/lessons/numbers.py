"""The numbers of the lessons: kept in one file, made by runs, put into texts.

``numbers.json`` holds a value for each figure that a text quotes, with the span in which a run of
the size of a classroom comes out. `lessons_runs` makes it; nothing in it is written by hand.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from jevons_sim.explorer.page import PRESETS
from jevons_sim.lessons.content import DOCUMENTS, FOLDER, document, runs
from jevons_sim.lessons.schema import Text
from jevons_sim.web.page import PACKAGE, asset
from jevons_sim.words import numbers as numbers_
from jevons_sim.words.numbers import form_of, whole
from jevons_sim.words.typeset import number, percent, two_decimals, typeset

if TYPE_CHECKING:
    from jevons_sim.words.catalogue import Language

NUMBERS = FOLDER / "numbers.json"
"""Where the numbers are kept."""

PLACEHOLDER = re.compile(r"\{([a-z0-9-]+)\.([a-z0-9_]+)(?:\|([a-z]+))?\}")
"""A number in a text: run, figure and, if need be, form."""

CONTROLS = {
    "demand.price_elasticity": "elasticity",
    "demand.autonomous_growth": "growth",
    "grid.limit_twh": "limit",
    "policy": "tax",
}
"""Keys that a lesson changes, and the explorer's names for them."""

_CONDITION = re.compile(r"\s*(\S+)\s*(<=|>=|<|>)\s*(\S+)\s*")
_FIGURE = re.compile(r"([a-z][a-z0-9-]*)\.([a-z][a-z0-9_]*)")

_COMPARE: dict[str, Callable[[float, float], bool]] = {
    "<": lambda left, right: left < right,
    ">": lambda left, right: left > right,
    "<=": lambda left, right: left <= right,
    ">=": lambda left, right: left >= right,
}


@dataclass(frozen=True)
class Figure:
    """A number of a run."""

    value: float
    """Median over the scenario's seeds."""

    low: float
    """5% of runs with as many firms as the explorer come out below."""

    high: float
    """5% of them come out above."""


def figure(run: str, name: str) -> Figure:
    """Return a stored figure of a run.

    Raises
    ------
    KeyError
        If it is not stored: the numbers are older than the texts.
    """
    return Figure(*_stored()["figures"][run][name])


def series(run: str) -> dict[str, list[float]]:
    """Return years and the energy of each case, TWh a year, of a run that is drawn."""
    found: dict[str, list[float]] = _stored()["series"][run]
    return found


@lru_cache
def _stored() -> dict[str, Any]:
    stored: dict[str, Any] = json.loads(asset(NUMBERS.relative_to(PACKAGE).as_posix()))
    return stored


def fill(text: Text, language: Language) -> str:
    """Return a text in a language, with its numbers."""
    words = text.in_language(language)
    return PLACEHOLDER.sub(lambda match: _in_words((match[1], match[2], match[3]), language), words)


def fill_cell(cell: str, language: Language) -> str:
    """Return a cell of a table with its number."""
    return fill(Text(en=cell, ko=cell), language)


def _in_words(place: tuple[str, str, str | None], language: Language) -> str:
    run, name, form = place
    if name == "command":
        return command(run)
    found = figure(run, name)
    if form == "range":
        return span(found, language, form_of(name))
    return _FORMS[form or form_of(name)](found.value)


def span(found: Figure, language: Language, form: str) -> str:
    """Return the span in which a class's runs come out: `0.48 to 0.72`."""
    low, high = (_FORMS[form](end) for end in (found.low, found.high))
    return f"{low}~{high}" if language == "ko" else f"{low} to {high}"


def accepted(cell: str, language: Language) -> str:
    """Return the span that is accepted for a cell that students fill in; nothing for an exact one.

    Parameters
    ----------
    cell : str
        A placeholder.
    language : str
        Language of the key.
    """
    match = PLACEHOLDER.fullmatch(cell)
    if match is None:
        return ""
    run, name, form = match.groups()
    found = figure(run, name)
    form = form or form_of(name)
    low, high = (_FORMS[form](end) for end in (found.low, found.high))
    return "" if low == high else span(found, language, form)


def _signed_percent(ratio: float) -> str:
    """Return a ratio as a change: ``+50%``, ``-28%``."""
    return typeset(numbers_.signed(numbers_.percent(ratio - 1.0)))


_FORMS: dict[str, Callable[[float], str]] = {
    "number": number,
    "two_decimals": two_decimals,
    "percent": percent,
    "below": lambda value: percent(1.0 - value),
    "signed": _signed_percent,
    "whole": whole,
    "year": lambda value: f"{value:.0f}",
    "inverse": lambda value: number(1.0 / value),
    "size": lambda value: number(abs(value)),
}
"""Forms of a number in a text."""


def command(run: str) -> str:
    """Return the command that shows a run."""
    spec = runs()[run]
    words = ["jevons", spec.command, str(spec.scenario)]
    for key, value in spec.set.items():
        setting = f"{key}={_flow(value)}"
        words += ["--set", f"'{setting}'" if re.search(r"[\s{\[]", setting) else setting]
    if spec.vary is not None:
        ends = f"--from {spec.vary.first:g} --to {spec.vary.last:g}"
        words += ["--vary", spec.vary.key, *ends.split()]
    return " ".join(words)


def _flow(value: Any) -> str:
    """Return a value as YAML on one line, without a quote."""
    if isinstance(value, list):
        return f"[{', '.join(map(_flow, value))}]"
    if isinstance(value, dict):
        return f"{{{', '.join(f'{key}: {_flow(part)}' for key, part in value.items())}}}"
    return "null" if value is None else str(value)


def address(run: str, language: Language, *, hidden: bool = False) -> str | None:
    """Return the part of the explorer's address that shows a run, or None where it cannot.

    Parameters
    ----------
    run : str
        Name of the run.
    language : str
        Language of the page.
    hidden : bool
        Whether the answer stays hidden until a prediction is made.
    """
    spec = runs()[run]
    if spec.scenario not in PRESETS or spec.command != "run":
        return None
    values = {"preset": spec.scenario}
    for key, value in spec.set.items():
        if key == "population.firms":
            continue
        if key not in CONTROLS or value == []:
            return None
        values[CONTROLS[key]] = str(value[0]["usd_per_tco2"] if key == "policy" else value)
    settings = {"lang": language, "predict": str(int(hidden))}
    return "&".join(f"{name}={value}" for name, value in {**values, **settings}.items())


def holds(condition: str) -> bool:
    """Return whether a condition on runs is met.

    >>> holds("1 < 2 and 2 < 3"), holds("1 > 2")
    (True, False)
    """
    return all(_clause_holds(clause) for clause in condition.split(" and "))


def _clause_holds(clause: str) -> bool:
    match = _CONDITION.fullmatch(clause)
    if match is None:
        raise ValueError(f"{clause!r} is no condition; write e.g. deepseek.rebound < 1")
    left, sign, right = match.groups()
    sides = _side(left), _side(right)
    return not any(map(math.isnan, sides)) and bool(_COMPARE[sign](*sides))


def _side(text: str) -> float:
    """Return a number, a figure, or a multiple of a figure: ``0.9*deepseek.energy_twh``."""
    factor, times, rest = text.rpartition("*")
    match = _FIGURE.fullmatch(rest)
    value = float(rest) if match is None else figure(*match.groups()).value
    return float(factor) * value if times else value


def texts_of(tree: Any) -> Iterator[str]:
    """Give every text in a tree of plain values."""
    if isinstance(tree, str):
        yield tree
    elif isinstance(tree, dict):
        for value in tree.values():
            yield from texts_of(value)
    elif isinstance(tree, list):
        for value in tree:
            yield from texts_of(value)


def quoted() -> dict[str, set[str]]:
    """Return the figures of each run that any text or condition quotes."""
    found: dict[str, set[str]] = {name: set() for name in runs()}
    trees = [document(name).model_dump(mode="json") for name in DOCUMENTS]
    for text in texts_of(trees):
        pairs = {match[:2] for match in PLACEHOLDER.findall(text)}
        if _CONDITION.match(text):
            pairs |= set(_FIGURE.findall(text))
        for run, name in pairs:
            if run in found and name != "command":
                found[run].add(name)
    for name, run in runs().items():
        for condition in run.holds:
            for other, figure_name in _FIGURE.findall(condition):
                found[other].add(figure_name)
            assert name in condition, f"{name}: {condition!r} is about another run"
    return found


def drawn() -> set[str]:
    """Return the runs that are drawn."""
    trees = [document(name).model_dump(mode="json") for name in DOCUMENTS]
    return {task["chart"] for tree in trees for task in tree.get("tasks", ()) if task["chart"]}
