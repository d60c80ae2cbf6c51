"""RICE with ranges: who leads, how often, and which unknown is worth knowing before one chooses.

RICE (Intercom): reach × impact × confidence / effort. Here reach is in travellers a quarter, impact in nights for each
of them, confidence a share and effort in person-weeks: a score is nights a quarter for each week of work. In one unit,
with confidence 1, that is the cost of delay divided by the duration (Reinertsen, The Principles of Product Development
Flow, 2009).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ops2pm.models.ranges import Ranges, first_shares, leads, rolled
from ops2pm.models.resample import Estimate, interval

FACTORS = ("reach", "impact", "confidence", "effort")


@dataclass(frozen=True)
class Scored:
    """Options scored. All arrays have one entry an option, and scores are nights a quarter for each week.

    base: at the most likely value of every factor · rolled: the middle 95 % of the rolls, around their mean
    first: how often each leads when every factor is rolled
    knowing: shape (options, factors); by how much the score of what is chosen rises, on average, if one factor of one
        option were known exactly before choosing
    at_low, at_high: shape (options, factors); by how much the leader (the first of equals) is ahead of its best rival
        with one factor at that end of its range and all others at their most likely; below 0 another one leads
    """

    base: np.ndarray
    rolled: tuple[Estimate, ...]
    first: np.ndarray
    knowing: np.ndarray
    at_low: np.ndarray
    at_high: np.ndarray


def scores(factors: np.ndarray) -> np.ndarray:
    """RICE scores, shape (..., options), from factors of shape (..., options, 4) in the order of FACTORS."""
    return factors[..., :3].prod(axis=-1) / factors[..., 3]


def rank(inputs: Ranges) -> Scored:
    """Score options whose factors are ranges: shape (options, 4). ValueError where an effort may be 0 or less.

    The value of knowing is the expected value of (partial) perfect information (Howard, "Information Value Theory",
    IEEE Transactions on Systems Science and Cybernetics 2(1), 1966), for one who chooses the highest expected score.
    A score is a product of factors rolled independently, so the expected score given one factor is that factor times
    the means of the others, and no nested simulation is needed (for the general case: Strong, Oakley & Brennan,
    Medical Decision Making 34(3), 2014).
    """
    if (inputs.low[:, 3] <= 0).any():
        raise ValueError("An effort must be above 0.")
    values = rolled(inputs)
    values[..., 3] = 1 / values[..., 3]
    means = values.mean(axis=0)
    expected = means.prod(axis=-1)
    drawn = values.prod(axis=-1)
    base = scores(inputs.base)
    at_low, at_high = leads(inputs, int(base.argmax()), scores)
    return Scored(
        base=base,
        rolled=tuple(interval(float(mean), drawn[:, option]) for option, mean in enumerate(expected)),
        first=first_shares(drawn),
        knowing=_knowing(values, means, expected),
        at_low=at_low,
        at_high=at_high,
    )


def _knowing(values: np.ndarray, means: np.ndarray, expected: np.ndarray) -> np.ndarray:
    found = np.zeros(means.shape)
    best = expected.max()
    for option, factor in np.ndindex(*means.shape):
        if means[option, factor] == 0:
            continue  # never above 0, so it is known already
        others = np.delete(expected, option).max(initial=0.0)
        given = expected[option] * values[:, option, factor] / means[option, factor]
        found[option, factor] = np.maximum(given, others).mean() - best
    return np.maximum(found, 0.0)  # a dust below 0 where nothing would change the choice
