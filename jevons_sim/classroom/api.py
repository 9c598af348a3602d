"""What the class server answers: a fixed table of paths, and who may ask for what.

Every call needs the join code; what only the teacher may do needs the teacher's token as well.
"""

from __future__ import annotations

import asyncio
import hmac
import ipaddress
import re
import secrets
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from jevons_sim.classroom.game import RefusedError, load_game
from jevons_sim.classroom.http import HttpError, Request, Response, json_response, refusal
from jevons_sim.classroom.pace import Pace
from jevons_sim.classroom.room import Event, Room, Team, draw_code
from jevons_sim.classroom.saved_game import SavedGame
from jevons_sim.errors import OutputError

Pages = Mapping[str, bytes]
"""Path to the page that is served there."""


class Classroom:
    """A room with its doors: who asks, what they may see, what they may change."""

    def __init__(self, pages: Pages, busy: bytes, pace: Pace) -> None:
        self._pages = pages
        self._busy = busy
        self._saved: SavedGame | None = None
        self._pace = pace
        self.room = Room()
        self.code = draw_code()
        self.token = secrets.token_urlsafe(18)
        self.teachers: set[str] = set()
        """Network addresses from which the teacher's page was used."""

        self.hosts: frozenset[str] = frozenset()
        """Values of the Host header that are ours; see `is_ours`."""

        self.join = ""
        """Address of the page for teams, for the board to show."""

        self.any_address = False
        """Whether any numeric address is ours, as when the server listens on all of them."""

    def open(self, saved: SavedGame | None, *, repair: bool = False) -> int:
        """Go on from a file, and save in it; return how many events came before.

        Raises
        ------
        OutputError, ResumeError
            If the file cannot be used.
        """
        if saved is None:
            return 0
        fresh = {"code": self.code, "token": self.token, "edition": load_game().edition}
        kept, events = saved.open(fresh, repair=repair)
        self.code, self.token = kept["code"], kept["token"]
        self.room = Room(saved.before)
        for event in events:
            self.room.apply(event)
        self._saved = saved
        return self.room.version

    def busy(self, request: Request) -> Response:
        """Return the answer to a request for which there is no place."""
        again = {"Retry-After": "5"}
        if request.path in self._pages:
            return Response(self._busy, "text/html", 503, again)
        error = HttpError(503, "Too many are asking at once; try again in a moment.", "busy")
        return replace(refusal(error), extra=again)

    async def answer(self, request: Request) -> Response:
        """Return the answer to a request.

        Raises
        ------
        HttpError
            If it is not for us, not allowed, or not there.
        """
        self._check_origin(request)
        if request.path in self._pages:
            _check_method(request, "GET")
            return Response(self._pages[request.path], "text/html")
        if request.path == "/favicon.ico":
            return Response(status=204)
        method, call = self._calls().get(request.path, ("", None))
        if call is None:
            raise HttpError(404, "There is nothing here.")
        _check_method(request, method)
        if not _equal(request.headers.get("x-join-code", "").upper(), self.code):
            raise HttpError(403, "This join code is wrong; look at the board.", "join")
        try:
            if request.path == "/api/join":
                await self._wait_for_turn(request)
            return json_response(call(request))
        except RefusedError as error:
            raise HttpError(error.status, str(error), error.code) from error
        except OutputError as error:
            raise HttpError(503, "This could not be saved; try again.", "unsaved") from error

    def _calls(self) -> dict[str, tuple[str, Callable[[Request], dict[str, Any]]]]:
        return {
            "/api/join": ("POST", self._join),
            "/api/team": ("GET", self._team),
            "/api/decide": ("POST", self._decide),
            "/api/board": ("GET", self._board),
            "/api/step": ("POST", self._step),
            "/api/reopen": ("POST", self._reopen),
            "/api/remove": ("POST", self._remove),
            "/api/clear": ("POST", self._clear),
        }

    def _check_origin(self, request: Request) -> None:
        host = request.headers.get("host", "").lower()
        if not self.is_ours(host):
            raise HttpError(421, "This server does not go by that name.", "host")
        origin = request.headers.get("origin")
        if origin is not None and origin.lower() != f"http://{host}":
            raise HttpError(403, "Another site's page may not ask here.", "origin")

    def is_ours(self, host: str) -> bool:
        """Whether a Host header names this server: by its address, never by a foreign name.

        Browsers leave out the port that http has anyway.
        """
        if not re.search(r":\d*$", host):
            host = f"{host}:80"
        if host in self.hosts:
            return True
        name, _, port = host.rpartition(":")
        known_port = any(known.endswith(f":{port}") for known in self.hosts)
        return self.any_address and known_port and _is_address(name.strip("[]"))

    async def _wait_for_turn(self, request: Request) -> None:
        """Let a team wait if many join from its address; what is refused anyway does not wait."""
        self.room.join(request.json().get("name"))
        await asyncio.sleep(self._pace.turn(request.address))

    def _happen(self, event: Event | None, *, by_team: bool = False) -> None:
        """Keep an event, and only then let it happen; nothing is kept of nothing new."""
        if event is None:
            return
        if self._saved is not None:
            if by_team and self._saved.is_full:
                raise RefusedError(
                    "spent", "The file of this class is full; ask your teacher for a new one.", 503
                )
            self._saved.add(event)
        self.room.apply(event)

    def _whose(self, request: Request) -> Team:
        key = request.headers.get("x-team-key", "")
        for team in self.room.teams:
            if _equal(key.upper(), team.key):
                return team
        raise HttpError(403, "This team is not in the game; join again.", "key")

    def _check_teacher(self, request: Request) -> None:
        if not _equal(request.headers.get("x-teacher-token", ""), self.token):
            raise HttpError(403, "Only the teacher's page may do this.", "teacher")
        self.teachers.add(request.address)

    def _join(self, request: Request) -> dict[str, Any]:
        event = self.room.join(request.json().get("name"))
        self._happen(event, by_team=True)
        return {"name": event["name"], "key": event["key"]}

    def _team(self, request: Request) -> dict[str, Any]:
        team = self._whose(request)
        return self._news(request) or self._team_view(team)

    def _decide(self, request: Request) -> dict[str, Any]:
        team = self._whose(request)
        self._happen(self.room.decide(team, request.json()), by_team=True)
        return self._team_view(team)

    def _board(self, request: Request) -> dict[str, Any]:
        self._check_teacher(request)
        return self._news(request) or self._board_view()

    def _step(self, request: Request) -> dict[str, Any]:
        self._check_teacher(request)
        self._happen(self.room.step(request.json().get("from")))
        return self._board_view()

    def _reopen(self, request: Request) -> dict[str, Any]:
        self._check_teacher(request)
        self._happen(self.room.reopen(request.json().get("from")))
        return self._board_view()

    def _remove(self, request: Request) -> dict[str, Any]:
        self._check_teacher(request)
        self._happen(self.room.remove(request.json().get("name")))
        return self._board_view()

    def _clear(self, request: Request) -> dict[str, Any]:
        self._check_teacher(request)
        self._happen(self.room.clear())
        return self._board_view()

    def _news(self, request: Request) -> dict[str, Any] | None:
        """Return a short answer where the page has seen this version already."""
        if request.query.get("since") == str(self.room.version):
            return {"version": self.room.version, "same": True}
        return None

    def _state(self) -> dict[str, Any]:
        room = self.room
        return {"version": room.version, "phase": room.phase, "round": room.round}

    def _team_view(self, team: Team) -> dict[str, Any]:
        """Return what a team may know: its own decisions, and its world's once they are out."""
        shown = self.room.rounds_shown
        plan = self.room.plan(team.world)
        return {
            **self._state(),
            "name": team.name,
            "world": team.world,
            "roles": list(team.roles),
            "own": _decisions(team),
            "shown": shown,
            "plan": {role: choices[:shown] for role, choices in plan.items()},
        }

    def _board_view(self) -> dict[str, Any]:
        teams = [
            {
                "name": team.name,
                "key": team.key,
                "world": team.world,
                "roles": list(team.roles),
                "decisions": _decisions(team),
            }
            for team in self.room.teams
        ]
        file = None if self._saved is None else self._saved.path.name
        return {**self._state(), "join": self.join, "file": file, "teams": teams}


def _decisions(team: Team) -> dict[str, Any]:
    return {
        str(number): {
            "choices": {role: list(choice) for role, choice in decided.choices.items()},
            "forecast": decided.forecast,
        }
        for number, decided in team.decisions.items()
    }


def _check_method(request: Request, method: str) -> None:
    if request.method != method:
        raise HttpError(405, f"Use {method} here.")


def _equal(one: str, other: str) -> bool:
    """Compare two secrets in a time that tells nothing about them."""
    return hmac.compare_digest(one.encode("utf-8"), other.encode("utf-8"))


def _is_address(text: str) -> bool:
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True
