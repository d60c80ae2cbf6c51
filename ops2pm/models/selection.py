"""Two groups who are equally good, of whom one has to clear a higher bar to be hired: who looks better afterwards.

A model, and its numbers are invented. Everybody has an ability, normal with mean 0 and standard deviation 1. The
interview gives a score that correlates with it; the best-scored share of each group is hired. Whether somebody
succeeds depends on ability and luck alone (a probit: P(success | a) = Φ(intercept + WEIGHT · a)), unless a true effect
of the background is set. Being hired is a collider: both the background and the ability lead to it, so that among the
hired the two hang together although they don't among those who apply (Berkson, "Limitations of the application of
fourfold table analysis to hospital data", Biometrics Bulletin 2, 1946).

No draws: the success of the hired is an integral over their scores, by Gauss-Legendre quadrature.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache
from statistics import NormalDist

import numpy as np

SUCCEED = 0.468
"""Invented: the share of all applicants who would succeed if hired. With half of them hired, 60 of 100 hires do."""
WEIGHT = 1.37
"""Invented: how far ability counts, against luck of standard deviation 1. An interview score that correlates 0.5 with
ability then correlates 0.40 with how well somebody does (ability and luck together), near the 0.42 that Sackett and
others (Journal of Applied Psychology 107, 2022) report for structured interviews; for unstructured ones it is
UNSTRUCTURED. See `validity`."""
UNSTRUCTURED = 0.19
NODES = 48
FAR = 9.0
"""Standard deviations beyond which there is nobody."""
NORMAL = NormalDist()


@dataclass(frozen=True)
class Settings:
    """How two groups of applicants, equally good, are hired.

    tech, ops: the share of each group's applicants who are hired, above 0 and up to 1
    sees: how far the interview's score correlates with ability: 0 is drawing lots, 1 sees everything
    effect: points (0.05 is five of 100) by which applicants from ops would do better, if all of them were hired
    """

    tech: float = 0.5
    ops: float = 0.1
    sees: float = 0.5
    effect: float = 0.0

    def __post_init__(self) -> None:
        if not (0 < self.tech <= 1 and 0 < self.ops <= 1):
            raise ValueError("The share that is hired is above 0 and at most 1.")
        if not 0 <= self.sees <= 1:
            raise ValueError("What the interview sees is from 0 to 1.")
        if not 0 < SUCCEED + self.effect < 1:
            raise ValueError("With such an effect, nobody or everybody would succeed.")


@dataclass(frozen=True)
class Hired:
    """What comes of it, as shares from 0 to 1.

    tech, ops: how many of those hired succeed, P(success | hired)
    shut_out: the share of ops applicants who clear the bar of tech and aren't hired; 0 where theirs isn't higher
    would_have: how many of those would have succeeded; NaN where there are none
    """

    tech: float
    ops: float
    shut_out: float
    would_have: float

    @property
    def lift(self) -> float:
        """How much better the hires from ops look: 0.25 for 25 % higher."""
        return self.ops / self.tech - 1


def bar(share: float) -> float:
    """The score, in standard deviations, that the best `share` of applicants reach; −∞ where all are hired."""
    return -math.inf if share >= 1 else NORMAL.inv_cdf(1 - share)


def success(low: float, high: float = math.inf, sees: float = 0.5, effect: float = 0.0) -> float:
    """How many, 0 to 1, of the applicants with a score from `low` to `high` (standard deviations) would succeed.

    NaN where no score lies between them.
    """
    low, high = max(low, -FAR), min(high, FAR)
    if low >= high:
        return math.nan
    spread = math.sqrt(1 + WEIGHT**2)
    # Of those with one score s, ability is normal with mean sees · s and variance 1 − sees².
    intercept, slope = spread * NORMAL.inv_cdf(SUCCEED + effect), WEIGHT * sees
    luck = math.sqrt(1 + WEIGHT**2 * (1 - sees**2))
    nodes, weights = _nodes()
    scores = (low + high) / 2 + (high - low) / 2 * nodes
    density = weights * np.exp(-(scores**2) / 2)
    chance = np.array([NORMAL.cdf((intercept + slope * score) / luck) for score in scores])
    return float(density @ chance / density.sum())


def hired(settings: Settings) -> Hired:
    """Who looks better among the hired, and who was left outside."""
    tech, ops = bar(settings.tech), bar(settings.ops)
    shut_out = max(0.0, settings.tech - settings.ops)
    return Hired(
        success(tech, sees=settings.sees),
        success(ops, sees=settings.sees, effect=settings.effect),
        shut_out,
        success(tech, ops, settings.sees, settings.effect),
    )


def validity(sees: float) -> tuple[float, float]:
    """How the interview's score correlates with how well somebody does, and with whether they succeed; all applicants.

    The first is with ability and luck together. The second, with success or not, is smaller: the point-biserial
    correlation, first · φ(t) / √(p(1 − p)), where p = SUCCEED and t is the point that p of a normal lie below.
    """
    does = sees * WEIGHT / math.sqrt(1 + WEIGHT**2)
    height = NORMAL.pdf(NORMAL.inv_cdf(SUCCEED))
    return does, does * height / math.sqrt(SUCCEED * (1 - SUCCEED))


def sees_at(does: float) -> float:
    """How much an interview sees whose score correlates so far with how well somebody does: `validity` backwards."""
    return does * math.sqrt(1 + WEIGHT**2) / WEIGHT


def abilities(share: float, sees: float, at: np.ndarray) -> np.ndarray:
    """The density of ability among those hired, at each of `at` (standard deviations); same shape.

    φ(a) · P(score > bar | a) / share. With everybody hired it is the normal curve.
    """
    line, noise = bar(share), math.sqrt(1 - sees**2)
    density = np.exp(-(at**2) / 2) / math.sqrt(2 * math.pi)
    if math.isinf(line):
        return density
    if not noise:
        return np.where(at > line, density / share, 0.0)
    passes = np.array([NORMAL.cdf((sees * a - line) / noise) for a in np.ravel(at)]).reshape(np.shape(at))
    return density * passes / share


@lru_cache(maxsize=1)
def _nodes() -> tuple[np.ndarray, np.ndarray]:
    return np.polynomial.legendre.leggauss(NODES)
