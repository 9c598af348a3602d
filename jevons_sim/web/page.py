"""Self-contained HTML pages: one file that opens from disk, fetches nothing, and escapes all text.

The one door to Jinja. Templates, style sheets and scripts are the package's own, in ``web/``; what
comes from a scenario reaches a page as escaped text or as JSON, never as markup.
"""

from __future__ import annotations

import base64
import hashlib
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from jevons_sim._version import __version__
from jevons_sim.errors import OutputError
from jevons_sim.web.modules import joined

PACKAGE = Path(__file__).resolve().parents[1]
"""Folder in which names of templates, style sheets, scripts and words start."""

_MARK = b'<meta name="generator" content="jevons_sim'
_HEAD = 4096
"""Bytes at whose start a page of ours says that it is one."""

_IN_SCRIPT = {
    "<": "\\u003c",
    ">": "\\u003e",
    "&": "\\u0026",
    "\u2028": "\\u2028",
    "\u2029": "\\u2029",
}


@dataclass(frozen=True)
class Page:
    """What a page is made of."""

    template: str
    """File in ``web/`` that extends ``base.html``."""

    title: str
    """Title of the document; any text."""

    language: str = "en"
    """Language of the document, ``en`` or ``ko``."""

    styles: tuple[str, ...] = ()
    """Style sheets in ``web/``, in order."""

    script: str = ""
    """Module that runs the page; it and all that it imports are joined into one script."""

    data: Mapping[str, Any] = field(default_factory=dict)
    """Element id to a value that the script reads as JSON."""

    connects: bool = False
    """Whether the script talks to the server that the page came from."""


def render(page: Page, **content: Any) -> str:
    """Return a page as HTML.

    Parameters
    ----------
    page : Page
        What it is made of.
    **content
        Values for the template; every text is escaped.

    Raises
    ------
    ValueError
        If data hold a number that is not finite: JSON knows none.

    Examples
    --------
    >>> text = render(Page("web/base.html", "<b>"), )
    >>> "<b>" in text, "&lt;b&gt;" in text
    (False, True)
    """
    style = "\n".join(asset(name) for name in page.styles)
    script = _script(page.script) if page.script else ""
    if "</script" in script.lower() or "</style" in style.lower():
        raise ValueError("a script or style sheet would end its own element")
    return (
        _environment()
        .get_template(page.template)
        .render(
            title=page.title,
            language=page.language,
            version=__version__,
            policy=_policy(style, script, connects=page.connects),
            style=Markup(style),
            script=Markup(script),
            data=[(name, Markup(json_in_html(value))) for name, value in page.data.items()],
            **content,
        )
    )


def json_in_html(value: Any) -> str:
    r"""Return a value as JSON that no HTML parser can take for markup.

    >>> json_in_html("</script>")
    '"\\u003c/script\\u003e"'
    """
    text = json.dumps(value, allow_nan=False, ensure_ascii=False, separators=(",", ":"))
    return "".join(_IN_SCRIPT.get(letter, letter) for letter in text)


def write_page(path: Path, text: str) -> Path:
    """Write a page; it appears whole or not at all, its folder is made.

    Parameters
    ----------
    path : Path
        Where; a page of ours that is there is replaced.
    text : str
        What `render` gives.

    Raises
    ------
    OutputError
        If the page cannot be written, or would replace anything but a page of ours.
    """
    refuse_other_files(path)
    scratch = path.with_name(f".tmp-{os.getpid()}.html")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            scratch.write_text(text, encoding="utf-8", newline="\n")
            scratch.replace(path)
        finally:
            scratch.unlink(missing_ok=True)
    except OSError as error:
        raise OutputError(f"{path}: cannot be written: {error.strerror}") from error
    return path


def refuse_other_files(path: Path) -> None:
    """Refuse to write a page over anything but a page of ours, so that a slip costs nobody a file.

    Raises
    ------
    OutputError
        If anything else is there.
    """
    try:
        if path.is_dir():
            raise OutputError(f"{path}: is a folder; name a file, such as {path / 'page.html'}")
        if path.exists() and not (path.is_file() and _is_ours(path)):
            raise OutputError(
                f"{path}: is there already and was not made by jevons; choose another name"
            )
    except OSError as error:
        raise OutputError(f"{path}: cannot be written: {error.strerror}") from error


def _is_ours(path: Path) -> bool:
    with path.open("rb") as stream:
        return _MARK in stream.read(_HEAD)


@lru_cache
def asset(name: str) -> str:
    """Return the text of a file in ``web/``."""
    return (PACKAGE / name).read_text(encoding="utf-8")


@lru_cache
def _script(entry: str) -> str:
    return joined(entry, asset)


@lru_cache
def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(PACKAGE),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )


def _policy(style: str, script: str, *, connects: bool) -> str:
    """Return a content security policy that allows this very style and script, and no request."""
    return "; ".join(
        [
            "default-src 'none'",
            f"style-src '{_digest(style)}'",
            f"script-src '{_digest(script)}'" if script else "script-src 'none'",
            "img-src data: blob:",
            "connect-src 'self'" if connects else "connect-src 'none'",
            "base-uri 'none'",
            "form-action 'none'",
        ]
    )


def _digest(text: str) -> str:
    digest = hashlib.sha256(text.encode("utf-8")).digest()
    return f"sha256-{base64.b64encode(digest).decode('ascii')}"
