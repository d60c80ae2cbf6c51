"""Exercise 04, Who struggles, and why: its tables and its checks.

Expected values, known wrong values and the numbers in messages are computed from the data when they are needed,
and kept. Rates are shares, 0 to 1; "stranded" is as in ops2pm.models.stranding, with room on every later flight.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import numpy as np
import pandas as pd

from ops2pm.checks import Check, Interval, Number, OneOf, Option, Rows, Wrong
from ops2pm.data import load
from ops2pm.exercises import Table
from ops2pm.exercises.shares import FROM_0_TO_100, NINETY, ROUNDED, ends, share_of
from ops2pm.models import ruined
from ops2pm.models.resample import day_weights
from ops2pm.models.stranding import Timetable, queues, timetable
from ops2pm.numbers import in_print

EVENING = 17
"""Scheduled departure hour from which this exercise calls a flight an evening flight."""
THIN = 2.5
"""Flights a day up to which it calls a route thin."""
DRAWS, SEED = 2000, 4
"""Of the day weights in the notebook."""
LARGEST, SMALLEST = 0.13, 0.50
"""Check 04.10: the group holds at most this share of the orders, and at least this share of the contacts."""

# --- The data, read once ------------------------------------------------------------------------------------


@cache
def _flights() -> pd.DataFrame:
    return load("flights")


@cache
def _times() -> Timetable:
    return timetable(_flights(), load("seats"))


@cache
def _orders() -> pd.DataFrame:
    return load("orders")


@cache
def _stranded(rule: str = "own") -> np.ndarray:
    """One entry a flight: 1 where it was cancelled and its travellers are stranded, else 0."""
    stranded = np.zeros(len(_times().cancelled))
    stranded[_times().cancelled] = queues(_times(), rule).stranded_share()
    return stranded


def _everything() -> np.ndarray:
    return np.ones(len(_times().cancelled), dtype=bool)


def _evening() -> np.ndarray:
    return _times().hour >= EVENING


def _thin() -> np.ndarray:
    return _times().flights_a_day <= THIN


def _per_10_000(events: np.ndarray, among: np.ndarray) -> float:
    return 10_000 * share_of(events, among)


# --- Track A: the three tables ------------------------------------------------------------------------------


@cache
def by_airport() -> Table:
    """Table 1: cancelled and stranded, by airport."""
    origin = _flights()["origin"]
    rows = {airport: (origin == airport).to_numpy() for airport in sorted(origin.unique())}
    frame = pd.DataFrame(
        [
            (
                int(row.sum()),
                _per_10_000(_times().cancelled, row),
                100 * share_of(_stranded(), row & _times().cancelled),
                _per_10_000(_stranded(), row),
            )
            for row in rows.values()
        ],
        index=pd.Index([AIRPORTS[airport] for airport in rows], name="airport"),
        columns=[
            "flights",
            "cancelled, of 10,000 flights",
            "stranded, of 100 cancelled",
            "stranded, of 10,000 flights",
        ],
    )
    formats = {"flights": ",d"} | dict.fromkeys(frame.columns[1:], ".0f")
    return Table("Table 1. Three airports, all of 2013. Rebooking on the same carrier only.", frame, formats)


AIRPORTS = {"EWR": "Newark (EWR)", "JFK": "Kennedy (JFK)", "LGA": "LaGuardia (LGA)"}


@cache
def by_evening() -> Table:
    """Table 2: before and from 17:00, on all days and on normal days."""
    rows = {
        f"{days}, {when}": chosen & hours
        for days, chosen in (("all days", _everything()), ("normal days", _times().normal))
        for when, hours in ((f"before {EVENING}:00", ~_evening()), (f"from {EVENING}:00", _evening()))
    }
    frame = pd.DataFrame(
        [
            (
                int(row.sum()),
                int(_times().cancelled[row].sum()),
                int(_stranded()[row].sum()),
                _per_10_000(_times().cancelled, row),
                _per_10_000(_stranded(), row),
            )
            for row in rows.values()
        ],
        index=pd.Index(list(rows), name="scheduled departure"),
        columns=["flights", "cancelled", "stranded", "cancelled, of 10,000 flights", "stranded, of 10,000 flights"],
    )
    formats = dict.fromkeys(frame.columns[:3], ",d") | dict.fromkeys(frame.columns[3:], ".1f")
    caption = "Table 2. By hour. A normal day has under 10% of its flights cancelled. Same carrier only."
    return Table(caption, frame, formats)


@cache
def by_route() -> Table:
    """Table 3: hour and route together."""
    rows = {
        f"{when}, {route}": hours & thinness
        for when, hours in ((f"before {EVENING}:00", ~_evening()), (f"from {EVENING}:00", _evening()))
        for route, thinness in (("busier route", ~_thin()), ("thin route", _thin()))
    }
    rows["all other flights"] = ~_group()
    total, stranded = len(_evening()), _stranded().sum()
    frame = pd.DataFrame(
        [
            (
                int(row.sum()),
                int(_stranded()[row].sum()),
                100 * row.sum() / total,
                100 * _stranded()[row].sum() / stranded,
                100 * share_of(_stranded(), row & _times().cancelled),
                _per_10_000(_stranded(), row),
            )
            for row in rows.values()
        ],
        index=pd.Index(list(rows), name="group"),
        columns=[
            "flights",
            "stranded",
            "% of all flights",
            "% of all stranded",
            "stranded, of 100 cancelled",
            "stranded, of 10,000 flights",
        ],
    )
    formats = dict.fromkeys(frame.columns[:2], ",d") | dict.fromkeys(frame.columns[2:4], ".1f")
    caption = (
        f"Table 3. Hour and route together, all days. A thin route has at most {THIN} flights a day. "
        "Same carrier only. The last row is all flights but those of the row above it."
    )
    return Table(caption, frame, formats | dict.fromkeys(frame.columns[4:], ".0f"))


# --- 04.1 Which column is the traveller's? -------------------------------------------------------------------


def _airport(name: str, column: int) -> float:
    return float(by_airport().frame.loc[AIRPORTS[name]].iloc[column])


def _why_newark() -> str:
    rates = by_airport().frame.iloc[:, 3]
    return (
        f"of 10,000 flights from Newark {_airport('EWR', 3):.0f} strand their travellers, more than from the other "
        f"two. Only this column counts what you fear per flight you book. It is also nearly even, {rates.min():.0f} "
        f"to {rates.max():.0f}, so the airport is not the group we are looking for."
    )


def _why_kennedy() -> str:
    return (
        f"{_airport('JFK', 2):.0f} of 100 is a share of the cancelled flights, and yours is not cancelled yet. "
        f"Kennedy cancels least ({_airport('JFK', 1):.0f} of 10,000), so fewest of all its flights leave people "
        f"behind: {_airport('JFK', 3):.0f} of 10,000. That is a share of the wrong base."
    )


def _why_laguardia() -> str:
    return (
        f"LaGuardia cancels most ({_airport('LGA', 1):.0f} of 10,000), but that is the cancellation rate, not "
        f"stranding: {100 - _airport('LGA', 2):.0f} of 100 cancelled there still have a way on the same night."
    )


CHECK_1 = Check(
    id="04.1",
    title="the column that is the traveller's",
    question=(
        "You looked back at 2013 as somebody about to book one flight out of New York, fearing one thing: being left "
        "behind overnight. From which airport was it likeliest?"
    ),
    judge=OneOf(
        (
            Option("LGA", "LaGuardia", _why_laguardia),
            Option("JFK", "Kennedy", _why_kennedy),
            Option("EWR", "Newark", _why_newark),
        ),
        right="EWR",
    ),
    hints=(
        "Each of the three columns of rates has another airport at the top. Ask of each column: of what is it a share?",
        "You book a flight, not a cancelled flight. Which column counts stranded travellers per flight that is booked?",
    ),
    explanation=lambda: f"Newark: {_why_newark()} LaGuardia: {_why_laguardia()} Kennedy: {_why_kennedy()}",
)

# --- 04.2 How many times as likely, on normal days? ----------------------------------------------------------


def _times_as_likely(events: np.ndarray, days: np.ndarray, among: np.ndarray | None = None) -> float:
    """Evening rate over the earlier rate."""
    cases = days if among is None else days & among
    return share_of(events, cases & _evening()) / share_of(events, cases & ~_evening())


@cache
def _evening_normal() -> float:
    return _times_as_likely(_stranded(), _times().normal)


@cache
def _evening_all() -> float:
    return _times_as_likely(_stranded(), _everything())


def _counts_ratio(days: np.ndarray) -> float:
    return float(_stranded()[days & _evening()].sum() / _stranded()[days & ~_evening()].sum())


CHECK_2 = Check(
    id="04.2",
    title="times as likely, on normal days",
    question=(
        f"On normal days, how many times as likely is a flight from {EVENING}:00 on to strand its travellers as an "
        "earlier flight? Give one decimal."
    ),
    unit="times",
    judge=Number(
        _evening_normal,
        tolerance=0.06,
        because="One decimal is asked for, which rounds by 0.05; the table's own rounding adds 0.01.",
        right=lambda: (
            f"{_evening_normal():.1f} times. On all days it is {_evening_all():.1f}, so bad days don't make the "
            "evening look worse than it is: they strand morning travellers too. The evening stays a candidate."
        ),
        wrong=(
            Wrong(
                _evening_all,
                lambda: (
                    f"{_evening_all():.1f} is the figure for all days, storms included: the question asks for "
                    "normal days, the last two rows."
                ),
            ),
            Wrong(
                lambda: _times_as_likely(_times().cancelled, _times().normal),
                "that compares cancellation rates. The question asks for stranding, the last column.",
            ),
            Wrong(
                lambda: _times_as_likely(_times().cancelled, _everything()),
                "that compares cancellation rates, and on all days. The question asks for stranding, on normal days.",
            ),
            Wrong(
                lambda: _counts_ratio(_times().normal),
                lambda: (
                    f"that divides counts of stranded flights. There are {share_of(_evening(), _everything()):.0%} "
                    "of flights in the evening, so compare rates: stranded, of 10,000 flights."
                ),
            ),
            Wrong(
                lambda: _counts_ratio(_everything()),
                "that divides counts of stranded flights, and on all days. Compare rates, on normal days.",
            ),
            Wrong(
                lambda: _times_as_likely(_stranded(), _times().normal, _times().cancelled),
                "that is the share of the cancelled flights, the wrong base: the question asks for a share of all "
                "flights.",
            ),
            Wrong(
                lambda: _evening_normal() - 1,
                lambda: (
                    f"you took 1 away: {_evening_normal():.1f} times as likely is the same as "
                    f"{_evening_normal() - 1:.1f} times more likely, and the question asks for the first."
                ),
            ),
            Wrong(
                lambda: 1 / _evening_normal(),
                "you divided the other way round: the evening rate goes on top.",
            ),
            Wrong(
                lambda: 10_000 * _evening_normal_difference(),
                "that is a difference, in flights of 10,000. “How many times” asks for one rate divided by the other.",
            ),
        ),
    ),
    hints=(
        "You need two numbers of table 2, from the same column, in the two rows that say “normal days”.",
        "The column is the last one: stranded, of 10,000 flights. Divide the evening's by the earlier one.",
    ),
    explanation=lambda: (
        f"In the last column, {_per_10_000(_stranded(), _times().normal & _evening()):.1f} divided by "
        f"{_per_10_000(_stranded(), _times().normal & ~_evening()):.1f} is {_evening_normal():.1f}. Leaving out the "
        f"days with 10% or more cancelled answers the first objection, “that was only the snow”: on all days the "
        f"figure is {_evening_all():.1f}."
    ),
)


def _evening_normal_difference() -> float:
    days = _times().normal
    return share_of(_stranded(), days & _evening()) - share_of(_stranded(), days & ~_evening())


# --- 04.3 Which statement is supported? ----------------------------------------------------------------------


def _group() -> np.ndarray:
    return _evening() & _thin()


def _busy_evening() -> np.ndarray:
    return _evening() & ~_thin()


def _statement() -> str:
    return (
        f"Of 10,000 evening flights on thin routes, {_per_10_000(_stranded(), _group()):.0f} leave their travellers "
        f"behind overnight; of 10,000 other flights, {_per_10_000(_stranded(), ~_group()):.0f}. They are "
        f"{share_of(_group(), _everything()):.1%} of all flights and {_of_stranded(_group()):.1%} of all that strand."
    )


def _of_stranded(group: np.ndarray) -> float:
    return float(_stranded()[group].sum() / _stranded().sum())


CHECK_3 = Check(
    id="04.3",
    title="the statement the table supports",
    question="Which of these statements does table 3 support?",
    judge=OneOf(
        (
            Option(
                "of_cancelled",
                lambda: (
                    f"Of 100 travellers who fly in the evening on a thin route, "
                    f"{100 * share_of(_stranded(), _group() & _times().cancelled):.0f} are stranded."
                ),
                lambda: (
                    f"that number is a share of the cancelled flights only, the wrong base: of all evening flights "
                    f"on thin routes, {share_of(_times().cancelled, _group()):.1%} are cancelled at all."
                ),
            ),
            Option(
                "of_stranded",
                lambda: (
                    f"Of 100 travellers who fly in the evening on a thin route, {100 * _of_stranded(_group()):.0f} "
                    "are stranded."
                ),
                lambda: (
                    f"that number reads the share backwards: {_of_stranded(_group()):.0%} of the stranded are in "
                    f"this group, but of the group {share_of(_stranded(), _group()):.1%} are stranded."
                ),
            ),
            Option(
                "most",
                lambda: (
                    f"Evening travellers on busier routes are worst off: {_of_stranded(_busy_evening()):.0%} of "
                    "all flights that strand are theirs, the most of the four groups."
                ),
                lambda: (
                    "they are the most, not the worst off: they are also "
                    f"{share_of(_busy_evening(), _everything()):.0%} of all flights. Of 10,000 of theirs, "
                    f"{_per_10_000(_stranded(), _busy_evening()):.0f} strand; on thin routes, "
                    f"{_per_10_000(_stranded(), _group()):.0f}. Where to help most people is another question."
                ),
            ),
            Option(
                "supported",
                _statement,
                lambda: (
                    "both rates have all flights of their group as the base, the comparison is with everyone else, "
                    "and the size of the group is said. A reader can redo it from the table."
                ),
            ),
            Option(
                "cause",
                "Evening travellers on thin routes are stranded because airlines keep no seats free for them.",
                "the table says who is stranded, not why. Seats are one candidate beside weather, the timetable and "
                "the rebooking rule; none of them is a column here.",
            ),
        ),
        right="supported",
    ),
    hints=(
        "Ask of every number: of what is it a share? Two statements take a number from the right row and give it the "
        "wrong base.",
        "One statement says why. Does any column of the table say why?",
        "A statement about who is worst off needs a rate, the rate of everyone else, and how large the group is.",
    ),
    explanation=lambda: (
        f"“{_statement()}” It gives two rates on the same base, and the size of the group. Of the others, two put a "
        "right number on a wrong base, one takes the largest count for the worst rate, and one says why, which the "
        "table can't."
    ),
)

# --- 04.4 The solution in hiding -----------------------------------------------------------------------------

CHECK_4 = Check(
    id="04.4",
    title="the solution in hiding",
    question="Four problem statements, all invented. In which one does a solution hide?",
    judge=OneOf(
        (
            Option(
                "app",
                "Travellers on the last flight of the day see “on time” in our app until they stand at the gate, so "
                "they pass up the last train.",
                "it names our product, but as something seen: what the screen said, and what people did because of it. "
                "It leaves open whether the screen, the forecast or the train is what to change.",
            ),
            Option(
                "seats",
                "Travellers on the last flight of the day to a small town can't get there before noon, because the "
                "morning flight has eight free seats for sixty of them.",
                "“because” is no sign of a solution. Eight seats for sixty travellers is a cause that can be counted, "
                "and so can turn out wrong.",
            ),
            Option(
                "feature",
                "Travellers on the last flight of the day sleep at the airport, because we don't offer automatic "
                "rebooking on partner airlines.",
                "“we don't offer Y” is a missing feature in the place of a cause. It rules out every other way to help "
                "(a room, a coach, an earlier warning), and whether partners have a seat that night is not asked.",
            ),
            Option(
                "cost",
                "Travellers on the last flight of the day pay for a room themselves in two cases of three, and "
                "half of them don't know that they may claim it back.",
                "it says what it costs them and what they don't know, both as counts to check. It proposes nothing "
                "yet.",
            ),
        ),
        right="feature",
    ),
    hints=(
        "Neither “because” nor “our app” gives it away. Look for the sentence that is only true if we build something.",
        "Try it: put “we have not yet built” in front of each cause. In one, nothing changes.",
    ),
    explanation=(
        "The third. Its cause is the absence of something we could build, so it can only end in building it. The mend "
        "is to say what travellers can't do, and to count it: “can't get a seat before the next afternoon”. Then "
        "rebooking on partners competes with a room, a coach and an earlier warning, and may lose."
    ),
)

# --- 04.5 The typical flight ---------------------------------------------------------------------------------


@cache
def _carriers() -> pd.DataFrame:
    return ruined.by_carrier(_flights())


def _of(carrier: str, column: str) -> float:
    return float(_carriers().loc[carrier, column])


def _carrier(carrier: str) -> pd.DataFrame:
    return _flights()[_flights()["carrier"] == carrier]


CHECK_5 = Check(
    id="04.5",
    title="the typical flight of Endeavor",
    variable="answer_5",
    judge=Number(
        lambda: _of("9E", "median_delay"),
        tolerance=0.1,
        because="A median of whole minutes is a whole or a half minute: there is nothing to round.",
        right=lambda: (
            f"half of Endeavor's flights were {-_of('9E', 'median_delay'):.0f} minutes early or better; JetBlue's "
            f"median is {in_print(_of('B6', 'median_delay'), '.0f')}. So mean and median both prefer Endeavor. "
            "Neither has seen a cancelled flight: those have no arrival delay."
        ),
        wrong=(
            Wrong(
                lambda: _of("9E", "mean_delay"),
                lambda: (
                    f"{_of('9E', 'mean_delay'):.1f} is the mean, which a few very late flights pull up: the "
                    "question asks for the median, the flight in the middle."
                ),
            ),
            Wrong(
                lambda: float(_carrier("9E")["dep_delay"].median()),
                "that is the median delay at departure. Travellers care when they arrive: use `arr_delay`.",
            ),
            Wrong(lambda: _of("B6", "median_delay"), "that is JetBlue's median. Endeavor's code is 9E."),
            Wrong(
                lambda: float(_flights()["arr_delay"].median()),
                "that is what all carriers together give, and also Endeavor when missing delays are filled with 0. Use "
                "`endeavor`, and leave what is missing missing.",
            ),
            Wrong(
                lambda: -_of("9E", "median_delay"),
                "the size is right and the sign is not: a negative delay means early.",
            ),
        ),
    ),
    hints=(
        "The column is `arr_delay`, and the table is `endeavor`.",
        "A column has a `.mean()`, and in the same way a `.median()`.",
    ),
    explanation=(
        "The median is the flight in the middle: half did better, half did worse. pandas leaves missing delays out of "
        "both mean and median, so cancelled and diverted flights vanish from either without a word."
    ),
    code='answer_5 = endeavor["arr_delay"].median()',
)

# --- 04.6 Ruined trips ---------------------------------------------------------------------------------------


def _ruined_share_of_all_ruined() -> float:
    lost = ruined.is_ruined(_flights())
    return float((_flights()["carrier"][lost] == "9E").mean())


CHECK_6 = Check(
    id="04.6",
    title="ruined trips of Endeavor",
    variable="answer_6",
    judge=Number(
        lambda: _of("9E", "ruined"),
        tolerance=0.0006,
        because=ROUNDED,
        right=lambda: (
            f"{_of('9E', 'ruined'):.1%} of Endeavor's trips were ruined, and {_of('B6', 'ruined'):.1%} of JetBlue's. "
            "The carrier with the better mean and the better median loses more of its travellers' evenings."
        ),
        wrong=(
            Wrong(
                lambda: float((_carrier("9E")["arr_delay"] >= ruined.LATE_BY).mean()),
                lambda: (
                    f"{_of('9E', 'cancelled') + _of('9E', 'diverted'):.1%} of the trips are missing from it: cancelled "
                    "and diverted flights have no arrival delay, and `NaN >= 60` is False. Count them as ruined."
                ),
            ),
            Wrong(
                lambda: float((_carrier("9E")["arr_delay"] > ruined.LATE_BY).mean()),
                lambda: (
                    "two kinds of flights are missing from it: cancelled and diverted ones, "
                    f"{_of('9E', 'cancelled') + _of('9E', 'diverted'):.1%} of the trips, which have no arrival delay "
                    "(`NaN > 60` is False), and those exactly 60 minutes late (“60 or more” is `>=`)."
                ),
            ),
            Wrong(
                lambda: float((_carrier("9E")["arr_delay"].dropna() >= ruined.LATE_BY).mean()),
                "you dropped the cancelled and diverted flights, below the line as well as above it. They are trips "
                "that were sold, and they were ruined.",
            ),
            Wrong(
                lambda: float(
                    ((_carrier("9E")["arr_delay"] >= ruined.LATE_BY) | _carrier("9E")["dep_delay"].isna()).mean()
                ),
                lambda: (
                    f"the diverted flights are missing, {_of('9E', 'diverted'):.1%} of the trips: they left, so "
                    "`dep_delay` is there, but `arr_delay` is not."
                ),
            ),
            Wrong(
                lambda: float(
                    ((_carrier("9E")["arr_delay"] > ruined.LATE_BY) | _carrier("9E")["arr_delay"].isna()).mean()
                ),
                "flights that were exactly 60 minutes late are missing: “60 or more” is `>=`.",
            ),
            Wrong(
                lambda: _of("9E", "cancelled"),
                "that is the cancellation rate alone. Diverted and very late trips are ruined too.",
            ),
            Wrong(
                _ruined_share_of_all_ruined,
                "that is Endeavor's share of all ruined trips, the wrong base: the question asks for the ruined "
                "share of Endeavor's trips. The first is small because Endeavor is.",
            ),
            Wrong(lambda: _of("B6", "ruined"), "that is JetBlue's share. Endeavor's code is 9E."),
            Wrong(
                lambda: float(ruined.is_ruined(_flights()).mean()),
                "that is the share over all carriers: use `endeavor`, not `flights`.",
            ),
            Wrong(
                lambda: 1 - _of("9E", "ruined"),
                "that is the share that went well: you have the two the wrong way round.",
            ),
        ),
        share=True,
    ),
    hints=(
        "First make a column of True and False: was this trip ruined? The mean of such a column is the share of True.",
        "A flight without an arrival delay was cancelled or diverted. `.isna()` is True for it.",
        "Two conditions are joined by `|`, each in its own brackets: `(…) | (…)`.",
    ),
    explanation=(
        "A comparison with a missing value is False, so the flights that failed most completely would count as good. "
        "Ask for them by name, `.isna()`, and take the mean over all trips that were sold."
    ),
    code='lost = endeavor["arr_delay"].isna() | (endeavor["arr_delay"] >= 60)\nanswer_6 = lost.mean()',
)

# --- 04.7 Another rebooking rule -----------------------------------------------------------------------------


def _of_cancelled(rule: str, days: Callable[[], np.ndarray]) -> float:
    """Stranded, as a share of the flights cancelled on the days chosen."""
    return share_of(_stranded(rule), days() & _times().cancelled)


def _normal() -> np.ndarray:
    return _times().normal


def _any_normal() -> float:
    return _of_cancelled("any carrier", _normal)


CHECK_7 = Check(
    id="04.7",
    title="stranded under another rule",
    variable="answer_7",
    judge=Number(
        _any_normal,
        tolerance=0.0006,
        because="Nothing is drawn at random, so only rounding to three decimals has to be allowed.",
        right=lambda: (
            f"{_any_normal():.1%} are still stranded on a normal day although any carrier may take them; with their "
            f"own carrier only it is {_of_cancelled('own', _normal):.1%}. The rule matters, and it is not the whole "
            "cause. This assumes a seat on every later flight, so it is a best case."
        ),
        wrong=(
            Wrong(
                lambda: _of_cancelled("any carrier", _everything),
                lambda: (
                    "that is the share on all days: the question asks for normal days, "
                    f"{_normal()[_times().cancelled].sum():,} of the {_times().cancelled.sum():,} cancelled flights."
                ),
            ),
            Wrong(
                lambda: _of_cancelled("own", _normal),
                "that is with their own carrier only: the rule here is “any carrier”.",
            ),
            Wrong(
                lambda: _of_cancelled("own", _everything),
                "that is with their own carrier, and on all days: the rule here is “any carrier”, on normal days.",
            ),
            Wrong(
                lambda: _of_cancelled("family", _normal),
                "that is with the carrier's partners: the rule here is “any carrier”.",
            ),
            Wrong(
                lambda: _of_cancelled("any airport", _normal),
                "that lets them leave from any of the three airports: the rule here is “any carrier”, same airport.",
            ),
            Wrong(
                lambda: _of_cancelled("any airport", _everything),
                "that lets them leave from any airport, and on all days: the rule is “any carrier”, on normal days.",
            ),
            Wrong(
                lambda: float(_stranded("any carrier")[_normal()].sum() / _times().cancelled.sum()),
                "that divides by the cancelled flights of all days: above and below the line, take normal days.",
            ),
            Wrong(
                lambda: share_of(_stranded("any carrier"), _normal()),
                "that is a share of all flights, the wrong base: the question asks for a share of the cancelled ones.",
            ),
            Wrong(
                lambda: share_of(_times().cancelled, _normal()),
                "that is the cancellation rate. The question is what becomes of those who are cancelled.",
            ),
            Wrong(
                lambda: 1 - _any_normal(),
                "that is the share that gets away the same night: you have the two the wrong way round.",
            ),
        ),
        share=True,
    ),
    hints=(
        "`queues` takes the name of the rule. It gives one entry for each cancelled flight: 1 if stranded, 0 if not.",
        "An array takes a condition in square brackets: `anybody[normal]` keeps the entries where `normal` is True.",
    ),
    explanation=(
        "The rule is one word in the call. The days are the part that is easily forgotten: on a storm day later "
        "flights are cancelled too, so each rule helps a smaller part of them, and leaving those days in makes every "
        "rule look weaker than it is."
    ),
    code=(
        'anybody = queues(times, "any carrier").stranded_share()\n'
        "normal = times.normal[times.cancelled]\n"
        "answer_7 = anybody[normal].mean()"
    ),
)

# --- 04.8 How sure? ------------------------------------------------------------------------------------------


@cache
def _drawn(seed: int = SEED) -> tuple[np.ndarray, np.ndarray]:
    """Share of ruined trips of 9E and of B6 in each resample of days."""
    days = [ruined.by_day(_flights(), carrier) for carrier in ("9E", "B6")]
    weights = day_weights(len(days[0]), DRAWS, seed)
    shares = [weights @ day["ruined"].to_numpy() / (weights @ day["flights"].to_numpy()) for day in days]
    return shares[0], shares[1]


@cache
def _by_lesson() -> tuple[float, float]:
    """The interval that lesson 04 shows."""
    gap = ruined.difference(_flights(), "9E", "B6")
    return gap.low, gap.high


@cache
def _by_days() -> tuple[float, float]:
    return ends(_drawn()[0] - _drawn()[1])


@cache
def _daily_average() -> tuple[float, float]:
    """What an average of each day's shares gives, every day weighing the same however many flights it had."""
    days = [ruined.by_day(_flights(), carrier) for carrier in ("9E", "B6")]
    ours, theirs = ((day["ruined"] / day["flights"]).fillna(0).to_numpy() for day in days)
    return ends(day_weights(len(ours), DRAWS, SEED) @ (ours - theirs) / len(ours))


def _fewest_and_most() -> tuple[int, int]:
    """Flights of Endeavor on its emptiest and its fullest day."""
    flights = ruined.by_day(_flights(), "9E")["flights"]
    return int(flights.min()), int(flights.max())


@cache
def _by_flights() -> tuple[float, float]:
    """What resampling single flights gives, by its normal approximation: sqrt(p (1 - p) / n), squared and added."""
    shares = [(_of(carrier, "ruined"), _of(carrier, "flights")) for carrier in ("9E", "B6")]
    spread = float(np.sqrt(sum(share * (1 - share) / flights for share, flights in shares)))
    difference = shares[0][0] - shares[1][0]
    return difference - 1.96 * spread, difference + 1.96 * spread


def _points(interval: tuple[float, float]) -> str:
    return f"{100 * interval[0]:.1f} to {100 * interval[1]:.1f} points"


CHECK_8 = Check(
    id="04.8",
    title="the interval, by days",
    variable="answer_8",
    judge=Interval(
        _by_days,
        tolerance=0.0025,
        because=(
            "From seed to seed an end moves by about 0.001 with 2,000 resamples and by 0.0025 with 400; resampling "
            "flights instead of days moves each by over 0.005."
        ),
        right=lambda: (
            f"with whole days drawn anew the difference runs from {_points(_by_days())}. Treating every flight as a "
            f"fact of its own would give {_points(_by_flights())}, which is too sure: flights of one day share its "
            f"weather. Lesson 04 says {_points(_by_lesson())}: it drew other years, and chance moves the last digit."
        ),
        near=(
            Wrong(
                lambda: ends(_drawn()[0] - _drawn()[1], 5, 95),
                NINETY,
            ),
            Wrong(
                _daily_average,
                lambda: (
                    "you averaged daily shares, so a day with {} flights weighs as much as one with {}: add up ruined, "
                    "add up flights, then divide."
                ).format(*_fewest_and_most()),
            ),
        ),
        nearness=0.0007,
        wrong=(
            Wrong(
                _by_flights,
                lambda: (
                    f"that is as narrow as resampling single flights ({_points(_by_flights())}). Flights of one "
                    "day share its weather, so draw whole days. Or you took percentiles of each carrier first: "
                    "subtract within each year, then take percentiles."
                ),
            ),
            Wrong(
                lambda: ends(_drawn()[0] - _drawn()[1], 0.025, 0.975),
                FROM_0_TO_100,
            ),
            Wrong(
                lambda: ends(_drawn()[0] - _drawn(SEED + 1)[1]),
                "you drew other days for JetBlue than for Endeavor. One storm hits both, so use the same `weights`.",
            ),
            Wrong(
                lambda: ends(_drawn()[0]), "that is the interval of Endeavor's own share: take JetBlue's away first."
            ),
            Wrong(lambda: ends(_drawn()[1]), "that is the interval of JetBlue's own share: take it from Endeavor's."),
            Wrong(
                lambda: ends(_drawn()[0] / _drawn()[1]),
                "you divided the two shares: the question asks for their difference.",
            ),
        ),
        share=True,
    ),
    hints=(
        "`weights` has one row for each year that was drawn, and in it how often each day came up.",
        "JetBlue's share in each of those years is Endeavor's line with `jetblue_days` in the place of "
        "`endeavor_days`.",
        "Take JetBlue's shares from Endeavor's, year by year. Of those 2,000 differences you want the 2.5th and the "
        "97.5th percentile: `np.percentile(…, [2.5, 97.5])`.",
    ),
    explanation=(
        "Each row of the weights is one year that might have been: some days twice, some not at all, all their flights "
        "with them, both carriers' alike. The middle 95% of the differences is the interval."
    ),
    code=(
        'jetblue_ruined = weights @ jetblue_days["ruined"].to_numpy()\n'
        'jetblue_share = jetblue_ruined / (weights @ jetblue_days["flights"].to_numpy())\n'
        "answer_8 = np.percentile(endeavor_share - jetblue_share, [2.5, 97.5])"
    ),
)

# --- 04.9 Complete on time -----------------------------------------------------------------------------------


def _first_on_time() -> pd.Series:
    return _orders()["first_delivered_at"] <= _orders()["promised_by"]


def _complete_on_time() -> pd.Series:
    return _orders()["last_delivered_at"] <= _orders()["promised_by"]


def _segment(name: str) -> pd.Series:
    return _orders()["segment"] == name


def _split() -> pd.Series:
    return _orders()["parcels"] > 1


def _small() -> pd.Series:
    return _segment("small business")


CHECK_9 = Check(
    id="04.9",
    title="complete on time",
    variable="answer_9",
    judge=Number(
        lambda: share_of(_complete_on_time(), _small()),
        tolerance=0.0006,
        because=ROUNDED,
        right=lambda: (
            f"{share_of(_complete_on_time(), _small()):.1%} of the orders of small businesses were complete on time, "
            f"of the others {share_of(_complete_on_time(), ~_small()):.1%}. The KPI says "
            f"{share_of(_first_on_time(), _small()):.1%} and {share_of(_first_on_time(), ~_small()):.1%}: it stops the "
            "clock at the first parcel (simulated data)."
        ),
        wrong=(
            Wrong(
                lambda: share_of(_first_on_time(), _small()),
                "that is the first parcel, where the KPI stops its clock: the order is complete with the last one.",
            ),
            Wrong(
                lambda: float(_complete_on_time().mean()),
                "that is the share over all segments: the question asks for small businesses.",
            ),
            Wrong(
                lambda: float(_first_on_time().mean()),
                "that is the KPI over all segments: the question asks for the last parcel, and for small businesses.",
            ),
            Wrong(
                lambda: share_of(_complete_on_time(), ~_small()),
                "that is the share for everyone except small businesses.",
            ),
            Wrong(
                lambda: 1 - share_of(_complete_on_time(), _small()),
                "that is the share that was late: you have the two the wrong way round.",
            ),
            Wrong(
                lambda: float((_complete_on_time() & _small()).mean()),
                "that is a share of all orders, the wrong base: the question asks for a share of the orders of small "
                "businesses.",
            ),
            Wrong(
                lambda: share_of(_small(), _complete_on_time()),
                "that reads it backwards: of the orders complete on time, how many came from small businesses. The "
                "wrong base.",
            ),
            Wrong(
                lambda: share_of(_complete_on_time(), _small() & _split()),
                "that is for split orders only: the question asks for all orders of small businesses.",
            ),
        ),
        share=True,
    ),
    hints=(
        "An order is complete when its last parcel has come. Two columns say when that was and what was promised.",
        'Choose the rows first: `small = orders[orders["segment"] == "small business"]`.',
        "Times compare like numbers, `<=`; the mean of True and False is the share of True.",
    ),
    explanation=(
        "The only difference to the KPI is one column: the last parcel in place of the first. The KPI is measured "
        "right, and measures the sender's work; the customer waits for the last one."
    ),
    code=(
        'small = orders[orders["segment"] == "small business"]\n'
        'answer_9 = (small["last_delivered_at"] <= small["promised_by"]).mean()'
    ),
)

# --- 04.10 Find the group ------------------------------------------------------------------------------------


def _contacted() -> np.ndarray:
    return _orders()["contacted"].to_numpy()


def _web() -> pd.Series:
    return _orders()["channel"] == "web"


def _size(mask: np.ndarray) -> str:
    return f"{mask.mean():.1%} of the orders and {mask[_contacted()].mean():.1%} of the contacts"


def _group_verdict(mask: np.ndarray) -> str | None:
    orders, contacts = mask.mean(), mask[_contacted()].mean()
    rate, others = share_of(_contacted(), mask), share_of(_contacted(), ~mask)
    if rate > 0.9 and orders <= LARGEST:
        return (
            "that chooses those who asked, by the very thing to be explained: nobody can know it beforehand. Use other "
            "columns than `contacted`."
        )
    if orders <= LARGEST and contacts >= SMALLEST:
        return None
    trouble = f"your group is {_size(mask)}"
    if rate <= others:
        return f"{trouble}: they ask less often than everyone else, {rate:.1%} of them and {others:.1%} of the others."
    if contacts >= SMALLEST:
        return f"{trouble}: enough contacts, in too many orders. Something most of them lack sets apart those who ask."
    if orders <= LARGEST:
        return f"{trouble}: few orders, and too few of the contacts are among them."
    return f"{trouble}: too many orders, too few contacts. {rate:.1%} of them ask, and {others:.1%} of everyone else."


def _group_right(mask: np.ndarray) -> str:
    app = (_split() & ~_web()).to_numpy()
    late = [1 - share_of(_complete_on_time(), each) for each in (mask, app)]
    return (
        f"it is {_size(mask)}. Of those who order on the web and get more than one parcel, "
        f"{share_of(_contacted(), mask):.0%} ask where the rest is; in the app {share_of(_contacted(), app):.0%}, "
        f"though about as many are late there ({late[0]:.0%} and {late[1]:.0%}). {share_of(_small(), mask):.0%} of "
        "them are small businesses (simulated data)."
    )


def _mask(condition: Callable[[], pd.Series]) -> Callable[[], np.ndarray]:
    return lambda: condition().to_numpy()


def _contact_gap(of: np.ndarray, among: np.ndarray) -> float:
    """Contacts of some orders minus those of the others, in points."""
    return 100 * (share_of(_contacted(), among & of) - share_of(_contacted(), among & ~of))


def _decoy(what: str, column: str, value: str) -> str:
    chosen, split = (_orders()[column] == value).to_numpy(), _split().to_numpy()
    # Split is compared with split and whole with whole, and the two gaps weighted by how many orders are each.
    alike = sum(share_of(kind, split | ~split) * _contact_gap(chosen, kind) for kind in (split, ~split))
    return (
        f"{what} has {_contact_gap(chosen, split | ~split):.1f} points more contacts, and more of its orders are split "
        f"({share_of(split, chosen):.0%}, of the others {share_of(split, ~chosen):.0%}). Compare split orders with "
        f"split ones and whole with whole, and {alike:.1f} points are left: it only stands near the cause."
    )


CHECK_10 = Check(
    id="04.10",
    title="the group nobody named",
    variable="answer_10",
    judge=Rows(
        _orders,
        key="order_id",
        verdict=_group_verdict,
        right=_group_right,
        wrong=(
            Wrong(
                _mask(_small),
                lambda: (
                    f"the segment alone is {_size(_small().to_numpy())}. Not every small business asks: split it "
                    "once more, by a column that says how they ordered or how it was sent."
                ),
            ),
            Wrong(
                _mask(lambda: _small() & _web()),
                lambda: (
                    f"small businesses on the web are {_size((_small() & _web()).to_numpy())}. The channel "
                    f"matters. But {1 - share_of(_split(), _small() & _web()):.0%} of these orders come in one parcel, "
                    "and there hardly anybody asks, whatever the segment."
                ),
            ),
            Wrong(
                _mask(lambda: _small() & _split()),
                lambda: (
                    f"they are {_size((_small() & _split()).to_numpy())}. Split orders it is. Now compare the "
                    "channels within them, and look whether the segment still matters."
                ),
            ),
            Wrong(
                _mask(lambda: _small() & _web() & _split()),
                lambda: (
                    "one condition too many: web and split are enough; does the segment still matter within them? "
                    f"Yours are {_size((_small() & _web() & _split()).to_numpy())}."
                ),
            ),
            Wrong(
                _mask(_web),
                lambda: (
                    f"the web alone is {_size(_web().to_numpy())}. What do the orders have in common that lead "
                    "to a contact there?"
                ),
            ),
            Wrong(
                _mask(_split),
                lambda: (
                    f"split orders are {_size(_split().to_numpy())}: enough contacts, in too many orders. Not all "
                    "who wait for a second parcel ask: what did they see when they ordered?"
                ),
            ),
            Wrong(
                lambda: ~_first_on_time().to_numpy(),
                lambda: (
                    "orders whose first parcel was late, the KPI's failures, are "
                    f"{_size(~_first_on_time().to_numpy())}. The KPI looks at the wrong moment to find them."
                ),
            ),
            Wrong(
                lambda: ~_complete_on_time().to_numpy(),
                lambda: (
                    f"orders complete too late are {_size(~_complete_on_time().to_numpy())}. Being late explains "
                    "a part; compare the channels among orders of more than one parcel."
                ),
            ),
            Wrong(
                _mask(lambda: _orders()["region"] == "North"),
                lambda: _decoy("North", "region", "North"),
            ),
            Wrong(
                _mask(lambda: _orders()["carrier"] == "B"),
                lambda: _decoy("Carrier B", "carrier", "B"),
            ),
            Wrong(
                _mask(lambda: (_orders()["region"] == "North") & (_orders()["carrier"] == "B")),
                lambda: _decoy("North", "region", "North"),
            ),
            Wrong(
                lambda: ~(_web() & _split()).to_numpy(),
                "that is everyone except the group: take the `~` away.",
            ),
        ),
    ),
    hints=(
        'Start from the outcome: `orders.groupby("segment", observed=True)["contacted"].mean()`. Then other columns.',
        "A column that looks guilty may only stand near the guilty one. Group by two columns at once, and see whether "
        "the first still matters within the second.",
        "How many parcels an order came in is a column. So is where it was ordered.",
    ),
    explanation=lambda: (
        f"On the web, and in more than one parcel: {_size((_web() & _split()).to_numpy())}. The split order is what "
        "happens to them, and the channel is what they get to see. The segment says who they mostly are, and adds "
        "hardly anything: of such orders of small businesses "
        f"{share_of(_contacted(), _web() & _split() & _small()):.0%} lead to a contact, "
        f"of the others' {share_of(_contacted(), _web() & _split() & ~_small()):.0%}. "
        + _decoy("North", "region", "North")
    ),
    code='answer_10 = (orders["channel"] == "web") & (orders["parcels"] > 1)',
)

CHECKS: tuple[Check, ...] = (
    CHECK_1, CHECK_2, CHECK_3, CHECK_4, CHECK_5, CHECK_6, CHECK_7, CHECK_8, CHECK_9, CHECK_10,
)  # fmt: skip
