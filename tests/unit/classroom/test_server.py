"""The class server against hostile, hasty and slow clients; forty at once lose nothing."""

from __future__ import annotations

import asyncio
import json
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from jevons_sim.classroom import server as server_
from jevons_sim.classroom.api import Classroom
from jevons_sim.classroom.door import Limits
from jevons_sim.classroom.game import load_game
from jevons_sim.classroom.http import MAX_BODY
from jevons_sim.classroom.pace import Pace
from tests.unit.classroom.serving import apart, hosting, serving

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
GAME = load_game()
CLIENTS = 40


@pytest.fixture(scope="module")
def lobby():
    """A server in whose lobby tests may join, and no more."""
    with hosting() as server:
        yield server


def usual(view, forecast):
    choices = {name: list(GAME.roles[name].usual) for name in view["roles"]}
    return {"round": view["round"], "choices": choices, "forecast": forecast}


def test_forty_clients_at_once_lose_nothing(tmp_path):
    path = tmp_path / "class.save"
    with serving("--save", str(path), kill=True) as server:
        gate = threading.Barrier(CLIENTS)

        def play(number, act):
            gate.wait()
            return act(number)

        def at_once(act):
            with ThreadPoolExecutor(CLIENTS) as pool:
                return list(pool.map(lambda number: play(number, act), range(CLIENTS)))

        teams = at_once(lambda number: server.join(f"Team {number}"))
        keys = {team["X-Team-Key"] for team in teams}
        assert len(keys) == CLIENTS
        views = {}
        for round_ in range(len(GAME.rounds)):
            server.step()

            def decide(number, round_=round_):
                status, view = server.ask("GET", "/api/team", headers=teams[number])
                assert status == 200
                body = usual(view, 5 * (number + round_))
                status, after = server.ask("POST", "/api/decide", body, teams[number])
                assert status == 200, after
                views[number] = after

            at_once(decide)
            server.step()
            server.step()
        _, board = server.teach("/api/board")
    check_nothing_lost(board)
    with hosting(save=path) as again:  # the first was killed
        assert again.address["resumed"] == CLIENTS * 5 + 12
        _, resumed = again.teach("/api/board")
        assert {**resumed, "join": board["join"]} == board  # the port is another
        assert again.ask("GET", "/api/team", headers=teams[0])[0] == 200


def check_nothing_lost(board):
    assert sorted(team["name"] for team in board["teams"]) == sorted(
        f"Team {number}" for number in range(CLIENTS)
    )
    for team in board["teams"]:
        number = int(team["name"].split()[1])
        for round_ in range(len(GAME.rounds)):
            assert team["decisions"][str(round_)]["forecast"] == 5 * (number + round_)


def test_every_call_needs_the_join_code(lobby):
    calls = [("GET", "/api/team", None), ("GET", "/api/board", None)]
    calls += [
        ("POST", f"/api/{name}", {}) for name in ("join", "decide", "step", "reopen", "remove")
    ]
    wrong = (None, "", "WRONG", "\xe9")

    def answer(call):
        (method, path, body), code = call
        return lobby.ask(method, path, body, {"X-Join-Code": code, "X-Teacher-Token": lobby.token})

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(answer, [(call, code) for call in calls for code in wrong]))
    assert [(status, body["error"]) for status, body in answers] == [(403, "join")] * 28


def test_the_board_needs_the_token_too(lobby):
    for path, body in (("/api/board", None), ("/api/step", {"from": ["lobby", 0]})):
        for token in (None, "", lobby.code):
            method = "GET" if body is None else "POST"
            status, answer = lobby.ask(method, path, body, {"X-Teacher-Token": token})
            assert (status, answer["error"]) == (403, "teacher")


def test_a_code_may_be_typed_small(lobby):
    headers = {"X-Join-Code": lobby.code.lower(), "X-Teacher-Token": lobby.token}
    assert lobby.ask("GET", "/api/board", headers=headers)[0] == 200


@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:{port}", "", "127.0.0.1", "127.1:{port}"]
)
def test_another_host_name_is_refused(lobby, host):
    headers = {"Host": host.format(port=lobby.port)}
    for path in ("/", "/api/team"):
        assert lobby.ask("GET", path, headers=headers)[0] == 421


def test_localhost_is_ours(lobby):
    assert lobby.ask("GET", "/", headers={"Host": f"localhost:{lobby.port}"})[0] == 200


@pytest.mark.parametrize("origin", ["https://evil.example", "null", "http://127.0.0.1:1", ""])
def test_another_site_is_refused(lobby, origin):
    status, answer = lobby.ask("POST", "/api/join", {"name": "Evil"}, {"Origin": origin})
    assert (status, answer["error"]) == (403, "origin")
    _, board = lobby.teach("/api/board")
    assert "Evil" not in [team["name"] for team in board["teams"]]


def test_our_own_page_is_not(lobby):
    headers = {"Origin": f"http://127.0.0.1:{lobby.port}"}
    assert lobby.ask("POST", "/api/join", {"name": "Own page"}, headers)[0] == 200


@pytest.mark.parametrize(
    "path",
    [
        *("/../../etc/passwd", "/%2e%2e/%2e%2e/etc/passwd", "/..", "//", "/board/", "/%00"),
        *("/api", "/api/", "/api/team/", "/api/TEAM", "/team.html", "/.git/config", "*"),
    ],
)
def test_only_paths_of_the_table_are_there(lobby, path):
    assert lobby.ask("GET", path)[0] == 404


def test_a_method_that_does_not_fit_is_refused(lobby):
    assert lobby.ask("POST", "/", {})[0] == 405
    assert lobby.ask("GET", "/api/join")[0] == 405
    assert lobby.ask("DELETE", "/api/team")[0] == 405


def test_a_body_that_is_too_long_is_refused(lobby):
    assert lobby.ask("POST", "/api/join", b"x" * (MAX_BODY + 1))[0] == 413
    assert lobby.ask("POST", "/api/join", b"x" * 10_000_000)[0] == 413


def request_of(lobby, *lines):
    head = [f"Host: 127.0.0.1:{lobby.port}", f"X-Join-Code: {lobby.code}", *lines]
    return ("POST /api/join HTTP/1.1\r\n" + "\r\n".join(head) + "\r\n\r\n").encode()


@pytest.mark.parametrize(
    ("lines", "status"),
    [
        ([], 411),
        (["Transfer-Encoding: chunked"], 411),
        (["Content-Length: 2", "Transfer-Encoding: chunked"], 411),
        (["Content-Length: -1"], 400),
        (["Content-Length: 1e3"], 400),
        (["Content-Length: ٢"], 400),
        (["Content-Length: 2", "Content-Length: 3"], 400),
        (["Content-Length : 2"], 400),
        (["Content-Length: 99999999999999999999"], 400),
        (["nonsense"], 400),
        ([f"X-Long: {'x' * 20000}"], 431),
    ],
)
def test_lengths_that_cannot_be_trusted_are_refused(lobby, lines, status):
    answer = lobby.raw(request_of(lobby, *lines))
    assert answer.startswith(f"HTTP/1.1 {status} ".encode()), answer[:80]


@pytest.mark.parametrize(
    "data", [b"\r\n\r\n", b"GET /\r\n\r\n", b"\x16\x03\x01\r\n\r\n", b"GET / X/9\r\n\r\n"]
)
def test_what_is_not_http_is_refused(lobby, data):
    assert lobby.raw(data).startswith(b"HTTP/1.1 400 ")


@pytest.mark.parametrize(
    ("first", "lines", "status"),
    [
        ("HEAD / HTTP/1.1", [], 405),
        ("CONNECT / HTTP/1.1", [], 405),
        ("OPTIONS * HTTP/1.1", [], 404),
        ("GET http://127.0.0.1/ HTTP/1.1", [], 404),
        ("GET / HTTP/1.1", ["Upgrade: websocket", "Connection: Upgrade"], 200),
        ("GET / HTTP/1.0", [], 200),
        ("PRI * HTTP/2.0", [], 400),
        ("GET / HTTP/1.1", ["Cookie: a=1", "Cookie: b=2"], 400),
        ("GET / HTTP/1.1", [" folded: a"], 400),
        ("GET /\xe9 HTTP/1.1", [], 400),
        ("POST /api/join HTTP/1.1", ["Transfer-Encoding: gzip"], 411),
        ("POST /api/join HTTP/1.1", ["Content-Length: 99999999", "Expect: 100-continue"], 413),
    ],
)
def test_odd_requests_get_one_answer(lobby, first, lines, status):
    head = "\r\n".join([first, f"Host: 127.0.0.1:{lobby.port}", *lines, "", ""]).encode("latin-1")
    answer = lobby.raw(head)
    top, _, body = answer.partition(b"\r\n\r\n")
    assert top.startswith(f"HTTP/1.1 {status} ".encode())
    length = next(line for line in top.split(b"\r\n") if line.startswith(b"Content-Length"))
    assert len(body) == (0 if first.startswith("HEAD") else int(length.split(b":")[1]))


def test_of_many_requests_on_one_connection_the_first_is_answered(lobby):
    one = f"GET / HTTP/1.1\r\nHost: 127.0.0.1:{lobby.port}\r\n\r\n".encode()
    answer = lobby.raw(one * 1000)
    assert answer.count(b"HTTP/1.1 200 OK") == 1
    assert answer.rstrip().endswith(b"</html>")


def test_a_query_of_too_many_fields_is_refused(lobby):
    for path in ("/", "/api/team"):
        status, answer = lobby.ask("GET", f"{path}?{'&'.join(['a=1'] * 21)}")
        assert (status, answer["message"]) == (400, "There are too many fields.")


def test_a_client_that_leaves_early_does_no_harm(lobby):
    assert lobby.raw(b"GET / HT", half_close=True) == b""
    early = request_of(lobby, "Content-Length: 100") + b"{"
    assert lobby.raw(early, half_close=True).startswith(b"HTTP/1.1 400 ")
    assert lobby.ask("GET", "/")[0] == 200


@pytest.mark.parametrize(
    "body",
    [
        *(b"", b"nope", b"[]", b"1", b'{"name": NaN}', b'{"name": Infinity}', b"\xff\xfe{}"),
        *(b"[" * 16000, b'{"name": ' + b"9" * 9000 + b"}"),
    ],
)
def test_a_body_that_is_not_an_object_is_refused(lobby, body):
    status, answer = lobby.ask("POST", "/api/join", body)
    assert status == 400
    assert answer["message"]


def test_a_form_of_another_page_is_refused(lobby):
    headers = {"Content-Type": "text/plain"}
    assert lobby.ask("POST", "/api/join", b'{"name": "x"}', headers)[0] == 415


def test_names_are_checked_and_kept_as_they_are(lobby):
    status, team = lobby.ask("POST", "/api/join", {"name": "<b>&Co"})
    assert (status, team["name"]) == (200, "<b>&Co")
    status, answer = lobby.ask("POST", "/api/join", {"name": "<B>&CO"})
    assert (status, answer["error"]) == (409, "taken")
    assert lobby.ask("POST", "/api/join", {"name": ""})[0] == 400
    assert len(lobby.ask("POST", "/api/join", {"name": "z" * 1000})[1]["name"]) == 24


def test_answers_say_what_browsers_should_know(lobby):
    answer = lobby.raw(f"GET / HTTP/1.1\r\nHost: 127.0.0.1:{lobby.port}\r\n\r\n".encode())
    head = answer.split(b"\r\n\r\n")[0].decode()
    for line in (
        "Cache-Control: no-store",
        "X-Content-Type-Options: nosniff",
        "Content-Security-Policy: frame-ancestors 'none'",
        "Referrer-Policy: no-referrer",
    ):
        assert line in head
    assert "Server:" not in head
    assert "Set-Cookie" not in head
    assert lobby.code.encode() not in answer
    assert lobby.token.encode() not in answer


def test_bad_and_late_answers_leave_the_earlier_one():
    with hosting() as server:
        team = server.join("Foxes")
        server.step()
        _, view = server.ask("GET", "/api/team", headers=team)
        assert server.ask("POST", "/api/decide", usual(view, 70), team)[0] == 200
        bad = [
            {**usual(view, 70), "forecast": 1e9},
            {**usual(view, 70), "forecast": -5},
            {**usual(view, 70), "round": 3},
            {**usual(view, 70), "choices": {**usual(view, 70)["choices"], "lab": [9, 9, 9]}},
            {**usual(view, 70), "choices": {**usual(view, 70)["choices"], "lab": [2, 1, 2]}},
            {},
        ]
        for body in bad:
            status, answer = server.ask("POST", "/api/decide", body, team)
            assert status == 400
            assert answer["message"].endswith(".")
        text = json.dumps(usual(view, 70)).replace("70", "NaN").encode()
        assert server.ask("POST", "/api/decide", text, team)[0] == 400
        server.step()
        status, answer = server.ask("POST", "/api/decide", usual(view, 90), team)
        assert (status, answer["error"]) == (400, "late")
        _, board = server.teach("/api/board")
        assert board["teams"][0]["decisions"]["0"]["forecast"] == 70


def test_a_team_sees_no_other_choice_before_the_reveal():
    with hosting() as server:
        one, other = server.join("One"), server.join("Other")
        server.step()
        _, view = server.ask("GET", "/api/team", headers=one)
        server.ask("POST", "/api/decide", usual(view, 70), one)
        for shown in (0, 0, 1):
            _, seen = server.ask("GET", "/api/team", headers=other)
            assert seen["shown"] == shown
            assert all(len(made) == shown for made in seen["plan"].values())
            assert "teams" not in seen
            server.step()
        assert server.ask("GET", "/api/team", headers={"X-Team-Key": "NOBODYXX"})[0] == 403


def test_the_board_shows_the_address_for_teams():
    with hosting(host="0.0.0.0") as server:
        _, board = server.teach("/api/board")
        assert board["join"] == server.address["join"]
        assert not server.address["local"]
        host = board["join"].removeprefix("http://").rstrip("/")
        assert server.ask("GET", "/", headers={"Host": host})[0] == 200
        assert server.ask("GET", "/", headers={"Host": f"evil.example:{server.port}"})[0] == 421


def test_nothing_new_is_a_short_answer(lobby):
    _, board = lobby.teach("/api/board")
    _, same = lobby.teach(f"/api/board?since={board['version']}")
    assert same == {"version": board["version"], "same": True}


def test_a_slow_client_is_sent_away_and_holds_nobody_up():
    async def talk(port, data, drip=b""):
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(data)
        for letter in drip:
            await asyncio.sleep(0.1)
            writer.write(bytes([letter]))
        answer = await reader.read()
        writer.close()
        return answer

    async def visit(port):
        head = f"POST /api/join HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n"
        slow = [
            talk(port, (head + "Content-Length: 100\r\n\r\n{").encode()),
            talk(port, head.encode()),
            talk(port, (head + "X-Drip: ").encode(), drip=b"abcd"),
        ]
        waiting = [asyncio.create_task(client) for client in slow]
        await asyncio.sleep(0.1)
        quick = await talk(port, f"GET / HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n\r\n".encode())
        done = [task.done() for task in waiting]
        return quick, done, await asyncio.gather(*waiting)

    with hosting(limits=Limits(request_seconds=0.5)) as server:
        quick, done, answers = apart(visit(server.port))
    assert quick.startswith(b"HTTP/1.1 200 ")
    assert done == [False, False, False]
    assert [answer[:13] for answer in answers] == [b"HTTP/1.1 408 "] * 3


def test_it_stops_by_itself():
    start = time.monotonic()
    with serving("--hours", "0.0005") as server:
        server.process.wait(timeout=30)
        assert server.process.returncode == 0
        assert "The class is over" in server.process.stderr.read()
    assert time.monotonic() - start >= 1.8


@pytest.mark.parametrize(
    ("host", "shown", "ours"),
    [
        ("127.0.0.1", "127.0.0.1:80", True),
        ("127.0.0.1", "127.0.0.1", True),
        ("127.0.0.1", "127.0.0.1:", False),
        ("0.0.0.0", "10.0.0.5", True),
        ("0.0.0.0", "evil.example", False),
        ("::1", "[::1]", True),
        ("::1", "::1", False),
        ("127.0.0.1", "10.0.0.5:80", False),
        ("0.0.0.0", "10.0.0.5:80", True),
        ("0.0.0.0", "10.0.0.5:81", False),
        ("0.0.0.0", "evil.example:80", False),
        ("0.0.0.0", "[::1]:80", True),
        ("10.0.0.5", "10.0.0.5:80", True),
        ("10.0.0.5", "localhost:80", False),
        ("::1", "[::1]:80", True),
    ],
)
def test_which_names_are_ours(host, shown, ours):
    classroom = Classroom({}, b"", Pace())
    server_._admit(classroom, host, 80)
    assert classroom.is_ours(shown) is ours
