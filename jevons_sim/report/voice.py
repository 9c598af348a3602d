"""How a report speaks: the words of its language, and numbers, bands and names in it."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from typing import Any

from jevons_sim.analysis.summary import Band
from jevons_sim.analysis.thresholds import Thresholds
from jevons_sim.quantities import QUANTITIES
from jevons_sim.studies.result import Result
from jevons_sim.words import likeness, searches, terms, verdicts
from jevons_sim.words.catalogue import Language, Words
from jevons_sim.words.typeset import number, two_decimals

HANGUL = re.compile("[\uac00-\ud7a3]")
_RELATIVE = ("tasks", "depth", "compute", "training_compute")


@dataclass(frozen=True)
class Voice:
    """One language of a report."""

    language: Language

    def __getitem__(self, key: str) -> str:
        """Return the words of a key."""
        return Words("report", self.language)[key]

    def say(self, key: str, /, **values: Any) -> str:
        """Return the words of a key with values in their places."""
        return self[key].format(**values)

    def figure_words(self, key: str) -> str:
        """Return words that figures use, on one line."""
        return Words("figures", self.language)[key].replace("\n", " ")

    def span(self, low: str, high: str) -> str:
        """Return the two ends of a range, on one line."""
        return verdicts.span(low, high, self.language).replace(" ", "\u00a0")

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
        return "" if text == "-" else terms.unit(text, self.language)

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
        label = terms.quantity(name, self.language)
        if self.language == "en" and name in _RELATIVE:
            label = f"{label} (base year 1)"
        unit = "%" if name.endswith("_share") else self.unit(QUANTITIES[name].unit)
        return f"{label} ({unit})" if unit else label

    def meaning(self, key: str, description: str) -> str:
        """Return what a key of a scenario means."""
        return terms.meaning(key, description, self.language).replace("``", "").replace("`", "")

    def verdict(self, result: Result) -> str:
        """Return the answer."""
        return result.in_words(self.language)

    def likeness(self, result: Result) -> str:
        """Return the change in units that people can picture; nothing for a sweep."""
        picture = result.picture
        if picture is None or math.isnan(picture.twh):
            return ""
        return likeness.likeness(picture, self.language)

    def hardware(self, result: Result) -> str:
        """Return what becomes of spending on hardware."""
        text = verdicts.hardware(result.summaries[0], self.language)
        return text[0].upper() + text[1:]

    def threshold(self, found: Thresholds) -> str:
        """Return what a search for thresholds found."""
        return searches.threshold_answer(found, self.language)

    def language_of(self, text: str) -> str:
        """Return the language of somebody's own text, as far as its letters tell."""
        return "ko" if HANGUL.search(text) else "en"
