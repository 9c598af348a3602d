"""The glossary: Korean texts use its terms, and none of the forms that it tells to avoid."""

from __future__ import annotations

import json
import re

import pytest

from jevons_sim.report.voice import HANGUL
from jevons_sim.scenario.yaml_reader import read_file
from jevons_sim.web.page import PACKAGE
from jevons_sim.words.catalogue import FOLDER

ROOT = PACKAGE.parent
GLOSSARY = read_file(FOLDER / "glossary.yaml").tree
TERMS, AVOID = GLOSSARY["terms"], GLOSSARY["avoid"]
TABLES = sorted(FOLDER.glob("*.json"))
TEXTS = sorted((PACKAGE / "lessons").glob("*texts/*.yaml"))
PAGES = sorted((ROOT / "docs" / "teaching").rglob("*.ko.md"))
NOT_PROSE = re.compile(r"\{[^}]*\}|`[^`]*`|[\w.-]*[._]\w+[\w.]*|\w+/s\b")
"""Places for values, commands, dotted keys and names of files."""


def tree_of(path):
    if path.suffix == ".json":
        return json.loads(path.read_text(encoding="utf-8"))
    return read_file(path).tree


def leaves(tree):
    if isinstance(tree, dict):
        tree = list(tree.values())
    if isinstance(tree, list):
        for part in tree:
            yield from leaves(part)
    elif isinstance(tree, str):
        yield tree


def pairs(tree):
    """Texts in English with their Korean."""
    if isinstance(tree, list):
        for part in tree:
            yield from pairs(part)
    elif isinstance(tree, dict):
        if {"en", "ko"} <= tree.keys():
            yield from both(tree["en"], tree["ko"])
        for name, part in tree.items():
            if name not in ("en", "ko"):
                yield from pairs(part)


def both(english, korean):
    if isinstance(english, str):
        yield english, korean
    elif isinstance(english, dict):
        for name, part in english.items():
            yield from both(part, korean[name])
    else:
        for ours, theirs in zip(english, korean, strict=True):
            yield from both(ours, theirs)


def name_of(path):
    return path.relative_to(ROOT).as_posix()


def test_the_glossary_is_whole():
    names = [term["en"] for term in TERMS]
    assert len(names) == len(set(names)) > 30
    assert names == sorted(names, key=str.casefold)
    for term in TERMS:
        assert HANGUL.search(term["ko"])
        assert set(term) <= {"en", "ko", "first", "or", "loose"}
        said = [term["ko"], term.get("first", ""), *term.get("or", [])]
        assert [bad["form"] for bad in AVOID if re.search(bad["form"], " ".join(said))] == []
    assert all(re.compile(bad["form"]) and HANGUL.search(bad["say"]) for bad in AVOID)


@pytest.mark.parametrize("path", [*TABLES, *TEXTS, *PAGES], ids=name_of)
def test_a_korean_text_avoids_these_forms(path):
    if path.suffix == ".md":
        texts = path.read_text(encoding="utf-8").splitlines()
    else:
        texts = [text for text in leaves(tree_of(path)) if HANGUL.search(text)]
    found = [(bad["say"], text) for text in texts for bad in AVOID if re.search(bad["form"], text)]
    assert found == []


@pytest.mark.parametrize("term", [term for term in TERMS if not term.get("loose")], ids=str)
def test_a_term_is_the_same_everywhere(term):
    wanted = re.compile(rf"\b{term['en'].replace(' ', '[ -]')}s?\b", re.IGNORECASE)
    n, missed = 0, []
    for path in (*TABLES, *TEXTS):
        for english, korean in pairs(tree_of(path)):
            if not wanted.search(NOT_PROSE.sub(" ", english)):
                continue
            n += 1
            if not any(said in korean for said in (term["ko"], *term.get("or", []))):
                missed.append((path.name, english, korean))
    assert missed == []
    assert n > 0


@pytest.mark.parametrize("term", [term for term in TERMS if "first" in term], ids=str)
def test_what_explains_a_term_gives_its_full_name(term):
    """On the terminal, in the report, in the explorer and on the handout."""
    for name in ("words/answers.json", "words/report.json", "words/explorer.json"):
        if term["en"] == "lab" and name != "words/explorer.json":
            continue
        text = (PACKAGE / name).read_text(encoding="utf-8")
        assert term["first"] in text, name
    assert term["first"] in (PACKAGE / "lessons/texts/handout.yaml").read_text(encoding="utf-8")
