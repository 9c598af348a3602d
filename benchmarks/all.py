"""Runs every benchmark; prints what docs/performance.md shows, or with --write puts it there.

Each script runs in a process of its own. About ten minutes on a quiet machine.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
from pathlib import Path

from measure import TARGETS, load, machine

FOLDER = Path(__file__).parent
PAGE = FOLDER.parent / "docs" / "performance.md"
BEGIN, END = "<!-- figures: begin -->", "<!-- figures: end -->"

SCRIPTS = {
    "rivals.py": "Against other ways to write the same model",
    "sweeps.py": "Sweeps",
    "growth.py": "Growth, threads, memory",
    "startup.py": "What a user waits for",
}


def output_of(script: str, *, quick: bool) -> str:
    """What a script prints."""
    command = [sys.executable, str(FOLDER / script), *(["--quick"] if quick else [])]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
    return done.stdout.strip()


def without_targets(text: str) -> tuple[str, list[str]]:
    """Split off the table of targets; return what is left, and its rows."""
    rest, _, wanted = text.partition(f"**{TARGETS}**")
    lines = [line for line in wanted.splitlines() if line.startswith("| ")]
    return rest.strip(), lines


def page_part(*, quick: bool) -> str:
    """Every table in Markdown: the targets first."""
    place = f"Machine: {machine()}; at the start {load()}."
    parts, wanted = [], []
    for script, title in SCRIPTS.items():
        print(f"{script} …", file=sys.stderr, flush=True)
        text, lines = without_targets(output_of(script, quick=quick))
        parts += [f"### {title}", text]
        wanted += lines[2:]
    targets = "\n".join(["| measured | wanted | found | |", "| --- | --- | --- | --- |", *wanted])
    return "\n\n".join([place, targets, *parts])


def write(part: str) -> None:
    """Put the tables between their marks in the page."""
    text = PAGE.read_text(encoding="utf-8")
    before, rest = text.split(BEGIN)
    _, after = rest.split(END)
    PAGE.write_text(f"{before}{BEGIN}\n\n{part}\n\n{END}{after}", encoding="utf-8", newline="\n")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="small sizes: does it all work?")
    parser.add_argument("--write", action="store_true", help="put the tables into the page")
    options = parser.parse_args()
    found = page_part(quick=options.quick)
    if options.write:
        write(found)
    else:
        print(found)
