"""Tutorials: run side by side before the pages are read, and given away as notebooks.

MyST-NB runs a notebook when it reads its page, one after the other; here they are in its cache by
then. A cell with the tag `check` holds the text against the model: it is on no page and in no
notebook.
"""

from __future__ import annotations

import asyncio
import os
import re
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import nbformat
from jupyter_cache import get_cache
from jupyter_cache.base import CacheBundleIn
from myst_nb.core.read import read_myst_markdown_notebook
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError

import jevons_sim as js

FOLD = re.compile(r"^</?details.*\n*", re.MULTILINE)
"""What folds an answer on a page; in a notebook its cells are folded one by one."""


os.environ.setdefault("PYTHONWARNINGS", "ignore:IProgress not found")
"""For the kernels: a progress bar that Mesa imports misses its widgets."""


class TutorialError(Exception):
    """A tutorial that does not run."""


def paths(folder: Path) -> list[Path]:
    """Return the tutorials among the sources."""
    return [path for path in sorted((folder / "tutorials").glob("*.md")) if path.stem != "index"]


def notebook_of(path: Path) -> Any:
    """Return the notebook that a tutorial's text stands for, without outputs."""
    return read_myst_markdown_notebook(path.read_text(encoding="utf-8"), path=path)


def as_file(notebook: Any) -> str:
    """Return a notebook as the text of an ``.ipynb`` file, answers folded, without its checks."""
    kept = []
    for number, cell in enumerate(nbformat.from_dict(notebook).cells):
        tags = cell.metadata.get("tags", [])
        if "check" in tags:
            continue
        if "answer" in tags:
            cell.metadata["jupyter"] = {"source_hidden": True}
        if cell.cell_type == "markdown":
            cell.source = FOLD.sub("", cell.source).strip()
        if cell.source:
            kept.append(cell)
        cell["id"] = f"cell-{number}"
    return str(nbformat.writes(nbformat.from_dict({**notebook, "cells": kept}))) + "\n"


def _compile() -> None:
    """Compile the engine once, before the kernels of the tutorials would each do so."""
    small = {"population.firms": 50, "time.years": 1, "seeds": 1}
    js.run(js.load_scenario("reference").with_values(small))
    js.JevonsModel("reference", values=small).step()


class Runs:
    """Tutorials that run side by side while other pages are made."""

    def __init__(self, folder: Path, cache: str, seconds: int) -> None:
        self._cache = get_cache(cache)
        self._seconds = seconds
        self._pool = ThreadPoolExecutor(os.cpu_count() or 1)
        missing = [path for path in paths(folder) if not self._has(path)]
        if missing:
            _compile()
        self._runs: dict[Path, Future[Any]] = {
            path: self._pool.submit(self._run, path) for path in missing
        }

    @property
    def running(self) -> list[Path]:
        """The tutorials that were not in the cache."""
        return list(self._runs)

    def _has(self, path: Path) -> bool:
        try:
            self._cache.match_cache_notebook(notebook_of(path))
        except KeyError:
            return False
        return True

    def _run(self, path: Path) -> Any:
        """Run a tutorial from its first cell to its last, in a kernel and a folder of its own."""
        notebook = notebook_of(path)
        with TemporaryDirectory() as folder:
            client = NotebookClient(
                notebook,
                timeout=self._seconds,
                record_timing=False,  # the cache goes by what stands with a cell
                resources={"metadata": {"path": folder}},
                extra_arguments=["--log-level=ERROR"],
            )
            try:
                asyncio.run(client.async_execute())
            except (CellExecutionError, CellTimeoutError) as error:
                raise TutorialError(f"{path.name}: {error}") from error
        return notebook

    def keep(self) -> None:
        """Wait for all of them, and put what they gave into the cache.

        Raises
        ------
        TutorialError
            If a cell fails.
        """
        with self._pool:
            for path, run in self._runs.items():
                bundle = CacheBundleIn(run.result(), str(path))
                self._cache.cache_notebook_bundle(bundle, check_validity=False, overwrite=True)
