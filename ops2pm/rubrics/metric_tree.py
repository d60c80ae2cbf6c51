"""The artefact of lesson 03: one North Star, what drives it, and the guardrails that say when to stop."""

from __future__ import annotations

import re
from collections.abc import Callable

from ops2pm.rubrics import Criterion, Field, Fields, Finding, Part, Rubric, bare, filled, level, one_stop, same_words

DRIVERS = ("driver_1", "driver_2", "driver_3")
GUARDRAILS = ("guard_1", "guard_2")
STOPS = (("above", "we stop when it is above"), ("below", "we stop when it is below"))
KINDS = (
    ("arithmetic", "arithmetic: the North Star is computed from it"),
    ("claim", "a claim to test: we believe that it follows"),
)

STAR, DRIVEN, FIRST, SECOND, CHEAT = PARTS = (
    Part("star", "North Star"),
    Part("drivers", "Drivers"),
    Part("guard_1", "Guardrail 1"),
    Part("guard_2", "Guardrail 2"),
    Part("cheat", "The cheat"),
)

_STAR = (
    Field(
        "customer",
        "Whose clock is it?",
        help="The customers this number is about. One group, not “users”.",
        example="Clinics that send us instruments to be sterilised",
        part=STAR.key,
    ),
    Field(
        "north_star",
        "Your North Star, by name",
        help="One result these customers would notice. A name people will use in a meeting.",
        example="Trays back in time for surgery",
        part=STAR.key,
    ),
    Field(
        "ns_numerator",
        "Counted: the cases that went well",
        "text",
        help="What one case has to do to count.",
        example="trays that are back, complete, before the operation they were booked for",
        part=STAR.key,
        beside=True,
    ),
    Field(
        "ns_denominator",
        "Out of",
        "text",
        help="All cases that could have gone well, those you turned away included.",
        example="all trays that clinics asked us to process in the week",
        part=STAR.key,
        beside=True,
    ),
    Field(
        "clock_starts",
        "The clock starts when",
        help="An event the customer knows about.",
        example="the clinic books the tray",
        part=STAR.key,
    ),
    Field(
        "clock_stops",
        "The clock stops when",
        help="The event after which the customer needs nothing more.",
        example="the last instrument of the tray is on the clinic's shelf",
        part=STAR.key,
    ),
    Field(
        "ns_today",
        "Where it stands today, in per cent",
        "number",
        help="Empty is honest, if nobody has counted it yet. Then that is your first step.",
        example="88",
        part=STAR.key,
    ),
)


def _driver(place: int, help: str, example: str) -> tuple[Field, ...]:
    key = f"driver_{place}"
    return (
        Field(key, f"Driver {place}", help=help, example=example, part=DRIVEN.key),
        Field(
            f"{key}_kind",
            f"Driver {place} moves the North Star by",
            "choice",
            help="A tree draws both with the same line. They are not equally certain.",
            choices=KINDS,
            part=DRIVEN.key,
        ),
    )


def _guard(place: int, name: str, top: str, bottom: str, today: str, stop: str, unit: str) -> tuple[Field, ...]:
    key = f"guard_{place}"
    return (
        Field(
            key,
            f"Guardrail {place}, by name",
            help=(
                "A harm that pushing the North Star, or a driver, could do. If those you refuse are in its “out of” "
                "already, a guardrail on refusals adds nothing: choose another harm."
            ),
            example=name,
            part=key,
        ),
        Field(
            f"{key}_today",
            "Where it stands today",
            "number",
            help="In the unit of the level. Empty, if nobody has counted it yet.",
            example=today,
            part=key,
        ),
        Field(f"{key}_numerator", "Counted", "text", help="What is counted.", example=top, part=key, beside=True),
        Field(f"{key}_denominator", "Out of", "text", help="The whole.", example=bottom, part=key, beside=True),
        Field(f"{key}_when", "Which way is harm?", "choice", choices=STOPS, part=key),
        Field(f"{key}_stop", "The level at which you stop", "number", help="A number.", example=stop, part=key),
        Field(f"{key}_unit", "In what unit", help="Per cent, days, per 100 orders.", example=unit, part=key),
    )


FIELDS = (
    *_STAR,
    *_driver(
        1,
        "A figure a team can move within weeks, and that moves the North Star.",
        "share of trays that arrive with their list complete",
    ),
    *_driver(2, "Another one.", "hours from arrival to the washer"),
    *_driver(3, "And a third.", "share of trays re-washed"),
    *_guard(1, "Late offers", "trays offered a slot two days away or later", "all trays booked", "6", "10", "per cent"),
    *_guard(2, "Overtime", "hours beyond the roster", "all hours worked in a week", "5", "8", "per cent"),
    Field(
        "trick",
        "How would a clever team cheat this tree?",
        "text",
        help="Name one way to lift the North Star that helps nobody, and the guardrail that would catch it.",
        example="Offer late slots only, so that trays are booked for later operations; “Late offers” would show it "
        "within the week",
        part=CHEAT.key,
    ),
)


def _north_star(fields: Fields) -> Finding:
    keys = ("north_star", "ns_numerator", "ns_denominator")
    names = {"north_star": "a name", "ns_numerator": "what is counted", "ns_denominator": "out of what"}
    open_ = [names[key] for key in keys if not filled(fields, key)]
    if len(open_) == len(keys):
        return Finding(None, "A name, what is counted, out of what.")
    if open_:
        return Finding(False, f"Still open: {', '.join(open_)}.")
    if same_words(filled(fields, "ns_numerator"), filled(fields, "ns_denominator")):
        return Finding(False, "The two are the same text, so the share would always be 100%.")
    return Finding(True, "One North Star, with a numerator and a denominator.")


def _clock(fields: Fields) -> Finding:
    starts, stops = filled(fields, "clock_starts"), filled(fields, "clock_stops")
    if not starts and not stops:
        return Finding(None, "An event that starts the clock, and one that stops it.")
    if not starts or not stops:
        return Finding(False, f"Still open: what {'stops' if starts else 'starts'} the clock.")
    if same_words(starts, stops):
        return Finding(False, "The clock starts and stops at the same event.")
    if not filled(fields, "customer"):
        return Finding(False, "Both ends are there. Whose clock is it?")
    return Finding(True, "Both ends are named. Whether it is the customer's end, you judge below.")


# Events at which the company is done and the customer isn't. Only whole, unmistakable ones: silence is cheap.
_OURS = r"(?:warehouse|depot|dock|building|yard|hub|dc|distribution\s+cent(?:re|er)|plant|site|store\s?room)"
_CARRIES = r"(?:carrier|courier|haulier|driver|forwarder|post)"
_OUR_STOP = re.compile(
    # "the van leaves the hub", "it has left our yard": but not "the patient leaves the building"
    r"\b(?:(?:orders?|goods|vans?|trucks?|lorr(?:y|ies)|parcels?|pallets?|trays?|deliver(?:y|ies)|shipments?|it|they)\s+"
    rf"(?:leaves?|left|(?:has|have)\s+left|departs?|departed)\s+(?:from\s+)?(?:the|our)\s+{_OURS}|"
    r"(?:is|are|was|were|been|gets?|order|parcel|goods)\s+(?:dispatched|despatched|shipped)|"
    r"^\W*(?:dispatch(?:ed)?|despatch(?:ed)?|shipped|picking\s+(?:is\s+)?(?:complete|completed|done|finished))\W*$|"
    r"(?:picking|packing)\s+(?:is\s+)?(?:complete|completed|done|finished)|"
    r"ticket\s+is\s+closed|"
    rf"(?:handed|hand|hands|given|passed)\s+(?:it\s+)?(?:over\s+)?to\s+(?:the|our|a)\s+{_CARRIES})\b",
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
    if any(same_words(one, other) for i, one in enumerate(there) for other in there[i + 1 :]):
        return Finding(False, "Two of the drivers are the same.")
    if any(same_words(text, filled(fields, "north_star")) for text in there):
        return Finding(False, "A driver repeats the North Star. Which figure underneath would move it?")
    unsaid = [str(place) for place, key in enumerate(DRIVERS, 1) if not filled(fields, f"{key}_kind")]
    if unsaid:
        return Finding(False, f"Arithmetic, or a claim to test? Still open for driver {' and '.join(unsaid)}.")
    claims = sum(filled(fields, f"{key}_kind") == "claim" for key in DRIVERS)
    return Finding(True, f"Three drivers, all different; {claims or 'none'} of them a claim to test.")


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
        if _unit(fields, key) and "the unit" in open_:
            open_.remove("the unit")
        if not any(filled(fields, part) for part in parts):
            return Finding(None, "A name, a numerator, a denominator, and the level at which you stop.")
        typed = filled(fields, f"{key}_stop")
        if typed and level(fields, f"{key}_stop") is None:
            return Finding(False, f"“{typed[:40]}” is not a number I can read. Type digits, such as 2.5.")
        if open_:
            return Finding(False, f"Still open: {', '.join(open_)}.")
        if same_words(filled(fields, f"{key}_numerator"), filled(fields, f"{key}_denominator")):
            return Finding(False, "What is counted and out of what are the same text.")
        return Finding(True, f"You stop when it is {_level(fields, key)}.")

    return check


def _today(fields: Fields) -> Finding:
    text, value = filled(fields, "ns_today"), level(fields, "ns_today")
    if not text:
        return Finding(None, "Its level today, so that a change can be seen.")
    if value is None:
        return Finding(False, f"“{text[:40]}” is not a number I can read. Type digits, such as 88.")
    if not 0 <= value <= 100:
        return Finding(False, "A share of all cases lies between 0 and 100 per cent.")
    return Finding(True, f"Today {value:,.12g} per cent.")


def _share_meant(fields: Fields) -> Finding:
    value = level(fields, "ns_today")
    if value is None or not 0 < value < 1:
        return Finding(None, "")
    return Finding(False, f"Is it {value:.3g} per cent, or {100 * value:.3g}?")


# What people call a hundredth.
_PER_CENT = re.compile(r"%|\bper\s?cent\b|\bpercent\b|\bpct\b", re.IGNORECASE)


def _unit(fields: Fields, key: str) -> str:
    """The unit of a guardrail's level; whoever types 5% has said it."""
    return filled(fields, f"{key}_unit") or ("per cent" if _in_per_cent(fields, key) else "")


def _in_per_cent(fields: Fields, key: str) -> bool:
    return any(_PER_CENT.search(filled(fields, f"{key}_{part}")[:200]) for part in ("unit", "stop"))


def _plausible(key: str) -> Callable[[Fields], Finding]:
    """Asks about a level that is hardly meant or that today's figure is beyond already, or what today's figure is."""

    def check(fields: Fields) -> Finding:
        stop, today = level(fields, f"{key}_stop"), level(fields, f"{key}_today")
        typed = filled(fields, f"{key}_today")
        if typed and today is None:
            return Finding(False, f"Its level today, “{typed[:40]}”: which number is that? Digits only, such as 6.")
        if stop is not None and _in_per_cent(fields, key) and (0 < stop < 1 or not 0 <= stop <= 100):
            if stop > 100 or stop < 0:
                return Finding(False, f"{stop:,.12g} per cent of a whole: can it ever get there?")
            return Finding(False, f"Is it {stop:.3g} per cent, or {100 * stop:.3g}?")
        when = filled(fields, f"{key}_when")
        if stop is None or today is None or not when:
            return Finding(None, "")
        if today < stop if when == "below" else today > stop:
            return Finding(False, f"It is at {today:,.12g} today, so you would stop at once. Is that what you mean?")
        return Finding(None, "")

    return check


def _apart(fields: Fields) -> Finding:
    star, guards = filled(fields, "north_star"), [filled(fields, key) for key in GUARDRAILS]
    if not star or not any(guards):
        return Finding(None, "A guardrail watches something else than the North Star.")
    if any(same_words(star, guard) for guard in guards):
        return Finding(False, "A guardrail repeats the North Star. What could get worse while the North Star rises?")
    if same_words(*guards):
        return Finding(False, "The two guardrails are the same.")
    if not all(guards):
        return Finding(None, "One guardrail so far; the tree wants two.")
    return Finding(True, "Both guardrails watch something else than the North Star.")


def _level(fields: Fields, key: str) -> str:
    """ "above 2 per cent"."""
    way = "below" if filled(fields, f"{key}_when") == "below" else "above"
    return f"{way} {level(fields, f'{key}_stop'):,.12g} {_unit(fields, key)}"


def compose(fields: Fields) -> str:
    """The tree as text, a line a paragraph, indented with spaces that don't collapse; open parts are shown as such."""

    def part(key: str, otherwise: str) -> str:
        return bare(filled(fields, key)) or f"[{otherwise}]"

    def today(key: str, unit: str) -> str:
        value = level(fields, key)
        if value is None:
            return " Today: [a number]." if filled(fields, key) else ""
        return f" Today: {value:,.12g} {unit}".rstrip() + "."

    lines = [
        f"NORTH STAR: {part('north_star', 'a name')}, for {part('customer', 'whose clock')}",
        f"{_IN}{part('ns_numerator', 'what is counted')}, out of {part('ns_denominator', 'out of what')}."
        f"{today('ns_today', 'per cent')}",
        f"{_IN}The clock starts when {part('clock_starts', 'its start')} and stops when "
        f"{part('clock_stops', 'its stop')}.",
        f"{_IN}DRIVERS",
    ]
    named = {"arithmetic": "arithmetic", "claim": "a claim to test"}
    for place, key in enumerate(DRIVERS, 1):
        kind = named.get(filled(fields, f"{key}_kind"), "[arithmetic, or a claim?]")
        branch = "└" if key == DRIVERS[-1] else "├"
        lines.append(f"{_IN}{branch}{_NO_BREAK}{part(key, f'driver {place}')} ({kind})")
    lines.append("GUARDRAILS")
    for place, key in enumerate(GUARDRAILS, 1):
        branch = "└" if key == GUARDRAILS[-1] else "├"
        if not filled(fields, key):
            lines.append(f"{branch}{_NO_BREAK}[guardrail {place}]")
            continue
        known = level(fields, f"{key}_stop") is not None and filled(fields, f"{key}_when")
        stop = f"We stop when it is {_level(fields, key).strip() if known else '[the level]'}."
        lines.append(
            f"{branch}{_NO_BREAK}{part(key, '')}: {part(f'{key}_numerator', 'what is counted')} out of "
            f"{part(f'{key}_denominator', 'out of what')}."
            f"{today(f'{key}_today', _unit(fields, key))} {stop}"
        )
    if filled(fields, "trick"):
        lines.append(f"How it could be cheated: {part('trick', '')}.")
    return one_stop("\n\n".join(lines))


_NO_BREAK = "\u00a0"
_IN = 4 * _NO_BREAK


RUBRIC = Rubric(
    key="metric_tree",
    title="Your metric tree",
    intro=(
        "Take it from your own work if you can, or draw the wholesaler's: one North Star, three drivers, two "
        "guardrails. One piece at a time: the buttons choose which. Short is good; the tree draws itself underneath."
    ),
    parts=PARTS,
    fields=FIELDS,
    criteria=(
        Criterion(
            "north_star",
            "One North Star with a numerator and a denominator",
            "A",
            ("north_star", "ns_numerator", "ns_denominator"),
            _north_star,
            part=STAR.key,
        ),
        Criterion(
            "hand_over", "The clock does not stop at a hand-over", "H", ("clock_stops",), _hand_over, part=STAR.key
        ),
        Criterion(
            "clock",
            "The clock has a start, a stop and an owner",
            "A",
            ("customer", "clock_starts", "clock_stops"),
            _clock,
            part=STAR.key,
        ),
        Criterion("today", "The North Star's level today", "A", ("ns_today",), _today, part=STAR.key),
        Criterion("share_meant", "Per cent, not a share of 1", "H", ("ns_today",), _share_meant, part=STAR.key),
        Criterion(
            "drivers",
            "Three drivers, all different, each marked as arithmetic or as a claim to test",
            "A",
            tuple(name for key in DRIVERS for name in (key, f"{key}_kind")),
            _drivers,
        ),
        *(
            Criterion(
                key,
                f"Guardrail {place} has a numerator, a denominator and a level at which you stop",
                "A",
                (key, f"{key}_numerator", f"{key}_denominator", f"{key}_when", f"{key}_stop", f"{key}_unit"),
                _guardrail(key),
                part=key,
            )
            for place, key in enumerate(GUARDRAILS, 1)
        ),
        *(
            Criterion(
                f"{key}_level",
                f"The level of guardrail {place} is one you mean",
                "H",
                (f"{key}_today", f"{key}_when", f"{key}_unit", f"{key}_stop"),
                _plausible(key),
                part=key,
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
            part=STAR.key,
        ),
        Criterion(
            "movable",
            "Could one team move each driver within a quarter, and would the North Star follow?",
            "S",
            DRIVERS,
            strong="Share of trays that arrive with their list complete.",
            weak="Brand strength.",
            part=DRIVEN.key,
        ),
        Criterion(
            "would_catch",
            "Would a guardrail go off if somebody pushed the North Star the wrong way?",
            "S",
            ("trick",),
            strong="Offer late slots only, so that trays are booked for later operations; “Late offers” would show it.",
            weak="Nobody here would do that.",
        ),
    ),
    compose=compose,
)
