"""Triage: one bullet at a time, our reading beside the reader's, and no verdict where readers disagree."""

from __future__ import annotations

import pytest
from page import Page

from ops2pm import triage
from ops2pm.ui import session
from ops2pm.ui.triage import KEY, MARKS, bullets


def tick(page, *marks):
    for mark in MARKS:
        page.tick(page.named(mark)[0], mark in marks)


def goto(page, bullet):
    for _ in bullets():
        if page.text("text") == bullet.text:
            return
        page.press("next")
    raise AssertionError(f"{bullet.id} never came")


def kept():
    return session.remembered("quizzes", KEY, dict)


DEBATED = [bullet for bullet in bullets() if bullet.debate]
CLEAR = [bullet for bullet in bullets() if not bullet.debate]


def test_the_bullets_are_twelve_different_ones_and_each_explains_itself():
    assert (
        len(bullets()) == 12 == len({bullet.id for bullet in bullets()}) == len({bullet.text for bullet in bullets()})
    )
    for bullet in bullets():
        assert set(bullet.has) <= set(MARKS) and len(bullet.why) > 60 and bullet.field
    for mark in MARKS:
        having = sum(mark in bullet.has for bullet in CLEAR)
        assert 2 <= having <= len(CLEAR) - 2, f"{mark} is nearly always or never there"
    assert {bullet.id for bullet in DEBATED} == {"b12", "b16", "b17", "b27"}
    assert all("*For an outcome:*" in bullet.why and "*Against:*" in bullet.why for bullet in DEBATED)


def test_nothing_is_said_before_the_reader_has_compared(fresh_workbook):
    page = Page(triage())
    tick(page, "user", "action")
    assert page.text("answer") == "" and page.text("score") == "0 of 12 compared." and kept() is None
    for bullet in bullets():
        assert bullet.why[:40] not in page.panel.html + page.panel.still()["text/html"] + page.panel.description()


@pytest.mark.parametrize("bullet", CLEAR, ids=lambda bullet: bullet.id)
def test_our_reading_stands_beside_the_reader_s(fresh_workbook, bullet):
    page = Page(triage())
    goto(page, bullet)
    tick(page, "outcome")
    page.press("compare")
    differ = [mark for mark in MARKS if (mark in bullet.has) != (mark == "outcome")]
    agreed = len(MARKS) - len(differ)
    for mark in differ:
        said, ours = ("yes", "no") if mark == "outcome" else ("no", "yes")
        assert f"It {MARKS[mark].partition(':')[0]}? You say {said}, we say {ours}." in page.text("answer")
    assert page.text("answer").count("we say") == len(differ)
    assert (f"You differ from us on {len(differ)}:" if differ else "as we do") in page.text("answer")
    assert page.text("score").startswith(f"1 of 12 compared. {agreed} of 4 as we read them")
    assert kept() == {"ticked": {bullet.id: ["outcome"]}, "compared": [bullet.id], "right": agreed, "of": 4}
    tick(page, *bullet.has)
    assert "we say" not in page.text("answer"), "a changed mind is compared at once"
    assert kept()["right"] == 4


@pytest.mark.parametrize("bullet", DEBATED, ids=lambda bullet: bullet.id)
def test_what_is_open_to_debate_is_never_right_or_wrong(fresh_workbook, bullet):
    page = Page(triage())
    goto(page, bullet)
    for marks in ((), tuple(MARKS)):
        tick(page, *marks)
        page.press("compare")
        said = page.text("answer")
        assert said.startswith("Open to debate.") and "we say" not in said and "You ticked" in said
        assert page.text("score") == "1 of 12 compared."
        assert (kept()["right"], kept()["of"]) == (0, 0)


def test_it_goes_round_both_ways_and_each_bullet_keeps_its_ticks(fresh_workbook):
    page = Page(triage())
    first = page.text("text")
    tick(page, "user")
    page.press("next")
    assert page.text("text") != first and page.text("place").startswith("2 of 12")
    assert not any(page.one(mark).flag("checked") for mark in MARKS)
    page.press("previous")
    page.press("previous")
    assert page.text("place").startswith("12 of 12") and "round to the last" in page.text("place")
    page.press("next")
    assert "back at the first" in page.text("place")
    assert page.text("text") == first and page.one("user").flag("checked")
    assert page.reloaded() == page.snapshot()


def test_what_was_read_is_there_again_and_it_opens_at_the_next(fresh_workbook):
    page = Page(triage())
    tick(page, "user", "outcome")
    page.press("compare")
    page.press("next")
    page.press("compare")
    again = Page(triage())
    assert again.text("place").startswith("3 of 12") and again.text("score") == page.text("score")
    again.press("previous")
    again.press("previous")
    assert again.one("user").flag("checked") and again.text("answer")
    assert session.has(f"quizzes/{KEY}")


@pytest.mark.parametrize(
    "value",
    [
        "text",
        {"ticked": 3, "compared": "b01"},
        {"ticked": {"b01": "user"}, "compared": [7, "zz"]},
        {},
        {"ticked": {"b01": [1]}},
    ],
)
def test_a_workbook_edited_by_hand_is_taken_as_far_as_it_goes(fresh_workbook, value):
    session.record("quizzes", KEY, value)
    page = Page(triage())
    assert page.text("score") == "0 of 12 compared." and page.panel.errors == []


def test_all_read_as_we_do(fresh_workbook):
    page = Page(triage())
    for bullet in bullets():
        goto(page, bullet)
        tick(page, *bullet.has)
        page.press("compare")
    assert page.text("score") == "12 of 12 compared. 32 of 32 as we read them; the 4 open to debate don't count."
    assert Page(triage()).text("place").startswith("1 of 12")


def test_ticks_are_kept_before_they_are_compared(fresh_workbook):
    tick(Page(triage()), "user", "action")
    again = Page(triage())
    assert again.one("user").flag("checked") and again.one("action").flag("checked") and kept() is None
    assert not session.has(f"quizzes/{KEY}"), "a tick alone is no work done"


def test_the_end_says_what_was_read_otherwise_most_often(fresh_workbook):
    page = Page(triage())
    for bullet in bullets():
        goto(page, bullet)
        tick(page, *(set(bullet.has) - {"action"}))
        page.press("compare")
    many = sum("action" in bullet.has for bullet in CLEAR)
    assert page.text("score").endswith(f"What you most often read otherwise: the own action, {many} times.")
