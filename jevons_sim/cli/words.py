"""What commands share: options, words on the screen, progress, errors as JSON."""

from __future__ import annotations

import contextlib
import itertools
import json
import math
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

import click

from jevons_sim.errors import JevonsError, ScenarioError, UsageError

if TYPE_CHECKING:
    from pathlib import Path

    from jevons_sim.study import Result

JSON_PIECES = 10_000

MOST_FAILURES = 20
"""Failed runs that are named on the screen."""

settings_option = click.option(
    "--set",
    "settings",
    multiple=True,
    metavar="KEY=VALUE",
    help="Change one key, such as price.pass_through=0.5; as often as you like.",
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


def finite(text: str) -> float:
    """Return the number that an option gives; infinite ones, and none at all, are refused."""
    try:
        found = float(text)
    except ValueError:
        found = math.nan
    if not math.isfinite(found):
        raise click.BadParameter(f"{text} is not a finite number")
    return found


def print_json(document: Any, indent: int | None = 2) -> None:
    """Print one document, piece by piece: that of a large sweep is never held as text.

    In ASCII, so that it is the same document whatever the encoding of standard output.
    """
    encoder = json.JSONEncoder(allow_nan=False, indent=indent)
    pieces = encoder.iterencode(document)
    while text := "".join(itertools.islice(pieces, JSON_PIECES)):
        click.echo(text, nl=False)
    click.echo()


def seed_setting(seeds: str | None) -> list[str]:
    """Return ``--seeds`` as a setting of a key."""
    if seeds is None:
        return []
    if not seeds.strip():
        raise UsageError("--seeds: empty; write a number, or a list such as 0,3,7")
    return [f"seeds={seeds}" if "," not in seeds else f"seeds=[{seeds}]"]


def print_documents(documents: Sequence[Any]) -> None:
    """Print what ``--json`` says of several scenarios: a list, or of one the document itself."""
    print_json(documents[0] if len(documents) == 1 else documents)


def document_of(result: Result, page: Path | None) -> dict[str, Any]:
    """Return what ``--json`` says of a result, and where its report is."""
    report = {} if page is None else {"report": str(page)}
    return {**result.as_json(), **report}


def print_result(result: Result, was_there: bool, page: Path | None = None) -> None:
    """Print the answer."""
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
            print_json({"ok": False, "message": str(error), "errors": faults})
        raise
