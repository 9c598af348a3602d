"""What the pages' scripts do without a browser: the tests in tests/js, run by node."""

from __future__ import annotations

import json

import pytest

from tests.js.data import data
from tests.node import ROOT, needs_node, run_node

TESTS = sorted((ROOT / "tests" / "js").glob("*.test.js"))


@pytest.fixture(scope="module")
def page_data(tmp_path_factory):
    """A file with what pages are given, so that each test need not make it anew."""
    path = tmp_path_factory.mktemp("scripts") / "data.json"
    path.write_text(json.dumps(data()), encoding="utf-8")
    return path


@needs_node
@pytest.mark.xdist_group("scripts")
@pytest.mark.parametrize("path", TESTS, ids=lambda path: path.name.partition(".")[0])
def test_scripts_do_what_their_tests_say(page_data, path, monkeypatch):
    monkeypatch.setenv("JEVONS_PAGE_DATA", str(page_data))
    assert " pass 0\n" not in run_node("--test", "--test-reporter=spec", path)


def test_the_tests_of_the_scripts_are_found():
    assert len(TESTS) >= 9
