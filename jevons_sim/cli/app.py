"""The group of commands, and the exit code of every way in which one can end."""

from __future__ import annotations

import errno
import gc
import os
import signal
import sys
from pathlib import Path
from typing import NoReturn

import click

from jevons_sim._version import __version__
from jevons_sim.cli.environment import shield
from jevons_sim.cli.progress import stopped_words
from jevons_sim.errors import BudgetError, JevonsError, OutputError

INTERNAL_ERROR = 70
_RARELY = 200_000
"""New objects after which Python looks for garbage: imports make a million that stay, and looking
through them again and again took a twentieth of the time of `jevons run`."""
_NO_PLACE = (
    *(errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO, errno.EBADF),
    *(errno.EACCES, errno.EROFS),
)
"""What the system says where nothing can be written."""
_EPILOG = "Start with:  jevons list   then   jevons run deepseek-shock"


class _Interrupted(KeyboardInterrupt):
    """Ctrl-C.

    `python -m` ends by the signal, whatever the exit code, if a plain `KeyboardInterrupt` has left
    an `exec` of text on its way, as it may while functions are compiled.
    """


@click.group(epilog=_EPILOG, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="jevons")
@click.option("--debug", is_flag=True, help="Show the full trace of an unexpected error.")
def cli(debug: bool) -> None:
    """AI gets cheaper and more efficient: does its energy use fall, or rise?"""


def main() -> NoReturn:
    """Run the command line and exit with the code that `interface` promises."""
    shield()
    gc.set_threshold(_RARELY)
    if sys.stdout is None:  # the shell closed it: `>&-`
        sys.stdout = Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
    _listen()
    try:
        cli(standalone_mode=False)
        sys.stdout.flush()
    except JevonsError as error:
        _leave(str(error), error.exit_code)
    except click.ClickException as error:
        error.show()
        _point_at_file(error)
        sys.exit(error.exit_code)
    except (KeyboardInterrupt, click.Abort):
        _leave(stopped_words(), 130)
    except BrokenPipeError:
        _mute()
        sys.exit(141)
    except OSError as error:
        if error.errno not in _NO_PLACE:
            _leave_by_fault(error)
        _mute()
        place = error.filename or "standard output"
        _leave(f"{place}: cannot write: {error.strerror}", OutputError.exit_code)
    except MemoryError:
        text = "not enough memory; use fewer firms, seeds or points (`jevons check` estimates)"
        _leave(text, BudgetError.exit_code)
    except Exception as error:
        _leave_by_fault(error)
    sys.exit(0)


def _leave_by_fault(error: Exception) -> NoReturn:
    """Leave with a fault of ours, in one line unless more is asked for."""
    if "--debug" in sys.argv:
        raise error
    text = f"internal error: {type(error).__name__}: {error}; run `jevons --debug …` and report it"
    _leave(text, INTERNAL_ERROR)


def _listen() -> None:
    """Leave in good order on Ctrl-C, on being ended, and when the terminal goes away."""
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        signal.signal(signal.SIGINT, _interrupt)
    for name in ("SIGTERM", "SIGHUP"):
        number = getattr(signal, name, None)
        if number is not None and signal.getsignal(number) is signal.SIG_DFL:
            signal.signal(number, _stop)


def _interrupt(number: int, frame: object) -> NoReturn:
    """Stop in good order; a second Ctrl-C ends the program at once, files stay whole."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    raise _Interrupted


def _mute() -> None:
    """Send what is still waiting to be printed nowhere, so that leaving does not fail on it."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _point_at_file(error: click.ClickException) -> None:
    """Say how to name a file that looks like an option."""
    for word in sys.argv[1:] if isinstance(error, click.NoSuchOption) else ():
        if word.startswith("-") and Path(word).is_file():
            click.echo(f"For the file of that name, write ./{word}", err=True)


def _stop(number: int, frame: object) -> NoReturn:
    _leave(stopped_words(), 128 + number)


def _leave(message: str, code: int) -> NoReturn:
    click.echo(message, err=True)
    sys.exit(code)
