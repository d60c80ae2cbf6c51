"""Exercise 07, Constraints make products: its tables and its checks.

Three sources, each named where it is used. The sellers of tables 1 and 2 are invented. The deliveries are those of
`load("deliveries")`: one restaurant, provenance undocumented. Item 07.10 counts the simulated orders of
`load("orders")`. Expected values, known wrong ones and the numbers in messages are computed when they are needed.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import cache
from typing import Any

import numpy as np
import pandas as pd

from ops2pm.checks import Check, Number, OneOf, Option, Wrong
from ops2pm.data import load
from ops2pm.exercises import Table
from ops2pm.models.promise_queue import HOURS, Settings, erlang
from ops2pm.models.promises import Outcome, groups, handed_down, needed, one, outcome, shortest

CAPACITY = 40
"""Sellers that the invented team of table 1 can check in a day."""
NEW = (64, 58, 30, 47, 22, 45, 51, 28, 9, 6)
"""Sellers that come in on each of ten days. It begins and ends with nobody waiting."""

BACKLOG, ARRIVING, WITHIN = 90, 34, 10
"""Item 07.2: sellers waiting, new ones a day, working days until nobody may wait."""

PEOPLE, MINUTES_A_CHECK = 4, 48.0
"""Item 07.3: the people of both teams together, and how long a check takes on average: so they can do CAPACITY."""
BUSY = (80, 85, 90, 92, 94, 96, 98)
NOW_BUSY = 90
"""Per cent of the time that the two teams are busy."""

TARGET, FLOOR = 0.95, 0.9
BY = ("hour", "miles")

MARGIN, LOST_A_MINUTE, FREE_MINUTES = 6, 1, 30
"""Item 07.6, assumed: dollars a kept order earns; of 100 orders, those lost for each minute promised above FREE."""
SHORT, LONG = 35, 40

SLOW, FAR = 40, 6
"""Minutes and miles of item 07.7."""
UNKNOWN = 25
"""Item 07.9: minutes promised to a group that the even rows don't know. Short, so that leaving those out is seen."""
NIGHTS = ("2001-01-15", "2001-06-18")
"""Item 07.10: first and last midnight. Before and after it the company's orders begin and run out."""

# --- The data, read once ------------------------------------------------------------------------------------


@cache
def _deliveries() -> pd.DataFrame:
    """The deliveries, with the two columns that the notebook adds."""
    frame = load("deliveries")
    frame["full_hour"] = frame["hour"].astype(int)
    frame["zone"] = np.digitize(frame["miles"], [3, 4, 6], right=True)
    return frame


@cache
def _minutes() -> np.ndarray:
    return _deliveries()["minutes"].to_numpy()


def _kept(promise: float) -> float:
    """Share of all deliveries that took no longer."""
    return float((_minutes() <= promise).mean())


@cache
def _histogram(*by: str) -> np.ndarray:
    return groups(_deliveries(), by).histogram(_minutes())


@cache
def _orders() -> pd.DataFrame:
    return load("orders")


# --- Table 1 and 07.1: Little's law --------------------------------------------------------------------------


@cache
def _ten_days() -> tuple[np.ndarray, np.ndarray]:
    """Sellers checked on each day, and waiting when it ends."""
    checked, waiting = [], [0]
    for new in NEW:
        checked.append(min(CAPACITY, waiting[-1] + new))
        waiting.append(waiting[-1] + new - checked[-1])
    return np.array(checked), np.array(waiting[1:])


@cache
def by_day() -> Table:
    """Table 1: ten days of the invented team."""
    checked, waiting = _ten_days()
    days = [*map(str, range(1, len(NEW) + 1)), "sum"]
    frame = pd.DataFrame(
        {
            "new that day": [*NEW, sum(NEW)],
            "checked that day": [*checked.tolist(), int(checked.sum())],
            "waiting in the evening": [*waiting.tolist(), int(waiting.sum())],
        },
        index=pd.Index(days, name="day"),
    )
    caption = (
        f"Table 1. Ten days of a team that can check {CAPACITY} new sellers a day. First come, first served. Before "
        "day 1 nobody waits. Invented."
    )
    return Table(caption, frame)


def _nights() -> np.ndarray:
    """Nights that each seller waits, first come, first served."""
    days = np.arange(len(NEW))
    return np.repeat(days, _ten_days()[0]) - np.repeat(days, NEW)


def _mean_wait() -> float:
    return float(_ten_days()[1].sum() / sum(NEW))


def _said_of_the_wait() -> str:
    nights = _nights()
    return (
        f"{_ten_days()[1].sum()} nights of waiting, shared by {sum(NEW)} sellers. And "
        f"nobody waits {_mean_wait():.2f} nights. {int((nights == 0).sum())} are checked the same day; “by the next "
        f"day” would be kept for {int((nights <= 1).sum())} of {len(nights)}."
    )


CHECK_1 = Check(
    id="07.1",
    title="how long do they wait?",
    question="To two decimals, how many nights does a seller wait on average?",
    unit="nights",
    judge=Number(
        _mean_wait,
        tolerance=0.006,
        because="Two decimals are asked for, which rounds by 0.005.",
        right=lambda: f"{_mean_wait():.2f} nights: {_said_of_the_wait()}",
        wrong=(
            Wrong(
                lambda: _ten_days()[1].mean() / CAPACITY,
                f"you divided by {CAPACITY}, what the team could do. Those who wait share the nights among those who "
                "came: divide by the sellers.",
            ),
            Wrong(
                lambda: _ten_days()[1].max() / CAPACITY,
                lambda: (
                    f"that is the worst evening, {_ten_days()[1].max()} waiting, divided by the capacity. The question "
                    "is about all sellers, on average."
                ),
            ),
            Wrong(
                lambda: _ten_days()[1].mean() / (CAPACITY - np.mean(NEW)),
                "you divided by the spare capacity. That says how long a queue would take to go away. It doesn't say "
                "how long a seller waits.",
            ),
            Wrong(
                lambda: _ten_days()[1][:8].mean() / np.mean(NEW),
                "you left out the two evenings when nobody waited. Some sellers came on those days too.",
            ),
            Wrong(
                lambda: _ten_days()[1].mean(),
                "that is how many sellers wait on an average evening. How many come on an average day?",
            ),
            Wrong(
                lambda: sum(NEW) / _ten_days()[1].sum(),
                "you divided the wrong way round: nights go on top, sellers below.",
            ),
            Wrong(
                lambda: float(_ten_days()[1].sum()),
                "that is all the nights that anybody waited. Among how many sellers are they shared?",
            ),
            Wrong(
                lambda: float(_nights()[_nights() > 0].mean()),
                "that is the wait of those who wait at all. The others came too, and waited no night.",
            ),
        ),
    ),
    hints=(
        "Whoever waits in the evening waits one night more. What is the sum of that column, then?",
        "The sum of the evenings is all the nights that anybody waited. Among how many sellers are they shared?",
    ),
    explanation=lambda: (
        f"{_said_of_the_wait()} It is Little's law: mean number waiting = arrivals a day × mean wait in days. The "
        f"capacity, {CAPACITY}, isn't in it."
    ),
)

# --- 07.2 The door instead of the desk -----------------------------------------------------------------------


def _let_in() -> float:
    return CAPACITY - BACKLOG / WITHIN


CHECK_2 = Check(
    id="07.2",
    title="the door instead of the desk",
    question=(
        f"{BACKLOG} sellers wait, {ARRIVING} new ones come a day, and the team checks {CAPACITY}. Nobody can be hired. "
        "The sign-up page could let in fewer. If every day is like the average: how many a day, at most, so that "
        f"nobody waits after {WITHIN} working days?"
    ),
    unit="sellers a day",
    judge=Number(
        _let_in,
        tolerance=0.05,
        because="The answer is a whole number, and nothing has to be rounded.",
        right=lambda: (
            f"{_let_in():.0f} a day. {WITHIN} days × {CAPACITY} checks = {WITHIN * CAPACITY}, and {BACKLOG} of these "
            f"are for those who wait already. At {ARRIVING} a day it would take "
            f"{BACKLOG / (CAPACITY - ARRIVING):.0f} days. The price: {ARRIVING - _let_in():.0f} sellers a day are "
            "asked to come later. That is if every day is like the average, and none is. What would you let in to be "
            "safe?"
        ),
        wrong=(
            Wrong(
                lambda: ARRIVING - BACKLOG / WITHIN,
                lambda: (
                    f"you took the whole {BACKLOG / WITHIN:.0f} a day from the new sellers. The team already gains "
                    f"{CAPACITY - ARRIVING} a day on the queue."
                ),
            ),
            Wrong(
                lambda: ARRIVING - _let_in(),
                "that is how many fewer. The question asks how many are still let in.",
            ),
            Wrong(
                lambda: BACKLOG / WITHIN,
                "that is how many of those who wait must be checked each day. What is left for new ones?",
            ),
            Wrong(
                lambda: ARRIVING + BACKLOG / WITHIN,
                f"so many the team would have to check, if the page let in all {ARRIVING}. It can't: turn it round, "
                "and let in fewer.",
            ),
            Wrong(
                lambda: BACKLOG / (CAPACITY - ARRIVING),
                f"that is the days it takes at {ARRIVING} new ones a day. The question asks for sellers a day.",
            ),
            Wrong(
                lambda: CAPACITY - ARRIVING,
                f"so much the queue shrinks a day as things are. How much must it, to be gone in {WITHIN} days?",
            ),
            Wrong(
                lambda: CAPACITY,
                f"then the queue stays as it is: {CAPACITY} come and {CAPACITY} are checked.",
            ),
        ),
    ),
    hints=(
        f"How many checks does the team do in {WITHIN} days? How many of them do those need who wait already?",
        "What is left after that is for new sellers. Share it among the days.",
    ),
    explanation=lambda: (
        f"{WITHIN} days give {WITHIN * CAPACITY} checks. Take away {BACKLOG} for those who wait: "
        f"{WITHIN * CAPACITY - BACKLOG} are left, or {_let_in():.0f} a day. The constraint is the desk. The lever that "
        "a product has is the door."
    ),
)

# --- Table 2 and 07.3: pooling -------------------------------------------------------------------------------


def _promise(busy: float, teams: int) -> float:
    """Working hours within which 95 % of sellers are begun with; each of so many teams has a queue of its own."""
    team = Settings(group=1, staff=PEOPLE // teams, minutes=MINUTES_A_CHECK).at(busy / 100)
    chance, _ = erlang(team)
    return HOURS * math.log(chance / (1 - TARGET)) / (team.capacity - team.demand)


@cache
def by_busy() -> Table:
    """Table 2: the promise of two teams of two and of one team of four."""
    frame = pd.DataFrame(
        [(_promise(busy, 2), _promise(busy, 1)) for busy in BUSY],
        index=pd.Index([f"{busy}%" for busy in BUSY], name="busy"),
        columns=["two teams of two: hours", "one team of four: hours"],
    )
    caption = (
        "Table 2. Working hours within which the check of 95% of sellers has begun, by how busy the people are. "
        "Computed by Erlang's formula. Assumed: sellers come at random; a check takes "
        f"{MINUTES_A_CHECK:.0f} minutes on average, some much more."
    )
    return Table(caption, frame, dict.fromkeys(frame.columns, ".1f"))


def _checks_a_day(busy: float) -> float:
    return Settings(group=1, staff=PEOPLE, minutes=MINUTES_A_CHECK).at(busy / 100).demand


def _pooled() -> int:
    """The highest load of table 2 at which one team keeps the promise that two teams keep now."""
    return max(busy for busy in BUSY if _promise(busy, 1) <= _promise(NOW_BUSY, 2))


def _pool_option(busy: int) -> Option:
    def why() -> str:
        now, then = _promise(NOW_BUSY, 2), _promise(busy, 1)
        if busy == _pooled():
            more = _checks_a_day(busy) - _checks_a_day(NOW_BUSY)
            return (
                f"at {busy}% one team promises {then:.1f} hours, within the {now:.1f} that the two teams keep at "
                f"{NOW_BUSY}%. It is {more:.1f} sellers a day more with the same {PEOPLE} people; at the same "
                f"{NOW_BUSY}% the promise would be {_promise(NOW_BUSY, 1):.1f} hours instead."
            )
        if busy < _pooled():
            return (
                f"at {busy}% one team promises {then:.1f} hours. The two teams promise {now:.1f} today, so it could be "
                "busier and still keep that."
            )
        return f"at {busy}% one team needs {then:.1f} hours, and the two teams promise {now:.1f} today."

    return Option(str(busy), f"{busy}% busy", why)


CHECK_3 = Check(
    id="07.3",
    title="two queues or one",
    question=(
        f"Two teams of two, each with its own region and queue, are {NOW_BUSY}% busy. They become one team of four, "
        "with one queue. How busy may it be, at most, and still keep the promise that the two keep today?"
    ),
    judge=OneOf(tuple(_pool_option(busy) for busy in BUSY if busy >= NOW_BUSY), right="94"),
    hints=(
        f"Find today's promise first: the row of {NOW_BUSY}%, in the column of the two teams.",
        "Now go down the other column. Which is the last row that is no longer than that?",
    ),
    explanation=lambda: (
        f"Today's promise is {_promise(NOW_BUSY, 2):.1f} hours. One team of four keeps it up to {_pooled()}%: in "
        "two queues somebody can sit idle while a seller waits in the other. Pooling buys a shorter promise or more "
        "sellers. Which, is a decision."
    ),
)

# --- Table 3 and 07.4: a promise by weekday ------------------------------------------------------------------


@cache
def _by_weekday() -> Outcome:
    table = _histogram("weekday")
    return outcome(table, needed(table, TARGET))


@cache
def by_weekday() -> Table:
    """Table 3: a promise for each day of the week."""
    found = _by_weekday()
    days = _deliveries()["weekday"].cat.categories
    frame = pd.DataFrame(
        {"orders": found.orders, "promise, minutes": found.promise, "kept, %": 100 * found.shares},
        index=pd.Index(days, name="day"),
    )
    caption = (
        f"Table 3. The shortest whole-minute promise that is kept for {TARGET:.0%} of each day's orders. "
        f"{len(_deliveries()):,} orders of one restaurant; provenance undocumented."
    )
    return Table(caption, frame, {"orders": ",d", "kept, %": ".1f"})


def _one_for_all() -> int:
    return int(needed(_histogram(), TARGET)[0])


CHECK_4 = Check(
    id="07.4",
    title="a promise for each day",
    question=(
        "With the promises of table 3, how many minutes is the average order promised? Think of the orders, not of the "
        "days. Give one decimal."
    ),
    unit="minutes",
    judge=Number(
        lambda: _by_weekday().mean_promise,
        tolerance=0.06,
        because="One decimal is asked for, which rounds by 0.05; the table's promises are whole.",
        right=lambda: (
            f"{_by_weekday().mean_promise:.1f} minutes. One promise for everybody would have to be {_one_for_all()}. "
            "The two days with the longest promises are the two with most orders, so knowing the day wins "
            f"{_one_for_all() - _by_weekday().mean_promise:.1f} minutes and no more."
        ),
        wrong=(
            Wrong(
                lambda: float(_by_weekday().promise.mean()),
                "that is the mean of seven promises, as if each day had as many orders: weight each promise by the "
                "day's orders.",
            ),
            Wrong(
                _one_for_all,
                f"that is the one promise that {TARGET:.0%} of all orders would need. Here each day has its own.",
            ),
            Wrong(
                lambda: float(_minutes().mean()),
                "that is how long orders took on average. The question is what they were promised.",
            ),
            Wrong(
                lambda: float(np.median(_by_weekday().promise)),
                "that is the middle one of the seven promises: weight each by the day's orders.",
            ),
            Wrong(
                lambda: float(_by_weekday().promise @ _by_weekday().kept / _by_weekday().orders.sum()),
                "you counted only the orders whose promise was kept. The others were promised something too.",
            ),
            Wrong(
                lambda: float(_by_weekday().promise.max()),
                "that is the longest of the seven. Most orders are promised less.",
            ),
        ),
    ),
    hints=(
        "Two days have over 2,000 orders each, and Monday has few. Should they count alike?",
        "SUMPRODUCT of orders and promises, divided by all orders.",
    ),
    explanation=lambda: (
        "Multiply each day's promise by its orders, add up, and divide by "
        f"{len(_deliveries()):,}: {_by_weekday().mean_promise:.1f} minutes. The plain mean of the seven is "
        f"{_by_weekday().promise.mean():.1f}: a number about days. Customers place orders."
    ),
)

# --- Table 4 and 07.5: who pays for the average --------------------------------------------------------------


@cache
def _policies() -> dict[str, tuple[str, Outcome]]:
    """Option -> (label, what it does to the groups by hour and distance)."""
    table = _histogram(*BY)
    by_hour = handed_down(needed(_histogram("hour"), TARGET), ("hour",), BY)
    found = {
        "one": ("one promise for everybody", one(table, TARGET)),
        "hour": ("by hour", by_hour),
        "alike": ("by hour and distance, each group alike", shortest(table, TARGET, TARGET)),
        "tight": ("by hour and distance, tightened", shortest(table, TARGET, FLOOR)),
        "tightest": ("by hour and distance, tightest", shortest(table, TARGET)),
    }
    return {name: (label, outcome(table, promise)) for name, (label, promise) in found.items()}


def _policy(name: str) -> Outcome:
    return _policies()[name][1]


def _worst(name: str) -> float:
    """Share kept in the group that is served worst."""
    return float(np.nanmin(_policy(name).shares))


def _worst_group(name: str) -> str:
    bands = groups(_deliveries(), BY).names[int(np.nanargmin(_policy(name).shares))]
    return ", ".join(bands)


def _below(name: str) -> int:
    """Orders in groups that are kept less often than the floor."""
    found = _policy(name)
    return int(found.orders[found.shares < FLOOR].sum())


@cache
def by_policy() -> Table:
    """Table 4: five ways to promise, and what each does to the group it serves worst."""
    frame = pd.DataFrame(
        [
            (
                found.mean_promise,
                found.mean_among(found.served),
                100 * found.share_kept,
                100 * _worst(name),
                _below(name),
            )
            for name, (_, found) in _policies().items()
        ],
        index=pd.Index([label for label, _ in _policies().values()], name="promises"),
        columns=[
            "mean promise, minutes",
            "mean without promises of 0",
            "kept, % of all",
            "kept in the worst group, %",
            "orders in groups below 90%",
        ],
    )
    formats = dict(zip(frame.columns, (".2f", ".2f", ".1f", ".1f", ",d"), strict=True))
    caption = (
        f"Table 4. Five sets of promises. Each is held against the same {len(_histogram(*BY))} groups, by hour and "
        f"distance. {len(_deliveries()):,} orders of one restaurant; provenance undocumented."
    )
    return Table(caption, frame, formats)


def _why_tight() -> str:
    gain = _policy("one").mean_promise - _policy("tight").mean_promise
    return (
        f"{_policy('tight').mean_promise:.2f} minutes on average, {gain:.2f} less than one promise for everybody, and "
        f"the worst group still has {_worst('tight'):.0%} kept. The tightest set only looks shorter: "
        f"{_policy('tightest').given_up} orders are promised 0 minutes there. The others are promised "
        f"{_others('tightest'):.2f} on average, and {_others('tight'):.2f} here."
    )


def _others(name: str) -> float:
    """Mean minutes promised to those whom the tightest set doesn't give up."""
    return _policy(name).mean_among(_policy("tightest").served)


CHECK_5 = Check(
    id="07.5",
    title="who pays for the average",
    question=(
        f"The restaurant wants {TARGET:.0%} of all promises kept, and at least {FLOOR:.0%} in every group. Which set "
        "of promises in table 4 does that with the shortest mean promise?"
    ),
    judge=OneOf(
        (
            Option(
                "one",
                lambda: _policies()["one"][0],
                lambda: (
                    f"everybody is told {_one_for_all()} minutes, and of the group “{_worst_group('one')}” "
                    f"{_worst('one'):.0%} are kept. The same words are not the same promise."
                ),
            ),
            Option(
                "hour",
                lambda: _policies()["hour"][0],
                lambda: (
                    f"in each hour band {TARGET:.0%} are kept, and inside the bands somebody pays: of "
                    f"“{_worst_group('hour')}” {_worst('hour'):.0%}. A table only shows the groups it was cut by."
                ),
            ),
            Option(
                "alike",
                lambda: _policies()["alike"][0],
                lambda: (
                    f"it meets both, with {_policy('alike').mean_promise:.2f} minutes on average. Another one meets "
                    "both with less."
                ),
            ),
            Option("tight", lambda: _policies()["tight"][0], _why_tight),
            Option(
                "tightest",
                lambda: _policies()["tightest"][0],
                lambda: (
                    f"{_policy('tightest').share_kept:.0%} of all are kept, and the mean is the shortest because "
                    f"{_policy('tightest').given_up} orders count as 0 minutes. Of “{_worst_group('tightest')}” "
                    f"{_share_are(_worst('tightest'))} kept. The others gain nothing: they are promised "
                    f"{_others('tightest'):.2f} on average, and {_others('tight'):.2f} where nobody is given up."
                ),
            ),
        ),
        right="tight",
    ),
    hints=(
        "Two conditions first: strike out every row that fails one of them.",
        f"“At least {FLOOR:.0%} in every group” is about the group that is served worst. Which rows are left?",
    ),
    explanation=lambda: (
        f"Two rows meet both conditions, and one of them is shorter: {_why_tight()} The tightest set gives up whole "
        "groups of far customers, and it helps nobody. It is what a computer chooses that is asked for the mean alone."
    ),
)


def _share_are(share: float) -> str:
    """A share kept, as the end of a sentence: "none are", "74% are"."""
    return "none are" if share == 0 else f"{share:.0%} are"


# --- Table 5 and 07.6: the price of a broken promise ---------------------------------------------------------


def _placed(promise: int) -> int:
    """Orders that are still placed, of 100, when so many minutes are promised."""
    return 100 - LOST_A_MINUTE * max(promise - FREE_MINUTES, 0)


def _broken(promise: int) -> float:
    """Promises broken, of the orders placed of 100."""
    return _placed(promise) * (1 - _kept(promise))


def _flip() -> float:
    """Dollars a broken promise must cost for both promises to earn the same."""
    return MARGIN * (_placed(SHORT) - _placed(LONG)) / (_broken(SHORT) - _broken(LONG))


@cache
def by_promise() -> Table:
    """Table 5: what a longer promise keeps, and what it costs."""
    promises = range(FREE_MINUTES, 50, 5)
    frame = pd.DataFrame(
        [(100 * _kept(each), _placed(each), MARGIN * _placed(each), _broken(each)) for each in promises],
        index=pd.Index([f"{each} minutes" for each in promises], name="promised to all"),
        columns=["kept, %", "orders placed, of 100", "they earn, dollars", "promises broken among them"],
    )
    formats = dict(zip(frame.columns, (".1f", "d", ",d", ".2f"), strict=True))
    caption = (
        "Table 5. One promise for all. Kept: computed from the deliveries of one restaurant (provenance undocumented). "
        f"Assumed, with no source: each order earns {MARGIN} dollars, and each minute promised above {FREE_MINUTES} "
        f"loses {LOST_A_MINUTE} order of 100."
    )
    return Table(caption, frame, formats)


CHECK_6 = Check(
    id="07.6",
    title="the price of a broken promise",
    question=(
        "A broken promise costs something too: a refund, a customer who doesn't come back. Nobody has counted it. How "
        f"many dollars must one cost for {SHORT} and {LONG} minutes to earn the same? Give one decimal."
    ),
    unit="dollars",
    judge=Number(
        _flip,
        tolerance=0.055,
        because="One decimal is asked for, which rounds by 0.05; the table's own rounding adds less than 0.005.",
        right=lambda: (
            f"{_flip():.1f} dollars. If a broken promise costs more, {LONG} minutes earn more; if less, {SHORT} do. So "
            "you needn't know the cost exactly: it is enough to know on which side it lies."
        ),
        wrong=(
            Wrong(
                lambda: MARGIN * (_placed(SHORT) - _placed(LONG)) / (100 * (_kept(LONG) - _kept(SHORT))),
                f"you counted the broken ones of 100. At {SHORT} minutes {_placed(SHORT)} order, and at {LONG} "
                f"{_placed(LONG)}: take the last column.",
            ),
            Wrong(
                lambda: (_broken(SHORT) - _broken(LONG)) / (MARGIN * (_placed(SHORT) - _placed(LONG))),
                "you divided the wrong way round: dollars go on top, broken promises below.",
            ),
            Wrong(
                lambda: (_placed(SHORT) - _placed(LONG)) / (_broken(SHORT) - _broken(LONG)),
                lambda: (
                    f"that is lost orders for each promise saved. Each lost order is worth {MARGIN} dollars: multiply."
                ),
            ),
            Wrong(
                lambda: float(MARGIN * (_placed(SHORT) - _placed(LONG))),
                "that is what the longer promise loses. How many broken promises does it save for that?",
            ),
            Wrong(
                lambda: MARGIN * _placed(LONG) / _broken(LONG) - MARGIN * _placed(SHORT) / _broken(SHORT),
                "you compared dollars for each broken promise. Compare the two rows: fewer dollars on one side, fewer "
                "broken promises on the other.",
            ),
            Wrong(
                lambda: _broken(SHORT) - _broken(LONG),
                "so many promises fewer are broken. What do they cost in lost orders?",
            ),
        ),
    ),
    hints=(
        f"From {SHORT} to {LONG} minutes: how many dollars fewer are earned, and how many promises fewer are broken?",
        "At the price you look for, the dollars lost are just what the promises saved are worth.",
    ),
    explanation=lambda: (
        f"The longer promise earns {MARGIN * (_placed(SHORT) - _placed(LONG))} dollars less of 100 orders and breaks "
        f"{round(_broken(SHORT), 2) - round(_broken(LONG), 2):.2f} promises fewer: {_flip():.1f} dollars each. It is a "
        "flip value, the value at which you would change your mind. It moves with the assumption about lost orders, so "
        "that is the next thing to find out."
    ),
)

# --- 07.7 Which way round? -----------------------------------------------------------------------------------


def _slow() -> np.ndarray:
    return _minutes() > SLOW


def _far() -> np.ndarray:
    return (_deliveries()["miles"] > FAR).to_numpy()


def _far_among_slow() -> float:
    return float(_far()[_slow()].mean())


CHECK_7 = Check(
    id="07.7",
    title="which way round?",
    variable="answer_7",
    judge=Number(
        _far_among_slow,
        tolerance=0.0006,
        because="Nothing is drawn at random, so only rounding to three decimals has to be allowed.",
        right=lambda: (
            f"{_far_among_slow():.1%} of the slow orders went beyond {FAR} miles, although "
            f"{_slow()[_far()].mean():.1%} of the orders that go so far are slow: they are only {_far().mean():.1%} of "
            "all. An honest promise for them is fair to a few; most slow orders are elsewhere."
        ),
        wrong=(
            Wrong(
                lambda: float(_slow()[_far()].mean()),
                "that is the other way round: of the far orders, the share that is slow. The question starts with the "
                "slow ones.",
            ),
            Wrong(
                lambda: float((_slow() & _far()).mean()),
                "that is slow *and* far as a share of all orders. The whole are the slow orders.",
            ),
            Wrong(lambda: float(_far().mean()), "that is the share of all orders that goes far: take the slow ones."),
            Wrong(lambda: float(_slow().mean()), f"that is the share of all orders over {SLOW} minutes."),
            Wrong(
                lambda: float((_deliveries()["miles"] >= FAR).to_numpy()[_slow()].mean()),
                f"you have those of exactly {FAR} miles in it. “Beyond” is `>`.",
            ),
            Wrong(
                lambda: float(1 - _far_among_slow()),
                "that is the share that did *not* go far.",
            ),
        ),
        share=True,
    ),
    hints=(
        "“Of the orders that …” says who is in the whole. Make a table with only those rows first.",
        "A condition has a mean: the share of rows for which it is True.",
    ),
    explanation=lambda: (
        f"Of {int(_slow().sum())} slow orders {int((_slow() & _far()).sum())} went beyond {FAR} miles, "
        f"{_far_among_slow():.1%}. Of {int(_far().sum())} far orders the same {int((_slow() & _far()).sum())} were "
        f"slow, {_slow()[_far()].mean():.1%}. One number says who is treated worst, the other where most of the slow "
        "orders are."
    ),
    code=('slow = deliveries[deliveries["minutes"] > 40]\nanswer_7 = (slow["miles"] > 6).mean()'),
)

# --- 07.8 A promise for each hour ----------------------------------------------------------------------------


def _quantiles(column: str = "full_hour") -> pd.Series:
    return _deliveries().groupby(column)["minutes"].quantile(TARGET)


def _over_orders(promise: pd.Series) -> float:
    """The mean over orders of a promise for each hour."""
    return float(_deliveries()["full_hour"].map(promise).mean())


def _by_hour() -> float:
    return _over_orders(np.ceil(_quantiles()))


CHECK_8 = Check(
    id="07.8",
    title="a promise for each hour",
    variable="answer_8",
    judge=Number(
        _by_hour,
        tolerance=0.09,
        because=(
            "One decimal is asked for, which rounds by 0.05; how a quantile is interpolated moves the promise of one "
            "hour by a minute, and the mean by 0.04. Hours rounded to the nearest one pass too: they are as good a "
            "promise, and move the mean by 0.06."
        ),
        right=lambda: (
            f"{_by_hour():.1f} minutes on average, and {_one_for_all()} for everybody. At the earliest hour "
            f"{np.ceil(_quantiles()).min():.0f} are enough; at the slowest it takes {np.ceil(_quantiles()).max():.0f}. "
            "The order form knows what time it is."
        ),
        wrong=(
            Wrong(
                lambda: float(np.ceil(_quantiles()).mean()),
                "that is the mean over the hours, as if each had as many orders. The busy hours have more: take the "
                "mean over the orders.",
            ),
            Wrong(
                lambda: _over_orders(_quantiles()),
                "each hour's promise wasn't rounded up. A fraction of a minute can't be promised, and rounded to the "
                "nearest minute some promises are too short.",
            ),
            Wrong(
                lambda: _over_orders(np.floor(_quantiles())),
                f"you rounded down, so fewer than {TARGET:.0%} are kept: round up.",
            ),
            Wrong(
                _one_for_all,
                "that is one promise for everybody: group by the hour first.",
            ),
            Wrong(
                lambda: float(_minutes().mean()),
                "that is how long orders took on average: take the 95th percentile of each hour.",
            ),
            Wrong(
                lambda: _over_orders(np.ceil(_deliveries().groupby("full_hour")["minutes"].mean())),
                "you promised each hour its mean. A mean is kept about half the time.",
            ),
            Wrong(
                lambda: _over_orders(np.ceil(_deliveries().groupby("full_hour")["minutes"].quantile(0.9))),
                "that is a promise kept for 90%: the question asks for 95%.",
            ),
        ),
    ),
    hints=(
        "First one number for each hour: `groupby`, then the 95th percentile, then rounded up by `np.ceil`.",
        'Then give each order its hour\'s promise. `deliveries["full_hour"].map(…)` looks it up, as VLOOKUP does.',
    ),
    explanation=lambda: (
        "One promise for each hour, looked up for each order, and the mean over the orders: "
        f"{_by_hour():.1f} minutes. The mean over the hours would be {np.ceil(_quantiles()).mean():.1f}: it gives the "
        "quiet hours too much weight."
    ),
    code=(
        'promise = np.ceil(deliveries.groupby("full_hour")["minutes"].quantile(0.95))\n'
        'answer_8 = deliveries["full_hour"].map(promise).mean()'
    ),
)

# --- 07.9 On orders it hasn't seen ---------------------------------------------------------------------------

KEYS = ["weekday", "full_hour", "zone"]


def _told(
    chosen_by: pd.DataFrame, tried_on: pd.DataFrame, rounded: Callable = np.ceil, interpolation: str = "linear"
) -> pd.Series:
    """The promise of each order of `tried_on`, by its group among `chosen_by`; NaN for a group those don't know."""
    promise = chosen_by.groupby(KEYS, observed=True)["minutes"].quantile(TARGET, interpolation=interpolation)
    return tried_on.join(rounded(promise).rename("promise"), on=KEYS)["promise"]


def _tried(chosen_by: pd.DataFrame, tried_on: pd.DataFrame, otherwise: float = UNKNOWN, **how: Any) -> float:
    """Share kept of some orders, by promises that other orders chose. A group those don't know gets `otherwise`."""
    told = _told(chosen_by, tried_on, **how).fillna(otherwise)
    return float((tried_on["minutes"] <= told).mean())


def _dropped() -> float:
    """The same among those orders whose group is known, the others left out."""
    told = _told(_even(), _odd()).dropna()
    return float((_odd().loc[told.index, "minutes"] <= told).mean())


def _even() -> pd.DataFrame:
    return _deliveries().iloc[::2]


def _odd() -> pd.DataFrame:
    return _deliveries().iloc[1::2]


def _unseen() -> float:
    return _tried(_even(), _odd())


def _group_sizes() -> pd.Series:
    return _even().groupby(KEYS, observed=True).size()


CHECK_9 = Check(
    id="07.9",
    title="on orders it hasn't seen",
    variable="answer_9",
    judge=Number(
        _unseen,
        tolerance=0.0006,
        because="Nothing is drawn at random, so only rounding to three decimals has to be allowed.",
        right=lambda: (
            f"{_unseen():.1%} of the odd orders, and {_tried(_even(), _even()):.1%} of the even ones that the promises "
            f"were chosen by. {len(_group_sizes())} groups, and half of them have {_group_sizes().median():.0f} orders "
            "or fewer: their 95th percentile lies close to their slowest order."
        ),
        wrong=(
            Wrong(
                lambda: _tried(_even(), _even()),
                "that is on the orders that the promises were chosen by. Try them on the odd ones.",
            ),
            Wrong(
                lambda: _tried(_deliveries(), _odd()),
                "all rows had a say in the promises, the odd ones too. Choose by the even rows alone.",
            ),
            Wrong(
                lambda: _tried(_odd(), _even()),
                "you chose by the odd rows and tried on the even ones: the other way round.",
            ),
            Wrong(
                lambda: _tried(_even(), _odd(), -1),
                "the groups that the even rows don't know are missing (NaN), and a comparison with NaN is False: they "
                f"count as broken. Promise them {UNKNOWN} minutes: `fillna`.",
            ),
            Wrong(
                _dropped,
                lambda: (
                    f"{int(_told(_even(), _odd()).isna().sum())} orders are gone: those of groups that the even rows "
                    f'don\'t know. `merge` drops them unless you say how="left". Keep them, and promise {UNKNOWN} '
                    "minutes."
                ),
            ),
            Wrong(
                lambda: _tried(_even(), _odd(), interpolation="higher"),
                "you took the next slower order's minutes as the percentile. That is as good a definition, and the one "
                "of table 3. This item asks for pandas' own `quantile(0.95)`, so that the numbers can be compared.",
            ),
            Wrong(
                lambda: _tried(_even(), _odd(), rounded=lambda promise: promise),
                "the promises weren't rounded up: `np.ceil`. In small groups the percentile lies just below an order.",
            ),
            Wrong(
                lambda: _tried(_even(), _odd(), rounded=np.round),
                "you rounded to the nearest minute. A promise is rounded up: `np.ceil`.",
            ),
            Wrong(
                lambda: _tried(_odd(), _odd()),
                "you chose by the odd rows and tried on the same. Choose by the even ones.",
            ),
            Wrong(
                lambda: _tried(_even(), _deliveries()),
                "you tried them on all rows. Half of those had chosen the promises.",
            ),
            Wrong(
                lambda: float((_odd()["minutes"] <= _one_for_all()).mean()),
                lambda: f"that is {_one_for_all()} minutes for everybody: look up each order's own promise.",
            ),
        ),
        share=True,
    ),
    hints=(
        '`seen.groupby(keys, observed=True)["minutes"].quantile(0.95)`, rounded up, is one promise for each group.',
        '`unseen.join(promise.rename("promise"), on=keys)` gives each unseen order the promise of its group.',
        f"Some groups have no order among the seen. Their promise is NaN: what does `fillna({UNKNOWN})` do?",
    ),
    explanation=lambda: (
        "Choose on one half, try on the other. On its own half the promise keeps "
        f"{_tried(_even(), _even()):.1%}, on the other {_unseen():.1%}. Whoever reports the first number reports how "
        "well the past was described."
    ),
    code=(
        'promise = np.ceil(seen.groupby(keys, observed=True)["minutes"].quantile(0.95))\n'
        'told = unseen.join(promise.rename("promise"), on=keys)["promise"].fillna(25)\n'
        'answer_9 = (unseen["minutes"] <= told).mean()'
    ),
)

# --- 07.10 Little's law, counted -----------------------------------------------------------------------------


def _midnights() -> pd.DatetimeIndex:
    return pd.date_range(*NIGHTS)


@cache
def _open(until: str = "last_delivered_at") -> np.ndarray:
    """Orders under way at each midnight: placed before it, and not yet at this point."""
    placed, ended = np.sort(_orders()["ordered_at"]), np.sort(_orders()[until])
    at = _midnights().to_numpy()
    return np.searchsorted(placed, at) - np.searchsorted(ended, at)


def _under_way() -> float:
    return float(_open().mean())


def _those_days() -> pd.DataFrame:
    """The orders placed from the first midnight to the last."""
    placed = _orders()["ordered_at"]
    return _orders()[(placed >= NIGHTS[0]) & (placed < NIGHTS[1])]


def _a_day() -> float:
    return len(_those_days()) / (len(_midnights()) - 1)


def _days_until_complete() -> float:
    orders = _those_days()
    return float((orders["last_delivered_at"] - orders["ordered_at"]).dt.total_seconds().mean() / 86_400)


def _nights_until_complete() -> float:
    orders = _those_days()
    return float((orders["last_delivered_at"].dt.normalize() - orders["ordered_at"].dt.normalize()).dt.days.mean())


CHECK_10 = Check(
    id="07.10",
    title="Little's law, counted",
    variable="answer_10",
    judge=Number(
        _under_way,
        tolerance=0.53,
        because="A whole number is asked for, which rounds by 0.5; no order is placed or complete at midnight sharp.",
        right=lambda: (
            f"{_under_way():.0f} orders. {_a_day():.1f} come a day and each takes {_days_until_complete():.2f} days: "
            f"their product is {_a_day() * _days_until_complete():.0f}. You counted one side of Little's law without "
            "following a single order (simulated data)."
        ),
        wrong=(
            Wrong(
                lambda: float(_open("first_delivered_at").mean()),
                "those wait for their *first* parcel. An order is under way until its last one.",
            ),
            Wrong(
                lambda: float(_open("promised_by").mean()),
                "those are orders whose promise hasn't run out. Many of them have arrived.",
            ),
            Wrong(
                lambda: float(np.mean([(_orders()["last_delivered_at"] >= night).sum() for night in _midnights()])),
                "you counted orders that hadn't been placed yet as well. Two conditions must hold: placed before, and "
                "delivered after.",
            ),
            Wrong(
                lambda: float(np.mean([(_orders()["ordered_at"] < night).sum() for night in _midnights()])),
                "you counted all that had been placed until then, the delivered ones as well.",
            ),
            Wrong(
                lambda: _a_day() * _days_until_complete(),
                "that is what Little's law expects, orders a day × days. Now count them, to see whether it is so.",
            ),
            Wrong(
                lambda: len(_those_days()) / len(_midnights()) * _days_until_complete(),
                lambda: (
                    f"that is Little's law, with {len(_midnights())} midnights as so many days; between them lie "
                    f"{len(_midnights()) - 1}. And count them: the law is what you hold the count against."
                ),
            ),
            Wrong(_a_day, "that is how many orders come a day. How many are under way at a time?"),
            Wrong(lambda: float(_open().sum()), "that is the sum over all midnights: take the mean."),
            Wrong(lambda: float(_open().max()), "that is the fullest midnight: take the mean of them all."),
        ),
    ),
    hints=(
        'An order is under way at `night` if `orders["ordered_at"] < night`, and something else holds too.',
        "For one night the two conditions, joined by `&`, have a sum. Then a list of these, one for each of `nights`, "
        "and `np.mean` of it.",
    ),
    explanation=lambda: (
        f"At each midnight count who has ordered and not got everything: {_under_way():.0f} on average. Little's law "
        f"says orders a day × days each takes: {_a_day():.1f} × {_days_until_complete():.2f} = "
        f"{_a_day() * _days_until_complete():.0f}. It speaks of the mean over the whole day, and you counted at "
        f"midnight. Counted in nights, an order takes {_nights_until_complete():.2f}, and the product is "
        f"{_a_day() * _nights_until_complete():.0f}."
    ),
    code=(
        'placed, complete = orders["ordered_at"], orders["last_delivered_at"]\n'
        "answer_10 = np.mean([((placed < night) & (complete >= night)).sum() for night in nights])"
    ),
)

CHECKS: tuple[Check, ...] = (
    CHECK_1, CHECK_2, CHECK_3, CHECK_4, CHECK_5, CHECK_6, CHECK_7, CHECK_8, CHECK_9, CHECK_10,
)  # fmt: skip
