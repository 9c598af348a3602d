"""Does each command printed on a card, in a misconception or a case still answer what is said?

A few are always asked; all of them where something that they depend on has changed, and with
`--long`. `--store` rewrites ``jevons_sim/lessons/card_texts/figures.json`` from the commands.
"""

from __future__ import annotations

import json

import pytest

from jevons_sim.lessons import cards
from tests import unchanged
from tests.figures import commands, figures_of

STORED = cards.TEXTS / "figures.json"
ALWAYS = ("jevons run reference", "jevons run deepseek-shock")


def pytest_generate_tests(metafunc):
    if "command" in metafunc.fixturenames:
        whole = metafunc.config.getoption("--long") or not unchanged.is_unchanged("cards")
        metafunc.parametrize("command", commands() if whole else ALWAYS)


def test_store(request, tmp_path):
    if not request.config.getoption("--store"):
        pytest.skip("compares, unless --store is given")
    found = {
        command: {
            name: float(f"{value:.6g}") for name, value in figures_of(command, tmp_path).items()
        }
        for command in commands()
    }
    lines = (f"{json.dumps(command)}: {json.dumps(found[command])}" for command in sorted(found))
    STORED.write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8", newline="\n")
    unchanged.store("cards")


def test_what_is_stored_is_what_is_printed():
    assert set(cards.figures()) == set(commands())
    assert set(ALWAYS) < set(commands())


@pytest.mark.slow
def test_a_command_answers_what_the_pages_say(command, tmp_path):
    stored = cards.figures()[command]
    found = figures_of(command, tmp_path)
    assert found.keys() == stored.keys()
    for name, value in found.items():
        assert value == pytest.approx(stored[name], rel=2e-5, abs=1e-9), name
