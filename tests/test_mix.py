"""On time by airport: the paradox, the mix that turns it, and intervals that hold what they say."""

from __future__ import annotations

import numpy as np
import pytest

from ops2pm.models.mix import (
    AMERICAN,
    AUDIT_BLACK,
    AUDIT_WHITE,
    DELTA,
    LGA,
    ORD,
    mix,
    overall,
    share_that_ties,
    standardised_difference,
    with_mix,
)
from ops2pm.models.two_shares import Count, difference


def test_the_counts_are_all_of_the_table():
    assert overall(AMERICAN).of + overall(DELTA).of == 10_333


def test_american_leads_over_all_and_delta_at_both():
    assert overall(AMERICAN).share == pytest.approx(0.802, abs=5e-4)
    assert overall(DELTA).share == pytest.approx(0.781, abs=5e-4)
    assert all(DELTA[place].share > AMERICAN[place].share for place in (LGA, ORD))
    assert mix(DELTA)[ORD] == pytest.approx(0.206, abs=5e-4)
    assert mix(AMERICAN)[ORD] == pytest.approx(0.6895, abs=5e-4)


def test_at_o_hare_the_difference_is_within_chance():
    assert difference(DELTA[LGA], AMERICAN[LGA]).low > 0
    assert difference(DELTA[ORD], AMERICAN[ORD]).low < 0 < difference(DELTA[ORD], AMERICAN[ORD]).value


def test_from_this_share_on_delta_leads():
    tie = share_that_ties(DELTA, ORD, LGA, overall(AMERICAN).share)
    assert tie == pytest.approx(0.4487, abs=5e-4)
    for share, leads in ((tie - 0.01, False), (tie + 0.01, True)):
        assert (with_mix(DELTA, {ORD: share, LGA: 1 - share}).value > overall(AMERICAN).share) == leads


def test_its_own_mix_gives_its_own_rate():
    for group in (AMERICAN, DELTA):
        assert with_mix(group, mix(group)).value == pytest.approx(overall(group).share)


def test_with_one_mix_delta_leads():
    found = standardised_difference(DELTA, AMERICAN, mix(AMERICAN))
    assert found.low < found.value < found.high and found.value > 0
    assert found.value == pytest.approx(with_mix(DELTA, mix(AMERICAN)).value - overall(AMERICAN).share)


def test_the_interval_covers_as_often_as_it_says():
    dice = np.random.default_rng(2)
    rates, sizes, shares = {LGA: 0.76, ORD: 0.85}, {LGA: 300, ORD: 90}, {LGA: 0.3, ORD: 0.7}
    truth = sum(shares[place] * rates[place] for place in rates)
    hits = 0
    for _ in range(3000):
        found = with_mix({p: Count(int(dice.binomial(sizes[p], rates[p])), sizes[p]) for p in rates}, shares)
        hits += found.low <= truth <= found.high
    assert hits / 3000 == pytest.approx(0.95, abs=0.015)


def test_the_audit():
    assert AUDIT_WHITE.share / AUDIT_BLACK.share == pytest.approx(1.497, abs=5e-4)
    assert difference(AUDIT_WHITE, AUDIT_BLACK).low > 0.015


def test_nonsense_is_refused():
    with pytest.raises(ValueError, match="sum to 1"):
        with_mix(DELTA, {LGA: 0.3, ORD: 0.3})
    with pytest.raises(ValueError, match="changes nothing"):
        share_that_ties({LGA: Count(1, 2), ORD: Count(2, 4)}, ORD, LGA, 0.5)
