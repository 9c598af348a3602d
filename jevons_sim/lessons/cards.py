"""Scenario cards and misconceptions: words for a class, with numbers that runs gave.

The words are in ``card_texts/``, in English and Korean. A number in them is a token such as
``{rebound}``; it is filled from ``figures.json`` there, which holds what each command printed there
answers. The regression tests run the commands and compare.
"""

from __future__ import annotations

import json
import re
from dataclasses import asdict, dataclass
from functools import lru_cache
from typing import Any

from jevons_sim.errors import UsageError
from jevons_sim.scenario.keys import get_value
from jevons_sim.scenario.schema import Scenario
from jevons_sim.scenario.yaml_reader import read_file
from jevons_sim.words.catalogue import Language, tables
from jevons_sim.words.numbers import whole
from jevons_sim.words.titles import (
    TEXTS,
    card_names,
    card_source,
    question_of,
    shipped_scenario,
    title_of,
)
from jevons_sim.words.typeset import outcome, percent

SECTIONS = (
    *("what", "how", "use", "notice", "try", "extend"),
    *("leaves_out", "related", "references"),
)
"""The sections of every card, in order: NetLogo's headings."""

_TOKEN = re.compile(r"\{([a-z_0-9]+)(?::(%|\+%|0))?\}")


@dataclass(frozen=True)
class Item:
    """One point of a section."""

    text: str
    """What it says; may be empty beside a command."""

    command: str = ""
    """The command that shows it, or none."""


@dataclass(frozen=True)
class Section:
    """One heading of a card, and what stands under it."""

    key: str
    """Its name in `SECTIONS`."""

    heading: str
    """The heading, in the card's language."""

    text: str
    """A paragraph, or none."""

    items: tuple[Item, ...] = ()
    """Points under it."""


@dataclass(frozen=True)
class Card:
    """What a teacher needs to know of a scenario."""

    name: str
    """Name of the scenario."""

    title: str
    """One line."""

    question: str
    """The question that it answers."""

    language: Language
    """Language of the words."""

    sections: tuple[Section, ...]
    """All of `SECTIONS`, in order."""

    def as_json(self) -> dict[str, Any]:
        """Return the card as plain values, for a page that shows it."""
        return asdict(self)


@dataclass(frozen=True)
class Misconception:
    """A sentence that many believe, and the run that answers it."""

    name: str
    """Short name."""

    wrong: str
    """The sentence."""

    why: str
    """Why people believe it."""

    shows: tuple[Item, ...]
    """Commands, each with what it shows."""

    right: str
    """The sentence to say instead."""


@lru_cache
def card(name: str, language: Language = "en") -> Card:
    """Return the card of a shipped scenario.

    Parameters
    ----------
    name : str
        Name of the scenario.
    language : str
        ``en`` or ``ko``.

    Raises
    ------
    UsageError
        If no shipped scenario has that name.

    Examples
    --------
    >>> [section.heading for section in card("inelastic").sections][:2]
    ['What is it?', 'How it works']
    """
    if name not in card_names():
        raise UsageError(f"{name}: only shipped scenarios have a card; `jevons list` shows them")
    tree, scenario = card_source(name), shipped_scenario(name)
    title, question = title_of(scenario, language), question_of(scenario, language)
    sections = tuple(_section(key, language, tree, scenario) for key in SECTIONS)
    return Card(name, title, question, language, sections)


def _section(key: str, language: Language, tree: dict[str, Any], scenario: Scenario) -> Section:
    heading, main = headings(language)[key], f"jevons run {scenario.name}"
    words = tree[language]
    if key == "use":
        return Section(key, heading, headings(language)["levers"], _use(tree["levers"], scenario))
    if key == "try":
        pairs = zip(tree["tries"], words["try"], strict=True)
        items = tuple(Item(fill(text, command), command) for command, text in pairs)
        return Section(key, heading, "", items)
    if key == "related":
        return Section(key, heading, "", tuple(_related(name, language) for name in tree[key]))
    if key == "references":
        return Section(key, heading, "", tuple(Item(text) for text in tree[key]))
    if key == "notice":
        return Section(key, heading, "", tuple(Item(fill(text, main)) for text in words[key]))
    return Section(key, heading, fill(words[key], main))


def _use(levers: list[str], scenario: Scenario) -> tuple[Item, ...]:
    """Return the command, and the keys that decide with their values."""
    tree = scenario.model_dump(mode="json")
    values = (f"{key} = {json.dumps(get_value(tree, key))}" for key in levers)
    return (Item("", f"jevons run {scenario.name}"), *(Item(text) for text in values))


def _related(name: str, language: Language) -> Item:
    title = title_of(shipped_scenario(name), language)
    return Item(f"{name}: {title}")


@lru_cache
def misconceptions(language: Language = "en") -> tuple[Misconception, ...]:
    """Return the misconceptions, in the order in which a class meets them."""
    return tuple(_misconception(name, language) for name in misconception_source())


def _misconception(name: str, language: Language) -> Misconception:
    tree = misconception_source()[name]
    words = tree[language]
    pairs = zip(tree["commands"], words["shows"], strict=True)
    shows = tuple(Item(fill(text, command), command) for command, text in pairs)
    return Misconception(name, words["wrong"], words["why"], shows, words["right"])


def headings(language: Language) -> dict[str, str]:
    """Return headings and other fixed words of a language."""
    return tables("cards")[language]


@lru_cache
def figures() -> dict[str, dict[str, float]]:
    """Return what each command answers: command to name to number."""
    table: dict[str, dict[str, float]] = json.loads(
        (TEXTS / "figures.json").read_text(encoding="utf-8")
    )
    return table


def fill(text: str, command: str) -> str:
    """Return a text with its tokens filled from what a command answers.

    Parameters
    ----------
    text : str
        ``{name}`` is a number, ``{name:%}`` a share in per cent, ``{name:+%}`` a ratio's distance
        from 1 in per cent, ``{name:0}`` a whole number.
    command : str
        A command of ``web/figures.json``.

    Examples
    --------
    >>> fill("R = {rebound}", "jevons run growth-is-not-rebound")
    'R = 0.32'
    """
    return _TOKEN.sub(lambda token: _figure(command, token[1], token[2] or ""), text)


def _figure(command: str, name: str, form: str) -> str:
    value = figures()[command][name]
    if form == "%":
        return percent(abs(value))
    if form == "+%":
        return percent(abs(value - 1.0))
    if form == "0":
        return f"{value:.0f}" if name.endswith("year") else whole(value)
    return outcome(name, value)


@lru_cache
def misconception_source() -> dict[str, Any]:
    """Return the misconceptions as they are written, with their tokens."""
    tree: dict[str, Any] = read_file(TEXTS / "misconceptions.yaml").tree
    return tree
