"""A class at play: teams, phases and decisions, as a record of events.

`Room` first says whether something may happen and gives it as an event, a plain mapping; only
`apply` changes the room. So a journal of events, replayed, gives the same room again.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from jevons_sim.classroom.game import (
    Choice,
    RefusedError,
    check_choice,
    check_forecast,
    compose,
    load_game,
)
from jevons_sim.classroom.names import clean_name, is_same, looks_alike
from jevons_sim.errors import ScenarioError

Event = dict[str, Any]

LETTERS = "ABCDEFGHJKMNPQRSTUVWXYZ"
"""Letters of join codes and keys: I, L and O are left out."""

MAX_CHANGES = 50
"""Decisions of a team in a round; the first ones are plenty, and a file of them stays small."""

Phase = Literal["lobby", "decide", "closed", "reveal", "debrief"]


def draw_code(length: int = 5) -> str:
    """Return random letters to join with."""
    return "".join(secrets.choice(LETTERS) for _ in range(length))


@dataclass
class Team:
    """A team; nothing about its members is known."""

    name: str
    key: str
    """Secret that its own devices show; another device of the team can join with it."""

    world: int = 0
    roles: tuple[str, ...] = ()
    decisions: dict[int, Decided] = field(default_factory=dict)
    """Round to what was decided in it."""

    changes: dict[int, int] = field(default_factory=dict)
    """Round to how often the team decided in it."""


@dataclass(frozen=True)
class Decided:
    """What a team decided in a round."""

    choices: Mapping[str, Choice]
    """Role to its choice."""

    forecast: int
    """Predicted energy of the round's last year. [TWh/yr]"""


class Room:
    """The state of a class."""

    def __init__(self, version: int = 0) -> None:
        self.phase: Phase = "lobby"
        self.round = 0
        """Number of the current round, from 0."""

        self.teams: list[Team] = []
        self.version = version
        """Grows with each event, so that a page can ask whether anything is new."""

    def join(self, name: object) -> Event:
        """Return the event of a new team.

        Raises
        ------
        RefusedError
            If the game has begun, is full, or the name cannot be taken.
        """
        clean = clean_name(name) if isinstance(name, str) else None
        if clean is None:
            raise RefusedError(
                "name", "Choose a name with letters or digits, and nothing hidden in it."
            )
        if self.phase != "lobby":
            raise RefusedError("begun", "The game has begun; sit with a team that plays.")
        if len(self.teams) >= load_game().rules["most_teams"]:
            raise RefusedError("full", "No more teams fit; sit with one that has joined.", 503)
        if any(is_same(team.name, clean) for team in self.teams):
            raise RefusedError("taken", "This name is taken; choose another.", 409)
        if any(looks_alike(team.name, clean) for team in self.teams):
            raise RefusedError(
                "alike", "This name looks like that of another team; choose another.", 409
            )
        return {"do": "join", "name": clean, "key": draw_code(8)}

    def remove(self, name: object) -> Event:
        """Return the event of a team that the teacher sends away before the game begins."""
        if self.phase != "lobby" or not any(team.name == name for team in self.teams):
            raise RefusedError("remove", "Only a team in the lobby can be removed.")
        return {"do": "remove", "name": name}

    def clear(self) -> Event | None:
        """Return the event of all teams sent away before the game begins; None if none is there."""
        if self.phase != "lobby":
            raise RefusedError("clear", "Teams can be sent away before the game begins only.")
        return {"do": "clear"} if self.teams else None

    def step(self, origin: object) -> Event:
        """Return the event of the next phase.

        Parameters
        ----------
        origin : object
            ``[phase, round]`` that the teacher's page showed, so that a second click does nothing.
        """
        if origin != [self.phase, self.round]:
            raise RefusedError("moved", "The game is further on; this page catches up.", 409)
        if self.phase == "lobby" and not self.teams:
            raise RefusedError("empty", "Wait until a team has joined.")
        phase, round_ = self._next()
        return {"do": "step", "phase": phase, "round": round_}

    def _next(self) -> tuple[Phase, int]:
        if self.phase == "lobby":
            return "decide", 0
        if self.phase == "decide":
            return "closed", self.round
        if self.phase == "closed":
            return "reveal", self.round
        if self.phase == "reveal" and self.round + 1 < len(load_game().rounds):
            return "decide", self.round + 1
        return "debrief", self.round

    def reopen(self, origin: object) -> Event:
        """Return the event of a round that is opened again before its result is shown."""
        if self.phase != "closed" or origin != [self.phase, self.round]:
            raise RefusedError(
                "reopen", "Only a round whose result is not out can be opened again."
            )
        return {"do": "step", "phase": "decide", "round": self.round}

    def decide(self, team: Team, body: Mapping[str, Any]) -> Event | None:
        """Return the event of a team's decision; None if it decided so already.

        Parameters
        ----------
        team : Team
            Who decides.
        body : mapping
            ``round``, ``choices`` (role to options) and ``forecast``, as they came from outside.
        """
        if self.phase != "decide" or body.get("round") != self.round:
            raise RefusedError("late", "This round is closed; what was sent before counts.")
        choices = body.get("choices")
        if not isinstance(choices, dict) or sorted(choices) != sorted(team.roles):
            raise RefusedError("roles", "Decide for the roles that your team has.")
        roles = load_game().roles
        checked = {name: check_choice(roles[name], choices[name]) for name in team.roles}
        forecast = check_forecast(body.get("forecast"))
        if team.decisions.get(self.round) == Decided(checked, forecast):
            return None
        if team.changes.get(self.round, 0) >= MAX_CHANGES:
            raise RefusedError(
                "often", f"You decided {MAX_CHANGES} times in this round; the last one counts.", 429
            )
        self._check_scenario(team, checked)
        return {
            "do": "decide",
            "team": self.teams.index(team),
            "round": self.round,
            "choices": {name: list(choice) for name, choice in checked.items()},
            "forecast": forecast,
        }

    def _check_scenario(self, team: Team, choices: Mapping[str, Choice]) -> None:
        """Hold a world, with this decision, to the rules that every scenario is held to."""
        plan = {name: list(made) for name, made in self.plan(team.world).items()}
        for name, choice in choices.items():
            plan[name][self.round] = choice
        try:
            compose(plan)
        except ScenarioError as error:
            raise RefusedError("scenario", "These choices do not make a valid scenario.") from error

    def plan(self, world: int) -> dict[str, list[Choice | None]]:
        """Return what a world has decided: role to a choice for each round, None for none."""
        game = load_game()
        plan: dict[str, list[Choice | None]] = {
            role: [None] * len(game.rounds) for role in game.roles
        }
        for team in self.teams:
            if team.world == world:
                for number, decided in team.decisions.items():
                    for role, choice in decided.choices.items():
                        plan[role][number] = choice
        return plan

    @property
    def rounds_shown(self) -> int:
        """Number of rounds whose result everyone may see."""
        return self.round + (self.phase in ("reveal", "debrief"))

    @property
    def n_worlds(self) -> int:
        """Worlds that the teams are dealt over."""
        return -(-len(self.teams) // int(load_game().rules["teams_per_world"]))

    def apply(self, event: Event) -> None:
        """Let an event happen."""
        acts: dict[str, Callable[[Event], None]] = {
            "join": self._joined,
            "remove": self._removed,
            "clear": self._cleared,
            "lost": self._lost,
            "step": self._stepped,
            "decide": self._decided,
        }
        acts[event["do"]](event)
        self.version += 1

    def _joined(self, event: Event) -> None:
        self.teams.append(Team(event["name"], event["key"]))

    def _removed(self, event: Event) -> None:
        self.teams = [team for team in self.teams if team.name != event["name"]]

    def _cleared(self, event: Event) -> None:
        self.teams = []

    def _lost(self, event: Event) -> None:
        """Stand for an event that could not be read again; see `salvage`."""

    def _stepped(self, event: Event) -> None:
        if self.phase == "lobby":
            self._deal()
        self.phase, self.round = event["phase"], event["round"]

    def _deal(self) -> None:
        """Give every team a world and its roles: as even as can be, in the order of joining."""
        deals = load_game().rules["deals"]
        n_worlds = self.n_worlds
        for world in range(n_worlds):
            members = self.teams[world::n_worlds]
            for team, roles in zip(members, deals[str(len(members))], strict=True):
                team.world, team.roles = world, tuple(roles)

    def _decided(self, event: Event) -> None:
        choices = {role: tuple(choice) for role, choice in event["choices"].items()}
        decided = Decided(choices, event["forecast"])
        team, round_ = self.teams[event["team"]], event["round"]
        team.decisions[round_] = decided
        team.changes[round_] = team.changes.get(round_, 0) + 1
