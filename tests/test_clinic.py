"""The question clinic: one question at a time, our reading beside the reader's, and the question rewritten."""

from __future__ import annotations

from collections import Counter

import pytest
from page import Page

from ops2pm import clinic
from ops2pm.rubrics.hints import hypothetical_question
from ops2pm.ui import session
from ops2pm.ui.clinic import GOOD, KEY, KINDS, questions

CLEAR = [card for card in questions() if not card.debate]
DEBATED = [card for card in questions() if card.debate]
ALL, COUNTED, OPEN = len(questions()), len(CLEAR), len(DEBATED)


def choose(page, kind):
    (radio,) = [node for node in page.named("kind") if node.get("value") == kind]
    page.choose(radio)


def goto(page, card):
    for _ in questions():
        if page.text("text") == card.text:
            return
        page.press("next")
    raise AssertionError(f"{card.id} never came")


def kept():
    return session.remembered("quizzes", KEY, dict)


def test_the_questions_are_different_ones_of_all_kinds():
    assert ALL == len({card.id for card in questions()}) == len({card.text for card in questions()})
    counted = Counter(card.kind for card in CLEAR)
    assert set(counted) == set(KINDS) and min(counted.values()) >= 2
    assert OPEN and all(card.why.count(":*") == 2 for card in DEBATED)
    for card in questions():
        assert "?" in card.text and card.again.endswith("?") and card.again != card.text and len(card.why) > 60
        assert hypothetical_question(card.again) is None, "what to ask instead isn't a hypothetical"
    assert any("would" in card.text.lower() and card.kind in GOOD for card in questions()), "the word proves nothing"


def test_nothing_is_given_away_before_a_choice(fresh_workbook):
    page = Page(clinic())
    assert page.text("answer") == "" and page.text("score") == f"0 of {ALL} sorted." and kept() is None
    for card in questions():
        assert card.again not in page.panel.html + page.panel.still()["text/html"] + page.panel.description()


@pytest.mark.parametrize("card", CLEAR, ids=lambda card: card.id)
def test_every_choice_explains_itself_and_the_first_counts(fresh_workbook, card):
    page = Page(clinic())
    goto(page, card)
    wrong = next(kind for kind in KINDS if kind != card.kind)
    choose(page, wrong)
    assert page.text("answer").startswith("You say ") and card.again in page.text("answer")
    choose(page, card.kind)
    assert page.text("answer").startswith("Yes, ") and kept() == {"first": {card.id: wrong}, "right": 0, "of": 1}
    assert ("Then go on with:" if card.kind in GOOD else "Ask instead:") in page.text("answer")
    again = Page(clinic())
    goto(again, card)
    assert again.text("answer").startswith("You say "), "what was chosen first is there again"
    assert page.reloaded() == page.snapshot()


@pytest.mark.parametrize("card", DEBATED, ids=lambda card: card.id)
def test_what_is_open_to_debate_is_never_right_or_wrong(fresh_workbook, card):
    page = Page(clinic())
    goto(page, card)
    for kind in KINDS:
        choose(page, kind)
        assert page.text("answer").startswith("Open to debate.") and "Ask instead:" in page.text("answer")
    assert page.text("score") == f"1 of {ALL} sorted." and (kept()["right"], kept()["of"]) == (0, 0)


def test_all_sorted_as_we_do_and_it_opens_at_the_first(fresh_workbook):
    page = Page(clinic())
    for card in questions():
        goto(page, card)
        choose(page, card.kind)
    said = f"{ALL} of {ALL} sorted. {COUNTED} of {COUNTED} as we read them; the {OPEN} open to debate don't count."
    assert page.text("score") == said
    assert Page(clinic()).text("place").startswith(f"1 of {ALL}")


def test_the_end_says_what_was_taken_for_something_else(fresh_workbook):
    page = Page(clinic())
    for card in questions():
        goto(page, card)
        choose(page, "past" if card.kind == "pitch" else card.kind)
    assert page.text("score").endswith("What you most often took for something else: a pitch in disguise, 2 times.")


def test_it_goes_round_and_opens_at_the_next(fresh_workbook):
    page = Page(clinic())
    choose(page, "past")
    page.press("previous")
    assert "round to the last" in page.text("place") and not any(node.flag("checked") for node in page.named("kind"))
    page.press("next")
    assert "back at the first" in page.text("place") and page.one("kind=past").flag("checked")
    assert Page(clinic()).text("place").startswith(f"2 of {ALL}")


@pytest.mark.parametrize("value", ["text", {"first": 3}, {"first": {"c01": 7, "zz": "past", "c02": "what"}}, {}])
def test_a_workbook_edited_by_hand_is_taken_as_far_as_it_goes(fresh_workbook, value):
    session.record("quizzes", KEY, value)
    page = Page(clinic())
    assert page.text("score") == f"0 of {ALL} sorted." and page.panel.errors == []
