"""Figures: what is on them, that words do not collide, and that they survive odd tables."""

from __future__ import annotations

import os
import subprocess
import sys

import matplotlib as mpl
import numpy as np
import pandas as pd
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from scipy.optimize import isotonic_regression

from jevons_sim import plots
from jevons_sim.plots import places, style
from jevons_sim.quantities import CASES, SERIES
from jevons_sim.results.tables import MemoryTables
from jevons_sim.words.catalogue import tables

TITLES = ("", "$bad_{$", "x" * 5000, "<script>alert(1)</script>", "a title")


def years_table(ends, n_seeds=5, n_steps=8):
    """Cases that grow from 100 to their ends, with a little spread over seeds."""
    rows, rng = [], np.random.default_rng(1)
    for seed in range(n_seeds):
        for number, (case, end) in enumerate(zip(CASES, ends, strict=True)):
            share = np.linspace(0.0, 1.0, n_steps + 1)
            noise = 1.0 + 0.03 * share * rng.standard_normal()
            energy = 100.0 * (end / 100.0) ** share * noise if end > 0.0 else 100.0 * (1.0 - share)
            table = pd.DataFrame(dict.fromkeys(SERIES, 1.0), index=range(n_steps + 1))
            table = table.assign(
                run_id=seed * 3 + number,
                case=case,
                seed=seed,
                year=2025 + 2.0 * np.arange(n_steps + 1) / n_steps,
                energy_twh=energy,
                energy_inference_twh=np.maximum(energy, 1e-9),
                hardware_spending_usd_bn=energy / 5.0,
                adoption_share=0.2 + 0.5 * share,
                tasks=1.0 + 3.0 * share,
            )
            rows.append(table)
    return pd.concat(rows, ignore_index=True)


def runs_table(keys, n_seeds=4):
    grid = pd.MultiIndex.from_product([*keys.values(), range(n_seeds)], names=[*keys, "seed"])
    table = grid.to_frame(index=False)
    ratio = np.prod([table[key].abs() ** 0.7 for key in keys], axis=0)
    table["energy_ratio"] = ratio * (1.0 + 0.02 * table["seed"])
    return table.assign(case="actual", run_id=range(len(table)))


REGIMES = {
    "backfire": (120.0, 60.0, 230.0),
    "part": (100.0, 40.0, 70.0),
    "hundredfold": (5000.0, 20.0, 60.0),
    "close": (100.0, 99.5, 99.8),
    "no gain": (120.0, 120.0, 120.0),
    "tiny": (1e-4, 1e-5, 2e-5),
    "huge": (1e9, 1e7, 1e8),
    "to zero": (100.0, 0.0, 50.0),
}


def texts_of(figure):
    FigureCanvasAgg(figure)
    with mpl.rc_context(style.settings()):
        figure.canvas.draw()
    renderer = figure.canvas.get_renderer()
    texts = []
    for axes in figure.axes:
        legend = axes.get_legend()
        texts += [*axes.texts, axes.xaxis.label, axes.yaxis.label, axes._left_title]
        texts += legend.get_texts() if legend else []
    shown = [text for text in texts if text.get_text().strip()]
    # of an annotation the words alone, without the line that leads to them
    return [(text.get_text(), mpl.text.Text.get_window_extent(text, renderer)) for text in shown]


@pytest.mark.parametrize("regime", REGIMES)
@pytest.mark.parametrize("kind", ["energy", "drivers", "hardware"])
def test_words_stay_on_the_figure_and_apart(regime, kind):
    figure = plots.draw(
        kind, MemoryTables(pd.DataFrame({"run_id": [0]}), years_table(REGIMES[regime]))
    )
    width, height = figure.get_size_inches() * figure.dpi
    found = texts_of(figure)
    for text, box in found:
        assert box.x0 >= -1.0, text
        assert box.x1 <= width + 1.0, text
        assert box.y0 >= -1.0, text
        assert box.y1 <= height + 1.0, text
    labels = [(text, box) for text, box in found if "TWh" in text or " × " in text]
    for k, (text, box) in enumerate(labels):
        for other, other_box in labels[k + 1 :]:
            overlap = box.shrunk(0.98, 0.9).overlaps(other_box.shrunk(0.98, 0.9))
            assert not overlap, (text, other)


def test_the_energy_figure_says_what_to_see():
    table = years_table(REGIMES["backfire"])
    words = " ".join(text for text, _ in texts_of(plots.plot_energy(table)))
    assert "TWh/yr" in words
    assert "backfire" in words
    assert "5-95% over 5 seeds" in words
    assert "R = " in words
    one_seed = years_table(REGIMES["part"], n_seeds=1)
    assert "one seed" in " ".join(text for text, _ in texts_of(plots.plot_energy(one_seed)))


@pytest.mark.parametrize("title", TITLES)
def test_any_title_is_harmless(title, tmp_path):
    figure = plots.plot_energy(years_table(REGIMES["part"]), title=title)
    for suffix in ("png", "svg"):
        plots.save_figure(figure, tmp_path / f"x.{suffix}")
        assert (tmp_path / f"x.{suffix}").stat().st_size > 10_000
    assert "<script>" not in (tmp_path / "x.svg").read_text(encoding="utf-8")


def test_a_price_in_a_title_is_printed_as_it_is_written():
    title = "From $10 to $1"
    figure = plots.plot_energy(years_table(REGIMES["part"]), title=title)
    assert figure.axes[0].get_title(loc="left") == title
    assert not figure.axes[0]._left_title.get_parse_math()


@pytest.mark.parametrize("suffix", ["png", "svg", "pdf"])
def test_a_figure_saved_twice_has_the_same_bytes(tmp_path, suffix):
    for name in ("a", "b"):
        figure = plots.plot_drivers(years_table(REGIMES["part"]))
        plots.save_figure(figure, tmp_path / f"{name}.{suffix}")
    assert (tmp_path / f"a.{suffix}").read_bytes() == (tmp_path / f"b.{suffix}").read_bytes()
    assert sorted(path.name for path in tmp_path.iterdir()) == [f"a.{suffix}", f"b.{suffix}"]


def test_the_kinds_that_fit_a_study():
    assert plots.kinds_for(pd.DataFrame({"run_id": [0], "seed": [0]})) == (
        *("energy", "drivers", "hardware"),
    )
    gain = "technology.algorithmic.annual_factor"
    one = runs_table({gain: [1.05, 1.5, 2.2]})
    assert plots.kinds_for(one) == ("curve",)
    two = runs_table({gain: [1.05, 1.5, 2.2], "demand.price_elasticity": [-1.5, -1.0, -0.5]})
    assert plots.kinds_for(two) == ("curve", "frontier")
    with pytest.raises(ValueError, match="those that fit: curve"):
        plots.draw("energy", MemoryTables(one, one))


def test_sweep_figures_mark_the_frontier_and_the_regions():
    gain = "technology.algorithmic.annual_factor"
    two = runs_table({gain: [1.05, 1.5, 2.2], "demand.price_elasticity": [-1.5, -1.0, -0.5]})
    frontier = " ".join(
        text for text, _ in texts_of(plots.draw("frontier", MemoryTables(two, two)))
    )
    assert "Jevons frontier (R = 1)" in frontier
    assert "|elasticity| = 1" in frontier
    assert "annual factor (technology.algorithmic)" in frontier
    curve = " ".join(text for text, _ in texts_of(plots.draw("curve", MemoryTables(two, two))))
    assert "backfire: the gain raises energy use" in curve
    assert "-1.5" in curve


def test_log_spacing_is_recognised():
    assert places.is_log_spaced(np.geomspace(1.0, 100.0, 6))
    assert not places.is_log_spaced(np.linspace(1.0, 100.0, 6))
    assert not places.is_log_spaced(np.linspace(-2.0, -0.1, 6))


def test_labels_are_pushed_apart_and_stay_inside():
    placed = style._apart([0.5, 0.5, 0.51, 0.99, 1.0], 0.1)
    assert (np.diff(placed) >= 0.1 - 1e-12).all()
    assert placed[-1] <= 1.0


def test_labels_move_as_little_as_can_be():
    for values in np.random.default_rng(4).random((50, 6)):
        nearest = isotonic_regression(values).x
        np.testing.assert_allclose(style._ascending(values), nearest, rtol=1e-12)


RUN = """
import sys
from jevons_sim.cli import main
try:
    main()
finally:
    print([name for name in sys.modules if "scipy." in name])
"""


def test_a_run_does_not_wait_for_the_large_parts_of_scipy(tmp_path):
    words = ["run", "reference", "--set", "population.firms=50", "--seeds", "2", "--out", tmp_path]
    done = subprocess.run(
        [sys.executable, "-c", RUN, *map(str, words)],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert "Results:" in done.stdout
    for part in ("optimize", "special", "stats"):
        assert f"scipy.{part}" not in done.stdout.splitlines()[-1]


def test_every_language_has_every_word():
    assert tables("figures")["en"].keys() == tables("figures")["ko"].keys()
    for key, text in tables("figures")["en"].items():
        fields = {part.split("}")[0] for part in text.split("{")[1:]}
        other = {part.split("}")[0] for part in tables("figures")["ko"][key].split("{")[1:]}
        assert fields == other, key


@pytest.mark.parametrize(
    ("points", "kinds"),
    [
        ([(x, y) for x in (1.0, 2.0, 3.0) for y in (-1.0, -0.5)], ("curve", "frontier")),
        ([(1.0, -1.0), (2.0, -0.7), (3.0, -0.5)], ("curve",)),
        ([(1.0, -1.0), (2.0, -0.3), (3.0, -0.5), (1.5, -0.7)], ("frontier",)),
        ([(-1.0, "none"), (-0.5, "none"), (-1.0, "contest"), (-0.5, "contest")], ("curve",)),
        ([(True, -1.0), (False, -1.0), (True, -0.5), (False, -0.5)], ("curve",)),
        ([("a", "none"), ("b", "contest")], ("curve",)),
    ],
)
def test_figures_follow_how_the_points_lie(points, kinds):
    """A grid, zipped axes, a random design, an axis of words."""
    x, y = zip(*[point for point in points for _ in range(2)], strict=True)
    n = len(x)
    runs = pd.DataFrame({"run_id": range(n), "case": "actual", "seed": [0, 1] * (n // 2)})
    runs["a.x"], runs["a.y"] = x, y
    runs["energy_ratio"] = np.geomspace(0.5, 2.0, n)
    assert plots.kinds_for(runs) == kinds
    for kind in kinds:
        figure = plots.draw(kind, MemoryTables(runs, runs))
        assert figure.axes[0].lines
