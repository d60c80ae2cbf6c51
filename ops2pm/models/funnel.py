"""A job search as a funnel: what few counts say about a rate, and how many weeks to a first offer.

Of those who reached a stage, some got through. After x of n the rate is taken as Beta(x + 1/2, n - x + 1/2): Jeffreys'
prior, which Brown, Cai and DasGupta recommend for few counts (Interval Estimation for a Binomial Proportion,
Statistical Science 16(2), 2001).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ops2pm.models.resample import Estimate

STAGES = ("screen", "interviews", "offer")
"""What each of three rates leads to: application -> screen -> interviews -> offer."""

DRAWS = 4000
_GRID = 2001


def posterior(passed: np.ndarray, tried: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The rate's distribution after `passed` of `tried`: rates and their cumulative probability, each (..., 2001).

    With rate = sin(t)**2 Jeffreys' prior is flat in t and the density sin(t)**2x cos(t)**2(n-x), so nothing is infinite
    at 0 or 1. It is summed by the trapezium rule at 2,001 angles around its peak. Raises ValueError where passed is
    below 0 or above tried.
    """
    passed, tried = np.asarray(passed, dtype=float)[..., None], np.asarray(tried, dtype=float)[..., None]
    if not ((passed >= 0) & (passed <= tried)).all():
        raise ValueError("Those who got through can't be fewer than none or more than those who tried.")
    failed = tried - passed
    peak = np.arctan2(np.sqrt(passed), np.sqrt(failed))
    # The angle's standard deviation is about 1 / (2 sqrt(n)), whatever the rate.
    reach = 8 / (2 * np.sqrt(np.maximum(tried, 1)))
    low, high = np.maximum(peak - reach, 0.0), np.minimum(peak + reach, np.pi / 2)
    angles = low + (high - low) * np.linspace(0, 1, _GRID)
    with np.errstate(divide="ignore", invalid="ignore"):
        log = np.where(passed > 0, 2 * passed * np.log(np.sin(angles)), 0.0)
        log = log + np.where(failed > 0, 2 * failed * np.log(np.cos(angles)), 0.0)
    density = np.exp(log - log.max(axis=-1, keepdims=True))
    steps = (density[..., 1:] + density[..., :-1]) / 2
    below = np.concatenate([np.zeros_like(low), np.cumsum(steps, axis=-1)], axis=-1)
    return np.sin(angles) ** 2, below / below[..., -1:]


def rates(passed: Sequence[float], tried: Sequence[float], level: float = 0.95) -> list[Estimate]:
    """For each stage the share that got through (NaN when nobody tried) and the interval that holds the true rate.

    The interval is Jeffreys' equal-tailed one; as Brown, Cai and DasGupta define it, it begins at 0 when none got
    through and ends at 1 when all did.
    """
    grid, below = posterior(np.asarray(passed, dtype=float), np.asarray(tried, dtype=float))
    tail = (1 - level) / 2
    found = []
    for x, n, rate, cdf in zip(passed, tried, grid, below, strict=True):
        low, high = (float(value) for value in np.interp([tail, 1 - tail], cdf, rate))
        found.append(Estimate(x / n if n else float("nan"), low if x > 0 else 0.0, high if x < n else 1.0))
    return found


def draw_rates(counts: Sequence[float], channel: int = 0) -> np.ndarray:
    """Rates that the counts leave possible: shape (4000, 3), one column a stage, each stage independent.

    counts: applications, screens, interviews, offers; channel: 0 or 1, so that two channels are drawn independently.
    The draws behind them are the same at every call.
    """
    grid, below = posterior(np.asarray(counts[1:], dtype=float), np.asarray(counts[:-1], dtype=float))
    uniform = _UNIFORM[channel]
    return np.stack([np.interp(uniform[:, i], below[i], grid[i]) for i in range(len(STAGES))], axis=1)


def pushed(rates: np.ndarray, stage: int, points: float = 0.0, factor: float = 1.0) -> np.ndarray:
    """The same rates with one stage multiplied by `factor` and raised by `points` (0.1 = 10 points), at most 1."""
    better = rates.copy()
    better[:, stage] = np.minimum(better[:, stage] * factor + points, 1.0)
    return better


def weeks_to_offer(channels: Sequence[tuple[np.ndarray, float]]) -> np.ndarray:
    """Weeks of applying until the application that brings the first offer: shape (4000,), inf when nothing is sent.

    channels: (rates of shape (4000, 3), applications a week). Each application succeeds with the product of its three
    rates, independently, so the waiting time is exponential with the weekly hazard -a log(1 - p); the time an employer
    takes to answer is not in it.
    """
    hazard = np.zeros(DRAWS)
    for found, a_week in channels:
        if a_week:
            # A product of 1 would end the search with the first application: the hazard is infinite, and that is right.
            with np.errstate(divide="ignore"):
                hazard -= a_week * np.log1p(-found.prod(axis=1))
    with np.errstate(divide="ignore"):
        return _WAITING / hazard


def summary(weeks: np.ndarray) -> Estimate:
    """Median and 80 % range of the weeks (low and high are the 10th and 90th percentile); inf where nothing is sent."""
    # "lower" picks one of the draws: between a number and an endless wait there is nothing in the middle.
    low, middle, high = np.percentile(weeks, [10, 50, 90], method="lower")
    return Estimate(float(middle), float(low), float(high))


_generator = np.random.default_rng(20260102)
_UNIFORM = _generator.random((2, DRAWS, len(STAGES)))
_WAITING = _generator.exponential(size=DRAWS)
