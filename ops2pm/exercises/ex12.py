"""Exercise 12, Own it: its tables and its checks.

Table 1 and the stories of 12.9 are invented. Table 2 is computed by `models.hiring` from an assumed interview; 12.7,
12.8, 12.10 and 12.11 are simulated here. Expected values, known wrong ones and the numbers in messages are computed
when needed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from functools import cache
from itertools import combinations
from math import comb, factorial

import numpy as np
import pandas as pd

from ops2pm.checks import Check, Number, OneOf, Option, Wrong
from ops2pm.exercises import Table
from ops2pm.exercises.shares import ROUNDED
from ops2pm.models import hiring
from ops2pm.models.coverage import open_questions, smallest_cover
from ops2pm.models.leitner import FIRST, LAST, SAID, WAITS, Held

STORIES = {
    "the gate list": {1, 2, 4, 7},
    "nine special routes": {1, 2, 3},
    "the refund date": {4, 5, 6},
    "the second shift": {3, 5, 8},
    "two fixed hours": {7, 8, 9},
}
"""Table 1: which of nine questions each invented story answers. Who takes the largest first needs one story more."""
QUESTIONS = tuple(range(1, 10))

WORDS, SECONDS, LOST, MINUTE, USUAL = 176, 74, 6, 60, 150
"""Item 12.4: words of the pitch, seconds it took, seconds of them lost; and the rule of thumb, in words a minute."""

FIRST_DAY = date(2026, 3, 1)
SAID_ALOUD = ("well", "well", "not yet", "well", "well")
"""Item 12.5: a card and how it was said, each time on the day on which it came back."""

VALIDITY, CANDIDATES, ROUNDS = 0.4, 5, 200
"""Table 2 and 12.8: how far a score follows ability (assumed), people a round, rounds."""

INTERVIEWS, BY_FEEL, SEED_ROUNDS = 6_000, 0.2, 1207
"""Item 12.7: rounds of CANDIDATES; how far the score by feeling follows ability; VALIDITY is the other's. Assumed."""

PEOPLE, APPLICATIONS, SEED_PEOPLE = 20_000, 5, 1208
"""Item 12.8."""

SETS_OF = 3
"""Item 12.9: stories that one can have ready."""

READERS, CARDS, DAYS, SEED_LOG = 12, 10, 30, 1210
"""Item 12.10: invented readers who practise ten cards for thirty days (simulated)."""
HIGH = 4

TALKS, GAIN, LOSS, SEED_TALKS = 40_000, 0.5, 1.5, 1211
"""Item 12.11: interviews; what a claim adds to a score and takes from it when it falls apart, in its standard
deviations. Assumed."""
BOLD_IF = {False: 0.75, True: 0.25}
"""Share of bold answers where no second question comes, and where one does."""

# --- 12.1 The objection, and nothing about managers ----------------------------------------------------------

CHECK_1 = Check(
    id="12.1",
    title="the objection, and nothing about managers",
    question="Which of the five answers what was said, and claims nothing about what managers think?",
    judge=OneOf(
        (
            Option(
                "bias",
                "1, the bias",
                "it tells a manager what managers think. R10 says so too, and no source was found for it. The person "
                "in front of you has said something about you. Answer that.",
            ),
            Option(
                "own_it",
                "2, ship and execute",
                "R4 says to own it, and here it is owned, in the same words. But execution is what was held against "
                "you. The louder you own it, the more the other one is right.",
            ),
            Option(
                "date",
                "3, the refund date",
                "it agrees with what is true, and then gives one time when the aim itself was changed, by somebody "
                "who can be asked about it. That it was one time is said too. Whether managers in general think so "
                "needn't be known for this.",
            ),
            Option(
                "studies",
                "4, the studies",
                "a study without a name is the first thing that a careful listener asks about. And it is a study about "
                "execution, which was the objection.",
            ),
            Option(
                "ideas",
                "5, the ideas",
                "it says that you would like to. Nothing in it has happened, so nobody can ask what came of it.",
            ),
        ),
        right="date",
    ),
    hints=(
        "Cross out what is about people in general: managers, operations people, studies.",
        "Of the rest, in which could somebody ask: “And what did Finance say?”",
    ),
    explanation=(
        "The third. Concede, tell what happened, name the gap, say what you do about it. What hiring managers perceive "
        "(R10) has no source that was found, and the answer doesn't need it: somebody has said it to you, and that is "
        "reason enough. R4's strength and R10's stereotype are the same sentence, heard by two people."
    ),
)

# --- Table 1 and 12.2: the fewest stories --------------------------------------------------------------------


@cache
def by_story() -> Table:
    """Table 1: which question each invented story answers."""
    frame = pd.DataFrame(
        {
            str(question): ["x" if question in answered else "" for answered in STORIES.values()]
            for question in QUESTIONS
        }
        | {"answers": [len(answered) for answered in STORIES.values()]},
        index=pd.Index(STORIES, name="story"),
    )
    return Table("Table 1. Five stories, and which of nine questions (1 to 9) each could answer. Invented.", frame)


def _answers() -> Mapping[str, set[str]]:
    return {story: {str(question) for question in answered} for story, answered in STORIES.items()}


def _fewest() -> int:
    return len(smallest_cover(_answers()))


def _largest_first() -> list[str]:
    """The stories of somebody who always takes the one that answers most of what is still open."""
    left, taken = {str(question) for question in QUESTIONS}, []
    while left:
        best = max(_answers(), key=lambda story: len(_answers()[story] & left))
        taken.append(best)
        left -= _answers()[best]
    return taken


CHECK_2 = Check(
    id="12.2",
    title="the fewest stories",
    question="With how few of these five stories can you answer all nine questions?",
    unit="stories",
    judge=Number(
        _fewest,
        tolerance=0.4,
        because="Stories are whole, so what is less than half a story away is this number.",
        right=lambda: (
            f"{_named(smallest_cover(_answers()))}. The story with the most crosses, {_largest_first()[0]}, isn't "
            "among them: what it answers, the others answer too. Have these ready, and tell the rest if somebody asks."
        ),
        wrong=(
            Wrong(
                lambda: len(_largest_first()),
                "that is what one gets by taking the story with the most crosses first, and then the next. Try leaving "
                "that one out.",
            ),
            Wrong(lambda: len(STORIES), "those are all of them. At least one can be left out."),
            Wrong(lambda: len(QUESTIONS), "those are the questions. How few stories answer them?"),
            Wrong(
                lambda: _fewest() - 1,
                lambda: (
                    f"the two largest answer {_most_with(2)} of the nine at most. Some question stays open with any "
                    "two."
                ),
            ),
            Wrong(
                lambda: 1,
                lambda: f"no story answers more than {_most_with(1)} of the nine.",
            ),
        ),
    ),
    hints=(
        "Which questions have one cross only? Their stories must be in.",
        "Question 6 and question 9 fix two of them. What is open then, and who answers all of that at once?",
    ),
    explanation=lambda: (
        f"{_named(smallest_cover(_answers()))} answer all nine. Beginning with the one that has most crosses, "
        f"{_largest_first()[0]}, leads to {len(_largest_first())}: it answers a bit of everything and finishes "
        "nothing. With five stories one can try all sets, as the lesson's grid does."
    ),
)


def _named(stories: tuple[str, ...]) -> str:
    *first, last = stories
    text = f"{', '.join(first)} and {last}"
    return text[:1].upper() + text[1:]


def _most_with(size: int) -> int:
    """The most questions that so many of the stories answer together."""
    return max(len(set().union(*chosen)) for chosen in combinations(STORIES.values(), size))


# --- 12.3 What was given up ----------------------------------------------------------------------------------

CHECK_3 = Check(
    id="12.3",
    title="what was given up",
    question="In which of the five was something given up by the decision itself, and somebody worse off for it?",
    judge=OneOf(
        (
            Option(
                "overtime",
                "1, the overtime",
                "it was hard, and it was yours. Effort shows that you wanted it. It doesn't show what you would take "
                "from whom.",
            ),
            Option(
                "happier",
                "2, everybody happier",
                "if nobody lost, there was nothing to decide, or nobody has looked for who lost. The next question is "
                "“Who disagreed?”",
            ),
            Option(
                "interface",
                "3, the interface",
                "that is something you didn't get, and others are to blame for it. A price is something that you had "
                "and let go.",
            ),
            Option(
                "earlier",
                "4, sooner",
                "a regret about time, and everybody has it. It belongs to “what would you do differently”, and there "
                "it says little.",
            ),
            Option(
                "routes",
                "5, the routes",
                "the two customers left because of it, it could be foreseen, and it has a number. Whoever hears it "
                "knows which way you decide when two things can't both be had.",
            ),
        ),
        right="routes",
    ),
    hints=(
        "A price is paid by somebody, because of the decision. Who pays in each?",
        "In which could the one who paid have been told beforehand?",
    ),
    explanation=(
        "The routes. Effort, regret and bad luck are no price. What was given up shows how you weigh, and that is what "
        "a product manager is paid for. It is also the part that is hardest to invent: whoever has really decided "
        "remembers who was angry."
    ),
)

# --- 12.4 Your own pace --------------------------------------------------------------------------------------


def _fits(words: float = WORDS, seconds: float = SECONDS - LOST) -> float:
    """Words that fit into a minute at the pace of so many words in so many seconds."""
    return MINUTE * words / seconds


CHECK_4 = Check(
    id="12.4",
    title="your own pace",
    question="At the pace at which you did speak, how many words fit into 60 seconds?",
    unit="words",
    judge=Number(
        _fits,
        tolerance=0.6,
        because="Words are whole, and rounding moves it by half a word.",
        right=lambda: (
            f"{WORDS} words in {SECONDS - LOST} seconds are {_fits():.0f} a minute. So about "
            f"{WORDS - _fits():.0f} words have to go, or you speak faster, and that can be heard. The usual "
            f"{USUAL} a minute is practitioners' habit; yours is measured."
        ),
        wrong=(
            Wrong(
                lambda: _fits(seconds=SECONDS),
                "the six seconds in which you looked for the line are in it. They are a stop and not a pace: take "
                "them off first.",
            ),
            Wrong(
                lambda: _fits(seconds=SECONDS + LOST),
                "you added the six seconds. They are part of the 74 already: take them off.",
            ),
            Wrong(
                lambda: WORDS - _fits(),
                "so many words are too many. The question asks how many fit.",
            ),
            Wrong(lambda: USUAL, "that is the rule of thumb. You have measured your own pace: use that."),
            Wrong(
                lambda: WORDS / (SECONDS - LOST),
                "those are words in one second. How many in sixty?",
            ),
            Wrong(
                lambda: WORDS * (SECONDS - LOST) / MINUTE,
                "you divided the wrong way round: it took longer than a minute, so fewer words fit.",
            ),
            Wrong(
                lambda: WORDS * MINUTE / SECONDS - LOST,
                "you took six words off for the six seconds. Take the seconds off first, then work out the pace.",
            ),
            Wrong(lambda: SECONDS - LOST, "so many seconds you spoke. How many words is that in sixty?"),
        ),
    ),
    hints=(
        "How many of the 74 seconds did you speak?",
        "Words divided by those seconds, times sixty.",
    ),
    explanation=lambda: (
        f"{SECONDS} − {LOST} = {SECONDS - LOST} seconds of speech for {WORDS} words; in {MINUTE} seconds "
        f"{_fits():.0f}. A stop is no pace. You know it from a line that stood still for six minutes: its rate while "
        "running is another number than its output for the shift."
    ),
)

# --- 12.5 When a card comes back -----------------------------------------------------------------------------

Move = Callable[[int, str], int]


def _comes_back(move: Move | None = None, wait_of_old: bool = False) -> float:
    """The day of March on which the card comes back after the last word; by the lesson's rule, or by another move.

    wait_of_old: the days of the box that it leaves
    """
    if move is None:
        held, day = Held(), FIRST_DAY
        for said in SAID_ALOUD:
            held = held.say(said, day)
            assert held.place.due is not None  # it has just been said
            day = held.place.due
        return float((day - FIRST_DAY).days + 1)
    box, day_of_march = FIRST, 1
    for said in SAID_ALOUD:
        before, box = box, move(box, said)
        day_of_march += WAITS[before if wait_of_old else box]
    return float(day_of_march)


def _rule(box: int, said: str, failed: int = FIRST) -> int:
    return min(box + 1, LAST) if said == "well" else failed


CHECK_5 = Check(
    id="12.5",
    title="when a card comes back",
    question=(
        "You first say the card on Sunday, 1 March, and then on each day on which it comes back: well, well, not yet, "
        "well, well. On which day of March does it come back after that?"
    ),
    unit="March",
    judge=Number(
        _comes_back,
        tolerance=0.4,
        because="Days are whole, so what is less than half a day away is this one.",
        right=lambda: (
            f"{_date(_comes_back())}. You said it on {_days()}, five times in ten days. With two more good answers it "
            "waits eight days, then sixteen. A card that is always said well is said five times in the whole of March."
        ),
        wrong=(
            Wrong(
                lambda: _comes_back(lambda box, said: _rule(box, said, failed=box)),
                "you let the card stay in its box at “not yet”. It goes back to box 1 and comes tomorrow.",
            ),
            Wrong(
                lambda: _comes_back(lambda box, said: _rule(box, said, failed=max(FIRST, box - 1))),
                "you put it one box back at “not yet”. It goes all the way to box 1.",
            ),
            Wrong(
                lambda: _comes_back(_rule, wait_of_old=True),
                "you waited as long as the box says that the card leaves. The box that it goes into counts.",
            ),
            Wrong(
                lambda: _comes_back(lambda box, said: min(box + 1, LAST)),
                "you moved it on at “not yet” as well.",
            ),
            Wrong(
                lambda: _comes_back() - WAITS[3],
                "on that day you say it for the fifth time. When does it come back after that?",
            ),
            Wrong(
                lambda: _comes_back() - 1,
                "you have counted the days from 1 March. The question asks for the day itself: one more.",
            ),
            Wrong(
                lambda: _comes_back() + 1,
                "one day too many. Box 3 waits four days, and the last time was 10 March: 10 and 4.",
            ),
        ),
    ),
    hints=(
        "Said well on 1 March it goes to box 2, which waits two days. So the second time is on 3 March.",
        "At “not yet” it is in box 1 again and comes the next day. From there it climbs as at the start.",
    ),
    explanation=lambda: (
        "1 March, box 2; then box 3; “not yet”, box 1; box 2; box 3 again, which waits four days: "
        f"{_date(_comes_back())}. The rule costs little on what you can say, and comes back at once with what you "
        "can't. That spacing helps is practitioners' habit here: this course has no source for how much."
    ),
)


def _date(day_of_march: float) -> str:
    day = FIRST_DAY + timedelta(days=int(day_of_march) - 1)
    return f"{day.day} {day:%B}"


def _days() -> str:
    """The days on which it was said."""
    held, day, days = Held(), FIRST_DAY, []
    for said in SAID_ALOUD:
        days.append(day.day)
        held = held.say(said, day)
        assert held.place.due is not None  # it has just been said
        day = held.place.due
    return f"{', '.join(str(each) for each in days[:-1])} and {days[-1]} March"


# --- Table 2 and 12.6: what a no says ------------------------------------------------------------------------


@cache
def _offers() -> tuple[int, int]:
    """Offers to the abler half and to the other half of all candidates, by the model, rounded to whole ones."""
    chance = hiring.wins(hiring.GRID, VALIDITY, CANDIDATES)
    abler = float((chance * hiring.WEIGHTS)[hiring.GRID > 0].sum() + (chance * hiring.WEIGHTS)[hiring.GRID == 0][0] / 2)
    offers = round(abler * CANDIDATES * ROUNDS)
    return offers, ROUNDS - offers


def _each_half() -> int:
    return CANDIDATES * ROUNDS // 2


@cache
def by_half() -> Table:
    """Table 2: offers and no's of the abler and the other half of all candidates."""
    offers = pd.Series(_offers(), index=pd.Index(["the abler half", "the other half"], name="candidates"))
    frame = pd.DataFrame({"offer": offers, "no": _each_half() - offers})
    picks = hiring.better_of_two(VALIDITY)
    caption = (
        f"Table 2. {ROUNDS} jobs, {CANDIDATES} candidates for each, one offer. The interview rates the abler of two "
        f"higher {100 * picks:.0f} times in 100. Computed; that interview is assumed."
    )
    return Table(caption, frame, {"offer": ",d", "no": ",d"})


def _abler_of_no() -> float:
    """Per cent of those with a no who are of the abler half."""
    return 100 * (_each_half() - _offers()[0]) / (2 * _each_half() - ROUNDS)


CHECK_6 = Check(
    id="12.6",
    title="what a no says",
    question="Of all who got a no, what percentage belongs to the abler half?",
    unit="%",
    judge=Number(
        _abler_of_no,
        tolerance=0.6,
        because="A whole per cent is asked for, which rounds by 0.5.",
        right=lambda: (
            f"{_each_half() - _offers()[0]} of {2 * _each_half() - ROUNDS}, {_abler_of_no():.0f}%. Before it was 50%. "
            f"So one no takes {50 - _abler_of_no():.0f} points from what you could think of yourself, if the "
            "interview is as good as that. If it is worse, even less. It is a reason to go on, and none to believe "
            "that five no's say nothing: item 12.8 counts them."
        ),
        wrong=(
            Wrong(
                lambda: 100 * (_each_half() - _offers()[0]) / _each_half(),
                "that is how many of the abler half got a no. The question is about those who got a no: divide by all "
                "of them.",
            ),
            Wrong(
                lambda: 100 * _offers()[0] / ROUNDS,
                "that is how many of the offers went to the abler half. The question is about the no's.",
            ),
            Wrong(
                lambda: 100 * (2 * _each_half() - ROUNDS) / (2 * _each_half()),
                "that is how many candidates got a no. How many of these belong to the abler half?",
            ),
            Wrong(
                lambda: 100 * (_each_half() - _offers()[0]) / (2 * _each_half()),
                "you divided by all candidates, those with an offer included. Divide by those who got a no.",
            ),
            Wrong(
                lambda: 100 * (_each_half() - _offers()[1]) / (2 * _each_half() - ROUNDS),
                "that is the other half's share of the no's.",
            ),
            Wrong(
                lambda: 100 * _offers()[0] / _each_half(),
                "that is how many of the abler half got an offer.",
            ),
            Wrong(lambda: 50.0, "half of all candidates are, but half of those with a no? Look at the column “no”."),
            Wrong(lambda: _abler_of_no() / 100, "that is it as a share: the question asks for per cent."),
        ),
    ),
    hints=(
        "Everybody who got a no stands in one column. How many are they together?",
        "How many of them stand in the first row?",
    ),
    explanation=lambda: (
        f"The column “no” has {_each_half() - _offers()[0]} of the abler half and {_each_half() - _offers()[1]} of "
        f"the other: {_abler_of_no():.0f}%. Four in five get a no, however good they are, so a no can't say much. In "
        "lesson 09 it was the same mistake: how many of the able got a no isn't how many with a no are able."
    ),
)

# --- 12.7 The ablest of five ---------------------------------------------------------------------------------


def _scores(rng: np.random.Generator, ability: np.ndarray, validity: float) -> np.ndarray:
    """Scores of unit variance that correlate with ability by `validity`."""
    return validity * ability + (1 - validity**2) ** 0.5 * rng.standard_normal(ability.shape)


@cache
def _interviews() -> pd.DataFrame:
    rng = np.random.default_rng(SEED_ROUNDS)
    ability = rng.standard_normal(INTERVIEWS * CANDIDATES)
    return pd.DataFrame(
        {
            "job": np.repeat(np.arange(1, INTERVIEWS + 1), CANDIDATES),
            "ability": ability,
            "by_feel": _scores(rng, ability, BY_FEEL),
            "same_questions": _scores(rng, ability, VALIDITY),
        }
    )


def interviews() -> pd.DataFrame:
    """Simulated candidates, a row each, five for each job. A copy.

    job: its number; ability: how well they would do it; by_feel, same_questions: how two interviews score them. All
    three have mean 0 and standard deviation 1.
    """
    return _interviews().copy()


def _best(column: str) -> pd.Series:
    """The row of the best of each job, by one of the columns."""
    return _interviews().groupby("job")[column].idxmax()


def _hits(column: str) -> float:
    return float((_best("ability") == _best(column)).mean())


CHECK_7 = Check(
    id="12.7",
    title="the ablest of five",
    variable="answer_7",
    judge=Number(
        lambda: _hits("same_questions"),
        tolerance=0.0006,
        because=ROUNDED,
        right=lambda: (
            f"{_hits('same_questions'):.1%} of the jobs (simulated). By feeling it is {_hits('by_feel'):.1%}, and "
            f"drawing lots gives {1 / CANDIDATES:.0%}. So asking everybody the same finds the ablest more often, and "
            "still misses them most of the time. That structured interviews predict best is cited (Sackett and "
            "others, 2022); the sizes here are assumed."
        ),
        wrong=(
            Wrong(
                lambda: _hits("by_feel"),
                "that is the score by feeling. The question is about the one with the same questions.",
            ),
            Wrong(
                lambda: float((_best("by_feel") == _best("same_questions")).mean()),
                "that is how often the two interviews choose the same person. Compare with `ability`.",
            ),
            Wrong(
                lambda: float(_interviews()["ability"].corr(_interviews()["same_questions"])),
                "that is the correlation of score and ability. Count jobs: is the best by score the best by ability?",
            ),
            Wrong(
                lambda: float((_interviews().loc[_best("same_questions"), "ability"] > 0).mean()),
                "that is how often the one with the best score is above the average. The question is whether they are "
                "the ablest of their five.",
            ),
            Wrong(
                lambda: float((_top("ability") == _top("same_questions")).mean()),
                "you compared all rows, and most people are the best by neither. Count jobs.",
            ),
            Wrong(
                lambda: _hits("same_questions") - _hits("by_feel"),
                "that is how much more often than by feeling. The question asks how often.",
            ),
            Wrong(
                lambda: float((_top("ability") & _top("same_questions")).mean()),
                "you divided by the candidates. Each job has one ablest: divide by the jobs.",
            ),
        ),
        share=True,
    ),
    hints=(
        '`groupby("job")[column].idxmax()` gives the row of the best of each job, by that column.',
        "Do it for the ability and for the score. In what share of the jobs is it the same row?",
    ),
    explanation=lambda: (
        f"The row of the ablest and the row of the best score, job by job: the same in {_hits('same_questions'):.1%}. "
        "A better interview is one that asks everybody the same and holds the answers against anchors, so what you "
        "should rehearse is episodes. It is no promise: most jobs go to somebody else than the ablest."
    ),
    code=(
        'ablest = interviews.groupby("job")["ability"].idxmax()\n'
        'chosen = interviews.groupby("job")["same_questions"].idxmax()\n'
        "answer_7 = (ablest == chosen).mean()"
    ),
)


def _top(column: str) -> pd.Series:
    """For each candidate, whether they are the best of their job."""
    return _interviews().index.isin(_best(column))


# --- 12.8 After five no's ------------------------------------------------------------------------------------


@cache
def _applications() -> pd.DataFrame:
    rng = np.random.default_rng(SEED_PEOPLE)
    ability = np.repeat(rng.standard_normal(PEOPLE), APPLICATIONS)
    own = _scores(rng, ability, VALIDITY)
    others = rng.standard_normal((len(own), CANDIDATES - 1)).max(axis=1)
    return pd.DataFrame(
        {
            "person": np.repeat(np.arange(1, PEOPLE + 1), APPLICATIONS),
            "ability": ability,
            "offer": own > others,
        }
    )


def applications() -> pd.DataFrame:
    """Simulated applications, five of each person, each for a job with four others. A copy.

    person: their number; ability: 0 is a candidate from the middle; offer: whether they got it
    """
    return _applications().copy()


@cache
def _persons() -> pd.DataFrame:
    return _applications().groupby("person").agg(ability=("ability", "first"), offers=("offer", "sum"))


def _abler_after() -> float:
    people = _persons()
    return float((people.loc[people["offers"] == 0, "ability"] > 0).mean())


CHECK_8 = Check(
    id="12.8",
    title="after five no's",
    variable="answer_8",
    judge=Number(
        _abler_after,
        tolerance=0.0006,
        because=ROUNDED,
        right=lambda: (
            f"{_abler_after():.1%} (simulated). Before the first no it was 50%, after one {_abler_of_no():.0f}%. So "
            f"five no's do say something, though far less than they feel like: about {round(10 * _abler_after())} in "
            "10 of those who have heard five are abler than a candidate from the middle. That is with this assumed "
            "interview, and if all five jobs were alike."
        ),
        wrong=(
            Wrong(
                lambda: float((_persons().loc[_persons()["ability"] > 0, "offers"] == 0).mean()),
                "that is how many of the abler ones got five no's. The question starts from those who got five no's.",
            ),
            Wrong(
                lambda: float((_applications().loc[~_applications()["offer"], "ability"] > 0).mean()),
                "that is the share among single no's. Make one row for each person, and keep those without any offer.",
            ),
            Wrong(
                lambda: float((_persons().loc[_persons()["offers"] > 0, "ability"] > 0).mean()),
                "those are the ones who got an offer.",
            ),
            Wrong(
                lambda: float((_persons()["offers"] == 0).mean()),
                "that is how many people got five no's. How many of these are abler than a candidate from the middle?",
            ),
            Wrong(
                lambda: float(((_persons()["ability"] > 0) & (_persons()["offers"] == 0)).mean()),
                "you divided by all people. Divide by those with five no's.",
            ),
            Wrong(
                lambda: float((_persons().loc[_persons()["offers"] < APPLICATIONS, "ability"] > 0).mean()),
                "those got at least one no. The question is about those who got nothing else.",
            ),
            Wrong(
                lambda: _abler_of_no() / 100,
                "that is after one no, by the model. Count those who got five.",
            ),
        ),
        share=True,
    ),
    hints=(
        'One row for each person first: `groupby("person")`, with the sum of `offer` and the first `ability`.',
        "Keep those whose sum is 0. What share of them has an ability above 0?",
    ),
    explanation=lambda: (
        f"Of {int((_persons()['offers'] == 0).sum()):,} simulated people with five no's, {_abler_after():.1%} are "
        "abler than a candidate from the middle. A no says little, and little adds up. It also says nothing about why: "
        "after five, ask somebody who sat on the other side."
    ),
    code=(
        'people = applications.groupby("person").agg(ability=("ability", "first"), offers=("offer", "sum"))\n'
        'turned_down = people[people["offers"] == 0]\n'
        'answer_8 = (turned_down["ability"] > 0).mean()'
    ),
)

# --- 12.9 Three stories that answer everything ---------------------------------------------------------------

ANSWERED = {
    "gate list": "x..xxxx.x.x.",
    "special routes": "xxxxxx....x.",
    "refund date": "..xx..xx...x",
    "second shift": "x.xx.xxxx...",
    "fixed hours": "x.x.xx.x.x..",
    "old board": "xxxx..x....x",
    "scanner sign": "..xxx..xxx..",
    "order slip": "x....x.xx..x",
}
"""Item 12.9: which of twelve questions each invented story answers."""


@cache
def _stories() -> pd.DataFrame:
    columns = pd.Index(range(1, len(next(iter(ANSWERED.values()))) + 1), name="question")
    rows = [[mark == "x" for mark in marks] for marks in ANSWERED.values()]
    return pd.DataFrame(rows, index=pd.Index(ANSWERED, name="story"), columns=columns)


def answers() -> pd.DataFrame:
    """Which of twelve questions (columns) each of eight invented stories (rows) answers: booleans. A copy."""
    return _stories().copy()


def _covering(size: int) -> list[tuple[str, ...]]:
    """The sets of so many stories that leave no question open."""
    table = _stories()
    marks = {story: set(table.columns[table.loc[story]]) for story in table.index}
    return [
        chosen
        for chosen in combinations(table.index, size)
        if not open_questions({story: marks[story] for story in chosen}, list(table.columns))
    ]


def _nearly(size: int, open_ones: int) -> int:
    """How many sets of so many stories leave at most so many questions open."""
    table = _stories()
    return sum(int((~table.loc[list(chosen)].any()).sum()) <= open_ones for chosen in combinations(table.index, size))


CHECK_9 = Check(
    id="12.9",
    title="three stories for twelve questions",
    variable="answer_9",
    judge=Number(
        lambda: float(len(_covering(SETS_OF))),
        tolerance=0.4,
        because="Sets are whole, so what is less than half a set away is this number.",
        right=lambda: (
            f"{len(_covering(SETS_OF))} of {comb(len(ANSWERED), SETS_OF)} sets of {SETS_OF}; of the "
            f"{comb(len(ANSWERED), SETS_OF + 1)} sets of {SETS_OF + 1}, {len(_covering(SETS_OF + 1))}. So it matters "
            "which stories you have ready, more than how many. Choose them together, and not each for itself. "
            "(Invented.)"
        ),
        wrong=(
            Wrong(
                lambda: len(_covering(SETS_OF)) * factorial(SETS_OF),
                "you counted each set in every order. The order in which you tell them doesn't matter: `combinations`.",
            ),
            Wrong(
                lambda: comb(len(ANSWERED), SETS_OF),
                "those are all sets of three. In how many is every question answered: `any()`, then `all()`?",
            ),
            Wrong(
                lambda: _nearly(SETS_OF, 1),
                "in some of these one question stays open. All twelve are asked for.",
            ),
            Wrong(
                lambda: len(_covering(SETS_OF + 1)),
                "those are sets of four.",
            ),
            Wrong(
                lambda: len({story for chosen in _covering(SETS_OF) for story in chosen}),
                "those are the stories that occur in such sets. Count the sets.",
            ),
            Wrong(
                lambda: len(_covering(SETS_OF)) + len(_covering(SETS_OF + 1)),
                "those are sets of three and of four. Three are asked for.",
            ),
        ),
    ),
    hints=(
        "`combinations(answers.index, 3)` from `itertools` gives each set once.",
        "For one set, `answers.loc[list(chosen)].any()` says for each question whether somebody answers it. Then "
        "`.all()`.",
    ),
    explanation=lambda: (
        f"Go through all {comb(len(ANSWERED), SETS_OF)} sets; {len(_covering(SETS_OF))} leave nothing open. With "
        "eight stories that is quick, with forty it would not be, and then one has to guess well. Which questions are "
        "usual is practitioners' habit, and one story may be asked for twice."
    ),
    code=(
        "from itertools import combinations\n"
        "\n"
        "sets = [list(chosen) for chosen in combinations(answers.index, 3)]\n"
        "answer_9 = sum(answers.loc[chosen].any().all() for chosen in sets)"
    ),
)

# --- 12.10 Replay the log ------------------------------------------------------------------------------------


@cache
def _log() -> pd.DataFrame:
    rng = np.random.default_rng(SEED_LOG)
    start, rows = FIRST_DAY, []
    for reader in range(1, READERS + 1):
        skill = rng.uniform(0.4, 0.75)
        held = {card: Held() for card in range(1, CARDS + 1)}
        for day in (start + timedelta(days=n) for n in range(DAYS)):
            if rng.random() < 0.25:  # not every evening
                continue
            for card, before in held.items():
                if before.place.waits(day):
                    continue
                words = rng.choice(SAID, size=1 + (rng.random() < 0.2), p=[skill, 0.2, 0.8 - skill])
                for said in words:
                    held[card] = held[card].say(str(said), day)
                    rows.append((reader, card, day, str(said)))
    return pd.DataFrame(rows, columns=["reader", "card", "day", "said"])


def practice() -> pd.DataFrame:
    """A log of simulated practice: reader, card, day and what was said, in the order in which it happened. A copy."""
    return _log().copy()


def _replayed(log: pd.DataFrame, by: tuple[str, ...] = ("reader", "card"), start: int = FIRST, **how: int) -> pd.Series:
    """The box of each card after a log; how: what else than the rule is done, see `_moved`."""

    def box_after(said: pd.Series) -> int:
        box = start
        for word in said:
            box = _moved(box, word, **how)
        return box

    return log.groupby(list(by))["said"].apply(box_after)


def _moved(box: int, said: str, failed: int = 0, halting: int = 0, last: int = LAST) -> int:
    """failed: boxes back at "not yet", 0 for all of them; halting: boxes back at "halting"; last: the highest box."""
    if said == "well":
        return min(box + 1, last)
    if said == "halting":
        return max(FIRST, box - halting) if halting else box
    return max(FIRST, box - failed) if failed else FIRST


def _last_words() -> pd.DataFrame:
    return _log().drop_duplicates(["reader", "card", "day"], keep="last")


def _high(boxes: pd.Series) -> float:
    return float((boxes >= HIGH).sum())


CHECK_10 = Check(
    id="12.10",
    title="replay the log",
    variable="answer_10",
    judge=Number(
        lambda: _high(_replayed(_last_words())),
        tolerance=0.4,
        because="Cards are whole, so what is less than half a card away is this number.",
        right=lambda: (
            f"{_high(_replayed(_last_words())):.0f} of {READERS * CARDS} (simulated), after {len(_log()):,} entries. "
            f"Every card every evening would have been {READERS * CARDS * DAYS:,}. What was said badly has been said "
            "most often: that is what the boxes are for."
        ),
        wrong=(
            Wrong(
                lambda: _high(_replayed(_log())),
                "some cards have two entries on one day, and you counted both. Of one day the last word counts: "
                '`drop_duplicates(..., keep="last")`.',
            ),
            Wrong(
                lambda: _high(_replayed(_log().drop_duplicates(["reader", "card", "day"]))),
                "of the days with two entries you kept the first. The last word counts.",
            ),
            Wrong(
                lambda: _high(_replayed(_last_words(), failed=1)),
                "you put a card one box back at “not yet”. It goes all the way to box 1.",
            ),
            Wrong(
                lambda: _high(_replayed(_last_words(), halting=1)),
                "you put a card one box back at “halting”. It stays.",
            ),
            Wrong(
                lambda: _high(_replayed(_last_words(), start=0)),
                "your cards begin in box 0. They begin in box 1.",
            ),
            Wrong(
                lambda: float((_replayed(_last_words()) >= HIGH + 1).sum()),
                "those are in box 5. Box 4 counts too: `>=`.",
            ),
            Wrong(
                lambda: float((_replayed(_last_words()) >= HIGH - 1).sum()),
                "box 3 is in it. Boxes 4 and 5 are asked for.",
            ),
            Wrong(
                lambda: float((_last_words().groupby(["reader", "card"])["said"].last() == "well").sum()),
                "those are the cards that were said well the last time. The box depends on all times.",
            ),
            Wrong(
                lambda: _high(_replayed(_last_words(), by=("card",))),
                "you took the cards of all readers as one. Group by `reader` and `card`.",
            ),
        ),
    ),
    hints=(
        "Write a function that takes the words of one card in their order and gives its box. Begin with `box = 1`.",
        '`groupby(["reader", "card"])["said"].apply(your_function)` uses it on each. First keep one entry a day.',
    ),
    explanation=lambda: (
        f"One entry for each card and day, the last; then each card's words in order through the rule: "
        f"{_high(_replayed(_last_words())):.0f} cards are in box 4 or 5. A state that depends on its own past can't be "
        "had by a sum. It has to be replayed, as the stock of a shelf has to be from its bookings."
    ),
    code=(
        "def box_after(said):\n"
        "    box = 1\n"
        "    for word in said:\n"
        '        box = {"well": min(box + 1, 5), "halting": box, "not yet": 1}[word]\n'
        "    return box\n"
        "\n"
        'daily = log.drop_duplicates(["reader", "card", "day"], keep="last")\n'
        'answer_10 = (daily.groupby(["reader", "card"])["said"].apply(box_after) >= 4).sum()'
    ),
)

# --- 12.11 The bold answer, like with like -------------------------------------------------------------------


@cache
def _talks() -> pd.DataFrame:
    rng = np.random.default_rng(SEED_TALKS)
    chances = hiring.two_answers(GAIN, LOSS, VALIDITY, CANDIDATES)
    asked = rng.random(TALKS) < 0.5
    bold = rng.random(TALKS) < np.where(asked, BOLD_IF[True], BOLD_IF[False])
    chance = np.where(bold, np.where(asked, chances.caught, chances.impressed), chances.plain)
    return pd.DataFrame({"second_question": asked, "bold": bold, "offer": rng.random(TALKS) < chance})


def talks() -> pd.DataFrame:
    """Simulated interviews, a row each. A copy.

    second_question: whether somebody asked what exactly had happened; bold: whether the answer claimed more than it
    could show; offer: whether there was one
    """
    return _talks().copy()


def _rate(bold: bool, asked: bool | None = None) -> float:
    """The share with an offer."""
    chosen = _talks()[_talks()["bold"] == bold]
    return float((chosen if asked is None else chosen[chosen["second_question"] == asked])["offer"].mean())


def _within(asked: bool) -> float:
    """How much more often the bold answer gets an offer, among those who are asked, or aren't."""
    return _rate(True, asked) - _rate(False, asked)


def _alike() -> float:
    return (_within(True) + _within(False)) / 2


def _crude() -> float:
    return _rate(True) - _rate(False)


CHECK_11 = Check(
    id="12.11",
    title="the bold answer, like with like",
    variable="answer_11",
    judge=Number(
        _alike,
        tolerance=0.0006,
        because=ROUNDED,
        right=lambda: (
            f"{100 * _alike():+.1f} points (simulated), where the row “all” says {100 * _crude():+.1f}. Where nobody "
            f"asks, a bold answer gains {100 * _within(False):.1f} points; where somebody does, it loses "
            f"{-100 * _within(True):.1f}. The bold looked better since they were bold where nobody asked. All sizes "
            "are assumed; in the lesson's lab you can change them."
        ).replace("-", "−"),
        wrong=(
            Wrong(
                _crude,
                "that compares all bold answers with all plain ones. Most of the bold ones were never asked a second "
                "question: compare within each kind first.",
            ),
            Wrong(
                lambda: _within(False),
                "that is where nobody asks. In half of the interviews somebody does.",
            ),
            Wrong(
                lambda: _within(True),
                "that is where somebody asks. In half of the interviews nobody does.",
            ),
            Wrong(lambda: -_alike(), "you subtracted the other way round: bold less plain."),
            Wrong(
                lambda: (_rate(True, True) + _rate(True, False)) / 2,
                "so often the bold get an offer, like with like. How much more is that than the plain?",
            ),
            Wrong(
                lambda: _weighted_by_bold(),
                "you weighted the two differences by how many bold answers there are in each. The question says: half "
                "and half.",
            ),
            Wrong(
                lambda: _alike() * 2,
                "you added the two differences. Take their mean, for each kind is one half.",
            ),
        ),
        share=True,
    ),
    hints=(
        '`groupby(["second_question", "bold"])["offer"].mean().unstack()` gives the four shares.',
        "Bold less plain, once where somebody asks and once where nobody does. Then half of each.",
    ),
    explanation=lambda: (
        f"Asked: {100 * _within(True):+.1f} points; not asked: {100 * _within(False):+.1f}; half and half "
        f"{100 * _alike():+.1f}. The crude difference, {100 * _crude():+.1f}, mixes them in different amounts for the "
        "bold and the plain. It is the table of the two drafts in exercise 10 once more."
    ).replace("-", "−"),
    code=(
        'shares = talks.groupby(["second_question", "bold"])["offer"].mean().unstack()\n'
        "answer_11 = (shares[True] - shares[False]).mean()"
    ),
)


def _weighted_by_bold() -> float:
    asked = float(_talks().loc[_talks()["bold"], "second_question"].mean())
    return asked * _within(True) + (1 - asked) * _within(False)


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
