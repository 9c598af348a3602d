"""The engine against Mesa objects, NumPy, mesa-frames and C, on the same rules.

Every rival first has to give the same answers: adopters exactly, tasks and energy to 1e-9.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
from c_kernel import CKernel, compiler
from measure import Times, arguments, in_turn, seconds_of, table, targets
from mesa_objects import ObjectModel
from numpy_firms import advance as advance_numpy
from setting import (
    ADOPTION,
    ENERGY,
    SEED,
    STEPS,
    Moment,
    moment_of,
    run_serial,
    run_threaded,
    scenario_of,
    start_of,
)

from jevons_sim.engine import firms as kernel
from jevons_sim.engine.compile import set_threads
from jevons_sim.engine.model import JevonsModel
from jevons_sim.engine.population import adoption_draws
from jevons_sim.engine.simulate import SHARED

THREADS = set_threads(None)
ONE, ALL = "1 thread", f"{THREADS} threads"
C_ONE, C_ALL, C_FREE = "C, 1 thread", f"C, {THREADS} threads", "C, 1 thread, -ffast-math"
TOLERANCE = 1e-9


def draws_of_step(moment: Moment) -> np.ndarray:
    """The engine's draws of a step."""
    return adoption_draws(moment.view.seed, moment.view.step, moment.before.size)


def frames_step(moment: Moment) -> dict[str, float] | None:
    """One step in mesa-frames, in its own environment; None where there is none."""
    python = os.environ.get("MESA_FRAMES_PYTHON", sys.executable)
    inputs, view = moment.inputs, moment.view
    p = inputs.parameters[0]
    numbers = {name: p[name] for name in ("innovation", "imitation", "dt")}
    given = {"before": moment.before, "draws": draws_of_step(moment), **inputs.firms._asdict()}
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "firms.npz"
        prices = {"ln_price": view.ln_price, "ln_perceived": view.ln_perceived}
        np.savez(path, **given, **numbers, **prices)
        script = Path(__file__).with_name("mesa_frames_firms.py")
        environment = {key: value for key, value in os.environ.items() if key != "PYTHONPATH"}
        done = subprocess.run(
            [python, str(script), str(path)],
            capture_output=True, text=True, check=False, env=environment,
        )  # fmt: skip
    if "No module named" in done.stderr:
        return None
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


def same(found: tuple[float, float], expected: tuple[float, float]) -> None:
    """Stop unless adopters are equal and tasks agree."""
    assert found[0] == expected[0], (found, expected)
    np.testing.assert_allclose(found[1], expected[1], rtol=TOLERANCE)


def step_times(moment: Moment, library: CKernel | None) -> tuple[Times, dict[str, float] | None]:
    """Check and time one step of the firms."""
    inputs, before, view = moment
    now, again = np.empty_like(before), np.empty_like(before)
    expected = kernel.advance_firms(inputs.firms, before, now, inputs.parameters, view)
    p, draws, n = inputs.parameters[0], draws_of_step(moment), before.size
    same(advance_numpy(inputs.firms, before, p, view, draws)[1:], expected)
    frames = frames_step(moment)
    if frames:
        same((frames["adopters"], frames["tasks"]), expected)
    generator = np.random.default_rng(1)
    works = {
        ONE: lambda: kernel.advance_firms(inputs.firms, before, now, inputs.parameters, view),
        ALL: lambda: kernel.advance_firms_parallel(
            inputs.firms, before, now, inputs.parameters, view
        ),
        "NumPy": lambda: advance_numpy(inputs.firms, before, p, view, generator.random(n)),
    }
    if library:
        same(library.step(moment, again, 1), expected)
        works[C_ONE] = lambda: library.step(moment, now, 1)
        works[C_ALL] = lambda: library.step(moment, now, THREADS)
    return in_turn(works, 9, threaded=(ALL, C_ALL, "NumPy")), frames


def steps(sizes: list[int], library: CKernel | None) -> list[tuple[str, str, float]]:
    """One step of the firms, by each rival."""
    rows, wanted = [], []
    for n in sizes:
        times, frames = step_times(moment_of(n), library)
        best = min(times.median(ONE), times.median(ALL))
        against_frames = frames["seconds"] / best if frames else float("nan")
        fast = ONE if best == times.median(ONE) else ALL
        seconds = [times.median(name) for name in (ONE, ALL, C_ONE, C_ALL, "NumPy")]
        seconds.append(frames["seconds"] if frames else float("nan"))
        rates = [n / taken / 1e6 for taken in seconds]
        rows.append([n, *rates, times.ratio("NumPy", fast), against_frames])
        if n == 100_000:
            wanted = [
                ("NumPy, one step of 100,000 firms", "≥ 8", times.ratio("NumPy", fast)),
                ("mesa-frames, one step of 100,000 firms", "≥ 10", against_frames),
            ]
    head = [ONE, ALL, C_ONE, C_ALL, "NumPy", "mesa-frames", "NumPy ÷ ours", "mesa-frames ÷ ours"]
    table("One step of the firms, million firms a second", ["firms", *head], rows)
    if not any(not np.isnan(row[-1]) for row in rows):
        print("\nmesa-frames is not installed here: benchmarks/mesa_frames_firms.py says how.")
    return wanted


def objects_times(n: int, years: int) -> Times:
    """Check and time whole runs of Mesa objects against ours, stepped and in one call."""
    scenario = scenario_of(n, years)
    start = start_of(scenario, "frozen")
    expected = run_serial(start)

    def step_all(model: ObjectModel | JevonsModel) -> float:
        alone = n <= SHARED or isinstance(model, ObjectModel)
        clock = time.process_time if alone else time.perf_counter
        return seconds_of(lambda: [model.step() for _ in range(scenario.n_steps)], clock=clock)

    JevonsModel(scenario, seed=SEED, case="frozen").step()  # compiles what this size needs
    found: dict[str, list[float]] = {}
    for turn in range(3 if n <= 10_000 else 1):
        objects = ObjectModel(scenario, SEED, "frozen")
        found.setdefault("objects", []).append(step_all(objects))
        if turn == 0:
            np.testing.assert_allclose(objects.series(), expected, rtol=TOLERANCE, atol=1e-12)
            ours = expected[:, ADOPTION]
            np.testing.assert_array_equal(objects.series()[:, ADOPTION], ours)
        model = JevonsModel(scenario, seed=SEED, case="frozen")
        found.setdefault("shell", []).append(step_all(model))
        works = {ONE: lambda: run_serial(start), ALL: lambda: run_threaded(start)}
        times = in_turn(works, 3, threaded=(ALL,))
        for name in works:
            found.setdefault(name, []).append(times.median(name))
    return Times(found)


def against_objects(sizes: list[tuple[int, int]]) -> list[tuple[str, str, float]]:
    """Whole runs of every rule against Mesa objects."""
    rows, wanted = [], []
    for n, years in sizes:
        times = objects_times(n, years)
        names = ("objects", "shell", ONE, ALL)
        rates = [n * 4 * years / times.median(name) / 1e6 for name in names]
        fast = ONE if times.median(ONE) < times.median(ALL) else ALL
        rows.append([n, 4 * years, *rates, times.ratio("objects", "shell"),
                     times.ratio("objects", fast)])  # fmt: skip
        if n == 100_000:
            ratio = times.ratio("objects", fast)
            wanted = [("Mesa objects, whole model, 100,000 firms", "≥ 300", ratio)]
    table(
        "Whole runs of every rule, million firm-steps a second, and how many times faster",
        ["firms", "steps", "Mesa objects", "`JevonsModel.step`", f"engine, {ONE}",
         f"engine, {ALL}", "objects ÷ `JevonsModel`", "objects ÷ engine"],
        rows,
    )  # fmt: skip
    return wanted


def against_c(sizes: list[int], library: CKernel) -> list[tuple[str, str, float]]:
    """Whole runs of every rule against C."""
    free = CKernel("free")
    rows, wanted = [], []
    for n in sizes:
        start = start_of(scenario_of(n))
        expected = run_serial(start)
        for kind, rtol in ((library, 1e-12), (free, TOLERANCE)):
            np.testing.assert_allclose(kind.run(start, 1), expected, rtol=rtol)
        works = {
            ONE: lambda: run_serial(start),
            C_ONE: lambda: library.run(start, 1),
            C_FREE: lambda: free.run(start, 1),
            ALL: lambda: run_threaded(start),
            C_ALL: lambda: library.run(start, THREADS),
        }
        times = in_turn(works, 7 if n < 1_000_000 else 5, threaded=(ALL, C_ALL))
        rates = [n * STEPS / times.median(name) / 1e6 for name in works]
        ratios = [times.ratio(ONE, C_ONE), times.ratio(ALL, C_ALL), times.ratio(ONE, C_FREE)]
        rows.append([n, *rates, *ratios])
        if n == 100_000:
            wanted = [
                (f"our time over C's, 100,000 firms, {name}", "≤ 1.3", ratio)
                for name, ratio in ((ONE, ratios[0]), (ALL, ratios[1]))
            ]
    ratios = [f"ours ÷ C, {ONE}", f"ours ÷ C, {ALL}", "ours ÷ C with -ffast-math"]
    table(
        f"Whole runs of {STEPS} steps, million firm-steps a second, and our time over C's",
        ["firms", *works, *ratios],
        rows,
    )
    return wanted


def main(*, quick: bool) -> None:
    """Print the tables."""
    assert run_serial(start_of(scenario_of(100, 1)))[-1, ENERGY] > 0.0
    library = CKernel("like") if compiler() else None
    wanted = against_objects([(1_000, 2)] if quick else [(1_000, 10), (10_000, 10), (100_000, 4)])
    wanted += steps([1_000, 10_000] if quick else [1_000, 10_000, 100_000, 1_000_000], library)
    if library:
        wanted += against_c(
            [1_000, 10_000] if quick else [1_000, 10_000, 100_000, 1_000_000], library
        )
    else:
        print("\nNo gcc here: the comparison with C is left out.")
    targets(wanted)


if __name__ == "__main__":
    main(quick=arguments(__doc__).quick)
