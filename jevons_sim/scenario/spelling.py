"""What to write for a value that is spelt as people spell it, and a scenario does not."""

from __future__ import annotations

import math
import re
import unicodedata
from typing import Any

MOST_SPELT = 40
"""Letters of the longest text that is taken for a number."""

_LIKE = {ord(dash): "-" for dash in "\u2212\u2010\u2011\u2012\u2013\u2014\ufe63"}
_LIKE |= {0x2044: "/", 0x2215: "/", 0x2019: "'", 0x066B: ".", 0x3002: "."}
"""Signs that look like one of a keyboard, and are none."""

_NUMBER = r"(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?"
_NO_WORDS = re.compile(rf"{_NUMBER}(?:\s*/\s*{_NUMBER})?")
_CODE = re.compile(r"^(?:US|[A-Z]{3})\s*(?=[-+.\d])|(?<=[\d.\s])\s*[A-Z]{3}$")
_ONE_GROUP = re.compile(r"[1-9]\d{0,2},\d{3}")
_GROUPS = (
    (re.compile(r"\d{1,3}(?:[ '_]\d{3})+(?:\.\d+)?"), " '_", "."),
    (re.compile(r"\d+(?:_\d+)+(?:\.\d+)?"), "_", "."),
    (re.compile(r"\d{1,3}(?:,\d{3})+\.\d+|\d{1,3}(?:,\d{3}){2,}"), ",", "."),
    (re.compile(r"\d{1,3}(?:\.\d{3})+,\d+|\d{1,3}(?:\.\d{3}){2,}"), ".", ","),
)
"""How thousands are set apart: the pattern, what sets them apart, what marks decimals."""


def spelling_hint(value: Any, kind: str) -> str:
    """Return what to write for a value that is not read as the kind that its key takes.

    Parameters
    ----------
    value : object
        What was written.
    kind : str
        Pydantic's name of the error: ``int_type``, ``float_type``, ``bool_type``, ``string_type``.
    """
    if isinstance(value, float) and kind.startswith("int") and value.is_integer():
        return f"write {int(value)}"
    if value is None:
        return "write a value, or leave the key out"
    if kind == "bool_type":
        words = {"1": "true", "true": "true", "0": "false", "false": "false"}
        word = words.get(str(value).lower())
        return f"write {word}" if word else ""
    if kind == "string_type":
        plain = isinstance(value, int | float) and not isinstance(value, bool)
        return f'write "{value}"' if plain else ""
    if not isinstance(value, str) or not kind.startswith(("int", "float")):
        return ""
    hint = number_hint(value)
    if kind.startswith("int"):
        hint = hint.partition(", or ")[0]
        return "" if re.search(r"write [-+]?\d*\.", hint) else hint
    return hint


def number_hint(text: str) -> str:
    """Return how to write a number that was written as people write it; empty if it is none.

    Examples
    --------
    >>> number_hint("28,045")
    'write 28045, or 28.045 if the comma marks decimals'
    >>> number_hint("1/3"), number_hint("30 %"), number_hint("$30")
    ('write 0.3333', 'write 0.3', 'write 30; the unit is in the key')
    """
    plain = unicodedata.normalize("NFKC", text).translate(_LIKE).strip()
    if not 0 < len(plain) <= MOST_SPELT:
        return ""
    bare = "".join(" " if unicodedata.category(letter) == "Sc" else letter for letter in plain)
    bare = _CODE.sub("", bare.strip()).strip()
    unit = "" if bare == plain else "; the unit is in the key"
    sign = "-" if bare.startswith("-") else ""
    size = bare.lstrip("+-").strip()
    if _ONE_GROUP.fullmatch(size):
        whole, decimal = size.replace(",", ""), size.replace(",", ".")
        return f"write {sign}{whole}, or {sign}{decimal} if the comma marks decimals{unit}"
    if re.fullmatch(r"\d*,\d+", size):
        return f"decimal comma? write {sign}{size.replace(',', '.')}{unit}"
    found = _digits(size)
    if found:
        return f"write {sign}{found}{unit}"
    wordy = re.match(r"[~<>=]*\d", size) and not re.fullmatch(
        rf"{_NUMBER}(\s*/\s*{_NUMBER})?", size
    )
    return "write the number only; the unit is in the key" if wordy else ""


def _digits(size: str) -> str:
    """Return a number without sign as a scenario has it; empty if it is none."""
    for pattern, apart, mark in _GROUPS:
        if pattern.fullmatch(size):
            kept = (letter for letter in size if letter not in apart)
            size = "".join("." if letter == mark else letter for letter in kept)
    fraction = re.fullmatch(rf"({_NUMBER})\s*/\s*({_NUMBER})", size)
    share = re.fullmatch(rf"({_NUMBER})\s*%", size)
    value, figures = math.nan, 15
    if fraction and float(fraction[2]) > 0.0:
        value, figures = float(fraction[1]) / float(fraction[2]), 4
    elif share:
        value = float(share[1]) / 100.0
    elif re.fullmatch(r"0[xX][0-9a-fA-F]+", size):
        return str(int(size, 16))
    elif re.fullmatch(r"\d+", size):
        return str(int(size))
    elif re.fullmatch(_NUMBER, size):
        value = float(size)
    return f"{value:.{figures}g}" if math.isfinite(value) else ""
