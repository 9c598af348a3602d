"""Write the numbers of the lessons from runs of the model; --check only compares."""

from __future__ import annotations

import sys

from jevons_sim.lessons.make_numbers import numbers_text
from jevons_sim.lessons.numbers import NUMBERS

if __name__ == "__main__":
    if "--check" not in sys.argv:
        NUMBERS.write_text(numbers_text(), encoding="utf-8", newline="\n")
    elif not NUMBERS.exists() or NUMBERS.read_text(encoding="utf-8") != numbers_text():
        sys.exit(f"{NUMBERS.name} is out of date; run: python -m docs.make.lesson_numbers")
