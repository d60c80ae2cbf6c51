"""Exercise 05: its tables and what the text says of them; each known mistake by the code that makes it; its limits."""

import re
from itertools import product

import numpy as np
import pandas as pd
import pytest
from exercise import Exercise

from ops2pm import checks, load
from ops2pm.checks import Number, grade
from ops2pm.exercises import ex05
from ops2pm.exercises.shares import ends
from ops2pm.models import mode_choice
from ops2pm.models.padding import Promises
from ops2pm.models.resample import day_weights
from ops2pm.ui.form import form

EXERCISE = Exercise("05")
SOURCE = EXERCISE.source
BY_ID = EXERCISE.by_id
NUMBERS = [check for check in ex05.CHECKS if isinstance(check.judge, Number)]
TABLES = (ex05.by_hour, ex05.by_lateness, ex05.by_season, ex05.by_pad)

pytestmark = pytest.mark.usefixtures("no_hint_given")


@pytest.fixture(scope="module")
def flights():
    return load("flights")


@pytest.fixture(scope="module")
def season(flights):
    return np.select(
        [flights["month"].isin([6, 7, 12]), flights["month"].isin([9, 10, 11])], ["worst", "best"], "other"
    )


# --- numbers


def test_what_the_tables_show_is_enough_to_be_right():
    rows = ex05.by_season()._cells()
    shares = [float(row[1]) for row in rows]
    taken = [float(rows[0][5]), float(rows[1][3]), float(rows[2][2])]
    assert grade(BY_ID["05.4"], float(np.dot(shares, taken)) / 100).status == "right"
    assert grade(BY_ID["05.4"], round(float(np.dot(shares, taken)) / 100, 1)).status == "right"
    assert "plain mean" in grade(BY_ID["05.4"], float(np.mean(taken))).message
    others = float(ex05.by_lateness()._cells()[0][2])
    lines = {int(re.search(r"\d+", row[0])[0]): float(row[1]) for row in ex05.by_lateness()._cells()}
    first = min(line for line, reached in lines.items() if reached >= others)
    assert grade(BY_ID["05.3"], first - 15).status == "right"
    assert "forgiven" in grade(BY_ID["05.3"], first).message
    assert "one step short" in grade(BY_ID["05.3"], first - 20).message


@pytest.mark.parametrize(
    ("check_id", "typed"),
    [("05.3", "25"), ("05.3", "25 minutes"), ("05.4", "78.8"), ("05.4", "78,8"), ("05.4", " 78.84 % ")],
)
def test_a_number_may_be_typed_as_people_write_it(check_id, typed):
    assert checks.answer(check_id, typed).status == "right"


# What a reader would write who makes the mistake; the check must know it without being told how it was made.
NEWARK = 'newark = flights[(flights["origin"] == "EWR") & (flights["sched_dep"] >= 1700)]\n'
DRAWN = 'best, worst = ex05.seasons_drawn(flights["arr_delay"] < 15 + padded)\n'
ALIKE = "alike = mode_choice.one_footing(trips)\nfit = mode_choice.fitted(alike)\n"
BEFORE = ALIKE + "before, _ = mode_choice.mean_shares(fit, alike)\n"
FASTER = BEFORE + 'after, _ = mode_choice.mean_shares(fit, mode_choice.redesigned(alike, "bus", wait=-15))\n'
WORST = 'worst_months = flights["month"].isin([6, 7, 12])\n'
MISTAKES = {
    "05.7": {
        NEWARK + 'answer = newark["arr_delay"].quantile(0.9)': "passes over missing values",
        NEWARK + 'answer = newark["arr_delay"].dropna().quantile(0.9)': "passes over missing values",
        NEWARK + 'answer = newark["arr_delay"].fillna(0).quantile(0.9)': "with 0",
        NEWARK + 'answer = newark["arr_delay"].fillna(newark["arr_delay"].mean()).quantile(0.9)': "with the mean",
        NEWARK + 'answer = newark["dep_delay"].fillna(np.inf).quantile(0.9)': "how late they leave",
        NEWARK + 'answer = pd.Timedelta(minutes=newark["arr_delay"].fillna(1e4).quantile(0.9))': "Timedelta(minutes=1)",
        NEWARK + 'answer = newark["arr_delay"].fillna(np.inf).quantile(0.9) - 14': "official statistic",
        NEWARK + 'answer = newark["arr_delay"].mean()': "the mean",
        NEWARK + 'answer = newark["arr_delay"].fillna(np.inf).quantile(0.5)': "five in ten",
        NEWARK + 'answer = newark["arr_delay"].fillna(np.inf).quantile(0.1)': "one in ten",
        NEWARK + 'answer = newark["arr_delay"].fillna(np.inf).quantile(0.95)': "nineteen in twenty",
        NEWARK + 'answer = newark["arr_delay"].fillna(np.inf).mean()': "is infinite",
        NEWARK + 'answer = newark["arr_delay"].to_numpy().mean()': "NaN",
        'answer = flights[flights["origin"] == "EWR"]["arr_delay"].fillna(np.inf).quantile(0.9)': "any hour",
        'answer = flights[flights["sched_dep"] >= 1700]["arr_delay"].fillna(np.inf).quantile(0.9)': "three airports",
    },
    "05.8": {
        DRAWN + "answer = np.percentile(best - worst, [5, 95])": "that is the middle 90%",
        DRAWN + "answer = np.percentile(worst - best, [2.5, 97.5])": "sign turned round",
        DRAWN + "answer = 100 * np.percentile(best - worst, [2.5, 97.5])": "percentage points",
        DRAWN + "answer = np.percentile(best, [2.5, 97.5])": "best season alone",
        DRAWN + "answer = np.percentile(worst, [2.5, 97.5])": "worst season alone",
        DRAWN + "answer = np.percentile(best, [2.5, 97.5]) - np.percentile(worst, [2.5, 97.5])": "within each draw",
        DRAWN + "answer = np.percentile(best / worst, [2.5, 97.5])": "you divided",
        DRAWN + "answer = np.percentile(best - worst, [0.025, 0.975])": "counts from 0 to 100",
        DRAWN + "answer = (best - worst).mean()": "two numbers",
        DRAWN + "answer = best - worst": "has 1,000 values",
        'best, worst = ex05.seasons_drawn(flights["arr_delay"] < 15 + 10)\n'
        "answer = np.percentile(best - worst, [2.5, 97.5])": "10 minutes for every flight",
        'best, worst = ex05.seasons_drawn(flights["arr_delay"] < 15)\n'
        "answer = np.percentile(best - worst, [2.5, 97.5])": "no minute added",
        'best, worst = ex05.seasons_drawn(flights["arr_delay"] < 25 + padded)\n'
        "answer = np.percentile(best - worst, [2.5, 97.5])": "on top of the 10",
    },
    "05.9": {
        'guess = how_often.groupby(modes["traveller"]).idxmax()\nanswer = modes.loc[guess, "chosen"].mean()': (
            "the commonest"
        ),
        'guess = modes.groupby("traveller")["wait_minutes"].idxmin()\nanswer = modes.loc[guess, "chosen"].mean()': (
            "the shortest wait"
        ),
        'often = modes.groupby("wait_minutes")["chosen"].transform("size")\n'
        'guess = often.groupby(modes["traveller"]).idxmin()\nanswer = modes.loc[guess, "chosen"].mean()': (
            "over all modes together"
        ),
        'guess = how_often.groupby(modes["traveller"]).idxmin()\nanswer = modes.loc[guess, "chosen"].sum()': (
            "divide by the whole"
        ),
        'guess = how_often.groupby(modes["traveller"]).idxmin()\nanswer = modes.loc[guess, "chosen"]': (
            "a column of values"
        ),
        'guess = how_often.groupby(modes["traveller"]).idxmin()\nright = modes.loc[guess]\n'
        'answer = right[right["mode"] != "car"]["chosen"].sum() / (modes["chosen"] & (modes["mode"] != "car")).sum()': (
            "didn't take the car"
        ),
        'answer = modes["chosen"].mean()': "chance",
    },
    "05.10": {
        "fit = mode_choice.fitted(trips)\nbefore, _ = mode_choice.mean_shares(fit, trips)\n"
        'after, _ = mode_choice.mean_shares(fit, mode_choice.redesigned(trips, "bus", wait=-15))\n'
        "answer = after[2] - before[2]": ("as recorded, the one to check"),
        "alike = mode_choice.one_footing(trips)\nfit = mode_choice.fitted(trips)\n"
        "before, _ = mode_choice.mean_shares(fit, alike)\n"
        'after, _ = mode_choice.mean_shares(fit, mode_choice.redesigned(alike, "bus", wait=-15))\n'
        "answer = after[2] - before[2]": "fit it to `alike`",
        ALIKE + "before, _ = mode_choice.mean_shares(fit, trips)\n"
        'after, _ = mode_choice.mean_shares(fit, mode_choice.redesigned(trips, "bus", wait=-15))\n'
        "answer = after[2] - before[2]": "redesign `alike`",
        FASTER + "answer = after[2]": "the share after",
        FASTER + "answer = before[2]": "the share before",
        FASTER + "answer = before[2] - after[2]": "sign is turned round",
        FASTER + "answer = after[2] / before[2]": "you divided",
        FASTER + "answer = 100 * (after[2] - before[2])": "right as a percentage",
        FASTER + "answer = after - before": "an array",
        FASTER + "answer = after[2] / before[2] - 1": "a part of the share before",
        FASTER + "answer = after[0] - before[0]": "what the plane loses",
        FASTER + "answer = after[1] - before[1]": "what the train loses",
        FASTER + "answer = after[3] - before[3]": "what the car loses",
        BEFORE + 'after, _ = mode_choice.mean_shares(fit, mode_choice.redesigned(alike, "train", wait=-15))\n'
        "answer = after[1] - before[1]": "that is the train",
        BEFORE + 'after, _ = mode_choice.mean_shares(fit, mode_choice.redesigned(alike, "plane", wait=-15))\n'
        "answer = after[0] - before[0]": "that is the plane",
        BEFORE + 'after, _ = mode_choice.mean_shares(fit, mode_choice.redesigned(alike, "bus", wait=15))\n'
        "answer = after[2] - before[2]": "adds the minutes",
    },
    "05.11": {
        'answer = flights["arr_delay"] >= 15': "look alike in the timetable",
        'answer = ~(flights["arr_delay"] < 15)': "turned out late",
        'answer = flights["dep_delay"] > 0': "look alike in the timetable",
        'answer = (flights["month"] == 2) & (flights["day"] == 8)': "On which days it will snow",
        'answer = flights["sched_dep"] >= 1700': "the evening alone",
        WORST + "answer = worst_months": "the worst months alone",
        WORST + 'answer = worst_months | (flights["sched_dep"] >= 1700)': "close: ",
        'answer = flights["sched_dep"] >= 1400': "By the clock alone",
        'answer = flights["sched_dep"] >= 1500': "Who is still left out",
        'answer = flights["sched_dep"] >= 1200': "choose fewer",
        WORST + 'answer = ~((worst_months & (flights["sched_dep"] >= 1200)) | (flights["sched_dep"] >= 1500))': (
            "you would leave as they are"
        ),
        'answer = flights["carrier"] == "EV"': "Who is still left out",
        'answer = flights["sched_dep"]': "other than True and False",
        'answer = flights["sched_dep"] > 2400': "nobody is in that group",
        'answer = flights[flights["sched_dep"] >= 1500]': "Who is still left out",
        'answer = flights["sched_dep"] >= 15': "1500 for 15:00",
        "answer = 1500": "a single number",
    },
}


test_a_readers_mistake_is_named = EXERCISE.mistakes_named(MISTAKES)


# --- the tables against plain pandas, and what the text says of them


def minutes(clock):
    return clock.astype(int) // 100 * 60 + clock.astype(int) % 100


@pytest.fixture(scope="module")
def lengths(flights):
    """Published minutes of each trip, in plain pandas."""
    zones = load("airports").set_index("faa")["tz"]
    gap = (minutes(flights["sched_arr"]) - minutes(flights["sched_dep"])) % 1440
    place = flights["dest"].astype(str)
    return (gap + 60 * (-5 - place.map(zones))).mod(1440).where(~place.isin(["PHX", "HNL"]))


def test_the_lengths_are_those_of_flights(flights, lengths):
    """A trip lasts longer than the flight by what taxiing takes; a wrong time zone would show as an hour."""
    assert np.allclose(lengths.to_numpy(), ex05._length(), equal_nan=True)
    ground = (lengths - flights["air_time"]).groupby(flights["dest"], observed=True).mean().dropna()
    assert len(ground) > 95 and ground.between(20, 55).all()


def test_table_1_against_plain_pandas(flights, lengths):
    some = flights.assign(length=lengths, part=np.where(flights["sched_dep"] < 1200, "early", "mid"))
    some.loc[some["sched_dep"] >= 1700, "part"] = "late"
    some = some[some["length"].notna() & some["arr_delay"].notna() & (some["part"] != "mid")]
    some["ground"] = some["length"] + some["arr_delay"] - some["dep_delay"] - some["air_time"]
    sums, weights = {"early": np.zeros(5), "late": np.zeros(5)}, 0
    columns = ["length", "air_time", "ground", "dep_delay", "arr_delay"]
    for _, group in some.groupby(["carrier", "origin", "dest", "month"], observed=True):
        parts = {name: group.loc[group["part"] == name] for name in sums}
        means = {name: part[columns].mean().to_numpy(dtype=float) for name, part in parts.items()}
        if min(map(len, parts.values())) == 0 or np.isnan([*means.values()]).any():
            continue
        weight = min(map(len, parts.values()))
        weights += weight
        for name in sums:
            sums[name] += weight * means[name]
    frame = ex05.by_hour().frame
    for row, name in enumerate(sums):
        assert frame.iloc[row].tolist() == pytest.approx((sums[name] / weights).tolist(), abs=1e-3)


def test_the_text_on_todays_design_holds():
    more = {column: ex05._evening_more(column) for column in ex05.by_hour().frame.columns}
    assert 3 < more["published length"] < 6  # "a few minutes more"
    assert more["in the air"] < 0  # "in the air for no longer"
    assert ex05._mean(0, "arrives late by") < 0 < ex05._mean(2, "arrives late by")
    assert more["on the ground"] == pytest.approx(more["published length"], abs=0.1)  # "about as many minutes"
    left = ex05._slack(2) - ex05._slack(0)
    assert left == pytest.approx(0.5, abs=0.1)  # "about half a minute more"
    assert more["leaves late by"] > 30 * left  # "leaves far later"
    assert ex05._slack(2) < ex05._mean(2, "leaves late by") / 3  # "doesn't come near"


def test_the_columns_of_table_1_add_up_on_flights_that_arrived():
    frame = ex05.by_hour().frame
    held = frame["in the air"] + frame["on the ground"] + frame["leaves late by"] - frame["arrives late by"]
    assert frame["published length"].tolist() == pytest.approx(held.tolist())
    assert "that arrived" in ex05.by_hour().caption and "On the ground:" in ex05.by_hour().caption


def test_nobody_is_told_that_the_evenings_minutes_are_slack():
    """Its minutes go to the ground: what the options say is what the table, as printed, gives."""
    options = dict(BY_ID["05.2"].choices)
    morning, evening = (
        dict(zip(ex05.by_hour().frame, (float(cell.replace("−", "-")) for cell in row[1:]), strict=True))
        for row in ex05.by_hour()._cells()
    )
    longer, ground = (evening[name] - morning[name] for name in ("published length", "on the ground"))
    assert BY_ID["05.2"].judge.right == "ground" and "half a minute" in options["ground"]
    assert all(f"{more:.1f} minutes more" in options[key] for more in (longer, ground) for key in ("ground", "dose"))
    assert "spends them" in checks.answer("05.2", "dose").message


def test_the_right_note_gives_no_reason():
    seen = dict(BY_ID["05.1"].choices)["seen"]
    assert not re.search(r"\b(to|because|so that)\b", seen)
    assert "beside a watched one it may stand" in checks.answer("05.1", "rate").message.casefold()


def test_table_2_against_plain_pandas(flights):
    frame = ex05.by_lateness().frame
    express = flights["carrier"] == "EV"
    for row, line in enumerate(range(15, 61, 5)):
        late = flights["arr_delay"] < line  # False where it is missing
        assert frame.iloc[row].tolist() == pytest.approx([100 * late[express].mean(), 100 * late[~express].mean()])


def test_the_text_on_expressjet_holds(flights):
    on_time = (flights["arr_delay"] < 15).groupby(flights["carrier"], observed=True).agg(["size", "mean"])
    assert on_time[on_time["size"] > 10_000]["mean"].idxmin() == "EV"  # "least punctual of the large carriers"
    seats = load("seats").set_index("carrier")
    assert seats.loc["EV", "name"].startswith("ExpressJet")


def test_table_3_against_plain_pandas(flights, season):
    frame = ex05.by_season().frame
    for row, name in enumerate(("worst", "other", "best")):
        of = season == name
        expected = [100 * of.mean(), *(100 * (flights["arr_delay"][of] < 15 + pad).mean() for pad in (0, 5, 10, 30))]
        assert frame.iloc[row].tolist() == pytest.approx(expected)


def test_the_text_on_the_plan_holds(flights, season):
    by_month = (flights["arr_delay"] < 15).groupby(flights["month"]).mean().sort_values()
    assert set(by_month.index[:3]) == {6, 7, 12} and set(by_month.index[-3:]) == {9, 10, 11}
    assert ex05._plan().mean() == pytest.approx(10, abs=0.15)  # "nearly the same total"
    promises = Promises(flights, draws=2)
    assert ex05._same_for_all() == pytest.approx(100 * promises.on_time((10, 10, 10), 14).overall.value)
    lost = ex05._same_for_all() - ex05._planned()
    assert 0.4 < lost < 0.7  # "half a point worse"
    assert abs(ex05._planned(ex05.BEST) - ex05._planned(ex05.WORST)) < 4  # "nearly as well"
    assert ex05._planned(ex05.BEST) < ex05._same_for_all(ex05.BEST)  # "their promise gets worse"
    for name in ("worst", "other", "best"):  # "the first ten minutes bring the most, in every season"
        by_ten = [(flights["arr_delay"][season == name] < 15 + pad).mean() for pad in (0, 10, 20, 30)]
        assert (np.diff(by_ten, n=2) < 0).all()
    padded = flights["arr_delay"] < 15 + ex05._plan()
    december, october = (padded[flights["month"] == month].mean() for month in (12, 10))
    assert december == pytest.approx(october, abs=0.01)  # "in December about as well as in October"
    assert np.mean(season == "other") == pytest.approx(2 * np.mean(season == "best"), abs=0.01)  # "twice as many"


def test_table_4_against_plain_pandas(flights, lengths):
    frame = ex05.by_pad().frame.map(lambda text: float(text.replace("−", "-")))
    delay = flights["arr_delay"].dropna()
    for column, pad in zip(frame.columns, (0, 20), strict=True):
        expected = [
            100 * (flights["arr_delay"] < 15 + pad).mean(),
            delay.mean() - pad,
            100 * flights["dep_delay"].isna().mean(),
            (lengths + flights["arr_delay"]).quantile(0.9),
            100 * (delay - pad <= -30).mean(),
        ]
        assert frame[column].tolist() == pytest.approx(expected, abs=0.051)


def test_only_one_guardrail_stops_it():
    frame = ex05.by_pad().frame.map(lambda text: float(text.replace("−", "-")))
    off = []
    for name, level in ex05.STOPS.items():
        way = "below" if name == "statistic" else "above"
        assert f"stop {way} {level}" in dict(BY_ID["05.5"].choices)[name]
        for column in frame.columns:
            value = frame.loc[ex05.ROWS[name], column]
            if (value < level) if way == "below" else (value > level):
                off.append((name, column))
    assert off == [("early", "+20 minutes")]
    assert BY_ID["05.5"].judge.right == "early"
    today, padded = (frame[column] for column in frame.columns)
    assert padded[ex05.ROWS["trip"]] == today[ex05.ROWS["trip"]]  # "can't be moved by moving the promise"
    assert padded[ex05.ROWS["mean"]] == pytest.approx(today[ex05.ROWS["mean"]] - 20)


# --- track B


def test_another_way_to_count_nine_in_ten(flights):
    newark = flights[(flights["origin"] == "EWR") & (flights["sched_dep"] >= 1700)]
    value = BY_ID["05.7"].judge.value()
    assert (newark["arr_delay"] <= value).mean() >= 0.9 > (newark["arr_delay"] <= value - 1).mean()
    late = newark["arr_delay"].fillna(np.inf)
    for way in ("linear", "lower", "higher", "nearest"):  # "every way to take this quantile gives the same one"
        assert late.quantile(0.9, interpolation=way) == value


def test_the_draws_are_those_of_plain_pandas(flights, season):
    """One column of counts a day and season, and other seeds: the ends stay within the tolerance."""
    on_time = flights["arr_delay"] < 15 + np.select([season == "worst", season == "best"], [30, 0], 5)
    day = flights["month"].astype(int) * 100 + flights["day"]
    tables = [
        pd.crosstab(day, season, values=values, aggfunc="sum").fillna(0)[["best", "worst"]].to_numpy()
        for values in (on_time.astype(int), np.ones(len(day)))
    ]
    for draws, seed in ((1000, 1), (1000, 2), (1000, 7), (2000, 3), (4000, 4)):
        kept, flown = (day_weights(365, draws, seed) @ table for table in tables)
        ends = np.percentile((kept / flown) @ [1, -1], [2.5, 97.5])
        assert grade(BY_ID["05.8"], tuple(ends)).status == "right", (draws, seed)
        assert ends[0] < 0 < ends[1]  # "perhaps the seasons are level now"
    kept, flown = (day_weights(365, ex05.DRAWS, ex05.SEED) @ table for table in tables)
    assert np.percentile((kept / flown) @ [1, -1], [2.5, 97.5]) == pytest.approx(BY_ID["05.8"].judge.value())


def test_the_two_intervals_lie_far_apart():
    assert ex05._gap("plan")[1] < ex05._gap("for all")[0] - 0.03
    low, high = ex05._gap()
    assert "Perhaps nothing is left of it" in ex05._closed() and low < 0 < high
    own = [ends(drawn) for drawn in ex05._drawn()]
    assert own[0][0] < own[1][1]  # "because they overlap"


@pytest.mark.parametrize("wrong", [[True, False], np.zeros((3, 2), dtype=bool)])
def test_another_number_of_flights_is_said(wrong):
    with pytest.raises(ValueError, match="336,776 flights"):
        ex05.seasons_drawn(wrong)


def test_the_rarest_wait_is_that_of_everybody_who_did_not_drive(notebook):
    modes = notebook["modes"]
    took = modes[modes["chosen"]].set_index("traveller")["mode"].astype(str)
    guess = notebook["guess"]
    named = modes.loc[guess].set_index("traveller")["mode"].astype(str)
    assert (named == took)[took != "car"].all() and not (named == took)[took == "car"].any()
    assert BY_ID["05.9"].judge.value() == pytest.approx((took != "car").mean())
    by_minutes_alone = ex05._named(("wait_minutes",))
    assert round(210 * (ex05._named() - by_minutes_alone), 6) == 1  # "so one traveller is lost"
    of_35 = modes[modes["wait_minutes"] == 35].groupby("mode", observed=True).size()
    assert of_35["bus"] > 80 and of_35["plane"] == 1


def test_the_forecast_falls_apart():
    assert ex05._won() / ex05._won(False) == pytest.approx(0.27, abs=0.03)  # "about a quarter of the forecast is left"
    low, high = ex05._won_interval()
    assert low < 0 < high  # "zero is in its interval"
    before, after = ex05._bus_shares(False)
    assert after == pytest.approx(2 * before, rel=0.15)  # "about double its share"
    assert ex05._won(False, ex05._alike()) > ex05._won(False)  # "the forecast then grows"
    by_hand = mode_choice.mean_shares(ex05._fit(True), mode_choice.redesigned(ex05._alike(), "bus", wait=-15))[0]
    assert by_hand[2] - before == pytest.approx(ex05._won())  # the constants make both fits meet the sample's share


# --- 05.11


@pytest.fixture(scope="module")
def counts(flights):
    """On time by month and daypart: of all, with no minute and with 30; each of shape (12, 3)."""
    part = np.select([flights["sched_dep"] < 1200, flights["sched_dep"] < 1700], [0, 1], 2)
    place = (flights["month"].to_numpy(int) - 1) * 3 + part
    return [
        np.bincount(place, weights, minlength=36).reshape(12, 3)
        for weights in (np.ones(len(place)), flights["arr_delay"] < 15, flights["arr_delay"] < 45)
    ]


def test_months_alone_are_not_enough(counts):
    flown, now, padded = counts
    for chosen in product([False, True], repeat=12):
        some = np.array(chosen)[:, None]
        if (flown * some).sum() > 0.5 * flown.sum():
            continue
        on_time = np.where(some, padded, now)
        lowest = min((on_time.sum(axis=axis) / flown.sum(axis=axis)).min() for axis in (0, 1))
        assert lowest < ex05.GOAL


def test_which_rules_meet_it(flights):
    """By plain pandas: of all rules "from this hour on, in the worst months from that", exactly those that count."""
    worst = flights["month"].isin([6, 7, 12])
    met = 0
    for early, late in product(range(5, 22, 2), range(12, 20)):
        chosen = (worst & (flights["sched_dep"] >= 100 * early)) | (flights["sched_dep"] >= 100 * late)
        on_time = flights["arr_delay"] < 15 + 30 * chosen
        part = np.select([flights["sched_dep"] < 1200, flights["sched_dep"] < 1700], [0, 1], 2)
        lowest = min(on_time.groupby(flights["month"]).mean().min(), on_time.groupby(part).mean().min())
        meets = chosen.mean() <= 0.5 and lowest >= 0.74
        assert (grade(BY_ID["05.11"], chosen).status == "right") == meets
        met += meets
    assert met >= 2  # "more than one answer is right"
    for hour in range(0, 24):
        assert grade(BY_ID["05.11"], flights["sched_dep"] >= 100 * hour).status == "not yet"  # "a limit alone is not"


def test_one_pad_for_all_does_not_reach_it(flights):
    (month, _), (part, _) = ex05._lowest(ex05._on_time(15))
    assert max(month, part) < ex05.GOAL
    assert (flights["arr_delay"] < 30).groupby(flights["month"]).mean().min() == pytest.approx(month)
    value = BY_ID["05.11"].judge.frame()
    assert len(value) == len(flights)


def test_the_text_on_who_pays_holds(flights, notebook):
    chosen = notebook["answer_11"]
    late = (flights["arr_delay"] - 30 * chosen)[flights["arr_delay"].notna()]
    early = (late <= -30).groupby(chosen).mean()
    assert early[True] > 0.4  # "a large part"
    total = [100 * (flights["arr_delay"] < 15 + pad).mean() for pad in (30 * chosen, 15)]
    assert total[0] < total[1]  # "by the total this loses"
    assert 30 * chosen.mean() <= 15
    message = grade(BY_ID["05.11"], chosen).message
    assert f"{total[0]:.1f}% are on time by yours, and {total[1]:.1f}%" in message


def test_the_rows_may_be_sorted_or_given_as_a_list(flights, notebook):
    chosen = notebook["answer_11"]
    rows = flights[chosen]
    for answer in (
        chosen.sort_values(),
        chosen.to_numpy(),
        chosen.tolist(),
        rows,
        rows.index,
        rows.sort_values("dest"),
    ):
        assert grade(BY_ID["05.11"], answer).status == "right"


# --- expected values come from the data


@pytest.fixture
def other_data(monkeypatch):
    """The same exercise on every third flight, and on the first 160 travellers."""
    kept = [value for value in vars(ex05).values() if hasattr(value, "cache_clear")]
    for value in kept:
        value.cache_clear()

    def some(name):
        frame = load(name)
        return {"flights": frame.iloc[::3], "modechoice": frame.iloc[: 4 * 160], "airports": frame}[name]

    monkeypatch.setattr(ex05, "load", lambda name: some(name).reset_index(drop=True))
    yield
    for value in kept:
        value.cache_clear()


def test_with_other_data_the_answers_are_others(request):
    before = {check.id: (check.judge.value(), grade(check, check.judge.value()).message) for check in NUMBERS}
    interval = BY_ID["05.8"].judge.value()
    options = {i: [grade(BY_ID[i], value).message for value, _ in BY_ID[i].choices] for i in ("05.2", "05.5")}
    tables = [str(table()) for table in TABLES]
    request.getfixturevalue("other_data")
    for check in NUMBERS:
        assert grade(check, check.judge.value()).status == "right"
        assert grade(check, check.judge.value()).message != before[check.id][1]
        for said in (*check.hints, check.explanation, *(wrong.why for wrong in check.judge.wrong)):
            assert checks.say(said)
    assert BY_ID["05.8"].judge.value() != interval
    for i, messages in options.items():
        assert [grade(BY_ID[i], value).message for value, _ in BY_ID[i].choices] != messages
    for table, shown in zip(TABLES, tables, strict=True):
        assert str(table()) != shown


# --- the source of the notebooks


def test_the_form_is_the_lessons():
    assert 'form("teardown")' in SOURCE
    assert str(form("teardown").body())


def test_invented_examples_say_so():
    for check_id in ("05.1", "05.5", "05.6"):
        assert "invented" in BY_ID[check_id].question
    worked = re.search(r'"ex-05-6-teardown"\}(.*?)\n\+\+\+', SOURCE, re.DOTALL)[1]
    assert "**Everything in it is invented.**" in worked


def test_the_numbers_in_the_text_are_those_of_the_checks():
    assert f"at least **{ex05.GOAL:.0%}**" in SOURCE and f"give {ex05.GIVEN} minutes to at most **half**" in SOURCE
    assert ex05.MOST == 0.5
    assert all(f"`{name}`" in SOURCE for name in ex05.KNOWN)
    plan = ex05.PLAN
    assert (
        f"**{plan[ex05.WORST]} minutes** more in the worst months, **{plan[ex05.OTHERS]}** in the other six" in SOURCE
    )
    assert f"same total as {ex05.FOR_ALL} minutes for every flight" in SOURCE and plan[ex05.BEST] == 0
    assert f"{ex05.DRAWS:,} times" in SOURCE and f"{ex05.ADDED} minutes more for every flight" in SOURCE
    assert f'"{ex05.BUS}", wait=-{ex05.LESS}' in SOURCE
