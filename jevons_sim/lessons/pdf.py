"""Pages to PDF, with a browser that is installed."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

from jevons_sim.errors import OutputError

COMMANDS = (
    *("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"),
    *("microsoft-edge", "microsoft-edge-stable", "msedge"),
)
"""Browsers that print without a window, as commands."""

PLACES = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    r"C:\Program Files\Google\Chrome\Application\chrome.exe",
    r"C:\Program Files (x86)\Google\Chrome\Application\chrome.exe",
    r"C:\Program Files (x86)\Microsoft\Edge\Application\msedge.exe",
    r"C:\Program Files\Microsoft\Edge\Application\msedge.exe",
)
"""Where they are on systems that keep them off the path."""

SECONDS = 90.0
"""Longest time that a page may take. [s]"""


def find_browser() -> str | None:
    """Return a browser that can print to PDF, or None."""
    found = (shutil.which(name) for name in COMMANDS)
    there = (place for place in PLACES if Path(place).exists())
    return next((path for path in (*found, *there) if path), None)


def write_pdf(page: str, path: Path) -> Path:
    """Print a page to a PDF file.

    Parameters
    ----------
    page : str
        A self-contained page.
    path : Path
        The file.

    Raises
    ------
    OutputError
        If there is no browser that can, or it fails.
    """
    browser = find_browser()
    by_hand = "write the page as .html, open it in any browser, press Ctrl+P and save it as PDF"
    if browser is None:
        raise OutputError(f"{path}: no Chromium, Chrome or Edge found to make a PDF; {by_hand}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(
            prefix="jevons-print-", dir=path.parent, ignore_cleanup_errors=True
        ) as scratch:  # a browser may hold its profile for a moment longer
            made = _print(browser, page, Path(scratch).resolve())
            made.replace(path)
    except OSError as error:
        raise OutputError(f"{path}: cannot be written: {error.strerror}; {by_hand}") from error
    except subprocess.SubprocessError as error:
        raise OutputError(f"{path}: {browser} made no PDF; {by_hand}") from error
    return path


def _print(browser: str, page: str, scratch: Path) -> Path:
    source, target = scratch / "page.html", scratch / "page.pdf"
    source.write_text(page, encoding="utf-8")
    command = [
        *(browser, "--headless", "--disable-gpu", "--no-first-run", "--disable-extensions"),
        *("--disable-background-networking", "--disable-sync", "--disable-component-update"),
        *("--no-pdf-header-footer", f"--user-data-dir={scratch / 'profile'}"),
        *(["--no-sandbox"] if getattr(os, "geteuid", lambda: 1)() == 0 else []),
        *(f"--print-to-pdf={target}", source.as_uri()),
    ]
    subprocess.run(command, check=True, capture_output=True, timeout=SECONDS)
    if not target.exists():
        raise subprocess.SubprocessError("no file")
    return target
