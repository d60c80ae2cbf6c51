"""From a workbook and the reader's choices to the portfolio, and to what to look at before it goes out.

Nothing private gets this far: the fields marked private are emptied, and private words replaced, before a headline,
a number, a chart or a sentence is made of them.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from ops2pm import course, rubrics
from ops2pm.portfolio import charts, choices, planted, stale
from ops2pm.portfolio.choices import PITCH, Choices, exportable
from ops2pm.portfolio.document import Case, Portfolio, Row
from ops2pm.portfolio.faces import FACES, Face
from ops2pm.portfolio.private import Redactor, without_private
from ops2pm.portfolio.prose import open_places, rows, typed
from ops2pm.portfolio.stale import Look
from ops2pm.rubrics import Criterion, Fields, Rubric, bare, capital, inside
from ops2pm.rubrics.dates import written
from ops2pm.workbook import Version, Workbook

LONGEST_HEADLINE = 170


@dataclass(frozen=True)
class Source:
    """What of a workbook a portfolio is made of.

    artefacts: the kept version of each
    drafts: what stands in the forms, and since when
    filled: artefact -> the values a lab filled in, as it gave them
    earlier: artefact -> the versions kept before, newest first
    opened: company of lesson 13 -> its truth, where it was opened
    """

    artefacts: Mapping[str, Version]
    drafts: Mapping[str, Version]
    filled: Mapping[str, Fields]
    choices: Choices
    earlier: Mapping[str, Sequence[Version]] = field(default_factory=dict)
    opened: Mapping[int, planted.Opened] = field(default_factory=dict)

    @classmethod
    def of(cls, workbook: Workbook) -> Source:
        """From a workbook; raises WorkbookError where it can't be read."""
        settings = workbook.section("settings")
        kept = workbook.artefacts()
        stored = settings.get(choices.KEY)
        return cls(
            artefacts={key: kept[key] for key in exportable(kept)},
            drafts={
                key: Version(entry.value, entry.at)
                for key, entry in workbook.section("drafts").items()
                if isinstance(entry.value, dict)
            },
            filled={
                key: _clean(settings[name].value)
                for key in kept
                if (name := f"form.{key}") in settings and isinstance(settings[name].value, dict)
            },
            choices=choices.read(stored.value if stored else None),
            earlier={key: workbook.history(key)[1:] for key in exportable(kept)},
            opened=planted.opened([workbook.get(section, planted.KEY) for section in planted.SECTIONS]),
        )

    @property
    def going_out(self) -> list[str]:
        """The artefacts that go out, in the reader's order."""
        return [key for key in self.choices.in_order(self.artefacts.keys()) if self.choices.includes(key)]

    def fields(self, key: str) -> Fields:
        """The fields of an artefact as they were kept, each as text."""
        return _clean(self.artefacts[key].fields)

    def kept_after_the_truth(self, key: str) -> bool:
        """Whether what goes out was kept after the reader had opened what was planted in its company."""
        versions = [self.artefacts[key], *self.earlier.get(key, ())]
        return key == planted.CASE and planted.kept_after(versions, self.opened)


def portfolio(source: Source, redactor: Redactor) -> Portfolio:
    """The portfolio, without anything private."""
    chosen = source.choices
    pitch: tuple[str, ...] = ()
    cases = []
    for key in source.going_out:
        case = _case(key, source, redactor)
        if key == PITCH:
            pitch = tuple(text for row in case.rows for text in (*row.text, *row.items))
        elif case.rows:
            cases.append(case)
    whole = Portfolio(chosen.name, chosen.title, chosen.contact, chosen.note, pitch, tuple(cases))
    return redactor.everywhere(whole)


def look_first(source: Source, today: date) -> list[Look]:
    """What the reader should look at before the portfolio goes out; it stops nothing.

    Only artefacts that go out are looked at, with all their fields, the private ones too: the reader sees this, and
    nobody else.
    """
    found = _of_choices(source.choices)
    for key in source.going_out:
        rubric = rubrics.rubric(key)
        fields, draft = source.fields(key), source.drafts.get(key)
        if draft is not None and _newer(draft, source.artefacts[key]) and _differs(_clean(draft.fields), fields):
            found.append(Look(key, "", "The draft is newer than the version you kept, which is what goes out."))
        computed = stale.looks(rubric, fields, source.filled.get(key, {}), today)
        found += [*_fuller_before(key, source, rubric), *computed]
        if rubric.compose is not None:
            found += _still_open(key, rubric, fields, FACES.get(key), computed)
        if key == planted.CASE:
            found += _beside_the_truth(key, source)
    return found


def _fuller_before(key: str, source: Source, rubric: Rubric) -> list[Look]:
    """That a version kept before has more of the fields than the newest, which is what goes out."""

    def answers(fields: Mapping[str, Any]) -> int:
        return sum(bool(typed(fields.get(one.key)).strip()) for one in rubric.fields)

    mine = answers(source.artefacts[key].fields)
    before = max(source.earlier.get(key, ()), key=lambda version: answers(version.fields), default=None)
    if before is None or answers(before.fields) <= mine:
        return []
    about = rubric.about(_clean(before.fields))
    when = datetime.fromisoformat(before.at)
    return [
        Look(
            key,
            "",
            f"The version of {written(when)}, {when:%H:%M}"
            f"{f' ({about})' if about else ''}, answers {answers(before.fields)} questions, and the newest, which goes "
            f"out, {mine}; bring it back in lesson {course.lesson_of(key).number} if you want that one.",
        )
    ]


def _beside_the_truth(key: str, source: Source) -> list[Look]:
    """What the reader knows of the case since its truth was opened; nothing before."""
    after = source.kept_after_the_truth(key)
    told = [planted.not_as_planted(source.fields(key), source.opened, judged=not after)]
    if after:
        told.append("You kept it after you had opened the truth, and its page says so.")
    return [Look(key, "", sentence) for sentence in told if sentence]


def _of_choices(chosen: Choices) -> list[Look]:
    """What can't be read of the choices, and private words that stand in the reader's own name or address."""
    lines = {"your own name": chosen.name, "how to reach you": chosen.contact}
    held = {word: [line for line, text in lines.items() if Redactor([word]).holds(text)] for word in chosen.words}
    return [
        *(Look(choices.KEY, "", f"Your {what} couldn't be read, so nothing is written.") for what in chosen.unread),
        *(
            Look(
                choices.KEY,
                "",
                f"“{word}” is private and stands in {' and in '.join(where)}, where it is replaced too: choose one.",
            )
            for word, where in held.items()
            if where
        ),
    ]


def _case(key: str, source: Source, redactor: Redactor) -> Case:
    """One artefact as the portfolio shows it; what is private goes before anything is made of the fields."""
    rubric = rubrics.rubric(key)
    private = source.choices.private.get(key, ())
    fields = {name: redactor(value) for name, value in without_private(source.fields(key), rubric, private).items()}
    face = FACES.get(key, Face(lambda fields: ""))
    titles = {bare(value) for name, value in fields.items() if value and name.rpartition(".")[2] in face.titles}
    # As the rubric tells it, then as the face arranges it; the headline is taken from the first, and out of the second.
    told = rows(rubric, fields, face.text(fields) if face.text else None, face.labels, titles)
    first = next((text for row in told for text in (*row.text, *row.items)), "")
    headline = _headline(face.headline(fields) or _first_sentence(first) or _title(key))
    told = _arranged(told, face)
    if key != PITCH:  # a pitch is read without its headline
        told = _after_headline(told, headline)
    given = {name for name, value in source.filled.get(key, {}).items() if value and fields.get(name) == value}
    return Case(
        key=key,
        kind=(face.kind(fields) if callable(face.kind) else face.kind) or _title(key),
        headline=headline,
        figure=face.figure(fields),
        rows=told,
        charts=charts.of_artefact(key, fields),
        recomputed=recomputed(rubric, fields, face),
        source=_source(face, bool(given)),
        kept_on=_day(source.artefacts[key].at),
        kept_when="after the planted answer was opened" if source.kept_after_the_truth(key) else "",
        group=face.group,
    )


def _source(face: Face, given: bool) -> str:
    if face.always:
        return f"The data: {face.data}."
    return f"Some were filled in by a lab of the course, from {face.data}." if given and face.data else ""


def recomputed(rubric: Rubric, fields: Fields, face: Face) -> tuple[str, ...]:
    """The numbers of an artefact that follow from its others, and do.

    Where parts are alike, those are named for which one holds, unless it holds for all that are begun.
    """
    labels = {part.key: part.label for part in rubric.parts} if rubric.alike and rubric.parts else {}
    begun = {labels[one.part] for one in rubric.fields if one.part in labels and fields.get(one.key)}
    holds: dict[str, list[str]] = {}
    for criterion in rubric.by_kind("A"):
        name = face.recomputes.get(criterion.key.rpartition(".")[2])
        if name and _is_there(criterion, fields):
            holds.setdefault(name, []).append(labels.get(criterion.part, ""))
    return tuple(f"{text}{_where(parts, begun)}" for text, parts in holds.items())


def _arranged(told: tuple[Row, ...], face: Face) -> tuple[Row, ...]:
    """The rows by the names that the face gives them, those that belong to an earlier one in it."""
    found: dict[str, Row] = {}
    for place, row in enumerate(told):
        name = face.renamed.get(row.label, row.label)
        home = face.joins.get(name, "")
        if home in found and row.text and not row.items:
            into = found[home]
            found[home] = Row(home, (*into.text, f"{name}: {inside(row.text[0])}", *row.text[1:]), into.items)
        else:
            # Two rows may have one name, or none: then a key that no name can be keeps them apart.
            found[name if name and name not in found else f"\0{place}"] = Row(name, row.text, row.items)
    return tuple(found.values())


def _after_headline(told: tuple[Row, ...], headline: str) -> tuple[Row, ...]:
    """The rows without what the headline has just said; a case keeps one row at least."""
    if not told or not told[0].text:
        return told
    row, says = told[0], told[0].text[0]
    if not says.casefold().startswith(headline.casefold()) or says[len(headline) : len(headline) + 1].isalnum():
        return told
    rest = re.sub(r"^\((.*)\)\.$", r"\1.", says[len(headline) :].lstrip(" .,;:"))
    texts = (*([capital(rest)] if rest else []), *row.text[1:])
    if texts or row.items:
        return (Row(row.label, texts, row.items), *told[1:])
    return told[1:] or told


def _where(parts: list[str], begun: set[str]) -> str:
    return f" ({', '.join(parts)})" if any(parts) and set(parts) != begun else ""


def _is_there(criterion: Criterion, fields: Fields) -> bool:
    return criterion.check is not None and criterion.check(fields).done is True


def _still_open(key: str, rubric: Rubric, fields: Fields, face: Face | None, named: Iterable[Look]) -> list[Look]:
    """The places that the text has open, without those that are named already; their sentences are left out."""
    compose = face.text if face and face.text else rubric.compose
    assert compose is not None
    if not open_places(compose(fields), fields.values()):
        return []
    about = {look.field for look in named}
    criteria = [one for one in rubric.by_kind("A") if about & {*one.fields}]
    empty = {field for one in criteria for field in one.fields if not fields.get(field)}
    places = open_places(compose({**fields, **_made_up(rubric, empty)}), fields.values())
    shown = ", ".join(_small(place.strip("[]")) for place in places[:4]) + (" and more" if len(places) > 4 else "")
    told = f"{'Also open' if empty else 'Still open'}: {shown}. " if places else ""
    return [Look(key, "", f"{told}A sentence with an open place is left out.")]


def _made_up(rubric: Rubric, keys: Collection[str]) -> Fields:
    """Something for each of these fields, to see what a text has open without them."""
    usual = {"number": "1", "date": "2030-01-01"}
    return {
        one.key: one.choices[0][0] if one.choices else usual.get(one.kind, "so")
        for one in rubric.fields
        if one.key in keys
    }


def _small(text: str) -> str:
    """A place's name to go on with in a sentence."""
    return text[:1].lower() + text[1:] if text[1:2].islower() or text[1:2] == " " else text


def _clean(fields: Mapping[str, Any]) -> Fields:
    return {key: typed(value) for key, value in fields.items()}


def _differs(one: Fields, other: Fields) -> bool:
    return {k: v for k, v in one.items() if v} != {k: v for k, v in other.items() if v}


def _newer(draft: Version, kept: Version) -> bool:
    return datetime.fromisoformat(draft.at) > datetime.fromisoformat(kept.at)


def _title(key: str) -> str:
    return course.artefacts()[key].title


def _first_sentence(text: str) -> str:
    return re.split(r"(?<=[.?!])\s", text, maxsplit=1)[0].rstrip(".")


def _headline(text: str) -> str:
    """A headline with a capital, cut at a word where it is too long."""
    text = " ".join(text.split())
    if len(text) > LONGEST_HEADLINE:
        text = text[:LONGEST_HEADLINE].rsplit(" ", 1)[0].rstrip(",;:.") + " …"
    return capital(text)


def _day(at: str) -> str:
    return written(datetime.fromisoformat(at))
