"""The scenarios that come with the package, and how a user's words lead to one."""

from __future__ import annotations

import difflib
from pathlib import Path

from jevons_sim.errors import UsageError

REFERENCE = "reference"
"""Name of the scenario that every other extends."""


MOST_SHOWN = 200
"""Letters of a path that a message quotes."""


def scenario_folder() -> Path:
    """Return the folder of shipped scenarios: inside the package, or beside it in a checkout."""
    package = Path(__file__).resolve().parent.parent
    inside = package / "scenarios"
    return inside if inside.is_dir() else package.parent / "scenarios"


def shipped_scenarios() -> dict[str, Path]:
    """Return the shipped scenarios, name to file, the reference first."""
    files = sorted(scenario_folder().glob("*.yaml"), key=lambda path: path.stem)
    return {path.stem: path for path in sorted(files, key=lambda path: path.stem != REFERENCE)}


def find_scenario(text: str) -> Path:
    """Return the file of a scenario, given by its path or by the name of a shipped one.

    A shipped name without an ending always means the shipped scenario.

    Raises
    ------
    UsageError
        If there is none; names the nearest.
    """
    path, name = Path(text), text.removesuffix(".yaml")
    shipped = shipped_scenarios()
    is_shipped = name in shipped and (text == name or path.is_dir())
    if text == "-" or (is_there(path) and not is_shipped):
        return path
    if name in shipped:
        return shipped[name]
    near = difflib.get_close_matches(path.stem[:60], shipped, 1)
    hint = f"did you mean {near[0]}?" if near else "`jevons list` shows the shipped scenarios"
    shown = text if len(text) <= MOST_SHOWN else f"{text[:MOST_SHOWN]}…"
    raise UsageError(f"{shown}: no such file or scenario; {hint}")


def is_there(path: Path) -> bool:
    """Return whether a path exists; one that the system cannot even look up does not."""
    try:
        return path.exists()
    except (OSError, ValueError):
        return False
