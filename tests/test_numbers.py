"""Numbers as people write them."""

from __future__ import annotations

import pytest

from ops2pm.numbers import (
    in_print,
    parse_amount,
    parse_answer,
    parse_number,
    plural,
    short,
    signed,
    three_figures,
    two_readings,
)


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
    ("text", "unit", "value"),
    [
        ("25 min", "minutes", 25),
        ("25min", "minutes", 25),
        ("25 mins.", "minutes", 25),
        ("31 a day", "sellers a day", 31),
        ("31 sellers", "sellers a day", 31),
        ("0.68 days", "nights", 0.68),
        ("5 USD", "dollars", 5),
        ("$5", "dollars", 5),
        ("$ 1,250 each", "dollars", 1250),
        ("−5,2 points", "points", -5.2),
        ("1 point", "points", 1),
        ("82.7 %", "%", 82.7),
        ("22 boats", "people", 22),
        ("7 days", "", 7),
        (4.5, "minutes", 4.5),
        ("about 80", "minutes", 80),
        ("Approx. 1,200 min", "minutes", 1200),
        ("~4,5", "minutes", 4.5),
        ("about $5", "dollars", 5),
        ("circa −3 points", "points", -3),
        ("=85", "dollars", 85),
        ("3.3.", "", 3.3),
    ],
)
def test_an_answer_may_have_words_after_it(text, unit, value):
    assert parse_answer(text, unit) == value


@pytest.mark.parametrize(
    "text",
    [
        "2 hours",  # and the question is about minutes
        "2 h",
        "2/3",
        "35k",
        "35 k",
        "5 thousand",
        "1.5 Million.",
        "2 or 3",
        "2 to",
        "5 dozen or so",
        "12 of 100",
        "5 minutes 30",
        "nearly 5",
        "about five",
        "about",
        "==5",
        "5 <b>minutes</b>",
        "min",
        "25x",
        "5 " + "minutes " * 5000,
        "9 " * 5000 + "minutes",
        "",
        None,
    ],
)
def test_what_is_another_number_or_several_is_no_answer(text):
    assert parse_answer(text, "minutes") is None


@pytest.mark.parametrize(
    ("value", "form", "shown"),
    [
        (-5.2, ".1f", "−5.2"),
        (5.2, ".1f", "5.2"),
        (-1234, ",d", "−1,234"),
        ("-5.2", "", "-5.2"),
        ("one-parcel", "", "one-parcel"),
    ],
)
def test_a_number_in_print_has_a_typographic_minus(value, form, shown):
    assert in_print(value, form) == shown


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


@pytest.mark.parametrize(("text", "both"), [("1.200", (1.2, 1200)), (" \u221212.500", (-12.5, -12500))])
def test_a_point_before_three_digits_can_be_read_in_two_ways(text, both):
    assert two_readings(text) == both


@pytest.mark.parametrize("text", ["1.2", "0.125", "1.2345", "1234.567", "1,200", "1.200,5", "", "x.200", None])
def test_any_other_number_has_one_reading_or_none(text):
    assert two_readings(text) is None


@pytest.mark.parametrize(
    ("value", "printed"),
    [(0, 0), (524_030, 524_000), (1_477_547, 1_480_000), (999.6, 1000), (12.4, 12), (-4567, -4570)],
)
def test_three_figures(value, printed):
    assert three_figures(value) == printed


@pytest.mark.parametrize(
    ("number", "noun"),
    [(1, "day"), (1.0, "day"), ("1", "day"), (0, "days"), (2, "days"), (0.5, "days"), ("1.5", "days")],
)
def test_a_noun_follows_its_number_as_it_is_printed(number, noun):
    assert plural(number, "day") == noun
    assert plural(number, "reply", "replies") == ("reply" if noun == "day" else "replies")
