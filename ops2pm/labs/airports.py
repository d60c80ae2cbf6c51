"""Lesson 09, lab 4: who is more punctual, and where they fly. Real counts."""

from __future__ import annotations

from typing import Any

from matplotlib.axes import Axes

from ops2pm.models import mix
from ops2pm.models.lift import one_in
from ops2pm.models.mix import AMERICAN, DELTA, LGA, ORD
from ops2pm.models.resample import Estimate
from ops2pm.models.two_shares import difference, ratio
from ops2pm.numbers import in_print, short
from ops2pm.ui.controls import Control, Slider
from ops2pm.ui.figure import CHOSEN, COMPARED, GRID, INK, QUIET, LiveFigure, dot, put
from ops2pm.ui.lab import Lab

LOWEST, HIGHEST = 0.68, 0.90
DOT = 0.2
SAME = 0.0005
"""Two rates that are closer look alike to a tenth of a per cent."""


class AirportsLab(Lab):
    """Blue: Delta. Orange: American. A dot says where they fly, a line what they do there.

    Fast because it is a weighted mean of two rates.
    """

    name = "airports"
    title = "Who is more punctual?"
    question = (
        "Real arrivals. *Over all, American was on time more often than Delta. At each airport, Delta was.* "
        "Move where they fly. From which share on does Delta lead over all?"
    )
    opens_after = "predictions/09.airports"

    def make_controls(self) -> tuple[Control, ...]:
        """Where each of them flies."""
        delta, american = (round(100 * mix.mix(group)[ORD]) for group in (DELTA, AMERICAN))
        return (
            Slider(
                "delta",
                "Delta's flights to O'Hare",
                0,
                100,
                1,
                delta,
                "of 100",
                f"Really {delta}; the rest go to LaGuardia. From how many on does Delta lead?",
            ),
            Slider(
                "american",
                "American's flights to O'Hare",
                0,
                100,
                1,
                american,
                "of 100",
                f"Really {american}. Give both the same. Does it matter which?",
            ),
        )

    def rate(self, group: dict[str, mix.Count], at_ohare: float) -> Estimate:
        """On time over all, 0 to 1, with so many of 100 flights to O'Hare."""
        return mix.with_mix(group, {ORD: at_ohare / 100, LGA: 1 - at_ohare / 100})

    def leads_from(self) -> int:
        """From how many of 100 flights to O'Hare on Delta leads over all, with American's as they are."""
        american = self.rate(AMERICAN, 100 * mix.mix(AMERICAN)[ORD]).value
        return next(at for at in range(101) if self.rate(DELTA, at).value - american >= SAME)

    def facts(self) -> dict[str, Any]:
        """What lesson 09 says of the two, by the name its texts give each number."""
        ahead = {
            "lga": difference(DELTA[LGA], AMERICAN[LGA]).scaled(100),
            "ord": difference(DELTA[ORD], AMERICAN[ORD]).scaled(100),
            "alike": mix.standardised_difference(DELTA, AMERICAN, mix.mix(AMERICAN)).scaled(100),
        }
        return {
            "american": mix.overall(AMERICAN).share,
            "delta": mix.overall(DELTA).share,
            "american_lga": AMERICAN[LGA].share,
            "delta_lga": DELTA[LGA].share,
            "american_ord": AMERICAN[ORD].share,
            "delta_ord": DELTA[ORD].share,
            "delta_at_ord": mix.mix(DELTA)[ORD],
            "american_at_ord": mix.mix(AMERICAN)[ORD],
            "ties": mix.share_that_ties(DELTA, ORD, LGA, mix.overall(AMERICAN).share),
            "leads": self.leads_from(),
            "apart": difference(mix.overall(AMERICAN), mix.overall(DELTA)).scaled(100),
            **ahead,
            **{f"{name}_low": in_print(each.low, ".1f") for name, each in ahead.items()},
        }

    def audit(self) -> dict[str, Any]:
        """What lesson 09 says of the résumé audit, which it puts beside the airlines; `more` is of 100."""
        white, black = mix.AUDIT_WHITE, mix.AUDIT_BLACK
        times = ratio(white, black)
        return {
            "more": difference(white, black).scaled(100),
            "white": white.share,
            "black": black.share,
            "black_of_100": 100 * black.share,
            "hits_white": white.hits,
            "hits_black": black.hits,
            "among": one_in(black.share, white.share),
            "ratio": Estimate(times.value - 1, times.low - 1, times.high - 1),
        }

    def draw(self) -> LiveFigure:
        """Two lines from LaGuardia to O'Hare, and a dot on each."""
        figure = LiveFigure(self.name, (600, 330))
        figure.figure.set_layout_engine("none")
        with figure.style():
            write = figure.figure.text
            write(0.01, 0.935, "On time, over both airports together", size=13, weight="bold", color=INK)
            look = {"size": 12.5, "weight": "bold"}
            self._told = {
                "delta": figure.track("delta-words", write(0.01, 0.86, "x", color=CHOSEN, **look)),
                "american": figure.track("american-words", write(0.98, 0.86, "x", color=COMPARED, ha="right", **look)),
            }
            self._draw_lines(figure, figure.figure.add_axes((0.09, 0.155, 0.88, 0.665)))
        return figure

    def _draw_lines(self, figure: LiveFigure, axes: Axes) -> None:
        axes.set_xlim(0, 100)
        axes.set_ylim(LOWEST, HIGHEST)
        ticks = [0.70, 0.75, 0.80, 0.85, 0.90]
        axes.set_yticks(ticks, [f"{tick:.0%}" for tick in ticks])
        axes.set_xticks([0, 25, 50, 75, 100], ["0\nall to LaGuardia", "25", "50", "75", "100\nall to O'Hare"])
        for label, align in zip(axes.get_xticklabels(), ("left", "center", "center", "center", "right"), strict=True):
            label.set_ha(align)
        axes.set_xlabel("flights to O'Hare, of 100", size=11.5, labelpad=-12)
        axes.grid(color=GRID)
        self._dots, self._whiskers = {}, {}
        for name, group, colour, dashes in (
            ("american", AMERICAN, COMPARED, (0, (5, 2))),
            ("delta", DELTA, CHOSEN, "solid"),
        ):
            ends = [group[LGA].share, group[ORD].share]
            axes.plot([0, 100], ends, color=colour, lw=2.0, ls=dashes)
            whisker = axes.plot([50, 50], ends, color=INK, lw=1.5, zorder=4)[0]
            self._whiskers[name] = figure.track(f"{name}-whisker", whisker)
            self._dots[name] = figure.track(f"{name}-dot", dot(axes, 50, ends[0], DOT, colour, 12, zorder=5))
        axes.text(2, 0.785, "Delta (solid)", color=CHOSEN, size=11.5, weight="bold", va="bottom")
        axes.text(2, 0.711, "American (dashed)", color=COMPARED, size=11.5, weight="bold", va="bottom")
        axes.text(99, LOWEST + 0.006, "thin line: 95% interval", color=QUIET, size=10, ha="right")

    def show(self, values: dict[str, Any]) -> str:
        """Move the dots, and say who leads."""
        found = {}
        for name, group in (("delta", DELTA), ("american", AMERICAN)):
            at = values[name]
            found[name] = rate = self.rate(group, at)
            put(self._dots[name], at, rate.value, DOT)
            self._whiskers[name].set_data([at, at], [rate.low, rate.high])
            self._told[name].set_text(f"{name.capitalize()}: {rate.value:.1%}")
        ahead = found["delta"].value - found["american"].value
        if abs(ahead) < SAME:
            leads = "both are **alike** over all"
        else:
            leads = f"**{'Delta' if ahead > 0 else 'American'} leads** over all, by {abs(100 * ahead):.1f} points"
        said = (
            f"With {short(values['delta'])} of 100 of Delta's flights to O'Hare and {short(values['american'])} of "
            f"American's, {leads}: {found['delta'].value:.1%} against {found['american'].value:.1%}."
        )
        if values["delta"] == values["american"]:
            return f"{said} With the same mix for both, what is left is what they do at each airport."
        return f"{said} At each airport nothing has changed: Delta's line lies above American's everywhere."
