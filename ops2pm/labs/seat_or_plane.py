"""Lesson 08, lab 1: a later plane isn't a seat, and how full the planes are moves two factors at once."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from ops2pm.labs.free_seats import counted
from ops2pm.models.opportunity import ASKED, LOADS, SOLD
from ops2pm.models.two_routes import BY_FLIGHTS
from ops2pm.numbers import per_cent
from ops2pm.ui.controls import Choice, Control, Slider
from ops2pm.ui.figure import CHOSEN, COMPARED, GRID, INK, QUIET, REST, LiveFigure, dot, put
from ops2pm.ui.lab import Lab
from ops2pm.ui.rows import beside, round_limit, rows_only, thousands

CURVE = np.linspace(LOADS[0], LOADS[-1], 51)
AGAINST = {"plane": "a plane is enough", "fixed": f"found as at {SOLD}% sold"}
"""What the orange line of the lower picture supposes -> its name."""
DOT = 0.02


class SeatOrPlaneLab(Lab):
    """Blue: who finds a seat. Orange: what one would think without counting it."""

    name = "seat-or-plane"
    title = "A plane isn't a seat"
    question = (
        "Travellers for whom today's rebooking finds nothing before 03:00 are offered any later seat: another carrier, "
        "another New York airport. *How many nights does that spare in a year?*"
    )
    opens_after = "predictions/08.seats"

    def make_controls(self) -> tuple[Control, ...]:
        """How full the planes are, how many would go, and what to hold it against."""
        return (
            Slider(
                "load",
                "Seats already sold",
                100 * LOADS[0],
                100 * LOADS[-1],
                2.5,
                SOLD,
                "%",
                "Assumed. Two colleagues argue: 80 or 90? What is the argument worth, if everybody takes it up?",
            ),
            Slider(
                "take_up",
                "Take-up",
                2,
                100,
                1,
                ASKED,
                "% of the stranded",
                "A guess. Double it from 10 to 20. Do the nights double too?",
            ),
            Choice(
                "against",
                "The orange line",
                (("plane", "any later plane is enough"), ("fixed", f"as many find a seat as at {SOLD}%")),
                "plane",
                "Take the second one. Where does it part from the blue one?",
            ),
        )

    # -- what the lesson asks too ------------------------------------------------------------------

    def stranded(self, load: float) -> float:
        """Travellers a year for whom today's rebooking finds nothing; load in per cent."""
        return float(counted().stranded(np.array(load / 100)))

    def cancelled(self, load: float) -> float:
        """Travellers a year on cancelled flights; load in per cent."""
        return float(counted().cancelled(np.array(load / 100)))

    def moved(self, load: float, take_up: float) -> float:
        """Nights a year that a seat elsewhere spares; both in per cent."""
        return float(counted().moved(np.array(load / 100), np.array(take_up / 100)))

    def seats(self, load: float, take_up: float) -> float:
        """The share, 0 to 1, of those who look for a seat who find one; both in per cent."""
        return self.moved(load, take_up) / (self.stranded(load) * take_up / 100)

    def planes(self, load: float) -> float:
        """The share, 0 to 1, of the stranded to whose destination a later plane leaves; load in per cent."""
        return float(counted().plane_leaves(np.array(load / 100))) / self.stranded(load)

    def _curves(self, take_up: float, against: str) -> tuple[np.ndarray, np.ndarray]:
        grid, share = counted(), take_up / 100
        nights = grid.moved(CURVE, np.full_like(CURVE, share))
        if against == "plane":
            return nights, grid.plane_leaves(CURVE) * share
        return nights, grid.stranded(CURVE) * share * self.seats(SOLD, take_up)

    # -- the picture -------------------------------------------------------------------------------

    def draw(self) -> LiveFigure:
        """Above, of 100 who look, how many find a plane and a seat; below, nights by how full the planes are."""
        figure = LiveFigure(self.name, (560, 450))
        with figure.style():
            figure.figure.set_layout_engine("none")
            self._draw_hundred(figure, figure.figure.add_axes((0.23, 0.7, 0.73, 0.19)))
            self._draw_nights(figure, figure.figure.add_axes((0.13, 0.13, 0.83, 0.36)))
        return figure

    def _draw_hundred(self, figure: LiveFigure, axes: Axes) -> None:
        figure.figure.text(0.01, 0.945, "Of 100 of them who look for another seat", size=13, weight="bold", color=INK)
        axes.set_xlim(0, 100)
        axes.set_ylim(1.6, -0.6)
        rows_only(axes)
        self._bars = []
        for row, (name, colour) in enumerate((("a later plane leaves", COMPARED), ("a seat is found", CHOSEN))):
            axes.barh([row], [100], height=0.6, color=GRID)
            bar = figure.track(f"bar{row}", axes.barh([row], [0], height=0.6, color=colour)[0])
            value = figure.track(
                f"bar-value{row}", axes.text(0, row, "-", va="center", color=INK, size=12, weight="bold")
            )
            beside(axes, row, name)
            self._bars.append((bar, value))

    def _draw_nights(self, figure: LiveFigure, axes: Axes) -> None:
        write = figure.figure.text
        write(0.01, 0.585, "Nights spared a year, New York's three airports", size=13, weight="bold", color=INK)
        self._named = [
            figure.track("named-found", write(0.13, 0.535, "a seat is found", size=11.5, weight="bold", color=CHOSEN)),
            figure.track(
                "named-against", write(0.96, 0.535, "-", ha="right", size=11.5, weight="bold", color=COMPARED)
            ),
        ]
        axes.set_xlim(100 * LOADS[0], 100 * LOADS[-1])
        axes.set_xticks(range(70, 100, 5), [f"{tick}%" for tick in range(70, 100, 5)])
        axes.set_xlabel("seats already sold, on every flight (assumed)", size=11.5)
        axes.yaxis.set_major_formatter(thousands)
        axes.grid(color=GRID)
        self._axes, flat = axes, np.zeros_like(CURVE)
        dashed = (0, (5, 2))
        self._against = figure.track("against", axes.plot(100 * CURVE, flat, color=COMPARED, lw=2, ls=dashed)[0])
        self._found = figure.track("found", axes.plot(100 * CURVE, flat, color=CHOSEN, lw=2.6)[0])
        self._down = figure.track("down", axes.plot([SOLD, SOLD], [0, 1], color=REST, lw=1.2)[0])
        self._here = figure.track("here", dot(axes, SOLD, 1, DOT, CHOSEN, 10))
        figure.figure.text(0.995, 0.01, "flights of 2013", ha="right", va="bottom", color=QUIET, size=9.5)

    def show(self, values: dict[str, Any]) -> str:
        """Count, draw both, and say what it comes to."""
        load, take_up = values["load"], values["take_up"]
        planes, seats = self.planes(load), self.seats(load, take_up)
        for (bar, value), share in zip(self._bars, (planes, seats), strict=True):
            bar.set_width(100 * share)
            value.set_x(100 * share + 1)
            value.set_text(f"{100 * share:.0f}")
        nights, against = self._curves(take_up, values["against"])
        self._axes.set_ylim(0, round_limit(1.02 * float(max(nights.max(), against.max())), 1000))
        self._found.set_ydata(nights)
        self._against.set_ydata(against)
        self._named[1].set_text(AGAINST[values["against"]])
        here = self.moved(load, take_up)
        self._down.set_data([load, load], [0, here])
        put(self._here, load, here, DOT)
        return self._words(load, take_up, planes, seats, here)

    def _words(self, load: float, take_up: float, planes: float, seats: float, nights: float) -> str:
        stranded = self.stranded(load)
        look = "All" if take_up == 100 else f"{take_up:.0f}%"
        lowest, highest = (100 * LOADS[0], 100 * LOADS[-1])
        ends = f"{self.moved(lowest, take_up):,.0f} at {lowest:.0f}% sold, {self.moved(highest, take_up):,.0f} at"
        return (
            f"With {load:g}% of seats sold, {stranded:,.0f} travellers a year are stranded. {look} of them look: "
            f"{stranded * take_up / 100:,.0f}. A later plane leaves for {per_cent(planes)} of these, and "
            f"**{per_cent(seats)}** find a seat: **{nights:,.0f} nights** a year. (The same take-up gives {ends} "
            f"{highest:.0f}%.)"
        )

    def slide(self) -> pd.DataFrame:
        """The colleague's estimate, factor by factor, as a spreadsheet has it."""
        rows = {
            "Travellers on cancelled flights, New York, a year": f"{self.cancelled(SOLD):,.0f}",
            "of them stranded": f"{self.stranded(SOLD) / self.cancelled(SOLD):.0%}",
            "a later plane leaves for": f"{self.planes(SOLD):.0%}",
            "the whole country is so many New Yorks": f"{BY_FLIGHTS:.1f}",
            "Nights a year that we could spare": f"{self.slide_nights():,.0f}",
        }
        return pd.DataFrame({"number": rows}).rename_axis("The slide", axis="columns")

    def slide_nights(self) -> float:
        """What the colleague's factors come to: nights a year in the country."""
        return BY_FLIGHTS * self.planes(SOLD) * self.stranded(SOLD)

    def facts(self) -> dict[str, Any]:
        """What the lesson says of this lab, by the name its text gives each number."""
        whole = {load: self.moved(load, 100) for load in (70, 80, 90, 95)}
        few = {load: self.moved(load, ASKED) for load in (70, 80, 90, 95)}
        return {
            "sold": SOLD,
            "slide": self.slide_nights(),
            "asked": ASKED,
            "stranded": {load: self.stranded(load) for load in (80, SOLD, 90)},
            "planes": 100 * self.planes(SOLD),
            "plane_nights": self.planes(SOLD) * self.stranded(SOLD),
            "seats": {share: 100 * self.seats(SOLD, share) for share in (10, 20, 30, 50, 100)},
            "limit": {share: 1 - self.seats(SOLD, share) / self.planes(SOLD) for share in (10, 50)},
            "half_from": next(share for share in range(2, 101) if self.seats(SOLD, share) < self.planes(SOLD) / 2),
            "nights": {share: self.moved(SOLD, share) for share in (10, 20, 50, 100)},
            "found": {load: 100 * self.seats(load, 100) for load in (80, 90)},
            "whole": whole,
            "few": few,
            "apart": 100 * (whole[90] / whole[80] - 1),
            "few_apart": 100 * (few[90] / few[80] - 1),
            "doubled": self.moved(SOLD, 20) / self.moved(SOLD, 10),
            "tenfold": self.moved(SOLD, 100) / self.moved(SOLD, 10),
        }
