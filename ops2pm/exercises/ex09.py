"""Exercise 09, Check the claim: its tables and its checks.

Every table of track A is invented, or simulated with nothing planted, and says so. Item 09.7 counts the flights of
`load("flights")`, 09.8 the callbacks of the résumé audit (cited in ops2pm/models/mix.py); 09.9 to 09.11 are simulated.
Expected values, known wrong ones and the numbers in messages are computed when they are needed.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import numpy as np
import pandas as pd

from ops2pm.checks import Check, Interval, Number, OneOf, Option, Wrong
from ops2pm.data import load
from ops2pm.exercises import Table
from ops2pm.exercises.shares import FROM_0_TO_100, NINETY, ends
from ops2pm.models.lift import applied, impossible_above
from ops2pm.models.lifts_from_nothing import appears
from ops2pm.models.mix import AUDIT_BLACK, AUDIT_WHITE
from ops2pm.models.resample import Estimate, day_weights, interval
from ops2pm.models.selection import SUCCEED, WEIGHT, Settings, bar, hired
from ops2pm.models.two_shares import difference
from ops2pm.numbers import signed

SEED = 9
"""Of every draw here, the notebook's too: the number of the lesson, not chosen for what comes out."""

LIFTS = (0.25, 0.30)
"""The two ends of R10's “25-30% higher”."""
SHOWN_BASE, OTHER_BASE = 0.40, 0.60
"""Table 3 shows the first; the reader works out the second."""

PEOPLE = {
    "operations": (1_800, 180, 27),
    "engineering": (250, 30, 15),
    "marketing": (200, 40, 12),
    "support": (300, 20, 6),
}
"""Table 2, invented: people there, those who asked to move into product, those who became PMs."""

COMPANIES, HIRES, SUCCESS, POST = 20, 20, 0.60, 0.25
"""Table 4 and items 09.9, 09.10: companies, hires on each side, how many succeed in the long run, what gets posted."""

PARTS = ("before noon", "noon to 17:00", "from 17:00")
ENDS = [0, 1159, 1659, 2400]
"""Item 09.7: parts of the day by scheduled departure, HHMM."""
PUNCTUAL = 15
"""Minutes; a flight that leaves later, or never, is not punctual."""
DAY_DRAWS = 2_000

DRAWS = 100_000
MEASURES = 3
TRUE_LIFT = 0.10
"""Item 09.10: 60 of 100 against 66."""

HIRING = Settings(tech=0.4, ops=0.08, sees=0.6)
"""Item 09.11: the share hired of each background, how far the interview sees, and a true effect of zero."""

# --- Table 1 and 09.1: which claim check adds nothing --------------------------------------------------------

CHECKED_BY = {
    "ana": ("Ana", "PMs in marketplace and logistics companies", "PMs from tech", "not given", "25 to 30%"),
    "ben": ("Ben", "people in product roles", "not given", "not given", "not given"),
    "chloe": ("Chloe", "people in product roles", "not given", "work delivered on time", "not given"),
    "dev": ("Dev", "people in operations", "people in other functions", "execution", "significant"),
}


@cache
def by_checker() -> Table:
    """Table 1: one sentence, filled in by four people."""
    frame = pd.DataFrame(
        [row[1:] for row in CHECKED_BY.values()],
        index=pd.Index([row[0] for row in CHECKED_BY.values()], name="filled in by"),
        columns=["who was studied", "compared with", "measured by", "how large"],
    )
    caption = "Table 1. One sentence, taken apart by four people. The people are invented."
    return Table(caption, frame, words=tuple(frame.columns))


CHECK_1 = Check(
    id="09.1",
    title="nothing added",
    question="Whose row in table 1 holds what the sentence says, and nothing that it doesn't?",
    judge=OneOf(
        (
            Option(
                "ana",
                "Ana",
                "“compared with tech” and the 25 to 30% are from another sentence of the same reply. And this one says "
                "“in product roles, particularly in marketplace and logistics companies”: those are where the link is "
                "said to be strongest, not the only place.",
            ),
            Option(
                "ben",
                "Ben",
                "three of four cells are empty, and that is the finding. “Stronger” needs somebody to be stronger "
                "than: not given. “Execution abilities” names a thing and doesn't say how it was measured. “Correlate” "
                "has no size. What is left can't be right or wrong yet.",
            ),
            Option(
                "chloe",
                "Chloe",
                "“work delivered on time” is a good guess at a measure, and it is Chloe's. Whoever said the sentence "
                "may have meant the manager's rating. A guess belongs beside the cell, marked as one.",
            ),
            Option(
                "dev",
                "Dev",
                "the sentence is about people in product roles who came from operations, not about people in "
                "operations. And “statistically” is not “significant”: it names no test and no number.",
            ),
        ),
        right="ben",
    ),
    hints=(
        "Go cell by cell. For each, put your finger on the words of the sentence that say it.",
        "“Stronger”: than whom? “Execution abilities”: read from what? Is there a word in the sentence for it?",
    ),
    explanation=(
        "Who: people in product roles, above all in marketplace and logistics companies. Compared with: not given. "
        "Measured by: not given. How large: not given. “Statistically” is the only sign of a study, and it is an "
        "adverb. The empty cells are what you would ask for."
    ),
)

# --- 09.2 Two claims in one sentence -------------------------------------------------------------------------

CHECK_2 = Check(
    id="09.2",
    title="two claims in one",
    question=(
        "Five findings, all invented. Which would be evidence for the first half, “companies increasingly value it”?"
    ),
    judge=OneOf(
        (
            Option(
                "survey",
                "Last year 78 of 100 hiring managers said that they value operations experience",
                "it is one year, so it can't say “increasingly”. And saying that one values it costs nothing: what did "
                "they do?",
            ),
            Option(
                "profiles",
                "Public profiles of PMs with operations in their past: 20,000 five years ago, 31,000 last year",
                "more profiles is not a larger part. If all PMs grew by as much, companies hire from operations as "
                "they always did. It lacks the whole: how many PMs in each year?",
            ),
            Option(
                "hires",
                "In the same 40 companies, 6 of 100 new PMs came from operations five years ago, 11 of 100 last year",
                "two times, the same companies, a whole for each, and something done instead of said. It isn't proof: "
                "if twice as many from operations applied, the companies may value them as before. So ask for those "
                "who applied, too.",
            ),
            Option(
                "judges",
                "200 PMs decide the same ten cases; judges who don't know their past rate those from operations higher",
                "that would be evidence for the second half, “often make better tradeoff decisions”, and good "
                "evidence. It says nothing on what companies value.",
            ),
            Option(
                "growth",
                "Companies that have PMs from operations grew faster than those that have none",
                "it is about neither half. Companies that grow hire from everywhere, so growth may have brought the "
                "PMs, and not the PMs the growth.",
            ),
        ),
        right="hires",
    ),
    hints=(
        "“Increasingly” needs at least two points in time. Which are left?",
        "Of those, which one tells a larger part from a larger number?",
    ),
    explanation=(
        "First half: what companies do, at two times, in the same companies, as a part of a whole. Second half: "
        "decisions on the same cases, by PMs of different backgrounds, judged by somebody who doesn't know which. "
        "“Because” is a third claim: both halves may hold without it."
    ),
)

# --- Table 2 and 09.3: whose share ---------------------------------------------------------------------------


@cache
def by_origin() -> Table:
    """Table 2: where the PMs of an invented company came from."""
    frame = pd.DataFrame.from_dict(
        PEOPLE, orient="index", columns=["people there", "asked to move into product", "became PMs"]
    )
    frame.loc["sum"] = frame.sum()
    frame.index.name = "department"
    caption = "Table 2. A company's own moves into product, over five years. Nobody asked twice. Invented."
    return Table(caption, frame, dict.fromkeys(frame.columns, ",d"))


def _of(department: str, column: int) -> float:
    """PMs out of 100 people there (0), of 100 who asked (1), or of 100 PMs (2)."""
    whole = PEOPLE[department][column] if column < 2 else sum(row[2] for row in PEOPLE.values())
    return 100 * PEOPLE[department][2] / whole


def _behind(column: int) -> float:
    return _of("engineering", column) - _of("operations", column)


def _said_of_the_moves() -> str:
    return (
        f"Of 100 PMs {_of('operations', 2):.0f} came from operations, more than from anywhere else: “many”, and true. "
        f"Of 100 in operations who asked, {_of('operations', 1):.0f} became PMs; of 100 engineers who asked, "
        f"{_of('engineering', 1):.0f}."
    )


CHECK_3 = Check(
    id="09.3",
    title="many of whom?",
    question=(
        "You are in operations and want to ask. Of 100 people who ask, how many fewer become PMs from operations than "
        "from engineering?"
    ),
    unit="of 100",
    judge=Number(
        lambda: _behind(1),
        tolerance=0.05,
        because="The numbers of the table divide without a rest.",
        right=lambda: (
            f"{_behind(1):.0f} of 100. {_said_of_the_moves()} Both come from one table. Only the second is about "
            "somebody who asks, and it isn't your chance yet: who asked chose to."
        ),
        wrong=(
            Wrong(
                lambda: _behind(0),
                "that is of 100 people who work there. Most of them never asked: take those who did as the whole.",
            ),
            Wrong(
                lambda: -_behind(2),
                "that compares parts of all PMs: how many came from operations, how many from engineering. It answers "
                "where PMs come from. Turn it round: of 100 who ask, how many become PMs?",
            ),
            Wrong(
                lambda: _behind(2),
                "you took all PMs as the whole, engineering less operations. Of 100 who ask, how many become PMs?",
            ),
            Wrong(
                lambda: PEOPLE["operations"][2] - PEOPLE["engineering"][2],
                "that is the count of PMs, operations less engineering. Six times as many asked in operations: give "
                "each of 100.",
            ),
            Wrong(
                lambda: PEOPLE["operations"][2],
                "that is how many in operations became PMs. Of how many who asked?",
            ),
            Wrong(
                lambda: _of("operations", 1), "that is of 100 who ask in operations. How many are it in engineering?"
            ),
            Wrong(lambda: _of("engineering", 1), "that is of 100 engineers who ask. How many are it in operations?"),
            Wrong(
                lambda: 100 * (1 - _of("operations", 1) / _of("engineering", 1)),
                "that is how much lower it is in per cent. The question asks for people, of 100 who ask.",
            ),
            Wrong(
                lambda: -_behind(1),
                "it is the right distance with a minus. The question already says “fewer”: leave it out.",
            ),
        ),
    ),
    hints=(
        "Which column is the whole here: people there, those who asked, or all PMs?",
        "Divide the last column by the one before it, for two rows.",
    ),
    explanation=lambda: (
        f"{_said_of_the_moves()} Operations sends many because it is large, and because many ask. A sentence "
        "about where PMs come from can't tell you how often asking works."
    ),
)

# --- Table 3 and 09.4: where it becomes impossible -----------------------------------------------------------


@cache
def by_reading() -> Table:
    """Table 3: the claim over one base rate, read in both ways."""
    frame = pd.DataFrame(
        [[100 * applied(SHOWN_BASE, lift, reading) for lift in LIFTS] for reading in ("relative", "points")],
        index=pd.Index(["as per cent of the base", "as points, of 100 hires"], name="read"),
        columns=[f"higher by {100 * lift:.0f}" for lift in LIFTS],
    )
    caption = (
        f"Table 3. If {100 * SHOWN_BASE:.0f} of 100 hires from tech succeed: how many of 100 from operations, by the "
        "sentence."
    )
    return Table(caption, frame, dict.fromkeys(frame.columns, ".0f"))


def _limit(lift: float, reading: str) -> float:
    return 100 * impossible_above(lift, reading)  # type: ignore[arg-type]


def _all_possible() -> float:
    return min(_limit(lift, reading) for lift in LIFTS for reading in ("relative", "points"))


def _row(base: float) -> str:
    relative, points = ([100 * applied(base, lift, each) for lift in LIFTS] for each in ("relative", "points"))
    return f"{relative[0]:.0f} to {relative[1]:.0f} as per cent, {points[0]:.0f} to {points[1]:.0f} as points"


CHECK_4 = Check(
    id="09.4",
    title="where it becomes impossible",
    question=(
        "Look at all four readings of the sentence. At most how many of 100 tech hires may succeed, so that none of "
        "the four needs more than 100 of 100?"
    ),
    unit="of 100",
    judge=Number(
        _all_possible,
        tolerance=0.05,
        because="The answer is a whole number, and nothing has to be rounded.",
        right=lambda: (
            f"{_all_possible():.0f} of 100. Above it, {LIFTS[1]:.0%} as points is the first to break; as per cent, "
            f"{LIFTS[1]:.0%} breaks above {_limit(LIFTS[1], 'relative'):.1f} and {LIFTS[0]:.0%} above "
            f"{_limit(LIFTS[0], 'relative'):.0f}. Over a base of {100 * OTHER_BASE:.0f} the sentence means "
            f"{_row(OTHER_BASE)}: two readers are up to "
            f"{100 * (applied(OTHER_BASE, LIFTS[1], 'points') - applied(OTHER_BASE, LIFTS[0])):.0f} hires of 100 apart."
        ),
        wrong=(
            Wrong(
                lambda: _limit(LIFTS[1], "relative"),
                "that is the limit of 30 read as per cent of the base. There are three more readings: which breaks "
                "first?",
            ),
            Wrong(lambda: 77.0, "that is about the limit of 30 read as per cent. Which of the four breaks first?"),
            Wrong(lambda: 76.0, "that is the last whole number for 30 read as per cent. Three readings are left."),
            Wrong(
                lambda: _limit(LIFTS[0], "relative"),
                "that is the limit of 25 read as per cent of the base, the last of the four to break.",
            ),
            Wrong(
                lambda: _limit(LIFTS[0], "points"),
                "that is the limit of 25 points. The sentence goes up to 30.",
            ),
            Wrong(
                lambda: _all_possible() + 1,
                "at that, 30 points more is 101 of 100. One fewer.",
            ),
            Wrong(
                lambda: 100 * OTHER_BASE,
                "there, all four are still possible. How far up can you go?",
            ),
        ),
    ),
    hints=(
        f"Do the row of {100 * OTHER_BASE:.0f} first: two numbers as per cent, two as points. All below 100?",
        "Which of the four is the largest, whatever the base? Up to which base does that one stay within 100?",
    ),
    explanation=lambda: (
        f"30 points on top of a base come to 100 at {_all_possible():.0f}. The others break later: 25 points above "
        f"{_limit(LIFTS[0], 'points'):.0f}, 30% above {_limit(LIFTS[1], 'relative'):.1f}, 25% above "
        f"{_limit(LIFTS[0], 'relative'):.0f}. If somebody tells you that most tech hires succeed there, you can answer "
        "at the table."
    ),
)

# --- Table 4 and 09.5: who wrote the post, a year later ------------------------------------------------------


@cache
def _two_years() -> np.ndarray:
    """Successes: shape (COMPANIES, 2 years, 2 backgrounds), operations first."""
    return np.random.default_rng(SEED).binomial(HIRES, SUCCESS, size=(COMPANIES, 2, 2))


def _posted(lift: float = POST) -> np.ndarray:
    """Which companies look that much better in year 1."""
    ops, tech = _two_years()[:, 0].T
    return ops >= (1 + lift) * tech


def _ahead(companies: np.ndarray, year: int) -> int:
    """Successes from operations less those from tech, in these companies together. Year 1 is 0."""
    ops, tech = _two_years()[companies, year].sum(axis=0)
    return int(ops - tech)


def _together(year: int) -> str:
    ops, tech = _two_years()[_posted(), year].sum(axis=0)
    return (
        f"{ops} of {HIRES * _posted().sum()} from operations succeed and {tech} of {HIRES * _posted().sum()} from tech"
    )


@cache
def by_company() -> Table:
    """Table 4: twenty companies, two years, nothing planted."""
    names = [chr(ord("A") + place) for place in range(COMPANIES)]
    columns = ["year 1: operations", "year 1: tech", "year 2: operations", "year 2: tech"]
    frame = pd.DataFrame(_two_years().reshape(COMPANIES, 4), index=pd.Index(names, name="company"), columns=columns)
    caption = (
        f"Table 4. Successes among {HIRES} hires from each background, in two years. Simulated: in every company and "
        f"year, {100 * SUCCESS:.0f} of 100 of either background succeed in the long run. Nothing else was planted."
    )
    return Table(caption, frame)


CHECK_5 = Check(
    id="09.5",
    title="a year after the post",
    question=(
        "A company writes a post after year 1 if its hires from operations succeeded at least 25% more often than "
        "those from tech. Take all that write one together. In year 2, how many more of their hires succeed from "
        "operations than from tech, with a minus if fewer?"
    ),
    unit="people",
    judge=Number(
        lambda: float(_ahead(_posted(), 1)),
        tolerance=0.05,
        because="It is a count, and nothing has to be rounded.",
        right=lambda: (
            f"{signed(_ahead(_posted(), 1), 0)}. Of {COMPANIES} companies {_posted().sum()} write a post; by luck "
            f"alone one expects {COMPANIES * appears(HIRES, SUCCESS):.0f}. In year 1, {_together(0)}, "
            f"{_two_years()[_posted(), 0].sum(axis=0)[0] / _two_years()[_posted(), 0].sum(axis=0)[1] - 1:.0%} more. "
            f"In year 2, {_together(1)}. Other draws give other numbers, around zero in year 2; in year 1 the posts "
            "are always ahead, because that is how they were chosen."
        ),
        wrong=(
            Wrong(
                lambda: float(_ahead(_posted(), 0)),
                "that is year 1, by which they were chosen. How do the same companies do in year 2?",
            ),
            Wrong(
                lambda: float(-_ahead(_posted(), 1)),
                "the right distance, the wrong way round: operations less tech. If you mean fewer, write a minus.",
            ),
            Wrong(
                lambda: float(_ahead(np.ones(COMPANIES, dtype=bool), 1)),
                "those are all twenty companies. Take only those that wrote a post after year 1.",
            ),
            Wrong(
                lambda: float(_ahead(np.subtract(*_two_years()[:, 0].T) >= POST * HIRES, 1)),
                "you took companies that are ahead by five hires or more of their twenty: that is 25 points. The post "
                "says 25%: hires from operations at least 1.25 times those from tech.",
            ),
            *(
                Wrong(
                    lambda least=least: float(_ahead(np.subtract(*_two_years()[:, 0].T) >= least, 1)),
                    f"you took every company in which operations are {ahead} in year 1. Only those write that look at "
                    "least 25% better: 1.25 times as many.",
                )
                for least, ahead in ((1, "ahead"), (0, "ahead or level"))
            ),
            Wrong(
                lambda: float(_ahead(_posted(), 1) - _ahead(_posted(), 0)),
                "that is how much their lead fell from year 1 to year 2. What is the lead in year 2 itself?",
            ),
            Wrong(
                lambda: 100 * _ahead(_posted(), 1) / (HIRES * int(_posted().sum())),
                "that is of 100 hires of each. The question asks for people, as counted in the table.",
            ),
        ),
    ),
    hints=(
        "For each company divide year 1: operations by tech. Mark those with 1.25 or more.",
        "For the marked ones add up year 2, operations and tech, and subtract.",
    ),
    explanation=lambda: (
        f"{_posted().sum()} companies write: {_companies()}. In year 1, {_together(0)}. In year 2, {_together(1)}. "
        "Whatever is picked because it stood out, stands out less when it is measured again. It is called regression "
        "to the mean. Ask of a good number whether it came up twice."
    ),
)


def _companies() -> str:
    """Letters of those that write a post: "C, F and K"."""
    *most, last = (str(name) for name in by_company().frame.index[_posted()])
    return f"{', '.join(most)} and {last}"


# --- Table 5 and 09.6: four pages ----------------------------------------------------------------------------


@cache
def by_page() -> Table:
    """Table 5: what an invented search found."""
    frame = pd.DataFrame(
        [
            (
                "ops to pm success rate",
                "a recruiter's blog, rewritten in 2025",
                "25-30% higher",
                "a consultancy's paper",
            ),
            ("ops to pm success rate", "a newsletter, 2023", "up to 30% higher", "the recruiter's blog, as it was"),
            ("operations product manager retention study", "nothing on it", "—", "—"),
            ("25-30% hires background", "a consultancy's paper, 2024", "25-30% higher", "the newsletter"),
            ("diverse PM backgrounds performance", "a conference talk, 2025", "25-30% higher", "no source named"),
        ],
        index=pd.Index([f"{n}. On {day}\u00a0March" for n, day in enumerate((2, 2, 3, 3, 4), start=1)], name="search"),
        columns=["words", "found", "it says", "it has that from"],
    ).replace("25-30%", "25\u201130%", regex=True)  # a hyphen that doesn't break
    return Table("Table 5. A search log. The pages, and the dates, are invented.", frame, words=tuple(frame.columns))


CHECK_6 = Check(
    id="09.6",
    title="four pages, one number",
    question="Which verdict may be written under the log of table 5?",
    judge=OneOf(
        (
            Option(
                "four",
                "Supported: four pages give about the same number, and one of them is a consultancy's paper",
                "the paper has it from the newsletter, the newsletter from the blog, and the blog, since it was "
                "rewritten, from the paper. It is one number going round. Four copies are one source, and here not "
                "even that.",
            ),
            Option(
                "false",
                "False: nobody who gives the number has a study",
                "the log shows that these pages have none. A study may lie behind a paywall, in a company, or under "
                "other words. “I didn't find it” is about your search; “false” is about the world.",
            ),
            Option(
                "unsupported",
                "Unsupported so far: in five searches each page cites another or nobody, no counts",
                "it says what was looked for, what was found, and where it stops. Whoever reads it can go on from "
                "there. And you know what to do with the number meanwhile: leave it out.",
            ),
            Option(
                "likely",
                "Partly supported: the pages differ a little, so they were written independently",
                "“up to 30%” is what a copy looks like that was made from memory. To be independent, pages would need "
                "counts of their own. None has any.",
            ),
            Option(
                "impossible",
                "Impossible as stated: no success rate can rise by 30%",
                "it can, if the base is low enough. The log has no base rate, so nothing in it makes the number "
                "impossible.",
            ),
        ),
        right="unsupported",
    ),
    hints=(
        "Draw an arrow from each page to the one it has the number from. Where do the arrows begin?",
        "What does an empty search say about the world, and what about the search?",
    ),
    explanation=(
        "Blog, paper, newsletter, blog: a circle, and a talk that names nobody. So four pages are no evidence, and "
        "no evidence isn't evidence against. “Unsupported so far”, with the log, is all that can be written. The log "
        "is what makes it worth reading."
    ),
)

# --- 09.7 LaGuardia or Kennedy -------------------------------------------------------------------------------


@cache
def _two() -> pd.DataFrame:
    """The flights of LaGuardia and Kennedy, with the columns that the notebook adds."""
    frame = load("flights")
    frame = frame[frame["origin"].isin(["JFK", "LGA"])].copy()
    frame["origin"] = frame["origin"].astype(str)
    frame["punctual"] = frame["dep_delay"] < PUNCTUAL
    frame["part"] = pd.cut(frame["sched_dep"], ENDS, labels=list(PARTS))
    return frame


def _rates(frame: pd.DataFrame) -> pd.DataFrame:
    """Share punctual: a row for each part of the day, a column for each airport."""
    return frame.pivot_table(values="punctual", index="part", columns="origin", observed=True)


def _day_of(frame: pd.DataFrame, *origins: str) -> pd.Series:
    """Share of each part of the day in the flights of these airports."""
    return frame.loc[frame["origin"].isin(origins), "part"].value_counts(normalize=True)


def _with_day(origin: str, *day_of: str, among: Callable[[], pd.DataFrame] = _two) -> float:
    """Share punctual of an airport, with the mix of the day of these airports."""
    frame = among()
    return float((_rates(frame)[origin] * _day_of(frame, *day_of)).sum())


def _overall(origin: str) -> float:
    frame = _two()
    return float(frame.loc[frame["origin"] == origin, "punctual"].mean())


@cache
def _operated() -> pd.DataFrame:
    return _two().dropna(subset="dep_delay")


@cache
def _by_days() -> tuple[Estimate, Estimate]:
    """Kennedy less LaGuardia in points, as they are and with LaGuardia's mix: 95 % intervals, whole days drawn."""
    frame = _two().assign(part=_two()["part"].cat.codes, kennedy=_two()["origin"] == "JFK")
    cells = frame.groupby(["month", "day", "kennedy", "part"])["punctual"].agg(["sum", "size"])
    cells = cells.unstack(["kennedy", "part"], fill_value=0).sort_index(axis=1)
    counts, flights = (cells[which].to_numpy(float) for which in ("sum", "size"))
    weights = np.vstack([np.ones(len(cells)), day_weights(len(cells), DAY_DRAWS, SEED)])
    good, all_ = ((weights @ each).reshape(-1, 2, len(PARTS)) for each in (counts, flights))
    plain = np.diff(good.sum(axis=2) / all_.sum(axis=2), axis=1)[:, 0]
    mix = all_[:, 0] / all_[:, 0].sum(axis=1, keepdims=True)
    alike = (mix * np.diff(good / all_, axis=1)[:, 0]).sum(axis=1)
    return tuple(interval(float(each[0]), each[1:]).scaled(100) for each in (plain, alike))  # type: ignore[return-value]


CHECK_7 = Check(
    id="09.7",
    title="with the same day",
    variable="answer_7",
    judge=Number(
        lambda: _with_day("JFK", "LGA"),
        tolerance=0.0006,
        because="Three decimals are asked for, which rounds by 0.0005; nothing is drawn at random.",
        right=lambda: (
            f"{_with_day('JFK', 'LGA'):.1%}, and LaGuardia has {_overall('LGA'):.1%}. With the same day Kennedy is "
            f"{100 * (_with_day('JFK', 'LGA') - _overall('LGA')):.1f} points ahead; as they are, it is "
            f"{100 * (_overall('LGA') - _overall('JFK')):.1f} behind. It flies more in the evening, when everybody "
            "leaves late."
        ),
        wrong=(
            Wrong(lambda: _overall("JFK"), "that is Kennedy with its own day. Give it LaGuardia's."),
            Wrong(
                lambda: float(_rates(_two())["JFK"].mean()),
                "that is the plain mean of the three parts, as if each had as many flights. Weight them as LaGuardia "
                "flies.",
            ),
            Wrong(lambda: _overall("LGA"), "that is LaGuardia itself. Use its mix with Kennedy's shares."),
            Wrong(
                lambda: _with_day("LGA", "JFK"),
                "you have it the other way round: LaGuardia with Kennedy's day.",
            ),
            Wrong(
                lambda: _with_day("JFK", "LGA", among=_operated),
                "the cancelled flights are gone. Whoever was booked on one didn't leave punctually: keep them.",
            ),
            Wrong(
                lambda: float((_rates(_operated())["JFK"] * _day_of(_two(), "LGA")).sum()),
                "the cancelled flights are gone from the shares of punctual ones, though not from the mix. Whoever was "
                "booked on one didn't leave punctually: keep them in both.",
            ),
            Wrong(
                lambda: _with_day("JFK", "JFK", "LGA"),
                "that is the mix of both airports together. Take LaGuardia's.",
            ),
            Wrong(lambda: 1 - _with_day("JFK", "LGA"), "that is the share that is not punctual."),
            Wrong(
                lambda: _with_day("JFK", "LGA") - _overall("LGA"),
                "that is how far Kennedy is then ahead. The question asks for its share.",
            ),
        ),
        share=True,
    ),
    hints=(
        "You need two things: Kennedy's share in each part, and which part of LaGuardia's flights lies in each.",
        "`value_counts(normalize=True)` gives the second. Multiplied, and added up, they are SUMPRODUCT.",
    ),
    explanation=lambda: (
        f"Kennedy's three shares, weighted with LaGuardia's day: {_with_day('JFK', 'LGA'):.1%}. Both leads are small. "
        f"As they are, Kennedy is {signed(_by_days()[0].value)} points ahead; if the days of 2013 are drawn again, 95% "
        f"of the draws lie between {signed(_by_days()[0].low)} and {signed(_by_days()[0].high)}. With LaGuardia's day "
        f"it is {signed(_by_days()[1].value)}, and {signed(_by_days()[1].low)} to {signed(_by_days()[1].high)}."
    ),
    code=(
        'rate = two.pivot_table("punctual", "part", "origin", observed=True)\n'
        'mix = two.loc[two["origin"] == "LGA", "part"].value_counts(normalize=True)\n'
        'answer_7 = (rate["JFK"] * mix).sum()'
    ),
)

# --- 09.8 An interval for "50 % more" ------------------------------------------------------------------------


@cache
def _callbacks() -> tuple[np.ndarray, np.ndarray]:
    """Callbacks of both kinds of names in DRAWS repetitions with the rates that were found."""
    generator = np.random.default_rng(SEED)
    white, black = (generator.binomial(each.of, each.share, DRAWS) for each in (AUDIT_WHITE, AUDIT_BLACK))
    return white, black


def _more() -> np.ndarray:
    """Per cent more callbacks, in each draw."""
    white, black = _callbacks()
    return 100 * (white / black - 1)


def _said_of_the_audit() -> str:
    apart = difference(AUDIT_WHITE, AUDIT_BLACK).scaled(100)
    return (
        f"{ends(_more())[0]:.0f}% to {ends(_more())[1]:.0f}% more, around {_audit_lift():.0f}%. In points it is "
        f"{apart.low:.1f} to {apart.high:.1f}, around {apart.value:.1f}"
    )


def _crossed() -> tuple[float, float]:
    """Per cent more, from each count's own percentiles: the lowest by the highest, and the other way round."""
    white, black = map(ends, _callbacks())
    return 100 * (white[0] / black[1] - 1), 100 * (white[1] / black[0] - 1)


def _audit_lift() -> float:
    return 100 * (AUDIT_WHITE.share / AUDIT_BLACK.share - 1)


CHECK_8 = Check(
    id="09.8",
    title="an interval for a per cent",
    variable="answer_8",
    judge=Interval(
        lambda: ends(_more()),
        tolerance=1.4,
        because=(
            "Draws with another seed move an end by up to half a per cent; the textbook's formula for a ratio gives "
            "ends within 0.7."
        ),
        right=lambda: (
            f"{_said_of_the_audit()}. Both are clear of nothing, so the claim survives. How large it is, they leave "
            "open: a quarter more, or four fifths."
        ),
        wrong=(
            Wrong(
                lambda: ends(100 * np.subtract(*_callbacks()) / AUDIT_WHITE.of),
                "that is the difference in points. The claim is in per cent: divide one count by the other.",
            ),
            Wrong(
                lambda: ends(_more() + 100),
                "that is the one as a percentage of the other. How much more is it? Take 100 away.",
            ),
            Wrong(
                lambda: ends(_more() / 100 + 1),
                "those are times as many, or shares. In per cent more, 1.5 times is 50, and so is a share of 0.5.",
            ),
            Wrong(
                lambda: ends(100 * np.subtract(*_callbacks()) / _callbacks()[0]),
                "you divided by the larger count. More than whom? Divide by the callbacks of the other names.",
            ),
            Wrong(
                _crossed,
                "you took percentiles of each count first, and divided the ends. That is as if both had their worst "
                "luck at once: divide within each draw, then take percentiles.",
            ),
            Wrong(
                lambda: ends(100 * (_callbacks()[1] / _callbacks()[0] - 1)),
                "you have it the other way round: how many per cent fewer the names that sound Black got.",
            ),
            Wrong(
                lambda: ends(_more(), 5, 95),
                NINETY,
            ),
            Wrong(lambda: ends(_more(), 0.025, 0.975), FROM_0_TO_100),
            Wrong(lambda: ends(np.subtract(*_callbacks())), "that is the difference of the counts, in callbacks."),
        ),
        near=(
            Wrong(
                lambda: ends(np.subtract(*_callbacks()) / AUDIT_WHITE.of),
                "that is the difference of the shares, in points if you multiply by 100. The claim is in per cent: "
                "divide one count by the other.",
            ),
        ),
        nearness=0.005,
        inside="the per cent that was found",
        found=lambda: round(_audit_lift()),
    ),
    hints=(
        "`rng.binomial(2435, 235 / 2435, 100_000)` repeats one half of the audit 100,000 times.",
        "Divide the two arrays, make per cent more of it, and take `np.percentile(…, [2.5, 97.5])`.",
    ),
    explanation=lambda: (
        f"{_said_of_the_audit()}. An interval covers what luck can do, here as if every résumé had been sent alone; "
        "in general four went to each advert. It says nothing about other years, other cities or other jobs, nor about "
        "hires: callbacks were counted."
    ),
    code=(
        "white = rng.binomial(2435, 235 / 2435, 100_000)\n"
        "black = rng.binomial(2435, 157 / 2435, 100_000)\n"
        "answer_8 = np.percentile(100 * (white / black - 1), [2.5, 97.5])"
    ),
)

# --- 09.9 The best of three measures -------------------------------------------------------------------------


@cache
def _measures() -> tuple[np.ndarray, np.ndarray]:
    """Successes by three measures, in DRAWS companies: operations and tech, shape (DRAWS, MEASURES) each."""
    generator = np.random.default_rng(SEED)
    ops, tech = (generator.binomial(HIRES, SUCCESS, size=(DRAWS, MEASURES)) for _ in range(2))
    return ops, tech


def _shown() -> np.ndarray:
    """Where operations look at least POST better: shape (DRAWS, MEASURES)."""
    ops, tech = _measures()
    return ops / tech - 1 >= POST


def _any() -> float:
    return float(_shown().any(axis=1).mean())


CHECK_9 = Check(
    id="09.9",
    title="the best of three measures",
    variable="answer_9",
    judge=Number(
        _any,
        tolerance=0.003,
        because=(
            "Three decimals are asked for. Whoever computes it exactly, as if without draws, is 0.002 away and has "
            "understood it better."
        ),
        right=lambda: (
            f"{_any():.0%}. With one measure it is {_shown()[:, 0].mean():.0%}. Nobody cheats: the company looks at "
            "three reports and tells the best one. Simulated, and the measures are independent; in life they hang "
            "together, and it lies in between."
        ),
        wrong=(
            Wrong(
                lambda: float(_shown().mean()),
                "that is the share of all measures. A company has three, and one is enough for it: `any(axis=1)`.",
            ),
            Wrong(
                lambda: float((np.divide(*_measures()) >= POST).any(axis=1).mean()),
                "that is all of them. Two slips lead there. `ops / tech` is times as many: take 1 away, or ask for "
                "1.25. Or you went down the columns: each row is a company, so `axis=1`.",
            ),
            Wrong(
                lambda: float(_shown().all(axis=1).mean()),
                "that is where all three measures show it. One is enough.",
            ),
            Wrong(
                lambda: MEASURES * float(_shown().mean()),
                "you added up three chances. Companies where two measures show it are counted twice then.",
            ),
            Wrong(
                lambda: float((np.divide(*_measures()) - 1 > POST).any(axis=1).mean()),
                "you left out those of exactly 25%. “At least” is `>=`.",
            ),
            Wrong(
                lambda: float(((np.divide(*_measures()) - 1).mean(axis=1) >= POST).mean()),
                "you took the mean of three lifts. The company tells the best of the three.",
            ),
            Wrong(
                lambda: float((np.divide(*(each.sum(axis=1) for each in _measures())) - 1 >= POST).mean()),
                "you put the three measures together first. The company tells the best of the three.",
            ),
            Wrong(
                lambda: float((np.subtract(*_measures()) >= POST * HIRES).any(axis=1).mean()),
                "those are 25 points or more. The sentence says 25%: divide the counts, don't subtract them.",
            ),
        ),
        share=True,
    ),
    hints=(
        "`ops / tech - 1` is a table of lifts, a row for each company, a column for each measure.",
        "A condition on that table is True or False in each place. In how many rows is there a True anywhere?",
    ),
    explanation=lambda: (
        f"One measure shows it in {_shown().mean():.1%}. That none of three does happens in "
        f"{(1 - _shown().mean()) ** MEASURES:.1%}, if they are independent: {1 - _shown().mean():.3f} three times, "
        f"multiplied. So at least one shows it in {_any():.1%}. “Success” that nobody defined beforehand is three "
        "tickets for one draw."
    ),
    code="answer_9 = (ops / tech - 1 >= 0.25).any(axis=1).mean()",
)

# --- 09.10 What gets published -------------------------------------------------------------------------------


@cache
def _true_lift() -> tuple[np.ndarray, np.ndarray]:
    """Successes in DRAWS companies where operations are truly better: operations and tech."""
    generator = np.random.default_rng(SEED)
    return generator.binomial(HIRES, _after(), DRAWS), generator.binomial(HIRES, SUCCESS, DRAWS)


def _after() -> float:
    return round(applied(SUCCESS, TRUE_LIFT), 10)


def _seen_lift() -> np.ndarray:
    """Per cent higher, in each company."""
    ops, tech = _true_lift()
    return 100 * (ops / tech - 1)


def _published() -> np.ndarray:
    return _seen_lift()[_seen_lift() >= 100 * POST]


def _published_mean() -> float:
    return float(_published().mean())


CHECK_10 = Check(
    id="09.10",
    title="what gets published",
    variable="answer_10",
    judge=Number(
        _published_mean,
        tolerance=0.06,
        because="One decimal is asked for, which rounds by 0.05; the draws are given.",
        right=lambda: (
            f"{_published_mean():.1f}%, and the truth is {TRUE_LIFT:.0%}. {len(_published()) / DRAWS:.0%} of the "
            "companies write a post, every post is honest, and together they say several times too much. The truth "
            f"can't be posted: it is below the {POST:.0%} that make news (simulated)."
        ),
        wrong=(
            Wrong(
                lambda: float(_seen_lift().mean()),
                "that is the mean of all companies. Only those that show 25% or more write a post.",
            ),
            Wrong(
                lambda: _published_mean() / 100,
                "that is it as a share: the question asks for per cent.",
            ),
            Wrong(lambda: _published_mean() + 100, "that is one as a percentage of the other: take 100 away."),
            Wrong(
                lambda: float(_seen_lift()[_seen_lift() > 100 * POST].mean()),
                "you left out those of exactly 25%. “At least” is `>=`.",
            ),
            Wrong(
                lambda: 100 * len(_published()) / DRAWS,
                "that is how many of 100 companies write a post. How much do the posts say?",
            ),
            Wrong(
                lambda: float(np.median(_published())),
                "that is the median post. The question asks for the mean.",
            ),
            Wrong(
                lambda: float(5 * np.subtract(*_true_lift())[_seen_lift() >= 100 * POST].mean()),
                "that is in points, of 100 hires. The posts are in per cent.",
            ),
            Wrong(
                lambda: float(
                    100 * (np.divide(*(each[_seen_lift() >= 100 * POST].sum() for each in _true_lift())) - 1)
                ),
                "you put all posts together and computed one lift. Each post states its own: take their mean.",
            ),
        ),
    ),
    hints=(
        "First one lift for each company, in per cent: an array of 100,000.",
        "Then keep those of at least 25 with a condition in square brackets, and take their mean.",
    ),
    explanation=lambda: (
        f"All companies together: {100 * (np.divide(*(each.sum() for each in _true_lift())) - 1):.1f}% higher, as was "
        f"planted. Those who write: {_published_mean():.1f}% on average. Choosing by size makes it larger, and the "
        "smaller the groups, the more. It is called the winner's curse."
    ),
    code="lift = 100 * (ops_hires / tech_hires - 1)\nanswer_10 = lift[lift >= 25].mean()",
)

# --- 09.11 The higher bar ------------------------------------------------------------------------------------


@cache
def _applicants() -> pd.DataFrame:
    generator = np.random.default_rng(SEED)
    background = np.repeat(["operations", "tech"], DRAWS)
    ability, noise, luck = generator.standard_normal((3, 2 * DRAWS))
    score = HIRING.sees * ability + np.sqrt(1 - HIRING.sees**2) * noise
    needs = np.where(background == "operations", bar(HIRING.ops), bar(HIRING.tech))
    success = np.sqrt(1 + WEIGHT**2) * _probit(SUCCEED) + WEIGHT * ability + luck > 0
    return pd.DataFrame(
        {"background": background, "score": score.round(2), "hired": score >= needs, "succeeds": success}
    )


def _probit(share: float) -> float:
    return -bar(share)


def applicants() -> pd.DataFrame:
    """The simulated applicants of 09.11: background, score (standard deviations), hired, would succeed."""
    return _applicants().copy()


def _lift_of(rate: pd.Series) -> float:
    """How many per cent higher operations are."""
    return float(100 * (rate["operations"] / rate["tech"] - 1))


def _success_of(chosen: pd.DataFrame) -> pd.Series:
    return chosen.groupby("background")["succeeds"].mean()


def _hired() -> pd.DataFrame:
    return _applicants()[_applicants()["hired"]]


def _lift_among_hires() -> float:
    return _lift_of(_success_of(_hired()))


def _let_in() -> pd.Series:
    return _applicants().groupby("background")["hired"].mean()


CHECK_11 = Check(
    id="09.11",
    title="the higher bar",
    variable="answer_11",
    judge=Number(
        _lift_among_hires,
        tolerance=0.15,
        because=(
            "One decimal is asked for, which rounds by 0.05; shares rounded to three decimals before they are divided "
            "move it by up to 0.13. The applicants are given."
        ),
        right=lambda: (
            f"{_lift_among_hires():.1f}% higher, from nothing but the bar (simulated; without draws the model gives "
            f"{100 * hired(HIRING).lift:.1f}%). Of 100 applicants {100 * _let_in()['operations']:.0f} from operations "
            f"are hired and {100 * _let_in()['tech']:.0f} from tech. A reply that quotes the first number to cheer "
            "you up has told you the second."
        ),
        wrong=(
            Wrong(
                lambda: _lift_of(_success_of(_applicants())),
                "those are all applicants, and they are equally good. Look at the hired.",
            ),
            Wrong(
                lambda: _lift_among_hires() / 100,
                "that is it as a share: the question asks for per cent.",
            ),
            Wrong(
                lambda: float(100 * -np.diff(_success_of(_hired()))[0]),
                "that is in points. In per cent, divide one rate by the other.",
            ),
            Wrong(lambda: _lift_among_hires() + 100, "that is one as a percentage of the other: take 100 away."),
            Wrong(
                lambda: _lift_of(1 / _success_of(_hired())),
                "you divided the wrong way round: how much higher is operations than tech?",
            ),
            Wrong(
                lambda: _lift_of(_let_in()),
                "that compares how many are hired. How many of the hired succeed?",
            ),
            Wrong(
                lambda: _lift_of(
                    (_applicants()["hired"] & _applicants()["succeeds"]).groupby(_applicants()["background"]).mean()
                ),
                "you divided by all applicants, so it is the chance to be hired and to succeed. Divide by the hired.",
            ),
        ),
    ),
    hints=(
        'Keep the rows that are hired: `applicants[applicants["hired"]]`.',
        "Then one mean for each background by `groupby`. One divided by the other, less 1, times 100.",
    ),
    explanation=lambda: (
        f"Of 100 hires from operations {100 * _success_of(_hired())['operations']:.0f} succeed, from tech "
        f"{100 * _success_of(_hired())['tech']:.0f}, though of 100 applicants it is the same for both. Only the best "
        "scores got in from operations. Among people with the same score there is no difference."
    ),
    code=(
        'hired = applicants[applicants["hired"]]\n'
        'rate = hired.groupby("background")["succeeds"].mean()\n'
        'answer_11 = 100 * (rate["operations"] / rate["tech"] - 1)'
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
