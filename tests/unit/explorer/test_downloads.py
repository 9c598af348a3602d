"""What the explorer saves: the command line runs it to the same numbers."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from jevons_sim.explorer.page import TYPICAL_SEED
from jevons_sim.quantities import SERIES, YEAR_COLUMNS
from jevons_sim.scenario.load import load_scenario
from tests.command import jevons
from tests.node import ask_node, needs_node

pytestmark = [
    needs_node,
    pytest.mark.xdist_group("saved"),
]
ROOT = Path(__file__).parents[3]

STUDIES = {
    "as it ships": ("deepseek-shock", ""),
    "moved": ("deepseek-shock", "&elasticity=-1.13&shock=6.5&tax=85&power=0.31&limit=150"),
    "cap": ("cap-and-efficiency", "&cap=120&reach=0.8&spread=1.7"),
    "coal": ("coal-1865", "&gain=1.05&elasticity=-3.5"),
    "race": ("reference", "&rule=revenue_share&growth=0.4&green=1.22"),
}


@pytest.fixture(scope="module")
def saved():
    """Return what is saved in each study, with the seed after the preset's own."""
    links = [
        f"#preset={preset}&predict=0&seed={TYPICAL_SEED[preset] + 1}{values}"
        for preset, values in STUDIES.values()
    ]
    return dict(zip(STUDIES, ask_node("tests/js/save.js", question=links), strict=True))


@pytest.mark.parametrize("study", STUDIES)
def test_the_command_line_runs_what_was_saved_to_the_same_numbers(saved, tmp_path, study):
    preset, _ = STUDIES[study]
    (tmp_path / "saved.yaml").write_text(saved[study]["yaml"], encoding="utf-8")
    (tmp_path / "saved.csv").write_text(saved[study]["csv"], encoding="utf-8")
    numbers = pd.read_csv(tmp_path / "saved.csv")
    done = jevons("run", "saved.yaml", "--json", "--no-figures", "--quiet", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    answer = json.loads(done.stdout)
    ours = pd.read_csv(tmp_path / answer["path"] / "years.csv")
    assert tuple(numbers.columns) == YEAR_COLUMNS == tuple(ours.columns)
    keys = ["run_id", "case", "seed", "year"]
    assert numbers[keys].equals(ours[keys])
    assert set(numbers["seed"]) == {TYPICAL_SEED[preset] + 1}
    np.testing.assert_array_equal(numbers["adoption_share"], ours["adoption_share"])
    for name in SERIES:
        np.testing.assert_allclose(numbers[name], ours[name], rtol=1e-9, atol=1e-9, err_msg=name)
    rebound = saved[study]["rebound"]
    assert answer["rebound"]["median"] == pytest.approx(rebound, rel=1e-9, abs=1e-9)
    assert ("R = " in answer["verdict"]) == ("R = " in saved[study]["verdict"])


def test_what_a_student_chose_is_not_given_a_source_that_says_otherwise(saved, tmp_path):
    (tmp_path / "saved.yaml").write_text(saved["moved"]["yaml"], encoding="utf-8")
    scenario = load_scenario(tmp_path / "saved.yaml")
    assert scenario.name == "deepseek-shock-explorer"
    assert scenario.demand.price_elasticity == -1.13
    assert scenario.sources["demand.price_elasticity"] == "[A] Chosen in the explorer."
    assert scenario.expected is None
