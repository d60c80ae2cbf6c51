"""Lesson 01, lab 2: five doors, five weights, scores that are ranges, and the smallest change that flips the winner."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import MultipleLocator

from ops2pm.models import doors
from ops2pm.models.doors import Decision, Swing
from ops2pm.models.ranges import DRAWS, Ranges
from ops2pm.rubrics import Fields
from ops2pm.rubrics.path_decision import NO_WEIGHT
from ops2pm.ui.controls import Control, Slider
from ops2pm.ui.figure import CHOSEN, COMPARED, INK, QUIET, REST, LiveFigure
from ops2pm.ui.grid import Grid
from ops2pm.ui.lab import Lab
from ops2pm.ui.markup import listed
from ops2pm.ui.rows import beside, rows_only

DOORS = {
    "apm": "APM programme",
    "inside": "Internal move",
    "bridge": "Bridge job",
    "ops": "PM in an ops product",
    "stay": "Stay and build",
}
CRITERIA = {
    "odds": "Odds this year",
    "near": "Makes you a PM",
    "pay": "Pay in year one",
    "evidence": "Evidence to show",
    "safety": "Little to lose",
}
NARROW = {"ops": "PM in ops"}  # where a row has too little room for the whole name
ASKED = {
    "odds": "Lower it slowly. Who takes the lead, and at what weight?",
    "near": "How far it brings you towards the title. More to you than the odds?",
    "pay": "Set it to 10. Who leads?",
    "evidence": "What can you show anybody afterwards?",
    "safety": "Set it to 0: you can afford to lose. Who leads?",
}
GUESSES = {
    "apm": ("0–1–3", "3–6–8", "3–5–7", "6–8–9", "2–4–6"),
    "inside": ("2–5–8", "3–6–8", "4–5–6", "6–8–9", "5–7–8"),
    "bridge": ("5–7–9", "1–3–6", "3–4–6", "3–5–7", "3–5–7"),
    "ops": ("1–3–5", "7–9–10", "6–8–9", "7–9–10", "1–3–5"),
    "stay": ("9–10–10", "1–4–7", "5", "3–5–8", "8–9–10"),
}
"""The course's own guesses, from 0 to 10, more is better. Nobody measured them; the reader types better ones."""

START = {
    (door, criterion): guess for door, row in GUESSES.items() for criterion, guess in zip(CRITERIA, row, strict=True)
}
GUESSED = "scores: the course's guesses"
WEIGHT, MOST, STEP = 5.0, 10.0, 0.1
HARDLY = 1  # odds of a door that can hardly be called one
SWINGS = 6
SPANS = (2, 10)  # points; where the axis of the lead may end. Few: each change draws the whole picture anew
TABLE = Grid(
    "scores",
    "Scores, 10 is best: the course's guesses until you change them",
    tuple(DOORS.items()),
    tuple(CRITERIA.items()),
    START,
    question=(
        "2–5–8 means: at worst 2, most likely 5, at best 8. For pay, 5 is what you earn now and a point is about 10% "
        "of it; little to lose is 10 if you can undo it next month. A door with 0 for its odds is left out. "
        "Which score are you least sure of, and does it matter?"
    ),
    corner="Door",
)


def decide(cells: dict[tuple[str, str], Any], weights: dict[str, float]) -> Decision:
    """Weigh the doors. cells: (door, criterion) -> Range; weights: criterion -> 0 to 10."""
    ranges = [[cells[door, criterion] for criterion in CRITERIA] for door in DOORS]
    scores = Ranges.of([[(cell.low, cell.base, cell.high) for cell in row] for row in ranges])
    weight = np.array([weights[criterion] for criterion in CRITERIA], dtype=float)
    return doors.decide(tuple(DOORS), tuple(CRITERIA), scores, weight, most=MOST, step=STEP, gate="odds")


def opening(**weights: float) -> Decision:
    """What the lab shows at the course's guesses, with all weights at 5 but those given."""
    return decide(TABLE.value, {**dict.fromkeys(CRITERIA, WEIGHT), **weights})


def hopeless() -> dict[str, str]:
    """By the course's guesses, doors that no weights can make win -> one that is nowhere worse and somewhere better."""
    cells = TABLE.value
    base = np.array([[cells[door, criterion].base for criterion in CRITERIA] for door in DOORS])
    keys = list(DOORS)
    return {DOORS[keys[door]]: DOORS[keys[better]] for door, better in doors.dominated(base).items()}


def facts() -> dict[str, Any]:
    """What the lesson says about the lab as it opens, by the name its text gives each number."""
    start, pay, safe = opening(), opening(pay=MOST), opening(safety=0)
    leader, second = start.leaders[0], str(start.second)
    return {
        "leader": DOORS[leader],
        "first": start.points[leader],
        "second": DOORS[second],
        "second_points": start.points[second],
        "at": start.flip.at if start.flip else math.nan,
        "to": start.to,
        "pay": DOORS[pay.leaders[0]],
        "safety": DOORS[safe.leaders[0]],
        "swing": swing_name(start.swings[0]),
        "rolled": start.shares[leader],
        "often": opening(odds=start.to).shares[str(start.winner)],
        "draws": DRAWS,
        "hopeless": "; ".join(f"“{door}”, because “{by}” is nowhere worse" for door, by in hopeless().items()),
    }


class WhichDoorLab(Lab):
    """Weights as sliders, scores in a table; who leads, how often, and what would change it.

    Fast because 4,000 draws of all scores are one array and the flip value is a formula.
    """

    name = "which-door"
    title = "Five doors"
    question = (
        "Which door leads by *your* weights, and how little would have to change before another one does? Points are "
        f"the weighted average of a door's scores. We also rolled all scores {DRAWS:,} times within their "
        "ranges, mostly near the middle one, and counted who leads. The scores are the course's guesses: type your own."
    )
    opens_after = "predictions/01.flip"
    lines = 6
    keeps = True

    def make_controls(self) -> tuple[Control, ...]:
        """A weight for each criterion, and the table of scores."""
        weights = [
            Slider(key, f"Weight: {_small(label)}", 0, MOST, STEP, WEIGHT, "of 10", ASKED[key])
            for key, label in CRITERIA.items()
        ]
        return (*weights, TABLE)

    def draw(self) -> LiveFigure:
        """Above, how often each door leads; below, which score's doubt moves the lead most."""
        figure = LiveFigure(self.name, (540, 540))
        with figure.style():
            figure.figure.set_layout_engine("none")  # each picture has its place, and so have the words beside it
            self._draw_doors(figure, figure.figure.add_axes((0.405, 0.56, 0.57, 0.385)))
            self._draw_swings(figure, figure.figure.add_axes((0.405, 0.105, 0.57, 0.33)))
            self._whose = figure.track(
                "whose", figure.figure.text(0.995, 0.005, "-", ha="right", va="bottom", color=QUIET, size=9.5)
            )
        return figure

    def _draw_doors(self, figure: LiveFigure, axes: Axes) -> None:
        axes.set_title("How often each leads when all scores are rolled")
        axes.set_ylim(len(DOORS) - 0.45, -0.55)
        axes.set_xlim(0, 1)
        axes.xaxis.set_major_formatter(lambda share, _: f"{share:.0%}")
        rows_only(axes)
        self._doors = []
        for row, name in enumerate(DOORS.values()):
            # A moving bar can't change its colour: each row has one of every colour, and shows one.
            bars = [
                figure.track(f"{place}{row}", axes.barh([row], [0], height=0.55, color=colour)[0])
                for place, colour in (("first", CHOSEN), ("second", COMPARED), ("rest", REST))
            ]
            beside(axes, row - 0.03, name, "bottom")
            words = figure.track(f"points{row}", beside(axes, row + 0.03, align="top", colour=QUIET, size=10))
            self._doors.append((bars, words))

    def _draw_swings(self, figure: LiveFigure, axes: Axes) -> None:
        axes.set_title("One score at its worst or best: who leads?", pad=19)
        axes.set_ylim(SWINGS - 0.4, -0.6)
        axes.axvline(0, color=INK, linewidth=1)
        axes.xaxis.set_major_formatter(lambda points, _: f"{points:g}".replace("-", "−"))
        rows_only(axes)
        self._swings = []
        for row in range(SWINGS):
            kept = figure.track(f"kept{row}", axes.barh([row], [0], height=0.5, color=REST)[0])
            lost = figure.track(f"lost{row}", axes.barh([row], [0], height=0.5, color=COMPARED)[0])
            self._swings.append((kept, lost, figure.track(f"swing{row}", beside(axes, row))))
        self._now = figure.track("lead", axes.plot([0, 0], [-0.5, SWINGS - 0.5], color=CHOSEN, linewidth=2)[0])
        self._label = figure.track(
            "lead-words",
            axes.text(
                0,
                1.02,
                "lead now",
                transform=axes.get_xaxis_transform(),
                ha="center",
                va="bottom",
                color=CHOSEN,
                size=10,
            ),
        )
        axes.set_xlabel("the leader's lead in points; left of 0 it is beaten")
        self._lead_axes = axes
        self._locators = {span: MultipleLocator(span / 2) for span in SPANS}

    def show(self, values: dict[str, Any]) -> str:
        """Weigh again, say who leads and what would flip it."""
        weights = {criterion: values[criterion] for criterion in CRITERIA}
        self.decision = decision = decide(values["scores"], weights)
        for (bars, words), door in zip(self._doors, DOORS, strict=True):
            place = 0 if door in decision.leaders else 1 if door == decision.second else 2
            share = decision.shares.get(door, 0.0) if decision.leaders else 0.0
            for which, bar in enumerate(bars):
                bar.set_width(share)
                bar.set_visible(which == place)
            points = f"{decision.points[door]:.1f} points, leads in {share:.0%}" if door in decision.points else ""
            words.set_text("left out: odds 0" if door in decision.shut else points if decision.leaders else "no points")
        self._show_swings(decision)
        own = sum(values["scores"][cell] != guess for cell, guess in TABLE.value.items())
        self._whose.set_text(f"scores: {own} of {len(START)} differ from the course's guesses" if own else GUESSED)
        odds = values["scores"][decision.leaders[0], "odds"].base if decision.leaders else math.nan
        return _words(decision, weights, odds, self.covered)

    def _show_swings(self, decision: Decision) -> None:
        widest = [swing for swing in decision.swings if swing.width > 0][:SWINGS]
        reach = max((abs(end) for swing in widest for end in (swing.at_low, swing.at_high)), default=0.0)
        limit = next(span for span in SPANS if reach <= span or span == SPANS[-1])
        self._lead_axes.set_xlim(-limit, limit)
        self._lead_axes.xaxis.set_major_locator(self._locators[limit])
        lead = decision.lead if decision.leaders else 0.0
        lead = min(lead, limit) if math.isfinite(lead) else 0.0
        self._now.set_xdata([lead, lead])
        # Its words stay inside the axes; at the right end they would be cut off.
        self._label.set_x(min(lead, 0.72 * limit))
        self._label.set_visible(bool(widest))
        self._now.set_visible(bool(widest))
        for row, (kept, lost, words) in enumerate(self._swings):
            swing = widest[row] if row < len(widest) else None
            low, high = sorted((swing.at_low, swing.at_high)) if swing else (0.0, 0.0)
            for bar, (start, end) in ((kept, (max(low, 0.0), max(high, 0.0))), (lost, (min(low, 0.0), min(high, 0.0)))):
                bar.set_x(start)
                bar.set_width(end - start)
            words.set_visible(swing is not None)
            words.set_text(swing_name(swing) if swing else "-")

    def numbers(self) -> Fields:
        """What the lab shows now, as the path decision's fields want it."""
        decision = self.decision
        fields = {"leader": listed(DOORS[door] for door in decision.leaders)}
        if len(decision.leaders) == 1:  # between level doors the reader decides
            fields["door"] = DOORS[decision.leaders[0]]
            if decision.second:
                fields["runner_up"] = DOORS[decision.second]
        if decision.flip and decision.criterion:
            fields |= {
                "weight": CRITERIA[decision.criterion],
                "now": f"{self.values[decision.criterion]:g}",
                "flip": f"{decision.flip.at:.2f}".rstrip("0").rstrip("."),
                "flips_to": DOORS[str(decision.winner)],
            }
        elif "runner_up" in fields:
            fields["weight"] = NO_WEIGHT
        return fields


def _small(label: str) -> str:
    """A criterion in the middle of a sentence: "makes you a PM"."""
    return label[:1].lower() + label[1:]


def swing_name(swing: Swing) -> str:
    """Which score it is: "Internal move: odds this year"."""
    door = list(DOORS)[swing.door]
    return f"{NARROW.get(door, DOORS[door])}: {_small(list(CRITERIA.values())[swing.criterion])}"


def _words(decision: Decision, weights: dict[str, float], odds: float, covered: bool) -> str:
    out = listed(DOORS[door] for door in decision.shut)
    left = f" Left out, because the odds are 0: {out}." if out else ""
    if len(decision.shut) == len(DOORS):
        return "Every door has 0 for its odds, so none is left. Which one could open a crack?"
    if not decision.leaders:
        return f"Every weight is 0, so nothing decides. Raise the weight of what matters to you.{left}"
    first = listed(DOORS[door] for door in decision.leaders)
    points = decision.points[decision.leaders[0]]
    if len(decision.leaders) > 1:
        return (
            f"**{first}** are level at {points:.1f} points. The smallest change decides, so the points don't: ask what "
            f"the five criteria leave out.{left}"
        )
    if decision.second is None:
        return f"**{first}** is the only door left, so there is nothing to weigh.{left}"
    leader, second = decision.leaders[0], decision.second
    digits = 1 if decision.lead >= 0.1 else 2
    said = (
        f"**{first}** leads with {points:.{digits}f} points; {DOORS[second]} has {decision.points[second]:.{digits}f}. "
        f"With all scores rolled it leads in **{decision.shares[leader]:.0%}**"
    )
    often = max(decision.shares, key=lambda door: decision.shares[door])
    said += f"; {DOORS[often]} in {decision.shares[often]:.0%}." if often != leader else "."
    if covered:
        return said + left
    if odds <= HARDLY:
        said += " It leads although it hardly opens: odds add up here like any other taste. Type 0 for its odds?"
    if decision.flip is None or decision.criterion is None:
        return f"{said} No change of a single weight between 0 and 10 gives another door the lead.{left}"
    up = decision.flip.change > 0
    # "level at 4.2; at 4.2 the other leads" would be a contradiction: give as many decimals as it takes.
    at = f"{decision.flip.at:.2f}" if f"{decision.flip.at:.2f}" != f"{decision.to:.2f}" else f"{decision.flip.at:.4f}"
    change = abs(decision.flip.change)
    size = f"{change:.2f}" if change >= 0.005 else "a hair"
    return (
        f"{said} {'Raise' if up else 'Lower'} the weight of *{_small(CRITERIA[decision.criterion])}* from "
        f"{weights[decision.criterion]:g}: at {at} ({size} {'higher' if up else 'lower'}) two doors are level, at "
        f"**{decision.to:g}** the lead goes to **{DOORS[str(decision.winner)]}**. No smaller step of one slider does "
        f"it.{left}"
    )
