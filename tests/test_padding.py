"""A promise with minutes added: counted by hand on a few flights, and what a year of flights says."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from ops2pm import load
from ops2pm.models.padding import DAYPARTS, MOST, OFFICIAL, PUBLISHED, Promises, for_all, today

NONE = for_all(0)


@pytest.fixture(scope="module")
def flights():
    return load("flights")


@pytest.fixture(scope="module")
def year(flights):
    return Promises(flights)


def few(*rows: tuple[int, int, float, float]) -> Promises:
    """Promises over a few flights: day of January, scheduled departure (HHMM), delays at departure and arrival."""
    frame = pd.DataFrame(rows, columns=["day", "sched_dep", "dep_delay", "arr_delay"]).assign(month=1)
    return Promises(frame, draws=50)


NAN = float("nan")
SMALL = few(
    (1, 700, 5, -20),  # early
    (1, 1159, 5, 0),  # on the minute
    (1, 1200, 5, 1),  # a minute late
    (1, 1659, 30, 14),  # late, and on time for the statistic
    (2, 1700, 30, 15),  # late for both
    (2, 2300, NAN, NAN),  # cancelled
    (2, 800, 10, NAN),  # diverted
    (2, 2359, 500, 500),  # later than any promise
)


def test_flights_are_counted_by_the_hour_they_were_to_leave():
    assert SMALL.flights().tolist() == [3, 2, 3]
    assert SMALL.days() == 2


def test_cancelled_and_diverted_flights_count_as_late():
    found = SMALL.on_time(NONE)
    assert [part.value for part in found.by_part] == pytest.approx([2 / 3, 0, 0])
    assert found.overall.value == pytest.approx(2 / 8)
    assert found.gap.value == pytest.approx(2 / 3)
    assert SMALL.on_time(for_all(MOST)).overall.value == pytest.approx(5 / 8)


def test_the_statistic_calls_fourteen_minutes_on_time_and_fifteen_late():
    assert [part.value for part in SMALL.on_time(NONE, OFFICIAL).by_part] == pytest.approx([2 / 3, 1, 0])
    assert SMALL.on_time((0, 0, 1), OFFICIAL).by_part[2].value == pytest.approx(1 / 3)


def test_each_time_of_day_has_its_own_pad():
    assert [part.value for part in SMALL.on_time((0, 1, 15)).by_part] == pytest.approx([2 / 3, 1 / 2, 1 / 3])


def test_how_early_the_promise_makes_them():
    early = SMALL.early(NONE)  # of six that arrive, one is 20 minutes early
    assert (early.share, early.minutes) == pytest.approx((1 / 6, 20 / 6))
    later = SMALL.early(for_all(15))  # before the promise by 35, 15, 14, 1 and 0
    assert (later.share, later.minutes) == pytest.approx((2 / 6, 65 / 6))


def test_half_a_minute_is_a_minute_for_half_of_them():
    for pads in ((0.5, 0, 0), (14.25, 0.5, 15)):
        low, high = (tuple(f(pad) for pad in pads) for f in (np.floor, np.ceil))
        for part, pad in enumerate(pads):
            share = pad - low[part]
            ends = [SMALL.on_time(each).by_part[part].value for each in (low, high)]
            assert SMALL.on_time(pads).by_part[part].value == pytest.approx((1 - share) * ends[0] + share * ends[1])
    halfway = SMALL.early(for_all(14.5))
    assert halfway.minutes == pytest.approx((SMALL.early(for_all(14)).minutes + SMALL.early(for_all(15)).minutes) / 2)


def test_added_hours_are_flights_times_minutes():
    assert SMALL.aircraft_hours((10, 20, 30)) == pytest.approx((30 + 40 + 90) / 60)
    assert SMALL.mean_pad((10, 20, 30)) == pytest.approx(160 / 8)


def test_normal_days_are_those_with_under_a_tenth_cancelled():
    assert SMALL.days(normal_only=True) == 1  # on the second day one of four is
    assert SMALL.flights(normal_only=True).tolist() == [2, 2, 0]
    assert np.isnan(SMALL.on_time(NONE, normal_only=True).by_part[2].value)


def test_a_pad_outside_its_range_is_refused():
    with pytest.raises(ValueError, match=f"0 to {MOST} minutes, not {MOST + 1}"):
        SMALL.on_time((0, 0, MOST + 1))


# --- The year -------------------------------------------------------------------------------------------


def test_the_counts_are_those_of_the_flights(flights, year):
    for pad, late_by in ((0, PUBLISHED), (0, OFFICIAL), (15, PUBLISHED), (37, OFFICIAL), (MOST, OFFICIAL)):
        on_time = flights["arr_delay"] <= pad + late_by
        assert year.on_time(for_all(pad), late_by).overall.value == pytest.approx(on_time.mean())
        evening = flights["sched_dep"] >= 1700
        assert year.on_time(for_all(pad), late_by).by_part[2].value == pytest.approx(on_time[evening].mean())


def test_how_early_is_that_of_the_flights(flights, year):
    before = (20 - flights["arr_delay"]).dropna()
    found = year.early(for_all(20))
    assert found.share == pytest.approx((before >= 15).mean())
    assert found.minutes == pytest.approx(before.clip(lower=0).mean())


def test_what_fifteen_minutes_do(year):
    """The figures the lesson is built on, to a tenth of a point."""

    def overall(pad, late_by):
        return round(100 * year.on_time(for_all(pad), late_by).overall.value, 1)

    assert [overall(pad, PUBLISHED) for pad in (0, 15, 30, 60)] == [57.7, 74.1, 81.9, 88.9]
    assert [overall(pad, OFFICIAL) for pad in (0, 15)] == [73.4, 81.5]


def test_the_promise_has_minutes_in_it_already(flights):
    departs, arrives = today(flights)
    assert departs == pytest.approx(12.64, abs=0.01)
    assert arrives == pytest.approx(6.90, abs=0.01)


def test_by_time_of_day_hardly_helps_the_total(year):
    """By the published minute one pad for all is the best of all; by the statistic the best is 0.2 points better."""
    assert year.highest_share(15) == for_all(15)
    best = year.highest_share(15, OFFICIAL)
    assert best == (9, 14, 24)
    gain = year.gain(best, for_all(15), OFFICIAL)
    assert 0 < gain.low < gain.value < gain.high < 0.003
    assert year.mean_pad(best) <= 15


def test_but_it_decides_who_can_rely_on_it(year):
    """The gap between morning and evening all but closes, for under two points of the total."""
    level = year.highest_lowest(15)
    assert year.mean_pad(level) <= 15
    alike, apart = year.on_time(for_all(15)), year.on_time(level)
    assert alike.gap.low > 0.17
    assert abs(apart.gap.value) < 0.01
    loss = year.gain(level, for_all(15))
    assert -0.02 < loss.low < loss.high < -0.015


def test_the_middle_day_has_as_many_evenings_before_it_as_after(flights, year):
    found = year.middle_day(2)
    evening = flights[flights["sched_dep"] >= 1700]
    shares = (evening["arr_delay"] <= 0).groupby([evening["month"], evening["day"]]).mean()
    mine = found.on_time[2] / found.flights[2]
    assert shares[found.month, found.day] == pytest.approx(mine)
    assert (shares < mine - 1e-9).sum() <= 182 and (shares > mine + 1e-9).sum() <= 182
    assert found.flights[2] == ((evening["month"] == found.month) & (evening["day"] == found.day)).sum()


@pytest.mark.parametrize("late_by", [PUBLISHED, OFFICIAL])
@pytest.mark.parametrize("total", [0, 1, 7.5, 15, 30])
def test_no_other_pads_of_the_same_total_are_better(year, total, late_by):
    flights, shares = year.flights(), year.shares(late_by)
    best, level = year.highest_share(total, late_by), year.highest_lowest(total, late_by)
    overall = year.on_time(best, late_by).overall.value
    lowest = min(part.value for part in year.on_time(level, late_by).by_part)
    generator = np.random.default_rng(5)
    for _ in range(400):
        minutes = generator.dirichlet((1, 1, 1)) * total * flights.sum() / flights
        pads = tuple(int(min(minute, MOST)) for minute in minutes)
        found = [shares[part, pad] for part, pad in enumerate(pads)]
        assert flights @ np.array(found) / flights.sum() <= overall + 1e-12
        assert min(found) <= lowest + 1e-12


def test_each_daypart_has_its_shares(year):
    assert len(DAYPARTS) == len(year.shares())


def test_the_interval_holds_the_value_and_days_count_as_wholes(year):
    overall = year.on_time(for_all(15)).overall
    assert overall.low < overall.value < overall.high
    alone = 1.96 * (overall.value * (1 - overall.value) / year.flights().sum()) ** 0.5
    assert overall.high - overall.low > 5 * 2 * alone  # single flights would pretend to far more
