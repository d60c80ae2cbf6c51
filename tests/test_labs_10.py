"""Lesson 10's labs: the reply tracker, and the talk as a panel."""

from __future__ import annotations

import pytest
from page import Page

from ops2pm import checks, talk
from ops2pm.labs.replies import KINDS, RepliesLab
from ops2pm.ui import conversation, session
from ops2pm.ui.conversation import KEY, SAMPLE, SLOTS, script

BEST = ("before_march", "who_noticed", "looked_at", "what_made", "one_sentence", "next_name", "number_needed")


@pytest.fixture(scope="module")
def tracker():
    return RepliesLab()


def tally(**counts):
    """What `set` wants: a=(8, 1)."""
    return {
        f"{row}.{name}": str(n)
        for row, pair in counts.items()
        for name, n in zip(("sent", "replied"), pair, strict=True)
    }


# --- The tracker ----------------------------------------------------------------------------------------------


def test_it_opens_with_the_two_drafts_and_calls_no_winner(tracker):
    assert "no winner yet" in tracker.words and "**B** is better than A is **85%**" in tracker.words
    assert "69 of each by this strict rule (46 by the usual one, looked at once)" in tracker.words
    assert "61 more than you have" in tracker.words


def test_what_the_tempting_rule_calls_the_other_does_not(tracker):
    assert "no winner yet" in tracker.set(tally=tally(a=(8, 0), b=(8, 4)), rule="lesson")
    words = tracker.set(rule="tempting")
    assert "B is the better one" in words and "42 times in 100" in words
    tracker.set(rule="lesson", tally={})


def test_a_clear_difference_is_called(tracker):
    assert "B is the better one" in tracker.set(tally=tally(a=(60, 6), b=(60, 24)))
    tracker.set(tally={})


@pytest.mark.parametrize(
    ("counts", "says"),
    [
        ({"a": (8, 9)}, "A has 9 replies to 8 messages, which can't be."),
        ({"a": (0, 0), "b": (0, 0)}, "nothing to compare yet"),
        ({"a": (8, 2), "b": (8, 2)}, "no number of messages would part them"),
        ({"a": (500, 250), "b": (500, 251)}, "more than 2,000 of each"),
        ({"c": (9, 10), "d": (1, 2)}, "C has 10 replies to 9 messages and D has 2 replies to 1 message, which"),
        ({"a": (0, 0), "b": (0, 0), "c": (500, 500), "d": (500, 0)}, "C is the better one"),
        ({"c": (0, 1)}, "C has 1 reply to 0 messages, which"),
        ({"a": (1, 1), "b": (10, 9)}, "By its share A is ahead, but a share of 1 message says little"),
        ({"a": (10, 1), "b": (1, 0)}, "By its share A is ahead, but a share of 1 message says little"),
    ],
)
def test_what_cannot_be_is_said(tracker, counts, says):
    assert says in tracker.set(tally=tally(**counts))
    tracker.set(tally={})


def test_the_readers_tally_is_kept(fresh_workbook):
    page = Page(RepliesLab())
    page.type(page.one("tally.c.sent"), "12")
    again = RepliesLab()
    assert again.values["tally"]["c", "sent"] == 12 and set(KINDS) == {"a", "b", "c", "d"}


def test_what_the_lesson_says_is_what_the_models_say(tracker):
    facts = tracker.facts()
    assert facts["apart"] == pytest.approx(0.381, abs=1e-3) and facts["better"] == pytest.approx(0.853, abs=1e-3)
    assert (facts["far"], facts["near"], facts["by_rule"]) == (46, 294, 69)
    assert (facts["leaves"], facts["called"]) == (4, 8)
    assert facts["twelve"] == pytest.approx(0.259, abs=1e-3)
    assert facts["errs"] < 0.05 < facts["once"] < facts["peeks_8"] < facts["peeks"]


# --- The talk -------------------------------------------------------------------------------------------------


def say(page, key):
    (button,) = [node for node in page.named("ask") if node.value == key and not node.flag("hidden")]
    page.click(button)


def offered(page):
    return [node.value for node in page.named("ask") if not node.flag("hidden")]


def test_a_talk_from_beginning_to_end_and_again(fresh_workbook):
    page = Page(talk())
    for key in BEST:
        assert 2 <= len(offered(page)) <= SLOTS and page.is_hidden("again")
        say(page, key)
        assert script().questions[key].text.strip("“”") in page.text(f"line-{page.panel.talk.asked.index(key)}")
        assert page.reloaded() == page.snapshot()
    assert offered(page) == [] and not page.is_hidden("again")
    assert "What you know: 7 of 10" in page.text("known") and "What you could have learnt" in page.text("known")
    assert "Try 1: 7 of 10 learnt." in page.text("ending")
    assert session.remembered("quizzes", KEY, dict) == {"tries": [list(BEST)], "best": 7}
    page.press("again")
    assert "What you know: 0 of 10" in page.text("known") and page.text("line-0") == ""
    assert page.reloaded() == page.snapshot()
    for key in ("lovely", "how_simple", "proud", "would_read", "hide", "thanks_only"):
        say(page, key)
    assert "Try 2: 0 of 10 learnt. Before: 7. The best of all: 7." in page.text("ending")
    assert session.remembered("quizzes", KEY, dict)["best"] == 7 and page.panel.errors == []


def test_an_open_talk_goes_on_where_it_was(fresh_workbook):
    page = Page(talk())
    say(page, "like_date")
    again = Page(talk())
    assert again.panel.talk.asked == ("like_date",) and "I'd love one" in again.text("line-0")
    assert session.remembered("quizzes", KEY, dict) is None, "only a whole talk is work done"


def test_a_talk_that_ended_in_another_window_is_kept_too(fresh_workbook):
    here, there = Page(talk()), Page(talk())
    other = ("lovely", "how_simple", "proud", "would_read", "hide", "thanks_only")
    for page, keys in ((there, other), (here, BEST)):
        for key in keys:
            say(page, key)
    assert session.remembered("quizzes", KEY, dict) == {"tries": [list(other), list(BEST)], "best": 7}
    assert "Try 2: 7 of 10 learnt. Before: 0." in here.text("ending")


def test_a_second_click_on_what_has_gone_does_nothing(fresh_workbook):
    page = Page(talk())
    page.panel.do("click", "ask", "who_against")
    page.panel.do("click", "again")
    page.panel.do("click", "ask", None)
    assert page.panel.talk.asked == () and page.panel.errors == []


@pytest.mark.parametrize(
    "value", ["x", {"asked": 3}, {"asked": ["who_against"]}, {"asked": [7, None]}, {"tries": [["lovely"], 3]}]
)
def test_a_workbook_edited_by_hand_is_taken_as_far_as_it_goes(fresh_workbook, value):
    session.record("drafts", KEY, value)
    session.record("quizzes", KEY, value)
    page = Page(talk())
    assert page.panel.talk.asked == () and page.panel.tries == [] and page.panel.errors == []


def test_a_solution_notebook_shows_none_of_the_readers_talks(fresh_workbook):
    page = Page(talk())
    for key in BEST:
        say(page, key)
    checks.keep_results(False)
    try:
        again = Page(talk())
        assert again.panel.tries == [] and again.panel.talk.asked == ()
    finally:
        checks.keep_results(True)


def test_it_makes_sense_where_nobody_can_play(fresh_workbook):
    panel = talk()
    assert script().play(SAMPLE).ended
    for text in (panel.description(), panel.still()["text/html"]):
        assert (
            "Who wouldn" in text and "Tom, in payment operations" in text and "5 of 10" in text and "invented" in text
        )


def test_the_sums_of_the_fold_are_the_ones_sam_tells():
    facts = conversation.facts()
    assert facts["split"] < facts["none"] < facts["everybody"]
    assert (facts["everybody"], facts["split"]) == pytest.approx((14.4, 9.05))
    assert facts["after"][2] == 4 and facts["most"] == 7
