"""What a run would do, said before it is done: nothing runs, nothing is written."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jevons_sim.results import store
from jevons_sim.scenario.estimate import Work, work_of
from jevons_sim.studies.study import Study


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

    def lines(self) -> list[tuple[str, str]]:
        """Return heads and what they say."""
        state = f"; {self.runs_done:,} of them are on disk" if self.runs_done else ""
        if self.is_complete:
            needs, place = "nothing: it is done; --fresh would run it again", f"{self.folder}"
        else:
            needs = self.work.needs_in_words(1.0 - self.share_done)
            there = "there; would be replaced" if self.is_replaced else "not there yet"
            place = f"{self.folder} ({there})"
        return [
            ("Runs", self.work.runs_in_words() + state),
            ("Needs", needs),
            ("Results", place),
        ]

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
