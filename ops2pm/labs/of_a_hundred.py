"""Lesson 09, lab 1: "25% higher" over a base rate, of a hundred people one can count."""

from __future__ import annotations

from typing import Any

import numpy as np
from matplotlib.axes import Axes

from ops2pm.models.lift import READINGS, Reading, applied, impossible_above, one_in
from ops2pm.numbers import short
from ops2pm.rubrics import Fields
from ops2pm.rubrics.claim_check import of_the_thread
from ops2pm.ui.controls import Choice, Control, Slider
from ops2pm.ui.figure import CHOSEN, COMPARED, GRID, INK, QUIET, REST, LiveFigure, dot, put
from ops2pm.ui.icons import COUNT, HIGH, IconArray, whole
from ops2pm.ui.lab import Lab

LABELS = {"relative": "per cent of the base", "points": "points"}
OVER = 5
"""Columns beyond the frame: the largest lift over the largest base comes to 145 of 100."""
DOT = 0.2
CELL = 19.0
"""Points from one figure to the next."""


class OfAHundredLab(Lab):
    """Orange: the hires it is compared with. Blue: what the claim makes of them. Outlined beyond the frame: too many.

    Fast because it is two sums and a few hundred corners.
    """

    name = "of-a-hundred"
    title = "So, of a hundred, how many?"
    question = (
        "“25-30% higher success rates” (R10). Over which base, the sentence doesn't say, nor whether it means per cent "
        "of it or points. *How many of 100 can it be, and from which base on is it impossible?*"
    )
    opens_after = "predictions/09.of_eighty"

    def make_controls(self) -> tuple[Control, ...]:
        """The claim, how it is read, and over what."""
        return (
            Slider(
                "lift", "The claim: higher by", 5, 50, 1, 25, "%", "25, then 30. Which bases does each still allow?"
            ),
            Choice(
                "reading",
                "Read as",
                tuple((each, LABELS[each]) for each in READINGS),
                "relative",
                "Over a base of 60, how far are the two apart?",
            ),
            Slider(
                "base",
                "Of 100 tech hires succeed",
                5,
                95,
                1,
                60,
                "",
                "From which base on is the frame too small? And 25% over a base of 8: how many more?",
            ),
        )

    def after(self, values: dict[str, Any] | None = None) -> float:
        """How many of 100 ops hires would succeed."""
        values = values or self.values
        return 100 * applied(values["base"] / 100, values["lift"] / 100, values["reading"])

    def facts(self) -> dict[str, Any]:
        """What lesson 09 says of the claim, by the name its texts give each number."""
        return {
            "of_eighty": 100 * applied(0.8, 0.3),
            "ceiling": 100 * impossible_above(0.3),
            "ceiling_25": 100 * impossible_above(0.25),
            "points_ceiling": 100 * impossible_above(0.3, "points"),
            "points_ceiling_25": 100 * impossible_above(0.25, "points"),
            "points_25": 100 * applied(0.6, 0.25, "points"),
            "points_30": 100 * applied(0.6, 0.3, "points"),
            "apart": 100 * (applied(0.6, 0.25, "points") - applied(0.6, 0.25)),
        }

    def claim(self) -> Fields:
        """The claim this lab is about, as the claim check's fields want it: R10's, whatever the lab shows."""
        return of_the_thread("C6")

    def draw(self) -> LiveFigure:
        """On top two times a hundred people; beneath, every base with what the claim makes of it."""
        figure = LiveFigure(self.name, (620, 470), still_dpi=84)
        figure.figure.set_layout_engine("none")
        with figure.style():
            width, height = figure.size
            people = figure.figure.add_axes((0, 1 - 250 / height, 1, 250 / height))
            people.set_xlim(0, width / CELL)
            people.set_ylim(0, 250 / CELL)
            people.set_axis_off()
            left, right, floor = 0.5, 13.5, 0.5
            self._tech = IconArray(figure, people, "tech", left, floor, COMPARED)
            self._ops = IconArray(figure, people, "ops", right, floor, CHOSEN, over=OVER)
            look = {"size": 12.5, "weight": "bold", "va": "bottom"}
            top = floor + HIGH + 0.6
            self._told = {
                name: figure.track(name, people.text(x, y, "x", color=colour, **look))
                for name, x, y, colour in (
                    ("tech-words", left, top, COMPARED),
                    ("ops-words", right, top, CHOSEN),
                    ("too-many", right + COUNT // HIGH + 0.4, top, INK),
                )
            }
            self._draw_bases(figure, figure.figure.add_axes((0.085, 0.11, 0.89, 0.3)))
        return figure

    def _draw_bases(self, figure: LiveFigure, axes: Axes) -> None:
        axes.set_xlim(0, 100)
        axes.set_ylim(0, 150)
        axes.set_yticks([0, 50, 100, 150])
        axes.set_xticks(range(0, 101, 10))
        axes.set_xlabel("of 100 tech hires succeed: the base", size=11.5)
        axes.set_title(
            "Of 100 ops hires, so many would have to succeed", size=12, weight="bold", loc="left", pad=6, x=-0.07
        )
        axes.grid(color=GRID)
        axes.axhspan(100, 150, facecolor=GRID, alpha=0.55, linewidth=0)
        axes.axhline(100, color=INK, lw=1.2)
        axes.text(1.5, 125, "more than there are: impossible", va="center", size=11, color=QUIET)
        ends = np.array([0.0, 100.0])
        self._other = figure.track("other", axes.plot(ends, ends, color=REST, lw=1.8, ls=(0, (4, 3)))[0])
        self._line = figure.track("line", axes.plot(ends, ends, color=CHOSEN, lw=2.6)[0])
        self._from_base = figure.track("from-base", axes.plot([60, 60], [0, 75], color=CHOSEN, lw=1.2)[0])
        self._dot = figure.track("dot", dot(axes, 60, 75, DOT, CHOSEN, 10))
        self._other_name = figure.track("other-name", axes.text(0, 0, "x", size=10.5, color=QUIET, va="top"))

    def show(self, values: dict[str, Any]) -> str:
        """Fill the figures, move the lines, and say it."""
        lift, base, reading = values["lift"] / 100, values["base"], values["reading"]
        after = self.after(values)
        self._tech.move(base)
        count = self._ops.move(after)
        self._told["tech-words"].set_text(f"Tech: {short(base)} of 100")
        beyond = count > COUNT
        self._told["too-many"].set_visible(beyond)
        self._told["too-many"].set_text(f"{count - COUNT} too many" if beyond else "none too many")
        self._told["ops-words"].set_text("Ops, of 100:" if beyond else f"Ops: {_about(after)} of 100")
        other: Reading = "points" if reading == "relative" else "relative"
        for line, how in ((self._line, reading), (self._other, other)):
            line.set_data(*_line(lift, how))
        self._from_base.set_data([base, base], [0, after])
        put(self._dot, base, after, DOT)
        # Over the upper line, or under the lower one.
        place = (
            (3, 100 * applied(0.15, lift, other) + 24)
            if other == "points"
            else (31.5, 100 * applied(0.3, lift, other) - 4)
        )
        self._other_name.set_position(place)
        self._other_name.set_text(f"read as {LABELS[other]}")
        return self._words(values, after)

    def _words(self, values: dict[str, Any], after: float) -> str:
        lift, base, reading = values["lift"] / 100, values["base"], values["reading"]
        ceiling = 100 * impossible_above(lift, reading)
        written = f"+{short(values['lift'])}{'%' if reading == 'relative' else ' points'}"
        if after > 100 + 1e-9:
            said = (
                f"Of 100 tech hires {short(base)} succeed, so of 100 ops hires **{_about(after)}** would have to. "
                "That can't be."
            )
        else:
            more = after - base
            among = one_in(base / 100, after / 100)
            said = (
                f"Of 100 tech hires {short(base)} succeed, and of 100 ops hires **{_about(after)}**: {_about(more)} "
                f"more, or one more success in {_about(among, tenths=False)} hires."
            )
        return f"{said} Read so, {written} is possible up to a base of **{short(round(ceiling, 1))}**, and not above."


def _line(lift: float, reading: Reading) -> tuple[np.ndarray, np.ndarray]:
    """The bases from 0 to 100 with what the claim makes of them, in per cent; it ends where the picture does."""
    ends = np.array([0.0, min(1.0, 1.5 / (1 + lift) if reading == "relative" else 1.5 - lift)])
    return 100 * ends, 100 * np.array([applied(end, lift, reading) for end in ends])


def _about(count: float, tenths: bool = True) -> str:
    """A count as one can count it: whole, or below ten with one decimal, and marked where it was rounded."""
    nearest = round(count)
    if abs(count - nearest) < 1e-6:
        return f"{nearest}"
    if count >= (9.95 if tenths else 0.95):
        return f"about {count:.0f}"
    tenth = whole(10 * count) / 10
    return f"{'' if abs(count - tenth) < 1e-6 else 'about '}{tenth:.1f}"
