"""Finished pieces of a study on disk: each appears whole or not at all, and survives a crash.

A study is a line of *units*; a piece holds the series of units ``first`` to ``last`` (exclusive).
Its name says which, so that the folder needs no list: what is there is done.
"""

from __future__ import annotations

import json
import os
import re
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from types import TracebackType
from typing import Any

import numpy as np
from filelock import FileLock, Timeout

from jevons_sim.equations.types import FloatArray
from jevons_sim.errors import OutputError, ResumeError

_PIECE = re.compile(r"(\d{9})-(\d{9})\.npy")
_IDENTITY = "plan.json"


class Journal:
    """The pieces of one study; one process at a time holds it."""

    def __init__(self, folder: Path, identity: Mapping[str, Any], *, fresh: bool = False) -> None:
        """Name the folder; nothing is touched before the block is entered.

        Parameters
        ----------
        folder : Path
            Where the pieces are.
        identity : mapping
            What the pieces belong to; pieces of anything else are refused.
        fresh : bool, optional
            Forget the pieces that are there, whatever they belong to.
        """
        self._fresh = fresh
        self.folder = folder
        self._identity = dict(identity)
        self._lock = FileLock(folder.parent / f"{folder.name}.lock")
        self.waited = False
        """Whether another process held the journal first."""

    def __enter__(self) -> Journal:
        """Take the lock, waiting for it if need be, and drop what was left half-written.

        Raises
        ------
        OutputError
            If nothing can be written there.
        ResumeError
            If the pieces belong to another plan.
        """
        with _told(self.folder):
            self.folder.parent.mkdir(parents=True, exist_ok=True)
            try:
                self._lock.acquire(timeout=0)
            except Timeout:
                self.waited = True
                self._lock.acquire()
        try:
            with _told(self.folder):
                if self._fresh:
                    shutil.rmtree(self.folder, ignore_errors=True)
                self.folder.mkdir(exist_ok=True)
                self._check_identity()
                for path in self.folder.glob("*.part"):
                    path.unlink()
        except BaseException:
            self._lock.release()
            raise
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._lock.release()

    def _check_identity(self) -> None:
        path = self.folder / _IDENTITY
        if not path.exists():
            _write_whole(path, json.dumps(self._identity, sort_keys=True).encode())
            return
        try:
            found = json.loads(path.read_text(encoding="utf-8"))
        except ValueError:
            found = None
        if found != self._identity:
            raise ResumeError(
                f"{self.folder}: holds pieces of another plan or version; "
                f"start over with --fresh, or choose another --out"
            )

    def pieces(self) -> list[tuple[int, int]]:
        """Return the units that are done, as ranges in order."""
        names = (_PIECE.fullmatch(path.name) for path in self.folder.iterdir())
        return sorted((int(name[1]), int(name[2])) for name in names if name)

    def missing(self, n_units: int) -> list[tuple[int, int]]:
        """Return the units that are not done, as ranges in order."""
        gaps, place = [], 0
        for first, last in [*self.pieces(), (n_units, n_units)]:
            if first > place:
                gaps.append((place, first))
            place = max(place, last)
        return gaps

    def save(self, first: int, last: int, values: FloatArray) -> None:
        """Keep a piece; when this returns, it is on the disk.

        Raises
        ------
        OutputError
            If it cannot be written.
        """
        path = self._path(first, last)
        with _told(self.folder):
            part = path.with_suffix(".part")
            with part.open("wb") as stream:
                np.save(stream, values, allow_pickle=False)
                stream.flush()
                os.fsync(stream.fileno())
            part.replace(path)
            _sync_folder(self.folder)

    def load(self, first: int, last: int) -> FloatArray:
        """Read a piece back.

        Raises
        ------
        OutputError
            If it cannot be read.
        """
        try:
            values: FloatArray = np.load(self._path(first, last), allow_pickle=False)
        except (OSError, ValueError, EOFError) as error:
            raise OutputError(
                f"{self._path(first, last)}: cannot be read: {error}; start over with --fresh"
            ) from error
        return values

    def _path(self, first: int, last: int) -> Path:
        return self.folder / f"{first:09d}-{last:09d}.npy"

    def remove(self) -> None:
        """Remove every trace: the study is published, and who waits for the lock will see it."""
        shutil.rmtree(self.folder, ignore_errors=True)
        with suppress(OSError):
            Path(self._lock.lock_file).unlink()


@contextmanager
def _told(folder: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        reason = error.strerror or str(error)
        raise OutputError(
            f"{folder}: cannot write: {reason}; what is finished stays, and the same command "
            f"goes on from there; or choose another place with --out DIR"
        ) from error


def _write_whole(path: Path, content: bytes) -> None:
    part = path.with_suffix(".part")
    with part.open("wb") as stream:
        stream.write(content)
        stream.flush()
        os.fsync(stream.fileno())
    part.replace(path)


def _sync_folder(folder: Path) -> None:
    """Make a new name in a folder durable, where the system lets a folder be opened."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
