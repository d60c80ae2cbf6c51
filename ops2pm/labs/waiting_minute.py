"""Lesson 05, lab 2: what a waiting minute seems to weigh, how that was written down, and a service redesigned."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from ops2pm.models import mode_choice as model
from ops2pm.models.mode_choice import MODES, Fit, Trips
from ops2pm.models.resample import Estimate, interval
from ops2pm.numbers import plural, short
from ops2pm.ui.controls import Choice, Control, Slider
from ops2pm.ui.figure import CHOSEN, COMPARED, INK, QUIET, REST, LiveFigure
from ops2pm.ui.lab import Lab
from ops2pm.ui.markup import listed
from ops2pm.ui.rows import beside, rows_only

RECORDS = {"file": "as in the file", "alike": "recorded alike", "nobody": "simulated: nobody minds"}
SPAN = (-20, 80)
RIDE_STEP = 10  # minutes
DRAWS = 200


class WaitingMinuteLab(Lab):
    """Three ways to record the same trips, each with its fit; a service is redesigned under the one chosen.

    Fast because the fits are made once; a move only predicts 210 trips, 200 times over for the interval.
    """

    name = "waiting-minute"
    title = "What does a waiting minute weigh?"
    question = (
        "Give a train ten minutes less waiting. How many more of these trips would it win, and how much of that answer "
        "is travellers, how much is *how the minutes were written down*?"
    )
    opens_after = "predictions/05.nobody"
    lines = 7

    def __init__(self, frame: pd.DataFrame) -> None:
        self.trips: Trips = model.trips(frame)
        alike = model.one_footing(self.trips)
        self.simulated_ratios = model.simulated_ratios(self.trips)
        # Of the simulated groups, the one in the middle stands for all.
        middle = int(np.argsort(self.simulated_ratios)[len(self.simulated_ratios) // 2])
        samples = {"file": self.trips, "alike": alike, "nobody": model.simulated(self.trips, middle)}
        self.samples: dict[str, tuple[Trips, Fit]] = {key: (each, model.fitted(each)) for key, each in samples.items()}
        self.weighs: dict[str, Estimate] = {key: by.ratio("wait", "ride") for key, (_, by) in self.samples.items()}
        # For the simulated ones, over all groups: what chance and the recording do between them.
        self.weighs["nobody"] = interval(float(np.median(self.simulated_ratios)), self.simulated_ratios)
        self._now = {key: model.mean_shares(by, of, DRAWS) for key, (of, by) in self.samples.items()}
        super().__init__()

    def make_controls(self) -> tuple[Control, ...]:
        """How waiting is recorded, and what changes for which service."""
        return (
            Choice(
                "record",
                "Waiting minutes",
                tuple(RECORDS.items()),
                "file",
                "Try all three. What does the model say where waiting matters to nobody?",
            ),
            Choice(
                "mode",
                "Redesign the",
                tuple((mode, mode) for mode in MODES[:-1]),
                "train",
                "Which of the three do ten minutes help most?",
            ),
            Slider("wait", "Less waiting by", 0, 30, 1, 10, "minutes", "Never below 0. What do they win?"),
            Slider(
                "ride",
                "Less riding by",
                0,
                300,
                RIDE_STEP,
                0,
                "minutes",
                "Set waiting to 0. About how much less riding wins the same? Which would a railway find cheaper?",
            ),
            Slider(
                "fare",
                "Cheaper by",
                0,
                30,
                1,
                0,
                "dollars of 1987",
                "And 30 dollars: how much of that? Then the same, recorded alike.",
            ),
        )

    def draw(self) -> LiveFigure:
        """Above, what a waiting minute weighs, three ways; below, the shares of the four modes, now and redesigned."""
        figure = LiveFigure(self.name, (600, 410))
        figure.figure.set_layout_engine("none")
        with figure.style():
            above = figure.figure.add_axes((0.3, 0.64, 0.56, 0.27))
            above.set_title("One waiting minute weighs as much as … riding minutes")
            above.set_xlim(*SPAN)
            above.set_ylim(2.6, -0.6)
            rows_only(above)
            above.plot([0, 0], [2.6, -0.6], color=REST, lw=1.2)
            self._rows = {}
            for y, key in enumerate(RECORDS):
                found = self.weighs[key]
                beside(above, y, RECORDS[key], size=11.5)
                for part, colour in (("picked", CHOSEN), ("rest", REST)):
                    line = above.plot([found.low, found.high], [y, y], color=colour, lw=7, solid_capstyle="butt")[0]
                    self._rows[key, part] = figure.track(f"{part}-{key}", line)
                above.plot([found.value] * 2, [y - 0.33, y + 0.33], color=INK, lw=2.4, solid_capstyle="butt")
                above.text(
                    1.02,
                    y,
                    f"{found.value:.1f}",
                    transform=above.get_yaxis_transform(),
                    va="center",
                    size=13,
                    color=INK,
                )
            below = figure.figure.add_axes((0.3, 0.125, 0.56, 0.36))
            below.set_title("Share of these 210 trips")
            below.set_xlim(0, 100)
            below.set_ylim(len(MODES) - 0.4, -0.6)
            below.set_xlabel("per cent of these trips, not of all travellers")
            rows_only(below)
            self._bars = []
            for y, mode in enumerate(MODES):
                beside(below, y, mode, size=12)
                bar = below.barh(y, 1, height=0.55, color=CHOSEN)[0]
                whisker = below.plot([0, 0], [y, y], color=INK, lw=1.6, solid_capstyle="butt")[0]
                before = below.plot([0, 0], [y - 0.36, y + 0.36], color=COMPARED, lw=3.5, solid_capstyle="butt")[0]
                value = below.text(
                    1.02, y, "0", transform=below.get_yaxis_transform(), va="center", size=13, color=CHOSEN
                )
                was = below.text(
                    1.245,
                    y,
                    "0",
                    transform=below.get_yaxis_transform(),
                    va="center",
                    ha="right",
                    size=12,
                    color=COMPARED,
                )
                parts = {"bar": bar, "whisker": whisker, "before": before, "value": value, "was": was}
                self._bars.append({name: figure.track(f"{name}{y}", artist) for name, artist in parts.items()})
            for x, words, colour in ((0.872, "new", CHOSEN), (0.945, "was", COMPARED)):
                figure.figure.text(x, 0.5, words, color=colour, size=11, va="bottom")
            note = figure.figure.text(
                0.995, 0.005, "simulated travellers", ha="right", va="bottom", color=QUIET, size=9.5
            )
            self._note = figure.track("note", note)
        return figure

    # -- what the lesson asks --------------------------------------------------------------------------

    def won(self, record: str, mode: str = "train", **less: float) -> Estimate:
        """Points of this sample's trips that the mode wins with so much less `wait`, `ride` or `cost`."""
        _, _, moved = self._redesigned(record, mode, less)
        return moved[MODES.index(mode)].scaled(100)

    def nobody_minds(self) -> str:
        """What the model says of travellers who don't mind waiting: "zero" (under 1), "two" (under 20), "twenty"."""
        found = self.weighs["nobody"].value
        return "zero" if found < 1 else "two" if found < 20 else "twenty"

    def as_much_riding(self, record: str, wait: float, mode: str = "train") -> int:
        """About how much less riding wins the mode what so much less waiting does: to the slider's next step."""
        of, by = self.samples[record]
        place = MODES.index(mode)

        def share(**less: float) -> float:
            return model.mean_shares(by, model.redesigned(of, mode, **less))[0][place]

        goal = share(wait=-wait)
        enough = next(ride for ride in range(1000) if share(ride=-ride) >= goal)
        return RIDE_STEP * round(enough / RIDE_STEP)

    def _redesigned(
        self, record: str, mode: str, less: dict[str, float]
    ) -> tuple[np.ndarray, np.ndarray, list[Estimate]]:
        """Shares of the modes as they were and redesigned, 0 to 1, and how far each moved."""
        of, by = self.samples[record]
        changed = model.redesigned(of, mode, **{name: -amount for name, amount in less.items()})
        (now, was), (then, drawn) = self._now[record], model.mean_shares(by, changed, DRAWS)
        moved = [interval(then[place] - now[place], drawn[:, place] - was[:, place]) for place in range(len(MODES))]
        return now, then, moved

    # -- what is shown ---------------------------------------------------------------------------------

    def show(self, values: dict[str, Any]) -> str:
        """The chosen recording's weight, and the four shares under the redesign."""
        record, mode = values["record"], values["mode"]
        for (key, part), line in self._rows.items():
            line.set_visible((key == record) == (part == "picked"))
        less = {"wait": values["wait"], "ride": values["ride"], "cost": values["fare"]}
        now, then, moved = self._redesigned(record, mode, less)
        for place, bar in enumerate(self._bars):
            bar["bar"].set_width(100 * then[place])
            # How sure the change is: the share that was is counted, not estimated.
            bar["whisker"].set_xdata([100 * (now[place] + end) for end in (moved[place].low, moved[place].high)])
            bar["before"].set_xdata([100 * now[place]] * 2)
            bar["value"].set_text(f"{100 * then[place]:.1f}")
            bar["was"].set_text(f"{100 * now[place]:.1f}")
        self._note.set_visible(record == "nobody")
        place = MODES.index(mode)
        told = _share(mode, less, 100 * now[place], 100 * then[place], moved[place].scaled(100))
        return " ".join(filter(None, [self._weight(record), told, _truth(record, less)]))

    def _weight(self, record: str) -> str:
        found = self.weighs[record]
        numbers = f"**{_riding(found.value)}**"
        if record == "nobody":
            return (
                f"These travellers are simulated and *don't mind waiting at all*. The same model finds {numbers} for a "
                f"waiting minute (in 95 of 100 such groups {found.low:.0f} to {found.high:.0f})."
            )
        spread = f"(95% interval {_plain(found.low)} to {_plain(found.high)})"
        if found.low <= 0:
            return f"Recorded alike, a waiting minute weighs {numbers} {spread}: it could be nothing."
        return f"As in the file, a waiting minute weighs {numbers} {spread}."


def _plain(value: float) -> str:
    """A whole number, with a minus that isn't a hyphen and no minus before 0."""
    return f"{round(value)}".replace("-", "−")


def _riding(value: float) -> str:
    return f"{value:.1f} riding minutes"


def _share(mode: str, less: dict[str, float], now: float, then: float, moved: Estimate) -> str:
    parts = [
        f"{short(less[name])} {plural(less[name], 'minute')} less {doing}"
        for name, doing in (("wait", "waiting"), ("ride", "riding"))
        if less[name]
    ]
    if less["cost"]:
        parts.append(f"a fare {short(less['cost'])} {plural(less['cost'], 'dollar')} lower")
    if not parts:
        return f"Nothing is redesigned: the {mode} keeps {now:.1f}% of these trips."
    more = round(round(then, 1) - round(now, 1), 1)
    gained = f"**{more:.1f} points more**" if more else "as many as before"
    # As written: two ends that read alike are no interval.
    low, high = (f"{end:.1f}".replace("-", "−") for end in (moved.low, moved.high))
    sure = f" ({low} to {high})" if low != high else ""
    return f"With {listed(parts)} the {mode} gets {then:.1f}% of these trips, {gained}{sure}."


def _truth(record: str, less: dict[str, float]) -> str:
    if record != "nobody" or not less["wait"]:
        return ""
    if less["ride"] or less["cost"]:
        return "What it says the waiting wins, it would not win: nobody here looks at the wait."
    return "In truth it would win nobody: nobody here looks at the wait."
