"""Comparisons in words: results side by side, and which versions computed them."""

from __future__ import annotations

from functools import partial

import pandas as pd

from jevons_sim.analysis.summary import Band
from jevons_sim.words.catalogue import Language, Words
from jevons_sim.words.numbers import outcome
from jevons_sim.words.verdicts import band


def comparison_rows(
    table: pd.DataFrame, language: Language = "en"
) -> list[tuple[str, str, str, str]]:
    """Return a comparison: quantity, result, value, difference from the first result."""
    first = table["result"].iloc[0]
    rows = []
    for row in table.sort_values("quantity", kind="stable").to_dict("records"):
        write = partial(outcome, row["quantity"])
        value = band(Band(row["median"], row["p05"], row["p95"], 2), write, language)
        ends = (row["difference_p05"], row["difference_p95"])
        change = Band(row["difference"], *ends, 2 if row["paired"] else 1)
        beside = "" if row["result"] == first else band(change, write, language)
        rows.append((row["quantity"], row["result"], value, beside))
    return rows


def versions_in_words(table: pd.DataFrame, language: Language = "en") -> str:
    """Return which version computed each result of a comparison; nothing where it is one."""
    words = Words("answers", language)
    versions = dict(zip(table["result"], table["version"], strict=True))
    if len(set(versions.values())) < 2:
        return ""
    items = (words.say("versions_item", name=name, version=v) for name, v in versions.items())
    return words.say("versions", list=", ".join(items))
