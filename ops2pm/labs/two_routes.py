"""Lesson 08, lab 3: up from our flights and down from all passengers, and the steps at which the two part."""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import numpy as np
from matplotlib.axes import Axes

from ops2pm.labs.free_seats import counted
from ops2pm.models.opportunity import ASKED, SOLD
from ops2pm.models.two_routes import (
    BY_FLIGHTS,
    CANCELLED_COUNTRY,
    CANCELLED_FLIGHTS,
    CANCELLED_OURS,
    Bridge,
    Step,
    bridge,
)
from ops2pm.numbers import three_figures
from ops2pm.ui.controls import Control, Slider, Switch
from ops2pm.ui.figure import CHOSEN, COMPARED, GRID, INK, QUIET, REST, LiveFigure
from ops2pm.ui.lab import Lab
from ops2pm.ui.markup import listed
from ops2pm.ui.rows import beside, rows_only, span


class Named(NamedTuple):
    """A step as the picture names it, and as its numbers are written."""

    name: str
    form: str


STEPS = {
    "flights": Named("flights a year", "{:,.2f} million"),
    "cancelled": Named("share cancelled", "{:.2%}"),
    "seats": Named("seats a flight", "{:,.0f}"),
    "load": Named("seats sold", "{:.1%}"),
    "stranded": Named("travellers stranded", "{:.0%}"),
    "found": Named("a seat is found", "{:.0%}"),
    "take_up": Named("take-up", "{:.0%}"),
    "alike": Named("like New York", "{:.0%}"),
}
GUESSED_STRANDED, GUESSED_FOUND, ALIKE = 75, 70, 35
"""Per cent. What somebody without our table might guess of the first two; the third is a guess for anybody."""
TICKS = {1 / 4: "÷4", 1 / 2: "÷2", 1: "yours", 2: "×2", 4: "×4"}
ENDS = 1 / 5.5, 5.5
"""Of the axis: no setting of the controls leads beyond."""
NEAR = 0.05
"""Routes whose ratio is so near to 1 are said to agree."""


class TwoRoutesLab(Lab):
    """Blue: up from our flights. Orange: down from all passengers."""

    name = "two-routes"
    title = "Two routes to one number"
    question = (
        "Your friend begins at the top: *645.6 million passengers, 1.8% of them cancelled*, and on down. Each bar is a "
        "factor: where hers is larger, it goes right. The two totals agree. *Are they right, then?*"
    )
    opens_after = "predictions/08.routes"

    def make_controls(self) -> tuple[Control, ...]:
        """Two things to mend in our route, two guesses of theirs, and what both take from the same place."""
        return (
            Switch(
                "country_rate",
                "Yours: cancelled as often as the country",
                False,
                "New York cancels far more. Mend it. What becomes of the agreement?",
            ),
            Switch(
                "all_airlines",
                "Yours: add airlines that don't report",
                False,
                "They fly about a quarter. Mend it too. What has become of the agreement now?",
            ),
            Slider(
                "stranded",
                "Hers: stranded",
                50,
                100,
                5,
                GUESSED_STRANDED,
                "%",
                "Her guess, without a table. Move it by 15. Would the ratio tell you which of you is right?",
            ),
            Slider(
                "found",
                "Hers: a seat is found",
                40,
                100,
                5,
                GUESSED_FOUND,
                "%",
                "Another guess. Lower it as you raise the one above. Can two wrong guesses agree with you?",
            ),
            Slider(
                "take_up",
                "Both: take-up",
                2,
                100,
                1,
                ASKED,
                "%",
                "Double it. Both totals move. Why does the ratio move a little?",
            ),
            Slider(
                "alike",
                "Both: like New York",
                5,
                100,
                5,
                ALIKE,
                "%",
                "Be wrong by a factor of two. What does the ratio say about it?",
            ),
        )

    # -- what the lesson asks too ------------------------------------------------------------------

    def bridge(self, **values: Any) -> Bridge:
        """Both routes with the controls at `values`, else as the lab opens."""
        now = {**self._start(), **values}
        load, take_up = np.array(SOLD / 100), np.array(now["take_up"] / 100)
        cancelled, stranded = float(counted().cancelled(load)), float(counted().stranded(load))
        return bridge(
            {
                "seats": cancelled / float(load) / CANCELLED_FLIGHTS,
                "load": float(load),
                "stranded": stranded / cancelled,
                "found": float(counted().moved(load, take_up)) / (stranded * float(take_up)),
            },
            {"stranded": now["stranded"] / 100, "found": now["found"] / 100},
            {"take_up": float(take_up), "alike": now["alike"] / 100},
            now["country_rate"],
            now["all_airlines"],
        )

    # -- the picture -------------------------------------------------------------------------------

    def draw(self) -> LiveFigure:
        """Above, the two totals; below, a factor a row, each bar beginning where the one above it ended."""
        figure = LiveFigure(self.name, (580, 500))
        with figure.style():
            figure.figure.set_layout_engine("none")
            write = figure.figure.text
            write(0.01, 0.955, "Nights spared a year, the whole country", size=13, weight="bold", color=INK)
            bold = {"size": 12, "weight": "bold"}
            self._told = {
                "ours": figure.track("ours-words", write(0.01, 0.9, "-", color=CHOSEN, **bold)),
                "theirs": figure.track("theirs-words", write(0.01, 0.855, "-", color=COMPARED, **bold)),
                "ratio": figure.track("ratio-words", write(0.985, 0.875, "-", ha="right", color=INK, **bold)),
            }
            write(0.01, 0.785, "From yours to hers, factor by factor", size=13, weight="bold", color=INK)
            self._draw_steps(figure, figure.figure.add_axes((0.36, 0.08, 0.53, 0.665)))
        return figure

    def _draw_steps(self, figure: LiveFigure, axes: Axes) -> None:
        axes.set_ylim(len(STEPS) - 0.4, -0.6)
        axes.set_xscale("log")
        axes.set_xlim(*ENDS)
        axes.minorticks_off()
        axes.set_xticks(list(TICKS), list(TICKS.values()))
        rows_only(axes)
        ends = [-0.6, len(STEPS) - 0.4]
        axes.plot([1, 1], ends, color=CHOSEN, lw=1.8)
        self._end = figure.track("end", axes.plot([1, 1], ends, color=COMPARED, lw=1.8, ls=(0, (4, 2)))[0])
        self._rows = []
        for row, named in enumerate(STEPS.values()):
            beside(axes, row, named.name, "bottom")
            both = figure.track(f"both{row}", beside(axes, row + 0.03, "-", "top", QUIET, size=10))
            bar = figure.track(f"bar{row}", axes.barh([row], [0.1], left=1, height=0.5, color=REST)[0])
            same = figure.track(
                f"same{row}", axes.plot([1, 1], [row - 0.25, row + 0.25], color=INK, lw=3, solid_capstyle="butt")[0]
            )
            times = figure.track(
                f"times{row}",
                axes.text(1.03, row, "-", transform=axes.get_yaxis_transform(), va="center", color=INK, size=11),
            )
            joined = None
            if row + 1 < len(STEPS):
                joined = figure.track(
                    f"joined{row}", axes.plot([1, 1], [row + 0.25, row + 0.75], color=GRID, lw=1.2)[0]
                )
            self._rows.append((both, bar, same, times, joined))
        figure.figure.text(0.995, 0.005, "New York: flights of 2013", ha="right", va="bottom", color=QUIET, size=9.5)

    def show(self, values: dict[str, Any]) -> str:
        """Walk from one total to the other, and say what the ratio can't."""
        found = self.bridge(**values)
        self._told["ours"].set_text(f"yours, up from flights: {three_figures(found.ours):,.0f}")
        self._told["theirs"].set_text(f"hers, down from passengers: {three_figures(found.theirs):,.0f}")
        self._told["ratio"].set_text(f"hers ÷ yours: {found.ratio:.2f}")
        before = 1.0
        for step, after, (both, bar, same, times, joined) in zip(found.steps, found.after, self._rows, strict=True):
            equal = math.isclose(step.times, 1, abs_tol=1e-9)
            span(bar, min(before, after), max(before, after))
            bar.set_visible(not equal)
            same.set_xdata([after, after])
            same.set_visible(equal)
            if joined is not None:
                joined.set_xdata([after, after])
            both.set_text(_both(step))
            times.set_text("same" if equal else f"×{step.times:.2f}")
            before = after
        self._end.set_xdata([found.ratio, found.ratio])
        return self._words(found)

    def _words(self, found: Bridge) -> str:
        near = abs(math.log(found.ratio)) <= math.log(1 + NEAR)
        said = (
            f"Yours: **{three_figures(found.ours):,.0f} nights** a year. Hers: "
            f"**{three_figures(found.theirs):,.0f}**, which is "
            f"**{found.ratio:.2f}** times yours. "
        )
        parts = f"the steps to the right multiply to ×{found.up:.2f}, those to the left to ×{found.down:.2f}"
        # Agreement of the totals is worth a look at the parts only where those differ.
        if near and found.up > 1 + NEAR:
            said += f"They agree, and their parts don't: {parts}. "
        else:
            said += f"{parts.capitalize()}. "
        step = found.farthest
        said += f"They part most at *{STEPS[step.key].name}*. "
        shared = listed([f"*{STEPS[each.key].name}*" for each in found.steps if each.shared])
        return said + f"Both have {shared} from the same place: a mistake there moves both, and no ratio shows it."

    def facts(self) -> dict[str, Any]:
        """What the lesson says of this lab, by the name its text gives each number."""
        at_first = self.bridge()
        rate = self.bridge(country_rate=True)
        mended = self.bridge(country_rate=True, all_airlines=True)
        half, double = self.bridge(alike=ALIKE * 2), self.bridge(take_up=ASKED * 2)
        own_found = next(step.ours for step in at_first.steps if step.key == "found")
        own_stranded = next(step.ours for step in at_first.steps if step.key == "stranded")
        table = self.bridge(country_rate=True, all_airlines=True, stranded=100 * own_stranded, found=100 * own_found)
        return {
            "ours": three_figures(at_first.ours),
            "theirs": three_figures(at_first.theirs),
            "ratio": at_first.ratio,
            "up": at_first.up,
            "down": at_first.down,
            "times": {step.key: step.times for step in at_first.steps},
            "our": {step.key: step.ours for step in at_first.steps},
            "their": {step.key: step.theirs for step in at_first.steps},
            "rate": {"ours": three_figures(rate.ours), "ratio": rate.ratio},
            "mended": {"ours": mended.ours, "ratio": mended.ratio},
            "same_guesses": table.ratio,
            "by_flights": BY_FLIGHTS,
            "new_york_cancels": CANCELLED_OURS / CANCELLED_COUNTRY,
            "all_seats": counted().seats_a_flight,
            "alike_doubled": {"ours": half.ours, "theirs": half.theirs, "ratio": half.ratio},
            "take_up_doubled": {
                "ours": three_figures(double.ours),
                "theirs": three_figures(double.theirs),
                "ratio": double.ratio,
            },
            "sold": SOLD,
            "asked": ASKED,
            "alike": ALIKE,
            "guessed_stranded": GUESSED_STRANDED,
            "guessed_found": GUESSED_FOUND,
        }


def _both(step: Step) -> str:
    """The factor as ours and as theirs."""
    ours, theirs = (_written(step.key, value) for value in (step.ours, step.theirs))
    return f"both {ours}" if step.shared else f"yours {ours}, hers {theirs}"


def _written(key: str, value: float) -> str:
    return STEPS[key].form.format(value / 1e6 if key == "flights" else value)
