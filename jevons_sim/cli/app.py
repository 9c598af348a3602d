"""The group of commands, and the exit code of every way in which one can end."""

from __future__ import annotations

import os
import signal
import sys
from typing import NoReturn

import click

from jevons_sim._version import __version__
from jevons_sim.errors import JevonsError

INTERNAL_ERROR = 70
_EPILOG = "Start with:  jevons list   then   jevons run deepseek-shock"


@click.group(epilog=_EPILOG, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="jevons")
@click.option("--debug", is_flag=True, help="Show the full trace of an unexpected error.")
def cli(debug: bool) -> None:
    """AI gets cheaper and more efficient: does its energy use fall, or rise?"""


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
