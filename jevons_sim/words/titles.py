"""Titles and questions of scenarios in the language asked for: those that ship have Korean ones."""

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


def title_and_question(scenario: Scenario, language: Language) -> tuple[str, str]:
    """Return a scenario's title and question in a language.

    A shipped scenario has them in every language; what a scenario of one's own says, or a shipped
    one no longer says, stays as it is written.
    """
    if language == "en" or scenario.name not in card_names():
        return scenario.title, scenario.question
    shipped, words = load_scenario(scenario.name), card_source(scenario.name)[language]
    return (
        words["title"] if scenario.title == shipped.title else scenario.title,
        words["question"] if scenario.question == shipped.question else scenario.question,
    )


@lru_cache
def card_source(name: str) -> dict[str, Any]:
    """Return a card as it is written, with its tokens."""
    tree: dict[str, Any] = read_file(TEXTS / f"{name}.yaml").tree
    return tree
