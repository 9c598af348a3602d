"""The built site: what stands on its pages; in a browser no error, nothing asked from elsewhere.

`make docs` builds the site and names it in JEVONS_DOCS_SITE; without it these tests are skipped.
"""

from __future__ import annotations

import os
import re
import threading
from functools import partial
from html import unescape
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import click
import nbformat
import pytest

import jevons_sim
from jevons_sim.cli import cli
from jevons_sim.scenario.shipped import shipped_scenarios
from tests import site
from tests.browser import chromium, chromium_path
from tests.pages import ROOT

SITE = Path(os.environ.get("JEVONS_DOCS_SITE", "no-site")).resolve()
OWN = ("kit", "kit-ko")
"""Folders of pages that the program itself writes; its own tests look at those."""

pytestmark = [
    pytest.mark.skipif(
        not SITE.exists(), reason="JEVONS_DOCS_SITE names no built site; run make docs"
    ),
]
in_browser = pytest.mark.skipif(chromium_path() is None, reason="no Chromium here")


def page(name):
    return (SITE / f"{name}.html").read_text(encoding="utf-8")


def pages():
    """Every page that Sphinx wrote, by its name."""
    found = sorted(path.relative_to(SITE) for path in SITE.rglob("*.html"))
    return [
        path.as_posix()
        for path in found
        if path.parts[0] not in OWN and not path.name.startswith("explorer")
    ]


# --- what stands on the pages -----------------------------------------------------------------


def test_nothing_is_loaded_from_outside_and_every_link_has_an_end():
    assert site.faults(SITE) == []


FIRST_EDITION = [
    *(
        "index",
        "changelog",
        "cite",
        "nomenclature",
        "odd",
        "performance",
        "style",
        "teachers",
        "search",
        "explorer",
    ),
    *(
        "explanation/design",
        "explanation/gains",
        "explanation/index",
        "explanation/leaves-out",
        "explanation/rebound",
        "explanation/window",
    ),
    *(
        "howto/compare",
        "howto/figures",
        "howto/index",
        "howto/install",
        "howto/long-runs",
        "howto/no-terminal",
        "howto/report",
        "howto/reproduce",
        "howto/scenario",
        "howto/sweep",
        "howto/tables",
        "howto/threshold",
    ),
    "kit/index",
    "kit-ko/index",
    *(
        "reference/commands",
        "reference/equations",
        "reference/files",
        "reference/index",
        "reference/keys",
        "reference/python",
    ),
    "scenarios/index",
    *(
        "teaching/cards",
        "teaching/cards.ko",
        "teaching/misconceptions",
        "teaching/misconceptions.ko",
    ),
    *(
        "tutorials/first-run",
        "tutorials/frontier",
        "tutorials/index",
        "tutorials/mesa",
        "tutorials/own-rule",
        "tutorials/own-scenario",
        "tutorials/rebound-parts",
    ),
]
"""Pages of the first edition, beside those of scenarios and cases."""


def test_the_pages_of_the_first_edition_are_where_they_were():
    """Links from elsewhere must hold."""
    names = [*FIRST_EDITION]
    names += [f"scenarios/{name}" for name in shipped_scenarios()]
    for case in ("coal-1865", "data-centres-2010", "deepseek-2025", "lighting"):
        names += [f"teaching/cases/{case}", f"teaching/cases/{case}.ko"]
    assert [name for name in names if not (SITE / f"{name}.html").exists()] == []


def commands(group, path="jevons"):
    """Every command of a group, and of groups within it, with its path."""
    for name, command in group.commands.items():
        yield f"{path}-{name}", command
        if isinstance(command, click.Group):
            yield from commands(command, f"{path}-{name}")


def test_every_command_and_option_is_on_the_page_of_commands():
    places = site.read(SITE / "reference" / "commands.html").places
    shown = page("reference/commands")
    for name, command in commands(cli):
        assert name in places, name
        if name.count("-") == 1:
            assert f'href="#{name}"' in shown, name
        for parameter in command.params:
            for flag in parameter.opts if isinstance(parameter, click.Option) else ():
                assert f"cmdoption-{name}-{flag.lstrip('-')}" in places, (name, flag)


def test_every_public_name_is_on_the_python_page():
    places = site.read(SITE / "reference" / "python.html").places
    named = set(jevons_sim.__all__) - {"__version__"}
    assert [name for name in sorted(named) if f"jevons_sim.{name}" not in places] == []
    assert "jevons_sim.Scenario.with_values" in places
    shown = page("reference/python") + page("reference/equations")
    assert "doc-biblioentry" not in shown  # a role that browsers have given up
    for unread in (":math:", ".. math::", "python:", "numpy:"):
        assert unread not in shown


def test_types_and_errors_lead_to_their_places():
    links = set(site.read(SITE / "reference" / "python.html").links)
    assert {"#jevons_sim.Scenario", "#jevons_sim.Result", "#jevons_sim.errors.UsageError"} <= links


def test_keys_lead_to_their_places():
    links = site.read(SITE / "scenarios" / "deepseek-shock.html").links
    assert "../reference/keys.html#technology.algorithmic.shocks.factor" in links
    places = site.read(SITE / "reference" / "keys.html").places
    assert {"price.pass_through", "demand", "policy.usd_per_tco2"} <= places


@pytest.mark.parametrize("name", pages() if SITE.exists() else [])
def test_every_figure_has_words(name):
    text = (SITE / name).read_text(encoding="utf-8")
    for image in re.findall(r"<img [^>]*>", text):
        words = re.search(r'alt="([^"]*)"', image)
        assert words is not None, image
        if "_images/" in image:
            assert len(unescape(words[1])) > 10, image
            assert not words[1].startswith(("../", "_images")), image


def test_a_tutorial_shows_outputs_and_no_checks():
    shown = page("tutorials/own-rule")
    assert "the same numbers: True" in shown
    assert "<svg" not in shown.partition("<article")[2].partition("</article>")[0]
    assert "own-rule.ipynb" in shown
    text = re.sub(r"<[^>]+>", "", shown)
    for hidden in ("%matplotlib", "%config", "assert rebounds"):
        assert hidden not in text
    given = nbformat.read(SITE / "tutorials" / "own-rule.ipynb", as_version=4)
    assert not any("assert rebounds" in cell.source for cell in given.cells)
    assert any("%matplotlib inline" in cell.source for cell in given.cells)


def test_korean_pages_say_so_and_lead_to_the_english_ones_and_back():
    assert '<html class="no-js" lang="ko"' in page("teaching/cards.ko")
    assert '<html class="no-js" lang="en"' in page("teaching/cards")
    korean = [name for name in pages() if name.endswith(".ko.html")]
    assert len(korean) >= 7
    for name in korean:
        english = name.replace(".ko.html", ".html")
        assert english in linked(name), name
        assert name in linked(english), english


def test_figures_open_large_and_names_in_the_gallery_lead_to_the_reference():
    shown = page("gallery")
    figures = shown.count("_images/") // 2
    assert shown.count('<a class="enlarge" href="_images/') == figures >= 14
    assert 'href="reference/python.html#jevons_sim.plot_energy"' in shown


def test_no_page_of_an_earlier_build_is_left():
    assert not (SITE / "_sources").exists()
    names = {path.with_suffix(".html") for path in (ROOT / "docs").rglob("*.md")}
    sources = {path.relative_to(ROOT / "docs").as_posix() for path in names}
    assert set(pages()) - {"search.html"} == sources


NEEDS = {
    "see it": ["explorer.html", "explorer-ko.html", "gallery.html", "scenarios/inelastic.html"],
    "teach it": [
        *("kit/index.html", "kit-ko/index.html", "kit/teacher/lesson-a.html"),
        *("teaching/cards.html", "teaching/cards.ko.html", "teaching/cases/coal-1865.html"),
        *("teaching/misconceptions.html", "teaching/cases/lighting.ko.html"),
    ],
    "analyse with it": [
        *("howto/install.html", "howto/threshold.html", "tutorials/rebound-parts.html"),
        *("reference/commands.html", "reference/keys.html", "explanation/leaves-out.html"),
    ],
    "build on it": [
        *("reference/python.html", "tutorials/own-rule.html", "tutorials/mesa.html", "odd.html"),
        *("reference/equations.html", "contributing.html", "explanation/design.html"),
    ],
}


def linked(name):
    """Where the text of a page leads, without the list of all pages beside it."""
    path = SITE / name
    text = path.read_text(encoding="utf-8")
    article = text.partition('<article role="main"')[2].partition("</article>")[0]
    found = re.findall(r'<a [^>]*href="([^"#]+)', article or text)
    inside = (path.parent / one for one in found if not site.is_outside(one))
    return {one.resolve().relative_to(SITE).as_posix() for one in inside}


def test_each_reader_reaches_what_it_needs_in_two_clicks_from_the_front_page():
    first = linked("index.html")
    second = {one for name in first if name.endswith(".html") for one in linked(name)}
    reached = first | second
    for reader, needs in NEEDS.items():
        assert [name for name in needs if name not in reached] == [], reader


# --- in a browser -------------------------------------------------------------------------------

SEEN = (
    "index.html",
    "teachers.html",
    "howto/no-terminal.html",
    "tutorials/own-rule.html",
    "reference/keys.html",
    "scenarios/deepseek-shock.html",
    "odd.html",
    "teaching/misconceptions.ko.html",
    "teaching/cases/coal-1865.html",
    "gallery.html",
    "reference/python.html",
)
AXE_PAGES = (
    *("index.html", "tutorials/own-rule.html", "reference/keys.html", "gallery.html"),
    *("howto/tables.html", "performance.html", "search.html"),
)
DARK_PAGES = ("index.html", "tutorials/own-rule.html", "gallery.html")
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


def outside(asked, address):
    return [url for url in asked if not url.startswith(("data:", "blob:", "about:", address))]


@in_browser
@pytest.mark.parametrize("name", SEEN)
def test_a_page_opens_without_an_error_asks_nobody_else_and_fits_its_window(watched, address, name):
    page, asked, wrong = watched
    page.goto(f"{address}/{name}")
    page.wait_for_load_state("networkidle")
    assert wrong == []
    assert asked
    assert outside(asked, address) == []
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 740})
        page.wait_for_function(FITS, arg=width, timeout=10000)  # a busy machine lays out later
        page.wait_for_timeout(50)
        assert page.evaluate(FITS, width)


@in_browser
@pytest.mark.parametrize("part", range(4))
def test_every_page_opens_from_disk_asks_nobody_else_and_fits_a_phone(watched, part):
    page, asked, wrong = watched
    page.set_viewport_size({"width": 360, "height": 740})
    start = SITE.as_uri()
    wide = []
    for name in pages()[part::4]:
        page.goto(f"{start}/{name}")
        if not page.evaluate(FITS, 360):
            wide.append(name)
    assert wide == []
    assert wrong == []
    assert len(asked) > 100
    assert outside(asked, start) == []


@in_browser
@pytest.mark.parametrize(
    ("name", "scheme"),
    [*((name, "light") for name in AXE_PAGES), *((name, "dark") for name in DARK_PAGES)],
)
def test_a_page_is_accessible(watched, name, scheme):
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    page, _, _ = watched
    page.emulate_media(reduced_motion="reduce", color_scheme=scheme)
    page.goto(f"{SITE.as_uri()}/{name}")
    found = axe.run(page)
    assert found.violations_count == 0, found.generate_report()


@in_browser
@pytest.mark.parametrize("opened", ["server", "disk"])
def test_the_search_finds_a_key(watched, address, opened):
    page, asked, wrong = watched
    start = address if opened == "server" else SITE.as_uri()
    page.goto(f"{start}/index.html")
    box = page.get_by_role("textbox", name="Search")
    box.fill("pass_through")
    box.press("Enter")
    found = page.locator("ul.search a[href*='keys.html'][href*='#price.pass_through']")
    found.first.wait_for(timeout=20_000)
    shown = page.locator("ul.search li p.context")
    shown.first.wait_for(timeout=20_000)
    assert any("pass_through" in text for text in shown.all_inner_texts())
    assert wrong == []
    assert outside(asked, start) == []


@in_browser
def test_the_search_from_disk_finds_korean_words_without_their_particles(watched):
    page, _, wrong = watched
    page.goto(f"{SITE.as_uri()}/search.html?q=반등")
    found = page.locator("ul.search a[href*='misconceptions.ko.html']")
    found.first.wait_for(timeout=20_000)
    assert wrong == []


@in_browser
def test_the_four_entrances_lead_somewhere(watched, address):
    page, _, _ = watched
    for name in ("Start here", "For teachers", "For analysts", "For modellers"):
        page.goto(f"{address}/index.html")
        page.get_by_role("main").get_by_role("link", name=name, exact=True).first.click()
        page.wait_for_load_state("networkidle")
        assert page.locator("h1").first.inner_text()
        assert page.url.removesuffix("#") != f"{address}/index.html"


@in_browser
def test_an_answer_is_folded_until_it_is_asked_for(watched, address):
    page, _, _ = watched
    page.goto(f"{address}/tutorials/first-run.html")
    answer = page.locator("details.answer").first
    assert not answer.locator("pre").first.is_visible()
    answer.locator("summary").click()
    assert answer.locator("pre").first.is_visible()
    assert answer.locator(".cell_output").first.is_visible()
    assert page.get_by_text("The larger gain saves more").is_hidden()


@in_browser
def test_a_page_can_be_made_dark_and_stays_so(watched, address):
    page, _, wrong = watched
    page.goto(f"{address}/index.html")
    colour = "() => getComputedStyle(document.body).backgroundColor"
    before = page.evaluate(colour)
    button = page.locator("button.theme-toggle").last
    for _ in range(3):
        button.click()
        if page.evaluate(colour) != before:
            break
    dark = page.evaluate(colour)
    assert dark != before
    page.goto(f"{address}/howto/index.html")
    assert page.evaluate(colour) == dark
    assert wrong == []
