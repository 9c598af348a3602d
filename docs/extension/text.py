"""Small pieces of MyST Markdown."""

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
    """Return the value of a key as people write it, with all its digits; anything else as text."""
    if isinstance(value, bool) or not isinstance(value, float | int):
        return str(value)
    return f"{value:g}".replace("-", "\N{MINUS SIGN}") if abs(value) < 1e6 else f"{value:,.0f}"


def link_to_key(key: str) -> str:
    """Return a reference to a key or a section of a scenario; items of a list share one place."""
    if "." not in key:
        return f"[`{key}`](/reference/keys.md#{key})"
    place = re.sub(r"\.\d+(?=\.|$)", "", key)
    return f"{{key}}`{key}`" if place == key else f"{{key}}`{key} <{place}>`"


def figure(words: str, file: str) -> str:
    """Return a figure with its words."""
    return f"![{words.replace('[', '(').replace(']', ')')}]({file}){{.figure}}"
