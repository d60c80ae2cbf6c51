"""The rubrics of lesson 12's stories and pitch: what is computed is right, and nothing typed breaks them."""

from __future__ import annotations

import pytest

from ops2pm.models import pitch as model
from ops2pm.rubrics import in_part, pitch, rubric, stories, words
from ops2pm.rubrics.change import KINDS, Change, clause

HOSTILE = ("", " ", "<script>", "9" * 400, "1e999", "nan", "from 1 to", "{x} %s", "\ud83d", "x" * 50_000, "−3", "12:30")
STORY = {field.key: field.example for field in stories.ONE} | {"kind": "rate"}


def part(number, fields=None):
    return {in_part(number, key): value for key, value in (fields or STORY).items()}


def finding(key, fields, of="stories"):
    (criterion,) = [one for one in rubric(of).criteria if one.key == key]
    return criterion.check(fields)


# --- Stories ------------------------------------------------------------------------------------------------


def test_the_invented_story_is_whole_and_recomputed():
    fields = part("2")
    assert finding("2.numbers", fields).message == "0.41 to 0.23 per refund is −44%."
    assert finding("2.told", fields).done and finding("2.aloud", fields).done
    text = stories.compose(fields)
    assert text.startswith("The refund date.\n\nIn March") and "(−44%), eight weeks each." in text
    assert "What it cost: Three in 100" in text and "Today: I'd have asked" in text and "[" not in text


def test_what_is_open_is_said_and_shown():
    fields = part("1", {"action": "we moved the desk"})
    assert finding("1.told", fields).message == (
        "Still open: who had which trouble; what moved; what you gave up; what you'd do differently."
    )
    assert finding("1.own_part", fields).message.startswith("“we”")
    text = stories.compose(fields)
    assert text.startswith("Story 1.\n\n[who had which trouble]. We moved the desk.") and "[what you gave up]" in text
    assert "could have been" not in text, "what may stay empty isn't shown as open"


def test_a_story_that_got_worse_is_told_as_such():
    assert clause({"measure": "late orders", "kind": "count", "from": "12", "to": "18"}) == (
        "late orders rose from 12 to 18 (+50%)"
    )
    assert clause({"measure": "on time", "kind": "percent", "from": "72", "to": "81", "unit": "of visits"}) == (
        "on time rose from 72% to 81% of visits (+9 points, +13%)"
    )


def test_two_minutes_are_the_most():
    long = part("1", STORY | {"situation": "word " * 300})
    found = finding("1.aloud", long)
    assert found.done is False and words(stories.story(STORY | {"situation": "word " * 300})) > 300
    assert "seconds aloud" in found.message and finding("1.aloud", {}).done is None


def test_only_begun_stories_are_told_and_each_has_a_name():
    fields = part("3") | part("1", {"name": " "})
    assert stories.begun(fields) == ("3",)
    assert (stories.name(fields, "3"), stories.name(fields, "1")) == ("The refund date", "Story 1")
    assert stories.compose({}).startswith("Story 1.\n\n[who")


@pytest.mark.parametrize("key", [field.key for field in stories.ONE])
@pytest.mark.parametrize("text", HOSTILE)
def test_no_text_breaks_a_story(key, text):
    fields = part("1", STORY | {key: text})
    assert isinstance(stories.compose(fields), str)
    for criterion in rubric("stories").criteria:
        if criterion.check:
            assert len(criterion.check(fields).message) < 300


def test_bullets_and_stories_share_one_arithmetic():
    from ops2pm.rubrics import reframed_bullets

    assert {value for value, _ in KINDS} == {"percent", "count", "rate", "average"}
    fields = {
        "measure": "calls",
        "kind": "rate",
        "from": "0.41",
        "to": "0.23",
        "unit": "per refund",
        "window": "a week",
    }
    assert clause(fields) in reframed_bullets.sentence(fields)
    assert Change(40, 26, "count").written() == "−35%"


# --- The pitch ----------------------------------------------------------------------------------------------

PITCH = {field.key: field.example for field in pitch.FIELDS}


def of_words(count):
    """A pitch of so many words, with its two numbers."""
    rest = count - words(pitch.spoken(PITCH | {"gave_up": ""}))
    return PITCH | {"gave_up": "lost " * rest}


@pytest.mark.parametrize(("count", "done"), [(129, False), (130, True), (160, True), (161, False)])
def test_words_are_counted_passage_by_passage(count, done):
    found = finding("length", of_words(count) | {"seconds": ""}, "pitch")
    assert found.done is done and found.message.startswith(f"{count} words, about {model.seconds_aloud(count)} seconds")
    assert "their problem 23" in found.message


def test_how_many_words_are_missing_and_how_many_there_is_room_for():
    found = finding("length", of_words(81) | {"seconds": ""}, "pitch")
    assert found.done is False and found.message.endswith("There is room for 49 to 79 more.")


def test_an_open_passage_is_no_whole_pitch():
    found = finding("length", of_words(150) | {"area": " "}, "pitch")
    assert found.done is False and "Still open: where you want to go." in found.message
    assert pitch.compose({"problem": "Clinics wait"}) == (
        "Clinics wait. [your decision] [what moved] [what you gave up] [where you want to go]"
    )
    assert pitch.spoken({}) == "" and "[" not in pitch.spoken({"area": "x"})


@pytest.mark.parametrize(
    ("change", "done", "says"),
    [
        ({}, True, "41 to 23 is −44%, and both can be heard."),
        ({"from": "", "to": ""}, None, "looked for in your text"),
        ({"to": ""}, False, "“to” is open"),
        ({"from": "many"}, False, "I can't read “many”"),
        ({"to": "41"}, False, "nothing moved"),
        ({"to": "22"}, False, "I don't find 22 in your text"),
        ({"from": "40", "to": "22"}, False, "I don't find 40 or 22"),
        ({"moved": "From 1,240 to 900", "from": "1240", "to": "900"}, True, "1240 to 900 is −27%"),
        ({"moved": "From 72% to 81%", "from": "72", "to": "81"}, True, "and both can be heard"),
        ({"moved": "From 0 to 5", "from": "0", "to": "5"}, True, "0 to 5 is +5"),
        ({"moved": "It rose from 2024 to 2025", "from": "2024", "to": "2025"}, False, "I don't find"),
    ],
)
def test_the_number_must_be_heard_with_what_it_was(change, done, says):
    found = finding("moved", PITCH | change, "pitch")
    assert found.done is done and says in found.message


@pytest.mark.parametrize(
    ("seconds", "done", "says"),
    [("62", True, "145 a minute"), ("30", False, "fast"), ("300", False, "slow"), ("0", False, "can't take"),
     ("-5", False, "can't take"), ("soon", False, "can't take"), ("1:74", False, "can't take"),
     ("65", True, "138 a minute."),
     ("1:14", True, "At your pace a minute is 122 words: about 28 to leave out, or take 74 seconds."),
     ("", None, "quicker than any voice")],
)  # fmt: skip
def test_the_pace_is_worked_out(seconds, done, says):
    found = finding("pace", of_words(150) | {"seconds": seconds}, "pitch")
    assert found.done is done and says in found.message


def test_a_minute_of_ones_own_is_a_minute():
    assert finding("length", of_words(115) | {"seconds": "60"}, "pitch").done is True
    assert finding("length", of_words(115) | {"seconds": "45"}, "pitch").done is False
    assert finding("length", of_words(161) | {"seconds": "60"}, "pitch").done is False


@pytest.mark.parametrize(
    ("opening", "asks"),
    [("I'm a team lead in returns.", "“I'm a”"), ("Hello, my name is Ana", "“my name”"),
     ("As an operations manager I", "“As an"), ("I manage a depot", "“I manage”"), ("Clinics wait.", ""),
     ("I've been in operations for five years", "“I've been”"), ("As a customer you wait", ""),
     ("Forty drivers ask me where to go", ""), ("I saw drivers turn round", ""), ("", "")],
)  # fmt: skip
def test_a_pitch_that_opens_on_its_speaker_is_asked_whose_problem_it_is(opening, asks):
    message = finding("about_me", PITCH | {"problem": opening}, "pitch").message
    assert message.startswith(asks) and bool(message) == bool(asks) and message.count("?") == bool(asks)


@pytest.mark.parametrize(
    ("window", "asks"),
    [("3 months before, 2 months after", True), ("three months before and 3 months after", False),
     ("8 weeks before, 2 months after", True), ("a week before and one week after", False), ("eight weeks each", False),
     ("2 days after 3 months before", False), ("", False)],
)  # fmt: skip
def test_unequal_periods_are_asked_about(window, asks):
    found = finding("1.periods", part("1", STORY | {"window": window}))
    assert found.message == (f"“{window}”: are both equally long?" if asks else "")


def test_per_cent_of_days_may_be_an_average():
    days = STORY | {"kind": "percent", "unit": "days", "from": "11", "to": "4 days"}
    found = finding("1.numbers", part("1", days))
    assert found.done is False and found.message == "Per cent of days? Or is it an average? Then choose that."
    assert finding("1.numbers", part("1", days | {"kind": "average"})).message == "11 to 4 days is −64%."
    assert finding("1.numbers", part("1", days | {"unit": "of days", "to": "4"})).done is True


def test_seconds_without_words_are_no_pace():
    assert finding("pace", {"seconds": "60"}, "pitch").done is None


@pytest.mark.parametrize("key", [field.key for field in pitch.FIELDS])
@pytest.mark.parametrize("text", HOSTILE)
def test_no_text_breaks_a_pitch(key, text):
    fields = PITCH | {key: text}
    assert isinstance(pitch.compose(fields), str)
    for criterion in rubric("pitch").criteria:
        if criterion.check:
            assert len(criterion.check(fields).message) < 300


def test_the_baseline_counts_seconds_by_the_same_pace():
    found = finding("length", {"pitch": "word " * 75}, "baseline_pitch")
    assert found.message == f"75 words, about {model.seconds_aloud(75)} seconds read aloud."
