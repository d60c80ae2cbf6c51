"""Rates of two groups within each place and over all places, which may disagree: Simpson's paradox, and its way out.

E. H. Simpson, Journal of the Royal Statistical Society B 13, 1951. The way out is direct standardisation: both
groups' rates, weighted with the same mix of places.

The counts are real. On time by airport: the table `Airlines` of the R package Stat2Data (10,333 arrivals of American
and Delta; its documentation gives no dates). The résumé audit: Bertrand & Mullainathan, "Are Emily and Greg More
Employable than Lakisha and Jamal?", American Economic Review 94(4), 2004.
"""

from __future__ import annotations

import math
from collections.abc import Mapping

from ops2pm.models.resample import Estimate
from ops2pm.models.two_shares import Count, minus, share

LGA, ORD = "LaGuardia", "O'Hare"
AMERICAN = {LGA: Count(1651, 2276), ORD: Count(4229, 5054)}
DELTA = {LGA: Count(1817, 2384), ORD: Count(527, 619)}
"""Arrivals on time of all arrivals, by airport."""

AUDIT_WHITE, AUDIT_BLACK = Count(235, 2435), Count(157, 2435)
"""Callbacks to résumés with a name that sounds White, and to those with one that sounds African American."""


def overall(places: Mapping[str, Count]) -> Count:
    """All places together."""
    return Count(sum(each.hits for each in places.values()), sum(each.of for each in places.values()))


def mix(places: Mapping[str, Count]) -> dict[str, float]:
    """The share of each place in a group's cases: sums to 1."""
    total = overall(places).of
    return {place: each.of / total for place, each in places.items()}


def with_mix(places: Mapping[str, Count], shares: Mapping[str, float], level: float = 0.95) -> Estimate:
    """The rate a group would have with this mix of places and its own rate in each, with its interval, 0 to 1.

    The half widths of Wilson's intervals are added as independent (Zou & Donner, Statistics in Medicine 27, 2008).
    Raises ValueError unless `shares` has the same places and sums to 1.
    """
    if set(shares) != set(places) or not math.isclose(sum(shares.values()), 1):
        raise ValueError("A mix gives each place a share, and the shares sum to 1.")
    rates = {place: share(each, level) for place, each in places.items()}
    value = sum(shares[place] * rate.value for place, rate in rates.items())
    down = math.hypot(*(shares[place] * (rate.value - rate.low) for place, rate in rates.items()))
    up = math.hypot(*(shares[place] * (rate.high - rate.value) for place, rate in rates.items()))
    return Estimate(value, value - down, value + up)


def standardised_difference(
    first: Mapping[str, Count], second: Mapping[str, Count], shares: Mapping[str, float], level: float = 0.95
) -> Estimate:
    """The first group's rate minus the second's, both with the same mix of places, with its interval."""
    return minus(with_mix(first, shares, level), with_mix(second, shares, level))


def share_that_ties(group: Mapping[str, Count], place: str, other: str, rate: float) -> float:
    """The share of `place` (the rest is `other`) at which a group's overall rate is `rate`.

    Raises ValueError where the two places have one rate, so that no mix changes anything.
    """
    here, there = group[place].share, group[other].share
    if here == there:
        raise ValueError("With one rate in both places, the mix changes nothing.")
    return (rate - there) / (here - there)
