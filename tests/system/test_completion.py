"""Completion, as shells ask for it."""

from __future__ import annotations

import os
import select
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

from jevons_sim import plots
from jevons_sim.cli import completion
from jevons_sim.lessons.content import DOCUMENTS
from jevons_sim.scenario.load import load_scenario
from jevons_sim.scenario.shipped import shipped_scenarios
from jevons_sim.scenario.suggestions import leaves
from tests.command import jevons_process

ROOT = Path(__file__).parents[2]


@pytest.fixture
def here(tmp_path):
    for name in ("mine.yaml", "other.yml", "notes.txt", ".hidden.yaml", "sub/inner.yaml"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("name: mine\n", encoding="utf-8")
    for folder in ("outputs/mine/0123", "outputs/mine/.work-1", "elsewhere/theirs/4567"):
        (tmp_path / folder).mkdir(parents=True)
        (tmp_path / folder / "manifest.json").write_text("{}", encoding="utf-8")
    (tmp_path / "outputs" / "empty").mkdir()
    return tmp_path


def completed(line, cwd, shell="bash", number=None):
    """What a shell is given for a line that ends where the cursor is."""
    words = line.split(" ")
    env = {
        "_JEVONS_COMPLETE": f"{shell}_complete",
        "COMP_WORDS": line,
        "COMP_CWORD": words[-1] if shell == "fish" else str(number or len(words) - 1),
    }
    done = jevons_process(cwd=cwd, env=env)
    assert done.stderr == ""
    if shell == "zsh":
        return done.stdout.splitlines()[1::3]
    lines = filter(None, done.stdout.splitlines())
    found = [text.partition("\t")[0].partition(",") for text in lines]
    return [value if kind == "plain" else f"{kind}:" for kind, _, value in found]


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("jevons thr", ["threshold"]),
        ("jevons run mi", ["mine.yaml"]),
        ("jevons run o", ["open-small-models", "other.yml", "outputs/"]),
        ("jevons check sub/", ["sub/inner.yaml"]),
        ("jevons rebound ./mi", ["./mine.yaml"]),
        ("jevons explorer arms", ["arms-race"]),
        ("jevons run .", [".hidden.yaml"]),
        ("jevons run mine.yaml --set demand.price", ["demand.price_elasticity="]),
        ("jevons run --set=demand.price", ["demand.price_elasticity="]),
        ("jevons run --set demand.form=derived arms", ["arms-race"]),
        ("jevons check --set responses.ad", ["responses.adoption="]),
        ("jevons threshold mine.yaml --vary price.pass", ["price.pass_through"]),
        ("jevons sensitivity mine.yaml --vary demand.form", []),
        ("jevons frontier mine.yaml --x price.pass", ["price.pass_through"]),
        ("jevons frontier mine.yaml --y demand.price", ["demand.price_elasticity"]),
        ("jevons plot mi", ["mine", "mine.yaml"]),
        ("jevons report outputs/mine/", ["outputs/mine/0123"]),
        ("jevons report --out elsewhere th", ["theirs"]),
        ("jevons compare mine mi", ["mine", "mine.yaml"]),
        ("jevons plot mine energy dr", ["drivers"]),
        ("jevons lesson show lesson-", ["lesson-a", "lesson-b", "lesson-c"]),
        ("jevons lesson print k", ["kit"]),
        ("jevons show --card mi", []),
        ("jevons show --card arms", ["arms-race"]),
        ("jevons run --out o", ["dir:"]),
        ("jevons explorer -o o", ["file:"]),
        ("jevons run --executor d", ["dask"]),
    ],
)
def test_a_shell_is_given_what_fits(here, line, words):
    found = completed(line, here)
    if line == "jevons report outputs/mine/":
        assert found[0] == words[0]
    else:
        assert found == words


def test_bash_splits_words_at_equals_signs(here):
    assert completed("jevons run --set = demand.price", here) == ["demand.price_elasticity="]
    line = "jevons run --set demand.form = derived arms"
    assert completed(line, here) == ["arms-race"]


@pytest.mark.parametrize("shell", ["zsh", "fish"])
def test_other_shells_want_the_whole_word(here, shell):
    line = "jevons run --set=demand.price"
    assert completed(line, here, shell) == ["--set=demand.price_elasticity="]
    assert completed("jevons run arms", here, shell) == ["arms-race"]


def test_what_is_offered_is_what_there_is():
    reference = load_scenario("reference").model_dump(mode="json")
    known = {key for key in leaves(reference) if key not in ("sweep", "name")}
    heads = completion._NOT_OF_THE_MODEL
    known = {key for key in known if key.partition(".")[0] not in heads}
    assert {key for key, _ in completion._keys()} == known
    assert set(completion.KINDS) == set(plots.KINDS)
    found = {item.value for item in completion.lessons(None, None, "")}
    assert found == set(DOCUMENTS)
    found = {item.value for item in completion.scenarios(None, None, "")}
    assert set(shipped_scenarios()) <= found


def test_completion_is_quick_and_loads_nothing_heavy(here):
    script = (
        "import sys; from jevons_sim.cli import main\n"
        "try: main()\n"
        "except SystemExit: pass\n"
        "heavy = {'numpy', 'pydantic', 'numba', 'pandas', 'matplotlib'} & set(sys.modules)\n"
        "print('HEAVY', sorted(heavy))\n"
    )
    for line in ("jevons run --set dem", "jevons plot m", "jevons lesson show l"):
        asked = {
            "_JEVONS_COMPLETE": "bash_complete",
            "COMP_WORDS": line,
            "COMP_CWORD": str(line.count(" ")),
            "PYTHONPATH": str(ROOT),
        }
        before = os.times()
        done = subprocess.run(
            [sys.executable, "-c", script],
            cwd=here,
            env={**os.environ, **asked},
            capture_output=True,
            text=True,
            check=True,
        )
        after = os.times()
        assert done.stdout.splitlines()[-1] == "HEAVY []"
        assert after.children_user - before.children_user < 1.0  # 0.15 s measured, or nothing kept


@pytest.mark.skipif(os.name == "nt" or not shutil.which("bash"), reason="needs bash")
def test_bash_completes_at_the_keyboard(here, tmp_path):
    """Keys without the space that would part them from their value, names as one word."""
    pty = pytest.importorskip("pty")
    (here / "bin").mkdir()
    program = here / "bin" / "jevons"
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m jevons_sim "$@"\n')
    program.chmod(0o755)
    (here / "a name.yaml").write_text("name: spaced\n", encoding="utf-8")
    master, slave = pty.openpty()
    env = {
        **{key: value for key, value in os.environ.items() if not key.startswith("BASH")},
        "PATH": f"{program.parent}:{os.environ['PATH']}",
        "PYTHONPATH": str(ROOT),
        "TERM": "dumb",
        "PS1": "$ ",
        "COLUMNS": "200",
        "INPUTRC": "/dev/null",
    }
    process = subprocess.Popen(
        ["bash", "--norc", "--noprofile", "-i"],
        stdin=slave,
        stdout=slave,
        stderr=slave,
        cwd=here,
        env=env,
        start_new_session=True,
    )
    os.close(slave)
    seen = ""

    def typed(text, wanted):
        nonlocal seen
        seen, deadline = "", time.monotonic() + 30.0
        os.write(master, text.encode())
        while wanted not in seen and time.monotonic() < deadline:
            if select.select([master], [], [], 1.0)[0]:
                seen += os.read(master, 4096).decode(errors="replace")
        return wanted in seen

    try:
        assert typed('eval "$(jevons completion bash)"; echo ready$((1+1))\n', "ready2"), seen
        line = "echo jevons; jevons check --set demand.price_el\t-1.1 --set=time.ye\t7 mi\t"
        assert typed(line, "demand.price_elasticity=-1.1 --set=time.years=7 mine.yaml "), seen
        assert typed("\x15jevons run a\\ n\t", "a\\ name.yaml"), seen
    finally:
        process.kill()
        process.wait()
        os.close(master)
