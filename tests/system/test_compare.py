"""`jevons compare`: differences are those of each seed, and the words fit the screen."""

from __future__ import annotations

import json
import shutil

import numpy as np
import pandas as pd
import pytest

from jevons_sim._version import __version__
from jevons_sim.analysis.comparison import COMPARED, differences, distinct_names
from jevons_sim.errors import UsageError
from jevons_sim.results import store
from jevons_sim.scenario.load import load_scenario
from jevons_sim.studies import run as study
from jevons_sim.studies.compare import compare
from jevons_sim.studies.result import load_result
from jevons_sim.words.comparisons import versions_in_words
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
        compare([folder], tmp_path)
    with pytest.raises(UsageError, match="same study"):
        compare([folder, folder], tmp_path)
    axes = {"axes": {"demand.price_elasticity": [-1.0, -0.5]}}
    swept = study.run(SHOCK.with_values({"sweep": axes, "seeds": 1}))
    sweep_folder = swept.save(tmp_path, figures=False)
    with pytest.raises(UsageError, match="is a sweep"):
        compare([folder, sweep_folder], tmp_path)


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


def aged(folder, copy, **changed):
    """Copy a result as another version would have left it."""
    shutil.copytree(folder, copy)
    manifest = json.loads((copy / store.MANIFEST).read_text(encoding="utf-8"))
    (copy / store.MANIFEST).write_text(json.dumps({**manifest, **changed}), encoding="utf-8")
    return copy


def test_a_saved_result_keeps_its_version_and_digest(pair, tmp_path):
    folder = pair[0].save(tmp_path, figures=False)
    assert load_result(folder).digest == pair[0].digest
    old = aged(folder, tmp_path / "old", version="0.0.9", digest="aaaabbbbcccc")
    result = load_result(old)
    assert (result.version, result.digest) == ("0.0.9", "aaaabbbbcccc")
    assert result.as_json()["digest"] == "aaaabbbbcccc"
    again = result.save(tmp_path / "again", figures=False)
    assert again.name == "aaaabbbbcccc"
    assert store.read_manifest(again)["version"] == "0.0.9"


@pytest.mark.parametrize("digest", [{}, {"digest": "aaaabbbbcccc"}])
def test_results_of_two_versions_are_told_apart(pair, tmp_path, digest):
    folder = pair[0].save(tmp_path, figures=False)
    old = aged(folder, tmp_path / "old", version="0.0.9", **digest)
    done = jevons("compare", str(folder), str(old), cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert f"deepseek-shock {__version__}" in done.stdout
    assert "deepseek-shock 0.0.9" in done.stdout
    assert "different versions" in done.stderr
    printed = json.loads(jevons("compare", str(folder), str(old), "--json", cwd=tmp_path).stdout)
    assert {row["version"] for row in printed["rows"]} == {__version__, "0.0.9"}
    table = pd.read_csv(tmp_path / printed["path"] / "differences.csv")
    assert set(table["version"]) == {__version__, "0.0.9"}
    same = jevons("compare", str(old), str(old), cwd=tmp_path)
    assert same.returncode == 2
    assert "same study" in same.stderr


def test_results_of_one_version_say_nothing_of_it(pair, tmp_path):
    folders = [result.save(tmp_path, figures=False) for result in pair]
    table, _ = compare(folders, tmp_path)
    assert versions_in_words(table) == ""
    assert [name for name in table["result"].unique() if __version__ in name] == []


def test_results_of_one_name_have_names_of_their_own():
    studies = [("aaaa1", "1"), ("bbbb1", "1"), ("cccc2", "2"), ("dddd2", "2")]
    names = distinct_names(["x", "x", "x", "y"], studies)
    assert names == ["x 1 aaaa", "x 1 bbbb", "x 2", "y"]


def test_figures_of_another_version_say_so(pair, tmp_path):
    folder = pair[0].save(tmp_path, figures=False)
    old = aged(folder, tmp_path / "old", version="0.0.9")
    assert "version 0.0.9" in jevons("plot", str(old), "energy", cwd=tmp_path).stderr
    assert jevons("plot", str(folder), "energy", cwd=tmp_path).stderr == ""
