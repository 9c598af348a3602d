"""A class on disk: torn at any byte, spoilt in the middle, full disk, two at once."""

from __future__ import annotations

import os
import stat
import sys

import pytest

from jevons_sim.classroom.saved_game import SavedGame
from jevons_sim.errors import OutputError, ResumeError

SECRETS = {"code": "ABCDE", "token": "t", "edition": 1}
EVENTS = [{"do": "join", "name": name, "key": "k"} for name in ("여우", "<b>", "c" * 24)]


def written(path, events=EVENTS):
    with SavedGame(path) as saved:
        saved.open(SECRETS)
        for event in events:
            saved.add(event)
    return path.read_bytes()


def read(path, secrets=SECRETS):
    with SavedGame(path) as saved:
        return saved.open(secrets)


def test_a_class_comes_back_with_its_secrets(tmp_path):
    path = tmp_path / "class.save"
    written(path)
    assert read(path, {**SECRETS, "code": "OTHER", "token": "other"}) == (SECRETS, EVENTS)


def test_torn_at_any_byte_of_its_last_line_it_loses_that_event_and_no_other(tmp_path):
    path = tmp_path / "class.save"
    whole = written(path)
    start = whole[:-1].rindex(b"\n") + 1
    for end in range(start, len(whole)):
        path.write_bytes(whole[:end])
        assert read(path) == (SECRETS, EVENTS[:-1])
        with SavedGame(path) as saved:
            saved.open(SECRETS)
            saved.add(EVENTS[-1])
        assert path.read_bytes() == whole


def test_a_spoilt_line_is_named(tmp_path):
    path = tmp_path / "class.save"
    whole = bytearray(written(path))
    whole[whole.index(b"<b>") + 1] ^= 1
    path.write_bytes(whole)
    with pytest.raises(ResumeError, match=r"class\.save:3: this line is spoilt"):
        read(path)


@pytest.mark.parametrize("content", [b"hello", b"hello\n", b"00000000 {}\n", b"\x00" * 100])
def test_another_file_is_left_alone(tmp_path, content):
    path = tmp_path / "notes.txt"
    path.write_bytes(content)
    with pytest.raises(ResumeError):
        read(path)
    assert path.read_bytes() == content


def test_another_edition_is_refused(tmp_path):
    path = tmp_path / "class.save"
    written(path)
    with pytest.raises(ResumeError, match="another version"):
        read(path, {**SECRETS, "edition": 2})


def test_two_classes_do_not_share_a_file(tmp_path):
    path = tmp_path / "class.save"
    with SavedGame(path) as saved:
        saved.open(SECRETS)
        with pytest.raises(OutputError, match="another class"), SavedGame(path):
            pass


def test_a_full_disk_leaves_the_file_as_it_was(tmp_path, monkeypatch):
    path = tmp_path / "class.save"
    whole = written(path)
    with SavedGame(path) as saved:
        saved.open(SECRETS)

        def full(number):
            raise OSError(28, "No space left on device")

        with monkeypatch.context() as patched:
            patched.setattr(os, "fsync", full)
            with pytest.raises(OutputError, match="No space left"):
                saved.add({"do": "join", "name": "d", "key": "k"})
        assert path.read_bytes() == whole
        saved.add({"do": "join", "name": "e", "key": "k"})
    assert [event["name"] for event in read(path)[1]][-1] == "e"


def test_a_place_that_cannot_be_written_is_told(tmp_path):
    (tmp_path / "file").touch()
    with (
        pytest.raises(OutputError, match="cannot be written"),
        SavedGame(tmp_path / "file" / "class.save") as saved,
    ):
        saved.open(SECRETS)
    with pytest.raises(ResumeError, match="choose another"):
        read(tmp_path)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such modes")
def test_only_its_owner_reads_it(tmp_path):
    path = tmp_path / "class.save"
    written(path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
