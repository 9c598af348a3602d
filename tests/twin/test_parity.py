"""The model's twin in JavaScript against Python: the same firms adopt, and the numbers agree."""

from __future__ import annotations

import numpy as np
import pytest

from jevons_sim.engine import random
from jevons_sim.engine.runner import run_points
from jevons_sim.equations.rebound import USED_UP, kind_of
from jevons_sim.quantities import LMDI_FACTORS, RESPONSES, SERIES
from jevons_sim.scenario.load import load_scenario
from jevons_sim.scenario.shipped import shipped_scenarios
from jevons_sim.studies.rebound import dissect
from tests.node import ask_node, needs_node
from tests.twin.scenarios import random_scenarios

N_RANDOM = 320
RELATIVE = 1e-9
OF_BASE = 1e-12
"""What is left of differences between nearly equal numbers, in units of the base year."""

pytestmark = needs_node


def ask(request):
    """Put a request to the twin."""
    return ask_node("tests/twin/driver.js", question=request)


def as_request(scenarios):
    return [
        {"scenario": item.model_dump(mode="json"), "seed": item.seed_list[0]} for item in scenarios
    ]


def by_python(scenarios):
    """Return the series of each scenario, shape (cases, steps + 1, series)."""
    found = []
    for scenario in scenarios:
        ((_, series),) = run_points([scenario], scenario.seed_list)
        found.append(series[0])
    return found


def assert_same(scenario, ours, theirs):
    """Hold one scenario's series against each other."""
    n = scenario.population.firms
    place = scenario.model_dump_json()
    for case, series in zip(ours, theirs["cases"], strict=True):
        columns = np.array([series[name] for name in SERIES], dtype=float).T
        adopters = [np.rint(rows[:, 0] * n).astype(int) for rows in (case, columns)]
        np.testing.assert_array_equal(*adopters, err_msg=place)
        base = np.maximum(np.abs(case[0]), 1.0)
        np.testing.assert_allclose(columns / base, case / base, rtol=RELATIVE, atol=OF_BASE)


def test_the_same_firms_adopt_and_every_series_agrees():
    scenarios = list(random_scenarios(N_RANDOM))
    theirs = ask({"ask": "run", "scenarios": as_request(scenarios)})
    n_finite = 0
    for scenario, ours, other in zip(scenarios, by_python(scenarios), theirs, strict=True):
        if np.isfinite(ours).all():
            assert_same(scenario, ours, other)
            n_finite += 1
    assert n_finite >= 300


def test_every_mechanism_is_reached():
    scenarios = list(random_scenarios(N_RANDOM))
    instruments = {item.instrument for scenario in scenarios for item in scenario.policy}
    assert len(instruments) == 7
    for reach in (
        lambda s: s.demand.form,
        lambda s: s.population.peers.network,
        lambda s: s.labs.training.rule,
        lambda s: s.population.size.distribution,
    ):
        assert len({reach(scenario) for scenario in scenarios}) >= 2
    assert any(shock.lab for s in scenarios for shock in s.technology.algorithmic.shocks)
    assert any(s.technology.experience_exponent > 0.0 for s in scenarios)
    assert any(s.adoption.abandonment_per_year > 0.0 for s in scenarios)


def test_every_shipped_scenario_agrees():
    scenarios = [
        load_scenario(name)
        .model_copy(update={"sweep": None})
        .with_values({"population.firms": 800, "seeds": [3]})
        for name in shipped_scenarios()
    ]
    theirs = ask({"ask": "run", "scenarios": as_request(scenarios)})
    for scenario, ours, other in zip(scenarios, by_python(scenarios), theirs, strict=True):
        assert_same(scenario, ours, other)


def test_parts_of_rebound_agree():
    scenario = load_scenario("deepseek-shock").with_values({"population.firms": 200, "seeds": [5]})
    (theirs,) = ask({"ask": "parts", "scenarios": as_request([scenario])})
    found = dissect(scenario)
    for boundary in ("ai", "economy"):
        for name in RESPONSES:
            ours = found.part(boundary, name).median
            assert theirs["parts"][boundary][name] == pytest.approx(ours, rel=1e-9, abs=1e-12)
    for name in LMDI_FACTORS:
        assert theirs["lmdi"][name] == pytest.approx(found.factor(name).median, rel=1e-9, abs=1e-9)


def test_factors_agree_where_nobody_uses_it_any_more():
    dear = dict.fromkeys(("algorithmic", "hardware_energy", "hardware_cost"), 0.5)
    values = {
        **{f"technology.{name}.annual_factor": factor for name, factor in dear.items()},
        "population.firms": 5,
        "time.years": 6,
        "seeds": [3],
        "adoption.abandonment_per_year": 3.0,
        "adoption.innovation_per_year": 0.0,
    }
    scenario = load_scenario("reference").with_values(values)
    (series,) = by_python([scenario])
    assert series[2, -1, SERIES.index("adoption_share")] == 0.0
    (theirs,) = ask({"ask": "parts", "scenarios": as_request([scenario])})
    found = dissect(scenario)
    ours = {name: found.factor(name).median for name in LMDI_FACTORS}
    assert theirs["lmdi"] == pytest.approx(ours, rel=1e-9)
    start = series[2, 0, SERIES.index("energy_inference_twh")]
    assert sum(ours.values()) == pytest.approx(-start)


def test_draws_are_the_same_to_the_bit():
    rng = np.random.default_rng(7)
    draws = [[int(x) for x in row] for row in rng.integers(0, 2**32, size=(200, 4))]
    assert ask({"ask": "bits", "draws": draws}) == [int(random.bits53(*draw)) for draw in draws]


def test_normals_agree_in_the_tails_too():
    shares = [1e-16, 1e-12, 1e-5, 0.01, 0.074, 0.076, 0.3, 0.5, 0.925, 0.99, 1 - 1e-12]
    ours = [random.standard_normal(share) for share in shares]
    assert ask({"ask": "normals", "shares": shares}) == pytest.approx(ours, rel=1e-13)


def test_vocabulary_is_the_same():
    theirs = ask({"ask": "series"})
    assert theirs["series"] == list(SERIES)
    assert theirs["responses"] == list(RESPONSES)
    assert theirs["factors"] == list(LMDI_FACTORS)


def test_a_rebound_means_the_same():
    """Both sides of every border, and what is not a number."""
    borders = (-USED_UP, 0.0, USED_UP, 0.5, 1.0 - USED_UP, 1.0, 1.0 + USED_UP, 3.0)
    shares = [border + gap for border in borders for gap in (-1e-9, 0.0, 1e-9)]
    theirs = ask({"ask": "kinds", "shares": [*shares, None, "NaN"]})
    assert theirs == [*map(kind_of, shares), "no_saving", "no_saving"]
    assert len(set(theirs)) == 6


def test_yaml_of_the_twin_is_a_scenario(tmp_path):
    base = load_scenario("reference")
    scenario = load_scenario("cap-and-efficiency")
    values = {"demand.price_elasticity": -0.731, "seeds": [4], "title": 'a: "b" # 제번스'}
    text = ask(
        {
            "ask": "yaml",
            "scenario": scenario.model_dump(mode="json"),
            "base": base.model_dump(mode="json"),
            "values": values,
        }
    )
    path = tmp_path / "made.yaml"
    path.write_text(text, encoding="utf-8")
    expected = scenario.with_values(values)
    same = "price.cost_shares.energy"  # the parent's number, so its source too
    sources = {**expected.sources, same: base.sources[same]}
    assert "demand.price_elasticity" not in expected.sources
    assert load_scenario(path) == expected.model_copy(update={"expected": None, "sources": sources})
