"""Who is left behind overnight when a flight is cancelled (lesson 04, finding A).

A cancelled flight's travellers are **stranded** when no later flight to the same destination leaves
before 03:00 that night with room for them. Only non-stop flights in the table count. Which of them
count is the *rebooking rule*; whether they have room is the *load factor*. Both are assumptions, so
both are arguments.

Everything here is arrays and frames in, values out. Times are minutes since 1 January 2013, 00:00,
local. A *service day* runs from 03:00 to 03:00.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from ops2pm.models.resample import Estimate, day_weights, rate, ratio

MINUTES_A_DAY = 1440
SERVICE_DAY_STARTS = 180  # 03:00: the night's last departures belong to the day before
DUST = 1e-7  # travellers: less than that is what sums of floats leave behind
BAD_DAY = 0.10  # a day on which at least this share of flights is cancelled is not a normal day
DAYS = 365

RULES: dict[str, tuple[str, ...]] = {
    "own": ("carrier", "origin", "dest"),
    "family": ("family", "origin", "dest"),
    "any carrier": ("origin", "dest"),
    "any airport": ("dest",),
}
"""Rebooking rule -> what a later departure must share with the cancelled one."""


@dataclass(frozen=True)
class Timetable:
    """A year of flights, in the form the stranding functions need. All arrays have one entry a flight.

    flights: the frame itself, with the columns `family` and `route` added
    cancelled: bool
    scheduled: scheduled departure, minutes since 1 January
    departed: actual departure, minutes since 1 January (NaN where cancelled)
    day: day of the year of the scheduled departure, 0 to 364
    hour: scheduled departure hour, 0 to 23
    seats: seats of the plane; where no plane is on record, the carrier's assumed number
    flights_a_day: scheduled flights a day on the route (carrier family, airport, destination)
    normal: True on days with under 10 % of flights cancelled
    """

    flights: pd.DataFrame
    cancelled: np.ndarray
    scheduled: np.ndarray
    departed: np.ndarray
    day: np.ndarray
    hour: np.ndarray
    seats: np.ndarray
    flights_a_day: np.ndarray
    normal: np.ndarray

    def group(self, from_hour: float, at_most: float = np.inf) -> np.ndarray:
        """Bool, one a flight: due to leave at `from_hour` or later, on a route with at most so many flights a day."""
        return (self.hour >= from_hour) & (self.flights_a_day <= at_most)


def _labels(frame: pd.DataFrame, columns: tuple[str, ...]) -> np.ndarray:
    """Integer label of each row's combination of `columns` (int64, not necessarily consecutive)."""
    label = np.zeros(len(frame), dtype=np.int64)
    for column in columns:
        codes, values = pd.factorize(frame[column])
        label = label * len(values) + codes
    return label


def carrier_family(flights: pd.DataFrame, seats: pd.DataFrame) -> pd.Series:
    """The airline whose timetable each flight belongs to: regional carriers fly for a larger one.

    `seats` has the columns carrier, family and family_at_EWR (the course's assumption, see its card).
    """
    by_carrier = seats.set_index("carrier")
    carrier = flights["carrier"].astype(str)
    family = carrier.map(by_carrier["family"].astype(str))
    at_newark = carrier.map(by_carrier["family_at_EWR"].astype(str))
    return family.where(flights["origin"].astype(str) != "EWR", at_newark)


def timetable(flights: pd.DataFrame, seats: pd.DataFrame) -> Timetable:
    """Prepare a year of flights (columns as in data/cards/flights.md) and the seats table."""
    unknown = sorted(set(flights["carrier"].unique()) - set(seats["carrier"]))
    if unknown:
        raise ValueError(f"The seats table has no carrier {', '.join(unknown)}: add it, or leave its flights out.")
    frame = flights.assign(family=carrier_family(flights, seats).astype("category"))
    day = _day_of_year(frame)
    sched = frame["sched_dep"].to_numpy(dtype=np.int64)
    scheduled = day * MINUTES_A_DAY + sched // 100 * 60 + sched % 100
    delay = frame["dep_delay"].to_numpy(dtype=float)
    cancelled = np.isnan(delay)
    route = _labels(frame, RULES["family"])
    _, inverse, count = np.unique(route, return_inverse=True, return_counts=True)
    cancelled_by_day = np.bincount(day, cancelled, DAYS)
    flown_by_day = np.bincount(day, minlength=DAYS)
    share = np.divide(cancelled_by_day, flown_by_day, out=np.zeros(DAYS), where=flown_by_day > 0)
    assumed = frame["carrier"].astype(str).map(seats.set_index("carrier")["seats"]).to_numpy(dtype=float)
    known = frame["seats"].to_numpy(dtype=float)
    return Timetable(
        flights=frame,
        cancelled=cancelled,
        scheduled=scheduled,
        departed=scheduled + delay,
        day=day,
        hour=sched // 100,
        seats=np.where(np.isnan(known), assumed, known),
        flights_a_day=(count / DAYS)[inverse],
        normal=(share < BAD_DAY)[day],
    )


def _day_of_year(flights: pd.DataFrame) -> np.ndarray:
    """Day of 2013, 0 to 364."""
    before_month = np.cumsum([0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30])
    month = flights["month"].to_numpy(dtype=np.int64)
    return before_month[month - 1] + flights["day"].to_numpy(dtype=np.int64) - 1


@dataclass(frozen=True)
class Queues:
    """Cancelled and operated flights of one rebooking rule, in the order in which travellers queue.

    A queue is one group of interchangeable flights on one service day; queues without a cancelled
    flight are left out. Arrays have one entry a flight kept; `queue` numbers the queues 0, 1, 2 ...

    last: where each queue ends
    flight: the flight's place in the timetable
    """

    queue: np.ndarray
    last: np.ndarray
    cancelled: np.ndarray
    seats: np.ndarray
    flight: np.ndarray

    def stranded_share(self, load_factor: float | None = None, held: float = 0.0) -> np.ndarray:
        """Share (0 to 1) of each cancelled flight's travellers who are stranded, one entry a cancelled flight.

        load_factor: share of seats sold on every flight, above 0 and at most 1. None means that later
            departures have room for everybody, so that each entry is 0 or 1.
        held: share of seats on every flight that are taken out of sale for those who are stranded, from 0 to
            load_factor. As many travellers as before sit on the cancelled flights: only the room grows.

        With seats limited, the travellers of cancelled flights queue in order of scheduled departure
        and later departures take them while there is room, first come, first served. Those waiting at
        03:00 are stranded. They don't stand in the next day's queue: in this respect it is a lower bound.

        With arrivals a and free seats c in time order, the queue after step n is S_n - min(0, S_1 .. S_n),
        where S sums a - c (Lindley's recursion); all queues run at once, and only their ends are needed.
        """
        if load_factor is not None and not 0 < load_factor <= 1:
            raise ValueError(f"The load factor is a share above 0 and at most 1; {load_factor} is not.")
        if not 0 <= held <= (load_factor or 0):
            raise ValueError(f"The share of seats held is from 0 to the load factor; {held} is not.")
        if not len(self.queue):
            return np.empty(0)
        if load_factor is None:
            # One traveller a flight; one departure takes the whole queue.
            flights = self.cancelled.astype(float)
            joined, joining = _cumsum_by(self.queue, flights), flights[self.cancelled]
            balance = joined - _cumsum_by(self.queue, len(flights) * (1.0 - flights))
        else:
            cancelled, departing = self._seats_so_far
            joined, joining = load_factor * cancelled, load_factor * self.seats[self.cancelled]
            balance = joined - (1.0 - load_factor + held) * departing
        lowest = np.minimum.reduceat(balance, np.r_[0, self.last[:-1] + 1])
        waiting = balance[self.last] - np.minimum(lowest, 0.0)
        served = (joined[self.last] - waiting)[self.queue[self.cancelled]]
        left = np.clip(joined[self.cancelled] - served, 0.0, joining)
        return (left / joining)[self._file_order]

    def boarding(self, arrivals: np.ndarray, room: np.ndarray) -> np.ndarray:
        """Travellers who find a seat on each flight of the timetable.

        arrivals, room: one entry a flight of the timetable: travellers of a cancelled flight who look for another
            (entries of operated flights are ignored), and seats free on an operated one (those of cancelled are)

        The queue after step n is S_n - min(0, S_1 .. S_n), as in `stranded_share`; who has left it has boarded.
        """
        boards = np.zeros(len(arrivals))
        if not len(self.queue):
            return boards
        joining = np.where(self.cancelled, arrivals[self.flight], 0.0)
        balance = _cumsum_by(self.queue, joining - np.where(self.cancelled, 0.0, room[self.flight]))
        # Each queue lies lower than all before it, so that one running minimum serves them all.
        step = self.queue * (1.0 + np.ptp(balance))
        waiting = balance - np.minimum(np.minimum.accumulate(balance - step) + step, 0.0)
        before = np.r_[0.0, waiting[:-1]]
        before[np.r_[0, self.last[:-1] + 1]] = 0.0
        leaving = before - waiting
        boards[self.flight] = np.where(self.cancelled | (leaving < DUST), 0.0, leaving)
        return boards

    @cached_property
    def _file_order(self) -> np.ndarray:
        """Sorts the cancelled flights back into the order of the timetable."""
        return np.argsort(self.flight[self.cancelled])

    @cached_property
    def _seats_so_far(self) -> tuple[np.ndarray, np.ndarray]:
        """Seats of the cancelled flights and of the departures of each queue, summed up to each flight."""
        return (
            _cumsum_by(self.queue, np.where(self.cancelled, self.seats, 0.0)),
            _cumsum_by(self.queue, np.where(self.cancelled, 0.0, self.seats)),
        )


def queues(times: Timetable, rule: str | tuple[str, ...], notice: float = 0.0) -> Queues:
    """Sort a year of flights into the queues of one rebooking rule.

    rule: a key of RULES, or the columns that a later departure must share with the cancelled one
    notice: minutes before the scheduled departure from which travellers of a cancelled flight can take another one;
        never before the service day begins
    """
    if isinstance(rule, str):
        if rule not in RULES:
            raise ValueError(f"Unknown rebooking rule {rule!r}: choose one of {', '.join(RULES)}.")
        rule = RULES[rule]
    group = _labels(times.flights, rule)
    moment = np.where(times.cancelled, times.scheduled, times.departed)
    service_day = ((moment - SERVICE_DAY_STARTS) // MINUTES_A_DAY).astype(np.int64)
    if notice:
        begins = service_day * MINUTES_A_DAY + SERVICE_DAY_STARTS
        moment = np.where(times.cancelled, np.maximum(moment - notice, begins), moment)
    # Flights before 03:00 on 1 January belong to day -1, those that leave on 1 or 2 January 2014 to days 365 and 366.
    label = group * (DAYS + 3) + service_day + 1
    kept = np.flatnonzero(np.isin(label, label[times.cancelled]))
    # A departure at the very minute of a cancelled one is too early for its travellers: it goes first.
    order = kept[np.lexsort((times.cancelled[kept], moment[kept], label[kept]))]
    first = np.ones(min(len(order), 1), dtype=bool)  # empty where nothing was cancelled
    changes = np.diff(label[order]) != 0
    starts, ends = np.r_[first, changes], np.r_[changes, first]
    return Queues(
        queue=np.cumsum(starts) - 1,
        last=np.flatnonzero(ends),
        cancelled=times.cancelled[order],
        seats=times.seats[order],
        flight=order,
    )


def _cumsum_by(part: np.ndarray, values: np.ndarray) -> np.ndarray:
    """Cumulative sum that starts again at each part (part: 0, 0, 1, 1, 1, 2 ...)."""
    total = np.cumsum(values)
    before = np.r_[0.0, total][np.searchsorted(part, np.arange(part[-1] + 1))] if len(part) else total
    return total - before[part]


@dataclass(frozen=True)
class Contrast:
    """A chosen group of flights against everyone else. Rates are shares of flights, 0 to 1.

    Pairs are (chosen, everyone else). A pair's rate is NaN where the group has no flights.
    """

    flights: tuple[int, int]
    cancelled: tuple[Estimate, Estimate]
    stranded: tuple[Estimate, Estimate]
    cancelled_ratio: Estimate
    stranded_ratio: Estimate
    stranded_flights: tuple[float, float]

    @property
    def share_of_flights(self) -> float:
        """Chosen flights as a share of all (NaN where there are none)."""
        total = sum(self.flights)
        return self.flights[0] / total if total else float("nan")

    @property
    def lost(self) -> tuple[float, float]:
        """Stranded flights as a share of the cancelled ones, for the group and for everyone else."""
        pairs = zip(self.stranded, self.cancelled, strict=True)
        return tuple(s.value / c.value if c.value else float("nan") for s, c in pairs)  # type: ignore[return-value]

    @property
    def share_of_stranded(self) -> float:
        """The chosen flights' share of all who are stranded (NaN where nobody is)."""
        total = sum(self.stranded_flights)
        return self.stranded_flights[0] / total if total else float("nan")


class DayCounts:
    """A year counted by day, so that any group of flights can be set against everyone else at once.

    draws, seed: of the resampled years behind the 95 % intervals (resample.py)
    """

    def __init__(self, times: Timetable, draws: int = 400, seed: int = 2013) -> None:
        self._times = times
        self._flights = np.bincount(times.day, minlength=DAYS)
        self._cancelled_day = times.day[times.cancelled]
        normal_day = np.zeros(DAYS, dtype=bool)
        normal_day[times.day[times.normal]] = True
        self._days = {False: np.ones(DAYS, dtype=bool), True: normal_day}
        # As floats: numpy multiplies matrices of whole numbers without BLAS, several times slower.
        self._weights = {
            normal: day_weights(int(days.sum()), draws, seed).astype(float) for normal, days in self._days.items()
        }

    def contrast(self, stranded_share: np.ndarray, chosen: np.ndarray, normal_only: bool = False) -> Contrast:
        """The chosen flights against all others.

        stranded_share: one entry a cancelled flight, from Queues.stranded_share
        chosen: bool, one entry a flight
        Raises ValueError where one of them has the wrong length.
        """
        if np.shape(stranded_share) != self._cancelled_day.shape:
            raise ValueError(
                f"The stranded share needs one entry for each of the {len(self._cancelled_day)} cancelled flights; "
                f"its shape is {np.shape(stranded_share)}."
            )
        if np.shape(chosen) != self._times.day.shape:
            raise ValueError(
                f"The group needs one entry for each of the {len(self._times.day)} flights; its shape is "
                f"{np.shape(chosen)}."
            )
        days, weights = self._days[normal_only], self._weights[normal_only]
        mine = np.bincount(self._times.day[chosen], minlength=DAYS)
        flights = np.array([mine, self._flights - mine])
        picked = chosen[self._times.cancelled]
        sides = (picked, ~picked)
        cancelled = np.array([np.bincount(self._cancelled_day, side, DAYS) for side in sides])
        stranded = np.array([np.bincount(self._cancelled_day, side * stranded_share, DAYS) for side in sides])
        flights, cancelled, stranded = flights[:, days], cancelled[:, days], stranded[:, days]
        return Contrast(
            flights=(int(flights[0].sum()), int(flights[1].sum())),
            cancelled=(rate(cancelled[0], flights[0], weights), rate(cancelled[1], flights[1], weights)),
            stranded=(rate(stranded[0], flights[0], weights), rate(stranded[1], flights[1], weights)),
            cancelled_ratio=ratio(cancelled, flights, weights),
            stranded_ratio=ratio(stranded, flights, weights),
            stranded_flights=(float(stranded[0].sum()), float(stranded[1].sum())),
        )
