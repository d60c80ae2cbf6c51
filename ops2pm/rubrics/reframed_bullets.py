"""The artefact of lesson 02: three lines of a CV, turned from what was done into what changed, and for whom."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

from ops2pm.numbers import parse_number
from ops2pm.rubrics import Criterion, Field, Fields, Finding, Part, Rubric, filled, number, of_part, repeated, words

MOST_WORDS = 35
SMALLEST, LARGEST = 1e-9, 1e12
"""Beyond these a number is a slip of the keyboard, and its arithmetic would overflow sooner or later."""
Z95 = 1.96

PARTS = (Part("1", "Bullet 1"), Part("2", "Bullet 2"), Part("3", "Bullet 3"))
KINDS = (
    ("percent", "per cent: 72% of something"),
    ("count", "counts: 130 things"),
    ("average", "an average or a rate: 0.41 calls per refund"),
)

ONE = (
    Field(
        "before",
        "Your bullet as it stands today",
        "text",
        help="Word for word, from your CV or your last review.",
        example="Reduced average handling time by 22%",
    ),
    Field(
        "who",
        "Who was it for?",
        help="People you could point at. Colleagues count, if they are the ones who use it.",
        example="Callers waiting for a refund",
    ),
    Field(
        "circumstance",
        "What did they meet?",
        help="Goes on from the name: what they did or suffered, and why.",
        example="rang back because the email gave no date",
    ),
    Field("action", "What did you decide?", help="One sentence that begins with “I”.", example="I added the date"),
    Field(
        "measure",
        "What changed for them?",
        help="Something they do or get. Not what your team did.",
        example="repeat calls",
    ),
    Field("kind", "The two numbers below are", "choice", choices=KINDS),
    Field("unit", "Of what, or per what?", help="Stands behind the numbers.", example="per refund"),
    Field("from", "From", "number", help="Before. Digits only.", example="0.41"),
    Field("to", "To", "number", help="After, counted in the same way.", example="0.23"),
    Field("window", "Over which time?", help="Both periods, equally long.", example="eight weeks before and after"),
    Field(
        "cases",
        "Cases in each period",
        "number",
        help="For per cent: of how many? If the periods differ, the smaller number.",
        example="400",
    ),
    Field(
        "claimed",
        "The per cent you would have written",
        "number",
        help="From memory, or as it stands in your CV.",
        example="22",
    ),
    Field(
        "rival",
        "What else could explain it?",
        "text",
        help="Season, volume, another team's change.",
        example="fewer refunds",
    ),
    Field(
        "met",
        "What did you do about that?",
        "text",
        help="A comparison that didn't change is the best answer. “I can't rule it out” is an honest one.",
        example="Refunds held steady",
    ),
)


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

    def written(self) -> str:
        """Points and per cent for a share, per cent otherwise; the difference itself where it began at 0."""
        relative = None if self.relative is None else f"{_signed(self.relative)}%"
        if self.kind == "percent":
            points = f"{_signed(self.absolute)} {'point' if _signed(self.absolute)[1:] == '1' else 'points'}"
            return points if relative is None else f"{points}, {relative}"
        return relative or f"{_signed(self.absolute)}, from nothing"

    def margin(self, cases: float | None) -> float | None:
        """How far chance alone moves the difference, 95 times in 100; None where that can't be said.

        For counts by the Poisson, for shares by the normal approximation to the binomial with `cases` in each
        period. Both take the cases to be independent of each other, so the true margin is rather wider.
        """
        if self.kind == "count":
            return Z95 * math.sqrt(self.before + self.after)
        if self.kind == "percent" and cases:
            first, second = self.before / 100, self.after / 100
            return 100 * Z95 * math.sqrt((first * (1 - first) + second * (1 - second)) / cases)
        return None


def change(fields: Fields) -> Change | None:
    """The change one bullet states; None while a number is missing, unreadable or impossible."""
    problem, found = _levels(fields)
    return None if problem else found


def _levels(fields: Fields) -> tuple[str, Change | None]:
    """What is wrong with the two numbers ("" if nothing), and the change where both are there."""
    kind = filled(fields, "kind")
    for key in ("from", "to"):
        text, value = filled(fields, key), number(fields, key)
        if text and value is None:
            return f"“{text[:40]}” is not a number I can read. Type digits, such as 0.41.", None
        if value and not SMALLEST <= abs(value) <= LARGEST:
            return f"A number this {'large' if abs(value) > 1 else 'small'} is hardly a measurement.", None
    before, after = number(fields, "from"), number(fields, "to")
    if before is None or after is None:
        return "A change needs both numbers: from and to.", None
    found = Change(before, after, kind)
    if kind in ("percent", "count") and min(before, after) < 0:
        what = "A share" if kind == "percent" else "A count"
        return f"{what} can't be below 0.", found
    if kind == "percent" and max(before, after) > 100:
        return "A share can't be above 100%. If these are counts or an average, choose that.", found
    if kind == "count" and not (before.is_integer() and after.is_integer()):
        return "Counts are whole numbers. If these are averages, choose that.", found
    if before == after:
        return "From and to are the same: nothing changed.", found
    if min(before, after) < 0 < max(before, after) or before < 0:
        return "One of the two is below 0, so no per cent can be taken from them. Write the difference.", found
    return "", found


def _named(fields: Fields) -> Finding:
    keys = {"who": "who", "circumstance": "what they met", "action": "what you decided", "measure": "what changed"}
    empty = [label for key, label in keys.items() if not filled(fields, key)]
    if len(empty) == len(keys):
        return Finding(None, "Who, what they met, what you decided, what changed for them.")
    if empty:
        return Finding(False, f"Still open: {'; '.join(empty)}.")
    return Finding(True, "Who, what they met, what you decided, what changed.")


def _old(fields: Fields) -> Finding:
    if not filled(fields, "before"):
        return Finding(None, "Without the old line nobody sees what you changed.")
    return Finding(True, f"The old line, {_words(words(filled(fields, 'before')))}.")


def _own_part(fields: Fields) -> Finding:
    found = re.search(
        r"\b(we|our|us|the team|helped|supported|assisted|contributed|participated|involved)\b",
        filled(fields, "action"),
        re.I,
    )
    if not found:
        return Finding(None, "")
    return Finding(False, f"“{found[0]}”: which decision in it was yours?")


def _numbers(fields: Fields) -> Finding:
    keys = ("kind", "unit", "from", "to", "window")
    if not any(filled(fields, key) for key in keys):
        return Finding(None, "From, to, unit and period: without them a per cent can't be checked.")
    problem, found = _levels(fields)
    if problem:
        return Finding(False, problem)
    assert found is not None
    asked = {"kind": "what the two numbers are", "unit": "of what, or per what", "window": "over which time"}
    open_ones = [label for key, label in asked.items() if not filled(fields, key)]
    levels = f"{_level(found.before, found.kind)} to {_level(found.after, found.kind)}"
    if open_ones:
        return Finding(False, f"{levels} is {found.written()}. Still open: {'; '.join(open_ones)}.")
    return Finding(True, f"{levels} {filled(fields, 'unit')[:80]} is {found.written()}.")


def _claimed(fields: Fields) -> Finding:
    text = filled(fields, "claimed")
    if not text:
        return Finding(None, "Type the per cent you have in mind, and it is recomputed.")
    claimed = parse_number(text.replace("%", "").replace("−", "-").strip())
    if claimed is None:
        return Finding(False, f"“{text[:40]}” is not a number I can read. Type digits, such as 44.")
    found = change(fields)
    if found is None:
        return Finding(None, "From and to come first; then it is recomputed.")
    if found.relative is None:
        return Finding(False, "It began at 0, and no per cent can be taken from 0. Write the two numbers.")
    both = f"{_level(found.before, found.kind)} to {_level(found.after, found.kind)}"
    says = f"{both} is {_signed(found.relative)}%"
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


def _chance(fields: Fields) -> Finding:
    found, kind = change(fields), filled(fields, "kind")
    cases = number(fields, "cases")
    if filled(fields, "cases") and (cases is None or not 1 <= cases <= LARGEST):
        return Finding(False, "The number of cases is 1 or more.")
    if found is None or not kind:
        return Finding(None, "With few cases, chance alone makes a change. From and to come first.")
    margin = found.margin(cases)
    if margin is None and kind == "percent":
        return Finding(None, "Of how many, in each period? With few cases, chance alone makes a change.")
    if margin is None:
        return Finding(
            None, "How far chance moves an average depends on its spread. That isn't asked here; have it at hand."
        )
    unit = " points" if kind == "percent" else ""
    size, limit = f"{_plain(abs(found.absolute))}{unit}", f"{_plain(margin)}{unit}"
    if abs(found.absolute) <= margin:
        return Finding(False, f"Chance alone moves numbers like these by up to {limit}, and yours moved by {size}.")
    return Finding(True, f"It moved by {size}. Chance alone, if the cases are independent: up to {limit}.")


def _rival(fields: Fields) -> Finding:
    rival, met = filled(fields, "rival"), filled(fields, "met")
    if not rival and not met:
        return Finding(None, "What else was going on, and how do you know it wasn't that?")
    if not rival:
        return Finding(False, "That answers something. Name the other explanation too.")
    if not met:
        return Finding(False, "You name a rival. What did you do about it?")
    return Finding(True, "A rival explanation, and what you did about it.")


def _length(fields: Fields) -> Finding:
    count = words(sentence(fields))
    if not any(filled(fields, key) for key in ("who", "circumstance", "action", "measure", "met")):
        return Finding(None, f"At most {MOST_WORDS} words: a CV is skimmed.")
    if count > MOST_WORDS:
        return Finding(False, f"{count} words. Bring it to {MOST_WORDS}.")
    return Finding(True, f"{_words(count)}, of at most {MOST_WORDS}.")


def sentence(fields: Fields) -> str:
    """One bullet as a reader of the CV meets it; what is open stands in square brackets."""

    def part(key: str, otherwise: str) -> str:
        return filled(fields, key).rstrip(".") or f"[{otherwise}]"

    found = change(fields)
    if found is None:
        numbers = f"went from {part('from', 'from')} to {part('to', 'to')} {part('unit', 'of what')}"
    else:
        verb = "fell" if found.absolute < 0 else "rose"
        levels = f"{_level(found.before, found.kind)} to {_level(found.after, found.kind)}"
        numbers = f"{verb} from {levels} {part('unit', 'of what')} ({found.written()})"
    text = (
        f"{part('who', 'who')} {part('circumstance', 'what they met')}. {part('action', 'what I decided')}: "
        f"{part('measure', 'what changed')} {numbers}, {part('window', 'over which time')}."
    )
    met = " ".join(filled(fields, "met").split()).rstrip(".")
    return f"{text} {met[:1].upper()}{met[1:]}." if met else text


def compose(fields: Fields) -> str:
    """All three bullets, each with its before."""
    texts = []
    for part in PARTS:
        own = of_part(fields, part.key)
        if not any(filled(own, field.key) for field in ONE):
            texts.append(f"{part.label}: not begun.")
            continue
        before = filled(own, "before")
        texts.append(f"{part.label}, before: {f'“{before}”' if before else '[your old line]'}")
        texts.append(f"After: {sentence(own)}")
        if filled(own, "rival"):
            texts.append(f"They will ask: could it have been {filled(own, 'rival').rstrip('.?')}?")
    return "\n\n".join(texts)


def _words(count: int) -> str:
    return f"{count} word" if count == 1 else f"{count} words"


def _same(claimed: float, computed: float, signed: bool) -> bool:
    """Whether a per cent as people round it is the computed one; without a sign either direction will do."""
    if not signed:
        claimed, computed = abs(claimed), abs(computed)
    return abs(claimed - computed) <= max(0.51, 0.01 * abs(computed))


def _plain(value: float) -> str:
    """Three digits, or all of a large number's."""
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}" if value >= 0.001 else "0.001"


def _signed(value: float) -> str:
    """With its sign; a minus sign, not a hyphen."""
    size = abs(value)
    # The grain of dust rounds 12.5 up, as people do.
    text = f"{size + 1e-9:,.0f}" if size >= 10 else f"{size:.1f}".removesuffix(".0") if size >= 0.1 else f"{size:.1g}"
    return f"{'−' if value < 0 else '+'}{text}"


def _level(value: float, kind: str) -> str:
    text = f"{value:,.12g}".replace("-", "−")
    return f"{text}%" if kind == "percent" else text


FIELDS, CRITERIA = repeated(
    PARTS,
    ONE,
    (
        Criterion("old", "The old line stands beside it", "A", ("before",), _old),
        Criterion(
            "named",
            "Who, what they met, your decision, what changed",
            "A",
            ("who", "circumstance", "action", "measure"),
            _named,
        ),
        Criterion("own_part", "The decision is yours", "H", ("action",), _own_part),
        Criterion("numbers", "From, to, unit and period", "A", ("kind", "unit", "from", "to", "window"), _numbers),
        Criterion("chance", "More than chance", "A", ("kind", "from", "to", "cases"), _chance),
        Criterion("claimed", "The per cent recomputes", "A", ("from", "to", "claimed"), _claimed),
        Criterion("rival", "A rival explanation, and what you did about it", "A", ("rival", "met"), _rival),
        Criterion("length", f"At most {MOST_WORDS} words", "A", ("met",), _length),
        Criterion(
            "somebody",
            "Could you point at the people, and say what they met?",
            "S",
            ("who", "circumstance"),
            strong="Dental clinics that sent drills back.",
            weak="Stakeholders across the business.",
        ),
        Criterion(
            "outcome",
            "Is it something they do or get, not something your team did?",
            "S",
            ("measure",),
            strong="Repeat calls per refund.",
            weak="42 kaizen events.",
        ),
        Criterion(
            "yours",
            "Would it have happened without your decision?",
            "S",
            ("action", "rival", "met"),
            strong="I changed one setting; returns on the line I left alone stayed flat.",
            weak="Coincided with our improvement programme.",
        ),
    ),
)

RUBRIC = Rubric(
    key="reframed_bullets",
    title="Three reframed bullets",
    intro=(
        "Take three lines from your own CV, one at a time. The arithmetic is done for you; the sentence builds itself "
        f"underneath, in at most {MOST_WORDS} words. Leave out what your employer wouldn't want outside."
    ),
    fields=FIELDS,
    criteria=CRITERIA,
    compose=compose,
    parts=PARTS,
)
