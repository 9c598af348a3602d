"""Write the pages of cards and misconceptions in docs/teaching; --check only compares."""

from __future__ import annotations

import sys
from pathlib import Path

from jevons_sim.lessons.cards_text import cards_page, misconceptions_page
from jevons_sim.words.catalogue import LANGUAGES

FOLDER = Path(__file__).parents[1] / "teaching"

PAGES = {"cards": cards_page, "misconceptions": misconceptions_page}


def pages() -> dict[Path, str]:
    """Return every page, by its file."""
    return {
        FOLDER / f"{name}{'' if language == 'en' else f'.{language}'}.md": page(language)
        for name, page in PAGES.items()
        for language in LANGUAGES
    }


if __name__ == "__main__":
    for path, text in pages().items():
        if "--check" not in sys.argv:
            path.write_text(text, encoding="utf-8", newline="\n")
        elif not path.exists() or path.read_text(encoding="utf-8") != text:
            sys.exit(f"{path.name} is out of date; run: python -m docs.make.teaching")
