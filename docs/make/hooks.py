"""MkDocs hooks: write the generated pages, run the tutorials, fit the navigation to the pages."""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from mkdocs.structure.files import File

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

import jevons_sim  # noqa: E402
from docs.make import (  # noqa: E402
    math,
    notebooks,
    other_pages,
    python_pages,
    reference_pages,
    scenario_pages,
)

FLAT = ("reference/keys.md", "reference/equations.md")
"""Long pages whose table of contents shows the first level only."""

_ADDRESS = re.compile(r"https://(?:unpkg\.com|api\.github\.com|gitlab\.com)[^\"'`]*")

_UNNAMED = re.compile(r'(<nav class="md-nav" data-md-level="[1-9]") aria-labelledby="[^"]*"')

_state: dict[str, Any] = {}


def on_config(config: Any) -> Any:
    """Tell the kernels of the tutorials where the package is."""
    os.environ["PYTHONPATH"] = os.pathsep.join(
        part for part in (str(ROOT), os.environ.get("PYTHONPATH", "")) if part
    )
    return config


def on_files(files: Any, config: Any) -> Any:
    """Start the tutorials; write every generated page; then take the tutorials up."""
    tutorials = [file for file in files.documentation_pages() if _is_tutorial(file)]
    _compile()
    with TemporaryDirectory() as folder:
        runs = notebooks.Runs(Path(folder))
        try:
            for file in tutorials:
                runs.start(Path(file.src_uri).stem, file.content_string)
            _write_generated(files, config)
            for file in tutorials:
                _write_tutorial(file, runs, files, config)
        finally:
            runs.stop()
    config.nav = other_pages.navigation(config.nav, files)
    return files


def _compile() -> None:
    """Compile the engine once, before the kernels of the tutorials would each do so."""
    small = {"population.firms": 50, "time.years": 1, "seeds": 1}
    jevons_sim.run(jevons_sim.load_scenario("reference").with_values(small))
    jevons_sim.JevonsModel("reference", values=small).step()


def _is_tutorial(file: Any) -> bool:
    return file.src_uri.startswith("tutorials/") and not file.src_uri.endswith("/index.md")


def _add(files: Any, config: Any, path: str, content: str | bytes) -> None:
    there = files.get_file_from_path(path)
    if there is not None:
        files.remove(there)
    files.append(File.generated(config, path, content=content))


def _write_generated(files: Any, config: Any) -> None:
    _add(files, config, "reference/commands.md", reference_pages.commands_page())
    _add(files, config, "reference/keys.md", reference_pages.keys_page())
    _add(files, config, "reference/python.md", python_pages.python_page())
    _add(files, config, "reference/equations.md", python_pages.equations_page())
    _add(files, config, "changelog.md", other_pages.changelog_page(ROOT))
    _add(files, config, "cite.md", other_pages.citation_page(ROOT))
    pages = scenario_pages.scenario_pages()
    _add(files, config, "scenarios/index.md", scenario_pages.index_page(pages))
    _state["verdicts"] = {page.name: page.verdict for page in pages}
    for page in pages:
        _add(files, config, f"scenarios/{page.name}.md", page.text)
        for name, content in page.files.items():
            _add(files, config, f"scenarios/{name}", content)
    for name, content in other_pages.offline_pages().items():
        _add(files, config, name, content)


def _write_tutorial(file: Any, runs: notebooks.Runs, files: Any, config: Any) -> None:
    name, source = Path(file.src_uri).stem, file.content_string
    page = runs.page(name)
    text = other_pages.with_download(page.text, f"{name}.ipynb")
    _add(files, config, file.src_uri, text)
    unexecuted = notebooks.as_file(notebooks.notebook_of(source))
    _add(files, config, f"tutorials/{name}.ipynb", unexecuted)
    for image, content in page.files.items():
        _add(files, config, f"tutorials/{image}", content)


def on_page_markdown(markdown: str, page: Any, config: Any, files: Any) -> str:
    """Fill in what depends on this version; name files outside the site instead of linking them."""
    markdown = other_pages.filled(markdown, page.file.src_uri, _state["verdicts"])
    return re.sub(r"\[([^\]]+)\]\((?:\.\./)+([\w./-]+)\)", _outside(page, files), markdown)


def _outside(page: Any, files: Any) -> Any:
    def words(found: re.Match[str]) -> str:
        up, target = found.group(0).count("../"), found.group(2)
        depth = page.file.src_uri.count("/")
        if up <= depth or files.get_file_from_path(target) is not None:
            return found.group(0)
        return f"{found.group(1)} (`{target}`)"

    return words


def on_page_content(html: str, page: Any, config: Any, files: Any) -> str:
    """Turn equations into MathML; let tables and code be scrolled from the keyboard."""
    html = math.with_mathml(html)
    return re.sub(r"<pre(?=[ >])(?![^>]*tabindex)", '<pre tabindex="0"', html)


def on_page_context(context: Any, page: Any, config: Any, nav: Any) -> Any:
    """Shorten the table of contents of very long pages."""
    if page.file.src_uri in FLAT:
        for item in page.toc:
            for child in item.children:
                child.children = []
    return context


def on_post_page(output: str, page: Any, config: Any) -> str:
    """Give the search and the navigation names for those who hear the page."""
    named = output.replace('role="dialog"', 'role="dialog" aria-label="Search"')
    return _UNNAMED.sub(r'\1 aria-label="Pages of this section"', named)


def on_post_build(config: Any) -> None:
    """Take out what a site without an address does not need.

    The theme's script could fetch from a few addresses, though nothing here asks it to: they are
    cut. Its button for copying sits in a landmark of its own for every piece of code: made a plain
    part. A page for wrong addresses and a site map need a server.
    """
    site = Path(config.site_dir)
    for script in site.glob("assets/javascripts/bundle.*.min.js"):
        text = script.read_text(encoding="utf-8")
        text = _ADDRESS.sub("", text).replace('("nav",{class:"md-code', '("div",{class:"md-code')
        script.write_text(text, encoding="utf-8")
    for name in ("404.html", "sitemap.xml", "sitemap.xml.gz"):
        (site / name).unlink(missing_ok=True)
    for extra in site.glob("assets/**/*.map"):
        extra.unlink()
