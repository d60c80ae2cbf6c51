"""The artefact of lesson 02: three lines of a CV, turned from what was done into what changed, and for whom."""

from __future__ import annotations

import re

from ops2pm.numbers import parse_number, plural, signed
from ops2pm.rubrics import (
    Criterion,
    Field,
    Fields,
    Finding,
    Part,
    Rubric,
    bare,
    capital,
    filled,
    of_part,
    repeated,
    words,
)
from ops2pm.rubrics.change import (
    KINDS,
    LARGEST,
    change,
    claim_recomputes,
    clause,
    numbers_stated,
    own_part,
    pair,
    size_of,
    whole,
    written_level,
    written_per_cent,
)

MOST_WORDS = 35

PARTS = (Part("1", "Bullet 1"), Part("2", "Bullet 2"), Part("3", "Bullet 3"))

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


def _chance(fields: Fields) -> Finding:
    """Asks, and never says that it is enough: whether the cases are independent isn't in the fields."""
    found, kind, text = change(fields), filled(fields, "kind"), filled(fields, "cases")
    if found is None or not kind:
        return Finding(None, "")
    moved = f"Yours moved by {size_of(found.difference())}."
    ends = _interval(fields)
    if ends and ends[0] <= ends[1]:
        holds = "holds 0: chance is enough to explain it" if ends[0] <= 0 <= ends[1] else "leaves 0 out"
        return Finding(False, f"Is it more than chance? {moved} Its interval {holds}.")
    if filled(fields, "interval"):
        return Finding(False, "Which two numbers is the interval? Write it as −7.7 to +2.3.")
    cases = whole(text)
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
        f"Is it more than chance? {moved} {given} alone makes {size_of(signed(margin, max(1, found.digits)))}{unit} at "
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
    problem, theirs = pair(fields, "others_from", "others_to")
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
            f"There {written_per_cent(theirs.relative)}. With as many per cent, yours would have ended at "
            f"{expected:,.0f}; it ended at {written_level(found.after, found.kind)}.",
        )
    digits = max(found.digits, theirs.digits)
    left = found.absolute - theirs.absolute
    unit = " points" if found.kind == "percent" else ""
    both = f"Where nothing was done: {theirs.difference()}; yours: {found.difference()}."
    if left * found.absolute <= 0:
        less = f" Yours moved less, by {size_of(signed(left, digits))}{unit}." if left else ""
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

    return (
        f"{part('who', 'who')} {part('circumstance', 'what went wrong')}.",
        f"{part('action', 'what I decided')}:",
        f"{clause(fields)}, {_against(fields)}{part('window', 'over which time')}.",
    )


def _against(fields: Fields) -> str:
    """The change where nothing was changed, as it stands in the bullet; "" without one."""
    found, theirs = change(fields), pair(fields, "others_from", "others_to")[1]
    if found is None or theirs is None:
        return ""
    where = " ".join(filled(fields, "others").split()).rstrip(".") or "[where nothing was changed]"
    relative = found.kind == "count" and theirs.relative is not None
    size = written_per_cent(theirs.relative) if relative else theirs.difference()  # type: ignore[arg-type]
    return f"against {size} at {where}, "


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
            answer = f"“{capital(met)}.”" if met else "[what you did about it]"
            texts.append(
                f"They will ask: could it have been “{filled(own, 'rival').rstrip('.?')}”? You answer: {answer}"
            )
    return "\n\n".join(texts)


def _words(count: int) -> str:
    return f"{count} {plural(count, 'word')}"


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
        Criterion("own_part", "The decision is yours", "H", ("action",), own_part),
        Criterion(
            "numbers", "From, to, unit and period", "A", ("kind", "unit", "from", "to", "window"), numbers_stated
        ),
        Criterion("chance", "More than chance", "H", ("kind", "from", "to", "cases", "interval"), _chance),
        Criterion("claimed", "The per cent recomputes", "A", ("from", "to", "claimed"), claim_recomputes),
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
