"""Kinds of figures, and which of them fit a study; nothing here draws."""

from __future__ import annotations

from typing import Literal

import pandas as pd

from jevons_sim.quantities import QUANTITIES

OVER_YEARS = ("energy", "drivers", "hardware")
"""Figures of one case, over the years."""

KINDS = (*OVER_YEARS, "curve", "frontier")
"""Names of the figures."""

MOST_KEYS = 2
"""Swept keys that a figure shows at once."""


def swept_keys(runs: pd.DataFrame) -> list[str]:
    """Return the swept keys of a table of runs, in order."""
    return [str(name) for name in runs.columns if name not in QUANTITIES]


def kinds_for(runs: pd.DataFrame) -> tuple[str, ...]:
    """Return the figures that fit a study: over the years for one case, over keys for a sweep."""
    keys = swept_keys(runs)
    if not keys:
        return OVER_YEARS
    if len(keys) > MOST_KEYS:
        return ()
    if len([key for key in keys if is_number(runs[key])]) < MOST_KEYS:
        return ("curve",)
    return {"grid": ("curve", "frontier"), "path": ("curve",), "cloud": ("frontier",)}[
        layout_of(runs, keys[0], keys[1])
    ]


def layout_of(runs: pd.DataFrame, x_key: str, y_key: str) -> Literal["grid", "path", "cloud"]:
    """Return how the points of two keys lie: on a grid, along a path, or as a random design."""
    points = runs[[x_key, y_key]].drop_duplicates()
    x, y = points[x_key], points[y_key]
    if x.nunique(dropna=False) * y.nunique(dropna=False) == len(points):
        return "grid"
    along = points.dropna().sort_values(x_key)[y_key]
    one_way = along.is_monotonic_increasing or along.is_monotonic_decreasing
    return "path" if one_way and x.is_unique else "cloud"


def is_number(column: pd.Series) -> bool:
    """Return whether a column holds numbers, and perhaps nulls."""
    types = pd.api.types
    return bool(types.is_numeric_dtype(column) and not types.is_bool_dtype(column))
