"""How often a lift appears between two groups by luck alone, and how many it takes to tell one from luck.

All of it is exact: the binomial distribution of both groups, no draws.
"""

from __future__ import annotations

import math
from functools import lru_cache

import numpy as np

from ops2pm.models.two_shares import DUST, POWER, chances, per_group, z

ALPHA = 0.05


def together(n: int, base: float, after: float | None = None, others: int | None = None) -> np.ndarray:
    """The chance of each pair of counts: shape (n + 1, others + 1), the group's successes by the others'.

    n: people in the group, whose true rate is `after` (as the others' if None)
    others: people in the comparison group, whose true rate is `base` (as many as n if None)
    """
    return np.outer(chances(n, base if after is None else after), chances(n if others is None else others, base))


def lifts(n: int, others: int | None = None) -> np.ndarray:
    """The lift that each pair of counts shows: shape (n + 1, others + 1), 0.25 for 25 % higher.

    Infinite where none of the others succeeds and somebody of the group does; NaN where nobody does at all.
    """
    others = n if others is None else others
    own, base = np.arange(n + 1)[:, None] / n, np.arange(others + 1)[None, :] / others
    with np.errstate(divide="ignore", invalid="ignore"):
        return own / base - 1


@lru_cache(maxsize=2048)
def appears(n: int, base: float, lift: float = 0.25, after: float | None = None, others: int | None = None) -> float:
    """How often, 0 to 1, the group looks at least `lift` better than the others.

    Exactly `lift` counts. Where none of the others succeeds there is no per cent to state, and it doesn't count.
    after: the group's true rate; None for the same as the others', so that every lift comes from luck
    """
    others = n if others is None else others
    theirs = np.arange(1, others + 1)
    least = np.ceil((1 + lift) * theirs * n / others - DUST * n).astype(int)  # successes it takes
    at_least = np.append(chances(n, base if after is None else after)[::-1].cumsum()[::-1], 0.0)
    return float(chances(others, base)[1:] @ at_least[np.clip(least, 0, n + 1)])


def mean_lift_seen(n: int, base: float, lift: float = 0.25, after: float | None = None) -> float:
    """The mean lift that is seen where at least `lift` is; NaN where it never is. It counts what `appears` counts."""
    seen, weights = lifts(n), together(n, base, after)
    hit = np.isfinite(seen) & (seen >= lift - DUST)
    total = weights[hit].sum()
    return float(weights[hit] @ seen[hit] / total) if total else math.nan


def quantiles(n: int, base: float, count: int = 100, after: float | None = None) -> np.ndarray:
    """`count` lifts, lowest first, that stand for all: the (i + ½)/count quantiles of what two groups may show.

    Shape (count,). What has no per cent (nobody among the others succeeds) is left out, and the rest stands for all.
    """
    seen, weights = lifts(n).ravel(), together(n, base, after).ravel()
    known = np.isfinite(seen)
    order = np.argsort(seen[known], kind="stable")
    values, reached = seen[known][order], np.cumsum(weights[known][order])
    wanted = (np.arange(count) + 0.5) / count * reached[-1]
    return values[np.searchsorted(reached, wanted - 1e-12)]


@lru_cache(maxsize=1024)
def power(n: int, base: float, after: float, alpha: float = ALPHA) -> float:
    """How often, 0 to 1, two groups of n tell `after` from `base`, by the two-sided z-test of two proportions.

    Exact: every pair of counts is tested (pooled standard error, no continuity correction) and weighted with its
    chance. With `after` equal to `base` it is how often the test is wrong. Raises ValueError as `chances` does.
    """
    weights = together(n, base, after)
    k = np.arange(n + 1)
    apart = (k[:, None] - k[None, :]) / n
    pooled = (k[:, None] + k[None, :]) / (2 * n)
    clear = np.abs(apart) > z(1 - alpha) * np.sqrt(2 * pooled * (1 - pooled) / n) + 1e-12
    return float(weights[clear].sum())


def needed(base: float, after: float, power: float = POWER, alpha: float = ALPHA) -> int:
    """People per group to tell `after` from `base` with this power, two-sided.

    As `two_shares.per_group`. Raises ValueError where there is no difference, or a rate is not between 0 and 1.
    """
    if not (0 < base < 1 and 0 < after <= 1) or base == after:
        raise ValueError("Two different rates are needed, between 0 and 1.")
    return per_group(base, after, 1 - alpha / 2, power)
