"""The game is worth playing: no choice beats all others, and the paradox is there, and the cap.

Scores are worked out here a second time, apart from the page's script.
"""

from __future__ import annotations

import random

import numpy as np
import pytest

from jevons_sim.classroom.game import load_game
from jevons_sim.quantities import SERIES
from tests.unit.classroom.twin import affordable, random_plan, run, scores

pytestmark = pytest.mark.slow

GAME = load_game()
WORLDS = 24
ENERGY = SERIES.index("energy_twh")
SERVICE = SERIES.index("service_mtok")


@pytest.fixture(scope="module")
def usual():
    """The actual series of a world in which all go on as usual."""
    return run([{}])[0, 2]


@pytest.fixture(scope="module")
def contexts():
    """Worlds to put a role into: half choose anew in each round, half stick to one strategy."""
    draw = random.Random(11)
    plans = [random_plan(draw) for _ in range(WORLDS)]
    return [
        {name: [made[0]] * 4 for name, made in plan.items()} if number % 2 else plan
        for number, plan in enumerate(plans)
    ]


@pytest.mark.parametrize("name", list(GAME.roles))
def test_no_strategy_of_a_role_beats_all_others(name, contexts, usual):
    choices = affordable(GAME.roles[name])
    plans = [{**plan, name: [choice] * 4} for plan in contexts for choice in choices]
    place = list(GAME.roles).index(name)
    own = scores(run(plans)[:, 2], usual)[:, place].mean(axis=1).reshape(WORLDS, -1)
    wins = np.bincount(own.argmax(axis=1), minlength=len(choices)) / WORLDS
    assert wins.max() <= 0.85, dict(zip(choices, wins, strict=True))
    means = np.sort(own.mean(axis=0))
    assert means[-1] - means[-2] < 6.0
    assert means[-1] - means[0] > 6.0  # and yet it matters what is chosen
    by_self, by_others = own.std(axis=1).mean(), own.std(axis=0).mean()
    assert 0.5 < by_others / by_self < 5.0


def rebound_of(rows):
    """Rebound of AI in the last year."""
    frozen, engineering, actual = (rows[:, case, -1, ENERGY] for case in range(3))
    return (actual - engineering) / (frozen - engineering)


def with_cap(plan, option):
    """The same choices with one option of the cap in every round."""
    made = (choice or GAME.roles["regulator"].usual for choice in plan["regulator"])
    return {**plan, "regulator": [(tax, option, standard) for tax, _, standard in made]}


def test_without_a_cap_efficiency_backfires_and_under_a_cap_it_becomes_service(contexts):
    free = run([with_cap(plan, 0) for plan in contexts])
    tight = run([with_cap(plan, 2) for plan in contexts])
    assert (rebound_of(free) > 1.0).mean() >= 0.8
    assert np.median(rebound_of(free)) > 1.5
    assert np.median(rebound_of(tight)) == pytest.approx(1.0, abs=0.02)
    assert (tight[:, 2, -1, ENERGY] <= 50.0 + 1e-9).all()
    per_twh = [rows[:, 2, -1, SERVICE] / rows[:, 0, -1, SERVICE] for rows in (free, tight)]
    assert np.median(per_twh[1]) > 5.0  # many times the service of the frozen twin, same energy


def test_going_on_as_usual_is_a_paradox_already(usual):
    rows = run([{}])
    assert 1.5 < rebound_of(rows)[0] < 2.6
    assert 100.0 < usual[-1, ENERGY] < 150.0


def test_greener_saves_energy_and_cheaper_does_not_where_the_grid_can_grow():
    wide = {"grid": [(3, 0)] * 4}
    green = {"chips": [(2, 1)] * 4, "cloud": [(2, 1, 0)] * 4}
    cheap = {"chips": [(0, 3)] * 4}
    rows = run([wide, {**wide, **green}, {**wide, **cheap}])[:, 2, -1, ENERGY]
    assert rows[1] < 0.75 * rows[0]
    assert rows[2] > 2.0 * rows[0]


def test_no_role_has_it_easier_than_another(usual):
    draw = random.Random(12)
    found = scores(run([random_plan(draw) for _ in range(300)])[:, 2], usual)
    assert (found > 0.0).all()
    assert (found < 100.0).all()
    typical = np.median(found, axis=0)  # role, round
    assert (abs(typical - 50.0) < 8.0).all(), typical
    means = found.mean(axis=2)
    assert (means.std(axis=0) > 6.0).all()
    assert (means.std(axis=0) < 22.0).all()
