"""The figures of a report: drawn again from the tables, each with what to see and in words."""

from __future__ import annotations

import base64
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from jevons_sim import plots
from jevons_sim.analysis.parts import Dissection
from jevons_sim.analysis.summary import Band
from jevons_sim.analysis.thresholds import Thresholds
from jevons_sim.equations.rebound import kind_of
from jevons_sim.plots.energy import factors_of
from jevons_sim.plots.sweep import key_label
from jevons_sim.quantities import CASES, LMDI_FACTORS, RESPONSES
from jevons_sim.report.subject import Screened, Subject
from jevons_sim.report.tables import Table, by_year
from jevons_sim.report.voice import Voice
from jevons_sim.words.catalogue import Language
from jevons_sim.words.typeset import number, two_decimals

MOST_SVG = 400_000
"""Bytes above which a figure is stored in points of colour, not in lines."""

MOST_NAMED = 5
"""Parameters that the words under a figure name."""


@dataclass(frozen=True)
class Drawn:
    """A figure on the page."""

    name: str
    title: str
    see: str
    alt: str
    image: str
    """A ``data:`` address."""

    table: Table | None = None


@dataclass
class Gallery:
    """Draws figures in one language; keeps those that cannot be drawn."""

    voice: Voice
    faults: list[str] = field(default_factory=list)

    @property
    def language(self) -> Language:
        """Language of the letters."""
        return self.voice.language

    def draw(
        self, name: str, make: Callable[[], Figure], words: Callable[[], Words]
    ) -> list[Drawn]:
        """Return a figure in a list, or an empty list and a fault."""
        try:
            said = words()
            return [Drawn(name, said.title, said.see, said.alt, image(make(), name), said.table)]
        except (ValueError, RuntimeError, KeyError) as error:
            self.faults.append(f"{name}: {error}")
            return []


@dataclass(frozen=True)
class Words:
    """What a figure shows, in words."""

    title: str
    see: str
    alt: str
    table: Table | None = None


def image(figure: Figure, name: str) -> str:
    """Return a figure as a ``data:`` address: SVG, or PNG where that is smaller by far."""
    for axes in figure.axes:
        axes.set_title("", loc="left")  # the page has its own
    with tempfile.TemporaryDirectory() as folder:
        kind, content = "svg+xml", _saved(figure, Path(folder) / f"{name}.svg")
        if len(content) > MOST_SVG:
            kind, content = "png", _saved(figure, Path(folder) / f"{name}.png")
    return f"data:image/{kind};base64,{base64.b64encode(content).decode('ascii')}"


def _saved(figure: Figure, path: Path) -> bytes:
    plots.save_figure(figure, path)
    return path.read_bytes()


def result_figures(subject: Subject, gallery: Gallery) -> list[Drawn]:
    """Return the figures of the result itself."""
    tables, voice = subject.result.tables, gallery.voice
    words: dict[str, Callable[[], Words]] = {
        "energy": lambda: _energy_words(subject, voice),
        "drivers": lambda: _drivers_words(tables.years, voice),
        "hardware": lambda: _hardware_words(subject, voice),
        "curve": lambda: _sweep_words("curve", subject, voice),
        "frontier": lambda: _sweep_words("frontier", subject, voice),
    }

    def draw(kind: str) -> list[Drawn]:
        language = gallery.language
        return gallery.draw(kind, lambda: plots.draw(kind, tables, language=language), words[kind])

    return [drawn for kind in plots.kinds_for(tables.runs) for drawn in draw(kind)]


def _ends(years: pd.DataFrame, column: str) -> dict[str, str]:
    """Return the first and last median of each case, under its letter."""
    found = {}
    for case in CASES:
        rows = years[years["case"] == case].groupby("year")[column].median()
        found[f"{case[0]}0"], found[f"{case[0]}1"] = number(rows.iloc[0]), number(rows.iloc[-1])
    return found


def _span(years: pd.DataFrame) -> dict[str, str]:
    return {"start": f"{years['year'].min():g}", "year": f"{years['year'].max():g}"}


def _energy_words(subject: Subject, voice: Voice) -> Words:
    years, runs = subject.result.years, subject.result.runs
    last = {case: runs.loc[runs["case"] == case, "energy_twh"].to_numpy() for case in CASES}
    saving = float(np.median(last["frozen"] - last["engineering"]))
    arrives = float(np.median(last["frozen"] - last["actual"]))
    see = voice.say("see_energy", saving=number(saving), **_span(years))
    kind = kind_of(subject.result.summaries[0].rebound.median)
    if kind == "backfire":
        see += " " + voice.say("see_energy_backfire", extra=number(-arrives))
    elif kind == "super":
        see += " " + voice["see_energy_super"]
    elif kind in ("part", "whole"):
        see += " " + voice.say("see_energy_part", arrives=number(arrives))
    alt = voice.say("alt_energy", **_span(years), **_ends(years, "energy_twh"))
    return Words(voice["title_energy"], see, alt, by_year(years, voice))


def _drivers_words(years: pd.DataFrame, voice: Voice) -> Words:
    table = factors_of(years, "actual")
    last = table[table["year"] == table["year"].max()].median()
    product = ", ".join(
        f"{voice.figure_words(name)} × {number(float(last[name]))}" for name in LMDI_FACTORS
    )
    said = {"product": product, "total": number(float(last["inference"])), **_span(years)}
    see, alt = voice.say("see_drivers", **said), voice.say("alt_drivers", **said)
    return Words(voice["title_drivers"], see, alt)


def _hardware_words(subject: Subject, voice: Voice) -> Words:
    years = subject.result.years
    last = subject.result.runs
    column = "hardware_spending_usd_bn"
    sold = {case: last.loc[last["case"] == case, column].to_numpy() for case in CASES}
    with np.errstate(invalid="ignore", divide="ignore"):
        ratio = number(float(np.median(sold["actual"] / sold["engineering"])))
    see = voice.say("see_hardware", ratio=ratio, **_span(years))
    alt = voice.say("alt_hardware", **_span(years), **_ends(years, column))
    return Words(voice["title_hardware"], f"{see} {voice.hardware(subject.result)}", alt)


def _sweep_words(kind: str, subject: Subject, voice: Voice) -> Words:
    summaries = subject.result.summaries
    ratios = summaries.medians("energy_ratio")
    said = {
        "key": ", ".join(key_label(key) for key in subject.result.plan.keys),
        "n": f"{len(summaries):,}",
        "above": f"{int((ratios > 1.0 + 1e-9).sum()):,}",
        "low": number(float(np.nanmin(ratios))),
        "high": number(float(np.nanmax(ratios))),
    }
    see, alt = voice.say(f"see_{kind}", **said), voice.say(f"alt_{kind}", **said)
    return Words(voice[f"title_{kind}"], see, alt)


def part_figures(subject: Subject, gallery: Gallery) -> list[Drawn]:
    """Return the figures of rebound part by part, where it has been taken apart."""
    found, voice = subject.parts, gallery.voice
    if found is None:
        return []
    shapley, years = found.parts.shapley, subject.result.years
    year = _span(years)["year"]
    return [
        *gallery.draw(
            "waterfall",
            lambda: plots.plot_waterfall(shapley, years, language=gallery.language),
            lambda: _waterfall_words(found, year, voice),
        ),
        *gallery.draw(
            "parts",
            lambda: plots.plot_parts(shapley, language=gallery.language),
            lambda: _parts_words(found, voice),
        ),
    ]


def _waterfall_words(found: Dissection, year: str, voice: Voice) -> Words:
    rows = found.parts.shapley
    last = rows[(rows["boundary"] == "ai") & (rows["year"] == rows["year"].max())]
    mean = last.groupby("response")["part"].mean()
    names = {name: voice.figure_words(f"w_{name}") for name in RESPONSES}
    shown = ", ".join(f"{names[name]} {two_decimals(float(mean[name]))}" for name in RESPONSES)
    alt = voice.say("alt_waterfall", year=year, parts=shown)
    if mean.isna().any():
        return Words(voice["title_waterfall"], voice.figure_words("no_r"), alt)
    most = str(mean.idxmax())
    see = voice.say("see_waterfall", name=names[most], part=two_decimals(float(mean[most])))
    return Words(voice["title_waterfall"], see, alt)


def _parts_words(found: Dissection, voice: Voice) -> Words:
    alt = voice.say("alt_parts", r=two_decimals(found.rebound("economy").median))
    return Words(voice["title_parts"], voice["see_parts"], alt)


def threshold_figure(found: Thresholds, gallery: Gallery) -> list[Drawn]:
    """Return the figure of a search for thresholds."""
    voice = gallery.voice
    bands: list[Band] = [crossing.band for crossing in found.crossings]
    said: dict[str, Any] = {"key": key_label(found.key), "answer": voice.threshold(found)}
    title, see, alt = (voice.say(f"{part}_threshold", **said) for part in ("title", "see", "alt"))
    words = Words(title, see, alt)
    return gallery.draw(
        f"threshold-{found.key}",
        lambda: plots.plot_threshold(found.scan, found.key, bands, language=gallery.language),
        lambda: words,
    )


def sensitivity_figure(found: Screened, gallery: Gallery) -> list[Drawn]:
    """Return the figure of a sensitivity analysis."""
    voice, method = gallery.voice, str(found.said["method"])
    outcome = voice[f"o_{found.said['outcome']}"]
    keys = [key_label(str(key)) for key in found.table["key"].head(MOST_NAMED)]
    words = Words(
        voice.say("title_sensitivity", outcome=outcome),
        voice.say(f"see_sensitivity_{method}", key=keys[0]),
        voice.say("alt_sensitivity", outcome=outcome, keys=", ".join(keys)),
    )
    return gallery.draw(
        f"sensitivity-{method}-{found.said['outcome']}",
        lambda: plots.plot_sensitivity(
            found.table,
            Voice(gallery.language)[f"o_{found.said['outcome']}"],
            language=gallery.language,
        ),
        lambda: words,
    )
