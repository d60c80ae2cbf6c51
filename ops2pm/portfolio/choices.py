"""What the reader decided about the portfolio: which artefacts, in which order, and what stays private.

Kept in the workbook under "settings/portfolio". Pure values in and out.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from ops2pm import course
from ops2pm.portfolio.prose import typed
from ops2pm.rubrics import Rubric, rubric

KEY = "portfolio"
"""Where they stand in the workbook's settings."""
PRIVATE_BY_DEFAULT = frozenset({"outreach_message", "target_list", "objection_answers", "path_decision"})
"""Artefacts about people who may read the portfolio, or about the reader's own plans."""
FIRST = ("capstone_case", "problem_statement", "trade_off_memo", "promise_decision", "sizing")
"""What goes before the others, which follow the course: whoever has two minutes wants a problem and a decision."""
PITCH = "pitch"
"""The artefact that opens the front page rather than being a case."""


@dataclass(frozen=True)
class Choices:
    """The reader's decisions; what was never decided has its default.

    included: artefact -> whether it goes out, for those the reader decided about
    order: artefacts in the order the reader gave them; those that are missing follow
    private: artefact -> the fields of it that stay private
    words: names that are replaced wherever they stand
    """

    name: str = ""
    title: str = ""
    contact: str = ""
    note: str = ""
    included: dict[str, bool] = field(default_factory=dict)
    order: tuple[str, ...] = ()
    private: dict[str, tuple[str, ...]] = field(default_factory=dict)
    words: tuple[str, ...] = ()

    def includes(self, key: str) -> bool:
        """Whether an artefact goes out."""
        return self.included.get(key, key not in PRIVATE_BY_DEFAULT)

    def in_order(self, keys: Collection[str]) -> list[str]:
        """These artefacts in the reader's order; what has no place in it follows in the course's."""
        usual = [*FIRST, *course.artefacts()]
        ranked = dict.fromkeys([*self.order, *usual, *sorted(keys)])
        return [key for key in ranked if key in keys]

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
        return asdict(self)


def read(stored: object) -> Choices:
    """The choices a workbook holds. What can't be read (edited by hand, an older course) has its default."""
    if not isinstance(stored, dict):
        return Choices()
    included, private = (stored.get(name) for name in ("included", "private"))
    return Choices(
        **{name: _line(stored.get(name)) for name in ("name", "title", "contact", "note")},
        included={k: v for k, v in included.items() if isinstance(v, bool)} if isinstance(included, dict) else {},
        order=_texts(stored.get("order")),
        private={k: _texts(v) for k, v in private.items()} if isinstance(private, dict) else {},
        words=_texts(stored.get("words")),
    )


def words_of(text: str) -> tuple[str, ...]:
    """The private words in a text that has one on each line, or several between commas or semicolons."""
    parts = text.replace(";", "\n").replace(",", "\n").splitlines()
    return tuple(dict.fromkeys(word for part in parts if (word := " ".join(part.split()))))


def known_rubric(key: str) -> Rubric | None:
    """The rubric of an artefact of this course; None for others, as a newer course may have kept them."""
    if key not in course.artefacts():
        return None
    try:
        return rubric(key)
    except KeyError:
        return None


def exportable(keys: Iterable[str]) -> list[str]:
    """Those artefacts that may go out at all: never what is sealed, nor what no rubric of this course describes."""
    return [key for key in keys if (found := known_rubric(key)) is not None and not found.sealed]


def _line(value: object) -> str:
    return " ".join(typed(value).split()) if isinstance(value, str) else ""


def _texts(value: object) -> tuple[str, ...]:
    return tuple(one for one in value if isinstance(one, str)) if isinstance(value, (list, tuple)) else ()
