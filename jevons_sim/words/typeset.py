"""Numbers for figures and pages: those of the terminal, with the minus sign of print."""

from __future__ import annotations

from jevons_sim.words import numbers

MINUS = "\u2212"


def typeset(text: str) -> str:
    """Return a written number with the minus sign of print."""
    return text.replace("-", MINUS)


def number(value: float) -> str:
    """Return a number as `numbers.number` does."""
    return typeset(numbers.number(value))


def two_decimals(value: float) -> str:
    """Return a rebound or an elasticity as `numbers.two_decimals` does."""
    return typeset(numbers.two_decimals(value))


def percent(share: float) -> str:
    """Return a share as `numbers.percent` does."""
    return typeset(numbers.percent(share))


def signed(value: float) -> str:
    """Return a change, with its sign."""
    return typeset(numbers.signed(numbers.number(value)))


def signed_decimals(value: float) -> str:
    """Return a correlation, or a part of a rebound, with its sign."""
    return typeset(numbers.signed(numbers.two_decimals(value)))


def outcome(name: str, value: float) -> str:
    """Return the value of an outcome as `numbers.outcome` does."""
    return typeset(numbers.outcome(name, value))


def tick(value: float, _place: float = 0.0) -> str:
    """Return a number for an axis; Matplotlib also gives its place, which does not matter."""
    return typeset(numbers.tick(value))
