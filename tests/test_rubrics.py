"""The rubrics: what the computed checks say in every state, what the hint asks, and that no text breaks them."""

from __future__ import annotations

import random
import re
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pytest
import yaml
from little_work import little_work

from ops2pm.course import LESSONS
from ops2pm.rubrics import (
    Criterion,
    Field,
    Finding,
    Part,
    Rubric,
    bare,
    change,
    filled,
    in_part,
    inside,
    level,
    number,
    of_part,
    one_stop,
    repeated,
    rubric,
    stopless,
    words,
)
from ops2pm.rubrics import problem_statement as statement
from ops2pm.rubrics import reframed_bullets as bullets
from ops2pm.rubrics.hints import solution_inside

WHOLE = {
    "user": "Night nurses on two surgical wards",
    "situation": "at handover",
    "obstacle": "must type each dose a second time",
    "consequence": "rounds start 50 minutes late.",
    "part": "1,692",
    "whole": "9,400",
    "unit": "handovers in May",
    "evidence": "interviews",
    "count": "11",
    "seen_on": "2026-05-31",
    "wrong_if": "fewer than 5% of late rounds trace back to it",
}
RUBRICS = [rubric(one.key) for lesson in LESSONS for one in lesson.artefacts]


def finding(key, **fields):
    """What one check of the problem statement says about some fields."""
    (criterion,) = [each for each in rubric("problem_statement").criteria if each.key == key]
    return criterion.check(fields)


# --- Numbers ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("1692", 1692),
        (" 1,692 ", 1692),
        ("9 400", 9400),
        ("9\u00a0400", 9400),
        ("9\u202f400", 9400),
        ("1,692,000", 1_692_000),
        ("1,692.5", 1692.5),
        ("12,5", 12.5),
        ("12.5", 12.5),
        ("0,25", 0.25),
        ("-3", -3),
        ("1e3", 1000),
        ("0", 0),
        (17, 17),
    ],
)
def test_a_number_is_read_as_people_write_it(typed, value):
    assert number({"n": typed}, "n") == value


@pytest.mark.parametrize(
    "typed", ["", "  ", "many", "12 of 40", "nan", "inf", "-inf", "1e999", "0x10", "1.2.3", "12%", None, "½", "--1"]
)
def test_what_is_no_number_is_none(typed):
    assert number({"n": typed}, "n") is None
    assert number({}, "n") is None


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("8", 8),
        ("8%", 8),
        (" 8 % ", 8),
        ("8 per cent", 8),
        ("2.5percent", 2.5),
        ("£4", 4),
        ("$1,200", 1200),
        ("−3%", -3),
    ],
)
def test_a_level_may_have_its_unit(typed, value):
    assert level({"n": typed}, "n") == value


@pytest.mark.parametrize("typed", ["", "%", "£", "8%%", "8 points above now", "eight per cent", None])
def test_what_is_no_level_is_none(typed):
    assert level({"n": typed}, "n") is None


@pytest.mark.parametrize(
    ("text", "without"),
    [
        ("By noon.", "By noon"),
        (" By 7 a.m. ", "By 7 a.m."),
        ("So...", "So"),
        ("", ""),
        (".", ""),
        ("Now!", "Now"),
        ("Why?!", "Why"),
    ],
)
def test_a_full_stop_is_taken_off_and_that_of_a_word_stays(text, without):
    assert bare(text) == without


@pytest.mark.parametrize(
    ("text", "without"), [("By noon.", "By noon"), (" By 7 a.m. ", "By 7 a.m."), ("So...", "So"), ("Why?! ", "Why?!")]
)
def test_a_question_stays_one_at_the_end_of_a_sentence(text, without):
    assert stopless(text) == without


def test_a_sentence_has_one_full_stop_and_three_dots_stay():
    assert one_stop("By 7 a.m.. Then... more.") == "By 7 a.m. Then... more."
    assert one_stop("Why?. So!. Well?...") == "Why? So! Well?..."


@pytest.mark.parametrize(
    ("text", "within"),
    [
        ("The route", "the route"),
        ("Nothing", "nothing"),
        ("Share of late visits", "share of late visits"),
        ("Two visits", "two visits"),
        ("Bank of England staff", "Bank of England staff"),
        ("Newark's gates", "Newark's gates"),
        ("One Direction", "One Direction"),
        ("I waited", "I waited"),
        ("SMS to all", "SMS to all"),
    ],
)
def test_an_ordinary_word_opens_small_and_a_name_keeps_its_capital(text, within):
    assert inside(text) == within


def test_a_field_is_its_text_without_the_space_around_it():
    assert filled({"a": "  b c\n"}, "a") == "b c"
    assert filled({"a": None}, "a") == filled({}, "a") == ""
    assert (words(" one  two\nthree "), words("")) == (3, 0)


# --- Kind A -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("part", "whole", "share"),
    [
        ("1", "4", 0.25),
        ("0", "4", 0),
        ("4", "4", 1),
        ("5", "4", None),
        ("-1", "4", None),
        ("0", "0", None),
        ("", "4", None),
    ],
)
def test_a_share_is_a_part_of_a_whole(part, whole, share):
    assert statement.share({"part": part, "whole": whole}) == share


def test_four_parts_are_named_one_by_one():
    assert finding("four_parts").done is None
    assert finding("four_parts", part="3").done is None
    some = finding("four_parts", user="nurses", consequence="  ")
    assert some == Finding(False, "Still open: in what situation; what stands in their way; what does it cost them.")
    assert finding("four_parts", **WHOLE) == Finding(True, "All four parts are there.")


@pytest.mark.parametrize(
    ("fields", "done", "says"),
    [
        ({}, None, "no denominator"),
        ({"unit": "calls"}, None, "no denominator"),
        ({"part": "lots"}, False, "“lots” is not a number I can read"),
        (
            {"part": "3", "whole": "all <b>of</b> them" + "x" * 99},
            False,
            "“all <b>of</b> them" + "x" * 22 + "” is not a number",
        ),
        ({"part": "3"}, False, "needs both numbers"),
        ({"whole": "3"}, False, "needs both numbers"),
        ({"part": "3", "whole": "0"}, False, "The whole must be more than 0"),
        ({"part": "-3", "whole": "10"}, False, "the part not below 0"),
        ({"part": "1234567", "whole": "40"}, False, "1,234,567 is more than 40. Are the two swapped?"),
        ({"part": "5", "whole": "4", "unit": "calls"}, False, "5 is more than 4. Are the two swapped?"),
        ({"part": "9", "whole": "40"}, False, "That is 22%. Of what?"),
        ({"part": "1,692", "whole": "9,400", "unit": "calls"}, True, "That is 18% of calls."),
        ({"part": "3", "whole": "40", "unit": "calls"}, True, "That is 7.5% of calls."),
        ({"part": "0", "whole": "40", "unit": "calls"}, True, "That is 0.0% of calls."),
        ({"part": "40", "whole": "40", "unit": "calls"}, True, "That is 100% of calls."),
        ({"part": "86", "whole": "336,776", "unit": "flights"}, True, "That is 0.026% of flights."),
        ({"part": "1", "whole": "1,000,000", "unit": "flights"}, True, "That is less than 0.001% of flights."),
    ],
)
def test_the_share_is_recomputed(fields, done, says):
    found = finding("share", **fields)
    assert found.done is done and says in found.message


@pytest.mark.parametrize(
    ("fields", "done", "says"),
    [
        ({}, None, "What kind, how many, and from when."),
        ({"evidence": "records"}, False, "Still open: count and date."),
        ({"evidence": "records", "count": "3"}, False, "Still open: date."),
        ({"count": "3", "seen_on": "2026-05-31"}, False, "Still open: kind."),
        ({"seen_on": "2026-05-31"}, False, "Still open: kind and count."),
        ({"count": "some"}, False, "How many is a number above 0."),
        ({"count": "0", "evidence": "records", "seen_on": "2026-05-31"}, False, "How many is a number above 0."),
        ({"count": "3", "evidence": "records", "seen_on": "31.5.2026"}, False, "Write the date as year-month-day"),
        ({"count": "3", "evidence": "records", "seen_on": "2026-02-30"}, False, "Write the date as year-month-day"),
        (
            {"count": "3", "evidence": "interviews", "seen_on": "2026-05-03"},
            True,
            "3 interviews, the latest on 3 May 2026.",
        ),
        (
            {"count": "1234567", "evidence": "records", "seen_on": "2013-12-31"},
            True,
            "1,234,567 records counted, the latest",
        ),
        ({"count": "2", "evidence": "an older kind", "seen_on": "2013-12-31"}, True, "2 an older kind, the latest"),
    ],
)
def test_evidence_has_a_kind_a_count_and_a_date(fields, done, says):
    found = finding("evidence", **fields)
    assert found.done is done and says in found.message


def test_evidence_is_never_from_tomorrow():
    today, fields = date.today(), {"count": "3", "evidence": "records"}
    assert finding("evidence", **fields, seen_on=today.isoformat()).done is True
    late = finding("evidence", **fields, seen_on=(today + timedelta(days=2)).isoformat())
    assert late == Finding(False, "That date lies ahead of today.")


def test_the_pitch_is_counted_and_not_judged():
    (length,) = rubric("baseline_pitch").criteria
    assert length.kind == "A" and length.check({}).done is None
    found = length.check({"pitch": "word " * 150})
    assert found == Finding(True, "150 words, about 60 seconds read aloud.")
    assert length.check({"pitch": "word " * 900}).done is True, "no length is wrong"
    assert rubric("baseline_pitch").sealed and not rubric("baseline_pitch").by_kind("S")


# --- Kind H -------------------------------------------------------------------------------------------------

SAMPLE = yaml.safe_load((Path(__file__).parent / "fixtures" / "hints" / "solution_inside.yaml").read_text("utf-8"))


def sample(*parts):
    return [(text, group["inside"]) for part in parts or SAMPLE for group in SAMPLE[part] for text in group["texts"]]


def test_the_sample_is_large_and_even():
    assert set(SAMPLE) == {"first", "fresh"}
    with_one = sum(inside for _, inside in sample())
    assert len(sample()) >= 120 and 0.45 < with_one / len(sample()) < 0.55
    assert len({text for text, _ in sample()}) == len(sample())


@pytest.mark.parametrize("parts", [("first",), ("fresh",), ("first", "fresh")], ids="+".join)
def test_the_hint_is_almost_never_wrong_when_it_fires(parts, record_property):
    fired = [(text, inside, solution_inside(text)) for text, inside in sample(*parts)]
    right = sum(inside for _, inside, found in fired if found)
    wrong = [(found, text) for text, inside, found in fired if found and not inside]
    recall = right / sum(inside for _, inside, _ in fired)
    record_property("recall", round(recall, 2))
    print(f"{'+'.join(parts)}: {right} of {right + len(wrong)} fires right, recall {recall:.0%}")
    assert right >= 10, "a hint that never fires is right for nothing"
    assert right / (right + len(wrong)) >= 0.95, wrong
    assert recall >= 0.4


def test_what_the_hint_quotes_stands_in_the_text():
    for text, _ in sample():
        found = solution_inside(text)
        assert found is None or (found in text and len(found.split()) >= 3)


@pytest.mark.parametrize("field", ["obstacle", "situation", "consequence"])
def test_the_hint_asks_and_never_says_that_something_is_missing(field):
    text = "They wait, BECAUSE our product doesn’t let them choose."
    found = finding("no_solution", **{field: text})
    assert found.done is False
    assert found.message.startswith("“BECAUSE our product doesn’t let”: ") and "?" in found.message
    for word in ("missing", "wrong", "error", "must", "not yet"):
        assert word not in found.message.lower()


def test_the_hint_is_silent_when_in_doubt():
    assert finding("no_solution", **WHOLE) == Finding(None, "")
    assert finding("no_solution") == Finding(None, "")
    assert finding("no_solution", user="We should build an app") == Finding(None, ""), "a name is no statement"


def test_the_hint_takes_no_time_on_any_text():
    for part in ("need a word ", "because there is no ", "a-", "what the ", "we should build a ", "needs a b-c-d "):
        with little_work(5):
            solution_inside(part * (100_000 // len(part)))


# --- The text -----------------------------------------------------------------------------------------------


def test_the_statement_reads_as_one_text():
    assert statement.compose(WHOLE).split("\n\n") == [
        "Night nurses on two surgical wards, at handover: must type each dose a second time. "
        "The cost to them: rounds start 50 minutes late.",
        "This is 1,692 of 9,400 handovers in May (18%).",
        "Evidence: 11 interviews, the latest on 31 May 2026.",
        "What would prove this wrong: fewer than 5% of late rounds trace back to it.",
    ]


def test_what_is_open_is_shown_as_open():
    assert statement.compose({}) == (
        "[who], [in what situation]: [what stands in the way]. The cost to them: [what it costs them]."
    )
    half = statement.compose({"user": "Nurses.", "part": "3", "whole": "4", "evidence": "records", "wrong_if": "..."})
    assert half.startswith("Nurses, [in what situation]: ")
    assert "This is 3 of 4 [of what] (75%)." in half
    assert "Evidence" not in half, "evidence that isn't whole is not in the statement"
    assert "swapped" not in statement.compose({"part": "5", "whole": "4"})


def test_fields_are_taken_as_they_are():
    hostile = {key: "<b>{0} %s $\\alpha$ \"'</b>" for key in WHOLE}
    assert statement.compose(hostile).count("<b>{0} %s $\\alpha$ \"'</b>") == 5


# --- No text breaks a check ---------------------------------------------------------------------------------

PIECES = (
    "9",
    "1,692",
    "-0",
    "1e400",
    "nan",
    "２０２６",
    "٣",
    "²",
    "Ⅷ",
    "2026-05-31",
    "0000-01-01",
    "9999-12-31",
    "2026-W22-7",
    "99999-01-01",
    "because our product doesn't ",
    "need an app",
    ".",
    "\n\n",
    " ",
    "\x00",
    "\ud83d",
    "🚀",
    "<script>",
    "{}",
    "%",
    "word",
    "x" * 5000,
)


def anything(dice):
    return "".join(dice.choice(PIECES) for _ in range(dice.randrange(5)))


@pytest.mark.parametrize("each", RUBRICS, ids=lambda each: each.key)
def test_no_check_raises_on_any_text(each):
    dice, keys = random.Random(each.key), [field.key for field in each.fields]
    done = set()
    for _ in range(400):
        fields = {key: anything(dice) for key in keys if dice.random() < 0.8}
        if dice.random() < 0.1:
            fields[dice.choice(keys)] = dice.choice((None, 3, 2.5, True, [1], {"a": 1}))
        for criterion in each.criteria:
            if criterion.check:
                found = criterion.check(fields)
                assert isinstance(found, Finding) and found.done in (True, False, None)
                assert isinstance(found.message, str) and not re.search(r"(That is|^)\s*-?(nan|inf)", found.message)
                assert found.message or criterion.kind == "H"
                done.add((criterion.key, found.done))
        if each.compose:
            text = each.compose(fields)
            assert isinstance(text, str) and text
    assert len(done) >= len([criterion for criterion in each.criteria if criterion.check])


# --- What a rubric is made of -------------------------------------------------------------------------------


@pytest.mark.parametrize("each", RUBRICS, ids=lambda each: each.key)
def test_a_rubric_is_whole(each):
    keys = [field.key for field in each.fields]
    assert len(set(keys)) == len(keys) and not [key for key in keys if key.startswith("self.")]
    for criterion in each.criteria:
        assert criterion.fields and set(criterion.fields) <= set(keys)
        assert (criterion.kind == "S") == bool(criterion.strong and criterion.weak)
    for field in each.fields:
        assert field.label and (field.kind == "choice") == bool(field.choices)


def test_there_is_a_rubric_for_every_artefact_of_a_ready_lesson():
    assert {each.key for each in RUBRICS} >= {"problem_statement", "baseline_pitch"}


def test_a_criterion_is_computed_or_judged_never_both():
    def check(fields):
        return Finding(True, "yes")

    with pytest.raises(ValueError, match="k: kinds A and H have a check"):
        Criterion("k", "text", "S", check=check, strong="s", weak="w")
    with pytest.raises(ValueError, match="k: kinds A and H have a check"):
        Criterion("k", "text", "A")
    with pytest.raises(ValueError, match="k: kind S needs a strong and a weak anchor"):
        Criterion("k", "text", "S", strong="s")


def test_an_artefact_without_a_rubric_is_named():
    with pytest.raises(KeyError, match="There is no rubric for 'nothing_yet'"):
        rubric("nothing_yet")


# --- Reframed bullets: parts, and the arithmetic of a change --------------------------------------------------

BULLET = {
    "before": "Reduced average handling time by 22%",
    "who": "Callers waiting for a refund",
    "circumstance": "rang back because the email gave no date",
    "action": "I added the date",
    "measure": "repeat calls",
    "kind": "average",
    "unit": "per refund",
    "from": "0.41",
    "to": "0.23",
    "window": "eight weeks before and after",
    "claimed": "44",
    "rival": "fewer refunds",
    "met": "refunds held steady",
}
PERCENT = {
    **BULLET,
    "kind": "percent",
    "unit": "of orders",
    "from": "72",
    "to": "81",
    "cases": "400",
    "claimed": "12.5",
}


def said(key, fields=None, part="1", **changes):
    """What one check says of the first bullet."""
    fields = {**(BULLET if fields is None else fields), **changes}
    (criterion,) = [each for each in bullets.CRITERIA if each.key == f"{part}.{key}"]
    return criterion.check({f"{part}.{name}": value for name, value in fields.items()})


def test_each_part_has_the_fields_and_criteria_of_one():
    whole = rubric("reframed_bullets")
    assert [part.key for part in whole.parts] == ["1", "2", "3"]
    for part in whole.parts:
        assert [field.key for field in whole.fields if field.part == part.key] == [
            f"{part.key}.{field.key}" for field in bullets.ONE
        ]
        own = [criterion for criterion in whole.criteria if criterion.part == part.key]
        assert len(own) == len(whole.criteria) / 3
        assert all(key.startswith(f"{part.key}.") for criterion in own for key in (criterion.key, *criterion.fields))
    assert {criterion.kind for criterion in whole.criteria} == {"A", "H", "S"}


def test_a_check_sees_its_own_part_and_no_other():
    fields = {"1.who": "nurses", "12.who": "drivers", "2.who": "cooks", "who": "nobody"}
    assert of_part(fields, "1") == {"who": "nurses"} and of_part(fields, "12") == {"who": "drivers"}
    assert of_part(fields, "3") == {}
    assert in_part("2", "who") == "2.who"
    assert said("numbers", part="2").done is True
    (first,) = [criterion for criterion in bullets.CRITERIA if criterion.key == "1.numbers"]
    assert first.check({f"2.{name}": value for name, value in BULLET.items()}).done is None


def test_a_part_that_does_not_exist_is_refused():
    field = Field("a", "A", part="9")
    with pytest.raises(ValueError, match="there is no part '9'"):
        Rubric("r", "R", "", (field,), (), None)
    criterion = Criterion("k", "text", "S", ("a",), strong="s", weak="w", part="8")
    with pytest.raises(ValueError, match="there is no part '8'"):
        Rubric("r", "R", "", (Field("a", "A"),), (criterion,), None, parts=(Part("1", "One"),))


def test_whatever_is_repeated_keeps_what_it_was():
    def check(fields):
        return Finding(True, fields.get("a", "nothing"))

    parts = (Part("x", "X"), Part("y", "Y"))
    criterion = Criterion("k", "text", "A", ("a",), check)
    judged = Criterion("j", "text", "S", ("a",), strong="s", weak="w")
    fields, criteria = repeated(parts, [Field("a", "A", "text", help="h")], [criterion, judged])
    assert [(field.key, field.part, field.kind, field.help) for field in fields] == [
        ("x.a", "x", "text", "h"),
        ("y.a", "y", "text", "h"),
    ]
    assert [each.key for each in criteria] == ["x.k", "x.j", "y.k", "y.j"]
    assert [each.check({"x.a": "1", "y.a": "2"}).message for each in criteria if each.check] == ["1", "2"]
    assert criteria[1].check is None and criteria[3].strong == "s"


@pytest.mark.parametrize(
    ("changes", "done", "says"),
    [
        ({}, True, "0.41 to 0.23 per refund is −44%."),
        ({"kind": "count", "from": "130", "to": "48", "unit": "a month"}, True, "130 to 48 a month is −63%."),
        ({"kind": "percent", "from": "72", "to": "81", "unit": "of orders"}, True, "is +9 points, +13%."),
        ({"kind": "percent", "from": "5", "to": "6", "unit": "of orders"}, True, "is +1 point, +20%."),
        ({"kind": "percent", "from": "39.9", "to": "14.3"}, True, "39.9% to 14.3% per refund is −25.6 points, −64%."),
        (
            {"kind": "percent", "from": "71.5%", "to": "88.25 per cent"},
            True,
            "71.5% to 88.25% per refund is +16.75 points",
        ),
        ({"kind": "count", "from": "1.240", "to": "620", "unit": ""}, True, "1,240 to 620 is −50%."),
        ({"kind": "average", "from": "2.6 days", "to": "£2", "unit": "days"}, True, "2.6 to 2 days is −23%."),
        ({"kind": "average", "from": "1:05"}, False, "Write “1:05” as one number: 65"),
        ({"kind": "percent", "from": "1.9", "to": "0.7"}, True, "is −1.2 points, −63%."),
        ({"kind": "count", "from": "0", "to": "5"}, True, "is +5, from nothing."),
        ({"kind": "percent", "from": "0", "to": "5"}, True, "is +5 points."),
        ({"kind": "count", "from": "5", "to": "0"}, True, "is −100%."),
        ({"from": "1,400", "to": "2 800"}, True, "1,400 to 2,800 per refund is +100%."),
        ({"unit": " "}, False, "is −44%. Still open: of what, or per what."),
        ({"window": ""}, False, "Still open: over which time."),
        ({"kind": ""}, False, "Still open: what the two numbers are."),
        ({"to": ""}, False, "A change needs both numbers"),
        ({"from": "lots"}, False, "I can't read “lots”; digits only"),
        ({"from": "0.41", "to": "0.41"}, False, "From and to are the same: nothing changed."),
        ({"kind": "percent", "to": "104"}, False, "A share can't be above 100%"),
        ({"kind": "percent", "to": "-1"}, False, "A share can't be below 0"),
        ({"kind": "count", "from": "-3"}, False, "A count can't be below 0"),
        ({"kind": "count"}, False, "Counts are whole numbers"),
        ({"from": "-3"}, False, "no per cent can be taken"),
        ({"to": "-3"}, False, "no per cent can be taken"),
        ({"to": "1e13"}, False, "this large is hardly a measurement"),
        ({"to": "1e-300"}, False, "this small is hardly a measurement"),
    ],
)
def test_a_change_is_recomputed(changes, done, says):
    found = said("numbers", **changes)
    assert found.done is done and says in found.message
    assert said("numbers", {}).done is None


@pytest.mark.parametrize(
    ("fields", "claimed", "done", "says"),
    [
        (BULLET, "44", True, "It recomputes: 0.41 to 0.23 is −44%."),
        (BULLET, "-44", True, "It recomputes"),
        (BULLET, "−43.9%", True, "It recomputes"),
        (BULLET, "44 %", True, "It recomputes"),
        (BULLET, "22", False, "It doesn't recompute: 0.41 to 0.23 is −44%, not 22%."),
        (BULLET, "+44", False, "It doesn't recompute"),
        (BULLET, "78", False, "takes the number after as the whole"),
        (BULLET, "144", False, "A fall of 100% leaves nothing"),
        (BULLET, "nearly half", False, "I can't read “nearly half”; digits only"),
        (BULLET, "", None, "is recomputed"),
        (PERCENT, "12.5", True, "72% to 81% is +13%."),
        (PERCENT, "13", True, "It recomputes"),
        (PERCENT, "9", False, "That is the difference in points. 72% to 81% is +13%."),
        (PERCENT, "11.1", False, "takes the number after as the whole"),
        ({**BULLET, "kind": "count", "from": "0", "to": "4"}, "100", False, "no per cent can be taken from 0"),
        ({**BULLET, "from": "10", "to": "25"}, "150", True, "It recomputes: 10 to 25 is +150%."),
        ({**BULLET, "to": ""}, "44", None, "From and to come first"),
    ],
)
def test_a_claimed_per_cent_is_held_against_the_numbers(fields, claimed, done, says):
    found = said("claimed", fields, claimed=claimed)
    assert found.done is done and says in found.message


@pytest.mark.parametrize(
    ("fields", "done", "says"),
    [
        (PERCENT, False, "moved by 9 points. With 400 cases in each period, chance alone makes 5.8 points at least"),
        ({**PERCENT, "cases": "1.240"}, False, "With 1,240 cases in each period"),
        ({**PERCENT, "cases": ""}, False, "takes the number of cases in each period"),
        ({**PERCENT, "cases": "0"}, False, "I can't read “0”"),
        ({**PERCENT, "cases": "ca. 1.240"}, False, "I can't read “ca. 1.240”; digits only"),
        ({**PERCENT, "interval": "−7.7 to +2.3"}, False, "holds 0: chance is enough"),
        ({**PERCENT, "interval": "3.1–14.9"}, False, "leaves 0 out"),
        ({**PERCENT, "interval": "wide"}, False, "Which two numbers is the interval?"),
        (
            {**BULLET, "kind": "count", "from": "130", "to": "48"},
            False,
            "moved by 82. Chance alone makes 26.1 at least",
        ),
        ({**BULLET, "kind": "rate", "cases": "164"}, False, "With 164 events before, chance alone makes 0.08 at least"),
        ({**BULLET, "kind": "rate"}, False, "takes the number of events"),
        (BULLET, False, "how far single cases lie apart"),
        ({**BULLET, "to": ""}, None, ""),
        ({**BULLET, "kind": ""}, None, ""),
    ],
)
def test_a_change_is_held_against_chance(fields, done, says):
    """It asks and gives the number; that something is more than chance it never says."""
    found = said("chance", fields)
    assert found.done is done and says in found.message and bool(found.message) == bool(says)


@pytest.mark.parametrize(
    ("changes", "done", "says"),
    [
        ({}, None, "If you have such a number"),
        ({"others_from": "70"}, False, "There: A change needs both numbers"),
        (
            {"others_from": "70", "others_to": "74.5"},
            True,
            "Where nothing was done: +4.5 points; yours: +9 points. That leaves +4.5 points of yours.",
        ),
        (
            {"others_from": "70", "others_to": "90"},
            False,
            "Where nothing was done: +20 points; yours: +9 points. Yours moved less, by 11 points. "
            "Nothing of the change is left for you.",
        ),
        ({"others_from": "70", "others_to": "74.5", "to": ""}, None, "Your own from and to come first."),
        (
            {"kind": "count", "from": "130", "to": "48", "others_from": "100", "others_to": "90"},
            True,
            "There −10%. With as many per cent, yours would have ended at 117; it ended at 48.",
        ),
        ({"kind": "count", "from": "130", "to": "48", "others_from": "0", "others_to": "9"}, False, "began at 0"),
    ],
)
def test_what_is_left_beside_those_who_changed_nothing(changes, done, says):
    found = said("others", {**PERCENT, **changes})
    assert found.done is done and says in found.message


def test_others_stand_in_the_bullet():
    fields = {**PERCENT, "others_from": "70", "others_to": "74.5", "others": "desk two"}
    assert "(+9 points, +13%), against +4.5 points at desk two, eight weeks" in bullets.sentence(fields)
    assert "at [where nothing was changed]" in bullets.sentence({**fields, "others": ""})
    assert "against" not in bullets.sentence({**fields, "others_to": ""})


def test_no_unit_is_said_twice():
    count = {**BULLET, "kind": "count", "from": "0", "to": "7", "measure": "repeat calls", "unit": "calls"}
    assert "repeat calls rose from none to 7, eight weeks" in bullets.sentence(count)
    assert "repeat calls fell from 9 to 7 (−22%)" in bullets.sentence({**count, "from": "9", "unit": ""})
    assert "from 72% to 81% of orders (" in bullets.sentence({**PERCENT, "unit": "% of orders"})


def test_the_margin_of_chance_is_the_one_that_simulation_gives():
    dice = np.random.default_rng(2)
    shares = 100 * (dice.binomial(400, 0.81, 40_000) - dice.binomial(400, 0.72, 40_000)) / 400
    assert change.Change(72, 81, "percent").margin(400) == pytest.approx(1.96 * shares.std(), rel=0.02)
    counts = dice.poisson(130, 40_000) - dice.poisson(48, 40_000)
    assert change.Change(130, 48, "count").margin(None) == pytest.approx(1.96 * counts.std(), rel=0.02)
    assert change.Change(72, 81, "percent").margin(None) is None is change.Change(3, 4, "average").margin(50)
    rates = (dice.poisson(164, 40_000) - dice.poisson(92, 40_000)) / 400
    assert change.Change(0.41, 0.23, "rate").margin(164) == pytest.approx(1.96 * rates.std(), rel=0.02)


@pytest.mark.parametrize(
    ("action", "asks"),
    [
        ("We added the date", "“We”: "),
        ("Supported the roll-out of the date", "“Supported”: "),
        ("I persuaded our supplier", ""),
        ("I decided that our team stops at four", "“our team”: "),
        ("I moved our team, and two shops left us", ""),
        ("I added the date", ""),
        ("I moved the desk to the west entrance", ""),
        ("Wrote the owner's manual", ""),
        ("I use fewer trucks", ""),
        ("", ""),
    ],
)
def test_a_hidden_part_is_asked_about_and_never_judged(action, asks):
    found = said("own_part", action=action)
    assert found.message.startswith(asks) and bool(found.message) == bool(asks)
    assert found.done is (False if asks else None)


def test_what_is_open_is_named_part_by_part():
    assert said("named", {}).done is None
    assert said("named", who="", measure="  ") == Finding(False, "Still open: who; what changed.")
    assert said("named").done is True
    assert (said("old", {}).done, said("old").message) == (None, "The old line, 6 words.")
    assert said("rival", {}).done is None and said("rival").done is True
    assert "What did you do about it?" in said("rival", met="").message
    assert "Name the other explanation too." in said("rival", rival="").message


def test_a_bullet_is_counted_as_it_reads():
    sentence = bullets.sentence(BULLET)
    assert sentence == (
        "Callers waiting for a refund rang back because the email gave no date. I added the date: repeat calls fell "
        "from 0.41 to 0.23 per refund (−44%), eight weeks before and after."
    )
    assert words(sentence) == 32
    assert said("length") == Finding(True, "32 words, of at most 35.")
    assert said("length", action="I asked them to add the missing date") == Finding(
        False, "36 words: who and what 13, decision 8, numbers 15. Bring it to 35."
    )
    assert said("length", {}).done is None


def test_the_examples_of_the_fields_are_a_bullet_that_fits():
    example = {field.key: field.example for field in bullets.ONE if field.kind != "choice"} | {"kind": "rate"}
    assert words(bullets.sentence(example)) <= bullets.MOST_WORDS
    checks = {
        key: said(key, example).done for key in ("old", "named", "numbers", "rival", "length", "claimed", "others")
    }
    assert set(checks.values()) == {True}
    assert said("own_part", example).message == ""


def test_all_bullets_read_as_one_text():
    fields = {f"1.{key}": value for key, value in BULLET.items()}
    fields |= {"3.who": "Nurses", "3.from": "12 of 40"}
    text = bullets.compose(fields).split("\n\n")
    assert text[0] == "Bullet 1, before: “Reduced average handling time by 22%”"
    assert text[1] == f"After: {bullets.sentence(BULLET)}"
    assert text[2] == "32 words: who and what 13, decision 4, numbers 15."
    assert text[3] == ("They will ask: could it have been “fewer refunds”? You answer: “Refunds held steady.”")
    assert text[4] == "Bullet 2: not begun."
    assert text[5] == "Bullet 3, before: [your old line]"
    assert text[6].startswith(
        "After: Nurses [what went wrong]. [what I decided]: [what changed] went from 12 of 40 to [to]"
    )
    assert len(text) == 8
