"""Sweeps of 1,000 firms and 40 steps: against `mesa.batch_run`, against the kernel, from 1 run up.

A run is one case of one seed of one point. The engineering case reads the frozen one and moves no
firm, so that only frozen and actual runs count where ours is compared with Mesa's.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from pathlib import Path

import mesa
import numpy as np
from measure import Target, arguments, exponent, in_turn, peak_bytes, seconds_of, table, targets
from mesa_objects import ObjectModel
from setting import ENERGY, scenario_of

from jevons_sim.engine import simulate
from jevons_sim.engine.compile import set_threads
from jevons_sim.engine.fields import ROW
from jevons_sim.engine.model import JevonsModel
from jevons_sim.engine.runner import Runner, batch_of, run_points
from jevons_sim.quantities import CASES
from jevons_sim.scenario.plan import plan_of
from jevons_sim.scenario.schema import Scenario
from jevons_sim.studies.run import run_study
from jevons_sim.studies.study import Study

FIRMS = 1_000
KEY = "demand.price_elasticity"
THREADS = set_threads(None)


def points_of(n: int) -> list[Scenario]:
    """Points of a sweep over elasticities; their frozen cases differ, so that none is shared."""
    values = np.linspace(-1.5, -0.2, n).tolist()
    base = scenario_of(FIRMS)
    return [base.with_values({KEY: value}) for value in values]


def study_of(n_points: int, n_seeds: int) -> Scenario:
    """The same sweep as a scenario."""
    axis = {KEY: {"from": -1.5, "to": -0.2, "steps": n_points}}
    sweep = {"sweep": {"axes": axis}} if n_points > 1 else {}
    return scenario_of(FIRMS).with_values({**sweep, "seeds": n_seeds})


def by_batch_run(kind: type[mesa.Model], n_runs: int, processes: int) -> float:
    """Seconds of `mesa.batch_run` for half frozen and half actual runs."""
    points = points_of(n_runs // 2)
    parameters = {"scenario": points, "case": ["frozen", "actual"], "seed": [0]}
    return seconds_of(
        lambda: mesa.batch_run(
            kind, parameters, max_steps=40, number_processes=processes, display_progress=False
        ),
        clock=time.process_time if processes == 1 else time.perf_counter,
    )


def extrapolated(kind: type[mesa.Model], few: int, processes: int, n_runs: int) -> float:
    """Seconds of many runs from two smaller batches, so that starting processes counts once.

    NaN where other work on the machine hides what more runs cost.
    """
    short, long = (by_batch_run(kind, n, processes) for n in (few, 3 * few))
    if long <= short:
        return float("nan")
    return short + (long - short) / (2 * few) * (n_runs - few)


def same_answers() -> None:
    """Stop unless objects and engine give the same energy."""
    point = points_of(2)[0]
    ((_, rows),) = run_points([point], [0])
    for number, case in ((0, "frozen"), (2, "actual")):
        model = ObjectModel(point, 0, case)
        for _ in range(point.n_steps):
            model.step()
        np.testing.assert_allclose(model.series()[:, ENERGY], rows[0, number, :, ENERGY], rtol=1e-9)


def against_batch_run(n_runs: int, few: int) -> list[Target]:
    """The same runs, batched, one by one and by `mesa.batch_run`."""
    same_answers()
    rows, wanted = [], []
    for workers in dict.fromkeys((1, THREADS)):
        points, seeds = points_of(n_runs // 20), range(10)
        work = {"ours": lambda: list(run_points(points, seeds, workers=workers))}
        batched = in_turn(work, 11, threaded=("ours",) if workers > 1 else ())
        ours = batched.median("ours")
        shell = extrapolated(JevonsModel, few, workers, n_runs)
        objects = extrapolated(ObjectModel, few, workers, n_runs)
        rows.append([workers, ours, shell, objects, shell / ours, objects / ours])
        side = "one process, one thread" if workers == 1 else f"{workers} processes or threads"
        what = f"`mesa.batch_run` of objects, {n_runs:,} runs, {side}"
        wanted.append((what, "≥ 200", objects / ours))
    table(
        f"{n_runs:,} runs × {FIRMS:,} firms × 40 steps, seconds "
        f"(`mesa.batch_run` carried forward from {few} and {3 * few} runs)",
        ["threads or processes", "batched", "batch_run of `JevonsModel`", "batch_run of objects",
         "`JevonsModel` ÷ batched", "objects ÷ batched"],
        rows,
    )  # fmt: skip
    return wanted


def kernel_overhead(n_points: int, n_seeds: int) -> list[Target]:
    """A sweep against the compiled calls inside it, on one thread."""
    points, seeds = points_of(n_points), range(n_seeds)
    with Runner(1) as runner, tempfile.TemporaryDirectory() as folder:
        draws = runner._draws_for(points[0], seeds)
        batch = batch_of(points, seeds, draws, None)
        shape = (n_points, n_seeds, len(CASES), points[0].n_steps + 1)
        rows = np.empty(shape, dtype=ROW)
        n_jobs = (batch.starts.size - 1) * n_seeds
        study = study_of(n_points, n_seeds)
        request = Study(study, Path(folder), figures=False, workers=1, fresh=True)
        times = in_turn(
            {
                "kernel": lambda: simulate.run_batch(batch, 0, n_jobs, rows),
                "engine": lambda: list(runner.run(points, seeds)),
                "study": lambda: run_study(request),
            }
        )
    rows = []
    for name, what in (
        ("kernel", "compiled code alone"),
        ("engine", "in memory: `Runner.run`"),
        ("study", "a study on disk: tables, summaries, manifest"),
    ):
        each = times.median(name) / n_points * 1e3
        rows.append([what, each, 100.0 * (times.ratio(name, "kernel") - 1.0)])
    table(
        f"A sweep point of {FIRMS:,} firms, {n_seeds} seeds, three cases: processor time",
        ["", "ms a point", "more than the kernel, %"],
        rows,
    )
    percent = rows[1][2]
    return [(f"overhead of a sweep point of {FIRMS:,} firms over its kernel, %", "≤ 20", percent)]


def one_size(kind: str, n_runs: int) -> None:
    """Run a sweep of a size in this process; print its seconds and peak memory."""
    n_points = max(1, n_runs // len(CASES))
    list(run_points(points_of(2), [0]))
    study = study_of(n_points, 1)
    started = time.perf_counter()
    if kind == "memory":
        points = plan_of(study).points
        with Runner() as runner:
            for first in range(0, n_points, 1_000):
                piece = points[first : first + 1_000]
                list(runner.run([point.scenario for point in piece], [0]))
    else:
        with tempfile.TemporaryDirectory() as folder:
            run_study(Study(study, Path(folder), figures=False))
    print(time.perf_counter() - started, peak_bytes() / 2**20)


def growth(sizes: list[int]) -> None:
    """Sweeps from few runs to many, each in a process of its own."""
    rows, seconds = [], {"memory": [], "disk": []}
    for n_runs in sizes:
        row: list[object] = [max(1, n_runs // len(CASES)) * len(CASES)]
        for kind, found in seconds.items():
            command = [sys.executable, __file__, "--one", kind, str(n_runs)]
            done = subprocess.run(command, capture_output=True, text=True, check=True)
            taken, peak = map(float, done.stdout.split())
            found.append(taken)
            row += [taken, peak]
        rows.append(row)
    table(
        f"From few runs to many: {FIRMS:,} firms, 40 steps, one seed a point, {THREADS} threads",
        ["runs", "in memory, s", "peak, MB", "streamed to disk, s", "peak, MB "],
        rows,
    )
    large = [k for k, n in enumerate(sizes) if n >= sizes[-1] // 100]
    runs = [float(sizes[k]) for k in large]
    for kind, found in seconds.items():
        power = exponent(runs, [found[k] for k in large])
        start = f"From {sizes[large[0]]:,} runs on"
        print(f"\n{start}, time ({kind}) grows as runs to the power {power:.2f}.")


def main(*, quick: bool) -> None:
    """Print the tables."""
    wanted = against_batch_run(*((100, 4) if quick else (1_000, 50)))
    wanted += kernel_overhead(*((5, 4) if quick else (50, 20)))
    growth([3, 30] if quick else [3, 100, 1_000, 10_000, 100_000])
    targets(wanted)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--one"]:
        one_size(sys.argv[2], int(sys.argv[3]))
    else:
        main(quick=arguments(__doc__).quick)
