"""Lesson 13: one measure of a company's orders, broken down by one thing, as it is or like with like."""

from __future__ import annotations

import math
from functools import lru_cache
from typing import Any

import numpy as np

from ops2pm.models import capstone
from ops2pm.models.breakdown import Breakdown, against_the_rest, broken_down, like_with_like, most_apart, views
from ops2pm.models.orders import WEEKS
from ops2pm.models.resample import Estimate
from ops2pm.models.two_shares import minus
from ops2pm.numbers import per_cent, short, signed
from ops2pm.rubrics import Fields
from ops2pm.ui.company import current
from ops2pm.ui.controls import Choice, Control
from ops2pm.ui.figure import CHOSEN, COMPARED, INK, QUIET, LiveFigure
from ops2pm.ui.lab import Lab
from ops2pm.ui.rows import beside, rows_only, span

MEASURES = {
    "dashboard": "the dashboard's figure: on time",
    "complete": "all of it came by the date shown",
    "asked": "the buyer asked where it is",
    "again": "ordered again within 90 days",
    "five_days": f"all of it came within {capstone.QUICK_DAYS} days",
}
VIEWS = {
    "segment": "customer group",
    "region": "region",
    "channel": "channel",
    "carrier": "carrier",
    "hour": "hour of the order",
    "day": "day of the order",
    "lines": "lines ordered",
    "parcels": "parcels",
    "nth": "first order or later one",
    "weeks": "weeks",
}
SHORT = {"segment": "", "hour": "hour: ", "day": "", "lines": "lines: ", "nth": "", "parcels": ""}
"""How a choice of orders begins, where the view's own name doesn't."""
SEVERAL = {
    "hour": tuple(
        (f"from={hour}", f"hour: {hour} or later, or weekend", row)
        for row, hour in enumerate((12, 14, 16, 18), start=2)
    ),
    "parcels": (("several", "2 parcels or more", 1),),
    "nth": (("later", "second order or later", 1),),
}
"""Choices of orders that are several rows of a view: its rows from this one on (of hours: see breakdown.HOURS)."""
FROM_ROW = {only: (view, row) for view, choices in SEVERAL.items() for only, _, row in choices}
LIMITS = {10: 2, 15: 5, 20: 5, 30: 10, 40: 10, 60: 20, 80: 20, 100: 20}
"""Where the axis may end, in per cent, and the step of its ticks."""
MOST = 7
"""Rows that the figure has room for."""
EVERY, NONE = "every", "none"
"""Every order is taken; nothing is made alike."""
FEW = 30
"""A row with fewer orders is said to have few."""


class BreakdownLab(Lab):
    """Bars: a share of the orders in each row, with its 95% interval. Orange mark: as it was before like with like.

    Fast because a company is played once and each row is a mask over its 19,000 orders.
    """

    name = "bench"
    title = "Who, when, where"
    question = "Of the orders in each row, *how many per cent …?* Choose what is measured, and what makes the rows."
    opens_after = "predictions/13.first"
    simulated = True

    def __init__(self) -> None:
        self.number = current()
        self.company = capstone.company(self.number)
        self.views = views(self.company.orders)
        self._who = self.company.orders["customer_id"].to_numpy()
        self._hits = {name: hits.to_numpy() for name, hits in capstone.measures(self.company).items()}
        self._find = lru_cache(maxsize=256)(self._broken_down)
        self._noted: Fields = {}  # what `numbers` has read off the screen so far
        super().__init__()

    def make_controls(self) -> tuple[Control, ...]:
        """What is measured, what makes the rows, which orders, and like with like."""
        by = tuple((key, label) for key, label in VIEWS.items())
        return (
            Choice(
                "measure",
                "Of 100 orders, how many …",
                tuple(MEASURES.items()),
                "dashboard",
                "Which of these five would a customer call on time?",
            ),
            Choice("by", "A row for each", by, "segment", "By which of them do the rows differ most?"),
            Choice("only", "Only these orders", self._choices(), EVERY, "Does the difference live in a part of them?"),
            Choice("also", "… and only these", self._choices(), EVERY, "A group, a moment, a channel: which two meet?"),
            Choice(
                "alike",
                "Like with like by",
                ((NONE, "as it is"), *by),
                NONE,
                "Every row gets the same mix of it. Which difference goes away?",
            ),
        )

    def _choices(self) -> tuple[tuple[str, str], ...]:
        """Every row of every view, and some that are several rows."""
        found = [(EVERY, "every order")]
        for view, name in VIEWS.items():
            start = SHORT.get(view, f"{name} ")
            found += [(f"{view}={label}", f"{start}{label}") for label in self.views[view].cat.categories]
            found += [(only, told) for only, told, _ in SEVERAL.get(view, ())]
        return tuple(found)

    def chosen(self, only: str) -> np.ndarray:
        """The orders of one choice, as a mask."""
        if only == EVERY:
            return np.ones(len(self._who), dtype=bool)
        if only in FROM_ROW:
            view, row = FROM_ROW[only]
            return self.views[view].cat.codes.to_numpy() >= row
        view, _, label = only.partition("=")
        return (self.views[view] == label).to_numpy()

    def found(self, measure: str, by: str, only: str = EVERY, also: str = EVERY, alike: str = NONE) -> Breakdown:
        """What the lab shows for these settings."""
        return self._find(measure, by, only, also, alike)

    def _broken_down(self, measure: str, by: str, only: str, also: str, alike: str) -> Breakdown:
        inside = self.chosen(only) & self.chosen(also)
        hits, rows, who = self._hits[measure][inside], self.views[by].array[inside], self._who[inside]
        if alike == NONE:
            return broken_down(hits, rows, who)
        return like_with_like(hits, rows, self.views[alike].array[inside], who)

    def against_the_others(self, values: dict[str, Any], row: int) -> tuple[Estimate, Estimate]:
        """A row minus all others together, as it is and like with like; NaN where it can't be said."""
        inside = self.chosen(values["only"]) & self.chosen(values["also"])
        hits, who = self._hits[values["measure"]][inside], self._who[inside]
        there = self.views[values["by"]].cat.codes.to_numpy()[inside] == row
        raw = against_the_rest(hits, there, who)
        alike = against_the_rest(hits, there, who, self.views[values["alike"]].array[inside])
        return minus(*raw.rates), minus(*alike.rates)

    def numbers(self) -> Fields:
        """The case's fields that the lab can fill in: what the screen gives now, and what it gave at earlier calls.

        A case needs several screens, so each call notes what its own screen says, and gives all that was noted.
        """
        self._noted |= self._on_screen()
        return {"company": str(self.number), "whole": f"{len(self._who):,}", "weeks": str(WEEKS), **self._noted}

    def _on_screen(self) -> Fields:
        """The fields that this screen gives, by what is measured and what makes the rows.

        Asked by channel: the rates of both, and the orders of the worse one. Asked by region or carrier, like with
        like: what the worst has more than the others. Otherwise: the orders that are chosen.
        """
        values = self.values
        found = self.found(**values)
        raw = self.found(**{**values, "alike": NONE})
        ends = most_apart(raw)
        if values["measure"] == "asked" and values["alike"] != NONE:
            if ends and values["by"] in ("region", "carrier") and found.covered:
                before, after = self.against_the_others(values, ends[0])
                return {
                    "raw": short(round(100 * before.value, 1)),
                    "alike": short(round(100 * after.value, 1)),
                }
        elif values["measure"] == "asked" and values["by"] == "channel" and ends:
            here, there = ends
            return {
                "here": short(round(100 * raw.rates[here].value, 1)),
                "there": short(round(100 * raw.rates[there].value, 1)),
                **self._size(raw.orders[here]),
            }
        elif (values["only"], values["also"]) != (EVERY, EVERY):
            inside = self.chosen(values["only"]) & self.chosen(values["also"])
            return self._size(int(inside.sum()))
        return {}

    def _size(self, orders: int) -> Fields:
        return {"part": f"{orders:,}", "a_week": f"{orders / WEEKS:,.0f}"}

    def draw(self) -> LiveFigure:
        """Seven rows at most: bar, interval, value, number of orders, and a mark for what it was before."""
        figure = LiveFigure(self.name, (620, 360))
        figure.figure.set_layout_engine("none")
        with figure.style():
            axes = figure.figure.add_axes((0.19, 0.13, 0.58, 0.72))
            self._axes = axes
            axes.set_ylim(MOST - 0.4, -0.6)
            axes.set_xlim(0, 100)
            rows_only(axes)
            axes.tick_params(labelsize=11.5)
            axes.xaxis.set_major_formatter(lambda value, _: f"{value:g}%")
            write = figure.figure.text
            self._head = figure.track("head", write(0.01, 0.935, "x", size=14, weight="bold", color=INK))
            self._legend = figure.track("legend", write(0.01, 0.875, "x", size=11.5, color=QUIET))
            figure.track("zero", axes.plot([0, 0], [-0.5, MOST - 0.5], color=INK, lw=1.0)[0])
            self._rows = []
            for y in range(MOST):
                bar = figure.track(f"bar{y}", axes.barh([y], [1.0], height=0.6, color=CHOSEN)[0])
                whisker = figure.track(f"whisker{y}", axes.plot([0, 1], [y, y], color=INK, lw=1.5, zorder=4)[0])
                before = figure.track(
                    f"before{y}", axes.plot([0, 0], [y - 0.38, y + 0.38], color=COMPARED, lw=3.0, zorder=3)[0]
                )
                label = figure.track(f"label{y}", beside(axes, y, size=12))
                value = figure.track(
                    f"value{y}",
                    axes.text(1.02, y, "x", transform=axes.get_yaxis_transform(), va="center", size=12, color=INK),
                )
                self._rows.append((bar, whisker, before, label, value))
        return figure

    def show(self, values: dict[str, Any]) -> str:
        """Move the bars, and say what is highest and lowest."""
        found, raw = self.found(**values), self.found(**{**values, "alike": NONE})
        highs = [100 * each.high for each in (*found.rates, *raw.rates) if math.isfinite(each.high)]
        end = next(limit for limit in LIMITS if max(highs, default=0) <= limit)
        if self._axes.get_xlim()[1] != end:
            self._axes.set_xlim(0, end)
            self._axes.set_xticks(range(0, end + 1, LIMITS[end]))
        self._head.set_text(MEASURES[values["measure"]].capitalize())
        like = values["alike"] != NONE
        self._legend.set_text(f"per cent of orders; thin line: 95% interval{'; orange mark: as it is' if like else ''}")
        for place, row in enumerate(self._rows):
            self._row(row, place, found, raw if like else None)
        return self._words(values, found, raw)

    def _row(self, row: Any, place: int, found: Breakdown, raw: Breakdown | None) -> None:
        bar, whisker, before, label, value = row
        there = place < len(found.labels)
        each = found.rates[place] if there else Estimate(math.nan, math.nan, math.nan)
        known = math.isfinite(each.value)
        old = raw.rates[place].value if raw and there else math.nan
        for artist, shown in zip(row, (known, known, math.isfinite(old), there, there), strict=True):
            artist.set_visible(shown)
        # What is hidden goes to 0: left where it was, it would lie beside the axes when they shrink.
        span(bar, 0, 100 * each.value if known else 0)
        whisker.set_xdata([100 * each.low, 100 * each.high] if known else [0, 0])
        before.set_xdata([100 * old] * 2 if math.isfinite(old) else [0, 0])
        if there:
            label.set_text(found.labels[place])
            share = f"{each.value:.1%} " if known else ""
            value.set_text(f"{share}of {found.orders[place]:,}" if found.orders[place] else "no orders")

    def _words(self, values: dict[str, Any], found: Breakdown, raw: Breakdown) -> str:
        n = sum(raw.orders)
        ends = most_apart(raw)
        if n == 0:
            return "No order is in both. Choose others."
        left_out = int((self.chosen(values["only"]) & self.chosen(values["also"])).sum()) - n
        start = f"Company {self.number}, {n:,} orders" + (
            f"; {left_out:,} more are not in the dashboard's figure (its note says which)" if left_out else ""
        )
        if not ends:
            return f"{start}, all in one row: there is nothing to compare. Choose other rows."
        few = min(raw.orders[i] for i in ends) < FEW
        aside = " Few orders: the interval is wide." if few else ""
        top, low = ends
        highest = "Highest" if values["alike"] == NONE else "As it is, highest"
        told = (
            f"{start}. {highest}: **{raw.labels[top]}, {raw.rates[top].value:.1%}** ({_between(raw.rates[top])}); "
            f"lowest: {raw.labels[low]}, {raw.rates[low].value:.1%} ({_between(raw.rates[low])}).{aside}"
        )
        if values["alike"] == NONE:
            return told
        return f"{told} {self._alike_words(values, found, raw.labels[top], top)}"

    def _alike_words(self, values: dict[str, Any], found: Breakdown, label: str, row: int) -> str:
        alike = VIEWS[values["alike"]]
        if values["alike"] == values["by"]:
            return "Like with like by the very thing that makes the rows: nothing is left to compare. Choose another."
        before, after = self.against_the_others(values, row)
        if not math.isfinite(after.value):
            return f"By {alike} no two rows have the same sort of orders: like with like can't be had here."
        kept = f" Rows in the picture: {per_cent(found.covered)} of the orders." if found.covered < 0.995 else ""
        if not found.covered:
            kept = " With so many rows, no sort of orders is in all of them, so the picture is empty."
        return (
            f"{label} against all others: {signed(100 * before.value)} points as it is, **{signed(100 * after.value)} "
            f"like with like** by {alike} ({signed(100 * after.low)} to {signed(100 * after.high)}).{kept}"
        )


def _between(each: Estimate) -> str:
    return f"{100 * each.low:.1f} to {100 * each.high:.1f}"
