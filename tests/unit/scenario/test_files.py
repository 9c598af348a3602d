"""Which files are read as scenarios, and what is said of others."""

from __future__ import annotations

import os
import sys

import pytest

from jevons_sim.errors import ScenarioError
from jevons_sim.scenario.describe import starter
from jevons_sim.scenario.foreign import looks_like_scenario
from jevons_sim.scenario.load import dump_scenario, load_scenario
from jevons_sim.scenario.shipped import shipped_scenarios
from tests.command import jevons

posix = pytest.mark.skipif(sys.platform == "win32", reason="no such files there")

SECRETS = {
    "mapping": "apiVersion: v1\nkind: Secret\ndata: {password: hunter2}\n",
    "tag": "user: admin\npassword: !hunter2 x\n",
    "no YAML": "user: admin\npassword: [hunter2: hunter2: ]]\n",
    "two ways": "user: admin\nhunter2: yes\nhunter2: no\n",
    "text": "hunter2\nhunter2\n",
    "known keys": "hosts: {hunter2: 1}\nusers: [hunter2]\nkeys: hunter2\nseeds: hunter2\n",
    "list": "- hunter2\n- user: &hunter2 x\n",
    "nul": "password: hunter2\x00\n",
}


@pytest.mark.parametrize("text", SECRETS.values(), ids=SECRETS)
def test_a_message_shows_no_word_of_a_file_that_is_no_scenario(tmp_path, text):
    (tmp_path / "secret.yaml").write_text(text, encoding="utf-8")
    child = tmp_path / "x.yaml"
    child.write_text("name: demo\nextends: secret.yaml\n", encoding="utf-8")
    for path in (child, tmp_path / "secret.yaml"):
        with pytest.raises(ScenarioError) as caught:
            load_scenario(path)
        assert "hunter2" not in str(caught.value)
        assert "hunter2" not in "".join(map(str, map(vars, caught.value.faults)))
        assert "secret.yaml" in str(caught.value)


def test_a_scenario_with_slips_is_told_its_own_words(tmp_path):
    parent = tmp_path / "parent.yaml"
    child = tmp_path / "x.yaml"
    child.write_text("name: demo\nextends: parent.yaml\n", encoding="utf-8")
    for text, words in {
        "demand: {price_elasticty: -1}\n": "did you mean price_elasticity?",
        "responses: {use: yes}\n": "yes is read in two ways",
        "tiem: {years: 3}\n": "did you mean time?",
        '{"demand": {"form": "isoelastik"}}': "did you mean isoelastic?",
    }.items():
        parent.write_text(text, encoding="utf-8")
        with pytest.raises(ScenarioError) as caught:
            load_scenario(child)
        assert words in str(caught.value)
        assert "parent.yaml:1:" in str(caught.value)


def test_our_own_files_look_like_scenarios():
    assert looks_like_scenario(starter("mine"))
    for name, path in shipped_scenarios().items():
        assert looks_like_scenario(path.read_text(encoding="utf-8")), name
        assert looks_like_scenario(dump_scenario(load_scenario(name))), name


def refused(path, words):
    with pytest.raises(ScenarioError) as caught:
        load_scenario(path)
    assert words in str(caught.value)
    assert caught.value.exit_code == 2


def test_a_file_of_another_ending_is_not_opened(tmp_path):
    for name in ("passwd", "x.txt", "x.yaml.bak", "x.json", ".yaml"):
        (tmp_path / name).write_text("hunter2: [", encoding="utf-8")
        refused(tmp_path / name, "a scenario's name ends in .yaml")
        child = tmp_path / "child.yaml"
        child.write_text(f"name: demo\nextends: {name}\n", encoding="utf-8")
        refused(child, "a scenario's name ends in .yaml")
    for name in ("a.yml", "A.YAML"):
        (tmp_path / name).write_text("name: demo\n", encoding="utf-8")
        assert load_scenario(tmp_path / name).name == "demo"


@posix
def test_a_link_is_followed_to_a_scenario_only(tmp_path):
    (tmp_path / "secret.txt").write_text("hunter2: [", encoding="utf-8")
    (tmp_path / "real.yaml").write_text("name: demo\n", encoding="utf-8")
    for target in ("secret.txt", "real.yaml"):
        (tmp_path / f"to-{target}.yaml").symlink_to(tmp_path / target)
    refused(tmp_path / "to-secret.txt.yaml", "a scenario's name ends in .yaml")
    assert load_scenario(tmp_path / "to-real.yaml.yaml").name == "demo"


@posix
def test_pipes_devices_and_folders_are_not_opened(tmp_path):
    os.mkfifo(tmp_path / "pipe.yaml")
    (tmp_path / "device.yaml").symlink_to("/dev/zero")
    (tmp_path / "folder.yaml").mkdir()
    reader, writer = os.pipe()
    child = tmp_path / "child.yaml"
    for path, words in {
        tmp_path / "pipe.yaml": "write - for its name",
        tmp_path / "device.yaml": "not a regular file",
        tmp_path / "folder.yaml": "it is a folder",
        f"/dev/fd/{reader}": "write - for its name",
        "/dev/zero": "not a regular file",
    }.items():
        refused(path, words)
        if str(path).startswith(str(tmp_path)):
            child.write_text(f"name: demo\nextends: {path.name}\n", encoding="utf-8")
            refused(child, words)
    os.close(reader)
    os.close(writer)


def test_a_parent_is_named_from_the_file_that_names_it(tmp_path):
    (tmp_path / "base.yaml").write_text("demand: {price_elasticity: -1.5}\n", encoding="utf-8")
    week = tmp_path / "week-1"
    week.mkdir()
    child = week / "x.yaml"
    child.write_text("name: demo\nextends: ../base.yaml\n", encoding="utf-8")
    assert load_scenario(child).demand.price_elasticity == -1.5
    for parent in (tmp_path / "base.yaml", "//host/share/x.yaml", "D:\\x.yaml", "D:x.yaml"):
        child.write_text(f"name: demo\nextends: '{parent}'\n", encoding="utf-8")
        refused(child, "is absolute; write the path from this file")


def test_a_file_with_a_shipped_name_may_extend_the_shipped_one(tmp_path):
    for name in ("reference", "deepseek-shock"):
        path = tmp_path / f"{name}.yaml"
        path.write_text(f"name: mine\nextends: {name}.yaml\n", encoding="utf-8")
        assert load_scenario(path).technology == load_scenario(name).technology


@pytest.mark.parametrize("name", ["reference", "deepseek-shock", "con", "Ünde"])
def test_a_new_file_takes_no_name_that_means_something_else(tmp_path, name):
    done = jevons("new", name, cwd=tmp_path)
    assert done.returncode == 2
    assert name in done.stderr
    assert list(tmp_path.iterdir()) == []
    assert jevons("new", "mine", cwd=tmp_path).returncode == 0
    assert jevons("check", "mine.yaml", cwd=tmp_path).returncode == 0


def test_a_shipped_name_without_ending_is_the_shipped_one(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "inelastic").write_text("hunter2", encoding="utf-8")
    assert load_scenario("inelastic").name == "inelastic"


def test_a_long_value_is_cut_by_show(tmp_path):
    values = ", ".join(f"{-number / 1000}" for number in range(1, 900))
    path = tmp_path / "x.yaml"
    text = f"name: demo\nsweep: {{axes: {{demand.price_elasticity: [{values}]}}}}\n"
    path.write_text(text, encoding="utf-8")
    done = jevons("show", "x.yaml", cwd=tmp_path)
    assert "letters; --yaml shows all" in done.stdout
    assert max(map(len, done.stdout.splitlines())) < 500
