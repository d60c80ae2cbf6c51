"""Lesson 08's labs: what they say and draw at every setting, and that the text's numbers are theirs."""

from __future__ import annotations

import math
import re

import numpy as np
import pytest
from page import Page
from test_panels import assert_drawn_like_new, assert_well

from ops2pm import questions
from ops2pm.labs.free_seats import counted
from ops2pm.labs.seat_or_plane import SeatOrPlaneLab
from ops2pm.labs.sizing import FACTORS, ROW, THRESHOLD, SizingLab
from ops2pm.models.opportunity import ASKED, SOLD
from ops2pm.models.two_routes import BY_FLIGHTS
from ops2pm.rubrics import rubric
from ops2pm.ui import session
from ops2pm.ui.markup import plain


@pytest.fixture(scope="module")
def seat(module_workbook):
    session.record(*SeatOrPlaneLab.opens_after.split("/"), 30)
    return SeatOrPlaneLab()


@pytest.fixture(scope="module")
def size(module_workbook):
    session.record(*SizingLab.opens_after.split("/"), "load")
    return SizingLab()


@pytest.fixture(autouse=True)
def from_the_start(seat, size):
    """Each test gets the labs as they open."""
    for lab in (seat, size):
        lab.set(**{control.name: control.value for control in lab.make_controls()})


@pytest.mark.parametrize("which", ["seat", "size"])
def test_each_control_alone_over_its_whole_range(which, request):
    lab = request.getfixturevalue(which)
    page = Page(lab)
    opening = {control.name: control.value for control in lab.make_controls()}
    for control in lab.make_controls():
        if control.name == "table":
            continue
        for value in control.sweep():
            words = lab.set(**opening | {control.name: value})
            assert words.endswith((".", ".)")) and "  " not in words
            assert not re.search(r"\bnan\b|\binf|-\d", words)
            assert_well(page)
    assert_drawn_like_new(page)


# --- A plane isn't a seat -----------------------------------------------------------------------------------


def test_the_words_are_the_count(seat):
    words = plain(seat.set(load=90, take_up=100))
    nights = float(counted().moved(np.array(0.9), np.array(1.0)))
    assert f"{nights:,.0f} nights" in words and words.startswith("With 90% of seats sold, 607,259")
    assert "All of them look" in words and "28% find a seat" in words
    assert "10% of them look: 52,403" in seat.set(load=85, take_up=10)


def test_the_bars_and_the_dot_are_where_the_words_are(seat):
    seat.set(load=80, take_up=100)
    planes, seats = (bar.get_width() for bar, _ in seat._bars)
    assert (round(planes), round(seats)) == (77, 37)
    assert seat._here.get_ydata()[0] == pytest.approx(seat.moved(80, 100))
    assert np.interp(80, seat._found.get_xdata(), seat._found.get_ydata()) == pytest.approx(seat.moved(80, 100))


def test_the_second_orange_line_meets_the_blue_one_where_it_was_taken_from(seat):
    for take_up in (5, 50, 100):
        seat.set(against="fixed", take_up=take_up)
        found, against = (np.asarray(line.get_ydata()) for line in (seat._found, seat._against))
        at = np.interp(SOLD, seat._found.get_xdata(), found - against)
        assert at == pytest.approx(0, abs=1e-6 * found.max())
    assert (found - against)[0] > 0 > (found - against)[-1], "too low before, too high after"
    assert against[-1] > against[-5] and found[-1] < found[-5], "it climbs while the blue one falls"


def test_what_the_lesson_says_of_it_is_so(seat):
    facts = seat.facts()
    assert facts["seats"][100] < facts["planes"] / 2, "more than half is gone"
    assert facts["slide"] == pytest.approx(BY_FLIGHTS * facts["plane_nights"])
    assert 7_000_000 < facts["slide"] < 8_000_000
    assert facts["slide"] == pytest.approx(float(seat.slide().iloc[-1, 0].replace(",", "")), abs=1)
    assert abs(facts["apart"]) < 5 and facts["few_apart"] > 20
    assert facts["found"][90] < facts["found"][80] and facts["stranded"][90] > facts["stranded"][80]
    assert 1.5 < facts["doubled"] < 2 and facts["tenfold"] < 6


# --- How big, and how sure ----------------------------------------------------------------------------------


def test_seats_at_everybody_take_more_than_half_and_at_ten_in_a_hundred_less_than_a_quarter(size):
    facts = size.facts()
    assert facts["all_kept"] < 0.5 < 0.75 < facts["kept"] < 1
    assert facts["seats"] < facts["lean0"]["mean"]


def test_leaning_together_widens_and_knowing_the_take_up_narrows(size):
    facts = size.facts()
    spread = [facts[name]["high"] - facts[name]["low"] for name in ("lean0", "lean50", "lean100")]
    assert spread == sorted(spread)
    whole = spread[0]
    assert facts["sure_take_up"]["high"] - facts["sure_take_up"]["low"] < 0.6 * whole
    assert facts["sure_load"]["high"] - facts["sure_load"]["low"] > 0.95 * whole
    assert facts["corners"]["low"] < facts["lean100"]["low"] and facts["corners"]["high"] > facts["lean100"]["high"]


def test_at_its_flip_value_the_base_is_the_threshold(size):
    flips = size.facts()["flip"]
    nights = size.estimate(True)
    for place, (key, factor) in enumerate(FACTORS.items()):
        moved = size.ranges().base[0].copy()
        if key == "load":
            assert math.isnan(flips[key]), "no load in the lab does it, as the fold says"
            continue
        moved[place] = flips[key] * factor.unit
        assert nights(moved) == pytest.approx(THRESHOLD, rel=2e-3)


def test_the_driver_is_named_and_drawn_first(size):
    words = size.set(seats=True)
    assert "The driver is take-up (guess)" in plain(words)
    assert size._rows[0][1].get_text() == "take-up"
    known = size.set(seats=True, table={f"{ROW}.take_up": str(ASKED)})
    assert "The driver is like New York (guess)" in plain(known)
    certain = {f"{ROW}.{key}": size.values["table"][ROW, key].base for key in FACTORS}
    assert "here nothing is doubted" in size.set(table={name: f"{value:g}" for name, value in certain.items()})


def test_nothing_to_spare_is_said(size):
    words = plain(size.set(seats=True, table={f"{ROW}.take_up": "0"}))
    assert "At the likeliest values 0 nights" in words and "100% fall below" in words
    for _, name, _, flips in size._rows:
        assert flips.get_text() == ("below 6.1%" if name.get_text() == "take-up" else "at any value")


@pytest.mark.parametrize("typed", ["", "a lot", "30-10", "5-10-101", "<b>", "1e9"])
def test_a_cell_that_cannot_be_keeps_the_last_value_and_says_so(size, typed):
    page = Page(size)
    before = size.words
    field = page.one(f"table.{ROW}.take_up")
    page.type(field, typed)
    assert size.words == before and field.value == typed
    assert f"Until then 3–{ASKED}–30 counts." in page.text("table-problem")


def test_the_numbers_for_the_form_recompute(size):
    checks = {each.key: each.check for each in rubric("sizing").criteria if each.check}
    known = {field.key for field in rubric("sizing").fields}
    for setting in (
        {},
        {"seats": True},
        {"seats": True, "threshold": 250_000, "table": {"typed.load": "70–82.5–95", "typed.take_up": "0–50–100"}},
        {"seats": True, "table": {"typed.year": "1", "typed.alike": "2", "typed.country": "1.5"}},
    ):
        size.set(**setting)
        told = size.numbers()
        assert set(told) <= known and all(told.values())
        for key in ("ranges", "total"):
            assert checks[key](told).done is True, (setting, checks[key](told))
        assert checks["tags"](told).message == "2 of 5 are guesses."
        assert checks["total"](told | {"total": "1"}).done is False
    assert not {"driver", "flip_factor", "flip", "second_total"} & set(told), "those are the reader's work"


def test_the_forms_rolls_are_nearly_the_labs(size):
    """The form draws who is helped, and the lab the take-up behind it, so their ranges differ a little."""
    ranges = next(each for each in rubric("sizing").criteria if each.key == "ranges").check(size.numbers()).message
    told = [float(each.replace(",", "")) for each in re.search(r"between ([\d,]+) and ([\d,]+)", ranges).groups()]
    drawn = size.facts()["lean0"]
    assert told == pytest.approx([drawn["low"], drawn["high"]], rel=0.08)


def test_nobody_looks_and_nothing_is_found(size):
    told = (size.set(seats=True, table={"typed.take_up": "0"}), size.numbers())[1]
    assert told["total"] == "0" and told["range_2"] == "0%"


# --- The texts ----------------------------------------------------------------------------------------------


def test_chances_in_the_pilot_quiz():
    def at_most(k, n, p):
        return sum(math.comb(n, i) * p**i * (1 - p) ** (n - i) for i in range(k + 1))

    said = str(questions.find("quizzes", "08.pilot"))
    assert "once in seven times even at 12" in said and round(1 / at_most(3, 50, 0.12)) == 7
    assert "once in five at 3" in said and round(1 / (1 - at_most(2, 50, 0.03))) == 5


def test_per_cent_may_be_typed_with_its_sign(seat, size):
    assert "31% of them look" in seat.set(take_up="31%")
    assert size.set(table={f"{ROW}.take_up": "3%–10%–30%"}) == size.set(table={f"{ROW}.take_up": "3–10–30"})
    with pytest.raises(ValueError, match="Type a number"):
        seat.set(take_up="31%%")
