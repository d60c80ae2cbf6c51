"""Who is stranded: tiny timetables worked out by hand, a slow plain queue, and groups counted again in pandas.

In the tiny timetables every plane has 100 seats unless a case says otherwise, so that at a load of 80 % a
cancelled flight leaves 80 travellers behind and a departure has room for 20.
"""

from __future__ import annotations

import itertools
import random
from datetime import date, datetime, timedelta
from math import isnan, nan
from typing import NamedTuple

import numpy as np
import pandas as pd
import pytest

from ops2pm import load
from ops2pm.models.resample import day_weights
from ops2pm.models.stranding import RULES, Contrast, DayCounts, Timetable, carrier_family, queues, timetable

SEATS = pd.DataFrame(
    [("UA", 100, "UA", "UA"), ("DL", 160, "DL", "DL"), ("EV", 50, "DL", "UA"), ("B6", 100, "B6", "B6")],
    columns=["carrier", "seats", "family", "family_at_EWR"],
)
LOADS = (None, 0.6, 0.8, 0.95, 1.0)


def one(
    when: str,
    delay: float | None = None,
    on: tuple[int, int] = (6, 15),
    by: str = "UA",
    origin: str = "EWR",
    to: str = "BOS",
    seats: float = 100,
) -> dict[str, object]:
    """A flight scheduled at `when` ("HH:MM"), `delay` minutes late; without a delay it is cancelled."""
    return {
        "month": on[0],
        "day": on[1],
        "sched_dep": int(when.replace(":", "")),
        "dep_delay": nan if delay is None else float(delay),
        "carrier": by,
        "origin": origin,
        "dest": to,
        "seats": float(seats),
    }


COLUMNS = {
    "month": "int8",
    "day": "int8",
    "sched_dep": "int16",
    "dep_delay": "float32",
    "carrier": "category",
    "origin": "category",
    "dest": "category",
    "seats": "float32",
}


def frame(*flights: dict[str, object]) -> pd.DataFrame:
    """Flights with the columns and kinds of `load("flights")`, as far as stranding needs them."""
    return pd.DataFrame(list(flights), columns=list(COLUMNS)).astype(COLUMNS)


def stranded(*flights: dict[str, object], rule: str = "own", load: float | None = None) -> list[float]:
    """Stranded share of each cancelled flight, in the order of the flights given."""
    share = queues(timetable(frame(*flights), SEATS), rule).stranded_share(load)
    return [round(float(value), 9) for value in share]


@pytest.fixture(scope="module")
def year() -> Timetable:
    return timetable(load("flights"), load("seats"))


# --- Which later departure counts ---------------------------------------------------------------------------

LATER = {
    "same carrier": one("11:00", 0),
    "partner": one("11:00", 0, by="EV"),
    "other carrier": one("11:00", 0, by="DL"),
    "other airport": one("11:00", 0, origin="JFK"),
    "other city": one("11:00", 0, to="ORD"),
}
TAKEN = {
    "own": ("same carrier",),
    "family": ("same carrier", "partner"),
    "any carrier": ("same carrier", "partner", "other carrier"),
    "any airport": ("same carrier", "partner", "other carrier", "other airport"),
}


def test_every_rule_has_its_case():
    assert list(TAKEN) == list(RULES)


@pytest.mark.parametrize("load", [None, 0.5])
@pytest.mark.parametrize(("rule", "later"), list(itertools.product(TAKEN, LATER)))
def test_the_rule_says_which_later_departure_takes_them(rule, later, load):
    # At 50 % one departure has room for exactly one cancelled flight.
    assert stranded(one("10:00"), LATER[later], rule=rule, load=load) == [0.0 if later in TAKEN[rule] else 1.0]


@pytest.mark.parametrize(
    ("origin", "partner", "other"),
    [("EWR", "UA", "DL"), ("JFK", "DL", "UA"), ("LGA", "DL", "UA")],
)
def test_a_regional_carrier_belongs_to_one_family_at_newark_and_to_another_elsewhere(origin, partner, other):
    flights = frame(one("10:00", by=partner, origin=origin), one("10:30", 0, by="EV", origin=origin))
    assert list(carrier_family(flights, SEATS)) == [partner, partner]
    assert stranded(*flights.to_dict("records"), rule="family") == [0.0]
    assert stranded(*flights.to_dict("records"), rule="own") == [1.0]
    assert stranded(one("10:00", by=other, origin=origin), one("10:30", 0, by="EV", origin=origin), rule="family") == [
        1.0
    ]


def test_one_carrier_s_flights_at_two_airports_are_not_the_family_s():
    assert stranded(one("10:00"), one("11:00", 0, origin="JFK"), rule="family") == [1.0]


# --- When it must leave -------------------------------------------------------------------------------------


@pytest.mark.parametrize("load", [None, 0.5])
@pytest.mark.parametrize(
    ("later", "share"),
    [
        (one("10:00", 0), 1.0),  # the very minute is too early
        (one("10:00", 1), 0.0),
        (one("10:05", -5), 1.0),  # left early
        (one("10:05", -4), 0.0),
        (one("09:00", 60), 1.0),
        (one("09:00", 61), 0.0),  # scheduled before, left after
        (one("09:00", 0), 1.0),
        (one("11:00"), 1.0),  # cancelled as well
    ],
    ids=lambda value: f"{value['sched_dep']} {value['dep_delay']:+.0f}" if isinstance(value, dict) else None,
)
def test_what_counts_is_when_a_flight_really_left(later, share, load):
    assert stranded(one("10:00"), later, load=load)[0] == share
    # The row's place in the file plays no part.
    assert stranded(later, one("10:00"), load=load)[-1] == share


@pytest.mark.parametrize(
    ("later", "share"),
    [
        (one("23:30", 29), 0.0),  # 23:59
        (one("23:30", 60), 0.0),  # 00:30
        (one("23:30", 209), 0.0),  # 02:59
        (one("23:30", 210), 1.0),  # 03:00
        (one("09:00", 1439), 1.0),  # 08:59 the next morning
        (one("00:15", 0, on=(6, 16)), 0.0),
        (one("02:50", 9, on=(6, 16)), 0.0),
        (one("02:50", 10, on=(6, 16)), 1.0),
        (one("06:00", -180, on=(6, 16)), 1.0),  # 03:00 again, from the other side
        (one("06:00", -181, on=(6, 16)), 0.0),
        (one("23:00", 0, on=(6, 14)), 1.0),  # the evening before
        (one("23:00", 0, on=(6, 16)), 1.0),  # the evening after
    ],
    ids=lambda value: (
        f"{value['day']} {value['sched_dep']} {value['dep_delay']:+.0f}" if isinstance(value, dict) else None
    ),
)
def test_departures_count_until_three_in_the_morning(later, share):
    assert stranded(one("22:00"), later) == [share]
    assert stranded(one("22:00"), later, load=0.5) == [share]


def test_a_flight_cancelled_after_midnight_belongs_to_the_night_before():
    cancelled = one("00:30", on=(6, 16))
    assert stranded(cancelled, one("02:00", 0, on=(6, 16))) == [0.0]
    assert stranded(cancelled, one("23:30", 90, on=(6, 15))) == [0.0]
    assert stranded(cancelled, one("06:00", 0, on=(6, 16))) == [1.0]
    # Both queue together: the evening's 80 travellers are first in line for the 80 places.
    line = (one("22:00"), cancelled, one("01:00", 0, on=(6, 16), seats=400))
    assert stranded(*line, load=0.8) == [0.0, 1.0]


@pytest.mark.parametrize(
    ("last", "first"),
    [((1, 31), (2, 1)), ((2, 28), (3, 1)), ((4, 30), (5, 1)), ((11, 30), (12, 1))],
)
def test_the_night_goes_on_into_the_next_month(last, first):
    assert stranded(one("22:00", on=last), one("00:30", 0, on=first)) == [0.0]
    assert stranded(one("22:00", on=last), one("03:00", 0, on=first)) == [1.0]
    assert stranded(one("22:00", on=last), one("23:00", 0, on=first)) == [1.0]


def test_the_last_night_of_the_year_has_its_flights_after_midnight_too():
    eve = (12, 31)
    assert stranded(one("22:00", on=eve), one("23:00", 120, on=eve)) == [0.0]  # 01:00 on 1 January 2014
    assert stranded(one("22:00", on=eve), one("23:00", 239, on=eve)) == [0.0]  # 02:59
    assert stranded(one("22:00", on=eve), one("23:00", 240, on=eve)) == [1.0]  # 03:00
    assert stranded(one("22:00", on=eve), one("23:59", 1440, on=eve)) == [1.0]  # the next evening
    # The year doesn't close into a circle.
    assert stranded(one("22:00", on=eve), one("00:30", 0, on=(1, 1))) == [1.0]
    assert stranded(one("00:30", on=(1, 1)), one("23:00", 120, on=eve)) == [1.0]


def test_the_first_night_of_the_year():
    assert stranded(one("00:30", on=(1, 1)), one("01:00", 0, on=(1, 1))) == [0.0]
    assert stranded(one("00:30", on=(1, 1)), one("03:00", 0, on=(1, 1))) == [1.0]


@pytest.mark.parametrize("first", ["00:30", "03:00", "23:00"])
@pytest.mark.parametrize("last", [one("23:00", 0, (12, 31), to="ORD"), one("23:59", 1440, (12, 31), to="ORD")])
def test_the_last_departures_of_one_route_are_not_the_first_of_the_next(first, last):
    assert stranded(last, one(first, on=(1, 1))) == [1.0]
    assert stranded(last, one("22:00", on=(12, 31), to="ORD"), one(first, on=(1, 1)))[1] == 1.0


def test_nor_are_they_when_they_leave_on_the_second_of_january():
    late = one("23:00", 1440 + 300, on=(12, 31), to="ORD")
    assert stranded(late, one("00:30", on=(1, 1))) == [1.0]


# --- Seats --------------------------------------------------------------------------------------------------


def test_first_come_first_served():
    # 20 places each: 09:00 and 11:00 to 13:00 fill up with the 80 of 08:00; only 14:00 has room for 10:00.
    day = [one("08:00"), one("10:00"), *[one(f"{hour:02}:00", 0) for hour in (9, 11, 12, 13, 14)]]
    assert stranded(*day, load=0.8) == [0.0, 0.75]
    assert stranded(*day[:-1], load=0.8) == [0.0, 1.0]
    assert stranded(*day[:-2], load=0.8) == [0.25, 1.0]
    assert stranded(*day[:-2]) == [0.0, 0.0]
    # The same day, its rows in another order: an entry stays with its flight.
    assert stranded(*reversed(day), load=0.8) == [0.75, 0.0]


def test_at_the_same_minute_the_first_row_is_first_in_line():
    small, large = one("10:00", seats=50), one("10:00", seats=100)
    later = one("11:00", 0, seats=300)  # 60 places for 40 and 80 travellers
    assert stranded(small, large, later, load=0.8) == [0.0, 0.75]
    assert stranded(large, small, later, load=0.8) == [0.25, 1.0]


def test_places_left_before_anybody_waits_are_not_kept():
    assert stranded(one("07:00", 0, seats=400), one("10:00"), one("11:00", 0), load=0.8) == [0.75]
    # Nor are those left when the queue is empty: 12:00 needs its own.
    day = (one("08:00"), one("09:00", 0, seats=1000), one("12:00"), one("13:00", 0))
    assert stranded(*day, load=0.8) == [0.0, 0.75]


def test_who_waits_at_three_does_not_stand_in_the_next_day_s_queue():
    day = (one("22:00"), one("08:00", on=(6, 16)), one("09:00", 0, on=(6, 16)))
    assert stranded(*day, load=0.8) == [1.0, 0.75]


def test_places_are_shared_across_what_the_rule_lets_them_take():
    day = (one("10:00"), one("10:30", by="DL"), one("11:00", 0, by="DL", seats=400))  # 80 places
    assert stranded(*day, rule="own", load=0.8) == [1.0, 0.0]
    assert stranded(*day, rule="any carrier", load=0.8) == [0.0, 1.0]  # the kinder rule is not kinder to everybody


def test_routes_do_not_take_each_other_s_places():
    day = (
        one("10:00"),
        one("11:00", 0),
        one("10:00", to="ORD"),
        one("11:00", 0, to="ORD", seats=400),
        one("10:00", on=(6, 16)),
        one("11:00", 0, on=(6, 16), seats=200),
    )
    assert stranded(*day, load=0.8) == [0.75, 0.0, 0.5]


def test_a_full_plane_takes_nobody():
    day = (one("10:00"), *[one(f"{hour}:00", 0, seats=500) for hour in range(11, 17)])
    assert stranded(*day, load=1.0) == [1.0]
    assert stranded(*day, load=1) == [1.0]
    assert stranded(*day) == [0.0]


def test_unlisted_seats_are_the_carrier_s_assumed_ones():
    # ExpressJet: 50 assumed. 40 travellers for the 20 places of a plane of 100, and for the 10 of one of its own.
    unlisted = one("10:00", by="EV", seats=nan)
    assert stranded(unlisted, one("11:00", 0, by="EV"), load=0.8) == [0.5]
    assert stranded(unlisted, one("11:00", 0, by="EV", seats=nan), load=0.8) == [0.75]
    assert stranded(one("10:00", by="EV"), one("11:00", 0, by="EV", seats=nan), load=0.8) == [0.875]
    assert list(timetable(frame(unlisted, one("11:00", seats=70)), SEATS).seats) == [50.0, 70.0]


def test_nothing_leaves():
    assert stranded(one("08:00"), one("09:00")) == [1.0, 1.0]
    for limit in LOADS:
        assert stranded(one("08:00"), one("09:00"), rule="any airport", load=limit) == [1.0, 1.0]


@pytest.mark.parametrize("flights", [(), (one("10:00", 0),)], ids=["no flight", "no cancelled flight"])
@pytest.mark.parametrize("limit", [None, 0.8])
@pytest.mark.parametrize("rule", RULES)
def test_nobody_is_stranded_where_nothing_is_cancelled(flights, limit, rule):
    assert stranded(*flights, rule=rule, load=limit) == []


# --- What can't be asked ------------------------------------------------------------------------------------


@pytest.mark.parametrize("limit", [0, -0.2, 1.01, 80, nan, float("inf")])
def test_a_load_that_is_no_share_is_refused(limit):
    with pytest.raises(ValueError, match=r"^The load factor is a share above 0 and at most 1; \S+ is not\.$"):
        stranded(one("10:00"), load=limit)


@pytest.mark.parametrize("rule", ["", "Own", "any", "airport"])
def test_an_unknown_rule_is_refused_and_the_known_ones_are_named(rule):
    with pytest.raises(ValueError, match=f"Unknown rebooking rule '{rule}'") as refused:
        stranded(one("10:00"), rule=rule)
    assert all(known in str(refused.value) for known in RULES)


def test_a_carrier_that_seats_does_not_have_is_refused():
    with pytest.raises(ValueError, match="ZZ"):
        stranded(one("10:00"), one("11:00", 0), one("12:00", by="ZZ", to="ORD", seats=nan), load=0.8)


# --- The timetable ------------------------------------------------------------------------------------------


def test_the_timetable_of_three_flights():
    flights = frame(one("00:05", on=(1, 1)), one("13:59", 25, on=(3, 1)), one("23:59", -9, on=(12, 31)))
    before = flights.copy()
    times = timetable(flights, SEATS)
    pd.testing.assert_frame_equal(flights, before)
    assert times.cancelled.tolist() == [True, False, False]
    assert times.day.tolist() == [0, 59, 364]
    assert times.hour.tolist() == [0, 13, 23]
    assert times.scheduled.tolist() == [5, 59 * 1440 + 839, 364 * 1440 + 1439]
    assert isnan(times.departed[0])
    assert times.departed[1:].tolist() == [59 * 1440 + 864, 364 * 1440 + 1430]


def test_flights_a_day_are_those_of_the_family_on_the_route():
    ours = [one("10:00", 0), one("11:00", 0, by="EV"), one("12:00")]  # one family at Newark, a cancelled one counts
    others = [one("10:00", 0, by="B6"), one("10:00", 0, origin="JFK"), one("10:00", 0, to="ORD")]
    times = timetable(frame(*ours, *others), SEATS)
    assert (times.flights_a_day * 365).round(9).tolist() == [3, 3, 3, 1, 1, 1]


@pytest.mark.parametrize(("flights", "normal"), [(9, False), (10, False), (11, True), (20, True)])
def test_a_day_is_normal_below_a_tenth_cancelled(flights, normal):
    day = [one("10:00"), *[one("11:00", 0)] * (flights - 1)]
    quiet = [one("11:00", 0, on=(6, 16))]
    assert timetable(frame(*day, *quiet), SEATS).normal.tolist() == [normal] * flights + [True]


# --- The same queue, slowly -------------------------------------------------------------------------------------


class Event(NamedTuple):
    """A flight that left, or a cancelled one whose travellers begin to wait."""

    moment: datetime
    cancelled: bool
    row: int
    places: float
    must_share: dict[str, tuple[object, ...]]


def in_order_of_time(flights: pd.DataFrame, seats: pd.DataFrame) -> list[Event]:
    """All flights by the minute they left; at one minute departures come first, then the file's order counts."""
    table = seats.astype(str).set_index("carrier").to_dict("index")
    events = []
    for row, flight in enumerate(flights.itertuples(index=False)):
        hour, minute = divmod(flight.sched_dep, 100)
        moment = datetime(2013, flight.month, flight.day, hour, minute)
        cancelled = isnan(flight.dep_delay)
        if not cancelled:
            moment += timedelta(minutes=float(flight.dep_delay))
        night = (moment - timedelta(hours=3)).date()
        of = table[flight.carrier]
        family = of["family_at_EWR" if flight.origin == "EWR" else "family"]
        must_share = {
            "own": (night, flight.carrier, flight.origin, flight.dest),
            "family": (night, family, flight.origin, flight.dest),
            "any carrier": (night, flight.origin, flight.dest),
            "any airport": (night, flight.dest),
        }
        places = float(of["seats"]) if isnan(flight.seats) else flight.seats
        events.append(Event(moment, cancelled, row, places, must_share))
    return sorted(events, key=lambda event: event[:3])


def slow_queue(events: list[Event], rule: str, load: float | None) -> list[float]:
    """Stranded share of each cancelled flight, by walking through all flights in the order of time.

    Travellers stand in a line; each departure takes from its front. At 03:00 whoever stands there is stranded.
    """
    lines: dict[tuple[object, ...], list[list[float]]] = {}
    joined: dict[int, float] = {}
    for event in events:
        line = lines.setdefault(event.must_share[rule], [])
        if event.cancelled:
            joined[event.row] = 1.0 if load is None else load * event.places
            line.append([event.row, joined[event.row]])
            continue
        room = float("inf") if load is None else (1 - load) * event.places
        while line and room > 0:
            taken = min(room, line[0][1])
            room -= taken
            line[0][1] -= taken
            if line[0][1] <= 1e-9:
                line.pop(0)
    waiting = {int(row): travellers for line in lines.values() for row, travellers in line}
    return [waiting.get(row, 0.0) / joined[row] for row in sorted(joined)]


def random_timetable(seed: int) -> pd.DataFrame:
    """Up to 80 flights in a few days, crowded together so that lines, equal minutes and 03:00 come up."""
    draw = random.Random(seed)
    days = draw.choice([[(6, 14), (6, 15), (6, 16)], [(12, 30), (12, 31)], [(1, 1), (1, 2)], [(2, 28), (3, 1)]])
    flights = []
    for _ in range(draw.randint(5, 80)):
        when = f"{draw.choice([0, 1, 2, 3, 9, 10, 21, 22, 23]):02}:{draw.choice([0, 1, 30, 59]):02}"
        late = draw.choice([None, None, None, 0, 0, 1, -1, 30, 60, 181, 400, 1440])
        flights.append(
            one(
                when,
                late,
                on=draw.choice(days),
                by=draw.choice(["UA", "DL", "EV", "B6"]),
                origin=draw.choice(["EWR", "JFK"]),
                to=draw.choice(["BOS", "ORD"]),
                seats=draw.choice([nan, 50, 55, 100, 181, 300]),
            )
        )
    return frame(one("10:00", on=days[0]), *flights)


@pytest.mark.parametrize("seed", range(24))
def test_random_timetables_against_the_slow_queue(seed):
    flights = random_timetable(seed)
    times, events = timetable(flights, SEATS), in_order_of_time(flights, SEATS)
    travellers = times.seats[times.cancelled]
    places = times.seats[~times.cancelled].sum()
    for rule in RULES:
        rebooked, totals = queues(times, rule), []
        for limit in LOADS:
            share = rebooked.stranded_share(limit)
            np.testing.assert_allclose(share, slow_queue(events, rule, limit), atol=1e-9, err_msg=f"{rule} {limit}")
            assert ((share >= 0) & (share <= 1)).all()
            totals.append((share * travellers).sum())
            if limit is not None:
                # No more travellers get home than there are places.
                assert limit * (travellers.sum() - totals[-1]) <= (1 - limit) * places + 1e-6
        assert totals == sorted(totals), "fuller planes strand fewer"
        assert totals[-1] == pytest.approx(travellers.sum())


@pytest.mark.parametrize("seed", range(6))
def test_a_wider_rule_strands_nobody_more_while_there_is_room(seed):
    times = timetable(random_timetable(seed), SEATS)
    narrow, *wider = [queues(times, rule).stranded_share() for rule in RULES]
    for wide in wider:
        assert (wide <= narrow).all()
        narrow = wide


DESTINATIONS = ("ATL", "BNA", "BOS", "BTV", "CLT", "DCA", "IAD", "MIA", "ORD", "PHL", "RDU", "SJU")
"""Large and small, near and far; BOS and SJU have departures after midnight."""


@pytest.fixture(scope="module")
def two_months() -> tuple[Timetable, list[Event]]:
    """February, which has the storms, and December, which has the end of the year, to twelve cities."""
    flights, seats = load("flights"), load("seats")
    flights = flights[flights["month"].isin([2, 12]) & flights["dest"].isin(DESTINATIONS)].reset_index(drop=True)
    return timetable(flights, seats), in_order_of_time(flights, seats)


@pytest.mark.parametrize("rule", RULES)
def test_two_real_months_against_the_slow_queue(two_months, rule):
    times, events = two_months
    rebooked = queues(times, rule)
    for limit in LOADS:
        share = rebooked.stranded_share(limit)
        assert len(share) > 700
        np.testing.assert_allclose(share, slow_queue(events, rule, limit), atol=1e-9, err_msg=f"{limit}")


# --- A group against everyone else ------------------------------------------------------------------------------

ASKED = ((17, 16.0), (17, 2.5), (5, 16.0), (12, 1.0), (22, 0.5), (23, 16.0), (23, 0.5), (0, 4.0))


@pytest.fixture(scope="module")
def counts(year) -> DayCounts:
    return DayCounts(year)


@pytest.fixture(scope="module")
def share(year) -> np.ndarray:
    return queues(year, "own").stranded_share(0.8)


def percentile(values: list[float], share: float) -> float:
    """By the definition: between the two values nearest to that place in the sorted list."""
    values = sorted(values)
    place = share * (len(values) - 1)
    below = int(place)
    above = min(below + 1, len(values) - 1)
    return values[below] + (place - below) * (values[above] - values[below])


def plain(year: Timetable, share: np.ndarray) -> pd.DataFrame:
    """One row a flight, as a spreadsheet would have it."""
    flights = year.flights[["month", "day", "sched_dep", "family", "origin", "dest"]].copy()
    flights["cancelled"] = year.flights["dep_delay"].isna()
    flights["stranded"] = 0.0
    flights.loc[flights["cancelled"], "stranded"] = share
    on_route = flights.groupby(["family", "origin", "dest"], observed=True)["day"].transform("size")
    flights["a_day"] = on_route / 365
    flights["normal"] = flights.groupby(["month", "day"])["cancelled"].transform("mean") < 0.1
    return flights


@pytest.fixture(scope="module")
def rows(year, share) -> pd.DataFrame:
    return plain(year, share)


@pytest.mark.parametrize("normal_only", [False, True])
@pytest.mark.parametrize(("hour", "at_most"), ASKED)
def test_a_group_counted_again_with_masks(year, counts, rows, share, hour, at_most, normal_only):
    got = counts.contrast(share, year.group(hour, at_most), normal_only)
    chosen = (rows["sched_dep"] >= 100 * hour) & (rows["a_day"] <= at_most)
    kept = rows["normal"] | (not normal_only)
    groups = (rows[chosen & kept], rows[~chosen & kept])
    assert got.flights == tuple(len(group) for group in groups)
    for index, group in enumerate(groups):
        assert got.cancelled[index].value == pytest.approx(group["cancelled"].mean(), nan_ok=True)
        assert got.stranded[index].value == pytest.approx(group["stranded"].mean(), nan_ok=True)
        assert got.stranded_flights[index] == pytest.approx(group["stranded"].sum())
        lost = group["stranded"].sum() / group["cancelled"].sum() if group["cancelled"].any() else nan
        assert got.lost[index] == pytest.approx(lost, nan_ok=True)
    first, rest = groups
    assert got.share_of_flights == pytest.approx(len(first) / (len(first) + len(rest)))
    assert got.share_of_stranded == pytest.approx(
        first["stranded"].sum() / (first["stranded"].sum() + rest["stranded"].sum())
    )
    for ratio, column in ((got.cancelled_ratio, "cancelled"), (got.stranded_ratio, "stranded")):
        assert ratio.value == pytest.approx(first[column].mean() / rest[column].mean(), nan_ok=True)


@pytest.mark.parametrize("normal_only", [False, True])
@pytest.mark.parametrize(("hour", "at_most"), [(17, 16.0), (17, 2.5), (23, 0.5)])
def test_the_intervals_come_from_drawing_whole_days(year, rows, share, hour, at_most, normal_only):
    draws, seed = 60, 7
    got = DayCounts(year, draws, seed).contrast(share, year.group(hour, at_most), normal_only)
    kept = rows[rows["normal"] | (not normal_only)]
    chosen = (kept["sched_dep"] >= 100 * hour) & (kept["a_day"] <= at_most)
    days = pd.MultiIndex.from_frame(kept[["month", "day"]].drop_duplicates().sort_values(["month", "day"]))

    def by_day(mask: pd.Series) -> np.ndarray:
        sums = kept[mask].assign(flights=1).groupby(["month", "day"])[["flights", "cancelled", "stranded"]].sum()
        return sums.reindex(days, fill_value=0).to_numpy(dtype=float)

    first, rest = by_day(chosen), by_day(~chosen)
    drawn: dict[str, list[float]] = {name: [] for name in ("c0", "c1", "s0", "s1", "cancelled", "stranded")}
    for weights in day_weights(len(days), draws, seed):
        f0, c0, s0 = np.repeat(first, weights, axis=0).sum(axis=0)
        f1, c1, s1 = np.repeat(rest, weights, axis=0).sum(axis=0)
        for name, over, under in (("c0", c0, f0), ("c1", c1, f1), ("s0", s0, f0), ("s1", s1, f1)):
            drawn[name] += [over / under] if under else []
        drawn["cancelled"] += [(c0 / f0) / (c1 / f1)] if f0 else []
        drawn["stranded"] += [(s0 / f0) / (s1 / f1)] if f0 else []
    pairs = {
        "c0": got.cancelled[0],
        "c1": got.cancelled[1],
        "s0": got.stranded[0],
        "s1": got.stranded[1],
        "cancelled": got.cancelled_ratio,
        "stranded": got.stranded_ratio,
    }
    for name, estimate in pairs.items():
        if not drawn[name]:
            assert isnan(estimate.low), name
            continue
        assert estimate.low == pytest.approx(percentile(drawn[name], 0.025)), name
        assert estimate.high == pytest.approx(percentile(drawn[name], 0.975)), name


class Small:
    """A tiny timetable, asked for groups by hour and route."""

    def __init__(self, *flights: dict[str, object]) -> None:
        self.times = timetable(frame(*flights), SEATS)

    def contrast(self, share: np.ndarray, from_hour: int, at_most: float, normal_only: bool = False) -> Contrast:
        return DayCounts(self.times, draws=50).contrast(share, self.times.group(from_hour, at_most), normal_only)


def test_six_flights_by_hand():
    # Evening: 3 flights, 2 cancelled, 1.5 stranded. Before: 3 flights, 1 cancelled, 0.5 stranded.
    day = [one("08:00"), one("09:00", 0), one("16:59", 0), one("17:00"), one("18:00"), one("19:00", 0)]
    got = Small(*day).contrast(np.array([0.5, 1.0, 0.5]), from_hour=17, at_most=2.0)
    assert got.flights == (3, 3)
    assert [each.value for each in got.cancelled] == pytest.approx([2 / 3, 1 / 3])
    assert [each.value for each in got.stranded] == pytest.approx([1.5 / 3, 0.5 / 3])
    assert got.cancelled_ratio.value == pytest.approx(2)
    assert got.stranded_ratio.value == pytest.approx(3)
    assert got.stranded_flights == (1.5, 0.5)
    assert got.lost == pytest.approx((0.75, 0.5))
    assert got.share_of_flights == pytest.approx(0.5)
    assert got.share_of_stranded == pytest.approx(0.75)
    # One day only: every draw is that day.
    assert (got.stranded_ratio.low, got.stranded_ratio.high) == pytest.approx((3, 3))


def test_a_route_with_exactly_so_many_flights_is_within_the_limit():
    whole_year = [
        one("10:00", 0, on=(day.month, day.day)) for day in (date(2013, 1, 1) + timedelta(n) for n in range(365))
    ]
    rare = one("10:00", 0, to="ORD")
    counts = Small(*whole_year, rare)
    assert [counts.contrast(np.zeros(0), 0, step).flights[0] for step in (0.001, 0.5, 1.0, 2.0)] == [0, 1, 366, 366]


def all_nan(estimate: object) -> bool:
    return all(isnan(getattr(estimate, name)) for name in ("value", "low", "high"))


def test_an_empty_group_has_no_rate():
    day = [one("08:00"), one("09:00", 0)]
    thinner_than_any, later_than_any = (0, 0.001), (23, 2.0)
    for hour, at_most in (thinner_than_any, later_than_any):
        got = Small(*day).contrast(np.ones(1), hour, at_most)
        assert got.flights == (0, 2)
        assert all(map(all_nan, (got.cancelled[0], got.stranded[0], got.cancelled_ratio, got.stranded_ratio)))
        assert isnan(got.lost[0])
        assert got.lost[1] == 1.0
        assert (got.share_of_flights, got.share_of_stranded) == (0.0, 0.0)
    everybody = Small(*day).contrast(np.ones(1), 0, 2.0)
    assert everybody.flights == (2, 0)
    assert everybody.stranded[0].value == 0.5
    assert all(map(all_nan, (everybody.cancelled[1], everybody.stranded[1], everybody.stranded_ratio)))
    assert (everybody.share_of_flights, everybody.share_of_stranded) == (1.0, 1.0)


def test_nobody_stranded_has_no_share_and_no_ratio():
    got = Small(one("08:00"), one("18:00"), one("19:00", 0)).contrast(np.zeros(2), 17, 2.0)
    assert got.stranded_flights == (0.0, 0.0)
    assert [each.value for each in got.stranded] == [0.0, 0.0]
    assert all_nan(got.stranded_ratio)
    assert isnan(got.share_of_stranded)
    assert got.lost == (0.0, 0.0)
    nothing_cancelled = Small(one("08:00", 0), one("18:00", 0)).contrast(np.zeros(0), 17, 2.0)
    assert all(isnan(each) for each in nothing_cancelled.lost)


def test_normal_days_only_leaves_the_other_days_out_and_not_only_their_cancellations():
    bad = [one("18:00"), *[one("09:00", 0)] * 8]  # 1 of 9
    good = [one("18:00", on=(6, 16)), *[one("09:00", 0, on=(6, 16))] * 10]  # 1 of 11
    share = np.array([1.0, 0.5])
    got = Small(*bad, *good).contrast(share, 17, 2.0, normal_only=True)
    assert got.flights == (1, 10)
    assert got.stranded_flights == (0.5, 0.0)
    assert Small(*bad, *good).contrast(share, 17, 2.0).flights == (2, 18)


def test_the_hour_is_the_scheduled_one_and_counts_from_its_first_minute():
    day = [one("16:59", 30), one("17:00", -10), one("17:01", 0)]
    assert Small(*day).contrast(np.zeros(0), 17, 2.0).flights == (2, 1)


def test_a_group_that_is_not_one_a_flight_is_refused():
    times = timetable(frame(one("08:00"), one("23:00", 0)), SEATS)
    with pytest.raises(ValueError, match="2 flights"):
        DayCounts(times, draws=5).contrast(np.ones(1), np.ones(1, dtype=bool))


def test_shares_that_are_not_one_a_cancelled_flight_are_refused():
    with pytest.raises(ValueError, match="cancelled flight"):
        Small(one("08:00"), one("09:00")).contrast(np.ones(1), 5, 2.0)


def test_a_contrast_of_nothing():
    got = Small().contrast(np.zeros(0), 17, 2.0)
    assert isinstance(got, Contrast)
    assert got.flights == (0, 0)
    assert all_nan(got.stranded[0])
    assert isnan(got.share_of_stranded)
    assert isnan(got.lost[0])
