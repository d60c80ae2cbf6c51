"""Lesson 03, lab 3: backlog, late orders, contacts, staff time, backlog."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import numpy as np

from ops2pm.models import backlog_loop as loop
from ops2pm.models.backlog_loop import (
    DAYS,
    LATE_FROM,
    ON_TIME_UP_TO,
    PEAK,
    Settings,
    run,
    tipping_backlog,
    tipping_peak,
    tipping_share,
    weeks_to_clear,
)
from ops2pm.ui.controls import Control, Slider
from ops2pm.ui.figure import CHOSEN, COMPARED, GRID, INK, QUIET, REST, LiveFigure
from ops2pm.ui.lab import Lab

TOPS = (500, 1_000, 2_500, 5_000, 10_000, 25_000, 50_000)
"""Ends of the backlog's axis, in orders."""
GRIDLINES = 5
WEEKS = DAYS / 7
OFFERED = (4, 6, 9)
"""Weeks among which the prediction lets the reader choose."""


class BacklogLoopLab(Lab):
    """Orange: as the lab opens. Blue: the reader's. Grey: the reader's, if nobody asked.

    Fast because a run is 182 steps of arithmetic, and the axis is relabelled instead of drawn again.
    """

    name = "backlog-loop"
    title = "One busy week"
    question = (
        "Late orders make people ask, and answering takes the staff from picking. After *one* busy week, where is the "
        "lever that brings the backlog down, and when is it not over in 26 weeks?"
    )
    opens_after = "predictions/03.loop"
    simulated = True

    def __init__(self) -> None:
        self.start = Settings()
        super().__init__()

    def make_controls(self) -> tuple[Control, ...]:
        """Staff, the busy week, and contacts."""
        s = self.start
        return (
            Slider("hours", "Staff", 24, 48, 0.2, s.hours, "hours a day", "Try 5% more: 37.8."),
            Slider(
                "peak",
                "The busy week brings",
                0,
                100,
                1,
                100 * s.peak,
                "% more",
                "Where does it outlast the 26 weeks?",
            ),
            Slider(
                "contacts",
                "Contacts",
                0,
                100,
                5,
                100 * s.contacts,
                "per 100 late orders",
                "Halve it. Is that as good as more staff?",
            ),
        )

    def draw(self) -> LiveFigure:
        """The backlog on top, the staff's time spent answering beneath, over 26 weeks."""
        figure = LiveFigure(self.name, (600, 440))
        figure.figure.set_layout_engine("none")
        with figure.style():
            top = figure.figure.add_axes((0.11, 0.47, 0.87, 0.37))
            low = figure.figure.add_axes((0.11, 0.145, 0.87, 0.19))
            for axes in (top, low):
                axes.set_xlim(0, WEEKS)
                axes.set_ylim(0, 1)
                axes.axvspan(PEAK.start / 7, PEAK.stop / 7, color=GRID, alpha=0.6, lw=0)
            heights = [line / GRIDLINES for line in range(GRIDLINES + 1)]
            top.set_yticks(heights, [""] * len(heights))
            top.set_xticks(range(0, 27, 2), [""] * 14)
            low.set_xticks(range(0, 27, 2))
            low.set_xlabel("week", size=11.5)
            low.tick_params(labelsize=11)
            low.set_yticks([0, 0.25, 0.5, 0.75, 1], ["0%", "", "50%", "", "100%"])
            write = figure.figure.text
            write(0.01, 0.955, "Orders waiting at the day's end", size=13, weight="bold", color=INK)
            write(0.01, 0.37, "Share of the staff's time spent answering", size=13, weight="bold", color=INK)
            write(0.01, 0.885, "Blue: yours", size=12, color=CHOSEN)
            write(0.18, 0.885, "Orange: as the lab opens", size=12, color=COMPARED)
            write(0.52, 0.885, "Grey: yours, if nobody asked", size=12, color=QUIET)
            at = {"transform": top.get_yaxis_transform(), "ha": "right", "va": "center", "size": 11.5, "color": QUIET}
            self._ticks = [figure.track(f"tick{n}", top.text(-0.012, y, "0", **at)) for n, y in enumerate(heights)]
            days = np.arange(DAYS + 1) / 7
            flat = np.zeros(DAYS + 1)
            self._lines = {}
            for name, axes, colour, width, style in (
                ("alone", top, REST, 2.0, (0, (4, 3))),
                ("before", top, COMPARED, 2.0, "-"),
                ("yours", top, CHOSEN, 2.6, "-"),
                ("before-time", low, COMPARED, 2.0, "-"),
                ("yours-time", low, CHOSEN, 2.6, "-"),
            ):
                line = axes.plot(days, flat, color=colour, lw=width, ls=style)[0]
                self._lines[name] = figure.track(name, line)
            self._tipping = figure.track(
                "tipping", top.plot([0, WEEKS], [0.5, 0.5], color=INK, lw=1, ls=(0, (1, 2)))[0]
            )
            said = write(0.98, 0.955, "x", size=11.5, color=INK, ha="right")
            self._tipping_text = figure.track("tipping-text", said)
            self._before = run(self.start)
        return figure

    def settings(self, **values: float) -> Settings:
        """The model's settings for these values of the controls, the others as the lab opens."""
        v = {**self._start(), **values}
        return replace(self.start, hours=v["hours"], peak=v["peak"] / 100, contacts=v["contacts"] / 100)

    @property
    def lateness(self) -> tuple[float, float]:
        """Days' work waiting beyond which orders begin to be late, and from which on all are."""
        return ON_TIME_UP_TO, LATE_FROM

    @property
    def full(self) -> float:
        """Orders a day that the staff could pick with nothing else to do, as the lab opens."""
        return 60 * self.start.hours / self.start.picking

    def weeks(self, **values: float) -> float:
        """Weeks from the end of the busy week until the backlog is gone; infinite if it isn't within the run."""
        return weeks_to_clear(self.settings(**values))

    def about(self, **values: float) -> str:
        """The nearest of the answers offered in the prediction: "4", "6", "9" weeks, or "never"."""
        weeks = self.weeks(**values)
        return "never" if math.isinf(weeks) else str(min(OFFERED, key=lambda offered: abs(offered - weeks)))

    def days_above(self, **values: float) -> int:
        """Days on which more orders wait than the level above which the backlog grows by itself."""
        level = self.level(**values)
        return int((run(self.settings(**values)).backlog > level).sum()) if level is not None else 0

    def level(self, **values: float) -> float | None:
        """Orders waiting above which the backlog grows by itself."""
        return tipping_backlog(self.settings(**values))

    def tips_at(self, **values: float) -> float | None:
        """The smallest busy week, as a share more, in steps of 1%, that isn't over within the run."""
        return tipping_peak(self.settings(**values))

    def most_answering(self, **values: float) -> float:
        """The largest share of a day's staff time that goes into answering."""
        return float(run(self.settings(**values)).answering.max())

    def spare(self) -> float:
        """The share of the staff's time that picking leaves over in an ordinary week, as the lab opens."""
        return 1 - self.start.arrivals / self.full

    def hours_answering(self, **values: float) -> float:
        """Staff hours spent answering in the whole run."""
        settings = self.settings(**values)
        return float((run(settings).answering * settings.hours).sum())

    def hours_over_the_run(self, hours: float) -> float:
        """So many hours a day, in the whole run."""
        return hours * DAYS

    def show(self, values: dict[str, Any]) -> str:
        """Play both, and say when it is over."""
        settings = self.settings(**values)
        yours, alone = run(settings), run(replace(settings, contacts=0.0))
        highest = max(course.backlog.max() for course in (yours, alone, self._before))
        top = next((end for end in TOPS if highest * 1.05 < end), TOPS[-1])
        for line, tick in enumerate(self._ticks):
            tick.set_text(f"{top * line / GRIDLINES:,.0f}")
        for name, course in (("alone", alone), ("before", self._before), ("yours", yours)):
            self._lines[name].set_ydata(np.minimum(1.0, np.append(0, course.backlog) / top))
        for name, course in (("before-time", self._before), ("yours-time", yours)):
            self._lines[name].set_ydata(np.append(0, course.answering))
        level = tipping_backlog(settings)
        shown = level is not None and level < 0.97 * top
        self._tipping.set_visible(shown)
        self._tipping_text.set_visible(shown)
        if level is not None and shown:
            self._tipping.set_ydata([level / top, level / top])
            self._tipping_text.set_text(f"Dotted: above {level:,.0f} for long, it grows")
        return self._words(settings, yours)

    def _words(self, settings: Settings, yours: loop.Course) -> str:
        need, hours = settings.arrivals * settings.picking / 60, settings.hours
        picking = f"Picking {settings.arrivals:,.0f} orders takes {need:.1f} of the **{hours:.1f}** staff hours a day"
        if need > hours:
            return (
                f"{picking.replace(' of the', ', more than the')}. The backlog grows without any busy week; after 26 "
                f"weeks **{yours.backlog[-1]:,.0f}** orders wait."
            )
        if yours.backlog.max() < 1:
            return f"{picking}. Even the busy week leaves nothing behind: no order waits at any day's end."
        if need == hours:
            return (
                f"{picking}: all of them. What the busy week leaves behind never goes away; after 26 weeks "
                f"**{yours.backlog[-1]:,.0f}** orders wait."
            )
        weeks, alone = weeks_to_clear(settings), weeks_to_clear(replace(settings, contacts=0.0))
        if math.isinf(weeks):
            without = "neither would it be" if math.isinf(alone) else f"it would be after {_weeks(alone)}"
            said = (
                f"After 26 weeks **{yours.backlog[-1]:,.0f}** orders wait: it is **not over**. If nobody asked, "
                f"{without}."
            )
        else:
            said = (
                f"The backlog is gone **{_weeks(weeks)}** after the busy week; if nobody asked, it would be after "
                f"{_weeks(alone)}."
            )
        said += f" Answering takes at most {yours.answering.max():.0%} of the staff's time."
        if tipping_share(settings) > 1:
            said += " However many wait, the staff can catch up."
        return said


def _weeks(weeks: float) -> str:
    return "less than a day" if weeks == 0 else f"{weeks:.1f} weeks"
