"""Exercise 08: what is special to it. Its numbers by plain counting, its mistakes as readers make them, its words."""

import itertools
import math
import re

import numpy as np
import pytest
from exercise import Exercise

from ops2pm import checks, load
from ops2pm.checks import Interval, Number, grade, say
from ops2pm.exercises import ex08
from ops2pm.models.ranges import Ranges
from ops2pm.models.sizing import driver, eight_in_ten, flip, rolled, swings
from ops2pm.models.stranding import queues, timetable
from ops2pm.rubrics import rubric
from ops2pm.ui.form import form

EXERCISE = Exercise("08")
SOURCE = EXERCISE.source
BY_ID = EXERCISE.by_id
NUMBERS = [check for check in ex08.CHECKS if isinstance(check.judge, Number)]
TABLES = (ex08.by_day, ex08.by_load, ex08.by_factor, ex08.by_route, ex08.by_test)

pytestmark = pytest.mark.usefixtures("no_hint_given")


@pytest.fixture(scope="module")
def times():
    return timetable(load("flights"), load("seats"))


# --- numbers: tolerances that follow from the question

DIGITS = {"08.1": 0, "08.2": 1, "08.4": 1, "08.6": 1, "08.7": 3, "08.8": -2, "08.10": 2, "08.11": 2}


@pytest.mark.parametrize("check", NUMBERS, ids=lambda check: check.id)
def test_rounding_as_asked_is_right(check):
    value, digits = check.judge.value(), DIGITS[check.id]
    assert grade(check, round(value, digits)).status == "right"
    steps = {-2: 5, 2: 3}.get(digits, 1)
    assert grade(check, math.floor(value * 10**digits - steps) / 10**digits).status == "not yet"


def cells(table):
    """The table's cells as numbers where they are, else as text."""

    def read(cell):
        try:
            return float(cell.replace(",", "").rstrip("%")) / (100 if cell.endswith("%") else 1)
        except ValueError:
            return cell

    return {row[0]: [read(cell) for cell in row[1:]] for row in table()._cells()}


def test_what_the_tables_show_is_enough_to_be_right():
    days = list(cells(ex08.by_day).values())[:-1]
    assert grade(BY_ID["08.1"], sum(min(day) for day in days)).status == "right"
    stranded, found, nights = np.array(list(cells(ex08.by_load).values())).T
    colleague = (stranded.max() * found.max() - stranded.min() * found.min()) / 100
    assert grade(BY_ID["08.2"], round(colleague / (nights.max() - nights.min()), 1)).status == "right"
    factors = cells(ex08.by_factor)
    swing = {label: (row[2] - row[0]) / row[1] for label, row in factors.items()}
    driver = max(swing, key=swing.get)
    assert driver == dict(BY_ID["08.3"].choices)[BY_ID["08.3"].judge.right]
    assert driver != max(list(factors)[1:], key=lambda label: factors[label][2] - factors[label][0])
    base = math.prod(row[1] for row in factors.values())
    assert f"{base:,.0f}" in ex08.by_factor().caption
    assert grade(BY_ID["08.4"], round(25 * 36_000 / 2.40 / base, 1)).status == "right"
    routes = list(cells(ex08.by_route).values())
    for column in (0, 1):
        assert math.prod(row[column] for row in routes[:-1]) == pytest.approx(routes[-1][column], abs=0.5)
    assert math.prod(row[2] for row in routes[:-1]) == pytest.approx(routes[-1][2], abs=0.01)
    tests = list(cells(ex08.by_test).values())
    best = min(days_of(order) for order in itertools.permutations(tests))
    assert grade(BY_ID["08.6"], round(best, 1)).status == "right"


def days_of(order):
    """Days on average, by going through every way it can end."""
    total, alive = 0.0, 1.0
    for number, (_, ends) in enumerate(order):
        total += alive * ends * sum(days for days, _ in order[: number + 1])
        alive *= 1 - ends
    return total + alive * sum(days for days, _ in order)


@pytest.mark.parametrize(
    ("check_id", "typed"),
    [
        ("08.1", "425 trips"),
        ("08.2", "4"),
        ("08.2", "4,0"),
        ("08.2", "4.0 times"),
        ("08.4", "18,6"),
        ("08.4", "18.6 %"),
        ("08.4", "18.6%"),
        ("08.6", "17,3 days"),
        ("08.6", "17.3"),
    ],
)
def test_a_number_may_be_typed_as_people_write_it(check_id, typed):
    assert checks.answer(check_id, typed).status == "right"


# --- the numbers, by plain counting


def test_half_the_wishes_leave_more_than_half():
    half = sum(min(wish / 2, place) for wish, place in zip(ex08.WISHES, ex08.PLACES, strict=True))
    assert half == ex08._spared(0.5) > ex08._spared() / 2
    assert half / (sum(ex08.WISHES) / 2) > ex08.FACTORS["place"].high  # the text of 08.3
    assert ex08._spared() / sum(ex08.WISHES) == pytest.approx(ex08.FACTORS["place"].base, abs=0.02)
    assert np.corrcoef(ex08.WISHES, ex08.PLACES)[0, 1] < -0.5  # "A busy day has many wishes and few places"


def test_table_2_is_what_the_queues_give(times):
    for sold, (stranded, found, nights) in cells(ex08.by_load).items():
        load_ = int(sold[:-1]) / 100
        people = load_ * times.seats[times.cancelled]
        today, after = (queues(times, rule).stranded_share(load_) @ people for rule in ("family", "any carrier"))
        assert (stranded, nights) == pytest.approx((today, today - after), abs=0.51)
        assert found == pytest.approx(100 * (today - after) / today, abs=0.05)
    stranded, found, nights = np.array(list(cells(ex08.by_load).values())).T
    assert (np.diff(stranded) > 0).all() and (np.diff(found) < 0).all()  # "in opposite directions"
    assert 0 < nights.argmax() < len(nights) - 1  # "rises and then falls"


def test_the_flip_value_levels_cost_and_gain():
    flip = {name: ex08._flip(name) / 100 for name in ex08.FACTORS}
    for name, value in flip.items():
        assert ex08._total(**{name: value}) * ex08.TRIP == pytest.approx(ex08.COST)
    inside = [name for name, factor in ex08.FACTORS.items() if factor.low <= flip[name] <= factor.high]
    assert inside == ["absent", "read", "chosen"]  # "for two factors more"


def test_the_courier_is_sized_as_the_lesson_sizes():
    """Driver, flip values, range and lean by the lesson's own model."""
    names = list(ex08.FACTORS)
    factors = Ranges.of([[factor[1:4] for factor in ex08.FACTORS.values()]])

    def total(values):
        return values.prod(axis=-1)

    assert names[driver(swings(factors, total))] == BY_ID["08.3"].judge.right
    assert swings(factors, total) == pytest.approx(np.array([ex08._swing(name) for name in names]))
    for place, name in enumerate(names[1:], 1):
        found = flip(factors, total, place, ex08._needed(), most=1)
        assert 100 * found == pytest.approx(ex08._flip(name))
    alone = eight_in_ten(total(rolled(factors)))
    assert alone == pytest.approx(BY_ID["08.9"].judge.value(), rel=0.02)
    leaning = eight_in_ten(total(rolled(factors, 1)))
    wider = ex08._wider(ex08._sorted_totals(ex08.FACTORS))
    assert (leaning[1] - leaning[0]) / (alone[1] - alone[0]) == pytest.approx(wider, rel=0.04)


def test_p_over_days_gives_the_best_order_and_each_rule_its_own():
    order = tuple(sorted(ex08.TESTS, key=lambda name: -ex08.TESTS[name].ends / ex08.TESTS[name].days))
    assert order == ex08._best_order() == ("value", "usability", "feasibility", "viability")
    found = list(ex08._orders().values())
    assert found == sorted(found) and len(found) == 24 and found[1] - found[0] == pytest.approx(0.25, abs=0.01)
    for each, days in ex08._orders().items():
        assert days == pytest.approx(days_of([(ex08.TESTS[name].days, ex08.TESTS[name].ends) for name in each]))
    riskiest = max(ex08.TESTS, key=lambda name: ex08.TESTS[name].ends)
    assert riskiest == "feasibility" and ex08.TESTS[riskiest].ends / 4 > ex08.TESTS["value"].ends / 6  # "Were it four"


def test_the_worst_days(times):
    spared, stranded = np.zeros(365), np.zeros(365)
    people = 0.85 * times.seats[times.cancelled]
    today, after = (queues(times, rule).stranded_share(0.85) * people for rule in ("family", "any airport"))
    for day, now, then in zip(times.day[times.cancelled], today, after, strict=True):
        stranded[day] += now
        spared[day] += now - then
    worst = np.argsort(stranded)[-10:]
    assert BY_ID["08.7"].judge.value() == pytest.approx(spared[worst].sum() / spared.sum())
    assert spared[worst].sum() / spared.sum() == pytest.approx(1 / 7, abs=0.01)  # "about a seventh"
    assert stranded[worst].sum() / stranded.sum() > 1 / 3
    assert {38, 39} < set(worst.tolist())  # the blizzard of 8 and 9 February


def test_the_curve_bends(times):
    """08.8: by the lesson's queue; everybody asking is a little better than all of them in one queue from the start."""
    curve = ex08.curve()
    found = curve["nights"].iloc[1:] / curve["take_up"].iloc[1:]
    assert (np.diff(found) < 0).all()  # "The more of them ask, the fewer of those find a seat"
    pooled = sum(
        sign * queues(times, rule).stranded_share(0.85) @ (0.85 * times.seats[times.cancelled])
        for sign, rule in ((1, "family"), (-1, "any airport"))
    )
    assert curve["nights"].iloc[-1] == pytest.approx(pooled, rel=0.05)
    nights = ex08._nights_at(ex08._take_up())
    assert ex08._nights_at(0.10) < nights.mean() < ex08._nights_at(ex08._take_up().mean())


def test_the_ranges():
    corners, middle = ex08._corners(), eight_in_ten(ex08._totals())
    assert corners[0] < ex08._totals().min() and ex08._totals().max() < corners[1]  # "No draw reaches either"
    assert ex08._wider(ex08._sorted_totals(ex08.LEANING)) == pytest.approx(1.25, abs=0.02)  # "by a quarter"
    assert ex08._wider(ex08._opposed()) < 1
    assert np.median(ex08._totals()) < ex08._totals().mean() < ex08._base()
    assert middle[0] < ex08._needed() < middle[1]


def test_one_seed_is_as_good_as_another(monkeypatch):
    """The tolerances of 08.8 to 08.10 are as wide as `because` says."""
    ids = ("08.8", "08.9", "08.10")
    cached = (ex08.draws, ex08._totals, ex08._take_up)
    before = {check_id: BY_ID[check_id].judge.value() for check_id in ids}
    for seed in range(100, 112):
        monkeypatch.setattr(ex08, "SEED", seed)
        for each in cached:
            each.cache_clear()
        for check_id in ids:
            judge = BY_ID[check_id].judge
            assert np.abs(np.subtract(judge.value(), before[check_id])).max() < judge.tolerance, check_id
    for each in cached:
        each.cache_clear()


def test_one_test_that_must_wait():
    def days(order):
        return days_of([(ex08.SIX[name].days, ex08.SIX[name].ends) for name in order])

    possible = [each for each in itertools.permutations(ex08.SIX) if each.index("permit") < each.index("pilot")]
    found = sorted(map(days, possible))
    assert found[0] == pytest.approx(BY_ID["08.11"].judge.value())
    assert len(possible) == 360 and found[1] - found[0] == pytest.approx(0.07, abs=0.01)
    # Permit and street taken together, the rule of chance ÷ days gives the same order.
    both = ex08._together()
    alone = {name: test.ends / test.days for name, test in ex08.SIX.items() if name not in ("permit", "pilot")}
    ranked = sorted({**alone, "both": both.ends / both.days}.items(), key=lambda item: -item[1])
    order = [name for each, _ in ranked for name in (("permit", "pilot") if each == "both" else (each,))]
    assert tuple(order) == ex08._shortest()[0]
    assert ex08._by_ratio()[-1] == "permit"  # "chance ÷ days puts it last"
    assert ex08.SIX["permit"].days + ex08.SIX["pilot"].days == 18  # "eighteen days"


# --- what a reader would write who makes the mistake

BY_DAY = 'days = nights.groupby("day").sum()\n'
TOTALS = "totals = draws.prod(axis=1)\n"
WIDTH = "low, high = np.percentile({}.prod(axis=1), [10, 90])\nanswer = (high - low) / (answer_9[1] - answer_9[0])"
OBEYING = 'for order in permutations(tests.index) if order.index("permit") < order.index("pilot")'

test_a_readers_mistake_is_named = EXERCISE.mistakes_named(
    {
        "08.7": {
            BY_DAY
            + 'answer = days.nlargest(10, "stranded")["stranded"].sum() / days["stranded"].sum()': "of the *stranded*",
            BY_DAY + 'answer = days["spared"].nlargest(10).sum() / days["spared"].sum()': "*spare* most",
            BY_DAY
            + 'worst = days.nlargest(10, "stranded")\nanswer = worst["spared"].sum() / worst["stranded"].sum()': (
                "in the whole year"
            ),
            'answer = nights.nlargest(10, "stranded")["spared"].sum() / nights["spared"].sum()': "ten flights",
            'few = nights["day"].value_counts().index[:10]\n'
            'answer = nights[nights["day"].isin(few)]["spared"].sum() / nights["spared"].sum()': "cancelled *flights*",
            BY_DAY + 'answer = days["spared"].head(10).sum() / days["spared"].sum()': "first ten days",
            BY_DAY
            + 'answer = days.sort_values("stranded")["spared"].head(10).sum() / days["spared"].sum()': "strand fewest",
            BY_DAY + 'answer = days.nlargest(10, "stranded")["spared"].sum()': "divide by the whole",
            BY_DAY
            + 'answer = 100 * days.nlargest(10, "stranded")["spared"].sum() / days["spared"].sum()': "as a percentage",
            BY_DAY + 'answer = days.nlargest(10, "stranded")["spared"] / days["spared"].sum()': "a column of values",
            "answer = 10 / 365": "",
            BY_DAY
            + 'answer = days.nlargest(10, "stranded")["spared"].sum() / days["stranded"].sum()': "year's *stranded*",
            BY_DAY
            + 'ten = days.nlargest(10, "stranded")\nanswer = (ten["spared"] / ten["stranded"]).mean()': "their mean",
            # By hand instead of groupby, and the other way of choosing the days.
            'table = nights.pivot_table(index="day", values=["stranded", "spared"], aggfunc="sum")\n'
            'table = table.sort_values("stranded", ascending=False)\n'
            'answer = table["spared"].iloc[:10].sum() / table["spared"].sum()': None,
        },
        "08.8": {
            'answer = np.interp(0.10, curve["take_up"], curve["nights"])': "likeliest take-up, once",
            'answer = np.interp(take_up.mean(), curve["take_up"], curve["nights"])': "The curve bends",
            'answer = (take_up * curve["nights"].iloc[-1]).mean()': "if everybody asks",
            "answer = (take_up / 0.1 * curve['nights'][4]).mean()": "as on a straight line",
            'answer = np.median(np.interp(take_up, curve["take_up"], curve["nights"]))': "the median",
            'answer = np.interp(take_up, curve["take_up"], curve["nights"]).sum()': "take the mean",
            'answer = np.interp(take_up, curve["take_up"], curve["nights"])': "an array",
            'answer = curve["nights"].mean()': "the table's rows",
            'answer = np.interp(np.mean([0.02, 0.1, 0.4]), curve["take_up"], curve["nights"])': "",
            "rng = np.random.default_rng(1)\n"
            'answer = np.interp(rng.triangular(0.02, 0.1, 0.4, 20_000), curve["take_up"], curve["nights"]).mean()': (
                None
            ),
        },
        "08.9": {
            "ends = [(f.low, f.high) for f in __import__('ops2pm.exercises.ex08').exercises.ex08.FACTORS.values()]\n"
            "answer = np.prod(ends, axis=0)": "every factor low",
            "answer = draws.quantile([0.1, 0.9]).prod(axis=1)": "Multiply first",
            TOTALS + "answer = np.percentile(totals, [5, 95])": "9 of 10",
            TOTALS + "answer = totals.quantile([0.2, 0.8])": "6 of 10",
            TOTALS + "answer = np.percentile(totals, [2.5, 97.5])": "95 of 100",
            TOTALS + "answer = np.percentile(totals, [0.1, 0.9])": "counts from 0 to 100",
            TOTALS + "answer = totals.min(), totals.max()": "of all draws",
            TOTALS + "answer = totals.mean() - totals.std(), totals.mean() + totals.std()": "standard deviation",
            TOTALS + "answer = np.percentile(totals, [90, 10])": "the wrong way round",
            TOTALS + "answer = totals.mean()": "two numbers",
            "answer = np.percentile(draws.prod(), [10, 90])": "down the columns",
            "answer = draws.prod().quantile([0.1, 0.9])": "down the columns",
            "answer = np.percentile(np.prod(draws.to_numpy()), [10, 90])": "down the columns",
            "answer = draws.prod()": "5 values",
            "answer = np.nan": "single number",
            TOTALS + "answer = totals.quantile([0.1, 0.9])": None,
            TOTALS + "answer = 12_500, 27_000": None,
        },
        "08.10": {
            "both = draws.assign(read=np.sort(draws['read']), chosen=np.sort(draws['chosen']))\n"
            "low, high = np.percentile(both.prod(axis=1), [10, 90])\n"
            "answer = (answer_9[1] - answer_9[0]) / (high - low)": "the new width goes on top",
            "both = pd.DataFrame(np.sort(draws, axis=0))\n" + WIDTH.format("both"): "all five columns",
            "both = draws.assign(**{k: np.sort(draws[k]) for k in ('read', 'chosen', 'place')})\n"
            + WIDTH.format("both"): "three columns",
            "both = draws.assign(read=np.sort(draws['read']), chosen=np.sort(draws['chosen'])[::-1])\n"
            + WIDTH.format("both"): "against each other",
            "two = draws[['read', 'chosen']]\nboth = pd.DataFrame(np.sort(two, axis=0))\n"
            "old = np.percentile(two.prod(axis=1), [10, 90])\n"
            "low, high = np.percentile(both.prod(axis=1), [10, 90])\n"
            "answer = (high - low) / (old[1] - old[0])": "left out the three other factors",
            "both = draws.assign(read=np.sort(draws['read']), chosen=np.sort(draws['chosen']))\n"
            + WIDTH.format("both")
            + " - 1": "how much *wider*",
            "both = draws.sort_values('read')\n" + WIDTH.format("both"): "moves whole rows",
            "both = draws.sort_values(['read', 'chosen'])\n" + WIDTH.format("both"): "moves whole rows",
            "both = draws.assign(read=draws['read'].sort_values(), chosen=draws['chosen'].sort_values())\n"
            + WIDTH.format("both"): "np.sort",
            "both = draws.assign(read=np.sort(draws['read']))\n" + WIDTH.format("both"): "no partner",
            "both = draws.assign(read=np.sort(draws['read']), chosen=np.sort(draws['chosen']))\n"
            "answer = both.prod(axis=1).quantile(0.9) / answer_9[1]": "the upper ends",
            "both = draws.copy()\nfor k in ['read', 'chosen']:\n    both[k] = both[k].sort_values().to_numpy()\n"
            + WIDTH.format("both"): None,
        },
        "08.11": {
            "answer = min(expected(order) for order in permutations(tests.index))": "before its permit",
            'answer = expected(["page", "permit", "pilot", "price", "message", "plan"])': "pulls the permit",
            'answer = expected(["page", "price", "message", "plan", "permit", "pilot"])': "pushes the street",
            f"answer = max(expected(order) {OBEYING})": "the longest",
            f"answer = np.mean([expected(order) {OBEYING}])": "the mean",
            'answer = tests["days"].sum()': "all six tests",
            "answer = expected(tests.index)": "the order of the table",
            f"answer = min(expected(order) {OBEYING.replace('<', '>')})": "before its permit",
            f"answer = min([order {OBEYING}], key=expected)": "one number",
            f"answer = expected(min([order {OBEYING}], key=expected))": None,
        },
    }
)


@pytest.mark.parametrize(
    ("check_id", "typed", "said"),
    [
        ("08.1", "550", "go day by day"),
        ("08.1", "600", "every wish"),
        ("08.2", "6.5", "first and last row"),
        ("08.2", "5.8", "Subtract them"),
        ("08.2", "402.1", "for plain numbers"),
        ("08.4", "0.186", "a share"),
        ("08.4", "19", "rounded too far"),
        ("08.4", "1.5", "somebody is at home"),
        ("08.4", "74.4", "the factor's own base"),
        ("08.4", "13.0", "no place"),
        ("08.4", "44.6", "How many second trips"),
        ("08.6", "18.7", "cheapest first"),
        ("08.6", "19.3", "riskiest first"),
        ("08.6", "26", "come what may"),
        ("08.6", "17.6", "too high"),
        ("08.6", "17", "rounded too far"),
    ],
)
def test_a_mistake_with_the_calculator_is_named(check_id, typed, said):
    result = checks.answer(check_id, typed)
    assert result.status == "not yet" and said in result.message


def test_no_other_order_of_the_four_tests_is_right_or_taken_for_another_mistake():
    named = {"viability": "cheapest first", "feasibility": "riskiest first"}
    for order, days in list(ex08._orders().items())[1:]:
        result = grade(BY_ID["08.6"], round(days, 1))
        assert result.status == "not yet", order
        assert result.message.endswith("too high.") or named[order[0]] in result.message, order


# --- what is said of the sources


def test_every_table_says_where_its_numbers_are_from():
    for table, words in zip(TABLES, ("Invented.", "is assumed", "Invented.", "Invented.", "Invented."), strict=True):
        assert words in table().caption
    for words in ("**invented**", "those of **2013**"):
        assert words in SOURCE


def test_with_other_data_the_answers_are_others(monkeypatch):
    """08.2 and 08.7 count the flights: from part of them, other values, tables and messages come."""
    measured = [BY_ID["08.2"], BY_ID["08.7"]]
    before = {check.id: (check.judge.value(), say(check.judge.right)) for check in measured}
    shown = str(ex08.by_load())
    kept = [value for value in vars(ex08).values() if hasattr(value, "cache_clear")]

    def part(name):
        frame = load(name)
        return frame[frame["month"] > 3].copy() if name == "flights" else frame

    monkeypatch.setattr(ex08, "load", part)
    for each in kept:
        each.cache_clear()
    try:
        for check in measured:
            assert check.judge.value() != before[check.id][0] and say(check.judge.right) != before[check.id][1]
            assert grade(check, check.judge.value()).status == "right"
        assert str(ex08.by_load()) != shown
    finally:
        for each in kept:
            each.cache_clear()


def test_the_form_is_the_lessons():
    assert 'form("sizing")' in SOURCE
    assert str(form("sizing").body())


EXAMPLE = {
    "idea": "choose the evening, the day before, if nobody will be at home",
    "who": "people who wait for a parcel and are out in the daytime",
    "unit": "second trips spared a year, each of them a parcel that comes sooner",
    "name_1": "parcels to homes, a year",
    "range_1": "2.2–2.4–2.6m",
    "tag_1": "known",
    "source_1": "the bills",
    "name_2": "nobody is at home",
    "range_2": "4–8–11%",
    "tag_2": "sourced",
    "source_2": "three other couriers; we have never counted",
    "name_3": "read the message in time",
    "range_3": "40–60–80%",
    "tag_3": "guess",
    "source_3": "nobody has sent one",
    "name_4": "choose the evening",
    "range_4": "15–25–35%",
    "tag_4": "guess",
    "source_4": "nobody has been asked",
    "name_5": "find a place in the van",
    "range_5": "60–70–80%",
    "tag_5": "known",
    "source_5": "counted on ten days, at one depot",
    "total": "20,160",
    "driver": "2",
    "second": "vans × days × stops, and the drivers' own figure for closed doors",
    "second_total": "19,533",
    "shared": "the last three factors; and the first two contradict each other, parcels against stops",
    "threshold": "15,000",
    "whose": "the head of delivery, since it should pay for itself",
    "flip_factor": "4",
    "flip": "18.6%",
    "first": "whether anybody wants it: the offer on the tracking page, six days; if fewer than 19% of at least 400 "
    "who read it choose the evening, we stop",
}


def test_the_example_is_what_the_form_makes_of_its_fields():
    artefact = rubric("sizing")
    assert set(EXAMPLE) <= {field.key for field in artefact.fields}
    assert EXERCISE.quoted() == artefact.compose(EXAMPLE)
    found = {each.key: each.check(EXAMPLE).done for each in artefact.criteria if each.check}
    assert {key for key, done in found.items() if done} >= {"ranges", "tags", "total", "driver", "crossed", "flip"}
    assert False not in found.values()
    for place, factor in enumerate(ex08.FACTORS.values(), 1):
        assert EXAMPLE[f"name_{place}"] == factor.label and factor.tag.startswith(EXAMPLE[f"tag_{place}"])
    assert EXAMPLE["total"] == f"{ex08._base():,.0f}" and EXAMPLE["second_total"] == f"{ex08._second_route():,.0f}"
    assert EXAMPLE["threshold"] == f"{ex08._needed():,.0f}" and EXAMPLE["flip"] == f"{ex08._flip():.1f}%"
    assert list(ex08.FACTORS)[int(EXAMPLE["driver"]) - 1] == ex08._driver()
    assert list(ex08.FACTORS)[int(EXAMPLE["flip_factor"]) - 1] == "chosen"


def test_every_item_has_a_wrong_turn_and_a_question_to_discuss():
    regions = re.findall(
        r'\{"solution": "(ex-08-\d+-why)"\}\s*### BEGIN SOLUTION(.*?)### END SOLUTION', SOURCE, re.DOTALL
    )
    assert [name for name, _ in regions] == [f"ex-08-{n}-why" for n in range(1, 12)]
    for name, text in regions:
        assert re.search(r"\n\*To discuss:\* .*\?\n$", text), name
        assert "**A wrong turn: " in text, name


def test_the_numbers_in_the_text_are_those_of_the_checks():
    assert f"“{sum(ex08.WISHES)} wishes, {sum(ex08.PLACES)} places. So {sum(ex08.PLACES)} second trips" in SOURCE
    low, base, high = ex08.TAKE_UP
    assert f"rng.triangular({low}, {base:.2f}, {high:.2f}, 20_000)" in SOURCE
    assert f"{low:.0%} at least, {base:.0%} most likely, {high:.0%} at most" in SOURCE
    assert f"default_rng({ex08.SEED})" in SOURCE and f"{ex08.SOLD:.0%}"[:2] + " of 100 seats are sold" in SOURCE
    assert f"“{ex08._needed() / ex08._base():.0%} of the estimate would do”" in SOURCE
    assert f"nlargest({ex08.WORST}, " in SOURCE
    assert isinstance(BY_ID["08.9"].judge, Interval)
