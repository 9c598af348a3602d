"""Commands that run scenarios."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

import click

from jevons_sim.cli.app import cli
from jevons_sim.cli.commands import HeavyCommand
from jevons_sim.cli.document import print_documents, print_json
from jevons_sim.cli.options import (
    Given,
    finite,
    scenario_argument,
    scenarios_argument,
    study_options,
)
from jevons_sim.cli.output import (
    Screen,
    document_of,
    print_result,
    tell_compiling,
)
from jevons_sim.cli.progress import kept_if_stopped, progress

if TYPE_CHECKING:
    from jevons_sim.analysis.parts import Dissection
    from jevons_sim.studies.result import Result
    from jevons_sim.studies.study import Study


@cli.command(cls=HeavyCommand)
@scenarios_argument
@study_options
@click.option("--budget", type=finite, metavar="N", help="Most firm-steps; default 1e12.")
@click.option("--report", is_flag=True, help="Write report.html into the result too.")
@click.option(
    "--dry-run", is_flag=True, help="Say what would run, and what is done; write nothing."
)
def run(
    scenarios: Sequence[str], given: Given, budget: float | None, report: bool, dry_run: bool
) -> None:
    """Run scenarios; print the verdict; write tables and figures.

    A SCENARIO is a file, the name of a shipped scenario, or - for standard input. With --fresh the
    result that is there gives way to a new one, its rebound/ and report too.
    """
    from jevons_sim.studies.study import refuse_same_names

    studies = [given.study(text, budget=budget) for text in scenarios]
    refuse_same_names([study.scenario for study in studies])
    if dry_run:
        print_outlooks(studies, given.screen, as_json=given.as_json)
        return
    failed, documents = False, []
    for study in studies:
        result, was_there = run_study_of(study, given)
        page = None
        if report and result.folder is not None:
            from jevons_sim.report.write import write_report

            page, faults = write_report(result.folder, given.language)
            result.figure_faults.extend(faults)
        if given.as_json:
            documents.append(document_of(result, page))
        else:
            print_result(given.screen, result, was_there, page)
        failed = failed or bool(result.failures or result.figure_faults)
    if given.as_json:
        print_documents(documents)
    if failed:
        sys.exit(1)


def run_study_of(study: Study, given: Given) -> tuple[Result, bool]:
    """Run a study, and say how far it is; return the result, and whether it was there."""
    from jevons_sim.scenario.estimate import work_of
    from jevons_sim.studies.run import run_study

    screen, quiet, name = given.screen, given.quiet, study.scenario.name
    tell_compiling(screen, quiet=quiet)
    n_runs = work_of(study.plan).n_runs
    with kept_if_stopped(screen), progress(name, n_runs, screen=screen, quiet=quiet) as report:
        return run_study(study, report, partial(screen.remark, "waiting", name=name))


def print_outlooks(studies: Sequence[Study], screen: Screen, *, as_json: bool) -> None:
    """Say of each study what it would do."""
    from jevons_sim.studies.dry_run import outlook

    found = [outlook(study) for study in studies]
    if as_json:
        print_documents([each.as_json() for each in found])
        return
    for each in found:
        screen.print("dry_run", name=each.name)
        screen.rows(each.lines(screen.language))


@cli.command(cls=HeavyCommand, short_help="Say what each response takes back of the saving.")
@scenario_argument
@study_options
def rebound(scenario: str, given: Given) -> None:
    """Take the rebound of a SCENARIO apart: what each response takes back.

    64 paired runs, one for each set of responses; Shapley parts that sum to R, and the factors
    (LMDI) that moved the energy of inference.
    """
    from jevons_sim.studies.rebound import PARTS_FOLDER, rebound_search
    from jevons_sim.studies.search import answer
    from jevons_sim.words.verdicts import hardware

    study, screen = given.study(scenario), given.screen
    rebound_search(study.scenario)  # refuses a sweep before it runs
    result, was_there = run_study_of(study, given)
    assert result.folder is not None
    name, n_seeds = study.scenario.name, len(study.plan.seeds)
    with (
        kept_if_stopped(screen),
        progress(name, n_seeds, "seeds", screen=screen, quiet=given.quiet) as tell,
    ):
        search = rebound_search(study.scenario, result.years)
        folder = result.folder / PARTS_FOLDER
        waiting = partial(screen.remark, "waiting", name=name)
        found = answer(search, study, folder, tell, waiting)
    if given.as_json:
        print_json({**result.as_json(), **found.found.as_json()})
        return
    print_result(screen, result, was_there)
    print_parts(screen, found.found)
    screen.row("hardware", hardware(result.summaries[0], screen.language))
    state = screen.state(found.seconds, was_there=found.was_there)
    screen.place("parts", found.folder, state)


def print_parts(screen: Screen, found: Dissection) -> None:
    """Print what each response takes back, and what moved the energy of inference."""
    from jevons_sim.words.searches import factor_rows, part_rows
    from jevons_sim.words.width import left, right

    click.echo(f"  {screen.say('parts_intro')}")
    heads = [screen.say(f"parts_{name}") for name in ("response", "ai", "economy")]
    for name, *cells in (heads, *part_rows(found, screen.language)):
        click.echo(f"    {left(name, 12)}{''.join(right(cell, 24) for cell in cells)}")
    click.echo(f"  {screen.say('factors_intro')}")
    for name, cell in factor_rows(found, screen.language):
        click.echo(f"    {left(name, 24)}{right(cell, 24)}")
