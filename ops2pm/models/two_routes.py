"""The same number by two routes, and the steps at which they part (lesson 08).

Ours goes up from the flights of three airports; theirs goes down from all passengers of the country. Both are products
of the same eight factors, so the quotient of the two totals is the product of eight quotients: their logarithms add up.
A factor that both take from the same place has the quotient 1, right or wrong: the comparison says nothing about it.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

FLIGHTS_OURS, FLIGHTS_COUNTRY = 336_776, 6_369_482
"""Flights in our table, and domestic flights of the 16 airlines that reported in 2013 (BTS on-time database)."""
CANCELLED_FLIGHTS = 8_255
"""Flights cancelled in our table."""
CANCELLED_OURS, CANCELLED_COUNTRY = CANCELLED_FLIGHTS / FLIGHTS_OURS, 872_508 / 48_815_797
"""Share cancelled in our table, and in the country in 2003 to 2009: flights cancelled ÷ flights, all years added up
(BTS, Airline On-Time Tables, December 2012, table 1)."""
PASSENGERS = 645.6e6
"""Domestic passengers of 2013, counted once a flight (BTS press release 12-14, 13 March 2014)."""
LOAD_COUNTRY = 0.831
"""Share of seats sold in 2013, flights abroad included (the same press release)."""
REPORTED = 0.75
"""The reporting airlines' share of domestic flights: about three quarters (the US Department of Transportation's
inspector general, as the Associated Press reported on 12 February 2014)."""
BY_FLIGHTS = FLIGHTS_COUNTRY / FLIGHTS_OURS
"""How many New Yorks the country is, counted in flights of airlines that report."""
BY_CANCELLATIONS = BY_FLIGHTS * CANCELLED_COUNTRY / CANCELLED_OURS
"""The same, counted in cancelled flights: New York's share of those is larger."""


@dataclass(frozen=True)
class Step:
    """One factor as ours and as theirs.

    shared: both take it from the same place, so that a mistake in it can't part them
    """

    key: str
    ours: float
    theirs: float
    shared: bool = False

    @property
    def times(self) -> float:
        """By what ours is multiplied to become theirs."""
        return self.theirs / self.ours


@dataclass(frozen=True)
class Bridge:
    """Two products of the same factors, step by step."""

    steps: tuple[Step, ...]

    @property
    def ours(self) -> float:
        """The total of our route."""
        return math.prod(step.ours for step in self.steps)

    @property
    def theirs(self) -> float:
        """The total of their route."""
        return math.prod(step.theirs for step in self.steps)

    @property
    def ratio(self) -> float:
        """Theirs ÷ ours."""
        return self.theirs / self.ours

    @property
    def up(self) -> float:
        """All steps that make it more, multiplied; `up` times `down` is the ratio."""
        return math.prod(max(step.times, 1.0) for step in self.steps)

    @property
    def down(self) -> float:
        """All steps that make it less, multiplied."""
        return math.prod(min(step.times, 1.0) for step in self.steps)

    @property
    def after(self) -> list[float]:
        """Our total times the steps so far ÷ our total: one number a step, the last is the ratio."""
        found, times = [], 1.0
        for step in self.steps:
            times *= step.times
            found.append(times)
        return found

    @property
    def farthest(self) -> Step:
        """The step at which the routes part most, up or down."""
        return max(self.steps, key=lambda step: abs(math.log(step.times)))


def bridge(
    ours: dict[str, float],
    theirs: dict[str, float],
    both: dict[str, float],
    country_rate: bool = False,
    all_airlines: bool = False,
) -> Bridge:
    """Nights spared a year in the country by both routes.

    ours: of our table: "seats" a cancelled flight, and the shares "load", "stranded" and "found"
    theirs: guesses without a table: "stranded" and "found"
    both: the shares "take_up" and "alike" (of the country, like New York)
    country_rate: ours takes the country's share cancelled too, which is then a factor both share
    all_airlines: ours adds the airlines that don't report
    All above 0; ValueError otherwise.
    """
    if not all(value > 0 for value in (*ours.values(), *theirs.values(), *both.values())):
        raise ValueError("Each factor is above 0: with a 0 there is nothing left to compare.")
    flights = FLIGHTS_COUNTRY / REPORTED
    return Bridge(
        (
            Step("flights", flights if all_airlines else FLIGHTS_COUNTRY, flights),
            Step("cancelled", CANCELLED_COUNTRY if country_rate else CANCELLED_OURS, CANCELLED_COUNTRY, country_rate),
            Step("seats", ours["seats"], PASSENGERS / flights / LOAD_COUNTRY),
            Step("load", ours["load"], LOAD_COUNTRY),
            Step("stranded", ours["stranded"], theirs["stranded"]),
            Step("found", ours["found"], theirs["found"]),
            Step("take_up", both["take_up"], both["take_up"], True),
            Step("alike", both["alike"], both["alike"], True),
        )
    )
