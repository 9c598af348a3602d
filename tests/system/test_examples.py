"""Every example in README and docs runs."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]


def blocks(path, language):
    pattern = rf"^```{language}\n(.*?)^```"
    return re.findall(pattern, path.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_python_examples_run(path, tmp_path, monkeypatch):
    code = "\n".join(blocks(path, "python"))
    monkeypatch.chdir(tmp_path)
    namespace: dict[str, object] = {"__name__": "example"}
    exec(compile(code, str(path), "exec"), namespace)


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_console_examples_run(path, tmp_path):
    env = {
        **os.environ,
        "PYTHONPATH": str(ROOT),
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
    }
    for block in blocks(path, "console"):
        for line in block.splitlines():
            if line.startswith("$ jevons "):
                command = [sys.executable, "-m", "jevons_sim", *line[9:].split()]
                done = subprocess.run(
                    command, cwd=tmp_path, env=env, capture_output=True, text=True, check=False
                )
                assert done.returncode == 0, f"{line}: {done.stderr}"


def test_readme_says_what_the_main_scenario_answers():
    """The verdict that README prints is the one that the model gives."""
    from jevons_sim import study
    from jevons_sim.scenario.load import load_scenario

    text = " ".join((ROOT / "README.md").read_text(encoding="utf-8").split())
    assert study.run(load_scenario("deepseek-shock")).verdict in text
