"""The companies of the capstone: each number plays an invented shop with one planted gap, and nobody is told which.

Nothing in them happened. A company is a young shop: its 26 weeks are all it has, so a customer's first order is in
them. Four things are true of every company.

- A *circumstance* slows an order down, equally in both channels. One segment (the *group*) is in it far more often.
- One channel is *blind*: it shows the usual date all the same. The other says what will happen. So buyers in the
  blind channel ask where their order is, and come back less.
- The dashboard's figure is made so that it can't see this.
- A *decoy*: one region, and the carrier that serves it, look bad, only because the group has more of the orders there.
  And a *process change* in mid-period makes parcels faster; the dashboard's figure rises, and hardly anybody asks less.

What differs with the number is who plays which part (`orders.draw_roles`), and the kind of gap:

- "split": the order comes in several parcels, the last one late. The figure's clock *stops* at the first parcel.
- "cut_off": it is placed after the last lorry of the day, or at the weekend. The figure's clock *starts* when the
  order leaves.
- "first_order": it is the customer's first, and is held for a check of the payment. The figure *leaves out* first
  orders.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import pandas as pd

from ops2pm.models import orders as shop
from ops2pm.models.breakdown import against_the_rest, broken_down, means_apart, rate, views
from ops2pm.models.orders import CARRIERS, CHANNELS, REGIONS, SEGMENTS, WEEKS
from ops2pm.models.resample import Estimate

KINDS = ("split", "cut_off", "first_order")
LOWEST, HIGHEST = 1, 999
DEFAULT = 87
"""The company a reader gets who was given no number."""
REHEARSAL = 98
"""The company of the exercise: another kind of gap than DEFAULT's."""
TARGET = 0.90
"""From where on the dashboard's figure is green."""
ON_THE_WALL = ("segment", "region", "channel", "weeks")
"""By which of `breakdown.views` the dashboard shows its figure; every row of them is green."""
PROMISE_DAYS = 4
DAY_ENDS = 20 / 24
"""Parcels are handed over until 20:00; a promise of a day means until then."""
CHECK_DAYS = 2
"""What the channel that isn't blind adds to the date of a first order."""
CUT_OFFS = (14, 16)

_POOL = 6_500
_DAYS = 7 * WEEKS
_ROLES_FROM = 100_000
"""Seeds of `orders.draw_roles` from here on, so that no company has the number of the lessons' own."""


@dataclass(frozen=True)
class Planted:
    """The truth of one company.

    cut_off: the hour after which nothing leaves (kind "cut_off"), else None
    change_week: the first week with faster parcels, counted from 1
    """

    number: int
    kind: str
    group: str
    blind: str
    clear: str
    decoy_region: str
    decoy_carrier: str
    change_week: int
    cut_off: int | None


@dataclass(frozen=True)
class Company:
    """Orders with the columns of the data set "orders" (see `ops2pm.data.TABLES`), sorted by time, and their truth."""

    planted: Planted
    orders: pd.DataFrame

    @property
    def number(self) -> int:
        """Its number."""
        return self.planted.number


def check_number(number: int) -> int:
    """The number itself; ValueError with a sentence for the reader where there is no such company."""
    if isinstance(number, bool) or number != int(number) or not LOWEST <= number <= HIGHEST:
        raise ValueError(f"A company has a whole number from {LOWEST} to {HIGHEST}.")
    return int(number)


def draw(number: int) -> Planted:
    """Who plays which part in company `number`, and the kind of its gap. ValueError where there is none."""
    roles = shop.draw_roles(_ROLES_FROM + check_number(number))
    rng = np.random.default_rng([number, 13])
    kind = str(rng.choice(KINDS))
    return Planted(
        number=number,
        kind=kind,
        group=roles.group,
        blind=roles.blind_channel,
        clear=next(channel for channel in CHANNELS if channel != roles.blind_channel),
        decoy_region=roles.decoy_region,
        decoy_carrier=roles.decoy_carrier,
        change_week=roles.change_week,
        cut_off=int(rng.choice(CUT_OFFS)) if kind == "cut_off" else None,
    )


@lru_cache(maxsize=4)
def company(number: int) -> Company:
    """Play company `number`: about 16,000 orders of about 6,500 customers, always the same. ValueError as `draw`.

    Where chance turns a row of the dashboard red (a few weeks with few counted orders), it is played once more.
    The frame is shared by everybody who asks: copy it before you change it.
    """
    planted, seed = draw(number), [number, 14]
    played = Company(planted, _play(np.random.default_rng(seed), planted))
    while lowest_on_the_wall(played) < TARGET:
        seed = [*seed, 1]
        played = Company(planted, _play(np.random.default_rng(seed), planted))
    return played


# --- What is true of an order, computed from its columns ------------------------------------------------


def leaving_day(ordered_at: pd.Series, cut_off: int) -> pd.Series:
    """The day an order leaves (at midnight): its own, or the next working day after the cut-off or at the weekend."""
    day = ordered_at.dt.normalize()
    return day + pd.to_timedelta(_waits(ordered_at.dt.day_of_week, ordered_at.dt.hour, cut_off), unit="D")


def _waits(weekday: np.ndarray, hour: np.ndarray, cut_off: int) -> np.ndarray:
    """Days until the lorry that takes an order: 0 in time on a working day. weekday: 0 is Monday."""
    weekday, hour = np.asarray(weekday), np.asarray(hour)
    weekend = np.where(weekday == 5, 2, 1)
    late = np.where(weekday == 4, 3, 1)
    return np.where(weekday > 4, weekend, np.where(hour >= cut_off, late, 0))


def nth_order(orders: pd.DataFrame) -> pd.Series:
    """Which of its customer's orders each is, counted from 1; `orders` are sorted by time."""
    return orders.groupby("customer_id").cumcount() + 1


def in_circumstance(company: Company) -> pd.Series:
    """Whether each order is in the circumstance that slows it down."""
    orders, planted = company.orders, company.planted
    if planted.kind == "split":
        return orders["parcels"] > 1
    if planted.kind == "first_order":
        return nth_order(orders) == 1
    assert planted.cut_off is not None
    return leaving_day(orders["ordered_at"], planted.cut_off) > orders["ordered_at"].dt.normalize()


def in_gap(company: Company) -> pd.Series:
    """Whether each order is in the circumstance and in the channel that doesn't say so."""
    return in_circumstance(company) & (company.orders["channel"] == company.planted.blind)


def counted(company: Company) -> pd.Series:
    """Which orders the dashboard's figure counts: all, or all but first orders."""
    if company.planted.kind == "first_order":
        return nth_order(company.orders) > 1
    return pd.Series(data=True, index=company.orders.index)


def on_the_dashboard(company: Company) -> pd.Series:
    """Whether the dashboard takes each order as on time; meaningful where `counted`.

    The first parcel came by the date shown. In a company with a cut-off the four days begin when the order leaves.
    """
    orders, planted = company.orders, company.planted
    if planted.cut_off is None:
        return shop.first_on_time(orders)
    due = leaving_day(orders["ordered_at"], planted.cut_off) + pd.Timedelta(days=PROMISE_DAYS + DAY_ENDS)
    return orders["first_delivered_at"] <= due.dt.round("min")


def lowest_on_the_wall(company: Company) -> float:
    """The dashboard's figure in its worst row, 0 to 1; rows in which nothing is counted are left out."""
    seen = on_the_dashboard(company)[counted(company)]
    by = views(company.orders).loc[seen.index, list(ON_THE_WALL)]
    return min(float(seen.groupby(by[name], observed=True).mean().min()) for name in ON_THE_WALL)


# --- The play -------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Rules:
    """The planted truth in numbers; pairs are for the group and for the others."""

    group_share: tuple[float, float] = (0.66, 0.24)
    """Among the customers of the decoy region, and elsewhere."""
    group_share_first_order: tuple[float, float] = (0.86, 0.44)
    decoy_carrier_in_decoy_region: float = 0.86
    decoy_carrier_elsewhere: float = 0.06
    prefers_blind: float = 0.66
    uses_other_channel: float = 0.06
    # Which orders are in the circumstance. Lines beyond the first (mean), hours of the day (mode), and how likely a
    # good order is followed by another.
    further_lines: tuple[float, float] = (2.1, 1.5)
    further_lines_split: tuple[float, float] = (6.3, 0.9)
    line_out_of_stock: float = 0.075
    hours: tuple[float, float, float] = (7.0, 11.0, 22.0)
    hours_cut_off: tuple[tuple[float, float, float], tuple[float, float, float]] = (
        (9.0, 19.0, 23.0),
        (7.0, 9.5, 18.0),
    )
    """First, busiest and last hour."""
    waits_for_monday: tuple[float, float] = (0.35, 0.88)
    """Of the weekend's orders, the share that is placed in the next working week instead."""
    lorry: float = 11 / 24
    """When what waited for a lorry goes with it, in days."""
    again: tuple[float, float] = (0.74, 0.74)
    again_first_order: tuple[float, float] = (0.46, 0.94)
    arrives_within_days: tuple[float, float] = (130.0, 130.0)
    arrives_within_days_first_order: tuple[float, float] = (182.0, 120.0)
    # Days from the order, or from when it is let go, to the first parcel (mean, sd), before and after the change.
    fastest_days: float = 0.6
    before: tuple[float, float] = (2.72, 1.05)
    after: tuple[float, float] = (2.45, 0.92)
    last_of_split: tuple[float, float] = (5.27, 1.75)
    last_fastest_days: float = 2.2
    check: tuple[float, float] = (1.9, 0.7)
    # Probability of a contact: (in time, late by the date shown).
    asks: tuple[float, float] = (0.035, 0.075)
    asks_in_gap: tuple[float, float] = (0.17, 0.36)
    asks_in_circumstance_told: tuple[float, float] = (0.075, 0.135)
    lost_when_late: float = 0.08
    lost_when_asked: float = 0.14
    spread: float = 0.08


RULES = Rules()


def friday_evening() -> tuple[float, float]:
    """What an order of a Friday evening has: the hours from its lorry to the usual date, and the days of its way.

    The way is the mean to the first parcel, of before and after the process change.
    """
    waits = float(_waits(np.array(4), np.array(23), max(CUT_OFFS)))
    return 24 * (PROMISE_DAYS + DAY_ENDS - waits - RULES.lorry), (RULES.before[0] + RULES.after[0]) / 2


def _play(rng: np.random.Generator, planted: Planted) -> pd.DataFrame:
    """All orders of the 26 weeks, customer by customer's next order, because the next depends on this one."""
    rules, usual, kind = RULES, shop.Rules(), planted.kind
    here = REGIONS.index(planted.decoy_region)
    region = rng.integers(0, len(REGIONS), _POOL)
    shares = rules.group_share_first_order if kind == "first_order" else rules.group_share
    in_group = rng.random(_POOL) < np.where(region == here, *shares)
    others = [segment for segment in SEGMENTS if segment != planted.group]
    segment = np.where(in_group, planted.group, np.array(others)[rng.integers(0, 2, _POOL)])
    prefers_blind = rng.random(_POOL) < rules.prefers_blind
    taste = rng.normal(0.0, rules.spread, _POOL)

    def part(pair: tuple[float, float], who: np.ndarray) -> np.ndarray:
        return np.where(in_group[who], *pair)

    every = np.arange(_POOL)
    within = part(rules.arrives_within_days_first_order if kind == "first_order" else rules.arrives_within_days, every)
    clock = rng.random(_POOL) * within
    again = part(rules.again_first_order if kind == "first_order" else rules.again, every) + taste
    rounds: list[pd.DataFrame] = []
    who, nth = every, 1
    while len(who):
        n = len(who)
        day = np.floor(clock[who])
        moves = (day % 7 > 4) & (rng.random(n) < part(rules.waits_for_monday, who))
        day = np.where(moves, day + 7 - day % 7 + rng.integers(0, 5, n), day)
        hours = rules.hours_cut_off if kind == "cut_off" else (rules.hours, rules.hours)
        first_hour, mode, last_hour = (part(pair, who) for pair in zip(*hours, strict=True))
        hour = rng.triangular(first_hour, mode, last_hour)
        ordered = day + np.round(hour * 60) / (24 * 60)
        mean = part(rules.further_lines_split if kind == "split" else rules.further_lines, who)
        lines = np.minimum(1 + rng.poisson(rng.gamma(2.0, mean / 2.0)), shop.MOST_LINES)
        missing = rng.binomial(lines - 1, rules.line_out_of_stock)
        parcels = np.minimum(1 + missing, 3)
        split = parcels > 1
        blind = prefers_blind[who] ^ (rng.random(n) < rules.uses_other_channel)

        waits, told_later, slowed = np.zeros(n), np.zeros(n), split
        if kind == "cut_off":
            assert planted.cut_off is not None
            minute = np.round((ordered - day) * 24 * 60)
            told_later = _waits(day % 7, minute // 60, planted.cut_off)
            slowed = told_later > 0
            waits = np.where(slowed, day + told_later + rules.lorry - ordered, 0.0)
        elif kind == "first_order":
            slowed = np.full(n, nth == 1)
            shape = (rules.check[0] / rules.check[1]) ** 2
            waits = np.where(slowed, rng.gamma(shape, rules.check[0] / shape, n), 0.0)
            told_later = np.where(slowed, CHECK_DAYS, 0)
        changed = day >= 7 * (planted.change_week - 1)
        slow = shop.delivered(rng, ordered + waits, rules.before, rules.fastest_days)
        fast = shop.delivered(rng, ordered + waits, rules.after, rules.fastest_days)
        first = np.where(changed, fast, slow)
        rest = shop.delivered(rng, ordered, rules.last_of_split, rules.last_fastest_days)
        if kind != "split":  # several parcels travel together
            rest = first
        last = np.where(split, np.maximum(rest, first), first)
        promised = day + PROMISE_DAYS + DAY_ENDS + np.where(blind, 0, told_later)
        late = last > promised

        chance = np.select(
            [~slowed, blind],
            [np.array(rules.asks)[late * 1], np.array(rules.asks_in_gap)[late * 1]],
            np.array(rules.asks_in_circumstance_told)[late * 1],
        )
        contacted = rng.random(n) < chance
        would_rate = shop.ratings(rng, late, contacted, usual)
        answers = rng.random(n) < np.array(usual.answers)[would_rate - 1]
        lost = rules.lost_when_late * late + rules.lost_when_asked * contacted
        soon = rng.random(n) < np.clip(again[who] - lost, 0.02, 0.97)
        gap = np.where(soon, 4 + 74 * rng.beta(1.0, 2.6, n), shop.FOLLOW_UP_DAYS + 6 + rng.exponential(90.0, n))
        rounds.append(
            pd.DataFrame(
                {
                    "customer": who,
                    "ordered": ordered,
                    "segment": segment[who],
                    "region": np.array(REGIONS)[region[who]],
                    "channel": np.where(blind, planted.blind, planted.clear),
                    "lines": lines,
                    "parcels": parcels,
                    "promised": promised,
                    "first": first,
                    "last": last,
                    "contacted": contacted,
                    "rating": np.where(answers, would_rate, np.nan),
                    "reordered": soon,
                }
            )
        )
        clock[who] = ordered + gap
        who, nth = who[clock[who] < _DAYS], nth + 1
    return _frame(rng, pd.concat(rounds, ignore_index=True), planted, rules)


def _frame(rng: np.random.Generator, played: pd.DataFrame, planted: Planted, rules: Rules) -> pd.DataFrame:
    """The orders as the data set "orders" has them: sorted by time, numbered, typed."""
    played = played[played["ordered"] < _DAYS].sort_values(["ordered", "customer"], ignore_index=True)
    numbers = 1 + rng.permutation(_POOL)
    served = np.where(
        played["region"] == planted.decoy_region, rules.decoy_carrier_in_decoy_region, rules.decoy_carrier_elsewhere
    )
    others = np.array([carrier for carrier in CARRIERS if carrier != planted.decoy_carrier])
    carrier = np.where(
        rng.random(len(played)) < served, planted.decoy_carrier, others[rng.integers(0, len(others), len(played))]
    )
    return pd.DataFrame(
        {
            "order_id": np.arange(1, len(played) + 1, dtype=np.int32),
            "customer_id": numbers[played["customer"]].astype(np.int32),
            "ordered_at": shop.times(played["ordered"].to_numpy()),
            "segment": pd.Categorical(played["segment"], SEGMENTS),
            "region": pd.Categorical(played["region"], REGIONS),
            "channel": pd.Categorical(played["channel"], CHANNELS),
            "lines": played["lines"].astype(np.int8),
            "parcels": played["parcels"].astype(np.int8),
            "carrier": pd.Categorical(carrier, CARRIERS),
            "promised_by": shop.times(played["promised"].to_numpy()),
            "first_delivered_at": shop.times(played["first"].to_numpy()),
            "last_delivered_at": shop.times(played["last"].to_numpy()),
            "contacted": played["contacted"],
            "rating": played["rating"].astype(np.float32),
            "reordered_90d": played["reordered"],
        }
    )


# --- What the orders show -------------------------------------------------------------------------------

MEASURES = ("dashboard", "complete", "asked", "again", "five_days")
QUICK_DAYS = 5


def measures(company: Company) -> pd.DataFrame:
    """What can be measured of each order, 0 or 1, in MEASURES' order; NaN where the dashboard doesn't count it.

    complete: all of it came by the date shown; asked: the buyer asked where it is; again: another order within 90
    days; five_days: all of it came within five days of ordering, whatever date was shown.
    """
    orders = company.orders
    took = (orders["last_delivered_at"] - orders["ordered_at"]).dt.total_seconds() / 86_400
    return pd.DataFrame(
        {
            "dashboard": on_the_dashboard(company).astype(float).where(counted(company)),
            "complete": shop.complete_on_time(orders).astype(float),
            "asked": orders["contacted"].astype(float),
            "again": orders["reordered_90d"].astype(float),
            "five_days": (took <= QUICK_DAYS).astype(float),
        }
    )


@dataclass(frozen=True)
class Findings:
    """What a company's orders show of its truth. Shares are 0 to 1, with their intervals.

    Of pairs the first is what the name says, the second all others: the group, the decoy region, its carrier.
    both_share: the circumstance in both channels; circumstance_by: its share of each segment's orders, as SEGMENTS has
    them. gap_of_group: the group's share of the gap's orders; group_there: of the orders in the decoy region, and
    elsewhere. told: the same circumstance in the channel that says so. late_gap, late_told: how many of both came late.
    asked_change: before and after the process change.
    spared: contacts a week that the gap would not cause if its buyers asked as rarely as those who are told.
    """

    orders: int
    gap_orders: int
    gap_share: float
    gap_a_week: float
    gap_of_group: float
    gap_share_of_contacts: float
    both_share: float
    circumstance: tuple[Estimate, Estimate]
    circumstance_by: tuple[float, ...]
    dashboard: Estimate
    dashboard_group: tuple[Estimate, Estimate]
    asked_group: tuple[Estimate, Estimate]
    asked_gap: Estimate
    asked_told: Estimate
    asked_else: Estimate
    late_gap: float
    late_told: float
    days_gap: float
    days_told: float
    days_apart: Estimate
    again_gap: Estimate
    again_told: Estimate
    group_there: tuple[Estimate, Estimate]
    region: tuple[Estimate, Estimate]
    region_alike: tuple[Estimate, Estimate]
    carrier: tuple[Estimate, Estimate]
    carrier_alike: tuple[Estimate, Estimate]
    dashboard_change: tuple[Estimate, Estimate]
    asked_change: tuple[Estimate, Estimate]
    asked_change_alike: tuple[Estimate, Estimate]
    spared: float


def sorts(company: Company) -> pd.Categorical:
    """Each order's sort: in the gap, in the circumstance but told, or neither."""
    slowed, blind = in_circumstance(company), in_gap(company)
    return pd.Categorical.from_codes(np.select([blind, slowed], [0, 1], 2), ["gap", "told", "neither"])


@lru_cache(maxsize=4)
def findings(number: int) -> Findings:
    """What the orders of company `number` show of its truth."""
    this = company(number)
    orders, planted = this.orders, this.planted
    who = orders["customer_id"].to_numpy()
    of = {name: values.to_numpy() for name, values in measures(this).items()}
    by_sort, slowed = sorts(this), in_circumstance(this).to_numpy()
    group = (orders["segment"] == planted.group).to_numpy()
    there = (orders["region"] == planted.decoy_region).to_numpy()
    carried = (orders["carrier"] == planted.decoy_carrier).to_numpy()
    before = (shop.week_of(orders["ordered_at"]) < planted.change_week).to_numpy()
    took = ((orders["last_delivered_at"] - orders["ordered_at"]).dt.total_seconds() / 86_400).to_numpy()

    def pair(hits: np.ndarray, inside: np.ndarray, alike: pd.Categorical | None = None) -> tuple[Estimate, Estimate]:
        first, second = against_the_rest(hits, inside, who, alike).rates
        return first, second

    gap, told, neither = broken_down(of["asked"], by_sort, who).rates
    again = broken_down(of["again"], by_sort, who).rates
    in_it = by_sort.codes == 0
    asked = of["asked"]
    return Findings(
        orders=len(orders),
        gap_orders=int(in_it.sum()),
        gap_share=float(in_it.mean()),
        gap_a_week=float(in_it.sum() / WEEKS),
        gap_of_group=float(group[in_it].mean()),
        both_share=float(slowed.mean()),
        gap_share_of_contacts=float(asked[in_it].sum() / asked.sum()),
        circumstance=pair(slowed.astype(float), group),
        circumstance_by=tuple(float(slowed[orders["segment"] == name].mean()) for name in SEGMENTS),
        dashboard=rate(of["dashboard"][np.isfinite(of["dashboard"])], who[np.isfinite(of["dashboard"])]),
        dashboard_group=pair(of["dashboard"], group),
        asked_group=pair(asked, group),
        asked_gap=gap,
        asked_told=told,
        asked_else=neither,
        late_gap=float(1 - of["complete"][in_it].mean()),
        late_told=float(1 - of["complete"][by_sort.codes == 1].mean()),
        days_gap=float(took[in_it].mean()),
        days_told=float(took[by_sort.codes == 1].mean()),
        days_apart=means_apart(took, in_it, by_sort.codes == 1, who),
        again_gap=again[0],
        again_told=again[1],
        group_there=pair(group.astype(float), there),
        region=pair(asked, there),
        region_alike=pair(asked, there, by_sort),
        carrier=pair(asked, carried),
        carrier_alike=pair(asked, carried, by_sort),
        dashboard_change=pair(of["dashboard"], before),
        asked_change=pair(asked, before),
        asked_change_alike=pair(asked, before, by_sort),
        spared=float(in_it.sum() / WEEKS * (gap.value - told.value)),
    )
