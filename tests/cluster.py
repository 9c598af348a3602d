"""A Dask cluster on the loopback address for tests: a scheduler and two workers, all processes."""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).parents[1]


def wait_for(condition, seconds=60.0):
    """Wait until something holds."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "waited too long"
        time.sleep(0.02)


@contextlib.contextmanager
def cluster(folder):
    """Give the scheduler's address and the processes of its two workers."""
    note = folder / "scheduler.json"
    environment = {
        **os.environ,
        "PYTHONPATH": str(ROOT),
        "DASK_DISTRIBUTED__SCHEDULER__DASHBOARD__ENABLED": "false",
    }

    def start(*words):
        return subprocess.Popen(
            [sys.executable, "-m", *words, "--scheduler-file", str(note)],
            cwd=folder,
            env=environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )

    local = ("--host", "127.0.0.1", "--no-dashboard")
    scheduler = start("distributed.cli.dask_scheduler", *local, "--port", "0")
    wait_for(note.exists)
    one = ("--no-nanny", "--nthreads", "1", "--memory-limit", "0")
    workers = [start("distributed.cli.dask_worker", *local, *one) for _ in range(2)]
    try:
        yield json.loads(note.read_text())["address"], workers
    finally:
        for process in (*workers, scheduler):
            process.kill()
            process.wait(timeout=20)
