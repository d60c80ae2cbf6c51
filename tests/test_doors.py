"""The decision matrix: points, ties, the flip value, win shares and the tornado, against slower ways to find them."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from ops2pm.models import doors
from ops2pm.models.ranges import Ranges

MOST = 10.0


def random_case(seed, doors_=5, criteria=5):
    dice = np.random.default_rng(seed)
    ends = np.sort(dice.integers(0, 11, (doors_, criteria, 3)), axis=2).astype(float)
    return Ranges(ends[..., 0], ends[..., 1], ends[..., 2]), dice.integers(0, 11, criteria).astype(float)


# --- points and leaders -------------------------------------------------------------------------------------


def test_points_are_the_weighted_mean():
    scores = np.array([[10.0, 0.0], [4.0, 7.0]])
    assert doors.points(scores, np.array([1.0, 3.0])) == pytest.approx([2.5, 6.25])
    assert doors.points(scores, np.array([2.0, 6.0])) == pytest.approx([2.5, 6.25]), "only the proportions count"
    assert np.isnan(doors.points(scores, np.zeros(2))).all()


def test_leaders_are_all_that_have_most():
    scores = np.array([[5.0, 1.0], [1.0, 5.0], [2.0, 2.0]])
    assert doors.leaders(scores, np.array([1.0, 1.0])) == [0, 1]
    assert doors.leaders(scores, np.array([1.0, 2.0])) == [1]
    assert doors.leaders(scores, np.zeros(2)) == []
    thirds = np.array([[0.1 + 0.2, 0.0], [0.3, 0.0]])
    assert doors.leaders(thirds, np.array([1.0, 0.7])) == [0, 1], "a dust of 1e-17 makes no winner"


def test_the_runner_up_is_the_best_of_the_rest():
    scores = np.array([[5.0], [9.0], [7.0], [7.0]])
    assert doors.runner_up(scores, np.ones(1), 1) == 2
    assert doors.runner_up(scores, np.ones(1), 2) == 1


def test_dominated_doors_never_lead():
    scores = np.array([[3.0, 5.0], [3.0, 6.0], [9.0, 0.0], [3.0, 6.0]])
    assert doors.dominated(scores) == {0: 1}, "equal doors don't dominate each other"
    for seed in range(30):
        case, _ = random_case(seed, 4, 3)
        beaten = doors.dominated(case.base)
        for door, by in beaten.items():
            assert (case.base[by] >= case.base[door]).all() and (case.base[by] > case.base[door]).any()
        for weights in np.random.default_rng(seed).random((50, 3)):
            assert not set(doors.leaders(case.base, weights)) & set(beaten)


# --- the flip value -----------------------------------------------------------------------------------------


def flip_by_search(scores, weights, step=0.002):
    """The smallest change of one weight on a fine grid after which somebody else leads alone or with others."""
    (leader,) = doors.leaders(scores, weights)
    best = None
    for criterion in range(len(weights)):
        for at in np.arange(step, MOST, step):
            moved = weights.copy()
            moved[criterion] = at
            if leader not in doors.leaders(scores, moved):
                change = abs(at - weights[criterion])
                best = change if best is None else min(best, change)
    return best


@pytest.mark.parametrize("seed", range(12))
def test_the_flip_is_the_smallest_change_there_is(seed):
    case, weights = random_case(seed, 4, 3)
    if len(doors.leaders(case.base, weights)) != 1:
        pytest.skip("level to begin with")
    found, searched = doors.flip(case.base, weights, MOST), flip_by_search(case.base, weights)
    assert (found is None) == (searched is None)
    if found:
        assert abs(found.change) == pytest.approx(searched, abs=0.0021)


@pytest.mark.parametrize("seed", range(200))
def test_at_the_flip_two_doors_are_level_and_beyond_it_the_other_leads(seed):
    case, weights = random_case(seed)
    first = doors.leaders(case.base, weights)
    found = doors.flip(case.base, weights, MOST)
    if len(first) != 1:
        assert found is None
        return
    if found is None:
        return
    assert found.at == pytest.approx(weights[found.criterion] + found.change)
    assert 0 < found.at < MOST

    def leading(at):
        moved = weights.copy()
        moved[found.criterion] = at
        return doors.leaders(case.base, moved)

    assert {*first, found.winner} <= set(leading(found.at))
    hair = 1e-4 * np.sign(found.change)
    assert leading(found.at - hair) == first
    # Several may be level with the leader at one point; one of them is ahead beyond it.
    assert first[0] not in leading(found.at + hair)
    if len(leading(found.at)) == 2:
        assert leading(found.at + hair) == [found.winner]


def test_a_flip_by_hand():
    # 5 * 4 + 3 * 2 = 26 against 5 * 2 + 3 * 5 = 25: level where 10 = 3 w.
    scores, weights = np.array([[4.0, 2.0], [2.0, 5.0]]), np.array([5.0, 3.0])
    found = doors.flip(scores, weights, MOST)
    assert (found.criterion, found.winner) == (1, 1)
    assert found.at == pytest.approx(10 / 3) and found.change == pytest.approx(1 / 3)


def test_no_flip_where_there_is_none():
    weights = np.array([5.0, 5.0])
    best = np.array([[9.0, 9.0], [1.0, 8.0]])
    assert doors.flip(best, weights, MOST) is None, "one door is best at everything"
    assert doors.flip(np.array([[9.0, 9.0], [1.0, 9.0]]), weights, MOST) is None, "at weight 0 they would only be level"
    assert doors.flip(best, np.zeros(2), MOST) is None
    assert doors.flip(np.array([[3.0, 3.0], [3.0, 3.0]]), weights, MOST) is None, "level already"
    far = np.array([[9.0, 0.0], [0.0, 1.0]])
    assert doors.flip(far, np.array([10.0, 9.0]), MOST).criterion == 0, "the second weight would have to be 90"


def test_only_the_proportions_of_weights_decide_which_weight_flips_first():
    case, weights = random_case(3)
    weights = weights / 4 + 0.5
    found, doubled = doors.flip(case.base, weights, 1e6), doors.flip(case.base, 2 * weights, 1e6)
    assert (found.criterion, found.winner) == (doubled.criterion, doubled.winner)
    assert doubled.change == pytest.approx(2 * found.change)


# --- how often each leads -----------------------------------------------------------------------------------


def test_win_shares_agree_with_another_sampler():
    for seed in range(5):
        case, weights = random_case(seed)
        if not weights.any():
            continue
        dice = np.random.default_rng(1000 + seed)
        wide = case.high > case.low
        drawn = np.where(
            wide,
            dice.triangular(case.low, case.base, np.where(wide, case.high, case.low + 1), (40_000, 5, 5)),
            case.base,
        )
        best = (drawn @ weights).argmax(axis=1)
        expected = np.bincount(best, minlength=5) / len(best)
        assert doors.win_shares(case, weights) == pytest.approx(expected, abs=0.03)


def test_win_shares_sum_to_one_and_certain_scores_make_a_certain_winner():
    case, weights = random_case(8)
    shares = doors.win_shares(case, weights)
    assert shares.sum() == pytest.approx(1)
    certain = Ranges(case.base, case.base, case.base)
    (leader,) = doors.leaders(case.base, weights)
    assert list(doors.win_shares(certain, weights)) == [float(door == leader) for door in range(5)]
    level = Ranges.of([[(3, 3, 3)], [(3, 3, 3)], [(1, 1, 1)]])
    assert list(doors.win_shares(level, np.ones(1))) == [0.5, 0.5, 0]
    assert np.isnan(doors.win_shares(level, np.zeros(1))).all()


def test_nothing_jitters():
    case, weights = random_case(4)
    first = doors.win_shares(case, weights)
    assert list(first) == list(doors.win_shares(case, weights))
    nudged = doors.win_shares(case, weights + np.array([1e-6, 0, 0, 0, 0]))
    assert np.abs(nudged - first).max() < 0.002
    better = Ranges(case.low, case.base, np.maximum(case.high, case.base + 1))
    raised = Ranges(case.low + [[1]] + 0 * case.low, better.base + 1, better.high + 1)
    only = Ranges(*(np.vstack([new[:1], old[1:]]) for new, old in zip(
        (raised.low, raised.base, raised.high), (case.low, case.base, case.high), strict=True)))  # fmt: skip
    assert doors.win_shares(only, weights)[0] >= first[0], "a door that is better everywhere never leads less often"


# --- the tornado --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", range(20))
def test_the_tornado_is_one_score_at_a_time(seed):
    case, weights = random_case(seed, 4, 3)
    swings = doors.tornado(case, weights)
    if not weights.any():
        assert swings == []
        return
    leader = doors.leaders(case.base, weights)[0]
    assert {(s.door, s.criterion) for s in swings} == set(itertools.product(range(4), range(3)))
    for swing in swings:
        for end, found in ((case.low, swing.at_low), (case.high, swing.at_high)):
            moved = case.base.copy()
            moved[swing.door, swing.criterion] = end[swing.door, swing.criterion]
            points = doors.points(moved, weights)
            assert found == pytest.approx(points[leader] - np.delete(points, leader).max())
    widths = [swing.width for swing in swings]
    assert widths == pytest.approx(sorted(widths, reverse=True))
