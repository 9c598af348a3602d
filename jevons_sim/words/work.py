"""Work in words: what a plan runs, and what it needs of time, memory and disk."""

from __future__ import annotations

from jevons_sim.quantities import CASES
from jevons_sim.scenario.estimate import Work, size
from jevons_sim.words.catalogue import Language, Words


def runs_in_words(work: Work, language: Language = "en") -> str:
    """Return what runs: points, seeds, cases."""
    counts = Words("answers", language)
    return Words("terminal", language).say(
        "work_runs",
        points=counts.count("points", work.n_points),
        seeds=counts.count("seeds", work.n_seeds),
        cases=len(CASES),
        n=f"{work.n_runs:,}",
    )


def needs_in_words(work: Work, share: float = 1.0, language: Language = "en") -> str:
    """Return time, memory and disk, for the share of the runs that is still to be done."""
    return Words("terminal", language).say(
        "work_needs",
        time=time_in_words(work.seconds * share, language),
        memory=size(work.memory_bytes),
        disk=size(work.disk_bytes),
        scratch=size(work.scratch_bytes),
    )


def time_in_words(seconds: float, language: Language = "en") -> str:
    """Return a time as it is estimated.

    >>> [time_in_words(x) for x in (0.2, 8.0, 700.0, 12_600.0)]
    ['1 s', '8 s', '12 min', '3.5 h']
    """
    words = Words("terminal", language)
    if seconds < 99.5:
        return words.say("time_s", n=f"{max(1.0, seconds):.0f}")
    if seconds < 5400.0:
        return words.say("time_min", n=f"{seconds / 60.0:.0f}")
    return words.say("time_h", n=f"{seconds / 3600.0:,.1f}")
