"""The process change of the simulated company: counted again in plain pandas, and on orders made up for the purpose."""

from __future__ import annotations

import json

import numpy as np
import pandas as pd
import pytest

from ops2pm import load
from ops2pm.course import REPO
from ops2pm.models import orders as company
from ops2pm.models.process_change import (
    BY_KEY,
    CHANGE_WEEK,
    EVERYBODY,
    MEASURES,
    WEEKS,
    Weekly,
    is_clean,
    sides,
    values,
)


@pytest.fixture(scope="module")
def orders():
    return load("orders")


@pytest.fixture(scope="module")
def weekly(orders):
    return Weekly(orders)


@pytest.fixture(scope="module")
def week(orders):
    return company.week_of(orders["ordered_at"])


def test_the_week_is_the_planted_one():
    truth = json.loads((REPO / "data" / "truth.json").read_text(encoding="utf-8"))
    assert truth["roles"]["change_week"] == CHANGE_WEEK


def test_what_an_order_is_worth_in_each_measure(orders):
    late = orders["first_delivered_at"] > orders["promised_by"]
    assert set(values(orders, "first_on_time")[late]) == {0.0} and set(values(orders, "first_on_time")[~late]) == {
        100.0
    }
    assert values(orders, "complete_on_time").mean() < values(orders, "first_on_time").mean()
    assert values(orders, "contacts").mean() == pytest.approx(100 * orders["contacted"].mean())
    assert values(orders, "reorders").mean() == pytest.approx(100 * orders["reordered_90d"].mean())
    assert values(orders, "rating").notna().sum() == orders["rating"].notna().sum() < len(orders) / 3
    first = orders.iloc[0]
    days = (first["first_delivered_at"] - first["ordered_at"]) / pd.Timedelta(days=1)
    assert values(orders, "lead_time").iloc[0] == pytest.approx(days)


@pytest.mark.parametrize("key", list(BY_KEY))
@pytest.mark.parametrize(
    ("cut", "weeks", "segment"), [(14, 13, None), (14, 3, "office"), (3, 6, "small business"), (25, 1, None)]
)
def test_a_difference_is_what_pandas_counts(weekly, orders, week, key, cut, weeks, segment):
    value = values(orders, key)[(orders["segment"] == segment) | (segment is None)]
    first, _, last = sides(cut, weeks)
    before, after = (value[week.loc[value.index].between(*ends)].dropna() for ends in ((first, cut - 1), (cut, last)))
    found = weekly.difference(key, cut, weeks, segment or EVERYBODY)
    assert (found.before, found.after) == pytest.approx((before.mean(), after.mean()))
    assert found.change.value == pytest.approx(after.mean() - before.mean())
    assert found.orders == (len(before), len(after))
    assert found.change.low < found.change.value < found.change.high
    assert found.seen == (found.change.low > 0 or found.change.high < 0)


def test_the_weeks_are_what_pandas_counts(weekly, orders, week):
    for measure in MEASURES:
        np.testing.assert_allclose(weekly.by_week(measure.key), values(orders, measure.key).groupby(week).mean())
        office = orders["segment"] == "office"
        expected = values(orders, measure.key)[office].groupby(week[office]).mean()
        np.testing.assert_allclose(weekly.by_week(measure.key, "office"), expected)


def test_every_cut_is_each_cut(weekly):
    for key in ("lead_time", "rating"):
        cuts, found = weekly.every_cut(key, 4, "consumer")
        assert cuts.tolist() == list(range(2, WEEKS + 1))
        for cut, row in zip(cuts, found, strict=True):
            one = weekly.difference(key, int(cut), 4, "consumer").change
            assert (one.value, one.low, one.high) == pytest.approx(tuple(row))


@pytest.mark.parametrize(
    ("cut", "weeks", "expected"),
    [(14, 13, (1, 14, 26)), (14, 2, (12, 14, 15)), (3, 6, (1, 3, 8)), (25, 6, (19, 25, 26))],
)
def test_sides_end_where_the_period_ends(cut, weeks, expected):
    assert tuple(sides(cut, weeks)) == expected


@pytest.mark.parametrize(("cut", "weeks"), [(1, 3), (0, 3), (27, 3), (14, 0)])
def test_a_cut_with_nothing_on_one_side_is_refused(weekly, cut, weeks):
    with pytest.raises(ValueError, match="nothing on one side"):
        weekly.difference("contacts", cut, weeks)


def test_customers_are_drawn_and_not_orders(orders):
    """Four copies of each order under the same customer are no news; under customers of their own they would be."""
    few = orders[orders["customer_id"] <= 500]
    copies = pd.concat([few] * 4)
    alone = copies.assign(customer_id=np.arange(len(copies)))
    width = {}
    for name, frame in {"once": few, "four": copies, "alone": alone}.items():
        change = Weekly(frame, draws=300).difference("contacts").change
        width[name] = change.high - change.low
    assert width["four"] == pytest.approx(width["once"], rel=0.1)
    assert width["alone"] < 0.6 * width["once"]


def test_the_interval_is_as_wide_as_the_textbook_s(weekly, orders, week):
    """Contacts: the variance of a difference of ratios over independent customers (delta method)."""
    value, after = values(orders, "contacts"), week >= CHANGE_WEEK
    centred = pd.Series(0.0, index=orders.index)
    for side, sign in ((after, 1), (~after, -1)):
        centred[side] = sign * (value[side] - value[side].mean()) / side.sum()
    error = np.sqrt((centred.groupby(orders["customer_id"]).sum() ** 2).sum())
    change = weekly.difference("contacts").change
    assert (change.high - change.low) / (2 * 1.96 * error) == pytest.approx(1, abs=0.12)


# --- What the lesson says -----------------------------------------------------------------------------------


def test_output_moved_and_what_customers_do_did_not_visibly(weekly):
    seen = {measure.key: weekly.difference(measure.key).seen for measure in MEASURES}
    assert seen == {
        "lead_time": True,
        "first_on_time": True,
        "complete_on_time": True,
        "contacts": False,
        "reorders": False,
        "rating": False,
    }
    for key in ("lead_time", "first_on_time", "complete_on_time"):
        assert weekly.difference(key).change.value * BY_KEY[key].better > 0, "they got better"
    for segment in weekly.segments:
        assert not weekly.difference("contacts", segment=segment).seen, "no group is an exception"


def test_the_planted_week_stands_out_and_others_do_not(weekly):
    cuts, found = weekly.every_cut("first_on_time", 6)
    assert cuts[np.abs(found[:, 0]).argmax()] == CHANGE_WEEK
    for cut in (8, 20):
        assert not weekly.difference("first_on_time", cut, 6).seen and not weekly.difference("lead_time", cut, 6).seen
    one, six = (weekly.difference("contacts", CHANGE_WEEK, weeks).change for weeks in (1, 6))
    assert one.high - one.low > 2 * (six.high - six.low), "with one week the intervals become wide"


def test_most_questions_come_from_split_orders(orders):
    """Said in the lesson: those who ask mostly wait for a later parcel than the first."""
    assert orders.loc[orders["contacted"], "parcels"].gt(1).mean() > 0.55 > 0.3 > orders["parcels"].gt(1).mean()


def test_a_window_with_the_change_inside_is_not_clean():
    assert [cut for cut in range(3, 26) if is_clean(cut, 6)] == [*range(3, 9), 14, *range(20, 26)]
    assert [cut for cut in range(3, 26) if is_clean(cut, 1)] == list(range(3, 26))
    assert [cut for cut in range(3, 26) if is_clean(cut, 13)] == [14]
