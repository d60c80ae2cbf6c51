"""A metric tree on the orders of a company: every figure a quotient of two counts, by group and like with like.

Frames of orders have the columns of data/cards/orders.md. A *node* of the tree is a numerator over a denominator,
both sums over orders. Three things hold exactly, for all orders and within any group of them:

- kept = complete x (1 - asked_anyway)
- complete = (1 - split) x whole_complete + split x split_complete
- complete = kpi x (share of the orders with the first parcel on time that are also complete on time)

Intervals come from a percentile bootstrap with customers as the unit (Efron & Tibshirani, An Introduction to the
Bootstrap, 1993, ch. 13), because the orders of one customer are not independent. *Like with like* is direct
standardisation (Rothman, Greenland & Lash, Modern Epidemiology, 3rd ed., 2008, ch. 4): each group's rates among split
and among whole orders, weighted by how the two kinds are mixed in all orders together.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from ops2pm.models.orders import complete_on_time, first_on_time
from ops2pm.models.resample import Estimate, interval, over

GROUPINGS = ("segment", "region", "channel", "carrier")
WHOLE, SPLIT = 0, 1
_BOTH = (WHOLE, SPLIT)


@dataclass(frozen=True)
class Node:
    """One figure of the tree: the sum of `counted` over the sum of `out_of`.

    counted, out_of: names of facts (see `facts`)
    counted_kinds, out_of_kinds: which orders are summed, whole (0), split (1) or both
    """

    counted: str
    out_of: str = "orders"
    counted_kinds: tuple[int, ...] = _BOTH
    out_of_kinds: tuple[int, ...] = _BOTH

    @property
    def adjustable(self) -> bool:
        """Whether comparing like with like can change it: it mixes whole and split orders in both of its counts."""
        return self.counted_kinds == self.out_of_kinds == _BOTH


NODES = {
    "kept": Node("kept"),
    "complete": Node("complete"),
    "split": Node("orders", counted_kinds=(SPLIT,)),
    "whole_complete": Node("complete", counted_kinds=(WHOLE,), out_of_kinds=(WHOLE,)),
    "split_complete": Node("complete", counted_kinds=(SPLIT,), out_of_kinds=(SPLIT,)),
    "asked_anyway": Node("asked_anyway", "complete"),
    "kpi": Node("first"),
    "contacts": Node("contacted"),
    "reordered": Node("reordered"),
    "rating": Node("rating", "rated"),
}
"""Node by key. Shares from 0 to 1, but for the rating, which is 1 to 5."""


def facts(orders: pd.DataFrame) -> pd.DataFrame:
    """What each order adds to the counts, one row an order.

    orders: 1 · first, complete: first and last parcel by the promise · contacted, reordered: as recorded ·
    kept: complete and not contacted · asked_anyway: complete and contacted · rated: has a rating · rating: 0 to 5
    """
    complete = complete_on_time(orders)
    return pd.DataFrame(
        {
            "orders": True,
            "first": first_on_time(orders),
            "complete": complete,
            "contacted": orders["contacted"],
            "kept": complete & ~orders["contacted"],
            "asked_anyway": complete & orders["contacted"],
            "reordered": orders["reordered_90d"],
            "rated": orders["rating"].notna(),
            "rating": orders["rating"].fillna(0.0),
        }
    ).astype(float)


class MetricTree:
    """All nodes of one company, by group.

    Fast because everything is a sum over orders: one matrix product gives every count of every group in every
    resample, once; what is asked afterwards is a quotient of a few of its columns.

    groups: grouping ("segment") -> its groups, in the order of the results
    """

    def __init__(self, orders: pd.DataFrame, draws: int = 400, seed: int = 145) -> None:
        table = facts(orders)
        self._fact = {name: place for place, name in enumerate(table)}
        self.groups = {by: tuple(map(str, orders[by].cat.categories)) for by in GROUPINGS}
        kind = (orders["parcels"] > 1).to_numpy(int)
        codes, customers = pd.factorize(orders["customer_id"])
        weights = _weights(len(customers), draws, seed)
        self._counts = {}
        for by in GROUPINGS:
            cell = orders[by].cat.codes.to_numpy(int) * 2 + kind
            cells = 2 * len(self.groups[by])
            shape = (len(table.columns), len(self.groups[by]), 2)
            each = np.stack(
                [np.bincount(codes * cells + cell, table[name], len(customers) * cells) for name in table]
            ).reshape(len(table.columns), len(customers), cells)
            drawn = weights @ each.transpose(1, 0, 2).reshape(len(customers), -1).astype(np.float32)
            # The first row is the orders themselves, the others are the resamples.
            both = np.vstack([each.sum(axis=1).reshape(1, -1), drawn])
            self._counts[by] = both.reshape(len(both), *shape)

    def overall(self, node: str) -> Estimate:
        """A node over all orders."""
        top, bottom = self._sums(node, "segment")
        rates = over(top.sum(axis=(1, 2)), bottom.sum(axis=(1, 2)))
        return interval(rates[0], rates[1:])

    def by(self, node: str, grouping: str, like_with_like: bool = False) -> list[Estimate]:
        """A node in each group of a grouping, in the order of `groups`; NaN where a group has nothing to count.

        like_with_like: split orders with split, whole with whole; a node that isn't adjustable stays as it is.
        """
        rates = self._rates(node, *self._sums(node, grouping), like_with_like)
        return [interval(rates[0, place], rates[1:, place]) for place in range(rates.shape[1])]

    def gap(self, node: str, grouping: str, group: str, like_with_like: bool = False) -> Estimate:
        """A group's value minus that of all others together. Raises ValueError for an unknown group."""
        place = self.groups[grouping].index(group)
        two = [np.stack([c[:, place], np.delete(c, place, 1).sum(axis=1)], 1) for c in self._sums(node, grouping)]
        rates = self._rates(node, *two, like_with_like)
        gap = rates[:, 0] - rates[:, 1]
        return interval(gap[0], gap[1:])

    def _sums(self, node: str, grouping: str) -> tuple[np.ndarray, np.ndarray]:
        """Numerator and denominator, each of shape (1 + draws, groups, kinds)."""
        wanted, counts = NODES[node], self._counts[grouping]
        top, bottom = counts[:, self._fact[wanted.counted]], counts[:, self._fact[wanted.out_of]]
        return top * np.isin(_BOTH, wanted.counted_kinds), bottom * np.isin(_BOTH, wanted.out_of_kinds)

    def _rates(self, node: str, top: np.ndarray, bottom: np.ndarray, like_with_like: bool) -> np.ndarray:
        if not like_with_like or not NODES[node].adjustable:
            return over(top.sum(axis=2), bottom.sum(axis=2))
        mix = over(bottom[0].sum(axis=0), np.full(2, bottom[0].sum()))
        return over(top, bottom) @ mix


def _weights(units: int, draws: int, seed: int) -> np.ndarray:
    """How often each unit is drawn in each resample, shape (draws, units); single precision is exact for counts."""
    drawn = np.random.default_rng(seed).integers(0, units, (draws, units))
    drawn += np.arange(draws)[:, None] * units
    return np.bincount(drawn.ravel(), minlength=draws * units).reshape(draws, units).astype(np.float32)
