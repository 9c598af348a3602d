"""The base that every part of a scenario shares: strict types, finite numbers, no unknown keys."""

from __future__ import annotations

import re
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints


class Spec(BaseModel):
    """A frozen part of a scenario: strict, finite, no extra keys, attribute docstrings kept."""

    model_config = ConfigDict(
        strict=True,
        extra="forbid",
        frozen=True,
        allow_inf_nan=False,
        use_attribute_docstrings=True,
        serialize_by_alias=True,
    )


def unit(text: str) -> dict[str, Any]:
    """Return what a field needs to carry its unit into the JSON Schema and the reference pages."""
    return {"unit": text}


class DisagreementError(ValueError):
    """Values that are right by themselves, and do not go together."""


def distinct(values: tuple[Any, ...]) -> tuple[Any, ...]:
    """Refuse a list that holds an entry twice."""
    seen: set[Any] = set()
    for value in values:
        if value in seen:
            raise ValueError(f"holds {value} twice; keep each once")
        seen.add(value)
    return values


UNIQUE = Field(json_schema_extra={"uniqueItems": True})
"""What `distinct` checks, for the JSON Schema."""

Share = Annotated[float, Field(ge=0.0, le=1.0, json_schema_extra=unit("-"))]
"""A share in [0, 1]."""

AnnualFactor = Annotated[float, Field(ge=0.01, le=1000.0, json_schema_extra=unit("1/yr"))]
"""A growth factor per year: 1 stands still, 2 doubles."""

Year = Annotated[float, Field(ge=1500.0, le=2500.0, json_schema_extra=unit("yr"))]
"""A calendar year; 2026.25 is the end of March 2026."""

NAME_PATTERN = r"^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$"

_WHOLE_NAME = {"pattern": NAME_PATTERN.replace("$", r"(?!\n)$")}
"""For the JSON Schema, since to some of its readers `$` also means: before a last line end."""

Name = Annotated[
    str,
    Field(min_length=1, max_length=63, pattern=NAME_PATTERN, json_schema_extra={**_WHOLE_NAME}),
]
"""Lower-case letters, digits and inner hyphens: safe as a folder on every system."""

RESERVED_NAMES = frozenset(
    {"con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(1, 10))}
)
"""Names that Windows keeps for itself."""

_UNSEEN = r"\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069"
_NO_CHARACTERS = r"\ud800-\udfff\ufffe\uffff"
UNSAFE = re.compile(f"[{_UNSEEN}{_NO_CHARACTERS}]")
"""Controls, hidden line ends, marks that turn the direction of text, halves of characters."""


def _safe(text: str) -> str:
    found = UNSAFE.search(text)
    if found is not None:
        raise ValueError(f"holds the character U+{ord(found.group()):04X}; remove it")
    return text


_SAFE = Field(json_schema_extra={"pattern": f"^[^{_UNSEEN}]*$"})
"""What `_safe` checks, for the JSON Schema; a file in UTF-8 holds no half of a character."""

Text = Annotated[str, StringConstraints(max_length=5000), AfterValidator(_safe), _SAFE]
"""Words for people."""

Place = Annotated[str, StringConstraints(min_length=1, max_length=60), AfterValidator(_safe), _SAFE]
"""The name of a place."""
