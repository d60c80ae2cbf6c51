"""Replies to messages: what so many of so many say about a reply rate, and when one may be called the better.

A rate is thought to be anything from 0 to 1 at first, each alike (a flat prior). After r replies to n messages it is
Beta(1 + r, 1 + n − r). Gelman et al., *Bayesian Data Analysis*, 3rd ed., 2013, section 2.4.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from ops2pm.models.resample import Estimate
from ops2pm.models.two_shares import POWER, chances, per_group

MOST = 500
"""Messages of one kind that a tally may hold: the grids below are fine enough for so many."""
GRID = np.linspace(0, 1, 16001)
COARSE = np.linspace(0, 1, 1001)


@dataclass(frozen=True)
class Tally:
    """Messages of one kind: how many were sent and how many of them were answered. ValueError where that can't be."""

    sent: int
    replied: int

    def __post_init__(self) -> None:
        if not 0 <= self.replied <= self.sent <= MOST:
            raise ValueError(f"Replies can't be more than messages, nor messages more than {MOST}.")

    @property
    def share(self) -> float:
        """Replies per message, 0 to 1; NaN before the first message."""
        return self.replied / self.sent if self.sent else math.nan

    @property
    def mean(self) -> float:
        """The mean of what is known of the rate, 0 to 1."""
        return (self.replied + 1) / (self.sent + 2)


@dataclass(frozen=True)
class Rule:
    """When one kind may be called the better of two.

    sure: the chance that it is better has to be at least that, 0.5 to 1
    least: messages of each kind that have to be sent before
    """

    sure: float = 0.995
    least: int = 20


RULE = Rule()
"""The lesson's rule. Between two equal kinds, looked at after every pair up to HORIZON of each, it errs at most 1 time
in 20, whatever their rate: `wrong_calls`."""
HORIZON = 50
"""Messages of each kind for which the rule's error is stated."""
NAIVE = Rule(0.95, 1)
"""What one is tempted to do: look after each message, and stop as soon as it says 95%."""


# -- eight of each -----------------------------------------------------------------------------------------


def gap_chance(sent: int, rate: float, gap: int) -> float:
    """How often two kinds that are equally good differ by `gap` replies or more, either way; exact.

    sent: messages of each kind; rate: of both, 0 to 1
    """
    replied, chance = np.arange(sent + 1), chances(sent, rate)
    apart = np.abs(np.subtract.outer(replied, replied))
    return float(np.outer(chance, chance)[apart >= gap].sum())


def needed(one: float, other: float, sure: float = 0.975, power: float = POWER) -> int | None:
    """Messages of each kind with which a difference between these two rates is seen `power` of the time.

    As `two_shares.per_group`; None where the rates are equal.
    """
    if not (0 <= one <= 1 and 0 <= other <= 1):
        raise ValueError("A rate is from 0 to 1.")
    return None if one == other else per_group(one, other, sure, power)


# -- what is known -----------------------------------------------------------------------------------------


def rate(tally: Tally) -> Estimate:
    """The reply rate, 0 to 1: its posterior mean, and the central interval that holds it with 95%."""
    low, high = np.interp((0.025, 0.975), _below(tally.sent, tally.replied), GRID)
    return Estimate(tally.mean, float(low), float(high))


def density(tally: Tally, points: np.ndarray) -> np.ndarray:
    """The posterior density of the rate at `points` in [0, 1]: as many numbers, which enclose an area of 1."""
    return _density(tally.sent, tally.replied, points)


def better(one: Tally, other: Tally) -> float:
    """The chance that the second has the higher rate, 0 to 1."""
    below = _below(one.sent, one.replied)
    return float(_area(_density(other.sent, other.replied, GRID) * below))


def difference(one: Tally, other: Tally) -> Estimate:
    """The second's rate less the first's, −1 to 1: mean, and central 95% interval."""
    first, second = (_density(each.sent, each.replied, COARSE) for each in (one, other))
    spread = np.convolve(second, first[::-1])
    heap = np.cumsum(spread)
    steps = np.linspace(-1, 1, len(spread))
    low, high = np.interp((0.025, 0.975), heap / heap[-1], steps)
    return Estimate(rate(other).value - rate(one).value, float(low), float(high))


def best_two(tallies: Sequence[Tally]) -> tuple[int, int] | None:
    """The places of the best and the second best by the mean of what is known; None where fewer than two were sent.

    Not by share: 9 of 10 says more than 1 of 1. A tie goes to the one with more messages, then to the earlier one.
    """
    begun = [place for place, tally in enumerate(tallies) if tally.sent]
    ranked = sorted(begun, key=lambda place: (-tallies[place].mean, -tallies[place].sent, place))
    return (ranked[0], ranked[1]) if len(ranked) > 1 else None


def winner(tallies: Sequence[Tally], rule: Rule = RULE) -> int | None:
    """The place of the kind the rule calls the best, or None: it has to beat *each* other kind by the rule."""
    begun = [place for place, tally in enumerate(tallies) if tally.sent]
    pair = best_two(tallies)
    if pair is None or any(tallies[place].sent < rule.least for place in begun):
        return None
    best = pair[0]
    others = (place for place in begun if place != best)
    return best if all(better(tallies[place], tallies[best]) >= rule.sure for place in others) else None


def _density(sent: int, replied: int, points: np.ndarray) -> np.ndarray:
    missed = sent - replied
    height = math.lgamma(sent + 2) - math.lgamma(replied + 1) - math.lgamma(missed + 1)
    with np.errstate(divide="ignore", invalid="ignore"):
        logs = np.where(replied > 0, replied * np.log(points), 0.0) + np.where(
            missed > 0, missed * np.log1p(-points), 0.0
        )
    return np.exp(height + logs)


def _area(heights: np.ndarray) -> float:
    return float((heights[1:] + heights[:-1]).sum() / 2 * (GRID[1] - GRID[0]))


@lru_cache(maxsize=256)
def _below(sent: int, replied: int) -> np.ndarray:
    """The posterior's cumulative distribution on GRID."""
    heights = _density(sent, replied, GRID)
    heap = np.concatenate([[0.0], np.cumsum((heights[1:] + heights[:-1]) / 2)])
    return heap / heap[-1]


# -- how often a rule errs ---------------------------------------------------------------------------------


@lru_cache(maxsize=8)
def boundary(sure: float, most: int) -> np.ndarray:
    """What the better has to have: shape (most + 1, most + 1), replies of the better by (messages of each, replies of
    the other); most + 1 where no number of replies is enough."""
    found = np.full((most + 1, most + 1), most + 1)
    for sent in range(1, most + 1):
        heights = np.array([_density(sent, replied, COARSE) for replied in range(sent + 1)])
        heap = np.concatenate([np.zeros((sent + 1, 1)), np.cumsum((heights[:, 1:] + heights[:, :-1]) / 2, 1)], 1)
        # higher[a, b]: the chance that b replies mean a higher rate than a replies do.
        higher = (heap / heap[:, -1:]) @ (heights / heights.sum(1, keepdims=True)).T
        enough = higher >= sure
        found[sent, : sent + 1] = np.where(enough.any(1), enough.argmax(1), most + 1)
    return found


@dataclass(frozen=True)
class Calls:
    """What a rule does in repeated runs, looked at after every round of one message of each kind.

    called: share of runs in which any kind was called the best by the end, 0 to 1
    right: share in which that was the best one
    by: share called by the end of each round, shape (rounds,)
    """

    called: float
    right: float
    by: np.ndarray


def calls(rates: Sequence[float], rule: Rule = RULE, most: int = 100, draws: int = 40_000) -> Calls:
    """How often a rule calls one of these kinds the best, where their true rates are known: a simulation.

    most: rounds; in each one message of every kind is sent. The first call ends a run. The draws are the same at
    every call; with 40,000 a share is known to half a point.
    """
    edge = boundary(rule.sure, most)
    rng = np.random.default_rng(20260110)
    replied = np.zeros((draws, len(rates)), dtype=int)
    open_, called, right, by = np.ones(draws, dtype=bool), 0, 0, []
    top = int(np.argmax(rates))
    rows = np.arange(draws)
    for sent in range(1, most + 1):
        replied += rng.random(replied.shape) < rates
        if sent >= rule.least:
            best = replied.argmax(1)
            others = replied.copy()
            others[rows, best] = -1
            now = open_ & (replied[rows, best] >= edge[sent, others.max(1)])
            called += int(now.sum())
            right += int((now & (best == top)).sum())
            open_ &= ~now
        by.append(called / draws)
    return Calls(called / draws, right / draws, np.array(by))


def called_once(sent: int, rate: float, sure: float) -> float:
    """How often one of two equal kinds is called the better, looked at once with so many of each; exact, 0 to 1."""
    chance, edge = chances(sent, rate), boundary(sure, sent)[sent]
    return float(2 * sum(chance[other] * chance[edge[other] :].sum() for other in range(sent + 1)))


def wrong_calls(kinds: int, rate: float, rule: Rule = RULE, most: int = 100) -> float:
    """How often a rule calls one of so many equally good kinds the best, looked at after every round; 0 to 1."""
    return calls([rate] * kinds, rule, most).called
