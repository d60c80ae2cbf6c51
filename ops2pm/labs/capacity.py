"""Lesson 06, lab 2: what fits into a team's weeks, what is given up for it, and in which order to build."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import chain, permutations
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import Ellipse, PathPatch
from matplotlib.path import Path

from ops2pm.models.capacity import (
    Plan,
    Worth,
    best,
    by_cost_of_delay,
    cheapest_order,
    delay_cost,
    front,
    greedy,
    on_average,
    plans,
)
from ops2pm.models.options import CONFIDENCE, EFFORT, GUESSES, NAMES, OPTIONS, Options, guessed_score
from ops2pm.models.ranges import Ranges, rolled
from ops2pm.models.rice import FACTORS
from ops2pm.numbers import plural
from ops2pm.rubrics import Fields
from ops2pm.ui import session
from ops2pm.ui.controls import Control, Slider, Switch
from ops2pm.ui.figure import CHOSEN, COMPARED, INK, QUIET, REST, LiveFigure
from ops2pm.ui.lab import Lab
from ops2pm.ui.markup import listed
from ops2pm.ui.rows import beside, rows_only

TEAM = 4
"""People who build, all on one option at a time. They have about 50 person-weeks a quarter."""
MOST_WEEKS = 80
WEEKS, SOLD, ROOM, HELD = 50.0, 85.0, 10.0, 5.0
TOPS = (100_000.0, 200_000.0)
"""Nights at which the upper picture may end."""
DELAYS = (40_000.0, 200_000.0)
"""Nights at which the axis of the delays may end."""
DOT, SMALL = (1.7, 0.044), (0.42, 0.011)
"""Width in weeks and height as a share of the axis, of what is a round dot on screen, and of a small diamond."""


def in_words(built: Iterable[str]) -> str:
    """A set of options in the course's order: "any carrier and any airport"; "nothing"."""
    chosen = set(built)
    return listed(NAMES[option].lower() for option in OPTIONS if option in chosen) or "nothing"


def as_order(order: Sequence[str]) -> str:
    """Options in the order in which they are built."""
    return ", ".join(NAMES[option].lower() for option in order)


class CapacityLab(Lab):
    """Blue: the set that spares most within the weeks. Orange: what a list taken from the top leads to.

    Fast because the queues of every set of options are one vectorised sum each, and remembered.
    """

    name = "capacity"
    title = "What you give up"
    question = (
        "Each small mark is a set of options, counted *together*; the effort is the likeliest of our guesses. *What is "
        "the most that fits into your weeks, and what do you give up for it?*"
    )
    opens_after = "predictions/06.given_up"

    def __init__(self, options: Options) -> None:
        self.options = options
        self._nights = lru_cache(maxsize=4096)(self.options.spared)
        self.plan: Plan
        self.listed: Plan
        super().__init__()

    def make_controls(self) -> tuple[Control, ...]:
        """The weeks first; then what the nights hang on."""
        return (
            Slider(
                "weeks",
                "Weeks your team has",
                0,
                MOST_WEEKS,
                1,
                WEEKS,
                "person-weeks",
                "Try 20, 44 and 74. What is given up, and when does the order begin to matter?",
            ),
            Slider(
                "room",
                "A night in a room counts as",
                0,
                100,
                5,
                ROOM,
                "% of a night spared",
                "A judgement, in steps of 5. From where on is the room in the best set for 50 weeks?",
            ),
            Slider(
                "load",
                "Seats already sold",
                70,
                95,
                5,
                SOLD,
                "%",
                "In steps of 5. Does the best set for your weeks change with it?",
            ),
            Slider(
                "held",
                "“Hold seats” keeps unsold",
                1,
                10,
                1,
                HELD,
                "% more of all seats",
                "On top of those unsold anyway. For 50 weeks, from how many on is it in the best set? Who loses?",
            ),
            Switch(
                "likely",
                "Each works only as likely as the first lab guessed",
                False,
                "Off: what is built works. On: its confidence counts, on average. Which set is best for 50 weeks then?",
            ),
            Switch("normal", "Normal days only", False, "Leaves out days with 10% or more cancelled. Another choice?"),
        )

    # -- the numbers -------------------------------------------------------------------------------

    def worth(self, built: Iterable[str], **values: Any) -> float:
        """Nights a quarter that these options spare together, with the controls at `values`, else as the lab opens."""
        surely = self._surely(**values)
        likely = {**self._start(), **values}["likely"]
        return (on_average(surely, CONFIDENCE) if likely else surely)(frozenset(built))

    def _surely(self, **values: Any) -> Worth:
        """What a set of options spares if all of it works."""
        now = {**self._start(), **values}
        return lambda built: self._nights(
            built, now["load"] / 100, now["held"] / 100, now["room"] / 100, bool(now["normal"])
        )

    def plans(self, **values: Any) -> list[Plan]:
        """Every set of options."""
        return plans(EFFORT, lambda built: self.worth(built, **values))

    def best(self, **values: Any) -> Plan:
        """The set that spares most nights within the weeks."""
        return best(self.plans(**values), {**self._start(), **values}["weeks"])

    def order(self, built: Iterable[str] = OPTIONS, **values: Any) -> tuple[str, ...]:
        """Options by the nights that each alone spares for a week of work, most first."""
        within = [option for option in OPTIONS if option in set(built)]
        return by_cost_of_delay(within, EFFORT, lambda each: self.worth(each, **values))

    def from_the_top(self, **values: Any) -> Plan:
        """What that list leads to if one goes down it and builds whatever still fits."""
        built = greedy(self.order(**values), EFFORT, {**self._start(), **values}["weeks"])
        return Plan(built, sum(EFFORT[option] for option in built), self.worth(built, **values))

    def delays(self, built: Iterable[str], **values: Any) -> dict[str, tuple[tuple[str, ...], float]]:
        """ "guessed", "alone", "best" -> the order, and the nights lost while a team of TEAM builds in it.

        guessed: by the score with guessed reach (lab 1) · alone: by nights computed for each option alone ·
        best: the cheapest of all orders, counted together
        """
        within = [option for option in OPTIONS if option in set(built)]

        def worth(each: frozenset[str]) -> float:
            return self.worth(each, **values)

        found = {
            "guessed": tuple(sorted(within, key=lambda option: -guessed_score(option))),
            "alone": self.order(within, **values),
            "best": cheapest_order(within, EFFORT, worth),
        }
        return {key: (order, delay_cost(order, EFFORT, worth, TEAM)) for key, order in found.items()}

    def answer(self) -> str:
        """The best set as the lab opens, as the prediction names it: "airport-carrier"."""
        return "-".join(sorted(self.best().built))

    def rival(self, **values: Any) -> Plan | None:
        """The plan to hold the best one against: the best of the others that fit; None if there is none but nothing."""
        chosen, weeks = self.best(**values), {**self._start(), **values}["weeks"]
        found = best([plan for plan in self.plans(**values) if plan.built != chosen.built or not plan.built], weeks)
        return found if found.built else None

    # -- the picture -------------------------------------------------------------------------------

    def draw(self) -> LiveFigure:
        """Above, effort and nights of every set; below, the orders of the chosen one."""
        figure = LiveFigure(self.name, (600, 520))
        figure.figure.set_layout_engine("none")
        with figure.style():
            top = figure.figure.add_axes((0.105, 0.45, 0.87, 0.475))
            low = figure.figure.add_axes((0.225, 0.065, 0.66, 0.24))
            self._draw_plans(figure, top)
            self._draw_orders(figure, low)
        return figure

    def _draw_plans(self, figure: LiveFigure, axes: Axes) -> None:
        axes.set_title("Nights spared a quarter, by effort")
        axes.set_xlim(0, MOST_WEEKS + 1)
        axes.set_ylim(0, TOPS[0])
        axes.yaxis.set_major_formatter(lambda nights, _: f"{nights:,.0f}")
        axes.set_xlabel("person-weeks (our guesses)")
        self._axes = axes
        self._front = figure.track("front", axes.plot([0, 1], [0, 1], color=REST, linewidth=1.8)[0])
        self._all = figure.track(
            "plans", axes.add_patch(PathPatch(Path([(0, 0), (1, 1)]), facecolor=REST, edgecolor="none"))
        )
        self._limit = figure.track("weeks", axes.plot([0, 0], [0, 1], color=CHOSEN, linewidth=1.2, ls=(0, (4, 3)))[0])
        self._dots, self._labels = {}, {}
        for key, colour in (("list", COMPARED), ("best", CHOSEN)):
            self._dots[key] = figure.track(key, axes.add_patch(Ellipse((0, 0), 1, 1, facecolor=colour, zorder=4)))
            self._labels[key] = figure.track(
                f"{key}-words", axes.text(0, 0, "-", color=colour, size=10.5, weight="bold", va="center")
            )

    def _draw_orders(self, figure: LiveFigure, axes: Axes) -> None:
        axes.set_title(f"Built one after the other by a team of {TEAM}: nights lost meanwhile", x=-0.25)
        axes.set_ylim(2.62, -0.68)
        axes.set_xlim(0, DELAYS[0])
        rows_only(axes)
        axes.set_xticks([])
        axes.spines["bottom"].set_visible(False)
        self._delay_axes = axes
        self._orders = []
        rows = (("guessed RICE", REST), ("nights a person-week", COMPARED), ("best of all orders", CHOSEN))
        for row, (name, colour) in enumerate(rows):
            bar = figure.track(f"delay{row}", axes.barh([row], [0], height=0.36, color=colour)[0])
            beside(axes, row, name)
            value = figure.track(f"lost{row}", axes.text(0, row, "-", va="center", color=INK, size=10.5, weight="bold"))
            order = figure.track(f"order{row}", axes.text(0, row - 0.25, "-", va="bottom", color=QUIET, size=9.5))
            self._orders.append((bar, value, order))

    def show(self, values: dict[str, Any]) -> str:
        """Choose, order, and say what is given up."""
        every = self.plans(**values)
        self.plan, self.listed = best(every, values["weeks"]), self.from_the_top(**values)
        self._show_plans(every, values["weeks"])
        self._show_orders(values)
        return self._words(values)

    def _show_plans(self, every: list[Plan], weeks: float) -> None:
        top = max(plan.worth for plan in every)
        limit = next(each for each in TOPS if 1.04 * top <= each or each == TOPS[-1])
        self._axes.set_ylim(0, limit)
        edge = front(every)
        x = [*chain.from_iterable((plan.effort, plan.effort) for plan in edge), MOST_WEEKS + 1][1:]
        y = list(chain.from_iterable((plan.worth, plan.worth) for plan in edge))
        self._front.set_data(x, y)
        self._all.set_path(_diamonds([(plan.effort, plan.worth) for plan in every], SMALL[0], SMALL[1] * limit))
        self._limit.set_data([weeks, weeks], [0, limit])
        level = self.plan.built == self.listed.built
        for key, plan in (("best", self.plan), ("list", self.listed)):
            dot, label = self._dots[key], self._labels[key]
            dot.set_center((plan.effort, plan.worth))
            dot.set_width(DOT[0])
            dot.set_height(DOT[1] * limit)
            # Left of the dot where the right half would be too narrow, and inside the frame at the bottom.
            right = plan.effort < MOST_WEEKS / 2 and not (key == "list" and weeks > MOST_WEEKS / 2)
            label.set_ha("left" if right else "right")
            label.set_position((plan.effort + (1.8 if right else -1.8), plan.worth))
            label.set_text("the most for your weeks" if key == "best" else "the list from the top")
            for artist in (dot, label):
                artist.set_visible(key == "best" or not level)
        if not level:
            gap = 0.055 * limit
            higher, lower = self._labels["best"], self._labels["list"]
            if self.plan.worth - self.listed.worth < gap:
                higher.set_y(self.plan.worth + gap / 2)
                lower.set_y(self.listed.worth - gap / 2)

    def _show_orders(self, values: dict[str, Any]) -> None:
        # Until the prediction is committed, the picture orders all five: which set is best isn't said.
        found = self.delays(OPTIONS if self.covered else self.plan.built, **values)
        most = max(lost for _, lost in found.values())
        limit = next(each for each in DELAYS if most <= each or each == DELAYS[-1])
        self._delay_axes.set_xlim(0, limit)
        for (bar, value, text), (order, lost) in zip(self._orders, found.values(), strict=True):
            bar.set_width(lost)
            value.set_x(lost + 0.012 * limit)
            value.set_text(f"{lost:,.0f}")
            text.set_text(as_order(order) or "nothing to build")

    def _words(self, values: dict[str, Any]) -> str:
        plan, weeks = self.plan, values["weeks"]
        if self.covered:
            asked = f"Which set spares the most nights for {_weeks(weeks)}? The blue dot knows."
            return f"{asked} Below, all five are built."
        if not plan.built:
            return (
                f"Nothing fits into {_weeks(weeks)}: the cheapest option takes {min(EFFORT.values()):g}. That is a "
                f"decision too, and it leaves {self._stranded((), values):,.0f} nights a quarter."
            )
        given_up = [option for option in OPTIONS if option not in plan.built]
        alone = sum(self.worth({option}, **values) for option in plan.built)
        said = (
            f"The most for {_weeks(weeks)}: **{in_words(plan.built)}** ({plan.effort:g}), **{plan.worth:,.0f}** nights "
            f"a quarter{' on average' if values['likely'] else ''}."
        )
        if len(plan.built) > 1:
            said += f" Each alone, they would add up to {alone:,.0f}."
        said += f" Given up: **{in_words(given_up)}**." if given_up else " Nothing is given up: everything fits."
        if plan.worth - self.listed.worth > 0.5:  # a night
            said += f" The list from the top gives {in_words(self.listed.built)}, and {self.listed.worth:,.0f} nights."
        return said + self._losers(values)

    def _losers(self, values: dict[str, Any]) -> str:
        said = ""
        if "hold" in self.plan.built:
            seats = self.options.seats_held(values["held"] / 100, values["normal"])
            said += f" Holding seats takes {seats:,.0f} seats a quarter out of sale."
        if "voucher" in self.plan.built:
            rooms = self._stranded(self.plan.built, values)
            said += f" The rooms are for {rooms:,.0f} travellers a quarter."
        return said

    def _stranded(self, built: Iterable[str], values: dict[str, Any]) -> float:
        return self.options.stranded(built, values["load"] / 100, values["held"] / 100, values["normal"])

    # -- for the lesson and the memo -----------------------------------------------------------------

    def room_from(self, **values: Any) -> float | None:
        """The lowest worth of a room, in steps of 5 %, at which it is in the best set; None if there is none."""
        rooms = range(0, 101, 5)
        return next((room for room in rooms if "voucher" in self.best(**{**values, "room": room}).built), None)

    def fits(self, built: Iterable[str], weeks: float = WEEKS) -> float:
        """In what share of the rolls of our guessed efforts these options fit into the weeks."""
        drawn = rolled(Ranges.of([[GUESSES[option][FACTORS.index("effort")]] for option in built]))
        return float((drawn.sum(axis=(1, 2)) <= weeks).mean())

    def held_from(self) -> int | None:
        """The lowest per cent of seats held at which holding is in the best set, all else as the lab opens."""
        return next((held for held in range(1, 11) if "hold" in self.best(held=held).built), None)

    def load_from(self) -> int | None:
        """The lowest per cent of seats sold, from SOLD up, at which another set is best, all else as the lab opens."""
        loads = range(int(SOLD), 96, 5)
        return next((load for load in loads if self.best(load=load).built != self.best().built), None)

    def facts(self) -> dict[str, Any]:
        """What the lesson says of the lab as it opens, by the name its text gives each number."""
        chosen, other = self.best(), self.from_the_top()
        pair = ("carrier", "airport")
        alone = {option: self.worth({option}) for option in OPTIONS}
        delays = self.delays(OPTIONS)
        normal = self.delays(OPTIONS, normal=True)
        every = [delay_cost(order, EFFORT, self.worth, TEAM) for order in permutations(OPTIONS)]
        return {
            "weeks": WEEKS,
            "chosen": in_words(chosen.built),
            "effort": chosen.effort,
            "nights": chosen.worth,
            "alone": sum(alone[option] for option in chosen.built),
            "given_up": in_words(option for option in OPTIONS if option not in chosen.built),
            "list": as_order([option for option in self.order() if option in other.built]),
            "list_set": in_words(other.built),
            "list_effort": other.effort,
            "list_nights": other.worth,
            "set_gap": chosen.worth - other.worth,
            "pair": self.worth(pair),
            "pair_alone": sum(alone[option] for option in pair),
            "each": alone,
            "all": self.worth(OPTIONS),
            "all_alone": sum(alone.values()),
            "all_effort": sum(EFFORT.values()),
            "room_in_pair": self.worth({*pair, "voucher"}) - self.worth(pair),
            "room_from": self.room_from(),
            "with_room": in_words(self.best(room=self.room_from()).built),
            "held_from": self.held_from(),
            "held_set": in_words(self.best(held=self.held_from()).built),
            "load_from": self.load_from(),
            "load_set": in_words(self.best(load=self.load_from()).built),
            "seats": self.options.seats_held(HELD / 100),
            "seats_a_night": self.options.seats_held(HELD / 100) / alone["hold"],
            "rooms": self.options.stranded((), SOLD / 100),
            "stranded": self.options.stranded((), SOLD / 100),
            "left": self.options.stranded(OPTIONS, SOLD / 100),
            "likely_set": in_words(self.best(likely=True).built),
            "likely_nights": self.best(likely=True).worth,
            "likely_chosen": self.worth(chosen.built, likely=True),
            "fits": self.fits(pair),
            "pair_effort": sum(EFFORT[option] for option in pair),
            "order_alone": as_order(delays["alone"][0]),
            "order_best": as_order(delays["best"][0]),
            "lost_guessed": delays["guessed"][1],
            "lost_alone": delays["alone"][1],
            "lost_best": delays["best"][1],
            "lost_worst": max(every),
            "normal_alone": normal["alone"][1],
            "normal_guessed": normal["guessed"][1],
            "filled": self.filled(chosen.built),
            "orders": len(every),
            "order_20": self._order_costs("guessed", 20),
            "order_20_alone": self._order_costs("alone", 20),
            "order_44": self._order_costs("alone", 44),
        }

    def _order_costs(self, key: str, weeks: float) -> float:
        """Nights that this order of the best set for these weeks loses more than the best order."""
        found = self.delays(self.best(weeks=weeks).built)
        return found[key][1] - found["best"][1]

    def filled(self, built: Iterable[str], **values: Any) -> float:
        """Seats a quarter that nobody sat in, and that these options fill: one for each night spared, rooms aside."""
        return self.worth(set(built) - {"voucher"}, **values)

    def _payers(self, chosen: Plan, values: dict[str, Any]) -> Fields:
        """Who pays for the chosen set, by how much: for the largest of its prices that we can count."""
        if "hold" in chosen.built:
            seats = self.options.seats_held(values["held"] / 100, values["normal"])
            return {
                "loser": f"Travellers who find no seat, because {values['held']:.0f}% are held back",
                "loses": f"{seats:,.0f}",
                "loses_unit": "seats a quarter",
            }
        seats = self.filled(chosen.built, **values)
        if seats >= 0.5:
            return {
                "loser": "Whoever wants a seat on the day and finds it taken, at most one for each night spared",
                "loses": f"{seats:,.0f}",
                "loses_unit": "seats a quarter, at most",
            }
        if "voucher" in chosen.built:
            return {
                "loser": "The airlines, who pay for the rooms",
                "loses": f"{self._stranded(chosen.built, values):,.0f}",
                "loses_unit": "rooms a quarter, at most",
            }
        return {}

    def _other_wins(self, chosen: Plan, other: Plan, values: dict[str, Any]) -> Fields:
        """What would make the other set the better one, where that is whether all options work."""
        turned = {**values, "likely": not values["likely"]}
        mine, theirs = (self.worth(plan.built, **turned) for plan in (chosen, other))
        if theirs - mine < 0.5:  # a night
            return {}
        how = (
            "each option works only as likely as the first lab guesses; then it spares {} nights a quarter on average"
            if turned["likely"]
            else "whatever is built works; then it spares {} nights a quarter"
        )
        return {"other_wins": f"{how.format(f'{theirs:,.0f}')}, and the chosen one {mine:,.0f}"}

    def numbers(self) -> Fields:
        """What the lab shows now, as the trade-off memo's fields want it."""
        values, chosen, other = self.values, self.plan, self.rival(**self.values)
        now = self._stranded((), values)
        likely = ", on average over whether each option works" if values["likely"] else ""
        days = "on normal days, " if values["normal"] else ""
        room = f"; a night in a room counts as {values['room']:.0f}% of a night spared" if _rooms(chosen, other) else ""
        fields = {
            "unit": f"nights stranded a quarter, {days}{values['load']:.0f}% of seats sold{likely}{room}",
            "now": f"{now:,.0f}",
        }
        if chosen.built:
            fields |= _option("a", chosen, now)
        if other:
            fields |= _option("b", other, now) | self._other_wins(chosen, other, values)
        return fields | self._payers(chosen, values) | _group()


def _option(key: str, plan: Plan, now: float) -> Fields:
    name = in_words(plan.built)
    return {
        key: name[:1].upper() + name[1:],
        f"{key}_value": f"{round(now) - round(plan.worth):,}",
        f"{key}_change": f"{-round(plan.worth):,}".replace("-", "−"),
        f"{key}_effort": f"{plan.effort:g}",
    }


def _rooms(*chosen: Plan | None) -> bool:
    return any(plan is not None and "voucher" in plan.built for plan in chosen)


def _group() -> Fields:
    """Who it is for, from the problem statement of lesson 04 where one is kept."""
    kept = session.artefact("problem_statement")
    parts = [str(kept.fields.get(key) or "").strip(" .") for key in ("user", "situation")] if kept else []
    told = ", ".join(part for part in parts if part)
    return {"group": told} if told else {}


def _diamonds(centres: Sequence[tuple[float, float]], width: float, height: float) -> Path:
    """Small diamonds around the centres, as one path."""
    shape = np.array([(-width, 0), (0, height), (width, 0), (0, -height), (-width, 0)])
    points = (np.array(centres)[:, None, :] + shape).reshape(-1, 2)
    codes = [Path.MOVETO, Path.LINETO, Path.LINETO, Path.LINETO, Path.CLOSEPOLY] * len(centres)
    return Path(points, codes)


def _weeks(weeks: float) -> str:
    return f"{weeks:.0f} {plural(weeks, 'person-week')}"
