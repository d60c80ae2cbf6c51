"""Ten objections to practise aloud: what is said well waits longer, what isn't comes back tomorrow (lesson 12)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import date
from typing import Any

from markupsafe import Markup

from ops2pm.models.leitner import WAITS, Held, Said, due, in_order, read, written
from ops2pm.numbers import plural
from ops2pm.rubrics import Fields, objection_answers, of_part, stories
from ops2pm.rubrics.dates import written as day_written
from ops2pm.rubrics.objection_answers import Objection, begun, spoken
from ops2pm.ui import session
from ops2pm.ui.cards import Cards
from ops2pm.ui.markup import join, tag

KEY = "leitner.objections"
ANSWERS, STORIES = objection_answers.RUBRIC.key, stories.RUBRIC.key
LABELS: dict[Said, str] = {"well": "I'd say it again", "halting": "Halting", "not yet": "Not yet"}


class Objections(Cards[Objection]):
    """One objection at a time: say the answer aloud, open it, and say how it went.

    today: the clock
    Kept in the workbook's settings as {"cards": {id: a card as models.leitner writes it}}. What it doesn't know there
    stays.
    """

    def __init__(self, today: Callable[[], date] = date.today) -> None:
        self.today = today
        self.held = {id: read(value) for id, value in self._kept().items()}
        self.opened = False
        self.rated = False
        self.cards = self._in_order()
        for key in (ANSWERS, STORIES):
            session.listen(f"drafts/{key}", self.renew)
            session.listen(f"artefacts/{key}", self.renew)
        session.listen(f"artefacts/{ANSWERS}", self.reorder)
        super().__init__()

    def _in_order(self) -> list[Objection]:
        """What is due comes first, and of that what one has an answer to."""
        every = objection_answers.objections()
        ids = sorted(every, key=lambda id: not begun(self._answer(id)))
        return [every[id] for id in in_order(self.held, ids, self.today())]

    @staticmethod
    def _kept() -> dict[str, Any]:
        """What the workbook holds of the cards, unread."""
        cards = (session.remembered("settings", KEY, dict) or {}).get("cards")
        return cards if isinstance(cards, dict) else {}

    @staticmethod
    def _answer(id: str) -> Fields:
        """What the reader wrote for one objection, under the names of one part's fields."""
        return of_part(session.written(ANSWERS), id)

    def _of(self, card: Objection) -> Held:
        return self.held.get(card.id, Held())

    # -- what is on screen ---------------------------------------------------------------------------

    def place(self) -> str:
        """Which of how many is shown, and when it is due."""
        return f"{super().place()}, {self._when()}"

    def _when(self) -> str:
        place = self._of(self.card).place
        if place.due is not None and place.waits(self.today()):
            return f"box {place.box}, back on {day_written(place.due)}"
        return f"box {place.box}, to say today"

    def body(self) -> Markup:
        """The boxes; the objection; the answer, once it is opened; and how it went."""
        ratings = [
            tag(
                "button",
                label,
                type="button",
                data_name="said",
                value=said,
                data_id=f"said-{said}",
                data_then="next",
                aria_pressed="false",
                hidden=True,
                class_="o2p-part",
            )
            for said, label in LABELS.items()
        ]
        opening = tag("button", "I've said it: open my answer", type="button", data_name="open", data_id="open")
        return tag(
            "section",
            tag("p", "Practice", class_="o2p-kicker"),
            tag("h3", "Ten objections: say your answer aloud, then open it"),
            tag(
                "p",
                "Said well, a card goes one box on and waits twice as long. Not yet, and it is in box 1 again. Three "
                "cards are enough for one evening; “Next” works without an answer too. Yours come first.",
            ),
            tag(
                "div",
                tag(
                    "div",
                    self.face(),
                    tag("div", opening, ratings, class_="o2p-row", role="group", aria_label="How did you say it?"),
                    tag("p", data_id="told", class_="o2p-told", role="status"),
                    tag("div", self.turning(), class_="o2p-row"),
                    tag("div", self._closed(), data_id="answer", class_="o2p-own"),
                ),
                tag(
                    "div",
                    tag("h4", "The boxes", style="margin-top: 0"),
                    tag("ol", self._boxes(), data_id="boxes", class_="o2p-boxes"),
                    tag("p", self._today(), data_id="today", class_="o2p-quiet", role="status"),
                ),
                class_="o2p-practice",
            ),
            aria_label="Practice of objections",
        )

    def _boxes(self) -> Markup:
        counted = Counter(self._of(card).place.box for card in self.cards)
        return join(
            tag(
                "li",
                tag("strong", f"Box {box}"),
                tag("span", f"waits {days} {plural(days, 'day')}", class_="o2p-quiet"),
                tag("span", "●" * counted[box] or "–", aria_hidden="true", class_="o2p-dots"),
                tag("span", f"{counted[box]} {plural(counted[box], 'card')}"),
                class_="o2p-here" if self._of(self.card).place.box == box else None,
                aria_current="true" if self._of(self.card).place.box == box else None,
            )
            for box, days in WAITS.items()
        )

    def _today(self) -> str:
        today = self.today()
        left = due(self.held, [card.id for card in self.cards], today)
        if left:
            own = sum(begun(self._answer(id)) for id in left)
            whose = f" {own} of yours, {len(left) - own} without an answer." if own else ""
            return f"{len(left)} of {len(self.cards)} to say today.{whose}"
        days = [place.due for place in (self._of(card).place for card in self.cards) if place.due is not None]
        return f"Nothing left for today. The next comes back on {day_written(min(days))}."

    @staticmethod
    def _closed() -> Markup:
        steps = (
            "what is true in it",
            "one episode: when, what you decided, from what to what, and what it cost",
            "what you haven't done yet",
            "what you do about it, how often, and until when",
        )
        return join(
            [
                tag("p", "Aloud, and without reading:", class_="o2p-quiet"),
                tag("ol", [tag("li", step) for step in steps], class_="o2p-quiet"),
                tag("p", "Your own answer opens here, and two invented ones.", class_="o2p-quiet"),
            ]
        )

    def _open_answer(self) -> Markup:
        card, own = self.card, self._answer(self.card.id)
        if begun(own):
            mine = tag("div", tag("p", spoken(own)), class_="o2p-composed")
        else:
            mine = tag("p", "You have written none to this yet. The form “Answers to objections” has a place for it.")
        return join(
            [
                tag("h4", "Your answer"),
                mine,
                self._story(own),
                tag("p", tag("strong", "What they may want to know (our guess): "), card.asks),
                tag("h4", "Two invented answers"),
                tag("p", tag("strong", "Strong. "), card.strong),
                tag("p", tag("strong", "Weak. "), card.weak, " ", tag("span", f"Why: {card.slip}", class_="o2p-quiet")),
            ]
        )

    @staticmethod
    def _story(own: Fields) -> Markup | None:
        """The story that the reader chose for this answer, folded up."""
        chosen, every = own.get("story", ""), session.written(STORIES)
        if chosen not in stories.begun(every):
            return None
        text = stories.story(of_part(every, chosen))
        return tag("details", tag("summary", f"Your story: {stories.name(every, chosen)}"), tag("p", text))

    # -- what the reader does ------------------------------------------------------------------------

    def handle(self, kind: str, name: str, value: Any) -> None:
        """A button was pressed; or, as "renew", something was written in a form of this notebook."""
        if kind == "reorder":
            if not (self.rated or self.opened):
                self.cards, self.at = self._in_order(), 0
                self.patch_all({"text": {"text": self.card.text}, "place": {"text": self.place()}})
                self.show_card()
        elif kind == "renew":
            self.patch("today", text=self._today())
            if self.opened:
                self.patch("answer", html=str(self._open_answer()))
        elif name in ("next", "previous"):
            self.turn(name)
        elif name == "open":
            self._show_opened(True)
        elif name == "said" and value in LABELS:
            self._say(value)
        else:
            raise ValueError("There is no such button.")

    def reorder(self) -> None:
        """Put those first that have an answer now, as `renew` shows anew: through `do`."""
        self.do("reorder")

    def _say(self, said: Said) -> None:
        id, kept, today = self.card.id, self._kept(), self.today()
        # Another notebook may have moved this card since.
        before = read(kept[id]) if id in kept else self._of(self.card)
        self.held[id] = before.say(said, today)
        self.rated = True
        self._press(said)
        self.patch("told", text=self._told(said, before))
        self.patch("next", class_=None, text="Next objection")
        self.patch("place", text=self.place())
        self._show_boxes()
        session.record("settings", KEY, {"cards": {**kept, id: written(self.held[id])}})

    def _told(self, said: Said, before: Held) -> str:
        """Where the card is now, and when it comes back."""
        held, today = self._of(self.card), self.today()
        place = held.place
        assert place.due is not None  # it has just been said
        days = (place.due - today).days
        back = f"back on {day_written(place.due)}, in {days} {plural(days, 'day')}"
        if said != "not yet" and held.found.waits(today):
            return f"It wasn't due, so it stays in box {place.box}: {back}."
        moved = "stays in" if place.box == held.found.box else "goes to"
        return f"It {moved} box {place.box}: {back}."

    def _press(self, said: Said | None) -> None:
        for each in LABELS:
            self.patch(f"said-{each}", aria_pressed="true" if each == said else "false")

    def _show_boxes(self) -> None:
        self.patch("boxes", html=str(self._boxes()))
        self.patch("today", text=self._today())

    def _show_opened(self, opened: bool) -> None:
        self.opened = opened
        self.patch("open", hidden=opened)
        for each in LABELS:
            self.patch(f"said-{each}", hidden=not opened)
        self.patch("answer", html=str(self._open_answer() if opened else self._closed()))

    def show_card(self) -> None:
        """The card with its answer closed, and its box."""
        self._press(None)
        self.patch("told", text="")
        self.patch("next", class_="o2p-plain", text="Next")
        self._show_opened(False)
        self._show_boxes()

    def description(self) -> str:
        """The objections."""
        every = objection_answers.objections().values()
        return "\n".join(["Practice: ten objections to answer aloud.", *(f"  {card.text}" for card in every)])

    def still(self) -> dict[str, Any]:
        """The objections, without answers."""
        lines = tag("ol", [tag("li", card.text) for card in objection_answers.objections().values()])
        return {"text/html": str(tag("div", tag("strong", "Ten objections to answer aloud"), lines))}


def objections() -> Objections:
    """Ten objections to practise aloud, with the Leitner boxes; see Objections."""
    return Objections()
