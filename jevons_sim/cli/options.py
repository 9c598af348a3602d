"""Options: those that several commands take, and what they stand for together."""

from __future__ import annotations

import itertools
import math
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import click

from jevons_sim.cli import completion
from jevons_sim.cli.output import Screen
from jevons_sim.cli.surroundings import locale_language
from jevons_sim.errors import UsageError
from jevons_sim.words.catalogue import LANGUAGES, Language

if TYPE_CHECKING:
    from jevons_sim.studies.study import Study

MOST_SEEDS_SHOWN = 10
"""Seeds that a hint writes out."""

_SEEDS = "write how many, or a list such as 0,3,7"
_WHOLE = re.compile(r"[-+]?[0-9]+")
_SPAN = re.compile(r"([0-9]{1,9})\s*(?:-|–|\.{2,3}|:|to)\s*([0-9]{1,9})")
"""A range of seeds, as other programs take it."""

scenario_argument = click.argument("scenario", shell_complete=completion.scenarios)
scenarios_argument = click.argument(
    "scenarios",
    nargs=-1,
    required=True,
    metavar="SCENARIO...",
    shell_complete=completion.scenarios,
)
settings_option = click.option(
    "--set",
    "settings",
    multiple=True,
    metavar="KEY=VALUE",
    shell_complete=completion.settings,
    help="Change one key, such as price.pass_through=0.5; as often as you like.",
)
seeds_option = click.option(
    "--seeds", metavar="N|LIST", help="Replicates: a number, or a list such as 0,3,7."
)
out_option = click.option(
    "--out",
    default="outputs",
    metavar="DIR",
    shell_complete=completion.folders,
    help="Where results are and go.",
)
workers_option = click.option(
    "--workers", type=click.IntRange(0), metavar="N", help="Threads; 0: every core."
)
json_option = click.option("--json", "as_json", is_flag=True, help="One JSON document on stdout.")
language_option = click.option(
    "--language",
    type=click.Choice(LANGUAGES),
    default=locale_language,
    envvar="JEVONS_LANGUAGE",
    show_envvar=True,
    help="Language of words and figures; default: as the locale says.",
)
quiet_option = click.option("--quiet", is_flag=True, help="No progress.")
figures_option = click.option("--no-figures", is_flag=True, help="Tables only.")


def finite(text: str) -> float:
    """Return the number that an option gives; infinite ones, and none at all, are refused."""
    try:
        found = float(text)
    except ValueError:
        found = math.nan
    if not math.isfinite(found):
        raise click.BadParameter(f"{text} is not a finite number")
    return found


def seed_setting(text: str | None, default: str = "") -> list[str]:
    """Return ``--seeds`` as a setting of a key; no setting where nothing is said.

    Raises
    ------
    UsageError
        If it is neither a number nor a list of numbers.
    """
    if text is None:
        return [f"seeds={default}"] if default else []
    words = text.strip()
    if not words:
        raise UsageError(f"--seeds: empty; {_SEEDS}")
    if _WHOLE.fullmatch(words):
        return [f"seeds={words}"]
    inner = words[1:-1] if words[0] + words[-1] == "[]" else words
    items = [item.strip() for item in inner.strip().removesuffix(",").split(",")]
    for item in items:
        if not _WHOLE.fullmatch(item):
            raise UsageError(f"--seeds: {item[:40]!r} is not a whole number; {_hint(item)}")
    return [f"seeds=[{', '.join(items)}]"]


def _hint(item: str) -> str:
    """Return what to write instead of seeds that are given in another way."""
    span = _SPAN.fullmatch(item)
    if span is not None:
        first, last = sorted((int(span[1]), int(span[2])))
        ends = (f"{n}" for n in range(first, last + 1))
        whole = ",".join(itertools.islice(ends, MOST_SEEDS_SHOWN))
        if last - first < MOST_SEEDS_SHOWN:
            return f"write every seed: {whole}"
        return f"write every seed: {whole},… or, for seeds from 0 on, how many"
    parts = re.split(r"[\s;:/]+", item)
    if len(parts) > 1 and all(_WHOLE.fullmatch(part) for part in parts):
        return f"write {','.join(parts)}"
    return _SEEDS


executor_option = click.option(
    "--executor", type=click.Choice(["local", "dask"]), default="local", help="Where runs run."
)
scheduler_option = click.option(
    "--scheduler", metavar="ADDRESS", help="Of Dask; default: a cluster made here."
)
fresh_option = click.option("--fresh", is_flag=True, help="Run again; replace what is there.")


def screen_of(language: Language, *, as_json: bool = False) -> Screen:
    """Return the screen of a command: where a document is printed, nothing is translated."""
    return Screen("en" if as_json else language)


@dataclass(frozen=True)
class Given:
    """What the options say that every command which runs a scenario takes."""

    settings: Sequence[str]
    seeds: str | None
    out: str
    workers: int | None
    executor: Literal["local", "dask"]
    scheduler: str | None
    as_json: bool
    quiet: bool
    no_figures: bool
    fresh: bool
    language: Language

    @property
    def screen(self) -> Screen:
        """Where words are printed: with ``--json`` none are translated."""
        return screen_of(self.language, as_json=self.as_json)

    def study(self, text: str, *, seeds: str = "", budget: float | None = None) -> Study:
        """Return the study of a scenario.

        Parameters
        ----------
        text : str
            A file, a shipped name, or - for standard input.
        seeds : str, optional
            Seeds where none are given; by default the scenario's.
        budget : float, optional
            Most firm-steps.
        """
        from jevons_sim.execution.executors import Execution
        from jevons_sim.studies.study import Study, prepare

        if self.scheduler is not None and self.executor != "dask":
            raise UsageError("--scheduler goes with --executor dask")
        scenario = prepare(text, [*self.settings, *seed_setting(self.seeds, seeds)], budget)
        execution = Execution(self.workers, self.executor, self.scheduler)
        figures = not self.no_figures
        return Study(scenario, Path(self.out), execution, self.fresh, figures, self.language)


_GIVEN = (
    settings_option,
    seeds_option,
    out_option,
    workers_option,
    executor_option,
    scheduler_option,
    json_option,
    quiet_option,
    figures_option,
    fresh_option,
    language_option,
)
_NAMES = tuple(field.name for field in fields(Given))


def study_options(function: Callable[..., None]) -> Callable[..., None]:
    """Give a command the options in `Given`, which it takes as its argument `given`."""

    @wraps(function)
    def command(**said: Any) -> None:
        given = Given(**{name: said.pop(name) for name in _NAMES})
        function(given=given, **said)

    for option in reversed(_GIVEN):
        command = option(command)
    return command
