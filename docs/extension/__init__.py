"""What our documentation needs beside well-kept extensions; `docs/conf.py` names those.

Here is only what comes from this package: pages made from its code and from runs of its model, and
what makes a page good to read from disk and without a mouse. `docs/make` holds the makers of pages
and data that are kept in git, to be run by hand.
"""

from __future__ import annotations

from typing import Any

from docs.extension import (
    build,
    equations,
    gallery,
    html,
    keys,
    made,
    mathml,
    reference,
    scenarios,
    search,
)

PARTS = (made, build, mathml, keys, equations, reference, scenarios, gallery, html, search)


def setup(app: Any) -> dict[str, Any]:
    """Add every part to Sphinx."""
    for part in PARTS:
        part.setup(app)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
