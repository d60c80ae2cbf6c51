"""What the labs of lesson 08 share: who is stranded and who finds a free seat in the flights of 2013, counted once."""

from __future__ import annotations

from functools import cache

from ops2pm.data import load
from ops2pm.models.opportunity import Grid, Opportunity
from ops2pm.models.stranding import timetable


@cache
def counted() -> Grid:
    """The course's flights, on a grid of how full they are and how many look for a seat."""
    return Grid(Opportunity(timetable(load("flights"), load("seats"))))
