"""Lesson 06, lab 3: a stop rule held against simulated releases, and what looking every week does to it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import Ellipse, Polygon
from matplotlib.ticker import MultipleLocator

from ops2pm.models.resample import Estimate
from ops2pm.models.stop_rule import (
    MOST_WEEKS,
    RELEASES,
    SEED,
    Errors,
    Rule,
    World,
    differences,
    errors,
    middle,
    stopped_in,
)
from ops2pm.numbers import per_cent, plural
from ops2pm.ui.controls import Choice, Control, Slider
from ops2pm.ui.figure import CHOSEN, COMPARED, INK, QUIET, REST, LiveFigure
from ops2pm.ui.lab import Lab
from ops2pm.ui.rows import beside, rows_only

SHOWN = 40
"""Releases that can be looked at one by one; the rates come from RELEASES of each kind."""
LOOKS = {
    "end": ("once, at the end", MOST_WEEKS, False),
    "four": ("every four weeks", 4, False),
    "two": ("every two weeks", 2, False),
    "week": ("every week", 1, False),
    "high": ("every week, line high at first", 1, True),
}
"""Option -> label, weeks from look to look, whether the line begins high."""


@dataclass(frozen=True)
class Watched:
    """What the rule looks at: shares of travellers as in `World`; limit: points at which the upper picture ends."""

    label: str
    base: float
    harm: float
    drift: float
    limit: float

    @property
    def title(self) -> str:
        """Above the upper picture."""
        return f"{self.label[:1].upper()}{self.label[1:]}, new minus old, all weeks so far, in 100"


WATCHED = {
    "complaints": Watched("complaints", World.base, World.harm, 0.0, 8.0),
    "nights": Watched("nights stranded", 0.01, 0.002, 0.0, 2.0),
    "opens": Watched("app opens", 0.40, 0.01, 0.02, 8.0),
}
"""Option -> how it moves. All of it is made up, and simulated."""
DOT = (0.22, 0.089)
"""Width in weeks, and height as a share of `limit`, of what is a round dot on screen."""
CROSS = np.array([[0, -1, 0, 1, 0, 1, 0, -1], [0, -1, 0, 1, 0, -1, 0, 1]]) * np.array([[0.17], [0.069]])
"""A cross around 0, in weeks and shares of `limit`, as one line."""
FEW = 0.05
"""Share of errors that is asked for beside the controls."""
APART = 0.17
"""Shares of `limit` between the names of the bands, at least."""


def _harmful() -> np.ndarray:
    """Which of the releases shown is harmful: half of them, in an order drawn once."""
    return np.random.default_rng(SEED).permutation(np.arange(SHOWN) % 2 == 1)


class StopRuleLab(Lab):
    """Blue: your rule. Orange: the same rule with one look, at the end. Grey bands: where the releases lie.

    Fast because the releases' errors are drawn once; a move scales them and compares them with a line.
    """

    name = "stop-rule"
    title = "The stop rule"
    question = (
        "A release goes to half of the travellers, drawn by lot. You wrote down when you will take it back. *How often "
        "does your rule stop a release that does no harm, and how long does it let one run that does?*"
    )
    opens_after = "predictions/06.peeking"
    simulated = True

    def __init__(self) -> None:
        self.harmful = _harmful()
        super().__init__()

    def make_controls(self) -> tuple[Control, ...]:
        """The rule first; then which release; then what can't be chosen."""
        world, rule = World(), Rule()
        return (
            Choice(
                "watched",
                "You watch",
                tuple((key, each.label) for key, each in WATCHED.items()),
                "complaints",
                "Complaints: 10 in 100, a harmful release adds 2. Nights: 1 in 100, it adds 0.2. App opens: 40 in 100; "
                "every release adds 2, a harmful one 1 more. Which can steer?",
            ),
            Slider(
                "threshold",
                "Stop when they are higher by more than",
                0.1,
                3,
                0.1,
                100 * rule.threshold,
                "in 100",
                "Look every week: how high until it stops at most 5 of 100 harmless ones? And how many harmful ones "
                "does it then let through?",
            ),
            Slider("weeks", "The rule is over after", 1, MOST_WEEKS, 1, rule.weeks, "weeks", "Is a longer rule safer?"),
            Choice(
                "looks",
                "You look",
                tuple((key, label) for key, (label, *_) in LOOKS.items()),
                "end",
                "Which one rarely errs and still stops harm early?",
            ),
            Slider("release", "Release no.", 1, SHOWN, 1, 1, "", "Guess its truth from the line, then read on below."),
            Slider(
                "travellers",
                "Travellers in each half",
                200,
                3000,
                100,
                world.travellers,
                "a week",
                "With 300 and complaints, is there a rule that errs in under 5 of 100 both ways?",
            ),
        )

    @staticmethod
    def rule(values: dict[str, Any]) -> Rule:
        """The rule that the controls describe."""
        _, every, high = LOOKS[values["looks"]]
        return Rule(values["threshold"] / 100, int(values["weeks"]), every, high)

    @staticmethod
    def world(values: dict[str, Any]) -> World:
        """The world that the controls describe."""
        watched = WATCHED[values["watched"]]
        return World(watched.base, watched.harm, int(values["travellers"]), watched.drift)

    def errs(self, **values: Any) -> Errors:
        """How often the rule errs with these controls, the others as the lab opens."""
        now = {**self._start(), **values}
        return errors(self.world(now), self.rule(now))

    def least(self, watched: str, travellers: int = World.travellers, weeks: int = Rule.weeks) -> float:
        """Over all lines and looks of the lab, the lowest share of errors that a rule makes on its worse side."""
        found = [
            self.errs(watched=watched, threshold=line, looks=looks, travellers=travellers, weeks=weeks)
            for line in self.controls["threshold"].sweep()
            for looks in LOOKS
        ]
        return min(max(each.false_stops.value, each.let_through.value) for each in found)

    def facts(self) -> dict[str, float]:
        """What the lesson says of the lab as it opens, by the name its text gives each number; shares of 100."""
        once, opens = self.errs(), self.errs(watched="opens")
        weekly = {line: self.errs(looks="week", threshold=line) for line in self.controls["threshold"].sweep()}
        line = next(line for line, found in weekly.items() if found.false_stops.value <= FEW)
        length = {
            f"{name}_{weeks}": 100 * self.errs(looks=looks, weeks=weeks).false_stops.value
            for name, looks in (("once", "end"), ("weekly", "week"))
            for weeks in (4, MOST_WEEKS)
        }
        return {
            **length,
            "once_through": 100 * once.let_through.value,
            "harm": 100 * World.harm,
            "strict_line": line,
            "strict_stops": 100 * weekly[line].false_stops.value,
            "strict_through": 100 * weekly[line].let_through.value,
            "nights_base": 100 * WATCHED["nights"].base,
            "nights_harm": 100 * WATCHED["nights"].harm,
            "nights_least": 100 * self.least("nights"),
            "opens_stops": 100 * opens.false_stops.value,
        }

    def path(self, values: dict[str, Any]) -> np.ndarray:
        """The release shown: difference over all weeks so far, in points, one entry a week."""
        number = int(values["release"]) - 1
        kind = bool(self.harmful[number])
        return 100 * differences(self.world(values), kind, int(values["weeks"]))[number]

    # -- the picture -------------------------------------------------------------------------------

    def draw(self) -> LiveFigure:
        """Above, one release against the line; below, how often the rule errs on thousands."""
        figure = LiveFigure(self.name, (600, 470))
        figure.figure.set_layout_engine("none")
        with figure.style():
            top = figure.figure.add_axes((0.085, 0.5, 0.715, 0.375))
            low = figure.figure.add_axes((0.4, 0.1, 0.53, 0.235))
            self._draw_release(figure, top)
            self._draw_errors(figure, low)
            write = figure.figure.text
            title = write(0.005, 0.955, "-", size=13, weight="bold", color=INK)
            self._title = figure.track("what", title)
            head = write(0.005, 0.905, "-", size=11.5, color=CHOSEN)
            self._head = figure.track("head", head)
            write(0.005, 0.385, f"Of 100 such releases ({RELEASES:,} of each kind simulated)", size=13, weight="bold")
        return figure

    def _draw_release(self, figure: LiveFigure, axes: Axes) -> None:
        axes.set_xlim(0.5, MOST_WEEKS + 0.5)
        axes.set_xticks(range(1, MOST_WEEKS + 1))
        axes.yaxis.set_major_formatter(lambda points, _: f"{points:+g}".replace("-", "−") if points else "0")
        self._locators = {each.limit: MultipleLocator(each.limit / 4) for each in WATCHED.values()}
        self._axes = axes
        axes.set_xlabel("week", size=11.5)
        self._bands, self._names = {}, {}
        for kind, colour, words in ((False, REST, "harmless"), (True, INK, "harmful")):
            shape = Polygon([[1, 0], [2, 0], [2, 1]], closed=True, facecolor=colour, alpha=0.22, linewidth=0)
            axes.add_patch(shape)
            self._bands[kind] = figure.track(f"band-{words}", shape)
            name = axes.text(
                MOST_WEEKS + 0.65, 0, f"95% of {words}", va="center", size=11, color=INK if kind else QUIET
            )
            self._names[kind] = figure.track(f"name-{words}", name)
        weeks = np.arange(1, MOST_WEEKS + 1)
        self._line = figure.track("line", axes.plot(weeks, weeks * 0, color=INK, lw=1.6, ls=(0, (4, 3)))[0])
        self._path = figure.track("path", axes.plot(weeks, weeks * 0, color=CHOSEN, lw=2.6)[0])
        # Shapes rather than markers: matplotlib writes a marker once and refers to it, so that it couldn't move.
        self._looks = [
            figure.track(f"look{week}", axes.add_patch(Ellipse((week, 0), 1, 1, facecolor=CHOSEN))) for week in weeks
        ]
        self._stop = figure.track("stop", axes.plot(*CROSS, color=INK, lw=3.5, solid_capstyle="round")[0])

    def _draw_errors(self, figure: LiveFigure, axes: Axes) -> None:
        axes.set_xlim(0, 1)
        axes.set_ylim(3.6, -0.6)
        axes.xaxis.set_major_formatter(lambda share, _: f"{100 * share:.0f}")
        rows_only(axes)
        self._bars = {}
        rows = (
            ("false", "yours", "harmless, stopped: your looks", CHOSEN),
            ("false", "end", "harmless, stopped: one look", COMPARED),
            ("through", "yours", "harmful, let through: your looks", CHOSEN),
            ("through", "end", "harmful, let through: one look", COMPARED),
        )
        for row, (which, whose, words, colour) in enumerate(rows):
            bar = axes.barh([row], [0.5], height=0.62, color=colour)[0]
            whisker = axes.plot([0, 0.5], [row, row], color=INK, lw=1.4)[0]
            value = axes.text(0.5, row, "-", va="center", weight="bold", color=INK)
            beside(axes, row, words, size=11)
            for part, artist in (("bar", bar), ("whisker", whisker), ("value", value)):
                figure.track(f"{part}-{which}-{whose}", artist)
            self._bars[which, whose] = (bar, whisker, value)

    def show(self, values: dict[str, Any]) -> str:
        """The release, the rule's errors, and the truth."""
        rule, world = self.rule(values), self.world(values)
        once = replace(rule, every=MOST_WEEKS, high_early=False)
        mine, single = errors(world, rule), errors(world, once)
        self._show_release(values, rule, world)
        for whose, found in (("yours", mine), ("end", single)):
            self._show_bar("false", whose, found.false_stops)
            self._show_bar("through", whose, found.let_through)
        return self._words(values, rule, mine, single)

    def _stopped(self, values: dict[str, Any], rule: Rule) -> int:
        return int(stopped_in(rule, self.path(values)[None, :] / 100)[0])

    def _show_release(self, values: dict[str, Any], rule: Rule, world: World) -> None:
        path, limit = self.path(values), WATCHED[values["watched"]].limit
        self._title.set_text(WATCHED[values["watched"]].title)
        self._axes.set_ylim(-limit, limit)
        self._axes.yaxis.set_major_locator(self._locators[limit])
        weeks = np.arange(1, rule.weeks + 1)
        every = np.arange(1, MOST_WEEKS + 1)
        for kind, band in self._bands.items():
            low, high = middle(world, kind)
            edge = np.r_[np.c_[every, 100 * low], np.c_[every, 100 * high][::-1]]
            band.set_xy(np.clip(edge, [0, -limit], [MOST_WEEKS + 1, limit]))
        # The words stand at the middles of the bands' ends, and never on each other.
        low, high = 100 * world.moved(False), 100 * world.moved(True)
        self._names[False].set_y(low)
        self._names[True].set_y(max(high, low + APART * limit))
        stopped = self._stopped(values, rule)
        out = weeks <= (stopped or rule.weeks)
        self._path.set_data(weeks[out], np.clip(path[out], -limit, limit))
        self._line.set_data(weeks, np.minimum(100 * rule.line(), limit))
        looks = set(rule.looks().tolist())
        for week, dot in enumerate(self._looks, start=1):
            seen = week in looks and week <= (stopped or rule.weeks)
            dot.set_visible(seen)
            dot.set_center((week, np.clip(path[week - 1], -limit, limit) if seen else 0))
            dot.set_width(DOT[0])
            dot.set_height(DOT[1] * limit)
        self._stop.set_visible(stopped > 0)
        # Inside the frame even while hidden: what is outside of it isn't written, and couldn't be moved back.
        at = np.clip(path[stopped - 1], -limit, limit) if stopped else 0.0
        self._stop.set_data(CROSS[0] + max(stopped, 1), CROSS[1] * limit + at)
        self._head.set_text(f"Dots: your looks. Dashed: your line{'. X: stopped' if stopped else ''}")

    def _show_bar(self, which: str, whose: str, share: Estimate) -> None:
        bar, whisker, value = self._bars[which, whose]
        bar.set_width(share.value)
        whisker.set_xdata([share.low, share.high])
        value.set_x(share.high + 0.012)
        value.set_text(_of_100(share.value))

    def _words(self, values: dict[str, Any], rule: Rule, mine: Errors, single: Errors) -> str:
        stopped, number = self._stopped(values, rule), int(values["release"])
        truth = "harmful" if self.harmful[number - 1] else "harmless"
        if stopped:
            said = f"Release {number}: your rule stops it after {_weeks(stopped)}"
            end = (
                "In truth it was **harmful**." if truth == "harmful" else "In truth it was **harmless**: a false stop."
            )
        else:
            said = f"Release {number}: your rule lets it stay"
            end = (
                "In truth it was **harmless**." if truth == "harmless" else "In truth it was **harmful**: let through."
            )
        looks = rule.looks()
        rates = (
            f"Of 100 harmless releases your rule stops **{_of_100(mine.false_stops.value)}**, of 100 harmful ones it "
            f"lets **{_of_100(mine.let_through.value)}** through"
        )
        if len(looks) == 1:
            return f"{said}. {end} {rates}. Harm runs for {_weeks(rule.weeks)}, because nobody looks before."
        return (
            f"{said}. {end} {rates}; with one look it would be {_of_100(single.false_stops.value)} and "
            f"{_of_100(single.let_through.value)}. Harm runs for {_weeks(mine.weeks_out, 1)} on average, with one look "
            f"for {rule.weeks}."
        )


def _of_100(share: float) -> str:
    """A share as a count of 100: whole, but never 0 or 100 unless it is that."""
    return per_cent(share).removesuffix("%")


def _weeks(weeks: float, digits: int = 0) -> str:
    written = f"{weeks:.{digits}f}"
    return f"{written} {plural(float(written), 'week')}"
