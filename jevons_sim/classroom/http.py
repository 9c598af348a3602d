"""As much HTTP as a classroom needs: one small request a connection, each part of it bounded.

Everything runs in one thread, so that nothing needs a lock; a client that is slow, or says nothing,
costs a waiting task and no more, and is sent away when its time is up.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any
from urllib.parse import parse_qs

MOST_HEAD = 16_384
"""Longest request line with its headers. [byte]"""

MOST_BODY = 16_384
"""Longest body. [byte]"""

MOST_FIELDS = 20
"""Most fields of a query."""

MOST_DRAINED = 32_000_000
"""How much of a body that is too long is read and dropped, so that the answer arrives. [byte]"""

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

    def encoded(self) -> bytes:
        """Return the answer as it goes over the wire."""
        lines = {
            "Content-Type": f"{self.kind}; charset=utf-8",
            "Content-Length": str(len(self.body)),
            **_HEADERS,
            **self.extra,
        }
        head = f"HTTP/1.1 {self.status} {HTTPStatus(self.status).phrase}\r\n"
        head += "".join(f"{name}: {value}\r\n" for name, value in lines.items())
        return head.encode("ascii") + b"\r\n" + self.body


def json_response(value: Any, status: int = 200) -> Response:
    """Return an answer that holds a JSON document."""
    text = json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return Response(text.encode("utf-8"), status=status)


async def read_request(reader: asyncio.StreamReader) -> Request | None:
    """Read a request; None if the client left without one.

    Raises
    ------
    HttpError
        If it is malformed, too long, or of unknown length.
    """
    try:
        head = await reader.readuntil(b"\r\n\r\n")
    except asyncio.IncompleteReadError:
        return None
    except asyncio.LimitOverrunError:
        raise HttpError(431, "The headers are too long.") from None
    first, *lines = head.decode("latin-1").split("\r\n")[:-2]
    parts = first.split(" ")
    if len(parts) != 3 or not parts[2].startswith("HTTP/1."):
        raise HttpError(400, "This is not an HTTP request.")
    headers = _headers(lines)
    path, _, query = parts[1].partition("?")
    found = _fields(query)
    body = await _read_body(reader, parts[0], headers)
    return Request(parts[0], path, found, headers, body)


def _fields(query: str) -> dict[str, str]:
    try:
        fields = parse_qs(query, max_num_fields=MOST_FIELDS)
    except ValueError:
        raise HttpError(400, "There are too many fields.") from None
    return {key: values[0] for key, values in fields.items()}


def _headers(lines: list[str]) -> dict[str, str]:
    headers: dict[str, str] = {}
    for line in lines:
        name, colon, value = line.partition(":")
        key = name.lower()
        if not colon or not key or key != key.strip() or key in headers:
            raise HttpError(400, "A header is malformed or stands twice.")
        headers[key] = value.strip()
    return headers


async def _read_body(
    reader: asyncio.StreamReader, method: str, headers: Mapping[str, str]
) -> bytes:
    if "transfer-encoding" in headers:
        raise HttpError(411, "Say how long the body is.")
    text = headers.get("content-length")
    if text is None:
        if method == "POST":
            raise HttpError(411, "Say how long the body is.")
        return b""
    if not (text.isascii() and text.isdecimal() and len(text) < 16):
        raise HttpError(400, "The length of the body is not a number.")
    length = int(text)
    if length > MOST_BODY:
        await _drain(reader, min(length, MOST_DRAINED))
        raise HttpError(413, f"The body is longer than {MOST_BODY:,} bytes.")
    try:
        return await reader.readexactly(length)
    except asyncio.IncompleteReadError:
        raise HttpError(400, "The body ended early.") from None


async def _drain(reader: asyncio.StreamReader, length: int) -> None:
    """Read a body that nobody wants, and drop it."""
    while length > 0:
        dropped = await reader.read(min(65_536, length))
        if not dropped:
            return
        length -= len(dropped)
