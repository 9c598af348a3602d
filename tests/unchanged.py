"""Digests of what stored numbers depend on: while these are the same, so are the numbers.

Numbers of cards and lessons come from a hundred studies. They are made again where a file that
they depend on has changed since they were last found right, and always with ``--long``. The files
that hold the stored numbers count too, so that nobody can edit one by hand.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

from jevons_sim.lessons import cards

ROOT = Path(__file__).parents[1]
DIGESTS = Path(__file__).parent / "regression" / "digests.json"
MODEL = ("analysis", "engine", "equations", "execution", "results", "scenario", "studies")
PACKAGE = ROOT / "jevons_sim"


def model_files() -> list[Path]:
    """Return the files that decide what a study answers."""
    code = [path for room in MODEL for path in (PACKAGE / room).rglob("*.py")]
    return [*code, PACKAGE / "quantities.py", *(ROOT / "scenarios").rglob("*.yaml")]


def card_files() -> list[Path]:
    """Return the files that decide the numbers of cards, misconceptions and cases."""
    texts = [*cards.TEXTS.glob("*"), *(ROOT / "docs/teaching/cases").glob("*.md")]
    return [*model_files(), ROOT / "tests/figures.py", *texts]


def lesson_files() -> list[Path]:
    """Return the files that decide the numbers of lessons, the class game's among them."""
    kinds = (".py", ".yaml", ".json")
    texts = [path for path in (PACKAGE / "lessons").rglob("*") if path.suffix in kinds]
    game = [PACKAGE / "classroom" / name for name in ("game.py", "game.json")]
    return [*model_files(), PACKAGE / "explorer/page.py", *texts, *game]


FILES = {"cards": card_files, "lessons": lesson_files}


def digest(name: str) -> str:
    """Return the digest of the names and contents of the files behind some numbers."""
    found = hashlib.sha256()
    for path in sorted(FILES[name]()):
        content = path.read_bytes().replace(b"\r\n", b"\n")
        found.update(f"{path.relative_to(ROOT).as_posix()}\0{len(content)}\0".encode() + content)
    return found.hexdigest()


def stored() -> dict[str, str]:
    """Return the digests of when the numbers were last found right."""
    return json.loads(DIGESTS.read_text(encoding="utf-8")) if DIGESTS.exists() else {}


def is_unchanged(name: str) -> bool:
    """Whether nothing that the numbers depend on has changed since they were found right."""
    return stored().get(name) == digest(name)


def store(name: str) -> None:
    """Keep today's digest: the numbers were made, or found right, just now."""
    text = json.dumps({**stored(), name: digest(name)}, indent=1, sort_keys=True)
    DIGESTS.write_text(text + "\n", encoding="utf-8", newline="\n")
