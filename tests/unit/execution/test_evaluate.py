"""Evaluate: the same values whoever runs them, however often they are interrupted."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from jevons_sim.errors import ResumeError, RunError
from jevons_sim.execution.evaluate import Evaluation
from jevons_sim.execution.executors import DaskExecutor, Execution, LocalExecutor
from jevons_sim.execution.tasks import Ask, Keep, PointTasks, same_seeds, tasks_of
from jevons_sim.scenario.load import load_scenario
from tests.cluster import cluster, wait_for

ROOT = Path(__file__).parents[3]
KEY = "demand.price_elasticity"
KEEP = Keep(("energy_twh", "adoption_share"), (0, -1))
VALUES = np.linspace(-1.5, -0.3, 24).tolist()
SEEDS = (0, 1, 2)


def scenario_of(firms):
    changed = {"population.firms": firms, "time.years": 3}
    return load_scenario("reference").with_values(changed)


def search(evaluation):
    """Two batches, the second of which depends on the first."""
    first = evaluation.evaluate((KEY,), same_seeds([(value,) for value in VALUES], SEEDS), KEEP)
    middle = float(np.median(first[:, 0, 2, 1, 0]))
    asks = [Ask((-0.5 - 1e-6 * middle * number,), (number % 3,)) for number in range(6)]
    second = evaluation.evaluate((KEY,), asks, KEEP)
    return first, second


def answers(firms, executor, **options):
    with executor:
        return search(Evaluation(scenario_of(firms), executor, **options))


def assert_same(found, wanted):
    for ours, theirs in zip(found, wanted, strict=True):
        np.testing.assert_array_equal(ours, theirs)


def test_what_is_kept_has_its_shape_and_says_what_the_runner_says(series_of):
    first, second = answers(50, LocalExecutor(1))
    assert first.shape == (24, 3, 3, 2, 2)
    assert second.shape == (6, 1, 3, 2, 2)
    series = series_of(scenario_of(50).with_values({KEY: VALUES[5]}), SEEDS)
    for column, name in enumerate(KEEP.columns):
        rows = series[name][:, :, [0, -1]].swapaxes(0, 1)
        np.testing.assert_array_equal(first[5, ..., column], rows)


def test_progress_counts_what_was_asked_for_so_far():
    told = []
    with LocalExecutor(1) as executor:
        evaluation = Evaluation(scenario_of(50), executor, progress=lambda *n: told.append(n))
        search(evaluation)
    assert told[0] == (0, 24)
    assert (24, 24) in told
    assert told[-1] == (30, 30)
    assert evaluation.n_points == 30


def test_a_point_that_is_no_scenario_gives_nothing_and_costs_no_other():
    asks = same_seeds([(0.5,), (1.0,), (2.0,)], SEEDS)
    with LocalExecutor(1) as executor:
        evaluation = Evaluation(scenario_of(20), executor)
        found = evaluation.evaluate(("price.cost_shares.energy",), asks, KEEP)
    assert np.isnan(found[2]).all()
    assert np.isfinite(found[0]).all()


def test_a_job_makes_the_same_tasks_again():
    masks = (frozenset(), frozenset({"use", "depth"}))
    asks = (Ask((-0.5, None), (0, 1)), Ask((-1.0, 3.0), (2,)))
    keys = (KEY, "demand.depth_ceiling")
    tasks = PointTasks(scenario_of(20), keys, asks, Keep(("energy_twh",)), masks)
    made = tasks_of(tasks.job(1, 2))
    assert made == PointTasks(scenario_of(20), keys, asks[1:], Keep(("energy_twh",)), masks)


def test_a_finished_search_is_read_back_without_running(tmp_path):
    wanted = answers(50, LocalExecutor(1), folder=tmp_path / "kept")

    class Idle(LocalExecutor):
        def run(self, tasks, gaps):
            assert list(gaps) == []
            return iter(())

    assert_same(answers(50, Idle(1), folder=tmp_path / "kept"), wanted)


def test_batches_of_another_path_are_run_again(tmp_path):
    answers(50, LocalExecutor(1), folder=tmp_path / "kept")
    wanted = answers(60, LocalExecutor(1))
    with LocalExecutor(1) as executor:  # the same folder, as if the first batch had said otherwise
        evaluation = Evaluation(scenario_of(50), executor, folder=tmp_path / "kept")
        other = evaluation.evaluate((KEY,), same_seeds([(-0.7,)], SEEDS), KEEP)
    assert other.shape[0] == 1
    assert wanted[0].shape[0] == 24


WHAT = dict.fromkeys(
    ("cut", "changed", "renamed", "copied"), "is damaged, renamed or of another plan"
)


@pytest.mark.parametrize("damage", WHAT)
def test_a_damaged_piece_is_told_and_never_used(tmp_path, damage):
    answers(50, LocalExecutor(1), folder=tmp_path / "kept")
    (piece,) = sorted((tmp_path / "kept" / "0001").glob("*.npy"))
    content = piece.read_bytes()
    if damage == "cut":
        piece.write_bytes(content[: len(content) // 2])
    elif damage == "changed":
        piece.write_bytes(content[:200] + b"x" + content[201:])
    elif damage == "renamed":
        piece.rename(piece.with_name("000000000-000000005.npy"))
    else:
        piece.with_name("000000001-000000006.npy").write_bytes(content)
    with pytest.raises(ResumeError, match=rf"0001.*{re.escape(WHAT[damage])}.*--fresh"):
        answers(50, LocalExecutor(1), folder=tmp_path / "kept")


SCRIPT = """
import sys
from pathlib import Path
from tests.unit.execution import test_evaluate as t
t.answers(int(sys.argv[1]), t.Execution(1).open(), folder=Path(sys.argv[2]))
"""


def started(firms, folder):
    return subprocess.Popen(
        [sys.executable, "-c", SCRIPT, str(firms), str(folder)],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        cwd=ROOT,
    )


@pytest.mark.slow
@pytest.mark.skipif(os.name == "nt", reason="POSIX signals")
@pytest.mark.parametrize("how", ["killed", "on a cluster", "a worker killed"])
def test_the_values_are_the_same_whatever_happens(tmp_path, how):
    """Killed in the middle and taken up again; run by two workers; one of them killed."""
    firms = 30_000
    wanted = answers(firms, LocalExecutor())
    kept = tmp_path / "kept"
    if how == "killed":
        process = started(firms, kept)
        wait_for(lambda: list(kept.glob("*/[0-9]*.npy")) or process.poll() is not None, 120.0)
        assert process.poll() is None, "it was over before it could be killed"
        process.send_signal(signal.SIGKILL)
        process.wait()
        done = {path: path.stat().st_mtime_ns for path in kept.glob("*/[0-9]*.npy")}
        found = answers(firms, LocalExecutor(), folder=kept)
        assert all(path.stat().st_mtime_ns == stamp for path, stamp in done.items())
        assert_same(found, wanted)
        return
    pytest.importorskip("distributed")
    with cluster(tmp_path) as (address, workers), DaskExecutor(address) as executor:
        left = list(workers)

        def after(done, asked):
            if how == "a worker killed" and done and len(left) == 2:
                left.pop().send_signal(signal.SIGKILL)

        evaluation = Evaluation(scenario_of(firms), executor, folder=kept, progress=after)
        assert_same(search(evaluation), wanted)


def test_a_lost_piece_is_told_and_the_rest_kept(tmp_path, monkeypatch):
    run = PointTasks.run

    def fails(self, first, last, runner):
        if first >= 10:
            raise ZeroDivisionError("odd")
        return run(self, first, last, runner)

    monkeypatch.setattr(PointTasks, "run", fails)
    monkeypatch.setattr("jevons_sim.execution.executors.first_size", lambda tasks: 5)
    monkeypatch.setattr("jevons_sim.execution.executors._next_size", lambda *_: 5)
    with pytest.raises(RunError, match=r"10 to 14.*ZeroDivisionError: odd.*trace\.txt"):
        answers(50, LocalExecutor(1), folder=tmp_path / "kept")
    monkeypatch.setattr(PointTasks, "run", run)
    assert_same(
        answers(50, LocalExecutor(1), folder=tmp_path / "kept"), answers(50, LocalExecutor(1))
    )


def test_pieces_of_another_plan_are_refused(tmp_path):
    from jevons_sim.execution.pieces import Pieces

    ours = Pieces(tmp_path / "work", {"digest": "a", "tasks": 3})
    ours.prepare()
    ours.save(0, 2, np.arange(4.0))
    with pytest.raises(ResumeError, match="digest: a there, b here"):
        Pieces(tmp_path / "work", {"digest": "b", "tasks": 3}).prepare()
    (tmp_path / "work" / "plan.json").write_text("{")  # torn: the pieces say whose they are
    again = Pieces(tmp_path / "work", {"digest": "a", "tasks": 3})
    again.prepare()
    assert again.missing(3) == [(2, 3)]
    (tmp_path / "work" / "plan.json").write_text("{")
    with pytest.raises(ResumeError, match=r"000000000-000000002\.npy: is damaged, renamed or of"):
        Pieces(tmp_path / "work", {"digest": "b", "tasks": 3}).prepare()


def test_execution_names_what_it_cannot_do():
    from jevons_sim.errors import UsageError

    with pytest.raises(UsageError, match="--executor dask"):
        Execution(scheduler="tcp://127.0.0.1:1").open()
