"""Where a class is kept: by default, again after a stop, afresh, and in odd places."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

import pytest

from jevons_sim.classroom.class_files import FOLDER, LAST_HOURS
from jevons_sim.errors import OutputError, ResumeError
from tests.unit.classroom.serving import hosting
from tests.unit.classroom.test_saved_game import written, written_old

posix = pytest.mark.skipif(sys.platform == "win32", reason="POSIX only")


@pytest.fixture(autouse=True)
def here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


def classes():
    return sorted(FOLDER.iterdir())


def names(server):
    return [team["name"] for team in server.teach("/api/board")[1]["teams"]]


def test_a_class_is_kept_and_goes_on():
    with hosting(keep=True) as server:
        server.join("Foxes")
        (path,) = [path for path in classes() if path.suffix == ".sqlite"]
        assert server.address["file"] == str(path)
        assert server.teach("/api/board")[1]["file"] == path.name
        assert server.address["resumed"] == 0
    with hosting(keep=True) as again:
        assert again.address["file"] == str(path)
        assert again.address["resumed"] == 1
        assert (again.code, again.token) == (server.code, server.token)
        assert names(again) == ["Foxes"]
    assert classes() == [path]


def test_a_new_class_leaves_the_old_one():
    with hosting(keep=True) as first:
        first.join("Foxes")
    with hosting(keep=True, fresh=True) as second:
        assert names(second) == []
        assert second.code != first.code
        second.join("Owls")
    with hosting(keep=True) as third:
        assert names(third) == ["Owls"]
    assert len(classes()) == 2
    with hosting(save=Path(first.address["file"])) as fourth:
        assert names(fourth) == ["Foxes"]


def test_a_class_of_last_week_is_not_gone_on_with():
    with hosting(keep=True) as first:
        first.join("Foxes")
        (path,) = [path for path in classes() if path.suffix == ".sqlite"]
    for hours, expected in ((LAST_HOURS - 1.0, ["Foxes"]), (LAST_HOURS + 1.0, [])):
        then = time.time() - hours * 3600.0
        os.utime(path, (then, then))
        with hosting(keep=True) as later:
            assert names(later) == expected
    assert path in classes()


def test_a_named_file_is_put_aside_for_a_new_class(here):
    path = here / "a.save"
    for number in range(3):
        with hosting(save=path, fresh=True) as server:
            assert names(server) == []
            server.join(f"Team {number}")
    assert sorted(file.name for file in here.iterdir()) == [
        *("a.save", "a.save.earlier", "a.save.earlier-2"),
    ]
    with hosting(save=here / "a.save.earlier-2") as server:
        assert names(server) == ["Team 1"]


def test_no_file_but_that_of_a_class_is_put_aside(here):
    path = here / "notes.txt"
    path.write_text("my own", encoding="utf-8")
    with (
        pytest.raises(ResumeError, match="is not the file of a class"),
        hosting(save=path, fresh=True),
    ):
        pass
    assert [file.name for file in here.iterdir()] == ["notes.txt"]


def test_two_classes_at_once_are_told_apart():
    with hosting(keep=True) as server:
        with pytest.raises(OutputError, match="another class uses this file"), hosting(keep=True):
            pass
        with hosting(keep=True, fresh=True) as other:
            assert other.address["file"] != server.address["file"]
        path = Path(server.address["file"])
        with (
            pytest.raises(OutputError, match="another class"),
            hosting(save=path, fresh=True),
        ):
            pass


def test_nothing_is_kept_if_not_asked_to(here):
    with hosting(keep=False) as server:
        server.join("Foxes")
        assert server.address["file"] is None
        assert server.teach("/api/board")[1]["file"] is None
    assert list(here.iterdir()) == []


def test_where_nobody_named_a_file_and_none_can_be_written_the_class_is_held(here):
    (here / "outputs").write_text("in the way", encoding="utf-8")
    with hosting(keep=True) as server:
        assert server.address["file"] is None
        (said,) = server.said
        assert said.startswith("outputs/classroom: cannot be written")
        assert said.endswith("Nothing is kept when this stops; --save FILE keeps the game.")
        server.join("Foxes")


def test_a_class_of_version_0_1_is_gone_on_with(here):
    path = here / "old.save"
    whole = written_old(path)
    with hosting(save=path) as server:
        assert server.code == "ABCDE"
        assert names(server) == ["여우", "<b>", "c" * 24]
        assert server.address["kept"] == f"{path}.0.1"
        server.join("Owls")
    assert (here / "old.save.0.1").read_bytes() == whole
    with hosting(save=path) as again:
        assert names(again)[-1] == "Owls"
        assert again.address["kept"] is None


def test_a_spoilt_class_is_mended_with_consent(here):
    path = here / "a.save"
    whole = bytearray(written(path))
    whole[whole.index(b'"<b>"') + 1] ^= 1
    path.write_bytes(whole)
    with pytest.raises(ResumeError, match="--repair goes on without"), hosting(save=path):
        pass
    with hosting(save=path, repair=True) as server:
        assert names(server) == ["여우"]
        (loss,) = server.address["losses"]
        assert loss.startswith("events 2 to 3, all from the first lost one on")
        assert server.address["kept"] == f"{path}.spoilt"
    with hosting(save=path) as again:
        assert names(again) == ["여우"]


@pytest.mark.parametrize(
    ("place", "error", "says"),
    [
        ("folder", ResumeError, "is a folder, not the file of a class"),
        pytest.param("pipe", ResumeError, "is not a plain file", marks=posix),
        pytest.param("/dev/null", ResumeError, "is not a plain file", marks=posix),
        pytest.param("/dev/full", ResumeError, "is not a plain file", marks=posix),
        pytest.param("/proc/class", OutputError, "cannot be written", marks=posix),
        ("missing/a.save", OutputError, "cannot be written: No such file"),
        ("x" * 300, OutputError, "cannot be written: File name too long"),
        ("loop", OutputError, "cannot be written"),
        ("notes.txt", ResumeError, "is not the file of a class"),
        ("other.sqlite", ResumeError, "is not the file of a class"),
    ],
)
@pytest.mark.parametrize("fresh", [False, True])
def test_odd_places_are_refused_in_a_line(here, place, error, says, fresh):
    import sqlite3

    (here / "folder").mkdir()
    if sys.platform != "win32":
        os.mkfifo(here / "pipe")
    (here / "loop").symlink_to("loop")
    (here / "notes.txt").write_text("my own", encoding="utf-8")
    other = sqlite3.connect("other.sqlite")
    other.execute("CREATE TABLE mine (number INTEGER)")
    other.close()
    before = sorted(here.iterdir())
    with pytest.raises(error, match=says) as caught, hosting(save=here / place, fresh=fresh):
        pass
    assert "\n" not in str(caught.value)
    assert sorted(here.iterdir()) == before
