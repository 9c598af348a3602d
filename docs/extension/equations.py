"""Equations with their code: a directive that shows every function of a module, in its order.

autodoc shows docstrings; here the code is shown below each, since it is the equation that the model
computes with. Functions that are compiled are shown as they are written.
"""

from __future__ import annotations

import ast
import inspect
import textwrap
from collections.abc import Iterator
from importlib import import_module
from types import ModuleType
from typing import Any

from docutils import nodes
from sphinx.util.docutils import SphinxDirective


def functions(module: ModuleType) -> Iterator[tuple[str, Any]]:
    """Return the public functions that a module defines, compiled ones as they are written."""
    for name, item in vars(module).items():
        plain = inspect.unwrap(getattr(item, "py_func", item))
        own = getattr(plain, "__module__", "") == module.__name__
        if inspect.isfunction(plain) and own and not name.startswith("_"):
            yield name, plain


def code_of(function: Any) -> str:
    """Return the code of a function without its docstring and its decorators."""
    lines = textwrap.dedent(inspect.getsource(function)).splitlines()
    [tree] = ast.parse("\n".join(lines)).body
    assert isinstance(tree, ast.FunctionDef)
    said = tree.body[0]
    del lines[said.lineno - 1 : said.end_lineno]
    return "\n".join(lines[tree.lineno - 1 :])


def module_text(name: str) -> str:
    """Return the functions of a module as reStructuredText."""
    parts = []
    for function, plain in functions(import_module(name)):
        code = textwrap.indent(code_of(plain), "   ")
        parts.append(f".. autofunction:: {name}.{function}\n\n.. code-block:: python\n\n{code}\n")
    return "\n".join(parts)


class Equations(SphinxDirective):
    """Every public function of a module: what it says, and its code."""

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        """Return the descriptions of the functions."""
        return self.parse_text_to_nodes(module_text(self.arguments[0]))


def setup(app: Any) -> None:
    """Add the directive `equations`."""
    app.add_directive("equations", Equations)
