"""The door of the class server: who is let in, for how long, and who makes room for whom.

Everything runs in one thread, so that nothing needs a lock. A connection holds a place from the
moment it is accepted until it is really closed, whatever its client does: says nothing, drips, or
never reads what it asked for. Called by `server`.
"""

from __future__ import annotations

import asyncio
import contextlib
import math
import os
import socket
import struct
import time
from dataclasses import dataclass

from jevons_sim.classroom.api import Classroom
from jevons_sim.classroom.http import Exchange, HttpError, Request, Response, refusal

SEND_BUFFER = 65_536
"""What the system holds for a client that has not read it yet. [byte]"""

_ANSWERED = -math.inf
"""Since when a connection stands still that has its answer: it goes first."""

_AT_ONCE = struct.pack("hh" if os.name == "nt" else "ii", 1, 0)
"""SO_LINGER: close without waiting for what the client has not read."""


@dataclass(frozen=True)
class Limits:
    """How many connections, and how long each."""

    open: int = 256
    """Connections that are open at once; one more takes the place of one that stands still."""

    reserved: int = 16
    """Places beside these, for the addresses from which the teacher's page was used."""

    refused: int = 64
    """Connections that are being told that there is no place; more are closed without a word."""

    silent_seconds: float = 3.0
    """Time to say anything at all. Browsers open connections to spare, and open them again."""

    request_seconds: float = 10.0
    """Time to send a whole request, however it is dripped."""

    still_seconds: float = 10.0
    """Time to take the next 64 KiB of an answer."""

    answer_seconds: float = 60.0
    """Time to take a whole answer."""

    leave_seconds: float = 2.0
    """Time to close after the answer, before we do."""

    yield_seconds: float = 0.3
    """Standing still for so long, a connection gives its place to a newcomer when all are taken."""

    wrong_code_seconds: float = 0.5
    """Wait before a wrong code or token is told so, against guessing."""


class _Visit:
    """A connection, from the moment it is accepted until it is closed."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.writer = writer
        self.address = str((writer.get_extra_info("peername") or ("",))[0])
        self.exchange = Exchange(reader, self.address)
        self.still_since = time.monotonic()
        """When it last went on; never, while it waits for us."""

        self.is_dropped = False
        writer.transport.set_write_buffer_limits(high=0)  # so that `drain` waits for every byte
        self._set(socket.SO_SNDBUF, SEND_BUFFER)

    def _set(self, option: int, value: int | bytes) -> None:
        with contextlib.suppress(OSError):
            self.writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, option, value)

    def drop(self) -> None:
        """Close it now; what the client has not read is lost, but for the end of an answer."""
        self.is_dropped = True
        if self.still_since != _ANSWERED and not self.writer.transport.is_closing():
            self._set(socket.SO_LINGER, _AT_ONCE)
        self.writer.transport.abort()

    async def send(self, response: Response, limits: Limits) -> None:
        """Send an answer, as fast as the client takes it, and let the client close."""
        async with asyncio.timeout(limits.answer_seconds):
            for piece in self.exchange.encoded(response):
                self.still_since = time.monotonic()
                self.writer.write(piece)
                async with asyncio.timeout(limits.still_seconds):
                    await self.writer.drain()
        self.still_since = _ANSWERED
        self.writer.write_eof()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(limits.leave_seconds):
                await self.exchange.rest()
        self.writer.close()


_Visits = dict[_Visit, "asyncio.Task[None] | None"]


class Door:
    """Lets requests in, one to a connection."""

    def __init__(self, classroom: Classroom, limits: Limits) -> None:
        self._classroom = classroom
        self._limits = limits
        self._visits: _Visits = {}
        self._refused: _Visits = {}

    async def close(self) -> None:
        """Send everyone away."""
        tasks = []
        for visit, task in [*self._visits.items(), *self._refused.items()]:
            visit.drop()
            if task is not None:
                task.cancel()
                tasks.append(task)
        if tasks:
            await asyncio.wait(tasks, timeout=self._limits.leave_seconds)

    async def welcome(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer one connection, whatever it sends, and close it."""
        visit = _Visit(reader, writer)
        if self._has_place(visit, self._visits, self._places(visit)):
            place, act = self._visits, self._attend
        elif self._has_place(visit, self._refused, self._limits.refused):
            place, act = self._refused, self._turn_away
        else:
            visit.drop()
            return
        place[visit] = asyncio.current_task()
        try:
            with contextlib.suppress(OSError, TimeoutError, asyncio.CancelledError):
                await act(visit)
        finally:
            if not writer.is_closing():
                visit.drop()
            with contextlib.suppress(OSError, asyncio.CancelledError):  # the server may stop now
                await writer.wait_closed()
            del place[visit]

    def _places(self, newcomer: _Visit) -> int:
        is_teacher = newcomer.address in self._classroom.teachers
        return self._limits.open + (self._limits.reserved if is_teacher else 0)

    def _has_place(self, newcomer: _Visit, visits: _Visits, places: int) -> bool:
        """Whether there is a place for a newcomer, if need be that of one that stands still."""
        staying = [visit for visit in visits if not visit.is_dropped]
        if len(staying) < places:
            return True
        oldest = min(staying, key=lambda visit: visit.still_since, default=newcomer)
        if newcomer.still_since - oldest.still_since < self._limits.yield_seconds:
            return False
        oldest.drop()
        return True

    async def _attend(self, visit: _Visit) -> None:
        response = await self._response(visit)
        if response is None:
            visit.writer.close()
        else:
            await visit.send(response, self._limits)

    async def _response(self, visit: _Visit) -> Response | None:
        try:
            request = await self._request(visit)
            visit.still_since = math.inf
            return None if request is None else await self._classroom.answer(request)
        except HttpError as error:
            visit.still_since = time.monotonic()
            if error.status == 403:
                await asyncio.sleep(self._limits.wrong_code_seconds)
            return refusal(error)

    async def _request(self, visit: _Visit) -> Request | None:
        """Return the request; None if the client said nothing, or left."""
        try:
            async with asyncio.timeout(self._limits.silent_seconds):
                is_heard = await visit.exchange.listen()
        except TimeoutError:
            is_heard = False
        if not is_heard:
            return None
        try:
            async with asyncio.timeout(self._limits.request_seconds):
                return await visit.exchange.request()
        except TimeoutError:
            raise HttpError(408, "This took too long to arrive.", "slow") from None

    async def _turn_away(self, visit: _Visit) -> None:
        """Tell a newcomer that every place is taken, on a page if it asked for one."""
        async with asyncio.timeout(self._limits.silent_seconds):
            try:
                request = await visit.exchange.request()
            except HttpError as error:
                response = refusal(error)
            else:
                if request is None:
                    visit.writer.close()
                    return
                response = self._classroom.busy(request)
        await visit.send(response, self._limits)
