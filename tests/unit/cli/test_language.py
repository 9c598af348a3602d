"""Which language a command speaks: what is said, then a variable, then the locale."""

from __future__ import annotations

import os

import click
import pytest

from jevons_sim.cli import cli
from jevons_sim.cli.options import language_option
from jevons_sim.cli.surroundings import locale_language
from tests.command import jevons, jevons_process

SILENT = {"completion", "doctor", "schema"}
"""Commands that print no sentences: what they print is for programs, or about the machine."""


def commands(group=cli, before=()):
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            yield from commands(command, (*before, name))
        else:
            yield " ".join((*before, name)), command


def test_every_command_that_prints_words_takes_the_one_option():
    marked = language_option(lambda: None).__click_params__[0]
    speaking = {}
    for name, command in commands():
        for option in command.params:
            if option.name == "language":
                speaking[name] = option
    assert set(dict(commands())) - set(speaking) == SILENT
    assert {"run", "rebound", "threshold", "frontier", "sensitivity", "compare"} < set(speaking)
    for option in speaking.values():
        assert (option.help, option.envvar, option.default) == (
            marked.help,
            "JEVONS_LANGUAGE",
            locale_language,
        )
        assert option.type.choices == marked.type.choices


@pytest.mark.parametrize(
    ("variables", "language"),
    [
        ({}, "en"),
        ({"LANG": "ko_KR.UTF-8"}, "ko"),
        ({"LANG": "ko"}, "ko"),
        ({"LANG": "ko-KR"}, "ko"),
        ({"LANG": "ko_KR@hanja"}, "ko"),
        ({"LANG": "korean"}, "ko"),
        ({"LANG": "kok_IN"}, "en"),
        ({"LANG": "de_DE.UTF-8"}, "en"),
        ({"LANG": ""}, "en"),
        ({"LC_ALL": "en_GB.UTF-8", "LANG": "ko_KR.UTF-8"}, "en"),
        ({"LC_MESSAGES": "ko_KR", "LANG": "en_US"}, "ko"),
        ({"LC_ALL": "", "LC_MESSAGES": "ko_KR", "LANG": "en_US"}, "ko"),
        ({"LC_ALL": "C.UTF-8", "LC_MESSAGES": "ko_KR"}, "en"),
        ({"LC_CTYPE": "ko_KR.UTF-8", "LANG": "en_US.UTF-8"}, "en"),
        ({"LANGUAGE": "ko", "LANG": "en_US.UTF-8"}, "ko"),
        ({"LANGUAGE": "ko"}, "ko"),
        ({"LANGUAGE": "de:ko:en", "LANG": "de_DE.UTF-8"}, "ko"),
        ({"LANGUAGE": "en:ko", "LC_ALL": "ko_KR.UTF-8"}, "en"),
        ({"LANGUAGE": "de", "LANG": "ko_KR.UTF-8"}, "en"),
        ({"LANGUAGE": "ko", "LC_ALL": "C"}, "en"),
        ({"LANGUAGE": "ko", "LANG": "POSIX"}, "en"),
    ],
)
def test_the_locale_is_read_in_the_order_of_gettext(variables, language):
    assert locale_language(variables) == language


ENGLISH, KOREAN = "reference: valid", "reference: 쓸 수 있는"


@pytest.mark.parametrize(
    ("variables", "words", "told"),
    [
        ({"LANG": "ko_KR.UTF-8"}, [], KOREAN),
        ({"LANG": "ko_KR.UTF-8", "JEVONS_LANGUAGE": "en"}, [], ENGLISH),
        ({"LANG": "en_GB.UTF-8", "JEVONS_LANGUAGE": "ko"}, [], KOREAN),
        ({"JEVONS_LANGUAGE": "ko"}, ["--language", "en"], ENGLISH),
        ({"LANG": "ko_KR.UTF-8", "JEVONS_LANGUAGE": ""}, [], KOREAN),
        ({"LANG": "ko_KR.UTF-8", "JEVONS_LANGUAGE": "  "}, [], KOREAN),
        ({}, ["--language", "ko"], KOREAN),
    ],
)
def test_the_option_goes_before_the_variable_and_that_before_the_locale(
    tmp_path, monkeypatch, variables, words, told
):
    monkeypatch.delenv("JEVONS_LANGUAGE")
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    done = jevons("check", "reference", *words, cwd=tmp_path)
    assert done.stdout.startswith(told), done.stderr


def test_a_process_of_its_own_reads_them_too(tmp_path):
    env = {"JEVONS_LANGUAGE": "", "LC_ALL": "ko_KR.UTF-8"}
    assert jevons_process("check", "reference", cwd=tmp_path, env=env).stdout.startswith(KOREAN)


def test_a_language_that_is_none_of_ours_is_refused(tmp_path, monkeypatch):
    monkeypatch.setenv("JEVONS_LANGUAGE", "de")
    wrong = jevons("check", "reference", cwd=tmp_path)
    assert wrong.returncode == 2
    assert wrong.stderr.splitlines()[-1] == (
        "Error: Invalid value for '--language' (env var: 'JEVONS_LANGUAGE'): 'de' is not one of "
        "'en', 'ko'."
    )
    assert wrong.stdout == ""
    assert jevons("doctor", cwd=tmp_path).returncode == 0  # says nothing in any language


def test_tests_do_not_depend_on_the_locale_of_the_machine():
    assert os.environ["JEVONS_LANGUAGE"] == "en"
    assert locale_language() == "en"
