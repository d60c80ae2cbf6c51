"""The Leitner boxes: what goes up, what comes back and when, and that no clock and no damage loses a card."""

from __future__ import annotations

import json
import random
from datetime import date, timedelta

import pytest

from ops2pm.models.leitner import FIRST, LAST, SAID, WAITS, Held, Place, due, in_order, read, written

TODAY = date(2026, 11, 30)
IDS = ("a", "b", "c", "d")


def days(count):
    return TODAY + timedelta(days=count)


def after(*said, start=TODAY):
    """A card after some words, each said on the day on which it is due."""
    held, today = Held(), start
    for word in said:
        held = held.say(word, today)
        today = held.place.due
    return held


def test_said_well_it_waits_twice_as_long_each_time():
    assert [after(*["well"] * times).place for times in range(1, 6)] == [
        Place(2, days(2)),
        Place(3, days(2 + 4)),
        Place(4, days(2 + 4 + 8)),
        Place(5, days(2 + 4 + 8 + 16)),
        Place(5, days(2 + 4 + 8 + 16 + 16)),
    ]
    assert all(WAITS[box + 1] == 2 * WAITS[box] for box in range(FIRST, LAST))


def test_halting_stays_and_not_yet_goes_to_the_first_box():
    assert after("halting").place == Place(1, days(1)) == after("not yet").place
    assert after("well", "well", "halting").place == Place(3, days(2 + 4 + 4))
    assert after("well", "well", "well", "not yet").place == Place(1, days(2 + 4 + 8 + 1))


@pytest.mark.parametrize("first", SAID)
@pytest.mark.parametrize("last", SAID)
def test_of_one_day_the_last_word_counts(first, last):
    for before in (Held(), after("well"), after("well", "well", "halting")):
        today = before.place.due or TODAY
        assert before.say(first, today).say(last, today) == before.say(last, today)
        early = today - timedelta(days=1)
        assert before.say(first, early).say(last, early) == before.say(last, early)


def test_said_too_early_nothing_goes_up_and_what_fails_comes_back():
    held = after("well", "well")
    early = held.place.due - timedelta(days=1)
    assert held.say("well", early).place == held.place == held.say("halting", early).place
    assert held.say("not yet", early).place == Place(1, early + timedelta(days=1))
    assert held.say("not yet", early).say("well", early).place == held.place, "a slip of the finger is taken back"


def test_a_word_it_does_not_know_is_refused():
    for word in ("", "again", None, 3):
        with pytest.raises(ValueError, match="none of these"):
            Held().say(word, TODAY)


def test_the_order_is_due_first_then_the_lowest_box_then_the_longest_overdue():
    held = {
        "a": Held(Place(3, TODAY)),
        "b": Held(Place(1, days(1))),
        "c": Held(Place(1, days(-2))),
        "d": Held(Place(1, days(-1))),
        "e": Held(Place(2, days(2))),
    }
    ids = ("new", "e", "a", "b", "c", "d")
    assert in_order(held, ids, TODAY) == ["c", "d", "new", "a", "b", "e"]
    assert due(held, ids, TODAY) == ["c", "d", "new", "a"]
    assert in_order({}, IDS, TODAY) == list(IDS) == due({}, IDS, TODAY)
    assert in_order(held, ids[::-1], TODAY) == ["c", "d", "new", "a", "b", "e"], "ties alone follow the given order"


def test_a_clock_that_goes_back_loses_nothing():
    """What was said in a year that a wrong clock gave is due once the clock is right, in the box it had reached."""
    held = after("well", "well", start=date(2031, 5, 1))
    assert not held.place.waits(TODAY) and due({"a": held}, ["a"], TODAY) == ["a"]
    again = held.say("well", TODAY)
    assert again.place == Place(4, days(8)) and again.place.waits(TODAY)
    # A few days back: it waits no longer than its box says.
    short = after("well")
    assert short.place.waits(days(1)) and short.place.waits(TODAY) and not short.place.waits(days(-1))


def test_the_ends_of_the_calendar_break_nothing():
    for today in (date.min, date.max, date.max - timedelta(days=3)):
        for held in (Held(), after("well", "well"), Held(Place(5, date.max)), Held(Place(1, date.min))):
            for word in SAID:
                said = held.say(word, today)
                assert said.place.due is None or date.min <= said.place.due <= date.max
                in_order({"a": said, "b": held}, ["a", "b"], today)


def test_whatever_is_said_when_a_card_is_in_a_box_and_comes_back_within_its_wait():
    dice = random.Random(12)
    for _ in range(300):
        held, today = Held(), TODAY
        for _ in range(20):
            today += timedelta(days=dice.choice((-400, -1, 0, 0, 1, 2, 5, 40)))
            before = held.found if held.on == today else held.place
            held = held.say(dice.choice(SAID), today)
            assert held.place.box in WAITS and held.on == today
            assert held.place.due is None or 0 < (held.place.due - today).days <= WAITS[held.place.box]
            assert held.place.box <= before.box + 1
            assert read(json.loads(json.dumps(written(held)))) == held


def test_a_card_is_read_as_it_was_written():
    for held in (Held(), after("well"), after("well", "not yet"), after("well").say("well", days(1))):
        assert read(json.loads(json.dumps(written(held)))) == held


@pytest.mark.parametrize(
    "value",
    [
        None,
        3,
        "box 2",
        [],
        {},
        {"box": 0},
        {"box": 6},
        {"box": True},
        {"box": "2"},
        {"box": 2.0},
        {"box": float("nan")},
        {"box": [1]},
        {"due": "2026-11-30"},
    ],
)
def test_what_cannot_be_read_is_a_card_that_was_never_said(value):
    assert read(value) == Held()


def test_what_can_be_read_of_a_damaged_card_stays():
    assert read({"box": 4, "due": "tomorrow"}) == Held(Place(4, None)), "its box; and it is due"
    assert read({"box": 4, "due": "2026-12-01", "on": "2026-11-30"}) == Held(Place(4, date(2026, 12, 1)))
    for found in (None, 3, {}, {"box": 9}, {"box": 2, "due": 7}):
        card = read({"box": 4, "due": "2026-12-01", "on": "2026-11-30", "found": found})
        assert card.place == Place(4, date(2026, 12, 1)) and card.say("not yet", TODAY).place.box == 1
