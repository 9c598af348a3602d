"""A room: who may join, what a phase allows, how teams are dealt over worlds and roles."""

from __future__ import annotations

import pytest

from jevons_sim.classroom.game import RefusedError, load_game
from jevons_sim.classroom.names import MAX_NAME
from jevons_sim.classroom.room import Room
from tests.node import needs_node
from tests.unit.classroom.twin import ask

GAME = load_game()


def room_of(count, phase="lobby"):
    room = Room()
    for number in range(count):
        room.apply(room.join(f"Team {number}"))
    while room.phase != phase:
        advance(room)
    return room


def advance(room):
    room.apply(room.step([room.phase, room.round]))


def usual(team, room, **changes):
    choices = {name: list(GAME.roles[name].usual) for name in team.roles}
    return {"round": room.round, "choices": choices, "forecast": 60, **changes}


@pytest.mark.parametrize(
    "name", [None, 7, "", "   ", "\t\n", "!!!", "\u202egnp", "a\x00b", "\ud800", "\u200b", ["x"]]
)
def test_a_name_must_be_one(name):
    with pytest.raises(RefusedError, match="name"):
        Room().join(name)


def test_markup_is_a_name_like_any_other_and_a_long_one_is_cut():
    room = Room()
    assert room.join("<b>Watt</b>")["name"] == "<b>Watt</b>"
    assert room.join("x" * 1000)["name"] == "x" * MAX_NAME
    assert room.join("  Les   Watts ")["name"] == "Les Watts"


@pytest.mark.parametrize("twin", ["Foxes", " foxes ", "FOXES", "Ｆｏｘｅｓ", "Fox-es", "fox es"])
def test_a_name_that_looks_the_same_is_taken(twin):
    room = Room()
    room.apply(room.join("Foxes"))
    with pytest.raises(RefusedError, match="taken") as caught:
        room.join(twin)
    assert caught.value.status == 409


def test_long_names_that_are_cut_to_the_same_are_taken():
    room = Room()
    room.apply(room.join("y" * 30))
    with pytest.raises(RefusedError, match="taken"):
        room.join("y" * 31)


def test_nobody_joins_a_game_that_has_begun_or_is_full():
    with pytest.raises(RefusedError, match="begun"):
        room_of(2, "decide").join("Late")
    with pytest.raises(RefusedError, match="fit"):
        room_of(GAME.rules["most_teams"]).join("One more")


@pytest.mark.parametrize("count", range(1, 49))
def test_every_world_has_every_role_once(count):
    room = room_of(count, "decide")
    worlds = {}
    for team in room.teams:
        assert team.roles
        worlds.setdefault(team.world, []).extend(team.roles)
    assert sorted(worlds) == list(range(room.n_worlds))
    assert all(sorted(roles) == sorted(GAME.roles) for roles in worlds.values())
    sizes = [sum(team.world == world for team in room.teams) for world in worlds]
    assert max(sizes) - min(sizes) <= 1


@needs_node
def test_the_offline_board_deals_alike():
    counts = list(range(1, 49))
    for count, theirs in zip(counts, ask("deal", counts=counts), strict=True):
        ours = room_of(count, "decide").teams
        assert [(team.world, list(team.roles)) for team in ours] == [
            (team["world"], team["roles"]) for team in theirs
        ]


def test_a_game_goes_through_its_phases():
    room, seen = room_of(6), []
    while room.phase != "debrief":
        seen.append((room.phase, room.round, room.rounds_shown))
        advance(room)
    assert seen[:4] == [("lobby", 0, 0), ("decide", 0, 0), ("closed", 0, 0), ("reveal", 0, 1)]
    assert seen[-1] == ("reveal", 3, 4)
    assert room.rounds_shown == 4


def test_a_second_click_does_nothing():
    room = room_of(2, "decide")
    with pytest.raises(RefusedError, match="further on"):
        room.step(["lobby", 0])
    with pytest.raises(RefusedError, match="joined"):
        Room().step(["lobby", 0])


def test_a_round_opens_again_only_before_its_result():
    room = room_of(2, "closed")
    room.apply(room.reopen(["closed", 0]))
    assert room.phase == "decide"
    with pytest.raises(RefusedError, match="opened again"):
        room_of(2, "reveal").reopen(["reveal", 0])


@pytest.mark.parametrize(
    "changes",
    [
        {"round": 1},
        {"round": None},
        {"choices": {}},
        {"choices": "all"},
        {"choices": {"cloud": [0, 0, 0]}},
        {"forecast": float("nan")},
        {"forecast": 1e999},
        {"forecast": None},
        {"forecast": -5},
    ],
)
def test_what_is_refused_leaves_the_earlier_answer(changes):
    room = room_of(6, "decide")
    team = room.teams[1]
    room.apply(room.decide(team, usual(team, room, forecast=70)))
    with pytest.raises(RefusedError):
        room.decide(team, usual(team, room, **changes))
    assert team.decisions[0].forecast == 70


def test_a_late_answer_is_refused_in_a_sentence():
    room = room_of(2, "decide")
    team = room.teams[0]
    room.apply(room.decide(team, usual(team, room, forecast=70)))
    advance(room)
    with pytest.raises(RefusedError, match="closed; what was sent before counts"):
        room.decide(team, usual(team, room, forecast=90))
    assert team.decisions[0].forecast == 70


def test_events_make_the_same_room_again():
    room, events = Room(), []

    def happen(event):
        events.append(event)
        room.apply(event)

    for name in ("a", "b", "c"):
        happen(room.join(name))
    happen(room.remove("b"))
    happen(room.step(["lobby", 0]))
    for team in room.teams:
        happen(room.decide(team, usual(team, room)))
    happen(room.step(["decide", 0]))
    again = Room()
    for event in events:
        again.apply(event)
    assert vars(again) == vars(room)
