"""The artefact of lesson 02: three lines of a CV, turned from what was done into what changed, and for whom."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

from ops2pm.numbers import parse_number, signed
from ops2pm.rubrics import (
    Criterion,
    Field,
    Fields,
    Finding,
    Part,
    Rubric,
    bare,
    filled,
    level,
    of_part,
    repeated,
    words,
)

MOST_WORDS = 35
SMALLEST, LARGEST = 1e-9, 1e12
"""Beyond these a number is a slip of the keyboard, and its arithmetic would overflow sooner or later."""
Z95 = 1.96

PARTS = (Part("1", "Bullet 1"), Part("2", "Bullet 2"), Part("3", "Bullet 3"))
KINDS = (
    ("percent", "per cent: 72% of something"),
    ("count", "counts: 130 things"),
    ("rate", "a rate: 0.41 calls per refund, 6 events per 1,000"),
    ("average", "an average: minutes, days, stars"),
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
        "text",
        help="People you could point at. Colleagues count, if they are the ones who use it.",
        example="Callers waiting for a refund",
    ),
    Field(
        "circumstance",
        "What went wrong for them?",
        "text",
        help="Continue the sentence: Nurses …",
        example="rang back because the email gave no date",
    ),
    Field(
        "action", "What did you decide?", "text", help="One sentence that begins with “I”.", example="I added the date"
    ),
    Field(
        "measure",
        "What changed for them?",
        "text",
        help="Something they do or get. Not what your team did.",
        example="repeat calls",
    ),
    Field("kind", "The two numbers below are", "choice", choices=KINDS),
    Field(
        "unit",
        "Of what, or per what?",
        help="Stands behind the numbers. A count may do without, if “what changed” names it.",
        example="per refund",
    ),
    Field("from", "From", "number", help="Before.", example="0.41"),
    Field("to", "To", "number", help="After, counted in the same way.", example="0.23"),
    Field("window", "Over which time?", help="Both periods, equally long.", example="eight weeks each"),
    Field(
        "claimed",
        "The per cent you would write for these two numbers (optional)",
        "number",
        help="It is recomputed.",
        example="44",
    ),
    Field(
        "cases",
        "Cases (optional)",
        "number",
        help="Per cent: of how many, in each period? If they differ, the smaller. A rate: how many events before?",
        example="164",
    ),
    Field(
        "interval",
        "The 95% interval of the change (optional)",
        help="If somebody worked it out. A lab fills in its own.",
        example="−0.27 to −0.09",
    ),
    Field(
        "others",
        "Where was nothing changed? (optional)",
        help="The same number, in the same two periods, somewhere you changed nothing.",
        example="desk two",
    ),
    Field("others_from", "From, there (optional)", "number", example="0.40"),
    Field("others_to", "To, there (optional)", "number", example="0.37"),
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

    @property
    def digits(self) -> int:
        """Decimals of the levels: their difference has no more."""
        return max(_decimals(self.before), _decimals(self.after))

    def difference(self) -> str:
        """The difference with its sign and unit, as exact as the levels: "−25.6 points", "+5"."""
        text = signed(self.absolute, self.digits)
        if self.kind != "percent":
            return text
        return f"{text} {'point' if _size(text) == '1' else 'points'}"

    def written(self) -> str:
        """Points and per cent for a share, per cent otherwise; the difference itself where it began at 0."""
        relative = None if self.relative is None else _per_cent(self.relative)
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
    problem, found = _levels(fields)
    return None if problem else found


def _levels(fields: Fields) -> tuple[str, Change | None]:
    """What is wrong with the two numbers ("" if nothing), and the change where both are there."""
    return _pair(fields, "from", "to")


def _pair(fields: Fields, first: str, second: str) -> tuple[str, Change | None]:
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
    return _whole(text) if filled(fields, "kind") == "count" else level({key: text}, key)


def _whole(text: str) -> float | None:
    """A number of things: a dot before three digits parts thousands, because nobody has 1.24 of them."""
    return parse_number(text.replace(".", "") if re.fullmatch(r"[1-9]\d{0,2}(\.\d{3})+", text) else text)


def _named(fields: Fields) -> Finding:
    keys = {"who": "who", "circumstance": "what went wrong", "action": "what you decided", "measure": "what changed"}
    empty = [label for key, label in keys.items() if not filled(fields, key)]
    if len(empty) == len(keys):
        return Finding(None, "Who, what went wrong, what you decided, what changed for them.")
    if empty:
        return Finding(False, f"Still open: {'; '.join(empty)}.")
    return Finding(True, "Who, what went wrong, what you decided, what changed.")


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
    if found.kind == "count":
        del asked["unit"]
    open_ones = [label for key, label in asked.items() if not filled(fields, key)]
    levels = f"{_level(found.before, found.kind)} to {_level(found.after, found.kind)}"
    if open_ones:
        return Finding(False, f"{levels} is {found.written()}. Still open: {'; '.join(open_ones)}.")
    return Finding(True, f"{' '.join([levels, _unit(fields)[:80]]).rstrip()} is {found.written()}.")


def _claimed(fields: Fields) -> Finding:
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
    both = f"{_level(found.before, found.kind)} to {_level(found.after, found.kind)}"
    says = f"{both} is {_per_cent(found.relative)}"
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
    """Asks, and never says that it is enough: whether the cases are independent isn't in the fields."""
    found, kind, text = change(fields), filled(fields, "kind"), filled(fields, "cases")
    if found is None or not kind:
        return Finding(None, "")
    moved = f"Yours moved by {_size(found.difference())}."
    ends = _interval(fields)
    if ends and ends[0] <= ends[1]:
        holds = "holds 0: chance is enough to explain it" if ends[0] <= 0 <= ends[1] else "leaves 0 out"
        return Finding(False, f"Is it more than chance? {moved} Its interval {holds}.")
    if filled(fields, "interval"):
        return Finding(False, "Which two numbers is the interval? Write it as −7.7 to +2.3.")
    cases = _whole(text)
    if text and (cases is None or not 1 <= cases <= LARGEST):
        return Finding(False, f"How many cases? I can't read “{text[:40]}”; digits only, 1 or more.")
    margin = found.margin(cases)
    if margin is None and kind == "percent":
        return Finding(False, "Is it more than chance? That takes the number of cases in each period.")
    if margin is None and kind == "rate":
        return Finding(False, "Is it more than chance? That takes the number of events that were counted before.")
    if margin is None:
        return Finding(
            False,
            "Is it more than chance? For an average that depends on how far single cases lie apart: have it ready.",
        )
    unit = " points" if kind == "percent" else ""
    counted = {"percent": "cases in each period", "rate": "events before"}.get(kind)
    given = f"With {cases:,.10g} {counted}, chance" if cases and counted else "Chance"
    return Finding(
        False,
        f"Is it more than chance? {moved} {given} alone makes {_size(signed(margin, max(1, found.digits)))}{unit} at "
        "least; more if cases come in clusters (one storm, one ward).",
    )


def _interval(fields: Fields) -> tuple[float, float] | None:
    """The two ends that were typed, or None."""
    found = re.findall(
        r"[-−–+]?\d+(?:[.,]\d+)?", re.sub(r"(?<=\d)\s*[-–—]\s*(?=\d)", " to ", filled(fields, "interval"))
    )
    ends = [parse_number(text) for text in found]
    return (ends[0], ends[1]) if len(ends) == 2 and None not in ends else None  # type: ignore[return-value]


def _others(fields: Fields) -> Finding:
    """What is left once the change where nothing was done is taken off: the difference in differences."""
    if not any(filled(fields, key) for key in ("others_from", "others_to")):
        return Finding(None, "If you have such a number, what is left for you is worked out.")
    found = change(fields)
    problem, theirs = _pair(fields, "others_from", "others_to")
    if theirs is None:
        return Finding(False, f"There: {problem}")
    if found is None:
        return Finding(None, "Your own from and to come first.")
    if found.kind == "count":
        if theirs.relative is None:
            return Finding(False, "There it began at 0, so yours can't be held against it.")
        expected = found.before * theirs.after / theirs.before
        return Finding(
            True,
            f"There {_per_cent(theirs.relative)}. With as many per cent, yours would have ended at {expected:,.0f}; "
            f"it ended at {_level(found.after, found.kind)}.",
        )
    digits = max(found.digits, theirs.digits)
    left = found.absolute - theirs.absolute
    unit = " points" if found.kind == "percent" else ""
    both = f"Where nothing was done: {theirs.difference()}; yours: {found.difference()}."
    if left * found.absolute <= 0:
        less = f" Yours moved less, by {_size(signed(left, digits))}{unit}." if left else ""
        return Finding(False, f"{both}{less} Nothing of the change is left for you.")
    return Finding(True, f"{both} That leaves {signed(left, digits)}{unit} of yours.")


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
    if not any(filled(fields, key) for key in ("who", "circumstance", "action", "measure")):
        return Finding(None, f"At most {MOST_WORDS} words: a CV is skimmed.")
    if count > MOST_WORDS:
        return Finding(False, f"{_counted(fields)} Bring it to {MOST_WORDS}.")
    return Finding(True, f"{_words(count)}, of at most {MOST_WORDS}.")


def _counted(fields: Fields) -> str:
    """How many words the bullet has, and where they are."""
    who, action, numbers = (words(text) for text in _pieces(fields))
    return f"{_words(who + action + numbers)}: who and what {who}, decision {action}, numbers {numbers}."


def sentence(fields: Fields) -> str:
    """One bullet as a reader of the CV meets it; what is open stands in square brackets."""
    return " ".join(_pieces(fields))


def _pieces(fields: Fields) -> tuple[str, str, str]:
    """The bullet's three pieces: who and what went wrong, the decision, the numbers."""

    def part(key: str, otherwise: str) -> str:
        return bare(" ".join(filled(fields, key).split())) or f"[{otherwise}]"

    found = change(fields)
    unit = _unit(fields) or ("" if filled(fields, "kind") == "count" or filled(fields, "unit") else "[of what]")
    if found is None:
        numbers = f"went from {part('from', 'from')} to {part('to', 'to')}"
        written = ""
    else:
        verb = "fell" if found.absolute < 0 else "rose"
        first = "none" if found.kind == "count" and not found.before else _level(found.before, found.kind)
        numbers = f"{verb} from {first} to {_level(found.after, found.kind)}"
        written = "" if first == "none" else f"({found.written()})"
    text = " ".join(filter(None, [part("measure", "what changed"), numbers, unit, written]))
    return (
        f"{part('who', 'who')} {part('circumstance', 'what went wrong')}.",
        f"{part('action', 'what I decided')}:",
        f"{text}, {_against(fields, found)}{part('window', 'over which time')}.",
    )


def _against(fields: Fields, found: Change | None) -> str:
    """The change where nothing was changed, as it stands in the bullet; "" without one."""
    theirs = _pair(fields, "others_from", "others_to")[1]
    if found is None or theirs is None:
        return ""
    where = " ".join(filled(fields, "others").split()).rstrip(".") or "[where nothing was changed]"
    relative = found.kind == "count" and theirs.relative is not None
    size = _per_cent(theirs.relative) if relative else theirs.difference()  # type: ignore[arg-type]
    return f"against {size} at {where}, "


def _unit(fields: Fields) -> str:
    """The unit behind the numbers; "" where the sentence has it already."""
    unit, kind = filled(fields, "unit").rstrip("."), filled(fields, "kind")
    if kind == "percent":
        unit = re.sub(r"^(%|per cent|percent)\s*", "", unit, flags=re.I)
    named = f" {filled(fields, 'measure').casefold()} "
    return "" if kind == "count" and f" {unit.casefold()} " in named else unit


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
        texts.append(_counted(own))
        if filled(own, "rival"):
            met = " ".join(filled(own, "met").split()).rstrip(".")
            answer = f"“{met[:1].upper()}{met[1:]}.”" if met else "[what you did about it]"
            texts.append(
                f"They will ask: could it have been “{filled(own, 'rival').rstrip('.?')}”? You answer: {answer}"
            )
    return "\n\n".join(texts)


def _words(count: int) -> str:
    return f"{count} word" if count == 1 else f"{count} words"


def _same(claimed: float, computed: float, signed: bool) -> bool:
    """Whether a per cent as people round it is the computed one; without a sign either direction will do."""
    if not signed:
        claimed, computed = abs(claimed), abs(computed)
    return abs(claimed - computed) <= max(0.51, 0.01 * abs(computed))


def _decimals(value: float) -> int:
    """How many decimals a number was written with, as far as a number remembers."""
    return len(f"{value:.6f}".rstrip("0").partition(".")[2])


def _size(change: str) -> str:
    """A change without its sign."""
    return change.lstrip("+−")


def _per_cent(value: float) -> str:
    """A change in per cent: whole from 10 on, with one decimal below, as many as it takes below 0.1."""
    if abs(value) >= 10:
        # The grain of dust rounds 12.5 up, as people do.
        return f"{signed(value + math.copysign(1e-9, value), 0)}%"
    digits = 1 if abs(value) >= 0.1 or not value else -math.floor(math.log10(abs(value)))
    return f"{signed(value, digits).removesuffix('.0')}%"


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
            "Who, what went wrong, your decision, what changed",
            "A",
            ("who", "circumstance", "action", "measure"),
            _named,
        ),
        Criterion("own_part", "The decision is yours", "H", ("action",), _own_part),
        Criterion("numbers", "From, to, unit and period", "A", ("kind", "unit", "from", "to", "window"), _numbers),
        Criterion("chance", "More than chance", "H", ("kind", "from", "to", "cases", "interval"), _chance),
        Criterion("claimed", "The per cent recomputes", "A", ("from", "to", "claimed"), _claimed),
        Criterion("others", "What is left beside others", "A", ("from", "to", "others_from", "others_to"), _others),
        Criterion("rival", "A rival explanation, and what you did about it", "A", ("rival", "met"), _rival),
        Criterion("length", f"At most {MOST_WORDS} words", "A", ("window",), _length),
        Criterion(
            "somebody",
            "Could you point at the people, and say what went wrong for them?",
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
        "Take lines from your own CV, one at a time; one bullet is enough for tonight. The arithmetic is done for "
        "you; the sentence builds itself "
        f"underneath, in at most {MOST_WORDS} words. Leave out what your employer wouldn't want outside."
    ),
    fields=FIELDS,
    criteria=CRITERIA,
    compose=compose,
    parts=PARTS,
)
