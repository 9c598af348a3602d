"""A map over a square, fine only where something changes sign: cells split in four, level by level.

Places are whole numbers on the finest grid, ``0`` to ``cells`` along each side. Heights are known
where they were asked for, once each, for every seed; where there is none, they are NaN.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np

from jevons_sim.equations.types import FloatArray

COARSE = 8
"""Cells along each side to begin with."""

QUANTILES = np.array([0.05, 0.5, 0.95])

Node = tuple[int, int]
"""A place on the finest grid: along x, along y."""

HeightsAt = Callable[[Sequence[Node]], FloatArray]
"""Nodes to heights, shape (nodes, seeds)."""


@dataclass(frozen=True, order=True)
class Cell:
    """A square of the map."""

    x: int
    y: int
    size: int

    def corners(self) -> tuple[Node, Node, Node, Node]:
        """Return the corners, once round."""
        x, y, end_x, end_y = self.x, self.y, self.x + self.size, self.y + self.size
        return (x, y), (end_x, y), (end_x, end_y), (x, end_y)

    def rim(self) -> Iterator[Node]:
        """Give every place of the finest grid on the rim."""
        for step in range(self.size):
            yield self.x + step, self.y
            yield self.x + self.size, self.y + step
            yield self.x + self.size - step, self.y + self.size
            yield self.x, self.y + self.size - step

    def quarters(self) -> tuple[Cell, Cell, Cell, Cell]:
        """Return the four cells that it splits into."""
        half = self.size // 2
        x, y = self.x, self.y
        return (
            *(Cell(x, y, half), Cell(x + half, y, half)),
            *(Cell(x, y + half, half), Cell(x + half, y + half, half)),
        )


@dataclass
class HeightMap:
    """Heights over a square, as far as they are known."""

    cells: int
    """Cells of the finest grid along each side."""

    leaves: set[Cell] = field(default_factory=set)
    """Cells that cover the square."""

    heights: dict[Node, FloatArray] = field(default_factory=dict)
    """Height for each seed at each known place."""

    bands: dict[Node, FloatArray] = field(default_factory=dict)
    """5%, median and 95% over seeds at each known place."""

    @property
    def n_nodes(self) -> int:
        """Places that are known."""
        return len(self.heights)

    @property
    def n_full(self) -> int:
        """Places of the full finest grid."""
        return (self.cells + 1) ** 2

    def median(self, node: Node) -> float:
        """Return the median height at a known place."""
        return float(self.bands[node][1])

    def ask(self, heights_at: HeightsAt) -> int:
        """Learn the heights at corners that are not known yet; return how many those were."""
        corners = {corner for leaf in self.leaves for corner in leaf.corners()}
        new = sorted(corners - self.heights.keys())
        if new:
            found = heights_at(new)
            bands = np.quantile(found, QUANTILES, axis=1).T
            self.heights.update(zip(new, found, strict=True))
            self.bands.update(zip(new, bands, strict=True))
        return len(new)

    def is_crossed(self, leaf: Cell, which: int = 1) -> bool:
        """Return whether a quantile is above zero at some known places on a cell's rim only.

        Finer neighbours make more of the rim known: what enters a large cell through the middle of
        a side is seen as soon as it has been followed up to there.
        """
        known = [self.bands[node][which] for node in leaf.rim() if node in self.bands]
        return len({height > 0.0 for height in known if not math.isnan(height)}) > 1

    def to_split(self) -> list[Cell]:
        """Return the cells that are still too large for what crosses them.

        The median's crossing is followed to the finest cells, the ends of the band to twice that.
        """
        return sorted(
            leaf
            for leaf in self.leaves
            if (leaf.size > 1 and self.is_crossed(leaf))
            or (leaf.size > 2 and (self.is_crossed(leaf, 0) or self.is_crossed(leaf, 2)))
        )

    def share(self, holds: Callable[[FloatArray, Node], bool]) -> float:
        """Return the share of the square in which something holds, corner by corner."""
        total = 0.0
        for leaf in self.leaves:
            corners = leaf.corners()
            true = sum(holds(self.bands[node], node) for node in corners)
            total += leaf.size**2 * true / len(corners)
        return total / self.cells**2


def refine(
    heights_at: HeightsAt,
    cells: int,
    coarse: int = COARSE,
    on_level: Callable[[int, int], None] = lambda n_nodes, n_split: None,
) -> HeightMap:
    """Map heights over a square, finely where their median over seeds changes sign.

    Parameters
    ----------
    heights_at : callable
        Heights for each seed at places of the finest grid, asked once for each place.
    cells : int
        Cells of the finest grid along each side: `coarse` times a power of two.
    coarse : int, optional
        Cells to begin with; what fits between their corners may be missed.
    on_level : callable, optional
        Called with the number of known places and of cells that are split next.
    """
    size = cells // coarse
    found = HeightMap(cells)
    found.leaves = {Cell(x, y, size) for x in range(0, cells, size) for y in range(0, cells, size)}
    found.ask(heights_at)
    while split := found.to_split():
        on_level(found.n_nodes, len(split))
        found.leaves.difference_update(split)
        found.leaves.update(quarter for leaf in split for quarter in leaf.quarters())
        found.ask(heights_at)
    return found
