"""The exit code, the words and the document of every way in which a command can end."""

from __future__ import annotations

import errno
import sys
import traceback
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

import click

from jevons_sim.cli.commands import BrokenConnectionError
from jevons_sim.cli.document import owed, print_json
from jevons_sim.cli.progress import stopped_words
from jevons_sim.cli.surroundings import shortage
from jevons_sim.errors import BudgetError, Fault, JevonsError, OutputError, ScenarioError

INTERNAL_ERROR = 70
INTERRUPTED = 130

_NO_PLACE = (
    *(errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO, errno.EBADF),
    *(errno.EACCES, errno.EROFS),
)
"""What the system says where nothing can be written."""


class Stopped(SystemExit):
    """The system ends the program by a signal; its code is 128 more than the signal's number."""


@dataclass(frozen=True)
class Ending:
    """How a command ends."""

    code: int
    message: str = ""
    """What to tell the user; nothing where a command has told it, or nobody listens."""

    faults: tuple[Fault, ...] = ()
    """What is wrong with a scenario, each thing with its place."""


def ending_of(error: BaseException) -> Ending:
    """Return how a command ends that this stopped."""
    error = _unwrapped(error)
    if isinstance(error, KeyboardInterrupt | click.Abort):
        return Ending(INTERRUPTED, stopped_words(error))
    if isinstance(error, SystemExit):
        code = error.code if isinstance(error.code, int) else int(error.code is not None)
        return Ending(code, stopped_words(error) if isinstance(error, Stopped) else "")
    if isinstance(error, click.ClickException):
        return Ending(error.exit_code, error.format_message())
    short = shortage(error)
    if short:
        return Ending(BudgetError.exit_code, short)
    if isinstance(error, ScenarioError):
        return Ending(error.exit_code, str(error), tuple(error.faults))
    if isinstance(error, JevonsError):
        return Ending(error.exit_code, str(error))
    if isinstance(error, OSError) and error.errno in _NO_PLACE:
        place = error.filename or "standard output"
        return Ending(OutputError.exit_code, f"{place}: cannot write: {error.strerror}")
    what = f"{type(error).__name__}: {error}"
    return Ending(INTERNAL_ERROR, f"internal error: {what}; run `jevons --debug …` and report it")


def _unwrapped(error: BaseException) -> BaseException:
    """Return what was made something else of, here or in click."""
    hidden = error.__cause__
    if isinstance(error, click.Abort) and isinstance(hidden, EOFError | KeyboardInterrupt):
        return hidden
    if isinstance(error, BrokenConnectionError) and hidden is not None:
        return hidden
    return error


def leave(error: BaseException, *, debug: bool) -> NoReturn:
    """Say how a command ended, in words and in the document that it owes, and exit."""
    ending = ending_of(error)
    if debug and ending.code == INTERNAL_ERROR:
        traceback.print_exception(error)
    if isinstance(error, click.ClickException):
        error.show()
        _point_at_file(error)
    elif ending.message:
        click.echo(ending.message, err=True)
    try:
        if owed.asked and not owed.begun and ending.message:
            print_json(_document(ending))
        sys.stdout.flush()
    except (JevonsError, OSError):
        pass  # standard output is what failed, and that is told
    sys.exit(ending.code)


def _document(ending: Ending) -> dict[str, object]:
    return {
        "ok": False,
        "message": ending.message,
        "errors": [vars(fault) for fault in ending.faults],
        "exit_code": ending.code,
    }


def _point_at_file(error: click.ClickException) -> None:
    """Say how to name a file that looks like an option."""
    for word in sys.argv[1:] if isinstance(error, click.NoSuchOption) else ():
        if word.startswith("-") and Path(word).is_file():
            click.echo(f"For the file of that name, write ./{word}", err=True)
