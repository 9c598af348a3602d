"""The market: the price of a step before firms act, and what follows from their use.

Called by `simulate`. Order of a step: technology, labs and electricity give a price (`set_prices`);
firms adopt and use (`firms`); service, energy, limits and money follow (`clear`). A response that
is switched off reads the frozen run's signal of the same step instead of its own.
"""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from jevons_sim.engine import labs, rules
from jevons_sim.engine.compile import compiled
from jevons_sim.engine.fields import FLOW, MARKET, Records
from jevons_sim.engine.firms import Firms, MarketView, tasks_at_base
from jevons_sim.equations.types import FloatArray


class Inputs(NamedTuple):
    """What is given to a run."""

    firms: Firms
    parameters: Records
    """Parameters, shape (1,)."""

    paths: Records
    """Outside paths, shape (steps + 1,)."""

    setbacks: FloatArray
    """Labs thrown back by others' jumps, shape (steps + 1, labs)."""

    brand: FloatArray
    """Labs' shares in the base year, shape (labs,)."""

    frozen: Records
    """Signals of the frozen run, shape (steps + 1,)."""

    seed: int


class State(NamedTuple):
    """What a step changes."""

    adopted: NDArray[np.uint8]
    """An `AdoptionState` for each firm, shape (firms,)."""

    market: Records
    """The market, shape (1,)."""

    share: FloatArray
    """Market shares, shape (labs,)."""

    gap: FloatArray
    """Log gaps to the algorithmic frontier, 0 or below, shape (labs,)."""


@compiled
def base_state(inputs: Inputs, adopted: NDArray[np.uint8]) -> State:
    """Return the state of the base year."""
    market = np.zeros(1, dtype=MARKET)
    base_tasks = tasks_at_base(inputs.firms, adopted)
    market[0].price = 1.0
    market[0].price_before = 1.0
    market[0].electricity_price = inputs.parameters[0].base_electricity_price
    market[0].compute_per_service = 1.0
    market[0].adopters = inputs.parameters[0].base_adopters
    market[0].firm_tasks = base_tasks
    market[0].base_firm_tasks = base_tasks
    market[0].service = 1.0
    market[0].energy = inputs.parameters[0].base_energy
    return State(adopted, market, inputs.brand.copy(), np.zeros(inputs.brand.size))


@compiled
def set_prices(state: State, inputs: Inputs, step: int) -> MarketView:
    """Set technology, electricity and the price of a step, in place; return what firms see."""
    p, path, frozen = inputs.parameters[0], inputs.paths[step], inputs.frozen[step]
    market = state.market[0]
    labs.close_gaps(state.gap, inputs.setbacks[step], p)
    ln_efficiency = _frontier(market.cumulative_service, path, p) + state.gap
    if p.respond_grid:
        market.electricity_price = _electricity_price(market.energy, inputs, step)
    else:
        market.electricity_price = frozen.electricity_price
        market.premium = inputs.frozen[step - 1].premium
    ln_electricity = math.log(market.electricity_price / p.base_electricity_price)
    ln_price = labs.ln_prices(ln_efficiency, ln_electricity, market.premium, path, p)
    labs.move_shares(state.share, inputs.brand, ln_price, p)
    market.price = labs.market_mean(state.share, ln_price)
    market.compute_per_service = labs.market_mean(state.share, -ln_efficiency)
    ln_market = math.log(market.price)
    market.ln_perceived = rules.adjusted(market.ln_perceived, ln_market, p.dt, p.lag)
    seen = ln_market if p.respond_adoption else frozen.ln_price
    perceived = market.ln_perceived if p.respond_use else frozen.ln_perceived
    return MarketView(step, inputs.seed, seen - path.ln_subsidy, perceived, market.adopters)


@compiled
def _frontier(cumulative_service: float, path: Any, p: Any) -> float:
    """Log of algorithmic efficiency at the frontier: the outside path, and learning by doing."""
    learned = p.experience_exponent * math.log1p(cumulative_service)
    return min(path.ln_a + learned, max(p.ln_ceiling, path.ln_a))


@compiled
def _electricity_price(energy: float, inputs: Inputs, step: int) -> float:
    """Electricity price, taxes included, from last step's load. [USD/MWh]"""
    p, before = inputs.parameters[0], inputs.paths[step - 1]
    load = (before.other_demand + energy) / p.base_load
    ratio = rules.electricity_price_ratio(load, before.supply, p.inverse_supply_elasticity)
    return p.base_electricity_price * ratio + inputs.paths[step].tax


@compiled
def clear(
    state: State,
    inputs: Inputs,
    view: MarketView,
    use: tuple[float, float],
    signals: Records,
    rows: Records,
) -> None:
    """Work out service, energy, limits and money of a step, and record them.

    Parameters
    ----------
    state : State
        The state of this step, changed in place.
    inputs, view
        What is given, and what firms saw.
    use : tuple of float
        Adopters, and size-weighted tasks.
    signals : ndarray
        Shape (steps + 1,), dtype `SIGNALS`: this step's record is written.
    rows : ndarray
        Shape (steps + 1,), dtype `ROW`: this step's row is written.
    """
    p, path, frozen = inputs.parameters[0], inputs.paths[view.step], inputs.frozen[view.step]
    market, flow = state.market[0], np.zeros(1, dtype=FLOW)
    now = flow[0]
    market.adopters, market.firm_tasks = use
    _want(now, state, inputs, view)
    if p.respond_grid:
        wanted = now.inference + now.training_energy
        now.served = rules.served_share(wanted, path.limit)
        market.premium = rules.scarcity_premium(
            market.premium, wanted, path.limit, p.scarcity_response, p.dt
        )
    else:
        now.served = frozen.served
        market.premium = frozen.premium
    _serve(now, market, path, p)
    _signal(signals[view.step], now, market)
    gain = now.gain if p.respond_economy else frozen.gain
    _record(rows[view.step], now, market, gain, path, p)


@compiled
def _want(now: Any, state: State, inputs: Inputs, view: MarketView) -> None:
    """Set what users and labs want this step, before any limit."""
    p, path, frozen = inputs.parameters[0], inputs.paths[view.step], inputs.frozen[view.step]
    market = state.market[0]
    ln_depth_price = market.ln_perceived if p.respond_depth else frozen.ln_perceived
    now.depth = rules.tokens_per_task(p.depth_elasticity, ln_depth_price, p.depth_ceiling)
    now.tasks = market.firm_tasks / market.base_firm_tasks * math.exp(path.autonomous)
    now.compute = now.tasks * now.depth * market.compute_per_service
    if p.respond_training:
        ln_efficiency = _frontier(market.cumulative_service, path, p) + state.gap
        revenue = market.price * now.tasks * now.depth
        now.training = labs.training_compute(ln_efficiency, revenue, path, p)
    else:
        now.training = frozen.training
    per_compute = p.base_energy * math.exp(path.ln_pue - path.ln_h)
    now.inference = per_compute * (1.0 - p.training_energy_share) * now.compute
    now.training_energy = per_compute * p.training_energy_share * now.training


@compiled
def _serve(now: Any, market: Any, path: Any, p: Any) -> None:
    """Scale what is wanted to what is served, and carry service and users' gain forward."""
    now.tasks *= now.served
    now.compute *= now.served
    now.training *= now.served
    now.inference *= now.served
    now.training_energy *= now.served
    service = now.tasks * now.depth
    gain = rules.surplus_gain(service, market.service, market.price, market.price_before)
    market.surplus += gain * p.base_spending
    market.price_before = market.price
    market.service = service
    market.cumulative_service += service * p.dt
    market.energy = now.inference + now.training_energy
    now.gain = market.surplus + path.recycled_tax * market.energy / 1000.0


@compiled
def _signal(row: Any, now: Any, market: Any) -> None:
    """Write what other runs can read of this step."""
    row.ln_price = math.log(market.price)
    row.ln_perceived = market.ln_perceived
    row.electricity_price = market.electricity_price
    row.premium = market.premium
    row.served = now.served
    row.adopters = market.adopters
    row.firm_tasks = market.firm_tasks
    row.training = now.training
    row.gain = now.gain


@compiled
def _record(row: Any, now: Any, market: Any, gain: float, path: Any, p: Any) -> None:
    """Write a row of the yearly table."""
    row.adoption_share = market.adopters / p.firms
    row.price_usd_per_mtok = market.price * p.base_price
    row.service_mtok = market.service * p.base_spending * 1e9 / p.base_price
    row.tasks = now.tasks
    row.depth = now.depth
    row.compute = now.compute
    row.training_compute = now.training
    row.energy_inference_twh = now.inference
    row.energy_training_twh = now.training_energy
    row.energy_twh = market.energy
    row.energy_economy_twh = p.respending * (1.0 + p.multiplier) * gain * path.economy_intensity
    row.electricity_price_usd_per_mwh = market.electricity_price
    row.emissions_mtco2 = market.energy * path.carbon_intensity / 1000.0
    row.spending_usd_bn = market.price * market.service * p.base_spending
    row.hardware_spending_usd_bn = _hardware_spending(now, path, p)
    row.consumer_surplus_usd_bn = market.surplus
    row.tax_revenue_usd_bn = market.energy * path.tax / 1000.0
    row.unserved_share = 1.0 - now.served
    row.hours_displaced_bn = p.base_task_hours * now.tasks * p.displaced_share


@compiled
def _hardware_spending(now: Any, path: Any, p: Any) -> float:
    """Yearly cost of accelerators: compute over what a dollar buys. [USD bn/yr]

    In the base year, serving takes the compute share of spending, and training as much per unit of
    energy as serving does.
    """
    serving = p.base_spending * p.compute_share
    share = p.training_energy_share
    training = serving * share / (1.0 - share) if share < 1.0 else 0.0
    return (serving * now.compute + training * now.training) * math.exp(-path.ln_v)


@compiled
def record_base(state: State, inputs: Inputs, signals: Records, rows: Records) -> None:
    """Record the base year: every index at 1, every level as observed."""
    p, path = inputs.parameters[0], inputs.paths[0]
    market, flow = state.market[0], np.zeros(1, dtype=FLOW)
    now = flow[0]
    now.tasks, now.depth, now.compute, now.served = 1.0, 1.0, 1.0, 1.0
    now.training = 1.0 if p.training_energy_share > 0.0 else 0.0
    now.inference = p.base_energy * (1.0 - p.training_energy_share)
    now.training_energy = p.base_energy * p.training_energy_share
    _signal(signals[0], now, market)
    _record(rows[0], now, market, 0.0, path, p)
    rows[0].tax_revenue_usd_bn = 0.0
