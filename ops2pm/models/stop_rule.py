"""A rule, written before a release, that says when it is taken back: how often it errs, and what looking often does.

All data is simulated. A release goes to half of the travellers, drawn by lot; the others keep what there was. Each
week brings the share who complain in either half, and what counts is the difference over all weeks so far, new minus
old. The rule is a *guardrail*: it stops the release when that difference is above a threshold at one of its looks, the
last of which is at the end. The truth behind a release is one of two: harmless or harmful. What is watched need not be
complaints; any share of travellers will do, and some move after a harmless release too.

A rule can err in two ways: stop a harmless release (a false stop), and let a harmful one through. Each further look is
one more chance to cross the line by luck (Armitage, McPherson & Rowe, "Repeated significance tests on accumulating
data", Journal of the Royal Statistical Society A 132, 1969; Kohavi, Tang & Xu, Trustworthy Online Controlled
Experiments, 2020, on peeking). A line that begins high and comes down as 1/week takes most of that away (O'Brien &
Fleming, "A multiple testing procedure for clinical trials", Biometrics 35, 1979).

The difference of two shares is drawn from the normal distribution with their variance, which is close enough for
hundreds of travellers a week. The draws are the same at every call, so that what changes comes from the settings.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from ops2pm.models.resample import Estimate

RELEASES = 4000
"""Releases simulated of each kind."""
MOST_WEEKS = 12
SEED = 20260606
Z95 = 1.959964


@dataclass(frozen=True)
class World:
    """What is not known before a release.

    base: share of travellers who complain as it is, 0 to 1 (or whose share is watched) · harm: how much higher that
    share is after a harmful release · travellers: in each half, a week · drift: how much higher it is after any
    release; a harmful one adds both
    """

    base: float = 0.10
    harm: float = 0.02
    travellers: int = 1000
    drift: float = 0.0

    def moved(self, harmful: bool) -> float:
        """By how much the share is higher after such a release."""
        return self.drift + self.harm * harmful

    def __post_init__(self) -> None:
        if not (0 < self.base < 1 and self.harm > 0 and self.drift >= 0 and self.base + self.moved(True) < 1):
            raise ValueError("Shares lie between 0 and 1, and harm is above 0.")
        if not self.travellers > 0:
            raise ValueError("Some travellers are needed: between 0 and 1 is none.")


@dataclass(frozen=True)
class Rule:
    """When the release is stopped.

    threshold: the difference, as a share, above which it is stopped · weeks: when the rule is over, 1 to MOST_WEEKS ·
    every: weeks from one look to the next; from `weeks` on there is one look, at the end · high_early: the line is
    threshold × weeks / week: early on only as many complaints too many stop it as would do so at the end
    """

    threshold: float = 0.01
    weeks: int = 8
    every: int = 1
    high_early: bool = False

    def __post_init__(self) -> None:
        if not (self.threshold > 0 and 1 <= self.weeks <= MOST_WEEKS and self.every >= 1):
            raise ValueError(f"A rule needs a threshold above 0, 1 to {MOST_WEEKS} weeks, and a look now and then.")

    def looks(self) -> np.ndarray:
        """The weeks at whose end one looks, ascending; the last is `weeks`."""
        return np.unique(np.append(np.arange(self.every, self.weeks, self.every), self.weeks))

    def line(self) -> np.ndarray:
        """The difference above which the release is stopped, one entry a week, whether one looks or not."""
        week = np.arange(1, self.weeks + 1)
        return self.threshold * (self.weeks / week if self.high_early else np.ones(self.weeks))


@dataclass(frozen=True)
class Errors:
    """How often a rule errs, with the 95 % interval of a simulation of RELEASES releases; shares, 0 to 1.

    false_stops: of the harmless releases · let_through: of the harmful ones · weeks_out: weeks for which a harmful
    release is out, on average, until it is stopped or the rule is over
    """

    false_stops: Estimate
    let_through: Estimate
    weeks_out: float


@lru_cache(maxsize=1)
def _noise() -> np.ndarray:
    """Mean of the first 1, 2, 3 … weekly standard normal errors: shape (2, RELEASES, MOST_WEEKS), by kind."""
    drawn = np.random.default_rng(SEED).standard_normal((2, RELEASES, MOST_WEEKS))
    return np.cumsum(drawn, axis=2) / np.arange(1, MOST_WEEKS + 1)


def weekly_error(world: World, harmful: bool) -> float:
    """Standard error of one week's difference of the two shares."""
    new = world.base + world.moved(harmful)
    return math.sqrt((world.base * (1 - world.base) + new * (1 - new)) / world.travellers)


def differences(world: World, harmful: bool, weeks: int = MOST_WEEKS) -> np.ndarray:
    """Difference over all weeks so far, at the end of each: shape (RELEASES, weeks), a release a row."""
    return world.moved(harmful) + weekly_error(world, harmful) * _noise()[int(harmful), :, :weeks]


def stopped_in(rule: Rule, so_far: np.ndarray) -> np.ndarray:
    """The week in which each release is stopped, 0 where it isn't; so_far: shape (releases, at least rule.weeks)."""
    looks = rule.looks()
    above = so_far[:, looks - 1] > rule.line()[looks - 1]
    return np.where(above.any(axis=1), looks[above.argmax(axis=1)], 0)


def errors(world: World, rule: Rule) -> Errors:
    """How often the rule errs in such a world."""
    harmless, harmful = (stopped_in(rule, differences(world, kind, rule.weeks)) for kind in (False, True))
    return Errors(
        false_stops=_share(harmless > 0),
        let_through=_share(harmful == 0),
        weeks_out=float(np.where(harmful > 0, harmful, rule.weeks).mean()),
    )


def middle(world: World, harmful: bool, weeks: int = MOST_WEEKS) -> tuple[np.ndarray, np.ndarray]:
    """Where the middle 95 % of such releases lie at the end of each week: low and high, each of shape (weeks,)."""
    error = weekly_error(world, harmful) / np.sqrt(np.arange(1, weeks + 1))
    centre = world.moved(harmful)
    return centre - Z95 * error, centre + Z95 * error


def _share(hits: np.ndarray) -> Estimate:
    """A share of simulated releases with Wilson's interval (JASA 22, 1927), which is not empty at 0 or 1 either."""
    n, share = len(hits), float(hits.mean())
    centre = (share + Z95**2 / (2 * n)) / (1 + Z95**2 / n)
    half = Z95 / (1 + Z95**2 / n) * math.sqrt(share * (1 - share) / n + Z95**2 / (4 * n**2))
    return Estimate(share, max(0.0, centre - half), min(1.0, centre + half))
