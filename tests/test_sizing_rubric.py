"""The rubric of the sizing: what each computed check says in every state, and that no text breaks it."""

from __future__ import annotations

import re

import pytest
from little_work import little_work
from test_panels import HOSTILE

from ops2pm.models.ranges import Ranges
from ops2pm.models.sizing import eight_in_ten, rolled
from ops2pm.numbers import three_figures
from ops2pm.rubrics import Finding, rubric
from ops2pm.rubrics.sizing import LEAST, PARTS, PLACES, TAGS, Amount, amount, range_of

FACTORS = {
    "name_1": "night nurses",
    "range_1": "9,400",
    "tag_1": "known",
    "source_1": "the ward list of May",
    "name_2": "who re-key a dose",
    "range_2": "12–18–25%",
    "tag_2": "sourced",
    "source_2": "three nights",
    "name_3": "hours each",
    "range_3": "0.3–0.5–0.8 h",
    "tag_3": "guess",
}
WHOLE = {
    "idea": "scan the dose at the bed",
    "who": "night nurses on a round",
    "unit": "hours a month",
    **FACTORS,
    "total": "846",
    "driver": "3",
    "second": "overtime that was paid",
    "second_total": "950",
    "shared": "The number of nurses",
    "threshold": "600",
    "whose": "The head of nursing",
    "flip_factor": "2",
    "flip": "12.8%",
    "first": "Two nights with a scanner that only beeps. Fewer than 20 of 60, and we stop",
}
SIZING = rubric("sizing")


def finding(key, **fields):
    (criterion,) = [each for each in SIZING.criteria if each.key == key]
    return criterion.check(fields)


def test_a_whole_sizing_passes_every_check_and_no_hint_asks():
    for criterion in SIZING.by_kind("A"):
        assert criterion.check(WHOLE).done is True, criterion.key
        assert criterion.check({}).done is None, "nothing is wrong before anything is typed"
    for criterion in SIZING.by_kind("H"):
        assert criterion.check(WHOLE) == criterion.check({}) == Finding(None, ""), criterion.key


# --- Numbers ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("18%", 0.18),
        ("18 per cent", 0.18),
        ("18 %", 0.18),
        ("8%!", 0.08),
        ("12% of nurses", 0.12),
        ("0.18", 0.18),
        ("4,5", 4.5),
        (".5", 0.5),
        ("about 80", 80),
        ("~80", 80),
        ("1.2m", 1_200_000),
        ("1.2 million", 1_200_000),
        ("607k", 607_000),
        ("5 thousand nights", 5000),
        ("$5", 5),
        ("€1,5", 1.5),
        ("5 USD", 5),
        ("0.5 h", 0.5),
        ("9,400 nurses", 9400),
        ("9 400", 9400),
        ("0", 0),
        ("0.125", 0.125),
    ],
)
def test_a_number_as_people_type_it(typed, value):
    read = amount(typed)
    assert read is not None and read.value == pytest.approx(value)
    assert read.share == ("%" in typed or "cent" in typed)


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "?",
        "a lot",
        "−3",
        "-3",
        "1.200",
        "3.000 nights",
        "2/3",
        "2 or 3",
        "half",
        "3 m",
        "1e5",
        "5 and a half",
        "9 x 4",
        "<5",
        "1.2.3",
        "7 a.m. to 8",
    ],
)
def test_what_is_no_number(typed):
    assert amount(typed) is None


def test_no_number_is_out_of_this_world():
    assert amount("9" * 400) is None and amount("2" + "0" * 13) is None and amount("x" * 10_000) is None


@pytest.mark.parametrize(
    ("typed", "values"),
    [
        ("12–18–25%", (0.12, 0.18, 0.25)),
        ("12%-18%-25%", (0.12, 0.18, 0.25)),
        ("12 to 18 to 25 %", (0.12, 0.18, 0.25)),
        ("12 – 24%", (0.12, 0.18, 0.24)),
        ("0.3-0.5-0.8 h", (0.3, 0.5, 0.8)),
        ("452–496–607k", (452_000, 496_000, 607_000)),
        ("1.1–1.2 million", (1_100_000, 1_150_000, 1_200_000)),
        ("$2–$4", (2, 3, 4)),
        ("9,400", (9400, 9400, 9400)),
        ("about 2–4", (2, 3, 4)),
    ],
)
def test_a_range_as_people_type_it(typed, values):
    assert [each.value for each in range_of(typed)] == pytest.approx(list(values))


@pytest.mark.parametrize("typed", ["", "5–3", "1–2–3–4", "tomorrow", "1.200–1.300", "10%–x", "–", "2–1–3", "x" * 9000])
def test_what_is_no_range(typed):
    assert range_of(typed) is None


def test_a_share_and_a_number_are_not_one_range():
    assert range_of("5%–10 nurses") is None


# --- Checks -------------------------------------------------------------------------------------------------

TWO = {key: value for key, value in FACTORS.items() if not key.endswith("3")}
RANGED = FACTORS | {"total": "846"}


@pytest.mark.parametrize(
    ("key", "fields", "done", "says"),
    [
        ("ranges", FACTORS, True, "Each rolled by itself, 8 of 10 results lie between"),
        ("ranges", TWO, False, f"2 so far. What else has to be multiplied? At least {LEAST}."),
        ("ranges", FACTORS | {"name_2": ""}, False, "Still open: what factor 2 is."),
        ("ranges", FACTORS | {"range_3": ""}, False, "Still open: its numbers (3)."),
        ("ranges", FACTORS | {"range_3": "5–3"}, False, "The numbers of factor 3 can't be read yet."),
        ("range_3", FACTORS | {"range_3": "5–3"}, False, "“5–3”: which is the lowest, the likeliest and the highest?"),
        ("range_1", FACTORS | {"range_1": "9.400"}, False, "“9.400”: is that 9.4 or 9,400? Type 9.4 or 9400."),
        ("range_1", FACTORS, None, ""),
        ("range_2", FACTORS | {"range_2": "31% to 80%"}, False, "You gave two ends; I took 55.5% as the likeliest."),
        ("range_3", FACTORS | {"range_3": "2–4"}, False, "You gave two ends; I took 3 as the likeliest. Is it?"),
        ("range_3", FACTORS | {"range_3": "4–4"}, None, ""),
        ("ranges", FACTORS | {"range_3": "0"}, False, "One of them is 0"),
        ("ranges", FACTORS | {"range_2": "18%", "range_3": "0.5"}, False, "No factor has a range."),
        ("tags", FACTORS, True, "1 of 3 is a guess."),
        ("tags", FACTORS | {"tag_1": "guess"}, True, "2 of 3 are guesses."),
        ("tags", FACTORS | {"tag_3": "known", "source_3": "a stopwatch"}, True, "0 of 3 are guesses."),
        ("tags", FACTORS | {"tag_2": ""}, False, "still open for factor 2."),
        ("tags", FACTORS | {"tag_2": "", "tag_3": "sure"}, False, "still open for factor 2, 3."),
        ("tags", FACTORS | {"source_2": ""}, False, "Factor 2 isn't a guess, you say. From where is it?"),
        ("sure", FACTORS | {"range_3": "0.5"}, False, "Factor 3 is a guess, and one number."),
        ("sure", FACTORS | {"range_3": "0.5", "tag_3": "known"}, None, ""),
        ("beyond", FACTORS | {"range_2": "12–18–125%"}, False, "Factor 2 goes beyond 100%."),
        ("beyond", FACTORS | {"range_2": "1.2"}, None, ""),
        ("total", RANGED, True, "It recomputes: 846."),
        ("total", RANGED | {"total": "about 850 hours"}, True, "It recomputes: 846."),
        ("total", RANGED | {"total": "0.85k"}, True, "It recomputes"),
        ("total", RANGED | {"total": "338"}, False, "That is every factor at its low end. At base it is 846."),
        ("total", RANGED | {"total": "1880"}, False, "every factor at its high end"),
        ("total", RANGED | {"total": "84,600"}, False, "18% of something is 0.18 times it."),
        ("total", RANGED | {"total": "1200"}, False, "By your own factors it is 846."),
        ("total", RANGED | {"total": "lots"}, False, "“lots” is no number"),
        ("total", RANGED | {"total": "3 m"}, False, "can be metres or millions. Type 3 million, or 3."),
        ("total", {"total": "846"}, None, "Once the factors are there"),
        ("driver", FACTORS | {"driver": "3"}, True, "It moves the total from 508 to 1,350, more than any other."),
        ("driver", FACTORS | {"driver": "2"}, False, "from 564 to 1,180. Factor 3 does so from 508 to 1,350."),
        ("total", RANGED | {"range_1": "24,567", "total": "2,211"}, True, "It recomputes: 2,210."),
        ("driver", FACTORS | {"driver": "5"}, False, "Factor 5 is empty."),
        ("driver", FACTORS | {"driver": "x"}, False, "Choose one of the factors."),
        ("driver", {"driver": "2"}, None, "Once the factors are there"),
        ("crossed", WHOLE, True, "12% more than the first. That checks the steps the two don't share"),
        ("crossed", WHOLE | {"second_total": "845"}, True, "Under 1% less than the first. That checks"),
        ("crossed", WHOLE | {"second_total": "2000"}, True, "2.36 times the first."),
        ("crossed", WHOLE | {"shared": ""}, False, "Still open: what both use."),
        ("crossed", WHOLE | {"second_total": "0"}, False, "It gives 0."),
        ("crossed", WHOLE | {"second_total": "9500"}, False, "11.2 times the first. So far apart"),
        ("crossed", WHOLE | {"second_total": "95"}, False, "At which step do they part?"),
        ("crossed", WHOLE | {"range_2": "?"}, None, "Once the factors are there"),
        ("same", WHOLE | {"second_total": "846"}, False, "The very same number."),
        ("same", {"total": "846", "second_total": "846"}, False, "The very same number."),
        ("flip", WHOLE, True, "It recomputes: 12.8%. Its range is 12% to 25%, so it can come to that."),
        ("flip", WHOLE | {"flip": "12.8"}, True, "It recomputes: 12.8%."),
        ("flip", WHOLE | {"flip": "0.128"}, True, "It recomputes: 12.8%."),
        ("flip", WHOLE | {"flip_factor": "3", "flip": "0.355"}, True, "Its range is 0.3 to 0.8"),
        ("flip", WHOLE | {"threshold": "100", "flip": "2.13%"}, True, "That is below its low end"),
        ("flip", WHOLE | {"threshold": "100", "flip": "2.13%"}, True, "The total is below 100 in none of the rolls."),
        ("flip", WHOLE | {"threshold": "1000", "flip": "21.3%"}, True, "Your base is already below it."),
        ("flip", WHOLE | {"flip": "10%"}, False, "By your own numbers it is 12.8%: base × 600 ÷ 846."),
        ("flip", WHOLE | {"flip_factor": ""}, False, "Still open: which factor."),
        ("flip", WHOLE | {"threshold": "0"}, False, "Below 0 it never falls."),
        ("flip", WHOLE | {"flip_factor": "4"}, False, "Factor 4 is empty."),
        ("flip", WHOLE | {"threshold": "a lot"}, False, "“a lot” is no number"),
        ("flip", {"threshold": "600", "flip_factor": "2", "flip": "1"}, None, "Once the factors are there"),
        ("whose", WHOLE | {"whose": ""}, False, "No count gives that limit. Who decides it?"),
        ("time", {"unit": "nurses"}, False, "Over which time?"),
        ("time", {"unit": "nights spared a year"}, None, ""),
    ],
)
def test_each_check_in_each_state(key, fields, done, says):
    found = finding(key, **fields)
    assert found.done is done and says in found.message


def test_the_range_is_the_rolled_one():
    rows = Ranges.of([[(9400, 9400, 9400), (0.12, 0.18, 0.25), (0.3, 0.5, 0.8)]])
    low, high = eight_in_ten(rolled(rows).prod(axis=-1))
    assert f"between {three_figures(low):,.0f} and {three_figures(high):,.0f}" in finding("ranges", **FACTORS).message
    assert 9400 * 0.12 * 0.3 < low < 846 < high < 9400 * 0.25 * 0.8, "narrower than all low and all high"


def test_two_factors_that_move_it_alike_may_both_be_named():
    alike = FACTORS | {"range_2": "10–20–30%", "range_3": "0.2–0.4–0.6"}
    assert finding("driver", **alike, driver="2").done and finding("driver", **alike, driver="3").done


def test_a_share_in_per_cent_and_as_a_decimal_give_the_same():
    decimal = FACTORS | {"range_2": "0.12–0.18–0.25"}
    assert finding("total", **decimal, total="846").done
    assert finding("ranges", **decimal) == finding("ranges", **FACTORS)


# --- The text -----------------------------------------------------------------------------------------------


def test_the_composed_text_reads_well():
    text = SIZING.compose(WHOLE)
    for said in (
        "The idea: scan the dose at the bed. For whom: night nurses on a round.",
        "How big: about 846 hours a month. In 8 of 10 rolls of the ranges below it is between 640 and 1,200. The",
        "– who re-key a dose: 18% (12% to 25%). Sourced: three nights.",
        "– hours each: 0.5 (0.3 to 0.8). Guess.",
        "– night nurses: 9,400. Known: the ward list of May.",
        "What moves it most: hours each. At the low end of its range the total is about 510, at the high end about "
        "1,400.",
        "It gives 950, 12% more than the first. What both use, and so isn't checked: the number of nurses.",
        "Below 600 we would rather do something else. Who decides that: the head of nursing.",
        "With the other factors at base, a total of 600 means about 13% for “who re-key a dose”.",
        "Tested first: two nights with a scanner that only beeps. Fewer than 20 of 60, and we stop.",
    ):
        assert said in text


@pytest.mark.parametrize("end", ["?", "!", ".", " at 7 a.m.", " 8%", " 4,5", ' "so"'])
def test_sentences_end_once(end):
    fields = {key: value + end for key, value in WHOLE.items() if key in ("idea", "who", "unit", "second", "first")}
    text = SIZING.compose(WHOLE | fields | {"source_1": "a list" + end, "shared": "all" + end})
    assert not re.search(r"\.\.|[?!]\.|\s[.,]|  ", text)


def test_the_text_says_where_most_rolls_lie_and_only_if_they_lean():
    up = SIZING.compose(WHOLE | {"range_2": "15–18–60%"})
    assert re.search(
        r"reach farther up: \d\d% of the rolls lie above the total at base, and half of all rolls above", up
    )
    down = SIZING.compose(WHOLE | {"range_2": "2–18–20%"})
    assert re.search(r"reach farther down: \d\d% of the rolls lie below the total at base, and half of all rolls", down)
    assert "reach farther" not in SIZING.compose(WHOLE | {"range_3": "0.4–0.5–0.6"})


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"flip_factor": "3"}, "a total of 600 means about 0.35 for “hours each”"),
        ({"flip_factor": "1"}, "a total of 600 means about 6,700 for “night nurses”"),
        ({"flip_factor": "1", "range_1": "9,390"}, "a total of 600 means about 6,670 for “night nurses”"),
        ({"flip_factor": "3", "threshold": "510"}, "a total of 510 means about 0.301 for “hours each”"),
    ],
    ids=["two figures", "a fixed factor", "a factor of three figures", "so near the end of its range that it shows"],
)
def test_the_flip_is_no_finer_than_the_factors_own_numbers(fields, said):
    assert said in SIZING.compose(WHOLE | fields)


def test_the_text_says_when_the_flip_lies_outside_the_range():
    for limit, said in (
        ("100", "That is below the range we give it."),
        ("2,000", "That is above the range we give it."),
    ):
        assert said in SIZING.compose(WHOLE | {"threshold": limit})
    assert "the range we give it" not in SIZING.compose(WHOLE)
    assert "The total is below 600 in" in SIZING.compose(WHOLE)


def test_what_moves_it_most_is_the_computed_one():
    assert SIZING.compose(WHOLE) == SIZING.compose(WHOLE | {"driver": "2"}) == SIZING.compose(WHOLE | {"driver": ""})


def test_open_parts_are_shown_as_such():
    text = SIZING.compose({})
    assert text.count("[") >= 8 and "None" not in text and "nan" not in text
    assert "[numbers]" in SIZING.compose({"name_2": "nurses"})


def test_hours_open_small_and_names_keep_their_capital():
    for typed, said in (("Hours a month", "about 846 hours a month."), ("NHS hours a month", "about 846 NHS hours")):
        assert said in SIZING.compose(WHOLE | {"unit": typed})


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_no_text_breaks_it(text):
    keys = [field.key for field in SIZING.fields]
    with little_work(60):
        for fields in ({key: text for key in keys}, *(WHOLE | {key: text} for key in keys)):
            for criterion in SIZING.criteria:
                if criterion.check:
                    found = criterion.check(fields)
                    assert found.done in (True, False, None)
                    assert len(found.message) < 1000
            SIZING.compose(fields)


def test_extreme_numbers_stay_readable():
    for numbers in ("0.000001", "1000000000000", "0.001%", "999m"):
        fields = WHOLE | {f"range_{place}": numbers for place in PLACES} | {f"name_{place}": "f" for place in PLACES}
        text = SIZING.compose(fields) + " ".join(c.check(fields).message for c in SIZING.criteria if c.check)
        assert not re.search(r"\dE[+-]?\d|\de[+-]?\d|inf|nan", text)


# --- The form -----------------------------------------------------------------------------------------------


def test_a_reader_needs_few_fields():
    wanted = [field for field in SIZING.fields if not field.optional]
    assert len(wanted) <= 26
    assert {field.part for field in SIZING.fields} == {part.key for part in PARTS}
    assert all(tag.startswith(key) for key, tag in TAGS.items())


def test_the_examples_are_one_story_that_recomputes():
    examples = {field.key: field.example for field in SIZING.fields if field.example}
    told = examples | {"tag_1": "known", "tag_2": "sourced", "tag_3": "guess", "driver": "3", "flip_factor": "2"}
    for criterion in SIZING.by_kind("A"):
        assert criterion.check(told).done is True, (criterion.key, criterion.check(told))


def test_amounts_compare():
    assert amount("5") == Amount(5, False, 1)
