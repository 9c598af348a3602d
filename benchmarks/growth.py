"""How time and memory grow: firms from 1e3 to 1e7, steps, threads."""

from __future__ import annotations

import subprocess
import sys

from measure import Target, arguments, exponent, in_turn, peak_bytes, table, targets
from setting import SEED, STEPS, run_serial, run_threaded, scenario_of, start_of

from jevons_sim.engine.compile import set_threads
from jevons_sim.engine.runner import run_points

THREADS = set_threads(None)


def whole(n: int, years: int) -> None:
    """The frozen, engineering and actual case, the drawing of the firms included."""
    for _ in run_points([scenario_of(n, years)], [SEED]):
        pass


def firms(sizes: list[int]) -> None:
    """Time against the number of firms."""
    rows, found = [], []
    for n in sizes:
        turns = 5 if n < 1_000_000 else 3 if n < 10_000_000 else 1
        work = {"all": lambda: whole(n, STEPS // 4)}
        seconds = in_turn(work, turns, threaded=("all",)).median("all")
        found.append(seconds)
        rows.append([n, seconds * 1e3, seconds / n / (2 * STEPS) * 1e9])
    table(
        f"Frozen and actual case, {STEPS} steps, drawing included, {THREADS} threads",
        ["firms", "ms", "ns a firm and step"],
        rows,
    )
    large = [k for k, n in enumerate(sizes) if n >= sizes[-1] // 1_000]
    power = exponent([sizes[k] for k in large], [found[k] for k in large])
    print(f"\nFrom {sizes[large[0]]:,} firms on, time grows as firms to the power {power:.2f}.")


def steps(years: list[int], n: int) -> None:
    """Time against the number of steps."""
    starts = {f"{4 * count}": start_of(scenario_of(n, count)) for count in years}
    times = in_turn({name: lambda s=start: run_serial(s) for name, start in starts.items()})
    found = [times.median(name) for name in starts]
    rows = [
        [int(name), seconds * 1e3, seconds / int(name) / n * 1e9]
        for name, seconds in zip(starts, found, strict=True)
    ]
    table(f"One run of {n:,} firms, one thread", ["steps", "ms", "ns a firm and step"], rows)
    power = exponent([int(name) for name in starts], found)
    print(f"\nTime grows as steps to the power {power:.2f}.")


def threads(sizes: list[int]) -> list[Target]:
    """Strong scaling: the same work on one thread and on all."""
    rows, wanted = [], []
    for n in sizes:
        start = start_of(scenario_of(n))
        works = {"one": lambda: run_serial(start), "all": lambda: run_threaded(start)}
        times = in_turn(works, 7, threaded=("all",))
        ratio = times.ratio("one", "all")
        rows.append([f"one run of {n:,} firms", times.median("one") * 1e3,
                     times.median("all") * 1e3, ratio])  # fmt: skip
        if n in (100_000, 1_000_000):
            wanted.append((f"{THREADS} threads against one, {n:,} firms", "≥ 1.6", ratio))
    point, seeds = scenario_of(1_000), range(200)
    times = in_turn(
        {
            "one": lambda: list(run_points([point], seeds, workers=1)),
            "all": lambda: list(run_points([point], seeds, workers=THREADS)),
        },
        threaded=("all",),
    )
    set_threads(None)
    ratio = times.ratio("one", "all")
    seconds = [times.median("one") * 1e3, times.median("all") * 1e3]
    rows.append(["200 seeds of 1,000 firms, three cases", *seconds, ratio])
    table("Strong scaling", ["", "1 thread, ms", f"{THREADS} threads, ms", "speed-up"], rows)
    return wanted


def memory(n: int) -> list[Target]:
    """Memory that each further firm takes, peers included, in a process of its own."""
    few = n // 10
    command = [sys.executable, __file__, "--one", str(few), str(n)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    low, high = map(int, done.stdout.split())
    each = (high - low) / (n - few)
    rows = [[few, low / 2**20, ""], [n, high / 2**20, each]]
    table("Peak memory of a run in three cases, 8 peers a firm",
          ["firms", "MB", "bytes for each further firm"], rows)  # fmt: skip
    return [(f"bytes a firm, peers included, {n:,} firms", "≤ 120", each)]


def peaks(few: int, many: int) -> None:
    """Print this process's peak memory after a run of few firms, then of many."""
    whole(few, 1)
    low = peak_bytes()
    whole(many, 1)
    print(low, peak_bytes())


def main(*, quick: bool) -> None:
    """Print the tables."""
    firms([1_000, 10_000] if quick else [1_000, 10_000, 100_000, 1_000_000, 10_000_000])
    steps([1, 2] if quick else [5, 10, 20, 40], 2_000 if quick else 20_000)
    wanted = threads([10_000] if quick else [10_000, 100_000, 1_000_000])
    wanted += memory(1_000_000 if quick else 10_000_000)
    targets(wanted)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--one"]:
        peaks(int(sys.argv[2]), int(sys.argv[3]))
    else:
        main(quick=arguments(__doc__).quick)
