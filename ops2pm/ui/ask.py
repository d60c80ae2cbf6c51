"""A question of an exercise's track A: answered in a panel, graded by the same check as code is."""

from __future__ import annotations

from typing import Any

from markupsafe import Markup

from ops2pm import checks
from ops2pm.ui import session
from ops2pm.ui.live import Panel
from ops2pm.ui.markup import inline, plain, tag


class Ask(Panel):
    """The question of one check, with choices or a number box, a button and the check's answer."""

    def __init__(self, check_id: str) -> None:
        self.check = checks.find(check_id)
        kept = session.remembered("exercises", check_id, dict) or {}
        self.answer: str | None = None if kept.get("answer") is None else str(kept["answer"])
        self.earlier: str | None = kept.get("status")
        super().__init__()

    def body(self) -> Markup:
        """The question, a way to answer, and room for what the check says."""
        check = self.check
        if check.choices:
            options = self.radios("answer", [(value, inline(label)) for value, label in check.choices], self.answer)
            field = tag("fieldset", tag("legend", "Your answer", class_="o2p-quiet"), options)
        else:
            field = tag(
                "label",
                tag("span", "Your answer", class_="o2p-label"),
                tag(
                    "input",
                    type="text",
                    inputmode="decimal",
                    data_name="answer",
                    data_id="answer",
                    data_enter="check",
                    value=self.answer or "",
                    class_="o2p-number",
                ),
                tag("span", check.unit, class_="o2p-unit") if check.unit else None,
                class_="o2p-row",
            )
        buttons = tag(
            "div",
            tag("button", "Check", type="button", data_name="check"),
            tag("button", "A hint", type="button", data_name="hint", class_="o2p-plain"),
            tag("button", "The answer", type="button", data_name="solution", class_="o2p-plain"),
            class_="o2p-row",
        )
        return tag(
            "section",
            tag("p", f"Exercise {check.id}", class_="o2p-kicker"),
            tag("h3", inline(check.question)),
            field,
            buttons,
            tag("div", self._solved() or self._earlier(), data_id="result", class_="o2p-why", role="status"),
            aria_label=f"Exercise {check.id}",
        )

    def _solved(self) -> Markup | None:
        """The answer and why, in a solution notebook: there it has to be on paper and on the wall as well."""
        if checks.keeping():
            return None
        return Markup(checks.solution(self.check.id)._repr_mimebundle_()["text/html"])

    def _earlier(self) -> Markup | None:
        """What the check said last time, in a word."""
        if not isinstance(self.earlier, str):
            return None
        return tag("p", "Earlier: ", tag("strong", self.earlier), ". Press Check to read why again.")

    def handle(self, kind: str, name: str, value: Any) -> None:
        """Remember the answer; on "Check" grade it."""
        if name == "answer":
            self.answer = value
            if self.check.choices:
                self.note(f"answer={value}", checked=True)
            else:
                self.note("answer", value=value)
        elif name == "check":
            self.patch("result", html=checks.answer(self.check.id, self.answer)._repr_mimebundle_()["text/html"])
        elif name == "hint":
            self.patch("result", html=checks.hint(self.check.id)._repr_mimebundle_()["text/html"])
        elif name == "solution":
            self.patch("result", html=checks.solution(self.check.id)._repr_mimebundle_()["text/html"])

    def description(self) -> str:
        """The question and its choices; in a solution notebook, the solution too."""
        lines = [f"Exercise {self.check.id}. {plain(self.check.question)}"]
        lines += [f"  ( ) {plain(label)}" for _, label in self.check.choices or ()]
        return "\n".join(lines if checks.keeping() else [*lines, str(checks.solution(self.check.id))])

    def still(self) -> dict[str, Any]:
        """The question and its choices as a list; in a solution notebook, the solution too."""
        choices = tag("ul", [tag("li", inline(label)) for _, label in self.check.choices or ()])
        return {"text/html": str(tag("div", tag("strong", inline(self.check.question)), choices, self._solved()))}


def ask(check_id: str) -> Ask:
    """Ask the question of the check `check_id` ("04.1") in a panel; see Ask."""
    return Ask(check_id)
