"""Choosing within a capacity: every set of options, what the best one costs, what it leaves out, and in which order.

What a set achieves is counted for the set as a whole, because options change each other's work; see models/options.py.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, permutations

WEEKS_A_QUARTER = 13
TIE = 1e-9  # relative; what differs by less is equal

Worth = Callable[[frozenset[str]], float]
"""What a set of options achieves together, such as nights a quarter."""


@dataclass(frozen=True)
class Plan:
    """A set of options; effort in person-weeks; worth in the unit of the function that counted it."""

    built: frozenset[str]
    effort: float
    worth: float


def plans(effort: Mapping[str, float], worth: Worth) -> list[Plan]:
    """Every set of options, the empty one first, then by size. effort: option -> person-weeks."""
    return [
        Plan(frozenset(built), sum(effort[option] for option in built), worth(frozenset(built)))
        for size in range(len(effort) + 1)
        for built in combinations(effort, size)
    ]


def on_average(worth: Worth, works: Mapping[str, float]) -> Worth:
    """What a set achieves on average if each of its options works or not, independently of the others.

    works: option -> how likely it works, 0 to 1. An option that doesn't work achieves what it would unbuilt.
    """

    def expected(built: frozenset[str]) -> float:
        options = sorted(built)
        return sum(
            math.prod(works[option] if option in working else 1 - works[option] for option in options)
            * worth(frozenset(working))
            for size in range(len(options) + 1)
            for working in combinations(options, size)
        )

    return expected


def best(choice: Sequence[Plan], weeks: float) -> Plan:
    """The plan of most worth with an effort of at most `weeks`; of equals the cheapest, then the first.

    ValueError where there is none, which the empty plan prevents.
    """
    affordable = [plan for plan in choice if plan.effort <= weeks + TIE]
    if not affordable:
        raise ValueError("No plan is that cheap: leave the empty one in.")
    most = max(plan.worth for plan in affordable)
    level = [plan for plan in affordable if plan.worth >= most - TIE * max(abs(most), 1.0)]
    return min(level, key=lambda plan: plan.effort)


def front(choice: Sequence[Plan]) -> list[Plan]:
    """Plans that no other one beats: more worth than every plan of the same or less effort. Ascending effort."""
    found = [best(choice, effort) for effort in sorted({plan.effort for plan in choice})]
    return list({plan.built: plan for plan in found}.values())


def greedy(order: Sequence[str], effort: Mapping[str, float], weeks: float) -> frozenset[str]:
    """What a list taken from the top leads to: each option that still fits is built."""
    built: set[str] = set()
    for option in order:
        if sum(effort[each] for each in (*built, option)) <= weeks + TIE:
            built.add(option)
    return frozenset(built)


def by_cost_of_delay(options: Sequence[str], effort: Mapping[str, float], worth: Worth) -> tuple[str, ...]:
    """Options by what each alone achieves a week of work, most first; of equals in the order given.

    That is the cost of delay divided by the duration, for a team that builds one after the other (Reinertsen, The
    Principles of Product Development Flow, 2009).
    """
    return tuple(sorted(options, key=lambda option: -worth(frozenset({option})) / effort[option]))


def delay_cost(order: Sequence[str], effort: Mapping[str, float], worth: Worth, team: float = 1.0) -> float:
    """What is lost while the options are built in this order, against having all of them from the first day.

    worth: a quarter; team: people who build, all on one option at a time, so that it takes effort / team weeks.
    In the unit of worth: nights, where worth is nights a quarter.
    """
    in_the_end = worth(frozenset(order))
    return sum(
        effort[option] / team / WEEKS_A_QUARTER * (in_the_end - worth(frozenset(order[:place])))
        for place, option in enumerate(order)
    )


def cheapest_order(options: Sequence[str], effort: Mapping[str, float], worth: Worth) -> tuple[str, ...]:
    """The order with the lowest delay cost, found by trying all; of equals the first."""
    return min(permutations(options), key=lambda order: round(delay_cost(order, effort, worth), 6))
