"""Lesson 04, lab 2: switch off the rival causes of stranding, alone and together."""

from __future__ import annotations

import math
from functools import lru_cache
from typing import Any

import pandas as pd

from ops2pm.models.resample import Estimate
from ops2pm.models.rival_causes import CAUSES, RivalCauses
from ops2pm.models.stranding import timetable
from ops2pm.ui.bars import EstimateBars
from ops2pm.ui.controls import Control, Slider, Switch
from ops2pm.ui.figure import CHOSEN, COMPARED, REST, LiveFigure
from ops2pm.ui.lab import Lab

PER = 10_000
BARS = (
    "all four\non",
    "no bad\ndays",
    "enough\nseats",
    "any carrier,\nany airport",
    "no thin\nroutes",
    "your\nchoice",
)
SHORT = dict(zip(CAUSES, ("bad days", "full flights", "being tied to carrier and airport", "thin routes"), strict=True))


class RivalCausesLab(Lab):
    """Grey: each cause switched off alone. Your choice: any of them together.

    Fast because each combination is one vectorised run of the queues, and combinations are remembered.
    """

    name = "rival-causes"
    title = "Four suspects"
    question = (
        "*Why* are they stranded: days of mass cancellation, full flights, being tied to your own carrier and "
        "airport, or routes with few flights? Take suspects away and see how many are still stranded."
    )
    opens_after = "predictions/04.causes"

    def __init__(self, flights: pd.DataFrame, seats: pd.DataFrame) -> None:
        self.model = RivalCauses(timetable(flights, seats))
        self._stranded = lru_cache(maxsize=4096)(self.model.stranded)
        super().__init__()

    def make_controls(self) -> tuple[Control, ...]:
        """One switch a suspect, and the two assumptions behind them."""
        return (
            Switch(
                "bad days",
                "No days with 10% or more cancelled",
                False,
                "Leaves those days out.",
            ),
            Switch("seats", "Room on every later flight", False, "Counts the same flights again, turning nobody away."),
            Switch(
                "rebooking",
                "Any carrier, any airport",
                False,
                "Counts the same flights again, with all later ones to the city.",
            ),
            Switch(
                "thin routes",
                "No thin routes",
                False,
                "Leaves them out. Does one switch make the others needless?",
            ),
            Slider(
                "at_least",
                "A route is thin with fewer than",
                1,
                8,
                0.5,
                2.5,
                "flights a day",
                "Move it with “No thin routes” on.",
                needs="thin routes",
            ),
            Slider(
                "load",
                "Seats already sold",
                50,
                99,
                1,
                80,
                "%",
                "When do the four falls add up to less than 100%?",
            ),
        )

    def draw(self) -> LiveFigure:
        """One bar as it was, one for each cause off alone, one for the reader's choice."""
        figure = LiveFigure(self.name, (600, 400))
        with figure.style():
            self._axes = figure.figure.subplots()
            self._axes.set_title("Stranded overnight, per 10,000 flights, with suspects switched off")
            colours = (COMPARED, REST, REST, REST, REST, CHOSEN)
            self._bars = EstimateBars(figure, self._axes, "left", BARS, colours)
        return figure

    def estimates(self, values: dict[str, Any]) -> list[Estimate]:
        """Per 10,000 flights, one for each bar."""
        chosen = frozenset(cause for cause in CAUSES if values[cause])
        sets = [frozenset(), *[frozenset({cause}) for cause in CAUSES], chosen]
        load, at_least = values["load"] / 100, values["at_least"]
        found = [self._stranded(off, load, at_least) for off in sets]
        return [e.scaled(PER) for e in found]

    def shares_removed(self, load: float, at_least: float) -> dict[str, float]:
        """Cause -> by what share the stranding rate falls when it alone is switched off."""
        before, *alone, _ = self.estimates({**dict.fromkeys(CAUSES, False), "load": load, "at_least": at_least})
        return {cause: 1 - e.value / before.value for cause, e in zip(CAUSES, alone, strict=True)}

    def before_and_left(self, load: float, at_least: float) -> tuple[float, float]:
        """Stranded per 10,000 flights as it was, and with every cause switched off."""
        found = self.estimates({**dict.fromkeys(CAUSES, True), "load": load, "at_least": at_least})
        return found[0].value, found[-1].value

    def show(self, values: dict[str, Any]) -> str:
        """Count again and say what went and what is left."""
        estimates = self.estimates(values)
        top = max(e.high for e in estimates)
        self._axes.set_ylim(0, next(limit for limit in (300, 500, 1000) if top * 1.1 < limit or limit == 1000))
        self._bars.move(estimates)
        before, left = estimates[0].value, estimates[-1].value
        alone = {cause: before - e.value for cause, e in zip(CAUSES, estimates[1:-1], strict=True)}
        chosen = [cause for cause in CAUSES if values[cause]]
        if not chosen:
            if self.covered:
                return (
                    "Each grey bar takes one suspect away. Do the four falls add up to more than you predict, or less?"
                )
            added = sum(alone.values()) / before
            return (
                f"With {values['load']:.0f}% of seats sold, **{before:.0f}** of 10,000 flights strand travellers. "
                f"Each grey bar takes one suspect away. Add up the four falls: **{added:.0%}**"
                + (", and there is only 100% to lose." if added > 1 else ".")
            )
        names = " and ".join(
            [", ".join(SHORT[c] for c in chosen[:-1]), SHORT[chosen[-1]]] if chosen[1:] else [SHORT[chosen[0]]]
        )
        fewer = 1 - left / before
        words = f"Without {names}, **{left:.0f}** instead of {before:.0f} of 10,000 are stranded: {fewer:.0%} fewer."
        if len(chosen) > 1 and not math.isclose(left, 0, abs_tol=0.05):
            words += f" Their falls taken alone add up to {sum(alone[c] for c in chosen) / before:.0%}."
        return words
