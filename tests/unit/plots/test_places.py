"""Figures of sweeps over null, words, truth values and lone values: every point is on them."""

from __future__ import annotations

import itertools

import numpy as np
import pandas as pd
import pytest

from jevons_sim import plots
from jevons_sim.plots.places import places_of
from jevons_sim.results.tables import MemoryTables
from tests.unit.plots.test_plots import texts_of

AXES = {
    "numbers": [100.0, 200.0, 300.0],
    "null among numbers": [None, 200.0, 300.0, 400.0],
    "null among decades": [1.0, 10.0, 100.0, 1000.0, None],
    "null beside one number": [None, 200.0],
    "null alone": [None],
    "one number": [5.0],
    "zero": [0.0],
    "words": ["constant", "saturating"],
    "null among words": ["b", "nan", None],
    "truth": [True, False],
    "one truth": [True],
    "null among truth": [True, None],
    "whole numbers": [100, 1000, 20_000],
}


def runs_at(keys, points, n_seeds=2):
    rows = [
        {**dict(zip(keys, point, strict=True)), "seed": seed, "case": "actual"}
        for point in points
        for seed in range(n_seeds)
    ]
    table = pd.DataFrame({name: [row[name] for row in rows] for name in rows[0]})
    ratio = np.geomspace(0.4, 2.5, len(points)).repeat(n_seeds)
    return table.assign(run_id=range(len(table)), energy_ratio=ratio * (1.0 + 0.05 * table["seed"]))


def drawn(kind, runs, language="en"):
    return plots.draw(kind, MemoryTables(runs, runs), language=language)


def marked(figure):
    """Places of the marks on a curve, or of the cells or dots on a map."""
    axes = figure.axes[0]
    lines = [line.get_xydata() for line in axes.lines if line.get_marker() == "o"]
    return np.concatenate(lines)


@pytest.mark.parametrize("n_seeds", [1, 3])
@pytest.mark.parametrize("values", AXES.values(), ids=AXES)
def test_every_value_has_a_mark_on_the_curve(values, n_seeds):
    runs = runs_at(["a.x"], [(value,) for value in values], n_seeds)
    assert plots.kinds_for(runs) == ("curve",)
    figure = drawn("curve", runs)
    marks = marked(figure)
    assert len(np.unique(marks[:, 0])) == len(values)
    low, high = figure.axes[0].get_xlim()
    assert ((low <= marks[:, 0]) & (marks[:, 0] <= high)).all()
    medians = runs.groupby("a.x", dropna=False)["energy_ratio"].median()
    np.testing.assert_allclose(sorted(marks[:, 1]), sorted(medians))


@pytest.mark.parametrize("values", AXES.values(), ids=AXES)
def test_values_that_are_no_numbers_are_written_below_the_axis(values):
    figure = drawn("curve", runs_at(["a.x"], [(value,) for value in values]))
    texts_of(figure)
    words = {label.get_text() for label in figure.axes[0].get_xticklabels()}
    for value in values:
        if value is None:
            assert "none" in words
        elif isinstance(value, bool):
            assert str(value).lower() in words
        elif isinstance(value, str):
            assert value in words


def test_numbers_keep_their_places_and_null_stands_beyond():
    places = places_of(pd.Series([None, 1.0, 10.0, 100.0]), "none")
    assert places.scale == "log"
    assert places.numbers.tolist() == [1.0, 10.0, 100.0]
    assert places.spots[-1] == pytest.approx(100.0 * 10**1.5)
    assert places.words == ("1", "10", "100", "none")
    assert places.of(pd.Series([10.0, None])).tolist() == [10.0, places.spots[-1]]


def n_shown(kind, figure):
    """How many points a figure of two keys shows: marks, cells, or dots."""
    axes = figure.axes[0]
    if kind == "curve":
        return len(marked(figure))
    cells = [part for part in axes.collections if type(part).__name__ == "QuadMesh"]
    if cells:
        return sum(int(np.isfinite(part.get_array()).sum()) for part in cells)
    dots = [part for part in axes.collections if type(part).__name__ == "PathCollection"]
    dots += [line for line in axes.lines if line.get_marker() == "."]
    return len(dots[0].get_offsets() if hasattr(dots[0], "get_offsets") else dots[0].get_xdata())


@pytest.mark.parametrize("x", AXES)
def test_two_keys_of_any_kind_make_figures_with_every_point(x, request):
    """A whole grid, its diagonal, and a part of it; one of the three in turn without `--long`."""
    for turn, (y, others) in enumerate(AXES.items(), list(AXES).index(x)):
        grid = list(itertools.product(AXES[x], others))
        designs = [grid, list(zip(AXES[x], others, strict=False)), grid[::2] + grid[1:2]]
        for points in designs if request.config.getoption("--long") else [designs[turn % 3]]:
            kept = list(dict.fromkeys(points))
            runs = runs_at(["a.x", "b.y"], kept)
            kinds = plots.kinds_for(runs)
            assert kinds
            for kind in kinds:
                assert n_shown(kind, drawn(kind, runs)) == len(kept), (x, y, kind, kept)


def test_a_map_has_a_cell_for_null():
    grid = list(itertools.product([None, 200.0, 300.0], [-1.5, -1.0, None]))
    figure = drawn("frontier", runs_at(["a.x", "demand.price_elasticity"], grid))
    cells = [part for part in figure.axes[0].collections if type(part).__name__ == "QuadMesh"]
    assert sum(np.isfinite(part.get_array()).sum() for part in cells) == len(grid)


def test_a_random_design_with_null_shows_each_point():
    rng = np.random.default_rng(1)
    points = [(value, rng.uniform(-2.0, -0.2)) for value in [None, 200.0, 300.0] * 2]
    runs = runs_at(["a.x", "b.y"], points)
    assert plots.kinds_for(runs) == ("frontier",)
    figure = drawn("frontier", runs)
    (dots,) = [
        part for part in figure.axes[0].collections if type(part).__name__ == "PathCollection"
    ]
    assert len(dots.get_offsets()) == 6
    assert "each of the 6 points that ran" in " ".join(text for text, _ in texts_of(figure))


def test_lines_that_are_left_out_are_told_of():
    many = runs_at(["a.x", "b.rate"], list(itertools.product([1.0, 2.0], range(9))))
    said = " ".join(text for text, _ in texts_of(drawn("curve", many)))
    assert "rate: 6 of its 9 values are drawn" in said
    few = runs_at(["a.x", "b.rate"], list(itertools.product([1.0, 2.0], range(6))))
    assert "values are drawn" not in " ".join(text for text, _ in texts_of(drawn("curve", few)))


def test_long_words_are_turned_and_thinned():
    names = [f"a-long-name-of-a-laboratory-{number}" for number in range(25)]
    figure = drawn("curve", runs_at(["labs.members.0.name"], [(name,) for name in names]))
    texts_of(figure)
    labels = [label for label in figure.axes[0].get_xticklabels() if label.get_text()]
    assert 5 < len(labels) <= 10
    assert all(label.get_rotation() == 20.0 for label in labels)
