"""One share or two, from counts, with the interval that the counts allow.

Wilson's score interval for one share (1927); for the difference of two, Newcombe's hybrid of their Wilson intervals
(Statistics in Medicine 17, 1998, 873-890, method 10); for their ratio, Katz's logarithmic interval (Biometrics 34,
1978, 469-474). All take the counted cases as independent: flights of one stormy day aren't, so an interval over
flights is too narrow. None of them covers how the groups came about.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from statistics import NormalDist

from ops2pm.models.resample import Estimate

LEVEL = 0.95


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
    p, n, wide = count.share, count.of, z(level) ** 2
    middle = (p + wide / (2 * n)) / (1 + wide / n)
    half = math.sqrt(wide) * math.sqrt(p * (1 - p) / n + wide / (4 * n * n)) / (1 + wide / n)
    return Estimate(p, max(0.0, middle - half), min(1.0, middle + half))


def difference(first: Count, second: Count, level: float = LEVEL) -> Estimate:
    """The first share minus the second, −1 to 1, with Newcombe's interval."""
    one, two = share(first, level), share(second, level)
    return Estimate(
        one.value - two.value,
        one.value - two.value - math.hypot(one.value - one.low, two.high - two.value),
        one.value - two.value + math.hypot(one.high - one.value, two.value - two.low),
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
