"""Lessons: the numbers come from runs, the answers from conditions, and both languages agree."""

from __future__ import annotations

import itertools
import json
import re
import shlex
from html import unescape

import pytest

from jevons_sim.explorer.page import PRESETS
from jevons_sim.lessons import numbers
from jevons_sim.lessons.content import DOCUMENTS, WITH_KEY, document, runs
from jevons_sim.lessons.make_numbers import numbers_text
from jevons_sim.lessons.pages import Sheet, html, index, pieces, question, right, sheets
from jevons_sim.lessons.schema import Bank, Lesson, Text, Worksheet
from jevons_sim.lessons.terminal import listing, screen
from jevons_sim.scenario.load import load_scenario
from jevons_sim.web.page import PACKAGE
from jevons_sim.words.catalogue import LANGUAGES, tables
from jevons_sim.words.numbers import number as verdict_number
from jevons_sim.words.width import columns
from tests import unchanged

MINUTES = {
    "lesson-a": [3, 5, 5, 5, 2],
    "lesson-b": [5, 8, 12, 12, 10, 3],
    "lesson-c": [10, 15, 13, 12, 12, 23, 5],
}
MISCONCEPTIONS = {
    "efficiency always raises use": "efficiency-and-use",
    "rebound is backfire": "rebound-and-backfire",
    "energy per query is total energy": "per-query-and-total",
    "use grew after efficiency, so because of it": "growth-is-not-rebound",
    "elasticity is one number for ever": "one-number-for-ever",
    "cost saved is price cut": "cost-and-price",
    "compute, energy, carbon and money are one axis": "four-axes",
    "so efficiency is bad": "is-efficiency-bad",
    "one run proves it": "one-run",
    "log axes read as linear": "log-axis",
    "direct rebound is all": "where-money-goes",
    "the model forecasts": "forecast",
}
"""Every misconception of the specification, and the question that meets it."""


def texts_in(tree):
    """Every text in two languages, in a document."""
    if isinstance(tree, Text):
        yield tree
    elif isinstance(tree, list):
        for part in tree:
            yield from texts_in(part)
    elif hasattr(tree, "model_fields_set"):
        for name in type(tree).model_fields:
            yield from texts_in(getattr(tree, name))


ALL_TEXTS = [
    (where, text)
    for where, tree in [*((name, document(name)) for name in DOCUMENTS), *runs().items()]
    for text in texts_in(tree)
]


def bank():
    found = document("questions")
    assert isinstance(found, Bank)
    return found


def worksheets():
    return [(name, document(name)) for name in DOCUMENTS if name.startswith("worksheet")]


def test_both_languages_say_the_same_numbers():
    assert len(ALL_TEXTS) > 400
    for where, text in ALL_TEXTS:
        english, korean = (sorted(numbers.PLACEHOLDER.findall(way)) for way in (text.en, text.ko))
        assert english == korean, (where, text.en)
        for mark in ("**", "`"):
            assert text.en.count(mark) == text.ko.count(mark), (where, text.en)


def test_korean_is_korean_and_english_is_not():
    hangul = re.compile("[가-힣]")
    for where, text in ALL_TEXTS:
        assert not hangul.search(text.en), (where, text.en)
        assert bool(text.en) == bool(text.ko), (where, text.en)
        if len(re.findall("[a-zA-Z]{3,}", text.en)) > 3:
            assert hangul.search(text.ko), (where, text.en)
    table = tables("lessons")
    assert table["en"].keys() == table["ko"].keys()
    for key, text in table["en"].items():
        places = re.findall(r"\{\w+\}", text)
        assert places == re.findall(r"\{\w+\}", table["ko"][key]), key


@pytest.mark.parametrize("name", MINUTES)
def test_lessons_take_the_minutes_that_they_promise(name):
    lesson = document(name)
    assert isinstance(lesson, Lesson)
    assert [step.minutes for step in lesson.steps] == MINUTES[name]
    assert sum(MINUTES[name]) == {"lesson-a": 20, "lesson-b": 50, "lesson-c": 90}[name]
    for step in lesson.steps:
        assert step.say, step.title.en
        assert step.students, step.title.en
        assert step.expect, step.title.en
    assert len(lesson.prepare) == 2
    assert all(item.command for item in lesson.prepare)
    assert question(lesson.exit).meets is not None


def test_exactly_one_choice_is_right():
    asked = [(item.name, item.choices) for item in bank().questions]
    asked += [
        (name, task.choices) for name, sheet in worksheets() for task in sheet.tasks if task.choices
    ]
    for name, choices in asked:
        assert sum(right(choices)) == 1, name


def test_the_question_bank_meets_every_misconception():
    questions = {item.name: item for item in bank().questions}
    assert len(questions) == len(bank().questions) >= 14
    for misconception, name in MISCONCEPTIONS.items():
        assert questions[name].meets is not None, misconception
    places = [right(item.choices).index(True) for item in bank().questions]
    assert max(places.count(place) for place in places) <= len(places) // 2  # no place to guess
    for item in questions.values():
        assert len(item.choices) >= 3
        assert item.show


@pytest.mark.slow
def test_numbers_come_from_runs(request):
    """Regenerating gives an empty difference, and so the same answers; `--store` notes it."""
    if unchanged.is_unchanged("lessons") and not request.config.getoption("--long"):
        return
    stored = json.loads(numbers.NUMBERS.read_text(encoding="utf-8"))
    made = json.loads(numbers_text())
    assert made.keys() == stored.keys()
    assert made["figures"].keys() == stored["figures"].keys()
    for run, figures in made["figures"].items():
        assert figures.keys() == stored["figures"][run].keys(), run
        for name, values in figures.items():
            assert values == pytest.approx(stored["figures"][run][name], rel=3e-6), (run, name)
    assert made["series"].keys() == stored["series"].keys()
    for run, series in made["series"].items():
        for case, values in series.items():
            assert values == pytest.approx(stored["series"][run][case], rel=3e-4), (run, case)
    if request.config.getoption("--store"):
        unchanged.store("lessons")


def test_what_texts_take_for_granted_holds():
    conditions = [condition for run in runs().values() for condition in run.holds]
    assert len(conditions) > 40
    assert [condition for condition in conditions if not numbers.holds(condition)] == []


def test_every_run_is_used_and_every_name_exists():
    trees = [document(name).model_dump(mode="json") for name in DOCUMENTS]
    dumped = json.dumps(trees)
    unused = [name for name in runs() if not re.search(rf'[{{" *]{re.escape(name)}[."]', dumped)]
    assert unused == []
    shown = {name for tree in trees for step in tree.get("steps", ()) for name in step["show"]}
    shown |= {name for item in bank().questions for name in item.show}
    assert shown <= runs().keys()


def test_no_number_with_a_decimal_point_is_typed_as_a_result():
    """A rebound in a text is a placeholder, not typed."""
    for where, text in ALL_TEXTS:
        assert not re.search(r"R = -?\d+\.\d", text.en), (where, text.en)
        assert not re.search(r"\d TWh", re.sub(r"\b(155|400|50|100) TWh", "", text.en)), text.en


def test_printed_commands_make_the_very_runs():
    for name, run in runs().items():
        if run.scenario is None:
            continue
        program, verb, scenario, *options = shlex.split(numbers.command(name))
        assert (program, verb, scenario) == ("jevons", run.command, run.scenario)
        pairs = itertools.pairwise(options)
        settings = [value for option, value in pairs if option == "--set"]
        made = load_scenario(scenario, settings)
        wanted = load_scenario(run.scenario).with_values(run.set)
        if run.set:  # a number that is set has neither its file's source nor its file's answer
            kept = {key: text for key, text in wanted.sources.items() if key not in run.set}
            wanted = wanted.model_copy(update={"sources": kept, "expected": None})
        assert made == wanted, name


def test_explorer_links_name_what_the_explorer_has():
    controls = (PACKAGE / "explorer" / "controls.js").read_text(encoding="utf-8")
    links = [numbers.address(name, "ko", hidden=True) for name in runs()]
    fragments = [dict(pair.split("=") for pair in link.split("&")) for link in links if link]
    assert len(fragments) > 8
    for fragment in fragments:
        assert fragment.pop("preset") in PRESETS
        assert fragment.pop("lang") == "ko"
        assert fragment.pop("predict") == "1"
        for control, value in fragment.items():
            assert f'"{control}"' in controls or f"const {control} = " in controls, control
            if control == "elasticity":
                assert -2.5 <= float(value) <= 0.0
            if control == "tax":
                assert 0.0 <= float(value) <= 500.0


def test_numbers_are_written_as_the_verdict_writes_them():
    for value in (0.0, 0.0008, 0.58, -1.0535, 2.917, 10.04, 65.41, 126.8, 1022.02, 3608.0):
        assert numbers.number(value) == verdict_number(value).replace("-", "\u2212")


def test_forms_of_a_number():
    assert numbers.holds("0.5*deepseek.energy_twh < deepseek.energy_twh")
    with pytest.raises(ValueError, match="no condition"):
        numbers.holds("deepseek.rebound is high")
    with pytest.raises(KeyError):
        numbers.figure("deepseek", "no_such_figure")
    both = Text(en="{deepseek.rebound|range}", ko="{deepseek.rebound|range}")
    assert " to " in numbers.fill(both, "en")
    assert "~" in numbers.fill(both, "ko")


@pytest.mark.parametrize("language", LANGUAGES)
def test_pages_are_self_contained_and_complete(language):
    for sheet in sheets(language):
        text = unescape(html(sheet))
        assert f'<html lang="{language}">' in text
        assert "default-src 'none'" in text
        assert not re.search(r"https?://|src=|<link|@import", text), sheet
        assert not re.search(r"\{[a-z0-9-]+\.[a-z]", text), sheet
        for tag in ("h1", "main", "footer"):
            assert text.count(f"<{tag}") == 1, (sheet, tag)
    assert index(language).count("<a href=") == len(sheets(language)) + 3


@pytest.mark.parametrize("name", WITH_KEY)
def test_the_key_is_apart(name):
    for language in LANGUAGES:
        plain, key = html(Sheet(name, language=language)), html(Sheet(name, True, language))
        mark = tables("lessons")[language]["right"]
        for sign in ("✓", 'class="found"', 'class="answer"', f'class="mark">{mark}'):
            assert sign not in plain, (name, sign)
        assert "✓" in key
        assert 'class="line"' in plain
        content = document(name)
        for task in content.tasks if isinstance(content, Worksheet) else ():
            for text in task.answer:
                answer = "".join(part for _, part in pieces(numbers.fill(text, language)))
                assert answer not in screen(Sheet(name, language=language))
        assert "[x]" not in screen(Sheet(name, language=language))
        assert "[x]" in screen(Sheet(name, True, language))


@pytest.mark.parametrize("language", LANGUAGES)
def test_screens_fit_80_columns(language):
    for sheet in sheets(language):
        wide = [line for line in screen(sheet).splitlines() if columns(line) > 80]
        assert wide == [], sheet
    assert max(columns(line) for line in listing(language).splitlines()) <= 80


def test_every_task_has_room_for_an_answer_and_a_key():
    for name, sheet in worksheets():
        assert isinstance(sheet, Worksheet)
        for task in sheet.tasks:
            assert task.lines or task.choices or task.table, (name, task.text.en)
            assert task.answer, (name, task.text.en)
