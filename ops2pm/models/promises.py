"""One promise for all, or a promise for each group: what each costs and whom it lets down.

A promise is a whole number of minutes; it is *kept* for an order that takes no longer. Everything works on a histogram
of shape (groups, MINUTES): how many orders of a group took so many minutes, counted up to the next whole one. So an
order of 30.2 minutes needs a promise of 31.

`shortest` is exact. "Choose one promise a group so that at most B orders are broken and the mean promise is least" is
a multiple-choice knapsack (Kellerer, Pferschy & Pisinger, Knapsack Problems, 2004, ch. 11) with the broken orders as
its weight. B is small, so dynamic programming over the orders broken solves it in groups x promises x B steps.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np
import pandas as pd

from ops2pm.models.resample import Estimate, interval, over

MINUTES = 71
"""Longest promise there is, plus one: entry m of a histogram counts the orders that need a promise of m minutes."""

_DUST = 1e-9  # 0.95 * 100 is 95.00000000000001 or 94.99999999999999, depending on how it came about


@dataclass(frozen=True)
class Bands:
    """How a column is cut into bands. Band i ends at edges[i], which `closed` says to be "right" (in it) or not."""

    column: str
    names: tuple[str, ...]
    edges: tuple[float, ...] = ()
    closed: str = "left"

    def code(self, deliveries: pd.DataFrame) -> np.ndarray:
        """The band of each order, as integers; a column of categories without edges has a band for each."""
        column = deliveries[self.column]
        if not self.edges:
            return column.cat.codes.to_numpy().astype(int)
        return np.digitize(column.to_numpy(), self.edges, right=self.closed == "right")


BANDS = {
    "hour": Bands(
        "hour", ("before 13:00", "13:00 to 15:00", "15:00 to 17:00", "17:00 to 19:00", "from 19:00"), (13, 15, 17, 19)
    ),
    "miles": Bands("miles", ("up to 3 miles", "3 to 4 miles", "4 to 6 miles", "beyond 6 miles"), (3, 4, 6), "right"),
    "weekday": Bands("weekday", ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")),
    "items": Bands("items", ("1 dish", "2 dishes", "3 dishes", "4 dishes", "5 dishes or more"), (2, 3, 4, 5)),
}
"""The bands of each column of `deliveries`. The edges are choices of the course, not of the data."""


@dataclass(frozen=True)
class Groups:
    """Orders sorted into groups. names: each group's bands, one for each column; code: the group of each order."""

    names: tuple[tuple[str, ...], ...]
    code: np.ndarray

    def histogram(self, minutes: np.ndarray) -> np.ndarray:
        """How many orders of each group need a promise of so many minutes: integers, shape (groups, MINUTES)."""
        needed = np.ceil(minutes).astype(int)
        return np.bincount(self.code * MINUTES + needed, minlength=len(self.names) * MINUTES).reshape(-1, MINUTES)


def groups(deliveries: pd.DataFrame, by: Sequence[str]) -> Groups:
    """The orders by the bands of some columns, such as ("hour", "miles"); by () everybody is one group.

    The first column varies slowest. Raises KeyError for a column without bands.
    """
    code = np.zeros(len(deliveries), dtype=int)
    for name in by:
        code = code * len(BANDS[name].names) + BANDS[name].code(deliveries)
    return Groups(tuple(product(*(BANDS[name].names for name in by))), code)


def handed_down(promise: np.ndarray, by: Sequence[str], to: Sequence[str]) -> np.ndarray:
    """Promises made to coarse groups (`by`), as the finer groups (`to`) get them: shape (finer groups,).

    by: some of the columns of `to`, in the same order. So that what a coarse promise does inside its groups is seen.
    """
    sizes = [len(BANDS[name].names) if name in by else 1 for name in to]
    finer = [len(BANDS[name].names) for name in to]
    return np.broadcast_to(np.reshape(promise, sizes), finer).ravel()


@dataclass(frozen=True)
class Outcome:
    """What promises do, group by group. promise: minutes; kept and orders: numbers of orders; shape (groups,) each."""

    promise: np.ndarray
    kept: np.ndarray
    orders: np.ndarray

    @property
    def mean_promise(self) -> float:
        """Mean minutes promised, over the orders."""
        return float(self.promise @ self.orders / self.orders.sum())

    def mean_among(self, some: np.ndarray) -> float:
        """Mean minutes promised, over the orders of some of the groups: booleans, shape (groups,)."""
        return float(self.promise[some] @ self.orders[some] / self.orders[some].sum())

    @property
    def served(self) -> np.ndarray:
        """The groups that are promised anything: booleans, shape (groups,). The others are given up."""
        return self.promise > 0

    @property
    def given_up(self) -> int:
        """Orders promised 0 minutes."""
        return int(self.orders[~self.served].sum())

    @property
    def share_kept(self) -> float:
        """Share of all orders whose promise is kept."""
        return float(self.kept.sum() / self.orders.sum())

    @property
    def shares(self) -> np.ndarray:
        """Share kept in each group; NaN for a group without orders."""
        return over(self.kept, self.orders)


def outcome(histogram: np.ndarray, promise: np.ndarray) -> Outcome:
    """What whole-minute promises, one a group, do to the orders in the histogram."""
    kept = histogram.cumsum(axis=-1)
    return Outcome(promise, _at(kept, promise), kept[..., -1])


def one(histogram: np.ndarray, target: float) -> np.ndarray:
    """The shortest single promise that keeps `target` of all orders, repeated for each group."""
    return np.repeat(needed(histogram.sum(axis=0), target), len(histogram))


def needed(histogram: np.ndarray, target: float) -> np.ndarray:
    """The shortest promise that keeps `target` of the orders in the last axis; 0 where there are none."""
    kept = histogram.cumsum(axis=-1)
    return (kept < _at_least(target, kept[..., -1])[..., None]).sum(axis=-1)


def shortest(histogram: np.ndarray, target: float, floor: float = 0.0) -> np.ndarray:
    """The promises, one a group, with the least mean that keep `target` of all orders and `floor` of every group.

    Shares from 0 to 1, floor <= target. With floor = target it is the shortest promise in each group. With floor = 0 a
    group may be promised 0 minutes, which means that it is given up. That makes the mean shorter only because 0 counts
    as a promise: its orders are broken, so more of the others have to be kept, by longer promises. See
    `Outcome.mean_among` for what the others get. Of equally good choices the shorter promise of the
    later group is taken. A group without orders is promised 0.

    Raises ValueError when floor is above target.
    """
    if floor > target + _DUST:
        raise ValueError("The floor of each group can't be above the target of all.")
    kept = histogram.cumsum(axis=1)
    orders = kept[:, -1]
    fewest = needed(histogram, floor)
    if _at(kept, fewest).sum() >= _at_least(target, orders.sum()):
        return fewest  # no group can be promised less, and together they keep enough
    spare = int(orders.sum() - _at_least(target, orders.sum()))  # orders that may be broken
    # Minutes promised in all so far, by how many broken orders may be used up; infinite below 0 of them.
    least = np.concatenate([np.full(spare + 1, np.inf), np.zeros(spare + 1)])
    steps: list[tuple[np.ndarray, np.ndarray, np.ndarray]] = []
    for group, each in zip(histogram, kept, strict=True):
        broken = each[-1] - each
        # A minute that keeps no order more than the minute before it can't be worth promising.
        options = np.flatnonzero((each >= _at_least(floor, each[-1])) & (broken <= spare) & _needed_by_some(group))
        steps.append((options, broken, least))
        # Row b of the windows is `least` with b - spare - 1 broken orders more to use up.
        rows = np.lib.stride_tricks.sliding_window_view(least, spare + 1)[spare + 1 - broken[options]]
        least = least.copy()
        least[spare + 1 :] = (rows + each[-1] * options[:, None]).min(axis=0)
    left = spare
    promise = np.zeros(len(histogram), dtype=int)
    for place in range(len(histogram) - 1, -1, -1):
        options, broken, before = steps[place]
        total = before[spare + 1 + left - broken[options]] + orders[place] * options
        promise[place] = options[total.argmin()]
        left -= broken[promise[place]]
    return promise


def longer_than_needed(histogram: np.ndarray, promise: np.ndarray, minutes: int) -> float:
    """Share of all orders that came at least so many whole minutes before the promise made for them."""
    reached = _at(histogram.cumsum(axis=-1), np.maximum(promise - minutes, 0))
    return float(reached.sum() / histogram.sum())


# --- How sure it is -----------------------------------------------------------------------------------------


def resamples(histogram: np.ndarray, draws: int, seed: int) -> np.ndarray:
    """The orders drawn anew, with replacement, `draws` times: histograms of shape (draws, groups, MINUTES).

    The bootstrap (Efron & Tibshirani, An Introduction to the Bootstrap, 1993), with single orders as the unit, because
    the data have no dates. Orders of one bad evening are not independent, so intervals from it are too narrow if
    anything.
    """
    generator = np.random.default_rng(seed)
    orders = int(histogram.sum())
    drawn = generator.multinomial(orders, histogram.ravel() / orders, size=draws)
    return drawn.reshape(draws, *histogram.shape)


def shares_kept(histogram: np.ndarray, drawn: np.ndarray, promise: np.ndarray) -> list[Estimate]:
    """The share kept in each group, with its 95 % interval over resamples, for promises made beforehand."""
    found = outcome(histogram, promise).shares
    again = outcome(drawn, np.broadcast_to(promise, drawn.shape[:2])).shares
    return [interval(value, again[:, group]) for group, value in enumerate(found.tolist())]


def halves(histogram: np.ndarray, splits: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """The orders cut into two random halves, `splits` times: two histograms of shape (splits, groups, MINUTES)."""
    generator = np.random.default_rng(seed)
    cells = histogram.ravel()
    first = generator.multivariate_hypergeometric(cells, int(cells.sum()) // 2, size=splits, method="marginals")
    return first.reshape(splits, *histogram.shape), (cells - first).reshape(splits, *histogram.shape)


def kept_unseen(seen: np.ndarray, unseen: np.ndarray, target: float, floor: float) -> Estimate:
    """The share kept among orders that the promises were not chosen by.

    seen, unseen: as from `halves`. `shortest` chooses on each seen half and is tried on the unseen one; the value is
    the mean over the splits, the interval the middle 95 % of them. A group that the seen half has no order of is
    promised as much as the longest promise of all.
    """
    shares = []
    for chosen_by, tried_on in zip(seen, unseen, strict=True):
        promise = shortest(chosen_by, target, floor)
        promise[chosen_by.sum(axis=1) == 0] = promise.max()
        shares.append(outcome(tried_on, promise).share_kept)
    return interval(float(np.mean(shares)), np.array(shares))


# --- Inside -------------------------------------------------------------------------------------------------


def _at_least(share: float, orders: np.ndarray | int) -> np.ndarray:
    """The smallest whole number of orders that is at least this share of them."""
    return np.ceil(share * np.asarray(orders) - _DUST).astype(int)


def _at(kept: np.ndarray, promise: np.ndarray) -> np.ndarray:
    """Orders kept at each group's promise: kept has shape (..., groups, MINUTES), promise (..., groups)."""
    return np.take_along_axis(kept, np.asarray(promise)[..., None], axis=-1)[..., 0]


def _needed_by_some(group: np.ndarray) -> np.ndarray:
    """Promises worth considering: 0, and each that some order needs exactly."""
    worth = group > 0
    worth[0] = True
    return worth
