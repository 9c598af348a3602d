"""What is said of a file that is no scenario: where it cannot be read, never what it says.

A scenario may name any file as its parent, and messages go to logs that others read. So a message
shows the words of a file only where most of that file's keys are a scenario's.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from jevons_sim.errors import Fault, ScenarioError
from jevons_sim.scenario.suggestions import vocabulary
from jevons_sim.scenario.yaml_reader import Document, file_name, read_text, text_of

_KEY = re.compile(r"""(?:^|[{,])[ \t]*(?:-[ \t]+)*["']?([^\W\d][\w.-]{0,80})["']?[ \t]*:""", re.M)
_ENOUGH = 3
"""One key of so many must be a scenario's: a file with slips in it is one all the same."""


def read_discreetly(path: Path) -> Document:
    """Read a file, as `read.read_file` does, and keep its words out of messages if it is foreign.

    Raises
    ------
    ScenarioError
        If it cannot be read.
    """
    text, name = text_of(path), file_name(path)
    try:
        document = _parsed(text, name).copy()
    except ScenarioError as error:
        raise discreet(error, {name: text}) from None
    document.texts[name] = text
    return document


@functools.lru_cache(maxsize=32)
def _parsed(text: str, name: str) -> Document:
    """Read a text once: a command loads the reference, the parent of most files, several times."""
    return read_text(text, name)


def looks_like_scenario(text: str) -> bool:
    """Return whether enough of a text's keys are those of a scenario."""
    heads = [found.split(".")[0] for found in _KEY.findall(text)]
    known = sum(head in vocabulary() for head in heads)
    return known * _ENOUGH >= len(heads) > 0


def discreet(error: ScenarioError, texts: Mapping[str, str]) -> ScenarioError:
    """Return an error that shows no word of those texts that are not a scenario's."""
    foreign = {file for file, text in texts.items() if not looks_like_scenario(text)}
    what = "is not a scenario, or not its YAML"
    hint = "a scenario begins with `name: …`; `jevons new NAME` writes one"
    faults: list[Fault] = []
    for fault in error.faults:
        if fault.file not in foreign:
            faults.append(fault)
        elif all(other.file != fault.file for other in faults):  # that it is none is said once
            faults.append(replace(fault, message=what, path="", hint=hint))
    return ScenarioError(faults)
