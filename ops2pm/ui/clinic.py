"""The question clinic: one question at a time, what kind it is, and the same question rewritten (lesson 10).

Where good readers disagree, both readings are given and nothing is counted.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import cache
from typing import Any

import yaml
from markupsafe import Markup

from ops2pm import course
from ops2pm.ui import session
from ops2pm.ui.cards import Cards
from ops2pm.ui.markup import inline, join, tag

CONTENT = course.CONTENT / "clinic.yaml"
KEY = "10.clinic"

KINDS = {
    "past": "past behaviour: what somebody did",
    "trade-off": "trade-off: what was given up for what",
    "hypothetical": "hypothetical: what somebody would do",
    "compliment": "compliment-fishing: it wants to hear something nice",
    "pitch": "pitch in disguise: it wants to be agreed with",
}
SHORT = {
    "past": "past behaviour",
    "trade-off": "a trade-off",
    "hypothetical": "a hypothetical",
    "compliment": "compliment-fishing",
    "pitch": "a pitch in disguise",
}
GOOD = ("past", "trade-off")
"""The kinds whose answer is a fact."""


@dataclass(frozen=True)
class Asked:
    """An invented question; `again` is it rewritten or, where its kind is good, the one to go on with."""

    id: str
    field: str
    text: str
    kind: str
    why: str
    again: str
    debate: bool = False


@cache
def questions() -> tuple[Asked, ...]:
    """The questions, in the order they are shown."""
    return tuple(Asked(**row) for row in yaml.safe_load(CONTENT.read_text(encoding="utf-8")))


class Clinic(Cards[Asked]):
    """One question at a time, five kinds to choose from; the first choice counts, later ones are explained too.

    Kept in the workbook as {"first": {id: kind}, "right": n, "of": n}, without those that are open to debate in the
    counts.
    """

    def __init__(self) -> None:
        self.cards = questions()
        self.first: dict[str, str] = {}
        kept = (session.remembered("quizzes", KEY, dict) or {}).get("first")
        for card in self.cards:
            kind = kept.get(card.id) if isinstance(kept, dict) else None
            if isinstance(kind, str) and kind in KINDS:
                self.first[card.id] = kind
        self.chosen = dict(self.first)
        self.at = next((place for place, card in enumerate(self.cards) if card.id not in self.first), 0)
        super().__init__()

    # -- what is on screen ---------------------------------------------------------------------------

    def place(self) -> str:
        """Which of how many is shown, and where it was asked."""
        return f"{super().place()}, about {self.card.field}"

    def body(self) -> Markup:
        """The question, five kinds, our reading, and the way to the next."""
        options = self.radios("kind", KINDS.items(), self.chosen.get(self.card.id))
        return tag(
            "section",
            tag("p", "Question clinic", class_="o2p-kicker"),
            tag("h3", f"{len(self.cards)} questions to a PM, all invented: what will each get back?"),
            tag("p", "Choose its kind, and you see our reading and the question rewritten. Your first choice counts."),
            self.face(),
            tag("fieldset", tag("legend", "This is …"), options),
            tag("div", self.turning(), class_="o2p-row"),
            tag("div", self._answer(), data_id="answer", class_="o2p-why o2p-clinic", role="status"),
            tag("p", self._score(), data_id="score", class_="o2p-quiet", role="status"),
            aria_label="Question clinic",
        )

    def _answer(self) -> Markup:
        card, kind = self.card, self.chosen.get(self.card.id)
        if kind is None:
            return Markup("")
        if card.debate:
            head = tag("strong", "Open to debate. ")
        elif kind == card.kind:
            head = tag("strong", f"Yes, {SHORT[kind]}. ")
        else:
            head = tag("strong", f"You say {SHORT[kind]}, we say {SHORT[card.kind]}. ")
        good = card.kind in GOOD and not card.debate
        label = "Then go on with:" if good else "Ask instead:"
        agrees = "o2p-yes" if kind == card.kind or card.debate else "o2p-no"
        return join(
            [
                tag("p", head, inline(card.why), class_=agrees),
                tag("p", label, " ", tag("strong", card.again), class_="o2p-again"),
            ]
        )

    def _counted(self) -> list[Asked]:
        return [card for card in self.cards if card.id in self.first and not card.debate]

    def _right(self) -> int:
        return sum(self.first[card.id] == card.kind for card in self._counted())

    def _score(self) -> str:
        counted, debated = self._counted(), sum(card.debate for card in self.cards)
        text = f"{len(self.first)} of {len(self.cards)} sorted."
        if counted:
            text += f" {self._right()} of {len(counted)} as we read them; the {debated} open to debate don't count."
        return f"{text} {self._summary()}".rstrip() if len(self.first) == len(self.cards) else text

    def _summary(self) -> str:
        """Which kind the reader most often took for another, once all are sorted; "" where none twice."""
        missed = Counter(card.kind for card in self._counted() if self.first[card.id] != card.kind)
        ((kind, times),) = missed.most_common(1) or [("", 0)]
        return f"What you most often took for something else: {SHORT[kind]}, {times} times." if times > 1 else ""

    # -- what the reader does ------------------------------------------------------------------------

    def handle(self, kind: str, name: str, value: Any) -> None:
        """A kind was chosen, or a button pressed."""
        if name in ("next", "previous"):
            self.turn(name)
            return
        if name != "kind" or value not in KINDS:
            raise ValueError("There is no such kind.")
        self.chosen[self.card.id] = value
        for each in KINDS:
            self.note(f"kind={each}", checked=each == value)
        new = self.first.setdefault(self.card.id, value) == value
        self.patch("answer", html=str(self._answer()))
        self.patch("score", text=self._score())
        if new:
            session.record(
                "quizzes", KEY, {"first": dict(self.first), "right": self._right(), "of": len(self._counted())}
            )

    def show_card(self) -> None:
        """The choice and the answer."""
        chosen = self.chosen.get(self.card.id)
        for each in KINDS:
            self.patch(f"kind={each}", checked=each == chosen)
        self.patch("answer", html=str(self._answer()))

    def description(self) -> str:
        """The questions and the kinds to choose from."""
        asked = "; ".join(KINDS.values())
        return "\n".join([f"Question clinic. Which kind is each? {asked}.", *(f"  {card.text}" for card in self.cards)])

    def still(self) -> dict[str, Any]:
        """The questions, without our reading."""
        kinds = tag("ul", [tag("li", label) for label in KINDS.values()])
        lines = tag("ol", [tag("li", card.text) for card in self.cards])
        return {"text/html": str(tag("div", tag("strong", "Question clinic. Which kind is each?"), kinds, lines))}


def clinic() -> Clinic:
    """Fourteen invented questions to sort; see Clinic."""
    return Clinic()
