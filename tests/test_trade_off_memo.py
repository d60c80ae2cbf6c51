"""The rubric of the trade-off memo: what each computed check says in every state, and that no text breaks it."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest

from ops2pm.rubrics import Finding, rubric
from ops2pm.rubrics import trade_off_memo as memo
from ops2pm.rubrics.dates import written

SOON, PAST = (str(date.today() + timedelta(days=days)) for days in (90, -1))
WHOLE = {field.key: field.example for field in memo.FIELDS if field.example} | {"turn": "above", "trigger_on": SOON}


def finding(key, **fields):
    (criterion,) = [each for each in rubric("trade_off_memo").criteria if each.key == key]
    return criterion.check(fields)


def test_the_invented_example_passes_every_check():
    for criterion in rubric("trade_off_memo").by_kind("A"):
        assert criterion.check(WHOLE).done is True, criterion.key
        assert criterion.check({}).done is None, "nothing is wrong before anything is typed"


@pytest.mark.parametrize(
    ("key", "fields", "done", "says"),
    [
        ("sentence", {"decision": "We ship it."}, True, "One sentence."),
        ("sentence", {"decision": "We ship it by 7 a.m. every day, e.g. on Mondays"}, True, "One sentence."),
        ("sentence", {"decision": "We looked at it. We ship it. Now."}, False, "3 sentences"),
        *(
            ("sentence", {"decision": text}, True, "One sentence.")
            for text in (
                "We move St. Mary's list to Tuesday",
                "We let Dr. Khan's theatre start at 8",
                "We close theatre no. 7 from Nov. 3",
                "We follow Prof. Weiss and Smith Inc. Ltd.",
                "From Nov. 3 we keep plan B. until June",
                "We hold seats!",
            )
        ),
        ("sentence", {"decision": "We wait until week 9. Then we ship."}, False, "2 sentences"),
        ("sentence", {"decision": "We hold seats! They are five."}, False, "2 sentences"),
        ("sentence", {"decision": "Do we wait? No. We hold seats."}, False, "3 sentences"),
        ("options", {"unit": "nights"}, False, "Still open: the number with nothing done; the option you choose"),
        ("options", {**WHOLE, "a_value": "few"}, False, "“few” is not a number"),
        ("options", {**WHOLE, "b": "promise THREE days"}, False, "Both options are the same."),
        ("options", {**WHOLE, "a_value": "40", "b_value": "40"}, False, "nothing is the cheapest"),
        ("options", {**WHOLE, "now": "1,200", "a_value": "8%"}, True, "Two options and nothing"),
        ("a_change", {**WHOLE, "a_change": "18"}, False, "The other way round: it is −18."),
        ("a_change", {**WHOLE, "a_change": "-18"}, True, "It recomputes: −18."),
        ("a_change", {**WHOLE, "a_change": "−45%"}, True, "It recomputes: −45%."),
        ("a_change", {**WHOLE, "a_change": "-45 per cent"}, True, "It recomputes: −45%."),
        ("a_change", {**WHOLE, "a_change": "−50%"}, False, "By your own two numbers it is −45%."),
        ("a_change", {**WHOLE, "a_change": "−20"}, False, "it is −18."),
        ("a_change", {**WHOLE, "a_change": "better"}, False, "“better” is not a number"),
        ("a_change", {**WHOLE, "a_value": ""}, None, "recomputed"),
        ("a_change", {**WHOLE, "now": "0", "a_change": "−45%"}, False, "no percentage"),
        ("a_change", {"now": "131,007", "a_value": "85,827", "a_change": "−45,180"}, True, "It recomputes: −45,180."),
        ("a_change", {"now": "131,007", "a_value": "85,827", "a_change": "−34%"}, True, "It recomputes: −34.5%."),
        ("a_change", {"now": "131,007", "a_value": "85,827", "a_change": "−33,9 %"}, False, "−34.5%"),
        ("a_change", {"now": "12.5", "a_value": "11.9", "a_change": "−0,6"}, True, "It recomputes: −0.6."),
        *(
            ("a_change", {"now": "12%", "a_value": "8 %", "a_change": typed}, done, says)
            for typed, done, says in (
                ("−4 points", True, "It recomputes: −4 points, or −33.3%."),
                ("-4 pp", True, "It recomputes: −4 points, or −33.3%."),
                ("−4 percentage points", True, "−4 points, or −33.3%."),
                ("-4 %-points", True, "−4 points, or −33.3%."),
                ("−4", True, "−4 points, or −33.3%."),
                ("−33%", True, "−4 points, or −33.3%."),
                ("−4%", False, "It is −4 points, or −33.3%. Which of the two do you mean?"),
                ("4 points", False, "The other way round: it is −4 points, or −33.3%."),
                ("−7", False, "By your own two numbers it is −4 points, or −33.3%."),
            )
        ),
        ("a_change", {"now": "12%", "a_value": "11%", "a_change": "-1 point"}, True, "−1 point, or −8.3%."),
        ("a_change", {"now": "12", "a_value": "8", "a_change": "−4 points"}, True, "It recomputes: −4."),
        ("a_effort", {"a_effort": "NaN"}, False, "“NaN”: how many person-weeks"),
        ("b_effort", {"b_effort": "-3"}, False, "how many person-weeks"),
        ("b_effort", {"b_effort": "14 weeks"}, None, ""),
        ("a_effort", {}, None, ""),
        ("a_effort", {"a_effort": "half a week"}, False, "how many person-weeks"),
        ("alike", {"a_change": "−70", "b_change": "−47%"}, False, "written the same way?"),
        ("alike", {"a_change": "−70%", "b_change": "−47 %"}, None, ""),
        ("alike", {"a_change": "−70"}, None, ""),
        ("better", {**WHOLE, "because": ""}, False, "Is it the effort? Then say so"),
        ("better", WHOLE, None, ""),
        ("better", {**WHOLE, "because": "", "b_value": "45"}, None, ""),
        ("better", {**WHOLE, "because": "", "b_value": "30"}, None, ""),
        ("better", {"a_value": "1"}, None, ""),
        ("time", {"unit": "patients who wait"}, False, "Over which time?"),
        ("time", {"unit": "patients a week"}, None, ""),
        ("time", {"unit": "share of lists that start late"}, None, ""),
        ("time", {"unit": "complaints of 100 orders"}, None, ""),
        ("time", {}, None, ""),
        ("findable", {"other_wins": "priorities change"}, False, "Which number in it could somebody find out?"),
        ("findable", {"other_wins": "a second shift takes five weeks"}, None, ""),
        ("findable", {"other_wins": "fewer than half of them cancel"}, None, ""),
        ("findable", {}, None, ""),
        ("loses", {**WHOLE, "loses": "9 restaurants"}, True, "Lost for each one of difference: 0.5."),
        ("loses", {**WHOLE, "loses": "9 seats"}, False, "“9 seats” is not a number"),
        ("loses", {**WHOLE, "a_value": "60"}, True, "Lost for each one of difference: 0.45. Is it worth that?"),
        ("options", {**WHOLE, "now": "40 restaurants"}, True, "Two options and nothing"),
        ("b_change", {**WHOLE, "b_change": "28"}, False, "The other way round"),
        ("loses", {"loser": "small shops"}, False, "Still open: how much; counted in what."),
        ("loses", {**WHOLE, "loses": "some"}, False, "“some” is not a number"),
        ("loses", {**WHOLE, "loses": "0"}, False, "Nobody loses anything?"),
        ("loses", {**WHOLE, "now": ""}, True, "9 restaurants a month"),
        ("loses", WHOLE, True, "Lost for each one of difference: 0.5."),
        ("loses", {**WHOLE, "loses": "586,800"}, True, "Lost for each one of difference: 32,600."),
        (
            "loses",
            {**WHOLE, "unit": "MRI slots a week", "loses": "20", "loses_unit": "minutes of overtime."},
            True,
            "Lost: 20 minutes of overtime. Changed by it: −18 MRI slots a week. Two units, so no quotient.",
        ),
        ("loses", {**WHOLE, "loses": "1", "now": "9e9"}, True, "less than 0.001"),
        ("trigger", {"trigger": "cancellations"}, False, "Still open: above or below; the number; the date."),
        ("trigger", {**WHOLE, "turn": ""}, False, "Still open: above or below."),
        ("trigger", {**WHOLE, "turn": "sideways"}, False, "Choose above or below."),
        ("trigger", {**WHOLE, "trigger_level": "low"}, False, "“low” is not a number"),
        ("trigger", {"trigger": "complaints", "trigger_level": "low"}, False, "“low” is not a number"),
        ("trigger", {**WHOLE, "trigger_level": "4–5%"}, False, "“4–5%” is not a number"),
        ("trigger", {**WHOLE, "trigger_level": "45 minutes"}, True, "Above 45 minutes on"),
        ("trigger", {**WHOLE, "trigger_level": "45 min"}, True, "Above 45 min on"),
        ("trigger", {**WHOLE, "trigger_level": "4.5 per 100"}, True, "Above 4.5 per 100 on"),
        ("trigger", {**WHOLE, "trigger_level": "1 in 100"}, True, "Above 1 in 100 on"),
        ("trigger", {**WHOLE, "trigger_level": "£200"}, True, "Above £200 on"),
        ("trigger", {**WHOLE, "trigger_level": "1 200 crews"}, True, "Above 1 200 crews on"),
        ("trigger", {**WHOLE, "trigger_on": PAST}, False, "has passed"),
        ("trigger", {**WHOLE, "trigger_on": "2027-02-30"}, False, "year-month-day"),
        ("trigger", {**WHOLE, "trigger_level": "4,5"}, True, f"Above 4,5 on {written(date.fromisoformat(SOON))}"),
        ("trigger", {**WHOLE, "turn": "below"}, True, "Below 4% on"),
    ],
)
def test_each_check_says_what_is_there_and_what_is_not(key, fields, done, says):
    found = finding(key, **fields)
    assert found.done is done and says in found.message, found


def test_the_memo_begins_with_the_decision_and_reads_as_english():
    text = memo.compose(WHOLE)
    assert text.startswith(
        "Decision: We promise restaurants three days instead of one, until the end of June. Because they"
    )
    for words in (
        "For: Restaurants that have just signed up.",
        "Counted: restaurants that cancel before they open, a month.",
        "– Nothing: 40.",
        "– Promise three days: 22 (−18 against nothing). 1 person-week.",
        "– A second shift: 12 (−28 against nothing). 14 person-weeks.",
        f"On {written(date.fromisoformat(SOON))} we look at cancellations before opening. Above 4%, we turn round.",
        "this would have to be true: a second shift takes five weeks instead of fourteen.",
    ):
        assert words in text
    assert "22 (−18 against nothing)" in memo.compose({**WHOLE, "a_change": "-18"}), "one minus sign for both options"
    assert ".." not in text and len(text.split()) < 180, "less than a page"


def test_open_parts_are_marked_and_optional_ones_left_out():
    empty = memo.compose({})
    assert "[what we do]" in empty and "[a date]" in empty and "[above or below]" in empty.lower()
    assert not any(words in empty for words in ("For:", "Because", "Must not get worse", "person-week"))
    polished = memo.compose(
        {**WHOLE, "because": "Because The date counts.", "other_wins": "If the shift takes five weeks."}
    )
    assert "Because the date counts." in polished and "be true: the shift takes five weeks." in polished


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"decision": "We hold seats!"}, "Decision: We hold seats. Because they"),
        ({"b": "Should we wait?"}, "– Should we wait: 12"),
        ({"other_wins": "Only if sales agree?"}, "have to be true: Only if sales agree."),
        ({"because": "Travellers can plan."}, "Why: Travellers can plan."),
        ({"because": "Because Travellers can plan"}, "Why: Travellers can plan."),
        ({"because": "becauseful days"}, "Because becauseful days."),
        ({"a_effort": "14 weeks"}, "nothing). 14 person-weeks."),
        ({"a_effort": "1 week"}, "nothing). 1 person-week."),
        ({"a_effort": "NaN"}, "nothing). [a number of] person-weeks."),
        ({"loses": "9 seats", "loses_unit": "seats"}, "That is 9 seats."),
        ({"loses": "9 seats", "loses_unit": "seats a quarter"}, "That is 9 seats a quarter."),
        ({"loses": "$9", "loses_unit": "dollars"}, "That is $9 dollars."),
    ],
)
def test_the_memo_reads_well_however_it_is_typed(fields, says):
    text = memo.compose({**WHOLE, **fields})
    assert says in text and not re.search(r"[!?…]\.|\[\]|seats seats|weeks person", text), text


@pytest.mark.parametrize("typed", ["because", "Because.", "...", "!", " because, "])
def test_a_reason_that_says_nothing_is_left_out(typed):
    text = memo.compose({**WHOLE, "because": typed, "group": "..", "guardrail": "if"})
    assert not any(words in text for words in ("Because", "because", "Why:", "[]", "For:", "Must not"))


@pytest.mark.parametrize(
    "text",
    ["9" * 400, "1e308", "-1e308", "nan", "inf", "🙂" * 50, "\u202e123", "x" * 100_000, "{0} %s", "\ud83d",
     "0000-00-00", "9999-12-31", "10000-01-01", "<script>", "%", "-", "0", "0%", ". . . ", "7 a.m."],
)  # fmt: skip
def test_no_text_breaks_a_check(text):
    names = [field.key for field in memo.FIELDS]
    for fields in ({**WHOLE, name: text} for name in names):
        for criterion in (*memo.RUBRIC.by_kind("A"), *memo.RUBRIC.by_kind("H")):
            found = criterion.check(fields)
            said = found.message.replace(text, "") if text.strip() else found.message
            assert isinstance(found, Finding) and not re.search(r"\b(nan|inf)\b", said)
        assert memo.compose(fields)
    everywhere = dict.fromkeys(names, text)
    for criterion in memo.RUBRIC.by_kind("A"):
        assert len(criterion.check(everywhere).message) < 700


def test_no_hint_asks_of_the_invented_example():
    for criterion in memo.RUBRIC.by_kind("H"):
        assert criterion.check(WHOLE) == Finding(None, ""), criterion.key


def test_free_text_is_never_scored():
    kinds = {criterion.key: criterion.kind for criterion in memo.RUBRIC.criteria}
    assert [key for key, kind in kinds.items() if kind == "S"] == ["first", "fair", "losers", "true"]
    assert {key for key, kind in kinds.items() if kind == "H"} == {
        "a_effort",
        "b_effort",
        "alike",
        "better",
        "time",
        "findable",
    }


def test_few_fields_are_needed():
    optional = [field for field in memo.FIELDS if "optional" in field.label]
    assert {field.key for field in optional} == {"group", "because", "a_effort", "b_effort", "guardrail"}
    without = {key: value for key, value in WHOLE.items() if key not in {field.key for field in optional}}
    assert all(criterion.check(without).done for criterion in memo.RUBRIC.by_kind("A"))
