"""Checkpoint: the work folder of a study, which one process at a time holds."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from filelock import FileLock, Timeout

from jevons_sim.execution.pieces import Pieces, told
from jevons_sim.files import sweep


class Checkpoint:
    """The work folder of one study; one process at a time holds it."""

    def __init__(self, folder: Path, identity: Mapping[str, Any], *, fresh: bool = False) -> None:
        """Name the folder; nothing is touched before the block is entered.

        Parameters
        ----------
        folder : Path
            The work folder.
        identity : mapping
            What its pieces belong to; pieces of anything else are refused.
        fresh : bool, optional
            Forget the pieces that are there, whatever they belong to.
        """
        self._fresh = fresh
        self.folder = folder
        self.pieces = Pieces(folder, identity)
        """The pieces of a plan."""

        self._lock = FileLock(folder.parent / f"{folder.name}.lock")
        self.waited = False
        """Whether another process held the folder first."""

        self.on_wait: Callable[[], None] = lambda: None
        """Called before waiting for another process."""

    def __enter__(self) -> Self:
        """Take the lock, waiting for it if need be, and check what is there.

        Raises
        ------
        OutputError
            If nothing can be written there.
        ResumeError
            If the pieces belong to another plan, or one is damaged.
        """
        with told(self.folder):
            self.folder.parent.mkdir(parents=True, exist_ok=True)
            try:
                self._lock.acquire(timeout=0)
            except Timeout:
                self.waited = True
                self.on_wait()
                self._lock.acquire()
        try:
            sweep(self.folder.parent)
            if self._fresh:
                self.pieces.remove()
            self.pieces.prepare()
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

    def peek(self) -> int:
        """Return how many tasks are done, without the lock and without touching anything.

        Raises
        ------
        ResumeError
            If the pieces belong to another plan.
        """
        if self._fresh or not self.folder.is_dir():
            return 0
        self.pieces.check_plan()
        return sum(last - first for first, last in self.pieces.ranges())

    def remove(self) -> None:
        """Remove every trace: the study is published, and who waits for the lock will see it."""
        self.pieces.remove()
        with suppress(OSError):
            Path(self._lock.lock_file).unlink()
