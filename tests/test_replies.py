"""Replies to messages: against exact formulas, sampling, and what is known of tests."""

from __future__ import annotations

import math
from fractions import Fraction

import numpy as np
import pytest

from ops2pm.models import replies
from ops2pm.models.replies import HORIZON, NAIVE, RULE, Calls, Rule, Tally, better, needed

A, B = Tally(8, 1), Tally(8, 3)


def test_a_tally_that_cannot_be_is_refused():
    for sent, replied in ((8, 9), (-1, 0), (0, 1), (8, -1), (replies.MOST + 1, 0), (10**9, 1)):
        with pytest.raises(ValueError, match="Replies can't be"):
            Tally(sent, replied)
    assert math.isnan(Tally(0, 0).share) and Tally(8, 3).share == 0.375


def test_how_often_two_equal_drafts_are_two_replies_apart():
    counted = Fraction(0)
    for a in range(9):
        for b in range(9):
            if abs(a - b) >= 2:
                counted += (
                    math.comb(8, a) * math.comb(8, b) * Fraction(1, 4) ** (a + b) * Fraction(3, 4) ** (16 - a - b)
                )
    assert replies.gap_chance(8, 0.25, 2) == pytest.approx(float(counted), rel=1e-12)
    assert replies.gap_chance(8, 0.25, 0) == pytest.approx(1)
    assert replies.gap_chance(8, 0.25, 9) == 0


def exactly_better(one, other):
    """P(other > one) by Miller's sum for whole parameters (Evan Miller, Formulas for Bayesian A/B Testing, 2015)."""
    a, b = one.replied + 1, one.sent - one.replied + 1
    c, d = other.replied + 1, other.sent - other.replied + 1

    def log_beta(x, y):
        return math.lgamma(x) + math.lgamma(y) - math.lgamma(x + y)

    return sum(
        math.exp(log_beta(a + i, b + d) - math.log(d + i) - log_beta(1 + i, d) - log_beta(a, b)) for i in range(c)
    )


@pytest.mark.parametrize(
    ("one", "other"),
    [(A, B), (B, A), (Tally(0, 0), Tally(3, 3)), (Tally(8, 0), Tally(8, 8)), (Tally(500, 0), Tally(500, 1)),
     (Tally(500, 250), Tally(400, 230)), (Tally(20, 3), Tally(31, 9))],
)  # fmt: skip
def test_the_chance_that_one_is_better_is_the_exact_sum(one, other):
    assert better(one, other) == pytest.approx(exactly_better(one, other), abs=2e-4)
    assert better(one, other) + better(other, one) == pytest.approx(1, abs=2e-4)


def test_the_interval_is_the_beta_distributions():
    for tally in (A, B, Tally(0, 0), Tally(8, 0), Tally(8, 8), Tally(500, 0), Tally(500, 499), Tally(120, 31)):
        found = replies.rate(tally)
        drawn = np.random.default_rng(1).beta(1 + tally.replied, 1 + tally.sent - tally.replied, 400_000)
        assert found.value == pytest.approx(drawn.mean(), abs=1e-3)
        assert (found.low, found.high) == pytest.approx(np.quantile(drawn, (0.025, 0.975)), abs=2e-3)
    assert replies.rate(Tally(8, 0)).low == pytest.approx(1 - 0.975 ** (1 / 9), abs=1e-5)
    assert replies.rate(Tally(0, 0)).high == pytest.approx(0.975, abs=1e-6)


def test_the_difference_is_that_of_two_betas():
    rng = np.random.default_rng(2)
    for one, other in ((A, B), (Tally(40, 8), Tally(60, 20)), (Tally(500, 3), Tally(500, 9)), (Tally(0, 0), B)):
        drawn = rng.beta(1 + other.replied, 1 + other.sent - other.replied, 400_000)
        drawn -= rng.beta(1 + one.replied, 1 + one.sent - one.replied, 400_000)
        found = replies.difference(one, other)
        assert found.value == pytest.approx(drawn.mean(), abs=2e-3)
        assert (found.low, found.high) == pytest.approx(np.quantile(drawn, (0.025, 0.975)), abs=3e-3)


def test_a_density_encloses_one():
    points = np.linspace(0, 1, 4001)
    for tally in (A, B, Tally(0, 0), Tally(8, 0), Tally(8, 8), Tally(500, 250)):
        heights = replies.density(tally, points)
        assert np.isfinite(heights).all() and (heights >= 0).all()
        assert ((heights[1:] + heights[:-1]) / 2).sum() / 4000 == pytest.approx(1, abs=1e-3)


def test_how_many_it_takes():
    assert needed(0.60, 0.75) == 152  # Fleiss' formula, as in many tables
    assert needed(0.125, 0.375) == 46 == needed(0.375, 0.125)
    assert needed(0.2, 0.3) == 294
    assert needed(0.25, 0.25) is None
    assert needed(0, 0.1) > 0
    for wrong in ((-0.1, 0.2), (0.1, 1.2)):
        with pytest.raises(ValueError, match="from 0 to 1"):
            needed(*wrong)


def test_that_many_do_see_it():
    rng = np.random.default_rng(3)
    for low, high in ((0.125, 0.375), (0.2, 0.3)):
        sent = needed(low, high)
        one, other = rng.binomial(sent, low, 40_000), rng.binomial(sent, high, 40_000)
        pooled = (one + other) / (2 * sent)
        error = np.sqrt(np.maximum(2 * pooled * (1 - pooled) / sent, 1e-12))
        assert np.mean(np.abs(other - one) / sent / error > 1.96) == pytest.approx(0.8, abs=0.03)


# --- When one is called the better ----------------------------------------------------------------------------


def test_eight_of_each_are_no_winner():
    assert replies.winner([A, B]) is None
    assert better(A, B) < RULE.sure
    assert replies.winner([Tally(8, 0), Tally(8, 8)]) is None, "sure enough, and still too few"


def test_a_winner_beats_every_other_and_is_called_only_from_so_many():
    good, bad = Tally(40, 20), Tally(40, 4)
    assert replies.winner([bad, good]) == 1
    assert replies.winner([bad, good, Tally(40, 19)]) is None
    assert replies.winner([bad, good, Tally(5, 0)]) is None
    assert replies.winner([bad, good, Tally(0, 0)]) == 1
    assert replies.winner([good]) is None and replies.winner([]) is None


def test_the_best_two():
    assert replies.best_two([A, B]) == (1, 0)
    assert replies.best_two([Tally(0, 0), A, B]) == (2, 1)
    assert replies.best_two([Tally(8, 4), Tally(16, 8), Tally(4, 2)]) == (1, 0), (
        "a tie: more messages, then the earlier"
    )
    assert replies.best_two([Tally(1, 1), Tally(10, 9)]) == (1, 0), "9 of 10 says more than 1 of 1"
    assert replies.best_two([Tally(0, 0), A]) is None


def test_the_rule_begins_at_its_least():
    assert replies.winner([Tally(RULE.least - 1, 0), Tally(RULE.least - 1, RULE.least - 1)]) is None
    assert replies.winner([Tally(RULE.least, 0), Tally(RULE.least, RULE.least)]) == 1


def test_the_boundary_is_where_the_chance_is_reached():
    edge = replies.boundary(0.95, 30)
    for sent in (1, 8, 30):
        for other in range(sent + 1):
            enough = edge[sent, other]
            if enough <= sent:
                assert better(Tally(sent, other), Tally(sent, int(enough))) >= 0.949
            if 0 < enough <= sent + 1:
                least = min(int(enough), sent + 1) - 1
                assert better(Tally(sent, other), Tally(sent, least)) < 0.951


@pytest.mark.parametrize("rate", [0.05, 0.1, 0.25, 0.4, 0.5, 0.7])
def test_the_lessons_rule_errs_rarely(rate):
    assert replies.wrong_calls(2, rate, RULE, HORIZON) < 0.05
    assert replies.wrong_calls(4, rate, RULE, HORIZON) < 0.05


def test_looking_after_every_message_calls_a_winner_between_equals():
    naive = replies.calls([0.25, 0.25], NAIVE, 100)
    assert naive.called == pytest.approx(0.505, abs=0.01)
    assert (np.diff(naive.by) >= 0).all() and naive.by[-1] == naive.called
    assert replies.wrong_calls(2, 0.25, Rule(0.95, 50), 50) < 0.12, "looked at once, it is what it says"


def test_a_difference_that_is_there_is_found_by_the_time_told():
    sent = needed(0.125, 0.375, RULE.sure)
    found = replies.calls([0.125, 0.375], RULE, sent)
    assert isinstance(found, Calls)
    assert found.called >= 0.8 and found.right / found.called > 0.99
