"""The simulated company: every planted effect is there, in the company of the lessons and in five others.

A tolerance is four standard errors of what is compared (clustered by customer), plus half of the last digit
in which the effect is stated (`rounding`). The names of the group, the channel and the decoy come from the
roles, not from here.
"""

from __future__ import annotations

import functools
import json
from math import sqrt
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from data_builder import builder

import ops2pm
from ops2pm import data
from ops2pm.data import ORDERS
from ops2pm.models import orders as model

FOLDER = Path(__file__).resolve().parent.parent / "data"
SEEDS = (model.DEFAULT_SEED, 1, 2, 3, 4, 5)
STANDARD_ERRORS = 4


@functools.cache
def played(seed: int) -> model.Company:
    return model.simulate(seed)


class Seen:
    """The orders of one company, and what the tests ask of each, as columns indexed by customer."""

    def __init__(self, seed: int) -> None:
        company = played(seed)
        self.company = company
        o = company.orders.set_axis(company.orders["customer_id"].rename("who"))
        self.roles = company.truth["roles"]
        self.truth = company.truth
        self.orders = o
        self.split = o["parcels"] > 1
        self.kpi = o["first_delivered_at"] <= o["promised_by"]
        self.complete = o["last_delivered_at"] <= o["promised_by"]
        self.contacted = o["contacted"]
        self.group = o["segment"] == self.roles["group"]
        self.blind = o["channel"] == self.roles["blind_channel"]
        self.region = o["region"] == self.roles["decoy_region"]
        self.carrier = o["carrier"] == self.roles["decoy_carrier"]
        self.lead = (o["first_delivered_at"] - o["ordered_at"]).dt.total_seconds() / 86_400
        self.until_complete = (o["last_delivered_at"] - o["ordered_at"]).dt.total_seconds() / 86_400
        week = (o["ordered_at"] - o["ordered_at"].min().normalize()).dt.days // 7 + 1
        self.after = week >= self.roles["change_week"]
        self.others = [o["segment"] == name for name in model.SEGMENTS if name != self.roles["group"]]


@pytest.fixture(params=SEEDS, ids=lambda seed: f"seed {seed}")
def seen(request) -> Seen:
    return Seen(request.param)


def error(values: pd.Series) -> float:
    """The standard error of a mean, for values indexed by customer: one customer's orders may be alike."""
    off = values.astype(float) - values.astype(float).mean()
    return sqrt((off.groupby(level=0).sum() ** 2).sum()) / len(values)


def near(values: pd.Series, expected: float, rounding: float) -> None:
    """The mean of the values is the expected one, but for sampling error and rounding."""
    got = float(values.astype(float).mean())
    assert abs(got - expected) <= STANDARD_ERRORS * error(values) + rounding, (got, expected)


def gap(one: pd.Series, other: pd.Series) -> tuple[float, float]:
    """The difference of two means, and its standard error."""
    difference = float(one.astype(float).mean() - other.astype(float).mean())
    return difference, sqrt(error(one) ** 2 + error(other) ** 2)


def same(one: pd.Series, other: pd.Series, slack: float = 0.0) -> None:
    """Two means differ by no more than sampling error, and a little slack."""
    difference, margin = gap(one, other)
    assert abs(difference) <= STANDARD_ERRORS * margin + slack, difference


def higher(one: pd.Series, other: pd.Series) -> None:
    """The first mean is higher by more than sampling error."""
    difference, margin = gap(one, other)
    assert difference > STANDARD_ERRORS * margin, difference


# --- The planted effects --------------------------------------------------------------------------------


def test_the_group_s_orders_are_split_most_because_they_have_more_lines(seen):
    near(seen.split[seen.group], 0.35, 0.005)
    for other in seen.others:
        near(seen.split[other], 0.065, 0.015)  # "5 to 8 %"
        higher(seen.orders["lines"][seen.group], seen.orders["lines"][other])
    # Given the number of lines, the segment makes no difference.
    few = seen.orders["lines"].between(3, 6)
    for lines in range(3, 7):
        here = few & (seen.orders["lines"] == lines)
        same(seen.split[here & seen.group], seen.split[here & ~seen.group])


def test_the_kpi_is_as_good_for_every_segment(seen):
    near(seen.kpi, 0.936, 0.0025)
    for other in seen.others:
        same(seen.kpi[seen.group], seen.kpi[other])


def test_complete_on_time_is_much_worse_for_the_group(seen):
    near(seen.complete[seen.group], 0.72, 0.005)
    for other in seen.others:
        near(seen.complete[other], 0.895, 0.01)
        higher(seen.complete[other], seen.complete[seen.group])


def test_the_blind_channel_makes_buyers_of_split_orders_ask(seen):
    near(seen.contacted[seen.split & seen.blind], 0.31, 0.005)
    near(seen.contacted[seen.split & ~seen.blind], 0.12, 0.005)
    same(seen.until_complete[seen.split & seen.blind], seen.until_complete[seen.split & ~seen.blind])
    same(seen.contacted[~seen.split & seen.blind], seen.contacted[~seen.split & ~seen.blind])


def test_blind_split_orders_are_an_eighth_of_orders_and_half_of_contacts(seen):
    both = seen.split & seen.blind
    near(both, 0.12, 0.005)
    near(both[seen.contacted], 0.51, 0.005)
    near(seen.contacted, 0.0735, 0.001)


def test_the_decoy_looks_worse_and_is_not(seen):
    for decoy, expected in ((seen.region, 0.022), (seen.carrier, 0.0185)):
        difference, margin = gap(seen.contacted[decoy], seen.contacted[~decoy])
        assert abs(difference - expected) <= STANDARD_ERRORS * margin + 0.001
        assert difference > 2 * margin
        weight = seen.split.mean()
        within = [
            gap(seen.contacted[decoy & part], seen.contacted[~decoy & part]) for part in (seen.split, ~seen.split)
        ]
        given = weight * within[0][0] + (1 - weight) * within[1][0]
        error_given = sqrt((weight * within[0][1]) ** 2 + ((1 - weight) * within[1][1]) ** 2)
        assert abs(given) <= STANDARD_ERRORS * error_given
        # what the group's presence adds, which is nearly free of the chance in who asks
        shares = [seen.split[decoy].mean(), seen.split[~decoy].mean()]
        asked = seen.contacted[seen.split].mean() - seen.contacted[~seen.split].mean()
        share_error = gap(seen.split[decoy], seen.split[~decoy])[1] * asked
        through_split = (shares[0] - shares[1]) * asked
        assert abs(through_split - expected) <= STANDARD_ERRORS * share_error + 0.002
        # neither is slower
        same(seen.lead[decoy], seen.lead[~decoy])
        same(seen.until_complete[decoy & seen.split], seen.until_complete[~decoy & seen.split])


def test_over_the_seeds_the_decoy_s_difference_vanishes_given_split():
    raw, given = [], []
    for seed in range(100, 120):
        company = model.simulate(seed)
        decoy = model.measure(company.orders, model.Roles(**company.truth["roles"]))["decoy"]
        raw.append(decoy["region_difference"])
        given.append(decoy["region_difference_given_split"])
    raw, given = pd.Series(raw), pd.Series(given)
    near(raw, 0.022, 0.001)
    near(given, 0.001, 0.001)  # the other channel preferences of the group leave a trace


def test_the_process_change_moves_the_output(seen):
    near(seen.lead[~seen.after], 2.85, 0.005)
    near(seen.lead[seen.after], 2.61, 0.005)
    near(seen.kpi[~seen.after], 0.917, 0.0015)
    near(seen.kpi[seen.after], 0.956, 0.0015)
    higher(seen.kpi[seen.after], seen.kpi[~seen.after])


def test_the_process_change_leaves_the_outcome_where_it_was(seen):
    same(seen.contacted[seen.after], seen.contacted[~seen.after])
    same(seen.contacted[seen.after & seen.split], seen.contacted[~seen.after & seen.split])
    same(seen.orders["reordered_90d"][seen.after], seen.orders["reordered_90d"][~seen.after])
    # the last parcels of split orders are as slow as before
    same(seen.until_complete[seen.after & seen.split], seen.until_complete[~seen.after & seen.split], slack=0.05)


def test_the_change_happens_in_the_week_of_the_roles(seen):
    start = pd.Timestamp("2001-01-01") + pd.Timedelta(weeks=seen.roles["change_week"] - 1)
    near_it = {}
    for shift in (-2, -1, 0, 1):
        monday = start + pd.Timedelta(weeks=shift)
        here = seen.orders["ordered_at"].between(monday, monday + pd.Timedelta(days=7), inclusive="left")
        near_it[shift] = seen.lead[here]
    higher(pd.concat([near_it[-2], near_it[-1]]), pd.concat([near_it[0], near_it[1]]))
    same(near_it[-2], near_it[-1])
    same(near_it[0], near_it[1])


def test_which_channel_is_used_has_nothing_to_do_with_delivery_given_the_segment(seen):
    for segment in model.SEGMENTS:
        here = seen.orders["segment"] == segment
        one, other = here & seen.blind, here & ~seen.blind
        for measure in (seen.split, seen.kpi, seen.complete, seen.lead, seen.orders["lines"], seen.region):
            same(measure[one], measure[other])
    # and it does depend on the segment: comparing channels without it would mislead
    higher(seen.blind[seen.group], seen.blind[~seen.group])


def test_the_unhappy_rate_more_often(seen):
    rated = seen.orders["rating"].notna()
    near(rated, 0.25, 0.005)
    higher(rated[seen.contacted], rated[~seen.contacted])
    near(rated[seen.complete & ~seen.contacted], 0.233, 0.0005)
    near(rated[~seen.complete & ~seen.contacted], 0.271, 0.0005)
    near(rated[seen.contacted], 0.365, 0.0005)
    rating = seen.orders["rating"]
    shown = rating[rated]
    hidden = seen.truth["hidden"]["mean_rating_if_all_answered"]
    assert hidden - shown.mean() > STANDARD_ERRORS * error(shown)
    good = seen.complete & ~seen.contacted
    higher(rating[rated & good], rating[rated & ~good])
    assert set(shown.unique()) == {1, 2, 3, 4, 5}


def test_whether_they_order_again_depends_on_how_it_went(seen):
    again = seen.orders["reordered_90d"]
    good, late = seen.complete & ~seen.contacted, ~seen.complete & ~seen.contacted
    for part in (seen.group, ~seen.group):
        higher(again[part & good], again[part & seen.contacted])
    higher(again[seen.group & good], again[seen.group & late])
    for segment in (seen.group, *seen.others):
        lost, margin = gap(again[segment & good & ~seen.split], again[segment & late & ~seen.split])
        assert abs(lost - 0.08) <= STANDARD_ERRORS * margin + 0.005


# --- The company is sound -------------------------------------------------------------------------------


def test_there_are_24000_orders_of_9000_customers_in_26_weeks(seen):
    o = seen.company.orders
    assert (len(o), o["customer_id"].nunique()) == (24_000, 9_000)
    assert o["customer_id"].max() == 9_000
    assert o["order_id"].tolist() == list(range(1, 24_001))
    assert o["ordered_at"].is_monotonic_increasing
    assert o["ordered_at"].min().day_of_week == 0
    weeks = (o["ordered_at"] - pd.Timestamp("2001-01-01")).dt.days // 7
    assert sorted(weeks.unique()) == list(range(26))
    # an even flow, as far as chance allows: no start-up, no growth
    counts = weeks.value_counts()
    assert ((counts - 24_000 / 26).abs() <= 4.5 * sqrt(24_000 / 26)).all()
    # half of the weekend's orders move to a working day
    assert (o["ordered_at"].dt.day_of_week >= 5).mean() == pytest.approx(1 / 7, abs=0.01)


def test_a_customer_has_one_segment_and_one_region(seen):
    by = seen.company.orders.groupby("customer_id")
    assert (by["segment"].nunique() == 1).all()
    assert (by["region"].nunique() == 1).all()


def test_reordered_is_true_to_the_orders(seen):
    o = seen.company.orders.sort_values(["customer_id", "ordered_at"])
    following = o.groupby("customer_id")["ordered_at"].shift(-1)
    within = (following - o["ordered_at"]) <= pd.Timedelta(days=90)
    known = o["ordered_at"] < pd.Timestamp("2001-01-01") + pd.Timedelta(days=26 * 7 - 90)
    assert (within[known] == o.loc[known, "reordered_90d"]).all()
    # in later weeks the file ends before the 90 days do; what it shows must still be counted
    assert o.loc[within, "reordered_90d"].all()
    later = o.loc[~known, "reordered_90d"].mean()
    assert later == pytest.approx(o.loc[known, "reordered_90d"].mean(), abs=0.03)


def test_times_follow_one_another_in_working_hours(seen):
    o = seen.company.orders
    assert (o["first_delivered_at"] > o["ordered_at"]).all()
    assert (o["last_delivered_at"] >= o["first_delivered_at"]).all()
    assert ((o["last_delivered_at"] > o["first_delivered_at"]) == (o["parcels"] > 1)).all()
    for name in ("first_delivered_at", "last_delivered_at"):
        minute = o[name].dt.hour * 60 + o[name].dt.minute
        assert minute.between(8 * 60, 20 * 60).all(), name
    assert (o["promised_by"] == o["ordered_at"].dt.normalize() + pd.Timedelta(days=4, hours=20)).all()
    assert (o["parcels"] <= o["lines"]).all()


def test_every_company_passes_the_checks_of_load(seen, tmp_path):
    text = builder("orders").orders_text(seen.company.orders)
    (tmp_path / ORDERS.file).write_bytes(data.pack(text))
    pd.testing.assert_frame_equal(data.read(tmp_path / ORDERS.file, ORDERS), seen.company.orders)


# --- Seeds and roles ------------------------------------------------------------------------------------


def test_the_default_company_is_that_of_the_lessons():
    assert model.draw_roles(model.DEFAULT_SEED) == model.Roles("small business", "web", "North", "B", 14)


def test_other_seeds_give_other_companies():
    known = model.draw_roles(model.DEFAULT_SEED)
    drawn = [model.draw_roles(seed) for seed in range(300) if seed != model.DEFAULT_SEED]
    for roles in drawn:
        parts = ("group", "blind_channel", "decoy_region", "decoy_carrier")
        assert sum(getattr(roles, part) == getattr(known, part) for part in parts) <= 1
    assert {r.group for r in drawn} == set(model.SEGMENTS)
    assert {r.blind_channel for r in drawn} == set(model.CHANNELS)
    assert {r.decoy_region for r in drawn} == set(model.REGIONS)
    assert {r.decoy_carrier for r in drawn} == set(model.CARRIERS)
    assert {r.change_week for r in drawn} == {12, 13, 14, 15, 16}


def test_the_five_other_seeds_play_different_parts():
    roles = [played(seed).truth["roles"] for seed in SEEDS]
    assert len({json.dumps(r) for r in roles}) == len(SEEDS)
    assert len({r["group"] for r in roles}) > 1
    assert len({r["blind_channel"] for r in roles}) > 1


def test_the_same_seed_gives_the_same_company_and_another_seed_other_orders():
    pd.testing.assert_frame_equal(model.simulate(3).orders, played(3).orders)
    assert not played(3).orders["ordered_at"].equals(played(4).orders["ordered_at"])


# --- The measures and the files -------------------------------------------------------------------------


def test_measure_counts_what_is_there_by_hand():
    at = pd.Timestamp("2001-01-01 09:00")
    day = pd.Timedelta(days=1)
    week = 14 * 7 * day  # of the last two rows: after the change
    rows = [
        # segment, region, channel, carrier, parcels, first, last, contacted, rating, reordered, ordered
        ("small business", "North", "web", "B", 2, 2, 6, True, 1.0, False, at),
        ("small business", "North", "app", "B", 2, 2, 4, False, np.nan, True, at),
        ("consumer", "East", "web", "A", 1, 5, 5, False, np.nan, False, at + week),
        ("consumer", "North", "web", "A", 1, 1, 1, True, 5.0, True, at + week),
    ]
    frame = pd.DataFrame(
        {
            "order_id": [1, 2, 3, 4],
            "customer_id": [1, 1, 2, 3],
            "ordered_at": [r[10] for r in rows],
            "segment": [r[0] for r in rows],
            "region": [r[1] for r in rows],
            "channel": [r[2] for r in rows],
            "carrier": [r[3] for r in rows],
            "parcels": [r[4] for r in rows],
            "promised_by": [r[10] + 4 * day for r in rows],
            "first_delivered_at": [r[10] + r[5] * day for r in rows],
            "last_delivered_at": [r[10] + r[6] * day for r in rows],
            "contacted": [r[7] for r in rows],
            "rating": [r[8] for r in rows],
            "reordered_90d": [r[9] for r in rows],
        }
    )
    got = model.measure(frame, model.draw_roles(model.DEFAULT_SEED))
    assert (got["orders"], got["customers"], got["group_share_of_orders"]) == (4, 3, 0.5)
    assert got["split_share_by_segment"] == {"consumer": 0.0, "small business": 1.0}
    assert got["kpi_by_segment"] == {"consumer": 0.5, "small business": 1.0}
    assert got["complete_on_time_by_segment"] == {"consumer": 0.5, "small business": 0.5}
    assert got["contacts_on_split"] == {"blind_channel": 1.0, "other_channel": 0.0}
    assert got["last_parcel_days_on_split"] == {"blind_channel": 6.0, "other_channel": 4.0}
    assert (got["blind_split_share_of_orders"], got["blind_split_share_of_contacts"]) == (0.25, 0.5)
    assert got["decoy"]["contacts_by_region"] == {"East": 0.0, "North": 0.6667}
    assert got["decoy"]["carrier_difference"] == 0.0
    change = got["process_change_before_after"]
    assert (change["week"], change["lead_time_days"], change["kpi"]) == (14, [2.0, 3.0], [1.0, 0.5])
    assert got["ratings"]["mean_shown"] == 3.0
    assert got["reordered_90d"] == {
        "complete_on_time_not_contacted": 1.0,
        "complete_late_not_contacted": 0.0,
        "contacted": 0.5,
    }


def test_the_committed_orders_are_those_of_the_default_seed(monkeypatch):
    monkeypatch.delenv("OPS2PM_DATA", raising=False)
    pd.testing.assert_frame_equal(ops2pm.load("orders"), played(model.DEFAULT_SEED).orders)
    texts = builder("orders").build()
    assert data.differing_files(texts, FOLDER) == [], "run: python data/build_orders.py"
    assert data.differing_files(data.cards_filled(texts, FOLDER), FOLDER) == []


def test_the_truth_says_what_was_planted_and_what_the_orders_show():
    truth = json.loads(data.text_of(FOLDER / "truth.json"))
    assert "invented" in truth["simulated"]
    assert truth["seed"] == model.DEFAULT_SEED
    assert truth["roles"]["group"] == "small business"
    assert len(truth["effects"]) == 8
    shown = truth["measured_in_these_orders"]
    assert shown["orders"] == 24_000
    assert truth["rules"]["promise_days"] == 4


def test_another_company_needs_a_folder_of_its_own(tmp_path, capsys, monkeypatch):
    build = builder("orders")
    with pytest.raises(SystemExit):
        build.main(["--seed", "7"])
    assert "--out" in capsys.readouterr().err
    assert build.main(["--seed", "7", "--out", str(tmp_path)]) == 0
    assert build.main(["--seed", "7", "--out", str(tmp_path), "--check"]) == 0
    assert build.main(["--seed", "8", "--out", str(tmp_path), "--check"]) == 1
    monkeypatch.setenv("OPS2PM_DATA", str(tmp_path))
    pd.testing.assert_frame_equal(ops2pm.load("orders"), model.simulate(7).orders)
    truth = json.loads((tmp_path / "truth.json").read_text(encoding="utf-8"))
    assert truth["roles"] == model.simulate(7).truth["roles"]
