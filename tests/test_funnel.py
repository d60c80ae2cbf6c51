"""The funnel: intervals against exact and published values, waiting times against a plain simulation."""

from __future__ import annotations

import math

import numpy as np
import pytest

from ops2pm.models import funnel

COUNTS = (20, 3, 1, 0)


def jeffreys(x, n):
    """The 2.5th and 97.5th percentile of Beta(x + 1/2, n - x + 1/2), by a million draws."""
    return np.percentile(np.random.default_rng(5).beta(x + 0.5, n - x + 0.5, 1_000_000), [2.5, 97.5])


@pytest.mark.parametrize(
    ("x", "n"), [(3, 20), (30, 200), (300, 2000), (1, 3), (1, 2), (7, 8), (5000, 10_000), (9, 10_000)]
)
def test_intervals_are_jeffreys(x, n):
    (found,) = funnel.rates([x], [n])
    assert found.value == x / n
    assert [found.low, found.high] == pytest.approx(jeffreys(x, n), rel=0.01)


def test_one_of_one_by_hand():
    """Beta(3/2, 1/2): P(rate < sin(t)^2) = (2t - sin(2t)) / pi, by integrating sin^2."""
    rates, below = funnel.posterior(np.array([1]), np.array([1]))
    t = np.arcsin(np.sqrt(rates[0]))
    np.testing.assert_allclose(below[0], (2 * t - np.sin(2 * t)) / np.pi, atol=1e-6)


def test_none_begins_at_nothing_and_all_ends_at_everything():
    none, every, nobody = funnel.rates([0, 5, 0], [5, 5, 0])
    assert none.value == none.low == 0 and every.value == every.high == 1
    assert none.high == pytest.approx(1 - every.low), "the two are mirror images"
    assert math.isnan(nobody.value) and nobody.low == 0 and nobody.high == 1


def test_with_nobody_the_rate_has_the_arcsine_distribution():
    rates, below = funnel.posterior(np.array([0]), np.array([0]))
    np.testing.assert_allclose(below[0], 2 / np.pi * np.arcsin(np.sqrt(rates[0])), atol=1e-6)


def test_a_rate_holds_its_interval_more_or_less_as_often_as_it_says():
    dice = np.random.default_rng(2)
    for rate in (0.05, 0.15, 0.5):
        counts = dice.binomial(20, rate, 4000)
        found = {x: funnel.rates([x], [20])[0] for x in set(counts.tolist())}
        held = np.mean([found[x].low <= rate <= found[x].high for x in counts.tolist()])
        assert 0.9 < held < 0.995


def test_the_distribution_rises_from_0_to_1_and_finer_levels_are_wider():
    rates, below = funnel.posterior(np.array([3, 0, 20]), np.array([20, 0, 20]))
    assert rates.shape == below.shape == (3, 2001)
    assert (np.diff(below, axis=1) >= 0).all() and (below[:, 0] == 0).all() and below[:, -1] == pytest.approx(1)
    (narrow,), (wide,) = funnel.rates([3], [20], 0.5), funnel.rates([3], [20], 0.99)
    (usual,) = funnel.rates([3], [20])
    assert wide.low < usual.low < narrow.low < 0.15 < narrow.high < usual.high < wide.high


@pytest.mark.parametrize(("x", "n"), [(4, 3), (-1, 3), (1, 0)])
def test_counts_that_cannot_be_are_an_error(x, n):
    with pytest.raises(ValueError, match="can't be"):
        funnel.posterior(np.array([x]), np.array([n]))


DICE = np.random.default_rng(31)


def drawn(counts, draws=400_000, prior=0.5):
    """Chances of one application, each stage's rate drawn from its beta distribution."""
    pairs = zip(counts[1:], counts[:-1], strict=True)
    return np.prod([DICE.beta(x + prior, n - x + prior, draws) for x, n in pairs], axis=0)


def rate(found):
    """What each entry of `chances` stands for."""
    return np.exp(-(np.arange(len(found)) + 1.5) / 100)


@pytest.mark.parametrize(
    "counts", [COUNTS, (6, 3, 1, 0), (200, 30, 9, 2), (9000, 4000, 900, 450), (0, 0, 0, 0), (5, 5, 5, 5)]
)
@pytest.mark.parametrize("prior", [0.5, 1.0])
def test_chances_are_those_of_three_drawn_rates(counts, prior):
    found = funnel.chances(counts, prior=prior)
    assert found.sum() == pytest.approx(1, abs=1e-9) and (found >= 0).all()
    expected = np.percentile(drawn(counts, prior=prior), [5, 25, 50, 75, 95])
    below = np.interp(np.log(expected), np.log(rate(found)[::-1]) + 0.005, np.cumsum(found[::-1]))
    assert below == pytest.approx([0.05, 0.25, 0.5, 0.75, 0.95], abs=0.012)
    exact = math.prod((x + prior) / (n + 2 * prior) for x, n in zip(counts[1:], counts[:-1], strict=True))
    assert found @ rate(found) == pytest.approx(exact, rel=0.003), "the mean of a product of betas"


@pytest.mark.parametrize(("stage", "points", "factor"), [(0, 0.1, 1.0), (1, 0.0, 2.0), (2, 0.1, 1.0), (2, 0.3, 1.5)])
def test_a_push_moves_one_stage_and_stops_at_everybody(stage, points, factor):
    counts = (20, 3, 2, 1)
    found = funnel.chances(counts, stage, points=points, factor=factor)
    pairs = list(zip(counts[1:], counts[:-1], strict=True))
    rates = [DICE.beta(x + 0.5, n - x + 0.5, 400_000) for x, n in pairs]
    rates[stage] = np.minimum(rates[stage] * factor + points, 1)
    assert found.sum() == pytest.approx(1) and found @ rate(found) == pytest.approx(
        np.prod(rates, axis=0).mean(), rel=0.02
    )
    below = np.interp(
        math.log(np.median(np.prod(rates, axis=0))), np.log(rate(found)[::-1]) + 0.005, np.cumsum(found[::-1])
    )
    assert below == pytest.approx(0.5, abs=0.006)


@pytest.mark.parametrize(("cold", "warm"), [(4, 1), (4, 0), (0, 0.5), (20, 5)])
def test_weeks_agree_with_a_plain_simulation(cold, warm):
    """Rates drawn, then the waiting time drawn."""
    hazard = -cold * np.log1p(-drawn(COUNTS)) - warm * np.log1p(-np.minimum(drawn((6, 3, 1, 0)), 1 - 1e-15))
    expected = np.percentile(DICE.exponential(size=len(hazard)) / hazard, [10, 50, 90])
    found = funnel.weeks_to_offer([(funnel.chances(COUNTS), cold), (funnel.chances((6, 3, 1, 0)), warm)])
    assert [found.low, found.value, found.high] == pytest.approx(expected, rel=0.03)


def test_with_known_rates_weeks_agree_with_whole_applications():
    counts = (10_000_000, 3_000_000, 1_200_000, 600_000)
    found = funnel.weeks_to_offer([(funnel.chances(counts), 4)])
    applications = np.random.default_rng(1).geometric(0.3 * 0.4 * 0.5, 200_000)
    expected = np.percentile((applications - 0.5) / 4, [10, 50, 90])
    assert [found.low, found.value, found.high] == pytest.approx(expected, rel=0.06, abs=0.12)


def test_more_is_sooner_and_twice_as_many_are_twice_as_soon():
    cold, warm = funnel.chances(COUNTS), funnel.chances((6, 3, 1, 0))
    once, twice = (funnel.weeks_to_offer([(cold, a_week)]) for a_week in (4, 8))
    assert [once.low, once.value, once.high] == pytest.approx([2 * twice.low, 2 * twice.value, 2 * twice.high])
    both = funnel.weeks_to_offer([(cold, 4), (warm, 1)])
    assert both.value < once.value and both.high < once.high
    assert funnel.weeks_to_offer([(cold, 4), (warm, 0)]) == once


def test_without_applications_no_offer_comes():
    assert math.isinf(funnel.weeks_to_offer([(funnel.chances(COUNTS), 0)]).value)
    assert math.isinf(funnel.weeks_to_offer([]).high)


def test_a_nearly_sure_offer_comes_with_the_first_applications():
    sure = funnel.chances((5000, 5000, 5000, 5000))
    assert funnel.weeks_to_offer([(sure, 2)]).high < 0.3


def test_how_much_better_one_channel_is_and_how_often_it_is_worse():
    first, second = drawn((6, 3, 1, 0)), drawn(COUNTS)
    found, worse = funnel.times_as_good(funnel.chances((6, 3, 1, 0)), funnel.chances(COUNTS))
    assert [found.low, found.value, found.high] == pytest.approx(np.percentile(first / second, [10, 50, 90]), rel=0.03)
    assert worse == pytest.approx((first < second).mean(), abs=0.004)
    same, half = funnel.times_as_good(funnel.chances(COUNTS), funnel.chances(COUNTS))
    assert half == pytest.approx(0.5, abs=0.002) and same.value == pytest.approx(1, abs=0.006)
    assert same.low == pytest.approx(1 / same.high, rel=0.02)


def test_doubling_any_stage_is_the_same_unless_it_passes_everybody():
    low = (5000, 1000, 200, 40)
    weeks = [funnel.weeks_to_offer([(funnel.chances(low, stage, factor=2), 3)]).value for stage in range(3)]
    assert weeks == pytest.approx([weeks[0]] * 3, rel=0.005)
