"""Lesson 09, lab 3: two groups equally good, one bar higher, and who looks better afterwards."""

from __future__ import annotations

from typing import Any

import numpy as np
from matplotlib.axes import Axes

from ops2pm.models.selection import UNSTRUCTURED, Hired, Settings, abilities, hired, sees_at, validity
from ops2pm.numbers import signed
from ops2pm.ui.controls import Control, Slider
from ops2pm.ui.figure import CHOSEN, COMPARED, INK, QUIET, REST, LiveFigure
from ops2pm.ui.icons import COUNT, HIGH, IconArray, whole
from ops2pm.ui.lab import Lab

ABILITIES = np.linspace(-3.5, 3.5, 141)
TALLEST = 0.82
CELL = 14.0
NOTHING = 0.005
"""A lift below this is none: half a per cent."""


class HigherBarLab(Lab):
    """Blue: from ops. Orange: from tech. Left who is hired, right who succeeds of those; beneath, how able they are.

    Fast because it is an integral over 48 scores, with nobody drawn.
    """

    name = "higher-bar"
    title = "The higher bar"
    question = (
        "Two groups apply, and they are *equally good*. One has to clear a higher bar. *How much better do its hires "
        "look, and what does that tell somebody who wants to be hired?*"
    )
    opens_after = "predictions/09.higher_bar"
    simulated = True

    def make_controls(self) -> tuple[Control, ...]:
        """Two bars, how good the interview is, and a true effect."""
        start = Settings()
        return (
            Slider(
                "ops",
                "Hired from ops",
                5,
                100,
                5,
                100 * start.ops,
                "of 100 who apply",
                "Give both the same bar. How much better do they look now?",
            ),
            Slider(
                "tech",
                "Hired from tech",
                5,
                100,
                5,
                100 * start.tech,
                "of 100 who apply",
                "Hire all of them. What becomes of the lift?",
            ),
            Slider(
                "sees",
                "How much the interview sees",
                0,
                0.8,
                0.1,
                start.sees,
                "0: nothing; at most 0.8",
                "At 0, people are drawn by lot. What becomes of the lift?",
            ),
            Slider(
                "effect",
                "True effect of having been in ops",
                -15,
                15,
                1,
                0,
                "of 100",
                "Minus: ops does worse. How much worse can it be, and the hires still look better?",
            ),
        )

    def settings(self, **values: float) -> Settings:
        """The model's settings for these values of the controls, the others as the lab opens."""
        chosen = {**self._start(), **values}
        return Settings(chosen["tech"] / 100, chosen["ops"] / 100, chosen["sees"], chosen["effect"] / 100)

    def hired(self, **values: float) -> Hired:
        """Who looks better at these settings, the others as the lab opens."""
        return hired(self.settings(**values))

    def share_for(self, lift: float) -> float:
        """How many of 100 from ops are hired where the bar alone makes so much of a lift, the rest as the lab opens."""
        low, high = 0.01, self._start()["tech"]
        for _ in range(50):
            middle = (low + high) / 2
            low, high = (middle, high) if self.hired(ops=middle).lift > lift else (low, middle)
        return low

    def worst_that_looks_better(self) -> int:
        """The worst true effect, in whole of 100, at which the hires from ops still look better as the lab opens."""
        effects = [int(effect) for effect in self.controls["effect"].sweep()]
        return min(effect for effect in effects if self.hired(effect=effect).lift > NOTHING)

    def facts(self) -> dict[str, Any]:
        """What lesson 09 says of the bar, by the name its texts give each number."""
        start, found = self.settings(), self.hired()
        does, succeeds = validity(start.sees)
        return {
            "share": self.share_for(0.25),
            "ops": 100 * found.ops,
            "tech": 100 * found.tech,
            "hired_ops": 100 * start.ops,
            "hired_tech": 100 * start.tech,
            "shut_out": 100 * found.shut_out,
            "would": 100 * found.would_have,
            "worst": signed(self.worst_that_looks_better(), 0),
            "all_tech": self.hired(tech=100).lift,
            "does": does,
            "succeeds": succeeds,
            "unstructured": UNSTRUCTURED,
            "unstructured_lift": self.hired(sees=sees_at(UNSTRUCTURED)).lift,
            "lift": found.lift,
            "plus_5": self.hired(effect=5).lift,
            "plus_5_fair": self.hired(effect=5, ops=100 * start.tech).lift,
        }

    def draw(self) -> LiveFigure:
        """Four times a hundred people, and three curves."""
        figure = LiveFigure(self.name, (640, 436), still_dpi=84)
        figure.figure.set_layout_engine("none")
        with figure.style():
            width, height = figure.size
            people = figure.figure.add_axes((0, 1 - 225 / height, 1, 225 / height))
            people.set_xlim(0, width / CELL)
            people.set_ylim(0, 225 / CELL)
            people.set_axis_off()
            floor, step = 1.0, 11.1
            tops = (floor + HIGH + 0.6, floor + HIGH + 2.4)
            self._arrays, self._counts = {}, {}
            places = ((0.5, "apply-ops", CHOSEN), (0.5 + step, "apply-tech", COMPARED))
            places += ((1.3 + 2 * step, "hired-ops", CHOSEN), (1.3 + 3 * step, "hired-tech", COMPARED))
            for x, name, colour in places:
                self._arrays[name] = IconArray(figure, people, name, x, floor, colour)
                text = people.text(x, tops[0], "x", size=12, weight="bold", color=colour, va="bottom")
                self._counts[name] = figure.track(f"{name}-count", text)
            for x, words in ((0.5, "Of 100 who apply: hired"), (1.3 + 2 * step, "Of 100 who are hired: succeed")):
                people.text(x, tops[1], words, size=12.5, weight="bold", color=INK, va="bottom")
            look = {"size": 12, "weight": "bold"}
            head = 0.445
            figure.figure.text(0.012, head, "How able are they?", color=INK, size=12.5, weight="bold")
            figure.figure.text(0.47, head, "hired from ops: solid", color=CHOSEN, **look)
            figure.figure.text(0.975, head, "from tech: dashed", color=COMPARED, ha="right", **look)
            self._draw_abilities(figure, figure.figure.add_axes((0.012, 0.095, 0.963, 0.335)))
        return figure

    def _draw_abilities(self, figure: LiveFigure, axes: Axes) -> None:
        axes.set_xlim(ABILITIES[0], ABILITIES[-1])
        axes.set_ylim(0, TALLEST)
        axes.set_yticks([])
        axes.set_xticks([])
        axes.spines["left"].set_visible(False)
        axes.set_xlabel("ability: less  ←   →  more", size=11.5)
        # Everybody who applies is the same in both groups: one grey area.
        everybody = abilities(1, 0, ABILITIES)
        axes.fill_between(ABILITIES, everybody, color=REST, alpha=0.25, linewidth=0)
        axes.text(ABILITIES[0], 0.33, "grey: all who apply,\nin both groups", size=11, color=QUIET, va="center")
        self._curves = {}
        for name, colour, dashes in (("tech", COMPARED, (0, (5, 2))), ("ops", CHOSEN, "solid")):
            line = axes.plot(ABILITIES, everybody, color=colour, lw=2.4, ls=dashes)[0]
            self._curves[name] = figure.track(f"curve-{name}", line)

    def show(self, values: dict[str, Any]) -> str:
        """Who is hired, who succeeds, and why."""
        settings = self.settings(**values)
        found = hired(settings)
        for name, share, group in (
            ("apply-ops", settings.ops, "Ops"),
            ("apply-tech", settings.tech, "Tech"),
            ("hired-ops", found.ops, "Ops"),
            ("hired-tech", found.tech, "Tech"),
        ):
            count = self._arrays[name].move(COUNT * share)
            self._counts[name].set_text(f"{group}: {count}")
        for name, share in (("ops", settings.ops), ("tech", settings.tech)):
            self._curves[name].set_ydata(np.minimum(abilities(share, settings.sees, ABILITIES), TALLEST))
        return self._words(settings, found)

    def _words(self, settings: Settings, found: Hired) -> str:
        ops, tech = whole(100 * settings.ops), whole(100 * settings.tech)
        applied = f"Of 100 who apply, {ops} are hired from ops and {tech} from tech."
        succeed = f"Of 100 hired, **{whole(100 * found.ops)}** and **{whole(100 * found.tech)}** succeed"
        if abs(found.lift) < NOTHING:
            looks = "the hires from ops look **no better and no worse**"
        else:
            looks = (
                f"the hires from ops look **{abs(100 * found.lift):.0f}% {'better' if found.lift > 0 else 'worse'}**"
            )
        return " ".join(
            filter(None, [applied, f"{succeed}: {looks}.", _why(settings, found), _outside(settings, found)])
        )


def _why(settings: Settings, found: Hired) -> str:
    points = 100 * settings.effect
    if points:
        true = f"The true effect is {signed(points, 0)} of 100"
        if abs(found.lift) >= NOTHING and (points > 0) != (found.lift > 0):
            return f"{true}: the bars turn it round."
        return f"{true}; the rest is the bars." if settings.ops != settings.tech and settings.sees else f"{true}."
    if abs(found.lift) < NOTHING:
        return ""
    return "Nothing but the bar did it."


def _outside(settings: Settings, found: Hired) -> str:
    if not found.shut_out:
        return ""
    outside, would = whole(100 * found.shut_out), whole(100 * found.would_have)
    if not settings.sees:
        return (
            f"An interview that sees nothing draws lots: {outside} more of 100 from ops weren't hired, and **{would}** "
            "of 100 such people would have succeeded."
        )
    cleared = "weren't hired, where all of tech were" if settings.tech == 1 else "cleared tech's bar and weren't hired"
    return f"{outside} of 100 from ops {cleared}; of 100 such people **{would}** would have succeeded."
