"""Exercise 12: what is special to it. Its numbers by other routes, its mistakes as readers make them, its words."""

import itertools
import math
import re
from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest
from exercise import Exercise

from ops2pm import checks
from ops2pm.checks import Number, OneOf, grade
from ops2pm.course import thread
from ops2pm.exercises import ex12
from ops2pm.models import coverage, hiring, leitner
from ops2pm.rubrics import rubric
from ops2pm.rubrics.hints import unsourced_statistic
from ops2pm.ui.form import form

EXERCISE = Exercise("12")
SOURCE = EXERCISE.source
BY_ID = EXERCISE.by_id
NUMBERS = [check for check in ex12.CHECKS if isinstance(check.judge, Number)]

pytestmark = pytest.mark.usefixtures("no_hint_given")

DIGITS = {"12.2": 0, "12.4": 0, "12.5": 0, "12.6": 0, "12.9": 0, "12.10": 0}


@pytest.mark.parametrize("check", NUMBERS, ids=lambda check: check.id)
def test_rounding_as_asked_is_right(check):
    value, digits = check.judge.value(), DIGITS.get(check.id, 3)
    assert grade(check, round(value, digits)).status == "right"
    assert grade(check, math.floor(value * 10**digits - 1) / 10**digits).status == "not yet"


@pytest.mark.parametrize(
    ("check_id", "typed"),
    [
        ("12.2", "3"),
        ("12.2", "3 stories"),
        ("12.4", "155"),
        ("12.4", "155.3"),
        ("12.4", "155 words"),
        ("12.5", "14"),
        ("12.5", "14 March"),
        ("12.6", "45"),
        ("12.6", "45%"),
        ("12.6", "45,4 %"),
    ],
)
def test_a_number_may_be_typed_as_people_write_it(check_id, typed):
    assert checks.answer(check_id, typed).status == "right"


@pytest.mark.parametrize(
    ("check_id", "typed", "said"),
    [
        ("12.2", "4", "the story with the most crosses first"),
        ("12.2", "5", "all of them"),
        ("12.2", "2", "answer 7 of the nine at most"),
        ("12.2", "1", "no story answers more than 4"),
        ("12.2", "9", "those are the questions"),
        ("12.4", "143", "a stop and not a pace"),
        ("12.4", "132", "you added the six seconds"),
        ("12.4", "21", "so many words are too many"),
        ("12.4", "150", "rule of thumb"),
        ("12.4", "2.6", "words in one second"),
        ("12.4", "199", "wrong way round"),
        ("12.4", "137", "Take the seconds off first"),
        ("12.5", "35", "stay in its box"),
        ("12.5", "21", "one box back"),
        ("12.5", "11", "the box says that the card leaves"),
        ("12.5", "47", "moved it on"),
        ("12.5", "10", "for the fifth time"),
        ("12.5", "13", "one more"),
        ("12.6", "73%", "divide by all of them"),
        ("12.6", "69", "The question is about the no's"),
        ("12.6", "36", "those with an offer included"),
        ("12.6", "55%", "the other half's share"),
        ("12.6", "50%", "half of those with a no?"),
        ("12.6", "0.45", "as a share"),
        ("12.6", "80", "How many of these belong"),
    ],
)
def test_a_mistake_with_the_calculator_is_named(check_id, typed, said):
    result = checks.answer(check_id, typed)
    assert result.status == "not yet" and said in result.message


# --- the numbers, by other routes


def cells(table):
    return {row[0]: row[1:] for row in table()._cells()}


def test_table_1_has_one_smallest_set_and_the_largest_first_needs_one_more():
    crosses = {
        name: {n for n, cell in enumerate(row[:-1], 1) if cell == "x"} for name, row in cells(ex12.by_story).items()
    }
    covering = [
        chosen
        for size in range(1, 6)
        for chosen in itertools.combinations(crosses, size)
        if set().union(*(crosses[name] for name in chosen)) == set(range(1, 10))
    ]
    smallest = [chosen for chosen in covering if len(chosen) == len(covering[0])]
    assert len(smallest) == 1 and len(smallest[0]) == 3 == BY_ID["12.2"].judge.value()
    assert "nine special routes, the refund date, the two fixed hours" in SOURCE
    assert all(name.removeprefix("the ") in SOURCE for name in smallest[0])
    largest = max(crosses, key=lambda name: len(crosses[name]))
    assert largest == "the gate list" and sum(len(each) == len(crosses[largest]) for each in crosses.values()) == 1
    # Whichever of two equal stories comes next, beginning with the largest never ends with three.
    assert all(largest not in chosen for chosen in smallest) and len(ex12._largest_first()) == 4
    one_cross = [n for n in range(1, 10) if sum(n in each for each in crosses.values()) == 1]
    assert one_cross == [6, 9], "“Questions 6 and 9 have one cross each”"
    assert all(int(row[-1]) == len(crosses[name]) for name, row in cells(ex12.by_story).items())


def test_the_pace_by_seconds():
    assert BY_ID["12.4"].judge.value() == pytest.approx(176 / ((74 - 6) / 60))
    assert "176 words" in SOURCE and "74 seconds" in SOURCE and "for 6 of these seconds" in SOURCE
    fits, with_stop = ex12._fits(), ex12._fits(seconds=74)
    assert round(fits) == 155 and round(176 - fits) == 21 and int(fits - with_stop) == 12  # "twelve words more"


def test_the_card_by_plain_counting():
    day, box, waits = date(2026, 3, 1), 1, {1: 1, 2: 2, 3: 4, 4: 8, 5: 16}
    assert day.strftime("%A") == "Sunday"
    days = []
    for said in ("well", "well", "not yet", "well", "well"):
        days.append(day.day)
        box = min(box + 1, 5) if said == "well" else 1
        day += timedelta(days=waits[box])
    assert BY_ID["12.5"].judge.value() == day.day == 14 and day.month == 3
    assert "1, 3, 7, 8 and 10 March" in BY_ID["12.5"].judge.right() and days == [1, 3, 7, 8, 10]
    assert waits == leitner.WAITS and "its box says: 1, 2, 4, 8, 16." in SOURCE
    well = [date(2026, 3, 1) + timedelta(days=n) for n in (0, 2, 6, 14, 30)]
    assert all(each.month == 3 for each in well), "“five times in the whole of March”"


def test_table_2_by_playing_it():
    """12.6: a thousand jobs of five, many times over."""
    rng = np.random.default_rng(1)
    ability = rng.standard_normal((200_000, 5))
    score = 0.4 * ability + np.sqrt(1 - 0.16) * rng.standard_normal(ability.shape)
    chosen = ability[np.arange(len(score)), score.argmax(axis=1)]
    assert 200 * (chosen > 0).mean() == pytest.approx(ex12._offers()[0], abs=1)
    rows = cells(ex12.by_half)
    assert [int(cell) for cell in rows["the abler half"]] == [137, 363]
    assert sum(int(row[0]) for row in rows.values()) == 200 and sum(int(row[1]) for row in rows.values()) == 800
    assert BY_ID["12.6"].judge.value() == 100 * 363 / 800 and "363 of 800, 45%" in SOURCE
    assert "363 of 500" in SOURCE and round(100 * 363 / 500) == 73
    assert f"{100 * (0.5 + math.asin(0.4) / math.pi):.0f} times in 100" in ex12.by_half().caption
    assert "At 63 times in 100" in SOURCE


def test_interviews_are_what_they_are_said_to_be():
    table = ex12.interviews()
    assert table.groupby("job").size().eq(5).all() and table["job"].nunique() == 6000
    correlations = table[["ability", "by_feel", "same_questions"]].corr()["ability"]
    assert correlations["by_feel"] == pytest.approx(0.2, abs=0.02)
    assert correlations["same_questions"] == pytest.approx(0.4, abs=0.02)
    rows = table[["ability", "same_questions"]].to_numpy().reshape(6000, 5, 2)
    hits = (rows.argmax(axis=1)[:, 0] == rows.argmax(axis=1)[:, 1]).sum()
    assert BY_ID["12.7"].judge.value() == pytest.approx(hits / 6000)
    assert hits / 6000 > 1 / 3  # "more than a third"
    rows_agree = ex12._top("ability") == ex12._top("same_questions")
    assert rows_agree.mean() == pytest.approx(0.75, abs=0.02)  # "three rows of four"


def test_five_nos_are_what_the_model_says():
    table = ex12.applications()
    assert table.groupby("person").size().eq(5).all() and table.groupby("person")["ability"].nunique().eq(1).all()
    assert table["offer"].mean() == pytest.approx(0.2, abs=0.01)
    exact = hiring.after(5, 0.4, 5).upper_half
    assert BY_ID["12.8"].judge.value() == pytest.approx(exact, abs=0.015)
    assert round(10 * exact) == 3  # "three in ten instead of five"
    single = (table.loc[~table["offer"], "ability"] > 0).mean()
    assert "the share is about 45%" in SOURCE and f"{ex12._abler_of_no():.0f}" == "45"
    assert abs(100 * single - ex12._abler_of_no()) < 0.5


def test_sets_of_three_by_the_lessons_model():
    marks = ex12.answers()
    stories = {story: {str(q) for q in marks.columns[marks.loc[story]]} for story in marks.index}
    questions = [str(q) for q in marks.columns]
    sets = [
        chosen
        for chosen in itertools.combinations(stories, 3)
        if not coverage.open_questions({story: stories[story] for story in chosen}, questions)
    ]
    assert len(sets) == BY_ID["12.9"].judge.value() and marks.shape == (8, 12)
    largest = sorted(stories, key=lambda story: -len(stories[story]))
    ties = [story for story in stories if len(stories[story]) >= len(stories[largest[2]])]
    assert all(
        coverage.open_questions({story: stories[story] for story in three}, questions)
        for three in itertools.combinations(ties, 3)
    ), "“the three with the most crosses … questions stay open”"
    left, taken = set(questions), 0
    while left:
        left -= stories[max(stories, key=lambda story: len(stories[story] & left))]
        taken += 1
    assert taken == 4  # "it ends with four stories"


def test_the_log_by_the_lessons_model():
    """12.10: what the panel itself would hold after these entries."""
    log, held = ex12.practice(), {}
    assert log["day"].is_monotonic_increasing is False, "reader by reader"
    for reader, card, day, said in log.itertuples(index=False):
        before = held.get((reader, card), leitner.Held())
        assert not before.place.waits(day) or before.on == day, "“on days on which the card was due”"
        held[reader, card] = before.say(said, day)
    boxes = [each.place.box for each in held.values()]
    assert len(boxes) == 120 and sum(box >= 4 for box in boxes) == BY_ID["12.10"].judge.value()
    assert log.groupby(["reader", "card"])["day"].apply(lambda days: days.is_monotonic_increasing).all()
    assert log.duplicated(["reader", "card", "day"]).sum() > 50, "the mistake can be made"


def test_the_bold_are_ahead_and_behind_like_with_like():
    table = ex12.talks()
    rates = table.groupby(["second_question", "bold"])["offer"].mean()
    exact = hiring.two_answers(ex12.GAIN, ex12.LOSS, ex12.VALIDITY, ex12.CANDIDATES)
    assert rates[False, True] == pytest.approx(exact.impressed, abs=0.01)
    assert rates[True, True] == pytest.approx(exact.caught, abs=0.01)
    assert rates[True, False] == pytest.approx(exact.plain, abs=0.01) == pytest.approx(rates[False, False], abs=0.02)
    crude = table.groupby("bold")["offer"].mean()
    assert crude[True] - crude[False] > 0.03 and BY_ID["12.11"].judge.value() < -0.01
    assert table["second_question"].mean() == pytest.approx(0.5, abs=0.01)
    assert (~table.loc[table["bold"], "second_question"]).mean() == pytest.approx(0.75, abs=0.01)  # "three in four"
    assert "−2.4 points (simulated), where the row “all” says +5.4" in BY_ID["12.11"].judge.right()


@pytest.mark.parametrize("make", [ex12.interviews, ex12.applications, ex12.answers, ex12.practice, ex12.talks])
def test_what_is_handed_out_is_a_copy(make):
    before, table = make(), make()
    table.iloc[:, -1] = table.iloc[::-1, -1].to_numpy()
    pd.testing.assert_frame_equal(make(), before)


# --- what a reader would write who makes the mistake

BEST = 'a7 = interviews.groupby("job")["ability"].idxmax()\n'
CHOSEN = BEST + 'c7 = interviews.groupby("job")["same_questions"].idxmax()\n'
PEOPLE = 'p8 = applications.groupby("person").agg(ability=("ability", "first"), offers=("offer", "sum"))\n'
SETS = "from itertools import combinations, permutations\n"
BOX = (
    "def box(said, failed=None, start=1, cap=5):\n"
    "    at = start\n"
    "    for word in said:\n"
    '        at = {"well": min(at + 1, cap), "halting": at, "not yet": failed(at) if failed else 1}[word]\n'
    "    return at\n"
)
DAILY = BOX + 'd10 = log.drop_duplicates(["reader", "card", "day"], keep="last")\n'
EACH = 'groupby(["reader", "card"])["said"]'
FOUR = 'f = talks.groupby(["second_question", "bold"])["offer"].mean().unstack()\n'
MISTAKES = {
    "12.7": {
        BEST + 'c = interviews.groupby("job")["by_feel"].idxmax()\nanswer = (a7 == c).mean()': "the score by feeling",
        'i = interviews\nanswer = i["ability"].corr(i["same_questions"])': "the correlation",
        CHOSEN + 'answer = (interviews.loc[c7, "ability"] > 0).mean()': "above the average",
        "i = interviews\nr = i.groupby('job')[['ability', 'same_questions']].rank(ascending=False)\n"
        "answer = ((r['ability'] == 1) == (r['same_questions'] == 1)).mean()": "the best by neither",
        "i = interviews\nr = i.groupby('job')[['ability', 'same_questions']].rank(ascending=False)\n"
        "answer = ((r['ability'] == 1) & (r['same_questions'] == 1)).mean()": "divided by the candidates",
        "i = interviews\nr = i.groupby('job')[['ability', 'same_questions']].rank(ascending=False)\n"
        "answer = (r.loc[r['ability'] == 1, 'same_questions'] == 1).mean()": None,
        CHOSEN + "answer = (a7 == c7).sum()": "a share lies between 0 and 1",
        "answer = 36.8": "right as a percentage",
        "answer = 0.37": "rounded too far",
    },
    "12.8": {
        PEOPLE + 'answer = (p8.loc[p8["ability"] > 0, "offers"] == 0).mean()': "starts from those who got five no's",
        'answer = (applications.loc[~applications["offer"], "ability"] > 0).mean()': "among single no's",
        PEOPLE + 'answer = (p8.loc[p8["offers"] > 0, "ability"] > 0).mean()': "got an offer",
        PEOPLE + 'answer = (p8["offers"] == 0).mean()': "how many people got five no's",
        PEOPLE + 'answer = ((p8["offers"] == 0) & (p8["ability"] > 0)).mean()': "divided by all people",
        PEOPLE + 'answer = (p8.loc[p8["offers"] < 5, "ability"] > 0).mean()': "at least one no",
        'n = applications.groupby("person").filter(lambda each: not each["offer"].any())\n'
        'answer = (n["ability"] > 0).mean()': None,
        "answer = 30.6": "right as a percentage",
    },
    "12.9": {
        SETS + "answer = sum(answers.loc[list(c)].any().all() for c in permutations(answers.index, 3))": "every order",
        SETS + "answer = len(list(combinations(answers.index, 3)))": "all sets of three",
        SETS + "answer = sum((~answers.loc[list(c)].any()).sum() <= 1 for c in combinations(answers.index, 3))": (
            "one question stays open"
        ),
        SETS + "answer = sum(answers.loc[list(c)].any().all() for c in combinations(answers.index, 4))": "sets of four",
        SETS + "answer = sum(answers.loc[list(c)].sum().min() >= 1 for c in combinations(answers.index, 3))": None,
    },
    "12.10": {
        BOX + f"answer = (log.{EACH}.apply(box) >= 4).sum()": "counted both",
        BOX + 'd = log.drop_duplicates(["reader", "card", "day"])\n' + f"answer = (d.{EACH}.apply(box) >= 4).sum()": (
            "kept the first"
        ),
        DAILY
        + f"answer = (d10.{EACH}.apply(box, failed=lambda at: max(1, at - 1)) >= 4).sum()": "one box back at “not",
        DAILY + f"answer = (d10.{EACH}.apply(box, start=0) >= 4).sum()": "begin in box 0",
        DAILY + f"answer = (d10.{EACH}.apply(box) > 4).sum()": "those are in box 5",
        DAILY + f"answer = (d10.{EACH}.apply(box) >= 3).sum()": "box 3 is in it",
        DAILY + f'answer = (d10.{EACH}.last() == "well").sum()': "said well the last time",
        DAILY + 'answer = (d10.groupby("card")["said"].apply(box) >= 4).sum()': "all readers as one",
        DAILY
        + f"answer = (d10.{EACH}.apply(box, cap=9) >= 4).sum()": None,  # a sixth box changes nothing from the fourth on
        DAILY + f"answer = (d10.{EACH}.apply(box) >= 4).mean()": "too low",
    },
    "12.11": {
        'o = talks.groupby("bold")["offer"].mean()\nanswer = o[True] - o[False]': "compare within each kind first",
        FOUR + "answer = f.loc[False, True] - f.loc[False, False]": "where nobody asks",
        FOUR + "answer = f.loc[True, True] - f.loc[True, False]": "where somebody asks",
        FOUR + "answer = (f[False] - f[True]).mean()": "the other way round",
        FOUR + "answer = f[True].mean()": "so often the bold get an offer",
        FOUR + "answer = (f[True] - f[False]).sum()": "added the two differences",
        FOUR
        + 'w = talks.loc[talks["bold"], "second_question"].mean()\n'
        + "d = f[True] - f[False]\nanswer = w * d[True] + (1 - w) * d[False]": "by how many bold answers",
        FOUR + "answer = f[True].mean() - f[False].mean()": None,
        "answer = -2.45": "right as a percentage",
    },
}
test_a_mistake_in_code_is_named = EXERCISE.mistakes_named(MISTAKES)


# --- its words


def rows_of(heading):
    """The rows of the table of texts under a heading."""
    part = SOURCE.partition(f"### {heading}\n")[2].partition("ask(")[0]
    return [line.strip("| ").split(" | ") for line in part.splitlines() if re.match(r"\| \d \|", line)]


@pytest.mark.parametrize(
    ("check_id", "heading", "words"),
    [
        ("12.1", "Somebody says it to your face", ("bias", "ship and execute", "date", "studies", "ideas")),
        ("12.3", "What was given up", ("overtime", "everybody was happier", "interface", "sooner", "routes")),
    ],
)
def test_the_options_are_the_rows_of_the_text(check_id, heading, words):
    rows, options = rows_of(heading), BY_ID[check_id].choices
    assert len(rows) == len(options) == 5
    for row, word, (value, label) in zip(rows, words, options, strict=True):
        assert label.startswith(f"{row[0]}, ") and word in row[1].lower(), label
        assert len(grade(BY_ID[check_id], value).message) > 80


def test_the_right_answer_of_12_1_leans_on_nothing_and_one_of_the_others_does():
    texts = [row[1].strip("“”") for row in rows_of("Somebody says it to your face")]
    assert [bool(unsourced_statistic(text)) for text in texts] == [False, False, False, True, False]
    right = texts[[value for value, _ in BY_ID["12.1"].choices].index(BY_ID["12.1"].judge.right)]
    assert "manager" not in right.lower() and "Until 30 June" in right


def test_the_thread_is_quoted_as_it_stands():
    replies = thread().texts
    for reply, quoted in (
        ("R8", "Own the transition confidently"),
        ("R4", "u ship and execute"),
        ("R4", "own it!"),
        ("R10", "perceive ops expertise as execution-focused rather than strategy-focused"),
        ("R1", "a harder sell than ppl admit"),
        ("R8", "ots of great PMs started in ops"),
        ("R10", "25-30% higher success rates"),
    ):
        assert quoted in replies[reply] and quoted in SOURCE, quoted


def test_what_is_simulated_invented_or_unknown_says_so():
    assert "Invented." in ex12.by_story().caption and "Computed; that interview is assumed." in ex12.by_half().caption
    assert "**invented**" in SOURCE and "**simulated**" in SOURCE and "no source was found that says" in SOURCE
    for check_id in ("12.7", "12.8", "12.10", "12.11"):
        assert "simulated" in BY_ID[check_id].judge.right()
    assert "(Invented.)" in BY_ID["12.9"].judge.right()
    assert "Sackett and others, 2022" in SOURCE and "assumed" in BY_ID["12.7"].judge.right()
    assert "practitioners' habit" in checks.say(BY_ID["12.5"].explanation) and "no source" in SOURCE


def test_texts_of_the_checks_read_as_sentences():
    said = [checks.say(check.judge.right) for check in NUMBERS]
    said += [checks.say(check.explanation) for check in ex12.CHECKS]
    said += [
        checks.say(option.why)
        for check in ex12.CHECKS
        if isinstance(check.judge, OneOf)
        for option in check.judge.options
    ]
    for text, pair in itertools.product(said, ("  ", " ,", "..", "--", " .", "+-")):
        assert pair not in text, text


# --- the form

EXAMPLE = {
    "saying_no.concedes": "Most of it did come to me, and I said yes for too long",
    "saying_no.episode": "In autumn we drove 14 special routes, each promised to one customer. I ended nine of them. "
    "Two customers left, which was £1,900 a month; late stops on all other routes went from 12% to 7%",
    "saying_no.gap": "said no to somebody who could stop my project",
    "saying_no.action": "I take one such case to my director, in writing",
    "saying_no.often": "once a month",
    "saying_no.until": "2031-06-30",
}


def test_the_example_is_what_the_form_makes_of_its_fields():
    artefact = rubric("objection_answers")
    assert set(EXAMPLE) <= {field.key for field in artefact.fields}
    assert EXERCISE.quoted("ex-12-6-answer") == artefact.compose(EXAMPLE)
    for criterion in artefact.criteria:
        if criterion.check and criterion.part == "saying_no":
            found = criterion.check(EXAMPLE)
            assert found.done is (None if criterion.kind == "H" else True), found.message


def test_the_form_and_the_cards_are_the_lessons():
    assert 'form("objection_answers")' in SOURCE and "\nobjections()\n" in SOURCE
    assert "objection" in str(form("objection_answers").body()).lower()
