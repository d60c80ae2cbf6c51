"""Lesson 06, lab 1: five options scored by RICE, with reach guessed or computed, and what is worth knowing first."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from ops2pm.models.options import GUESSES, NAMES, OPTIONS, Options, guessed_score
from ops2pm.models.ranges import DRAWS, TIE, Ranges
from ops2pm.models.rice import FACTORS, Scored, rank
from ops2pm.models.stranding import timetable
from ops2pm.numbers import Range, per_cent, signed
from ops2pm.ui.controls import Choice, Control, Slider, Switch
from ops2pm.ui.figure import CHOSEN, COMPARED, INK, QUIET, REST, LiveFigure
from ops2pm.ui.grid import Cell, Grid
from ops2pm.ui.lab import Lab
from ops2pm.ui.markup import listed
from ops2pm.ui.rows import beside, round_limit, rows_only, span, thousands

COLUMNS = {
    "reach": "Reach, thousand travellers a quarter",
    "impact": "Impact, nights for each",
    "confidence": "Confidence, %",
    "effort": "Effort, person-weeks",
}
THOUSAND, PERCENT = 1000.0, 0.01
UNITS = {"reach": THOUSAND, "impact": 1.0, "confidence": PERCENT, "effort": 1.0}
"""Column -> what one of its units is in the model's."""
START: dict[Cell, str] = {
    (option, column): str(Range(*(end / unit for end in ends)))
    for option, row in GUESSES.items()
    for (column, unit), ends in zip(UNITS.items(), row, strict=True)
}
"""The guesses as they would be typed: 80–110–140."""
TABLE = Grid(
    "table",
    "What we put in: the course's guesses until you change them",
    tuple(NAMES.items()),
    tuple(COLUMNS.items()),
    START,
    low=0,
    high=10_000,
    limits={"impact": (0, 2), "confidence": (0, 100), "effort": (0.5, 200)},
    question=(
        "80–110–140 means: lowest 80, most likely 110, highest 140. An impact of 1 is a night where they wanted to "
        "be. While reach comes from the flights, the first column rests. How low must the impact of a hotel room be "
        "before another option leads?"
    ),
    corner="Option",
)
SOLD = 85.0
ASKED = 4
LITTLE = 0.005  # of the best expected score: a value of knowing below that is nothing
BELOW = {
    "knowing": "Worth knowing first: nights a quarter for each person-week",
    "swings": "The leader's lead, with one number at either end",
}
"""What the lower picture can show -> its title."""


@dataclass(frozen=True)
class Ranking:
    """What the lab shows for one table.

    scored: in the order of OPTIONS · leaders: the options with the highest score at the likeliest values (several
    when level, none when every score is 0) · second: the best of the rest, if it scores at all
    """

    scored: Scored
    leaders: tuple[str, ...]
    second: str | None

    def score(self, option: str) -> float:
        """Nights a quarter for each person-week, at the likeliest values."""
        return float(self.scored.base[OPTIONS.index(option)])

    def first(self, option: str) -> float:
        """How often it leads when all numbers are rolled."""
        return float(self.scored.first[OPTIONS.index(option)])

    @property
    def on_average(self) -> str:
        """The option whose score is highest on average over all rolls: `knowing` is about this choice."""
        return OPTIONS[int(np.argmax([estimate.value for estimate in self.scored.rolled]))]

    @property
    def order(self) -> tuple[str, ...]:
        """All options, highest score first."""
        return tuple(OPTIONS[place] for place in np.argsort(-self.scored.base, kind="stable"))

    @property
    def margin(self) -> float:
        """By what share one factor of the leader can fall before the second is level."""
        return 1 - self.score(self.second) / self.score(self.leaders[0]) if self.second else math.nan

    @property
    def lead(self) -> float:
        """The leader's score minus that of its best rival, at the likeliest values; 0 when several lead."""
        return float(np.diff(np.sort(self.scored.base)[-2:])[0])

    def swings(self) -> list[tuple[str, str, float, float]]:
        """(option, factor, lead at its low end, at its high end), the widest first, without those that move nothing.

        A lead below 0 says that another option leads.
        """
        if not self.leaders:
            return []
        width = np.abs(self.scored.at_high - self.scored.at_low)
        places = [divmod(int(place), len(FACTORS)) for place in np.argsort(-width.round(9), axis=None, kind="stable")]
        return [
            (OPTIONS[o], FACTORS[f], float(self.scored.at_low[o, f]), float(self.scored.at_high[o, f]))
            for o, f in places
            if width[o, f] > TIE * max(float(self.scored.base.max()), 1.0)
        ]

    def worth_knowing(self) -> list[tuple[str, str, float]]:
        """(option, factor, nights a quarter for each person-week), most first, without those that are nothing."""
        least = LITTLE * max(estimate.value for estimate in self.scored.rolled)
        found = [
            (OPTIONS[option], FACTORS[factor], float(value))
            for (option, factor), value in np.ndenumerate(self.scored.knowing)
            if value > least
        ]
        return sorted(found, key=lambda each: -each[2])


def ranking(rows: list[list[tuple[float, float, float]]]) -> Ranking:
    """Rank options given as (low, base, high) for each factor, in the model's units, in the order of OPTIONS."""
    scored = rank(Ranges.of(rows))
    most = float(scored.base.max())
    level = [option for option, score in zip(OPTIONS, scored.base, strict=True) if score >= most * (1 - TIE)]
    leaders = tuple(level) if most > 0 else ()
    rest = {option: score for option, score in zip(OPTIONS, scored.base, strict=True) if option not in leaders}
    second = max(rest, key=lambda option: rest[option], default=None)
    return Ranking(scored, leaders, second if leaders and second and rest[second] > 0 else None)


def guessed_table() -> pd.DataFrame:
    """The course's guesses as a spreadsheet has them: the likeliest numbers, and the score."""
    table = pd.DataFrame(
        {name: [TABLE.value[option, key].base for option in OPTIONS] for key, name in COLUMNS.items()},
        index=pd.Index(NAMES.values(), name="option"),
    )
    # Twice, so that a half with the dust of its product is rounded as a spreadsheet does.
    table["RICE"] = [round(round(guessed_score(option), 6)) for option in OPTIONS]
    return table.sort_values("RICE", ascending=False)


class RiceLab(Lab):
    """Blue leads, orange is second. Thin lines: the middle 95 % of the rolls.

    Fast because all rolls are one array, and the value of knowing is a formula.
    """

    name = "rice"
    title = "Who leads, and how surely?"
    question = (
        "RICE is reach × impact × confidence ÷ effort: here, nights a quarter for each week of work. *Which option "
        f"leads when reach is computed instead of guessed?* We also rolled all numbers {DRAWS:,} times within their "
        "ranges, mostly near the middle one, and counted who leads."
    )
    opens_after = "predictions/06.reach"
    lines = 8
    keeps = True

    def __init__(self, flights: pd.DataFrame, seats: pd.DataFrame) -> None:
        self.options = Options(timetable(flights, seats))
        self._reach = lru_cache(maxsize=64)(self.options.reach)
        self.ranking: Ranking
        super().__init__()

    def make_controls(self) -> tuple[Control, ...]:
        """Where reach comes from, how full the planes are, and the table."""
        return (
            Switch("computed", "Reach from the flights", False, "On: only travellers for whom it changes the night."),
            Slider(
                "load",
                "Seats already sold",
                70,
                95,
                5,
                SOLD,
                "%",
                "An assumption, in steps of 5. Is there a share at which another option leads?",
                needs="computed",
            ),
            Choice(
                "below",
                "The lower picture",
                (("knowing", "what is worth knowing"), ("swings", "what swings the lead")),
                "knowing",
                "How many numbers can cost the leader its lead? How many of them are worth knowing?",
            ),
            TABLE,
        )

    def rank(self, computed: bool, load: float = SOLD, table: dict[Cell, Any] | None = None) -> Ranking:
        """The ranking for a table (the course's guesses where none is given); load in per cent."""
        cells = table or TABLE.value
        rows = [
            [
                (cell.low * unit, cell.base * unit, cell.high * unit)
                for column, unit in UNITS.items()
                for cell in [cells[option, column]]
            ]
            for option in OPTIONS
        ]
        if computed:
            for option, row in zip(OPTIONS, rows, strict=True):
                found = self._reach(option, load / 100)
                row[0] = (found.low, found.value, found.high)
        return ranking(rows)

    def voucher_flip(self, load: float = SOLD) -> float:
        """The impact of a hotel room at which it is level with the best of the others, reach computed."""
        found = self.rank(True, load)
        best = max(found.score(option) for option in OPTIONS if option != "voucher")
        return TABLE.value["voucher", "impact"].base * best / found.score("voucher")

    # -- the picture -------------------------------------------------------------------------------

    def draw(self) -> LiveFigure:
        """Above, the scores; below, what is worth knowing before one chooses."""
        figure = LiveFigure(self.name, (560, 500))
        with figure.style():
            figure.figure.set_layout_engine("none")
            top = figure.figure.add_axes((0.33, 0.475, 0.635, 0.44))
            low = figure.figure.add_axes((0.33, 0.115, 0.635, 0.225))
            self._draw_scores(figure, top)
            self._draw_knowing(figure, low)
            self._whose = figure.track(
                "whose", figure.figure.text(0.995, 0.005, "-", ha="right", va="bottom", color=QUIET, size=9.5)
            )
        return figure

    def _draw_scores(self, figure: LiveFigure, axes: Axes) -> None:
        axes.set_title("Nights a quarter for each person-week")
        axes.set_ylim(len(OPTIONS) - 0.45, -0.55)
        axes.xaxis.set_major_formatter(thousands)
        rows_only(axes)
        self._scores_axes = axes
        self._rows = []
        for row, name in enumerate(NAMES.values()):
            # A moving bar can't change its colour: each row has one of every colour, and shows one.
            bars = [
                figure.track(f"{place}{row}", axes.barh([row], [0], height=0.5, color=colour)[0])
                for place, colour in (("first", CHOSEN), ("second", COMPARED), ("rest", REST))
            ]
            whisker = figure.track(f"rolled{row}", axes.plot([0, 0], [row, row], color=INK, linewidth=1.4)[0])
            beside(axes, row - 0.03, name, "bottom")
            words = figure.track(f"score{row}", beside(axes, row + 0.03, align="top", colour=QUIET, size=10))
            self._rows.append((bars, whisker, words))

    def _draw_knowing(self, figure: LiveFigure, axes: Axes) -> None:
        axes.set_title(BELOW["knowing"], loc="left")
        axes.set_ylim(ASKED - 0.45, -0.55)
        axes.xaxis.set_major_formatter(thousands)
        rows_only(axes)
        self._knowing_axes = axes
        self._knowing = []
        self._now = figure.track("lead", axes.plot([0, 0], [-0.5, ASKED - 0.5], color=CHOSEN, linewidth=1.6)[0])
        self._zero = figure.track("zero", axes.plot([0, 0], [-0.5, ASKED - 0.5], color=INK, linewidth=1)[0])
        for row in range(ASKED):
            bar = figure.track(f"know{row}", axes.barh([row], [0], height=0.5, color=REST)[0])
            lost = figure.track(f"lost{row}", axes.barh([row], [0], height=0.5, color=COMPARED)[0])
            name = figure.track(f"know-name{row}", beside(axes, row))
            value = figure.track(f"know-value{row}", axes.text(0, row, "-", va="center", color=INK, size=10.5))
            self._knowing.append((bar, lost, name, value))

    def show(self, values: dict[str, Any]) -> str:
        """Rank again; say who leads, how surely, and what to find out first."""
        computed, table = values["computed"], values["table"]
        self.ranking = found = self.rank(computed, values["load"], table)
        top = max(*(e.high for e in found.scored.rolled), float(found.scored.base.max()))
        self._scores_axes.set_xlim(0, round_limit(1.02 * top, 1000))
        for (bars, whisker, words), option in zip(self._rows, OPTIONS, strict=True):
            place = 0 if option in found.leaders else 1 if option == found.second else 2
            estimate = found.scored.rolled[OPTIONS.index(option)]
            for which, bar in enumerate(bars):
                bar.set_width(found.score(option))
                bar.set_visible(which == place)
            whisker.set_xdata([estimate.low, estimate.high])
            words.set_text(f"{_count(found.score(option))}, first in {per_cent(found.first(option))}")
        (self._show_knowing if values["below"] == "knowing" else self._show_swings)(found)
        own = sum(table[cell] != guess for cell, guess in TABLE.value.items() if cell[1] != "reach" or not computed)
        whose = f"{own} of our guesses changed" if own else "the course's guesses"
        self._whose.set_text(f"{whose}; reach: {'computed from flights of 2013' if computed else 'guessed'}")
        return self._words(found, values)

    def _show_knowing(self, found: Ranking) -> None:
        asked = found.worth_knowing()[:ASKED]
        limit = round_limit(1.25 * max((value for *_, value in asked), default=0.0), 100)
        self._knowing_axes.set_xlim(0, limit)
        self._knowing_axes.set_title(BELOW["knowing"], loc="left")
        self._now.set_xdata([0, 0])
        for line in (self._now, self._zero):
            line.set_visible(False)
        for row, (bar, lost, name, value) in enumerate(self._knowing):
            option, factor, nights = asked[row] if row < len(asked) else ("", "", 0.0)
            span(bar, 0, nights)
            span(lost, 0, 0)  # inside the frame, even while hidden
            lost.set_visible(False)
            value.set_x(nights + 0.01 * limit)
            value.set_text(_count(nights))
            name.set_text(f"{NAMES[option]}: {factor}" if option else "every other number" if asked else "every number")
            bar.set_visible(nights > 0)
            for text in (name, value):
                text.set_visible(row <= len(asked))

    def _show_swings(self, found: Ranking) -> None:
        swings = found.swings()[:ASKED]
        ends = [end for *_, low, high in swings for end in (low, high)]
        below, above = min(0.0, *ends, 0.0), max(found.lead, *ends, 0.0)
        left = -round_limit(-below, 100) if below < 0 else 0.0
        self._knowing_axes.set_xlim(left, round_limit(1.02 * above, 1000))
        self._knowing_axes.set_title(BELOW["swings"], loc="left")
        self._now.set_xdata([found.lead, found.lead])
        for line in (self._now, self._zero):
            line.set_visible(bool(swings))
        for row, (bar, lost, name, value) in enumerate(self._knowing):
            option, factor, *lead = swings[row] if row < len(swings) else ("", "", 0.0, 0.0)
            low, high = sorted(lead)
            span(bar, max(low, 0.0), max(high, 0.0))
            span(lost, min(low, 0.0), min(high, 0.0))
            name.set_text(f"{NAMES[option]}: {factor}" if option else "no number" if not swings else "-")
            bar.set_visible(high > 0)
            lost.set_visible(low < 0)
            name.set_visible(bool(option) or row == 0)
            value.set_x(0)
            value.set_visible(False)

    def _words(self, found: Ranking, values: dict[str, Any]) -> str:
        said = self._verdict(found, values)
        if not values["computed"]:
            return said
        reached = (f"{NAMES[each]} {self._reach(each, values['load'] / 100).value:,.0f}" for each in OPTIONS)
        return f"{said} Reach, travellers a quarter: {', '.join(reached)}."

    def _verdict(self, found: Ranking, values: dict[str, Any]) -> str:
        if not found.leaders:
            return "Every score is 0: nothing here spares anybody a night. Which number would you put above 0?"
        reach = f"computed at {values['load']:.0f}% of seats sold" if values["computed"] else "guessed"
        leads = listed(NAMES[option] for option in found.leaders)
        if len(found.leaders) > 1:
            return (
                f"With reach {reach}, **{leads}** are level at {_nights(found.score(found.leaders[0]))} a quarter "
                "for each person-week. The smallest change decides between them, so the score doesn't."
            )
        leader = found.leaders[0]
        said = (
            f"With reach {reach}, **{leads}** leads with {_nights(found.score(leader))} a quarter for each "
            f"person-week, and in **{per_cent(found.first(leader))}** of the rolls. "
        )
        often = max(OPTIONS, key=found.first)
        if often != leader:
            said += f"{NAMES[often]} leads in {per_cent(found.first(often))}. "
        if found.second:
            said += (
                f"Its reach, impact or confidence {_lower(found.margin)} lower, and {NAMES[found.second]} is level. "
            )
        if values["below"] == "swings":
            return said + _swung(found)
        on_average = found.on_average
        if on_average != leader:
            mean = found.scored.rolled[OPTIONS.index(on_average)].value
            said += (
                f"Averaged over the rolls, though, **{NAMES[on_average]}** has the most ({_nights(mean)}), and what is "
                "worth knowing is counted for whoever chooses that. "
            )
        asked = found.worth_knowing()
        if not asked:
            return said + "No single number here is worth finding out before you choose."
        option, factor, nights = asked[0]
        said += f"Most worth knowing first: *{NAMES[option]}: {factor}*, at most {_count(nights)} more nights a quarter"
        return said + " for each person-week" + ("." if len(asked) > 1 else "; the other numbers, nothing.")

    def facts(self) -> dict[str, Any]:
        """What the lesson says of the lab at the course's guesses, by the name its text gives each number."""
        guessed, computed = self.rank(False), self.rank(True)
        room = TABLE.value["voucher", "impact"]
        full, empty = self.rank(True, 95), self.rank(True, 70)
        option, factor, nights = computed.worth_knowing()[0]
        return {
            "guessed": NAMES[guessed.leaders[0]],
            "guessed_score": guessed.score(guessed.leaders[0]),
            "guessed_first": guessed.first(guessed.leaders[0]),
            "guessed_last": NAMES[guessed.order[-1]],
            "computed": NAMES[computed.leaders[0]],
            "computed_score": computed.score(computed.leaders[0]),
            "computed_first": computed.first(computed.leaders[0]),
            "computed_last": NAMES[computed.order[-1]],
            "second": NAMES[str(computed.second)],
            "second_score": computed.score(str(computed.second)),
            "second_first": computed.first(str(computed.second)),
            "lost": guessed.score(guessed.leaders[0]) / computed.score(guessed.leaders[0]),
            "knowing": f"{NAMES[option]}: {factor}",
            "worth": nights,
            "of": nights / max(e.value for e in computed.scored.rolled),
            "others": len(computed.worth_knowing()) - 1,
            "swings": sum(min(low, high) < 0 for *_, low, high in computed.swings()),
            "barely": max(-min(low, high) for *_, low, high in computed.swings()[1:]),
            "impact_mean": (room.low + room.base + room.high) / 3,
            "lead": computed.lead,
            "lead_low": computed.swings()[0][2],
            "lead_high": computed.swings()[0][3],
            "numbers": computed.scored.knowing.size,
            "flip": self.voucher_flip(),
            "flip_full": self.voucher_flip(95),
            "full": NAMES[full.leaders[0]],
            "empty": NAMES[empty.leaders[0]],
            "guess": {option: TABLE.value[option, "reach"].base * THOUSAND for option in OPTIONS},
            "reach": {option: self._reach(option, SOLD / 100) for option in OPTIONS},
            "cancelled": self.options.cancelled(SOLD / 100),
            "stranded": self.options.stranded(load=SOLD / 100),
        }


def _swung(found: Ranking) -> str:
    """What moves the lead most, and how many numbers can end it."""
    swings = found.swings()
    if not swings:
        return "No number has a range, so none can swing the lead."
    option, factor, low, high = swings[0]
    beaten = sum(min(ends) < 0 for _, _, *ends in swings)
    can = (
        f"**{beaten}** of {found.scored.knowing.size} numbers can cost it the lead: orange."
        if beaten
        else ("No number alone can cost it the lead.")
    )
    return (
        f"*{NAMES[option]}: {factor}* swings the lead most: {signed(low, 0)} at its low end, {signed(high, 0)} at its "
        f"high end, all others at their likeliest. The blue line is the lead now. {can}"
    )


def _count(nights: float) -> str:
    """Whole, and never 0 unless it is."""
    return "under 1" if 0 < nights < 1 else f"{nights:,.0f}"


def _nights(nights: float) -> str:
    written = _count(nights)
    return f"{written} night{'' if written in ('1', 'under 1') else 's'}"


def _lower(margin: float) -> str:
    """By what share the leader may fall; never 0% or 100%, for it does lead, and the second has some score."""
    return "less than 1%" if margin < 0.005 else "more than 99%" if margin >= 0.995 else f"{margin:.0%}"
