"""Lesson 07, lab 2: one promise for everybody, or one for each group of orders."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np
import pandas as pd

from ops2pm.models.promises import (
    BANDS,
    Outcome,
    groups,
    halves,
    handed_down,
    kept_unseen,
    longer_than_needed,
    needed,
    one,
    outcome,
    resamples,
    shares_kept,
    shortest,
)
from ops2pm.models.resample import Estimate
from ops2pm.numbers import per_cent
from ops2pm.ui.controls import Choice, Control, Slider
from ops2pm.ui.figure import CHOSEN, COMPARED, GRID, INK, QUIET, LiveFigure
from ops2pm.ui.lab import Lab

BY = ("hour", "miles")
"""What the picture is always cut by, however the promises are."""
SPLITS = {"none": (), "hour": ("hour",), "miles": ("miles",), "both": BY}
FLOORS = {"each": 1.0, "ninety": 0.9, "half": 0.5, "free": 0.0}
"""Option -> the share that every group keeps at least, where all together keep that much."""
DRAWS, SPLIT_INTO_HALVES, SEED = 200, 10, 7
BAR = 0.6
"""Width of 100 % in the picture, where a column is 1."""


class OnePromiseLab(Lab):
    """Blue: the reader's promises. Orange: one promise for everybody that keeps as much of all.

    Fast because a promise is a place in a histogram of whole minutes, so choosing and counting never touch the orders.
    """

    name = "one-promise"
    title = "One promise for whom?"
    question = (
        "*One* restaurant, 10,012 orders. Keep 95% of the promises, and make the average promise as short as you can. "
        "Then look for who pays for it. Would you sign that?"
    )
    opens_after = "predictions/07.one_promise"
    lines = 8

    def __init__(self, deliveries: pd.DataFrame) -> None:
        minutes = deliveries["minutes"].to_numpy()
        self._tables = {split: groups(deliveries, by).histogram(minutes) for split, by in SPLITS.items()}
        self._seen = {split: halves(table, SPLIT_INTO_HALVES, SEED) for split, table in self._tables.items()}
        self.groups = groups(deliveries, BY).names
        self.table = self._tables["both"]
        self._drawn = resamples(self.table, DRAWS, SEED)
        self._unseen = lru_cache(maxsize=256)(self._kept_unseen)
        super().__init__()

    def make_controls(self) -> tuple[Control, ...]:
        """How much is kept, of whom, and what counts as too long."""
        return (
            Slider("share", "Keep", 80, 99, 1, 95, "% of all promises", "What does each further per cent cost?"),
            Choice(
                "split",
                "A promise",
                (
                    ("none", "for everybody"),
                    ("hour", "for each time of day"),
                    ("miles", "for each distance"),
                    ("both", "for each time and distance"),
                ),
                "none",
                "Which one column helps more? Who is let down *inside* its groups?",
            ),
            Choice(
                "how",
                "Chosen so that",
                (
                    ("each", "each keeps at least that"),
                    ("ninety", "short, none below 90%"),
                    ("half", "short, none below 50%"),
                    ("free", "short, whoever pays"),
                ),
                "each",
                "“Each” and “none” are the groups you split by, not the twenty cells. “Short” is the shortest average. "
                "Who wins by “whoever pays”?",
            ),
            Slider(
                "sooner",
                "Told too long: food comes",
                5,
                20,
                1,
                10,
                "minutes sooner",
                "Who else might have ordered, had they known? Are those in the table?",
            ),
        )

    def draw(self) -> LiveFigure:
        """Rows are times of day, columns distances; in each cell a promise, and a bar of how often it is kept."""
        figure = LiveFigure(self.name, (600, 490))
        figure.figure.set_layout_engine("none")
        with figure.style():
            figure.figure.text(
                0.005,
                0.965,
                "Minutes promised, and for how many of 100 that is kept",
                size=13,
                weight="bold",
                color=INK,
            )
            axes = figure.figure.add_axes((0.165, 0.045, 0.83, 0.85))
            rows, columns = (len(BANDS[name].names) for name in BY)
            axes.set_xlim(0, columns)
            axes.set_ylim(rows - 0.12, -0.12)
            axes.set_axis_off()
            for column, name in enumerate(BANDS["miles"].names):
                axes.text(column, -0.17, name, color=INK, size=12, weight="bold", va="bottom")
            for row, name in enumerate(BANDS["hour"].names):
                axes.text(-0.06, row + 0.36, name, color=INK, size=12, ha="right", va="center")
            figure.figure.text(
                0.005,
                0.012,
                "One restaurant; provenance undocumented. Thin line: 95% interval.",
                size=9.5,
                color=QUIET,
            )
            figure.figure.text(
                0.995, 0.012, "orange: one promise for all", size=10.5, color=COMPARED, ha="right", weight="bold"
            )
            self._cells = []
            for place, orders in enumerate(self.table.sum(axis=1)):
                row, left = divmod(place, columns)
                height = row + 0.55
                axes.text(left + 0.94, row + 0.19, f"{orders:,} orders", color=QUIET, size=9, ha="right", va="center")
                axes.barh(height, BAR, left=left, height=0.24, color=GRID)
                bar = axes.barh(height, BAR, left=left, height=0.24, color=CHOSEN)[0]
                tick = axes.plot([left, left], [height - 0.19, height + 0.13], color=COMPARED, lw=3)[0]
                whisker = axes.plot([left, left], [height + 0.19] * 2, color=INK, lw=1.6)[0]
                promise = axes.text(left, row + 0.19, "-", color=CHOSEN, size=13, weight="bold", va="center")
                kept = axes.text(left + BAR + 0.04, height, "-", color=INK, size=11.5, va="center")
                cell = {"bar": bar, "tick": tick, "whisker": whisker, "promise": promise, "kept": kept}
                self._cells.append((left, {key: figure.track(f"{key}{place}", a) for key, a in cell.items()}))
        return figure

    def promises(self, **values: Any) -> np.ndarray:
        """Minutes promised to each of the groups by time and distance; settings not given are as the lab opens."""
        values = {**self._start(), **values}
        split, share = values["split"], values["share"] / 100
        chosen = shortest(self._tables[split], share, min(share, FLOORS[values["how"]]))
        return handed_down(chosen, SPLITS[split], BY)

    def outcome(self, **values: Any) -> Outcome:
        """What they do, in the groups by time and distance; settings not given are as the lab opens."""
        return outcome(self.table, self.promises(**values))

    def unseen(self, **values: Any) -> Estimate:
        """Share kept of orders that the promises were not chosen by; settings not given are as the lab opens."""
        values = {**self._start(), **values}
        return self._unseen(values["split"], values["share"] / 100, values["how"])

    def told_too_long(self, sooner: float = 10, **values: Any) -> float:
        """Share of the orders that come at least so many minutes before the time promised."""
        return longer_than_needed(self.table, self.promises(**values), int(sooner))

    def by(self, column: str, promise: int) -> dict[str, float]:
        """Band of "hour" or "miles" -> share of its orders kept, if everybody is promised so many minutes."""
        table = self._tables[column]
        return self._banded(column, outcome(table, np.full(len(table), promise)).shares)

    def needed(self, column: str, share: float = 95) -> dict[str, float]:
        """Band of "hour" or "miles" -> whole minutes that keep this per cent of its orders."""
        return self._banded(column, needed(self._tables[column], share / 100))

    def count(self, column: str) -> dict[str, float]:
        """Band of "hour" or "miles" -> orders."""
        return self._banded(column, self._tables[column].sum(axis=1))

    def _banded(self, column: str, values: np.ndarray) -> dict[str, float]:
        return dict(zip(BANDS[column].names, values.tolist(), strict=True))

    def facts(self) -> dict[str, Any]:
        """What lesson 07 says of these deliveries, by the name its texts give each number."""
        one = self.outcome()
        promise, worst = int(one.promise[0]), int(one.shares.argmin())
        near, *_, far = self.by("miles", promise).values()
        *_, beyond = self.count("miles").values()
        free, ninety, each_80, half_80, free_80 = (
            self.outcome(split="both", how=how, share=share)
            for how, share in (("free", 95), ("ninety", 95), ("each", 80), ("half", 80), ("free", 80))
        )
        return {
            "promise": promise,
            "everybody": one.share_kept,
            "let_down": 1 - one.share_kept,
            "beyond": beyond,
            "near": near,
            "far": far,
            **self._whom(promise),
            "worst": one.shares[worst],
            "worst_orders": one.orders[worst],
            "lunch": self.needed("hour")["before 13:00"],
            "early": self.told_too_long(),
            "both_early": self.told_too_long(split="both"),
            **{split: self.outcome(split=split).mean_promise for split in ("miles", "hour", "both")},
            "free": free.mean_promise,
            "ninety": ninety.mean_promise,
            "win": ninety.mean_promise - free.mean_promise,
            "given": free.given_up,
            "others": int(free.orders[free.served].sum()),
            "free_others": free.mean_among(free.served),
            "ninety_others": ninety.mean_among(free.served),
            "given_80": free_80.given_up,
            "free_80": free_80.mean_promise,
            "free_80_others": free_80.mean_among(free_80.served),
            "each_80": each_80.mean_promise,
            "each_80_others": each_80.mean_among(free_80.served),
            "half_80": half_80.mean_promise,
            "half_80_worst": half_80.shares.min(),
            "unseen": self.unseen(split="both", how="free").value,
        }

    def _whom(self, promise: int) -> dict[str, float]:
        """To whom one promise is broken, and to whom it is ten minutes too long or more, as shares."""
        kept = self.table.reshape(*(len(BANDS[name].names) for name in BY), -1).cumsum(axis=-1)
        orders, early = kept[..., -1], kept[..., promise - 10]
        broken = orders - kept[..., promise]
        lunch, rush = (BANDS["hour"].names.index(name) for name in ("before 13:00", "17:00 to 19:00"))
        near, far = 0, BANDS["miles"].names.index("4 to 6 miles")
        return {
            "broken": int(broken.sum()),
            "broken_beyond": broken[:, -1].sum() / broken.sum(),
            "broken_far": broken[:, far:].sum() / broken.sum(),
            "broken_rush": broken[rush].sum() / broken.sum(),
            "near_early": early[:, near].sum() / orders[:, near].sum(),
            "early_near_lunch": early[lunch, near] / early.sum(),
        }

    def _kept_unseen(self, split: str, share: float, how: str) -> Estimate:
        return kept_unseen(*self._seen[split], share, min(share, FLOORS[how]))

    def show(self, values: dict[str, Any]) -> str:
        """Choose the promises, draw what they do in every group, and say who pays."""
        mine = self.outcome(**values)
        everybody = outcome(self.table, one(self.table, values["share"] / 100))
        kept = shares_kept(self.table, self._drawn, mine.promise)
        for (left, cell), promise, estimate, other in zip(
            self._cells, mine.promise, kept, everybody.shares, strict=True
        ):
            cell["bar"].set_width(BAR * estimate.value)
            cell["whisker"].set_xdata([left + BAR * estimate.low, left + BAR * estimate.high])
            cell["tick"].set_xdata([left + BAR * other] * 2)
            cell["promise"].set_text(f"{promise} min" if promise else "given up")
            cell["kept"].set_text(per_cent(estimate.value, signs=True))
        return " ".join(
            (
                self._average(mine, everybody, values["split"], values["how"]),
                self._worst(mine, values),
                self._too_long(mine, everybody, values),
                self._elsewhere(values),
            )
        )

    def _average(self, mine: Outcome, everybody: Outcome, split: str, how: str) -> str:
        told = f"The average order is promised **{mine.mean_promise:.1f} minutes**, and {mine.share_kept:.1%} are kept."
        if split == "none":
            return told if how == "each" else f"{told} With one promise, “Chosen so that” has nothing to choose."
        saved = round(everybody.mean_promise - mine.mean_promise, 1)
        way = f"{abs(saved):.1f} {'shorter' if saved > 0 else 'longer'} than" if saved else "as long as"
        return f"{told} That is {way} one promise for all ({everybody.promise[0]} minutes)."

    def _given_up(self, mine: Outcome, values: dict[str, Any]) -> str:
        """What the others get, which the mean doesn't say: 0 minutes count in it as a promise."""
        spared = self.outcome(**{**values, "how": "ninety"})
        floor = min(values["share"], 100 * FLOORS["ninety"])
        return (
            f"But the average counts **{mine.given_up:,} orders** that are given up as 0 minutes. The others are "
            f"promised **{mine.mean_among(mine.served):.1f}** on average. With no group below {floor:.0f}%, the same "
            f"orders would be promised {spared.mean_among(mine.served):.1f}."
        )

    def _worst(self, mine: Outcome, values: dict[str, Any]) -> str:
        place = int(np.nanargmin(mine.shares))
        group, orders = " and ".join(self.groups[place]), int(mine.orders[place])
        if mine.given_up:
            return self._given_up(mine, values)
        return f"Served worst: {group}, where **{per_cent(mine.shares[place])}** of {orders:,} are kept."

    def _too_long(self, mine: Outcome, everybody: Outcome, values: dict[str, Any]) -> str:
        sooner = int(values["sooner"])
        share = longer_than_needed(self.table, mine.promise, sooner)
        told = f"**{share:.0%}** are told {sooner} minutes too long or more"
        if values["split"] == "none":
            return f"{told}."
        return f"{told}; with one promise for all, {longer_than_needed(self.table, everybody.promise, sooner):.0%}."

    def _elsewhere(self, values: dict[str, Any]) -> str:
        found = self._unseen(values["split"], values["share"] / 100, values["how"])
        return f"Chosen on half of the orders, it keeps {found.value:.1%} of the other half."
