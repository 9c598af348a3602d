"""Several results side by side: outcomes of the last year, and differences paired by seed."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from jevons_sim.analysis.summary import Band

COMPARED = (
    *("energy_twh", "energy_ratio", "rebound", "growth", "adoption_share"),
    *("price_usd_per_mtok", "emissions_mtco2", "hardware_spending_usd_bn"),
)
"""Columns of ``runs.csv`` that a comparison shows."""


def differences(names: Sequence[str], runs: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """Compare the actual cases of several results with the first one.

    Parameters
    ----------
    names : sequence of str
        What to call the results.
    runs : sequence of DataFrame
        Their tables of runs, each of one point.

    Returns
    -------
    DataFrame
        A row per result and quantity: median, p05, p95; the same of the difference from the first
        result, seed by seed, where both hold the same seeds (`paired`), else of medians only.
    """
    actual = [table[table["case"] == "actual"].set_index("seed") for table in runs]
    rows = []
    for name, table in zip(names, actual, strict=True):
        paired = set(table.index) == set(actual[0].index)
        for column in COMPARED:
            band = Band.of(table[column])
            if paired:
                change = Band.of(table[column] - actual[0][column].loc[table.index])
            else:
                gap = band.median - Band.of(actual[0][column]).median
                change = Band(gap, float("nan"), float("nan"), 1)
            rows.append(
                {
                    "result": name,
                    "quantity": column,
                    "median": band.median,
                    "p05": band.p05,
                    "p95": band.p95,
                    "difference": change.median,
                    "difference_p05": change.p05,
                    "difference_p95": change.p95,
                    "paired": paired,
                }
            )
    return pd.DataFrame(rows)


def distinct_names(names: Sequence[str], studies: Sequence[tuple[str, str]]) -> list[str]:
    """Tell results of one name apart, by their versions or by a piece of their digests.

    Parameters
    ----------
    names : sequence of str
        Names of the scenarios.
    studies : sequence of (str, str)
        Digest and version of each result.
    """
    found = list(names)
    for pieces in ([version for _, version in studies], [digest[:4] for digest, _ in studies]):
        pairs = list(zip(found, pieces, strict=True))
        told = {name: {piece for other, piece in pairs if other == name} for name in found}
        found = [f"{name} {piece}" if len(told[name]) > 1 else name for name, piece in pairs]
    return found
