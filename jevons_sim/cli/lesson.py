"""Commands about lessons: list them, read one, print one or all of them."""

from __future__ import annotations

import difflib
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import click

from jevons_sim.cli import completion
from jevons_sim.cli.app import cli
from jevons_sim.cli.options import language_option, screen_of
from jevons_sim.cli.output import wrap
from jevons_sim.errors import UsageError
from jevons_sim.words.catalogue import Language

if TYPE_CHECKING:
    from jevons_sim.lessons.pages import Sheet

KIT = "kit"
"""Name that stands for everything."""

key_option = click.option("--key", is_flag=True, help="With the answers.")


@cli.group()
def lesson() -> None:
    """Lessons, worksheets, keys and a question bank for a class."""


@lesson.command(name="list")
@language_option
def list_lessons(language: Language) -> None:
    """List the lessons and handouts."""
    from jevons_sim.lessons.terminal import listing

    click.echo(listing(language))
    click.echo(err=True)
    screen_of(language).remark("lesson_read")
    screen_of(language).remark("lesson_all")


@lesson.command()
@click.argument("name", shell_complete=completion.lessons)
@key_option
@language_option
def show(name: str, key: bool, language: Language) -> None:
    """Read a lesson, a worksheet or the questions on the terminal."""
    from jevons_sim.lessons.terminal import screen

    click.echo(screen(_sheet(name, key, language)))


@lesson.command(name="print")
@click.argument("name", shell_complete=completion.kits)
@click.option(
    "-o",
    "--output",
    metavar="FILE",
    shell_complete=completion.files,
    help="A .html or .pdf file; for the kit, a folder.",
)
@key_option
@language_option
@click.option("--paper", type=click.Choice(["a4", "letter"]), default="a4", help="Paper of a PDF.")
def print_lesson(
    name: str,
    output: str | None,
    key: bool,
    language: Language,
    paper: Literal["a4", "letter"],
) -> None:
    """Write a page to print, a PDF, or with NAME kit everything that a teacher hands out."""
    from jevons_sim.lessons import pages as lessons_pages
    from jevons_sim.web.page import write_page

    screen = screen_of(language)
    if name == KIT:
        if key:
            raise UsageError("the kit has every key; leave out --key")
        folder = Path(output or KIT)
        made = lessons_pages.write_kit(folder, language)
        screen.print("kit_written", n=len(made), path=folder / "index.html")
        return
    sheet = _sheet(name, key, language)
    path = Path(output or f"{sheet.stem}.html")
    if path.suffix == ".pdf":
        from jevons_sim.lessons.pdf import write_pdf

        write_pdf(lessons_pages.html(sheet, paper=paper), path)
        screen.print("pdf_written", path=path)
    elif path.suffix in (".html", ".htm"):
        write_page(path, lessons_pages.html(sheet))
        click.echo(wrap(screen.say("page_written", path=path)))
    else:
        raise UsageError(f"-o {path}: write a file that ends in .html or .pdf")


def _sheet(name: str, key: bool, language: Language) -> Sheet:
    from jevons_sim.lessons.content import DOCUMENTS, WITH_KEY
    from jevons_sim.lessons.pages import Sheet

    if name not in DOCUMENTS:
        near = difflib.get_close_matches(name[:60], DOCUMENTS, 1)
        hint = f"did you mean {near[0]}?" if near else "`jevons lesson list` shows them"
        raise UsageError(f"{name}: no such lesson; {hint}")
    if key and name not in WITH_KEY:
        raise UsageError(f"{name}: has no key; those that have: {', '.join(WITH_KEY)}")
    return Sheet(name, key, language)
