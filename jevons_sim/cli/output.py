"""The screen: what commands print for people, in the language that they asked for."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import click

from jevons_sim.words.catalogue import Language, Words

if TYPE_CHECKING:
    from pathlib import Path

    from jevons_sim.studies.result import Result

MOST_FAILURES = 20
"""Failed runs that are named on the screen."""

_HEAD = 10
"""Columns of a head such as `Answer:`, with the space after it."""


@dataclass(frozen=True)
class Screen:
    """The terminal in one language."""

    language: Language = "en"

    def say(self, key: str, /, **values: Any) -> str:
        """Return the words of a key with values in their places."""
        return Words("terminal", self.language).say(key, **values)

    def count(self, key: str, n: int) -> str:
        """Return the words of a key with a whole number in its place."""
        return self.say(key, n=f"{n:,}")

    def print(self, key: str, /, **values: Any) -> None:
        """Print words on standard output."""
        click.echo(self.say(key, **values))

    def remark(self, key: str, /, **values: Any) -> None:
        """Print words on standard error."""
        click.echo(self.say(key, **values), err=True)

    def head(self, name: str) -> str:
        """Return a head with its spaces."""
        from jevons_sim.words.width import left

        return left(f"  {self.say(f'head_{name}')}: ", 2 + _HEAD)

    def row(self, name: str, text: str) -> None:
        """Print a head, and a paragraph beside it."""
        click.echo(wrap(text, self.head(name)))

    def rows(self, rows: Iterable[tuple[str, str]]) -> None:
        """Print heads, and a paragraph beside each."""
        for name, text in rows:
            self.row(name, text)

    def place(self, name: str, folder: object, state: str) -> None:
        """Print a head, and on one line a folder and how it came about."""
        click.echo(f"{self.head(name)}{self.say('in_folder', folder=folder, state=state)}")

    def state(self, seconds: float, *, was_there: bool) -> str:
        """Return how an answer came about."""
        if was_there:
            return self.say("already_done")
        return self.say("seconds", seconds=f"{seconds:.1f}")


def tell_compiling(screen: Screen, *, quiet: bool = False) -> None:
    """Say that the engine has to be compiled first, and where the code is kept, if not as usual."""
    from jevons_sim.engine import compile as compile_

    if quiet or not compile_.needs_compiling():
        return
    folder = compile_.cache_folder()
    if folder is None:
        screen.remark("compiling_always")
    elif compile_.is_temporary(folder):
        screen.remark("compiling_elsewhere", folder=folder.parent)
    else:
        screen.remark("compiling")


def document_of(result: Result, page: Path | None) -> dict[str, Any]:
    """Return what ``--json`` says of a result, and where its report is."""
    report = {} if page is None else {"report": str(page)}
    return {**result.as_json(), **report}


def print_title(name: str, title: str) -> None:
    """Print which scenario an answer is about."""
    click.echo(f"{name}: {title}" if title else name)


def print_result(screen: Screen, result: Result, was_there: bool, page: Path | None = None) -> None:
    """Print the answer."""
    from jevons_sim.words.likeness import likeness
    from jevons_sim.words.titles import explanation_of, question_of, title_of

    scenario, language = result.plan.scenario, screen.language
    print_title(scenario.name, title_of(scenario, language))
    if scenario.question:
        screen.row("question", question_of(scenario, language))
    screen.row("answer", result.in_words(language))
    if result.picture is not None:
        screen.row("likeness", likeness(result.picture, language))
    if scenario.expected is not None and not result.plan.keys:
        screen.row("why", explanation_of(scenario, language))
    n = f"{result.runs['run_id'].nunique():,}"
    took = screen.say("runs_and_seconds", n=n, seconds=f"{result.seconds:.1f}")
    screen.place("results", result.folder, screen.say("already_done") if was_there else took)
    if not result.has_figure:
        screen.row("figures", screen.say("no_figure", n=len(result.plan.keys)))
    if page is not None:
        click.echo(f"{screen.head('report')}{page}")
    for line in (*result.failures[:MOST_FAILURES], *result.figure_faults):
        click.echo(wrap(line, "  failed: "), err=True)
    if len(result.failures) > MOST_FAILURES:
        all_ = f"{len(result.failures):,} runs failed; all are named in failures.txt"
        click.echo(f"  failed: {all_}", err=True)


def wrap(text: str, head: str = "") -> str:
    """Return a paragraph that fits 80 columns, indented under its head."""
    from jevons_sim.words.width import wrapped

    return wrapped(text, head)
