"""Lesson 02, lab 1: a fall on a slide, and what is left of it once everyone else's fall is taken off."""

from __future__ import annotations

import math
from functools import lru_cache
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.text import Text

from ops2pm.models.before_after import MONTHS, BeforeAfter, Monthly, Placebos, Shares, Window
from ops2pm.models.resample import Estimate
from ops2pm.numbers import plural, signed
from ops2pm.rubrics import Fields
from ops2pm.ui.controls import Choice, Control, Slider
from ops2pm.ui.figure import CHOSEN, COMPARED, GRID, INK, QUIET, LiveFigure
from ops2pm.ui.lab import Lab

MONTH_NAMES = (
    "January February March April May June July August September October November December".split()  # noqa: SIM905
)
FEW, TOO_FEW = 200, 20
"""Flights in a window below which a share hangs on a handful of days; and below which no interval can be had."""
PEERS = (
    ("nobody", "nobody"),
    ("all", "all other carriers"),
    ("airport", "others, main airport only"),
)
KEY = "dashed: had it moved by as many points as the others; upright bar: what is left"
NAMES_AT, TOLD_AT, RIGHT = 12.65, 15.6, 19.3
"""Places right of December: the names of the lines, what the upright bar says, and the edge."""
WORDS_APART = 2.1
"""Months between the middles of the words "before" and "after"."""
LIMITS = (55, 80, 112)
SPANS = (40, 60, 110)
ROWS = ("its own change", "the others' change", "difference in\ndifferences")


class BeforeAfterLab(Lab):
    """Choose a carrier, two windows and whom to compare with; see the difference in differences.

    Fast because the year is counted once by carrier, airport and month, resamples included (Shares).
    """

    name = "before-after"
    title = "Before, after, and everyone else"
    question = (
        "A carrier's share of late or lost flights fell from one month to another. *How much of the fall would have "
        "happened anyway?* Begin with “Compare with”."
    )
    opens_after = "predictions/02.others"

    def __init__(self, flights: pd.DataFrame, seats: pd.DataFrame) -> None:
        self.shares = Shares(flights)
        names = seats.astype({"carrier": str}).set_index("carrier")["name"]
        self.names = {
            carrier: str(names.get(carrier, carrier)).removesuffix(" Inc.") for carrier in self.shares.carriers
        }
        self._placebos = lru_cache(maxsize=512)(self.shares.placebos)
        self._of = lru_cache(maxsize=64)(self.shares.of)
        self._peers = lru_cache(maxsize=64)(self.shares.peers)
        super().__init__()

    def make_controls(self) -> tuple[Control, ...]:
        """The carrier, two windows of one length, and the comparison."""
        carriers = sorted(self.names.items(), key=lambda item: item[1])
        first = "B6" if "B6" in self.names else carriers[0][0]
        return (
            Choice("peers", "Compare with", PEERS, "nobody", "What does each comparison leave of the fall?"),
            Choice(
                "carrier",
                "Carrier",
                tuple((code, f"{name} ({code})") for code, name in carriers),
                first,
                "Try Envoy with 3 months, from 1 and from 9. Did it get better?",
            ),
            Slider(
                "before",
                "Before begins in month",
                1,
                MONTHS - 1,
                1,
                7,
                "",
                "Move it by one, either way. How much hangs on the month that was picked?",
            ),
            Slider(
                "after",
                "After begins in month",
                2,
                MONTHS,
                1,
                9,
                "",
                "Had the slide been made a month later, would it be a better slide?",
            ),
            Slider("length", "Both last", 1, 6, 1, 1, "month(s)", "Do longer windows make the answer steadier?"),
        )

    # -- the model, as the notebook asks it --------------------------------------------------------

    def compare(self, carrier: str, before: int, after: int, length: int = 1, peers: str = "all") -> BeforeAfter:
        """What the lab shows for these settings; ValueError as Shares.compare."""
        windows = (Window(start, start + length - 1) for start in (before, after))
        return self.shares.compare(carrier, *windows, peers)  # type: ignore[arg-type]

    def own(self, carrier: str, peers: str = "nobody") -> Monthly:
        """The carrier's months as they are drawn: only those of its main airport where that is compared."""
        return self._of(carrier, "airport" if peers == "airport" else "all")

    def placebos(self, carrier: str, length: int = 1, peers: str = "all") -> Placebos:
        """The same comparison for every pair of windows; see Shares.placebos."""
        return self._placebos(carrier, length, peers)  # type: ignore[arg-type]

    def said(self, share: float | Estimate) -> str:
        """A difference of shares as the lab writes it: "+2.2 points (−0.2 to +4.3)", without interval "+2.2 points"."""
        return _with_interval(share) if isinstance(share, Estimate) else _points(share)

    def rank(self, carrier: str, month: int) -> int:
        """The month's place among the carrier's months, 1 for the largest share late or lost."""
        share = self.shares.of(carrier).share
        return 1 + int((share > share[month - 1]).sum())

    def numbers(self) -> Fields:
        """The chosen fall, as the fields of a reframed bullet want it; without a comparison, that with all others."""
        values = self.values
        if self._problem(values):
            return {}
        near = values["peers"] == "airport"
        peers = "airport" if near else "all"
        where = f" from {self.shares.main_airport(values['carrier'])}" if near else ""
        found = self.compare(values["carrier"], values["before"], values["after"], values["length"], peers)
        if not all(found.own.flights):
            return {}
        first, second = (self._window_name(values[key], values["length"], "–") for key in ("before", "after"))
        return {
            "kind": "percent",
            "measure": f"late or lost flights{where}",
            "unit": "of all",
            "from": f"{100 * found.own.before:.1f}",
            "to": f"{100 * found.own.after:.1f}",
            "window": f"{first} and {second} 2013",
            "cases": f"{min(found.own.flights):,}",
            "rival": "the season",
            "others_from": f"{100 * found.peers.before:.1f}",
            "others_to": f"{100 * found.peers.after:.1f}",
            "others": "other carriers there" if near else "all other carriers",
            "interval": f"{signed(100 * found.own.points.low)} to {signed(100 * found.own.points.high)}",
        }

    # -- the picture -------------------------------------------------------------------------------

    def draw(self) -> LiveFigure:
        """Above, both lines by month with the two windows; below, the three changes as bars from zero."""
        figure = LiveFigure(self.name, (600, 440))
        with figure.style():
            grid = figure.figure.add_gridspec(2, 2, height_ratios=[2.6, 1], width_ratios=[1.35, 1])
            self._top = figure.figure.add_subplot(grid[0, :])
            self._low = figure.figure.add_subplot(grid[1, 0])
            words = figure.figure.add_subplot(grid[1, 1])
            self._draw_months(figure, self._top)
            self._draw_changes(figure, self._low, words)
        return figure

    def _draw_months(self, figure: LiveFigure, axes: Axes) -> None:
        axes.set_title("Late or lost: per cent of flights 15 minutes late or more, cancelled or diverted")
        # Not an axis label: its place would be worked out only while it is shown.
        place = {"transform": axes.transAxes, "ha": "center", "va": "top", "color": QUIET, "fontsize": 10.5}
        self._reading = figure.track("key", axes.text(0.5, -0.115, KEY, **place))
        axes.set_xlim(0.4, RIGHT)
        axes.set_ylim(0, LIMITS[0])
        axes.set_xticks(range(1, MONTHS + 1), [name[:3] for name in MONTH_NAMES])
        self._spans = [
            figure.track(f"span{key}", axes.axvspan(0, 1, color=GRID, alpha=0.55, linewidth=0)) for key in (0, 1)
        ]
        self._span_names = [
            figure.track(f"span-name{key}", _text(axes, name, va="top")) for key, name in enumerate(("before", "after"))
        ]
        self._lines: dict[str, Line2D] = {}
        self._means: dict[str, list[Line2D]] = {}
        self._line_names: dict[str, Text] = {}
        for who, colour in (("peers", COMPARED), ("own", CHOSEN)):
            self._lines[who] = figure.track(f"{who}-line", axes.plot([], [], color=colour, linewidth=1.6)[0])
            self._means[who] = [
                figure.track(f"{who}-mean{key}", axes.plot([0, 1], [0, 0], color=colour, linewidth=5)[0])
                for key in (0, 1)
            ]
            self._line_names[who] = figure.track(
                f"{who}-name", axes.text(NAMES_AT, 0, "", color=colour, weight="bold", va="center", fontsize=10)
            )
        self._expected = figure.track(
            "expected", axes.plot([0, 1, 2], [0, 0, 0], color=CHOSEN, linewidth=2, linestyle=(0, (4, 3)))[0]
        )
        self._gap = figure.track("gap", axes.plot([0, 0], [0, 1], color=INK, linewidth=3)[0])
        self._told = [
            figure.track(
                f"told-{name}", axes.text(TOLD_AT, 0, "", color=colour, weight="bold", va="center", fontsize=10)
            )
            for name, colour in (("expected", CHOSEN), ("left", INK), ("was", CHOSEN))
        ]

    def _draw_changes(self, figure: LiveFigure, axes: Axes, words: Axes) -> None:
        places = range(len(ROWS))
        axes.set_title("Change, in percentage points", loc="left")
        axes.set_yticks(list(places), ROWS)
        axes.set_ylim(len(ROWS) - 0.45, -0.55)
        axes.set_xlim(-SPANS[0], SPANS[0])
        axes.grid(True, axis="x")
        axes.grid(False, axis="y")
        axes.axvline(0, color=INK, linewidth=1)
        words.set_axis_off()
        words.set_ylim(axes.get_ylim())
        words.set_xlim(0, 1)
        colours = (CHOSEN, COMPARED, INK)
        self._bars = [
            figure.track(f"bar{row}", axes.barh([row], [0], height=0.55, color=colours[row])[0]) for row in places
        ]
        self._whiskers = [
            figure.track(f"whisker{row}", axes.plot([0, 0], [row + 0.38] * 2, color=INK, linewidth=1.4)[0])
            for row in places
        ]
        self._values = [
            figure.track(f"value{row}", _text(words, "−99.9 points (−99.9 to −99.9)", 0, row)) for row in places
        ]

    # -- each time ---------------------------------------------------------------------------------

    def show(self, values: dict[str, Any]) -> str:
        """Draw both lines and what the windows say of them."""
        carrier, peers = values["carrier"], values["peers"]
        compared = peers != "nobody"
        own = 100 * self.own(carrier, peers).share
        others = 100 * self._peers(carrier, peers if compared else "all").share
        top = np.nanmax(np.concatenate([own, others if compared else []]))
        self._top.set_ylim(0, next(limit for limit in LIMITS if top * 1.1 < limit or limit == LIMITS[-1]))
        self._show_lines({"own": own, "peers": others}, compared, _short(self.names[carrier]))
        problem = self._problem(values)
        windows = [
            Window(int(s), int(min(MONTHS, s + values["length"] - 1))) for s in (values["before"], values["after"])
        ]
        self._show_windows(windows, both=values["after"] > values["before"])
        found = (
            None
            if problem
            else self.compare(
                carrier,
                int(values["before"]),
                int(values["after"]),
                int(values["length"]),
                peers if compared else "all",
            )
        )
        self._show_found(found, windows, compared)
        return problem or self._words(found, values)  # type: ignore[arg-type]

    def _problem(self, values: dict[str, Any]) -> str:
        before, after, length = (int(values[key]) for key in ("before", "after", "length"))
        if after <= before:
            return "After comes later than before: move one of the two."
        if after < before + length:
            return f"The two windows overlap: {length} months from {_month(before)} reach into {_month(after)}."
        if after + length - 1 > MONTHS:
            return f"The year ends: {length} months from {_month(after)} would run past December."
        return ""

    def _show_lines(self, shares: dict[str, np.ndarray], compared: bool, name: str) -> None:
        months = np.arange(1, MONTHS + 1)
        labels = {"own": name, "peers": "the others"}
        height = self._top.get_ylim()[1]
        ends = {}
        for who, share in shares.items():
            self._lines[who].set_data(*_line(months, share))
            self._lines[who].set_visible(compared or who == "own")
            ends[who] = float(share[np.isfinite(share)][-1]) if np.isfinite(share).any() else 0.0
            self._line_names[who].set_text(labels[who])
            self._line_names[who].set_visible(compared or who == "own")
        apart, least = ends["own"] - ends["peers"], height * 0.075
        if compared and abs(apart) < least:
            push = (least - abs(apart)) / 2 * (1 if apart >= 0 else -1)
            ends = {"own": ends["own"] + push, "peers": ends["peers"] - push}
        for who, end in ends.items():
            self._line_names[who].set_y(min(height, max(height * 0.03, end)))

    def _show_windows(self, windows: list[Window], both: bool) -> None:
        height = self._top.get_ylim()[1]
        centres = [(window.first + window.last) / 2 for window in windows]
        # Above two neighbouring months the two words would run into each other.
        push = max(0.0, WORDS_APART - (centres[1] - centres[0])) / 2 if both else 0.0
        first = max(WORDS_APART / 2, centres[0] - push)
        places = (first, max(centres[1] + push, first + WORDS_APART) if both else centres[1])
        for key, (span, name, window) in enumerate(zip(self._spans, self._span_names, windows, strict=True)):
            span.set_x(window.first - 0.5)
            span.set_width(window.last - window.first + 1)
            span.set_height(1)
            name.set_position((places[key], height * 0.99))
            for artist in (span, name):
                artist.set_visible(key == 0 or both)

    def _show_found(self, found: BeforeAfter | None, windows: list[Window], compared: bool) -> None:
        known = found is not None and all(found.own.flights) and math.isfinite(found.difference.value)
        for who in ("own", "peers"):
            change = getattr(found, who, None)
            for mean, window, side in zip(self._means[who], windows, ("before", "after"), strict=True):
                level = 100 * getattr(change, side, math.nan)
                shown = math.isfinite(level) and (compared or who == "own")
                mean.set_visible(shown)
                if shown:
                    mean.set_data([window.first - 0.42, window.last + 0.42], [level, level])
        for artist in (self._reading, self._expected, self._gap, *self._told):
            artist.set_visible(known and compared)
        if found and known:
            # A carrier that began low would be expected below 0, which no share can be: drawn at 0.
            expected = max(0.0, 100 * found.expected)
            start, end = windows[0].last + 0.42, windows[1].first - 0.42
            self._expected.set_data([start, end, windows[1].last + 0.42], [100 * found.own.before, expected, expected])
            middle = (windows[1].first + windows[1].last) / 2
            self._gap.set_data([middle, middle], [expected, 100 * found.own.after])
            self._beside(100 * found.expected, 100 * found.own.after, found.difference.value)
        changes = (found.own.points, found.peers.points, found.difference) if found else (None,) * 3
        rows = [e.scaled(100) if e else Estimate(*[math.nan] * 3) for e in changes]
        reach = max([abs(x) for e in rows for x in (e.value, e.low, e.high) if math.isfinite(x)], default=0)
        span = next(limit for limit in SPANS if reach * 1.02 < limit or limit == SPANS[-1])
        self._low.set_xlim(-span, span)
        for row, estimate in enumerate(rows):
            there = math.isfinite(estimate.value) and (compared or row == 0)
            sure = there and (row == 1 or min(found.own.flights) >= TOO_FEW)  # type: ignore[union-attr]
            self._bars[row].set_width(estimate.value if there else 0.0)
            self._whiskers[row].set_visible(sure)
            if there:
                self._whiskers[row].set_xdata([estimate.low, estimate.high])
                shares = estimate.scaled(0.01)
                text = _with_interval(shares) if sure else f"{_points(shares.value)}, too few flights"
            else:
                text = "nothing to compare" if compared or row == 0 else "compared with nobody"
            self._values[row].set_text(text)

    def _beside(self, expected: float, after: float, left: float) -> None:
        """Beside the lines: where it would have ended, where it did, and what lies between; never overlapping."""
        height = self._top.get_ylim()[1]
        apart = max(height * 0.085, abs(expected - after) / 2)
        middle = min(height * 0.95 - apart, max(height * 0.05 + apart, (max(0.0, expected) + after) / 2))
        up = 1 if expected >= after else -1
        texts = (f"expected {expected:.1f}%".replace("-", "−"), f"{_size(left)} points left", f"was {after:.1f}%")
        for artist, text, place in zip(self._told, texts, (up, 0, -up), strict=True):
            artist.set_text(text)
            artist.set_y(middle + place * apart)

    def _words(self, found: BeforeAfter, values: dict[str, Any]) -> str:
        carrier, peers = self.names[values["carrier"]], values["peers"]
        main = self.shares.main_airport(values["carrier"])
        if peers == "airport":
            carrier += f" at {main}"
        length = int(values["length"])
        if not all(found.own.flights):
            when = values["before"] if not found.own.flights[0] else values["after"]
            return f"{carrier} has no flights in {self._window_name(when, length)}. Choose other months."
        own, few = found.own, min(found.own.flights)
        per_cent = "" if not math.isfinite(own.relative.value) else f", or {abs(100 * own.relative.value):.0f}%"
        words = (
            f"{carrier}: **{own.before:.1%}** in {self._window_name(values['before'], length)}, "
            f"**{own.after:.1%}** in {self._window_name(values['after'], length)}. "
            f"It {_moved(own.points.value)}{per_cent}. "
        )
        if few < FEW:
            once, again = (f"{flown:,} {plural(flown, 'time')}" for flown in own.flights)
            words += f"It flew {once} before and {again} after: **too few to lean on**. "
        if peers == "nobody":
            return words + "Compared with nobody, all of it looks like the carrier's own doing."
        if not math.isfinite(found.difference.value):
            return words + "The others have no flights there to compare with."
        return words + self._left(found, values, f"The others at {main}" if peers == "airport" else "The others")

    def _left(self, found: BeforeAfter, values: dict[str, Any], others: str) -> str:
        """What is left, how sure that is, and how often other months would have looked as good."""
        left, length = found.difference, int(values["length"])
        where = "below" if left.value < 0 else "above"
        words = f"{others} {_moved(found.peers.points.value)}. It ended **{_size(left.value)} points** {where} where "
        if min(found.own.flights) < TOO_FEW:
            return words + "their change would have put it. With so few flights that says nothing."
        low, high = sorted(end if left.value >= 0 else -end for end in (left.low, left.high))
        verdict = "better than they did" if left.value < 0 else "worse than they did"
        if left.low <= 0 <= left.high:
            verdict = "so close that other days could turn it round"
        elif min(found.own.flights) < FEW:
            verdict = "but on so few flights that it settles nothing"
        pairs = self.placebos(values["carrier"], length, values["peers"])
        what = "months" if length == 1 else f"windows of {length} months"
        if pairs.pairs == 1:
            chance = f"The year holds no other pair of {what} for this carrier."
        else:
            count = pairs.at_least(left.value)
            only = "only this one" if count == 1 else f"**{count}** of them, this one included,"
            good = "good" if left.value < 0 else "bad"
            chance = f"You could have picked {pairs.pairs} pairs of {what}: in {only} it looks at least this {good}."
        return words + (
            f"their change would have put it (95% interval {_plain(low)} to {_plain(high)}): {verdict}. {chance}"
        )

    @staticmethod
    def _window_name(first: float, length: float, to: str = " to ") -> str:
        last = first + length - 1
        return _month(first) if length == 1 else f"{_month(first)}{to}{_month(last)}"


def _month(number: float) -> str:
    return MONTH_NAMES[int(number) - 1]


def _short(name: str) -> str:
    """The first word of a carrier's name, or two where the first says little: "US Airways"."""
    return " ".join(name.split()[: 1 if len(name.split()[0]) > 2 else 2])


def _text(axes: Axes, text: str, x: float = 0, y: float = 0, va: str = "center") -> Text:
    return axes.text(x, y, text, va=va, ha="left" if va == "center" else "center", color=INK, fontsize=10)


def _plain(points: float) -> str:
    """A share as points, signed only where it is below 0."""
    return signed(100 * points).removeprefix("+")


def _size(share: float) -> str:
    """A difference of shares in points, without its sign: "7.5"."""
    return f"{abs(100 * share):.1f}"


def _moved(share: float) -> str:
    """A change of a share in words: "fell by 25.6 points"."""
    return f"{'fell' if share < 0 else 'rose'} by {_size(share)} points" if round(100 * share, 1) else "didn't move"


def _line(months: np.ndarray, share: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The line by month; a month between two without flights becomes a short stroke, or it would not be seen."""
    known = np.pad(np.isfinite(share), 1)
    alone = known[1:-1] & ~known[:-2] & ~known[2:]
    half = np.where(alone, 0.06, 0.0)
    x, y = np.column_stack([months - half, months + half]), np.column_stack([share, share])
    first_only = np.column_stack([np.ones(len(months), bool), alone])
    return x[first_only], y[first_only]


def _with_interval(shares: Estimate) -> str:
    return f"{_points(shares.value)} ({signed(100 * shares.low)} to {signed(100 * shares.high)})"


def _points(share: float) -> str:
    """A difference of shares in percentage points: "−25.6 points"."""
    return f"{signed(100 * share)} points"
