"""What can be read of a class's file: one of version 0.1, or one that is spoilt.

A record is a JSON object with a checksum. `saved_game` writes them into a database, numbered from
0; version 0.1 wrote one a line. Here they are found in the bytes of the file, whatever has become
of the rest of it; what is missing is named, never guessed at.
"""

from __future__ import annotations

import json
import re
import zlib
from collections.abc import Sequence
from typing import Any

from jevons_sim.classroom.room import Event, Room

Record = dict[str, Any]

OLD_FORMAT = "jevons classroom 1"

_MARK = re.compile(rb"(\d{6})-([0-9a-f]{8})\{")
_LONGEST = 4096
"""Bytes in which a record ends; longer ones would be split over pages of the database."""

_PARSER = json.JSONDecoder()


def mark_of(number: int, text: str) -> str:
    """Return what stands before a record: its number and a checksum over both."""
    return f"{number:06d}-{zlib.crc32(f'{number} {text}'.encode()):08x}"


def text_of(record: Record) -> str:
    """Return a record as text, in ASCII."""
    return json.dumps(record, separators=(",", ":"), allow_nan=False)


def record_of(number: int, mark: object, text: object) -> Record | None:
    """Return what a row of the database holds, or None if its checksum does not agree."""
    if not isinstance(text, str) or mark != mark_of(number, text):
        return None
    record: Record = json.loads(text)
    return record


def scan(data: bytes) -> list[Record | None]:
    """Return the records that stand in the bytes of a database, None for each that is missing."""
    found: dict[int, Record] = {}
    for match in _MARK.finditer(data):
        start = match.end() - 1
        text = data[start : start + _LONGEST].decode("latin-1")
        try:
            record, end = _PARSER.raw_decode(text)
        except ValueError:
            continue
        number = int(match[1])
        if match.group()[:-1].decode() == mark_of(number, text[:end]):
            found[number] = record
    return [found.get(number) for number in range(max(found, default=-1) + 1)]


def old_records(data: bytes) -> list[Record | None]:
    """Return the records of a file of version 0.1: None for a spoilt line, none for a torn last."""
    return [_old_record(line) for line in data.split(b"\n")[:-1]]


def is_old(start: bytes) -> bool:
    """Whether a file that starts so was written by version 0.1."""
    head = _old_record(start.partition(b"\n")[0])
    return head is not None and head.get("format") == OLD_FORMAT


def _old_record(line: bytes) -> Record | None:
    mark, _, text = line.partition(b" ")
    if mark != b"%08x" % zlib.crc32(text):
        return None
    record: Record = json.loads(text)
    return record


def without_superseded(events: Sequence[Event]) -> list[Event]:
    """Return the events that count: of a team's decisions in a round, the last."""
    last = {_what(event, number): number for number, event in enumerate(events)}
    kept = set(last.values())
    return [event for number, event in enumerate(events) if number in kept]


def _what(event: Event, number: int) -> tuple[Any, ...]:
    if event["do"] == "decide":
        return "decide", event["team"], event["round"]
    return event["do"], number


def mend(events: Sequence[Event | None]) -> tuple[list[Event], list[str]]:
    """Return the events to go on from, and what was lost, in sentences.

    Once the game has begun, the teams are fixed: then a lost event is a decision or a step of the
    teacher's, and all others still count. Before that it may be a team, and who plays which role
    depends on all of them: then only what came before it counts.
    """
    room, mended, losses = Room(), list[Event](), list[str]()
    for number, event in enumerate(events, start=1):
        if event is None and room.phase == "lobby":
            losses.append(
                f"events {number} to {len(events)}, all from the first lost one on: a team may be "
                "missing, on which all roles depend; teams join again"
            )
            break
        if event is None:
            losses.append(f"event {number}, in round {room.round + 1}")
        mended.append(event or {"do": "lost"})
        room.apply(mended[-1])
    return mended, losses + _silent(room, losses)


def _silent(room: Room, losses: Sequence[str]) -> list[str]:
    """Name the teams whose decision is not there in a round that something was lost of."""
    sentences = []
    for round_ in range(room.round + 1):
        names = [team.name for team in room.teams if round_ not in team.decisions]
        if names and any(loss.endswith(f"in round {round_ + 1}") for loss in losses):
            sentences.append(f"without a decision in round {round_ + 1}: {', '.join(names)}")
    return sentences
