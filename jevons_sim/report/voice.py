"""How a report speaks: the words of its language, and numbers, bands and names in it."""

from __future__ import annotations

import json
import math
import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from jevons_sim.analysis.summary import Band
from jevons_sim.analysis.thresholds import Thresholds
from jevons_sim.quantities import QUANTITIES, Quantity
from jevons_sim.studies.result import Result
from jevons_sim.web import page
from jevons_sim.words import english, korean
from jevons_sim.words.catalogue import WORDS, Language
from jevons_sim.words.english_searches import threshold_answer
from jevons_sim.words.typeset import number, two_decimals

HANGUL = re.compile("[\uac00-\ud7a3]")
_RELATIVE = ("tasks", "depth", "compute", "training_compute")


@lru_cache
def korean_terms() -> dict[str, dict[str, str]]:
    """Return Korean names: of units, of quantities, and the meaning of each key of a scenario."""
    terms: dict[str, dict[str, str]] = json.loads(page.asset("words/terms.ko.json"))
    return terms


def any_number(key: str) -> str:
    """Return a dotted key with ``*`` for the places in its lists, and for a path with shocks."""
    plain = re.sub(r"\.\d+(?=\.|$)", ".*", key)
    return re.sub(r"^technology\.\w+\.shocks\.\*", "technology.*.shocks.*", plain)


@dataclass(frozen=True)
class Voice:
    """One language of a report."""

    language: Language

    def __getitem__(self, key: str) -> str:
        """Return the words of a key."""
        return page.words("words/report.json")[self.language][key]

    def say(self, key: str, /, **values: Any) -> str:
        """Return the words of a key with values in their places."""
        return self[key].format(**values)

    def figure_words(self, key: str) -> str:
        """Return words that figures use, on one line."""
        return WORDS[self.language][key].replace("\n", " ")

    def span(self, low: str, high: str) -> str:
        """Return the two ends of a range, on one line."""
        apart = self.language == "ko" and "-" in low + high
        text = f"{low} ~ {high}" if apart else self.say("span", low=low, high=high)
        return text.replace(" ", "\u00a0")

    def band(self, value: Band, scale: float = 0.0, *, rebound: bool = False) -> str:
        """Return a median, and its band where there is one.

        Parameters
        ----------
        value : Band
            The band.
        scale : float, optional
            Size of what stands beside it; what is below a thousandth of it is rounding, and 0.
        rebound : bool, optional
            Whether it is a rebound, or a part of one: two decimals.
        """
        if math.isnan(value.median):
            return self["none"]
        figures = (value.median, value.p05, value.p95)
        write = two_decimals if rebound else number
        median, low, high = (write(x if abs(x) >= 1e-3 * scale else 0.0) for x in figures)
        return median if low == median == high else f"{median} ({self.span(low, high)})"

    def unit(self, text: str) -> str:
        """Return a unit for an axis or a head; nothing for none."""
        if text == "-":
            return ""
        return korean_terms()["units"].get(text, text) if self.language == "ko" else text

    def with_unit(self, value: str, key: str, unit: str) -> str:
        """Return the value of a key with its unit, as one reads it."""
        if unit == "-" or value == self["none"] or (unit == "yr" and key.endswith("year")):
            return value
        if unit == "1/yr":
            rate = "times_per_year" if key.endswith("factor") else "per_year"
            return self.say(rate, value=value)
        shown = self.unit(unit)
        return f"{value} ({shown})" if shown[0].isdigit() else f"{value} {shown}"

    def quantity(self, name: str) -> str:
        """Return the name of a quantity with its unit."""
        item: Quantity = QUANTITIES[name]
        label = item.label
        if self.language == "ko":
            label = korean_terms()["quantities"][name]
        elif name in _RELATIVE:
            label = f"{label} (base year 1)"
        unit = "%" if name.endswith("_share") else self.unit(item.unit)
        return f"{label} ({unit})" if unit else label

    def meaning(self, key: str, description: str) -> str:
        """Return what a key of a scenario means."""
        if self.language == "en":
            return description.replace("``", "").replace("`", "")
        return korean_terms()["keys"].get(any_number(key), description)

    def verdict(self, result: Result) -> str:
        """Return the answer."""
        if self.language == "en":
            return result.verdict
        if result.plan.keys:
            return korean.sweep_verdict(result.summaries)
        return korean.verdict(result.summaries[0])

    def likeness(self, result: Result) -> str:
        """Return the change in units that people can picture; nothing for a sweep."""
        picture = result.picture
        if picture is None or math.isnan(picture.twh):
            return ""
        return korean.likeness(picture) if self.language == "ko" else english.likeness(picture)

    def hardware(self, result: Result) -> str:
        """Return what becomes of spending on hardware."""
        say = korean.hardware if self.language == "ko" else english.hardware
        text = say(result.summaries[0])
        return text[0].upper() + text[1:]

    def threshold(self, found: Thresholds) -> str:
        """Return what a search for thresholds found."""
        return korean.threshold(found) if self.language == "ko" else threshold_answer(found)

    def language_of(self, text: str) -> str:
        """Return the language of somebody's own text, as far as its letters tell."""
        return "ko" if HANGUL.search(text) else "en"
