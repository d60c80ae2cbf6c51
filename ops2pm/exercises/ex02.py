"""Exercise 02, Outcomes, not inputs: its tables and its checks.

Expected values, known wrong values and the numbers in messages are computed from the data when they are needed,
and kept. A flight is *late or lost* when it arrived at least LATE_BY minutes late, or didn't arrive where it
was sold to, cancelled and diverted alike. Rates are shares, 0 to 1; what tables and messages show is per 100.
"Everyone else" is all other carriers at the same airports, flight by flight.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import cache
from itertools import combinations, permutations

import numpy as np
import pandas as pd

from ops2pm.checks import Check, Interval, Number, OneOf, Option, Wrong
from ops2pm.data import load
from ops2pm.exercises import Table
from ops2pm.exercises.shares import FROM_0_TO_100, NINETY, ROUNDED, ends
from ops2pm.models import before_after, ruined
from ops2pm.models.orders import week_of
from ops2pm.models.process_change import CHANGE_WEEK
from ops2pm.models.resample import day_weights
from ops2pm.numbers import signed

LATE_BY = int(before_after.LATE_BY)
"""Minutes late on arrival from which a flight is late."""
DRAWS, SEED = 2000, 2
"""Of the weights in the notebook; days of a month are drawn with the month's number as the seed."""
DEFINITION = f"Late or lost: {LATE_BY} minutes late or more on arrival, cancelled, or diverted."

MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip

# --- The data, read once ------------------------------------------------------------------------------------


@cache
def _flights() -> pd.DataFrame:
    return load("flights")


@cache
def _lost() -> pd.Series:
    return ruined.is_ruined(_flights(), LATE_BY)


def _count(lost: pd.Series, flights: pd.DataFrame) -> pd.DataFrame:
    """Flights that count as lost, and flights: one row a carrier and month, columns "lost" and "flights"."""
    groups = lost.groupby([flights["carrier"].astype(str), flights["month"].astype(int)])
    return groups.agg(["sum", "size"]).set_axis(["lost", "flights"], axis=1)


@cache
def _counts() -> pd.DataFrame:
    return _count(_lost(), _flights())


Pick = Callable[[pd.DataFrame], pd.DataFrame]
"""Chooses rows of `_counts()`."""


def _only(*carriers: str) -> Pick:
    return lambda counts: counts[counts.index.get_level_values("carrier").isin(carriers)]


def _but(*carriers: str) -> Pick:
    return lambda counts: counts[~counts.index.get_level_values("carrier").isin(carriers)]


def _monthly(pick: Pick, counts: pd.DataFrame | None = None) -> pd.Series:
    """Share late or lost of the carriers picked, by month, 1 to 12."""
    by_month = pick(_counts() if counts is None else counts).groupby(level="month").sum()
    return by_month["lost"] / by_month["flights"]


def _rate(pick: Pick, month: int) -> float:
    return float(_monthly(pick)[month])


def _change(pick: Pick, before: int, after: int) -> float:
    return _rate(pick, after) - _rate(pick, before)


def _relative(pick: Pick, before: int, after: int) -> float:
    return _change(pick, before, after) / _rate(pick, before)


def _beyond(carrier: str, before: int, after: int) -> float:
    """Difference in differences: the carrier's change minus everyone else's."""
    return _change(_only(carrier), before, after) - _change(_but(carrier), before, after)


def _size(share: float, digits: int = 1) -> str:
    """A difference of shares in points, without its sign."""
    return f"{abs(100 * share):.{digits}f}"


# --- Track A: the tables of flights -------------------------------------------------------------------------


def _two_months(number: int, groups: dict[str, Pick], before: int, after: int, about: str) -> Table:
    """A table of carriers in two months: flights, late or lost, and how many that is of 100."""
    rows = {
        f"{name}, {MONTHS[month - 1]}": pick(_counts()).xs(month, level="month").sum()
        for name, pick in groups.items()
        for month in (before, after)
    }
    frame = pd.DataFrame(
        [(int(row["flights"]), int(row["lost"]), 100 * row["lost"] / row["flights"]) for row in rows.values()],
        index=pd.Index(list(rows), name="carrier, month"),
        columns=["flights", "late or lost", "late or lost, of 100"],
    )
    formats = dict.fromkeys(frame.columns[:2], ",d") | {frame.columns[2]: ".1f"}
    return Table(f"Table {number}. {about} New York, 2013. {DEFINITION}", frame, formats)


JULY, AUGUST, SEPTEMBER, OCTOBER, DECEMBER = 7, 8, 9, 10, 12


@cache
def southwest() -> Table:
    """Table 1: Southwest and everyone else, July and October."""
    rows = {"Southwest": _only("WN"), "everyone else": _but("WN")}
    return _two_months(1, rows, JULY, OCTOBER, "Southwest and all other carriers.")


@cache
def two_slides() -> Table:
    """Table 2: Delta, Envoy and everyone else, July and September."""
    rows = {"Delta": _only("DL"), "Envoy": _only("MQ"), "everyone else": _but("DL", "MQ")}
    return _two_months(2, rows, JULY, SEPTEMBER, "Delta, Envoy and all other carriers.")


@cache
def endeavor() -> Table:
    """Table 3: Endeavor and everyone else, July and September."""
    rows = {"Endeavor": _only("9E"), "everyone else": _but("9E")}
    return _two_months(3, rows, JULY, SEPTEMBER, "Endeavor and all other carriers.")


# --- 02.1 What is left of the fall ---------------------------------------------------------------------------


def _southwest(month: int) -> float:
    return 100 * _rate(_only("WN"), month)


def _others_of_southwest(month: int) -> float:
    return 100 * _rate(_but("WN"), month)


def _southwest_change() -> float:
    return 100 * _change(_only("WN"), JULY, OCTOBER)


def _others_change() -> float:
    return 100 * _change(_but("WN"), JULY, OCTOBER)


def _southwest_beyond() -> float:
    return 100 * _beyond("WN", JULY, OCTOBER)


CHECK_1 = Check(
    id="02.1",
    title="what is left of the fall",
    question=(
        "Take everyone else's change away from Southwest's. How many points are left? Plus if Southwest came out "
        "worse than everyone else, minus if it came out better. Give one decimal."
    ),
    unit="points",
    judge=Number(
        _southwest_beyond,
        tolerance=0.1,
        because="One decimal is asked for, which rounds by 0.05; the table's own decimals add as much again.",
        right=lambda: (
            f"{signed(_southwest_beyond())} points. Southwest fell by {abs(_southwest_change()):.1f} while everyone "
            f"else fell by {abs(_others_change()):.1f}. In July it was the better one, by "
            f"{_others_of_southwest(JULY) - _southwest(JULY):.1f} points; in October it was the worse one, by "
            f"{_southwest(OCTOBER) - _others_of_southwest(OCTOBER):.1f}. The slide's fall is a loss."
        ),
        wrong=(
            Wrong(
                _southwest_change,
                "that is Southwest's own change, which the slide has already. Take everyone else's away from it.",
            ),
            Wrong(
                lambda: -_southwest_change(),
                "that is Southwest's own fall. Take everyone else's change away from it, and mind the signs.",
            ),
            Wrong(_others_change, "that is everyone else's change. Take it away from Southwest's."),
            Wrong(lambda: -_others_change(), "that is everyone else's fall. Take their change away from Southwest's."),
            Wrong(
                lambda: _southwest_change() + _others_change(),
                "that adds the two changes. What everyone else did has to be taken away: minus a minus is plus.",
            ),
            Wrong(
                lambda: -(_southwest_change() + _others_change()),
                "that adds the two falls. What everyone else did has to be taken away.",
            ),
            Wrong(
                lambda: -_southwest_beyond(),
                "the size is right and the sign is not: everyone else fell by more, so Southwest came out worse.",
            ),
            Wrong(
                lambda: float(round(_southwest_beyond())),
                "that is right to whole points: give one decimal.",
            ),
            Wrong(
                lambda: -float(round(_southwest_beyond())),
                "rounded to whole points the size is right, and the sign is not: everyone else fell by more, so "
                "Southwest came out worse. Mind the sign, and give one decimal.",
            ),
            Wrong(
                lambda: _southwest(OCTOBER) - _others_of_southwest(OCTOBER),
                lambda: (
                    "that is the gap in October alone. Southwest didn't begin level: in July it was "
                    f"{_others_of_southwest(JULY) - _southwest(JULY):.1f} points better than everyone else."
                ),
            ),
            Wrong(
                lambda: _southwest(JULY) - _others_of_southwest(JULY),
                "that is the gap in July alone, before anything had changed.",
            ),
            Wrong(
                lambda: _southwest(JULY) + _others_change(),
                lambda: (
                    "that is the share Southwest would have had in October if it had moved like everyone else. It had "
                    f"{_southwest(OCTOBER):.1f}: how far is that from it?"
                ),
            ),
            Wrong(
                lambda: 100 * _relative(_only("WN"), JULY, OCTOBER),
                "that is Southwest's own change in per cent. The question asks for points, and with everyone else's "
                "change taken away.",
            ),
            Wrong(
                lambda: 100 * (_relative(_only("WN"), JULY, OCTOBER) - _relative(_but("WN"), JULY, OCTOBER)),
                "that takes one per cent from another. They have different wholes: subtract in points, of 100 flights.",
            ),
        ),
    ),
    hints=(
        "Two subtractions first, in the last column: October minus July, for Southwest and for everyone else. Both "
        "come out negative.",
        "Then Southwest's change minus everyone else's. Taking away a negative number adds it.",
    ),
    explanation=lambda: (
        f"Southwest: {_southwest(OCTOBER):.1f} minus {_southwest(JULY):.1f} is {signed(_southwest_change())}. "
        f"Everyone else: {_others_of_southwest(OCTOBER):.1f} minus {_others_of_southwest(JULY):.1f} is "
        f"{signed(_others_change())}. The first minus the second is {signed(_southwest_beyond())} points. Had "
        "Southwest moved like everyone else, it would have had "
        f"{_southwest(JULY) + _others_change():.1f} late or lost of 100 in October."
    ),
)

# --- 02.2 Two slides, two per cents --------------------------------------------------------------------------


def _fall(pick: Pick) -> str:
    """The fall from July to September, in points."""
    return _size(_change(pick, JULY, SEPTEMBER))


def _per_cent(pick: Pick) -> str:
    return f"{signed(100 * _relative(pick, JULY, SEPTEMBER), 0)}%"


DELTA, ENVOY, NEITHER = _only("DL"), _only("MQ"), _but("DL", "MQ")


def _apart() -> int:
    """What somebody gets who takes one per cent from the other, as they are shown."""
    return round(100 * _relative(NEITHER, JULY, SEPTEMBER)) - round(100 * _relative(DELTA, JULY, SEPTEMBER))


CHECK_2 = Check(
    id="02.2",
    title="two slides, two per cents",
    question="Which of these would survive a sceptic who has table 2?",
    judge=OneOf(
        (
            Option(
                "delta",
                lambda: (
                    f"Delta improved more than Envoy: by {_per_cent(DELTA)[1:]}, Envoy only by {_per_cent(ENVOY)[1:]}."
                ),
                lambda: (
                    "both per cents are right, and they are of different wholes: Delta began at "
                    f"{100 * _rate(DELTA, JULY):.0f} of 100, Envoy at {100 * _rate(ENVOY, JULY):.0f}. Of 100 flights, "
                    f"Delta had {_fall(DELTA)} fewer late or lost, and Envoy {_fall(ENVOY)}."
                ),
            ),
            Option(
                "ahead",
                lambda: (
                    f"Delta is {_apart()} points ahead of everyone else: {_per_cent(DELTA)} against "
                    f"{_per_cent(NEITHER)}."
                ),
                lambda: (
                    "one per cent minus another is not a number of points: each has its own whole. In points Delta "
                    f"fell by {_fall(DELTA)} and everyone else by {_fall(NEITHER)}."
                ),
            ),
            Option(
                "both",
                lambda: (
                    f"Delta and Envoy each improved by about {_size(_change(DELTA, JULY, SEPTEMBER), 0)} points, and "
                    "so did everyone else."
                ),
                lambda: (
                    f"{_fall(DELTA)}, {_fall(ENVOY)} and {_fall(NEITHER)} points: nothing is left for either slide. "
                    "One assumption stands behind it, that a calmer month takes as many points from everybody. If it "
                    "takes the same part from everybody, Delta gained a little and Envoy lost. Two months can't "
                    "decide that, so say which you assume."
                ),
            ),
            Option(
                "envoy",
                lambda: f"Envoy improved more than Delta, by {_fall(ENVOY)} points against {_fall(DELTA)}.",
                lambda: (
                    f"that difference is about {_flights_apart():.0f} of Envoy's {_flights_of('MQ', SEPTEMBER):,} "
                    "flights in September. A single day's weather moves more than that."
                ),
            ),
        ),
        right="both",
    ),
    hints=(
        "Work out two numbers for each of the three: September minus July, and that difference divided by July.",
        "A traveller books a flight, not a late flight. Which of the two numbers is per flight?",
    ),
    explanation=lambda: (
        f"In points: Delta −{_fall(DELTA)}, Envoy −{_fall(ENVOY)}, everyone else −{_fall(NEITHER)}. In per cent: "
        f"{_per_cent(DELTA)}, {_per_cent(ENVOY)} and {_per_cent(NEITHER)}. Whoever begins low gets a large per cent "
        "for the same fall. So give both, always with from and to, and hold either against everyone else's."
    ),
)


def _flights_apart() -> float:
    """How many of Envoy's flights in September the difference between the two falls is."""
    return abs(_change(DELTA, JULY, SEPTEMBER) - _change(ENVOY, JULY, SEPTEMBER)) * _flights_of("MQ", SEPTEMBER)


def _flights_of(carrier: str, month: int) -> int:
    return int(_counts().loc[(carrier, month), "flights"])


# --- 02.3 The per cent that doesn't recompute ----------------------------------------------------------------

FROM, TO = 36, 27
"""Questions per 100 returns in the bullet of check 02.3, which is invented."""


def _true_per_cent() -> float:
    return 100 * (FROM - TO) / FROM


CHECK_3 = Check(
    id="02.3",
    title="the per cent that doesn't recompute",
    question=(
        "A bullet (invented): “Clinics that sent a drill back couldn't see that it had arrived. I put the date on the "
        f"first message: questions per 100 returns fell from {FROM} to {TO}, by {100 * (FROM - TO) / TO:.0f}%.” The "
        "last number is wrong. By how many per cent did they fall?"
    ),
    unit="%",
    judge=Number(
        _true_per_cent,
        tolerance=0.4,
        because="It comes out whole, so only a slip in typing has to be told apart.",
        right=lambda: (
            f"{FROM - TO} fewer, of {FROM}: {_true_per_cent():.0f}%. The bullet divided by {TO}, what was left. "
            "Whoever reads it can redo it in their head, and will doubt the rest."
        ),
        wrong=(
            Wrong(
                lambda: 100 * (FROM - TO) / TO,
                f"that is the bullet's own number: {FROM - TO} divided by {TO}. The whole is what there was before.",
            ),
            Wrong(
                lambda: float(FROM - TO),
                f"that is the difference, {FROM - TO} questions per 100 returns. Per cent asks: of how many?",
            ),
            Wrong(
                lambda: 100 * TO / FROM,
                "that is how much is left, as a share of what there was. The question asks how much went.",
            ),
            Wrong(
                lambda: 100 * FROM / TO,
                "that divides before by after. The fall is the difference, divided by what there was before.",
            ),
            Wrong(
                lambda: -_true_per_cent(),
                "the size is right. “Fell by” says the direction already, so the minus would make it a rise.",
            ),
            Wrong(
                lambda: _true_per_cent() / 100,
                "that is the share. In per cent it is a hundred times as much.",
            ),
        ),
    ),
    hints=(
        "How many fewer questions are there? Then ask: of how many?",
        "The whole is always the number before. Divide the difference by it.",
    ),
    explanation=lambda: (
        f"From {FROM} to {TO} is {FROM - TO} fewer. Of the {FROM} there were, that is {_true_per_cent():.0f}%. "
        f"{100 * (FROM - TO) / TO:.0f}% comes from dividing by {TO}; it would be right for the way back, from {TO} up "
        f"to {FROM}."
    ),
)

# --- 02.4 Which rival can the table answer? ------------------------------------------------------------------


def _endeavor_rank() -> int:
    """July's place among the twelve months of Endeavor, the worst being 1."""
    return int(_monthly(_only("9E")).rank(ascending=False)[JULY])


def _ordinal(place: int) -> str:
    return {1: "worst", 2: "second worst", 3: "third worst"}.get(place, f"{place}th worst")


def _endeavor_by_part() -> float:
    """Endeavor's share in September minus what it had in July, had it fallen by the same part as everyone else."""
    expected = _rate(_only("9E"), JULY) * (1 + _relative(_but("9E"), JULY, SEPTEMBER))
    return _rate(_only("9E"), SEPTEMBER) - expected


@cache
def _endeavor_same_routes() -> float:
    """Endeavor's change from July to September on the routes it flew in both, each counted as often as in July."""
    flights = _flights()[(_flights()["carrier"] == "9E").to_numpy()]
    route = flights["origin"].astype(str) + flights["dest"].astype(str)
    shares = _lost()[flights.index].groupby([route, flights["month"]]).agg(["mean", "size"]).unstack()
    both = shares["mean"][[JULY, SEPTEMBER]].dropna()
    weight = shares["size"][JULY][both.index]
    return float(((both[SEPTEMBER] - both[JULY]) * weight).sum() / weight.sum())


@cache
def _endeavor_schedule() -> float:
    """Change of Endeavor's scheduled minutes from July to September, route by route, weighted by July's flights.

    Departure and arrival are in two places' times; the difference between those is the same in both months.
    """
    flights = _flights()[(_flights()["carrier"] == "9E").to_numpy()]
    leaves, arrives = (
        flights[name].astype(int) // 100 * 60 + flights[name] % 100 for name in ("sched_dep", "sched_arr")
    )
    route = flights["origin"].astype(str) + flights["dest"].astype(str)
    minutes = ((arrives - leaves) % (24 * 60)).groupby([route, flights["month"]]).agg(["mean", "size"]).unstack()
    both = minutes["mean"][[JULY, SEPTEMBER]].dropna()
    weight = minutes["size"][JULY][both.index]
    return float(((both[SEPTEMBER] - both[JULY]) * weight).sum() / weight.sum())


CHECK_4 = Check(
    id="02.4",
    title="the rival the table can answer",
    question="Which of these rivals can table 3 take into account, so that you know what is left?",
    judge=OneOf(
        (
            Option(
                "start",
                "July was an unusually bad month for Endeavor, so things were bound to get better.",
                lambda: (
                    "for that you need its other months, and the table has two. (They exist: July was Endeavor's "
                    f"{_ordinal(_endeavor_rank())} of twelve, so the objection is a good one.)"
                ),
            ),
            Option(
                "season",
                "September is a calmer month than July, for every carrier.",
                lambda: (
                    f"that is what everyone else is there for. They had the same September and fell by "
                    f"{_size(_change(_but('9E'), JULY, SEPTEMBER))} points; Endeavor fell by "
                    f"{_size(_change(_only('9E'), JULY, SEPTEMBER))}. {_size(_beyond('9E', JULY, SEPTEMBER))} points "
                    "are left that the shared season doesn't explain. They can still be much else."
                ),
            ),
            Option(
                "routes",
                "Endeavor gave up the routes that were late most.",
                lambda: (
                    "the table doesn't know routes. (The data do: on the routes Endeavor flew in both months, each "
                    f"counted as often as in July, the fall is {_size(_endeavor_same_routes())} points, hardly "
                    "another.)"
                ),
            ),
            Option(
                "schedule",
                "Endeavor's September schedule allows more minutes for the same flight, so fewer arrive late.",
                lambda: (
                    "nothing in the table says what was scheduled. (The data do: the minutes scheduled for the same "
                    f"route went {'up' if _endeavor_schedule() > 0 else 'down'} by {abs(_endeavor_schedule()):.0f}.)"
                ),
            ),
        ),
        right="season",
    ),
    hints=(
        "For each of the four, ask what you would have to look at. Which of them is a row or a column here?",
        "Two rows belong to carriers that Endeavor doesn't run. What do they have in common with it?",
    ),
    explanation=lambda: (
        "The season. A comparison takes away what it shares with you, and nothing else: the same months, the same "
        "airports, the same weather. What only Endeavor had (its routes, its schedule, its bad July) stays in the "
        f"{_size(_beyond('9E', JULY, SEPTEMBER))} points. And if a calm month takes the same part from everybody, "
        f"rather than the same points, {_size(_endeavor_by_part())} are left."
    ),
)

# --- 02.5 Output moved: what may be said ---------------------------------------------------------------------


@cache
def _orders() -> pd.DataFrame:
    return load("orders")


def _after() -> np.ndarray:
    return (week_of(_orders()["ordered_at"]) >= CHANGE_WEEK).to_numpy()


def _small() -> np.ndarray:
    return (_orders()["segment"] == "small business").to_numpy()


def _split() -> np.ndarray:
    return (_orders()["parcels"] > 1).to_numpy()


def _days_to(parcel: str) -> np.ndarray:
    return ((_orders()[f"{parcel}_delivered_at"] - _orders()["ordered_at"]).dt.total_seconds() / 86_400).to_numpy()


def _kpi() -> np.ndarray:
    return 100.0 * (_orders()["first_delivered_at"] <= _orders()["promised_by"]).to_numpy()


def _contacted() -> np.ndarray:
    return 100.0 * _orders()["contacted"].to_numpy()


def _measures() -> dict[str, np.ndarray]:
    """Name -> one value an order; what is counted is per 100 orders."""
    return {
        "days to the first parcel": _days_to("first"),
        "first parcel on time, of 100 (the KPI)": _kpi(),
        "asked where the order is, of 100": _contacted(),
        "ordered again within 90 days, of 100": 100.0 * _orders()["reordered_90d"].to_numpy(),
    }


def _redrawn(measures: Sequence[np.ndarray], among: np.ndarray, draws: int = DRAWS, seed: int = SEED) -> np.ndarray:
    """The mean of each measure before and after the change, in each resample of customers: (measures, draws, 2)."""
    orders, sums = _by_customer(measures, among)
    weights = day_weights(len(orders), draws, seed).astype(float)  # customers in place of days
    return (weights @ sums) / (weights @ orders)


def _by_customer(measures: Sequence[np.ndarray], among: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Orders, (customers, 2), and the sums of each measure, (measures, customers, 2), before and after the change."""
    customers, customer = np.unique(_orders()["customer_id"].to_numpy()[among], return_inverse=True)
    place = 2 * customer + _after()[among]

    def added(values: np.ndarray | None) -> np.ndarray:
        return np.bincount(place, values, 2 * len(customers)).reshape(-1, 2)

    return added(None), np.array([added(np.asarray(values, float)[among]) for values in measures])


def _change_ends(measure: np.ndarray, among: np.ndarray, draws: int = DRAWS) -> tuple[float, float]:
    """The interval of the change, after minus before."""
    drawn = _redrawn([measure], among, draws)[0]
    return ends(drawn[:, 1] - drawn[:, 0])


@cache
def week_14() -> Table:
    """Table 4: four measures of small businesses before and after the change, with an interval."""
    rows, measures = {}, _measures()
    for (name, values), drawn in zip(measures.items(), _redrawn([*measures.values()], _small()), strict=True):
        before, after = (float(values[_small() & each].mean()) for each in (~_after(), _after()))
        low, high = ends(drawn[:, 1] - drawn[:, 0])
        digits = 2 if name.startswith("days") else 1
        rows[name] = (
            f"{before:.{digits}f}",
            f"{after:.{digits}f}",
            f"{signed(low, digits)} to {signed(high, digits)}",
        )
    columns = [f"weeks 1 to {CHANGE_WEEK - 1}", f"weeks {CHANGE_WEEK} to 26", "change, 95% interval"]
    frame = pd.DataFrame.from_dict(rows, orient="index", columns=columns).rename_axis("small businesses")
    before, after = (int((_small() & each).sum()) for each in (~_after(), _after()))
    return Table(
        f"Table 4. Simulated data. Orders of small businesses before ({before:,}) and after ({after:,}) the change of "
        f"process in week {CHANGE_WEEK}. The interval says from what to what the change could run "
        "with other customers like these.",
        frame,
    )


def _shown(row: int) -> tuple[str, str, str]:
    """Before, after and interval of one row of table 4, as the table shows them."""
    first, second, interval = week_14().frame.iloc[row]
    return str(first), str(second), str(interval)


CHECK_5 = Check(
    id="02.5",
    title="output moved: what may be said",
    question="The team that changed the process writes its bullet. Which of these does table 4 support?",
    judge=OneOf(
        (
            Option(
                "fewer",
                lambda: (
                    f"Lifted on-time delivery to small businesses from {_shown(1)[0]}% to {_shown(1)[1]}%, so that "
                    "fewer of them have to ask."
                ),
                lambda: (
                    f"the first half is in the table, the second isn't: {_shown(2)[0]} of 100 asked before, and "
                    f"{_shown(2)[1]} after. “So that” is where an output is sold as an outcome."
                ),
            ),
            Option(
                "none",
                "Sped up delivery to small businesses; it has been shown to change nothing for them.",
                lambda: (
                    f"“shown to change nothing” is too much. Their first parcel does come sooner. And for contacts "
                    f"the interval runs from {_shown(2)[2]}: a fall of a point would not have been seen."
                ),
            ),
            Option(
                "supported",
                lambda: (
                    f"First parcels reach small businesses in {_shown(0)[1]} days, after {_shown(0)[0]}. No change "
                    f"can be seen in who asks where the order is: {_shown(2)[0]} of 100 before, {_shown(2)[1]} after."
                ),
                lambda: (
                    "from and to on both lines, and it says what didn't move. The next sentence is the interesting "
                    "one: why do they still ask, when the parcel comes sooner? (Simulated data.)"
                ),
            ),
            Option(
                "loyal",
                lambda: (
                    f"Faster delivery keeps small businesses: {float(_shown(3)[1]):.0f} of 100 order again within 90 "
                    "days."
                ),
                lambda: (
                    f"one number is no change. Before it was {_shown(3)[0]}, now it is {_shown(3)[1]}, and the "
                    f"interval runs from {_shown(3)[2]}. Nothing here says that the speed keeps anybody."
                ),
            ),
        ),
        right="supported",
    ),
    hints=(
        "Sort the four rows: which are about the parcel, and which about something customers do?",
        "An interval with 0 in it: chance alone could have made that change. It doesn't show that nothing changed.",
    ),
    explanation=lambda: (
        f"The two rows about the parcel moved by more than chance. The two about what customers do did not: contacts "
        f"{_shown(2)[0]} and {_shown(2)[1]}, orders again {_shown(3)[0]} and {_shown(3)[1]} of 100. Say both. A bullet "
        "that admits what didn't move is easier to believe on what did, and opens the question a product manager wants."
    ),
)

# --- 02.6 The share, with its missing values -----------------------------------------------------------------


def _in_december(own: bool | None = False) -> pd.DataFrame:
    """December's flights: Delta's, everyone else's, or (None) all."""
    flights = _flights()[(_flights()["month"] == DECEMBER).to_numpy()]
    return flights if own is None else flights[(flights["carrier"] == "DL").to_numpy() == own]


def _missing() -> float:
    return float(_in_december()["arr_delay"].isna().mean())


CHECK_6 = Check(
    id="02.6",
    title="everyone else in December",
    variable="answer_6",
    judge=Number(
        lambda: _rate(_but("DL"), DECEMBER),
        tolerance=0.0006,
        because=ROUNDED,
        right=lambda: (
            f"{_rate(_but('DL'), DECEMBER):.1%} of everyone else's flights, and {_rate(_only('DL'), DECEMBER):.1%} of "
            f"Delta's. {_missing():.1%} of everyone else's have no arrival delay at all; of Delta's it is "
            f"{_in_december(True)['arr_delay'].isna().mean():.1%}. Forgetting them would flatter everyone else."
        ),
        wrong=(
            Wrong(
                lambda: float((_in_december()["arr_delay"] >= LATE_BY).mean()),
                lambda: (
                    f"{_missing():.1%} of the flights are missing from it: cancelled and diverted ones have no "
                    "arrival delay, and `NaN >= 15` is False."
                ),
            ),
            Wrong(
                lambda: float((_in_december()["arr_delay"] > LATE_BY).mean()),
                "two kinds of flights are missing from it: cancelled and diverted ones (`NaN > 15` is False), and "
                "those exactly 15 minutes late (“15 or more” is `>=`).",
            ),
            Wrong(
                lambda: float((_in_december()["arr_delay"].dropna() >= LATE_BY).mean()),
                "you dropped the cancelled and diverted flights, below the line as well as above it. They were sold, "
                "and they failed.",
            ),
            Wrong(
                lambda: float(((_in_december()["arr_delay"] >= LATE_BY) | _in_december()["dep_delay"].isna()).mean()),
                "the diverted flights are missing: they left, so `dep_delay` is there, but `arr_delay` is not.",
            ),
            Wrong(
                lambda: float(((_in_december()["arr_delay"] > LATE_BY) | _in_december()["arr_delay"].isna()).mean()),
                "flights that were exactly 15 minutes late are missing: “15 or more” is `>=`.",
            ),
            Wrong(
                lambda: float(((_in_december()["dep_delay"] >= LATE_BY) | _in_december()["dep_delay"].isna()).mean()),
                "that goes by the departure. Travellers care when they arrive: use `arr_delay`.",
            ),
            Wrong(
                _missing,
                "those are the cancelled and diverted flights alone. The late ones belong to it as well.",
            ),
            Wrong(
                lambda: float(_lost()[_in_december(None).index].mean()),
                "that is the share over all carriers, with Delta among them: leave Delta out, by `~delta`.",
            ),
            Wrong(
                lambda: _rate(_only("DL"), DECEMBER),
                "that is Delta's share. The question asks for everyone else's: `~delta`.",
            ),
            Wrong(
                lambda: float(_lost()[_flights()["carrier"] != "DL"].mean()),
                "that is everyone else's share over the whole year: take December.",
            ),
            Wrong(
                lambda: float((_lost() & (_flights()["carrier"] != "DL"))[_in_december(None).index].mean()),
                "that divides by all flights of December, Delta's among them: the wrong base.",
            ),
            Wrong(
                lambda: 1 - _rate(_but("DL"), DECEMBER),
                "that is the share that went well: you have the two the wrong way round.",
            ),
        ),
        share=True,
    ),
    hints=(
        "First make a column of True and False for all flights: was this one late or lost? Its mean is a share.",
        "A flight without an arrival delay was cancelled or diverted. `.isna()` is True for it.",
        'Then choose rows: December and not Delta, `(flights["month"] == 12) & ~delta`.',
    ),
    explanation=(
        "A comparison with a missing value is False, so the flights that failed most completely would count as good. "
        "Here that would not only be wrong, it would be unfair: everyone else cancelled far more in December than "
        "Delta did."
    ),
    code=(
        'lost = flights["arr_delay"].isna() | (flights["arr_delay"] >= 15)\n'
        'december = flights["month"] == 12\n'
        "answer_6 = lost[december & ~delta].mean()"
    ),
)

# --- 02.7 The difference in differences ----------------------------------------------------------------------


@cache
def _lead(counts: Callable[[], pd.DataFrame] = _counts) -> pd.Series:
    """Delta's share minus everyone else's, by month."""
    return _monthly(DELTA, counts()) - _monthly(_but("DL"), counts())


def _gain(lead: pd.Series) -> float:
    return float(lead[DECEMBER] - lead[AUGUST])


def _delta_beyond() -> float:
    return 100 * _gain(_lead())


@cache
def _counts_of_arrived() -> pd.DataFrame:
    """As `_counts`, of the flights that arrived only."""
    arrived = _flights()["arr_delay"].notna()
    return _count(_lost()[arrived], _flights()[arrived])


def _mean_of_carriers() -> float:
    """Delta's change minus the mean of the other carriers' own changes, in points."""
    shares = (_counts()["lost"] / _counts()["flights"]).unstack("month")
    changes = shares[DECEMBER] - shares[AUGUST]
    return float(100 * (changes["DL"] - changes.drop("DL").mean()))


def _everybody(counts: pd.DataFrame) -> pd.DataFrame:
    return counts


def _delta_change() -> float:
    return 100 * _change(_only("DL"), AUGUST, DECEMBER)


CHECK_7 = Check(
    id="02.7",
    title="Delta's rise beside everyone else's",
    variable="answer_7",
    judge=Number(
        _delta_beyond,
        tolerance=0.06,
        because="One decimal is asked for, which rounds by 0.05; nothing is drawn at random.",
        right=lambda: (
            f"{signed(_delta_beyond())} points. Delta's share rose by {_delta_change():.1f} points, everyone else's "
            f"by {100 * _change(_but('DL'), AUGUST, DECEMBER):.1f}. Reported alone it is “late flights up "
            f"{_relative(_only('DL'), AUGUST, DECEMBER):.0%}”; beside the others it looks like a gain. How sure, and "
            "whose doing, are the next two questions."
        ),
        wrong=(
            Wrong(_delta_change, "that is Delta's own change. Take everyone else's away from it."),
            Wrong(
                lambda: 100 * _change(_but("DL"), AUGUST, DECEMBER),
                "that is everyone else's change. Take it away from Delta's.",
            ),
            Wrong(
                lambda: _delta_change() + 100 * _change(_but("DL"), AUGUST, DECEMBER),
                "that adds the two changes: take everyone else's away.",
            ),
            Wrong(
                lambda: -_delta_beyond(),
                "the sign is turned round: Delta's change comes first, and everyone else's is taken away from it.",
            ),
            Wrong(
                lambda: _delta_beyond() / 100,
                "that is right as a share, and the question asks for points: multiply by 100.",
            ),
            Wrong(
                lambda: 100 * float(_lead()[DECEMBER]),
                lambda: (
                    "that is Delta's lead in December alone. It had a lead in August too, of "
                    f"{_size(float(_lead()[AUGUST]))} points: only what came on top is a change."
                ),
            ),
            Wrong(
                lambda: 100 * float(_lead()[AUGUST]),
                "that is either Delta's lead in August alone, or the right sum without the cancelled flights: "
                "`NaN >= 15` is False.",
            ),
            Wrong(
                lambda: 100 * _gain(_lead(_counts_of_arrived)),
                "you dropped the cancelled and diverted flights. `share`, in the cell above, counts them as lost.",
            ),
            Wrong(
                lambda: 100 * (_change(_only("DL"), AUGUST, DECEMBER) - _change(_everybody, AUGUST, DECEMBER)),
                "that compares Delta with all carriers, itself among them. Compare it with everyone else.",
            ),
            Wrong(
                _mean_of_carriers,
                "that is a mean over carriers, in which one with a few dozen flights weighs as much as United. Put all "
                "their flights together, then divide.",
            ),
            Wrong(
                lambda: 100 * (_relative(_only("DL"), AUGUST, DECEMBER) - _relative(_but("DL"), AUGUST, DECEMBER)),
                "that takes one per cent from another, and they have different wholes. Subtract the shares.",
            ),
            Wrong(
                lambda: (
                    100
                    * (
                        _rate(_only("DL"), DECEMBER)
                        - _rate(_only("DL"), AUGUST) * (1 + _relative(_but("DL"), AUGUST, DECEMBER))
                    )
                ),
                "that supposes the same part for everybody. Here it is asked in points: one change minus the other.",
            ),
        ),
    ),
    hints=(
        '`share.loc["Delta", 12]` is one of the four numbers you need.',
        "Two changes, December minus August, one for each row. Then Delta's minus everyone else's, times 100.",
    ),
    explanation=lambda: (
        f"Delta went from {_rate(_only('DL'), AUGUST):.1%} to {_rate(_only('DL'), DECEMBER):.1%}, everyone else from "
        f"{_rate(_but('DL'), AUGUST):.1%} to {_rate(_but('DL'), DECEMBER):.1%}. The difference of the two differences "
        "is what is left once the season they share has been taken away, provided they share it."
    ),
    code=('change = share[12] - share[8]\nanswer_7 = 100 * (change["Delta"] - change["everyone else"])'),
)

# --- 02.8 How sure? ------------------------------------------------------------------------------------------


@cache
def _days(own: bool, month: int) -> np.ndarray:
    """Flights and lost flights of Delta, or of everyone else: shape (days of the month, 2)."""
    rows = ((_flights()["month"] == month) & ((_flights()["carrier"] == "DL") == own)).to_numpy()
    return _lost()[rows].groupby(_flights()["day"][rows]).agg(["size", "sum"]).to_numpy(float)


@cache
def _drawn(own: bool, month: int, seed: int | None = None) -> np.ndarray:
    """Share late or lost in each resample of the month's days, in points."""
    days = _days(own, month)
    weights = day_weights(len(days), DRAWS, month if seed is None else seed)
    return 100 * (weights @ days[:, 1]) / (weights @ days[:, 0])


def _drawn_change(own: bool, before: int = AUGUST, after: int = DECEMBER, other: int = 0) -> np.ndarray:
    """other: added to the seeds, to draw other days"""
    return _drawn(own, after, after + other) - _drawn(own, before, before + other)


def _drawn_gain(before: int = AUGUST, after: int = DECEMBER) -> np.ndarray:
    return _drawn_change(True, before, after) - _drawn_change(False, before, after)


def _by_days() -> tuple[float, float]:
    return ends(_drawn_gain())


def _daily_average() -> tuple[float, float]:
    """What an average of each day's shares gives, every day weighing the same."""
    drawn = {}
    for own in (True, False):
        for month in (AUGUST, DECEMBER):
            days = _days(own, month)
            weights = day_weights(len(days), DRAWS, month)
            drawn[own, month] = 100 * (weights @ (days[:, 1] / days[:, 0])) / len(days)
    return ends(drawn[True, DECEMBER] - drawn[True, AUGUST] - drawn[False, DECEMBER] + drawn[False, AUGUST])


def _by_flights() -> tuple[float, float]:
    """What resampling single flights gives, by its normal approximation: variances p (1 - p) / n, added."""
    cells = [(_rate(pick, month), pick, month) for pick in (_only("DL"), _but("DL")) for month in (AUGUST, DECEMBER)]
    variance = sum(
        share * (1 - share) / pick(_counts()).xs(month, level="month")["flights"].sum() for share, pick, month in cells
    )
    spread = 1.96 * 100 * float(np.sqrt(variance))
    return _delta_beyond() - spread, _delta_beyond() + spread


def _fewest_and_most() -> tuple[int, int]:
    """Flights of Delta on its emptiest and its fullest day of the two months."""
    flights = np.concatenate([_days(True, AUGUST)[:, 0], _days(True, DECEMBER)[:, 0]])
    return int(flights.min()), int(flights.max())


def _points(interval: Iterable[float]) -> str:
    low, high = interval
    return f"{signed(low)} to {signed(high)} points"


CHECK_8 = Check(
    id="02.8",
    title="how sure: the interval, by days",
    variable="answer_8",
    judge=Interval(
        _by_days,
        tolerance=0.4,
        because=(
            "From seed to seed an end moves by about 0.15 points with 2,000 resamples and by up to 0.4 with 400; "
            "resampling flights in place of days moves each by over 1."
        ),
        right=lambda: (
            f"{_points(_by_days())}. Chance in the days alone doesn't make a gain of {_size(_gain(_lead()))} points. "
            f"Drawing single flights would give {_points(_by_flights())}, which is too sure: flights of one day share "
            "its weather. But an interval knows only chance. It doesn't ask whether the comparison is fair."
        ),
        near=(
            Wrong(
                _daily_average,
                lambda: (
                    f"you averaged the days' own shares, so a day on which Delta had {_fewest_and_most()[0]} flights "
                    f"weighs as much as one with {_fewest_and_most()[1]}: add up, then divide."
                ),
            ),
            Wrong(
                lambda: (_by_days()[0] / 100, _by_days()[1] / 100),
                "those are shares, and the question asks for points: multiply both ends by 100.",
            ),
        ),
        nearness=0.05,
        wrong=(
            Wrong(lambda: ends(_drawn_gain(), 5, 95), NINETY),
            Wrong(
                _by_flights,
                lambda: (
                    f"that is as narrow as resampling single flights ({_points(_by_flights())}). Flights of one day "
                    "share its weather, so draw whole days."
                ),
            ),
            Wrong(
                lambda: ends(_drawn_change(True) - _drawn_change(False, other=100)),
                "you drew other days for everyone else than for Delta. One storm hits both, so use the same `weights`.",
            ),
            Wrong(
                lambda: ends(_drawn_change(True)),
                "that is the interval of Delta's own change: take everyone else's away first.",
            ),
            Wrong(
                lambda: ends(_drawn_change(False)),
                "that is the interval of everyone else's change: take it away from Delta's.",
            ),
            Wrong(
                lambda: ends(_drawn(True, DECEMBER) - _drawn(False, DECEMBER)),
                "that is Delta's lead in December: take its lead in August away, draw by draw.",
            ),
            Wrong(
                lambda: (
                    ends(_drawn_change(True))[0] - ends(_drawn_change(False))[0],
                    ends(_drawn_change(True))[1] - ends(_drawn_change(False))[1],
                ),
                "you took percentiles of each first, and subtracted them. Subtract draw by draw, then take "
                "percentiles.",
            ),
            Wrong(
                lambda: ends(_drawn_gain(), 0.025, 0.975),
                FROM_0_TO_100,
            ),
        ),
    ),
    hints=(
        '`drawn("Delta", 12)` holds 2,000 shares for December, one for each time the days were drawn anew.',
        "You need four such arrays. They take + and − like single numbers: the same sum as in 02.7.",
        "Of the 2,000 differences of differences, times 100, take `np.percentile(…, [2.5, 97.5])`.",
    ),
    explanation=(
        "Each draw is a month that might have been: some days twice, some not at all, with all their flights, Delta's "
        "and everyone else's alike. A storm that is drawn twice counts twice for both, and so mostly cancels out. The "
        "middle 95% of the 2,000 results is the interval."
    ),
    code=(
        'delta_change = drawn("Delta", 12) - drawn("Delta", 8)\n'
        'others_change = drawn("everyone else", 12) - drawn("everyone else", 8)\n'
        "answer_8 = 100 * np.percentile(delta_change - others_change, [2.5, 97.5])"
    ),
)

# --- 02.9 Pairs of months in which nothing was done ----------------------------------------------------------


def _pairs_as_good(pairs: Callable[..., Iterable[tuple[int, int]]] = combinations) -> list[tuple[int, int]]:
    """Pairs of months (before, after) in which Delta gained at least as much as from August to December."""
    lead = _lead()
    return [(a, b) for a, b in pairs(range(1, 13), 2) if lead[b] - lead[a] <= _gain(lead)]


def _own_falls() -> int:
    """Pairs of months in which Delta's own share fell by as much, whatever everyone else's did."""
    own = _monthly(DELTA)
    return sum(own[b] - own[a] <= _gain(_lead()) for a, b in combinations(range(1, 13), 2))


def _lead_by_season() -> str:
    lead = _lead()
    return (
        f"{_size(float(lead[1]))} points in January, {_size(float(lead[2]))} in February and "
        f"{_size(float(lead[DECEMBER]))} in December, but {_size(float(lead[AUGUST]))} in August"
    )


def _from_january() -> str:
    gain = 100 * float(_lead()[DECEMBER] - _lead()[1])
    return f"{signed(gain)} points ({_points(ends(_drawn_gain(1, DECEMBER)))})"


def _where_they_end() -> str:
    months = {after for _, after in _pairs_as_good()}
    return (
        f"every one of them ends in {MONTHS[months.pop() - 1]}"
        if len(months) == 1
        else f"they end in {len(months)} different months"
    )


CHECK_9 = Check(
    id="02.9",
    title="the other pairs of months",
    variable="answer_9",
    judge=Number(
        lambda: float(len(_pairs_as_good())),
        tolerance=0.4,
        because="It is a count of pairs.",
        right=lambda: (
            f"{len(_pairs_as_good())} of 66. Which are they, and what do they have in common? "
            "The cell below is for looking."
        ),
        wrong=(
            Wrong(
                lambda: float(len(_pairs_as_good()) - 1),
                "one too few. The pair August and December counts itself, so compare by `<=`; and take `share` as it "
                "is, unrounded, with the cancelled flights in it.",
            ),
            Wrong(
                lambda: float(len(_pairs_as_good(pairs=permutations))),
                "that counts losses, or pairs that run backwards, as gains: leave `abs` out, and take `pairs` as it "
                "is, the earlier month first.",
            ),
            Wrong(
                lambda: float(sum(_lead()[b] < _lead()[a] for a, b in combinations(range(1, 13), 2))),
                "that counts every pair with any gain. Count those with at least as much as August and December.",
            ),
            Wrong(
                lambda: float(_own_falls()),
                "that goes by Delta's own share alone. Take everyone else's change away in each pair.",
            ),
            Wrong(
                lambda: float(66 - len(_pairs_as_good())),
                "those are the pairs with a smaller gain: you have it the wrong way round. A gain is negative, so at "
                "least as much is `<=`.",
            ),
            Wrong(
                lambda: float(67 - len(_pairs_as_good())),
                "you counted with `>=`: a gain is negative, so at least as much is `<=`.",
            ),
            Wrong(lambda: len(_pairs_as_good()) / 66, "that is the share of the pairs. The question asks how many."),
        ),
    ),
    hints=(
        "Delta's lead in each month is one row minus the other: `lead = share.loc[…] - share.loc[…]`.",
        "The gain of one pair is `lead[after] - lead[before]`. Fewer late flights are better, so a gain is negative.",
        "`sum(… for before, after in pairs)` counts how often a condition is True.",
    ),
    explanation=lambda: (
        f"{len(_pairs_as_good())} pairs, and {_where_they_end()}. A comparison works when both would have moved alike. "
        f"Here they don't: Delta's lead is {_lead_by_season()}. Taking away a season they share doesn't help where "
        f"the lead itself moves by month. Compared with the winter before, from January to December, what is left is "
        f"{_from_january()}."
    ),
    code=(
        'lead = share.loc["Delta"] - share.loc["everyone else"]\n'
        "gain = lead[12] - lead[8]\n"
        "answer_9 = sum(lead[after] - lead[before] <= gain for before, after in pairs)"
    ),
)

# --- 02.10 Those who wait for the rest -----------------------------------------------------------------------


@cache
def _contacts_drawn() -> np.ndarray:
    """Of 100 split orders, how many asked before and after the change, in each resample: (DRAWS, 2)."""
    return _redrawn([_contacted()], _split())[0]


def _by_customers(low: float = 2.5, high: float = 97.5) -> tuple[float, float]:
    return ends(_contacts_drawn()[:, 1] - _contacts_drawn()[:, 0], low, high)


@cache
def _customers_average() -> tuple[float, float]:
    """What an average of each customer's own rate gives, every customer weighing the same."""
    orders, asked = _by_customer([_contacted()], _split())
    weights, ordered = day_weights(len(orders), DRAWS, SEED), orders > 0
    rates = (weights @ (asked[0] / np.maximum(orders, 1))) / (weights @ ordered)
    return ends(rates[:, 1] - rates[:, 0])


@cache
def _other_orders(which: str) -> tuple[float, float]:
    """The interval for other orders or another measure; it only has to be recognised, so fewer draws will do."""
    measure = _kpi() if which == "kpi" else _contacted()
    return _change_ends(measure, {"all": _split() | ~_split(), "whole": ~_split(), "kpi": _split()}[which], 500)


def _asked(after: bool) -> float:
    return float(_contacted()[_split() & (_after() == after)].mean())


CHECK_10 = Check(
    id="02.10",
    title="those who wait for the rest",
    variable="answer_10",
    judge=Interval(
        _by_customers,
        tolerance=0.3,
        because="From seed to seed an end moves by about 0.1 points with 2,000 resamples and by up to 0.3 with 400.",
        right=lambda: (
            f"{_points(_by_customers())}; {_asked(False):.1f} of 100 asked before, {_asked(True):.1f} after. 0 lies "
            "within, so chance is enough to explain the change. That is not proof that nothing changed: a rise of "
            f"{_by_customers()[1]:.0f} points, or a fall of {abs(_by_customers()[0]):.0f}, would fit as well "
            "(simulated data)."
        ),
        near=(
            Wrong(
                lambda: (_by_customers()[0] / 100, _by_customers()[1] / 100),
                "those are shares, and the question asks for points: multiply both ends by 100.",
            ),
        ),
        nearness=0.015,
        wrong=(
            Wrong(lambda: _by_customers(5, 95), NINETY),
            Wrong(
                _customers_average,
                "you averaged each customer's own rate, so a customer with one order weighs as much as one with "
                "several: add up who asked, add up orders, then divide.",
            ),
            Wrong(
                lambda: _other_orders("all"),
                "that is for all orders: the question asks for those in more than one parcel.",
            ),
            Wrong(
                lambda: _other_orders("whole"),
                "that is for orders in one parcel: the question asks for those in more than one.",
            ),
            Wrong(
                lambda: _other_orders("kpi"),
                "that is the change of the KPI, the first parcel on time. The question asks who had to ask.",
            ),
            Wrong(
                lambda: ends(_contacts_drawn()[:, 1]),
                "that is how many asked after the change: take how many asked before away from it.",
            ),
            Wrong(
                lambda: ends(_contacts_drawn()[:, 0]),
                "that is how many asked before the change: take it away from how many asked after.",
            ),
            Wrong(
                lambda: ends(100 * (_contacts_drawn()[:, 1] / _contacts_drawn()[:, 0] - 1)),
                "that is the change in per cent. The question asks for points: after minus before.",
            ),
        ),
    ),
    hints=(
        '`draws @ counts["sum"].to_numpy()` says how many asked, once for each draw: column 0 before the change, '
        "column 1 after it.",
        'Divide it by the same with `counts["size"]`, the number of orders. That is a share for each draw, before and '
        "after.",
        "Take column 0 from column 1, times 100: `rate[:, 1] - rate[:, 0]`. Then `np.percentile(…, [2.5, 97.5])`.",
    ),
    explanation=(
        "Orders of one customer are not independent facts, so customers are drawn, each with all their orders. Add up "
        "who asked, add up orders, and only then divide. The change is the difference between the two columns, draw "
        "by draw."
    ),
    code=(
        'asked = draws @ counts["sum"].to_numpy()\n'
        'rate = asked / (draws @ counts["size"].to_numpy())\n'
        "answer_10 = 100 * np.percentile(rate[:, 1] - rate[:, 0], [2.5, 97.5])"
    ),
)

CHECKS: tuple[Check, ...] = (
    CHECK_1, CHECK_2, CHECK_3, CHECK_4, CHECK_5, CHECK_6, CHECK_7, CHECK_8, CHECK_9, CHECK_10,
)  # fmt: skip
