"""The queue with a promise: against SimPy, against Erlang's formula, against Little's law, and against itself."""

from __future__ import annotations

import heapq
import math
from dataclasses import replace

import numpy as np
import pytest
import simpy

from ops2pm.models import promise_queue as queue
from ops2pm.models.promise_queue import CLOSES, LOADS, REPLICATIONS, Draws, Settings, first_come

PLACES = (
    Settings(),
    Settings(group=1),
    Settings(demand=30, group=3, staff=4, minutes=45),
    Settings(cutoff=13),
    Settings(staff=1, minutes=12, demand=36),
)


def waits_in_simpy(joined, work, staff):
    """When the work on each request begins, with SimPy's own line: the plain reference."""
    env, begins = simpy.Environment(), np.full(len(joined), np.nan)
    people = simpy.Resource(env, capacity=staff)

    def request(number):
        yield env.timeout(joined[number])
        with people.request() as turn:
            yield turn
            begins[number] = env.now
            yield env.timeout(work[number])

    for number in range(len(joined)):
        env.process(request(number))
    env.run()
    return begins


# --- The line ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("staff", [1, 2, 3, 5, 8])
def test_the_same_requests_begin_when_simpy_begins_them(staff):
    dice = np.random.default_rng(staff)
    joined = np.cumsum(dice.exponential(size=(400, 3)) * (dice.random((400, 3)) < 0.4), axis=0)
    work = dice.exponential(0.9 * staff * 0.4, size=(400, 3))
    ours = first_come(joined, work, [np.zeros(3)] * staff)
    for replication in range(3):
        theirs = waits_in_simpy(joined[:, replication], work[:, replication], staff)
        np.testing.assert_allclose(ours[:, replication], theirs, rtol=0, atol=1e-9)


def test_a_line_worked_by_hand():
    joined = np.array([[0.0], [0.0], [1.0], [1.5]])
    work = np.array([[4.0], [2.0], [1.0], [1.0]])
    begins = first_come(joined, work, [np.zeros(1), np.zeros(1)])
    assert begins[:, 0].tolist() == [0, 0, 2, 3]
    later = first_come(joined, work, [np.array([1.0]), np.array([9.0])])
    assert later[:, 0].tolist() == [1, 5, 7, 8]


def test_it_leaves_what_it_was_given():
    free = [np.zeros(2), np.ones(2)]
    joined, work = np.zeros((3, 2)), np.ones((3, 2))
    first_come(joined, work, free)
    assert (free[0] == 0).all() and (free[1] == 1).all() and (joined == 0).all() and (work == 1).all()


@pytest.mark.parametrize("place", PLACES)
def test_first_come_first_served_and_nobody_works_on_two(place):
    draws = Draws.of(replications=20)
    joined = queue.counted_from(queue.asked(place, draws), place.cutoff)
    work = draws.work * place.service
    begins = first_come(joined, work, [np.zeros(20)] * place.staff)
    assert (np.diff(begins, axis=0) >= 0).all() and (begins >= joined).all()
    for replication in range(20):
        busy = []
        for begin, takes in zip(begins[:, replication], work[:, replication], strict=True):
            while busy and busy[0] <= begin:
                heapq.heappop(busy)
            heapq.heappush(busy, begin + takes)
            assert len(busy) <= place.staff


# --- What comes in ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("group", [1, 3, 7, 12])
def test_demand_groups_and_swing_are_what_they_are_called(group):
    place = Settings(group=group)
    draws = Draws.of(12_000, 100, seed=group)
    came = queue.asked(place, draws)
    days = int(came[-1].min())
    counts = np.array([np.bincount(each[each < days].astype(int), minlength=days) for each in came.T])
    mean = counts.mean(axis=1)
    assert abs(mean.mean() - place.demand) < 3 * mean.std() / 10
    assert counts.std() / counts.mean() == pytest.approx(place.swing, rel=0.02)
    sizes = 1 / (np.diff(came, axis=0) > 0).mean()
    assert sizes == pytest.approx(group, rel=0.02)


def test_with_groups_of_one_the_gaps_are_exponential():
    place = Settings(group=1)
    gaps = np.diff(queue.asked(place, Draws.of(2000, 100)), axis=0).ravel()
    assert gaps.mean() == pytest.approx(1 / 38, rel=0.01) and gaps.std() == pytest.approx(1 / 38, rel=0.01)
    assert (gaps > 1 / 38).mean() == pytest.approx(math.exp(-1), abs=0.005)


def test_a_cut_off_moves_the_late_to_the_next_opening():
    came = np.array([[0.0], [0.49], [0.5], [0.99], [1.25], [1.75]])
    assert queue.counted_from(came, 13.0)[:, 0].tolist() == [0, 0.49, 1, 1, 1.25, 2]
    assert queue.counted_from(came, CLOSES) is came


def test_moving_one_control_changes_only_what_it_should():
    draws = Draws.of(replications=20)
    usual = queue.asked(Settings(), draws)
    np.testing.assert_allclose(queue.asked(Settings(demand=19), draws), 2 * usual)
    np.testing.assert_array_equal(queue.asked(Settings(staff=9, minutes=20, cutoff=12), draws), usual)


@pytest.mark.parametrize(
    ("change", "better"), [("demand", -4), ("minutes", -5), ("staff", 1), ("group", -3)], ids=lambda v: str(v)
)
def test_what_helps_helps_everywhere(change, better):
    """The draws are the same, so a better place is better in each percentile, not only beyond chance."""
    usual = Settings()
    helped = queue.run(replace(usual, **{change: getattr(usual, change) + better}))
    for share in (0.5, 0.8, 0.95, 0.99):
        assert helped.promise(share).value < queue.run(usual).promise(share).value


@pytest.mark.parametrize(
    "wrong", [{"demand": 0}, {"group": 0.5}, {"staff": 0}, {"minutes": 0}, {"cutoff": 9}, {"cutoff": 18}]
)
def test_settings_that_cannot_be_are_refused(wrong):
    with pytest.raises(ValueError, match="above 0"):
        Settings(**wrong)


def test_busy_is_exactly_one_where_it_is():
    assert Settings(demand=45, staff=6, minutes=64).busy == 1
    assert Settings(demand=40).busy == 1 and Settings().busy == pytest.approx(0.95) and Settings().capacity == 40
    assert Settings().at(0.5).busy == pytest.approx(0.5)


# --- The long run -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("busy", [0.5, 0.7, 0.85, 0.95])
@pytest.mark.parametrize("staff", [1, 3, 5, 10])
def test_with_groups_of_one_it_is_erlangs_queue(busy, staff):
    place = Settings(group=1, staff=staff, minutes=12 * staff).at(busy)
    found = queue.run(place, Draws.of(400, 4000, seed=3))
    chance, mean = queue.erlang(place)
    total = mean + place.service
    assert found.mean.value == pytest.approx(total, rel=0.03)
    # P(done later than t): wait and work together, for M/M/c with capacity - demand other than 1 / service.
    rate, work = place.capacity - place.demand, 1 / place.service
    for days in (total, 2 * total, 3 * total):
        if staff == 1:
            later = math.exp(-rate * days)
        else:
            both = (work * math.exp(-rate * days) - rate * math.exp(-work * days)) / (work - rate)
            later = (1 - chance) * math.exp(-work * days) + chance * both
        kept = found.kept(days)
        assert kept.value == pytest.approx(1 - later, abs=0.012)


def test_erlangs_formula_by_hand():
    """Two servers, offered load 1: the chance to wait is 1/3."""
    place = Settings(group=1, staff=2, minutes=60, demand=8)
    chance, mean = queue.erlang(place)
    assert chance == pytest.approx(1 / 3) and mean == pytest.approx(1 / 3 / 8)


@pytest.mark.parametrize("busy", [0.6, 0.8, 0.9, 0.95])
def test_one_server_with_groups_is_exact(busy):
    """M/M/1 with groups as its customers: the time is exponential, with mean group / (capacity - demand)."""
    place = Settings(staff=1, minutes=12).at(busy)
    found = queue.run(place, Draws.of(400, 4000, seed=5))
    mean = queue.one_server(place)
    assert found.mean.value == pytest.approx(mean, rel=0.03)
    for share in (0.5, 0.9, 0.95):
        assert found.promise(share).value == pytest.approx(-mean * math.log(1 - share), rel=0.05)


@pytest.mark.parametrize("place", [Settings(), Settings(demand=36), Settings(demand=30), Settings(group=3)])
def test_the_start_is_the_long_run(place):
    """A run over years, whose beginning is thrown away, finds the same; so do the quick one's own seeds."""
    years = queue.run(place, Draws.of(20_000, 100, seed=11), counted=15_000)
    quick = [queue.run(place, Draws.of(seed=seed)) for seed in range(6)]
    for value in (lambda run: run.mean, lambda run: run.promise(), lambda run: run.kept(2)):
        theirs = value(years)  # its interval, and 1% more
        assert 0.99 * theirs.low < np.mean([value(each).value for each in quick]) < 1.01 * theirs.high


def test_simpys_own_requests_find_the_same_wait():
    """Independent chances, drawn by SimPy's processes: both intervals meet."""
    place, days, warm = Settings(demand=32), 400, 60
    waited = []
    for seed in range(6):
        dice = np.random.default_rng(100 + seed)
        came, clock = [], 0.0
        while clock < days:
            clock += dice.exponential(place.group / place.demand)
            came += [clock] * int(dice.geometric(1 / place.group))
        work = dice.exponential(place.service, size=len(came))
        begins = waits_in_simpy(came, work, place.staff)
        waited.append(np.mean((begins + work - came)[np.array(came) > warm]))
    doubt = 2.6 * np.std(waited, ddof=1) / math.sqrt(len(waited))
    ours = queue.run(place).mean
    assert ours.low - doubt < np.mean(waited) < ours.high + doubt


def test_littles_law_holds_on_the_run():
    """Counted by time: how many are present, averaged over long runs, is arrivals × mean time."""
    place = Settings(demand=34)
    draws = Draws.of(6000, 60, 5, seed=2)
    came = queue.asked(place, draws)
    work = draws.work * place.service
    done = first_come(came, work, [np.zeros(60)] * place.staff) + work
    moments = np.arange(30, 140, 0.5)
    present = (came[:, :, None] <= moments).sum(axis=0) - (done[:, :, None] <= moments).sum(axis=0)
    counted = (came >= 30) & (came < 140)
    rate = counted.sum() / 60 / 110
    assert present.mean() == pytest.approx(rate * (done - came)[counted].mean(), rel=0.03)
    found = queue.run(place)
    assert found.present == pytest.approx(place.demand * found.mean.value)


def test_intervals_hold_what_other_seeds_find():
    runs = [queue.run(Settings(), Draws.of(seed=seed)) for seed in range(20)]
    for value in (lambda run: run.kept(3), lambda run: run.promise(), lambda run: run.mean):
        middle = np.mean([value(run).value for run in runs])
        inside = sum(value(run).low <= middle <= value(run).high for run in runs)
        assert inside >= 15
        assert all(value(run).low < value(run).value < value(run).high for run in runs)


def test_a_run_says_the_same_twice_and_where_there_is_none():
    assert queue.run(Settings()).promise() == queue.run(Settings()).promise()
    for function in (queue.run, queue.one_server):
        with pytest.raises(ValueError, match="can't keep up"):
            function(Settings(demand=40))


def test_shares_at_the_ends():
    run = queue.run(Settings(demand=10))
    assert run.kept(1000).value == 1 and run.kept(0).value == 0
    assert run.promise(1).value == run.promised.max() and run.promise(0).value == run.promised.min()


def test_a_busy_quarter_does_not_run_out_of_requests():
    place, days = Settings(group=12), 20
    found = queue.quarter(place, 0, 1, days=days, replications=3000).asked
    assert found.mean() == pytest.approx(days * place.demand, rel=0.02)
    assert found.std() == pytest.approx(place.swing * place.demand * math.sqrt(days), rel=0.06)


@pytest.mark.parametrize("place", [Settings(), Settings(staff=6), Settings(demand=45), Settings(demand=10)])
def test_where_a_place_comes_to_rest_that_promises_what_it_keeps(place):
    """The promise is the one needed by those it leaves; a shorter one is broken, a longer one needlessly long."""
    promise, demand = queue.settled(place, 0.02)
    assert demand == pytest.approx(place.demand - queue.turned_away(place.demand, promise, 0.02))
    needed = queue.run(replace(place, demand=demand)).promise().value
    assert needed <= promise == pytest.approx(needed, abs=0.03)
    assert demand <= place.demand and demand < place.capacity
    if place.busy < 1:
        assert promise <= queue.run(place).promise().value + 1e-3
    assert queue.settled(place, 0.05)[0] <= promise


def test_the_curve_bends_upward():
    for place in (Settings(), Settings(group=1), Settings(staff=9, minutes=100), Settings(cutoff=12)):
        found = queue.curve(place)
        assert len(found) == len(LOADS) and (np.diff(found) > 0).all()
        slopes = np.diff(found) / np.diff(LOADS)
        assert (np.diff(slopes) > 0).all(), "each further per cent costs more than the last"
        assert queue.curve(replace(place, demand=5.0)) == found, "its own demand has no part in it"
    at = dict(zip(LOADS, queue.curve(Settings()), strict=True))
    assert at[0.95] == pytest.approx(queue.run(Settings()).promise().value, rel=0.05)


def test_between_its_points_the_curve_is_where_the_queue_is():
    place = Settings()
    loads, found = queue.smooth_curve(place)
    assert (np.diff(found) > 0).all() and found[[0, -1]] == pytest.approx(
        [queue.curve(place)[each] for each in (0, -1)]
    )
    straight = np.interp(loads, LOADS, queue.curve(place))
    for load in (0.6, 0.75, 0.96):
        here = int(np.abs(loads - load).argmin())
        needed = queue.run(place.at(loads[here]), queue._draws_of_the_curve()).promise().value
        assert found[here] == pytest.approx(needed, rel=0.05)
        assert abs(found[here] - needed) < abs(straight[here] - needed)


# --- From a queue as it stands ----------------------------------------------------------------------------


def test_days_to_clear():
    assert queue.days_to_clear(120, 38, 40) == 60
    assert queue.days_to_clear(0, 50, 40) == 0
    assert math.isinf(queue.days_to_clear(1, 40, 40)) and math.isinf(queue.days_to_clear(1, 41, 40))


def test_a_quarter_counts_all_who_ask():
    place = Settings()
    found = queue.quarter(place, 120, 3)
    assert found.asked.mean() == pytest.approx(60 * 38, rel=0.02)
    assert (found.on_time <= found.asked).all() and (found.left >= 0).all()
    assert queue.quarter(place, 120, 1000).kept.value > 0.95  # only who asks at the end may not be seen to be done
    assert queue.quarter(place, 120, 0).kept.value == 0
    longer = [queue.quarter(place, 120, days).kept.value for days in (1, 2, 3, 5, 10)]
    assert longer == sorted(longer)


def test_a_quarter_beyond_capacity_grows_by_what_is_too_much():
    found = queue.quarter(Settings(demand=50), 120, 3, days=100)
    assert found.left.mean() == pytest.approx(120 + 100 * 10, rel=0.05)
    assert found.kept.value < 0.05


def test_a_quarter_with_nobody_waiting_and_time_to_spare_keeps_its_promise():
    found = queue.quarter(Settings(demand=10, group=1), 0, 1)
    assert found.kept.value > 0.999 and found.left.mean() < 1


def test_the_oldest_go_first():
    """With 400 waiting and nobody early, whoever asks on the first morning waits for them."""
    found = queue.quarter(Settings(demand=1, group=1), 400, 8, days=1)
    assert found.shares[found.asked > 0].mean() < 0.1


def test_the_draws_are_cheap_and_shared():
    assert queue._usual_draws() is queue._usual_draws()
    assert queue._usual_draws().work.shape == (queue.REQUESTS, REPLICATIONS)
