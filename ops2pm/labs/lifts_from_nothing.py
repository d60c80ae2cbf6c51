"""Lesson 09, lab 2: a hundred companies with nothing to tell, and those that see a lift."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np
from matplotlib.axes import Axes

from ops2pm.models.lifts_from_nothing import appears, mean_lift_seen, needed, power
from ops2pm.models.two_shares import POWER, Count, chances, difference
from ops2pm.numbers import in_print, per_cent, short
from ops2pm.ui.controls import Control, Slider, Switch
from ops2pm.ui.figure import CHOSEN, COMPARED, GRID, INK, LiveFigure, dot, put
from ops2pm.ui.icons import HIGH, IconArray
from ops2pm.ui.lab import Lab

MOST, STEP = 400, 4
GROUPS = np.arange(STEP, MOST + 1, STEP)
"""People per group, along the picture."""
TESTED = (4, 8, 12, 20, 32, 48, 72, 100, 140, 180, 240, 320, 400)
"""Where the power is computed; straight lines go between."""
DOT = 1.0
CELL = 19.0


class LiftsFromNothingLab(Lab):
    """Blue: how often a lift is seen where there is none. Orange, with its switch: how often a test tells a real one.

    Exact, no draws. Fast because the two curves are remembered for each base and lift.
    """

    name = "lifts-from-nothing"
    title = "A lift from nothing"
    question = (
        "A hundred companies compare their ops hires with their tech hires. In truth *nothing tells the two apart*. "
        "Filled: those who see a lift all the same, and can write about it. *How large must a group be until they "
        "vanish?*"
    )
    opens_after = "predictions/09.from_nothing"

    def make_controls(self) -> tuple[Control, ...]:
        """How many are compared, over what base, what counts as a lift, and whether there is one."""
        return (
            Slider(
                "n",
                "Hires in each group",
                STEP,
                MOST,
                STEP,
                20,
                "",
                "12, 20, 100. From how many on is it fewer than 5 of 100 companies?",
            ),
            Slider(
                "base",
                "Of 100 succeed, in the long run",
                10,
                90,
                5,
                60,
                "",
                "When most succeed anyway, is a lift from nothing rarer or more common?",
            ),
            Slider("lift", "It counts as a lift from", 10, 50, 5, 25, "% on", "How many see at least 10%?"),
            Switch("real", "The lift is real", False, "Then how many see it with 20, and can tell it from luck?"),
        )

    def often(self, n: int = 20, base: float = 60, lift: float = 25) -> float:
        """In how many of 100 companies a lift of at least `lift` per cent comes from nothing."""
        return 100 * appears(n, base / 100, lift / 100)

    def facts(self) -> dict[str, Any]:
        """What lesson 09 says of luck, by the name its texts give each number."""
        twelve = difference(Count(10, 12), Count(8, 12)).scaled(100)
        takes = needed(0.6, 0.75)
        return {
            "n": 20,
            "small": 12,
            "base": 60,
            "lift": 25,
            "often": self.often(),
            "often_12": self.often(n=12),
            "often_24": self.often(n=24),
            "often_100": self.often(n=100),
            "often_80": self.often(base=80),
            "often_10": self.often(lift=10),
            "rare": int(next(n for n in GROUPS if round(self.often(n=int(n))) < 5)),
            "mean": mean_lift_seen(20, 0.6),
            "real": 100 * appears(20, 0.6, 0.25, 0.75),
            "told": 100 * power(20, 0.6, 0.75),
            "needed": takes,
            "power": power(takes, 0.6, 0.75),
            "needed_40": needed(0.4, 0.5),
            "points": twelve.value,
            "least": in_print(twelve.low, ".0f"),
            "most": twelve.high,
        }

    def draw(self) -> LiveFigure:
        """Left a hundred companies, right the same for every size of group."""
        figure = LiveFigure(self.name, (640, 300))
        figure.figure.set_layout_engine("none")
        with figure.style():
            width, height = figure.size
            side = 11.0 * CELL
            companies = figure.figure.add_axes((0, 40 / height, side / width, side / height))
            companies.set_xlim(0, 11)
            companies.set_ylim(0, 11)
            companies.set_axis_off()
            self._companies = IconArray(figure, companies, "companies", 0.3, 0.3, CHOSEN, shape="company")
            look = {"size": 12.5, "weight": "bold", "color": CHOSEN, "va": "bottom"}
            self._seen = figure.track("seen", companies.text(0.3, HIGH + 0.8, "x", **look))
            write = figure.figure.text
            write(0.385, 0.945, "Of 100 companies, so many …", size=12.5, weight="bold", color=INK)
            write(0.385, 0.875, "see one from nothing", size=12, weight="bold", color=CHOSEN)
            told = write(
                0.98, 0.875, "can tell a real one from luck", size=12, weight="bold", color=COMPARED, ha="right"
            )
            self._tells = figure.track("tells", told)
            self._draw_curves(figure, figure.figure.add_axes((0.42, 0.175, 0.56, 0.66)))
        return figure

    def _draw_curves(self, figure: LiveFigure, axes: Axes) -> None:
        axes.set_xlim(0, MOST)
        axes.set_ylim(0, 1)
        axes.set_yticks([0, 0.2, 0.4, 0.6, 0.8, 1], ["0", "20", "40", "60", "80", "100"])
        axes.set_xlabel("hires in each group", size=11.5)
        axes.grid(color=GRID)
        zeros = np.zeros(len(GROUPS))
        self._power = figure.track("power", axes.plot(TESTED, np.zeros(len(TESTED)), color=COMPARED, lw=2.4)[0])
        self._nothing = figure.track("nothing", axes.plot(GROUPS, zeros, color=CHOSEN, lw=2.4)[0])
        self._here = figure.track("here", axes.plot([20, 20], [0, 1], color=INK, lw=1.1, ls=(0, (4, 3)))[0])
        self._dots = {
            name: figure.track(f"dot-{name}", dot(axes, 20, 0, DOT, colour, 10))
            for name, colour in (("power", COMPARED), ("nothing", CHOSEN))
        }

    def show(self, values: dict[str, Any]) -> str:
        """Which companies see it, and what it takes to tell."""
        n, base, lift = int(values["n"]), values["base"] / 100, values["lift"] / 100
        after = base * (1 + lift)
        possible = after <= 1 + 1e-9
        after = min(after, 1.0)
        seen = appears(n, base, lift)
        told = power(n, base, after) if possible else 0.0
        real = values["real"] and possible
        shown = appears(n, base, lift, after) if real else seen
        self._companies.move(100 * shown)
        self._seen.set_text(f"{_of_100(shown)} see {short(values['lift'])}% or more")
        self._nothing.set_ydata(_seen_by_size(base, lift))
        # Where nothing is real, nobody can tell it: the orange curve comes with its switch.
        for part in (self._power, self._dots["power"], self._tells):
            part.set_visible(real)
        if real:
            self._power.set_ydata(_told_by_size(base, after))
        self._here.set_xdata([n, n])
        for name, share in (("nothing", seen), ("power", told)):
            put(self._dots[name], n, share, DOT)
        return self._words(values, n, shown, told, real, possible)

    def _words(self, values: dict[str, Any], n: int, shown: float, told: float, real: bool, possible: bool) -> str:
        base, lift = values["base"] / 100, values["lift"] / 100
        size = short(values["lift"])
        if values["real"] and not possible:
            return (
                f"Over a base of {short(values['base'])} of 100, {size}% more can't be real: it would take "
                f"{100 * base * (1 + lift):.0f} of 100. From nothing, **{_of_100(shown)}** of 100 companies see it."
            )
        if real:
            after = base * (1 + lift)
            said = (
                f"Now it is real: of 100 hires {100 * after:.0f} succeed from ops, {short(values['base'])} from tech. "
                f"With {n} in each group **{_of_100(shown)}** of 100 companies see {size}% or more. "
                f"Whatever they see, **{_of_100(told)}** can tell it from luck."
            )
        else:
            mean = mean_lift_seen(n, base, lift)
            writes = f" They see {100 * mean:.0f}% on average." if shown > 0.0005 else ""
            other = (
                f"In another {_of_100(shown)}, tech looks at least {size}% better."
                if shown >= 0.005
                else f"As seldom does tech look at least {size}% better."
            )
            said = (
                f"With {n} in each group **{_of_100(shown)}** of 100 companies see at least {size}% from nothing."
                f"{writes} {other}"
            )
        nobody = chances(n, base)[0]
        if nobody > 0.01:
            said += (
                f" In {_of_100(nobody)} of 100 no tech hire succeeds; there is no per cent, and they aren't counted."
            )
        if not possible:
            return f"{said} Over this base a real one is impossible."
        takes = needed(base, min(1.0, base * (1 + lift)))
        share = f"{100 * POWER:.0f} of 100 companies"
        return f"{said} To tell a real {size}% from luck in {share} takes **{takes:,} in each group**."


@lru_cache(maxsize=256)
def _seen_by_size(base: float, lift: float) -> np.ndarray:
    return np.array([appears(int(n), base, lift) for n in GROUPS])


@lru_cache(maxsize=256)
def _told_by_size(base: float, after: float) -> np.ndarray:
    return np.array([power(n, base, after) for n in TESTED])


def _of_100(share: float) -> str:
    """Whole companies of 100, and none or all only where it is that."""
    return per_cent(share).removesuffix("%")
