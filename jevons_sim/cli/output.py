"""What commands share: options, and words on the screen."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from pathlib import Path

    from jevons_sim.studies.result import Result

MOST_FAILURES = 20
"""Failed runs that are named on the screen."""


def tell_compiling(*, quiet: bool = False) -> None:
    """Say that the engine has to be compiled first, and where the code is kept, if not as usual."""
    from jevons_sim.engine import compile as compile_

    if quiet or not compile_.needs_compiling():
        return
    folder = compile_.cache_folder()
    if folder is None:
        text = (
            "Compiling the engine, at every run: about 15 seconds. No folder can keep its code; "
            "set XDG_CACHE_HOME to one that can be written."
        )
    elif compile_.is_temporary(folder):
        text = (
            "Compiling the engine, once: about 15 seconds. Its code is kept in "
            f"{folder.parent}, for your cache cannot be written."
        )
    else:
        text = "Compiling the engine, once: about 15 seconds."
    click.echo(text, err=True)


def say_waiting(name: str) -> None:
    """Say that another process has the result in hand."""
    click.echo(f"{name}: another process works on this result; waiting for it", err=True)


def document_of(result: Result, page: Path | None) -> dict[str, Any]:
    """Return what ``--json`` says of a result, and where its report is."""
    report = {} if page is None else {"report": str(page)}
    return {**result.as_json(), **report}


def print_result(result: Result, was_there: bool, page: Path | None = None) -> None:
    """Print the answer."""
    from jevons_sim.words.english import likeness

    scenario = result.plan.scenario
    click.echo(f"{scenario.name}: {scenario.title}" if scenario.title else scenario.name)
    if scenario.question:
        click.echo(wrap(scenario.question, "  Question: "))
    click.echo(wrap(result.verdict, "  Answer:   "))
    if result.picture is not None:
        click.echo(wrap(likeness(result.picture), "  That is:  "))
    if scenario.expected is not None and not result.plan.keys:
        click.echo(wrap(scenario.expected.answer, "  Why:      "))
    runs = result.runs["run_id"].nunique()
    state = "already done" if was_there else f"{runs:,} runs in {result.seconds:.1f} s"
    click.echo(f"  Results:  {result.folder} ({state})")
    if result.no_figure:
        click.echo(wrap(result.no_figure, "  Figures:  "))
    if page is not None:
        click.echo(f"  Report:   {page}")
    for line in (*result.failures[:MOST_FAILURES], *result.figure_faults):
        click.echo(wrap(line, "  failed: "), err=True)
    if len(result.failures) > MOST_FAILURES:
        all_ = f"{len(result.failures):,} runs failed; all are named in failures.txt"
        click.echo(f"  failed: {all_}", err=True)


def print_rows(rows: Iterable[tuple[str, str]]) -> None:
    """Print heads with what they say, a paragraph each."""
    for head, text in rows:
        click.echo(wrap(text, f"  {head + ':':<10}"))


def wrap(text: str, head: str) -> str:
    """Return a paragraph that fits 80 columns, indented under its head."""
    return click.wrap_text(text, 79, initial_indent=head, subsequent_indent=" " * len(head))
