"""The thread's unsupported claims, one at a time: tick what it gives, then see what would count as evidence."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import yaml
from markupsafe import Markup

from ops2pm import course
from ops2pm.ui import session
from ops2pm.ui.live import Panel
from ops2pm.ui.markup import inline, join, listed, tag

CONTENT = course.CONTENT / "claims.yaml"
KEY = "09.claims"

GIVES = {
    "population": "among whom",
    "comparison": "compared with whom",
    "measure": "what counts as success, and how it is measured",
    "period": "in what time",
    "counts": "how many were counted",
}

NONE = "none"
BOXES = {**GIVES, NONE: "none of these"}


@dataclass(frozen=True)
class Checked:
    """What the course says of one claim; see content/claims.yaml."""

    id: str
    has: tuple[str, ...]
    reading: str
    evidence: str
    instead: str
    next: str


@cache
def claims_checked() -> Mapping[str, Checked]:
    """Claim id -> what the course says of it, in the order of the file."""
    rows = yaml.safe_load(CONTENT.read_text(encoding="utf-8"))
    return {row["id"]: Checked(**{**row, "has": tuple(row["has"])}) for row in rows}


class Claims(Panel):
    """One claim at a time; five things to tick or none of them, and what would count as evidence.

    Kept in the workbook as {"ticked": {id: [what it gives, or "none"]}, "compared": [ids]}.
    """

    def __init__(self) -> None:
        self.checked = claims_checked()
        self.at = "C6" if "C6" in self.checked else next(iter(self.checked))
        self.ticked: dict[str, set[str]] = {id: set() for id in self.checked}
        self.compared: set[str] = set()
        self._remember()
        super().__init__()

    def _remember(self) -> None:
        kept = session.remembered("quizzes", KEY, dict) or {}
        ticked, compared = kept.get("ticked"), kept.get("compared")
        for id in self.checked:
            marks = ticked.get(id) if isinstance(ticked, dict) else None
            self.ticked[id] = {mark for mark in BOXES if isinstance(marks, list) and mark in marks}
            if isinstance(compared, list) and id in compared:
                self.compared.add(id)

    # -- what is on screen ---------------------------------------------------------------------------

    def body(self) -> Markup:
        """Seven claims to choose from, the quotation, the boxes, and our reading."""
        buttons = [
            tag(
                "button",
                id,
                type="button",
                data_name="show",
                value=id,
                data_id=f"show-{id}",
                aria_pressed="true" if id == self.at else "false",
                class_="o2p-part",
            )
            for id in self.checked
        ]
        boxes = [
            tag(
                "label",
                tag("input", type="checkbox", data_name=mark, data_id=mark, checked=mark in self.ticked[self.at]),
                tag("span", label),
                class_="o2p-option",
            )
            for mark, label in BOXES.items()
        ]
        return tag(
            "section",
            tag("p", "Seven claims", class_="o2p-kicker"),
            tag("h3", "What does the sentence give, and what would count as evidence?"),
            tag(
                "p",
                "We marked seven claims that come without support. Take one or two, and tick what each says.",
            ),
            tag("div", buttons, class_="o2p-parts", role="group", aria_label="Which claim"),
            tag("div", self._quote(), data_id="quote", class_="o2p-bullet", style="margin-top: 0.9rem", role="status"),
            tag(
                "div",
                tag(
                    "div",
                    tag("fieldset", tag("legend", "This sentence says …"), boxes),
                    tag("button", "Compare with our reading", type="button", data_name="compare"),
                    tag("p", data_id="problem", class_="o2p-problem", role="status", hidden=True),
                    tag("p", self._count(), data_id="count", class_="o2p-quiet", role="status"),
                ),
                tag("div", self._answer(), data_id="answer", style="min-height: 27em", role="status"),
                class_="o2p-beside",
            ),
            aria_label="Seven claims",
        )

    def _quote(self) -> Markup:
        quotes = course.thread().claim(self.at).quotes
        return join(tag("p", f"“{quote.words}” ({quote.reply})") for quote in quotes)

    def _answer(self) -> Markup:
        if self.at not in self.compared:
            return Markup("")
        said = self.checked[self.at]
        ticked = self.ticked[self.at] - {NONE}
        ours = listed([GIVES[mark].partition(",")[0] for mark in said.has]) or "none of the five"
        head = f"We read in it: {ours}." + (" So do you." if ticked == set(said.has) else "")
        beyond = listed([f"“{label}”" for mark, label in GIVES.items() if mark in ticked and mark not in said.has])
        if beyond:
            head += f" You ticked {beyond} too; we don't find it."
        return join(
            [
                tag("p", tag("strong", head), " ", inline(said.reading)),
                tag("p", tag("strong", "What was found. "), course.thread().claim(self.at).found),
                tag("p", tag("strong", "What would count as evidence. "), inline(said.evidence)),
                tag("p", tag("strong", "What to say instead (invented). "), inline(said.instead)),
                tag("p", inline(said.next), class_="o2p-quiet"),
            ]
        )

    def _count(self) -> str:
        return f"{len(self.compared)} of {len(self.checked)} compared."

    # -- what the reader does ------------------------------------------------------------------------

    def handle(self, kind: str, name: str, value: Any) -> None:
        """A claim was chosen, a box ticked, or the comparison asked for."""
        if name == "show":
            if value not in self.checked:
                raise ValueError("There is no such claim.")
            self.at = value
            self._show()
            return
        if name in BOXES:
            self._tick(name, value is True)
            if self.at not in self.compared:
                return
        elif name == "compare":
            if not self.ticked[self.at]:
                self.patch("problem", text="Tick first, or say “none of these”.", hidden=False)
                return
            self.compared.add(self.at)
        else:
            raise ValueError("There is no such thing to tick.")
        self.patch("answer", html=str(self._answer()))
        self.patch("count", text=self._count())
        ticked = {id: [mark for mark in BOXES if mark in marks] for id, marks in self.ticked.items() if marks}
        compared = [id for id in self.checked if id in self.compared]
        session.record("quizzes", KEY, {"ticked": ticked, "compared": compared})

    def _tick(self, name: str, on: bool) -> None:
        """Tick a box or not; “none of these” clears the others, and they clear it."""
        own = self.ticked[self.at]
        (own.add if on else own.discard)(name)
        self.note(name, checked=on)
        if on:
            for other in own & (set(GIVES) if name == NONE else {NONE}):
                own.discard(other)
                self.patch(other, checked=False)
        self.patch("problem", text="", hidden=True)

    def _show(self) -> None:
        self.patch("problem", text="", hidden=True)
        for id in self.checked:
            self.patch(f"show-{id}", aria_pressed="true" if id == self.at else "false")
        self.patch("quote", html=str(self._quote()))
        for mark in BOXES:
            self.patch(mark, checked=mark in self.ticked[self.at])
        self.patch("answer", html=str(self._answer()))

    def description(self) -> str:
        """The claims and what is asked of each."""
        quotes = [f"  {id}: “{course.thread().claim(id).quotes[0].words}”" for id in self.checked]
        return "\n".join([f"Seven claims. Does the sentence say: {'; '.join(GIVES.values())}?", *quotes])

    def still(self) -> dict[str, Any]:
        """The claims, without our reading."""
        asked = tag("ul", [tag("li", label) for label in GIVES.values()])
        lines = [
            tag("li", f"{id}: “{course.thread().claim(id).quotes[0].words}”", style="list-style: none")
            for id in self.checked
        ]
        return {
            "text/html": str(tag("div", tag("strong", "Seven claims. Which of these says …"), asked, tag("ul", lines)))
        }


def claims() -> Claims:
    """The thread's seven claims to read critically; see Claims."""
    return Claims()
