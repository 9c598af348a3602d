"""A saved result as a page to hand on: read it, make the report, write it down."""

from __future__ import annotations

import os
from pathlib import Path

from jevons_sim.errors import OutputError
from jevons_sim.plots.words import Language
from jevons_sim.report import read_subject, report_page
from jevons_sim.workflow import load_result

REPORT = "report.html"
"""Name of a report in the folder of its result."""

_START = b"<!doctype html>"


def write_report(
    folder: Path, language: Language = "en", path: Path | None = None
) -> tuple[Path, list[str]]:
    """Write the report of a saved result; never runs anything.

    Parameters
    ----------
    folder : Path
        The result.
    language : {"en", "ko"}
        Language of the page.
    path : Path, optional
        Where it goes; by default into the result.

    Returns
    -------
    path : Path
        Where it is.
    faults : list of str
        Figures that could not be drawn.

    Raises
    ------
    OutputError
        If there is no finished result, or the page cannot be written.
    """
    target = folder / REPORT if path is None else path
    _refuse_other_files(target)
    text, faults = report_page(read_subject(load_result(folder)), language)
    scratch = target.with_name(f".tmp-{os.getpid()}-{target.name}")
    try:
        scratch.write_text(text, encoding="utf-8", newline="\n")
        scratch.replace(target)
    except OSError as error:
        raise OutputError(f"{target}: cannot be written: {error.strerror}") from error
    finally:
        scratch.unlink(missing_ok=True)
    return target, faults


def _refuse_other_files(target: Path) -> None:
    """Refuse to write over what is not a page, so that a slip costs nobody a file.

    Raises
    ------
    OutputError
        If something else is there, or there is no such folder.
    """
    try:
        if target.is_dir():
            raise OutputError(f"{target}: is a folder; name a file, such as {target / REPORT}")
        if not target.parent.is_dir():
            raise OutputError(f"{target}: there is no folder {target.parent}")
        if target.exists() and not (target.is_file() and _is_page(target)):
            raise OutputError(f"{target}: is there already and is no page; choose another name")
    except OSError as error:
        raise OutputError(f"{target}: cannot be written: {error.strerror}") from error


def _is_page(target: Path) -> bool:
    with target.open("rb") as stream:
        return stream.read(len(_START)).lower() == _START
