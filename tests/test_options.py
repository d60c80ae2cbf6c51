"""The options of lesson 06: nights counted against tiny timetables, plain sums over the year, and the limits."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from test_stranding import SEATS as TINY_SEATS
from test_stranding import frame, one

from ops2pm import load
from ops2pm.models.options import GUESSES, HELD, NOTICE, OPTIONS, SPARING, Options, guessed_score
from ops2pm.models.stranding import queues, timetable

LOAD = 0.85


@pytest.fixture(scope="module")
def times():
    return timetable(load("flights"), load("seats"))


@pytest.fixture(scope="module")
def options(times):
    return Options(times)


def tiny(*flights):
    """At 50 % sold a departure of 100 seats has room for exactly one cancelled flight; numbers are a quarter's."""
    return Options(timetable(frame(*flights), TINY_SEATS))


# --- one option at a time, on timetables one can work out by hand ----------------------------------------------


@pytest.mark.parametrize(
    ("later", "built", "stranded"),
    [
        (one("11:00", 0), (), 0),
        (one("11:00", 0, by="EV"), (), 0),
        (one("11:00", 0, by="DL"), (), 50),
        (one("11:00", 0, by="DL"), ("carrier",), 0),
        (one("11:00", 0, by="DL"), ("airport",), 50),
        (one("11:00", 0, origin="JFK"), ("airport",), 0),
        (one("11:00", 0, origin="JFK"), ("carrier",), 50),
        (one("11:00", 0, origin="JFK", by="DL"), ("airport",), 50),
        (one("11:00", 0, origin="JFK", by="DL"), ("carrier",), 50),
        (one("11:00", 0, origin="JFK", by="DL"), ("carrier", "airport"), 0),
        (one("09:00", 0), (), 50),
        (one("09:00", 0), ("notify",), 0),
        (one("08:00", 0), ("notify",), 50),  # at the very minute at which they learn of it: too early for them
        (one("07:59", 0), ("notify",), 50),
        (one("07:00", 70), ("notify",), 0),  # it left late, after they knew
    ],
)
def test_each_option_reaches_what_it_says(later, built, stranded):
    found = tiny(one("10:00"), later)
    assert found.stranded(built, 0.5) * 4 == pytest.approx(stranded)
    assert found.spared(built, 0.5) == found.stranded((), 0.5) - found.stranded(built, 0.5)


def test_notice_never_reaches_into_the_day_before():
    assert tiny(one("03:30"), one("02:30", 0)).stranded(("notify",), 0.5) * 4 == pytest.approx(50)
    assert NOTICE == 120


def test_seats_held_make_room_for_the_same_travellers():
    found = tiny(one("10:00"), one("11:00", 0))
    assert found.stranded((), 0.8) * 4 == pytest.approx(60), "80 wait, 20 seats are free"
    assert found.stranded(("hold",), 0.8, 0.05) * 4 == pytest.approx(55)
    assert found.stranded(("hold",), 0.8, 0.8) * 4 == pytest.approx(0)
    assert found.seats_held(0.05) * 4 == pytest.approx(10), "of both flights"


def test_a_voucher_spares_nothing_and_eases_what_is_left():
    found = tiny(one("10:00"), one("11:00", 0, by="DL"))
    assert found.stranded(("voucher",), 0.5) == found.stranded((), 0.5)
    assert found.spared(("voucher",), 0.5, voucher=0.2) * 4 == pytest.approx(10)
    assert found.spared(("voucher", "carrier"), 0.5, voucher=0.2) * 4 == pytest.approx(50), "nobody is left to ease"
    assert found.spared(("carrier",), 0.5, voucher=0.2) * 4 == pytest.approx(50)


# --- the year ---------------------------------------------------------------------------------------------------


def test_the_year_as_it_is_agrees_with_the_queues(options, times):
    share = queues(times, "family").stranded_share(LOAD)
    seats = times.seats[times.cancelled]
    assert options.stranded() * 4 == pytest.approx((share * LOAD * seats).sum())
    normal = times.normal[times.cancelled]
    assert options.stranded(normal_only=True) * 4 == pytest.approx((share * LOAD * seats)[normal].sum())
    assert options.cancelled(LOAD) * 4 == pytest.approx(LOAD * seats.sum())
    assert options.seats_held() * 4 == pytest.approx(HELD * times.seats.sum())


def test_two_options_together_agree_with_the_queues(options, times):
    share = queues(times, "any airport", NOTICE).stranded_share(0.8, 0.1)
    expected = (share * 0.8 * times.seats[times.cancelled]).sum() / 4
    assert options.stranded(("carrier", "airport", "hold", "notify"), 0.8, 0.1) == pytest.approx(expected)


@pytest.mark.parametrize("load_", [0.7, 0.85, 0.95])
@pytest.mark.parametrize("normal_only", [False, True])
def test_more_options_never_strand_more(options, load_, normal_only):
    sets = [frozenset(c) for n in range(6) for c in itertools.combinations(OPTIONS, n)]
    left = {each: options.stranded(each, load_, normal_only=normal_only) for each in sets}
    worth = {each: options.spared(each, load_, voucher=0.3, normal_only=normal_only) for each in sets}
    for small, large in itertools.product(sets, sets):
        if small < large:
            assert left[large] <= left[small] + 1e-6
            assert worth[large] >= worth[small] - 1e-6
    assert worth[frozenset()] == 0 and all(value <= options.stranded((), load_) for value in worth.values())


def test_reach_is_who_is_spared_with_an_interval_around_it(options):
    for option in OPTIONS:
        for normal in (False, True):
            found = options.reach(option, normal_only=normal)
            assert found.low < found.value < found.high
            alone = options.spared({option}, voucher=1.0, normal_only=normal)
            assert found.value == pytest.approx(alone)
    assert options.reach("voucher").value == pytest.approx(options.stranded())


def test_normal_days_are_part_of_all_days(options):
    for option in SPARING:
        assert 0 < options.reach(option, normal_only=True).value < options.reach(option).value


def test_seats_held_on_normal_days_are_those_of_normal_days(options, times):
    every, normal = times.seats.sum(), times.seats[times.normal].sum()
    assert options.seats_held(0.05) == pytest.approx(0.05 * every / 4)
    assert options.seats_held(0.05, normal_only=True) == pytest.approx(0.05 * normal / 4)
    assert normal < every


def test_a_guessed_score_is_that_of_the_likeliest_guesses():
    assert guessed_score("notify") == pytest.approx(110_000 * 0.8 * 0.8 / 8)
    assert set(GUESSES) == set(OPTIONS) and all(
        low <= base <= high for row in GUESSES.values() for low, base, high in row
    )


@pytest.mark.parametrize(
    ("call", "says"),
    [
        (lambda o: o.spared({"app"}), "Unknown option 'app'"),
        (lambda o: o.spared({"hold"}, 0.85, 0.9), "seats held"),
        (lambda o: o.spared((), 0), "load factor"),
        (lambda o: o.spared((), 1.2), "load factor"),
        (lambda o: o.spared({"hold"}, 0.85, -0.1), "seats held"),
    ],
)
def test_what_cannot_be_is_refused_in_a_sentence(options, call, says):
    with pytest.raises(ValueError, match=says):
        call(options)


def test_queues_take_any_columns_and_notice(times):
    assert (queues(times, ("dest",)).stranded_share(0.8) == queues(times, "any airport").stranded_share(0.8)).all()
    early = [queues(times, "own", minutes).stranded_share(0.85).mean() for minutes in (0, 60, 240, 1440)]
    assert (np.diff(early) < 0).all()
