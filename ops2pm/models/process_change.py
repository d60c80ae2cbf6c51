"""Did a change in the process change anything for the customer? Before and after a week, on the simulated orders.

Everybody got the new process in the same week, so there is nobody to compare with. What stands in are *placebo* weeks:
the same before and after, cut where nothing happened. A change that is no larger at the true week than at the
others is no change that can be seen.

Orders of one customer are not independent (data/cards/orders.md), so the bootstrap draws customers: a customer's
orders come along together, or not at all.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import pandas as pd

from ops2pm.models.orders import WEEKS, complete_on_time, days_to_first, first_on_time, week_of
from ops2pm.models.resample import Estimate, day_weights, interval, over

CHANGE_WEEK = 14
"""First week with the new process in the company of the lessons (data/truth.json)."""
EVERYBODY = "everybody"


@dataclass(frozen=True)
class Measure:
    """Something one can compute of each order; its mean over orders is what is reported.

    unit: "days", "per cent" or "stars"; better: +1 where more is better for the customer, -1 where less is
    """

    key: str
    label: str
    unit: str
    better: int


MEASURES = (
    Measure("lead_time", "Days to the first parcel", "days", -1),
    Measure("first_on_time", "First parcel on time (the KPI)", "per cent", +1),
    Measure("complete_on_time", "Whole order on time", "per cent", +1),
    Measure("contacts", "Orders with a “where is it?”", "per cent", -1),
    Measure("reorders", "Order again within 90 days", "per cent", +1),
    Measure("rating", "Rating, by those who rate", "stars", +1),
)
BY_KEY = {measure.key: measure for measure in MEASURES}


def values(orders: pd.DataFrame, key: str) -> pd.Series:
    """A measure of each order, in its unit: 0 or 100 for a share. NaN where there is none (no rating was given)."""
    if key == "lead_time":
        return days_to_first(orders)
    if key == "rating":
        return orders["rating"].astype(float)
    share = {
        "first_on_time": lambda: first_on_time(orders),
        "complete_on_time": lambda: complete_on_time(orders),
        "contacts": lambda: orders["contacted"],
        "reorders": lambda: orders["reordered_90d"],
    }
    return 100.0 * share[key]()


class Sides(NamedTuple):
    """The weeks compared: `first` to `cut` - 1, and `cut` to `last`; counted from 1, ends included."""

    first: int
    cut: int
    last: int


def sides(cut: int, weeks: int) -> Sides:
    """`weeks` weeks on either side of the beginning of week `cut`, or as many as there are."""
    return Sides(max(1, cut - weeks), cut, min(WEEKS, cut + weeks - 1))


def is_clean(cut: int, weeks: int) -> bool:
    """Whether a cut compares like with like: the new process doesn't begin inside one of its two sides."""
    first, _, last = sides(cut, weeks)
    return cut == CHANGE_WEEK or last < CHANGE_WEEK or first >= CHANGE_WEEK


@dataclass(frozen=True)
class Difference:
    """A measure before and after a week, and the difference with its 95 % interval; all in the measure's unit."""

    before: float
    after: float
    change: Estimate
    orders: tuple[int, int]
    """orders that count on either side: all, or those that were rated"""

    @property
    def seen(self) -> bool:
        """Whether the interval leaves out 0: more than chance."""
        return bool(self.change.low > 0 or self.change.high < 0)


class Weekly:
    """The orders summed by segment and week, true and resampled, so that any week can be cut in a millisecond."""

    def __init__(self, orders: pd.DataFrame, draws: int = 2000, seed: int = 145) -> None:
        self.segments = (EVERYBODY, *map(str, orders["segment"].cat.categories))
        week = week_of(orders["ordered_at"]).to_numpy() - 1
        customer, customers = pd.factorize(orders["customer_id"])
        weights = day_weights(len(customers), draws, seed).astype(np.float32)
        cell, cells = customer * WEEKS + week, len(customers) * WEEKS
        inside = {name: (orders["segment"] == name).to_numpy() for name in self.segments[1:]}
        self._sums: dict[tuple[str, str], np.ndarray] = {}
        self._counts: dict[tuple[str, str], np.ndarray] = {}
        for measure in MEASURES:
            value = values(orders, measure.key).to_numpy(float)
            for name, own in inside.items():
                known = own & np.isfinite(value)
                # A customer has one segment, so its rows are few: only they are drawn.
                rows = np.unique(customer[own])
                for store, amount in ((self._sums, value), (self._counts, np.ones(len(value)))):
                    table = np.bincount(cell[known], amount[known], minlength=cells).reshape(-1, WEEKS)[rows]
                    drawn = weights[:, rows] @ table.astype(np.float32)
                    store[measure.key, name] = np.vstack([table.sum(axis=0), drawn])  # first what happened
            for store in (self._sums, self._counts):
                store[measure.key, EVERYBODY] = sum(store[measure.key, name] for name in inside)  # type: ignore[assignment]

    def by_week(self, key: str, segment: str = EVERYBODY) -> np.ndarray:
        """The measure's mean in each of the 26 weeks; NaN in a week without orders."""
        return over(self._sums[key, segment][0], self._counts[key, segment][0])

    def difference(self, key: str, cut: int = CHANGE_WEEK, weeks: int = WEEKS, segment: str = EVERYBODY) -> Difference:
        """The measure before and from week `cut` on. ValueError unless there is a week on either side."""
        if not 2 <= cut <= WEEKS or weeks < 1:
            raise ValueError(f"Week {cut} leaves nothing on one side: choose a week from 2 to {WEEKS}.")
        (before, after), counted = self._means(key, segment, [sides(cut, weeks)])
        first, second = float(before[0, 0]), float(after[0, 0])
        return Difference(first, second, interval(second - first, (after - before)[1:, 0]), counted[0])

    def every_cut(self, key: str, weeks: int, segment: str = EVERYBODY) -> tuple[np.ndarray, np.ndarray]:
        """The same at each week 2 to 26: weeks, shape (25,), and value, low, high, shape (25, 3)."""
        cuts = np.arange(2, WEEKS + 1)
        (before, after), _ = self._means(key, segment, [sides(int(cut), weeks) for cut in cuts])
        change = after - before
        percentile = np.percentile if np.isfinite(change).all() else np.nanpercentile  # the latter is slow
        low, high = percentile(change[1:], [2.5, 97.5], axis=0)
        return cuts, np.column_stack([change[0], low, high])

    def _means(
        self, key: str, segment: str, cut_at: list[Sides]
    ) -> tuple[tuple[np.ndarray, np.ndarray], list[tuple[int, int]]]:
        """Means before and after, shapes (1 + draws, cuts), and how many orders count in them."""
        totals = []
        for store in (self._sums, self._counts):
            running = np.pad(np.cumsum(store[key, segment], axis=1), ((0, 0), (1, 0)))
            first, cut, last = (np.array(each) for each in zip(*cut_at, strict=True))
            totals.append((running[:, cut - 1] - running[:, first - 1], running[:, last] - running[:, cut - 1]))
        (sum_before, sum_after), (count_before, count_after) = totals
        counted = [(int(a), int(b)) for a, b in zip(count_before[0], count_after[0], strict=True)]
        return (over(sum_before, count_before), over(sum_after, count_after)), counted
