"""The backlog loop: what goes in comes out or waits, the tipping point is where the formula says, time is not made."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from ops2pm.models.backlog_loop import (
    DAYS,
    LATE_FROM,
    ON_TIME_UP_TO,
    PEAK,
    Settings,
    run,
    share_late,
    tipping_backlog,
    tipping_peak,
    tipping_share,
    weeks_to_clear,
)

START = Settings()
MANY = [
    START,
    replace(START, peak=1.0),
    replace(START, contacts=1.0, minutes=30, delay=1),
    replace(START, hours=24),
    replace(START, arrivals=100, hours=48),
    replace(START, contacts=0),
    replace(START, minutes=0),
    replace(START, delay=14, peak=0.6),
    replace(START, hours=3, contacts=1.0, minutes=30),
]


@pytest.mark.parametrize("settings", MANY)
def test_orders_and_contacts_are_conserved(settings):
    course = run(settings)
    np.testing.assert_allclose(np.cumsum(course.arrived), np.cumsum(course.shipped) + course.backlog)
    np.testing.assert_allclose(np.cumsum(course.asked), np.cumsum(course.answered) + course.unanswered, atol=1e-9)
    for name in vars(course):
        assert (getattr(course, name) >= -1e-9).all(), name
    assert course.arrived.sum() == pytest.approx(settings.arrivals * (DAYS + 7 * settings.peak))


@pytest.mark.parametrize("settings", MANY)
def test_no_minute_is_spent_twice(settings):
    course = run(settings)
    used = course.shipped * settings.picking + course.answered * settings.minutes
    assert (used <= 60 * settings.hours + 1e-6).all()
    waiting = course.backlog > 1e-9
    np.testing.assert_allclose(used[waiting], 60 * settings.hours)  # nobody idles while an order waits
    left = course.unanswered > 1e-9
    np.testing.assert_allclose(course.answered[left] * settings.minutes, 60 * settings.hours)  # answering comes first
    np.testing.assert_allclose(course.answering, course.answered * settings.minutes / (60 * settings.hours))


@pytest.mark.parametrize("delay", [1, 3, 14])
def test_a_contact_comes_so_many_days_after_its_order(delay):
    settings = replace(START, delay=delay)
    course = run(settings)
    np.testing.assert_allclose(course.asked[delay:], settings.contacts * course.late[:-delay])
    assert (course.asked[:delay] == 0).all()
    assert (course.late <= course.shipped).all() and course.late.any()


def test_the_busy_week_is_the_third():
    course = run(START)
    assert list(np.flatnonzero(course.arrived > START.arrivals)) == list(range(14, 21)) == list(PEAK)
    assert (run(replace(START, peak=0)).backlog == 0).all()


def test_without_contacts_a_backlog_drains_by_what_is_to_spare():
    settings = replace(START, contacts=0)
    full = 60 * settings.hours / settings.picking
    backlog = run(settings).backlog
    highest = 7 * (settings.arrivals * (1 + settings.peak) - full)
    assert backlog.max() == pytest.approx(highest)
    days = math.ceil((highest - 1) / (full - settings.arrivals))
    assert weeks_to_clear(settings) == pytest.approx(days / 7, abs=1 / 7)
    assert weeks_to_clear(replace(START, minutes=0)) == weeks_to_clear(settings)


def test_contacts_that_could_not_be_answered_wait():
    course = run(replace(START, hours=3, contacts=1.0, minutes=30))
    assert course.unanswered.max() > 1
    kept = course.unanswered[:-1] + course.asked[1:] - course.answered[1:]
    np.testing.assert_allclose(course.unanswered[1:], kept, atol=1e-9)


def test_lateness_is_a_ramp():
    assert [share_late(days) for days in (0, ON_TIME_UP_TO, 2, LATE_FROM, 9)] == [0, 0, 0.5, 1, 1]


SLOW = replace(START, peak=0)


@pytest.mark.parametrize("change", [{}, {"delay": 1}, {"contacts": 0.6, "minutes": 12}, {"hours": 40, "contacts": 1}])
def test_the_line_is_where_the_formula_says(change):
    """On the line it stands still; a little above it grows, a little below it goes away."""
    settings = replace(SLOW, **change)
    level = tipping_backlog(settings)
    share = tipping_share(settings)
    per_order = settings.picking + share * settings.contacts * settings.minutes
    assert settings.arrivals * per_order == pytest.approx(60 * settings.hours)
    np.testing.assert_allclose(run(settings, start=level).backlog, level, rtol=1e-6)
    above, below = run(settings, 900, start=1.02 * level).backlog, run(settings, 900, start=0.98 * level).backlog
    assert above[-1] > 1.5 * level
    assert below[-1] == 0


def test_where_there_is_no_line():
    enough = replace(SLOW, hours=48)
    assert tipping_share(enough) > 1 and tipping_backlog(enough) is None
    assert run(enough, 900, start=5_000).backlog[-1] == 0
    short = replace(SLOW, hours=30)
    assert tipping_share(short) < 0 and tipping_backlog(short) is None
    assert run(short).backlog[-1] > 300
    assert tipping_share(replace(SLOW, contacts=0)) == math.inf
    assert tipping_share(replace(SLOW, contacts=0, hours=30)) == -math.inf
    assert tipping_backlog(replace(SLOW, arrivals=0)) is None


def test_a_backlog_above_the_line_runs_away_at_the_rate_of_all_late():
    settings = replace(START, peak=1.0)
    growth = np.diff(run(settings).backlog)[-20:]
    # In the long run each shipped order brings its contacts: staff = shipped x (picking + contacts x minutes).
    shipped = 60 * settings.hours / (settings.picking + settings.contacts * settings.minutes)
    np.testing.assert_allclose(growth, settings.arrivals - shipped, rtol=1e-3)


def test_the_peak_that_tips_is_the_first_that_does():
    peak = tipping_peak(START)
    assert math.isinf(weeks_to_clear(replace(START, peak=peak)))
    assert math.isfinite(weeks_to_clear(replace(START, peak=peak - 0.01)))
    assert tipping_peak(replace(START, contacts=0)) is None
    assert tipping_peak(replace(START, hours=30)) == 0


def test_what_the_lesson_says_of_the_levers():
    weeks = weeks_to_clear(START)
    alone = weeks_to_clear(replace(START, contacts=0))
    assert math.isfinite(weeks) and weeks > 2.5 * alone
    half = weeks_to_clear(replace(START, contacts=START.contacts / 2))
    assert half == weeks_to_clear(replace(START, minutes=START.minutes / 2))
    staff = weeks_to_clear(replace(START, hours=1.05 * START.hours))
    assert staff < alone < half < weeks
    peaks = [tipping_peak(replace(START, **kw)) for kw in ({}, {"contacts": 0.15}, {"hours": 37.8})]
    assert peaks == sorted(peaks) and peaks[0] == pytest.approx(START.peak + 0.01)  # one more per cent is too much
    by_delay = [weeks_to_clear(replace(START, delay=delay)) for delay in (1, 3, 5, 8, 14)]
    assert by_delay == sorted(by_delay, reverse=True) and by_delay[0] == math.inf


def test_nonsense_is_refused():
    for name, value in (("hours", 0), ("picking", 0), ("delay", 0), ("arrivals", -1), ("contacts", -0.1), ("peak", -1)):
        with pytest.raises(ValueError):
            run(replace(START, **{name: value}))
    with pytest.raises(ValueError):
        run(START, start=-1)
