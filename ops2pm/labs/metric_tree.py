"""Lesson 03, lab 1: a tree of figures on the orders; press one and split it by group."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from ops2pm.models.metric_tree import NODES, MetricTree, facts
from ops2pm.models.resample import Estimate
from ops2pm.rubrics import Fields
from ops2pm.ui.controls import Choice, Control, Switch
from ops2pm.ui.figure import CHOSEN, COMPARED, INK, QUIET, LiveFigure
from ops2pm.ui.lab import Lab
from ops2pm.ui.tree import Branch, Tree

MOST_GROUPS = 4
DRAWS = 1_000
"""Resamples behind the intervals: with 400, the end of a small gap still moves by a tenth from seed to seed."""
GRIDLINES = 5


@dataclass(frozen=True)
class Figure:
    """How one node of the tree is called and written.

    counted, out_of: what its numerator and its denominator are, in words
    top: the end of the axis, in the unit written
    beside_kpi: it can be held against the KPI on one axis
    """

    label: str
    counted: str
    out_of: str
    top: float = 100.0
    sign: str = "%"
    unit: str = "per cent"
    factor: float = 100.0
    digits: int = 1
    beside_kpi: bool = False

    def written(self, value: float) -> str:
        """A value with its sign."""
        return f"{self.factor * value:.{self.digits}f}{self.sign}"

    def apart(self, one: float, other: float) -> str:
        """How far apart two values are, as they are written."""
        gap = abs(round(self.factor * one, self.digits) - round(self.factor * other, self.digits))
        return f"{gap:.{self.digits}f} {'percentage points' if self.sign else self.unit}"


FIGURES = {
    "kept": Figure(
        "Kept promises",
        "orders complete by the promise, and nobody had to ask",
        "all orders",
        beside_kpi=True,
    ),
    "complete": Figure(
        "Complete on time",
        "orders whose last parcel came by the promise",
        "all orders",
        beside_kpi=True,
    ),
    "split": Figure("Split orders", "orders sent in more than one parcel", "all orders", top=50),
    "whole_complete": Figure(
        "Whole, on time",
        "whole orders that came by the promise",
        "all whole orders",
    ),
    "split_complete": Figure(
        "Split, complete on time",
        "split orders whose last parcel came by the promise",
        "all split orders",
    ),
    "asked_anyway": Figure(
        "On time, yet asked",
        "orders complete on time whose buyer asked",
        "all orders complete on time",
        top=10,
    ),
    "kpi": Figure("First parcel on time", "orders whose first parcel came by the promise", "all orders"),
    "contacts": Figure(
        "Contacts",
        "orders whose buyer asked",
        "all orders",
        top=15,
        sign="",
        unit="contacts per 100 orders",
    ),
    "reordered": Figure("Order again in 90 days", "orders with another one within 90 days", "all orders"),
    "rating": Figure(
        "Rating", "the stars given", "the orders that were rated", 5, sign="", unit="stars of 5", factor=1.0, digits=2
    ),
}

STARS = ("kept", "complete")
"""The figures of this tree that can be its North Star: a result the buyer would notice, and a share of all orders."""

BY = {"segment": "segment", "region": "region", "channel": "channel", "carrier": "carrier"}


class MetricTreeLab(Lab):
    """The tree at the left; at the right the chosen figure, one bar a group.

    Fast because the model answers from counts it has made once (MetricTree), and all that is drawn moves in place.
    """

    name = "metric-tree"
    title = "The wholesaler's metric tree"
    question = (
        "*Kept promises* stands at the top because the buyer would notice it. The dashboard's KPI stands apart from "
        "the tree: it looks at every order, but only at its first parcel. Press any figure: who is worse off on it, "
        "and does the dashboard know?"
    )
    opens_after = "predictions/03.complete"
    simulated = True

    def __init__(self, orders: pd.DataFrame) -> None:
        self.tree = MetricTree(orders, DRAWS)
        self._orders, self._facts = orders, facts(orders)
        self._rated = float(orders["rating"].notna().mean())
        super().__init__()

    def make_controls(self) -> tuple[Control, ...]:
        """The tree, what splits it, and whether unlike orders are compared."""
        return (
            Tree(
                "figure",
                "The figure",
                (
                    self._branch(
                        "kept",
                        self._branch(
                            "complete",
                            self._branch("split"),
                            self._branch("split_complete"),
                            self._branch("whole_complete"),
                            heading="Drivers: what it is made of",
                        ),
                        self._branch("contacts", self._branch("asked_anyway")),
                        heading="North Star",
                    ),
                    self._branch("kpi", heading="On the dashboard today: the KPI"),
                    self._branch("reordered", heading="Guardrails: what must not get worse"),
                    self._branch("rating"),
                ),
                "kpi",
                "Seven of the ten part small businesses from the others. Which three don't?",
            ),
            Choice("by", "Split by", tuple(BY.items()), "segment", "Is it carrier B? Look at Contacts."),
            Switch(
                "alike",
                "Compare like with like",
                False,
                "Split orders with split, whole with whole. What is left of carrier B then?",
            ),
        )

    def _branch(self, key: str, *under: Branch, heading: str = "") -> Branch:
        figure = FIGURES[key]
        return Branch(key, figure.label, figure.written(self.tree.overall(key).value), heading, under)

    def draw(self) -> LiveFigure:
        """Up to four bars with their names and values beneath; nothing in the frame ever changes."""
        figure = LiveFigure(self.name, (600, 420))
        figure.figure.set_layout_engine("none")  # the axes stand where they are put
        with figure.style():
            axes = figure.figure.add_axes((0.09, 0.25, 0.9, 0.56))
            axes.set_xlim(0, 1)
            axes.set_ylim(0, 1)
            axes.set_xticks([])
            heights = [line / GRIDLINES for line in range(GRIDLINES + 1)]
            axes.set_yticks(heights, [""] * len(heights))
            track, write = figure.track, axes.text
            at = axes.get_yaxis_transform()
            self._ticks = [
                track(
                    f"tick{place}", write(-0.012, y, "0", ha="right", va="center", color=QUIET, size=10, transform=at)
                )
                for place, y in enumerate(heights)
            ]
            head = axes.transAxes
            self._head = track("head", write(-0.09, 1.235, "x", color=INK, size=13.5, weight="bold", transform=head))
            self._note = track("note", write(-0.09, 1.145, "x", color=QUIET, size=12, transform=head))
            self._legend = track("legend", write(-0.09, 1.055, "x", color=COMPARED, size=12, transform=head))
            self._bars, self._whiskers, self._marks, self._under = [], [], [], []
            for place in range(MOST_GROUPS):
                self._bars.append(track(f"bar{place}", axes.bar(0.5, 0.1, 0.1, color=CHOSEN)[0]))
                self._whiskers.append(track(f"whisker{place}", axes.plot([0.5, 0.5], [0, 0.1], color=INK, lw=1.5)[0]))
                mark = axes.plot([0.4, 0.6], [0.1, 0.1], color=COMPARED, lw=3.5, solid_capstyle="butt")[0]
                self._marks.append(track(f"mark{place}", mark))
                below = {"ha": "center", "va": "top"}
                self._under.append(
                    (
                        track(f"name{place}", write(0.5, -0.055, "x", color=INK, size=12.5, **below)),
                        track(f"value{place}", write(0.5, -0.135, "x", color=CHOSEN, size=15, weight="bold", **below)),
                        track(f"other{place}", write(0.5, -0.23, "x", color=COMPARED, size=12, **below)),
                    )
                )
        return figure

    def show(self, values: dict[str, Any]) -> str:
        """Move the bars to the chosen figure of each group, and say who is furthest apart."""
        key, by, alike = values["figure"], values["by"], values["alike"]
        figure = FIGURES[key]
        groups = [f"carrier {group}" if by == "carrier" else group for group in self.tree.groups[by]]
        counted = self.tree.by(key, by)
        shown = self.tree.by(key, by, like_with_like=alike)
        kpi = self.tree.by("kpi", by)
        adjusted = alike and NODES[key].adjustable
        others = counted if adjusted else kpi if figure.beside_kpi else None

        self._head.set_text(f"{figure.label}, by {by}" + (", like with like" if adjusted else ""))
        whole = figure.out_of.removeprefix("all ").removeprefix("the ")
        unit = figure.unit if not figure.sign else f"{figure.unit} of {whole}"
        self._note.set_text(f"{unit[0].upper()}{unit[1:]}. The thin line is the 95% interval.")
        self._legend.set_text("Orange: as counted" if adjusted else "Orange: first parcel on time, the KPI")
        self._legend.set_visible(others is not None)
        for line, tick in enumerate(self._ticks):
            tick.set_text(f"{figure.top * line / GRIDLINES:g}{figure.sign}")
        scale = figure.factor / figure.top
        for place in range(MOST_GROUPS):
            self._place(place, len(groups), scale, groups, shown, others, figure, adjusted)
        return self._words(figure, key, groups, counted, shown, alike)

    def _place(
        self,
        place: int,
        slots: int,
        scale: float,
        groups: Sequence[str],
        shown: Sequence[Estimate],
        others: Sequence[Estimate] | None,
        figure: Figure,
        adjusted: bool,
    ) -> None:
        """Bar, interval, orange line and texts of one slot."""
        bar, whisker, mark = self._bars[place], self._whiskers[place], self._marks[place]
        name, value, other = self._under[place]
        used = place < slots
        known = used and math.isfinite(shown[place].value)
        compared = known and others is not None and math.isfinite(others[place].value)
        for artist, visible in (
            *((artist, known) for artist in (bar, whisker)),
            *((artist, used) for artist in (name, value)),
            *((artist, compared) for artist in (mark, other)),
        ):
            artist.set_visible(visible)
        if not used:
            return
        x, half = (place + 0.5) / slots, min(0.11, 0.34 / slots)
        for text in (name, value, other):
            text.set_x(x)
        name.set_text(groups[place])
        value.set_text(figure.written(shown[place].value) if known else "no orders")
        if known:
            estimate = shown[place].scaled(scale)
            bar.set_x(x - half)
            bar.set_width(2 * half)
            bar.set_height(estimate.value)
            whisker.set_data([x, x], [estimate.low, min(1.0, estimate.high)])
        if compared and others is not None:
            height = others[place].value * scale
            mark.set_data([x - half - 0.02, x + half + 0.02], [height, height])
            other.set_text(f"{'as counted' if adjusted else 'KPI'} {figure.written(others[place].value)}")

    def _words(
        self,
        figure: Figure,
        key: str,
        groups: Sequence[str],
        counted: Sequence[Estimate],
        shown: Sequence[Estimate],
        alike: bool,
    ) -> str:
        said = [f"*{figure.label}*: {figure.counted}, out of {figure.out_of}."]
        there = [place for place in range(len(groups)) if math.isfinite(shown[place].value)]
        if len(there) < 2:
            return " ".join([*said, "There are not two groups to compare."])
        high = max(there, key=lambda place: shown[place].value)
        low = min(there, key=lambda place: shown[place].value)
        apart = figure.apart(shown[high].value, shown[low].value)
        ends = [f"**{figure.written(shown[end].value)}** for {groups[end]}" for end in (high, low)]
        if figure.written(shown[high].value) == figure.written(shown[low].value):
            said.append(f"All of them have **{figure.written(shown[high].value)}**.")
        else:
            overlap = "; their intervals overlap" if shown[high].low <= shown[low].high else ""
            said.append(f"Furthest apart: {ends[0]} and {ends[1]}, a gap of {apart}{overlap}.")
        if alike:
            said.append(self._adjusted(figure, key, [counted[place].value for place in there]))
        elif key == "rating":
            said.append(f"Only {self._rated:.0%} of orders were rated; a mean of those who answer isn't a mean of all.")
        return " ".join(said)

    def _adjusted(self, figure: Figure, key: str, counted: Sequence[float]) -> str:
        if NODES[key].adjustable:
            return f"As counted, the widest gap was {figure.apart(max(counted), min(counted))}."
        if key == "split":
            return "The share of split orders is what the switch holds equal, so this figure stays as counted."
        return "These orders are all of one kind already, so there is nothing to hold equal."

    def by_group(self, node: str, by: str, like_with_like: bool = False) -> dict[str, Estimate]:
        """A figure of each group: group -> its value with interval, as the model gives it."""
        return dict(zip(self.tree.groups[by], self.tree.by(node, by, like_with_like), strict=True))

    def widest_spread(self, node: str) -> float:
        """How far apart the groups are on a figure, under whichever way of splitting parts them most; in its unit."""
        factor = FIGURES[node].factor
        values = [[round(factor * estimate.value, 1) for estimate in self.tree.by(node, by)] for by in BY]
        return max(max(each) - min(each) for each in values)

    def how_much_is_left(self, node: str, by: str, group: str) -> str:
        """Of a group's gap to the others, what like with like leaves: "all", "half" (a third to two) or "little"."""
        left = self.tree.gap(node, by, group, like_with_like=True).value / self.tree.gap(node, by, group).value
        return "little" if abs(left) < 1 / 3 else "half" if left < 2 / 3 else "all"

    def reorder_after(self, segment: str) -> dict[bool, float]:
        """Of a segment's orders, the share followed by another: after a kept promise (True) and a broken one."""
        own = (self._orders["segment"] == segment).to_numpy()
        again, kept = self._facts["reordered"].to_numpy()[own], self._facts["kept"].to_numpy()[own] == 1
        return {True: float(again[kept].mean()), False: float(again[~kept].mean())}

    def count(self, by: str, group: str) -> int:
        """How many orders a group has."""
        return int((self._orders[by] == group).sum())

    def parts_from_others(self, node: str, by: str, group: str) -> bool:
        """Whether a group's interval on a figure overlaps none of the others'."""
        values = self.by_group(node, by)
        own = values.pop(group)
        return all(own.high < other.low or other.high < own.low for other in values.values())

    def mix(self) -> dict[bool, float]:
        """How all orders together are mixed, in per cent: split (True) and whole (False)."""
        split = 100 * self.tree.overall("split").value
        return {True: split, False: 100 - split}

    def share_of(self, segment: str) -> dict[str, float]:
        """Region -> the share of its orders that are the segment's."""
        shares = (self._orders["segment"] == segment).groupby(self._orders["region"], observed=True).mean()
        return {str(region): float(share) for region, share in shares.items()}

    def numbers(self) -> Fields:
        """A figure that can be a North Star, as the artefact's fields want it: the one last pressed, if it can."""
        pressed = self.values["figure"]
        key = pressed if pressed in STARS else STARS[0]
        figure = FIGURES[key]
        return {
            "customer": "The wholesaler's buyers (simulated)",
            "north_star": figure.label,
            "ns_numerator": figure.counted,
            "ns_denominator": figure.out_of,
            "clock_starts": "the buyer places the order",
            "ns_today": f"{100 * self.tree.overall(key).value:.1f}",
        }
