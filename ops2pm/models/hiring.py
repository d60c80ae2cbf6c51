"""An interview as a noisy measurement: what a no tells about you, and when a bold answer stops paying.

Ability is normal among the candidates, with mean 0 and standard deviation 1. An interview gives each a score
r · ability + √(1 − r²) · luck, luck being normal too: the score then has standard deviation 1, and correlates with
ability by r (its validity). The best score gets the offer. All of this is assumed; the sums are exact but for a grid.
A candidate from the middle has ability 0; among n they get fewer than one offer in n, for the ablest get more.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

FINEST = 8.0
GRID = np.linspace(-FINEST, FINEST, 1601)
"""Standard deviations; beyond the ends lies less than 1e-14 of a normal."""
STEP = GRID[1] - GRID[0]
MOST_CANDIDATES, MOST_NOS = 50, 50


def _density(z: np.ndarray) -> np.ndarray:
    return np.exp(-(z**2) / 2) / math.sqrt(2 * math.pi)


# Φ on the grid, by the error function of the standard library.
_BELOW = np.array([0.5 * math.erfc(-z / math.sqrt(2)) for z in GRID])
WEIGHTS = _density(GRID) * STEP


def below(z: np.ndarray | float) -> np.ndarray:
    """The share of a normal below z: read off the grid, to within 2e-6."""
    return np.interp(z, GRID, _BELOW)


def at_share(share: float) -> float:
    """How able somebody is who is better than this share of all: below's inverse, within the grid."""
    return float(np.interp(share, _BELOW, GRID))


def better_of_two(validity: float) -> float:
    """The chance that the abler of two candidates has the better score: 1/2 + arcsin(r)/π (Sheppard 1899)."""
    _check(validity)
    return 0.5 + math.asin(validity) / math.pi


def validity_of(picks: float) -> float:
    """The validity at which the abler of two has the better score so often: better_of_two's inverse.

    ValueError unless `picks` lies between 1/2, which is luck, and 1.
    """
    if not 0.5 <= picks <= 1:
        raise ValueError("Between half the time and always.")
    return math.sin(math.pi * (picks - 0.5))


def wins(ability: np.ndarray | float, validity: float, candidates: int, extra: float = 0.0) -> np.ndarray:
    """The chance of the offer among `candidates` (you and others drawn at random), by your ability.

    extra: added to your score, in its standard deviations. Integrates over your luck.
    """
    _check(validity, candidates)
    ability = np.atleast_1d(np.asarray(ability, float))
    luck = math.sqrt(1 - validity**2)
    scores = validity * ability[:, None] + luck * GRID[None, :] + extra
    return (below(scores) ** (candidates - 1)) @ WEIGHTS


@dataclass(frozen=True)
class Belief:
    """What is believed of your ability: a density on GRID that sums to 1 with STEP."""

    density: np.ndarray

    @property
    def upper_half(self) -> float:
        """The chance that you are abler than a candidate from the middle."""
        return self.above(0.0)

    def above(self, ability: float) -> float:
        """The chance that your ability is above this; a grid point counts half."""
        counted = np.greater(GRID, ability) + 0.5 * np.isclose(GRID, ability)
        return float((self.density * counted).sum() * STEP)

    def tenths(self) -> np.ndarray:
        """The chance of each tenth of all candidates, lowest first: shape (10,), summing to 1."""
        reached = np.cumsum(self.density) * STEP - self.density * STEP / 2
        edges = [0.0, *(float(np.interp(at_share(k / 10), GRID, reached)) for k in range(1, 10)), 1.0]
        return np.diff(edges)

    @property
    def mean(self) -> float:
        """Your expected ability, in standard deviations among the candidates."""
        return float((self.density * GRID).sum() * STEP)


def after(nos: int, validity: float, candidates: int, yeses: int = 0) -> Belief:
    """What is believed after so many no's and yeses, each in a round of its own with other candidates (Bayes' rule).

    Before any you could be any candidate: your ability is drawn like theirs.
    """
    if not (0 <= nos <= MOST_NOS and 0 <= yeses <= MOST_NOS):
        raise ValueError(f"Between 0 and {MOST_NOS} answers can be counted.")
    chance = np.clip(wins(GRID, validity, candidates), 0.0, 1.0)
    density = _density(GRID) * (1 - chance) ** nos * chance**yeses
    return Belief(density / (density.sum() * STEP))


@dataclass(frozen=True)
class TwoAnswers:
    """A bold answer, which claims more than it can show, and a plain one with an episode behind it.

    plain: the chance of the offer with the plain answer, when nobody asks a second question
    impressed: with the bold one then, and with the plain one when somebody asks and the episode holds
    caught: with the bold one, when somebody asks and it falls apart
    """

    plain: float
    impressed: float
    caught: float

    def bold(self, often: float) -> float:
        """The chance of the offer with the bold answer, where the second question comes with probability `often`."""
        return (1 - often) * self.impressed + often * self.caught

    def episode(self, often: float) -> float:
        """The same for the plain answer with an episode."""
        return (1 - often) * self.plain + often * self.impressed

    @property
    def even(self) -> float | None:
        """How often the second question must come for both to be worth the same; None where they always are."""
        gain, loss = self.impressed - self.plain, self.impressed - self.caught
        return gain / (gain + loss) if gain + loss > 0 else None


def two_answers(gain: float, loss: float, validity: float, candidates: int, ability: float = 0.0) -> TwoAnswers:
    """The two answers of a candidate of this ability; 0 is one from the middle.

    gain: what impressing adds to the score, in its standard deviations; by a claim that is believed and by an episode
        that holds alike
    loss: what a claim takes from it that falls apart; neither is below 0
    """
    if gain < 0 or loss < 0:
        raise ValueError("A gain and a loss are not below 0.")
    plain, impressed, caught = (float(wins(ability, validity, candidates, extra)[0]) for extra in (0.0, gain, -loss))
    return TwoAnswers(plain, impressed, caught)


def _check(validity: float, candidates: int = 2) -> None:
    if not 0 <= validity <= 1:
        raise ValueError("A validity lies between 0 and 1.")
    if not 1 <= candidates <= MOST_CANDIDATES:
        raise ValueError(f"Between 1 and {MOST_CANDIDATES} candidates can be compared.")
