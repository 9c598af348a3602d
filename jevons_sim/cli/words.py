"""What commands share: options, words on the screen, progress, errors as JSON."""

from __future__ import annotations

import contextlib
import json
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import click

from jevons_sim.errors import JevonsError, ScenarioError

if TYPE_CHECKING:
    from pathlib import Path

    from jevons_sim.pieces import Progress
    from jevons_sim.study import Result

settings_option = click.option(
    "--set", "settings", multiple=True, metavar="KEY=VALUE", help="Change one key."
)
seeds_option = click.option(
    "--seeds", metavar="N|LIST", help="Replicates: a number, or a list such as 0,3,7."
)
out_option = click.option(
    "--out", default="outputs", metavar="DIR", help="Where results are and go."
)
workers_option = click.option(
    "--workers", type=click.IntRange(0), metavar="N", help="Threads; 0: every core."
)
json_option = click.option("--json", "as_json", is_flag=True, help="One JSON document on stdout.")
quiet_option = click.option("--quiet", is_flag=True, help="No progress.")
figures_option = click.option("--no-figures", is_flag=True, help="Tables only.")


def print_json(document: Any) -> None:
    """Print one document."""
    click.echo(json.dumps(document, allow_nan=False, ensure_ascii=False, indent=2))


def seed_setting(seeds: str | None) -> list[str]:
    """Return ``--seeds`` as a setting of a key."""
    if seeds is None:
        return []
    return [f"seeds={seeds}" if "," not in seeds else f"seeds=[{seeds}]"]


def print_result(
    result: Result, was_there: bool, *, as_json: bool, page: Path | None = None
) -> None:
    """Print the answer, or the whole of it as JSON."""
    if as_json:
        report = {} if page is None else {"report": str(page)}
        print_json({**result.as_json(), **report})
        return
    scenario = result.plan.scenario
    click.echo(f"{scenario.name}: {scenario.title}" if scenario.title else scenario.name)
    if scenario.question:
        click.echo(wrap(scenario.question, "  Question: "))
    click.echo(wrap(result.verdict, "  Answer:   "))
    if result.picture is not None:
        click.echo(wrap(result.picture.in_words(), "  That is:  "))
    if scenario.expected is not None and not result.plan.keys:
        click.echo(wrap(scenario.expected.answer, "  Why:      "))
    runs = result.runs["run_id"].nunique()
    state = "already done" if was_there else f"{runs:,} runs in {result.seconds:.1f} s"
    click.echo(f"  Results:  {result.folder} ({state})")
    if page is not None:
        click.echo(f"  Report:   {page}")
    for line in (*result.failures[:20], *result.figure_faults):
        click.echo(f"  failed: {line}", err=True)


def wrap(text: str, head: str) -> str:
    """Return a paragraph that fits 80 columns, indented under its head."""
    return click.wrap_text(text, 79, initial_indent=head, subsequent_indent=" " * len(head))


@contextlib.contextmanager
def progress(name: str, quiet: bool) -> Iterator[Progress | None]:
    """Give a progress bar on a terminal, a line now and then elsewhere, nothing when quiet."""
    if quiet:
        yield None
    elif sys.stderr.isatty():
        from rich.console import Console
        from rich.progress import Progress as Bar

        with Bar(console=Console(stderr=True), transient=True) as bar:
            task = bar.add_task(name, total=None)
            yield lambda done, total: bar.update(task, completed=done, total=total)
    else:
        tenths = [0]

        def line(done: int, total: int) -> None:
            if total >= 20 and done * 10 // total > tenths[0]:
                tenths[0] = done * 10 // total
                click.echo(f"{name}: {done} of {total} pieces of work", err=True)

        yield line


@contextlib.contextmanager
def json_errors(as_json: bool) -> Iterator[None]:
    """With ``--json``, print an error of the scenario as one document too."""
    try:
        yield
    except JevonsError as error:
        if as_json:
            faults = (
                [vars(fault) for fault in error.faults] if isinstance(error, ScenarioError) else []
            )
            document = {"ok": False, "message": str(error), "errors": faults}
            click.echo(json.dumps(document, indent=2, ensure_ascii=False))
        raise
