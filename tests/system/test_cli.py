"""The command line as a user meets it: words, files, exit codes, no traceback."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from jevons_sim import plots
from jevons_sim.scenario.shipped import shipped_scenarios
from tests.command import SMALL, jevons, jevons_process


def test_run_prints_the_verdict_and_writes_the_files(tmp_path):
    done = jevons_process("run", "deepseek-shock", *SMALL, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "Answer:   Energy" in done.stdout
    assert max(len(line) for line in done.stdout.splitlines()) <= 80
    (folder,) = (tmp_path / "outputs" / "deepseek-shock").iterdir()
    names = sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())
    assert names == [
        "figures/drivers.png", "figures/energy.png", "figures/hardware.png",
        "manifest.json", "runs.csv", "scenario.yaml", "years.csv",
    ]  # fmt: skip
    stamp = (folder / "runs.csv").stat().st_mtime_ns
    again = jevons("run", "deepseek-shock", *SMALL, cwd=tmp_path)
    assert "already done" in again.stdout
    assert (folder / "runs.csv").stat().st_mtime_ns == stamp
    resolved = jevons("run", str(folder / "scenario.yaml"), "--quiet", cwd=tmp_path)
    assert "already done" in resolved.stdout  # the resolved file is the same study
    dry = jevons("run", "deepseek-shock", *SMALL, "--fresh", "--dry-run", cwd=tmp_path)
    assert "(there; would be replaced)" in " ".join(dry.stdout.split())
    fresh = jevons("run", "deepseek-shock", *SMALL, "--fresh", cwd=tmp_path)
    assert "already done" not in fresh.stdout
    assert (folder / "runs.csv").stat().st_mtime_ns != stamp


def test_json_is_one_document_and_nothing_else(tmp_path):
    done = jevons("run", "deepseek-shock", *SMALL, "--json", "--no-figures", cwd=tmp_path)
    document = json.loads(done.stdout)
    for key in ("name", "digest", "path", "verdict", "backfire_share", "runs", "seconds"):
        assert key in document
    for key in ("rebound", "energy_ratio", "growth"):
        assert set(document[key]) == {"median", "p05", "p95"}
    assert not list((tmp_path / document["path"] / "figures").iterdir())


def test_json_of_several_scenarios_is_one_list(tmp_path):
    names = ["reference", "inelastic"]
    done = jevons("run", *names, *SMALL, "--json", "--no-figures", "--quiet", cwd=tmp_path)
    assert [document["name"] for document in json.loads(done.stdout)] == names


def test_a_sweep_lists_its_points(tmp_path):
    done = jevons("run", "efficiency-sweep", *SMALL, "--json", cwd=tmp_path)
    document = json.loads(done.stdout)
    assert len(document["points"]) == 14
    assert "technology.algorithmic.annual_factor" in document["points"][0]
    assert (tmp_path / document["path"] / "figures" / "curve.png").exists()


def test_standard_input_is_a_scenario(tmp_path):
    done = jevons("run", "-", *SMALL, cwd=tmp_path, stdin="name: from-stdin\n")
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "outputs" / "from-stdin").is_dir()
    bad = jevons("check", "-", cwd=tmp_path, stdin="name: x\nfoo: 1\n")
    assert bad.stderr.startswith("<stdin>:2:1: foo: unknown key")


@pytest.mark.parametrize(
    ("words", "code", "message"),
    [
        (["run", "nowhere.yaml"], 2, "no such file"),
        (["run", "deepseek-shok"], 2, "did you mean deepseek-shock?"),
        (["run", "reference", "--set", "demand.elasticity=-1"], 2, "unknown key"),
        (["run", "reference", "--set", "demand.price_elasticity=0.8"], 2, "write -0.8"),
        (["run", "reference", "--set", "demand.price_elasticity=.nan"], 2, "not a finite number"),
        (["run", "reference", "--seeds", "-1"], 2, "must be at least 1"),
        (["run", "reference", "--seeds", "x"], 2, "not a whole number"),
        (["run", "reference", "--workers", "-2"], 2, "--workers"),
        (["run", "reference", "--set", "population.firms=20000000", "--seeds", "100000"], 4,
         "--budget"),
        (["run", "reference", "--out", "file"], 5, "cannot write"),
        (["run", "reference", "--out", "/proc/none"], 5, "cannot write"),
        (["run", "reference", "--out", "x" * 300], 5, "cannot write"),
        (["run", "reference", "reference"], 2, "rename one"),
        (["run", "."], 2, "not a regular file"),
        (["plot", "reference"], 5, "no finished result"),
        (["run", "reference", "--budget", "inf"], 2, "not a finite number"),
        (["run", "reference", "--budget", "nan"], 2, "not a finite number"),
        (["threshold", "reference", "--vary", "price.pass_through", "--from", "0.1", "--to",
          "inf"], 2, "not a finite number"),
        (["frontier", "jevons-frontier", "--x-range", "-1", "inf"], 2, "not a finite number"),
        (["explorer", "-o", "."], 5, "is a folder"),
        (["classroom", "--save", ""], 2, "--save"),
        (["classroom", "--host", "192.168..5"], 2, "no machine can have that name"),
        (["plot", "x" * 300], 5, "no finished result"),
        (["plot", "reference", "--out", "x" * 300], 5, "no finished result"),
        (["plot", "list"], 6, "is damaged"),
        (["plot", "number"], 6, "is damaged"),
        (["new", "Bad Name"], 2, "cannot be a name"),
        (["new", "con"], 2, "Windows"),
        (["frobnicate"], 2, "No such command"),
        (["run"], 2, "Missing argument"),
    ],
)  # fmt: skip
def test_a_mistake_gives_one_clear_line_and_its_code(tmp_path, words, code, message):
    (tmp_path / "file").write_text("x", encoding="utf-8")
    for name, manifest in (("list", "[]"), ("number", '{"format": "x"}')):
        (tmp_path / name).mkdir()
        (tmp_path / name / "manifest.json").write_text(manifest, encoding="utf-8")
    done = jevons(*words, cwd=tmp_path)
    assert done.returncode == code, done.stderr
    assert message in done.stderr
    assert "Traceback" not in done.stderr
    assert done.stdout == ""
    assert not (tmp_path / "outputs").exists() or not list((tmp_path / "outputs").rglob("*.csv"))


def test_errors_come_as_json_too(tmp_path):
    (tmp_path / "x.yaml").write_text("name: x\ngrid: {limit: 3}\n", encoding="utf-8")
    done = jevons("run", "x.yaml", "--json", cwd=tmp_path)
    document = json.loads(done.stdout)
    assert document["ok"] is False
    assert document["errors"][0]["path"] == "grid.limit"
    assert document["errors"][0]["line"] == 2
    assert done.returncode == 2


def test_check_list_show_new_schema(tmp_path):
    assert "valid" in jevons("check", "jevons-frontier", cwd=tmp_path).stdout
    listed = jevons("list", cwd=tmp_path).stdout
    assert all(name in listed for name in shipped_scenarios())
    shown = jevons("show", "deepseek-shock", cwd=tmp_path).stdout
    assert "energy.base_twh = 155 TWh/yr" in shown.replace("155.0", "155")
    assert "Source:" in shown
    resolved = jevons("show", "deepseek-shock", "--yaml", cwd=tmp_path).stdout
    (tmp_path / "resolved.yaml").write_text(resolved, encoding="utf-8")
    assert "valid" in jevons("check", "resolved.yaml", cwd=tmp_path).stdout
    assert jevons("new", "mine", cwd=tmp_path).returncode == 0
    assert "valid" in jevons("check", "mine.yaml", cwd=tmp_path).stdout
    assert jevons("new", "mine", cwd=tmp_path).returncode == 2
    schema = json.loads(jevons("schema", cwd=tmp_path).stdout)
    assert "technology" in schema["properties"]


def test_plot_redraws_without_running(tmp_path):
    jevons("run", "reference", *SMALL, "--no-figures", cwd=tmp_path)
    done = jevons("plot", "reference", "energy", "--format", "svg", cwd=tmp_path)
    (path,) = done.stdout.split()
    assert (tmp_path / path).read_text(encoding="utf-8").startswith("<?xml")
    wrong = jevons("plot", "reference", "frontier", cwd=tmp_path)
    assert wrong.returncode == 2
    assert "those that fit: energy" in wrong.stderr


def test_a_figure_that_failed_is_told_again(tmp_path, monkeypatch):
    def fail(*words, **options):
        raise ValueError("no paper")

    with monkeypatch.context() as patch:
        patch.setattr(plots, "draw", fail)
        first = jevons("run", "reference", *SMALL, cwd=tmp_path)
    again = jevons("run", "reference", *SMALL, cwd=tmp_path)
    assert (first.returncode, again.returncode) == (1, 1)
    assert again.stderr == first.stderr
    assert "already done" in again.stdout


def test_doctor_and_completion(tmp_path):
    assert "compiled code" in jevons("doctor", cwd=tmp_path).stdout
    assert "_JEVONS_COMPLETE" in jevons("completion", "bash", cwd=tmp_path).stdout


def test_light_commands_leave_heavy_packages_alone(tmp_path):
    script = (
        "import sys; from jevons_sim.cli import cli\n"
        "for words in (['--help'], ['check', 'reference'], ['list'], ['schema']):\n"
        "    try: cli(words, standalone_mode=False)\n"
        "    except SystemExit: pass\n"
        "heavy = {'mesa', 'numba', 'scipy', 'pandas', 'matplotlib'} & set(sys.modules)\n"
        "print('HEAVY', sorted(heavy))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.splitlines()[-1] == "HEAVY []"


@pytest.mark.skipif(os.name == "nt", reason="Windows does not keep the times of children")
def test_help_answers_at_once(tmp_path):
    times = []
    for _ in range(5):
        before = os.times()
        jevons_process("--help", cwd=tmp_path)
        after = os.times()
        times.append(after.children_user - before.children_user)
    assert sorted(times)[2] < 0.5  # 0.1 s measured; generous, for a slow machine


@pytest.mark.skipif(os.name == "nt", reason="POSIX signals")
@pytest.mark.parametrize(
    ("number", "code"),
    [
        (signal.SIGINT, 130),
        (signal.SIGTERM, 143),
        pytest.param(signal.SIGHUP, 129, marks=pytest.mark.long),
    ],
)
def test_an_interrupted_run_keeps_finished_work_only(tmp_path, number, code):
    command = [
        *(sys.executable, "-m", "jevons_sim", "run", "jevons-frontier", "--quiet"),
        *("--set", "population.firms=100000", "--seeds", "5"),
    ]
    process = subprocess.Popen(
        command,
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
        stderr=subprocess.PIPE,
        text=True,
    )
    deadline = time.monotonic() + 60.0
    folder = tmp_path / "outputs" / "jevons-frontier"
    while not folder.exists() and time.monotonic() < deadline:
        time.sleep(0.05)
    time.sleep(1.0)
    process.send_signal(number)
    _, words = process.communicate(timeout=60)
    assert process.returncode == code
    assert re.search(r"stopped, [\d,]+ of 1,800 runs done; .* same command goes on", words)
    assert "Traceback" not in words
    left = [path for path in folder.iterdir() if not path.name.startswith(".work-")]
    assert left == []
    (pieces,) = (path for path in folder.glob(".work-*") if path.is_dir())
    assert list(pieces.glob("*.part")) == []


@pytest.mark.skipif(os.name == "nt", reason="POSIX signals")
def test_an_interrupt_within_made_code_has_its_exit_code(tmp_path):
    """`python -m` ends by the signal where a plain KeyboardInterrupt has left an exec of text."""
    within = "import os, signal; os.kill(os.getpid(), signal.SIGINT)"
    (tmp_path / "made.py").write_text(
        "from jevons_sim.cli import app\n"
        f"app.cli = lambda **options: exec({within!r})\n"
        "app.main()\n"
    )
    done = subprocess.run(
        [sys.executable, "-m", "made"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
        capture_output=True,
        check=False,
    )
    assert done.returncode == 130


@pytest.mark.skipif(os.name == "nt", reason="POSIX pipes")
def test_a_closed_pipe_is_no_error(tmp_path):
    command = f"{sys.executable} -m jevons_sim show reference | head -1"
    done = subprocess.run(
        ["sh", "-c", command],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout.startswith("reference:")
    assert "Traceback" not in done.stderr


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
@pytest.mark.parametrize(
    ("command", "code", "words"),
    [
        ("{jevons} show reference > /dev/full", 5, "standard output: cannot write: No space"),
        ("{jevons} run x.yaml --json --no-figures > /dev/full", 5, "cannot write: No space"),
        ("{jevons} list >&-", 0, ""),
    ],
)
def test_a_full_or_closed_output_is_told(tmp_path, command, code, words):
    (tmp_path / "x.yaml").write_text(
        "name: x\npopulation: {firms: 50}\ntime: {years: 1}\nseeds: 2\n"
    )
    done = subprocess.run(
        ["sh", "-c", command.format(jevons=f"{sys.executable} -m jevons_sim")],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == code, done.stderr
    assert words in done.stderr
    assert "Traceback" not in done.stderr


def test_a_dry_run_and_a_check_say_what_a_plan_needs(tmp_path):
    for command in (("check",), ("run", "--dry-run")):
        done = jevons(*command, "jevons-frontier", "--seeds", "5", cwd=tmp_path)
        assert done.returncode == 0, done.stderr
        assert "120 points × 5 seeds × 3 cases = 1,800 runs" in done.stdout
        for word in ("of memory", "of disk", "about"):
            assert word in done.stdout
        assert max(len(line) for line in done.stdout.splitlines()) <= 80
    as_json = jevons("run", "--dry-run", "reference", "--json", "--seeds", "2", cwd=tmp_path)
    document = json.loads(as_json.stdout)
    assert (document["n_runs"], document["runs_done"], document["complete"]) == (6, 0, False)
    assert list(tmp_path.iterdir()) == []


def test_korean_words_survive_a_plain_locale(tmp_path):
    text = "name: korean\ntitle: 제번스의 역설\n"
    (tmp_path / "k.yaml").write_text(text, encoding="utf-8")
    done = jevons_process(
        "run", "k.yaml", *SMALL, cwd=tmp_path, env={"LC_ALL": "C", "PYTHONUTF8": "0"}
    )
    assert done.returncode == 0, done.stderr


def test_json_is_json_in_every_encoding(tmp_path):
    title = "Coût 역설 🙂"
    (tmp_path / "k.yaml").write_text(f"name: k\ntitle: {title}\n", encoding="utf-8")
    plain = {"PYTHONIOENCODING": "latin-1"}
    shown = jevons_process("show", "k.yaml", "--json", cwd=tmp_path, env=plain)
    assert json.loads(shown.stdout)["title"] == title
    wrong = jevons_process("check", "🙂.yaml", "--json", cwd=tmp_path, env=plain)
    assert "🙂.yaml" in json.loads(wrong.stdout)["message"]


def test_every_command_says_what_it_does_in_one_line(tmp_path):
    done = jevons_process("--help", cwd=tmp_path, env={"COLUMNS": "80"})
    assert "..." not in done.stdout.partition("Commands:")[2]


def test_faults_of_seeds_name_the_option(tmp_path):
    for text, words in (("-1", "--seeds: seeds: -1 must be"), ("", "--seeds: empty")):
        done = jevons("run", "reference", "--seeds", text, cwd=tmp_path)
        assert done.returncode == 2
        assert words in done.stderr


def test_a_file_that_looks_like_an_option_is_pointed_at(tmp_path):
    (tmp_path / "-x.yaml").write_text("name: x\n", encoding="utf-8")
    done = jevons("check", "-x.yaml", cwd=tmp_path)
    assert done.returncode == 2
    assert "write ./-x.yaml" in done.stderr
    assert jevons("check", "./-x.yaml", cwd=tmp_path).returncode == 0


def test_the_explanation_of_a_scenario_is_not_given_for_other_values(tmp_path):
    for settings, there in (([], True), (["--set", "demand.price_elasticity=-1.2"], False)):
        small = ["--set", "title=x", "--seeds", "2", "--no-figures"]
        done = jevons("run", "growth-is-not-rebound", *small, *settings, cwd=tmp_path)
        assert ("Why:" in done.stdout) is there
