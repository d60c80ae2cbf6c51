"""Choosing within a capacity, against every set tried by hand."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from ops2pm.models.capacity import (
    WEEKS_A_QUARTER,
    Plan,
    best,
    by_cost_of_delay,
    cheapest_order,
    delay_cost,
    front,
    greedy,
    on_average,
    plans,
)

EFFORT = {"a": 4.0, "b": 3.0, "c": 2.0, "d": 1.0}


def alone(**worth):
    """Options that add up."""
    return lambda built: float(sum(worth[option] for option in built))


ADDS = alone(a=8, b=9, c=1, d=5)


def random_worth(seed):
    """Any worth that never falls when an option joins."""
    dice = np.random.default_rng(seed)
    table = {}
    for size in range(5):
        for built in itertools.combinations(EFFORT, size):
            below = [table[frozenset(built) - {option}] for option in built]
            table[frozenset(built)] = max(below, default=0.0) + (dice.random() if built else 0.0)
    return table.__getitem__


def test_every_set_is_a_plan_once():
    found = plans(EFFORT, ADDS)
    assert len(found) == len({plan.built for plan in found}) == 16 and found[0] == Plan(frozenset(), 0, 0)
    assert found[-1].effort == 10 and found[-1].worth == 23


@pytest.mark.parametrize("seed", range(20))
def test_the_best_plan_is_the_best_of_all_that_can_be_afforded(seed):
    worth = random_worth(seed)
    choice = plans(EFFORT, worth)
    for weeks in np.arange(0, 11, 0.5):
        found = best(choice, weeks)
        assert found.effort <= weeks
        assert found.worth == max(worth(p.built) for p in choice if sum(EFFORT[o] for o in p.built) <= weeks)


def test_what_may_not_work_counts_by_its_chance():
    """Two that are worth something only together, one that is always worth 4; and chances of 1 change nothing."""

    def worth(built):
        return 10.0 * ({"a", "b"} <= built) + 4.0 * ("c" in built)

    found = on_average(worth, {"a": 0.5, "b": 0.6, "c": 0.25})
    assert found(frozenset("abc")) == pytest.approx(10 * 0.5 * 0.6 + 4 * 0.25)
    assert found(frozenset("a")) == found(frozenset()) == 0
    assert on_average(worth, dict.fromkeys("abc", 1.0))(frozenset("abc")) == 14


def test_of_equals_the_cheapest_is_chosen():
    choice = plans({"a": 2, "b": 1}, alone(a=5, b=0))
    assert best(choice, 3).built == {"a"}
    assert best(plans({"a": 2, "b": 1}, alone(a=5, b=5)), 2).built == {"b"}, "not the first, but the cheapest"
    assert best(plans({"a": 2, "b": 1}, alone(a=5, b=5 * 1e-12)), 3).built == {"a"}, "a dust isn't worth a week"
    with pytest.raises(ValueError, match="leave the empty one in"):
        best(choice[1:], 0)


@pytest.mark.parametrize("seed", range(20))
def test_the_front_is_what_no_other_plan_beats(seed):
    choice = plans(EFFORT, random_worth(seed))
    found = front(choice)
    efforts, worths = [p.effort for p in found], [p.worth for p in found]
    assert efforts == sorted(set(efforts)) and worths == sorted(set(worths))
    for plan in choice:
        beaten = any(other.effort <= plan.effort and other.worth >= plan.worth for other in found)
        assert beaten
    for plan in found:
        assert not any(o.effort <= plan.effort and o.worth > plan.worth for o in choice)


def test_a_list_taken_from_the_top_skips_what_does_not_fit():
    assert greedy("abcd", EFFORT, 7) == {"a", "b"}
    assert greedy("abcd", EFFORT, 6) == {"a", "c"}
    assert greedy("abcd", EFFORT, 0.5) == frozenset()


def test_options_that_add_up_are_best_built_by_cost_of_delay_over_duration():
    """Smith's rule (1956), which is what CD3 is."""
    for seed in range(20):
        worth = alone(**dict(zip(EFFORT, np.random.default_rng(seed).random(4), strict=True)))
        order = by_cost_of_delay(tuple(EFFORT), EFFORT, worth)
        assert order == cheapest_order(tuple(EFFORT), EFFORT, worth)


def test_delay_is_what_is_lost_week_by_week():
    # b for 3 weeks with nothing there (23 a quarter lost), then d for 1 week with b there (14 lost), and so on.
    by_hand = (3 * 23 + 1 * 14 + 4 * 9 + 2 * 1) / WEEKS_A_QUARTER
    assert delay_cost(("b", "d", "a", "c"), EFFORT, ADDS) == pytest.approx(by_hand)
    assert delay_cost(("b", "d", "a", "c"), EFFORT, ADDS, team=2) == pytest.approx(by_hand / 2)
    assert delay_cost((), EFFORT, ADDS) == 0


@pytest.mark.parametrize("seed", range(10))
def test_the_cheapest_order_is_no_dearer_than_any(seed):
    worth = random_worth(seed)
    found = delay_cost(cheapest_order(tuple(EFFORT), EFFORT, worth), EFFORT, worth)
    assert found <= min(delay_cost(o, EFFORT, worth) for o in itertools.permutations(EFFORT)) + 1e-6


def test_equals_stay_in_the_order_given():
    worth = alone(a=4, b=3, c=2, d=1)
    assert by_cost_of_delay(("c", "a", "d", "b"), EFFORT, worth) == ("c", "a", "d", "b")
