"""The command line: arguments in, words out; results on stdout, everything else on stderr.

Nothing here computes. Heavy modules are imported by the command that needs them, so that
``jevons --help`` answers at once.
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import click

from jevons_sim._version import __version__
from jevons_sim.errors import JevonsError, ScenarioError, UsageError

if TYPE_CHECKING:
    from jevons_sim.plots.words import Language
    from jevons_sim.study import Progress, Result

INTERNAL_ERROR = 70
_EPILOG = "Start with:  jevons list   then   jevons run deepseek-shock"


@click.group(epilog=_EPILOG, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="jevons")
@click.option("--debug", is_flag=True, help="Show the full trace of an unexpected error.")
def cli(debug: bool) -> None:
    """AI gets cheaper and more efficient: does its energy use fall, or rise?"""


@cli.command()
@click.argument("scenarios", nargs=-1, required=True, metavar="SCENARIO...")
@click.option("--set", "settings", multiple=True, metavar="KEY=VALUE", help="Change one key.")
@click.option("--seeds", metavar="N|LIST", help="Replicates: a number, or a list such as 0,3,7.")
@click.option("--out", default="outputs", metavar="DIR", help="Where results go.")
@click.option("--workers", type=click.IntRange(0), metavar="N", help="Threads; 0: every core.")
@click.option(
    "--executor", type=click.Choice(["local", "dask"]), default="local", help="Where runs run."
)
@click.option("--scheduler", metavar="ADDRESS", help="Of Dask; default: a cluster made here.")
@click.option("--budget", type=float, metavar="N", help="Most firm-steps; default 1e12.")
@click.option("--json", "as_json", is_flag=True, help="One JSON document on stdout.")
@click.option("--quiet", is_flag=True, help="No progress.")
@click.option("--no-figures", is_flag=True, help="Tables only.")
@click.option("--fresh", is_flag=True, help="Run again, even if the result is there.")
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
) -> None:
    """Run scenarios; print the verdict; write tables and figures.

    A SCENARIO is a file, the name of a shipped scenario, or - for standard input.
    """
    overrides = [*settings, *_seed_setting(seeds)]
    with _json_errors(as_json):
        from jevons_sim import workflow

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
        failed = False
        for request in requests:
            if workflow.needs_compiling() and not quiet:
                click.echo("Compiling the engine, once: about 15 seconds.", err=True)
            with _progress(request.scenario.name, quiet) as progress:
                result, was_there = workflow.answer(request, progress)
            _print_result(result, was_there, as_json=as_json)
            failed = failed or bool(result.failures or result.figure_faults)
    if failed:
        sys.exit(1)


def _seed_setting(seeds: str | None) -> list[str]:
    if seeds is None:
        return []
    return [f"seeds={seeds}" if "," not in seeds else f"seeds=[{seeds}]"]


def _print_result(result: Result, was_there: bool, *, as_json: bool) -> None:
    if as_json:
        text = json.dumps(result.as_json(), allow_nan=False, ensure_ascii=False, indent=2)
        click.echo(text)
        return
    scenario = result.plan.scenario
    click.echo(f"{scenario.name}: {scenario.title}" if scenario.title else scenario.name)
    if scenario.question:
        click.echo(_wrap(scenario.question, "  Question: "))
    click.echo(_wrap(result.verdict, "  Answer:   "))
    if result.picture is not None:
        click.echo(_wrap(result.picture.in_words(), "  That is:  "))
    if scenario.expected is not None and not result.plan.keys:
        click.echo(_wrap(scenario.expected.answer, "  Why:      "))
    runs = result.runs["run_id"].nunique()
    state = "already done" if was_there else f"{runs:,} runs in {result.seconds:.1f} s"
    click.echo(f"  Results:  {result.folder} ({state})")
    for line in (*result.failures[:20], *result.figure_faults):
        click.echo(f"  failed: {line}", err=True)


def _wrap(text: str, head: str) -> str:
    return click.wrap_text(text, 79, initial_indent=head, subsequent_indent=" " * len(head))


@contextlib.contextmanager
def _progress(name: str, quiet: bool) -> Iterator[Progress | None]:
    """Give a progress bar on a terminal, a line now and then elsewhere, nothing when quiet."""
    if quiet:
        yield None
    elif sys.stderr.isatty():
        from rich.console import Console
        from rich.progress import Progress as Bar

        with Bar(console=Console(stderr=True), transient=True) as bar:
            task = bar.add_task(name, total=None)
            yield lambda done, total: bar.update(task, completed=done, total=total)
    else:
        tenths = [0]

        def line(done: int, total: int) -> None:
            if total >= 20 and done * 10 // total > tenths[0]:
                tenths[0] = done * 10 // total
                click.echo(f"{name}: {done} of {total} pieces of work", err=True)

        yield line


@cli.command()
@click.argument("scenario")
@click.option("--set", "settings", multiple=True, metavar="KEY=VALUE", help="Change one key.")
@click.option("--seeds", metavar="N|LIST", help="Replicates: a number, or a list such as 0,3,7.")
@click.option("--out", default="outputs", metavar="DIR", help="Where results go.")
@click.option("--workers", type=click.IntRange(0), metavar="N", help="Threads; 0: every core.")
@click.option("--json", "as_json", is_flag=True, help="One JSON document on stdout.")
@click.option("--no-figures", is_flag=True, help="Tables only.")
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
    with _json_errors(as_json):
        from jevons_sim import workflow

        loaded = workflow.prepare(scenario, [*settings, *_seed_setting(seeds)])
        request = workflow.Request(loaded, Path(out), figures=not no_figures, workers=workers)
        result, found = workflow.answer_parts(request)
    if as_json:
        document = {**result.as_json(), **found.as_json()}
        click.echo(json.dumps(document, allow_nan=False, ensure_ascii=False, indent=2))
        return
    _print_result(result, was_there=False, as_json=False)
    click.echo("  What each response takes back of the expected saving (R is their sum):")
    click.echo(f"    {'response':<12}{'AI alone':>24}{'AI and economy':>24}")
    for name, *bands in workflow.part_rows(found):
        click.echo(f"    {name:<12}" + "".join(f"{band:>24}" for band in bands))
    click.echo("  What moved the energy of inference since the base year, TWh:")
    for name, band in workflow.factor_rows(found):
        click.echo(f"    {name:<24}{band:>24}")
    click.echo(_wrap(workflow.hardware_line(result), "  Hardware: "))
    click.echo(f"  Parts:    {result.folder}/{workflow.PARTS_FOLDER} ({found.seconds:.1f} s)")


@cli.command()
@click.argument("scenarios", nargs=-1, required=True, metavar="SCENARIO...")
@click.option("--set", "settings", multiple=True, metavar="KEY=VALUE", help="Change one key.")
@click.option("--seeds", metavar="N|LIST", help="Replicates: a number, or a list such as 0,3,7.")
@click.option("--json", "as_json", is_flag=True, help="One JSON document on stdout.")
def check(
    scenarios: Sequence[str], settings: Sequence[str], seeds: str | None, as_json: bool
) -> None:
    """Validate only; say how many runs, how long, how much memory."""
    from jevons_sim.scenario.load import load_scenario
    from jevons_sim.scenario.sweep import plan_of
    from jevons_sim.scenario.work import check_budget, work_of

    found = []
    with _json_errors(as_json):
        for text in scenarios:
            plan = plan_of(load_scenario(text, [*settings, *_seed_setting(seeds)]))
            check_budget(plan)
            work = work_of(plan)
            found.append({"ok": True, "name": plan.scenario.name, **vars(work)})
            if not as_json:
                click.echo(
                    f"{plan.scenario.name}: valid; {work.n_points:,} points × {work.n_seeds} "
                    f"seeds × 3 cases = {work.n_runs:,} runs,\n  about {work.seconds + 1:.0f} s "
                    f"and {work.memory_bytes / 1e6:,.0f} MB"
                )
        if as_json:
            click.echo(json.dumps(found[0] if len(found) == 1 else found, indent=2))


@cli.command(name="list")
@click.option("--json", "as_json", is_flag=True, help="One JSON document on stdout.")
def list_scenarios(as_json: bool) -> None:
    """List the shipped scenarios with their questions."""
    from jevons_sim.scenario.read import read_file
    from jevons_sim.scenario.shipped import shipped_scenarios

    rows = [
        {"name": name, "question": str(read_file(path).tree.get("question", ""))}
        for name, path in shipped_scenarios().items()
    ]
    if as_json:
        click.echo(json.dumps(rows, indent=2, ensure_ascii=False))
        return
    for row in rows:
        click.echo(_wrap(row["question"], f"{row['name']:<22} "))


@cli.command()
@click.argument("scenario")
@click.option("--set", "settings", multiple=True, metavar="KEY=VALUE", help="Change one key.")
@click.option("--yaml", "as_yaml", is_flag=True, help="The resolved file, ready to run.")
@click.option("--json", "as_json", is_flag=True, help="One JSON document on stdout.")
def show(scenario: str, settings: Sequence[str], as_yaml: bool, as_json: bool) -> None:
    """Show every key of a scenario, with unit, source and range."""
    from jevons_sim.scenario.describe import describe
    from jevons_sim.scenario.load import dump_scenario, load_scenario

    with _json_errors(as_json):
        loaded = load_scenario(scenario, settings)
    if as_yaml:
        click.echo(dump_scenario(loaded), nl=False)
    elif as_json:
        click.echo(json.dumps(loaded.model_dump(mode="json"), indent=2, ensure_ascii=False))
    else:
        click.echo(f"{loaded.name}: {loaded.title}\n{_wrap(loaded.question, '')}")
        for row in describe(loaded):
            _print_row(row)
        if loaded.expected is not None:
            click.echo(_wrap(loaded.expected.answer, "\nExpected answer: "))


def _print_row(row: Any) -> None:
    value = "none" if row.value is None else row.value
    unit = "" if row.unit == "-" else f" {row.unit}"
    span = "" if row.range is None else f"   (range {row.range[0]:g} to {row.range[1]:g})"
    click.echo(f"\n{row.key} = {value}{unit}{span}")
    click.echo(_wrap(row.description, "    "))
    if row.source:
        click.echo(_wrap(f"Source: {row.source}", "    "))


@cli.command()
@click.argument("name")
def new(name: str) -> None:
    """Write a commented starter file NAME.yaml in this folder."""
    from jevons_sim.errors import OutputError
    from jevons_sim.scenario.describe import starter
    from jevons_sim.scenario.load import check_name

    check_name(name)
    path = Path(f"{name}.yaml")
    try:
        with path.open("x", encoding="utf-8", newline="\n") as stream:
            stream.write(starter(name))
    except FileExistsError:
        raise UsageError(f"{path}: exists already; choose another name") from None
    except OSError as error:
        raise OutputError(f"{path}: cannot be written: {error.strerror}") from error
    click.echo(f"Wrote {path}. Edit it, then:  jevons run {path}")


@cli.command()
def schema() -> None:
    """Print the JSON Schema of a scenario, for completion in an editor."""
    from jevons_sim.scenario.describe import json_schema

    click.echo(json.dumps(json_schema(), indent=2, ensure_ascii=False))


@cli.command()
@click.argument("result")
@click.argument("kinds", nargs=-1, metavar="[KIND...]")
@click.option("--format", "suffix", type=click.Choice(["png", "svg", "pdf"]), default="png")
@click.option("--language", type=click.Choice(["en", "ko"]), default="en", help="Of the labels.")
@click.option("--out", default="outputs", metavar="DIR", help="Where results are.")
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
@click.option("--out", default="outputs", metavar="DIR", help="Where results are and go.")
@click.option("--json", "as_json", is_flag=True, help="One JSON document on stdout.")
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


@cli.command()
def doctor() -> None:
    """Say what is installed, and what this machine can do."""
    from jevons_sim import workflow

    for name, value in workflow.diagnosis():
        click.echo(f"{name:<22} {value}")


@cli.command()
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
def completion(shell: str) -> None:
    """Print the line that switches completion on in a SHELL."""
    from click.shell_completion import get_completion_class

    kind = get_completion_class(shell)
    if kind is None:
        raise UsageError(f"{shell}: no completion for this shell")
    click.echo(kind(cli, {}, "jevons", "_JEVONS_COMPLETE").source())


@contextlib.contextmanager
def _json_errors(as_json: bool) -> Iterator[None]:
    """With ``--json``, print an error of the scenario as one document too."""
    try:
        yield
    except JevonsError as error:
        if as_json:
            faults = (
                [vars(fault) for fault in error.faults] if isinstance(error, ScenarioError) else []
            )
            document = {"ok": False, "message": str(error), "errors": faults}
            click.echo(json.dumps(document, indent=2, ensure_ascii=False))
        raise


def main() -> NoReturn:
    """Run the command line and exit with the code that `interface` promises."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
    if hasattr(signal, "SIGTERM"):
        signal.signal(signal.SIGTERM, _stop)
    try:
        cli(standalone_mode=False)
        sys.stdout.flush()
    except JevonsError as error:
        _leave(str(error), error.exit_code)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except (KeyboardInterrupt, click.Abort):
        _leave("stopped; what is finished is kept; the same command goes on from there", 130)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(141)
    except Exception as error:
        if "--debug" in sys.argv:
            raise
        text = (
            f"internal error: {type(error).__name__}: {error}; run `jevons --debug …` and report it"
        )
        _leave(text, INTERNAL_ERROR)
    sys.exit(0)


def _stop(number: int, frame: object) -> NoReturn:
    _leave("stopped; what is finished is kept; the same command goes on from there", 128 + number)


def _leave(message: str, code: int) -> NoReturn:
    click.echo(message, err=True)
    sys.exit(code)
