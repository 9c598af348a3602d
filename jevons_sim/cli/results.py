"""Commands about results that are there."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from jevons_sim.cli.app import cli
from jevons_sim.cli.words import json_option, out_option

if TYPE_CHECKING:
    from jevons_sim.plots.words import Language


@cli.command()
@click.argument("result")
@click.argument("kinds", nargs=-1, metavar="[KIND...]")
@click.option("--format", "suffix", type=click.Choice(["png", "svg", "pdf"]), default="png")
@click.option("--language", type=click.Choice(["en", "ko"]), default="en", help="Of the labels.")
@out_option
def plot(result: str, kinds: Sequence[str], suffix: str, language: Language, out: str) -> None:
    """Draw the figures of a RESULT again from its tables; never reruns.

    RESULT is a result's folder, or the name of its scenario.
    """
    from jevons_sim import workflow

    folder = workflow.find_result(result, Path(out))
    for path in workflow.redraw(folder, kinds, suffix, language):
        click.echo(str(path))


@cli.command()
@click.argument("results", nargs=-1, required=True, metavar="RESULT RESULT...")
@out_option
@json_option
def compare(results: Sequence[str], out: str, as_json: bool) -> None:
    """Lay several RESULTs side by side; differences from the first, paired by seed.

    A RESULT is a result's folder, or the name of its scenario.
    """
    from jevons_sim import workflow

    folders = [workflow.find_result(text, Path(out)) for text in results]
    table, folder = workflow.compare(folders, Path(out))
    if as_json:
        rows = json.loads(table.to_json(orient="records"))
        click.echo(json.dumps({"path": str(folder), "rows": rows}, ensure_ascii=False, indent=2))
        return
    if not bool(table["paired"].all()):
        click.echo("The results hold different seeds: differences are of medians.", err=True)
    last = ""
    for quantity, name, value, change in workflow.comparison_rows(table):
        if quantity != last:
            click.echo(f"\n{quantity:<28}{'median (5-95 %)':>24} {'less the first':>26}")
        click.echo(f"  {name[:24]:<25} {value:>24} {change:>26}".rstrip())
        last = quantity
    click.echo(f"\nTable and figure: {folder}")
