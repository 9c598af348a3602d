"""Verdicts: what a case or a sweep says, in sentences, for the terminal, reports and Python."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np

from jevons_sim.analysis.summaries import Summaries
from jevons_sim.analysis.summary import Band, Summary
from jevons_sim.equations.rebound import ROUNDING, kind_of
from jevons_sim.words.catalogue import Language, Words
from jevons_sim.words.numbers import number, percent, two_decimals
from jevons_sim.words.typeset import MINUS


def verdict(summary: Summary, language: Language = "en") -> str:
    """Return the answer: what happens, what would have happened, and what that means."""
    return _words(language).say(
        "verdict",
        year=f"{summary.end_year:g}",
        change=change(summary.growth.median, language),
        frozen=change(summary.frozen_growth.median, language, perfect=True),
        kind=kind_of_rebound(summary, language),
    )


def change(ratio: float, language: Language = "en", *, perfect: bool = False) -> str:
    """Return a growth factor: `rises 2.30-fold`, `falls by 28%`, `does not change`.

    Parameters
    ----------
    ratio : float
        The factor.
    language : {"en", "ko"}
        Language of the words.
    perfect : bool, optional
        Whether they tell what would have happened.
    """
    name, text = _change(ratio)
    return _words(language).say(f"{'would' if perfect else 'is'}_{name}", n=text)


def _change(ratio: float) -> tuple[str, str]:
    """Return the kind of a growth factor, and its number."""
    if math.isnan(ratio):
        return "unknown", ""
    if ratio >= 2.0:
        return "fold", number(ratio)
    if abs(ratio - 1.0) < 0.005:
        return "same", ""
    if ratio > 1.0:
        return "up", percent(ratio - 1.0)
    if ratio > 0.01:
        return "down", percent(1.0 - ratio)
    return ("down_to", number(1.0 / ratio)) if ratio > 0.0 else ("zero", "")


def kind_of_rebound(summary: Summary, language: Language = "en") -> str:
    """Return the kind of rebound, with its number and its band over seeds."""
    words, found = _words(language), summary.rebound
    kind = words[f"kind_{kind_of(found.median)}"]
    if math.isnan(found.median):
        return words.say("kind_alone", kind=kind)
    said = {
        "kind": kind,
        "r": two_decimals(found.median),
        "spread": spread(found, language, two_decimals),
    }
    if found.n > 1 and 0.0 < summary.backfire_share < 1.0:
        return words.say("kind_divided", share=percent(summary.backfire_share), **said)
    return words.say("kind_with_r", **said)


def sweep_verdict(summaries: Summaries, language: Language = "en") -> str:
    """Return what a sweep says as a whole: how many points rise, and where the ratio lies."""
    words, all_ = _words(language), f"{len(summaries):,}"
    ratios, rebounds = summaries.medians("energy_ratio"), summaries.medians("rebound")
    n_backfire = int(np.sum(rebounds > 1.0 + ROUNDING))
    n_without = int(np.isnan(rebounds).sum())
    low, high = number(float(np.nanmin(ratios))), number(float(np.nanmax(ratios)))
    between = "sweep_at" if low == high else "sweep_between"
    where = "sweep_some" if n_backfire else "sweep_none"
    text = words.say(
        "sweep",
        span=words.say(between, low=low, high=high),
        where=words.say(where, n=f"{n_backfire:,}", all=all_),
    )
    if n_without:
        text += " " + words.say("sweep_without", n=f"{n_without:,}", all=all_)
    return text


def hardware(summary: Summary, language: Language = "en") -> str:
    """Return what becomes of spending on hardware, without and with people's responses."""
    expected, actual = summary.hardware_ratio_expected.median, summary.hardware_ratio.median
    if not (math.isfinite(expected) and math.isfinite(actual)):
        return _words(language)["hardware_none"]
    said = {"expected": number(expected), "actual": number(actual)}
    return _words(language).say("hardware", year=f"{summary.end_year:g}", **said)


Write = Callable[[float], str]
"""How a number is written."""


def band(found: Band, write: Write = number, language: Language = "en") -> str:
    """Return a median, and the band where there is one: ``0.58 (0.56 to 0.62)``."""
    if math.isnan(found.median):
        return _words(language)["none"]
    median = write(found.median)
    if found.n < 2:
        return median
    ends = span(write(found.p05), write(found.p95), language)
    return _words(language).say("median_and_span", median=median, span=ends)


def spread(found: Band, language: Language = "en", write: Write = number) -> str:
    """Return a band over seeds: ``5-95% over 20 seeds: 0.56 to 0.62``."""
    if found.n < 2:
        return _words(language)["one_seed"]
    ends = span(write(found.p05), write(found.p95), language)
    return _words(language).say("spread", n=f"{found.n:,}", span=ends)


def span(low: str, high: str, language: Language = "en") -> str:
    """Return the two ends of a range; a wave beside a minus sign stands apart from it.

    >>> span("-2", "-1"), span("1", "2", "ko"), span("-2", "-1", "ko")
    ('-2 to -1', '1~2', '-2 ~ -1')
    """
    apart = language == "ko" and ("-" in low + high or MINUS in low + high)
    return f"{low} ~ {high}" if apart else _words(language).say("span", low=low, high=high)


def _words(language: Language) -> Words:
    return Words("answers", language)
