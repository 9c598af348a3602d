"""Cards and misconceptions: whole, in both languages, filled, and no wider than a terminal."""

from __future__ import annotations

import json
import re

import pytest

from jevons_sim.errors import UsageError
from jevons_sim.lessons import cards
from jevons_sim.lessons.cards_text import cards_page, misconceptions_page, on_screen
from jevons_sim.scenario.keys import get_value
from jevons_sim.scenario.load import load_scenario
from jevons_sim.words.catalogue import LANGUAGES
from jevons_sim.words.titles import question_of, title_of
from jevons_sim.words.width import columns
from tests.figures import texts

NAMES = cards.card_names()
BOTH = [(name, language) for name in NAMES for language in LANGUAGES]
HANGUL = re.compile("[가-힣]")


def test_every_scenario_has_a_card_and_every_card_a_scenario():
    assert {path.stem for path in cards.TEXTS.glob("*.yaml")} == {*NAMES, "misconceptions"}


def test_both_languages_have_the_same_words():
    en, ko = (cards.headings(language) for language in LANGUAGES)
    assert en.keys() == ko.keys()
    assert set(cards.SECTIONS) <= en.keys()
    assert all(HANGUL.search(text) for text in ko.values())


@pytest.mark.parametrize(("name", "language"), BOTH)
def test_no_heading_is_missing_or_empty(name, language):
    card = cards.card(name, language)
    assert tuple(section.key for section in card.sections) == cards.SECTIONS
    for section in card.sections:
        assert section.heading
        assert section.text or section.items, section.key
    assert "{" not in "".join(
        item.text for section in card.sections for item in section.items if not item.command
    )


@pytest.mark.parametrize("name", NAMES)
def test_a_card_says_the_same_in_both_languages(name):
    """The same points and the same figures, in the same order of points."""
    tree = cards.card_source(name)
    en, ko = tree["en"], tree["ko"]
    assert set(ko) == {*en, "title", "question", "answer"}
    assert len(tree["tries"]) == len(en["try"]) == len(ko["try"]) >= 1
    token = re.compile(r"\{[^}]*\}")
    for section, words in en.items():
        for ours, theirs in zip(texts(words), texts(ko[section]), strict=True):
            assert sorted(token.findall(ours)) == sorted(token.findall(theirs)), section
            assert HANGUL.search(theirs)


@pytest.mark.parametrize("name", NAMES)
def test_levers_and_relatives_exist(name):
    tree, scenario = cards.card_source(name), load_scenario(name).model_dump(mode="json")
    for key in tree["levers"]:
        get_value(scenario, key)
    assert name not in tree["related"]
    assert set(tree["related"]) <= set(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_what_is_called_backfire_is_above_one(name):
    """Where a thing to try says `backfire: R = …`, the run that it names gives R above 1."""
    tree = cards.card_source(name)
    for command, text in zip(tree["tries"], tree["en"]["try"], strict=True):
        if re.search(r"backfire[^.]*R = \{rebound\}", text, re.IGNORECASE):
            assert cards.figures()[command]["rebound"] > 1.0, command
        if re.search(r"without .*backfire|saves, R = |energy is spared", text, re.IGNORECASE):
            assert cards.figures()[command].get("rebound", 0.0) < 1.0, command


@pytest.mark.parametrize(("name", "language"), BOTH)
def test_a_card_fits_a_terminal(name, language):
    for line in on_screen(cards.card(name, language)).splitlines():
        assert columns(line) <= 79 or " " not in line.strip(), line


def test_tokens_have_four_forms():
    command = "jevons run growth-is-not-rebound"
    figures = cards.figures()[command]
    assert (
        cards.fill("{growth} {growth:+%} {rebound:%} {peak_year:0}", command) == "1.50 50% 32% 2025"
    )
    assert figures["growth"] == pytest.approx(1.504, abs=1e-3)
    with pytest.raises(KeyError):
        cards.fill("{unheard_of}", command)


def test_a_stranger_has_no_card():
    with pytest.raises(UsageError, match="only shipped scenarios"):
        cards.card("mine")


def test_a_card_is_plain_values():
    document = json.loads(json.dumps(cards.card("lighting").as_json()))
    assert [section["key"] for section in document["sections"]] == list(cards.SECTIONS)


SHOWN = {
    "efficiency-always-raises-use": lambda a: a["rebound"] < 0.1 and a["growth"] < 0.5,
    "rebound-is-backfire": lambda a: 0.4 < a["rebound"] < 1.0 and a["energy_ratio"] < 0.8,
    "per-query-is-total": lambda a: a["efficiency_gain"] > 3.0 and a["growth"] > 1.4,
    "after-so-because": lambda a: a["growth"] > 9.0 and a["rebound"] < 0.3,
    "one-elasticity": lambda a, b: a["rebound"] > 1.2 and b["rebound"] < 0.2,
    "cost-is-price": lambda a, b: a["rebound"] > 1.0 > b["rebound"],
    "one-axis": lambda a: a["emissions_growth"] < 1 < a["growth"] < a["spending_growth"] < 3,
    "efficiency-is-bad": lambda a, b: (
        a["rebound"] > 1.0
        and a["surplus"] > 0.0
        and b["service_growth"] > 20.0
        and abs(b["growth"] - 1.0) < 1e-3
    ),
    "one-run-proves-it": lambda a: (
        a["rebound_p05"] < 1 < a["rebound_p95"] and 0.2 < a["backfire_share"] < 0.8
    ),
    "log-axis": lambda a: a["rebound"] < 0.2 and a["growth"] ** 2 > a["frozen_growth"],
    "direct-is-all": lambda a: a["rebound_economy"] > a["rebound"] + 0.03,
    "it-forecasts": lambda a, b: (
        abs(a["service_growth"] - b["service_growth"]) < 0.15
        and abs(a["growth"] - b["growth"]) < 0.03
        and a["rebound"] - b["rebound"] > 0.9
    ),
}
"""Misconception to what its commands must answer for the right sentence to be right."""


def test_every_misconception_is_met_by_its_runs():
    source = cards.misconception_source()
    assert source.keys() == SHOWN.keys()
    for name, known in source.items():
        assert SHOWN[name](*(cards.figures()[command] for command in known["commands"])), name


@pytest.mark.parametrize("language", LANGUAGES)
def test_misconceptions_are_whole(language):
    found = cards.misconceptions(language)
    assert len(found) == 12
    for known in found:
        assert all((known.wrong, known.why, known.right, known.shows))
        assert all(item.command and re.search(r"\d", item.text) for item in known.shows)
        if language == "ko":
            assert HANGUL.search(known.wrong + known.why + known.right)


@pytest.mark.parametrize("language", LANGUAGES)
def test_pages_hold_every_card_and_misconception(language):
    page = cards_page(language)
    for name in NAMES:
        assert f"## {name}\n" in page
    assert misconceptions_page(language).count("\n## ") == 12


def test_a_title_of_ones_own_stays_as_it_is_written():
    shipped = load_scenario("inelastic")

    def said(scenario, language):
        return title_of(scenario, language), question_of(scenario, language)

    korean = said(shipped, "ko")
    assert korean == (cards.card("inelastic", "ko").title, cards.card("inelastic", "ko").question)
    assert korean[0] != shipped.title
    own = shipped.model_copy(update={"title": "Our town"})
    assert said(own, "ko") == ("Our town", korean[1])
    other = shipped.model_copy(update={"name": "our-town"})
    assert said(other, "ko") == (shipped.title, shipped.question)
    assert said(shipped, "en") == (shipped.title, shipped.question)
