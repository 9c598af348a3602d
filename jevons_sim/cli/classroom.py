"""The command that holds a class."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from jevons_sim.cli import completion
from jevons_sim.cli.app import cli
from jevons_sim.cli.document import print_json
from jevons_sim.cli.options import json_option, language_option, screen_of
from jevons_sim.cli.output import Screen, wrap
from jevons_sim.words.catalogue import Language

if TYPE_CHECKING:
    from jevons_sim.classroom.server import Address


@cli.command(short_help="Hold a class: teams decide, the board shows what follows.")
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option(
    "--port", default=8765, show_default=True, type=click.IntRange(0, 65535), help="0 for any."
)
@click.option(
    "--hours",
    default=2.0,
    show_default=True,
    type=click.FloatRange(0.0005, 24.0),
    help="Stop by itself then.",
)
@click.option(
    "--save",
    metavar="FILE",
    shell_complete=completion.files,
    help="Keep the game in FILE, and go on from it.  [default: in outputs/classroom]",
)
@click.option("--no-save", is_flag=True, help="Keep nothing when this stops.")
@click.option("--fresh", is_flag=True, help="Begin a new class; the last one stays on disk.")
@click.option("--repair", is_flag=True, help="Go on without what is spoilt in the file.")
@click.option("--offline", is_flag=True, help="Write pages that need no server, and stop.")
@click.option(
    "-o",
    "--out",
    metavar="FOLDER",
    shell_complete=completion.folders,
    help="Where --offline writes.  [default: classroom]",
)
@language_option
@json_option
def classroom(
    host: str,
    port: int,
    hours: float,
    save: str | None,
    no_save: bool,
    fresh: bool,
    repair: bool,
    offline: bool,
    out: str | None,
    language: Language,
    as_json: bool,
) -> None:
    """Hold a class: teams decide, the board shows what becomes of it.

    Without options only this machine can join. For a class, write --host 0.0.0.0 (every network
    that this machine is on) or one address of this machine, or use --offline where the network does
    not let machines talk to each other.

    The game is kept in a file, and the same command goes on from it after any stop, for 12 hours;
    --fresh begins a new class at once.
    """
    from jevons_sim.classroom.pages import write_pages
    from jevons_sim.classroom.server import Setting, Teller, hold_class

    screen = screen_of(language, as_json=as_json)
    if offline:
        _check_offline(save)
        paths = write_pages(Path(out or "classroom"), language)
        _tell_files(screen, paths, as_json=as_json)
        return
    if out is not None:
        raise click.UsageError("-o goes with --offline")
    if save is not None and not Path(save).name:
        raise click.UsageError(f"--save {save}: name a file")
    if save is not None and no_save:
        raise click.UsageError("--save and --no-save exclude each other")
    setting = Setting(
        host=host,
        port=port,
        hours=hours,
        language=language,
        save=None if save is None else Path(save),
        keep=not no_save,
        fresh=fresh,
        repair=repair,
    )
    held: list[Address] = []

    def announce(address: Address) -> None:
        held.append(address)
        _tell_address(screen, address, as_json=as_json)

    try:
        hold_class(setting, Teller(announce, lambda text: click.echo(text, err=True)))
    except KeyboardInterrupt:
        click.echo("", err=True)
    _tell_end(screen, held[0].file if held else None)


def _tell_end(screen: Screen, file: str | None) -> None:
    screen.remark("class_over")
    if file is not None:
        screen.remark("class_is_kept", path=file)
        screen.remark("class_goes_on")


def _check_offline(save: str | None) -> None:
    if save is not None:
        raise click.UsageError("--save needs a server; the offline board keeps its game itself")


def _tell_files(screen: Screen, paths: list[Path], *, as_json: bool) -> None:
    if as_json:
        print_json({"files": [str(path) for path in paths]})
        return
    team, board = paths
    screen.print("class_team_page", path=team)
    screen.print("class_board_page", path=board)


def _tell_address(screen: Screen, address: Address, *, as_json: bool) -> None:
    if as_json:
        print_json(vars(address), indent=None)  # a line: the class goes on
    else:
        screen.print("class_teacher", address=address.board)
        screen.print("class_teams", address=address.join, code=address.code)
    click.echo(err=True)
    click.echo(wrap(screen.say("class_local" if address.local else "class_open")), err=True)
    _tell_file(screen, address)
    screen.remark("class_stop")


def _tell_file(screen: Screen, address: Address) -> None:
    """Say where the class is kept, and what came of the file; what is lost, in English."""
    if address.file is None:
        screen.remark("class_not_kept")
    elif address.resumed:
        screen.remark("class_resumed", path=address.file, n=address.resumed)
        screen.remark("class_new")
    else:
        screen.remark("class_kept", path=address.file)
    if address.kept is not None:
        screen.remark("class_as_it_was", path=address.kept)
    for loss in address.losses:
        click.echo(f"Lost: {loss}", err=True)
