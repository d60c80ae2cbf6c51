"""Four ways to lift a KPI: held against the orders themselves, pandas, and what the lesson claims of each lever."""

from __future__ import annotations

from dataclasses import fields, replace

import numpy as np
import pandas as pd
import pytest

from ops2pm import load
from ops2pm.models.goodhart import AS_IT_IS, Company, Outcome, Policy
from ops2pm.models.orders import DEFAULT_SEED, Rules, draw_roles, simulate

ROLES, RULES = draw_roles(DEFAULT_SEED), Rules()


@pytest.fixture(scope="module")
def orders():
    return load("orders")


@pytest.fixture(scope="module")
def company(orders):
    return Company(orders, ROLES, RULES)


@pytest.fixture(scope="module")
def now(company):
    return company.run()


def test_as_it_is_it_gives_back_the_orders(orders, now):
    complete = orders["last_delivered_at"] <= orders["promised_by"]
    assert now.kpi == pytest.approx((orders["first_delivered_at"] <= orders["promised_by"]).mean())
    assert now.complete == pytest.approx(complete.mean())
    assert now.served == 1
    assert now.reordered == pytest.approx(orders["reordered_90d"].mean())
    lead = (orders["last_delivered_at"] - orders["ordered_at"]).dt.total_seconds().mean() / 86_400
    assert now.days == pytest.approx(lead)
    # Expected by the rules, so within what chance does to 24,000 orders.
    for expected, seen in ((now.contacts, orders["contacted"]), (now.kept, complete & ~orders["contacted"])):
        assert abs(expected - seen.mean()) < 3 * np.sqrt(expected * (1 - expected) / len(orders))


def test_every_kind_of_order_asks_as_the_orders_do(orders, company):
    late = (orders["last_delivered_at"] > orders["promised_by"]).to_numpy()
    chance = np.where(late, company.asks[:, 1], company.asks[:, 0])
    kinds = [orders["parcels"] > 1, orders["channel"] == ROLES.blind_channel, late]
    seen = orders["contacted"].groupby(kinds).agg(["mean", "size"])
    expected = pd.Series(chance).groupby(kinds).mean()
    error = np.sqrt(expected * (1 - expected) / seen["size"])
    assert (abs(seen["mean"] - expected) < 3.5 * error).all()
    assert len(seen) == 8


def test_on_time_is_judged_as_the_clock_on_the_wall_does(orders, company):
    """The clock of delivery hours leaves out the nights, and must not move anything over the line."""
    for days in range(6):
        promised = orders["promised_by"] + pd.Timedelta(days=days)
        for column, times in (("first_delivered_at", company.first), ("last_delivered_at", company.last)):
            assert ((times <= company.promised + days) == (orders[column] <= promised)).all()


def test_padding_by_whole_days_is_what_pandas_counts(orders, company):
    for days in range(6):
        after = company.run(Policy(padding=days))
        promised = orders["promised_by"] + pd.Timedelta(days=days)
        assert after.kpi == pytest.approx((orders["first_delivered_at"] <= promised).mean())
        assert after.complete == pytest.approx((orders["last_delivered_at"] <= promised).mean())
        assert after.served == pytest.approx(1 - 0.05 * days)
        assert after.days == company.run().days


def test_refusing_is_leaving_out(orders, company):
    for most in (1, 5, 20, 35):
        taken = orders[orders["lines"] <= most]
        after = company.run(Policy(most_lines=most))
        assert after.served == pytest.approx(len(taken) / len(orders))
        assert after.complete == pytest.approx((taken["last_delivered_at"] <= taken["promised_by"]).mean())


def test_the_clock_is_a_mixture_and_touches_nothing_else(company, now):
    honest = company.run(Policy(first_parcel=0))
    assert honest.kpi == honest.complete == now.complete
    for share in (0.25, 0.8):
        mixed = company.run(Policy(first_parcel=share))
        assert mixed.kpi == pytest.approx(share * now.kpi + (1 - share) * honest.kpi)
        assert replace(mixed, kpi=now.kpi) == now


def test_a_head_start_is_paid_for_in_full(orders, company):
    whole = (orders["parcels"] == 1).sum()
    waiting = (orders["parcels"] - 1).sum()
    assert whole * 1.0 == pytest.approx(company.exchange * waiting)
    for hours in (-4, 5):
        after = company.run(Policy(head_start=hours))
        split = company.split
        gain = hours / 12
        whole_on_time = (company.first[~split] - gain <= company.promised[~split]).sum()
        first_on_time = (company.first[split] <= company.promised[split]).sum()
        assert after.kpi == pytest.approx((whole_on_time + first_on_time) / len(orders))


def test_a_waiting_parcel_never_overtakes_the_first(company):
    """However early the rest is sent, an order is complete when both are there."""
    early = company.run(Policy(head_start=-12))
    split, gain = company.split, -1.0
    rest = company.last + gain * company.exchange
    assert (rest[split] < company.first[split]).any()
    both = (company.first <= company.promised) & (rest <= company.promised)
    whole = company.first - gain <= company.promised
    assert early.complete == pytest.approx(np.where(split, both, whole).mean())
    arrives = np.where(split, np.maximum(rest, company.first), company.first - gain)
    assert early.days == pytest.approx((company.days + arrives - company.last).mean())


def test_reorders_by_hand():
    """Four orders whose outcome is known: one whole and in time, one whole and late, one split in each channel."""
    monday = pd.Timestamp("2001-01-01 10:00")
    frame = pd.DataFrame(
        {
            "ordered_at": monday,
            "promised_by": pd.Timestamp("2001-01-05 20:00"),
            "first_delivered_at": pd.to_datetime(
                ["2001-01-05 20:00", "2001-01-06 08:00", "2001-01-03 09:00", "2001-01-03 09:00"]
            ),
            "last_delivered_at": pd.to_datetime(
                ["2001-01-05 20:00", "2001-01-06 08:00", "2001-01-05 12:00", "2001-01-08 12:00"]
            ),
            "parcels": [1, 1, 2, 2],
            "lines": [1, 1, 5, 5],
            "segment": pd.Categorical(["office"] * 4),
            "channel": ["app", "app", "app", "web"],
            "reordered_90d": [True, True, False, False],
        }
    )
    out = Company(frame, ROLES, RULES).run()
    asks = np.array([0.034, 0.062, 0.083, 0.357])
    late = np.array([0, 1, 0, 1])
    assert out.kpi == 0.75 and out.complete == 0.5
    assert out.contacts == pytest.approx(asks.mean())
    assert out.kept == pytest.approx(((1 - late) * (1 - asks)).mean())
    assert out.reordered == pytest.approx(0.5)
    later = Company(frame, ROLES, RULES).run(Policy(padding=1, lost_per_day=0.1))
    lost = 0.08 * (late.mean() - 0.25) + 0.12 * (asks.mean() - np.mean([0.034, 0.034, 0.083, 0.357]))
    assert later.complete == 0.75
    assert later.reordered == pytest.approx(0.9 * (0.5 + lost))


# --- What the lesson says of the levers -------------------------------------------------------------------


def outcomes(company, name, values):
    return [company.run(replace(AS_IT_IS, **{name: value})) for value in values]


def rises(values):
    return all(np.diff(values) > 0)


def test_the_clock_lifts_the_kpi_and_nothing_else(company):
    found = outcomes(company, "first_parcel", np.linspace(0, 1, 21))
    assert rises([each.kpi for each in found])
    assert len({(each.kept, each.contacts, each.reordered, each.served) for each in found}) == 1


def test_a_later_promise_lifts_the_kpi_and_loses_buyers(company):
    found = outcomes(company, "padding", range(6))
    assert rises([each.kpi for each in found])
    assert rises([each.complete for each in found])
    for name in ("contacts", "served", "reordered"):
        assert rises([-getattr(each, name) for each in found])
    kept = [each.kept for each in found]
    assert kept[1] > kept[2] > kept[0] > kept[3]  # one day helps; the second takes some back; the third harms


def test_small_orders_first_lifts_the_kpi_at_every_hour_and_breaks_promises(company, now):
    hours = range(-12, 13)
    found = dict(zip(hours, outcomes(company, "head_start", hours), strict=True))
    assert rises([each.kpi for each in found.values()])
    assert all(found[hour].kept < now.kept for hour in range(1, 13))
    assert all(found[hour].kept > now.kept for hour in range(-9, 0))
    assert all(each.served == 1 for each in found.values())
    assert rises([-found[hour].days for hour in range(-12, 13)])


def test_refusing_hard_orders_hardly_moves_the_kpi_and_looks_like_success(company, now):
    lines = range(3, 36)
    found = outcomes(company, "most_lines", lines)
    assert max(abs(each.kpi - now.kpi) for each in found) < 0.0025
    assert all(np.diff([each.kept for each in found]) >= 0)
    assert all(each.contacts <= now.contacts for each in found)
    honest = [company.run(Policy(most_lines=most, first_parcel=0)).kpi for most in lines]
    assert honest[0] > honest[-1] + 0.05  # on an honest clock it does lift it


def test_more_walkers_harm(company):
    found = [company.run(Policy(padding=2, lost_per_day=lost)) for lost in np.linspace(0, 0.15, 16)]
    assert rises([-each.kept for each in found])
    assert len({each.kpi for each in found}) == 1


def test_a_policy_changes_nothing_for_the_next(company, now):
    company.run(Policy(0.5, 3, -6, 4, 0.1))
    assert company.run() == now


def test_nonsense_is_refused(company):
    for policy in (
        Policy(first_parcel=1.1),
        Policy(padding=-1),
        Policy(lost_per_day=2),
        Policy(most_lines=0),
        Policy(padding=5, lost_per_day=0.2),
    ):
        with pytest.raises(ValueError):
            company.run(policy)


def test_every_outcome_is_a_share(company):
    rng = np.random.default_rng(1)
    for _ in range(60):
        policy = Policy(rng.random(), int(rng.integers(6)), rng.uniform(-12, 12), int(rng.integers(1, 36)), 0.1)
        out = company.run(policy)
        assert all(0 <= getattr(out, field.name) <= 1 for field in fields(Outcome) if field.name != "days")
        assert out.kept <= out.complete * out.served + 1e-12
        assert out.per_100["kept"] == 100 * out.kept and "days" not in out.per_100


def test_another_company_can_be_run_too():
    orders = simulate(7).orders
    company = Company(orders, draw_roles(7), RULES)
    now, later = company.run(), company.run(Policy(padding=1))
    assert now.kpi == pytest.approx((orders["first_delivered_at"] <= orders["promised_by"]).mean())
    assert later.kpi > now.kpi
