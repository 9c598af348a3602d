"""What a run would do, said before it is done: nothing runs, nothing is written."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jevons_sim.results import store
from jevons_sim.scenario.estimate import Work, work_of
from jevons_sim.studies.study import Study
from jevons_sim.words.catalogue import Language, Words
from jevons_sim.words.work import needs_in_words, runs_in_words


@dataclass(frozen=True)
class Outlook:
    """What is there of a study, and what is still to do."""

    name: str
    digest: str
    work: Work
    """All that the study asks for."""

    folder: Path
    """Where the result is or goes."""

    share_done: float
    """Share of the runs that are on disk; 1 only where the result is complete."""

    is_complete: bool
    """Whether the result is there and would be taken as it is."""

    is_replaced: bool = False
    """Whether the result is there and would give way to a new one."""

    @property
    def runs_done(self) -> int:
        """Runs that are on disk."""
        return round(self.share_done * self.work.n_runs)

    def lines(self, language: Language = "en") -> list[tuple[str, str]]:
        """Return names of heads, and what stands beside them."""
        words = Words("terminal", language)
        runs = runs_in_words(self.work, language)
        if self.runs_done:
            runs = words.say("runs_on_disk", runs=runs, n=f"{self.runs_done:,}")
        needs, place = words["needs_nothing"], f"{self.folder}"
        if not self.is_complete:
            needs = needs_in_words(self.work, 1.0 - self.share_done, language)
            state = "place_replaced" if self.is_replaced else "place_new"
            place = words.say(state, folder=self.folder)
        return [("runs", runs), ("needs", needs), ("results", place)]

    def as_json(self) -> dict[str, Any]:
        """Return what ``--json`` prints."""
        left = 0.0 if self.is_complete else self.work.seconds * (1.0 - self.share_done)
        return {
            "ok": True,
            "dry_run": True,
            "name": self.name,
            "digest": self.digest,
            "path": str(self.folder),
            "complete": self.is_complete,
            "runs_done": self.runs_done,
            **vars(self.work),
            "seconds_left": left,
        }


def outlook(study: Study) -> Outlook:
    """Say what running a study would do.

    Raises
    ------
    ResumeError
        If pieces of another plan or version are in the way.
    """
    is_there = store.is_complete(study.folder)
    is_complete = is_there and not study.fresh
    share = 1.0
    if not is_complete:
        checkpoint = study.checkpoint(study.digest, study.tasks_as_json())
        share = checkpoint.peek() / len(study.tasks)
    return Outlook(
        study.scenario.name,
        study.digest,
        work_of(study.plan),
        study.folder,
        share,
        is_complete,
        is_there and study.fresh,
    )
