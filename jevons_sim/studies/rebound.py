"""Rebound taken apart: 64 paired runs of one scenario, one for each set of responses."""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from jevons_sim import plots
from jevons_sim.analysis.parts import BOUNDARIES, Parts, coalitions, parts_of
from jevons_sim.analysis.summary import Band
from jevons_sim.engine.runner import failures_of, masks_of, run_points
from jevons_sim.errors import RunError, UsageError
from jevons_sim.quantities import LMDI_FACTORS, RESPONSES
from jevons_sim.scenario.schema import Scenario

PARTS_FOLDER = "rebound"
"""Folder inside a result that holds its rebound part by part."""

PARTS_FILE = "rebound_parts.csv"
LMDI_FILE = "lmdi.csv"


@dataclass(frozen=True)
class Dissection:
    """Rebound of one scenario, part by part."""

    parts: Parts
    """Tables of Shapley parts and of the LMDI."""

    seconds: float
    """How long the runs took."""

    def rebound(self, boundary: str) -> Band:
        """Return rebound in the last year at a boundary, over seeds."""
        rows = self._last(boundary)
        return Band.of(rows.groupby("seed")["part"].sum(min_count=len(RESPONSES)))

    def part(self, boundary: str, response: str) -> Band:
        """Return what a response takes back in the last year, over seeds."""
        rows = self._last(boundary)
        return Band.of(rows.loc[rows["response"] == response, "part"])

    def factor(self, name: str) -> Band:
        """Return what a factor changed in inference energy by the last year, over seeds. [TWh]"""
        rows = self.parts.lmdi
        last = rows[(rows["year"] == rows["year"].max()) & (rows["factor"] == name)]
        return Band.of(last["twh"])

    def _last(self, boundary: str) -> pd.DataFrame:
        rows = self.parts.shapley
        last = (rows["year"] == rows["year"].max()) & (rows["boundary"] == boundary)
        return pd.DataFrame(rows[last])

    def as_json(self) -> dict[str, Any]:
        """Return ``parts`` and ``lmdi`` as ``--json`` prints them."""
        return {
            "parts": {
                boundary: {name: self.part(boundary, name).as_json() for name in RESPONSES}
                for boundary in BOUNDARIES
            },
            "lmdi": {name: self.factor(name).as_json() for name in LMDI_FACTORS},
        }

    def write(self, folder: Path, *, years: pd.DataFrame, title: str, figures: bool) -> None:
        """Write tables and figures into a folder."""
        tables = {PARTS_FILE: self.parts.shapley, LMDI_FILE: self.parts.lmdi}
        for name, table in tables.items():
            table.to_csv(folder / name, index=False, lineterminator="\n")
        if figures:
            waterfall = plots.plot_waterfall(self.parts.shapley, years, title=title)
            plots.save_figure(waterfall, folder / "figures" / "waterfall.png")
            over_time = plots.plot_parts(self.parts.shapley, title=title)
            plots.save_figure(over_time, folder / "figures" / "parts.png")


def refuse_sweep(scenario: Scenario) -> None:
    """Refuse a sweep: rebound is taken apart for one case at a time.

    Raises
    ------
    UsageError
        If the scenario is a sweep.
    """
    if scenario.sweep is not None:
        raise UsageError(
            f"{scenario.name}: is a sweep; write a scenario that extends it and fixes its keys"
        )


def dissect(scenario: Scenario, *, workers: int | None = None) -> Dissection:
    """Run every set of responses on the same luck, and split rebound among them.

    Parameters
    ----------
    scenario : Scenario
        One case. A response that it switches off stays off, and so takes no part.
    workers : int, optional
        Threads; by default every core.

    Raises
    ------
    UsageError
        If the scenario is a sweep.
    RunError
        If a run left the range of finite numbers.
    """
    refuse_sweep(scenario)
    started = time.perf_counter()
    _, active = masks_of(scenario)
    masks = [coalition & active for coalition in coalitions()]
    seeds = scenario.seed_list
    ((_, series),) = run_points([scenario], seeds, masks=masks, workers=workers)
    failures = failures_of(0, seeds, series)
    if failures:
        first = failures[0]
        raise RunError(f"{scenario.name}: seed {first.seed}: {first.quantity} is not finite")
    steps = np.arange(scenario.n_steps + 1) / scenario.time.steps_per_year
    parts = parts_of(scenario.time.start_year + steps, seeds, series)
    return Dissection(parts, time.perf_counter() - started)
