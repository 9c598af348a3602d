"""What the tests in a browser share: Chromium where there is one, and a watch on what pages do."""

from __future__ import annotations

import importlib.util
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from jevons_sim.classroom.pages import write_pages
from jevons_sim.explorer.page import write_explorer
from tests.browser import chromium, chromium_path


def pytest_collection_modifyitems(items):
    here = Path(__file__).parent
    reason = None if chromium_path() else "no Chromium on this machine"
    if importlib.util.find_spec("playwright") is None:
        reason = "needs pip install 'jevons-sim[e2e]'"
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.e2e)
            if reason:
                item.add_marker(pytest.mark.skip(reason=reason))


@pytest.fixture(scope="session")
def browser():
    """One headless Chromium for all tests."""
    with chromium() as browser:
        yield browser


@pytest.fixture(scope="session")
def explorer(tmp_path_factory):
    """The address of the explorer on disk."""
    path = tmp_path_factory.mktemp("explorer") / "explorer.html"
    write_explorer(path)
    return path.as_uri()


@pytest.fixture(scope="session")
def folder(tmp_path_factory):
    """The folder of the class game's two pages that need no server."""
    path = tmp_path_factory.mktemp("class")
    write_pages(path, "en")
    return path


@dataclass
class Watch:
    """What a page did besides showing itself."""

    requests: list = field(default_factory=list)
    complaints: list = field(default_factory=list)


@pytest.fixture
def open_page(browser):
    """Open an address in a fresh context; give the page, with a `Watch` as its attribute.

    At the end of the test no page may have complained on its console.
    """
    contexts, watches = [], []

    def open_(address, *, width=1366, height=768, wait=True, **options):
        context = browser.new_context(
            viewport={"width": width, "height": height}, accept_downloads=True, **options
        )
        contexts.append(context)
        page = context.new_page()
        page.watch = Watch()
        watches.append(page.watch)
        page.on("request", lambda request: page.watch.requests.append(request.url))
        page.on(
            "console",
            lambda message: (
                page.watch.complaints.append(message.text)
                if message.type in ("error", "warning")
                else None
            ),
        )
        page.on("pageerror", lambda error: page.watch.complaints.append(str(error)))
        page.goto(address, wait_until="load" if wait else "commit")
        return page

    yield open_
    for context in contexts:
        context.close()
    assert [text for watch in watches for text in watch.complaints] == []


@pytest.fixture(scope="session")
def faults_of():
    """Return what axe finds wrong with a page, as ``rule: elements``."""
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()

    def faults(page):
        found = axe.run(page).response["violations"]
        return [
            f"{fault['id']}: {', '.join(str(node['target']) for node in fault['nodes'])}"
            for fault in found
        ]

    return faults
