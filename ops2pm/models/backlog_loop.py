"""A loop: a backlog makes orders late, late orders make people ask, and answering takes the staff from picking.

A stock-and-flow model in steps of one working day (the kind Sterman, Business Dynamics, 2000, ch. 5 and 6, draws as a
reinforcing loop with a delay). Nothing in it was measured: every number is an assumption a reader can move.

Each day: orders arrive; contacts fall due that late orders caused some days ago; the staff answer first, and pick with
what is left. How many of the orders shipped are late depends on how many days of work are waiting.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, fields, replace

import numpy as np

DAYS = 182
PEAK = range(14, 21)
"""The days of the busy week: the third."""
ON_TIME_UP_TO = 1.0
"""Days of work waiting up to which every order is still on time."""
LATE_FROM = 3.0
"""Days of work waiting from which every order is late."""


@dataclass(frozen=True)
class Settings:
    """How the place is run.

    hours: staff hours a day · arrivals: orders a day · peak: share by which the busy week has more, such as 0.4 ·
    contacts: per late order · minutes: to answer a contact · delay: days from a late order to its contact, whole ·
    picking: minutes to pick and pack an order
    """

    hours: float = 36.0
    arrivals: float = 132.0
    peak: float = 0.4
    contacts: float = 0.3
    minutes: float = 10.0
    delay: int = 3
    picking: float = 15.0


@dataclass(frozen=True)
class Course:
    """What happened, day by day: arrays of length DAYS.

    arrived, shipped, late (of those shipped), backlog (at the day's end): orders · asked, answered, unanswered (at the
    day's end): contacts · answering: share of the staff's time, 0 to 1
    """

    arrived: np.ndarray
    shipped: np.ndarray
    late: np.ndarray
    backlog: np.ndarray
    asked: np.ndarray
    answered: np.ndarray
    unanswered: np.ndarray
    answering: np.ndarray


def share_late(days_of_work: float) -> float:
    """Of the orders shipped, the share that is late, when so many days of work are waiting: a ramp from 0 to 1."""
    return min(1.0, max(0.0, (days_of_work - ON_TIME_UP_TO) / (LATE_FROM - ON_TIME_UP_TO)))


def run(settings: Settings, days: int = DAYS, start: float = 0.0) -> Course:
    """Play it, from `start` orders waiting, as if so many had been waiting for long.

    Raises ValueError when a number is negative, when there is no staff, or when a contact would come before its cause.
    """
    s = settings
    if min(s.arrivals, s.peak, s.contacts, s.minutes, start) < 0 or s.hours <= 0 or s.picking <= 0 or s.delay < 1:
        raise ValueError("Staff, picking time and delay must be above 0, everything else not below 0.")
    staff = 60 * s.hours
    full = staff / s.picking
    backlog, unanswered = start, 0.0
    late_before = share_late(start / full) * s.arrivals
    history = {field.name: np.zeros(days) for field in fields(Course)}
    for day in range(days):
        arrived = s.arrivals * (1 + s.peak * (day in PEAK))
        asked = s.contacts * (history["late"][day - s.delay] if day >= s.delay else late_before)
        answered = min(unanswered + asked, staff / s.minutes) if s.minutes else unanswered + asked
        lateness = share_late(backlog / full)
        shipped = min(backlog + arrived, (staff - answered * s.minutes) / s.picking)
        backlog, unanswered = backlog + arrived - shipped, unanswered + asked - answered
        today = (
            arrived, shipped, lateness * shipped, backlog, asked, answered, unanswered, answered * s.minutes / staff
        )  # fmt: skip
        for name, value in zip(history, today, strict=True):
            history[name][day] = value
    return Course(**history)


def tipping_share(settings: Settings) -> float:
    """Share of late orders at which what is shipped equals what arrives: below it a backlog shrinks, above it grows.

    Staff minutes an arriving order = picking + share x contacts x minutes, solved for the share. 1 or more: no backlog
    grows by itself (infinite where late orders cost nothing). 0 or less: even without contacts the staff can't keep up.
    """
    spare = 60 * settings.hours / settings.arrivals - settings.picking if settings.arrivals else math.inf
    cost = settings.contacts * settings.minutes
    return spare / cost if cost else math.copysign(math.inf, spare)


def tipping_backlog(settings: Settings) -> float | None:
    """Orders waiting above which the backlog grows by itself, by `tipping_share`; None where there is no such level."""
    share = tipping_share(settings)
    if not 0 < share < 1:
        return None
    return 60 * settings.hours / settings.picking * (ON_TIME_UP_TO + share * (LATE_FROM - ON_TIME_UP_TO))


def weeks_to_clear(settings: Settings) -> float:
    """Weeks from the end of the busy week until the backlog is gone for good; infinite if it isn't within DAYS."""
    waiting = np.flatnonzero(run(settings).backlog >= 1)
    if not waiting.size or waiting[-1] < PEAK.stop:
        return 0.0
    return math.inf if waiting[-1] == DAYS - 1 else (int(waiting[-1]) + 1 - (PEAK.stop - 1)) / 7


def tipping_peak(settings: Settings, step: float = 0.01, most: float = 1.0) -> float | None:
    """The smallest busy week, in steps, whose backlog isn't gone within DAYS; None if even the largest one's is."""
    peaks = (round(step * count, 10) for count in range(round(most / step) + 1))
    return next((peak for peak in peaks if math.isinf(weeks_to_clear(replace(settings, peak=peak)))), None)
