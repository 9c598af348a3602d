"""The browser that tests of pages look with: Debian's Chromium, driven by Playwright."""

from __future__ import annotations

import contextlib
import shutil

ARGUMENTS = (
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
)

CUT_OFF = """texts => texts
    .filter((text) => {
        const box = text.getBBox();
        return box.x + box.width > text.ownerSVGElement.viewBox.baseVal.width;
    })
    .map((text) => text.textContent)"""
"""Which texts of a drawing reach beyond its right edge; for `eval_on_selector_all`."""


def chromium_path():
    """Return the Chromium of this machine, or None; one without a window is twice as fast."""
    names = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
    return next((path for path in map(shutil.which, names) if path), None)


@contextlib.contextmanager
def chromium():
    """One headless Chromium."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium_path(), args=list(ARGUMENTS), headless=True
        )
        yield browser
        browser.close()
