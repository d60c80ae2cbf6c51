"""What makes an artefact good: its fields, and criteria of three honest kinds. One module an artefact.

kind A  computed from the fields; says what is there and what isn't
kind H  a hint from a word list; it only asks, and stays silent when in doubt
kind S  the reader's or a peer's own judgement, against a strong and a weak example
Free text is never scored.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from importlib import import_module
from typing import Literal

Fields = dict[str, str]
"""What the reader typed, by field key; an untouched field is missing or empty."""


@dataclass(frozen=True)
class Field:
    """One thing to fill in.

    kind: "line", "text" (several lines), "number", "date" (YYYY-MM-DD) or "choice"
    example: an invented example, shown as such
    choices: (value, label) pairs of a choice
    """

    key: str
    label: str
    kind: Literal["line", "text", "number", "date", "choice"] = "line"
    help: str = ""
    example: str = ""
    choices: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Finding:
    """What a computed check or a hint says.

    done: True (there), False (not yet, or doubtful), None (nothing to look at so far)
    """

    done: bool | None
    message: str


@dataclass(frozen=True)
class Criterion:
    """One thing a sceptical reader looks for.

    fields: the field keys it is about; a check's finding stands beside the last of them
    check: for kinds A and H; gets all fields, never raises on any text
    strong, weak: for kind S, two anchors to compare with
    """

    key: str
    text: str
    kind: Literal["A", "H", "S"]
    fields: tuple[str, ...] = ()
    check: Callable[[Fields], Finding] | None = None
    strong: str = ""
    weak: str = ""

    def __post_init__(self) -> None:
        if (self.kind == "S") == (self.check is not None):
            raise ValueError(f"{self.key}: kinds A and H have a check, kind S has two anchors instead.")
        if self.kind == "S" and not (self.strong and self.weak):
            raise ValueError(f"{self.key}: kind S needs a strong and a weak anchor.")


@dataclass(frozen=True)
class Rubric:
    """An artefact: what is asked, what is looked for, and how the fields read as one text.

    compose: the artefact as one text; None where a single field is all there is
    sealed: once kept, its text isn't shown again until a later lesson opens it
    """

    key: str
    title: str
    intro: str
    fields: tuple[Field, ...]
    criteria: tuple[Criterion, ...]
    compose: Callable[[Fields], str] | None = field(repr=False)
    sealed: bool = False

    def by_kind(self, kind: str) -> tuple[Criterion, ...]:
        """The criteria of one kind, in order."""
        return tuple(criterion for criterion in self.criteria if criterion.kind == kind)


def rubric(key: str) -> Rubric:
    """The rubric of an artefact ("problem_statement")."""
    try:
        return import_module(f"ops2pm.rubrics.{key}").RUBRIC
    except ModuleNotFoundError as error:
        raise KeyError(f"There is no rubric for {key!r} yet.") from error


def filled(fields: Fields, key: str) -> str:
    """A field's text without the spaces around it; "" when untouched."""
    return str(fields.get(key) or "").strip()


def number(fields: Fields, key: str) -> float | None:
    """A field's number, or None. Reads 9,400 and 9 400 as 9400, and 12,5 as 12.5."""
    text = filled(fields, key).replace(" ", "").replace("\u00a0", "").replace("\u202f", "")
    if text.count(",") == 1 and "." not in text and len(text.rpartition(",")[2]) != 3:
        text = text.replace(",", ".")
    try:
        value = float(text.replace(",", ""))
    except ValueError:
        return None
    return value if value == value and abs(value) != float("inf") else None


def words(text: str) -> int:
    """How many words a text has."""
    return len(text.split())
