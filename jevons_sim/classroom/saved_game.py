"""A class on disk: its secrets, and its events, there before anyone is told that they happened.

One process at a time holds the file. A spoilt one is named; with consent the class goes on from
what can be read of it. A file of version 0.1 is written anew. Called by `server` and `api`.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import sqlite3
import stat
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any

from filelock import FileLock, Timeout

from jevons_sim import files
from jevons_sim.classroom import event_table, salvage
from jevons_sim.classroom.event_table import EventTable, SpoiltError
from jevons_sim.classroom.room import Event
from jevons_sim.classroom.salvage import Record
from jevons_sim.errors import OutputError, ResumeError

FORMAT = "jevons classroom 2"

MAX_BYTES = 200_000_000
"""Largest file that is read; ours stay below `MAX_EVENTS` times a few hundred bytes."""

MAX_EVENTS = 20_000
"""Events after which no team's is taken: four rounds of 48 teams have a few hundred."""


class SavedGame:
    """The file of one class; one process at a time holds it."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.before = 0
        """Events that came before those in the file, and no longer count."""

        self.losses: list[str] = []
        """What was lost when a spoilt file was mended, in sentences."""

        self.kept: Path | None = None
        """Where the file lies as it was, if it was mended or is of version 0.1."""

        self._count = 0
        self._table: EventTable | None = None
        self._old: FileLock | None = None

    def __enter__(self) -> SavedGame:
        """Take the file.

        Raises
        ------
        OutputError
            If it cannot be written, or another class uses it.
        ResumeError
            If it is anything but the file of a class.
        """
        with self._spoken():
            _refuse_odd_place(self.path)
            if not self.path.exists():
                files.remove(self._journal)  # of a file that was removed: it is not this one's
                self.path.touch(mode=0o600)
            with self.path.open("rb") as stream:
                start = stream.read(4096)
            if salvage.is_old(start):
                self._take_old()
            elif not start or event_table.is_ours(start):
                with contextlib.suppress(SpoiltError):
                    self._connect()
            elif not salvage.scan(self.path.read_bytes()):
                raise ResumeError(f"{self.path}: is not the file of a class; choose another")
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._close()
        if self._old is not None:
            self._old.release()
            files.remove(Path(self._old.lock_file))

    @property
    def _journal(self) -> Path:
        return self.path.with_name(f"{self.path.name}-journal")

    @property
    def is_full(self) -> bool:
        """Whether it takes no more events of teams; those of the teacher it takes."""
        return self._count >= MAX_EVENTS

    def open(
        self, secrets: Mapping[str, Any], *, repair: bool = False
    ) -> tuple[dict[str, Any], list[Event]]:
        """Return the secrets and events of the file; a new file gets the secrets given.

        Parameters
        ----------
        secrets : mapping
            Join code, teacher's token and edition of a new class.
        repair : bool, optional
            Whether to go on without what cannot be read; see `losses`.

        Raises
        ------
        ResumeError
            If the file is not a class, belongs to another edition, or is spoilt.
        """
        with self._spoken():
            records, is_whole = self._records()
            if self._table is not None and is_whole and not records:
                self._table.fill([_head_of(secrets)])
                return dict(secrets), []
            if not is_whole and any(records) and not repair:
                raise ResumeError(self._complaint(records))
            head = self._head(records, secrets)
            self.before = head.get("before", 0)
            events = self._events(records[1:])
            if head["format"] != FORMAT or not is_whole:
                self._write_anew(head["secrets"], events)
            self._count = len(events)
        return head["secrets"], events

    def add(self, event: Event) -> None:
        """Keep an event; when this returns, it is on the disk.

        Raises
        ------
        OutputError
            If it cannot be written; the file is then as it was.
        """
        with self._spoken():
            if self._table is None or not self._is_there():
                raise OutputError(f"{self.path}: was moved or removed while the class went on")
            self._table.add(self._count + 1, event)
        self._count += 1

    def _records(self) -> tuple[list[Record | None], bool]:
        """Return the records, and whether nothing is wrong with the file."""
        if self._table is not None:
            with contextlib.suppress(SpoiltError):
                records = self._table.records()
                return records, None not in records
        data = self.path.read_bytes()
        if self._old is None:
            return salvage.scan(data), False
        old = salvage.old_records(data)
        return old, None not in old

    def _complaint(self, records: Sequence[Record | None]) -> str:
        lost = [number for number, record in enumerate(records) if record is None]
        place = f"{self.path}:{lost[0] + 1}: this line" if self._old and lost else f"{self.path}"
        what = f"event {lost[0]}" if len(lost) == 1 else f"{len(lost)} events"
        read = f"{what} of {len(records) - 1} cannot be read" if lost else "all events can be read"
        ways = "--repair goes on without, and keeps this file beside; --fresh begins a new class"
        return f"{place} is spoilt ({read}); {ways}"

    def _head(self, records: Sequence[Record | None], secrets: Mapping[str, Any]) -> Record:
        """Return the first record: the class's secrets; other ones if they are lost."""
        if not any(records):
            raise ResumeError(f"{self.path}: nothing of a class can be read; choose another file")
        head = records[0]
        if head is None:
            self.losses.append("the join code and the teacher's address: there are new ones")
            return _head_of(secrets)
        if head.get("format") not in (FORMAT, salvage.OLD_FORMAT):
            raise ResumeError(f"{self.path}: was made with a later version of jevons")
        if head["secrets"].get("edition") != secrets.get("edition"):
            raise ResumeError(
                f"{self.path}: was made with another version of the game; --fresh begins a new one"
            )
        return head

    def _events(self, found: Sequence[Event | None]) -> list[Event]:
        """Return the events that count."""
        events = [event for event in found if event is not None]
        if len(events) < len(found):
            events, losses = salvage.mend(found)
            self.losses += losses
        if self._old is None:
            return events
        counted = salvage.without_superseded(events)
        self.before += len(events) - len(counted)
        return counted

    def _connect(self) -> None:
        self._identity = self.path.stat()
        self._table = EventTable(self.path)

    def _write_anew(self, secrets: Mapping[str, Any], events: Sequence[Event]) -> None:
        """Replace the file by a whole one of this version; the old one stays beside it."""
        self._close()
        self.kept = files.free_name(self.path, "0.1" if self._old else "spoilt")
        shutil.copy2(self.path, self.kept)
        with files.whole(self.path) as scratch:
            scratch.touch(mode=0o600)
            table = EventTable(scratch)
            with contextlib.closing(table):
                table.fill([_head_of(secrets, self.before), *events])
            files.remove(self._journal)
        self._connect()

    def _take_old(self) -> None:
        """Keep out a program of version 0.1, which holds its files by a lock beside them."""
        self._old = FileLock(self.path.with_name(f"{self.path.name}.lock"))
        try:
            self._old.acquire(timeout=0)
        except Timeout:
            self._old = None
            raise OutputError(f"{self.path}: another class uses this file") from None

    def _is_there(self) -> bool:
        with contextlib.suppress(OSError):
            return os.path.samestat(self._identity, self.path.stat())
        return False

    def _close(self) -> None:
        if self._table is not None:
            self._table.close()
            self._table = None

    @contextlib.contextmanager
    def _spoken(self) -> Iterator[None]:
        """Say in a line what goes wrong with the file, and leave it as it was."""
        try:
            yield
        except (OSError, sqlite3.Error) as error:
            if self._table is not None:
                self._table.undo()
            if event_table.is_in_use(error):
                raise OutputError(f"{self.path}: another class uses this file") from None
            reason = event_table.reason(error)
            raise OutputError(f"{self.path}: cannot be written: {reason}") from error


def _head_of(secrets: Mapping[str, Any], before: int = 0) -> Record:
    return {"format": FORMAT, "secrets": dict(secrets), "before": before}


def _refuse_odd_place(path: Path) -> None:
    """Refuse what is no plain file before it is opened: a pipe would wait for ever."""
    if path.is_dir():
        raise ResumeError(f"{path}: is a folder, not the file of a class; choose another name")
    if path.exists() and not stat.S_ISREG(path.stat().st_mode):
        raise ResumeError(f"{path}: is not a plain file; choose another")
    if path.exists() and path.stat().st_size > MAX_BYTES:
        raise ResumeError(f"{path}: is not the file of a class; choose another")
