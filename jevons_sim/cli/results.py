"""Commands about results that are there."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from jevons_sim.cli import completion
from jevons_sim.cli.app import cli
from jevons_sim.cli.commands import HeavyCommand
from jevons_sim.cli.document import print_json
from jevons_sim.cli.options import json_option, out_option
from jevons_sim.cli.output import wrap
from jevons_sim.errors import UsageError

if TYPE_CHECKING:
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
@click.option("--language", type=click.Choice(["en", "ko"]), default="en", help="Of the labels.")
@out_option
@json_option
def plot(
    result: str, kinds: Sequence[str], suffix: str, language: Language, out: str, as_json: bool
) -> None:
    """Draw the figures of a RESULT again from its tables; never reruns.

    RESULT is a result's folder, or the name or the file of its scenario.
    """
    from jevons_sim.results.find import find_result
    from jevons_sim.studies.result import age_in_words, redraw

    folder = find_result(result, Path(out))
    if said := age_in_words(folder):
        click.echo(said, err=True)
    paths = redraw(folder, kinds, suffix, language)
    if as_json:
        print_json({"path": str(folder), "figures": [str(path) for path in paths]})
        return
    for path in paths:
        click.echo(str(path))
    if not paths:
        click.echo(f"{folder}: no figure shows this many keys at once; see runs.csv", err=True)


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
@click.option("--language", type=click.Choice(["en", "ko"]), default="en", help="Of the page.")
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
        click.echo(f"Report: {written}\nOpen it in a browser; print it, or attach it as it is.")
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
@out_option
@json_option
def compare(results: Sequence[str], out: str, as_json: bool) -> None:
    """Lay several RESULTs side by side; differences from the first, paired by seed.

    A RESULT is a result's folder, or the name or the file of its scenario.
    """
    from jevons_sim.results.find import find_result
    from jevons_sim.studies.compare import compare as compare_results
    from jevons_sim.words.english import comparison_rows, versions_in_words

    folders = [find_result(text, Path(out)) for text in results]
    table, folder = compare_results(folders, Path(out))
    if as_json:
        rows = json.loads(table.to_json(orient="records"))
        print_json({"path": str(folder), "rows": rows})
        return
    if not bool(table["paired"].all()):
        click.echo("The results hold different seeds: differences are of medians.", err=True)
    if said := versions_in_words(table):
        click.echo(wrap(said, ""), err=True)
    last = ""
    for quantity, name, value, change in comparison_rows(table):
        if quantity != last:
            click.echo(f"\n{quantity:<28}{'median (5-95%)':>24} {'less the first':>27}")
        click.echo(_compared(_shortened(name, 25), value, change))
        last = quantity
    click.echo(f"\nTable and figure: {folder}")


def _compared(name: str, value: str, change: str) -> str:
    """Return a row of a comparison; a change too long for it stands below."""
    row = f"  {name}" + f" {value}".rjust(50 - len(name))
    beside = f"{row} {change:>27}"
    return (beside if len(beside) <= 80 else f"{row}\n{change:>80}").rstrip()


def _shortened(name: str, width: int) -> str:
    """Return a name cut in its middle: versions, which tell two results apart, stand at its end."""
    if len(name) <= width:
        return name
    return f"{name[: width - 13]}…{name[-12:]}"
