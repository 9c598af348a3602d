"""The pages for teachers: numbers come from runs, commands are tested, languages agree."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from jevons_sim.lessons import cards
from tests.command import jevons
from tests.figures import CASES, MARKED, commands

ROOT = Path(__file__).parents[2]
TEACHING = ROOT / "docs" / "teaching"
MADE = [TEACHING / f"{name}{end}.md" for name in ("cards", "misconceptions") for end in ("", ".ko")]


def test_there_are_four_cases_in_two_languages():
    names = {path.name.split(".")[0] for path in CASES}
    assert names == {"coal-1865", "lighting", "data-centres-2010", "deepseek-2025"}
    assert {path.name for path in CASES} == {f"{n}{end}.md" for n in names for end in ("", ".ko")}


@pytest.mark.parametrize("page", CASES, ids=lambda path: path.name)
def test_a_number_of_the_model_is_what_its_command_answers(page):
    """In the source of a page a number is followed by a comment: which figure of which command."""
    text = page.read_text(encoding="utf-8")
    marked = MARKED.findall(text)
    assert len(marked) >= 6
    assert len(marked) == text.count("<!--")
    for written, token, command in marked:
        assert cards.fill(token, command).lstrip("\u2212") == written, (token, command)


@pytest.mark.parametrize("page", [path for path in CASES if ".ko." not in path.name])
def test_both_languages_of_a_case_show_the_same_figures(page):
    other = page.with_name(page.name.replace(".md", ".ko.md"))
    english, korean = (
        sorted(MARKED.findall(path.read_text(encoding="utf-8"))) for path in (page, other)
    )
    assert english == korean
    assert page.read_text("utf-8").count("\n## ") == other.read_text("utf-8").count("\n## ")


@pytest.mark.parametrize("page", [*CASES, *MADE], ids=lambda path: path.name)
def test_every_command_of_a_page_is_run_by_the_tests(page):
    known = set(commands())
    blocks = re.findall(r"^```sh\n(.*?)^```", page.read_text("utf-8"), re.MULTILINE | re.DOTALL)
    lines = [line for block in blocks for line in block.splitlines()]
    assert lines
    assert set(lines) <= known


@pytest.mark.long  # `make docs` checks the same
def test_the_made_pages_are_up_to_date():
    done = subprocess.run(
        [sys.executable, "-m", "docs.make.teaching", "--check"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    assert done.returncode == 0, done.stderr


def test_a_card_on_the_screen(tmp_path):
    shown = jevons("show", "lighting", "--card", "--language", "ko", cwd=tmp_path)
    assert shown.returncode == 0
    assert cards.headings("ko")["notice"] in shown.stdout
    plain = jevons("show", "lighting", "--card", "--json", cwd=tmp_path)
    assert json.loads(plain.stdout)["name"] == "lighting"
    assert "--card" in jevons("show", "lighting", cwd=tmp_path).stdout
    stranger = jevons("show", "mine.yaml", "--card", cwd=tmp_path)
    assert stranger.returncode == 2
    assert "only shipped" in stranger.stderr
