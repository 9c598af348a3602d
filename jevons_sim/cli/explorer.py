"""The command that writes the explorer."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from jevons_sim.cli import completion
from jevons_sim.cli.app import cli
from jevons_sim.cli.options import language_option, screen_of, settings_option
from jevons_sim.words.catalogue import Language


@cli.command(short_help="Write the model as one page for any browser.")
@click.argument("scenario", required=False, shell_complete=completion.scenarios)
@click.option(
    "-o",
    "--output",
    default="explorer.html",
    show_default=True,
    metavar="FILE",
    shell_complete=completion.files,
    help="The file to write.",
)
@language_option
@click.option("--lock", is_flag=True, help="Lock the controls and the choice of question.")
@click.option("--no-predict", is_flag=True, help="Show the answer at once.")
@settings_option
def explorer(
    scenario: str | None,
    output: str,
    language: Language,
    lock: bool,
    no_predict: bool,
    settings: Sequence[str],
) -> None:
    """Write a page to explore the model: one file, in any browser, without a network.

    Starts with SCENARIO, a file or the name of a shipped one; default: the DeepSeek shock.
    """
    from jevons_sim.explorer.page import PRESETS, Start, write_explorer
    from jevons_sim.scenario.load import load_scenario

    named = scenario or (PRESETS[0] if settings else None)
    own = None if named is None else load_scenario(named, settings)
    path = Path(output)
    write_explorer(path, own, Start(language=language, lock=lock, predict=not no_predict))
    screen = screen_of(language)
    screen.print("explorer_written", path=path, size=f"{path.stat().st_size / 1000:.0f}")
    screen.print("explorer_open")
