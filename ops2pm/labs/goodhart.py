"""Lesson 03, lab 2: four things people do to a KPI, and what the buyers get of each."""

from __future__ import annotations

from typing import Any

import pandas as pd

from ops2pm.models.goodhart import Company, Outcome, Policy
from ops2pm.models.orders import DEFAULT_SEED, Rules, draw_roles
from ops2pm.numbers import plural
from ops2pm.ui.controls import Control, Slider
from ops2pm.ui.figure import CHOSEN, COMPARED, GRID, INK, LiveFigure
from ops2pm.ui.lab import Lab

TARGET = 97.0
HARDLY = 0.25
"""Points of the KPI below which nobody would see it move."""
BLOCKS = (
    (
        "Of 100 orders served: what the dashboard can see",
        (("kpi", "The KPI"), ("complete", "Complete on time"), ("contacts", "Contacts (less is better)")),
    ),
    (
        "Of 100 who wanted to order: everybody",
        (("served", "Orders served"), ("kept", "Kept promises"), ("reordered", "Order again in 90 days")),
    ),
)
"""What 100 is, and the rows of that block: field of Outcome, what it is called."""
BLOCK = 3.55
"""From the first row of a block to that of the next, in rows."""
ROWS = tuple(
    (key, name, BLOCK * block + place)
    for block, (_, rows) in enumerate(BLOCKS)
    for place, (key, name) in enumerate(rows)
)
"""Field of Outcome, what it is called, its height on the axis."""
CHALLENGES = ("The first", "The second")


class GoodhartLab(Lab):
    """Orange: as the company works now. Blue: as the reader sets it.

    Fast because a setting only compares the orders' delivery times with a shift (Company.run).
    """

    name = "goodhart"
    title = "Four things people do to a KPI"
    question = (
        f"Bring the KPI to *{TARGET:.0f}% or more* twice. The first time, fewer promises are kept. The second time "
        "more are kept, *and* no fewer buyers order again. If you don't find one, what would have to be true?"
    )
    opens_after = "predictions/03.rests_first"
    simulated = True

    def __init__(self, orders: pd.DataFrame) -> None:
        self.company = Company(orders, draw_roles(DEFAULT_SEED), Rules())
        self.most_lines = int(orders["lines"].max())
        self.before = self.company.run()
        self.found: dict[int, str] = {}
        """Challenge (0 or 1) -> the settings that met it first; kept as long as the lab is open."""
        super().__init__()

    def make_controls(self) -> tuple[Control, ...]:
        """The four things, and the assumption one of them hangs on."""
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
            Slider(
                "padding", "Promise later by", 0, 5, 1, 0, "days", "Up to which day are more promises kept than now?"
            ),
            Slider(
                "head_start",
                "Whole orders go first by",
                -12,
                12,
                1,
                0,
                "hours",
                "Below 0: the parcels that waited for stock go first. What does the KPI say to that?",
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
                "An assumption of the course. With one day later: from where on are fewer promises kept than now?",
            ),
        )

    def draw(self) -> LiveFigure:
        """One row a figure, all from 0 to 100."""
        figure = LiveFigure(self.name, (600, 440))
        figure.figure.set_layout_engine("none")
        with figure.style():
            axes = figure.figure.add_axes((0.02, 0.1, 0.74, 0.83))
            axes.set_xlim(0, 100)
            axes.set_ylim(ROWS[-1][2] + 0.4, -0.95)
            axes.set_yticks([])
            axes.set_xticks(range(0, 101, 20))
            axes.tick_params(labelsize=11)
            axes.grid(axis="x", color=GRID)
            axes.spines["left"].set_visible(False)
            figure.figure.text(0.78, 0.95, "yours", color=CHOSEN, size=12.5, weight="bold")
            figure.figure.text(0.99, 0.95, "now", color=COMPARED, size=12.5, ha="right")
            for block, (whole, _) in enumerate(BLOCKS):
                axes.text(0, BLOCK * block - 0.72, whole, color=INK, size=12.5, weight="bold")
            self._bars, self._values = [], []
            for place, (key, name, height) in enumerate(ROWS):
                now = 100 * getattr(self.before, key)
                axes.text(0, height - 0.27, name, color=INK, size=12)
                bar = axes.barh(height, 1, height=0.34, color=CHOSEN)[0]
                axes.plot(
                    [now, now],
                    [height - 0.21, height + 0.21],
                    color=COMPARED,
                    lw=3.5,
                    solid_capstyle="butt",
                    clip_on=False,
                )
                self._bars.append(figure.track(f"bar{place}", bar))
                beside = {"transform": axes.get_yaxis_transform(), "va": "center"}
                value = axes.text(1.027, height, "0", color=CHOSEN, size=15, weight="bold", **beside)
                self._values.append(figure.track(f"value{place}", value))
                axes.text(1.31, height, f"{now:.1f}", color=COMPARED, size=13, ha="right", **beside)
        return figure

    def outcome(self, **values: float) -> Outcome:
        """What these settings lead to, the others as the lab opens."""
        return self.company.run(self._policy({**self._start(), **values}))

    def direction(self, **values: float) -> str:
        """Where KPI and kept promises go: "both_rise", "kpi_rises" (the KPI alone), "kpi_falls", "both_fall"."""
        after = self.outcome(**values)
        kpi, kept = after.kpi > self.before.kpi, after.kept > self.before.kept
        return {(True, True): "both_rise", (True, False): "kpi_rises", (False, True): "kpi_falls"}.get(
            (kpi, kept), "both_fall"
        )

    def gained_by_waiting(self, hours: float) -> float:
        """Delivery hours that a waiting parcel gains when every whole order loses so many."""
        return hours * self.company.exchange

    def furthest(self) -> int:
        """The most hours of waiting parcels first, from 1 without a gap, at which more promises are kept than now."""
        return next((h - 1 for h in range(1, 13) if self.direction(head_start=-h) != "kpi_falls"), 12)

    def meets(self, after: Outcome) -> int | None:
        """Which of the two challenges an outcome meets (0 or 1), as its numbers are written; None if neither."""
        kept, again = (_points(after, self.before, key) for key in ("kept", "reordered"))
        if round(100 * after.kpi, 1) < TARGET or kept == 0:
            return None
        return 0 if kept < 0 else 1 if again >= 0 else None

    def second_up_to(self) -> int:
        """The largest whole per cent walking away a day at which the second challenge can be met; -1 if at none.

        Looks through every promise and every order of picking. Refusing orders and stopping the clock later can't
        help: neither keeps more promises or brings more buyers back, and neither lifts the KPI. And the more walk
        away, the harder it gets, so it stops at the first per cent at which nothing is found.
        """
        ways = [{"padding": n, "head_start": h} for n in range(6) for h in range(-12, 13)]
        for lost in range(16):
            if not any(self.meets(self.outcome(**way, lost=lost)) == 1 for way in ways):
                return lost - 1
        return 15

    def _policy(self, values: dict[str, Any]) -> Policy:
        return Policy(
            values["first_parcel"] / 100,
            values["padding"],
            values["head_start"],
            int(values["most_lines"]),
            values["lost"] / 100,
        )

    def show(self, values: dict[str, Any]) -> str:
        """Run the company, and say what is counted: not who is better off, which somebody has to judge."""
        after = self.company.run(self._policy(values))
        for (key, _, _), bar, text in zip(ROWS, self._bars, self._values, strict=True):
            percent = 100 * getattr(after, key)
            bar.set_width(percent)
            text.set_text(f"{percent:.1f}")
        met = self.meets(after)
        if met is not None:
            self.found.setdefault(met, self._described(values))
        return " ".join(filter(None, [self._counted(after), self._verdict(after), self._progress()]))

    def _counted(self, after: Outcome) -> str:
        kpi, kept, again = (_points(after, self.before, key) for key in ("kpi", "kept", "reordered"))
        gone = round(100 * (1 - after.served), 1)
        # Where nothing has moved, the verdict says so once.
        said = [f" ({_change(points)})" if kpi or kept or again else "" for points in (kpi, kept, again)]
        return (
            f"The KPI is **{100 * after.kpi:.1f}%**{said[0]}. Of 100 who wanted to order, "
            + (f"{gone:.1f} are refused or walk away, " if gone else "")
            + f"**{100 * after.kept:.1f}** have their promise kept{said[1]}, and {100 * after.reordered:.1f} "
            f"order again{said[2]}."
        )

    def _verdict(self, after: Outcome) -> str:
        # Compared as they are written: what looks the same is called the same.
        kpi, kept, again = (_points(after, self.before, key) for key in ("kpi", "kept", "reordered"))
        if not (kept or again):
            return "Only the KPI changes." if kpi else "All of it is as it is now."
        told = "the KPI hardly shows it" if abs(kpi) < HARDLY else "the KPI rises" if kpi > 0 else "the KPI falls"
        promises = "More promises are kept" if kept > 0 else "Fewer promises are kept" if kept else "As many are kept"
        if kept > 0 > again:
            return f"{promises}, fewer buyers come back, and {told}. Would you sign?"
        return f"{promises}, and {told}."

    def _progress(self) -> str:
        if not self.found:
            return ""
        told = [
            f"{name}: {self.found[place]}." if place in self.found else f"{name}: not yet."
            for place, name in enumerate(CHALLENGES)
        ]
        return f"**Found.** {' '.join(told)}"

    def _described(self, values: dict[str, Any]) -> str:
        """The settings that differ from how the lab opens, in words."""
        start = self._start()
        padding, hours = values["padding"], abs(values["head_start"])
        words = {
            "first_parcel": f"the first parcel counts on {values['first_parcel']:.0f}%",
            "padding": f"{padding:.0f} {plural(padding, 'day')} later",
            "head_start": f"{'whole orders' if values['head_start'] > 0 else 'waiting parcels'} first by {hours:.0f} h",
            "most_lines": f"at most {values['most_lines']:.0f} lines",
            "lost": f"{values['lost']:.0f}% walk away a day",
        }
        return ", ".join(text for name, text in words.items() if values[name] != start[name])


def _points(after: Outcome, before: Outcome, key: str) -> float:
    """How far a share has moved, in points, between the two numbers as they are written."""
    return round(round(100 * getattr(after, key), 1) - round(100 * getattr(before, key), 1), 1)


def _change(points: float) -> str:
    return f"{'up' if points > 0 else 'down'} {abs(points):.1f}" if points else "as now"
