"""Commands about results that are there."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from jevons_sim._version import __version__
from jevons_sim.cli import completion
from jevons_sim.cli.app import cli
from jevons_sim.cli.commands import HeavyCommand
from jevons_sim.cli.document import print_json
from jevons_sim.cli.options import json_option, language_option, out_option, screen_of
from jevons_sim.cli.output import Screen, wrap
from jevons_sim.errors import UsageError

if TYPE_CHECKING:
    import pandas as pd

    from jevons_sim.words.catalogue import Language


@cli.command(cls=HeavyCommand, short_help="Draw the figures of a RESULT again; never reruns.")
@click.argument("result", shell_complete=completion.results)
@click.argument("kinds", nargs=-1, metavar="[KIND...]", shell_complete=completion.kinds)
@click.option(
    "--format",
    "suffix",
    type=click.Choice(["png", "svg", "pdf"]),
    default="png",
    help="Of the files.  [default: png]",
)
@language_option
@out_option
@json_option
def plot(
    result: str, kinds: Sequence[str], suffix: str, language: Language, out: str, as_json: bool
) -> None:
    """Draw the figures of a RESULT again from its tables; never reruns.

    RESULT is a result's folder, or the name or the file of its scenario.
    """
    from jevons_sim.results.find import find_result
    from jevons_sim.studies.result import other_version, redraw

    folder, screen = find_result(result, Path(out)), screen_of(language, as_json=as_json)
    if then := other_version(folder):
        screen.remark("other_version", folder=folder, then=then, now=__version__)
    paths = redraw(folder, kinds, suffix, language)
    if as_json:
        print_json({"path": str(folder), "figures": [str(path) for path in paths]})
        return
    for path in paths:
        click.echo(str(path))
    if not paths:
        screen.remark("no_kind_of_figure", folder=folder)


@cli.command(cls=HeavyCommand)
@click.argument("result", shell_complete=completion.results)
@click.option(
    "-o",
    "--output",
    "path",
    metavar="FILE",
    shell_complete=completion.files,
    help="Default: report.html in the result.",
)
@language_option
@out_option
@json_option
def report(result: str, path: str | None, language: Language, out: str, as_json: bool) -> None:
    """Write a RESULT as one HTML page to hand on; never reruns.

    RESULT is a result's folder, or the name or the file of its scenario. The page holds the answer,
    figures, tables, assumptions with their sources, and how to repeat it; it opens without a
    network.
    """
    from jevons_sim.report import write as publishing
    from jevons_sim.results.find import find_result

    if path is not None and Path(path).suffix.lower() == ".pdf":
        raise UsageError(f"-o {path}: a report is a .html page; a browser prints it as PDF")
    folder = find_result(result, Path(out))
    place = None if path is None else Path(path)
    written, faults = publishing.write_report(folder, language, place)
    if as_json:
        document = {"path": str(written), "bytes": written.stat().st_size, "faults": faults}
        print_json(document)
    else:
        screen = screen_of(language)
        screen.print("report_at", path=written)
        screen.print("report_open")
    for fault in faults:
        click.echo(f"  failed: figure {fault}", err=True)
    if faults:
        sys.exit(1)


@cli.command(cls=HeavyCommand, short_help="Lay RESULTs side by side; differences paired by seed.")
@click.argument(
    "results",
    nargs=-1,
    required=True,
    metavar="RESULT RESULT...",
    shell_complete=completion.results,
)
@language_option
@out_option
@json_option
def compare(results: Sequence[str], language: Language, out: str, as_json: bool) -> None:
    """Lay several RESULTs side by side; differences from the first, paired by seed.

    A RESULT is a result's folder, or the name or the file of its scenario.
    """
    from jevons_sim.results.find import find_result
    from jevons_sim.studies.compare import compare as compare_results

    folders = [find_result(text, Path(out)) for text in results]
    table, folder = compare_results(folders, Path(out), language)
    if as_json:
        rows = json.loads(table.to_json(orient="records"))
        print_json({"path": str(folder), "rows": rows})
        return
    print_comparison(screen_of(language), table)
    click.echo()
    screen_of(language).print("compare_folder", folder=folder)


def print_comparison(screen: Screen, table: pd.DataFrame) -> None:
    """Print results side by side, a quantity after the other."""
    from jevons_sim.words.comparisons import comparison_rows, versions_in_words
    from jevons_sim.words.width import left, right

    if not bool(table["paired"].all()):
        click.echo(wrap(screen.say("not_paired")), err=True)
    if said := versions_in_words(table, screen.language):
        click.echo(wrap(said), err=True)
    heads = f"{right(screen.say('compare_median'), 24)} {right(screen.say('compare_less'), 27)}"
    last = ""
    for quantity, name, value, change in comparison_rows(table, screen.language):
        if quantity != last:
            click.echo(f"\n{left(screen.say(f'compare_{quantity}'), 28)}{heads}")
        click.echo(_compared(_shortened(name, 25), value, change))
        last = quantity


def _compared(name: str, value: str, change: str) -> str:
    """Return a row of a comparison; a change too long for it stands below."""
    from jevons_sim.words.width import columns, right

    row = f"  {name}{right(f' {value}', 50 - columns(name))}"
    beside = f"{row} {right(change, 27)}"
    return (beside if columns(beside) <= 80 else f"{row}\n{right(change, 80)}").rstrip()


def _shortened(name: str, width: int) -> str:
    """Return a name cut in its middle: versions, which tell two results apart, stand at its end."""
    if len(name) <= width:
        return name
    return f"{name[: width - 13]}…{name[-12:]}"
