"""Which file a class is saved in, and what is begun anew. Called by `server`."""

from __future__ import annotations

import datetime
import time
from pathlib import Path

from jevons_sim import files
from jevons_sim.classroom.saved_game import SavedGame
from jevons_sim.errors import OutputError

FOLDER = Path("outputs", "classroom")
"""Where classes are saved that nobody named a file for."""

LAST_HOURS = 12.0
"""How long after its last event a class is gone on with: a lesson's pause, not last week's."""

_ENDING = ".sqlite"


def class_file(save: Path | None, *, fresh: bool) -> Path:
    """Return the file to save a class in, and to go on from if there is a class in it.

    Parameters
    ----------
    save : Path or None
        The file that was asked for; None for today's in `FOLDER`, see `LAST_HOURS`, or a new one.
    fresh : bool
        Whether to begin anew. A file that was asked for is put aside, not lost.

    Raises
    ------
    OutputError, ResumeError
        If a folder cannot be made, or a file cannot be put aside or is no class.
    """
    try:
        if save is None:
            FOLDER.mkdir(parents=True, exist_ok=True)
            return (None if fresh else _last()) or _new()
        if fresh and save.exists():
            with SavedGame(save):  # nobody uses it, and it is a class
                pass
            save.rename(files.free_name(save, "earlier"))
    except OSError as error:
        raise OutputError(f"{save or FOLDER}: cannot be written: {error.strerror}") from error
    return save


def _last() -> Path | None:
    """Return the class that was played last, if that was within `LAST_HOURS`."""
    classes = [path for path in FOLDER.glob(f"*{_ENDING}") if path.is_file()]
    last = max(classes, key=lambda path: (path.stat().st_mtime, path.name), default=None)
    if last is None or time.time() - last.stat().st_mtime > LAST_HOURS * 3600.0:
        return None
    return last


def _new() -> Path:
    now = datetime.datetime.now().astimezone()
    stem = f"class-{now:%Y-%m-%d-%H%M}"
    number, path = 1, FOLDER / f"{stem}{_ENDING}"
    while path.exists():
        number += 1
        path = path.with_stem(f"{stem}-{number}")
    return path
