"""The same number by two routes, and the step at which they part (lesson 08)."""

from __future__ import annotations

FLIGHTS_OURS, FLIGHTS_COUNTRY = 336_776, 6_369_482
"""Flights in our table, and domestic flights of the 16 airlines that reported in 2013 (BTS on-time database)."""
CANCELLED_OURS, CANCELLED_COUNTRY = 8_255 / FLIGHTS_OURS, 0.014
"""Share cancelled in our table, and in the country over the ten years to 2012 (BTS, Multimodal Transportation
Indicators, December 2013)."""
PASSENGERS = 645.6e6
"""Domestic passengers of 2013 (BTS press release 12-14, 13 March 2014)."""
BY_FLIGHTS = FLIGHTS_COUNTRY / FLIGHTS_OURS
"""How many New Yorks the country is, counted in flights of airlines that report."""
BY_CANCELLATIONS = BY_FLIGHTS * CANCELLED_COUNTRY / CANCELLED_OURS
"""The same, counted in cancelled flights: New York's share of those is larger."""
