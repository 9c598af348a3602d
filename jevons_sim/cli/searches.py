"""Commands that search: for a threshold, for a frontier, for what decides."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar

import click

from jevons_sim.cli import completion
from jevons_sim.cli.app import cli
from jevons_sim.cli.commands import HeavyCommand
from jevons_sim.cli.document import print_json
from jevons_sim.cli.options import Given, finite, scenario_argument, study_options
from jevons_sim.cli.output import Screen, print_title, tell_compiling
from jevons_sim.cli.progress import kept_if_stopped, progress
from jevons_sim.errors import UsageError

if TYPE_CHECKING:
    from jevons_sim.analysis.screening import Method, Outcome
    from jevons_sim.studies.search import Answer, Search
    from jevons_sim.studies.study import Study

Found = TypeVar("Found")


def answer_of(
    search: Search[Found], study: Study, given: Given, *, total: int = 0
) -> Answer[Found]:
    """Answer a question, and say how far it is."""
    from jevons_sim.studies.search import answer

    screen, quiet, name = given.screen, given.quiet, study.scenario.name
    tell_compiling(screen, quiet=quiet)
    waiting = partial(screen.remark, "waiting", name=name)
    with (
        kept_if_stopped(screen),
        progress(name, total, "points", screen=screen, quiet=quiet) as report,
    ):
        return answer(search, study, None, report, waiting)


def document_of_answer(study: Study, found: Answer[Any], **more: Any) -> dict[str, Any]:
    """Return what ``--json`` says of an answer."""
    where = {"name": study.scenario.name, "path": str(found.folder)}
    seconds = {"seconds": round(found.seconds, 3), "was_there": found.was_there}
    return {**where, **more, **found.found.as_json(), **seconds}


def print_head(screen: Screen, study: Study) -> None:
    """Print what the question is about."""
    from jevons_sim.words.titles import title_of

    print_title(study.scenario.name, title_of(study.scenario, screen.language))


def print_place(screen: Screen, found: Answer[Any]) -> None:
    """Print where an answer is, and how it came about."""
    state = screen.state(found.seconds, was_there=found.was_there)
    screen.place("results", found.folder, state)


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
@study_options
def threshold(scenario: str, key: str, low: float | None, high: float | None, given: Given) -> None:
    """Find where energy neither rises nor falls because of the gain.

    Searches a KEY of a SCENARIO over its range; there may be no such value, or two.
    """
    if (low is None) != (high is None):
        raise UsageError("--from and --to go together")
    ends = None if low is None or high is None else (low, high)
    from jevons_sim.studies.threshold import threshold_search
    from jevons_sim.words.searches import threshold_answer

    study = given.study(scenario)
    search = threshold_search(study.scenario, key, ends)
    found, screen = answer_of(search, study, given), given.screen
    words = threshold_answer(found.found, screen.language)
    if given.as_json:
        print_json(document_of_answer(study, found, answer=words))
        return
    print_head(screen, study)
    screen.row("answer", words)
    print_place(screen, found)


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
@study_options
def frontier(
    scenario: str,
    x_key: str | None,
    y_key: str | None,
    x_range: tuple[float, float] | None,
    y_range: tuple[float, float] | None,
    cells: str,
    given: Given,
) -> None:
    """Draw the line over two keys on which the gain stops saving (R = 1).

    Runs a coarse map of a SCENARIO first, then only where the line runs, finer and finer. There may
    be no such line, one, or several.
    """
    from jevons_sim.studies.frontier import frontier_search, sides_of
    from jevons_sim.words.searches import frontier_rows

    study = given.study(scenario)
    sides = sides_of(study.scenario, (x_key, x_range), (y_key, y_range))
    search = frontier_search(study.scenario, sides, int(cells))
    found, screen = answer_of(search, study, given), given.screen
    rows = frontier_rows(found.found, screen.language)
    if given.as_json:
        print_json(document_of_answer(study, found, **dict(rows)))
        return
    print_head(screen, study)
    screen.rows(rows)
    print_place(screen, found)


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
@study_options
def sensitivity(
    scenario: str,
    method: Method,
    outcome: Outcome,
    keys: Sequence[str],
    samples: int | None,
    given: Given,
) -> None:
    """Say which uncertain numbers of a SCENARIO decide the outcome.

    Sobol: the share of variance that each brings, alone and with the others. Morris: how far
    each moves the outcome, cheaper. Four seeds unless --seeds says otherwise.
    """
    from jevons_sim.studies.sensitivity import Question, sensitivity_search
    from jevons_sim.words.searches import sensitivity_lines

    study = given.study(scenario, seeds="4")
    search = sensitivity_search(study.scenario, Question(method, outcome, tuple(keys), samples))
    found, screen = answer_of(search, study, given, total=search.n_scenarios), given.screen
    if given.as_json:
        print_json(document_of_answer(study, found))
        return
    print_head(screen, study)
    for line in sensitivity_lines(found.found, screen.language):
        click.echo(line)
    print_place(screen, found)
