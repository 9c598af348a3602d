"""JavaScript in pieces: code, comments and text; called by ``modules.py``.

It is no parser. Where a slash could start a regular expression or divide, and only a parser knows,
it refuses the script.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

CODE, COMMENT, TEXT = "code", "comment", "text"
"""Kinds of pieces; strings, parts of templates and regular expressions are text."""

_PIECE = re.compile(
    r"""
    (?P<comment> //[^\n]* | /\*.*?\*/ )
  | (?P<string> "(?:[^"\\\n]|\\.)*" | '(?:[^'\\\n]|\\.)*' )
  | (?P<template> ` )
  | (?P<brace> [{}] )
  | (?P<slash> / )
  | (?P<code> [^"'`/{}]+ )
    """,
    re.VERBOSE | re.DOTALL,
)
_TEMPLATE = re.compile(r"(?:[^`\\$]|\\.|\$(?!\{))*(?:`|\$\{)", re.DOTALL)
"""A part of a template, up to its end or to the code inside it."""

_EXPRESSION = re.compile(r"/(?:[^/\\\[\n]|\\.|\[(?:[^\]\\\n]|\\.)*\])+/[a-z]*")
_BEFORE_EXPRESSION = re.compile(
    r"(?:^|[(,=:\[!&|?{;*%<>~^]|(?:^|[^\w$.])(?:return|typeof|case|in|of|void|else|do|yield|await))$"
)
_BEFORE_DIVISION = re.compile(r"[\w$)\]\"'`]$")


class ScriptError(ValueError):
    """A script of the package that cannot be joined; the fault is ours, not a user's."""


def pieces(text: str, name: str) -> Iterator[tuple[str, str]]:
    """Cut a script into pieces that together are the script.

    Parameters
    ----------
    text : str
        The script.
    name : str
        What to call it where it is refused.

    Yields
    ------
    kind, piece : str
        ``code``, ``comment`` or ``text``, and the piece itself.

    Raises
    ------
    ScriptError
        If a string does not end, or a slash could mean two things.

    Examples
    --------
    >>> [piece for kind, piece in pieces("a = '//'; // b", "x.js") if kind == TEXT]
    ["'//'"]
    """
    place = 0
    templates: list[int] = []
    """Braces that are open within each template that is open."""
    before = ""
    while place < len(text):
        kind, piece = _next(text, place, before, name)
        if kind == CODE and templates and piece in ("{", "}"):
            templates[-1] += 1 if piece == "{" else -1
            if templates[-1] < 0:  # back in the template
                templates.pop()
                kind, piece = TEXT, _match(_TEMPLATE, text, place + 1, name, piece)
        if kind == TEXT and piece.endswith("${"):
            templates.append(0)
        yield kind, piece
        place += len(piece)
        before = re.sub(r"\s+$", " ", before + (" " if kind == COMMENT else piece))[-20:]


def _next(text: str, place: int, before: str, name: str) -> tuple[str, str]:
    """Return the piece at a place; `before` is the code that comes before it."""
    found = _PIECE.match(text, place)
    if found is None:
        raise _fault(text, place, name)
    if found.lastgroup == "template":
        return TEXT, _match(_TEMPLATE, text, place + 1, name, "`")
    if found.lastgroup == "slash":
        if _BEFORE_EXPRESSION.search(before.rstrip()):
            return TEXT, _match(_EXPRESSION, text, place, name)
        if not _BEFORE_DIVISION.search(before.rstrip()):
            raise _fault(text, place, name)
    kinds = {"comment": COMMENT, "string": TEXT}
    return kinds.get(found.lastgroup or "", CODE), found.group()


def _match(pattern: re.Pattern[str], text: str, place: int, name: str, start: str = "") -> str:
    found = pattern.match(text, place)
    if found is None:
        raise _fault(text, place, name)
    return start + found.group()


def _fault(text: str, place: int, name: str) -> ScriptError:
    number = text.count("\n", 0, place) + 1
    return ScriptError(f"{name}:{number}: cannot read: {text.splitlines()[number - 1].strip()}")
