"""The capstone case: what each check says, how the page reads, and that every choice is one the truth can know."""

from __future__ import annotations

import re
from datetime import date, timedelta
from itertools import product

import pytest
from test_panels import HOSTILE

from ops2pm.models import capstone
from ops2pm.models.orders import CARRIERS, CHANNELS, REGIONS, SEGMENTS
from ops2pm.rubrics import rubric
from ops2pm.rubrics.capstone_case import CIRCUMSTANCES, DECOYS, GROUPS, NAMES, ON, PLACES, company_of, share
from ops2pm.ui.company import kinds

CASE = rubric("capstone_case")
AHEAD = str(date.today() + timedelta(days=30))
WHOLE = {field.key: field.example for field in CASE.fields if field.example} | {
    "group": "office",
    "circumstance": "hour",
    "place": "app",
    "decoy": "region East",
    "by": AHEAD,
}


def finding(key, fields):
    (criterion,) = [each for each in CASE.criteria if each.key == key]
    return criterion.check(fields)


def test_the_examples_make_a_whole_case():
    for criterion in CASE.criteria:
        if criterion.check:
            assert criterion.check(WHOLE).done is (True if criterion.kind == "A" else None), criterion.key
            assert criterion.check({}).done is None, "nothing is wrong before anything is typed"
    page = CASE.compose(WHOLE)
    assert "[" not in page
    assert page.startswith("Company 12, simulated. Small bakeries that order flour for the next morning: most often ")
    assert "340 of 4,100 orders in 13 weeks (8%), 26 a week." in page
    assert "(31 of 100 ask with it, 9 without)" in page
    assert "region East" in page and "(+4.1 points as it is, +0.2 like with like)" in page
    assert len(page.split()) < 350, "a page"


CHOICES = {"group": dict(GROUPS), "circumstance": dict(CIRCUMSTANCES), "place": dict(PLACES)}


@pytest.mark.parametrize("chosen", [dict(zip(CHOICES, each, strict=True)) for each in product(*CHOICES.values())])
def test_any_choice_stands_beside_any_other_in_a_sentence(chosen):
    first = CASE.compose(WHOLE | chosen).partition("\n\n")[0]
    told = re.fullmatch(
        r"Company 12, simulated\. [^:]+: (most often (consumers|offices|small businesses)|customers of all kinds "
        r"alike)\. They meet it (at|when|on|if|with|in) [a-z ]+, (in the app|on the website|in the app and on the "
        r"website alike)\.",
        first,
    )
    assert told, first
    assert "depending" not in first and not re.search(r"\b(\w+) \1\b", first)


def test_each_choice_has_words_of_its_own_in_the_sentence():
    for key, values in CHOICES.items():
        assert len({CASE.compose(WHOLE | {key: value}) for value in values}) == len(values)


@pytest.mark.parametrize("decoy", [value for value, _ in DECOYS])
def test_any_rival_stands_before_any_reason(decoy):
    page = CASE.compose(WHOLE | {"decoy": decoy})
    assert f"What only looked like the cause: {dict(DECOYS)[decoy]}. The northern depot looks bad" in page


def test_a_level_with_its_unit_has_it_once():
    page = CASE.compose(WHOLE | {"here": "31%", "there": "9 of 100", "raw": "4.1 points", "alike": "-0.2"})
    assert "(31 of 100 ask with it, 9 without)" in page and "(+4.1 points as it is, −0.2 like with like)" in page


def test_a_version_is_told_by_its_company():
    assert CASE.about(WHOLE) == "company 12" and CASE.about({}) == CASE.about({"company": "x"}) == ""


def test_what_is_open_is_shown_as_open():
    page = CASE.compose({})
    for words in ("[number]", "[which customers]", "[the cause]", "[a rival]", "[a date]", "[who]"):
        assert words in page


@pytest.mark.parametrize(
    ("key", "changes", "done", "says"),
    [
        ("who_what", {"place": ""}, False, "Still open: where do they meet it."),
        ("size", {"part": "many"}, False, "“many” is not a number I can read"),
        ("size", {"part": "5,000"}, False, "5,000 is more than 4,100. Are the two swapped?"),
        ("size", {"part": "-1"}, False, "must be more than 0"),
        ("size", {"whole": "0"}, False, "must be more than 0"),
        ("size", {"weeks": "0"}, False, "must be more than 0"),
        ("size", {"weeks": ""}, False, "Still open: in how many weeks."),
        ("size", {"a_week": ""}, False, "That is 8% of the orders. And how many a week?"),
        ("size", {"a_week": "30"}, False, "in 13 weeks it makes 26 a week, not 30."),
        ("size", {"a_week": "26.2"}, True, "about 26 a week."),
        ("size", {"part": "0", "a_week": "0"}, True, "0%"),
        ("cause", {"here": "9", "there": "9"}, False, "then it causes nothing here"),
        ("cause", {"here": "5", "there": "9"}, False, "then it causes nothing here"),
        ("cause", {"here": "120"}, False, "lie between 0 and 100"),
        ("cause", {"here": "a third"}, False, "is not a number I can read"),
        ("cause", {"there": ""}, False, "Still open: and without it"),
        ("cause", {"cause": ""}, False, "What happens in between?"),
        ("cause", {"here": "31%", "there": "9 %"}, True, "31% against 9%: +22.0 points."),
        ("rival", {"decoy": "none"}, False, "once more"),
        ("rival", {"alike": "3.9"}, False, "Then it isn't excluded."),
        ("rival", {"alike": "−0.3"}, True, "+4.1 points as it is, −0.3 like with like"),
        ("rival", {"alike": "-1"}, True, "the mix made it"),
        ("rival", {"alike": "-4.2"}, False, "it has turned round"),
        ("rival", {"raw": "0"}, False, "it didn't look like the cause"),
        ("rival", {"rival": ""}, False, "Still open: why it isn't."),
        ("rival", {"raw": "?"}, False, "is not a number I can read"),
        ("choice", {"loses": ""}, False, "Still open: who loses by that."),
        ("stop", {"stop": "it goes wrong"}, False, "no number in digits"),
        ("stop", {"by": "2020-01-01"}, False, "has passed"),
        ("stop", {"by": "soon"}, False, "year-month-day"),
        ("stop", {"guardrail": ""}, False, "Still open: the number that must not get worse."),
        ("no_solution", {"obstacle": "they need a real-time dashboard"}, False, "A way belongs further down"),
    ],
)
def test_what_is_computed(key, changes, done, says):
    found = finding(key, WHOLE | changes)
    assert found.done is done
    assert says in found.message


@pytest.mark.parametrize("text", HOSTILE)
def test_no_text_breaks_a_check_or_the_page(text):
    every = {field.key: text for field in CASE.fields}
    for fields in (every, *({**WHOLE, field.key: text} for field in CASE.fields)):
        for criterion in CASE.criteria:
            if criterion.check:
                assert isinstance(criterion.check(fields).message, str)
        assert isinstance(CASE.compose(fields), str)
        assert share(fields) is None or 0 <= share(fields) <= 1
        company_of(fields)


def test_the_company_s_number():
    assert company_of({"company": "87"}) == 87
    for wrong in ("", "8.5", "x", "1e400"):
        assert company_of({"company": wrong}) is None


def test_the_choices_are_what_the_orders_hold():
    assert {value for value, _ in GROUPS} == {*SEGMENTS, "all"}
    assert {value for value, _ in PLACES} == {*CHANNELS, "all"} and set(NAMES) == set(ON) == set(CHANNELS)
    assert {value for value, _ in DECOYS} >= {f"region {name}" for name in REGIONS} | {f"carrier {n}" for n in CARRIERS}
    assert set(kinds()) == set(capstone.KINDS)
    for kind in kinds().values():
        assert {kind["circumstance"], *kind["near"]} <= {value for value, _ in CIRCUMSTANCES}
