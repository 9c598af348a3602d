"""The door of the class server: silent, still and too many connections; a whole class at once."""

from __future__ import annotations

import asyncio
import contextlib
import json
import socket
import sys
import time

import pytest

from jevons_sim.classroom.door import Limits
from jevons_sim.classroom.game import load_game
from jevons_sim.classroom.http import HttpError
from jevons_sim.classroom.pace import MAX_WAITING, Pace
from jevons_sim.classroom.server import fitting
from tests.unit.classroom.serving import apart, hosting, serving
from tests.unit.classroom.test_server import usual

linux = pytest.mark.skipif(sys.platform != "linux", reason="other loopback addresses, limits")
GAME = load_game()
MOST_TEAMS = GAME.rules["most_teams"]
PUPIL, TEACHER = "127.0.0.2", "127.0.0.1"
"""Two addresses of this machine; the server knows the second as the teacher's."""


class Crowd:
    """Connections that are closed together."""

    def __init__(self, server):
        self.server = server
        self._open = contextlib.ExitStack()

    def __enter__(self):
        return self

    def __exit__(self, *error):
        self._open.close()

    def connect(self, address=PUPIL, sent=b"", *, reads=True):
        """Open a connection from an address, and send something."""
        client = self._open.enter_context(socket.socket())
        if not reads:
            client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        client.settimeout(20)
        client.bind((address, 0))
        client.connect(("127.0.0.1", self.server.port))
        client.sendall(sent)
        return client

    def get(self, path="/", address=PUPIL):
        """Ask for a page from an address; return all that comes."""
        client = self.connect(address, get(self.server, path))
        return b"".join(iter(lambda: client.recv(65536), b""))


def get(server, path="/"):
    code = f"X-Join-Code: {server.code}\r\n"
    return f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{server.port}\r\n{code}\r\n".encode()


def is_closed(client):
    """Whether the server closes a connection within the time-out, however."""
    try:
        while client.recv(65536):
            pass
    except ConnectionResetError:
        return True
    return True


@linux
def test_a_client_that_does_not_read_is_dropped_and_counted_until_then():
    """It asks for a page that is larger than what the system holds for it."""
    limits = Limits(open=4, reserved=0, still_seconds=1.0, yield_seconds=60.0)
    with hosting(limits=limits) as server, Crowd(server) as crowd:
        deaf = [crowd.connect(sent=get(server), reads=False) for _ in range(4)]
        time.sleep(0.4)
        assert crowd.get().startswith(b"HTTP/1.1 503 ")
        time.sleep(1.2)
        assert crowd.get().startswith(b"HTTP/1.1 200 ")
        for client in deaf:
            page = b""
            with pytest.raises(ConnectionResetError):
                while True:
                    page += client.recv(65536)
            assert len(page) < 160_000


@linux
def test_a_client_that_reads_slowly_gets_its_page():
    limits = Limits(still_seconds=0.5)
    with hosting(limits=limits) as server, Crowd(server) as crowd:
        slow = crowd.connect(sent=get(server), reads=False)
        page = b""
        while data := slow.recv(16_384):
            page += data
            time.sleep(0.05)
        head, _, body = page.partition(b"\r\n\r\n")
        assert f"Content-Length: {len(body)}".encode() in head
        assert body.rstrip().endswith(b"</html>")


@linux
def test_connections_that_stand_still_make_room_for_others():
    limits = Limits(open=8, reserved=0, yield_seconds=0.3, silent_seconds=30.0)
    with hosting(limits=limits) as server, Crowd(server) as crowd:
        silent = [crowd.connect() for _ in range(4)]
        half = [crowd.connect(sent=get(server)[:-4]) for _ in range(4)]
        assert crowd.get().startswith(b"HTTP/1.1 503 ")
        time.sleep(0.5)
        for _ in range(12):
            assert crowd.get().startswith(b"HTTP/1.1 200 ")
        assert is_closed(silent[0])
        last = half[-1]
        last.sendall(get(server)[-4:])
        assert last.recv(100).startswith(b"HTTP/1.1 200 ")


@linux
def test_those_who_say_nothing_are_sent_away_sooner():
    with (
        hosting(limits=Limits(silent_seconds=0.3, request_seconds=60.0)) as server,
        Crowd(server) as crowd,
    ):
        silent, half = crowd.connect(), crowd.connect(sent=b"GET / HTTP/1.1\r\n")
        start = time.monotonic()
        assert silent.recv(100) == b""
        assert time.monotonic() - start < 5.0
        half.settimeout(0.3)
        with pytest.raises(TimeoutError):
            half.recv(100)


@linux
def test_the_teacher_has_a_place_when_all_are_taken():
    limits = Limits(open=4, reserved=2, refused=2, yield_seconds=60.0)
    with hosting(limits=limits) as server, Crowd(server) as crowd:
        for _ in range(4):
            crowd.connect()
        for _ in range(8):  # two are told, the others closed without a word, maybe at once
            with contextlib.suppress(ConnectionResetError):
                crowd.connect()
        time.sleep(0.2)
        assert crowd.get("/board", TEACHER).startswith(b"HTTP/1.1 200 ")
        status, board = server.teach("/api/board")
        assert (status, board["teams"]) == (200, [])


@linux
def test_an_address_that_shows_the_token_is_the_teachers():
    limits = Limits(open=2, reserved=2, yield_seconds=60.0)
    with hosting(limits=limits) as server, Crowd(server) as crowd:
        other = "127.0.0.3"
        token = f"X-Teacher-Token: {server.token}\r\n\r\n".encode()
        shown = crowd.connect(other, get(server, "/api/board")[:-2] + token)
        assert shown.recv(100).startswith(b"HTTP/1.1 200 ")
        shown.close()
        for _ in range(2):
            crowd.connect()
        time.sleep(0.2)
        assert crowd.get().startswith(b"HTTP/1.1 503 ")
        assert crowd.get(address=other).startswith(b"HTTP/1.1 200 ")


@linux
@pytest.mark.parametrize(
    ("language", "says"),
    [("en", "Too many are asking at once"), ("ko", "지금 요청이 너무 많습니다")],
)
def test_who_finds_no_place_gets_a_sentence(language, says):
    limits = Limits(open=1, reserved=0, yield_seconds=60.0)
    with hosting(limits=limits, language=language) as server, Crowd(server) as crowd:
        crowd.connect()
        time.sleep(0.1)
        head, _, page = crowd.get().partition(b"\r\n\r\n")
        assert head.startswith(b"HTTP/1.1 503 Service Unavailable\r\n")
        assert b"Retry-After: 5" in head
        assert b"Content-Type: text/html" in head
        assert b"X-Content-Type-Options: nosniff" in head
        assert f'<html lang="{language}">' in page.decode()
        assert says in page.decode()
        head, _, answer = crowd.get("/api/team").partition(b"\r\n\r\n")
        assert head.startswith(b"HTTP/1.1 503 ")
        assert json.loads(answer)["error"] == "busy"
        assert crowd.connect(sent=b"nonsense\r\n\r\n").recv(100).startswith(b"HTTP/1.1 400 ")


@linux
def test_out_of_open_files_it_says_so_once_and_goes_on():
    import resource
    from pathlib import Path

    with serving() as server, Crowd(server) as crowd:
        process = server.process.pid
        opened = len(list(Path(f"/proc/{process}/fd").iterdir()))
        _, most = resource.prlimit(process, resource.RLIMIT_NOFILE)
        resource.prlimit(process, resource.RLIMIT_NOFILE, (opened + 3, most))
        clients = [crowd.connect() for _ in range(30)]
        time.sleep(1.5)
        resource.prlimit(process, resource.RLIMIT_NOFILE, (1024, most))
        for client in clients:
            client.close()
        assert server.ask("GET", "/")[0] == 200
        assert server.teach("/api/board")[0] == 200
        server.process.terminate()
        said = server.process.stderr.read()
    assert said.count("no more open files") == 1
    assert "Traceback" not in said
    assert "accept" not in said


@linux
def test_places_fit_the_open_files_that_there_are():
    import resource

    kept = resource.getrlimit(resource.RLIMIT_NOFILE)
    assert fitting(Limits()) == Limits()
    resource.setrlimit(resource.RLIMIT_NOFILE, (256, kept[1]))
    try:
        few = fitting(Limits())
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, kept)
    assert 100 < few.open + few.reserved + few.refused < 256 - 30
    assert few.silent_seconds == Limits().silent_seconds


def test_it_ends_without_a_trace_while_connections_are_closing(caplog, monkeypatch):
    async def slowly(_):
        await asyncio.sleep(5.0)

    monkeypatch.setattr(asyncio.StreamWriter, "wait_closed", slowly)
    with hosting() as server, Crowd(server) as crowd:
        for _ in range(3):
            assert crowd.get(address=TEACHER).startswith(b"HTTP/1.1 200 ")
        time.sleep(0.1)
    assert caplog.records == []


def test_it_ends_without_a_trace_whoever_is_there(caplog):
    with hosting(pace=Pace(burst=1, per_second=0.1)) as server, Crowd(server) as crowd:
        server.join("One")
        crowd.connect(TEACHER)
        crowd.connect(TEACHER, get(server)[:-4])
        crowd.connect(TEACHER, get(server), reads=False)
        crowd.connect(TEACHER, get(server, "/api/team"))  # waits: there is no such team
        body = b'{"name": "Two"}'
        head = f"POST /api/join HTTP/1.1\r\nHost: 127.0.0.1:{server.port}\r\n"
        head += f"X-Join-Code: {server.code}\r\nContent-Type: application/json\r\n"
        joining = crowd.connect(
            TEACHER, f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body
        )
        time.sleep(0.2)
        start = time.monotonic()
    assert time.monotonic() - start < 5.0
    assert joining.fileno() == -1
    assert caplog.records == []


# ---- many at once -------------------------------------------------------------------------------


class Client:
    """A pupil's page, as far as it talks to the server."""

    def __init__(self, server, number):
        self.server, self.number, self.key = server, number, None

    async def ask(self, path, body=None):
        reader, writer = await asyncio.open_connection("127.0.0.1", self.server.port)
        method = "GET" if body is None else "POST"
        head = [f"{method} {path} HTTP/1.1", f"Host: 127.0.0.1:{self.server.port}"]
        head.append(f"X-Join-Code: {self.server.code}")
        head += [f"X-Team-Key: {self.key}"] if self.key else []
        data = b"" if body is None else json.dumps(body).encode()
        head += ["Content-Type: application/json", f"Content-Length: {len(data)}", "", ""]
        writer.write("\r\n".join(head).encode() + data)
        answer = await asyncio.wait_for(reader.read(), 30)
        writer.close()
        top, _, content = answer.partition(b"\r\n\r\n")
        kind = b"application/json" in top
        return int(top.split()[1]), json.loads(content) if kind else content.decode()

    async def join(self):
        status, page = await self.ask("/")
        assert status == 200
        assert "</html>" in page
        status, answer = await self.ask("/api/join", {"name": f"Team {self.number}"})
        self.key = answer.get("key")
        return status, answer

    async def play(self, round_):
        status, view = await self.ask("/api/team")
        assert status == 200, view
        status, view = await self.ask("/api/decide", usual(view, 5 * self.number))
        assert (status, view.get("round")) == (200, round_), view


async def together(acts):
    return await asyncio.gather(*acts)


def test_of_two_hundred_at_once_48_play_and_the_others_get_a_sentence():
    with hosting(pace=Pace(per_second=50.0)) as server:
        clients = [Client(server, number) for number in range(200)]
        answers = apart(together([client.join() for client in clients]))
        playing = [client for client in clients if client.key]
        assert len(playing) == MOST_TEAMS
        refused = [answer for answer in answers if answer[0] != 200]
        assert {(status, answer["error"]) for status, answer in refused} <= {
            (503, "full"),
            (429, "hasty"),
        }
        assert all(answer["message"].endswith(".") for _, answer in refused)
        server.step()
        apart(together([client.play(0) for client in playing]))
        _, board = server.teach("/api/board")
        assert all("0" in team["decisions"] for team in board["teams"])


@pytest.mark.slow
def test_sixty_behind_one_address_play_a_game():
    """48 teams, and 12 second devices of some of them, that go on with a team's key."""
    with hosting(pace=Pace(per_second=50.0)) as server:
        clients = [Client(server, number) for number in range(60)]
        apart(together([client.join() for client in clients[:MOST_TEAMS]]))
        for client in clients[MOST_TEAMS:]:
            client.number -= MOST_TEAMS
            client.key = clients[client.number].key
        for round_ in range(len(GAME.rounds)):
            server.step()
            apart(together([client.play(round_) for client in clients]))
            server.step()
            server.step()
        board = server.step()
        assert (board["phase"], len(board["teams"])) == ("debrief", MOST_TEAMS)
        for client in clients[:MOST_TEAMS]:
            (team,) = [team for team in board["teams"] if team["key"] == client.key]
            assert [made["forecast"] for made in team["decisions"].values()] == (
                [5 * client.number] * 4
            )


def test_joins_of_one_address_come_one_after_the_other(monkeypatch):
    clock = [100.0]
    monkeypatch.setattr("jevons_sim.classroom.pace.time.monotonic", lambda: clock[0])
    pace = Pace()
    waits = [pace.turn("10.0.0.7") for _ in range(MOST_TEAMS)]
    assert waits[:10] == pytest.approx([0.0] * 10)
    assert waits[10:] == pytest.approx([0.2 * number for number in range(1, 39)])
    assert pace.turn("10.0.0.8") == 0.0  # others do not wait for them
    with pytest.raises(HttpError, match="Too many teams join from one place") as caught:
        for _ in range(MAX_WAITING):
            pace.turn("::ffff:10.0.0.7")
    assert caught.value.status == 429
    clock[0] += 60.0
    assert pace.turn("10.0.0.7") == 0.0


def test_a_machine_with_many_addresses_is_one(monkeypatch):
    monkeypatch.setattr("jevons_sim.classroom.pace.time.monotonic", lambda: 100.0)
    pace = Pace()
    waits = [pace.turn(f"fe80::{number:x}%eth0") for number in range(20)]
    assert max(waits) > 1.0
    for number in range(5000):
        pace.turn(f"10.1.{number // 250}.{number % 250}")
    assert len(pace._next) == 5001  # all of them are still owed a turn
    monkeypatch.setattr("jevons_sim.classroom.pace.time.monotonic", lambda: 200.0)
    pace.turn("10.0.0.7")
    assert len(pace._next) == 1


# ---- the lobby ----------------------------------------------------------------------------------


def test_one_call_clears_the_lobby():
    with hosting(pace=Pace(burst=100)) as server:
        teams = [server.join(f"Team {number}") for number in range(MOST_TEAMS)]
        status, answer = server.ask("POST", "/api/join", {"name": "One more"})
        assert (status, answer["error"]) == (503, "full")
        assert server.ask("POST", "/api/clear", {}, {"X-Join-Code": "WRONG"})[0] == 403
        assert server.ask("POST", "/api/clear", {})[1]["error"] == "teacher"
        status, board = server.teach("/api/clear", {})
        assert (status, board["teams"]) == (200, [])
        assert server.ask("GET", "/api/team", headers=teams[0])[1]["error"] == "key"
        assert server.teach("/api/clear", {})[1]["version"] == board["version"]
        server.join("One more")
        server.step()
        status, answer = server.teach("/api/clear", {})
        assert (status, answer["error"]) == (400, "clear")
        assert len(server.teach("/api/board")[1]["teams"]) == 1


def test_an_equal_answer_writes_nothing_and_many_changes_are_refused(tmp_path):
    path = tmp_path / "class.sqlite"
    with hosting(save=path) as server:
        team = server.join("Foxes")
        server.step()
        _, view = server.ask("GET", "/api/team", headers=team)
        server.ask("POST", "/api/decide", usual(view, 70), team)
        size, version = path.stat().st_size, server.teach("/api/board")[1]["version"]
        for _ in range(60):
            assert server.ask("POST", "/api/decide", usual(view, 70), team)[0] == 200
        assert path.stat().st_size == size
        assert server.teach("/api/board")[1]["version"] == version
        for number in range(49):
            assert server.ask("POST", "/api/decide", usual(view, 5 * number), team)[0] == 200
        status, answer = server.ask("POST", "/api/decide", usual(view, 300), team)
        assert (status, answer["error"]) == (429, "often")
        assert server.teach("/api/board")[1]["teams"][0]["decisions"]["0"]["forecast"] == 240
    assert path.stat().st_size < 50_000


def test_a_full_file_takes_the_teachers_steps_and_no_teams(tmp_path, monkeypatch):
    monkeypatch.setattr("jevons_sim.classroom.saved_game.MAX_EVENTS", 3)
    path = tmp_path / "class.sqlite"
    with hosting(save=path) as server:
        for name in ("One", "Two", "Three"):
            server.join(name)
        status, answer = server.ask("POST", "/api/join", {"name": "Four"})
        assert (status, answer["error"]) == (503, "spent")
        server.step()
    with hosting(save=path) as again:
        assert again.address["resumed"] == 4
        assert again.teach("/api/board")[1]["phase"] == "decide"
