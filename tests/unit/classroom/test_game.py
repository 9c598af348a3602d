"""The rules: what may be chosen, what a choice means, and that browser and Python agree on it."""

from __future__ import annotations

import random
import re
from pathlib import Path

import numpy as np
import pytest

from jevons_sim import classroom
from jevons_sim.classroom.game import (
    RefusedError,
    check_choice,
    check_forecast,
    compose,
    load_game,
)
from jevons_sim.quantities import SERIES
from jevons_sim.scenario.load import dump_scenario, load_scenario
from jevons_sim.web.modules import in_order
from jevons_sim.web.page import asset
from jevons_sim.words.catalogue import tables
from tests.node import needs_node
from tests.unit.classroom.twin import affordable, ask, random_plan, run, scores

GAME = load_game()


def test_what_is_usual_can_be_afforded():
    for role in GAME.roles.values():
        assert check_choice(role, list(role.usual)) == role.usual


def test_a_budget_forbids_the_most_of_everything():
    for role in GAME.roles.values():
        most = [len(lever.options) - 1 for lever in role.levers]
        with pytest.raises(RefusedError, match="budget is 4"):
            check_choice(role, most)


@pytest.mark.parametrize(
    "value", [None, "00", [0, 0], [0, 0, 3], [0, 0, -1], [0, True, 0], [0, 0.0, 0], [0, 0, "0"]]
)
def test_a_choice_from_outside_is_an_option_of_every_lever(value):
    with pytest.raises(RefusedError, match="choose"):
        check_choice(GAME.roles["lab"], value)


@pytest.mark.parametrize("value", [None, -5, 7, 605, 50.0, float("nan"), "50", True, 10**30])
def test_a_forecast_from_outside_is_on_the_slider(value):
    with pytest.raises(RefusedError, match="in steps of 5"):
        check_forecast(value)


def test_every_option_makes_a_valid_scenario():
    for name, role in GAME.roles.items():
        for choice in affordable(role):
            scenario = compose({name: [choice] * 4})
            assert len(scenario.policy) >= 4


def test_a_later_decision_changes_no_earlier_year():
    draw = random.Random(1)
    whole = random_plan(draw)
    for rounds in range(4):
        cut = {name: made[:rounds] for name, made in whole.items()}
        before, after = run([cut, whole])
        end = (GAME.rounds[rounds][0] - GAME.rounds[0][0]) * 4
        assert np.array_equal(before[:, : end + 1], after[:, : end + 1])
        assert not np.array_equal(before[2, end + 1 :], after[2, end + 1 :])


def test_connections_grow_from_round_to_round():
    limits = [
        policy
        for policy in compose({"grid": [(3, 0), (0, 0), (2, 0)]}).policy
        if policy.instrument == "build_out_limit"
    ]
    assert [limit.twh for limit in limits] == pytest.approx(
        [60.0, 60.0 * 1.35**2, 60.0 * 1.35**2, 60.0 * 1.35**2 * 1.18**2]
    )


def test_a_world_is_a_scenario_file(tmp_path):
    scenario = compose(random_plan(random.Random(2)))
    path = tmp_path / "class-game.yaml"
    path.write_text(dump_scenario(scenario), encoding="utf-8")
    assert load_scenario(path) == scenario


@needs_node
def test_the_browser_makes_the_same_scenario():
    draw = random.Random(3)
    plans = [{}, {"lab": [None, [2, 1, 0]]}, *(random_plan(draw) for _ in range(40))]
    for plan, theirs in zip(plans, ask("compose", plans=plans), strict=True):
        ours = {name: [made and tuple(made) for made in list_] for name, list_ in plan.items()}
        assert theirs == compose(ours).model_dump(mode="json")


@needs_node
def test_the_browser_gives_the_same_scores():
    draw = random.Random(4)
    plans = [random_plan(draw) for _ in range(12)]
    usual = run([{}])[0, 2]
    ours = scores(run(plans)[:, 2], usual)
    assert np.allclose(ask("scores", plans=plans), ours, rtol=1e-7, atol=1e-7)


@needs_node
def test_who_mattered_sums_to_the_difference_from_usual():
    plan = random_plan(random.Random(5))
    found = ask("shares", plan=plan)
    total = sum(item["value"] for item in found["shares"])
    assert total == pytest.approx(found["played"] - found["usual"], rel=1e-9)
    alone = ask("shares", plan={"chips": [(2, 1)] * 4})
    values = {item["id"]: item["value"] for item in alone["shares"]}
    assert values.pop("chips") == pytest.approx(alone["played"] - alone["usual"], rel=1e-9)
    assert list(values.values()) == pytest.approx([0.0] * 5, abs=1e-9)


@needs_node
def test_why_is_the_world_without_that_choice():
    plan = {"chips": [(2, 1), (0, 3)], "grid": [(3, 0)]}
    why = ask("because", plan=plan, role="chips", round=0)
    played, without = run([{"chips": [(2, 1)], "grid": [(3, 0)]}, {"grid": [(3, 0)]}])[:, 2]
    column = SERIES.index("energy_twh")
    assert why["energy"] == pytest.approx(played[8, column] - without[8, column], rel=1e-7)
    assert not why["usual"]
    assert ask("because", plan=plan, role="lab", round=0)["usual"]


TEXTS = tables("classroom")


def test_everything_has_words_in_both_languages():
    assert set(TEXTS["en"]) == set(TEXTS["ko"])
    needed = set()
    for name, role in GAME.roles.items():
        needed |= {f"role.{name}", f"goal.{name}"}
        needed |= {f"measure.{measure}" for measure, _ in _score_of(name)}
        for lever in role.levers:
            needed.add(f"lever.{name}.{lever.name}")
            options = range(len(lever.options))
            needed |= {f"option.{name}.{lever.name}.{number}" for number in options}
    assert needed <= set(TEXTS["en"])
    assert all(text.strip() for table in TEXTS.values() for text in table.values())


def _score_of(name):
    return next(role["score"] for role in GAME.rules["roles"] if role["id"] == name)


def test_translations_fill_in_the_same_values():
    for key, text in TEXTS["en"].items():
        names = set(re.findall(r"\{(\w+)\}", text))
        assert set(re.findall(r"\{(\w+)\}", TEXTS["ko"][key])) == names, key


@pytest.mark.parametrize("name", ["team", "board"])
def test_scripts_use_words_that_exist(name):
    modules = in_order(f"classroom/{name}.js", asset)
    assert len(modules) > 15
    text = "\n".join(asset(module.name) for module in modules)
    used = set(re.findall(r'\bsay\(\s*"([\w.]+)"', text))
    assert len(used) > 40
    assert used <= set(TEXTS["en"])


def test_every_refusal_has_words():
    folder = Path(classroom.__file__).parent
    text = "".join(path.read_text(encoding="utf-8") for path in folder.glob("*.py"))
    codes = set(re.findall(r'RefusedError\(\s*"(\w+)"', text))
    assert len(codes) > 10
    assert {f"error.{code}" for code in codes} <= set(TEXTS["en"])
