"""The digest behind stored numbers: every file that decides a number is in it."""

from __future__ import annotations

import pytest

from tests import unchanged


@pytest.mark.parametrize("name", unchanged.FILES)
def test_what_decides_a_number_is_in_its_digest(name):
    files = {path.relative_to(unchanged.ROOT).as_posix() for path in unchanged.FILES[name]()}
    assert {
        "jevons_sim/engine/rules.py",
        "jevons_sim/equations/rebound.py",
        "jevons_sim/quantities.py",
        "jevons_sim/studies/rebound.py",
        "jevons_sim/lessons/card_texts/figures.json",
        "scenarios/reference.yaml",
    } <= files
    assert all(path.exists() for path in unchanged.FILES[name]())


@pytest.mark.parametrize("change", [b"x = 2\n", b"x = 1\n\n", None])
def test_a_change_of_content_or_name_changes_the_digest(tmp_path, monkeypatch, change):
    path = tmp_path / "a.py"
    path.write_bytes(b"x = 1\n")
    monkeypatch.setattr(unchanged, "ROOT", tmp_path)
    monkeypatch.setattr(unchanged, "FILES", {"cards": lambda: tmp_path.glob("*.py")})
    monkeypatch.setattr(unchanged, "DIGESTS", tmp_path / "digests.json")
    assert not unchanged.is_unchanged("cards")
    unchanged.store("cards")
    assert unchanged.is_unchanged("cards")
    if change is None:
        path.rename(tmp_path / "b.py")
    else:
        path.write_bytes(change)
    assert not unchanged.is_unchanged("cards")
