"""Lesson 08, two routes: the steps make up the ratio, and a factor both share never shows in it."""

from __future__ import annotations

import itertools
import math
import re

import pytest
from page import Page
from test_panels import assert_drawn_like_new, assert_well

from ops2pm.labs.seat_or_plane import SeatOrPlaneLab
from ops2pm.labs.two_routes import ALIKE, ENDS, STEPS, TwoRoutesLab
from ops2pm.models.opportunity import SOLD
from ops2pm.models.two_routes import (
    BY_CANCELLATIONS,
    BY_FLIGHTS,
    CANCELLED_COUNTRY,
    PASSENGERS,
    bridge,
)
from ops2pm.ui import session
from ops2pm.ui.markup import plain

OURS = {"seats": 100, "load": 0.8, "stranded": 0.5, "found": 0.6}
THEIRS = {"stranded": 0.7, "found": 0.9}
BOTH = {"take_up": 0.1, "alike": 0.3}


# --- The model ----------------------------------------------------------------------------------------------


def test_the_steps_multiply_to_the_ratio_and_their_logs_add_up():
    for rate, airlines in itertools.product((False, True), repeat=2):
        found = bridge(OURS, THEIRS, BOTH, rate, airlines)
        assert found.ratio == pytest.approx(math.prod(step.times for step in found.steps))
        assert math.log(found.ratio) == pytest.approx(sum(math.log(step.times) for step in found.steps))
        assert found.up * found.down == pytest.approx(found.ratio) == pytest.approx(found.after[-1])
        assert found.up >= 1 >= found.down


def test_the_routes_by_hand():
    found = bridge(OURS, THEIRS, BOTH)
    assert found.ours == pytest.approx(6_369_482 * 8_255 / 336_776 * 100 * 0.8 * 0.5 * 0.6 * 0.1 * 0.3)
    assert found.theirs == pytest.approx(PASSENGERS * CANCELLED_COUNTRY * 0.7 * 0.9 * 0.1 * 0.3)
    assert bridge(OURS, THEIRS, BOTH, True).ours == pytest.approx(found.ours * BY_CANCELLATIONS / BY_FLIGHTS)
    assert bridge(OURS, THEIRS, BOTH, False, True).ours == pytest.approx(found.ours / 0.75)
    assert bridge(OURS, THEIRS, BOTH, True, True).theirs == found.theirs, "ours is mended, not theirs"


def test_what_both_share_never_shows():
    first = bridge(OURS, THEIRS, BOTH)
    wrong = bridge(OURS, THEIRS, {"take_up": 0.5, "alike": 0.01})
    assert wrong.ours != first.ours and wrong.ratio == pytest.approx(first.ratio)
    assert all(step.times == 1 for step in bridge(OURS, THEIRS, BOTH, True).steps if step.shared)
    assert [step.key for step in bridge(OURS, THEIRS, BOTH, True).steps if step.shared] == [
        "cancelled",
        "take_up",
        "alike",
    ]


def test_the_farthest_step_is_so_up_or_down():
    assert bridge(OURS, {"stranded": 0.5, "found": 0.6}, BOTH).farthest.key == "cancelled"
    assert bridge(OURS, {"stranded": 0.05, "found": 0.9}, BOTH).farthest.key == "stranded"
    assert bridge({**OURS, "found": 0.2}, THEIRS, BOTH).farthest.key == "found"


def test_nothing_can_be_compared_with_a_nought():
    with pytest.raises(ValueError, match="above 0"):
        bridge(OURS, {**THEIRS, "found": 0}, BOTH)


# --- The lab ------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def lab(module_workbook):
    session.record(*TwoRoutesLab.opens_after.split("/"), "gone")
    return TwoRoutesLab()


@pytest.fixture(autouse=True)
def from_the_start(lab):
    """Each test gets the lab as it opens."""
    lab.set(**{control.name: control.value for control in lab.make_controls()})


def test_each_control_alone_over_its_whole_range(lab):
    page = Page(lab)
    opening = {control.name: control.value for control in lab.make_controls()}
    before = lab.figure._frame_now()
    for control in lab.make_controls():
        for value in control.sweep():
            words = lab.set(**opening | {control.name: value})
            assert words.endswith(".") and "  " not in words and not re.search(r"\bnan\b|\binf|-\d", words)
            assert_well(page)
            assert lab.figure._frame_now() == before, "the picture never jumps"
    assert_drawn_like_new(page)


def test_no_setting_leads_out_of_the_picture(lab):
    ends = {control.name: (control.sweep()[0], control.sweep()[-1]) for control in lab.make_controls()}
    for values in itertools.product(*ends.values()):
        found = lab.bridge(**dict(zip(ends, values, strict=True)))
        assert all(ENDS[0] < after < ENDS[1] for after in found.after)


def test_ours_is_the_first_labs_count_scaled(lab):
    seats = SeatOrPlaneLab()
    for take_up in (2, 10, 100):
        assert lab.bridge(take_up=take_up).ours == pytest.approx(BY_FLIGHTS * seats.moved(SOLD, take_up) * ALIKE / 100)


def test_the_bars_walk_from_ours_to_theirs(lab):
    lab.set(country_rate=True, stranded=60)
    found = lab.bridge(country_rate=True, stranded=60)
    at = 1.0
    for step, (both, bar, same, times, _) in zip(found.steps, lab._rows, strict=True):
        ends = (bar.get_x(), bar.get_x() + bar.get_width())
        assert ends == pytest.approx(sorted((at, at * step.times)))
        at *= step.times
        assert same.get_visible() == (times.get_text() == "same") == (not bar.get_visible())
        assert both.get_text().startswith("both" if step.shared else "yours")
    assert lab._end.get_xdata()[0] == pytest.approx(found.ratio)


def test_it_says_when_agreement_is_luck(lab):
    assert "They agree, and their parts don't" in plain(lab.words)
    assert "They agree" not in lab.set(country_rate=True)
    assert "share cancelled, take-up and like New York" in plain(lab.words)


def test_what_the_lesson_says_of_it_is_so(lab):
    facts = lab.facts()
    assert set(facts["times"]) == set(STEPS)
    assert abs(facts["ratio"] - 1) < 0.015 and facts["up"] > 1.4 and facts["down"] < 0.7
    assert 1.3 < facts["rate"]["ratio"] < 1.4, "one is about a third larger"
    assert abs(facts["mended"]["ratio"] - 1) < 0.03, "two mistakes had cancelled"
    assert facts["alike_doubled"]["ratio"] == pytest.approx(facts["ratio"])
    assert facts["alike_doubled"]["ours"] == pytest.approx(2 * facts["ours"], rel=0.01)
    assert facts["take_up_doubled"]["theirs"] == pytest.approx(2 * facts["theirs"], rel=0.01)
    assert facts["take_up_doubled"]["ours"] < 2 * facts["ours"], "the more look, the fewer find a seat"
    # With the same guesses, and both mended, only the size of planes and how full they are is left.
    assert facts["same_guesses"] == pytest.approx(facts["times"]["seats"] * facts["times"]["load"])
