"""Screening: which of a scenario's uncertain numbers decides an outcome."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, Literal

import pandas as pd

from jevons_sim.analysis.sensitivity import Doubt, doubts

Method = Literal["sobol", "morris"]


Outcome = Literal["energy_ratio", "growth", "rebound"]
"""Of the last year. The first two are taken in logs, so that equal factors count alike."""


WEIGHTS: dict[Method, str] = {"sobol": "total_order", "morris": "mu_star"}
"""Column by which each method ranks parameters."""


@dataclass(frozen=True)
class Gaps:
    """Samples without an outcome: some run left the finite numbers, or no scenario is like that."""

    n: int
    """How many."""

    key: str = ""
    """The number whose values tell them best from the others; empty where none does."""

    values: tuple[float, float] = (math.nan, math.nan)
    """Its lowest and highest value among them."""


@dataclass(frozen=True)
class Screening:
    """What a sensitivity analysis found."""

    method: Method
    outcome: Outcome
    table: pd.DataFrame
    """A row per parameter, the weightiest first."""

    n_samples: int
    """Scenarios that ran, each with every seed."""

    gaps: Gaps
    """Those of them that are left out, for want of an outcome."""

    n_seeds: int

    @property
    def doubt(self) -> Doubt | None:
        """What shows that there are too few samples; None where there are enough."""
        return doubts(self.table) if self.method == "sobol" else None

    def as_json(self) -> dict[str, Any]:
        """Return what ``--json`` prints, but for the words."""
        return {
            "method": self.method,
            "outcome": self.outcome,
            "scenarios": self.n_samples,
            "left_out": self.gaps.n,
            "left_out_key": self.gaps.key or None,
            "seeds": self.n_seeds,
            "indices": self.table.to_dict("records"),
        }
