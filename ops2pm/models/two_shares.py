"""One share or two, from counts, with the interval that the counts allow.

Wilson's score interval for one share (1927); for the difference of two, Newcombe's hybrid of their Wilson intervals
(Statistics in Medicine 17, 1998, 873-890, method 10); for their ratio, Katz's logarithmic interval (Biometrics 34,
1978, 469-474). All take the counted cases as independent: flights of one stormy day aren't, so an interval over
flights is too narrow. None of them covers how the groups came about.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache
from statistics import NormalDist

import numpy as np

from ops2pm.models.resample import Estimate

LEVEL = 0.95
POWER = 0.8
"""How often one wants to see a difference that is there."""
DUST = 1e-9
"""Two products that are equal on paper may differ by this in binary."""


@dataclass(frozen=True)
class Count:
    """So many of so many: `hits` of `of`."""

    hits: int
    of: int

    def __post_init__(self) -> None:
        if not 0 <= self.hits <= self.of or self.of == 0:
            raise ValueError(f"{self.hits} of {self.of} is no share: at least one case, and no more hits than cases.")

    @property
    def share(self) -> float:
        """0 to 1."""
        return self.hits / self.of

    def __add__(self, other: Count) -> Count:
        return Count(self.hits + other.hits, self.of + other.of)


def z(level: float = LEVEL) -> float:
    """How many standard errors reach to both sides: 1.96 for 95 %."""
    return NormalDist().inv_cdf((1 + level) / 2)


def share(count: Count, level: float = LEVEL) -> Estimate:
    """A share, 0 to 1, with Wilson's interval."""
    return wilson(count.share, count.of, level)


def wilson(p: float, n: float, level: float = LEVEL) -> Estimate:
    """A share `p` of `n` cases with Wilson's interval; n is above 0, and no whole number where cases hang together."""
    wide = z(level) ** 2
    middle = (p + wide / (2 * n)) / (1 + wide / n)
    half = math.sqrt(wide) * math.sqrt(p * (1 - p) / n + wide / (4 * n * n)) / (1 + wide / n)
    return Estimate(p, max(0.0, middle - half), min(1.0, middle + half))


def difference(first: Count, second: Count, level: float = LEVEL) -> Estimate:
    """The first share minus the second, −1 to 1, with Newcombe's interval."""
    return minus(share(first, level), share(second, level))


def minus(one: Estimate, two: Estimate) -> Estimate:
    """The difference of two independent estimates, its interval made of theirs as Newcombe does."""
    apart = one.value - two.value
    return Estimate(
        apart,
        apart - math.hypot(one.value - one.low, two.high - two.value),
        apart + math.hypot(one.high - one.value, two.value - two.low),
    )


def ratio(first: Count, second: Count, level: float = LEVEL) -> Estimate:
    """The first share over the second (1.5 is 50 % higher), with Katz's interval.

    All NaN where one of them has no hits: then its logarithm, and so the interval, does not exist.
    """
    if not (first.hits and second.hits):
        return Estimate(math.nan, math.nan, math.nan)
    value = first.share / second.share
    error = math.sqrt(1 / first.hits - 1 / first.of + 1 / second.hits - 1 / second.of)
    factor = math.exp(z(level) * error)
    return Estimate(value, value / factor, value * factor)


def per_group(one: float, other: float, sure: float = (1 + LEVEL) / 2, power: float = POWER) -> int:
    """Cases per group with which two different rates, 0 to 1, are told apart `power` of the time, looked at once.

    sure: 0.975 for a two-sided test at 5 %
    The normal approximation without continuity correction: Fleiss, Levin & Paik, Statistical Methods for Rates and
    Proportions, 3rd ed. 2003, section 4.2. A few too few where rates are near 0.
    """
    mean, normal = (one + other) / 2, NormalDist()
    luck = normal.inv_cdf(sure) * math.sqrt(2 * mean * (1 - mean))
    told = normal.inv_cdf(power) * math.sqrt(one * (1 - one) + other * (1 - other))
    return math.ceil((luck + told) ** 2 / (one - other) ** 2 - DUST)


@lru_cache(maxsize=1024)
def chances(n: int, rate: float) -> np.ndarray:
    """The chance of 0, 1, … n successes among n people: shape (n + 1,), sums to 1 (the binomial distribution).

    Not to be written to: the same array is given out again.
    """
    if n < 1 or n != int(n):
        raise ValueError("A group has at least one person, and a whole number of them.")
    if not 0 <= rate <= 1:
        raise ValueError("A success rate is a share from 0 to 1.")
    if rate in (0.0, 1.0):
        found = np.zeros(n + 1)
        found[n if rate else 0] = 1.0
    else:
        k, factorials = np.arange(n + 1), _log_factorials(n)
        ways = factorials[n] - factorials[: n + 1] - factorials[n::-1]
        found = np.exp(ways + k * math.log(rate) + (n - k) * math.log1p(-rate))
    found.flags.writeable = False
    return found


def _log_factorials(most: int) -> np.ndarray:
    """The logarithms of 0! to at least most!."""
    return _table(max(512, 2 ** math.ceil(math.log2(most + 1))))


@lru_cache(maxsize=4)
def _table(size: int) -> np.ndarray:
    return np.concatenate([[0.0], np.cumsum(np.log(np.arange(1, size + 1)))])
