"""Lesson 10, lab 3: the reader's own messages and replies, and whether any kind may be called the better."""

from __future__ import annotations

from typing import Any

import numpy as np
from matplotlib.axes import Axes

from ops2pm.models import replies
from ops2pm.models.replies import HORIZON, MOST, NAIVE, RULE, Rule, Tally
from ops2pm.models.resample import Estimate
from ops2pm.models.two_shares import POWER
from ops2pm.numbers import per_cent, plural
from ops2pm.ui.controls import Choice, Control
from ops2pm.ui.figure import CHOSEN, COMPARED, GRID, INK, QUIET, REST, LiveFigure
from ops2pm.ui.grid import Grid
from ops2pm.ui.lab import Lab
from ops2pm.ui.markup import listed

KINDS = {"a": "A", "b": "B", "c": "C", "d": "D"}
START = {"a": (8, 1), "b": (8, 3), "c": (0, 0), "d": (0, 0)}
EQUAL = 0.25
"""The reply rate of two equally good messages in the lesson's examples."""
TWELVE, TWELVE_GAP = 7 / 24, 3
"""A friend's 5 and 2 replies to 12 messages of each, if both kinds were equally good; and how far apart they are."""
TIMES = (2, 4, 8)
"""By how much the lab asks to multiply the two drafts' counts."""
RULES = {"lesson": RULE, "tempting": NAIVE}
POINTS = np.linspace(0, 1, 201)
TALLEST = 4.0
"""The density that is drawn as high as a row allows; a denser curve is drawn as high, and no higher."""
MANY = 2_000


class RepliesLab(Lab):
    """Blue: the kind that leads. Orange: the one behind it. Each curve: where its reply rate may lie."""

    name = "replies"
    title = "Which of your messages is better?"
    question = (
        "It opens with the two drafts, *3 of 8* and *1 of 8*. Type in your own when you have them; your workbook keeps "
        "them. How many messages does it take until one may be called better?"
    )
    opens_after = "predictions/10.peek"
    keeps = True

    def make_controls(self) -> tuple[Control, ...]:
        """The tally, and the rule by which a winner is called."""
        start = {
            (row, column): str(number)
            for row, pair in START.items()
            for column, number in zip(("sent", "replied"), pair, strict=True)
        }
        return (
            Grid(
                "tally",
                "What you sent, and how many answered",
                tuple(KINDS.items()),
                (("sent", "Sent"), ("replied", "Replied")),
                start,
                kind="count",
                high=MOST,
                question="Multiply by 2, 4, 8: when does the blue bar leave 0, and when does the rule call a winner?",
                corner="Message",
                wide=False,
            ),
            Choice(
                "rule",
                "Call a winner from",
                (("lesson", f"{RULE.sure:.1%} and {RULE.least} of each"), ("tempting", "95%, however few")),
                "lesson",
                "Type 8 and 4 for B, 8 and 0 for A. What does each rule say?",
            ),
        )

    # -- what the lesson asks too --------------------------------------------------------------------

    def facts(self) -> dict[str, Any]:
        """What lesson 10 says of replies, by the name its texts give each number."""
        one, other = (Tally(*START[row]) for row in "ab")
        both = replies.rate(one), replies.rate(other)
        lucky = Tally(8, 0), Tally(8, 4)
        grown = {many: [Tally(many * each.sent, many * each.replied) for each in (one, other)] for many in TIMES}
        return {
            "sent": one.sent,
            "few": one.replied,
            "more": other.replied,
            "gap": other.replied - one.replied,
            "equal": EQUAL,
            "apart": replies.gap_chance(one.sent, EQUAL, other.replied - one.replied),
            "better": replies.better(one, other),
            "a": both[0],
            "b": both[1],
            "far": replies.needed(one.share, other.share),
            "near": replies.needed(0.2, 0.3),
            "rule": RULE,
            "horizon": HORIZON,
            "leaves": next(many for many, pair in grown.items() if replies.difference(*pair).low > 0),
            "called": next(many for many, pair in grown.items() if replies.winner(pair) == 1),
            "twelve_gap": TWELVE_GAP,
            "twelve": replies.gap_chance(12, TWELVE, TWELVE_GAP),
            "by_rule": replies.needed(one.share, other.share, RULE.sure),
            "errs": max(self.errs("lesson", rate) for rate in (0.1, EQUAL, 0.4, 0.5)),
            "peeks": self.errs("tempting", EQUAL),
            "peeks_8": float(replies.calls([EQUAL] * 2, NAIVE, HORIZON).by[7]),
            "once": replies.called_once(HORIZON, EQUAL, NAIVE.sure),
            "lucky": replies.better(*lucky),
        }

    def errs(self, rule: str, rate: float = EQUAL) -> float:
        """How often a rule calls a winner between two equal messages, looked at after every pair, up to HORIZON."""
        return replies.wrong_calls(2, rate, RULES[rule], HORIZON)

    # -- the picture ---------------------------------------------------------------------------------

    def draw(self) -> LiveFigure:
        """On top, where each rate may lie; beneath, the difference of the best two."""
        self._errs = {rule: self.errs(rule) for rule in RULES}
        figure = LiveFigure(self.name, (600, 470))
        figure.figure.set_layout_engine("none")
        with figure.style():
            write = figure.figure.text
            write(0.01, 0.965, "Where each reply rate may lie", size=13, weight="bold", color=INK)
            write(0.985, 0.965, "line: 95% interval; tick: replied ÷ sent", size=10.5, color=QUIET, ha="right")
            write(0.01, 0.225, "The leader's rate less the second's", size=13, weight="bold", color=INK)
            top = figure.figure.add_axes((0.055, 0.33, 0.68, 0.61))
            top.set_xlim(0, 1)
            top.set_ylim(len(KINDS) - 1 + 0.35, -0.95)
            top.set_yticks([])
            top.set_xticks(np.linspace(0, 1, 6), [f"{tick:.0%}" for tick in np.linspace(0, 1, 6)])
            for side in ("left", "right", "top"):
                top.spines[side].set_visible(False)
            top.grid(axis="x", color=GRID)
            self._rows = [_Row(figure, top, place, letter) for place, letter in enumerate(KINDS.values())]
            self._draw_gap(figure, figure.figure.add_axes((0.055, 0.10, 0.92, 0.10)))
        return figure

    def _draw_gap(self, figure: LiveFigure, axes: Axes) -> None:
        axes.set_xlim(-1, 1)
        axes.set_ylim(0, 1)
        axes.set_yticks([])
        ticks = np.linspace(-1, 1, 9)
        axes.set_xticks(ticks, [f"{'+' if t > 0 else '−' if t < 0 else ''}{abs(100 * t):.0f}" for t in ticks])
        axes.set_xlabel("points; at 0 they are equally good", size=10.5)
        for side in ("left", "right", "top"):
            axes.spines[side].set_visible(False)
        axes.axvline(0, color=REST, lw=1.4)
        self._gap = figure.track("gap", axes.plot([-0.2, 0.5], [0.5, 0.5], color=CHOSEN, lw=5)[0])
        self._no_gap = figure.track(
            "no-gap", axes.text(0.02, 0.62, "Two kinds that were sent have a difference.", color=QUIET, size=11)
        )

    def show(self, values: dict[str, Any]) -> str:
        """Draw what is known of each kind, and say whether one may be called better."""
        rule = RULES[values["rule"]]
        tallies, wrong = _tallies(values["tally"])
        pair = replies.best_two(tallies)
        for place, (row, tally) in enumerate(zip(self._rows, tallies, strict=True)):
            rank = pair.index(place) if pair and place in pair else 2
            row.show(tally, rank, place in wrong)
        gap = replies.difference(tallies[pair[1]], tallies[pair[0]]) if pair else None
        self._gap.set_visible(gap is not None)
        self._no_gap.set_visible(gap is None)
        if gap:
            self._gap.set_xdata([gap.low, gap.high])
        said = [_cannot_be(values["tally"], wrong)]
        if pair and gap:
            said += [_compared(tallies, pair, gap), self._verdict(tallies, pair, rule), self._error(values["rule"])]
        else:
            said.append("Two kinds that were sent make a comparison; there is nothing to compare yet.")
        return " ".join(filter(None, said))

    def _verdict(self, tallies: list[Tally], pair: tuple[int, int], rule: Rule) -> str:
        winner = replies.winner(tallies, rule)
        if winner is not None:
            return f"By this rule **{_named(winner)} is the better one**."
        best, second = (tallies[place] for place in pair)
        said = "By this rule **no winner yet**"
        many = replies.needed(second.share, best.share, rule.sure)
        if many is None:
            return f"{said}. They have equal shares: no number of messages would part them."
        if second.share > best.share:
            return (
                f"{said}. By its share {_named(pair[1])} is ahead, but a share of "
                f"{_messages(min(best.sent, second.sent))} says little."
            )
        told = f"more than {MANY:,}" if many > MANY else f"{max(many, rule.least):,}"
        usual = replies.needed(second.share, best.share)
        if rule == RULE and usual is not None and many <= MANY:
            told_usual = f" by this strict rule ({usual:,} by the usual one, looked at once)"
        else:
            told_usual = ""
        more = max(many, rule.least) - min(best.sent, second.sent)
        left = f", {more:,} more than you have" if more > 0 and many <= MANY else ""
        return (
            f"{said}. If these shares were the true rates, {told} of each{told_usual} would show it at least "
            f"{100 * POWER:.0f} times in 100{left}."
        )

    def _error(self, name: str) -> str:
        wrong = self._errs[name]
        return (
            f"Between two equal messages ({EQUAL:.0%} reply), looked at after every pair up to {HORIZON} of each, this "
            f"rule calls a winner **{100 * wrong:.0f} times in 100**."
        )


class _Row:
    """One kind: its curve, interval and share, in each of three colours of which one is shown."""

    HEIGHT = 0.72

    def __init__(self, figure: LiveFigure, axes: Axes, place: int, letter: str) -> None:
        self._place, self._letter = place, letter
        self._curves, self._lines, self._names, self._ticks = [], [], [], []
        for name, colour in (("lead", CHOSEN), ("second", COMPARED), ("rest", REST)):
            curve = axes.fill(POINTS, np.full_like(POINTS, place), color=colour, alpha=0.22, lw=0)[0]
            line = axes.plot([0.2, 0.8], [place, place], color=colour, lw=3.4)[0]
            tick = axes.plot([0.5, 0.5], [place - 0.12, place + 0.12], color=colour, lw=2.6)[0]
            text = axes.text(-0.075, place, letter, color=INK if name == "rest" else colour, weight="bold", va="center")
            for kind, artist, found in (
                ("curve", curve, self._curves),
                ("line", line, self._lines),
                ("tick", tick, self._ticks),
                ("name", text, self._names),
            ):
                found.append(figure.track(f"{kind}-{letter}-{name}", artist))
        self._told = figure.track(f"told-{letter}", axes.text(1.36, place - 0.05, "x", color=INK, ha="right", size=11))

    def show(self, tally: Tally, rank: int, wrong: bool) -> None:
        known = tally.sent > 0
        heights = replies.density(tally, POINTS)
        heights *= self.HEIGHT / max(TALLEST, heights.max())
        outline = np.column_stack(
            [np.concatenate([POINTS, [1, 0]]), np.concatenate([self._place - heights, [self._place] * 2])]
        )
        found = replies.rate(tally)
        for number in range(3):
            shown = number == rank and known
            self._curves[number].set_visible(shown)
            self._lines[number].set_visible(shown)
            self._ticks[number].set_visible(shown)
            self._names[number].set_visible(number == rank)
            if shown:
                self._curves[number].set_xy(outline)
                self._lines[number].set_xdata([found.low, found.high])
                self._ticks[number].set_xdata([tally.share, tally.share])
        told = f"{tally.replied} of {tally.sent}, {found.low:.0%} to {found.high:.0%}" if known else "none sent"
        self._told.set_text("more replies than sent" if wrong else told)


def _tallies(cells: dict[tuple[str, str], int]) -> tuple[list[Tally], list[int]]:
    """The tally of each kind, and the places of those that can't be, which count as not sent."""
    pairs = [(cells[row, "sent"], cells[row, "replied"]) for row in KINDS]
    wrong = [place for place, (sent, replied) in enumerate(pairs) if replied > sent]
    return [Tally(*((0, 0) if place in wrong else pair)) for place, pair in enumerate(pairs)], wrong


def _named(place: int) -> str:
    return list(KINDS.values())[place]


def _cannot_be(cells: dict[tuple[str, str], int], wrong: list[int]) -> str:
    rows = list(KINDS)
    told = [
        f"{_named(place)} has {_replies(cells[rows[place], 'replied'])} to {_messages(cells[rows[place], 'sent'])}"
        for place in wrong
    ]
    return f"{listed(told)}, which can't be. Until you mend it, it doesn't count." if told else ""


def _messages(sent: int) -> str:
    return f"{sent:,} {plural(sent, 'message')}"


def _replies(number: int) -> str:
    return f"{number:,} {plural(number, 'reply', 'replies')}"


def _compared(tallies: list[Tally], pair: tuple[int, int], gap: Estimate) -> str:
    best, second = pair
    sure = per_cent(replies.better(tallies[second], tallies[best]))
    return (
        f"The chance that **{_named(best)}** is better than {_named(second)} is **{sure}**. Its rate lies "
        f"{_points(gap.low)} to {_points(gap.high)} points from the other's (95% interval)."
    )


def _points(share: float) -> str:
    written = f"{abs(100 * share):.0f}"
    return written if written == "0" else f"{'+' if share > 0 else '−'}{written}"
