"""Exercise 06, Features, trade-offs, impact: its tables and its checks.

The travellers of one summer, June to August 2013, with 80 of 100 seats sold. What an option spares is computed from the
flights by `ops2pm.models.stranding`; effort, take-up and what a hotel night is worth are guesses of ours, and the texts
say so. Stop rules are held against simulated releases (`ops2pm.models.stop_rule`).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from functools import cache

import numpy as np
import pandas as pd

from ops2pm.checks import Check, Number, OneOf, Option, Wrong
from ops2pm.data import load
from ops2pm.exercises import Table
from ops2pm.models.capacity import WEEKS_A_QUARTER, by_cost_of_delay, cheapest_order, delay_cost, greedy, plans
from ops2pm.models.options import REBOOKING
from ops2pm.models.stop_rule import MOST_WEEKS, Errors, Rule, World, errors
from ops2pm.models.stranding import Queues, Timetable, queues, timetable
from ops2pm.ui.markup import listed

SUMMER = (6, 7, 8)
LOAD, HELD = 0.80, 0.05
"""Share of seats sold, and the share that the airlines would keep free."""
TAKE, WORTH = 0.6, 0.3
"""Of those stranded, who takes a room; and what part of a night at home a night in it is worth."""

OPTIONS = {
    "voucher": "hotel rooms",
    "carriers": "seats on any carrier",
    "airports": "seats from any airport",
    "held": "seats held back",
}
"""Option -> its name in the tables."""
EFFORT = {"voucher": 6, "carriers": 12, "airports": 10, "held": 2}
"""Person-weeks; a guess of ours."""
IMPACT = {"voucher": 0.5, "carriers": 2, "airports": 2, "held": 0.25}
CONFIDENCE = {"voucher": 0.8, "carriers": 0.8, "airports": 0.5, "held": 0.8}
"""The colleague's, in table 2."""
CAPACITY = 22
"""Person-weeks that item 06.8 has to give away."""
LASTS = {"carriers": 6, "voucher": 3, "held": 4}
"""Weeks until it works, in item 06.5."""

DRAWS, SEED = 20_000, 6
RANGES = {"take_up": (0.4, 0.6, 0.8), "worth": (0.1, 0.3, 0.5), "signed": (0.2, 0.8, 1.0)}
"""Low, likeliest and high of what item 06.9 draws, in this order."""
RELEASES, HALF, WEEKS, BASE, LINE, LUCK = 20_000, 500, 12, 0.08, 0.01, 11
"""Item 06.11: releases, travellers in each half a week, weeks, share who complain, threshold, seed."""

# --- The flights, read once ----------------------------------------------------------------------------------


@cache
def _times() -> Timetable:
    return timetable(load("flights"), load("seats"))


@cache
def _summer() -> np.ndarray:
    """Which flights leave in summer, one entry a flight."""
    return np.isin(_times().flights["month"], SUMMER)


@cache
def _waiting(rule: str | tuple[str, ...]) -> Queues:
    return queues(_times(), rule)


def _share(carriers: bool, airports: bool, load_factor: float | None = LOAD, held: float = 0.0) -> np.ndarray:
    """Stranded share of each cancelled flight's travellers, with these options."""
    return _waiting(REBOOKING[carriers, airports]).stranded_share(load_factor, held)


@cache
def _people() -> np.ndarray:
    """Travellers of each cancelled flight."""
    return LOAD * _times().seats[_times().cancelled]


@cache
def _cancelled() -> float:
    return float(_people()[_summer()[_times().cancelled]].sum())


@cache
def _stranded(carriers: bool = False, airports: bool = False, held: bool = False) -> float:
    """Of the travellers cancelled in summer, how many are stranded: whole ones, so that the tables add up."""
    share = _share(carriers, airports, held=HELD * held)
    return float(round((share * _people())[_summer()[_times().cancelled]].sum()))


def _nights(*chosen: str) -> float:
    """Nights spared in summer by these options together; a night in a hotel room counts for WORTH of one."""
    left = _stranded(*(name in chosen for name in ("carriers", "airports", "held")))
    return _stranded() - left + ("voucher" in chosen) * TAKE * WORTH * left


@cache
def _seats() -> float:
    """Seats on all flights that were due to leave in summer."""
    return float(_times().seats[_summer()].sum())


# --- Track A: the tables -------------------------------------------------------------------------------------

SETTING = f"June to August 2013, {100 * LOAD:.0f} of 100 seats sold"


def by_option() -> Table:
    """Table 1: what each option does alone."""
    rows: dict[str, tuple[str, str, str]] = {"nothing": (f"{_stranded():,.0f}", "0", "0")}
    rows |= {
        OPTIONS[name]: (f"{_stranded() - _nights(name):,.0f}", f"{_nights(name):,.0f}", f"{EFFORT[name]}")
        for name in ("carriers", "airports", "held")
    }
    rows[OPTIONS["voucher"]] = (f"{_stranded():,.0f}", "?", f"{EFFORT['voucher']}")
    frame = pd.DataFrame(
        list(rows.values()),
        index=pd.Index(list(rows), name="option"),
        columns=["stranded overnight", "nights spared", "person-weeks (our guess)"],
    )
    caption = (
        f"Table 1. One summer ({SETTING}), {_cancelled():,.0f} travellers cancelled. Today they are rebooked on their "
        "own carrier and its partners, from the same airport."
    )
    return Table(caption, frame)


def _guessed(name: str) -> float:
    """The colleague's score."""
    return _cancelled() * IMPACT[name] * CONFIDENCE[name] / EFFORT[name]


def _computed(name: str) -> float:
    """Nights spared × confidence ÷ person-weeks."""
    return _nights(name) * CONFIDENCE[name] / EFFORT[name]


def by_score() -> Table:
    """Table 2: a colleague's RICE."""
    frame = pd.DataFrame(
        [(_cancelled(), IMPACT[name], CONFIDENCE[name], EFFORT[name], _guessed(name)) for name in OPTIONS],
        index=pd.Index(list(OPTIONS.values()), name="option"),
        columns=["reach", "impact, 0.25 to 3", "confidence", "person-weeks", "score"],
    )
    formats = {"reach": ",.0f", "impact, 0.25 to 3": "g", "confidence": ".0%", "person-weeks": "d", "score": ",.0f"}
    caption = (
        "Table 2. A colleague's RICE (invented): reach × impact × confidence ÷ effort. Reach is everybody who is "
        "cancelled."
    )
    return Table(caption, frame, formats)


def by_pair() -> Table:
    """Table 3: two options, alone and together."""
    rows = {
        "neither": (),
        OPTIONS["carriers"]: ("carriers",),
        OPTIONS["airports"]: ("airports",),
        "both": ("carriers", "airports"),
    }
    frame = pd.DataFrame(
        [(_stranded() - _nights(*chosen), _nights(*chosen)) for chosen in rows.values()],
        index=pd.Index(list(rows), name="built"),
        columns=["stranded overnight", "nights spared"],
    )
    caption = f"Table 3. The same summer ({SETTING}), computed once for each row."
    return Table(caption, frame, dict.fromkeys(frame.columns, ",.0f"))


def _of_those_booked() -> float:
    """Stranded if as many travellers fewer are booked, of those who are."""
    fewer = _share(False, False, LOAD - HELD) * _people() * (LOAD - HELD) / LOAD
    return float(fewer[_summer()[_times().cancelled]].sum())


def by_held() -> Table:
    """Table 4: what seats held back do, and to how many."""
    rows = {
        "seats on all flights": _seats(),
        "travellers booked, today": LOAD * _seats(),
        "stranded, today": _stranded(),
        "stranded with seats held back, of today's travellers": _stranded(held=True),
        "stranded with seats held back, of those who could then book": _of_those_booked(),
    }
    frame = pd.DataFrame(
        {"number": list(rows.values())}, index=pd.Index(list(rows), name=f"{SETTING.partition(',')[0]}")
    )
    return Table(
        "Table 4. Five of every 100 seats held back, on every flight of the summer.", frame, {"number": ",.0f"}
    )


def _a_week(name: str) -> float:
    return _nights(name) / WEEKS_A_QUARTER


def by_delay() -> Table:
    """Table 5: what a week of waiting costs, and how long each takes."""
    frame = pd.DataFrame(
        [(_a_week(name), weeks) for name, weeks in LASTS.items()],
        index=pd.Index([OPTIONS[name] for name in LASTS], name="option"),
        columns=["nights spared a week, once it works", "weeks until it works (our guess)"],
    )
    caption = f"Table 5. Table 1 by the week. A hotel night counts for {WORTH:g}, and {TAKE:.0%} take the room."
    return Table(caption, frame, {frame.columns[0]: ",.0f", frame.columns[1]: "d"})


RULES = {
    "end": ("one look, after week 8; line at 1.0", Rule(0.010, 8, MOST_WEEKS)),
    "week": ("a look every week; line at 1.0", Rule(0.010, 8, 1)),
    "strict": ("a look every week; line at 2.0", Rule(0.020, 8, 1)),
    "four": ("a look every four weeks; line at 1.0", Rule(0.010, 8, 4)),
    "high": ("a look every week; line from 8.0 down to 1.0", Rule(0.010, 8, 1, high_early=True)),
}
RELEASE = World(base=0.06, harm=0.015, travellers=600)
FALSE, THROUGH = 5, 20
"""Of 100: the harmless ones that may be stopped, and the harmful ones that may be let through."""


@cache
def _errors(name: str) -> Errors:
    return errors(RELEASE, RULES[name][1])


def by_rule() -> Table:
    """Table 6: five stop rules on simulated releases."""
    found = [_errors(name) for name in RULES]
    frame = pd.DataFrame(
        [(100 * each.false_stops.value, 100 * each.let_through.value, each.weeks_out) for each in found],
        index=pd.Index([label for label, _ in RULES.values()], name="rule"),
        columns=["harmless, stopped, of 100", "harmful, let through, of 100", "weeks a harmful one is out"],
    )
    caption = (
        f"Table 6. Five rules for 8 weeks, on simulated releases: {RELEASE.travellers} travellers a week in each half, "
        f"{100 * RELEASE.base:g} of 100 complain, {100 * RELEASE.harm:g} more after a harmful release. The line is the "
        "difference, in complaints of 100, above which the release is stopped."
    )
    return Table(caption, frame, dict.fromkeys(frame.columns, ".1f"))


# --- 06.1 One unit -------------------------------------------------------------------------------------------


def _flip() -> float:
    """What a night in the hotel must be worth for the rooms to count as much as seats on any carrier."""
    return _nights("carriers") / (TAKE * _stranded())


CHECK_1 = Check(
    id="06.1",
    title="one unit",
    question=(
        f"A hotel room counts for a part of a night at home; {TAKE:.0%} of those stranded take one. Leave effort "
        "aside. At what part (a share with two decimals, such as 0.20) do the rooms count for as many nights as seats "
        "on any carrier?"
    ),
    judge=Number(
        _flip,
        tolerance=0.006,
        because="Two decimals are asked for, which rounds by 0.005; the table has whole travellers.",
        right=lambda: (
            f"{_flip():.2f}. Whoever finds that a night in a hotel makes up for more than that part of a night at home "
            f"should take the rooms, and whoever finds less, the seats. At {WORTH:g} the rooms count for "
            f"{_nights('voucher'):,.0f} nights."
        ),
        wrong=(
            Wrong(
                lambda: _nights("carriers") / _stranded(),
                lambda: f"that gives everybody a room. {TAKE:.0%} of the {_stranded():,.0f} take one.",
            ),
            Wrong(
                lambda: _nights("carriers") / _cancelled(),
                "that divides by everybody who is cancelled. A room is no use to whoever leaves the same night.",
            ),
            Wrong(
                lambda: _nights("carriers") / (TAKE * _cancelled()),
                lambda: (
                    f"{TAKE:.0%} is right, but of whom? Rooms go to those who are stranded, not to all who are "
                    "cancelled."
                ),
            ),
            Wrong(
                lambda: 1 / _flip(),
                "you divided the other way round: worth × rooms taken must equal the nights that the seats spare.",
            ),
            Wrong(
                lambda: _nights("carriers") / (TAKE * _stranded(carriers=True)),
                "that counts the rooms among those whom the seats leave behind. Alone, the rooms are for all who are "
                "stranded today.",
            ),
            Wrong(
                lambda: _nights("carriers") / (TAKE * _stranded()) * EFFORT["voucher"] / EFFORT["carriers"],
                "that is the worth at which they are level per person-week. Leave the effort aside here.",
            ),
        ),
        share=True,
    ),
    hints=(
        "How many rooms are taken? How many nights do the seats spare? Both are in table 1, with the 60%.",
        "Rooms × worth = nights spared. Which worth makes the two sides equal?",
    ),
    explanation=lambda: (
        f"Rooms taken: {TAKE:g} × {_stranded():,.0f} = {TAKE * _stranded():,.0f}. Nights that the seats spare: "
        f"{_nights('carriers'):,.0f}. Equal at {_nights('carriers'):,.0f} ÷ {TAKE * _stranded():,.0f} = {_flip():.2f}. "
        "It is called a flip value: nobody has to agree on the worth, only on which side of it they are."
    ),
)

# --- 06.2 Reach, computed ------------------------------------------------------------------------------------


def _sum_of(name: str) -> str:
    return (
        f"{_nights(name):,.0f} nights × {CONFIDENCE[name]:.0%} ÷ {EFFORT[name]} weeks = {_computed(name):,.0f} a "
        "person-week"
    )


def _why_not(name: str) -> str:
    return f"{_sum_of(name)}. Another option has more."


CHECK_2 = Check(
    id="06.2",
    title="reach, computed",
    question=(
        f"Put the computed nights spared in the place of reach × impact; the hotel rooms count for "
        f"{TAKE:g} × {WORTH:g} of those stranded. Confidence and person-weeks stay. Which option leads now?"
    ),
    judge=OneOf(
        (
            Option(
                "carriers",
                OPTIONS["carriers"],
                lambda: (
                    "it led while everybody cancelled was counted, with the highest impact. "
                    f"Computed: {_why_not('carriers')}"
                ),
            ),
            Option(
                "airports",
                OPTIONS["airports"],
                lambda: f"it is the last: {_why_not('airports')}",
            ),
            Option(
                "voucher",
                OPTIONS["voucher"],
                lambda: f"it has the second place: {_why_not('voucher')}",
            ),
            Option(
                "held",
                OPTIONS["held"],
                lambda: (
                    f"{_sum_of('held')}. It spares the fewest nights of all four, and leads because it takes hardly "
                    "any work. What it costs instead is in no column of RICE: item 06.4."
                ),
            ),
        ),
        right="held",
    ),
    hints=(
        "One division for each option: nights spared × confidence ÷ person-weeks. Three of the nights are in table 1.",
        lambda: (
            f"Rooms: {TAKE:g} × {WORTH:g} × the number stranded today. Then look at what you divide by: whose effort "
            "is small?"
        ),
    ),
    explanation=lambda: (
        "Nights × confidence ÷ person-weeks: "
        + listed(f"{OPTIONS[name]} {_computed(name):,.0f}" for name in sorted(OPTIONS, key=_computed, reverse=True))
        + f". The colleague's leader, {OPTIONS[max(OPTIONS, key=_guessed)]}, comes third. With the same reach for "
        "all, reach decided nothing, and the impact scale everything."
    ),
)

# --- 06.3 What the second one adds ---------------------------------------------------------------------------


def _second() -> float:
    return _nights("carriers", "airports") - _nights("carriers")


CHECK_3 = Check(
    id="06.3",
    title="what the second one adds",
    question=(
        "Seats on any carrier are built already. How many more nights would seats from any airport then spare, in that "
        "summer?"
    ),
    unit="nights",
    judge=Number(
        _second,
        tolerance=600,
        because="Rounding to whole thousands is accepted, which is 500 at most.",
        right=lambda: (
            f"{_second():,.0f} nights, {_second() / _nights('airports'):.1f} times what it spares alone. The two help "
            f"each other: together they spare {_nights('carriers', 'airports'):,.0f}, the two alone add up to "
            f"{_nights('carriers') + _nights('airports'):,.0f}."
        ),
        wrong=(
            Wrong(
                lambda: _nights("airports"),
                "that is what it spares alone. With seats on any carrier it opens the other airports' flights of all "
                "carriers.",
            ),
            Wrong(
                lambda: _nights("carriers", "airports"),
                "that is what both spare together. A part of it is spared already.",
            ),
            Wrong(
                lambda: _nights("carriers") + _nights("airports"),
                "you added the two rows up. What they do together stands in a row of its own.",
            ),
            Wrong(
                lambda: _nights("carriers", "airports") - _nights("airports"),
                "that is what the carriers add when the airports are there first. Here it is the other way round.",
            ),
            Wrong(
                lambda: _stranded(carriers=True, airports=True),
                "that is how many are still stranded with both. The question asks for the nights spared.",
            ),
            Wrong(
                lambda: -_second(),
                "the size is right. Nights spared are counted without a minus sign.",
            ),
        ),
    ),
    hints=(
        "Which two rows of table 3 differ only in the airports, when the carriers are there in both?",
        "Take what is spared before from what is spared after.",
    ),
    explanation=lambda: (
        f"{_nights('carriers', 'airports'):,.0f} − {_nights('carriers'):,.0f} = {_second():,.0f}. What an option is "
        "worth depends on what is there already. Two options may want the same travellers, and then the second adds "
        "less; or they open doors for each other, as here."
    ),
)

# --- 06.4 Who loses ------------------------------------------------------------------------------------------


def _empty() -> float:
    return HELD * _seats()


def _seats_a_night() -> float:
    return _empty() / _nights("held")


CHECK_4 = Check(
    id="06.4",
    title="who loses",
    question=(
        "Five of every 100 seats are held back for the cancelled. How many seats is that for each night spared to "
        "today's travellers?"
    ),
    unit="seats",
    judge=Number(
        _seats_a_night,
        tolerance=0.6,
        because="A whole number is enough, which rounds by 0.5.",
        right=lambda: (
            f"{_seats_a_night():.0f} seats for a night: {_empty():,.0f} seats, {_nights('held'):,.0f} nights. On a "
            "full flight each is somebody who can't book it, or pays more. Nights per person-week called it the best "
            "option, because effort counts our weeks and not their seats."
        ),
        wrong=(
            Wrong(
                lambda: _empty() / (_stranded() - _of_those_booked()),
                lambda: (
                    f"{_stranded(held=True) - _of_those_booked():,.0f} of those weren't spared a night: they couldn't "
                    "book. Compare the same travellers, today's."
                ),
            ),
            Wrong(
                lambda: HELD * LOAD * _seats() / _nights("held"),
                "that takes 5 of 100 travellers. It is 5 of 100 seats that are held back.",
            ),
            Wrong(
                lambda: _empty() / _stranded(),
                "that divides by all who are stranded today. How many of them are spared the night?",
            ),
            Wrong(
                lambda: 1 / _seats_a_night(),
                "you divided the other way round: that is nights for each seat.",
            ),
            Wrong(
                lambda: _seats() / _nights("held"),
                "that holds back every seat. It is 5 of 100.",
            ),
        ),
    ),
    hints=(
        "Seats held back: 5 of 100 of which row? Nights spared: the difference of which two rows?",
        "Two rows of table 4 say how many are stranded with seats held back. Which counts the same people as today's?",
    ),
    explanation=lambda: (
        f"Seats held back: {HELD:g} × {_seats():,.0f} = {_empty():,.0f}. Nights spared: {_stranded():,.0f} − "
        f"{_stranded(held=True):,.0f} = {_nights('held'):,.0f}. The quotient is {_seats_a_night():.1f}. All of "
        "those seats are counted as sold otherwise, and the cancelled use some: it says how large the other side is, "
        "not what it weighs."
    ),
)

# --- 06.5 In which order -------------------------------------------------------------------------------------


def _alone(built: Collection[str]) -> float:
    """Nights of the options one by one, added up."""
    return sum(_nights(name) for name in built)


def _lost(order: tuple[str, ...]) -> float:
    """Nights lost to waiting: each option's nights a week, for all weeks until it works."""
    return delay_cost(order, LASTS, _alone)


def _best_order() -> tuple[str, ...]:
    return cheapest_order(tuple(LASTS), LASTS, _alone)


def _in_order(order: tuple[str, ...]) -> str:
    return ", then ".join(OPTIONS[name] for name in order)


def _loses(order: tuple[str, ...]) -> str:
    return f"Waiting costs {_lost(order):,.0f} nights so; the best order costs {_lost(_best_order()):,.0f}."


ORDERS = {
    "biggest": ("carriers", "voucher", "held"),
    "delay": ("voucher", "carriers", "held"),
    "shortest": ("voucher", "held", "carriers"),
    "score": ("held", "voucher", "carriers"),
}

CHECK_5 = Check(
    id="06.5",
    title="in which order",
    question=(
        "One team builds all three of table 5, one after the other. Until an option works, its nights are lost week by "
        "week. Which order loses the fewest?"
    ),
    judge=OneOf(
        (
            Option(
                "biggest",
                lambda: _in_order(ORDERS["biggest"]),
                lambda: (
                    f"that is biggest first: everything else waits {LASTS['carriers']} weeks. "
                    + _loses(ORDERS["biggest"])
                ),
            ),
            Option(
                "delay",
                lambda: _in_order(ORDERS["delay"]),
                lambda: (
                    "by nights a week ÷ weeks: "
                    + listed(f"{_a_week(name) / LASTS[name]:,.0f}" for name in ORDERS["delay"])
                    + f". Waiting costs {_lost(ORDERS['delay']):,.0f} nights in all; biggest first costs "
                    f"{_lost(ORDERS['biggest']):,.0f}, shortest first {_lost(ORDERS['shortest']):,.0f}."
                ),
            ),
            Option(
                "shortest",
                lambda: _in_order(ORDERS["shortest"]),
                lambda: (
                    "that is shortest first: it forgets what a week of each is worth. " + _loses(ORDERS["shortest"])
                ),
            ),
            Option(
                "score",
                lambda: _in_order(ORDERS["score"]),
                lambda: (
                    "that is the order of the scores in item 06.2, which divide by person-weeks. What makes others "
                    "wait is how long it takes. " + _loses(ORDERS["score"])
                ),
            ),
        ),
        right="delay",
    ),
    hints=(
        "For each order: the first option waits its own weeks, the second also those of the first, the third all. "
        "Multiply by nights a week, and add.",
        "Or divide: nights a week ÷ weeks. Which option stops the most loss for each week that the others wait?",
    ),
    explanation=lambda: (
        f"{_in_order(_best_order()).capitalize()}. It is called cost of delay divided by duration (Reinertsen 2009). "
        "Of any two neighbours the one with the higher quotient goes first, or swapping them would lose less. Here "
        "each option counts as much in any order; item 06.3 shows that this is a simplification."
    ),
)

# --- 06.6 A rule that errs rarely ----------------------------------------------------------------------------


def _fits(name: str) -> bool:
    found = _errors(name)
    return 100 * found.false_stops.value <= FALSE and 100 * found.let_through.value <= THROUGH


def _row(name: str) -> str:
    found = _errors(name)
    return (
        f"it stops {100 * found.false_stops.value:.1f} of 100 harmless releases and lets "
        f"{100 * found.let_through.value:.1f} of 100 harmful ones through"
    )


CHECK_6 = Check(
    id="06.6",
    title="a rule that errs rarely",
    question=(
        f"At most {FALSE} of 100 harmless releases may be stopped, and at most {THROUGH} of 100 harmful ones let "
        "through. Of the rules that keep to both, which one ends the harm soonest?"
    ),
    judge=OneOf(
        (
            Option(
                "end",
                RULES["end"][0],
                lambda: (
                    f"it keeps to both, and harm runs for {_errors('end').weeks_out:.0f} weeks, because nobody looks "
                    "before. Another one that keeps to both ends it sooner."
                ),
            ),
            Option(
                "week",
                RULES["week"][0],
                lambda: (
                    f"it ends harm soonest of all, and {_row('week')}. Each look is one more chance to cross the line "
                    "by luck."
                ),
            ),
            Option(
                "strict",
                RULES["strict"][0],
                lambda: f"{_row('strict')}. The line is higher than the harm itself: it ends few of them.",
            ),
            Option("four", RULES["four"][0], lambda: f"{_row('four')}. Two looks are too many for this line."),
            Option(
                "high",
                RULES["high"][0],
                lambda: (
                    f"{_row('high')}, and harm runs for {_errors('high').weeks_out:.1f} weeks. Early on only a very "
                    "large difference stops it, because early differences are mostly luck."
                ),
            ),
        ),
        right="high",
    ),
    hints=(
        "Cross out every row that breaks one of the two limits.",
        "Two rows are left. How long does harm run in each?",
    ),
    explanation=lambda: (
        f"“{RULES['high'][0]}”: {_row('high')}, and harm runs for {_errors('high').weeks_out:.1f} weeks instead of "
        f"{_errors('end').weeks_out:.0f}. Looking often isn't the error; looking often with a line made for one look "
        "is. The line 8 ÷ week means: the count of extra complaints that stops it is the same in every week, and early "
        "on that is a larger share."
    ),
)

# --- 06.7 Nights spared, from the flights --------------------------------------------------------------------


def _spared(
    hours: bool = True,
    normal: bool = True,
    load_factor: float | None = LOAD,
    of: np.ndarray | float | None = None,
    today: str = "family",
) -> float:
    """Nights that seats on any carrier spare those of item 06.7, or the same with one thing done otherwise."""
    times = _times()
    chosen = (times.group(17 if hours else 0) & (times.normal | (not normal)))[times.cancelled]
    gained = _waiting(today).stranded_share(load_factor) - _share(True, False, load_factor)
    return float((gained * (_people() if of is None else of))[chosen].sum())


def _today_in(hours: bool, carriers: bool = False) -> float:
    """Stranded on normal days, from 17:00 or at all hours, today or with seats on any carrier."""
    times = _times()
    chosen = (times.group(17 if hours else 0) & times.normal)[times.cancelled]
    return float((_share(carriers, False) * _people())[chosen].sum())


CHECK_7 = Check(
    id="06.7",
    title="nights spared, from the flights",
    variable="answer_7",
    judge=Number(
        _spared,
        tolerance=60,
        because="Nothing is drawn at random; rounding to whole hundreds is accepted, which is 50 at most.",
        right=lambda: (
            f"{_spared():,.0f} nights of {_today_in(True):,.0f}, which is {_spared() / _today_in(True):.0%}. Over all "
            f"hours of normal days it is {_spared(hours=False):,.0f} of {_today_in(False):,.0f}, "
            f"{_spared(hours=False) / _today_in(False):.0%}. Late in the day the other carriers have left as well."
        ),
        wrong=(
            Wrong(
                lambda: _spared(hours=False),
                "that is for all hours: the question asks for 17:00 and later.",
            ),
            Wrong(
                lambda: _spared(normal=False),
                "that is for all days, storms included: `times.normal` keeps the normal ones.",
            ),
            Wrong(
                lambda: _spared(False, False),
                "that is the whole year, all hours and days: pick the evening flights of normal days.",
            ),
            Wrong(
                lambda: _today_in(True, carriers=True),
                "that is who is still stranded with seats on any carrier. Take it from who is stranded today.",
            ),
            Wrong(
                lambda: _today_in(True),
                "that is who is stranded today. Take away who still is with seats on any carrier.",
            ),
            Wrong(
                lambda: _spared(of=1.0),
                "that counts flights: each entry has to be multiplied by the travellers of its flight, `people`.",
            ),
            Wrong(
                lambda: _spared(of=_people() / LOAD),
                lambda: f"that counts seats, sold or not: {100 * LOAD:.0f} of 100 are sold.",
            ),
            Wrong(
                lambda: _spared(load_factor=None),
                "without a number in the brackets every later departure has room for everybody: "
                f"`stranded_share({LOAD:g})`.",
            ),
            Wrong(
                lambda: _spared(today="own"),
                'that compares with the own carrier alone. Today partners count as well: the rule `"family"`.',
            ),
            Wrong(
                lambda: -_spared(),
                "the sign is turned round: today minus with seats on any carrier.",
            ),
        ),
    ),
    hints=(
        'You have `today` for each cancelled flight. The same with `"any carrier"` is who would still be stranded.',
        "Subtract, multiply by `people`, keep the entries that `evening` says, and add up.",
    ),
    explanation=lambda: (
        f"Nights spared: (stranded today − stranded then) × travellers, added over the flights, {_spared():,.0f}. "
        "That is reach and impact in one number, with nobody's opinion in it but the share of seats sold and the rule."
    ),
    code=(
        'anybody = queues(times, "any carrier").stranded_share(0.8)\n'
        "answer_7 = ((today - anybody) * people)[evening].sum()"
    ),
)

# --- 06.8 The best set ---------------------------------------------------------------------------------------


def sets() -> pd.DataFrame:
    """Every set of the four options, computed together: a column an option, person-weeks, and nights spared."""
    rows = [
        (*(name in plan.built for name in OPTIONS), plan.effort, round(plan.worth))
        for plan in plans(EFFORT, lambda built: _nights(*built))
    ]
    return pd.DataFrame(rows, columns=[*OPTIONS, "weeks", "nights"])


@cache
def _sets() -> pd.DataFrame:
    return sets()


def _within() -> pd.DataFrame:
    return _sets()[_sets()["weeks"] <= CAPACITY]


def _best_set() -> pd.Series:
    return _within().loc[_within()["nights"].idxmax()]


def _names(row: pd.Series) -> tuple[str, ...]:
    return tuple(name for name in OPTIONS if row[name])


def _listed(names: Iterable[str]) -> str:
    return listed(OPTIONS[name] for name in names)


def _by_score() -> tuple[str, ...]:
    """Taking the best nights per person-week first, as long as there is room; in the order of OPTIONS."""
    order = by_cost_of_delay(tuple(OPTIONS), EFFORT, _alone)
    taken = greedy(order, EFFORT, CAPACITY)
    return tuple(name for name in OPTIONS if name in taken)


def _added_up() -> float:
    """The best sum of what each does alone."""
    return max(_alone(_names(row)) for _, row in _within().iterrows())


CHECK_8 = Check(
    id="06.8",
    title="the best set",
    variable="answer_8",
    judge=Number(
        lambda: float(_best_set()["nights"]),
        tolerance=60,
        because="The table has whole nights; rounding to whole hundreds is accepted, which is 50 at most.",
        right=lambda: (
            f"{_best_set()['nights']:,.0f} nights, with {_listed(_names(_best_set()))}. Taking the best per person-"
            f"week first ends with {_listed(_by_score())}, and {_nights(*_by_score()):,.0f} nights. Given up: "
            f"{_listed(name for name in OPTIONS if not _best_set()[name])}."
        ),
        wrong=(
            Wrong(
                lambda: _nights(*_by_score()),
                lambda: (
                    "that is what the best per person-week first leads to, and `<` in the place of `<=`: a set of "
                    f"exactly {CAPACITY} weeks is allowed."
                ),
            ),
            Wrong(
                _added_up,
                "you added up what each option spares alone. Each row of `sets` was computed together.",
            ),
            Wrong(
                lambda: float(_sets()["nights"].max()),
                lambda: f"that set takes {_sets()['weeks'].max()} weeks: there are {CAPACITY}.",
            ),
            Wrong(
                lambda: _nights(max(OPTIONS, key=lambda name: _nights(name) / EFFORT[name])),
                "that is the best per person-week, and leaves most of the weeks unused. Which set spares the most "
                "nights in all?",
            ),
            Wrong(
                lambda: _nights(max(OPTIONS, key=lambda name: _nights(name))),
                "that is the best single option. There are weeks for more than one.",
            ),
        ),
    ),
    hints=(
        "Keep the rows whose weeks fit. Then which column do you want the largest of?",
        '`sets["weeks"] <= …` is a condition, True or False for each row; `sets[condition]` keeps those rows.',
    ),
    explanation=lambda: (
        f"Of {len(_sets())} sets, {len(_within())} fit into {CAPACITY} weeks. The best is "
        f"{_listed(_names(_best_set()))}: {_best_set()['nights']:,.0f} nights. Per person-week, alone, these two come "
        "last. A list sorted by score can't see what two options do together."
    ),
    code='answer_8 = sets.loc[sets["weeks"] <= 22, "nights"].max()',
)

# --- 06.9 and 06.10 Ranges -----------------------------------------------------------------------------------


@cache
def _drawn() -> dict[str, np.ndarray]:
    rng = np.random.default_rng(SEED)
    return {name: rng.triangular(*ends, DRAWS) for name, ends in RANGES.items()}


def _rooms() -> np.ndarray:
    return round(_stranded()) * _drawn()["take_up"] * _drawn()["worth"]


def _elsewhere() -> np.ndarray:
    return round(_nights("carriers")) * _drawn()["signed"]


def stranded() -> int:
    """Travellers stranded in summer, today."""
    return round(_stranded())


def spared() -> int:
    """Nights that seats on any carrier would spare them, if every carrier took part."""
    return round(_nights("carriers"))


def _lead() -> float:
    return float((_rooms() > _elsewhere()).mean())


CHECK_9 = Check(
    id="06.9",
    title="who leads, how often",
    variable="answer_9",
    judge=Number(
        _lead,
        tolerance=0.009,
        because="From seed to seed the share moves by up to 0.009 with 20,000 draws.",
        right=lambda: (
            f"the rooms lead in {_lead():.0%} of the draws, and seats on any carrier in the others. At the likeliest "
            f"values it is {stranded() * TAKE * WORTH:,.0f} against {spared() * RANGES['signed'][1]:,.0f} nights: one "
            "number each would have hidden how open it is."
        ),
        wrong=(
            Wrong(
                lambda: 1 - _lead(),
                "that is how often the seats lead: the question asks for the rooms.",
            ),
            Wrong(
                lambda: float((_rooms() / EFFORT["voucher"] > _elsewhere() / EFFORT["carriers"]).mean()),
                "that compares nights per person-week: the question asks who spares more nights.",
            ),
            Wrong(
                lambda: float((stranded() * _drawn()["worth"] > _elsewhere()).mean()),
                "you left out `take_up`: not everybody who is stranded takes the room.",
            ),
            Wrong(
                lambda: float((_rooms() > spared()).mean()),
                "you left out `signed`: not every carrier takes part.",
            ),
            Wrong(
                lambda: float((_rooms() > _elsewhere().mean()).mean()),
                "you compared each draw of the rooms with the mean of the seats: compare draw with draw.",
            ),
            Wrong(
                lambda: float(_rooms().mean() > _elsewhere().mean()),
                "that compares the two means: it says who is ahead on average, once for all draws. Compare draw by "
                "draw, then take the mean.",
            ),
        ),
        share=True,
    ),
    hints=(
        "Nights of the rooms in each draw: stranded × take_up × worth. Nights of the seats: spared × signed.",
        "A condition, draw by draw, is True or False; the mean of it is the share of True.",
    ),
    explanation=lambda: (
        f"The rooms are ahead in {_lead():.1%} of the draws. That isn't the chance that they are better: it says how "
        "far our ranges decide it, and the ranges are guesses."
    ),
    code=("rooms = stranded * take_up * worth\nelsewhere = spared * signed\nanswer_9 = (rooms > elsewhere).mean()"),
)


def _best_each() -> float:
    return float(np.maximum(_rooms(), _elsewhere()).mean())


def _best_on_average() -> float:
    return max(float(_rooms().mean()), float(_elsewhere().mean()))


def _worth_knowing() -> float:
    return _best_each() - _best_on_average()


def _gain_where_it_flips() -> float:
    """Mean lead of the option that is behind on average, over the draws in which it is ahead."""
    first, other = sorted((_rooms(), _elsewhere()), key=np.mean, reverse=True)
    return float((other - first)[other > first].mean())


CHECK_10 = Check(
    id="06.10",
    title="what knowing is worth",
    variable="answer_10",
    judge=Number(
        _worth_knowing,
        tolerance=90,
        because="From seed to seed the value moves by up to 90 nights with 20,000 draws; so does rounding.",
        right=lambda: (
            f"{_worth_knowing():,.0f} nights a summer, {_worth_knowing() / _best_on_average():.0%} of what the better "
            "one spares on average. That is the most that any study or pilot could bring for this choice; a real one "
            "brings less."
        ),
        wrong=(
            Wrong(
                _best_each,
                "that is what you would have if you knew. Take away what you have without: the better mean.",
            ),
            Wrong(
                _best_on_average,
                "that is the better mean, which you have without knowing. What would you have if you knew each time?",
            ),
            Wrong(
                lambda: abs(float(_rooms().mean() - _elsewhere().mean())),
                "that is how far apart the two are on average. Knowing matters where the order changes.",
            ),
            Wrong(
                lambda: _best_each() - float(np.minimum(_rooms(), _elsewhere()).mean()),
                "that compares with always choosing the worse one. Without knowing you would choose the better on "
                "average.",
            ),
            Wrong(
                lambda: _best_each() - min(float(_rooms().mean()), float(_elsewhere().mean())),
                "that compares with the worse of the two means. Without knowing you would choose the better one.",
            ),
            Wrong(
                lambda: float(max(_rooms().max(), _elsewhere().max())) - _best_on_average(),
                "that takes the largest of all draws. Take the larger of the two in each draw, and then the mean.",
            ),
            Wrong(
                lambda: _gain_where_it_flips(),
                "that is the gain in the draws that change your choice. In the others knowing brings nothing: take the "
                "mean over all draws.",
            ),
            Wrong(
                lambda: -_worth_knowing(),
                "the sign is turned round: knowing can't cost nights.",
            ),
        ),
    ),
    hints=(
        "Without knowing you choose one for all draws: which mean is larger?",
        "If you knew, you would choose anew in each draw: `np.maximum(a, b)` takes the larger of each pair.",
    ),
    explanation=lambda: (
        f"Mean of the larger in each draw, {_best_each():,.0f}, minus the larger of the two means, "
        f"{_best_on_average():,.0f}: {_worth_knowing():,.0f} nights. It is called the expected value of perfect "
        f"information (Howard 1966). Seen otherwise: in {1 - _lead():.0%} of the draws the other option is ahead, "
        f"there by {_gain_where_it_flips():,.0f} nights on average; spread over all draws that is the same number. "
        "Where it is small, decide; where it is large, find out first."
    ),
    code="answer_10 = np.maximum(rooms, elsewhere).mean() - max(rooms.mean(), elsewhere.mean())",
)

# --- 06.11 Looking every week --------------------------------------------------------------------------------


@cache
def _counts() -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(LUCK)
    return rng.binomial(HALF, BASE, (RELEASES, WEEKS)), rng.binomial(HALF, BASE, (RELEASES, WEEKS))


@cache
def _so_far() -> np.ndarray:
    new, old = _counts()
    return (new - old).cumsum(axis=1) / (HALF * np.arange(1, WEEKS + 1))


def _looked() -> float:
    return float((_so_far() > LINE).any(axis=1).mean())


def _once() -> float:
    return float((_so_far()[:, -1] > LINE).mean())


CHECK_11 = Check(
    id="06.11",
    title="looking every week",
    variable="answer_11",
    judge=Number(
        _looked,
        tolerance=0.012,
        because=f"In 40 seeds tried the share moved by up to 0.010 with {RELEASES:,} releases.",
        right=lambda: (
            f"{_looked():.1%} of the harmless releases are stopped by whoever looks every week, {_once():.1%} by one "
            f"look at the end: {_looked() / _once():.1f} times as many, by the same line on the same data (simulated)."
        ),
        wrong=(
            Wrong(
                _once,
                "that is one look, at the end. Is a release above the line in any of the twelve weeks?",
            ),
            Wrong(
                lambda: float((_so_far() > LINE).mean()),
                "that is the share of all looks. A release is stopped by one of its looks: ask release by release.",
            ),
            Wrong(
                lambda: float((_so_far() > LINE).all(axis=1).mean()),
                "that asks for releases above the line in every week. One week is enough to be stopped.",
            ),
            Wrong(
                lambda: float(((_counts()[0] - _counts()[1]) / HALF > LINE).any(axis=1).mean()),
                "that takes each week by itself. The rule looks at all weeks so far.",
            ),
            Wrong(
                lambda: float((np.abs(_so_far()) > LINE).any(axis=1).mean()),
                "that also stops releases with fewer complaints. The rule stops where there are more.",
            ),
            Wrong(
                lambda: float((_so_far() >= LINE).any(axis=1).mean()),
                "that stops at exactly 1 in 100 as well. The rule says more than that.",
            ),
            Wrong(
                lambda: float((_so_far() > LINE).sum(axis=1).mean()),
                "that is how many of its looks a release is above the line, on average. Is it above in any of them?",
            ),
            Wrong(
                lambda: float((_so_far() > LINE).any(axis=0).mean()),
                "that asks of each week whether any release is above the line. Ask it of each release: a row.",
            ),
            Wrong(
                lambda: 1 - (1 - _once()) ** WEEKS,
                "that treats the looks as independent, and as equally likely to cross. Each look counts all weeks so "
                "far, and the early ones swing more. Ask `so_far`, release by release.",
            ),
        ),
        share=True,
    ),
    hints=(
        "`so_far > 0.01` is a table of True and False, a release a row. When is a release stopped?",
        "`.any(axis=1)` asks each row whether anything in it is True.",
    ),
    explanation=lambda: (
        f"A release is stopped if any of its twelve looks is above the line: {_looked():.1%}. One look at the end "
        f"stops {_once():.1%}. Early on a few complaints more or less move the difference a lot, and each look is a "
        "chance to be wrong (simulated data)."
    ),
    code="answer_11 = (so_far > 0.01).any(axis=1).mean()",
)

CHECKS: tuple[Check, ...] = (
    CHECK_1, CHECK_2, CHECK_3, CHECK_4, CHECK_5, CHECK_6, CHECK_7, CHECK_8, CHECK_9, CHECK_10, CHECK_11,
)  # fmt: skip
