"""What scenarios say of themselves in the language asked for: title, question, expected answer.

A shipped scenario says it in every language; what a scenario of one's own says, or a shipped one no
longer says, stays as it is written.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any

from jevons_sim.scenario.load import load_scenario
from jevons_sim.scenario.schema import Scenario
from jevons_sim.scenario.shipped import shipped_scenarios
from jevons_sim.scenario.yaml_reader import read_file
from jevons_sim.words.catalogue import Language

PACKAGE = Path(__file__).resolve().parents[1]

TEXTS = PACKAGE / "lessons" / "card_texts"
"""Where the words and the figures are."""


def card_names() -> tuple[str, ...]:
    """Return the names of all shipped scenarios: each has a card."""
    return tuple(shipped_scenarios())


def title_of(scenario: Scenario, language: Language) -> str:
    """Return a scenario's title."""
    return _said(scenario, language, "title")


def question_of(scenario: Scenario, language: Language) -> str:
    """Return a scenario's question."""
    return _said(scenario, language, "question")


def listed_question(name: str, question: str, language: Language) -> str:
    """Return the question of a shipped scenario that need not be loaded: `question` in English."""
    return question if language == "en" else str(card_source(name)[language]["question"])


def explanation_of(scenario: Scenario, language: Language) -> str:
    """Return the answer that a scenario expects, with the reason; empty where it expects none."""
    return _said(scenario, language, "answer")


def _said(scenario: Scenario, language: Language, what: str) -> str:
    own = _english(scenario, what)
    if language == "en" or scenario.name not in card_names():
        return own
    shipped = _english(shipped_scenario(scenario.name), what)
    return str(card_source(scenario.name)[language][what]) if own == shipped else own


def _english(scenario: Scenario, what: str) -> str:
    if what == "answer":
        return "" if scenario.expected is None else scenario.expected.answer
    return scenario.title if what == "title" else scenario.question


@lru_cache
def shipped_scenario(name: str) -> Scenario:
    """Return a shipped scenario, read once: to read one takes a tenth of a second."""
    return load_scenario(name)


@lru_cache
def card_source(name: str) -> dict[str, Any]:
    """Return a card as it is written, with its tokens."""
    tree: dict[str, Any] = read_file(TEXTS / f"{name}.yaml").tree
    return tree
