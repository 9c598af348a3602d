"""Thresholds: where theory knows them, where there are two, where there is none."""

from __future__ import annotations

import json

import numpy as np
import pytest

from jevons_sim.errors import UsageError
from jevons_sim.scenario.load import load_scenario
from jevons_sim.studies.threshold import find_thresholds
from tests.command import SMALL, jevons

ELASTICITY = "demand.price_elasticity"


def test_full_adoption_tips_at_an_elasticity_of_one(neutral):
    found = find_thresholds(neutral, ELASTICITY, (-1.7, -0.4))
    (crossing,) = found.crossings
    assert crossing.band.median == pytest.approx(-1.0, abs=2e-4)
    assert not crossing.rises_above
    assert "rises at lower values and falls at higher ones" in found.in_words()


def test_a_value_of_the_scan_that_is_the_threshold_is_found_once(neutral):
    found = find_thresholds(neutral, ELASTICITY, (-1.5, -0.5))
    (crossing,) = found.crossings
    assert -1.0 in found.scan[ELASTICITY].to_numpy()
    assert crossing.band.median == pytest.approx(-1.0, abs=2e-4)


def test_rounding_is_no_threshold():
    """In the race for a fixed prize energy is the same whatever demand does, but for rounding."""
    scenario = load_scenario("arms-race").with_values({"population.firms": 200, "seeds": 3})
    found = find_thresholds(scenario, ELASTICITY, (-1.6, -0.2))
    assert found.crossings == ()
    assert "changes nothing" in found.in_words()


def test_each_seed_is_closed_in_on_and_the_ratio_there_is_one():
    from jevons_sim.studies import run as study

    scenario = load_scenario("deepseek-shock").with_values({"population.firms": 2000, "seeds": 4})
    (crossing,) = find_thresholds(scenario, ELASTICITY).crossings
    assert crossing.seeds == (0, 1, 2, 3)
    assert np.ptp(crossing.values) > 0.0
    for seed, value in zip(crossing.seeds, crossing.values.tolist(), strict=True):
        runs = study.run(scenario.with_values({ELASTICITY: value, "seeds": [seed]})).runs
        ratio = runs.loc[runs["case"] == "actual", "energy_ratio"].iloc[0]
        assert ratio == pytest.approx(1.0, abs=0.01)


def test_the_paradox_window_has_two_ends():
    """At an elasticity of -0.9, moderate gains backfire, and great ones no longer do."""
    sweep = load_scenario("efficiency-sweep")
    key = "technology.algorithmic.annual_factor"
    scenario = sweep.with_values({"sweep": None, "seeds": 5})
    found = find_thresholds(scenario, key, (1.02, 6.0))
    assert len(found.crossings) >= 1
    assert not found.crossings[-1].rises_above
    assert len(found.table()) == sum(len(crossing.seeds) for crossing in found.crossings)


def test_no_threshold_is_said_honestly(neutral):
    found = find_thresholds(neutral, ELASTICITY, (-0.6, -0.2))
    assert found.crossings == ()
    assert found.in_words().startswith("No threshold between -0.6 and -0.2: energy stays below")
    assert found.as_json()["thresholds"] == []


@pytest.mark.parametrize(
    ("key", "ends", "message"),
    [
        ("demand.elastic", (0.0, 1.0), "unknown key"),
        ("population.firms", (10.0, 20.0), "varies smoothly"),
        ("price.base_usd_per_mtok", None, "--from and --to"),
        (ELASTICITY, (-0.2, -0.8), "low end first; swap them"),
    ],
)
def test_searches_that_cannot_be_made(reference, key, ends, message):
    with pytest.raises(UsageError, match=message):
        find_thresholds(reference, key, ends)


def test_the_commands_print_and_write(tmp_path):
    words = ("threshold", "deepseek-shock", "--vary", ELASTICITY, *SMALL)
    done = jevons(*words, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert max(len(line) for line in done.stdout.splitlines()) <= 80
    document = json.loads(jevons(*words, "--json", cwd=tmp_path).stdout)
    (folder,) = (tmp_path / "outputs" / "deepseek-shock").iterdir()
    assert (folder / "figures" / "threshold.png").stat().st_size > 10_000
    assert (folder / "thresholds.csv").exists()
    assert document["key"] == ELASTICITY
    words = ("sensitivity", "reference", "--samples", "8", "--method", "morris", *SMALL)
    done = jevons(*words, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert max(len(line) for line in done.stdout.splitlines()) <= 80
    assert len(json.loads(jevons(*words, "--json", cwd=tmp_path).stdout)["indices"]) > 15
    done = jevons("threshold", "reference", "--vary", ELASTICITY, "--from", "-1", cwd=tmp_path)
    assert done.returncode == 2
    assert "go together" in done.stderr
