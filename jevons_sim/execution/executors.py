"""Where units run: on every core of this machine, or on a Dask cluster; the bytes are the same.

An executor takes ranges of units and gives finished pieces back in any order; what becomes of a
piece is the caller's business.
"""

from __future__ import annotations

import itertools
import threading
import time
import traceback
from collections.abc import Iterator, Sequence
from functools import lru_cache
from importlib import import_module
from importlib.util import find_spec
from typing import Any, NamedTuple, Protocol

from jevons_sim.engine.runner import Runner
from jevons_sim.equations.types import FloatArray
from jevons_sim.errors import JevonsError, UsageError
from jevons_sim.execution.tasks import Units
from jevons_sim.scenario.estimate import FIRM_STEPS_PER_SECOND, work_of
from jevons_sim.scenario.plan import plan_of
from jevons_sim.scenario.schema import Scenario

TARGET_SECONDS = 1.0
"""Length of a piece: short enough that progress and Ctrl-C stay lively."""

Gap = tuple[int, int]
"""Units from the first to the last, exclusive."""


class Piece(NamedTuple):
    """Units that ran, or that were lost."""

    first: int
    last: int
    values: FloatArray | None
    """Series of all units one after the other; None if they were lost."""

    fault: str = ""
    """Why they were lost."""

    trace: str = ""
    """Where in the program that was, where it is known."""


class Executor(Protocol):
    """Runs units."""

    def run(self, units: Units, gaps: Sequence[Gap]) -> Iterator[Piece]:
        """Run every unit of the gaps; give pieces back as they finish."""


class LocalExecutor:
    """Every core of this machine, in this process."""

    def __init__(self, workers: int | None = None) -> None:
        self._workers = workers

    def run(self, units: Units, gaps: Sequence[Gap]) -> Iterator[Piece]:
        """Run units in order, in pieces that follow the measured speed."""
        size = first_size(units)
        with Runner(self._workers) as runner:
            for start, stop in gaps:
                place = start
                while place < stop:
                    last = min(stop, place + size)
                    began = time.perf_counter()
                    yield _tried(units, (place, last), runner)
                    size = _next_size(last - place, time.perf_counter() - began)
                    place = last


def _tried(units: Units, gap: Gap, runner: Runner) -> Piece:
    """Run a piece; a fault of ours in it costs this piece only."""
    try:
        return Piece(*gap, units.run(*gap, runner))
    except (JevonsError, MemoryError):
        raise
    except Exception as error:  # noqa: BLE001 - whatever it is, the other pieces can run
        return Piece(*gap, None, f"{type(error).__name__}: {error}", traceback.format_exc())


def first_size(units: Units) -> int:
    """Return how many units to run before the speed is known: half of the target, by a guess."""
    steps = max(1, work_of(units.plan).firm_steps)
    return max(1, int(TARGET_SECONDS / 2.0 * FIRM_STEPS_PER_SECOND * len(units) / steps))


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

    def run(self, units: Units, gaps: Sequence[Gap]) -> Iterator[Piece]:
        """Run units on the cluster, with two pieces for each worker thread in flight."""
        dask: Any = import_module("distributed")
        text = units.plan.scenario.model_dump_json(by_alias=True)
        todo = _pieces(gaps, first_size(units))
        try:
            client = dask.Client(self._address, timeout="10s", set_as_default=False)
        except (OSError, ValueError) as failure:
            reason = f"--scheduler {self._address}: cannot be reached: {failure}"
            raise UsageError(reason) from failure
        with client:
            n_threads = max(1, sum(client.nthreads().values()))
            flight = _Flight(client, dask.as_completed(loop=client.loop), text)
            waiting = iter(todo)
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


class _Flight:
    """Pieces on their way, and how often each was tried."""

    def __init__(self, client: Any, finished: Any, text: str) -> None:
        self._client, self.finished, self._text = client, finished, text
        self._flying: dict[Any, tuple[Gap, int]] = {}

    def launch(self, gap: Gap, tries: int = 1) -> None:
        """Send a piece off."""
        future = self._client.submit(_run_remote, self._text, *gap, pure=False, retries=0)
        self._flying[future] = (gap, tries)
        self.finished.add(future)

    def landed(self, future: Any) -> Piece | None:
        """Return a piece that came back or was lost; None if it was sent off a second time."""
        gap, tries = self._flying.pop(future)
        error = future.exception()
        if error is None:
            return Piece(*gap, future.result())
        if tries == 1:
            self.launch(gap, 2)
            return None
        return Piece(*gap, None, f"{type(error).__name__}: {error}")


def _pieces(gaps: Sequence[Gap], size: int) -> list[Gap]:
    return [
        (first, min(stop, first + size))
        for start, stop in gaps
        for first in range(start, stop, size)
    ]


def _run_remote(text: str, first: int, last: int) -> FloatArray:
    """Run units on a worker, on one thread: the cluster decides how many run side by side."""
    with Runner(1) as runner:
        return _units_of(text, threading.get_ident()).run(first, last, runner)


@lru_cache(maxsize=64)
def _units_of(text: str, thread: int) -> Units:
    """Return the units of a scenario, kept for one thread: `Points` are no two threads' at once."""
    return Units(plan_of(Scenario.model_validate_json(text)))
