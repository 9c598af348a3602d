"""`jevons compare`: differences are those of each seed, and the words fit the screen."""

from __future__ import annotations

import json

import numpy as np
import pytest

from jevons_sim import study, workflow
from jevons_sim.analysis.comparison import COMPARED, differences
from jevons_sim.errors import UsageError
from jevons_sim.scenario.load import load_scenario
from tests.command import SMALL, jevons

SHOCK = load_scenario("deepseek-shock").with_values(
    {"population.firms": 500, "time.years": 2, "seeds": 5}
)


@pytest.fixture(scope="module")
def pair():
    other = SHOCK.with_values({"demand.price_elasticity": -1.3})
    return [study.run(SHOCK), study.run(other)]


def test_differences_are_paired_by_seed(pair):
    table = differences(["one", "two"], [result.runs for result in pair])
    row = table[(table["result"] == "two") & (table["quantity"] == "energy_twh")].iloc[0]
    one, two = (
        result.runs[result.runs["case"] == "actual"].set_index("seed")["energy_twh"]
        for result in pair
    )
    assert row["difference"] == pytest.approx(float(np.median(two - one)))
    assert row["paired"]
    spread = row["difference_p95"] - row["difference_p05"]
    assert spread < row["p95"] - row["p05"]  # common luck cancels
    own = table[table["result"] == "one"]
    assert (own["difference"] == 0.0).all()


def test_other_seeds_are_compared_by_medians_and_say_so(pair):
    other = study.run(SHOCK.with_values({"seeds": [90, 91]}))
    table = differences(["one", "two"], [pair[0].runs, other.runs])
    assert not table[table["result"] == "two"]["paired"].any()


def test_sweeps_and_single_results_are_refused(pair, tmp_path):
    folder = pair[0].save(tmp_path, figures=False)
    with pytest.raises(UsageError, match="two results or more"):
        workflow.compare([folder], tmp_path)
    with pytest.raises(UsageError, match="same study"):
        workflow.compare([folder, folder], tmp_path)
    axes = {"axes": {"demand.price_elasticity": [-1.0, -0.5]}}
    swept = study.run(SHOCK.with_values({"sweep": axes, "seeds": 1}))
    sweep_folder = swept.save(tmp_path, figures=False)
    with pytest.raises(UsageError, match="is a sweep"):
        workflow.compare([folder, sweep_folder], tmp_path)


def test_the_command_prints_and_writes(tmp_path):
    jevons("run", "deepseek-shock", "deepseek-closed", *SMALL, "--no-figures", cwd=tmp_path)
    done = jevons("compare", "deepseek-shock", "deepseek-closed", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert max(len(line) for line in done.stdout.splitlines()[:-1]) <= 80
    assert all(name in done.stdout for name in COMPARED)
    document = json.loads(
        jevons("compare", "deepseek-shock", "deepseek-closed", "--json", cwd=tmp_path).stdout
    )
    assert len(document["rows"]) == 2 * len(COMPARED)
    assert (tmp_path / document["path"] / "figures" / "comparison.png").stat().st_size > 10_000
