"""Windows in a map: stretches along a side within which something rises, between two crossings."""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from jevons_sim.analysis.refinement import HeightMap, Node
from jevons_sim.equations.types import FloatArray

LEAST_SHARE = 0.1
"""Least length of a window, as a share of the side."""


@dataclass(frozen=True)
class Window:
    """A stretch along one side at one value of the other, in places of the finest grid."""

    along: int
    """0: along x; 1: along y."""

    start: float
    end: float
    at: float
    """Place on the other side."""


def widest_window(heights: HeightMap, lines: Sequence[FloatArray]) -> Window | None:
    """Return the longest stretch with a rise between two falls, or None.

    A stretch counts if somewhere in it 95% of seeds rise, and beyond both of its ends 95% fall:
    what chance alone makes is no window.
    """
    found = [
        window
        for along in (0, 1)
        for at, crossings in _crossings(lines, along).items()
        for start, end in itertools.pairwise(sorted(crossings))
        if end - start >= LEAST_SHARE * heights.cells
        and _holds(heights, window := Window(along, start, end, float(at)))
    ]
    return max(found, key=lambda window: (window.end - window.start, -window.at), default=None)


def _crossings(lines: Sequence[FloatArray], along: int) -> dict[int, set[float]]:
    """Return where lines cross each row of the finest grid along a side."""
    rows: dict[int, set[float]] = defaultdict(set)
    for line in lines:
        for place in line.tolist():
            if float(place[1 - along]).is_integer():
                rows[int(place[1 - along])].add(place[along])
    return rows


def _holds(heights: HeightMap, window: Window) -> bool:
    inside = before = after = False
    for place in range(heights.cells + 1):
        at = int(window.at)
        node: Node = (place, at) if window.along == 0 else (at, place)
        if node not in heights.bands:
            continue
        low, _, high = heights.bands[node]
        inside = inside or (window.start < place < window.end and low > 0.0)
        before = before or (place < window.start and high < 0.0)
        after = after or (place > window.end and high < 0.0)
    return inside and before and after
