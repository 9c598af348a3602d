"""What the pages' scripts do without a browser: the tests in tests/js, run by node."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.js.data import data

NODE = shutil.which("node")
ROOT = Path(__file__).parents[3]
TESTS = sorted((ROOT / "tests" / "js").glob("*.test.js"))


@pytest.fixture(scope="module")
def page_data(tmp_path_factory):
    """A file with what pages are given, so that each test need not make it anew."""
    path = tmp_path_factory.mktemp("scripts") / "data.json"
    path.write_text(json.dumps(data()), encoding="utf-8")
    return path


@pytest.mark.skipif(NODE is None, reason="node is not installed")
@pytest.mark.xdist_group("scripts")
@pytest.mark.parametrize("path", TESTS, ids=lambda path: path.name.partition(".")[0])
def test_scripts_do_what_their_tests_say(page_data, path):
    done = subprocess.run(
        [NODE, "--test", "--test-reporter=spec", str(path)],
        env={**os.environ, "JEVONS_PAGE_DATA": str(page_data)},
        cwd=ROOT,
        capture_output=True,
        encoding="utf-8",
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert " pass 0\n" not in done.stdout


def test_the_tests_of_the_scripts_are_found():
    assert len(TESTS) >= 9
