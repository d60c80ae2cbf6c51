"""From what a rubric composes to rows with labels, without what is still open.

A rubric's text is paragraphs. A label at a paragraph's beginning ("What would prove this wrong: …") and a short
paragraph without a stop ("What I saw") are the rubric's own words: they become labels. What the reader typed does only
where it was typed as a title.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterable

from ops2pm.portfolio.document import Row
from ops2pm.portfolio.private import MARK, OTHER_MARK
from ops2pm.rubrics import Fields, Rubric, bare, capital

LABEL = re.compile(r"([A-Z][^.:“”\[\]\n]{1,70}):\s+(?=\S)|([A-Z][\w' ]{2,28})\.(?:\s+(?=\S)|$)")
LONGEST_HEADING = 60
ITEM = re.compile(r"(?:[–•├└]|\d{1,2}\.)[\s\u00a0]+")
OPEN = re.compile(r"\[[^\[\]]{1,80}\]")
HIDDEN = re.compile(r"[\u202a-\u202e\u2066-\u2069\u200e\u200f\ufeff]")
"""Marks that turn the direction of a whole page round; the browser finds each paragraph's direction itself."""


def typed(value: object) -> str:
    """What stands in a field of the workbook, as text without characters that no page can hold.

    A form only keeps text. A workbook edited by hand may hold anything JSON knows.
    """
    if value is None or isinstance(value, bool):
        return ""
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    text = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    text = HIDDEN.sub("", text.replace("\r\n", "\n").replace("\u2028", "\n").replace("\u2029", "\n\n"))
    if text.isprintable():
        return text
    return "".join(one for one in text if one in "\n\t" or unicodedata.category(one) not in ("Cc", "Cs", "Cn"))


def rows(
    rubric: Rubric,
    fields: Fields,
    text: str | None = None,
    labels: Iterable[tuple[str, str]] = (),
    titles: Iterable[str] = (),
) -> tuple[Row, ...]:
    """An artefact in rows. Sentences with an open place, and parts that were never begun, are left out.

    text: composed for a portfolio; without one it is what the rubric composes, or else its fields one by one
    labels: how a paragraph opens that has no label -> the label it gets; "" is the opening of the very first one
    titles: texts that were typed as a title; standing alone, one is a label
    """
    titles = {*titles}
    if text is None and rubric.compose is None:
        named = [(field.label, paragraphs(fields.get(field.key, ""))) for field in rubric.fields]
        only = len(rubric.fields) == 1
        return tuple(Row("" if only else label.rstrip("?… "), told) for label, told in named if told)
    if text is None:
        assert rubric.compose is not None
        text = rubric.compose(fields)
        unbegun = set(paragraphs(rubric.compose({})))
    else:
        unbegun = set()
    values = [" ".join(value.split()) for value in fields.values() if len(value) > 3]
    found: list[Row] = []
    parts = re.split(r"\n\s*\n", text)
    for raw, after in zip(parts, [*parts[1:], ""], strict=True):
        goes_on = raw.startswith("\u00a0")
        paragraph = " ".join(raw.split())
        if not paragraph or (paragraph in unbegun and paragraph.endswith(".")):
            continue
        label, rest = (bare(paragraph), "") if bare(paragraph) in titles else _split(paragraph, values)
        if label and not rest and paragraph.endswith(".") and not (ITEM.match(after) or label in titles):
            label, rest = "", paragraph  # a short sentence that heads no list
        if not (label or goes_on or ITEM.match(rest)):
            label = next((name for opening, name in labels if (rest.startswith(opening) if opening else not found)), "")
        item = ITEM.match(rest)
        rest = _complete(rest[item.end() :] if item else rest, values)
        if item and rest and not label:
            before = found.pop() if found else Row("")
            found.append(Row(before.label, before.text, (*before.items, rest)))
        elif label:
            found.append(Row(label, (rest,) if rest else ()))
        elif rest and found and (goes_on or (found[-1].label and not (found[-1].text or found[-1].items))):
            before = found.pop()
            found.append(Row(before.label, (*before.text, capital(rest)), before.items))
        elif rest:
            found.append(Row("", (rest,)))
    # A list of one is a paragraph.
    return tuple(
        Row(row.label, row.items) if not row.text and len(row.items) == 1 else row
        for row in found
        if row.text or row.items
    )


def paragraphs(text: str) -> tuple[str, ...]:
    """The paragraphs of a text, each on one line."""
    return tuple(told for part in re.split(r"\n\s*\n", text) if (told := " ".join(part.split())))


def open_places(text: str, fields: Iterable[str]) -> list[str]:
    """The places a composed text still has open ("[who]"): square brackets that the reader hasn't typed."""
    values = list(fields)
    places = dict.fromkeys(found for found in OPEN.findall(text) if found not in (MARK, OTHER_MARK))
    return [place for place in places if not any(place in value for value in values)]


def _split(paragraph: str, values: list[str]) -> tuple[str, str]:
    """A paragraph's label and the rest; "" for the label where it has none of the rubric's own."""
    if re.fullmatch(r"“[^“”]{1,100}”", paragraph) and _own(paragraph, values):
        return paragraph, ""
    if (
        paragraph[0].isupper()
        and len(paragraph) <= LONGEST_HEADING
        and not re.search(r"[.:?!”\])]$", paragraph)
        and _own(paragraph, values)
    ):
        return _calm(paragraph), ""
    found = LABEL.match(paragraph)
    label = next(filter(None, found.groups()), "") if found else ""
    if found and label and _own(label, values):
        rest = paragraph[found.end() :]
        return _calm(label), capital(rest) if not ITEM.match(rest) else rest
    return "", paragraph


def _own(label: str, values: list[str]) -> bool:
    """Whether a label is the rubric's: nothing that was typed is in it, and it is in nothing that was typed."""
    return not ITEM.match(label) and not any(value in label or label in value for value in values)


def _calm(label: str) -> str:
    """NORTH STAR as North Star."""
    return label.title() if label.isupper() else label


def _complete(text: str, values: list[str]) -> str:
    """The sentences of a text that have nothing open."""
    places = open_places(text, values)
    if not places:
        return text
    sentences = re.split(r"(?<=[.?!])\s+(?=[A-Z“\[])", text)
    return " ".join(one for one in sentences if not any(place in one for place in places))
