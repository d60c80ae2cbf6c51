"""An interview as a noisy measurement: closed forms, a simulation, and the ends of every scale."""

from __future__ import annotations

import math
from itertools import pairwise

import numpy as np
import pytest

from ops2pm.models import hiring


def test_of_two_the_abler_wins_as_sheppard_says():
    assert hiring.better_of_two(0) == 0.5 and hiring.better_of_two(1) == 1
    dice = np.random.default_rng(12)
    ability, luck = dice.normal(size=(2, 400_000, 2))
    score = 0.4 * ability + math.sqrt(1 - 0.16) * luck
    share = (score.argmax(axis=1) == ability.argmax(axis=1)).mean()
    assert hiring.better_of_two(0.4) == pytest.approx(share, abs=0.003)


@pytest.mark.parametrize("candidates", [1, 2, 5, 10])
@pytest.mark.parametrize("validity", [0, 0.4, 0.9])
def test_over_all_abilities_everybody_wins_equally_often(validity, candidates):
    chance = hiring.wins(hiring.GRID, validity, candidates)
    assert float(chance @ hiring.WEIGHTS) == pytest.approx(1 / candidates, abs=1e-5)
    assert (np.diff(chance) >= -1e-12).all(), "more ability never hurts"


def test_with_no_validity_ability_is_no_matter_and_with_all_luck_is_none():
    assert hiring.wins([-2, 0, 2], 0, 5) == pytest.approx([0.2] * 3, abs=1e-5)
    assert hiring.wins([-2, 2], 1, 5) == pytest.approx(hiring.below(np.array([-2, 2])) ** 4, abs=1e-5)


def test_what_a_no_tells_is_what_a_simulation_tells():
    dice = np.random.default_rng(3)
    people, rounds, candidates = 200_000, 5, 10
    ability = dice.normal(size=people)
    lost = np.ones(people, bool)
    for _ in range(rounds):
        mine = 0.4 * ability + math.sqrt(1 - 0.16) * dice.normal(size=people)
        lost &= mine < dice.normal(size=(candidates - 1, people)).max(axis=0)
    assert hiring.after(5, 0.4, 10).upper_half == pytest.approx((ability[lost] > 0).mean(), abs=0.005)
    assert hiring.after(5, 0.4, 10).mean == pytest.approx(ability[lost].mean(), abs=0.01)


@pytest.mark.parametrize("validity", [0.1, 0.4, 0.9])
@pytest.mark.parametrize("candidates", [2, 5, 10])
def test_every_no_lowers_and_every_yes_raises(validity, candidates):
    halves = [hiring.after(nos, validity, candidates).upper_half for nos in range(8)]
    assert halves[0] == pytest.approx(0.5, abs=1e-9) and all(a > b for a, b in pairwise(halves))
    assert hiring.after(0, validity, candidates, yeses=1).upper_half > 0.5


def test_a_no_among_many_tells_less_and_one_among_one_nothing():
    assert hiring.after(5, 0.4, 10).upper_half > hiring.after(5, 0.4, 2).upper_half
    assert hiring.after(0, 0.4, 1, yeses=3).upper_half == pytest.approx(0.5)
    assert hiring.after(9, 0, 5).upper_half == pytest.approx(0.5)


def test_a_belief_is_a_density():
    belief = hiring.after(7, 0.6, 4)
    assert belief.density.sum() * hiring.STEP == pytest.approx(1) and (belief.density >= 0).all()
    assert belief.above(-9) == pytest.approx(1) and belief.above(9) == 0


def test_tenths_are_alike_before_and_sum_to_one_after():
    assert hiring.after(0, 0.4, 10).tenths() == pytest.approx(np.full(10, 0.1), abs=1e-5)
    tenths = hiring.after(5, 0.45, 10).tenths()
    assert tenths.sum() == pytest.approx(1) and (np.diff(tenths) < 0).all()
    assert tenths[5:].sum() == pytest.approx(hiring.after(5, 0.45, 10).upper_half, abs=1e-4)


@pytest.mark.parametrize("share", [0.01, 0.15, 0.5, 0.7, 0.95])
def test_shares_and_abilities_are_each_others_inverse(share):
    assert float(hiring.below(hiring.at_share(share))) == pytest.approx(share, abs=1e-4)


@pytest.mark.parametrize("validity", [0, 0.2, 0.4, 0.9, 1])
def test_validity_can_be_told_by_how_often_the_abler_wins(validity):
    assert hiring.validity_of(hiring.better_of_two(validity)) == pytest.approx(validity)


@pytest.mark.parametrize("picks", [0.49, 1.01])
def test_nothing_is_worse_than_luck_nor_better_than_always(picks):
    with pytest.raises(ValueError, match="half the time"):
        hiring.validity_of(picks)


def test_a_bold_answer_pays_until_the_second_question_comes_often_enough():
    found = hiring.two_answers(0.5, 1, 0.4, 5)
    assert found.caught < found.plain < found.impressed and 0 < found.even < 0.5
    assert found.bold(found.even) == pytest.approx(found.episode(found.even))
    assert found.bold(0) == found.impressed == found.episode(1) and found.episode(0) == found.plain
    assert found.bold(1) == found.caught


def test_where_nothing_is_to_gain_or_to_lose():
    assert hiring.two_answers(0, 1, 0.4, 5).even == pytest.approx(0)
    assert hiring.two_answers(0.5, 0, 0.4, 5).even == pytest.approx(0.5), "caught is still no gain"
    assert hiring.two_answers(0, 0, 0.4, 5).even is None


def test_the_more_candidates_the_longer_boldness_pays():
    evens = [hiring.two_answers(0.5, 1, 0.4, n).even for n in (2, 5, 10)]
    assert evens == sorted(evens) and evens[0] < evens[-1]


@pytest.mark.parametrize("wrong", [{"validity": -0.1}, {"validity": 1.1}, {"candidates": 0}, {"candidates": 51}])
def test_what_cannot_be_is_refused(wrong):
    with pytest.raises(ValueError):
        hiring.wins(0.0, **({"validity": 0.4, "candidates": 5} | wrong))


def test_nor_are_other_counts():
    for nos in (-1, 51):
        with pytest.raises(ValueError):
            hiring.after(nos, 0.4, 5)
    for gain, loss in ((-0.1, 1), (1, -1)):
        with pytest.raises(ValueError):
            hiring.two_answers(gain, loss, 0.4, 5)
