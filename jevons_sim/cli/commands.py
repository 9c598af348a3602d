"""The classes of our commands: what every one of them does before its own work."""

from __future__ import annotations

from typing import Any, ClassVar

import click

from jevons_sim.cli.document import owed
from jevons_sim.cli.surroundings import HEAVY, LIGHT, Room, check_room


def _asks(args: list[str]) -> bool:
    """Return whether words ask for a document, as far as can be told before they are understood."""
    words = args[: args.index("--")] if "--" in args else args
    return any(word == "--json" or word.startswith("--json=") for word in words)


class BrokenConnectionError(Exception):
    """A connection that broke, and not that of standard output; of it click would say nothing."""


class Command(click.Command):
    """A command that reads, and computes nothing."""

    room: ClassVar[Room] = LIGHT

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Understand the words of the command."""
        owed.asked = _asks(args)
        rest = super().parse_args(ctx, args)
        owed.asked = bool(ctx.params.get("as_json"))
        return rest

    def invoke(self, ctx: click.Context) -> Any:
        """Do what the command does, if the machine allows it."""
        check_room(self.room)
        try:
            return super().invoke(ctx)
        except BrokenPipeError as error:
            raise BrokenConnectionError from error


class HeavyCommand(Command):
    """A command that loads the engine or draws."""

    room = HEAVY


class Commands(click.Group):
    """A group of commands."""

    command_class = Command
    group_class = type

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Understand the words before the name of a command."""
        owed.asked = _asks(args)
        return super().parse_args(ctx, args)
