"""Pages of the kit on a screen; what their links show, tests/js/lessons.test.js asks."""

from __future__ import annotations

import pytest

from jevons_sim.lessons.pages import write_kit
from tests.browser import CUT_OFF


@pytest.mark.parametrize(("width", "language"), [(360, "ko"), (1366, "en")])
def test_pages_of_the_kit_fit_a_screen(open_page, tmp_path, width, language):
    for path in write_kit(tmp_path, language):
        if path.name in ("explorer.html", "team.html", "board.html"):
            continue
        page = open_page(path.as_uri(), width=width, wait=False)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path.name
        assert page.eval_on_selector_all("svg text", CUT_OFF) == [], path.name
        assert [url for url in page.watch.requests if not url.startswith("file:")] == []
