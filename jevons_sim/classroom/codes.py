"""Team codes: a decision as seven letters and digits that survive being typed.

A code holds edition, world, role, round, the options chosen and the predicted energy, as one number
in base 31, with two check symbols: any one or two wrong symbols, and any two that changed places,
are noticed. The alphabet leaves out 0, 1, I, L and O. The pages hold the same code in JavaScript.
"""

from __future__ import annotations

from dataclasses import dataclass

from jevons_sim.classroom.game import (
    Choice,
    Game,
    RefusedError,
    Role,
    check_choice,
    check_forecast,
    load_game,
)

ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
BASE = len(ALPHABET)
SYMBOLS = 5
"""Symbols before the two check symbols."""

WORLDS = 8
EDITIONS = 16


@dataclass(frozen=True)
class Decision:
    """What a role of a world has decided in a round."""

    world: int
    """Number of the world, from 0."""

    role: str
    round: int
    """Number of the round, from 0."""

    choice: Choice
    forecast: int
    """Energy predicted for the round's last year. [TWh/yr]"""


def encode(decision: Decision) -> str:
    """Return a decision as a code.

    >>> encode(Decision(0, "chips", 2, (1, 3), 120))
    '2R7-NBTU'
    """
    game = load_game()
    role = game.roles[decision.role]
    number = game.edition % EDITIONS
    number = number * WORLDS + decision.world
    number = number * len(game.roles) + list(game.roles).index(decision.role)
    number = number * len(game.rounds) + decision.round
    number = number * _combinations(game) + _rank(role, decision.choice)
    number = number * _forecasts(game) + decision.forecast // game.rules["forecast"]["step_twh"]
    digits: list[int] = []
    for _ in range(SYMBOLS):
        number, digit = divmod(number, BASE)
        digits.insert(0, digit)
    text = "".join(ALPHABET[digit] for digit in (*digits, *_check_digits(digits)))
    return f"{text[:3]}-{text[3:]}"


def decode(text: str) -> Decision:
    """Return the decision that a code holds.

    Raises
    ------
    RefusedError
        If it is no code, was mistyped, or belongs to another edition of the game.
    """
    game = load_game()
    number = _number(text)
    number, forecast = divmod(number, _forecasts(game))
    number, rank = divmod(number, _combinations(game))
    number, round_ = divmod(number, len(game.rounds))
    number, place = divmod(number, len(game.roles))
    edition, world = divmod(number, WORLDS)
    if edition != game.edition % EDITIONS:
        raise RefusedError("edition", "This code was made with another version of the game.")
    role = list(game.roles.values())[place]
    choice = check_choice(role, _options(role, rank))
    step = game.rules["forecast"]["step_twh"]
    return Decision(world, role.name, round_, choice, check_forecast(forecast * step))


def _number(text: str) -> int:
    """Return the number that a code's symbols stand for, once their check symbols agree."""
    symbols = [letter for letter in text.upper() if letter not in " -\t"]
    if len(symbols) != SYMBOLS + 2 or any(letter not in ALPHABET for letter in symbols):
        raise RefusedError("code", f"A code has {SYMBOLS + 2} of these symbols: {ALPHABET}.")
    digits = [ALPHABET.index(letter) for letter in symbols]
    if digits[SYMBOLS:] != _check_digits(digits[:SYMBOLS]):
        raise RefusedError("typo", "This code has a typing error; read it out again.")
    number = 0
    for digit in digits[:SYMBOLS]:
        number = number * BASE + digit
    return number


def _check_digits(digits: list[int]) -> list[int]:
    plain = sum(digits)
    weighted = sum((place + 1) * digit for place, digit in enumerate(digits))
    return [plain % BASE, weighted % BASE]


def _combinations(game: Game) -> int:
    """Most combinations of options that any role has."""
    return max(_size(role) for role in game.roles.values())


def _size(role: Role) -> int:
    size = 1
    for lever in role.levers:
        size *= len(lever.options)
    return size


def _forecasts(game: Game) -> int:
    return game.most_forecast // int(game.rules["forecast"]["step_twh"]) + 1


def _rank(role: Role, choice: Choice) -> int:
    rank = 0
    for lever, option in zip(role.levers, choice, strict=True):
        rank = rank * len(lever.options) + option
    return rank


def _options(role: Role, rank: int) -> list[int]:
    """Return the options behind a rank; too high a rank gives an option that does not exist."""
    options: list[int] = []
    for lever in reversed(role.levers[1:]):
        rank, option = divmod(rank, len(lever.options))
        options.insert(0, option)
    return [rank, *options]
