"""Where the values of a swept key stand on an axis: numbers by size, words in a row, null last."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import matplotlib as mpl
import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from jevons_sim.equations.types import FloatArray
from jevons_sim.plots import style
from jevons_sim.plots.kinds import is_number
from jevons_sim.words import typeset

MOST_WORDS = 10
"""Words along an axis; of more, some go without."""

LONGEST = 24
"""Letters of a word along an axis."""

MOST_LETTERS = 70
"""Letters that fit side by side below an axis; more are turned."""

GAP = 1.5
"""Steps of the axis between its last number and the place of null."""


@dataclass(frozen=True, eq=False)
class Places:
    """The values of a key and their places, in order along an axis."""

    values: tuple[Any, ...]
    """Distinct values; null last."""

    spots: FloatArray
    """Place of each, ascending."""

    words: tuple[str, ...]
    """Each as it is written."""

    n_numbers: int
    """How many of them, the first ones, are numbers; each of those is its own place."""

    scale: str
    """``linear`` or ``log``."""

    @property
    def numbers(self) -> FloatArray:
        """The numbers; none of a key that takes words."""
        return self.spots[: self.n_numbers]

    @property
    def all_numbers(self) -> bool:
        """Whether every value is a number."""
        return self.n_numbers == len(self.spots)

    def of(self, column: pd.Series) -> FloatArray:
        """Return the place of each cell of a column."""
        found = dict(zip(self.values, self.spots.tolist(), strict=True))
        return np.array([found[_plain(value)] for value in column], dtype=np.float64)

    def blocks(self) -> list[tuple[slice, FloatArray]]:
        """Return which values lie side by side, and the edges of the cells round them."""
        flat = _flat(self.spots, self.scale)
        step = _step(flat[: self.n_numbers]) if self.n_numbers else 1.0
        parts = (slice(0, self.n_numbers), slice(self.n_numbers, len(flat)))
        return [
            (part, _raised(_edges(flat[part], step), self.scale))
            for part in parts
            if part.stop > part.start
        ]

    def ends(self) -> tuple[float, float]:
        """Return where a line's axis begins and ends: at numbers, but round words and lone ones."""
        blocks = self.blocks()
        first, last = blocks[0][1][0], blocks[-1][1][-1]
        if self.n_numbers > 1:
            first = self.spots[0]
            last = self.spots[-1] if self.all_numbers else last
        return float(first), float(last)


def places_of(column: pd.Series, none: str) -> Places:
    """Return the places of the values in a column.

    Parameters
    ----------
    column : Series
        Values of a swept key: numbers, text, truth values; missing ones are null.
    none : str
        The word for null.
    """
    known = column.dropna()
    nulls = [None] if len(known) < len(column) else []
    if not is_number(column) or known.empty:
        found = list(dict.fromkeys(_plain(value) for value in known))
        values = sorted(found) if all(isinstance(value, bool) for value in found) else found
        words = [str(value).lower() if isinstance(value, bool) else str(value) for value in values]
        n_numbers, scale, spots = 0, "linear", np.arange(len(values) + len(nulls), dtype=float)
    else:
        numbers = np.sort(known.unique().astype(float))
        digits = ".0f" if pd.api.types.is_integer_dtype(column) else ".4g"
        values, words = numbers.tolist(), [format(value, digits) for value in numbers]
        n_numbers, scale = len(numbers), "log" if is_log_spaced(numbers) else "linear"
        flat = _flat(numbers, scale)
        beyond = _raised(np.array([flat[-1] + GAP * _step(flat) for _ in nulls]), scale)
        spots = np.append(numbers, beyond)
    everything, texts = (*values, *nulls), (*words, *(none for _ in nulls))
    return Places(everything, spots, texts, n_numbers, scale)


def is_log_spaced(values: FloatArray) -> bool:
    """Return whether ascending values are spaced more evenly in logs than as they are."""
    if values.size < 3 or values.min() <= 0.0:
        return False
    linear, log = np.diff(values), np.diff(np.log(values))
    return bool(log.std() / log.mean() < linear.std() / linear.mean())


def mark_axis(axes: Axes, which: str, places: Places, n_ticks: int) -> None:
    """Set scale, ticks and words of an axis, and part null from the numbers.

    Parameters
    ----------
    axes : Axes
        Where.
    which : {"x", "y"}
        The axis.
    places : Places
        What stands on it.
    n_ticks : int
        Numbers that are written at most.
    """
    axis = axes.xaxis if which == "x" else axes.yaxis
    axes.set(**{f"{which}scale": places.scale})
    axis.set_minor_formatter(mpl.ticker.NullFormatter())
    axis.set_minor_locator(mpl.ticker.NullLocator())
    axis.set_major_formatter(typeset.tick)
    if places.all_numbers:
        axis.set_ticks(places.spots[_some(len(places.spots), n_ticks)])
        return
    rest = _some(len(places.spots) - places.n_numbers, MOST_WORDS) + places.n_numbers
    chosen = [*_some(places.n_numbers, n_ticks - 1), *rest]
    words = [style.plain_text(places.words[place], LONGEST) for place in chosen]
    turned = which == "x" and sum(map(len, words)) > MOST_LETTERS
    turn: dict[str, Any] = {"rotation": 20, "horizontalalignment": "right"} if turned else {}
    axis.set_ticks(places.spots[chosen], labels=words, **turn)
    if places.n_numbers:
        middle = _raised(_flat(places.spots[-2:], places.scale).mean(), places.scale)
        line = axes.axvline if which == "x" else axes.axhline
        line(float(middle), color="#8A9299", linewidth=0.8)


def _plain(value: Any) -> Any:
    """Return a cell as a key to look up: NumPy's scalars as Python's, missing ones as None."""
    if pd.isna(value):
        return None
    return value.item() if isinstance(value, np.generic) else value


def _flat(values: FloatArray, scale: str) -> FloatArray:
    return np.log(values) if scale == "log" else values


def _raised(values: FloatArray, scale: str) -> FloatArray:
    return np.exp(values) if scale == "log" else values


def _step(flat: FloatArray) -> float:
    """Return the mean step between places; of a lone one, half of its size."""
    if flat.size > 1:
        return float((flat[-1] - flat[0]) / (flat.size - 1))
    return 0.5 * abs(float(flat[0])) or 1.0


def _edges(flat: FloatArray, step: float) -> FloatArray:
    """Return the edges of cells half-way between places; a step wide round a lone one."""
    middle = 0.5 * (flat[1:] + flat[:-1])
    low = 2.0 * flat[0] - middle[0] if middle.size else flat[0] - 0.5 * step
    high = 2.0 * flat[-1] - middle[-1] if middle.size else flat[-1] + 0.5 * step
    return np.concatenate([[low], middle, [high]])


def _some(n: int, most: int) -> np.ndarray:
    """Return places among `n`: all, or of too many, each so-manieth."""
    return np.arange(0, n, max(1, -(-n // most)))
