"""Searches in words: thresholds, frontiers, what decides an outcome, parts of rebound."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from jevons_sim.analysis.frontier import ELASTICITY, Frontier
from jevons_sim.analysis.parts import BOUNDARIES, Dissection
from jevons_sim.analysis.refinement import Node
from jevons_sim.analysis.screening import Gaps, Method, Screening
from jevons_sim.analysis.sensitivity import Doubt
from jevons_sim.analysis.thresholds import Crossing, Thresholds
from jevons_sim.analysis.windows import Window, widest_window
from jevons_sim.equations.rebound import ROUNDING
from jevons_sim.equations.types import FloatArray
from jevons_sim.quantities import LMDI_FACTORS, RESPONSES
from jevons_sim.words.catalogue import Language, Words
from jevons_sim.words.numbers import number, percent, two_decimals
from jevons_sim.words.verdicts import band, span, spread
from jevons_sim.words.width import left, right, wrapped

SHOWN_LINES = 3
"""Lines of a frontier that the words tell of."""

SHOWN = 12
"""Parameters that the screen shows; the table holds all."""

SHOWN_COLUMNS = {"sobol": ("first_order", "total_order"), "morris": ("mu_star", "sigma")}

_KEY, _CELL = 44, 15
"""Columns of a parameter's name, and of each number beside it."""


def threshold_answer(found: Thresholds, language: Language = "en") -> str:
    """Return what a search for thresholds found."""
    if found.crossings:
        texts = (_crossing_words(found, crossing, language) for crossing in found.crossings)
        return " ".join(texts)
    ratios = found.scan.groupby(found.key)["energy_ratio"].median()
    side = "threshold_above" if ratios.iloc[0] > 1.0 else "threshold_below"
    if np.allclose(ratios, 1.0, rtol=0.0, atol=ROUNDING):
        side = "threshold_still"
    low, high = (f"{end:g}" for end in found.ends)
    ends = span(number(ratios.min()), number(ratios.max()), language)
    return _words(language).say(side, low=low, high=high, span=ends)


def _crossing_words(found: Thresholds, crossing: Crossing, language: Language) -> str:
    words = _words(language)
    text = words.say(
        "crossing_up" if crossing.rises_above else "crossing_down",
        key=found.key,
        value=number(crossing.band.median),
        spread=spread(crossing.band, language),
    )
    n_others = found.n_seeds - crossing.band.n
    return f"{text} {words.count('not_crossing', n_others)}" if n_others else text


def frontier_rows(found: Frontier, language: Language = "en") -> list[tuple[str, str]]:
    """Return what a frontier says: names of heads, and paragraphs."""
    words, heights = _words(language), found.heights
    rows = [("answer", _frontier_answer(found, language))]
    window = widest_window(heights, found.lines)
    if window is not None:
        rows.append(("window", _window_words(found, window, words)))
    if ELASTICITY in _keys(found) and found.lines:
        rows.append(("theory", _theory_words(found, words)))
    if found.n_seeds > 1 and found.lines:
        rows.append(("seeds", words.say("unsure", share=percent(found.unsure_share))))
    size = {
        "points": words.count("points", heights.n_nodes),
        "seeds": words.count("seeds", found.n_seeds),
        "full": words.count("points", heights.n_full),
    }
    return [*rows, ("cost", words.say("cost", **size))]


def _frontier_answer(found: Frontier, language: Language) -> str:
    """Say where the gain raises energy use, and along which lines that ends."""
    words = _words(language)
    if not found.lines:
        return _no_frontier(found, language)
    still = found.unchanged_share
    head = words.say(
        "map_in_part" if still > 0.0 else "map",
        rising=percent(found.rising_share),
        still=percent(still),
    )
    n, shown = len(found.lines), found.lines[:SHOWN_LINES]
    border = "border_one" if n == 1 else "border_few" if n == len(shown) else "border_many"
    lines = "; ".join(_line_words(found, line, language) for line in shown)
    return f"{head} {words.say(border, n=n, lines=lines, left=n - len(shown))}"


def _no_frontier(found: Frontier, language: Language) -> str:
    ratios = np.exp([band[1] for band in found.heights.bands.values()])
    ratios = ratios[np.isfinite(ratios)]
    if ratios.size == 0 or np.all(ratios == 1.0):
        return _words(language)["frontier_still"]
    side = "frontier_above" if ratios.max() > 1.0 else "frontier_below"
    ends = span(number(float(ratios.min())), number(float(ratios.max())), language)
    return _words(language).say(side, span=ends)


def _line_words(found: Frontier, line: FloatArray, language: Language) -> str:
    words, values = _words(language), found.values(line)
    x, y = (key.rsplit(".", maxsplit=1)[-1].replace("_", " ") for key in _keys(found))
    if np.array_equal(values[0], values[-1]):
        ends = zip(values.min(axis=0), values.max(axis=0), strict=True)
        x_span, y_span = (span(number(low), number(high), language) for low, high in ends)
        return words.say("line_round", x=f"{x} {x_span}", y=f"{y} {y_span}")
    start, end = (
        f"{x} {number(place[0])}, {y} {number(place[1])}" for place in (values[0], values[-1])
    )
    return words.say("line_ends", start=start, end=end)


def _keys(found: Frontier) -> tuple[str, str]:
    return found.x.key, found.y.key


def _window_words(found: Frontier, window: Window, words: Words) -> str:
    along, other = _keys(found)[window.along], _keys(found)[1 - window.along]
    ends = np.array([[window.start, window.at], [window.end, window.at]])
    values = found.values(ends if window.along == 0 else ends[:, ::-1])
    low, high = (number(value) for value in values[:, window.along])
    at = number(values[0, 1 - window.along])
    return words.say("window", other=other, value=at, along=along, low=low, high=high)


def _theory_words(found: Frontier, words: Words) -> str:
    """Compare with the line of the textbook, on which demand has an elasticity of -1."""
    place = _keys(found).index(ELASTICITY)

    def elasticity(node: Node) -> float:
        return float(found.values(np.array([node], dtype=float))[0, place])

    share = found.heights.share
    rises = share(lambda band, node: bool(band[1] > 0.0) and elasticity(node) > -1.0)
    falls = share(lambda band, node: bool(band[1] < 0.0) and elasticity(node) < -1.0)
    if not (rises or falls):
        return words["theory_line"]
    return words.say(
        "theory_other",
        rises=words.say(f"theory_rises{'' if rises else '_nowhere'}", share=percent(rises)),
        falls=words.say(f"theory_falls{'' if falls else '_nowhere'}", share=percent(falls)),
    )


def sensitivity_lines(found: Screening, language: Language = "en") -> list[str]:
    """Return the answer in lines of at most 80 columns."""
    words = _words(language)
    said = {
        "outcome": outcome_name(found.outcome, language),
        "n": f"{found.n_samples:,}",
        "seeds": words.count("seeds", found.n_seeds),
    }
    heads = (words[f"decides_{column}"] for column in SHOWN_COLUMNS[found.method])
    lines = [
        f"  {words.say(f'decides_{found.method}', **said)}",
        f"    {'':<{_KEY}}{''.join(right(head, _CELL) for head in heads)}",
    ]
    rows = found.table.head(SHOWN).to_dict("records")
    lines += [_sensitivity_row(row, found.method) for row in rows]
    for text in sensitivity_notes(found, language):
        lines += wrapped(text, "  ", "    ").splitlines()
    return lines


def outcome_name(name: str, language: Language = "en") -> str:
    """Return what an outcome that a sensitivity analysis is about is called."""
    return _words(language)[f"outcome_{name}"]


def sensitivity_notes(found: Screening, language: Language = "en") -> list[str]:
    """Return what to know of the indices, in sentences; none where all is well."""
    words, notes = _words(language), []
    if "scale" in found.table and (found.table["scale"] == "rank").all():
        notes.append(words["of_ranks"])
    if found.doubt is not None:
        notes.append(words.say("few_samples", doubt=doubt(found.doubt, language)))
    if found.gaps.n:
        advised = advice(found.gaps, language)
        notes.append(words.say("left_out", n=f"{found.gaps.n:,}", advice=advised))
    return notes


def _sensitivity_row(row: Mapping[Any, Any], method: Method) -> str:
    """Return what one parameter does; of shares of variance, with half of the 5-95% interval."""
    cells = []
    for column in SHOWN_COLUMNS[method]:
        text = two_decimals(row[column])
        if f"{column}_p95" in row:
            text += f" ± {two_decimals((row[f'{column}_p95'] - row[f'{column}_p05']) / 2.0)}"
        cells.append(right(text, _CELL))
    return f"    {left(row['key'][: _KEY - 1], _KEY)}{''.join(cells)}"


def doubt(found: Doubt, language: Language = "en") -> str:
    """Return what shows that there are too few samples for Sobol indices."""
    return _words(language).say(f"doubt_{found.kind}", error=two_decimals(found.size))


def advice(gaps: Gaps, language: Language = "en") -> str:
    """Return which range to narrow, so that fewer scenarios have no outcome."""
    if not gaps.key:
        return _words(language)["narrow_any"]
    low, high = (f"{value:.3g}" for value in gaps.values)
    where = low if low == high else span(low, high, language)
    return _words(language).say("narrow_one", key=gaps.key, where=where)


def part_rows(found: Dissection, language: Language = "en") -> list[tuple[str, str, str]]:
    """Return what each response takes back, at both boundaries, and the sum."""

    def bands(name: str) -> tuple[str, str]:
        ai, economy = (
            found.part(boundary, name) if name else found.rebound(boundary)
            for boundary in BOUNDARIES
        )
        return band(ai, two_decimals, language), band(economy, two_decimals, language)

    words = _words(language)
    rows = [(words[f"response_{name}"], *bands(name)) for name in RESPONSES]
    return [*rows, ("R", *bands(""))]


def factor_rows(found: Dissection, language: Language = "en") -> list[tuple[str, str]]:
    """Return what each factor changed."""
    names = Words("figures", language)
    return [(names[name], band(found.factor(name), number, language)) for name in LMDI_FACTORS]


def _words(language: Language) -> Words:
    return Words("answers", language)
