"""Timing and tables that all benchmarks share.

Rivals take turns within one run, so that whatever else the machine does meets all of them; what is
quoted are medians, and ratios of two times of the same turn.
"""

from __future__ import annotations

import argparse
import os
import platform
import resource
import statistics
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from importlib import metadata
from pathlib import Path

import numpy as np

MIN_SECONDS = 0.02
"""Shorter work is repeated until it takes this long, and its time divided."""

PAUSE_SECONDS = 0.005
"""Rest before each turn, in which the threads of the rival before go to sleep."""

Work = Callable[[], object]
Clock = Callable[[], float]


class Times:
    """Seconds of each rival in each turn."""

    def __init__(self, seconds: Mapping[str, Sequence[float]]) -> None:
        self._seconds = seconds

    def __contains__(self, name: str) -> bool:
        return name in self._seconds

    def median(self, name: str) -> float:
        """Median seconds of a rival; NaN if it did not take part."""
        return statistics.median(self._seconds[name]) if name in self else float("nan")

    def ratio(self, slow: str, fast: str) -> float:
        """Median over turns of how many times longer `slow` took than `fast`."""
        if slow not in self or fast not in self:
            return float("nan")
        pairs = zip(self._seconds[slow], self._seconds[fast], strict=True)
        return statistics.median(a / b for a, b in pairs)


def in_turn(works: Mapping[str, Work], turns: int = 5, threaded: Sequence[str] = ()) -> Times:
    """Time rivals turn by turn, each once beforehand without counting.

    Those that are `threaded` are timed by the clock on the wall, the others in processor time, so
    that a machine that is busy with other things still times one thread rightly.
    """
    repeats = {}
    for name, work in works.items():
        work()
        repeats[name] = max(1, round(MIN_SECONDS / max(seconds_of(work), 1e-9)))
    found: dict[str, list[float]] = {name: [] for name in works}
    for _ in range(turns):
        for name, work in works.items():
            time.sleep(PAUSE_SECONDS)
            clock = time.perf_counter if name in threaded else time.process_time
            found[name].append(seconds_of(work, repeats[name], clock))
    return Times(found)


def seconds_of(work: Work, repeats: int = 1, clock: Clock = time.perf_counter) -> float:
    """Return the seconds of one piece of work, averaged over repeats."""
    started = clock()
    for _ in range(repeats):
        work()
    return (clock() - started) / repeats


def exponent(sizes: Sequence[float], seconds: Sequence[float]) -> float:
    """Return b of seconds = a · size^b, by least squares in logs: 1 is linear."""
    return float(np.polyfit(np.log(sizes), np.log(seconds), 1)[0])


def peak_bytes() -> int:
    """Return the largest resident memory that this process has had."""
    try:  # what `resource` says on Linux starts at the size of the parent
        lines = Path("/proc/self/status").read_text(encoding="utf-8").splitlines()
        return int(next(line for line in lines if line.startswith("VmHWM")).split()[1]) * 1024
    except (OSError, StopIteration):
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        return peak if sys.platform == "darwin" else peak * 1024


def load() -> str:
    """Return how busy the machine is with other things, in words."""
    if not hasattr(os, "getloadavg"):
        return "load unknown"
    busy = os.getloadavg()[0]
    return f"{busy:.1f} other processes waiting for its cores" if busy > 0.5 else "otherwise idle"


def machine() -> str:
    """Return what kind of machine this is, in a line."""
    model = platform.processor() or platform.machine()
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
        model = next(line for line in lines if line.startswith("model name")).split(": ")[1]
    except (OSError, StopIteration):
        pass
    packages = ", ".join(f"{name} {metadata.version(name)}" for name in ("numba", "numpy", "mesa"))
    cores = f"{os.cpu_count()} cores"
    return f"{cores} ({model}), {platform.system()}, Python {platform.python_version()}, {packages}"


def table(title: str, columns: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    """Print a table in Markdown, as docs/performance.md has it, its columns lined up."""
    texts = [list(columns), *([cell(value) for value in row] for row in rows)]
    widths = [max(len(row[k]) for row in texts) for k in range(len(columns))]
    lines = [f"| {' | '.join(map(str.ljust, row, widths))} |" for row in texts]
    lines.insert(1, f"| {' | '.join('-' * width for width in widths)} |")
    print(f"\n**{title}**\n", *lines, sep="\n", flush=True)


def cell(value: object) -> str:
    """Return a number with three digits, thousands set apart; nothing for NaN."""
    if isinstance(value, int):
        return f"{value:,}"
    if not isinstance(value, float):
        return str(value)
    if np.isnan(value):
        return ""
    if abs(value) >= 100.0:
        return f"{value:,.0f}"
    return f"{value:.1f}" if abs(value) >= 10.0 else f"{value:.2f}"


def arguments(about: str) -> argparse.Namespace:
    """Read the command line that all benchmarks share."""
    parser = argparse.ArgumentParser(description=about)
    parser.add_argument("--quick", action="store_true", help="small sizes: does it all work?")
    return parser.parse_args()


Target = tuple[str, str, float]
"""What is measured, what is wanted (``≥ 8``, say), and what was found."""


def targets(found: Sequence[Target]) -> None:
    """Print what was wanted beside what was found."""
    rows = [[what, wanted, value, _met(wanted, value)] for what, wanted, value in found]
    table(TARGETS, ["measured", "wanted", "found", ""], rows)


TARGETS = "Targets"


def _met(wanted: str, value: float) -> str:
    """Say whether a target is met."""
    if np.isnan(value):
        return "not measured"
    sign, limit = wanted.split(" ")[:2]
    return "met" if (value >= float(limit) if sign == "≥" else value <= float(limit)) else "missed"
