"""Columns of a terminal: a Korean letter takes two."""

from __future__ import annotations

from jevons_sim.words.width import COLUMNS, columns, left, right, wrapped


def test_wrapping_counts_wide_letters_twice():
    lines = wrapped("가나다 라마바 사아자", "- ", width=10).splitlines()
    assert lines == ["- 가나다", "  라마바", "  사아자"]
    assert wrapped("one two", "> ", width=30) == "> one two"


def test_a_word_too_wide_is_cut_and_one_that_fits_is_not():
    lines = wrapped("가" * 100, "  답: ").splitlines()
    assert [columns(line) for line in lines[:-1]] == [78, 78]
    assert "".join(lines).count("가") == 100
    path = "outputs/" + "x" * 50
    assert path in wrapped(f"see {path} there", "  Results:  ").splitlines()[0]


def test_a_space_that_does_not_break_keeps_its_words_together():
    text = "word " * 15 + "R\N{NO-BREAK SPACE}=\N{NO-BREAK SPACE}1"
    assert wrapped(text).splitlines()[-1].endswith("R = 1")
    assert all(columns(line) <= COLUMNS for line in wrapped(text).splitlines())


def test_columns_stand_under_each_other():
    assert [columns(left(text, 12)) for text in ("use", "작업 증가", "재지출")] == [12, 12, 12]
    assert [columns(right(text, 9)) for text in ("0.5", "없음")] == [9, 9]
    assert left("longer than it", 3) == "longer than it"
