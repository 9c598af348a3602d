"""With ``--json``, one document on standard output, however a command ends."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import click
import pytest

from jevons_sim.cli import cli
from jevons_sim.studies import study
from tests.command import jevons, jevons_process

TINY = "name: tiny\npopulation: {firms: 60}\ntime: {years: 2, steps_per_year: 2}\nseeds: 2\n"


@pytest.fixture
def here(tmp_path):
    (tmp_path / "s.yaml").write_text(TINY, encoding="utf-8")
    (tmp_path / "file").write_text("", encoding="utf-8")
    return tmp_path


def commands(group=cli, names=()):
    """Every command, as its words."""
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            yield from commands(command, (*names, name))
        else:
            yield (*names, name), command


def has_json(command):
    return any("--json" in param.opts for param in command.params)


WITH_JSON = [words for words, command in commands() if has_json(command)]


def test_the_commands_that_answer_have_documents():
    assert {words[0] for words in WITH_JSON} >= {
        "check", "list", "show", "doctor", "run", "rebound", "threshold", "frontier",
        "sensitivity", "plot", "report", "compare", "classroom",
    }  # fmt: skip


@pytest.mark.parametrize("words", WITH_JSON)
@pytest.mark.parametrize("wrong", [["--bogus"], ["--bogus=1", "--", "x"], ["a", "b", "--out"]])
def test_words_that_cannot_be_understood_give_a_document(here, words, wrong):
    done = jevons(*words, "--json", *wrong, cwd=here)
    document = json.loads(done.stdout)
    assert done.returncode == 2
    assert document["ok"] is False
    assert document["exit_code"] == 2
    assert document["message"] in done.stderr


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["compare", "tiny", "nope"], 5),
        (["compare", "nope"], 5),
        (["report", "nope"], 5),
        (["plot", "nope"], 5),
        (["show", "nope"], 2),
        (["show", "nope", "--card"], 2),
        (["show", "reference", "--yaml"], 2),
        (["show", "reference", "--card", "--set", "time.years=3"], 2),
        (["check", "nope"], 2),
        (["check"], 2),
        (["run", "s.yaml", "--seeds", ""], 2),
        (["run", "s.yaml", "--seeds", "5-9"], 2),
        (["run", "s.yaml", "--workers", "x"], 2),
        (["run", "s.yaml", "--executor", "x"], 2),
        (["run", "s.yaml", "--budget", "nan"], 2),
        (["run", "s.yaml", "--set", "x"], 2),
        (["run", "s.yaml", "--out", "file"], 5),
        (["run", "s.yaml", "s.yaml"], 2),
        (["run", "s.yaml", "nope"], 2),
        (["run", "s.yaml", "--budget", "1"], 4),
        (["threshold", "s.yaml", "--vary", "price.pass_through", "--from", "1"], 2),
        (["threshold", "s.yaml"], 2),
        (["sensitivity", "s.yaml", "--seeds", ""], 2),
        (["frontier", "s.yaml", "--cells", "9"], 2),
        (["rebound", "jevons-frontier"], 2),
        (["classroom", "--host", "192.168..5"], 2),
        (["classroom", "--offline", "--save", "x"], 2),
        (["frobnicate"], 2),
        (["new", "x"], 2),
    ],
)  # fmt: skip
def test_every_way_to_fail_gives_a_document(here, words, code):
    done = jevons(*words, "--json", cwd=here)
    document = json.loads(done.stdout)
    assert set(document) == {"ok", "message", "errors", "exit_code"}
    assert (document["ok"], document["exit_code"], done.returncode) == (False, code, code)
    assert document["message"].strip() in done.stderr
    without = jevons(*words, cwd=here) if words[0] not in ("new", "show") else None
    assert without is None or (without.returncode, without.stdout) == (code, "")


def test_a_value_that_looks_like_the_flag_asks_for_nothing(here):
    done = jevons("run", "nope", "--out", "--json", cwd=here)
    assert (done.returncode, done.stdout) == (2, "")
    done = jevons("check", "--", "--json", cwd=here)
    assert (done.returncode, done.stdout) == (2, "")


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (ValueError("of ours"), 70),
        (EOFError("of ours"), 70),
        (BrokenPipeError(32, "of a connection"), 70),
        (MemoryError(), 4),
        (OSError(28, "No space left on device", "x"), 5),
        (RuntimeError("can't start new thread"), 4),
        (KeyboardInterrupt(), 130),
    ],
)
def test_faults_and_interrupts_give_a_document(here, monkeypatch, error, code):
    def fail(*words, **options):
        raise error

    monkeypatch.setattr(study, "prepare", fail)
    done = jevons("run", "s.yaml", "--json", cwd=here)
    document = json.loads(done.stdout)
    assert (document["exit_code"], done.returncode) == (code, code)
    assert document["message"] in done.stderr
    assert "Traceback" not in done.stderr


def test_a_trace_is_shown_where_it_is_asked_for(here, monkeypatch):
    def fail(*words, **options):
        raise ValueError("of ours")

    monkeypatch.setattr(study, "prepare", fail)
    done = jevons("--debug", "run", "s.yaml", "--json", cwd=here)
    assert done.returncode == 70
    assert "Traceback" in done.stderr
    assert json.loads(done.stdout)["exit_code"] == 70


def test_there_are_never_two_documents(here, monkeypatch):
    jevons("run", "s.yaml", "--no-figures", cwd=here)
    from jevons_sim.cli import runs

    def late(documents):
        runs.print_json(documents[0])
        raise OSError(28, "No space left on device", "x")

    monkeypatch.setattr(runs, "print_documents", late)
    done = jevons("run", "s.yaml", "--json", cwd=here)
    assert done.returncode == 5
    assert json.loads(done.stdout)["name"] == "tiny"


@pytest.mark.skipif(os.name == "nt", reason="POSIX signals")
@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_signal_leaves_a_document(here, number, code):
    process = subprocess.Popen(
        [sys.executable, "-m", "jevons_sim", "run", "-", "--json"],
        cwd=here,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    # It waits for its scenario, well within a command, once its engine is loaded.
    maps, deadline = Path(f"/proc/{process.pid}/maps"), time.monotonic() + 60.0
    while time.monotonic() < deadline:
        time.sleep(0.2)
        if not maps.exists() or "llvmlite" in maps.read_text(encoding="utf-8"):
            break
    time.sleep(3.0)
    process.send_signal(number)
    out, err = process.communicate(timeout=60)
    assert process.returncode == code, err
    assert json.loads(out) == {"ok": False, "message": "stopped", "errors": [], "exit_code": code}
    assert err.strip() == "stopped"


def test_a_figure_and_a_diagnosis_have_documents(here):
    jevons("run", "s.yaml", "--no-figures", cwd=here)
    drawn = json.loads(jevons("plot", "tiny", "energy", "--json", cwd=here).stdout)
    (figure,) = drawn["figures"]
    assert (here / figure).is_file()
    assert figure.startswith(drawn["path"])
    found = json.loads(jevons("doctor", "--json", cwd=here).stdout)
    assert {"jevons_sim", "Python", "compiled code"} <= set(found)


def test_results_are_found_by_the_file_of_their_scenario(here):
    jevons("run", "s.yaml", "--no-figures", cwd=here)
    by_file = jevons("plot", "s.yaml", "energy", "--json", cwd=here)
    by_name = jevons("plot", "tiny", "energy", "--json", cwd=here)
    assert by_file.stdout == by_name.stdout
    table = next((here / "outputs" / "tiny").glob("*/runs.csv"))
    by_table = jevons("plot", str(table), "energy", "--json", cwd=here)
    assert Path(json.loads(by_table.stdout)["path"]) == table.parent


@pytest.mark.parametrize("command", [["plot"], ["report"], ["compare", "tiny"]])
def test_what_is_no_result_is_told_what_there_is(here, command):
    (here / "other.yaml").write_text(TINY.replace("tiny", "other"), encoding="utf-8")
    wrong = [*command, "other.yaml"]
    if command != ["compare", "tiny"]:
        done = jevons(*command, "nowhere", cwd=here)
        assert "make one with `jevons run SCENARIO`" in done.stderr
    jevons("run", "s.yaml", "--no-figures", cwd=here)
    assert "make one with `jevons run other.yaml`" in jevons(*wrong, cwd=here).stderr
    assert "did you mean tiny?" in jevons(*command, "tini", cwd=here).stderr
    assert "those in outputs: tiny" in jevons(*command, "nowhere", cwd=here).stderr
    changed = TINY.replace("60", "61")
    (here / "s.yaml").write_text(changed, encoding="utf-8")
    done = jevons(*command, "s.yaml", cwd=here)
    assert done.returncode == 5
    assert "write tiny for the newest result of that name" in done.stderr


def test_a_document_in_a_process_is_alone_on_standard_output(here):
    done = jevons_process("run", "--json", "--bogus", cwd=here)
    assert json.loads(done.stdout)["exit_code"] == 2
    assert done.stderr.startswith("Usage: jevons run")
