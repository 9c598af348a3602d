"""Finished pieces of a study on disk: each appears whole or not at all, and survives a crash.

A study is a line of *units*; a piece holds the series of units ``first`` to ``last`` (exclusive).
Its name says which, so that the folder needs no list: what is there is done. Its last bytes are a
checksum, so that a damaged piece is told, never used.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import re
import shutil
from collections.abc import Callable, Iterator, Mapping
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
_CHECKSUM_BYTES = 16


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

        self.on_wait: Callable[[], None] = lambda: None
        """Called before waiting for another process."""

    def __enter__(self) -> Journal:
        """Take the lock, waiting for it if need be, and drop what was left half-written.

        Raises
        ------
        OutputError
            If nothing can be written there.
        ResumeError
            If the pieces belong to another plan, or one is damaged.
        """
        with _told(self.folder):
            self.folder.parent.mkdir(parents=True, exist_ok=True)
            try:
                self._lock.acquire(timeout=0)
            except Timeout:
                self.waited = True
                self.on_wait()
                self._lock.acquire()
        try:
            with _told(self.folder):
                if self._fresh:
                    shutil.rmtree(self.folder, ignore_errors=True)
                self.folder.mkdir(exist_ok=True)
                self._check_identity()
                for path in self.folder.glob("*.part"):
                    path.unlink()
                for first, last in self.pieces():
                    self.load(first, last)
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
        if path.exists():
            self._compare(path)
        else:
            _write_whole(path, json.dumps(self._identity, sort_keys=True).encode())

    def _compare(self, path: Path) -> None:
        try:
            found = dict(json.loads(path.read_text(encoding="utf-8")))
        except (ValueError, TypeError):
            found = {}
        if found != self._identity:
            here, there = self._identity, found
            apart = sorted(key for key in {*here, *there} if here.get(key) != there.get(key))
            text = "; ".join(
                f"{key}: {there.get(key)} there, {here.get(key)} here" for key in apart
            )
            raise ResumeError(
                f"{self.folder}: holds pieces of another plan or version ({text}); "
                f"start over with --fresh, or choose another --out"
            )

    def peek(self) -> int:
        """Return how many units are done, without the lock and without touching anything.

        Raises
        ------
        ResumeError
            If the pieces belong to another plan.
        """
        if self._fresh or not (self.folder / _IDENTITY).exists():
            return 0
        self._compare(self.folder / _IDENTITY)
        return sum(last - first for first, last in self.pieces())

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
            content = io.BytesIO()
            np.save(content, values, allow_pickle=False)
            content.write(_checksum(content.getbuffer()))
            _write_whole(path, content.getbuffer())
            sync_folder(self.folder)

    def load(self, first: int, last: int) -> FloatArray:
        """Read a piece back.

        Raises
        ------
        OutputError
            If it cannot be read.
        ResumeError
            If it is damaged.
        """
        path = self._path(first, last)
        try:
            content = memoryview(path.read_bytes())
        except OSError as error:
            raise OutputError(f"{path}: cannot be read: {error.strerror or error}") from error
        kept, checksum = content[:-_CHECKSUM_BYTES], content[-_CHECKSUM_BYTES:]
        if _checksum(kept) != checksum:
            raise ResumeError(
                f"{path}: is damaged (its checksum does not fit); delete this file to run only "
                f"its part again, or start over with --fresh"
            )
        values: FloatArray = np.load(io.BytesIO(kept), allow_pickle=False)
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
        kept = ""
        if os.path.isdir(folder):  # noqa: PTH112 - where one may not look, a Path raises
            kept = "what is finished stays, and the same command goes on from there; or "
        raise OutputError(
            f"{folder}: cannot write: {reason}; {kept}choose another place with --out DIR"
        ) from error


def _checksum(content: bytes | memoryview) -> bytes:
    return hashlib.blake2b(content, digest_size=_CHECKSUM_BYTES).digest()


def _write_whole(path: Path, content: bytes | memoryview) -> None:
    part = path.with_suffix(".part")
    try:
        with part.open("wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        part.replace(path)
    except OSError:
        with suppress(OSError):
            part.unlink()
        raise


def sync_folder(folder: Path) -> None:
    """Make a new name in a folder durable, where the system lets a folder be opened."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
