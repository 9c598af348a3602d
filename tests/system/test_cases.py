"""The historical cases: held against what was published, and the answer for the stated reason."""

from __future__ import annotations

import numpy as np
import pytest

from jevons_sim.analysis.published import beside_published
from jevons_sim.equations.rebound import isoelastic_rebound
from jevons_sim.scenario.describe import describe
from jevons_sim.scenario.load import load_scenario
from jevons_sim.studies import run as study

CASES = ("coal-1865", "lighting", "data-centres-2010")
KINDS = ("rebound", "energy_ratio", "growth")


def run(name, **values):
    changes = {key.replace("__", "."): value for key, value in values.items()}
    return study.run(load_scenario(name).with_values({"seeds": 4, **changes}))


def rebound_of(name, **values):
    return run(name, **values).summaries[0].rebound.median


def actual_of(name, **values):
    years = run(name, **values).years
    return years.pivot_table(index="year", columns="case", aggfunc="median", sort=True)


@pytest.mark.parametrize("name", CASES)
def test_a_case_meets_its_published_figures(name):
    scenario = load_scenario(name)
    found = beside_published(study.run(scenario).years, scenario.expected.published)
    assert {comparison.figure.quantity for comparison in found} >= {"service", "energy"}
    for comparison in found:
        assert comparison.holds, (comparison.figure, comparison.model)


@pytest.mark.parametrize("name", CASES)
@pytest.mark.parametrize("seed", [0, 3])
def test_a_thousand_firms_and_one_seed_give_about_the_same_answer(name, seed):
    result = run(name, population__firms=1000, seeds=[seed])
    expected = load_scenario(name).expected
    for kind in KINDS:
        low, high = getattr(expected, kind)
        assert 0.95 * low <= getattr(result.summaries[0], kind).median <= 1.05 * high, kind


UNSOURCED = ("time", "population.firms", "equivalents", "seeds")


@pytest.mark.parametrize("name", CASES)
def test_every_number_that_a_case_sets_has_its_own_source(name):
    """A source of the reference's number does not pass for one of the case's own."""
    reference = {row.key: row for row in describe(load_scenario("reference"))}
    sources = load_scenario(name).sources
    for row in describe(load_scenario(name)):
        given = reference.get(row.key)
        if row.key.startswith(UNSOURCED) or (given is not None and given.value == row.value):
            continue
        parts = row.key.split(".")
        above = [key for n in range(len(parts), 0, -1) if (key := ".".join(parts[:n])) in sources]
        assert above, row.key
        assert sources[above[0]] != (given.source if given is not None else None), row.key


def test_the_naive_rebound_of_coal_is_mostly_growth():
    """ln 30.9 / ln 3.09 would be the elasticity, were all growth an answer to the gain: R = 14."""
    elasticity = -np.log(30.9) / np.log(3.09)
    naive = float(isoelastic_rebound(3.09, elasticity))
    assert naive == pytest.approx(14.3, abs=0.1)
    result = run("coal-1865")
    assert result.summaries[0].rebound.median < naive / 40.0
    assert result.summaries[0].frozen_growth.median > 1.8 * result.summaries[0].growth.median


def test_coal_backfires_only_far_beyond_an_elasticity_of_one():
    assert rebound_of("coal-1865", demand__price_elasticity=-3.0) < 1.0
    assert rebound_of("coal-1865", demand__price_elasticity=-4.0) > 1.0


def test_coal_would_be_the_classic_border_were_it_the_whole_cost():
    whole = {"energy": 1.0, "compute": 0.0, "overhead": 0.0}
    settled = {"price__cost_shares": whole, "demand__adjustment_years": 0.0}
    border = rebound_of("coal-1865", responses__adoption=False, **settled)
    assert border == pytest.approx(1.0, abs=1e-6)
    assert rebound_of("coal-1865", **settled) > 1.3  # and beyond it, as new users come in


def test_iron_gets_a_quarter_cheaper():
    price = actual_of("coal-1865")["price_usd_per_mtok", "actual"]
    assert price.iloc[-1] / price.iloc[0] == pytest.approx(0.74, abs=0.01)


def test_light_booms_while_users_come_and_saves_when_tasks_run_out():
    energy = actual_of("lighting")["energy_twh"]
    ratio = energy["actual"] / energy["frozen"]
    assert 1.15 < ratio[1900.0] < 1.6
    assert ratio[1950.0] < 0.5
    assert ratio[2000.0] == pytest.approx(0.13, abs=0.02)
    settled = actual_of("lighting", responses__adoption=False)["energy_twh"]
    assert (settled["actual"] <= settled["frozen"]).all()  # without new users it never booms


def test_the_elasticity_of_light_rises_and_falls_as_published():
    """Published: -1.7 in the 1890s, -0.6 after 2000; the model's are weaker, in the same order."""
    table = actual_of("lighting")
    service = np.log(table["service_mtok", "actual"])
    price = np.log(table["price_usd_per_mtok", "actual"])

    def elasticity(first, last):
        by_income = load_scenario("lighting").demand.autonomous_growth * (last - first)
        return (service[last] - service[first] - by_income) / (price[last] - price[first])

    assert elasticity(1885.0, 1899.0) == pytest.approx(-1.3, abs=0.12)
    assert elasticity(1985.0, 2000.0) == pytest.approx(-0.42, abs=0.08)


def test_data_centres_stand_on_a_knife_edge():
    """All growth put down to the price: R about 1, and the same 6.5 times; none of it: about 0."""
    caused = {"demand__price_elasticity": -1.45, "demand__autonomous_growth": 0.0}
    table = actual_of("data-centres-2010", **caused)["service_mtok", "actual"]
    assert table.iloc[-1] / table.iloc[0] == pytest.approx(6.5, rel=0.05)
    assert rebound_of("data-centres-2010", **caused) == pytest.approx(1.0, abs=0.08)
    free = {"demand__price_elasticity": 0.0, "demand__autonomous_growth": 0.215}
    assert rebound_of("data-centres-2010", **free) == pytest.approx(0.0, abs=0.02)


def test_half_of_the_growth_of_computing_is_put_down_to_the_price():
    table = actual_of("data-centres-2010")["service_mtok"]
    grown = np.log(table.iloc[-1] / table.iloc[0])
    assert 1.0 - grown["frozen"] / grown["actual"] == pytest.approx(0.48, abs=0.05)
