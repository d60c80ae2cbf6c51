"""How many stranded nights a seat from another carrier or airport could spare (lesson 08).

First everybody is rebooked as today: on their carrier and its partners, from the same airport. Of those who find no
seat before 03:00, a share, the **take-up**, then looks for any seat to the same destination that is still free, on any
carrier, from any of the three airports; each queue first come, first served (models/stranding.py). So nobody is
counted who would have got away without it, and one seat is never given twice.

The fewer look, the more of them find a seat: take-up and finding a seat are not two independent factors. Nor are being
stranded and finding a seat: the fuller the planes, the more are stranded, and the fewer find one.
"""

from __future__ import annotations

from functools import cached_property, lru_cache

import numpy as np

from ops2pm.models.stranding import Timetable, queues

SOLD = 85
"""Assumed in lesson 08: per cent of seats sold on every flight."""
ASKED = 10
"""A guess of lesson 08: per cent of the stranded who take a seat elsewhere when it is offered."""
TAKE_UPS = np.array([0, 0.02, 0.05, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1])
LOADS = np.linspace(0.7, 0.95, 11)
"""Where `Grid` counts; between them it draws straight lines."""


class Opportunity:
    """The year's travellers of cancelled flights, rebooked as today and then with the option.

    All results are travellers a year, of the flights in the timetable; `load` is the share of seats sold on every
    flight, above 0 and at most 1, `take_up` the share of those left who look for another seat, 0 to 1. Counting
    who is stranded or moved raises ValueError otherwise, and a timetable in which nothing is cancelled does.
    """

    def __init__(self, times: Timetable) -> None:
        if not times.cancelled.any():
            raise ValueError("None of these flights is cancelled, so nobody can be helped. Keep the cancelled ones.")
        self._times = times
        self._today, self._any = queues(times, "family"), queues(times, "any airport")
        self._first = lru_cache(maxsize=64)(self._as_today)

    def cancelled(self, load: float) -> float:
        """Travellers on cancelled flights."""
        return load * float(self._times.seats[self._times.cancelled].sum())

    @property
    def seats_a_flight(self) -> float:
        """Seats of a plane, on average over all flights, cancelled or not."""
        return float(self._times.seats.mean())

    def stranded(self, load: float) -> float:
        """Travellers for whom today's rebooking finds no seat before 03:00."""
        return float(self._first(load)[0].sum())

    def plane_leaves(self, load: float) -> float:
        """Of the stranded, those to whose destination any later plane leaves, full or not."""
        return float((self._first(load)[0] * self._left_behind).sum())

    def moved(self, load: float, take_up: float) -> float:
        """Of the stranded, those who look for another seat and find one: nights spared."""
        if not 0 <= take_up <= 1:
            raise ValueError(f"The take-up is a share from 0 to 1; {take_up} is not.")
        left, free = self._first(load)
        return float(self._any.boarding(take_up * left, free).sum())

    def _as_today(self, load: float) -> tuple[np.ndarray, np.ndarray]:
        """After today's rebooking: travellers left and seats left, one entry a flight of the timetable."""
        times = self._times
        left = np.zeros(len(times.seats))
        left[times.cancelled] = self._today.stranded_share(load) * load * times.seats[times.cancelled]
        room = np.where(times.cancelled, 0.0, (1.0 - load) * times.seats)
        taken = self._today.boarding(np.where(times.cancelled, load * times.seats, 0.0), room)
        return left, room - taken

    @cached_property
    def _left_behind(self) -> np.ndarray:
        """1 for a cancelled flight after which some plane leaves to the same place, else 0; one entry a flight."""
        leaves = np.zeros(len(self._times.seats))
        leaves[self._times.cancelled] = 1.0 - self._any.stranded_share(None)
        return leaves


class Grid:
    """`Opportunity` counted once at LOADS and TAKE_UPS and read off in between (piecewise linear), fast enough to roll.

    load, take_up: arrays of one shape, inside the grid; values outside are taken at its edge
    """

    def __init__(self, opportunity: Opportunity) -> None:
        self._seats = opportunity.cancelled(1.0)
        self.seats_a_flight = opportunity.seats_a_flight
        self._stranded = np.array([opportunity.stranded(load) for load in LOADS])
        self._leaves = np.array([opportunity.plane_leaves(load) for load in LOADS])
        self._moved = np.array([[opportunity.moved(load, share) for share in TAKE_UPS] for load in LOADS])

    def cancelled(self, load: np.ndarray) -> np.ndarray:
        """Travellers a year, as `Opportunity.cancelled`."""
        return self._seats * load

    def stranded(self, load: np.ndarray) -> np.ndarray:
        """Travellers a year, as `Opportunity.stranded`."""
        return np.interp(load, LOADS, self._stranded)

    def plane_leaves(self, load: np.ndarray) -> np.ndarray:
        """Travellers a year, as `Opportunity.plane_leaves`."""
        return np.interp(load, LOADS, self._leaves)

    def moved(self, load: np.ndarray, take_up: np.ndarray) -> np.ndarray:
        """Travellers a year, as `Opportunity.moved`."""
        row, down = _place(LOADS, np.asarray(load, dtype=float))
        column, right = _place(TAKE_UPS, np.asarray(take_up, dtype=float))
        upper = self._moved[row, column] * (1 - right) + self._moved[row, column + 1] * right
        lower = self._moved[row + 1, column] * (1 - right) + self._moved[row + 1, column + 1] * right
        return upper * (1 - down) + lower * down


def _place(at: np.ndarray, value: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The interval of `at` in which each value lies, and how far along it (0 to 1)."""
    inside = np.clip(value, at[0], at[-1])
    left = np.clip(np.searchsorted(at, inside, side="right") - 1, 0, len(at) - 2)
    return left, (inside - at[left]) / (at[left + 1] - at[left])
