"""Team codes: every decision survives; errors of typing do not; browser and Python agree."""

from __future__ import annotations

import random

import pytest

from jevons_sim.classroom.codes import ALPHABET, WORLDS, Decision, decode, encode
from jevons_sim.classroom.game import RefusedError, load_game
from tests.node import needs_node
from tests.unit.classroom.twin import affordable, ask

GAME = load_game()


def some_decisions(count, seed=0):
    draw = random.Random(seed)
    for _ in range(count):
        role = draw.choice(list(GAME.roles.values()))
        yield Decision(
            draw.randrange(WORLDS),
            role.name,
            draw.randrange(len(GAME.rounds)),
            draw.choice(affordable(role)),
            5 * draw.randrange(GAME.most_forecast // 5 + 1),
        )


def test_every_choice_comes_back():
    for role in GAME.roles.values():
        for choice in affordable(role):
            for decision in (
                Decision(0, role.name, 0, choice, 0),
                Decision(WORLDS - 1, role.name, 3, choice, GAME.most_forecast),
            ):
                code = encode(decision)
                assert decode(code) == decision
                assert len(code) == 8


def test_a_code_may_be_typed_in_any_shape():
    (decision,) = some_decisions(1)
    code = encode(decision)
    assert decode(f"  {code.lower().replace('-', ' ')} ") == decision


def test_one_wrong_symbol_is_always_noticed():
    for decision in some_decisions(12):
        code = encode(decision).replace("-", "")
        for place in range(7):
            for symbol in ALPHABET:
                if symbol != code[place]:
                    with pytest.raises(RefusedError, match="typing error"):
                        decode(code[:place] + symbol + code[place + 1 :])


def test_two_symbols_that_changed_places_are_always_noticed():
    for decision in some_decisions(60, seed=1):
        code = encode(decision).replace("-", "")
        for first in range(7):
            for second in range(first + 1, 7):
                swapped = list(code)
                swapped[first], swapped[second] = swapped[second], swapped[first]
                if "".join(swapped) != code:
                    with pytest.raises(RefusedError, match="typing error"):
                        decode("".join(swapped))


@pytest.mark.parametrize(
    "text", ["", "2", "2R7-NBT", "2R7-NBTUU", "OIL-0011", "2R7-NB<U", "한글", "2" * 5000]
)
def test_what_is_no_code_is_refused(text):
    with pytest.raises(RefusedError, match="symbols"):
        decode(text)


def test_noise_is_hardly_ever_a_code():
    draw = random.Random(7)
    taken = 0
    for _ in range(20000):
        try:
            decode("".join(draw.choices(ALPHABET, k=7)))
            taken += 1
        except RefusedError:
            pass
    assert taken <= 12


def test_a_code_of_another_edition_is_refused(monkeypatch):
    (decision,) = some_decisions(1)
    other = encode(decision)
    monkeypatch.setitem(GAME.rules, "edition", GAME.edition + 1)
    with pytest.raises(RefusedError, match="another version"):
        decode(other)


@needs_node
def test_the_browser_makes_and_reads_the_same_codes():
    decisions = list(some_decisions(300, seed=2))
    codes = [encode(decision) for decision in decisions]
    values = [{**vars(decision), "choice": list(decision.choice)} for decision in decisions]
    assert ask("encode", decisions=values) == codes
    assert [item["decision"] for item in ask("decode", codes=codes)] == values


@needs_node
def test_the_browser_refuses_for_the_same_reasons():
    draw = random.Random(8)
    texts = ["", "OIL-0011", *("".join(draw.choices(ALPHABET, k=7)) for _ in range(3000))]
    texts += [_with_check(draw) for _ in range(2000)]
    seen = set()
    for text, theirs in zip(texts, ask("decode", codes=texts), strict=True):
        try:
            decode(text)
            ours = None
        except RefusedError as error:
            ours = error.code
        assert theirs.get("error") == ours, text
        seen.add(ours)
    assert {"code", "typo", "edition", "choice", "budget"} <= seen


def _with_check(draw):
    """Random symbols whose check symbols are right."""
    digits = [draw.choice([0, 1, 2, 3]), *(draw.randrange(31) for _ in range(4))]
    plain = sum(digits) % 31
    weighted = sum((place + 1) * digit for place, digit in enumerate(digits)) % 31
    return "".join(ALPHABET[digit] for digit in (*digits, plain, weighted))
