"""Exercise 08, Size the opportunity: its tables and its checks.

Two sources, each named where it is used. The courier of tables 1 and 3 to 5 and its tests (08.1, 08.3 to 08.6, 08.9 to
08.11) are invented. Table 2, 08.7 and 08.8 count `load("flights")`, under the assumptions of lesson 08. Expected
values, known wrong ones and the numbers in messages are computed when they are needed.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from functools import cache
from itertools import pairwise, permutations
from typing import NamedTuple

import numpy as np
import pandas as pd

from ops2pm.checks import Check, Interval, Number, OneOf, Option, Wrong
from ops2pm.data import load
from ops2pm.exercises import Table
from ops2pm.exercises.shares import ends
from ops2pm.models.opportunity import Opportunity
from ops2pm.models.sizing import EIGHT_IN_TEN, eight_in_ten
from ops2pm.models.stranding import Queues, Timetable, queues, timetable
from ops2pm.models.testing_order import expected_days
from ops2pm.ui.markup import listed

WISHES = (40, 55, 35, 90, 60, 45, 120, 50, 30, 75)
"""Parcels for which people would choose the evening, on each of ten days."""
PLACES = (60, 50, 70, 40, 65, 55, 30, 60, 75, 45)
"""Free places in the evening vans. A busy day has many wishes and few places: parcels fill both."""

LOADS = (70, 75, 80, 85, 90, 95)
"""Per cent of seats sold, in table 2."""


class Factor(NamedTuple):
    """One factor of the courier's sizing: a share, or (parcels) a number."""

    label: str
    low: float
    base: float
    high: float
    tag: str

    @property
    def is_share(self) -> bool:
        return self.high <= 1

    def print(self, value: float) -> str:
        return f"{value:.0%}" if self.is_share else f"{value:,.0f}"


FACTORS = {
    "parcels": Factor("parcels to homes, a year", 2_200_000, 2_400_000, 2_600_000, "known: the bills"),
    "absent": Factor("nobody is at home", 0.04, 0.08, 0.11, "sourced: three other couriers"),
    "read": Factor("read the message in time", 0.40, 0.60, 0.80, "guess"),
    "chosen": Factor("choose the evening", 0.15, 0.25, 0.35, "guess"),
    "place": Factor("find a place in the van", 0.60, 0.70, 0.80, "known: counted on ten days"),
}
COST, TRIP = 36_000, 2.40
"""Dollars: what the service costs a year, and what a second trip costs."""

VANS, VAN_DAYS, STOPS, STOPS_ABSENT = 130, 300, 45, 0.106
"""The second route: vans, days a year, stops of a van a day, share of stops where nobody is at home."""


class Test(NamedTuple):
    """A test of an assumption: days it takes, and the chance that it ends the idea."""

    label: str
    days: float
    ends: float


TESTS = {
    "value": Test("value: offer the evening on the tracking page, and count who clicks", 6, 0.30),
    "usability": Test("usability: watch people answer the message", 5, 0.20),
    "viability": Test("viability: ask the city whether vans may run after 20:00", 3, 0.05),
    "feasibility": Test("feasibility: plan the evening rounds for a depot", 12, 0.35),
}
SIX = {
    "plan": Test("plan the evening rounds", 12, 0.30),
    "permit": Test("get the city's permit for a street", 8, 0.05),
    "pilot": Test("run it on that street", 10, 0.50),
    "message": Test("watch people answer the message", 3, 0.10),
    "price": Test("ask shops to pay for it", 5, 0.20),
    "page": Test("offer it on the tracking page", 4, 0.25),
}
BEFORE, AFTER = "permit", "pilot"
"""Item 08.11: the street can only be tried once its permit is there."""

SOLD = 0.85
"""Items 08.7 and 08.8: the share of seats sold."""
WORST = 10
"""Days of item 08.7."""

TAKE_UPS = (0.0, 0.01, 0.02, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.7, 1.0)
TAKE_UP = (0.02, 0.10, 0.40)
"""Item 08.8: shares of those left behind who ask, in the notebook's table; and what is guessed of it."""

DRAWS, SEED = 20_000, 8


# --- Table 1 and 08.1: a wish isn't a place ------------------------------------------------------------------


@cache
def by_day() -> Table:
    """Table 1: wishes and free places on ten days."""
    days = [*map(str, range(1, len(WISHES) + 1)), "sum"]
    frame = pd.DataFrame(
        {
            "would choose the evening": [*WISHES, sum(WISHES)],
            "free places in the evening vans": [*PLACES, sum(PLACES)],
        },
        index=pd.Index(days, name="day"),
    )
    caption = "Table 1. Parcels of ten days. A parcel that finds no place waits until the next day's van. Invented."
    return Table(caption, frame)


def _spared(ask: float = 1.0) -> float:
    """Second trips spared in the ten days, if this part of the wishes is uttered."""
    return float(np.minimum(ask * np.array(WISHES), PLACES).sum())


def _turned_away() -> float:
    return sum(WISHES) - _spared()


def _said_of_half() -> str:
    return (
        f"If half as many asked, it would be {_spared(0.5):.0f}, which is {_spared(0.5) / _spared():.0%} of that and "
        "not half: fewer are in each other's way."
    )


CHECK_1 = Check(
    id="08.1",
    title="a wish isn't a place",
    question=(
        "Each wish that finds a place spares a second trip. A place left over today can't be used tomorrow. How many "
        "second trips are spared in these ten days?"
    ),
    unit="second trips",
    judge=Number(
        _spared,
        tolerance=0.5,
        because="The answer is a whole number, and nothing has to be rounded.",
        right=lambda: (
            f"{_spared():.0f}, of {sum(WISHES)} wishes. The sums promised {min(sum(WISHES), sum(PLACES))}: a sum lets "
            f"a place of day 9 serve a wish of day 7. {_said_of_half()}"
        ),
        wrong=(
            Wrong(
                lambda: float(sum(WISHES)),
                "that is every wish. On some days there are fewer places than wishes.",
            ),
            Wrong(
                lambda: float(sum(PLACES)),
                "that is every place, also the smaller of the two sums. On some days places stay empty, and these "
                "can't be kept for another day: go day by day.",
            ),
            Wrong(
                _turned_away,
                "those are the wishes that find no place. How many do find one?",
            ),
            Wrong(
                lambda: float(np.maximum(0, np.array(PLACES) - WISHES).sum()),
                "those are the places that stay empty. How many are used?",
            ),
            Wrong(
                lambda: float(np.maximum(WISHES, PLACES).sum()),
                "you took the larger of the two on each day. More can't be spared than there are wishes, or places.",
            ),
            Wrong(
                lambda: _spared() / len(WISHES),
                "that is an average day. The question is about the ten days together.",
            ),
            Wrong(
                lambda: float(sum(wish for wish, place in zip(WISHES, PLACES, strict=True) if wish <= place)),
                "you counted only the days on which everybody finds a place. On the other days some do as well.",
            ),
        ),
    ),
    hints=(
        "On day 1 there are fewer wishes than places; on day 4 it is the other way round. What is spared on each?",
        "Each day it is the smaller of the two. Then add up the ten.",
    ),
    explanation=lambda: (
        f"Each day the smaller of the two, added up: {_spared():.0f}. {_turned_away():.0f} wishes find no place, and "
        f"{sum(PLACES) - _spared():.0f} places stay empty, on other days. {_said_of_half()}"
    ),
)

# --- The flights of table 2, 08.7 and 08.8 -------------------------------------------------------------------


@cache
def _times() -> Timetable:
    return timetable(load("flights"), load("seats"))


@cache
def _queues(rule: str) -> Queues:
    return queues(_times(), rule)


def _seats() -> np.ndarray:
    """Seats of each cancelled flight."""
    return _times().seats[_times().cancelled]


@cache
def _stranded(rule: str, sold: float) -> np.ndarray:
    """Travellers of each cancelled flight who are stranded under a rule, with this share of seats sold."""
    return _queues(rule).stranded_share(sold) * sold * _seats()


# --- Table 2 and 08.2: one cause moves both ------------------------------------------------------------------


@cache
def _by_load() -> pd.DataFrame:
    """A row a load: stranded today, share of them (0 to 1) who find a seat with any carrier, nights spared."""
    stranded = np.array([_stranded("family", load_ / 100).sum() for load_ in LOADS])
    nights = stranded - [_stranded("any carrier", load_ / 100).sum() for load_ in LOADS]
    return pd.DataFrame({"stranded": stranded, "found": nights / stranded, "nights": nights}, index=list(LOADS))


@cache
def by_load() -> Table:
    """Table 2: stranded, and how many of them another carrier has a seat for."""
    found = _by_load()
    frame = pd.DataFrame(
        {
            "stranded today": found["stranded"],
            "of these find a seat, %": 100 * found["found"],
            "nights spared": found["nights"],
        }
    ).set_axis(pd.Index([f"{sold}%" for sold in LOADS], name="seats sold"))
    caption = (
        "Table 2. Travellers of a year who are stranded, and what it spares if all of them may take a later seat of "
        "any carrier from the same airport. Flights of 2013 from New York's three airports; how many seats were sold "
        "is assumed, alike on all flights."
    )
    return Table(caption, frame, {"stranded today": ",.0f", "of these find a seat, %": ".1f", "nights spared": ",.0f"})


def _colleague() -> tuple[float, float]:
    """Lowest × lowest and highest × highest of the two factors."""
    found = _by_load()
    return (
        float(found["stranded"].min() * found["found"].min()),
        float(found["stranded"].max() * found["found"].max()),
    )


def _true_ends() -> tuple[float, float]:
    nights = _by_load()["nights"]
    return float(nights.min()), float(nights.max())


def _width(ends: tuple[float, float]) -> float:
    return ends[1] - ends[0]


def _times_as_wide() -> float:
    return _width(_colleague()) / _width(_true_ends())


def _first_to_last() -> float:
    nights = _by_load()["nights"]
    return float(abs(nights.iloc[0] - nights.iloc[-1]))


CHECK_2 = Check(
    id="08.2",
    title="one cause moves both",
    question=(
        "A colleague has only the two columns in the middle. Multiply their two smallest numbers, then their two "
        "largest: that is his range of nights. How many times as wide is that range as the last column's? Give one "
        "decimal."
    ),
    unit="times",
    judge=Number(
        _times_as_wide,
        tolerance=0.06,
        because="One decimal is asked for, which rounds by 0.05; the digits that table 2 leaves out move it by 0.01.",
        right=lambda: (
            f"{_times_as_wide():.1f} times: {_colleague()[0]:,.0f} to {_colleague()[1]:,.0f} against "
            f"{_true_ends()[0]:,.0f} to {_true_ends()[1]:,.0f}. No share of seats sold gives his ends. Many are "
            "stranded when planes are full, and then few find a seat: one cause moves both, in opposite directions."
        ),
        wrong=(
            Wrong(
                lambda: _width(_colleague()) / _first_to_last(),
                "you took the last column's first and last row. Its highest value stands between them.",
            ),
            Wrong(
                lambda: 1 / _times_as_wide(),
                "you divided the wrong way round: the colleague's width goes on top.",
            ),
            Wrong(
                lambda: _colleague()[1] / _true_ends()[1],
                "that compares the two upper ends. A width is the upper end minus the lower one.",
            ),
            Wrong(
                lambda: _colleague()[1] / _colleague()[0],
                "that is the colleague's upper end divided by his lower one. Subtract them, and do the same with the "
                "last column.",
            ),
            Wrong(
                lambda: _colleague()[1] / _colleague()[0] / (_true_ends()[1] / _true_ends()[0]),
                "you divided each upper end by its lower one. A width is their difference: subtract.",
            ),
            Wrong(
                lambda: _width(_colleague()),
                "that is how wide the colleague's range is, in nights. How wide is that of the last column?",
            ),
            Wrong(
                lambda: 100 * _times_as_wide(),
                lambda: (
                    f"you took the per cent for plain numbers: {_by_load()['found'].iloc[0]:.1%} of the stranded is "
                    f"{_by_load()['found'].iloc[0]:.3f} times as many."
                ),
            ),
            Wrong(
                lambda: _times_as_wide() - 1,
                "that is how many times *wider* in the strict sense. The question asks how many times *as* wide.",
            ),
        ),
    ),
    hints=(
        "His lower end: the fewest stranded × the smallest share that finds a seat. They stand in different rows.",
        "Width is highest minus lowest. In the last column the highest stands in neither the first row nor the last.",
    ),
    explanation=lambda: (
        f"His range: {_colleague()[0]:,.0f} to {_colleague()[1]:,.0f}. The last column: {_true_ends()[0]:,.0f} to "
        f"{_true_ends()[1]:,.0f}. {_times_as_wide():.1f} times as wide, since he lets both factors be low at once. "
        "How full the planes are decides both, and it never does that."
    ),
)

# --- Table 3 and 08.3: what drives it ------------------------------------------------------------------------


@cache
def by_factor() -> Table:
    """Table 3: the courier's sizing, factor by factor."""
    frame = pd.DataFrame(
        [
            (*(factor.print(value) for value in (factor.low, factor.base, factor.high)), factor.tag)
            for factor in FACTORS.values()
        ],
        index=pd.Index([factor.label for factor in FACTORS.values()], name="factor"),
        columns=["low", "base", "high", "how it is known"],
    )
    caption = (
        "Table 3. Second trips spared a year = the product of five factors, each share a share of those before it. "
        f"With every factor at its base: {_base():,.0f}. Assumed: whoever has chosen the evening is at home then. "
        "Invented."
    )
    return Table(caption, frame)


def _total(**moved: float) -> float:
    """The product, with some factors moved from their base."""
    return math.prod(moved.get(name, factor.base) for name, factor in FACTORS.items())


def _base() -> float:
    return _total()


def _swing(name: str) -> tuple[float, float]:
    """The total with one factor at its low end, and at its high end."""
    return _total(**{name: FACTORS[name].low}), _total(**{name: FACTORS[name].high})


def _driver() -> str:
    return max(FACTORS, key=lambda name: _width(_swing(name)))


def _points(name: str) -> float:
    factor = FACTORS[name]
    return 100 * (factor.high - factor.low)


def _why_driver(name: str) -> str:
    low, high = _swing(name)
    moves = f"from {low:,.0f} to {high:,.0f}, by {high - low:,.0f}"
    if name == _driver():
        return (
            f"it moves the total {moves}: more than any other. It spans only {_points(name):.0f} points, and they are "
            f"{(high - low) / _base():.0%} of its base. It has a source, too. A source says where a number is from, "
            "not how well you know it."
        )
    if name == "parcels":
        return (
            f"it moves the total {moves}. {FACTORS[name].high - FACTORS[name].low:,.0f} parcels sound like much; held "
            f"against {FACTORS[name].base:,.0f} it is little."
        )
    ending = {
        "read": f"It spans {_points(name):.0f} points, the most of all, but of a large base. Divide by the base.",
        "chosen": "It is a guess and moves a lot. Still, another one moves more: work out each.",
        "place": "That it was counted on only ten days is a fair doubt, but its range allows for it.",
    }[name]
    return f"it moves the total {moves}. {ending}"


CHECK_3 = Check(
    id="08.3",
    title="what drives it",
    question=(
        "Move one factor from its low end to its high end, and leave the others at their base. Which one moves the "
        "total most?"
    ),
    judge=OneOf(
        tuple(
            Option(name, lambda name=name: FACTORS[name].label, lambda name=name: _why_driver(name))
            for name in ("parcels", "absent", "read", "chosen", "place")
        ),
        right="absent",
    ),
    hints=(
        "In a product, what counts is by how many per cent a factor moves, not by how many points.",
        "For each row: (high − low) ÷ base.",
    ),
    explanation=lambda: (
        "(high − low) ÷ base: "
        + listed(f"{factor.label} {_width(_swing(name)) / _base():.0%}" for name, factor in FACTORS.items())
        + ". Seven points of eight are a lot; forty points of sixty are less. It is also the cheapest to find out: one "
        "depot, one week, one tick mark for each closed door."
    ),
)

# --- 08.4 The flip value -------------------------------------------------------------------------------------


def _needed() -> float:
    """Second trips that must be spared in a year to pay for the service."""
    return COST / TRIP


def _flip(name: str = "chosen") -> float:
    """The value of one factor, in per cent, at which the total is just what is needed; the others at base."""
    return 100 * FACTORS[name].base * _needed() / _base()


def _left_out(*names: str) -> float:
    """The flip value if somebody forgets other factors."""
    return _flip() * math.prod(FACTORS[name].base for name in names)


CHECK_4 = Check(
    id="08.4",
    title="the flip value",
    question=(
        f"The service costs ${COST:,} a year, a second trip ${TRIP:.2f}. With every other factor of table 3 at its "
        "base: of those who read the message, what per cent must choose the evening for the service to pay for itself? "
        "Give one decimal."
    ),
    unit="%",
    judge=Number(
        _flip,
        tolerance=0.06,
        because="One decimal is asked for, which rounds by 0.05; the table's factors are exact.",
        right=lambda: (
            f"{_flip():.1f}%, and the range of table 3 goes from {FACTORS['chosen'].low:.0%} to "
            f"{FACTORS['chosen'].high:.0%}. The flip value lies inside it: this guess can turn the decision. So it "
            "does for two factors more: nobody at home, which flips at "
            f"{_flip('absent'):.1f}%, and reading in time, at {_flip('read'):.1f}%."
        ),
        wrong=(
            Wrong(
                lambda: _flip() / 100,
                "you gave a share. The question asks for per cent: multiply by 100.",
            ),
            Wrong(
                lambda: 100 * _needed() / _base(),
                "that is what must be left of the base total. Apply it to the factor's own base.",
            ),
            Wrong(
                lambda: 100 * (1 - _needed() / _base()),
                "so much of the base total could be lost. What is left of the factor then?",
            ),
            Wrong(
                lambda: 100 * FACTORS["chosen"].base * _base() / _needed(),
                "you divided the wrong way round: what is needed goes on top, the base total below.",
            ),
            Wrong(
                lambda: 100 * FACTORS["chosen"].base * COST / _base(),
                f"you took ${COST:,} for second trips. How many second trips cost that much?",
            ),
            Wrong(
                lambda: _left_out("absent"),
                "you left out that mostly somebody is at home, and then there is no second trip to spare.",
            ),
            Wrong(
                lambda: _left_out("place"),
                "you left out that some find no place in the van.",
            ),
            Wrong(
                lambda: _left_out("read"),
                "that is a share of all messages. The question is about those who read theirs in time.",
            ),
            Wrong(
                lambda: _left_out("read", "place"),
                "you left out two factors: not all read the message, and not all find a place.",
            ),
            Wrong(
                _needed,
                "so many second trips must be spared. At which take-up are they?",
            ),
            Wrong(
                lambda: 100 * FACTORS["chosen"].base,
                "that is the base value. There the service brings more than it costs.",
            ),
        ),
    ),
    hints=(
        "First: how many second trips must be spared in a year to bring in what the service costs?",
        f"The base, {FACTORS['chosen'].base:.0%}, gives the base total. The total goes up and down in step with it.",
    ),
    explanation=lambda: (
        f"{COST:,} ÷ {TRIP:.2f} = {_needed():,.0f} second trips. The base total is {_base():,.0f} at "
        f"{FACTORS['chosen'].base:.0%}, so {FACTORS['chosen'].base:.0%} × {_needed():,.0f} ÷ {_base():,.0f} = "
        f"{_flip():.1f}%."
    ),
)

# --- Table 4 and 08.5: the cross-check -----------------------------------------------------------------------


def _stops() -> float:
    return VANS * VAN_DAYS * STOPS


def _second_route() -> float:
    return _stops() * STOPS_ABSENT * math.prod(FACTORS[name].base for name in ("read", "chosen", "place"))


@cache
def by_route() -> Table:
    """Table 4: two routes to the same number, step by step."""
    first = [factor.base for factor in FACTORS.values()]
    second = [_stops(), STOPS_ABSENT, *first[2:]]
    rows = [
        (FACTORS[name].print(mine) if name != "absent" else f"{mine:.1%}", shown, f"{mine / other:.2f}")
        for (name, mine), other, shown in zip(
            zip(FACTORS, first, strict=True),
            second,
            [f"{_stops():,.0f}", f"{STOPS_ABSENT:.1%}", *(f"{share:.0%}" for share in first[2:])],
            strict=True,
        )
    ]
    rows.append((f"{_base():,.0f}", f"{_second_route():,.0f}", f"{_base() / _second_route():.2f}"))
    frame = pd.DataFrame(
        rows,
        index=pd.Index([*(factor.label for factor in FACTORS.values()), "second trips spared, a year"], name="step"),
        columns=["route 1: the bills", "route 2: the vans", "route 1 ÷ route 2"],
    )
    caption = (
        f"Table 4. Route 2 comes from the drivers: {VANS} vans × {VAN_DAYS} days × {STOPS} stops, and the share of "
        "stops where nobody opens. The last three steps are table 3's on both routes. Invented."
    )
    return Table(caption, frame)


def _parts() -> tuple[float, float]:
    """How the first two steps differ, route 1 ÷ route 2."""
    return FACTORS["parcels"].base / _stops(), FACTORS["absent"].base / STOPS_ABSENT


def _ratio() -> float:
    return _base() / _second_route()


CHECK_5 = Check(
    id="08.5",
    title="two routes that agree",
    question="The two totals are nearly equal. What do you tell the meeting?",
    judge=OneOf(
        (
            Option(
                "close",
                lambda: f"The estimate is good to about {abs(_ratio() - 1):.0%}: two routes say so",
                lambda: (
                    f"look at the parts: {_parts()[0]:.2f} and {_parts()[1]:.2f} cancel out to {_ratio():.2f}. And in "
                    "three steps the routes use the same figures, so they would agree there whatever the truth is."
                ),
            ),
            Option(
                "take-up",
                lambda: f"The take-up of {FACTORS['chosen'].base:.0%} is confirmed, since both routes need it",
                "both routes took it from the same table. A number can't confirm itself: a cross-check checks only "
                "what the two routes don't share.",
            ),
            Option(
                "mean",
                "Take the mean of both: it is nearer the truth than either",
                "a mean helps where errors are independent. These two share three figures, and with them every error "
                "in those.",
            ),
            Option(
                "parts",
                "Two parts contradict each other, and three can't be checked so",
                lambda: (
                    f"{_parts()[0]:.2f} × {_parts()[1]:.2f} = {_ratio():.2f}. The bills count parcels and the drivers "
                    f"count stops; {_parts()[0]:.2f} parcels a stop may be the whole story, and then the totals "
                    "don't count the same thing either. Ask before you quote. The two guesses need a test, not "
                    "a second route."
                ),
            ),
        ),
        right="parts",
    ),
    hints=(
        "Look at the last column line by line before you look at its last line.",
        "In which lines do the two routes get their figures from different places?",
    ),
    explanation=lambda: (
        f"The ratio of the totals, {_ratio():.2f}, is a product: {_parts()[0]:.2f} × {_parts()[1]:.2f} × 1 × 1 × 1. "
        "The ones are no evidence, and the two others contradict each other. What two routes share, neither checks."
    ),
)

# --- Table 5 and 08.6: what to test first --------------------------------------------------------------------


def _expected(order: Sequence[str], tests: dict[str, Test]) -> float:
    """Days on average until it is known, if one stops at the first test that ends the idea."""
    return expected_days([tests[name].days for name in order], [tests[name].ends for name in order])


@cache
def _orders() -> dict[tuple[str, ...], float]:
    """Every order of the four tests, the shortest first."""
    found = {order: _expected(order, TESTS) for order in permutations(TESTS)}
    return dict(sorted(found.items(), key=lambda item: item[1]))


def _best_order() -> tuple[str, ...]:
    return next(iter(_orders()))


def _best_days() -> float:
    return _orders()[_best_order()]


def _cheapest_first() -> float:
    return _expected(sorted(TESTS, key=lambda name: TESTS[name].days), TESTS)


def _riskiest_first() -> float:
    return _expected(sorted(TESTS, key=lambda name: -TESTS[name].ends), TESTS)


def _all_days() -> float:
    return sum(test.days for test in TESTS.values())


def _ended_instead() -> float:
    """Best order, with the chance of the end taken for that of going on."""
    days, still = 0.0, 1.0
    for name in _best_order():
        days += still * TESTS[name].days
        still *= TESTS[name].ends
    return days


def _one_at_a_time() -> float:
    """Best order, each test's days weighted by the chance that the one before it, alone, didn't end it."""
    order = _best_order()
    return TESTS[order[0]].days + sum((1 - TESTS[before].ends) * TESTS[name].days for before, name in pairwise(order))


@cache
def by_test() -> Table:
    """Table 5: four tests of the courier's idea."""
    frame = pd.DataFrame(
        [(test.days, f"{test.ends:.0%}") for test in TESTS.values()],
        index=pd.Index([test.label for test in TESTS.values()], name="test"),
        columns=["days", "chance that it ends the idea"],
    )
    caption = "Table 5. Four tests, one after the other. The chances are guesses, and independent. Invented."
    return Table(caption, frame)


CHECK_6 = Check(
    id="08.6",
    title="what to test first",
    question=(
        "You stop at the first test that ends the idea. Choose the order that takes the fewest days on average. To one "
        "decimal, how many days is that?"
    ),
    unit="days",
    judge=Number(
        _best_days,
        tolerance=0.06,
        because="One decimal is asked for, which rounds by 0.05; the next best order takes 0.25 days longer.",
        right=lambda: (
            f"{_best_days():.1f} days, in this order: {listed(_best_order())}. Cheapest first would take "
            f"{_cheapest_first():.1f}; riskiest first, which is feasibility here, "
            f"{_riskiest_first():.1f}; all four {_all_days()}. What counts is chance ÷ days: how much risk a day "
            "removes."
        ),
        wrong=(
            Wrong(
                _cheapest_first,
                "that is the cheapest first. The cheapest hardly ever ends the idea, so nearly always you pay for the "
                "next as well.",
            ),
            Wrong(
                _riskiest_first,
                "that is the riskiest first. It is likely to end the idea, and takes so long that others should have "
                "had their chance before.",
            ),
            Wrong(
                lambda: float(_all_days()),
                "that is all four, come what may. You stop at the first one that ends the idea, so later ones often "
                "aren't needed.",
            ),
            Wrong(
                _ended_instead,
                "the order is right. But you go on to the next test if the one before did *not* end the idea: weight "
                "its days by that chance.",
            ),
            Wrong(
                _one_at_a_time,
                "the order is right. But the third test is only reached if both before it left the idea alive: "
                "multiply the chances.",
            ),
            Wrong(
                lambda: sum(test.ends * test.days for test in TESTS.values()),
                "you weighted each test's days by its own chance of ending the idea. They are paid either way once the "
                "test begins: what counts is the chance that it begins.",
            ),
        ),
    ),
    hints=(
        "For each test: chance ÷ days. How much of the risk does one day of it remove?",
        "The first test's days are always paid. Those of the second only if the first let the idea live, those of the "
        "third only if both did.",
    ),
    explanation=lambda: (
        "Chance ÷ days: "
        + listed(f"{name} {TESTS[name].ends / TESTS[name].days:.3f}" for name in _best_order())
        + f". In this order: {_sum_of_days()} = {_best_days():.1f} days. Mitten proved in 1960 that no other order "
        "is shorter, if the tests are independent and may stand in any order."
    ),
)


def _sum_of_days() -> str:
    parts, still = [], 1.0
    for name in _best_order():
        parts.append(f"{TESTS[name].days}" if still == 1 else f"{still:.3g} × {TESTS[name].days}")
        still *= 1 - TESTS[name].ends
    return " + ".join(parts)


# --- 08.7 The worst days -------------------------------------------------------------------------------------


@cache
def _nights() -> pd.DataFrame:
    """A row a cancelled flight: its day, its travellers stranded today, and nights that any airport spares them."""
    today, after = _stranded("family", SOLD), _stranded("any airport", SOLD)
    return pd.DataFrame({"day": _times().day[_times().cancelled], "stranded": today, "spared": today - after})


@cache
def _days() -> pd.DataFrame:
    """The same, added up by day, the days that strand most first."""
    return _nights().groupby("day").sum().sort_values("stranded", ascending=False)


def _of_worst(column: str = "spared", days: int = WORST) -> float:
    """Share of the year's total of a column that the worst days hold."""
    return float(_days()[column].iloc[:days].sum() / _days()[column].sum())


def _found_on(days: slice) -> float:
    """Share of the stranded of some days, counted from the worst, who find a seat."""
    part = _days().iloc[days]
    return float(part["spared"].sum() / part["stranded"].sum())


CHECK_7 = Check(
    id="08.7",
    title="the worst days",
    variable="answer_7",
    judge=Number(
        _of_worst,
        tolerance=0.0006,
        because="Nothing is drawn at random, so only rounding to three decimals has to be allowed.",
        right=lambda: (
            f"the ten worst days hold {_of_worst('stranded'):.0%} of the stranded and {_of_worst():.0%} of the nights "
            f"spared. On those days {_found_on(slice(None, WORST)):.0%} find a seat, on all others "
            f"{_found_on(slice(WORST, None)):.0%}. The blizzard makes the better picture; the idea earns its keep on "
            "ordinary bad days."
        ),
        wrong=(
            Wrong(
                lambda: _of_worst("stranded"),
                "that is the ten days' share of the *stranded*. How much of what is *spared* falls on them?",
            ),
            Wrong(
                lambda: float(_days()["spared"].nlargest(WORST).sum() / _days()["spared"].sum()),
                "those are the ten days that *spare* most. Which ten *strand* most?",
            ),
            Wrong(
                lambda: _found_on(slice(None, WORST)),
                "of those stranded on the ten days, so many are spared. Divide by what is spared in the whole year.",
            ),
            Wrong(
                lambda: float(_days()["spared"].iloc[:WORST].sum() / _days()["stranded"].sum()),
                "you divided by the year's *stranded*. The question is about the year's nights *spared*: divide by "
                "those.",
            ),
            Wrong(
                lambda: float((_days()["spared"] / _days()["stranded"]).iloc[:WORST].mean()),
                "you took each of the ten days' own share of stranded who are spared, and their mean. Add up the ten "
                "days' `spared`, and divide by the year's.",
            ),
            Wrong(
                lambda: 1 - _of_worst(),
                "that is what the other days hold.",
            ),
            Wrong(
                lambda: float(_nights().nlargest(WORST, "stranded")["spared"].sum() / _nights()["spared"].sum()),
                "those are ten flights. Add up by day first.",
            ),
            Wrong(
                lambda: float(
                    _days()["spared"][_nights().groupby("day").size().nlargest(WORST).index].sum()
                    / _days()["spared"].sum()
                ),
                "those are the ten days with most cancelled *flights*. Take those with most stranded travellers.",
            ),
            Wrong(
                lambda: float(_nights().groupby("day").sum()["spared"].iloc[:WORST].sum() / _days()["spared"].sum()),
                "those are the first ten days of the year: sort by `stranded` first.",
            ),
            Wrong(
                lambda: float(_days()["spared"].iloc[-WORST:].sum() / _days()["spared"].sum()),
                "those are the ten days that strand fewest: sort the other way.",
            ),
            Wrong(
                lambda: WORST / len(_days()),
                "that is the share of the days. What share of the nights do they hold?",
            ),
        ),
        share=True,
    ),
    hints=(
        'One row a day: `nights.groupby("day").sum()`.',
        "`nlargest` finds the ten days by one column. What you add up is another column, and the whole is the year.",
    ),
    explanation=lambda: (
        f"Day by day, the ten largest by `stranded`, and their part of `spared`: {_of_worst():.1%}. On a day when "
        "nearly nothing flies, a rule about who may sit where has nothing to give away."
    ),
    code=(
        'days = nights.groupby("day").sum()\n'
        'answer_7 = days.nlargest(10, "stranded")["spared"].sum() / days["spared"].sum()'
    ),
)

# --- 08.8 A guess, bent by a limit ---------------------------------------------------------------------------


@cache
def curve() -> pd.DataFrame:
    """Nights spared a year by the share (0 to 1) of those left behind who ask for a seat of any carrier."""
    option = Opportunity(_times())
    nights = [round(option.moved(SOLD, share)) for share in TAKE_UPS]
    return pd.DataFrame({"take_up": TAKE_UPS, "nights": nights})


@cache
def _take_up() -> np.ndarray:
    return np.random.default_rng(SEED).triangular(*TAKE_UP, DRAWS)


def _nights_at(take_up: float | np.ndarray) -> np.ndarray:
    return np.interp(take_up, curve()["take_up"], curve()["nights"])


def _mean_nights() -> float:
    return float(_nights_at(_take_up()).mean())


CHECK_8 = Check(
    id="08.8",
    title="a guess, bent by a limit",
    variable="answer_8",
    judge=Number(
        _mean_nights,
        tolerance=400,
        because="From seed to seed the mean moves by up to 350 nights with 20,000 draws; rounding to hundreds adds 50.",
        right=lambda: (
            f"{_mean_nights():,.0f} nights. At the likeliest take-up it would be {_nights_at(TAKE_UP[1]):,.0f}, since "
            f"the guess reaches much further up than down. At the mean take-up, {_take_up().mean():.0%}, it would be "
            f"{_nights_at(_take_up().mean()):,.0f}: a bit too much, since the curve bends. “Put in the average and you "
            "get the average” holds on straight lines only."
        ),
        wrong=(
            Wrong(
                lambda: float(_nights_at(TAKE_UP[1])),
                "that is at the likeliest take-up, once. Take the nights of every draw, and then their mean.",
            ),
            Wrong(
                lambda: float(_nights_at(_take_up().mean())),
                "you took one take-up, a mean, and then its nights. The curve bends, so the order matters: nights of "
                "each draw first, mean after.",
            ),
            Wrong(
                lambda: float(_nights_at(1.0) * _take_up().mean()),
                "you scaled down what is found if everybody asks. The fewer ask, the larger the part of them that "
                "finds a seat: read the curve.",
            ),
            Wrong(
                lambda: float(_nights_at(TAKE_UP[1]) / TAKE_UP[1] * _take_up().mean()),
                "you scaled up from the likeliest take-up, as on a straight line. The more ask, the smaller the part "
                "of them that finds a seat: read the curve.",
            ),
            Wrong(
                lambda: float(np.median(_nights_at(_take_up()))),
                "that is the median of the draws: half of them lie above. The question asks for the mean.",
            ),
            Wrong(
                lambda: float(_nights_at(_take_up()).sum()),
                "that is the sum over all draws: take the mean.",
            ),
            Wrong(
                lambda: float(curve()["nights"].mean()),
                "that is the mean of the table's rows. Look up each draw between them: `np.interp`.",
            ),
        ),
    ),
    hints=(
        "`np.interp(x, xs, ys)` reads a curve: `xs` and `ys` are its points, and `x` may be 20,000 values at once.",
        "Give it the draws, the column `take_up` and the column `nights`. Average what comes back.",
    ),
    explanation=lambda: (
        f"Every draw through the curve, and the mean of the results: {_mean_nights():,.0f} nights. The middle 8 of 10 "
        f"go from {_from_to(eight_in_ten(_nights_at(_take_up())))}. That is the guess of one number, and by itself it "
        "makes the estimate as unsure as that."
    ),
    code='answer_8 = np.interp(take_up, curve["take_up"], curve["nights"]).mean()',
)

# --- 08.9 and 08.10 Ranges ----------------------------------------------------------------------------------


@cache
def draws() -> pd.DataFrame:
    """20,000 draws of the courier's five factors, each from its own range, independently."""
    rng = np.random.default_rng(SEED)
    return pd.DataFrame(
        {name: rng.triangular(factor.low, factor.base, factor.high, DRAWS) for name, factor in FACTORS.items()}
    )


@cache
def _totals() -> np.ndarray:
    return draws().prod(axis=1).to_numpy()


def _corners() -> tuple[float, float]:
    """Low × low × … and high × high × …"""
    return (
        math.prod(factor.low for factor in FACTORS.values()),
        math.prod(factor.high for factor in FACTORS.values()),
    )


def _factor_by_factor() -> tuple[float, float]:
    """The product of each factor's own percentiles."""
    low, high = draws().quantile(EIGHT_IN_TEN[0] / 100).prod(), draws().quantile(EIGHT_IN_TEN[1] / 100).prod()
    return float(low), float(high)


def _from_to(interval: tuple[float, float]) -> str:
    return f"{interval[0]:,.0f} to {interval[1]:,.0f}"


def _mean_and_spread() -> tuple[float, float]:
    mean, spread = float(_totals().mean()), float(_totals().std())
    return mean - spread, mean + spread


CHECK_9 = Check(
    id="08.9",
    title="eight draws of ten",
    variable="answer_9",
    judge=Interval(
        lambda: eight_in_ten(_totals()),
        tolerance=260,
        because="From seed to seed an end moves by up to 200 with 20,000 draws; rounding to hundreds adds 50.",
        right=lambda: (
            f"{_from_to(eight_in_ten(_totals()))}. All low to all high would be {_from_to(_corners())}: five factors "
            f"are hardly ever all low at once. In {(_totals() < _needed()).mean():.0%} of the draws the service "
            "doesn't pay for itself. That is what our ranges say; nobody has measured it."
        ),
        wrong=(
            Wrong(_corners, "that is every factor low, and every factor high. How often do all five agree on that?"),
            Wrong(
                _factor_by_factor,
                "you took percentiles of each factor, and multiplied. Multiply first, draw by draw; then take the "
                "percentiles of the product.",
            ),
            Wrong(
                lambda: ends(_totals(), 5, 95),
                "between these lie 9 of 10 draws: take the 10th and the 90th percentile.",
            ),
            Wrong(
                lambda: ends(_totals(), 20, 80),
                "between these lie 6 of 10 draws: 8 of 10 leave 1 of 10 out on either side.",
            ),
            Wrong(
                lambda: ends(_totals(), 2.5, 97.5),
                "between these lie 95 of 100 draws: take the 10th and the 90th percentile.",
            ),
            Wrong(
                lambda: ends(_totals(), 0.1, 0.9),
                "`np.percentile` counts from 0 to 100: those are the 0.1st and the 0.9th. Ask for 10 and 90.",
            ),
            Wrong(
                lambda: (float(_totals().min()), float(_totals().max())),
                "those are the lowest and the highest of all draws.",
            ),
            Wrong(
                _mean_and_spread,
                "that is the mean plus and minus the standard deviation. It makes both sides alike; a product has the "
                "longer tail on the right.",
            ),
        ),
        inside="the middle of the draws",
        unusable=(
            "has an end that is infinite or no number. That comes of multiplying down the columns, 20,000 draws of one "
            "factor with each other. Along each row it is `draws.prod(axis=1)`."
        ),
    ),
    hints=(
        "One total for each draw: the product along a row. `draws.prod(axis=1)` does that.",
        "If 8 of 10 lie between, 1 of 10 lies below and 1 of 10 above. Which percentiles are that?",
    ),
    explanation=lambda: (
        f"Products first, percentiles after: {_from_to(eight_in_ten(_totals()))}. The mean is {_totals().mean():,.0f}, "
        f"below the base total {_base():,.0f}, since “nobody is at home” reaches further down than up. The median is "
        f"{np.median(_totals()):,.0f}: a product has its long tail above."
    ),
    code="totals = draws.prod(axis=1)\nanswer_9 = np.percentile(totals, [10, 90])",
)

LEANING = ("read", "chosen")
"""Item 08.10: the two guesses that one person made."""


def _sorted_totals(names: Iterable[str]) -> np.ndarray:
    """Totals if the draws of these factors are sorted, so that low goes with low."""
    columns = draws().copy()
    for name in names:
        columns[name] = np.sort(columns[name])
    return columns.prod(axis=1).to_numpy()


def _opposed() -> np.ndarray:
    columns = draws().copy()
    first, second = LEANING
    columns[first], columns[second] = np.sort(columns[first]), np.sort(columns[second])[::-1]
    return columns.prod(axis=1).to_numpy()


_ALIKE = (
    "you sorted three columns, or you left out the three other factors. Sort `read` and `chosen` only, since the "
    "places were counted, and multiply all five."
)
"""Both mistakes give nearly the same."""


def _wider(totals: np.ndarray) -> float:
    return _width(eight_in_ten(totals)) / _width(eight_in_ten(_totals()))


CHECK_10 = Check(
    id="08.10",
    title="guesses that lean the same way",
    variable="answer_10",
    judge=Number(
        lambda: _wider(_sorted_totals(LEANING)),
        tolerance=0.03,
        because="From seed to seed the ratio moves by up to 0.025 with 20,000 draws; two decimals round by 0.005.",
        right=lambda: (
            f"{_wider(_sorted_totals(LEANING)):.2f} times as wide: {_from_to(eight_in_ten(_sorted_totals(LEANING)))}. "
            f"If all five leaned the same way it would be {_wider(_sorted_totals(FACTORS)):.2f} times; if the two "
            f"leaned against each other, {_wider(_opposed()):.2f}. The range depends on what you take to go "
            "together, and no table of factors shows that."
        ),
        wrong=(
            Wrong(
                lambda: 1 / _wider(_sorted_totals(LEANING)),
                "you divided the wrong way round: the new width goes on top.",
            ),
            Wrong(
                lambda: _wider(_sorted_totals(FACTORS)),
                "you sorted all five columns. Only the two guesses lean the same way; what comes from the bills "
                "doesn't.",
            ),
            Wrong(
                lambda: _wider(_sorted_totals(("read", "chosen", "place"))),
                _ALIKE,
            ),
            Wrong(
                lambda: _wider(_sorted_totals(LEANING)) - 1,
                "that is how much *wider* it gets. How many *times* as wide is it? Don't subtract the 1.",
            ),
            Wrong(
                lambda: _wider(_opposed()),
                "you sorted one of the two upwards and the other downwards: then they lean against each other.",
            ),
            Wrong(
                lambda: 1.0,
                "the range is as it was. `sort_values` moves whole rows, and one column sorted alone has no partner: "
                "sort both columns, each by itself, with `np.sort`.",
            ),
            Wrong(
                lambda: eight_in_ten(_sorted_totals(LEANING))[1] / eight_in_ten(_totals())[1],
                "that compares the upper ends. Compare the widths: upper end minus lower end.",
            ),
        ),
    ),
    hints=(
        "Sort `read` by itself, and `chosen` by itself: then the lowest draw of one stands beside the lowest of the "
        "other. `np.sort` gives the sorted values without their old places.",
        "Then all again: the product along each row, the two percentiles, upper end minus lower end.",
    ),
    explanation=lambda: (
        f"With both sorted, the middle eight of ten run from {_from_to(eight_in_ten(_sorted_totals(LEANING)))}, "
        f"{_wider(_sorted_totals(LEANING)):.2f} times as wide as before. Each guess has the range it had. Only the "
        "company it keeps is another. Sorting is the extreme: real guesses lean less than perfectly."
    ),
    code=(
        'together = draws.assign(read=np.sort(draws["read"]), chosen=np.sort(draws["chosen"]))\n'
        "low, high = np.percentile(together.prod(axis=1), [10, 90])\n"
        "answer_10 = (high - low) / (answer_9[1] - answer_9[0])"
    ),
)

# --- 08.11 One test must wait for another --------------------------------------------------------------------


def tests() -> pd.DataFrame:
    """Six tests of the courier's idea: days, and the chance that each ends it."""
    return pd.DataFrame(
        [(test.days, test.ends) for test in SIX.values()],
        index=pd.Index(list(SIX), name="test"),
        columns=["days", "ends"],
    )


def _allowed(order: Sequence[str]) -> bool:
    return order.index(BEFORE) < order.index(AFTER)


@cache
def _six_orders(obeying: bool = True) -> dict[tuple[str, ...], float]:
    """Every order of the six tests, the shortest first; without `obeying` also those that can't be."""
    found = {order: _expected(order, SIX) for order in permutations(SIX) if _allowed(order) or not obeying}
    return dict(sorted(found.items(), key=lambda item: item[1]))


def _shortest(obeying: bool = True) -> tuple[tuple[str, ...], float]:
    return next(iter(_six_orders(obeying).items()))


def _by_ratio() -> list[str]:
    """By chance ÷ days, as if any order could be."""
    return sorted(SIX, key=lambda name: -SIX[name].ends / SIX[name].days)


def _permit_pulled() -> list[str]:
    """By chance ÷ days, with the permit pulled forward to just before the street."""
    order = [name for name in _by_ratio() if name != BEFORE]
    order.insert(order.index(AFTER), BEFORE)
    return order


def _street_pushed() -> list[str]:
    """By chance ÷ days, with the street pushed back to just behind the permit."""
    order = [name for name in _by_ratio() if name != AFTER]
    order.insert(order.index(BEFORE) + 1, AFTER)
    return order


def _together() -> Test:
    """The permit and the street as one test."""
    first, second = SIX[BEFORE], SIX[AFTER]
    return Test("both", first.days + (1 - first.ends) * second.days, 1 - (1 - first.ends) * (1 - second.ends))


CHECK_11 = Check(
    id="08.11",
    title="when one test must wait",
    variable="answer_11",
    judge=Number(
        lambda: _shortest()[1],
        tolerance=0.006,
        because="Two decimals are asked for, which rounds by 0.005; the next best order takes 0.07 days longer.",
        right=lambda: (
            f"{_shortest()[1]:.2f} days: {listed(_shortest()[0])}. The permit hardly ends anything by itself, so "
            "chance ÷ days puts it last; together with the street it belongs before the plan."
        ),
        wrong=(
            Wrong(
                lambda: _expected(tuple(SIX), SIX),
                "that is the order of the table. Try all orders, and take the one with the fewest days.",
            ),
            Wrong(
                lambda: _shortest(False)[1],
                "in that order the street is tried before its permit is there: leave such orders out.",
            ),
            Wrong(
                lambda: _expected(_permit_pulled(), SIX),
                "that sorts by chance ÷ days and pulls the permit forward to where the street stands. There eighteen "
                "days are spent before cheap tests had their turn. Try all orders.",
            ),
            Wrong(
                lambda: _expected(_street_pushed(), SIX),
                "that sorts by chance ÷ days and pushes the street back behind the permit, to the very end. It comes "
                "too late there. Try all orders.",
            ),
            Wrong(
                lambda: list(_six_orders().values())[-1],
                "that is the longest of the orders: take the smallest.",
            ),
            Wrong(
                lambda: float(np.mean(list(_six_orders().values()))),
                "that is the mean over all orders: take the smallest.",
            ),
            Wrong(
                lambda: float(sum(test.days for test in SIX.values())),
                "that is all six tests, come what may. You stop at the first that ends the idea.",
            ),
        ),
    ),
    hints=(
        "`permutations(tests.index)` gives every order. Keep those in which the permit comes first of the two: "
        '`order.index("permit")` says where it stands.',
        "`min` of `expected(order)` over the orders that are left.",
    ),
    explanation=lambda: (
        f"Of {len(_six_orders(False))} orders {len(_six_orders())} are possible, and the shortest takes "
        f"{_shortest()[1]:.2f} days. Taken as one test, permit and street take {_together().days:.1f} days on average "
        f"and end the idea with a chance of {_together().ends:.1%}: {_together().ends / _together().days:.3f} a day. "
        "That number belongs in the list beside the others."
    ),
    code=(
        "every = permutations(tests.index)\n"
        'orders = [order for order in every if order.index("permit") < order.index("pilot")]\n'
        "answer_11 = min(expected(order) for order in orders)"
    ),
)

CHECKS: tuple[Check, ...] = (
    CHECK_1,
    CHECK_2,
    CHECK_3,
    CHECK_4,
    CHECK_5,
    CHECK_6,
    CHECK_7,
    CHECK_8,
    CHECK_9,
    CHECK_10,
    CHECK_11,
)
