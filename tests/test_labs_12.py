"""Lesson 12's labs and its story bank: the words are true at every setting."""

from __future__ import annotations

import itertools
import re

import pytest
from page import Page

from ops2pm import checks, coverage
from ops2pm.labs.second_question import SecondQuestionLab
from ops2pm.labs.what_a_no_tells import WhatANoTellsLab
from ops2pm.models import hiring
from ops2pm.ui import coverage as panel
from ops2pm.ui import session
from ops2pm.ui.coverage import KEY, questions


@pytest.fixture(scope="module")
def second():
    return SecondQuestionLab()


@pytest.fixture(scope="module")
def nos():
    return WhatANoTellsLab()


def numbers(words):
    return [int(found) for found in re.findall(r"\d+", words)]


# --- The second question ------------------------------------------------------------------------------------


def test_the_words_say_what_the_lines_show(second):
    for asks, gain, loss, candidates in itertools.product((0, 50, 100), (50, 70, 90), (5, 50), (3, 20)):
        words = second.set(asks=asks, gain=gain, loss=loss, candidates=candidates)
        found = hiring.two_answers(
            max(0, hiring.at_share(gain / 100)),
            max(0, -hiring.at_share(loss / 100)),
            hiring.validity_of(0.64),
            candidates,
        )
        said = numbers(words)
        assert said[2] == round(100 * found.bold(asks / 100)) and said[4] == round(100 * found.episode(asks / 100))
        if found.even is None:
            assert "nothing is to be won or lost" in words and (gain, loss) == (50, 50)
        else:
            assert said[5] == round(100 * found.even)
    second.set(asks=20, gain=70, loss=15, candidates=5)


def test_the_answers_to_its_questions(second):
    facts = second.facts()
    assert facts["caught"] < facts["plain"] < facts["impressed"] and facts["even"] == pytest.approx(0.333, abs=2e-3)
    assert facts["even"] < facts["even_ten"] and facts["even"] < facts["even_strong"] < facts["even_free"] == 0.5
    assert facts["even_able"] < facts["even"] < facts["even_weak"], "the middle lies between"
    assert facts["plain"] < 1 / facts["candidates"], "as the reveal says of a candidate from the middle"
    assert "**27** offers" in second.words and "the plain one with an episode **21**" in second.words


def test_the_facts_do_not_depend_on_what_the_lab_shows(second):
    before = second.facts()
    second.set(candidates=20, gain=90)
    assert second.facts() == before
    second.set(candidates=5, gain=70)


# --- What a no tells ----------------------------------------------------------------------------------------


def test_the_bars_are_a_whole(nos):
    for heard, offer, candidates, picks in itertools.product((0, 1, 15), (False, True), (3, 20), (50, 64, 80)):
        words = nos.set(nos=heard, offer=offer, candidates=candidates, picks=picks)
        heights = [bar.get_height() for bar in nos._bars]
        assert sum(heights) == pytest.approx(100) and min(heights) >= 0
        assert max(heights) <= nos._bars[0].axes.get_ylim()[1], "no setting leaves the picture"
        upper = round(sum(heights[5:]))
        assert f"a chance of {upper} of 100" in words and nos._upper.get_text() == f"upper half: {upper}"
        assert nos._lower.get_text() == f"lower half: {100 - upper}"
        assert words.startswith(f"After {heard} no{'' if heard == 1 else chr(39) + 's'}")
        assert ("and one offer" in words) == offer
    nos.set(nos=5, offer=False, candidates=10, picks=64)


def test_a_lottery_says_nothing(nos):
    assert "a chance of 50 of 100; before it was 50. In the highest tenth: 10" in nos.set(picks=50, nos=10)
    nos.set(picks=64, nos=5)


def test_what_the_lesson_says_of_no_s(nos):
    facts = nos.facts()
    assert facts["half"] == pytest.approx(0.3705, abs=1e-3) and facts["half_one"] == pytest.approx(0.4714, abs=1e-3)
    assert facts["half_offer"] > 0.5 > facts["half_one"] > facts["half"] > facts["half_few"], "one offer outweighs five"
    assert facts["offer_three"] < facts["offer_five"] < 0.5 < facts["half_offer"], "against ten; not against three"
    assert facts["offer_five"] == pytest.approx(0.471, abs=1e-3) and facts["offer_three"] == pytest.approx(
        0.32, abs=1e-3
    )
    assert facts["seen"] == pytest.approx(0.42, abs=0.01) and facts["sharp"] == pytest.approx(0.81, abs=2e-3)
    made_up = facts["made_up"]
    assert made_up == 10, "the question beside the switch can be answered with the slider"
    assert "chance of 51 of 100" in nos.set(nos=made_up, offer=True) and "chance of 49" in nos.set(nos=made_up + 1)
    nos.set(nos=5, offer=False)
    assert facts["strong_none"] == pytest.approx((1 - facts["strong"]) ** 5) and facts["strong"] > facts["middle"]


# --- The story bank -----------------------------------------------------------------------------------------


def tick(page, name, on=True):
    page.tick(page.one(name), on)


def test_twelve_questions_with_names_of_their_own():
    assert len(questions()) == 12 and len({each.id for each in questions()}) == 12
    assert all(each.text.endswith((".", "?")) and each.short[0].islower() for each in questions())


def test_what_is_ticked_is_said_and_kept(fresh_workbook):
    page = Page(coverage())
    assert "Nothing is ticked yet" in page.text("said")
    for name in ("decision.1", "trade_off.1", "user.1", "user.2", "change.2"):
        tick(page, name)
    said = page.text("said")
    assert "4 of 12 questions have a story." in said and "and 5 more" in said
    assert "Each story answers something that no other does." in said and "carries too much" not in said
    tick(page, "user.2", False)
    assert "Story 1 carries too much: for 3 of the 4 you have no other" in page.text("said")
    assert page.reloaded() == page.snapshot()
    again = Page(coverage())
    assert again.text("said") == page.text("said") and again.one("change.2").flag("checked")
    assert session.remembered("quizzes", KEY, dict) == {
        "ticked": {"decision": ["1"], "trade_off": ["1"], "user": ["1"], "change": ["2"]}
    }


def test_one_story_and_the_smallest_set(fresh_workbook):
    page = Page(coverage())
    tick(page, "decision.3")
    assert (
        "Story 3 isn't written yet." in page.text("said")
        and "Story 3 alone would do for all of it." in page.text("said")
        and "0 of 100" in page.text("said")
    )
    for question in questions():
        tick(page, f"{question.id}.2")
    said = page.text("said")
    assert (
        "12 of 12" in said
        and "Open:" not in said
        and "Story 2 alone would do for all of them, but it is told once." in said
    )
    assert "for 11 of the 12 you have no other" in said


def test_the_names_follow_the_form(fresh_workbook):
    page = Page(coverage())
    assert page.text("name-1") == "no name yet"
    session.record("drafts", "stories", {"1.name": "The <b>refund</b> date", "2.name": "x" * 90})
    assert page.text("name-1") == "The <b>refund</b> date" and len(page.text("name-2")) == 28
    tick(page, "decision.1")
    tick(page, "decision.3")
    assert "Story 3 isn't written yet." in page.text("said") and "Story 1 isn't" not in page.text("said")
    session.record("drafts", "stories", {"3.name": "The third"})
    assert "Story 3 isn't" not in page.text("said") and "Story 1 isn't written yet." in page.text("said")
    assert page.reloaded() == page.snapshot() and page.panel.errors == []


@pytest.mark.parametrize(
    "value", ["x", [], {"ticked": 3}, {"ticked": {"decision": "1", "gone": ["1"], "user": [7, None, ["1"], "2"]}}]
)
def test_a_workbook_edited_by_hand_is_taken_as_far_as_it_goes(fresh_workbook, value):
    session.record("quizzes", KEY, value)
    page = Page(coverage())
    ticked = {id for id, parts in page.panel.ticked.items() if parts}
    assert ticked <= {"user"} and page.panel.errors == []


@pytest.mark.parametrize("name", ["decision", "decision.9", "gone.1", ""])
def test_what_is_not_there_cannot_be_ticked(fresh_workbook, name):
    page = Page(coverage())
    page.panel.do("input", name, True)
    assert isinstance(page.panel.errors.pop(), ValueError) and "Nothing is ticked" in page.text("said")


def test_a_solution_notebook_shows_nobodys_bank(fresh_workbook):
    tick(Page(coverage()), "decision.1")
    checks.keep_results(False)
    try:
        assert not any(coverage().ticked.values())
    finally:
        checks.keep_results(True)


def test_two_banks_with_as_many_ticks():
    facts = panel.facts()
    assert facts["star"] + facts["rest"] == facts["questions"] == 12 == 4 * facts["each_of_four"]
    assert facts["two"] == pytest.approx(8 * 4 / 66) and facts["four"] == pytest.approx(1 - 4 * 3 / 66)


def test_without_a_kernel_the_questions_stand(fresh_workbook):
    for text in (coverage().description(), coverage().still()["text/html"]):
        assert all(each.text.split("'")[0] in text for each in questions())
