"""An amount of electricity in units that people can picture."""

from __future__ import annotations

from dataclasses import dataclass

from jevons_sim.analysis.summary import number
from jevons_sim.scenario.sections import Equivalents

KWH_PER_TWH = 1e9
MONTHS = 12.0


@dataclass(frozen=True)
class Picture:
    """What a change of yearly electricity use is like; every amount has the sign of the change."""

    twh: float
    """The change, TWh a year."""

    reactors: float
    """Nuclear reactors that make as much."""

    households_m: float
    """Households that use as much, millions."""

    city_months: float
    """Months in which the city uses as much."""

    units: Equivalents
    """The units, with their places."""

    def as_json(self) -> dict[str, float]:
        """Return the amounts by name."""
        names = ("twh", "reactors", "households_m", "city_months")
        return {name: getattr(self, name) for name in names}

    def in_words(self) -> str:
        """Return the change in words: `25 TWh a year less, as much as 3 reactors make`."""
        if abs(self.twh) < 5e-3:
            return "As much as without the gain."
        more = "more" if self.twh > 0.0 else "less"
        homes = _count(abs(self.households_m) * 1e6)
        return (
            f"{number(abs(self.twh))} TWh a year {more} than without the gain: as much as "
            f"{_about(abs(self.reactors))} nuclear reactors make, {homes} "
            f"{self.units.household_place} households use, or {self.units.city} uses "
            f"in {_span(abs(self.city_months))}."
        )


def picture(twh: float, units: Equivalents) -> Picture:
    """Return what a change of yearly electricity use is like.

    Parameters
    ----------
    twh : float
        Change of electricity use, TWh a year; negative if it falls.
    units : Equivalents
        What a household and a city use and a reactor makes in a year.
    """
    return Picture(
        twh=twh,
        reactors=twh / units.reactor_twh,
        households_m=twh * KWH_PER_TWH / units.household_kwh / 1e6,
        city_months=MONTHS * twh / units.city_twh,
        units=units,
    )


def _about(amount: float) -> str:
    """Return an amount with two digits: 8, 2.3, 140."""
    return f"{float(f'{amount:.2g}'):,g}"


def _count(amount: float) -> str:
    """Return a count in words: `2.3 million`, `740 thousand`, `1.2 billion`."""
    for size, name in ((1e9, " billion"), (1e6, " million"), (1e3, " thousand")):
        if amount >= size:
            return f"{_about(amount / size)}{name}"
    return _about(amount)


def _span(months: float) -> str:
    """Return a time: months up to two years, then years."""
    if months > 2.0 * MONTHS:
        return f"{_about(months / MONTHS)} years"
    return f"{_about(months)} months"
