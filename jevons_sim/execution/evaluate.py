"""Evaluate: the one loop under every search; each batch of points is kept, and taken up again.

A search asks for batches of points, where the next batch may depend on what the last one gave. Its
batches are kept in numbered folders; the same search asked again finds them there and goes on from
the first that is not whole. So a finished search can be read back without running anything.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Sequence
from pathlib import Path

from jevons_sim.engine.runner import Mask
from jevons_sim.equations.types import FloatArray
from jevons_sim.execution.collect import run_missing
from jevons_sim.execution.executors import Executor
from jevons_sim.execution.pieces import MemoryPieces, Pieces, PieceStore, load_all
from jevons_sim.execution.tasks import Ask, Keep, PointTasks
from jevons_sim.scenario.schema import Scenario

OnBatch = Callable[[int, int], None]
"""Called with the number of points that are done and of those asked for so far."""


class Evaluation:
    """Runs the batches of one search."""

    def __init__(
        self,
        scenario: Scenario,
        executor: Executor,
        *,
        masks: Sequence[Mask] | None = None,
        folder: Path | None = None,
        progress: OnBatch | None = None,
    ) -> None:
        """Name what the batches are about.

        Parameters
        ----------
        scenario : Scenario
            One case.
        executor : Executor
            An open one.
        masks : sequence of frozenset of str, optional
            Responses switched on in each case after the frozen one; by default the engineering
            and the actual case.
        folder : Path, optional
            Where batches are kept; by default in memory.
        progress : callable, optional
            Called with points done and points asked for so far.
        """
        self.scenario = scenario.model_copy(update={"sweep": None})
        self._executor = executor
        self._masks = None if masks is None else tuple(masks)
        self._folder = folder
        self._progress = progress
        self._n_batches = self._n_done = 0

    @property
    def n_points(self) -> int:
        """Points that were evaluated so far."""
        return self._n_done

    def evaluate(self, keys: Sequence[str], asks: Sequence[Ask], keep: Keep) -> FloatArray:
        """Return what is kept of every run of some points.

        Parameters
        ----------
        keys : sequence of str
            Dotted keys that the points set.
        asks : sequence of Ask
            Their values, each with its seeds; all with equally many.
        keep : Keep
            Columns and steps to keep.

        Returns
        -------
        ndarray
            Shape (points, seeds, cases, steps, columns); NaN where a point is no valid scenario.

        Raises
        ------
        OutputError
            If a piece cannot be written.
        ResumeError
            If a piece is damaged.
        RunError
            If pieces were lost with their workers; the rest is kept.
        """
        tasks = PointTasks(self.scenario, tuple(keys), tuple(asks), keep, self._masks)
        store = self._store(tasks)
        done = self._n_done
        progress = self._progress

        def report(n: int, _: int) -> None:
            if progress is not None:
                progress(done + n, done + len(tasks))

        run_missing(tasks, store, self._executor, report)
        self._n_done = done + len(tasks)
        shape = (len(asks), len(asks[0].seeds), *tasks.shape)
        return load_all(store).reshape(shape)

    def _store(self, tasks: PointTasks) -> PieceStore:
        number = self._n_batches
        self._n_batches += 1
        if self._folder is None:
            return MemoryPieces()
        text = json.dumps(tasks.as_json(), sort_keys=True)
        digest = hashlib.sha256(text.encode()).hexdigest()[:16]
        pieces = Pieces(self._folder / f"{number:04d}", {"batch": digest, "tasks": len(tasks)})
        if not pieces.is_of_this_plan():  # another path was taken before: they serve nobody
            pieces.remove()
        pieces.prepare()
        return pieces
