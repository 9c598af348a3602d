"""Random scenarios that reach every mechanism, drawn with a fixed seed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from jevons_sim.scenario.load import load_scenario
from jevons_sim.scenario.schema import Scenario

PATHS = ("algorithmic", "hardware_energy", "hardware_cost", "overhead")


def random_scenarios(count: int, seed: int = 20250127) -> Iterator[Scenario]:
    """Give scenarios over the whole range of what a scenario can hold."""
    reference = load_scenario("reference")
    rng = np.random.default_rng(seed)
    for _ in range(count):
        yield reference.with_values(
            {
                **_population(rng),
                **_technology(rng),
                **_labs(rng),
                **_demand(rng),
                **_grid(rng),
                "policy": _policy(rng),
                "seeds": [int(rng.integers(0, 2**32))],
            }
        )


def _some(rng: np.random.Generator, low: float, high: float, *neutral: Any) -> Any:
    """Return a number in a range or, a quarter of the time, one of the neutral values."""
    if neutral and rng.random() < 0.25:
        return neutral[int(rng.integers(len(neutral)))]
    return float(rng.uniform(low, high))


def _population(rng: np.random.Generator) -> dict[str, Any]:
    ceiling = _some(rng, 0.3, 1.0, 1.0)
    return {
        "time.years": int(rng.integers(2, 13)),
        "time.steps_per_year": int(rng.choice([1, 2, 4, 12])),
        "population.firms": int(rng.choice([1, 2, 7, 60, 150, 300])),
        "population.size.distribution": str(rng.choice(["lognormal", "pareto"])),
        "population.size.spread": _some(rng, 0.1, 2.0, 0.0),
        "population.reservation_price.spread": _some(rng, 0.5, 6.0, 0.0),
        "population.reservation_price.potential_at_base_price": _some(rng, 0.0, ceiling, ceiling),
        "population.reservation_price.size_correlation": _some(rng, -1.0, 1.0, 0.0, 1.0),
        "population.peers.network": str(rng.choice(["small_world", "complete", "sectors"])),
        "population.peers.degree": int(rng.choice([0, 2, 8])),
        "population.peers.rewire": _some(rng, 0.0, 1.0, 0.0, 1.0),
        "population.peers.sectors": int(rng.choice([1, 5, 20])),
        "adoption.base_share": _some(rng, 0.0, ceiling, 0.0),
        "adoption.ceiling": ceiling,
        "adoption.innovation_per_year": _some(rng, 0.0, 0.1, 0.0),
        "adoption.imitation_per_year": _some(rng, 0.1, 1.5, 0.0),
        "adoption.abandonment_per_year": _some(rng, 0.1, 1.0, 0.0),
    }


def _technology(rng: np.random.Generator) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for path in PATHS:
        values[f"technology.{path}.annual_factor"] = _some(rng, 0.9, 2.0, 1.0)
        values[f"technology.{path}.ceiling"] = _some(rng, 1.0, 40.0, None)
        values[f"technology.{path}.shocks"] = _shocks(rng, path)
    still = [path for path in (*PATHS, "pue") if rng.random() < 0.8]
    return {
        **values,
        "technology.pue.annual_factor": _some(rng, 0.9, 1.0, 1.0),
        "technology.frozen": still,
        "technology.experience_exponent": _some(rng, 0.0, 0.3, 0.0, 0.0),
    }


def _shocks(rng: np.random.Generator, path: str) -> list[dict[str, Any]]:
    if rng.random() < 0.6:
        return []
    lab = str(rng.choice(["incumbent-a", "entrant"])) if path == "algorithmic" else None
    return [
        {
            "year": float(rng.uniform(2025, 2030)),
            "factor": float(rng.uniform(1.0, 10.0)),
            "ramp_years": _some(rng, 0.1, 2.0, 0.0),
            "lab": lab if rng.random() < 0.7 else None,
        }
    ]


def _labs(rng: np.random.Generator) -> dict[str, Any]:
    energy = _some(rng, 0.0, 0.5, 0.0)
    overhead = _some(rng, 0.0, 0.3, 0.0)
    return {
        "labs.price_sensitivity": _some(rng, 0.0, 6.0, 0.0),
        "labs.share_adjustment_years": _some(rng, 0.1, 3.0, 0.0),
        "labs.spillover_per_year": _some(rng, 0.0, 4.0, 0.0),
        "labs.training.rule": str(rng.choice(["contest", "revenue_share", "none"])),
        "labs.training.energy_share": _some(rng, 0.0, 0.6, 0.0),
        "labs.training.prize_revenue_exponent": _some(rng, 0.0, 1.0, 0.0, 1.0),
        "labs.training.outside_investment_factor": _some(rng, 0.9, 1.2, 1.0),
        "price.cost_shares": {
            "energy": energy,
            "compute": 1.0 - energy - overhead,
            "overhead": overhead,
        },
        "price.pass_through": _some(rng, 0.0, 1.2, 0.0, 1.0),
    }


def _demand(rng: np.random.Generator) -> dict[str, Any]:
    form = str(rng.choice(["isoelastic", "saturating", "derived"]))
    multiple = float(rng.uniform(1.0, 50.0)) if form == "saturating" else None
    return {
        "demand.form": form,
        "demand.price_elasticity": _some(rng, -1.6, 0.0, 0.0, -1.0),
        "demand.elasticity_spread": _some(rng, 0.0, 0.5, 0.0),
        "demand.saturation_multiple": multiple,
        "demand.depth_elasticity": _some(rng, -0.4, 0.0, 0.0),
        "demand.depth_ceiling": _some(rng, 1.0, 10.0, None),
        "demand.adjustment_years": _some(rng, 0.1, 3.0, 0.0),
        "demand.autonomous_growth": _some(rng, -0.2, 0.8, 0.0),
        "demand.substitution_elasticity": _some(rng, 0.0, 1.5, 0.0, 1.0),
        "demand.output_elasticity": _some(rng, -2.0, 0.0, 0.0),
        "demand.cost_share": _some(rng, 0.0, 0.5, 0.0, 1.0),
    }


def _grid(rng: np.random.Generator) -> dict[str, Any]:
    return {
        "grid.other_demand_twh": _some(rng, 100.0, 30000.0, 0.0),
        "grid.supply_elasticity": _some(rng, 0.2, 3.0, None),
        "grid.limit_twh": _some(rng, 100.0, 400.0, None),
        "grid.scarcity_response": _some(rng, 0.0, 4.0, 0.0),
        "economy.macro_multiplier": _some(rng, 0.0, 3.0, 0.0),
        "economy.displaced_share": _some(rng, 0.0, 1.0, 0.0),
        **{
            f"responses.{name}": bool(rng.random() < 0.85)
            for name in ("adoption", "use", "depth", "training", "economy", "grid")
        },
    }


def _policy(rng: np.random.Generator) -> list[dict[str, Any]]:
    start = int(rng.integers(2025, 2032))
    end = start + int(rng.integers(1, 5)) if rng.random() < 0.5 else None
    when = {"start_year": start, "end_year": end}
    growth = float(rng.uniform(0.9, 1.2))
    recycled = _some(rng, 0.0, 1.0, 0.0)
    taxed = {**when, "annual_factor": growth, "recycled_share": recycled}
    instruments = [
        {"instrument": "carbon_tax", "usd_per_tco2": float(rng.uniform(0, 300)), **taxed},
        {"instrument": "energy_tax", "usd_per_mwh": float(rng.uniform(0, 100)), **taxed},
        {"instrument": "energy_cap", "twh": float(rng.uniform(80, 300)), **when},
        {"instrument": "build_out_limit", "twh": 200.0, "annual_factor": growth, **when},
        {
            "instrument": "efficiency_programme",
            "target": str(rng.choice(["algorithmic", "hardware_energy", "pue"])),
            "annual_factor": float(rng.uniform(0.9, 1.0)),
            **when,
        },
        {"instrument": "adoption_subsidy", "share": float(rng.uniform(0, 2)), **when},
        {"instrument": "training_limit", "compute_ratio": float(rng.uniform(0.5, 3)), **when},
    ]
    return [item for item in instruments if rng.random() < 0.2]
