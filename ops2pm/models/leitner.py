"""Spaced practice with the plain Leitner boxes: what was said well waits longer, what wasn't comes back tomorrow.

A card is in one of five boxes, each with its own wait. Days are passed in; nothing here reads a clock.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Literal

Said = Literal["well", "halting", "not yet"]

WAITS = {1: 1, 2: 2, 3: 4, 4: 8, 5: 16}
"""Box -> days until a card in it comes back."""
FIRST, LAST = min(WAITS), max(WAITS)
SAID: tuple[Said, ...] = ("well", "halting", "not yet")


@dataclass(frozen=True)
class Place:
    """Where a card stands: its box, and the day on which it comes back; None for a card that was never said."""

    box: int = FIRST
    due: date | None = None

    def waits(self, today: date) -> bool:
        """Whether it isn't due yet.

        No card waits longer than its box says. If it seems to, the clock has been set back since, and the card is
        due: better once too often than lost.
        """
        return self.due is not None and 0 < (self.due - today).days <= WAITS[self.box]


@dataclass(frozen=True)
class Held:
    """A card's place, the day on which it was last said, and the place in which that day found it."""

    place: Place = Place()
    on: date | None = None
    found: Place = Place()

    def say(self, said: Said, today: date) -> Held:
        """The card after it was said: well, a box up; halting, it stays; not yet, back to the first box.

        Of one day the last word counts. A card that isn't due can't go up: a good answer an hour after the last is
        no news. ValueError for any other word.
        """
        if said not in SAID:
            raise ValueError(f"A card is said {', '.join(SAID)}; {said!r} is none of these.")
        found = self.found if self.on == today else self.place
        if said == "not yet":
            return Held(_from(FIRST, today), today, found)
        if found.waits(today):
            return Held(found, today, found)
        return Held(_from(min(found.box + (said == "well"), LAST), today), today, found)


def _from(box: int, today: date) -> Place:
    return Place(box, _after(today, WAITS[box]))


def _after(day: date, days: int) -> date:
    """So many days later, or the last day there is."""
    return day + timedelta(days=min(days, (date.max - day).days))


def in_order(held: Mapping[str, Held], ids: Iterable[str], today: date) -> list[str]:
    """The cards as they are practised: those due, the lowest box and the longest overdue first; then by their days.

    A card that was never said stands in the first box, after those that are in it again. Where nothing else decides,
    the order of `ids` does.
    """

    def key(id: str) -> tuple[bool, int, date]:
        place = held.get(id, Held()).place
        waits = place.waits(today)
        return (waits, 0 if waits else place.box, place.due or date.max)

    return sorted(ids, key=key)


def due(held: Mapping[str, Held], ids: Iterable[str], today: date) -> list[str]:
    """The cards to practise today, in the order of `in_order`."""
    return [id for id in in_order(held, ids, today) if not held.get(id, Held()).place.waits(today)]


def read(value: Any) -> Held:
    """A card as `written` wrote it; whatever can't be read is a card that was never said. Never raises."""
    if not isinstance(value, dict):
        return Held()
    place, found, on = _place(value.get("box"), value.get("due")), value.get("found"), _day(value.get("on"))
    if place is None:
        return Held()
    before = _place(found.get("box"), found.get("due")) if isinstance(found, dict) else None
    # Without the place in which its day found it, that day's word can't be taken back: it stands.
    return Held(place, on, before) if on and before else Held(place)


def written(held: Held) -> dict[str, Any]:
    """A card as JSON can hold it."""
    found = {"box": held.found.box, "due": _iso(held.found.due)}
    return {"box": held.place.box, "due": _iso(held.place.due), "on": _iso(held.on), "found": found}


def _place(box: Any, due: Any) -> Place | None:
    if type(box) is not int or box not in WAITS:
        return None
    return Place(box, _day(due))


def _day(value: Any) -> date | None:
    try:
        return date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
