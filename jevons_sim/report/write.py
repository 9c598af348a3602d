"""A saved result as a page to hand on: read it, make the report, write it down."""

from __future__ import annotations

from pathlib import Path

from jevons_sim.errors import OutputError
from jevons_sim.report import read_subject, report_page
from jevons_sim.results import store
from jevons_sim.studies.result import load_result
from jevons_sim.web import page
from jevons_sim.words.catalogue import Language

REPORT = "report.html"
"""Name of a report in the folder of its result."""


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
    page.refuse_other_files(target)
    if not target.parent.is_dir():
        raise OutputError(f"{target}: there is no folder {target.parent}")
    text, faults = report_page(read_subject(load_result(folder)), language)
    written = page.write_page(target, text)
    if path is None:
        store.note_file(folder, REPORT)
    return written, faults
