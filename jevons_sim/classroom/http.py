"""HTTP as far as a classroom needs it: one small request a connection, each part of it bounded.

h11 parses what comes and frames what goes; the limits, the refusals and the headers are ours.
Called by `door`, which minds the clock and the number of connections.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any
from urllib.parse import parse_qs

import h11

MAX_HEAD = 16_384
"""Longest request line with its headers. [byte]"""

MAX_BODY = 16_384
"""Longest body. [byte]"""

MAX_FIELDS = 20
"""Most fields of a query."""

MAX_DRAINED = 32_000_000
"""How much of a body that is too long is read and dropped, so that the answer arrives. [byte]"""

MAX_DIGITS = 15
"""Longest number in Content-Length."""

CHUNK = 65_536
"""How much is read, or written, at a time. [byte]"""

_HEADERS = {
    "Cache-Control": "no-store",
    "Connection": "close",
    "Content-Security-Policy": "frame-ancestors 'none'",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}


class HttpError(Exception):
    """A request that is refused, with the status and a sentence."""

    def __init__(self, status: int, message: str, code: str = "http") -> None:
        super().__init__(message)
        self.status = status
        self.code = code


@dataclass(frozen=True)
class Request:
    """A request as it came in."""

    method: str
    path: str
    """The path, just as it was sent: nothing is decoded, nothing looked up on disk."""

    query: Mapping[str, str]
    headers: Mapping[str, str]
    """Header names in lower case."""

    body: bytes = b""
    address: str = ""
    """Network address that it came from."""

    def json(self) -> dict[str, Any]:
        """Return the body as a JSON object.

        Raises
        ------
        HttpError
            If it is anything else, or holds numbers that are not finite.
        """
        kind = self.headers.get("content-type", "").split(";")[0].strip().lower()
        if kind != "application/json":
            raise HttpError(415, "Send JSON, and say so in Content-Type.")
        try:
            value = json.loads(self.body.decode("utf-8"), parse_constant=_refuse)
        except (ValueError, RecursionError):
            raise HttpError(400, "This is not JSON.") from None
        if not isinstance(value, dict):
            raise HttpError(400, "Send a JSON object.")
        return value


def _refuse(name: str) -> None:
    raise ValueError(name)


@dataclass(frozen=True)
class Response:
    """An answer."""

    body: bytes = b""
    kind: str = "application/json"
    status: int = 200
    extra: Mapping[str, str] = field(default_factory=dict)

    def headers(self) -> list[tuple[str, str]]:
        """Return the headers that it goes out with."""
        own = {
            "Content-Type": f"{self.kind}; charset=utf-8",
            "Content-Length": str(len(self.body)),
        }
        return list({**own, **_HEADERS, **self.extra}.items())


def json_response(value: Any, status: int = 200) -> Response:
    """Return an answer that holds a JSON document."""
    text = json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return Response(text.encode("utf-8"), status=status)


def refusal(error: HttpError) -> Response:
    """Return the answer to a request that is refused."""
    return json_response({"error": error.code, "message": str(error)}, error.status)


class Exchange:
    """One request and its answer."""

    def __init__(self, reader: asyncio.StreamReader, address: str) -> None:
        self._reader = reader
        self._address = address
        self._protocol = h11.Connection(h11.SERVER, max_incomplete_event_size=MAX_HEAD)
        self._head = bytearray()
        """What came so far, until there is a whole head in it."""

        self._has_head = False
        self._is_head = False

    async def listen(self) -> bool:
        """Wait until the client says something; False if it leaves."""
        return await self._receive()

    async def request(self) -> Request | None:
        """Read a request; None if the client left without one.

        Raises
        ------
        HttpError
            If it is malformed, too long, or of unknown length.
        """
        event = await self._next(ended="")
        if not isinstance(event, h11.Request):
            return None
        self._check_head(event)
        method = event.method.decode("ascii")
        self._is_head = method == "HEAD"
        headers = _headers(event)
        path, _, query = event.target.decode("ascii").partition("?")
        found = _fields(query)
        body = await self._body(method, headers)
        return Request(method, path, found, headers, body, self._address)

    def _check_head(self, event: h11.Request) -> None:
        """Refuse what h11 lets pass: a long head that came at a blow, folded lines, HTTP/2."""
        self._has_head = True
        head = self._head[: len(self._head) - len(self._protocol.trailing_data[0])]
        if len(head) > MAX_HEAD:
            raise HttpError(431, "The headers are too long.")
        if b"\n " in head or b"\n\t" in head or not event.http_version.startswith(b"1."):
            raise HttpError(400, "This is not HTTP/1.1, or it has folded lines.")

    async def rest(self) -> None:
        """Read and drop the rest until the client closes: closing over it loses our answer."""
        while await self._reader.read(CHUNK):
            pass

    def encoded(self, response: Response) -> Iterator[memoryview]:
        """Yield an answer as it goes over the wire, piece by piece."""
        reason = HTTPStatus(response.status).phrase.encode("ascii")
        head = h11.Response(status_code=response.status, headers=response.headers(), reason=reason)
        parts = [self._protocol.send(head) or b""]
        if not self._is_head:
            parts.append(response.body)
        for part in parts:
            for start in range(0, len(part), CHUNK):
                yield memoryview(part)[start : start + CHUNK]

    async def _receive(self) -> bool:
        data = await self._reader.read(CHUNK)
        if not self._has_head:
            self._head += data
        self._protocol.receive_data(data)
        return data != b""

    async def _next(self, *, ended: str) -> Any:
        """Return the next part of the request; None if the client left, and `ended` is empty."""
        is_open = True
        while True:
            try:
                event = self._protocol.next_event()
            except h11.RemoteProtocolError as error:
                if not is_open and not ended:
                    return None
                raise _fault(error, ended="" if is_open else ended) from error
            if event is not h11.NEED_DATA:
                return event
            is_open = await self._receive()

    async def _body(self, method: str, headers: Mapping[str, str]) -> bytes:
        if "transfer-encoding" in headers:
            raise HttpError(411, "Say how long the body is.")
        length = headers.get("content-length")
        if length is None and method == "POST":
            raise HttpError(411, "Say how long the body is.")
        if length is not None and len(length) > MAX_DIGITS:
            raise HttpError(400, "The length of the body is not a number.")
        if length is not None and int(length) > MAX_BODY:
            if not self._protocol.they_are_waiting_for_100_continue:
                await self._read(MAX_DRAINED, keep=False)
            raise HttpError(413, f"The body is longer than {MAX_BODY:,} bytes.")
        return await self._read(MAX_BODY, keep=True)

    async def _read(self, most: int, *, keep: bool) -> bytes:
        """Read the body, or read and drop it, as far as `most` bytes."""
        body, length = bytearray(), 0
        while length <= most:
            event = await self._next(ended="The body ended early.")
            if not isinstance(event, h11.Data):
                break
            length += len(event.data)
            if keep:
                body += event.data
        return bytes(body)


def _fault(error: h11.RemoteProtocolError, ended: str) -> HttpError:
    if ended:
        return HttpError(400, ended)
    if error.error_status_hint == 431:
        return HttpError(431, "The headers are too long.")
    if error.error_status_hint == 501:
        return HttpError(411, "Say how long the body is.")
    return HttpError(400, f"This is not HTTP: {error}.")


def _fields(query: str) -> dict[str, str]:
    try:
        fields = parse_qs(query, max_num_fields=MAX_FIELDS)
    except ValueError:
        raise HttpError(400, "There are too many fields.") from None
    return {key: values[0] for key, values in fields.items()}


def _headers(event: h11.Request) -> dict[str, str]:
    headers: dict[str, str] = {}
    for name, value in event.headers:
        key = name.decode("ascii")
        if key in headers:
            raise HttpError(400, "A header stands twice.")
        headers[key] = value.decode("latin-1")
    return headers
