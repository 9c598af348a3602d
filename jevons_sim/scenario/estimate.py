"""How much a plan asks for: runs, memory, disk, time; and the budget that refuses too much."""

from __future__ import annotations

import os
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from jevons_sim.errors import BudgetError
from jevons_sim.quantities import CASES, SERIES
from jevons_sim.scenario.plan import Plan
from jevons_sim.scenario.schema import Scenario

FIRM_STEPS_PER_SECOND = 100_000_000
"""Rough speed of two cores, for estimates of time."""

BUDGET_FIRM_STEPS = 1_000_000_000_000

CSV_ROWS = 1_000_000
"""Rows of the yearly table above which it is written as Parquet, where pyarrow is installed."""

ROWS_IN_MEMORY = 250_000
"""Rows of the yearly table of a sweep that are ever held at once; the rest is on disk."""

PROGRAM_BYTES = 300_000_000
"""Memory that Python, the packages and the compiled model take before anything runs."""

# Measured on studies of 3,000 to 100,000 runs, 41 rows a run; rounded up.
_ROW_BYTES = 800
_RUN_BYTES = 1_000
_CSV_ROW, _PARQUET_ROW, _CSV_RUN, _PIECE_ROW = 320, 120, 400, 8 * len(SERIES)
_CSV_SECONDS, _PARQUET_SECONDS, _POINT_SECONDS, _START_SECONDS = 1.2e-5, 2.5e-6, 1e-3, 2.0


@dataclass(frozen=True)
class Work:
    """How much a plan asks for."""

    n_points: int
    n_seeds: int
    n_runs: int
    n_rows: int
    """Rows of the yearly table."""

    firm_steps: int
    """Firms that step: the engineering case moves none."""

    memory_bytes: int
    """Most memory at once, that of the program included."""

    disk_bytes: int
    """Tables of the result; figures take a few hundred kilobytes more."""

    scratch_bytes: int
    """Finished pieces, kept until the result is there."""

    seconds: float
    """A rough estimate for two cores."""


def work_of(plan: Plan) -> Work:
    """Estimate runs, memory, disk and time of a plan."""
    n_seeds = len(plan.seeds)
    sizes = _sizes(plan)
    n_runs = len(plan.points) * n_seeds * len(CASES)
    rows = sum(steps + 1 for _, steps in sizes) * n_seeds * len(CASES)
    firm_steps = 2 * sum(firms * steps for firms, steps in sizes) * n_seeds
    firms = max(firms for firms, _ in sizes)
    luck = firms * n_seeds * (32 + 4 * plan.scenario.population.peers.degree)
    held = min(rows, ROWS_IN_MEMORY) if plan.keys else rows
    row_bytes, row_seconds = _CSV_ROW, _CSV_SECONDS
    if writes_parquet(rows):
        row_bytes, row_seconds = _PARQUET_ROW, _PARQUET_SECONDS
    return Work(
        n_points=len(plan.points),
        n_seeds=n_seeds,
        n_runs=n_runs,
        n_rows=rows,
        firm_steps=firm_steps,
        memory_bytes=PROGRAM_BYTES + held * _ROW_BYTES + n_runs * _RUN_BYTES + luck + 60 * firms,
        disk_bytes=rows * row_bytes + n_runs * _CSV_RUN,
        scratch_bytes=rows * _PIECE_ROW,
        seconds=_START_SECONDS
        + firm_steps / FIRM_STEPS_PER_SECOND
        + rows * row_seconds
        + len(plan.points) * _POINT_SECONDS,
    )


def writes_parquet(n_rows: int) -> bool:
    """Return whether a yearly table of so many rows is written as Parquet."""
    return n_rows > CSV_ROWS and find_spec("pyarrow") is not None


def size(n_bytes: float) -> str:
    """Return a size in words: ``0.2 MB``, ``430 MB``, ``1.2 GB``."""
    if n_bytes >= 1e9:
        return f"{n_bytes / 1e9:,.1f} GB"
    return f"{n_bytes / 1e6:.0f} MB" if n_bytes >= 1e6 else f"{n_bytes / 1e6:.1g} MB"


def _sizes(plan: Plan) -> list[tuple[int, int]]:
    """Return firms and steps of every point; most sweeps leave both as they are."""

    def size(scenario: Scenario) -> tuple[int, int]:
        return scenario.population.firms, scenario.n_steps

    if any(key == "population.firms" or key.startswith("time.") for key in plan.keys):
        return [size(point.scenario) for point in plan.points]
    return [size(plan.points[0].scenario)] * len(plan.points)


def check_budget(plan: Plan, firm_steps: int = BUDGET_FIRM_STEPS) -> None:
    """Refuse a plan that is larger than the budget or than half of the memory.

    Raises
    ------
    BudgetError
        If it is; names the keys that multiply.
    """
    work = work_of(plan)
    keys = "population.firms × time × sweep.axes × seeds"
    if work.firm_steps > firm_steps:
        raise BudgetError(
            f"{keys}: {work.firm_steps:.2g} firm-steps, over the budget of {firm_steps:.2g}; "
            f"make one of them smaller, or raise it with --budget {work.firm_steps:.0e}"
        )
    free = _memory_bytes()
    if free is not None and work.memory_bytes - PROGRAM_BYTES > free // 2:
        raise BudgetError(
            f"{keys}: about {size(work.memory_bytes)} of memory, over half of the "
            f"{size(free)} free here; use fewer firms, seeds or points"
        )


def _memory_bytes() -> int | None:
    """Memory that is free to use, or None where the system does not say."""
    try:
        lines = Path("/proc/meminfo").read_text(encoding="ascii").splitlines()
        sizes = {name: value.split()[0] for name, _, value in (row.partition(":") for row in lines)}
        free = int(sizes["MemAvailable"]) * 1024
    except (OSError, KeyError, ValueError):
        return _physical_bytes()
    try:
        limit = int(Path("/sys/fs/cgroup/memory.max").read_text(encoding="ascii"))
    except (OSError, ValueError):
        return free
    return min(free, limit)


def _physical_bytes() -> int | None:
    try:
        return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    except (AttributeError, ValueError, OSError):
        return None
