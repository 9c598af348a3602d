"""The catalogue: every table of words, a JSON file by language and key, and how they are read.

A sentence stands in its table once for each language, under one key and with the same places for
values; the tests hold the languages of each table together. What is said is decided elsewhere, by
functions that give a key and values.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal, get_args

Language = Literal["en", "ko"]

LANGUAGES: tuple[Language, ...] = get_args(Language)
"""Every language, English first."""

FOLDER = Path(__file__).resolve().parent
"""Where the tables are."""


@lru_cache
def tables(name: str) -> dict[str, dict[str, str]]:
    """Return a table: language to key to words.

    >>> tables("figures")["ko"]["year"]
    '연도'
    """
    text = (FOLDER / f"{name}.json").read_text(encoding="utf-8")
    found: dict[str, dict[str, str]] = json.loads(text)
    return found


@dataclass(frozen=True)
class Words:
    """One table in one language."""

    table: str
    language: Language = "en"

    def __getitem__(self, key: str) -> str:
        """Return the words of a key."""
        return tables(self.table)[self.language][key]

    def say(self, key: str, /, **values: Any) -> str:
        """Return the words of a key with values in their places.

        >>> Words("answers").say("span", low="1", high="2")
        '1 to 2'
        """
        return self[key].format(**values)

    def count(self, key: str, n: int, **values: Any) -> str:
        """Return the words of ``key_one`` or ``key_many``, with the number `n` in its place.

        >>> [Words("answers").count("seeds", n) for n in (1, 2000)]
        ['1 seed', '2,000 seeds']
        """
        return self.say(f"{key}_{'one' if n == 1 else 'many'}", n=f"{n:,}", **values)
