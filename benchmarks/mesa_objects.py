"""The firms' step as idiomatic Mesa: an object for each firm, activated in random order."""

from __future__ import annotations

import math
from typing import Any

import mesa
import numpy as np

from jevons_sim.engine.firms import Firms, Today


class ObjectFirm(mesa.Agent):
    """A firm that looks at its peers and decides."""

    def __init__(self, model: ObjectModel, row: int) -> None:
        super().__init__(model)
        firms = model.firms
        self.size = float(firms.size[row])
        self.ln_reservation = float(firms.ln_reservation[row])
        self.elasticity = float(firms.elasticity[row])
        self.peers: list[ObjectFirm] = []
        self.has_adopted = False
        self.tasks = 0.0

    def decide(self) -> None:
        """Adopt, if it pays and luck allows; then do tasks."""
        model = self.model
        if not self.has_adopted and model.today.ln_price <= self.ln_reservation:
            share = sum(peer.has_adopted for peer in self.peers) / len(self.peers)
            hazard = model.parameters["innovation"] + model.parameters["imitation"] * share
            if model.random.random() < -math.expm1(-hazard * model.parameters["dt"]):
                self.has_adopted = True
        if self.has_adopted:
            self.tasks = self.size * math.exp(self.elasticity * model.today.ln_perceived)


class ObjectModel(mesa.Model):
    """Firms as objects."""

    def __init__(self, firms: Firms, adopted: np.ndarray, parameters: Any, today: Today) -> None:
        super().__init__(rng=1)
        self.firms, self.today = firms, today
        self.parameters = {
            name: float(parameters[name]) for name in ("innovation", "imitation", "dt")
        }
        rows = [ObjectFirm(self, row) for row in range(firms.size.size)]
        for row, firm in enumerate(rows):
            firm.has_adopted = bool(adopted[row])
            firm.peers = [rows[peer] for peer in firms.peers[row]]

    def step(self) -> None:
        """Let every firm decide, in random order."""
        self.agents.shuffle_do("decide")
        self.total = sum(agent.tasks for agent in self.agents)
