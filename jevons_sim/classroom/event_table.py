"""The table of a class's events: a database of SQLite, with a row for each record.

SQLite keeps it whole through any crash, and to one process at a time. Its journal is one for
rolling back, so that between two events the file alone is the class. Each row carries a checksum,
because SQLite notices a spoilt page only where it breaks the tree. Called by `saved_game`.
"""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterator, Sequence
from pathlib import Path

from jevons_sim.classroom import salvage
from jevons_sim.classroom.salvage import Record

_MAGIC = b"SQLite format 3\x00"
_APPLICATION = 0x4A65766F
"""Says in a database's header that it is ours."""

_KINDS = ("CORRUPT", "NOTADB", "ERROR", "SCHEMA", "FORMAT", "TOOBIG")
_SPOILT = tuple(f"SQLITE_{kind}" for kind in _KINDS)
_IN_USE = ("SQLITE_BUSY", "SQLITE_LOCKED")

_LONGEST = 100_000
"""Longest text that is read from a row, whatever a spoilt one says of its length. [byte]"""

_TABLE = "CREATE TABLE event (number INTEGER PRIMARY KEY, mark TEXT NOT NULL, event TEXT NOT NULL)"
_SELECT = "SELECT number, mark, event FROM event ORDER BY number"
_INSERT = "INSERT INTO event VALUES (?, ?, ?)"


class SpoiltError(Exception):
    """A database that SQLite cannot read, or that has rows missing."""


class EventTable:
    """A database that is open, and kept from others.

    Raises
    ------
    SpoiltError
        If it cannot be opened for what it holds.
    sqlite3.Error
        If it cannot be opened for another reason; see `reason`.
    """

    def __init__(self, path: Path) -> None:
        self._database = sqlite3.connect(path, timeout=0.0, isolation_level=None)
        self._database.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, _LONGEST)
        self._database.text_factory = lambda text: text.decode("ascii", "replace")
        try:
            with _spoilt_apart():
                self._run("PRAGMA locking_mode=EXCLUSIVE")
                self._run("PRAGMA synchronous=FULL")
                self._run("PRAGMA fullfsync=ON")  # on macOS a flush is none without it
                self._run("BEGIN EXCLUSIVE")
                self._run("COMMIT")
        except BaseException:
            self.close()
            raise

    def _run(self, command: str, values: tuple[int | str, ...] = ()) -> sqlite3.Cursor:
        return self._database.execute(command, values)

    def records(self) -> list[Record | None]:
        """Return all records, None for each that is spoilt; none at all if the table is new.

        Raises
        ------
        SpoiltError
            If the table is.
        """
        with _spoilt_apart():
            if not self._run("SELECT name FROM sqlite_master").fetchall():
                return []
            is_whole = self._run("PRAGMA quick_check(1)").fetchone() == ("ok",)
            rows = self._run(_SELECT).fetchall()
        if not is_whole or [number for number, _, _ in rows] != list(range(len(rows))):
            raise SpoiltError
        return [salvage.record_of(*row) for row in rows]

    def fill(self, records: Sequence[Record]) -> None:
        """Make the table, with records from number 0 on: all of them, or nothing."""
        self._run("BEGIN EXCLUSIVE")
        self._run(f"PRAGMA application_id={_APPLICATION}")
        self._run(_TABLE)
        for number, record in enumerate(records):
            self.add(number, record)
        self._run("COMMIT")

    def add(self, number: int, record: Record) -> None:
        """Add a record; when this returns, it is on the disk, but for one within `fill`."""
        text = salvage.text_of(record)
        self._run(_INSERT, (number, salvage.mark_of(number, text), text))

    def undo(self) -> None:
        """Leave the table as it was before what failed."""
        if self._database.in_transaction:
            self._run("ROLLBACK")

    def close(self) -> None:
        """Close it, and let others have it."""
        self._database.close()


@contextlib.contextmanager
def _spoilt_apart() -> Iterator[None]:
    """Tell a spoilt file from a full disk; SQLite's message may hold a spoilt name itself."""
    try:
        yield
    except UnicodeDecodeError:
        raise SpoiltError from None
    except sqlite3.Error as error:
        if _name_of(error).startswith(_SPOILT):
            raise SpoiltError from error
        raise


def is_ours(start: bytes) -> bool:
    """Whether a file that starts so is a database of ours."""
    is_database = start.startswith(_MAGIC) and max(start[18:20]) <= 2  # the versions of its format
    return is_database and start[68:72] == _APPLICATION.to_bytes(4, "big")


def is_in_use(error: Exception) -> bool:
    """Whether another process keeps the database."""
    return _name_of(error).startswith(_IN_USE)


def reason(error: Exception) -> str:
    """Return in words why a file cannot be used."""
    if _name_of(error) == "SQLITE_FULL":
        return "No space left on device"
    return getattr(error, "strerror", None) or str(error)


def _name_of(error: Exception) -> str:
    return str(getattr(error, "sqlite_errorname", ""))
