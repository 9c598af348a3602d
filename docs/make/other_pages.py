"""Changelog, citation, the explorer, and the navigation."""

from __future__ import annotations

import re
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from click.testing import CliRunner
from ruamel.yaml import YAML

from docs.make.text import figure
from jevons_sim.cli import cli
from jevons_sim.scenario.shipped import shipped_scenarios

ALL, KOREAN = "*", "*.ko.md"
"""Ends of entries of the navigation that stand for many pages."""


def changelog_page(root: Path) -> str:
    """Return the changelog as a page."""
    return (root / "CHANGELOG.md").read_text(encoding="utf-8")


def citation_page(root: Path) -> str:
    """Return how to cite, from CITATION.cff."""
    text = (root / "CITATION.cff").read_text(encoding="utf-8")
    cited = YAML(typ="safe", pure=True).load(text)
    authors = " and ".join(_author(author) for author in cited["authors"])
    title, version = cited["title"], str(cited["version"])
    return f"""# How to cite

Name the version, and say which scenario and seeds you ran: that is all that another person needs to
get the same numbers.

> {authors}. *{title}*, version {version}. {cited["license"]} licence.

```bibtex
@software{{jevons_sim,
  author  = {{{{{authors}}}}},
  title   = {{{{{title}}}}},
  version = {{{version}}}
}}
```

## What to keep with a result

A result folder is complete in itself. `scenario.yaml` in it runs as it is and gives the same tables;
`manifest.json` says which version, seeds and packages made them. With these two files,
`jevons run scenario.yaml` repeats the study: byte for byte on the same machine and packages, to about
1e-9 elsewhere.

The numbers about the world are other people's work. Each has its source in the scenario file, and on
[Keys of a scenario](reference/keys.md); cite those you rest on.

## CITATION.cff

```yaml
{text.rstrip()}
```
"""


def _author(author: dict[str, str]) -> str:
    names = (author.get("given-names"), author.get("family-names"))
    return author.get("name") or " ".join(name for name in names if name)


def written(command: list[str], target: str, folder: Path) -> dict[str, str]:
    """Return the pages that a command writes: path within a folder, and text."""
    done = CliRunner().invoke(cli, [*command, "--output", str(folder / target)])
    if done.exit_code != 0:
        raise RuntimeError(f"{' '.join(command)}: {done.output}")
    return {
        path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8")
        for path in sorted(folder.rglob("*.html"))
    }


def offline_pages() -> dict[str, str]:
    """Return the explorer and the teacher's kit, English and Korean, path to text."""
    found: dict[str, str] = {}
    for command, target in (
        (["explorer"], "explorer.html"),
        (["lesson", "print", "kit"], "kit"),
        (["lesson", "print", "kit", "--language", "ko"], "kit-ko"),
    ):
        with TemporaryDirectory() as folder:
            found.update(written(command, target, Path(folder)))
    return found


def with_download(text: str, name: str) -> str:
    """Return a tutorial with a link to its notebook below the title."""
    link = f"[Download this page as a notebook]({name}){{ .notebook download }}"
    title, _, rest = text.partition("\n\n")
    return f"{title}\n\n{link}\n\n{rest}"


MAIN = "deepseek-shock"
"""Scenario of the front page."""


def filled(text: str, uri: str, verdicts: dict[str, str]) -> str:
    """Return a page's Markdown, with the main scenario's answer for ``<!-- answer -->``."""
    if uri == "index.md":
        shown = figure(verdicts[MAIN], f"scenarios/{MAIN}-energy.svg")
        answer = f"A small lab cuts the compute per token tenfold. **{verdicts[MAIN]}**"
        text = text.replace("<!-- answer -->", f"{answer}\n\n{shown}")
    return text


def navigation(nav: list[Any], files: Any) -> list[Any]:
    """Return the navigation with lists filled in, and without pages that are not there.

    An entry that ends with ``*`` stands for the pages of that folder that are not named elsewhere,
    in the order of their file names; one that ends with ``*.ko.md`` for those in
    Korean, in folders below too.
    """
    there = {file.src_uri for file in files.documentation_pages()}
    named = set(_named(nav))
    return [kept for item in nav for kept in _fitted(item, there, named)]


def _named(nav: Any) -> list[str]:
    if isinstance(nav, str):
        return [nav]
    if isinstance(nav, dict):
        return [name for value in nav.values() for name in _named(value)]
    return [name for item in nav for name in _named(item)]


def _fitted(item: Any, there: set[str], named: set[str]) -> list[Any]:
    if isinstance(item, str) and item.endswith((ALL, KOREAN)):
        return _pages_of(item, there - named)
    if isinstance(item, str):
        return [item] if item in there else []
    [(title, value)] = item.items()
    if isinstance(value, str):
        return [{title: value}] if value in there else []
    inner = [kept for one in value for kept in _fitted(one, there, named)]
    return [{title: inner}] if inner else []


def _pages_of(pattern: str, pages: set[str]) -> list[Any]:
    folder, korean = pattern.removesuffix(KOREAN).removesuffix(ALL), pattern.endswith(KOREAN)
    if folder == "scenarios/":
        return [{name: f"scenarios/{name}.md"} for name in shipped_scenarios()]
    within = [page for page in pages if page.startswith(folder)]
    if korean:
        return sorted((page for page in within if page.endswith(KOREAN[1:])), key=_order)
    beside = (page for page in within if "/" not in page.removeprefix(folder))
    return sorted((page for page in beside if not page.endswith(KOREAN[1:])), key=_order)


def _order(page: str) -> tuple[int, str]:
    """Index pages first, then by name."""
    return (
        0 if page.endswith("index.md") else 1,
        re.sub(r"\d+", lambda n: n.group().zfill(4), page),
    )
