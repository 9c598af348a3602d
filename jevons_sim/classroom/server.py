"""The class server: listens, answers, and stops by itself."""

from __future__ import annotations

import asyncio
import contextlib
import ipaddress
import math
import secrets
import socket
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from jevons_sim.classroom.api import Classroom
from jevons_sim.classroom.game import load_game
from jevons_sim.classroom.http import (
    MOST_HEAD,
    HttpError,
    Response,
    json_response,
    read_request,
)
from jevons_sim.classroom.pages import online_pages
from jevons_sim.classroom.room import Room, draw_code
from jevons_sim.classroom.saved_game import SavedGame
from jevons_sim.errors import UsageError

BACKLOG = 128
"""Connections that may wait to be taken: a whole class at once."""

MOST_OPEN = 256
"""Connections that are open at once; one more is sent away."""

REQUEST_SECONDS = 10.0
"""Time to send a whole request, however it is dripped."""

WRONG_CODE_SECONDS = 0.5
"""Wait before a wrong code or token is told so, against guessing."""


@dataclass(frozen=True)
class Setting:
    """Where a class is held, and how long."""

    host: str = "127.0.0.1"
    port: int = 8765
    """0 for any that is free."""

    hours: float = 2.0
    save: Path | None = None
    language: str = "en"


@dataclass(frozen=True)
class Address:
    """What the teacher needs to know once the class is open."""

    board: str
    """The teacher's page; holds the token, not for the class."""

    join: str
    """The page for teams."""

    code: str
    local: bool
    """Whether only this machine can reach it."""

    resumed: int
    """Events that were read from the file."""


def hold_class(setting: Setting, announce: Callable[[Address], None]) -> None:
    """Hold a class until its time is up, or the process is stopped.

    Parameters
    ----------
    setting : Setting
        Where and how long.
    announce : callable
        Told the addresses once the server listens.

    Raises
    ------
    UsageError
        If the address, port or hours cannot be used.
    OutputError, ResumeError
        If the file to save in cannot be used.
    """
    if not 0.0 < setting.hours < math.inf:
        raise UsageError(f"--hours: {setting.hours} is no time; write 2 for two hours")
    with contextlib.ExitStack() as stack:
        saved = stack.enter_context(SavedGame(setting.save)) if setting.save else None
        classroom, resumed = open_class(saved)
        classroom.pages = online_pages(setting.language)
        asyncio.run(_serve(setting, classroom, resumed, announce))


def open_class(saved: SavedGame | None) -> tuple[Classroom, int]:
    """Return a class, new or as its file left it, and how many events the file held."""
    fresh = {
        "code": draw_code(),
        "token": secrets.token_urlsafe(18),
        "edition": load_game().edition,
    }
    kept, events = saved.open(fresh) if saved else (fresh, [])
    room = Room()
    for event in events:
        room.apply(event)
    return Classroom(room, kept, saved), len(events)


async def _serve(
    setting: Setting, classroom: Classroom, resumed: int, announce: Callable[[Address], None]
) -> None:
    door = _Door(classroom)
    try:
        server = await asyncio.start_server(
            door.welcome, setting.host, setting.port, backlog=BACKLOG, limit=MOST_HEAD
        )
    except ValueError as error:
        raise UsageError(f"--host {setting.host}: no machine can have that name") from error
    except OSError as error:
        reason = error.strerror or str(error)
        raise UsageError(
            f"{setting.host}:{setting.port}: cannot listen there ({reason}); "
            "choose another --port, or a --host of this machine"
        ) from error
    port = server.sockets[0].getsockname()[1]
    _admit(classroom, setting.host, port)
    address = _address(classroom, setting.host, port, resumed)
    classroom.join = address.join
    announce(address)
    async with server:
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(setting.hours * 3600.0):
                await server.serve_forever()


class _Door:
    """Lets requests in, one to a connection."""

    def __init__(self, classroom: Classroom) -> None:
        self._classroom = classroom
        self._open = 0

    async def welcome(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer one connection, whatever it sends, and close it."""
        self._open += 1
        try:
            if self._open <= MOST_OPEN:
                with contextlib.suppress(OSError, TimeoutError):
                    await self._answer(reader, writer)
        finally:
            self._open -= 1
            writer.close()
            with contextlib.suppress(OSError):
                await writer.wait_closed()

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        response = await self._response(reader)
        if response is None:
            return
        writer.write(response.encoded())
        async with asyncio.timeout(REQUEST_SECONDS):
            await writer.drain()

    async def _response(self, reader: asyncio.StreamReader) -> Response | None:
        try:
            async with asyncio.timeout(REQUEST_SECONDS):
                request = await read_request(reader)
            return None if request is None else self._classroom.answer(request)
        except TimeoutError:
            error = HttpError(408, "This took too long to arrive.", "slow")
        except HttpError as refused:
            error = refused
        if error.status == 403:
            await asyncio.sleep(WRONG_CODE_SECONDS)
        return json_response({"error": error.code, "message": str(error)}, error.status)


def is_local(host: str) -> bool:
    """Whether a host is this machine alone."""
    if host == "localhost":
        return True
    with contextlib.suppress(ValueError):
        return ipaddress.ip_address(host).is_loopback
    return False


def _admit(classroom: Classroom, host: str, port: int) -> None:
    """Tell the class under which names it is reached."""
    names = {_shown(host)}
    everywhere = host in ("0.0.0.0", "::")
    if is_local(host) or everywhere:
        names |= {"127.0.0.1", "localhost", "[::1]"}
    classroom.hosts = frozenset(f"{name}:{port}".lower() for name in names)
    classroom.any_address = everywhere


def _address(classroom: Classroom, host: str, port: int, resumed: int) -> Address:
    everywhere = host in ("0.0.0.0", "::")
    public = _own_address() if everywhere else _shown(host)
    private = "127.0.0.1" if everywhere else _shown(host)
    return Address(
        board=f"http://{private}:{port}/board#code={classroom.code}&token={classroom.token}",
        join=f"http://{public}:{port}/",
        code=classroom.code,
        local=is_local(host),
        resumed=resumed,
    )


def _shown(host: str) -> str:
    return f"[{host}]" if ":" in host else host


def _own_address() -> str:
    """Return the address by which this machine is known on its network; nothing is sent."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))
            return str(probe.getsockname()[0])
        except OSError:
            return "127.0.0.1"
