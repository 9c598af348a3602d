"""The catalogue: every language says every key, with the same values, once."""

from __future__ import annotations

import json
import re
from collections import Counter
from string import Formatter

import pytest

from jevons_sim.quantities import LMDI_FACTORS, RESPONSES
from jevons_sim.web.page import PACKAGE
from jevons_sim.words.catalogue import FOLDER, LANGUAGES, Words, tables

TABLES = sorted(path.stem for path in FOLDER.glob("*.json") if "." not in path.stem)
MADE = re.compile(
    r"(head|kind|is|would|sweep|outcome|decides|doubt|response|n|rate|some|compare|parts|theory)_"
    r"|.*_(one|many)$"
)
"""Keys that the program puts together."""


def places(text):
    return Counter(field for _, field, _, _ in Formatter().parse(text) if field is not None)


@pytest.mark.parametrize("name", TABLES)
def test_words_are_the_same_in_every_language(name):
    table = tables(name)
    assert set(table) == {"en", "ko"} == set(LANGUAGES)
    assert list(table["en"]) == list(table["ko"])
    for key, text in table["en"].items():
        other = table["ko"][key]
        assert text.strip(), key
        assert other.strip(), key
        assert set(places(text)) == set(places(other)), key


@pytest.mark.parametrize("name", [*TABLES, "terms.ko"])
def test_no_key_stands_twice(name):
    """JSON keeps the last of two equal keys without a word."""

    def once(pairs):
        twice = [key for key, n in Counter(key for key, _ in pairs).items() if n > 1]
        assert twice == []
        return dict(pairs)

    json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"), object_pairs_hook=once)


@pytest.mark.parametrize("name", ["answers", "terminal"])
def test_every_key_is_said_somewhere(name):
    code = "".join(
        path.read_text(encoding="utf-8")
        for room in ("cli", "studies", "words")
        for path in (PACKAGE / room).glob("*.py")
    )
    said = set(re.findall(r"[\"'](\w+)[\"']", code))
    dead = [key for key in tables(name)["en"] if key not in said and not MADE.match(key)]
    assert dead == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_has_a_name_in_the_vocabulary_has_words(language):
    answers, figures = Words("answers", language), Words("figures", language)
    assert all(answers[f"response_{name}"] for name in RESPONSES)
    assert all(figures[name] and figures[f"w_{part}"] for name, part in zip(
        LMDI_FACTORS, RESPONSES, strict=False
    ))  # fmt: skip


def test_counts_are_one_or_many():
    words = Words("answers")
    assert [words.count("points", n) for n in (0, 1, 2)] == ["0 points", "1 point", "2 points"]
    with pytest.raises(KeyError):
        words.say("unheard_of")
