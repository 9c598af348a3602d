"""The texts of the lessons, read from ``lessons/texts/``.

The files hold words and no result: a number is written ``{run.figure}``, and the right choice of a
question is the one whose condition the runs meet.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TypeVar

from jevons_sim.lessons.quoted_runs import Run, Runs
from jevons_sim.lessons.schema import Bank, Document, Handout, Lesson, Worksheet
from jevons_sim.scenario.spec import Spec
from jevons_sim.scenario.yaml_reader import read_file
from jevons_sim.web.page import PACKAGE

FOLDER = PACKAGE / "lessons" / "texts"
"""Folder of the lessons' texts and numbers."""

_KINDS: dict[str, type[Document]] = {
    "lesson-a": Lesson,
    "worksheet-a": Worksheet,
    "lesson-b": Lesson,
    "worksheet-b": Worksheet,
    "lesson-c": Lesson,
    "worksheet-c": Worksheet,
    "questions": Bank,
    "handout": Handout,
}
"""Name to kind of each document, in the order in which they are listed."""

DOCUMENTS = tuple(_KINDS)
"""Names of the documents."""

WITH_KEY = tuple(name for name, kind in _KINDS.items() if kind in (Worksheet, Bank))
"""Documents that have a key."""

_S = TypeVar("_S", bound=Spec)


@lru_cache
def document(name: str) -> Document:
    """Return a document by its name, one of `DOCUMENTS`."""
    return _read(name, _KINDS[name])


@lru_cache
def runs() -> dict[str, Run]:
    """Return the runs that texts quote, by name."""
    return _read("runs", Runs).runs


def _read(name: str, kind: type[_S]) -> _S:
    return kind.model_validate(read_file(FOLDER / f"{name}.yaml").tree)
