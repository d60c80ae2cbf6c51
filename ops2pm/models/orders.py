"""The simulated company: orders of an invented wholesaler, with a planted truth.

Nothing in it happened. `simulate` plays 26 weeks of orders by known rules, so that a lesson can ask who is
struggling and why, and show afterwards what was true. `measure` computes from the orders alone what the rules
should have left behind.

The story of the default seed (another seed gives another company, see `draw_roles`):

- Every order carries one promise. The company's KPI stops the clock at the *first* parcel.
- One segment (the *group*) orders more lines, so more of its orders are split, and the second parcel comes
  late. The KPI is as good for the group as for the others.
- One channel is *blind*: it shows one date for a split order; the other shows a date per parcel. Parcels are
  equally fast in both, yet far more buyers in the blind channel have to ask where the rest is.
- A *decoy*: one region and its carrier look bad, only because the group buys there.
- A *process change* in mid-period makes first parcels faster. The KPI rises; what buyers do doesn't change.
- Ratings come from about a quarter of the orders, and rather from the unhappy.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

DEFAULT_SEED = 145
"""The company of the lessons: of the first 300 seeds, one whose sample lies close to what the rules plant."""
ORDERS = 24_000
CUSTOMERS = 9_000
WEEKS = 26
START = pd.Timestamp("2001-01-01")
"""A Monday. The year means nothing."""

SEGMENTS = ("consumer", "office", "small business")
REGIONS = ("East", "North", "South", "West")
CHANNELS = ("app", "web")
CARRIERS = ("A", "B", "C")
MOST_LINES = 60
FOLLOW_UP_DAYS = 90

_DAYS = 7 * WEEKS
_BURN_IN_DAYS = 720
"""How long customers have been ordering before the period, so that the period opens in full swing."""
_POOL = 9_660
"""Customers played; about 9,440 of them order in the period, and CUSTOMERS of those are kept."""


@dataclass(frozen=True)
class Roles:
    """Who plays which part in a company."""

    group: str
    """The segment whose orders are split most."""
    blind_channel: str
    """The channel that shows one date for a split order."""
    decoy_region: str
    decoy_carrier: str
    change_week: int
    """First week with the faster process, counted from 1."""


@dataclass(frozen=True)
class Rules:
    """The planted truth in numbers. Triples are for the group and the two other segments, in name order."""

    # Who buys: share of the group among the customers of the decoy region, and of the other three (by name).
    group_share_decoy_region: float = 0.63
    group_share_other_regions: tuple[float, float, float] = (0.24, 0.265, 0.29)
    decoy_carrier_in_decoy_region: float = 0.88
    decoy_carrier_elsewhere: float = 0.05
    # Which channel they prefer, and how often one order goes through the other.
    prefers_blind_channel: tuple[float, float, float] = (0.735, 0.64, 0.665)
    uses_other_channel: float = 0.06
    # How many lines beyond the first (mean of a gamma-Poisson mixture of shape 2), and what is out of stock.
    mean_further_lines: tuple[float, float, float] = (6.3, 0.83, 1.05)
    line_out_of_stock: float = 0.075
    most_parcels: int = 3
    # Days from the order: promise; first parcel before and after the process change (mean, sd of a gamma that
    # starts at `fastest_days`); last parcel of a split order. Parcels are handed over between 8:00 and 20:00.
    promise_days: int = 4
    fastest_days: float = 0.6
    first_parcel_before: tuple[float, float] = (2.765, 1.12)
    first_parcel_after: tuple[float, float] = (2.525, 0.965)
    last_parcel_of_split: tuple[float, float] = (5.27, 1.75)
    last_parcel_fastest_days: float = 2.2
    # Probability of a contact ("where is the rest?"): (complete on time, complete late).
    contact_unsplit: tuple[float, float] = (0.034, 0.062)
    contact_split_blind: tuple[float, float] = (0.21, 0.357)
    contact_split_clear: tuple[float, float] = (0.083, 0.137)
    # Probability of another order within 90 days, and what is taken off it.
    reorder: tuple[float, float, float] = (0.745, 0.594, 0.655)
    reorder_spread: float = 0.10
    reorder_lost_when_late: float = 0.08
    reorder_lost_when_contacted: float = 0.12
    # What a buyer would rate, 1 to 5, after a good, a late, and a late order that made them ask; who answers.
    rates_good: tuple[float, ...] = (0.02, 0.04, 0.12, 0.34, 0.48)
    rates_late: tuple[float, ...] = (0.08, 0.14, 0.25, 0.31, 0.22)
    rates_asked: tuple[float, ...] = (0.28, 0.26, 0.23, 0.15, 0.08)
    answers: tuple[float, ...] = (0.55, 0.42, 0.24, 0.18, 0.24)


@dataclass(frozen=True)
class Company:
    """The orders of one simulated company, and the truth planted in them.

    `truth` holds plain values only (it is written as JSON): "seed", "roles", "rules", "effects" in words, and
    "hidden", what the rules produced and the orders don't show.
    """

    orders: pd.DataFrame
    truth: dict[str, Any] = field(default_factory=dict)


def draw_roles(seed: int) -> Roles:
    """The parts of the company with this seed.

    The default seed is the company of the lessons. Any other differs from it in at least three of group,
    channel, region and carrier, so that the lessons' answer can't be copied.
    """
    known = Roles("small business", "web", "North", "B", 14)
    if seed == DEFAULT_SEED:
        return known
    rng = np.random.default_rng([seed, 1])
    while True:
        roles = Roles(
            str(rng.choice(SEGMENTS)),
            str(rng.choice(CHANNELS)),
            str(rng.choice(REGIONS)),
            str(rng.choice(CARRIERS)),
            int(rng.integers(12, 17)),
        )
        same = (
            (roles.group == known.group)
            + (roles.blind_channel == known.blind_channel)
            + (roles.decoy_region == known.decoy_region)
            + (roles.decoy_carrier == known.decoy_carrier)
        )
        if same <= 1:
            return roles


def simulate(seed: int = DEFAULT_SEED) -> Company:
    """Play one company: always ORDERS orders of CUSTOMERS customers in WEEKS weeks.

    The frame's columns are those of the data set "orders" (see `ops2pm.data.TABLES`), sorted by order_id,
    which follows ordered_at. The same seed gives the same company.
    """
    roles, rules = draw_roles(seed), Rules()
    rng = np.random.default_rng([seed, 0])
    customers = _customers(rng, roles, rules)
    played = _play(rng, customers, roles, rules)
    kept = _keep(rng, played)
    orders = _frame(rng, kept, customers, roles, rules)
    truth = {
        "simulated": "Every order, customer and effect here is invented. Nothing in it happened.",
        "seed": seed,
        "roles": {name: getattr(roles, name) for name in roles.__dataclass_fields__},
        "effects": _effects(roles),
        "rules": {
            name: list(value) if isinstance(value, tuple) else value
            for name, value in ((name, getattr(rules, name)) for name in rules.__dataclass_fields__)
        },
        "hidden": {
            "mean_rating_if_all_answered": round(float(kept["would_rate"].mean()), 3),
        },
    }
    return Company(orders, truth)


def _effects(roles: Roles) -> list[str]:
    """The planted effects in words, the group first."""
    clear = next(channel for channel in CHANNELS if channel != roles.blind_channel)
    return [
        f"The group is {roles.group}: it orders more lines, so about 35 % of its orders are split, of the others "
        "5 to 8 %; the last parcel of a split order misses the promise two times in three.",
        "The KPI, first parcel on time, is the same for every segment; complete on time is not.",
        f"The gap is in the {roles.blind_channel} channel: it shows one date for a split order, {clear} shows a "
        f"date per parcel; parcels are equally fast, but about 31 % of split orders lead to a contact in "
        f"{roles.blind_channel} and about 12 % in {clear}.",
        f"The decoy is region {roles.decoy_region} with carrier {roles.decoy_carrier}: contacts are more frequent "
        "because the group buys there; neither is slower, and among split orders the difference vanishes.",
        f"The process change in week {roles.change_week} makes first parcels about a quarter of a day faster and "
        "lifts the KPI; the last parcels of split orders are as slow as before, and contacts hardly move.",
        "Which channel a customer prefers depends on the segment only, not on how the orders are delivered.",
        "About a quarter of the orders are rated; unhappy buyers answer more often, so the mean shown is too low.",
        "Another order within 90 days is less likely after an order that was complete late, and less likely still "
        "after a contact.",
    ]


def _segment_order(roles: Roles) -> list[str]:
    """The group, then the other segments by name: the order of the triples in Rules."""
    return [roles.group, *(segment for segment in SEGMENTS if segment != roles.group)]


def _customers(rng: np.random.Generator, roles: Roles, rules: Rules) -> dict[str, np.ndarray]:
    """The pool of customers: region (index), part (0 = group), preferred channel (1 = blind), taste, start."""
    region = rng.integers(0, len(REGIONS), _POOL)
    share = np.empty(len(REGIONS))
    decoy = REGIONS.index(roles.decoy_region)
    share[decoy] = rules.group_share_decoy_region
    share[np.arange(len(REGIONS)) != decoy] = rules.group_share_other_regions
    in_group = rng.random(_POOL) < share[region]
    part = np.where(in_group, 0, rng.integers(1, 3, _POOL))
    return {
        "region": region,
        "part": part,
        "prefers_blind": rng.random(_POOL) < np.array(rules.prefers_blind_channel)[part],
        "taste": rng.normal(0.0, rules.reorder_spread, _POOL),
        "first_day": -_BURN_IN_DAYS + rng.random(_POOL) * 75,
    }


def _play(
    rng: np.random.Generator, customers: dict[str, np.ndarray], roles: Roles, rules: Rules
) -> dict[str, np.ndarray]:
    """All orders of the pool in the period, customer by customer's next order, with what became of each.

    The next order of a customer depends on how this one went; so all customers are played one order at a time.
    """
    who = np.arange(_POOL)
    clock = customers["first_day"].copy()
    last_day = np.full(_POOL, -(10**6))
    rounds: list[dict[str, np.ndarray]] = []
    while len(who):
        n = len(who)
        day = np.floor(clock[who]).astype(np.int64)
        weekday = day % 7
        # Half of the weekend's orders wait for, or come before, a working day of the same week.
        earlier = day - (weekday - 4) - rng.integers(0, 5, n)
        moves = (weekday > 4) & (rng.random(n) < 0.5) & (earlier > last_day[who])
        day = np.where(moves, earlier, day)
        ordered = day + np.round(rng.triangular(7.0, 11.0, 22.0, n) * 60) / (24 * 60)

        part = customers["part"][who]
        mean = np.array(rules.mean_further_lines)[part]
        lines = np.minimum(1 + rng.poisson(rng.gamma(2.0, mean / 2.0)), MOST_LINES)
        missing = rng.binomial(lines - 1, rules.line_out_of_stock)
        parcels = np.minimum(1 + missing, rules.most_parcels)
        split = parcels > 1

        after = day >= 7 * (roles.change_week - 1)
        first = delivered(rng, ordered, rules.first_parcel_before, rules.fastest_days)
        faster = delivered(rng, ordered, rules.first_parcel_after, rules.fastest_days)
        first = np.where(after, faster, first)
        rest = delivered(rng, ordered, rules.last_parcel_of_split, rules.last_parcel_fastest_days)
        last = np.where(~split, first, np.where(rest > first, rest, first + 1.0))
        promised = day + rules.promise_days + 20 / 24
        late = last > promised

        blind = customers["prefers_blind"][who] ^ (rng.random(n) < rules.uses_other_channel)
        asks = np.select(
            [~split, blind],
            [np.array(rules.contact_unsplit)[late * 1], np.array(rules.contact_split_blind)[late * 1]],
            np.array(rules.contact_split_clear)[late * 1],
        )
        contacted = rng.random(n) < asks
        would_rate = ratings(rng, late, contacted, rules)
        answers = rng.random(n) < np.array(rules.answers)[would_rate - 1]

        again = np.array(rules.reorder)[part] + customers["taste"][who]
        again = again - rules.reorder_lost_when_late * late - rules.reorder_lost_when_contacted * contacted
        soon = rng.random(n) < np.clip(again, 0.02, 0.98)
        gap = np.where(
            soon,
            4 + (FOLLOW_UP_DAYS - 5) * rng.beta(1.0, 1.6, n),
            FOLLOW_UP_DAYS + 6 + rng.exponential(40.0, n),
        )
        rounds.append(
            {
                "customer": who,
                "ordered": ordered,
                "lines": lines,
                "parcels": parcels,
                "promised": promised,
                "first": first,
                "last": last,
                "blind": blind,
                "contacted": contacted,
                "rating": np.where(answers, would_rate, np.nan),
                "would_rate": would_rate,
            }
        )
        last_day[who] = day
        clock[who] = ordered + gap
        # A customer is played until one order after the follow-up of the period's last day.
        who = who[day < _DAYS + FOLLOW_UP_DAYS]
    played = {key: np.concatenate([each[key] for each in rounds]) for key in rounds[0]}
    order = np.lexsort((played["ordered"], played["customer"]))
    played = {key: values[order] for key, values in played.items()}
    same = np.append(played["customer"][1:] == played["customer"][:-1], False)
    gap = np.append(np.diff(played["ordered"]), np.inf)
    played["reordered"] = same & (gap <= FOLLOW_UP_DAYS)
    inside = (played["ordered"] >= 0) & (played["ordered"] < _DAYS)
    return {key: values[inside] for key, values in played.items()}


def delivered(
    rng: np.random.Generator, ordered: np.ndarray, mean_sd: tuple[float, float], fastest: float
) -> np.ndarray:
    """When a parcel is handed over, in days: order + gamma days, moved into the hours 8:00 to 20:00."""
    mean, sd = mean_sd
    shape = ((mean - fastest) / sd) ** 2
    arrives = ordered + fastest + rng.gamma(shape, (mean - fastest) / shape, len(ordered))
    day = np.floor(arrives)
    minutes = np.round((8 + 12 * (arrives - day)) * 60)
    return day + minutes / (24 * 60)


def ratings(rng: np.random.Generator, late: np.ndarray, contacted: np.ndarray, rules: Rules) -> np.ndarray:
    """What each buyer would rate, 1 to 5, whether they answer or not."""
    tables = np.cumsum([rules.rates_good, rules.rates_late, rules.rates_asked], axis=1)
    mood = np.where(contacted, 2, np.where(late, 1, 0))
    return 1 + (rng.random(len(late))[:, None] > tables[mood][:, :-1]).sum(axis=1)


def _keep(rng: np.random.Generator, played: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
    """All orders of exactly CUSTOMERS customers that together placed exactly ORDERS orders.

    Customers are drawn at random; then a few are exchanged for one with one order more (or fewer) until the
    total is right. Whole customers are kept, so that "reordered" stays true to the orders.
    """
    count = np.bincount(played["customer"], minlength=_POOL)
    drawn = rng.permutation(np.flatnonzero(count))
    if len(drawn) < CUSTOMERS:
        raise ValueError(f"only {len(drawn)} customers ordered, {CUSTOMERS} are needed")
    chosen, spare = list(drawn[:CUSTOMERS]), list(drawn[CUSTOMERS:])
    short = ORDERS - int(count[chosen].sum())
    step = 1 if short > 0 else -1
    place = 0
    while short:
        if place == CUSTOMERS:
            raise ValueError(f"no choice of customers gives {ORDERS} orders")
        wanted = count[chosen[place]] + step
        found = next((i for i, customer in enumerate(spare) if count[customer] == wanted), None)
        if found is not None:
            chosen[place], spare[found] = spare[found], chosen[place]
            short -= step
        place += 1
    inside = np.zeros(_POOL, dtype=bool)
    inside[chosen] = True
    mask = inside[played["customer"]]
    return {key: values[mask] for key, values in played.items()}


def _frame(
    rng: np.random.Generator,
    kept: dict[str, np.ndarray],
    customers: dict[str, np.ndarray],
    roles: Roles,
    rules: Rules,
) -> pd.DataFrame:
    """The orders as the data set has them: sorted by time, numbered, typed."""
    order = np.lexsort((kept["customer"], kept["ordered"]))
    kept = {key: values[order] for key, values in kept.items()}
    who = kept["customer"]
    numbers = np.zeros(_POOL, dtype=np.int64)
    present = np.unique(who)
    numbers[present] = 1 + rng.permutation(len(present))
    clear = next(channel for channel in CHANNELS if channel != roles.blind_channel)
    segments = np.array(_segment_order(roles))
    region = customers["region"][who]
    return pd.DataFrame(
        {
            "order_id": np.arange(1, len(who) + 1, dtype=np.int32),
            "customer_id": numbers[who].astype(np.int32),
            "ordered_at": times(kept["ordered"]),
            "segment": pd.Categorical(segments[customers["part"][who]], SEGMENTS),
            "region": pd.Categorical(np.array(REGIONS)[region], REGIONS),
            "channel": pd.Categorical(np.where(kept["blind"], roles.blind_channel, clear), CHANNELS),
            "lines": kept["lines"].astype(np.int8),
            "parcels": kept["parcels"].astype(np.int8),
            "carrier": pd.Categorical(_carriers(rng, region, roles, rules), CARRIERS),
            "promised_by": times(kept["promised"]),
            "first_delivered_at": times(kept["first"]),
            "last_delivered_at": times(kept["last"]),
            "contacted": kept["contacted"],
            "rating": kept["rating"].astype(np.float32),
            "reordered_90d": kept["reordered"],
        }
    )


def _carriers(rng: np.random.Generator, region: np.ndarray, roles: Roles, rules: Rules) -> np.ndarray:
    """The carrier of each order. It has no effect on anything: it only goes with the region."""
    here = region == REGIONS.index(roles.decoy_region)
    share = np.where(here, rules.decoy_carrier_in_decoy_region, rules.decoy_carrier_elsewhere)
    others = np.array([carrier for carrier in CARRIERS if carrier != roles.decoy_carrier])
    other = others[rng.integers(0, len(others), len(region))]
    return np.where(rng.random(len(region)) < share, roles.decoy_carrier, other)


def times(days: np.ndarray) -> pd.Series:
    """Days since START as points in time, to the minute."""
    minutes = np.round(days * 24 * 60).astype(np.int64)
    return pd.Series((np.datetime64(START, "s") + minutes * np.timedelta64(60, "s")).astype("datetime64[s]"))


# --- What the orders show -------------------------------------------------------------------------------


def measure(orders: pd.DataFrame, roles: Roles) -> dict[str, Any]:
    """What the orders show of each planted effect: shares (0 to 1), days, and counts.

    Given split, the decoy's difference is the mean of the differences among split and among unsplit orders,
    weighted by how many orders of all are split.
    """
    o = orders
    split = o["parcels"] > 1
    kpi, complete = first_on_time(o), complete_on_time(o)
    blind = o["channel"] == roles.blind_channel
    week = week_of(o["ordered_at"])
    after = week >= roles.change_week
    here, carried = o["region"] == roles.decoy_region, o["carrier"] == roles.decoy_carrier
    contacted = o["contacted"]

    def by(values: pd.Series, key: str) -> dict[str, float]:
        return {str(k): _round(v) for k, v in values.groupby(o[key], observed=True).mean().items()}

    def before_after(values: pd.Series) -> list[float]:
        return [_round(values[~after].mean()), _round(values[after].mean())]

    def difference(mask: pd.Series, among: pd.Series | slice = slice(None)) -> float:
        m, c = mask[among], contacted[among]
        return float(c[m].mean() - c[~m].mean())

    def given_split(mask: pd.Series) -> float:
        weight = split.mean()
        return _round(weight * difference(mask, split) + (1 - weight) * difference(mask, ~split))

    return {
        "orders": len(o),
        "customers": int(o["customer_id"].nunique()),
        "group_share_of_orders": _round((o["segment"] == roles.group).mean()),
        "split_share": _round(split.mean()),
        "split_share_by_segment": by(split, "segment"),
        "kpi_first_parcel_on_time": _round(kpi.mean()),
        "kpi_by_segment": by(kpi, "segment"),
        "complete_on_time_by_segment": by(complete, "segment"),
        "contacts": _round(contacted.mean()),
        "contacts_on_split": {
            "blind_channel": _round(contacted[split & blind].mean()),
            "other_channel": _round(contacted[split & ~blind].mean()),
        },
        "last_parcel_days_on_split": {
            "blind_channel": _round(_days_to_last(o)[split & blind].mean()),
            "other_channel": _round(_days_to_last(o)[split & ~blind].mean()),
        },
        "blind_split_share_of_orders": _round((split & blind).mean()),
        "blind_split_share_of_contacts": _round((split & blind)[contacted].mean()),
        "decoy": {
            "contacts_by_region": by(contacted, "region"),
            "contacts_by_carrier": by(contacted, "carrier"),
            "region_difference": _round(difference(here)),
            "region_difference_given_split": given_split(here),
            "carrier_difference": _round(difference(carried)),
            "carrier_difference_given_split": given_split(carried),
        },
        "process_change_before_after": {
            "week": roles.change_week,
            "lead_time_days": before_after(days_to_first(o)),
            "kpi": before_after(kpi),
            "contacts": before_after(contacted),
            "complete_on_time_split": before_after(complete[split].reindex(o.index).astype(float)),
            "reordered_90d": before_after(o["reordered_90d"]),
        },
        "ratings": {
            "share_answering": _round(o["rating"].notna().mean()),
            "share_answering_if_contacted": _round(o["rating"].notna()[contacted].mean()),
            "share_answering_if_not": _round(o["rating"].notna()[~contacted].mean()),
            "mean_shown": _round(o["rating"].mean()),
        },
        "reordered_90d": {
            "complete_on_time_not_contacted": _round(o["reordered_90d"][complete & ~contacted].mean()),
            "complete_late_not_contacted": _round(o["reordered_90d"][~complete & ~contacted].mean()),
            "contacted": _round(o["reordered_90d"][contacted].mean()),
        },
    }


def week_of(moments: pd.Series) -> pd.Series:
    """The week of the period each time lies in, counted from 1."""
    return (moments - START).dt.days // 7 + 1


def first_on_time(orders: pd.DataFrame) -> pd.Series:
    """Whether an order's first parcel came by the promise: the company's KPI."""
    return orders["first_delivered_at"] <= orders["promised_by"]


def complete_on_time(orders: pd.DataFrame) -> pd.Series:
    """Whether all of an order came by the promise."""
    return orders["last_delivered_at"] <= orders["promised_by"]


def days_to_first(orders: pd.DataFrame) -> pd.Series:
    """Days from the order to its first parcel."""
    return (orders["first_delivered_at"] - orders["ordered_at"]).dt.total_seconds() / 86_400


def _days_to_last(orders: pd.DataFrame) -> pd.Series:
    """Days from the order to its last parcel."""
    return (orders["last_delivered_at"] - orders["ordered_at"]).dt.total_seconds() / 86_400


def _round(value: float) -> float:
    return round(float(value), 4)
