"""What the exercises share: a share, an interval's ends, and the mistakes known of a difference."""

import math

import numpy as np
import pandas as pd
import pytest

from ops2pm.checks import Check, Interval, grade
from ops2pm.exercises.shares import FROM_0_TO_100, NINETY, ends, mistakes_with_a_difference, points, share_of

RNG = np.random.default_rng(3)
FIRST, SECOND = RNG.normal(0.30, 0.02, 1000), RNG.normal(0.20, 0.04, 1000)


def test_a_share_is_events_per_case_among_those_chosen():
    events, among = np.array([True, True, False, True]), np.array([True, False, True, True])
    assert share_of(events, among) == 2 / 3
    # By place, whatever the labels of a series are.
    assert share_of(pd.Series(events, index=[9, 8, 7, 6]), pd.Series(among)) == 2 / 3
    with pytest.warns(RuntimeWarning):
        assert math.isnan(share_of(events, ~(among | True)))


def test_ends_are_percentiles_as_plain_numbers():
    assert ends(np.arange(1001)) == (25, 975)
    assert ends(np.arange(101), 5, 95) == (5, 95)
    assert all(type(end) is float for end in ends(np.arange(7)))


def test_points_have_their_signs():
    assert points((-0.0123, 0.034)) == "−1.2 to +3.4 points"


def check_of(difference):
    return Check(
        id="00.1",
        title="a difference",
        variable="answer_1",
        judge=Interval(
            lambda: ends(difference),
            tolerance=0.0005,
            because="",
            right="it is.",
            wrong=mistakes_with_a_difference(lambda: (FIRST, SECOND), "season", "shares"),
            share=True,
        ),
        hints=("", ""),
        explanation="",
        code="",
    )


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (np.percentile(FIRST - SECOND, [5, 95]), NINETY),
        (np.percentile(FIRST - SECOND, [0.025, 0.975]), FROM_0_TO_100),
        (np.percentile(FIRST, [2.5, 97.5]) - np.percentile(SECOND, [2.5, 97.5]), "percentiles of each season first"),
        (np.percentile(FIRST / SECOND, [2.5, 97.5]), "you divided the two shares"),
    ],
)
def test_each_mistake_with_a_difference_is_named(answer, said):
    result = grade(check_of(FIRST - SECOND), tuple(answer))
    assert result.status == "not yet" and said in result.message


def test_the_interval_itself_is_right():
    assert grade(check_of(FIRST - SECOND), tuple(np.percentile(FIRST - SECOND, [2.5, 97.5]))).status == "right"
