"""Search: a question whose runs depend on one another, answered once and kept.

One loop serves every search: its batches run through `execution.evaluate`, are kept while it goes
on, and lie beside its tables when it is done, so that the same question is read back later.
"""

from __future__ import annotations

import json
import math
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Generic, Protocol, TypeVar

from jevons_sim._version import __version__
from jevons_sim.engine.runner import Mask
from jevons_sim.errors import UsageError
from jevons_sim.execution.evaluate import Evaluation, OnBatch
from jevons_sim.execution.executors import Execution
from jevons_sim.execution.tasks import Keep
from jevons_sim.results import checksums, store
from jevons_sim.scenario.load import dump_scenario, scenario_digest
from jevons_sim.scenario.schema import Scenario
from jevons_sim.studies.study import Study
from jevons_sim.words.catalogue import Language

EVALUATIONS = "evaluations"
"""Folder inside an answer that holds what its runs gave."""

LAST_ENERGY = Keep(("energy_twh",), (-1,))
"""What a search for where energy turns keeps of a run."""

Found = TypeVar("Found")


Ends = tuple[float, float]
"""Low end and high end of a range."""


class Search(Protocol[Found]):
    """A question about one scenario."""

    @property
    def scenario(self) -> Scenario:
        """The scenario that it is about."""

    @property
    def kind(self) -> str:
        """Its name, that of its command."""

    @property
    def masks(self) -> tuple[Mask, ...] | None:
        """Responses switched on in each case after the frozen one; None: as the scenario says."""

    def question(self) -> dict[str, Any]:
        """Return what is asked, as JSON knows it: an equal question is the same search."""

    def run(self, evaluation: Evaluation) -> Found:
        """Answer the question."""

    def write(self, found: Found, folder: Path, drawn: Language | None) -> dict[str, Any]:
        """Write tables, and figures in a language; return what to note of the answer."""

    def read(self, folder: Path) -> Found | None:
        """Return the answer from its tables; None: it is made again from its evaluations."""


@dataclass(frozen=True)
class Answer(Generic[Found]):
    """What a search found, and where it is."""

    found: Found
    folder: Path
    was_there: bool
    """Whether it was finished before."""

    seconds: float


def find(search: Search[Found], workers: int | None = None) -> Found:
    """Answer a question on this machine, in memory."""
    with Execution(workers).open() as executor:
        return search.run(Evaluation(search.scenario, executor, masks=search.masks))


def answer(
    search: Search[Found],
    study: Study,
    folder: Path | None = None,
    progress: OnBatch | None = None,
    on_wait: Callable[[], None] = lambda: None,
) -> Answer[Found]:
    """Answer a question, and save the answer beside the results of its scenario.

    Parameters
    ----------
    search : Search
        The question.
    study : Study
        The scenario, where answers go, and how tasks run.
    folder : Path, optional
        Where the answer goes; by default `folder_of`.
    progress : callable, optional
        Called with the number of points that are done and of those asked for so far.
    on_wait : callable, optional
        Called before waiting for another process that works on the same question.

    Raises
    ------
    OutputError
        If the answer cannot be written.
    ResumeError
        If pieces of another plan are in the way, or one is damaged.
    RunError
        If a run left the range of finite numbers where the question needs all of them.
    """
    started = time.perf_counter()
    own = folder_of(search, study)
    folder = folder or own
    store.refuse_links(folder)
    if not study.fresh and (there := _read_back(search, study, folder, started)):
        return there
    with study.checkpoint(own.name, search.question(), on_wait) as checkpoint:
        if checkpoint.waited and (there := _read_back(search, study, folder, started)):
            checkpoint.remove()
            return there
        kept = checkpoint.folder / EVALUATIONS
        with store.new_result(folder, checkpoint.folder / "answer") as scratch:
            found = _run(search, study, kept, progress)
            noted = search.write(found, scratch, study.drawn)
            if search.read(scratch) is None:
                kept.rename(scratch / EVALUATIONS)
            _note(search, study, scratch, noted)
        checkpoint.remove()
    return Answer(found, folder, was_there=False, seconds=time.perf_counter() - started)


def folder_of(search: Search[Any], study: Study) -> Path:
    """Return where the answer of a search belongs."""
    text = json.dumps({"kind": search.kind, **search.question()}, sort_keys=True)
    digest = scenario_digest(study.scenario, f"{__version__} {text}")
    return study.out / study.scenario.name / f"{search.kind}-{digest}"


def _run(search: Search[Found], study: Study, kept: Path, progress: OnBatch | None = None) -> Found:
    with study.execution.open() as executor:
        evaluation = Evaluation(
            search.scenario, executor, masks=search.masks, folder=kept, progress=progress
        )
        return search.run(evaluation)


def _read_back(
    search: Search[Found], study: Study, folder: Path, started: float
) -> Answer[Found] | None:
    """Return a finished answer, from its tables or from what its runs gave; nothing runs.

    Raises
    ------
    ResumeError
        If a file of it is damaged or was changed.
    """
    said = store.read_answer(folder)
    if said is None:
        return None
    checksums.check(folder, said.get("files"))
    found = search.read(folder)
    if found is None:
        if not (folder / EVALUATIONS).is_dir():
            return None
        found = _run(search, study, folder / EVALUATIONS)
    return Answer(found, folder, was_there=True, seconds=time.perf_counter() - started)


def _note(search: Search[Any], study: Study, scratch: Path, noted: dict[str, Any]) -> None:
    """Write down what was asked, of which case, and by which version."""
    said = {
        "kind": search.kind,
        **search.question(),
        **noted,
        "version": __version__,
        "seed_list": list(study.scenario.seed_list),
    }
    store.write_text(scratch / store.SCENARIO, dump_scenario(study.scenario))
    said |= {"source": checksums.source_stamp(), "files": checksums.describe(scratch)}
    store.write_text(scratch / store.ANSWER, json.dumps(said, indent=2) + "\n")


@dataclass(frozen=True)
class RangeFlags:
    """How the options are written that name a number and its range."""

    key: str
    """The option of the key."""

    give: str
    """The options of the range, as what to give."""

    ends: str
    """The options of the range, with places for its ends."""


def ends_of(scenario: Scenario, key: str, ends: Ends | None, flags: RangeFlags) -> Ends:
    """Return the range of a number to search; by default the key's range in the scenario.

    Raises
    ------
    UsageError
        If there is no range, its low end is not first, or it is empty or endless.
    """
    found = ends or scenario.ranges.get(key)
    if found is None:
        raise UsageError(f"{flags.key} {key}: has no range in the scenario; give {flags.give}")
    low, high = float(found[0]), float(found[1])
    said = flags.ends.format(low, high)
    if low > high:
        raise UsageError(f"{said}: low end first; swap them")
    if not -math.inf < low < high < math.inf:
        raise UsageError(f"{said}: the range is empty or endless")
    return low, high
