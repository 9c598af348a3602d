"""Small pieces of Markdown."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any


def cell(text: str) -> str:
    """Return text that is safe within a cell of a table."""
    return " ".join(text.replace("|", r"\|").replace("<", "&lt;").split())


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Return a table."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines) + "\n"


def number(value: Any) -> str:
    """Return a number as people write it; anything else as text."""
    if isinstance(value, bool) or not isinstance(value, float | int):
        return str(value)
    return f"{value:g}".replace("-", "\N{MINUS SIGN}") if abs(value) < 1e6 else f"{value:,.0f}"


def anchor(key: str) -> str:
    """Return the anchor of a scenario's key; items of a list share one."""
    return re.sub(r"\.\d+(?=\.|$)", "", key)


def link_to_key(key: str, page: str = "../reference/keys.md") -> str:
    """Return a link to a key's place on the page of keys."""
    return f"[`{key}`]({page}#{anchor(key)})"


def figure(words: str, file: str) -> str:
    """Return a figure with its words; it leads to the file, to be seen large on a small screen."""
    return f"[![{words}]({file}){{ .figure }}]({file})"
