"""Numbers as people write them."""

from __future__ import annotations

import pytest

from ops2pm.numbers import parse_number


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
