"""The pitch read aloud and beside the old one: what is shown, timed, opened and kept."""

from __future__ import annotations

import pytest
from page import Page

from ops2pm import checks, form, pitch
from ops2pm.rubrics.pitch import FIELDS, OPENERS
from ops2pm.ui import session
from ops2pm.ui.pitch import OPENED_KEY, OPENERS_KEY, PACE_KEY

OLD = "I am an operations manager with five years of experience. I cut costs by 22% in 2024."
NEW = {field.key: field.example for field in FIELDS} | {"seconds": ""}


@pytest.fixture
def sealed(fresh_workbook):
    session.save_artefact("baseline_pitch", {"pitch": OLD})


@pytest.fixture
def written(sealed):
    session.record("drafts", "pitch", NEW)


def choose(page, side, value):
    (radio,) = [node for node in page.named(side) if node.value == value]
    page.choose(radio)


# --- Aloud --------------------------------------------------------------------------------------------------


def test_the_new_pitch_stands_there_in_passages_with_their_place(written):
    page = Page(pitch())
    spans = [node for node in page.one("aloud") if node.get("data-upto")]
    upto = [float(node.get("data-upto")) for node in spans]
    assert len(spans) == 5 and upto == sorted(upto) and upto[-1] == 1
    assert spans[0].text.startswith("Dental clinics") and page.text("aloud").split() == page.panel.new.split()
    assert page.one("timer").get("data-seconds") == "27" and not page.one("timer").flag("disabled")
    assert "68 words: at 150 a minute 27 seconds" in page.text("usual")


def test_a_reading_is_timed_and_goes_into_the_pitch(written):
    page = Page(pitch())
    assert page.text("timed") == "Not timed yet."
    page.panel.do("click", "timed", "30.4")
    assert page.text("timed") == "Last time: 68 words in 30 seconds: 136 a minute."
    assert session.newest("pitch") == {**NEW, "seconds": "30"}
    assert Page(form("pitch")).named("seconds")[0].value == "30"
    assert Page(pitch()).text("timed") == page.text("timed")


def test_the_form_of_the_same_notebook_takes_the_seconds_up(written):
    here, page = Page(form("pitch")), Page(pitch())
    page.panel.do("click", "timed", "58")
    assert here.named("seconds")[0].value == "58" and here.reloaded() == here.snapshot(), "at once"
    here.type(here.named("area")[0], "I want to work on delivery promises.")
    here.press("keep")
    assert session.artefact("pitch").fields["seconds"] == "58" and here.named("seconds")[0].value == "58"


def test_the_stopwatch_rounds_and_everything_else_says_its_seconds(written):
    page = Page(pitch())
    page.panel.do("click", "timed", "28")
    assert session.newest("pitch")["seconds"] == "28" and "in 28 seconds" in page.text("timed")


def test_a_slip_of_the_finger_leaves_the_reading_that_was_kept(written):
    page = Page(pitch())
    page.panel.do("click", "timed", "30")
    page.panel.do("click", "timed", "8")
    assert page.text("timed") == "That was 8 seconds; not taken." and session.newest("pitch")["seconds"] == "30"
    page.panel.do("click", "timed", "9.1")
    assert session.newest("pitch")["seconds"] == "9", "a third of 27 seconds is a reading"


def test_the_second_time_the_bar_goes_by_the_readers_own_pace(written):
    page = Page(pitch())
    page.panel.do("click", "timed", "41")
    assert page.one("timer").get("data-seconds") == "41" and "at your last pace, 100 a minute, 41 sec" in page.text(
        "usual"
    )
    session.record("drafts", "pitch", {**session.newest("pitch"), "area": ""})
    assert int(page.one("timer").get("data-seconds")) < 41 and "100 a minute" in page.text("usual"), "the pace stays"
    page.panel.do("click", "timed", "500")
    assert "150 a minute" in page.text("usual"), "so slow, somebody has stopped"


@pytest.mark.parametrize("kept", ["fast", 0, -3.5, 1e9, None, [100.0]])
def test_a_pace_edited_by_hand_is_passed_over(written, kept):
    session.record("settings", PACE_KEY, kept)
    page = Page(pitch())
    assert "150 a minute" in page.text("usual") and page.panel.errors == []


def test_what_cannot_be_read_as_seconds_is_not_the_last_time(written):
    session.record("drafts", "pitch", {**NEW, "seconds": "one minute"})
    assert Page(pitch()).text("timed") == "Not timed yet."


@pytest.mark.parametrize("value", ["0.4", "-3", "601", "1e999", "nan", "soon", "", None, True, {"a": 1}])
def test_what_is_no_reading_is_not_kept(written, value):
    page = Page(pitch())
    page.panel.do("click", "timed", value)
    assert "is no reading" in page.text("timed") and session.newest("pitch") == NEW and page.panel.errors == []


def test_without_a_pitch_there_is_nothing_to_read(fresh_workbook):
    page = Page(pitch())
    assert page.one("timer").flag("disabled") and "as soon as you have begun it" in page.text("aloud")
    page.panel.do("click", "timed", "60")
    assert page.text("timed") == "There was nothing to read aloud yet." and session.newest("pitch") == {}


def test_it_follows_the_form(sealed):
    here, page = Page(form("pitch")), Page(pitch())
    here.type(here.named("problem")[0], "Clinics <b>wait</b> & wait")
    assert page.text("aloud").strip() == "Clinics <b>wait</b> & wait." and not page.one("timer").flag("disabled")
    assert page.reloaded() == page.snapshot()


# --- Beside the old one -------------------------------------------------------------------------------------


def test_the_old_pitch_stays_closed_until_it_is_opened(written):
    page = Page(pitch())
    assert "operations manager" not in page.panel.html and page.text("both") == ""
    assert page.text("wait") == "Read it as if somebody else had written it."
    page.press("open")
    assert OLD in page.text("old-text") and "Dental clinics" in page.text("new-text") and page.is_hidden("open")
    assert page.text("both").startswith("Sealed on ") and session.has(f"settings/{OPENED_KEY}")
    assert page.reloaded() == page.snapshot()
    assert OLD in Page(pitch()).text("old-text")


def test_before_the_new_one_is_written_it_advises_to_wait(sealed):
    page = Page(pitch())
    assert page.text("wait").startswith("Write the new one first")
    page.press("open")
    assert "Not begun." in page.text("new-text") and "none" in page.text("changed") and page.panel.errors == []


def test_what_changed_is_counted(written):
    page = Page(pitch())
    page.press("open")
    said = page.text("changed")
    assert "17, about 7 seconds" in said and "68, about 27 seconds" in said
    assert "1: 22%" in said and "“from 41 to 23”" in said and "Nothing of the old one came back" in said
    assert "can't say" in said


def test_what_came_back_is_underlined(sealed):
    session.record("drafts", "pitch", {"problem": "I am an operations manager with five years behind me"})
    page = Page(pitch())
    page.press("open")
    back = [node for node in page.one("old-text") if node.get("class") == "o2p-back"]
    assert [node.text for node in back] == ["I am an operations manager with five years"]
    assert "8 of your old 17 words came back" in page.text("changed")


def test_who_opens_is_the_readers_own_marking(written):
    page = Page(pitch())
    page.press("open")
    assert page.text("changed").count("mark it above") == 2
    choose(page, "old", "me")
    choose(page, "new", "user")
    assert dict(OPENERS)["me"] in page.text("changed") and "mark it above" not in page.text("changed")
    assert session.remembered("settings", OPENERS_KEY, dict) == {"old": "me", "new": "user"}
    assert page.reloaded() == page.snapshot()
    assert dict(OPENERS)["user"] in Page(pitch()).text("changed")


def test_the_first_that_was_sealed_is_the_baseline(sealed):
    session.save_artefact("baseline_pitch", {"pitch": "A later one"})
    page = Page(pitch())
    page.press("open")
    assert OLD in page.text("old-text")


def test_without_a_baseline_the_lesson_still_works(fresh_workbook):
    session.record("drafts", "pitch", NEW)
    page = Page(pitch())
    assert "No pitch of lesson 00 is in your workbook" in page.text("sealed") and "00 Start here" in page.text("sealed")
    assert page.named("open") == []
    page.panel.do("click", "timed", "60")
    assert "68 a minute. That is slow" in page.text("timed")
    session.record("drafts", "pitch", {**NEW, "area": "Elsewhere."})
    assert "Elsewhere." in page.text("aloud") and page.panel.errors == []


@pytest.mark.parametrize("kept", ["x", {"old": "nobody", "new": ["me"]}, {"old": 3}])
def test_a_marking_edited_by_hand_is_passed_over(written, kept):
    session.record("settings", OPENERS_KEY, kept)
    session.record("settings", OPENED_KEY, "2026-01-01")
    page = Page(pitch())
    assert page.text("changed").count("mark it above") == 2 and page.panel.errors == []


@pytest.mark.parametrize("value", ["nobody", None, 3, ["me"]])
def test_no_other_opener_can_be_marked(written, value):
    page = Page(pitch())
    page.panel.do("input", "old", value)
    assert page.panel.errors and session.remembered("settings", OPENERS_KEY) is None


@pytest.mark.parametrize("text", ["<script>alert(1)</script>", "x" * 100_000, "\u202e", "", "   ", "9" * 400])
def test_any_old_pitch_can_be_opened(fresh_workbook, text):
    session.save_artefact("baseline_pitch", {"pitch": text})
    session.record("drafts", "pitch", {"problem": text})
    page = Page(pitch())
    page.press("open")
    assert page.panel.errors == [] and page.reloaded() == page.snapshot()


def test_a_solution_notebook_shows_nobodys_pitch(written):
    checks.keep_results(False)
    try:
        page = Page(pitch())
        assert "Dental" not in page.panel.html and "No pitch of lesson 00" in page.text("sealed")
    finally:
        checks.keep_results(True)
    for text in (pitch().description(), pitch().still()["text/html"]):
        assert "stopwatch" in text and "operations manager" not in text
