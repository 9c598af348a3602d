"""Pieces: finished tasks of one plan, on disk or in memory; those on disk vouch for themselves.

A plan is a line of tasks; a piece holds the values of tasks ``first`` to ``last`` (exclusive). Its
name says which, so that the folder needs no list: what is there is done. Its last bytes are a
checksum of its values, its range and the plan, so that a piece that is damaged, renamed or of
another plan is told, never used.
"""

from __future__ import annotations

import hashlib
import io
import itertools
import json
import os
import re
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Protocol

import numpy as np

from jevons_sim.equations.types import FloatArray
from jevons_sim.errors import OutputError, ResumeError
from jevons_sim.files import sweep, write_whole

_PIECE = re.compile(r"(\d{9})-(\d{9})\.npy")
_IDENTITY = "plan.json"
_TRACE = "trace.txt"
_CHECKSUM_BYTES = 16

Gap = tuple[int, int]
"""Tasks from the first to the last, exclusive."""


class PieceStore(Protocol):
    """Where pieces are kept."""

    def ranges(self) -> list[Gap]:
        """Return the tasks that are done, as ranges in order."""

    def missing(self, n_tasks: int) -> list[Gap]:
        """Return the tasks that are not done, as ranges in order."""

    def save(self, first: int, last: int, values: FloatArray) -> None:
        """Keep a piece."""

    def load(self, first: int, last: int) -> FloatArray:
        """Return the values of a piece."""

    def note(self, trace: str) -> str:
        """Keep where in the program a piece was lost; return where that is kept, if it is."""


def load_all(store: PieceStore) -> FloatArray:
    """Return the values of all pieces, one after the other."""
    return np.concatenate([store.load(first, last) for first, last in store.ranges()])


class MemoryPieces:
    """Pieces in memory."""

    def __init__(self) -> None:
        self._values: dict[Gap, FloatArray] = {}

    def ranges(self) -> list[Gap]:
        """Return the tasks that are done, as ranges in order."""
        return sorted(self._values)

    def missing(self, n_tasks: int) -> list[Gap]:
        """Return the tasks that are not done, as ranges in order."""
        return gaps_between(self.ranges(), n_tasks)

    def save(self, first: int, last: int, values: FloatArray) -> None:
        """Keep a piece."""
        self._values[first, last] = values

    def load(self, first: int, last: int) -> FloatArray:
        """Return the values of a piece."""
        return self._values[first, last]

    def note(self, trace: str) -> str:
        """Keep no trace."""
        return ""


def gaps_between(ranges: list[Gap], n_tasks: int) -> list[Gap]:
    """Return the tasks that are in none of some ranges, as ranges in order."""
    gaps, place = [], 0
    for first, last in [*ranges, (n_tasks, n_tasks)]:
        if first > place:
            gaps.append((place, first))
        place = max(place, last)
    return gaps


class Pieces:
    """A folder of pieces of one plan."""

    def __init__(self, folder: Path, identity: Mapping[str, Any]) -> None:
        """Name the folder; nothing is touched before `prepare`.

        Parameters
        ----------
        folder : Path
            Where the pieces are.
        identity : mapping
            What the pieces belong to, as JSON knows it; pieces of anything else are refused.
        """
        self.folder = folder
        self._identity = json.loads(json.dumps(identity))

    def prepare(self) -> None:
        """Make the folder, drop what was left half-written, and check every piece.

        Raises
        ------
        OutputError
            If nothing can be written there.
        ResumeError
            If the pieces belong to another plan, or one is damaged.
        """
        with told(self.folder):
            self.folder.mkdir(exist_ok=True, parents=True)
            sweep(self.folder)
            self.check_plan()
            for first, last in self.ranges():
                self.load(first, last)
            if self._plan_there() is None:  # the pieces are of this plan: their checksums say so
                write_whole(self.folder / _IDENTITY, _bytes(self._identity))

    def check_plan(self) -> None:
        """Refuse pieces of another plan.

        Raises
        ------
        ResumeError
            If they are.
        """
        if not self.is_of_this_plan():
            found = self._plan_there() or {}
            raise ResumeError(
                f"{self.folder}: holds pieces of another plan or version "
                f"({_apart(found, self._identity)}); start over with --fresh, or choose another "
                f"--out"
            )

    def is_of_this_plan(self) -> bool:
        """Return whether the pieces are of this plan, as far as the folder says."""
        found = self._plan_there()
        return found is None or found == self._identity

    def _plan_there(self) -> dict[str, Any] | None:
        """Return what the pieces belong to; None where that is not said, or the file is torn."""
        try:
            return dict(json.loads((self.folder / _IDENTITY).read_text(encoding="utf-8")))
        except (FileNotFoundError, ValueError, TypeError):
            return None

    def ranges(self) -> list[Gap]:
        """Return the tasks that are done, as ranges in order."""
        names = (_PIECE.fullmatch(path.name) for path in self.folder.iterdir())
        return sorted((int(name[1]), int(name[2])) for name in names if name)

    def missing(self, n_tasks: int) -> list[Gap]:
        """Return the tasks that are not done, as ranges in order.

        Raises
        ------
        ResumeError
            If two pieces hold the same task.
        """
        ranges = self.ranges()
        for (_, before), (first, last) in itertools.pairwise(ranges):
            if first < before:
                raise ResumeError(f"{self._path(first, last)}: {_TWICE}")
        return gaps_between(ranges, n_tasks)

    def save(self, first: int, last: int, values: FloatArray) -> None:
        """Keep a piece; when this returns, it is on the disk.

        Raises
        ------
        OutputError
            If it cannot be written.
        """
        content = io.BytesIO()
        np.save(content, values, allow_pickle=False)
        content.write(self._checksum(content.getbuffer(), first, last))
        with told(self.folder):
            write_whole(self._path(first, last), content.getbuffer())

    def load(self, first: int, last: int) -> FloatArray:
        """Read a piece back.

        Raises
        ------
        OutputError
            If it cannot be read.
        ResumeError
            If it is damaged, renamed, or of another plan.
        """
        path = self._path(first, last)
        try:
            content = memoryview(path.read_bytes())
        except OSError as error:
            raise OutputError(f"{path}: cannot be read: {error.strerror or error}") from error
        kept, checksum = content[:-_CHECKSUM_BYTES], content[-_CHECKSUM_BYTES:]
        if self._checksum(kept, first, last) != checksum:
            raise ResumeError(
                f"{path}: is damaged, renamed or of another plan (its checksum does not fit); "
                f"delete this file to run only its part again, or start over with --fresh"
            )
        values: FloatArray = np.load(io.BytesIO(kept), allow_pickle=False)
        return values

    def note(self, trace: str) -> str:
        """Keep where in the program a piece was lost, beside the pieces."""
        path = self.folder / _TRACE
        path.write_text(trace, encoding="utf-8", newline="\n")
        return str(path)

    def remove(self) -> None:
        """Remove the folder."""
        shutil.rmtree(self.folder, ignore_errors=True)

    def _checksum(self, content: bytes | memoryview, first: int, last: int) -> bytes:
        digest = hashlib.blake2b(_bytes([self._identity, first, last]), digest_size=_CHECKSUM_BYTES)
        digest.update(content)
        return digest.digest()

    def _path(self, first: int, last: int) -> Path:
        return self.folder / f"{first:09d}-{last:09d}.npy"


_TWICE = "holds tasks that another piece holds too; delete one of them, or start over with --fresh"


def _bytes(value: object) -> bytes:
    return json.dumps(value, sort_keys=True).encode()


def _apart(there: Mapping[str, Any], here: Mapping[str, Any]) -> str:
    """Return in which keys two identities differ."""
    apart = sorted(key for key in {*here, *there} if here.get(key) != there.get(key))
    return "; ".join(f"{key}: {there.get(key)} there, {here.get(key)} here" for key in apart)


@contextmanager
def told(folder: Path) -> Iterator[None]:
    """Turn what the system says of a folder into an error with a way out."""
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
