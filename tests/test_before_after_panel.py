"""The start of the course beside its end: what is kept is shown, what isn't is said, and nothing is scored."""

from __future__ import annotations

import pytest
from page import Page
from test_panels import HOSTILE, assert_well

from ops2pm import before_and_after, course
from ops2pm.rubrics import baseline_pitch
from ops2pm.rubrics.pitch import OPENERS
from ops2pm.ui import session
from ops2pm.ui.before_and_after import NOW, PITCH, THEN
from ops2pm.ui.pitch import OPENERS_KEY

BASELINE = baseline_pitch.RUBRIC.key
SKILLS = course.skills()
FIRST = SKILLS[0]


@pytest.fixture(autouse=True)
def own_workbook(fresh_workbook):
    yield fresh_workbook


def choose(page, skill, level):
    (radio,) = [node for node in page.named(skill.key) if node.value == str(level)]
    page.choose(radio)
    assert_well(page)


def test_with_nothing_kept_it_says_so():
    page = Page(before_and_after())
    assert_well(page)
    assert "You sealed no pitch in lesson 00" in page.text("pitches")
    assert page.text("kept").startswith("Nothing yet.")


def test_the_sealed_pitch_stays_folded_until_there_is_a_newer_one():
    session.save_artefact(BASELINE, {"pitch": "I optimise supply chains."})
    page = Page(before_and_after())
    (folded,) = [node for node in page.one("pitches") if node.name == "details"]
    assert "I optimise supply chains." in folded.text and "open" not in folded.attributes
    assert "No newer pitch is kept yet. It is built in 12 Own it." in page.text("pitches")
    session.save_artefact(PITCH, {"problem": "Clinics order blind."})
    shown = page.one("pitches")
    assert not [node for node in shown if node.name == "details"]
    assert shown.text.index("I optimise") < shown.text.index("Clinics order") < shown.text.index("as a stranger would")


def test_the_two_pitches_are_compared_as_in_lesson_12():
    session.save_artefact(BASELINE, {"pitch": "I optimise supply chains. I cut costs by 22%."})
    session.save_artefact(PITCH, {"problem": "Clinics order blind.", "action": "I optimise supply chains for them."})
    page = Page(before_and_after())
    assert [node.text for node in page.one("pitches") if node.get("class") == "o2p-back"] == [
        "I optimise supply chains."
    ]
    shown = page.text("pitches")
    assert shown.count("9, about 4 seconds") == 2 and "4 of your old 9 words" in shown
    assert shown.count("not marked in lesson 12") == 2
    session.record("settings", OPENERS_KEY, {"old": "me", "new": "user"})
    page.press("look")
    assert dict(OPENERS)["me"] in page.text("pitches") and "not marked" not in page.text("pitches")


def test_of_several_sealed_pitches_the_first_is_the_before():
    session.save_artefact(BASELINE, {"pitch": "The first."})
    session.save_artefact(BASELINE, {"pitch": "The second."})
    session.save_artefact(PITCH, {"problem": "New."})
    shown = Page(before_and_after()).text("pitches")
    assert "The first." in shown and "The second." not in shown


def test_a_new_pitch_without_an_old_one():
    session.save_artefact(PITCH, {"problem": "Clinics order blind."})
    shown = Page(before_and_after()).text("pitches")
    assert "none to open" in shown and "Clinics order blind." in shown and "stranger" not in shown


def test_artefacts_stand_in_the_order_in_which_they_were_first_kept():
    for key in ("teardown", "problem_statement", "teardown"):
        session.save_artefact(key, {"a": str(len(session.history(key)))})
    page = Page(before_and_after())
    names = [node.text for node in page.one("kept") if node.name == "strong"]
    assert names == ["Teardown", "Problem statement"]
    assert page.text("kept").count("2 versions, the last") == 1
    missing = page.text("kept").partition("Not kept yet: ")[2]
    assert "Path decision" in missing and "Teardown" not in missing


def test_what_the_workbook_let_go_of_is_said():
    for number in range(12):
        session.save_artefact("teardown", {"a": str(number)})
        assert ("or before; 10 versions" in Page(before_and_after()).text("kept")) == (number >= 9)


def test_what_was_done_is_counted_and_nothing_else():
    session.save_artefact("teardown", {"a": "b"})
    assert "Beside these" not in Page(before_and_after()).text("kept"), "nothing is counted as 0"
    session.record("predictions", "04.evening", 12)
    assert "1 prediction committed before the answer was shown." in Page(before_and_after()).text("kept")
    for key, status in (("04.1", "right"), ("04.2", "wrong"), ("04.3", "right")):
        session.record("exercises", key, {"status": status})
    assert "1 prediction committed" in Page(before_and_after()).text("kept")
    assert "2 exercise items right." in Page(before_and_after()).text("kept")


def test_the_first_rating_is_not_shown_before_the_second():
    session.record("ratings", THEN, {skill.key: 1 for skill in SKILLS})
    page = Page(before_and_after())
    assert all(page.text(f"compared-{skill.key}") == "" for skill in SKILLS)
    assert not [node for node in page.root if node.get("type") == "radio" and node.flag("checked")]


@pytest.mark.parametrize("now", course.LEVELS)
@pytest.mark.parametrize("then", [None, *course.LEVELS])
@pytest.mark.parametrize("kept", [True, False])
def test_what_is_said_of_a_skill_is_true(then, now, kept):
    if then:
        session.record("ratings", THEN, {FIRST.key: then})
    if kept:
        session.save_artefact("reframed_bullets", {"a": "b"})
    page = Page(before_and_after())
    choose(page, FIRST, now)
    said = page.text(f"compared-{FIRST.key}")
    assert ("didn't rate" in said) == (then is None)
    assert ("The same as on" in said) == (then == now)
    assert (then is not None and FIRST.levels[then - 1] in said) == (then not in (None, now))
    lower = then is not None and now < then
    assert ("read differently now" in said) == lower
    assert ("Three reframed bullets" in said) == (kept and not lower)
    assert ("Nothing that you kept here shows it" in said) == (not kept and not lower and now > 1)
    assert session.remembered("ratings", NOW, dict) == {FIRST.key: now}
    assert session.remembered("ratings", THEN, dict) == ({FIRST.key: then} if then else None)
    ours = said.replace(FIRST.levels[then - 1], "") if then else said
    assert not any(word in ours.lower() for word in ("well done", "congrat", "better", "score", "improve"))


def test_the_second_rating_is_there_again_and_open():
    page = Page(before_and_after())
    choose(page, FIRST, 3)
    assert page.reloaded() == page.snapshot()
    again = Page(before_and_after())
    assert [node.value for node in again.named(FIRST.key) if node.flag("checked")] == ["3"]
    assert [node for node in again.root if node.name == "details" and "open" in node.attributes]


@pytest.mark.parametrize("kept", [3, None, [], {FIRST.key: "2"}, {FIRST.key: 9}, {FIRST.key: True}, {"x": 1}])
def test_a_rating_that_cannot_be_read_is_as_if_it_were_not_there(kept):
    session.record("ratings", NOW, kept)
    session.record("ratings", THEN, kept)
    page = Page(before_and_after())
    assert not [node for node in page.root if node.get("type") == "radio" and node.flag("checked")]
    choose(page, FIRST, 2)
    assert "didn't rate" in page.text(f"compared-{FIRST.key}")


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_words_are_words(text):
    session.save_artefact(BASELINE, {"pitch": text})
    session.save_artefact(PITCH, {"problem": text})
    page = Page(before_and_after())
    page.press("look")
    assert_well(page)


def test_its_words_without_a_kernel_do_not_depend_on_the_workbook():
    before = before_and_after().description()
    session.save_artefact("teardown", {"a": "b"})
    assert before_and_after().description() == before
