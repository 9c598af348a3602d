"""Which result a user means: by its folder, its scenario's name, or its scenario's file."""

from __future__ import annotations

import difflib
from pathlib import Path

from jevons_sim._version import __version__
from jevons_sim.errors import OutputError, UsageError
from jevons_sim.results import store
from jevons_sim.scenario.load import load_scenario, scenario_digest
from jevons_sim.scenario.shipped import find_scenario

MOST_NAMES = 10
"""Names that a hint lists."""


def find_result(text: str, out: Path) -> Path:
    """Return the folder of a result.

    Parameters
    ----------
    text : str
        The folder, or one above it; the name of the scenario; or its file.
    out : Path
        Where results are.

    Raises
    ------
    OutputError
        If there is none; says what there is.
    ScenarioError
        If it is a file, and no scenario.
    """
    for base in (Path(text), out / text):
        if store.is_complete(base):
            return base
        if found := store.complete_in(base):
            return max(found, key=lambda path: (path / store.MANIFEST).stat().st_mtime)
    try:
        file = _file_of(text)
    except UsageError:
        raise _nothing(text, out) from None
    return file.parent if store.is_complete(file.parent) else _result_of(file, text, out)


def _file_of(text: str) -> Path:
    if text in ("", "-"):
        raise UsageError("not the name of a file")
    return find_scenario(text)


def _result_of(file: Path, text: str, out: Path) -> Path:
    """Return the result of a scenario just as its file says."""
    scenario = load_scenario(file)
    folder = store.result_folder(out, scenario.name, scenario_digest(scenario, __version__))
    if store.is_complete(folder):
        return folder
    if store.complete_in(folder.parent):
        hint = f"write {scenario.name} for the newest result of that name"
        raise OutputError(f"{text}: no finished result of it as it stands; {hint}")
    raise OutputError(f"{text}: no finished result here; make one with `jevons run {text}`")


def _nothing(text: str, out: Path) -> OutputError:
    """Return what to say where neither a result nor a scenario has that name."""
    try:
        names = sorted(path.name for path in out.glob("*") if store.complete_in(path))
    except OSError:
        names = []
    if near := difflib.get_close_matches(text[:60], names, 1):
        hint = f"did you mean {near[0]}?"
    elif names:
        hint = f"those in {out}: {', '.join(names[:MOST_NAMES])}"
    else:
        hint = "make one with `jevons run SCENARIO`"
    return OutputError(f"{text or repr(text)}: no finished result here; {hint}")
