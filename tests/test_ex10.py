"""Exercise 10: what is special to it. Its numbers by plain counting, its mistakes as readers make them, its words."""

import itertools
import math
import re

import numpy as np
import pandas as pd
import pytest
from exercise import Exercise

from ops2pm import checks, load
from ops2pm.checks import Interval, Number, OneOf, grade
from ops2pm.course import CONTENT
from ops2pm.exercises import ex10
from ops2pm.models import replies
from ops2pm.rubrics import rubric
from ops2pm.ui.conversation import script
from ops2pm.ui.form import form

EXERCISE = Exercise("10")
SOURCE = EXERCISE.source
BY_ID = EXERCISE.by_id
NUMBERS = [check for check in ex10.CHECKS if isinstance(check.judge, Number)]
TABLES = (ex10.by_week, ex10.by_age, ex10.by_recipient, ex10.by_rate)

pytestmark = pytest.mark.usefixtures("no_hint_given")


@pytest.fixture(scope="module")
def since():
    orders = load("orders")
    return orders[orders["ordered_at"] >= "2001-04-02"]


# --- numbers: tolerances that follow from the question

DIGITS = {"10.2": 1, "10.3": 0, "10.11": 2}


@pytest.mark.parametrize("check", NUMBERS, ids=lambda check: check.id)
def test_rounding_as_asked_is_right(check):
    value, digits = check.judge.value(), DIGITS.get(check.id, 3)
    assert grade(check, round(value, digits)).status == "right"
    assert grade(check, math.floor(value * 10**digits - 1) / 10**digits).status == "not yet"


def cells(table):
    return {row[0]: row[1:] for row in table()._cells()}


def test_what_the_tables_show_is_enough_to_be_right():
    weeks = [[float(cell) for cell in row] for row in cells(ex10.by_week).values()]
    before, after = (np.sum(part, axis=0) for part in (weeks[:4], weeks[5:]))
    assert grade(BY_ID["10.2"], 100 * after[1] / after[0] - 100 * before[1] / before[0]).status == "right"
    old = next(row for name, row in cells(ex10.by_age).items() if name.startswith("B, 7"))
    assert grade(BY_ID["10.3"], 100 * int(old[1]) / int(old[0])).status == "right"
    for who in ("strangers", "people who had been given your name"):
        rows = cells(ex10.by_recipient)
        assert rows[f"A, to {who}"][2] == rows[f"B, to {who}"][2]
        assert sum(int(rows[f"{draft}, to {who}"][0]) for draft in "AB") == 40
    enough = [rate for rate, row in cells(ex10.by_rate).items() if 2 * int(row[0].replace(",", "")) <= ex10.PEOPLE]
    assert enough[0] == dict(BY_ID["10.5"].choices)[BY_ID["10.5"].judge.right]


@pytest.mark.parametrize(
    ("check_id", "typed"),
    [
        ("10.2", "3,5"),
        ("10.2", "3.5 of 100"),
        ("10.2", "3.5 calls"),
        ("10.2", "+3.5"),
        ("10.2", "3.5%"),
        ("10.3", "33%"),
        ("10.3", "33,3 %"),
        ("10.3", "33 per cent"),
    ],
)
def test_a_number_may_be_typed_as_people_write_it(check_id, typed):
    assert checks.answer(check_id, typed).status == "right"


@pytest.mark.parametrize(
    ("check_id", "typed", "said"),
    [
        ("10.2", "3.3", "mean of the weeks"),
        ("10.2", "3.1", "as a week after"),
        ("10.2", "3.2", "as a week before"),
        ("10.2", "2.2", "how many times"),
        ("10.2", "4.5", "by the later visits"),
        ("10.2", "6.75", "by the earlier visits"),
        ("10.2", "13.5", "visits on top"),
        ("10.2", "6.5", "How many rang before"),
        ("10.2", "3", "more are there now"),
        ("10.2", "0.035", "as a share"),
        ("10.2", "108", "those are calls"),
        ("10.2", "225%", "the calls grew"),
        ("10.2", "116.7%", "for each visit grew"),
        ("10.2", "76.5", "not all calls"),
        ("10.2", "52.9", "not all calls"),
        ("10.2", "69.2%", "not all calls"),
        ("10.2", "4", "rounded too far"),
        ("10.3", "25%", "7 days old or more: there are 6"),
        ("10.3", "56", "left out the young ones that are silent"),
        ("10.3", "83", "Leave out both"),
        ("10.3", "10", "Leave out both"),
        ("10.3", "21%", "the young ones"),
        ("10.3", "50%", "that is A"),
        ("10.3", "0.33", "as a share"),
        ("10.3", "30", "too low"),
    ],
)
def test_a_mistake_with_the_calculator_is_named(check_id, typed, said):
    result = checks.answer(check_id, typed)
    assert result.status == "not yet" and said in result.message


# --- the numbers, by plain counting


def test_table_1_is_as_the_draft_says():
    before, after = sum(ex10.CALLS[:4]), sum(ex10.CALLS[5:])
    assert 3 <= after / before < 3.5  # "three times as many"
    assert 6 < ex10._of_100(ex10.AFTER) < 7 and ex10._of_100(ex10.BEFORE) == 3  # "6 or 7", "3"
    mondays = pd.to_datetime([f"{week} 2026" for week in ex10.WEEKS], format="%d %B %Y")
    assert set(mondays.day_of_week) == {0} and set(mondays.diff().days[1:]) == {7}
    changed = pd.Timestamp("2026-05-06")
    assert changed.day_name() == "Wednesday" and 0 < (changed - mondays[ex10.CHANGED]).days < 7


def test_table_2_on_one_clock():
    """10.3: message by message, as the reader's own list would have it."""
    log = [("A", 20, 3)] * 4 + [("A", 20, 9)] * 2 + [("A", 20, None)] * 6 + [("B", 9, 2)] * 2 + [("B", 9, None)] * 4
    log += [("B", 3, 1)] * 3 + [("B", 3, None)] * 11
    for kind, so_far in (("A", 50), ("B", 25)):
        of_it = [(age, after) for each, age, after in log if each == kind]
        assert 100 * np.mean([after is not None for _, after in of_it]) == so_far == ex10._so_far(kind)
        ripe = [after is not None and after <= 7 for age, after in of_it if age >= 7]
        assert 100 * np.mean(ripe) == pytest.approx(BY_ID["10.3"].judge.value())  # the same for both


def test_a_share_is_as_sure_as_the_message_of_10_3_says():
    found = replies.rate(replies.Tally(6, 2))
    assert f"from {found.low:.0%} to {found.high:.0%}" in BY_ID["10.3"].judge.right()


def test_table_3_differs_in_the_mix_alone():
    shares = {key: tally.share for key, tally in ex10.SENT_TO.items()}
    strangers, named = "strangers", "people who had been given your name"
    assert shares["A", strangers] == shares["B", strangers] and shares["A", named] == shares["B", named]
    assert shares["A", named] == 4 * shares["A", strangers]  # "Four times as many"
    assert ex10.SENT_TO["A", strangers].sent == 30 and ex10.SENT_TO["B", strangers].sent == 10  # "three in four"
    assert 1.8 < ex10._all("B").share / ex10._all("A").share < 2  # "nearly twice"


def test_table_4_is_about_what_playing_it_gives():
    """10.5: draws of both drafts, the usual test on each; 4 of 5 see the difference, give or take the approximation."""
    rng = np.random.default_rng(5)
    for rate in ex10.RATES_B:
        each = ex10._needed(rate)
        assert seen(rng, each, rate / 100) == pytest.approx(0.8, abs=0.04)
    half = ex10.PEOPLE // 2
    assert seen(rng, half, 2 * ex10.RATE_A / 100) < 0.5  # "more likely miss it than see it"


def seen(rng, each, rate):
    first, second = rng.binomial(each, [[ex10.RATE_A / 100], [rate]], (2, 40_000)) / each
    pooled = (first + second) / 2
    with np.errstate(invalid="ignore", divide="ignore"):
        return (abs(second - first) / np.sqrt(2 * pooled * (1 - pooled) / each) > 1.96).mean()


def test_people_by_plain_counting(since):
    """10.7: one customer after the other."""
    asked = {}
    for customer, parcels, contacted in since[["customer_id", "parcels", "contacted"]].itertuples(index=False):
        if parcels > 1:
            asked[customer] = asked.get(customer, False) or contacted
    assert BY_ID["10.7"].judge.value() == pytest.approx(sum(asked.values()) / len(asked))
    message = BY_ID["10.7"].judge.right()
    assert f"{sum(asked.values())} of {len(asked):,} customers" in message and "simulated" in message
    by_order = since[since["parcels"] > 1]["contacted"].mean()
    assert 0.23 < by_order < 0.27  # "A quarter of the orders"


def binomial(n, rate):
    return [math.comb(n, k) * rate**k * (1 - rate) ** (n - k) for k in range(n + 1)]


def test_the_lead_of_four_equal_drafts_exactly():
    """10.8: one of the four is at k, the other three at most at k − 2."""
    chances = binomial(8, 0.25)
    exact = 4 * sum(chances[k] * sum(chances[: k - 1]) ** 3 for k in range(2, 9))
    assert BY_ID["10.8"].judge.value() == pytest.approx(exact, abs=0.006)
    best = sum(1 - sum(chances[: k + 1]) ** 4 for k in range(8)) / 8
    assert f"answered by {best:.0%} on average" in BY_ID["10.8"].judge.right()
    apart = np.ptp(ex10.four_drafts(), axis=1) >= 2
    assert apart.mean() == pytest.approx(0.8, abs=0.01)  # "four rows of five"
    assert 0.2 < exact < 0.25  # "more than one row of five"


def test_the_interval_is_the_lessons():
    """10.9: the model computes it on a grid, the exercise draws."""
    found = replies.difference(ex10.A, ex10.B)
    assert BY_ID["10.9"].judge.value() == pytest.approx((found.low, found.high), abs=0.004)
    assert grade(BY_ID["10.9"], (round(found.low, 2), round(found.high, 2))).status == "right"
    better = replies.better(ex10.A, ex10.B)
    assert (
        f"In {better:.0%} of the draws" in BY_ID["10.9"].judge.right() and f"“B is better with {better:.0%}”" in SOURCE
    )
    ends = [round(100 * end) for end in BY_ID["10.9"].judge.value()]
    assert f"from −{-ends[0]} to +{ends[1]} points" in SOURCE


def test_draws_of_other_seeds_are_right():
    code = BY_ID["10.9"].code + "\nanswer = answer_9"
    for seed in range(12):
        variables = {"np": np, "rng": np.random.default_rng(seed)}
        exec(code, variables)
        assert grade(BY_ID["10.9"], variables["answer"]).status == "right"


def test_who_believes_in_low_rates_gets_a_narrower_interval_nearer_to_zero():
    """10.9, the text: a start at beta(1, 3), the mean a quarter, instead of the flat one."""
    rng = np.random.default_rng(1)
    apart = rng.beta(1 + 3, 3 + 5, 200_000) - rng.beta(1 + 1, 3 + 7, 200_000)
    low, high = BY_ID["10.9"].judge.value()
    found = np.percentile(apart, [2.5, 97.5])
    assert found[1] - found[0] < high - low and abs(found.mean()) < abs((low + high) / 2)


def test_a_gap_of_three_at_any_time_exactly():
    """10.10: the gap as a walk that stops at three, step by step."""
    up = 0.25 * 0.75
    where, stopped = {0: 1.0}, 0.0
    for _ in range(20):
        after = {}
        for gap, chance in where.items():
            for step, part in ((1, up), (-1, up), (0, 1 - 2 * up)):
                after[gap + step] = after.get(gap + step, 0) + chance * part
        stopped += sum(chance for gap, chance in after.items() if abs(gap) >= 3)
        where = {gap: chance for gap, chance in after.items() if abs(gap) < 3}
    assert BY_ID["10.10"].judge.value() == pytest.approx(stopped, abs=0.012)
    assert stopped > 0.5  # "more than half of the runs"
    assert ex10._at_the_end() == pytest.approx(replies.gap_chance(20, 0.25, 3), abs=0.012)


def test_the_chances_are_those_of_pressing_at_random():
    """10.11: play the talk many times, each time choosing at random."""
    sam, rng = script(), np.random.default_rng(3)
    learnt = {"past": [], "compliment": []}
    for _ in range(6000):
        talk = sam.play(())
        while not talk.ended:
            offered = talk.offered
            talk = talk.ask(offered[rng.integers(len(offered))].id)
        kind = sam.questions[talk.asked[0]].kind
        if kind in learnt:
            learnt[kind].append(len(talk.learnt))
    assert np.mean(learnt["past"]) == pytest.approx(ex10._learnt("past"), abs=0.13)
    assert np.mean(learnt["compliment"]) == pytest.approx(ex10._learnt("compliment"), abs=0.13)


def test_the_talks_are_as_the_text_says():
    talks = ex10.talks()
    assert talks["chance"].sum() == pytest.approx(1) and len(talks) == len(script().finished) > 2000  # "thousands"
    by_first = talks.groupby("first")["learnt"]
    assert by_first.max()["compliment"] > ex10._learnt("past") + 1  # "far better than the average one"
    past = talks[talks["first"] == "past"]
    assert past["learnt"].mean() - ex10._learnt("past") > 0.3  # "it flatters the good opening"
    assert past["asked"].corr(past["learnt"]) > 0 and past["asked"].corr(past["chance"]) < 0  # "A long talk …"
    gaps = by_first.mean()["past"] - by_first.mean()["compliment"]
    assert gaps > ex10._more_facts()


def test_what_is_handed_out_is_a_copy():
    for make in (ex10.four_drafts, ex10.talks, lambda: ex10.rounds()[0]):
        first, again = make(), make()
        assert first is not again
        if isinstance(first, pd.DataFrame):
            first.loc[:, "learnt"] = 0
            assert (make()["learnt"] > 0).any()
        else:
            first[:] = 0
            assert make().any()


# --- what a reader would write who makes the mistake

PIECES = 'p = orders[(orders["ordered_at"] >= "2001-04-02") & (orders["parcels"] > 1)]\n'
SINCE = 's = orders[orders["ordered_at"] >= "2001-04-02"]\n'
RATES = "b9 = rng.beta(1 + 3, 1 + 5, 100_000)\na9 = rng.beta(1 + 1, 1 + 7, 100_000)\n"
GAP = "gap = b.cumsum(axis=1) - a.cumsum(axis=1)\n"
OF = 'p, c = talks[talks["first"] == "past"], talks[talks["first"] == "compliment"]\n'
MISTAKES = {
    "10.7": {
        PIECES + 'answer = p["contacted"].mean()': "the share of orders",
        PIECES + 'answer = p["contacted"].sum() / p["customer_id"].nunique()': "orders by customers",
        PIECES + 'answer = p[p["contacted"]]["customer_id"].nunique() / p["customer_id"].nunique()': None,
        PIECES + 'answer = p.groupby("customer_id")["contacted"].max().mean()': None,
        PIECES + 'answer = p.groupby("customer_id")["contacted"].mean().mean()': "each customer's share",
        PIECES + 'answer = p.groupby("customer_id")["contacted"].all().mean()': "every",
        PIECES + 'answer = p.drop_duplicates("customer_id")["contacted"].mean()': "first order alone",
        PIECES
        + SINCE
        + 'answer = s[s["customer_id"].isin(p["customer_id"])].groupby("customer_id")["contacted"].any().mean()': (
            "more than one parcel are meant"
        ),
        PIECES + SINCE + 'answer = p.groupby("customer_id")["contacted"].any().sum() / s["customer_id"].nunique()': (
            "all customers of those weeks"
        ),
        SINCE + 'answer = s.groupby("customer_id")["contacted"].any().mean()': "whatever their orders came in",
        SINCE + 'answer = (s[s["contacted"]]["parcels"] > 1).mean()': "the other way round",
        'answer = orders[orders["parcels"] > 1].groupby("customer_id")["contacted"].any().mean()': "whole half-year",
        PIECES + 'answer = p.groupby("customer_id")["contacted"].any().sum()': "divide by the whole",
        PIECES + 'answer = p.groupby("customer_id")["contacted"].any()': "a column of values",
        PIECES + 'answer = p.groupby("customer_id")["contacted"].any().sum() / len(p)': "customers by orders",
        'o = orders[(orders["ordered_at"] < "2001-04-02") & (orders["parcels"] > 1)]\n'
        'answer = o.groupby("customer_id")["contacted"].any().mean()': "the orders before",
        "answer = 28.7": "right as a percentage",
        "answer = 0.29": "rounded too far",
    },
    "10.8": {
        "r = np.sort(replies, axis=1)\nanswer = (r[:, -1] - r[:, -2] >= 1).mean()": "a lead of 1 or more",
        "r = np.sort(replies, axis=1)\nanswer = (r[:, -1] - r[:, -2] > 2).mean()": "more than 2",
        "r = np.sort(replies, axis=1)\nanswer = (r[:, -1] - r[:, -2] == 2).mean()": "exactly 2",
        "answer = (replies.max(axis=1) - replies.min(axis=1) >= 2).mean()": "best with the worst",
        "answer = (abs(replies[:, 0] - replies[:, 1]) >= 2).mean()": "two of the four",
        "answer = (replies[:, -1] - replies[:, -2] >= 2).mean()": "Sort each row first",
        "answer = (replies.max(axis=1) - replies.mean(axis=1) >= 2).mean()": "mean of the four",
        "r = np.sort(replies, axis=1)\nanswer = (r[:, -1] - r[:, -2] >= 2).sum()": "divide by the whole",
        "r = np.sort(replies, axis=1)\nanswer = r[:, -1] - r[:, -2] >= 2": "an array",
        "r = np.sort(replies, axis=0)\nanswer = (r[:, -1] - r[:, -2] >= 2).mean()": "too low",
    },
    "10.9": {
        RATES + "answer = np.percentile(a9 - b9, [2.5, 97.5])": "subtract the other way",
        RATES + "answer = np.percentile(b9 - a9, [5, 95])": "middle 90%",
        RATES + "answer = np.quantile(b9 - a9, [0.025, 0.975])": None,
        RATES + "answer = np.percentile(b9 - a9, [0.025, 0.975])": "counts from 0 to 100",
        RATES + "answer = np.percentile(b9, [2.5, 97.5]) - np.percentile(a9, [2.5, 97.5])": "percentiles of each draft",
        RATES + "answer = np.percentile(b9 / a9, [2.5, 97.5])": "",
        RATES + "answer = 100 * np.percentile(b9 - a9, [2.5, 97.5])": "percentage points",
        RATES + "answer = (b9 - a9).mean()": "two numbers",
        "answer = np.percentile(rng.beta(3, 5, 100_000) - rng.beta(1, 7, 100_000), [2.5, 97.5])": "the flat prior",
        "answer = np.percentile(rng.beta(4, 9, 100_000) - rng.beta(2, 9, 100_000), [2.5, 97.5])": "were not answered",
        "answer = np.percentile(rng.binomial(8, 3 / 8, 9999) / 8 - rng.binomial(8, 1 / 8, 9999) / 8, [2.5, 97.5])": "",
        "s = (3 / 8 * 5 / 8 / 8 + 1 / 8 * 7 / 8 / 8) ** 0.5\nanswer = 0.25 - 1.96 * s, 0.25 + 1.96 * s": "textbook",
    },
    "10.10": {
        GAP + "answer = (abs(gap[:, -1]) >= 3).mean()": "looking once",
        "answer = (abs(b.sum(axis=1) - a.sum(axis=1)) >= 3).mean()": "looking once",
        GAP + "answer = (gap >= 3).any(axis=1).mean()": "that is B in front",
        GAP + "answer = (gap.max(axis=1) >= 3).mean()": "that is B in front",
        GAP + "answer = (abs(gap) >= 3).mean()": "all looks",
        GAP + "answer = (abs(gap) > 3).any(axis=1).mean()": "more than 3",
        GAP + "answer = (abs(gap) >= 2).any(axis=1).mean()": "a lead of 2 or more",
        GAP + "answer = (abs(gap) >= 3).any(axis=1).sum()": "divide by the whole",
        GAP + "answer = (abs(gap).max(axis=1) >= 3).mean()": None,
        GAP + "answer = ((gap.max(axis=1) >= 3) | (gap.min(axis=1) <= -3)).mean()": None,
        GAP + "answer = (abs(gap) >= 3).any(axis=0).mean()": "too high",
        "gap = b.cumsum() - a.cumsum()\nanswer = (abs(gap) >= 3).mean()": "without `axis=1`",
        "gap = (b.cumsum() - a.cumsum()).reshape(b.shape)\nanswer = (abs(gap) >= 3).any(axis=1).mean()": (
            "without `axis=1`"
        ),
    },
    "10.11": {
        OF + 'answer = p["learnt"].mean() - c["learnt"].mean()': "the mean over rows",
        'm = talks.groupby("first")["learnt"].mean()\nanswer = m["past"] - m["compliment"]': "the mean over rows",
        OF + 'answer = (p["learnt"] * p["chance"]).sum() - (c["learnt"] * c["chance"]).sum()': "Divide by their sum",
        OF + 'answer = np.average(p["learnt"], weights=p["chance"])': "How many more is that",
        OF + 'answer = np.average(c["learnt"], weights=c["chance"])': "asks for the difference",
        OF + 'answer = np.average(c["learnt"], weights=c["chance"]) - np.average(p["learnt"], weights=p["chance"])': (
            "the other way round"
        ),
        OF + 'answer = np.average(p["learnt"], weights=p["chance"]) - (talks["learnt"] * talks["chance"]).sum()': (
            "against anybody"
        ),
        OF + 'answer = p["learnt"].max() - c["learnt"].max()': "rounded too far",
        OF + 'answer = 4 * ((p["learnt"] * p["chance"]).sum() - (c["learnt"] * c["chance"]).sum())': None,
    },
}

test_a_readers_mistake_is_named = EXERCISE.mistakes_named(MISTAKES)


# --- what may be chosen


def test_the_right_option_is_not_the_longest():
    for check in ex10.CHECKS:
        if isinstance(check.judge, OneOf):
            lengths = {value: len(label) for value, label in check.choices}
            right = lengths.pop(check.judge.right)
            assert right < max(lengths.values()) or check.id == "10.5"


def rows_of(heading):
    part = SOURCE.partition(f"### {heading}\n")[2]
    return [line.split(" | ") for line in re.findall(r"^\| (\d .*) \|$", part.partition("```")[0], re.MULTILINE)]


@pytest.mark.parametrize(
    ("check_id", "heading"), [("10.1", "What an answer is worth"), ("10.6", "Where the wish has to be said")]
)
def test_the_options_are_the_rows_of_the_text(check_id, heading):
    rows, options = rows_of(heading), BY_ID[check_id].choices
    assert [row[0] for row in rows] == [label.partition(",")[0] for _, label in options]
    for row, (value, _) in zip(rows, options, strict=True):
        why = grade(BY_ID[check_id], value).message
        for quoted in re.findall(r"“([^”?]+)”", why):
            if "R2" not in why or quoted != "Nobody’s gonna do it for u":
                assert quoted.casefold() in " ".join(row).casefold(), quoted


def test_the_thread_is_quoted_as_it_stands():
    thread = (CONTENT.parents[1] / "data" / "thread.yaml").read_text(encoding="utf-8").replace("’", "'")
    for quoted in ("lead with product curiosity, not career change", "nobody's gonna do it for u"):
        assert quoted in " ".join(thread.split()) and quoted in SOURCE


# --- expected values come from the data


@pytest.fixture
def other_orders(monkeypatch):
    """The same exercise on part of the orders."""
    ex10._orders.cache_clear()
    monkeypatch.setattr(ex10, "load", lambda name: load(name).iloc[: 4 * 24000 // 5])
    yield
    ex10._orders.cache_clear()


def test_with_other_data_the_answer_is_another(request):
    check = BY_ID["10.7"]
    before = (check.judge.value(), check.judge.right())
    request.getfixturevalue("other_orders")
    assert check.judge.value() != before[0] and check.judge.right() != before[1]
    assert grade(check, check.judge.value()).status == "right"


def test_the_model_says_what_is_needed(monkeypatch):
    monkeypatch.setattr(ex10, "RATE_A", 30)
    assert all(ex10._needed(each) == replies.needed(0.3, each / 100) for each in ex10.RATES_B if each != 30)


# --- what is said of the sources


def test_every_table_says_where_its_numbers_are_from():
    for table, words in zip(TABLES, ("Invented.", "Invented.", "Invented.", "Computed."), strict=True):
        assert words in table().caption
    assert "**invented**" in SOURCE and "**simulated**" in SOURCE and "no source was found" in SOURCE
    for check_id in ("10.7", "10.8", "10.10"):
        assert "simulated" in BY_ID[check_id].judge.right()
    assert "no source was found" in BY_ID["10.5"].explanation()
    assert "practitioners' habit" in BY_ID["10.6"].explanation and "Rajkumar" in SOURCE


def test_the_numbers_in_the_text_are_those_of_the_checks():
    assert ex10.SINCE in SOURCE and "since 2 April" in SOURCE
    assert pd.Timestamp(ex10.SINCE).strftime("%-d %B") == "2 April"
    assert (ex10.DRAFTS, ex10.EACH, ex10.EQUAL, ex10.RUNS, ex10.GAP) == (4, 8, 0.25, 50_000, 2)
    assert (ex10.ROUNDS, ex10.AHEAD, ex10.LOOKS, ex10.DRAWS) == (20, 3, 20_000, 100_000)
    assert [(each.sent, each.replied) for each in (ex10.A, ex10.B)] == [(8, 1), (8, 3)]
    assert "**65%.**" in SOURCE and BY_ID["10.5"].judge.right == "65"
    assert "gap between 50% and 25%" in SOURCE
    assert sum(tally.sent for (draft, _), tally in ex10.SENT_TO.items() if draft == "A") == 40  # "forty times"
    assert isinstance(BY_ID["10.9"].judge, Interval)
    kinds = {question.kind for question in script().questions.values()}
    assert {ex10.OPENING, ex10.OTHER} <= kinds


def test_texts_of_the_checks_read_as_sentences():
    said = [check.judge.right() for check in NUMBERS] + [checks.say(check.explanation) for check in ex10.CHECKS]
    for text, pair in itertools.product(said, ("  ", " ,", "..", "--")):
        assert pair not in text


# --- the form


def test_the_form_is_the_lessons():
    assert 'form("outreach_message")' in SOURCE
    assert "message" in str(form("outreach_message").body()).lower()


EXAMPLE = {
    "name": "Nadia",
    "from_": "Ruth, outpatient desk",
    "why": "Nadia decides what the reminder says",
    "when": "since",
    "saw_on": "2026-05-06",
    "saw": "the reminder leaves out the name of the building",
    "counted": "For every 100 visits we get 6 or 7 calls asking where to go; before it was 3",
    "question": "What made you take it out?",
    "blind": "I can't see how many of them come for the first time",
    "ask": "Two lines would help me",
    "decision": "why the reminder names no building",
    "q_1": "On 6 May the building went from the text. What happened just before?",
    "q_2": "What did the shorter text win you, and what did it cost?",
    "q_3": "Who noticed first, and what did they say?",
    "q_4": "Which version did you take back, and what had you seen?",
    "change": "If the longer text was cut off on one phone in ten, I stop asking for the building to come back",
    "give": "our calls, counted again by building, in two weeks",
    "wish": "Yes, and first I'd like to understand how you decide",
    "stage": "asked",
}


def test_the_example_is_what_the_form_makes_of_its_fields():
    artefact = rubric("outreach_message")
    assert set(EXAMPLE) <= {field.key for field in artefact.fields}
    assert EXERCISE.quoted() == artefact.compose(EXAMPLE)
    for criterion in artefact.criteria:
        if criterion.check:
            found = criterion.check(EXAMPLE)
            assert found.done is (None if criterion.kind == "H" else True), found.message
