"""The group of commands, and the one door through which every command comes and goes."""

from __future__ import annotations

import gc
import signal
import sys
from typing import NoReturn

import click

from jevons_sim._version import __version__
from jevons_sim.cli.commands import Commands
from jevons_sim.cli.document import owed
from jevons_sim.cli.endings import Stopped, leave
from jevons_sim.cli.packages import shield
from jevons_sim.cli.streams import secure_streams
from jevons_sim.cli.surroundings import forget_empty_variables, forget_torn_completion

_RARELY = 200_000
"""New objects after which Python looks for garbage: imports make a million that stay, and looking
through them again and again took a twentieth of the time of `jevons run`."""

_EPILOG = "Start with:  jevons list   then   jevons run deepseek-shock"


class _Interrupted(KeyboardInterrupt):
    """Ctrl-C.

    `python -m` ends by the signal, whatever the exit code, if a plain `KeyboardInterrupt` has left
    an `exec` of text on its way, as it may while functions are compiled.
    """


@click.group(cls=Commands, epilog=_EPILOG, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="jevons")
@click.option("--debug", is_flag=True, help="Show the full trace of an unexpected error.")
def cli(debug: bool) -> None:
    """AI gets cheaper and more efficient: does its energy use fall, or rise?"""


def main() -> NoReturn:
    """Run the command line and exit with the code that `interface` promises."""
    secure_streams()
    forget_empty_variables()
    forget_torn_completion()
    gc.set_threshold(_RARELY)
    owed.asked = owed.begun = False
    try:
        shield()
        _listen()
        cli(prog_name="jevons", standalone_mode=False)
        sys.stdout.flush()
    except BaseException as error:
        leave(error, debug="--debug" in sys.argv)
    sys.exit(0)


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


def _stop(number: int, frame: object) -> NoReturn:
    raise Stopped(128 + number)
