"""What can be checked of docs/style.md: words to avoid, percentages, one rule for numbers."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from jevons_sim.web.page import PACKAGE
from tests.pages import written

ROOT = PACKAGE.parent
TEXTS = sorted(
    path
    for path in (
        *(PACKAGE / "words").glob("*"),
        *(PACKAGE / "lessons").rglob("*.yaml"),
        *written(),
        ROOT / "README.md",
    )
    if path.suffix in {".py", ".json", ".yaml", ".md"} and path.name != "style.md"
)
SPACED = re.compile(r"[0-9}] %(?![\w({}])")
AVOIDED = re.compile(
    r"answer(?:s|ed|ing)? to (?:the |a )?(?:lower )?price|eats? (?:up )?the saving|Jevons effect",
    re.I,
)


def name_of(path):
    return path.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("path", TEXTS, ids=name_of)
def test_a_text_keeps_to_the_style(path):
    text = path.read_text(encoding="utf-8")
    assert SPACED.findall(text) == []
    assert AVOIDED.findall(text) == []


@pytest.mark.parametrize(
    "path",
    [
        path
        for room in ("words", "plots", "report")
        for path in sorted((PACKAGE / room).glob("*.py"))
        if path.name != "numbers.py"
    ],
    ids=name_of,
)
def test_words_figures_and_reports_write_numbers_by_the_one_rule(path):
    """A format of its own would disagree with the others; what stays is named here."""
    own = re.compile(r":[+,]*\.(\d)[feg%]\}")
    allowed = {"searches.py": 1, "work.py": 3, "points.py": 1, "provenance.py": 3}
    assert len(own.findall(path.read_text(encoding="utf-8"))) <= allowed.get(path.name, 0)


def test_the_style_page_names_files_that_exist():
    text = (ROOT / "docs" / "style.md").read_text(encoding="utf-8")
    named = re.findall(r"`(jevons_sim/[\w/.]+)`", text)
    assert len(named) >= 5
    assert [path for path in named if not Path(ROOT / path).exists()] == []
