"""Lesson 00, the tiny lab: how late is late? One control, one curve."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from ops2pm.models.ruined import is_ruined
from ops2pm.ui.controls import Control, Slider
from ops2pm.ui.figure import CHOSEN, COMPARED, INK, LiveFigure
from ops2pm.ui.lab import Lab

STEP, LONGEST = 5, 120


class LateFlightsLab(Lab):
    """Move the line between on time and late; see what share of flights falls on the wrong side.

    Fast because the 25 shares the slider can ask for are counted once.
    """

    name = "late-flights"
    title = "How late is late?"
    question = (
        "You decide when a flight counts as late. *What share of a year's flights from New York is late by your rule?*"
    )
    opens_after = "predictions/00.late"

    def __init__(self, flights: pd.DataFrame) -> None:
        self._minutes = np.arange(0, LONGEST + STEP, STEP)
        # A cancelled or diverted flight never arrives, so it is late by any rule.
        self._late = np.array([is_ruined(flights, late_by=minutes + 1).mean() for minutes in self._minutes])
        super().__init__()

    def late_share(self, minutes: float) -> float:
        """Share of flights that are cancelled, diverted or more than `minutes` late (a multiple of five)."""
        return float(self._late[int(minutes) // STEP])

    def make_controls(self) -> tuple[Control, ...]:
        """One slider."""
        return (
            Slider(
                "minutes",
                "Late means more than",
                0,
                LONGEST,
                STEP,
                60,
                "minutes",
                "How long must you allow before fewer than 1 in 5 flights is late?",
            ),
        )

    def draw(self) -> LiveFigure:
        """The curve stands still; the reader's point moves along it."""
        figure = LiveFigure(self.name, (600, 300))
        with figure.style():
            axes = figure.figure.subplots()
            axes.set_title("Share of flights that are late, per cent")
            axes.set_xlabel("minutes after the published arrival time")
            axes.set_xlim(0, LONGEST)
            axes.set_ylim(0, 50)
            axes.plot(self._minutes, 100 * self._late, color=COMPARED, linewidth=2)
            self._drop = figure.track("drop", axes.plot([0, 0], [0, 0], color=CHOSEN, linewidth=5)[0])
            self._text = figure.track("value", axes.text(0, 0, "", color=INK, weight="bold", va="bottom"))
        return figure

    def show(self, values: dict[str, Any]) -> str:
        """Put the reader's point on the curve."""
        minutes = values["minutes"]
        late = self.late_share(minutes)
        self._drop.set_data([minutes, minutes], [0, 100 * late])
        # Beside the line, on the side that has room.
        self._text.set_x(minutes + 2 if minutes <= LONGEST * 0.85 else minutes - 14)
        self._text.set_y(100 * late)
        self._text.set_text(f"{late:.1%}")
        return (
            f"If late means more than **{minutes:.0f} minutes**, **{late:.0%}** of flights are late: "
            f"about 1 in {1 / late:.0f}. Flights with no arrival delay, cancelled or diverted, count as late."
        )
