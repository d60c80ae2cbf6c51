"""Lesson 07, lab 2: one promise for all who order, or a promise for each group, on ten thousand deliveries."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from ops2pm.models import promises
from ops2pm.models.promises import BANDS, Outcome
from ops2pm.models.resample import Estimate
from ops2pm.ui.controls import Choice, Control, Slider
from ops2pm.ui.figure import CHOSEN, COMPARED, GRID, INK, QUIET, LiveFigure
from ops2pm.ui.lab import Lab

TARGET = 95
EARLY = 10
"""Minutes before the promise from which on a customer was told longer than needed."""
BY = ("hour", "miles")
SPLITS = {
    "none": "Everybody hears the same",
    "hour": "By hour",
    "miles": "By distance",
    "both": "By hour and distance",
}
DRAWS, HALVES, SEED = 300, 12, 7


class OnePromiseLab(Lab):
    """Twenty groups, five hours of the day by four distances: what each is promised, and how often it is kept.

    Fast because orders are counted once, by group and whole minute; a setting only looks these counts up. What is
    chosen on half of the orders is remembered for each setting.
    """

    name = "one-promise"
    title = "One promise, or twenty?"
    question = (
        "Whoever orders is told how long it will take. *Whom does one promise for everybody lie to, and who is told "
        "longer than they need?* Then split it. How short can promises be on average, and who pays for it?"
    )
    opens_after = "predictions/07.far"

    def __init__(self, deliveries: pd.DataFrame) -> None:
        self.groups = promises.groups(deliveries, BY)
        self.counts = self.groups.histogram(deliveries["minutes"].to_numpy())
        self.shape = tuple(len(BANDS[column].names) for column in BY)
        self.drawn = promises.resamples(self.counts, DRAWS, SEED)
        self.all = promises.outcome(self.counts, promises.one(self.counts, TARGET / 100))
        self._unseen = lru_cache(maxsize=None)(self._kept_unseen)
        super().__init__()

    def make_controls(self) -> tuple[Control, ...]:
        """Who hears the same, how many promises are to be kept, and the least in any group."""
        return (
            Choice("split", "Promises", tuple(SPLITS.items()), "none", "Which split helps more: hour or distance?"),
            Slider(
                "target", "Keep, of all orders", 80, 99, 1, TARGET, "%", "What does the last per cent cost? Try 99."
            ),
            Slider(
                "floor",
                "Keep, in each group, at least",
                0,
                99,
                1,
                0,
                "%",
                "A group is who hears the same. With 0, whom is it cheapest to give up, and for how many minutes? What "
                "is above the other slider counts as that.",
            ),
        )

    # -- what the lesson asks too --------------------------------------------------------------------

    def coarse(self, split: str) -> np.ndarray:
        """Counts by who hears the same, shape (groups of the split, minutes)."""
        table = self.counts.reshape(*self.shape, -1)
        axes = {"none": (0, 1), "hour": (1,), "miles": (0,), "both": ()}[split]
        return table.sum(axis=axes).reshape(-1, table.shape[-1])

    def promised(self, split: str = "none", target: float = TARGET, floor: float = 0) -> np.ndarray:
        """The shortest promises, in minutes, for each of the twenty groups. target, floor: per cent."""
        found = promises.shortest(self.coarse(split), target / 100, min(target, floor) / 100)
        hours, miles = self.shape
        shape = {"none": (1, 1), "hour": (hours, 1), "miles": (1, miles), "both": self.shape}[split]
        return np.broadcast_to(found.reshape(shape), self.shape).ravel()

    def outcome(self, split: str = "none", target: float = TARGET, floor: float = 0) -> Outcome:
        """What these promises do to each of the twenty groups."""
        return promises.outcome(self.counts, self.promised(split, target, floor))

    def by(self, column: str, promise: int) -> dict[str, float]:
        """The share kept in each band of the hour or the miles if everybody is promised so many minutes."""
        counts = self.coarse(column)
        found = promises.outcome(counts, np.full(len(counts), promise)).shares
        return dict(zip(BANDS[column].names, found.tolist(), strict=True))

    def needed(self, column: str, target: float = TARGET) -> dict[str, int]:
        """The shortest promise that keeps `target` per cent of each band of the hour or the miles, in minutes."""
        found = promises.needed(self.coarse(column), target / 100)
        return dict(zip(BANDS[column].names, found.tolist(), strict=True))

    def orders(self, column: str) -> dict[str, int]:
        """Orders in each band."""
        return dict(zip(BANDS[column].names, self.coarse(column).sum(axis=1).tolist(), strict=True))

    def early(self, split: str = "none", target: float = TARGET, floor: float = 0) -> float:
        """The share of orders that came EARLY minutes or more before what they were promised."""
        return promises.longer_than_needed(self.counts, self.promised(split, target, floor), EARLY)

    def unseen(self, split: str, target: float = TARGET, floor: float = 0) -> Estimate:
        """The share kept when promises are chosen on half of the orders and tried on the other half."""
        return self._unseen(split, target, min(target, floor))

    def _kept_unseen(self, split: str, target: float, floor: float) -> Estimate:
        seen, unseen = self._halves(split)
        return promises.kept_unseen(seen, unseen, target / 100, floor / 100)

    def _halves(self, split: str) -> tuple[np.ndarray, np.ndarray]:
        return promises.halves(self.coarse(split), HALVES, SEED)

    # -- the picture ---------------------------------------------------------------------------------

    def draw(self) -> LiveFigure:
        """A row for each distance, a column for each hour; in each cell the promise and the share kept."""
        figure = LiveFigure(self.name, (620, 420))
        figure.figure.set_layout_engine("none")
        with figure.style():
            write = figure.figure.text
            write(
                0.01,
                0.955,
                "Minutes promised, and how many of 100 promises are kept",
                size=13,
                weight="bold",
                color=INK,
            )
            write(0.01, 0.905, "Blue: kept, with its 95% interval", size=12, color=CHOSEN)
            write(0.99, 0.905, "Orange: what you aim at for all", size=12, color=COMPARED, ha="right")
            axes = figure.figure.add_axes((0.155, 0.06, 0.845, 0.83))
            axes.set_axis_off()
            hours, miles = self.shape
            axes.set_xlim(0, hours)
            axes.set_ylim(miles, -0.28)
            self._cells = [self._cell(figure, axes, place) for place in range(hours * miles)]
            for place, name in enumerate(BANDS["hour"].names):
                axes.text(place + 0.04, -0.1, name, color=INK, size=11, weight="bold", va="center")
            for place, name in enumerate(BANDS["miles"].names):
                look = {"transform": axes.get_yaxis_transform(), "ha": "right", "va": "center"}
                axes.text(-0.015, place + 0.4, name, color=INK, size=11, weight="bold", **look)
            source = "one restaurant, provenance undocumented"
            write(0.995, 0.008, source, ha="right", va="bottom", color=QUIET, size=9.5)
        return figure

    def _cell(self, figure: LiveFigure, axes: Axes, place: int) -> dict[str, Any]:
        column, row = divmod(place, self.shape[1])
        left, wide, line = column + 0.04, 0.86, row + 0.66
        orders = int(self.counts[place].sum())
        axes.text(left + wide, row + 0.3, f"{orders:,} orders", color=QUIET, size=9, ha="right", va="center")
        axes.barh(line, wide, left=left, height=0.16, color=GRID)
        bar = axes.barh(line, wide, left=left, height=0.16, color=CHOSEN)[0]
        whisker = axes.plot([left, left + wide], [line, line], color=INK, lw=1.6)[0]
        aim = axes.plot([left, left], [line - 0.14, line + 0.14], color=COMPARED, lw=2.2)[0]
        return {
            "left": left,
            "wide": wide,
            "bar": figure.track(f"bar{place}", bar),
            "whisker": figure.track(f"whisker{place}", whisker),
            "aim": figure.track(f"aim{place}", aim),
            "promise": figure.track(
                f"promise{place}", axes.text(left, row + 0.3, "0", color=INK, size=15, weight="bold", va="center")
            ),
            "kept": figure.track(
                f"kept{place}", axes.text(left, row + 0.88, "0", color=CHOSEN, size=11, weight="bold", va="center")
            ),
        }

    def show(self, values: dict[str, Any]) -> str:
        """Choose the shortest promises, and say whom they fail."""
        split, target, floor = values["split"], values["target"], values["floor"]
        found = self.outcome(split, target, floor)
        shares = promises.shares_kept(self.counts, self.drawn, found.promise)
        for cell, promise, share in zip(self._cells, found.promise, shares, strict=True):
            left, wide = cell["left"], cell["wide"]
            cell["bar"].set_width(wide * share.value)
            cell["whisker"].set_xdata([left + wide * share.low, left + wide * share.high])
            cell["aim"].set_xdata([left + wide * target / 100] * 2)
            cell["promise"].set_text(str(promise) if promise else "none")
            cell["kept"].set_text(f"{_percent(share.value)} kept")
        return " ".join(
            filter(
                None,
                [
                    self._told(found),
                    self._worst(found),
                    self._early(split, target, floor),
                    self._tried(split, target, floor),
                ],
            )
        )

    def _told(self, found: Outcome) -> str:
        said = (
            f"Customers are told **{found.mean_promise:.1f} minutes** on average, and **{found.share_kept:.1%}** of the "
            "promises are kept."
        )
        given_up = int(found.orders[found.promise == 0].sum())
        if given_up:
            said += f" {given_up:,} customers are given up: no promise to them is kept, and they count as 0 minutes."
        return said

    def _worst(self, found: Outcome) -> str:
        worst = int(np.argmin(found.shares))
        hour, miles = self.groups.names[worst]
        return f"Worst off: {miles}, {hour}, {_percent(found.shares[worst])} kept."

    def _early(self, split: str, target: float, floor: float) -> str:
        return f"To {self.early(split, target, floor):.0%} it comes {EARLY} minutes or more before they were told."

    def _tried(self, split: str, target: float, floor: float) -> str:
        kept = self.unseen(split, target, floor).value
        return f"Chosen on half of the orders and tried on the others, {kept:.1%} are kept."


def _percent(share: float) -> str:
    """Per cent, where all and none are said only if it is so."""
    return f"{share:.0%}" if share in (0, 1) or 0.005 <= share < 0.995 else f"{share:.1%}"
