"""Reference pages from the program itself: commands from click, keys from the schema."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

import click
from pydantic import BaseModel

from docs.make.text import cell, number, table
from jevons_sim.cli import cli
from jevons_sim.scenario import instruments, sections
from jevons_sim.scenario.keys import get_value
from jevons_sim.scenario.load import load_scenario
from jevons_sim.scenario.schema import Scenario
from jevons_sim.scenario.sweep import Range, Sweep

MARKS = """Each source begins with a mark of confidence: **[V]** read in the source, **[V2]** read in a
work that quotes it, **[D]** derived, **[A]** our assumption, **[M]** known in the field but not
looked up again: confirm it before you cite it. A range is where a number is known to lie; it is not a
confidence interval."""


# --- commands ------------------------------------------------------------------------------


def commands_page() -> str:
    """Return the reference of the command line, from click's own description of it."""
    context = click.Context(cli, info_name="jevons")
    parts = [
        "# Commands",
        f"{cli.help}\n\n`jevons COMMAND --help` prints the same; `python -m jevons_sim` is the same command. "
        "What a run answers goes to standard output, everything else to standard error; "
        "[Files and exit codes](files.md) says what is written.",
        "| command | does |\n| --- | --- |",
    ]
    names = cli.list_commands(context)
    parts[-1] += "".join(
        f"\n| [`{name}`](#{name}) | {cell(_short(cli.commands[name]))} |" for name in names
    )
    parts += [_command(cli.commands[name], context) for name in names]
    return "\n\n".join(parts) + "\n"


def _short(command: click.Command) -> str:
    return command.get_short_help_str(limit=200)


def _command(command: click.Command, parent: click.Context, depth: int = 2) -> str:
    context = click.Context(command, info_name=command.name, parent=parent)
    path = context.command_path.split()[1:]
    usage = " ".join([context.command_path, *command.collect_usage_pieces(context)])
    head = f"{'#' * depth} `{' '.join(path)}` {{ #{'-'.join(path)} }}"
    text = f"{head}\n\n{_help(command)}\n\n```text\n{usage}\n```"
    records = [record for item in command.params if (record := item.get_help_record(context))]
    rows = [[f"`{cell(names)}`", cell(words)] for names, words in records if "--help" not in names]
    if rows:
        text += "\n\n" + table(["option", "meaning"], rows)
    for name in command.list_commands(context) if isinstance(command, click.Group) else ():
        text += "\n\n" + _command(command.commands[name], context, depth + 1)
    return text


def _help(command: click.Command) -> str:
    return inspect.cleandoc(command.help or "").replace("\b\n", "").strip()


# --- keys ----------------------------------------------------------------------------------


def keys_page() -> str:
    """Return the reference of a scenario file: every key, from the schema and the reference."""
    reference = load_scenario("reference")
    parts = [
        "# Keys of a scenario",
        "Every key that a scenario file can hold. A file needs only its `name`; what it leaves out comes "
        "from `reference.yaml`, whose value, source and range stand with each key. Unknown keys, wrong "
        "types and impossible values are refused with a message that names the line.",
        MARKS,
        "[Write a scenario](../howto/scenario.md) shows how to use them; `jevons show SCENARIO` prints "
        "them for any scenario, `jevons schema` writes a JSON Schema for your editor.",
        "## The file itself",
    ]
    parts += [_key(name, Scenario, name, reference) for name in ("name", "title", "question")]
    parts.append(
        "### `extends` { #extends }\n\nOne parent file, by its path from this one, or a shipped one. "
        "Sections are merged, key by key; everything else replaces what the parent says.\n\n- text; `reference.yaml` if left out"
    )
    parts += [_key(name, Scenario, name, reference) for name in ("seeds", "sources", "ranges")]
    for name, info in Scenario.model_fields.items():
        kind = _model(info.annotation)
        if kind is not None and kind.__module__ == sections.__name__:
            parts += list(_section(name, kind, reference))
    parts += [*_instruments(), *_sweep()]
    return "\n\n".join(parts) + "\n"


def _section(prefix: str, kind: type[BaseModel], reference: Scenario) -> Iterator[str]:
    yield f"## {prefix} {{ #{prefix} }}\n\n{_doc(kind)}"
    nested = []
    for name, info in kind.model_fields.items():
        inner = _model(info.annotation)
        if inner is not None and not _is_list(info.annotation):
            nested.append((f"{prefix}.{name}", inner))
            continue
        yield _key(f"{prefix}.{name}", kind, name, reference)
        if inner is not None:
            for below in inner.model_fields:
                yield _key(f"{prefix}.{name}.{below}", inner, below, None)
    for key, inner in nested:
        yield from _section(key, inner, reference)


def _instruments() -> Iterator[str]:
    yield "## policy { #policy }\n\nDated instruments, any number, in a list. Of several limits in force, the tightest binds."
    seen: set[str] = set()
    for kind in get_args(get_args(instruments.PolicyInstrument)[0]):
        names = get_args(kind.model_fields["instrument"].annotation)
        title = " or ".join(f"`{name}`" for name in names)
        yield f"### {title} {{ #{names[0]} }}\n\n{_doc(kind)}"
        rows = []
        for name, info in kind.model_fields.items():
            place = f'<a id="policy.{name}"></a>' if name not in seen else ""
            seen.add(name)
            rows.append([f"{place}`{name}`", cell(info.description or ""), cell(_terms(info))])
        yield table(["key", "meaning", "takes"], rows)


def _sweep() -> Iterator[str]:
    yield f"## sweep {{ #sweep }}\n\n{_doc(Sweep)} Any dotted key can be swept."
    for kind, prefix in ((Sweep, "sweep"), (Range, "sweep.axes.KEY")):
        for name, info in kind.model_fields.items():
            yield _key(f"{prefix}.{info.alias or name}", kind, name, None)


def _key(key: str, kind: type[BaseModel], name: str, reference: Scenario | None) -> str:
    info = kind.model_fields[name]
    text = f"### `{key}` {{ #{key} }}\n\n{_sentence(info.description or '')}\n\n- {_terms(info)}"
    if reference is None:
        return text
    try:
        value = get_value(reference.model_dump(mode="json"), key)
    except KeyError:
        value = None
    if isinstance(value, str | int | float) and key not in ("name", "title", "question"):
        text += f"\n- in `reference`: {number(value)}"
        span = reference.ranges.get(key)
        text += f", known to lie between {number(span[0])} and {number(span[1])}" if span else ""
    if key in reference.sources:
        text += f"\n- source: {cell(reference.sources[key])}"
    return text


def _sentence(text: str) -> str:
    return " ".join(text.split()).replace("<", "&lt;").replace("``", "`")


def _doc(kind: type[BaseModel]) -> str:
    return " ".join((kind.__doc__ or "").split())


def _terms(info: Any) -> str:
    """What a key takes: its type, its bounds, its unit, and what it is if left out."""
    low, high = _bounds(info)
    parts = [_type(info.annotation)]
    if low is not None and high is not None:
        parts.append(f"{number(low)} to {number(high)}")
    elif low is not None:
        parts.append(f"{number(low)} or more")
    if NoneType in get_args(info.annotation):
        parts.append("or `null`")
    unit = _extra(info).get("unit", "-")
    if unit != "-":
        parts.append(f"in {unit}")
    if not info.is_required() and info.get_default() is not None and info.default_factory is None:
        parts.append(f"{_shown(info.get_default())} if left out")
    return ", ".join(parts)


def _shown(value: Any) -> str:
    if value in ((), ""):
        return "none"
    return f"`{value}`" if isinstance(value, str) else number(value)


def _extra(info: Any) -> dict[str, Any]:
    return info.json_schema_extra if isinstance(info.json_schema_extra, dict) else {}


def _bounds(info: Any) -> tuple[float | None, float | None]:
    low = high = None
    for item in info.metadata:
        low = getattr(item, "ge", low)
        high = getattr(item, "le", high)
    return low, high


def _alternatives(kind: Any) -> list[Any]:
    if get_origin(kind) is Annotated:
        return _alternatives(get_args(kind)[0])
    if get_origin(kind) in (Union, UnionType):
        return [
            one for part in get_args(kind) if part is not NoneType for one in _alternatives(part)
        ]
    return [kind]


def _is_list(kind: Any) -> bool:
    return any(get_origin(one) is tuple for one in _alternatives(kind))


def _model(kind: Any) -> type[BaseModel] | None:
    """The section behind a type: the type itself, or what a list of it holds."""
    for one in _alternatives(kind):
        inner = get_args(one)[0] if get_origin(one) is tuple else one
        if isinstance(inner, type) and issubclass(inner, BaseModel):
            return inner
    return None


_WORDS = {float: "a number", int: "a whole number", bool: "true or false", str: "text"}


def _type(kind: Any) -> str:
    names = []
    for one in _alternatives(kind):
        origin = get_origin(one)
        if origin is Literal:
            names.append(" or ".join(f"`{value}`" for value in get_args(one)))
        elif origin is tuple:
            names.append("a list")
        elif origin is dict or (isinstance(one, type) and issubclass(one, BaseModel)):
            names.append("a mapping")
        else:
            names.append(_WORDS.get(one, "text"))
    return " or ".join(dict.fromkeys(names))
