"""How much a plan asks for: runs, memory, time; and the budget that refuses too much."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from jevons_sim.errors import BudgetError
from jevons_sim.quantities import CASES, SERIES
from jevons_sim.scenario.schema import Scenario
from jevons_sim.scenario.sweep import Plan

FIRM_STEPS_PER_SECOND = 100_000_000
"""Rough speed of two cores, for estimates of time."""

BUDGET_FIRM_STEPS = 1_000_000_000_000

ROWS_IN_MEMORY = 2_000_000
"""Rows of the yearly table that are ever held at once; longer tables are streamed to disk."""


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
    seconds: float
    """A rough estimate for two cores."""


def work_of(plan: Plan) -> Work:
    """Estimate runs, memory and time of a plan."""
    n_seeds = len(plan.seeds)
    sizes = _sizes(plan)
    rows = sum(steps + 1 for _, steps in sizes) * n_seeds * len(CASES)
    steps = sum(firms * steps for firms, steps in sizes)
    firms = max(firms for firms, _ in sizes)
    degree = plan.scenario.population.peers.degree
    luck = firms * n_seeds * (32 + 4 * degree)
    firm_steps = 2 * steps * n_seeds
    return Work(
        n_points=len(plan.points),
        n_seeds=n_seeds,
        n_runs=len(plan.points) * n_seeds * len(CASES),
        n_rows=rows,
        firm_steps=firm_steps,
        memory_bytes=min(rows, ROWS_IN_MEMORY) * (len(SERIES) + 6) * 16 + luck + 60 * firms,
        seconds=firm_steps / FIRM_STEPS_PER_SECOND,
    )


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
    if free is not None and work.memory_bytes > free // 2:
        raise BudgetError(
            f"{keys}: about {work.memory_bytes / 1e9:.1f} GB of memory, over half of the "
            f"{free / 1e9:.1f} GB free here; use fewer firms, seeds or points"
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
