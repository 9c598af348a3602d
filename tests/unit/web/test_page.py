"""Pages: text stays text, scripts are named by their digest."""

from __future__ import annotations

import base64
import hashlib
import json
import os
import re

import pytest

from jevons_sim.errors import OutputError
from jevons_sim.web.modules import parsed
from jevons_sim.web.page import PACKAGE, Page, asset, json_in_html, render, write_page
from tests.command import jevons

MOST_LINES = 280
"""Lines of code in a script; what it says of itself and of its types stays out of pages."""
HOSTILE = "</script><img src=x onerror=alert(1)>\u2028&"


def test_text_is_escaped():
    page = render(Page("web/base.html", HOSTILE))
    assert "<img" not in page
    assert "&lt;/script&gt;" in page


def test_data_cannot_end_its_element():
    page = render(Page("web/base.html", "x", data={"state": {"title": HOSTILE}}))
    (text,) = re.findall(r'<script type="application/json" id="state">(.*?)</script>', page, re.S)
    assert json.loads(text) == {"title": HOSTILE}
    assert "<img" not in page


def test_numbers_that_json_lacks_are_refused():
    with pytest.raises(ValueError, match="JSON"):
        json_in_html(float("nan"))


def test_the_policy_allows_just_this_script():
    page = render(Page("web/base.html", "x", script="twin/analysis.js"))
    (script,) = re.findall(r"<script>(.*?)</script>", page, re.S)
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    (policy,) = re.findall(r'Content-Security-Policy" content="(.*?)"', page)
    assert f"script-src &#39;sha256-{digest}&#39;" in policy
    assert "default-src &#39;none&#39;" in policy
    assert "connect-src &#39;none&#39;" in policy


@pytest.mark.parametrize("path", sorted(PACKAGE.rglob("*.js")), ids=lambda path: path.name)
def test_scripts_are_small_and_fetch_nothing(path):
    name = path.relative_to(PACKAGE).as_posix()
    text = asset(name)
    assert text.startswith("// @ts-check\n/* "), "says what it is for, and is checked"
    assert len(parsed(name, text).body.splitlines()) <= MOST_LINES
    assert not re.search(
        r"\beval\(|new Function|innerHTML|outerHTML|insertAdjacentHTML"
        r"|https?://(?!www\.w3\.org/2000/svg)",
        text,
    )


@pytest.mark.parametrize("content", ["name: mine\n", "<!doctype html>\n<title>mine</title>\n"])
@pytest.mark.parametrize(
    "words",
    [
        ("explorer", "-o", "site/index.html"),
        ("lesson", "print", "lesson-a", "-o", "site/index.html"),
        ("lesson", "print", "kit", "-o", "site"),
    ],
)
def test_no_command_replaces_a_file_that_is_not_ours(tmp_path, words, content):
    (tmp_path / "site").mkdir()
    mine = tmp_path / "site" / "index.html"
    mine.write_text(content, encoding="utf-8")
    done = jevons(*words, cwd=tmp_path)
    assert done.returncode == 5, done.stderr
    assert "was not made by jevons" in done.stderr
    assert mine.read_text(encoding="utf-8") == content
    assert list((tmp_path / "site").iterdir()) == [mine]
    mine.unlink()
    for _ in range(2):  # a page of ours may be replaced
        assert jevons(*words, cwd=tmp_path).returncode == 0


@pytest.mark.skipif(os.name == "nt", reason="Windows counts the folders too")
def test_a_page_may_have_the_longest_name_there_is(tmp_path):
    path = tmp_path / f"{'x' * 250}.html"
    assert write_page(path, render(Page("web/base.html", "x"))) == path
    for place in (tmp_path, tmp_path / ("x" * 300)):
        with pytest.raises(OutputError, match=r"is a folder|cannot be written"):
            write_page(place, "")
    assert list(tmp_path.iterdir()) == [path]
