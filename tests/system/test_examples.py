"""Every example in README and docs runs, and prints what is shown.

Tutorials are notebooks: building the site executes them.
"""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
from click.testing import CliRunner

from jevons_sim.cli import cli
from tests.pages import ROOT, written

PAGES = [
    ROOT / "README.md",
    *(path for path in written() if path.parent.name != "tutorials"),
]


def name_of(path):
    return path.relative_to(ROOT).as_posix()


def blocks(path, language):
    """The blocks of code in a language, those within tabs and lists too."""
    pattern = rf"^( *)```{language}\n(.*?)^\1```"
    found = re.findall(pattern, path.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
    return [re.sub(rf"^{indent}", "", text, flags=re.MULTILINE) for indent, text in found]


def commands(path):
    """Each command of the console blocks, and the lines that are shown below it."""
    for block in blocks(path, "console"):
        for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
            command, _, shown = part.partition("\n")
            yield command.strip(), shown


def expanded(words):
    """The words of a command as a shell would pass them on."""
    for word in words:
        found = sorted(str(path) for path in Path().glob(word)) if "*" in word else []
        yield from found or [word]


pytestmark = pytest.mark.xdist_group("examples")


@pytest.fixture(scope="module")
def workplace(tmp_path_factory):
    """One folder for all pages: a command that was run before finds its result there."""
    return tmp_path_factory.mktemp("examples")


@pytest.mark.parametrize("path", PAGES, ids=name_of)
def test_python_examples_run(path, tmp_path, monkeypatch):
    code = "\n".join(blocks(path, "python"))
    monkeypatch.chdir(tmp_path)
    namespace: dict[str, object] = {"__name__": "example"}
    exec(compile(code, str(path), "exec"), namespace)


@pytest.mark.slow
@pytest.mark.parametrize("path", [page for page in PAGES if list(commands(page))], ids=name_of)
def test_console_examples_run(path, workplace, monkeypatch):
    monkeypatch.chdir(workplace)
    for command, shown in commands(path):
        program, *words = shlex.split(command)
        assert program == "jevons", command
        done = CliRunner().invoke(cli, list(expanded(words)))
        assert done.exit_code == 0, f"{command}: {done.output} {done.exception}"
        printed = " ".join(done.stdout.split())
        for part in shown.split("…"):
            assert " ".join(part.split()) in printed, f"{command}: does not print:\n{part}"


def test_readme_says_what_the_main_scenario_answers():
    """The verdict that README prints is the one that the model gives."""
    from jevons_sim.scenario.load import load_scenario
    from jevons_sim.studies import run as study

    text = " ".join((ROOT / "README.md").read_text(encoding="utf-8").split())
    assert study.run(load_scenario("deepseek-shock")).verdict in text
