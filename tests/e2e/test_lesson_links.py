"""The links of the lessons: the explorer shows what plans and keys say that it will show."""

from __future__ import annotations

import pytest

from jevons_sim.lessons.content import runs
from jevons_sim.lessons.numbers import address, figure, quoted
from jevons_sim.lessons.pages import write_kit
from tests.browser import CUT_OFF

LINKED = sorted(name for name in runs() if address(name, "en"))
SHOWN = {"rebound": "rebound.ai", "energy_ratio": "rebound.ratio", "growth": "rebound.growth"}
"""Figures that a lesson quotes, and where the explorer holds them."""


@pytest.mark.parametrize("name", LINKED)
def test_the_explorer_shows_what_the_key_accepts(open_page, explorer, name):
    page = open_page(f"{explorer}#{address(name, 'en')}")
    assert page.locator("#notes").is_hidden()  # nothing was clamped or left out
    for key in sorted(quoted()[name] & SHOWN.keys()):
        found = page.evaluate(
            f"(() => {{ const rebound = JevonsTwin.rebound(Explorer.page.result);"
            f" return {SHOWN[key]}; }})()"
        )
        accepted = figure(name, key)
        slack = 0.02 * abs(accepted.value) + 1e-3
        assert accepted.low - slack <= found <= accepted.high + slack, (key, found)


@pytest.mark.parametrize(("width", "language"), [(360, "ko"), (1366, "en")])
def test_pages_of_the_kit_fit_a_screen(open_page, tmp_path, width, language):
    for path in write_kit(tmp_path, language):
        if path.name in ("explorer.html", "team.html", "board.html"):
            continue
        page = open_page(path.as_uri(), width=width, wait=False)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path.name
        assert page.eval_on_selector_all("svg text", CUT_OFF) == [], path.name
        assert [url for url in page.watch.requests if not url.startswith("file:")] == []
