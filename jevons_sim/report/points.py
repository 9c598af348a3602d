"""The tables of a sweep: its ends, what goes with a high ratio, and every point."""

from __future__ import annotations

import csv
import io
import math
import warnings
from collections.abc import Mapping
from typing import Any

import numpy as np
from scipy.stats import ConstantInputWarning, spearmanr

from jevons_sim.analysis.summary import Summary
from jevons_sim.plots.kinds import is_number
from jevons_sim.plots.sweep import key_label
from jevons_sim.report.subject import Subject
from jevons_sim.report.tables import Table, data_address, plain
from jevons_sim.report.voice import Voice
from jevons_sim.words.typeset import percent, signed_decimals

MOST_POINTS = 200
"""Points of a sweep that a page shows; the download holds all."""

MOST_CSV = 1_000_000
"""Characters above which a table is not offered for download."""


def points(subject: Subject, voice: Voice) -> list[Table]:
    """Return the tables of a sweep: its ends, what goes with them, and point by point."""
    plan, summaries = subject.result.plan, subject.result.summaries
    if not plan.keys:
        return []
    tables = [*_extremes(subject, voice), *_ranks(subject, voice)]
    n = len(summaries)
    chosen = range(n)
    note, whole = voice["points_marked"], _csv(subject)
    if n > MOST_POINTS:
        chosen = np.unique(np.linspace(0, n - 1, MOST_POINTS).round().astype(int)).tolist()
        key = "points_some" if whole else "points_some_only"
        note += " " + voice.say(key, shown=f"{len(chosen):,}", n=f"{n:,}")
    rows = [_point_row(plan.points.values(k), summaries[k], voice) for k in chosen]
    heads = (*(key_label(key) for key in plan.keys), *_point_heads(voice))
    table = Table(
        "points",
        voice["points_caption"],
        heads,
        tuple(rows),
        numeric=frozenset(range(1, len(heads))),
        marked=frozenset(
            place
            for place, k in enumerate(chosen)
            if summaries.medians("energy_ratio")[k] > 1.0 + 1e-9
        ),
        note=note,
        download=whole,
    )
    return [*tables, table]


def _point_heads(voice: Voice) -> tuple[str, ...]:
    return tuple(voice[f"col_{name}"] for name in ("ratio", "rebound", "growth", "backfire"))


def _point_row(values: Mapping[str, Any], summary: Summary, voice: Voice) -> tuple[str, ...]:
    share = summary.backfire_share
    return (
        *(plain(value, voice) for value in values.values()),
        voice.band(summary.energy_ratio),
        voice.band(summary.rebound, rebound=True),
        voice.band(summary.growth),
        voice["none"] if math.isnan(share) else percent(share),
    )


def _extremes(subject: Subject, voice: Voice) -> list[Table]:
    """Return the points with the lowest, middle and highest ratio, where there are three."""
    plan, summaries = subject.result.plan, subject.result.summaries
    ratios = summaries.medians("energy_ratio")
    order = np.argsort(ratios)[: int(np.isfinite(ratios).sum())]
    if order.size < 3:
        return []
    places = {
        "extreme_low": order[:1], "extreme_middle": order[order.size // 2 :][:1],
        "extreme_high": order[-1:],
    }  # fmt: skip
    rows = [
        (voice[name], *_point_row(plan.points.values(int(k)), summaries[int(k)], voice))
        for name, found in places.items()
        for k in found
    ]
    heads = (voice["col_which"], *(key_label(key) for key in plan.keys), *_point_heads(voice))
    table = Table(
        "extremes",
        voice["extremes_caption"],
        heads,
        tuple(rows),
        numeric=frozenset(range(1, len(heads))),
    )
    return [table]


def _ranks(subject: Subject, voice: Voice) -> list[Table]:
    """Return the rank correlation of each swept number with the ratio, for three keys or more.

    Points at which a number is null count for the other keys only.
    """
    actual = subject.result.runs[subject.result.runs["case"] == "actual"]
    keys = [key for key in subject.result.plan.keys if is_number(actual[key])]
    if len(keys) < 3:
        return []
    known = actual.dropna(subset=["energy_ratio"])
    found = {}
    for key in keys:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", ConstantInputWarning)
            pairs = known[[key, "energy_ratio"]].dropna()
            found[key] = float(spearmanr(*pairs.to_numpy(dtype=float).T).statistic)
    known_ranks = {key: value for key, value in found.items() if math.isfinite(value)}
    ranked = sorted(known_ranks.items(), key=lambda item: -abs(item[1]))
    return [
        Table(
            "ranks",
            voice["ranks_caption"],
            (voice["col_key"], voice["col_rank"]),
            tuple((key, signed_decimals(value)) for key, value in ranked),
            numeric=frozenset({1}),
        )
    ]


def _csv(subject: Subject) -> str:
    """Return every point as CSV in a ``data:`` address; nothing if it is too large."""
    plan, summaries = subject.result.plan, subject.result.summaries
    names = ("energy_ratio", "rebound", "growth", "energy_twh")
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    ends = [f"{name}_{end}" for name in names for end in ("median", "p05", "p95")]
    writer.writerow([*plan.keys, *ends, "backfire_share", "seeds"])
    for k, summary in enumerate(summaries):
        bands = [getattr(summary, name) for name in names]
        figures = [value for band in bands for value in (band.median, band.p05, band.p95)]
        values = [_csv_cell(value) for value in plan.points.values(k).values()]
        rest = [*figures, summary.backfire_share]
        writer.writerow([*values, *map(_csv_number, rest), summary.rebound.n])
        if stream.tell() > MOST_CSV:
            return ""
    return data_address("text/csv;charset=utf-8", stream.getvalue())


def _csv_number(value: float) -> str:
    return f"{value:.6g}" if math.isfinite(value) else ""


def _csv_cell(value: Any) -> Any:
    """Return a value that no spreadsheet takes for a formula."""
    return f"'{value}" if isinstance(value, str) and value[:1] in ("=", "+", "-", "@") else value
