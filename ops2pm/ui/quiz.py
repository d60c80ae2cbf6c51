"""A few questions whose every option explains itself; try again as often as you like."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from ops2pm import questions
from ops2pm.ui import session
from ops2pm.ui.live import Panel
from ops2pm.ui.markup import inline, plain, tag


@dataclass(frozen=True)
class Option:
    """One answer: its text, whether it is right, and why."""

    text: str
    right: bool
    why: str


@dataclass(frozen=True)
class Item:
    """One question with its options."""

    text: str
    options: tuple[Option, ...]


class Quiz(Panel):
    """One item, or several that are answered the same way (a sorting).

    What the reader chose is kept in the workbook as {"choices": [...], "right": n}, index by item; an
    unanswered item is None.
    """

    def __init__(self, key: str, **numbers: Any) -> None:
        self.key = key
        entry = questions.find("quizzes", key)
        self.question = entry["question"].format(**numbers)
        self.items = _items(entry, numbers)
        self.choices: list[int | None] = self._remembered()
        super().__init__()

    def _remembered(self) -> list[int | None]:
        kept = (session.remembered("quizzes", self.key, dict) or {}).get("choices")
        valid = [
            choice if type(choice) is int and 0 <= choice < len(item.options) else None
            for choice, item in zip(kept if isinstance(kept, list) else [], self.items, strict=False)
        ]
        return valid + [None] * (len(self.items) - len(valid))

    def body(self) -> Markup:
        """Every item as a set of radio buttons with room for the explanation beneath."""
        several = len(self.items) > 1
        title = tag("h3", inline(self.question))
        return tag(
            "section",
            tag("p", "Sort these" if several else "Check yourself", class_="o2p-kicker"),
            title,
            [self._item(number, item) for number, item in enumerate(self.items)],
            tag("p", self._score(), data_id="score", class_="o2p-quiet", role="status") if several else None,
            aria_label=f"{'Sorting' if several else 'Quiz'}: {plain(self.question)}",
        )

    def _item(self, number: int, item: Item) -> Markup:
        chosen = self.choices[number]
        labels = [(index, inline(option.text)) for index, option in enumerate(item.options)]
        options = self.radios(f"item-{number}", labels, chosen)
        why = tag("div", self._why(number), data_id=f"why-{number}", class_="o2p-why", role="status")
        legend = tag("legend", inline(item.text) if item.text else plain(self.question))
        hidden = None if item.text else "o2p-unseen-legend"
        return tag("fieldset", legend, options, why, class_=f"o2p-item {hidden or ''}".strip())

    def handle(self, kind: str, name: str, value: Any) -> None:
        """The reader chose an option: explain it and remember it."""
        number, choice = int(name.removeprefix("item-")), int(value)
        if not 0 <= choice < len(self.items[number].options):
            raise ValueError("That option does not exist.")
        self.choices[number] = choice
        self.note(f"{name}={choice}", checked=True)
        self.patch(f"why-{number}", html=str(self._why(number)))
        if len(self.items) > 1:
            self.patch("score", text=self._score())
        session.record("quizzes", self.key, {"choices": self.choices, "right": self._right()})

    def _why(self, number: int) -> Markup:
        choice = self.choices[number]
        if choice is None:
            return Markup("")
        option = self.items[number].options[choice]
        word = "Yes." if option.right else "Not this one."
        return tag("p", tag("strong", word), " ", inline(option.why), class_="o2p-yes" if option.right else "o2p-no")

    def _right(self) -> int:
        return sum(
            choice is not None and item.options[choice].right
            for item, choice in zip(self.items, self.choices, strict=True)
        )

    def _score(self) -> str:
        answered = sum(choice is not None for choice in self.choices)
        return f"{answered} of {len(self.items)} sorted, {self._right()} as we would."

    def description(self) -> str:
        """The questions and options, without the answers."""
        lines = [plain(self.question)]
        for item in self.items:
            lines += [plain(item.text)] if item.text else []
            lines += [f"  ( ) {plain(option.text)}" for option in item.options]
        return "\n".join(lines)

    def still(self) -> dict[str, Any]:
        """The questions and options as a list."""
        parts = [
            tag("div", inline(item.text), tag("ul", [tag("li", inline(option.text)) for option in item.options]))
            for item in self.items
        ]
        return {"text/html": str(tag("div", tag("strong", inline(self.question)), parts))}


def quiz(key: str, **numbers: Any) -> Quiz:
    """Show the quiz or sorting `key` of the lesson's questions file; `numbers` fill its placeholders."""
    return Quiz(key, **numbers)


def _items(entry: dict[str, Any], numbers: dict[str, Any]) -> tuple[Item, ...]:
    """A quiz has `options`; a sorting has `categories` and `items` with `answer`, `why`, maybe `not`."""

    def fill(text: str) -> str:
        return text.format(**numbers)

    if "options" in entry:
        options = [Option(fill(o["text"]), o.get("right", False), fill(o["why"])) for o in entry["options"]]
        return (Item("", tuple(options)),)
    items = []
    for item in entry["items"]:
        options = [
            Option(label, value == item["answer"], fill(item["why"] if value == item["answer"] else item["not"][value]))
            for value, label in entry["categories"].items()
        ]
        items.append(Item(fill(item["text"]), tuple(options)))
    return tuple(items)
