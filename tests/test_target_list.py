"""The rubric of the target list: its computed checks, the text it makes, and that no text breaks it."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from ops2pm.rubrics import in_part, rubric
from ops2pm.rubrics.target_list import MOST, ONE, PARTS, compose

AHEAD = (date.today() + timedelta(days=14)).isoformat()
PAST = (date.today() - timedelta(days=14)).isoformat()
WHOLE = {
    "target": "A regional bank, card disputes",
    "waits": "People with a payment they didn't make wait for 19 days.",
    "source": "checked",
    "seen_on": PAST,
    "step": "Open a dispute page.",
    "step_on": AHEAD,
    "off": "The page is run by a supplier",
}


def listed(count=1, **changes):
    """That many whole targets, the first of them changed."""
    fields = {}
    for number in range(1, count + 1):
        own = {**WHOLE, "target": f"Firm {number}, returns"}
        fields |= {
            in_part(str(number), key): value for key, value in {**own, **(changes if number == 1 else {})}.items()
        }
    return fields


def finding(key, fields):
    (criterion,) = [each for each in rubric("target_list").criteria if each.key == key]
    return criterion.check(fields)


def test_ten_targets_each_with_the_same_fields():
    found = rubric("target_list")
    assert MOST == len(found.parts) == 10 and found.alike
    assert len(found.fields) == 1 + MOST * len(ONE)
    assert [each.key for each in found.by_kind("S")] == ["product", "evening", "out"]


@pytest.mark.parametrize(
    ("fields", "done", "says"),
    [
        ({}, None, "10 targets"),
        (listed(1), False, "1 of 10"),
        (listed(9), False, "9 of 10"),
        (listed(10), True, "10 targets, no two alike."),
        (listed(3) | {"3.target": " firm 1 – RETURNS "}, False, "Targets 1 and 3 are the same."),
        (listed(2) | {"2.target": ""}, False, "Target 2 has no company"),
    ],
)
def test_ten_and_no_two_alike(fields, done, says):
    found = finding("ten", fields)
    assert found.done is done and says in found.message


@pytest.mark.parametrize(
    ("sources", "done", "says"),
    [
        ((), None, "How many"),
        (("",), None, "How many"),
        (("guess", "guess"), False, "0 looked up or told, 2 guessed: the list is a list of guesses"),
        (("checked", "guess", ""), False, "1 looked up or told, 1 guessed, 1 without a source."),
        (("checked", "told", "guess"), True, "2 looked up or told, 1 guessed."),
        (("nonsense",), None, "How many"),
    ],
)
def test_how_many_reasons_are_more_than_guesses(sources, done, says):
    fields = {f"{n}.source": source for n, source in enumerate(sources, 1)} | {
        f"{n}.target": f"F {n}" for n in range(1, len(sources) + 1)
    }
    found = finding("checked", fields)
    assert found.done is done and says in found.message


@pytest.mark.parametrize(
    ("changes", "done", "says"),
    [
        ({"step": "", "step_on": ""}, None, "One step"),
        ({"step": ""}, False, "What is the step?"),
        ({"step_on": ""}, False, "By when?"),
        ({"step_on": PAST}, False, "has passed"),
        ({"step_on": "soon"}, False, "year-month-day"),
        *(
            ({"step": vague}, False, "doesn't say yet what you do")
            for vague in ("Network", "apply.", "look", "Telephone", "Network with people there", "look around", "???")
        ),
        ({"step": "Ask Jo"}, True, "A step, by"),
        ({"step": "Apply for the dispute role"}, True, "A step, by"),
        ({"step_on": date.today().isoformat()}, True, "A step, by"),
        ({}, True, "A step, by"),
    ],
)
def test_a_step_has_a_day_ahead(changes, done, says):
    found = finding("1.step", listed(**changes))
    assert found.done is done and says in found.message


@pytest.mark.parametrize(
    ("off", "done", "says"),
    [
        ("", None, "only grows"),
        *((empty, False, "What could you find out") for empty in ("No idea", "no idea.", "I don’t know", "TBD", "…")),
        ("No PM there", True, "written. Whether you would notice it is yours to judge."),
    ],
)
def test_what_takes_it_off_is_written_and_no_more_is_claimed(off, done, says):
    found = finding("1.off", listed(off=off))
    assert found.done is done and says in found.message


def test_the_text_has_one_if():
    for off in ("If the team has no PM", "if the team has no PM.", "the team has no PM"):
        assert compose(listed(off=off)).endswith("Off the list if the team has no PM.")


def test_nothing_in_it_speaks_of_a_button_that_only_the_lesson_has():
    assert "button" not in rubric("target_list").intro


@pytest.mark.parametrize(
    ("changes", "done", "says"),
    [
        ({"waits": "", "source": "", "seen_on": ""}, None, "Who waits"),
        ({"waits": ""}, False, "Who waits there"),
        ({"source": ""}, False, "How do you know?"),
        ({"source": "rumour"}, False, "How do you know?"),
        ({"source": "guess", "seen_on": ""}, True, "A guess, and it says so."),
        ({"seen_on": ""}, False, "On which day"),
        ({"seen_on": "yesterday"}, False, "year-month-day"),
        ({"seen_on": AHEAD}, False, "still to come"),
        ({"source": "told"}, True, "Told on "),
        ({}, True, "Looked up on "),
    ],
)
def test_a_reason_has_a_source_and_a_day(changes, done, says):
    found = finding("1.known", listed(**changes))
    assert found.done is done and says in found.message


def test_a_check_of_one_target_sees_no_other():
    fields = listed(2) | {"2.step_on": ""}
    assert finding("1.step", fields).done and finding("2.step", fields).done is False
    assert finding("10.step", fields).done is None


def test_it_reads_as_one_text_and_leaves_out_what_is_not_begun():
    fields = listed(1) | {"3.target": "A rail firm, messages", "aim": "Everybody waits."}
    first, second, third = compose(fields).split("\n\n")
    assert first == "What they have in common: everybody waits." or first.endswith(": Everybody waits.")
    assert second.startswith(
        "1. Firm 1, returns. People with a payment they didn't make wait for 19 days (looked up on "
    )
    assert ": open a dispute page." in second.lower() and ".." not in second
    assert second.endswith("Off the list if the page is run by a supplier.")
    assert third.startswith("3. A rail firm, messages. [who waits, and for what] ([how you know]).")
    assert compose({}) == "What they have in common: [whose users wait for what]."


@pytest.mark.parametrize(
    "text", ["", " ", "x" * 50_000, "<b>", "\x00\ud800", "9" * 400, "2026-13-45", "…", "\n\n\n", "{0}%s"]
)
def test_no_text_breaks_it(text):
    found = rubric("target_list")
    fields = {field.key: text for field in found.fields}
    for criterion in found.criteria:
        if criterion.check:
            assert criterion.check(fields).message is not None
    assert isinstance(compose(fields), str)
    assert len(compose({"1.off": text, "1.target": text}).split("\n\n")) <= 2


def test_a_hostile_key_of_a_part_is_no_target():
    assert finding("ten", {"11.target": "x", "x.target": "y", ".target": "z"}).done is None
    assert {part.key for part in PARTS} == {str(number) for number in range(1, 11)}
