"""Exercise 07: what is special to it. Its numbers by plain counting, its mistakes as readers make them, its words."""

import math

import numpy as np
import pandas as pd
import pytest
from exercise import Exercise

from ops2pm import checks, load
from ops2pm.checks import Number, OneOf, grade
from ops2pm.exercises import ex07
from ops2pm.models.promise_queue import Settings, erlang
from ops2pm.models.promises import groups, needed, outcome
from ops2pm.rubrics import rubric
from ops2pm.ui.form import form

EXERCISE = Exercise("07")
SOURCE = EXERCISE.source
BY_ID = EXERCISE.by_id
NUMBERS = [check for check in ex07.CHECKS if isinstance(check.judge, Number)]
TABLES = (ex07.by_day, ex07.by_busy, ex07.by_weekday, ex07.by_policy, ex07.by_promise)
INVENTED = {"07.1", "07.2"}  # their numbers stand in the module

pytestmark = pytest.mark.usefixtures("no_hint_given")


@pytest.fixture(scope="module")
def deliveries():
    return load("deliveries")


# --- numbers: tolerances that follow from the question

DIGITS = {"07.1": 2, "07.2": 0, "07.4": 1, "07.6": 1, "07.8": 1, "07.10": 0}


@pytest.mark.parametrize("check", NUMBERS, ids=lambda check: check.id)
def test_rounding_as_asked_is_right(check):
    value, digits = check.judge.value(), DIGITS.get(check.id, 3)
    assert grade(check, round(value, digits)).status == "right"
    assert grade(check, math.floor(value * 10**digits - 1) / 10**digits).status == "not yet"


def cells(table):
    return {row[0]: [float(cell.replace(",", "")) for cell in row[1:]] for row in table()._cells()}


def test_what_the_tables_show_is_enough_to_be_right():
    days = cells(ex07.by_day)
    assert grade(BY_ID["07.1"], days["sum"][2] / days["sum"][0]).status == "right"
    busy = cells(ex07.by_busy)
    assert max(int(b[:-1]) for b, row in busy.items() if row[1] <= busy["90%"][0]) == int(BY_ID["07.3"].judge.right)
    week = cells(ex07.by_weekday)
    orders = sum(row[0] for row in week.values())
    assert grade(BY_ID["07.4"], sum(row[0] * row[1] for row in week.values()) / orders).status == "right"
    labels = {label: name for name, (label, _) in ex07._policies().items()}
    fine = {labels[label]: row[0] for label, row in cells(ex07.by_policy).items() if row[2] >= 95 and row[3] >= 90}
    assert len(fine) == 2 and min(fine, key=fine.get) == BY_ID["07.5"].judge.right
    promise = cells(ex07.by_promise)
    short, long = promise["35 minutes"], promise["40 minutes"]
    assert grade(BY_ID["07.6"], (short[2] - long[2]) / (short[3] - long[3])).status == "right"


@pytest.mark.parametrize(
    ("check_id", "typed"),
    [("07.1", "0,68"), ("07.1", "0.68 nights"), ("07.2", "31 sellers a day"), ("07.4", "36,4"), ("07.6", "$5")],
)
def test_a_number_may_be_typed_as_people_write_it(check_id, typed):
    assert checks.answer(check_id, typed).status == "right"


# --- the numbers, by plain counting


def test_the_wait_is_what_following_each_seller_gives():
    """07.1: keep a line of sellers, and check the oldest 40 each day."""
    line, waits = [], []
    for day, new in enumerate(ex07.NEW):
        line += [day] * new
        waits += [day - came for came in line[: ex07.CAPACITY]]
        line = line[ex07.CAPACITY :]
    assert not line and len(waits) == sum(ex07.NEW)
    assert BY_ID["07.1"].judge.value() == pytest.approx(np.mean(waits))
    assert sorted(waits) == sorted(ex07._nights().tolist())
    assert np.mean(waits) < 1 and np.mean(np.array(waits) == 1) == pytest.approx(2 / 3, abs=0.02)  # "two in three"


def test_the_door_is_narrow_enough_and_no_narrower():
    """07.2: with one seller a day more, somebody waits after ten days."""
    for let_in, left in ((31, 0), (32, 10)):
        waiting = ex07.BACKLOG
        for _ in range(ex07.WITHIN):
            waiting += let_in - ex07.CAPACITY
        assert waiting == left
    assert BY_ID["07.2"].judge.value() == 31


def test_table_2_is_erlangs_formula_and_pooling_helps_as_the_text_says():
    """By the plain sum of the textbook, and by a small simulation of four people with one queue or two."""
    for people, busy in ((2, 0.9), (4, 0.94)):
        load_ = people * busy
        states = [load_**n / math.factorial(n) for n in range(people)]
        last = load_**people / math.factorial(people) / (1 - busy)
        chance = last / (sum(states) + last)
        assert erlang(Settings(group=1, staff=people, minutes=48).at(busy))[0] == pytest.approx(chance)
        hours = 48 / 60 * math.log(chance / 0.05) / (people * (1 - busy))
        assert ex07._promise(100 * busy, 4 // people) == pytest.approx(hours)
    two, one = ([ex07._promise(busy, teams) for busy in ex07.BUSY] for teams in (2, 1))
    assert all(b < a / 2 for a, b in zip(two, one, strict=True))  # "less than half as long"
    for column in (two, one):
        costs = np.diff(column) / np.diff(ex07.BUSY)
        assert (np.diff(costs) > 0).all()  # "each per cent costs more than the one before it"
    assert str(ex07._pooled()) == BY_ID["07.3"].judge.right


def test_the_deliveries_give_what_the_messages_say(deliveries):
    table = groups(deliveries, ("weekday",)).histogram(deliveries["minutes"])
    promise, orders = needed(table, 0.95), table.sum(axis=1)
    assert set(np.argsort(promise)[-2:]) == set(np.argsort(orders)[-2:])  # "the two with most orders"
    assert orders.argmin() == 0 and (orders > 2000).sum() == 2  # the hint of 07.4
    far = deliveries["minutes"][deliveries["miles"] > 6]
    assert (far > 40).mean() == pytest.approx(0.5, abs=0.005)  # "Half of the far orders are slow"
    slow = deliveries[deliveries["minutes"] > 40]
    assert (slow["miles"] > 6).mean() < 0.5  # "most slow orders are elsewhere"
    hour = deliveries["hour"].astype(int)
    by_hour = deliveries.groupby(hour)["minutes"]
    kept = (deliveries["minutes"] <= hour.map(np.ceil(by_hour.mean()))).mean()
    assert 0.45 < kept < 0.65  # "A mean is kept about half the time"
    slow_hours = np.ceil(by_hour.quantile(0.95)).loc[lambda promise: promise > 35].index
    assert hour.isin(slow_hours).mean() > 0.5  # "most people order in the slow hours"
    assert BY_ID["07.8"].judge.value() - np.ceil(by_hour.quantile(0.95)).mean() > 2  # "more than two minutes"


def test_who_pays_in_table_4(deliveries):
    tight, tightest = ex07._policy("tight"), ex07._policy("tightest")
    assert 0 < 60 * (tight.mean_promise - tightest.mean_promise) < 60  # "differs by some seconds"
    # "without the zeros … the tightest is the longer of the two", in the table and for the same orders
    means = {label: row[:2] for label, row in cells(ex07.by_policy).items()}
    tight_row, tightest_row = list(means.values())[3:]
    assert tight_row[0] == tight_row[1] < tightest_row[1] and tightest_row[0] < tight_row[0]
    served = np.repeat(tightest.served, tightest.orders)
    told = {name: np.repeat(ex07._policy(name).promise, tightest.orders)[served] for name in ("tight", "tightest")}
    assert told["tight"].mean() < told["tightest"].mean()
    assert ex07._others("tight") == pytest.approx(told["tight"].mean())
    assert ex07._others("tightest") == pytest.approx(told["tightest"].mean())
    for option in BY_ID["07.5"].judge.options[3:]:
        assert f"{told['tightest'].mean():.2f} on average, and {told['tight'].mean():.2f}" in option.why()
    names = groups(deliveries, ex07.BY).names
    given_up = {names[place] for place in np.flatnonzero(tightest.shares == 0)}
    assert given_up == {(hour, "beyond 6 miles") for hour in ("15:00 to 17:00", "17:00 to 19:00", "from 19:00")}
    assert ex07._below("hour") > 1000  # "more than a thousand orders"
    by_hour = groups(deliveries, ("hour",)).histogram(deliveries["minutes"])
    assert outcome(by_hour, needed(by_hour, 0.95)).shares.min() >= 0.95  # "a table by hour would look perfect"
    weekday = ex07._by_weekday().mean_promise
    assert ex07._policy("alike").mean_promise < weekday < ex07._one_for_all()  # "help more"


def test_the_flip_value_levels_the_two(monkeypatch):
    cost = BY_ID["07.6"].judge.value()

    def earned(promise, cost):
        placed = 100 - (promise - 30) * ex07.LOST_A_MINUTE
        return 6 * placed - cost * placed * (1 - ex07._kept(promise))

    assert earned(35, cost) == pytest.approx(earned(40, cost))
    assert earned(35, cost - 1) > earned(40, cost - 1) and earned(35, cost + 1) < earned(40, cost + 1)
    monkeypatch.setattr(ex07, "LOST_A_MINUTE", 2)
    assert BY_ID["07.6"].judge.value() > 2 * cost  # "more than doubles"


def test_another_way_to_the_95th_percentile_is_right_too(deliveries):
    """07.8: the smallest minute that keeps 95 % of each hour exactly, instead of pandas' interpolated quantile."""
    hour = deliveries["hour"].astype(int)
    exact = deliveries["minutes"].groupby(hour).quantile(0.95, interpolation="higher")
    assert grade(BY_ID["07.8"], hour.map(np.ceil(exact)).mean()).status == "right"
    table = np.zeros((hour.max() - 10, 71), dtype=int)
    np.add.at(table, (hour - 11, np.ceil(deliveries["minutes"]).astype(int)), 1)
    assert grade(BY_ID["07.8"], outcome(table, needed(table, 0.95)).mean_promise).status == "right"


def test_the_finer_the_groups_the_wider_the_gap(monkeypatch):
    gaps = []
    for keys in (["full_hour", "zone"], ["weekday", "full_hour"], ["weekday", "full_hour", "zone"]):
        monkeypatch.setattr(ex07, "KEYS", keys)
        gaps.append(ex07._tried(ex07._even(), ex07._even()) - ex07._tried(ex07._even(), ex07._odd()))
    assert gaps == sorted(gaps) and gaps[0] > 0
    assert ex07._tried(ex07._even(), ex07._even()) > 0.95 > ex07._tried(ex07._odd(), ex07._even())
    assert ex07._unseen() < 0.95


def test_littles_law_holds_on_the_simulated_orders():
    counted = BY_ID["07.10"].judge.value()
    assert ex07._a_day() * ex07._days_until_complete() == pytest.approx(counted, rel=0.01)  # "within one per cent"
    assert ex07._a_day() * ex07._nights_until_complete() == pytest.approx(counted, rel=0.001)
    assert 1 - ex07._open("first_delivered_at").mean() / counted == pytest.approx(1 / 7, abs=0.012)
    orders = load("orders")
    midnight = orders["ordered_at"].dt.normalize() == orders["ordered_at"]
    assert not midnight.any()
    beginning = pd.date_range(orders["ordered_at"].min().normalize(), periods=4)
    first = [((orders["ordered_at"] < night) & (orders["last_delivered_at"] >= night)).sum() for night in beginning]
    assert max(first) < counted  # "the company had just begun"


# --- what a reader would write who makes the mistake

LOOKUP = (
    'promise = np.ceil(seen.groupby(keys, observed=True)["minutes"].quantile(0.95)).rename("promise")\n'
    'told = unseen.join(promise, on=keys)["promise"]\n'
)
OPEN = 'open_ = [((orders["ordered_at"] < n) & (orders["{}"] >= n)).sum() for n in nights]\n'
HOURLY = 'by_hour = deliveries.groupby("full_hour")["minutes"]\n'
MISTAKES = {
    "07.7": {
        'far = deliveries[deliveries["miles"] > 6]\nanswer = (far["minutes"] > 40).mean()': "the other way round",
        'answer = ((deliveries["minutes"] > 40) & (deliveries["miles"] > 6)).mean()': "as a share of all orders",
        'answer = (deliveries["miles"] > 6).mean()': "that goes far",
        'answer = (deliveries["minutes"] > 40).mean()': "over 40 minutes",
        'answer = (deliveries[deliveries["minutes"] > 40]["miles"] >= 6).mean()': "exactly 6 miles",
        'answer = (deliveries[deliveries["minutes"] > 40]["zone"] < 3).mean()': "did *not* go far",
        'answer = (deliveries[deliveries["minutes"] > 40]["miles"] > 6).sum()': "divide by the whole",
        'answer = 100 * (deliveries[deliveries["minutes"] > 40]["miles"] > 6).mean()': "right as a percentage",
        "answer = 0.29": "rounded too far: give three decimals",
    },
    "07.8": {
        HOURLY + "answer = np.ceil(by_hour.quantile(0.95)).mean()": "the mean over the hours",
        HOURLY + 'answer = by_hour.transform("quantile", 0.95).mean()': "wasn't rounded up",
        HOURLY + 'answer = by_hour.transform("quantile", 0.95).round().mean()': "wasn't rounded up",
        HOURLY + 'answer = np.floor(by_hour.transform("quantile", 0.95)).mean()': "rounded down",
        'answer = np.ceil(deliveries["minutes"].quantile(0.95))': "one promise for everybody",
        'answer = deliveries["minutes"].mean()': "how long orders took",
        HOURLY + 'answer = np.ceil(by_hour.transform("mean")).mean()': "promised each hour its mean",
        HOURLY + 'answer = np.ceil(by_hour.transform("quantile", 0.9)).mean()': "kept for 90%",
        HOURLY + "answer = np.ceil(by_hour.quantile(0.95))": "one number",
    },
    "07.9": {
        LOOKUP + 'answer = (unseen["minutes"] <= told).mean()': "missing (NaN)",
        LOOKUP
        + "both = unseen.merge(promise.reset_index(), on=keys)\n"
        + 'answer = (both["minutes"] <= both["promise"]).mean()': "27 orders are gone",
        LOOKUP.replace("0.95", '0.95, interpolation="higher"')
        + 'answer = (unseen["minutes"] <= told.fillna(25)).mean()': "pandas' own",
        LOOKUP.replace("np.ceil", "") + 'answer = (unseen["minutes"] <= told.fillna(25)).mean()': "weren't rounded up",
        LOOKUP.replace("np.ceil", "np.round")
        + 'answer = (unseen["minutes"] <= told.fillna(25)).mean()': "nearest minute",
        LOOKUP.replace("seen.groupby", "unseen.groupby") + 'answer = (unseen["minutes"] <= told).mean()': (
            "tried on the same"
        ),
        LOOKUP + 'answer = (seen["minutes"] <= seen.join(promise, on=keys)["promise"]).mean()': "Try them on the odd",
        LOOKUP.replace("seen.groupby", "deliveries.groupby") + 'answer = (unseen["minutes"] <= told).mean()': (
            "all rows had a say"
        ),
        LOOKUP.replace("unseen.join", "seen.join").replace("seen.groupby", "unseen.groupby")
        + 'answer = (seen["minutes"] <= told.fillna(25)).mean()': "the other way round",
        LOOKUP
        + 'told = deliveries.join(promise, on=keys)["promise"].fillna(25)\n'
        + 'answer = (deliveries["minutes"] <= told).mean()': "tried them on all rows",
        'answer = (unseen["minutes"] <= 38).mean()': "38 minutes for everybody",
        LOOKUP + 'answer = unseen["minutes"] <= told.fillna(25)': "a column of values",
    },
    "07.10": {
        OPEN.format("first_delivered_at") + "answer = np.mean(open_)": "*first* parcel",
        OPEN.format("promised_by") + "answer = np.mean(open_)": "promise hasn't run out",
        'answer = np.mean([(orders["last_delivered_at"] >= n).sum() for n in nights])': "hadn't been placed yet",
        'answer = np.mean([(orders["ordered_at"] < n).sum() for n in nights])': "the delivered ones as well",
        "answer = a_day * days": "Now count them",
        "answer = a_day * (len(nights) - 1) / len(nights) * days": "midnights as so many days",
        "answer = a_day": "come a day",
        OPEN.format("last_delivered_at") + "answer = sum(open_)": "take the mean",
        OPEN.format("last_delivered_at") + "answer = max(open_)": "the fullest midnight",
        OPEN.format("last_delivered_at") + "answer = open_": "a list of values",
    },
}


test_a_readers_mistake_is_named = EXERCISE.mistakes_named(MISTAKES)


@pytest.mark.parametrize(
    ("check_id", "typed", "said"),
    [
        ("07.1", "246", "Among how many sellers"),
        ("07.2", "3", "how many fewer"),
        ("07.6", "4.8", "counted the broken ones of 100"),
        ("07.6", "4.9", "too low"),
        ("07.6", "4.84", "counted the broken ones of 100"),
    ],
)
def test_a_mistake_with_the_calculator_is_named(check_id, typed, said):
    result = checks.answer(check_id, typed)
    assert result.status == "not yet" and said in result.message


def test_hours_to_the_nearest_are_let_pass(deliveries):
    """07.8: they are as good a promise, and `because` says that they pass."""
    hour = deliveries["hour"].round()
    promise = np.ceil(deliveries["minutes"].groupby(hour).quantile(0.95))
    assert grade(BY_ID["07.8"], hour.map(promise).mean()).status == "right"
    assert "nearest" in BY_ID["07.8"].judge.because


def test_the_difference_in_the_answer_of_07_6_is_that_of_the_table():
    promise = cells(ex07.by_promise)
    fewer = promise["35 minutes"][3] - promise["40 minutes"][3]
    assert f"{fewer:.2f} promises fewer" in BY_ID["07.6"].explanation()


# --- expected values come from the data


@pytest.fixture
def other_data(monkeypatch):
    """The same exercise on part of the orders."""
    kept = [value for value in vars(ex07).values() if hasattr(value, "cache_clear")]
    for value in kept:
        value.cache_clear()
    real = load

    def part(name):
        frame = real(name)
        return frame.iloc[: 4 * len(frame) // 5] if name == "orders" else frame[frame["hour"] > 14].copy()

    monkeypatch.setattr(ex07, "load", part)
    yield
    for value in kept:
        value.cache_clear()


def test_with_other_data_the_answers_are_others(request):
    measured = [check for check in NUMBERS if check.id not in INVENTED]
    before = {check.id: (check.judge.value(), grade(check, check.judge.value()).message) for check in measured}
    options = [grade(BY_ID["07.5"], value).message for value, _ in BY_ID["07.5"].choices]
    tables = {table: str(table()) for table in (ex07.by_weekday, ex07.by_policy, ex07.by_promise)}
    request.getfixturevalue("other_data")
    for check in measured:
        value = check.judge.value()
        assert value != before[check.id][0]
        assert grade(check, value).status == "right"
        assert grade(check, value).message != before[check.id][1]
    assert isinstance(BY_ID["07.5"].judge, OneOf)
    assert [grade(BY_ID["07.5"], value).message for value, _ in BY_ID["07.5"].choices] != options
    for table, shown in tables.items():
        assert str(table()) != shown


# --- what is said of the sources


def test_every_table_says_where_its_numbers_are_from():
    for table, words in zip(TABLES, ("Invented.", "Assumed:", *["provenance undocumented"] * 3), strict=True):
        assert words in table().caption
    assert "no source" in ex07.by_promise().caption
    assert "simulated data" in grade(BY_ID["07.10"], BY_ID["07.10"].judge.value()).message
    for words in ("**invented**", "**one restaurant**", "**simulated**"):
        assert words in SOURCE


def test_the_form_is_the_lessons():
    assert 'form("promise_decision")' in SOURCE
    assert "promise" in str(form("promise_decision").body()).lower()


EXAMPLE = {
    "service": "a new seller is checked and may sell",
    "constraint": "Four people check, 48 minutes each time on average; a fifth takes a month to train",
    "arrivals": "34",
    "capacity": "40",
    "per": "working day",
    "queue": "90",
    "unit": "working days",
    "today": "1",
    "to_1": "sellers who wait today, and those let in during the next ten working days",
    "promise_1": "3",
    "share_1": "95",
    "to_2": "sellers who sign up after that",
    "promise_2": "1",
    "share_2": "95",
    "first": "sellers who wait today",
    "losers": "Three sellers a day are asked to come back in a fortnight; some will go elsewhere",
    "instead": "Letting all of them in empties the list after 15 working days instead of ten. We do that if more than "
    "half of those who were asked don't come back",
    "trigger": "sellers not checked within their promise, of 100",
    "turn": "above",
    "trigger_level": "8",
    "trigger_on": "2027-01-15",
}


def test_the_example_is_what_the_form_makes_of_its_fields():
    artefact = rubric("promise_decision")
    assert set(EXAMPLE) <= {field.key for field in artefact.fields}
    assert EXERCISE.quoted() == artefact.compose(EXAMPLE)
    found = {each.key: each.check(EXAMPLE).done for each in artefact.criteria if each.check and each.key != "trigger"}
    assert found == {"busy": True, "queue": True, "promises": True, "shares": True, "fits": None, "rule": None}
    asked = next(each for each in artefact.criteria if each.key == "fits").check(EXAMPLE | {"first": ""})
    assert "Who goes first" in asked.message
    assert (ex07.ARRIVING, ex07.CAPACITY, ex07.BACKLOG) == (34, 40, 90)
    assert Settings(staff=ex07.PEOPLE, minutes=ex07.MINUTES_A_CHECK).capacity == ex07.CAPACITY
    assert ex07.BACKLOG / (ex07.CAPACITY - ex07.ARRIVING) == 15 and ex07.ARRIVING - BY_ID["07.2"].judge.value() == 3


def test_the_numbers_in_the_text_are_those_of_the_checks():
    assert f"more than {ex07.SLOW} minutes, and **far** if it went beyond {ex07.FAR} miles" in SOURCE
    assert f"is promised {ex07.UNKNOWN} minutes" in SOURCE and f"fillna({ex07.UNKNOWN})" in SOURCE
    assert f'pd.date_range("{ex07.NIGHTS[0]}", "{ex07.NIGHTS[1]}")' in SOURCE
    assert ex07._one_for_all() == 38
    assert "keys = " + str(ex07.KEYS).replace("'", '"') in SOURCE
    zone = 'np.digitize(deliveries["miles"], [3, 4, 6], right=True)'
    assert zone in SOURCE
