"""The benchmarks' own arithmetic, and the answers of the C kernel; nothing here is timed."""

from __future__ import annotations

import math
import runpy
import sys
from pathlib import Path

import numpy as np
import pytest

from jevons_sim.quantities import CASES

BENCHMARKS = Path(__file__).parents[2] / "benchmarks"

pytestmark = pytest.mark.skipif(not BENCHMARKS.exists(), reason="not shipped with this copy")


@pytest.fixture
def script(monkeypatch):
    """Load a benchmark by its name."""
    monkeypatch.syspath_prepend(str(BENCHMARKS))

    def load(name):
        return runpy.run_path(str(BENCHMARKS / f"{name}.py"))

    yield load
    for name in ("measure", "setting", "c_kernel"):
        sys.modules.pop(name, None)


def test_ratios_are_medians_of_turns(script):
    times = script("measure")["Times"]({"slow": [2.0, 40.0, 6.0], "fast": [1.0, 10.0, 3.0]})
    assert times.ratio("slow", "fast") == 2.0
    assert times.median("slow") == 6.0
    assert math.isnan(times.ratio("slow", "absent"))


def test_linear_growth_has_exponent_one(script):
    assert script("measure")["exponent"]([10, 100, 1000], [2.0, 20.0, 200.0]) == pytest.approx(1.0)


def test_targets_are_taken_out_of_what_a_script_prints(script, capsys):
    measure = script("measure")
    measure["table"]("Speed", ["firms", "s"], [[1000, 0.125]])
    measure["targets"]([("a", "≥ 8", 9.0), ("b", "≤ 3", 4.0), ("c", "≥ 1", float("nan"))])
    printed = capsys.readouterr().out
    rest, rows = script("all")["without_targets"](printed)
    assert rest.splitlines()[-1] == "| 1,000 | 0.12 |"
    found = [[cell.strip() for cell in row.split("|")[1:-1]] for row in rows[2:]]
    assert [row[-1] for row in found] == ["met", "missed", "not measured"]


def test_the_page_has_room_for_the_figures(script):
    names = script("all")
    text = names["PAGE"].read_text(encoding="utf-8")
    assert text.index(names["BEGIN"]) < text.index(names["END"])
    assert all((BENCHMARKS / name).exists() for name in names["SCRIPTS"])


def test_c_gives_the_same_answers(script):
    setting, library = script("setting"), script("c_kernel")
    if library["compiler"]() is None:
        pytest.skip("no gcc")
    kernel = library["CKernel"]("like")
    scenario = setting["scenario_of"](5000, 3).with_values({"adoption.abandonment_per_year": 0.2})
    for case in CASES:
        start = setting["start_of"](scenario, case)
        expected = setting["run_serial"](start)
        np.testing.assert_allclose(kernel.run(start, 1), expected, rtol=1e-12, err_msg=case)
        np.testing.assert_array_equal(kernel.run(start, 2), kernel.run(start, 1), err_msg=case)
        np.testing.assert_array_equal(setting["run_threaded"](start), expected, err_msg=case)
