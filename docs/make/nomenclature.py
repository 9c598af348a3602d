"""Write docs/nomenclature.md from the package's own table of quantities; --check only compares."""

from __future__ import annotations

import sys
from pathlib import Path

from jevons_sim.quantities import OUTCOMES, QUANTITIES, SERIES

PAGE = Path(__file__).parents[1] / "nomenclature.md"

HEAD = """# Nomenclature

Made from `jevons_sim/quantities.py` by `docs/make/nomenclature.py`; change it there.
Small letters are relative to the base year. A column that crosses a file boundary carries its unit.
"""

PARTS = (
    ("Keys of both tables", ("run_id", "case", "seed", "year")),
    ("`years.csv`: a row per run and step; `runs.csv`: the last year", SERIES),
    ("`runs.csv`: what comparing the cases says", OUTCOMES),
)


def page() -> str:
    """Return the page."""
    text = HEAD
    for title, names in PARTS:
        text += f"\n## {title}\n\n| column | symbol | unit | meaning |\n| --- | --- | --- | --- |\n"
        for name in names:
            item = QUANTITIES[name]
            text += f"| `{item.name}` | {item.symbol} | {item.unit} | {item.description} |\n"
    return text


if __name__ == "__main__":
    if "--check" not in sys.argv:
        PAGE.write_text(page(), encoding="utf-8", newline="\n")
    elif not PAGE.exists() or PAGE.read_text(encoding="utf-8") != page():
        sys.exit("docs/nomenclature.md is out of date; run: python -m docs.make.nomenclature")
