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

from ops2pm.numbers import parse_number

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

    def __post_init__(self) -> None:
        known = {one.key for one in self.fields}
        for criterion in self.criteria:
            unknown = set(criterion.fields) - known
            if unknown:
                raise ValueError(
                    f"{self.key}: the criterion {criterion.key} names a field {unknown.pop()!r} that is not there."
                )

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
    """A field's number, or None; see parse_number."""
    return parse_number(filled(fields, key))


def words(text: str) -> int:
    """How many words a text has."""
    return len(text.split())
