"""Names of teams: what is hidden is taken out, towers are cut, and look-alikes are found."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jevons_sim.classroom.game import RefusedError
from jevons_sim.classroom.names import MAX_NAME, clean_name, is_same, looks_alike
from jevons_sim.classroom.room import Room
from jevons_sim.scenario.spec import UNSAFE


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("Fox\u200bes", "Foxes"),
        ("Fo\u00adx\ufe0fes\U000e0061", "Foxes"),
        ("\u2800\u2800Foxes\u3000", "Foxes"),
        ("김치전", "김치전"),
        (unicodedata.normalize("NFD", "김치전"), "김치전"),
        ("Tiếng Việt", "Tiếng Việt"),
        ("ที่นี่", "ที่นี่"),
        ("Zo\u0308e\u0308", "Zöë"),
        ("Z\u0310\u0311\u0312\u0313\u0314algo", "Z\u0310\u0311algo"),
        ("ㅋㅋ팀 1", "ㅋㅋ팀 1"),
        ("👩\u200d🔬 lab", "👩🔬 lab"),
        ("\u3164", None),
        ("\u115f\u1160", None),
        ("\u2800", None),
        ("🦊", None),
        ("a\u202eb", None),
        ("a\x1b[31m", None),
        ("\u0301\u0301\u0301", None),
    ],
)
def test_a_name_is_kept_as_it_is_seen(sent, kept):
    assert clean_name(sent) == kept


@given(st.text(max_size=60))
def test_every_name_that_is_kept_is_short_plain_and_kept_again(text):
    kept = clean_name(text)
    if kept is not None:
        assert 0 < len(kept) <= MAX_NAME
        assert unicodedata.is_normalized("NFC", kept)
        assert not UNSAFE.search(kept)
        assert clean_name(kept) == kept
        assert is_same(kept, kept)
        assert looks_alike(kept, kept)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Foxes", "FОХЕS"),  # Cyrillic: О, Х, Е
        ("pascal", "раѕсаl"),  # Cyrillic, but for the last letter
        ("ABBA", "ΑΒΒΑ"),  # Greek
        ("Team 1", "Team l"),
        ("Team Il", "Team lI"),
        ("Team 10", "Team 1O"),
        ("Café", "Cafe"),
        ("Żubr", "Zubr"),
        ("modern", "modem"),
        ("Watt", "VVatt"),
        ("ﬁsh", "fish"),
        ("Ⅷ", "VIII"),
    ],
)
def test_names_that_look_alike_are_found(one, other):
    assert looks_alike(one, other)
    assert looks_alike(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Mill", "Hill"),
        ("Mail", "Mall"),
        ("Team 1", "Team 2"),
        ("팀 1", "팀 2"),
        ("가지", "가시"),
        ("かき", "かぎ"),
        ("नमक", "नामक"),
        ("Лиса", "Луна"),
    ],
)
def test_names_that_do_not_are_two(one, other):
    assert not is_same(one, other)
    assert not looks_alike(one, other)


def test_a_room_takes_one_of_two_names_that_look_alike():
    room = Room()
    room.apply(room.join("Foxes"))
    with pytest.raises(RefusedError, match="looks like that of another team") as caught:
        room.join("Fоxes")  # its o is Cyrillic
    assert (caught.value.code, caught.value.status) == ("alike", 409)
    room.apply(room.join("여우"))
    with pytest.raises(RefusedError, match="taken"):
        room.join(unicodedata.normalize("NFD", "여우") + "\u200b")
