"""The pages of the class game: a team's and the teacher's, with a server or from a folder."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from jevons_sim.classroom.game import base_scenario, load_game
from jevons_sim.scenario.load import load_scenario
from jevons_sim.web import page
from jevons_sim.words.catalogue import tables

_STYLES = ("classroom/classroom.css",)


def team_page(language: str = "en", *, connects: bool) -> str:
    """Return the page that a team plays on.

    Parameters
    ----------
    language : str, optional
        Language it opens in, ``en`` or ``ko``; a button changes it.
    connects : bool
        Whether it talks to a class server; if not, it makes codes.
    """
    return _render("team", language, connects=connects)


def board_page(language: str = "en", *, connects: bool) -> str:
    """Return the teacher's page; the parameters are those of `team_page`."""
    return _render("board", language, connects=connects)


def _render(name: str, language: str, *, connects: bool) -> str:
    words = tables("classroom")
    kind = page.Page(
        template=f"classroom/{name}.html",
        title=words[language][f"{name}_title"],
        language=language,
        styles=_STYLES,
        script=f"classroom/{name}.js",
        data=_data(words, language, connects=connects),
        connects=connects,
    )
    return page.render(kind)


def _data(words: dict[str, Any], language: str, *, connects: bool) -> dict[str, Any]:
    return {
        "words": words,
        "rules": load_game().rules,
        "base": base_scenario().model_dump(mode="json", by_alias=True),
        "reference": load_scenario("reference").model_dump(mode="json", by_alias=True),
        "setting": {"connects": connects, "language": language},
    }


def online_pages(language: str) -> dict[str, bytes]:
    """Return the pages of a class server: path to page."""
    return {
        "/": team_page(language, connects=True).encode("utf-8"),
        "/board": board_page(language, connects=True).encode("utf-8"),
    }


def busy_page(language: str) -> bytes:
    """Return the page for those who find no place: a sentence; it asks again by itself."""
    words = tables("classroom")[language]
    kind = page.Page(
        template="classroom/busy.html",
        title=words["team_title"],
        language=language,
        styles=_STYLES,
        script="classroom/busy.js",
    )
    return page.render(kind, sentence=words["error.busy"]).encode("utf-8")


def write_pages(folder: Path, language: str) -> list[Path]:
    """Write the two pages that need no server; each appears whole or not at all.

    Raises
    ------
    OutputError
        If they cannot be written, or would replace a file that is not ours.
    """
    pages = {
        "team.html": team_page(language, connects=False),
        "board.html": board_page(language, connects=False),
    }
    paths = {folder / name: text for name, text in pages.items()}
    for path in paths:
        page.refuse_other_files(path)
    return [page.write_page(path, text) for path, text in paths.items()]
