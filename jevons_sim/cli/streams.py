"""Standard streams that a command can rely on, whatever the shell has left of them.

A stream that the shell closed leads nowhere, so that no file opened later takes its number and
then what is meant for the screen. Standard error may be full or gone: what is said there changes
no result. Standard output that cannot take the result ends the command: in one line, or in none if
the reader went away.
"""

from __future__ import annotations

import contextlib
import errno
import io
import os
import select
import sys
from typing import Any, TextIO

from jevons_sim.errors import ClosedOutputError, JevonsError, OutputError

_GONE = (errno.EPIPE, errno.EINVAL) if sys.platform == "win32" else (errno.EPIPE,)
"""What the system says where nobody reads any more."""


class _Patient(io.FileIO):
    """Waits for a slow reader, also where another program made the pipe one that never waits."""

    def write(self, data: Any, /) -> int:
        while (count := super().write(data)) is None:
            select.select([], [self.fileno()], [])
        return count


class _Results(_Patient):
    """Standard output: what cannot be written is told once, and then no more."""

    def __init__(self, number: int) -> None:
        super().__init__(number, "w", closefd=False)
        self._failed = False

    def write(self, data: Any, /) -> int:
        if self._failed:
            return memoryview(data).nbytes
        try:
            return super().write(data)
        except OSError as error:
            self._failed = True
            raise _lost(error) from error


class _Remarks(_Patient):
    """Standard error: what cannot be written is let go."""

    def __init__(self, number: int) -> None:
        super().__init__(number, "w", closefd=False)

    def write(self, data: Any, /) -> int:
        with contextlib.suppress(OSError):
            return super().write(data)
        return memoryview(data).nbytes


_Kind = type[_Results] | type[_Remarks]


def _lost(error: OSError) -> JevonsError:
    if error.errno in _GONE:
        return ClosedOutputError()
    return OutputError(f"standard output: cannot write: {error.strerror}")


def secure_streams() -> None:
    """Make standard input, output and error usable, whichever of them are."""
    _open_missing()
    if sys.stdin is None:
        sys.stdin = io.TextIOWrapper(io.BufferedReader(io.FileIO(0, closefd=False)), "utf-8")
    sys.stdout = _secured(sys.stdout, 1, _Results)
    sys.stderr = _secured(sys.stderr, 2, _Remarks)


def _open_missing() -> None:
    """Let the numbers of closed streams lead nowhere; opening takes the lowest that is free."""
    for number in range(3):
        try:
            os.fstat(number)
        except OSError:
            os.set_inheritable(os.open(os.devnull, os.O_RDWR), True)


def _secured(stream: TextIO | None, number: int, kind: _Kind) -> TextIO:
    """Return a stream that writes to a number in its own way; one that leads elsewhere stays."""
    encoding, by_line = "utf-8", True
    if stream is not None:
        buffer = getattr(stream, "buffer", None)
        raw = getattr(buffer, "raw", buffer)
        if not isinstance(raw, io.FileIO) or raw.fileno() != number:
            if isinstance(stream, io.TextIOWrapper):
                stream.reconfigure(errors="backslashreplace")
            return stream
        encoding = stream.encoding
        by_line = bool(getattr(stream, "write_through", False) or stream.line_buffering)
    return io.TextIOWrapper(
        io.BufferedWriter(kind(number)), encoding, "backslashreplace", line_buffering=by_line
    )
