"""What a change of electricity use is like."""

from __future__ import annotations

import pytest

from jevons_sim.analysis.equivalents import picture
from jevons_sim.scenario.sections import Equivalents
from jevons_sim.words.likeness import likeness

UNITS = Equivalents(
    household_kwh=10_000.0,
    household_place="Utopian",
    city_twh=48.0,
    city="Amaurot",
    reactor_twh=8.0,
)


def test_amounts_follow_the_units():
    found = picture(16.0, UNITS)
    assert found.reactors == pytest.approx(2.0)
    assert found.households_m == pytest.approx(1.6)  # 16e9 kWh over 1e4 kWh
    assert found.city_months == pytest.approx(4.0)


def test_words_give_size_and_direction():
    text = likeness(picture(-16.0, UNITS))
    assert "16.0 TWh a year less than without the gain" in text
    assert "2 nuclear reactors" in text
    assert "1.6 million Utopian households" in text
    assert "Amaurot uses in 4 months" in text


@pytest.mark.parametrize(("twh", "expected"), [(96.0, "in 24 months"), (480.0, "in 10 years")])
def test_long_times_are_said_in_years(twh, expected):
    assert expected in likeness(picture(twh, UNITS))


def test_no_change_is_not_dressed_up():
    assert likeness(picture(0.0, UNITS)) == "As much as without the gain."
