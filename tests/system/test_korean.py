"""The command line in Korean: every line of it, in 80 columns, with the numbers of the English."""

from __future__ import annotations

import json
import re
import shutil

import pytest

from jevons_sim.cli.options import screen_of
from jevons_sim.cli.progress import Meter
from jevons_sim.execution.executors import LocalExecutor
from jevons_sim.report.voice import HANGUL
from jevons_sim.scenario.load import load_scenario
from jevons_sim.scenario.shipped import shipped_scenarios
from jevons_sim.studies import run as study
from jevons_sim.studies.frontier import find_frontier, sides_of
from jevons_sim.studies.sensitivity import Question, screen
from jevons_sim.studies.threshold import find_thresholds
from jevons_sim.words.catalogue import tables
from jevons_sim.words.titles import card_source
from jevons_sim.words.width import columns
from tests.command import SMALL, jevons

KO = ("--language", "ko")
ELASTICITY, GAIN = "demand.price_elasticity", "technology.algorithmic.annual_factor"
ENGLISH_WORDS = re.compile(r"(?:\b[A-Za-z]{2,}\b[,;:]? ){3,}")
"""Several English words in a row; commands, keys and paths have none."""

TWO = ("deepseek-shock", "deepseek-closed")
COMMANDS = {
    "run": ("run", "deepseek-shock", *SMALL),
    "run of a sweep": ("run", "efficiency-sweep", *SMALL, "--no-figures"),
    "run of three keys": ("run", "three.yaml", *SMALL, "--no-figures"),
    "run again": ("run", "deepseek-closed", *SMALL),
    "run --dry-run": ("run", "jevons-frontier", "--dry-run", "--seeds", "5"),
    "run --dry-run again": ("run", "deepseek-closed", *SMALL, "--dry-run"),
    "run --dry-run --fresh": ("run", "deepseek-closed", *SMALL, "--dry-run", "--fresh"),
    "check": ("check", "jevons-frontier"),
    "list": ("list",),
    "rebound": ("rebound", "deepseek-shock", *SMALL, "--no-figures"),
    "threshold": ("threshold", "deepseek-shock", "--vary", ELASTICITY, *SMALL),
    "no threshold": (
        *("threshold", "inelastic", "--vary", ELASTICITY, "--from", "-0.3", "--to", "-0.1"),
        *(*SMALL, "--no-figures"),
    ),
    "frontier": (
        *("frontier", "jevons-frontier", "--cells", "16", "--seeds", "3"),
        *("--set", "population.firms=300", "--no-figures"),
    ),
    "no frontier": (
        *("frontier", "jevons-frontier", "--cells", "8", "--seeds", "2", "--no-figures"),
        *("--y-range", "-0.5", "-0.3", "--set", "population.firms=100"),
    ),
    "sobol": ("sensitivity", "reference", "--samples", "8", *SMALL, "--no-figures"),
    "morris": (
        *("sensitivity", "deepseek-shock", "--method", "morris", "--samples", "4"),
        *("--set", "population.firms=100", "--no-figures"),
    ),
    "compare": ("compare", *TWO),
    "plot": ("plot", "deepseek-closed", "energy"),
    "report": ("report", "deepseek-closed", "-o", "page.html"),
    "explorer": ("explorer", "-o", "explorer.html"),
    "lesson list": ("lesson", "list"),
    "lesson show": ("lesson", "show", "lesson-a"),
    "lesson print": ("lesson", "print", "handout"),
    "kit": ("lesson", "print", "kit", "-o", "kit"),
    "classroom": ("classroom", "--offline"),
    "class for one": ("classroom", "--port", "0", "--hours", "0.0005"),
    "class for all": (
        *("classroom", "--host", "0.0.0.0", "--save", "class.save"),
        *("--port", "0", "--hours", "0.0005"),
    ),
    "new": ("new", "mine"),
}
THREE = (
    "name: three\nsweep: {axes: {demand.price_elasticity: [-1, -0.5], price.pass_through: [0.5, 1],"
    " energy.base_twh: [100, 200]}}\n"
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A folder with two results and a sweep of three keys."""
    made = tmp_path_factory.mktemp("korean")
    (made / "three.yaml").write_text(THREE, encoding="utf-8")
    done = jevons("run", *TWO, *SMALL, "--no-figures", *KO, cwd=made)
    assert done.returncode == 0, done.stderr
    return made


@pytest.fixture
def place(folder, tmp_path):
    return shutil.copytree(folder, tmp_path / "place")


@pytest.mark.parametrize("name", COMMANDS)
def test_every_line_is_korean_and_fits_80_columns(place, name):
    done = jevons(*COMMANDS[name], *KO, cwd=place)
    assert done.returncode == 0, done.stderr
    lines = (done.stdout + done.stderr).splitlines()
    assert max(columns(line) for line in lines) <= 80
    assert HANGUL.search("".join(lines)) or name == "plot"  # which prints paths
    if not name.startswith("lesson show"):
        plain = [line for line in lines if "jevons " not in line]
        assert [line for line in plain if ENGLISH_WORDS.search(line)] == []
    heads = {text for key, text in tables("terminal")["en"].items() if key.startswith("head_")}
    assert [line for line in lines if line.strip().partition(":")[0] in heads] == []


def test_a_scenario_is_shown_in_korean_but_for_its_sources(place):
    done = jevons("show", "deepseek-shock", *KO, cwd=place)
    lines = done.stdout.splitlines()
    assert max(columns(line) for line in lines if " = " not in line) <= 80  # values are not broken
    assert "time.years = 10년" in lines
    assert sum(line.startswith("    출처: ") for line in lines) > 40
    (row,) = (k for k, line in enumerate(lines) if line.startswith("demand.price_elasticity = "))
    assert lines[row].endswith("(범위 -2 ~ -0.1)")
    assert HANGUL.search(lines[row + 1])
    assert "예상하는 답: " in done.stdout


def numbers_of(text):
    """Numbers with decimals, and percentages: they are written alike in both languages."""
    return sorted(re.findall(r"\d[\d,]*\.\d+|\d[\d,.]*%", text))


def test_documents_and_tables_are_never_translated(place):
    words = ("deepseek-shock", *SMALL, "--json", "--quiet", "--no-figures")
    documents = {}
    for language in ("en", "ko"):
        out = ("--out", language, "--language", language)
        documents[language] = [
            json.loads(jevons(*command, *words, *out, cwd=place).stdout)
            for command in (("run",), ("rebound",), ("threshold", "--vary", ELASTICITY))
        ]
    for english, korean in zip(*documents.values(), strict=True):
        for document in (english, korean):
            for key in ("path", "seconds"):
                del document[key]
        assert english == korean
        assert not HANGUL.search(json.dumps(korean, ensure_ascii=False))
    tables_ = sorted(path.relative_to(place / "en") for path in (place / "en").rglob("*.csv"))
    assert len(tables_) >= 5
    for path in tables_:
        assert (place / "en" / path).read_bytes() == (place / "ko" / path).read_bytes()


def test_figures_and_reports_are_in_the_language_of_the_command(place):
    words = ("run", "deepseek-shock", *SMALL, "--set", "title=x", "--report")
    for language in ("en", "ko"):
        out = ("--out", language, "--language", language)
        assert jevons(*words, *out, cwd=place).returncode == 0
    english, korean = (
        next((place / language / "deepseek-shock").iterdir()) for language in ("en", "ko")
    )
    figure = "figures/energy.png"
    drawn = (korean / figure).read_bytes()
    assert drawn != (english / figure).read_bytes()
    assert '<html lang="ko"' in (korean / "report.html").read_text(encoding="utf-8")
    assert '<html lang="en"' in (english / "report.html").read_text(encoding="utf-8")
    jevons("plot", str(english), "energy", *KO, cwd=place)
    assert (english / figure).read_bytes() == drawn
    search = (*COMMANDS["threshold"], "--set", "title=x")
    pictures = []
    for language in ("en", "ko"):
        jevons(*search, "--out", language, "--language", language, cwd=place)
        (path,) = (place / language).glob("deepseek-shock/threshold-*/figures/threshold.png")
        pictures.append(path.read_bytes())
    assert pictures[0] != pictures[1]


def test_what_is_there_says_so_and_a_stop_says_what_is_kept(place, monkeypatch):
    again = jevons(*COMMANDS["run again"], *KO, cwd=place)
    assert "(이미 끝남)" in again.stdout

    def stops(self, tasks, gaps):
        raise KeyboardInterrupt
        yield

    monkeypatch.setattr(LocalExecutor, "run", stops)
    words = ("run", "reference", *SMALL, "--quiet")
    stopped = jevons(*words, *KO, cwd=place)
    assert stopped.returncode == 130
    assert stopped.stderr.strip() == (
        "멈춤, 실행 9회 중 0회 끝남; 끝난 것은 남아 있으며, 같은 명령을 다시 실행하면 이어서 한다"
    )
    as_json = jevons(*words, *KO, "--json", cwd=place)
    assert json.loads(as_json.stdout)["message"].startswith("stopped, 0 of 9 runs done; what is")
    assert not HANGUL.search(as_json.stderr)


def test_progress_is_told_in_korean_and_with_json_in_english():
    for as_json, told in ((False, "실행 300회 중 40%, 초당 "), (True, "40% of 300 runs, ")):
        meter = Meter(300, screen=screen_of("ko", as_json=as_json))
        for done in (0, 48):
            meter.update(done, 120)
        assert meter.in_words().startswith(told)
        assert meter.in_words().endswith("1 s left" if as_json else "1초 남음")


def test_python_gives_sentences_in_both_languages(reference):
    small = {"population.firms": 100, "time.years": 3, "seeds": 2}
    scenario = reference.with_values(small)
    frontier = load_scenario("jevons-frontier").with_values({"population.firms": 100, "seeds": 2})
    answers = [
        study.run(scenario),
        find_thresholds(scenario, ELASTICITY),
        find_frontier(frontier, sides_of(frontier), 8),
        screen(scenario, Question("morris", samples=4)),
    ]
    for found in answers:
        english, korean = found.in_words(), found.in_words("ko")
        assert not HANGUL.search(english)
        assert HANGUL.search(korean)
        assert found.in_words("en") == english
        assert numbers_of(korean) == numbers_of(english)
    assert answers[0].verdict == answers[0].in_words()


@pytest.mark.parametrize("name", shipped_scenarios())
def test_the_expected_answer_says_the_same_numbers_in_korean(name):
    """But for fractions: a quarter is 4분의 1."""
    english = load_scenario(name).expected.answer
    korean = re.sub(r"\d+분의 \d+", "", card_source(name)["ko"]["answer"])
    assert HANGUL.search(korean)
    number = re.compile(r"\d+(?:\.\d+)?")
    assert sorted(number.findall(english)) == sorted(number.findall(korean))
