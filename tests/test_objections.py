"""The cards with objections: what is shown when, what comes back when, and that nothing in the workbook is lost."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from page import Page
from test_panels import HOSTILE

from ops2pm import checks, objections
from ops2pm.models.leitner import WAITS, read
from ops2pm.rubrics import in_part
from ops2pm.rubrics.hints import unsourced_statistic
from ops2pm.rubrics.objection_answers import MOST_WORDS
from ops2pm.rubrics.objection_answers import objections as all_cards
from ops2pm.ui import session
from ops2pm.ui.form import Form
from ops2pm.ui.objections import KEY, LABELS, Objections

TODAY = date(2026, 11, 30)
CARDS = list(all_cards().values())


class Clock:
    """A clock that a test sets."""

    def __init__(self, today=TODAY):
        self.today = today

    def __call__(self):
        return self.today


@pytest.fixture
def clock():
    return Clock()


def kept():
    return (session.remembered("settings", KEY, dict) or {}).get("cards", {})


def say(page, said):
    page.press("open")
    (button,) = [node for node in page.named("said") if node.get("value") == said]
    page.click(button)


def write(id, **fields):
    draft = session.remembered("drafts", "objection_answers", dict) or {}
    session.record("drafts", "objection_answers", draft | {in_part(id, key): value for key, value in fields.items()})


def test_the_cards_are_ten_and_their_anchors_keep_what_the_form_asks_for():
    assert len(CARDS) == 10 == len({card.text for card in CARDS}) == len({card.label for card in CARDS})
    for card in CARDS:
        assert 3 <= len(card.text.split()) <= 20 and card.asks.endswith("?") and card.slip.endswith((".", "?"))
        assert len(card.weak.split()) < len(card.strong.split()) <= MOST_WORDS / 2
        assert unsourced_statistic(card.strong) is None, card.id
        assert "ntil " in card.strong.split(". ")[-1], f"{card.id}: its plan has no date"
        assert sum(character.isdigit() for character in card.strong) >= 4, f"{card.id}: from what to what?"
        assert not any(word in f" {card.strong.lower()} " for word in (" studies ", " statistically ", " always "))
    leaning = [card.id for card in CARDS if unsourced_statistic(card.weak)]
    assert leaning == ["execution", "others"], "two weak ones lean on a figure, and the hint says so"


def test_nothing_is_given_away_before_it_is_opened(fresh_workbook, clock):
    write("roadmap", concedes="Right, none yet")
    page = Page(Objections(clock))
    assert page.text("text") == CARDS[0].text and "Right, none yet" not in page.text("answer")
    assert page.is_hidden("said-well") and not page.is_hidden("open")
    hidden = page.panel.html + page.panel.still()["text/html"] + page.panel.description()
    assert not any(card.strong in hidden or card.asks in hidden for card in CARDS)
    page.press("open")
    assert "Right, none yet. [an episode]." in page.text("answer") and CARDS[0].strong in page.text("answer")
    assert page.is_hidden("open") and not page.is_hidden("said-well")
    page.press("next")
    assert page.is_hidden("said-well") and CARDS[1].strong not in page.text("answer")


@pytest.mark.parametrize(
    ("said", "box", "told"),
    [
        ("well", 2, "It goes to box 2: back on 2 December 2026, in 2 days."),
        ("halting", 1, "It stays in box 1: back on 1 December 2026, in 1 day."),
        ("not yet", 1, "It stays in box 1: back on 1 December 2026, in 1 day."),
    ],
)
def test_what_is_said_moves_the_card_and_is_remembered(fresh_workbook, clock, said, box, told):
    page = Page(Objections(clock))
    say(page, said)
    assert page.text("told") == told and page.text("today") == "9 of 10 to say today."
    assert page.one(f"said-{said}").get("aria-pressed") == "true"
    assert read(kept()["roadmap"]).place.box == box and list(kept()) == ["roadmap"]
    assert page.reloaded() == page.snapshot()
    again = Page(Objections(clock))
    assert again.text("text") == CARDS[1].text, "what is due comes first"
    again.press("previous")
    assert again.text("text") == CARDS[0].text and f"box {box}, back on " in again.text("place")


def test_after_a_rating_next_stands_out_and_on_the_next_card_no_more(fresh_workbook, clock):
    page = Page(Objections(clock))
    assert page.one("next").get("class") == "o2p-plain"
    say(page, "halting")
    assert page.one("next").get("class") is None and page.one("previous").get("class") == "o2p-plain"
    assert page.text("next") == "Next objection"
    assert {node.get("data-then") for node in page.named("said")} == {"next"}, "and has the focus"
    assert page.reloaded() == page.snapshot()
    page.press("next")
    assert page.one("next").get("class") == "o2p-plain" and page.text("next") == "Next"


def test_what_is_answered_comes_first_as_soon_as_it_is_kept_until_the_first_rating(fresh_workbook, clock):
    page = Page(Objections(clock))
    assert page.text("today") == "10 of 10 to say today." and "Yours come first." in page.panel.html
    write("team", gap="chosen")
    assert page.text("text") == CARDS[0].text and "1 of yours, 9 without an answer." in page.text("today")
    page.press("open")
    session.save_artefact("objection_answers", {"team.gap": "chosen"})
    assert page.text("text") == CARDS[0].text, "not while an answer is open"
    page.press("next")
    session.save_artefact("objection_answers", {"team.gap": "chosen"})
    assert page.text("text") == all_cards()["team"].text and page.text("place").startswith("1 of 10")
    assert page.reloaded() == page.snapshot()
    say(page, "well")
    assert page.text("today") == "9 of 10 to say today.", "the one with an answer isn't due any more"
    write("others", gap="chosen")
    session.save_artefact("objection_answers", {"team.gap": "chosen", "others.gap": "chosen"})
    assert page.text("text") == all_cards()["team"].text, "one has begun: nothing jumps"


def test_a_slip_of_the_finger_is_taken_back(fresh_workbook, clock):
    page = Page(Objections(clock))
    for said in (*LABELS, "well"):
        say(page, said)
    assert read(kept()["roadmap"]).place.box == 2
    assert [node.get("value") for node in page.named("said") if node.get("aria-pressed") == "true"] == ["well"]


def test_said_well_for_a_month_each_card_climbs_to_the_last_box(fresh_workbook, clock):
    seen = []
    for _ in range(40):
        page = Page(Objections(clock))
        while "to say today" in page.text("place"):
            seen.append((page.text("text"), clock.today))
            say(page, "well")
            page.press("next")
        assert page.text("today").startswith("Nothing left for today. The next comes back on ")
        clock.today += timedelta(days=1)
    assert {read(value).place.box for value in kept().values()} == {max(WAITS)} and len(kept()) == 10
    days = [(day - TODAY).days for text, day in seen if text == CARDS[0].text]
    assert days == [0, 2, 6, 14, 30]


def test_too_early_it_stays_where_it_is(fresh_workbook, clock):
    say(Page(Objections(clock)), "well")
    clock.today += timedelta(days=1)
    page = Page(Objections(clock))
    page.press("previous")
    say(page, "well")
    assert page.text("told") == "It wasn't due, so it stays in box 2: back on 2 December 2026, in 1 day."
    say(page, "not yet")
    assert page.text("told") == "It goes to box 1: back on 2 December 2026, in 1 day."


def test_a_clock_that_goes_back_loses_nothing(fresh_workbook, clock):
    clock.today = date(2031, 1, 1)
    page = Page(Objections(clock))
    say(page, "well")
    clock.today = TODAY
    page = Page(Objections(clock))
    assert page.text("today") == "10 of 10 to say today."
    while page.text("text") != CARDS[0].text:
        page.press("next")
    assert "box 2, to say today" in page.text("place")
    say(page, "well")
    assert read(kept()["roadmap"]).place.box == 3


def test_over_midnight_a_card_is_due_again_without_a_new_run(fresh_workbook, clock):
    page = Page(Objections(clock))
    say(page, "not yet")
    clock.today += timedelta(days=1)
    page.press("next")
    assert page.text("today") == "10 of 10 to say today."


@pytest.mark.parametrize(
    "value",
    [
        "text",
        {"cards": 3},
        {"cards": {"roadmap": "box 2", "process": {"box": 9}, "team": None}},
        {"cards": {}},
        {},
        {"cards": {"roadmap": {"box": 1, "due": "9999-12-31", "on": "0001-01-01", "found": {"box": 5}}}},
    ],
)
def test_a_damaged_memory_is_taken_as_far_as_it_goes(fresh_workbook, clock, value):
    session.record("settings", KEY, value)
    page = Page(Objections(clock))
    assert page.text("today") == "10 of 10 to say today."
    for _ in CARDS:
        say(page, "well")
        page.press("next")
    assert page.panel.errors == [] and len(kept()) == 10


def test_what_it_does_not_know_in_the_memory_stays(fresh_workbook, clock):
    other = {"box": 4, "due": "2026-12-24", "of": "a later edition"}
    session.record("settings", KEY, {"cards": {"a_new_card": other, "team": "damaged"}})
    say(Page(Objections(clock)), "well")
    assert kept()["a_new_card"] == other and kept()["team"] == "damaged"


def test_two_notebooks_at_once_lose_nothing_of_each_other(fresh_workbook, clock):
    one, other = Page(Objections(clock)), Page(Objections(clock))
    say(one, "well")
    other.press("next")
    say(other, "halting")
    assert {id: read(value).place.box for id, value in kept().items()} == {"roadmap": 2, "process": 1}
    other.press("previous")
    say(other, "halting")
    assert read(kept()["roadmap"]).place.box == 1, "the day's last word counts, wherever it was said"


def test_those_with_an_answer_come_first(fresh_workbook, clock):
    write("team", episode="In March I stopped batching")
    page = Page(Objections(clock))
    assert page.text("text") == all_cards()["team"].text
    page.press("next")
    assert page.text("text") == CARDS[0].text


def test_what_one_writes_in_the_form_shows_at_once(fresh_workbook, clock):
    page, form = Page(Objections(clock)), Page(Form("objection_answers"))
    page.press("open")
    assert "You have written none to this yet." in page.text("answer")
    (field,) = form.named(in_part(CARDS[0].id, "concedes"))
    form.type(field, "Right, none")
    assert "Right, none." in page.text("answer")


def test_the_story_one_chose_stands_beside_the_answer(fresh_workbook, clock):
    write("roadmap", concedes="Right", story="2")
    page = Page(Objections(clock))
    page.press("open")
    assert "Your story" not in page.text("answer"), "there is no such story yet"
    session.record("drafts", "stories", {"2.name": "The gate", "2.situation": "In May drivers waited"})
    assert "Your story: The gate" in page.text("answer") and "In May drivers waited." in page.text("answer")


def test_the_newer_of_draft_and_kept_version_is_shown(fresh_workbook, clock):
    assert session.newest("objection_answers") == {}
    write("roadmap", concedes="The draft")
    assert session.newest("objection_answers") == {"roadmap.concedes": "The draft"}
    session.save_artefact("objection_answers", {"roadmap.concedes": "What was kept"})
    page = Page(Objections(clock))
    page.press("open")
    assert "What was kept." in page.text("answer")
    write("roadmap", concedes="Changed since")
    assert "Changed since." in page.text("answer")
    session.record("drafts", "objection_answers", "damaged")
    assert session.newest("objection_answers") == {"roadmap.concedes": "What was kept"}


@pytest.mark.parametrize("text", HOSTILE)
def test_whatever_stands_in_the_answer_harms_nothing(fresh_workbook, clock, text):
    write("roadmap", concedes=text, gap=text, story=text, until=text)
    page = Page(Objections(clock))
    page.press("open")
    say(page, "well")
    assert page.panel.errors == [] and page.is_hidden("o2p-error")


@pytest.mark.parametrize("fields", [{"roadmap.concedes": 3}, {"roadmap.concedes": None}, {"roadmap.story": ["1"]}])
def test_an_answer_edited_by_hand_harms_nothing(fresh_workbook, clock, fields):
    session.record("drafts", "objection_answers", fields)
    page = Page(Objections(clock))
    page.press("open")
    assert page.panel.errors == []


def test_in_a_solution_notebook_it_keeps_nothing_and_goes_on(fresh_workbook, clock):
    checks.keep_results(False)
    try:
        page = Page(Objections(clock))
        say(page, "well")
        assert page.text("today") == "9 of 10 to say today."
        page.press("next")
        page.press("previous")
        assert "box 2" in page.text("place")
    finally:
        checks.keep_results(True)
    assert kept() == {}


def test_no_other_button_does_anything(fresh_workbook, clock):
    panel = Objections(clock)
    for name, value in (("said", "perfectly"), ("said", None), ("kept", "")):
        with pytest.raises(ValueError, match="no such button"):
            panel.handle("click", name, value)
    assert kept() == {} and type(objections()).__name__ == "Objections"
