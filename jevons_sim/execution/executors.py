"""Executors: run tasks on every core of this machine, or on a Dask cluster.

An executor takes ranges of tasks and gives finished pieces back in any order; what becomes of a
piece is its caller's business. It is opened once for a study and keeps threads, draws and the
connection to a cluster until it is closed.
"""

from __future__ import annotations

import itertools
import threading
import time
import traceback
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from functools import lru_cache
from importlib import import_module
from importlib.util import find_spec
from typing import Any, Literal, NamedTuple, Protocol, Self

from jevons_sim.engine.runner import Mask, Runner
from jevons_sim.equations.types import FloatArray
from jevons_sim.errors import JevonsError, UsageError
from jevons_sim.execution.pieces import Gap
from jevons_sim.execution.tasks import Job, Tasks, tasks_of
from jevons_sim.scenario.estimate import FIRM_STEPS_PER_SECOND

TARGET_SECONDS = 1.0
"""Length of a piece: short enough that progress and Ctrl-C stay lively."""


class Finished(NamedTuple):
    """A piece: tasks that ran, or that were lost."""

    first: int
    last: int
    values: FloatArray | None
    """Values of all tasks one after the other; None if they were lost."""

    fault: str = ""
    """Why they were lost."""

    trace: str = ""
    """Where in the program that was, where it is known."""


class Executor(Protocol):
    """Runs tasks while it is open."""

    def __enter__(self) -> Self: ...

    def __exit__(self, *_: object) -> None: ...

    def run(self, tasks: Tasks, gaps: Sequence[Gap]) -> Iterator[Finished]:
        """Run every task of the gaps; give pieces back as they finish."""


@dataclass(frozen=True)
class Execution:
    """Where and how tasks run: what a user says of it."""

    workers: int | None = None
    """Threads; None or 0 for every core."""

    executor: Literal["local", "dask"] = "local"
    scheduler: str | None = None
    """Address of a Dask scheduler; by default a cluster on this machine."""

    def open(self) -> Executor:
        """Return the executor.

        Raises
        ------
        UsageError
            If it needs a package that is not installed, or an address is given to the local one.
        """
        if self.workers is not None and self.workers < 0:
            raise UsageError(f"{self.workers} workers: take 0 for every core, or more")
        if self.executor == "dask":
            return DaskExecutor(self.scheduler)
        if self.scheduler is not None:
            raise UsageError("--scheduler goes with --executor dask")
        return LocalExecutor(self.workers)


class LocalExecutor:
    """Every core of this machine, in this process."""

    def __init__(self, workers: int | None = None) -> None:
        self._workers = workers
        self._runners: dict[tuple[Mask, ...] | None, Runner] = {}
        self._open = ExitStack()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._runners.clear()
        self._open.close()

    def run(self, tasks: Tasks, gaps: Sequence[Gap]) -> Iterator[Finished]:
        """Run tasks in order, in pieces that follow the measured speed."""
        size = first_size(tasks)
        for start, stop in gaps:
            place = start
            while place < stop:
                last = min(stop, place + size)
                began = time.perf_counter()
                yield _tried(tasks, (place, last), self._runner(tasks.masks))
                size = _next_size(last - place, time.perf_counter() - began)
                place = last

    def _runner(self, masks: tuple[Mask, ...] | None) -> Runner:
        if masks not in self._runners:
            self._runners[masks] = self._open.enter_context(Runner(self._workers, masks))
        return self._runners[masks]


def _tried(tasks: Tasks, gap: Gap, runner: Runner) -> Finished:
    """Run a piece; a fault of ours in it costs this piece only."""
    try:
        return Finished(*gap, tasks.run(*gap, runner))
    except (JevonsError, MemoryError):
        raise
    except Exception as error:  # noqa: BLE001 - whatever it is, the other pieces can run
        return Finished(*gap, None, f"{type(error).__name__}: {error}", traceback.format_exc())


def first_size(tasks: Tasks) -> int:
    """Return how many tasks to run before the speed is known: half of the target, by a guess."""
    steps = max(1, tasks.firm_steps)
    return max(1, int(TARGET_SECONDS / 2.0 * FIRM_STEPS_PER_SECOND * len(tasks) / steps))


def _next_size(size: int, seconds: float) -> int:
    """Return the size of the next piece: towards the target, at most fourfold at a time."""
    factor = TARGET_SECONDS / max(seconds, 1e-6)
    return max(1, int(size * min(4.0, max(0.25, factor))))


class DaskExecutor:
    """A Dask cluster; a piece whose worker dies runs once more elsewhere, then counts as lost."""

    def __init__(self, address: str | None) -> None:
        """Remember where the cluster is.

        Parameters
        ----------
        address : str, optional
            Address of the scheduler, ``tcp://HOST:PORT``; by default a cluster on this machine.

        Raises
        ------
        UsageError
            If ``dask.distributed`` is not installed.
        """
        if find_spec("distributed") is None:
            raise UsageError("Dask is not installed; pip install 'jevons-sim[cluster]'")
        self._address = address
        self._client: Any = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._client is not None:
            self._client.close()
            self._client = None

    def run(self, tasks: Tasks, gaps: Sequence[Gap]) -> Iterator[Finished]:
        """Run tasks on the cluster, with two pieces for each worker thread in flight."""
        client = self._connected()
        n_threads = max(1, sum(client.nthreads().values()))
        finished = import_module("distributed").as_completed(loop=client.loop)
        flight = _Flight(client, finished, tasks)
        waiting = iter(_pieces(gaps, first_size(tasks)))
        for gap in itertools.islice(waiting, 2 * n_threads):
            flight.launch(gap)
        for future in flight.finished:
            piece = flight.landed(future)
            if piece is None:
                continue
            yield piece
            follower = next(waiting, None)
            if follower is not None:
                flight.launch(follower)

    def _connected(self) -> Any:
        """Return the client, connected when it is first asked for: a finished study needs none."""
        if self._client is None:
            dask: Any = import_module("distributed")
            try:
                self._client = dask.Client(self._address, timeout="10s", set_as_default=False)
            except (OSError, ValueError) as failure:
                reason = f"--scheduler {self._address}: cannot be reached: {failure}"
                raise UsageError(reason) from failure
        return self._client


class _Flight:
    """Pieces on their way, and how often each was tried."""

    def __init__(self, client: Any, finished: Any, tasks: Tasks) -> None:
        self._client, self.finished, self._tasks = client, finished, tasks
        self._flying: dict[Any, tuple[Gap, int]] = {}

    def launch(self, gap: Gap, tries: int = 1) -> None:
        """Send a piece off."""
        job = self._tasks.job(*gap)
        future = self._client.submit(_run_remote, tuple(job), pure=False, retries=0)
        self._flying[future] = (gap, tries)
        self.finished.add(future)

    def landed(self, future: Any) -> Finished | None:
        """Return a piece that came back or was lost; None if it was sent off a second time."""
        gap, tries = self._flying.pop(future)
        error = future.exception()
        if error is None:
            return Finished(*gap, future.result())
        if tries == 1:
            self.launch(gap, 2)
            return None
        return Finished(*gap, None, f"{type(error).__name__}: {error}")


def _pieces(gaps: Sequence[Gap], size: int) -> list[Gap]:
    return [
        (first, min(stop, first + size))
        for start, stop in gaps
        for first in range(start, stop, size)
    ]


def _run_remote(parts: tuple[Any, ...]) -> FloatArray:
    """Run tasks on a worker, on one thread: the cluster decides how many run side by side."""
    job = Job(*parts)
    tasks = _tasks_of(job.kind, job.text, threading.get_ident())
    with Runner(1, tasks.masks) as runner:
        return tasks.run(job.first, job.last, runner)


@lru_cache(maxsize=64)
def _tasks_of(kind: Literal["plan", "points"], text: str, thread: int) -> Tasks:
    """Return the tasks of a text, kept for one thread: `Points` are no two threads' at once."""
    return tasks_of(Job(kind, text, 0, 0))
