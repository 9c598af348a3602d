"""The game's scripts, asked through node; and scores worked out a second time, in Python."""

from __future__ import annotations

import itertools

import numpy as np

from jevons_sim.classroom.game import base_scenario, compose, load_game
from jevons_sim.engine.runner import Runner
from jevons_sim.quantities import SERIES
from tests.node import ask_node

STEPS = 4


def ask(question, **values):
    """Put a question to the game's scripts."""
    setting = {"rules": load_game().rules, "base": base_scenario().model_dump(mode="json")}
    asked = {"ask": question, "setting": setting, **values}
    return ask_node("tests/unit/classroom/driver.js", question=asked)


def affordable(role):
    """Every choice that a role's budget allows."""
    budget = load_game().rules["budget"]
    return [
        choice
        for choice in itertools.product(*(range(len(lever.options)) for lever in role.levers))
        if sum(
            lever.options[number].cost for lever, number in zip(role.levers, choice, strict=True)
        )
        <= budget
    ]


def random_plan(random):
    """Every role chooses at random within its budget, anew in each round."""
    game = load_game()
    return {
        name: [random.choice(affordable(role)) for _ in game.rounds]
        for name, role in game.roles.items()
    }


def run(plans):
    """Return the series of worlds, shape (plans, cases, steps + 1, series)."""
    scenarios = [compose(plan) for plan in plans]
    found = [None] * len(scenarios)
    with Runner() as runner:
        for index, series in runner.run(scenarios, [0]):
            found[index] = series[0]
    return np.array(found)


def series_of(rows, name):
    """Return a measure of the scores, steps last."""
    column = {key: rows[..., SERIES.index(key)] for key in SERIES}
    energy, price = column["energy_twh"], column["electricity_price_usd_per_mwh"]
    column["electricity_bill"] = energy * price
    column["net_electricity_price"] = price - 1000.0 * column["tax_revenue_usd_bn"] / energy
    return column[name]


def scores(actual, usual):
    """Return scores, shape (plans, roles, rounds), from actual series (plans, steps + 1, ...)."""
    rules = load_game().rules
    result = np.empty((len(actual), len(rules["roles"]), len(rules["rounds"])))
    start = rules["rounds"][0][0]
    for place, role in enumerate(rules["roles"]):
        for number, (first, last) in enumerate(rules["rounds"]):
            steps = slice((first - start) * STEPS + 1, (last - start) * STEPS + 1)
            points = 0.0
            for name, weight in role["score"]:
                now = series_of(actual, name)[:, steps].mean(axis=-1)
                then = series_of(usual, name)[steps].mean()
                plain = name in rules["differences"]
                points = points + weight * (now - then if plain else np.log(now / then))
            result[:, place, number] = 1.0 / (
                1.0 + np.exp((role["par"][number] - points) / rules["score_scale"])
            )
    return 100.0 * result
