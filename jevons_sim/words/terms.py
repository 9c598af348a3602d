"""Terms: what places, units, quantities and keys of a scenario are called in each language.

English names stand where the things are defined, in `quantities` and in the scenario's schema;
those of other languages stand in a table here.
"""

from __future__ import annotations

import json
import re
from functools import lru_cache

from jevons_sim.quantities import QUANTITIES
from jevons_sim.words.catalogue import FOLDER, Language


@lru_cache
def korean_terms() -> dict[str, dict[str, str]]:
    """Return Korean names: of places, units and quantities, and the meaning of each key."""
    text = (FOLDER / "terms.ko.json").read_text(encoding="utf-8")
    terms: dict[str, dict[str, str]] = json.loads(text)
    return terms


def _named(kind: str, name: str, language: Language, english: str) -> str:
    return english if language == "en" else korean_terms()[kind].get(name, english)


def place(name: str, language: Language) -> str:
    """Return what a place is called; one that a scenario names itself stays as it is written.

    >>> place("New York City", "ko"), place("Atlantis", "ko")
    ('뉴욕시', 'Atlantis')
    """
    return _named("places", name, language, name)


def unit(text: str, language: Language) -> str:
    """Return a unit.

    >>> unit("TWh/yr", "ko"), unit("kg/MWh", "ko")
    ('TWh/년', 'kg/MWh')
    """
    return _named("units", text, language, text)


def with_unit(value: str, name: str, language: Language) -> str:
    """Return a value with its unit; a unit in Korean letters follows without a space.

    >>> with_unit("10", "yr", "en"), with_unit("10", "yr", "ko"), with_unit("0.5", "-", "ko")
    ('10 yr', '10년', '0.5')
    """
    if name == "-":
        return value
    shown = unit(name, language)
    return f"{value}{shown}" if shown[0] > "\u1100" else f"{value} {shown}"


def quantity(name: str, language: Language) -> str:
    """Return what a quantity is called, without its unit."""
    return _named("quantities", name, language, QUANTITIES[name].label)


def meaning(key: str, description: str, language: Language) -> str:
    """Return what a key of a scenario means.

    Parameters
    ----------
    key : str
        Dotted key.
    description : str
        What the schema says of it.
    language : {"en", "ko"}
        Language of the answer.
    """
    return _named("keys", any_number(key), language, description)


def any_number(key: str) -> str:
    """Return a dotted key with ``*`` for the places in its lists, and for a path with shocks.

    >>> any_number("technology.algorithmic.shocks.0.year"), any_number("policy.2")
    ('technology.*.shocks.*.year', 'policy.*')
    """
    plain = re.sub(r"\.\d+(?=\.|$)", ".*", key)
    return re.sub(r"^technology\.\w+\.shocks\.\*", "technology.*.shocks.*", plain)
