"""The order of a build: what runs before pages are read, and what is left to write at its end."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

from docs.extension import made, offline, scenarios, tutorials


def make(app: Any) -> None:
    """Run the tutorials and, meanwhile, make the other pages that the model has a part in."""
    source = Path(app.srcdir)
    config = app.config
    runs = tutorials.Runs(source, config.nb_execution_cache_path, config.nb_execution_timeout)
    pages = made.once(app, "scenarios", scenarios.make)
    made.place(pages, source / scenarios.FOLDER, own=("index.md",))
    config.html_extra_path.append(str(made.once(app, "offline", offline.make)))
    runs.keep()
    outputs = str(Path(config.made_in) / "outputs")  # by itself it puts them beside the site
    app.env.mystnb_config = app.env.mystnb_config.copy(output_folder=outputs)


def finish(app: Any, error: Exception | None) -> None:
    """Write the tutorials as notebooks; remove the pages of an earlier build that are no more."""
    if error is not None or app.builder.format != "html":
        return
    out = Path(app.outdir)
    for path in tutorials.paths(Path(app.srcdir)):
        text = tutorials.as_file(tutorials.notebook_of(path))
        (out / "tutorials" / f"{path.stem}.ipynb").write_text(text, encoding="utf-8")
    offline_pages = made.once(app, "offline", offline.make)
    kept = {out / f"{name}.html" for name in (*app.env.found_docs, "search")}
    kept |= {out / path.relative_to(offline_pages) for path in offline_pages.rglob("*.html")}
    for page in set(out.rglob("*.html")) - kept:
        page.unlink()
    shutil.rmtree(out / "_sources", ignore_errors=True)  # Sphinx makes it, empty


def setup(app: Any) -> None:
    """Take both ends of a build."""
    app.connect("builder-inited", make, priority=900)
    app.connect("build-finished", finish)
