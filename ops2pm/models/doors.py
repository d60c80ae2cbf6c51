"""A decision matrix that says how sure it is: doors scored on criteria, each score a range, each criterion a weight.

A door's points are the weighted mean of its scores (simple additive weighting; Keeney and Raiffa, Decisions with
Multiple Objectives, 1976, ch. 3). A score is a triangular distribution over (low, base, high). The flip value is
exact: a margin between two doors is linear in any one weight.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from ops2pm.models.ranges import Ranges, first_shares, leads, rolled

TIE = 1e-9  # totals closer than this are equal; sums of products of decimals leave a dust of 1e-15


@dataclass(frozen=True)
class Flip:
    """The smallest change of one weight that changes the winner.

    criterion: whose weight moves; at: the weight at which the two doors are level, beyond which `winner` leads
    change: at minus the weight now; winner: the door that then wins
    """

    criterion: int
    at: float
    change: float
    winner: int


@dataclass(frozen=True)
class Swing:
    """What the range of one score does to the leader's lead, all else at base: the lead at its low and high score."""

    door: int
    criterion: int
    at_low: float
    at_high: float

    @property
    def width(self) -> float:
        """How far the lead moves."""
        return abs(self.at_high - self.at_low)


@dataclass(frozen=True)
class Decision:
    """A decision for one set of scores and weights; doors and criteria by name, but for those in flip and swings.

    leaders: the doors with most points (several when level, none when every weight is 0)
    second: the best of the rest; flip: the smallest change of one weight that changes the winner, if there is one
    criterion: whose weight flips the winner
    winner: who leads once the weight has gone one step of its slider beyond the flip, and to: that weight
    swings: what each score's range does to the lead, widest first
    shut: doors that are left out, and are in none of the above
    """

    points: dict[str, float]
    shares: dict[str, float]
    leaders: tuple[str, ...]
    second: str | None
    lead: float
    flip: Flip | None
    criterion: str | None
    winner: str | None
    to: float
    swings: list[Swing]
    shut: tuple[str, ...] = ()


def decide(
    doors: Sequence[str],
    criteria: Sequence[str],
    scores: Ranges,
    weights: np.ndarray,
    *,
    most: float,
    step: float,
    gate: str,
) -> Decision:
    """Weigh the doors that are open.

    doors, criteria: the names of the scores' rows and columns; weights: shape (criteria,), each from 0 to `most`
    step: of a weight's slider; gate: the criterion that leaves out a door whose score there can only be 0
    """
    is_open = scores.high[:, list(criteria).index(gate)] > 0
    shut = tuple(door for door, kept in zip(doors, is_open, strict=True) if not kept)
    keys = [door for door in doors if door not in shut]
    if not keys:
        return Decision({}, {}, (), None, math.nan, None, None, None, math.nan, [], shut)
    scores = Ranges(scores.low[is_open], scores.base[is_open], scores.high[is_open])
    found = points(scores.base, weights)
    first = leaders(scores.base, weights)
    rivals = bool(first) and len(keys) > 1
    second = runner_up(scores.base, weights, first[0]) if rivals else None
    place = np.flatnonzero(is_open).tolist()  # a flip and a swing know a door by its number among all
    flipped, winner, to = flip(scores.base, weights, most), None, math.nan
    if flipped:
        to = beyond(flipped, most, step)
        moved = weights.copy()
        moved[flipped.criterion] = to
        winner = keys[leaders(scores.base, moved)[0]]
        flipped = replace(flipped, winner=place[flipped.winner])
    swings = [replace(swing, door=place[swing.door]) for swing in tornado(scores, weights)] if rivals else []
    return Decision(
        dict(zip(keys, found.tolist(), strict=True)),
        dict(zip(keys, win_shares(scores, weights).tolist(), strict=True)),
        tuple(keys[door] for door in first),
        None if second is None else keys[second],
        math.nan if second is None else float(found[first[0]] - found[second]),
        flipped,
        criteria[flipped.criterion] if flipped else None,
        winner,
        to,
        swings,
        shut,
    )


def beyond(flip: Flip, most: float, step: float) -> float:
    """The first of a slider's steps, from 0 to `most`, at which the other door is ahead and no longer level."""
    steps = flip.at / step
    found = math.floor(steps + 1e-6) + 1 if flip.change > 0 else math.ceil(steps - 1e-6) - 1
    return round(min(most, max(0.0, found * step)), 10)


def points(scores: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Weighted mean score of each door, shape (..., doors), in the scores' unit; NaN when every weight is 0.

    scores: shape (..., doors, criteria); weights: shape (criteria,), none below 0
    """
    total = weights.sum()
    return scores @ weights / total if total > 0 else np.full(scores.shape[:-1], np.nan)


def leaders(scores: np.ndarray, weights: np.ndarray) -> list[int]:
    """The doors with most points, several when they tie; none when every weight is 0."""
    found = points(scores, weights)
    return [] if np.isnan(found).any() else [int(door) for door in np.flatnonzero(found >= found.max() - TIE)]


def runner_up(scores: np.ndarray, weights: np.ndarray, leader: int) -> int:
    """The door with most points apart from `leader`; the first of equals."""
    found = points(scores, weights)
    found[leader] = -np.inf
    return int(found.argmax())


def dominated(scores: np.ndarray) -> dict[int, int]:
    """Doors that can lead with no weights whatever -> a door that is nowhere worse and somewhere better.

    scores: shape (doors, criteria). A door may also have no chance without being in here.
    """
    worse = (scores[:, None] <= scores).all(axis=2) & (scores[:, None] < scores).any(axis=2)
    return {int(door): int(worse[door].argmax()) for door in np.flatnonzero(worse.any(axis=1))}


def flip(scores: np.ndarray, weights: np.ndarray, most: float) -> Flip | None:
    """The smallest change of one weight that gives another door the lead; None if there is no such change.

    scores: shape (doors, criteria); weights: shape (criteria,); a weight may become anything from 0 to `most`.
    None also when doors tie for the lead already, or when every weight is 0: there is no one winner to change.

    For leader L, rival r and criterion j, the unscaled margin M = sum_k w_k (s_Lk - s_rk) changes by
    (s_Lj - s_rj) for each unit of w_j. It is 0 at w_j - M / (s_Lj - s_rj).
    """
    first = leaders(scores, weights)
    if len(first) != 1:
        return None
    leader = first[0]
    gaps = scores[leader] - scores  # (doors, criteria); the leader's own row is 0
    margins = gaps @ weights
    found: list[Flip] = []
    for rival, criterion in zip(*np.nonzero(gaps), strict=True):
        change = -margins[rival] / gaps[rival, criterion]
        at = weights[criterion] + change
        # At 0 or at `most` the two would be level, and the weight could go no further.
        if TIE < at < most - TIE:
            found.append(Flip(int(criterion), float(at), float(change), int(rival)))
    return min(found, key=lambda each: (abs(each.change), each.criterion, each.winner), default=None)


def win_shares(scores: Ranges, weights: np.ndarray) -> np.ndarray:
    """How often each door leads when every score is rolled within its range: shape (doors,), sums to 1.

    Doors that tie share the roll. NaN when every weight is 0.
    """
    return first_shares(points(rolled(scores), weights)) if weights.sum() > 0 else np.full(len(scores.base), np.nan)


def tornado(scores: Ranges, weights: np.ndarray) -> list[Swing]:
    """For each score, how the leader's lead over its best rival moves over the score's range; widest first.

    A lead below 0 means that another door wins. Empty when every weight is 0. When doors tie, the first of them leads.
    """
    first = leaders(scores.base, weights)
    if not first:
        return []
    at_low, at_high = leads(scores, first[0], lambda moved: points(moved, weights))
    swings = [
        Swing(door, criterion, float(at_low[door, criterion]), float(at_high[door, criterion]))
        for door, criterion in np.ndindex(*at_low.shape)
    ]
    return sorted(swings, key=lambda each: (-round(each.width, 9), each.door, each.criterion))
