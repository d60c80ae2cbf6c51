"""Exercise 03, Systems thinking is product thinking: its tables and its checks.

Everything is computed from the simulated orders when it is needed, and kept. Rates are shares, 0 to 1; the tables show
them per cent. *Complete on time*: the last parcel came by the date promised. *A kept promise*: complete on time, and
the customer didn't have to ask.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import numpy as np
import pandas as pd

from ops2pm.checks import Check, Interval, Number, OneOf, Option, Rows, Wrong
from ops2pm.data import load
from ops2pm.exercises import Table
from ops2pm.exercises.shares import ROUNDED, ends, mistakes_with_a_difference, points, share_of
from ops2pm.models.orders import Rules, week_of
from ops2pm.models.resample import day_weights

GROUP = "small business"
LONGER = 7
"""Days from the order, in the definition of table 1 that moves the line."""
REFUSED_FROM = 9
"""Lines from which the team of item 03.4 refuses an order."""
CARRIER = "B"
CHANGE_WEEK = 14
"""First week of the faster process, counted from 1."""
DRAWS, SEED = 1000, 4
"""Of the customer weights in the notebook."""
STOP = 0.01
"""Item 03.9: the rise in contacts, as a share of the orders, at which the company would stop."""
GOAL, MOST_REFUSED = 0.88, 0.225
"""Item 03.10: complete on time among the orders taken, and the share of the orders that may be refused for it."""
KNOWN = ("lines", "segment", "region", "channel")
"""Item 03.10: what is known when an order comes in."""

# --- The data, read once ------------------------------------------------------------------------------------


@cache
def _orders() -> pd.DataFrame:
    return load("orders")


@cache
def _everything() -> np.ndarray:
    return np.ones(len(_orders()), dtype=bool)


@cache
def _small() -> np.ndarray:
    return (_orders()["segment"] == GROUP).to_numpy()


@cache
def _split() -> np.ndarray:
    return (_orders()["parcels"] > 1).to_numpy()


@cache
def _first() -> np.ndarray:
    """The company's KPI, order by order."""
    return (_orders()["first_delivered_at"] <= _orders()["promised_by"]).to_numpy()


@cache
def _complete() -> np.ndarray:
    return (_orders()["last_delivered_at"] <= _orders()["promised_by"]).to_numpy()


@cache
def _contacted() -> np.ndarray:
    return _orders()["contacted"].to_numpy()


@cache
def _promise_kept() -> np.ndarray:
    return _complete() & ~_contacted()


@cache
def _reordered() -> np.ndarray:
    return _orders()["reordered_90d"].to_numpy()


@cache
def _days_to(parcel: str) -> np.ndarray:
    """Days from the order to its "first" or "last" parcel."""
    return ((_orders()[f"{parcel}_delivered_at"] - _orders()["ordered_at"]).dt.total_seconds() / 86_400).to_numpy()


def _percent(events: np.ndarray, among: np.ndarray) -> float:
    return 100 * share_of(events, among)


# --- Track A: the five tables -------------------------------------------------------------------------------


def _definitions() -> dict[str, tuple[str, np.ndarray, np.ndarray]]:
    """Option -> (label, the orders it counts as kept, the orders it counts at all)."""
    return {
        "first": ("first parcel by the date promised", _first(), _everything()),
        "longer": (f"last parcel within {LONGER} days", _days_to("last") <= LONGER, _everything()),
        "whole": ("the parcel by the date promised, orders of one parcel only", _complete(), ~_split()),
        "last": ("last parcel by the date promised", _complete(), _everything()),
    }


@cache
def by_definition() -> Table:
    """Table 1: four definitions of “on time”."""
    frame = pd.DataFrame(
        [
            (int(counted.sum()), *(_percent(kept, counted & who) for who in (_everything(), _small(), ~_small())))
            for _, kept, counted in _definitions().values()
        ],
        index=pd.Index([label for label, *_ in _definitions().values()], name="“on time” means"),
        columns=["orders it counts", "all, %", "small businesses, %", "everyone else, %"],
    )
    formats = {"orders it counts": ",d"} | dict.fromkeys(frame.columns[1:], ".1f")
    return Table(f"Table 1. Four definitions of “on time” on {len(_orders()):,} simulated orders.", frame, formats)


@cache
def by_parts() -> Table:
    """Table 2: the share of orders complete on time, and the parts it is made of."""
    frame = pd.DataFrame(
        [
            (
                int(who.sum()),
                _percent(_split(), who),
                _percent(_complete(), who & ~_split()),
                _percent(_complete(), who & _split()),
                _percent(_complete(), who),
            )
            for who in (_small(), ~_small())
        ],
        index=pd.Index(["small businesses", "everyone else"], name="segment"),
        columns=["orders", "split, %", "one parcel, %", "split orders, %", "all orders, %"],
    )
    formats = {"orders": ",d"} | dict.fromkeys(frame.columns[1:], ".1f")
    caption = (
        "Table 2. A branch of the metric tree: how many orders are split, and how many are complete on time of those "
        "in one parcel, of the split ones, and of all. Simulated orders."
    )
    return Table(caption, frame, formats)


@cache
def by_reorder() -> Table:
    """Table 3: who orders again, by segment and by parcels."""
    rows = {
        f"{segment}, {parcels}": who & kind
        for segment, who in (("small businesses", _small()), ("everyone else", ~_small()), ("together", _everything()))
        for parcels, kind in (("one parcel", ~_split()), ("split", _split()))
    }
    frame = pd.DataFrame(
        [(int(row.sum()), int(_reordered()[row].sum()), _percent(_reordered(), row)) for row in rows.values()],
        index=pd.Index(list(rows), name="orders of"),
        columns=["orders", "ordered again within 90 days", "of 100"],
    )
    formats = {"of 100": ".1f"} | dict.fromkeys(frame.columns[:2], ",d")
    return Table(
        "Table 3. Who orders again, after one parcel and after a split order. Simulated orders.", frame, formats
    )


def _refused() -> np.ndarray:
    return (_orders()["lines"] >= REFUSED_FROM).to_numpy()


def _readings(taken: np.ndarray) -> dict[str, str]:
    """The dashboard, if only these orders had been taken; nobody reacts to it."""
    return {
        "orders taken, of 100 placed": f"{_percent(taken, _everything()):.0f}",
        "… of small businesses": f"{_percent(taken, _small()):.0f}",
        "… of everyone else": f"{_percent(taken, ~_small()):.0f}",
        "first parcel on time, %": f"{_percent(_first(), taken):.1f}",
        "complete on time, %": f"{_percent(_complete(), taken):.1f}",
        "contacts, of 100 orders taken": f"{_percent(_contacted(), taken):.1f}",
        "mean of the ratings given": f"{_orders()['rating'][taken].mean():.2f}",
        "ordered again within 90 days, %": f"{_percent(_reordered(), taken):.1f}",
    }


@cache
def by_refusal() -> Table:
    """Table 4: the dashboard before and after large orders are refused."""
    frame = pd.DataFrame(
        {
            "every order taken": _readings(_everything()),
            f"orders of {REFUSED_FROM} lines or more refused": _readings(~_refused()),
        }
    ).rename_axis("on the dashboard")
    caption = (
        "Table 4. The same simulated orders, counted once with all of them and once without the large ones. "
        "Each order went as it went; only what is counted differs."
    )
    return Table(caption, frame)


def _ratings(among: np.ndarray) -> pd.Series:
    return _orders()["rating"][among].dropna().astype(float)


@cache
def by_rating() -> Table:
    """Table 5: who rates."""
    rows = {"asked where it was": _contacted(), "didn't have to ask": ~_contacted(), "all orders": _everything()}
    frame = pd.DataFrame(
        [
            (
                int(row.sum()),
                len(_ratings(row)),
                100 * len(_ratings(row)) / row.sum(),
                float(_ratings(row).mean()),
            )
            for row in rows.values()
        ],
        index=pd.Index(list(rows), name="the customer"),
        columns=["orders", "rated", "rated, of 100", "mean rating, 1 to 5"],
    )
    formats = dict.fromkeys(frame.columns[:2], ",d") | {"rated, of 100": ".0f", "mean rating, 1 to 5": ".2f"}
    return Table("Table 5. Who rates, and how. Simulated orders.", frame, formats)


# --- 03.1 Whose clock? ---------------------------------------------------------------------------------------


def _on_time(option: str, among: Callable[[], np.ndarray] = _everything) -> float:
    """Per cent on time under one of the four definitions, as table 1 has it."""
    _, kept, counted = _definitions()[option]
    return _percent(kept, counted & among())


def _why_last() -> str:
    return (
        f"her clock stops when she has everything, at the date she was promised. By it {_on_time('last', _small):.1f}% "
        f"of the orders of small businesses were on time; the KPI says {_on_time('first', _small):.1f}%."
    )


CHECK_1 = Check(
    id="03.1",
    title="whose clock",
    question=(
        "A buyer at a small business (invented) was promised her order for Thursday, the fourth day. One parcel came "
        "on Wednesday, the other on Friday. Which definition counts her order as she would?"
    ),
    judge=OneOf(
        (
            Option(
                "first",
                lambda: _definitions()["first"][0],
                lambda: (
                    "that is the company's KPI, and it calls her order on time: its clock stops at Wednesday's parcel. "
                    f"By it, small businesses ({_on_time('first', _small):.1f}%) are served as well as everyone else "
                    f"({_on_time('first', lambda: ~_small()):.1f}%)."
                ),
            ),
            Option(
                "longer",
                lambda: _definitions()["longer"][0],
                lambda: (
                    "that watches the right parcel and moves the line: Friday is the fifth day, so her order is on "
                    f"time although the promise was broken. {_on_time('longer'):.1f}% looks better than the KPI, and "
                    "no parcel came sooner."
                ),
            ),
            Option(
                "whole",
                lambda: _definitions()["whole"][0],
                lambda: (
                    "her order came in two parcels, so that definition doesn't count it at all. It leaves out "
                    f"{_split().sum():,} of {len(_split()):,} orders, the ones that are hard to complete."
                ),
            ),
            Option("last", lambda: _definitions()["last"][0], _why_last),
        ),
        right="last",
    ),
    hints=(
        "Put her order through each definition. Does it count as on time, as late, or not at all?",
        "Three definitions flatter, each in its own way: one stops the clock early, one moves the line, one leaves "
        "orders out.",
    ),
    explanation=lambda: (
        f"The last parcel, by the date promised: {_why_last()} The first definition stops the clock early. "
        f"“Within {LONGER} days” moves the line. “One parcel only” leaves out the orders that are hard."
    ),
)

# --- 03.2 From the parts to the whole ------------------------------------------------------------------------


def _whole_from(share: float, one: float, split: float) -> float:
    """Per cent complete on time, from the share of split orders and the rates of both kinds."""
    return 100 * ((1 - share) * one + share * split)


@cache
def _parts() -> tuple[float, float, float]:
    """Of small businesses: share split, complete on time in one parcel, complete on time if split."""
    return (
        share_of(_split(), _small()),
        share_of(_complete(), _small() & ~_split()),
        share_of(_complete(), _small() & _split()),
    )


def _halved() -> float:
    share, one, split = _parts()
    return _whole_from(share / 2, one, split)


def _now() -> float:
    return _whole_from(*_parts())


def _never_late_in_one_parcel() -> float:
    share, _, split = _parts()
    return _whole_from(share, 1, split)


CHECK_2 = Check(
    id="03.2",
    title="from the parts to the whole",
    question=(
        "Suppose half as many orders of small businesses had to be split, and one-parcel and split orders stayed as "
        "punctual as they are. What percentage of small businesses' orders would be complete on time? Give one decimal."
    ),
    unit="%",
    judge=Number(
        _halved,
        tolerance=0.12,
        because="One decimal is asked for, which rounds by 0.05; the table's own rounding adds 0.07 at most.",
        right=lambda: (
            f"{_halved():.1f}%, {_halved() - _now():.1f} points more than today (from unrounded numbers). "
            "Compare the branch that the KPI "
            "watches: if one-parcel orders were never late again, small businesses would gain "
            f"{_never_late_in_one_parcel() - _now():.1f} points."
        ),
        wrong=(
            Wrong(
                _now,
                lambda: (
                    f"{_now():.1f}% is the share today. With half as many orders split, more weight lies on the "
                    "orders of one parcel."
                ),
            ),
            Wrong(
                lambda: _halved() - _now(),
                lambda: f"that is what is won. Add it to today's share, {_now():.1f}%.",
            ),
            Wrong(
                lambda: 100 * (_parts()[1] + _parts()[2]) / 2,
                "that is the plain mean of the two rates, as if every second order were split: weight each rate by "
                "its share of the orders.",
            ),
            Wrong(
                lambda: _whole_from(1 - _parts()[0] / 2, _parts()[1], _parts()[2]),
                "you have the weights the wrong way round: the share of split orders belongs to the rate of split "
                "orders.",
            ),
            Wrong(
                lambda: 100 - (100 - _now()) / 2,
                "that halves everything that is late today. Half as many are split; the orders of one parcel are late "
                "as often as before.",
            ),
            Wrong(
                lambda: 100 * (1 - _parts()[0] / 2) * _parts()[1],
                "that counts the orders of one parcel only. Some of the split orders are complete on time as well: "
                "add them.",
            ),
            Wrong(
                lambda: 100 * ((1 - _parts()[0]) * _parts()[1] + _parts()[0] / 2 * _parts()[2]),
                "the two weights don't add up to 1: where fewer orders are split, more come in one parcel.",
            ),
            Wrong(
                lambda: _whole_from(
                    share_of(_split(), ~_small()) / 2,
                    share_of(_complete(), ~_small() & ~_split()),
                    share_of(_complete(), ~_small() & _split()),
                ),
                "that is the row of everyone else: the question asks for small businesses.",
            ),
            Wrong(
                lambda: _halved() / 100,
                "that is a share between 0 and 1, and the question asks for a percentage: multiply it by 100.",
            ),
        ),
    ),
    hints=(
        lambda: (
            "The last column is made of the three before it. Try it on everyone else: "
            f"{1 - share_of(_split(), ~_small()):.3f} × {_percent(_complete(), ~_small() & ~_split()):.1f} + "
            f"{share_of(_split(), ~_small()):.3f} × {_percent(_complete(), ~_small() & _split()):.1f} = "
            f"{_percent(_complete(), ~_small()):.1f}."
        ),
        "Now the row of small businesses, with half the share of split orders. What is no longer split comes in one "
        "parcel.",
    ),
    explanation=lambda: (
        f"{1 - _parts()[0] / 2:.3f} × {100 * _parts()[1]:.1f} + {_parts()[0] / 2:.3f} × {100 * _parts()[2]:.1f} = "
        f"{_halved():.1f}. Each rate is weighted by its share of the orders, and the weights add up to 1. That is what "
        "makes it a branch of a tree: whoever moves a part can say what becomes of the whole."
    ),
)

# --- 03.3 Like with like -------------------------------------------------------------------------------------


def _reorder_gap(among: np.ndarray) -> float:
    """How many points fewer order again after a split order than after one parcel."""
    return _percent(_reordered(), among & ~_split()) - _percent(_reordered(), among & _split())


def _like_with_like() -> float:
    """That gap within each segment, weighted by the segment's share of all orders."""
    return sum(share_of(who, _everything()) * _reorder_gap(who) for who in (_small(), ~_small()))


def _segment_gap(among: np.ndarray) -> float:
    return _percent(_reordered(), among & _small()) - _percent(_reordered(), among & ~_small())


CHECK_3 = Check(
    id="03.3",
    title="like with like",
    question=(
        "How many points fewer order again after a split order than after an order of one parcel, if you compare "
        "small businesses with small businesses and everyone else with everyone else? Give one decimal."
    ),
    unit="points",
    judge=Number(
        _like_with_like,
        tolerance=0.15,
        because="One decimal is asked for, which rounds by 0.05; the table's own rounding adds 0.1 to a difference.",
        right=lambda: (
            f"{_like_with_like():.1f} points, in either segment and so with any weights. Thrown together it is "
            f"{_reorder_gap(_everything()):.1f} (from unrounded numbers): "
            f"{_percent(_small(), _split()):.0f}% of the split orders are small "
            "businesses', who order again most often whatever happens. The mix hid the difference."
        ),
        wrong=(
            Wrong(
                lambda: _reorder_gap(_everything()),
                lambda: (
                    "that compares the two rows “together”, and they hold different customers: "
                    f"{_percent(_small(), _split()):.0f}% of the split orders are small businesses', of the others "
                    f"{_percent(_small(), ~_split()):.0f}%."
                ),
            ),
            Wrong(
                lambda: -_like_with_like(),
                "the size is right. “How many points fewer” is answered without a minus sign.",
            ),
            Wrong(
                lambda: (_segment_gap(~_split()) + _segment_gap(_split())) / 2,
                "that compares the segments with each other. Stay in one segment, and compare one parcel with split.",
            ),
            Wrong(
                lambda: _percent(_reordered(), ~_small() & ~_split()) - _percent(_reordered(), _small() & _split()),
                "that takes everyone else's orders of one parcel and small businesses' split ones: two things differ "
                "at once. Stay in one segment.",
            ),
            Wrong(
                lambda: _percent(_reordered(), _small() & ~_split()) - _percent(_reordered(), ~_small() & _split()),
                "that takes small businesses' orders of one parcel and everyone else's split ones: two things differ "
                "at once. Stay in one segment.",
            ),
            Wrong(
                lambda: sum(_reorder_gap(who) for who in (_small(), ~_small())),
                "you added the two differences up. They answer the same question twice, so take their mean.",
            ),
        ),
    ),
    hints=(
        "Don't use the rows “together”. Within small businesses, how far apart are one parcel and split? And within "
        "everyone else?",
        "If the two differences are alike, it doesn't matter how you weigh them.",
    ),
    explanation=lambda: (
        f"Small businesses: {_percent(_reordered(), _small() & ~_split()):.1f} − "
        f"{_percent(_reordered(), _small() & _split()):.1f} = {_reorder_gap(_small()):.1f}. Everyone else: "
        f"{_percent(_reordered(), ~_small() & ~_split()):.1f} − {_percent(_reordered(), ~_small() & _split()):.1f} = "
        f"{_reorder_gap(~_small()):.1f}. Thrown together, {_reorder_gap(_everything()):.1f} (all unrounded). "
        "In the lesson such a "
        "comparison made a difference vanish; here it brings one to light."
    ),
)

# --- 03.4 The guardrail --------------------------------------------------------------------------------------

STOPS = {"first": 93, "contacts": 8, "rating": 3.6, "reordered": 65, "taken": 95}
"""Item 03.4: the level at which each guardrail would stop; contacts above it, the others below."""


def _before_after(name: str) -> str:
    before, after = by_refusal().frame.loc[name]
    return f"{before} before and {after} after"


CHECK_4 = Check(
    id="03.4",
    title="the guardrail that goes off",
    question=(
        "A team is given one target, complete on time, and from Monday it refuses every order of "
        f"{REFUSED_FROM} lines or more. Which of these guardrails, with levels invented here, would have gone off?"
    ),
    judge=OneOf(
        (
            Option(
                "first",
                f"first parcel on time: stop below {STOPS['first']}%",
                lambda: (
                    f"it reads {_before_after('first parcel on time, %')}. How many lines an order has makes no "
                    "difference to its first parcel."
                ),
            ),
            Option(
                "contacts",
                f"contacts: stop above {STOPS['contacts']} of 100 orders taken",
                lambda: (
                    f"it reads {_before_after('contacts, of 100 orders taken')}: it gets better. Whoever was refused "
                    "has no order to ask about."
                ),
            ),
            Option(
                "rating",
                f"mean of the ratings given: stop below {STOPS['rating']}",
                lambda: (
                    f"it reads {_before_after('mean of the ratings given')}: it gets better. Nobody rates an order "
                    "that was refused."
                ),
            ),
            Option(
                "reordered",
                f"ordered again within 90 days: stop below {STOPS['reordered']}%",
                lambda: (
                    f"it reads {_before_after('ordered again within 90 days, %')}: the right direction, and too little "
                    "to stop anybody. It is a share of the orders taken, so it can't see who was sent away."
                ),
            ),
            Option(
                "taken",
                f"orders taken, of 100 placed, segment by segment: stop below {STOPS['taken']}",
                lambda: (
                    f"of 100 orders that small businesses placed, {_percent(~_refused(), _small()):.0f} are taken, of "
                    f"everyone else's {_percent(~_refused(), ~_small()):.0f}. It is the only one that counts the "
                    "orders placed. The others know only the orders taken, and can't see who was sent away."
                ),
            ),
        ),
        right="taken",
    ),
    hints=(
        "Read each line of table 4 from left to right, and hold the number on the right against the level at which to "
        "stop.",
        "Ask of each share: of what? What is refused is in none that counts only orders taken.",
    ),
    explanation=lambda: (
        "Orders taken, of 100 placed, by segment: "
        f"{_before_after('… of small businesses')} for small businesses. The target itself rises "
        f"({_before_after('complete on time, %')}), contacts fall and ratings rise, because all of them are shares of "
        "what was let in. A guardrail against leaving people out needs everybody who came as its base."
    ),
)

# --- 03.5 Who rates ------------------------------------------------------------------------------------------


def _shown() -> float:
    return float(_ratings(_everything()).mean())


def _weighted() -> float:
    """The mean, if each row of table 5 weighed as many orders as it has."""
    return sum(share_of(row, _everything()) * float(_ratings(row).mean()) for row in (_contacted(), ~_contacted()))


def _if_all_answered() -> float:
    """The mean rating of all orders: each rating given, over the chance with which the simulation lets it be given."""
    given = _ratings(_everything())
    weight = 1 / np.array(Rules().answers)[given.astype(int) - 1]
    return float((given * weight).sum() / weight.sum())


def _answers(row: np.ndarray) -> float:
    return 100 * len(_ratings(row)) / row.sum()


def _why_too_low() -> str:
    return (
        f"{_answers(_contacted()):.0f} of 100 rate where they had to ask, {_answers(~_contacted()):.0f} where they "
        f"didn't, so the unhappy weigh too much. Weighting by orders gives {_weighted():.2f}. The simulation knows "
        f"more: if everybody had rated, about {_if_all_answered():.1f}, because the unhappy answer more often within "
        "each row as well."
    )


CHECK_5 = Check(
    id="03.5",
    title="a mean of those who answered",
    question=(
        "The dashboard shows the mean of the ratings given. How does it compare with the mean that you would see if "
        "every order were rated?"
    ),
    judge=OneOf(
        (
            Option(
                "fine",
                lambda: f"About equal: {len(_ratings(_everything())):,} ratings are plenty.",
                lambda: (
                    "plenty of answers make it precise, and not right. Those who answer differ from those who don't: "
                    f"{_answers(_contacted()):.0f} of 100 rate where they had to ask, {_answers(~_contacted()):.0f} "
                    "where they didn't."
                ),
            ),
            Option(
                "low",
                "It is too low: the unhappy are heard more often than they occur.",
                _why_too_low,
            ),
            Option(
                "high",
                "It is too high: the happy like to rate.",
                lambda: (
                    f"it is the other way round here. Those who had to ask rate {_ratings(_contacted()).mean():.2f} on "
                    f"average, and {_answers(_contacted()):.0f} of 100 of them answer; of the others "
                    f"{_answers(~_contacted()):.0f}."
                ),
            ),
            Option(
                "exact",
                lambda: (
                    "It is too low, and weighting the two rows by their orders mends it: the true mean is "
                    f"{_weighted():.2f}."
                ),
                lambda: (
                    "the direction is right. Weighting mends only what the table has a row for: within a row, too, who "
                    f"answers is no accident. The simulation knows about {_if_all_answered():.1f}; real data wouldn't "
                    "tell you."
                ),
            ),
        ),
        right="low",
    ),
    hints=(
        "Compare the two upper rows in two columns: who answers more often, and who rates lower?",
        "Weights mend a difference between rows. What of a difference within a row?",
    ),
    explanation=lambda: f"Too low: {_why_too_low()}",
)

# --- 03.6 The North Star -------------------------------------------------------------------------------------

CHECK_6 = Check(
    id="03.6",
    title="kept promises to small businesses",
    variable="answer_6",
    judge=Number(
        lambda: share_of(_promise_kept(), _small()),
        tolerance=0.0006,
        because=ROUNDED,
        right=lambda: (
            f"{share_of(_promise_kept(), _small()):.1%} of the orders of small businesses were kept promises, of "
            f"everyone else's {share_of(_promise_kept(), ~_small()):.1%}. The KPI shows "
            f"{share_of(_first(), _small()):.1%} and {share_of(_first(), ~_small()):.1%} (simulated data)."
        ),
        wrong=(
            Wrong(
                lambda: share_of(_complete(), _small()) * (1 - share_of(_contacted(), _small())),
                lambda: (
                    "you multiplied two shares, as if being late and asking had nothing to do with each other. But "
                    f"{share_of(_contacted(), _small() & ~_complete()):.0%} ask where the order was late, and "
                    f"{share_of(_contacted(), _small() & _complete()):.0%} where it wasn't: join the conditions order "
                    "by order."
                ),
            ),
            Wrong(
                lambda: share_of(_first() & ~_contacted(), _small()),
                "that stops the clock at the first parcel. Complete is the last one.",
            ),
            Wrong(
                lambda: share_of(_complete(), _small()),
                "that is complete on time alone: leave out those who had to ask.",
            ),
            Wrong(
                lambda: share_of(~_contacted(), _small()),
                "that is not having to ask alone: leave out those whose last parcel was late.",
            ),
            Wrong(
                lambda: share_of(~_contacted(), _small() & _complete()),
                "that is a share of those complete on time: the question asks for a share of all their orders.",
            ),
            Wrong(
                lambda: share_of(_complete() & _contacted(), _small()),
                "those are complete on time and did have to ask: `~` in front of `contacted` turns it round.",
            ),
            Wrong(
                lambda: share_of(_complete() | ~_contacted(), _small()),
                "that is one or the other. Both must hold: `&`.",
            ),
            Wrong(
                lambda: share_of(_promise_kept(), _everything()),
                "that is the share over all segments: the question asks for small businesses.",
            ),
            Wrong(
                lambda: share_of(_promise_kept(), ~_small()), "that is the share for everyone except small businesses."
            ),
            Wrong(
                lambda: share_of(_promise_kept() & _small(), _everything()),
                "that is a share of all orders, the wrong base: the question asks for a share of the orders of small "
                "businesses.",
            ),
            Wrong(
                lambda: share_of(_small(), _promise_kept()),
                "that reads it backwards: of the kept promises, how many were made to small businesses.",
            ),
            Wrong(
                lambda: 1 - share_of(_promise_kept(), _small()),
                "that is the share of promises not kept: you have the two the wrong way round.",
            ),
        ),
        share=True,
    ),
    hints=(
        "Two conditions on each order: its last parcel came by the date promised, and `contacted` is False.",
        "Conditions are joined by `&`, each in its own brackets; `~` turns one round.",
        "Choose the rows of small businesses first. The mean of True and False is the share of True.",
    ),
    explanation=(
        "A North Star is stated like any share: of what, which events, when the clock stops. Here: of the orders "
        "placed, those whose last parcel came by the date promised and whose customer never had to ask."
    ),
    code=(
        'small = orders[orders["segment"] == "small business"]\n'
        'complete = small["last_delivered_at"] <= small["promised_by"]\n'
        'answer_6 = (complete & ~small["contacted"]).mean()'
    ),
)

# --- 03.7 Lead time ------------------------------------------------------------------------------------------


def _nine_in_ten(parcel: str, among: np.ndarray) -> float:
    """Days within which nine in ten of these orders had that parcel."""
    return float(np.quantile(_days_to(parcel)[among], 0.9))


CHECK_7 = Check(
    id="03.7",
    title="nine in ten, complete",
    variable="answer_7",
    judge=Number(
        lambda: _nine_in_ten("last", _small()),
        tolerance=0.05,
        because="One decimal is asked for, which rounds by 0.05; ways to interpolate a quantile differ by under 0.001.",
        right=lambda: (
            f"nine in ten orders of small businesses are complete within {_nine_in_ten('last', _small()):.1f} days, of "
            f"everyone else's within {_nine_in_ten('last', ~_small()):.1f}. Nine in ten first parcels come "
            f"within {_nine_in_ten('first', _small()):.1f} and {_nine_in_ten('first', ~_small()):.1f} days (simulated "
            "data)."
        ),
        wrong=(
            Wrong(
                lambda: _nine_in_ten("first", _small()),
                "that is the first parcel, where the company's clock stops: the order is complete with the last one.",
            ),
            Wrong(
                lambda: float(np.quantile(np.floor(_days_to("last")[_small()]), 0.9)),
                "`.dt.days` cuts off the hours, so half a day counts as none: use `.dt.total_seconds() / 86400`.",
            ),
            Wrong(
                lambda: float(_days_to("last")[_small()].mean()),
                "that is the mean. “Nine in ten within” is a quantile: `.quantile(0.9)`.",
            ),
            Wrong(
                lambda: float(np.median(_days_to("last")[_small()])),
                "that is the median, five in ten: nine in ten is `.quantile(0.9)`.",
            ),
            Wrong(
                lambda: float(np.quantile(_days_to("last")[_small()], 0.1)),
                "that is one in ten, or a clock that starts at the date promised (here much the same): it starts at "
                "`ordered_at`, and nine in ten is `.quantile(0.9)`.",
            ),
            Wrong(
                lambda: _nine_in_ten("last", _everything()),
                "that is over all segments: the question asks for small businesses.",
            ),
            Wrong(lambda: _nine_in_ten("last", ~_small()), "that is everyone except small businesses."),
            Wrong(
                lambda: _nine_in_ten("last", _small() & _split()),
                "that is for split orders only: the question asks for all orders of small businesses.",
            ),
            Wrong(
                lambda: 24 * _nine_in_ten("last", _small()),
                "that is in hours: divide it by 24.",
            ),
            Wrong(
                lambda: 86_400 * _nine_in_ten("last", _small()),
                "that is in seconds: a day has 86,400 of them.",
            ),
        ),
    ),
    hints=(
        "The clock starts at `ordered_at` and stops at `last_delivered_at`: take one from the other.",
        "A difference of times becomes days by `.dt.total_seconds() / 86400`.",
        "A column has a `.quantile(…)`: at 0.5 it is the median.",
    ),
    explanation=(
        "A lead time is a clock as well: who starts it, and who stops it? The company's lead time ends at the first "
        "parcel, so it can't see whoever waits for the rest. And a mean hides them a second time, because most orders "
        "come in one parcel: ask where the slow tenth begins."
    ),
    code=(
        'small = orders[orders["segment"] == "small business"]\n'
        'days = (small["last_delivered_at"] - small["ordered_at"]).dt.total_seconds() / 86400\n'
        "answer_7 = days.quantile(0.9)"
    ),
)

# --- 03.8 The lab's switch, by hand --------------------------------------------------------------------------


@cache
def _carrier() -> np.ndarray:
    return (_orders()["carrier"] == CARRIER).to_numpy()


def _standardised(among: np.ndarray, share: float) -> float:
    """The rate of contacts, if this share of these orders were split."""
    return (1 - share) * share_of(_contacted(), among & ~_split()) + share * share_of(_contacted(), among & _split())


def _split_share() -> float:
    return share_of(_split(), _everything())


def _contacts_as_all() -> float:
    return _standardised(_carrier(), _split_share())


CHECK_8 = Check(
    id="03.8",
    title="the lab's switch, by hand",
    variable="answer_8",
    judge=Number(
        _contacts_as_all,
        tolerance=0.0006,
        because="Nothing is drawn at random, so only rounding to three decimals has to be allowed.",
        right=lambda: (
            f"with everybody's share of split orders carrier {CARRIER} would have {_contacts_as_all():.1%} contacts, "
            f"and the others {_standardised(~_carrier(), _split_share()):.1%}. As it is, the dashboard shows "
            f"{share_of(_contacted(), _carrier()):.1%} and {share_of(_contacted(), ~_carrier()):.1%}: it delivers more "
            "split orders, and nearly all of the difference is that (simulated data)."
        ),
        wrong=(
            Wrong(
                lambda: share_of(_contacted(), _carrier()),
                lambda: (
                    f"that is its rate as it is, with its own {share_of(_split(), _carrier()):.0%} of split orders. "
                    f"Give it everybody's share, {_split_share():.0%}."
                ),
            ),
            Wrong(
                lambda: _standardised(_carrier(), 0.5),
                "that is the plain mean of two rates, as if every second order were split: weight them by everybody's "
                "share of split orders.",
            ),
            Wrong(
                lambda: _standardised(_carrier(), 1 - _split_share()),
                "you have the weights the wrong way round: the share of split orders belongs to the rate of split "
                "orders.",
            ),
            Wrong(
                lambda: _standardised(_carrier(), share_of(_split(), ~_carrier())),
                "that gives it the split share of the other carriers. Everybody's includes its own orders.",
            ),
            Wrong(
                lambda: share_of(_contacted(), _everything()),
                "that is the rate over all orders: take carrier B's two rates, with the weights of all orders.",
            ),
            Wrong(
                lambda: _standardised(~_carrier(), _split_share()),
                "that is the same for the other carriers: the question asks for carrier B.",
            ),
            Wrong(
                lambda: share_of(_contacted(), _carrier() & _split()),
                "that is its rate on split orders alone: it has to be weighted together with the other.",
            ),
            Wrong(
                lambda: share_of(_contacted(), _carrier() & ~_split()),
                "that is its rate on orders of one parcel alone: it has to be weighted together with the other.",
            ),
        ),
        share=True,
    ),
    hints=(
        "Carrier B has two rates: contacts on its split orders, and contacts on its orders of one parcel.",
        "Everybody's share of split orders is one number, over all rows of `orders`. It is the weight of the first "
        "rate, and 1 minus it the weight of the second.",
    ),
    explanation=lambda: (
        "Keep each carrier's own two rates, and give all carriers the same mix of orders. What is left is the "
        "carrier's; what went away was the mix. It is called direct standardisation. For carrier B "
        f"{share_of(_contacted(), _carrier()):.1%} becomes {_contacts_as_all():.1%}, and all orders together have "
        f"{share_of(_contacted(), _everything()):.1%}."
    ),
    code=(
        'carrier_b = orders[orders["carrier"] == "B"]\n'
        'rate = carrier_b.groupby(carrier_b["parcels"] > 1)["contacted"].mean()\n'
        'share = (orders["parcels"] > 1).mean()\n'
        "answer_8 = (1 - share) * rate[False] + share * rate[True]"
    ),
)

# --- 03.9 The guardrail, before and after --------------------------------------------------------------------


@cache
def _after() -> np.ndarray:
    return (week_of(_orders()["ordered_at"]) >= CHANGE_WEEK).to_numpy()


@cache
def _drawn(what: str = "contacts", who: str = "all", seed: int = SEED) -> tuple[np.ndarray, np.ndarray]:
    """Rates before and after the change, in each resample of customers."""
    events = {"contacts": _contacted, "first": _first, "kept": _promise_kept, "reordered": _reordered}[what]()
    among = _small() if who == GROUP else _everything()
    counts = (
        pd.DataFrame({"customer": _orders()["customer_id"], "after": _after(), "event": events})[among]
        .groupby(["customer", "after"])["event"]
        .agg(["size", "sum"])
        .unstack(fill_value=0)
    )
    weights = day_weights(len(counts), DRAWS, seed)
    rates = (weights @ counts["sum"].to_numpy()) / (weights @ counts["size"].to_numpy())
    return rates[:, 0], rates[:, 1]


def _moved(what: str = "contacts", who: str = "all") -> tuple[float, float]:
    """The interval of after minus before."""
    before, after = _drawn(what, who)
    return ends(after - before)


def _verdict_on_stop() -> str:
    """What the interval says of the level at which to stop, over all orders and for small businesses alone."""
    alone = _moved(who=GROUP)
    words, theirs = ("outside" if interval[1] < STOP else "inside" for interval in (_moved(), alone))
    return (
        f"contacts moved by {points(_moved())}. A rise of a whole point lies {words}. The KPI moved by "
        f"{points(_moved('first'))}. Small businesses alone are fewer, so their interval is wider, {points(alone)}, "
        f"and a whole point lies {theirs} (simulated data)."
    )


CHECK_9 = Check(
    id="03.9",
    title="the guardrail, before and after",
    variable="answer_9",
    judge=Interval(
        _moved,
        tolerance=0.001,
        because=(
            "From seed to seed an end moves by up to 0.0008 with 1,000 resamples; the middle 90% is narrower by "
            "0.0011 at each end."
        ),
        right=_verdict_on_stop,
        wrong=(
            *mistakes_with_a_difference(lambda: _drawn()[::-1], "period", "rates"),
            Wrong(
                lambda: _moved("first"),
                "that is how the KPI moved: the guardrail counts contacts.",
            ),
            Wrong(
                lambda: ends(_drawn()[1]),
                "that is the interval of the rate after the change: take the rate before it away first.",
            ),
            Wrong(
                lambda: ends(_drawn()[0]),
                "that is the interval of the rate before the change: take it from the rate after.",
            ),
            Wrong(
                lambda: _moved(who=GROUP),
                "that is for small businesses alone: the question asks for all orders.",
            ),
        ),
        share=True,
    ),
    hints=(
        "`weights` has one row for each draw, and in it how often each customer came up.",
        'The rate after is the line of `before` with `"after"` in the place of `"before"`.',
        "Take before from after, draw by draw. Of those differences you want the 2.5th and the 97.5th percentile: "
        "`np.percentile(…, [2.5, 97.5])`.",
    ),
    explanation=lambda: (
        "Draw customers anew, because orders of one customer are not independent facts; take the difference within "
        f"each draw; look at the middle 95%. So {_verdict_on_stop()}"
    ),
    code=(
        'contacts = weights @ counts["sum"]["after"].to_numpy()\n'
        'after = contacts / (weights @ counts["size"]["after"].to_numpy())\n'
        "answer_9 = np.percentile(after - before, [2.5, 97.5])"
    ),
)

# --- 03.10 Game it -------------------------------------------------------------------------------------------


def _game(refused: np.ndarray) -> str:
    return (
        f"you refuse {refused.mean():.1%} of the orders, and {share_of(_complete(), ~refused):.1%} of those taken are "
        "complete on time"
    )


@cache
def _looks() -> np.ndarray:
    """A number for each order; orders that look alike when they come in have the same."""
    return _orders().groupby(list(KNOWN), observed=True).ngroup().to_numpy()


def _game_verdict(refused: np.ndarray) -> str | None:
    treated_alike = np.bincount(_looks(), refused) / np.bincount(_looks())
    if not np.isin(treated_alike, (0, 1)).all():
        return (
            "of two orders that look alike when they come in, it refuses one and takes the other. Only `lines`, "
            "`segment`, `region` and `channel` are known then."
        )
    kept = share_of(_complete(), ~refused)
    if kept >= GOAL and refused.mean() <= MOST_REFUSED:
        return None
    if kept <= share_of(_complete(), _everything()):
        return (
            f"{_game(refused)}, no more than of all orders, {share_of(_complete(), _everything()):.1%}. Which orders "
            "are hard to complete?"
        )
    if kept >= GOAL:
        return f"{_game(refused)}: the target is met, and more than {MOST_REFUSED:.1%} are sent away. Refuse fewer."
    return f"{_game(refused)}: short of {GOAL:.0%}. Which orders are hard to complete?"


def _game_right(refused: np.ndarray) -> str:
    return f"{_game(refused)}. No parcel came sooner (simulated data)."


def _game_noticed(refused: np.ndarray) -> str:
    return (
        f"{share_of(_small(), refused):.0%} of those sent away are small businesses, and of 100 orders they placed "
        f"{_percent(~refused, _small()):.0f} are taken. A guardrail on contacts says nothing: they move from "
        f"{_percent(_contacted(), _everything()):.1f} to {_percent(_contacted(), ~refused):.1f} of 100 orders taken"
    )


def _lines(number: int) -> np.ndarray:
    return (_orders()["lines"] >= number).to_numpy()


def _easiest_rule() -> int:
    """The lines from which refusing small businesses' orders meets it with the fewest sent away; 0 if none does."""
    rules = {number: _lines(number) & _small() for number in range(2, 61)}
    return max((number for number, rule in rules.items() if rule.any() and _game_verdict(rule) is None), default=0)


def _easiest() -> np.ndarray:
    return _lines(_easiest_rule()) & _small()


CHECK_10 = Check(
    id="03.10",
    title="meet the target the wrong way",
    variable="answer_10",
    judge=Rows(
        _orders,
        key="order_id",
        verdict=_game_verdict,
        right=_game_right,
        wrong=(
            Wrong(
                _split,
                "how many parcels it takes is known only when it is packed, after the order was taken. Use what is "
                "known when it comes in: a column that goes with being split.",
            ),
            Wrong(
                lambda: ~_complete(),
                "that refuses orders because they were late. Nobody knows it when an order comes in: use `lines`, "
                "`segment`, `region` or `channel`.",
            ),
            Wrong(
                _small,
                lambda: (
                    f"refusing the whole segment works, {share_of(_complete(), ~_small()):.1%}, and sends away "
                    f"{_small().mean():.0%} of the orders: too many to go unnoticed. Which of theirs are hard to "
                    "complete?"
                ),
            ),
            Wrong(
                lambda: ~_easiest(),
                "that is the orders you would take: put a condition for those you would refuse.",
            ),
            Wrong(
                _contacted,
                "nobody has asked yet when the order comes in. Use what is known then: `lines`, `segment`, `region` or "
                "`channel`.",
            ),
            Wrong(
                _carrier,
                lambda: (
                    f"without carrier {CARRIER} it is {share_of(_complete(), ~_carrier()):.1%}, and "
                    f"{_carrier().mean():.0%} of the orders are sent away. It delivers what others packed."
                ),
            ),
            Wrong(
                lambda: (_orders()["region"] == "North").to_numpy(),
                lambda: (
                    "without the North it is "
                    f"{share_of(_complete(), (_orders()['region'] != 'North').to_numpy()):.1%}, short of {GOAL:.0%}. "
                    "The region only goes with what makes orders hard."
                ),
            ),
        ),
    ),
    hints=(
        "What makes an order hard to complete? Something is out of stock. The more different articles, the likelier.",
        "`lines` counts the different articles in an order. Try a few limits: `~refused` are the orders you take.",
        "A limit on `lines` alone sends away too many. Whose large orders are the hard ones? `&` joins two conditions.",
    ),
    explanation=lambda: (
        f"Refusing small businesses' orders of {_easiest_rule()} lines or more meets it: {_game_right(_easiest())} "
        f"{_game_noticed(_easiest())}. It takes "
        "one line, and nobody has to lie. A target that is a share can be met from below, by who is let in, so its "
        "guardrail must count whoever came."
    ),
    code='answer_10 = (orders["lines"] >= 6) & (orders["segment"] == "small business")',
)

CHECKS: tuple[Check, ...] = (
    CHECK_1, CHECK_2, CHECK_3, CHECK_4, CHECK_5, CHECK_6, CHECK_7, CHECK_8, CHECK_9, CHECK_10,
)  # fmt: skip
