"""models/sizing.py: ranges of a product, what drives it, where it flips."""

from __future__ import annotations

from statistics import NormalDist

import numpy as np
import pytest

from ops2pm.models.ranges import Ranges
from ops2pm.models.sizing import _uniform, driver, eight_in_ten, flip, rolled, swings

FACTORS = Ranges.of([[(900, 1000, 1100), (0.1, 0.2, 0.6), (2, 2, 2)]])


def product(values: np.ndarray) -> np.ndarray:
    return values.prod(axis=-1)


def test_each_factor_keeps_its_own_range_whatever_the_lean() -> None:
    alone = rolled(FACTORS)
    assert alone.shape == (4000, 3)
    for lean in (0.0, 0.4, 1.0):
        drawn = rolled(FACTORS, lean)
        assert np.sort(drawn, axis=0) == pytest.approx(np.sort(alone, axis=0))
    assert alone[:, 1].mean() == pytest.approx(0.3, abs=0.005)  # (low + base + high) / 3
    assert (drawn[:, 2] == 2).all()


def test_factors_that_lean_the_same_way_widen_a_product() -> None:
    wide = [np.diff(eight_in_ten(product(rolled(FACTORS, lean))))[0] for lean in (0, 0.5, 1)]
    assert wide[0] < wide[1] < wide[2]
    assert np.corrcoef(rolled(FACTORS, 0)[:, :2].T)[0, 1] == pytest.approx(0, abs=0.04)
    together = rolled(FACTORS, 1)[:, :2]
    assert (together[:, 0].argsort() == together[:, 1].argsort()).all()


def test_the_lean_is_the_correlation_behind_the_numbers() -> None:
    normal = np.vectorize(NormalDist().inv_cdf)(_uniform(2, 0.5))
    assert np.corrcoef(normal.T)[0, 1] == pytest.approx(0.5, abs=0.03)


def test_the_tornado_and_its_driver() -> None:
    assert swings(FACTORS, product) == pytest.approx(np.array([[360, 440], [200, 1200], [400, 400]]))
    assert driver(swings(FACTORS, product)) == 1


def test_where_it_flips() -> None:
    assert flip(FACTORS, product, 1, 300, 1.0) == pytest.approx(0.15)
    assert np.isnan(flip(FACTORS, product, 1, 5000, 1.0))
    # Up and down again: the crossing nearest the base counts.
    hill = lambda values: values[..., 0] * (2 - values[..., 0])  # noqa: E731
    one = Ranges.of([[(0.5, 1.2, 1.5)]])
    assert flip(one, hill, 0, 0.75, 2.0) == pytest.approx(1.5, abs=1e-3)


def test_eight_in_ten_lie_between() -> None:
    low, high = eight_in_ten(np.arange(1001.0))
    assert (low, high) == (100, 900)


def test_a_lean_that_cannot_be_is_refused() -> None:
    for lean in (-0.1, 1.1):
        with pytest.raises(ValueError, match="lean"):
            rolled(FACTORS, lean)
