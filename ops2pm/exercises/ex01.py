"""Exercise 01, Which door: its tables and its checks.

Wages are those of `load("wages")`: US dollars a year, May 2025. Expected values, known wrong values and the numbers
in messages are computed from the data when they are needed, and kept. The counts of applications and the two
decision tables are invented, and say so.
"""

from __future__ import annotations

import math
from functools import cache

import numpy as np
import pandas as pd

from ops2pm.checks import Check, Interval, Number, OneOf, Option, Wrong
from ops2pm.data import load
from ops2pm.exercises import Table
from ops2pm.exercises.shares import FROM_0_TO_100, NINETY, ROUNDED, ends
from ops2pm.models import funnel
from ops2pm.models.occupations import COUNTRY

NOW, BRIDGE, PROXY = "distribution manager", "project management specialist", "marketing manager"
OTHER_PROXY = "information systems manager"
HERE = "Chicago"
"""The area of question 01.1."""
RULER = "operations manager"
"""The occupation whose median says how well an area pays, in table 2."""
BEST = 30
"""How many areas are the best-paying ones there."""

# --- The data, read once ------------------------------------------------------------------------------------


@cache
def _wages() -> pd.DataFrame:
    return load("wages")


def _country(occupation: str) -> float:
    """The median of the whole country."""
    rows = _wages()
    return float(rows.loc[(rows["area"] == COUNTRY) & (rows["occupation"] == occupation), "p50"].iloc[0])


@cache
def _metro(values: str = "p50") -> pd.DataFrame:
    """One row a metropolitan area, one column an occupation; NaN where nothing is published."""
    rows = _wages()
    return rows[rows["area"] != COUNTRY].pivot(index="area", columns="occupation", values=values)


def _both(other: str = BRIDGE) -> pd.DataFrame:
    """The medians of areas that have both figures."""
    return _metro()[[NOW, other]].dropna()


def _less(other: str = BRIDGE) -> pd.Series:
    """For each area with both figures, whether the other occupation's median is below the distribution manager's."""
    return _both(other)[other] < _both(other)[NOW]


def _ratio(other: str = PROXY) -> pd.Series:
    """For each area with both figures, the other's median divided by the distribution manager's."""
    return _both(other)[other] / _both(other)[NOW]


def _country_gap(other: str = PROXY) -> float:
    return _country(other) / _country(NOW) - 1


def _typical_gap(other: str = PROXY) -> float:
    return float(_ratio(other).median()) - 1


# --- Track A: the tables ------------------------------------------------------------------------------------

AREAS = {
    COUNTRY: COUNTRY,
    "Atlanta": "Atlanta-Sandy Springs-Roswell GA",
    "Chicago": "Chicago-Naperville-Elgin IL-IN",
    "Dallas": "Dallas-Fort Worth-Arlington TX",
    "Kokomo": "Kokomo IN",
    "Memphis": "Memphis TN-MS-AR",
    "Phoenix": "Phoenix-Mesa-Chandler AZ",
    "Seattle": "Seattle-Tacoma-Bellevue WA",
}


def _median(area: str, occupation: str) -> float:
    return _country(occupation) if area == COUNTRY else float(_metro().loc[AREAS[area], occupation])


@cache
def by_area() -> Table:
    """Table 1: three medians, in the country and in seven areas."""
    columns = [NOW, BRIDGE, PROXY]
    cells = [[_median(area, occupation) for occupation in columns] for area in AREAS]
    frame = pd.DataFrame(
        [["not published" if math.isnan(cell) else f"{cell:,.0f}" for cell in row] for row in cells],
        index=pd.Index(list(AREAS), name="area"),
        columns=columns,
    )
    caption = "Table 1. Median wages, dollars a year, May 2025. Metropolitan areas, by the name of their first city."
    return Table(caption, frame)


@cache
def _pay_groups() -> dict[str, pd.DataFrame]:
    """Areas with all three figures, in three groups by what an operations manager earns there."""
    frame = pd.DataFrame(
        {
            "ruler": _metro()[RULER],
            "now": _metro()[NOW],
            "proxy": _metro()[PROXY],
            "now_people": _metro("employment")[NOW],
            "proxy_people": _metro("employment")[PROXY],
        }
    )
    frame = frame.dropna(subset=["ruler", "now", "proxy"]).sort_values("ruler", kind="stable")
    half = len(frame) // 2
    return {
        "lower-paying half of the areas": frame.iloc[:half],
        "upper half, without the best": frame.iloc[half:-BEST],
        f"the {BEST} best-paying areas": frame.iloc[-BEST:],
    }


def _found_there() -> list[tuple[float, float]]:
    """For each group of areas, the percent of all distribution managers and of all marketing managers in it."""
    groups = [group[["now_people", "proxy_people"]].sum() for group in _pay_groups().values()]
    total = sum(groups)
    return [
        (100 * group["now_people"] / total["now_people"], 100 * group["proxy_people"] / total["proxy_people"])
        for group in groups
    ]


@cache
def by_pay() -> Table:
    """Table 2: the gap, and where the two occupations are found, in three groups of areas; and the country's gap."""
    rows = [
        (f"{len(group)}", f"+{100 * _group_gap(group):.0f}%", f"{now:.0f}", f"{proxy:.0f}")
        for group, (now, proxy) in zip(_pay_groups().values(), _found_there(), strict=True)
    ]
    frame = pd.DataFrame(
        [*rows, ("", f"+{100 * _country_gap():.0f}%", "", "")],
        index=pd.Index([*_pay_groups(), "the whole country"], name="areas, by what they pay"),
        columns=["areas", "gap", f"% of the {NOW}s in these areas", f"% of the {PROXY}s in these areas"],
    )
    caption = (
        f"Table 2. How much more the median {PROXY} earns than the median {NOW}: in the middle one of each group of "
        f"areas, and in the country; and where the two are found (rounded). An {RULER}'s median says how well an area "
        f"pays; the {sum(map(len, _pay_groups().values()))} areas are those that publish all three."
    )
    return Table(caption, frame)


def _group_gap(group: pd.DataFrame) -> float:
    return float((group["proxy"] / group["now"]).median()) - 1


COUNTS = {"you": (3, 20), "your colleague": (30, 200)}
"""Invented: who -> (calls, applications)."""
CLAIM = 0.30
"""Invented: the rate that a forum promises."""


@cache
def by_counts() -> Table:
    """Table 3: two people's applications, and the rates their counts leave possible."""
    passed, tried = zip(*COUNTS.values(), strict=True)
    found = funnel.rates(passed, tried)
    frame = pd.DataFrame(
        [
            (n, x, 100 * rate.value, f"{100 * rate.low:.0f} to {100 * rate.high:.0f}")
            for x, n, rate in zip(passed, tried, found, strict=True)
        ],
        index=pd.Index(list(COUNTS), name="who (invented)"),
        columns=["applications", "calls", "calls, of 100", "the true rate may be, of 100"],
    )
    caption = "Table 3. Two people's applications (invented). The last column is a 95% interval, as in lesson 01."
    return Table(caption, frame, {"applications": "d", "calls": "d", "calls, of 100": ".0f"})


# The course's guesses of lesson 01 (most likely score, 0 to 10); a test holds them against its lab.
GUESSES = {
    "APM programme": (1, 6, 5, 8, 4),
    "Internal move": (5, 6, 5, 8, 7),
    "Bridge job": (7, 3, 4, 5, 5),
    "PM in an ops product": (3, 9, 8, 9, 3),
    "Stay and build": (10, 4, 5, 5, 9),
}
ODDS, PAY = "odds", "pay"
CRITERIA = (ODDS, "makes you a PM", PAY, "evidence", "little to lose")
INSIDE, OUTSIDE = "Internal move", "PM in an ops product"
TWO_WEIGHTS = {ODDS: 5, PAY: 3}
"""Invented."""


def _score(door: str, criterion: str) -> int:
    return GUESSES[door][CRITERIA.index(criterion)]


def _points(door: str) -> int:
    """Points of a door in table 4."""
    return sum(weight * _score(door, criterion) for criterion, weight in TWO_WEIGHTS.items())


@cache
def two_doors() -> Table:
    """Table 4: two doors, two criteria."""
    rows: list[tuple[int | str, ...]] = [(*TWO_WEIGHTS.values(), "")]
    rows += [(*(_score(door, each) for each in TWO_WEIGHTS), _points(door)) for door in (INSIDE, OUTSIDE)]
    frame = pd.DataFrame(
        rows,
        index=pd.Index(["the weight you gave", INSIDE, OUTSIDE], name="door"),
        columns=["odds this year", "pay in year one", "points"],
    )
    caption = (
        "Table 4. Two doors, scored from 0 to 10 (the course's guesses of lesson 01; the weights are invented). Points "
        "are weight times score, added up."
    )
    return Table(caption, frame)


# --- 01.1 What the bridge pays -------------------------------------------------------------------------------


def _of_100(area: str = HERE, other: str = BRIDGE) -> float:
    return 100 * _median(area, other) / _median(area, NOW)


CHECK_1 = Check(
    id="01.1",
    title="what the bridge pays you",
    question=(
        f"You are a {NOW} in {HERE} and earn the median there. For every 100 dollars you earn now, how many does the "
        f"median {BRIDGE} in {HERE} earn? Give whole dollars."
    ),
    unit="dollars",
    judge=Number(
        _of_100,
        tolerance=0.55,
        because="Whole dollars are asked for, which rounds by 0.5.",
        right=lambda: (
            f"{_of_100():.0f} dollars for every 100: {_median(HERE, BRIDGE):,.0f} against {_median(HERE, NOW):,.0f} a "
            f"year. By the country's figures it would be {_of_100(COUNTRY):.0f}. The bridge may be worth it, but not "
            "for its pay."
        ),
        wrong=(
            Wrong(
                lambda: _of_100(COUNTRY),
                lambda: f"that is the first row, the whole country: you live and are paid in {HERE}.",
            ),
            Wrong(
                lambda: 10_000 / _of_100(),
                "you divided the other way round: what the bridge pays goes on top, what you earn now below it.",
            ),
            Wrong(
                lambda: 100 - _of_100(),
                "that is what you would lose of every 100: the question asks what you would get.",
            ),
            Wrong(
                lambda: _of_100(HERE, PROXY),
                lambda: f"that is the last column, the {PROXY}: the bridge is the {BRIDGE}.",
            ),
            Wrong(
                lambda: 100 * _country(BRIDGE) / _median(HERE, NOW),
                lambda: f"you compared the country's {BRIDGE} with {HERE}'s {NOW}: take both from one row.",
            ),
            Wrong(
                lambda: 100 * _median(HERE, BRIDGE) / _country(NOW),
                lambda: f"you compared {HERE}'s {BRIDGE} with the country's {NOW}: take both from one row.",
            ),
            Wrong(
                lambda: (_median(HERE, NOW) - _median(HERE, BRIDGE)) / 1000,
                "that is the difference in thousands of dollars: the question asks for dollars of every 100.",
            ),
            Wrong(
                lambda: _median(HERE, BRIDGE),
                "that is the yearly wage itself: divide it by what you earn now, and take that times 100.",
            ),
        ),
    ),
    hints=(
        f"You need two numbers of one row: {HERE}.",
        f"Divide the {BRIDGE}'s median by the {NOW}'s, and take the result times 100.",
    ),
    explanation=lambda: (
        f"In {HERE} the median {BRIDGE} earns {_median(HERE, BRIDGE):,.0f} dollars a year and the median {NOW} "
        f"{_median(HERE, NOW):,.0f}; the first divided by the second, times 100, is {_of_100():.0f}. A median says "
        "what the middle person earns. Your offer may lie above or below it."
    ),
)

# --- 01.2 Why two gaps? -------------------------------------------------------------------------------------


def _group_gaps() -> str:
    gaps = [100 * _group_gap(group) for group in _pay_groups().values()]
    return f"{min(gaps):.0f} to {max(gaps):.0f}%"


CHECK_2 = Check(
    id="01.2",
    title="two gaps, both right",
    question=(
        f"In the whole country the median {PROXY} earns far more above the median {NOW} than in any group of areas "
        "in table 2. Which explanation does the table support?"
    ),
    judge=OneOf(
        (
            Option(
                "error",
                "One of the figures must be wrong: the country is made of areas, so its gap must lie between theirs.",
                "both are computed correctly. An average of the areas would lie between them; the country's gap is no "
                "such average, because the two occupations are spread over the areas differently.",
            ),
            Option(
                "places",
                lambda: f"More of the {PROXY}s are found where everybody is paid well.",
                lambda: (
                    f"{_found_there()[-1][1]:.0f}% of them are in the {BEST} best-paying areas, of the {NOW}s "
                    f"{_found_there()[-1][0]:.0f}%. Within areas the gap is {_group_gaps()}, in the country "
                    f"{100 * _country_gap():.0f}%: a part of the country's gap is the price of the place."
                ),
            ),
            Option(
                "rich",
                lambda: f"{PROXY.capitalize()}s earn more only in the areas that pay well.",
                lambda: (
                    f"the table says otherwise: the gap is {_group_gaps()} in all three rows, the lowest-paying one "
                    "included."
                ),
            ),
            Option(
                "raise",
                lambda: (
                    f"A {NOW} who becomes a {PROXY} without moving house gets a rise of about "
                    f"{100 * _typical_gap():.0f}%."
                ),
                "the table compares two groups of people. Nobody in it changed jobs: who they are, and how long they "
                "have been at it, may differ as much as the job.",
            ),
        ),
        right="places",
    ),
    hints=(
        "Compare the gap in the three rows: does it change much? Then it isn't the gap that differs between areas.",
        lambda: f"Now compare the last two columns with each other, in the row of the {BEST} best-paying areas.",
    ),
    explanation=lambda: (
        f"The gap within areas is {_group_gaps()}, nearly the same everywhere. But {_found_there()[-1][1]:.0f}% of the "
        f"{PROXY}s work in the {BEST} best-paying areas and {_found_there()[-1][0]:.0f}% of the {NOW}s. The country's "
        f"figure, {100 * _country_gap():.0f}%, compares people in different places. Composition is the name for that."
    ),
)

# --- 01.3 Three of twenty -----------------------------------------------------------------------------------


def _ends(who: str) -> str:
    passed, tried = COUNTS[who]
    rate = funnel.rates([passed], [tried])[0]
    return f"{100 * rate.low:.0f} to {100 * rate.high:.0f} of 100"


def _so_few() -> float:
    """The chance of your count or a lower one if the forum's rate were true (binomial)."""
    passed, tried = COUNTS["you"]
    return sum(math.comb(tried, x) * CLAIM**x * (1 - CLAIM) ** (tried - x) for x in range(passed + 1))


def _in_words(who: str) -> str:
    passed, tried = COUNTS[who]
    return f"{passed} of {tried}"


CHECK_3 = Check(
    id="01.3",
    title="three of twenty, thirty of two hundred",
    question=(
        f"A forum says that a decent CV gets a call for {CLAIM:.0%} of applications (invented). Two people with one "
        "rate hold their counts against it. Whose counts show that their own rate is lower?"
    ),
    judge=OneOf(
        (
            Option(
                "both",
                f"Both: 15 of 100 is less than {100 * CLAIM:.0f} of 100.",
                lambda: (
                    f"of the {_in_words('your colleague')} that is right. But {_in_words('you')} fits any rate from "
                    f"{_ends('you')}, and the forum's is among them."
                ),
            ),
            Option(
                "large",
                "Your colleague's. Yours are too few to tell.",
                lambda: (
                    f"{_in_words('your colleague')} leaves {_ends('your colleague')}, all below the forum's rate; "
                    f"{_in_words('you')} leaves {_ends('you')}, and the forum's is among them. The same rate, and "
                    "another weight of evidence. Your twenty are no reason yet to rewrite the CV."
                ),
            ),
            Option(
                "small",
                "Yours: a call for 3 of 20 is what happened, and what happened is certain.",
                lambda: (
                    "what happened is certain, what it says about the next twenty is not. Of 100 people whose true "
                    f"rate is the forum's, {100 * _so_few():.0f} would see {_in_words('you')} or fewer."
                ),
            ),
            Option(
                "neither",
                "Neither: applying is luck, and no number of applications says anything.",
                lambda: (
                    f"luck is why there is a range. With {COUNTS['your colleague'][1]} applications it is narrow, "
                    f"{_ends('your colleague')}, and the forum's rate is outside it."
                ),
            ),
        ),
        right="large",
    ),
    hints=(
        "Don't compare the two rates: they are the same. Look at the last column.",
        "A claim is contradicted where it lies outside the range. Where does the forum's rate lie?",
    ),
    explanation=lambda: (
        f"The forum's {100 * CLAIM:.0f} of 100 lies inside {_ends('you')} and outside {_ends('your colleague')}. Ten "
        "times as many applications make the range about three times as narrow: it shrinks with the square root."
    ),
)

# --- 01.4 The flip value, by hand ---------------------------------------------------------------------------


def _level(of: str) -> float:
    """The weight of one criterion at which the two doors have equal points, the other weight as given."""
    other = ODDS if of == PAY else PAY
    lead = _score(INSIDE, other) - _score(OUTSIDE, other)
    return TWO_WEIGHTS[other] * lead / (_score(OUTSIDE, of) - _score(INSIDE, of))


def _closer() -> int:
    """How many points the other door gains for each point of weight of pay."""
    return _score(OUTSIDE, PAY) - _score(INSIDE, PAY)


CHECK_4 = Check(
    id="01.4",
    title="the weight that flips it, by hand",
    question=(
        f"The internal move wins. You could also have given pay another weight than {TWO_WEIGHTS[PAY]}. At which "
        f"weight of pay are the two doors level, with the odds left at {TWO_WEIGHTS[ODDS]}? Give one decimal."
    ),
    judge=Number(
        lambda: _level(PAY),
        tolerance=0.06,
        because="One decimal is asked for, which rounds by 0.05.",
        right=lambda: (
            f"at {_level(PAY):.1f} they are level, and above it the other door wins. You had {TWO_WEIGHTS[PAY]}: "
            f"{_level(PAY) - TWO_WEIGHTS[PAY]:.1f} of a point of weight decides. That is no reason to distrust the "
            "table: it says that the choice depends on how much pay matters to you, and that is worth knowing first."
        ),
        wrong=(
            Wrong(
                lambda: _level(PAY) - TWO_WEIGHTS[PAY],
                lambda: f"that is the change: the question asks for the weight, so add it to {TWO_WEIGHTS[PAY]}.",
            ),
            Wrong(
                lambda: _level(ODDS),
                lambda: (
                    "that is the weight of the odds at which they are level, with pay left at "
                    f"{TWO_WEIGHTS[PAY]}: the question turns the other one."
                ),
            ),
            Wrong(
                lambda: TWO_WEIGHTS[ODDS] ** 2 / _level(PAY),
                "you divided the other way round: the lead in the first column goes on top, the lag in pay below it.",
            ),
            Wrong(
                lambda: math.ceil(_level(PAY)),
                lambda: (
                    "at that weight the other door already wins. Each point of weight moves the two doors by "
                    f"{_closer()} points, so they are level a little earlier: give "
                    "one decimal."
                ),
            ),
        ),
    ),
    hints=(
        "How many points does the internal move lead by? And by how many does the lead shrink when the weight of pay "
        "grows by 1?",
        lambda: (
            f"Each point of weight of pay gives the internal move {_score(INSIDE, PAY)} points and the other door "
            f"{_score(OUTSIDE, PAY)}. Divide the lead by the difference, and add the result to the weight you had."
        ),
    ),
    explanation=lambda: (
        f"The internal move leads by {_points(INSIDE) - _points(OUTSIDE)}. Each point of weight of pay brings the "
        f"other door {_closer()} points closer. So the change is {_level(PAY) - TWO_WEIGHTS[PAY]:.2f}, and the weight "
        f"{TWO_WEIGHTS[PAY]} + {_level(PAY) - TWO_WEIGHTS[PAY]:.2f} = {_level(PAY):.2f}. It is exact, because points "
        "grow in a straight line with a weight."
    ),
)

# --- 01.5 Two surveys ---------------------------------------------------------------------------------------

FIRST, PRESENT = 50, 28
"""Percent of product managers by internal transfer: a survey of 2021, and another page."""

CHECK_5 = Check(
    id="01.5",
    title="two surveys that disagree",
    question=(
        f"Suppose both are true of the same 100 product managers: {FIRST} came to their first product job by transfer, "
        f"and {PRESENT} of these are still in it. How many of the 100 came by transfer and are no longer in that job?"
    ),
    unit="of 100 people",
    judge=Number(
        lambda: float(FIRST - PRESENT),
        tolerance=0.5,
        because="People are counted, so only the whole number is right.",
        right=lambda: (
            f"{FIRST - PRESENT} of 100, which is {100 * (FIRST - PRESENT) / FIRST:.0f}% of those who once transferred. "
            "That is something one can find out, and quite possible after some years. So the two figures need not "
            "contradict each other, and neither is your chance: neither counts people from operations apart."
        ),
        wrong=(
            Wrong(
                lambda: 100 * (FIRST - PRESENT) / FIRST,
                lambda: f"that is the share of the {FIRST} who transferred: the question asks how many of the 100.",
            ),
            Wrong(
                lambda: (FIRST + PRESENT) / 2,
                "that is the average of the two. They answer two questions, and an average answers neither.",
            ),
            Wrong(
                lambda: PRESENT,
                "those are the people who are still in the job they came to by transfer: they have not moved on.",
            ),
            Wrong(
                lambda: FIRST,
                "those are all who once came by transfer: take away the ones who are still in such a job.",
            ),
            Wrong(
                lambda: 100 - PRESENT,
                "those are all who are not in a job they came to by transfer, and many of them never transferred.",
            ),
            Wrong(
                lambda: FIRST * PRESENT / 100,
                "you took one share of the other. Both are shares of the same 100 people: subtract.",
            ),
            Wrong(
                lambda: FIRST + PRESENT,
                "you added them, and counted those who transferred and stayed twice: subtract.",
            ),
        ),
    ),
    hints=(
        lambda: f"Draw 100 people. {FIRST} of them first came by transfer. Who among these still is in that job?",
        "Those who transferred are either still there or have moved on.",
    ),
    explanation=lambda: (
        f"{FIRST} came by transfer, {PRESENT} of them are still in that job, so {FIRST - PRESENT} have moved on, "
        "inside the company or out of it. "
        "“What would have to be true for both?” turns a quarrel about numbers into something to look up: what was "
        "asked, of whom, and when."
    ),
)

# --- 01.6 What to check first -------------------------------------------------------------------------------

CHECK_6 = Check(
    id="01.6",
    title="what to check first",
    question=(
        "A friend sends you five statements about an APM programme (invented). You have one evening. Which one do you "
        "check first, at the programme's own page?"
    ),
    judge=OneOf(
        (
            Option(
                "real",
                "“Associate product managers there work on real products.”",
                "right or wrong, it changes nothing tonight.",
            ),
            Option(
                "eligible",
                "“Anybody may apply, five years in operations or not.”",
                "if it is wrong, the other four don't matter and the evening is free for another door. It is also the "
                "one that changes from year to year: of the two whose terms were found, one is for recent graduates, "
                "and the other was reported in two ways. Write down the day you read it.",
            ),
            Option(
                "friday",
                "“It closes on Friday.”",
                "that can be argued, since on Saturday it is too late. But check it second: it decides when, not "
                "whether, and a deadline matters only to those who may apply.",
            ),
            Option(
                "two_years",
                "“It lasts two years, in rotation.”",
                "that matters when you hold an offer. Tonight it doesn't change what you do.",
            ),
            Option(
                "pay",
                "“Product managers there are paid well.”",
                "it may be the statement you like best, and it can't be settled this evening: no official statistic "
                "has a code for product managers, and it changes nothing before there is an offer.",
            ),
        ),
        right="eligible",
    ),
    hints=(
        "Ask of each statement: if it were wrong, what would I do differently tonight?",
        "One of them, if wrong, makes all the others pointless.",
    ),
    explanation=(
        "Who may apply comes first: it decides whether there is anything to do at all, and it is among the things that "
        "change each year. The deadline is second. A fact that wouldn't change what you do can wait."
    ),
)

# --- 01.7 In how many areas the bridge pays less ------------------------------------------------------------


CHECK_7 = Check(
    id="01.7",
    title="where the bridge pays less",
    variable="answer_7",
    judge=Number(
        lambda: float(_less().mean()),
        tolerance=0.0006,
        because=ROUNDED,
        right=lambda: (
            f"in {int(_less().sum())} of {len(_less())} areas with both figures, {_less().mean():.1%}, the bridge's "
            f"median is below the {NOW}'s. In {len(_metro()) - len(_less())} areas one of the two is missing, and "
            "nothing can be said."
        ),
        wrong=(
            Wrong(
                lambda: float((_metro()[BRIDGE] < _metro()[NOW]).mean()),
                lambda: (
                    f"you divided by all {len(_metro())} areas. A comparison with a missing figure (NaN) is False, and "
                    "with a 0 in its place it means nothing: so "
                    f"{len(_metro()) - len(_less())} areas were counted as if the bridge paid no less. Drop them first."
                ),
            ),
            Wrong(
                lambda: 1 - float(_less().mean()),
                "that is the share of areas where the bridge pays more: you have the two the wrong way round.",
            ),
            Wrong(
                lambda: float((_metro()[BRIDGE] < _country(NOW)).mean()),
                lambda: f"you compared each area's bridge with the country's {NOW}: take both from the same area.",
            ),
            Wrong(
                lambda: float(_less(PROXY).mean()),
                lambda: f"that is the {PROXY}: the bridge is the {BRIDGE}.",
            ),
            Wrong(
                lambda: float((_metro().dropna()[BRIDGE] < _metro().dropna()[NOW]).mean()),
                lambda: (
                    f"you dropped every area that lacks any figure, and kept {len(_metro().dropna())} of "
                    f"{len(_less())}: take the two columns first, then `.dropna()`."
                ),
            ),
        ),
        share=True,
    ),
    hints=(
        "Keep the two columns, and of them the rows that have both figures. `.dropna()` does the second.",
        "One column compared with the other, `<`, gives True or False for each area; the mean of that is the share of "
        "True.",
    ),
    explanation=(
        "Only an area with both figures can say which is higher. A comparison with NaN is False, without an error, so "
        "an area with no figure would quietly count as one where the bridge pays at least as much."
    ),
    code="both = medians[[now, bridge]].dropna()\nanswer_7 = (both[bridge] < both[now]).mean()",
)

# --- 01.8 People, not areas ---------------------------------------------------------------------------------


def _weighted(people: str) -> float:
    """Of the people in one occupation, in areas with both figures: the share in areas where the bridge pays less."""
    counted = _metro("employment")[people].reindex(_less().index)
    return float(counted[_less()].sum() / counted.sum())


CHECK_8 = Check(
    id="01.8",
    title="people, not areas",
    variable="answer_8",
    judge=Number(
        lambda: _weighted(NOW),
        tolerance=0.0006,
        because="It is a sum divided by a sum, so only rounding to three decimals has to be allowed.",
        right=lambda: (
            f"{_weighted(NOW):.1%} of them work where the bridge's median is lower, though that is "
            f"{_less().mean():.1%} of the areas: it tends to be so in the large ones. An area is not a person. Ask "
            "which of the two a percentage counts."
        ),
        wrong=(
            Wrong(
                lambda: float(_less().mean()),
                "that counts areas, each as much as any other: count the people in them.",
            ),
            Wrong(
                lambda: _weighted(BRIDGE),
                lambda: f"you counted the {BRIDGE}s: the question is about the {NOW}s, who would change.",
            ),
            Wrong(
                lambda: float(
                    _metro("employment")[NOW].reindex(_less().index)[_less()].sum() / _metro("employment")[NOW].sum()
                ),
                lambda: (
                    f"you divided by all {NOW}s in all areas: leave out those in areas without both figures, above "
                    "and below the line."
                ),
            ),
            Wrong(
                lambda: 1 - _weighted(NOW),
                "that is the share of those who work where the bridge pays more: the wrong way round.",
            ),
            Wrong(
                lambda: float(
                    _metro("employment")[NOW].reindex(_less().index)[_less()].mean()
                    / _metro("employment")[NOW].reindex(_less().index).mean()
                ),
                "you divided a mean by a mean: a share of people is a sum divided by a sum.",
            ),
        ),
        share=True,
    ),
    hints=(
        "Which areas do you need? Those in `both`. `people.loc[both.index]` takes their employment, in the same order.",
        "Add up the people in the areas where the bridge pays less, and divide by the people in all areas of `both`.",
    ),
    explanation=(
        "Weights turn a share of areas into a share of people. A condition in square brackets keeps the areas where it "
        "holds; `.sum()` leaves out the few whose employment is not published."
    ),
    code=("here = people.loc[both.index]\nless = both[bridge] < both[now]\nanswer_8 = here[less].sum() / here.sum()"),
)

# --- 01.9 The gap within areas ------------------------------------------------------------------------------

CHECK_9 = Check(
    id="01.9",
    title="the gap within areas",
    variable="answer_9",
    judge=Number(
        _typical_gap,
        tolerance=0.0006,
        because="It is the middle one of exact quotients, so only rounding to three decimals has to be allowed.",
        right=lambda: (
            f"{_typical_gap():.1%} in the middle one of {len(_ratio())} areas, {_country_gap():.1%} in the country. "
            "Who reads the second and stays where they live expects too much. And neither is a product manager's pay: "
            "there is no such figure."
        ),
        wrong=(
            Wrong(
                _country_gap,
                "that is the country's gap: compare within each area first, then take the middle one.",
            ),
            Wrong(
                lambda: float(_both(PROXY)[PROXY].median() / _both(PROXY)[NOW].median()) - 1,
                "you divided the middle of one column by the middle of the other, and they are two different areas: "
                "divide within each area, then take the median.",
            ),
            Wrong(
                lambda: float(_metro()[PROXY].median() / _metro()[NOW].median()) - 1,
                "you divided the middle of one column by the middle of the other, over different areas even: divide "
                "within each area, then take the median.",
            ),
            Wrong(
                lambda: _typical_gap() + 1,
                "that is the quotient: 1 means equal pay. How much more is that minus 1.",
            ),
            Wrong(
                lambda: float(_ratio().mean()) - 1,
                "that is the mean of the areas' gaps: the question asks for the middle area, the median.",
            ),
            Wrong(
                lambda: 1 - float((1 / _ratio()).median()),
                lambda: f"you divided the other way round: that is how much less the {NOW} earns.",
            ),
            Wrong(
                lambda: _typical_gap(OTHER_PROXY),
                lambda: f"that is the {OTHER_PROXY}: the question asks for the {PROXY}.",
            ),
            Wrong(
                lambda: _typical_gap(BRIDGE),
                lambda: f"that is the bridge: the question asks for the {PROXY}.",
            ),
        ),
        share=True,
    ),
    hints=(
        f'One column divided by the other gives a quotient for each area: `medians["{PROXY}"] / …`.',
        "Take the median of the quotients (it leaves out the missing ones), and then 1 away.",
    ),
    explanation=(
        "First divide, then summarise: each quotient then compares two people in one place. The other order compares "
        "the middle of one list of areas with the middle of another."
    ),
    code='answer_9 = (medians["marketing manager"] / medians[now]).median() - 1',
)

# --- 01.10 Three of twenty, as an interval ------------------------------------------------------------------


@cache
def _beta(a: float, b: float, low: float = 2.5, high: float = 97.5) -> tuple[float, float]:
    """Percentiles of a beta distribution, by a million draws: right to about 0.0003."""
    return ends(np.random.default_rng(20260103).beta(a, b, 1_000_000), low, high)


def _exact() -> tuple[float, float]:
    rate = funnel.rates([3], [20])[0]
    return rate.low, rate.high


def _normal() -> tuple[float, float]:
    spread = 1.96 * math.sqrt(0.15 * 0.85 / 20)
    return 0.15 - spread, 0.15 + spread


def _percent(interval: tuple[float, float]) -> str:
    return f"{100 * interval[0]:.0f} to {100 * interval[1]:.0f}%"


CHECK_10 = Check(
    id="01.10",
    title="how sure three of twenty is",
    variable="answer_10",
    judge=Interval(
        _exact,
        tolerance=0.004,
        because=(
            "With 100,000 draws an end moves by about 0.0005 from run to run, with 20,000 by 0.0012; another prior "
            "moves an end by 0.01."
        ),
        right=lambda: (
            f"the true rate may be anything from {_percent(_exact())}. Thirty of two hundred, the same rate, leave "
            f"{_percent(_beta(30.5, 170.5))}. "
            "Change your CV now, and twenty more applications will hardly tell you whether it helped."
        ),
        wrong=(
            Wrong(
                lambda: _beta(4, 18),
                "you added 1 to each count in place of 0.5. That can be defended as well (every rate as likely as any "
                "other beforehand), and it is another interval: take the page's.",
            ),
            Wrong(
                lambda: _beta(3, 17),
                "you left out the 0.5 that is added to each count. Without it the draws say that before your first "
                "application you knew more than nothing.",
            ),
            Wrong(
                lambda: _beta(3.5, 20.5),
                "the second number counts those who did *not* call, 17, and you put in all 20.",
            ),
            Wrong(
                lambda: _beta(3.5, 17.5, 5, 95),
                NINETY,
            ),
            Wrong(
                lambda: _beta(3.5, 17.5, 0.025, 0.975),
                FROM_0_TO_100,
            ),
            Wrong(lambda: _beta(30.5, 170.5), "that is thirty of two hundred, the example: put in 3 and 17."),
            Wrong(
                _normal,
                "that is 0.15 plus or minus 1.96 standard errors. It makes the two sides alike, and its lower end is "
                "below zero: no rate is. With few counts, draw instead.",
            ),
            Wrong(
                lambda: (1 - _exact()[1], 1 - _exact()[0]),
                "that is the rate of *no* call: 3 called and 17 didn't, so the 3 comes first.",
            ),
        ),
        share=True,
        inside="the rate that was seen",
    ),
    hints=(
        "It is the example with other counts: how many called, and how many did not?",
        "Draw 100,000 rates, then ask `np.percentile` for the 2.5th and the 97.5th.",
    ),
    explanation=lambda: (
        "Each draw is a rate that three calls of twenty leave possible, the likelier ones more often. Their middle 95% "
        f"runs from {_percent(_exact())}. The 0.5 added to each count stands for knowing next to nothing beforehand "
        "(Jeffreys' prior, as in the lesson); with few counts it matters, with many it doesn't."
    ),
    code="rates = rng.beta(0.5 + 3, 0.5 + 17, size=100_000)\nanswer_10 = np.percentile(rates, [2.5, 97.5])",
)

# --- 01.11 Weeks to an offer --------------------------------------------------------------------------------

SENT, OFFERS = 60, 2
"""Invented: applications sent, offers received."""
A_WEEK, WEEKS = 5, 20


def _none_after(tries: int, offers: float, others: float) -> float:
    """The chance of no offer in so many applications when the rate is Beta(offers, others): exact.

    It is the mean of (1 - p)^tries, B(offers, others + tries) / B(offers, others).
    """
    i = np.arange(tries)
    return float(np.prod((others + i) / (offers + others + i)))


def _no_offer() -> float:
    return _none_after(A_WEEK * WEEKS, 0.5 + OFFERS, 0.5 + SENT - OFFERS)


def _average_rate() -> float:
    return (0.5 + OFFERS) / (1 + SENT)


def _at_average() -> float:
    return (1 - _average_rate()) ** (A_WEEK * WEEKS)


CHECK_11 = Check(
    id="01.11",
    title="no offer after twenty weeks",
    variable="answer_11",
    judge=Number(
        _no_offer,
        tolerance=0.004,
        because="With 100,000 searches the share moves by about 0.001 from run to run, with 20,000 by 0.002.",
        right=lambda: (
            f"{_no_offer():.0%} of the searches have no offer after {WEEKS} weeks. Planned with the average rate it "
            f"would be {_at_average():.1%}. The average hides the searches in which the rate is low, and those are "
            "the ones that take long. Counts are invented."
        ),
        wrong=(
            Wrong(
                _at_average,
                "that takes one rate, the average, for all searches. You don't know the rate: draw one for each "
                "search, and let each search run at its own.",
            ),
            Wrong(
                lambda: (1 - OFFERS / SENT) ** (A_WEEK * WEEKS),
                "that takes one rate, the one that was seen, as if it were known. Draw one for each search.",
            ),
            Wrong(
                lambda: 1 - _no_offer(),
                "that is the share of searches with an offer by then: you have the two the wrong way round.",
            ),
            Wrong(
                lambda: _none_after(WEEKS, 0.5 + OFFERS, 0.5 + SENT - OFFERS),
                lambda: f"you counted applications as weeks: {A_WEEK} of them are sent in one week.",
            ),
            Wrong(
                lambda: _none_after(A_WEEK * WEEKS, OFFERS, SENT - OFFERS),
                "you left out the 0.5 that is added to each count in `rng.beta`.",
            ),
            Wrong(
                lambda: _none_after(A_WEEK * WEEKS, 1 + OFFERS, 1 + SENT - OFFERS),
                "you added 1 to each count in place of 0.5. That can be defended as well, and is another prior: take "
                "the page's.",
            ),
        ),
        share=True,
    ),
    hints=(
        "Draw 100,000 rates as in the item before: how many offers were there, and how many applications without?",
        lambda: (
            "`rng.geometric(rates)` gives, for each rate, the number of the application that brings the offer. "
            f"Divided by {A_WEEK} that is the week."
        ),
        "Then the share of the searches whose week is later than the one asked about: a comparison, and its mean.",
    ),
    explanation=lambda: (
        f"Each search has a rate of its own, drawn from what {OFFERS} of {SENT} leaves possible. {_no_offer():.0%} of "
        f"them are still without an offer. With the average rate in all of them it would be {_at_average():.1%}: long "
        "searches come from low rates, and an average has none."
    ),
    code=(
        "rates = rng.beta(0.5 + 2, 0.5 + 58, size=100_000)\n"
        "weeks = rng.geometric(rates) / 5\n"
        "answer_11 = (weeks > 20).mean()"
    ),
)

# --- 01.12 The weight that flips it, with five doors --------------------------------------------------------


WEIGHTS = (4, 3, 2, 3, 3)
"""Invented, in the order of CRITERIA."""


def decision() -> tuple[pd.DataFrame, pd.Series]:
    """Scores of five doors on five criteria (the course's guesses, 0 to 10, more is better), and invented weights."""
    scores = pd.DataFrame(list(GUESSES.values()), index=list(GUESSES), columns=list(CRITERIA))
    return scores, pd.Series(WEIGHTS, index=list(CRITERIA), dtype=float)


def _standing() -> tuple[pd.Series, pd.Series]:
    """By door: how far it lies behind the leader, and how much it gains on it for each point of weight of pay."""
    scores, weights = decision()
    points = (scores @ weights).sort_values(ascending=False)
    return points.iloc[0] - points, (scores[PAY] - scores.loc[points.index[0], PAY]).reindex(points.index)


def _crossings() -> pd.Series:
    """For each rival that gains on the leader, the weight of pay at which it draws level."""
    lag, gain = _standing()
    return decision()[1][PAY] + (lag / gain)[gain > 0]


CHECK_12 = Check(
    id="01.12",
    title="the weight that flips five doors",
    variable="answer_12",
    judge=Number(
        lambda: float(_crossings().min()),
        tolerance=0.11,
        because="Who tries weights in steps of 0.1 finds the first one beyond it.",
        right=lambda: (
            f"at {_crossings().min():.1f} “{_crossings().idxmin()}” draws level. It is not the runner-up: "
            f"“{_standing()[0].index[1]}” pays no better than the leader, so it gains nothing by that weight. What "
            "threatens a choice depends on what you turn. Scores are the course's guesses, weights are invented."
        ),
        wrong=(
            Wrong(
                lambda: float(_crossings().min()) - decision()[1][PAY],
                lambda: f"that is the change: add it to the weight that pay has now, {decision()[1][PAY]:g}.",
            ),
            Wrong(
                lambda: float(_standing()[0][_crossings().idxmin()] + decision()[1][PAY]),
                lambda: (
                    f"you added the lag in points. For each point of weight “{_crossings().idxmin()}” gains "
                    f"{_standing()[1][_crossings().idxmin()]} points: divide first."
                ),
            ),
            Wrong(
                lambda: math.ceil(_crossings().min()),
                "that is the first whole weight at which the winner has changed: try the ones between.",
            ),
            Wrong(
                lambda: float(decision()[1][PAY]),
                "that is the weight pay has now, and there the leader leads.",
            ),
        ),
    ),
    hints=(
        "`scores @ weights` is SUMPRODUCT, once for each door. Who leads, and by how much over each other door?",
        "A door gains on the leader only if its pay score is higher. By how many points does it gain for each point of "
        "weight?",
        "For each door that gains: its lag divided by its gain is the change it needs. The smallest of them decides.",
    ),
    explanation=lambda: (
        "The lag divided by the gain is the change of weight a door needs. "
        + "; ".join(f"“{door}” draws level at {weight:.2f}" for door, weight in _crossings().items())
        + f". The runner-up, “{_standing()[0].index[1]}”, has the leader's pay score, so no weight of pay moves it "
        "closer."
    ),
    code=(
        "points = scores @ weights\n"
        "leader = points.idxmax()\n"
        'gain = scores["pay"] - scores.loc[leader, "pay"]\n'
        "lag = points[leader] - points\n"
        "change = (lag / gain)[gain > 0].min()\n"
        'answer_12 = weights["pay"] + change'
    ),
)

CHECKS: tuple[Check, ...] = (
    CHECK_1, CHECK_2, CHECK_3, CHECK_4, CHECK_5, CHECK_6, CHECK_7, CHECK_8, CHECK_9, CHECK_10, CHECK_11, CHECK_12,
)  # fmt: skip
