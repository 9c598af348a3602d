"""How fast the engine is: million firm-steps a second, against vectorised NumPy and plain Mesa.

Ratios within one run are what to quote; machines differ and are noisy. Medians of five.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import numpy as np
from mesa_objects import ObjectModel
from numpy_firms import advance as advance_numpy

from jevons_sim.engine import firms as kernel
from jevons_sim.engine.compile import set_threads
from jevons_sim.engine.inputs import parameters_of
from jevons_sim.engine.population import draw_luck, luck_of, populate
from jevons_sim.engine.runner import run_points
from jevons_sim.scenario.load import load_scenario

REFERENCE = load_scenario("reference")


def median_seconds(work: Callable[[], object], repeats: int = 5) -> float:
    """Return the median time of a piece of work, after one run that is not counted."""
    work()
    times = []
    for _ in range(repeats):
        started = time.perf_counter()
        work()
        times.append(time.perf_counter() - started)
    return statistics.median(times)


def firms_after_two_years(n: int) -> tuple:
    """A population part-way through adoption, and what it sees."""
    parameters = parameters_of(REFERENCE.with_values({"population.firms": n}), "moving")
    with ThreadPoolExecutor(2) as pool:
        firms, adopted = populate(luck_of(draw_luck(parameters, [1], pool), 0), parameters[0])
    for step in range(1, 9):
        today = kernel.Today(step, 1, -0.25 * step, -0.2 * step, float(adopted.sum()))
        now = np.empty_like(adopted)
        kernel.advance_firms(firms, adopted, now, parameters, today)
        adopted = now
    return firms, adopted, parameters, kernel.Today(9, 1, -2.25, -1.8, float(adopted.sum()))


def step_rates() -> None:
    """One step of the firms, in four ways."""
    print("Million firm-steps a second, one step of the firms (median of 5)")
    print(
        f"{'firms':>10} {'1 thread':>9} {'all':>9} {'NumPy':>9} {'Mesa':>9}   ratios to Mesa, NumPy"
    )
    for n in (1_000, 10_000, 100_000, 1_000_000):
        firms, adopted, parameters, today = firms_after_two_years(n)
        now = np.empty_like(adopted)
        one = median_seconds(lambda: kernel.advance_firms(firms, adopted, now, parameters, today))
        every = median_seconds(
            lambda: kernel.advance_firms_parallel(firms, adopted, now, parameters, today)
        )
        arrays = median_seconds(lambda: advance_numpy(firms, adopted, parameters[0], today))
        objects = float("nan")
        if n <= 100_000:
            model = ObjectModel(firms, adopted, parameters[0], today)
            objects = median_seconds(model.step, repeats=3)
        rates = [n / seconds / 1e6 for seconds in (one, every, arrays, objects)]
        best = max(rates[:2])
        print(
            f"{n:>10,} {rates[0]:>9.1f} {rates[1]:>9.1f} {rates[2]:>9.1f} {rates[3]:>9.2f}   "
            f"{best / rates[3]:.0f}, {best / rates[2]:.1f}"
        )


def whole_runs() -> None:
    """Whole runs, drawing the firms included: the frozen and the actual case, 40 steps each."""
    print("\nWhole runs of 40 steps, frozen and actual, drawing included (median of 5)")
    for n, n_seeds in ((1_000, 1_000), (10_000, 100), (100_000, 4), (1_000_000, 1)):
        scenario = REFERENCE.with_values({"population.firms": n, "time.years": 10})
        seconds = {}
        for workers in (1, set_threads(None)):
            seconds[workers] = median_seconds(
                lambda s=scenario, k=n_seeds, w=workers: list(run_points([s], range(k), workers=w)),
            )
        for workers, time_taken in seconds.items():
            rate = 2 * n * n_seeds * 40 / time_taken / 1e6
            print(
                f"{n:>10,} firms × {n_seeds:>5,} seeds, {workers} threads: {time_taken:6.2f} s, "
                f"{rate:6.1f} million firm-steps a second"
            )


if __name__ == "__main__":
    step_rates()
    whole_runs()
