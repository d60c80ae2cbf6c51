"""Exercise 05, Break down a product: its tables and its checks.

Everything is computed from the flights and from the 210 trips of `modechoice` when it is needed, and kept. Rates are
shares, 0 to 1; the tables show them per cent. *On time* is the official statistic unless it says otherwise: less than
15 minutes late. A flight that was cancelled or diverted is late by every promise. A *pad* is minutes added to the
published arrival.
"""

from __future__ import annotations

from functools import cache, partial

import numpy as np
import pandas as pd

from ops2pm.checks import Check, Interval, Number, OneOf, Option, Rows, Wrong
from ops2pm.data import load
from ops2pm.exercises import Table
from ops2pm.exercises.shares import ROUNDED, ends, mistakes_with_a_difference, points, share_of
from ops2pm.models import mode_choice
from ops2pm.models.mode_choice import Fit, Trips
from ops2pm.models.padding import DAYPARTS, OFFICIAL, STARTS
from ops2pm.models.resample import day_weights
from ops2pm.numbers import in_print, signed

LATE = OFFICIAL + 1
"""Minutes late from which the official statistic counts a flight as late."""
CARRIER = "EV"
STEP, LAST_LINE = 5, 60
"""Table 2: its steps, and its last line, in minutes."""
SEASONS = {"June, July, December": (6, 7, 12), "September to November": (9, 10, 11)}
"""Months of the worst and of the best season; the other six come between."""
WORST, OTHERS, BEST = "June, July, December", "the other six months", "September to November"
PLAN = {WORST: 30, OTHERS: 5, BEST: 0}
"""Item 05.4: minutes added in each season."""
FOR_ALL = 10
"""The pad for every flight that it is compared with."""
ADDED, EARLY = 20, 30
"""Item 05.5: the pad, and the minutes before the promise from which an arrival counts as early."""
NEW_YORK = -5
"""Standard time against UTC, in hours, as airports.csv counts it."""
NO_SUMMER_TIME = ("PHX", "HNL")
"""Their clocks don't move with New York's, so the length of a trip can't be read off two local times."""
DRAWS, SEED = 1000, 5
"""Of the day weights in the notebook."""
EVENING, FROM = 1700, "EWR"
"""Item 05.7: the flights it is about."""
PER_HUNDRED = 0.9
BUS, LESS = "bus", 15
"""Item 05.10: the mode that is made faster to board, and by how many minutes."""
GIVEN, GOAL, MOST = 30, 0.74, 0.5
"""Item 05.11: minutes for each flight chosen; share that every month and daypart must reach; largest share chosen."""
KNOWN = ("month", "sched_dep", "sched_arr", "carrier", "flight", "origin", "dest")
"""Item 05.11: what is known when the timetable is published."""

# --- The data, read once ------------------------------------------------------------------------------------


@cache
def _flights() -> pd.DataFrame:
    return load("flights")


@cache
def _delay() -> np.ndarray:
    """Minutes late at arrival; infinite where the flight was cancelled or diverted, and so never arrived as sold."""
    return _flights()["arr_delay"].fillna(np.inf).to_numpy(dtype=float)


@cache
def _arrived() -> np.ndarray:
    return np.isfinite(_delay())


@cache
def _everything() -> np.ndarray:
    return np.ones(len(_delay()), dtype=bool)


@cache
def _carrier() -> np.ndarray:
    return (_flights()["carrier"] == CARRIER).to_numpy()


@cache
def _part() -> np.ndarray:
    """Index into DAYPARTS."""
    return np.searchsorted(STARTS, _flights()["sched_dep"].to_numpy(np.int64), side="right") - 1


@cache
def _in(season: str) -> np.ndarray:
    months = _flights()["month"].to_numpy()
    if season == OTHERS:
        return ~np.isin(months, [month for some in SEASONS.values() for month in some])
    return np.isin(months, SEASONS[season])


@cache
def _day() -> np.ndarray:
    """Which day of the year each flight is on, from 0."""
    flights = _flights()
    return np.unique(
        flights["month"].to_numpy(np.int64) * 100 + flights["day"].to_numpy(np.int64), return_inverse=True
    )[1]


def _on_time(pad: float | np.ndarray = 0) -> np.ndarray:
    """By the official statistic, with so many minutes added to the promise."""
    return _delay() < LATE + pad


def _percent(events: np.ndarray, among: np.ndarray) -> float:
    return 100 * share_of(events, among)


@cache
def _length() -> np.ndarray:
    """Minutes from the published departure to the published arrival; NaN where the local times don't tell."""
    flights = _flights()
    places = flights["dest"].astype(str)
    zone = places.map(load("airports").set_index("faa")["tz"]).mask(places.isin(NO_SUMMER_TIME)).to_numpy(dtype=float)
    leaves, arrives = (
        flights[name].to_numpy(np.int64) // 100 * 60 + flights[name].to_numpy(np.int64) % 100
        for name in ("sched_dep", "sched_arr")
    )
    return (arrives - leaves - 60 * (zone - NEW_YORK)) % (24 * 60)


# --- Track A: the four tables -------------------------------------------------------------------------------


@cache
def _same_routes() -> pd.DataFrame:
    """Mornings and evenings of the same carrier, route and month: mean minutes of five columns, and the flights.

    Only flights that arrived, so that the columns add up: on the ground is what passes between leaving the gate and
    reaching the other one, less what is flown. Each route counts as often in the evening as in the morning: by the
    smaller of its two numbers of flights.
    """
    flights = _flights()
    gate_to_gate = _length() + flights["arr_delay"] - flights["dep_delay"]
    columns = {
        "published length": _length(),
        "in the air": flights["air_time"],
        "on the ground": gate_to_gate - flights["air_time"],
        "leaves late by": flights["dep_delay"],
        "arrives late by": flights["arr_delay"],
    }
    some = flights[["carrier", "origin", "dest", "month"]].assign(part=_part(), flights=1, **columns)
    some = some[np.isfinite(_length()) & _arrived() & (_part() != 1)]
    by = some.groupby(["carrier", "origin", "dest", "month", "part"], observed=True)
    means = by[list(columns)].mean().unstack()
    counts = by["flights"].sum().unstack()
    kept = means.notna().all(axis=1) & counts.notna().all(axis=1)
    weight = counts[kept].min(axis=1)
    rows = {DAYPARTS[part]: (means[kept].xs(part, axis=1, level="part").T @ weight) / weight.sum() for part in (0, 2)}
    return pd.DataFrame(rows).T.assign(flights=int(weight.sum()), groups=int(kept.sum()))


@cache
def by_hour() -> Table:
    """Table 1: what is published for the same routes in the morning and in the evening, and what happens."""
    frame = _same_routes().drop(columns=["flights", "groups"]).rename_axis("scheduled departure")
    caption = (
        "Table 1. The same carrier, route and month, before noon and in the evening: mean minutes. Measured on "
        f"{_same_routes()['groups'].iloc[0]:,} such groups of flights that arrived; each weighs the same in both "
        "rows. On the ground: the minutes from gate to gate in which the plane isn't in the air. A minus: early."
    )
    return Table(caption, frame, dict.fromkeys(frame.columns, ".1f"))


@cache
def by_lateness() -> Table:
    """Table 2: how many flights arrive less than so many minutes late, for ExpressJet and for everyone else."""
    lines = range(LATE, LAST_LINE + 1, STEP)
    frame = pd.DataFrame(
        {
            f"{name}, of 100 flights": [_percent(_delay() < line, who) for line in lines]
            for name, who in (("ExpressJet", _carrier()), ("everyone else", ~_carrier()))
        },
        index=pd.Index([f"less than {line} minutes late" for line in lines], name="arrives"),
    )
    caption = (
        f"Table 2. How late is late: {_carrier().sum():,} flights of ExpressJet, {(~_carrier()).sum():,} of everyone "
        "else. Whatever was cancelled or diverted is in the 100, and in no line."
    )
    return Table(caption, frame, dict.fromkeys(frame.columns, ".1f"))


@cache
def by_season() -> Table:
    """Table 3: on time by season, for several pads."""
    pads = sorted({0, FOR_ALL, *PLAN.values()})
    frame = pd.DataFrame(
        [
            (100 * _in(season).mean(), *(_percent(_on_time(pad), _in(season)) for pad in pads))
            for season in (WORST, OTHERS, BEST)
        ],
        index=pd.Index([WORST, OTHERS, BEST], name="months"),
        columns=["of 100 flights", *("today" if pad == 0 else f"{signed(pad, 0)} minutes" for pad in pads)],
    )
    formats = {"of 100 flights": ".2f"} | dict.fromkeys(frame.columns[1:], ".1f")
    return Table("Table 3. On time by the 15-minute statistic, per cent, if minutes were added.", frame, formats)


ROWS = {
    "statistic": "on time by the 15-minute statistic, %",
    "mean": "mean minutes late, of those that arrived, early ones counted as minus",
    "cancelled": "cancelled, %",
    "trip": "nine in ten trips take at most, minutes",
    "early": f"arrived {EARLY} minutes or more before the published time, %",
}
"""Item 05.5: the rows of table 4, by guardrail."""


def _readings(pad: int) -> dict[str, float]:
    """The dashboard with so many minutes added; nobody reacts to it, and nothing flies otherwise."""
    late = _delay()[_arrived()] - pad
    trips = _arrived() & np.isfinite(_length())
    return {
        ROWS["statistic"]: _percent(_on_time(pad), _everything()),
        ROWS["mean"]: float(late.mean()),
        ROWS["cancelled"]: 100 * float(_flights()["dep_delay"].isna().mean()),
        ROWS["trip"]: float(np.quantile(_length()[trips] + _delay()[trips], 0.9)),
        ROWS["early"]: 100 * float((late <= -EARLY).mean()),
    }


@cache
def by_pad() -> Table:
    """Table 4: the dashboard, today and with minutes added."""
    frame = pd.DataFrame({"today": _readings(0), f"{signed(ADDED, 0)} minutes": _readings(ADDED)})
    whole = (ROWS["trip"],)
    shown = frame.apply(lambda row: [in_print(value, ".0f" if row.name in whole else ".1f") for value in row], axis=1)
    caption = (
        "Table 4. The same flights, with another promise. A trip runs from the published departure to the real "
        "arrival. The lesson's “minutes before the promise” count late flights as 0; here early and late ones balance."
    )
    shown = pd.DataFrame(shown.tolist(), index=frame.index, columns=frame.columns).rename_axis("on the dashboard")
    return Table(caption, shown)


# --- 05.1 What is an observation? -----------------------------------------------------------------------------

CHECK_1 = Check(
    id="05.1",
    title="the note that is an observation",
    question=(
        "Five notes for a teardown of a supermarket's delivery slots, all invented. Which one shows what users "
        "did, and how?"
    ),
    judge=OneOf(
        (
            Option(
                "self",
                "3 May, at my own desk, after the children were in bed: it took me ten minutes and four pages to find "
                "a slot for Saturday. The page is a mess.",
                "it has a date, and its only witness wants it to be true. “A mess” is a verdict: what did you click, "
                "and where did you go back? One person's evening, your own, can start a teardown and not carry it.",
            ),
            Option(
                "wish",
                "Parents want a page that remembers the hour they usually take.",
                "that is a solution put into other people's mouths. No date, nobody seen, and nothing that they did.",
            ),
            Option(
                "seen",
                "4 and 6 May, two parents in their kitchens: both opened the evening slots of three days in turn. "
                "One left with a full basket.",
                "it says when, who, how many, and what they did, without saying why or what to build. Two are few, and "
                "the note doesn't hide it: the next two can prove it wrong.",
            ),
            Option(
                "told",
                "Customer service says that parents are always complaining about slots.",
                "that is hearsay: no date, no count, and only those who write in. It is a good reason to go and look.",
            ),
            Option(
                "rate",
                "In the first quarter 61% of the baskets were left before a slot was chosen.",
                "it is a count, with a period, and worth keeping for the size of the problem. Beside a "
                "watched one it may stand, as in the lesson's worked page. Alone it doesn't show who they are or how "
                "they came to leave.",
            ),
        ),
        right="seen",
    ),
    hints=(
        "Hold each against four questions: on which day, who, how many, and what did they do?",
        "Some of them say what people want, or how the page is. Which one says only what somebody could have filmed?",
    ),
    explanation=(
        "The one from 4 and 6 May. It could have been filmed: two people, three screens, one full basket. The "
        "percentage belongs beside it, for the size. The other three are a verdict, a solution and hearsay; each can "
        "send you to look, and none replaces looking."
    ),
)

# --- 05.2 Why is it as it is? -----------------------------------------------------------------------------------


def _mean(part: int, column: str) -> float:
    return float(_same_routes().loc[DAYPARTS[part], column])


def _evening_more(column: str) -> float:
    """How many minutes more the evening has than the morning."""
    return _mean(2, column) - _mean(0, column)


def _slack(part: int) -> float:
    """Minutes by which less is late at arrival than at departure: what the published length has against delays."""
    return _mean(part, "leaves late by") - _mean(part, "arrives late by")


CHECK_2 = Check(
    id="05.2",
    title="what today's design already does",
    question=(
        "A colleague tears down the timetable: “The evening is late because nobody gives it more minutes. I would.” "
        "What does table 1 say to that?"
    ),
    judge=OneOf(
        (
            Option(
                "alike",
                "He is right: a route is published with the same length at any hour.",
                lambda: (
                    "it isn't: the same carrier's same route in the same month is published "
                    f"{_evening_more('published length'):.1f} minutes longer in the evening."
                ),
            ),
            Option(
                "air",
                "The evening is published longer, because the plane is in the air for longer then.",
                lambda: (
                    f"it is in the air {-_evening_more('in the air'):.1f} minutes less in the evening. Whatever the "
                    "extra minutes are for, it isn't flying."
                ),
            ),
            Option(
                "dose",
                "Somebody had his idea before him: the evening gets 4.2 minutes more against its delays.",
                lambda: (
                    f"it gets them, and spends them: {_mean(2, 'on the ground'):.1f} minutes on the ground instead of "
                    f"{_mean(0, 'on the ground'):.1f} in the morning. How much less late than it left does each "
                    "arrive?"
                ),
            ),
            Option(
                "ground",
                "The evening gets 4.2 minutes more and spends as many more on the ground: against its delays it has "
                "about half a minute more. Ask why.",
                lambda: (
                    f"on the ground it is {_mean(2, 'on the ground'):.1f} minutes instead of "
                    f"{_mean(0, 'on the ground'):.1f}. By arrival the evening has made up {_slack(2):.1f} minutes of "
                    f"its late start and the morning {_slack(0):.1f} (from unrounded numbers), and the evening leaves "
                    f"{_evening_more('leaves late by'):.0f} minutes later against its plan. So the ground uses the "
                    "minutes up, and hardly any are left for his delays. Why, the table doesn't say: gates, crews and "
                    "aircraft cost minutes too."
                ),
            ),
            Option(
                "enough",
                "The evening has been given all it needs: by its own promise it is as punctual as the morning.",
                lambda: (
                    f"by its own promise the evening arrives {_mean(2, 'arrives late by'):.0f} minutes late on "
                    f"average, and the morning {-_mean(0, 'arrives late by'):.1f} early. What it can make up on "
                    "the way doesn't come near."
                ),
            ),
        ),
        right="ground",
    ),
    hints=(
        "Go through table 1 column by column: what is the evening's number minus the morning's?",
        "The published length has to hold the air, the ground, and what is left against delays. Where do the evening's "
        "extra minutes go?",
        "Who leaves 10 minutes late and arrives 4 late has made up 6. How many does the morning make up, and how many "
        "the evening?",
    ),
    explanation=lambda: (
        f"The evening gets {_evening_more('published length'):.1f} published minutes more, and needs about as "
        f"many more on the ground: {_mean(2, 'on the ground'):.1f} instead of {_mean(0, 'on the ground'):.1f}. By "
        f"arrival it has made up {_slack(2):.1f} minutes of its delay, and the morning {_slack(0):.1f} (from unrounded "
        "numbers). So the ground uses up what the evening gets, and about half a minute is left against its delays. "
        "“Nobody gives it more” isn't true, and “it has been given slack” hardly is: ask what the next one would cost."
    ),
)

# --- 05.3 How many minutes make a carrier punctual? ---------------------------------------------------------------


def _others_now() -> float:
    """On time, per cent, of everyone else's flights, as they are published."""
    return _percent(_on_time(), ~_carrier())


@cache
def _first_line() -> int:
    """The first line of table 2 in which ExpressJet has at least as many as everyone else has now."""
    return next(
        line for line in range(LATE, LAST_LINE + 1, STEP) if _percent(_delay() < line, _carrier()) >= _others_now()
    )


def _pad_to_catch_up() -> float:
    return float(_first_line() - LATE)


def _hours() -> float:
    """Aircraft-hours a year, if each of the added minutes is held."""
    return float(_carrier().sum() * _pad_to_catch_up() / 60)


CHECK_3 = Check(
    id="05.3",
    title="minutes that make a carrier punctual",
    question=(
        "The official statistic calls a flight on time that arrives less than 15 minutes late. By how many minutes "
        "must ExpressJet move its published arrivals, in steps of five, to look at least as punctual as everyone else "
        "does now?"
    ),
    unit="minutes",
    judge=Number(
        _pad_to_catch_up,
        tolerance=0.5,
        because="A whole number is asked for, in steps of five, and the table has no line in between.",
        right=lambda: (
            f"{_pad_to_catch_up():.0f} minutes. Then {_percent(_on_time(_pad_to_catch_up()), _carrier()):.1f}% count "
            f"as on time instead of {_percent(_on_time(), _carrier()):.1f}%, everyone else having "
            f"{_others_now():.1f}%, and not one passenger is there sooner. If each minute is held, it is "
            f"{_hours():,.0f} hours of aircraft and crew a year."
        ),
        wrong=(
            Wrong(
                lambda: float(_first_line()),
                lambda: (
                    f"less than {_first_line()} minutes late is the right line of the table. {LATE} of those minutes "
                    "are forgiven by the statistic already: how many have to be added?"
                ),
            ),
            Wrong(
                lambda: _pad_to_catch_up() - STEP,
                lambda: (
                    f"that is one step short: less than {_first_line() - STEP} minutes late are "
                    f"{_percent(_delay() < _first_line() - STEP, _carrier()):.1f} of 100, and everyone else has "
                    f"{_others_now():.1f} now."
                ),
            ),
            Wrong(
                lambda: float(_first_line() - STEP),
                lambda: (
                    f"{LATE} of those minutes are forgiven by the statistic already, and the line is one too high: "
                    f"look for the first with at least {_others_now():.1f}."
                ),
            ),
            Wrong(
                lambda: _others_now() - _percent(_on_time(), _carrier()),
                "that is the distance in points, of 100 flights. The question asks for minutes.",
            ),
            Wrong(
                lambda: float(LATE),
                "those are the minutes that the statistic forgives today. How many more does ExpressJet need?",
            ),
        ),
    ),
    hints=(
        lambda: (
            f"Everyone else's number as it is now stands in the first line: {_others_now():.1f}. Follow ExpressJet's "
            "column down until it has at least that."
        ),
        "A promise that is moved by five minutes turns “less than 20 minutes late” into “less than 15 minutes late”. "
        "What does the line you found turn into?",
    ),
    explanation=lambda: (
        f"ExpressJet has {_percent(_delay() < _first_line(), _carrier()):.1f} of 100 flights less than {_first_line()} "
        f"minutes late, the first line that reaches everyone else's {_others_now():.1f}. The statistic forgives less "
        f"than {LATE} minutes, so the promise has to move by {_first_line()} − {LATE} = {_pad_to_catch_up():.0f}. "
        "Whoever judges by the statistic can't tell this from better work."
    ),
)

# --- 05.4 The same minutes, elsewhere ---------------------------------------------------------------------------


@cache
def _plan() -> np.ndarray:
    """Minutes added to each flight by the plan."""
    return np.select([_in(season) for season in PLAN], [float(minutes) for minutes in PLAN.values()])


def _planned(season: str | None = None) -> float:
    """On time by the plan, per cent."""
    return _percent(_on_time(_plan()), _everything() if season is None else _in(season))


def _same_for_all(season: str | None = None) -> float:
    """On time with the pad for every flight, per cent."""
    return _percent(_on_time(FOR_ALL), _everything() if season is None else _in(season))


def _today() -> float:
    return _percent(_on_time(), _everything())


CHECK_4 = Check(
    id="05.4",
    title="the same minutes, elsewhere",
    question=(
        f"A plan adds {PLAN[WORST]} minutes in June, July and December, none from September to November, and "
        f"{PLAN[OTHERS]} in the other six months. What percentage of all the year's flights would be on time by the "
        "15-minute statistic? Give one decimal."
    ),
    unit="%",
    judge=Number(
        _planned,
        tolerance=0.1,
        because="One decimal is asked for, which rounds by 0.05; the table's own rounding adds 0.05.",
        right=lambda: (
            f"{_planned():.1f}%, and {FOR_ALL} minutes for every flight, nearly the same total, gives "
            f"{_same_for_all():.1f}%. By the total the plan loses. But June, July and December go from "
            f"{_same_for_all(WORST):.1f}% to {_planned(WORST):.1f}%, and the distance between best and worst season "
            f"from {_same_for_all(BEST) - _same_for_all(WORST):.1f} points to {_planned(BEST) - _planned(WORST):.1f} "
            "(from unrounded numbers). The total can't tell you which of the two is the better product."
        ),
        wrong=(
            Wrong(
                lambda: float(np.mean([_planned(season) for season in PLAN])),
                "that is the plain mean of the three, as if each season had as many flights: weight each by its share "
                "of the flights.",
            ),
            Wrong(
                _same_for_all,
                lambda: (
                    f"that is {FOR_ALL} minutes for every flight. The plan takes another column in each row: "
                    f"{signed(PLAN[WORST], 0)}, {signed(PLAN[OTHERS], 0)} and today."
                ),
            ),
            Wrong(_today, "that is today, with no minute added."),
            Wrong(
                lambda: _planned() - _today(),
                lambda: f"that is what the plan wins. Add it to today's share, {_today():.1f}%.",
            ),
            Wrong(
                lambda: _percent(_on_time(PLAN[WORST]), _everything()),
                lambda: f"that gives every flight {PLAN[WORST]} minutes, about three times as many as the plan has.",
            ),
            Wrong(
                lambda: _percent(_on_time(np.where(_in(WORST), PLAN[WORST], 0)), _everything()),
                lambda: f"that leaves out the {PLAN[OTHERS]} minutes of the other six months.",
            ),
            Wrong(
                lambda: _percent(
                    _on_time(np.select([_in(BEST), _in(OTHERS)], [PLAN[WORST], PLAN[OTHERS]])), _everything()
                ),
                "you gave the minutes to September to November, and none to June, July and December.",
            ),
            Wrong(
                lambda: _planned() / 100,
                "that is a share between 0 and 1, and the question asks for a percentage: multiply it by 100.",
            ),
        ),
    ),
    hints=(
        "Each row of table 3 needs one number, from the column of the minutes that the plan gives it.",
        "Then weigh the three by the first column: a SUMPRODUCT, divided by 100.",
    ),
    explanation=lambda: (
        " + ".join(f"{_in(season).mean():.4f} × {_planned(season):.1f}" for season in PLAN)
        + f" = {_planned():.1f}. The first ten minutes bring the most, in every season. The plan gives the worst "
        f"months twenty more, takes them from the others, and so the total falls below {_same_for_all():.1f}. What is "
        "bought with that is a promise that holds nearly as well in the worst months as in the best."
    ),
)

# --- 05.5 The guardrail on the side that pays ---------------------------------------------------------------------

STOPS = {"statistic": 70, "mean": 10, "cancelled": 3, "trip": 400, "early": 25}
"""Item 05.5: the level at which each guardrail would stop; `statistic` below it, the others above."""


def _before_after(name: str) -> str:
    before, after = by_pad().frame.loc[ROWS[name]]
    return f"{before} today and {after} with {ADDED} minutes added"


CHECK_5 = Check(
    id="05.5",
    title="the guardrail on the side that pays",
    question=(
        f"A redesign adds {ADDED} minutes to every published arrival. Which of these guardrails, with levels invented "
        "here, would have gone off?"
    ),
    judge=OneOf(
        (
            Option(
                "statistic",
                f"on time by the 15-minute statistic: stop below {STOPS['statistic']}%",
                lambda: (
                    f"it reads {_before_after('statistic')}. A later promise can only raise it: against this redesign "
                    "it can't go off."
                ),
            ),
            Option(
                "mean",
                f"mean minutes late: stop above {STOPS['mean']}",
                lambda: (
                    f"it reads {_before_after('mean')}. It falls by exactly the {ADDED} minutes, and everybody is "
                    "there when they were before."
                ),
            ),
            Option(
                "early",
                f"arrived {EARLY} minutes or more before the published time: stop above {STOPS['early']}%",
                lambda: (
                    f"it reads {_before_after('early')}. It is the only one on the losing side: whoever comes to fetch "
                    "somebody, whoever booked the later train, and the gate that isn't free yet."
                ),
            ),
            Option(
                "cancelled",
                f"cancelled: stop above {STOPS['cancelled']}%",
                lambda: (
                    f"it reads {_before_after('cancelled')}. A guardrail has to be something that the redesign could "
                    "harm; moving a promise cancels nothing."
                ),
            ),
            Option(
                "trip",
                f"nine in ten trips, from published departure to real arrival: stop above {STOPS['trip']} minutes",
                lambda: (
                    f"it reads {_before_after('trip')}: it can't be moved by moving the promise. That makes it silent "
                    "as a guardrail here, and honest as a metric: it would fall if people got there sooner."
                ),
            ),
        ),
        right="early",
    ),
    hints=(
        "Read each row of table 4 from left to right, and hold the number on the right against the level at which to "
        "stop.",
        "Who pays for a later promise? Which row would get worse for them?",
    ),
    explanation=lambda: (
        f"Early arrivals: {_before_after('early')}, of 100 that arrived. A guardrail belongs on the side that pays, "
        "and needs a level that the redesign could reach. One that can only improve is a second metric in disguise."
    ),
)

# --- 05.6 A number that was recorded twice -------------------------------------------------------------------------

CHECK_6 = Check(
    id="05.6",
    title="recorded differently for those who chose",
    question=(
        "In the lesson a waiting minute seemed to weigh a great deal because of how it was recorded. Which of these "
        "four findings, all invented, has that fault?"
    ),
    judge=OneOf(
        (
            Option(
                "few",
                "Of 40 parcels sent back, 14 were large. A large parcel comes back 10 points more often, with an "
                "interval from 5 fewer to 25 more.",
                "it rests on few parcels, and says so with its interval. Size was measured alike for those that came "
                "back and those that didn't.",
            ),
            Option(
                "chosen",
                "A survey of 300 subscribers, half of them people who left, because leaving is rare. For both halves "
                "the price weighs more than the speed.",
                "its sample was chosen by the outcome, so it can't say how many leave. But price and speed were asked "
                "of both halves in the same way: it is the other caution of the lesson.",
            ),
            Option(
                "recorded",
                "Patients who cancelled were asked how long they had waited for their date. For those who came, the "
                "file has the standard, 14 days. Waiting explains cancelling nearly perfectly.",
                "the figure comes from a person for those who cancelled, and from a rule for those who came. So it "
                "tells the two apart, whatever waiting does. “Nearly perfectly” should have made you look at the "
                "column.",
            ),
            Option(
                "season",
                "Questions about orders fell by a third after the new help page. It was launched in January.",
                "that may well be the season: January follows December. It is a rival cause, and the questions were "
                "counted alike before and after.",
            ),
        ),
        right="recorded",
    ),
    hints=(
        "Ask of each figure: who wrote it down, and was it the same for those who did the thing and those who didn't?",
        "Every one of the four has some weakness. You look for a figure from which you could guess the outcome without "
        "knowing what it means.",
    ),
    explanation=(
        "The patients. One group was asked, the other got the standard, so the column knows the answer before any "
        "model does. More patients wouldn't help, and no interval shows it. The others have few cases, a sample "
        "chosen by the outcome, and a season: real weaknesses, and different ones."
    ),
)

# --- 05.7 Nine in ten, the cancelled included ------------------------------------------------------------------------


@cache
def _evening_from() -> np.ndarray:
    flights = _flights()
    return ((flights["origin"] == FROM) & (flights["sched_dep"] >= EVENING)).to_numpy()


def _kept_by(among: np.ndarray, share: float = PER_HUNDRED) -> float:
    """Minutes late up to which this share of the flights arrives."""
    late = np.sort(_delay()[among])
    place = share * (len(late) - 1)
    below, above = late[int(np.floor(place))], late[int(np.ceil(place))]
    return float(below if below == above else below + (place % 1) * (above - below))


CHECK_7 = Check(
    id="05.7",
    title="a promise for nine in ten",
    variable="answer_7",
    judge=Number(
        lambda: _kept_by(_evening_from()),
        tolerance=0.5,
        because="Delays are whole minutes, and every way to take this quantile gives the same one.",
        right=lambda: (
            f"{_kept_by(_evening_from()):.0f} minutes. Of those that arrived, "
            f"{_kept_by(_evening_from() & _arrived()):.0f} would do: the {share_of(~_arrived(), _evening_from()):.1%} "
            "that never arrived as sold cost the promise the rest. You would hardly publish that. A promise for nine "
            "in ten may have to be another product: a range, or a plane held ready."
        ),
        wrong=(
            Wrong(
                lambda: _kept_by(_evening_from() & _arrived()),
                "that is nine in ten of those that arrived: `.quantile` passes over missing values without a word. "
                "Whoever was cancelled or diverted didn't arrive by any promise: fill them in as late beyond measure.",
            ),
            Wrong(
                lambda: float(np.quantile(np.where(_arrived(), _delay(), 0)[_evening_from()], PER_HUNDRED)),
                "you filled the missing delays with 0, or with the mean: either way the cancelled flights look as if "
                "they had come, and not even late.",
            ),
            Wrong(
                lambda: _kept_by(_evening_from()) - OFFICIAL,
                lambda: (
                    f"that is by the official statistic, which forgives up to {OFFICIAL} minutes. The question asks "
                    "for arrival by the published time."
                ),
            ),
            Wrong(
                lambda: float(_delay()[_evening_from() & _arrived()].mean()),
                "that is the mean, of those that arrived. “Nine in ten” is a quantile.",
            ),
            Wrong(
                lambda: float(
                    np.quantile(_flights()["dep_delay"].fillna(np.inf).to_numpy(float)[_evening_from()], PER_HUNDRED)
                ),
                "that is how late they leave. The promise is about the arrival: `arr_delay`.",
            ),
            Wrong(lambda: _kept_by(_evening_from(), 0.5), "that is the median, five in ten."),
            Wrong(lambda: _kept_by(_evening_from(), 1 - PER_HUNDRED), "that is one in ten: nine in ten is 0.9."),
            Wrong(
                lambda: _kept_by((_flights()["origin"] == FROM).to_numpy()),
                "that is Newark at any hour: the question asks for departures from 17:00 on.",
            ),
            Wrong(
                lambda: _kept_by((_flights()["sched_dep"] >= EVENING).to_numpy()),
                "that is the evening from all three airports: the question asks for Newark.",
            ),
            Wrong(
                lambda: _kept_by(_evening_from(), 0.95),
                "that is nineteen in twenty: nine in ten is 0.9.",
            ),
        ),
    ),
    hints=(
        "Choose the rows first: `origin` is Newark, `sched_dep` at least 1700.",
        "What does `.quantile(…)` do with a missing delay? Compare `.count()` with `len(…)`.",
        "A flight that never arrives is later than any number. `.fillna(…)` puts a value where one is missing, and "
        "numpy has infinity: `np.inf`.",
    ),
    explanation=lambda: (
        "The promise is made to everybody who booked, so the cancelled belong among the ten. Left out, they make it "
        f"look as if {_kept_by(_evening_from() & _arrived()):.0f} minutes were enough; counted as never there, it "
        f"takes {_kept_by(_evening_from()):.0f}."
    ),
    code=(
        'newark = flights[(flights["origin"] == "EWR") & (flights["sched_dep"] >= 1700)]\n'
        'answer_7 = newark["arr_delay"].fillna(np.inf).quantile(0.9)'
    ),
)

# --- 05.8 Is the gap closed? ---------------------------------------------------------------------------------


def seasons_drawn(on_time: np.ndarray | pd.Series) -> tuple[np.ndarray, np.ndarray]:
    """On-time shares of the best and of the worst months, 0 to 1, in each of DRAWS resamples of the year's days.

    on_time: True or False for each flight, in the order of the file. Raises ValueError for another number of them.
    """
    counted = np.asarray(on_time)
    if counted.shape != _day().shape:
        raise ValueError(f"There are {len(_day()):,} flights: give True or False for each of them.")
    days = int(_day().max()) + 1
    weights = day_weights(days, DRAWS, SEED)
    best, worst = (
        (weights @ np.bincount(_day()[months], counted[months], minlength=days))
        / (weights @ np.bincount(_day()[months], minlength=days))
        for months in (_in(BEST), _in(WORST))
    )
    return best, worst


@cache
def _drawn(plan: str = "plan") -> tuple[np.ndarray, np.ndarray]:
    """The same for one of "plan", "for all", "today" and "both"."""
    pads = {"plan": _plan(), "for all": FOR_ALL, "today": 0, "both": FOR_ALL + _plan()}
    return seasons_drawn(_on_time(pads[plan]))


def _gap(plan: str = "plan") -> tuple[float, float]:
    """The interval of best minus worst season."""
    best, worst = _drawn(plan)
    return ends(best - worst)


def _closed() -> str:
    low, high = _gap()
    zero = "Perhaps nothing is left of it" if low < 0 < high else "Some of it is left"
    return (
        f"the distance between the two seasons is {_planned(BEST) - _planned(WORST):.1f} points, with a 95% interval "
        f"from {points((low, high))}. {zero}. With {FOR_ALL} minutes for every flight the interval is "
        f"{points(_gap('for all'))}: the plan brings the seasons closer, and one year can't say how close."
    )


CHECK_8 = Check(
    id="05.8",
    title="is the gap closed?",
    variable="answer_8",
    judge=Interval(
        _gap,
        tolerance=0.004,
        because=(
            "From seed to seed an end moves by up to 0.0031 with 1,000 resamples; the middle 90% is narrower by 0.006 "
            "at each end."
        ),
        right=_closed,
        wrong=(
            *mistakes_with_a_difference(_drawn, "season", "shares"),
            Wrong(
                lambda: _gap("for all"),
                lambda: f"that is with {FOR_ALL} minutes for every flight: the question asks for the plan.",
            ),
            Wrong(
                lambda: _gap("both"),
                lambda: f"you put the plan's minutes on top of the {FOR_ALL} for all: they come instead of those.",
            ),
            Wrong(lambda: _gap("today"), "that is today, with no minute added: add the plan's minutes."),
            Wrong(
                lambda: ends(_drawn()[0]),
                "that is the interval of the best season alone: take the worst season's share away, draw by draw.",
            ),
            Wrong(
                lambda: ends(_drawn()[1]),
                "that is the interval of the worst season alone: take it from the best season's, draw by draw.",
            ),
        ),
        share=True,
    ),
    hints=(
        "`padded` holds the minutes each flight gets by the plan. Put it where the 10 stands.",
        "`best - worst` is taken draw by draw: both have one entry for each of the 1,000 years.",
        "Of those differences you want the 2.5th and the 97.5th percentile: `np.percentile(…, [2.5, 97.5])`.",
    ),
    explanation=lambda: (
        "Draw whole days, because the flights of one day share its weather; take the difference within each draw; look "
        f"at the middle 95%. So {_closed()}"
    ),
    code=(
        'best, worst = ex05.seasons_drawn(flights["arr_delay"] < 15 + padded)\n'
        "answer_8 = np.percentile(best - worst, [2.5, 97.5])"
    ),
)

# --- 05.9 The column that knows the answer --------------------------------------------------------------------------


@cache
def _modes() -> pd.DataFrame:
    return load("modechoice")


@cache
def _trips() -> Trips:
    return mode_choice.trips(_modes())


def _named(by: tuple[str, ...] = ("mode", "wait_minutes"), often: bool = False) -> float:
    """Share of travellers whose mode is guessed by how rare its waiting minutes are."""
    modes = _modes()
    how_often = modes.groupby(list(by), observed=True)["chosen"].transform("size")
    each = how_often.groupby(modes["traveller"])
    return float(modes.loc[each.idxmax() if often else each.idxmin(), "chosen"].mean())


def _without_car() -> int:
    return int((_trips().taken != mode_choice.MODES.index("car")).sum())


CHECK_9 = Check(
    id="05.9",
    title="the column that knows the answer",
    variable="answer_9",
    judge=Number(
        _named,
        tolerance=0.0006,
        because=ROUNDED,
        right=lambda: (
            f"{_named():.1%}, where chance would name one in four. Those that it misses all took the car, which has "
            f"no waiting. Of the {_without_car()} others it names every one, without a word about fares, time or "
            "income. No traveller is as easy to see through as that: it is the recording."
        ),
        wrong=(
            Wrong(
                lambda: _named(often=True),
                "that guesses the car for everybody: its 0 minutes are the shortest wait and the commonest. You want "
                "the rarest, the `idxmin` of `how_often`.",
            ),
            Wrong(
                lambda: _named(("wait_minutes",)),
                "that counts a waiting time over all modes together. Count it within its mode: 35 minutes are common "
                "for a bus and rare for a plane.",
            ),
            Wrong(lambda: float(_modes()["chosen"].mean()), "that is chance: one row in four was chosen."),
            Wrong(
                lambda: 1.0,
                "that holds for those who didn't take the car. The question asks for all travellers.",
            ),
        ),
        share=True,
    ),
    hints=(
        "`how_often` has one number for each row. Within each traveller's four rows you want the row with the "
        "smallest.",
        '`how_often.groupby(modes["traveller"])` makes the fours; `.idxmin()` gives the row label of the smallest in '
        "each.",
        '`modes.loc[those labels, "chosen"]` is True where the guess is right. The mean of True and False is the share '
        "of True.",
    ),
    explanation=lambda: (
        "For a mode that wasn't taken, the file has one of two standard values, so each of them stands there many "
        "times. For the mode taken it has another value, and that is rare. So rarity names the choice: "
        f"{_named():.1%} of all travellers, and all of the {_without_car()} who didn't drive. A column that predicts "
        "too well is a reason to look at it, not to be glad."
    ),
    code=('guess = how_often.groupby(modes["traveller"]).idxmin()\nanswer_9 = modes.loc[guess, "chosen"].mean()'),
)

# --- 05.10 A forecast, on one footing -----------------------------------------------------------------------------


@cache
def _alike() -> Trips:
    return mode_choice.one_footing(_trips())


@cache
def _fit(alike: bool) -> Fit:
    return mode_choice.fitted(_alike() if alike else _trips())


def _bus_shares(
    alike: bool = True, trips: Trips | None = None, mode: str = BUS, change: float = -LESS
) -> tuple[float, float]:
    """That mode's share before and after, by the fit on waits of either kind."""
    trips = trips or (_alike() if alike else _trips())
    place = mode_choice.MODES.index(mode)
    before, after = (
        mode_choice.mean_shares(_fit(alike), each)[0]
        for each in (trips, mode_choice.redesigned(trips, mode, wait=change))
    )
    return float(before[place]), float(after[place])


def _won(alike: bool = True, trips: Trips | None = None, mode: str = BUS, change: float = -LESS) -> float:
    before, after = _bus_shares(alike, trips, mode, change)
    return after - before


def _lost(mode: str) -> float:
    """What another mode's share changes by when the bus has less waiting, on one footing."""
    place = mode_choice.MODES.index(mode)
    before, after = (
        mode_choice.mean_shares(_fit(True), each)[0]
        for each in (_alike(), mode_choice.redesigned(_alike(), BUS, wait=-LESS))
    )
    return float(after[place] - before[place])


@cache
def _won_interval() -> tuple[float, float]:
    """The middle 95% of what is won, over the weights that the sample leaves possible."""
    place = mode_choice.MODES.index(BUS)
    before, after = (
        mode_choice.mean_shares(_fit(True), each, draws=DRAWS)[1][:, place]
        for each in (_alike(), mode_choice.redesigned(_alike(), BUS, wait=-LESS))
    )
    return ends(after - before)


def _won_words() -> str:
    low, high = _won_interval()
    return (
        f"with waits on one footing the bus wins {100 * _won():.1f} points of this sample, and its 95% interval runs "
        f"from {points((low, high))}. As recorded the model promised {100 * _won(False):.1f}. Both are computed from "
        "the same 210 people."
    )


CHECK_10 = Check(
    id="05.10",
    title="a forecast, on one footing",
    variable="answer_10",
    judge=Number(
        _won,
        tolerance=0.0006,
        because="Nothing is drawn at random, so only rounding to three decimals has to be allowed.",
        right=_won_words,
        wrong=(
            Wrong(
                lambda: _won(False),
                "that is the forecast as recorded, the one to check: use `alike` and a model fitted to it.",
            ),
            Wrong(
                lambda: _won(False, _alike()),
                "the trips are on one footing, and the model isn't: fit it to `alike` as well.",
            ),
            Wrong(
                lambda: _won(True, _trips()),
                "the model is fitted on one footing, and the trips are as recorded: redesign `alike`.",
            ),
            Wrong(
                lambda: _bus_shares()[1],
                "that is the share after the change: take the share before it away.",
            ),
            Wrong(
                lambda: _bus_shares()[0],
                "that is the share before the change: take it from the share after.",
            ),
            Wrong(
                lambda: -_won(),
                "the size is right, and the sign is turned round: after minus before.",
            ),
            Wrong(
                lambda: _bus_shares()[1] / _bus_shares()[0],
                "you divided the two shares: the question asks for the difference.",
            ),
            Wrong(
                lambda: _bus_shares()[1] / _bus_shares()[0] - 1,
                "that is the rise as a part of the share before: the question asks for the difference of the shares.",
            ),
            *(
                Wrong(
                    partial(_lost, mode),
                    f"that is what the {mode} loses when the bus has less waiting. The bus has the place 2.",
                )
                for mode in mode_choice.MODES
                if mode != BUS
            ),
            Wrong(
                lambda: _won(mode="train"),
                "that is the train, with less waiting: the question asks for the bus.",
            ),
            Wrong(
                lambda: _won(mode="plane"),
                "that is the plane, with less waiting: the question asks for the bus.",
            ),
            Wrong(
                lambda: _won(change=LESS),
                "that adds the minutes: less waiting is a minus.",
            ),
        ),
        share=True,
    ),
    hints=(
        "`one_footing(trips)` gives the same trips, with the standard waiting time for the mode taken as well.",
        "Three things have to be on one footing: the trips before, the trips after, and the model that was fitted.",
        "The bus has the place 2: plane, train, bus, car count from 0.",
    ),
    explanation=lambda: (
        f"Everything is as before but for one column. So {_won_words()} Plane, train and bus travellers were "
        "sought out, so neither number is a share of all travellers; but that is the same for both."
    ),
    code=(
        "alike = mode_choice.one_footing(trips)\n"
        "model = mode_choice.fitted(alike)\n"
        "before, _ = mode_choice.mean_shares(model, alike)\n"
        'after, _ = mode_choice.mean_shares(model, mode_choice.redesigned(alike, "bus", wait=-15))\n'
        "answer_10 = after[2] - before[2]"
    ),
)

# --- 05.11 Spend the minutes ---------------------------------------------------------------------------------------


@cache
def _looks() -> np.ndarray:
    """A number for each flight; flights that look alike when the timetable is published have the same."""
    return _flights().groupby(list(KNOWN), observed=True).ngroup().to_numpy()


def _by_month(on_time: np.ndarray) -> np.ndarray:
    months = _flights()["month"].to_numpy(np.int64)
    return np.bincount(months, on_time, minlength=13)[1:] / np.maximum(np.bincount(months, minlength=13)[1:], 1)


def _by_part(on_time: np.ndarray) -> np.ndarray:
    return np.bincount(_part(), on_time, minlength=3) / np.maximum(np.bincount(_part(), minlength=3), 1)


MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


def _flown_months() -> np.ndarray:
    return np.isin(np.arange(1, 13), _flights()["month"].to_numpy())


def _lowest(on_time: np.ndarray) -> tuple[tuple[float, str], tuple[float, str]]:
    """The worst month and the worst daypart: share and name."""
    months = np.where(_flown_months(), _by_month(on_time), np.inf)
    parts = _by_part(on_time)
    return (
        (float(months.min()), MONTHS[int(months.argmin())]),
        (float(parts.min()), DAYPARTS[int(parts.argmin())]),
    )


def _spent(chosen: np.ndarray) -> str:
    (month, its_name), (part, its_hours) = _lowest(_on_time(GIVEN * chosen))
    return (
        f"you choose {chosen.mean():.1%} of the flights. The worst month is {its_name} with {month:.1%}, the worst "
        f"time of day “{its_hours}” with {part:.1%}"
    )


def _spend_verdict(chosen: np.ndarray) -> str | None:
    treated_alike = np.bincount(_looks(), chosen) / np.bincount(_looks())
    if not np.isin(treated_alike, (0, 1)).all():
        return (
            "of two flights that look alike in the timetable it chooses one and not the other. On which days it will "
            "snow, and who will be late, nobody knows when it is published: use what stands in it."
        )
    worst = min(share for share, _ in _lowest(_on_time(GIVEN * chosen)))
    if worst >= GOAL and chosen.mean() <= MOST:
        return None
    if chosen.mean() > MOST:
        reached = "Both reach it, and" if worst >= GOAL else "And"
        return f"{_spent(chosen)}. {reached} more than half of the flights get minutes: choose fewer."
    return f"{_spent(chosen)}: short of {GOAL:.0%}. Who is still left out?"


def _spend_right(chosen: np.ndarray) -> str:
    (month, its_name), (part, its_hours) = _lowest(_on_time(GIVEN / 2))
    return (
        f"{_spent(chosen)}. With {GIVEN // 2} minutes for every flight, at least as many in total, it would be "
        f"{its_name} with {month:.1%} and “{its_hours}” with {part:.1%}. Of all the year's flights "
        f"{_percent(_on_time(GIVEN * chosen), _everything()):.1f}% are on time by yours, and "
        f"{_percent(_on_time(GIVEN / 2), _everything()):.1f}% by the one for all."
    )


def _from(hour: int) -> np.ndarray:
    return (_flights()["sched_dep"] >= 100 * hour).to_numpy()


CHECK_11 = Check(
    id="05.11",
    title="spend the minutes",
    variable="answer_11",
    judge=Rows(
        _flights,
        key=None,
        verdict=_spend_verdict,
        right=_spend_right,
        wrong=(
            Wrong(
                lambda: ~_on_time(),
                "those are the flights that turned out late. Nobody knows them when the timetable is published: use "
                "what stands in it.",
            ),
            Wrong(
                _everything,
                "that is every flight, and you may choose half. If you meant a time of day: `sched_dep` has 1500 for "
                "15:00.",
            ),
            Wrong(
                lambda: _from(17),
                lambda: (
                    f"the evening alone: {_spent(_from(17))}. You have minutes left. Which months and hours need them?"
                ),
            ),
            Wrong(
                lambda: _in(WORST),
                lambda: f"the worst months alone: {_spent(_in(WORST))}. The evenings of the other months are left out.",
            ),
            Wrong(
                lambda: _in(WORST) | _from(17),
                lambda: (
                    f"close: {_spent(_in(WORST) | _from(17))}. The mornings of the worst months get minutes that they "
                    "hardly need; the afternoons elsewhere get none."
                ),
            ),
            Wrong(
                lambda: _from(14),
                lambda: (
                    f"everything from 14:00 on: {_spent(_from(14))}. By the clock alone the worst months stay behind."
                ),
            ),
            Wrong(
                lambda: ~(_in(WORST) & _from(12) | _from(15)),
                "that is the flights you would leave as they are: put a condition for those that get minutes.",
            ),
        ),
    ),
    hints=(
        'Look where it is worst: group `flights["arr_delay"] < 15` by `month`, and by hour (`sched_dep // 100`).',
        "Hour alone leaves the worst months behind, months alone leave the evening behind. `|` joins two conditions: "
        "one or the other.",
        "Mornings are punctual even in the worst months. So in those begin at noon or so, and later in the others.",
    ),
    explanation=lambda: (
        "June, July and December from noon on, and every other month from 15:00 on, is one way: "
        f"{_spend_right(_in(WORST) & _from(12) | _from(15))} No plane is faster. You have decided whose promise is "
        "kept, and a total couldn't have told you."
    ),
    code=(
        'worst_months, leaves = flights["month"].isin([6, 7, 12]), flights["sched_dep"]\n'
        "answer_11 = (worst_months & (leaves >= 1200)) | (leaves >= 1500)"
    ),
)

CHECKS: tuple[Check, ...] = (
    CHECK_1, CHECK_2, CHECK_3, CHECK_4, CHECK_5, CHECK_6, CHECK_7, CHECK_8, CHECK_9, CHECK_10, CHECK_11,
)  # fmt: skip
