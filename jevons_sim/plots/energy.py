"""Figures of one point over the years: energy by case, what changed, hardware sales."""

from __future__ import annotations

import matplotlib as mpl
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from jevons_sim.equations.rebound import kind_of, rebound
from jevons_sim.plots import style
from jevons_sim.plots.style import COLOURS, Band
from jevons_sim.quantities import CASES, LMDI_FACTORS
from jevons_sim.words import typeset
from jevons_sim.words.catalogue import Language


def plot_energy(years: pd.DataFrame, *, title: str = "", language: Language = "en") -> Figure:
    """Draw energy use in the three cases, the saving that arrives and what the responses take back.

    Parameters
    ----------
    years : DataFrame
        Rows of ``years.csv`` of one point.
    title : str, optional
        Title of the scenario.
    language : {"en", "ko"}
        Language of the labels.

    Returns
    -------
    Figure
        Median and 5-95% band over seeds.
    """
    words = style.words_for(language)
    with mpl.rc_context(style.settings()):
        figure, axes = style.new_figure(title, words["energy_title"])
        bands = {case: style.band_of(years[years["case"] == case], "energy_twh") for case in CASES}
        _shade(axes, bands, words)
        for case in CASES:
            style.draw_band(axes, bands[case], COLOURS[case])
        _energy_axes(axes, bands, words)
        labels = {
            case: f"{words[case]}\n{typeset.number(bands[case].median[-1])} TWh" for case in CASES
        }
        style.label_ends(axes, [(bands[c].median[-1], labels[c], COLOURS[c]) for c in CASES])
        style.note(axes, energy_caption(years, language))
        axes.legend(loc="best", framealpha=0.85, edgecolor="none", fontsize=10)
        axes.set_xlabel(f"{words['year']}   ({style.seeds_note(years, words)})")
    return figure


def _shade(axes: Axes, bands: dict[str, Band], words: dict[str, str]) -> None:
    frozen, low = bands["frozen"].median, bands["engineering"].median
    actual, year = bands["actual"].median, bands["actual"].year
    below = np.minimum(actual, frozen)
    axes.fill_between(
        year, low, np.maximum(below, low), color="#E69F00", alpha=0.35, linewidth=0,
        label=words["rebound"],
    )  # fmt: skip
    if (frozen > below * 1.002).any():
        axes.fill_between(
            year, np.maximum(below, low), frozen, color="#009E73",
            alpha=0.13, linewidth=0, label=words["saving"],
        )  # fmt: skip
    if (actual > frozen * 1.002).any():
        axes.fill_between(
            year, frozen, actual, where=actual > frozen, color="#D55E00", alpha=0.30, linewidth=0,
            label=words["backfire"], interpolate=True,
        )  # fmt: skip


def _energy_axes(axes: Axes, bands: dict[str, Band], words: dict[str, str]) -> None:
    label = words["energy_axis"]
    if style.log_if_wide(axes, [bands[case].median[-1] for case in CASES]):
        label = f"{label}, {words['log']}"
    else:
        axes.set_ylim(0.0, 1.06 * max(1e-12, *(band.high.max() for band in bands.values())))
    axes.set_ylabel(label)
    year = bands["actual"].year
    style.year_axis(axes, year[0], year[-1])


def energy_caption(years: pd.DataFrame, language: Language = "en") -> str:
    """Return what the figure of energy shows, in words."""
    words = style.words_for(language)
    bands = {case: style.band_of(years[years["case"] == case], "energy_twh") for case in CASES}
    base = bands["actual"].median[0]
    text = words["energy_note"].format(
        growth=typeset.number(bands["actual"].median[-1] / base),
        frozen=typeset.number(bands["frozen"].median[-1] / base),
    )
    value = _median_rebound(years)
    if np.isnan(value):
        return f"{text} {words['no_r']}"
    return f"{text}\n" + words["r_note"].format(
        r=typeset.two_decimals(value), kind=words[f"kind_{kind_of(value)}"]
    )


def _median_rebound(years: pd.DataFrame) -> float:
    last = years[years["year"] == years["year"].max()]
    wide = last.pivot_table(index="seed", columns="case", values="energy_twh")
    values = rebound(wide["frozen"], wide["engineering"], wide["actual"])
    return float(np.median(values))


def plot_drivers(years: pd.DataFrame, *, title: str = "", language: Language = "en") -> Figure:
    """Draw what changed: the five factors whose product is the energy of inference.

    Parameters
    ----------
    years : DataFrame
        Rows of ``years.csv`` of one point.
    title : str, optional
        Title of the scenario.
    language : {"en", "ko"}
        Language of the labels.
    """
    words = style.words_for(language)
    with mpl.rc_context(style.settings()):
        figure, axes = style.new_figure(style.headline(title, words["drivers_title"]), "")
        actual, frozen = factors_of(years, "actual"), factors_of(years, "frozen")
        axes.set_yscale("log")
        ends = []
        for colour, name in zip(
            ("#0072B2", "#CC79A7", "#E69F00", "#009E73", "#56B4E9"), LMDI_FACTORS, strict=True
        ):
            band = style.band_of(actual, name)
            style.draw_band(axes, style.band_of(frozen, name), colour, dashed=True)
            style.draw_band(axes, band, colour)
            ends.append((band.median[-1], _times(words[name], band), colour))
        total = style.band_of(actual, "inference")
        style.draw_band(axes, total, "#20262B")
        ends.append((total.median[-1], _times(words["inference"], total), "#20262B"))
        axes.axhline(1.0, color="#9AA3AB", linewidth=0.8)
        axes.yaxis.set_major_formatter(typeset.tick)
        axes.yaxis.set_minor_formatter(mpl.ticker.NullFormatter())
        style.year_axis(axes, total.year[0], total.year[-1])
        axes.set_ylabel(words["drivers_axis"])
        axes.set_xlabel(f"{words['year']}   ({style.seeds_note(years, words)}; {words['dashed']})")
        style.label_ends(axes, ends)
        style.note(axes, drivers_caption(years, language))
    return figure


def factors_of(years: pd.DataFrame, case: str) -> pd.DataFrame:
    """Return the five factors and their product, each relative to the base year of its run."""
    rows = years[years["case"] == case].sort_values(["run_id", "year"])
    energy = rows["energy_inference_twh"]
    table = pd.DataFrame(
        {
            "adopters": rows["adoption_share"],
            "tasks_per_adopter": rows["tasks"] / rows["adoption_share"],
            "tokens_per_task": rows["depth"],
            "compute_per_token": rows["compute"] / (rows["tasks"] * rows["depth"]),
            "energy_per_compute": energy / rows["compute"],
            "inference": energy,
        }
    )
    first = table.groupby(rows["run_id"]).transform("first")
    return (table / first).assign(year=rows["year"], seed=rows["seed"])


def _times(name: str, band: Band) -> str:
    return f"{name} × {typeset.number(band.median[-1])}"


def drivers_caption(years: pd.DataFrame, language: Language = "en") -> str:
    """Return what the figure of factors shows, in words."""
    words = style.words_for(language)
    table = factors_of(years, "actual")
    last = table[table["year"] == table["year"].max()].median()
    product = " × ".join(typeset.number(last[name]) for name in LMDI_FACTORS)
    return words["drivers_note"].format(product=product, total=typeset.number(last["inference"]))


def plot_hardware(years: pd.DataFrame, *, title: str = "", language: Language = "en") -> Figure:
    """Draw what sellers of hardware take, against what they would take if use stood still.

    Parameters
    ----------
    years : DataFrame
        Rows of ``years.csv`` of one point.
    title : str, optional
        Title of the scenario.
    language : {"en", "ko"}
        Language of the labels.
    """
    words = style.words_for(language)
    with mpl.rc_context(style.settings()):
        figure, axes = style.new_figure(style.headline(title, words["hardware_title"]), "")
        ends = []
        for case, name in (("engineering", "hardware_stood"), ("actual", "hardware_actual")):
            band = style.band_of(years[years["case"] == case], "hardware_spending_usd_bn")
            style.draw_band(axes, band, COLOURS[case])
            text = f"{words[name]}\n{typeset.number(band.median[-1])} USD bn"
            ends.append((band.median[-1], text, COLOURS[case]))
        if not style.log_if_wide(axes, [height for height, _, _ in ends]):
            axes.set_ylim(bottom=0.0)
        style.year_axis(axes, band.year[0], band.year[-1])
        axes.set_ylabel(words["hardware_axis"])
        axes.set_xlabel(f"{words['year']}   ({style.seeds_note(years, words)})")
        style.label_ends(axes, ends)
        style.note(axes, hardware_caption(years, language))
    return figure


def hardware_caption(years: pd.DataFrame, language: Language = "en") -> str:
    """Return what the figure of hardware sales shows, in words."""
    words = style.words_for(language)
    last = years[years["year"] == years["year"].max()]
    wide = last.pivot_table(index="seed", columns="case", values="hardware_spending_usd_bn")
    ratio = float((wide["actual"] / wide["engineering"]).median())
    return words["hardware_note"].format(ratio=typeset.number(ratio))
