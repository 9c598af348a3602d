"""What a shell may do to a command: closed and full streams, pipes, limits, empty variables."""

from __future__ import annotations

import functools
import itertools
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from jevons_sim.cli import endings, surroundings
from tests.command import jevons, jevons_process, jevons_shell

TINY = "name: tiny\npopulation: {firms: 60}\ntime: {years: 2, steps_per_year: 2}\nseeds: 2\n"
ONE_RUN = "{jevons} run s.yaml --fresh --no-figures"

pytestmark = pytest.mark.skipif(os.name == "nt", reason="POSIX shells")
needs_full = pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")


@pytest.fixture
def here(tmp_path):
    (tmp_path / "s.yaml").write_text(TINY, encoding="utf-8")
    return tmp_path


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    """What a command prints where nothing is in its way, by its words."""
    folder = tmp_path_factory.mktemp("whole")
    (folder / "s.yaml").write_text(TINY, encoding="utf-8")
    return functools.cache(lambda words: jevons_shell(f"{{jevons}} {words}", cwd=folder).stdout)


CLOSINGS = [
    " ".join(chosen)
    for n in (1, 2, 3)
    for chosen in itertools.combinations(("<&-", ">&-", "2>&-"), n)
]


def closings(words):
    """Streams closed one by one, in pairs and all; the pairs of most commands with `--long`."""
    for closed in CLOSINGS:
        is_rare = len(closed.split()) == 2 and not words.startswith("check")
        yield pytest.param(words, closed, marks=[pytest.mark.long] if is_rare else [])


@pytest.mark.parametrize(
    ("words", "closed"),
    [*closings("--help"), *closings("show reference"), *closings("check s.yaml --json")],
)
def test_closed_streams_change_no_answer(here, whole, words, closed):
    done = jevons_shell(f"{{jevons}} {words} {closed}", cwd=here)
    assert done.returncode == 0
    assert done.stderr == ""
    assert done.stdout == ("" if ">&-" in closed.split() else whole(words))


@pytest.mark.parametrize(
    "closed",
    [
        *(pytest.param(closed, marks=pytest.mark.long) for closed in CLOSINGS[:2]),
        *(CLOSINGS[2], CLOSINGS[-1]),
    ],
)
def test_a_run_with_closed_streams_is_whole(here, closed):
    done = jevons_shell(f"{ONE_RUN} --json {closed}", cwd=here)
    assert done.returncode == 0
    (folder,) = (here / "outputs" / "tiny").glob("[0-9a-f]*")
    for path in folder.rglob("*.csv"):  # nothing meant for the screen is in a file
        noise = ("verdict", "100%", "Compiling", "Warning")
        assert not any(word in path.read_text(encoding="utf-8") for word in noise)
    if ">&-" not in closed.split():
        assert json.loads(done.stdout)["name"] == "tiny"


def test_a_closed_input_is_an_empty_scenario(here):
    done = jevons_shell("{jevons} check - <&-", cwd=here)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.count("\n") == 1
    assert "<stdin>:1:1: is empty" in done.stderr


def test_a_closed_number_leads_nowhere(here):
    """A file that is opened next must not take the number of a closed stream."""
    script = (
        "import os, sys; from jevons_sim.cli.streams import secure_streams; secure_streams()\n"
        "number = os.open('data', os.O_WRONLY | os.O_CREAT)\n"
        "for low in range(3): os.write(low, b'noise') if low else None\n"
        "print('words'); print('words', file=sys.stderr); sys.stdout.flush()\n"
        "sys.exit(number)\n"
    )
    done = subprocess.run(
        ["sh", "-c", f'"{sys.executable}" -c "$SCRIPT" <&- >&- 2>&-'],
        cwd=here,
        env={**os.environ, "SCRIPT": script, "PYTHONPATH": str(Path(__file__).parents[2])},
        check=False,
    )
    assert done.returncode == 3
    assert (here / "data").read_bytes() == b""


@needs_full
@pytest.mark.parametrize("words", ["--help", "show reference", "check s.yaml --json"])
def test_a_full_output_is_one_line_and_a_full_error_none(here, whole, words):
    full = jevons_shell(f"{{jevons}} {words} > /dev/full", cwd=here)
    assert full.returncode == 5
    assert full.stderr == "standard output: cannot write: No space left on device\n"
    deaf = jevons_shell(f"{{jevons}} {words} 2> /dev/full", cwd=here)
    assert (deaf.returncode, deaf.stdout) == (0, whole(words))


@needs_full
def test_a_full_error_keeps_the_exit_code_and_the_answer(here):
    assert jevons_shell("{jevons} check nope 2> /dev/full", cwd=here).returncode == 2
    run = jevons_shell(f"{ONE_RUN} --json 2> /dev/full", cwd=here)
    assert json.loads(run.stdout)["name"] == "tiny"


ANSWERING = (
    *("--help", "run --help", "--version", "list", "list --json", "show reference", "schema"),
    *("check s.yaml", "lesson list", "doctor", "completion fish"),
)


@pytest.mark.parametrize(
    ("words", "ignored"),
    [
        *((words, "") for words in ANSWERING),
        *((words, "trap '' PIPE; ") for words in ANSWERING[:2]),
        *(pytest.param(words, "trap '' PIPE; ", marks=pytest.mark.long) for words in ANSWERING[2:]),
    ],
)
def test_a_reader_who_goes_away_is_no_error(here, words, ignored):
    # The reader is gone before the first word: `head -1` may read all of a short answer.
    command = f"{ignored}({{jevons}} {words}; echo $? > code) | true"
    done = jevons_shell(command, cwd=here)
    assert (here / "code").read_text().strip() == "141"
    assert done.stderr == ""


@pytest.mark.parametrize("words", ["show reference", "schema", "list", "list --json"])
def test_a_reader_who_has_read_enough_is_no_error(here, words):
    done = jevons_shell(f"({{jevons}} {words}; echo $? > code) | head -1", cwd=here)
    assert (here / "code").read_text().strip() in ("141", "0")  # 0: all of it fitted in the pipe
    assert done.stdout.count("\n") == 1
    assert done.stderr == ""


def test_a_reader_of_errors_who_goes_away_changes_nothing(here):
    command = "({jevons} check s.yaml nope 2>&1 >answer; echo $? > code) | true"
    jevons_shell(command, cwd=here)
    assert (here / "code").read_text().strip() == "2"
    assert "tiny: valid" in (here / "answer").read_text(encoding="utf-8")


def test_a_pipe_that_does_not_wait_gets_everything(here):
    """Some programs hand on pipes whose writers are told to come again."""
    read, write = os.pipe()
    os.set_blocking(write, False)
    command = [sys.executable, "-m", "jevons_sim", "schema"]
    env = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    process = subprocess.Popen(command, stdout=write, cwd=here, env=env)
    os.close(write)
    with os.fdopen(read, encoding="utf-8") as stream:
        text = stream.read()
    assert process.wait() == 0
    assert "technology" in json.loads(text)["properties"]


def limited(kind, amount):
    """A call before a process that keeps it within a limit."""
    import resource

    return lambda: resource.setrlimit(getattr(resource, kind), (amount, amount))


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="needs limits that hold")
@pytest.mark.parametrize("megabytes", [30, 200, 400, 800, 1000])
def test_too_small_a_limit_is_told_with_what_is_needed(here, megabytes):
    before = limited("RLIMIT_AS", megabytes * 1_000_000)
    for words in (["run", "s.yaml", "--json"], ["plot", "tiny", "--json"]):
        done = jevons_process(*words, cwd=here, preexec_fn=before)
        assert done.returncode == 4, done.stderr
        assert done.stderr.startswith(f"not enough memory: `ulimit -v` allows {megabytes:,} MB")
        assert done.stderr.count("\n") == 1
        assert json.loads(done.stdout)["exit_code"] == 4


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="needs limits that hold")
def test_light_commands_need_less(here):
    help_ = jevons_process("--help", cwd=here, preexec_fn=limited("RLIMIT_AS", 100_000_000))
    assert help_.returncode == 0
    tight = jevons_process(
        "check", "s.yaml", cwd=here, preexec_fn=limited("RLIMIT_DATA", 40_000_000)
    )
    assert tight.returncode == 4
    assert "`ulimit -d` allows 40 MB" in tight.stderr


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="needs limits that hold")
@pytest.mark.parametrize(
    ("words", "room"),
    [("check s.yaml", surroundings.LIGHT), ("doctor", surroundings.HEAVY)],
)
def test_what_is_said_to_be_enough_is_enough(here, words, room):
    more = room.per_core * min(surroundings._cores(), surroundings._MOST_THREADS)
    enough = limited("RLIMIT_AS", (room.addresses + more) * 1_000_000)
    done = jevons_process(*words.split(), cwd=here, preexec_fn=enough)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize(
    ("error", "word"),
    [
        (MemoryError(), "memory"),
        (OSError(12, "Cannot allocate memory"), "memory"),
        (OSError(24, "Too many open files"), "files"),
        (RuntimeError("can't start new thread"), "thread"),
        (ImportError("libx.so: failed to map segment from shared object"), "memory"),
        (ImportError("libx.so: cannot allocate memory in static TLS block"), "memory"),
        (ImportError("libx.so: cannot open shared object file: Too many open files"), "files"),
    ],
)
def test_what_the_machine_lacks_is_no_fault_of_ours(error, word):
    ending = endings.ending_of(error)
    assert ending.code == 4
    assert word in ending.message
    wrapped = ValueError("outer")
    wrapped.__cause__ = error
    assert endings.ending_of(wrapped) == ending


def test_other_faults_are_ours():
    for error in (ImportError("no module x"), RuntimeError("x"), OSError(2, "x"), EOFError()):
        assert endings.ending_of(error).code == 70


def all_and_each(*values):
    """Values together; each by itself with `--long`."""
    return [values, *(pytest.param((value,), marks=pytest.mark.long) for value in values)]


@pytest.mark.parametrize(
    "names",
    all_and_each(
        *("NUMBA_NUM_THREADS", "NUMBA_OPT", "XDG_CACHE_HOME", "HOME", "COLUMNS", "MPLBACKEND")
    ),
)
def test_an_empty_variable_is_one_that_is_not_set(here, names):
    env = {name: "  " if name == "COLUMNS" else "" for name in names}
    done = jevons_process("doctor", cwd=here, env=env)
    assert done.returncode == 0
    assert done.stderr == ""
    assert [path.name for path in here.iterdir()] == ["s.yaml"]


@pytest.mark.parametrize("names", all_and_each("XDG_CACHE_HOME", "XDG_CONFIG_HOME", "HOME"))
def test_a_folder_that_is_relative_is_none(here, names):
    done = jevons_process("doctor", cwd=here, env=dict.fromkeys(names, "beside"))
    assert done.returncode == 0
    assert [path.name for path in here.iterdir()] == ["s.yaml"]


def test_both_ways_to_start_say_the_same(here):
    words = ["run", "--bogus"]
    script = "import sys; from jevons_sim.cli import main; sys.argv[0] = '/bin/jevons'; main()"
    env = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    command = [sys.executable, "-c", script, *words]
    done = subprocess.run(command, cwd=here, env=env, capture_output=True, text=True, check=False)
    other = jevons_process(*words, cwd=here)
    assert (done.returncode, done.stderr) == (other.returncode, other.stderr)
    assert done.stderr.startswith("Usage: jevons run ")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("5-9", "write every seed: 5,6,7,8,9"),
        ("0..4", "write every seed: 0,1,2,3,4"),
        ("0:2", "write every seed: 0,1,2"),
        ("1 2", "write 1,2"),
        ("1;2", "write 1,2"),
        ("0-99", "write every seed: 0,1,2,3,4,5,6,7,8,9,… or"),
        ("0,5-6", "'5-6' is not a whole number; write every seed: 5,6"),
        ("[0,x]", "'x' is not a whole number; write how many, or a list"),
        (",", "'' is not a whole number"),
        ("1e3", "write how many, or a list"),
        ("", "--seeds: empty; write how many, or a list"),
        ("9" * 5000 + "-1", "write how many, or a list"),
    ],
)
@pytest.mark.parametrize("command", ["run", "check", "sensitivity", "rebound"])
def test_seeds_said_in_another_way_are_told_the_right_one(here, command, text, words):
    done = jevons(command, "s.yaml", "--seeds", text, cwd=here)
    assert done.returncode == 2
    assert words in done.stderr
    assert done.stderr.startswith("--seeds: ")


@pytest.mark.parametrize("text", ["[0,3]", " [0, 3] ", "0,3", "0,3,"])
def test_a_list_of_seeds_may_have_brackets(here, text):
    done = jevons("check", "s.yaml", "--json", "--seeds", text, cwd=here)
    assert json.loads(done.stdout)["n_seeds"] == 2
