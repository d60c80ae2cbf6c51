"""Lesson 01, lab 3: applications as a funnel: what few counts say, how long it may take, what is worth work."""

from __future__ import annotations

import math
from typing import Any

from matplotlib.axes import Axes
from matplotlib.ticker import MultipleLocator

from ops2pm.models import funnel
from ops2pm.models.resample import Estimate
from ops2pm.numbers import plural
from ops2pm.ui.controls import Choice, Control, Slider
from ops2pm.ui.figure import CHOSEN, COMPARED, INK, QUIET, REST, LiveFigure
from ops2pm.ui.grid import Grid
from ops2pm.ui.lab import Lab
from ops2pm.ui.markup import listed
from ops2pm.ui.rows import beside, rows_only

CHANNELS = {"cold": "Cold, no contact", "warm": "Warm, introduced"}
STEPS = {"sent": "Applications", "screen": "Screens", "interviews": "Interview rounds", "offer": "Offers"}
REACHED = tuple(STEPS)[1:]
CALLED = {"screen": "a screen", "interviews": "interviews", "offer": "an offer"}
INVENTED = {"cold": (20, 3, 1, 0), "warm": (6, 3, 1, 0)}
PUSHES = {"points": "10 points more get through", "double": "twice as many get through"}
PUSHED = {"points": {"points": 0.1}, "double": {"factor": 2.0}}
SPANS = ((104, 26), (260, 52))  # weeks: where the axis may end, and the distance of its ticks
FEW = 5
BETTER = ("better at screens", "better at interviews", "better at offers")
WAYS = ("cold only", "warm only", "both", *BETTER)


class FunnelLab(Lab):
    """Type your counts; see what they leave possible, the weeks to a first offer, and what a better stage is worth.

    Fast because an application's chance is a convolution of three rates and nothing is drawn; what a row of counts
    leaves possible is kept.
    """

    name = "funnel"
    title = "Your funnel"
    question = (
        "How much do *a few* applications tell you, how many weeks of applying may it take, and which stage is worth "
        "your evenings? The counts in the table below are invented. Type your own."
    )
    opens_after = "predictions/01.three_of_twenty"
    keeps = True

    def make_controls(self) -> tuple[Control, ...]:
        """How much goes out, what gets better, and the counts so far."""
        return (
            Slider("cold", "Cold applications", 0, 20, 1, 4, "a week", "Does twice as many halve the weeks?"),
            Slider(
                "warm",
                "Warm ones",
                0,
                5,
                0.5,
                1,
                "a week",
                "How many cold applications is one warm one worth? Set the other slider until the two are level.",
            ),
            Choice(
                "push",
                "If one stage got better, so that",
                tuple(PUSHES.items()),
                "points",
                "With “twice as many”, why do the three stages gain nearly the same?",
            ),
            Grid(
                "counts",
                "Your counts so far: invented until you change them",
                tuple(CHANNELS.items()),
                tuple(STEPS.items()),
                {
                    (row, step): str(n)
                    for row, counts in INVENTED.items()
                    for step, n in zip(STEPS, counts, strict=True)
                },
                kind="count",
                high=10_000,
                question="Type 200, 30, 10 and 0 into the cold row: the same shares. What changes, and which way?",
                corner="How you applied",
            ),
        )

    def draw(self) -> LiveFigure:
        """Above, the rate of each stage and channel; below, the weeks to a first offer, as it is and with a push."""
        figure = LiveFigure(self.name, (540, 470))
        with figure.style():
            figure.figure.set_layout_engine("none")  # each picture has its place, and so have the words beside it
            self._draw_rates(figure, figure.figure.add_axes((0.375, 0.575, 0.59, 0.365)))
            self._draw_weeks(figure, figure.figure.add_axes((0.375, 0.1, 0.59, 0.36)))
            self._whose = figure.track(
                "whose", figure.figure.text(0.995, 0.005, "-", ha="right", va="bottom", color=QUIET, size=9.5)
            )
        return figure

    def _draw_rates(self, figure: LiveFigure, axes: Axes) -> None:
        axes.set_title("How many get through, with 95% interval")
        axes.set_ylim(5.7, -0.5)
        axes.set_xlim(0, 1)
        axes.xaxis.set_major_formatter(lambda share, _: f"{share:.0%}")
        rows_only(axes)
        self._rates = {}
        for row, (channel, step) in enumerate((c, s) for s in REACHED for c in CHANNELS):
            colour = CHOSEN if channel == "warm" else COMPARED
            band = axes.plot([0, 0], [row, row], color=colour, linewidth=7, solid_capstyle="butt")[0]
            stroke = axes.plot([0, 0], [row - 0.36, row + 0.36], color=INK, linewidth=2.4, clip_on=False)[0]
            words = beside(axes, row)
            for part, artist in (("band", band), ("counted", stroke), ("rate", words)):
                figure.track(f"{part}{row}", artist)
            self._rates[channel, step] = (band, stroke, words)

    def _draw_weeks(self, figure: LiveFigure, axes: Axes) -> None:
        axes.set_title("Weeks to an offer: median and middle 80%")
        axes.set_ylim(5.7, -0.5)
        axes.set_xlabel("weeks of applying; at the right edge a line goes on")
        rows_only(axes)
        self._weeks = []
        for row, colour in enumerate((COMPARED, CHOSEN, INK, REST, REST, REST)):
            band = axes.plot([0, 0], [row, row], color=colour, linewidth=7, solid_capstyle="butt")[0]
            stroke = axes.plot([0, 0], [row - 0.36, row + 0.36], color=INK, linewidth=2.4, clip_on=False)[0]
            words = beside(axes, row)
            for part, artist in (("weeks", band), ("median", stroke), ("wait", words)):
                figure.track(f"{part}{row}", artist)
            self._weeks.append((band, stroke, words))
        self._axes = axes
        self._locators = {end: MultipleLocator(step) for end, step in SPANS}

    def show(self, values: dict[str, Any]) -> str:
        """What the counts leave possible, and the weeks that follow."""
        counts = {channel: tuple(values["counts"][channel, step] for step in STEPS) for channel in CHANNELS}
        self._whose.set_text("counts: invented" if counts == INVENTED else "counts: yours")
        wrong = next(filter(None, (impossible(channel, row) for channel, row in counts.items())), None)
        for channel, row in counts.items():
            for step, tried, passed in zip(REACHED, row, row[1:], strict=False):
                self._show_rate(channel, step, tried, passed)
        if wrong:
            self._show_weeks(dict.fromkeys(WAYS, funnel.NEVER))
            return wrong
        weeks = waits(counts, values["cold"], values["warm"], values["push"])
        self._show_weeks(weeks)
        return _words(counts, values, weeks, self.covered)

    def _show_rate(self, channel: str, step: str, tried: int, passed: int) -> None:
        """A stage's counted share and interval; counts that can't be say nothing, so anything is possible."""
        band, stroke, words = self._rates[channel, step]
        said = (passed, tried) if passed <= tried else (0, 0)
        (rate,) = funnel.rates([said[0]], [said[1]])
        band.set_xdata([rate.low, rate.high])
        stroke.set_visible(said[1] > 0)
        stroke.set_xdata([rate.value, rate.value] if said[1] else [0, 0])
        words.set_text(f"{channel}, to {CALLED[step]}: {passed:,} of {tried:,}")

    def _show_weeks(self, weeks: dict[str, Estimate]) -> None:
        # By what one really does: one channel alone may take for ever.
        ends = [
            each.high for each in (weeks["both"], weeks["cold only"], weeks["warm only"]) if math.isfinite(each.high)
        ]
        longest = ends[0] if ends else SPANS[0][0]
        end = next((span for span, _ in SPANS if longest <= span), SPANS[-1][0])
        self._axes.set_xlim(0, end)
        self._axes.xaxis.set_major_locator(self._locators[end])
        for (band, stroke, words), (name, each) in zip(self._weeks, weeks.items(), strict=True):
            known = math.isfinite(each.high)
            band.set_visible(known)
            band.set_xdata([min(each.low, end), min(each.high, end)] if known else [0, 0])
            stroke.set_visible(known and each.value <= end)
            stroke.set_xdata([min(each.value, end)] * 2 if known else [0, 0])
            words.set_text(f"{name}: –" if math.isinf(each.high) else f"{name}: {in_weeks(each.value)}")


def impossible(channel: str, counts: tuple[int, ...]) -> str | None:
    """What can't be about a row of counts, in one sentence; None when nothing is wrong."""
    names = [label.lower() for label in STEPS.values()]
    for before, after, tried, passed in zip(names, names[1:], counts, counts[1:], strict=False):
        if passed > tried:
            return (
                f"In the row “{channel}” {passed:,} {after} come from {tried:,} {before}, which can't be: each stage "
                "holds at most as many as the one before. Count every company once."
            )
    return None


def silent(counts: tuple[int, ...]) -> str | None:
    """What nobody has reached yet, as the end of "No cold application …"; None when every stage has a count."""
    stage = funnel.untried(counts)
    return None if stage is None else ("has been counted", "has led to a screen", "has come to interviews")[stage]


def waits(counts: dict[str, tuple[int, ...]], cold: float, warm: float, push: str) -> dict[str, Estimate]:
    """Weeks to a first offer by what is done: each channel alone, both, and both with one stage better."""
    found = funnel.waits(counts, {"cold": cold, "warm": warm}, **PUSHED[push])
    return dict(zip(WAYS, (*found.alone.values(), found.together, *found.better), strict=True))


def facts() -> dict[str, Any]:
    """What the lesson says about the lab as it opens, by the name its text gives each number."""
    cold, warm = 4, 1
    start = waits(INVENTED, cold, warm, "points")
    ten = waits({**INVENTED, "cold": (200, 30, 10, 0)}, cold, warm, "points")
    alike = [(funnel.chances(INVENTED[name], prior=1), sent) for name, sent in (("cold", cold), ("warm", warm))]
    uniform = funnel.weeks_to_offer(alike)
    warmth, worse = funnel.times_as_good(*(funnel.chances(INVENTED[name]) for name in ("warm", "cold")))
    once = waits(INVENTED, 1, 1, "points")
    return {
        "cold": cold,
        "warm": {1: "one"}.get(warm, str(warm)),
        "both": start["both"],
        "low": in_weeks(start["both"].low),
        "high": in_weeks(start["both"].high),
        "uniform": uniform,
        "uniform_low": in_weeks(uniform.low),
        "uniform_high": in_weeks(uniform.high),
        "alone_cold": in_weeks(start["cold only"].value),
        "alone_warm": in_weeks(start["warm only"].value),
        "together": in_weeks(start["both"].value),
        "ten": ten["both"],
        "equal": once["cold only"].value / once["warm only"].value,
        "warmth": warmth,
        "worse": worse,
    }


def in_weeks(weeks: float) -> str:
    """A number of weeks as one says it."""
    if math.isnan(weeks):
        return "can't say"
    if math.isinf(weeks):
        return "nothing sent"
    if weeks < 0.95:
        return "under 1 week"
    if weeks > 520:
        return "over 10 years"
    if weeks >= 104:
        return f"{weeks / 52:.1f} years"
    return f"{weeks:.0f} {plural(round(weeks), 'week')}"


def _words(
    counts: dict[str, tuple[int, ...]], values: dict[str, Any], weeks: dict[str, Estimate], covered: bool
) -> str:
    sent, screens = counts["cold"][:2]
    rate = funnel.rates([screens], [sent])[0]
    if covered:
        return "Each line shows how far the true rate may lie from what was counted. Predict one of them first."
    first = (
        f"{screens:,} of {sent:,} cold applications got a screen: {rate.value:.0%}. The true rate may be anything from "
        f"**{rate.low:.0%}** to **{rate.high:.0%}**."
        if sent
        else "No cold application yet: their rate may be anything."
    )
    both = weeks["both"]
    if math.isinf(both.value):
        return f"{first} Nothing is sent, so no offer comes. Raise one of the sliders."
    if math.isnan(both.value):
        return f"{first} {_silence(counts, values, weeks)}"
    half = f"At this pace half of the searches that fit your counts have an offer {_span(both)}"
    text = f"{first} {half} {_best(weeks)}"
    thin = min((channel for channel in CHANNELS if values[channel]), key=lambda channel: counts[channel][2])
    few = counts[thin][2]
    if few < FEW:
        text += f" Of the {thin} ones only {few} came to interviews, so their last stage is mostly assumption."
    return text


def _span(weeks: Estimate) -> str:
    """After "half of the searches have an offer": within how many weeks, and how long the middle 80% take."""
    middle, low, high = (in_weeks(each) for each in (weeks.value, weeks.low, weeks.high))
    if middle.startswith("under"):
        half = f"in **{middle}**"
    elif middle.startswith("over"):
        half = f"only after **{middle.replace('over', 'more than')}**"
    else:
        half = f"within **{middle}**"
    if low == high:
        return f"{half}; all of the middle 80% take {low}."
    return f"{half}; the middle 80% take {'from ' if low.startswith('under') else ''}{low} to {high}."


def _silence(counts: dict[str, tuple[int, ...]], values: dict[str, Any], weeks: dict[str, Estimate]) -> str:
    """That the counts can't say how long, why, and what can be said of the other channel."""
    reasons = {channel: silent(counts[channel]) for channel in CHANNELS if values[channel]}
    why = listed(f"no {channel} application {words}" for channel, words in reasons.items() if words)
    known = [channel for channel, words in reasons.items() if not words]
    if not known:
        return f"**How many weeks, your counts can't say**: {why} yet. Anything from under a week to never fits."
    text = f"**How many weeks with both, your counts can't say**: {why} yet."
    for channel in known:
        span = _span(weeks[f"{channel} only"])
        text += f" By the {channel} ones alone half of such searches have an offer {span}"
        text += f" The others can only make it sooner. Set them to 0 a week to see which {channel} stage would help."
    return text


def _best(weeks: dict[str, Estimate]) -> str:
    """Which better stage helps most, as far as the weeks that are shown tell them apart."""
    better = {name: weeks[name].value for name in BETTER}
    soonest = in_weeks(min(better.values()))
    best = [name for name, value in better.items() if in_weeks(value) == soonest]
    if len(best) == len(BETTER) or max(better.values()) - min(better.values()) < 0.1 * weeks["both"].value:
        return "Better at any one stage, it would be much the same."
    stages = " or ".join(name.removeprefix("better ") for name in best)
    return f"Better {stages} would help most: {soonest}."
