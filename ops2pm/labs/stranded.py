"""Lesson 04, lab 1: the cancellation rate beside who is left behind overnight."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np
import pandas as pd

from ops2pm.models.stranding import RULES, Contrast, DayCounts, Timetable, queues, timetable
from ops2pm.rubrics import Fields
from ops2pm.ui.bars import EstimateBars, ShareBars
from ops2pm.ui.controls import Choice, Control, Slider, Switch
from ops2pm.ui.figure import LiveFigure
from ops2pm.ui.lab import Lab

RULE_LABELS = {
    "own": "their own carrier, same airport",
    "family": "its partners too, same airport",
    "any carrier": "any carrier, same airport",
    "any airport": "any carrier, any New York airport",
}
ANY_ROUTE = 16.0
PER = 10_000
FEW = 0.005  # a group below this share of flights is too small for its "times as often" to mean much


class StrandedLab(Lab):
    """Choose a group of flights and a rebooking rule; compare with everyone else.

    Fast because all rebooking queues of a rule run as one vectorised sum (Queues), remembered for each load, and a
    group is one mask over the year's flights (DayCounts).
    """

    name = "stranded"
    title = "Stranded overnight"
    question = (
        "Of 10,000 flights, how many are cancelled, and how many strand their travellers, with *no later flight "
        "before 03:00*? Choose a group at the left and compare it with everyone else."
    )
    opens_after = "predictions/04.evening"

    def __init__(self, flights: pd.DataFrame, seats: pd.DataFrame) -> None:
        self.times: Timetable = timetable(flights, seats)
        self._queues = {rule: queues(self.times, rule) for rule in RULES}
        self._share = lru_cache(maxsize=256)(self._stranded_share)
        self._counts = DayCounts(self.times)
        self.contrast: Contrast
        super().__init__()

    def make_controls(self) -> tuple[Control, ...]:
        """Group (hour, route), days, rebooking rule, seats."""
        return (
            Slider(
                "from_hour",
                "Departures from",
                6,  # the year has a single flight before 05:00, too few to compare anybody with
                22,
                1,
                17,
                "o'clock on",
                "From which hour on are over 4 in 5 of the cancelled flights stranded?",
            ),
            Slider(
                "at_most",
                "Routes with at most",
                0.5,
                ANY_ROUTE,
                0.5,
                ANY_ROUTE,
                "flights a day",
                "16 means every route. What does going down to 2.5 do to the left picture, and to the right?",
            ),
            Switch(
                "normal_only",
                "Normal days only",
                False,
                "Is it only the snow? Leaves out days with 10% or more cancelled.",
            ),
            Choice(
                "rule",
                "They can be rebooked on",
                tuple(RULE_LABELS.items()),
                "own",
                "Which rule helps flights from 17 o'clock on most?",
            ),
            Switch("seats_limited", "Later flights are partly sold"),
            Slider(
                "load",
                "Seats already sold",
                50,
                100,
                1,
                80,
                "%",
                "With any airport, from 17 o'clock on: how many sold seats strand half of the cancelled flights?",
                needs="seats_limited",
            ),
        )

    def draw(self) -> LiveFigure:
        """Two panels in one unit and on one scale (cancelled; of those, stranded), and the group's two shares."""
        figure = LiveFigure(self.name, (600, 440))
        with figure.style():
            grid = figure.figure.add_gridspec(2, 2, height_ratios=[3.4, 1])
            left = figure.figure.add_subplot(grid[0, 0])
            right = figure.figure.add_subplot(grid[0, 1], sharey=left)
            strip = figure.figure.add_subplot(grid[1, :])
            left.set_title("Cancelled, per 10,000 flights")
            right.set_title("Stranded overnight, per 10,000 flights")
            right.tick_params(labelleft=False)
            self._cancelled = EstimateBars(figure, left, "cancelled", ("your group", "everyone else"))
            self._stranded = EstimateBars(figure, right, "stranded", ("your group", "everyone else"))
            self._shares = ShareBars(figure, strip, "share", ("all flights", "all who are stranded"))
            self._axes = left
        return figure

    def compare(
        self, from_hour: int, at_most: float = ANY_ROUTE, normal_only: bool = False, rule: str = "own"
    ) -> Contrast:
        """The comparison the lab shows for these settings, with room on every later flight."""
        return self._counts.contrast(self._share(rule, None), self.times.group(from_hour, at_most), normal_only)

    def load_that_strands(self, share: float, rule: str, from_hour: int) -> float:
        """The lowest whole-per-cent load at which `share` of the cancelled flights from that hour on are stranded."""

        group = self.times.group(from_hour)[self.times.cancelled]
        return next(load / 100 for load in range(1, 101) if self._share(rule, load / 100)[group].mean() >= share)

    def lost_on_busier_routes(self, from_hour: int, more_than: float) -> float:
        """Share stranded of the cancelled flights from that hour on, on routes with more flights a day than that."""
        busier = self.times.group(from_hour) & ~self.times.group(from_hour, more_than)
        return float(self._share("own", None)[busier[self.times.cancelled]].mean())

    def rescued(self, rule: str) -> float:
        """Of those stranded with their own carrier, the share that `rule` would get away, with room on every flight."""
        return 1 - float(self._share(rule, None).sum() / self._share("own", None).sum())

    def stranded_on(self, month: int, day: int) -> float:
        """Stranded flights of one day of 2013, own carrier, room on every later flight."""
        flights = self.times.flights
        cancelled = self.times.cancelled
        that_day = ((flights["month"] == month) & (flights["day"] == day)).to_numpy()[cancelled]
        return float(self._share("own", None)[that_day].sum())

    def numbers(self) -> Fields:
        """The chosen group's stranded share, as the problem statement's fields want it."""
        values, contrast = self.values, self.contrast
        routes = "" if values["at_most"] >= ANY_ROUTE else f", routes with at most {values['at_most']:g} flights a day"
        days = ", normal days" if values["normal_only"] else ""
        room = f"{values['load']:.0f}% of seats sold" if values["seats_limited"] else "with room on every later flight"
        return {
            "part": f"{contrast.stranded_flights[0]:,.0f}",
            "whole": f"{contrast.flights[0]:,}",
            "unit": f"flights from New York in 2013, departures from {values['from_hour']:.0f}:00 on{routes}{days}, "
            f"stranded if rebooked on {RULE_LABELS[values['rule']]}, {room}",
            "evidence": "records",
            "count": f"{sum(contrast.flights):,}",
            "seen_on": "2013-12-31",
        }

    def _stranded_share(self, rule: str, load: float | None) -> np.ndarray:
        # Sums of shares leave a dust of 1e-17; in a resample with nobody stranded it would pass for somebody.
        return self._queues[rule].stranded_share(load).round(9)

    def show(self, values: dict[str, Any]) -> str:
        """Compare the chosen group with everyone else."""
        load = values["load"] / 100 if values["seats_limited"] else None
        share = self._share(values["rule"], load)
        group = self.times.group(values["from_hour"], values["at_most"])
        self.contrast = contrast = self._counts.contrast(share, group, values["normal_only"])
        top = np.nanmax([estimate.high for estimate in (*contrast.cancelled, *contrast.stranded)]) * PER
        self._axes.set_ylim(0, next((limit for limit in (600, 1200, 2400, 5000) if top * 1.1 < limit), 11_000))
        self._cancelled.move([e.scaled(PER) for e in contrast.cancelled])
        self._stranded.move([e.scaled(PER) for e in contrast.stranded])
        self._shares.move([contrast.share_of_flights, contrast.share_of_stranded])
        return _words(contrast)


def _words(contrast: Contrast) -> str:
    if not contrast.flights[0]:
        return "No flight is in that group. Choose an earlier hour or busier routes."
    if not all(e.value for e in (contrast.cancelled[0], contrast.cancelled[1], contrast.stranded[1])):
        return "Too few flights to compare: nobody is cancelled or stranded on one side. Choose a larger group."
    if not contrast.flights[1]:
        return "Every flight is in your group: there is nobody to compare with. Choose a later hour or thinner routes."
    if contrast.share_of_flights < FEW:
        return (
            f"Your group is {contrast.flights[0]:,} flights, {contrast.share_of_flights:.1%} of all: few to lean on. "
            f"Of its cancelled flights, **{contrast.lost[0]:.0%}** strand their travellers; of everyone else's, "
            f"{contrast.lost[1]:.0%}."
        )
    cancelled, stranded = contrast.cancelled_ratio, contrast.stranded_ratio
    return (
        f"Your group is cancelled **{cancelled.value:.1f} times** as often as everyone else "
        f"({cancelled.low:.1f} to {cancelled.high:.1f}) and stranded **{stranded.value:.1f} times** as often "
        f"({stranded.low:.1f} to {stranded.high:.1f}). Of its cancelled flights, **{contrast.lost[0]:.0%}** strand "
        f"their travellers; of everyone else's, {contrast.lost[1]:.0%}."
    )
