"""The labs: gaps to the frontier, prices, market shares, training; called by `market`."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from jevons_sim.engine import rules
from jevons_sim.engine.compile import compiled
from jevons_sim.engine.kinds import TrainingRule
from jevons_sim.equations.types import FloatArray


@compiled
def close_gaps(gap: FloatArray, setback: FloatArray, p: Any) -> None:
    """Throw labs back by others' jumps, then let what is public spill over; in place."""
    for j in range(gap.size):
        gap[j] = rules.closed_gap(gap[j] - setback[j], p.spillover, p.dt)


@compiled
def ln_prices(
    ln_efficiency: FloatArray, ln_electricity: float, premium: float, path: Any, p: Any
) -> FloatArray:
    """Return each lab's log price, from its cost of energy, compute and overhead."""
    prices = np.empty(ln_efficiency.size)
    for j in range(prices.size):
        cost = rules.unit_cost(
            p.energy_share,
            p.compute_share,
            p.overhead_share,
            ln_electricity + path.ln_pue - ln_efficiency[j] - path.ln_h,
            -ln_efficiency[j] - path.ln_v,
            -path.ln_o,
        )
        prices[j] = rules.ln_lab_price(cost, p.pass_through, premium)
    return prices


@compiled
def move_shares(share: FloatArray, brand: FloatArray, ln_price: FloatArray, p: Any) -> None:
    """Move market shares towards the logit on price, in place."""
    if p.price_sensitivity == 0.0:
        return
    cheapest = math.inf
    for j in range(share.size):
        cheapest = min(cheapest, ln_price[j])
    weight = np.empty(share.size)
    total = 0.0
    for j in range(share.size):
        weight[j] = rules.attraction(brand[j], ln_price[j] - cheapest, p.price_sensitivity)
        total += weight[j]
    for j in range(share.size):
        target = weight[j] / total
        share[j] = rules.adjusted(share[j], target, p.dt, p.share_lag)


@compiled
def contest_spending(cost: FloatArray) -> float:
    """Return what labs together spend in a Tullock contest, per unit of the prize.

    At the Nash equilibrium of n labs with unit costs κ, X = (n-1)/Σκ and x_j = X (1 - κ_j X);
    labs whose x_j would be negative leave, dearest first, and the rest are counted again.
    """
    bar = math.inf
    while True:
        n = 0
        total = 0.0
        dearest = 0.0
        for kappa in cost:
            if kappa < bar:
                n += 1
                total += kappa
                dearest = max(dearest, kappa)
        if n < 2:
            return 0.0
        effort = (n - 1) / total
        if dearest * effort <= 1.0:
            break
        bar = dearest
    spending = 0.0
    for kappa in cost:
        if kappa < bar:
            spending += kappa * effort * (1.0 - kappa * effort)
    return spending


@compiled
def training_compute(ln_efficiency: FloatArray, revenue: float, path: Any, p: Any) -> float:
    """Return the physical training compute that labs buy, relative to the base year: B v.

    Quality-adjusted effort costs κ_j = 1/(a_j v), but what is bought is hardware: algorithmic
    gains buy larger models, not less compute.
    """
    if p.training_energy_share <= 0.0:
        return 0.0
    if p.training_rule == TrainingRule.REVENUE_SHARE:
        budget = revenue
    else:
        cost = np.empty(ln_efficiency.size)
        for j in range(cost.size):
            cost[j] = math.exp(ln_efficiency[0] - ln_efficiency[j])
        at_base = (cost.size - 1) / cost.size
        prize = rules.prize(revenue, p.prize_exponent, path.outside)
        budget = prize * contest_spending(cost) / at_base
    return min(budget * math.exp(path.ln_v), path.training_limit)


@compiled
def market_mean(share: FloatArray, ln_value: FloatArray) -> float:
    """Return the mean over labs, weighted by market share, of what is given in logs."""
    total = 0.0
    for j in range(share.size):
        total += share[j] * math.exp(ln_value[j])
    return total
