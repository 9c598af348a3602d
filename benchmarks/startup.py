"""How long a user waits: whole processes, compiled code in its cache."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile

from measure import arguments, in_turn, table, targets

SCENARIO = "deepseek-shock"

STAGES = """
import json, sys, time
from pathlib import Path
began = time.perf_counter()
times = {}
def lap(name):
    global began
    times[name] = time.perf_counter() - began
    began = time.perf_counter()
from jevons_sim import workflow
from jevons_sim.engine.compile import needs_compiling
lap("imports")
scenario = workflow.prepare(sys.argv[1], [])
needs_compiling()
lap("the scenario read and checked")
request = Study(scenario, Path(sys.argv[2]), figures=False, fresh=True)
result, _ = run_study(request)
lap("60 runs, tables, verdict")
from jevons_sim.studies.result import draw
draw(result.tables, scenario, Path(sys.argv[2]) / "figures")
lap("three figures")
print(json.dumps(times))
"""


def call(*words: str) -> None:
    """Run the command line in a process of its own."""
    subprocess.run([sys.executable, "-m", "jevons_sim", *words], capture_output=True, check=True)


def stages(turns: int) -> None:
    """Where the time of `jevons run` goes."""
    found: dict[str, list[float]] = {}
    with tempfile.TemporaryDirectory() as folder:
        for _ in range(turns):
            command = [sys.executable, "-c", STAGES, SCENARIO, folder]
            done = subprocess.run(command, capture_output=True, text=True, check=True)
            for name, seconds in json.loads(done.stdout).items():
                found.setdefault(name, []).append(seconds)
    rows = [[name, sorted(seconds)[len(seconds) // 2]] for name, seconds in found.items()]
    table(f"Where the time of `jevons run {SCENARIO}` goes", ["", "seconds"], rows)


def main(*, quick: bool) -> None:
    """Print the tables."""
    turns = 3 if quick else 9
    with tempfile.TemporaryDirectory() as folder:
        run = ["run", SCENARIO, "--out", folder, "--fresh"]
        times = in_turn(
            {
                "help": lambda: call("--help"),
                "run": lambda: call(*run),
                "bare": lambda: call(*run, "--no-figures"),
            },
            turns,
            threaded=("help", "run", "bare"),
        )
    what = f"`jevons run {SCENARIO}`: 10,000 firms, 20 seeds, three cases, figures"
    rows = [
        ["`jevons --help`", times.median("help")],
        [what, times.median("run")],
        ["the same with `--no-figures`", times.median("bare")],
    ]
    table("Whole processes, compiled code cached", ["", "seconds"], rows)
    stages(turns)
    targets(
        [
            ("`jevons --help`, s", "≤ 0.15", times.median("help")),
            (f"`jevons run {SCENARIO}`, figures included, s", "≤ 3", times.median("run")),
        ]
    )


if __name__ == "__main__":
    main(quick=arguments(__doc__).quick)
