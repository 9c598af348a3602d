"""The firms' step as a good NumPy programmer would write it: the same rules on whole arrays."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.random import default_rng

from jevons_sim.engine.firms import Firms, Today


def advance(
    firms: Firms, before: np.ndarray, parameters: Any, today: Today
) -> tuple[np.ndarray, float, float]:
    """Return who uses AI after a step, how many they are, and the tasks they do."""
    draws = default_rng((today.seed, today.step)).random(before.size)
    eligible = (before == 0) & (today.ln_price <= firms.ln_reservation)
    share = before[firms.peers].mean(axis=1)
    hazard = parameters["innovation"] + parameters["imitation"] * share
    adopts = eligible & (draws < -np.expm1(-hazard * parameters["dt"]))
    now = before | adopts
    tasks = np.exp(firms.elasticity * today.ln_perceived)
    return now, float(now.sum()), float((firms.size * now * tasks).sum())
