"""Progress in words: share, rate, time left; and what is said where a study stops."""

from __future__ import annotations

import pytest

from jevons_sim.cli import progress as progress_
from jevons_sim.cli.progress import KEPT, LOST, Meter, if_stopped, progress, stopped_words
from jevons_sim.studies import answer as searches
from tests.command import jevons


@pytest.fixture(autouse=True)
def nothing_in_hand():
    yield
    progress_._current.clear()
    progress_._fates.clear()


class Clock:
    def __init__(self):
        self.now = 100.0

    def __call__(self):
        return self.now


def test_a_meter_tells_share_rate_and_time_left():
    clock = Clock()
    meter = Meter(7200, clock=clock)
    meter.update(0, 120)
    assert meter.in_words() == "0 % of 7,200 runs"
    clock.now += 1.5
    meter.update(48, 120)
    assert meter.in_words() == "40 % of 7,200 runs, 1,900 runs/s, 2 s left"
    clock.now += 1.0
    meter.update(120, 120)
    assert meter.in_words() == "100 % of 7,200 runs, 2,900 runs/s"


def test_what_was_there_before_is_no_speed():
    clock = Clock()
    meter = Meter(1000, "scenarios", clock=clock)
    meter.update(900, 1000)
    clock.now += 10.0
    meter.update(910, 1000)
    assert meter.in_words() == "91 % of 1,000 scenarios, 1 scenarios/s, 90 s left"


def test_compiling_is_soon_forgotten():
    clock = Clock()
    meter = Meter(1000, clock=clock)
    meter.update(0, 10)
    clock.now += 60.0
    meter.update(1, 10)
    clock.now += 1.0
    meter.update(2, 10)
    assert meter.in_words() == "20 % of 1,000 runs, 100 runs/s, 8 s left"


def test_lines_come_by_tenths_and_not_too_often(capsys, monkeypatch):
    clock = Clock()
    monkeypatch.setattr(progress_, "Meter", lambda total, noun: Meter(total, noun, clock=clock))
    with progress("study", 300) as report:
        report(0, 100)
        for done in range(1, 101):
            clock.now += 0.5
            report(done, 100)
    lines = capsys.readouterr().err.splitlines()
    assert len(lines) == 10
    assert lines[0] == "study: 10 % of 300 runs, 6 runs/s, 45 s left"
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
    assert stopped_words() == "stopped"
    for fate in (KEPT, LOST):
        with (
            pytest.raises(KeyboardInterrupt),
            if_stopped(fate),
            progress("study", 40, quiet=True) as report,
        ):
            report(3, 10)
            raise KeyboardInterrupt
        assert stopped_words() == f"stopped, 12 of 40 runs done; {fate}"


@pytest.mark.parametrize("command", ["threshold", "frontier", "sensitivity"])
def test_a_search_that_stops_promises_nothing(tmp_path, monkeypatch, command):
    def stop(*words, **options):
        raise KeyboardInterrupt

    monkeypatch.setattr(searches, f"answer_{command}", stop)
    scenario = "jevons-frontier" if command == "frontier" else "reference"
    words = ["--vary", "demand.price_elasticity"] if command == "threshold" else []
    done = jevons(command, scenario, *words, cwd=tmp_path)
    assert done.returncode == 130
    assert "nothing was written" in done.stderr
    assert "kept" not in done.stderr
