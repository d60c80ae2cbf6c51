"""Your decision and the number that moved, as bullets and stories ask for them: recomputed, never believed.

The fields are "action"; "kind" (one of KINDS), "unit", "from", "to", "window"; and "claimed", a per cent.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

from ops2pm.numbers import parse_number, signed
from ops2pm.rubrics import Fields, Finding, bare, filled, level

SMALLEST, LARGEST = 1e-9, 1e12
"""Beyond these a number is a slip of the keyboard, and its arithmetic would overflow sooner or later."""
Z95 = 1.96

KINDS = (
    ("percent", "per cent: 72% of something"),
    ("count", "counts: 130 things"),
    ("rate", "a rate: 0.41 calls per refund, 6 events per 1,000"),
    ("average", "an average: minutes, days, stars"),
)


_OF_TIME = re.compile(r"(?:working\s+)?(?:second|minute|hour|day|week|month|star)s?", re.IGNORECASE)
"""A unit that stands behind an average; a share is of something."""


@dataclass(frozen=True)
class Change:
    """A change from one level to another: both levels in the reader's own unit, `kind` as in KINDS."""

    before: float
    after: float
    kind: str

    @property
    def absolute(self) -> float:
        """After minus before: in points where the levels are per cent."""
        return self.after - self.before

    @property
    def relative(self) -> float | None:
        """In per cent of the level before; None where that was 0."""
        return 100 * self.absolute / self.before if self.before else None

    @property
    def digits(self) -> int:
        """Decimals of the levels: their difference has no more."""
        return max(_decimals(self.before), _decimals(self.after))

    def difference(self) -> str:
        """The difference with its sign and unit, as exact as the levels: "−25.6 points", "+5"."""
        text = signed(self.absolute, self.digits)
        if self.kind != "percent":
            return text
        return f"{text} {'point' if size_of(text) == '1' else 'points'}"

    def written(self) -> str:
        """Points and per cent for a share, per cent otherwise; the difference itself where it began at 0."""
        relative = None if self.relative is None else written_per_cent(self.relative)
        if self.kind == "percent":
            return self.difference() if relative is None else f"{self.difference()}, {relative}"
        return relative or f"{self.difference()}, from nothing"

    def margin(self, cases: float | None) -> float | None:
        """How far chance alone moves the difference, 95 times in 100; None where that can't be said.

        For counts by the Poisson; for rates too, `cases` being the events counted before, over as many chances in
        both periods; for shares by the normal approximation to the binomial with `cases` in each period. All take
        the cases to be independent of each other, so the true margin is wider.
        """
        if self.kind == "count":
            return Z95 * math.sqrt(self.before + self.after)
        if self.kind == "rate" and cases and min(self.before, self.after) >= 0 < self.before:
            return Z95 * math.sqrt((self.before + self.after) * self.before / cases)
        if self.kind == "percent" and cases:
            first, second = self.before / 100, self.after / 100
            return 100 * Z95 * math.sqrt((first * (1 - first) + second * (1 - second)) / cases)
        return None


def change(fields: Fields) -> Change | None:
    """The change one bullet states; None while a number is missing, unreadable or impossible."""
    problem, found = pair(fields, "from", "to")
    return None if problem else found


def pair(fields: Fields, first: str, second: str) -> tuple[str, Change | None]:
    """What is wrong with the two numbers in these fields ("" if nothing), and the change where both are there."""
    kind = filled(fields, "kind")
    for key in (first, second):
        text, value = filled(fields, key), _read(fields, key)
        if value is None and re.fullmatch(r"\d{1,3}:[0-5]\d", text):
            minutes, seconds = text.split(":")
            return f"Write “{text}” as one number: {60 * int(minutes) + int(seconds)} if it is hours and minutes.", None
        if text and value is None:
            return f"I can't read “{text[:40]}”; digits only, such as 0.41.", None
        if value and not SMALLEST <= abs(value) <= LARGEST:
            return f"A number this {'large' if abs(value) > 1 else 'small'} is hardly a measurement.", None
    before, after = _read(fields, first), _read(fields, second)
    if before is None or after is None:
        return "A change needs both numbers: from and to.", None
    found = Change(before, after, kind)
    if kind in ("percent", "count", "rate") and min(before, after) < 0:
        what = {"percent": "A share", "count": "A count", "rate": "A rate"}[kind]
        return f"{what} can't be below 0.", found
    if kind == "percent" and max(before, after) > 100:
        return "A share can't be above 100%. If these are counts or an average, choose that.", found
    if kind == "count" and not (before.is_integer() and after.is_integer()):
        return "Counts are whole numbers. If these are averages or rates, choose that.", found
    if before == after:
        return "From and to are the same: nothing changed.", found
    if min(before, after) < 0:
        return "One of the two is below 0, so no per cent can be taken from them. Write the difference.", found
    return "", found


def _read(fields: Fields, key: str) -> float | None:
    """A level as people write it: with its unit behind it ("2.6 days"), or 1.240 for a count of 1,240."""
    text, unit = filled(fields, key), filled(fields, "unit").casefold()
    for ending in sorted({unit, *unit.split()[:1]}, key=len, reverse=True):
        if ending and text.casefold().endswith(ending):
            text = text[: -len(ending)].rstrip()
    return whole(text) if filled(fields, "kind") == "count" else level({key: text}, key)


def whole(text: str) -> float | None:
    """A number of things: a dot before three digits parts thousands, because nobody has 1.24 of them."""
    return parse_number(text.replace(".", "") if re.fullmatch(r"[1-9]\d{0,2}(\.\d{3})+", text) else text)


def numbers_stated(fields: Fields) -> Finding:
    """Kind A: from, to, unit and period are there, and what the change is."""
    keys = ("kind", "unit", "from", "to", "window")
    if not any(filled(fields, key) for key in keys):
        return Finding(None, "From, to, unit and period: without them a per cent can't be checked.")
    problem, found = pair(fields, "from", "to")
    if problem:
        return Finding(False, problem)
    assert found is not None
    if found.kind == "percent" and _OF_TIME.fullmatch(filled(fields, "unit")):
        unit = filled(fields, "unit")[:40]
        return Finding(False, f"Per cent of {unit}? Or is it an average? Then choose that.")
    asked = {"kind": "what the two numbers are", "unit": "of what, or per what", "window": "over which time"}
    if found.kind == "count":
        del asked["unit"]
    open_ones = [label for key, label in asked.items() if not filled(fields, key)]
    levels = f"{written_level(found.before, found.kind)} to {written_level(found.after, found.kind)}"
    if open_ones:
        return Finding(False, f"{levels} is {found.written()}. Still open: {'; '.join(open_ones)}.")
    return Finding(True, f"{' '.join([levels, unit_of(fields)[:80]]).rstrip()} is {found.written()}.")


def claim_recomputes(fields: Fields) -> Finding:
    """Kind A: whether the per cent in "claimed" is that of "from" and "to", and which slip it may be."""
    text = filled(fields, "claimed")
    if not text:
        return Finding(None, "Type the per cent you have in mind, and it is recomputed.")
    claimed = level(fields, "claimed")
    if claimed is None:
        return Finding(False, f"I can't read “{text[:40]}”; digits only, such as 44.")
    found = change(fields)
    if found is None:
        return Finding(None, "From and to come first; then it is recomputed.")
    if found.relative is None:
        return Finding(False, "It began at 0, and no per cent can be taken from 0. Write the two numbers.")
    both = f"{written_level(found.before, found.kind)} to {written_level(found.after, found.kind)}"
    says = f"{both} is {written_per_cent(found.relative)}"
    signed = text.lstrip()[:1] in "+-−"
    if _same(claimed, found.relative, signed):
        return Finding(True, f"It recomputes: {says}.")
    if found.absolute < 0 and abs(claimed) >= 100:
        return Finding(False, f"A fall of 100% leaves nothing, and more than that can't be. {says}.")
    if found.kind == "percent" and _same(claimed, found.absolute, signed):
        return Finding(False, f"That is the difference in points. {says}.")
    if found.after and _same(claimed, 100 * found.absolute / found.after, signed):
        return Finding(False, f"That takes the number after as the whole. The whole is the number before: {says}.")
    return Finding(False, f"It doesn't recompute: {says}, not {claimed:.6g}%.")


def unit_of(fields: Fields) -> str:
    """The unit behind the numbers; "" where the sentence has it already."""
    unit, kind = filled(fields, "unit").rstrip("."), filled(fields, "kind")
    if kind == "percent":
        unit = re.sub(r"^(%|per cent|percent)\s*", "", unit, flags=re.I)
    named = f" {filled(fields, 'measure').casefold()} "
    return "" if kind == "count" and f" {unit.casefold()} " in named else unit


def clause(fields: Fields) -> str:
    """What changed and by how much, to go on inside a sentence: "repeat calls fell from 0.41 to 0.23 (−44%)".

    Reads "measure" too. What is open stands in square brackets.
    """
    found = change(fields)
    unit = unit_of(fields) or ("" if filled(fields, "kind") == "count" or filled(fields, "unit") else "[of what]")
    if found is None:
        first, last = (bare(filled(fields, key)) or f"[{key}]" for key in ("from", "to"))
        verb, written = "went", ""
    else:
        verb = "fell" if found.absolute < 0 else "rose"
        first = "none" if found.kind == "count" and not found.before else written_level(found.before, found.kind)
        last = written_level(found.after, found.kind)
        written = "" if first == "none" else f"({found.written()})"
    measure = bare(" ".join(filled(fields, "measure").split())) or "[what changed]"
    return " ".join(filter(None, [measure, verb, "from", first, "to", last, unit, written]))


def _same(claimed: float, computed: float, signed: bool) -> bool:
    """Whether a per cent as people round it is the computed one; without a sign either direction will do."""
    if not signed:
        claimed, computed = abs(claimed), abs(computed)
    return abs(claimed - computed) <= max(0.51, 0.01 * abs(computed))


def _decimals(value: float) -> int:
    """How many decimals a number was written with, as far as a number remembers."""
    return len(f"{value:.6f}".rstrip("0").partition(".")[2])


def size_of(change: str) -> str:
    """A change without its sign."""
    return change.lstrip("+−")


def written_per_cent(value: float) -> str:
    """A change in per cent: whole from 10 on, with one decimal below, as many as it takes below 0.1."""
    if abs(value) >= 10:
        # The grain of dust rounds 12.5 up, as people do.
        return f"{signed(value + math.copysign(1e-9, value), 0)}%"
    digits = 1 if abs(value) >= 0.1 or not value else -math.floor(math.log10(abs(value)))
    return f"{signed(value, digits).removesuffix('.0')}%"


def written_level(value: float, kind: str) -> str:
    text = f"{value:,.12g}".replace("-", "−")
    return f"{text}%" if kind == "percent" else text


def own_part(fields: Fields) -> Finding:
    """Kind H: asks for the reader's own part where the decision says “we”."""
    action = filled(fields, "action")
    helped = re.search(r"\b(helped|supported|assisted|contributed|participated|involved)\b", action, re.I)
    found = ours(action) or (helped and helped[0])
    if not found:
        return Finding(None, "")
    return Finding(False, f"“{found}”: which decision in it was yours?")


def ours(text: str) -> str | None:
    """“We” or the team, where it is who acts: “I moved our team” and “two shops left us” are none."""
    found = re.search(
        r"\bwe\b|(?:^|[.;:!?]\s+|,\s+|\b(?:and|then|so|when|because|that|together)\s+)((?:our|the|my)\s+team)\s+\w",
        text,
        re.IGNORECASE,
    )
    return (found[1] or found[0]) if found else None


_NUMBERS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
_LENGTH = rf"(\d+|an?|{'|'.join(_NUMBERS)})\s+(day|week|month|quarter|year)s?"
_PERIODS = re.compile(rf"{_LENGTH}\s+before\b.{{0,30}}?\b{_LENGTH}\s+after", re.IGNORECASE)
_COUNTED = {word: str(count) for count, word in enumerate(_NUMBERS, 1)} | {"a": "1", "an": "1"}


def unequal_periods(fields: Fields) -> Finding:
    """Kind H: asks where “window” names two periods in different words."""
    found = _PERIODS.search(filled(fields, "window")[:200])
    if not found:
        return Finding(None, "")
    first, unit, last, other = (word.lower() for word in found.groups())
    first, last = (_COUNTED.get(word, word) for word in (first, last))
    if (first, unit) == (last, other):
        return Finding(None, "")
    return Finding(False, f"“{found[0]}”: are both equally long?")
