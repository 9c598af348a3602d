"""The class server: listens, holds a class, and stops by itself."""

from __future__ import annotations

import asyncio
import contextlib
import errno
import ipaddress
import math
import socket
import sys
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from jevons_sim.classroom.api import Classroom
from jevons_sim.classroom.class_files import class_file
from jevons_sim.classroom.door import Door, Limits
from jevons_sim.classroom.http import MAX_HEAD
from jevons_sim.classroom.pace import Pace
from jevons_sim.classroom.pages import busy_page, online_pages
from jevons_sim.classroom.saved_game import SavedGame
from jevons_sim.errors import OutputError, UsageError

if sys.platform != "win32":
    import resource

BACKLOG = 128
"""Connections that may wait to be taken: a whole class at once."""

SPARE_FILES = 40
"""Open files that the program needs beside its connections."""

_OUT_OF_FILES = (errno.EMFILE, errno.ENFILE, errno.ENOBUFS, errno.ENOMEM)

_EVERYWHERE = ("0.0.0.0", "::")


@dataclass(frozen=True)
class Setting:
    """Where a class is held, how long, and where it is kept."""

    host: str = "127.0.0.1"
    port: int = 8765
    """0 for any that is free."""

    hours: float = 2.0
    language: str = "en"
    save: Path | None = None
    """File to keep it in; None for one in `class_files.FOLDER`."""

    keep: bool = True
    """Whether it is kept at all."""

    fresh: bool = False
    """Whether to begin a new class though there is one to go on from."""

    repair: bool = False
    """Whether to go on without what is spoilt in the file."""

    limits: Limits = field(default_factory=Limits)
    pace: Pace = field(default_factory=Pace)


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

    file: str | None = None
    """File that the class is saved in; None if it is not."""

    kept: str | None = None
    """File as it was, if it was mended or written anew."""

    losses: tuple[str, ...] = ()
    """What was lost of the file, in sentences."""


@dataclass(frozen=True)
class Teller:
    """Who is told what, while a class is held."""

    announce: Callable[[Address], None]
    """Told the addresses once the server listens."""

    warn: Callable[[str], None]
    """Told in a sentence what the teacher should know."""


def hold_class(setting: Setting, teller: Teller) -> None:
    """Hold a class until its time is up, or the process is stopped.

    Raises
    ------
    UsageError
        If the address, port or hours cannot be used.
    OutputError, ResumeError
        If the file to save in cannot be used.
    """
    asyncio.run(serve(setting, teller))


async def serve(setting: Setting, teller: Teller) -> None:
    """Hold a class, as `hold_class` does, in a loop that runs."""
    if not 0.0 < setting.hours < math.inf:
        raise UsageError(f"--hours: {setting.hours} is no time; write 2 for two hours")
    language = setting.language
    classroom = Classroom(online_pages(language), busy_page(language), setting.pace)
    door = Door(classroom, fitting(setting.limits))
    _say_once_when_out_of_files(teller)
    server = await _bound(setting, door)
    with contextlib.ExitStack() as stack:
        try:
            saved = _take_file(setting, teller, stack)
            resumed = classroom.open(saved, repair=setting.repair)
            port = server.sockets[0].getsockname()[1]
            _admit(classroom, setting.host, port)
            address = _address(classroom, setting.host, port, resumed)
            classroom.join = address.join
            await server.start_serving()
            teller.announce(_with_file(address, saved))
            await asyncio.sleep(setting.hours * 3600.0)
        finally:
            server.close()
            await door.close()
            await server.wait_closed()


async def _bound(setting: Setting, door: Door) -> asyncio.Server:
    """Return a server that has its address and does not listen yet."""
    try:
        return await asyncio.start_server(
            door.welcome,
            setting.host,
            setting.port,
            backlog=BACKLOG,
            limit=MAX_HEAD,
            start_serving=False,
        )
    except ValueError as error:
        raise UsageError(f"--host {setting.host}: no machine can have that name") from error
    except OSError as error:
        reason = error.strerror or str(error)
        raise UsageError(
            f"{setting.host}:{setting.port}: cannot listen there ({reason}); "
            "choose another --port, or a --host of this machine"
        ) from error


def _take_file(setting: Setting, teller: Teller, stack: contextlib.ExitStack) -> SavedGame | None:
    """Return the file to save in; where nobody named one, a class goes on without."""
    if not setting.keep:
        return None
    try:
        return stack.enter_context(SavedGame(class_file(setting.save, fresh=setting.fresh)))
    except OutputError as error:
        if setting.save is not None or "another class" in str(error):
            raise
        teller.warn(f"{error}. Nothing is kept when this stops; --save FILE keeps the game.")
        return None


def fitting(limits: Limits) -> Limits:
    """Return limits that leave the program the open files that it needs itself."""
    if sys.platform == "win32":  # it has no such limit
        return limits
    files, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = limits.open + limits.reserved + limits.refused
    if files == resource.RLIM_INFINITY or files - SPARE_FILES >= wanted:
        return limits
    share = max(files - SPARE_FILES, 0) / wanted
    return replace(
        limits,
        open=max(int(limits.open * share), 4),
        reserved=max(int(limits.reserved * share), 1),
        refused=max(int(limits.refused * share), 1),
    )


def _say_once_when_out_of_files(teller: Teller) -> None:
    """Say in one line that connections cannot be taken; asyncio takes them when files are free.

    A connection that comes while the server stops is cut off, which Python 3.11 takes for a fault.
    """
    said: list[OSError] = []

    def handle(loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        error = context.get("exception")
        if isinstance(error, asyncio.CancelledError):
            return
        if not (isinstance(error, OSError) and error.errno in _OUT_OF_FILES):
            loop.default_exception_handler(context)
        elif not said:
            said.append(error)
            teller.warn("This machine has no more open files for connections; some have to wait.")

    asyncio.get_running_loop().set_exception_handler(handle)


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
    everywhere = host in _EVERYWHERE
    if is_local(host) or everywhere:
        names |= {"127.0.0.1", "localhost", "[::1]"}
    classroom.hosts = frozenset(f"{name}:{port}".lower() for name in names)
    classroom.any_address = everywhere
    classroom.teachers |= {host, "127.0.0.1", "::1", "::ffff:127.0.0.1"}


def _address(classroom: Classroom, host: str, port: int, resumed: int) -> Address:
    everywhere = host in _EVERYWHERE
    public = _own_address() if everywhere else _shown(host)
    private = "127.0.0.1" if everywhere else _shown(host)
    return Address(
        board=f"http://{private}:{port}/board#code={classroom.code}&token={classroom.token}",
        join=f"http://{public}:{port}/",
        code=classroom.code,
        local=is_local(host),
        resumed=resumed,
    )


def _with_file(address: Address, saved: SavedGame | None) -> Address:
    if saved is None:
        return address
    kept = None if saved.kept is None else str(saved.kept)
    return replace(address, file=str(saved.path), kept=kept, losses=tuple(saved.losses))


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
