"""The artefact of lesson 05: one product taken apart for one kind of user, and what you would do about it."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from datetime import date

from ops2pm.numbers import ABOUT, TIME_OF, in_print, parse_amount, parse_number, short, two_readings
from ops2pm.rubrics import (
    Criterion,
    Field,
    Fields,
    Finding,
    Part,
    Rubric,
    capital,
    filled,
    inside,
    of_part,
    one_stop,
    repeated,
    same_words,
    stopless,
)
from ops2pm.rubrics.dates import day, not_behind, written
from ops2pm.rubrics.hints import wish_inside

PRODUCT = Part("product", "Product")
SEEN = (Part("seen_1", "Seen 1"), Part("seen_2", "Seen 2"), Part("seen_3", "Seen 3"))
OPTIONS = Part("options", "Options")
MEASURE = Part("measure", "Measure")
CHOICES = (("option_1", "option 1"), ("option_2", "option 2"), ("nothing", "nothing, for now"))
IDLE = ("nothing", "do nothing", "doing nothing", "leave it", "leave it as it is")
STOPS = (("above", "harm is above it"), ("below", "harm is below it"))

_PRODUCT = (
    Field(
        "product",
        "The product, or one feature of it",
        help="Something you use, or something your own operation hands to people: a date, a form, a notice.",
        example="The time slot a plumber gives you",
        part=PRODUCT.key,
    ),
    Field(
        "segment",
        "For whom do you look at it?",
        help="One kind of user. Not all of them.",
        example="tenants who must take half a day off to open the door",
        part=PRODUCT.key,
    ),
    Field(
        "job",
        "What do they want to get done with it?",
        "text",
        help="Continue: they use it to …",
        example="be at home when it counts, and at work for the rest of the day",
        part=PRODUCT.key,
    ),
)
_OBSERVATION = (
    Field("when", "When you saw it", "date", help="A day. If it took several, the last."),
    Field(
        "who",
        "Who, or how many",
        help="Whom you watched or asked, or what you counted. Yourself counts as one.",
        example="3 of 4 neighbours",
    ),
    Field(
        "saw",
        "What you saw",
        "text",
        help="What they did or what happened. Not what the product lacks.",
        example="rang the office in the last hour of the slot to ask whether anybody was coming",
    ),
)
_OPTIONS = (
    Field(
        "protects",
        "What does today's design protect?",
        "text",
        help="Somebody chose it. A cost, a risk, another user, a rule. If you can't see it, write what you would ask.",
        example="the plumber's route: a narrow slot would cost a third of the visits in a day",
        part=OPTIONS.key,
    ),
    Field("option_1", "Option 1", "text", example="a text message when the visit before is over", part=OPTIONS.key),
    Field(
        "cost_1",
        "What option 1 costs, and whom",
        example="a week of work; plumbers press one more button",
        part=OPTIONS.key,
    ),
    Field("option_2", "Option 2", "text", example="two-hour slots at a higher price", part=OPTIONS.key),
    Field(
        "cost_2",
        "What option 2 costs, and whom",
        example="routes with gaps; tenants who can't pay wait longer",
        part=OPTIONS.key,
    ),
    Field(
        "nothing",
        "Option 3 is to do nothing. What happens then?",
        "text",
        help="Over the next half year, say. It is often the best option, and always the cheapest.",
        example="about 40 such calls a week, and two visits in ten find nobody at home",
        part=OPTIONS.key,
    ),
    Field("choice", "You would do", "choice", choices=CHOICES, part=OPTIONS.key),
    Field(
        "why",
        "Why that one, and what you give up",
        "text",
        example="it costs a week and touches no route; whoever has no phone gains nothing",
        part=OPTIONS.key,
    ),
)
_MEASURE = (
    Field(
        "metric",
        "What should change?",
        "text",
        help="A number about these users.",
        example="visits that find somebody at home",
        part=MEASURE.key,
    ),
    Field("from", "From", "number", help="Today. If it is a guess, type “about 80”.", example="80", part=MEASURE.key),
    Field(
        "to",
        "To",
        "number",
        help="What you would call a success. Stays empty if you would do nothing.",
        example="90",
        part=MEASURE.key,
    ),
    Field("unit", "In what unit", example="%", part=MEASURE.key),
    Field(
        "stop",
        "Stop if it has not got past",
        "number",
        help="In the same unit. Stays empty if you would do nothing.",
        example="83",
        part=MEASURE.key,
    ),
    Field("stop_on", "… on this date", "date", help="The day on which you look.", part=MEASURE.key),
    Field(
        "guard",
        "What must not get worse meanwhile?",
        "text",
        help="A harm that your change could do, to somebody else perhaps. Or that doing nothing could do.",
        example="visits per plumber and day",
        part=MEASURE.key,
    ),
    Field("guard_when", "Which way is harm?", "choice", choices=STOPS, part=MEASURE.key),
    Field("guard_stop", "The level at which you stop, or think again", "number", example="7", part=MEASURE.key),
    Field("guard_unit", "In what unit", help="Per cent, visits, minutes.", example="visits", part=MEASURE.key),
)


def amount(value: float, unit: str) -> str:
    """A number with its unit: 83%, 7 visits."""
    return f"{in_print(value, ',.12g')}{'' if unit.startswith('%') else ' '}{unit}".strip()


def _today(fields: Fields) -> tuple[str, float | None]:
    """ "about " where today's level is said to be a guess, else ""; and the level, or None."""
    return ("about " if ABOUT.match(filled(fields, "from")) else "", _level(fields, "from"))


def _level(fields: Fields, key: str) -> float | None:
    """A level, or None where it can't be read or may be one of two numbers; today's may be said to be a guess."""
    typed = _digits(fields, key)
    return None if two_readings(typed) else parse_amount(typed)


def _digits(fields: Fields, key: str) -> str:
    """A level as it was typed, without the "about" of today's."""
    typed = filled(fields, key)
    return ABOUT.sub("", typed) if key == "from" else typed


def _does_nothing(fields: Fields) -> bool:
    return filled(fields, "choice") == "nothing"


def _open(fields: Fields, names: dict[str, str]) -> list[str]:
    """The names of what is still open."""
    return [name for key, name in names.items() if not filled(fields, key)]


def _one_user(fields: Fields) -> Finding:
    names = {"product": "the product", "segment": "for whom", "job": "what they want to get done"}
    missing = _open(fields, names)
    if len(missing) == len(names):
        return Finding(None, "One product, one kind of user, one thing they want to get done.")
    if missing:
        return Finding(False, f"Still open: {', '.join(missing)}.")
    return Finding(True, "All three are there. Whether it is one kind of user, you judge below.")


def _observation(fields: Fields) -> Finding:
    names = {"when": "when", "who": "who, or how many", "saw": "what you saw"}
    missing = _open(fields, names)
    if len(missing) == len(names):
        return Finding(None, "A day, who or how many, and what you saw.")
    if filled(fields, "when"):
        problem = not_behind(fields, "when", "An observation has happened.")
        if problem:
            return Finding(False, problem)
    if missing:
        return Finding(False, f"Still open: {', '.join(missing)}.")
    for key in ("who", "saw"):
        more = _more_than_all(filled(fields, key))
        if more:
            return Finding(False, f"“{more}” are more than there are. Which of the two numbers is meant?")
    when = day(fields, "when")
    assert when is not None
    return Finding(True, f"Dated {written(when)}.")


_SOME_OF = re.compile(r"(?<![\w.,])(\d[\d.,]{0,11}) (?:out )?of (?:the |their |his |her |my )?(\d[\d.,]{0,11})(?!\w)")


def _more_than_all(text: str) -> str | None:
    """The "5 of 4" in a text, if there is one."""
    for found in _SOME_OF.finditer(text[:2000]):
        some, whole = (parse_number(digits.rstrip(".,")) for digits in found.groups())
        if some is not None and whole is not None and some > whole:
            return found[0].rstrip(".,")
    return None


def _solution(fields: Fields) -> Finding:
    found = wish_inside(filled(fields, "saw"))
    if found:
        return Finding(
            False, f"“{found}”: is that what you saw, or one way to help? If it is a way, make it an option."
        )
    return Finding(None, "")


def _seen(fields: Fields) -> Iterator[Fields]:
    """The observations that are there in full."""
    for part in SEEN:
        own = of_part(fields, part.key)
        if _observation(own).done:
            yield own


def _three(fields: Fields) -> Finding:
    seen = [filled(own, "saw") for own in _seen(fields)]
    if not any(filled(of_part(fields, part.key), "saw") for part in SEEN):
        return Finding(None, "Three observations, each with its date.")
    if len(seen) < len(SEEN):
        return Finding(False, f"{len(seen)} of {len(SEEN)} so far. Once is an event; three times you may ask why.")
    if any(same_words(one, other) for place, one in enumerate(seen) for other in seen[place + 1 :]):
        return Finding(False, "Two of the observations are the same. What else did you see?")
    return Finding(True, "Three observations, each with its date.")


def _options(fields: Fields) -> Finding:
    names = {
        "option_1": "option 1",
        "option_2": "option 2",
        "nothing": "what happens if you do nothing",
        "choice": "which one",
        "why": "why",
    }
    missing = _open(fields, names)
    if len(missing) == len(names):
        return Finding(None, "Two options and doing nothing; which one, and why.")
    if any(same_words(filled(fields, key), idle) for key in ("option_1", "option_2") for idle in IDLE):
        return Finding(False, "Nothing is option 3 already. What else could one do?")
    if same_words(filled(fields, "option_1"), filled(fields, "option_2")):
        return Finding(False, "The two options are the same.")
    if missing:
        return Finding(False, f"Still open: {', '.join(missing)}.")
    return Finding(True, f"Three options, one of them nothing. You would do {_chosen(fields)}.")


def _chosen(fields: Fields) -> str:
    return dict(CHOICES).get(filled(fields, "choice"), "")


def _unread(fields: Fields, unit: str, *keys: str) -> Finding | None:
    """What to ask about the first level that can't be read or can't be; None where there is nothing to ask."""
    for key in keys:
        typed, value = filled(fields, key), _level(fields, key)
        readings = two_readings(_digits(fields, key))
        if readings:
            # A number with three decimals is still ambiguous when it is written again: a 0 behind it settles it.
            small = short(readings[0])
            small = f"{_digits(fields, key)}0" if two_readings(small) else small
            return Finding(False, f"“{typed[:40]}” can be read in two ways. Type {short(readings[1])}, or {small}.")
        if typed and value is None:
            return Finding(False, f"“{typed[:40]}” is not a number I can read. Type digits, such as 8.5.")
        if value is not None and _per_cent(unit) and not 0 <= value <= 100:
            return Finding(False, f"{amount(value, '%')[:40]} lies outside 0% to 100%. Per cent of what?")
    return None


def _per_cent(unit: str) -> bool:
    return unit.startswith("%") or unit.casefold() in ("per cent", "percent")


_BELOW_ZERO = re.compile(r"^(?:[°£$€]|degrees?\b|points?\b|euros?\b|pounds?\b|dollars?\b)", re.IGNORECASE)


def _is_count(unit: str) -> bool:
    """Whether a level in this unit can't be below 0: money, degrees, points, and minutes (early ones) can."""
    first = re.match(r"[^\W\d_]+", unit[:40])
    return not _BELOW_ZERO.match(unit) and (first is None or first[0].casefold() not in TIME_OF)


def _metric(fields: Fields) -> Finding:
    names = {"metric": "what should change", "from": "from", "to": "to", "unit": "the unit"}
    if _does_nothing(fields):
        names = {"metric": "what you would watch", "from": "where it stands today", "unit": "the unit"}
    missing = _open(fields, names)
    if len(missing) == len(names):
        return Finding(None, "A number about these users, from what to what.")
    asked = _unread(fields, filled(fields, "unit"), *(key for key in ("from", "to") if key in names))
    if asked:
        return asked
    if missing:
        return Finding(False, f"Still open: {', '.join(missing)}.")
    (about, before), after, unit = _today(fields), _level(fields, "to"), filled(fields, "unit")
    assert before is not None
    if _does_nothing(fields):
        return Finding(True, f"You leave it at {about}{amount(before, unit)[:60]}, so no goal is wanted.")
    assert after is not None
    if before == after:
        return Finding(False, "From and to are the same, so nothing should change.")
    change = amount(abs(after - before), _difference(unit)[:40])
    return Finding(True, f"{'Up' if after > before else 'Down'} by {about}{change}.")


def _difference(unit: str) -> str:
    """The unit of a difference: from 80% to 90% is 10 points."""
    return "points" if _per_cent(unit) else unit


def _stop(fields: Fields) -> Finding:
    names = {"stop": "the level", "stop_on": "the date"}
    if _does_nothing(fields):
        return Finding(True, "You would do nothing, so there is nothing to stop. What would make you think again?")
    missing = _open(fields, names)
    if len(missing) == len(names):
        return Finding(None, "A level short of success, and a date: set now, while you are calm.")
    asked = _unread(fields, filled(fields, "unit"), "stop")
    if asked:
        return asked
    if missing:
        return Finding(False, f"Still open: {', '.join(missing)}.")
    on = day(fields, "stop_on")
    if on is None:
        return Finding(False, "Write the date as year-month-day, such as 2027-05-31.")
    if on < date.today():
        return Finding(False, f"{written(on)} has passed. Which day lies ahead?")
    before, after, stop = _level(fields, "from"), _level(fields, "to"), _level(fields, "stop")
    assert stop is not None
    if before is None or after is None or before == after:
        return Finding(False, "From what to what, first: then it shows on which side the stop is.")
    # Measured along the way you want to go: 0 is where it stands today, 1 is success.
    along = (stop - before) / (after - before)
    if not math.isfinite(along):
        return Finding(False, "These numbers are too large to compare.")
    if along > 1:
        return Finding(False, "That is beyond your own success: you would stop something that works. Swap the two?")
    if along == 1:
        return Finding(False, "That is success itself. Would you stop something that goes half of the way?")
    if along < 0:
        return Finding(False, "That is worse than today: you would go on with a change that does harm.")
    short = "no better than today" if along == 0 else f"less than {along:.0%} of the way"
    return Finding(True, f"You stop if on {written(on)} it has come {short}.")


def _guardrail(fields: Fields) -> Finding:
    names = {
        "guard": "what it is",
        "guard_when": "which way is harm",
        "guard_stop": "the level",
        "guard_unit": "the unit",
    }
    missing = _open(fields, names)
    if len(missing) == len(names):
        return Finding(None, "A harm your change could do, and the level at which you stop.")
    asked = _unread(fields, filled(fields, "guard_unit"), "guard_stop")
    if asked:
        return asked
    if missing:
        return Finding(False, f"Still open: {', '.join(missing)}.")
    value, unit = _level(fields, "guard_stop"), filled(fields, "guard_unit")
    assert value is not None
    if value < 0 and _is_count(unit):
        return Finding(False, f"{amount(value, unit)[:60]}: a count doesn't go below 0. Which level is meant?")
    if _does_nothing(fields):
        return Finding(True, f"You think again when it is {_guard_level(fields)[:80]}.")
    if same_words(filled(fields, "guard"), filled(fields, "metric")):
        return Finding(False, "The guardrail repeats the metric. What could get worse while the metric improves?")
    return Finding(True, f"You stop when it is {_guard_level(fields)[:80]}.")


def _guard_level(fields: Fields) -> str:
    value = _level(fields, "guard_stop")
    way = filled(fields, "guard_when")
    assert value is not None
    return f"{way} {amount(value, filled(fields, 'guard_unit'))}"


def compose(fields: Fields) -> str:
    """The teardown as one page, the choice first; open parts are shown as such."""

    def part(key: str, otherwise: str, within: Fields = fields) -> str:
        return inside(stopless(filled(within, key))) or f"[{otherwise}]"

    def option(key: str) -> str:
        """An option with what it costs."""
        cost = inside(stopless(filled(fields, key.replace("option", "cost"))))
        return f"{part(key, key.replace('_', ' '))}{f' (cost: {cost})' if cost else ''}"

    # What was typed goes on after a colon or opens a sentence: there a capital of the reader's is never wrong.
    whom = inside(_FOR.sub("", stopless(filled(fields, "segment")))) or "[one kind of user]"
    lines = [f"TEARDOWN: {stopless(filled(fields, 'product')) or '[the product]'}. For: {whom}"]
    choice = filled(fields, "choice")
    would = {"option_1": option("option_1"), "option_2": option("option_2"), "nothing": "nothing, for now"}
    # A heading with a line of its own: an option may open with a capital, whether or not that is a name's.
    lines.append("What I would do")
    lines.append(_point(f"{would.get(choice, '[one of three options]')}. Why: {part('why', 'why')}."))
    lines.append(f"They use it {_job(fields)}.")
    seen = []
    for own in (of_part(fields, each.key) for each in SEEN):
        when = day(own, "when")
        if filled(own, "saw"):
            who = _opening(stopless(filled(own, "who")) or "[who]")
            seen.append(f"{written(when) if when else '[date]'}. {who}: {part('saw', '', own)}.")
    lines.append("What I saw" if seen else "What I saw: [three observations, with dates]")
    lines += [_point(each) for each in seen]
    lines.append(f"What today's design protects: {part('protects', 'why it is as it is')}.")
    others = {
        "option_1": f"{option('option_1')}.",
        "option_2": f"{option('option_2')}.",
        "nothing": f"doing nothing. Then: {part('nothing', 'what happens')}.",
    }
    lines.append("What I weighed against it")
    lines += [_point(text) for key, text in others.items() if key != choice]
    if choice == "nothing":
        lines.append(f"What I expect, then: {part('nothing', 'what happens')}.")
    if choice == "nothing":
        lines.append(_think_again(fields, part("metric", "what you would watch")))
    else:
        lines.append(" ".join([_goal(fields, part("metric", "what should change")), *_stops(fields)]))
    return one_stop("\n\n".join(lines))


def _point(text: str) -> str:
    """One point of a list."""
    return f"•{_NO_BREAK}{_opening(text)}"


def _opening(text: str) -> str:
    """As it opens a sentence."""
    return capital(text)


# The beginning of a sentence that the page writes itself.
_DOTS = r"(?:\u2026|\.{3})\s*"
_USE_TO = re.compile(rf"^(?:{_DOTS}|they use it (?=(?:to|for)\b)|to(?:\s+|$))+", re.IGNORECASE)
_FOR = re.compile(rf"^(?:{_DOTS}|for(?:\s+|$))+", re.IGNORECASE)


def _job(fields: Fields) -> str:
    """ "to be at home"; or "for keeping the day free", where that was typed."""
    job = _USE_TO.sub("", stopless(filled(fields, "job")))
    if not job:
        return "to [get something done]"
    # A verb comes here, so its capital is no name's; SMS, eBay and the like are left.
    first = job.split()[0]
    small = job if not first[1:].islower() and len(first) > 1 else f"{job[0].lower()}{job[1:]}"
    return small if small.startswith("for ") else f"to {small}"


def _levels(fields: Fields) -> tuple[str, str]:
    """From what to what, as it is written."""
    unit, (about, before), after = filled(fields, "unit"), _today(fields), _level(fields, "to")
    return (
        f"{about}{amount(before, unit)}" if before is not None else "[number]",
        amount(after, unit) if after is not None else "[number]",
    )


def _think_again(fields: Fields, metric: str) -> str:
    """Who does nothing promises no change and stops nothing: only what would change their mind."""
    watched = f"I would watch: {metric}, now {_levels(fields)[0]}."
    if not _guardrail(fields).done:
        return f"{watched} [At which level would you think again?]"
    if same_words(filled(fields, "guard"), filled(fields, "metric")):
        return f"{watched} I would think again when it is {_guard_level(fields)}."
    harm = inside(stopless(filled(fields, "guard")))
    return f"{watched} Also: {harm}. I would think again when it is {_guard_level(fields)}."


def _goal(fields: Fields, metric: str) -> str:
    before, after = _levels(fields)
    return f"How I would know: {metric}, from {before} to {after}."


def _stops(fields: Fields) -> list[str]:
    told = []
    on, stop = day(fields, "stop_on"), _level(fields, "stop")
    if on and stop is not None:
        told.append(f"If it has not got past {amount(stop, filled(fields, 'unit'))} on {written(on)}, I stop.")
    else:
        told.append("[When do you stop?]")
    if _guardrail(fields).done:
        told.append(
            f"Guardrail: {inside(stopless(filled(fields, 'guard')))}. I stop when it is {_guard_level(fields)}."
        )
    else:
        told.append("[What must not get worse?]")
    return told


_NO_BREAK = "\u00a0"

_SEEN_FIELDS, _SEEN_CRITERIA = repeated(
    SEEN,
    _OBSERVATION,
    (
        Criterion("dated", "A date, who or how many, and what you saw", "A", ("when", "who", "saw"), _observation),
        Criterion("no_solution", "What you saw, not what you would build", "H", ("saw",), _solution),
    ),
)

RUBRIC = Rubric(
    key="teardown",
    title="Your teardown",
    intro=(
        "One product, one kind of user, one page. One piece at a time: the buttons choose which. The page writes "
        "itself underneath, with your choice on top, because that is what is read first."
    ),
    parts=(PRODUCT, *SEEN, OPTIONS, MEASURE),
    fields=(*_PRODUCT, *_SEEN_FIELDS, *_OPTIONS, *_MEASURE),
    criteria=(
        Criterion(
            "one_user",
            "A product, one kind of user, and what they want to get done",
            "A",
            ("product", "segment", "job"),
            _one_user,
            part=PRODUCT.key,
        ),
        *_SEEN_CRITERIA,
        Criterion(
            "three",
            "Three different observations, each with its date",
            "A",
            tuple(f"{part.key}.{key}" for part in SEEN for key in ("when", "who", "saw")),
            _three,
        ),
        Criterion(
            "options",
            "Two options and doing nothing, one of them chosen, with the reason",
            "A",
            ("option_1", "option_2", "nothing", "choice", "why"),
            _options,
            part=OPTIONS.key,
        ),
        # Of no part: they hang on the choice too, which stands among the options.
        Criterion(
            "metric",
            "A number, from what to what",
            "A",
            ("choice", "metric", "from", "to", "unit"),
            _metric,
        ),
        Criterion(
            "stop",
            "A level short of success at which you stop, and the day",
            "A",
            ("choice", "from", "to", "stop", "stop_on"),
            _stop,
        ),
        Criterion(
            "guardrail",
            "A guardrail with the level at which you stop",
            "A",
            ("choice", "guard", "guard_when", "guard_stop", "guard_unit"),
            _guardrail,
        ),
        Criterion(
            "one_segment",
            "Is it one kind of user, with one thing to get done?",
            "S",
            ("segment", "job"),
            strong="Tenants who must take half a day off to open the door.",
            weak="All our users.",
            part=PRODUCT.key,
        ),
        Criterion(
            "why_today",
            "Would whoever designed it say, “Yes, that was the reason”?",
            "S",
            ("protects",),
            strong="The plumber's route: a narrow slot would cost a third of the visits in a day.",
            weak="They didn't think of it.",
            part=OPTIONS.key,
        ),
        Criterion(
            "real_options",
            "Would a sensible colleague have chosen an option that you turned down?",
            "S",
            ("option_1", "option_2", "nothing", "why"),
            strong="A text message against two-hour slots: the slots help more people and cost the routes.",
            weak="A text message against a fleet of drones.",
            part=OPTIONS.key,
        ),
        Criterion(
            "seen",
            "Could somebody else go and see the same?",
            "S",
            tuple(f"{part.key}.saw" for part in SEEN),
            strong="3 of 4 neighbours rang the office in the last hour of the slot.",
            weak="It is annoying and slow.",
        ),
    ),
    compose=compose,
)
