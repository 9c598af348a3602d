"""Commands about scenario files and about this machine; none of them runs anything."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from jevons_sim.cli import completion
from jevons_sim.cli.app import cli
from jevons_sim.cli.commands import HeavyCommand
from jevons_sim.cli.document import print_documents, print_json
from jevons_sim.cli.options import (
    json_option,
    scenarios_argument,
    seed_setting,
    seeds_option,
    settings_option,
)
from jevons_sim.cli.output import print_rows, wrap
from jevons_sim.errors import UsageError

if TYPE_CHECKING:
    from jevons_sim.words.catalogue import Language


@cli.command(short_help="Validate only; say how many runs, and how long.")
@scenarios_argument
@settings_option
@seeds_option
@json_option
def check(
    scenarios: Sequence[str], settings: Sequence[str], seeds: str | None, as_json: bool
) -> None:
    """Validate only; say how many runs, how long, how much memory and disk.

    `jevons run --dry-run` says the same of one command, and what of it is on disk already.
    """
    from jevons_sim.scenario.estimate import check_budget, work_of
    from jevons_sim.scenario.load import load_scenario
    from jevons_sim.scenario.plan import check_points, plan_of

    found = []
    for text in scenarios:
        plan = plan_of(load_scenario(text, [*settings, *seed_setting(seeds)]))
        check_budget(plan)
        check_points(plan)
        work = work_of(plan)
        found.append({"ok": True, "name": plan.scenario.name, **vars(work)})
        if not as_json:
            click.echo(f"{plan.scenario.name}: valid")
            print_rows([("Runs", work.runs_in_words()), ("Needs", work.needs_in_words())])
    if as_json:
        print_documents(found)


@cli.command(name="list")
@json_option
def list_scenarios(as_json: bool) -> None:
    """List the shipped scenarios with their questions."""
    from jevons_sim.scenario.shipped import shipped_scenarios
    from jevons_sim.scenario.yaml_reader import read_file

    rows = [
        {"name": name, "question": str(read_file(path).tree.get("question", ""))}
        for name, path in shipped_scenarios().items()
    ]
    if as_json:
        print_json(rows)
        return
    for row in rows:
        click.echo(wrap(row["question"], f"{row['name']:<22} "))


@cli.command(short_help="Show every key of a scenario, with unit, source and range.")
@click.argument("scenario", shell_complete=completion.cards)
@settings_option
@click.option("--yaml", "as_yaml", is_flag=True, help="The resolved file, ready to run.")
@click.option("--card", "as_card", is_flag=True, help="What to notice and to try: for a class.")
@click.option("--language", type=click.Choice(["en", "ko"]), default="en", help="Of the card.")
@json_option
def show(
    scenario: str,
    settings: Sequence[str],
    as_yaml: bool,
    as_card: bool,
    language: Language,
    as_json: bool,
) -> None:
    """Show every key of a scenario, with unit, source and range; or its card."""
    if as_yaml and (as_card or as_json):
        raise UsageError(f"--yaml and {'--card' if as_card else '--json'}: give one of them")
    if as_card and settings:
        raise UsageError("--set: a card is of the scenario as it is shipped; leave out one of them")
    if as_card:
        _show_card(scenario, language, as_json=as_json)
        return
    from jevons_sim.scenario.describe import describe
    from jevons_sim.scenario.load import dump_scenario, load_scenario
    from jevons_sim.scenario.shipped import shipped_scenarios

    loaded = load_scenario(scenario, settings)
    if as_yaml:
        click.echo(dump_scenario(loaded), nl=False)
    elif as_json:
        print_json(loaded.model_dump(mode="json"))
    else:
        click.echo(f"{loaded.name}: {loaded.title}\n{wrap(loaded.question, '')}")
        if loaded.name in shipped_scenarios():
            click.echo(f"For a class:  jevons show {loaded.name} --card")
        for row in describe(loaded):
            _print_row(row)
        if loaded.expected is not None:
            click.echo(wrap(loaded.expected.answer, "\nExpected answer: "))


def _show_card(name: str, language: Language, *, as_json: bool) -> None:
    from jevons_sim.lessons.cards import card
    from jevons_sim.lessons.cards_text import on_screen

    shown = card(name.removesuffix(".yaml"), language)
    if as_json:
        print_json(shown.as_json())
    else:
        click.echo(on_screen(shown))


def _print_row(row: Any) -> None:
    from jevons_sim.scenario.describe import in_brief

    value = in_brief(row.value)
    unit = "" if row.unit == "-" else f" {row.unit}"
    span = "" if row.range is None else f"   (range {row.range[0]:g} to {row.range[1]:g})"
    click.echo(f"\n{row.key} = {value}{unit}{span}")
    click.echo(wrap(row.description, "    "))
    if row.source:
        click.echo(wrap(f"Source: {row.source}", "    "))


@cli.command()
@click.argument("name")
def new(name: str) -> None:
    """Write a commented starter file NAME.yaml in this folder."""
    from jevons_sim.errors import OutputError
    from jevons_sim.scenario.checks import check_new_name
    from jevons_sim.scenario.describe import starter

    check_new_name(name)
    path = Path(f"{name}.yaml")
    try:
        with path.open("x", encoding="utf-8", newline="\n") as stream:
            stream.write(starter(name))
    except FileExistsError:
        raise UsageError(f"{path}: exists already; choose another name") from None
    except OSError as error:
        raise OutputError(f"{path}: cannot be written: {error.strerror}") from error
    click.echo(f"Wrote {path}. Edit it, then:  jevons run {path}")


@cli.command(short_help="Print the JSON Schema of a scenario, for an editor.")
def schema() -> None:
    """Print the JSON Schema of a scenario, for completion in an editor."""
    from jevons_sim.scenario.json_schema import json_schema

    print_json(json_schema())


@cli.command(cls=HeavyCommand)
@json_option
def doctor(as_json: bool) -> None:
    """Say what is installed, and what this machine can do."""
    from jevons_sim.cli import doctor as doctor_

    found = doctor_.diagnosis()
    if as_json:
        print_json(dict(found))
        return
    for name, value in found:
        click.echo(f"{name:<22} {value}")


@cli.command(name="completion", short_help="Print what switches completion on in a SHELL.")
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
def print_completion(shell: str) -> None:
    """Print what switches completion on in a SHELL.

    For bash, write this into ~/.bashrc:  eval "$(jevons completion bash)"
    """
    from click.shell_completion import get_completion_class

    kind = get_completion_class(shell)
    if kind is None:
        raise UsageError(f"{shell}: no completion for this shell")
    click.echo(kind(cli, {}, "jevons", "_JEVONS_COMPLETE").source())
