"""ops2pm.models.ruined against hand-computed cases, slow plain references, and the findings B and C."""

import math
from collections import defaultdict

import numpy as np
import pandas as pd
import pytest

from ops2pm import load
from ops2pm.models import ruined
from ops2pm.models.resample import day_weights

NAN = math.nan


@pytest.fixture(scope="module")
def flights():
    return load("flights")


@pytest.fixture
def tiny():
    """Two carriers on three days. A: on time, 60 late, cancelled, diverted. B: 59 late, 61 late."""
    rows = [
        # month, day, carrier, dep_delay, arr_delay
        (1, 1, "A", 0, -5),
        (1, 1, "A", 70, 60),
        (1, 2, "A", NAN, NAN),
        (2, 1, "A", 10, NAN),
        (1, 1, "B", 0, 59),
        (1, 2, "B", 0, 61),
    ]
    frame = pd.DataFrame(rows, columns=["month", "day", "carrier", "dep_delay", "arr_delay"])
    return frame.astype({"month": "int8", "day": "int8", "dep_delay": "float32", "arr_delay": "float32"}).assign(
        carrier=frame["carrier"].astype("category")
    )


def test_ruined_is_cancelled_diverted_or_an_hour_late(tiny):
    assert ruined.is_ruined(tiny).tolist() == [False, True, True, True, False, True]


def test_the_threshold_is_inclusive_and_can_be_moved(tiny):
    assert ruined.is_ruined(tiny, late_by=59).tolist() == [False, True, True, True, True, True]
    assert ruined.is_ruined(tiny, late_by=61).tolist() == [False, False, True, True, False, True]
    assert ruined.is_ruined(tiny, late_by=61.5).tolist() == [False, False, True, True, False, False]


def test_the_answer_keeps_the_index_of_the_frame(tiny):
    shuffled = tiny.iloc[[4, 0, 3]]
    assert ruined.is_ruined(shuffled).to_dict() == {4: False, 0: False, 3: True}


@pytest.mark.parametrize("late_by", [NAN, math.inf, -math.inf])
def test_a_threshold_that_is_no_number_is_refused(tiny, late_by):
    with pytest.raises(ValueError, match="finite number of minutes"):
        ruined.is_ruined(tiny, late_by)


def test_by_carrier_by_hand(tiny):
    table = ruined.by_carrier(tiny)
    assert table.index.tolist() == ["A", "B"]
    a = table.loc["A"]
    assert (a["flights"], a["cancelled"], a["diverted"], a["ruined"]) == (4, 0.25, 0.25, 0.75)
    assert (a["mean_delay"], a["median_delay"]) == (27.5, 27.5)
    assert (table.loc["B", "p95"], table.loc["B", "p99"]) == pytest.approx((60.9, 60.98))


def test_a_carrier_without_an_arrival_has_no_mean_but_a_share():
    frame = pd.DataFrame({"carrier": ["A"], "dep_delay": [NAN], "arr_delay": [NAN]})
    row = ruined.by_carrier(frame).loc["A"]
    assert math.isnan(row["mean_delay"])
    assert (row["cancelled"], row["diverted"], row["ruined"]) == (1, 0, 1)


def test_by_day_gives_the_same_days_for_every_carrier(tiny):
    a, b = ruined.by_day(tiny, "A"), ruined.by_day(tiny, "B")
    assert a[["month", "day"]].to_numpy().tolist() == [[1, 1], [1, 2], [2, 1]]
    assert a[["flights", "ruined"]].to_numpy().tolist() == [[2, 1], [1, 1], [1, 1]]
    assert b[["flights", "ruined"]].to_numpy().tolist() == [[1, 0], [1, 1], [0, 0]]


def test_worse_months_by_hand(tiny):
    # January: A 2 of 3, B 1 of 2. February: A 1 of 1, B did not fly, which is no month to compare.
    assert ruined.worse_months(tiny, "A", "B") == (1,)
    assert ruined.worse_months(tiny, "B", "A") == ()
    assert math.isnan(ruined.by_month(tiny).loc[2, "B"])


@pytest.mark.parametrize("function", [ruined.by_day, lambda f, c: ruined.difference(f, c, "A")])
def test_an_unknown_carrier_is_named(tiny, function):
    with pytest.raises(ValueError, match="no flights of carrier 'XX': there are those of A, B"):
        function(tiny, "XX")
    with pytest.raises(ValueError, match="XX"):
        ruined.worse_months(tiny, "A", "XX")


def slow_difference(days, draws, seed):
    """The bootstrap as one would write it down: a year is a list of days, drawn with replacement."""
    dates = sorted(days["9E"].keys() | days["B6"].keys())
    differences = []
    for weights in day_weights(len(dates), draws, seed):
        shares = {}
        for carrier in ("9E", "B6"):
            lost = flown = 0
            for date, times in zip(dates, weights, strict=True):
                for _ in range(times):
                    lost += days[carrier][date][0]
                    flown += days[carrier][date][1]
            shares[carrier] = lost / flown
        differences.append(shares["9E"] - shares["B6"])
    return np.percentile(differences, [2.5, 97.5])


def test_the_interval_against_a_plain_loop(flights):
    sample = flights[flights["month"] == 2]
    days = {carrier: defaultdict(lambda: [0, 0]) for carrier in ("9E", "B6")}
    for month, day, carrier, delay in zip(
        sample["month"], sample["day"], sample["carrier"], sample["arr_delay"], strict=True
    ):
        if carrier in days:
            days[carrier][(month, day)][0] += math.isnan(delay) or delay >= 60
            days[carrier][(month, day)][1] += 1
    estimate = ruined.difference(sample, "9E", "B6", draws=50, seed=7)
    assert (estimate.low, estimate.high) == pytest.approx(tuple(slow_difference(days, 50, 7)))


def test_the_interval_holds_the_difference_and_grows_where_days_differ(flights):
    estimate = ruined.difference(flights, "9E", "B6")
    assert estimate.low < estimate.value < estimate.high
    shares = ruined.by_carrier(flights)
    spread = math.sqrt(sum(p * (1 - p) / n for p, n in zip(shares["ruined"], shares["flights"], strict=True)
                           if n in (shares.loc["9E", "flights"], shares.loc["B6", "flights"])))  # fmt: skip
    assert estimate.high - estimate.low > 1.5 * 2 * 1.96 * spread  # of single flights


def slow_table(flights):
    """Finding B and C one flight at a time: sums, sorted lists and counts."""
    arrived, count, cancelled, lost = defaultdict(list), defaultdict(int), defaultdict(int), defaultdict(int)
    for carrier, departure, arrival in zip(
        flights["carrier"], flights["dep_delay"].tolist(), flights["arr_delay"].tolist(), strict=True
    ):
        count[carrier] += 1
        if math.isnan(departure):
            cancelled[carrier] += 1
        if math.isnan(arrival):
            lost[carrier] += 1
        else:
            arrived[carrier].append(arrival)
            lost[carrier] += arrival >= 60

    def quantile(values, share):
        values = sorted(values)
        place = share * (len(values) - 1)
        below = math.floor(place)
        above = min(below + 1, len(values) - 1)
        return values[below] + (place - below) * (values[above] - values[below])

    return {
        carrier: {
            "flights": n,
            "mean_delay": sum(arrived[carrier]) / len(arrived[carrier]),
            "median_delay": quantile(arrived[carrier], 0.5),
            "p95": quantile(arrived[carrier], 0.95),
            "p99": quantile(arrived[carrier], 0.99),
            "cancelled": cancelled[carrier] / n,
            "ruined": lost[carrier] / n,
        }
        for carrier, n in count.items()
    }


def test_all_carriers_against_the_slow_table(flights):
    table = ruined.by_carrier(flights)
    slow = slow_table(flights)
    assert set(table.index) == set(slow) and len(slow) == 16
    for carrier, row in slow.items():
        for column, value in row.items():
            assert table.loc[carrier, column] == pytest.approx(value, rel=1e-6), (carrier, column)


def test_finding_b_the_mean_hides_ruined_trips(flights):
    table = ruined.by_carrier(flights)
    assert table.loc[["9E", "B6"], "mean_delay"].round(1).tolist() == [7.4, 9.5]
    assert table.loc[["9E", "B6"], "ruined"].round(3).tolist() == [0.164, 0.103]
    estimate = ruined.difference(flights, "9E", "B6", draws=2000)
    assert (estimate.low, estimate.high) == pytest.approx((0.049, 0.073), abs=0.0015)
    assert ruined.worse_months(flights, "9E", "B6") == tuple(range(1, 13))


def test_finding_c_mean_against_tail(flights):
    us, aa = (ruined.by_carrier(flights).loc[carrier] for carrier in ("US", "AA"))
    assert (round(us["mean_delay"], 1), round(aa["mean_delay"], 1)) == (2.1, 0.4)
    assert (us["p95"], aa["p95"], us["p99"], aa["p99"]) == (58, 75, 141, 173)
    assert (round(us["cancelled"], 3), round(aa["cancelled"], 3)) == (0.032, 0.019)
