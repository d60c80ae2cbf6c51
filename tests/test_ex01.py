"""Exercise 01: every check with blank, right, plausibly wrong and impossible answers; its tables; its source."""

import math
import re

import numpy as np
import pytest
from exercise import Exercise

from ops2pm import checks, load
from ops2pm.checks import Interval, Number, grade
from ops2pm.exercises import ex01
from ops2pm.numbers import parse_range

EXERCISE = Exercise("01")
SOURCE, CELLS = EXERCISE.source, EXERCISE.cells
BY_ID = EXERCISE.by_id
NUMBERS = [check for check in ex01.CHECKS if isinstance(check.judge, Number)]
NOW, BRIDGE, PROXY = "distribution manager", "project management specialist", "marketing manager"

pytestmark = pytest.mark.usefixtures("no_hint_given")


# --- numbers: tolerances that follow from the question


@pytest.mark.parametrize("check", NUMBERS, ids=lambda check: check.id)
def test_rounding_as_asked_is_right_and_one_step_further_is_not(check):
    judge, value = check.judge, check.judge.value()
    digits = {"01.1": 0, "01.4": 1, "01.5": 0, "01.12": 1}.get(check.id, 3)
    assert grade(check, round(value, digits)).status == "right"
    assert grade(check, value + 1.05 * judge.tolerance).status == "not yet"
    assert grade(check, value - 1.05 * judge.tolerance).status == "not yet"


def test_the_quotient_of_table_1_as_shown_is_right():
    row = [float(cell.replace(",", "")) for cell in ex01.by_area().frame.loc["Chicago"]]
    assert grade(BY_ID["01.1"], 100 * row[1] / row[0]).status == "right"
    assert checks.answer("01.1", str(round(100 * row[1] / row[0]))).status == "right"
    assert checks.answer("01.1", f"{100 * row[1] / row[0]:.1f}".replace(".", ",")).status == "right"


# What a reader would write who makes the mistake; the check must know it without being told how it was made.
MISTAKES = {
    "01.1": {
        "answer = 100 * 102_320 / 107_230": "the whole country",
        "answer = 100 * 124_120 / 105_320": "the other way round",
        "answer = 15": "lose of every 100",
        "answer = 100 * 165_340 / 124_120": "the last column",
        "answer = 100 * 102_320 / 124_120": "take both from one row",
        "answer = 100 * 105_320 / 107_230": "Chicago's project management specialist with the country's",
        "answer = 105320": "yearly wage itself",
        "answer = 0.85": "too low",
        "answer = -15": "too low",
    },
    "01.4": {
        "answer = 0.33": "that is the change",
        "answer = 0.3": "that is the change",
        "answer = 4.5": "weight of the odds",
        "answer = 7.5": "lead in the first column goes on top",
        "answer = 4": "already wins",
        "answer = 3.4": "too high",
        "answer = 3": "rounded too far",
        "answer = 3.33": None,
        "answer = 10 / 3": None,
    },
    "01.5": {
        "answer = 44": "the share of the 50",
        "answer = 39": "average of the two",
        "answer = 28": "have not moved on",
        "answer = 50": "take away the ones",
        "answer = 72": "never transferred",
        "answer = 14": "one share of the other",
        "answer = 78": "counted those who transferred and stayed twice",
        "answer = 0.22": "too low",
    },
    "01.7": {
        "answer = (medians[bridge] < medians[now]).mean()": "divided by all 393 areas",
        "filled = medians.fillna(0)\nanswer = (filled[bridge] < filled[now]).mean()": "with a 0 in its place",
        "answer = (both[bridge] > both[now]).mean()": "the wrong way round",
        "answer = (medians[bridge] < country[now]).mean()": "the country's distribution manager",
        'm = medians[[now, "marketing manager"]].dropna()\nanswer = (m["marketing manager"] < m[now]).mean()': (
            "that is the marketing manager"
        ),
        "answer = (both[bridge] < both[now]).sum()": "divide by the whole",
        "answer = both[bridge] < both[now]": "a column of values",
        "m = medians.dropna()\nanswer = (m[bridge] < m[now]).mean()": "lacks any figure",
        "answer = 0.79": None,
        "answer = (both[bridge] < both[now]).mean": None,
    },
    "01.8": {
        "answer = (both[bridge] < both[now]).mean()": "counts areas",
        'them = metro.pivot(index="area", columns="occupation", values="employment")[bridge].loc[both.index]\n'
        "answer = them[both[bridge] < both[now]].sum() / them.sum()": "project management specialists",
        "answer = people.loc[both.index][both[bridge] < both[now]].sum() / people.sum()": "above and below the line",
        "here = people.loc[both.index]\nanswer = here[both[bridge] > both[now]].sum() / here.sum()": "wrong way round",
        "here = people.loc[both.index]\nanswer = here[both[bridge] < both[now]].mean() / here.mean()": "mean by a mean",
        "answer = people.loc[both.index][both[bridge] < both[now]].sum()": "divide by the whole",
    },
    "01.9": {
        'answer = country["marketing manager"] / country[now] - 1': "the country's gap",
        'answer = medians["marketing manager"].median() / medians[now].median() - 1': "over different areas even",
        'm = medians[[now, "marketing manager"]].dropna()\n'
        'answer = m["marketing manager"].median() / m[now].median() - 1': "two different areas",
        'answer = (medians["marketing manager"] / medians[now]).median()': "minus 1",
        'answer = (medians["marketing manager"] / medians[now]).mean() - 1': "that is the mean",
        'answer = 1 - (medians[now] / medians["marketing manager"]).median()': "the other way round",
        'answer = (medians["information systems manager"] / medians[now]).median() - 1': "information systems",
        "answer = (medians[bridge] / medians[now]).median() - 1": "that is the bridge",
        'answer = (medians["marketing manager"] - medians[now]).median()': "a share lies between 0 and 1",
    },
    "01.10": {
        "answer = np.percentile(rng.beta(1 + 3, 1 + 17, size=100_000), [2.5, 97.5])": "can be defended as well",
        "answer = np.percentile(rng.beta(3, 17, size=100_000), [2.5, 97.5])": "left out the 0.5",
        "answer = np.percentile(rng.beta(0.5 + 3, 0.5 + 20, size=100_000), [2.5, 97.5])": "did *not* call",
        "answer = np.percentile(rng.beta(0.5 + 3, 0.5 + 17, size=100_000), [5, 95])": "middle 90%",
        "answer = np.percentile(rng.beta(0.5 + 3, 0.5 + 17, size=100_000), [0.025, 0.975])": "counts from 0 to 100",
        "answer = np.percentile(rng.beta(0.5 + 30, 0.5 + 170, size=100_000), [2.5, 97.5])": "the example",
        "e = 1.96 * np.sqrt(0.15 * 0.85 / 20)\nanswer = 0.15 - e, 0.15 + e": "below zero: no rate is",
        "answer = np.percentile(rng.beta(0.5 + 17, 0.5 + 3, size=100_000), [2.5, 97.5])": "the rate of *no* call",
        "answer = 100 * np.percentile(rng.beta(3.5, 17.5, size=100_000), [2.5, 97.5])": "divide both ends by 100",
        "answer = np.percentile(rng.beta(3.5, 17.5, size=100_000), [97.5, 2.5])": "the wrong way round",
        "answer = 0.4, 0.6": "leaves out the rate that was seen",
        "answer = 0.15": "asks for two numbers",
    },
    "01.11": {
        "rates = rng.beta(2.5, 58.5, size=100_000)\nanswer = (1 - rates.mean()) ** 100": "the average",
        "answer = (1 - 2 / 60) ** 100": "as if it were known",
        "answer = (rng.geometric(2 / 60, size=100_000) / 5 > 20).mean()": "as if it were known",
        "answer = (rng.geometric(rng.beta(2.5, 58.5, size=100_000)) / 5 <= 20).mean()": "the wrong way round",
        "answer = (rng.geometric(rng.beta(2.5, 58.5, size=100_000)) > 20).mean()": "counted applications as weeks",
        "answer = (rng.geometric(rng.beta(2, 58, size=100_000)) / 5 > 20).mean()": "left out the 0.5",
        "answer = (rng.geometric(rng.beta(3, 59, size=400_000)) / 5 > 20).mean()": "can be defended as well",
        "answer = np.median(rng.geometric(rng.beta(2.5, 58.5, size=100_000)) / 5)": "a share lies between 0 and 1",
        "answer = ((1 - rng.beta(2.5, 58.5, size=100_000)) ** 100).mean()": None,
    },
    "01.12": {
        "answer = 4.33": "that is the change",
        "answer = 15": "divide first",
        "answer = 7": "first whole weight",
        "answer = 2": "weight pay has now",
        "points = scores @ weights\nlag = points.max() - points\n"
        'gain = scores["pay"] - scores.loc[points.idxmax(), "pay"]\n'
        'answer = weights["pay"] + (lag / gain)["Internal move"]': "is infinite",
        "answer = next(pay for pay in np.arange(2, 12, 0.1)"
        ' if (scores @ weights.where(weights.index != "pay", pay)).idxmax() != "Stay and build")': None,
        "answer = (scores @ weights).max()": "too high",
        'trial = weights.copy()\ntrial["pay"] = 6.4\nanswer = trial["pay"]': None,
    },
}


test_a_readers_mistake_is_named = EXERCISE.mistakes_named(MISTAKES)


# --- the values, computed another way


def test_the_shares_of_areas_and_of_people_by_plain_counting(notebook):
    pay, people = {}, {}
    for row in notebook["metro"].itertuples():
        if not math.isnan(row.p50):
            pay[row.area, row.occupation] = row.p50
        if row.occupation == NOW and not math.isnan(row.employment):
            people[row.area] = row.employment
    areas = sorted({area for area, _ in pay if (area, NOW) in pay and (area, BRIDGE) in pay})
    less = [area for area in areas if pay[area, BRIDGE] < pay[area, NOW]]
    assert BY_ID["01.7"].judge.value() == len(less) / len(areas)
    assert BY_ID["01.8"].judge.value() == pytest.approx(
        sum(people.get(area, 0) for area in less) / sum(people.get(area, 0) for area in areas)
    )
    gaps = sorted(pay[area, PROXY] / pay[area, NOW] for area in {a for a, o in pay if o == NOW} if (area, PROXY) in pay)
    middle = len(gaps) // 2
    median = gaps[middle] if len(gaps) % 2 else (gaps[middle - 1] + gaps[middle]) / 2
    assert BY_ID["01.9"].judge.value() == pytest.approx(median - 1)


def test_the_interval_against_the_exact_one():
    """Beta(3.5, 17.5), with rate = sin(angle)**2: the density of the angle is sin**6 cos**34."""
    judge = BY_ID["01.10"].judge
    assert isinstance(judge, Interval)
    angles = np.linspace(0, np.pi / 2, 100_001)
    density = np.sin(angles) ** 6 * np.cos(angles) ** 34
    for end, below in zip(judge.value(), (0.025, 0.975), strict=True):
        tail = density[angles <= math.asin(math.sqrt(end))].sum() / density.sum()
        assert tail == pytest.approx(below, abs=0.0005)


def test_other_seeds_and_fewer_draws_are_right_too():
    for seed, draws in ((2, 100_000), (3, 20_000), (4, 1_000_000)):
        rng = np.random.default_rng(seed)
        ends = np.percentile(rng.beta(3.5, 17.5, size=draws), [2.5, 97.5])
        assert grade(BY_ID["01.10"], ends).status == "right", (seed, draws)
        weeks = rng.geometric(rng.beta(2.5, 58.5, size=draws)) / 5
        assert grade(BY_ID["01.11"], (weeks > 20).mean()).status == "right", (seed, draws)


def test_the_wait_is_exact():
    """The mean of (1 - p)**100 under Beta(2.5, 58.5) is B(2.5, 158.5) / B(2.5, 58.5)."""

    def log_beta(a, b):
        return math.lgamma(a) + math.lgamma(b) - math.lgamma(a + b)

    assert BY_ID["01.11"].judge.value() == pytest.approx(math.exp(log_beta(2.5, 158.5) - log_beta(2.5, 58.5)))


def test_the_flip_by_hand_makes_the_doors_level():
    weight = BY_ID["01.4"].judge.value()
    points = [5 * row[0] + weight * row[1] for row in ex01.two_doors().frame.iloc[1:, :2].astype(float).to_numpy()]
    assert points[0] == pytest.approx(points[1])
    shown = ex01.two_doors().frame
    assert shown.iloc[0, :2].tolist() == [5, 3]
    assert shown.iloc[1:, 2].tolist() == [40, 39]
    assert "“40 to 39”" in SOURCE and "25 + 5*w* = 15 + 8*w*" in SOURCE
    assert shown.iloc[1:, :2].to_numpy().tolist() == [[5, 5], [3, 8]]
    assert f"from 3 to {weight:.2f}; from there on “{shown.index[2]}” leads" in SOURCE


def test_the_flip_of_five_doors_by_trying_every_weight(notebook):
    scores, weights = notebook["scores"], notebook["weights"]
    winners = {}
    for step in range(2001):
        tried = weights.astype(float)
        tried["pay"] = 2 + step / 200
        points = (scores * tried).sum(axis=1)
        winners[tried["pay"]] = points.idxmax()
    changed = [pay for pay, winner in winners.items() if winner != winners[2.0]]
    assert winners[2.0] == "Stay and build" and winners[changed[0]] == "PM in an ops product"
    assert changed[0] == pytest.approx(BY_ID["01.12"].judge.value(), abs=0.006)
    points = scores @ weights
    assert points.sort_values().index[-2] == "Internal move"  # the runner-up isn't the one that takes over
    assert scores.loc["Internal move", "pay"] == scores.loc["Stay and build", "pay"]


def test_nobody_can_change_the_table_for_the_check(notebook):
    scores, weights = ex01.decision()
    scores.loc["Bridge job", "pay"] = 10
    weights["pay"] = 50
    assert BY_ID["01.12"].judge.value() == pytest.approx(19 / 3)


def test_the_scores_are_the_guesses_of_the_lesson():
    from ops2pm.labs import which_door

    assert list(ex01.GUESSES) == list(which_door.DOORS.values())
    for short, label in zip(ex01.CRITERIA, which_door.CRITERIA.values(), strict=True):
        assert label.lower().startswith(short.lower())
    for door, name in which_door.DOORS.items():
        assert ex01.GUESSES[name] == tuple(parse_range(each).base for each in which_door.GUESSES[door])


# --- what the tables show, and what the text says of them


def test_table_1_shows_the_data(notebook):
    frame = ex01.by_area().frame
    for short, area in ex01.AREAS.items():
        for occupation in (NOW, BRIDGE, PROXY):
            if short == "United States":
                wage = notebook["country"][occupation]
            else:
                wage = notebook["medians"].loc[area, occupation]
            assert frame.loc[short, occupation] == ("not published" if math.isnan(wage) else f"{wage:,.0f}")
    assert frame.index.tolist() == ["United States", *sorted(frame.index[1:])]


def test_the_text_on_table_1_holds():
    frame = ex01.by_area().frame
    missing = [area for area, cell in frame[NOW].items() if cell == "not published"]
    assert missing == ["Kokomo"]
    numbers = frame.drop("Kokomo").map(lambda cell: float(cell.replace(",", "")))
    less = numbers[BRIDGE] < numbers[NOW]
    assert (
        "In six of the seven rows that have both figures the bridge pays less, and in Phoenix a little more." in SOURCE
    )
    assert (less.sum(), len(less), less[~less].index.tolist()) == (6, 7, ["Phoenix"])
    assert numbers.loc["Phoenix", BRIDGE] / numbers.loc["Phoenix", NOW] < 1.02


def test_table_2_against_plain_pandas(notebook):
    people = notebook["metro"].pivot(index="area", columns="occupation", values="employment")
    medians = notebook["medians"].dropna(subset=["operations manager", NOW, PROXY]).sort_values("operations manager")
    half = len(medians) // 2
    frame = ex01.by_pay().frame
    counted = 0
    for row, group in enumerate((medians[:half], medians[half:-30], medians[-30:])):
        there = people.loc[group.index]
        every = people.loc[medians.index]
        assert frame.iloc[row].tolist() == [
            str(len(group)),
            f"+{100 * (group[PROXY] / group[NOW]).median() - 100:.0f}%",
            f"{100 * there[NOW].sum() / every[NOW].sum():.0f}",
            f"{100 * there[PROXY].sum() / every[PROXY].sum():.0f}",
        ]
        counted += len(group)
    assert counted == len(medians)
    gap = notebook["country"][PROXY] / notebook["country"][NOW] - 1
    assert frame.iloc[3].tolist() == ["", f"+{100 * gap:.0f}%", "", ""], "the country has more people than these areas"


def test_the_text_on_table_2_holds():
    gaps = [float(cell.strip("+%")) for cell in ex01.by_pay().frame["gap"]]
    assert max(gaps[:3]) - min(gaps[:3]) < 5  # "nearly the same in all three rows"
    assert gaps[3] > max(gaps[:3]) + 10
    now, proxy = (ex01.by_pay().frame.iloc[:3, column].astype(float).tolist() for column in (2, 3))
    assert proxy[0] < now[0] and proxy[2] > 1.3 * now[2]
    assert sum(now) == pytest.approx(100, abs=1.5) and sum(proxy) == pytest.approx(100, abs=1.5)


def test_table_3_and_what_is_said_of_it():
    frame = ex01.by_counts().frame
    assert frame["calls, of 100"].tolist() == [15, 15]
    ranges = []
    for x, n in ((3, 20), (30, 200)):
        ends = np.percentile(np.random.default_rng(8).beta(0.5 + x, 0.5 + n - x, 400_000), [2.5, 97.5])
        ranges.append(ends[1] - ends[0])
        shown = frame.iloc[len(ranges) - 1, 3]
        assert shown == f"{100 * ends[0]:.0f} to {100 * ends[1]:.0f}"
        assert (ends[0] < ex01.CLAIM < ends[1]) == (n == 20)
    assert 2.5 < ranges[0] / ranges[1] < 3.5  # "about three times as narrow"
    assert "invented" in ex01.by_counts().caption and "invented" in ex01.two_doors().caption
    below = (np.random.default_rng(9).binomial(20, 0.3, 400_000) <= 3).mean()
    assert f"{100 * below:.0f} would see 3 of 20 or fewer" in grade(BY_ID["01.3"], "small").message


def test_the_text_on_the_areas_holds(notebook):
    both = notebook["both"]
    there = notebook["people"].loc[both.index]
    assert there.min() <= 50 and 12_000 <= there.max() < 13_000  # "one with fifty", "twelve thousand"
    assert "on 393 areas" in SOURCE and len(notebook["medians"]) == 393
    medians = notebook["medians"]
    gaps = [(medians[other] / medians[NOW]).median() for other in (PROXY, "information systems manager")]
    assert gaps[1] > gaps[0]  # "the gap is larger"
    assert medians[PROXY].notna().sum() < medians[NOW].notna().sum()  # "lacks more areas"


def test_the_text_on_sampling_error_holds(notebook, capsys):
    cell = next(cell for cell in CELLS if "ex-01-7-error" in cell)
    exec(re.search(r"### BEGIN SOLUTION\n(.*)\n### END SOLUTION", cell, re.DOTALL)[1], dict(notebook))
    less, more, close = map(int, re.findall(r"\d+", capsys.readouterr().out))
    assert less + more + close == len(notebook["both"])
    assert less > len(notebook["both"]) / 2  # "in most areas … stands", even where only clear differences count
    assert (
        f"In {less} areas the bridge clearly pays less, in {more} clearly more, and {close} are too close to call."
    ) in SOURCE
    plain = {-1: 0, 0: 0, 1: 0}
    rows = notebook["metro"].set_index(["area", "occupation"])
    for area in notebook["both"].index:
        (a, x), (b, y) = rows.loc[(area, NOW), ["p50", "wage_rse"]], rows.loc[(area, BRIDGE), ["p50", "wage_rse"]]
        error = math.sqrt((a * x / 100) ** 2 + (b * y / 100) ** 2)
        plain[0 if abs(b - a) <= 1.96 * error else 1 if b > a else -1] += 1
    assert plain == {-1: less, 0: close, 1: more}


def test_the_text_on_the_wait_holds():
    right = ex01._no_offer()
    assert ex01._at_average() < 0.02 and right > 4 * ex01._at_average()  # "several times as many"
    assert f"{ex01.SENT} applications and had {ex01.OFFERS} offers, and sends {ex01.A_WEEK} a week" in SOURCE
    assert f"no offer after {ex01.WEEKS} weeks" in SOURCE
    assert "(1 - rates.mean()) ** 100" in SOURCE and ex01.A_WEEK * ex01.WEEKS == 100


# --- expected values come from the data


def test_with_other_data_the_answers_are_others(monkeypatch):
    wage_checks = [BY_ID[i] for i in ("01.1", "01.7", "01.8", "01.9")]
    before = {check.id: (check.judge.value(), grade(check, check.judge.value()).message) for check in wage_checks}
    kept = [value for value in vars(ex01).values() if hasattr(value, "cache_clear")]

    def other(name):
        frame = load(name)
        frame.loc[frame["occupation"].isin([BRIDGE, PROXY]), ["p50"]] *= 1.07
        return frame[~frame["area"].str.startswith(("A", "New York"))] if name == "wages" else frame

    monkeypatch.setattr(ex01, "load", other)
    for value in kept:
        value.cache_clear()
    try:
        for check in wage_checks:
            value = check.judge.value()
            assert value != before[check.id][0]
            assert grade(check, value).status == "right"
            assert grade(check, value).message != before[check.id][1]
    finally:
        for value in kept:
            value.cache_clear()


# --- the source of the notebooks


def test_the_two_surveys_are_those_of_the_text():
    assert f"saying that {ex01.FIRST}% of product managers" in SOURCE and f"says about {ex01.PRESENT}%" in SOURCE
    assert f"{ex01.FIRST} − {ex01.PRESENT}." in SOURCE
    assert f"take the average, {(ex01.FIRST + ex01.PRESENT) / 2:.0f}%" in SOURCE
    assert 0.4 < 1 - ex01.PRESENT / ex01.FIRST < 0.5  # "nearly half"


def test_what_is_invented_says_so():
    for check_id in ("01.3", "01.6"):
        assert "(invented)" in BY_ID[check_id].question
    for check_id in ("01.11", "01.12"):
        assert "invented" in grade(BY_ID[check_id], BY_ID[check_id].judge.value()).message
    assert "**The weights are invented.**" in SOURCE and "a week (invented)" in SOURCE


def test_a_statement_that_is_a_quotation_is_quoted_once():
    told = str(checks.solution("01.6"))
    assert "“Anybody may apply, five years in operations or not.”" in told and "““" not in told and "””" not in told
