"""Did a published number move? Small studies against stored results; `--store` rewrites them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from jevons_sim.scenario.load import load_scenario
from jevons_sim.scenario.shipped import shipped_scenarios
from jevons_sim.studies import run as study

STORED = Path(__file__).parent / "stored.json"

EVERY_MECHANISM = {
    "technology.experience_exponent": 0.05,
    "technology.algorithmic.ceiling": 500.0,
    "adoption.abandonment_per_year": 0.1,
    "demand.form": "saturating",
    "demand.saturation_multiple": 40.0,
    "demand.depth_ceiling": 3.0,
    "grid.limit_twh": 250.0,
    "economy.macro_multiplier": 3.0,
    "economy.displaced_share": 0.2,
    "labs.training.outside_investment_factor": 1.2,
    "policy": [
        {"instrument": "carbon_tax", "start_year": 2026, "usd_per_tco2": 50.0,
         "annual_factor": 1.1, "recycled_share": 0.5},
        {"instrument": "energy_tax", "start_year": 2027, "end_year": 2028, "usd_per_mwh": 10.0},
        {"instrument": "energy_cap", "start_year": 2028, "twh": 300.0, "annual_factor": 1.05},
        {"instrument": "efficiency_programme", "start_year": 2026, "target": "pue",
         "annual_factor": 0.98},
        {"instrument": "adoption_subsidy", "start_year": 2026, "share": 0.3},
        {"instrument": "training_limit", "start_year": 2027, "compute_ratio": 4.0},
    ],
}  # fmt: skip


def small_study(name):
    """Last-year outcomes of a small run of a scenario, seed by seed."""
    base = load_scenario("reference" if name == "every-mechanism" else name)
    changes = EVERY_MECHANISM if name == "every-mechanism" else {}
    small = base.with_values({"population.firms": 400, "seeds": 2, **changes})
    runs = study.run(small).runs
    return {column: runs[column].tolist() for column in runs.columns if column not in ("case",)}


NAMES = [*sorted(set(shipped_scenarios()) - {"jevons-frontier"}), "every-mechanism"]


def test_store(request):
    if request.config.getoption("--store"):
        found = {name: small_study(name) for name in NAMES}
        text = json.dumps(found, indent=0).replace("NaN", "null")
        STORED.write_text(text + "\n", encoding="utf-8", newline="\n")
    assert set(json.loads(STORED.read_text(encoding="utf-8"))) == set(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_numbers_have_not_moved(name):
    stored = json.loads(STORED.read_text(encoding="utf-8"))[name]
    found = small_study(name)
    assert found.keys() == stored.keys()
    for column, values in stored.items():
        expected = [float("nan") if value is None else value for value in values]
        assert found[column] == pytest.approx(expected, rel=1e-9, abs=1e-12, nan_ok=True), column
