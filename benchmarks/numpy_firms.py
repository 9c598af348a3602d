"""The firms' step as a good NumPy programmer would write it: the same rules on whole arrays.

Peers are gathered only for firms that could adopt, and use is worked out only for adopters.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from jevons_sim.engine.firms import Firms, MarketView


def advance(
    firms: Firms, before: np.ndarray, p: Any, view: MarketView, draws: np.ndarray
) -> tuple[np.ndarray, float, float]:
    """Return who uses AI after a step, how many they are, and the tasks they do."""
    eligible = np.flatnonzero((before == 0) & (view.ln_price <= firms.ln_reservation))
    share = before[firms.peers[eligible]].mean(axis=1)
    hazard = p["innovation"] + p["imitation"] * share
    now = before.copy()
    now[eligible[draws[eligible] < -np.expm1(-hazard * p["dt"])]] = 1
    users = np.flatnonzero(now)
    tasks = np.exp(firms.elasticity[users] * view.ln_perceived)
    return now, float(users.size), float(firms.size[users] @ tasks)
