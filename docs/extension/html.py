"""What makes a page good to use by keyboard and by ear, on a phone, and in the other language."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from docs.extension import tutorials

KOREAN = ".ko"
"""End of the names of pages in Korean."""

_SCROLLS = re.compile(r'<pre(?=[ >])|<div(?= class="(?:table-wrapper|output text_html))')
_CODE_OF_LINK = re.compile(r'(?<=<span class="pre">)[\w.]+(?=</span></code></a>)')
_IMAGE = re.compile(r'<img (?=[^>]*src="([^"]*_images/[^"]+)")[^>]*>')


def to_page(app: Any, name: str, template: str, context: dict[str, Any], tree: Any) -> None:
    """Change a page before it is written, and say in which language it is."""
    if "body" in context:
        above = "".join(f'<p class="above">{link}</p>\n' for link in _links(app, name))
        body = context["body"].replace("</h1>", f"</h1>\n{above}", 1)
        context["body"] = usable(body)
    if name.endswith(KOREAN):
        context["language"] = "ko"


def usable(body: str) -> str:
    """Return a page on which figures open large, code is scrolled by keyboard, long names break."""
    body = body.replace('<th class="head"><p></p></th>', "<td></td>")
    body = body.replace('role="doc-biblioentry"', 'role="listitem"')
    body = _CODE_OF_LINK.sub(lambda found: found.group().replace(".", ".<wbr>"), body)
    body = _IMAGE.sub(r'<a class="enlarge" href="\1">\g<0></a>', body)
    return _SCROLLS.sub(r'\g<0> tabindex="0"', body)


def _links(app: Any, name: str) -> Iterator[str]:
    """Return what leads to a tutorial as a notebook, and to a page in the other language."""
    last = name.rpartition("/")[2]
    if name in {f"tutorials/{path.stem}" for path in tutorials.paths(Path(app.srcdir))}:
        yield f'<a href="{last}.ipynb" download>Download this page as a notebook</a>'
    if f"{name}{KOREAN}" in app.env.found_docs:
        yield f'<a href="{last}{KOREAN}.html" lang="ko">한국어</a>'
    elif name.endswith(KOREAN) and name.removesuffix(KOREAN) in app.env.found_docs:
        yield f'<a href="{last.removesuffix(KOREAN)}.html" lang="en">English</a>'


def setup(app: Any) -> None:
    """Take every page before it is written."""
    app.connect("html-page-context", to_page)
