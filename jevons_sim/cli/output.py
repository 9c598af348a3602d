"""What commands share: options, and words on the screen."""

from __future__ import annotations

import itertools
import math
import re
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import click

from jevons_sim.cli import completion
from jevons_sim.errors import UsageError

if TYPE_CHECKING:
    from pathlib import Path

    from jevons_sim.studies.result import Result

MOST_FAILURES = 20
"""Failed runs that are named on the screen."""

MOST_SEEDS_SHOWN = 10
"""Seeds that a hint writes out."""

_SEEDS = "write how many, or a list such as 0,3,7"
_WHOLE = re.compile(r"[-+]?[0-9]+")
_SPAN = re.compile(r"([0-9]{1,9})\s*(?:-|–|\.{2,3}|:|to)\s*([0-9]{1,9})")
"""A range of seeds, as other programs take it."""

scenario_argument = click.argument("scenario", shell_complete=completion.scenarios)
scenarios_argument = click.argument(
    "scenarios",
    nargs=-1,
    required=True,
    metavar="SCENARIO...",
    shell_complete=completion.scenarios,
)
settings_option = click.option(
    "--set",
    "settings",
    multiple=True,
    metavar="KEY=VALUE",
    shell_complete=completion.settings,
    help="Change one key, such as price.pass_through=0.5; as often as you like.",
)
seeds_option = click.option(
    "--seeds", metavar="N|LIST", help="Replicates: a number, or a list such as 0,3,7."
)
out_option = click.option(
    "--out",
    default="outputs",
    metavar="DIR",
    shell_complete=completion.folders,
    help="Where results are and go.",
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


def seed_setting(text: str | None, default: str = "") -> list[str]:
    """Return ``--seeds`` as a setting of a key; no setting where nothing is said.

    Raises
    ------
    UsageError
        If it is neither a number nor a list of numbers.
    """
    if text is None:
        return [f"seeds={default}"] if default else []
    words = text.strip()
    if not words:
        raise UsageError(f"--seeds: empty; {_SEEDS}")
    if _WHOLE.fullmatch(words):
        return [f"seeds={words}"]
    inner = words[1:-1] if words[0] + words[-1] == "[]" else words
    items = [item.strip() for item in inner.strip().removesuffix(",").split(",")]
    for item in items:
        if not _WHOLE.fullmatch(item):
            raise UsageError(f"--seeds: {item[:40]!r} is not a whole number; {_hint(item)}")
    return [f"seeds=[{', '.join(items)}]"]


def _hint(item: str) -> str:
    """Return what to write instead of seeds that are given in another way."""
    span = _SPAN.fullmatch(item)
    if span is not None:
        first, last = sorted((int(span[1]), int(span[2])))
        ends = (f"{n}" for n in range(first, last + 1))
        whole = ",".join(itertools.islice(ends, MOST_SEEDS_SHOWN))
        if last - first < MOST_SEEDS_SHOWN:
            return f"write every seed: {whole}"
        return f"write every seed: {whole},… or, for seeds from 0 on, how many"
    parts = re.split(r"[\s;:/]+", item)
    if len(parts) > 1 and all(_WHOLE.fullmatch(part) for part in parts):
        return f"write {','.join(parts)}"
    return _SEEDS


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
