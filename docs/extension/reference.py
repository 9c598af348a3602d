"""Small directives: how to cite, and the table of commands."""

from __future__ import annotations

from typing import Any

import click
from docutils import nodes
from ruamel.yaml import YAML
from sphinx.util.docutils import SphinxDirective

from docs.extension.made import ROOT
from docs.extension.text import cell, table
from jevons_sim.cli import cli


def citation_text() -> str:
    """Return how to cite, from CITATION.cff."""
    text = (ROOT / "CITATION.cff").read_text(encoding="utf-8")
    cited = YAML(typ="safe", pure=True).load(text)
    authors = " and ".join(_author(author) for author in cited["authors"])
    title, version = cited["title"], str(cited["version"])
    return f"""> {authors}. *{title}*, version {version}. {cited["license"]} licence.

```bibtex
@software{{jevons_sim,
  author  = {{{{{authors}}}}},
  title   = {{{{{title}}}}},
  version = {{{version}}}
}}
```
"""


def _author(author: dict[str, str]) -> str:
    names = (author.get("given-names"), author.get("family-names"))
    return author.get("name") or " ".join(name for name in names if name)


def commands_text() -> str:
    """Return a table of the commands, with what each does in a line."""
    names = cli.list_commands(click.Context(cli, info_name="jevons"))
    rows = [
        [
            f"[`{name}`](#jevons-{name}){{.external}}",
            cell(cli.commands[name].get_short_help_str(limit=200)),
        ]
        for name in names
    ]
    return table(["command", "does"], rows)


class Citation(SphinxDirective):
    """How to cite this version, in words and as BibTeX."""

    def run(self) -> list[nodes.Node]:
        """Return the quotation and the entry."""
        return self.parse_text_to_nodes(citation_text())


class Commands(SphinxDirective):
    """The commands, each with a line and a link."""

    def run(self) -> list[nodes.Node]:
        """Return the table."""
        return self.parse_text_to_nodes(commands_text())


def setup(app: Any) -> None:
    """Add the directives `citation` and `commands`."""
    app.add_directive("citation", Citation)
    app.add_directive("commands", Commands)
