"""Lessons, worksheets, keys and questions as pages to print, and the kit of all of them."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path
from typing import Any, Literal

from jevons_sim.classroom.pages import board_page, team_page
from jevons_sim.explorer.page import Start, explorer_html
from jevons_sim.lessons import numbers
from jevons_sim.lessons.chart import chart
from jevons_sim.lessons.content import DOCUMENTS, WITH_KEY, document, runs
from jevons_sim.lessons.schema import Bank, Choice, Lesson, Question, Text
from jevons_sim.web.page import Page, refuse_other_files, render, write_page
from jevons_sim.words.catalogue import Language, Words

Paper = Literal["a4", "letter"]

_MARKUP = re.compile(r"\*\*(?P<strong>.+?)\*\*|\*(?P<em>[^*]+?)\*|`(?P<code>[^`]+)`")

TEACHER, STUDENTS = "teacher", "students"
"""Folders of the kit."""


@dataclass(frozen=True)
class Sheet:
    """A document to print."""

    name: str
    """Name, one of `DOCUMENTS`."""

    key: bool = False
    """Whether it is the key."""

    language: Language = "en"
    """Its language."""

    @property
    def stem(self) -> str:
        """Name of its file, without a suffix."""
        return f"{self.name}-key" if self.key else self.name

    @property
    def folder(self) -> str:
        """Folder in the kit."""
        return TEACHER if self.key or self.name.startswith("lesson") else STUDENTS

    @property
    def title(self) -> str:
        """Its title."""
        title = document(self.name).title.in_language(self.language)
        return f"{title} ({Words('lessons', self.language)['key']})" if self.key else title


def sheets(language: Language) -> list[Sheet]:
    """Return every sheet of the kit."""
    plain = [Sheet(name, language=language) for name in DOCUMENTS]
    return plain + [Sheet(name, key=True, language=language) for name in WITH_KEY]


def pieces(text: str) -> list[tuple[str, str]]:
    """Return a text as pieces of plain, strong, emphasised and typed words.

    >>> pieces("a **b** `c`")
    [('plain', 'a '), ('strong', 'b'), ('plain', ' '), ('code', 'c')]
    """
    found, end = [], 0
    for match in _MARKUP.finditer(text):
        found.append(("plain", text[end : match.start()]))
        kind = str(match.lastgroup)
        found.append((kind, match[kind]))
        end = match.end()
    found.append(("plain", text[end:]))
    return [(kind, part) for kind, part in found if part]


def html(sheet: Sheet, *, paper: Paper | None = None, explorer: str = "explorer.html") -> str:
    """Return a sheet as one self-contained page.

    Parameters
    ----------
    sheet : Sheet
        What to print.
    paper : str, optional
        Size of the paper; by default the printer's.
    explorer : str
        Where the explorer is, seen from the page.
    """
    content = document(sheet.name)
    styles = ("lessons/style.css", *([f"lessons/{paper}.css"] if paper else []))
    page = Page(f"lessons/templates/{content.kind}.html", sheet.title, sheet.language, styles)
    more: dict[str, Any] = {"starts": _starts(content), "exit": _exit(content)}
    return render(page, document=content, key=sheet.key, **tools(sheet.language, explorer), **more)


def _starts(content: Any) -> list[int]:
    """Return the minute at which each step of a lesson starts, and the end."""
    if not isinstance(content, Lesson):
        return []
    return [*accumulate((step.minutes for step in content.steps), initial=0)]


def _exit(content: Any) -> Question | None:
    if not isinstance(content, Lesson):
        return None
    return question(content.exit)


def question(name: str) -> Question:
    """Return a question of the bank by its name."""
    bank = document("questions")
    assert isinstance(bank, Bank)
    return {item.name: item for item in bank.questions}[name]


def right(choices: list[Choice]) -> list[bool]:
    """Return for each choice whether the runs meet its condition."""
    return [numbers.holds(choice.when) for choice in choices]


def tools(language: Language, explorer: str) -> dict[str, Callable[..., Any]]:
    """Return what templates call: words, filled texts, right choices, links."""
    words = Words("lessons", language)

    def link(run: str, *, hidden: bool = False) -> dict[str, str | None]:
        fragment = numbers.address(run, language, hidden=hidden)
        shown = None if fragment is None else f"explorer.html#{fragment.partition('&lang')[0]}"
        spec = runs()[run]
        return {
            "title": numbers.fill(spec.title, language),
            "href": None if fragment is None else f"{explorer}#{fragment}",
            "shown": shown,
            "command": None if spec.scenario is None else numbers.command(run),
        }

    return {
        "w": words.say,
        "say": lambda text: pieces(numbers.fill(text, language)),
        "cell": lambda text: numbers.fill_cell(text.removeprefix("?"), language),
        "accepted": lambda text: numbers.accepted(text.removeprefix("?"), language),
        "right": right,
        "link": link,
        "chart": lambda run: chart(run, key=False),
        "chart_key": lambda run: chart(run, key=True),
    }


def write_kit(folder: Path, language: Language) -> list[Path]:
    """Write everything that a teacher hands out into a folder, and a page to start from.

    Raises
    ------
    OutputError
        If it cannot be written, or would replace a file that is not ours.
    """
    pages = {
        folder / "index.html": index(language),
        folder / STUDENTS / "explorer.html": explorer_html(start=Start(language=language)),
        folder / STUDENTS / "team.html": team_page(language, connects=False),
        folder / TEACHER / "board.html": board_page(language, connects=False),
    }
    for sheet in sheets(language):
        up = "" if sheet.folder == STUDENTS else f"../{STUDENTS}/"
        path = folder / sheet.folder / f"{sheet.stem}.html"
        pages[path] = html(sheet, explorer=f"{up}explorer.html")
    for path in pages:
        refuse_other_files(path)
    return [write_page(path, text) for path, text in pages.items()]


def index(language: Language) -> str:
    """Return the page from which a teacher starts."""
    title = Text(en="Does cheaper AI save electricity?", ko="더 싼 AI는 전력을 아낄까?")
    page = Page(
        "lessons/templates/index.html",
        title.in_language(language),
        language,
        ("lessons/style.css",),
    )
    listed = [{"sheet": sheet, "minutes": minutes(sheet.name)} for sheet in sheets(language)]
    return render(page, sheets=listed, **tools(language, f"{STUDENTS}/explorer.html"))


def minutes(name: str) -> int | None:
    """Return how long a lesson takes; None for other documents."""
    content = document(name)
    return sum(step.minutes for step in content.steps) if isinstance(content, Lesson) else None
