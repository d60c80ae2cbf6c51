"""Lesson 11, lab 2: ten targets, four reasons, how sure their order is, and which first step comes in which week."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes

from ops2pm.models import targets
from ops2pm.models.doors import beyond
from ops2pm.models.ranges import Ranges
from ops2pm.models.targets import FIRST, MOST_ROWS, ROLLS, SELDOM, Planned, Ranking, among
from ops2pm.numbers import Range, per_cent, plural
from ops2pm.rubrics import Fields, in_part
from ops2pm.ui.controls import Control, Slider
from ops2pm.ui.figure import CHOSEN, INK, QUIET, REST, LiveFigure
from ops2pm.ui.form import NothingToFill
from ops2pm.ui.lab import Lab
from ops2pm.ui.markup import listed
from ops2pm.ui.rows import beside, rows_only, span
from ops2pm.ui.sheet import Assumed, Sheet

REASONS = {
    "waits": "Ops is the product",
    "past": "PMs with an ops past",
    "warm": "A warm path",
    "level": "Open at my level",
}
ASKED = {
    "waits": "Do its users wait for what operations does? Set it to 0. Who comes into the first three?",
    "past": "Does it tell more than the reason above? Try it at 0.",
    "warm": "Somebody who would answer you. Who leads without?",
    "level": "Would you wait for an opening?",
}
WEIGHT, MOST, STEP = 5.0, 10.0, 0.5
HOURS, LEAST_HOURS, MOST_HOURS = 3.0, 1.0, 15.0
WEEKS = 12
"""Weeks that the picture shows."""
FOUR = 4
"""Weeks after which the lesson looks at what is done."""
LONGEST_NAME = 25
UNKNOWN = "0–5–10"
HOURS_UNKNOWN = "2"
LIST = (
    ("Parcels, delivery promise", "8–9–10", "5–8–9", "0–1–6", "1–4–8", "4", "Track five parcels"),
    ("Used clothes, returns", "7–8–9", "4–6–9", "2–4–8", "2–6–8", "2", "Return one thing, time each step"),
    ("Home care, rounds", "8–9–10", "5–8–9", "0–2–6", "3–6–8", "5", "Ask a carer how a sick call is handled"),
    ("Bank, card disputes", "6–8–10", "1–7–9", "2–8–9", "1–5–7", "3", "Write to a former colleague there"),
    ("Hospital, bed flow", "8–9–10", "5–8–9", "1–3–6", "0–2–6", "8", "Sit in on one bed meeting"),
    ("Railway, disruptions", "7–9–10", "4–8–9", "0–1–5", "1–4–8", "2", "Collect ten messages, check each"),
    ("Grocer, substitutions", "6–8–9", "3–7–8", "4–6–8", "4–6–8", "6", "Order twice, note what was replaced"),
    ("Insurer, claims", "6–8–9", "2–6–8", "1–4–8", "2–5–8", "3", "Read 50 reviews, count who waits"),
    ("Logistics firm, checkout", "0–1–4", "0–2–6", "5–8–9", "5–7–9", "1", "Book one pallet: who waits for what?"),
    ("Meditation app, growth", "0–0–2", "0–1–4", "1–4–7", "1–4–7", "1", "List what its users wait for"),
)  # fmt: skip
"""The course's ten targets: invented, and so is each number."""

INVENTED = frozenset(name for name, *_ in LIST)
"""Names that are the course's, and belong into nobody's target list."""

COLUMNS = (("target", "Company and team"), *REASONS.items(), ("hours", "Hours"), ("step", "First step"))
ROWS = tuple((str(number), str(number)) for number in range(1, MOST_ROWS + 1))
TABLE = Sheet(
    "targets",
    "Your targets; reasons from 0 to 10, 10 is best. Ours are invented until you change them",
    ROWS,
    COLUMNS,
    {
        (row, column): cell
        for (row, _), cells in zip(ROWS, LIST, strict=True)
        for (column, _), cell in zip(COLUMNS, cells, strict=True)
    },
    question=(
        "2–5–8 means: at worst 2, most likely 5, at best 8. An empty cell means that you don't know: what it shows in "
        f"grey counts for it, {UNKNOWN} or {HOURS_UNKNOWN} hours. A row without any reason isn't ranked, and one "
        "without a name doesn't count. Which range could you make narrower tonight?"
    ),
    corner="No.",
    limits={"hours": (0.5, 40)},
    texts=("target", "step"),
    blanks={**dict.fromkeys(REASONS, UNKNOWN), "hours": HOURS_UNKNOWN},
    units={"hours": ("hours", "hour", "hrs", "hr", "h")},
    filename="targets.csv",
)


class _List:
    """The rows that count, weighed and planned.

    rows, names, said, steps, hours, assumed, waits: of the rows in which something is known; `said` is the name in our
        own texts, `assumed` whether its hours were left out
    unknown: names and steps of the rows in which nothing is known yet
    """

    def __init__(self, cells: dict[tuple[str, str], Any], weights: dict[str, float], per_week: float) -> None:
        named = TABLE.named(cells)
        self.rows = [row for row in named if any(_is_known(cells[row, key]) for key in REASONS)]
        self.unknown = [(cells[row, "target"], cells[row, "step"]) for row in named if row not in self.rows]
        self.names = [cells[row, "target"] for row in self.rows]
        self.said = [_said(name) for name in self.names]
        self.steps = [cells[row, "step"] for row in self.rows]
        self.hours = [cells[row, "hours"].base for row in self.rows]
        self.assumed = [isinstance(cells[row, "hours"], Assumed) for row in self.rows]
        self.waits = [cells[row, "waits"].base for row in self.rows]
        self.ranking: Ranking | None = None
        self.plan: tuple[Planned, ...] = ()
        self.same: list[tuple[int, int, float]] = []
        if not self.rows:
            return
        scores = Ranges.of(
            [
                [(cells[row, key].low, cells[row, key].base, cells[row, key].high) for key in REASONS]
                for row in self.rows
            ]
        )
        self.ranking = targets.rank(scores, np.array([weights[key] for key in REASONS]), MOST)
        self.same = targets.same_reason(scores.base)
        if self.ranking.order:
            self.plan = targets.plan(self.ranking.top.tolist(), self.hours, per_week)

    def done(self, place: int) -> int:
        """The week in which a target's first step is done."""
        return next(one.done for one in self.plan if one.target == place)

    def seldom(self, place: int) -> bool:
        """Whether a target is hardly ever among the first, so that its step waits for all others."""
        return self.ranking is not None and float(self.ranking.top[place]) < SELDOM

    @property
    def worthwhile(self) -> list[Planned]:
        """The plan without the targets that are hardly ever among the first."""
        return [one for one in self.plan if not self.seldom(one.target)]


def _is_known(score: Range) -> bool:
    """Whether a score says anything: UNKNOWN doesn't, typed or left out."""
    return Range.__str__(score) != UNKNOWN


def _said(name: str) -> str:
    """A name in our own texts, in which stars and backticks are marks."""
    return name.replace("*", "").replace("`", "")


def _word(number: int) -> str:
    return {1: "one", 2: "two", 3: "three", 4: "four"}.get(number, str(number))


def _best(best: int, many: str, one: str) -> str:
    """Words for the top that the chances are about: `many`, with its number in them, or `one`."""
    return one if best == 1 else many.format(_word(best))


def opening(per_week: float = HOURS, **weights: float) -> _List:
    """The list as the lab opens, with all weights at 5 but those given."""
    return _List(TABLE.value, {**dict.fromkeys(REASONS, WEIGHT), **weights}, per_week)


def first_three(listing: _List) -> list[str]:
    """The names of the first by likely points."""
    assert listing.ranking is not None
    return [listing.names[place] for place in listing.ranking.first]


def all_three(listing: _List) -> float:
    """Of the first by points, how many are among as many best on average."""
    assert listing.ranking is not None
    return float(listing.ranking.top[list(listing.ranking.first)].sum())


def _after_four(name: str, plan: Sequence[Planned], ranking: Ranking) -> dict[str, float]:
    """Of a plan after FOUR weeks: how many steps are done, and how many of the best FIRST they are for on average."""
    done = [each.target for each in plan if each.done <= FOUR]
    return {f"{name}_steps": len(done), f"{name}_best": float(ranking.top[done].sum())}


class TargetsLab(Lab):
    """Left, how often each target is among the best three, blue for the first three by points; right, when its step is
    done. Of three targets or fewer all would be among them: there the bars are about the best one.
    """

    name = "targets"
    title = "Ten targets, one evening a week"
    question = (
        f"Which {_word(FIRST)} would you begin with, and how sure is that? All scores are rolled {ROLLS:,} times "
        f"within their ranges; a bar shows in how many of the rolls a target is among the best {_word(FIRST)}. The "
        "plan divides that share by the hours of the first step: 60% for 2 hours come before 80% for 4. What is there "
        f"in fewer than {100 * SELDOM:.0f} of 100 rolls comes last. The ten are invented: put your own in their place, "
        "by hand or as CSV. Your workbook keeps them."
    )
    opens_after = "predictions/11.top"
    keeps = True

    def make_controls(self) -> tuple[Control, ...]:
        """A weight for each reason, the hours of a week, and the list."""
        weights = [
            Slider(key, f"Weight: {_small(label)}", 0, MOST, STEP, WEIGHT, "of 10", ASKED[key])
            for key, label in REASONS.items()
        ]
        hours = Slider(
            "per_week", "Hours you have", LEAST_HOURS, MOST_HOURS, 0.5, HOURS, "a week",
            "When is the last step done? How many hours would halve it?",
        )  # fmt: skip
        return (*weights, hours, TABLE)

    # -- what the lesson asks too --------------------------------------------------------------------

    def facts(self) -> dict[str, Any]:
        """What lesson 11 says of the list as it opens, by the name its texts give each number."""
        start = opening()
        ranking = start.ranking
        assert ranking is not None
        first, second = ranking.order[:2]
        fourth = ranking.order[FIRST]
        one, other, together = start.same[0]
        names = list(REASONS.values())
        by_points = targets.one_by_one(ranking.order, start.hours, HOURS)
        ratio = sorted(range(len(start.hours)), key=lambda at: -ranking.points[at] / start.hours[at])
        by_ratio = targets.one_by_one(ratio, start.hours, HOURS)
        begins, bait = start.plan[0].target, ratio[0]
        no_waits = first_three(opening(waits=0))
        return {
            "draws": ROLLS,
            "leader": start.names[first],
            "points": ranking.points[first],
            "top": float(ranking.top[first]),
            "leader_week": start.done(first),
            "second": start.names[second],
            "second_top": float(ranking.top[second]),
            "fourth_points": ranking.points[fourth],
            "fourth_top": float(ranking.top[fourth]),
            "all_three": all_three(start),
            "one": _small(names[one]),
            "other": _small(names[other]),
            "together": together,
            "with_": first_three(start),
            "without": first_three(opening(past=0)),
            "no_waits": next(name for name in no_waits if name not in first_three(start)),
            "unneeded": _word(sum(start.waits[start.names.index(name)] < WEIGHT for name in no_waits)),
            "no_warm": first_three(opening(warm=0))[0],
            "hours": HOURS,
            **_after_four("points", by_points, ranking),
            **_after_four("ratio", by_ratio, ranking),
            **_after_four("chance", start.plan, ranking),
            "bait": start.names[bait],
            "bait_top": per_cent(float(ranking.top[bait])),
            "seldom": SELDOM,
            "last_week": max(each.done for each in start.worthwhile),
            "next_step": start.names[begins],
            "next_top": float(ranking.top[begins]),
            "next_hours": start.hours[begins],
        }

    # -- the picture ---------------------------------------------------------------------------------

    def draw(self) -> LiveFigure:
        """A row a target, best first; nothing in it is measured."""
        figure = LiveFigure(self.name, (560, 450))
        figure.figure.set_layout_engine("none")
        with figure.style():
            left = figure.figure.add_axes((0.335, 0.12, 0.265, 0.76))
            right = figure.figure.add_axes((0.65, 0.12, 0.205, 0.76))
            for axes in (left, right):
                axes.set_ylim(MOST_ROWS - 0.4, -0.6)
                rows_only(axes)
            left.set_xlim(0, 1)
            figure.track("zero", left.plot([0, 0], [-0.5, MOST_ROWS - 0.5], color=INK, linewidth=1)[0])
            left.set_xticks([0, 0.5, 1], ["0%", "50%", "100%"])
            self._about = figure.track("about", left.set_title("-", size=11.5))
            right.set_xlim(0, WEEKS)
            right.set_xticks(range(0, WEEKS + 1, 4))
            right.set_title("First step done", size=11.5)
            left.set_xlabel("of all rolls", size=10.5)
            right.set_xlabel("weeks from now", size=10.5)
            self._rows = [_Row(figure, left, right, place) for place in range(MOST_ROWS)]
            self._blue = figure.track(
                "blue", figure.figure.text(0.005, 0.005, "-", ha="left", va="bottom", color=CHOSEN, size=9.5)
            )
            self._whose = figure.track(
                "whose", figure.figure.text(0.995, 0.005, "-", ha="right", va="bottom", color=QUIET, size=9.5)
            )
        return figure

    def show(self, values: dict[str, Any]) -> str:
        """Weigh and plan again, and say how sure the order is."""
        weights = {key: values[key] for key in REASONS}
        self.list = listing = _List(values["targets"], weights, values["per_week"])
        order = listing.ranking.order if listing.ranking else ()
        unknown = [name for name, _ in listing.unknown]
        best = among(len(order) or MOST_ROWS)
        for place, row in enumerate(self._rows):
            if len(order) <= place < len(order) + len(unknown):
                row.show_unknown(unknown[place - len(order)])
            else:
                row.show(listing, order[place] if place < len(order) else None, place < best)
        self._about.set_text(_best(best, "Among the best {}", "The best one"))
        self._blue.set_text(_best(best, "Sorted by points; blue: the first {}", "Sorted by points; blue: the first"))
        self._blue.set_visible(bool(order))
        self._whose.set_text(_whose(values["targets"]))
        return _words(listing, weights, values["per_week"], self.covered)

    def _update(self) -> None:
        super()._update()
        self._take_along()

    def _put(self, control: Control) -> None:
        super()._put(control)
        self._take_along()

    def _refuse(self, control: Control, name: str, raw: object, problem: str) -> None:
        super()._refuse(control, name, raw, problem)
        self._take_along()

    def _take_along(self) -> None:
        """The list to take along has what can't be read as well, as it was typed."""
        self.patch_all(TABLE.outgoing(self.values["targets"], self._unread))

    def numbers(self) -> Fields:
        """The reader's own names and first steps, best first, as the target list wants them; those of which nothing is
        known come last. NothingToFill while the list is the course's."""
        listing = self.list
        order = listing.ranking.order if listing.ranking and listing.ranking.order else range(len(listing.rows))
        every = [(listing.names[place], listing.steps[place]) for place in order] + listing.unknown
        own = [(name, step) for name, step in every if name not in INVENTED]
        if every and not own:
            raise NothingToFill("The lab still holds the course's invented list. Put your own in first.")
        fields: Fields = {}
        for number, (name, step) in enumerate(own, 1):
            fields[in_part(str(number), "target")] = name
            if step:
                fields[in_part(str(number), "step")] = step
        return fields


def _whose(cells: dict[tuple[str, str], Any]) -> str:
    """Whose targets the table holds, for the corner of the picture."""
    names = [cells[row, "target"] for row in TABLE.named(cells)]
    own = sum(name not in INVENTED for name in names)
    if not names:
        return "no targets yet"
    if not own:
        changed = any(cells[cell] != ours for cell, ours in TABLE.value.items())
        return "the course's invented targets, changed by you" if changed else "the course's invented list"
    if own < len(names):
        return f"{own} of {len(names)} targets are yours, the others invented"
    return f"your list, {own} {plural(own, 'target')}"


class _Row:
    """One target: its name and points, its chance, and the weeks of its first step."""

    def __init__(self, figure: LiveFigure, left: Axes, right: Axes, place: int) -> None:
        # A moving bar can't change its colour: each row has both, and shows one.
        self._chances = [
            figure.track(f"{name}{place}", left.barh([place], [0.5], height=0.5, color=colour)[0])
            for name, colour in (("first", CHOSEN), ("rest", REST))
        ]
        self._name = figure.track(f"name{place}", beside(left, place - 0.02, align="bottom", parse_math=False))
        self._points = figure.track(f"points{place}", beside(left, place + 0.04, align="top", colour=QUIET, size=9.5))
        self._weeks = figure.track(f"weeks{place}", right.barh([place], [1], height=0.5, color=INK)[0])
        self._done = figure.track(
            f"done{place}",
            right.text(1.03, place, "-", transform=right.get_yaxis_transform(), va="center", color=INK, size=10),
        )

    def show(self, listing: _List, place: int | None, first: bool) -> None:
        ranking = listing.ranking
        known = place is not None and ranking is not None
        for text in (self._name, self._points, self._done):
            text.set_visible(known)
        for number, bar in enumerate(self._chances):
            bar.set_visible(known and (number == 0) == first)
        self._weeks.set_visible(False)
        if place is None or ranking is None:
            return
        chance = float(ranking.top[place])
        for bar in self._chances:
            bar.set_width(chance)
        self._name.set_text(_cut(listing.names[place]))
        self._points.set_text(f"{ranking.points[place]:.1f} points, {per_cent(chance, signs=True)}")
        planned = next(one for one in listing.plan if one.target == place)
        begins, ends = planned.begins - 1, min(planned.done, WEEKS)
        self._weeks.set_visible(begins < WEEKS)
        if begins < WEEKS:
            span(self._weeks, begins, ends)
        self._done.set_text("if time is left" if listing.seldom(place) else f"week {planned.done}")

    def show_unknown(self, name: str) -> None:
        """A target of which nothing is known: its name, and no bars."""
        for bar in (*self._chances, self._weeks, self._done):
            bar.set_visible(False)
        for text, said in ((self._name, _cut(name)), (self._points, "nothing known yet")):
            text.set_visible(True)
            text.set_text(said)


def _small(label: str) -> str:
    """A reason in the middle of a sentence."""
    return label if label.startswith("PM") else label[:1].lower() + label[1:]


def _cut(name: str) -> str:
    return name if len(name) <= LONGEST_NAME else f"{name[: LONGEST_NAME - 1].rstrip(' ,')}…"


def _words(listing: _List, weights: dict[str, float], per_week: float, covered: bool) -> str:
    ranking = listing.ranking
    if ranking is None and not listing.unknown:
        return "The list is empty: type a company and team into the first row, or bring a list in as CSV."
    if ranking is None:
        return _look_up(listing)
    if not ranking.order:
        return "Every weight is 0, so nothing decides. Raise the weight of what matters to you."
    if len(listing.rows) == 1:
        only = f"**{listing.said[0]}** is the only target, so there is nothing to weigh. Nine more to find."
        if listing.unknown:
            only = f"**{listing.said[0]}** is the only target of which you know anything, so there is nothing to weigh."
        return " ".join(filter(None, [only, _look_up(listing)]))
    first, second = ranking.order[:2]
    said = (
        f"**{listing.said[first]}** leads with {ranking.points[first]:.1f} points, before "
        f"{listing.said[second]} with {ranking.points[second]:.1f}."
    )
    level = f"{ranking.points[first]:.1f}" == f"{ranking.points[second]:.1f}"
    if level:
        said = (
            f"**{listing.said[first]}** and {listing.said[second]} are level to the digit shown, with "
            f"{ranking.points[first]:.1f} points each."
        )
    if covered:
        return said
    who, chance = listing.said[first] if level else "It", per_cent(float(ranking.top[first]))
    said += f" {who} is {_best(ranking.among, 'among the best {}', 'the best one')} in **{chance}** of the rolls."
    if ranking.among > 1:
        said += (
            f" Roll everything again, and on average {all_three(listing):.1f} of your {_word(FIRST)} are still among "
            f"the best {_word(FIRST)}."
        )
    else:
        said += (
            f" (The bars show how often each is the best one. From {_word(FIRST + 1)} targets on they show how often "
            f"it is among the best {_word(FIRST)}, and the more targets, the more that says.)"
        )
    more = [_flip(listing, weights), _same(listing, weights), _planned(listing, per_week), _look_up(listing)]
    return " ".join(filter(None, [said, *more]))


def _quoted(names: Iterable[str]) -> str:
    """Names in a row; they may have commas in them."""
    return listed(f"“{name}”" for name in names)


def _look_up(listing: _List) -> str:
    if not listing.unknown:
        return ""
    return f"{_quoted(_said(name) for name, _ in listing.unknown)}: nothing known yet, so look it up first."


def _flip(listing: _List, weights: dict[str, float]) -> str:
    assert listing.ranking is not None
    flip = listing.ranking.flip
    if flip is None:
        return "No change of a single weight gives another the lead."
    key = list(REASONS)[flip.criterion]
    to = beyond(flip, MOST, STEP)
    return (
        f"With *{_small(REASONS[key])}* at {to:g} instead of {weights[key]:g}, **{listing.said[flip.winner]}** leads."
    )


def _same(listing: _List, weights: dict[str, float]) -> str:
    names = list(REASONS.values())
    keys = list(REASONS)
    for one, other, _ in listing.same:
        if weights[keys[one]] > 0 and weights[keys[other]] > 0:
            return (
                f"*{names[one]}* and *{_small(names[other])}* rise and fall together: if you guessed one from the "
                "other, they are **one reason, counted twice**."
            )
    return ""


def _planned(listing: _List, per_week: float) -> str:
    ranking, steps = listing.ranking, listing.worthwhile
    assert ranking is not None
    last = max(one.done for one in steps)
    total = math.fsum(listing.hours[one.target] for one in steps)
    assumed = sum(listing.assumed[one.target] for one in steps)
    guessed = f", {HOURS_UNKNOWN} assumed for each step without hours" if assumed else ""
    begins = steps[0].target
    share, takes = per_cent(float(ranking.top[begins])), f"{listing.hours[begins]:g}"
    said = (
        f"Begin with {listing.said[begins]}: {share} for {takes} {plural(takes, 'hour')} of work, no other gives more "
        f"for an hour. With {per_week:g} hours a week, {len(steps)} first {plural(len(steps), 'step')} ({total:g} "
        f"{plural(f'{total:g}', 'hour')}{guessed}) {'is' if len(steps) == 1 else 'are'} done in **week {last}**."
    )
    late = [listing.said[one.target] for one in listing.plan if listing.seldom(one.target)]
    if late:
        top = _best(ranking.among, "among the best {}", "the best one")
        said += f" Only if time is left: {_quoted(late)}, hardly ever {top}."
    return said
