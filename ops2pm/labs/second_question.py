"""Lesson 12, lab 1: two answers to one objection, and how often somebody must ask on for the plain one to win."""

from __future__ import annotations

from typing import Any

from ops2pm.models import hiring
from ops2pm.models.hiring import TwoAnswers
from ops2pm.ui.controls import Control, Slider
from ops2pm.ui.figure import CHOSEN, COMPARED, GRID, INK, QUIET, REST, LiveFigure, dot, put
from ops2pm.ui.lab import Lab

PICKS = 0.64
"""How often the interview is assumed to rate the abler of two higher: a correlation of 0.43, near the 0.42 that Sackett
and others 2022 report for structured interviews."""
START = {"asks": 20, "gain": 70, "loss": 15, "candidates": 5}
ABLE = 0.9
"""A candidate better than this share of the others, and one better than the rest of it: how far the crossing moves."""
WIDE = 0.2
TOP = 80
"""Where the picture ends: no setting gives more offers."""


class SecondQuestionLab(Lab):
    """Orange: the bold answer. Blue: the plain one with an episode. Along the axis: how often somebody asks on."""

    name = "second-question"
    title = "Until somebody asks on"
    question = (
        "Orange is the bold answer, blue the plain one with an episode. Both are given by a candidate from the middle. "
        "*How often must a second question come for blue to be worth more?* All numbers here are assumed; change them."
    )
    opens_after = "predictions/12.second"

    def make_controls(self) -> tuple[Control, ...]:
        """How often they ask on, what impressing is worth, what being caught costs, and against how many."""
        return (
            Slider(
                "asks",
                "The second question comes in",
                0,
                100,
                1,
                START["asks"],
                "of 100 interviews",
                "At 0, which answer would you give? From where on the other?",
            ),
            Slider(
                "gain",
                "An impression lifts you past",
                50,
                90,
                1,
                START["gain"],
                "of 100 candidates",
                "50 is no effect at all. Does a stronger impression help the bold answer or the plain one?",
            ),
            Slider(
                "loss",
                "Found out, you are ahead of",
                5,
                50,
                1,
                START["loss"],
                "of 100 candidates",
                "If being found out cost nothing (50), when would the plain answer win?",
            ),
            Slider(
                "candidates",
                "Candidates for the job",
                3,
                20,
                1,
                START["candidates"],
                "",
                "With more of them, does boldness pay longer or shorter?",
            ),
        )

    def facts(self) -> dict[str, Any]:
        """What lesson 12 says of the two answers, by the name its texts give each number."""
        start = self._answers(START)
        return {
            "even": start.even,
            "candidates": START["candidates"],
            "gain": START["gain"],
            "loss": START["loss"],
            "plain": start.plain,
            "impressed": start.impressed,
            "caught": start.caught,
            "even_ten": self._answers({**START, "candidates": 10}).even,
            "even_strong": self._answers({**START, "gain": 90}).even,
            "even_free": self._answers({**START, "loss": 50}).even,
            "picks": PICKS,
            "able": ABLE,
            "weak": 1 - ABLE,
            "even_able": self._answers(START, ABLE).even,
            "even_weak": self._answers(START, 1 - ABLE).even,
        }

    @staticmethod
    def _answers(values: dict[str, Any], better_than: float = 0.5) -> TwoAnswers:
        """The two answers of a candidate who is better than this share of them; 0.5 is from the middle."""
        gain = max(0.0, hiring.at_share(values["gain"] / 100))
        loss = max(0.0, -hiring.at_share(values["loss"] / 100))
        ability = hiring.at_share(better_than)
        return hiring.two_answers(gain, loss, hiring.validity_of(PICKS), int(values["candidates"]), ability)

    def draw(self) -> LiveFigure:
        """Two straight lines over how often the second question comes, where they cross, and where one stands."""
        figure = LiveFigure(self.name, (600, 340))
        figure.figure.set_layout_engine("none")
        with figure.style():
            axes = figure.figure.add_axes((0.085, 0.15, 0.87, 0.71))
            axes.set_xlim(0, 100)
            axes.set_ylim(0, TOP)
            axes.set_xticks(range(0, 101, 20))
            axes.set_yticks(range(0, TOP + 1, 20))
            axes.grid(color=GRID)
            axes.set_xlabel("the second question comes in so many of 100 interviews (assumed)", size=11.5)
            figure.figure.text(
                0.01, 0.945, "Offers in 100 such interviews", size=13, weight="bold", color=INK, va="center"
            )
            self._bold = figure.track("bold", axes.plot([0, 100], [33, 3], color=COMPARED, lw=2.8)[0])
            self._plain = figure.track("plain", axes.plot([0, 100], [18, 33], color=CHOSEN, lw=2.8)[0])
            self._even = figure.track("even", axes.plot([50, 50], [0, TOP], color=REST, lw=1.4, ls=(0, (4, 3)))[0])
            look = {"size": 11, "color": QUIET, "va": "top"}
            self._even_words = figure.track("even-words", axes.text(52, TOP - 3, "worth the same", **look))
            self._dots = [
                figure.track(name, dot(axes, 20, 30, WIDE, colour, 9))
                for name, colour in (("dot-bold", COMPARED), ("dot-plain", CHOSEN))
            ]
            named = {"size": 12, "weight": "bold"}
            self._names = [
                figure.track("name-bold", axes.text(1.5, 40, "bold", color=COMPARED, ha="left", va="bottom", **named)),
                figure.track(
                    "name-plain",
                    axes.text(98.5, 40, "plain, with an episode", color=CHOSEN, ha="right", va="bottom", **named),
                ),
            ]
        return figure

    def show(self, values: dict[str, Any]) -> str:
        """Move the lines and say which answer is worth more."""
        answers = self._answers(values)
        asks = values["asks"] / 100
        self._bold.set_ydata([100 * answers.bold(0), 100 * answers.bold(1)])
        self._plain.set_ydata([100 * answers.episode(0), 100 * answers.episode(1)])
        for each, chance in zip(self._dots, (answers.bold(asks), answers.episode(asks)), strict=True):
            put(each, values["asks"], 100 * chance, WIDE)
        self._names[0].set_y(100 * answers.bold(0) + 2.5)
        self._names[1].set_y(100 * answers.episode(1) + 2.5)
        even = answers.even
        self._even.set_visible(even is not None)
        self._even_words.set_visible(even is not None)
        if even is not None:
            self._even.set_xdata([100 * even] * 2)
            self._even_words.set_x(100 * even + (1.5 if even < 0.6 else -1.5))
            self._even_words.set_ha("left" if even < 0.6 else "right")
        return self._words(values, answers)

    @staticmethod
    def _words(values: dict[str, Any], answers: TwoAnswers) -> str:
        asks = values["asks"]
        bold, plain = 100 * answers.bold(asks / 100), 100 * answers.episode(asks / 100)
        said = (
            f"If the second question comes in {asks:.0f} of 100 interviews: the bold answer **{bold:.0f}** offers in "
            f"100, the plain one with an episode **{plain:.0f}**."
        )
        if answers.even is None:
            return f"{said} Here nothing is to be won or lost by either."
        return (
            f"{said} They are worth the same at **{100 * answers.even:.0f}** of 100; from there on the plain one is "
            "ahead."
        )
