"""Sentences in English about searches: thresholds, frontiers, what decides, parts of rebound."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping
from typing import Any

import numpy as np

from jevons_sim.analysis.frontier import ELASTICITY, Frontier
from jevons_sim.analysis.parts import BOUNDARIES, Dissection
from jevons_sim.analysis.refinement import Node
from jevons_sim.analysis.screening import Method, Screening
from jevons_sim.analysis.thresholds import Crossing, Thresholds
from jevons_sim.analysis.windows import Window, widest_window
from jevons_sim.equations.rebound import ROUNDING
from jevons_sim.equations.types import FloatArray
from jevons_sim.quantities import LMDI_FACTORS, RESPONSES
from jevons_sim.words.english import band
from jevons_sim.words.numbers import number, percent, two_decimals


def threshold_answer(found: Thresholds) -> str:
    """Return what a search for thresholds found."""
    low, high = (f"{end:g}" for end in found.ends)
    if not found.crossings:
        ratios = found.scan.groupby(found.key)["energy_ratio"].median()
        side = "above" if ratios.iloc[0] > 1.0 else "below"
        if np.allclose(ratios, 1.0, rtol=0.0, atol=ROUNDING):
            return f"No threshold between {low} and {high}: the gain changes nothing there."
        span = f"{number(ratios.min())} to {number(ratios.max())} times"
        return (
            f"No threshold between {low} and {high}: energy stays {side} what it would be "
            f"without the gain ({span})."
        )
    return " ".join(_crossing_words(found, crossing) for crossing in found.crossings)


def _crossing_words(found: Thresholds, crossing: Crossing) -> str:
    spread_of, up = crossing.band, crossing.rises_above
    spread = (
        f" (5-95% over {spread_of.n} seeds: {number(spread_of.p05)} to {number(spread_of.p95)})"
        if spread_of.n > 1
        else " (one seed)"
    )
    some = (
        ""
        if spread_of.n == found.n_seeds
        else f" {found.n_seeds - spread_of.n} seeds do not cross."
    )
    return (
        f"Energy neither rises nor falls at {found.key} = {number(spread_of.median)}{spread}. "
        f"Because of the gain it rises at {'higher' if up else 'lower'} values and falls at "
        f"{'lower' if up else 'higher'} ones.{some}"
    )


SHOWN_LINES = 3
"""Lines of a frontier that the words tell of."""


SHOWN = 12
"""Parameters that the screen shows; the table holds all."""


SHOWN_COLUMNS = {"sobol": ("first_order", "total_order"), "morris": ("mu_star", "sigma")}


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
        rows.append(("Seeds", f"on about {share} of the map (shaded) they do not agree: 5-95% "
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
    nothing = f", changes nothing on {percent(still)}" if still > 0.0 else ""
    head = (
        f"the gain raises energy use on about {percent(found.rising_share)} of this map"
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
            f"{name} {number(low)} to {number(high)}"
            for name, low, high in zip(names, values.min(axis=0), values.max(axis=0), strict=True)
        ]
        return f"round {' and '.join(spans)}"
    ends = [
        ", ".join(f"{name} {number(value)}" for name, value in zip(names, end, strict=True))
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
        f"at {other} = {number(values[0, 1 - window.along])} energy rises only while {along} lies "
        f"between {number(low)} and {number(high)}."
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
    rises = f"on {percent(below)} of the map energy rises" if below else "nowhere does it rise"
    falls = f"on {percent(above)} of the map it falls" if above else "nowhere does it fall"
    return (
        f"the border is not the line |elasticity| = 1: {rises} although |elasticity| is below 1, "
        f"and {falls} although it is above."
    )


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
    """Return what one parameter does; of shares of variance, with half of the 5-95% interval."""
    cells = []
    for column in SHOWN_COLUMNS[method]:
        text = two_decimals(row[column])
        if f"{column}_p95" in row:
            text += f" ± {two_decimals((row[f'{column}_p95'] - row[f'{column}_p05']) / 2.0)}"
        cells.append(f"{text:>15}")
    return f"    {row['key'][:43]:<44}{''.join(cells)}"


def part_rows(found: Dissection) -> list[tuple[str, str, str]]:
    """Return what each response takes back, at both boundaries, and the sum, in words."""
    rows = [
        (name, *(band(found.part(boundary, name), two_decimals) for boundary in BOUNDARIES))
        for name in RESPONSES
    ]
    total = tuple(band(found.rebound(boundary), two_decimals) for boundary in BOUNDARIES)
    return [(name, ai, economy) for name, ai, economy in (*rows, ("R", *total))]


def factor_rows(found: Dissection) -> list[tuple[str, str]]:
    """Return what each factor changed, in words."""
    return [(name.replace("_", " "), band(found.factor(name))) for name in LMDI_FACTORS]
