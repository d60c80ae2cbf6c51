"""Lifts from luck alone: against draws, against plain counting, and against published sample sizes."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest

from ops2pm.models.lifts_from_nothing import appears, chances, lifts, mean_lift_seen, needed, power, quantiles, together


def test_the_binomial_distribution():
    for n, rate in ((1, 0.3), (7, 0.5), (20, 0.6), (400, 0.02)):
        found = chances(n, rate)
        by_hand = [math.comb(n, k) * rate**k * (1 - rate) ** (n - k) for k in range(n + 1)]
        assert found == pytest.approx(by_hand, abs=1e-12) and found.sum() == pytest.approx(1)
    assert chances(3, 0).tolist() == [1, 0, 0, 0] and chances(3, 1).tolist() == [0, 0, 0, 1]
    with pytest.raises(ValueError, match="read-only"):
        chances(3, 0)[0] = 2


def test_what_the_lesson_says_of_twenty_and_of_twelve():
    assert appears(20, 0.6) == pytest.approx(0.208, abs=5e-4)
    assert appears(12, 0.6) == pytest.approx(0.268, abs=5e-4)


@pytest.mark.parametrize(("n", "base", "lift"), [(5, 0.2, 0.25), (12, 0.6, 0.25), (20, 0.8, 0.25), (9, 0.5, 0.5)])
def test_it_appears_as_often_as_in_plain_counting(n, base, lift):
    """Whole numbers, so that a tie is a tie: k of n against j of n with k ≥ (1 + lift) j and j > 0."""
    tenths = round(100 * (1 + lift))
    own = chances(n, base)
    by_hand = sum(own[k] * own[j] for k, j in itertools.product(range(n + 1), repeat=2) if j and 100 * k >= tenths * j)
    assert appears(n, base, lift) == pytest.approx(by_hand, abs=1e-12)


def test_it_appears_as_often_as_in_draws():
    dice = np.random.default_rng(9)
    own, others = dice.binomial(20, 0.6, 400_000), dice.binomial(20, 0.6, 400_000)
    assert appears(20, 0.6) == pytest.approx((4 * own >= 5 * others).mean(), abs=0.003)
    uneven, many = dice.binomial(8, 0.75, 400_000), dice.binomial(50, 0.6, 400_000)
    drawn = (uneven / 8 >= 1.25 * many / 50 - 1e-12).mean()
    assert appears(8, 0.6, after=0.75, others=50) == pytest.approx(drawn, abs=0.003)


def test_nobody_among_the_others_is_no_per_cent():
    assert appears(1, 0.5) == 0, "1 against 0 has no per cent, 1 against 1 is no lift"
    seen = lifts(2)
    assert np.isnan(seen[0, 0]) and np.isinf(seen[1:, 0]).all() and seen[2, 1] == 1


def test_what_is_seen_where_it_is_seen():
    dice = np.random.default_rng(3)
    own, others = dice.binomial(20, 0.6, 400_000), dice.binomial(20, 0.6, 400_000)
    drawn = (own / others - 1)[4 * own >= 5 * others]
    assert mean_lift_seen(20, 0.6) == pytest.approx(drawn.mean(), abs=0.004)
    assert math.isnan(mean_lift_seen(1, 0.5))


@pytest.mark.parametrize("lift", [0.1, 0.2, 0.25, 0.3, 0.5])
@pytest.mark.parametrize(("n", "others"), [(20, 20), (7, 30), (40, 12), (100, 100)])
def test_two_ways_to_count_a_lift_agree(n, others, lift):
    seen = lifts(n, others)
    hit = np.isfinite(seen) & (seen >= lift - 1e-9)
    assert appears(n, 0.55, lift, 0.6, others) == pytest.approx(together(n, 0.55, 0.6, others)[hit].sum(), abs=1e-12)


def test_more_people_less_luck():
    often = [appears(n, 0.6) for n in (20, 50, 100, 200, 400)]
    assert often == sorted(often, reverse=True) and often[-1] < 1e-3


def test_quantiles_stand_for_all():
    found = quantiles(20, 0.6)
    assert found.shape == (100,) and (np.diff(found) >= 0).all()
    assert (found >= 0.25 - 1e-9).sum() == round(100 * appears(20, 0.6))
    assert found[49] == 0 and quantiles(20, 0.6, 100, after=0.75)[49] > 0.15
    assert np.isfinite(quantiles(3, 0.05)).all()


@pytest.mark.parametrize("n", [4, 12, 20, 45, 80, 150])
@pytest.mark.parametrize("base", [0.2, 0.4, 0.6, 0.8])
def test_so_many_of_the_hundred_reach_the_lift(n, base):
    known = 1 - chances(n, base)[0]
    reached = (quantiles(n, base) >= 0.25 - 1e-9).sum()
    assert abs(reached - 100 * appears(n, base) / known) <= 1


# --- Power ------------------------------------------------------------------------------------------------


def test_sizes_that_the_lesson_names():
    assert needed(0.6, 0.75) == 152 and needed(0.4, 0.5) == 388


def test_a_size_as_r_gives_it():
    """R's power.prop.test(p1 = .50, p2 = .75, power = .90): n = 76.7."""
    assert needed(0.50, 0.75, power=0.90) == 77


@pytest.mark.parametrize(("base", "after"), [(0.6, 0.75), (0.4, 0.5), (0.3, 0.45), (0.6, 0.7)])
def test_the_formula_against_the_exact_test(base, after):
    assert power(needed(base, after), base, after) == pytest.approx(0.8, abs=0.012)


def test_the_test_is_wrong_about_one_time_in_twenty():
    assert power(152, 0.6, 0.6) == pytest.approx(0.05, abs=0.005)


def test_power_by_plain_counting():
    n, base, after, found = 9, 0.4, 0.8, 0.0
    for k, j in itertools.product(range(n + 1), repeat=2):
        mean = (k + j) / (2 * n)
        error = math.sqrt(2 * mean * (1 - mean) / n)
        if error and abs(k - j) / n / error > 1.959964:
            found += together(n, base, after)[k, j]
    assert power(n, base, after) == pytest.approx(found)


def test_nonsense_is_refused():
    for bad in ((0, 0.5), (2.5, 0.5), (3, 1.5)):
        with pytest.raises(ValueError):
            chances(*bad)
    with pytest.raises(ValueError, match="at least one"):
        power(0, 0.6, 0.75)
    with pytest.raises(ValueError, match="different"):
        needed(0.6, 0.6)
