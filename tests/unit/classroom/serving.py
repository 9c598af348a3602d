"""A class server in a process of its own, and clients that are as rude as need be."""

from __future__ import annotations

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

ROOT = Path(__file__).parents[3]


class Server:
    """What a test knows of a running server."""

    def __init__(self, process, address):
        self.process = process
        self.address = address
        parts = urlsplit(address["board"])
        self.host, self.port = parts.hostname, parts.port
        self.code = address["code"]
        self.token = parse_qs(parts.fragment)["token"][0]

    def ask(self, method, path, body=None, headers=None):
        """Send a request with the join code; return status and what came back."""
        connection = http.client.HTTPConnection(self.host, self.port, timeout=30)
        sent = {"X-Join-Code": self.code, **(headers or {})}
        data = None
        if body is not None:
            data = body if isinstance(body, bytes) else json.dumps(body).encode()
            sent.setdefault("Content-Type", "application/json")
        sent = {name: value for name, value in sent.items() if value is not None}
        try:
            connection.request(method, path, data, sent)
            answer = connection.getresponse()
            text = answer.read()
        finally:
            connection.close()
        kind = answer.headers.get("Content-Type", "")
        return answer.status, json.loads(text) if "json" in kind and text else text

    def teach(self, path, body=None):
        """Ask as the teacher."""
        method = "GET" if body is None else "POST"
        return self.ask(method, path, body, {"X-Teacher-Token": self.token})

    def step(self):
        """Go on to the next phase."""
        _, board = self.teach("/api/board")
        status, after = self.teach("/api/step", {"from": [board["phase"], board["round"]]})
        assert status == 200, after
        return after

    def join(self, name):
        """Join; return the headers of that team."""
        status, team = self.ask("POST", "/api/join", {"name": name})
        assert status == 200, team
        return {"X-Team-Key": team["key"]}

    def raw(self, data, *, half_close=False):
        """Send bytes; return all that comes back."""
        with socket.create_connection((self.host, self.port), timeout=30) as connection:
            connection.sendall(data)
            if half_close:
                connection.shutdown(socket.SHUT_WR)
            chunks = []
            while chunk := connection.recv(65536):
                chunks.append(chunk)
        return b"".join(chunks)


@contextmanager
def serving(*options, kill=False):
    """Run `jevons classroom`; it is stopped at the end, or killed."""
    process = subprocess.Popen(
        [sys.executable, "-m", "jevons_sim", "classroom", "--port", "0", "--json", *options],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        text=True,
        encoding="utf-8",
    )
    try:
        line = process.stdout.readline()
        assert line, process.stderr.read()
        yield Server(process, json.loads(line))
    finally:
        process.send_signal(signal.SIGKILL if kill else signal.SIGTERM)
        process.communicate(timeout=30)
