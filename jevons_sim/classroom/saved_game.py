"""A class on disk: a line for each event, on the disk before anyone is told that it happened.

Each line carries its checksum. A line torn by a crash is cut off; one spoilt in the middle is
named, never guessed at.
"""

from __future__ import annotations

import json
import os
import zlib
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Any

from filelock import FileLock, Timeout

from jevons_sim.classroom.room import Event
from jevons_sim.errors import OutputError, ResumeError

FORMAT = "jevons classroom 1"
MOST_BYTES = 50_000_000


class SavedGame:
    """The file of one class; one process at a time holds it."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lock = FileLock(path.with_name(f"{path.name}.lock"))
        self._size = 0

    def __enter__(self) -> SavedGame:
        """Take the file.

        Raises
        ------
        OutputError
            If it cannot be written, or another class uses it.
        """
        try:
            self._lock.acquire(timeout=0)
        except Timeout:
            raise OutputError(f"{self.path}: another class uses this file") from None
        except OSError as error:
            raise _cannot(self.path, error) from error
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._lock.release()

    def open(self, secrets: Mapping[str, Any]) -> tuple[dict[str, Any], list[Event]]:
        """Return the secrets and events of the file; a new file gets the secrets given.

        Parameters
        ----------
        secrets : mapping
            Join code, teacher's token and edition of a new class.

        Raises
        ------
        ResumeError
            If the file is not a class, belongs to another edition, or is spoilt.
        """
        try:
            if not self.path.exists() or self.path.stat().st_size == 0:
                self._start(secrets)
                return dict(secrets), []
            if not self.path.is_file() or self.path.stat().st_size > MOST_BYTES:
                raise ResumeError(f"{self.path}: is not the file of a class; choose another")
            data = self.path.read_bytes()
        except OSError as error:
            raise _cannot(self.path, error) from error
        records = self._records(data)
        head = records[0] if records else {}
        if head.get("format") != FORMAT:
            raise ResumeError(f"{self.path}: is not the file of a class; choose another")
        if head["secrets"].get("edition") != secrets.get("edition"):
            raise ResumeError(f"{self.path}: was made with another version of the game")
        return head["secrets"], records[1:]

    def _start(self, secrets: Mapping[str, Any]) -> None:
        part = self.path.with_name(f"{self.path.name}.part")
        part.touch(mode=0o600)
        with part.open("wb") as stream:
            stream.write(_line({"format": FORMAT, "secrets": dict(secrets)}))
            stream.flush()
            os.fsync(stream.fileno())
            self._size = stream.tell()
        part.replace(self.path)

    def _records(self, data: bytes) -> list[dict[str, Any]]:
        """Return the whole lines, and cut off a torn last one."""
        lines = data.split(b"\n")
        whole, torn = lines[:-1], lines[-1]
        records = []
        for number, line in enumerate(whole, start=1):
            record = _record(line)
            if record is None:
                raise ResumeError(f"{self.path}:{number}: this line is spoilt; restore the file")
            records.append(record)
        self._size = len(data) - len(torn)
        if torn and records:
            os.truncate(self.path, self._size)
        return records

    def add(self, event: Event) -> None:
        """Keep an event; when this returns, it is on the disk.

        Raises
        ------
        OutputError
            If it cannot be written; the file is then as it was.
        """
        try:
            with self.path.open("r+b") as stream:
                stream.seek(self._size)
                stream.write(_line(event))
                stream.flush()
                os.fsync(stream.fileno())
                size = stream.tell()
        except OSError as error:
            self._cut_back()
            raise _cannot(self.path, error) from error
        self._size = size

    def _cut_back(self) -> None:
        try:
            os.truncate(self.path, self._size)
        except OSError:
            return


def _line(record: Mapping[str, Any]) -> bytes:
    text = json.dumps(record, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode()
    return b"%08x %s\n" % (zlib.crc32(text), text)


def _record(line: bytes) -> dict[str, Any] | None:
    """Return what a line holds, or None if its checksum does not agree."""
    mark, _, text = line.partition(b" ")
    if mark != b"%08x" % zlib.crc32(text):
        return None
    record: dict[str, Any] = json.loads(text)
    return record


def _cannot(path: Path, error: OSError) -> OutputError:
    return OutputError(f"{path}: cannot be written: {error.strerror}")
