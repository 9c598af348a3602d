"""The behaviour of firms, labs and the grid: one small function for each equation of the model.

Plain Python on plain numbers. The compiled kernel, the Mesa model and the tests all call these
same functions; set ``NUMBA_DISABLE_JIT=1`` to step through them in a debugger. Small letters are
relative to the base year; prices enter as logarithms (``ln_price`` is 0 in the base year).
"""

from __future__ import annotations

import math

from jevons_sim.engine.compile import compiled

# --- firms: adopt (extensive margin) -------------------------------------------------------


@compiled
def would_gain(ln_price: float, ln_reservation: float) -> bool:
    """Return whether a firm gains from adopting: p <= r."""
    return ln_price <= ln_reservation


@compiled
def adoption_hazard(innovation: float, imitation: float, peer_share: float) -> float:
    """Return the hazard of adopting, α + β x, for a firm that would gain. [1/yr]"""
    return innovation + imitation * peer_share


@compiled
def chance(hazard: float, dt: float) -> float:
    """Return the probability of an event of constant hazard within a step, 1 - exp(-λ dt)."""
    return -math.expm1(-hazard * dt)


@compiled
def has_regret(ln_price: float, ln_reservation: float, band: float) -> bool:
    """Return whether an adopter would rather stop: p > r (1 + band)."""
    return ln_price > ln_reservation + math.log1p(band)


# --- firms: use (intensive margin) and depth ---------------------------------------------------


@compiled
def adjusted(old: float, new: float, dt: float, lag: float) -> float:
    """Return a value on its way from old to new with time constant `lag`; 0 arrives at once."""
    if lag <= 0.0:
        return new
    return old + chance(1.0 / lag, dt) * (new - old)


@compiled
def isoelastic_tasks(elasticity: float, ln_price: float) -> float:
    """Return tasks per adopter under constant elasticity, exp(ε ℓ)."""
    return math.exp(elasticity * ln_price)


@compiled
def saturating_tasks(elasticity: float, ln_price: float, multiple: float) -> float:
    """Return tasks per adopter that can at most reach `multiple`: M / (1 + (M-1) exp(-ε ℓ))."""
    return multiple / (1.0 + (multiple - 1.0) * math.exp(-elasticity * ln_price))


@compiled
def derived_tasks(
    substitution: float, output_elasticity: float, cost_share: float, ln_price: float
) -> float:
    """Return the AI input of a CES firm that sells in its own market (Hicks-Marshall).

    The price of AI moves the firm's unit cost c and, with it, its sales: ``x = c^(σ-|η|) p^(-σ)``.
    Locally the elasticity is ``-((1-s) σ + s |η|)``, where the cost share s itself moves with p.
    """
    gap = 1.0 - substitution
    if abs(gap) < 1e-9:
        ln_cost = cost_share * ln_price
    else:
        ln_cost = math.log1p(cost_share * math.expm1(gap * ln_price)) / gap
    return math.exp((substitution + output_elasticity) * ln_cost - substitution * ln_price)


@compiled
def tokens_per_task(elasticity: float, ln_price: float, ceiling: float) -> float:
    """Return depth, exp(υ ℓ), up to a ceiling."""
    return min(math.exp(elasticity * ln_price), ceiling)


# --- labs ----------------------------------------------------------------------------------------


@compiled
def unit_cost(
    energy_share: float,
    compute_share: float,
    overhead_share: float,
    ln_energy_cost: float,
    ln_compute_cost: float,
    ln_overhead_cost: float,
) -> float:
    """Return a lab's unit cost of serving, relative to the base year: Σ share · cost."""
    return (
        energy_share * math.exp(ln_energy_cost)
        + compute_share * math.exp(ln_compute_cost)
        + overhead_share * math.exp(ln_overhead_cost)
    )


@compiled
def ln_lab_price(cost: float, pass_through: float, scarcity: float) -> float:
    """Return the log price of a lab: θ ln c + π."""
    return pass_through * math.log(cost) + scarcity


@compiled
def closed_gap(gap: float, spillover: float, dt: float) -> float:
    """Return a laggard's log gap to the frontier after spillover for one step: b exp(-ψ dt)."""
    return gap * math.exp(-spillover * dt)


@compiled
def attraction(brand: float, ln_price: float, price_sensitivity: float) -> float:
    """Return a lab's weight in the logit of market shares: brand · p^(-λ)."""
    return brand * math.exp(-price_sensitivity * ln_price)


@compiled
def prize(revenue: float, exponent: float, outside: float) -> float:
    """Return the prize labs race for, relative to the base year: (p Q)^ξ times outside money."""
    return revenue**exponent * outside


# --- grid ----------------------------------------------------------------------------------------


@compiled
def electricity_price_ratio(load_ratio: float, supply: float, inverse_elasticity: float) -> float:
    """Return the electricity price over the base year's: (load / supply)^(1/ε_S), before tax."""
    return (load_ratio / supply) ** inverse_elasticity


@compiled
def served_share(wanted: float, limit: float) -> float:
    """Return the share of wanted energy that a limit lets through."""
    return min(1.0, limit / wanted) if wanted > 0.0 else 1.0


@compiled
def scarcity_premium(
    premium: float, wanted: float, limit: float, response: float, dt: float
) -> float:
    """Return the log price premium after one step: max(0, π + κ dt ln(E_wanted / K)).

    Without a limit (infinite K) it is 0: the market clears at cost.
    """
    if math.isinf(limit) or wanted <= 0.0:
        return 0.0
    return max(0.0, premium + response * dt * math.log(wanted / limit))


# --- users' gain ---------------------------------------------------------------------------


@compiled
def surplus_gain(service: float, service_before: float, price: float, price_before: float) -> float:
    """Return the gain of users in one step, by the trapezoid rule: ½ (Q + Q') (p' - p)."""
    return 0.5 * (service + service_before) * (price_before - price)
