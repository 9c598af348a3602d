"""Node, where it is installed: what the pages' scripts answer to a question from Python."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[1]
NODE = shutil.which("node")
needs_node = pytest.mark.skipif(NODE is None, reason="node is not installed")


def run_node(*words: str | Path, given: str = "") -> str:
    """Run node in the project's folder; return what it printed, or fail with its errors."""
    done = subprocess.run(
        [str(NODE), *map(str, words)],
        input=given,
        env={**os.environ, "PYTHON": sys.executable},
        cwd=ROOT,
        capture_output=True,
        encoding="utf-8",
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, f"{done.stdout}\n{done.stderr}"
    return done.stdout


def ask_node(*words: str | Path, question: Any) -> Any:
    """Put a question to a script as JSON, and return its answer."""
    return json.loads(run_node(*words, given=json.dumps(question)))
