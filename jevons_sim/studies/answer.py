"""Searches that a user can ask for: thresholds and sensitivity, written down beside results."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np

from jevons_sim import plots
from jevons_sim._version import __version__
from jevons_sim.analysis.refinement import Node
from jevons_sim.analysis.summary import number, percent
from jevons_sim.analysis.windows import Window, widest_window
from jevons_sim.equations.types import FloatArray
from jevons_sim.execution.collect import Progress
from jevons_sim.results import store
from jevons_sim.scenario.load import dump_scenario, scenario_digest
from jevons_sim.studies.frontier import ELASTICITY, Frontier, Side, find_frontier
from jevons_sim.studies.run import Request
from jevons_sim.studies.sensitivity import Method, Question, Screening, screen
from jevons_sim.studies.threshold import Thresholds, find_thresholds

SHOWN_LINES = 3
"""Lines of a frontier that the words tell of."""

SHOWN = 12
"""Parameters that the screen shows; the table holds all."""

SHOWN_COLUMNS = {"sobol": ("first_order", "total_order"), "morris": ("mu_star", "sigma")}


def answer_threshold(
    request: Request, key: str, ends: tuple[float, float] | None
) -> tuple[Thresholds, Path]:
    """Find the thresholds of a key; write tables and a figure; return them and their folder."""
    folder = _own_folder(request, f"threshold {key} {ends}")
    with store.new_result(folder) as scratch:
        found = find_thresholds(request.scenario, key, ends, workers=request.workers)
        for name, table in (("thresholds.csv", found.table()), ("scan.csv", found.scan)):
            table.to_csv(scratch / name, index=False, lineterminator="\n")
        low, high = found.ends
        _note(request, scratch, {"kind": "threshold", "key": key, "from": low, "to": high})
        if request.figures:
            values = [crossing.band for crossing in found.crossings]
            title = request.scenario.title
            figure = plots.plot_threshold(found.scan, key, values, title=title)
            plots.save_figure(figure, scratch / store.FIGURES / "threshold.png")
    return found, folder


def answer_sensitivity(
    request: Request, question: Question, progress: Progress | None = None
) -> tuple[Screening, Path]:
    """Say which numbers decide; write a table and a figure; return the answer and its folder."""
    folder = _own_folder(request, f"sensitivity {question}")
    with store.new_result(folder) as scratch:
        found = screen(request.scenario, question, workers=request.workers, progress=progress)
        found.table.to_csv(scratch / "sensitivity.csv", index=False, lineterminator="\n")
        said = {k: v for k, v in found.as_json().items() if k not in ("indices", "seconds")}
        asked = {"keys": question.keys, "samples": question.samples}
        _note(request, scratch, {"kind": "sensitivity", **said, **asked})
        if request.figures:
            title = request.scenario.title
            figure = plots.plot_sensitivity(found.table, found.outcome, title=title)
            plots.save_figure(figure, scratch / store.FIGURES / "sensitivity.png")
    return found, folder


def answer_frontier(
    request: Request,
    sides: tuple[Side, Side],
    cells: int,
    on_level: Callable[[int, int], None] = lambda n_nodes, n_split: None,
) -> tuple[Frontier, Path]:
    """Find the frontier over two keys; write tables and a figure; return it and its folder."""
    folder = _own_folder(request, f"frontier {sides} {cells}")
    scenario, workers = request.scenario, request.workers
    with store.new_result(folder) as scratch:
        found = find_frontier(scenario, sides, cells, workers=workers, on_level=on_level)
        points = found.point_table()
        for name, table in (("frontier.csv", found.line_table()), ("points.csv", points)):
            table.to_csv(scratch / name, index=False, lineterminator="\n")
        asked = [{"key": at.key, "from": at.range.start, "to": at.range.stop} for at in sides]
        _note(request, scratch, {"kind": "frontier", "sides": asked, "cells": cells})
        if request.figures:
            figure = plots.plot_refined_frontier(
                points,
                [found.values(line) for line in found.lines],
                (sides[0].range.scale, sides[1].range.scale),
                n_seeds=found.n_seeds,
                title=scenario.title,
            )
            plots.save_figure(figure, scratch / store.FIGURES / "frontier.png")
    return found, folder


def frontier_rows(found: Frontier) -> list[tuple[str, str]]:
    """Return what a frontier says: heads and paragraphs."""
    heights = found.heights
    rows = [("Answer", _answer(found))]
    window = widest_window(heights, found.lines)
    if window is not None:
        rows.append(("Window", _window_words(found, window)))
    if ELASTICITY in (found.x.key, found.y.key) and found.lines:
        rows.append(("Theory", _elasticity_words(found)))
    if found.n_seeds > 1 and found.lines:
        share = percent(found.unsure_share)
        rows.append(("Seeds", f"on about {share} % of the map (shaded) they do not agree: 5-95 % "
                     f"of them lie on both sides of R = 1."))  # fmt: skip
    rows.append(
        ("Cost", f"{heights.n_nodes:,} points × {found.n_seeds} seeds; the full grid of this "
         f"resolution has {heights.n_full:,} points.")
    )  # fmt: skip
    return rows


def _answer(found: Frontier) -> str:
    """Say where the gain raises energy use, and along which lines that ends."""
    if not found.lines:
        ratios = np.exp([band[1] for band in found.heights.bands.values()])
        ratios = ratios[np.isfinite(ratios)]
        if ratios.size == 0 or np.all(ratios == 1.0):
            return "no frontier: the gain changes nothing anywhere in this range."
        side = "above" if ratios.max() > 1.0 else "at or below"
        return (
            f"no frontier in this range: energy stays {side} what it would be without the gain "
            f"({number(float(ratios.min()))} to {number(float(ratios.max()))} times)."
        )
    n = len(found.lines)
    still = found.unchanged_share
    nothing = f", changes nothing on {percent(still)} %" if still > 0.0 else ""
    head = (
        f"the gain raises energy use on about {percent(found.rising_share)} % of this map"
        f"{nothing} and lowers it on the rest. The border, R = 1, is "
        f"{'one line' if n == 1 else f'{n} lines'}"
    )
    shown = found.lines[:SHOWN_LINES]
    texts = [_line_words(found, line) for line in shown]
    more = f", and {n - len(shown)} shorter ones" if n > len(shown) else ""
    return f"{head}: {'; '.join(texts)}{more}."


def _line_words(found: Frontier, line: FloatArray) -> str:
    values = found.values(line)
    names = [key.rsplit(".", maxsplit=1)[-1].replace("_", " ") for key in _keys(found)]
    if np.array_equal(values[0], values[-1]):
        spans = [
            f"{name} {low:.3g} to {high:.3g}"
            for name, low, high in zip(names, values.min(axis=0), values.max(axis=0), strict=True)
        ]
        return f"round {' and '.join(spans)}"
    ends = [
        ", ".join(f"{name} {value:.3g}" for name, value in zip(names, end, strict=True))
        for end in (values[0], values[-1])
    ]
    return f"from {ends[0]} to {ends[1]}"


def _keys(found: Frontier) -> tuple[str, str]:
    return found.x.key, found.y.key


def _window_words(found: Frontier, window: Window) -> str:
    along, other = _keys(found)[window.along], _keys(found)[1 - window.along]
    ends = np.array([[window.start, window.at], [window.end, window.at]])
    values = found.values(ends if window.along == 0 else ends[:, ::-1])
    low, high = values[:, window.along]
    return (
        f"at {other} = {values[0, 1 - window.along]:.3g} energy rises only while {along} lies "
        f"between {low:.3g} and {high:.3g}."
    )


def _elasticity_words(found: Frontier) -> str:
    """Compare with the line of the textbook, on which demand has an elasticity of -1."""
    place = _keys(found).index(ELASTICITY)

    def elasticity(node: Node) -> float:
        return float(found.values(np.array([node], dtype=float))[0, place])

    share = found.heights.share
    below = share(lambda band, node: bool(band[1] > 0.0) and elasticity(node) > -1.0)
    above = share(lambda band, node: bool(band[1] < 0.0) and elasticity(node) < -1.0)
    if not (below or above):
        return "the border is the line |elasticity| = 1."
    rises = f"on {percent(below)} % of the map energy rises" if below else "nowhere does it rise"
    falls = f"on {percent(above)} % of the map it falls" if above else "nowhere does it fall"
    return (
        f"the border is not the line |elasticity| = 1: {rises} although |elasticity| is below 1, "
        f"and {falls} although it is above."
    )


def _note(request: Request, scratch: Path, asked: Mapping[str, Any]) -> None:
    """Write down what was asked, of which case, and by which version."""
    said = {**asked, "version": __version__, "seed_list": list(request.scenario.seed_list)}
    store.write_text(scratch / store.ANSWER, json.dumps(said, indent=2) + "\n")
    store.write_text(scratch / store.SCENARIO, dump_scenario(request.scenario))


def _own_folder(request: Request, question: str) -> Path:
    """Return the folder of an answer beside the results of its scenario."""
    digest = scenario_digest(request.scenario, f"{__version__} {question}")
    kind = question.split(" ", maxsplit=1)[0]
    return store.result_folder(request.out, request.scenario.name, f"{kind}-{digest}")


def sensitivity_lines(found: Screening) -> list[str]:
    """Return the answer in lines of at most 80 columns."""
    heads = {
        "sobol": ("share of variance", "alone", "with others"),
        "morris": ("effect of the whole range", "mean size", "spread"),
    }[found.method]
    lines = [
        f"  What decides {found.outcome.replace('_', ' ')}: {heads[0]}, {found.n_samples:,} "
        f"scenarios × {found.n_seeds} seeds",
        f"    {'':<44}{heads[1]:>15}{heads[2]:>15}",
    ]
    lines += [
        _sensitivity_row(row, found.method) for row in found.table.head(SHOWN).to_dict("records")
    ]
    if "scale" in found.table and (found.table["scale"] == "rank").all():
        lines.append("  Of ranks: a few extreme scenarios hold most of the outcome's own variance")
    if found.doubt:
        text = f"Too few samples: {found.doubt}; take twice as many with --samples"
        lines += textwrap.wrap(text, 79, initial_indent="  ", subsequent_indent="    ")
    if found.gaps.n:
        text = f"Left out, for want of an outcome: {found.gaps.n:,} of the scenarios, "
        text += found.gaps.advice()
        lines += textwrap.wrap(text, 79, initial_indent="  ", subsequent_indent="    ")
    return lines


def _sensitivity_row(row: Mapping[Any, Any], method: Method) -> str:
    """Return what one parameter does; of shares of variance, with half of the 5-95 % interval."""
    cells = []
    for column in SHOWN_COLUMNS[method]:
        text = f"{row[column]:.2f}".replace("-0.00", "0.00")
        if f"{column}_p95" in row:
            text += f" ± {(row[f'{column}_p95'] - row[f'{column}_p05']) / 2.0:.2f}"
        cells.append(f"{text:>15}")
    return f"    {row['key'][:43]:<44}{''.join(cells)}"
