"""What the reader decided about the portfolio: which artefacts, in which order, and what stays private.

Kept in the workbook under "settings/portfolio". Pure values in and out.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from ops2pm import course
from ops2pm.portfolio.prose import typed
from ops2pm.rubrics import Rubric, rubric

KEY = "portfolio"
"""Where they stand in the workbook's settings."""
PRIVATE_BY_DEFAULT = frozenset({"outreach_message", "target_list", "objection_answers", "path_decision"})
"""Artefacts about people who may read the portfolio, or about the reader's own plans."""
FIRST = (
    "stories",
    "reframed_bullets",
    "problem_statement",
    "sizing",
    "trade_off_memo",
    "promise_decision",
    "metric_tree",
)
"""What goes before the others, which follow the course: what was done, then one piece of work. So the front page can
keep its groups together, and the practice case on simulated data comes after the reader's own."""
LABELS = {
    "name": "Your name",
    "title": "One line about your work",
    "contact": "How to reach you",
    "note": "A note for the reader",
}
"""The lines at the top, as the panel asks for them."""
PITCH = "pitch"
"""The artefact that opens the front page rather than being a case."""


@dataclass(frozen=True)
class Choices:
    """The reader's decisions; what was never decided has its default.

    included: artefact -> whether it goes out, for those the reader decided about
    order: artefacts in the order the reader gave them; those that are missing follow
    private: artefact -> the fields of it that stay private
    words: names that are replaced wherever they stand
    unread: what of these can't be read ("private names"); nothing may go out then
    """

    name: str = ""
    title: str = ""
    contact: str = ""
    note: str = ""
    included: dict[str, bool] = field(default_factory=dict)
    order: tuple[str, ...] = ()
    private: dict[str, tuple[str, ...]] = field(default_factory=dict)
    words: tuple[str, ...] = ()
    unread: tuple[str, ...] = ()

    def includes(self, key: str) -> bool:
        """Whether an artefact goes out."""
        return self.included.get(key, key not in PRIVATE_BY_DEFAULT)

    def in_order(self, keys: Collection[str]) -> list[str]:
        """These artefacts in the reader's order; what has no place in it follows in the course's."""
        usual = [*FIRST, *course.artefacts(), *sorted(keys)]
        return [key for key in dict.fromkeys([*self.order, *usual]) if key in keys]

    def moved(self, key: str, by: int, among: Collection[str]) -> Choices:
        """The same with one artefact moved up (−1) or down (+1) among others; at an end nothing changes."""
        keys = self.in_order(among)
        place = keys.index(key)
        there = min(max(place + by, 0), len(keys) - 1)
        keys.insert(there, keys.pop(place))
        return replace(self, order=tuple(keys))

    def including(self, key: str, goes_out: bool) -> Choices:
        """The same with one artefact in or out."""
        return replace(self, included={**self.included, key: goes_out})

    def hiding(self, key: str, field_key: str, hidden: bool) -> Choices:
        """The same with one field of an artefact private, or not."""
        fields = [one for one in self.private.get(key, ()) if one != field_key]
        return replace(self, private={**self.private, key: (*fields, *([field_key] if hidden else []))})

    def stored(self) -> dict[str, Any]:
        """As the workbook keeps them."""
        return {name: value for name, value in asdict(self).items() if name != "unread"}


NAMES, FIELDS, WHAT_GOES_OUT = "list of private names", "list of private fields", "choice of what goes out"


def read(stored: object) -> Choices:
    """The choices a workbook holds, which may be edited by hand or an older course's.

    A line or an order that can't be read has its default. What keeps something back has none: it is in `unread`.
    """
    if stored is not None and not isinstance(stored, dict):
        return Choices(unread=(NAMES, FIELDS, WHAT_GOES_OUT))
    of = stored or {}
    words, fields = _texts(of.get("words"), words_of), _by_artefact(of.get("private"))
    goes_out = {} if of.get("included") is None else of["included"]
    included = isinstance(goes_out, dict) and all(isinstance(value, bool) for value in goes_out.values())
    readable = {NAMES: words is not None, FIELDS: fields is not None, WHAT_GOES_OUT: included}
    return Choices(
        **{name: _line(of.get(name)) for name in ("name", "title", "contact", "note")},
        included=goes_out if included else {},
        order=_texts(of.get("order")) or (),
        private=fields or {},
        words=words or (),
        unread=tuple(what for what, is_read in readable.items() if not is_read),
    )


def changed(stored: object, before: Choices, after: Choices) -> dict[str, Any]:
    """What the workbook should keep after a change: what the change doesn't touch stays as it was, readable or not."""
    old, new = before.stored(), after.stored()
    kept = dict(stored) if isinstance(stored, dict) else {}
    return kept | {name: value for name, value in new.items() if value != old[name]}


def merged_words(shown: Iterable[str], typed_now: Iterable[str], kept: Iterable[str]) -> tuple[str, ...]:
    """Private words after a change in one panel, where another panel may have changed the kept ones meanwhile."""
    shown, now = list(shown), list(typed_now)
    removed = {word for word in shown if word not in now}
    return tuple(dict.fromkeys([*(word for word in kept if word not in removed), *now]))


def words_of(text: str) -> tuple[str, ...]:
    """The private words in a text that has one on each line, or several between commas or semicolons."""
    parts = text.replace(";", "\n").replace(",", "\n").splitlines()
    return tuple(dict.fromkeys(word for part in parts if (word := " ".join(part.split()))))


def known_rubric(key: str) -> Rubric | None:
    """The rubric of an artefact of this course; None for others, as a newer course may have kept them."""
    return rubric(key) if key in course.artefacts() else None


def exportable(keys: Iterable[str]) -> list[str]:
    """Those artefacts that may go out at all: never what is sealed, nor what no rubric of this course describes."""
    return [key for key in keys if (found := known_rubric(key)) is not None and not found.sealed]


def _line(value: object) -> str:
    return " ".join(typed(value).split()) if isinstance(value, str) else ""


def _texts(value: object, parted: Callable[[str], tuple[str, ...]] | None = None) -> tuple[str, ...] | None:
    """A list of texts; a text alone is a list of one, or of its parts. A number is a text. None where it is neither."""
    if value is None:
        return ()
    if isinstance(value, str) and parted:
        return parted(value)
    if isinstance(value, str | int | float) and not isinstance(value, bool):
        value = [value]
    if not isinstance(value, list | tuple):
        return None
    texts = [one if isinstance(one, str) else typed(one) for one in value]
    is_plain = all(isinstance(one, str | int | float) and not isinstance(one, bool) for one in value)
    return tuple(texts) if is_plain else None


def _by_artefact(value: object) -> dict[str, tuple[str, ...]] | None:
    """Artefact -> its private fields; None where one of the lists can't be read."""
    if value is None:
        return {}
    if not isinstance(value, dict):
        return None
    read_ = {key: _texts(one) for key, one in value.items()}
    return {key: one for key, one in read_.items() if one is not None} if None not in read_.values() else None
