"""What is read off a pitch by rule: words, numbers with what they were before, and what came back."""

from __future__ import annotations

import pytest
from little_work import little_work

from ops2pm.models import pitch

BASED = {
    "Repeat calls fell from 0.41 to 0.23 per refund.": "from 0.41 to 0.23",
    "6.1 → 1.8 days": "6.1 → 1.8",
    "6.1 -> 1.8 days": "6.1 -> 1.8",
    "from 40 calls a week to 26": "from 40 calls a week to 26",
    "From about 1,240 to under 900": "From about 1,240 to under 900",
    "from £12.50 to £9": "from £12.50 to £9",
    "from 72% to 81%": "from 72% to 81%",
    "11 of our 40 callers rang back": "11 of our 40",
    "18% of 9,400 visits": "18% of 9,400",
    "two out of the 3 depots": "two out of the 3",
    "Four in ten callers rang back": "Four in ten",
    "26 a week instead of 40": "26 a week instead of 40",
    "We had 26, down from 40.": "26, down from 40",
    "It was 40 a week and is now 26": "was 40 a week and is now 26",
}
NOT_BASED = (
    "",
    "I have five years in operations and lead 40 people.",
    "Costs fell by 22%.",
    "between 5 and 10 people",
    "from 2019 to 2023",
    "from 9 am to 5 pm",
    "from 4 March to 9 May",
    "from 9:30 to 17:00",
    "I shipped 12 in 6 weeks",
    "one of the three options",
    "Q3 to Q4, B2B to B2C",
    "I went from 3 sites and then 5 years later to Leeds",
)


@pytest.mark.parametrize(("text", "passage"), BASED.items())
def test_a_number_beside_what_it_was_is_found(text, passage):
    assert pitch.read(text).based == (passage,)


@pytest.mark.parametrize("text", NOT_BASED)
def test_what_has_nothing_beside_it_is_left_alone(text):
    assert pitch.read(text).based == ()


def test_numbers_are_the_measured_ones_in_digits():
    found = pitch.read("In 2024, from 4 March at 9 am, 1,240 of 9,400 visits, 18%, £12.50 each, in Q3, by one person.")
    assert found.numbers == ("1,240", "9,400", "18%", "£12.50")


def test_words_seconds_and_the_first_sentence():
    found = pitch.read("  Clinics re-ordered blind. I showed them the date.\nThen it stopped! ")
    assert (found.words, found.seconds, found.opening) == (11, 4, "Clinics re-ordered blind.")
    assert pitch.seconds_aloud(150) == 60 and pitch.opening("no stop at all") == "no stop at all"
    assert pitch.read("").opening == "" and pitch.read("").words == 0


def test_pace_is_words_a_minute():
    assert pitch.pace(148, 62) == pytest.approx(143.2, abs=0.1)
    for none in (0, -1, float("nan")):
        with pytest.raises(ValueError, match="no time"):
            pitch.pace(148, none)


OLD = "I am an operations manager with five years of experience. I cut costs by 22%."
NEW = "Clinics waited. I am an Operations Manager, with five years of experience in it, and cut from 40 to 26."


def test_what_came_back_is_marked_and_nothing_is_lost():
    found = pitch.compare(OLD, NEW)
    assert " ".join(text for text, _ in found.kept) == OLD
    assert found.kept[0] == ("I am an operations manager with five years of experience.", True)
    assert found.returning == 10 and found.kept[-1] == ("I cut costs by 22%.", False)
    assert (found.old.based, found.new.based) == ((), ("from 40 to 26",))


@pytest.mark.parametrize(("old", "new", "returning"), [("", NEW, 0), (OLD, "", 0), ("", "", 0), (OLD, OLD, 15)])
def test_the_ends(old, new, returning):
    found = pitch.compare(old, new)
    assert found.returning == returning and " ".join(text for text, _ in found.kept) == old


def test_two_words_in_a_row_are_everybodys():
    assert pitch.compare("I am glad", "I am not").returning == 0


@pytest.mark.parametrize("unit", ["9", "from 1 ", "1 of ", "x", "one ", "from ", "£", "1,", "a→", "1 a " * 50])
def test_a_pasted_novel_is_quick(unit):
    with little_work(1):
        pitch.compare(unit * (100_000 // len(unit)), unit * (90_000 // len(unit)))
