"""The class game: who may choose what, and what a world's choices mean as a scenario.

The rules are data (``classroom/game.json``), read here and by the pages, so that the browser
and ``jevons run`` play the same game. Nothing here keeps state or talks to anyone.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from jevons_sim.scenario.load import load_scenario
from jevons_sim.scenario.schema import Scenario
from jevons_sim.web.page import asset

RULES = "classroom/game.json"

Choice = tuple[int, ...]
"""For each lever of a role, the number of the option that is chosen."""

Plan = Mapping[str, Sequence[Choice | None]]
"""Role to its choice in each round so far; None, or a round left out, is what is usual."""


class RefusedError(Exception):
    """An answer that the game does not take; says why, in a sentence for the person who sent it."""

    def __init__(self, code: str, message: str, status: int = 400) -> None:
        super().__init__(message)
        self.code = code
        """Short name; the pages have a sentence for it in each language."""

        self.status = status
        """Status of the HTTP answer."""


@dataclass(frozen=True)
class Option:
    """One way to set a lever."""

    cost: int
    """Points that it takes from the budget of a round."""

    effects: tuple[Mapping[str, Any], ...]
    """What it adds to the scenario."""


@dataclass(frozen=True)
class Lever:
    """Something that a role decides in every round."""

    name: str
    usual: int
    """Option that holds where nobody decides."""

    options: tuple[Option, ...]


@dataclass(frozen=True)
class Role:
    """A part in the game."""

    name: str
    levers: tuple[Lever, ...]

    @property
    def usual(self) -> Choice:
        """The choice that holds where nobody decides."""
        return tuple(lever.usual for lever in self.levers)


@dataclass(frozen=True)
class Game:
    """The rules."""

    rules: Mapping[str, Any]
    """The whole of the data file."""

    rounds: tuple[tuple[int, int], ...]
    """First and last year of each round; a choice holds from the step after the first."""

    roles: Mapping[str, Role]

    @property
    def edition(self) -> int:
        """Number that changes when codes of an older game no longer mean the same."""
        return int(self.rules["edition"])

    @property
    def most_forecast(self) -> int:
        """Highest energy that can be predicted. [TWh/yr]"""
        return int(self.rules["forecast"]["most_twh"])


@lru_cache
def load_game() -> Game:
    """Read the rules that ship."""
    rules = json.loads(asset(RULES))
    roles = {role["id"]: _role(role) for role in rules["roles"]}
    return Game(rules, tuple((first, last) for first, last in rules["rounds"]), roles)


def _role(data: Mapping[str, Any]) -> Role:
    levers = []
    for lever in data["levers"]:
        options = (Option(item["cost"], tuple(item["effects"])) for item in lever["options"])
        levers.append(Lever(lever["id"], lever["default"], tuple(options)))
    return Role(data["id"], tuple(levers))


def check_choice(role: Role, value: object) -> Choice:
    """Return a choice that came from outside, if the role may make it.

    Raises
    ------
    RefusedError
        If it does not name an option of every lever, or costs more than a round's budget.
    """
    levers = role.levers
    if not isinstance(value, list) or len(value) != len(levers):
        raise RefusedError(
            "choice", f"{role.name}: choose one option for each of {len(levers)} levers."
        )
    for lever, number in zip(levers, value, strict=True):
        if type(number) is not int or not 0 <= number < len(lever.options):
            most = len(lever.options) - 1
            raise RefusedError(
                "choice", f"{role.name}, {lever.name}: choose an option from 0 to {most}."
            )
    cost = sum(lever.options[number].cost for lever, number in zip(levers, value, strict=True))
    budget = load_game().rules["budget"]
    if cost > budget:
        raise RefusedError(
            "budget", f"{role.name}: this costs {cost} points; the budget is {budget}."
        )
    return tuple(value)


def check_forecast(value: object) -> int:
    """Return a predicted energy that came from outside. [TWh/yr]

    Raises
    ------
    RefusedError
        If it is not one of the values that the slider has.
    """
    game = load_game()
    step = game.rules["forecast"]["step_twh"]
    if type(value) is not int or not 0 <= value <= game.most_forecast or value % step:
        raise RefusedError(
            "forecast", f"Predict an energy from 0 to {game.most_forecast} TWh, in steps of {step}."
        )
    return value


_FOR_PLAY = "[A] Chosen so that the game is worth playing; not a measurement."


@lru_cache
def base_scenario() -> Scenario:
    """Return the scenario that a world starts from, before anyone has chosen."""
    changed = load_game().rules["base"]
    reference = load_scenario("reference")
    sources = {
        key: _FOR_PLAY if _is_under(key, changed) else source
        for key, source in reference.sources.items()
    }
    return reference.with_values(
        {
            **changed,
            "name": "class-game",
            "title": "Class game",
            "question": "Six parties pursue their own goals; what becomes of AI's energy use?",
            "sources": sources,
            "expected": None,
        }
    )


def _is_under(key: str, changed: Iterable[str]) -> bool:
    """Whether a dotted key is one of those changed, or part of one."""
    return any(f"{key}.".startswith(f"{other}.") for other in changed)


def compose(plan: Plan) -> Scenario:
    """Return what a world has chosen as one scenario, valid as every scenario is.

    What a round decides holds from the first step after its first year to its last year, and
    changes no number before.

    Parameters
    ----------
    plan : mapping
        Role to its choices, round by round.
    """
    game = load_game()
    policy: list[dict[str, Any]] = []
    shocks: list[dict[str, Any]] = []
    capacity = float(game.rules["capacity_twh"])
    for number, (first, last) in enumerate(game.rounds):
        effects = list(_effects(game, plan, number))
        for effect in effects:
            if effect["do"] == "programme":
                policy.append(_programme(effect, first, last))
            elif effect["do"] == "instrument":
                policy.append({**effect["fields"], **_dates(first, last)})
            elif effect["do"] == "shock":
                shocks.append({"year": float(first), **_jump(effect)})
        growth = next((item["annual_factor"] for item in effects if item["do"] == "build"), 1.0)
        policy.append(_limit(capacity, growth, first, last))
        for _ in range(last - first):
            capacity *= growth
    values = {"policy": policy, "technology.algorithmic.shocks": shocks}
    return base_scenario().with_values(values)


def _effects(game: Game, plan: Plan, number: int) -> Iterable[Mapping[str, Any]]:
    """Yield what all roles' choices of a round do, in the order of the rules."""
    for role in game.roles.values():
        made = plan.get(role.name, ())
        choice = (made[number] if number < len(made) else None) or role.usual
        for lever, option in zip(role.levers, choice, strict=True):
            yield from lever.options[option].effects


def _step() -> float:
    return 1.0 / base_scenario().time.steps_per_year


def _dates(first: int, last: int) -> dict[str, float]:
    return {"start_year": first + _step(), "end_year": float(last)}


def _programme(effect: Mapping[str, Any], first: int, last: int) -> dict[str, Any]:
    return {
        "instrument": "efficiency_programme",
        "start_year": float(first),
        "end_year": float(last),
        "target": effect["target"],
        "annual_factor": effect["annual_factor"],
    }


def _jump(effect: Mapping[str, Any]) -> dict[str, Any]:
    return {key: effect[key] for key in ("factor", "ramp_years", "lab")}


def _limit(capacity: float, growth: float, first: int, last: int) -> dict[str, Any]:
    """Return what the grid can connect in a round: grown evenly from what it had before."""
    return {
        "instrument": "build_out_limit",
        **_dates(first, last),
        "twh": round(capacity * 1e6) / 1e6,
        "annual_factor": growth,
    }
