"""Rebound: take the rebound of one case apart with paired runs, one for each set of responses."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from jevons_sim import plots
from jevons_sim.analysis.parts import KEPT, Dissection, Parts, coalitions, parts_of
from jevons_sim.engine.runner import Mask, masks_of
from jevons_sim.errors import RunError
from jevons_sim.execution.evaluate import Evaluation
from jevons_sim.execution.tasks import Ask, Keep
from jevons_sim.results import checksums, store
from jevons_sim.results.stored import read_table
from jevons_sim.scenario.schema import Scenario
from jevons_sim.studies.search import find
from jevons_sim.studies.study import refuse_sweep
from jevons_sim.words.catalogue import Language
from jevons_sim.words.titles import title_of

PARTS_FOLDER = "rebound"
"""Folder inside a result that holds its rebound part by part."""

PARTS_FILE = "rebound_parts.csv"
LMDI_FILE = "lmdi.csv"


@dataclass(frozen=True)
class ReboundSearch:
    """Run every set of responses on the same luck, and split rebound among them."""

    scenario: Scenario
    years: pd.DataFrame | None = None
    """Rows of ``years.csv`` of the same case, for the waterfall."""

    kind = "rebound"

    @property
    def masks(self) -> tuple[Mask, ...]:
        """Every set of responses that the scenario has switched on."""
        _, active = masks_of(self.scenario)
        return tuple(coalition & active for coalition in coalitions())

    def question(self) -> dict[str, Any]:
        """Return what is asked, besides the scenario."""
        return {"parts": "shapley"}

    def run(self, evaluation: Evaluation) -> Dissection:
        """Answer the question."""
        scenario, seeds = self.scenario, self.scenario.seed_list
        asks = [Ask((), (seed,)) for seed in seeds]
        kept = evaluation.evaluate((), asks, Keep(KEPT))[:, 0]
        if not np.isfinite(kept).all():
            place = int(np.argwhere(~np.isfinite(kept))[0][0])
            raise RunError(f"{scenario.name}: seed {seeds[place]}: the run left the finite numbers")
        steps = np.arange(scenario.n_steps + 1) / scenario.time.steps_per_year
        return Dissection(parts_of(scenario.time.start_year + steps, seeds, kept))

    def write(self, found: Dissection, folder: Path, drawn: Language | None) -> dict[str, Any]:
        """Write tables and figures."""
        store.write_table(folder / PARTS_FILE, found.parts.shapley)
        store.write_table(folder / LMDI_FILE, found.parts.lmdi)
        if drawn:
            shapley, title = found.parts.shapley, title_of(self.scenario, drawn)
            if self.years is not None:
                waterfall = plots.plot_waterfall(shapley, self.years, title=title, language=drawn)
                plots.save_figure(waterfall, folder / store.FIGURES / "waterfall.png")
            over_time = plots.plot_parts(shapley, title=title, language=drawn)
            plots.save_figure(over_time, folder / store.FIGURES / "parts.png")
        return {}

    def read(self, folder: Path) -> Dissection | None:
        """Return the answer that a folder holds, or None."""
        return read_parts(folder)


def read_parts(folder: Path) -> Dissection | None:
    """Return the rebound that was taken apart in a folder, or None where it was not.

    Raises
    ------
    OutputError
        If a table cannot be read.
    ResumeError
        If one is damaged or was changed.
    """
    if not (folder / PARTS_FILE).is_file():
        return None
    said = store.read_answer(folder) or {}
    checksums.check(folder, said.get("files"))
    shapley, lmdi = read_table(folder / PARTS_FILE), read_table(folder / LMDI_FILE)
    return Dissection(Parts(shapley, lmdi))


def rebound_search(scenario: Scenario, years: pd.DataFrame | None = None) -> ReboundSearch:
    """Return the search for what each response takes back; `years` is drawn beside it.

    Raises
    ------
    UsageError
        If the scenario is a sweep.
    """
    refuse_sweep(scenario)
    return ReboundSearch(scenario, years)


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
    return find(rebound_search(scenario), workers)
