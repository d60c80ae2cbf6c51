"""The artefact of lesson 03: one North Star, what drives it, and the guardrails that say when to stop."""

from __future__ import annotations

import re
from collections.abc import Callable

from ops2pm.rubrics import Criterion, Field, Fields, Finding, Rubric, filled, number

DRIVERS = ("driver_1", "driver_2", "driver_3")
GUARDRAILS = ("guard_1", "guard_2")
STOPS = (("above", "we stop when it is above"), ("below", "we stop when it is below"))

_CLOCK = (
    Field(
        "customer",
        "Whose clock is it?",
        "text",
        help="The customers this number is about. One group, not “users”.",
        example="Clinics that send us instruments to be sterilised",
    ),
    Field(
        "north_star",
        "Your North Star, by name",
        help="One result these customers would notice. A name people will use in a meeting.",
        example="Trays back in time for surgery",
    ),
    Field(
        "ns_numerator",
        "Counted: the cases that went well",
        help="What one case has to do to count.",
        example="trays that are back, complete, before the operation they were booked for",
    ),
    Field(
        "ns_denominator",
        "Out of",
        help="All cases that could have gone well, those you turned away included.",
        example="all trays that clinics asked us to process in the week",
    ),
    Field(
        "clock_starts",
        "The clock starts when",
        help="An event the customer knows about.",
        example="the clinic books the tray",
    ),
    Field(
        "clock_stops",
        "The clock stops when",
        help="The event after which the customer needs nothing more.",
        example="the last instrument of the tray is on the clinic's shelf",
    ),
)


def _guard(place: int, name: str, top: str, bottom: str, stop: str, unit: str) -> tuple[Field, ...]:
    key = f"guard_{place}"
    return (
        Field(
            key,
            f"Guardrail {place}, by name",
            help="A harm that pushing the North Star, or a driver, could do.",
            example=name,
        ),
        Field(f"{key}_numerator", f"Guardrail {place}: counted", help="What is counted.", example=top),
        Field(f"{key}_denominator", f"Guardrail {place}: out of", help="The whole.", example=bottom),
        Field(f"{key}_when", f"Guardrail {place}: which way is harm?", "choice", choices=STOPS),
        Field(
            f"{key}_stop", f"Guardrail {place}: the level at which you stop", "number", help="A number.", example=stop
        ),
        Field(f"{key}_unit", f"Guardrail {place}: in what unit", help="Per cent, days, per 100 orders.", example=unit),
    )


FIELDS = (
    *_CLOCK,
    Field(
        "driver_1",
        "Driver 1",
        help="A figure a team can move within weeks, and that moves the North Star.",
        example="share of trays that arrive with their list complete",
    ),
    Field("driver_2", "Driver 2", help="Another one.", example="hours from arrival to the washer"),
    Field("driver_3", "Driver 3", help="And a third.", example="share of trays re-washed"),
    *_guard(1, "Urgent requests refused", "urgent trays we turned away", "all urgent requests", "2", "per cent"),
    *_guard(2, "Overtime", "hours beyond the roster", "all hours worked in a week", "8", "per cent"),
    Field(
        "trick",
        "How would a clever team cheat this tree?",
        "text",
        help="Name one way to lift the North Star that helps nobody, and the guardrail that would catch it.",
        example="Refuse the big trays on a Friday; “Urgent requests refused” would show it within the week",
    ),
)


def _same(one: str, other: str) -> bool:
    """Whether two names are one, whatever their capitals, spaces and punctuation. A name is only compared with 200
    characters of the other: nobody needs more, and a pasted novel shall not slow the typing."""
    first, second = (re.sub(r"[\W_]+", " ", text[:200]).strip().casefold() for text in (one, other))
    return bool(first) and first == second


def _north_star(fields: Fields) -> Finding:
    keys = ("north_star", "ns_numerator", "ns_denominator")
    names = {"north_star": "a name", "ns_numerator": "what is counted", "ns_denominator": "out of what"}
    open_ = [names[key] for key in keys if not filled(fields, key)]
    if len(open_) == len(keys):
        return Finding(None, "A name, what is counted, out of what.")
    if open_:
        return Finding(False, f"Still open: {', '.join(open_)}.")
    if _same(filled(fields, "ns_numerator"), filled(fields, "ns_denominator")):
        return Finding(False, "The two are the same text, so the share would always be 100%.")
    return Finding(True, "One North Star, with a numerator and a denominator.")


def _clock(fields: Fields) -> Finding:
    starts, stops = filled(fields, "clock_starts"), filled(fields, "clock_stops")
    if not starts and not stops:
        return Finding(None, "An event that starts the clock, and one that stops it.")
    if not starts or not stops:
        return Finding(False, f"Still open: what {'stops' if starts else 'starts'} the clock.")
    if _same(starts, stops):
        return Finding(False, "The clock starts and stops at the same event.")
    if not filled(fields, "customer"):
        return Finding(False, "Both ends are there. Whose clock is it?")
    return Finding(True, "The clock has a start, a stop and an owner.")


# Events at which the company is done and the customer isn't. Only whole, unmistakable ones: silence is cheap.
_OUR_STOP = re.compile(
    r"\b(?:leaves\s+(?:the|our)\s+(?:warehouse|depot|dock|building)|is\s+(?:dispatched|shipped)|"
    r"ticket\s+is\s+closed|handed\s+(?:over\s+)?to\s+(?:the|our|a)\s+(?:carrier|courier|haulier))\b",
    re.IGNORECASE,
)


def _hand_over(fields: Fields) -> Finding:
    found = _OUR_STOP.search(filled(fields, "clock_stops")[:1000])
    if found:
        return Finding(False, f"“{found[0]}”: does the customer need nothing more after that?")
    return Finding(None, "")


def _drivers(fields: Fields) -> Finding:
    given = [filled(fields, key) for key in DRIVERS]
    there = [text for text in given if text]
    if not there:
        return Finding(None, "Three figures that a team can move.")
    if len(there) < len(DRIVERS):
        missing = len(DRIVERS) - len(there)
        return Finding(False, f"{'One more driver' if missing == 1 else f'{missing} more drivers'}, please.")
    if any(_same(one, other) for i, one in enumerate(there) for other in there[i + 1 :]):
        return Finding(False, "Two of the drivers are the same.")
    if any(_same(text, filled(fields, "north_star")) for text in there):
        return Finding(False, "A driver repeats the North Star. Which figure underneath would move it?")
    return Finding(True, "Three drivers, all different.")


def _guardrail(key: str) -> Callable[[Fields], Finding]:
    def check(fields: Fields) -> Finding:
        parts = {
            key: "its name",
            f"{key}_numerator": "what is counted",
            f"{key}_denominator": "out of what",
            f"{key}_when": "which way is harm",
            f"{key}_stop": "the level",
            f"{key}_unit": "the unit",
        }
        open_ = [name for part, name in parts.items() if not filled(fields, part)]
        if len(open_) == len(parts):
            return Finding(None, "A name, a numerator, a denominator, and the level at which you stop.")
        level = filled(fields, f"{key}_stop")
        if level and number(fields, f"{key}_stop") is None:
            return Finding(False, f"“{level[:40]}” is not a number I can read. Type digits, such as 2.5.")
        if open_:
            return Finding(False, f"Still open: {', '.join(open_)}.")
        if _same(filled(fields, f"{key}_numerator"), filled(fields, f"{key}_denominator")):
            return Finding(False, "What is counted and out of what are the same text.")
        return Finding(True, f"You stop when it is {_level(fields, key)}.")

    return check


def _apart(fields: Fields) -> Finding:
    star, guards = filled(fields, "north_star"), [filled(fields, key) for key in GUARDRAILS]
    if not star or not any(guards):
        return Finding(None, "A guardrail watches something else than the North Star.")
    if any(_same(star, guard) for guard in guards):
        return Finding(False, "A guardrail repeats the North Star. What could get worse while the North Star rises?")
    if _same(*guards):
        return Finding(False, "The two guardrails are the same.")
    if not all(guards):
        return Finding(None, "One guardrail so far; the tree wants two.")
    return Finding(True, "Both guardrails watch something else than the North Star.")


def _level(fields: Fields, key: str) -> str:
    """ "above 2 per cent"."""
    way = "below" if filled(fields, f"{key}_when") == "below" else "above"
    return f"{way} {number(fields, f'{key}_stop'):,.12g} {filled(fields, f'{key}_unit')}"


def compose(fields: Fields) -> str:
    """The tree as one text; open parts are shown as such."""

    def part(key: str, otherwise: str) -> str:
        return filled(fields, key).rstrip(".") or f"[{otherwise}]"

    lines = [
        f"North Star for {part('customer', 'whose clock')}: {part('north_star', 'a name')}. It counts "
        f"{part('ns_numerator', 'what is counted')}, out of {part('ns_denominator', 'out of what')}. The clock starts "
        f"when {part('clock_starts', 'its start')} and stops when {part('clock_stops', 'its stop')}.",
        f"Driven by: {'; '.join(part(key, f'driver {place}') for place, key in enumerate(DRIVERS, 1))}.",
    ]
    for key in GUARDRAILS:
        if not filled(fields, key):
            continue
        known = number(fields, f"{key}_stop") is not None and filled(fields, f"{key}_when")
        lines.append(
            f"Guardrail: {part(key, '')}, that is {part(f'{key}_numerator', 'what is counted')} out of "
            f"{part(f'{key}_denominator', 'out of what')}. We stop when it is "
            f"{_level(fields, key).strip() if known else '[the level]'}."
        )
    if filled(fields, "trick"):
        lines.append(f"How it could be cheated: {part('trick', '')}.")
    return "\n\n".join(lines)


RUBRIC = Rubric(
    key="metric_tree",
    title="Your metric tree",
    intro=(
        "Take it from your own work if you can, or draw the wholesaler's: one North Star, three drivers, two "
        "guardrails. "
        "Short is good: the tree writes itself underneath."
    ),
    fields=FIELDS,
    criteria=(
        Criterion(
            "north_star",
            "One North Star with a numerator and a denominator",
            "A",
            ("north_star", "ns_numerator", "ns_denominator"),
            _north_star,
        ),
        Criterion("hand_over", "The clock does not stop at a hand-over", "H", ("clock_stops",), _hand_over),
        Criterion(
            "clock",
            "The clock has a start, a stop and an owner",
            "A",
            ("customer", "clock_starts", "clock_stops"),
            _clock,
        ),
        Criterion("drivers", "Three drivers, all different", "A", DRIVERS, _drivers),
        *(
            Criterion(
                key,
                f"Guardrail {place} has a numerator, a denominator and a level at which you stop",
                "A",
                (key, f"{key}_numerator", f"{key}_denominator", f"{key}_when", f"{key}_stop", f"{key}_unit"),
                _guardrail(key),
            )
            for place, key in enumerate(GUARDRAILS, 1)
        ),
        Criterion(
            "apart",
            "No guardrail repeats the North Star",
            "A",
            ("north_star", "guard_1", "guard_2"),
            _apart,
        ),
        Criterion(
            "their_clock",
            "Would the customer agree that the clock stops there?",
            "S",
            ("clock_stops",),
            strong="The last instrument is on the clinic's shelf.",
            weak="The van has left our yard.",
        ),
        Criterion(
            "movable",
            "Could one team move each driver within a quarter, and would the North Star follow?",
            "S",
            DRIVERS,
            strong="Share of trays that arrive with their list complete.",
            weak="Brand strength.",
        ),
        Criterion(
            "would_catch",
            "Would a guardrail go off if somebody pushed the North Star the wrong way?",
            "S",
            ("trick",),
            strong="Refuse the big trays on a Friday; urgent requests refused would show it within the week.",
            weak="Nobody here would do that.",
        ),
    ),
    compose=compose,
)
