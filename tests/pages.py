"""The pages of the documentation that git keeps; those of scenarios are made by a build."""

from __future__ import annotations

from pathlib import Path

ROOT = Path(__file__).parents[1]


def written():
    """Every page in `docs` that somebody wrote, or that is made and kept."""
    pages = sorted((ROOT / "docs").rglob("*.md"))
    return [page for page in pages if page.parent.name != "scenarios" or page.stem == "index"]
