"""Maps refined where something changes sign, and the lines in them, of functions that are known."""

from __future__ import annotations

import math

import numpy as np
import pytest

from jevons_sim.analysis.contour import zero_lines
from jevons_sim.analysis.refinement import refine
from jevons_sim.analysis.windows import widest_window

CELLS = 64


def mapped(function, spread=0.01, cells=CELLS):
    """A map of a function over the unit square, as if seeds shifted it up and down."""
    asked = []

    def heights_at(nodes):
        asked.extend(nodes)
        x, y = np.array(nodes, dtype=float).T / cells
        return function(x, y)[:, None] + spread * np.linspace(-1.0, 1.0, 5)

    found = refine(heights_at, cells)
    assert len(asked) == len(set(asked)) == found.n_nodes
    return found, [line / cells for line in zero_lines(found)]


def circle(x, y):
    return 0.09 - (x - 0.45) ** 2 - (y - 0.55) ** 2


FUNCTIONS = {
    "slope": lambda x, y: y - 0.31 - 0.2 * x,
    "circle": circle,
    "wave": lambda x, y: y - 0.5 - 0.2 * np.sin(5.0 * x),
    "two": lambda x, y: 0.19 - np.abs(x - 0.52 + 0.1 * y),
}


@pytest.mark.parametrize("name", FUNCTIONS)
def test_the_refined_line_is_that_of_the_full_grid_at_a_fraction_of_the_points(name):
    function = FUNCTIONS[name]
    found, lines = mapped(function)
    assert found.n_nodes < 0.2 * found.n_full
    places = np.concatenate(lines)
    # Each place on a line is within a cell of the true one ...
    steps = np.linspace(-1.0, 1.0, 41) / CELLS
    near = np.array([function(*(places + shift).T) for shift in steps[:, None] * np.ones(2)])
    level = np.array([function(*(places + np.array([shift, -shift])).T) for shift in steps])
    signs = np.concatenate([near, level]) > 0.0
    assert (signs.any(axis=0) & ~signs.all(axis=0)).all()
    # ... and each change of sign between neighbours on the full grid is within a cell of a line.
    grid = np.arange(CELLS + 1) / CELLS
    rising = function(*np.meshgrid(grid, grid, indexing="ij")) > 0.0
    for turn, shift in ((rising[1:] != rising[:-1], (0.5, 0.0)),
                        (rising[:, 1:] != rising[:, :-1], (0.0, 0.5))):  # fmt: skip
        for place in (np.argwhere(turn) + shift) / CELLS:
            assert np.hypot(*(places - place).T).min() < 1.0 / CELLS


def test_lines_are_joined_closed_and_counted():
    (_, (line,)) = mapped(circle)
    np.testing.assert_array_equal(line[0], line[-1])
    length = np.hypot(*np.diff(line, axis=0).T).sum()
    assert length == pytest.approx(2.0 * math.pi * 0.3, rel=2e-3)
    _, two = mapped(FUNCTIONS["two"])
    assert len(two) == 2
    for line in two:
        assert {line[0, 1], line[-1, 1]} == {0.0, 1.0}
    _, saddle = mapped(lambda x, y: (x - 0.5) * (y - 0.5) - 1e-4)
    assert len(saddle) == 2


def test_shares_of_the_square():
    found, _ = mapped(circle)
    assert found.share(lambda band, _: band[1] > 0.0) == pytest.approx(math.pi * 0.09, abs=0.01)
    assert found.share(lambda band, _: True) == pytest.approx(1.0)
    unsure = found.share(lambda band, _: band[0] < 0.0 < band[2])
    assert unsure == pytest.approx(math.pi * 0.018, abs=0.02)


def test_no_change_of_sign_is_no_line_and_costs_the_coarse_grid_only():
    for flat in (lambda x, y: x + 1.0, lambda x, y: -x - 1.0, lambda x, y: 0.0 * x):
        found, lines = mapped(flat, spread=0.0)
        assert (lines, found.n_nodes) == ([], 81)


def test_a_line_through_the_nodes_is_found_once():
    _, lines = mapped(lambda x, y: x - y, spread=0.0)
    (line,) = lines
    np.testing.assert_allclose(line[:, 0], line[:, 1], atol=1e-12)
    assert len(line) == CELLS + 1


def test_where_there_is_no_answer_there_is_no_line():
    """No gain along the left side: the heights there are NaN, and the line ends before it."""
    _, lines = mapped(lambda x, y: np.where(x == 0.0, np.nan, 0.52 - y))
    (line,) = lines
    assert line[:, 0].min() == pytest.approx(1.0 / CELLS)
    np.testing.assert_allclose(line[:, 1], 0.52, atol=1e-12)


def test_a_line_that_enters_a_large_cell_through_its_side_is_followed():
    """A spike between coarse nodes: it is seen where it leaves the fine cells along the line."""
    spike = lambda x: 0.25 * np.maximum(0.0, 1.0 - np.abs(x - 0.4375) / 0.05)  # noqa: E731
    found, (line,) = mapped(lambda x, y: y - 0.51 - spike(x), spread=0.0)
    assert line[:, 1].max() > 0.74
    assert found.n_nodes < 0.2 * found.n_full


def test_windows_lie_between_two_falls_and_chance_makes_none():
    found = refine_window(lambda x, y: 0.2 - np.abs(x - 0.52))
    assert (found.along, found.start, found.end) == (0, pytest.approx(20.48), pytest.approx(46.08))
    assert refine_window(lambda x, y: x - 0.5) is None
    assert refine_window(lambda x, y: 0.02 - np.abs(x - 0.52)) is None
    assert refine_window(lambda x, y: 0.2 - np.abs(x - 0.52), spread=0.5) is None
    across = refine_window(lambda x, y: 0.2 - np.abs(y - 0.52))
    assert across.along == 1


def refine_window(function, spread=0.01):
    found, lines = mapped(function, spread)
    return widest_window(found, [line * CELLS for line in lines])
