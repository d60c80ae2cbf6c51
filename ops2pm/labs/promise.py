"""Lesson 07, lab 1: a team, a queue, and the promise they can keep."""

from __future__ import annotations

import itertools
import math
from dataclasses import fields
from typing import Any

import numpy as np
from matplotlib.axes import Axes

from ops2pm.models import promise_queue as queue
from ops2pm.models.promise_queue import CLOSES, HOURS, KEPT, LOADS, OPENS, Quarter, Run, Settings
from ops2pm.models.resample import Estimate
from ops2pm.numbers import per_cent, plural, short
from ops2pm.rubrics import Fields
from ops2pm.ui.controls import Control, Slider
from ops2pm.ui.figure import CHOSEN, COMPARED, GRID, INK, LiveFigure, dot, put
from ops2pm.ui.lab import Lab

TODAY = 1.0
"""Days that the page promises as the lesson begins: 24 hours."""
WAGE = 30.0
"""Assumed: what an hour of work costs, in dollars."""
LOST = 0.02
"""Assumed: the share of sign-ups that each further day of the promise turns away."""
DAYS, TALLEST = 15, 20
"""Ends of the axes: days from asking to done; days of the promise kept for 95%."""
STEP = 1 / 6
POINTS = np.linspace(0, DAYS, round(DAYS / STEP) + 1)
DOT = 1e-3
LONGEST = 60.0
"""Days beyond which a promise isn't told as a number: nobody would make it."""


class PromiseLab(Lab):
    """Blue: the reader's place and promise. Orange: the promise that would be kept for 95%.

    Fast because a run is a loop over 200 requests, for 1,600 lines at once, and the curve is remembered for each team.
    """

    name = "promise"
    title = "What can this team promise?"
    question = (
        "Restaurants ask to join, and the page promises *24 hours*: one working day. Find three ways to keep "
        f"*{KEPT:.0%}* of the promises. Which of them would a restaurant notice, and which one would your boss?"
    )
    opens_after = "predictions/07.busier"
    lines = 7
    simulated = True

    def make_controls(self) -> tuple[Control, ...]:
        """What comes in, who does it, and what is promised."""
        s = Settings()
        return (
            Slider(
                "demand", "Restaurants ask", 10, 60, 1, s.demand, "a day", "Take 2 fewer. By how much does 95% shorten?"
            ),
            Slider(
                "group",
                "They come in groups of",
                1,
                12,
                1,
                s.group,
                "on average",
                "Each salesperson hands in what is signed. 1: each by itself. Is that worth a person?",
            ),
            Slider("staff", "Staff", 2, 10, 1, s.staff, "people", "One more. How many days is that?"),
            Slider(
                "minutes",
                "Work for one",
                30,
                90,
                1,
                s.minutes,
                "minutes",
                f"“Work harder”: 5% less is {short(0.95 * s.minutes)}.",
            ),
            Slider(
                "promise", "You promise", 0.5, DAYS, 0.5, TODAY, "working days", "Which one is kept 95 times in 100?"
            ),
            Slider(
                "cutoff",
                "Cut-off at",
                OPENS + 2,
                CLOSES,
                1,
                s.cutoff,
                "o'clock",
                f"Who asks later joins the line next morning; {CLOSES} is closing time. Does it speed anything up?",
            ),
        )

    def settings(self, **values: float) -> Settings:
        """The model's settings for these values of the controls, the others as the lab opens."""
        names = {each.name for each in fields(Settings)}
        chosen = {name: value for name, value in {**self._start(), **values}.items() if name in names}
        return Settings(**{**chosen, "staff": int(chosen["staff"])})

    # -- what the lesson asks too --------------------------------------------------------------------

    def run(self, **values: float) -> Run:
        """The queue at these settings, the others as the lab opens. Raises ValueError where it grows."""
        return queue.run(self.settings(**values))

    def needed(self, share: float = KEPT, **values: float) -> Estimate:
        """Days that have to be promised to keep this share, 0 to 1. Raises ValueError where the queue grows."""
        return self.run(**values).promise(share)

    def at_busy(self, busy: float, **values: float) -> Estimate:
        """Days that have to be promised to keep 95% with so much demand that the team is this busy, 0 to 1."""
        return queue.run(self.settings(**values).at(busy)).promise()

    def quarter(self, promise: float, waiting: int, **values: float) -> Quarter:
        """What becomes of a promise in 60 days that begin with so many waiting."""
        return queue.quarter(self.settings(**values), waiting, promise)

    def people_for(self, promise: float, **values: float) -> int | None:
        """The smallest staff that keeps such a promise for 95%; None if the lab has no such staff."""
        for staff in self.controls["staff"].sweep():
            settings = self.settings(**{**values, "staff": staff})
            if settings.busy < 1 and queue.run(settings).kept(promise).value >= KEPT:
                return settings.staff
        return None

    def price(self, staff: int) -> float:
        """Dollars a day for so many people, by the assumed wage."""
        return _price(staff)

    def turned_away(self, promise: float, **values: float) -> float:
        """Sign-ups a day that a promise of so many days turns away, by the assumed loss."""
        return queue.turned_away(self.settings(**values).demand, promise, LOST)

    def hidden(self, **values: float) -> float:
        """Working hours that restaurants wait more than the clock with its cut-off counts, on average."""
        return _hidden_hours(self.run(**values))

    def facts(self) -> dict[str, Any]:
        """What lesson 07 says of this team, by the name its texts give each number."""
        place, calm, run = self.settings(), self.settings(demand=36), self.run()
        at = {load: self.at_busy(load).value for load in (0.80, 0.85, 0.90, 0.95, 0.97)}
        loads = list(at)
        steps = [(at[b] - at[a]) / (100 * (b - a)) for a, b in itertools.pairwise(loads)]
        ways = {"hire": {"staff": place.staff + 1}, "quick": {"minutes": 57}, "fewer": {"demand": 36}}
        ways |= {"three": {"group": 3}, "single": {"group": 1}, "cut": {"cutoff": 12}}
        needed = {name: self.needed(**change).value for name, change in ways.items()}
        now, person = run.promise().value, _price(1)
        five_days, five_ask = queue.settled(place, LOST)
        six_days, six_ask = queue.settled(self.settings(**ways["hire"]), LOST)
        return {
            "place": place,
            "calm": calm,
            "sellers": 5 * place.demand / place.group,
            "spare": place.capacity - place.demand,
            "calm_spare": calm.capacity - calm.demand,
            "times": now / needed["fewer"],
            "steps": steps,
            "at_90": at[0.90],
            "at_97": at[0.97],
            "more_work": 0.97 / 0.90 - 1,
            "now": now,
            **needed,
            "mean": run.mean.value,
            "within_mean": run.kept(run.mean.value).value,
            "rule": queue.one_server(place),
            "present": run.present,
            "today": run.kept(TODAY).value,
            "people": self.people_for(TODAY),
            "hidden": self.hidden(**ways["cut"]),
            "cut_mean": self.run(**ways["cut"]).mean.value,
            "person": person,
            "five_days": five_days,
            "five_ask": five_ask,
            "six_days": six_days,
            "six_ask": six_ask,
            "more_ask": six_ask - five_ask,
            "worth": person / (six_ask - five_ask),
            "lost": LOST,
            "short": 3,
            "short_kept": run.kept(3).value,
            "long": 11,
            "long_kept": run.kept(11).value,
        }

    def numbers(self) -> Fields:
        """What the lab shows now, as the promise decision's fields want it."""
        settings, promise = self.settings(**self.values), self.values["promise"]
        told = {
            "service": "a new restaurant's page is live",
            "arrivals": short(settings.demand),
            "capacity": short(round(settings.capacity, 1)),
            "per": "working day",
            "group": short(settings.group),
            "unit": "working days",
            "today": short(TODAY),
            "to_1": "all restaurants that ask",
        }
        if settings.busy < 1:
            run = queue.run(settings)
            share = run.kept(promise).value
            told |= {"queue": f"{run.present:.0f}", "promise_1": short(promise)}
            if share < 1:  # nobody aims at all of them
                told["share_1"] = _in_100(share)
        return told

    # -- the picture ---------------------------------------------------------------------------------

    def draw(self) -> LiveFigure:
        """On top, how many are done after so many days; beneath, what being busy does to the promise."""
        figure = LiveFigure(self.name, (600, 510))
        figure.figure.set_layout_engine("none")
        with figure.style():
            write = figure.figure.text
            write(0.01, 0.965, "Of 100 restaurants, how many are live after …", size=13, weight="bold", color=INK)
            write(0.01, 0.445, f"Days you must promise to keep {KEPT:.0%}", size=13, weight="bold", color=INK)
            look = {"size": 12, "weight": "bold"}
            self._told = {
                name: figure.track(name, write(x, y, "x", color=colour, ha=align, **look))
                for name, x, y, colour, align in (
                    ("promise-words", 0.01, 0.925, CHOSEN, "left"),
                    ("needed-words", 0.98, 0.925, COMPARED, "right"),
                    ("here-words", 0.01, 0.405, CHOSEN, "left"),
                    ("busiest-words", 0.98, 0.405, CHOSEN, "right"),
                )
            }
            self._draw_done(figure, figure.figure.add_axes((0.085, 0.59, 0.89, 0.315)))
            self._draw_curve(figure, figure.figure.add_axes((0.085, 0.115, 0.89, 0.27)))
        return figure

    def _draw_done(self, figure: LiveFigure, axes: Axes) -> None:
        axes.set_xlim(0, DAYS)
        axes.set_ylim(0, 1)
        axes.set_yticks([0, 0.25, 0.5, 0.75, 1], ["0", "25", "50", "75", "100"])
        axes.set_xticks(range(DAYS + 1))
        axes.set_xlabel("working days from asking", size=11.5)
        axes.grid(color=GRID)
        self._done = figure.track("done", axes.plot(POINTS, np.zeros_like(POINTS), color=INK, lw=2.4)[0])
        # From the axis up to the line, and from there to how many it is.
        corner = ([1, 1, 0], [0, 0.5, 0.5])
        self._promise = figure.track("promise", axes.plot(*corner, color=CHOSEN, lw=2.4)[0])
        self._needed = figure.track("needed", axes.plot(*corner, color=COMPARED, lw=1.8, ls=(0, (4, 2)))[0])

    def _draw_curve(self, figure: LiveFigure, axes: Axes) -> None:
        axes.set_xlim(LOADS[0], 1)
        axes.set_ylim(0, TALLEST)
        axes.set_yticks(range(0, TALLEST + 1, 5))
        axes.set_xticks([0.5, 0.6, 0.7, 0.8, 0.9, 1], ["50%", "60%", "70%", "80%", "90%", "100%"])
        axes.set_xlabel("how busy the team is: what comes, out of what it can do", size=11.5)
        axes.grid(color=GRID)
        self._curve = figure.track("curve", axes.plot(LOADS, np.zeros(len(LOADS)), color=COMPARED, lw=2.2)[0])
        self._at = figure.track("at", axes.plot([LOADS[0], 1], [1, 1], color=CHOSEN, lw=1.4, ls=(0, (4, 3)))[0])
        self._whisker = figure.track("whisker", axes.plot([0.9, 0.9], [0, 1], color=INK, lw=1.6, zorder=4)[0])
        self._here = figure.track("here", dot(axes, 0.9, 1, DOT, CHOSEN, 9))

    def show(self, values: dict[str, Any]) -> str:
        """Run the line, draw it, and say what is kept."""
        settings, promise = self.settings(**values), values["promise"]
        run = queue.run(settings) if settings.busy < 1 else None
        needed = run.promise() if run else Estimate(math.inf, math.inf, math.inf)
        self._show_done(run, promise, needed.value)
        self._show_curve(settings, promise, needed)
        if run is None:
            return _grows(settings)
        return " ".join(
            filter(None, [_kept(run, promise, needed), _costs(settings, promise), _little(run), _hidden(run)])
        )

    def _show_done(self, run: Run | None, promise: float, needed: float) -> None:
        self._done.set_ydata(run.done_within(STEP, len(POINTS) - 1) if run else np.zeros_like(POINTS))
        share = run.kept(promise).value if run else 0.0
        self._promise.set_data([promise, promise, 0], [0, share, share])
        self._told["promise-words"].set_text(
            f"Your promise, {_days(promise)}: {per_cent(share, signs=True).rstrip('%')}"
        )
        self._needed.set_visible(needed <= DAYS)
        if needed <= DAYS:
            self._needed.set_data([needed, needed, 0], [0, KEPT, KEPT])
        told = f"{100 * KEPT:.0f} after {_told_days(needed)}" if run else "the queue grows"
        self._told["needed-words"].set_text(told)

    def _show_curve(self, settings: Settings, promise: float, needed: Estimate) -> None:
        loads, found = queue.smooth_curve(settings)
        seen = found < TALLEST
        # Where it leaves the picture.
        xs, ys = loads[seen], found[seen]
        if not seen.all():
            xs, ys = np.append(xs, np.interp(TALLEST, found, loads)), np.append(ys, TALLEST)
        self._curve.set_data(xs, ys)
        self._at.set_ydata([promise, promise])
        inside = settings.busy >= LOADS[0] and needed.value <= TALLEST
        self._here.set_visible(inside)
        self._whisker.set_visible(inside)
        if inside:
            put(self._here, settings.busy, needed.value, DOT)
            self._whisker.set_data([settings.busy] * 2, [needed.low, min(needed.high, TALLEST)])
        where = "" if inside else ", beyond the picture"
        self._told["here-words"].set_text(f"You: {_busy(settings)} busy{where}")
        most = queue.busiest(settings, promise)
        if math.isnan(most):
            told = f"below {LOADS[0]:.0%}" if promise < found[0] else f"beyond {LOADS[-1]:.0%}"
        else:
            told = f"up to {most:.0%}"
        self._told["busiest-words"].set_text(f"{_days(promise)} can be kept {told} busy")


def _days(days: float) -> str:
    """So many working days, to a tenth."""
    written = short(round(days, 1))
    return f"{written} {plural(written, 'day')}"


def _told_days(days: float) -> str:
    return _days(days) if days <= LONGEST else f"more than {LONGEST:.0f} days"


def _in_100(share: float) -> str:
    """So many of 100, and never all or none of them unless it is so."""
    of_100 = 100 * share
    whole = share in (0, 1) or 0.5 <= of_100 < 99.5
    return f"{of_100:.0f}" if whole else f"{min(99.9, max(0.1, of_100)):.1f}"


def _busy(settings: Settings) -> str:
    """Utilisation in per cent, and 100% only where it is."""
    return per_cent(settings.busy)


def _kept(run: Run, promise: float, needed: Estimate) -> str:
    share = run.kept(promise)
    value, low, high = (per_cent(each) for each in (share.value, share.low, share.high))
    doubt = "" if low == value == high else f" ({low} to {high} in repeated simulations)"
    # Written alike, and still on the wrong side of it.
    short_of = "just short of " if share.value < KEPT and value == f"{KEPT:.0%}" else ""
    said = f"A promise of {_days(promise)} is kept for {short_of}**{value}**{doubt}."
    alike = _days(needed.value) == _days(promise)
    if share.value >= KEPT:
        return f"{said} To keep {KEPT:.0%}, {'hardly less' if alike else _told_days(needed.value)} would do."
    more = "a little more than " if alike else ""
    return f"{said} To keep {KEPT:.0%} you would have to promise **{more}{_told_days(needed.value)}**."


def _price(staff: int) -> float:
    return staff * HOURS * WAGE


def _costs(settings: Settings, promise: float) -> str:
    said = (
        f"The team is **{_busy(settings)}** busy and costs ${_price(settings.staff):,.0f} a day, at an assumed "
        f"${WAGE:.0f} an hour."
    )
    gone = queue.turned_away(settings.demand, promise, LOST)
    if not gone:
        return said
    return (
        f"{said} By the course's assumption this promise turns away {gone:.1f} sign-ups a day; what is kept is "
        "computed as if they still came."
    )


def _little(run: Run) -> str:
    present = run.present
    count = f"{present:,.0f}" if present >= 10 else f"{present:.1f}"
    return (
        f"On average {count} restaurants have asked and aren't live yet: {run.settings.demand:.0f} a day × "
        f"{run.mean.value:.2f} days."
    )


def _hidden(run: Run) -> str:
    if run.settings.cutoff >= CLOSES:
        return ""
    return (
        f"The clock of those who ask after {run.settings.cutoff:.0f}:00 starts next morning, so restaurants wait "
        f"{_hidden_hours(run):.1f} working hours more than it counts, on average."
    )


def _hidden_hours(run: Run) -> float:
    return HOURS * float((run.waited - run.promised).mean())


def _grows(settings: Settings) -> str:
    if settings.busy == 1:
        return (
            f"As many ask as the team can do: {settings.demand:.0f} a day, 100% busy. A morning without work is never "
            "made up for, so what has piled up stays. No promise holds for long."
        )
    can, more = (short(round(each, 1)) for each in (settings.capacity, settings.demand - settings.capacity))
    return (
        f"{settings.demand:.0f} a day ask, and the team can do {can}. The queue grows by **{more} a day**, so no "
        "promise holds for long."
    )
