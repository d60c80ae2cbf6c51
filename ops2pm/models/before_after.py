"""An honest before and after: what is left of a change once everyone else's change is taken off (lesson 02, finding D).

A flight is **late or lost** when it arrived at least `late_by` minutes late, or never: cancelled or diverted. Fifteen
minutes is the US Department of Transportation's own line.

The **difference in differences** is a carrier's change in that share minus the change of the carriers it is compared
with, in percentage points, over the same months (Angrist & Pischke, Mostly Harmless Econometrics, 2009, ch. 5). It is
the carrier's own doing only if both would otherwise have moved by the same number of points: *parallel trends*. No
number here proves that; `Shares.placebos` shows how far the two part when nobody claims anything.

Frames of flights have the columns of data/cards/flights.md. Months are 1 to 12.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, NamedTuple

import numpy as np
import pandas as pd

from ops2pm.models.resample import Estimate, day_weights, interval, over
from ops2pm.models.ruined import is_ruined

LATE_BY = 15.0
"""Minutes late on arrival from which a flight counts as late."""
MONTHS = 12

Peers = Literal["all", "airport"]
"""What is compared: all flights with those of all other carriers, or, on *both* sides, only the flights from the
airport the carrier uses most. With one side at all airports, the difference would hold the airports' own seasons."""


class Window(NamedTuple):
    """Months `first` to `last`, both included."""

    first: int
    last: int


@dataclass(frozen=True)
class Change:
    """A share (0 to 1) before and after. NaN where a window has no flights; `relative` also where it began at 0."""

    before: float
    after: float
    points: Estimate
    """after - before, in shares: 0.01 is one percentage point"""
    relative: Estimate
    """after / before - 1"""
    flights: tuple[int, int]

    @property
    def fall_points(self) -> Estimate:
        """How many percentage points it fell by; below 0 where it rose."""
        return _as_fall(self.points)

    @property
    def fall_percent(self) -> Estimate:
        """By what per cent of the share before it fell; below 0 where it rose."""
        return _as_fall(self.relative)


@dataclass(frozen=True)
class BeforeAfter:
    """A carrier's change, that of its peers, and what is left.

    difference: the difference in differences, in shares, with its 95 % interval
    expected: the carrier's share after, had it moved by as many points as its peers
    expected_by_ratio: the same, had it moved by as many per cent as its peers
    """

    own: Change
    peers: Change
    difference: Estimate
    expected: float
    expected_by_ratio: float

    @property
    def left_points(self) -> Estimate:
        """How many percentage points of the carrier's fall are left; below 0 where it did worse than its peers."""
        return _as_fall(self.difference)

    @property
    def lost_points(self) -> Estimate:
        """How many percentage points it ended above where its peers' change would have put it."""
        return self.difference.scaled(100)


@dataclass(frozen=True)
class Placebos:
    """The same comparison for every pair of windows of one length.

    first: shape (pairs, 2), the first months of the two windows; difference: shape (pairs,), in shares
    """

    first: np.ndarray
    difference: np.ndarray

    @property
    def pairs(self) -> int:
        """How many pairs there are."""
        return len(self.difference)

    @property
    def largest_drop(self) -> float:
        """The largest fall that any pair gives, in percentage points."""
        return float(-100 * self.difference.min())

    def at_least(self, value: float) -> int:
        """How many pairs have a difference of the same sign and at least this size; 0 for NaN."""
        sign = np.sign(value)
        # The pair that was asked about is one of them: it must not fall out by the last digit.
        return int((sign * self.difference >= abs(value) - 1e-12).sum()) if np.isfinite(value) else 0


class Monthly(NamedTuple):
    """Late or lost flights and flights, month by month: shapes (12,), and (draws, 12) resampled."""

    lost: np.ndarray
    flights: np.ndarray
    drawn_lost: np.ndarray
    drawn_flights: np.ndarray

    @property
    def share(self) -> np.ndarray:
        """Share late or lost each month, 0 to 1; NaN where there were no flights."""
        return over(self.lost, self.flights)

    def over(self, window: Window) -> tuple[float, float, np.ndarray, np.ndarray]:
        """The four, summed over a window."""
        months = slice(window.first - 1, window.last)
        lost, flights = self.lost[months].sum(), self.flights[months].sum()
        return lost, flights, self.drawn_lost[:, months].sum(axis=1), self.drawn_flights[:, months].sum(axis=1)


class Shares:
    """The year's flights counted once, by carrier, airport and month, so that a comparison takes a millisecond.

    Intervals come from resampling days (resample.py), each month's days within that month, because the windows are
    months; the same days are drawn for every carrier: one storm hits them all.
    """

    def __init__(self, flights: pd.DataFrame, late_by: float = LATE_BY, draws: int = 500, seed: int = 2013) -> None:
        date = pd.to_datetime({"year": 2013, "month": flights["month"], "day": flights["day"]})
        dates, day = np.unique(date.to_numpy(), return_inverse=True)
        carrier, carriers = pd.factorize(flights["carrier"].astype(str), sort=True)
        origin, self.airports = pd.factorize(flights["origin"].astype(str), sort=True)
        self.carriers: tuple[str, ...] = tuple(carriers)
        shape = (len(carriers), len(self.airports), len(dates))
        cell = np.ravel_multi_index((carrier, origin, day), shape)
        lost = is_ruined(flights, late_by).to_numpy()
        counts = [np.bincount(cell[which], minlength=np.prod(shape)).reshape(shape) for which in (lost, slice(None))]
        self._lost, self._flights = (self._monthly(each, dates, draws, seed) for each in counts)

    @staticmethod
    def _monthly(counts: np.ndarray, dates: np.ndarray, draws: int, seed: int) -> np.ndarray:
        """Counts by day, shape (carriers, airports, days), as (carriers, airports, 1 + draws, 12): true, then drawn."""
        month = pd.DatetimeIndex(dates).month
        found = np.zeros((*counts.shape[:2], 1 + draws, MONTHS))
        for number in range(1, MONTHS + 1):
            own = counts[..., month == number]
            weights = day_weights(own.shape[-1], draws, seed + number)
            found[..., 0, number - 1] = own.sum(axis=-1)
            found[..., 1:, number - 1] = own @ weights.T
        return found

    def main_airport(self, carrier: str) -> str:
        """The airport from which the carrier flew most."""
        return str(self.airports[self._flights[self._index(carrier), :, 0].sum(axis=-1).argmax()])

    def of(self, carrier: str, peers: Peers = "all") -> Monthly:
        """A carrier's own months; with "airport", from its main airport only. ValueError for one without flights."""
        own = self._index(carrier)
        return self._where(self._lost[own], self._flights[own], carrier, peers)

    def peers(self, carrier: str, peers: Peers = "all") -> Monthly:
        """The months of those it is compared with. ValueError for a carrier without flights."""
        own = self._index(carrier)
        lost, flights = (each.sum(axis=0) - each[own] for each in (self._lost, self._flights))
        return self._where(lost, flights, carrier, peers)

    def _where(self, lost: np.ndarray, flights: np.ndarray, carrier: str, peers: Peers) -> Monthly:
        """Counts by airport, shape (airports, 1 + draws, 12), as months: summed, or of the carrier's main airport."""
        if peers == "airport":
            main = list(self.airports).index(self.main_airport(carrier))
            return _months(lost[main], flights[main])
        return _months(lost.sum(axis=0), flights.sum(axis=0))

    def gap(self, carrier: str, peers: Peers = "all") -> np.ndarray:
        """The carrier's share minus its peers', month by month, shape (12,), in percentage points; NaN without flights.

        Where the gap wanders, the two don't move in parallel.
        """
        return 100 * (self.of(carrier, peers).share - self.peers(carrier, peers).share)

    def compare(self, carrier: str, before: Window, after: Window, peers: Peers = "all") -> BeforeAfter:
        """The carrier's change, its peers', and the difference in differences.

        ValueError for a carrier without flights, for months outside 1 to 12, and unless `before` ends before
        `after` begins.
        """
        if not 1 <= before.first <= before.last < after.first <= after.last <= MONTHS:
            raise ValueError(f"Before is {tuple(before)}, after {tuple(after)}: both in 1 to 12, one after the other.")
        own, others = self.of(carrier, peers), self.peers(carrier, peers)
        drawn_own, drawn_peers = _drawn_points(own, before, after), _drawn_points(others, before, after)
        mine, theirs = _change(own, before, after, drawn_own), _change(others, before, after, drawn_peers)
        # The same days were drawn for both, so the difference is taken draw by draw.
        left = mine.points.value - theirs.points.value
        ratio = theirs.after / theirs.before if theirs.before else float("nan")
        return BeforeAfter(
            mine,
            theirs,
            interval(left, drawn_own - drawn_peers),
            mine.before + theirs.points.value,
            mine.before * ratio,
        )

    def placebos(self, carrier: str, length: int, peers: Peers = "all") -> Placebos:
        """The difference in differences of every pair of windows of `length` months that don't overlap.

        Pairs in which the carrier, or its peers, had no flights are left out.
        """
        own, others = self.of(carrier, peers), self.peers(carrier, peers)
        starts = np.arange(1, MONTHS - length + 2)
        gaps = np.array([_gap(own, others, Window(int(s), int(s) + length - 1)) for s in starts])
        pairs = np.array([(i, j) for i in range(len(starts)) for j in range(i + length, len(starts))], dtype=int)
        if not len(pairs):
            return Placebos(np.zeros((0, 2), dtype=int), np.zeros(0))
        difference = gaps[pairs[:, 1]] - gaps[pairs[:, 0]]
        known = np.isfinite(difference)
        return Placebos(starts[pairs[known]], difference[known])

    def _index(self, carrier: str) -> int:
        if carrier not in self.carriers:
            raise ValueError(f"There are no flights of carrier {carrier!r}: there are those of {self.carriers}.")
        return self.carriers.index(carrier)


def _as_fall(change: Estimate) -> Estimate:
    """A change of shares in percentage points, or of a ratio in per cent, with falls counted up from 0."""
    return Estimate(-100 * change.value, -100 * change.high, -100 * change.low)


def _months(lost: np.ndarray, flights: np.ndarray) -> Monthly:
    return Monthly(lost[0], flights[0], lost[1:], flights[1:])


def _drawn_points(months: Monthly, before: Window, after: Window) -> np.ndarray:
    """after - before in each resample."""
    (*_, lost_before, all_before), (*_, lost_after, all_after) = months.over(before), months.over(after)
    return over(lost_after, all_after) - over(lost_before, all_before)


def _change(months: Monthly, before: Window, after: Window, drawn_points: np.ndarray) -> Change:
    lost_before, all_before, drawn_lost, drawn_all = months.over(before)
    lost_after, all_after, *_ = months.over(after)
    first, second = (
        float(over(np.array(x), np.array(y))) for x, y in ((lost_before, all_before), (lost_after, all_after))
    )
    relative = second / first - 1 if first else float("nan")
    drawn_before = over(drawn_lost, drawn_all)
    return Change(
        first,
        second,
        interval(second - first, drawn_points),
        interval(relative, over(drawn_points, drawn_before)),
        (int(all_before), int(all_after)),
    )


def _gap(own: Monthly, others: Monthly, window: Window) -> float:
    (lost, flights, *_), (lost_others, flights_others, *_) = own.over(window), others.over(window)
    return lost / flights - lost_others / flights_others if flights and flights_others else float("nan")
