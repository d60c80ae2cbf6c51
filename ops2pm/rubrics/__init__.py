"""What makes an artefact good: its fields, and criteria of three honest kinds. One module an artefact.

kind A  computed from the fields; says what is there and what isn't
kind H  a hint from a word list; it only asks, and stays silent when in doubt
kind S  the reader's or a peer's own judgement, against a strong and a weak example
Free text is never scored.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from importlib import import_module
from typing import Literal

from ops2pm.numbers import parse_amount, parse_number

Fields = dict[str, str]
"""What the reader typed, by field key; an untouched field is missing or empty."""

LEVELS = (("weak", "closer to the weak one"), ("between", "in between"), ("strong", "closer to the strong one"))
"""How a criterion of kind S is judged: nearer to which of its two anchors."""

SELF = "self."
"""Prefix of the reader's own judgements among the fields."""


@dataclass(frozen=True)
class Field:
    """One thing to fill in.

    kind: "line", "text" (several lines), "number", "date" (YYYY-MM-DD) or "choice"
    example: an invented example, shown as such
    choices: (value, label) pairs of a choice
    part: the key of the part it belongs to; "" where the artefact has no parts, or for all of them
    beside: a text that shares its line with a neighbour, where there is room
    goes_with: the key of another field; a lab's number fits here only as long as the lab's fits there too
    later: the heading under which it is folded up until one gets there: a second step, after the other fields
    """

    key: str
    label: str
    kind: Literal["line", "text", "number", "date", "choice"] = "line"
    help: str = ""
    example: str = ""
    choices: tuple[tuple[str, str], ...] = ()
    part: str = ""
    beside: bool = False
    goes_with: str = ""
    later: str = ""

    @property
    def optional(self) -> bool:
        """Whether it may stay empty: its label ends in "(optional)"."""
        return self.label.endswith("(optional)")


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
    part: as a field's
    """

    key: str
    text: str
    kind: Literal["A", "H", "S"]
    fields: tuple[str, ...] = ()
    check: Callable[[Fields], Finding] | None = None
    strong: str = ""
    weak: str = ""
    part: str = ""

    def __post_init__(self) -> None:
        if (self.kind == "S") == (self.check is not None):
            raise ValueError(f"{self.key}: kinds A and H have a check, kind S has two anchors instead.")
        if self.kind == "S" and not (self.strong and self.weak):
            raise ValueError(f"{self.key}: kind S needs a strong and a weak anchor.")


@dataclass(frozen=True)
class Part:
    """One of several pieces an artefact is made of: the form shows one at a time. Their fields may be alike."""

    key: str
    label: str


@dataclass(frozen=True)
class Text:
    """A text of an artefact that one takes along by itself: a message, without the plan for what may follow."""

    key: str
    name: str
    compose: Callable[[Fields], str] = field(repr=False)


@dataclass(frozen=True)
class Rubric:
    """An artefact: what is asked, what is looked for, and how the fields read as one text.

    compose: the artefact as one text; None where a single field is all there is
    texts: what `compose` gives, cut up into what is taken along apart; none where one takes all of it
    sealed: once kept, its text isn't shown again until a later lesson opens it
    parts: the pieces it is made of, in order; where all are alike, `repeated` makes their fields and criteria
    named_by: where the parts are a list of like things, the field that names a thing; see `placing.placed`
    about: what a version is about, where versions may be about different things ("company 12"); "" where it is open
    """

    key: str
    title: str
    intro: str
    fields: tuple[Field, ...]
    criteria: tuple[Criterion, ...]
    compose: Callable[[Fields], str] | None = field(repr=False)
    sealed: bool = False
    parts: tuple[Part, ...] = ()
    texts: tuple[Text, ...] = ()
    named_by: str = ""
    about: Callable[[Fields], str] = field(default=lambda fields: "", repr=False)

    def __post_init__(self) -> None:
        known = {one.key for one in self.fields}
        named = {one.part for one in (*self.fields, *self.criteria)} - {"", *(part.key for part in self.parts)}
        if named:
            raise ValueError(f"{self.key}: there is no part {named.pop()!r}.")
        for criterion in self.criteria:
            unknown = set(criterion.fields) - known
            if unknown:
                raise ValueError(
                    f"{self.key}: the criterion {criterion.key} names a field {unknown.pop()!r} that is not there."
                )

    @property
    def alike(self) -> bool:
        """Whether all parts have the same fields."""
        own = [
            {one.key.removeprefix(in_part(part.key, "")) for one in self.fields if one.part == part.key}
            for part in self.parts
        ]
        return all(keys == own[0] for keys in own)

    def named(self, one: Field | Criterion) -> str:
        """A field's label or a criterion's text; where the parts are alike, after the label of its part."""
        text = one.label if isinstance(one, Field) else one.text
        part = next((part.label for part in self.parts if self.alike and part.key == one.part), "")
        return f"{part}: {text}" if part else text

    def by_kind(self, kind: str) -> tuple[Criterion, ...]:
        """The criteria of one kind, in order."""
        return tuple(criterion for criterion in self.criteria if criterion.kind == kind)


def repeated(
    parts: Iterable[Part], fields: Iterable[Field], criteria: Iterable[Criterion]
) -> tuple[tuple[Field, ...], tuple[Criterion, ...]]:
    """The fields and criteria of every part, from those of one: "who" becomes "1.who" in the part "1".

    A check is written for one part, and sees that part's fields under their own names. So does the rest of the
    rubric through `of_part`.
    """
    parts, fields, criteria = tuple(parts), tuple(fields), tuple(criteria)
    return (
        tuple(replace(one, key=in_part(part.key, one.key), part=part.key) for part in parts for one in fields),
        tuple(
            replace(
                one,
                key=in_part(part.key, one.key),
                part=part.key,
                fields=tuple(in_part(part.key, key) for key in one.fields),
                check=one.check and _check_of_part(one.check, part.key),
            )
            for part in parts
            for one in criteria
        ),
    )


def in_part(part: str, key: str) -> str:
    """The key of a part's field or criterion: "1.who"."""
    return f"{part}.{key}"


def of_part(fields: Fields, part: str) -> Fields:
    """The fields of one part under their own names: "1.who" as "who"."""
    prefix = in_part(part, "")
    return {key.removeprefix(prefix): value for key, value in fields.items() if key.startswith(prefix)}


def _check_of_part(check: Callable[[Fields], Finding], part: str) -> Callable[[Fields], Finding]:
    return lambda fields: check(of_part(fields, part))


def rubric(key: str) -> Rubric:
    """The rubric of an artefact ("problem_statement")."""
    try:
        return import_module(f"ops2pm.rubrics.{key}").RUBRIC
    except ModuleNotFoundError as error:
        raise KeyError(f"There is no rubric for {key!r}.") from error


def filled(fields: Fields, key: str) -> str:
    """A field's text without the spaces around it; "" when untouched."""
    return str(fields.get(key) or "").strip()


def number(fields: Fields, key: str) -> float | None:
    """A field's number, or None; see parse_number."""
    return parse_number(filled(fields, key))


def level(fields: Fields, key: str) -> float | None:
    """A level with or without its unit, or None; see parse_amount. For a count use `number`."""
    return parse_amount(filled(fields, key))


def bare(text: str) -> str:
    """A text without the stop, question or exclamation mark at its end, to go on inside a sentence.

    The stop of 7 a.m. belongs to the word.
    """
    return re.sub(r"(?<!\.\w)[.!?]+$", "", text.strip())


def stopless(text: str) -> str:
    """A text without its full stop, to end a sentence with: see `one_stop`. A question stays a question."""
    return re.sub(r"(?<!\.\w)\.+$", "", text.strip())


def capital(text: str) -> str:
    """A text with a capital, to begin a sentence with; the other way round: `inside`."""
    return text[:1].upper() + text[1:]


def inside(text: str) -> str:
    """A text to go on with after a colon or within a sentence: The, It or They opens small, and so do their like.

    So does the first word of "Share of late visits" and "Nothing at all". Other words keep their capital, for it may
    be a name's: put them after a colon or at the beginning of a sentence.
    """
    text = re.sub(_COUNTED, lambda found: found[0].lower(), text)
    opening = r"^(The|An|A|My|We|It|If|That|This|There|They|Their|Our|Its|To|Because|No|Nobody|Whoever|About)(?=\s)"
    return re.sub(opening, lambda found: found[0].lower(), text)


_COUNTED = (
    r"^(?:[A-Z][a-z]+(?=\s+of\s+(?:[a-z]|\d))"
    r"|(?:Nothing|Nobody|Somebody|Everybody|Everyone|People|Myself|All|Both|Many|Most|Some|Few|Fewer|More|Less|How|What"
    r"|One|Two|Three|Four|Five|Six|Seven|Eight|Nine|Ten)(?=$|\s+[a-z]))"
)


def one_stop(text: str) -> str:
    """A composed text in which a sentence that ends in 7 a.m., in ? or in ! has no second stop."""
    return re.sub(r"(?<=[?!])\.(?!\.)|(?<=[^.]\.)\.(?!\.)", "", text)


def same_words(one: str, other: str) -> bool:
    """Whether two texts are one, whatever their capitals, spaces and punctuation. Only 200 characters of each are
    compared: nobody needs more, and a pasted novel shall not slow the typing."""
    first, second = (re.sub(r"[\W_]+", " ", text[:200]).strip().casefold() for text in (one, other))
    return bool(first) and first == second


def words(text: str) -> int:
    """How many words a text has."""
    return len(text.split())
