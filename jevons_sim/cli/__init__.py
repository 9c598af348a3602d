"""The command line: arguments in, words out; results on stdout, everything else on stderr.

Nothing here computes. Heavy modules are imported by the command that needs them, so that
``jevons --help`` answers at once.
"""

from __future__ import annotations

from jevons_sim.cli import classroom, explorer, files, lesson, results, runs, searches
from jevons_sim.cli.app import cli, main

__all__ = ["classroom", "cli", "explorer", "files", "lesson", "main", "results", "runs", "searches"]
