"""Interrupted studies: whatever stops one, the same command finishes it with the same bytes."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from functools import partial
from pathlib import Path

import numpy as np
import pytest

from jevons_sim.errors import ResumeError, RunError
from jevons_sim.execution import executors
from jevons_sim.execution.checkpoint import Checkpoint
from jevons_sim.execution.executors import Execution, Finished, LocalExecutor
from jevons_sim.execution.pieces import Pieces
from jevons_sim.execution.tasks import PlanTasks
from jevons_sim.files import scratch_path
from jevons_sim.results import store
from jevons_sim.studies.dry_run import outlook
from jevons_sim.studies.run import run_study
from jevons_sim.studies.study import Study

ROOT = Path(__file__).parents[2]
TABLES = ("runs.csv", "years.csv", "scenario.yaml")
SMALLER = ("--set", "population.firms=600")
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
    return Study(scenario, out, figures=False, **options)


def run_by(monkeypatch, make):
    """Let an executor of one's own run every study."""
    monkeypatch.setattr(Execution, "open", lambda _: make())


def tables(folder):
    return [(folder / name).read_bytes() for name in TABLES]


class Stopping(LocalExecutor):
    """Gives small pieces, and stops after some of them as a crash would."""

    def __init__(self, n_pieces, size):
        super().__init__(1)
        self._n_pieces, self._size = n_pieces, size

    def run(self, tasks, gaps):
        from jevons_sim.engine.runner import Runner

        done = 0
        with Runner(1) as runner:
            for start, stop in gaps:
                for first in range(start, stop, self._size):
                    if done == self._n_pieces:
                        raise KeyboardInterrupt
                    last = min(stop, first + self._size)
                    yield Finished(first, last, tasks.run(first, last, runner))
                    done += 1


def test_a_study_goes_on_where_it_stopped(scenario, tmp_path, monkeypatch):
    whole, _ = run_study(request(scenario, tmp_path / "whole"))
    for n_pieces, size in ((2, 7), (1, 3), (0, 1), (3, 5)):
        run_by(monkeypatch, partial(Stopping, n_pieces, size))
        with pytest.raises(KeyboardInterrupt):
            run_study(request(scenario, tmp_path / "parts"))
        assert not list((tmp_path / "parts").glob("*/*/manifest.json"))
    ran = []
    run_by(monkeypatch, LocalExecutor)
    parts, was_there = run_study(
        request(scenario, tmp_path / "parts"), lambda done, _: ran.append(done)
    )
    assert not was_there
    assert ran[0] == 2 * 7 + 3 + 3 * 5
    assert ran[-1] == 40
    assert tables(whole.folder) == tables(parts.folder)
    assert list((tmp_path / "parts" / "reference").iterdir()) == [parts.folder]


def test_pieces_of_another_plan_are_refused(scenario, tmp_path):
    folder = tmp_path / "work"
    with Checkpoint(folder, {"digest": "a"}) as held:
        held.pieces.save(0, 2, np.zeros(3))
    with pytest.raises(ResumeError, match=r"digest: a there, b here.*--fresh"):
        Checkpoint(folder, {"digest": "b"}).peek()
    with pytest.raises(ResumeError, match=r"digest: a there, b here.*--fresh"):
        Checkpoint(folder, {"digest": "b"}).__enter__()
    assert Checkpoint(folder, {"digest": "a"}).peek() == 2
    assert Checkpoint(folder, {"digest": "b"}, fresh=True).peek() == 0
    with Checkpoint(folder, {"digest": "a"}) as held:
        assert held.pieces.missing(5) == [(2, 5)]
    with Checkpoint(folder, {"digest": "b"}, fresh=True) as held:
        assert held.pieces.missing(5) == [(0, 5)]


def dead_process():
    process = subprocess.Popen([sys.executable, "-c", ""])
    process.wait()
    return process.pid


def test_a_checkpoint_names_its_gaps_and_sweeps_what_dead_processes_left(tmp_path):
    with Checkpoint(tmp_path / "work", {}) as held:
        held.pieces.save(3, 5, np.arange(4.0))
        held.pieces.save(7, 8, np.arange(2.0))
        mine = scratch_path(tmp_path / "work" / "000000000-000000003.npy")
        torn = mine.with_name(mine.name.replace(f"-{os.getpid()}-", f"-{dead_process()}-"))
        for path in (mine, torn):
            path.write_bytes(b"torn")
        litter = scratch_path(tmp_path / "deadbeef")
        litter = litter.with_name(litter.name.replace(f"-{os.getpid()}-", f"-{dead_process()}-"))
        (litter / "figures").mkdir(parents=True)
    with Checkpoint(tmp_path / "work", {}) as held:
        assert held.pieces.missing(10) == [(0, 3), (5, 7), (8, 10)]
        assert (mine.exists(), torn.exists(), litter.exists()) == (True, False, False)
        np.testing.assert_array_equal(held.pieces.load(3, 5), np.arange(4.0))


@pytest.mark.parametrize("place", [0, 60, 130, 150, -1])
def test_a_damaged_piece_is_named_and_run_again(tmp_path, place):
    """One bit anywhere: in the header, in a number, in the checksum."""
    with Checkpoint(tmp_path / "work", {}) as held:
        held.pieces.save(0, 3, np.arange(6.0))
        held.pieces.save(3, 5, np.arange(4.0))
    piece = tmp_path / "work" / "000000003-000000005.npy"
    content = bytearray(piece.read_bytes())
    content[place] ^= 1
    piece.write_bytes(content)
    with pytest.raises(ResumeError, match=r"000000003-000000005\.npy: is damaged.*delete"):
        Checkpoint(tmp_path / "work", {}).__enter__()
    piece.unlink()
    with Checkpoint(tmp_path / "work", {}) as held:
        assert held.pieces.missing(5) == [(3, 5)]


@pytest.mark.parametrize("name", ["000000002-000000004.npy", "000000003-000000009.npy"])
def test_a_renamed_piece_is_told_and_never_used(tmp_path, name):
    with Checkpoint(tmp_path / "work", {"tasks": 9}) as held:
        held.pieces.save(3, 5, np.arange(4.0))
    piece = tmp_path / "work" / "000000003-000000005.npy"
    piece.rename(piece.with_name(name))
    with pytest.raises(ResumeError, match=rf"{name}: is damaged, renamed or of another plan"):
        Checkpoint(tmp_path / "work", {"tasks": 9}).__enter__()


def test_a_torn_plan_costs_no_piece(tmp_path):
    with Checkpoint(tmp_path / "work", {"digest": "a"}) as held:
        held.pieces.save(0, 2, np.arange(4.0))
    plan = tmp_path / "work" / "plan.json"
    plan.write_text(plan.read_text(encoding="utf-8")[:9], encoding="utf-8")
    with Checkpoint(tmp_path / "work", {"digest": "a"}) as held:
        assert held.pieces.missing(2) == []
    assert Pieces(tmp_path / "work", {"digest": "b"}).is_of_this_plan() is False


def test_a_dry_run_says_what_is_there_and_writes_nothing(scenario, tmp_path, monkeypatch):
    asked = request(scenario, tmp_path / "out")
    new = outlook(asked)
    assert (new.runs_done, new.is_complete, new.work.n_runs) == (0, False, 40 * 3 * 3)
    assert not (tmp_path / "out").exists()
    run_by(monkeypatch, lambda: Stopping(2, 5))
    with pytest.raises(KeyboardInterrupt):
        run_study(asked)
    before = sorted((tmp_path / "out").rglob("*"))
    part = outlook(asked)
    assert (part.runs_done, part.is_complete) == (10 * 3 * 3, False)
    assert part.as_json()["seconds_left"] == pytest.approx(0.75 * part.work.seconds)
    assert "90 of them are on disk" in dict(part.lines())["runs"]
    assert sorted((tmp_path / "out").rglob("*")) == before
    run_by(monkeypatch, LocalExecutor)
    result, _ = run_study(asked)
    done = outlook(asked)
    assert (done.is_complete, done.folder, done.runs_done) == (True, result.folder, 360)
    again = outlook(request(scenario, tmp_path / "out", fresh=True))
    assert (again.is_complete, again.runs_done) == (False, 0)


def test_lost_pieces_are_told_and_run_again(scenario, tmp_path, monkeypatch):
    class Losing(LocalExecutor):
        def run(self, tasks, gaps):
            for number, piece in enumerate(super().run(tasks, gaps)):
                yield piece._replace(values=None, fault="KilledWorker") if number == 0 else piece

    run_by(monkeypatch, Losing)
    with pytest.raises(RunError, match=r"were lost \(KilledWorker\)"):
        run_study(request(scenario, tmp_path))
    run_by(monkeypatch, LocalExecutor)
    again, _ = run_study(request(scenario, tmp_path))
    whole, _ = run_study(request(scenario, tmp_path / "whole"))
    assert tables(again.folder) == tables(whole.folder)


def test_a_fault_of_ours_costs_its_piece_only(scenario, tmp_path, monkeypatch):
    run = PlanTasks.run

    def faulty(self, first, last, runner):
        if first <= 20 < last:
            raise KeyError("a bug")
        return run(self, first, last, runner)

    monkeypatch.setattr(PlanTasks, "run", faulty)
    monkeypatch.setattr(executors, "first_size", lambda _: 3)
    monkeypatch.setattr(executors, "_next_size", lambda size, _: 3)
    with pytest.raises(RunError, match=r"18 to 20 were lost \(KeyError: 'a bug'\).*trace\.txt"):
        run_study(request(scenario, tmp_path))
    assert outlook(request(scenario, tmp_path)).runs_done == 37 * 9
    (trace,) = tmp_path.rglob("trace.txt")
    assert "faulty" in trace.read_text(encoding="utf-8")
    monkeypatch.setattr(PlanTasks, "run", run)
    again, _ = run_study(request(scenario, tmp_path))
    whole, _ = run_study(request(scenario, tmp_path / "whole"))
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
@pytest.mark.parametrize("n_kills", [3, pytest.param(30, marks=pytest.mark.long)])
def test_kills_leave_the_same_bytes(tmp_path, n_kills):
    """Killed without warning at random moments; the seed of the moments is fixed."""
    large = ("--set", f"population.firms={10_000 if n_kills == 3 else 25_000}")
    assert finish(start(tmp_path / "whole", *large))[0] == 0
    moments = random.Random(4)
    n_working = 0
    for _ in range(n_kills):
        process = start(tmp_path / "parts", *large)
        time.sleep(moments.uniform(0.5, 3.0))
        n_working += process.poll() is None
        process.send_signal(signal.SIGKILL)
        finish(process)
    assert n_working >= n_kills * 2 // 3
    code, words = finish(start(tmp_path / "parts", *large))
    assert code == 0, words
    assert tables(folder_of(tmp_path / "parts")) == tables(folder_of(tmp_path / "whole"))


@pytest.mark.slow
def test_two_processes_on_one_result_do_not_harm_it(tmp_path):
    pair = [start(tmp_path / "both", *SMALLER) for _ in range(2)]
    assert [finish(process)[0] for process in pair] == [0, 0]
    assert finish(start(tmp_path / "alone", "--workers", "1", *SMALLER))[0] == 0
    assert tables(folder_of(tmp_path / "both")) == tables(folder_of(tmp_path / "alone"))


@pytest.mark.skipif(os.name == "nt", reason="POSIX limits")
def test_a_full_disk_is_told_and_survived(tmp_path):
    """No file may grow beyond 40 kB: the first piece does not fit."""
    import resource

    def limit():
        resource.setrlimit(resource.RLIMIT_FSIZE, (40_000, 40_000))

    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    code, words = finish(start(tmp_path, *SMALLER, preexec_fn=limit))
    assert code == 5, words
    assert "cannot write" in words
    assert "Traceback" not in words
    assert finish(start(tmp_path, *SMALLER))[0] == 0
    assert store.is_complete(folder_of(tmp_path))
