"""Run the command line as a user does: in a process of its own, in a folder of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

SMALL = ["--set", "population.firms=300", "--set", "time.years=2", "--seeds", "3"]


def jevons(*words, cwd, stdin=None, env=None, **options):
    return subprocess.run(
        [sys.executable, "-m", "jevons_sim", *words],
        cwd=cwd,
        input=stdin,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[1]), **(env or {})},
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=180,
        check=False,
        **options,
    )
