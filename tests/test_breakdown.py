"""A share by one thing: as it is, and like with like."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest

from ops2pm.models import breakdown, capstone
from ops2pm.models.breakdown import (
    HOURS,
    against_the_rest,
    broken_down,
    design_effect,
    like_with_like,
    means_apart,
    rate,
    views,
)
from ops2pm.models.two_shares import Count, share


def cat(codes: list[int], labels: str = "ab") -> pd.Categorical:
    return pd.Categorical.from_codes(codes, list(labels))


@pytest.fixture(scope="module")
def seen() -> pd.DataFrame:
    return views(capstone.company(capstone.DEFAULT).orders)


def test_every_order_has_a_place_in_every_view(seen: pd.DataFrame) -> None:
    assert not seen.isna().any().any()
    for name in seen:
        assert 2 <= len(seen[name].cat.categories) <= 7, name
        assert (seen[name].value_counts() > 0).all(), name


def test_the_views_say_what_they_are(seen: pd.DataFrame) -> None:
    orders = capstone.company(capstone.DEFAULT).orders
    at = orders["ordered_at"]
    for label, low, high in (("before 10", 0, 10), ("14 to 16", 14, 16), ("after 18", 18, 24)):
        inside = seen["hour"] == label
        assert at.dt.hour[inside].between(low, high - 1).all()
        assert (at.dt.day_of_week[inside] < 5).all()
    weekend = seen["hour"] == HOURS[-1]
    assert (weekend == (at.dt.day_of_week > 4)).all()
    assert (weekend == (seen["day"] == "Sat and Sun")).all()
    assert (at.dt.day_of_week[seen["day"] == "Friday"] == 4).all()
    assert (orders["lines"][seen["lines"] == "2 or 3"].between(2, 3)).all()
    assert ((seen["parcels"] == "1 parcel") == (orders["parcels"] == 1)).all()
    assert (seen["nth"] == "first order").sum() == orders["customer_id"].nunique()


def test_weeks_are_counted_from_the_shop_s_first_monday(seen: pd.DataFrame) -> None:
    week = (capstone.company(capstone.DEFAULT).orders["ordered_at"] - pd.Timestamp("2001-01-01")).dt.days // 7 + 1
    for label in seen["weeks"].cat.categories:
        low, high = map(int, label.split("–"))
        assert week[seen["weeks"] == label].between(low, high).all()


def test_one_customer_an_order_is_wilson() -> None:
    hits = np.array([1.0] * 30 + [0.0] * 70)
    found, plain = rate(hits, np.arange(100)), share(Count(30, 100))
    assert (found.value, found.low, found.high) == pytest.approx((plain.value, plain.low, plain.high))


def test_orders_that_hang_together_say_less() -> None:
    hits = np.repeat(np.array([1.0] * 30 + [0.0] * 70), 4)
    customers = np.repeat(np.arange(100), 4)
    assert design_effect(hits, customers) == pytest.approx(4)
    together, plain = rate(hits, customers), share(Count(30, 100))
    assert (together.low, together.high) == pytest.approx((plain.low, plain.high))
    apart = rate(hits, np.arange(400))
    assert apart.high - apart.low < 0.6 * (together.high - together.low)


def test_nothing_and_all() -> None:
    assert math.isnan(rate(np.array([]), np.array([], dtype=int)).value)
    for value in (0.0, 1.0):
        found = rate(np.full(5, value), np.zeros(5, dtype=int))
        assert found.value == value
        assert found.low < found.high


def test_an_order_that_isn_t_counted() -> None:
    hits = np.array([1.0, np.nan, 0.0, np.nan])
    found = broken_down(hits, cat([0, 0, 0, 1]), np.arange(4))
    assert found.orders == (2, 0)
    assert found.rates[0].value == 0.5
    assert math.isnan(found.rates[1].value)


def mixed() -> tuple[np.ndarray, pd.Categorical, pd.Categorical, np.ndarray]:
    """Row a has mostly sort x (half of them hits), row b mostly y (none): the mix alone makes the difference."""
    cells = [(0, 0, 80, 40), (0, 1, 20, 0), (1, 0, 20, 10), (1, 1, 80, 0)]
    row, sort, hits = [], [], []
    for r, s, n, k in cells:
        row += [r] * n
        sort += [s] * n
        hits += [1.0] * k + [0.0] * (n - k)
    return np.array(hits), cat(row), cat(sort, "xy"), np.arange(len(hits))


def test_like_with_like_takes_out_the_mix() -> None:
    hits, by, sort, who = mixed()
    raw, alike = broken_down(hits, by, who), like_with_like(hits, by, sort, who)
    assert [each.value for each in raw.rates] == pytest.approx([0.4, 0.1])
    assert [each.value for each in alike.rates] == pytest.approx([0.25, 0.25])
    assert alike.covered == 1
    for each in alike.rates:
        assert each.low < 0.25 < each.high


def test_like_with_like_of_itself_covers_nothing() -> None:
    hits, by, _, who = mixed()
    found = like_with_like(hits, by, by, who)
    assert found.covered == 0
    assert all(math.isnan(each.value) for each in found.rates)


def test_a_sort_that_a_row_lacks_is_left_out_and_said() -> None:
    hits, by, sort, who = mixed()
    kept = ~((by.codes == 0) & (sort.codes == 1)) | (np.arange(len(hits)) % 100 < 5)
    found = like_with_like(hits[kept], by[kept], sort[kept], who[kept])
    assert 0 < found.covered < 1
    assert [each.value for each in found.rates] == pytest.approx([0.5, 0.5])


def test_a_row_without_orders_leaves_the_others_alone() -> None:
    hits, by, sort, who = mixed()
    three = pd.Categorical.from_codes(by.codes, list("abc"))
    found = like_with_like(hits, three, sort, who)
    assert found.rates[0].value == pytest.approx(0.25)
    assert math.isnan(found.rates[2].value)
    assert found.orders[2] == 0


def test_no_orders_at_all() -> None:
    nothing = np.array([])
    found = like_with_like(nothing, cat([]), cat([], "xy"), np.array([], dtype=int))
    assert found.covered == 0
    assert all(math.isnan(each.value) for each in found.rates)
    assert breakdown.most_apart(found) is None


def test_against_the_rest() -> None:
    hits, by, sort, who = mixed()
    there = by.codes == 0
    assert [e.value for e in against_the_rest(hits, there, who).rates] == pytest.approx([0.4, 0.1])
    assert [e.value for e in against_the_rest(hits, there, who, sort).rates] == pytest.approx([0.25, 0.25])


def test_most_apart() -> None:
    hits, by, _, who = mixed()
    assert breakdown.most_apart(broken_down(hits, by, who)) == (0, 1)


def test_two_means_apart_by_hand() -> None:
    values, here = np.array([1.0, 3.0, 5.0, 9.0]), np.array([True, True, False, False])
    each = means_apart(values, here, ~here, np.arange(4))
    assert each.value == pytest.approx(-5)
    # Off by 1 and by 2, halved: the squares are twice 0.25 and twice 1.
    assert each.high - each.value == pytest.approx(1.96 * math.sqrt(2 * 0.25 + 2 * 1.0), rel=1e-3)
    one = means_apart(values, here, ~here, np.zeros(4, dtype=int))
    assert one.high - one.low == pytest.approx(0)
    assert math.isnan(means_apart(values, here, np.zeros(4, dtype=bool), np.arange(4)).value)


def test_the_interval_of_two_means_holds_in_19_of_20() -> None:
    rng, held = np.random.default_rng(7), 0
    customers = np.repeat(np.arange(200), 3)
    for _ in range(400):
        values = rng.normal(0, 1, 200)[customers] + rng.normal(0, 1, 600)
        here = np.repeat(rng.random(200) < 0.4, 3)
        each = means_apart(values, here, ~here, customers)
        held += each.low <= 0 <= each.high
    assert 0.92 < held / 400 < 0.98
