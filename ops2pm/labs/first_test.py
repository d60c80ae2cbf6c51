"""Lesson 08, lab 4: which assumption to test first, and what the comfortable order costs."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import Ellipse

from ops2pm.models.testing_order import best_order, expected_days, survives
from ops2pm.numbers import per_cent, plural
from ops2pm.ui.controls import Choice, Control, Slider
from ops2pm.ui.figure import CHOSEN, COMPARED, GRID, INK, QUIET, REST, LiveFigure
from ops2pm.ui.grid import Cell, Grid
from ops2pm.ui.lab import Lab
from ops2pm.ui.rows import beside, round_limit, rows_only

KINDS = ("feasibility", "usability", "viability", "value")
"""Cagan's four risks (Inspired, 2nd ed. 2018), in the order that is comfortable for whoever knows how work is done."""


class Assumption(NamedTuple):
    """What the idea stands on. wrong and ends in per cent: the course's guesses, as are the days."""

    name: str
    kind: str
    wrong: int
    ends: int
    days: int


ASSUMPTIONS = {
    "A": Assumption("travellers take it", "value", 60, 90, 4),
    "B": Assumption("the night is what hurts", "value", 20, 60, 2),
    "C": Assumption("the offer is understood", "usability", 20, 50, 2),
    "D": Assumption("they get there in time", "usability", 40, 70, 3),
    "E": Assumption("free seats are seen live", "feasibility", 15, 90, 15),
    "F": Assumption("rebooking works", "feasibility", 30, 90, 20),
    "G": Assumption("rivals sell at a fair price", "viability", 50, 100, 6),
}
ORDERS = {
    "comfortable": "feasibility first",
    "important": "most important first",
    "risky": "likeliest to end it first",
    "cheap": "shortest test first",
    "best": "chance ÷ days first",
}
TABLE = Grid(
    "table",
    "The assumptions: the course's guesses until you change them",
    tuple((key, f"{key}: {each.name} ({each.kind})") for key, each in ASSUMPTIONS.items()),
    (("wrong", "Wrong, in 100"), ("ends", "If wrong, idea over, in 100"), ("days", "Days to test")),
    {
        (key, column): str(getattr(each, column))
        for key, each in ASSUMPTIONS.items()
        for column in ("wrong", "ends", "days")
    },
    kind="count",
    limits={"wrong": (0, 100), "ends": (0, 100), "days": (1, 60)},
    question=(
        "How sure are you that it's true, and how much hangs on it? Multiplied, they are the chance that its test ends "
        "the idea. Let the test of A take 20 days: is it still first in the best order?"
    ),
    corner="Assumption",
)
RING = (16, 17)
"""Width and height of the ring on the map, in hundredths of its axes: round on screen."""
CLOSE = 8
"""Letters on the map nearer than so many hundredths would be unreadable."""


class OrderLab(Lab):
    """Blue: the order you chose. Orange: the one with the fewest days."""

    name = "test-order"
    title = "Which assumption first?"
    question = (
        "Seven things have to be true. You test one after the other and stop at the first that ends the idea. *Which "
        "order tells you soonest, on average?*"
    )
    opens_after = "predictions/08.first"

    def make_controls(self) -> tuple[Control, ...]:
        """The order, how long feasibility takes, and the assumptions."""
        return (
            Choice(
                "order",
                "You test",
                tuple(ORDERS.items()),
                "comfortable",
                "Try all five. Why is neither the likeliest nor the shortest first the best?",
            ),
            Slider(
                "feasibility",
                "Feasibility tests take",
                5,
                200,
                5,
                100,
                "% of the days below",
                "A question to an engineer instead of a pilot, if it tells as much. When does feasibility go first?",
            ),
            TABLE,
        )

    # -- what the lesson asks too ------------------------------------------------------------------

    def tests(self, table: dict[Cell, int] | None = None, feasibility: float = 100) -> tuple[np.ndarray, np.ndarray]:
        """Days, and the chance (0 to 1) that the test ends the idea, in the order of ASSUMPTIONS.

        feasibility: per cent of their days that feasibility tests take
        """
        cells = table or TABLE.value
        days = [cells[key, "days"] * (feasibility / 100 if each.kind == KINDS[0] else 1) for key, each in _ALL]
        kills = [cells[key, "wrong"] * cells[key, "ends"] / 10_000 for key, _ in _ALL]
        return np.array(days), np.array(kills)

    def orders(self, table: dict[Cell, int] | None = None, feasibility: float = 100) -> dict[str, tuple[int, ...]]:
        """Places of the assumptions in each of ORDERS; equals stay as they are listed."""
        cells = table or TABLE.value
        days, kills = self.tests(table, feasibility)
        kinds = [KINDS.index(each.kind) for _, each in _ALL]
        important = [-cells[key, "ends"] for key, _ in _ALL]
        by = {"comfortable": kinds, "important": important, "risky": -kills, "cheap": days}
        found = {name: tuple(int(i) for i in np.argsort(keys, kind="stable")) for name, keys in by.items()}
        return found | {"best": best_order(days, kills)}

    def expected(self, table: dict[Cell, int] | None = None, feasibility: float = 100) -> dict[str, float]:
        """Days until one knows, on average, in each of ORDERS."""
        days, kills = self.tests(table, feasibility)
        return {
            name: expected_days(days[list(order)], kills[list(order)])
            for name, order in self.orders(table, feasibility).items()
        }

    def feasible_first(self, table: dict[Cell, int] | None = None) -> float:
        """At how many per cent of their days a feasibility test has as much chance a day as the best of the others."""
        days, kills = self.tests(table)
        feasible = np.array([each.kind == KINDS[0] for _, each in _ALL])
        worth = kills / days
        best = worth[~feasible].max()
        return float(100 * worth[feasible].max() / best) if best else float("inf")

    # -- the picture -------------------------------------------------------------------------------

    def draw(self) -> LiveFigure:
        """Above, the orders; below, the tests of the chosen one, and the map."""
        figure = LiveFigure(self.name, (600, 520))
        with figure.style():
            figure.figure.set_layout_engine("none")
            self._draw_orders(figure, figure.figure.add_axes((0.3, 0.665, 0.6, 0.25)))
            self._draw_tests(figure, figure.figure.add_axes((0.34, 0.085, 0.2, 0.42)))
            self._draw_map(figure, figure.figure.add_axes((0.655, 0.125, 0.325, 0.375)))
            write = figure.figure.text
            self._whose = figure.track(
                "whose", write(0.995, 0.005, "-", ha="right", va="bottom", color=QUIET, size=9.5)
            )
        return figure

    def _draw_orders(self, figure: LiveFigure, axes: Axes) -> None:
        figure.figure.text(0.01, 0.955, "Days until you know, on average", size=13, weight="bold", color=INK)
        axes.set_ylim(len(ORDERS) - 0.45, -0.55)
        rows_only(axes)
        self._orders_axes, self._orders = axes, []
        for row, name in enumerate(ORDERS.values()):
            bars = [
                figure.track(f"{which}{row}", axes.barh([row], [1], height=0.6, color=colour)[0])
                for which, colour in (("chosen", CHOSEN), ("fewest", COMPARED), ("rest", REST))
            ]
            beside(axes, row, name)
            value = figure.track(f"days{row}", axes.text(0, row, "-", va="center", color=INK, size=11))
            self._orders.append((bars, value))

    def _draw_tests(self, figure: LiveFigure, axes: Axes) -> None:
        write = figure.figure.text
        write(0.01, 0.575, "The tests, in your order", size=13, weight="bold", color=INK)
        write(0.01, 0.535, "days if it is reached; blue: on average", size=10, color=QUIET)
        axes.set_ylim(len(ASSUMPTIONS) - 0.45, -0.55)
        rows_only(axes)
        self._tests_axes, self._tests = axes, []
        for row in range(len(ASSUMPTIONS)):
            whole = figure.track(f"whole{row}", axes.barh([row], [1], height=0.5, color=GRID)[0])
            spent = figure.track(f"spent{row}", axes.barh([row], [1], height=0.5, color=CHOSEN)[0])
            name = figure.track(f"name{row}", beside(axes, row, "-", "bottom"))
            detail = figure.track(f"detail{row}", beside(axes, row + 0.03, "-", "top", QUIET, size=10))
            self._tests.append((whole, spent, name, detail))

    def _draw_map(self, figure: LiveFigure, axes: Axes) -> None:
        write = figure.figure.text
        write(0.995, 0.575, "Importance × evidence", ha="right", size=13, weight="bold", color=INK)
        write(0.61, 0.535, "top right: test first?", size=10, color=QUIET)
        write(0.995, 0.535, "ring: yours", ha="right", size=10, color=CHOSEN)
        axes.set_xlim(-4, 104)
        axes.set_ylim(-6, 110)
        axes.set_xticks([0, 50, 100])
        axes.set_yticks([0, 50, 100])
        axes.grid(color=GRID)
        axes.set_xlabel("wrong, in 100: no evidence →", size=10)
        axes.set_ylabel("over if wrong, in 100", size=10)
        self._ring = figure.track(
            "ring", axes.add_patch(Ellipse((50, 50), *RING, facecolor="none", edgecolor=CHOSEN, lw=2))
        )
        look = {"ha": "center", "va": "center", "weight": "bold", "color": INK, "size": 14.5}
        self._letters = [figure.track(f"letter-{key}", axes.text(50, 50, key, **look)) for key in ASSUMPTIONS]

    def show(self, values: dict[str, Any]) -> str:
        """Compare the orders, walk through the chosen one, and place the assumptions on the map."""
        table, feasibility, chosen = values["table"], values["feasibility"], values["order"]
        orders, expected = self.orders(table, feasibility), self.expected(table, feasibility)
        end = round_limit(max(expected.values()), 5)
        self._orders_axes.set_xlim(0, end)
        for (bars, value), name in zip(self._orders, ORDERS, strict=True):
            place = 0 if name == chosen else 1 if name == "best" else 2
            for which, bar in enumerate(bars):
                bar.set_width(expected[name])
                bar.set_visible(which == place)
            value.set_x(expected[name] + 0.01 * end)
            value.set_text(f"{expected[name]:.1f}")
        self._show_tests(orders[chosen], table, feasibility)
        self._show_map(orders[chosen][0], table)
        changed = sum(table[cell] != guess for cell, guess in TABLE.value.items())
        self._whose.set_text(f"{changed} of the course's guesses changed" if changed else "the course's guesses")
        return self._words(values, orders, expected)

    def _show_tests(self, order: tuple[int, ...], table: dict[Cell, int], feasibility: float) -> None:
        days, kills = self.tests(table, feasibility)
        self._tests_axes.set_xlim(0, round_limit(float(days.max()), 5))
        reached = 1.0
        for number, (place, (whole, spent, name, detail)) in enumerate(zip(order, self._tests, strict=True), 1):
            key, each = _ALL[place]
            whole.set_width(days[place])
            spent.set_width(reached * days[place])
            name.set_text(f"{number}. {key} {each.name}")
            detail.set_text(f"{each.kind}, {_days(days[place])}, ends it: {per_cent(kills[place], signs=True)}")
            reached *= 1 - kills[place]

    def _show_map(self, first: int, table: dict[Cell, int]) -> None:
        taken: list[tuple[float, float]] = []
        for letter, (key, _) in zip(self._letters, _ALL, strict=True):
            x, y = float(table[key, "wrong"]), float(table[key, "ends"])
            for place in _around(x, y):
                if all(abs(place[0] - other[0]) >= CLOSE or abs(place[1] - other[1]) >= CLOSE for other in taken):
                    break
            taken.append(place)
            letter.set_position(place)
        self._ring.set_center(taken[first])

    def _words(self, values: dict[str, Any], orders: dict[str, tuple[int, ...]], expected: dict[str, float]) -> str:
        days, kills = self.tests(values["table"], values["feasibility"])
        chosen, best = values["order"], expected["best"]
        more = expected[chosen] - best
        said = f"Testing *{ORDERS[chosen]}*, you know after **{_days(expected[chosen])}** on average"
        if chosen == "best":
            said += ", and no order takes fewer. "
        elif more < 0.05:
            said += ", as in the best order. "
        else:
            said += f", **{more:.1f}** more than in the best order ({best:.1f}). "
        said += f"The idea survives all tests in {per_cent(survives(kills))}; those take {_days(days.sum())}. "
        key, each = _ALL[orders["best"][0]]
        said += f"Most chance a day has *{key}, {each.name}* ({each.kind}). "
        share = self.feasible_first(values["table"])
        if share in (0, float("inf")):
            return said.strip()
        how = f"below {share:.0f}%" if share >= 1 else "below 1%"
        return said + f"A feasibility test goes first once those take {how} of the days in the table."

    def facts(self) -> dict[str, Any]:
        """What the lesson says of this lab, by the name its text gives each number."""
        days, kills = self.tests()
        orders, expected = self.orders(), self.expected()
        letters = {name: "".join(_ALL[place][0] for place in order) for name, order in orders.items()}
        buildable = np.array([assumption.kind == "feasibility" for assumption in ASSUMPTIONS.values()])
        return {
            "built": survives(kills[buildable]) * (1 - survives(kills[~buildable])),
            "days": expected,
            "more": {name: value - expected["best"] for name, value in expected.items()},
            "order": letters,
            "first": {name: ASSUMPTIONS[letter[0]].name for name, letter in letters.items()},
            "all_days": float(days.sum()),
            "survives": survives(kills),
            "ends": dict(zip(ASSUMPTIONS, (float(100 * kill) for kill in kills), strict=True)),
            "a_day": dict(zip(ASSUMPTIONS, (float(each) for each in 100 * kills / days), strict=True)),
            "feasible_first": self.feasible_first(),
            "quick": self.expected(feasibility=5),
            "tests": len(ASSUMPTIONS),
        }


_ALL = list(ASSUMPTIONS.items())


def _around(x: float, y: float) -> list[tuple[float, float]]:
    """Where a letter can stand: at its place, or beside it, ever farther."""
    steps = [(0, 0), *((right * CLOSE, up * CLOSE) for right, up in _BESIDE)]
    found = [(x + right, y + up) for right, up in steps]
    return [(a, b) for a, b in found if 0 <= a <= 100 and 0 <= b <= 104] or [(x, y)]


_BESIDE = sorted(
    ((right, up) for right in range(-4, 5) for up in range(-4, 5) if right or up),
    key=lambda each: (each[0] ** 2 + 1.5 * each[1] ** 2, -each[0], each[1]),
)


def _days(days: float) -> str:
    written = f"{days:.1f}".removesuffix(".0")
    return f"{written} {plural(written, 'day')}"
