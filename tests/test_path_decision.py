"""The rubric of the path decision: what each computed check says in every state, and that no text breaks it."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from ops2pm.rubrics import Finding, rubric
from ops2pm.rubrics import path_decision as decision

SOON, LATER, PAST = (str(date.today() + timedelta(days=days)) for days in (20, 120, -1))
WHOLE = {
    "door": "Internal move",
    "runner_up": "Stay and build",
    "because": "the returns team has asked me twice.",
    "give_up": "the night shift's bonus",
    "weight": "Pay in year one",
    "now": "5",
    "flip": "7.5",
    "leader": "Internal move",
    "flips_to": "Bridge job",
    "recheck": "the pay band",
    "recheck_by": SOON,
    "first_step": "write to the head of the team",
    "step_on": SOON,
    "trigger": "conversations with product teams",
    "turn": "at most",
    "at_most": "2",
    "trigger_on": LATER,
}


def finding(key, **fields):
    (criterion,) = [each for each in rubric("path_decision").criteria if each.key == key]
    return criterion.check(fields)


def written(iso):
    when = date.fromisoformat(iso)
    return f"{when.day} {when:%B %Y}"


def test_a_whole_decision_passes_every_check():
    for criterion in rubric("path_decision").by_kind("A"):
        assert criterion.check(WHOLE).done is True, criterion.key
        assert criterion.check({}).done is None, "nothing is wrong before anything is typed"


@pytest.mark.parametrize(
    ("key", "fields", "done", "says"),
    [
        ("doors", {"door": "APM"}, False, "runner-up"),
        ("doors", {"runner_up": "APM"}, False, "Two doors"),
        ("doors", {"door": " apm ", "runner_up": "APM"}, False, "the same door"),
        ("doors", {"door": "Internal move.", "runner_up": "Internal  move"}, False, "the same door"),
        ("doors", {"door": "A", "runner_up": "B"}, True, "First “A”, then “B”."),
        ("sentence", {"because": "one"}, True, "1 word."),
        ("sentence", {"because": "w " * 40}, True, "40 words."),
        ("sentence", {"because": "w " * 41}, False, "41 words"),
        ("flip", {"weight": "Pay"}, False, "Two numbers"),
        ("flip", {"now": "5"}, False, "Two numbers"),
        ("flip", {"now": "five"}, False, "“five” is not a number"),
        ("flip", {**WHOLE, "weight": ""}, False, "Name the criterion"),
        ("flip", {**WHOLE, "now": "-1"}, False, "from 0 to 10"),
        ("flip", {**WHOLE, "flip": "10.1"}, False, "from 0 to 10"),
        ("flip", {**WHOLE, "now": "0", "flip": "10"}, True, "Up by 10"),
        ("flip", {**WHOLE, "flip": "5"}, False, "the same"),
        ("flip", {**WHOLE, "flips_to": ""}, False, "Which door leads then"),
        ("flip", {**WHOLE, "flips_to": " internal MOVE"}, False, "leads already"),
        ("flip", {**WHOLE, "flips_to": "internal move."}, False, "leads already"),
        ("flip", {**WHOLE, "leader": "", "flips_to": "internal move"}, False, "is the door you chose"),
        (
            "flip",
            {**WHOLE, "leader": "APM", "flips_to": "Internal move"},
            True,
            "the table would agree with your choice",
        ),
        ("flip", WHOLE, True, "Up by 2.5, and “Bridge job” leads."),
        ("flip", {**WHOLE, "flip": "4,29", "flips_to": "PM in ops"}, True, "Down by 0.71, and “PM in ops” leads."),
        ("leader", {"door": "APM"}, None, ""),
        ("leader", {**WHOLE, "leader": "internal move "}, None, ""),
        ("leader", {**WHOLE, "leader": "APM"}, False, "The table leads with “APM”. Why not that one?"),
        ("leader", {**WHOLE, "leader": "APM", "why_not": "too late"}, True, "sceptic"),
        ("recheck", {"recheck": "pay"}, False, "By when?"),
        ("recheck", {"recheck_by": SOON}, False, "nothing to check"),
        ("recheck", {"recheck": "pay", "recheck_by": "soon"}, False, "year-month-day"),
        ("recheck", {"recheck": "pay", "recheck_by": "2027-02-30"}, False, "year-month-day"),
        ("recheck", {"recheck": "pay", "recheck_by": PAST}, False, "has passed"),
        ("recheck", {"recheck": "pay", "recheck_by": str(date.today())}, True, "By "),
        ("first_step", {"first_step": "write"}, False, "needs a date"),
        ("first_step", {"step_on": SOON}, False, "no step"),
        ("first_step", {"first_step": "write", "step_on": PAST}, False, "Did you do it?"),
        ("first_step", {"first_step": "write", "step_on": LATER, "trigger_on": SOON}, False, "before the first step"),
        ("first_step", {"first_step": "write", "step_on": SOON, "trigger_on": SOON}, True, f"By {written(SOON)}."),
        ("trigger", {"trigger": "talks"}, False, "Still open: at most or at least; a number; a date."),
        ("trigger", {"turn": "at most", "at_most": "2", "trigger_on": SOON}, False, "Still open: what you count."),
        ("trigger", {**WHOLE, "at_most": "few"}, False, "“few” is not a number"),
        ("trigger", {**WHOLE, "trigger_on": PAST}, False, "has passed"),
        ("trigger", {**WHOLE, "at_most": "-1"}, False, "never below 0"),
        ("trigger", {**WHOLE, "at_most": "0"}, True, "0 or fewer"),
        ("trigger", {**WHOLE, "turn": "at least", "at_most": "0"}, False, "always so"),
        ("trigger", {**WHOLE, "turn": "at least", "at_most": "60"}, True, f"60 or more on {written(LATER)}"),
        ("trigger", {**WHOLE, "turn": ""}, False, "Still open: at most or at least."),
        (
            "flip",
            {**WHOLE, "weight": "None", "now": "", "flip": "", "flips_to": ""},
            True,
            "the scores are what to doubt",
        ),
        ("trigger", WHOLE, True, f"2 or fewer on {written(LATER)}"),
    ],
)
def test_each_check_says_what_is_there_and_what_is_not(key, fields, done, says):
    found = finding(key, **fields)
    assert found.done is done and says in found.message, found


def test_the_composed_text_says_it_all_and_marks_what_is_open():
    text = decision.compose(WHOLE)
    for words in (
        "I choose: Internal move.",
        "from 5 to 7.5: from there on Bridge job leads",
        "I count conversations with product teams. If on",
        "that comes to 2 or fewer, I turn round.",
        written(LATER),
    ):
        assert words in text
    assert ".." not in text
    empty = decision.compose({})
    assert empty.count("[date]") == 3 and "[the reason]" in empty and "flip" not in empty


def test_the_composed_text_is_one_sentence_after_another():
    text = decision.compose({**WHOLE, "because": "Because: The team asked me.", "give_up": "The night shift"})
    assert "Because the team asked me. I give up the night shift." in text
    assert "Why not" not in text
    assert "US law asks for it" in decision.compose({**WHOLE, "because": "US law asks for it"})
    other = decision.compose({**WHOLE, "leader": "APM programme", "why_not": "It opens in autumn."})
    assert "The table leads with APM programme. Why not: it opens in autumn." in other
    assert "comes to 60 or more, I turn round" in decision.compose({**WHOLE, "turn": "at least", "at_most": "60"})


@pytest.mark.parametrize(
    "text",
    ["9" * 400, "1e308", "-1e308", "nan", "inf", "🙂" * 50, "\u202e123", "x" * 100_000, "{0} %s", "\ud83d",
     "0000-00-00", "9999-12-31", "10000-01-01", "<script>"],
)  # fmt: skip
def test_no_text_breaks_a_check(text):
    names = [field.key for field in decision.FIELDS]
    for fields in ({**WHOLE, name: text} for name in names):
        for criterion in (*decision.RUBRIC.by_kind("A"), *decision.RUBRIC.by_kind("H")):
            assert isinstance(criterion.check(fields), Finding)
        assert decision.compose(fields)
    everywhere = dict.fromkeys(names, text)
    for criterion in decision.RUBRIC.by_kind("A"):
        assert len(criterion.check(everywhere).message) < 400


def test_free_text_is_never_scored():
    kinds = {criterion.key: criterion.kind for criterion in decision.RUBRIC.criteria}
    assert [key for key, kind in kinds.items() if kind == "S"] == ["checkable", "sacrifice", "reversible"]
    assert [key for key, kind in kinds.items() if kind == "H"] == ["leader"], "it asks, and counts for nothing"
