"""Commit to a number or a choice before the lab shows what is true; the first commitment is kept."""

from __future__ import annotations

from typing import Any

from markupsafe import Markup

from ops2pm import questions
from ops2pm.models.resample import Estimate
from ops2pm.numbers import parse_answer, plural
from ops2pm.ui import session
from ops2pm.ui.live import Panel
from ops2pm.ui.markup import inline, join, plain, prose, sentence, tag

PER_CENT = ("per cent", "percentage")
"""How a unit begins that is a per cent or a difference of them."""


class Predict(Panel):
    """A question whose answer is hidden until the reader has committed to one of their own.

    key: names the question in questions/NN.yaml and the answer in the workbook ("predictions/key")
    answer: what the data says: a number or an Estimate; for a choice, the right option's value, or None for a
        decision that nothing can call right or wrong
    about: what the question is about ("company 87"), where that may change: then each has a guess of its own, kept
        in the workbook as "settings/predicted.key"; "predictions/key" is the one committed last
    numbers: more numbers, for the question, the options and the text shown afterwards
    """

    def __init__(self, key: str, answer: float | Estimate | str | None, about: str = "", **numbers: Any) -> None:
        self.key = key
        self.about = about
        self.entry = questions.find("predictions", key)
        self.truth = answer
        self.numbers = numbers
        self.question = self.entry["question"].format(**numbers)
        labels = self.entry.get("choices")
        self._choices = labels and {value: label.format(**numbers) for value, label in labels.items()}
        self.typed: str | None = None
        self._doubted: str | None = None
        self.committed: Any = self._remembered()
        super().__init__()

    def _remembered(self) -> float | str | None:
        kind = str if self.choices else (int, float)
        kept = self._by_subject().get(self.about) if self.about else session.remembered("predictions", self.key, kind)
        try:
            return self._parse(kept) if isinstance(kept, kind) and not isinstance(kept, bool) else None
        except ValueError:
            return None

    def _by_subject(self) -> dict[str, Any]:
        """The guess about each subject, where the question may have several."""
        return session.remembered("settings", f"predicted.{self.key}", dict) or {}

    @property
    def choices(self) -> dict[str, str] | None:
        """Option value -> label, or None when the answer is a number."""
        return self._choices

    @property
    def _verb(self) -> str:
        return "Decide" if self.truth is None else "Predict"

    @property
    def says(self) -> str:
        """Who knows the answer: the data, unless the question names something else, such as a model."""
        return self.entry.get("says", "data")

    def body(self) -> Markup:
        """The question and a way to answer; or, when committed before, the answer."""
        if self.choices:
            options = self.radios("guess", self.choices.items())
            legend = "Your decision" if self.truth is None else "Your prediction"
            field = tag("fieldset", tag("legend", legend, class_="o2p-quiet"), options)
        else:
            field = tag(
                "label",
                tag("span", "Your prediction", class_="o2p-label"),
                tag(
                    "input",
                    # Not type="number": some browsers drop a decimal comma from one, and 4,5 becomes 45.
                    type="text",
                    inputmode="decimal",
                    autocomplete="off",
                    data_name="guess",
                    data_id="guess",
                    data_enter="commit",
                    class_="o2p-number",
                ),
                tag("span", self.entry["unit"], class_="o2p-unit"),
                class_="o2p-row",
            )
        teaches = "" if self.truth is None else " A wrong guess teaches more than none."
        asked = tag(
            "div",
            field,
            tag("p", data_id="guess-problem", class_="o2p-problem", role="status", hidden=True),
            tag("button", "Commit", type="button", data_name="commit"),
            tag("p", f"Nobody sees it but you.{teaches}", class_="o2p-ask"),
            data_id="ask",
            hidden=self.committed is not None,
        )
        answer = self._answer() if self.committed is not None else ""
        return tag(
            "section",
            tag("p", f"{self._verb} first", class_="o2p-kicker"),
            tag("h3", inline(self.question)),
            asked,
            tag("div", answer, data_id="answer", role="status"),
            aria_label=f"{'Decision' if self.truth is None else 'Prediction'}: {plain(self.question)}",
        )

    def handle(self, kind: str, name: str, value: Any) -> None:
        """Remember what is typed; on "Commit" keep it and show the answer."""
        if name == "guess":
            self.typed = value
            if self.choices:
                self.note(f"guess={value}", checked=True)
            else:
                self.note("guess", value=value)
            self.patch("guess-problem", text="", hidden=True)
        elif name == "commit" and self.committed is None:
            try:
                guess = self._parse(self.typed)
            except ValueError as problem:
                self.patch("guess-problem", text=str(problem), hidden=False)
                return
            if self._looks_like_a_share(guess):
                self._doubted = self.typed
                told = (
                    f"That is {guess:g} per cent. For {guess:.0%} type {100 * guess:g}; if you mean it, commit again."
                )
                self.patch("guess-problem", text=told, hidden=False)
                return
            self.committed = guess
            self.patch("ask", hidden=True)
            self.patch("answer", html=str(self._answer()))
            if self.about:
                session.record("settings", f"predicted.{self.key}", {**self._by_subject(), self.about: guess})
            session.record("predictions", self.key, guess)

    def _looks_like_a_share(self, guess: float | str) -> bool:
        """Whether 0.85 was typed where 85 per cent may be meant; asked only once."""
        percent = not self.choices and self.entry["unit"].startswith(PER_CENT)
        return percent and isinstance(guess, float) and 0 < guess < 1 and self.typed != self._doubted

    def _parse(self, typed: str | float | None) -> float | str:
        if self.choices:
            if typed not in self.choices:
                raise ValueError("Choose one of the options first.")
            return typed
        low, high = self.entry["low"], self.entry["high"]
        guess = parse_answer(typed, self.entry["unit"])
        if guess is None or not low <= guess <= high:
            raise ValueError(f"Type a number from {low:g} to {high:g}; a rough guess is fine.")
        return guess

    def _answer(self) -> Markup:
        if self.choices:
            verdict = (
                f" That is what the {self.says} says."
                if self.committed == self.truth
                else f" The {self.says} says: {sentence(self.choices.get(str(self.truth), str(self.truth)))}"
            )
            label = self.choices.get(str(self.committed), str(self.committed))
            shown = tag("p", f"You said: {label}.", tag("strong", verdict) if self.truth is not None else None)
            return join([shown, prose(self.entry["reveal"].format(**self.numbers))])
        assert self.truth is not None
        truth = self.truth if isinstance(self.truth, Estimate) else Estimate(*[float(self.truth)] * 3)
        text = self.entry["reveal"].format(
            guess=self.committed, value=truth.value, low=truth.low, high=truth.high, **self.numbers
        )
        return join(
            [
                _number_line(self.committed, truth, self.entry["unit"], self.says),
                prose(_distance(self.committed, truth, self.says, self.entry["unit"]) + text),
            ]
        )

    def description(self) -> str:
        """The question, and how it is answered."""
        how = "Choose: " + " / ".join(self.choices.values()) if self.choices else f"A number, {self.entry['unit']}."
        return f"{self._verb} first. {plain(self.question)}\n{how}"

    def still(self) -> dict[str, Any]:
        """The question alone."""
        return {"text/html": str(tag("div", tag("strong", f"{self._verb} first. "), inline(self.question)))}


def predict(key: str, answer: float | Estimate | str | None, about: str = "", **numbers: Any) -> Predict:
    """Ask for a prediction; `answer` stays hidden until the reader commits. See Predict."""
    return Predict(key, answer, about, **numbers)


def _distance(guess: float, truth: Estimate, says: str, unit: str) -> str:
    """How far a guess is off: shares by their difference, what is near by the number, all else by its ratio."""
    if _shown(guess) == _shown(truth.value):
        return "**Exactly.** "
    if truth.low <= guess <= truth.high:
        return "**Your guess is inside the interval.** "
    if 0.9 * guess < truth.value < 1.1 * guess:
        return "**Close.** "
    you = f"**You said {guess:g}"
    if unit.startswith((*PER_CENT, "of 100")):
        apart = abs(truth.value - guess)
        size = _shown(apart) if apart < 1 else f"{apart:.0f}"
        points = f" {plural(size, 'point')}" if unit.startswith(PER_CENT) else ""
        more = "more" if truth.value > guess else "less" if points else "fewer"
        return f"{you}; the {says} says {size}{points} {more}.** "
    if guess <= 0 or truth.value <= 0:
        return ""
    factor = truth.value / guess
    if not 0.001 < factor < 1000:
        return "**Your guess was a long way off.** "
    if 2 / 3 < factor < 3 / 2:
        return f"{you}; it is {_shown(truth.value)}.** "
    if factor > 1:
        return f"{you}; the {says} says {factor:.1f} times that.** "
    return f"{you}, {1 / factor:.1f} times what the {says} says.** "


def _shown(value: float) -> str:
    """To one decimal, and without it where it is 0."""
    return f"{value:.1f}".removesuffix(".0")


def _number_line(guess: float, truth: Estimate, unit: str, says: str) -> Markup:
    """Where the guess and the data lie on one line from zero."""
    width, end = 560, max(guess, truth.high, truth.value) * 1.2 or 1.0

    def at(value: float) -> float:
        return round(40 + value / end * (width - 80), 1)

    def mark(value: float, y: int, label: str, colour: str) -> list[Markup]:
        x = at(value)
        anchor = "start" if x < width * 0.25 else "end" if x > width * 0.75 else "middle"
        fill = f"fill: var(--o2p-{colour})"
        return [
            tag("circle", cx=x, cy=45, r=6, style=fill),
            tag("text", label, x=x, y=y, text_anchor=anchor, style=f"{fill}; font-size: 14px; font-weight: 600"),
        ]

    axis = tag("line", x1=40, x2=width - 40, y1=45, y2=45, style="stroke: var(--o2p-rest); stroke-width: 2")
    band = tag(
        "line", x1=at(truth.low), x2=at(truth.high), y1=45, y2=45,
        style="stroke: var(--o2p-compared); stroke-width: 10; opacity: 0.45",
    )  # fmt: skip
    zero = tag("text", "0", x=28, y=50, text_anchor="middle", style="fill: var(--o2p-quiet); font-size: 13px")
    label = f"On a line from zero: your guess {guess:g}, the {says} {_shown(truth.value)} {unit}."
    return tag(
        "svg",
        axis,
        band,
        zero,
        mark(truth.value, 76, f"the {says}: {_shown(truth.value)}", "compared"),
        mark(guess, 26, f"you: {guess:g}", "chosen"),
        viewBox=f"0 0 {width} 88",
        role="img",
        aria_label=label,
        class_="o2p-line",
    )
