"""The thread's seven claims: all are there, none is invented, and the panel keeps what one compares."""

from __future__ import annotations

import pytest
import yaml
from page import Page
from test_panels import assert_well

from ops2pm import claims, course
from ops2pm.ui import session
from ops2pm.ui.claims import CONTENT, GIVES, KEY, claims_checked


@pytest.fixture(autouse=True)
def own_workbook(fresh_workbook):
    yield


def test_all_seven_and_none_else():
    assert list(claims_checked()) == [claim.id for claim in course.thread().claims] == [f"C{n}" for n in range(1, 8)]


def test_each_says_what_would_count_and_what_to_say_instead():
    for said in claims_checked().values():
        assert set(said.has) <= set(GIVES)
        assert min(len(said.reading), len(said.evidence), len(said.instead)) > 40
        assert len(f"{said.reading} {said.evidence} {said.instead}".split()) < 130, "no wall of text"


def test_they_lead_where_the_course_goes_on():
    checked = claims_checked()
    for id, number in (("C1", "01"), ("C5", "12"), ("C7", "07")):
        assert number in course.thread().claim(id).lessons and f"Lesson {number}" in checked[id].next
    assert not any("isn't written yet" in each.next for each in checked.values())
    for id in ("C2", "C3", "C4", "C6"):
        assert "09" in course.thread().claim(id).lessons and "exercise" in checked[id].next


def test_no_figure_is_claimed_for_the_thread():
    """What is said instead uses the reader's own numbers, and the panel says that they are invented."""
    page = Page(claims())
    page.tick(page.named("none")[0], True)
    page.press("compare")
    assert "What to say instead (invented)." in page.text("answer")
    assert not any("%" in said.instead for said in claims_checked().values())


def test_it_opens_with_this_lessons_claim_and_hides_our_reading():
    page = Page(claims())
    assert "25-30% higher success rates" in page.text("quote") and page.text("answer") == ""
    assert "Two groups are named" not in claims().still()["text/html"]
    assert "C1: “ops to pm" in claims().description()


def choose(page, id):
    (button,) = [each for each in page.named("show") if each.get("value") == id]
    page.click(button)


def test_nothing_ticked_is_not_compared():
    page = Page(claims())
    page.press("compare")
    assert page.text("problem") == "Tick first, or say “none of these”." and not page.is_hidden("problem")
    assert page.text("answer") == "" and page.text("count") == "0 of 7 compared."
    page.tick(page.named("none")[0], True)
    assert page.is_hidden("problem")
    page.press("compare")
    assert page.text("count") == "1 of 7 compared." and "So do you" not in page.text("answer")


def test_none_of_these_and_the_others_exclude_each_other():
    page = Page(claims())
    page.tick(page.named("counts")[0], True)
    page.tick(page.named("none")[0], True)
    assert not page.named("counts")[0].flag("checked") and page.named("none")[0].flag("checked")
    page.tick(page.named("period")[0], True)
    assert not page.named("none")[0].flag("checked")
    assert_well(page)


def test_none_is_what_we_read_in_the_first():
    page = Page(claims())
    choose(page, "C1")
    page.tick(page.named("none")[0], True)
    page.press("compare")
    assert "none of the five. So do you." in page.text("answer")


def test_what_we_do_not_find_is_named():
    page = Page(claims())
    for mark in ("population", "comparison", "period"):
        page.tick(page.named(mark)[0], True)
    page.press("compare")
    assert "You ticked “in what time” too; we don't find it." in page.text("answer")


def test_comparing_says_where_one_differs():
    page = Page(claims())
    page.tick(page.named("population")[0], True)
    page.press("compare")
    assert "So do you" not in page.text("answer")
    page.tick(page.named("comparison")[0], True)
    assert "So do you" in page.text("answer") and "among whom and compared with whom" in page.text("answer")
    assert page.text("count") == "1 of 7 compared."
    assert_well(page)


def test_every_claim_can_be_compared_and_is_kept():
    page = Page(claims())
    for id in claims_checked():
        choose(page, id)
        assert_well(page)
        quotes = course.thread().claim(id).quotes
        assert all(quote.words in page.text("quote") for quote in quotes)
        page.tick(page.named("population")[0], True)
        page.press("compare")
        assert course.thread().claim(id).found in page.text("answer")
    assert session.remembered("quizzes", KEY, dict)["compared"] == list(claims_checked())
    again = Page(claims())
    assert again.text("count") == "7 of 7 compared." and again.text("answer")


def test_what_is_ticked_stays_with_its_claim():
    page = Page(claims())
    page.tick(page.named("counts")[0], True)
    choose(page, "C3")
    assert not page.named("counts")[0].flag("checked")
    choose(page, "C6")
    assert page.named("counts")[0].flag("checked")


@pytest.mark.parametrize("kept", [{"ticked": 3, "compared": "C1"}, {"ticked": {"C1": "x"}, "compared": ["C9"]}, {}])
def test_what_cannot_be_read_is_as_if_it_were_not_there(kept):
    session.record("quizzes", KEY, kept)
    page = Page(claims())
    assert page.text("count") == "0 of 7 compared."


def test_the_file_is_plain_yaml():
    assert len(yaml.safe_load(CONTENT.read_text(encoding="utf-8"))) == 7
