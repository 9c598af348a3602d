"""The frontier: where theory knows it, against the full grid, where there is none."""

from __future__ import annotations

import json

import matplotlib as mpl
import numpy as np
import pandas as pd
import pytest

from jevons_sim import plots
from jevons_sim.errors import UsageError
from jevons_sim.scenario.load import load_scenario
from jevons_sim.studies.frontier import find_frontier, sides_of
from jevons_sim.words import searches
from tests.command import jevons

GAIN, ELASTICITY = "technology.algorithmic.annual_factor", "demand.price_elasticity"


@pytest.fixture(scope="module")
def scenario():
    return load_scenario("jevons-frontier").with_values({"population.firms": 500, "seeds": 6})


@pytest.fixture(scope="module")
def found(scenario):
    return find_frontier(scenario, sides_of(scenario))


def test_full_adoption_has_its_border_at_an_elasticity_of_one(neutral):
    """A theorem: everyone has adopted, so only the elasticity of use counts, at any gain."""
    sides = sides_of(neutral, (GAIN, (1.2, 3.0)), (ELASTICITY, (-1.7, -0.45)))
    found = find_frontier(neutral, sides, 16)
    (line,) = found.lines
    np.testing.assert_allclose(found.values(line)[:, 1], -1.0, atol=0.01)
    assert "is the line |elasticity| = 1" in dict(searches.frontier_rows(found))["theory"]


def test_the_border_through_the_nodes_of_the_grid_is_found(neutral):
    sides = sides_of(neutral, (GAIN, (1.2, 3.0)), (ELASTICITY, (-1.5, -0.5)))
    (line,) = find_frontier(neutral, sides, 8).lines
    assert len(line) == 9


def test_the_refined_frontier_is_that_of_the_dense_grid(scenario, found):
    """In every column of the grid, within one cell; for less than a third of the runs."""
    full = find_frontier(scenario, (found.x, found.y), 32, coarse=32).heights
    assert full.n_nodes == full.n_full == 33**2
    assert found.heights.n_nodes < full.n_nodes / 3
    places = np.concatenate(found.lines)
    for column in range(33):
        medians = np.array([full.median((column, row)) for row in range(33)])
        turns = np.nonzero((medians[1:] > 0.0) != (medians[:-1] > 0.0))[0]
        own = places[np.abs(places[:, 0] - column) < 0.5, 1]
        for turn in turns:
            low, high = medians[turn], medians[turn + 1]
            assert np.abs(own - (turn + low / (low - high))).min() < 1.0
    for node, heights in found.heights.heights.items():
        np.testing.assert_array_equal(heights, full.heights[node])  # the same runs, bit for bit


def test_the_words_and_the_tables_agree(found):
    rows = dict(searches.frontier_rows(found))
    assert "one line" in rows["answer"]
    assert "although |elasticity| is below 1" in rows["theory"]
    assert f"{found.heights.n_nodes:,} points × 6 seeds" in rows["cost"]
    points, line = found.point_table(), found.line_table()
    assert len(points) == found.heights.n_nodes
    assert list(line.columns) == ["line", GAIN, ELASTICITY]
    assert line[GAIN].iloc[0] == 1.05
    assert line[ELASTICITY].between(-1.0, -0.7).all()
    assert (points["energy_ratio_p05"] <= points["energy_ratio"]).all()
    rises = points["energy_ratio"] > 1.0
    assert (points.loc[rises, "backfire_share"] >= 0.5).all()
    assert points.loc[rises, ELASTICITY].max() < points.loc[~rises, ELASTICITY].max()


def test_where_the_gain_changes_nothing_there_is_no_frontier():
    scenario = load_scenario("arms-race").with_values({"population.firms": 100, "seeds": 2})
    sides = sides_of(scenario, (ELASTICITY, (-1.6, -0.2)), ("price.pass_through", None))
    found = find_frontier(scenario, sides, 16)
    assert (found.lines, found.heights.n_nodes) == ((), 81)
    assert "changes nothing" in dict(searches.frontier_rows(found))["answer"]
    assert found.line_table().empty
    json.dumps(found.as_json(), allow_nan=False)


def test_one_side_only_is_no_frontier(scenario):
    sides = sides_of(scenario, (GAIN, None), (ELASTICITY, (-0.6, -0.3)))
    answer = dict(searches.frontier_rows(find_frontier(scenario, sides, 8)))["answer"]
    assert "energy stays at or below" in answer


def test_a_gain_of_nothing_has_no_frontier_along_it(scenario):
    """At a factor of 1 there is no saving to be expected, and so no R."""
    sides = sides_of(scenario, (GAIN, (1.0, 2.0)), (ELASTICITY, (-1.4, -0.5)))
    found = find_frontier(scenario, sides, 16)
    assert all(line[:, 0].min() >= 1.0 for line in found.lines)
    still = found.point_table().loc[lambda table: table[GAIN] == 1.0]
    assert still["energy_ratio"].isna().all()
    assert still["backfire_share"].isna().all()
    assert found.point_table().dropna()["backfire_share"].max() == 1.0
    assert found.unchanged_share > 0.0
    assert "changes nothing on" in dict(searches.frontier_rows(found))["answer"]


@pytest.mark.parametrize("language", ["en", "ko"])
def test_the_figure_shows_line_band_and_points(found, language):
    points = found.point_table()
    lines = [found.values(line) for line in found.lines]
    scales = (found.x.range.scale, found.y.range.scale)
    assert scales == ("log", "linear")
    figure = plots.plot_refined_frontier(points, lines, scales, n_seeds=6, language=language)
    axes = figure.axes[0]
    assert axes.get_xlim() == (1.05, 2.6)
    texts = [text.get_text() for text in axes.get_legend().get_texts()]
    assert len(texts) == 3
    drawn = [line for line in axes.lines if len(line.get_xdata()) == len(lines[0])]
    np.testing.assert_array_equal(drawn[0].get_ydata(), lines[0][:, 1])
    none = plots.plot_refined_frontier(points, [], scales, n_seeds=1, language=language)
    with mpl.rc_context():
        assert len(none.axes[0].get_legend().get_texts()) >= 2


@pytest.mark.parametrize(
    ("x", "y", "message"),
    [
        ((None, None), ("price.base_usd_per_mtok", None), "has no range"),
        (("demand.price_elasticty", None), (None, None), "unknown key"),
        (("population.firms", (10.0, 20.0)), (None, None), "varies smoothly"),
        ((GAIN, None), (GAIN, None), "two different keys"),
        ((GAIN, (2.0, 1.0)), (None, None), "swap them"),
        ((GAIN, (2.0, 2.0)), (None, None), "empty"),
    ],
)
def test_sides_that_make_no_map_are_refused(scenario, x, y, message):
    with pytest.raises(UsageError, match=message):
        sides_of(scenario, x, y)


def test_a_scenario_without_a_sweep_needs_both_keys(reference):
    with pytest.raises(UsageError, match="say --x KEY and --y KEY"):
        sides_of(reference)
    x, y = sides_of(reference, (ELASTICITY, None), ("adoption.base_share", None))
    assert (x.range.start, x.range.stop) == tuple(reference.ranges[ELASTICITY])
    assert y.key == "adoption.base_share"


def test_the_command_writes_tables_and_a_figure(tmp_path):
    words = ("frontier", "jevons-frontier", "--cells", "16", "--seeds", "3")
    done = jevons(*words, "--set", "population.firms=300", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "Answer:   the gain raises energy use on about" in done.stdout
    assert max(len(line) for line in done.stdout.splitlines()) <= 80
    (folder,) = (tmp_path / "outputs" / "jevons-frontier").iterdir()
    assert (folder / "figures" / "frontier.png").exists()
    assert list(pd.read_csv(folder / "frontier.csv").columns) == ["line", GAIN, ELASTICITY]
    options = ("--set", "population.firms=300", "--json", "--no-figures", "--quiet")
    document = json.loads(jevons(*words, *options, cwd=tmp_path).stdout)
    assert document["points"] == len(pd.read_csv(folder / "points.csv"))
    assert document["lines"][0][0] == pytest.approx(
        pd.read_csv(folder / "frontier.csv").iloc[0, 1:].tolist()
    )
    wrong = jevons("frontier", "reference", cwd=tmp_path)
    assert wrong.returncode == 2
    assert "--x KEY" in wrong.stderr
