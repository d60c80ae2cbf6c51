"""Lesson 12, lab 2: what so many no's, each in a noisy interview, say about the one who heard them."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np

from ops2pm.models import hiring
from ops2pm.numbers import plural
from ops2pm.ui.controls import Control, Slider, Switch
from ops2pm.ui.figure import CHOSEN, COMPARED, GRID, INK, QUIET, LiveFigure
from ops2pm.ui.lab import Lab

START = {"nos": 5, "offer": 0, "candidates": 10, "picks": 64}
"""64 of 100 is a correlation of 0.43, near the 0.42 that Sackett and others 2022 report for structured interviews."""
MOST_NOS = 15
STRONG = 0.95
"""A candidate better than this share of the others, in the lesson's example."""
TENTHS = 10
TOP = 65
"""Where the picture ends: no setting makes a tenth more likely."""


class WhatANoTellsLab(Lab):
    """Orange: what was believed before. Blue: what may be believed after. One bar a tenth of all candidates."""

    name = "what-a-no-tells"
    title = "What a no tells about you"
    question = (
        "Before the first interview you could be any candidate: each tenth as likely as the next (orange). "
        "Blue is what may be believed now. *How many no's until you have reason to doubt yourself?* The sums are "
        "exact; what goes into them is assumed."
    )
    opens_after = "predictions/12.nos"

    def make_controls(self) -> tuple[Control, ...]:
        """How many no's and offers, among how many, and how well an interview sees."""
        return (
            Slider(
                "nos",
                "No's you have heard",
                0,
                MOST_NOS,
                1,
                START["nos"],
                "",
                "What does the first one change? And the tenth?",
            ),
            Switch("offer", "And one offer", bool(START["offer"]), "How many no's does one offer make up for?"),
            Slider(
                "candidates",
                "Candidates each time, with you",
                3,
                20,
                1,
                START["candidates"],
                "",
                "Against whom does a no tell more: against two others, or against 19?",
            ),
            Slider(
                "picks",
                "Of two candidates, it rates the abler one higher",
                50,
                80,
                1,
                START["picks"],
                "of 100 times",
                "At 50 it is a lottery. What does a no tell then? The start is near what structured interviews reach.",
            ),
        )

    def facts(self) -> dict[str, Any]:
        """What lesson 12 says of no's, by the name its texts give each number."""
        validity = hiring.validity_of(START["picks"] / 100)
        strong, middle = (
            float(hiring.wins(hiring.at_share(share), validity, START["candidates"])[0]) for share in (STRONG, 0.5)
        )
        return {
            **START,
            "half": self._half(START),
            "half_one": self._half({**START, "nos": 1}),
            "half_few": self._half({**START, "candidates": 3}),
            "half_sharp": self._half({**START, "picks": 80}),
            "half_offer": self._half({**START, "offer": 1}),
            "offer_five": self._half({**START, "offer": 1, "candidates": 5}),
            "offer_three": self._half({**START, "offer": 1, "candidates": 3}),
            "made_up": sum(self._half({**START, "offer": 1, "nos": nos}) > 0.5 for nos in range(1, MOST_NOS + 1)),
            "seen": validity,
            "sharp": hiring.validity_of(0.8),
            "strong": strong,
            "middle": middle,
            "strong_none": (1 - strong) ** START["nos"],
            "strong_better": STRONG,
        }

    @staticmethod
    def _half(values: dict[str, Any]) -> float:
        return float(_tenths(*_inputs(values))[TENTHS // 2 :].sum())

    def draw(self) -> LiveFigure:
        """Ten bars, and the line at which they stood before."""
        figure = LiveFigure(self.name, (600, 330))
        figure.figure.set_layout_engine("none")
        with figure.style():
            axes = figure.figure.add_axes((0.06, 0.17, 0.92, 0.68))
            axes.set_xlim(0.4, TENTHS + 0.6)
            axes.set_ylim(0, TOP)
            axes.set_yticks(range(0, 51, 10))
            axes.grid(axis="y", color=GRID)
            axes.set_xticks(range(1, TENTHS + 1), ["lowest", *map(str, range(2, TENTHS)), "highest"])
            axes.set_xlabel("tenth of all candidates, by ability", size=11.5)
            write = figure.figure.text
            write(
                0.01, 0.945, "You are in this tenth: so likely, of 100", size=13, weight="bold", color=INK, va="center"
            )
            self._bars = [
                figure.track(f"bar-{tenth}", axes.bar(tenth, 10, width=0.72, color=CHOSEN)[0])
                for tenth in range(1, TENTHS + 1)
            ]
            axes.plot([0.4, TENTHS + 0.6], [10, 10], color=COMPARED, lw=2)
            axes.text(TENTHS + 0.55, 11, "before: 10 each", color=COMPARED, ha="right", va="bottom", size=11.5)
            axes.plot([TENTHS / 2 + 0.5] * 2, [0, TOP], color=QUIET, lw=1, ls=(0, (4, 3)))
            look = {"size": 12, "color": CHOSEN, "weight": "bold", "va": "top"}
            self._lower = figure.track("lower", axes.text(3, TOP - 2, "x", ha="center", **look))
            self._upper = figure.track("upper", axes.text(8, TOP - 2, "x", ha="center", **look))
        return figure

    def show(self, values: dict[str, Any]) -> str:
        """Move the bars and say what may be believed."""
        tenths = _tenths(*_inputs(values))
        for bar, share in zip(self._bars, tenths, strict=True):
            bar.set_height(100 * share)
        upper = _of_100(tenths[TENTHS // 2 :].sum())
        self._lower.set_text(f"lower half: {100 - upper}")
        self._upper.set_text(f"upper half: {upper}")
        picks = values["picks"]
        chance = float(hiring.wins(0.0, hiring.validity_of(picks / 100), int(values["candidates"]))[0])
        nos = int(values["nos"])
        heard = f"{nos} " + plural(nos, "no", "no's") + (" and one offer" if values["offer"] else "")
        return (
            f"After {heard}, you are in the upper half with a chance of **{upper} of 100**; before it was 50. In the "
            f"highest tenth: **{_of_100(tenths[-1])}**, before 10. In such a round a candidate from the middle gets "
            f"the offer {_of_100(chance)} times in 100."
        )


def _inputs(values: dict[str, Any]) -> tuple[int, int, int, int]:
    return tuple(int(values[name]) for name in ("nos", "offer", "candidates", "picks"))  # type: ignore[return-value]


@cache
def _tenths(nos: int, offer: int, candidates: int, picks: int) -> np.ndarray:
    return hiring.after(nos, hiring.validity_of(picks / 100), candidates, offer).tenths()


def _of_100(share: float) -> int:
    return round(100 * float(share))
