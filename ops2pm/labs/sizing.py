"""Lesson 08, lab 2: the estimate with its range, what drives it, and where it flips."""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import PathPatch
from matplotlib.path import Path
from matplotlib.ticker import MaxNLocator

from ops2pm.labs.free_seats import counted
from ops2pm.models.opportunity import ASKED, LOADS, SOLD
from ops2pm.models.ranges import Ranges
from ops2pm.models.sizing import Estimator, driver, eight_in_ten, flip, lopsided, rolled, swings
from ops2pm.models.two_routes import BY_CANCELLATIONS, BY_FLIGHTS
from ops2pm.numbers import Range, per_cent, short, three_figures
from ops2pm.rubrics import Fields
from ops2pm.ui.controls import Control, Slider, Switch
from ops2pm.ui.figure import CHOSEN, COMPARED, INK, QUIET, REST, LiveFigure
from ops2pm.ui.grid import Cell, Grid
from ops2pm.ui.lab import Lab
from ops2pm.ui.rows import beside, round_limit, rows_only, span, thousands


class Factor(NamedTuple):
    """One factor of the estimate.

    short: as the picture names it · start: as one types it · unit: what one typed unit is in the model
    ends: the lowest and highest that can be typed · mark: how its unit is written · tag: where its numbers come from
    """

    label: str
    short: str
    start: str
    unit: float
    ends: tuple[float, float]
    mark: str
    tag: str


COUNTRY = f"{0.8 * BY_CANCELLATIONS:.0f}–{BY_CANCELLATIONS:.0f}–{1.2 * BY_CANCELLATIONS:.0f}"
"""A fifth to either side: the range is ours."""
PERCENT = 0.01
FACTORS = {
    "year": Factor("A year, in 2013s: sourced", "how bad the year is", "0.7–1–1.3", 1, (0, 3), "", "sourced"),
    "load": Factor("Seats sold, %: guess", "seats sold", f"80–{SOLD}–90", PERCENT, (70, 95), "%", "guess"),
    "take_up": Factor("Take-up, %: guess", "take-up", f"3–{ASKED}–30", PERCENT, (0, 100), "%", "guess"),
    "country": Factor("The country, in New Yorks: sourced", "the country", COUNTRY, 1, (0, 60), "×", "sourced"),
    "alike": Factor("Of it, like New York, %: guess", "like New York", "15–35–70", PERCENT, (0, 100), "%", "guess"),
}
ROW = "typed"
TABLE = Grid(
    "table",
    "The factors: our numbers until you change them",
    ((ROW, "low–base–high"),),
    tuple((key, factor.label) for key, factor in FACTORS.items()),
    {(ROW, key): factor.start for key, factor in FACTORS.items()},
    limits={key: factor.ends for key, factor in FACTORS.items()},
    question=(
        "10–20–40 means: lowest 10, most likely 20, highest 40. Type only the middle one, first of take-up and then of "
        "seats sold. Which doubt makes the range wide?"
    ),
    corner="Factor",
)
THRESHOLD = 100_000
BINS = 50


class SizingLab(Lab):
    """Blue: rolls above the threshold. Orange: rolls below it, for which one would rather do something else."""

    name = "sizing"
    title = "How big, and how sure?"
    question = (
        "From five factors: *nights spared a year in the whole country*. Each is rolled 4,000 times from its "
        "range. What do you tell the director?"
    )
    opens_after = "predictions/08.driver"

    def make_controls(self) -> tuple[Control, ...]:
        """Seats or planes, whether the guesses err together, the threshold, and the factors."""
        return (
            Switch(
                "seats",
                "Count seats, not planes",
                False,
                "Switch it on. By how much does the base fall? Then type 100 for take-up in the table, and switch "
                "off and on again.",
            ),
            Slider(
                "lean",
                "The doubts lean together",
                0,
                100,
                10,
                0,
                "%",
                "0: each errs by itself. 100: if one is too high, all are. Which end moves more?",
            ),
            Slider(
                "threshold",
                "Not worth building below",
                10_000,
                500_000,
                10_000,
                THRESHOLD,
                "nights a year",
                "Not a fact: somebody decides it. At which take-up does the base fall below yours?",
            ),
            TABLE,
        )

    # -- what the lesson asks too ------------------------------------------------------------------

    def ranges(self, table: dict[Cell, Range] | None = None) -> Ranges:
        """The factors in the model's units, one row in the order of FACTORS; the lab's own where no table is given."""
        cells = table or TABLE.value
        typed = [(cells[ROW, key], factor.unit) for key, factor in FACTORS.items()]
        return Ranges.of([[(cell.low * unit, cell.base * unit, cell.high * unit) for cell, unit in typed]])

    def estimate(self, seats: bool) -> Estimator:
        """Nights a year, from the factors in the order of FACTORS."""

        def nights(values: np.ndarray) -> np.ndarray:
            year, load, take_up, country, alike = np.moveaxis(values, -1, 0)
            found = counted().moved(load, take_up) if seats else counted().plane_leaves(load) * take_up
            return year * found * country * alike

        return nights

    def flips(self, ranges: Ranges, seats: bool, threshold: float) -> list[float]:
        """For each factor, the value in its typed unit at which the base estimate is the threshold; NaN if none is."""
        nights = self.estimate(seats)
        found = []
        for place, (key, factor) in enumerate(FACTORS.items()):
            most = factor.ends[1] * factor.unit
            value = flip(ranges, nights, place, threshold, most)
            inside = key != "load" or value >= LOADS[0]  # below that, seats aren't counted
            found.append(value / factor.unit if inside else math.nan)
        return found

    def _fuller_is_less(self, nights: Estimator, ranges: Ranges, place: int) -> bool:
        """Whether the estimate falls as this factor rises: of the five, only where planes are nearly full already."""
        base = ranges.base[0]
        more = base.copy()
        more[place] *= 1.001
        return bool(nights(more) < nights(base))

    # -- the picture -------------------------------------------------------------------------------

    def draw(self) -> LiveFigure:
        """Above, the rolls; below, one factor at a time from its low to its high end."""
        figure = LiveFigure(self.name, (580, 500))
        with figure.style():
            figure.figure.set_layout_engine("none")
            self._draw_rolls(figure, figure.figure.add_axes((0.025, 0.62, 0.9, 0.24)))
            self._draw_swings(figure, figure.figure.add_axes((0.21, 0.1, 0.555, 0.31)))
        return figure

    def _draw_rolls(self, figure: LiveFigure, axes: Axes) -> None:
        write = figure.figure.text
        write(0.01, 0.955, "Nights spared a year: 4,000 rolls", size=13, weight="bold", color=INK)
        bold = {"size": 11.5, "weight": "bold"}
        self._told = {
            "below": figure.track("below-words", write(0.01, 0.9, "-", color=COMPARED, **bold)),
            "base": figure.track("base-words", write(0.4, 0.9, "-", ha="center", color=INK, **bold)),
            "range": figure.track("range-words", write(0.985, 0.9, "-", ha="right", color=CHOSEN, **bold)),
        }
        axes.set_yticks([])
        axes.spines["left"].set_visible(False)
        axes.xaxis.set_major_locator(MaxNLocator(5))
        axes.xaxis.set_major_formatter(thousands)
        axes.set_ylim(0, 1.16)
        empty = _steps(np.linspace(0, 1, BINS + 1), np.zeros(BINS))
        self._heaps = {
            name: figure.track(name, axes.add_patch(PathPatch(empty, facecolor=colour, edgecolor="none")))
            for name, colour in (("worth", CHOSEN), ("not-worth", COMPARED))
        }
        self._line = figure.track("threshold", axes.plot([0, 0], [0, 1.06], color=COMPARED, lw=1.6)[0])
        self._between = figure.track("between", axes.plot([0, 1], [1.1, 1.1], color=CHOSEN, lw=3)[0])
        self._base = figure.track("base", axes.plot([0, 0], [0, 1.1], color=INK, lw=1.6, ls=(0, (3, 2)))[0])
        self._rolls_axes = axes

    def _draw_swings(self, figure: LiveFigure, axes: Axes) -> None:
        write = figure.figure.text
        write(0.01, 0.49, "One factor at a time, low to high; the others at base", size=13, weight="bold", color=INK)
        write(0.79, 0.43, "not worth it if", size=10.5, color=COMPARED)
        axes.set_ylim(len(FACTORS) - 0.4, -0.6)
        axes.xaxis.set_major_locator(MaxNLocator(4))
        axes.xaxis.set_major_formatter(thousands)
        rows_only(axes)
        self._swings_axes, self._rows = axes, []
        for row in range(len(FACTORS)):
            bar = figure.track(f"swing{row}", axes.barh([row], [0], height=0.5, color=REST)[0])
            name = figure.track(f"swing-name{row}", beside(axes, row, "-", "bottom"))
            ends = figure.track(f"swing-ends{row}", beside(axes, row + 0.03, "-", "top", QUIET, size=10))
            flips = figure.track(
                f"swing-flip{row}",
                axes.text(1.045, row, "-", transform=axes.get_yaxis_transform(), va="center", color=INK, size=10.5),
            )
            self._rows.append((bar, name, ends, flips))
        self._swing_line = figure.track(
            "swing-threshold", axes.plot([0, 0], [-0.6, len(FACTORS) - 0.4], color=COMPARED, lw=1.6)[0]
        )
        self._swing_base = figure.track(
            "swing-base", axes.plot([0, 0], [-0.6, len(FACTORS) - 0.4], color=INK, lw=1.6, ls=(0, (3, 2)))[0]
        )
        write(0.995, 0.005, "New York: flights of 2013", ha="right", va="bottom", color=QUIET, size=9.5)

    def show(self, values: dict[str, Any]) -> str:
        """Roll, draw, and say how big and how sure."""
        ranges, seats, threshold = self.ranges(values["table"]), values["seats"], values["threshold"]
        nights = self.estimate(seats)
        base = float(nights(ranges.base[0]))
        rolls = nights(rolled(ranges, values["lean"] / 100))
        self._show_rolls(rolls, base, threshold)
        ends = swings(ranges, nights)
        self._show_swings(values["table"], ranges, nights, ends, base, threshold, seats)
        return self._words(values, ends, base, rolls)

    def _show_rolls(self, rolls: np.ndarray, base: float, threshold: float) -> None:
        low, high = eight_in_ten(rolls)
        end = round_limit(1.02 * max(float(np.percentile(rolls, 97)), base, threshold), 1000)
        self._rolls_axes.set_xlim(0, end)
        # What lies beyond the picture isn't drawn; the words count it.
        heights, edges = np.histogram(rolls, BINS, (0, end))
        tops = heights / max(heights.max(), 1)
        below = edges[1:] <= threshold * (1 + 1e-9)
        self._heaps["worth"].set_path(_steps(edges, np.where(below, 0, tops)))
        self._heaps["not-worth"].set_path(_steps(edges, np.where(below, tops, 0)))
        self._line.set_xdata([threshold, threshold])
        self._base.set_xdata([base, base])
        self._between.set_xdata([low, min(high, end)])
        self._told["below"].set_text(f"below {threshold:,.0f}: {per_cent(float((rolls < threshold).mean()))}")
        self._told["base"].set_text(f"base {_count(base)}")
        self._told["range"].set_text(f"8 of 10 rolls: {_count(low)} to {_count(high)}")

    def _show_swings(
        self,
        table: dict[Cell, Range],
        ranges: Ranges,
        nights: Estimator,
        ends: np.ndarray,
        base: float,
        threshold: float,
        seats: bool,
    ) -> None:
        order = np.argsort(-np.ptp(ends, axis=1), kind="stable")
        flips = self.flips(ranges, seats, threshold)
        self._swings_axes.set_xlim(0, round_limit(1.02 * max(float(ends.max()), base, threshold), 1000))
        keys = list(FACTORS)
        for place, (bar, name, typed, said) in zip(order, self._rows, strict=True):
            factor = FACTORS[keys[place]]
            span(bar, *sorted(ends[place]))
            name.set_text(factor.short)
            typed.set_text(f"{table[ROW, keys[place]]}{factor.mark}")
            said.set_text(
                _flips_at(flips[place], factor, base >= threshold, self._fuller_is_less(nights, ranges, place))
            )
        self._swing_line.set_xdata([threshold, threshold])
        self._swing_base.set_xdata([base, base])

    def _words(self, values: dict[str, Any], ends: np.ndarray, base: float, rolls: np.ndarray) -> str:
        low, high = eight_in_ten(rolls)
        below = float((rolls < values["threshold"]).mean())
        place = driver(ends)
        said = (
            f"At the likeliest values **{_count(base)} nights** a year, counting {_counted(values['seats'])}. Eight of "
            f"ten rolls lie between **{_count(low)} and {_count(high)}**; {per_cent(below)} fall below "
            f"{values['threshold']:,.0f}. "
        )
        most = lopsided(rolls, base) if base and np.ptp(rolls) else None
        if most:
            side, share = most
            way = "up" if side == "above" else "down"
            said += f"The ranges reach farther {way}: {per_cent(share)} of the rolls lie {side} the base. "
        if not base:
            return said + "The base is 0, so no other factor moves it. Which one is 0?"
        if np.ptp(ends[place]) == 0:
            return said + "No factor has a range: here nothing is doubted."
        factor = list(FACTORS.values())[place]
        return said + (
            f"The driver is *{factor.short}* ({factor.tag}): {_count(ends[place].min())} to "
            f"{_count(ends[place].max())} while the others stay at base."
        )

    def numbers(self) -> Fields:
        """What the lab's factors come to, as the sizing's fields want it: five that do multiply, counting seats.

        Looking and finding is one factor, read off the curve: the more look, the fewer find a seat. Seats sold move the
        total hardly, so they stay at base. The driver, the second route and the flip value are left to the reader.
        """
        table, ranges = self.values["table"], self.ranges(self.values["table"])
        load = float(ranges.base[0, list(FACTORS).index("load")])
        stranded, base = float(counted().stranded(np.array(load))), float(self.estimate(True)(ranges.base[0]))
        take_up = table[ROW, "take_up"]
        helped = [
            100 * float(counted().moved(np.array(load), np.array(share / 100))) / stranded
            for share in (take_up.low, take_up.base, take_up.high)
        ]
        sold = f"{100 * load:.4g}% of seats sold"
        told = (
            (
                "stranded in New York in 2013",
                f"{three_figures(stranded):,.0f}",
                "sourced",
                f"flights of 2013 (BTS); {sold} is assumed",
            ),
            (
                "of them take a seat elsewhere, and find one",
                f"{_typed(helped)}%",
                "guess",
                f"a take-up of {take_up}% is guessed; how many then find a seat is counted",
            ),
            ("a year, in 2013s", str(table[ROW, "year"]), "sourced", "cancellations by year (BTS); the range is ours"),
            ("the country, in New Yorks", str(table[ROW, "country"]), "sourced", "flights and cancellations (BTS)"),
            ("of it like New York, with airports near each other", f"{table[ROW, 'alike']}%", "guess", ""),
        )
        fields = {
            "idea": "whoever is stranded is offered any later seat, also a rival's or from another airport nearby",
            "who": "travellers of cancelled flights for whom today's rebooking finds nothing before 03:00",
            "unit": "nights spared a year",
            "threshold": f"{self.values['threshold']:,.0f}",
            "total": _count(base) if base >= 1 else short(base),
        }
        for place, (name, numbers, tag, source) in enumerate(told, 1):
            fields |= {f"name_{place}": name, f"range_{place}": numbers, f"tag_{place}": tag}
            fields |= {f"source_{place}": source} if source else {}
        return fields

    def facts(self) -> dict[str, Any]:
        """What the lesson says of this lab, by the name its text gives each number."""
        ranges = self.ranges()
        base = {seats: float(self.estimate(seats)(ranges.base[0])) for seats in (False, True)}
        found: dict[str, Any] = {"planes": base[False], "seats": base[True], "kept": base[True] / base[False]}
        everybody = ranges.base[0].copy()
        everybody[list(FACTORS).index("take_up")] = 1
        all_ask = {seats: float(self.estimate(seats)(everybody)) for seats in (False, True)}
        found |= {"all_kept": all_ask[True] / all_ask[False]}
        found |= {"limit": 1 - found["kept"], "all_limit": 1 - found["all_kept"]}
        nights = self.estimate(True)
        for lean in (0, 50, 100):
            rolls = nights(rolled(ranges, lean / 100))
            low, high = eight_in_ten(rolls)
            found[f"lean{lean}"] = {
                "low": low,
                "high": high,
                "below": float((rolls < THRESHOLD).mean()),
                "mean": float(rolls.mean()),
                "above": float((rolls > base[True]).mean()),
            }
        ends = swings(ranges, nights)
        found["swing"] = {
            key: {"low": float(low), "high": float(high)} for key, (low, high) in zip(FACTORS, ends, strict=True)
        }
        flips = self.flips(ranges, True, THRESHOLD)
        found["flip"] = dict(zip(FACTORS, flips, strict=True))
        alone = rolled(ranges)
        units = [factor.unit for factor in FACTORS.values()]
        found["under_flip"] = {
            key: float((alone[:, place] < flips[place] * units[place]).mean()) for place, key in enumerate(FACTORS)
        }
        found["lean_up"] = found["lean100"]["high"] / found["lean0"]["high"]
        found["lean_down"] = found["lean100"]["low"] / found["lean0"]["low"]
        without = self._without_doubt("take_up"), self._without_doubt("load")
        found["sure_take_up"], found["sure_load"] = (dict(zip(("low", "high"), each, strict=True)) for each in without)
        found["corners"] = {"low": float(nights(ranges.low[0])), "high": float(nights(ranges.high[0]))}
        found |= {
            "found": float(counted().moved(np.array(SOLD / 100), np.array(ASKED / 100))),
            "new_yorks": TABLE.value[ROW, "country"].base,
            "alike": TABLE.value[ROW, "alike"].base,
            "sold": SOLD,
            "asked": ASKED,
        }
        found |= {"threshold": THRESHOLD, "by_flights": BY_FLIGHTS, "by_cancellations": BY_CANCELLATIONS}
        return _in_print(found)

    def _without_doubt(self, key: str) -> tuple[float, float]:
        """Between which two values eight of ten rolls lie, one factor known exactly."""
        start = TABLE.value
        known = Range(*(start[ROW, key].base,) * 3)
        return eight_in_ten(self.estimate(True)(rolled(self.ranges({**start, (ROW, key): known}))))


def _steps(edges: np.ndarray, heights: np.ndarray) -> Path:
    """The outline of a histogram, down to zero at both ends."""
    xs = np.repeat(edges, 2)
    ys = np.r_[0.0, np.repeat(heights, 2), 0.0]
    return Path(np.column_stack([xs, ys]), closed=False)


def _in_print(facts: Any) -> Any:
    """The facts with their nights to three figures; shares and ratios stay as they are."""
    if isinstance(facts, dict):
        return {name: _in_print(each) for name, each in facts.items()}
    return three_figures(facts) if abs(facts) >= 1000 else facts


def _count(nights: float) -> str:
    """To three figures: more would pretend."""
    if nights < 1:
        return "0" if nights == 0 else "under 1"
    return f"{three_figures(nights):,.0f}"


def _counted(seats: bool) -> str:
    return "seats" if seats else "planes as if each had a seat"


def _flips_at(value: float, factor: Factor, worth: bool, falls: bool) -> str:
    """At which values of the factor the base estimate isn't worth it.

    worth: whether it is now; falls: whether the estimate falls as the factor rises
    """
    if not math.isfinite(value):
        return "never" if worth else "at any value"
    return f"{'above' if falls else 'below'} {value:.2g}{factor.mark}"


def _typed(ends: list[float]) -> str:
    """A range as one types it, to four figures."""
    return str(Range(*(float(f"{end:.4g}") for end in ends)))
