"""How sure a rate is, when flights of one day share one weather: resample whole days.

The percentile bootstrap with days as the unit (Efron & Tibshirani, An Introduction to the Bootstrap,
1993, ch. 13). Resampling single flights would pretend that 336,776 flights are 336,776 independent facts.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Estimate:
    """A value with its 95 % interval, in the value's own unit. All NaN where there is nothing to count."""

    value: float
    low: float
    high: float

    def scaled(self, factor: float) -> Estimate:
        """The same in another unit: scaled(100) turns a share into per cent."""
        return Estimate(self.value * factor, self.low * factor, self.high * factor)


def day_weights(days: int, draws: int, seed: int) -> np.ndarray:
    """How often each day is drawn in each resample: integers, shape (draws, days), rows summing to `days`.

    Whatever is drawn whole can stand in for the days, such as the customers of a year of orders.
    """
    generator = np.random.default_rng(seed)
    return generator.multinomial(days, np.full(days, 1 / days), size=draws) if days else np.zeros((draws, 0))


def over(events: np.ndarray, chances: np.ndarray) -> np.ndarray:
    """events / chances, element by element (same shape), and NaN where there is no chance."""
    return np.divide(events, chances, out=np.full(np.shape(chances), np.nan), where=np.asarray(chances) > 0)


def interval(value: float, drawn: np.ndarray) -> Estimate:
    """The value with the 2.5th and 97.5th percentile of what was drawn; draws that are NaN are passed over.

    All NaN where the value itself is, or nothing was drawn.
    """
    known = drawn[np.isfinite(drawn)]
    if not (math.isfinite(value) and len(known)):
        return Estimate(math.nan, math.nan, math.nan)
    low, high = np.percentile(known, [2.5, 97.5])
    return Estimate(float(value), float(low), float(high))


def rate(events: np.ndarray, chances: np.ndarray, weights: np.ndarray) -> Estimate:
    """Events per chance (both: one entry a day), with the interval over the resamples in `weights`."""
    return _estimate(events.sum(), chances.sum(), weights @ events, weights @ chances)


def ratio(events: np.ndarray, chances: np.ndarray, weights: np.ndarray) -> Estimate:
    """The first group's rate over the second's. `events` and `chances` have shape (2, days)."""
    drawn_events, drawn_chances = events @ weights.T, chances @ weights.T
    events, chances = events.sum(axis=1), chances.sum(axis=1)
    return _estimate(
        events[0] * chances[1],
        events[1] * chances[0],
        drawn_events[0] * drawn_chances[1],
        drawn_events[1] * drawn_chances[0],
    )


def difference(events: np.ndarray, chances: np.ndarray, weights: np.ndarray) -> Estimate:
    """The first group's rate minus the second's. `events` and `chances` have shape (2, days).

    Both groups are drawn on the same days, because one storm hits both.
    """
    drawn = chances @ weights.T
    both = (drawn > 0).all(axis=0)
    rates = (events @ weights.T)[:, both] / drawn[:, both]
    value = over(events.sum(axis=1), chances.sum(axis=1))
    return interval(value[0] - value[1], rates[0] - rates[1])


def _estimate(top: float, bottom: float, drawn_top: np.ndarray, drawn_bottom: np.ndarray) -> Estimate:
    """top / bottom with its interval; NaN where bottom is 0."""
    return interval(top / bottom if bottom else math.nan, over(drawn_top, drawn_bottom))
