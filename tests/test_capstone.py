"""The companies of the capstone: what is planted can be found, the decoy falls, the dashboard sees nothing."""

from __future__ import annotations

import math
from collections import Counter
from statistics import mean

import numpy as np
import pandas as pd
import pytest

from ops2pm.data import TABLES
from ops2pm.models import capstone, orders
from ops2pm.models.breakdown import broken_down, views
from ops2pm.models.resample import Estimate
from ops2pm.models.two_shares import minus

NUMBERS = [*range(1, 55), 500, capstone.DEFAULT, capstone.REHEARSAL, capstone.HIGHEST]
VIEW = {"split": "parcels", "cut_off": "hour", "first_order": "nth"}


@pytest.fixture(scope="module", params=NUMBERS)
def number(request: pytest.FixtureRequest) -> int:
    return request.param


def apart(pair: tuple[Estimate, Estimate]) -> Estimate:
    return minus(*pair)


def test_every_kind_is_drawn_and_the_parts_vary() -> None:
    drawn = [capstone.draw(number) for number in range(1, 101)]
    assert all(count >= 20 for count in Counter(each.kind for each in drawn).values())
    assert {each.kind for each in drawn} == set(capstone.KINDS)
    for part in ("group", "blind", "decoy_region", "decoy_carrier", "change_week"):
        assert len({getattr(each, part) for each in drawn}) > 1, part
    assert capstone.draw(capstone.DEFAULT).kind != capstone.draw(capstone.REHEARSAL).kind


def test_no_company_is_that_of_the_lessons(number: int) -> None:
    planted, known = capstone.draw(number), orders.draw_roles(orders.DEFAULT_SEED)
    same = [
        planted.group == known.group,
        planted.blind == known.blind_channel,
        planted.decoy_region == known.decoy_region,
        planted.decoy_carrier == known.decoy_carrier,
    ]
    assert sum(same) <= 1


@pytest.mark.parametrize("wrong", [0, -1, 1000, 1.5, True])
def test_a_number_that_is_no_company(wrong: float) -> None:
    with pytest.raises(ValueError, match="from 1 to 999"):
        capstone.company(wrong)


def test_the_same_number_is_the_same_company() -> None:
    first = capstone.company(3).orders
    capstone.company.cache_clear()
    pd.testing.assert_frame_equal(first, capstone.company(3).orders)


def test_the_orders_are_a_table_like_the_data_set(number: int) -> None:
    frame, table = capstone.company(number).orders, TABLES["orders"]
    assert list(frame.columns) == table.names
    assert 15_000 < len(frame) < 23_000
    assert frame["order_id"].tolist() == list(range(1, len(frame) + 1))
    assert frame["ordered_at"].is_monotonic_increasing
    assert (frame["first_delivered_at"] > frame["ordered_at"]).all()
    assert (frame["last_delivered_at"] >= frame["first_delivered_at"]).all()
    assert (frame["last_delivered_at"] > frame["first_delivered_at"]).sum() <= (frame["parcels"] > 1).sum()
    assert frame["parcels"].between(1, 3).all()
    assert frame["lines"].between(1, orders.MOST_LINES).all()
    assert (frame["parcels"] <= frame["lines"]).all()
    for name in ("segment", "region", "channel", "carrier"):
        assert list(frame[name].cat.categories) == list(getattr(orders, f"{name.upper()}S"))
    rated = frame["rating"].dropna()
    assert 0.1 < len(rated) / len(frame) < 0.4
    assert set(rated) == {1, 2, 3, 4, 5}
    at = frame["ordered_at"]
    assert at.min() >= orders.START
    assert at.max() < orders.START + pd.Timedelta(weeks=orders.WEEKS)


def test_reordered_is_what_the_orders_say(number: int) -> None:
    frame = capstone.company(number).orders
    later = frame.groupby("customer_id")["ordered_at"].shift(-1) - frame["ordered_at"]
    within = later <= pd.Timedelta(days=orders.FOLLOW_UP_DAYS)
    assert frame.loc[within, "reordered_90d"].all()
    end = orders.START + pd.Timedelta(weeks=orders.WEEKS, days=-orders.FOLLOW_UP_DAYS)
    assert (within == frame["reordered_90d"])[frame["ordered_at"] < end].all()


def test_the_group_in_its_circumstance_stands_out(number: int) -> None:
    found, planted = capstone.findings(number), capstone.draw(number)
    assert apart(found.circumstance).low > 0.2
    assert apart(found.asked_group).low > 0.02
    assert apart((found.asked_gap, found.asked_told)).low > 0.08
    assert found.asked_gap.low > 4 * found.asked_else.high
    assert found.gap_orders > 1500
    in_gap = capstone.company(number).orders["segment"][capstone.in_gap(capstone.company(number))]
    assert in_gap.value_counts().idxmax() == planted.group
    assert (in_gap == planted.group).mean() > 0.5


def test_it_is_found_by_grouping_by_what_the_columns_say(number: int) -> None:
    company = capstone.company(number)
    frame, planted = company.orders, company.planted
    by = views(frame)[VIEW[planted.kind]]
    blind = (frame["channel"] == planted.blind).to_numpy()
    shares = {}
    for channel, inside in (("blind", blind), ("clear", ~blind)):
        asked = frame["contacted"].to_numpy()[inside].astype(float)
        rows = broken_down(asked, by.array[inside], frame["customer_id"].to_numpy()[inside])
        known = [rate.value for rate, n in zip(rows.rates, rows.orders, strict=True) if n >= 50]
        shares[channel] = max(known) - min(known)
    assert shares["blind"] > 0.15
    assert shares["blind"] > 2 * shares["clear"]


def test_the_dashboard_can_t_see_it(number: int) -> None:
    found = capstone.findings(number)
    assert found.dashboard.low > capstone.TARGET
    assert min(each.value for each in (*found.dashboard_group, *found.dashboard_change)) > capstone.TARGET
    assert abs(apart(found.dashboard_group).value) < 0.02
    assert apart(found.dashboard_change).high < 0


@pytest.mark.parametrize("red", [33, 845])
def test_a_company_that_chance_turned_red_is_played_once_more(red: int) -> None:
    planted = capstone.draw(red)
    first = capstone.Company(planted, capstone._play(np.random.default_rng([red, 14]), planted))
    assert capstone.lowest_on_the_wall(first) < capstone.TARGET <= capstone.lowest_on_the_wall(capstone.company(red))


def test_every_row_on_the_wall_is_green(number: int) -> None:
    this = capstone.company(number)
    on_time = capstone.on_the_dashboard(this)[capstone.counted(this)]
    by = views(this.orders).loc[on_time.index]
    lowest = min(on_time[by[name] == label].mean() for name in capstone.ON_THE_WALL for label in by[name].unique())
    assert lowest == capstone.lowest_on_the_wall(this) >= capstone.TARGET


def test_parcels_are_as_quick_in_both_channels(number: int) -> None:
    found = capstone.findings(number)
    assert abs(found.days_gap - found.days_told) < 0.15


def test_the_decoy_looks_bad_and_falls_like_with_like(number: int) -> None:
    found = capstone.findings(number)
    assert apart(found.region).low > 0
    assert apart(found.carrier).value > 0.005
    for raw, alike in ((found.region, found.region_alike), (found.carrier, found.carrier_alike)):
        assert abs(apart(alike).value) < max(0.013, 0.5 * apart(raw).value)


def test_over_all_companies_the_decoy_is_nothing() -> None:
    every = [capstone.findings(number) for number in NUMBERS]
    assert abs(mean(apart(found.region_alike).value for found in every)) < 0.002
    assert abs(mean(apart(found.carrier_alike).value for found in every)) < 0.003
    holds_nothing = mean(not apart(found.region_alike).low <= 0 <= apart(found.region_alike).high for found in every)
    assert holds_nothing < 0.15


def test_the_process_change_hardly_changes_who_asks(number: int) -> None:
    found = capstone.findings(number)
    assert -0.012 < apart(found.asked_change_alike).value < 0.02
    assert apart((found.asked_gap, found.asked_told)).value > 5 * apart(found.asked_change_alike).value


def test_what_a_date_would_spare(number: int) -> None:
    found = capstone.findings(number)
    assert found.spared == pytest.approx(found.gap_a_week * (found.asked_gap.value - found.asked_told.value))
    assert found.gap_a_week == pytest.approx(found.gap_orders / 26)


def test_findings_are_numbers(number: int) -> None:
    for name, value in vars(capstone.findings(number)).items():
        for each in value if isinstance(value, tuple) else (value,):
            if name == "days_apart":
                assert each.low < each.value < each.high
            elif isinstance(each, Estimate):
                assert 0 <= each.low <= each.value <= each.high <= 1, name
            else:
                assert math.isfinite(each), name


@pytest.mark.parametrize(
    ("placed", "cut_off", "leaves"),
    [
        ("2001-01-01 15:59", 16, "2001-01-01"),  # a Monday
        ("2001-01-01 16:00", 16, "2001-01-02"),
        ("2001-01-05 13:59", 14, "2001-01-05"),
        ("2001-01-05 14:00", 14, "2001-01-08"),
        ("2001-01-06 08:00", 16, "2001-01-08"),
        ("2001-01-07 23:00", 16, "2001-01-08"),
    ],
)
def test_when_an_order_leaves(placed: str, cut_off: int, leaves: str) -> None:
    day = capstone.leaving_day(pd.Series(pd.to_datetime([placed])), cut_off)
    assert day[0] == pd.Timestamp(leaves)


def test_the_clear_channel_says_what_will_happen() -> None:
    company = capstone.company(capstone.DEFAULT)
    frame, planted = company.orders, company.planted
    days = (frame["promised_by"].dt.normalize() - frame["ordered_at"].dt.normalize()).dt.days
    slowed, blind = capstone.in_circumstance(company), frame["channel"] == planted.blind
    assert set(days[blind]) == {4}
    assert set(days[~blind & ~slowed]) == {4}
    assert days[~blind & slowed].between(5, 7).all()
    assert (frame["promised_by"].dt.strftime("%H:%M") == "20:00").all()


def test_a_first_order_is_the_customer_s_first() -> None:
    company = capstone.company(capstone.REHEARSAL)
    frame = company.orders
    first = frame.sort_values("ordered_at").groupby("customer_id").head(1).index
    assert set(frame.index[capstone.in_circumstance(company)]) == set(first)
    assert not capstone.counted(company)[first].any()
    assert capstone.measures(company)["dashboard"].isna().sum() == len(first)


def test_the_measures_are_what_their_names_say() -> None:
    company = capstone.company(1)
    frame, of = company.orders, capstone.measures(company)
    assert list(of.columns) == list(capstone.MEASURES)
    assert np.array_equal(of["complete"] == 1, frame["last_delivered_at"] <= frame["promised_by"])
    assert np.array_equal(of["dashboard"] == 1, frame["first_delivered_at"] <= frame["promised_by"])
    assert np.array_equal(of["asked"] == 1, frame["contacted"])
    quick = frame["last_delivered_at"] - frame["ordered_at"] <= pd.Timedelta(days=5)
    assert np.array_equal(of["five_days"] == 1, quick)
