"""Adoption rules of one's own, in plain Python: what firms know, and what their choice brings.

Called by `simulate` for `JevonsModel`. A rule takes a `Choice` and returns who uses AI after the
step, one truth value for each firm. The engine's own rule is compiled and lives in `firms`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from jevons_sim.engine.firms import Firms, MarketView, use_of
from jevons_sim.engine.kinds import Network
from jevons_sim.engine.market import Inputs, State
from jevons_sim.engine.population import adoption_draws
from jevons_sim.equations.types import FloatArray
from jevons_sim.errors import UsageError


@dataclass(frozen=True)
class Choice:
    """What firms know in one step, and their draws; row i of every array is always firm i.

    Attributes
    ----------
    year : float
        Calendar year. [yr]
    dt : float
        Length of the step. [yr]
    ln_price : float
        Log of the price that adoption reads, over the base price; a subsidy is in it. [-]
    has_adopted : ndarray of bool
        Who uses AI before the step.
    size : ndarray
        Size, summing to 1. [-]
    ln_reservation : ndarray
        Log of the highest price at which a firm gains, over the base price. [-]
    elasticity : ndarray
        Own price elasticity of use, signed. [-]
    peers : ndarray of int
        Rows of the firms that each one watches, shape (firms, degree); degree 0 where everyone
        watches everyone, or nobody anyone.
    everyone_watches : bool
        Whether every firm watches all others: the complete network.
    draws : ndarray
        A uniform draw in (0, 1) for each firm: the same in every case of a seed.
    """

    year: float
    dt: float
    ln_price: float
    has_adopted: NDArray[np.bool_]
    size: FloatArray
    ln_reservation: FloatArray
    elasticity: FloatArray
    peers: NDArray[np.int32]
    everyone_watches: bool
    draws: FloatArray

    @property
    def luck(self) -> FloatArray:
        """The draws, under their name of version 0.1."""
        return self.draws

    @property
    def peer_share(self) -> FloatArray:
        """Share of each firm's peers that use AI, as they stood before the step; 0 of none. [-]"""
        if self.everyone_watches:
            others = max(1, self.has_adopted.size - 1)
            return np.asarray((self.has_adopted.sum() - self.has_adopted) / others)
        if self.peers.shape[1] == 0:
            return np.zeros(self.has_adopted.size)
        return np.asarray(self.has_adopted[self.peers].mean(axis=1))

    def happens(self, hazard: FloatArray | float) -> NDArray[np.bool_]:
        """Return where an event of a yearly hazard falls into this step, by each firm's draw.

        Parameters
        ----------
        hazard : array_like
            Hazard of each firm, or one for all. [1/yr]
        """
        return np.asarray(self.draws < -np.expm1(-np.asarray(hazard) * self.dt))


AdoptionRule = Callable[[Choice], NDArray[np.bool_]]
"""Takes what firms know; returns who uses AI after the step."""


def choose(
    rule: AdoptionRule, inputs: Inputs, view: MarketView, before: State, after: State
) -> tuple[float, float]:
    """Let a rule say who uses AI, in place; return adopters and size-weighted tasks.

    Raises
    ------
    UsageError
        If the rule returns anything but one truth value for each firm.
    """
    firms, had = inputs.firms, before.adopted.astype(bool)
    has = np.asarray(rule(_choice(firms, inputs, view, had)))
    if has.dtype != np.bool_ or has.shape != had.shape:
        raise UsageError(
            f"the adoption rule returned {has.dtype} of shape {has.shape}; it must return an "
            f"array of bool of shape {had.shape}: who uses AI after the step"
        )
    after.adopted[:] = has
    return use_of(firms, after.adopted, inputs.parameters, view.ln_perceived)


def _choice(firms: Firms, inputs: Inputs, view: MarketView, had: NDArray[np.bool_]) -> Choice:
    return Choice(
        year=float(inputs.paths[view.step]["year"]),
        dt=float(inputs.parameters[0]["dt"]),
        ln_price=float(view.ln_price),
        has_adopted=had,
        size=firms.size,
        ln_reservation=firms.ln_reservation,
        elasticity=firms.elasticity,
        peers=firms.peers,
        everyone_watches=bool(inputs.parameters[0]["network"] == Network.COMPLETE),
        draws=adoption_draws(view.seed, view.step, had.size),
    )
