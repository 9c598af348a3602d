"""The command that holds a class: what it says, what it refuses, where it writes."""

from __future__ import annotations

import json
import socket
import sys
from html import unescape

import pytest

from tests.command import jevons
from tests.unit.classroom.serving import serving


def test_offline_writes_two_pages_and_may_write_them_again(tmp_path):
    for _ in range(2):
        done = jevons("classroom", "--offline", "-o", "pages", cwd=tmp_path)
        assert done.returncode == 0, done.stderr
    assert sorted(path.name for path in (tmp_path / "pages").iterdir()) == [
        "board.html",
        "team.html",
    ]
    assert all(len(line) <= 80 for line in done.stdout.splitlines())
    text = (tmp_path / "pages" / "team.html").read_text(encoding="utf-8")
    assert "connect-src 'none'" in unescape(text)
    assert 'lang="en"' in text


def test_offline_pages_open_in_korean(tmp_path):
    options = ("--language", "ko", "--json")
    done = jevons("classroom", "--offline", *options, cwd=tmp_path)
    files = json.loads(done.stdout)["files"]
    assert len(files) == 2
    for name in files:
        assert '<html lang="ko">' in (tmp_path / name).read_text(encoding="utf-8")


def test_a_page_that_is_not_ours_is_not_replaced(tmp_path):
    (tmp_path / "team.html").write_text("my own", encoding="utf-8")
    done = jevons("classroom", "--offline", "-o", ".", cwd=tmp_path)
    assert done.returncode == 5
    assert "was not made by jevons" in done.stderr
    assert (tmp_path / "team.html").read_text(encoding="utf-8") == "my own"
    assert not (tmp_path / "board.html").exists()


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (("-o", "pages"), "--offline"),
        (("--offline", "--save", "x"), "--save"),
        (("--no-save", "--save", "x"), "exclude each other"),
        (("--port", "70000"), "65535"),
        (("--hours", "0"), "0.0005"),
        (("--hours", "nan"), "hours"),
        (("--host", "not a host"), "cannot listen"),
        (("--host", "192.0.2.7"), "cannot listen"),
    ],
)
def test_what_makes_no_sense_is_refused(tmp_path, options, says):
    done = jevons("classroom", *options, cwd=tmp_path)
    assert done.returncode == 2, done.stderr
    assert says in done.stderr
    assert "Traceback" not in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_port_in_use_is_told(tmp_path):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        done = jevons("classroom", "--port", port, cwd=tmp_path)
    assert done.returncode == 2
    assert f"127.0.0.1:{port}: cannot listen there" in done.stderr
    assert "choose another --port" in done.stderr


def test_a_file_that_is_no_class_is_refused(tmp_path):
    (tmp_path / "notes.txt").write_text("my own\n", encoding="utf-8")
    done = jevons("classroom", "--port", "0", "--save", "notes.txt", cwd=tmp_path)
    assert done.returncode == 6
    assert (tmp_path / "notes.txt").read_text(encoding="utf-8") == "my own\n"


def test_it_says_where_to_go_and_who_can_join(tmp_path):
    brief = ("--port", "0", "--hours", "0.0005")
    alone = jevons("classroom", "--no-save", *brief, cwd=tmp_path)
    assert alone.returncode == 0
    assert "http://127.0.0.1:" in alone.stdout
    assert "join code" in alone.stdout
    assert "Only this machine can join" in alone.stderr
    assert "Nothing is kept" in alone.stderr
    open_ = jevons("classroom", "--host", "0.0.0.0", "--save", "a.save", *brief, cwd=tmp_path)
    assert open_.returncode == 0
    assert "Everyone on this network who has the code can join" in open_.stderr
    assert "not encrypted" in open_.stderr
    assert "http://0.0.0.0" not in open_.stdout
    again = jevons("classroom", "--save", "a.save", *brief, cwd=tmp_path)
    code = open_.stdout.split()[-1]
    assert again.stdout.split()[-1] == code


def test_it_says_where_the_class_is_kept_and_how_to_go_on(tmp_path):
    brief = ("--port", "0", "--hours", "0.0005")
    first = jevons("classroom", *brief, cwd=tmp_path)
    (path,) = (tmp_path / "outputs" / "classroom").iterdir()
    assert f"Kept in {path.relative_to(tmp_path)}\n" in first.stderr
    assert f"It is kept in {path.relative_to(tmp_path)}\n" in first.stderr
    assert "The same command goes on; with --fresh it begins a new class." in first.stderr
    again = jevons("classroom", *brief, cwd=tmp_path)
    assert again.stdout.split()[-1] == first.stdout.split()[-1]
    for done in (first, again):
        assert all(len(line) <= 80 for line in done.stderr.splitlines())


@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
def test_ctrl_c_ends_the_class_without_a_trace():
    import signal

    with serving() as server:
        server.process.send_signal(signal.SIGINT)
        server.process.wait(timeout=30)
        assert server.process.returncode == 0
        said = server.process.stderr.read()
        assert "The class is over." in said
        assert "Traceback" not in said
