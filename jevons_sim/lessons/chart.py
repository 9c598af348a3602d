"""The chart of a worksheet: energy over time, with room to draw a curve by hand."""

from __future__ import annotations

from typing import Any

from jevons_sim.lessons.numbers import series
from jevons_sim.quantities import CASES

WIDTH, HEIGHT = 640, 300
LEFT, RIGHT, TOP, BOTTOM = 52, 470, 16, 268
ROOM = 1.3
"""Height of the chart over the highest line."""

LEAST_APART = 17.0
"""Least distance between two labels."""


def chart(run: str, *, key: bool) -> dict[str, Any]:
    """Return what a template draws: the frozen line for students, every line for the key.

    Parameters
    ----------
    run : str
        A run whose series are stored.
    key : bool
        Whether it is for the key.
    """
    found = series(run)
    years = found["years"]
    ticks = _ticks(ROOM * max(max(found[case]) for case in CASES))
    top = ticks[-1]

    def x(year: float) -> float:
        return round(LEFT + (year - years[0]) / (years[-1] - years[0]) * (RIGHT - LEFT), 1)

    def y(twh: float) -> float:
        return round(BOTTOM - twh / top * (BOTTOM - TOP), 1)

    shown = CASES if key else ("frozen",)
    points = {
        case: " ".join(f"{x(year)},{y(twh)}" for year, twh in zip(years, found[case], strict=True))
        for case in shown
    }
    places = _apart({case: y(found[case][-1]) for case in shown})
    return {
        "size": (WIDTH, HEIGHT),
        "box": (LEFT, TOP, RIGHT, BOTTOM),
        "years": [(f"{year:g}", x(year)) for year in _years(years[0], years[-1])],
        "ticks": [(f"{tick:g}", y(tick)) for tick in ticks],
        "lines": [(case, points[case], places[case] + 4.0) for case in shown],
    }


def _ticks(highest: float) -> list[float]:
    """Return four or so round numbers from 0 to at least the highest."""
    for size in (10.0**power * step for power in range(-3, 7) for step in (1.0, 2.0, 5.0)):
        if 5.0 * size >= highest:
            count = int(-(-highest // size))
            return [size * tick for tick in range(count + 1)]
    return [0.0, highest]


def _years(first: float, last: float) -> list[float]:
    """Return about six round years."""
    span = last - first
    step = next((step for step in (1, 2, 5, 10, 20, 50) if span / step <= 7), 100)
    return [float(year) for year in range(int(first), int(last) + 1) if (year - first) % step == 0]


def _apart(places: dict[str, float]) -> dict[str, float]:
    """Push labels apart, in the order of their heights."""
    moved: dict[str, float] = {}
    above = -LEAST_APART
    for case, place in sorted(places.items(), key=lambda item: item[1]):
        above = moved[case] = max(place, above + LEAST_APART)
    return moved
