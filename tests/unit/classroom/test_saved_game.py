"""A class on disk: killed at any moment, spoilt anywhere, on a full disk, of version 0.1."""

from __future__ import annotations

import json
import os
import random
import signal
import sqlite3
import stat
import subprocess
import sys
import time
import zlib
from pathlib import Path

import pytest

from jevons_sim.classroom import salvage, saved_game
from jevons_sim.classroom.room import Room
from jevons_sim.classroom.saved_game import SavedGame
from jevons_sim.errors import OutputError, ResumeError
from tests.unit.classroom.test_room import advance, room_of, usual

ROOT = Path(__file__).parents[3]
SECRETS = {"code": "ABCDE", "token": "t", "edition": 1}
EVENTS = [{"do": "join", "name": name, "key": "k"} for name in ("여우", "<b>", "c" * 24)]
posix = pytest.mark.skipif(sys.platform == "win32", reason="POSIX only")


def written(path, events=EVENTS):
    with SavedGame(path) as saved:
        saved.open(SECRETS)
        for event in events:
            saved.add(event)
    return path.read_bytes()


def line(record):
    text = json.dumps(record, ensure_ascii=False, separators=(",", ":")).encode()
    return b"%08x %s\n" % (zlib.crc32(text), text)


def written_old(path, events=EVENTS):
    """Write a class as version 0.1 did."""
    head = {"format": "jevons classroom 1", "secrets": SECRETS}
    path.write_bytes(b"".join(line(record) for record in (head, *events)))
    return path.read_bytes()


def read(path, secrets=SECRETS, **options):
    with SavedGame(path) as saved:
        return saved.open(secrets, **options)


def played():
    """Return the events of a class of six that has played two rounds, and the room they make."""
    room, events = Room(), []

    def happen(event):
        events.append(event)
        room.apply(event)

    for number in range(6):
        happen(room.join(f"Team {number}"))
    happen(room.step(["lobby", 0]))
    for _ in range(2):
        for team in room.teams:
            happen(room.decide(team, usual(team, room, forecast=70)))
        for _ in range(3):
            happen(room.step([room.phase, room.round]))
    return events, room


def test_a_class_comes_back_with_its_secrets(tmp_path):
    path = tmp_path / "class.save"
    written(path)
    assert read(path, {**SECRETS, "code": "OTHER", "token": "other"}) == (SECRETS, EVENTS)
    assert [file.name for file in tmp_path.iterdir()] == ["class.save"]


@posix
def test_killed_at_any_moment_it_has_all_that_was_acknowledged(tmp_path):
    script = (
        "import sys; from pathlib import Path\n"
        "from jevons_sim.classroom.saved_game import SavedGame\n"
        "with SavedGame(Path(sys.argv[1])) as saved:\n"
        "    for number in range(len(saved.open({'edition': 1})[1]), 10**6):\n"
        "        saved.add({'do': 'join', 'name': str(number), 'key': 'k' * (number % 300)})\n"
        "        print(number, flush=True)\n"
    )
    random_, path, acknowledged = random.Random(1), tmp_path / "class.save", -1
    for _ in range(4):
        command = [sys.executable, "-c", script, str(path)]
        with subprocess.Popen(command, stdout=subprocess.PIPE, cwd=ROOT, text=True) as process:
            process.stdout.readline()
            time.sleep(random_.uniform(0.0, 0.1))
            process.send_signal(signal.SIGKILL)
            numbers = [int(text) for text in process.stdout if text.endswith("\n")]
        acknowledged = numbers[-1] if numbers else acknowledged + 1
        names = [event["name"] for event in read(path, {"edition": 1})[1]]
        assert names == [str(number) for number in range(len(names))]
        assert len(names) > acknowledged


def test_torn_at_any_byte_it_is_mended_up_to_there(tmp_path):
    """A file that was copied by half, which SQLite itself cannot do to it."""
    path, copy = tmp_path / "class.save", tmp_path / "copy.save"
    events = [{"do": "join", "name": str(number), "key": "k" * 150} for number in range(60)]
    whole = written(path, events)
    assert len(whole) > 4 * 4096
    for end in range(100, len(whole), 999):
        copy.write_bytes(whole[:end])
        with pytest.raises(ResumeError, match=r"is spoilt|nothing of|not the file of a class"):
            read(copy)
        try:
            secrets, found = read(copy, repair=True)
        except ResumeError:
            assert salvage.scan(whole[:end]) == []
            continue
        assert found == events[: len(found)]
        assert read(copy) == (secrets, found)


def test_a_spoilt_event_is_named_and_left_out_with_consent(tmp_path):
    events, room = played()
    path = tmp_path / "class.save"
    whole = bytearray(written(path, events))
    lost = next(number for number, event in enumerate(events) if event.get("team") == 3)
    spot = whole.index(salvage.mark_of(lost + 1, salvage.text_of(events[lost])).encode())
    whole[spot + 30] ^= 1
    path.write_bytes(whole)
    before = path.read_bytes()
    with pytest.raises(
        ResumeError, match=rf"event {lost + 1} of {len(events)} cannot be read.*--re"
    ):
        read(path)
    assert path.read_bytes() == before
    with SavedGame(path) as saved:
        _, mended = saved.open(SECRETS, repair=True)
        assert saved.losses == [
            f"event {lost + 1}, in round 1",
            "without a decision in round 1: Team 3",
        ]
        assert saved.kept.read_bytes() == before
        saved.add({"do": "join", "name": "late", "key": "k"})
    assert mended == [*events[:lost], {"do": "lost"}, *events[lost + 1 :]]
    again = Room()
    for event in mended:
        again.apply(event)
    assert (again.phase, again.round, again.version) == (room.phase, room.round, room.version)
    assert again.teams[3].decisions == {1: room.teams[3].decisions[1]}
    assert again.teams[2] == room.teams[2]
    assert len(read(path)[1]) == len(events) + 1


def test_a_team_lost_in_the_lobby_ends_what_can_be_read(tmp_path):
    events, _ = played()
    path = tmp_path / "class.save"
    whole = bytearray(written(path, events))
    whole[whole.index(b'"Team 2"') + 1] ^= 1
    path.write_bytes(whole)
    with SavedGame(path) as saved:
        _, mended = saved.open(SECRETS, repair=True)
        assert mended == events[:2]
        (loss,) = saved.losses
        assert loss.startswith(f"events 3 to {len(events)}, all from the first lost one on")
    assert read(path)[1] == events[:2]


@pytest.mark.parametrize("start", [0, 18, 68, 100, 4096, 4100])
def test_a_spoilt_page_costs_no_event_that_can_be_read(tmp_path, start):
    events, _ = played()
    path = tmp_path / "class.save"
    whole = bytearray(written(path, events))
    whole[start : start + 8] = b"\xff" * 8
    path.write_bytes(whole)
    with pytest.raises(ResumeError, match=r"is spoilt \(all events can be read\); --repair"):
        read(path)
    assert read(path, repair=True) == (SECRETS, events)
    assert read(path) == (SECRETS, events)
    assert (tmp_path / "class.save.spoilt").read_bytes() == bytes(whole)


def test_spoilt_anywhere_it_is_noticed_and_mended(tmp_path):
    """Nothing that was spoilt passes for a class, whatever SQLite makes of it."""
    events, _ = played()
    whole, random_ = written(tmp_path / "class.save", events), random.Random(2)
    seen = set()
    for number in range(120):
        spoilt, size = bytearray(whole), random_.choice([1, 4, 64])
        start = random_.randrange(len(whole) - size)
        spoilt[start : start + size] = random_.randbytes(size)
        path = tmp_path / f"{number}.save"
        path.write_bytes(spoilt)
        try:
            assert read(path) == (SECRETS, events)
            seen.add("whole")
        except ResumeError:
            _, found = read(path, repair=True)
            kept = [event for event in found if event != {"do": "lost"}]
            assert [event for event in events if event in kept] == kept
            assert read(path)[1] == found
            seen.add("mended")
    assert seen == {"whole", "mended"}


def test_a_lost_join_code_is_drawn_anew(tmp_path):
    path = tmp_path / "class.save"
    whole = bytearray(written(path))
    whole[whole.index(b"ABCDE")] ^= 1
    path.write_bytes(whole)
    with pytest.raises(ResumeError, match="is spoilt"):
        read(path)
    other = {**SECRETS, "code": "OTHER"}
    with SavedGame(path) as saved:
        assert saved.open(other, repair=True) == (other, EVENTS)
        assert saved.losses == ["the join code and the teacher's address: there are new ones"]


@pytest.mark.parametrize("content", [b"hello", b"hello\n", b"00000000 {}\n", b"\x00" * 100])
def test_another_file_is_left_alone(tmp_path, content):
    path = tmp_path / "notes.txt"
    path.write_bytes(content)
    for repair in (False, True):
        with pytest.raises(ResumeError):
            read(path, repair=repair)
    assert path.read_bytes() == content


def test_another_database_is_left_alone(tmp_path):
    path = tmp_path / "other.sqlite"
    with sqlite3.connect(path) as database:
        database.execute("CREATE TABLE event (number INTEGER)")
    database.close()
    content = path.read_bytes()
    with pytest.raises(ResumeError, match="is not the file of a class"):
        read(path)
    assert path.read_bytes() == content
    assert [file.name for file in tmp_path.iterdir()] == ["other.sqlite"]


@pytest.mark.parametrize("write", [written, written_old])
def test_another_edition_is_refused(tmp_path, write):
    path = tmp_path / "class.save"
    write(path)
    with pytest.raises(ResumeError, match="another version"):
        read(path, {**SECRETS, "edition": 2})


@pytest.mark.parametrize("write", [written, written_old])
def test_two_classes_do_not_share_a_file(tmp_path, write):
    path = tmp_path / "class.save"
    write(path)
    with SavedGame(path) as saved:
        saved.open(SECRETS)
        with pytest.raises(OutputError, match="another class"), SavedGame(path):
            pass


def full(saved):
    """Leave no room on the disk, as far as SQLite is told."""
    pages = saved._table._run("PRAGMA page_count").fetchone()[0]
    saved._table._run(f"PRAGMA max_page_count={pages}")


def test_a_full_disk_leaves_the_file_as_it_was(tmp_path):
    path = tmp_path / "class.save"
    whole = written(path)
    with SavedGame(path) as saved:
        saved.open(SECRETS)
        full(saved)
        with pytest.raises(OutputError, match="No space left"):
            saved.add({"do": "join", "name": "d" * 4000, "key": "k"})
        assert path.read_bytes() == whole
        saved.add({"do": "join", "name": "e", "key": "k"})
    assert [event["name"] for event in read(path)[1]][-1] == "e"


@posix
def test_a_write_that_the_system_refuses_leaves_the_file_as_it_was(tmp_path):
    import resource

    path = tmp_path / "class.save"
    with SavedGame(path) as saved:
        saved.open(SECRETS)
        kept = resource.getrlimit(resource.RLIMIT_FSIZE)
        resource.setrlimit(resource.RLIMIT_FSIZE, (path.stat().st_size, kept[1]))
        try:
            with pytest.raises(OutputError, match="cannot be written"):
                for number in range(100):
                    saved.add({"do": "join", "name": f"{number:0200}", "key": "k"})
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, kept)
        saved.add({"do": "join", "name": "e", "key": "k"})
    names = [event["name"] for event in read(path)[1]]
    assert names == [f"{number:0200}" for number in range(len(names) - 1)] + ["e"]


@posix
def test_a_file_that_is_taken_away_is_noticed(tmp_path):
    path = tmp_path / "class.save"
    with SavedGame(path) as saved:
        saved.open(SECRETS)
        path.rename(tmp_path / "elsewhere")
        with pytest.raises(OutputError, match="moved or removed"):
            saved.add(EVENTS[0])
        path.touch()
        with pytest.raises(OutputError, match="moved or removed"):
            saved.add(EVENTS[0])


def test_a_place_that_cannot_be_written_is_told(tmp_path):
    (tmp_path / "file").touch()
    with (
        pytest.raises(OutputError, match="cannot be written"),
        SavedGame(tmp_path / "file" / "class.save") as saved,
    ):
        saved.open(SECRETS)
    with pytest.raises(ResumeError, match="choose another"):
        read(tmp_path)
    with pytest.raises(OutputError, match="cannot be written"):
        read(tmp_path / ("x" * 300))


@posix
def test_pipes_and_devices_are_refused_without_being_opened(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    for place in (tmp_path / "pipe", Path("/dev/null"), Path("/dev/zero")):
        with pytest.raises(ResumeError, match="is not a plain file; choose another"):
            read(place)


@posix
def test_only_its_owner_reads_it(tmp_path):
    path = tmp_path / "class.save"
    written(path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    old = tmp_path / "old.save"
    written_old(old)
    read(old)
    assert stat.S_IMODE(old.stat().st_mode) == 0o600


def test_the_journal_of_a_file_that_was_removed_is_not_taken_for_another(tmp_path):
    path = tmp_path / "class.save"
    (tmp_path / "class.save-journal").write_bytes(
        b"\xd9\xd5\x05\xf9\x20\xa1\x63\xd7" + b"\xff" * 600
    )
    written(path)
    assert read(path) == (SECRETS, EVENTS)


# ---- version 0.1 --------------------------------------------------------------------------------


def test_a_class_of_version_0_1_goes_on_and_stays_beside(tmp_path):
    path = tmp_path / "class.save"
    whole = written_old(path)
    with SavedGame(path) as saved:
        assert saved.open(SECRETS) == (SECRETS, EVENTS)
        assert saved.kept.read_bytes() == whole
        saved.add({"do": "step", "phase": "decide", "round": 0})
    assert len(read(path)[1]) == 4
    assert sorted(file.name for file in tmp_path.iterdir()) == ["class.save", "class.save.0.1"]


def test_torn_at_any_byte_of_its_last_line_it_loses_that_event_and_no_other(tmp_path):
    path = tmp_path / "class.save"
    whole = written_old(path)
    start = whole[:-1].rindex(b"\n") + 1
    for end in range(start, len(whole)):
        path.write_bytes(whole[:end])
        assert read(path) == (SECRETS, EVENTS[:-1])
        with SavedGame(path) as saved:
            saved.open(SECRETS)
            saved.add(EVENTS[-1])
        assert read(path) == (SECRETS, EVENTS)


def test_a_spoilt_line_is_named(tmp_path):
    path = tmp_path / "class.save"
    whole = bytearray(written_old(path))
    whole[whole.index(b"<b>") + 1] ^= 1
    path.write_bytes(whole)
    with pytest.raises(ResumeError, match=r"class\.save:3: this line is spoilt"):
        read(path)
    assert path.read_bytes() == whole
    assert read(path, repair=True) == (SECRETS, EVENTS[:1])


def test_decisions_that_were_taken_back_are_left_out_of_an_old_file(tmp_path):
    """A file that a client has swollen is small again, and counts its events on."""
    room = room_of(2, "decide")
    team = room.teams[0]
    events = [room.join("One")] if room.phase == "lobby" else []
    events = [{"do": "join", "name": other.name, "key": other.key} for other in room.teams]
    events.append({"do": "step", "phase": "decide", "round": 0})
    decisions = [room.decide(team, usual(team, room, forecast=5 * (k % 100))) for k in range(3000)]
    path = tmp_path / "class.save"
    written_old(path, events + decisions)
    with SavedGame(path) as saved:
        _, found = saved.open(SECRETS)
        assert found == [*events, decisions[-1]]
        assert saved.before + len(found) == len(events) + 3000
    assert path.stat().st_size < 20_000
    again = SavedGame(path)
    with again as saved:
        saved.open(SECRETS)
    assert again.before == 2999


def test_a_file_as_large_as_it_may_be_is_read_in_a_second(tmp_path):
    path = tmp_path / "class.save"
    room = room_of(48, "decide")
    team = room.teams[0]
    decision = room.decide(team, usual(team, room))
    with SavedGame(path) as saved:
        saved.open(SECRETS)
        saved._table._run("BEGIN")
        for number in range(saved_game.MAX_EVENTS):
            saved._table.add(number + 1, decision)
        saved._table._run("COMMIT")
    start = time.process_time()
    with SavedGame(path) as saved:
        _, events = saved.open(SECRETS)
        assert saved.is_full
    again = room_of(48, "decide")
    for event in events:
        again.apply(event)
    assert time.process_time() - start < 2.0
    assert len(events) == saved_game.MAX_EVENTS
    advance(again)
