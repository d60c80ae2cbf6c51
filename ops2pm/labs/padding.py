"""Lesson 05, lab 1: the same minutes added to a promise in two ways, and who can rely on it then."""

from __future__ import annotations

import math
from datetime import date
from typing import Any

import pandas as pd

from ops2pm.models.padding import OFFICIAL, PUBLISHED, Early, OnTime, Pads, Promises, for_all
from ops2pm.models.resample import Estimate
from ops2pm.rubrics import Fields
from ops2pm.rubrics.dates import written
from ops2pm.ui.controls import Choice, Control, Slider, Switch
from ops2pm.ui.figure import CHOSEN, COMPARED, GRID, INK, QUIET, REST, LiveFigure
from ops2pm.ui.lab import Lab

CLOCKS = {"published": PUBLISHED, "official": OFFICIAL}
CLOCK_LABELS = {"published": "by the published minute", "official": "less than 15 minutes late"}
CLOCK_WORDS = {"published": "By the published minute", "official": "By the official statistic"}
CLOCK_METRICS = {"published": "arrive by the published minute", "official": "arrive less than 15 minutes late"}
ROWS = ("Leaving before noon", "Leaving from 12:00 to 16:59", "Leaving at 17:00 or later", "All flights")
PARTS = ("morning", "afternoon", "evening")
HIGHEST = 60
START = 15
NOTHING = for_all(0)
# Model `Early`: said in the same words wherever the number stands.
EARLINESS = "the average time by which planes arrive before the promise (late ones counted as 0)"


class PaddingLab(Lab):
    """Blue: the reader's promise. Orange: one pad for all that costs the same. Grey: as published.

    Fast because flights are counted once by daypart, day and minute late (Promises).
    """

    name = "padding"
    title = "Whose promise?"
    question = (
        "Add minutes to the published arrival times. First the same for every flight; then put the *same total* where "
        "the delays are. How many more can rely on the promise, and *who*?"
    )
    opens_after = "predictions/05.split"
    lines = 6

    def __init__(self, flights: pd.DataFrame) -> None:
        self.promises = Promises(flights)
        super().__init__()

    def make_controls(self) -> tuple[Control, ...]:
        """The minutes, the clock they are judged by, the days."""
        return (
            Slider(
                "morning",
                "Minutes added, all day or before noon",
                0,
                HIGHEST,
                1,
                START,
                "minutes",
                "How many until 4 in 5 flights arrive by the published minute? Look at the hours that costs.",
            ),
            Switch(
                "by_time",
                "Another number by time of day",
                False,
                "When on, the box above is for departures *before noon* only. Can you beat orange on all flights?",
            ),
            Slider("afternoon", "From 12:00 to 16:59", 0, HIGHEST, 1, START, "minutes", needs="by_time"),
            Slider(
                "evening",
                "From 17:00",
                0,
                HIGHEST,
                1,
                START,
                "minutes",
                f"Make the three alike with no more than {START} minutes a flight on average. What does that take from "
                "all flights?",
                needs="by_time",
            ),
            Choice(
                "clock",
                "On time means",
                tuple(CLOCK_LABELS.items()),
                "published",
                "The second is the official statistic. With no minutes added it gives a share: how many does the first "
                "need for that?",
            ),
            Switch(
                "normal_only",
                "Normal days only",
                False,
                "Leaves out days with 10% or more cancelled. Is the gap between morning and evening only the bad days?",
            ),
        )

    def draw(self) -> LiveFigure:
        """One row a time of day and one for all flights: a bar from 0 to 100 %, two strokes, three numbers."""
        figure = LiveFigure(self.name, (600, 330))
        figure.figure.set_layout_engine("none")
        with figure.style():
            axes = figure.figure.add_axes((0.02, 0.14, 0.63, 0.72))
            axes.set_xlim(0, 100)
            axes.set_ylim(len(ROWS) - 0.55, -0.6)
            axes.set_yticks([])
            axes.set_xticks(range(0, 101, 20))
            axes.tick_params(labelsize=11)
            axes.grid(axis="x", color=GRID)
            axes.spines["left"].set_visible(False)
            axes.set_xlabel("per cent of flights on time; cancelled and diverted count as late", size=11)
            heads = (
                (0.735, "yours", CHOSEN),
                (0.865, "same total,\none pad", COMPARED),
                (0.985, "as\npublished", QUIET),
            )
            for x, words, colour in heads:
                figure.figure.text(x, 0.985, words, color=colour, size=11, ha="right", va="top", linespacing=1.05)
            self._rows = []
            for place, name in enumerate(ROWS):
                y = float(place)
                axes.text(0, y - 0.27, name, color=INK, size=12, weight="bold" if place == len(PARTS) else "normal")
                bar = axes.barh(y, 1, height=0.36, color=CHOSEN)[0]
                whisker = axes.plot([0, 0], [y, y], color=INK, lw=1.6, solid_capstyle="butt")[0]
                now = axes.plot([0, 0], [y - 0.24, y + 0.24], color=REST, lw=3, solid_capstyle="butt")[0]
                one = axes.plot([0, 0], [y - 0.24, y + 0.24], color=COMPARED, lw=3.5, solid_capstyle="butt")[0]
                parts = {"bar": bar, "whisker": whisker, "now": now, "one": one}
                for (x, _, colour), key in zip(heads, ("yours", "alike", "today"), strict=True):
                    across = (x - 0.02) / 0.63
                    parts[key] = axes.text(
                        across,
                        y,
                        "0",
                        transform=axes.get_yaxis_transform(),
                        color=colour,
                        size=14 if key == "yours" else 12.5,
                        weight="bold" if key == "yours" else "normal",
                        ha="right",
                        va="center",
                    )
                self._rows.append({key: figure.track(f"{key}{place}", artist) for key, artist in parts.items()})
        return figure

    # -- what the lesson asks --------------------------------------------------------------------------

    def pads(self, values: dict[str, Any]) -> Pads:
        """The minutes for the three times of day."""
        if not values["by_time"]:
            return for_all(values["morning"])
        return tuple(values[part] for part in PARTS)  # type: ignore[return-value]

    def on_time(self, pads: Pads, clock: str = "published", normal_only: bool = False) -> OnTime:
        """Who can rely on the promise."""
        return self.promises.on_time(pads, CLOCKS[clock], normal_only)

    def kept(self, pads: Pads, clock: str = "published") -> Estimate:
        """Kept promises over all flights, in per cent."""
        return self.on_time(pads, clock).overall.scaled(100)

    def against_one_pad(self, pads: Pads, clock: str = "published") -> Estimate:
        """Points of all flights by which these minutes beat one pad for all that costs the same."""
        return self.promises.gain(pads, for_all(self.promises.mean_pad(pads)), CLOCKS[clock]).scaled(100)

    def early(self, pads: Pads = NOTHING) -> Early:
        """How early the promise then makes those who arrive."""
        return self.promises.early(pads)

    def earliest_quarter(self, pads: Pads, normal_only: bool = False) -> float:
        """Minutes before the promise in the quarter with most: a guardrail below that would go off by season."""
        return max(each.minutes for each in self.promises.early_by_quarter(pads, normal_only))

    def hours(self, pads: Pads) -> float:
        """Hours added to a year's timetable."""
        return self.promises.aircraft_hours(pads)

    def pad_for_all(self, share: float, clock: str = "published") -> int:
        """The smallest pad for all with which that share of all flights is on time."""
        return next(pad for pad in range(91) if self.on_time(for_all(pad), clock).overall.value >= share)

    def worth_of_splitting(self, total: float, clock: str = "published") -> str:
        """What the best split adds over all flights: "none" (under half a point), "some", "much" (from 3 on)."""
        gain = self.against_one_pad(self.best(total, clock), clock).value
        return "none" if gain < 0.5 else "some" if gain < 3 else "much"

    def best(self, total: float, clock: str = "published") -> Pads:
        """The minutes by time of day that keep most promises over all flights, for no more than that total."""
        return self.promises.highest_share(total, CLOCKS[clock])

    def level(self, total: float, clock: str = "published") -> Pads:
        """The minutes by time of day under which the worst-served time of day is best served."""
        return self.promises.highest_lowest(total, CLOCKS[clock])

    def trade(self, pads: Pads) -> dict[str, float]:
        """What these minutes do, in points, against one pad for all that costs the same.

        pad: minutes of that one pad; loss, least, most: over all flights, with the ends of its 95 % interval
        gives, gains: the morning's loss and the evening's gain
        apart, level: between best and worst time of day, with one pad and with these
        """
        loss, pad = self.against_one_pad(pads), self.promises.mean_pad(pads)
        one, own = (self.on_time(each) for each in (for_all(pad), pads))
        return {
            "pad": pad,
            "loss": -loss.value,
            "least": -loss.high,
            "most": -loss.low,
            "gives": 100 * (one.by_part[0].value - own.by_part[0].value),
            "gains": 100 * (own.by_part[2].value - one.by_part[2].value),
            "apart": _spread(one),
            "level": _spread(own),
        }

    def worked(self, total: float = START) -> dict[str, Any]:
        """The numbers of the worked teardown: the levelled promise against one pad that costs the same, as in `trade`;
        and the middle evening of the year."""
        level = self.level(total)
        trade = self.trade(level)
        one_pad = for_all(trade["pad"])
        now, one, then = (self.on_time(pads) for pads in (NOTHING, one_pad, level))
        day = self.promises.middle_day(2)
        evening = [100 * found.by_part[2].value for found in (now, one, then)]
        return {
            "level": level,
            "level_hours": self.hours(level),
            "pad": trade["pad"],
            "all_more": trade["loss"],
            "gives": trade["gives"],
            "evening_now": evening[0],
            "evening_uniform": evening[1],
            "evening_then": evening[2],
            "stop": (evening[0] + evening[2]) / 2,
            "early": self.early(level).minutes,
            "earliest": self.earliest_quarter(level),
            "guard": math.ceil(self.earliest_quarter(level)),
            "middle_date": f"{date(2013, day.month, day.day):%A} {written(date(2013, day.month, day.day))}",
            "evening_flights": day.flights[2],
            "evening_kept": day.on_time[2],
            "morning_flights": day.flights[0],
            "morning_kept": day.on_time[0],
        }

    def numbers(self) -> Fields:
        """What the teardown's measure wants of the reader's setting: the evening's promise and a guardrail."""
        pads, clock, normal = self.pads(self.values), self.values["clock"], self.values["normal_only"]
        now, then = (self.on_time(each, clock, normal).by_part[2].value for each in (NOTHING, pads))
        days = "normal days of 2013" if normal else "2013"
        return {
            "metric": f"departures from 17:00 that {CLOCK_METRICS[clock]}, {days}",
            "from": f"{100 * now:.1f}",
            "to": f"{100 * then:.1f}",
            "unit": "%",
            "guard": EARLINESS,
            "guard_when": "above",
            "guard_stop": str(math.ceil(self.earliest_quarter(pads, normal))),
            "guard_unit": "minutes",
        }

    # -- what is shown ---------------------------------------------------------------------------------

    def show(self, values: dict[str, Any]) -> str:
        """Judge the reader's promise, one that costs the same, and the one as published."""
        pads, clock, normal = self.pads(values), values["clock"], values["normal_only"]
        alike = for_all(self.promises.mean_pad(pads, normal))
        yours, one, now = (self.on_time(each, clock, normal) for each in (pads, alike, NOTHING))
        several = len(set(pads)) > 1
        for place, row in enumerate(self._rows):
            mine, other, before = (100 * _row(each, place) for each in (yours, one, now))
            interval = _estimate(yours, place).scaled(100)
            row["bar"].set_width(mine)
            row["whisker"].set_xdata([interval.low, interval.high])
            row["now"].set_xdata([before, before])
            row["one"].set_xdata([other, other])
            row["one"].set_visible(several)
            row["yours"].set_text(f"{mine:.1f}")
            row["alike"].set_text(f"{other:.1f}" if several else "–")
            row["today"].set_text(f"{before:.1f}")
        return " ".join(
            [
                _kept(yours, one, clock, alike[0] if several else None),
                _apart(yours, one if several else None),
                *([_spent(alike[0])] if values["by_time"] else []),
                self._cost(pads, normal),
            ]
        )

    def _cost(self, pads: Pads, normal: bool) -> str:
        hours, early = self.promises.aircraft_hours(pads, normal), self.promises.early(pads, normal).minutes
        before = f"planes arrive {early:.1f} minutes before the promise on average, late ones counted as 0"
        if not hours:
            return f"Nothing is added; {before}."
        days = f"in {self.promises.days(normal):,} normal days" if normal else "a year"
        return f"The timetable holds **{hours:,.0f} hours** more {days}; {before}. No flight arrives sooner."


def _estimate(found: OnTime, place: int) -> Estimate:
    return found.overall if place == len(PARTS) else found.by_part[place]


def _row(found: OnTime, place: int) -> float:
    return _estimate(found, place).value


def _written(found: OnTime, place: int) -> float:
    """Per cent as it is written, so that what looks the same is called the same."""
    return round(100 * _row(found, place), 1)


def _spread(found: OnTime) -> float:
    """Points between the best-served and the worst-served time of day, as they are written."""
    shares = [_written(found, place) for place in range(len(PARTS))]
    return round(max(shares) - min(shares), 1)


def _spent(pad: float) -> str:
    """What the minutes come to, a flight, and what they may come to."""
    if round(pad, 1) > START:
        return f"**{pad:.1f} minutes a flight** are added on average, more than the {START} that the question allows."
    return f"**{pad:.1f} minutes a flight** are added on average; the question allows {START}."


def _kept(yours: OnTime, one: OnTime, clock: str, pad: float | None) -> str:
    """How many promises are kept; with `pad`, against one pad of so many minutes for all."""
    mine = yours.overall.scaled(100)
    sure = f"({mine.low:.1f} to {mine.high:.1f})"
    told = f"{CLOCK_WORDS[clock]} **{mine.value:.1f}%** of all flights keep the promise {sure}"
    if pad is None:
        return f"{told}."
    better = round(_written(yours, len(PARTS)) - _written(one, len(PARTS)), 1)
    much = f"{abs(better):.1f} points {'more' if better > 0 else 'fewer'} than" if better else "as many as with"
    return f"{told}, {much} one pad of {pad:.1f} minutes for all, which costs the same."


def _apart(yours: OnTime, one: OnTime | None) -> str:
    mine = _spread(yours)
    told = f"The three times of day are **{mine:.1f} points** apart" if mine else "The three times of day are alike"
    return f"{told}, instead of {_spread(one):.1f}." if one else f"{told}."
