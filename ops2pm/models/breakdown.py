"""A share broken down by one thing one knows of an order, as it is or like with like.

Orders of one customer hang together, so an interval counts customers rather than orders: the variance of a share over
customers (Cochran, Sampling Techniques, 3rd ed. 1977, section 2.11) gives Kish's design effect (Survey Sampling, 1965),
and Wilson's interval is taken for as many independent cases. Like with like is direct standardisation: every row with
the same mix of a third thing (see `mix`, whose way of adding the intervals is used here too).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from ops2pm.models.resample import Estimate
from ops2pm.models.two_shares import wilson, z

LEAST = 10
"""A row with fewer orders of one sort says nothing about that sort."""
HOURS = ("before 10", "10 to 12", "12 to 14", "14 to 16", "16 to 18", "after 18", "Sat and Sun")
"""Hours of working days; the weekend stands apart, because nothing leaves then."""
UNKNOWN = Estimate(math.nan, math.nan, math.nan)


@dataclass(frozen=True)
class Breakdown:
    """One row a label: its orders, and its share (0 to 1) with the interval; NaN where it has none.

    covered: the share of all these orders that were compared; below 1 where a sort is missing from a row
    """

    labels: tuple[str, ...]
    orders: tuple[int, ...]
    rates: tuple[Estimate, ...]
    covered: float = 1.0


def views(orders: pd.DataFrame) -> pd.DataFrame:
    """What orders can be grouped by: one categorical column each, in the order in which its rows are shown.

    orders: the columns of the data set "orders", sorted by time
    """
    at = orders["ordered_at"]
    weekday, hour = at.dt.day_of_week.to_numpy(), at.dt.hour.to_numpy()
    days = np.select([weekday < 4, weekday == 4], [0, 1], 2)
    hours = np.where(weekday > 4, len(HOURS) - 1, np.searchsorted([10, 12, 14, 16, 18], hour, side="right"))
    lines = pd.cut(orders["lines"], [0, 1, 3, 7, 127], labels=["1 line", "2 or 3", "4 to 7", "8 or more"])
    parcels = pd.cut(orders["parcels"], [0, 1, 2, 127], labels=["1 parcel", "2 parcels", "3 parcels"])
    nth = orders.groupby("customer_id").cumcount() + 1
    week = (at - at.min().normalize()).dt.days // 7
    return pd.DataFrame(
        {
            "segment": orders["segment"],
            "region": orders["region"],
            "channel": orders["channel"],
            "carrier": orders["carrier"],
            "day": pd.Categorical.from_codes(days, ["Mon to Thu", "Friday", "Sat and Sun"]),
            "hour": pd.Categorical.from_codes(hours, HOURS),
            "lines": lines,
            "parcels": parcels,
            "nth": pd.cut(nth, [0, 1, 2, 10**6], labels=["first order", "second", "third or later"]),
            "weeks": pd.cut(
                week, [-1, 4, 8, 12, 16, 20, 999], labels=["1–5", "6–9", "10–13", "14–17", "18–21", "22–26"]
            ),
        },
        index=orders.index,
    )


def rate(hits: np.ndarray, customers: np.ndarray) -> Estimate:
    """The share of `hits` (0 or 1, one an order) with its interval; customers: a whole number an order, 0 or more."""
    n = len(hits)
    if not n:
        return UNKNOWN
    p = float(hits.mean())
    return wilson(p, n / design_effect(hits, customers))


def design_effect(hits: np.ndarray, customers: np.ndarray) -> float:
    """How many times as uncertain a share is as if its orders were independent; at least 1."""
    n, p = len(hits), float(hits.mean())
    if not 0 < p < 1:
        return 1.0
    off = np.bincount(customers, weights=hits - p)
    return max(1.0, float((off**2).sum()) / (n * p * (1 - p)))


def broken_down(hits: np.ndarray, by: pd.Categorical, customers: np.ndarray) -> Breakdown:
    """The share of hits in each category of `by`; hits: 0 or 1, NaN where an order isn't counted."""
    known = np.isfinite(hits)
    rows = [known & (by.codes == code) for code in range(len(by.categories))]
    return Breakdown(
        tuple(map(str, by.categories)),
        tuple(int(row.sum()) for row in rows),
        tuple(rate(hits[row], customers[row]) for row in rows),
    )


def like_with_like(hits: np.ndarray, by: pd.Categorical, alike: pd.Categorical, customers: np.ndarray) -> Breakdown:
    """The same, each row with the mix of `alike` that all these orders have together.

    A sort of which some row has fewer than LEAST orders is left out for all; `covered` says what is left.
    A row with no order at all doesn't count for that, and stays unknown.
    """
    known = np.isfinite(hits)
    counts = np.zeros((len(by.categories), len(alike.categories)), dtype=np.int64)
    np.add.at(counts, (by.codes[known], alike.codes[known]), 1)
    rows = counts.sum(axis=1) > 0
    kept = (counts[rows] >= LEAST).all(axis=0) if rows.any() else np.zeros(counts.shape[1], dtype=bool)
    total = counts.sum()
    weights = np.where(kept, counts.sum(axis=0), 0.0)
    covered = float(weights.sum() / total) if total else 0.0
    rates = [
        _weighted(hits, known & (by.codes == row), alike.codes, weights, customers) if there and covered else UNKNOWN
        for row, there in enumerate(rows)
    ]
    return Breakdown(tuple(map(str, by.categories)), tuple(map(int, counts.sum(axis=1))), tuple(rates), covered)


def _weighted(
    hits: np.ndarray, row: np.ndarray, sorts: np.ndarray, weights: np.ndarray, customers: np.ndarray
) -> Estimate:
    """One row's rate with the given weights of the sorts (not all 0), its interval from theirs as independent."""
    value = down = up = 0.0
    for sort in np.flatnonzero(weights):
        inside = row & (sorts == sort)
        each, weight = rate(hits[inside], customers[inside]), float(weights[sort] / weights.sum())
        value += weight * each.value
        down = math.hypot(down, weight * (each.value - each.low))
        up = math.hypot(up, weight * (each.high - each.value))
    return Estimate(value, value - down, value + up)


def against_the_rest(
    hits: np.ndarray, inside: np.ndarray, customers: np.ndarray, alike: pd.Categorical | None = None
) -> Breakdown:
    """Two rows, "there" and "elsewhere": the orders `inside` (a mask), and all others; like with like where asked."""
    by = pd.Categorical.from_codes(np.where(inside, 0, 1), ["there", "elsewhere"])
    return broken_down(hits, by, customers) if alike is None else like_with_like(hits, by, alike, customers)


def means_apart(values: np.ndarray, here: np.ndarray, there: np.ndarray, customers: np.ndarray) -> Estimate:
    """The mean of `values` in the orders `here` less that `there` (masks, no order in both), with its 95% interval.

    By normal approximation; each customer's deviations are summed before they are squared (Cochran, section 2.11), on
    both sides together. NaN where a side is empty.
    """
    if not (here.any() and there.any()):
        return UNKNOWN
    first, second = float(values[here].mean()), float(values[there].mean())
    off = here * (values - first) / here.sum() - there * (values - second) / there.sum()
    reach = z() * math.sqrt(float((np.bincount(customers, weights=off) ** 2).sum()))
    return Estimate(first - second, first - second - reach, first - second + reach)


def most_apart(breakdown: Breakdown) -> tuple[int, int] | None:
    """The rows with the highest and the lowest share; None where fewer than two are known."""
    known: Sequence[int] = [i for i, each in enumerate(breakdown.rates) if math.isfinite(each.value)]
    if len(known) < 2:
        return None
    return max(known, key=lambda i: breakdown.rates[i].value), min(known, key=lambda i: breakdown.rates[i].value)
