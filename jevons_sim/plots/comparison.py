"""The figure of several results side by side."""

from __future__ import annotations

from collections.abc import Sequence

import matplotlib as mpl
import pandas as pd
from matplotlib.figure import Figure

from jevons_sim.plots import style
from jevons_sim.plots.style import FAMILY
from jevons_sim.words import typeset
from jevons_sim.words.catalogue import Language


def plot_comparison(
    names: Sequence[str], years: Sequence[pd.DataFrame], *, language: Language = "en"
) -> Figure:
    """Draw the actual energy of several results, each with its band over seeds.

    Parameters
    ----------
    names : sequence of str
        What to call the results; at most six are drawn.
    years : sequence of DataFrame
        Their yearly tables, each of one point.
    language : {"en", "ko"}
        Language of the labels.
    """
    words = style.words_for(language)
    with mpl.rc_context(style.settings()):
        figure, axes = style.new_figure("", words["comparison_title"])
        ends, lowest, highest = [], [], []
        for colour, name, table in zip(FAMILY, names, years, strict=False):
            actual, frozen = (table[table["case"] == case] for case in ("actual", "frozen"))
            still = style.band_of(frozen, "energy_twh")
            axes.plot(still.year, still.median, "--", color=colour, linewidth=1.2)
            band = style.band_of(actual, "energy_twh")
            style.draw_band(axes, band, colour)
            text = f"{style.plain_text(name, 28)}\n{typeset.number(band.median[-1])} TWh"
            ends.append((band.median[-1], text, colour))
            lowest.append(band.year[0])
            highest.append(band.year[-1])
        if not style.log_if_wide(axes, [height for height, _, _ in ends]):
            axes.set_ylim(bottom=0.0)
        style.year_axis(axes, min(lowest), max(highest))
        axes.set_xlabel(f"{words['year']}   ({words['dashed']})")
        axes.set_ylabel(words["energy_axis"])
        style.label_ends(axes, ends)
    return figure
