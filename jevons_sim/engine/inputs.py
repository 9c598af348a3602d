"""Inputs of a run: a scenario as one record of parameters and one table of outside paths.

Called by `runner`; nothing else in the engine reads a scenario's numbers.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from jevons_sim.engine.fields import PARAMETERS, PATHS, Records
from jevons_sim.engine.kinds import (
    DemandForm,
    Network,
    SizeDistribution,
    Technology,
    TrainingRule,
)
from jevons_sim.equations.technology import dated_path, log_index, log_shock, pue_path
from jevons_sim.equations.types import FloatArray
from jevons_sim.quantities import RESPONSES
from jevons_sim.scenario.schema import Scenario


def parameters_of(scenario: Scenario, technology: Technology) -> Records:
    """Return a scenario's parameters as one record, shape (1,), dtype `PARAMETERS`."""
    values = {
        **_population_values(scenario),
        **_supply_values(scenario),
        **_demand_values(scenario),
        **_level_values(scenario),
    }
    if technology == Technology.FROZEN and "algorithmic" in scenario.technology.frozen:
        values["experience_exponent"] = 0.0
    return np.array([tuple(values[name] for name in PARAMETERS.names or ())], dtype=PARAMETERS)


def _population_values(scenario: Scenario) -> dict[str, Any]:
    population, adoption = scenario.population, scenario.adoption
    return {
        "firms": population.firms,
        "degree": min(population.peers.degree, population.firms - 1),
        "sectors": min(population.peers.sectors, population.firms),
        "network": Network[population.peers.network.upper()],
        "distribution": SizeDistribution[population.size.distribution.upper()],
        "size_spread": population.size.spread,
        "reservation_spread": population.reservation_price.spread,
        "potential": population.reservation_price.potential_at_base_price,
        "size_correlation": population.reservation_price.size_correlation,
        "rewire": population.peers.rewire,
        "base_adopters": max(1.0, math.floor(adoption.base_share * population.firms + 0.5)),
        "adopter_ceiling": adoption.ceiling,
        "innovation": adoption.innovation_per_year,
        "imitation": adoption.imitation_per_year,
        "abandonment": adoption.abandonment_per_year,
        "band": adoption.abandonment_band,
    }


def _supply_values(scenario: Scenario) -> dict[str, Any]:
    labs, price, technology = scenario.labs, scenario.price, scenario.technology
    ceiling = technology.algorithmic.ceiling
    return {
        "labs": len(labs.members),
        "training_rule": TrainingRule[labs.training.rule.upper()],
        "energy_share": price.cost_shares.energy,
        "compute_share": price.cost_shares.compute,
        "overhead_share": price.cost_shares.overhead,
        "pass_through": price.pass_through,
        "price_sensitivity": labs.price_sensitivity,
        "share_lag": labs.share_adjustment_years,
        "spillover": labs.spillover_per_year,
        "prize_exponent": labs.training.prize_revenue_exponent,
        "training_energy_share": training_energy_share(scenario),
        "experience_exponent": technology.experience_exponent,
        "ln_ceiling": math.inf if ceiling is None else math.log(ceiling),
    }


def training_energy_share(scenario: Scenario) -> float:
    """Return training's share of base-year energy: 0 where no rule, or no rival, calls for it."""
    training = scenario.labs.training
    alone = training.rule == "contest" and len(scenario.labs.members) < 2
    return 0.0 if training.rule == "none" or alone else training.energy_share


def _demand_values(scenario: Scenario) -> dict[str, Any]:
    demand = scenario.demand
    derived = demand.form == "derived"
    return {
        "form": DemandForm[demand.form.upper()],
        "elasticity": -demand.substitution_elasticity if derived else demand.price_elasticity,
        "elasticity_spread": demand.elasticity_spread,
        "multiple": demand.saturation_multiple or math.inf,
        "depth_elasticity": demand.depth_elasticity,
        "depth_ceiling": math.inf if demand.depth_ceiling is None else demand.depth_ceiling,
        "lag": demand.adjustment_years,
        "output_elasticity": demand.output_elasticity,
        "cost_share": demand.cost_share,
    }


def _level_values(scenario: Scenario) -> dict[str, Any]:
    grid, economy = scenario.grid, scenario.economy
    elasticity = grid.supply_elasticity
    return {
        "dt": 1.0 / scenario.time.steps_per_year,
        "base_energy": scenario.energy.base_twh,
        "base_electricity_price": grid.base_price_usd_per_mwh,
        "base_load": grid.other_demand_twh + scenario.energy.base_twh,
        "inverse_supply_elasticity": 0.0 if elasticity is None else 1.0 / elasticity,
        "scarcity_response": grid.scarcity_response,
        "base_price": scenario.price.base_usd_per_mtok,
        "base_spending": economy.base_spending_usd_bn,
        "respending": economy.respending_share,
        "multiplier": economy.macro_multiplier,
        "base_task_hours": economy.base_task_hours_bn,
        "displaced_share": economy.displaced_share,
        **{f"respond_{name}": getattr(scenario.responses, name) for name in RESPONSES},
    }


def paths_of(scenario: Scenario, technology: Technology) -> Records:
    """Return a scenario's outside paths, shape (steps + 1,), dtype `PATHS`."""
    elapsed = np.arange(scenario.n_steps + 1) / scenario.time.steps_per_year
    year = scenario.time.start_year + elapsed
    paths = np.zeros(elapsed.size, dtype=PATHS)
    paths["year"] = year
    still = scenario.technology.frozen if technology == Technology.FROZEN else ()
    _fill_technology(paths, scenario, elapsed, still)
    _fill_policy(paths, scenario)
    grid, economy = scenario.grid, scenario.economy
    paths["carbon_intensity"] = (
        grid.carbon_intensity_kg_per_mwh * (1.0 - grid.carbon_intensity_decline) ** elapsed
    )
    paths["tax"] += _carbon_tax(paths, scenario, recycled=False)
    paths["recycled_tax"] += _carbon_tax(paths, scenario, recycled=True)
    paths["other_demand"] = grid.other_demand_twh * (1.0 + grid.other_growth) ** elapsed
    paths["supply"] = (1.0 + grid.supply_growth) ** elapsed
    paths["economy_intensity"] = (
        economy.energy_intensity_kwh_per_usd * (1.0 - economy.intensity_decline) ** elapsed
    )
    paths["outside"] = scenario.labs.training.outside_investment_factor**elapsed
    paths["autonomous"] = scenario.demand.autonomous_growth * elapsed
    return paths


_COLUMN_OF = {
    "algorithmic": "ln_a",
    "hardware_energy": "ln_h",
    "hardware_cost": "ln_v",
    "overhead": "ln_o",
}


def _fill_technology(
    paths: Records, scenario: Scenario, elapsed: FloatArray, still: tuple[str, ...]
) -> None:
    technology = scenario.technology
    for name, column in _COLUMN_OF.items():
        if name in still:
            continue
        path = getattr(technology, name)
        shocks = np.zeros(elapsed.size)
        for shock in path.shocks:
            shocks += log_shock(paths["year"], shock.year, shock.factor, shock.ramp_years)
        shocks += _programme(paths["year"], scenario, name)
        ceiling = math.inf if path.ceiling is None else path.ceiling
        paths[column] = log_index(elapsed, path.annual_factor, ceiling, shocks)
    if "pue" not in still:
        pue = technology.pue
        programme = np.exp(_programme(paths["year"], scenario, "pue"))
        path = pue_path(elapsed, pue.base, pue.floor / programme, pue.annual_factor) * programme
        paths["ln_pue"] = np.log(path / pue.base)


def _programme(year: FloatArray, scenario: Scenario, target: str) -> FloatArray:
    """Log of what efficiency programmes have added to a path so far."""
    gain = np.zeros(year.size)
    for policy in scenario.policy:
        if policy.instrument == "efficiency_programme" and policy.target == target:
            end = math.inf if policy.end_year is None else policy.end_year
            run = np.clip(year, policy.start_year, max(end, policy.start_year)) - policy.start_year
            gain += run * math.log(policy.annual_factor)
    return gain


def _fill_policy(paths: Records, scenario: Scenario) -> None:
    paths["limit"] = math.inf if scenario.grid.limit_twh is None else scenario.grid.limit_twh
    paths["training_limit"] = math.inf
    for policy in scenario.policy:
        end = math.inf if policy.end_year is None else policy.end_year
        growth = getattr(policy, "annual_factor", 1.0)
        level = dated_path(paths["year"], policy.start_year, end, growth)
        in_force = level > 0.0
        if policy.instrument == "energy_tax":
            paths["tax"] += policy.usd_per_mwh * level
            paths["recycled_tax"] += policy.usd_per_mwh * level * policy.recycled_share
        elif policy.instrument in ("energy_cap", "build_out_limit"):
            cap = np.where(in_force, policy.twh * level, math.inf)
            paths["limit"] = np.minimum(paths["limit"], cap)
        elif policy.instrument == "training_limit":
            cap = np.where(in_force, policy.compute_ratio, math.inf)
            paths["training_limit"] = np.minimum(paths["training_limit"], cap)
        elif policy.instrument == "adoption_subsidy":
            paths["ln_subsidy"] += np.where(in_force, math.log1p(policy.share), 0.0)


def _carbon_tax(paths: Records, scenario: Scenario, *, recycled: bool) -> FloatArray:
    """Carbon taxes per unit of electricity. [USD/MWh]"""
    total = np.zeros(paths.size)
    for policy in scenario.policy:
        if policy.instrument == "carbon_tax":
            end = math.inf if policy.end_year is None else policy.end_year
            level = dated_path(paths["year"], policy.start_year, end, policy.annual_factor)
            share = policy.recycled_share if recycled else 1.0
            total += share * policy.usd_per_tco2 * level * paths["carbon_intensity"] / 1000.0
    return total


def lab_shares(scenario: Scenario) -> FloatArray:
    """Return base-year market shares, shape (labs,)."""
    return np.array([lab.share for lab in scenario.labs.members])


def setbacks_of(scenario: Scenario, technology: Technology) -> FloatArray:
    """Return how far others' jumps throw labs back at each step, in logs; (steps + 1, labs)."""
    members = scenario.labs.members
    elapsed = np.arange(scenario.n_steps + 1) / scenario.time.steps_per_year
    setbacks = np.zeros((elapsed.size, len(members)))
    if technology == Technology.FROZEN and "algorithmic" in scenario.technology.frozen:
        return setbacks
    for shock in scenario.technology.algorithmic.shocks:
        if shock.lab is None:
            continue
        year = scenario.time.start_year + elapsed
        jump = log_shock(year, shock.year, shock.factor, shock.ramp_years)
        others = [number for number, lab in enumerate(members) if lab.name != shock.lab]
        setbacks[1:, others] += np.diff(jump)[:, None]
    return setbacks
