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
    language_option,
    scenarios_argument,
    screen_of,
    seed_setting,
    seeds_option,
    settings_option,
)
from jevons_sim.cli.output import Screen, print_title, wrap
from jevons_sim.errors import UsageError

if TYPE_CHECKING:
    from jevons_sim.scenario.describe import Row
    from jevons_sim.scenario.schema import Scenario
    from jevons_sim.words.catalogue import Language

MOST_SHOWN = 400
"""Letters of a value that `jevons show` prints."""


@cli.command(short_help="Validate only; say how many runs, and how long.")
@scenarios_argument
@settings_option
@seeds_option
@language_option
@json_option
def check(
    scenarios: Sequence[str],
    settings: Sequence[str],
    seeds: str | None,
    language: Language,
    as_json: bool,
) -> None:
    """Validate only; say how many runs, how long, how much memory and disk.

    `jevons run --dry-run` says the same of one command, and what of it is on disk already.
    """
    from jevons_sim.scenario.estimate import check_budget, work_of
    from jevons_sim.scenario.load import load_scenario
    from jevons_sim.scenario.plan import check_points, plan_of
    from jevons_sim.words.work import needs_in_words, runs_in_words

    screen, found = screen_of(language), []
    for text in scenarios:
        plan = plan_of(load_scenario(text, [*settings, *seed_setting(seeds)]))
        check_budget(plan)
        check_points(plan)
        work = work_of(plan)
        found.append({"ok": True, "name": plan.scenario.name, **vars(work)})
        if not as_json:
            screen.print("valid", name=plan.scenario.name)
            screen.row("runs", runs_in_words(work, language))
            screen.row("needs", needs_in_words(work, language=language))
    if as_json:
        print_documents(found)


@cli.command(name="list")
@language_option
@json_option
def list_scenarios(language: Language, as_json: bool) -> None:
    """List the shipped scenarios with their questions."""
    from jevons_sim.scenario.shipped import shipped_scenarios
    from jevons_sim.scenario.yaml_reader import read_file
    from jevons_sim.words.titles import listed_question

    rows = [
        {"name": name, "question": str(read_file(path).tree.get("question", ""))}
        for name, path in shipped_scenarios().items()
    ]
    if as_json:
        print_json(rows)
        return
    for row in rows:
        question = listed_question(row["name"], row["question"], language)
        click.echo(wrap(question, f"{row['name']:<22} "))


@cli.command(short_help="Show every key of a scenario, with unit, source and range.")
@click.argument("scenario", shell_complete=completion.cards)
@settings_option
@click.option("--yaml", "as_yaml", is_flag=True, help="The resolved file, ready to run.")
@click.option("--card", "as_card", is_flag=True, help="What to notice and to try: for a class.")
@language_option
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
    from jevons_sim.scenario.load import dump_scenario, load_scenario

    loaded = load_scenario(scenario, settings)
    if as_yaml:
        click.echo(dump_scenario(loaded), nl=False)
    elif as_json:
        print_json(loaded.model_dump(mode="json"))
    else:
        _show_keys(screen_of(language), loaded)


def _show_keys(screen: Screen, loaded: Scenario) -> None:
    from jevons_sim.scenario.describe import describe
    from jevons_sim.scenario.shipped import shipped_scenarios
    from jevons_sim.words.titles import explanation_of, question_of, title_of

    print_title(loaded.name, title_of(loaded, screen.language))
    click.echo(wrap(question_of(loaded, screen.language)))
    if loaded.name in shipped_scenarios():
        screen.print("show_card", name=loaded.name)
    for row in describe(loaded):
        _print_row(screen, row)
    if loaded.expected is not None:
        click.echo()
        click.echo(wrap(explanation_of(loaded, screen.language), screen.say("show_expected")))


def _show_card(name: str, language: Language, *, as_json: bool) -> None:
    from jevons_sim.lessons.cards import card
    from jevons_sim.lessons.cards_text import on_screen

    shown = card(name.removesuffix(".yaml"), language)
    if as_json:
        print_json(shown.as_json())
    else:
        click.echo(on_screen(shown))


def _print_row(screen: Screen, row: Row) -> None:
    from jevons_sim.words.terms import meaning, with_unit

    value = with_unit(_in_brief(screen, row.value), row.unit, screen.language)
    span = ""
    if row.range is not None:
        low, high = (f"{end:g}" for end in row.range)
        span = f"   {screen.say('show_range', low=low, high=high)}"
    click.echo(f"\n{row.key} = {value}{span}")
    click.echo(wrap(meaning(row.key, row.description, screen.language), "    "))
    if row.source:
        click.echo(wrap(screen.say("show_source", text=row.source), "    "))


def _in_brief(screen: Screen, value: Any) -> str:
    """Return a value as text of a few lines at most."""
    text = screen.say("show_none") if value is None else str(value)
    if len(text) <= MOST_SHOWN:
        return text
    return screen.say("show_cut", text=text[:MOST_SHOWN], n=f"{len(text):,}")


@cli.command()
@click.argument("name")
@language_option
def new(name: str, language: Language) -> None:
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
    screen_of(language).print("new_written", path=path)


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
