"""Commands that search: for a threshold, for a frontier, for what decides."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from jevons_sim.cli import completion
from jevons_sim.cli.app import cli
from jevons_sim.cli.commands import HeavyCommand
from jevons_sim.cli.document import print_json
from jevons_sim.cli.output import (
    figures_option,
    finite,
    json_option,
    out_option,
    print_rows,
    quiet_option,
    scenario_argument,
    seed_setting,
    seeds_option,
    settings_option,
    tell_compiling,
    workers_option,
    wrap,
)
from jevons_sim.cli.progress import LOST, if_stopped, progress
from jevons_sim.errors import UsageError

if TYPE_CHECKING:
    from jevons_sim.studies.sensitivity import Method, Outcome


@cli.command(
    cls=HeavyCommand, short_help="Find where the gain neither raises nor lowers energy use."
)
@scenario_argument
@click.option(
    "--vary",
    "key",
    required=True,
    metavar="KEY",
    shell_complete=completion.numbers,
    help="The number to search over.",
)
@click.option("--from", "low", type=finite, metavar="A", help="Low end; default: the key's range.")
@click.option("--to", "high", type=finite, metavar="B", help="High end.")
@settings_option
@seeds_option
@out_option
@workers_option
@json_option
@figures_option
def threshold(
    scenario: str,
    key: str,
    low: float | None,
    high: float | None,
    settings: Sequence[str],
    seeds: str | None,
    out: str,
    workers: int | None,
    as_json: bool,
    no_figures: bool,
) -> None:
    """Find where energy neither rises nor falls because of the gain.

    Searches a KEY of a SCENARIO over its range; there may be no such value, or two.
    """
    if (low is None) != (high is None):
        raise UsageError("--from and --to go together")
    ends = None if low is None or high is None else (low, high)
    from jevons_sim.studies import answer as searches
    from jevons_sim.studies import run as workflow

    loaded = workflow.prepare(scenario, [*settings, *seed_setting(seeds)])
    request = workflow.Request(loaded, Path(out), figures=not no_figures, workers=workers)
    tell_compiling()
    with if_stopped(LOST):
        found, folder = searches.answer_threshold(request, key, ends)
    if as_json:
        print_json({"name": loaded.name, "path": str(folder), **found.as_json()})
        return
    click.echo(f"{loaded.name}: {loaded.title}")
    click.echo(wrap(found.in_words(), "  Answer:   "))
    click.echo(f"  Results:  {folder} ({found.seconds:.1f} s)")


@cli.command(
    cls=HeavyCommand, short_help="Draw the line over two keys on which the gain stops saving."
)
@scenario_argument
@click.option(
    "--x",
    "x_key",
    metavar="KEY",
    shell_complete=completion.numbers,
    help="Number along x; default: a swept key.",
)
@click.option(
    "--y",
    "y_key",
    metavar="KEY",
    shell_complete=completion.numbers,
    help="Number along y; default: the other.",
)
@click.option("--x-range", type=finite, nargs=2, metavar="A B", help="Default: the sweep's range.")
@click.option("--y-range", type=finite, nargs=2, metavar="A B", help="Or the key's own.")
@click.option(
    "--cells",
    type=click.Choice(["8", "16", "32", "64", "128", "256"]),
    default="32",
    help="Cells along each side where the frontier runs.",
)
@settings_option
@seeds_option
@out_option
@workers_option
@json_option
@quiet_option
@figures_option
def frontier(
    scenario: str,
    x_key: str | None,
    y_key: str | None,
    x_range: tuple[float, float] | None,
    y_range: tuple[float, float] | None,
    cells: str,
    settings: Sequence[str],
    seeds: str | None,
    out: str,
    workers: int | None,
    as_json: bool,
    quiet: bool,
    no_figures: bool,
) -> None:
    """Draw the line over two keys on which the gain stops saving (R = 1).

    Runs a coarse map of a SCENARIO first, then only where the line runs, finer and finer. There may
    be no such line, one, or several.
    """
    from jevons_sim.studies import answer as searches
    from jevons_sim.studies import run as workflow
    from jevons_sim.studies.frontier import sides_of

    loaded = workflow.prepare(scenario, [*settings, *seed_setting(seeds)])
    sides = sides_of(loaded, (x_key, x_range), (y_key, y_range))
    request = workflow.Request(loaded, Path(out), figures=not no_figures, workers=workers)

    tell_compiling(quiet=quiet)

    def tell(n_points: int, n_split: int) -> None:
        if not quiet:
            click.echo(f"{loaded.name}: {n_points:,} points; splitting {n_split}", err=True)

    with if_stopped(LOST):
        found, folder = searches.answer_frontier(request, sides, int(cells), tell)
    rows = searches.frontier_rows(found)
    if as_json:
        words = {head.lower(): text for head, text in rows}
        print_json({"name": loaded.name, "path": str(folder), **words, **found.as_json()})
        return
    click.echo(f"{loaded.name}: {loaded.title}")
    print_rows(rows)
    click.echo(f"  Results:  {folder} ({found.seconds:.1f} s)")


@cli.command(cls=HeavyCommand)
@scenario_argument
@click.option(
    "--method",
    type=click.Choice(["sobol", "morris"]),
    default="sobol",
    help="Shares of variance, or effects, which are cheaper.",
)
@click.option(
    "--outcome",
    type=click.Choice(["energy_ratio", "growth", "rebound"]),
    default="energy_ratio",
    help="Of the last year; the first two in logs.",
)
@click.option(
    "--vary",
    "keys",
    multiple=True,
    metavar="KEY",
    shell_complete=completion.numbers,
    help="Default: all with a range.",
)
@click.option("--samples", type=click.IntRange(4), metavar="N", help="Default: 128, Morris 24.")
@settings_option
@seeds_option
@out_option
@workers_option
@json_option
@quiet_option
@figures_option
def sensitivity(
    scenario: str,
    method: Method,
    outcome: Outcome,
    keys: Sequence[str],
    samples: int | None,
    settings: Sequence[str],
    seeds: str | None,
    out: str,
    workers: int | None,
    as_json: bool,
    quiet: bool,
    no_figures: bool,
) -> None:
    """Say which uncertain numbers of a SCENARIO decide the outcome.

    Sobol: the share of variance that each brings, alone and with the others. Morris: how far
    each moves the outcome, cheaper. Four seeds unless --seeds says otherwise.
    """
    from jevons_sim.studies import answer as searches
    from jevons_sim.studies import run as workflow
    from jevons_sim.studies.sensitivity import Question, n_samples_of

    loaded = workflow.prepare(scenario, [*settings, *seed_setting(seeds, "4")])
    request = workflow.Request(loaded, Path(out), figures=not no_figures, workers=workers)
    question = Question(method, outcome, tuple(keys), samples)
    n = n_samples_of(loaded, question)
    tell_compiling(quiet=quiet)
    with if_stopped(LOST), progress(loaded.name, n, "scenarios", quiet=quiet) as report:
        found, folder = searches.answer_sensitivity(request, question, report)
    if as_json:
        print_json({"name": loaded.name, "path": str(folder), **found.as_json()})
        return
    click.echo(f"{loaded.name}: {loaded.title}")
    for line in searches.sensitivity_lines(found):
        click.echo(line)
    click.echo(f"  Results:  {folder} ({found.seconds:.1f} s)")
