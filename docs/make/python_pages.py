"""The Python reference, from signatures and numpydoc docstrings, with the standard library."""

from __future__ import annotations

import ast
import dataclasses
import inspect
import re
import textwrap
from collections.abc import Iterator
from types import ModuleType
from typing import Any

import jevons_sim
from docs.make.math import from_docstring
from jevons_sim.engine import rules
from jevons_sim.equations import adoption, decomposition, rebound, technology

GROUPS = {
    "Scenarios": ("load_scenario", "Scenario"),
    "Runs and results": ("run", "Result", "load_result"),
    "Taking an answer apart": ("dissect", "find_thresholds"),
    "The model, step by step": ("JevonsModel", "Choice"),
    "Figures": (
        *("plot_energy", "plot_drivers", "plot_hardware", "plot_sweep_curve", "plot_frontier"),
        *("plot_waterfall", "plot_parts", "save_figure"),
    ),
    "Errors": ("JevonsError",),
}
"""Public names by what they are for; a test holds that none is missing."""

_LISTS = ("Parameters", "Returns", "Raises", "Attributes", "Yields")
_NOT_FOR_USERS = {"Scenario": "model_", "JevonsModel": "world"}


def python_page() -> str:
    """Return the reference of the public names."""
    parts = [
        "# Python",
        "```python\nimport jevons_sim as js\n```\n\nEverything public is a name of the package, loaded when it is "
        "first used. A quantity ends with its unit in brackets. The [tutorials](../tutorials/index.md) show "
        "the names at work; [equations and rules](equations.md) is what the model computes with.",
    ]
    for title, names in GROUPS.items():
        parts.append(f"## {title}")
        parts += [_public(name, getattr(jevons_sim, name)) for name in names]
    return "\n\n".join(parts) + "\n"


def equations_page() -> str:
    """Return every equation and every behaviour rule, with its code."""
    parts = [
        "# Equations and rules",
        "The functions that the model computes with, each as it stands in the package: nothing here is a "
        "second version. [The model in full](../odd.md) says where each is used.",
        "## Behaviour rules",
        "`jevons_sim.engine.rules`: plain Python on plain numbers; the compiled engine, the Mesa model and "
        "the tests call these same functions. Small letters are relative to the base year.",
    ]
    parts += [_rule(name, item) for name, item in _functions(rules)]
    for module in (rebound, technology, adoption, decomposition):
        title = (module.__doc__ or "").strip().splitlines()[0].rstrip(".").split(":")[0]
        parts.append(f"## {title}\n\n`{module.__name__}`")
        parts += [_function(name, item, level=3) for name, item in _functions(module)]
    return "\n\n".join(parts) + "\n"


def _functions(module: ModuleType) -> Iterator[tuple[str, Any]]:
    for name, item in vars(module).items():
        plain = inspect.unwrap(getattr(item, "py_func", item))
        own = getattr(plain, "__module__", "") == module.__name__
        if inspect.isfunction(plain) and own and not name.startswith("_"):
            yield name, plain


def _rule(name: str, function: Any) -> str:
    source = textwrap.dedent(inspect.getsource(function)).replace("@compiled\n", "", 1)
    head = f"### `{name}` {{ #{name} }}\n\n{numpydoc(inspect.getdoc(function) or '')}"
    return f"{head}\n\n```python\n{_without_docstring(source)}\n```"


def _without_docstring(source: str) -> str:
    tree = ast.parse(source).body[0]
    assert isinstance(tree, ast.FunctionDef)
    lines = source.splitlines()
    first = tree.body[0]
    del lines[first.lineno - 1 : first.end_lineno]
    return "\n".join(lines)


def _public(name: str, item: Any) -> str:
    if not inspect.isclass(item):
        return _function(name, item, level=3)
    text = f"### `{name}` {{ #{name} }}\n\n"
    if not issubclass(item, Exception) and not hasattr(item, "model_fields"):
        text += f"{_signature(name, item)}\n\n"
    text += numpydoc(inspect.getdoc(item) or "")
    parts = [text, *_fields(item)]
    parts += [_member(name, key, value) for key, value in _members(item)]
    return "\n\n".join(part for part in parts if part)


def _members(kind: type) -> Iterator[tuple[str, Any]]:
    for name, value in vars(kind).items():
        described = inspect.getdoc(getattr(value, "func", value))
        is_own = inspect.isfunction(value) or hasattr(value, "fget") or hasattr(value, "func")
        if is_own and described and not name.startswith("_"):
            yield name, value


def _member(owner: str, name: str, value: Any) -> str:
    place = f"#### `{owner}.{name}` {{ #{owner}.{name} }}"
    if inspect.isfunction(value):
        return f"{place}\n\n{_signature(name, value)}\n\n{numpydoc(inspect.getdoc(value) or '')}"
    return f"{place}\n\n{numpydoc(inspect.getdoc(getattr(value, 'func', value)) or '')}"


def _fields(kind: type) -> Iterator[str]:
    """Fields of a data class that its docstring does not list, from the strings below each."""
    if not dataclasses.is_dataclass(kind) or "Attributes\n---" in (inspect.getdoc(kind) or ""):
        return
    tree = ast.parse(textwrap.dedent(inspect.getsource(kind))).body[0]
    assert isinstance(tree, ast.ClassDef)
    rows = []
    for field, below in zip(tree.body, tree.body[1:], strict=False):
        said = isinstance(below, ast.Expr) and isinstance(below.value, ast.Constant)
        if isinstance(field, ast.AnnAssign) and isinstance(field.target, ast.Name) and said:
            rows.append((field.target.id, ast.unparse(field.annotation), str(below.value.value)))
    if rows:
        yield "**Attributes**\n\n" + "\n".join(
            f"- `{name}` ({kind}): {' '.join(words.split())}" for name, kind, words in rows
        )


def _function(name: str, function: Any, *, level: int) -> str:
    head = f"{'#' * level} `{name}` {{ #{name} }}"
    return f"{head}\n\n{_signature(name, function)}\n\n{numpydoc(inspect.getdoc(function) or '')}"


def _signature(name: str, item: Any) -> str:
    """Return the signature as code, one parameter to a line where it is long."""
    signature = inspect.signature(item)
    values = [
        value.replace(annotation=inspect.Parameter.empty)
        for key, value in signature.parameters.items()
        if key != "self"
    ]
    line = (
        f"{name}{signature.replace(parameters=values, return_annotation=inspect.Parameter.empty)}"
    )
    if len(line) > 68:
        inner = line[len(name) + 1 : -1]
        line = f"{name}(\n    " + ",\n    ".join(_split(inner)) + ",\n)"
    return f"```python\n{line}\n```"


def _split(arguments: str) -> list[str]:
    parts, depth = [""], 0
    for letter in arguments:
        depth += (letter in "([{") - (letter in ")]}")
        if letter == "," and depth == 0:
            parts.append("")
        else:
            parts[-1] += letter
    return [part.strip() for part in parts]


def numpydoc(text: str) -> str:
    """Return a numpydoc docstring as Markdown."""
    pieces = re.split(r"^(\w[\w ]*)\n-{3,}\n", text, flags=re.MULTILINE)
    parts = [_prose(pieces[0])]
    for title, body in zip(pieces[1::2], pieces[2::2], strict=True):
        parts.append(f"**{title}**\n\n{_body(title, body)}")
    return "\n\n".join(parts)


def _body(title: str, body: str) -> str:
    if title in _LISTS:
        return "\n".join(_items(title, body))
    if title == "Examples":
        return f"```pycon\n{body.strip()}\n```"
    if title == "References":
        return re.sub(r"^\.\. \[(\d+)\] ", r"\1. ", _prose(body), flags=re.MULTILINE)
    return _prose(body)


def _items(title: str, body: str) -> Iterator[str]:
    for block in re.split(r"\n(?=\S)", body.strip("\n")):
        head, _, rest = block.partition("\n")
        name, _, kind = (part.strip() for part in head.partition(" : "))
        words = _prose(" ".join(rest.split()))
        shown = f"{', '.join(f'`{one.strip()}`' for one in name.split(','))}"
        if kind:
            shown += f" ({_escaped(kind)})"
        yield f"- {shown}: {words}" if words else f"- {shown}"


def _escaped(kind: str) -> str:
    return kind.replace("{", "").replace("}", "").replace("*", r"\*")


def _prose(text: str) -> str:
    """Return reStructuredText as it is used here as Markdown."""
    text = from_docstring(text.strip("\n"))
    text = re.sub(r"``([^`]+)``", r"`\1`", text)
    text = re.sub(r"`(\.\. \[\d+\])`", r"\1", text)
    return re.sub(r"\[(\d+)\]_", r"[\1]", text)
