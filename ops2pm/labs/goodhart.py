"""Lesson 03, lab 2: four ways to lift the KPI, and what the buyers get of each."""

from __future__ import annotations

from typing import Any

import pandas as pd

from ops2pm.models.goodhart import Company, Outcome, Policy
from ops2pm.models.orders import DEFAULT_SEED, Rules, draw_roles
from ops2pm.ui.controls import Control, Slider
from ops2pm.ui.figure import CHOSEN, COMPARED, GRID, INK, QUIET, LiveFigure
from ops2pm.ui.lab import Lab

TARGET = 97.0
HARDLY = 0.25
"""Points of the KPI below which nobody would see it move."""
ROWS = (
    ("kpi", "The KPI", "per 100 orders served"),
    ("complete", "Complete on time", "per 100 orders served"),
    ("contacts", "Contacts", "per 100 orders served"),
    ("served", "Orders served", "per 100 who wanted to order"),
    ("kept", "Kept promises", "per 100 who wanted to order"),
    ("reordered", "Order again in 90 days", "per 100 who wanted to order"),
)
"""Field of Outcome, what it is called, its whole."""


class GoodhartLab(Lab):
    """Orange: as the company works now. Blue: as the reader sets it.

    Fast because a setting only compares the orders' delivery times with a shift (Company.run).
    """

    name = "goodhart"
    title = "Four ways to lift the KPI"
    question = (
        f"Bring the KPI to *{TARGET:.0f}% or more* twice: once so that buyers are worse off, once so that they are "
        "better off. Which of the four ways did you need? *Better off* is counted: how many of 100 who wanted to order "
        "have their promise kept."
    )
    opens_after = "predictions/03.rests_first"
    simulated = True

    def __init__(self, orders: pd.DataFrame) -> None:
        self.company = Company(orders, draw_roles(DEFAULT_SEED), Rules())
        self.most_lines = int(orders["lines"].max())
        self.before = self.company.run()
        super().__init__()

    def make_controls(self) -> tuple[Control, ...]:
        """The four ways, and the assumption one of them hangs on."""
        return (
            Slider(
                "first_parcel",
                "The clock stops at the first parcel",
                0,
                100,
                5,
                100,
                "% of orders",
                "On the rest it runs to the last parcel. Put it to 0: what changes for the buyers?",
            ),
            Slider("padding", "Promise later by", 0, 5, 1, 0, "days", "Which day is the last that helps?"),
            Slider(
                "head_start",
                "Small, whole orders go first by",
                -12,
                12,
                1,
                0,
                "hours",
                "Below 0, parcels that waited for stock go first. What does the KPI say to that?",
            ),
            Slider(
                "most_lines",
                "Take orders of at most",
                3,
                self.most_lines,
                1,
                self.most_lines,
                "lines",
                f"{self.most_lines} takes them all. Does refusing the hard ones lift the KPI?",
            ),
            Slider(
                "lost",
                "Buyers who walk away",
                0,
                15,
                1,
                5,
                "% for each day later",
                "An assumption of the course. From where on does one day of padding hurt?",
            ),
        )

    def draw(self) -> LiveFigure:
        """One row a figure, all from 0 to 100."""
        figure = LiveFigure(self.name, (600, 440))
        figure.figure.set_layout_engine("none")
        with figure.style():
            axes = figure.figure.add_axes((0.02, 0.115, 0.74, 0.785))
            axes.set_xlim(0, 100)
            axes.set_ylim(len(ROWS) - 0.35, -0.75)
            axes.set_yticks([])
            axes.set_xticks(range(0, 101, 20))
            axes.tick_params(labelsize=11)
            axes.grid(axis="x", color=GRID)
            axes.spines["left"].set_visible(False)
            figure.figure.text(0.02, 0.945, "What the dashboard sees, and what buyers get", size=12.5)
            figure.figure.text(0.78, 0.945, "yours", color=CHOSEN, size=12.5, weight="bold")
            figure.figure.text(0.99, 0.945, "now", color=COMPARED, size=12.5, ha="right")
            self._bars, self._values = [], []
            for place, (key, name, whole) in enumerate(ROWS):
                now = 100 * getattr(self.before, key)
                axes.text(
                    0, place - 0.27, name, color=INK, size=12.5, weight="bold" if key in ("kpi", "kept") else None
                )
                axes.text(100, place - 0.27, whole, color=QUIET, size=11, ha="right")
                bar = axes.barh(place, 1, height=0.34, color=CHOSEN)[0]
                axes.plot(
                    [now, now],
                    [place - 0.21, place + 0.21],
                    color=COMPARED,
                    lw=3.5,
                    solid_capstyle="butt",
                    clip_on=False,
                )
                self._bars.append(figure.track(f"bar{place}", bar))
                beside = {"transform": axes.get_yaxis_transform(), "va": "center"}
                value = axes.text(1.027, place, "0", color=CHOSEN, size=15, weight="bold", **beside)
                self._values.append(figure.track(f"value{place}", value))
                axes.text(1.31, place, f"{now:.1f}", color=COMPARED, size=13, ha="right", **beside)
        return figure

    def outcome(self, **values: float) -> Outcome:
        """What these settings lead to, the others as the lab opens."""
        start = {control.name: control.value for control in self.make_controls()}
        return self.company.run(self._policy({**start, **values}))

    def direction(self, **values: float) -> str:
        """Where KPI and kept promises go: "both_rise", "kpi_rises" (the KPI alone), "kpi_falls", "both_fall"."""
        after = self.outcome(**values)
        kpi, kept = after.kpi > self.before.kpi, after.kept > self.before.kept
        return {(True, True): "both_rise", (True, False): "kpi_rises", (False, True): "kpi_falls"}.get(
            (kpi, kept), "both_fall"
        )

    def most_loss(self, padding: float) -> float:
        """The largest whole per cent of buyers lost a day at which that padding still keeps more promises than now."""
        percents = [int(value) for value in self.controls["lost"].sweep()]  # type: ignore[attr-defined]
        return max(lost for lost in percents if self.outcome(padding=padding, lost=lost).kept > self.before.kept)

    def _policy(self, values: dict[str, Any]) -> Policy:
        return Policy(
            values["first_parcel"] / 100,
            values["padding"],
            values["head_start"],
            int(values["most_lines"]),
            values["lost"] / 100,
        )

    def show(self, values: dict[str, Any]) -> str:
        """Run the company and say who is better off."""
        after = self.company.run(self._policy(values))
        for (key, _, _), bar, text in zip(ROWS, self._bars, self._values, strict=True):
            percent = 100 * getattr(after, key)
            bar.set_width(percent)
            text.set_text(f"{percent:.1f}")
        return self._words(after)

    def _words(self, after: Outcome) -> str:
        # Compared as they are written: what looks the same is called the same.
        kpi, kept = (round(100 * value, 1) for value in (after.kpi, after.kept))
        kpi_now, kept_now = (round(100 * value, 1) for value in (self.before.kpi, self.before.kept))
        said = (
            f"The KPI is **{kpi:.1f}%** ({_change(kpi - kpi_now)}). Of 100 who wanted to order, **{kept:.1f}** have "
            f"their promise kept ({_change(kept - kept_now)})."
        )
        moved = 0 if abs(kpi - kpi_now) < HARDLY else 1 if kpi > kpi_now else -1
        if kept == kept_now:
            verdict = "Nothing changes for the buyers; only the KPI does." if moved else "It is as it is now."
        elif kpi >= TARGET:
            which = "better off: the second" if kept > kept_now else "worse off: the first"
            verdict = f"The KPI is at {TARGET:.0f}% or more, and buyers are {which} of the two is found."
        else:
            buyers, dashboard = ("better", "the KPI rises too") if kept > kept_now else ("worse", "the KPI rises")
            told = ("the KPI hardly shows it", dashboard, "the KPI falls")[moved]
            verdict = f"Buyers are {buyers} off, and {told}."
        return f"{said} {verdict}"


def _change(points: float) -> str:
    return "as now" if abs(points) < 0.05 else f"{'up' if points > 0 else 'down'} {abs(points):.1f}"
