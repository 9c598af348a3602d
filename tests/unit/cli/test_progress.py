"""Progress in words: share, rate, time left; and what is said where a study stops."""

from __future__ import annotations

import json

import pytest

from jevons_sim.cli import progress as progress_
from jevons_sim.cli.output import Screen
from jevons_sim.cli.progress import Meter, kept_if_stopped, progress, stopped_words
from jevons_sim.execution.executors import LocalExecutor
from tests.command import SMALL, jevons

KEPT = "what is finished is kept; the same command goes on from there"


class Clock:
    def __init__(self):
        self.now = 100.0

    def __call__(self):
        return self.now


def test_a_meter_tells_share_rate_and_time_left():
    clock = Clock()
    meter = Meter(7200, clock=clock)
    meter.update(0, 120)
    assert meter.in_words() == "0% of 7,200 runs"
    clock.now += 1.5
    meter.update(48, 120)
    assert meter.in_words() == "40% of 7,200 runs, 1,900 runs/s, 2 s left"
    clock.now += 1.0
    meter.update(120, 120)
    assert meter.in_words() == "100% of 7,200 runs, 2,900 runs/s"


def test_what_was_there_before_is_no_speed():
    clock = Clock()
    meter = Meter(1000, "scenarios", clock=clock)
    meter.update(900, 1000)
    clock.now += 10.0
    meter.update(910, 1000)
    assert meter.in_words() == "91% of 1,000 scenarios, 1 scenarios/s, 90 s left"


def test_compiling_is_soon_forgotten():
    clock = Clock()
    meter = Meter(1000, clock=clock)
    meter.update(0, 10)
    clock.now += 60.0
    meter.update(1, 10)
    clock.now += 1.0
    meter.update(2, 10)
    assert meter.in_words() == "20% of 1,000 runs, 100 runs/s, 8 s left"


def test_lines_come_by_tenths_and_not_too_often(capsys, monkeypatch):
    clock = Clock()
    monkeypatch.setattr(progress_, "Meter", lambda *words: Meter(*words, clock=clock))
    with progress("study", 300) as report:
        report(0, 100)
        for done in range(1, 101):
            clock.now += 0.5
            report(done, 100)
    lines = capsys.readouterr().err.splitlines()
    assert len(lines) == 10
    assert lines[0] == "study: 10% of 300 runs, 6 runs/s, 45 s left"
    with progress("slow", 10) as report:
        report(0, 10_000)
        for done in range(1, 100):
            clock.now += 10.0
            report(done, 10_000)
    assert len(capsys.readouterr().err.splitlines()) == 33  # a sign of life every half minute
    with progress("quick", 10, quiet=True) as report:
        report(10, 10)
    assert capsys.readouterr().err == ""


def test_a_study_that_stops_says_how_far_it_was():
    assert stopped_words(KeyboardInterrupt()) == "stopped"
    for total, words in ((40, "stopped, 12 of 40 runs done"), (0, "stopped, 3 runs done")):
        with (
            pytest.raises(KeyboardInterrupt) as told,
            kept_if_stopped(Screen()),
            progress("study", total, quiet=True) as report,
        ):
            report(3, 10)
            raise KeyboardInterrupt
        assert stopped_words(told.value) == f"{words}; {KEPT}"


def test_a_search_counts_points_without_knowing_how_many_there_will_be():
    clock = Clock()
    meter = Meter(0, "points", clock=clock)
    meter.update(81, 81)
    clock.now += 2.0
    meter.update(97, 121)
    assert meter.in_words() == "97 points, 8 points/s"


@pytest.mark.parametrize("command", ["threshold", "frontier", "sensitivity", "rebound"])
def test_a_search_that_is_stopped_goes_on_where_it_was(tmp_path, monkeypatch, command):
    """Stopped after its first piece; the same command then takes that piece up."""
    words = {
        "threshold": ["reference", "--vary", "demand.price_elasticity"],
        "frontier": ["jevons-frontier", "--cells", "16"],
        "sensitivity": ["reference", "--method", "morris", "--samples", "4"],
        "rebound": ["reference"],
    }[command]
    small = [*SMALL, "--no-figures", "--quiet", "--json"]
    run = LocalExecutor.run
    n_ran = []

    def stops(self, tasks, gaps):
        for number, piece in enumerate(run(self, tasks, gaps)):
            yield piece
            if tasks.job(0, 0).kind == "points" and number == 0:
                raise KeyboardInterrupt

    def counts(self, tasks, gaps):
        n_ran.append(sum(last - first for first, last in gaps))
        yield from run(self, tasks, gaps)

    with monkeypatch.context() as patch:
        patch.setattr(LocalExecutor, "run", stops)
        patch.setattr("jevons_sim.execution.executors.first_size", lambda tasks: 1)
        stopped = jevons(command, *words, *small, cwd=tmp_path)
    assert stopped.returncode == 130
    assert KEPT in stopped.stderr
    with monkeypatch.context() as patch:
        patch.setattr(LocalExecutor, "run", counts)
        again = jevons(command, *words, *small, cwd=tmp_path)
    assert again.returncode == 0, again.stderr
    whole = jevons(command, *words, *small, "--out", "whole", cwd=tmp_path)
    assert told(again) == told(whole)
    n_ran.clear()
    with monkeypatch.context() as patch:
        patch.setattr(LocalExecutor, "run", counts)
        done = jevons(command, *words, *small, cwd=tmp_path)
    assert sum(n_ran) == 0
    assert told(done) == told(whole)


def told(done):
    document = json.loads(done.stdout)
    return {key: document[key] for key in document if key not in ("path", "seconds", "was_there")}
