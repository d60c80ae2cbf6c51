"""The artefact of lesson 12: the 60-second pitch, in five passages. The one before the course is baseline_pitch."""

from __future__ import annotations

import re

from ops2pm.models import pitch
from ops2pm.numbers import parse_amount, short, signed
from ops2pm.rubrics import Criterion, Field, Fields, Finding, Rubric, filled, number, words
from ops2pm.rubrics.change import own_part, written_per_cent
from ops2pm.rubrics.hints import introduction

FEWEST_WORDS, MOST_WORDS = 130, 160
PACES = (70, 180)
"""Words a minute: slower, somebody has stopped on the way; faster, a stranger doesn't follow. Practitioners' habit."""
A_MINUTE, LONG = 60, 65
"""Seconds; and from where on a reading is said to be too long for a minute."""

PASSAGES = {
    "problem": "their problem",
    "action": "your decision",
    "moved": "what moved",
    "gave_up": "what you gave up",
    "area": "where you want to go",
}
OPENERS = (
    ("me", "me, or my job"),
    ("employer", "my employer, or my team"),
    ("user", "somebody with a problem"),
    ("number", "a number"),
    ("else", "something else"),
)
"""Who or what a first sentence begins with, by the reader's own marking."""

FIELDS = (
    Field(
        "problem",
        "Their problem: who, and what goes wrong for them?",
        "text",
        help="The first words anybody hears. Whole sentences, as you would say them.",
        example="Dental clinics send us drills for repair and order a second one blind, because nobody can tell them "
        "when the first comes back.",
    ),
    Field(
        "action",
        "What you decided",
        "text",
        help="“I”, and one decision.",
        example="I stopped promising three days to everybody and gave each repair its own date.",
    ),
    Field(
        "moved",
        "What moved for them",
        "text",
        help="With the number it was before, both in digits.",
        example="Blind orders fell from 41 to 23 a month.",
    ),
    Field("from", "That number: from", "number", help="Checked against your text.", example="41"),
    Field("to", "That number: to", "number", example="23"),
    Field(
        "gave_up",
        "What you gave up",
        "text",
        help="One thing, and who paid for it.",
        example="It cost us two clinics that wanted three days at any price.",
    ),
    Field(
        "area",
        "Where you want to go",
        "text",
        help="A part of a product, not a job title: what would you work on, and why there?",
        example="That is why I want to work on delivery promises.",
    ),
    Field(
        "seconds",
        "Read aloud: how many seconds? (optional)",
        "number",
        help="The timer further down fills it in. 150 words a minute are usual for practised speakers. Slower is fine; "
        "shorten instead.",
        example="58",
    ),
)


def compose(fields: Fields) -> str:
    """The pitch as one would say it; what is open stands in square brackets."""
    return " ".join(_passage(fields, key) or f"[{label}]" for key, label in PASSAGES.items())


def spoken(fields: Fields) -> str:
    """What is written of the pitch so far, without brackets; "" where nothing is."""
    return " ".join(filter(None, (_passage(fields, key) for key in PASSAGES)))


def _passage(fields: Fields, key: str) -> str:
    text = " ".join(filled(fields, key).split())
    return text if not text or text[-1] in ".!?…”\"'’)" else f"{text}."


def _length(fields: Fields) -> Finding:
    counts = {label: words(filled(fields, key)) for key, label in PASSAGES.items()}
    total = sum(counts.values())
    if not total:
        return Finding(None, f"{FEWEST_WORDS} to {MOST_WORDS} words, about a minute. They are counted here.")
    where = ", ".join(f"{label} {count}" for label, count in counts.items())
    told = f"{total:,} words, about {pitch.seconds_aloud(total):,} seconds: {where}."
    empty = [label for label, count in counts.items() if not count]
    if empty:
        return Finding(False, f"{told} Still open: {'; '.join(empty)}.")
    if total > MOST_WORDS:
        return Finding(False, f"{told} {total - MOST_WORDS:,} fewer, please: what would nobody ask for?")
    seconds = seconds_read(fields)
    if total < FEWEST_WORDS and seconds and seconds >= A_MINUTE * FEWEST_WORDS / pitch.WORDS_A_MINUTE:
        return Finding(True, f"{told} You took {short(seconds)}, so that is a minute of yours.")
    if total < FEWEST_WORDS:
        return Finding(False, f"{told} There is room for {FEWEST_WORDS - total} to {MOST_WORDS - total} more.")
    return Finding(True, told)


def _moved(fields: Fields) -> Finding:
    """Both numbers can be read, differ, and stand in what is said."""
    if not (filled(fields, "from") or filled(fields, "to")):
        return Finding(None, "Type the two numbers, and they are looked for in your text.")
    before, after = number(fields, "from"), number(fields, "to")
    for key, value in (("from", before), ("to", after)):
        if value is None:
            text = filled(fields, key)
            return Finding(
                False, f"I can't read “{text[:40]}”; digits only, such as 41." if text else f"“{key}” is open."
            )
    if before == after:
        return Finding(False, "From and to are the same: nothing moved.")
    assert before is not None and after is not None
    said = {parse_amount(found) for found in pitch.read(spoken(fields)).numbers}
    missing = [short(value) for value in (before, after) if value not in said]
    if missing:
        return Finding(False, f"I don't find {' or '.join(missing)} in your text, in digits. Would they hear it?")
    change = written_per_cent(100 * (after - before) / before) if before > 0 <= after else signed(after - before)
    return Finding(True, f"{short(before)} to {short(after)} is {change}, and both can be heard.")


def read_aloud(fields: Fields) -> Finding:
    """Kind A: words a minute, from the seconds of a reading."""
    if not filled(fields, "seconds"):
        return Finding(None, "Read it aloud once. A silent reading is quicker than any voice.")
    seconds, count = seconds_read(fields), words(spoken(fields))
    if seconds is None:
        return Finding(False, f"I can't take “{filled(fields, 'seconds')[:40]}” for seconds; digits only, such as 58.")
    if not count:
        return Finding(None, "There is nothing to read aloud yet.")
    pace = pitch.pace(count, seconds)
    told = f"{count} words in {short(seconds)} seconds: {pace:.0f} a minute."
    low, high = PACES
    if pace > high:
        return Finding(False, f"{told} That is fast. Would a stranger follow?")
    if pace < low:
        return Finding(False, f"{told} That is slow: did you stop, or was it another text?")
    if seconds <= LONG:
        return Finding(True, told)
    minute = round(pace)
    return Finding(
        True,
        f"{told} At your pace a minute is {minute} words: about {count - minute} to leave out, or take "
        f"{short(seconds)} seconds. When you have changed the text, read it again.",
    )


def seconds_read(fields: Fields) -> float | None:
    """The seconds of a reading, from 1 to 3,600; 1:14 is 74. None for none, and for what can't be read."""
    clock = re.fullmatch(r"(\d{1,2}):([0-5]\d)", filled(fields, "seconds"))
    seconds = float(60 * int(clock[1]) + int(clock[2])) if clock else number(fields, "seconds")
    return seconds if seconds is not None and 1 <= seconds <= 3_600 else None


def _opens_on_me(fields: Fields) -> Finding:
    found = introduction(filled(fields, "problem"))
    return (
        Finding(False, f"“{found}”: the first words are about you. Whose problem is it?")
        if found
        else Finding(None, "")
    )


RUBRIC = Rubric(
    key="pitch",
    title="Your pitch, in a minute",
    intro=(
        "*So why product?* Five passages, in the order in which they are heard. Write them as you would say them. "
        f"{FEWEST_WORDS} to {MOST_WORDS} words take about a minute."
    ),
    fields=FIELDS,
    criteria=(
        Criterion("about_me", "It opens on somebody's problem", "H", ("problem",), _opens_on_me),
        Criterion("own_part", "The decision is yours", "H", ("action",), own_part),
        Criterion("moved", "A number with what it was before", "A", (*PASSAGES, "from", "to"), _moved),
        Criterion("length", f"{FEWEST_WORDS} to {MOST_WORDS} words", "A", ("seconds", *PASSAGES), _length),
        Criterion("pace", "Read aloud", "A", (*PASSAGES, "seconds"), read_aloud),
        Criterion(
            "opens",
            "Does it open on somebody's problem?",
            "S",
            ("problem",),
            strong="Clinics ordered a second drill blind, because nobody could tell them when the first comes back.",
            weak="I'm an operations manager with five years of experience.",
        ),
        Criterion(
            "second_question",
            "Do you know the answer to the next question about each sentence?",
            "S",
            ("action", "moved"),
            strong="From 41 to 23 a month; I can say who counted, and what else changed in those months.",
            weak="I drove a huge improvement.",
        ),
        Criterion(
            "sacrifice",
            "Is one thing given up, and somebody named who paid?",
            "S",
            ("gave_up",),
            strong="Two clinics left, which wanted three days at any price.",
            weak="Everybody won.",
        ),
        Criterion(
            "area",
            "Does it end on a part of a product?",
            "S",
            ("area",),
            strong="Delivery promises: what is promised to whom, and who pays when it breaks.",
            weak="Any PM role.",
        ),
    ),
    compose=compose,
)
