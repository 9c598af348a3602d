"""What other packages read and say: settings of others and their warnings stay out of a command."""

from __future__ import annotations

import contextlib
import logging
import os
import sys
import warnings
from importlib import import_module
from pathlib import Path

_PACKAGE = Path(__file__).resolve().parents[1]
_SETTINGS = _PACKAGE / "plots" / "matplotlibrc"
"""Matplotlib's settings for a command: a file that changes nothing."""


def shield() -> None:
    """Keep what a parent program, a user or a folder has set for others away from a command.

    A notebook names a backend that may not be installed here, and a `matplotlibrc` in the folder
    where Matplotlib is first imported may be broken. What other packages warn of or log is not for
    the user; ``--debug`` shows it.
    """
    os.environ["MPLBACKEND"] = "agg"
    os.environ["MATPLOTLIBRC"] = str(_SETTINGS)
    if "--debug" not in sys.argv:
        _mute_packages()
    with contextlib.suppress(OSError):
        if Path("matplotlibrc").exists():  # it would go before the file named above
            with contextlib.chdir(_PACKAGE):
                import_module("matplotlib")


def _mute_packages() -> None:
    """Show no warning or log entry of other packages; a warning made an error still is one."""
    if not sys.warnoptions:
        warnings.showwarning = lambda *_, **__: None
    root = logging.getLogger()
    if not root.handlers:
        root.addHandler(logging.NullHandler())
