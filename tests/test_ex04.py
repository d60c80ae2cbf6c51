"""Exercise 04: every check with blank, right, plausibly wrong and impossible answers; its tables; its source."""

import inspect
import re
from itertools import combinations_with_replacement

import pandas as pd
import pytest
from exercise import Exercise

from ops2pm import checks, load
from ops2pm.checks import Interval, Number, Rows, grade
from ops2pm.exercises import Table, ex04
from ops2pm.models import ruined
from ops2pm.models.orders import DEFAULT_SEED, draw_roles, measure
from ops2pm.models.resample import day_weights
from ops2pm.models.stranding import queues

EXERCISE = Exercise("04")
SOURCE, CELLS = EXERCISE.source, EXERCISE.cells
BY_ID = EXERCISE.by_id
NUMBERS = [check for check in ex04.CHECKS if isinstance(check.judge, Number)]

pytestmark = pytest.mark.usefixtures("no_hint_given")


def share_of(days, weights):
    return (weights @ days["ruined"].to_numpy()) / (weights @ days["flights"].to_numpy())


# --- numbers: tolerances that follow from the question


@pytest.mark.parametrize("check", NUMBERS, ids=lambda check: check.id)
def test_rounding_as_asked_is_right_and_one_step_further_is_not(check):
    judge, value = check.judge, check.judge.value()
    digits = {"04.2": 1, "04.5": 0}.get(check.id, 3)
    assert grade(check, round(value, digits)).status == "right"
    assert grade(check, value + 1.05 * judge.tolerance).status == "not yet"
    assert grade(check, value - 1.05 * judge.tolerance).status == "not yet"


def test_the_quotient_of_the_table_as_shown_is_right():
    shown = [float(row[-1]) for row in ex04.by_evening()._cells()]
    for digits in (1, 2, 6):
        assert grade(BY_ID["04.2"], round(shown[3] / shown[2], digits)).status == "right"
    assert checks.answer("04.2", "4,8").status == "right"


# What a reader would write who makes the mistake; the check must know it without being told how it was made.
MISTAKES = {
    "04.5": {
        'answer = endeavor["arr_delay"].mean()': "is the mean",
        'answer = endeavor["dep_delay"].median()': "at departure",
        'answer = jetblue["arr_delay"].median()': "JetBlue's",
        'answer = flights["arr_delay"].median()': "all carriers",
        'answer = abs(endeavor["arr_delay"].median())': "negative delay means early",
        'answer = endeavor["arr_delay"].fillna(0).median()': "filled with 0",
    },
    "04.6": {
        'answer = (endeavor["arr_delay"] >= 60).mean()': "NaN >= 60",
        'answer = (endeavor.dropna()["arr_delay"] >= 60).mean()': "you dropped the cancelled",
        'answer = (endeavor["arr_delay"].dropna() >= 60).mean()': "you dropped the cancelled",
        'answer = (endeavor["dep_delay"].isna() | (endeavor["arr_delay"] >= 60)).mean()': "the diverted flights",
        'answer = (endeavor["arr_delay"].isna() | (endeavor["arr_delay"] > 60)).mean()': "exactly 60",
        'answer = (endeavor["arr_delay"] > 60).mean()': "two kinds of flights are missing from it: cancelled and",
        "answer = 0.16": "right, but rounded too far: give three decimals",
        "answer = 16.0": "Read as a percentage: `answer_6` is right, but rounded too far: give three decimals",
        'answer = endeavor["dep_delay"].isna().mean()': "cancellation rate alone",
        'answer = ruined.is_ruined(flights).groupby(flights["carrier"], observed=True).sum()["9E"]'
        " / ruined.is_ruined(flights).sum()": "wrong base",
        "answer = ruined.is_ruined(flights).mean()": "all carriers",
        "answer = ruined.is_ruined(endeavor).sum()": "divide by the whole",
        "answer = ruined.is_ruined(endeavor)": "a column of values",
        "answer = ruined.is_ruined(endeavor).mean": None,
    },
    "04.7": {
        'answer = queues(times, "any carrier").stranded_share().mean()': "all days",
        'answer = queues(times, "own").stranded_share()[times.normal[times.cancelled]].mean()': "own carrier",
        'answer = queues(times, "own").stranded_share().mean()': "own carrier, and on all days",
        'stranded = queues(times, "any airport").stranded_share()\n'
        "answer = stranded[times.normal[times.cancelled]].mean()": "any of the three",
        'answer = queues(times, "any carrier").stranded_share()[times.normal[times.cancelled]].sum()'
        " / times.cancelled.sum()": "above and below",
        'answer = queues(times, "any carrier").stranded_share()[times.normal[times.cancelled]].sum()'
        " / times.normal.sum()": "wrong base",
        "answer = times.cancelled[times.normal].mean()": "cancellation rate",
        'answer = queues(times, "any carrier").stranded_share()': "an array",
    },
    "04.8": {
        "rng = np.random.default_rng(1)\n"
        'a, b = ((f["arr_delay"].isna() | (f["arr_delay"] >= 60)).to_numpy() for f in (endeavor, jetblue))\n'
        "answer = np.percentile([rng.choice(a, len(a)).mean() - rng.choice(b, len(b)).mean() for _ in range(400)],"
        " [2.5, 97.5])": "single flights",
        "shares = weights @ endeavor_days.ruined.to_numpy() / (weights @ endeavor_days.flights.to_numpy())\n"
        "answer = np.percentile(shares, [2.5, 97.5])": "Endeavor's own share",
        "answer = ruined.difference(flights, 'B6', '9E')\nanswer = answer.low, answer.high": "sign turned round",
        "answer = ruined.difference(flights, '9E', 'B6')\nanswer = 100 * answer.low, 100 * answer.high": "points",
        "answer = ruined.difference(flights, '9E', 'B6').value": "two numbers",
        "answer = np.percentile(endeavor_share - jetblue_share, [5, 95])": "that is the middle 90%: take the 2.5th",
        "answer = 100 * np.percentile(endeavor_share - jetblue_share, [5, 95]).round(3)": "that is the middle 90%",
        "daily = endeavor_days.ruined / endeavor_days.flights - jetblue_days.ruined / jetblue_days.flights\n"
        "answer = np.percentile(weights @ daily.to_numpy() / 365, [2.5, 97.5])": (
            "a day with 28 flights weighs as much as one with 63: add up ruined"
        ),
        "answer = np.percentile(endeavor_share, [2.5, 97.5]) - np.percentile(jetblue_share, [2.5, 97.5])": (
            "subtract within each year, then take percentiles"
        ),
        "answer = np.percentile(endeavor_share - jetblue_share, [0.025, 0.975])": "counts from 0 to 100",
    },
    "04.9": {
        'small = orders[orders["segment"] == "small business"]\n'
        'answer = (small["first_delivered_at"] <= small["promised_by"]).mean()': "first parcel",
        'answer = (orders["last_delivered_at"] <= orders["promised_by"]).mean()': "all segments",
        'small = orders[orders["segment"] == "small business"]\n'
        'answer = (small["last_delivered_at"] > small["promised_by"]).mean()': "was late",
        'complete = orders["last_delivered_at"] <= orders["promised_by"]\n'
        'answer = (complete & (orders["segment"] == "small business")).mean()': "wrong base",
    },
    "04.10": {
        'answer = orders["segment"] == "small business"': "the segment alone",
        'answer = (orders["segment"] == "small business") & (orders["channel"] == "web")': "come in one parcel",
        'answer = (orders["segment"] == "small business") & (orders["parcels"] > 1)': "compare the channels",
        'answer = (orders["segment"] == "small business") & (orders["channel"] == "web") & (orders["parcels"] > 1)': (
            "one condition too many: web and split are enough"
        ),
        'answer = orders["channel"] == "web"': "the web alone",
        'answer = orders["parcels"] > 1': "what did they see",
        'answer = orders["first_delivered_at"] > orders["promised_by"]': "KPI's failures",
        'answer = orders["last_delivered_at"] > orders["promised_by"]': "Being late explains a part",
        'answer = orders["region"] == "North"': "North has",
        'answer = orders[orders["carrier"] == "B"]': "Carrier B has",
        'answer = orders["contacted"]': "by the very thing to be explained",
        'answer = orders["contacted"] & (orders["channel"] == "web")': "by the very thing",
        'answer = (orders["channel"] == "app") & (orders["parcels"] > 1)': "too few of the contacts",
        'answer = (orders["segment"] != "office") & (orders["parcels"] > 1)': "in too many orders",
        'answer = orders["region"] != "North"': "they ask less often",
        'answer = orders["region"].isin(["North", "East"]) & (orders["channel"] == "web")': "too few contacts",
        'answer = "web"': "a text",
        'answer = orders["channel"]': "other than True and False",
        'answer = (orders["channel"] == "web").mean()': "a single number",
    },
}


test_a_readers_mistake_is_named = EXERCISE.mistakes_named(MISTAKES)


# --- the interval


def test_other_ways_to_draw_days_are_right_too(notebook):
    for draws, seed in ((400, 1), (1000, 2), (2000, 3), (10_000, 5)):
        estimate = ruined.difference(notebook["flights"], "9E", "B6", draws=draws, seed=seed)
        assert grade(BY_ID["04.8"], (estimate.low, estimate.high)).status == "right", (draws, seed)


def test_the_interval_of_single_flights_stays_apart(notebook):
    judge = BY_ID["04.8"].judge
    assert isinstance(judge, Interval)
    by_days, by_flights = judge.value(), judge.wrong[0].value()
    assert by_flights[0] - by_days[0] > 2 * judge.tolerance
    assert by_days[1] - by_flights[1] > 2 * judge.tolerance


def test_what_lies_within_the_tolerance_is_asked_for_first(notebook):
    """Without `near`, these two would be right."""
    judge = BY_ID["04.8"].judge
    for wrong in judge.near:
        assert judge._meets(wrong.value(), judge.value())
        assert not judge._meets(wrong.value(), judge.value(), 2 * judge.nearness)
    assert grade(BY_ID["04.8"], tuple(round(end, 3) for end in judge.value())).status == "right"


def test_the_lessons_interval_is_right_and_told(notebook):
    gap = ruined.difference(notebook["flights"], "9E", "B6")
    result = grade(BY_ID["04.8"], (gap.low, gap.high))
    assert result.status == "right"
    assert f"Lesson 04 says {100 * gap.low:.1f} to {100 * gap.high:.1f} points" in result.message


def test_the_intervals_in_the_solution(notebook, capsys):
    code = next(cell for cell in CELLS if "ex-04-10-chance" in cell)
    region = re.search(r"### BEGIN SOLUTION\n(.*)\n### END SOLUTION", code, re.DOTALL)[1]
    orders = notebook["orders"]
    exec(region, {**notebook, "day_weights": day_weights, "split": orders[orders["parcels"] > 1]})
    low, high = map(int, re.findall(r"\d+", capsys.readouterr().out))
    assert (low, high) == (16, 21)


# --- the group


def test_only_one_pair_of_conditions_finds_the_group(notebook):
    orders = notebook["orders"]
    conditions = {
        f"{column} == {value}": (orders[column] == value).to_numpy()
        for column in ("segment", "region", "channel", "carrier")
        for value in orders[column].cat.categories
    }
    conditions |= {f"not {name}": ~mask for name, mask in conditions.items()}
    conditions |= {f"lines >= {n}": (orders["lines"] >= n).to_numpy() for n in range(2, 16)}
    conditions |= {f"parcels >= {n}": (orders["parcels"] >= n).to_numpy() for n in (2, 3)}
    for name in ("first", "last"):
        delivered = orders[f"{name}_delivered_at"]
        conditions[f"{name} late"] = (delivered > orders["promised_by"]).to_numpy()
        days = (delivered - orders["ordered_at"]).dt.total_seconds() / 86_400
        conditions |= {f"{name} after {n} days": (days > n).to_numpy() for n in range(1, 8)}
    check, found = BY_ID["04.10"], set()
    assert isinstance(check.judge, Rows)
    for one, other in combinations_with_replacement(conditions, 2):
        mask = conditions[one] & conditions[other]
        if mask.any() and check.judge.verdict(mask) is None:
            found.add(mask.tobytes())
    assert found == {(conditions["channel == web"] & conditions["parcels >= 2"]).tobytes()}


def test_the_group_is_the_planted_one(notebook):
    roles = draw_roles(DEFAULT_SEED)
    orders = notebook["orders"]
    planted = (orders["channel"] == roles.blind_channel) & (orders["parcels"] > 1)
    assert grade(BY_ID["04.10"], planted).status == "right"
    measured = measure(orders, roles)
    message = grade(BY_ID["04.10"], planted).message
    assert f"{measured['blind_split_share_of_orders']:.1%} of the orders" in message
    assert f"{measured['blind_split_share_of_contacts']:.1%} of the contacts" in message
    decoy = grade(BY_ID["04.10"], orders["region"] == "North").message
    assert f"North has {100 * measured['decoy']['region_difference']:.1f} points more" in decoy
    assert f"{100 * measured['decoy']['region_difference_given_split']:.1f} points are left" in decoy


def test_the_rows_may_be_sorted_or_filtered(notebook):
    orders = notebook["orders"]
    group = (orders["channel"] == "web") & (orders["parcels"] > 1)
    assert grade(BY_ID["04.10"], orders[group]).status == "right"
    assert grade(BY_ID["04.10"], group.sort_values()).status == "right"
    assert grade(BY_ID["04.10"], group.to_numpy()).status == "right"
    assert "has 2,9" in grade(BY_ID["04.10"], group[group]).message


# --- expected values come from the data


@pytest.fixture
def other_data(monkeypatch):
    """The same exercise on half of the flights and of the orders."""
    kept = [value for value in vars(ex04).values() if hasattr(value, "cache_clear")]
    for value in kept:
        value.cache_clear()
    real = load

    def half(name):
        frame = real(name)
        return frame if name == "seats" else frame.iloc[: len(frame) // 2].reset_index(drop=True)

    monkeypatch.setattr(ex04, "load", half)
    yield
    for value in kept:
        value.cache_clear()


def test_with_other_data_the_answers_are_others(notebook, request):
    before = {check.id: (check.judge.value(), grade(check, check.judge.value()).message) for check in NUMBERS}
    interval = BY_ID["04.8"].judge.value()
    statement = BY_ID["04.3"].choices[3][1]
    request.getfixturevalue("other_data")
    for check in NUMBERS:
        value = check.judge.value()
        assert check.id == "04.5" or value != before[check.id][0]
        assert grade(check, value).status == "right"
        assert grade(check, value).message != before[check.id][1]
    assert BY_ID["04.8"].judge.value() != interval
    assert BY_ID["04.3"].choices[3][1] != statement


# --- what the tables show, and what the text says of them


def test_the_tables_count_every_flight_once():
    airports, hours, routes = ex04.by_airport().frame, ex04.by_evening().frame, ex04.by_route().frame
    assert airports["flights"].sum() == hours["flights"].iloc[:2].sum() == 336_776
    assert hours["cancelled"].iloc[:2].sum() == 8_255
    assert hours["stranded"].iloc[:2].sum() == 3_917
    groups, others = routes.iloc[:4], routes.loc["all other flights"]
    assert groups["flights"].sum() == 336_776 and groups["stranded"].sum() == 3_917
    assert groups["% of all flights"].sum() == pytest.approx(100)
    assert groups["% of all stranded"].sum() == pytest.approx(100)
    assert others["flights"] == groups["flights"].iloc[:3].sum()
    assert others["stranded"] == groups["stranded"].iloc[:3].sum()
    for table in (ex04.by_airport(), ex04.by_evening(), ex04.by_route()):
        assert "ame carrier only" in table.caption


def test_the_tables_against_plain_counting(notebook):
    times = notebook["times"]
    own = queues(times, "own").stranded_share()
    stranded = iter(own.tolist())
    counts = {}
    for hour, routes, cancelled, normal in zip(
        times.hour.tolist(), times.flights_a_day.tolist(), times.cancelled.tolist(), times.normal.tolist(), strict=True
    ):
        lost = next(stranded) if cancelled else 0
        for group in [("all", hour >= 17), ("route", hour >= 17, routes <= 2.5)] + [("normal", hour >= 17)] * normal:
            count = counts.setdefault(group, [0, 0, 0])
            count[0] += 1
            count[1] += cancelled
            count[2] += lost
    hours = ex04.by_evening().frame
    for row, group in enumerate([("all", False), ("all", True), ("normal", False), ("normal", True)]):
        assert hours.iloc[row, :3].tolist() == counts[group]
        assert hours.iloc[row, 4] == pytest.approx(10_000 * counts[group][2] / counts[group][0])
    routes = ex04.by_route().frame
    for row, group in enumerate([("route", e, t) for e in (False, True) for t in (False, True)]):
        flights, cancelled, lost = counts[group]
        shares = [100 * flights / 336_776, 100 * lost / 3_917, 100 * lost / cancelled, 10_000 * lost / flights]
        assert routes.iloc[row].tolist() == pytest.approx([flights, lost, *shares])
    flights, cancelled, lost = (sum(counts[("route", *g)][i] for g in OTHERS) for i in range(3))
    shares = [100 * flights / 336_776, 100 * lost / 3_917, 100 * lost / cancelled, 10_000 * lost / flights]
    assert routes.iloc[4].tolist() == pytest.approx([flights, lost, *shares])


OTHERS = ((False, False), (False, True), (True, False))
"""All groups of table 3 but the evening on thin routes."""


def test_table_3_as_shown_gives_every_number_of_the_statement():
    group, others = (row[1:] for row in ex04.by_route()._cells()[3:])
    statement = ex04._statement()
    assert f"thin routes, {group[5]} leave" in statement and f"other flights, {others[5]}. They" in statement
    assert f"They are {group[2]}% of all flights and {group[3]}% of all that strand." in statement
    assert round(10_000 * int(others[1].replace(",", "")) / int(others[0].replace(",", ""))) == int(others[5])


def test_the_text_on_the_airports_holds():
    rates = ex04.by_airport().frame.iloc[:, 1:]
    assert rates.idxmax().str[-4:-1].tolist() == ["LGA", "JFK", "EWR"]  # three columns, three airports at the top
    assert rates.iloc[:, 2].max() / rates.iloc[:, 2].min() < 1.2  # nearly even
    assert rates.iloc[2, 1] < 50  # most of the cancelled at LaGuardia get away


def test_the_right_options_are_what_the_tables_say():
    assert f"({BY_ID['04.1'].judge.right})" in ex04.by_airport().frame.iloc[:, 3].idxmax()
    routes = ex04.by_route().frame.iloc[3]
    label = dict(BY_ID["04.3"].choices)[BY_ID["04.3"].judge.right]
    assert f"thin routes, {routes.iloc[5]:.0f} leave their travellers" in label
    assert f"{routes.iloc[2]:.1f}% of all flights and {routes.iloc[3]:.1f}% of all that strand" in label
    assert "we don't offer" in dict(BY_ID["04.4"].choices)[BY_ID["04.4"].judge.right]


def test_the_text_on_the_evening_holds():
    assert ex04._evening_normal() > ex04._evening_all() > 4
    assert ex04._evening_all() == pytest.approx(4.2, abs=0.05)  # finding A


def test_the_text_on_the_routes_holds():
    table = ex04.by_route().frame
    assert table.iloc[:4, 5].is_monotonic_increasing
    assert table.iloc[:4, 3].idxmax() == "from 17:00, busier route"


def test_the_text_on_the_orders_holds(notebook):
    orders = notebook["orders"]
    on_time = (orders["first_delivered_at"] <= orders["promised_by"]).groupby(orders["segment"], observed=True).mean()
    assert on_time.max() - on_time.min() < 0.01  # every segment alike
    contacts = orders.groupby([orders["parcels"] > 1, "channel"], observed=True)["contacted"].mean().unstack()
    assert abs(contacts.loc[False, "web"] - contacts.loc[False, "app"]) < 0.01
    assert contacts.loc[True, "web"] > 2 * contacts.loc[True, "app"]
    on_time = orders["last_delivered_at"] <= orders["promised_by"]
    split = orders["parcels"] > 1
    kept = orders[split & on_time].groupby("channel", observed=True)["contacted"].mean()
    late = orders[split & ~on_time].groupby("channel", observed=True)["contacted"].mean()
    assert 2.5 < kept["web"] / kept["app"] < 3.5  # "about three times as many"
    assert (late > kept).all()
    group = split & (orders["channel"] == "web")
    asked = int(orders["contacted"][group].sum())
    assert (
        f"{asked} of {group.sum():,} such orders, {asked / group.sum():.0%}, lead to a question; they are "
        f"{group.mean():.1%} of all orders and {asked / orders['contacted'].sum():.1%} of all contacts"
    ) in SOURCE
    regions = orders.groupby("region", observed=True)["contacted"].mean()
    assert regions.idxmax() == "North" and regions["North"] > 1.3 * regions.drop("North").max()


def test_a_table_shows_itself_in_words_and_in_html():
    table = Table(
        "A <caption>", pd.DataFrame({"x": [1234, 5], "y": [0.5, 2]}, index=["a & b", "c"]), {"x": ",d", "y": ".1f"}
    )
    bundle = table._repr_mimebundle_()
    assert bundle["text/plain"].splitlines() == [
        "A <caption>",
        "",
        "           x    y",
        "a & b  1,234  0.5",
        "c          5  2.0",
    ]
    assert "<caption>A &lt;caption&gt;</caption>" in bundle["text/html"]
    html = re.sub(' style="[^"]*"', "", bundle["text/html"])
    assert '<th scope="row">a &amp; b</th><td>1,234</td><td>0.5</td>' in html
    assert '<th scope="col">x</th>' in html


# --- the source of the notebooks


def test_the_wrong_turn_by_the_cancellation_rate_is_one():
    table = ex04.by_airport().frame
    assert table.iloc[:, 1].idxmin() == "Kennedy (JFK)" and table.iloc[:, 1].idxmax() == "LaGuardia (LGA)"
    assert table.loc["LaGuardia (LGA)"].iloc[2] < 50 < table.loc["Kennedy (JFK)"].iloc[2]
    assert table.iloc[1:, 3].max() / table.iloc[1:, 3].min() < 1.15  # "nearly alike"


def test_the_numbers_in_the_text_are_those_of_the_checks():
    assert f"at most {ex04.LARGEST:.0%} of the orders, and at least half" in SOURCE and ex04.SMALLEST == 0.5
    assert f"day_weights(365, {ex04.DRAWS}, seed={ex04.SEED})" in SOURCE
    assert f"at most {ex04.THIN} times a day" in SOURCE
    assert f"at {ex04.EVENING}:00 or later" in SOURCE
    assert f"{ruined.LATE_BY:.0f} minutes late or more" in SOURCE
    assert inspect.signature(ruined.difference).parameters["late_by"].default == ruined.LATE_BY
