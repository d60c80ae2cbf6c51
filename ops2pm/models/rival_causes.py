"""Four rival causes of stranding, each switched off alone or with others (lesson 04, lab 2)."""

from __future__ import annotations

from collections.abc import Collection

import numpy as np

from ops2pm.models.resample import Estimate, day_weights, rate
from ops2pm.models.stranding import DAYS, Timetable, queues

CAUSES = ("bad days", "seats", "rebooking", "thin routes")
"""What can be switched off. Bad days (10 % or more cancelled) and thin routes are left out of the count, flights and
strandings both; seats and rebooking are counted again under a kinder rule (room for everybody; any carrier at any New
York airport). The first two compare different flights, the last two the same flights under another rule."""


class RivalCauses:
    """How many are stranded with some of the causes switched off."""

    def __init__(self, times: Timetable, draws: int = 400, seed: int = 2013) -> None:
        self._times = times
        self._own, self._any = queues(times, "own"), queues(times, "any airport")
        self._weights = day_weights(DAYS, draws, seed).astype(float)

    def stranded(self, off: Collection[str], load_factor: float, at_least: float) -> Estimate:
        """Stranded flights per flight (0 to 1) with the causes in `off` switched off, with a 95 % interval.

        load_factor: share of seats sold on every flight, for as long as "seats" is on
        at_least: flights a day from which on a route isn't thin
        """
        unknown = set(off) - set(CAUSES)
        if unknown:
            raise ValueError(f"Unknown cause {unknown.pop()!r}: choose from {', '.join(CAUSES)}.")
        times = self._times
        rebooked = self._any if "rebooking" in off else self._own
        share = rebooked.stranded_share(None if "seats" in off else load_factor)
        kept = np.ones(len(times.day), dtype=bool)
        if "bad days" in off:
            kept &= times.normal
        if "thin routes" in off:
            kept &= times.flights_a_day >= at_least
        cancelled = times.cancelled
        stranded = np.bincount(times.day[cancelled], share * kept[cancelled], DAYS)
        flights = np.bincount(times.day[kept], minlength=DAYS)
        return rate(stranded, flights, self._weights)
