"""An estimate made of factors one isn't sure of: its range, what drives it, and where it flips (lesson 08).

Factors are ranges (models/ranges.py, one row); an *estimate* is any function that takes their values, an array of
shape (..., factors), and gives results of shape (...). Rolls are the same at every call, so that a change in an
answer comes from the numbers and not from chance.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import lru_cache

import numpy as np

from ops2pm.models.ranges import DRAWS, Ranges, triangular

Estimator = Callable[[np.ndarray], np.ndarray]
EIGHT_IN_TEN = (10, 90)
"""Percentiles between which eight of ten rolls lie."""
LOPSIDED = 0.1
"""By how much the share of rolls above the base may differ from a half."""


def rolled(factors: Ranges, lean: float = 0.0) -> np.ndarray:
    """Every factor drawn from its range: shape (DRAWS, factors).

    lean: how far the factors err in the same direction: the correlation, 0 to 1, of the normal numbers behind them
        (a Gaussian copula; Nelsen, An Introduction to Copulas, 2006). 0: each by itself. 1: all low or all high
        together. Each factor's own range stays as it is. ValueError for another value.
    """
    if not 0 <= lean <= 1:
        raise ValueError(f"The lean is from 0 to 1; {lean} is not.")
    return triangular(factors, _uniform(factors.base.shape[1], round(lean, 6))[:, None, :])[:, 0, :]


@lru_cache(maxsize=16)
def _uniform(factors: int, lean: float) -> np.ndarray:
    normal = np.random.default_rng(20260808).standard_normal((DRAWS, factors + 1))
    together = math.sqrt(lean) * normal[:, :1] + math.sqrt(1 - lean) * normal[:, 1:]
    # By rank: each factor then has the same numbers whatever the lean, in another order.
    return (together.argsort(axis=0).argsort(axis=0) + 0.5) / DRAWS


def eight_in_ten(results: np.ndarray) -> tuple[float, float]:
    """Between which two values eight of ten results lie, with one in ten below and one above."""
    low, high = np.percentile(results, EIGHT_IN_TEN)
    return float(low), float(high)


def swings(factors: Ranges, estimate: Estimator) -> np.ndarray:
    """The estimate with one factor at its low end, and at its high end, the others at base: shape (factors, 2).

    That is a tornado. A factor's swing runs from the smaller to the larger, whichever end that is.
    """
    base = factors.base[0]
    found = np.repeat(base[None, None, :], len(base), axis=0).repeat(2, axis=1)
    place = np.arange(len(base))
    found[place, 0, place], found[place, 1, place] = factors.low[0], factors.high[0]
    return estimate(found)


def driver(ends: np.ndarray) -> int:
    """The place of the factor whose swing is widest; ends: as `swings` gives them."""
    return int(np.ptp(ends, axis=1).argmax())


def lopsided(results: np.ndarray, base: float) -> tuple[str, float] | None:
    """On which side of the base most results lie ("above", "below"), and their share; None where it is about half."""
    above = float((results > base).mean())
    if abs(above - 0.5) <= LOPSIDED:
        return None
    return ("above", above) if above > 0.5 else ("below", 1 - above)


def flip(factors: Ranges, estimate: Estimator, factor: int, threshold: float, most: float) -> float:
    """The value of one factor nearest its base at which the estimate, the others at base, is `threshold`.

    most: the highest value the factor can have; it is looked for between 0 and that. NaN if there is none.
    """
    tried = np.linspace(0, most, 4001)
    rows = np.tile(factors.base[0], (len(tried), 1))
    rows[:, factor] = tried
    above = estimate(rows) - threshold
    crossed = np.flatnonzero((above[:-1] < 0) != (above[1:] < 0))
    if not len(crossed):
        return math.nan
    step = above[crossed + 1] - above[crossed]
    values = tried[crossed] - above[crossed] / step * (tried[crossed + 1] - tried[crossed])
    return float(values[np.abs(values - factors.base[0, factor]).argmin()])
