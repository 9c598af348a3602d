"""The search: finds Korean words too, and shows from disk where on a page a word is."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.search.en import SearchEnglish


class EnglishAndKorean(SearchEnglish):
    """English words by their stems, and Korean ones without the particles at their ends."""

    def split(self, input: str) -> list[str]:  # noqa: A002
        """Return the words of a text; a Korean one also without its last syllables."""
        words = super().split(input)
        korean = (word for word in words if "가" <= word[0] <= "힣")
        return words + [word[:end] for word in korean for end in range(2, len(word))]


def write_texts(app: Any, error: Exception | None) -> None:
    """Write the texts of all pages as a script: from disk, a page cannot fetch another one."""
    if error is not None or app.builder.format != "html":
        return
    texts = {name: _text(app.env.get_doctree(name)) for name in sorted(app.env.found_docs)}
    script = f"Search.texts({json.dumps(texts, ensure_ascii=False)})"
    (Path(app.outdir) / "_static" / "texts.js").write_text(script, encoding="utf-8")


def _text(tree: nodes.document) -> str:
    for comment in list(tree.findall(nodes.comment)):
        comment.parent.remove(comment)
    return " ".join(tree.astext().split())


def setup(app: Any) -> None:
    """Add the language of the search, and the texts."""
    app.add_search_language(EnglishAndKorean)
    app.connect("build-finished", write_texts)
