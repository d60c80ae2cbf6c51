"""A job search as a funnel: what few counts say about a rate, and how many weeks to a first offer.

Of those who reached a stage, some got through. After x of n the rate is taken as Beta(x + 1/2, n - x + 1/2): Jeffreys'
prior, which Brown, Cai and DasGupta recommend for few counts (Interval Estimation for a Binomial Proportion,
Statistical Science 16(2), 2001).
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

import numpy as np

from ops2pm.models.resample import Estimate

STAGES = ("screen", "interviews", "offer")
"""What each of three rates leads to: application -> screen -> interviews -> offer."""

_GRID = 2001
_STEP, _BINS = 0.01, 2000  # of the logarithm of a rate: down to exp(-20), where next to nothing is left
_TRIES = np.exp(np.linspace(-7, 18, 320))  # applications


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


def chances(
    counts: Sequence[float], stage: int | None = None, points: float = 0.0, factor: float = 1.0, prior: float = 0.5
) -> np.ndarray:
    """How likely each chance of an offer is that the counts leave possible: probabilities, shape (5998,), sum 1.

    Entry i is for a chance of about exp(-(i + 1.5) / 100). An application's chance is the product of its stages' rates,
    each independent, so the distribution of its logarithm is their convolution.

    counts: applications, screens, interviews, offers. A stage that nobody reached has the prior's distribution.
    stage: one of 0, 1, 2, whose rate is multiplied by `factor` and raised by `points` (0.1 = 10 points), at most to 1
    prior: what is added to those who got through and to those who didn't: 1/2 is Jeffreys', 1 has all rates alike
    """
    more = prior - 0.5
    passed, tried = np.asarray(counts[1:], dtype=float) + more, np.asarray(counts[:-1], dtype=float) + 2 * more
    grid, below = posterior(passed, tried)
    angles = np.arcsin(np.sqrt(grid))
    product = np.ones(1)
    for number in range(len(STAGES)):
        edges = np.exp(-_STEP * np.arange(1, _BINS))
        if number == stage:
            edges = np.clip((edges - points) / factor, 0.0, 1.0)
        # In the angle the distribution is nearly straight even at 0, where in the rate it is not.
        cumulative = np.interp(np.arcsin(np.sqrt(edges)), angles[number], below[number])
        product = _convolved(product, -np.diff(np.r_[1.0, cumulative, 0.0]))
    return product


def weeks_to_offer(channels: Sequence[tuple[np.ndarray, float]]) -> Estimate:
    """Weeks of applying until the application that brings the first offer: median, 10th and 90th percentile.

    channels: (what `chances` gives, applications a week). Infinite where nothing is sent. With chance p and a
    applications a week nobody has made an offer after t weeks with probability (1 - p)**(a t), averaged over the
    chances that the counts leave possible. Channels are independent, so their averages are multiplied. The time an
    employer takes to answer is not in it.
    """
    sent = [(found, a_week) for found, a_week in channels if a_week]
    if not sent:
        return Estimate(float("inf"), float("inf"), float("inf"))
    weeks = _TRIES / max(a_week for _, a_week in sent)
    none = np.ones_like(weeks)
    for found, a_week in sent:
        none *= np.interp(np.log(weeks * a_week), np.log(_TRIES), _no_offer() @ found)
    low, middle, high = np.exp(np.interp([0.1, 0.5, 0.9], 1 - none, np.log(weeks)))
    return Estimate(float(middle), float(low), float(high))


def untried(counts: Sequence[float]) -> int | None:
    """The first stage that nobody has come to, 0 to 2: what would come out for it is the prior. None without one."""
    return next((stage for stage, tried in enumerate(counts[: len(STAGES)]) if not tried), None)


@dataclass(frozen=True)
class Waits:
    """Weeks to a first offer: by each channel alone, by all together, and by all with one stage better (stage 0 to 2).

    Infinite where nothing is sent; NaN where a channel is used of which the counts say nothing at some stage.
    """

    alone: dict[str, Estimate]
    together: Estimate
    better: tuple[Estimate, ...]


NEVER = Estimate(math.inf, math.inf, math.inf)
UNKNOWN = Estimate(math.nan, math.nan, math.nan)


def waits(
    counts: Mapping[str, tuple[int, ...]], a_week: Mapping[str, float], points: float = 0.0, factor: float = 1.0
) -> Waits:
    """How long the counts of each channel leave a search, at so many applications a week.

    counts: channel -> applications, screens, interviews, offers; a_week: channel -> applications a week
    points, factor: how much better a stage gets; see `chances`
    """

    def wait(channels: Sequence[str], stage: int | None = None) -> Estimate:
        used = [channel for channel in channels if a_week[channel]]
        if not used:
            return NEVER
        if any(untried(counts[channel]) is not None for channel in used):
            return UNKNOWN
        push = (0.0, 1.0) if stage is None else (points, factor)
        return weeks_to_offer([(_kept_chances(counts[channel], stage, *push), a_week[channel]) for channel in used])

    every = tuple(counts)
    better = tuple(wait(every, stage) for stage in range(len(STAGES)))
    return Waits({channel: wait((channel,)) for channel in every}, wait(every), better)


@lru_cache(maxsize=64)
def _kept_chances(counts: tuple[int, ...], stage: int | None, points: float, factor: float) -> np.ndarray:
    return chances(counts, stage, points, factor)


def times_as_good(first: np.ndarray, second: np.ndarray) -> tuple[Estimate, float]:
    """The first chance over the second: median, 10th and 90th percentile; and how likely it is to be below 1.

    first, second: what `chances` gives, of two channels taken as independent
    """
    product = _convolved(first, second[::-1])  # entry i: log(first / second) is about (size - 1 - i) / 100
    below = np.cumsum(product[::-1])
    logs = _STEP * (np.arange(len(product)) - (len(second) - 1))
    low, middle, high = np.exp(np.interp([0.1, 0.5, 0.9], below, logs))
    return Estimate(float(middle), float(low), float(high)), float(np.interp(0.0, logs, below))


def _convolved(first: np.ndarray, second: np.ndarray) -> np.ndarray:
    """The distribution of a sum; by Fourier transform, whose dust of 1e-17 may be below 0."""
    size = len(first) + len(second) - 1
    room = 1 << (size - 1).bit_length()
    found = np.fft.irfft(np.fft.rfft(first, room) * np.fft.rfft(second, room), room)[:size]
    return np.maximum(found, 0.0)


@cache
def _no_offer() -> np.ndarray:
    """The chance of no offer after each number of tries (rows), for each chance of one try (columns of `chances`)."""
    size = len(STAGES) * _BINS - (len(STAGES) - 1)
    log_chance = -_STEP * (np.arange(size) + len(STAGES) / 2)
    return np.exp(np.outer(_TRIES, np.log1p(-np.exp(log_chance))))
