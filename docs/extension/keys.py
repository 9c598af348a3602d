"""The keys of a scenario: a directive that lists them from the schema, a role that links to one.

Sources, ranges and values come from `scenarios/reference.yaml`; what others made to document
pydantic models knows neither those nor dotted keys.
"""

from __future__ import annotations

from collections.abc import Iterator
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from docutils import nodes
from pydantic import BaseModel
from sphinx.domains.std import GenericObject
from sphinx.util.docutils import SphinxDirective

from docs.extension.text import cell, number
from jevons_sim.scenario import instruments, sections
from jevons_sim.scenario.keys import get_value
from jevons_sim.scenario.load import load_scenario
from jevons_sim.scenario.schema import Scenario
from jevons_sim.scenario.sweep import Range, Sweep

NOT_A_SETTING = ("name", "title", "question")
EXTENDS = """One parent file, by its path from this one, or a shipped one. Sections are merged, key
by key; everything else replaces what the parent says.

- text; `reference.yaml` if left out"""


def keys_text() -> str:
    """Return every key, from the schema and the reference, as MyST Markdown."""
    reference = load_scenario("reference")
    parts = ["## The file itself"]
    parts += [_key(name, Scenario, name, reference) for name in NOT_A_SETTING]
    parts.append(_object("extends", EXTENDS))
    parts += [_key(name, Scenario, name, reference) for name in ("seeds", "sources", "ranges")]
    for name, info in Scenario.model_fields.items():
        kind = _model(info.annotation)
        if kind is not None and kind.__module__ == sections.__name__:
            parts += list(_section(name, kind, reference))
    parts += [*_instruments(), *_sweep()]
    return "\n\n".join(parts) + "\n"


def _section(prefix: str, kind: type[BaseModel], reference: Scenario) -> Iterator[str]:
    yield f"## {prefix}\n\n{_doc(kind)}"
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
    yield (
        "## policy\n\nDated instruments, any number, in a list. Of several limits in force, "
        "the tightest binds."
    )
    seen: set[str] = set()
    for kind in get_args(get_args(instruments.PolicyInstrument)[0]):
        names = get_args(kind.model_fields["instrument"].annotation)
        yield f"### {' or '.join(f'`{name}`' for name in names)}\n\n{_doc(kind)}"
        for name, info in kind.model_fields.items():
            text = f"{_sentence(info.description or '')}\n\n- {_terms(info)}"
            yield _object(f"policy.{name}", text, again=name in seen)
            seen.add(name)


def _sweep() -> Iterator[str]:
    yield f"## sweep\n\n{_doc(Sweep)} Any dotted key can be swept."
    for kind, prefix in ((Sweep, "sweep"), (Range, "sweep.axes.KEY")):
        for name, info in kind.model_fields.items():
            yield _key(f"{prefix}.{info.alias or name}", kind, name, None)


def _key(key: str, kind: type[BaseModel], name: str, reference: Scenario | None) -> str:
    info = kind.model_fields[name]
    text = f"{_sentence(info.description or '')}\n\n- {_terms(info)}"
    return _object(key, text if reference is None else text + _in_reference(key, reference))


def _object(key: str, text: str, *, again: bool = False) -> str:
    """Return a key with what is said of it; one that is told again is no place to link to."""
    return f":::{{key}} {key}\n{':no-index:' if again else ''}\n{text}\n:::"


def _in_reference(key: str, reference: Scenario) -> str:
    text = ""
    try:
        value = get_value(reference.model_dump(mode="json"), key)
    except KeyError:
        value = None
    if isinstance(value, str | int | float) and key not in NOT_A_SETTING:
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


class Key(GenericObject):
    """A key of a scenario; its place on the page is called as it is."""

    def add_target_and_index(self, name: str, sig: str, signode: Any) -> None:
        """Make the key a place that the role `key` finds."""
        signode["ids"].append(name)
        self.state.document.note_explicit_target(signode)
        self.env.domains.standard_domain.note_object("key", name, name, location=signode)


class ScenarioKeys(SphinxDirective):
    """Every key of a scenario file, with its terms, value, range and source."""

    def run(self) -> list[nodes.Node]:
        """Return the sections of the page."""
        return self.parse_text_to_nodes(keys_text(), allow_section_headings=True)


def setup(app: Any) -> None:
    """Add the directives `key` and `scenario-keys`, and the role `key`."""
    app.add_object_type("key", "key", objname="key of a scenario")
    app.add_directive_to_domain("std", "key", Key, override=True)
    app.add_directive("scenario-keys", ScenarioKeys)
