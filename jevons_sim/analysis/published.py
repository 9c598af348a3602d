"""The model beside what was published about the world: multiples of the base year."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from jevons_sim.scenario.expected import Published

_COLUMNS = {
    "service": "service_mtok",
    "energy": "energy_twh",
    "price": "price_usd_per_mtok",
}


@dataclass(frozen=True)
class Comparison:
    """One published figure and the model's."""

    figure: Published
    """What was observed."""

    model: float
    """The same multiple in the actual case, the median over seeds."""

    @property
    def off(self) -> float:
        """Return the model over the observation."""
        return self.model / self.figure.multiple

    @property
    def holds(self) -> bool:
        """Return whether the model lies within the stated factor, either way."""
        return 1.0 / self.figure.within <= self.off <= self.figure.within


def beside_published(years: pd.DataFrame, figures: Sequence[Published]) -> list[Comparison]:
    """Return the model's figures beside published ones.

    Parameters
    ----------
    years : DataFrame
        Rows of ``years.csv`` of one point; the actual case is read.
    figures : sequence of Published
        What was observed.

    Raises
    ------
    KeyError
        If a figure is of a year that the table does not hold.
    """
    actual = years[years["case"] == "actual"]
    levels = actual.groupby("year")[list(_COLUMNS.values())].median()
    multiples = levels / levels.iloc[0]
    multiples["efficiency"] = multiples["service_mtok"] / multiples["energy_twh"]
    return [
        Comparison(figure, float(multiples[_column(figure)][figure.year])) for figure in figures
    ]


def _column(figure: Published) -> str:
    return _COLUMNS.get(figure.quantity, figure.quantity)
