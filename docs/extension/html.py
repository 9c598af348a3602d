"""The order of a build; and what makes pages good to use from disk, by keyboard and by ear."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.search.en import SearchEnglish

from docs.extension import made, offline, scenarios, tutorials

KOREAN = ".ko"
"""End of the names of pages in Korean."""

_SCROLLS = re.compile(
    r'<pre(?=[ >])(?![^>]*tabindex)|<div class="(?:table-wrapper|output text_html)'
)
_DOWNLOAD = (
    '<p class="notebook"><a href="{}.ipynb" download>Download this page as a notebook</a></p>'
)
_KEY = re.compile(r'(?<=<span class="pre">)[\w.]+(?=</span></code></a>)')
_IMAGE = re.compile(r'<img (?=[^>]*src="([^"]*_images/[^"]+)")[^>]*>')


def make(app: Any) -> None:
    """Run the tutorials and, meanwhile, make the other pages that the model has a part in."""
    source = Path(app.srcdir)
    config = app.config
    runs = tutorials.Runs(source, config.nb_execution_cache_path, config.nb_execution_timeout)
    made.place(made.once(app, "scenarios", scenarios.make), source / scenarios.FOLDER)
    config.html_extra_path.append(str(made.once(app, "offline", offline.make)))
    runs.keep()
    outputs = str(Path(config.made_in) / "outputs")  # by itself it puts them beside the site
    app.env.mystnb_config = app.env.mystnb_config.copy(output_folder=outputs)


def to_page(app: Any, name: str, template: str, context: dict[str, Any], tree: Any) -> None:
    """Let figures be seen large and code be scrolled by keyboard; say which language it is."""
    if "body" in context:
        body = context["body"].replace('<th class="head"><p></p></th>', "<td></td>")
        body = body.replace('role="doc-biblioentry"', 'role="listitem"')
        body = _KEY.sub(lambda found: found.group().replace(".", ".<wbr>"), body)
        body = _IMAGE.sub(r'<a class="enlarge" href="\1">\g<0></a>', body)
        if name in {f"tutorials/{path.stem}" for path in tutorials.paths(Path(app.srcdir))}:
            body = body.replace("</h1>", f"</h1>\n{_DOWNLOAD.format(Path(name).name)}", 1)
        context["body"] = _SCROLLS.sub(lambda found: _with_tabindex(found.group()), body)
    if name.endswith(KOREAN):
        context["language"] = "ko"


def _with_tabindex(start: str) -> str:
    tag, _, rest = start.partition(" ")
    return f'{tag} tabindex="0" {rest}'.rstrip()


def finish(app: Any, error: Exception | None) -> None:
    """Write the notebooks of the tutorials, and the texts that a search from disk shows."""
    if error is not None or app.builder.format != "html":
        return
    out = Path(app.outdir)
    for path in tutorials.paths(Path(app.srcdir)):
        text = tutorials.as_file(tutorials.notebook_of(path))
        (out / "tutorials" / f"{path.stem}.ipynb").write_text(text, encoding="utf-8")
    texts = {name: _text(app.env.get_doctree(name)) for name in sorted(app.env.found_docs)}
    script = f"Search.texts({json.dumps(texts, ensure_ascii=False)})"
    (out / "_static" / "texts.js").write_text(script, encoding="utf-8")


def _text(tree: nodes.document) -> str:
    return " ".join(tree.astext().split())


class EnglishAndKorean(SearchEnglish):
    """English words by their stems, and Korean ones without the particles at their ends."""

    def split(self, input: str) -> list[str]:  # noqa: A002
        """Return the words of a text; a Korean one also without its last syllables."""
        words = super().split(input)
        korean = (word for word in words if "가" <= word[0] <= "힣")
        return words + [word[:end] for word in korean for end in range(2, len(word))]


def setup(app: Any) -> None:
    """Connect all this to Sphinx."""
    app.add_search_language(EnglishAndKorean)
    app.connect("builder-inited", make, priority=900)
    app.connect("html-page-context", to_page)
    app.connect("build-finished", finish)
