"""models/opportunity.py and testing_order.py: checked against loops that do the same by hand."""

from __future__ import annotations

from itertools import permutations

import numpy as np
import pandas as pd
import pytest

from ops2pm import load
from ops2pm.models.opportunity import LOADS, TAKE_UPS, Grid, Opportunity
from ops2pm.models.stranding import Timetable, timetable
from ops2pm.models.testing_order import best_order, expected_days, survives


@pytest.fixture(scope="module")
def times() -> Timetable:
    return timetable(load("flights"), load("seats"))


@pytest.fixture(scope="module")
def whole(times: Timetable) -> Opportunity:
    return Opportunity(times)


@pytest.fixture(scope="module")
def february(times: Timetable) -> Timetable:
    flights = load("flights")
    return timetable(flights[(flights["month"] == 2) & (flights["day"] <= 12)], load("seats"))


def by_hand(times: Timetable, load_factor: float, take_up: float) -> float:
    """Both stages, one traveller's queue at a time, in plain loops: seats given to others."""
    seats, cancelled = times.seats, times.cancelled
    moment = np.where(cancelled, times.scheduled, times.departed)
    night = (moment - 180) // 1440
    frame = times.flights.assign(at=moment, night=night, place=np.arange(len(moment)), gone=cancelled)
    room = np.where(cancelled, 0.0, (1 - load_factor) * seats)
    waiting = np.where(cancelled, load_factor * seats, 0.0)

    def board(columns: list[str]) -> float:
        given = 0.0
        for _, queue in frame.sort_values(["at", "gone"]).groupby([*columns, "night"], observed=True):
            line: list[int] = []
            for place, gone in zip(queue["place"], queue["gone"], strict=True):
                if gone:
                    line.append(place)
                    continue
                while line and room[place] > 0:
                    takes = min(room[place], waiting[line[0]])
                    room[place] -= takes
                    waiting[line[0]] -= takes
                    given += takes
                    if waiting[line[0]] <= 0:
                        line.pop(0)
        return given

    board(["family", "origin", "dest"])
    waiting *= take_up
    return board(["dest"])


@pytest.mark.parametrize(("load_factor", "take_up"), [(0.85, 1.0), (0.85, 0.1), (0.7, 0.5), (0.95, 0.3)])
def test_both_stages_agree_with_queues_worked_by_hand(february: Timetable, load_factor: float, take_up: float) -> None:
    assert Opportunity(february).moved(load_factor, take_up) == pytest.approx(by_hand(february, load_factor, take_up))


def test_nobody_is_counted_twice(whole: Opportunity) -> None:
    for share in LOADS:
        stranded = whole.stranded(share)
        assert 0 < whole.moved(share, 1.0) < whole.plane_leaves(share) < stranded < whole.cancelled(share)


def test_more_who_look_means_more_moved_but_a_smaller_share_of_them(whole: Opportunity) -> None:
    for share in (0.7, 0.85, 0.95):
        moved = np.array([whole.moved(share, each) for each in TAKE_UPS])
        assert moved[0] == 0
        assert (np.diff(moved) > 0).all()
        assert (np.diff(moved[1:] / TAKE_UPS[1:]) < 0).all()


def test_the_grid_is_close_to_the_count(whole: Opportunity) -> None:
    grid, rng = Grid(whole), np.random.default_rng(8)
    assert grid.moved(LOADS[:, None], TAKE_UPS) == pytest.approx(
        np.array([[whole.moved(share, each) for each in TAKE_UPS] for share in LOADS])
    )
    for share, take_up in zip(rng.uniform(0.7, 0.95, 12), rng.uniform(0.02, 1, 12), strict=True):
        assert grid.moved(share, take_up) == pytest.approx(whole.moved(share, take_up), rel=0.02)
        assert grid.stranded(share) == pytest.approx(whole.stranded(share), rel=0.01)
        assert grid.plane_leaves(share) == pytest.approx(whole.plane_leaves(share), rel=0.01)
    assert grid.moved(0.5, 2.0) == pytest.approx(whole.moved(0.7, 1.0))  # at the edge


def test_what_cannot_be_is_refused(whole: Opportunity, february: Timetable) -> None:
    for share in (0, -0.1, 1.2):
        with pytest.raises(ValueError, match="load factor"):
            whole.stranded(share)
    for take_up in (-0.1, 1.1):
        with pytest.raises(ValueError, match="take-up"):
            whole.moved(0.85, take_up)
    flights: pd.DataFrame = load("flights")
    with pytest.raises(ValueError, match="cancelled"):
        Opportunity(timetable(flights[flights["dep_delay"].notna()].head(50), load("seats")))


def test_the_best_order_beats_every_other() -> None:
    rng = np.random.default_rng(60)
    for _ in range(25):
        days, kills = rng.uniform(0, 30, 5), rng.uniform(0, 1, 5)
        best = list(best_order(days, kills))
        least = min(expected_days(days[list(order)], kills[list(order)]) for order in permutations(range(5)))
        assert expected_days(days[best], kills[best]) == pytest.approx(least)


def test_expected_days_by_hand() -> None:
    assert expected_days([2, 10], [0.5, 0.1]) == pytest.approx(2 + 0.5 * 10)
    assert expected_days([], []) == 0
    assert survives([0.5, 0.1]) == pytest.approx(0.45)
    assert best_order([0, 1, 2], [0, 0.5, 1]) == (0, 1, 2)
    assert best_order([5, 1, 1], [1, 0.1, 0.2]) == (0, 2, 1)


@pytest.mark.parametrize(
    ("days", "kills"), [([1], []), ([-1], [0.5]), ([1], [1.5]), ([1], [-0.1]), ([1], [float("nan")])]
)
def test_tests_that_cannot_be_are_refused(days: list[float], kills: list[float]) -> None:
    with pytest.raises(ValueError, match=r"Each test needs|Days are"):
        expected_days(days, kills)
