"""The same study on a Dask cluster: equal bytes, also when a worker dies in the middle."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cluster import cluster as make_cluster
from tests.cluster import wait_for
from tests.command import jevons

pytest.importorskip("distributed")
pytestmark = pytest.mark.skipif(os.name == "nt", reason="POSIX signals")

ROOT = Path(__file__).parents[2]
STUDY = ("run", "jevons-frontier", "--no-figures", "--seeds", "6", "--set",
         "population.firms=20000", "--quiet", "--json")  # fmt: skip


@pytest.fixture
def cluster(tmp_path):
    with make_cluster(tmp_path) as made:
        yield made


def tables(document):
    folder = Path(document["path"])
    return [(folder / name).read_bytes() for name in ("runs.csv", "years.csv", "scenario.yaml")]


@pytest.mark.slow
@pytest.mark.long  # tests/unit/execution/test_evaluate.py kills a worker under a smaller study
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
