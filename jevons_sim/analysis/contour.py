"""Lines along which a map's median is zero: marching squares over its finest cells."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable

import numpy as np

from jevons_sim.analysis.refinement import Cell, HeightMap, Node
from jevons_sim.equations.types import FloatArray

Place = tuple[float, float]
"""A place between the nodes of the finest grid."""

Segment = tuple[Place, Place]


def zero_lines(heights: HeightMap) -> list[FloatArray]:
    """Return the lines where the median is zero, the longest first.

    Parameters
    ----------
    heights : HeightMap
        As `refinement.refine` gives it.

    Returns
    -------
    list of ndarray
        Each of shape (places, 2), in units of the finest grid; a closed line ends where it began.
    """
    crossed = sorted(leaf for leaf in heights.leaves if leaf.size == 1)
    segments = [part for leaf in crossed for part in _segments(heights, leaf)]
    lines = [np.array(line) for line in _joined(segments)]
    return sorted(lines, key=_length, reverse=True)


def _length(line: FloatArray) -> float:
    return float(np.hypot(*np.diff(line, axis=0).T).sum())


def _segments(heights: HeightMap, leaf: Cell) -> list[Segment]:
    """Return the parts of lines within a cell: none, one, or two at a saddle."""
    corners = leaf.corners()
    values = [heights.median(corner) for corner in corners]
    if any(math.isnan(value) for value in values):
        return []
    places: list[tuple[int, Place]] = []
    for side in range(4):
        after = (side + 1) % 4
        if (values[side] > 0.0) != (values[after] > 0.0):
            ends = (corners[side], corners[after])
            places.append((side, _crossing(ends, (values[side], values[after]))))
    if len(places) < 2:
        return []
    if len(places) == 2:
        return _proper([(places[0][1], places[1][1])])
    # A saddle: the middle says which pair of opposite corners hangs together.
    first, second, third, fourth = (place for _, place in places)
    if (sum(values) > 0.0) == (values[0] > 0.0):
        return _proper([(first, second), (third, fourth)])
    return _proper([(fourth, first), (second, third)])


def _proper(segments: Iterable[Segment]) -> list[Segment]:
    """Drop parts without length, where a line only touches a corner."""
    return [(start, end) for start, end in segments if start != end]


def _crossing(ends: tuple[Node, Node], values: tuple[float, float]) -> Place:
    """Return where a straight line between two heights is zero; the same from either side."""
    (start, low), (end, high) = sorted(zip(ends, values, strict=True))
    share = low / (low - high)
    return (start[0] + share * (end[0] - start[0]), start[1] + share * (end[1] - start[1]))


def _joined(segments: list[Segment]) -> list[list[Place]]:
    """Return parts joined end to end: open lines from their ends, then closed ones."""
    touching: dict[Place, list[int]] = defaultdict(list)
    for number, ends in enumerate(segments):
        for place in ends:
            touching[place].append(number)
    left = set(range(len(segments)))
    starts = [place for place, parts in touching.items() if len(parts) % 2]
    lines = []
    for place in [*sorted(starts), *sorted(touching)]:
        while any(number in left for number in touching[place]):
            lines.append(_walk(place, segments, touching, left))
    return lines


def _walk(
    place: Place,
    segments: list[Segment],
    touching: dict[Place, list[int]],
    left: set[int],
) -> list[Place]:
    line = [place]
    while True:
        number = next((part for part in touching[place] if part in left), None)
        if number is None:
            return line
        left.remove(number)
        start, end = segments[number]
        place = end if place == start else start
        line.append(place)
