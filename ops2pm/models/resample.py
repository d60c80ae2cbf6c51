"""How sure a rate is, when flights of one day share one weather: resample whole days.

The percentile bootstrap with days as the unit (Efron & Tibshirani, An Introduction to the Bootstrap,
1993, ch. 13). Resampling single flights would pretend that 336,776 flights are 336,776 independent facts.
"""

from __future__ import annotations

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
    """How often each day is drawn in each resample: integers, shape (draws, days), rows summing to `days`."""
    generator = np.random.default_rng(seed)
    return generator.multinomial(days, np.full(days, 1 / days), size=draws) if days else np.zeros((draws, 0))


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
    value = events.sum(axis=1) / chances.sum(axis=1)
    low, high = np.percentile(rates[0] - rates[1], [2.5, 97.5])
    return Estimate(float(value[0] - value[1]), float(low), float(high))


def _estimate(over: float, under: float, drawn_over: np.ndarray, drawn_under: np.ndarray) -> Estimate:
    """over / under with the 2.5th and 97.5th percentile of the drawn quotients; NaN where under is 0."""
    if not under:
        return Estimate(float("nan"), float("nan"), float("nan"))
    defined = drawn_under > 0
    low, high = np.percentile(drawn_over[defined] / drawn_under[defined], [2.5, 97.5])
    return Estimate(float(over / under), float(low), float(high))
