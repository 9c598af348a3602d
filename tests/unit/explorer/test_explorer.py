"""The Python side of the explorer: its presets, its start, its words, its file."""

from __future__ import annotations

import json
import re

import numpy as np
import pytest

from jevons_sim.engine.runner import run_points
from jevons_sim.errors import OutputError, UsageError
from jevons_sim.explorer.page import (
    MOST_FIRMS,
    PRESETS,
    SCRIPT,
    TYPICAL_SEED,
    Start,
    explorer_html,
    for_page,
    presets_of,
    write_explorer,
)
from jevons_sim.quantities import SERIES
from jevons_sim.scenario.load import load_scenario
from jevons_sim.scenario.schema import Scenario
from jevons_sim.scenario.shipped import shipped_scenarios
from jevons_sim.web import page
from jevons_sim.web.modules import in_order
from jevons_sim.words.catalogue import tables
from tests.command import jevons


def data_of(html):
    found = re.search(r'<script type="application/json" id="explorer-data">(.*?)</script>', html)
    return json.loads(found.group(1))


def test_presets_are_shipped_scenarios_at_the_size_of_a_classroom():
    presets = presets_of(None)
    assert list(presets) == [name for name in PRESETS if name in shipped_scenarios()]
    for scenario in presets.values():
        assert scenario.population.firms <= MOST_FIRMS
        assert len(scenario.seed_list) == 1
        assert scenario.sweep is None


def test_ones_own_scenario_comes_first_and_is_where_the_page_starts():
    own = load_scenario("jevons-frontier")
    data = data_of(explorer_html(own, Start(language="ko", lock=True, predict=False)))
    assert next(iter(data["presets"])) == "jevons-frontier"
    start = {"preset": "jevons-frontier", "language": "ko", "lock": True, "predict": False}
    assert data["start"] == start


def test_the_data_of_the_page_are_valid_scenarios(reference):
    data = data_of(explorer_html())
    assert Scenario.model_validate(data["reference"]) == reference
    for name, tree in data["presets"].items():
        assert Scenario.model_validate(tree) == for_page(load_scenario(name), TYPICAL_SEED[name])


@pytest.mark.parametrize("name", PRESETS)
def test_a_preset_starts_with_a_typical_seed(name):
    """Its energy, over the base year's and the frozen case's, is nearest to the medians."""
    ((_, series),) = run_points([for_page(load_scenario(name))], tuple(range(20)))
    energy = series[..., SERIES.index("energy_twh")]
    outcomes = np.log([energy[:, 2, -1] / energy[:, 2, 0], energy[:, 2, -1] / energy[:, 0, -1]])
    far = np.abs(outcomes - np.median(outcomes, axis=1, keepdims=True)).sum(axis=0)
    assert far[TYPICAL_SEED[name]] <= far.min() + 1e-9, f"nearest is {far.argmin()}"


def test_too_many_steps_are_refused_with_a_way_out(reference):
    long = reference.with_values({"time.years": 101})
    with pytest.raises(UsageError, match=r"404 steps are too many.*lower time\.years"):
        explorer_html(long)


def test_a_file_that_cannot_be_written_leaves_nothing(tmp_path):
    (tmp_path / "taken").write_text("", encoding="utf-8")
    with pytest.raises(OutputError, match="cannot be written"):
        write_explorer(tmp_path / "taken" / "explorer.html")
    assert [path.name for path in tmp_path.iterdir()] == ["taken"]


def test_both_languages_have_the_same_words_and_the_same_gaps():
    table = tables("explorer")
    assert table["en"].keys() == table["ko"].keys()
    for key, text in table["en"].items():
        gaps = set(re.findall(r"\{(\w+)\}", text))
        assert set(re.findall(r"\{(\w+)\}", table["ko"][key])) == gaps, key


def test_every_word_that_the_page_asks_for_is_there_and_none_is_left_over():
    known = tables("explorer")["en"].keys()
    scripts = [module.name for module in in_order(SCRIPT, page.asset)]
    text = "\n".join(page.asset(name) for name in ("explorer/page.html", *scripts))
    asked = set(
        re.findall(r'data-w(?:-label)?="(\w+)"|\bsay\("(\w+)"[,)]|\{\{ words\.(\w+) \}\}', text)
    )
    asked = {key for groups in asked for key in groups if key}
    assert len(asked) > 80
    assert sorted(asked - known) == []
    begun = set(re.findall(r'[`"](\w+?_)(?:\$\{|" ~ name|" ~ key)', text))
    ended = ("_perfect", "_year")
    left_over = [
        key
        for key in known
        if not re.search(rf"\b{re.escape(key)}\b", text)
        and not any(key.startswith(start) for start in begun)
        and not key.endswith(ended)
        and key.partition("@")[0] not in known
    ]
    assert left_over == []


def test_the_command_writes_the_page(tmp_path):
    words = ("explorer", "inelastic", "-o", "out/page.html", "--language", "ko", "--lock")
    done = jevons(*words, "--no-predict", "--set", "demand.price_elasticity=-0.3", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "out/page.html" in done.stdout.replace("\\", "/")
    data = data_of((tmp_path / "out" / "page.html").read_text(encoding="utf-8"))
    assert data["presets"]["inelastic"]["demand"]["price_elasticity"] == -0.3
    assert data["start"]["predict"] is False


def test_the_command_names_what_is_wrong(tmp_path):
    done = jevons("explorer", "inelastc", cwd=tmp_path)
    assert done.returncode == 2
    assert "did you mean inelastic?" in done.stderr
