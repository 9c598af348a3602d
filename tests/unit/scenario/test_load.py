"""Parents, overrides, and writing a scenario out again."""

from __future__ import annotations

import pickle

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jevons_sim.errors import ScenarioError, UsageError
from jevons_sim.scenario.describe import describe, starter
from jevons_sim.scenario.json_schema import json_schema
from jevons_sim.scenario.load import dump_scenario, load_scenario, scenario_digest
from jevons_sim.scenario.shipped import find_scenario, shipped_scenarios


def test_a_name_alone_is_the_reference(tmp_path, reference):
    path = tmp_path / "x.yaml"
    path.write_text("name: demo\n", encoding="utf-8")
    loaded = load_scenario(path)
    assert loaded.demand == reference.demand
    assert loaded.title == ""
    assert loaded.expected is None


def test_parents_merge_deeply_and_lists_replace(tmp_path):
    (tmp_path / "a.yaml").write_text(
        "name: a\ndemand: {price_elasticity: -1.5, depth_elasticity: -0.1}\n"
        "labs: {members: [{name: one, share: 1.0}]}\n",
        encoding="utf-8",
    )
    child = tmp_path / "b.yaml"
    child.write_text("name: b\nextends: a.yaml\ndemand: {depth_elasticity: 0}\n", encoding="utf-8")
    loaded = load_scenario(child)
    assert loaded.demand.price_elasticity == -1.5
    assert loaded.demand.depth_elasticity == 0.0
    assert [lab.name for lab in loaded.labs.members] == ["one"]


def test_a_cycle_of_parents_is_refused(tmp_path):
    (tmp_path / "a.yaml").write_text("name: a\nextends: b.yaml\n", encoding="utf-8")
    (tmp_path / "b.yaml").write_text("name: b\nextends: a.yaml\n", encoding="utf-8")
    with pytest.raises(ScenarioError, match="extends itself"):
        load_scenario(tmp_path / "a.yaml")


def test_a_fault_of_a_parent_is_placed_in_the_parent(tmp_path):
    parent = tmp_path / "a.yaml"
    parent.write_text("name: a\ndemand: {price_elasticity: 2}\n", encoding="utf-8")
    child = tmp_path / "b.yaml"
    child.write_text("name: b\nextends: a.yaml\n", encoding="utf-8")
    with pytest.raises(ScenarioError) as caught:
        load_scenario(child)
    assert caught.value.faults[0].file == str(parent)


def test_set_beats_the_file():
    loaded = load_scenario("deepseek-shock", ["demand.price_elasticity=-1.1", "seeds=[4, 5]"])
    assert loaded.demand.price_elasticity == -1.1
    assert loaded.seed_list == (4, 5)
    first = load_scenario("reference", ["labs.members.0.share=0.4", "labs.members.1.share=0.4"])
    assert first.labs.members[0].share == 0.4


@pytest.mark.parametrize(
    ("setting", "words"),
    [
        ("demand.price_elasticty=-1", "did you mean price_elasticity"),
        ("population.firms", "is not KEY=VALUE"),
        ("=1", "is not KEY=VALUE"),
        ("population.firms=", "is not KEY=VALUE"),
        ("population..firms=1", "is not KEY=VALUE"),
        ("population.firms=1e3", "write 1000"),
        ("population.firms=nan", "not a finite number"),
        ("population.firms=yes", "read in two ways"),
        ('population.firms="5"', "write 5"),
        ("name=../../x", "cannot be a name"),
        ("population.__class__=x", "unknown key"),
        ("__proto__.x=1", "unknown key"),
        ("labs.members.9.share=1", "unknown key"),
        ("demand.price_elasticity=0.5", "write -0.5"),
    ],
)
def test_a_bad_setting_says_what_is_wrong(setting, words):
    with pytest.raises((ScenarioError, UsageError), match=words) as caught:
        load_scenario("reference", [setting])
    assert caught.value.exit_code == 2
    assert "--set #1" in str(caught.value)


def test_a_key_set_twice_or_swept_is_refused():
    with pytest.raises(ScenarioError, match="set twice"):
        load_scenario("reference", ["energy.base_twh=1", "energy.base_twh=2"])
    with pytest.raises(ScenarioError, match="is swept"):
        load_scenario("jevons-frontier", ["demand.price_elasticity=-1"])


@pytest.mark.parametrize("name", sorted(shipped_scenarios()))
def test_a_scenario_written_out_loads_back_as_it_was(tmp_path, name):
    scenario = load_scenario(name)
    path = tmp_path / "out.yaml"
    path.write_text(dump_scenario(scenario), encoding="utf-8")
    assert load_scenario(path) == scenario


@settings(max_examples=60)
@given(st.text(max_size=40), st.floats(-20.0, 0.0), st.floats(0.01, 1e6))
def test_any_text_and_number_survives_writing_out(tmp_path_factory, title, elasticity, energy):
    scenario = load_scenario("reference").with_values(
        {"demand.price_elasticity": elasticity, "energy.base_twh": energy}
    )
    path = tmp_path_factory.mktemp("out") / "x.yaml"
    printable = "".join(letter for letter in title if letter.isprintable() and letter != "\u200e")
    scenario = scenario.with_values({"title": printable})
    path.write_text(dump_scenario(scenario), encoding="utf-8")
    assert load_scenario(path) == scenario


def test_the_digest_follows_the_numbers_and_the_version(reference):
    digest = scenario_digest(reference, "1")
    assert len(digest) == 12
    assert digest == scenario_digest(load_scenario("reference"), "1")
    assert digest != scenario_digest(reference, "2")
    assert digest != scenario_digest(reference.with_values({"seeds": 3}), "1")


def test_a_missing_scenario_names_the_nearest():
    with pytest.raises(UsageError, match="did you mean deepseek-shock"):
        find_scenario("deepseek-shok")


def test_every_key_is_described_with_its_unit(reference):
    rows = {row.key: row for row in describe(reference)}
    assert rows["energy.base_twh"].unit == "TWh/yr"
    assert "Our World in Data" in rows["energy.base_twh"].source
    assert rows["demand.price_elasticity"].range == (-2.0, -0.1)
    assert all(row.description for row in rows.values())


def test_sources_and_ranges_name_keys_that_exist_and_hold_the_value():
    for name in shipped_scenarios():
        scenario = load_scenario(name)
        tree = scenario.model_dump(mode="json")
        for key in (*scenario.sources, *scenario.ranges):
            place = tree
            for part in key.split("."):
                place = place[part]
        if name == "reference":
            for key, (low, high) in scenario.ranges.items():
                value = next(row.value for row in describe(scenario) if row.key == key)
                assert low <= value <= high, key


def test_the_starter_and_the_schema_are_usable(tmp_path):
    path = tmp_path / "mine.yaml"
    path.write_text(starter("mine"), encoding="utf-8")
    assert load_scenario(path).name == "mine"
    assert json_schema()["required"] == ["name"]


def test_a_child_that_sets_a_number_drops_the_source_of_its_parents(tmp_path):
    path = tmp_path / "mine.yaml"
    path.write_text("name: mine\ndemand: {price_elasticity: -0.3}\nprice: {pass_through: 0.9}\n")
    scenario = load_scenario(path)
    assert "demand.price_elasticity" not in scenario.sources
    assert "price.pass_through" not in scenario.sources
    assert "price.cost_shares.energy" in scenario.sources
    assert scenario.ranges["demand.price_elasticity"] == (-2.0, -0.1)


def test_equivalents_can_be_left_out(tmp_path):
    path = tmp_path / "mine.yaml"
    path.write_text("name: mine\nequivalents: null\n")
    scenario = load_scenario(path)
    assert scenario.equivalents is None
    assert not any(key.startswith("equivalents") for key in scenario.sources)
    path.write_text("name: mine\nequivalents: 3\n")
    with pytest.raises(ScenarioError, match="equivalents"):
        load_scenario(path)


def test_a_setting_drops_what_the_file_says_of_the_value_it_replaces():
    plain = load_scenario("deepseek-shock")
    changed = load_scenario(
        "deepseek-shock", ["demand.price_elasticity=-1.2", "price.pass_through=1"]
    )
    assert plain.expected is not None
    assert changed.expected is None
    gone = {"demand.price_elasticity", "price.pass_through"}
    assert set(plain.sources) - set(changed.sources) == gone
    section = load_scenario(
        "deepseek-shock", ["price.cost_shares={energy: 0.1, compute: 0.9, overhead: 0}"]
    )
    assert not any(key.startswith("price.cost_shares") for key in section.sources)


def test_a_setting_of_seeds_or_title_keeps_them():
    plain = load_scenario("deepseek-shock")
    same = load_scenario("deepseek-shock", ["seeds=3", "title=Mine"])
    assert (same.expected, same.sources) == (plain.expected, plain.sources)


def test_an_error_of_several_faults_survives_the_way_between_processes(tmp_path):
    path = tmp_path / "x.yaml"
    path.write_text("name: x\nfoo: 1\nbar: 2\n", encoding="utf-8")
    with pytest.raises(ScenarioError) as told:
        load_scenario(path)
    back = pickle.loads(pickle.dumps(told.value))
    assert str(back) == str(told.value)
    assert back.faults == told.value.faults


def test_a_sweep_cannot_be_swept(tmp_path):
    path = tmp_path / "x.yaml"
    path.write_text("name: x\nsweep: {axes: {sweep: [null]}}\n", encoding="utf-8")
    with pytest.raises(ScenarioError, match="cannot be swept"):
        load_scenario(path)
