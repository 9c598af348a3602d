"""An amount of electricity in units that people can picture."""

from __future__ import annotations

from dataclasses import dataclass

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
