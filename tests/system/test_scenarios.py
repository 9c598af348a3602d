"""Every shipped scenario: runs, gives the answer it stands for, and for the reason it states."""

from __future__ import annotations

import numpy as np
import pytest

from jevons_sim.plots.sweep import ELASTICITY
from jevons_sim.scenario.load import load_scenario
from jevons_sim.scenario.shipped import shipped_scenarios
from jevons_sim.studies import run as study

NAMES = sorted(shipped_scenarios())
GAIN = "technology.algorithmic.annual_factor"


@pytest.fixture(scope="module")
def result_of():
    """Run a shipped scenario once, however many tests ask for it."""
    kept = {}

    def run(name):
        if name not in kept:
            kept[name] = study.run(load_scenario(name))
        return kept[name]

    return run


@pytest.mark.parametrize("name", NAMES)
def test_it_asks_a_question_and_expects_an_answer(name):
    scenario = load_scenario(name)
    assert scenario.title
    assert scenario.question
    assert scenario.expected is not None
    assert scenario.expected.answer
    assert scenario.name == name


@pytest.mark.parametrize("name", NAMES)
def test_it_gives_the_expected_answer(name, result_of):
    result = result_of(name)
    assert result.failures == ()
    expected = load_scenario(name).expected
    if result.plan.keys:
        assert (expected.rebound, expected.energy_ratio, expected.growth) == (None, None, None)
        return
    (summary,) = result.summaries
    checked = 0
    for kind in ("rebound", "energy_ratio", "growth"):
        interval = getattr(expected, kind)
        if interval is not None:
            low, high = interval
            assert low <= getattr(summary, kind).median <= high, kind
            checked += 1
    assert checked


def rebound_of(name, **values):
    changes = {key.replace("__", "."): value for key, value in values.items()}
    scenario = load_scenario(name).with_values({"population.firms": 3000, "seeds": 6, **changes})
    return study.run(scenario).summaries[0]


def test_the_reference_meets_the_published_projection():
    """IEA (April 2026): 155 TWh in 2025, 465 TWh in 2030; autonomous growth is fitted to it."""
    result = study.run(load_scenario("reference"))
    energy = result.summaries[0].energy_twh.median
    assert energy == pytest.approx(465.0, rel=0.06)


def test_deepseek_turns_into_backfire_just_beyond_an_elasticity_of_one():
    assert rebound_of("deepseek-shock", demand__price_elasticity=-1.0).rebound.median < 1.0
    assert rebound_of("deepseek-shock", demand__price_elasticity=-1.12).rebound.median > 1.0


def test_deepseek_needs_less_hardware_but_far_more_than_the_fall_in_cost_suggests(result_of):
    """The market's view of 27 January 2025 is the engineering case; README quotes both numbers."""
    summary = result_of("deepseek-shock").summaries[0]
    assert summary.hardware_ratio_expected.median == pytest.approx(0.33, abs=0.02)
    assert summary.hardware_ratio.median == pytest.approx(0.72, abs=0.02)


def test_deepseek_takes_the_saving_back_through_its_responses():
    """Switched off one by one, use, adoption and depth each leave less of the saving taken back."""
    full = rebound_of("deepseek-shock").rebound.median
    for response in ("use", "adoption", "depth"):
        less = rebound_of("deepseek-shock", **{f"responses__{response}": False}).rebound.median
        assert less < full - 0.02, response


def test_the_labs_of_deepseek_train_less_at_first_and_more_once_use_has_grown(result_of):
    table = result_of("deepseek-shock").years.set_index("case")
    actual, frozen = table.loc["actual"], table.loc["frozen"]
    for name in ("energy_training_twh", "spending_usd_bn"):
        first, last = (
            actual[actual["year"] == year][name].median()
            / frozen[frozen["year"] == year][name].median()
            for year in (2026, 2035)
        )
        assert first < 0.97, name
        assert last > 1.05, name


def test_the_rise_of_the_reference_needs_the_answer_to_the_price_and_other_growth(result_of):
    runs = result_of("reference").runs
    growth = runs.groupby("case")["growth"].median()
    assert growth["engineering"] == pytest.approx(0.66, abs=0.03)
    assert growth["frozen"] == pytest.approx(65, abs=3)
    less = load_scenario("reference").with_values({"demand.autonomous_growth": 0.0, "seeds": 4})
    runs = study.run(less).runs
    assert runs[runs["case"] == "actual"]["growth"].median() < 1.0


def test_half_of_the_strength_of_open_models_comes_from_depth_and_spread():
    alone = {"demand.depth_elasticity": 0.0, "demand.elasticity_spread": 0.0, "seeds": 6}
    runs = study.run(load_scenario("open-small-models").with_values(alone)).runs
    assert runs[runs["case"] == "actual"]["rebound"].median() == pytest.approx(0.8, abs=0.05)


def test_the_border_of_deepseek_in_tokens_lies_beyond_published_estimates():
    """Without depth the elasticity of tasks is that of tokens."""
    base = load_scenario("deepseek-shock").with_values(
        {"demand.depth_elasticity": 0.0, "population.firms": 2000, "seeds": 6}
    )
    for elasticity, backfires in ((-1.17, False), (-1.35, True)):
        runs = study.run(base.with_values({"demand.price_elasticity": elasticity})).runs
        assert (runs[runs["case"] == "actual"]["rebound"].median() > 1.0) == backfires


def test_growth_is_not_rebound_reproduces_the_accounts_of_2025():
    """× 1.5 energy, × 6.1 tokens, R = 0.32, against the frozen twin's × 3.07 (derived, 2025)."""
    result = study.run(load_scenario("growth-is-not-rebound"))
    (summary,) = result.summaries
    assert summary.growth.median == pytest.approx(1.50, abs=0.03)
    assert summary.rebound.median == pytest.approx(0.32, abs=0.02)
    assert summary.frozen_growth.median == pytest.approx(3.07, abs=0.08)
    actual = result.years[result.years["case"] == "actual"].groupby("year")["service_mtok"].median()
    assert actual.iloc[-1] / actual.iloc[0] == pytest.approx(6.1, abs=0.2)
    price = result.years[result.years["case"] == "actual"].groupby("year")
    fall = price["price_usd_per_mtok"].median()
    assert fall.iloc[-1] / fall.iloc[0] == pytest.approx(0.427, abs=0.002)


def test_inelastic_saves_because_demand_answers_weakly():
    assert rebound_of("inelastic", demand__price_elasticity=-1.3).rebound.median > 1.0
    without_use = rebound_of("inelastic", responses__use=False).rebound.median
    assert without_use == pytest.approx(0.0, abs=1e-9)


def test_the_efficiency_sweep_shows_a_window_of_backfire(result_of):
    ratios = [summary.energy_ratio.median for summary in result_of("efficiency-sweep").summaries]
    assert ratios[0] > 1.0
    assert max(ratios) > 1.15
    assert ratios[-1] < 0.9
    assert 0 < int(np.argmax(ratios)) < len(ratios) - 1
    settled = load_scenario("efficiency-sweep").with_values(
        {"responses.adoption": False, "seeds": 3}
    )
    alone = [summary.energy_ratio.median for summary in study.run(settled).summaries]
    assert max(alone) < 1.0  # without new adopters nothing backfires at an elasticity of -0.9


def test_the_frontier_bends_away_from_the_analytic_line(result_of):
    result = result_of("jevons-frontier")
    rows = zip(result.plan.points, result.summaries, strict=True)
    ratio = {
        (round(point.values[GAIN], 2), round(point.values[ELASTICITY], 1)): found
        for point, found in rows
    }
    assert ratio[1.34, -0.9].energy_ratio.median > 1.1  # inelastic use, and yet it backfires
    assert ratio[2.6, -0.9].energy_ratio.median < 1.0
    assert all(found.rebound.median > 1.0 for (_, e), found in ratio.items() if e <= -1.0)
    assert all(found.rebound.median < 1.0 for (_, e), found in ratio.items() if e >= -0.7)


def energy_of(name, **values):
    return rebound_of(name, **values).energy_twh.median


def test_closed_labs_fall_behind_and_stop_racing():
    assert (
        rebound_of("deepseek-closed").rebound.median < rebound_of("deepseek-shock").rebound.median
    )
    last = {}
    for name in ("deepseek-closed", "deepseek-shock"):
        years = study.run(load_scenario(name).with_values({"seeds": 2})).years
        rows = years[(years["case"] == "actual") & (years["year"] == years["year"].max())]
        last[name] = rows.mean(numeric_only=True)
    closed, shared = last["deepseek-closed"], last["deepseek-shock"]
    assert closed["service_mtok"] < 0.75 * shared["service_mtok"]
    assert closed["energy_training_twh"] < 0.5 * shared["energy_training_twh"]


@pytest.mark.parametrize("elasticity", [-0.3, -1.4])
def test_the_race_eats_the_saving_whatever_demand_does(elasticity):
    full = rebound_of("arms-race", demand__price_elasticity=elasticity)
    assert full.rebound.median == pytest.approx(1.0, abs=1e-9)
    held = rebound_of("arms-race", responses__training=False)
    assert held.rebound.median == pytest.approx(0.0, abs=1e-9)


def test_greener_rebounds_only_where_energy_is_the_cost():
    whole = {"energy": 1.0, "compute": 0.0, "overhead": 0.0}
    found = rebound_of(
        "green-not-cheap", price__cost_shares=whole, price__pass_through=1.0,
        labs__training__rule="none", grid__supply_elasticity=None,
    )  # fmt: skip
    assert found.rebound.median > 1.0


def test_the_limit_decides_and_not_the_elasticity():
    limited = rebound_of("grid-limit")
    assert limited.energy_twh.median == pytest.approx(400.0, rel=1e-6)
    assert rebound_of("grid-limit", responses__grid=False).rebound.median > (
        3.0 * limited.rebound.median
    )
    stronger = energy_of("grid-limit", demand__price_elasticity=-1.8)
    assert stronger == pytest.approx(400.0, rel=1e-6)


def test_a_tax_on_six_percent_of_the_cost_moves_little():
    with_tax, without = energy_of("carbon-tax"), energy_of("deepseek-shock")
    assert 0.97 * without < with_tax < without
    half = {"price__cost_shares": {"energy": 0.5, "compute": 0.41, "overhead": 0.09}}
    assert energy_of("carbon-tax", **half) < 0.97 * energy_of("deepseek-shock", **half)


def test_a_cap_turns_efficiency_into_service():
    years = study.run(load_scenario("cap-and-efficiency").with_values({"seeds": 3})).years
    last = years[years["year"] == years["year"].max()].groupby("case").mean(numeric_only=True)
    assert last.loc["actual", "energy_twh"] == pytest.approx(155.0, rel=1e-9)
    assert last.loc["actual", "service_mtok"] > 10.0 * last.loc["frozen", "service_mtok"]
    assert energy_of("cap-and-efficiency", policy=[]) > 155.0 * 3.0


def test_saturation_makes_the_paradox_transient():
    years = study.run(load_scenario("saturation").with_values({"seeds": 6})).years
    energy = years.pivot_table(index="year", columns="case", values="energy_twh")
    ratio = energy["actual"] / energy["frozen"]
    assert ratio.max() > 1.2
    assert ratio.iloc[-1] < 0.1
    assert ratio.idxmax() < 2035
    endless = {"demand__form": "isoelastic", "time__years": 10}
    assert rebound_of("saturation", **endless).rebound.median > 1.0


def test_margins_turn_backfire_into_a_saving():
    assert rebound_of("open-small-models", price__pass_through=0.5).rebound.median < 1.0


def test_public_money_is_growth_and_not_rebound():
    without = rebound_of("public-investment", labs__training__outside_investment_factor=1.0)
    with_money = rebound_of("public-investment")
    assert with_money.growth.median > 2.0 * without.growth.median
    assert abs(with_money.rebound.median - without.rebound.median) < 0.05


def test_easy_substitution_for_staff_is_what_backfires():
    assert rebound_of("labour", demand__substitution_elasticity=0.8).rebound.median < 1.0
    years = study.run(load_scenario("labour").with_values({"seeds": 2})).years
    hours = years[years["case"] == "actual"].groupby("year")["hours_displaced_bn"].mean()
    assert hours.iloc[0] == pytest.approx(0.2)
    assert hours.iloc[-1] > 5.0
