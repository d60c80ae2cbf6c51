"""Ranges: what may be one, the rolls behind it, and how often each option leads."""

from __future__ import annotations

import numpy as np
import pytest

from ops2pm.models.ranges import DRAWS, Ranges, first_shares, rolled, triangular


def test_triangular_quantiles_are_right():
    scores = Ranges.of([[(2, 3, 7), (0, 0, 4), (1, 5, 5), (6, 6, 6)]])
    u = np.linspace(0, 1, 100_001)[:-1]
    found = triangular(scores, np.broadcast_to(u[:, None, None], (len(u), 1, 4)))[:, 0]
    assert found[0] == pytest.approx([2, 0, 1, 6])
    assert found.mean(axis=0) == pytest.approx([4, 4 / 3, 11 / 3, 6], abs=1e-3)
    assert (np.diff(found, axis=0) >= 0).all()
    # Below its mode the chance is (mode - low) / (high - low).
    assert (found[:, 0] < 3).mean() == pytest.approx(0.2, abs=1e-4)
    # Variance of a triangle: (a2 + b2 + c2 - ab - ac - bc) / 18.
    assert found[:, 0].var() == pytest.approx((4 + 9 + 49 - 6 - 14 - 21) / 18, abs=1e-3)


def test_ranges_must_rise():
    with pytest.raises(ValueError, match="rise"):
        Ranges.of([[(3, 2, 5)]])
    with pytest.raises(ValueError, match="one shape"):
        Ranges(np.zeros((2, 2)), np.zeros((2, 3)), np.zeros((2, 2)))


def test_rolls_are_independent_within_their_ranges_and_the_same_each_time():
    ranges = Ranges.of([[(2, 3, 7), (0, 0, 4)], [(1, 5, 5), (6, 6, 6)]])
    found = rolled(ranges)
    assert found.shape == (DRAWS, 2, 2) and (found >= ranges.low).all() and (found <= ranges.high).all()
    assert found.mean(axis=0) == pytest.approx(np.array([[4, 4 / 3], [11 / 3, 6]]), abs=0.05)
    assert abs(np.corrcoef(found[:, 0, 0], found[:, 0, 1])[0, 1]) < 0.05
    assert (rolled(ranges) == found).all()


def test_options_that_tie_share_the_draw():
    assert list(first_shares(np.array([[3.0, 3.0, 1.0]]))) == [0.5, 0.5, 0]
    assert list(first_shares(np.array([[1e6, 1e6 + 1e-4], [0.1 + 0.2, 0.3]]))) == [0.5, 0.5], "a dust makes no winner"
    assert list(first_shares(np.array([[1.0, 2.0], [3.0, 2.0], [5.0, 2.0], [1.0, 2.0]]))) == [0.5, 0.5]
