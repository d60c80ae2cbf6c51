"""Numbers one isn't sure of, rolled many times: who leads how often.

A number is a triangular distribution over (low, base, high). The rolls behind it are the same at every call, so that
a change in an answer comes from the numbers and not from chance.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

DRAWS = 4000
TIE = 1e-9  # relative to the larger one: results closer than this are equal; sums of decimals leave a dust of 1e-15


@dataclass(frozen=True)
class Ranges:
    """Numbers of several options: three arrays of shape (options, numbers) with low <= base <= high."""

    low: np.ndarray
    base: np.ndarray
    high: np.ndarray

    def __post_init__(self) -> None:
        if not (self.low.shape == self.base.shape == self.high.shape and self.low.ndim == 2):
            raise ValueError("low, base and high need one shape: options by numbers.")
        if not ((self.low <= self.base) & (self.base <= self.high)).all():
            raise ValueError("Each range must rise: low, base, high.")

    @classmethod
    def of(cls, rows: Sequence[Sequence[tuple[float, float, float]]]) -> Ranges:
        """From a row of (low, base, high) for each option."""
        table = np.array(rows, dtype=float)
        return cls(table[..., 0], table[..., 1], table[..., 2])


def rolled(ranges: Ranges) -> np.ndarray:
    """Every number drawn from its range, independently: shape (DRAWS, options, numbers)."""
    return triangular(ranges, _uniform(ranges.base.shape))


def triangular(ranges: Ranges, uniform: np.ndarray) -> np.ndarray:
    """Triangular (low, base, high) quantiles of uniform numbers in [0, 1), shape (draws, options, numbers)."""
    low, base, high = ranges.low, ranges.base, ranges.high
    span = np.where(high > low, high - low, 1.0)
    rising = uniform < (base - low) / span
    up = low + np.sqrt(uniform * span * (base - low))
    down = high - np.sqrt((1 - uniform) * span * (high - base))
    return np.where(high > low, np.where(rising, up, down), base)


def first_shares(results: np.ndarray) -> np.ndarray:
    """How often each option has the most: shape (options,), sums to 1; results: shape (draws, options).

    Options that tie share the draw.
    """
    most = results.max(axis=1, keepdims=True)
    ahead = results >= most - TIE * np.maximum(np.abs(most), 1.0)
    return (ahead / ahead.sum(axis=1, keepdims=True)).mean(axis=0)


def top_shares(results: np.ndarray, places: int) -> np.ndarray:
    """How often each option is among the first `places`: shape (options,), sums to `places` or to the options.

    results: shape (draws, options). Options that tie for the last places share them.
    """
    if places >= results.shape[1]:
        return np.ones(results.shape[1])
    last = np.partition(results, -places, axis=1)[:, [-places]]
    dust = TIE * np.maximum(np.abs(last), 1.0)
    better = results > last + dust
    level = ~better & (results >= last - dust)
    share = (places - better.sum(axis=1)) / level.sum(axis=1)
    return (better + level * share[:, None]).mean(axis=0)


def leads(ranges: Ranges, leader: int, results: Callable[[np.ndarray], np.ndarray]) -> tuple[np.ndarray, np.ndarray]:
    """How far `leader` is ahead of its best rival with one number at its low end, and at its high end; others at base.

    That is a tornado: two arrays of shape (options, numbers), in the unit of the results; below 0 another option wins.
    results: numbers of shape (..., options, numbers) -> results of shape (..., options); infinite without a rival
    """
    options, numbers = np.indices(ranges.base.shape)
    found = []
    for end in (ranges.low, ranges.high):
        moved = np.broadcast_to(ranges.base, (*ranges.base.shape, *ranges.base.shape)).copy()
        moved[options, numbers, options, numbers] = end
        every = results(moved)
        found.append(every[..., leader] - np.delete(every, leader, axis=-1).max(axis=-1, initial=-np.inf))
    return found[0], found[1]


@lru_cache(maxsize=8)
def _uniform(shape: tuple[int, int]) -> np.ndarray:
    return np.random.default_rng(20260101).random((DRAWS, *shape))
