"""How numbers are written for people: as many digits as a reader needs."""

from __future__ import annotations


def number(value: float) -> str:
    """Return a number with two or three digits: as many after rounding as without it.

    >>> number(0.5813), number(39.07), number(1450.0), number(9.996), number(999.6)
    ('0.58', '39', '1,400', '10.0', '1,000')
    """
    size = abs(value)
    if size >= 1e6:
        return f"{value:.2g}"
    if size >= 999.5:
        return f"{float(f'{value:.2g}'):,.0f}"
    if size >= 9.995:
        return f"{value:.0f}" if size >= 19.95 else f"{value:.1f}"
    text = f"{value:.2f}"
    return text if float(text) != 0.0 or value == 0.0 else f"{value:.1g}"


def percent(share: float) -> str:
    """Return a share as a percentage without its sign, with one decimal only below 10 %.

    >>> percent(0.35), percent(-0.35), percent(0.0312)
    ('35', '35', '3.1')
    """
    size = abs(share)
    return f"{100.0 * size:.0f}" if size >= 0.0995 else f"{100.0 * size:.1f}"
