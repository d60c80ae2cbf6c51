"""Exercise 10, Lead with curiosity: its tables and its checks.

Tables 1 to 3 are invented. Table 4 is computed by `models.replies.needed`. Item 10.7 counts the simulated orders of
`load("orders")`; 10.8 and 10.10 are simulated here; 10.11 goes through every talk that the lesson's invented
conversation can become. Expected values, known wrong ones and the numbers in messages are computed when needed.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
import pandas as pd

from ops2pm.checks import Check, Interval, Number, OneOf, Option, Wrong
from ops2pm.data import load
from ops2pm.exercises import Table
from ops2pm.exercises.shares import ROUNDED, ends, mistakes_with_a_difference, points, share_of
from ops2pm.models.conversation import Talk
from ops2pm.models.replies import Tally, needed, rate
from ops2pm.ui.conversation import script

WEEKS = ("6 April", "13 April", "20 April", "27 April", "4 May", "11 May", "18 May", "25 May", "1 June")
"""Table 1: the Mondays. The reminder changed on Wednesday, 6 May, in the week at CHANGED."""
VISITS = (300, 400, 450, 450, 500, 560, 640, 400, 800)
CALLS = (16, 11, 13, 8, 21, 40, 38, 26, 52)
CHANGED = 4

DAYS = 7
"""Item 10.3: the days that each message is given."""


@dataclass(frozen=True)
class _Batch:
    """Messages of one kind and age in table 2: how many, answered within DAYS, and later."""

    kind: str
    age: str
    sent: int
    soon: int
    later: int | None  # None: they haven't had the time


BATCHES = (
    _Batch("A", "14 days ago or more", 12, 4, 2),
    _Batch("B", "7 to 13 days ago", 6, 2, 0),
    _Batch("B", "less than 7 days ago", 14, 3, None),
)
OLD_A, OLD_B, YOUNG_B = BATCHES

SENT_TO = {
    ("A", "strangers"): Tally(30, 3),
    ("A", "people who had been given your name"): Tally(10, 4),
    ("B", "strangers"): Tally(10, 1),
    ("B", "people who had been given your name"): Tally(30, 12),
}
"""Table 3. Within each kind of recipient the two drafts did alike."""

RATE_A = 25
RATES_B = (30, 40, 50, 55, 60, 65, 70)
PEOPLE = 50
"""Item 10.5: per cent answered of A; of B; people one could honestly write to."""

SINCE = "2001-04-02"
"""Item 10.7: the Monday of week 14, when the simulated company changed something."""

RUNS, DRAFTS, EACH, EQUAL = 50_000, 4, 8, 0.25
"""Item 10.8: runs, drafts, people each is sent to, and the rate at which all of them are answered."""
GAP = 2
SEED_DRAFTS, SEED_ROUNDS = 108, 1010

A, B = Tally(8, 1), Tally(8, 3)
"""Item 10.9: the lesson's two drafts."""
DRAWS = 100_000

LOOKS, ROUNDS, AHEAD = 20_000, 20, 3
"""Item 10.10: runs, messages of each draft, and the lead that is called a win."""

OPENING, OTHER = "past", "compliment"
"""Item 10.11: the kinds of first question that are compared."""

# --- 10.1 What an answer is worth ----------------------------------------------------------------------------

CHECK_1 = Check(
    id="10.1",
    title="what an answer is worth",
    question="After which answer do you know something that has happened, and that somebody could look up?",
    judge=OneOf(
        (
            Option(
                "list",
                "1, the list of full slots",
                "“every morning” is about mornings that haven't come. A yes to “would you” costs nothing to say. Ask "
                "what they looked at this morning.",
            ),
            Option(
                "drivers",
                "2, what drivers say",
                "the question was a good one: the last time, a change, a cause. But the answer is about all the time, "
                "and names no time. Ask again: “Which change was the last one?”",
            ),
            Option(
                "ninety",
                "3, nine in ten are happy",
                "it has a number in it, and “I'd say” in front of it. And it doesn't answer the question, which was "
                "what the two hours cost. Ask again, and ask who counted.",
            ),
            Option(
                "planning",
                "4, who was against it",
                "a team, a place, a winter, nine days: each of them can be looked up, and each is a next question. "
                "The other four answers could have been given to anybody.",
            ),
            Option(
                "next_year",
                "5, next year's list",
                "it sounds like a fact, and it is a plan. What is “quite high up” in a list can be anywhere next "
                "spring. Ask what was on that list last year, and is done.",
            ),
        ),
        right="planning",
    ),
    hints=(
        "Look at the answers. A good question may get an empty answer, and its number may be a feeling.",
        "Cross out what lies in the future, and what holds “always”. What is left has a when or a where.",
    ),
    explanation=(
        "The fourth. “Would”, “always”, “about” and “next year” are four ways of being polite without telling "
        "anything. A past event can be looked up, and the person who was against it can be asked. If a good question "
        "gets an empty answer, ask for the last time it happened."
    ),
)

# --- Table 1 and 10.2: the observation's denominator ---------------------------------------------------------


@cache
def by_week() -> Table:
    """Table 1: visits and calls of an invented clinic, week by week."""
    frame = pd.DataFrame(
        {"visits": VISITS, "calls: where is it?": CALLS},
        index=pd.Index([f"{week}{', changed' * (n == CHANGED)}" for n, week in enumerate(WEEKS)], name="week from"),
    )
    caption = (
        "Table 1. An outpatient clinic. On Wednesday, 6 May, the name of the building was dropped from the text that "
        "reminds people of their visit. Invented."
    )
    return Table(caption, frame)


def _sums(weeks: slice) -> tuple[int, int]:
    """Visits and calls of some of the weeks."""
    return sum(VISITS[weeks]), sum(CALLS[weeks])


def _of_100(weeks: slice) -> float:
    """Calls for 100 visits."""
    visits, calls = _sums(weeks)
    return 100 * calls / visits


BEFORE, AFTER = slice(0, CHANGED), slice(CHANGED + 1, None)


def _mean_of_weeks(weeks: slice) -> float:
    return float(np.mean([100 * calls / visits for calls, visits in zip(CALLS[weeks], VISITS[weeks], strict=True)]))


def _more_of_100() -> float:
    return _of_100(AFTER) - _of_100(BEFORE)


def _more_calls() -> int:
    return _sums(AFTER)[1] - _sums(BEFORE)[1]


CHECK_2 = Check(
    id="10.2",
    title="the observation's denominator",
    question=(
        "Your draft says: “Since 6 May three times as many people ring to ask where they have to go.” Of 100 visits, "
        "how many more calls are there than before? Leave out the week in which it changed. Give one decimal."
    ),
    unit="of 100",
    judge=Number(
        _more_of_100,
        tolerance=0.06,
        because="One decimal is asked for, which rounds by 0.05.",
        right=lambda: (
            f"{_more_of_100():.1f} more of 100: {_of_100(BEFORE):.1f} before, {_of_100(AFTER):.1f} after. The calls "
            f"went from {_sums(BEFORE)[1]} to {_sums(AFTER)[1]}, and part of that is visits, {_sums(BEFORE)[0]:,} and "
            f"{_sums(AFTER)[0]:,}. Whoever owns the text can look up the visits. “Three times as many” might be the "
            "last sentence of yours that they read."
        ),
        wrong=(
            Wrong(
                lambda: _mean_of_weeks(AFTER) - _mean_of_weeks(BEFORE),
                "you took the mean of the weeks' shares, as if each week had as many visits. Add up first, then "
                "divide.",
            ),
            Wrong(
                lambda: _of_100(slice(CHANGED, None)) - _of_100(BEFORE),
                "the week of the change is in it, as a week after. Half of it was before: leave it out.",
            ),
            Wrong(
                lambda: _of_100(AFTER) - _of_100(slice(0, CHANGED + 1)),
                "the week of the change is in it, as a week before. Half of it was after: leave it out.",
            ),
            Wrong(
                lambda: _of_100(AFTER) / _of_100(BEFORE),
                "that is how many times as many. The question asks how many more of 100: subtract.",
            ),
            Wrong(
                lambda: 100 * _more_calls() / _sums(AFTER)[0],
                "you divided the calls that came on top by the later visits. Each time has visits of its own: two "
                "shares, then their difference.",
            ),
            Wrong(
                lambda: 100 * _more_calls() / _sums(BEFORE)[0],
                "you divided the calls that came on top by the earlier visits. Each time has visits of its own: two "
                "shares, then their difference.",
            ),
            Wrong(
                lambda: 100 * _more_calls() / (_sums(AFTER)[0] - _sums(BEFORE)[0]),
                "you divided the calls on top by the visits on top. Each time has visits of its own: two shares, then "
                "their difference.",
            ),
            Wrong(
                lambda: 100 * _sums(AFTER)[1] / (_sums(AFTER)[1] + _sums(BEFORE)[1]),
                "that is how many of all calls came after the change. Per 100 visits, not all calls.",
            ),
            Wrong(
                lambda: 100 * _more_calls() / (_sums(AFTER)[1] + _sums(BEFORE)[1]),
                "you divided the calls on top by all calls. Per 100 visits, not all calls.",
            ),
            Wrong(
                lambda: 100 * _more_calls() / _sums(AFTER)[1],
                "you divided the calls on top by the later calls. Per 100 visits, not all calls.",
            ),
            Wrong(lambda: _of_100(AFTER), "so many of 100 ring now. How many rang before? Subtract."),
            Wrong(lambda: _of_100(BEFORE), "so many of 100 rang before. How many more are there now?"),
            Wrong(
                lambda: _more_of_100() / 100,
                "that is it as a share: the question asks how many of 100.",
            ),
            Wrong(lambda: _more_calls(), "those are calls. There were more visits as well: divide by them."),
            Wrong(
                lambda: 100 * _more_calls() / _sums(BEFORE)[1],
                "that is by how many per cent the calls grew. The visits grew too: divide calls by visits first.",
            ),
            Wrong(
                lambda: 100 * _more_of_100() / _of_100(BEFORE),
                "that is by how many per cent the calls for each visit grew. The question asks how many more of 100: "
                "subtract.",
            ),
        ),
    ),
    hints=(
        "Add up the four weeks before, visits and calls, and the four weeks after.",
        "Calls divided by visits, times 100, for each of the two. Then subtract.",
    ),
    explanation=lambda: (
        f"Before, {_sums(BEFORE)[1]} calls of {_sums(BEFORE)[0]:,} visits: {_of_100(BEFORE):.1f} of 100. After, "
        f"{_sums(AFTER)[1]} of {_sums(AFTER)[0]:,}: {_of_100(AFTER):.1f} of 100. It is still more than twice as many, "
        "and now it can't be waved away."
    ),
)

# --- Table 2 and 10.3: messages need time --------------------------------------------------------------------


@cache
def by_age() -> Table:
    """Table 2: invented messages, by kind and by how long ago they were sent."""
    frame = pd.DataFrame(
        {
            "sent": [batch.sent for batch in BATCHES],
            f"answered within {DAYS} days": [batch.soon for batch in BATCHES],
            "later, so far": ["too early" if batch.later is None else batch.later for batch in BATCHES],
        },
        index=pd.Index([f"{batch.kind}, {batch.age}" for batch in BATCHES], name="messages"),
    )
    caption = (
        "Table 2. Your messages until today. Of those sent in the last week, some that are silent may still be "
        "answered. Invented."
    )
    return Table(caption, frame)


def _share_of_b() -> float:
    return 100 * OLD_B.soon / OLD_B.sent


def _so_far(kind: str) -> float:
    """Per cent of all messages of a kind that have any answer today."""
    of_it = [batch for batch in BATCHES if batch.kind == kind]
    return 100 * sum(batch.soon + (batch.later or 0) for batch in of_it) / sum(batch.sent for batch in of_it)


CHECK_3 = Check(
    id="10.3",
    title="messages need time",
    question=(
        f"So far {_so_far('A'):.0f}% of A and {_so_far('B'):.0f}% of B have been answered. Put both on one clock: of "
        f"the messages of kind B that have had {DAYS} days, what percentage was answered within {DAYS} days?"
    ),
    unit="%",
    judge=Number(
        _share_of_b,
        tolerance=0.6,
        because="A whole per cent is asked for, which rounds by 0.5.",
        right=lambda: (
            f"{OLD_B.soon} of {OLD_B.sent}, {_share_of_b():.0f}%. By the same clock A has {OLD_A.soon} of "
            f"{OLD_A.sent}, {100 * OLD_A.soon / OLD_A.sent:.0f}%. There is no difference left to explain. And "
            f"{OLD_B.sent} messages say little: B's rate may be anything from "
            f"{rate(Tally(OLD_B.sent, OLD_B.soon)).low:.0%} to {rate(Tally(OLD_B.sent, OLD_B.soon)).high:.0%} (95%, if "
            "any rate was thought as likely as any other before)."
        ),
        wrong=(
            Wrong(
                lambda: _so_far("B"),
                f"that is all of B, as things stand. Count only those B that are {DAYS} days old or more: there are "
                f"{OLD_B.sent}.",
            ),
            Wrong(
                lambda: 100 * (OLD_B.soon + YOUNG_B.soon) / (OLD_B.sent + YOUNG_B.soon),
                "you took in the young ones that were answered, and left out the young ones that are silent. So an "
                "answer counts at once, and silence only later. Leave out all the young ones.",
            ),
            Wrong(
                lambda: 100 * (OLD_B.soon + YOUNG_B.soon) / OLD_B.sent,
                "the answers to young messages are on top, and the young messages aren't below. Leave out both.",
            ),
            Wrong(
                lambda: 100 * OLD_B.soon / (OLD_B.sent + YOUNG_B.sent),
                "the young messages are below the line, and their answers aren't on top. Leave out both.",
            ),
            Wrong(
                lambda: 100 * YOUNG_B.soon / YOUNG_B.sent,
                f"those are the young ones. They haven't had {DAYS} days.",
            ),
            Wrong(
                lambda: _so_far("A"),
                "that is A, with all the time it has had. The question is about B.",
            ),
            Wrong(lambda: _share_of_b() / 100, "that is it as a share: the question asks for per cent."),
        ),
    ),
    hints=(
        f"Which rows of B have had {DAYS} days? The others can't say yet.",
        "In that row: answered in time, divided by sent.",
    ),
    explanation=lambda: (
        f"Only messages that have had {DAYS} days can say what happens in {DAYS} days: {OLD_B.soon} of {OLD_B.sent}. "
        "Answers to young messages don't count yet either, or you would count early answers and no early silence. "
        "It is the mistake of a report on open tickets that averages those that are closed."
    ),
)

# --- Table 3 and 10.4: the draft or the recipient ------------------------------------------------------------


@cache
def by_recipient() -> Table:
    """Table 3: invented messages, by draft and by who got them."""
    rows = {}
    for draft in "AB":
        parts = {who: tally for (each, who), tally in SENT_TO.items() if each == draft}
        rows |= {f"{draft}, to {who}": tally for who, tally in parts.items()} | {f"{draft}, all": _all(draft)}
    frame = pd.DataFrame(
        [(tally.sent, tally.replied, f"{tally.share:.1%}") for tally in rows.values()],
        index=pd.Index(rows, name="messages"),
        columns=["sent", "answered", "share"],
    )
    caption = "Table 3. Two drafts, and whom they were sent to. All have had three weeks. Invented."
    return Table(caption, frame)


def _all(draft: str) -> Tally:
    parts = [tally for (each, _), tally in SENT_TO.items() if each == draft]
    return Tally(sum(tally.sent for tally in parts), sum(tally.replied for tally in parts))


def _said(draft: str, who: str) -> str:
    tally = next(tally for (each, to), tally in SENT_TO.items() if each == draft and who in to)
    return f"{tally.replied} of {tally.sent}"


CHECK_4 = Check(
    id="10.4",
    title="the draft or the recipient",
    question="What does table 3 say about the two drafts?",
    judge=OneOf(
        (
            Option(
                "b",
                "B gets nearly twice as many replies, so B is the better draft",
                lambda: (
                    f"that is the row “all”: {_all('A').share:.1%} and {_all('B').share:.1%}. But most of B went to "
                    "people who had been given your name, and most of A to strangers. Compare like with like, one row "
                    "with the other."
                ),
            ),
            Option(
                "b_known",
                "B works with those who had been given your name",
                lambda: (
                    f"so does A. Of these, {_said('B', 'given')} answered B and {_said('A', 'given')} answered A: the "
                    "same share."
                ),
            ),
            Option(
                "alike",
                "They did alike with the same kind of people",
                lambda: (
                    f"strangers answered {_said('A', 'strangers')} and {_said('B', 'strangers')}, the others "
                    f"{_said('A', 'given')} and {_said('B', 'given')}. The gap in the row “all” comes from whom you "
                    "sent them to. With so few it doesn't prove that the drafts are equal. It takes away the reason to "
                    "think that they aren't."
                ),
            ),
            Option(
                "a",
                "A is the better one: it was sent to the harder people",
                lambda: (
                    f"it was, and that explains its row “all”. Among strangers A had {_said('A', 'strangers')} and B "
                    f"{_said('B', 'strangers')}: no better, no worse."
                ),
            ),
        ),
        right="alike",
    ),
    hints=(
        "Who got most of A, and who got most of B?",
        "Compare A with B among strangers only. Then among the others only.",
    ),
    explanation=lambda: (
        f"Among strangers {_said('A', 'strangers')} and {_said('B', 'strangers')}, among those who had been given your "
        f"name {_said('A', 'given')} and {_said('B', 'given')}: the same shares. What differs is whom you wrote to. "
        "The row “all” mixes them in different amounts."
    ),
)

# --- Table 4 and 10.5: how good would it have to be -----------------------------------------------------------


def _needed(rate_b: int) -> int:
    found = needed(RATE_A / 100, rate_b / 100)
    assert found is not None  # no rate of RATES_B is RATE_A
    return found


@cache
def by_rate() -> Table:
    """Table 4: messages of each draft with which two reply rates can be told apart."""
    frame = pd.DataFrame(
        {"messages of each": [_needed(each) for each in RATES_B]},
        index=pd.Index([f"{each}%" for each in RATES_B], name="and B is answered by"),
    )
    caption = (
        f"Table 4. Messages of each draft, if {RATE_A}% answer A. By the usual test (5%, either way), looked at once. "
        "Computed."
    )
    return Table(caption, frame, {"messages of each": ",d"})


def _smallest() -> int:
    """The lowest rate of B that half of the people are enough for."""
    return min(each for each in RATES_B if _needed(each) <= PEOPLE // 2)


def _rate_option(each: int) -> Option:
    def why() -> str:
        of_each = _needed(each)
        if each == _smallest():
            return (
                f"{of_each} of each are needed, {2 * of_each} people, and you have {PEOPLE}. So {each}% would have to "
                f"answer B where {RATE_A}% answer A. If it is {2 * RATE_A}%, twice as many, you are about as likely "
                "to miss it as to see it. Counting replies can't choose your draft. Something else has to."
            )
        if of_each <= PEOPLE // 2:
            return f"for {each}% it takes {of_each} of each, and you could send {PEOPLE // 2}. A smaller rate will do."
        if of_each <= PEOPLE:
            return (
                f"for {each}% it takes {of_each} messages of each draft, {2 * of_each} people. You have {PEOPLE} in "
                "all."
            )
        return f"for {each}% it takes {of_each} of each, {2 * of_each} people, and you have {PEOPLE}."

    return Option(str(each), f"{each}%", why)


CHECK_5 = Check(
    id="10.5",
    title="how good would it have to be?",
    question=(
        f"In a year there are perhaps {PEOPLE} people you could honestly write to. You want to find out whether B is "
        "better than A. What is the lowest rate in table 4 at which you would have enough of them?"
    ),
    judge=OneOf(tuple(_rate_option(each) for each in RATES_B if each >= 50), right="65"),
    hints=(
        "The table counts messages of each draft. How many of each can you send?",
        "Go down the column until the number is no larger than that.",
    ),
    explanation=lambda: (
        f"{PEOPLE} people are {PEOPLE // 2} for each draft. The first row that needs no more is {_smallest()}%, with "
        f"{_needed(_smallest())}. Nobody knows what rate a good message has: no source was found. But a draft that has "
        f"to get {_smallest()}% before you would notice can't be chosen by counting. Write each message as if it were "
        "the only one."
    ),
)

# --- 10.6 Where the wish has to be said ----------------------------------------------------------------------

CHECK_6 = Check(
    id="10.6",
    title="where the wish has to be said",
    question="Which of the five hides the wish where it has to be said?",
    judge=OneOf(
        (
            Option(
                "message",
                "1, the first message",
                "nothing has to be said here yet. The question is real, and the reader can answer it in two lines "
                "without deciding anything about you.",
            ),
            Option(
                "asked",
                "2, when you are asked",
                "here it is said: one sentence, and back to the question. Whoever says no here, and applies in a "
                "month, will be remembered for the no.",
            ),
            Option(
                "thanks",
                "3, the day after",
                "nothing is hidden. You give back what you promised, and ask for one name. Nadia has known since "
                "yesterday that you want to move.",
            ),
            Option(
                "joel",
                "4, the message to Joel",
                "it hides nothing. It says the wish far too early: Joel knows nothing of you but that Nadia named you, "
                "so there is nothing yet that he could recommend. A question about a decision of his comes first.",
            ),
            Option(
                "application",
                "5, the application",
                "here somebody has to decide whether five years in operations are what the job needs, and the letter "
                "leaves it to them. “Nobody’s gonna do it for u” (R2). Say what you want, and draw the line from what "
                "you have done to what they need.",
            ),
        ),
        right="application",
    ),
    hints=(
        "Two of the five are badly placed: one says too much, one too little. The question asks for the second.",
        "At which of the stages does the other person have to decide about you?",
    ),
    explanation=(
        "The application. Curiosity opens doors because nothing has to be decided. Where something has to be decided, "
        "it only sounds evasive. So R6 and R2 don't contradict each other: first curious, then explicit, and always "
        "honest when asked. This order is practitioners' habit; no measurement of it was found."
    ),
)

# --- 10.7 People, not orders ---------------------------------------------------------------------------------


@cache
def _orders() -> pd.DataFrame:
    return load("orders")


def _since() -> pd.DataFrame:
    return _orders()[_orders()["ordered_at"] >= SINCE]


def _before() -> pd.DataFrame:
    return _orders()[_orders()["ordered_at"] < SINCE]


def _pieces(orders: pd.DataFrame) -> pd.DataFrame:
    return orders[orders["parcels"] > 1]


def _anybody(orders: pd.DataFrame) -> pd.Series:
    """For each customer, whether they asked about any of these orders."""
    return orders.groupby("customer_id")["contacted"].any()


def _people() -> float:
    return float(_anybody(_pieces(_since())).mean())


CHECK_7 = Check(
    id="10.7",
    title="people, not orders",
    variable="answer_7",
    judge=Number(
        _people,
        tolerance=0.0006,
        because=ROUNDED,
        right=lambda: (
            f"{int(_anybody(_pieces(_since())).sum())} of {len(_anybody(_pieces(_since()))):,} customers, "
            f"{_people():.1%} (simulated data). By the order it is {_pieces(_since())['contacted'].mean():.1%}. Both "
            "are true, and they answer different questions. Say which one you counted, and a PM can hold it against "
            "theirs."
        ),
        wrong=(
            Wrong(
                lambda: float(_pieces(_since())["contacted"].mean()),
                "that is the share of orders. Somebody with three orders counts three times in it: make one row for "
                "each customer first.",
            ),
            Wrong(
                lambda: float(_pieces(_since())["contacted"].sum() / _pieces(_since())["customer_id"].nunique()),
                "you divided orders by customers. Who asked about two orders is on top twice and below once.",
            ),
            Wrong(
                lambda: float(
                    _anybody(_since()[_since()["customer_id"].isin(_pieces(_since())["customer_id"])]).mean()
                ),
                "you counted questions about all of these customers' orders. Only those that came in more than one "
                "parcel are meant.",
            ),
            Wrong(
                lambda: float(_pieces(_since()).groupby("customer_id")["contacted"].all().mean()),
                "those asked about every order that came in pieces. At least one is enough: `any`.",
            ),
            Wrong(
                lambda: float(_pieces(_since()).groupby("customer_id")["contacted"].mean().mean()),
                "you took each customer's first order alone, or the mean of each customer's share. The question is "
                "whether they asked about any: `any`.",
            ),
            Wrong(
                lambda: float(_anybody(_pieces(_since())).sum() / len(_pieces(_since()))),
                "you divided customers by orders. Below the line belong the customers who had such an order.",
            ),
            Wrong(
                lambda: float(_anybody(_pieces(_before())).mean()),
                f"those are the orders before {SINCE}. Take the later ones: `>=`.",
            ),
            Wrong(
                lambda: float(_anybody(_pieces(_orders())).mean()),
                f"that is the whole half-year: take the orders since {SINCE}.",
            ),
            Wrong(
                lambda: float(_anybody(_since()).mean()),
                "those are all customers, whatever their orders came in: take those with more than one parcel.",
            ),
            Wrong(
                lambda: float(_anybody(_pieces(_since())).sum() / _since()["customer_id"].nunique()),
                "you divided by all customers of those weeks. The whole is those who had an order in pieces.",
            ),
            Wrong(
                lambda: share_of(_since()["parcels"] > 1, _since()["contacted"]),
                "that is the other way round: of the orders that were asked about, the share that came in pieces.",
            ),
        ),
        share=True,
    ),
    hints=(
        "First keep only the rows that are meant: since that day, and more than one parcel.",
        "Then one row for each customer: `groupby`, and of the column `contacted` whether there is `any` True.",
    ),
    explanation=lambda: (
        f"One row for each customer, True if they asked about any such order: {_people():.1%}. An observation names "
        "whom it counts. People ring, orders don't."
    ),
    code=(
        f'pieces = orders[(orders["ordered_at"] >= "{SINCE}") & (orders["parcels"] > 1)]\n'
        'asked = pieces.groupby("customer_id")["contacted"].any()\n'
        "answer_7 = asked.mean()"
    ),
)

# --- 10.8 The best of four equal drafts ----------------------------------------------------------------------


@cache
def _four_drafts() -> np.ndarray:
    return np.random.default_rng(SEED_DRAFTS).binomial(EACH, EQUAL, (RUNS, DRAFTS))


def four_drafts() -> np.ndarray:
    """Replies to each of DRAFTS equal drafts in RUNS simulated runs: integers, shape (RUNS, DRAFTS). A copy."""
    return _four_drafts().copy()


def _lead() -> np.ndarray:
    """How far the best is ahead of the second best; 0 where two share the place."""
    ranked = np.sort(_four_drafts(), axis=1)
    return ranked[:, -1] - ranked[:, -2]


def _leads() -> float:
    return float((_lead() >= GAP).mean())


CHECK_8 = Check(
    id="10.8",
    title="the best of four equal drafts",
    variable="answer_8",
    judge=Number(
        _leads,
        tolerance=0.0006,
        because="The runs are given, so only rounding to three decimals has to be allowed.",
        right=lambda: (
            f"{_leads():.1%} of the runs (simulated), though all four are the same draft. And whichever comes first "
            f"looks good: it is answered by {_four_drafts().max(axis=1).mean() / EACH:.0%} on average. Sent to "
            f"more people, it comes down to {EQUAL:.0%}. Four drafts are four chances to be impressed."
        ),
        wrong=(
            Wrong(
                lambda: float((_lead() >= GAP - 1).mean()),
                f"that is a lead of {GAP - 1} or more. The question asks for {GAP} or more.",
            ),
            Wrong(
                lambda: float((_lead() > GAP).mean()),
                f"that is a lead of more than {GAP}: with {GAP} it counts already, `>=`.",
            ),
            Wrong(
                lambda: float((np.ptp(_four_drafts(), axis=1) >= GAP).mean()),
                "you compared the best with the worst. The lead is over the second best.",
            ),
            Wrong(
                lambda: float((abs(_four_drafts()[:, 0] - _four_drafts()[:, 1]) >= GAP).mean()),
                "those are two of the four drafts. Any of the four may be in front: sort each row first.",
            ),
            Wrong(
                lambda: float((_four_drafts()[:, -1] - _four_drafts()[:, -2] >= GAP).mean()),
                "you took the last two drafts as they stand. Sort each row first: `np.sort(replies, axis=1)`.",
            ),
            Wrong(
                lambda: float((_four_drafts().max(axis=1) - _four_drafts().mean(axis=1) >= GAP).mean()),
                "that is how far the best is above the mean of the four. The lead is over the second best.",
            ),
            Wrong(
                lambda: float((_lead() == GAP).mean()),
                f"that is a lead of exactly {GAP}. More counts too.",
            ),
        ),
        share=True,
    ),
    hints=(
        "`np.sort(replies, axis=1)` puts each row in order. Where is the best then, and where the second best?",
        "The last column less the one before it is the lead. A condition on it has a mean.",
    ),
    explanation=lambda: (
        f"Sort each row: the last column less the one before it is the lead. It is {GAP} or more in {_leads():.1%} of "
        "the runs, and nothing was there to find. With more drafts there are more chances, so a winner among many "
        "means less than a winner of two."
    ),
    code=("ranked = np.sort(replies, axis=1)\nlead = ranked[:, -1] - ranked[:, -2]\nanswer_8 = (lead >= 2).mean()"),
)

# --- 10.9 What three of eight and one of eight leave open ----------------------------------------------------


@cache
def _rates(prior: float = 1, below: str = "missed") -> tuple[np.ndarray, np.ndarray]:
    """Draws of the two reply rates, B first: as the solution draws them, or as a known mistake does."""
    rng = np.random.default_rng(SEED_DRAFTS)
    pair = []
    for tally in (B, A):
        second = tally.sent - tally.replied if below == "missed" else tally.sent
        pair.append(rng.beta(prior + tally.replied, prior + second, DRAWS))
    return pair[0], pair[1]


def _apart(**how: object) -> tuple[float, float]:
    first, second = _rates(**how)
    return ends(first - second)


def _textbook() -> tuple[float, float]:
    """The interval of the normal approximation."""
    middle = B.share - A.share
    reach = 1.96 * sum(tally.share * (1 - tally.share) / tally.sent for tally in (A, B)) ** 0.5
    return middle - reach, middle + reach


CHECK_9 = Check(
    id="10.9",
    title="what eight of each leave open",
    variable="answer_9",
    judge=Interval(
        _apart,
        tolerance=0.011,
        because=(
            f"With {DRAWS:,} draws an end moves by about 0.002 from one set of draws to the next; two decimals round "
            "by 0.005."
        ),
        right=lambda: (
            f"{points(_apart())} (95%, flat prior). In {(_rates()[0] > _rates()[1]).mean():.0%} of the draws B has the "
            "higher rate, which sounds like much. But B may be somewhat worse, as good, or far better, and eight of "
            "each can't say which. They were also sent to different people, which no draw knows of."
        ),
        wrong=(
            *mistakes_with_a_difference(_rates, "draft", "rates"),
            Wrong(
                lambda: _apart(prior=0.0001),
                "you left out the flat prior: add 1 to the replies and 1 to the silences.",
            ),
            Wrong(
                lambda: _apart(below="sent"),
                f"the second number is the messages that were not answered, {B.sent - B.replied} and "
                f"{A.sent - A.replied}, and 1 more. You put in all that were sent.",
            ),
            Wrong(
                _textbook,
                "that is the textbook's formula, which needs dozens of messages. Use the draws.",
            ),
        ),
        share=True,
    ),
    hints=(
        "`rng.beta(1 + replies, 1 + silences, 100_000)` draws rates that fit what was seen. Do it once for each draft.",
        "Subtract the two, draw by draw. Then the 2.5th and the 97.5th percentile of the differences.",
    ),
    explanation=lambda: (
        f"Rates that fit {B.replied} of {B.sent}, less rates that fit {A.replied} of {A.sent}, draw by draw: the "
        f"middle 95% goes from {points(_apart())}. It covers what chance does to so few messages. It doesn't cover "
        "that the two were sent to different people."
    ),
    code=(
        "rate_b = rng.beta(1 + 3, 1 + 5, 100_000)\n"
        "rate_a = rng.beta(1 + 1, 1 + 7, 100_000)\n"
        "answer_9 = np.percentile(rate_b - rate_a, [2.5, 97.5])"
    ),
)

# --- 10.10 Looking after every message -----------------------------------------------------------------------


@cache
def _rounds() -> tuple[np.ndarray, np.ndarray]:
    found = np.random.default_rng(SEED_ROUNDS).random((2, LOOKS, ROUNDS)) < EQUAL
    return found[0], found[1]


def rounds() -> tuple[np.ndarray, np.ndarray]:
    """Whether each message of A and of B is answered: two boolean arrays, shape (LOOKS, ROUNDS). Copies."""
    first, second = _rounds()
    return first.copy(), second.copy()


def _gap() -> np.ndarray:
    """How far B is ahead of A after each round, below 0 where A is ahead; shape (LOOKS, ROUNDS)."""
    first, second = _rounds()
    return np.cumsum(second, axis=1) - np.cumsum(first, axis=1)


def _ever() -> float:
    return float((abs(_gap()) >= AHEAD).any(axis=1).mean())


def _run_on() -> np.ndarray:
    """The gap if the runs are counted as one long run, as `cumsum()` without an axis does."""
    first, second = _rounds()
    return np.cumsum(second) - np.cumsum(first)


def _run_on_in_rows() -> float:
    return float((abs(_run_on()).reshape(LOOKS, ROUNDS) >= AHEAD).any(axis=1).mean())


def _at_the_end() -> float:
    return float((abs(_gap()[:, -1]) >= AHEAD).mean())


CHECK_10 = Check(
    id="10.10",
    title="looking after every message",
    variable="answer_10",
    judge=Number(
        _ever,
        tolerance=0.0006,
        because="The runs are given, so only rounding to three decimals has to be allowed.",
        right=lambda: (
            f"{_ever():.1%} of the runs (simulated), and {_at_the_end():.1%} if you look once, after {ROUNDS} of each. "
            "The two drafts are equal. Each look is one more chance to be fooled, and who stops at a lead never sees "
            "it melt."
        ),
        wrong=(
            Wrong(
                _at_the_end,
                f"that is looking once, after {ROUNDS} of each. The question is whether it was so after any round: "
                "`cumsum`, then `any(axis=1)`.",
            ),
            Wrong(
                lambda: float((_gap() >= AHEAD).any(axis=1).mean()),
                "that is B in front. A may be in front as well: `abs`.",
            ),
            Wrong(
                lambda: float((abs(_gap()) >= AHEAD).mean()),
                "that is the share of all looks. In a run one look is enough to stop: `any(axis=1)`, then the mean.",
            ),
            Wrong(
                lambda: float((abs(_gap()) > AHEAD).any(axis=1).mean()),
                f"that is a lead of more than {AHEAD}: {AHEAD} is enough, `>=`.",
            ),
            Wrong(
                lambda: float((abs(_gap()) >= AHEAD - 1).any(axis=1).mean()),
                f"that is a lead of {AHEAD - 1} or more. The question asks for {AHEAD}.",
            ),
            Wrong(
                lambda: float((abs(_run_on()) >= AHEAD).mean()),
                "`cumsum()` without `axis=1` makes one long run of all of them: count along each row.",
            ),
            Wrong(
                _run_on_in_rows,
                "`cumsum()` without `axis=1` goes on from one run into the next. Each run starts at 0.",
            ),
        ),
        share=True,
    ),
    hints=(
        "Count first: `b.cumsum(axis=1)` is how many replies B has had after each round, in each run. True and False "
        "themselves can't be subtracted.",
        "B's less A's is the gap after each round. A run counts if it is far enough, either way, in `any` of its "
        "rounds.",
    ),
    explanation=lambda: (
        f"Replies so far, B's less A's, after each round; a run counts if the gap is {AHEAD} or more at any time: "
        f"{_ever():.1%}. At the end alone it would be {_at_the_end():.1%}. A rule that allows looking has to ask for "
        "more: the lesson's tracker does."
    ),
    code=("gap = b.cumsum(axis=1) - a.cumsum(axis=1)\nanswer_10 = (abs(gap) >= 3).any(axis=1).mean()"),
)

# --- 10.11 Every talk there can be ---------------------------------------------------------------------------


def _ways(talk: Talk, chance: float = 1.0) -> list[tuple[Talk, float]]:
    """Every finished talk that goes on from this one, and the chance that pressing at random leads to it."""
    if talk.ended:
        return [(talk, chance)]
    offered = talk.offered
    return [way for question in offered for way in _ways(talk.ask(question.id), chance / len(offered))]


@cache
def _talks() -> pd.DataFrame:
    questions = script().questions
    return pd.DataFrame(
        [
            (questions[talk.asked[0]].kind, len(talk.asked), talk.minutes, len(talk.learnt), chance)
            for talk, chance in _ways(script().play(()))
        ],
        columns=["first", "asked", "minutes", "learnt", "chance"],
    )


def talks() -> pd.DataFrame:
    """Every talk that the lesson's conversation can become, a row each. A copy.

    first: kind of the question it opens with; asked: questions in it; minutes: how long it takes; learnt: facts learnt;
    chance: that somebody who chooses at random among what is on offer has this very talk; they sum to 1
    """
    return _talks().copy()


def _opened_with(kind: str) -> pd.DataFrame:
    return _talks()[_talks()["first"] == kind]


def _learnt(kind: str) -> float:
    """Facts learnt on average by somebody who opens so and then chooses at random."""
    those = _opened_with(kind)
    return float((those["learnt"] * those["chance"]).sum() / those["chance"].sum())


def _more_facts() -> float:
    return _learnt(OPENING) - _learnt(OTHER)


def _undivided(kind: str) -> float:
    those = _opened_with(kind)
    return float((those["learnt"] * those["chance"]).sum())


def _at_random() -> float:
    return float((_talks()["learnt"] * _talks()["chance"]).sum())


CHECK_11 = Check(
    id="10.11",
    title="every talk there can be",
    variable="answer_11",
    judge=Number(
        _more_facts,
        tolerance=0.006,
        because="Two decimals are asked for, which rounds by 0.005; the talks are counted, not drawn.",
        right=lambda: (
            f"{_learnt(OPENING):.2f} against {_learnt(OTHER):.2f} of {len(script().facts)} facts, {_more_facts():.2f} "
            "more (in an invented talk). The best talk that opens with a compliment still teaches "
            f"{_opened_with(OTHER)['learnt'].max()}, and with a past decision {_opened_with(OPENING)['learnt'].max()}. "
            "A bad opening costs time, and it isn't the end: what follows counts more."
        ),
        wrong=(
            Wrong(
                lambda: float(_opened_with(OPENING)["learnt"].mean() - _opened_with(OTHER)["learnt"].mean()),
                "that is the mean over rows, as if all talks were equally likely. Where more is on offer there are "
                "more rows, and each is less likely: weight by `chance`.",
            ),
            Wrong(
                lambda: _undivided(OPENING) - _undivided(OTHER),
                "the chances of one opening don't sum to 1. Divide by their sum.",
            ),
            Wrong(
                lambda: _learnt(OPENING) - _at_random(),
                "that is against anybody, whatever they open with. Compare with those who open with a compliment.",
            ),
            Wrong(lambda: _learnt(OPENING), "so many facts it is after a past decision. How many more is that?"),
            Wrong(
                lambda: _learnt(OTHER), "so many facts it is after a compliment. The question asks for the difference."
            ),
            Wrong(
                lambda: -_more_facts(),
                "you subtracted the other way round.",
            ),
        ),
    ),
    hints=(
        "A mean in which rows count differently: the sum of value × weight, divided by the sum of the weights.",
        'Do it for the rows whose `first` is "past", and again for "compliment". `np.average` takes `weights=`.',
    ),
    explanation=lambda: (
        f"Weighted by their chance, talks that open with a past decision teach {_learnt(OPENING):.2f} facts, those "
        f"that open with a compliment {_learnt(OTHER):.2f}. There are {len(_talks()):,} talks in all, and a row of "
        "this table isn't a person."
    ),
    code=(
        'past, compliment = (talks[talks["first"] == kind] for kind in ["past", "compliment"])\n'
        'means = [np.average(t["learnt"], weights=t["chance"]) for t in (past, compliment)]\n'
        "answer_11 = means[0] - means[1]"
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
