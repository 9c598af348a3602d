"""Numbers as people write them, and what they are told to write."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jevons_sim.scenario.spelling import number_hint, spelling_hint

UNIT = "; the unit is in the key"


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("28,045", "write 28045, or 28.045 if the comma marks decimals"),
        ("-1,500", "write -1500, or -1.500 if the comma marks decimals"),
        ("0,5", "decimal comma? write 0.5"),
        ("0,045", "decimal comma? write 0.045"),
        ("28,0451", "decimal comma? write 28.0451"),
        ("1,234,567", "write 1234567"),
        ("1,234.5", "write 1234.5"),
        ("1.234,5", "write 1234.5"),
        ("1.234.567", "write 1234567"),
        ("28 045", "write 28045"),
        ("28\u00a0045", "write 28045"),
        ("28\u202f045.5", "write 28045.5"),
        ("28'045", "write 28045"),
        ("28\u2019045", "write 28045"),
        ("28_045", "write 28045"),
        ("1_0", "write 10"),
        ("\u22120.8", "write -0.8"),
        ("\u20130.8", "write -0.8"),
        ("\uff0d0.8", "write -0.8"),
        ("\u2212 3", "write -3"),
        ("$30", f"write 30{UNIT}"),
        ("30$", f"write 30{UNIT}"),
        ("US$30", f"write 30{UNIT}"),
        ("-$1,500", f"write -1500, or -1.500 if the comma marks decimals{UNIT}"),
        ("$-3", f"write -3{UNIT}"),
        ("USD 30", f"write 30{UNIT}"),
        ("30 USD", f"write 30{UNIT}"),
        ("€30", f"write 30{UNIT}"),
        ("\uffe630", f"write 30{UNIT}"),
        ("30 TWh", "write the number only; the unit is in the key"),
        ("$30bn", "write the number only; the unit is in the key"),
        ("~5", "write the number only; the unit is in the key"),
        ("1/3", "write 0.3333"),
        ("-1 / 4", "write -0.25"),
        ("\u00bd", "write 0.5"),
        ("1/0", ""),
        ("30 %", "write 0.3"),
        ("\uff11\uff12", "write 12"),
        ("\u0661\u0662", "write 12"),
        ("0x1F", "write 31"),
        ("1e999", ""),
        ("9" * 5000, ""),
        ("three", ""),
        ("", ""),
        ("€", ""),
    ],
)
def test_a_number_is_read_as_meant(text, hint):
    assert number_hint(text) == hint


def test_a_whole_number_is_not_told_to_take_decimals():
    assert spelling_hint("28,045", "int_type") == "write 28045"
    assert spelling_hint("0,5", "int_type") == ""
    assert spelling_hint("1/3", "int_type") == ""
    assert spelling_hint("$30", "int_type") == f"write 30{UNIT}"


@given(st.text(alphabet="0123456789.,'_ eE+-−/%$€xkUSD½٣", max_size=45) | st.text(max_size=60))
def test_no_text_breaks_the_hint(text):
    for kind in ("int_type", "float_type", "bool_type", "string_type"):
        assert isinstance(spelling_hint(text, kind), str)
