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
    document_of,
    print_result,
    print_rows,
    say_waiting,
    tell_compiling,
    wrap,
)
from jevons_sim.cli.progress import KEPT, if_stopped, progress

if TYPE_CHECKING:
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
        print_outlooks(studies, given.as_json)
        return
    failed, documents = False, []
    for study in studies:
        result, was_there = run_study_of(study, quiet=given.quiet)
        page = None
        if report and result.folder is not None:
            from jevons_sim.report.write import write_report

            page, faults = write_report(result.folder)
            result.figure_faults.extend(faults)
        if given.as_json:
            documents.append(document_of(result, page))
        else:
            print_result(result, was_there, page)
        failed = failed or bool(result.failures or result.figure_faults)
    if given.as_json:
        print_documents(documents)
    if failed:
        sys.exit(1)


def run_study_of(study: Study, *, quiet: bool) -> tuple[Result, bool]:
    """Run a study, and say how far it is; return the result, and whether it was there."""
    from jevons_sim.scenario.estimate import work_of
    from jevons_sim.studies.run import run_study

    tell_compiling(quiet=quiet)
    name = study.scenario.name
    n_runs = work_of(study.plan).n_runs
    with if_stopped(KEPT), progress(name, n_runs, quiet=quiet) as report:
        return run_study(study, report, partial(say_waiting, name))


def print_outlooks(studies: Sequence[Study], as_json: bool) -> None:
    """Say of each study what it would do."""
    from jevons_sim.studies.dry_run import outlook

    found = [outlook(study) for study in studies]
    if as_json:
        print_documents([each.as_json() for each in found])
        return
    for each in found:
        click.echo(f"{each.name}: valid; a dry run, nothing is written")
        print_rows(each.lines())


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
    from jevons_sim.words.english import hardware
    from jevons_sim.words.english_searches import factor_rows, part_rows

    study = given.study(scenario)
    rebound_search(study.scenario)  # refuses a sweep before it runs
    result, was_there = run_study_of(study, quiet=given.quiet)
    assert result.folder is not None
    name = study.scenario.name
    with (
        if_stopped(KEPT),
        progress(name, len(study.plan.seeds), "seeds", quiet=given.quiet) as tell,
    ):
        search = rebound_search(study.scenario, result.years)
        folder = result.folder / PARTS_FOLDER
        found = answer(search, study, folder, tell, partial(say_waiting, name))
    if given.as_json:
        print_json({**result.as_json(), **found.found.as_json()})
        return
    print_result(result, was_there)
    click.echo("  What each response takes back of the expected saving (R is their sum):")
    click.echo(f"    {'response':<12}{'AI alone':>24}{'AI and economy':>24}")
    for head, *bands in part_rows(found.found):
        click.echo(f"    {head:<12}" + "".join(f"{band:>24}" for band in bands))
    click.echo("  What moved the energy of inference since the base year, TWh:")
    for head, band in factor_rows(found.found):
        click.echo(f"    {head:<24}{band:>24}")
    click.echo(wrap(hardware(result.summaries[0]), "  Hardware: "))
    click.echo(f"  Parts:    {found.folder} ({found.state})")
