"""Cards and misconceptions as text: for a terminal of 80 columns, and as Markdown."""

from __future__ import annotations

import re
from collections.abc import Iterator

from jevons_sim.lessons.cards import (
    Card,
    Item,
    Misconception,
    Section,
    card,
    headings,
    misconceptions,
)
from jevons_sim.words.catalogue import Language
from jevons_sim.words.titles import card_names
from jevons_sim.words.width import COLUMNS, wrapped

_TIED = re.compile(r" (?=%|=)|(?<==) ")
"""Spaces at which no line breaks: before a per cent sign, around an equals sign."""


def on_screen(shown: Card) -> str:
    """Return a card for a terminal, no line wider than 79 columns."""
    lines = [_wrapped(f"{shown.name}: {shown.title}"), _wrapped(shown.question)]
    for section in shown.sections:
        lines += ["", section.heading.upper(), *_on_screen(section, shown.language)]
    return "\n".join(lines)


def _on_screen(section: Section, language: Language) -> Iterator[str]:
    items = section.items
    if section.key == "use":
        yield f"  {headings(language)['type']}  {items[0].command}"
        items = items[1:]
    if section.text:
        yield _wrapped(section.text, "  ")
    for item in items:
        if item.command:
            yield from _command(item.command)
            yield _wrapped(item.text, "      ")
        else:
            yield _wrapped(item.text, "  - ", "    ")


def _command(command: str) -> Iterator[str]:
    """Give a command's lines, broken before its options as a shell allows."""
    first, *options = command.split(" --")
    line = f"  $ {first}"
    for option in options:
        if len(line) + len(option) + 5 > COLUMNS:
            yield f"{line} \\"
            line = f"      --{option}"
        else:
            line += f" --{option}"
    yield line


def _wrapped(text: str, head: str = "", indent: str | None = None) -> str:
    """Return a paragraph in lines."""
    return wrapped(_TIED.sub("\N{NO-BREAK SPACE}", text), head, indent)


_NO_CONTENTS = "---\nhide-toc: true\n---"
"""Head of a page that lists its parts itself."""


def cards_page(language: Language) -> str:
    """Return all cards as one Markdown page."""
    words = headings(language)
    listed = (f"- [{name}](#{name}): {card(name, language).title}" for name in card_names())
    parts = [_NO_CONTENTS, f"# {words['cards_title']}", words["cards_intro"], "\n".join(listed)]
    for name in card_names():
        parts += _card_markdown(card(name, language))
    return "\n\n".join(parts) + "\n"


def _card_markdown(shown: Card) -> Iterator[str]:
    yield f"## {shown.name}"
    yield f"**{shown.title}.** {shown.question}"
    for section in shown.sections:
        yield f"### {section.heading}"
        if section.text and section.key != "use":
            yield section.text
        if section.key == "use":
            yield from _runs((Item(section.text, section.items[0].command),))
        listed = section.items[1:] if section.key == "use" else section.items
        yield from _items(section.key, listed)


def _items(key: str, items: tuple[Item, ...]) -> Iterator[str]:
    if any(item.command for item in items):
        yield from _runs(items)
    elif key == "use":
        yield "\n".join(f"- `{item.text}`" for item in items)
    elif key == "related":
        pairs = (item.text.split(": ", 1) for item in items)
        yield "\n".join(f"- [{name}](#{name}): {title}" for name, title in pairs)
    elif items:
        yield "\n".join(f"- {item.text}" for item in items)


def _runs(items: tuple[Item, ...]) -> Iterator[str]:
    for item in items:
        yield f"```sh\n{item.command}\n```\n\n{item.text}".rstrip()


def misconceptions_page(language: Language) -> str:
    """Return the misconceptions as one Markdown page."""
    words = headings(language)
    parts = [f"# {words['misconceptions_title']}", words["misconceptions_intro"]]
    for found in misconceptions(language):
        parts += _misconception(found, words)
    return "\n\n".join(parts) + "\n"


def _misconception(found: Misconception, words: dict[str, str]) -> Iterator[str]:
    yield f"## {_plain(found.wrong)}"
    yield f"**{words['why']}.** {found.why}"
    yield f"**{words['shows']}.**"
    yield from _runs(found.shows)
    yield f"**{words['right']}.** {found.right}"


def _plain(text: str) -> str:
    """Return a sentence as a heading: without its full stop."""
    return re.sub(r"[.]$", "", text)
