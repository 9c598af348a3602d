"""Rebound part by part: what each response takes back, and what moved inference energy."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from jevons_sim.analysis.summary import Band
from jevons_sim.equations.decomposition import lmdi_changes, shapley_values
from jevons_sim.equations.types import FloatArray
from jevons_sim.quantities import LMDI_FACTORS, RESPONSES

BOUNDARIES = ("ai", "economy")
"""AI alone, and AI with the energy of respending."""

KEPT = (
    *("energy_twh", "energy_economy_twh", "adoption_share", "tasks", "depth", "compute"),
    "energy_inference_twh",
)
"""Columns of a run's series that the parts are made from."""

_AI, _RESPENT = KEPT.index("energy_twh"), KEPT.index("energy_economy_twh")


@dataclass(frozen=True)
class Parts:
    """Rebound and its parts."""

    shapley: pd.DataFrame
    """A row per seed, year, boundary and response: `part` (of R), `twh`."""

    lmdi: pd.DataFrame
    """A row per seed, year and factor: `twh`, the change since the base year that it brought."""


def coalitions() -> list[frozenset[str]]:
    """Return the 64 sets of responses; bit k of a set's number stands for response k."""
    return [
        frozenset(name for bit, name in enumerate(RESPONSES) if number >> bit & 1)
        for number in range(2 ** len(RESPONSES))
    ]


def parts_of(year: FloatArray, seeds: Sequence[int], series: FloatArray) -> Parts:
    """Split rebound into what each response brings, and inference energy into its factors.

    Parameters
    ----------
    year : ndarray
        Calendar years, shape (steps + 1,).
    seeds : sequence of int
        Seeds, in the order of the series.
    series : ndarray
        Shape (seeds, 65, steps + 1, columns), columns as in `KEPT`: the frozen case, then the 64
        `coalitions`; the first of those is the engineering case, the last the actual one.
    """
    tables = []
    for boundary in BOUNDARIES:
        energy = series[..., _AI]
        if boundary == "economy":
            energy = energy + series[..., _RESPENT]
        tables.append(_shapley_table(boundary, year, seeds, energy))
    return Parts(pd.concat(tables, ignore_index=True), _lmdi_table(year, seeds, series[:, -1]))


def _shapley_table(
    boundary: str, year: FloatArray, seeds: Sequence[int], energy: FloatArray
) -> pd.DataFrame:
    frozen, worth = energy[:, 0], energy[:, 1:].swapaxes(0, 1)
    twh = shapley_values(worth)  # (responses, seeds, steps + 1)
    expected = frozen - worth[0]
    share = np.full(twh.shape, np.nan)
    np.divide(twh, expected, out=share, where=expected > 1e-12 * np.abs(frozen))
    return _long_table(year, seeds, RESPONSES, "response", {"part": share, "twh": twh}).assign(
        boundary=boundary
    )


def _lmdi_table(year: FloatArray, seeds: Sequence[int], actual: FloatArray) -> pd.DataFrame:
    column = {name: actual[..., k] for k, name in enumerate(KEPT)}
    service = column["tasks"] * column["depth"]
    factors = np.stack(
        [
            column["adoption_share"],
            _per(column["tasks"], column["adoption_share"]),
            column["depth"],
            _per(column["compute"], service),
            _per(column["energy_inference_twh"], column["compute"]),
        ]
    )
    return _long_table(year, seeds, LMDI_FACTORS, "factor", {"twh": lmdi_changes(factors)})


def _per(total: FloatArray, count: FloatArray) -> FloatArray:
    """Return the total for each; 0 where there is none, as when nobody uses AI any more."""
    return np.divide(total, count, out=np.zeros_like(total), where=count > 0.0)


def _long_table(
    year: FloatArray,
    seeds: Sequence[int],
    names: Sequence[str],
    what: str,
    columns: dict[str, FloatArray],
) -> pd.DataFrame:
    """Return arrays of shape (names, seeds, years) as rows."""
    keys = pd.MultiIndex.from_product([names, seeds, year], names=[what, "seed", "year"])
    flat = {name: values.reshape(-1) for name, values in columns.items()}
    return pd.DataFrame(flat, index=keys).reset_index()


@dataclass(frozen=True)
class Dissection:
    """Rebound of one scenario, part by part."""

    parts: Parts
    """Tables of Shapley parts and of the LMDI."""

    def rebound(self, boundary: str) -> Band:
        """Return rebound in the last year at a boundary, over seeds."""
        rows = self._last(boundary)
        return Band.of(rows.groupby("seed")["part"].sum(min_count=len(RESPONSES)))

    def part(self, boundary: str, response: str) -> Band:
        """Return what a response takes back in the last year, over seeds."""
        rows = self._last(boundary)
        return Band.of(rows.loc[rows["response"] == response, "part"])

    def factor(self, name: str) -> Band:
        """Return what a factor changed in inference energy by the last year, over seeds. [TWh]"""
        rows = self.parts.lmdi
        last = rows[(rows["year"] == rows["year"].max()) & (rows["factor"] == name)]
        return Band.of(last["twh"])

    def _last(self, boundary: str) -> pd.DataFrame:
        rows = self.parts.shapley
        last = (rows["year"] == rows["year"].max()) & (rows["boundary"] == boundary)
        return pd.DataFrame(rows[last])

    def as_json(self) -> dict[str, Any]:
        """Return ``parts`` and ``lmdi`` as ``--json`` prints them."""
        return {
            "parts": {
                boundary: {name: self.part(boundary, name).as_json() for name in RESPONSES}
                for boundary in BOUNDARIES
            },
            "lmdi": {name: self.factor(name).as_json() for name in LMDI_FACTORS},
        }
