"""The explorer and the teacher's kit, in both languages: pages that the program itself writes."""

from __future__ import annotations

from pathlib import Path

from click.testing import CliRunner

from jevons_sim.cli import cli

PAGES = {
    "explorer.html": ["explorer"],
    "explorer-ko.html": ["explorer", "--language", "ko"],
    "kit": ["lesson", "print", "kit"],
    "kit-ko": ["lesson", "print", "kit", "--language", "ko"],
}
"""Where each goes on the site, and the command that writes it."""


def make(folder: Path) -> None:
    """Write all of them into a folder."""
    for target, command in PAGES.items():
        done = CliRunner().invoke(cli, [*command, "--output", str(folder / target)])
        if done.exit_code != 0:
            raise RuntimeError(f"{' '.join(command)}: {done.output}")
