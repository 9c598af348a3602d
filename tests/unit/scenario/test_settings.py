"""Values set over a scenario: `--set` and `with_values` follow one rule, which is a file's."""

from __future__ import annotations

import itertools
import time

import numpy as np
import pytest

from jevons_sim.errors import ScenarioError, UsageError
from jevons_sim.scenario.load import load_scenario

ELASTICITY = "demand.price_elasticity"
GAIN = "technology.algorithmic.annual_factor"

CLASHES = [
    ("demand.price_elasticity=-1", "demand={price_elasticity: -2}"),
    ("grid.supply_elasticity=1", "grid=null"),
    ("policy.0.usd_per_tco2=3", "policy=[]"),
    ("policy.0.usd_per_tco2=3", "policy.0={instrument: energy_cap, start_year: 2026, twh: 9}"),
    ("sources.demand.price_elasticity=mine", "sources={demand.price_elasticity: other}"),
    ("ranges.demand.price_elasticity=[-1, 0]", "ranges={demand.price_elasticity: [-2, 0]}"),
    ("sweep.axes.demand.price_elasticity=[-1, -2]", "sweep={axes: {grid.limit_twh: [5]}}"),
    ("expected.answer=More", "expected=null"),
    ("equivalents.city=Seoul", "equivalents=null"),
    ("time.years=3", "time.years=3"),
]


@pytest.mark.parametrize("pair", CLASHES, ids=" ".join)
def test_two_settings_of_one_place_are_refused_in_either_order(pair):
    for settings in (pair, pair[::-1]):
        with pytest.raises(ScenarioError, match=r"--set #2: .* is set twice") as caught:
            load_scenario("carbon-tax", settings)
        assert caught.value.exit_code == 2


@pytest.mark.parametrize(
    "settings",
    [
        ["sources.demand.depth_elasticity=mine", "sources.demand.price_elasticity=mine"],
        ["demand.price_elasticity=-1", "demand={depth_elasticity: -0.1}"],
        ["labs.members.0.share=0.4", "labs.members.1.share=0.4"],
    ],
)
def test_settings_side_by_side_are_taken(settings):
    assert load_scenario("reference", settings) == load_scenario("reference", settings[::-1])


@pytest.mark.parametrize(
    "setting",
    ["demand.price_elasticity=-1", "demand={price_elasticity: -1}", "demand={price_elasticity: 0}"],
)
def test_a_setting_of_a_swept_key_is_refused(setting):
    with pytest.raises(ScenarioError, match="is swept by the scenario"):
        load_scenario("jevons-frontier", [setting])
    key, _, _ = setting.partition("=")
    value = -1.0 if "." in key else {"price_elasticity": -1.0}
    with pytest.raises(ScenarioError, match="is swept by the scenario"):
        load_scenario("jevons-frontier").with_values({key: value})


def test_a_setting_of_points_that_are_swept_is_refused(tmp_path):
    path = tmp_path / "x.yaml"
    path.write_text(f"name: demo\nsweep: {{points: [{{{ELASTICITY}: -1}}]}}\n", encoding="utf-8")
    with pytest.raises(ScenarioError, match="is swept by the scenario"):
        load_scenario(path, [f"{ELASTICITY}=-2"])
    changed = load_scenario(path, [f"sweep.points.0.{ELASTICITY}=-2"])
    assert changed.sweep.points == ({ELASTICITY: -2},)
    assert load_scenario(path, [f"{ELASTICITY}=-2", "sweep=null"]).demand.price_elasticity == -2


def test_a_section_is_merged_as_in_a_file(tmp_path):
    child = tmp_path / "x.yaml"
    child.write_text(
        "name: demo\nextends: deepseek-shock.yaml\ntechnology: {algorithmic: {annual_factor: 2}}\n",
        encoding="utf-8",
    )
    plain = load_scenario("deepseek-shock")
    by_file = load_scenario(child)
    by_set = load_scenario("deepseek-shock", ["technology.algorithmic={annual_factor: 2}"])
    in_python = plain.with_values({"technology": {"algorithmic": {"annual_factor": 2}}})
    assert plain.technology.algorithmic.shocks
    assert by_file.technology == by_set.technology == in_python.technology
    assert by_set.technology.algorithmic.shocks == plain.technology.algorithmic.shocks
    assert by_file.sources == by_set.sources == in_python.sources


def test_what_a_child_does_not_inherit_is_replaced():
    sweep = {"axes": {"price.pass_through": [0.5, 1.0]}}
    for scenario in (
        load_scenario("jevons-frontier", ["sweep={axes: {price.pass_through: [0.5, 1.0]}}"]),
        load_scenario("jevons-frontier").with_values({"sweep": sweep}),
    ):
        assert scenario.sweep.keys == ("price.pass_through",)


def test_a_list_and_its_entries_are_replaced():
    cap = "policy.0={instrument: energy_cap, start_year: 2026, twh: 9}"
    assert load_scenario("carbon-tax", [cap]).policy[0].instrument == "energy_cap"


def test_a_section_that_is_not_there_is_made():
    axis = {f"sweep.axes.{ELASTICITY}": [-1.0, -0.5]}
    swept = load_scenario("reference").with_values(axis)
    assert swept.sweep.keys == (ELASTICITY,)
    assert swept == load_scenario("reference", [f"sweep.axes.{ELASTICITY}=[-1.0, -0.5]"])


def test_null_takes_the_notes_of_a_section_with_it():
    for key in ("equivalents", "grid.supply_elasticity"):
        by_set = load_scenario("reference", [f"{key}=null"])
        assert by_set == load_scenario("reference").with_values({key: None})
        assert not any(note.startswith(key) for note in (*by_set.sources, *by_set.ranges))


def test_a_changed_value_loses_its_source_and_the_answer_in_python_too():
    plain = load_scenario("deepseek-shock")
    assert plain.expected is not None
    assert "labs.spillover_per_year" in plain.sources
    for values in ({"labs.spillover_per_year": 0.3}, {"labs": {"spillover_per_year": 0.3}}):
        changed = plain.with_values(values)
        assert changed.expected is None
        assert set(plain.sources) - set(changed.sources) == {"labs.spillover_per_year"}
    kept = plain.with_values({"seeds": 3, "title": "Mine"})
    assert (kept.expected, kept.sources) == (plain.expected, plain.sources)


def test_the_source_of_a_list_goes_with_one_of_its_entries():
    plain = load_scenario("deepseek-shock")
    assert "technology.algorithmic.shocks" in plain.sources
    changed = plain.with_values({"technology.algorithmic.shocks.0.factor": 5.0})
    assert "technology.algorithmic.shocks" not in changed.sources


def test_what_is_said_of_a_new_value_is_kept():
    values = {"labs.spillover_per_year": 0.3, "sources.labs.spillover_per_year": "mine",
              "expected": {"answer": "More."}}  # fmt: skip
    settings = ["labs.spillover_per_year=0.3", "sources.labs.spillover_per_year=mine",
                "expected={answer: More.}"]  # fmt: skip
    for pairs in itertools.permutations(zip(values.items(), settings, strict=True)):
        changed = load_scenario("deepseek-shock").with_values(dict(pair for pair, _ in pairs))
        assert changed.sources["labs.spillover_per_year"] == "mine"
        assert changed.expected.answer == "More."
        assert changed == load_scenario("deepseek-shock", [text for _, text in pairs])


@pytest.mark.parametrize(
    ("key", "value", "words"),
    [
        ("demand.price_elasticty", -1.0, "did you mean price_elasticity?"),
        ("demnad.price_elasticity", -1.0, "did you mean demand.price_elasticity?"),
        (ELASTICITY, 0.5, "elasticities are signed, write -0.5"),
        (ELASTICITY, "−0.5", "write -0.5"),
        (ELASTICITY, float("nan"), "is not a finite number"),
        ("population.firms", 10**400, "must be at most 20000000"),
        ("population.firms", 100.0, "write 100"),
        ("labs.members.7.share", 0.1, "unknown key"),
        ("labs.members." + "9" * 5000, 0.1, "unknown key"),
        ("price.cost_shares.energy", 0.5, "they must sum to 1"),
        ("demand", 5, "is not keys and values"),
        ("sweep", {"axes": {"demand.nonesuch": [1]}}, "unknown key"),
        ("sources", {"demand.nonesuch": "x"}, "unknown key"),
        ("name", "con", "Windows"),
        (5, 1, "is not a dotted key"),
    ],
)
def test_a_bad_value_in_python_is_the_error_of_the_loader(reference, key, value, words):
    with pytest.raises(ScenarioError) as caught:
        reference.with_values({key: value})
    assert words in str(caught.value)
    assert max(len(line) for line in str(caught.value).splitlines()) < 400


def test_the_values_given_and_the_scenario_stay_as_they_were(reference):
    before = reference.model_dump(mode="json")
    values = {"equivalents": {"city": "Seoul"}, "demand": {"cost_share": 0.1}}
    bare = reference.with_values({"equivalents": None})
    with pytest.raises(ScenarioError, match="is missing"):
        bare.with_values(values)
    reference.with_values(values)
    assert values == {"equivalents": {"city": "Seoul"}, "demand": {"cost_share": 0.1}}
    assert reference.model_dump(mode="json") == before


def test_a_thousand_changes_take_seconds(reference):
    started = time.process_time()
    for number in range(1000):
        reference.with_values({ELASTICITY: -number / 1000})
    assert time.process_time() - started < 5.0


def test_a_file_of_the_wrong_shape_is_named_before_a_setting_in_it(tmp_path):
    path = tmp_path / "x.yaml"
    path.write_text("name: demo\nsweep: 5\n", encoding="utf-8")
    with pytest.raises(ScenarioError, match=r"x.yaml:2:1: sweep: is not a section"):
        load_scenario(path, [f"sweep.axes.{ELASTICITY}=[-1]"])


def test_a_long_setting_is_cut_in_the_message():
    for setting in ("x" * 5000, "population.firms=" + "y" * 5000, "k" * 5000 + "=1"):
        with pytest.raises((ScenarioError, UsageError)) as caught:
            load_scenario("reference", [setting])
        assert len(str(caught.value)) < 300


@pytest.mark.parametrize(
    "setting",
    [
        "policy.0.instrument=carbon-tax",
        "price.cost_shares.energy=0.5",
        "adoption.ceiling=0.1",
        "sweep.axes={}",
        "expected.rebound.0=5",
        "labs.members.0={share: 0.5}",
        "labs.members.0.name=entrant",
    ],
)
def test_a_setting_is_blamed_for_what_it_makes_wrong(setting):
    with pytest.raises(ScenarioError) as caught:
        load_scenario("carbon-tax", [setting])
    assert str(caught.value).startswith("--set #1: ")


def test_numbers_of_numpy_are_numbers(reference):
    changed = reference.with_values(
        {
            "population.firms": np.int64(60),
            "responses.use": np.bool_(False),
            "demand.price_elasticity": np.float32(-0.5),
            "seeds": range(2, 5),
            "sweep.axes": {"time.years": np.arange(1, 4)},
        }
    )
    assert (changed.population.firms, changed.responses.use) == (60, False)
    assert changed.demand.price_elasticity == -0.5
    assert changed.seed_list == (2, 3, 4)
    assert changed.sweep.axes["time.years"] == (1, 2, 3)


def test_a_disagreement_is_placed_where_the_user_wrote(tmp_path):
    path = tmp_path / "a.yaml"
    path.write_text("name: a\nadoption: {ceiling: 0.3}\n", encoding="utf-8")
    with pytest.raises(ScenarioError) as told:
        load_scenario(path)
    assert str(told.value).startswith(f"{path}:2:")
    with pytest.raises(ScenarioError) as told:
        load_scenario("reference", ["adoption.ceiling=0.3"])
    assert str(told.value).startswith("--set #1: ")


def test_a_parent_that_cannot_be_read_is_told_where_it_is_named(tmp_path):
    (tmp_path / "d.yaml").mkdir()
    path = tmp_path / "b.yaml"
    path.write_text("name: b\nextends: d.yaml\n", encoding="utf-8")
    with pytest.raises(ScenarioError) as told:
        load_scenario(path)
    assert str(told.value).startswith(f"{path}:2:1: extends: ")


def test_words_for_people_show_name_and_title_only(reference):
    assert repr(reference) == f"<Scenario reference: {reference.title}>"
    with pytest.raises(UsageError, match="overrides are a list"):
        load_scenario("reference", "seeds=2")
