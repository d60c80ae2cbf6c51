"""A promise with minutes added to it: who can rely on it then, what it costs, and how early it makes people.

The published arrival time is a promise. Moving it by so many minutes (the *pad*) changes no flight; it changes which
flights arrive by the promise. A flight that was cancelled or diverted arrives by no promise, so it counts as late.

Two clocks: by the published minute (`PUBLISHED`), and the official statistic of the US Department of Transportation,
which calls a flight on time when it arrives less than 15 minutes late (`OFFICIAL`). Delays in the data are whole
minutes, so that is at most 14.

What one pad for all or a pad by time of day is worth can be compared at an equal total of added minutes. Whether a
padded minute has to be paid for (crew, gate, an aircraft that could fly elsewhere) the data do not say: it is assumed
that each is held.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from ops2pm.models.resample import Estimate, day_weights, difference, rate
from ops2pm.models.stranding import BAD_DAY

DAYPARTS = ("before noon", "12 to 17", "from 17")
"""By scheduled departure: before 12:00, 12:00 to 16:59, 17:00 and later."""
STARTS = (0, 1200, 1700)  # HHMM

PUBLISHED, OFFICIAL = 0, 14
"""Minutes late up to which a flight counts as on time: at the published minute; less than 15 late."""

MOST = 90
"""The largest pad, in minutes."""
EARLIEST = -120  # minutes late; as early as the data allow
FAR_EARLY = 15
"""From so many minutes before the promise on, an arrival is called early."""

Pads = tuple[float, float, float]
"""Minutes added to the promise for each of DAYPARTS, each from 0 to MOST.

With 14.3, three flights in ten get 15 minutes and the rest 14: so two ways to pad can cost exactly the same.
"""


@dataclass(frozen=True)
class OnTime:
    """A promise: who can rely on it.

    overall, by_part: on time, as shares of all flights, 0 to 1; by_part in the order of DAYPARTS
    gap: first daypart's share minus the last one's
    """

    overall: Estimate
    by_part: tuple[Estimate, Estimate, Estimate]
    gap: Estimate


@dataclass(frozen=True)
class Early:
    """What the promise does to whoever is waiting at the other end, of the flights that arrive.

    share: arrive at least FAR_EARLY minutes before the promise, 0 to 1
    minutes: mean minutes before the promise, those after it counted as 0
    """

    share: float
    minutes: float


@dataclass(frozen=True)
class Day:
    """One day: month and day of the month; flights, and those on time, in the order of DAYPARTS."""

    month: int
    day: int
    flights: tuple[int, int, int]
    on_time: tuple[int, int, int]


class Promises:
    """A year of flights, ready to be judged by any promise.

    Fast because flights are counted once by daypart, day and minute late; a pad only moves where the count is cut.
    draws, seed: of the resampled years behind the 95 % intervals (resample.py)
    """

    def __init__(self, flights: pd.DataFrame, draws: int = 400, seed: int = 2013) -> None:
        month_and_day = flights["month"].to_numpy(np.int64) * 100 + flights["day"].to_numpy(np.int64)
        self._dates, day = np.unique(month_and_day, return_inverse=True)
        days = int(day.max()) + 1
        part = np.searchsorted(STARTS, flights["sched_dep"].to_numpy(np.int64), side="right") - 1
        delay = flights["arr_delay"].to_numpy(float)
        arrived = ~np.isnan(delay)
        self.minutes = np.arange(EARLIEST, MOST + OFFICIAL + 1)
        # Whatever is later than any promise counts in the flights, and nowhere else.
        counted = arrived & (delay <= self.minutes[-1])
        place = np.ravel_multi_index(
            (part[counted], day[counted], delay[counted].astype(np.int64) - EARLIEST),
            (len(DAYPARTS), days, len(self.minutes)),
        )
        shape = (len(DAYPARTS), days, len(self.minutes))
        self._at = np.bincount(place, minlength=int(np.prod(shape))).reshape(shape)
        self._by = self._at.cumsum(axis=2)
        self._flights = np.array([np.bincount(day[part == p], minlength=days) for p in range(len(DAYPARTS))])
        self._arrived = np.array(
            [np.bincount(day[arrived & (part == p)], minlength=days) for p in range(len(DAYPARTS))]
        )
        cancelled = np.bincount(day[flights["dep_delay"].isna().to_numpy()], minlength=days)
        normal = cancelled < BAD_DAY * self._flights.sum(axis=0)
        self._days = {False: np.ones(days, dtype=bool), True: normal}
        self._weights = {
            only: day_weights(int(kept.sum()), draws, seed).astype(float) for only, kept in self._days.items()
        }

    def flights(self, normal_only: bool = False) -> np.ndarray:
        """How many flights each daypart has, shape (3,); on normal days only, those with < 10 % cancelled."""
        return self._flights[:, self._days[normal_only]].sum(axis=1)

    def days(self, normal_only: bool = False) -> int:
        """How many days there are."""
        return int(self._days[normal_only].sum())

    def on_time(self, pads: Pads, late_by: int = PUBLISHED, normal_only: bool = False) -> OnTime:
        """Who can rely on the promise, with 95 % intervals. Raises ValueError for a pad outside 0 to MOST."""
        kept, weights = self._days[normal_only], self._weights[normal_only]
        events = self._kept(pads, late_by)[:, kept]
        chances = self._flights[:, kept]
        by_part = tuple(rate(events[p], chances[p], weights) for p in range(len(DAYPARTS)))
        return OnTime(
            overall=rate(events.sum(axis=0), chances.sum(axis=0), weights),
            by_part=by_part,  # type: ignore[arg-type]
            gap=difference(events[[0, -1]], chances[[0, -1]], weights),
        )

    def gain(self, pads: Pads, over: Pads, late_by: int = PUBLISHED, normal_only: bool = False) -> Estimate:
        """Overall on-time share with `pads` minus that with `over`, 0 to 1, on the same days."""
        kept, weights = self._days[normal_only], self._weights[normal_only]
        events = np.array([self._kept(each, late_by)[:, kept].sum(axis=0) for each in (pads, over)])
        flights = self._flights[:, kept].sum(axis=0)
        return difference(events, np.array([flights, flights]), weights)

    def shares(self, late_by: int = PUBLISHED, normal_only: bool = False) -> np.ndarray:
        """On-time share of each daypart for every pad from 0 to MOST: shape (3, MOST + 1), 0 to 1."""
        kept, first = self._days[normal_only], late_by - EARLIEST
        by = self._by[:, kept, first : first + MOST + 1].sum(axis=1)
        return by / self.flights(normal_only)[:, None]

    def early(self, pads: Pads, normal_only: bool = False) -> Early:
        """How early the promise makes those who arrive."""
        return self._early(pads, self._days[normal_only])

    def early_by_quarter(self, pads: Pads, normal_only: bool = False) -> tuple[Early, ...]:
        """The same for each quarter of the year that has days, in order: earliness has its seasons."""
        quarter = (self._dates // 100 - 1) // 3
        return tuple(self._early(pads, self._days[normal_only] & (quarter == each)) for each in np.unique(quarter))

    def _early(self, pads: Pads, kept: np.ndarray) -> Early:
        """kept: which days, shape (days,)."""
        counts = self._at[:, kept].sum(axis=1)
        far = minutes = 0.0
        for part, (low, high, share) in enumerate(map(_between, pads)):
            for pad, weight in ((low, 1 - share), (high, share)):
                before = pad - self.minutes
                far += weight * counts[part][before >= FAR_EARLY].sum()
                minutes += weight * (counts[part] * np.maximum(before, 0)).sum()
        arrived = self._arrived[:, kept].sum()
        return Early(share=float(far / arrived), minutes=float(minutes / arrived))

    def aircraft_hours(self, pads: Pads, normal_only: bool = False) -> float:
        """Hours added to the timetable in these days, if every padded minute is held."""
        return float(self.flights(normal_only) @ np.array(pads) / 60)

    def mean_pad(self, pads: Pads, normal_only: bool = False) -> float:
        """Minutes added, on the mean over all flights."""
        flights = self.flights(normal_only)
        return float(flights @ np.array(pads) / flights.sum())

    def middle_day(self, part: int, late_by: int = PUBLISHED) -> Day:
        """The day in the middle when all are put in order by the on-time share of one daypart, as published.

        Days on which that daypart has no flight are left out.
        """
        flights, on_time = self._flights, self._kept(for_all(0), late_by)
        there = np.flatnonzero(flights[part] > 0)
        order = there[np.argsort(on_time[part, there] / flights[part, there], kind="stable")]
        day = order[len(order) // 2]
        month, day_of_month = divmod(int(self._dates[day]), 100)
        return Day(
            month,
            day_of_month,
            tuple(int(count) for count in flights[:, day]),  # type: ignore[arg-type]
            tuple(int(count) for count in on_time[:, day]),  # type: ignore[arg-type]
        )

    def highest_share(self, total: float, late_by: int = PUBLISHED, normal_only: bool = False) -> Pads:
        """The pads with the highest overall on-time share that cost no more than a pad of `total` minutes for all.

        Whole minutes, all combinations tried; of equals, the one that costs least.
        """
        weight = self.flights(normal_only) / self.flights(normal_only).sum()
        return self._search(total, late_by, normal_only, lambda shares: np.tensordot(weight, shares, axes=1))

    def highest_lowest(self, total: float, late_by: int = PUBLISHED, normal_only: bool = False) -> Pads:
        """The pads under which the worst-served daypart is best served, at no more than the same total."""
        return self._search(total, late_by, normal_only, lambda shares: shares.min(axis=0))

    def _search(self, total: float, late_by: int, normal_only: bool, worth: Callable[[np.ndarray], np.ndarray]) -> Pads:
        flights = self.flights(normal_only)
        pads = np.stack(np.meshgrid(*[np.arange(MOST + 1)] * 3, indexing="ij")).reshape(3, -1)
        pads = pads[:, flights @ pads <= total * flights.sum() + 1e-6]
        shares = np.take_along_axis(self.shares(late_by, normal_only), pads, axis=1)
        found = worth(shares)
        best = np.flatnonzero(found >= found.max() - 1e-12)
        cheapest = best[(flights @ pads[:, best]).argmin()]
        return tuple(int(pad) for pad in pads[:, cheapest])  # type: ignore[return-value]

    def _kept(self, pads: Pads, late_by: int) -> np.ndarray:
        """Flights on time, shape (3, days)."""
        found = []
        for part, (low, high, share) in enumerate(map(_between, pads)):
            below, above = (self._by[part, :, pad + late_by - EARLIEST] for pad in (low, high))
            found.append((1 - share) * below + share * above)
        return np.array(found)


def _between(pad: float) -> tuple[int, int, float]:
    """The whole minutes around a pad, and the share of flights that get the larger one."""
    if not 0 <= pad <= MOST:
        raise ValueError(f"A pad goes from 0 to {MOST} minutes, not {pad:g}.")
    low = math.floor(pad)
    return low, math.ceil(pad), pad - low


def for_all(pad: float) -> Pads:
    """The same pad at every time of day."""
    return (pad, pad, pad)


def today(flights: pd.DataFrame) -> tuple[float, float]:
    """Mean minutes late at departure and at arrival, each of the flights that have one."""
    return float(flights["dep_delay"].mean()), float(flights["arr_delay"].mean())
