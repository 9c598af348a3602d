"""Check a built site: nothing that a page loads comes from outside, and every link has an end."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

LOADING = {
    *{(tag, "src") for tag in ("script", "img", "iframe", "source", "audio", "video", "embed")},
    *{("link", "href"), ("object", "data"), ("image", "href"), ("use", "href"), ("img", "srcset")},
    *{("form", "action"), ("video", "poster"), ("input", "src"), ("base", "href")},
}
"""Attributes that make a browser fetch something."""

_CSS_LOADS = re.compile(r"""(?:url\(\s*['"]?|@import\s+['"])\s*((?:https?:)?//[^'")\s]+)""")
_SCRIPT_LOADS = re.compile(r"""["'`]((?:https?:)?//(?:[\w-]+\.)+[a-z]{2,}[^"'`\s]*)["'`]""")
_NAMES_ONLY = ("http://www.w3.org/", "https://www.w3.org/")
"""Name spaces: names in the form of an address, never fetched."""


class _Reader(HTMLParser):
    """Collects what a page loads, where it links to, and the places that can be linked to."""

    def __init__(self) -> None:
        super().__init__()
        self.loads: list[str] = []
        self.links: list[str] = []
        self.places: set[str] = set()
        self.styles: list[str] = []
        self._in_style = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._in_style = tag == "style"
        for name, value in attrs:
            if (tag, name) in LOADING and value:
                self.loads.append(value)
            if name in ("id", "name") and value:
                self.places.add(value)
            if name == "style" and value:
                self.styles.append(value)
            if tag == "a" and name == "href" and value:
                self.links.append(value)

    def handle_endtag(self, tag: str) -> None:
        self._in_style = False

    def handle_data(self, data: str) -> None:
        if self._in_style:
            self.styles.append(data)


def read(path: Path) -> _Reader:
    """Return what stands in a page."""
    reader = _Reader()
    reader.feed(path.read_text(encoding="utf-8"))
    return reader


def is_outside(address: str) -> bool:
    """Return whether an address leads out of the site."""
    parts = urlsplit(address)
    return bool(parts.netloc) or parts.scheme not in ("", "data", "mailto", "javascript", "blob")


def faults(site: Path) -> list[str]:
    """Return what is wrong with a site, a line for each fault."""
    pages = {path.resolve(): read(path) for path in sorted(site.rglob("*.html"))}
    found = [] if pages else [f"{site}: no pages"]
    for path, page in pages.items():
        found += [
            f"{path.relative_to(site.resolve())}: {fault}" for fault in _of(path, page, pages)
        ]
    for path in sorted(site.rglob("*")):
        if path.suffix in (".css", ".svg", ".js"):
            text = path.read_text(encoding="utf-8")
            found += [f"{path.relative_to(site)}: loads {one}" for one in _loaded(path, text)]
    return found


def _of(path: Path, page: _Reader, pages: dict[Path, _Reader]) -> Iterator[str]:
    for address in page.loads:
        if is_outside(address):
            yield f"loads {address}"
        elif not address.startswith("data:") and not _target(path, address).exists():
            yield f"loads {address}, which is not there"
    for text in page.styles:
        yield from (f"loads {one}" for one in _CSS_LOADS.findall(text))
    for address in page.links:
        if is_outside(address) or address.startswith(("data:", "mailto:", "javascript:")):
            continue
        target, place = _target(path, address), unquote(urlsplit(address).fragment)
        if not target.exists():
            yield f"links to {address}, which is not there"
        elif _is_place(place) and target in pages and place not in pages[target].places:
            yield f"links to {address}; there is no such place on that page"


def _is_place(fragment: str) -> bool:
    """Return whether the end of a link names a place; ``#key=value`` sets up an explorer."""
    return fragment not in ("", "__top") and "=" not in fragment


def _target(path: Path, address: str) -> Path:
    where = unquote(urlsplit(address).path)
    if not where:
        return path
    target = (path.parent / where).resolve()
    return target / "index.html" if target.is_dir() else target


def _loaded(path: Path, text: str) -> list[str]:
    if path.suffix == ".css":
        return _CSS_LOADS.findall(text)
    if path.suffix == ".svg":
        return re.findall(r"""(?:href|src)=["']((?:https?:)?//[^"']+)""", text)
    return [one for one in _SCRIPT_LOADS.findall(text) if not one.startswith(_NAMES_ONLY)]
