"""The gallery: a directive that runs commands and shows the figure that they wrote."""

from __future__ import annotations

import contextlib
import hashlib
import os
import shlex
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any, ClassVar

from click.testing import CliRunner
from docutils import nodes
from sphinx.util.docutils import SphinxDirective

import jevons_sim
from docs.extension.text import figure
from jevons_sim.cli import cli


def draw(commands: Sequence[str], pattern: str, workplace: Path) -> Path:
    """Run commands where those before them ran; return the newest figure that fits the pattern."""
    workplace.mkdir(parents=True, exist_ok=True)
    for command in commands:
        program, *words = shlex.split(command)
        assert program == "jevons", command
        with contextlib.chdir(workplace):
            done = CliRunner().invoke(cli, words)
        if done.exit_code != 0:
            raise RuntimeError(f"{command}: {done.output} {done.exception}")
    figures = sorted(workplace.glob(pattern), key=lambda path: path.stat().st_mtime)
    if not figures:
        raise RuntimeError(f"{commands[-1]}: wrote no {pattern}")
    return figures[-1]


class DrawnBy(SphinxDirective):
    """A figure of the folder `outputs`, and the commands that made it."""

    required_arguments = 1
    has_content = True
    option_spec: ClassVar = {"alt": str, "function": str}

    def run(self) -> list[nodes.Node]:
        """Return the commands and the figure, with its words."""
        pattern, commands = self.arguments[0], list(self.content)
        kept = Path(self.config.made_in) / "gallery"
        name = hashlib.sha256("\n".join([pattern, *commands]).encode()).hexdigest()[:12]
        shown = kept / f"{name}{Path(pattern).suffix}"
        if not shown.exists():
            shutil.copyfile(draw(commands, pattern, kept), shown)
        place = os.path.relpath(shown, self.env.srcdir).replace(os.sep, "/")
        typed = "".join(f"$ {command}\n" for command in commands)
        parts = (
            f"```console\n{typed}```",
            figure(self.options["alt"], f"/{place}"),
            f"In Python: {_reference(self.options['function'])}",
        )
        return self.parse_text_to_nodes("\n\n".join(parts))


def _reference(function: str) -> str:
    home = "jevons_sim" if function in jevons_sim.__all__ else "jevons_sim.plots"
    return f"{{py:obj}}`{home}.{function}`"


def setup(app: Any) -> None:
    """Add the directive `drawn-by`."""
    app.add_directive("drawn-by", DrawnBy)
