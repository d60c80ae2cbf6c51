"""Five options for the travellers of cancelled flights, counted in one unit: nights stranded, a quarter.

A *night* is one traveller of a cancelled flight for whom nothing leaves before 03:00 (models/stranding.py). As it is,
they are rebooked on their carrier and its partners, from the same airport, and know of the cancellation when the
flight should have left. The options:

notify   they know `notice` minutes earlier, and can take what leaves from then on
carrier  they are rebooked on any carrier, from the same airport
airport  they are rebooked from any of the three airports; on any carrier only together with `carrier`
hold     a share of seats on every flight is taken out of sale and kept for them
voucher  who is stranded gets a room without queueing; the night isn't spared, and counts as part of one

Options change each other's work, so a set of them is counted together, and not added up. A quarter is a quarter of
the year's total. Seats sold, seats of planes and partner carriers are assumptions (data/cards/seats.md).
"""

from __future__ import annotations

from collections.abc import Collection
from functools import lru_cache
from itertools import product

import numpy as np

from ops2pm.models.resample import Estimate, day_weights, interval
from ops2pm.models.rice import FACTORS, scores
from ops2pm.models.stranding import DAYS, RULES, Timetable, queues

OPTIONS = ("notify", "carrier", "airport", "hold", "voucher")
SPARING = OPTIONS[:-1]
"""Those that spare nights; the voucher eases what they leave."""
NAMES = {
    "notify": "Tell them early",
    "carrier": "Any carrier",
    "airport": "Any airport",
    "hold": "Hold seats",
    "voucher": "Hotel room",
}
"""Option -> its name in the course."""
GUESSES = {
    "notify": ((80_000, 110_000, 140_000), (0.5, 0.8, 1), (0.5, 0.8, 1), (4, 8, 14)),
    "carrier": ((120_000, 170_000, 200_000), (0.9, 1, 1), (0.3, 0.5, 0.8), (20, 30, 50)),
    "airport": ((60_000, 100_000, 140_000), (0.7, 0.9, 1), (0.5, 0.7, 0.9), (10, 16, 24)),
    "hold": ((50_000, 80_000, 110_000), (1, 1, 1), (0.5, 0.8, 1), (6, 10, 16)),
    "voucher": ((100_000, 130_000, 170_000), (0, 0.1, 0.3), (0.5, 0.8, 1), (6, 10, 16)),
}
"""Option -> (lowest, most likely, highest) of FACTORS: the course's own guesses. Nobody measured them."""
EFFORT = {option: float(row[FACTORS.index("effort")][1]) for option, row in GUESSES.items()}
"""Person-weeks, most likely: the course's guesses."""
CONFIDENCE = {option: float(row[FACTORS.index("confidence")][1]) for option, row in GUESSES.items()}
"""How likely each option works at all, 0 to 1, most likely: the course's guesses."""
NOTICE = 120.0  # minutes
HELD = 0.05
QUARTERS = 4
SAME_FAMILY_ANY_AIRPORT = ("family", "dest")
REBOOKING = {
    (False, False): RULES["family"],
    (True, False): RULES["any carrier"],
    (False, True): SAME_FAMILY_ANY_AIRPORT,
    (True, True): RULES["any airport"],
}
"""(carrier, airport) -> what a later departure must share with the cancelled one."""


def guessed_score(option: str) -> float:
    """RICE at the likeliest of the course's guesses, reach guessed too: nights a quarter for each person-week."""
    return float(scores(np.array([base for _, base, _ in GUESSES[option]])))


class Options:
    """What each set of options does to the year's travellers.

    notice: minutes by which `notify` tells them earlier; draws, seed: of the resampled years behind the intervals
    ValueError for a timetable in which nothing is cancelled.
    """

    def __init__(self, times: Timetable, notice: float = NOTICE, draws: int = 400, seed: int = 2013) -> None:
        if not times.cancelled.any():
            raise ValueError(
                "None of these flights is cancelled, so no option can help anybody. Keep the cancelled ones."
            )
        self._times = times
        self._queues = {
            (early, *rule): queues(times, columns, notice * early)
            for early, (rule, columns) in product((False, True), REBOOKING.items())
        }
        cancelled = times.cancelled
        self._day, self._seats = times.day[cancelled], times.seats[cancelled]
        self._normal = np.zeros(DAYS, dtype=bool)
        self._normal[times.day[times.normal]] = True
        self._weights = day_weights(DAYS, draws, seed).astype(float)
        self._by_day = lru_cache(maxsize=1024)(self._stranded_by_day)

    def _stranded_by_day(self, built: frozenset[str], load: float, held: float) -> np.ndarray:
        chosen = self._queues["notify" in built, "carrier" in built, "airport" in built]
        share = chosen.stranded_share(load, held if "hold" in built else 0.0)
        return np.bincount(self._day, share * load * self._seats, DAYS)

    def _days(self, normal_only: bool) -> np.ndarray:
        return self._normal if normal_only else np.ones(DAYS, dtype=bool)

    def _left(self, built: Collection[str], load: float, held: float) -> np.ndarray:
        """Stranded travellers by day, the voucher making no difference to that; ValueError for what isn't there."""
        unknown = set(built) - set(OPTIONS)
        if unknown:
            raise ValueError(f"Unknown option {unknown.pop()!r}: choose from {', '.join(OPTIONS)}.")
        if not 0 < load <= 1:
            raise ValueError(f"The load factor is a share above 0 and at most 1; {load} is not.")
        return self._by_day(frozenset(built) & frozenset(SPARING), load, held)

    def cancelled(self, load: float, normal_only: bool = False) -> float:
        """Travellers of cancelled flights, a quarter; load: share of seats sold."""
        counted = self._days(normal_only)[self._day]
        return float(load * self._seats[counted].sum() / QUARTERS)

    def stranded(
        self, built: Collection[str] = (), load: float = 0.85, held: float = HELD, normal_only: bool = False
    ) -> float:
        """Nights stranded a quarter once these options are there.

        load, held: shares of seats on every flight, sold and (with `hold`) kept free beyond those not sold
        normal_only: count only nights of days with under 10 % of flights cancelled
        """
        return float(self._left(built, load, held)[self._days(normal_only)].sum() / QUARTERS)

    def spared(
        self,
        built: Collection[str],
        load: float = 0.85,
        held: float = HELD,
        voucher: float = 0.0,
        normal_only: bool = False,
    ) -> float:
        """Nights spared a quarter by these options together, against none of them.

        voucher: as how much of a spared night a night with a room counts, 0 to 1
        """
        left = self.stranded(built, load, held, normal_only)
        eased = voucher * left if "voucher" in built else 0.0
        return self.stranded((), load, held, normal_only) - left + eased

    def reach(self, option: str, load: float = 0.85, held: float = HELD, normal_only: bool = False) -> Estimate:
        """Travellers a quarter for whom one option alone changes the night, with its 95 % interval.

        For the voucher: all who are stranded. The interval resamples days (resample.py); it knows nothing of wrong
        assumptions.
        """
        days = self._days(normal_only)
        before = self._left((), load, held)
        gone = before if option == "voucher" else before - self._left((option,), load, held)
        gone = gone * days / QUARTERS
        return interval(float(gone.sum()), self._weights @ gone)

    def seats_held(self, held: float = HELD, normal_only: bool = False) -> float:
        """Seats a quarter that `hold` takes out of sale, on all flights."""
        counted = self._days(normal_only)[self._times.day]
        return float(held * self._times.seats[counted].sum() / QUARTERS)
