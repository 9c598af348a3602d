"""Tutorials: Jupytext Markdown in git, notebooks when run, pages when shown.

A tutorial is executed from its first cell to its last in a kernel of its own; an error stops the
build. Cells with the tag ``answer`` are folded; those with ``check`` hold the text against the
model and are not shown; a figure needs the words of an ``alt`` in its cell.
"""

from __future__ import annotations

import base64
import os
import re
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path
from typing import Any

import jupytext
import nbformat
from nbclient import NotebookClient

from docs.make.text import figure

SECONDS = 300
"""Longest that one cell may take."""

_KERNEL_SETTINGS = ["--InlineBackend.figure_formats={'svg'}", "--log-level=ERROR"]
_FOLD = '<details class="answer" markdown="1"><summary>Answer</summary>'
_IMAGES = {"image/svg+xml": "svg", "image/png": "png"}


class TutorialError(Exception):
    """A tutorial that does not run, or a figure without words."""


@dataclass
class Page:
    """A tutorial as Markdown, and the files it shows."""

    text: str
    files: dict[str, bytes] = field(default_factory=dict)
    """Name of a file beside the page, and what is in it."""


def notebook_of(text: str) -> Any:
    """Return the notebook that a tutorial's Markdown stands for, without outputs."""
    notebook = jupytext.reads(text, fmt="md")
    notebook.metadata["kernelspec"] = {"display_name": "Python 3", "name": "python3"}
    notebook.metadata.pop("jupytext", None)
    for number, cell in enumerate(notebook.cells):
        cell["id"] = f"cell-{number}"
        if cell.cell_type == "code" and "answer" in _tags(cell):
            cell.metadata["jupyter"] = {"source_hidden": True}
    return notebook


def as_file(notebook: Any) -> str:
    """Return a notebook as the text of an ``.ipynb`` file, without its checks."""
    kept = [cell for cell in notebook.cells if "check" not in _tags(cell)]
    return str(nbformat.writes(nbformat.from_dict({**notebook, "cells": kept}))) + "\n"


def executed(notebook: Any, folder: Path, name: str) -> Any:
    """Run every cell of a notebook in a folder; return it with its outputs.

    Raises
    ------
    TutorialError
        If a cell fails.
    """
    client = NotebookClient(
        nbformat.from_dict(notebook),
        timeout=SECONDS,
        kernel_name="python3",
        resources={"metadata": {"path": str(folder)}},
        extra_arguments=_KERNEL_SETTINGS,
    )
    try:
        return client.execute(env={**os.environ, "PYDEVD_DISABLE_FILE_VALIDATION": "1"})
    except Exception as error:
        raise TutorialError(f"{name}: {error}") from error


class Runs:
    """Tutorials that run side by side while the rest of the site is made."""

    def __init__(self, folder: Path, workers: int | None = None) -> None:
        self._folder = folder
        self._pool = ThreadPoolExecutor(workers or os.cpu_count() or 1)
        self._runs: dict[str, Future[Any]] = {}

    def start(self, name: str, text: str) -> None:
        """Start to run a tutorial."""
        notebook = notebook_of(text)
        self._runs[name] = self._pool.submit(executed, notebook, self._folder, name)

    def page(self, name: str) -> Page:
        """Wait for a tutorial, and return it as a page."""
        return page_of(self._runs[name].result(), name)

    def stop(self) -> None:
        """Wait for what runs; start nothing more."""
        self._pool.shutdown(cancel_futures=True)


def page_of(notebook: Any, name: str) -> Page:
    """Return an executed notebook as a page; the cells of an answer are folded together."""
    page = Page("")
    images = _image_names(name)
    shown = [cell for cell in notebook.cells if "check" not in _tags(cell)]
    for folded, cells in groupby(shown, lambda cell: "answer" in _tags(cell)):
        parts = [part for cell in cells for part in _parts(cell, page, images)]
        body = "\n\n".join(parts)
        if folded:
            body = f"{_FOLD}\n\n{body}\n\n</details>"
        page.text += f"{body}\n\n"
    return page


def _tags(cell: Any) -> list[str]:
    return list(cell.metadata.get("tags", []))


def _image_names(name: str) -> Iterator[str]:
    number = 0
    while True:
        number += 1
        yield f"{name}-{number}"


def _parts(cell: Any, page: Page, images: Iterator[str]) -> Iterator[str]:
    if cell.cell_type == "markdown":
        yield cell.source
        return
    shown = "\n".join(line for line in cell.source.splitlines() if not line.startswith("%"))
    if shown.strip():
        yield f"```python\n{shown.strip()}\n```"
    printed = "".join(one.text for one in cell.outputs if one.get("name") == "stdout")
    if printed:
        yield _plain(printed)
    for output in cell.outputs:
        if output.output_type != "stream":
            yield from _output(output, cell, page, images)


def _output(output: Any, cell: Any, page: Page, images: Iterator[str]) -> Iterator[str]:
    data = output.data
    for kind, suffix in _IMAGES.items():
        if kind in data:
            alt = cell.metadata.get("alt", "")
            if not alt:
                raise TutorialError(
                    f"a figure without words; add alt=… to its cell:\n{cell.source}"
                )
            name = f"{next(images)}.{suffix}"
            page.files[name] = _bytes(data[kind], suffix)
            yield figure(alt, name)
            return
    if "text/html" in data:
        yield f'<div class="output" tabindex="0">\n{_table(data["text/html"])}\n</div>'
    elif "text/plain" in data:
        yield _plain(data["text/plain"])


def _bytes(data: str, suffix: str) -> bytes:
    return data.encode() if suffix == "svg" else base64.b64decode(data)


def _plain(text: str) -> str:
    return f"```{{ .text .output }}\n{text.rstrip()}\n```"


def _table(html: str) -> str:
    """Return the table of a data frame without the styles that pandas puts around it."""
    found = re.search(r"<table.*?</table>", html, re.DOTALL)
    table = found.group() if found else html
    return (
        re.sub(r"(<table)[^>]*>", r"\1>", table)
        .replace(' style="text-align: right;"', "")
        .replace("<th></th>", "<td></td>")
    )
