"""The artefact of lesson 07: a constraint turned into a promise, to whom, kept how often, and who pays for it."""

from __future__ import annotations

import math
import re

from ops2pm.models.promise_queue import HOURS, by_the_rule, days_to_clear
from ops2pm.numbers import ABOUT, parse_amount, parse_answer, parse_number, per_cent, plural, short, two_readings
from ops2pm.rubrics import Criterion, Field, Fields, Finding, Part, Rubric, capital, filled, inside, one_stop
from ops2pm.rubrics.trigger import TURNS, counted, looked_at, part, trigger, turned, unread, with_unit

PERIODS = {"hour": "an hour", "working day": "a working day", "week": "a week"}
UNITS = {"minutes": "minutes", "hours": "hours", "working days": "working days", "weeks": "weeks"}
A_DAY = {"hour": HOURS, "working day": 1, "week": 1 / 5}
"""A working day, in each of the periods."""
COUNTS = ("arrivals", "capacity", "group", "queue")
GROUPS = ("1", "2")
FULL = 0.9
"""From so busy on, the sum of averages is no answer to when the queue is gone: lesson 07, first prediction."""
LONG = 1000
"""A queue that takes longer, in whatever unit, isn't told to the day."""
"""Before a number: that it is rounded."""
SIGNS = {">": "above", "<": "below"}

LIMIT, PROMISE, PRICE, BACK = PARTS = (
    Part("limit", "What limits it"),
    Part("promise", "The promise"),
    Part("price", "Who pays"),
    Part("back", "Way back"),
)


def _group(place: str, name: str, promise: str, share: str) -> tuple[Field, ...]:
    optional = "" if place == "1" else " (optional)"
    return (
        Field(
            f"to_{place}",
            "To whom" if place == "1" else f"To whom else{optional}",
            "text",
            help="Customers you can tell apart before you promise.",
            example=name,
            part=PROMISE.key,
        ),
        Field(f"promise_{place}", f"… within{optional}", "number", example=promise, part=PROMISE.key),
        Field(
            f"share_{place}",
            f"… kept for how many of 100{optional}",
            "number",
            help="What you aim at. Per cent.",
            example=share,
            part=PROMISE.key,
        ),
    )


FIELDS = (
    Field(
        "service",
        "What is promised",
        help="The moment at which the customer has it.",
        example="a new restaurant's page is live",
        part=LIMIT.key,
    ),
    Field(
        "constraint",
        "What limits it",
        "text",
        help="What you know because you stood there: people, hours, how the work comes in, what waits for what.",
        example="Five people with an hour for each menu. Each salesperson hands in once a week, about seven at a time",
        part=LIMIT.key,
    ),
    Field("arrivals", "How many come", "number", help="On average.", example="38", part=LIMIT.key),
    Field(
        "capacity",
        "How many can be done",
        "number",
        help="When nobody has to wait for work.",
        example="40",
        part=LIMIT.key,
    ),
    Field("per", "In", "choice", choices=tuple(PERIODS.items()), part=LIMIT.key),
    Field(
        "group",
        "They come in groups of (optional)",
        "number",
        help="On average; 1 if one by one. Only if they come at times nobody foresees; leave empty for a post "
        "that comes every morning.",
        example="7",
        part=LIMIT.key,
        goes_with="service",
    ),
    Field(
        "queue",
        "Waiting now",
        "number",
        help="Counted, not felt.",
        example="120",
        part=LIMIT.key,
        goes_with="service",
    ),
    Field("unit", "Promises are made in", "choice", choices=tuple(UNITS.items()), part=PROMISE.key),
    Field("today", "Today's promise", "number", help="In that unit.", example="1", part=PROMISE.key),
    *_group("1", "restaurants with one branch", "5", "95"),
    *_group("2", "chains, whose menus come in a stack", "10", "90"),
    Field(
        "first",
        "Who goes first (optional)",
        "text",
        help="If more wait already than the promise allows, or one promise is shorter than the other.",
        example="restaurants with one branch, before any chain",
        part=PROMISE.key,
    ),
    Field(
        "losers",
        "Who waits longer, or goes elsewhere",
        "text",
        help="By which promise. Somebody does, or it would have been promised long ago.",
        example="chains that would have been served first come, first served; about two sign-ups a month are lost",
        part=PRICE.key,
    ),
    Field(
        "instead",
        "What else could be done, and why not",
        "text",
        help="Such as more people, quicker work, fewer requests, or spreading them.",
        example="a sixth person costs $240 a day; if the promise loses more than that, we hire",
        part=PRICE.key,
    ),
    Field(
        "trigger",
        "You go back on it if this …",
        help="A number that shows harm to customers.",
        example="cancellations among new restaurants, in per cent",
        part=BACK.key,
    ),
    Field("turn", "… how", "choice", choices=TURNS, part=BACK.key),
    Field("trigger_level", "The number", "number", help="With or without its unit.", example="8%", part=BACK.key),
    Field(
        "trigger_on",
        "Looked at on",
        "date",
        help="One day, set now. Type day, month and year as numbers, or choose it.",
        part=BACK.key,
    ),
)


def _amount(fields: Fields, key: str) -> float | None:
    """A number from 0 on, which may say what it counts; None for none, and for more than anybody counts.

    None too for 1.200, which somebody means as 1,200, and for a part of somebody who waits.
    """
    text = ABOUT.sub("", filled(fields, key))
    if _readings(key, text):
        return None
    if key in COUNTS:
        found = None if re.search(r"[%£$€]|per ?cent", text) else parse_answer(text, _per(fields))
    else:
        found = parse_number(_without_unit(fields, text))
    found = counted(found, least=0)
    return None if found is None or (key == "queue" and found % 1) else found + 0.0  # −0 is 0


def _without_unit(fields: Fields, text: str) -> str:
    """A promise without the unit it is made in."""
    own = _unit(fields)
    named = [own, own.removesuffix("s"), *(("days", "day") if own == "working days" else ())]
    return next((text.removesuffix(name) for name in named if name and text.endswith(name)), text)


def _unread(fields: Fields, keys: tuple[str, ...], such_as: str, more: str = "") -> Finding | None:
    """What to say of the first of these fields that holds something else than a number from 0 on."""
    for key in keys:
        typed = filled(fields, key)
        if typed and _amount(fields, key) is None:
            problem = _misread(key, typed)
            if problem:
                return Finding(False, problem)
            return Finding(
                False, f"“{typed[:40]}” is not a number I can use here. Type digits, such as {such_as}.{more}"
            )
    return None


def _readings(key: str, text: str) -> tuple[float, float] | None:
    """What 1.200 may mean, (1.2, 1200); None for any other, and for 1.234 where an average may have decimals."""
    return two_readings(text) if key == "queue" or text.endswith("0") else None


def _misread(key: str, typed: str) -> str:
    """What to ask of a number that may mean another, or that isn't whole where something is counted; else ""."""
    text = ABOUT.sub("", typed)
    found, readings = parse_answer(text), _readings(key, text)
    if key == "queue" and found and found % 1:
        more = f" For {readings[1]:,.0f} type {readings[1]:.0f}." if readings else ""
        return f"{short(found)} can't wait: what is counted is a whole number.{more}"
    if readings is None:
        return ""
    low, high = readings
    return f"“{typed[:40]}” can be {short(low)} or {high:,.0f}. Type {short(low)} or {high:.0f}."


def _open(parts: dict[str, str]) -> Finding | None:
    """What is still open; None when nothing is."""
    missing = [name for name, text in parts.items() if not text]
    return Finding(False, f"Still open: {'; '.join(missing)}.") if missing else None


def _per(fields: Fields) -> str:
    """The period that was chosen, or ""."""
    given = filled(fields, "per")
    return given if given in PERIODS else ""


def _unit(fields: Fields, amount: float | None = None) -> str:
    """The unit that was chosen, in the singular for an amount of 1; "" while that is open."""
    given = filled(fields, "unit")
    return "" if given not in UNITS else given.removesuffix("s") if amount == 1 else given


def _told(amount: float, digits: int = 4) -> str:
    """An amount as one reads it, and 0 only where it is."""
    least = 10.0**-digits
    return f"less than {short(least)}" if 0 < amount < least else f"{amount:,.{digits}f}".rstrip("0").rstrip(".")


def _so_many(amount: float, unit: str) -> str:
    """An amount with its unit, to a tenth."""
    if 0 < amount < 0.05:
        return f"less than 0.1 {unit}s"
    written_ = f"{amount:,.1f}".removesuffix(".0")
    return f"{written_} {plural(written_, unit)}"


def _rates(fields: Fields) -> tuple[float, float] | None:
    """(arrivals, capacity), where both can be read and something can be done; otherwise None."""
    arrivals, capacity = (_amount(fields, key) for key in ("arrivals", "capacity"))
    return (arrivals, capacity) if arrivals is not None and capacity else None


def _group_size(fields: Fields) -> float | None:
    """How many come together; None where that isn't said, or isn't 1 or more."""
    found = _amount(fields, "group")
    return found if found is not None and found >= 1 else None


def _busy(fields: Fields) -> Finding:
    keys = ("arrivals", "capacity")
    if not any(filled(fields, key) for key in keys):
        return Finding(None, "How many come, how many can be done, and in what time.")
    problem = _unread(fields, (*keys, "group"), "38") or _open(
        {
            "how many come": filled(fields, "arrivals"),
            "how many can be done": filled(fields, "capacity"),
            "in what time": _per(fields),
        }
    )
    if problem:
        return problem
    rates = _rates(fields)
    if rates is None:
        return Finding(False, "With nothing done, nothing can be promised.")
    arrivals, capacity = rates
    if filled(fields, "group") and _group_size(fields) is None:
        return Finding(False, "A group is 1 or more: 1 if they come one by one.")
    if arrivals > capacity:
        return Finding(
            False,
            f"{_told(arrivals - capacity, 2)} more come than can be done in {PERIODS[_per(fields)]}: the queue "
            "grows, and no promise holds for long. What will change, and when?",
        )
    if arrivals == capacity:
        return Finding(
            False,
            "As many come as can be done: 100% busy. What piles up on a bad day never comes down again. Where is there "
            "time to spare?",
        )
    spare = _told(capacity - arrivals, 2)
    return Finding(True, f"{per_cent(arrivals / capacity)} busy, with {spare} to spare in {PERIODS[_per(fields)]}.")


def _queue_words(fields: Fields) -> str:
    """What waits now, as work and as the time until it is gone; "" where it can't be said."""
    rates, waiting, per = _rates(fields), _amount(fields, "queue"), _per(fields)
    if rates is None or waiting is None or not per:
        return ""
    if waiting == 0:
        return "Nobody waits now"
    arrivals, capacity = rates
    work = f"{_told(waiting)} wait now, which is {_so_many(waiting / capacity, per)} of work"
    clear = days_to_clear(waiting, arrivals, capacity)
    if math.isinf(clear):
        return f"{work}, and the queue doesn't shrink"
    coming = f"with {_told(arrivals)} more coming in {PERIODS[per]}, on averages alone it is gone after"
    # How much the days swing isn't asked, so no size is named.
    swings = "; so near to full, ordinary swings keep bringing it back" if arrivals >= FULL * capacity else ""
    gone = f"more than {LONG:,} {per}s" if clear > LONG else _so_many(clear, per)
    return f"{work}; {coming} {gone}{swings}"


def _queue(fields: Fields) -> Finding:
    if not filled(fields, "queue"):
        return Finding(None, "How many wait at this moment.")
    problem = _unread(fields, ("queue",), "120")
    if problem:
        return problem
    words = _queue_words(fields)
    return (
        Finding(True, f"{words}.")
        if words
        else Finding(None, "Once arrivals and capacity are there, this is recomputed.")
    )


def _begun(fields: Fields, place: str) -> bool:
    return any(filled(fields, f"{key}_{place}") for key in ("to", "promise", "share"))


def _promises(fields: Fields) -> Finding:
    begun = [place for place in GROUPS if _begun(fields, place)]
    if not (begun or filled(fields, "today")):
        return Finding(None, "To whom, within what, kept for how many of 100.")
    clock = " A clock time goes into “What is promised”."
    problem = _unread(fields, ("today", *(f"promise_{place}" for place in GROUPS)), "3", clock)
    if problem:
        return problem
    if not begun:
        return Finding(False, "Still open: to whom, and within what.")
    for place in begun:
        which = "" if begun == ["1"] else f" ({place})"
        problem = _open(
            {
                f"to whom{which}": filled(fields, f"to_{place}"),
                f"within what{which}": filled(fields, f"promise_{place}"),
                f"kept for how many of 100{which}": filled(fields, f"share_{place}"),
                "the unit": _unit(fields),
            }
        )
        if problem:
            return problem
    new = {_amount(fields, f"promise_{place}") for place in begun}
    if 0 in new:
        return Finding(False, "Within 0 nothing can be kept. How long is it?")
    if new == {_amount(fields, "today")}:
        return Finding(False, "That is today's promise, to everybody. What do you decide?")
    if len(begun) > 1 and len(new) == 1:
        return Finding(False, "All groups hear the same. Then who needs another promise?")
    count = len(begun)
    return Finding(
        True, "One promise for all: is there nobody it is wrong for?" if count == 1 else f"{count} promises."
    )


def _shares(fields: Fields) -> Finding:
    typed = {place: filled(fields, f"share_{place}") for place in GROUPS if filled(fields, f"share_{place}")}
    if not typed:
        return Finding(None, "How many of 100 you mean to keep.")
    told = []
    for place, text in typed.items():
        share = _level(fields, place)
        if share is None or share < 0:
            return Finding(False, unread(text, "95"))
        if share >= 100:
            return Finding(False, "Nobody keeps all of them. How many of 100 can you live with breaking?")
        if 0 < share < 1:
            return Finding(
                False, f"“{text[:40]}” would be less than 1 of 100. For {share:.0%} type {short(100 * share)}."
            )
        if share < 50:
            return Finding(False, f"{short(share)} of 100 is fewer than half. Which promise could you keep for most?")
        told.append(_told(100 - share, 2))
    return Finding(True, f"Broken for {' and '.join(told)} of 100.")


def _fits(fields: Fields) -> Finding:
    """Asks where a new promise is shorter than the work that waits already, in the same unit, until it is answered."""
    rates, waiting, per = _rates(fields), _amount(fields, "queue"), _per(fields)
    if rates is None or not waiting or not per or _unit(fields) != f"{per}s" or filled(fields, "first"):
        return Finding(None, "")
    work = waiting / rates[1]
    for place in GROUPS:
        promise = _amount(fields, f"promise_{place}")
        if promise and promise < work:
            return Finding(
                False,
                f"{_so_many(work, per)} of work wait already. Who goes first, so that {_so_many(promise, per)} can be "
                "kept?",
            )
    return Finding(None, "")


def _rule(fields: Fields) -> Finding:
    """Asks where the longest promise is shorter than group ÷ spare gives, which is how the lesson's queue waits.

    Whoever is served first can wait less, and somebody else then waits more. So it is the longest promise that has to
    reach it. The rule is for groups at random times, so it isn't asked where one holds all that come in a day.
    """
    rates, per, unit = _rates(fields), _per(fields), _unit(fields)
    told = [(_amount(fields, f"promise_{place}"), _share(fields, place)) for place in GROUPS]
    pairs = [(promise, share) for promise, share in told if promise and share]
    scale = 1 if per and unit == f"{per}s" else 60 if (per, unit) == ("hour", "minutes") else 0
    if rates is None or rates[0] >= rates[1] or not scale or not pairs:
        return Finding(None, "")
    arrivals, capacity = rates
    promise, share = max(pairs)
    one, kept, group = unit.removesuffix("s"), short(share), _group_size(fields)
    if group and group > 1 and group >= arrivals * A_DAY[per]:
        return Finding(None, "")  # a day's work at once is hardly a group at random: it may be each morning's post
    if group is None:
        if arrivals < FULL * capacity:
            return Finding(None, "")
        return Finding(
            False,
            f"{per_cent(arrivals / capacity)} busy, and {kept} of 100 within {_so_many(promise, one)}? The wait "
            "grows with the groups that come at times nobody foresees: how large are those?",
        )
    mean, needed = (scale * days for days in by_the_rule(group, capacity - arrivals, share / 100))
    if promise >= needed:
        return Finding(None, "")
    return Finding(
        False,
        f"If groups come at random, they wait {_so_many(mean, one)} on average by the lesson's rule, group ÷ spare, "
        f"and {kept} of 100 take up to {short(round(needed / mean, 1))} times that: {_so_many(needed, one)}. Why would "
        f"{short(promise)} do?",
    )


def _level(fields: Fields, place: str) -> float | None:
    """How many of 100, as typed: 95, 95% and 95 of 100 are 95."""
    return parse_amount(filled(fields, f"share_{place}"), "of 100")


def _share(fields: Fields, place: str) -> float | None:
    """How many of 100 a group is promised, where that can be a promise; otherwise None."""
    share = _level(fields, place)
    return share if share is not None and 1 <= share < 100 else None


def _trigger(fields: Fields) -> Finding:
    typed, turn = filled(fields, "trigger_level"), filled(fields, "turn")
    says = SIGNS.get(typed[:1], turn)
    if turn in dict(TURNS) and says != turn:
        return Finding(False, f"“{typed[:40]}” says {says}, and you chose {turn}. Which is it?")
    # The check reads the number alone; the text keeps "about".
    return trigger(fields | {"trigger_level": ABOUT.sub("", _unsigned(typed))}, "8%", "you go back")


def _unsigned(typed: str) -> str:
    """A level without the sign that says what the direction says."""
    return re.sub(r"^[<>]\s*(?=\S)", "", typed)


def compose(fields: Fields) -> str:
    """The decision as one text, the promise first; open parts are shown as such."""

    def within(key: str, otherwise: str) -> str:
        amount = _amount(fields, key)
        so_long = f"[{otherwise}]" if amount is None else _told(amount)
        return f"{so_long} {_unit(fields, amount) or '[unit]'}"

    def share(place: str) -> str:
        found = _share(fields, place)
        return "[how many]" if found is None else short(found)

    groups = [place for place in GROUPS if _begun(fields, place)] or ["1"]
    promised = [
        f"{capital(part(fields, f'to_{place}', 'to whom'))}: within {within(f'promise_{place}', 'how long')}, kept "
        f"for {share(place)} of 100"
        for place in groups
    ]
    said = f"Decision. What we promise: {inside(part(fields, 'service', 'what'))}."
    lines = [f"{said} {promised[0]}."] if len(promised) == 1 else [said, *(f"– {each}." for each in promised)]
    if filled(fields, "first"):
        lines.append(f"Who goes first: {inside(part(fields, 'first', ''))}.")
    if filled(fields, "today"):
        lines.append(f"Today everybody is promised {within('today', 'how long')}.")
    lines.append(f"What limits it: {part(fields, 'constraint', 'the constraint')}.")
    rates, per = _rates(fields), _per(fields)
    if rates and per:
        arrivals, capacity = rates
        group = _group_size(fields)
        together = f", in groups of about {_told(group)}," if group and group > 1 else ""
        said = f"{_told(arrivals)} come in {PERIODS[per]}{together} and {_told(capacity)} can be done"
        if arrivals < capacity:
            said += f": {per_cent(arrivals / capacity)} busy"
        else:
            said += ": the queue doesn't come down, and the promise holds only once that has changed"
        waiting = _queue_words(fields)
        lines[-1] += f" {said}." + (f" {waiting}." if waiting else "")
    lines.append(f"Who pays for it: {part(fields, 'losers', 'who waits longer, or goes')}.")
    if filled(fields, "instead"):
        lines[-1] += f" What else could be done: {part(fields, 'instead', '')}."
    typed = _unsigned(part(fields, "trigger_level", "a level"))
    plain = parse_number(typed)
    if plain is not None:
        typed = short(plain)
    elif with_unit(ABOUT.sub("", typed)) is None:
        typed = "[a level]"
    lines.append(
        f"On {looked_at(fields)} we look at this: {inside(part(fields, 'trigger', 'a number'))}. If it is "
        f"{turned(fields)} {typed}, we go back on our decision."
    )
    return one_stop("\n\n".join(lines))


RUBRIC = Rubric(
    key="promise_decision",
    title="Your promise decision",
    intro=(
        "A constraint you know, turned into a promise somebody can plan around. Take one you have worked under, or the "
        "restaurants: the button fills in what the first lab shows. Four parts, and you may begin with any."
    ),
    fields=FIELDS,
    parts=PARTS,
    criteria=(
        Criterion(
            "busy", "How busy it is, recomputed", "A", ("arrivals", "capacity", "group", "per"), _busy, part=LIMIT.key
        ),
        Criterion(
            "queue",
            "What waits now, as work and as time",
            "A",
            ("arrivals", "capacity", "per", "queue"),
            _queue,
            part=LIMIT.key,
        ),
        Criterion(
            "promises",
            "To whom, and within what",
            "A",
            ("unit", "today", *(f"{key}_{place}" for place in reversed(GROUPS) for key in ("to", "promise", "share"))),
            _promises,
            part=PROMISE.key,
        ),
        Criterion(
            "shares",
            "How many are meant to be kept",
            "A",
            tuple(f"share_{place}" for place in reversed(GROUPS)),
            _shares,
            part=PROMISE.key,
        ),
        Criterion("fits", "A promise shorter than what waits already", "H", ("unit", "promise_1", "first"), _fits),
        Criterion("rule", "A promise shorter than the lesson's rule", "H", ("unit", "promise_1", "share_1"), _rule),
        Criterion(
            "trigger",
            "What would change it: number, direction and date",
            "A",
            ("trigger", "turn", "trigger_level", "trigger_on"),
            _trigger,
            part=BACK.key,
        ),
        Criterion(
            "stood_there",
            "Could only somebody who stood there have named this limit?",
            "S",
            ("constraint",),
            strong="Five people, an hour a menu; sales hands in stacks, so a good Friday fills Monday to Wednesday.",
            weak="Limited resources.",
            part=LIMIT.key,
        ),
        Criterion(
            "tell_apart",
            "Can you tell the groups apart at the moment you promise?",
            "S",
            ("to_1",),
            strong="By the distance and the hour, which are known when they order.",
            weak="Loyal customers first.",
            part=PROMISE.key,
        ),
        Criterion(
            "losers",
            "Is it said who pays, so that they could object?",
            "S",
            ("losers",),
            strong="Chains wait up to ten days instead of five; one in ten of them still longer.",
            weak="A win for everybody, as expectations are now managed.",
            part=PRICE.key,
        ),
        Criterion(
            "instead",
            "Is there an option you would take if a number were different?",
            "S",
            ("instead",),
            strong="A sixth person costs $240 a day. We hire if the promise loses more than that.",
            weak="Hiring is not possible.",
            part=PRICE.key,
        ),
        Criterion(
            "harm",
            "Would this number move if a customer were harmed, and would you see it in time?",
            "S",
            ("trigger",),
            strong="Restaurants that cancel before they are live, counted each Friday. It was 6 of 100 in the spring.",
            weak="Customer satisfaction.",
            part=BACK.key,
        ),
    ),
    compose=compose,
)
