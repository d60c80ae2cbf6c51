"""The artefact of lesson 06: what we do, against what else we could do, who pays for it, and when we turn round."""

from __future__ import annotations

import re
from collections.abc import Callable

from ops2pm.numbers import parse_amount, signed
from ops2pm.rubrics import Criterion, Field, Fields, Finding, Part, Rubric, bare, filled, level, one_stop
from ops2pm.rubrics.dates import day, not_ahead, written

TURNS = (("above", "… goes above this number"), ("below", "… goes below this number"))
MOST = 1e12
ROUNDING = 0.005  # a change may be off by so much of itself, or by half a step of its last digit
DECIDE, OPTIONS, PRICE, BACK = PARTS = (
    Part("decide", "Decision"),
    Part("options", "Options"),
    Part("price", "Who pays"),
    Part("back", "Way back"),
)


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
    *_option("b", "The best other option", "A second shift", "12", "−70%", "14"),
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
    # A stop before a small letter, and the one of 7 a.m., end no sentence.
    sentences = len(re.findall(r"(?<!\.\w)[.!?…](?=\s+[^\sa-z])", text[:2000])) + 1
    if sentences > 1:
        return Finding(False, f"{sentences} sentences. Which one is the decision? The others are its reasons.")
    return Finding(True, "One sentence.")


def _amount(fields: Fields, key: str) -> float | None:
    """A field's number, with or without its unit; None for none, and for one so large that nobody counts it."""
    found = level(fields, key)
    return None if found is None or abs(found) > MOST else found


def _with_unit(typed: str) -> float | None:
    """The number that a level begins with, whatever its unit: 45 minutes, 4.5 per 100, 1 in 100; None for 4–5."""
    found = re.fullmatch(r"([£$€]?\s?[-−+]?[\d.,\s]*\d)\s*(?:%|[^\W\d_].*)?", typed[:100].strip(), re.DOTALL)
    value = parse_amount(found[1]) if found else None
    return None if value is None or abs(value) > MOST else value


def _first_word(text: str) -> str:
    """What is counted, in most units: "restaurants" of "restaurants a month"."""
    return next(iter(re.findall(r"[^\W_]+", text[:200])), "").casefold()


def _unread(typed: str, such_as: str) -> str:
    return f"“{typed[:40]}” is not a number I can read. Type digits, such as {such_as}."


def _options(fields: Fields) -> Finding:
    keys = ("unit", "now", "a", "a_value", "b", "b_value")
    typed = [key for key in keys if filled(fields, key)]
    if not typed:
        return Finding(None, "Two options and nothing, in one unit.")
    for key in ("now", "a_value", "b_value"):
        if filled(fields, key) and _amount(fields, key) is None:
            return Finding(
                False, f"“{filled(fields, key)[:40]}” is not a number I can read. Type digits, such as 1200."
            )
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
    read = _amount(fields, key)
    if read is None:
        return Finding(False, _unread(typed, "−12 or −30%"))
    if difference is None or now is None:
        return Finding(None, "Once both numbers are there, this is recomputed.")
    percent = typed.rstrip().endswith(("%", "cent"))
    if percent and now == 0:
        return Finding(False, "With nothing done it is 0: then there is no percentage. Give the number.")
    expected = 100 * difference / now if percent else difference
    unit = "%" if percent else ""
    if abs(read - expected) <= max(ROUNDING * abs(expected), _half_step(typed)):
        return Finding(True, f"It recomputes: {_short(expected)}{unit}.")
    if abs(read + expected) <= max(ROUNDING * abs(expected), _half_step(typed)):
        return Finding(False, f"The other way round: it is {_short(expected)}{unit}. Mind the sign.")
    return Finding(False, f"By your own two numbers it is {_short(expected)}{unit}.")


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
    if loses and _amount(fields, "loses") is None:
        return Finding(False, _unread(loses, "1200"))
    open_ = [name for name, there in (("who", loser), ("how much", loses), ("counted in what", unit)) if not there]
    if open_:
        return Finding(False, f"Still open: {'; '.join(open_)}.")
    gain, lost = change(fields, "a"), _amount(fields, "loses")
    assert lost is not None
    if lost == 0:
        return Finding(False, "Nobody loses anything? Then why has nobody done it?")
    counted = filled(fields, "unit")
    if gain and _first_word(unit) == _first_word(counted):
        return Finding(True, f"Lost for each one gained: {_three(abs(lost / gain))}. Is it worth that?")
    if gain:
        return Finding(
            True,
            f"Lost: {_three(abs(lost))} {bare(unit[:60])}. Changed by it: {_short(gain)} {bare(counted[:60])}. "
            "Two units, so no quotient. Is it worth that?",
        )
    return Finding(True, f"{_three(abs(lost))} {unit[:60]}.")


def _trigger(fields: Fields) -> Finding:
    what, limit, on = (filled(fields, key) for key in ("trigger", "trigger_level", "trigger_on"))
    turn = filled(fields, "turn")
    if not (what or limit or on):
        return Finding(None, "A number, a direction and a date, set now, while you are calm.")
    parts = (("what you look at", what), ("above or below", turn), ("the number", limit), ("the date", on))
    open_ = [name for name, there in parts if not there]
    if limit and _with_unit(limit) is None:
        return Finding(False, _unread(limit, "4%"))
    if open_:
        return Finding(False, f"Still open: {'; '.join(open_)}.")
    if turn not in dict(TURNS):
        return Finding(False, "Choose above or below.")
    problem = not_ahead(fields, "trigger_on")
    if problem:
        return Finding(False, problem)
    when = day(fields, "trigger_on")
    assert when is not None
    return Finding(True, f"{turn.capitalize()} {limit[:30]} on {written(when)}, and you turn round.")


def compose(fields: Fields) -> str:
    """The memo as one text, the decision first; open parts are shown as such."""

    def part(key: str, otherwise: str) -> str:
        return bare(filled(fields, key)) or f"[{otherwise}]"

    def within(key: str, otherwise: str) -> str:
        """As it stands inside a sentence: a small article, and no second "because" or "if"."""
        text = re.sub(r"^(because|if)[\s,:]+", "", part(key, otherwise), flags=re.IGNORECASE)
        return re.sub(r"^(The|A|An|My|We|It|That|This|They|Their|Our)(?=\s)", lambda found: found[0].lower(), text)

    lines = [f"Decision: {part('decision', 'what we do')}."]
    if filled(fields, "because"):
        lines[0] += f" Because {within('because', '')}."
    if filled(fields, "group"):
        lines.append(f"For: {part('group', '')}.")
    lines.append(f"Counted: {part('unit', 'what, over which time')}.")
    lines.append(f"– Nothing: {part('now', 'a number')}.")
    for option in ("a", "b"):
        typed = re.sub(r"^-", "−", part(f"{option}_change", "its change"))
        effort = filled(fields, f"{option}_effort")
        weeks = f" {effort} person-week{'' if parse_amount(effort) == 1 else 's'}." if effort else ""
        lines.append(
            f"– {part(option, 'an option')}: {part(f'{option}_value', 'a number')} ({typed} against nothing).{weeks}"
        )
    lines.append(
        f"Worse off: {part('loser', 'who')}. That is {part('loses', 'a number')} {part('loses_unit', 'of what')}."
    )
    if filled(fields, "guardrail"):
        lines.append(f"Must not get worse: {within('guardrail', '')}.")
    when = day(fields, "trigger_on")
    turn = filled(fields, "turn") if filled(fields, "turn") in dict(TURNS) else "[above or below]"
    lines.append(
        f"On {written(when) if when else '[a date]'} we look at {within('trigger', 'a number')}. "
        f"{turn.capitalize()} {part('trigger_level', 'a level')}, we turn round."
    )
    lines.append(f"For the other option to win, this would have to be true: {within('other_wins', 'what')}.")
    return one_stop("\n\n".join(lines))


def _change_of(option: str) -> Callable[[Fields], Finding]:
    return lambda fields: _change_check(option, fields)


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
        Criterion("a_change", "The chosen option's change recomputes", "A", ("a_change",), _change_of("a")),
        Criterion("b_change", "The other option's change recomputes", "A", ("b_change",), _change_of("b")),
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
