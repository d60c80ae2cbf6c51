"""In which order to test what an idea stands on (lesson 08).

Each test takes days and ends the idea with some chance, independently of the others; one stops at the first that does.
The expected days until one knows, days_1 + (1 - p_1) days_2 + (1 - p_1)(1 - p_2) days_3 + ..., are fewest when tests
are done by chance ÷ days, highest first (Mitten, "An analytic solution to the least cost testing sequence problem",
Journal of Industrial Engineering 11, 1960).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np


def expected_days(days: Sequence[float], kills: Sequence[float]) -> float:
    """Days until one knows, on average, in the order given.

    kills: chances from 0 to 1, one a test. ValueError for others, for days below 0 and for unequal lengths.
    """
    length, chance = _checked(days, kills)
    still = np.r_[1.0, np.cumprod(1.0 - chance)[:-1]]
    return float((still * length).sum()) if len(length) else 0.0


def survives(kills: Sequence[float]) -> float:
    """The chance that no test ends the idea."""
    return float(np.prod(1.0 - np.asarray(kills, dtype=float)))


def best_order(days: Sequence[float], kills: Sequence[float]) -> tuple[int, ...]:
    """Places of the tests in the order with the fewest expected days; equals keep their order."""
    length, chance = _checked(days, kills)
    with np.errstate(divide="ignore", invalid="ignore"):
        worth = np.where(length > 0, chance / length, np.inf)
    return tuple(int(place) for place in np.argsort(-worth, kind="stable"))


def _checked(days: Sequence[float], kills: Sequence[float]) -> tuple[np.ndarray, np.ndarray]:
    length, chance = np.asarray(days, dtype=float), np.asarray(kills, dtype=float)
    if length.shape != chance.shape:
        raise ValueError(f"Each test needs its days and its chance; there are {length.size} and {chance.size}.")
    if (length < 0).any() or not ((chance >= 0) & (chance <= 1)).all():
        raise ValueError("Days are 0 or more, and a chance is from 0 to 1.")
    return length, chance
