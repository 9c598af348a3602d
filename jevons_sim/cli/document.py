"""With ``--json``, one document on standard output, however a command ends."""

from __future__ import annotations

import itertools
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import click

_PIECES = 10_000
"""Pieces of text that are written at once."""


@dataclass
class Document:
    """Whether the command in hand owes a document."""

    asked: bool = False
    """Whether ``--json`` was given; a guess until the words are understood."""

    begun: bool = False
    """Whether one is on its way, or there: never is there a second one."""


owed = Document()
"""What the command in hand owes."""


def print_json(document: Any, indent: int | None = 2) -> None:
    """Print one document, piece by piece: that of a large sweep is never held as text.

    In ASCII, so that it is the same document whatever the encoding of standard output.
    """
    owed.begun = True
    encoder = json.JSONEncoder(allow_nan=False, indent=indent)
    pieces = encoder.iterencode(document)
    while text := "".join(itertools.islice(pieces, _PIECES)):
        click.echo(text, nl=False)
    click.echo()


def print_documents(documents: Sequence[Any]) -> None:
    """Print what ``--json`` says of several scenarios: a list, or of one the document itself."""
    print_json(documents[0] if len(documents) == 1 else documents)
