"""How fast sweeps are: batched in one process, as one run after another, and by `mesa.batch_run`.

Runs of 1,000 firms and 40 quarterly steps; a run is one seed of one point in one case. Then a study
through the command line's own path, to disk, with its time and peak memory as it grows.
"""

from __future__ import annotations

import resource
import sys
import tempfile
import time
from pathlib import Path

import mesa

from jevons_sim import workflow
from jevons_sim.engine.model import JevonsModel
from jevons_sim.engine.runner import Runner, run_points
from jevons_sim.scenario.load import load_scenario
from jevons_sim.scenario.sweep import plan_of

BASE = load_scenario("reference").with_values({"population.firms": 1000, "time.years": 10})
ELASTICITY = "demand.price_elasticity"
CASES = 3


def elasticities(n: int) -> dict:
    """A sweep of n points."""
    return {"axes": {ELASTICITY: {"from": -1.5, "to": -0.2, "steps": n}}}


def engine_rates() -> None:
    """The same 1,002 runs, in three ways."""
    scenario = BASE.with_values({"sweep": elasticities(167), "seeds": 2})
    plan = plan_of(scenario)
    points = [point.scenario for point in plan.points]
    n_runs = len(points) * len(plan.seeds) * CASES
    list(run_points(points[:4], plan.seeds))
    started = time.perf_counter()
    list(run_points(points, plan.seeds))
    batched = time.perf_counter() - started
    started = time.perf_counter()
    with Runner(1) as runner:
        for point in points:
            for seed in plan.seeds:
                list(runner.run([point], [seed]))
    one_by_one = time.perf_counter() - started
    few = 20
    started = time.perf_counter()
    mesa.batch_run(
        JevonsModel,
        {"scenario": [BASE], "values": [{ELASTICITY: -0.2 - 0.05 * i} for i in range(few)]},
        max_steps=40,
        number_processes=1,
        display_progress=False,
    )
    by_mesa = (time.perf_counter() - started) * n_runs / few
    print(f"{n_runs:,} runs × 1,000 firms × 40 steps, seconds")
    print(f"  batched, all cores     {batched:8.2f}")
    print(f"  one after another      {one_by_one:8.2f}   {one_by_one / batched:6.1f} ×")
    print(
        f"  mesa.batch_run         {by_mesa:8.2f}   {by_mesa / batched:6.1f} ×  (from {few} runs)"
    )


def study_growth(sizes: list[int]) -> None:
    """Whole studies to disk: time and peak memory."""
    print("Studies to disk: runs, seconds, peak memory of the process so far (MB)")
    for n_points in sizes:
        scenario = BASE.with_values({"sweep": elasticities(n_points), "seeds": 1})
        with tempfile.TemporaryDirectory() as folder:
            started = time.perf_counter()
            request = workflow.Request(scenario, Path(folder), figures=False)
            workflow.answer(request)
            seconds = time.perf_counter() - started
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(f"  {n_points * CASES:>8,} {seconds:>9.1f} {peak:>8.0f}", flush=True)


if __name__ == "__main__":
    engine_rates()
    study_growth([int(word) for word in sys.argv[1:]] or [100, 1_000, 10_000, 33_334])
