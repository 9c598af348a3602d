"""Numbers as people read them: one rule for the terminal, the figures, the reports and the pages.

The pages follow it in ``web/shared/numbers.js``; a test holds the two together. Figures and pages
take `typeset`, which has their minus sign; what a program reads, CSV and JSON, never passes here.
"""

from __future__ import annotations

import math
from decimal import ROUND_HALF_UP, Decimal

from jevons_sim.words.catalogue import Language

_ZERO = 1e-9
"""Below this a number is what rounding left of a difference."""

_LONGEST = 1e15
"""From here on every digit is no longer known; such a number is written with an exponent."""


def number(value: float) -> str:
    """Return a number with three significant digits; from 1,000 on, whole with separators.

    Parameters
    ----------
    value : float
        Any number; what is not finite is written ``-``.

    Examples
    --------
    >>> [number(x) for x in (0.5813, 39.07, 9.996, 999.6, 1234.4, -0.00123, 0.0)]
    ['0.581', '39.1', '10.0', '1,000', '1,234', '-0.00123', '0']
    """
    if not math.isfinite(value):
        return "-"
    size = abs(value)
    if size < _ZERO:
        return "0"
    if size < 999.5:
        text = _three_digits(Decimal(size))
    elif size < _LONGEST:
        text = f"{_to_places(Decimal(size), 0):,f}"
    else:
        text = _with_exponent(Decimal(size))
    return f"-{text}" if value < 0.0 else text


def decimals(value: float, places: int) -> str:
    """Return a number with so many decimals: as it was set, or beside others of its kind.

    >>> decimals(1.05, 3), decimals(-1234.5, 1), decimals(-0.04, 1)
    ('1.050', '-1,234.5', '0.0')
    """
    if not math.isfinite(value):
        return "-"
    size = abs(value)
    text = f"{_to_places(Decimal(size), places):,f}" if size < _LONGEST else number(size)
    return f"-{text}" if value < 0.0 and text.strip("0.") else text


def two_decimals(value: float) -> str:
    """Return a rebound or an elasticity: two decimals.

    >>> [two_decimals(x) for x in (0.5813, 1.0, -0.004, -0.6, 1234.5)]
    ['0.58', '1.00', '0.00', '-0.60', '1,234.50']
    """
    return decimals(value, 2)


def percent(share: float) -> str:
    """Return a share as a percentage: one decimal below 10%, none above.

    >>> [percent(x) for x in (0.35, -0.35, 0.0312, 0.05, 0.0, 12.5)]
    ['35%', '-35%', '3.1%', '5.0%', '0%', '1,250%']
    """
    if not math.isfinite(share):
        return "-"
    hundredths = 100.0 * share
    if hundredths == 0.0:
        return "0%"
    return f"{decimals(hundredths, 1 if abs(hundredths) < 9.95 else 0)}%"


def whole(value: float) -> str:
    """Return a count, or a number that is read from the back of a room: no decimals.

    >>> whole(20000), whole(-0.4)
    ('20,000', '0')
    """
    return decimals(value, 0)


def two_digits(amount: float) -> str:
    """Return an amount above zero with two digits, for what is like another thing: 8, 2.3, 140.

    >>> [two_digits(x) for x in (8.04, 2.34, 143.0, 1050.0)]
    ['8', '2.3', '140', '1,000']
    """
    return f"{float(f'{amount:.2g}'):,g}"


_LARGE: dict[Language, tuple[tuple[float, str], ...]] = {
    "en": ((1e9, " billion"), (1e6, " million"), (1e3, " thousand")),
    "ko": ((1e8, "억 "), (1e4, "만 ")),
}
"""How each language counts what is large; before what is counted, Korean leaves a space."""


def in_round(amount: float, language: Language) -> str:
    """Return a count in round words, as it stands before what is counted.

    >>> in_round(5.88e6, "en"), in_round(5.88e6, "ko"), in_round(740.0, "ko")
    ('5.9 million', '590만 ', '740')
    """
    for size, name in _LARGE[language]:
        if amount >= size:
            return f"{two_digits(amount / size)}{name}"
    return two_digits(amount)


FORMS = {"number": number, "two_decimals": two_decimals}


def form_of(name: str) -> str:
    """Return how an outcome is written: rebounds, their parts and elasticities with two decimals.

    >>> form_of("rebound_economy"), form_of("energy_twh")
    ('two_decimals', 'number')
    """
    is_rebound = "rebound" in name or name.startswith("part_")
    return "two_decimals" if is_rebound or "elasticity" in name else "number"


def outcome(name: str, value: float) -> str:
    """Return the value of an outcome as `form_of` says."""
    return FORMS[form_of(name)](value)


def signed(text: str) -> str:
    """Return a written number with a sign also where it is above zero.

    >>> signed(number(12.0)), signed(number(-12.0)), signed(number(0.0))
    ('+12.0', '-12.0', '0')
    """
    return text if text.startswith("-") or not text.strip("0.%") else f"+{text}"


def tick(value: float) -> str:
    """Return a number for an axis: as `number`, without the zeros at the end of its decimals.

    >>> [tick(x) for x in (0.0, 0.5, 20.0, 100.0, 1500.0)]
    ['0', '0.5', '20', '100', '1,500']
    """
    text = number(value)
    head, mark, power = text.partition("e")
    return (head.rstrip("0").rstrip(".") if "." in head else head) + mark + power


def _to_places(value: Decimal, places: int) -> Decimal:
    """Round to decimals, halves away from zero, as JavaScript does."""
    return value.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)


def _three_digits(value: Decimal) -> str:
    rounded = _to_places(value, 2 - value.adjusted())
    if rounded.adjusted() < -6:
        return _with_exponent(rounded)
    return f"{_to_places(rounded, 2 - rounded.adjusted()):f}"


def _with_exponent(value: Decimal) -> str:
    power = value.adjusted()
    head = _to_places(value.scaleb(-power), 2)
    if head >= 10:
        head, power = _to_places(head / 10, 2), power + 1
    return f"{head:f}e{power}"
