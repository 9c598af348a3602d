"""A class server in a thread or a process of its own, and clients that are as rude as need be."""

from __future__ import annotations

import asyncio
import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import threading
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from jevons_sim.classroom.server import Setting, Teller, serve

ROOT = Path(__file__).parents[3]


class Server:
    """What a test knows of a running server."""

    def __init__(self, address, process=None):
        self.process = process
        """The process that it has, if it has its own."""

        self.said = []
        """What it warned of, if it has none."""

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
    """Run `jevons classroom` in a process; it is stopped at the end, or killed."""
    if "--save" not in options:
        options = ("--no-save", *options)
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
        yield Server(json.loads(line), process)
    finally:
        process.send_signal(signal.SIGKILL if kill else signal.SIGTERM)
        process.communicate(timeout=30)


@contextmanager
def hosting(**options):
    """Hold a class in a thread of this process, for as long as the block."""
    options = {"port": 0, "keep": "save" in options, **options}
    address, loop, said = Future(), Future(), []

    async def hold():
        loop.set_result((asyncio.get_running_loop(), asyncio.current_task()))
        with suppress(asyncio.CancelledError):
            teller = Teller(lambda known: address.set_result(vars(known)), said.append)
            await serve(Setting(**options), teller)

    def run():
        try:
            asyncio.run(hold())
        except BaseException as error:
            if address.done():
                raise
            address.set_exception(error)

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    try:
        server = Server(address.result(timeout=30))
        server.said = said
        yield server
    finally:
        if thread.is_alive():
            running, task = loop.result(timeout=30)
            with suppress(RuntimeError):  # it has just ended by itself
                running.call_soon_threadsafe(task.cancel)
        thread.join(30)
        assert not thread.is_alive()


def apart(coroutine):
    """Run a coroutine in a thread: browser tests leave a loop running in the main one."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(asyncio.run, coroutine).result()
