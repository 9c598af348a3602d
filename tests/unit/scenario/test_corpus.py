"""Files that must be refused, each with its place and key, and files that must be accepted."""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jevons_sim.errors import ScenarioError
from jevons_sim.scenario.load import load_scenario

CORPUS = Path(__file__).parents[2] / "corpus"
BAD = sorted((CORPUS / "bad").glob("*.yaml"))
GOOD = sorted((CORPUS / "good").glob("*.yaml"))


def test_the_corpus_is_there():
    assert len(BAD) >= 110
    assert len(GOOD) >= 12


@pytest.mark.parametrize("path", BAD, ids=lambda path: path.stem)
def test_a_bad_file_is_refused_with_its_place(path):
    expected = json.loads(path.with_suffix(".expect.json").read_text(encoding="utf-8"))
    with pytest.raises(ScenarioError) as caught:
        load_scenario(path)
    first = caught.value.faults[0]
    assert {"code": first.code, "path": first.path, "line": first.line} == expected
    assert first.file == str(path)
    assert caught.value.exit_code == 2
    assert "\n" not in str(first)


@pytest.mark.parametrize("path", GOOD, ids=lambda path: path.stem)
def test_a_good_file_is_accepted(path):
    assert load_scenario(path).name == "demo"


@pytest.mark.parametrize(
    "text",
    [
        "title: " + "x" * 2_000_000,
        "[" * 100_000 + "]" * 100_000,
        "".join(f"k{n}: 1\n" for n in range(60_000)),
        "a: &a " + "x" * 8000 + "\n" + "".join(f"k{n}: *a\n" for n in range(2000)),
    ],
    ids=["2 MB", "depth 100000", "60000 keys", "quadratic aliases"],
)
def test_a_monstrous_file_is_refused_at_once(tmp_path, text):
    path = tmp_path / "monster.yaml"
    path.write_text(text, encoding="utf-8")
    started = time.process_time()
    with pytest.raises(ScenarioError):
        load_scenario(path)
    assert time.process_time() - started < 4.0


@pytest.mark.parametrize("data", [b"\xff\xfen\x00", b"name: caf\xe9\n"], ids=["UTF-16", "Latin-1"])
def test_a_file_that_is_not_utf8_says_where(tmp_path, data):
    path = tmp_path / "x.yaml"
    path.write_bytes(data)
    with pytest.raises(ScenarioError, match="not UTF-8 at byte"):
        load_scenario(path)


def test_a_folder_is_not_a_file(tmp_path):
    with pytest.raises(ScenarioError, match="not a regular file"):
        load_scenario(tmp_path)


BASE = "name: demo\ndemand:\n  price_elasticity: -0.9\ntime: {years: 5}\nseeds: [1, 2]\n"


@settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.integers(0, len(BASE) - 1),
    st.integers(0, 12),
    st.text(max_size=4) | st.sampled_from(["\t", "\x00", "&a ", "*a", "!!int ", "- ", "{", "yes"]),
)
def test_any_small_change_is_accepted_or_refused_with_a_place(tmp_path_factory, start, cut, put):
    text = BASE[:start] + put + BASE[start + cut :]
    path = tmp_path_factory.mktemp("mutant") / "m.yaml"
    path.write_bytes(text.encode("utf-8", errors="surrogatepass"))
    try:
        load_scenario(path)
    except ScenarioError as error:
        assert error.faults
        assert all(fault.file and fault.message for fault in error.faults)
