"""Firms and labs as Mesa agents: light views of rows, made so that a student can look at them.

The numbers live in the arrays of the model's state; an agent reads its own row.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import mesa

if TYPE_CHECKING:
    from jevons_sim.engine.model import JevonsModel


class FirmAgent(mesa.Agent):
    """One firm."""

    model: JevonsModel

    def __init__(self, model: JevonsModel, row: int) -> None:
        super().__init__(model)
        self.row = row

    @property
    def size(self) -> float:
        """Share of all firms' size. [-]"""
        return float(self.model.world.firms.size[self.row])

    @property
    def reservation_price(self) -> float:
        """Highest price at which it would adopt, over the base price. [-]"""
        return math.exp(self.model.world.firms.ln_reservation[self.row])

    @property
    def elasticity(self) -> float:
        """Its own price elasticity, signed. [-]"""
        return float(self.model.world.firms.elasticity[self.row])

    @property
    def peers(self) -> list[int]:
        """Rows of the firms that it watches; empty where everyone watches everyone."""
        return [int(row) for row in self.model.world.firms.peers[self.row]]

    @property
    def has_adopted(self) -> bool:
        """Whether it uses AI now."""
        return bool(self.model.state.adopted[self.row])


class LabAgent(mesa.Agent):
    """One lab."""

    model: JevonsModel

    def __init__(self, model: JevonsModel, row: int) -> None:
        super().__init__(model)
        self.row = row

    @property
    def name(self) -> str:
        """Its name in the scenario."""
        return self.model.spec.labs.members[self.row].name

    @property
    def market_share(self) -> float:
        """Its share of the market now. [-]"""
        return float(self.model.state.share[self.row])

    @property
    def gap(self) -> float:
        """How far it is behind the algorithmic frontier, in logs, 0 or below. [-]"""
        return float(self.model.state.gap[self.row])
