"""Numbers as people write them."""

from __future__ import annotations

import pytest

from ops2pm.numbers import parse_amount, parse_number, short, signed


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("9400", 9400),
        ("9,400", 9400),
        ("9 400", 9400),
        ("9\u202f400", 9400),
        ("1,234,567.5", 1234567.5),
        ("12,5", 12.5),
        ("0,125", 0.125),
        (" -3 ", -3),
        ("\u221211.7", -11.7),
        ("\u20132", -2),
        (7, 7),
    ],
)
def test_a_number_is_read_as_it_is_meant(text, value):
    assert parse_number(text) == value


@pytest.mark.parametrize(
    "text",
    [
        "",
        "many",
        "1,5,",
        "1.234,5",
        "nan",
        "inf",
        "1e999",
        "1,23,456",
        None,
        "12 km",
        "--1",
        "\u2212\u22121",
        "3\u22121",
    ],
)
def test_what_is_no_number_is_none(text):
    assert parse_number(text) is None


@pytest.mark.parametrize(
    ("text", "value"), [("22 people", 22), ("22", 22), ("$85", 85), ("85%", 85), ("22 boats", None), ("people", None)]
)
def test_an_amount_may_have_its_own_unit_and_no_other(text, value):
    assert parse_amount(text, "people who moved", "people") == value


@pytest.mark.parametrize(
    ("value", "digits", "written"),
    [
        (7.53, 1, "+7.5"),
        (-7.53, 1, "−7.5"),
        (-0.04, 1, "0.0"),
        (0.04, 1, "0.0"),
        (-1234.5, 0, "−1,234"),
        (0, 2, "0.00"),
    ],
)
def test_a_change_is_written_with_its_sign_and_zero_has_none(value, digits, written):
    assert signed(value, digits) == written


@pytest.mark.parametrize(
    ("value", "written"), [(3.0, "3"), (0.5, "0.5"), (1e-5, "0.00001"), (1234567, "1234567"), (0, "0")]
)
def test_a_short_number_has_no_exponent(value, written):
    assert short(value) == written
