"""`jevons rebound`: the parts sum, a response that is off takes no part, the files are there."""

from __future__ import annotations

import json

import numpy as np
import pandas as pd
import pytest

from jevons_sim.analysis.parts import BOUNDARIES
from jevons_sim.errors import UsageError
from jevons_sim.quantities import LMDI_FACTORS, RESPONSES
from jevons_sim.scenario.load import load_scenario
from jevons_sim.studies import run as study
from jevons_sim.studies.rebound import dissect
from tests.command import SMALL, jevons

SHOCK = load_scenario("deepseek-shock").with_values(
    {"population.firms": 800, "time.years": 4, "seeds": [2, 7], "grid.limit_twh": 150.0,
     "economy.macro_multiplier": 2.0}
)  # fmt: skip


@pytest.fixture(scope="module")
def found():
    return dissect(SHOCK)


def test_parts_sum_to_the_rebound_of_each_run(found):
    runs = study.run(SHOCK).runs
    actual = runs[runs["case"] == "actual"].set_index("seed")
    for boundary, column in zip(BOUNDARIES, ("rebound", "rebound_economy"), strict=True):
        rows = found.parts.shapley
        last = rows[(rows["boundary"] == boundary) & (rows["year"] == rows["year"].max())]
        total = last.groupby("seed")["part"].sum()
        np.testing.assert_allclose(total, actual.loc[total.index, column], rtol=1e-9, atol=1e-9)


def test_lmdi_sums_to_the_change_of_inference_energy_in_every_step(found):
    years = study.run(SHOCK).years
    actual = years[years["case"] == "actual"].set_index(["seed", "year"])["energy_inference_twh"]
    change = actual - actual.groupby("seed").transform("first")
    total = found.parts.lmdi.groupby(["seed", "year"])["twh"].sum()
    np.testing.assert_allclose(total, change.loc[total.index], rtol=1e-9, atol=1e-9)


def test_respending_is_no_part_of_ai_alone_and_some_of_the_economy(found):
    assert found.part("ai", "economy").median == 0.0
    assert found.part("economy", "economy").median > 0.0


def test_a_response_switched_off_takes_no_part():
    less = dissect(SHOCK.with_values({"responses.use": False}))
    assert less.part("ai", "use").median == 0.0
    assert less.part("ai", "depth").median > 0.0


def test_a_sweep_is_refused():
    with pytest.raises(UsageError, match="is a sweep"):
        dissect(load_scenario("jevons-frontier"))


def test_the_command_prints_and_writes(tmp_path):
    done = jevons("rebound", "deepseek-shock", *SMALL, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert max(len(line) for line in done.stdout.splitlines()) <= 80
    (folder,) = (tmp_path / "outputs" / "deepseek-shock").iterdir()
    names = sorted(path.name for path in (folder / "rebound").rglob("*.*"))
    assert names == [
        *("answer.json", "lmdi.csv", "parts.png", "rebound_parts.csv", "scenario.yaml"),
        "waterfall.png",
    ]
    table = pd.read_csv(folder / "rebound" / "rebound_parts.csv")
    assert set(table["response"]) == set(RESPONSES)


def test_the_json_document_holds_parts_and_factors(tmp_path):
    words = ("rebound", "deepseek-shock", *SMALL, "--json", "--no-figures")
    document = json.loads(jevons(*words, cwd=tmp_path).stdout)
    assert tuple(document["parts"]) == BOUNDARIES
    assert tuple(document["parts"]["ai"]) == RESPONSES
    assert tuple(document["lmdi"]) == LMDI_FACTORS
