"""The same study on a Dask cluster: equal bytes, also when a worker dies in the middle."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.command import jevons

pytest.importorskip("distributed")
pytestmark = pytest.mark.skipif(os.name == "nt", reason="POSIX signals")

ROOT = Path(__file__).parents[2]
STUDY = ("run", "jevons-frontier", "--no-figures", "--seeds", "6", "--set",
         "population.firms=20000", "--quiet", "--json")  # fmt: skip


def wait_for(condition, seconds=60.0):
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "waited too long"
        time.sleep(0.05)


@pytest.fixture
def cluster(tmp_path):
    """A scheduler and two workers on the loopback address, each a process of its own."""
    note = tmp_path / "scheduler.json"
    environment = {
        **os.environ,
        "PYTHONPATH": str(ROOT),
        "DASK_DISTRIBUTED__SCHEDULER__DASHBOARD__ENABLED": "false",
    }

    def start(*words):
        return subprocess.Popen(
            [sys.executable, "-m", *words, "--scheduler-file", str(note)],
            cwd=tmp_path,
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


def tables(document):
    folder = Path(document["path"])
    return [(folder / name).read_bytes() for name in ("runs.csv", "years.csv", "scenario.yaml")]


@pytest.mark.slow
def test_a_worker_that_dies_changes_nothing(cluster, tmp_path):
    address, workers = cluster
    away = subprocess.Popen(
        [sys.executable, "-m", "jevons_sim", *STUDY, "--out", "away",
         *("--executor", "dask", "--scheduler", address)],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )  # fmt: skip
    work = tmp_path / "away" / "jevons-frontier"
    wait_for(lambda: len(list(work.glob(".work-*/*.npy"))) >= 2 or away.poll() is not None, 120.0)
    assert away.poll() is None, "the study was over before the worker could be killed"
    workers[0].send_signal(signal.SIGKILL)
    out, words = away.communicate(timeout=180)
    assert away.returncode == 0, words
    here = jevons(*STUDY, "--out", "here", cwd=tmp_path)
    assert here.returncode == 0, here.stderr
    documents = [json.loads(out), json.loads(here.stdout)]
    for document in documents:
        document["path"] = tmp_path / document["path"]
    assert tables(documents[0]) == tables(documents[1])
    assert documents[0]["rebound"] == documents[1]["rebound"]


def test_a_scheduler_that_is_not_there_is_told(tmp_path):
    done = jevons(*STUDY, "--executor", "dask", "--scheduler", "tcp://127.0.0.1:9", cwd=tmp_path)
    assert done.returncode == 2, done.stderr
    assert "cannot be reached" in done.stderr
    assert "Traceback" not in done.stderr
