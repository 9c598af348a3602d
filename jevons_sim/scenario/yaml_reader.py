"""YAML text into plain values, strictly: small, flat, without surprises, every place remembered.

Only mappings, sequences, text, numbers, true, false and null exist here. Anchors, tags, merge keys
and more than one document are refused, and so is whatever other readers would quietly take for
something else (``no``, ``010``, ``1_000``, ``2025-01-27``).
"""

from __future__ import annotations

import copy
import re
import stat
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError
from ruamel.yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    Event,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

from jevons_sim.errors import Fault, ScenarioError
from jevons_sim.scenario.keys import Place, dotted
from jevons_sim.scenario.spec import UNSAFE

MOST_BYTES = 1_000_000
MOST_DEPTH = 32
MOST_NODES = 20_000
MOST_DIGITS = 30
MOST_KEY = 200

ENDINGS = (".yaml", ".yml")
"""How the name of a scenario file ends."""

_INTEGER = re.compile(r"[-+]?(0|[1-9][0-9]*)")
_FLOAT = re.compile(r"[-+]?((0|[1-9][0-9]*)(\.[0-9]*)?|\.[0-9]+)([eE][-+]?[0-9]+)?")
_DATE = re.compile(r"[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}([Tt ].*)?")
_AMBIGUOUS = frozenset({"yes", "no", "on", "off", "y", "n"})
_CAPITALS = frozenset({"True", "TRUE", "False", "FALSE", "Null", "NULL"})


@dataclass(frozen=True)
class Mark:
    """A spot in a file."""

    file: str
    line: int
    column: int


@dataclass
class Document:
    """What a file says, and where it says it."""

    file: str
    tree: Any = None
    marks: dict[Place, Mark] = field(default_factory=dict)
    nodes: int = 0
    texts: dict[str, str] = field(default_factory=dict)
    """File to its text, of each file that went into it."""

    def copy(self) -> Document:
        """Return a document that can be merged with others while this one stays as it is."""
        marks, texts = dict(self.marks), dict(self.texts)
        return replace(self, tree=copy.deepcopy(self.tree), marks=marks, texts=texts)


def read_file(path: Path) -> Document:
    """Read a YAML file; ``-`` is standard input.

    Raises
    ------
    ScenarioError
        If `text_of` refuses it, or it is not the YAML described above.
    """
    return read_text(text_of(path), file_name(path))


def file_name(path: Path) -> str:
    """Return what messages call a file."""
    return "<stdin>" if str(path) == "-" else str(path)


def text_of(path: Path) -> str:
    """Return the text of a YAML file; ``-`` is standard input.

    Nothing else is opened: not a file of another ending, under its own name or behind a link, nor
    a pipe, a device or a folder.

    Raises
    ------
    ScenarioError
        If it is no such file, too large, or not UTF-8.
    """
    name = file_name(path)
    try:
        data = _bytes(path)
    except (OSError, RuntimeError, ValueError) as error:  # a loop of links is a RuntimeError
        what = getattr(error, "strerror", None) or str(error)
        raise _refuse(name, f"cannot be read: {what}") from error
    if len(data) > MOST_BYTES:
        raise _refuse(
            name, f"is larger than {MOST_BYTES:,} bytes; a scenario is a few hundred lines"
        )
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        message = f"not UTF-8 at byte {error.start}; save the file as UTF-8"
        raise _refuse(name, message, Mark(name, line, 1)) from error


def _bytes(path: Path) -> bytes:
    if str(path) == "-":
        return sys.stdin.buffer.read(MOST_BYTES + 1)
    kind = path.stat().st_mode
    if stat.S_ISDIR(kind):
        raise OSError("it is a folder, not a regular file; give a file in it")
    if not stat.S_ISREG(kind):
        raise OSError("it is not a regular file; pipe a scenario in, and write - for its name")
    if any(place.suffix.lower() not in ENDINGS for place in (path, path.resolve())):
        raise OSError(f"it is no {ENDINGS[0]} file; a scenario's name ends in {ENDINGS[0]}")
    with path.open("rb") as stream:
        return stream.read(MOST_BYTES + 1)


def read_text(text: str, file: str, place: Place = ()) -> Document:
    """Read the text of a scenario, or of the value at a place, given with ``--set``.

    Raises
    ------
    ScenarioError
        If it is not the YAML described above.
    """
    document = Document(file)
    _check_characters(text, file)
    events = _events(text, file)
    try:
        for event in events:
            if isinstance(event, DocumentStartEvent):
                document.tree = _node(next(events), events, document, place)
                break
        for event in events:
            if isinstance(event, DocumentStartEvent):
                raise _refuse(file, "holds two documents; keep one", _mark(event, file))
    except YAMLError as error:
        raise _not_yaml(error, file) from error
    except (ValueError, OverflowError) as error:  # ruamel on "\UFFFFFFFF"
        mark = next(reversed(document.marks.values()), None)
        raise _refuse(file, "holds an escape that is no character", mark) from error
    return document


def _events(text: str, file: str) -> Iterator[Event]:
    yield from YAML(typ="safe", pure=True).parse(text)


def _check_characters(text: str, file: str) -> None:
    found = UNSAFE.search(text)
    if found is not None:
        offset = found.start()
        line = text.count("\n", 0, offset) + 1
        column = offset - text.rfind("\n", 0, offset)
        raise _refuse(file, _unsafe(found), Mark(file, line, column))


def _unsafe(found: re.Match[str]) -> str:
    return f"holds the character U+{ord(found.group()):04X}, which is not allowed; remove it"


def _node(event: Event, events: Iterator[Event], document: Document, place: Place) -> Any:
    document.nodes += 1
    mark = _mark(event, document.file)
    document.marks.setdefault(place, mark)
    if isinstance(event, AliasEvent) or getattr(event, "anchor", None):
        raise _refuse(document.file, "anchors and aliases are not allowed; write it out", mark)
    tag = getattr(event, "ctag", None)
    if tag is not None and tag.trval is not None:
        raise _refuse(document.file, f"the tag {tag.trval!r} is not allowed; leave it out", mark)
    if document.nodes > MOST_NODES or len(place) > MOST_DEPTH:
        limit = f"{MOST_NODES:,} values, {MOST_DEPTH} levels deep"
        raise _refuse(document.file, f"is too large or too deep; the limit is {limit}", mark)
    if isinstance(event, MappingStartEvent):
        return _mapping(events, document, place)
    if isinstance(event, SequenceStartEvent):
        return _sequence(events, document, place)
    assert isinstance(event, ScalarEvent)
    return _scalar(event, document.file, place)


def _mapping(events: Iterator[Event], document: Document, place: Place) -> dict[str, Any]:
    tree: dict[str, Any] = {}
    for event in events:
        if isinstance(event, MappingEndEvent):
            break
        mark = _mark(event, document.file)
        if not isinstance(event, ScalarEvent):
            raise _refuse(document.file, "a key must be text", mark)
        key = _node(event, events, document, (*place, "?"))
        document.marks.pop((*place, "?"), None)
        if not isinstance(key, str):
            hint = "; a decimal comma? write 1.2" if isinstance(key, int | float) else ""
            raise _refuse(document.file, f"the key {event.value!r} must be text{hint}", mark)
        if len(key) > MOST_KEY or not key.isprintable():
            message = f"a key must be one line of at most {MOST_KEY} printable characters"
            raise _refuse(document.file, message, mark)
        if key == "<<":
            raise _refuse(document.file, "merge keys are not allowed; use `extends`", mark)
        inner = (*place, key)
        if key in tree:
            first = document.marks[inner].line
            message = f"is written twice, first in line {first}; keep one"
            raise _refuse(document.file, message, mark, dotted(inner))
        document.marks[inner] = mark
        tree[key] = _node(next(events), events, document, inner)
    return tree


def _sequence(events: Iterator[Event], document: Document, place: Place) -> list[Any]:
    items: list[Any] = []
    for event in events:
        if isinstance(event, SequenceEndEvent):
            break
        items.append(_node(event, events, document, (*place, len(items))))
    return items


def _scalar(event: ScalarEvent, file: str, place: Place) -> Any:
    text: str = event.value
    found = UNSAFE.search(text)
    if found is not None:
        raise _refuse(file, _unsafe(found), _mark(event, file), dotted(place))
    if event.style is not None:
        return text
    if text in ("", "~", "null"):
        return None
    if text in ("true", "false"):
        return text == "true"
    trouble = _trouble(text)
    if trouble:
        raise _refuse(file, trouble, _mark(event, file), dotted(place))
    if _INTEGER.fullmatch(text):
        return int(text)
    if _FLOAT.fullmatch(text):
        return float(text)
    return text


def _trouble(text: str) -> str:
    """Return what is wrong with plain text that readers disagree about; empty if nothing."""
    if text.lower() in _AMBIGUOUS:
        return f"{text} is read in two ways; write true or false, or quote it if it is text"
    if text in _CAPITALS:
        return f"{text} is read in two ways; write {text.lower()}, or quote it if it is text"
    if _DATE.fullmatch(text):
        return (
            f"{text[:10]} looks like a date; quote it if it is text, write 2025.5 if it is a year"
        )
    if text.lower().lstrip("+-") in (".nan", ".inf", "nan", "inf", "infinity"):
        return f"{text} is not a finite number; write a number"
    if _INTEGER.fullmatch(text) and len(text) > MOST_DIGITS:
        return f"is a number of {len(text)} digits; the limit is {MOST_DIGITS}"
    if _FLOAT.fullmatch(text) and float(text) in (float("inf"), float("-inf")):
        return f"{text[:40]} is beyond the largest number a computer holds; write a smaller one"
    return ""


def _mark(event: Event, file: str) -> Mark:
    return Mark(file, event.start_mark.line + 1, event.start_mark.column + 1)


def _refuse(file: str, message: str, mark: Mark | None = None, path: str = "") -> ScenarioError:
    line, column = (mark.line, mark.column) if mark else (None, None)
    what, _, hint = message.partition("; ")
    return ScenarioError([Fault(what, path, file, line, column, hint, "syntax")])


def _not_yaml(error: YAMLError, file: str) -> ScenarioError:
    spot = getattr(error, "problem_mark", None)
    mark = None if spot is None else Mark(file, spot.line + 1, spot.column + 1)
    problem = getattr(error, "problem", None) or str(error).splitlines()[0]
    if r"'\t'" in problem:
        problem = "a tab is used for indentation; use spaces"
    elif "mapping values" in problem:
        problem = "a colon stands inside plain text; put the text in quotes"
    return _refuse(file, f"not valid YAML: {problem}", mark)
