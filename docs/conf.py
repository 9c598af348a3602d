"""Settings of Sphinx: `make docs` builds the site; nothing in it is fetched from elsewhere."""

from __future__ import annotations

import logging
import os
import sys
from pathlib import Path

os.environ["JEVONS_LANGUAGE"] = "en"  # commands speak the reader's language otherwise
logging.basicConfig(level=logging.WARNING)  # otherwise accessible-pygments does so, with INFO
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from numpydoc.xref import DEFAULT_LINKS  # noqa: E402

from jevons_sim import __version__, errors  # noqa: E402

project = "jevons_sim"
author = "The jevons_sim contributors"
release = __version__
language = "en"
extensions = [
    "myst_nb",
    "numpydoc",
    "sphinx.ext.autodoc",
    "sphinx_click",
    "sphinx_copybutton",
    "sphinx_design",
    "docs.extension",
]
templates_path = ["templates"]
nitpicky = True
nitpick_ignore_regex = [("py:obj", ".*"), ("py:class", r"(?!jevons_sim).*")]
default_role = "py:obj"
highlight_language = "text"
smartquotes = False

# Pages in Markdown; tutorials are notebooks, run when the site is built.
myst_enable_extensions = ["attrs_block", "attrs_inline", "colon_fence", "deflist", "dollarmath"]
myst_heading_anchors = 3
nb_execution_mode = "cache"
nb_execution_timeout = 300
nb_execution_in_temp = True
nb_execution_raise_on_error = True
nb_output_stderr = "warn"
nb_merge_streams = True

# The Python reference, from docstrings.
autodoc_typehints = "none"
autodoc_member_order = "bysource"
numpydoc_show_class_members = False
numpydoc_xref_param_type = True
numpydoc_xref_ignore = "all"
numpydoc_xref_aliases = {
    **{name: name for name in DEFAULT_LINKS},  # they would lead into the books of other projects
    **{name: f"jevons_sim.{name}" for name in ("Choice", "JevonsModel", "Result", "Scenario")},
    **{name: f"jevons_sim.errors.{name}" for name in vars(errors) if name.endswith("Error")},
    "JevonsError": "jevons_sim.JevonsError",
}
toc_object_entries_show_parents = "hide"
autosummary_generate = False

html_theme = "furo"
html_title = "jevons_sim"
_FONTS = '"Noto Sans KR", "Malgun Gothic", "Apple SD Gothic Neo", system-ui, sans-serif'
html_theme_options = {
    "light_css_variables": {
        "font-stack": _FONTS,
        "color-brand-primary": "#0b5a8a",
        "color-brand-content": "#00639c",
        "color-brand-visited": "#00639c",
        "color-api-name": "#0b5a8a",
        "color-api-pre-name": "#4a545d",
        "color-code-box": "#f3f6f8",
        "color-button": "#0b5a8a",
        "color-button-text": "#fff",
    },
    "dark_css_variables": {
        "color-brand-primary": "#7cc4f0",
        "color-brand-content": "#7cc4f0",
        "color-brand-visited": "#7cc4f0",
        "color-api-name": "#7cc4f0",
        "color-api-pre-name": "#b8c0c8",
        "color-code-box": "#1e2429",
        "color-button": "#7cc4f0",
        "color-button-text": "#10161b",
    },
}
html_logo = html_favicon = "assets/icon.svg"
html_static_path = ["assets"]
html_css_files = ["site.css"]
html_js_files = [("from-disk.js", {"defer": "defer"})]
html_math_renderer = "mathml"
html_copy_source = False
html_show_copyright = False
html_use_index = False
html_permalinks_icon = "#"
pygments_style = "a11y-high-contrast-light"
pygments_dark_style = "a11y-high-contrast-dark"
copybutton_prompt_text = r">>> |\.\.\. |\$ "
copybutton_prompt_is_regexp = True
