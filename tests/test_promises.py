"""The model behind "one promise for all": exact choices, by brute force on small cases; what the deliveries give."""

from __future__ import annotations

from itertools import product

import numpy as np
import pandas as pd
import pytest

from ops2pm import load
from ops2pm.models.promises import (
    BANDS,
    MINUTES,
    Groups,
    groups,
    halves,
    handed_down,
    kept_unseen,
    longer_than_needed,
    needed,
    one,
    outcome,
    resamples,
    shares_kept,
    shortest,
)


@pytest.fixture(scope="module")
def deliveries():
    return load("deliveries")


def histogram(deliveries, *by):
    return groups(deliveries, by).histogram(deliveries["minutes"].to_numpy())


@pytest.fixture(scope="module")
def both(deliveries):
    return histogram(deliveries, "hour", "miles")


def small(rng, count=3, orders=12, longest=9):
    """A histogram of few orders in few groups, so that every choice can be tried."""
    table = np.zeros((count, MINUTES), dtype=int)
    for group in range(count):
        np.add.at(table[group], rng.integers(1, longest, size=rng.integers(0, orders)), 1)
    table[0, 3] += 1  # never wholly empty
    return table


# --- Groups -------------------------------------------------------------------------------------------------


def test_edges_lie_on_the_side_their_names_say():
    frame = pd.DataFrame({"hour": [12.999, 13.0, 19.0], "miles": [3.0, 3.01, 6.0]})
    frame["minutes"] = 20.0
    found = groups(frame, ("hour", "miles"))
    assert [found.names[code] for code in found.code] == [
        ("before 13:00", "up to 3 miles"),
        ("13:00 to 15:00", "3 to 4 miles"),
        ("from 19:00", "4 to 6 miles"),
    ]


def test_everybody_is_one_group_and_every_order_is_in_one(deliveries):
    assert groups(deliveries, ()).names == ((),)
    for name, bands in BANDS.items():
        found = groups(deliveries, (name,))
        assert found.names == tuple((band,) for band in bands.names)
        assert histogram(deliveries, name).sum() == len(deliveries)
        assert (np.bincount(found.code, minlength=len(bands.names)) > 0).all()
    assert groups(deliveries, ("weekday", "hour", "miles")).histogram(deliveries["minutes"]).sum() == len(deliveries)
    with pytest.raises(KeyError):
        groups(deliveries, ("colour",))


def test_an_order_needs_the_next_whole_minute():
    table = Groups(((),), np.zeros(3, dtype=int)).histogram(np.array([30.0, 30.2, 31.0]))
    assert table[0, 30] == 1 and table[0, 31] == 2


def test_no_order_is_longer_than_the_longest_promise(deliveries):
    assert deliveries["minutes"].max() < MINUTES - 1


# --- Choices ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", range(60))
@pytest.mark.parametrize(("target", "floor"), [(0.9, 0.0), (0.8, 0.5), (0.95, 0.95), (0.5, 0.3), (1.0, 0.0)])
def test_the_shortest_promises_are_those_that_brute_force_finds(seed, target, floor):
    table = small(np.random.default_rng(seed))
    orders = table.sum(axis=1)
    kept = table.cumsum(axis=1)

    def allowed(promise):
        each = kept[np.arange(len(table)), promise]
        enough = (each >= floor * orders - 1e-9).all()
        return enough and each.sum() >= target * orders.sum() - 1e-9

    best = min(
        sum(minutes * count for minutes, count in zip(promise, orders, strict=True))
        for promise in product(range(10), repeat=len(table))
        if allowed(list(promise))
    )
    found = shortest(table, target, floor)
    assert allowed(found)
    assert found @ orders == best


def test_with_the_target_as_floor_each_group_gets_what_it_needs(both):
    assert shortest(both, 0.95, 0.95).tolist() == needed(both, 0.95).tolist()


def test_one_promise_is_the_shortest_that_keeps_enough(deliveries, both):
    promise = one(both, 0.95)
    assert len(set(promise.tolist())) == 1 and len(promise) == len(both)
    minutes = deliveries["minutes"]
    assert (minutes <= promise[0]).mean() >= 0.95 > (minutes <= promise[0] - 1).mean()
    assert outcome(both, promise).share_kept == pytest.approx((minutes <= promise[0]).mean())


def test_a_share_that_is_met_exactly_is_met():
    table = np.zeros((1, MINUTES), dtype=int)
    table[0, 10], table[0, 20] = 95, 5
    for target in (0.95, 0.1 * 9.5, 1 - 0.05):
        assert needed(table, target).tolist() == [10]
        assert shortest(table, target).tolist() == [10]
    assert needed(table, 0.951).tolist() == [20]


@pytest.mark.parametrize("by", [(), ("hour",), ("miles",), ("hour", "miles")])
def test_a_coarse_promise_means_the_same_to_the_finer_groups(deliveries, both, by):
    promise = needed(histogram(deliveries, *by), 0.95)
    finer = handed_down(promise, by, ("hour", "miles"))
    assert outcome(both, finer).mean_promise == pytest.approx(outcome(histogram(deliveries, *by), promise).mean_promise)
    assert outcome(both, finer).share_kept == pytest.approx(outcome(histogram(deliveries, *by), promise).share_kept)
    told = dict(zip(groups(deliveries, ("hour", "miles")).names, finer, strict=True))
    for names, minutes in zip(groups(deliveries, by).names, promise, strict=True):
        assert {told[each] for each in told if set(names) <= set(each)} == {minutes}


def test_groups_without_orders_are_promised_nothing_and_break_nothing():
    table = np.zeros((2, MINUTES), dtype=int)
    table[1, 5] = 10
    assert shortest(table, 0.9, 0.9).tolist() == [0, 5]
    found = outcome(table, shortest(table, 0.9, 0.9))
    assert found.share_kept == 1 and np.isnan(found.shares[0]) and found.shares[1] == 1


def test_a_floor_above_the_target_is_refused(both):
    with pytest.raises(ValueError, match="floor"):
        shortest(both, 0.9, 0.95)


@pytest.mark.parametrize("target", [0.8, 0.9, 0.95, 0.99])
def test_a_lower_floor_never_costs_minutes(both, target):
    means = [outcome(both, shortest(both, target, floor)).mean_promise for floor in (0, 0.5, 0.8, target)]
    assert means == sorted(means)
    for floor in (0, 0.5, 0.8, target):
        found = outcome(both, shortest(both, target, min(floor, target)))
        assert found.share_kept >= target and found.shares.min() >= min(floor, target)


def test_promises_longer_than_needed(both):
    table = np.zeros((2, MINUTES), dtype=int)
    table[0, 10], table[0, 20], table[1, 30] = 3, 1, 4
    assert longer_than_needed(table, np.array([20, 30]), 10) == 3 / 8
    assert longer_than_needed(table, np.array([5, 5]), 10) == 0
    assert longer_than_needed(both, one(both, 0.95), 0) == outcome(both, one(both, 0.95)).share_kept


# --- What the deliveries give -------------------------------------------------------------------------------


def test_one_promise_is_long_for_lunch_and_broken_for_the_far(deliveries, both):
    found = outcome(both, one(both, 0.95))
    assert found.promise[0] == 38 and deliveries["minutes"].quantile(0.95) == pytest.approx(37.33, abs=0.01)
    far = deliveries["minutes"][deliveries["miles"] > 6]
    near = deliveries["minutes"][deliveries["miles"].between(2, 3)]
    assert len(far) == 177
    assert (far > 40).mean() == pytest.approx(0.5, abs=0.02)
    assert (near > 40).mean() == pytest.approx(0.003, abs=0.0005)
    lunch = deliveries["minutes"][deliveries["hour"] < 13]
    assert lunch.quantile(0.95) == pytest.approx(20, abs=0.5)


def test_a_promise_for_each_group_is_shorter_on_average_and_keeps_more(both):
    single, each = outcome(both, one(both, 0.95)), outcome(both, shortest(both, 0.95, 0.95))
    assert each.mean_promise < single.mean_promise - 4.5
    assert each.share_kept > single.share_kept
    assert each.shares.min() >= 0.95 > single.shares.min()


def test_the_cheapest_promises_break_the_far_ones_most(both):
    found = outcome(both, shortest(both, 0.95, 0.5)).shares.reshape(5, 4)
    orders = both.sum(axis=1).reshape(5, 4)
    beyond_six = (found[:, 3] @ orders[:, 3]) / orders[:, 3].sum()
    others = (found[:, :3] * orders[:, :3]).sum() / orders[:, :3].sum()
    assert beyond_six < 0.88 < 0.94 < others
    # and without any floor some of them are given up altogether
    free = outcome(both, shortest(both, 0.95)).shares.reshape(5, 4)
    assert (free[:, 3] == 0).any() and (free[:, :3] > 0.8).all()


# --- How sure it is -----------------------------------------------------------------------------------------


def test_resamples_hold_as_many_orders_and_their_mean_is_the_table(both):
    drawn = resamples(both, draws=400, seed=1)
    assert (drawn.sum(axis=(1, 2)) == both.sum()).all()
    assert drawn.mean(axis=0) == pytest.approx(both, abs=3)


def test_intervals_agree_with_the_textbook(both):
    """The share kept of n orders has the standard error sqrt(p(1-p)/n)."""
    drawn, promise = resamples(both, draws=1000, seed=2), one(both, 0.95)
    for estimate, orders in zip(shares_kept(both, drawn, promise), both.sum(axis=1), strict=True):
        assert estimate.low <= estimate.value <= estimate.high
        if orders > 300 and estimate.value < 0.99:
            error = np.sqrt(estimate.value * (1 - estimate.value) / orders)
            assert (estimate.high - estimate.low) / (2 * 1.96) == pytest.approx(error, rel=0.2)


def test_few_orders_make_a_wide_interval(both):
    estimates = shares_kept(both, resamples(both, draws=300, seed=3), needed(both, 0.95))
    widths, orders = [each.high - each.low for each in estimates], both.sum(axis=1)
    assert np.median([w for w, n in zip(widths, orders, strict=True) if n < 60]) > 0.06
    assert np.median([w for w, n in zip(widths, orders, strict=True) if n > 600]) < 0.03


def test_halves_are_halves_and_together_the_whole(both):
    first, second = halves(both, splits=5, seed=4)
    assert (first + second == both).all() and (first >= 0).all()
    assert (first.sum(axis=(1, 2)) == both.sum() // 2).all()


def test_the_tighter_the_choice_the_more_is_lost_on_orders_not_seen(deliveries, both):
    """What was chosen to keep 95 % of the orders seen keeps less of others; the more groups, the less."""
    seen, unseen = halves(both, splits=20, seed=5)
    tight = kept_unseen(seen, unseen, 0.95, 0.5)
    assert tight.low < tight.value < 0.95
    fine = histogram(deliveries, "hour", "miles", "weekday")
    assert kept_unseen(*halves(fine, splits=5, seed=5), 0.95, 0.5).value < tight.value
    # 95 % in every group is rounded up to whole minutes and whole orders, and that slack is what holds outside
    assert kept_unseen(seen, unseen, 0.95, 0.95).value > 0.95
