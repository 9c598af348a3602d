"""The pages write numbers as Python does."""

from __future__ import annotations

import math
from functools import partial

import numpy as np
import pytest

from jevons_sim.web.page import PACKAGE
from jevons_sim.words import numbers
from jevons_sim.words.typeset import typeset
from tests.node import ask_node, needs_node

FORMS = {
    "number": numbers.number,
    "twoDecimals": numbers.two_decimals,
    "percent": numbers.percent,
    "tick": numbers.tick,
    "whole": numbers.whole,
    **{f"decimals {places}": partial(numbers.decimals, places=places) for places in (1, 3, 4)},
}
EDGES = (
    *(0.0, -0.0, 1e-13, 1e-12, 9.9999e-7, 1e-6, 9.995e-5, 0.00123, 0.0994, 0.0995, 0.0996),
    *(0.125, 0.005, 0.5, 0.995, 0.99949, 0.9995, 1.0, 1.005, 2.5, 9.949, 9.95, 9.994, 9.995),
    *(9.996, 10.05, 99.94, 99.95, 100.5, 101.5, 999.4, 999.499, 999.5, 1000.0, 1234.5, 1235.5),
    *(999_999.5, 1e6, 123_456_789.0, 1e14, 999_999_999_999_999.0, 1e15, 1.125e15, 9.999e15, 1e20),
    *(math.nan, math.inf, -math.inf),
)


def by_page(values):
    """Return what the pages write for each value, by form."""
    script = (
        "import fs from 'node:fs';"
        "const { decimals, signed, ...forms } = await import(process.argv[1]);"
        "const given = JSON.parse(fs.readFileSync(0, 'utf8')).map(Number);"
        "const all = Object.fromEntries("
        "Object.keys(forms).map((key) => [key, given.map(forms[key])]));"
        "all.signed = given.map((value) => signed(forms.number(value)));"
        "for (const places of [1, 3, 4])"
        " all[`decimals ${places}`] = given.map((value) => decimals(value, places));"
        "process.stdout.write(JSON.stringify(all));"
    )
    path = (PACKAGE / "web/shared/numbers.js").as_uri()
    given = [str(value).replace("inf", "Infinity") for value in values]
    return ask_node("--input-type=module", "-e", script, path, question=given)


@needs_node
def test_a_page_and_python_write_the_same_number():
    """Edges of every rule, halves, and 20,000 numbers of every size and both signs."""
    random = np.random.default_rng(20261125)
    wide = 10.0 ** random.uniform(-14.0, 18.0, 10_000) * random.choice([-1.0, 1.0], 10_000)
    halves = random.integers(0, 20_000, 10_000) / 8.0
    values = [*EDGES, *(-edge for edge in EDGES), *wide.tolist(), *halves.tolist()]
    found = by_page(values)
    assert set(found) == {*FORMS, "signed"}
    for form, write in FORMS.items():
        assert found[form] == [in_print(write, value) for value in values]
    with_sign = [in_print(lambda x: numbers.signed(numbers.number(x)), value) for value in values]
    assert found["signed"] == with_sign


def in_print(write, value):
    """Return a number as print has it; print says that there is none by a dash."""
    return typeset(write(value)) if math.isfinite(value) else "–"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (1234.0, "1,234"),
        (999.5, "1,000"),
        (999.4, "999"),
        (46.04, "46.0"),
        (0.0456, "0.0456"),
        (-2.0, "-2.00"),
        (3.2e-8, "3.20e-8"),
        (9.999e15, "1.00e16"),
        (math.nan, "-"),
    ],
)
def test_a_number_has_three_significant_digits_and_is_whole_from_1000_on(value, text):
    assert numbers.number(value) == text


@pytest.mark.parametrize(
    ("share", "text"), [(0.05, "5.0%"), (0.46, "46%"), (0.0995, "10%"), (0.0994, "9.9%")]
)
def test_a_percentage_has_no_space(share, text):
    assert numbers.percent(share) == text
