"""Interrupted studies: whatever stops one, the same command finishes it with the same bytes."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

from jevons_sim.errors import ResumeError, RunError
from jevons_sim.execution import executors
from jevons_sim.execution.checkpoint import Journal
from jevons_sim.execution.executors import LocalExecutor, Piece
from jevons_sim.execution.tasks import Units
from jevons_sim.results import store
from jevons_sim.studies import run as workflow
from jevons_sim.studies.dry_run import outlook

ROOT = Path(__file__).parents[2]
TABLES = ("runs.csv", "years.csv", "scenario.yaml")
SWEEP = {
    "population.firms": 400,
    "time.years": 3,
    "seeds": 3,
    "sweep": {"axes": {"demand.price_elasticity": {"from": -1.4, "to": -0.2, "steps": 40}}},
}


@pytest.fixture
def scenario(reference):
    return reference.with_values(SWEEP)


def request(scenario, out, **options):
    return workflow.Request(scenario, out, figures=False, **options)


def tables(folder):
    return [(folder / name).read_bytes() for name in TABLES]


class Stopping(LocalExecutor):
    """Gives small pieces, and stops after some of them as a crash would."""

    def __init__(self, n_pieces, size):
        super().__init__(1)
        self._n_pieces, self._size = n_pieces, size

    def run(self, units, gaps):
        from jevons_sim.engine.runner import Runner

        done = 0
        with Runner(1) as runner:
            for start, stop in gaps:
                for first in range(start, stop, self._size):
                    if done == self._n_pieces:
                        raise KeyboardInterrupt
                    last = min(stop, first + self._size)
                    yield Piece(first, last, units.run(first, last, runner))
                    done += 1


def test_a_study_goes_on_where_it_stopped(scenario, tmp_path, monkeypatch):
    whole, _ = workflow.answer(request(scenario, tmp_path / "whole"))
    for n_pieces, size in ((2, 7), (1, 3), (0, 1), (3, 5)):
        monkeypatch.setattr(workflow, "executor_of", lambda _, n=n_pieces, s=size: Stopping(n, s))
        with pytest.raises(KeyboardInterrupt):
            workflow.answer(request(scenario, tmp_path / "parts"))
        assert not list((tmp_path / "parts").glob("*/*/manifest.json"))
    ran = []
    monkeypatch.setattr(workflow, "executor_of", lambda _: LocalExecutor())
    parts, was_there = workflow.answer(
        request(scenario, tmp_path / "parts"), lambda done, _: ran.append(done)
    )
    assert not was_there
    assert ran[0] == 2 * 7 + 3 + 3 * 5
    assert ran[-1] == 40
    assert tables(whole.folder) == tables(parts.folder)
    assert list((tmp_path / "parts" / "reference").iterdir()) == [parts.folder]


def test_pieces_of_another_plan_are_refused(scenario, tmp_path):
    folder = tmp_path / "work"
    with Journal(folder, {"digest": "a"}) as journal:
        journal.save(0, 2, np.zeros(3))
    with pytest.raises(ResumeError, match=r"digest: a there, b here.*--fresh"):
        Journal(folder, {"digest": "b"}).peek()
    with pytest.raises(ResumeError, match=r"digest: a there, b here.*--fresh"):
        Journal(folder, {"digest": "b"}).__enter__()
    assert Journal(folder, {"digest": "a"}).peek() == 2
    assert Journal(folder, {"digest": "b"}, fresh=True).peek() == 0
    with Journal(folder, {"digest": "a"}) as journal:
        assert journal.missing(5) == [(2, 5)]
    with Journal(folder, {"digest": "b"}, fresh=True) as journal:
        assert journal.missing(5) == [(0, 5)]


def test_a_journal_names_its_gaps_and_drops_torn_pieces(tmp_path):
    with Journal(tmp_path / "work", {}) as journal:
        journal.save(3, 5, np.arange(4.0))
        journal.save(7, 8, np.arange(2.0))
        (journal.folder / "000000000-000000003.part").write_bytes(b"torn")
    with Journal(tmp_path / "work", {}) as journal:
        assert journal.missing(10) == [(0, 3), (5, 7), (8, 10)]
        assert list(journal.folder.glob("*.part")) == []
        np.testing.assert_array_equal(journal.load(3, 5), np.arange(4.0))


@pytest.mark.parametrize("place", [0, 60, 130, 150, -1])
def test_a_damaged_piece_is_named_and_run_again(tmp_path, place):
    """One bit anywhere: in the header, in a number, in the checksum."""
    with Journal(tmp_path / "work", {}) as journal:
        journal.save(0, 3, np.arange(6.0))
        journal.save(3, 5, np.arange(4.0))
    piece = tmp_path / "work" / "000000003-000000005.npy"
    content = bytearray(piece.read_bytes())
    content[place] ^= 1
    piece.write_bytes(content)
    with pytest.raises(ResumeError, match=r"000000003-000000005\.npy: is damaged.*delete"):
        Journal(tmp_path / "work", {}).__enter__()
    piece.unlink()
    with Journal(tmp_path / "work", {}) as journal:
        assert journal.missing(5) == [(3, 5)]


def test_a_dry_run_says_what_is_there_and_writes_nothing(scenario, tmp_path, monkeypatch):
    asked = request(scenario, tmp_path / "out")
    new = outlook(asked)
    assert (new.runs_done, new.is_complete, new.work.n_runs) == (0, False, 40 * 3 * 3)
    assert not (tmp_path / "out").exists()
    monkeypatch.setattr(workflow, "executor_of", lambda _: Stopping(2, 5))
    with pytest.raises(KeyboardInterrupt):
        workflow.answer(asked)
    before = sorted((tmp_path / "out").rglob("*"))
    part = outlook(asked)
    assert (part.runs_done, part.is_complete) == (10 * 3 * 3, False)
    assert part.as_json()["seconds_left"] == pytest.approx(0.75 * part.work.seconds)
    assert "90 of them are on disk" in dict(part.lines())["Runs"]
    assert sorted((tmp_path / "out").rglob("*")) == before
    monkeypatch.setattr(workflow, "executor_of", lambda _: LocalExecutor())
    result, _ = workflow.answer(asked)
    done = outlook(asked)
    assert (done.is_complete, done.folder, done.runs_done) == (True, result.folder, 360)
    again = outlook(request(scenario, tmp_path / "out", fresh=True))
    assert (again.is_complete, again.runs_done) == (False, 0)


def test_lost_pieces_are_told_and_run_again(scenario, tmp_path, monkeypatch):
    class Losing(LocalExecutor):
        def run(self, units, gaps):
            for number, piece in enumerate(super().run(units, gaps)):
                yield piece._replace(values=None, fault="KilledWorker") if number == 0 else piece

    monkeypatch.setattr(workflow, "executor_of", lambda _: Losing())
    with pytest.raises(RunError, match=r"were lost \(KilledWorker\)"):
        workflow.answer(request(scenario, tmp_path))
    monkeypatch.setattr(workflow, "executor_of", lambda _: LocalExecutor())
    again, _ = workflow.answer(request(scenario, tmp_path))
    whole, _ = workflow.answer(request(scenario, tmp_path / "whole"))
    assert tables(again.folder) == tables(whole.folder)


def test_a_fault_of_ours_costs_its_piece_only(scenario, tmp_path, monkeypatch):
    run = Units.run

    def faulty(self, first, last, runner):
        if first <= 20 < last:
            raise KeyError("a bug")
        return run(self, first, last, runner)

    monkeypatch.setattr(Units, "run", faulty)
    monkeypatch.setattr(executors, "first_size", lambda _: 3)
    monkeypatch.setattr(executors, "_next_size", lambda size, _: 3)
    with pytest.raises(RunError, match=r"18 to 20 were lost \(KeyError: 'a bug'\).*trace\.txt"):
        workflow.answer(request(scenario, tmp_path))
    assert outlook(request(scenario, tmp_path)).runs_done == 37 * 9
    (trace,) = tmp_path.rglob("trace.txt")
    assert "faulty" in trace.read_text(encoding="utf-8")
    monkeypatch.setattr(Units, "run", run)
    again, _ = workflow.answer(request(scenario, tmp_path))
    whole, _ = workflow.answer(request(scenario, tmp_path / "whole"))
    assert tables(again.folder) == tables(whole.folder)


def command(out, *more):
    return [
        *(sys.executable, "-m", "jevons_sim", "run", "jevons-frontier", "--quiet"),
        *("--no-figures", "--seeds", "6", "--out", str(out)),
        *(more if "--set" in more else ("--set", "population.firms=3000", *more)),
    ]


def start(out, *more, **options):
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    return subprocess.Popen(
        command(out, *more),
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        **options,
    )


def finish(process):
    _, words = process.communicate(timeout=180)
    return process.returncode, words


def folder_of(out):
    (folder,) = (out / "jevons-frontier").glob("[!.]*")
    return folder


@pytest.mark.slow
@pytest.mark.skipif(os.name == "nt", reason="POSIX signals")
def test_ten_kills_leave_the_same_bytes(tmp_path):
    """Killed without warning at random moments; the seed of the moments is fixed."""
    large = ("--set", "population.firms=25000")
    assert finish(start(tmp_path / "whole", *large))[0] == 0
    moments = random.Random(4)
    n_working = 0
    for _ in range(10):
        process = start(tmp_path / "parts", *large)
        time.sleep(moments.uniform(0.5, 3.0))
        n_working += process.poll() is None
        process.send_signal(signal.SIGKILL)
        finish(process)
    assert n_working >= 8
    code, words = finish(start(tmp_path / "parts", *large))
    assert code == 0, words
    assert tables(folder_of(tmp_path / "parts")) == tables(folder_of(tmp_path / "whole"))


@pytest.mark.slow
def test_two_processes_on_one_result_do_not_harm_it(tmp_path):
    pair = [start(tmp_path / "both") for _ in range(2)]
    assert [finish(process)[0] for process in pair] == [0, 0]
    assert finish(start(tmp_path / "alone", "--workers", "1"))[0] == 0
    assert tables(folder_of(tmp_path / "both")) == tables(folder_of(tmp_path / "alone"))


@pytest.mark.skipif(os.name == "nt", reason="POSIX limits")
def test_a_full_disk_is_told_and_survived(tmp_path):
    """No file may grow beyond 40 kB: the first piece does not fit."""
    import resource

    def limit():
        resource.setrlimit(resource.RLIMIT_FSIZE, (40_000, 40_000))

    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    code, words = finish(start(tmp_path, preexec_fn=limit))
    assert code == 5, words
    assert "cannot write" in words
    assert "Traceback" not in words
    assert finish(start(tmp_path))[0] == 0
    assert store.is_complete(folder_of(tmp_path))
