"""Before and after against everyone else: counted again in plain pandas, and on years made up for the purpose."""

from __future__ import annotations

import itertools

import numpy as np
import pandas as pd
import pytest

from ops2pm import load
from ops2pm.models.before_after import MONTHS, Shares, Window

JULY, SEPTEMBER = Window(7, 7), Window(9, 9)


@pytest.fixture(scope="module")
def flights():
    return load("flights")


@pytest.fixture(scope="module")
def shares(flights):
    return Shares(flights)


@pytest.fixture(scope="module")
def rows(flights):
    """One row a flight: is it late or lost, by the words of the lesson."""
    lost = flights["dep_delay"].isna() | flights["arr_delay"].isna() | (flights["arr_delay"] >= 15)
    return flights[["month", "day", "carrier", "origin"]].astype({"carrier": str, "origin": str}).assign(lost=lost)


def share(rows, window):
    inside = rows["month"].between(*window)
    return rows.loc[inside, "lost"].mean()


def invented(share_of, flights_a_day=10, carriers=("X", "Y"), origins=("EWR",)):
    """A year in which carrier, month and day decide how many of ten flights are late; `share_of` says how many."""
    days = pd.date_range("2013-01-01", "2013-12-31")
    records = [
        (day.month, day.day, carrier, origin, 60.0 if number < share_of(carrier, day) else 0.0)
        for day in days
        for carrier in carriers
        for origin in origins
        for number in range(flights_a_day)
    ]
    frame = pd.DataFrame(records, columns=["month", "day", "carrier", "origin", "arr_delay"])
    return frame.assign(dep_delay=0.0).astype({"carrier": "category", "origin": "category"})


# --- Against plain pandas -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("carrier", "before", "after"),
    [
        ("B6", JULY, SEPTEMBER),
        ("MQ", Window(1, 3), Window(9, 11)),
        ("9E", Window(6, 6), Window(12, 12)),
        ("HA", Window(1, 6), Window(7, 12)),
    ],
)
@pytest.mark.parametrize("peers", ["all", "airport"])
def test_a_comparison_is_what_pandas_counts(shares, rows, carrier, before, after, peers):
    own, others = rows[rows["carrier"] == carrier], rows[rows["carrier"] != carrier]
    if peers == "airport":
        main = own["origin"].value_counts().index[0]
        assert shares.main_airport(carrier) == main
        own, others = own[own["origin"] == main], others[others["origin"] == main]
    found = shares.compare(carrier, before, after, peers)
    for change, flown in ((found.own, own), (found.peers, others)):
        first, second = share(flown, before), share(flown, after)
        assert (change.before, change.after) == pytest.approx((first, second))
        assert change.points.value == pytest.approx(second - first)
        assert change.relative.value == pytest.approx(second / first - 1)
        assert change.fall_points.value == pytest.approx(100 * (first - second))
        assert change.fall_percent.value == pytest.approx(100 * (1 - second / first))
        assert change.flights == tuple(flown["month"].between(*window).sum() for window in (before, after))
    left = (share(own, after) - share(own, before)) - (share(others, after) - share(others, before))
    assert found.difference.value == pytest.approx(left)
    assert (found.left_points.value, found.lost_points.value) == pytest.approx((-100 * left, 100 * left))
    assert found.left_points.low <= found.left_points.value <= found.left_points.high
    assert found.expected == pytest.approx(share(own, before) + share(others, after) - share(others, before))
    assert found.expected_by_ratio == pytest.approx(share(own, before) * share(others, after) / share(others, before))


def test_the_months_are_what_pandas_counts(shares, rows):
    by_month = rows.groupby(["carrier", "month"])["lost"].mean().unstack()
    for carrier in shares.carriers:
        np.testing.assert_allclose(shares.of(carrier).share, by_month.loc[carrier].reindex(range(1, 13)))
    others = rows[rows["carrier"] != "B6"].groupby("month")["lost"].mean()
    np.testing.assert_allclose(shares.peers("B6").share, others)
    np.testing.assert_allclose(shares.gap("B6"), 100 * (by_month.loc["B6"] - others))
    assert shares.peers("B6").flights.sum() + shares.of("B6").flights.sum() == len(rows)


@pytest.mark.parametrize(("carrier", "length"), [("B6", 1), ("B6", 3), ("OO", 1), ("VX", 6)])
def test_placebos_are_every_pair_that_does_not_overlap(shares, rows, carrier, length):
    own, others = rows[rows["carrier"] == carrier], rows[rows["carrier"] != carrier]
    expected = {}
    for first, second in itertools.combinations(range(1, MONTHS - length + 2), 2):
        windows = (Window(first, first + length - 1), Window(second, second + length - 1))
        if second >= first + length and all(own["month"].between(*window).any() for window in windows):
            before, after = windows
            change = (share(own, after) - share(own, before)) - (share(others, after) - share(others, before))
            expected[first, second] = change
    found = shares.placebos(carrier, length)
    assert found.pairs == len(expected)
    assert found.largest_drop == pytest.approx(-100 * min(expected.values()))
    assert dict(zip(map(tuple, found.first.tolist()), found.difference, strict=True)) == pytest.approx(expected)
    for value in (0.02, -0.02):
        many = sum(change >= value for change in expected.values()) if value > 0 else None
        assert found.at_least(value) == (many if value > 0 else sum(c <= value for c in expected.values()))


def test_the_pair_that_was_asked_about_is_one_of_the_placebos(shares):
    for before, after in itertools.combinations(range(1, 13), 2):
        asked = shares.compare("B6", Window(before, before), Window(after, after)).difference.value
        assert shares.placebos("B6", 1).at_least(asked) >= 1


def test_nothing_is_at_least_as_large_as_what_is_not_known(shares):
    assert shares.placebos("B6", 1).at_least(float("nan")) == 0
    assert len(shares.placebos("B6", 7).difference) == 0, "two windows of seven months don't fit into a year"


# --- Known cases --------------------------------------------------------------------------------------------


def test_a_season_that_hits_all_alike_leaves_nothing():
    year = invented(lambda carrier, day: day.month % 5 + (2 if carrier == "X" else 0))
    found = Shares(year, draws=200).compare("X", JULY, SEPTEMBER)
    assert (found.own.points.value, found.peers.points.value) == pytest.approx((0.2, 0.2))
    assert found.difference.value == pytest.approx(0)
    assert found.difference.low == pytest.approx(0, abs=1e-9) == found.difference.high, "every day is alike"


def test_what_only_one_carrier_did_is_all_that_is_left():
    year = invented(lambda carrier, day: 6 - (day.month > 8) * (1 if carrier == "Y" else 3))
    found = Shares(year, draws=200).compare("X", JULY, SEPTEMBER)
    assert (found.own.before, found.own.after) == pytest.approx((0.6, 0.3))
    assert (found.difference.value, found.expected) == pytest.approx((-0.2, 0.5))
    assert found.expected_by_ratio == pytest.approx(0.6 * 0.5 / 0.6)
    assert found.left_points.value == pytest.approx(20)


def test_the_same_days_are_drawn_for_both():
    """Both carriers have their bad days together: their difference is certain although each of them isn't."""
    year = invented(lambda carrier, day: (8 if day.day % 7 == 0 else 1) + (carrier == "X"))
    found = Shares(year, draws=300).compare("X", JULY, SEPTEMBER)
    assert found.own.points.high - found.own.points.low > 0.05
    assert found.difference.high - found.difference.low == pytest.approx(0, abs=1e-9)


def test_the_interval_is_as_wide_as_the_textbook_s(shares, rows):
    """One month each: the variance of a ratio of sums over independent days (delta method)."""
    own, others = rows[rows["carrier"] == "B6"], rows[rows["carrier"] != "B6"]
    variance = 0.0
    for window in (JULY, SEPTEMBER):
        residuals = 0
        for flown, sign in ((own, 1), (others, -1)):
            inside = flown[flown["month"].between(*window)]
            days = inside.groupby("day")["lost"].agg(["sum", "size"])
            residuals = residuals + sign * (days["sum"] - share(flown, window) * days["size"]) / len(inside)
        variance += (residuals**2).sum()
    found = shares.compare("B6", JULY, SEPTEMBER).difference
    assert found.low < found.value < found.high
    assert (found.high - found.low) / (2 * 1.96 * np.sqrt(variance)) == pytest.approx(1, abs=0.12)


def test_late_by_is_an_argument(flights, shares):
    strict = Shares(flights, late_by=60, draws=10)
    assert (strict.of("B6").share < shares.of("B6").share).all()
    assert strict.of("B6").flights.tolist() == shares.of("B6").flights.tolist()


# --- Nothing there ------------------------------------------------------------------------------------------


def test_a_window_without_flights_is_not_a_number(shares):
    found = shares.compare("OO", Window(2, 3), SEPTEMBER)
    assert found.own.flights[0] == 0 and np.isnan(found.own.before) and np.isnan(found.difference.value)
    assert np.isnan([found.difference.low, found.own.points.high, found.own.relative.value]).all()
    assert np.isfinite(found.peers.points.value), "the others flew"


def test_no_per_cent_is_taken_from_zero(shares):
    found = shares.compare("HA", Window(10, 10), Window(11, 11))
    assert found.own.before == 0 and np.isnan(found.own.relative.value) and found.own.points.value > 0


@pytest.mark.parametrize(
    ("before", "after"),
    [((9, 9), (7, 7)), ((7, 7), (7, 7)), ((6, 8), (8, 10)), ((0, 1), (5, 6)), ((3, 3), (12, 13)), ((5, 4), (7, 8))],
)
def test_windows_that_cannot_be_are_refused(shares, before, after):
    with pytest.raises(ValueError, match="one after the other"):
        shares.compare("B6", Window(*before), Window(*after))


def test_a_carrier_without_flights_is_refused(shares):
    for ask in (shares.of, shares.peers, shares.gap, lambda carrier: shares.compare(carrier, JULY, SEPTEMBER)):
        with pytest.raises(ValueError, match="no flights of carrier 'ZZ'"):
            ask("ZZ")


def test_a_carrier_alone_in_the_world_has_nobody_to_compare_with():
    found = Shares(invented(lambda carrier, day: 3, carriers=("X",)), draws=20).compare("X", JULY, SEPTEMBER)
    assert found.own.points.value == 0 and np.isnan(found.difference.value) and np.isnan(found.expected_by_ratio)


# --- What the lesson says -----------------------------------------------------------------------------------


def test_most_of_jetblue_s_fall_is_shared(shares):
    found = shares.compare("B6", JULY, SEPTEMBER)
    assert round(found.own.fall_percent.value) == 64
    assert found.peers.points.value / found.own.points.value > 0.5, "most of it"
    assert found.difference.high < 0
    gap = shares.gap("B6")[:6]
    assert gap.max() - gap.min() > found.left_points.value, "beside the wandering gap it is no large number"


def test_envoy_lost_ground_and_how_sure_that_is_hangs_on_the_comparison(shares):
    first, autumn = Window(1, 3), Window(9, 11)
    all_others, neighbours = (shares.compare("MQ", first, autumn, peers) for peers in ("all", "airport"))
    assert all_others.own.points.value < 0 < all_others.difference.low
    assert neighbours.difference.low > 0, "a loss there as well"
    assert 0.4 < neighbours.difference.value / all_others.difference.value < 0.6, "about half is left"


def test_both_sides_are_of_the_main_airport():
    """X and Y are alike at each airport; X flies the bad one less. Compared at one airport, nothing is left."""
    year = invented(lambda carrier, day: 5, origins=("EWR", "LGA"))
    bad = (year["origin"] == "LGA") & (year["month"] == 9)
    year.loc[bad, "arr_delay"] = 0.0
    keep = ~((year["carrier"] == "X") & (year["origin"] == "LGA") & (year["day"] > 10))
    shares = Shares(year[keep], draws=50)
    assert shares.main_airport("X") == "EWR"
    assert shares.compare("X", JULY, SEPTEMBER, "airport").difference.value == pytest.approx(0)
    assert abs(shares.compare("X", JULY, SEPTEMBER).difference.value) > 0.05
    assert shares.of("X", "airport").flights.sum() < shares.of("X").flights.sum()
    np.testing.assert_allclose(shares.gap("X", "airport"), 0)


def test_one_month_changes_the_result(shares):
    june = shares.compare("B6", Window(6, 6), SEPTEMBER).left_points
    assert june.value < 2 and june.low < 0
    three, one = (shares.placebos("B6", length).difference.min() for length in (3, 1))
    assert one < three < 0, "longer windows are steadier"
