"""The artefact of lesson 06: what we do, against what else we could do, who pays for it, and when we turn round."""

from __future__ import annotations

import re
from collections.abc import Callable

from ops2pm.numbers import parse_amount, plural, short, signed
from ops2pm.rubrics import Criterion, Field, Fields, Finding, Part, Rubric, bare, filled, one_stop
from ops2pm.rubrics.trigger import TURNS, counted, looked_at, part, trigger, turned, unread, within

ROUNDING = 0.005  # a change may be off by so much of itself, or by half a step of its last digit
DECIDE, OPTIONS, PRICE, BACK = PARTS = (
    Part("decide", "Decision"),
    Part("options", "Options"),
    Part("price", "Who pays"),
    Part("back", "Way back"),
)
WEEKS = ("person-weeks", "person-week", "person weeks", "person week", "weeks", "week", "pw")
TIME = re.compile(
    r"second|minute|hour|day|night|shift|week|fortnight|month|quarter|season|spring|summer|autumn|winter|year"
    r"|annual|daily|%|per ?cent|share|rate|average|median|mean|\bof (every )?\d|\bin (every )?\d",
    re.IGNORECASE,
)
"""What says over which time something is counted, or that it is no count."""
NUMBER = re.compile(
    r"\d|%|\b(no|none|nobody|zero|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty|thirty|forty|"
    r"fifty|sixty|hundred|thousand|million|half|third|quarter|twice|double|once|dozen|fewer|less|more|most|every)",
    re.IGNORECASE,
)
"""What is a number, or may be followed by one."""
POINTS = ("percentage points", "percentage point", "%-points", "% points", "%points", "points", "point", "pp", "p.p.")
SHORTENED = frozenset(
    {"st", "dr", "mr", "mrs", "ms", "prof", "rev", "hon", "sr", "jr", "inc", "ltd", "co", "corp", "dept", "vs",
     "approx", "ave", "rd", "jan", "feb", "mar", "apr", "jun", "jul", "aug", "sep", "sept", "oct", "nov", "dec",
     "mon", "tue", "tues", "wed", "thu", "thurs", "fri"}
)  # fmt: skip
"""Words whose stop ends no sentence."""


def _option(key: str, place: str, name: str, value: str, change: str, effort: str) -> tuple[Field, ...]:
    return (
        Field(key, place, "text", help="In a few words.", example=name, part=OPTIONS.key, beside=True),
        Field(f"{key}_value", "… then that number is", "number", example=value, part=OPTIONS.key),
        Field(
            f"{key}_change",
            "… so its change is",
            "number",
            help="Against doing nothing, with its sign: a number, or a percentage with its %.",
            example=change,
            part=OPTIONS.key,
        ),
        Field(f"{key}_effort", "Person-weeks (optional)", "number", example=effort, part=OPTIONS.key),
    )


FIELDS = (
    Field(
        "decision",
        "The decision, in one sentence",
        "text",
        help="What you do, and from when or until when. Whoever reads no further knows what happens.",
        example="We promise restaurants three days instead of one, until the end of June",
        part=DECIDE.key,
    ),
    Field(
        "group",
        "For whom (optional)",
        help="The group of your problem statement.",
        example="Restaurants that have just signed up",
        part=DECIDE.key,
    ),
    Field(
        "because",
        "Why this one (optional)",
        "text",
        help="The reason that decides, not a list.",
        example="they plan by our date, and a date we keep loses fewer of them than a date we miss",
        part=DECIDE.key,
    ),
    Field(
        "unit",
        "What you count",
        "text",
        help="One unit for every option, over one length of time.",
        example="restaurants that cancel before they open, a month",
        part=OPTIONS.key,
        beside=True,
    ),
    Field("now", "With nothing done, the number is", "number", example="40", part=OPTIONS.key),
    *_option("a", "The option you choose", "Promise three days", "22", "−18", "1"),
    *_option("b", "The best other option", "A second shift", "12", "−28", "14"),
    Field(
        "loser",
        "Who is worse off by your decision?",
        "text",
        help="There is always somebody. A group you could ring.",
        example="Restaurants that are ready today wait two days longer than now",
        part=PRICE.key,
    ),
    Field("loses", "By how much", "number", help="A number, guessed if need be.", example="9", part=PRICE.key),
    Field(
        "loses_unit",
        "… counted in",
        help="In the unit of the options if you can, so that the two can be held against each other.",
        example="restaurants a month that open later than they could",
        part=PRICE.key,
    ),
    Field(
        "guardrail",
        "What must not get worse (optional)",
        "text",
        help="The number you watch while you push the other one, and its level.",
        example="first orders within a week of opening: not below 70%",
        part=PRICE.key,
    ),
    Field(
        "trigger",
        "You turn round if …",
        help="The number you look at.",
        example="cancellations before opening",
        part=BACK.key,
    ),
    Field("turn", "… how", "choice", choices=TURNS, part=BACK.key),
    Field("trigger_level", "The number", "number", help="With or without its unit.", example="4%", part=BACK.key),
    Field("trigger_on", "Looked at on", "date", help="One day, set now. Looking every day finds luck.", part=BACK.key),
    Field(
        "other_wins",
        "What would have to be true for the other option to win?",
        "text",
        help="A number somebody could find out.",
        example="a second shift takes five weeks instead of fourteen",
        part=BACK.key,
    ),
)


def _decision(fields: Fields) -> Finding:
    text = filled(fields, "decision")
    if not text:
        return Finding(None, "One sentence.")
    sentences = _sentences(text[:2000])
    if sentences > 1:
        return Finding(False, f"{sentences} sentences. Which one is the decision? The others are its reasons.")
    return Finding(True, "One sentence.")


def _sentences(text: str) -> int:
    """How many sentences a text has, rather too few: St. Mary's, no. 7 and 7 a.m. end none."""
    stops = re.findall(r"(\w{0,8})(?<!\.\w)([.!?…])(?=\s+(\S))", text)
    return 1 + sum(not (after.islower() or after.isdigit() or _shortened(word + stop)) for word, stop, after in stops)


def _shortened(word: str) -> bool:
    """Whether it is one of SHORTENED, or a single capital, with its stop."""
    letters = word.removesuffix(".")
    return letters != word and (letters.casefold() in SHORTENED or (len(letters) == 1 and letters.isupper()))


def _amount(fields: Fields, key: str, unit: str = "unit", *more: str) -> float | None:
    """A field's number, which may carry what is counted, as in the field `unit`; None where it can't be read."""
    own = filled(fields, unit)[:200]
    return counted(parse_amount(filled(fields, key), own, _first_word(own), *more))


def _effort(fields: Fields, option: str) -> float | None:
    """Person-weeks of an option; None where they can't be read."""
    return counted(parse_amount(filled(fields, f"{option}_effort"), *WEEKS), least=0)


def _first_word(text: str) -> str:
    """What is counted, in most units: "restaurants" of "restaurants a month"."""
    return next(iter(re.findall(r"[^\W_]+", text[:200])), "")


def _options(fields: Fields) -> Finding:
    keys = ("unit", "now", "a", "a_value", "b", "b_value")
    typed = [key for key in keys if filled(fields, key)]
    if not typed:
        return Finding(None, "Two options and nothing, in one unit.")
    for key in ("now", "a_value", "b_value"):
        if filled(fields, key) and _amount(fields, key) is None:
            return Finding(False, unread(filled(fields, key), "1200"))
    names = {
        "unit": "what you count",
        "now": "the number with nothing done",
        "a": "the option you choose",
        "a_value": "its number",
        "b": "the other option",
        "b_value": "the other one's number",
    }
    open_ = [names[key] for key in keys if key not in typed]
    if open_:
        return Finding(False, f"Still open: {'; '.join(open_)}.")
    if filled(fields, "a").casefold() == filled(fields, "b").casefold():
        return Finding(False, "Both options are the same.")
    values = [_amount(fields, key) for key in ("now", "a_value", "b_value")]
    if len(set(values)) == 1:
        return Finding(False, "All three numbers are the same: then nothing is the cheapest.")
    return Finding(True, "Two options and nothing, each with its number.")


def change(fields: Fields, option: str) -> float | None:
    """The option's number less that of doing nothing, in the unit; None where one of them can't be read."""
    now, then = _amount(fields, "now"), _amount(fields, f"{option}_value")
    return None if now is None or then is None else then - now


def _change_check(option: str, fields: Fields) -> Finding:
    """Whether the change that was typed is the difference of the numbers, or that in per cent of nothing done."""
    typed, key = filled(fields, f"{option}_change"), f"{option}_change"
    difference, now = change(fields, option), _amount(fields, "now")
    if not typed:
        return Finding(None, "It has to be its number less the one with nothing done.")
    read = _amount(fields, key, "unit", *POINTS)
    if read is None:
        return Finding(False, unread(typed, "−12 or −30%"))
    if difference is None or now is None:
        return Finding(None, "Once both numbers are there, this is recomputed.")
    percent = _in_percent(typed)
    if percent and now == 0:
        return Finding(False, "With nothing done it is 0: then there is no percentage. Give the number.")
    rates = now != 0 and all(_in_percent(filled(fields, name)) for name in ("now", f"{option}_value"))
    if rates:
        both = f"{_short(difference)} {plural(abs(difference), 'point')}, or {_short(100 * difference / now)}%"
    expected = 100 * difference / now if percent else difference
    told = both if rates else f"{_short(expected)}{'%' if percent else ''}"
    if _close(read, expected, typed):
        return Finding(True, f"It recomputes: {told}.")
    if rates and percent and _close(read, difference, typed):
        return Finding(False, f"It is {told}. Which of the two do you mean?")
    if _close(read, -expected, typed):
        return Finding(False, f"The other way round: it is {told}. Mind the sign.")
    return Finding(False, f"By your own two numbers it is {told}.")


def _in_percent(typed: str) -> bool:
    return typed.rstrip().endswith(("%", "cent"))


def _close(read: float, expected: float, typed: str) -> bool:
    return abs(read - expected) <= max(ROUNDING * abs(expected), _half_step(typed))


def _effort_check(option: str, fields: Fields) -> Finding:
    typed = filled(fields, f"{option}_effort")
    if not typed or _effort(fields, option) is not None:
        return Finding(None, "")
    return Finding(False, f"“{typed[:40]}”: how many person-weeks is that, as a number from 0 on?")


def _alike(fields: Fields) -> Finding:
    """Asks where one change is in per cent and the other isn't."""
    typed = [filled(fields, f"{option}_change") for option in ("a", "b")]
    if all(typed) and len({_in_percent(each) for each in typed}) == 2:
        return Finding(False, "One change is in per cent and the other isn't. Could both be written the same way?")
    return Finding(None, "")


def _other_does_better(fields: Fields) -> Finding:
    """Asks where the other option goes the same way and further, and no reason for the chosen one is given."""
    mine, other = (change(fields, option) for option in ("a", "b"))
    if mine and other and mine * other > 0 and abs(other) > abs(mine) and not bare(filled(fields, "because")):
        return Finding(
            False,
            "By your numbers the other option changes more, the same way. Is it the effort? Then say so in “Why this "
            "one”.",
        )
    return Finding(None, "")


def _time(fields: Fields) -> Finding:
    """Asks where a count has no length of time; a share or an average needs none."""
    text = filled(fields, "unit")[:200]
    if not text or TIME.search(text):
        return Finding(None, "")
    return Finding(False, "Over which time?")


def _number_in_it(fields: Fields) -> Finding:
    text = filled(fields, "other_wins")[:2000]
    if not text or NUMBER.search(text):
        return Finding(None, "")
    return Finding(False, "Which number in it could somebody find out?")


def _half_step(typed: str) -> float:
    """Half a step of the last digit that was typed: 0.5 for 18, 0.05 for 1.8."""
    decimals = re.search(r"[.,](\d{1,2})\D*$", typed)
    return 0.5 * 10.0 ** -len(decimals[1]) if decimals else 0.5


def _short(value: float) -> str:
    digits = 0 if abs(value) >= 100 or value == round(value) else 1
    return signed(value, digits)


def _three(value: float) -> str:
    """To three digits, and never with an exponent."""
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}" if value >= 0.001 else "less than 0.001"


def _loses(fields: Fields) -> Finding:
    loser, loses, unit = (filled(fields, key) for key in ("loser", "loses", "loses_unit"))
    if not (loser or loses or unit):
        return Finding(None, "Who, by how much, counted in what.")
    if loses and _amount(fields, "loses", "loses_unit") is None:
        return Finding(False, unread(loses, "1200"))
    open_ = [name for name, there in (("who", loser), ("how much", loses), ("counted in what", unit)) if not there]
    if open_:
        return Finding(False, f"Still open: {'; '.join(open_)}.")
    gain, lost = change(fields, "a"), _amount(fields, "loses", "loses_unit")
    assert lost is not None
    if lost == 0:
        return Finding(False, "Nobody loses anything? Then why has nobody done it?")
    unit_of_options = filled(fields, "unit")
    if gain and _first_word(unit).casefold() == _first_word(unit_of_options).casefold():
        return Finding(True, f"Lost for each one of difference: {_three(abs(lost / gain))}. Is it worth that?")
    if gain:
        return Finding(
            True,
            f"Lost: {_three(abs(lost))} {bare(unit[:60])}. Changed by it: {_short(gain)} {bare(unit_of_options[:60])}. "
            "Two units, so no quotient. Is it worth that?",
        )
    return Finding(True, f"{_three(abs(lost))} {unit[:60]}.")


def _trigger(fields: Fields) -> Finding:
    return trigger(fields, "4%", "you turn round")


def _effort_words(fields: Fields, option: str) -> str:
    """The effort as it stands behind an option, or "" where none is given."""
    if not filled(fields, f"{option}_effort"):
        return ""
    weeks = _effort(fields, option)
    return " [a number of] person-weeks." if weeks is None else f" {short(weeks)} {plural(weeks, 'person-week')}."


def _lost_words(fields: Fields) -> str:
    """How much is lost, without the unit that follows it."""
    typed = part(fields, "loses", "a number")
    unit = filled(fields, "loses_unit")[:200]
    for own in filter(None, (unit, _first_word(unit))):
        if typed.endswith(own) and parse_amount(typed, own) is not None:
            return typed.removesuffix(own).rstrip()
    return typed


def compose(fields: Fields) -> str:
    """The memo as one text, the decision first; open parts are shown as such."""
    lines = [f"Decision: {part(fields, 'decision', 'what we do')}."]
    reason = within(fields, "because")
    if reason:
        # What still begins with a capital may be a name: it opens a sentence of its own.
        lines[0] += f" {'Why:' if reason[0].isupper() else 'Because'} {reason}."
    if bare(filled(fields, "group")):
        lines.append(f"For: {bare(filled(fields, 'group'))}.")
    lines.append(f"Counted: {part(fields, 'unit', 'what, over which time')}.")
    lines.append(f"– Nothing: {part(fields, 'now', 'a number')}.")
    for option in ("a", "b"):
        typed = re.sub(r"^-", "−", part(fields, f"{option}_change", "its change"))
        lines.append(
            f"– {part(fields, option, 'an option')}: {part(fields, f'{option}_value', 'a number')} ({typed} against "
            f"nothing).{_effort_words(fields, option)}"
        )
    lines.append(
        f"Worse off: {part(fields, 'loser', 'who')}. That is {_lost_words(fields)} "
        f"{part(fields, 'loses_unit', 'of what')}."
    )
    if within(fields, "guardrail"):
        lines.append(f"Must not get worse: {within(fields, 'guardrail')}.")
    lines.append(
        f"On {looked_at(fields)} we look at {within(fields, 'trigger') or '[a number]'}. "
        f"{turned(fields).capitalize()} {part(fields, 'trigger_level', 'a level')}, we turn round."
    )
    lines.append(
        f"For the other option to win, this would have to be true: {within(fields, 'other_wins') or '[what]'}."
    )
    return one_stop("\n\n".join(lines))


def _of(option: str, check: Callable[[str, Fields], Finding]) -> Callable[[Fields], Finding]:
    return lambda fields: check(option, fields)


RUBRIC = Rubric(
    key="trade_off_memo",
    title="Your trade-off memo",
    intro=(
        "A decision somebody could act on, on less than a page. Take one you have been part of, or the travellers: in "
        "the lesson a button fills in what the capacity lab shows. Four parts, and you may begin with any."
    ),
    fields=FIELDS,
    parts=PARTS,
    criteria=(
        Criterion("sentence", "The decision is one sentence", "A", ("decision",), _decision),
        Criterion(
            "options",
            "Two options and nothing, in one unit",
            "A",
            ("unit", "now", "a", "a_value", "b", "b_value"),
            _options,
        ),
        Criterion("a_change", "The chosen option's change recomputes", "A", ("a_change",), _of("a", _change_check)),
        Criterion("b_change", "The other option's change recomputes", "A", ("b_change",), _of("b", _change_check)),
        Criterion("a_effort", "The chosen option's effort is a number", "H", ("a_effort",), _of("a", _effort_check)),
        Criterion("b_effort", "The other option's effort is a number", "H", ("b_effort",), _of("b", _effort_check)),
        Criterion("alike", "Both changes are written alike", "H", ("b_change",), _alike),
        Criterion("better", "The other option does better by the numbers", "H", ("b_change",), _other_does_better),
        Criterion("time", "What is counted has a length of time", "H", ("unit",), _time),
        Criterion("findable", "What would have to be true has a number", "H", ("other_wins",), _number_in_it),
        Criterion("loses", "Who is worse off, with a number", "A", ("loser", "loses", "loses_unit"), _loses),
        Criterion(
            "trigger",
            "A reversal trigger: number, direction and date",
            "A",
            ("trigger", "turn", "trigger_level", "trigger_on"),
            _trigger,
        ),
        Criterion(
            "first",
            "Does whoever stops after the first sentence know what happens?",
            "S",
            ("decision",),
            strong="We promise three days instead of one, until the end of June.",
            weak="This memo explores several ways to improve onboarding.",
            part=DECIDE.key,
        ),
        Criterion(
            "fair",
            "Would somebody who wants the other option say that it is described fairly?",
            "S",
            ("b", "b_value"),
            strong="A second shift: 12 instead of 40 a month, for 14 person-weeks.",
            weak="Do it by hand for ever, which nobody wants.",
            part=OPTIONS.key,
        ),
        Criterion(
            "losers",
            "Would those who lose recognise themselves, and the number?",
            "S",
            ("loser", "loses"),
            strong="Nine restaurants a month that are ready today open two days later.",
            weak="A win for everybody.",
            part=PRICE.key,
        ),
        Criterion(
            "true",
            "Could somebody find out whether the other option should have won?",
            "S",
            ("other_wins",),
            strong="A second shift takes five weeks instead of fourteen.",
            weak="Priorities change.",
            part=BACK.key,
        ),
    ),
    compose=compose,
)
