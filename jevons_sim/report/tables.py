"""The tables of a report about what was found."""

from __future__ import annotations

import base64
import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from jevons_sim.analysis.parts import BOUNDARIES
from jevons_sim.analysis.summary import Band
from jevons_sim.quantities import CASES, LMDI_FACTORS, RESPONSES
from jevons_sim.report.subject import Screened, Subject
from jevons_sim.report.voice import Voice
from jevons_sim.words.typeset import number, outcome, percent, two_decimals

Link = tuple[str, str]
"""Words, and where they lead."""

Cell = str | Sequence[str | Link]
"""Text, or pieces of text of which some are links."""

_FIGURES = (
    *("energy_twh", "energy_change_twh", "energy_ratio", "growth", "frozen_growth", "rebound"),
    *("rebound_economy", "adoption_share", "hardware_ratio_expected", "hardware_ratio"),
)
_ALWAYS = (
    *("energy_twh", "energy_inference_twh", "energy_training_twh", "emissions_mtco2"),
    *("adoption_share", "tasks", "depth", "compute", "price_usd_per_mtok", "spending_usd_bn"),
    *("hardware_spending_usd_bn", "electricity_price_usd_per_mwh", "consumer_surplus_usd_bn"),
    "energy_economy_twh",
)
_IF_ANY = ("tax_revenue_usd_bn", "unserved_share", "hours_displaced_bn")


@dataclass(frozen=True)
class Table:
    """A table for the template: the first cell of each row heads it."""

    name: str
    caption: str
    heads: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    numeric: frozenset[int] = frozenset()
    """Columns of numbers."""

    marked: frozenset[int] = frozenset()
    """Rows to set off."""

    note: str = ""
    download: str = ""
    """The whole table as a ``data:`` address."""


def key_figures(subject: Subject, voice: Voice) -> Table:
    """Return the outcomes of one case: median, band, number of seeds."""
    summary = subject.result.summaries[0]
    rows: list[tuple[Cell, ...]] = []
    for name in _FIGURES:
        band: Band = getattr(summary, name)
        unit = voice.unit("TWh/yr") if name.endswith("_twh") else ""
        if name == "adoption_share":
            band, unit = _percent(band), "%"
        rows.append(
            (
                f"{voice[f'f_{name}']} ({unit})" if unit else voice[f"f_{name}"],
                *_median_and_band(name, band, voice),
            )
        )
    share = summary.backfire_share
    text = voice["none"] if math.isnan(share) else percent(share).removesuffix("%")
    rows.append((f"{voice['f_backfire_share']} (%)", text, ""))
    return Table(
        "key-figures",
        voice.say("key_caption", year=f"{summary.end_year:g}", n=summary.rebound.n),
        tuple(voice[head] for head in ("col_figure", "col_median", "col_band")),
        tuple(rows),
        numeric=frozenset({1, 2}),
        marked=frozenset({_FIGURES.index("rebound")}),
    )


def _percent(band: Band) -> Band:
    return Band(100.0 * band.median, 100.0 * band.p05, 100.0 * band.p95, band.n)


def _median_and_band(name: str, band: Band, voice: Voice) -> tuple[str, str]:
    """Return median and band, each in a cell of its own."""
    if math.isnan(band.median):
        return voice["none"], ""
    ends = voice.span(outcome(name, band.p05), outcome(name, band.p95)) if band.n > 1 else ""
    return outcome(name, band.median), ends


def by_case(subject: Subject, voice: Voice) -> Table:
    """Return the three cases of the last year side by side."""
    runs = subject.result.runs
    rows: list[tuple[Cell, ...]] = []
    for name in (*_ALWAYS, *(name for name in _IF_ANY if (runs[name].fillna(0.0) != 0.0).any())):
        scale = 100.0 if name.endswith("_share") else 1.0
        bands = [Band.of(scale * runs.loc[runs["case"] == case, name]) for case in CASES]
        size = max(abs(band.median) for band in bands)
        rows.append((voice.quantity(name), *(voice.band(band, size) for band in bands)))
    year = f"{subject.result.summaries[0].end_year:g}"
    return Table(
        "by-case",
        voice.say("cases_caption", year=year),
        (voice["col_quantity"], *(voice[f"case_{case}"] for case in CASES)),
        tuple(rows),
        numeric=frozenset({1, 2, 3}),
        note=voice["cases_note"],
    )


def by_year(years: pd.DataFrame, voice: Voice) -> Table:
    """Return the median energy of each case at whole years."""
    whole = years[np.isclose(years["year"] % 1.0, 0.0)]
    wide = whole.pivot_table(index="year", columns="case", values="energy_twh", aggfunc="median")
    rows = [
        (f"{year:g}", *(number(float(row[case])) for case in CASES))
        for year, row in wide.iterrows()
    ]
    heads = (voice["col_year"], *(voice[f"case_{case}"] for case in CASES))
    return Table(
        "by-year", voice["by_year_caption"], heads, tuple(rows), numeric=frozenset({1, 2, 3})
    )


def parts(subject: Subject, voice: Voice) -> list[Table]:
    """Return rebound part by part, and what moved the energy of inference."""
    found = subject.parts
    if found is None:
        return []
    year = f"{subject.result.summaries[0].end_year:g}"
    rows: list[tuple[Cell, ...]] = []
    for name in RESPONSES:
        bands = [found.part(boundary, name) for boundary in BOUNDARIES]
        rows.append(
            (voice.figure_words(f"w_{name}"), *(voice.band(band, rebound=True) for band in bands))
        )
    sums = [voice.band(found.rebound(boundary), rebound=True) for boundary in BOUNDARIES]
    rows.append((voice["parts_sum"], *sums))
    shapley = Table(
        "parts",
        voice.say("parts_caption", year=year),
        (voice["col_response"], voice["col_ai"], voice["col_economy"]),
        tuple(rows),
        numeric=frozenset({1, 2}),
        marked=frozenset({len(RESPONSES)}),
    )
    lmdi = Table(
        "lmdi",
        voice.say("lmdi_caption", start=f"{subject.scenario.time.start_year:g}", year=year),
        (voice["col_factor"], voice["col_twh"]),
        tuple((voice.figure_words(name), voice.band(found.factor(name))) for name in LMDI_FACTORS),
        numeric=frozenset({1}),
        note=voice["lmdi_note"],
    )
    return [shapley, lmdi]


def plain(value: Any, voice: Voice) -> str:
    """Return a value of a scenario as text."""
    if value is None or value == ():
        return voice["none"]
    if isinstance(value, bool):
        return voice["on" if value else "off"]
    if isinstance(value, float):
        digits = ".4g" if abs(value) < 1e3 else ".6g" if abs(value) < 1e4 else ",.6g"
        return format(value, digits)
    if isinstance(value, int):
        return f"{value:,}" if abs(value) >= 10_000 else str(value)
    if isinstance(value, list | tuple):
        return ", ".join(plain(item, voice) for item in value)
    return str(value)


def data_address(kind: str, text: str) -> str:
    """Return text as a ``data:`` address."""
    return f"data:{kind};base64,{base64.b64encode(text.encode('utf-8')).decode('ascii')}"


def sensitivity(found: Screened, voice: Voice) -> Table:
    """Return what decides an outcome."""
    said = found.said
    is_sobol = said["method"] == "sobol"
    columns = ("first_order", "total_order") if is_sobol else ("mu_star", "sigma")
    heads = ("col_first", "col_total") if is_sobol else ("col_mean", "col_spread")
    rows = [
        (
            str(row["key"]),
            *(two_decimals(row[column]) for column in columns),
        )
        for row in found.table.to_dict("records")
    ]
    left = said.get("left_out", 0)
    notes = [voice.say("sensitivity_left_out", n=left)] if left else []
    if said.get("doubt"):
        notes.append(voice["sensitivity_doubt"])
    return Table(
        f"sensitivity-{said['method']}-{said['outcome']}",
        voice.say(
            "sensitivity_caption", outcome=voice[f"o_{said['outcome']}"],
            method="Sobol" if is_sobol else "Morris",
            scenarios=f"{said['scenarios']:,}", seeds=said["seeds"],
        ),
        (voice["col_key"], *(voice[head] for head in heads)),
        tuple(rows),
        numeric=frozenset({1, 2}),
        note=" ".join(notes),
    )  # fmt: skip
