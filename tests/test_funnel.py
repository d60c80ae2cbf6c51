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


def test_drawn_rates_have_the_posteriors_distribution():
    drawn = funnel.draw_rates(COUNTS)
    assert drawn.shape == (funnel.DRAWS, 3) and ((drawn >= 0) & (drawn <= 1)).all()
    for stage, (x, n) in enumerate(((3, 20), (1, 3), (0, 1))):
        a, b = x + 0.5, n - x + 0.5
        assert drawn[:, stage].mean() == pytest.approx(a / (a + b), abs=0.02)
        assert drawn[:, stage].std() == pytest.approx((a * b / (a + b) ** 2 / (a + b + 1)) ** 0.5, rel=0.06)
    assert np.abs(np.corrcoef(drawn.T)[np.triu_indices(3, 1)]).max() < 0.06, "stages are independent"
    assert (funnel.draw_rates(COUNTS) == drawn).all(), "nothing jitters"
    other = funnel.draw_rates(COUNTS, channel=1)
    assert abs(np.corrcoef(drawn[:, 0], other[:, 0])[0, 1]) < 0.06, "channels are independent"


def test_weeks_agree_with_applying_week_by_week():
    """Known rates, whole applications: the plain simulation the formula stands for."""
    rates = np.tile([0.3, 0.4, 0.5], (funnel.DRAWS, 1))
    found = funnel.summary(funnel.weeks_to_offer([(rates, 4)]))
    dice = np.random.default_rng(1)
    applications = dice.geometric(0.3 * 0.4 * 0.5, 200_000)
    expected = np.percentile((applications - 0.5) / 4, [10, 50, 90])
    assert [found.low, found.value, found.high] == pytest.approx(expected, rel=0.06, abs=0.12)


def test_two_channels_are_their_sum_and_more_is_sooner():
    cold, warm = funnel.draw_rates(COUNTS), funnel.draw_rates((6, 3, 1, 0), 1)
    both = funnel.weeks_to_offer([(cold, 4), (warm, 1)])
    alone = [funnel.weeks_to_offer([(cold, 4)]), funnel.weeks_to_offer([(warm, 1)])]
    np.testing.assert_allclose(1 / both, 1 / alone[0] + 1 / alone[1])
    np.testing.assert_allclose(funnel.weeks_to_offer([(cold, 8)]), alone[0] / 2)
    assert (funnel.weeks_to_offer([(cold, 4), (warm, 0)]) == alone[0]).all()


def test_without_applications_no_offer_comes():
    weeks = funnel.weeks_to_offer([(funnel.draw_rates(COUNTS), 0)])
    assert np.isinf(weeks).all() and math.isinf(funnel.summary(weeks).value)


def test_one_endless_wait_among_many_spoils_nothing():
    weeks = np.r_[np.arange(1, 100.0), np.inf]
    found = funnel.summary(weeks)
    assert (found.low, found.value, found.high) == (10, 50, 90)


def test_a_sure_offer_comes_with_the_first_application():
    assert (funnel.weeks_to_offer([(np.ones((funnel.DRAWS, 3)), 2)]) == 0).all()


def test_a_push_moves_one_stage_and_stops_at_everybody():
    rates = np.array([[0.2, 0.95, 0.6]])
    assert funnel.pushed(rates, 0, points=0.1)[0] == pytest.approx([0.3, 0.95, 0.6])
    assert funnel.pushed(rates, 1, points=0.1)[0] == pytest.approx([0.2, 1, 0.6])
    assert funnel.pushed(rates, 2, factor=2)[0] == pytest.approx([0.2, 0.95, 1])
    assert rates[0] == pytest.approx([0.2, 0.95, 0.6]), "the given rates stay as they are"


def test_doubling_any_stage_is_the_same_unless_it_passes_everybody():
    low = np.full((funnel.DRAWS, 3), 0.2)
    weeks = [
        funnel.summary(funnel.weeks_to_offer([(funnel.pushed(low, stage, factor=2), 3)])).value for stage in range(3)
    ]
    assert weeks == pytest.approx([weeks[0]] * 3)
