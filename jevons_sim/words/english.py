"""Sentences in English about a result: what happens, what that means, what it is like."""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import partial

import numpy as np
import pandas as pd

from jevons_sim.analysis.equivalents import MONTHS, Picture
from jevons_sim.analysis.summaries import Summaries
from jevons_sim.analysis.summary import Band, Summary
from jevons_sim.equations.rebound import ROUNDING, Kind, kind_of
from jevons_sim.words.numbers import number, outcome, percent, two_decimals

_KINDS: dict[Kind, str] = {
    "backfire": "backfire",
    "used_up": "the saving is just used up",
    "part": "part of the saving is taken back",
    "whole": "the whole saving arrives",
    "super": "more is saved than expected",
    "no_saving": "no saving was to be expected, so there is no rebound to speak of",
}


def hardware(summary: Summary) -> str:
    """Return what becomes of spending on hardware, without and with people's responses."""
    expected, actual = summary.hardware_ratio_expected.median, summary.hardware_ratio.median
    if not (math.isfinite(expected) and math.isfinite(actual)):
        return "nothing is spent on hardware without the gain."
    return (
        f"in {summary.end_year:g}, spending on accelerators is {number(expected)} times what it "
        f"would be without the gain if nobody responds to the price, "
        f"{number(actual)} times with the responses."
    )


def verdict(summary: Summary) -> str:
    """Return the answer in words: what happens, what would have happened, and what that means."""
    year = f"{summary.end_year:g}"
    growth, frozen = summary.growth.median, summary.frozen_growth.median
    return (
        f"Energy {change(growth)} by {year}; without the gain it would have "
        f"{change(frozen, perfect=True)}: {kind_of_rebound(summary)}"
    )


def change(ratio: float, *, perfect: bool = False) -> str:
    """Return a growth factor in words: `rises 2.30-fold`, `falls by 28%`, `does not change`."""
    rises, falls, stays = (
        ("risen", "fallen", "stayed the same") if perfect else ("rises", "falls", "stays the same")
    )
    if math.isnan(ratio):
        return "changed in an unknown way" if perfect else "changes in an unknown way"
    if ratio >= 2.0:
        return f"{rises} {number(ratio)}-fold"
    if abs(ratio - 1.0) < 0.005:
        return stays
    if ratio > 1.0:
        return f"{rises} by {percent(ratio - 1.0)}"
    if ratio > 0.01:
        return f"{falls} by {percent(1.0 - ratio)}"
    return f"{falls} to 1/{number(1.0 / ratio)}" if ratio > 0.0 else f"{falls} to zero"


def kind_of_rebound(summary: Summary) -> str:
    """Return the rebound in words, with its number and band over seeds."""
    found = summary.rebound
    kind = _KINDS[kind_of(found.median)]
    if math.isnan(found.median):
        return f"{kind}."
    if found.n < 2:
        return f"{kind}, R = {two_decimals(found.median)} (one seed)."
    spread = f"{two_decimals(found.p05)} to {two_decimals(found.p95)}"
    text = f"{kind}, R = {two_decimals(found.median)} (5-95% over {found.n} seeds: {spread})"
    if 0.0 < summary.backfire_share < 1.0:
        text += f"; {percent(summary.backfire_share)} of seeds backfire"
    return text + "."


def sweep_verdict(summaries: Summaries) -> str:
    """Return what a sweep says as a whole: how many points rise, and where the ratio lies."""
    ratios, rebounds = summaries.medians("energy_ratio"), summaries.medians("rebound")
    n, n_backfire = len(summaries), int(np.sum(rebounds > 1.0 + ROUNDING))
    low, high = number(float(np.nanmin(ratios))), number(float(np.nanmax(ratios)))
    span = f"at {low}" if low == high else f"between {low} and {high}"
    where = f"{n_backfire:,} of {n:,}" if n_backfire else "none of the"
    n_without = int(np.isnan(rebounds).sum())
    without = (
        f" At {n_without:,} of {n:,} points no saving was to be expected." if n_without else ""
    )
    return (
        f"Energy ends {span} times what it would have been without the gain; "
        f"it ends above it (backfire) at {where} points.{without if n_without else ''}"
    )


def band(found: Band, write: Callable[[float], str] = number) -> str:
    """Return a median, and the band where there is one: ``0.58 (0.56 to 0.62)``."""
    if math.isnan(found.median):
        return "none"
    median, low, high = (write(x) for x in (found.median, found.p05, found.p95))
    return median if found.n < 2 else f"{median} ({low} to {high})"


def likeness(picture: Picture) -> str:
    """Return a change in units that people can picture: `25 TWh a year less than without …`."""
    if abs(picture.twh) < 5e-3:
        return "As much as without the gain."
    more = "more" if picture.twh > 0.0 else "less"
    homes = _count(abs(picture.households_m) * 1e6)
    return (
        f"{number(abs(picture.twh))} TWh a year {more} than without the gain: as much as "
        f"{_about(abs(picture.reactors))} nuclear reactors make, {homes} "
        f"{picture.units.household_place} households use, or {picture.units.city} uses "
        f"in {_span(abs(picture.city_months))}."
    )


def _about(amount: float) -> str:
    """Return an amount with two digits: 8, 2.3, 140."""
    return f"{float(f'{amount:.2g}'):,g}"


def _count(amount: float) -> str:
    """Return a count in words: `2.3 million`, `740 thousand`, `1.2 billion`."""
    for size, name in ((1e9, " billion"), (1e6, " million"), (1e3, " thousand")):
        if amount >= size:
            return f"{_about(amount / size)}{name}"
    return _about(amount)


def _span(months: float) -> str:
    """Return a time: months up to two years, then years."""
    if months > 2.0 * MONTHS:
        return f"{_about(months / MONTHS)} years"
    return f"{_about(months)} months"


def comparison_rows(table: pd.DataFrame) -> list[tuple[str, str, str, str]]:
    """Return a comparison in words: quantity, result, value, difference from the first result."""
    first = table["result"].iloc[0]
    rows = []
    for row in table.sort_values("quantity", kind="stable").to_dict("records"):
        write = partial(outcome, row["quantity"])
        value = band(Band(row["median"], row["p05"], row["p95"], 2), write)
        ends = (row["difference_p05"], row["difference_p95"])
        change = band(Band(row["difference"], *ends, 2 if row["paired"] else 1), write)
        rows.append(
            (row["quantity"], row["result"], value, "" if row["result"] == first else change)
        )
    return rows


def versions_in_words(table: pd.DataFrame) -> str:
    """Return which version computed each result of a comparison; nothing where it is one."""
    versions = dict(zip(table["result"], table["version"], strict=True))
    if len(set(versions.values())) < 2:
        return ""
    text = ", ".join(f"{name} by {version}" for name, version in versions.items())
    return (
        f"The results were computed by different versions ({text}): a difference may come from the "
        f"program."
    )
