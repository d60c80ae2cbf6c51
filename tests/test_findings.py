"""The findings the lessons rest on, computed from the flights: by the course's models, and again in plain pandas.

A  who is stranded overnight          D  an honest "reduced by X %"
B  the mean hides ruined trips        E  the padding in a promise
C  the mean against the tail
"""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from ops2pm import load
from ops2pm.models import ruined
from ops2pm.models.stranding import RULES, DayCounts, Queues, Timetable, queues, timetable

FLIGHTS = 336_776
CANCELLED = 8_255


@pytest.fixture(scope="module")
def flights() -> pd.DataFrame:
    return load("flights")


@pytest.fixture(scope="module")
def year(flights) -> Timetable:
    return timetable(flights, load("seats"))


@pytest.fixture(scope="module")
def rebooked(year) -> dict[str, Queues]:
    return {rule: queues(year, rule) for rule in RULES}


@pytest.fixture(scope="module")
def counts(year) -> DayCounts:
    return DayCounts(year, draws=1000)


@pytest.fixture(scope="module")
def rows(flights) -> pd.DataFrame:
    """One row a flight, without the models: moment, night, network, and what was stranded under each rule.

    With room on every later flight, somebody is stranded when the night's last departure leaves no later than
    they were to leave, or there is none.
    """
    rows = flights[["month", "day", "sched_dep", "carrier", "origin", "dest"]].copy()
    for column in ("carrier", "origin", "dest"):
        rows[column] = rows[column].astype(str)
    of = load("seats").astype(str).set_index("carrier")
    elsewhere, newark = rows["carrier"].map(of["family"]), rows["carrier"].map(of["family_at_EWR"])
    rows["network"] = newark.where(rows["origin"] == "EWR", elsewhere)
    date = pd.to_datetime({"year": 2013, "month": rows["month"], "day": rows["day"]})
    clock = rows["sched_dep"].astype(int)
    scheduled = date + pd.to_timedelta(clock // 100 * 60 + clock % 100, unit="min")
    rows["cancelled"] = flights["dep_delay"].isna()
    rows["moment"] = scheduled + pd.to_timedelta(flights["dep_delay"].fillna(0).astype(int), unit="min")
    rows["night"] = (rows["moment"] - pd.Timedelta(hours=3)).dt.normalize()
    rows["hour"] = clock // 100
    rows["a_day"] = rows.groupby(["network", "origin", "dest"])["day"].transform("size") / 365
    rows["normal"] = rows.groupby(["month", "day"])["cancelled"].transform("mean") < 0.1
    for rule, shared in {
        "own": ["carrier", "origin", "dest"],
        "family": ["network", "origin", "dest"],
        "any carrier": ["origin", "dest"],
        "any airport": ["dest"],
    }.items():
        last = rows[~rows["cancelled"]].groupby([*shared, "night"])["moment"].max().rename("last")
        left = rows[rows["cancelled"]].join(last, on=[*shared, "night"])["last"]
        rows[rule] = False
        rows.loc[rows["cancelled"], rule] = ~(left > rows.loc[rows["cancelled"], "moment"])
    return rows


# --- A. Stranded overnight ------------------------------------------------------------------------------------


def test_a_the_year(flights, year, rows):
    assert len(flights) == FLIGHTS
    assert int(year.cancelled.sum()) == CANCELLED
    assert round(CANCELLED / FLIGHTS, 4) == 0.0245
    assert len(np.unique(year.day)) == 365
    assert len(np.unique(year.day[year.normal])) == 347
    assert (year.normal == rows["normal"]).all()
    np.testing.assert_allclose(year.flights_a_day, rows["a_day"])


@pytest.mark.parametrize(
    ("rule", "number", "share", "on_normal_days"),
    [
        ("own", 3917, 0.475, 0.398),
        ("family", 3760, 0.455, 0.376),
        ("any carrier", 2802, 0.339, 0.268),
        ("any airport", 1419, 0.172, 0.112),
    ],
)
def test_a_stranded_by_rebooking_rule(year, rebooked, rows, rule, number, share, on_normal_days):
    stranded = rebooked[rule].stranded_share()
    assert stranded.sum() == number
    assert round(stranded.mean(), 3) == share
    assert round(stranded[year.normal[year.cancelled]].mean(), 3) == on_normal_days
    assert (stranded == rows.loc[rows["cancelled"], rule]).all()


def test_a_the_evening_is_hidden_by_the_cancellation_rate(year, counts, rebooked, rows):
    got = counts.contrast(rebooked["own"].stranded_share(), year.group(17))
    assert round(got.cancelled_ratio.value, 1) == 1.6
    assert (got.cancelled_ratio.low, got.cancelled_ratio.high) == pytest.approx((1.3, 1.9), abs=0.06)
    assert round(got.stranded_ratio.value, 1) == 4.2
    assert (got.stranded_ratio.low, got.stranded_ratio.high) == pytest.approx((3.6, 5.0), abs=0.12)
    assert round(got.share_of_flights, 2) == 0.29
    assert round(got.share_of_stranded, 2) == 0.64
    assert tuple(round(lost, 2) for lost in got.lost) == (0.76, 0.29)
    evening, rest = rows[rows["hour"] >= 17], rows[rows["hour"] < 17]
    assert got.stranded_flights == (evening["own"].sum(), rest["own"].sum()) == (2489, 1428)
    assert got.stranded_ratio.value == pytest.approx(evening["own"].mean() / rest["own"].mean())
    assert got.cancelled_ratio.value == pytest.approx(evening["cancelled"].mean() / rest["cancelled"].mean())


def test_a_on_normal_days_the_evening_stands_out_more(year, counts, rebooked, rows):
    got = counts.contrast(rebooked["own"].stranded_share(), year.group(17), normal_only=True)
    assert round(got.cancelled_ratio.value, 1) == 1.4
    assert round(got.stranded_ratio.value, 1) == 4.8
    normal = rows[rows["normal"]]
    late = normal["hour"] >= 17
    assert got.stranded_ratio.value == pytest.approx(normal["own"][late].mean() / normal["own"][~late].mean())


def test_a_thin_routes_against_busy_ones(year, rebooked, rows):
    thin, busy = year.flights_a_day <= 1, year.flights_a_day >= 8
    stranded = np.zeros(FLIGHTS)
    stranded[year.cancelled] = rebooked["own"].stranded_share()
    assert round(year.cancelled[thin].mean() / year.cancelled[busy].mean(), 1) == 1.5
    assert round(stranded[thin].mean() / stranded[busy].mean(), 1) == 7.8
    # Counting the flights that left, and not those planned, makes a few more routes thin.
    left = rows.assign(left=1 - rows["cancelled"]).groupby(["network", "origin", "dest"])["left"].transform("sum") / 365
    assert round(rows["cancelled"][left <= 1].mean() / rows["cancelled"][left >= 8].mean(), 1) == 1.6
    assert round(rows["own"][left <= 1].mean() / rows["own"][left >= 8].mean(), 1) == 8.2


@pytest.mark.parametrize(
    ("rule", "share_of_stranded", "lowest", "highest"), [("own", 0.262, 2.0, 5.3), ("family", 0.272, 2.0, 5.9)]
)
def test_a_evening_and_thin(year, counts, rebooked, rows, rule, share_of_stranded, lowest, highest):
    got = counts.contrast(rebooked[rule].stranded_share(), year.group(17, 2.5))
    assert round(got.share_of_flights, 3) == 0.087
    assert round(got.share_of_stranded, 3) == share_of_stranded
    group = (rows["hour"] >= 17) & (rows["a_day"] <= 2.5)
    assert got.stranded_flights[0] == rows[rule][group].sum()
    by_month = [rows[rule][group & here].mean() / rows[rule][~group & here].mean() for here in months(rows)]
    assert len(by_month) == 12
    assert (round(min(by_month), 1), round(max(by_month), 1)) == (lowest, highest)


def months(rows: pd.DataFrame) -> list[pd.Series]:
    return [rows["month"] == month for month in range(1, 13)]


def test_a_one_storm_strands_more_than_any_other_day(year, rebooked):
    by_day = np.bincount(year.day[year.cancelled], rebooked["own"].stranded_share(), 365)
    assert by_day[31 + 8 - 1] == by_day.max() == 453
    assert sorted(by_day)[-2] == 141
    assert not year.normal[year.day == 31 + 8 - 1].any()


@pytest.mark.parametrize(
    ("rule", "room", "by_flight", "by_traveller"),
    [
        # Share who get home, at 80 and 85 % of seats sold. Who flies on a large plane waits with more people, but
        # the larger the planes of a route, the more free seats follow.
        ("family", 0.545, (0.270, 0.211), (0.302, 0.239)),
        ("any airport", 0.828, (0.556, 0.489), (0.568, 0.502)),
    ],
)
def test_a_with_seats_limited_far_fewer_get_home(year, rebooked, rule, room, by_flight, by_traveller):
    assert round(1 - rebooked[rule].stranded_share().mean(), 3) == room
    seats = year.seats[year.cancelled]
    home = [1 - rebooked[rule].stranded_share(limit) for limit in (0.80, 0.85)]
    assert tuple(round(share.mean(), 3) for share in home) == by_flight
    assert tuple(round(np.average(share, weights=seats), 3) for share in home) == by_traveller


# --- B and C. The mean, ruined trips, the tail ------------------------------------------------------------------


def test_b_the_mean_hides_ruined_trips(flights):
    got = ruined.compare(flights, "9E", "B6")
    assert (round(got.first["mean_delay"], 1), round(got.second["mean_delay"], 1)) == (7.4, 9.5)
    assert (round(got.first["ruined"], 3), round(got.second["ruined"], 3)) == (0.164, 0.103)
    assert (got.gap.low, got.gap.high) == pytest.approx((0.049, 0.073), abs=0.002)
    assert got.months == 12
    # An hour late, or never there: the same from the columns.
    lost = (flights["arr_delay"] >= 60) | flights["arr_delay"].isna()
    of = {carrier: flights["carrier"] == carrier for carrier in ("9E", "B6")}
    assert got.gap.value == pytest.approx(lost[of["9E"]].mean() - lost[of["B6"]].mean())
    assert all(lost[of["9E"] & here].mean() > lost[of["B6"] & here].mean() for here in months(flights))


def test_c_mean_against_tail(flights):
    table = ruined.by_carrier(flights).loc[["US", "AA"]]
    assert table["mean_delay"].round(1).tolist() == [2.1, 0.4]
    assert table["p95"].tolist() == [58, 75]
    assert table["p99"].tolist() == [141, 173]
    assert table["cancelled"].round(3).tolist() == [0.032, 0.019]
    for carrier in table.index:
        own = flights[flights["carrier"] == carrier]
        delay = own["arr_delay"].dropna().astype(float)
        assert table.loc[carrier, "mean_delay"] == pytest.approx(delay.mean())
        assert table.loc[carrier, "p99"] == pytest.approx(np.percentile(delay, 99))
        assert table.loc[carrier, "cancelled"] == pytest.approx(own["dep_delay"].isna().mean())


# --- D. An honest "reduced by X %" ------------------------------------------------------------------------------

AUTUMN = (9, 10, 11)


@pytest.fixture(scope="module")
def late_or_lost(flights) -> pd.Series:
    """A quarter of an hour late or more, cancelled, or diverted."""
    return ruined.is_ruined(flights, late_by=15)


def test_d_most_of_jetblue_s_improvement_is_the_season(flights, late_or_lost):
    july, september = flights["month"] == 7, flights["month"] == 9
    jetblue = flights["carrier"] == "B6"
    before, after = late_or_lost[jetblue & july].mean(), late_or_lost[jetblue & september].mean()
    assert (round(before, 3), round(after, 3)) == (0.399, 0.143)
    assert round(after / before - 1, 2) == -0.64
    everybody = late_or_lost[september].mean() / late_or_lost[july].mean() - 1
    assert round(everybody, 3) == -0.555
    others = late_or_lost[~jetblue & september].mean() / late_or_lost[~jetblue & july].mean() - 1
    assert round(others, 2) == -0.54


def test_d_envoy_s_improvement_is_a_loss_against_the_others(flights, late_or_lost):
    winter, autumn = flights["month"] <= 3, flights["month"].isin(AUTUMN)
    envoy = flights["carrier"] == "MQ"
    regional = flights["carrier"].isin(["EV", "9E", "OO", "YV"])
    change = {
        name: late_or_lost[who & autumn].mean() / late_or_lost[who & winter].mean() - 1
        for name, who in {"envoy": envoy, "others": ~envoy, "regional": regional}.items()
    }
    assert round(change["envoy"], 2) == -0.10
    assert round(change["others"], 2) == -0.35
    assert round(change["regional"], 2) == -0.42


# --- E. The padding in a promise --------------------------------------------------------------------------------


def test_e_flights_make_up_half_of_their_delay(flights):
    assert round(float(flights["dep_delay"].astype(float).mean()), 1) == 12.6
    assert round(float(flights["arr_delay"].astype(float).mean()), 1) == 6.9


@pytest.mark.parametrize(("first", "last", "buffer"), [(0, 11, 25), (12, 16, 56), (17, 23, 82)])
def test_e_the_buffer_that_keeps_nine_in_ten(flights, first, last, buffer):
    hour = flights["sched_dep"] // 100
    delay = flights.loc[hour.between(first, last), "arr_delay"].dropna()
    assert np.percentile(delay, 90) == buffer
    assert (delay <= buffer).mean() >= 0.9 > (delay <= buffer - 1).mean()


PROMISES = ((0, 0.577), (15, 0.741), (30, 0.819), (60, 0.889))


@pytest.mark.parametrize(("buffer", "kept"), PROMISES)
def test_e_on_time_by_buffer_with_cancelled_flights_counted_as_late(flights, buffer, kept):
    on_time = 1 - ruined.is_ruined(flights, late_by=buffer + 1).mean()
    assert round(on_time, 3) == kept
    assert on_time == pytest.approx((flights["arr_delay"] <= buffer).sum() / FLIGHTS)


# --- The labs say the same --------------------------------------------------------------------------------------


def test_the_late_flights_lab_counts_by_its_line(flights, fresh_workbook):
    from ops2pm.labs.late_flights import LONGEST, STEP, LateFlightsLab

    lab = LateFlightsLab(flights)
    for buffer, kept in PROMISES:
        assert round(1 - lab.late_share(buffer), 3) == kept
    delay = flights["arr_delay"].to_numpy()
    for minutes in range(0, LONGEST + STEP, STEP):
        assert lab.late_share(minutes) == pytest.approx(1 - (delay <= minutes).sum() / FLIGHTS)


def test_the_stranded_lab_s_own_numbers(flights, rebooked, rows, fresh_workbook):
    from ops2pm.labs.stranded import StrandedLab

    lab = StrandedLab(flights, load("seats"))
    assert lab.stranded_on(month=2, day=8) == 453
    assert lab.stranded_on(month=9, day=12) == rows["own"][(rows["month"] == 9) & (rows["day"] == 12)].sum()
    assert lab.compare(from_hour=17).stranded_flights == (2489, 1428)
    assert lab.load_that_strands(0.5, "any airport", from_hour=0) == 0.85
    assert lab.load_that_strands(0.5, "any airport", from_hour=17) == 0.65
    for share in (0.4, 0.6, 0.75):
        lowest = lab.load_that_strands(share, "any airport", from_hour=0)
        below, there = (rebooked["any airport"].stranded_share(limit).mean() for limit in (lowest - 0.01, lowest))
        assert below < share <= there
