"""What to look at before a portfolio goes out: numbers that don't recompute, dates that have passed.

It stops nothing, and changes nothing that the reader wrote.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from ops2pm import course
from ops2pm.models import capstone
from ops2pm.models.orders import WEEKS
from ops2pm.numbers import in_print, parse_number, parse_range
from ops2pm.rubrics import Criterion, Field, Fields, Rubric, capstone_case, filled, number, same_words
from ops2pm.rubrics.dates import day, written

MOST_READ = 5_000
"""Characters of a field that are searched for numbers."""
LONGEST_NUMBER = 60
FEW_DIGITS = 2
"""A number of so few digits may be the same for two subjects by chance."""
OLD = 365
"""Days after which evidence is worth another look."""
SEEN = frozenset({"seen_on", "saw_on", "when", "on"})
"""Fields, without their part and place, whose date is of something that has happened."""
ABOUT_TODAY = re.compile(r"\b(?:has passed|lies ahead|is still to come)\b")
"""In what a criterion says of a date; it asks the clock, and here another day may be meant."""

_NUMBER = r"\d[\d,]*(?:\.\d+)?"
_ROUGH = r"(?P<rough>(?:about|around|roughly|nearly|almost|over|under|more than|less than|some|≈|~|c\.)\s*)?"
_PERCENT = r"(?P<sign>[-−+])?(?P<percent>\d+(?:\.\d+)?)\s?(?:%|per\s?cent\b)"
_ENDS = r"(?=\s*(?:[),.;]|$))"
"""What follows a per cent that is of the numbers before it: "(95% interval" isn't."""
# "31 of 148 discharges (21%)", "31 out of 148, or about 21 per cent": nothing else that counts may stand between.
_SHARE = re.compile(
    rf"(?<![\w.,])(?P<part>{_NUMBER})\s+(?:out\s+)?of\s+(?:the\s+|all\s+|our\s+|my\s+)?(?P<whole>{_NUMBER})(?!\w|\s?%)"
    rf"(?:[^\d.;:%()]{{0,60}}?)(?:\(|,\s*(?:or|that is|which is|i\.e\.)\s+|\s=\s|:\s)(?:that is\s+)?"
    rf"{_ROUGH}{_PERCENT}{_ENDS}",
    re.IGNORECASE,
)
# "from 0.62 to 0.35 per bed (−44%)", "from 52% to 81%, up 56%": per cent of the first, or points where both are shares.
_CHANGE = re.compile(
    rf"\bfrom\s+(?P<first>{_NUMBER})(?P<one>\s?%)?(?:[^\d.;:%()]{{0,30}}?)\s+to\s+(?P<last>{_NUMBER})(?P<other>\s?%)?"
    r"(?:[^\d.;:%()]{0,40}?)(?:\(|,\s*(?:or|that is|which is|i\.e\.|down|up|by)\s+|\s=\s)(?:by\s+)?"
    rf"{_ROUGH}{_PERCENT}{_ENDS}",
    re.IGNORECASE,
)
# "12 × 148 = 1,776", also of three factors.
_PRODUCT = re.compile(
    rf"(?<![\w.,×*+/÷−-])(?<![×*+/÷−-]\s)(?P<factors>{_NUMBER}(?:\s?[×*x]\s?{_NUMBER}){{1,4}})\s?(?P<is>=|≈|is)\s?"
    rf"{_ROUGH}(?P<result>{_NUMBER})(?![\d%]|\s?%)"
)


@dataclass(frozen=True)
class Look:
    """One thing to look at: in which artefact, in which field ("" for the whole), and why, in a sentence.

    given, recomputed: where it is about a number, as it stands there and as it comes out now; "" otherwise
    """

    artefact: str
    field: str
    sentence: str
    given: str = ""
    recomputed: str = ""

    @property
    def told(self) -> str:
        """With the artefact's title in front."""
        titles = {key: one.title for key, one in course.artefacts().items()}
        return f"{titles.get(self.artefact, self.artefact)}: {self.sentence}"


def looks(rubric: Rubric, fields: Fields, filled_in: Fields, today: date) -> list[Look]:
    """What to look at in one artefact.

    filled_in: what a lab filled in, by field, as the lab gave it
    today: the day on which dates have passed or lie ahead
    """
    found = [
        *_not_done(rubric, fields),
        *_dates(rubric, fields, today),
        *_of_the_lab(rubric, fields, filled_in),
        *_sums(rubric, fields),
        *(_beyond_the_company(fields) if rubric.key == capstone_case.RUBRIC.key else ()),
    ]
    return list(dict.fromkeys(found))


def _not_done(rubric: Rubric, fields: Fields) -> Iterator[Look]:
    """The computed criteria that aren't met; those about a date follow from `today` instead."""
    for criterion in rubric.by_kind("A"):
        assert criterion.check is not None
        finding = criterion.check(fields)
        if finding.done is False and not ABOUT_TODAY.search(finding.message):
            field = _last_filled(criterion, fields)
            yield Look(rubric.key, field, f"{_where(rubric, criterion)}{finding.message}")


def _last_filled(criterion: Criterion, fields: Fields) -> str:
    keys = [key for key in criterion.fields if filled(fields, key)]
    return next(iter(reversed(keys)), criterion.fields[-1] if criterion.fields else "")


def _where(rubric: Rubric, criterion: Criterion) -> str:
    """Which part a criterion is about, where others read the same."""
    return f"{_part(rubric, criterion.part)}: " if _is_twice(criterion.text, rubric.criteria, criterion.part) else ""


def _dates(rubric: Rubric, fields: Fields, today: date) -> Iterator[Look]:
    """Days that should lie ahead and have passed, and the other way round; evidence that has grown old."""
    for field in rubric.fields:
        when = day(fields, field.key) if field.kind == "date" else None
        if when is None:
            continue
        if not _has_happened(field):
            if when < today:
                sentence = f"{_named(rubric, field)}: {written(when)} has passed. What came of it?"
                yield Look(rubric.key, field.key, sentence, str(when))
        elif when > today:
            sentence = f"{_named(rubric, field)}: {written(when)} is still to come."
            yield Look(rubric.key, field.key, sentence, str(when))
        elif (today - when).days > OLD:
            sentence = f"{_named(rubric, field)}: {written(when)} is more than a year ago. Is it still so?"
            yield Look(rubric.key, field.key, sentence, str(when))


def _has_happened(field: Field) -> bool:
    """Whether a date is of something that was seen or done: "seen_1.when", "on_3", "seen_on"."""
    return re.sub(r"_\d+$", "", field.key.rpartition(".")[2]) in SEEN


def _of_the_lab(rubric: Rubric, fields: Fields, filled_in: Fields) -> Iterator[Look]:
    """Numbers that a lab filled in and that are others now, or that have stayed where their subject has changed."""
    by_key = {field.key: field for field in rubric.fields}
    for key, theirs in filled_in.items():
        field, mine = by_key.get(key), filled(fields, key)
        if field is None or not (_is_number(mine) and _is_number(theirs)) or field.kind in ("choice", "date"):
            continue
        subject = by_key.get(field.goes_with)
        moved = subject is not None and _changed(filled(fields, subject.key), filled_in.get(subject.key, ""))
        name = _named(rubric, field)
        if _same(mine, theirs):
            if moved and subject is not None and _stayed(mine, theirs):
                sentence = f"{name}: {_some(mine)} is still the lab's number, and “{_label(subject)}” is your own."
                yield Look(rubric.key, key, sentence, _some(mine))
        elif not moved and not _is_another(rubric, field, fields, filled_in):
            sentence = f"{name}: {_some(mine)}, and the lab gave {_some(theirs)}. Do you know why yours is another?"
            yield Look(rubric.key, key, sentence, _some(mine), _some(theirs))


def _stayed(mine: str, theirs: str) -> bool:
    """Whether a number is the lab's, and not by chance."""
    return _same(mine, theirs) and sum(sign.isdigit() for sign in mine) > FEW_DIGITS


def _is_another(rubric: Rubric, subject: Field, fields: Fields, filled_in: Fields) -> bool:
    """Whether a field says that all of it is about something else than the lab's numbers, none of which has stayed."""
    own = [field.key for field in rubric.fields if field.goes_with == subject.key and filled_in.get(field.key)]
    return bool(own) and not any(_stayed(filled(fields, key), filled_in[key]) for key in own)


def _is_number(text: str) -> bool:
    """Whether a text is a number or a range, and no sentence that has one."""
    return (
        bool(re.fullmatch(r"[\s£$€+−–—.,%\d-]*\d[\s.,%\d–—-]*", text[:LONGEST_NUMBER])) and len(text) < LONGEST_NUMBER
    )


def _changed(mine: str, theirs: str) -> bool:
    return bool(mine and theirs) and not same_words(mine, theirs)


def _same(one: str, other: str) -> bool:
    """Whether two entries are one number or one range, however written."""
    first, second = (parse_range(text.replace("%", "")) or text.strip() for text in (one, other))
    return first == second


def _beyond_the_company(fields: Fields) -> Iterator[Look]:
    """Numbers of a capstone that its company can't have; which orders it counted, no field says."""
    chosen = capstone_case.company_of(fields)
    if chosen is None or not capstone.LOWEST <= chosen <= capstone.HIGHEST:
        return
    orders = len(capstone.company(chosen).orders)
    for key, most, of in (("part", orders, "orders"), ("whole", orders, "orders"), ("weeks", WEEKS, "weeks")):
        field = next(one for one in capstone_case.FIELDS if one.key == key)
        typed = number(fields, key)
        if typed is not None and typed > most:
            told = f"company {chosen} has {most:,} {of}"
            sentence = f"{_named(capstone_case.RUBRIC, field)}: {_some(filled(fields, key))}, and {told} in all."
            yield Look(capstone_case.RUBRIC.key, key, sentence, _some(filled(fields, key)), f"{most:,}")


def _sums(rubric: Rubric, fields: Fields) -> Iterator[Look]:
    """Shares, changes and products in the reader's sentences that don't come out."""
    for field in rubric.fields:
        if field.kind not in ("line", "text"):
            continue
        text = filled(fields, field.key)[:MOST_READ]
        for given, recomputed in _wrong(text):
            sentence = f"{_named(rubric, field)}: “{_some(given)}” comes to {recomputed}."
            yield Look(rubric.key, field.key, sentence, _some(given), recomputed)


def _wrong(text: str) -> Iterator[tuple[str, str]]:
    """Each sum in a text that doesn't come out: as it stands there, and what it comes to."""
    for found in _SHARE.finditer(text):
        part, whole = _read(found["part"]), _read(found["whole"])
        if part is not None and whole and not _near(found, 100 * part / whole):
            yield found[0].strip(), f"{_plain(100 * part / whole)}%"
    for found in _CHANGE.finditer(text):
        first, last = _read(found["first"]), _read(found["last"])
        if first is None or last is None or not first:
            continue
        relative, points = 100 * (last - first) / first, last - first
        both_shares = bool(found["one"] or found["other"])
        if not (_near(found, relative) or (both_shares and _near(found, points))):
            told = f"{_plain(relative)}%" + (f", or {_plain(points)} points" if both_shares else "")
            yield found[0].strip(), told
    for found in _PRODUCT.finditer(text):
        product = 1.0
        for factor in re.findall(_NUMBER, found["factors"]):
            product *= _read(factor) or 0.0
        result = _read(found["result"])
        loose = bool(found["rough"]) or found["is"] == "≈"
        if result is not None and abs(result - product) > _slack(found["result"], product, loose):
            yield found[0].strip(), _plain(product)


def _near(found: re.Match[str], expected: float) -> bool:
    """Whether the per cent of a match is this one: as rounded as it is written, with a sign only if it has one."""
    written_ = _read(found["percent"])
    if written_ is None:
        return True
    signed = -written_ if found["sign"] in ("-", "−") else written_
    value = expected if found["sign"] else abs(expected)
    return abs(signed - value) <= _slack(found["percent"], expected, bool(found["rough"]))


def _slack(written_: str, expected: float, loose: bool) -> float:
    """Half a step of the last digit that is written; a tenth of it all where it says that it is rough."""
    decimals = len(written_.partition(".")[2])
    nearest = 0.5 * 10.0**-decimals * (1 + 1e-6)
    return max(nearest, 0.1 * abs(expected)) if loose else nearest


def _read(text: str) -> float | None:
    """A number of a sentence; a comma at its end is the sentence's."""
    return parse_number(text.rstrip(","))


def _plain(value: float) -> str:
    return in_print(float(f"{value:.3g}") if abs(value) < 1000 else round(value), ",.12g")


def _named(rubric: Rubric, field: Field) -> str:
    """A field as the form names it, with its part where others have the same name."""
    of = f"{_part(rubric, field.part)}, " if _is_twice(field.label, rubric.fields, field.part) else ""
    return f"{of}“{_label(field)}”"


def _is_twice(text: str, among: Iterable[Field | Criterion], part: str) -> bool:
    return bool(part) and sum(text == (one.label if isinstance(one, Field) else one.text) for one in among) > 1


def _part(rubric: Rubric, key: str) -> str:
    return next(part.label for part in rubric.parts if part.key == key)


def _label(field: Field) -> str:
    return field.label.removesuffix(" (optional)").strip(" .…:")


def _some(text: str) -> str:
    """The beginning of a text, on one line."""
    text = " ".join(text[:400].split())
    return text if len(text) <= 80 else f"{text[:79]}…"
