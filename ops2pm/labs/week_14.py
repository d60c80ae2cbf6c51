"""Lesson 02, lab 2: a process change in week 14 of the simulated company, and who noticed."""

from __future__ import annotations

import math
from functools import lru_cache
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from ops2pm.models.orders import WEEKS
from ops2pm.models.process_change import BY_KEY, CHANGE_WEEK, MEASURES, Difference, Measure, Weekly, is_clean, sides
from ops2pm.numbers import signed
from ops2pm.ui.controls import Choice, Control, Slider
from ops2pm.ui.figure import CHOSEN, COMPARED, GRID, INK, REST, LiveFigure
from ops2pm.ui.lab import Lab

STEPS = (0.1, 0.2, 0.4, 0.7, 1, 2, 3, 5, 7, 10, 15, 25)
LONGEST = 13
FIRST_CUT, LAST_CUT = 3, WEEKS - 1  # so that at least two weeks stand on either side


class Week14Lab(Lab):
    """Choose a measure and the week at which to cut; the change there stands among those of every other week.

    Fast because the orders are summed by week once, resamples included (Weekly).
    """

    name = "week-14"
    title = "Week 14"
    question = (
        "From week 14 on, a faster process sends the first parcel. *What else moved, and is it more than what moves "
        "where nothing happened?* Everything in this company is simulated."
    )
    opens_after = "predictions/02.week_14"
    lines = 5
    simulated = True

    def __init__(self, orders: pd.DataFrame) -> None:
        self.weekly = Weekly(orders)
        self._every_cut = lru_cache(maxsize=512)(self.weekly.every_cut)
        self._difference = lru_cache(maxsize=1024)(self.weekly.difference)
        self._limits = {measure.key: self._range(measure) for measure in MEASURES}
        super().__init__()

    def make_controls(self) -> tuple[Control, ...]:
        """The measure, the week, how many weeks on either side, and whose orders."""
        return (
            Choice(
                "measure",
                "Measure",
                tuple((measure.key, measure.label) for measure in MEASURES),
                MEASURES[0].key,
                "Which of the six moved in week 14 by more than chance?",
            ),
            Slider(
                "cut",
                "Cut at the beginning of week",
                FIRST_CUT,
                LAST_CUT,
                1,
                CHANGE_WEEK,
                "",
                "Nothing happened in weeks 8 and 20. How large is the change there?",
            ),
            Slider(
                "weeks",
                "Compare",
                1,
                LONGEST,
                1,
                6,
                "weeks on either side",
                "With 1 week on either side, how wide do the intervals become?",
            ),
            Choice(
                "segment",
                "Whose orders",
                tuple((name, name) for name in self.weekly.segments),
                self.weekly.segments[0],
                "Is there a group whose contacts fell?",
            ),
        )

    def compare(self, measure: str, weeks: int = LONGEST, cut: int = CHANGE_WEEK, segment: str = "") -> Difference:
        """What the lab shows for these settings."""
        return self._difference(measure, cut, weeks, segment or self.weekly.segments[0])

    def said(self, measure: str, weeks: int = LONGEST) -> str:
        """A measure's change in week 14 as the lab writes it: "−0.1 points (−0.8 to +0.5)"."""
        return _change(BY_KEY[measure], self.compare(measure, weeks))

    def other_cuts(self, weeks: int, cut: int = CHANGE_WEEK) -> int:
        """How many other weeks the slider offers at which nothing happened on either side."""
        return int(self._clean(weeks, cut).sum())

    def moved(self, *measures: str) -> str:
        """Which of these got better by more than chance in week 14: "neither", "both", or the key of the one."""
        better = [
            key for key in measures if (found := self.compare(key)).seen and found.change.value * BY_KEY[key].better > 0
        ]
        return {0: "neither", len(measures): "both"}.get(len(better)) or better[0]

    def as_large(self, measure: str, weeks: int, cut: int, segment: str = "") -> int:
        """At how many of the other weeks in which nothing happened the change is at least as large, up or down."""
        segment = segment or self.weekly.segments[0]
        cuts, found = self._every_cut(measure, weeks, segment)
        size = np.abs(found[:, 0])
        return int((size[self._clean(weeks, cut)] >= size[cuts == cut][0]).sum())

    @staticmethod
    def _clean(weeks: int, cut: int) -> np.ndarray:
        """Which of weeks 2 to 26 stand for "nothing happened": offered, not the one that is cut, and cut cleanly."""
        return np.array(
            [
                FIRST_CUT <= other <= LAST_CUT and other not in (cut, CHANGE_WEEK) and is_clean(other, weeks)
                for other in range(2, WEEKS + 1)
            ]
        )

    # -- the picture -------------------------------------------------------------------------------

    def draw(self) -> LiveFigure:
        """Above, the measure week by week with the means on either side; below, the change at every week."""
        figure = LiveFigure(self.name, (600, 440))
        with figure.style():
            top, low = figure.figure.subplots(2, 1, sharex=True, height_ratios=[1.25, 1])
            self._top, self._low = top, low
            self._titles = {axes: axes.set_title("Orders") for axes in (top, low)}
            top.set_xlim(0, WEEKS + 6.5)
            top.tick_params(labelbottom=False)
            self._cut = figure.track("cut", top.plot([0, 0], [0, 1], color=INK, linewidth=1)[0])
            self._weekly = figure.track("weekly", top.plot([], [], color=REST, linewidth=1.6)[0])
            colours = {"before": COMPARED, "after": CHOSEN}
            self._means = {
                side: figure.track(f"{side}-mean", top.plot([0, 1], [0, 0], color=colour, linewidth=4)[0])
                for side, colour in colours.items()
            }
            self._names = {
                side: figure.track(
                    f"{side}-name",
                    top.text(WEEKS + 0.7, 0, side, color=colour, weight="bold", va="center", fontsize=10),
                )
                for side, colour in colours.items()
            }
            self._draw_changes(figure, low)
        return figure

    def _draw_changes(self, figure: LiveFigure, axes: Axes) -> None:
        axes.set_xlabel("cut at the beginning of week")
        axes.set_xticks([2, 6, 10, 14, 18, 22, 26])
        axes.plot([0, WEEKS + 0.5], [0, 0], color=INK, linewidth=1)  # no further: small changes are named beside it
        axes.axvspan(CHANGE_WEEK - 0.5, CHANGE_WEEK + 0.5, color=GRID, alpha=0.7, linewidth=0)
        # Dark: nothing happened on either side. Faint: week 14 lies inside the window, so something did.
        self._intervals, self._values = {}, {}
        for kind, colour in (("mixed", GRID), ("clean", REST)):
            name = "" if kind == "clean" else "mixed-"
            self._intervals[kind] = figure.track(f"{name}intervals", axes.plot([], [], color=colour, linewidth=1.4)[0])
            self._values[kind] = figure.track(f"{name}values", axes.plot([], [], color=colour, linewidth=5)[0])
        self._pale = figure.track(
            "pale", axes.text(WEEKS + 0.7, 0, "faint: holds week 14", color=INK, va="center", fontsize=8.5)
        )
        self._interval = figure.track("interval", axes.plot([0, 0], [0, 1], color=CHOSEN, linewidth=2.5)[0])
        self._value = figure.track("value", axes.plot([0, 1], [0, 0], color=CHOSEN, linewidth=8)[0])
        self._change_name = figure.track(
            "change-name",
            axes.text(WEEKS + 0.7, 0, "", color=CHOSEN, weight="bold", va="center", fontsize=10),
        )

    # -- each time ---------------------------------------------------------------------------------

    def show(self, values: dict[str, Any]) -> str:
        """Draw the measure by week, and the change at every week."""
        measure, segment = BY_KEY[values["measure"]], values["segment"]
        cut, weeks = int(values["cut"]), int(values["weeks"])
        found = self._difference(measure.key, cut, weeks, segment)
        self._show_weeks(measure, segment, cut, weeks, found)
        self._show_cuts(measure, segment, cut, weeks)
        return self._words(measure, found, values)

    def _show_weeks(self, measure: Measure, segment: str, cut: int, weeks: int, found: Difference) -> None:
        by_week = self.weekly.by_week(measure.key, segment)
        low, high = self._limits[measure.key]
        self._top.set_ylim(low, high)
        unit = "" if measure.unit in measure.label.lower() else f", {measure.unit}"
        self._titles[self._top].set_text(f"{measure.label}: week by week{unit}")
        self._titles[self._low].set_text(f"Change in {_unit(measure)}, if cut at each week; 95% intervals")
        self._weekly.set_data(np.arange(1, WEEKS + 1), by_week)
        self._cut.set_data([cut - 0.5, cut - 0.5], [low, high])
        first, _, last = sides(cut, weeks)
        levels = {"before": found.before, "after": found.after}
        for side, (start, end) in {"before": (first, cut - 1), "after": (cut, last)}.items():
            self._means[side].set_data([start - 0.35, end + 0.35], [levels[side]] * 2)
            self._names[side].set_text(f"{side} {_number(levels[side], measure)}")
        apart, least = levels["after"] - levels["before"], 0.1 * (high - low)
        push = max(0.0, (least - abs(apart)) / 2) * (1 if apart >= 0 else -1)
        self._names["after"].set_y(levels["after"] + push)
        self._names["before"].set_y(levels["before"] - push)

    def _show_cuts(self, measure: Measure, segment: str, cut: int, weeks: int) -> None:
        cuts, found = self._every_cut(measure.key, weeks, segment)
        cuts, found = cuts[_offered(cuts)], found[_offered(cuts)]
        reach = np.nanmax(np.abs(found))
        limit = next(step for step in STEPS if reach * 1.05 < step or step == STEPS[-1])
        self._low.set_ylim(-limit, limit)
        clean = np.array([is_clean(int(other), weeks) for other in cuts])
        for kind, own in (("clean", clean), ("mixed", ~clean)):
            for drawn in (self._intervals[kind], self._values[kind]):
                drawn.set_visible(bool(own.any()))
            if not own.any():
                continue
            x, (y, low, high), gaps = cuts[own], found[own].T, np.full(own.sum(), np.nan)
            self._intervals[kind].set_data(
                np.column_stack([x, x, gaps]).ravel(), np.column_stack([low, high, gaps]).ravel()
            )
            across = np.column_stack([x - 0.15, x + 0.15, gaps]).ravel()
            self._values[kind].set_data(across, np.column_stack([y, y, gaps]).ravel())
        self._pale.set_visible(not clean.all())
        value, low, high = found[cuts == cut][0]
        self._interval.set_data([cut, cut], [low, high])
        self._value.set_data([cut - 0.2, cut + 0.2], [value, value])
        self._change_name.set_text(f"week {cut}: {signed(value, _digits(measure))}")
        self._change_name.set_y(value)
        self._pale.set_y((-0.72 if value >= 0 else 0.72) * limit)

    def _words(self, measure: Measure, found: Difference, values: dict[str, Any]) -> str:
        cut, weeks = int(values["cut"]), int(values["weeks"])
        verdict = "It is more than chance" if found.seen else "The interval holds 0: it can't be told from chance"
        if is_clean(cut, weeks):
            verdict += "."
        else:
            verdict += f", but week {CHANGE_WEEK} lies inside this window."
        first, _, last = sides(cut, weeks)
        for there, side in ((cut - first, "before"), (last - cut + 1, "after")):
            if there < weeks:
                verdict += f" Only {there} weeks are left {side}."
        if weeks == 1:
            verdict += " With so short a window one week decides."
        return (
            f"{measure.label}: **{_number(found.before, measure)}** before week {cut}, "
            f"**{_number(found.after, measure)}** from then on. That is {_change(measure, found)}. {verdict} "
            f"{self._elsewhere(measure, weeks, cut, values['segment'])} Simulated orders."
        )

    def _elsewhere(self, measure: Measure, weeks: int, cut: int, segment: str) -> str:
        """How often as much moved where nothing happened."""
        cuts = self.other_cuts(weeks, cut)
        if not cuts:
            return f"With {weeks} weeks on either side, week {CHANGE_WEEK} lies inside every other window."
        count = self.as_large(measure.key, weeks, cut, segment)
        return (
            f"Of the {cuts} other weeks with nothing on either side, **{count or 'not one'}** "
            f"{'shows' if count <= 1 else 'show'} a change as large."
        )

    def _range(self, measure: Measure) -> tuple[float, float]:
        """Limits that hold every week of every segment."""
        found = np.concatenate([self.weekly.by_week(measure.key, name) for name in self.weekly.segments])
        step = 0.25 if measure.unit in ("days", "stars") else 5
        return step * math.floor(np.nanmin(found) / step), step * math.ceil(np.nanmax(found) / step)


def _offered(cuts: np.ndarray) -> np.ndarray:
    """Which weeks the slider offers."""
    return (cuts >= FIRST_CUT) & (cuts <= LAST_CUT)


def _digits(measure: Measure) -> int:
    return 1 if measure.unit == "per cent" else 2


def _number(value: float, measure: Measure) -> str:
    """A level in its unit: "2.86" days, "91.6%"."""
    return f"{value:.{_digits(measure)}f}{'%' if measure.unit == 'per cent' else ''}"


def _change(measure: Measure, found: Difference) -> str:
    ends = (found.change.value, found.change.low, found.change.high)
    value, low, high = (signed(each, _digits(measure)) for each in ends)
    return f"{value} {_unit(measure)} ({low} to {high})"


def _unit(measure: Measure) -> str:
    """The unit of a change: shares change by points."""
    return "points" if measure.unit == "per cent" else measure.unit
