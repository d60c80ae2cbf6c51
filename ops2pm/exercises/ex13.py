"""Exercise 13, Capstone: the dry run, on another company than the lesson's. Its tables and its checks.

All numbers are counted in the simulated orders of company REHEARSAL (`models.capstone`). Expected values, known wrong
ones and the numbers in messages are computed when needed.
"""

from __future__ import annotations

import itertools
from functools import cache

import numpy as np
import pandas as pd

from ops2pm.checks import Check, Interval, Number, OneOf, Option, Wrong
from ops2pm.exercises import Table
from ops2pm.exercises.shares import ROUNDED, ends, mistakes_with_a_difference
from ops2pm.models import capstone
from ops2pm.models.orders import WEEKS, week_of
from ops2pm.numbers import signed

NUMBER = capstone.REHEARSAL
SORTS = ("first order, web", "first order, app", "later order")
WEB, APP, LATER = SORTS
"""The three sorts of orders that the exercise compares within; the web shop shows first orders the usual date."""
REGION, CARRIER = "South", "C"
"""What looks bad at first sight."""
CHANGE_WEEK = 16
COLUMNS = ("segment", "region", "channel", "carrier", "nth")
"""Item 13.11: the columns whose pairs are searched; nth is "first" or "later"."""
RESAMPLES, SEED = 2_000, 13
"""Item 13.9: how often, and the seed of the expected value."""

# --- The orders, and what is counted in them -----------------------------------------------------------------


@cache
def _orders() -> pd.DataFrame:
    """The orders with three columns more: nth ("first" or "later"), sort (one of SORTS), changed (True or False)."""
    orders = capstone.company(NUMBER).orders
    nth = np.where(capstone.nth_order(orders) == 1, "first", "later")
    sort = np.where(nth == "later", LATER, np.where(orders["channel"] == "web", WEB, APP))
    return orders.assign(nth=nth, sort=sort, changed=week_of(orders["ordered_at"]) >= CHANGE_WEEK)


def orders() -> pd.DataFrame:
    """The company's orders, with the columns of the data set "orders". A copy."""
    return capstone.company(NUMBER).orders.copy()


def with_sorts() -> pd.DataFrame:
    """The same with `nth`, `sort` and `changed`: from track B's second item on. A copy."""
    return _orders().copy()


def _is_first() -> np.ndarray:
    return (_orders()["nth"] == "first").to_numpy()


def _of_sort(sort: str) -> pd.DataFrame:
    return _orders()[_orders()["sort"] == sort]


def _asked(orders: pd.DataFrame) -> float:
    """The share of orders whose buyer asked where they are."""
    return float(orders["contacted"].mean())


def _in_time(orders: pd.DataFrame) -> pd.Series:
    """Whether each order came complete by the date shown."""
    return orders["last_delivered_at"] <= orders["promised_by"]


def _days(orders: pd.DataFrame) -> float:
    """Mean days from order to last parcel."""
    return float(((orders["last_delivered_at"] - orders["ordered_at"]) / pd.Timedelta(days=1)).mean())


def _mix(orders: pd.DataFrame) -> pd.Series:
    """The share of each sort, in SORTS' order."""
    return orders["sort"].value_counts(normalize=True)[list(SORTS)]


def _first(orders: pd.DataFrame) -> float:
    """The share of these orders that are first ones."""
    return float((orders["nth"] == "first").mean())


def _by_sort(orders: pd.DataFrame) -> pd.Series:
    """The share of each sort's orders that were asked about, in SORTS' order."""
    return orders.groupby("sort")["contacted"].mean()[list(SORTS)]


def _alike(orders: pd.DataFrame, mix: pd.Series | None = None) -> float:
    """The share asked about, if these orders had the company's mix of sorts, or the one given."""
    return float((_by_sort(orders) * (_mix(_orders()) if mix is None else mix)).sum())


def _part(inside: pd.Series) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The orders inside, and all others."""
    return _orders()[inside], _orders()[~inside]


def _there() -> tuple[pd.DataFrame, pd.DataFrame]:
    return _part(_orders()["region"] == REGION)


def _carried() -> tuple[pd.DataFrame, pd.DataFrame]:
    return _part(_orders()["carrier"] == CARRIER)


def _changed() -> tuple[pd.DataFrame, pd.DataFrame]:
    """The orders after the change, and those before."""
    return _part(_orders()["changed"])


# --- 13.1 What the figure leaves out -------------------------------------------------------------------------


def _dashboard(orders: pd.DataFrame) -> pd.Series:
    """Whether the first parcel came by the date shown."""
    return orders["first_delivered_at"] <= orders["promised_by"]


@cache
def by_count() -> Table:
    """Table 1: orders, and how many came by the date shown, for later orders and for first ones."""
    parts = {
        "a customer's second order, and later ones": _orders()[~_is_first()],
        "a customer's first order": _orders()[_is_first()],
    }
    frame = pd.DataFrame(
        {
            "orders": [len(part) for part in parts.values()],
            "by the date shown": [int(_dashboard(part).sum()) for part in parts.values()],
            "in the dashboard's figure": ["yes", "no"],
        },
        index=pd.Index(parts, name="what it is"),
    )
    return Table(
        f"Table 1. Company {NUMBER}, {WEEKS} weeks. Simulated.", frame, {"orders": ",", "by the date shown": ","}
    )


def _figure() -> float:
    """What the dashboard says."""
    return float(_dashboard(_orders()[~_is_first()]).mean())


def _left_out() -> float:
    return 100 * float(_is_first().mean())


CHECK_1 = Check(
    id="13.1",
    title="what the figure leaves out",
    question="What percentage of all orders is not in the dashboard's figure? Give one decimal.",
    unit="%",
    judge=Number(
        _left_out,
        tolerance=0.06,
        because="One decimal is asked for, which rounds by 0.05.",
        right=lambda: (
            f"{_left_out():.1f}%, more than one order in three. Of those "
            f"{_dashboard(_orders()[_is_first()]).mean():.0%} "
            f"came by the date shown, of the counted ones {_figure():.0%}. The reason given is also why they are late: "
            "their payment is checked first."
        ),
        wrong=(
            Wrong(lambda: 100 - _left_out(), "that is what the figure counts. What does it leave out?"),
            Wrong(
                lambda: 100 * _is_first().sum() / (~_is_first()).sum(),
                "you divided by the orders that are counted. The question asks of all orders: add both rows first.",
            ),
            Wrong(lambda: 100 * _figure(), "that is the dashboard's figure itself. Count orders, not those in time."),
            Wrong(
                lambda: 100 * (1 - _dashboard(_orders()[_is_first()]).mean()),
                "that is how many of the first orders came after the date shown. Count all first orders.",
            ),
            Wrong(
                lambda: 100 * (1 - _dashboard(_orders()).mean()),
                "that is how many of all orders came after the date shown. Count those that the figure leaves out.",
            ),
            Wrong(lambda: _left_out() / 100, "that is it as a share: the question asks for per cent."),
        ),
    ),
    hints=(
        "Two rows, one of them counted. How many orders are there altogether?",
        "The row that isn't counted, divided by both rows together, times 100.",
    ),
    explanation=lambda: (
        f"{_is_first().sum():,} of {len(_orders()):,} orders are first orders, {_left_out():.1f}%. A share on a "
        "dashboard has two decisions in it: when the clock stops, and who is below the line. Here it is the second."
    ),
)

# --- 13.2 Who struggles --------------------------------------------------------------------------------------


@cache
def by_buyer() -> Table:
    """Table 2: the share asked about, by segment, first or later order, and channel."""
    frame, columns = _orders(), ("web", "app")
    rows = [(segment, nth) for nth in ("first", "later") for segment in frame["segment"].cat.categories]
    cells = {
        (channel, what): [
            (len(part) if what == "orders" else 100 * _asked(part))
            for segment, nth in rows
            for part in [
                frame[(frame["segment"] == segment) & (frame["nth"] == nth) & (frame["channel"] == channel)],
            ]
        ]
        for channel in columns
        for what in ("orders", "asked, %")
    }
    shown = pd.DataFrame(
        {f"{channel}: {what}": values for (channel, what), values in cells.items()},
        index=pd.Index([f"{segment}, {nth} order" for segment, nth in rows], name="who"),
    )
    formats = {name: ",.0f" if "orders" in name else ".1f" for name in shown.columns}
    return Table("Table 2. Orders, and how many of 100 were asked about. Simulated.", shown, formats)


def _share_first(segment: str) -> float:
    """Of the orders of a segment, the share that is in the gap."""
    return float((_orders()["sort"] == WEB)[_orders()["segment"] == segment].mean())


CHECK_2 = Check(
    id="13.2",
    title="who struggles",
    question="By the numbers of table 2, which sentence is right?",
    judge=OneOf(
        (
            Option(
                "consumers",
                "Consumers ask more than firms do, whatever they order and wherever.",
                "all in all consumers do ask more often. But compare within a cell: a first order in the web shop is "
                "asked about by one in four, whoever placed it. They place more of those.",
            ),
            Option(
                "first",
                "A first order makes people ask, in the web shop and in the app alike.",
                "look along a row of first orders: in the app it is a third of what it is in the web shop. Something "
                "is told there that isn't told here.",
            ),
            Option(
                "web",
                "The web shop makes people ask, with first orders and with later ones alike.",
                "look along a row of later orders: web and app are alike. The web shop alone does no harm.",
            ),
            Option(
                "both",
                "First orders in the web shop are asked about most; most of those are consumers'.",
                lambda: (
                    "it needs both, the first order and the web shop, and then it hits everybody alike. What sets "
                    f"consumers apart is how many of their orders are such: {_share_first('consumer'):.0%}, against "
                    f"{_share_first('office'):.0%} of the offices'. So the group is who, and the place is "
                    "where. "
                    "A case needs both."
                ),
            ),
        ),
        right="both",
    ),
    hints=(
        "Compare two cells that differ in one thing only: first or later, web or app, one segment or another.",
        "Which of the three differences is there only when another is there as well?",
    ),
    explanation=(
        "First orders in the web shop. Among first orders, the app has a third of the questions; among later ones the "
        "channels are alike; and within a cell the segments are alike. So neither of the two alone explains it, and "
        "the segment explains only who is there."
    ),
)

# --- 13.3 The region -----------------------------------------------------------------------------------------


@cache
def by_region() -> Table:
    """Table 3: the share asked about in one region and elsewhere, by sort of order."""
    here, elsewhere = _there()
    parts = [(sort, [part[part["sort"] == sort] for part in (_orders(), here, elsewhere)]) for sort in SORTS]
    parts.append(("all", [_orders(), here, elsewhere]))
    frame = pd.DataFrame(
        {
            "of all orders, %": [100 * len(every) / len(_orders()) for _, (every, _, _) in parts],
            f"{REGION}: orders": [len(there) for _, (_, there, _) in parts],
            f"{REGION}: asked, %": [100 * _asked(there) for _, (_, there, _) in parts],
            "elsewhere: orders": [len(rest) for _, (_, _, rest) in parts],
            "elsewhere: asked, %": [100 * _asked(rest) for _, (_, _, rest) in parts],
        },
        index=pd.Index([name for name, _ in parts], name="order"),
    )
    formats = {name: ",.0f" if "orders" in name and "%" not in name else ".1f" for name in frame.columns}
    return Table(f"Table 3. The {REGION}, and everywhere else. Simulated.", frame, formats)


CHECK_3 = Check(
    id="13.3",
    title="the region, like with like",
    question=(
        f"If the {REGION} had first and later orders in the mix of the whole company, the first column, what "
        "percentage "
        "of its orders would be asked about? Give one decimal."
    ),
    unit="%",
    judge=Number(
        lambda: 100 * _alike(_there()[0]),
        tolerance=0.06,
        because="One decimal is asked for, which rounds by 0.05; the table's own rounding moves it by 0.02.",
        right=lambda: (
            f"{100 * _alike(_there()[0]):.1f}%, against {100 * _alike(_there()[1]):.1f}% elsewhere by the same mix. At "
            f"first sight it was {100 * _asked(_there()[0]):.1f}% against {100 * _asked(_there()[1]):.1f}%. The "
            f"{REGION}'s customers order again less often, so {100 * _first(_there()[0]):.0f} of 100 of its orders are "
            f"first ones, elsewhere {100 * _first(_there()[1]):.0f}. A new carrier changes nothing about that."
        ),
        wrong=(
            Wrong(lambda: 100 * _asked(_there()[0]), f"that is the {REGION} as it is, with a mix of its own."),
            Wrong(
                lambda: 100 * _alike(_there()[1]),
                f"that is everywhere else by the same mix: a good comparison, but the question asks for the {REGION}.",
            ),
            Wrong(
                lambda: 100 * float(_by_sort(_there()[0]).mean()),
                "you took the plain mean of the three rows, as if each sort were a third of the orders.",
            ),
            Wrong(
                lambda: 100 * _alike(_there()[1], _mix(_there()[0])),
                f"you took the {REGION}'s mix and the others' shares. It is the other way round.",
            ),
            Wrong(
                lambda: 100 * _asked(_there()[1]),
                f"that is everywhere else as it is. Take the {REGION}'s own shares, and the first column's mix.",
            ),
            Wrong(lambda: _alike(_there()[0]), "that is it as a share: the question asks for per cent."),
        ),
    ),
    hints=(
        f"Each of the {REGION}'s three shares counts as much as its sort counts in the whole company.",
        "Three products: the first column (as a share) times what was asked there. Then add them up.",
    ),
    explanation=lambda: (
        f"The {REGION}'s shares, weighted by the company's mix: {100 * _alike(_there()[0]):.1f}%. Elsewhere by the "
        "same "
        f"weights it is {100 * _alike(_there()[1]):.1f}%. Nothing about the {REGION} is left that would make people "
        "ask."
    ),
)

# --- 13.4 How many -------------------------------------------------------------------------------------------


def _a_week(orders: pd.DataFrame) -> float:
    return len(orders) / WEEKS


def _again(orders: pd.DataFrame) -> float:
    return float(orders["reordered_90d"].mean())


@cache
def by_date_shown() -> Table:
    """Table 4: first orders in both channels, equally slow, with different dates shown."""
    parts = {"web: the usual date is shown": _of_sort(WEB), "app: a date two days later is shown": _of_sort(APP)}
    frame = pd.DataFrame(
        {
            "orders a week": [_a_week(part) for part in parts.values()],
            "days until it came": [_days(part) for part in parts.values()],
            "by the date shown, %": [100 * float(_in_time(part).mean()) for part in parts.values()],
            "asked, %": [100 * _asked(part) for part in parts.values()],
            "again in 90 days, %": [100 * _again(part) for part in parts.values()],
        },
        index=pd.Index(parts, name="first orders"),
    )
    return Table("Table 4. First orders in both channels. Simulated.", frame, dict.fromkeys(frame.columns, ".1f"))


def _spared() -> float:
    return _a_week(_of_sort(WEB)) * (_asked(_of_sort(WEB)) - _asked(_of_sort(APP)))


CHECK_4 = Check(
    id="13.4",
    title="how many it would spare",
    question=(
        "Suppose the web shop showed the later date too, and its first-time buyers then asked as rarely as the app's "
        "do. How many questions a week would that spare?"
    ),
    unit="a week",
    judge=Number(
        _spared,
        tolerance=0.6,
        because="A whole number is asked for, which rounds by 0.5; the table's own rounding moves it by 0.1.",
        right=lambda: (
            f"About {_spared():.0f} of the {len(_orders()) / WEEKS * _asked(_orders()):.0f} questions that come in a "
            "week. "
            f"It isn't the {_a_week(_of_sort(WEB)) * _asked(_of_sort(WEB)):.0f} that these buyers ask: who is told "
            "still "
            "asks now and then. And it is a supposition. Nobody drew lots for the app, and its users may be people who "
            "look things up."
        ),
        wrong=(
            Wrong(
                lambda: _a_week(_of_sort(WEB)) * _asked(_of_sort(WEB)),
                "that is every question these buyers ask. In the app some still do: subtract their share first.",
            ),
            Wrong(
                lambda: _a_week(_of_sort(WEB)) * _asked(_of_sort(APP)),
                "so many would be left. How many fewer is that?",
            ),
            Wrong(
                lambda: _a_week(_of_sort(APP)) * (_asked(_of_sort(WEB)) - _asked(_of_sort(APP))),
                "you multiplied by the app's orders. It is the web shop that would change.",
            ),
            Wrong(
                lambda: _a_week(_orders()[_is_first()]) * (_asked(_of_sort(WEB)) - _asked(_of_sort(APP))),
                "you multiplied by all first orders. Those in the app see the later date already.",
            ),
            Wrong(
                lambda: WEEKS * _spared(),
                f"that is in {WEEKS} weeks. How many is it in one?",
            ),
            Wrong(
                lambda: 100 * (_asked(_of_sort(WEB)) - _asked(_of_sort(APP))),
                "those are percentage points. Of how many orders a week?",
            ),
            Wrong(
                lambda: 100 * (1 - _asked(_of_sort(APP)) / _asked(_of_sort(WEB))),
                "that is by how many per cent. The question asks how many questions a week.",
            ),
        ),
    ),
    hints=(
        "Of 100 such orders in the web shop so many are asked about, and in the app so many. How many fewer?",
        "That many of 100, times the web shop's first orders in a week.",
    ),
    explanation=lambda: (
        f"{_a_week(_of_sort(WEB)):.1f} orders a week, and "
        f"{100 * (_asked(_of_sort(WEB)) - _asked(_of_sort(APP))):.1f} of "
        f"100 fewer questions: {_spared():.0f} a week. Both wait equally long, so the days aren't what differs. The "
        "rival, "
        "slowness, is excluded by the second column."
    ),
)

# --- 13.5 The change -----------------------------------------------------------------------------------------


@cache
def by_change() -> Table:
    """Table 5: the share asked about before and after the change, by sort of order."""
    after, before = _changed()
    rows = [(sort, [part[part["sort"] == sort] for part in (before, after)]) for sort in SORTS]
    rows.append(("all", [before, after]))
    frame = pd.DataFrame(
        {
            "before: orders": [len(first) for _, (first, _) in rows],
            "before: asked, %": [100 * _asked(first) for _, (first, _) in rows],
            "after: orders": [len(second) for _, (_, second) in rows],
            "after: asked, %": [100 * _asked(second) for _, (_, second) in rows],
        },
        index=pd.Index([name for name, _ in rows], name="order"),
    )
    formats = {name: ",.0f" if "orders" in name else ".1f" for name in frame.columns}
    caption = (
        f"Table 5. The weeks before the change (1 to {CHANGE_WEEK - 1}) and from week {CHANGE_WEEK} on. Simulated."
    )
    return Table(caption, frame, formats)


def _change_on_the_dashboard() -> tuple[float, float]:
    """The dashboard's figure before and after."""
    after, before = (part[part["nth"] == "later"] for part in _changed())
    return float(_dashboard(before).mean()), float(_dashboard(after).mean())


CHECK_5 = Check(
    id="13.5",
    title="what the change did",
    question="What did the change do for buyers, by table 5?",
    judge=OneOf(
        (
            Option(
                "halved",
                "It nearly halved the questions: faster parcels are what buyers needed.",
                "the last row says so. But it holds different orders: a half of the early ones were first orders, and "
                "a fifth of the late ones. Compare row by row.",
            ),
            Option(
                "mix",
                "Little, order for order; first orders became fewer, and those are asked about most.",
                lambda: (
                    f"row by row it moved by two points or less. The last row fell from {_asked(_changed()[1]):.1%} "
                    "to "
                    f"{_asked(_changed()[0]):.1%} because the shop is young, and its customers had become old ones. "
                    "The "
                    f"dashboard rose from {_change_on_the_dashboard()[0]:.0%} to {_change_on_the_dashboard()[1]:.0%} "
                    "as "
                    "well, so two curves would have praised it."
                ),
            ),
            Option(
                "harm",
                "It did harm, because there were far fewer first orders afterwards.",
                "first orders became fewer, that is true. But a shop that is half a year old has met many of its "
                "buyers already. The change made parcels faster; it drove nobody away that the table could show.",
            ),
            Option(
                "unknown",
                "It can't be told, because it came for all orders at once.",
                "a comparison with a group that wasn't changed would be better, that is true. But table 5 can exclude "
                "one thing: that the fall in the last row is the change's work.",
            ),
        ),
        right="mix",
    ),
    hints=(
        "How many of the orders before the change are first orders, and how many of those after it?",
        "Cover the last row with your hand. What moved?",
    ),
    explanation=lambda: (
        "Little. Like with like, each half with the mix of the whole, it went from "
        f"{_alike(_changed()[1]):.1%} to {_alike(_changed()[0]):.1%}. The rest of the fall is a company growing "
        "older. It "
        "is lesson 02's season in another coat: something else changed with the calendar."
    ),
)

# --- 13.6 The guardrail --------------------------------------------------------------------------------------

CHECK_6 = Check(
    id="13.6",
    title="the guardrail",
    question=(
        "The web shop will show first-time buyers the later date. Which figure would be the first to show what that "
        "costs?"
    ),
    judge=OneOf(
        (
            Option(
                "asked",
                "Of first orders in the web shop, the share that is asked about.",
                "that is the metric you hope to move, so it will look good in any case. A guardrail watches what you "
                "might break.",
            ),
            Option(
                "in_time",
                "Of first orders in the web shop, the share that comes by the date shown.",
                "it rises by itself on the day you move the date, as a padded promise does (lesson 05). What rises by "
                "itself warns of nothing.",
            ),
            Option(
                "dashboard",
                "The dashboard's figure, orders of customers on time.",
                "it leaves out first orders, so nothing you do to them can move it. That is where this began.",
            ),
            Option(
                "finish",
                "Of those who put something into the basket for the first time, the share that orders.",
                "whoever reads “six days” and leaves never becomes a row in your table. So it is the one loss that no "
                "table of orders can show, and it has to be measured before the order. Set the stop: for example, if "
                "it falls by more than you gain in second orders.",
            ),
            Option(
                "again",
                "Of first-time buyers in the web shop, the share that orders again within 90 days.",
                "it is worth watching, and it comes three months late. It also knows only those who ordered in spite "
                "of the date.",
            ),
        ),
        right="finish",
    ),
    hints=(
        "Who loses by it? Somebody who wanted it in four days, and is now told the truth.",
        "Does that person have a row in the table of orders?",
    ),
    explanation=(
        "The share that goes on to order. The harm of an honest date falls on people who read it and leave, and they "
        "leave before there is an order. The other figures count orders, so they would count the survivors."
    ),
)

# --- 13.7 By the date shown ----------------------------------------------------------------------------------


def _kept() -> float:
    return float(_in_time(_of_sort(WEB)).mean())


def _first_in_the_web() -> float:
    """Each customer's first order in the web shop, whatever they had ordered in the app before."""
    web = _orders()[_orders()["channel"] == "web"]
    return float(_in_time(web[web.groupby("customer_id").cumcount() == 0]).mean())


CHECK_7 = Check(
    id="13.7",
    title="by the date shown",
    variable="answer_7",
    judge=Number(
        _kept,
        tolerance=0.0006,
        because=ROUNDED,
        right=lambda: (
            f"{_kept():.1%} of {len(_of_sort(WEB)):,}, while the dashboard says {_figure():.0%} (simulated). In the "
            "app, "
            f"where first orders take as long, it is {_in_time(_of_sort(APP)).mean():.1%}: the date differs, not the "
            "parcel."
        ),
        wrong=(
            Wrong(
                _first_in_the_web,
                "you took each customer's first order in the web shop. Some of those had ordered in the app before, "
                "and aren't new: count the orders of each customer first, then choose the channel.",
            ),
            Wrong(
                lambda: float(_in_time(_orders()[_is_first()]).mean()),
                "those are the first orders of both channels: take the web shop's.",
            ),
            Wrong(
                lambda: float(_in_time(_orders()[_orders()["channel"] == "web"]).mean()),
                "those are all orders in the web shop, later ones as well.",
            ),
            Wrong(lambda: float(_in_time(_of_sort(APP)).mean()), "those are the app's: take the web shop's."),
            Wrong(
                lambda: float(
                    _in_time(_orders()[(_orders()["channel"] == "web") & (_orders()["nth"] == "later")]).mean()
                ),
                "those are the later orders: `cumcount` begins with 0.",
            ),
            Wrong(lambda: 1 - _kept(), "that is the share that came after the date shown."),
            Wrong(
                lambda: float(_in_time(_orders()).mean()), "those are all orders: take first orders in the web shop."
            ),
        ),
        share=True,
    ),
    hints=(
        '`orders.groupby("customer_id").cumcount()` numbers each customer\'s orders in time, beginning with 0.',
        "Then two conditions, and the mean of a third: the last parcel came by the promised time, `<=`.",
    ),
    explanation=lambda: (
        f"Number each customer's orders, keep those numbered 0 in the web shop, and compare two columns: "
        f"{_kept():.1%}. "
        "The same code with the channel chosen first gives another number, and nothing warns you."
    ),
    code=(
        'nth = orders.groupby("customer_id").cumcount()\n'
        'gap = orders[(nth == 0) & (orders["channel"] == "web")]\n'
        'answer_7 = (gap["last_delivered_at"] <= gap["promised_by"]).mean()'
    ),
)

# --- 13.8 The carrier ----------------------------------------------------------------------------------------


def _carrier_alike() -> float:
    by_it, others = _carried()
    return _alike(by_it) - _alike(others)


CHECK_8 = Check(
    id="13.8",
    title="the carrier, like with like",
    variable="answer_8",
    judge=Number(
        _carrier_alike,
        tolerance=0.0006,
        because=ROUNDED,
        right=lambda: (
            f"{signed(100 * _carrier_alike(), 1)} points: a little fewer than with the others. As it is, carrier "
            f"{CARRIER} had {signed(100 * (_asked(_carried()[0]) - _asked(_carried()[1])), 1)}. It serves the "
            f"{REGION}, where more of the orders are first ones. Carrier and region are one suspect, and neither did "
            "it (simulated)."
        ),
        wrong=(
            Wrong(
                lambda: _asked(_carried()[0]) - _asked(_carried()[1]),
                "that is the difference as it is, each with a mix of its own. Give both the same mix.",
            ),
            Wrong(lambda: -_carrier_alike(), f"you subtracted the other way round: {CARRIER} less the others."),
            Wrong(lambda: _alike(_carried()[0]), f"that is carrier {CARRIER} by the common mix. And the others?"),
            Wrong(
                lambda: _asked(_carried()[0]) - _alike(_carried()[1]),
                f"you gave the others the common mix, and left {CARRIER} with its own.",
            ),
            Wrong(
                lambda: float(_by_sort(_carried()[0])[WEB] - _by_sort(_carried()[1])[WEB]),
                "that is the difference among first orders in the web shop alone. Take all three sorts.",
            ),
        ),
    ),
    hints=(
        '`value_counts(normalize=True)` of `orders["sort"]` is the common mix; a `groupby` on the sort gives the '
        "shares.",
        "Shares times mix, summed, once for each side. pandas lines the sorts up by their names.",
    ),
    explanation=lambda: (
        f"Both sides weighted by the company's mix of sorts: {_alike(_carried()[0]):.1%} with carrier {CARRIER}, "
        f"{_alike(_carried()[1]):.1%} with the others. Before you replace a carrier, give it the same parcels."
    ),
    code=(
        'mix = orders["sort"].value_counts(normalize=True)\n'
        f'is_it = orders["carrier"] == "{CARRIER}"\n'
        'by_it, others = (orders[rows].groupby("sort")["contacted"].mean() for rows in (is_it, ~is_it))\n'
        "answer_8 = (mix * by_it).sum() - (mix * others).sum()"
    ),
)

# --- 13.9 How sure of how many -------------------------------------------------------------------------------


@cache
def _draws() -> tuple[np.ndarray, np.ndarray]:
    """Questions a week of the web shop's first orders, at the web's share and at the app's, resampled."""
    rng = np.random.default_rng(SEED)
    asked = [_of_sort(sort)["contacted"].to_numpy() for sort in (WEB, APP)]
    counts = [rng.binomial(len(each), each.mean(), RESAMPLES * 10) for each in asked]  # what resampling n of n counts
    first, second = (count / len(each) * _a_week(_of_sort(WEB)) for count, each in zip(counts, asked, strict=True))
    return first, second


def _spared_between() -> tuple[float, float]:
    first, second = _draws()
    return ends(first - second)


CHECK_9 = Check(
    id="13.9",
    title="how sure of how many",
    variable="answer_9",
    judge=Interval(
        _spared_between,
        tolerance=0.35,
        because=(
            f"With {RESAMPLES:,} resamples an end moves by about 0.1 from one set to the next; one decimal rounds by "
            "0.05."
        ),
        right=lambda: (
            f"{_spared_between()[0]:.0f} to {_spared_between()[1]:.0f} questions a week (95%, simulated data). So much "
            "for chance. Whether the web's buyers would do as the app's do, no resampling can say: that is the guess "
            "in "
            "your case, and the first thing to test."
        ),
        wrong=(
            *mistakes_with_a_difference(_draws, "channel", "shares"),
            Wrong(
                lambda: (
                    100 * _spared_between()[0] / _a_week(_of_sort(WEB)),
                    100 * _spared_between()[1] / _a_week(_of_sort(WEB)),
                ),
                "that is of 100 orders. Multiply the share by the web shop's first orders in a week.",
            ),
            Wrong(
                lambda: (
                    _spared_between()[0] / _a_week(_of_sort(WEB)),
                    _spared_between()[1] / _a_week(_of_sort(WEB)),
                ),
                "that is the difference of the shares. Multiply it by the web shop's first orders in a week.",
            ),
            Wrong(
                lambda: ends(_draws()[0]),
                "those are all questions the web's first-time buyers ask. Subtract those they would still ask.",
            ),
        ),
        inside="what table 4 gives",
    ),
    hints=(
        "`rng.choice(web, len(web))` draws as many answers again, with replacement. Its mean is one resampled share.",
        f"Web's share less the app's, times the web's first orders, divided by {WEEKS}: two thousand times, then "
        "percentiles.",
    ),
    explanation=lambda: (
        f"Resample each channel, subtract within each resample, times {_a_week(_of_sort(WEB)):.1f} orders a week: "
        f"{_spared_between()[0]:.0f} to {_spared_between()[1]:.0f}. Each customer has one first order, so here "
        "orders may "
        "be drawn singly. For later orders one would draw customers."
    ),
    code=(
        'rng, first = np.random.default_rng(1), orders[orders["nth"] == "first"]\n'
        'web, app = (first[first["channel"] == c]["contacted"].to_numpy() for c in ("web", "app"))\n'
        "apart = [rng.choice(web, len(web)).mean() - rng.choice(app, len(app)).mean() for _ in range(2000)]\n"
        "answer_9 = np.percentile(np.array(apart) * len(web) / 26, [2.5, 97.5])"
    ),
)

# --- 13.10 The change, like with like ------------------------------------------------------------------------


def _change_alike() -> float:
    after, before = _changed()
    return _alike(after) - _alike(before)


CHECK_10 = Check(
    id="13.10",
    title="the change, like with like",
    variable="answer_10",
    judge=Number(
        _change_alike,
        tolerance=0.0006,
        because=ROUNDED,
        right=lambda: (
            f"{signed(100 * _change_alike(), 1)} points, of the "
            f"{signed(100 * (_asked(_changed()[0]) - _asked(_changed()[1])), 1)} "
            "that the curve shows (simulated). The rest is that first orders became rarer. A young company gets better "
            "by growing older, whatever anybody does."
        ),
        wrong=(
            Wrong(
                lambda: _asked(_changed()[0]) - _asked(_changed()[1]),
                "that is the difference as it is. First orders became rarer: give both halves the same mix.",
            ),
            Wrong(lambda: -_change_alike(), "you subtracted the other way round: after less before."),
            Wrong(
                lambda: float((_by_sort(_changed()[0]) - _by_sort(_changed()[1])).mean()),
                "you took the plain mean of the three differences. Weight each by its sort's share of all orders.",
            ),
            Wrong(
                lambda: _alike(_changed()[0], _mix(_changed()[0])) - _alike(_changed()[1], _mix(_changed()[0])),
                "you took the mix of the orders after the change. The question asks for that of all orders.",
            ),
            Wrong(
                lambda: _alike(_changed()[0], _mix(_changed()[1])) - _alike(_changed()[1], _mix(_changed()[1])),
                "you took the mix of the orders before the change. The question asks for that of all orders.",
            ),
            Wrong(
                lambda: float(_by_sort(_changed()[0])[WEB] - _by_sort(_changed()[1])[WEB]),
                "that is the difference among first orders in the web shop alone. Take all three sorts.",
            ),
            Wrong(
                lambda: _change_alike() / _alike(_changed()[1]),
                "that is relative to before. The question asks for the difference of two shares.",
            ),
        ),
    ),
    hints=(
        "It is item 13.8 with another dividing line: `changed` instead of the carrier.",
        "The same mix for both halves, that of all orders; their own shares; after less before.",
    ),
    explanation=lambda: (
        f"After, {_alike(_changed()[0]):.1%}; before, {_alike(_changed()[1]):.1%}; both with the mix of all orders. "
        "Faster parcels helped a little. The question that follows: who would have told you, if the curve had not been "
        "broken down?"
    ),
    code=(
        'mix = orders["sort"].value_counts(normalize=True)\n'
        'shares = orders.groupby(["changed", "sort"])["contacted"].mean()\n'
        "answer_10 = (mix * shares[True]).sum() - (mix * shares[False]).sum()"
    ),
)

# --- 13.11 A search without an idea --------------------------------------------------------------------------


@cache
def _cells(half: int | None = None) -> pd.DataFrame:
    """Every cell of every pair of COLUMNS: how many questions more than at the average rate, and its share.

    half: 0 or 1 takes the customers with even or odd numbers; None takes all
    """
    orders = _orders() if half is None else _orders()[_orders()["customer_id"] % 2 == half]
    found = []
    for pair in itertools.combinations(COLUMNS, 2):
        cells = orders.groupby(list(pair), observed=True)["contacted"].agg(["sum", "size", "mean"])
        for where, cell in cells.iterrows():
            found.append((pair, where, float(cell["sum"] - cell["size"] * _asked(orders)), float(cell["mean"])))
    return pd.DataFrame(found, columns=["pair", "where", "excess", "share"])


def _most() -> float:
    return float(_cells()["excess"].max())


def _second() -> float:
    return float(_cells().groupby("pair")["excess"].max().nlargest(2).iloc[1])


def _singly() -> float:
    """The most that a single column finds."""
    best = []
    for column in COLUMNS:
        cells = _orders().groupby(column, observed=True)["contacted"].agg(["sum", "size"])
        best.append((cells["sum"] - cells["size"] * _asked(_orders())).max())
    return float(max(best))


def _elsewhere_half() -> float:
    """What the cell found among the even customers is worth among the odd ones."""
    even, odd = _cells(0), _cells(1)
    best = even.loc[even["excess"].idxmax()]
    return float(odd[(odd["pair"] == best["pair"]) & (odd["where"] == best["where"])]["excess"].iloc[0])


CHECK_11 = Check(
    id="13.11",
    title="a search without an idea",
    variable="answer_11",
    judge=Number(
        _most,
        tolerance=0.6,
        because="A whole number is asked for, which rounds by 0.5; the orders are counted, not drawn.",
        right=lambda: (
            f"{_most():,.0f} questions in {WEEKS} weeks, in the cell of first orders in the web shop; the next pair "
            "finds "
            f"{_second():,.0f}. It looked at {len(_cells())} cells, so something would always come first. Searched "
            "among "
            f"the customers with even numbers ({_cells(0)['excess'].max():,.0f}), the same cell has "
            f"{_elsewhere_half():,.0f} "
            "more among the odd ones. That is why it is to be believed."
        ),
        wrong=(
            Wrong(_second, "that is the second pair. Another one has a cell with far more."),
            Wrong(_singly, "that is the most that a single column finds. Take them two at a time."),
            Wrong(lambda: _most() / WEEKS, f"that is in a week. The question asks for all {WEEKS} weeks."),
            Wrong(
                lambda: float(_of_sort(WEB)["contacted"].sum()),
                "that is every question of that cell. Subtract those there would be at the company's share.",
            ),
        ),
    ),
    hints=(
        '`itertools.combinations(columns, 2)` gives the pairs. `agg(["sum", "size"])` gives what is needed of each '
        "cell.",
        "Questions in the cell, less its orders times the company's share. Of each pair keep the `max`; then the "
        "largest.",
    ),
    explanation=lambda: (
        f"Of {len(list(itertools.combinations(COLUMNS, 2)))} pairs, channel and first-or-later has the cell with most: "
        f"{_most():,.0f} questions more than at the company's share. A search finds where. It doesn't say why, and it "
        "can only look at columns that somebody thought of: “first or later” isn't in the table until you make it."
    ),
    code=(
        "most = []\n"
        "for pair in itertools.combinations(columns, 2):\n"
        '    cells = orders.groupby(list(pair), observed=True)["contacted"].agg(["sum", "size"])\n'
        '    most.append((cells["sum"] - cells["size"] * orders["contacted"].mean()).max())\n'
        "answer_11 = max(most)"
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
