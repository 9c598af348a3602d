"""Commands that run scenarios."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from jevons_sim.cli.app import cli
from jevons_sim.cli.commands import HeavyCommand
from jevons_sim.cli.document import print_documents, print_json
from jevons_sim.cli.output import (
    document_of,
    figures_option,
    finite,
    json_option,
    out_option,
    print_result,
    print_rows,
    quiet_option,
    scenario_argument,
    scenarios_argument,
    seed_setting,
    seeds_option,
    settings_option,
    tell_compiling,
    workers_option,
    wrap,
)
from jevons_sim.cli.progress import KEPT, if_stopped, progress

if TYPE_CHECKING:
    from jevons_sim.studies.run import Request


@cli.command(cls=HeavyCommand)
@scenarios_argument
@settings_option
@seeds_option
@out_option
@workers_option
@click.option(
    "--executor", type=click.Choice(["local", "dask"]), default="local", help="Where runs run."
)
@click.option("--scheduler", metavar="ADDRESS", help="Of Dask; default: a cluster made here.")
@click.option("--budget", type=finite, metavar="N", help="Most firm-steps; default 1e12.")
@json_option
@quiet_option
@figures_option
@click.option(
    "--fresh", is_flag=True, help="Run again; replace the result, its rebound/ and report too."
)
@click.option("--report", is_flag=True, help="Write report.html into the result too.")
@click.option(
    "--dry-run", is_flag=True, help="Say what would run, and what is done; write nothing."
)
def run(
    scenarios: Sequence[str],
    settings: Sequence[str],
    seeds: str | None,
    out: str,
    workers: int | None,
    executor: str,
    scheduler: str | None,
    budget: float | None,
    as_json: bool,
    quiet: bool,
    no_figures: bool,
    fresh: bool,
    report: bool,
    dry_run: bool,
) -> None:
    """Run scenarios; print the verdict; write tables and figures.

    A SCENARIO is a file, the name of a shipped scenario, or - for standard input.
    """
    overrides = [*settings, *seed_setting(seeds)]
    from jevons_sim.studies import run as workflow
    from jevons_sim.studies.dry_run import n_runs_of

    requests = [
        workflow.Request(
            workflow.prepare(text, overrides, budget),
            Path(out),
            fresh=fresh,
            figures=not no_figures,
            workers=workers,
            executor=executor,
            scheduler=scheduler,
        )
        for text in scenarios
    ]
    workflow.refuse_same_names([request.scenario for request in requests])
    if dry_run:
        print_outlooks(requests, as_json)
        return
    failed, documents = False, []
    for request in requests:
        tell_compiling(quiet=quiet)
        name, n_runs = request.scenario.name, n_runs_of(request.scenario)
        with if_stopped(KEPT), progress(name, n_runs, quiet=quiet) as tell:
            result, was_there = workflow.answer(request, tell, partial(say_waiting, name))
        page = None
        if report and result.folder is not None:
            from jevons_sim.report import write as publishing

            page, faults = publishing.write_report(result.folder)
            result.figure_faults.extend(faults)
        if as_json:
            documents.append(document_of(result, page))
        else:
            print_result(result, was_there, page)
        failed = failed or bool(result.failures or result.figure_faults)
    if as_json:
        print_documents(documents)
    if failed:
        sys.exit(1)


def say_waiting(name: str) -> None:
    """Say that another process has the result in hand."""
    click.echo(f"{name}: another process works on this result; waiting for it", err=True)


def print_outlooks(requests: Sequence[Request], as_json: bool) -> None:
    """Say of each request what it would do."""
    from jevons_sim.studies.dry_run import outlook

    found = [outlook(request) for request in requests]
    if as_json:
        print_documents([each.as_json() for each in found])
        return
    for each in found:
        click.echo(f"{each.name}: valid; a dry run, nothing is written")
        print_rows(each.lines())


@cli.command(cls=HeavyCommand, short_help="Say what each response takes back of the saving.")
@scenario_argument
@settings_option
@seeds_option
@out_option
@workers_option
@json_option
@figures_option
def rebound(
    scenario: str,
    settings: Sequence[str],
    seeds: str | None,
    out: str,
    workers: int | None,
    as_json: bool,
    no_figures: bool,
) -> None:
    """Take the rebound of a SCENARIO apart: what each response takes back.

    64 paired runs, one for each set of responses; Shapley parts that sum to R, and the factors
    (LMDI) that moved the energy of inference.
    """
    from jevons_sim.studies import run as workflow
    from jevons_sim.studies.rebound import PARTS_FOLDER

    loaded = workflow.prepare(scenario, [*settings, *seed_setting(seeds)])
    request = workflow.Request(loaded, Path(out), figures=not no_figures, workers=workers)
    tell_compiling()
    with if_stopped(KEPT):
        result, found = workflow.answer_parts(request)
    if as_json:
        print_json({**result.as_json(), **found.as_json()})
        return
    print_result(result, was_there=False)
    click.echo("  What each response takes back of the expected saving (R is their sum):")
    click.echo(f"    {'response':<12}{'AI alone':>24}{'AI and economy':>24}")
    for name, *bands in workflow.part_rows(found):
        click.echo(f"    {name:<12}" + "".join(f"{band:>24}" for band in bands))
    click.echo("  What moved the energy of inference since the base year, TWh:")
    for name, band in workflow.factor_rows(found):
        click.echo(f"    {name:<24}{band:>24}")
    click.echo(wrap(workflow.hardware_line(result), "  Hardware: "))
    click.echo(f"  Parts:    {result.folder}/{PARTS_FOLDER} ({found.seconds:.1f} s)")
