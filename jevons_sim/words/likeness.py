"""Likeness: a change of electricity use in units that people can picture."""

from __future__ import annotations

from jevons_sim.analysis.equivalents import MONTHS, Picture
from jevons_sim.words.catalogue import Language, Words
from jevons_sim.words.numbers import in_round, number, two_digits
from jevons_sim.words.terms import place

_NOTHING = 5e-3
"""A change below this, in TWh, is none."""


def likeness(picture: Picture, language: Language = "en") -> str:
    """Return what a change is like: `25 TWh a year less than without the gain: as much as …`."""
    words, units = Words("answers", language), picture.units
    if abs(picture.twh) < _NOTHING:
        return words["like_same"]
    return words.say(
        "like_more" if picture.twh > 0.0 else "like_less",
        twh=number(abs(picture.twh)),
        reactors=two_digits(abs(picture.reactors)),
        homes=in_round(abs(picture.households_m) * 1e6, language),
        place=place(units.household_place, language),
        city=place(units.city, language),
        time=_time(abs(picture.city_months), words),
    )


def _time(months: float, words: Words) -> str:
    """Return a time: months up to two years, then years."""
    if months > 2.0 * MONTHS:
        return words.say("years", n=two_digits(months / MONTHS))
    return words.say("months", n=two_digits(months))
