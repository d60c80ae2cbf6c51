"""Resampling whole days: by hand, against a plain loop, and against what a 95 % interval is supposed to do."""

from __future__ import annotations

from math import isnan, sqrt

import numpy as np
import pytest

from ops2pm.models.resample import Estimate, day_weights, difference, rate, ratio

EACH_DAY_ALONE = np.array([[3, 0, 0], [0, 3, 0], [0, 0, 3]])
"""Three draws of three days, each the same day three times."""


def percentile(values: list[float], share: float) -> float:
    """By the definition: between the two values nearest to that place in the sorted list."""
    values = sorted(values)
    place = share * (len(values) - 1)
    below = int(place)
    above = min(below + 1, len(values) - 1)
    return values[below] + (place - below) * (values[above] - values[below])


def all_nan(estimate: Estimate) -> bool:
    return all(map(isnan, (estimate.value, estimate.low, estimate.high)))


# --- The draws ----------------------------------------------------------------------------------------------


def test_each_draw_takes_as_many_days_as_there_are():
    weights = day_weights(365, 50, seed=1)
    assert weights.shape == (50, 365)
    assert np.issubdtype(weights.dtype, np.integer)
    assert (weights >= 0).all()
    assert (weights.sum(axis=1) == 365).all()


def test_days_are_drawn_with_replacement_and_alike():
    weights = day_weights(50, 20_000, seed=3)
    # A day's count is binomial(50, 1/50): mean 1, variance 0.98. A mean of 20,000 is good to 0.007.
    assert weights.mean(axis=0) == pytest.approx(np.ones(50), abs=0.035)
    assert weights.var() == pytest.approx(0.98, abs=0.02)
    assert (weights == 0).mean() == pytest.approx((1 - 1 / 50) ** 50, abs=0.005)


def test_a_seed_gives_the_same_draws_and_another_gives_others():
    assert (day_weights(30, 10, seed=5) == day_weights(30, 10, seed=5)).all()
    assert (day_weights(30, 10, seed=5) != day_weights(30, 10, seed=6)).any()


def test_no_days_and_one_day():
    assert day_weights(0, 7, seed=1).shape == (7, 0)
    assert (day_weights(1, 7, seed=1) == 1).all()


# --- By hand ------------------------------------------------------------------------------------------------


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("empty", [0, 1])
def test_a_difference_to_an_empty_group_is_unknown_and_warns_nobody(empty):
    chances = np.array([[4, 4, 4], [4, 4, 4]])
    chances[empty] = 0
    assert all_nan(difference(np.minimum(chances, 1), chances, EACH_DAY_ALONE))


def test_a_rate_by_hand():
    got = rate(np.array([1, 0, 3]), np.array([10, 10, 10]), EACH_DAY_ALONE)
    # The draws give 0.1, 0 and 0.3. Sorted, 2.5 % lies 0.05 of the way from the first to the second.
    assert got.value == pytest.approx(4 / 30)
    assert got.low == pytest.approx(0.05 * 0.1)
    assert got.high == pytest.approx(0.1 + 0.95 * 0.2)


def test_a_busy_day_weighs_as_much_as_it_has_flights():
    # Not the mean of the days' rates, which would be 0.5 and, in the one draw, 1/3.
    assert rate(np.array([0, 10]), np.array([30, 10]), np.array([[1, 1]])).value == 0.25
    drawn = rate(np.array([0, 10]), np.array([30, 10]), np.array([[2, 1]]))
    assert (drawn.low, drawn.high) == pytest.approx((10 / 70, 10 / 70))


def test_a_ratio_by_hand():
    events = np.array([[2, 1, 6], [1, 1, 2]])
    chances = np.array([[10, 10, 10], [20, 10, 20]])
    # Day by day: 0.2/0.05 = 4, 0.1/0.1 = 1, 0.6/0.1 = 6. All: (9/30)/(4/50) = 3.75.
    got = ratio(events, chances, EACH_DAY_ALONE)
    assert got.value == pytest.approx(3.75)
    assert got.low == pytest.approx(1 + 0.05 * 3)
    assert got.high == pytest.approx(4 + 0.95 * 2)


def test_both_groups_of_a_ratio_are_drawn_on_the_same_days():
    # Storms hit both alike: the ratio is 2 whatever the day, though each rate swings from 0.02 to 0.8.
    chances = np.array([[50, 50, 50], [100, 100, 100]])
    events = np.array([[2, 10, 40], [2, 10, 40]])
    got = ratio(events, chances, day_weights(3, 200, seed=9))
    assert (got.value, got.low, got.high) == pytest.approx((2, 2, 2))


def test_events_may_be_parts_of_a_flight():
    got = rate(np.array([0.25, 0.5]), np.array([1, 2]), np.array([[1, 1]]))
    assert (got.value, got.low, got.high) == pytest.approx((0.25, 0.25, 0.25))


def test_where_all_days_are_alike_the_interval_has_no_width():
    got = rate(np.full(40, 3), np.full(40, 60), day_weights(40, 100, seed=2))
    assert (got.value, got.low, got.high) == pytest.approx((0.05, 0.05, 0.05))


@pytest.mark.parametrize("days", [0, 1, 3])
def test_nothing_to_count_has_no_rate(days):
    weights = day_weights(days, 20, seed=1)
    assert all_nan(rate(np.zeros(days), np.zeros(days), weights))
    nothing, some = np.zeros(days), np.ones(days)
    no_chosen = ratio(np.array([nothing, some]), np.array([nothing, some]), weights)
    no_others = ratio(np.array([some, nothing]), np.array([some, nothing]), weights)
    no_event_of_others = ratio(np.array([some, nothing]), np.array([some, some]), weights)
    assert all(map(all_nan, (no_chosen, no_others, no_event_of_others)))


def test_no_events_is_a_rate_of_nought():
    got = rate(np.zeros(3), np.full(3, 10), day_weights(3, 20, seed=1))
    assert (got.value, got.low, got.high) == (0, 0, 0)


def test_a_draw_without_a_chance_is_left_out():
    # The second draw has no flight at all; the others give 0.5 and 0.1.
    got = rate(np.array([5, 1, 0]), np.array([10, 10, 0]), np.array([[3, 0, 0], [0, 0, 3], [0, 3, 0]]))
    assert got.value == pytest.approx(0.3)
    assert (got.low, got.high) == pytest.approx((0.1 + 0.025 * 0.4, 0.5 - 0.025 * 0.4))


def test_the_arrays_given_are_left_as_they_were():
    events, chances, weights = np.array([[1, 2], [3, 4]]), np.array([[9, 9], [9, 9]]), np.array([[2, 0], [1, 1]])
    before = [array.copy() for array in (events, chances, weights)]
    ratio(events, chances, weights)
    rate(events[0], chances[0], weights)
    for array, copy in zip((events, chances, weights), before, strict=True):
        assert (array == copy).all()


# --- Against a plain loop -----------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", range(5))
def test_rate_and_ratio_against_a_plain_loop(seed):
    generator = np.random.default_rng(seed)
    days, draws = int(generator.integers(2, 60)), 80
    chances = generator.integers(1, 40, (2, days))
    events = generator.binomial(chances, 0.3)
    weights = day_weights(days, draws, seed)
    rates: list[float] = []
    ratios: list[float] = []
    for draw in range(draws):
        sums = [0.0, 0.0, 0.0, 0.0]
        for day in range(days):
            for _ in range(weights[draw, day]):
                for place, count in enumerate((events[0], chances[0], events[1], chances[1])):
                    sums[place] += count[day]
        rates.append(sums[0] / sums[1])
        ratios += [(sums[0] / sums[1]) / (sums[2] / sums[3])] if sums[2] else []
    for got, drawn in ((rate(events[0], chances[0], weights), rates), (ratio(events, chances, weights), ratios)):
        assert got.low == pytest.approx(percentile(drawn, 0.025))
        assert got.high == pytest.approx(percentile(drawn, 0.975))


# --- What an interval is for --------------------------------------------------------------------------------


def storms(generator: np.random.Generator, days: int) -> tuple[np.ndarray, np.ndarray]:
    """Events and chances by day: one day in ten cancels 20 %, the others 1 %, so that 2.9 % is the true rate."""
    chances = generator.integers(80, 121, days)
    return generator.binomial(chances, np.where(generator.random(days) < 0.1, 0.2, 0.01)), chances


def test_the_interval_holds_the_truth_about_as_often_as_it_says():
    generator = np.random.default_rng(11)
    worlds, weights = 400, day_weights(150, 200, seed=12)
    held = 0
    for _ in range(worlds):
        got = rate(*storms(generator, 150), weights)
        held += got.low <= 0.029 <= got.high
    # 95 % of 400, give or take: three standard errors below, and the percentile bootstrap is a little short.
    assert 0.90 <= held / worlds <= 0.985


def test_the_interval_of_a_ratio_holds_the_truth_about_as_often_as_it_says():
    generator = np.random.default_rng(13)
    worlds, weights = 400, day_weights(150, 200, seed=14)
    held = 0
    for _ in range(worlds):
        storm = np.where(generator.random(150) < 0.1, 0.2, 0.02)
        chances = generator.integers(80, 121, (2, 150))
        got = ratio(generator.binomial(chances, np.array([2 * storm, storm])), chances, weights)
        held += got.low <= 2 <= got.high
    assert 0.90 <= held / worlds <= 0.985


def test_the_interval_is_as_wide_as_the_days_differ_and_wider_than_flights_would_make_it():
    events, chances = storms(np.random.default_rng(15), 365)
    got = rate(events, chances, day_weights(365, 4000, seed=16))
    share = events.sum() / chances.sum()
    by_days = sqrt(((events - share * chances) ** 2).sum()) / chances.sum()
    by_flights = sqrt(share * (1 - share) / chances.sum())
    width = got.high - got.low
    assert width == pytest.approx(2 * 1.96 * by_days, rel=0.06)
    assert width > 2.5 * 2 * 1.96 * by_flights
    assert got.low < got.value < got.high


def test_four_times_as_many_days_halve_the_interval():
    events, chances = storms(np.random.default_rng(17), 200)
    one = rate(events, chances, day_weights(200, 4000, seed=18))
    four = rate(np.tile(events, 4), np.tile(chances, 4), day_weights(800, 4000, seed=19))
    assert four.value == pytest.approx(one.value)
    assert (one.high - one.low) / (four.high - four.low) == pytest.approx(2, rel=0.1)
