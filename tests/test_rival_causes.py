"""The four rival causes, counted again in pandas, and a tiny year in which each of them alone explains everything."""

from __future__ import annotations

import itertools
from math import isnan, nan

import numpy as np
import pandas as pd
import pytest

from ops2pm import load
from ops2pm.models.resample import day_weights
from ops2pm.models.rival_causes import CAUSES, RivalCauses
from ops2pm.models.stranding import Timetable, queues, timetable

DRAWS, SEED = 60, 21
COMBINATIONS = [off for size in range(len(CAUSES) + 1) for off in itertools.combinations(CAUSES, size)]


@pytest.fixture(scope="module")
def year() -> Timetable:
    return timetable(load("flights"), load("seats"))


@pytest.fixture(scope="module")
def model(year) -> RivalCauses:
    return RivalCauses(year, DRAWS, SEED)


@pytest.fixture(scope="module")
def rows(year) -> pd.DataFrame:
    """One row a flight, with what each switch looks at."""
    rows = year.flights[["month", "day", "family", "origin", "dest"]].copy()
    rows["cancelled"] = year.flights["dep_delay"].isna()
    rows["a_day"] = rows.groupby(["family", "origin", "dest"], observed=True)["day"].transform("size") / 365
    rows["bad_weather"] = rows.groupby(["month", "day"])["cancelled"].transform("mean") >= 0.1
    return rows


@pytest.fixture(scope="module")
def shares(year) -> dict[tuple[str, float | None], np.ndarray]:
    """Stranded share of every cancelled flight, by rule and load (the queue itself is test_stranding's part)."""
    asked = [(rule, limit) for rule in ("own", "any airport") for limit in (None, 0.8, 0.95)]
    return {(rule, limit): queues(year, rule).stranded_share(limit) for rule, limit in asked}


def counted(rows: pd.DataFrame, shares: dict, off: tuple[str, ...], limit: float, at_least: float) -> pd.DataFrame:
    """The flights left with these causes switched off, with the column `stranded`."""
    share = shares["any airport" if "rebooking" in off else "own", None if "seats" in off else limit]
    rows = rows.assign(stranded=0.0)
    rows.loc[rows["cancelled"], "stranded"] = share
    if "bad days" in off:
        rows = rows[~rows["bad_weather"]]
    if "thin routes" in off:
        rows = rows[rows["a_day"] >= at_least]
    return rows


@pytest.mark.parametrize(("limit", "at_least"), [(0.8, 4.0), (0.95, 1.5)])
@pytest.mark.parametrize("off", COMBINATIONS, ids=lambda off: "+".join(off) or "none")
def test_every_combination_counted_again(model, rows, shares, off, limit, at_least):
    got = model.stranded(off, limit, at_least)
    assert got.value == pytest.approx(counted(rows, shares, off, limit, at_least)["stranded"].mean())
    assert got.low < got.value < got.high
    # The order of the causes, and how they are kept, play no part.
    assert model.stranded(frozenset(off), limit, at_least) == got
    assert model.stranded(list(reversed(off)), limit, at_least) == got


@pytest.mark.parametrize(
    "off", [(), ("bad days",), ("thin routes", "rebooking")], ids=lambda off: "+".join(off) or "none"
)
def test_the_intervals_come_from_drawing_whole_days(model, rows, shares, off):
    left = counted(rows, shares, off, 0.8, 4.0)
    by_day = left.assign(flights=1).groupby(["month", "day"])[["stranded", "flights"]].sum()
    # All 365 days are drawn; one that is left out then adds nothing.
    calendar = pd.MultiIndex.from_frame(rows[["month", "day"]].drop_duplicates().sort_values(["month", "day"]))
    by_day = by_day.reindex(calendar, fill_value=0).to_numpy(dtype=float)
    assert len(by_day) == 365
    drawn = [np.repeat(by_day, weights, axis=0).sum(axis=0) for weights in day_weights(365, DRAWS, SEED)]
    low, high = np.percentile([stranded / flights for stranded, flights in drawn], [2.5, 97.5])
    got = model.stranded(off, 0.8, 4.0)
    assert (got.low, got.high) == pytest.approx((low, high))


def test_a_switch_that_is_off_makes_its_number_needless(model):
    assert model.stranded(["seats"], 0.5, 4) == model.stranded(["seats"], 0.99, 4)
    assert model.stranded(["bad days"], 0.8, 1) == model.stranded(["bad days"], 0.8, 8)
    assert model.stranded([], 0.8, 4) != model.stranded([], 0.9, 4)
    assert model.stranded(["thin routes"], 0.8, 2) != model.stranded(["thin routes"], 0.8, 4)


def test_fuller_planes_strand_more_and_leave_less_to_rebooking(model):
    loads = [0.5, 0.7, 0.8, 0.9, 0.99, 1.0]
    own = [model.stranded([], limit, 4).value for limit in loads]
    anywhere = [model.stranded(["rebooking"], limit, 4).value for limit in loads]
    assert own == sorted(own)
    assert anywhere == sorted(anywhere)
    assert own[-1] == pytest.approx(anywhere[-1])  # no seat anywhere: the rule is worth nothing


def test_no_single_cause_explains_it_and_the_four_add_up_to_more_than_all(model):
    before = model.stranded([], 0.8, 4).value
    gone = {cause: 1 - model.stranded([cause], 0.8, 4).value / before for cause in CAUSES}
    assert all(0.2 < share < 0.7 for share in gone.values()), gone
    assert sum(gone.values()) > 1.2
    together = model.stranded(CAUSES, 0.8, 4).value
    assert 0 < together < 0.05 * before


# --- By hand ------------------------------------------------------------------------------------------------

SEATS = pd.DataFrame(
    [("UA", 100, "UA", "UA"), ("DL", 100, "DL", "DL")], columns=["carrier", "seats", "family", "family_at_EWR"]
)


def tiny(*flights: tuple[int, int, float, str]) -> Timetable:
    """Flights to one city as (day of June, scheduled, delay, carrier); every plane has 100 seats."""
    frame = pd.DataFrame(list(flights), columns=["day", "sched_dep", "dep_delay", "carrier"])
    return timetable(frame.assign(month=6, origin="JFK", dest="BOS", seats=100.0), SEATS)


ONE_STRANDED_FLIGHT = (
    # 15 June: UA's 20:00 is cancelled, its 80 travellers stay; 20 leave with UA's 21:00, and DL has 120 places.
    (15, 2000, nan, "UA"),
    (15, 2100, 0, "UA"),
    *[(15, 2200, 0, "DL")] * 6,
    # 16 June is a quiet day.
    *[(16, 2000, 0, "DL")] * 12,
)


def test_each_cause_alone_explains_everything():
    model = RivalCauses(tiny(*ONE_STRANDED_FLIGHT), draws=5)
    at_least = 3 / 365  # UA's 2 flights are a thin route, DL's 18 aren't
    assert model.stranded([], 0.8, at_least).value == pytest.approx(0.75 / 20)
    for cause in CAUSES:
        assert model.stranded([cause], 0.8, at_least).value == 0, cause


def test_a_route_is_thin_below_the_number_and_not_at_it():
    model = RivalCauses(tiny(*ONE_STRANDED_FLIGHT), draws=5)
    assert model.stranded(["thin routes"], 0.8, 2 / 365).value == pytest.approx(0.75 / 20)
    assert model.stranded(["thin routes"], 0.8, 2.01 / 365).value == 0
    # DL's 18 flights are thin as well: nothing is left to count.
    nothing = model.stranded(["thin routes"], 0.8, 19 / 365)
    assert all(map(isnan, (nothing.value, nothing.low, nothing.high)))


@pytest.mark.parametrize(("flights", "left_out"), [(10, True), (11, False)])
def test_bad_weather_is_a_day_with_a_tenth_cancelled(flights, left_out):
    day = [(15, 2000, nan, "UA"), *[(15, 1900, 0, "UA")] * (flights - 1), (16, 2000, 0, "UA")]
    got = RivalCauses(tiny(*day), draws=5).stranded(["bad days"], 0.8, 0)
    assert got.value == pytest.approx(0 if left_out else 1 / (flights + 1))


def test_flights_left_out_of_the_count_still_take_travellers():
    # DL's route is thin, and so not counted, but its plane takes UA's travellers where any carrier may.
    flights = ((15, 2000, nan, "UA"), *[(15, 1900, 0, "UA")] * 3, (15, 2200, 0, "DL"))
    model = RivalCauses(tiny(*flights), draws=5)
    assert model.stranded(["thin routes"], 0.5, 2 / 365).value == pytest.approx(1 / 4)
    assert model.stranded(["thin routes", "rebooking"], 0.5, 2 / 365).value == 0


# --- What can't be asked ------------------------------------------------------------------------------------


@pytest.mark.parametrize("off", [["snow"], ["bad days", "Seats"], ["thin"], "bad days", [""]])
def test_an_unknown_cause_is_refused_and_the_known_ones_are_named(model, off):
    with pytest.raises(ValueError, match=r"^Unknown cause '.*': choose from ") as refused:
        model.stranded(off, 0.8, 4)
    assert all(cause in str(refused.value) for cause in CAUSES)


@pytest.mark.parametrize("limit", [0, 80, -1, nan])
def test_a_load_that_is_no_share_is_refused(model, limit):
    with pytest.raises(ValueError, match="load factor is a share above 0 and at most 1"):
        model.stranded([], limit, 4)


def test_a_year_without_a_cancellation_strands_nobody():
    assert RivalCauses(tiny((15, 2000, 0, "UA")), draws=5).stranded([], 0.8, 4).value == 0
