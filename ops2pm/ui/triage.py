"""Bullets to read one at a time: tick what each has, then hold your reading against ours (lesson 02).

Where good readers disagree, both readings are given and nothing is counted.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any

import yaml
from markupsafe import Markup

from ops2pm import course
from ops2pm.ui import session
from ops2pm.ui.cards import Cards
from ops2pm.ui.markup import inline, join, listed, tag

CONTENT = course.CONTENT / "bullets.yaml"
KEY = "02.triage"

SHORT = {
    "user": "the user",
    "outcome": "the outcome",
    "baseline": "the level or comparison",
    "action": "the own action",
}
MARKS = {
    "user": "names a user: somebody you could point at",
    "outcome": "says what changed for them, or for the business",
    "baseline": "gives the level it started from, or a comparison",
    "action": "ties the change to the writer's own action",
}


@dataclass(frozen=True)
class Bullet:
    """One invented line of a CV; `has` holds the keys of MARKS that we read in it."""

    id: str
    field: str
    text: str
    has: tuple[str, ...]
    why: str
    debate: bool = False


@cache
def bullets() -> tuple[Bullet, ...]:
    """The bullets, in the order they are shown."""
    rows = yaml.safe_load(CONTENT.read_text(encoding="utf-8"))
    return tuple(Bullet(**{**row, "has": tuple(row["has"])}) for row in rows)


class Triage(Cards[Bullet]):
    """One bullet at a time; four things to tick, and an answer that explains itself.

    Kept in the workbook as {"ticked": {id: [marks]}, "compared": [ids], "right": n, "of": n}: `right` counts ticks
    and non-ticks that are as ours, of the bullets compared that are not debatable; `of` how many those are.
    """

    def __init__(self) -> None:
        self.cards = self.bullets = bullets()
        self.ticked: dict[str, set[str]] = {bullet.id: set() for bullet in self.bullets}
        self.compared: set[str] = set()
        self._remember()
        super().__init__()

    def _remember(self) -> None:
        kept = session.remembered("quizzes", KEY, dict) or {}
        draft = session.remembered("drafts", KEY, dict) or {}
        ticked, compared = draft.get("ticked", kept.get("ticked")), kept.get("compared")
        for bullet in self.bullets:
            marks = ticked.get(bullet.id) if isinstance(ticked, dict) else None
            self.ticked[bullet.id] = {mark for mark in MARKS if isinstance(marks, list) and mark in marks}
            if isinstance(compared, list) and bullet.id in compared:
                self.compared.add(bullet.id)
        left = [number for number, bullet in enumerate(self.bullets) if bullet.id not in self.compared]
        self.at = left[0] if left else 0

    @property
    def bullet(self) -> Bullet:
        """The one that is shown."""
        return self.card

    # -- what is on screen ---------------------------------------------------------------------------

    def body(self) -> Markup:
        """The bullet, four boxes, our reading, and the way to the next."""
        boxes = [
            tag(
                "label",
                tag(
                    "input",
                    type="checkbox",
                    data_name=mark,
                    data_id=mark,
                    checked=mark in self.ticked[self.bullet.id],
                ),
                tag("span", label),
                class_="o2p-option",
            )
            for mark, label in MARKS.items()
        ]
        return tag(
            "section",
            tag("p", "Triage", class_="o2p-kicker"),
            tag("h3", f"{len(self.bullets)} bullets, all invented: which would you read twice?"),
            tag("p", "Tick what the line has, then compare. You may change your mind; the comparison moves along."),
            self.face(),
            tag("fieldset", tag("legend", "This line …"), boxes),
            tag(
                "div",
                tag("button", "Compare with our reading", type="button", data_name="compare"),
                self.turning(),
                class_="o2p-row",
            ),
            tag("div", self._answer(), data_id="answer", class_="o2p-why o2p-triage", role="status"),
            tag("p", self._score(), data_id="score", class_="o2p-quiet", role="status"),
            aria_label="Triage of bullets",
        )

    def place(self) -> str:
        """Which of how many is shown, and whose it is."""
        return f"{super().place()}, {self.bullet.field}"

    def _answer(self) -> Markup:
        bullet = self.bullet
        if bullet.id not in self.compared:
            return Markup("")
        ticked = self.ticked[bullet.id]
        if bullet.debate:
            sets = f"You ticked {_named(ticked)}; we tick {_named(bullet.has)}."
            return join([tag("p", tag("strong", "Open to debate. "), inline(bullet.why)), tag("p", sets)])
        rows = [
            tag(
                "li",
                f"It {label.partition(':')[0]}? You say {'yes' if mark in ticked else 'no'}, ",
                tag("strong", f"we say {'yes' if mark in bullet.has else 'no'}"),
                ".",
            )
            for mark, label in MARKS.items()
            if (mark in ticked) != (mark in bullet.has)
        ]
        head = f"You differ from us on {len(rows)}:" if rows else "You read it as we do."
        return join([tag("p", head), tag("ul", rows) if rows else None, tag("p", inline(bullet.why))])

    def _agreed(self, bullet: Bullet) -> int:
        return sum((mark in self.ticked[bullet.id]) == (mark in bullet.has) for mark in MARKS)

    def _counted(self) -> list[Bullet]:
        return [bullet for bullet in self.bullets if bullet.id in self.compared and not bullet.debate]

    def _score(self) -> str:
        counted, debated = self._counted(), sum(bullet.debate for bullet in self.bullets)
        right, of = sum(map(self._agreed, counted)), len(MARKS) * len(counted)
        text = f"{len(self.compared)} of {len(self.bullets)} compared."
        if of:
            text += f" {right} of {of} as we read them; the {debated} open to debate don't count."
        return f"{text} {self._summary()}".rstrip() if len(self.compared) == len(self.bullets) else text

    def _summary(self) -> str:
        """Which mark the reader most often read otherwise, once all are compared; "" where none was."""
        misses = {
            mark: sum((mark in self.ticked[bullet.id]) != (mark in bullet.has) for bullet in self._counted())
            for mark in MARKS
        }
        most = max(misses.values())
        names = listed(SHORT[mark] for mark in MARKS if misses[mark] == most)
        return f"What you most often read otherwise: {names}, {most} times." if most > 1 else ""

    # -- what the reader does ------------------------------------------------------------------------

    def handle(self, kind: str, name: str, value: Any) -> None:
        """A box was ticked, or a button pressed."""
        if name in MARKS:
            own = self.ticked[self.bullet.id]
            (own.add if value is True else own.discard)(name)
            self.note(name, checked=value is True)
            session.record("drafts", KEY, {"ticked": self._ticks()})
            if self.bullet.id not in self.compared:
                return
        elif name == "compare":
            self.compared.add(self.bullet.id)
        elif name in ("next", "previous"):
            self.turn(name)
            return
        else:
            raise ValueError("There is no such thing to tick.")
        self.patch("answer", html=str(self._answer()))
        self.patch("score", text=self._score())
        self._keep()

    def show_card(self) -> None:
        """The boxes and the answer."""
        for mark in MARKS:
            self.patch(mark, checked=mark in self.ticked[self.bullet.id])
        self.patch("answer", html=str(self._answer()))

    def _ticks(self) -> dict[str, list[str]]:
        return {key: [mark for mark in MARKS if mark in marks] for key, marks in self.ticked.items() if marks}

    def _keep(self) -> None:
        counted = self._counted()
        session.record(
            "quizzes",
            KEY,
            {
                "ticked": self._ticks(),
                "compared": [bullet.id for bullet in self.bullets if bullet.id in self.compared],
                "right": sum(map(self._agreed, counted)),
                "of": len(MARKS) * len(counted),
            },
        )

    def description(self) -> str:
        """The bullets and what is asked of each."""
        asked = "; ".join(MARKS.values())
        return "\n".join([f"Triage. For each line: {asked}?", *(f"  {bullet.text}" for bullet in self.bullets)])

    def still(self) -> dict[str, Any]:
        """The bullets, without our reading."""
        asked = tag("ul", [tag("li", label) for label in MARKS.values()])
        lines = tag("ol", [tag("li", bullet.text) for bullet in self.bullets])
        return {"text/html": str(tag("div", tag("strong", "Triage. Which of these lines …"), asked, lines))}


def _named(marks: Iterable[str]) -> str:
    """Marks in words: "the user, the own action", or "none"."""
    return ", ".join(SHORT[mark] for mark in MARKS if mark in marks) or "none"


def triage() -> Triage:
    """Twelve invented bullets to read critically; see Triage."""
    return Triage()
