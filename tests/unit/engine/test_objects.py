"""The engine against the whole model written as Mesa objects: the same answers, in every case."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path

import numpy as np
import pytest

from jevons_sim.engine import firms as kernel
from jevons_sim.engine.model import JevonsModel
from jevons_sim.engine.runner import run_points
from jevons_sim.quantities import CASES, SERIES

BENCHMARKS = Path(__file__).parents[3] / "benchmarks"

EVERYTHING = {
    "technology.experience_exponent": 0.05,
    "technology.algorithmic.ceiling": 500.0,
    "technology.algorithmic.shocks": [
        {"year": 2026, "factor": 10.0, "ramp_years": 0.5, "lab": "entrant"}
    ],
    "adoption.abandonment_per_year": 0.3,
    "demand.depth_ceiling": 1.2,
    "demand.adjustment_years": 1.0,
    "grid.limit_twh": 200.0,
    "economy.macro_multiplier": 3.0,
    "economy.displaced_share": 0.2,
    "labs.training.outside_investment_factor": 1.2,
    "policy": [
        {"instrument": "carbon_tax", "start_year": 2026, "usd_per_tco2": 50.0,
         "annual_factor": 1.1, "recycled_share": 0.5},
        {"instrument": "energy_tax", "start_year": 2026, "usd_per_mwh": 10.0},
        {"instrument": "adoption_subsidy", "start_year": 2026, "share": 0.3},
        {"instrument": "training_limit", "start_year": 2026, "compute_ratio": 1.1},
    ],
}  # fmt: skip

VARIANTS = {
    "reference": {},
    "everything": EVERYTHING,
    "saturating": {"demand.form": "saturating", "demand.saturation_multiple": 3.0},
    "derived": {"demand.form": "derived"},
    "complete": {"population.peers.network": "complete", "adoption.imitation_per_year": 2.0},
    "sectors": {"population.peers.network": "sectors", **EVERYTHING},
    "revenue share": {"labs.training.rule": "revenue_share", "labs.price_sensitivity": 0.0},
    "a laggard leaves": {
        "technology.algorithmic.shocks": [{"year": 2025.5, "factor": 1e4, "lab": "entrant"}],
        "labs.spillover_per_year": 0.1,
    },
    "grid and use off": {"responses.grid": False, "responses.use": False, **EVERYTHING},
}


@pytest.fixture(scope="module")
def objects():
    """The benchmark that holds the object model."""
    path = BENCHMARKS / "mesa_objects.py"
    if not path.exists():
        pytest.skip("benchmarks are not shipped with this copy")
    spec = importlib.util.spec_from_file_location("mesa_objects", path)
    module = importlib.util.module_from_spec(spec)
    sys.modules["mesa_objects"] = module
    spec.loader.exec_module(module)
    yield module
    del sys.modules["mesa_objects"]


@pytest.mark.parametrize("variant", VARIANTS)
def test_engine_equals_objects_that_follow_the_same_rules(reference, objects, variant):
    scenario = reference.with_values(
        {"population.firms": 600, "time.years": 2, **VARIANTS[variant]}
    )
    rows = dict(run_points([scenario], [3]))[0][0]
    for number, case in enumerate(CASES):
        found = objects.objects_of(scenario, 3, case).series()
        np.testing.assert_allclose(found, rows[number], rtol=1e-9, atol=1e-12, err_msg=case)
    adoption = SERIES.index("adoption_share")
    np.testing.assert_array_equal(found[:, adoption], rows[2, :, adoption])
    assert found[-1, adoption] != found[0, adoption]


@pytest.mark.parametrize("network", ["small_world", "complete", "sectors"])
def test_kernel_equals_the_agent_by_agent_reference(reference, objects, network):
    """Step by step, at prices that also make adopters regret."""
    scenario = reference.with_values(
        {
            "population.firms": 5000,
            "population.peers.network": network,
            "adoption.abandonment_per_year": 0.3,
        }
    )
    model, inputs = objects.ObjectModel(scenario, 4), JevonsModel(scenario, seed=4).world
    before = np.array([firm.uses_ai for firm in model.firms], dtype=np.uint8)
    adopted = regretted = 0
    for step, ln_price in enumerate((-0.5, -1.0, 4.0, 0.5), start=1):
        model.steps, model.ln_price_seen, model.ln_price_used = step, ln_price, 0.5 * ln_price
        view = kernel.MarketView(step, 4, ln_price, 0.5 * ln_price, float(model.adopters))
        model.move_firms()
        now, again = np.empty_like(before), np.empty_like(before)
        use = kernel.advance_firms(inputs.firms, before, now, inputs.parameters, view)
        np.testing.assert_array_equal(now, [firm.uses_ai for firm in model.firms])
        assert use == pytest.approx((model.adopters, model.firm_tasks), rel=1e-12)
        threaded = kernel.advance_firms_parallel(
            inputs.firms, before, again, inputs.parameters, view
        )
        assert threaded == use
        np.testing.assert_array_equal(again, now)
        adopted += (now > before).sum()
        regretted += (now < before).sum()
        before = now
    assert adopted > 0
    assert regretted > 0
