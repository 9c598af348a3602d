"""Run the command line: quickly within this process, or in one of its own, as a user does."""

from __future__ import annotations

import contextlib
import gc
import io
import os
import signal
import subprocess
import sys
from pathlib import Path

from jevons_sim.cli import main

SMALL = ["--set", "population.firms=300", "--set", "time.years=2", "--seeds", "3"]
_SIGNALS = [
    getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)
]


def jevons(*words, cwd, stdin=""):
    """Call the program's entry with these words in this folder; give what a process would.

    A server needs a process of its own: browser tests leave a loop running in this one.
    """
    if words[:1] == ("classroom",) and "--offline" not in words:
        return jevons_process(*words, cwd=cwd, stdin=stdin)
    out, err = _stream(), _stream()
    handlers = {number: signal.getsignal(number) for number in _SIGNALS}
    thresholds = gc.get_threshold()
    given, sys.argv, sys.stdin = (sys.argv, sys.stdin), ["jevons", *words], _stream(stdin)
    try:
        with (
            contextlib.chdir(cwd),
            contextlib.redirect_stdout(out),
            contextlib.redirect_stderr(err),
        ):
            main()
    except SystemExit as leaving:
        code = leaving.code
    finally:
        sys.argv, sys.stdin = given
        gc.set_threshold(*thresholds)
        for number, handler in handlers.items():
            signal.signal(number, handler)
    return subprocess.CompletedProcess(words, code, _text(out), _text(err))


def jevons_process(*words, cwd, stdin=None, env=None, **options):
    """Run the program in a process of its own."""
    return subprocess.run(
        [sys.executable, "-m", "jevons_sim", *words],
        cwd=cwd,
        input=stdin,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[1]), **(env or {})},
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=180,
        check=False,
        **options,
    )


def jevons_shell(command, *, cwd):
    """Run a line of a shell, in which `{jevons}` starts the program."""
    return subprocess.run(
        ["sh", "-c", command.format(jevons=f"'{sys.executable}' -m jevons_sim")],
        cwd=cwd,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[1])},
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=180,
        check=False,
    )


def _stream(text=""):
    """A stream of text as a process has it, with its bytes below."""
    return io.TextIOWrapper(io.BytesIO(text.encode()), encoding="utf-8", newline="\n")


def _text(stream):
    stream.flush()
    return stream.buffer.getvalue().decode("utf-8")
