"""The built site in a browser: nothing fetched from elsewhere, no error, accessible, searchable.

`make docs` builds the site and names it in JEVONS_DOCS_SITE; without it these tests are skipped.
"""

from __future__ import annotations

import os
import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from tests.browser import chromium, chromium_path

SITE = os.environ.get("JEVONS_DOCS_SITE", "")

pytestmark = [
    pytest.mark.skipif(not SITE, reason="JEVONS_DOCS_SITE names no built site; run make docs"),
    pytest.mark.skipif(chromium_path() is None, reason="no Chromium here"),
]

PAGES = (
    "index.html",
    "teachers.html",
    "howto/no-terminal.html",
    "tutorials/own-rule.html",
    "reference/keys.html",
    "scenarios/deepseek-shock.html",
    "odd.html",
    "teaching/misconceptions.ko.html",
    "teaching/cases/coal-1865.html",
)
AXE_PAGES = ("index.html", "tutorials/own-rule.html", "reference/keys.html")
WIDTHS = (360, 1366, 1920)
FITS = "width => document.documentElement.scrollWidth <= width"


class Handler(SimpleHTTPRequestHandler):
    def log_message(self, *_):
        pass


@pytest.fixture(scope="module")
def address():
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Handler, directory=SITE))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="module")
def browser():
    pytest.importorskip("playwright.sync_api")
    with chromium() as browser:
        yield browser


@pytest.fixture
def watched(browser):
    """A page, the addresses it asked for, and what went wrong in it."""
    page = browser.new_page()
    asked, wrong = [], []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda said: wrong.append(said.text) if said.type == "error" else None)
    page.on("pageerror", lambda error: wrong.append(str(error)))
    yield page, asked, wrong
    page.close()


@pytest.mark.parametrize("name", PAGES)
def test_a_page_opens_without_an_error_asks_nobody_else_and_fits_its_window(watched, address, name):
    page, asked, wrong = watched
    page.goto(f"{address}/{name}")
    page.wait_for_load_state("networkidle")
    assert wrong == []
    assert asked
    assert [url for url in asked if not url.startswith(("data:", "blob:", address))] == []
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 740})
        page.wait_for_timeout(400)
        page.wait_for_function(FITS, arg=width, timeout=10000)  # a busy machine lays out later
        page.wait_for_timeout(100)
        assert page.evaluate(FITS, width)


@pytest.mark.parametrize("name", AXE_PAGES)
def test_a_page_is_accessible(watched, address, name):
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    page, _, _ = watched
    page.emulate_media(reduced_motion="reduce")
    page.goto(f"{address}/{name}")
    page.wait_for_load_state("networkidle")
    found = axe.run(page)
    assert found.violations_count == 0, found.generate_report()


@pytest.mark.parametrize("opened", ["server", "disk"])
def test_the_search_finds_a_key(watched, address, opened):
    page, asked, wrong = watched
    start = address if opened == "server" else Path(SITE).resolve().as_uri()
    page.goto(f"{start}/index.html")
    box = page.get_by_role("textbox", name="Search")
    box.click()
    box.press_sequentially("pass_through")
    found = page.locator(
        ".md-search-result__item a[href*='keys.html'][href*='#price.pass_through']"
    )
    found.first.wait_for(timeout=20_000)
    assert wrong == []
    assert [url for url in asked if not url.startswith(("data:", "blob:", "about:", start))] == []


def test_the_four_entrances_lead_somewhere(watched, address):
    page, _, _ = watched
    for name in ("Start here", "For teachers", "For analysts", "For modellers"):
        page.goto(f"{address}/index.html")
        page.get_by_role("link", name=name, exact=True).first.click()
        page.wait_for_load_state("networkidle")
        assert page.locator("h1").first.inner_text()
        assert page.url.removesuffix("#") != f"{address}/index.html"


def test_an_answer_is_folded_until_it_is_asked_for(watched, address):
    page, _, _ = watched
    page.goto(f"{address}/tutorials/first-run.html")
    answer = page.locator("details.answer").first
    assert not answer.locator("pre").first.is_visible()
    answer.locator("summary").click()
    assert answer.locator("pre").first.is_visible()
