"""Short texts read one at a time, each with something to do about it, round and round."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Generic, Protocol, TypeVar

from markupsafe import Markup

from ops2pm.ui.live import Panel
from ops2pm.ui.markup import tag


class Text(Protocol):
    """What a card shows."""

    @property
    def text(self) -> str: ...


Card = TypeVar("Card", bound=Text)


class Cards(Panel, Generic[Card]):
    """A panel with one card at a time. Subclasses set `cards` before they call this `__init__`, and maybe `at`.

    `face()` is the card, `turning()` the two buttons; on "next" and "previous" call `turn(name)`, which shows the card
    and calls `show_card()` for the rest.
    """

    cards: Sequence[Card]
    at: int = 0

    @property
    def card(self) -> Card:
        """The one that is shown."""
        return self.cards[self.at]

    def place(self) -> str:
        """Which of how many is shown."""
        return f"{self.at + 1} of {len(self.cards)}"

    def show_card(self) -> None:
        """Show what belongs to the card, besides its text and place."""
        raise NotImplementedError

    def face(self) -> Markup:
        """The card's place and text."""
        return tag(
            "div",
            tag("p", self.place(), data_id="place", class_="o2p-quiet"),
            tag("p", self.card.text, data_id="text", class_="o2p-bullet"),
            role="status",
        )

    def turning(self) -> list[Markup]:
        """The buttons that go on and back."""
        return [
            tag("button", label, type="button", data_name=name, data_id=name, class_="o2p-plain")
            for name, label in (("previous", "Previous"), ("next", "Next"))
        ]

    def turn(self, name: Any) -> None:
        """Go on or back; round and round, for a button that goes dead at the end would drop the keyboard's focus."""
        step = 1 if name == "next" else -1
        ends = self.at + step not in range(len(self.cards))
        self.at = (self.at + step) % len(self.cards)
        where = f" ({'back at the first' if step > 0 else 'round to the last'})" if ends else ""
        self.patch("place", text=f"{self.place()}{where}")
        self.patch("text", text=self.card.text)
        self.show_card()
