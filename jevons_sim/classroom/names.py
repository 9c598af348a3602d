"""Names of teams: what may be one, and which two look alike to a class.

Called by `room`. A name is normalised (NFC), its hidden characters are taken out, and a letter
keeps two marks at most. Two names are alike if they differ in case, width, spaces, punctuation or
accents only, or by letters of `_PAIRS`: Cyrillic and Greek ones that look Latin, and a few Latin
ones that pass for each other. Other alphabets, and words that sound alike, are not covered.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from jevons_sim.scenario.spec import UNSAFE

MAX_NAME = 24
"""Longest name; the rest is cut off."""

MAX_MARKS = 2
"""Marks on one letter: Vietnamese and Thai have as many, a tower has more."""

MAX_READ = 2000
"""How much of what was sent is looked at."""

_HIDDEN = re.compile(
    "[\u00ad\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200d\u2060-\u2064\u206a-\u206f"
    "\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\U000e0000-\U000e0fff]"
)
"""Characters that show nothing: joiners, fillers, variation selectors, tags."""

_BLANK = "\u2800"
"""A letter of Braille that looks like a space."""

_PAIRS = """
АA ВB СC ЕE НH ІI ЈJ КK МM ОO РP ЅS ТT ХX УY аa сc еe іi јj оo рp ѕs хx уy һh ԁd ԛq ԝw ѵv Ӏl
ΑA ΒB ΕE ΖZ ΗH ΙI ΚK ΜM ΝN ΟO ΡP ΤT ΥY ΧX αa γy ιi νv οo ρp σo υu ϲc ϳj
ıi ɩi ɑa ɡg Il |l 1l 0O
"""
"""Pairs of letters that look the same: Cyrillic, Greek, and others beside the Latin one."""

_LOOKS = str.maketrans({pair[0]: pair[1] for pair in _PAIRS.split()})
_SCRIPTS = ("LATIN", "GREEK", "CYRILLIC")
"""Where a mark makes no other word; in Japanese it does."""


def clean_name(text: str) -> str | None:
    """Return a team's name as it is kept and shown; None if it cannot be one.

    >>> clean_name("  Les   Watts ")
    'Les Watts'
    """
    shown = _HIDDEN.sub("", text[:MAX_READ].replace(_BLANK, " "))
    shown = unicodedata.normalize("NFC", " ".join(shown.split()))
    shown = "".join(_without_towers(shown))[:MAX_NAME].strip()
    if UNSAFE.search(shown) or not any(letter.isalnum() for letter in shown):
        return None
    return shown


def _without_towers(text: str) -> Iterator[str]:
    """Yield the letters, each with its first marks."""
    marks = 0
    for letter in text:
        marks = marks + 1 if unicodedata.category(letter) in ("Mn", "Me") else 0
        if marks <= MAX_MARKS:
            yield letter


def is_same(one: str, other: str) -> bool:
    """Whether two names are written alike, but for case, width, spaces and punctuation.

    >>> is_same("Foxes", "fox-es")
    True
    """
    return _folded(one) == _folded(other)


def looks_alike(one: str, other: str) -> bool:
    """Whether a class may take two names for the same.

    >>> looks_alike("Pascal", "Раѕсаl")  # the second is Cyrillic, but for its last letter
    True
    >>> looks_alike("Mill", "Hill")
    False
    """
    return _outline(one) == _outline(other)


def _folded(name: str) -> str:
    return _letters(unicodedata.normalize("NFKC", name).casefold())


def _outline(name: str) -> str:
    """Return what is left of a name from afar."""
    bare = "".join(_without_accents(unicodedata.normalize("NFKD", name)))
    seen = _letters(unicodedata.normalize("NFC", bare).translate(_LOOKS)).casefold()
    return seen.replace("rn", "m").replace("vv", "w")


def _without_accents(text: str) -> Iterator[str]:
    script = ""
    for letter in text:
        if not unicodedata.combining(letter):
            script = unicodedata.name(letter, "").partition(" ")[0]
        elif script in _SCRIPTS:
            continue
        yield letter


def _letters(text: str) -> str:
    """Return letters, digits and the vowels that some alphabets write as marks."""
    return "".join(
        letter for letter in text if letter.isalnum() or unicodedata.category(letter)[0] == "M"
    )
