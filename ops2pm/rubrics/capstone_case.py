"""The artefact of lesson 13: one page about a company never seen before, from who struggles to when you would stop.

The fields that are choices (group, circumstance, place, decoy) are compared with the planted truth; see
`labs.truth`. Their values are the names in the orders.
"""

from __future__ import annotations

import re
from functools import partial

from ops2pm.models.orders import CARRIERS, CHANNELS, REGIONS, SEGMENTS
from ops2pm.numbers import in_print, per_cent, signed
from ops2pm.rubrics import Criterion, Field, Fields, Finding, Part, Rubric, filled, inside, number, one_stop
from ops2pm.rubrics.dates import day, not_ahead, written
from ops2pm.rubrics.hints import solution_inside
from ops2pm.rubrics.trigger import part, unread, with_unit

ROUNDING = 0.02
"""By how much, relative to it, a typed result may be off."""
FALLEN = 0.5
"""A rival that keeps more of its difference like with like than this isn't excluded."""
ANY = "all"
"""Neither group nor channel stands out."""

WHO, SIZE, WHY, DO, KNOW = PARTS = (
    Part("who", "Who, and what"),
    Part("size", "How many"),
    Part("why", "Why"),
    Part("do", "What to do"),
    Part("know", "How you'd know"),
)
PLURALS = {"consumer": "consumers", "office": "offices", "small business": "small businesses"}
GROUPS = (*((name, PLURALS[name]) for name in SEGMENTS), (ANY, "all of them alike"))
NAMES = {"app": "app", "web": "website"}
ON = {"app": "in the app", "web": "on the website"}
PLACES = (*((name, ON[name]) for name in CHANNELS), (ANY, "in both alike"))
CIRCUMSTANCES = (
    ("hour", "depending on when they order"),
    ("parcels", "when it comes in several parcels"),
    ("nth", "on their first order"),
    ("lines", "when they order many lines"),
    ("place", "depending on where they live"),
    ("carrier", "depending on the carrier"),
    ("none", "in no particular one"),
)
GROUP_MEANT = {name: f"most often {plural}" for name, plural in PLURALS.items()} | {ANY: "customers of all kinds alike"}
WHEN_MEANT = {
    "hour": "at certain hours or on certain days",
    "parcels": "when an order comes in several parcels",
    "nth": "on their first order",
    "lines": "when an order has many lines",
    "place": "if they live in certain places",
    "carrier": "with certain carriers",
    "none": "in no circumstance in particular",
}
PLACE_MEANT = {**ON, ANY: " and ".join(ON.values()) + " alike"}
"""Each choice as it goes on in the composed text, where any of one stands beside any of the others."""
DECOYS = (
    *((f"region {name}", f"region {name}") for name in REGIONS),
    *((f"carrier {name}", f"carrier {name}") for name in CARRIERS),
    ("lines", "orders with many lines"),
    ("none", "nothing that I found"),
)

FIELDS = (
    Field(
        "company",
        "Company number",
        "number",
        help="Of which company this is the case. The lab fills it in.",
        example="12",
    ),
    Field("group", "Which customers are in it most often?", "choice", choices=GROUPS, part=WHO.key),
    Field("circumstance", "In what circumstance?", "choice", choices=CIRCUMSTANCES, part=WHO.key),
    Field("place", "Where do they meet it?", "choice", choices=PLACES, part=WHO.key),
    Field(
        "who",
        "Who, in your own words",
        help="A group that a stranger could go and find.",
        example="small bakeries that order flour for the next morning",
        part=WHO.key,
    ),
    Field(
        "obstacle",
        "What stands in their way?",
        "text",
        help="What they meet, as they would tell it. Not what the product lacks.",
        example="they plan the night's baking around a delivery that comes at six or at nine, and can't tell which",
        part=WHO.key,
    ),
    Field("part", "Orders in that circumstance", "number", example="340", part=SIZE.key, goes_with="company"),
    Field("whole", "Of how many orders", "number", example="4,100", part=SIZE.key, goes_with="company"),
    Field("weeks", "In how many weeks", "number", example="13", part=SIZE.key, goes_with="company"),
    Field(
        "a_week",
        "So, orders a week",
        "number",
        help="Divide. A whole number is enough.",
        example="26",
        part=SIZE.key,
        goes_with="company",
    ),
    Field(
        "cause",
        "What causes it?",
        "text",
        help="A mechanism: what happens, one step after the other.",
        example="the van fills up by six, the rest waits for a second tour, and the message says “tomorrow” for both",
        part=WHY.key,
    ),
    Field(
        "here",
        "Who ask where it is, with the cause, %",
        help="Of 100 orders, how many lead to a question.",
        example="31",
        part=WHY.key,
        goes_with="company",
    ),
    Field(
        "there",
        "… and without it, all else alike, %",
        help="The same circumstance, where the cause is absent.",
        example="9",
        part=WHY.key,
        goes_with="company",
    ),
    Field(
        "decoy",
        "What looked like the cause, and wasn't?",
        "choice",
        choices=DECOYS,
        part=WHY.key,
    ),
    Field(
        "rival",
        "Why it isn't",
        "text",
        help="What made it look so, in one sentence.",
        example="the northern depot looks bad because most bakeries are there",
        part=WHY.key,
    ),
    Field(
        "raw",
        "Its difference as it is, points",
        help="Per cent asking there, minus elsewhere.",
        example="4.1",
        part=WHY.key,
        goes_with="company",
    ),
    Field("alike", "… like with like, points", example="0.2", part=WHY.key, goes_with="company"),
    Field(
        "option",
        "What would you do?",
        "text",
        help="What people can do, or know, then.",
        example="say “by six” or “by nine” when they order, from what is on the van by then",
        part=DO.key,
    ),
    Field(
        "given_up",
        "What do you give up for it?",
        "text",
        help="The best thing you don't do instead. A real one, that somebody wanted.",
        example="a second van, which the depot has asked for since spring",
        part=DO.key,
    ),
    Field(
        "loses",
        "Who loses by that?",
        help="People, and what they lose.",
        example="the night shift goes on with two tours",
        part=DO.key,
    ),
    Field(
        "metric",
        "The number that should move",
        help="Of whom, and over what time.",
        example="bakeries asking where it is, of 100 orders on the second tour, a week",
        part=KNOW.key,
    ),
    Field(
        "guardrail",
        "The number that must not get worse",
        example="orders placed after four, a week",
        part=KNOW.key,
    ),
    Field(
        "stop",
        "You stop if …",
        help="With a number.",
        example="it is still above 20 of 100, or orders fall by more than 5 in 100",
        part=KNOW.key,
    ),
    Field("by", "By when", "date", help="The day on which you look.", part=KNOW.key),
)


def share(fields: Fields) -> float | None:
    """part / whole when both make sense (0 <= part <= whole, whole > 0), else None."""
    hit, whole = number(fields, "part"), number(fields, "whole")
    return None if hit is None or whole is None or not 0 <= hit <= whole or whole == 0 else hit / whole


def company_of(fields: Fields) -> int | None:
    """The number of the company the case is about, or None."""
    value = number(fields, "company")
    return int(value) if value is not None and value == int(value) else None


def about(fields: Fields) -> str:
    """Which company the case is about, where it says so."""
    company = company_of(fields)
    return "" if company is None else f"company {company}"


def _open(fields: Fields, keys: tuple[str, ...], start: str) -> Finding | None:
    """None where all of them are filled in; else what is open, or `start` where nothing is."""
    empty = [one.label.strip(" …?").lower() for one in FIELDS if one.key in keys and not filled(fields, one.key)]
    if len(empty) == len(keys):
        return Finding(None, start)
    return Finding(False, f"Still open: {'; '.join(empty)}.") if empty else None


def _all_there(fields: Fields, keys: tuple[str, ...], start: str, done: str) -> Finding:
    return _open(fields, keys, start) or Finding(True, done)


def _size(fields: Fields) -> Finding:
    keys = ("part", "whole", "weeks", "a_week")
    still = _open(fields, ("part", "whole", "weeks"), "Two numbers make a share; the weeks make a rate of it.")
    if still and still.done is None:
        return still
    for key in keys:
        if filled(fields, key) and number(fields, key) is None:
            return Finding(False, unread(filled(fields, key), "1692"))
    if still:
        return still
    hit, whole, weeks, a_week = (number(fields, key) for key in keys)
    assert hit is not None and whole is not None and weeks is not None
    if whole <= 0 or hit < 0 or weeks <= 0:
        return Finding(False, "The whole and the weeks must be more than 0, and the part not below 0.")
    if hit > whole:
        return Finding(False, f"{hit:,.12g} is more than {whole:,.12g}. Are the two swapped?")
    rate = hit / weeks
    told = f"That is {per_cent(hit / whole)} of the orders"
    if a_week is None:
        return Finding(False, f"{told}. And how many a week?")
    if abs(a_week - rate) > max(ROUNDING * rate, 0.5):
        return Finding(False, f"{told}; in {weeks:g} weeks it makes {rate:,.0f} a week, not {a_week:,.12g}.")
    return Finding(True, f"{told}, about {rate:,.0f} a week.")


def _levels(fields: Fields, keys: tuple[str, str], start: str) -> tuple[float, float] | Finding:
    """Two typed levels, or what is wrong with them."""
    for key in keys:
        if filled(fields, key) and with_unit(filled(fields, key)) is None:
            return Finding(False, unread(filled(fields, key), "12.5"))
    still = _open(fields, keys, start)
    if still:
        return still
    first, second = (with_unit(filled(fields, key)) for key in keys)
    assert first is not None and second is not None
    return first, second


def _cause(fields: Fields) -> Finding:
    found = _levels(fields, ("here", "there"), "With the cause, and without it: two numbers.")
    if isinstance(found, Finding):
        return found
    here, there = found
    if not (0 <= here <= 100 and 0 <= there <= 100):
        return Finding(False, "Per cent of orders lie between 0 and 100.")
    if here <= there:
        return Finding(False, f"{here:g}% with the cause and {there:g}% without it: then it causes nothing here.")
    if not filled(fields, "cause"):
        return Finding(False, "Two numbers that differ are no cause yet. What happens in between?")
    return Finding(True, f"{here:g}% against {there:g}%: {signed(here - there)} points.")


def _rival(fields: Fields) -> Finding:
    if filled(fields, "decoy") == "none":
        return Finding(False, "Nothing looked like the cause and wasn't? Group by region and by carrier once more.")
    found = _levels(fields, ("raw", "alike"), "As it is, and like with like: two numbers.")
    if isinstance(found, Finding):
        return found
    still = _open(fields, ("decoy", "rival"), "What looked like the cause, and why it isn't.")
    if still:
        return Finding(False, still.message)
    raw, alike = found
    told = f"{signed(raw)} points as it is, {signed(alike)} like with like"
    if not raw:
        return Finding(False, "Without a difference as it is, it didn't look like the cause.")
    if alike / raw < -1:
        return Finding(False, f"{told}: it has turned round. Then something else is at work; look again.")
    if alike / raw > FALLEN:
        return Finding(False, f"{told}: most of it is still there. Then it isn't excluded.")
    return Finding(True, f"{told}: the mix made it.")


def _stop(fields: Fields) -> Finding:
    still = _open(
        fields, ("metric", "guardrail", "stop", "by"), "What should move, what must not, when you stop, and by when."
    )
    if filled(fields, "by"):
        problem = not_ahead(fields, "by")
        if problem:
            return Finding(False, problem)
    if still:
        return still
    if not re.search(r"\d", filled(fields, "stop")):
        return Finding(False, "The stop has no number in digits. Set one now, while nothing hangs on it.")
    when = day(fields, "by")
    return Finding(True, f"All four are there, and the day is {written(when) if when else 'set'}.")


def _solution(fields: Fields) -> Finding:
    for key in ("obstacle", "cause"):
        found = solution_inside(filled(fields, key))
        if found:
            return Finding(False, f"“{found}”: is that what they meet, or one way to help? A way belongs further down.")
    return Finding(None, "")


def _level(fields: Fields, key: str) -> str:
    """A typed level without its unit, which the text says itself."""
    value = with_unit(filled(fields, key))
    return "" if value is None else in_print(value, ",.12g")


def compose(fields: Fields) -> str:
    """The case as one page; what is open is shown as such."""
    said = partial(part, fields)
    group, when, where = (filled(fields, key) for key in ("group", "circumstance", "place"))
    who = said("who", "Who struggles")
    lines = [
        f"Company {said('company', 'number')}, simulated. {who[:1].upper()}{who[1:]}: "
        f"{GROUP_MEANT.get(group, '[which customers]')}. They meet it "
        f"{WHEN_MEANT.get(when, '[in what circumstance]')}, {PLACE_MEANT.get(where, '[where]')}.",
        f"What they meet: {inside(said('obstacle', 'what stands in their way'))}.",
    ]
    size = _size(fields)
    if size.done:
        lines.append(
            f"How many: {filled(fields, 'part')} of {filled(fields, 'whole')} orders in {filled(fields, 'weeks')} "
            f"weeks ({per_cent(share(fields) or 0.0)}), {filled(fields, 'a_week')} a week."
        )
    else:
        lines.append("How many: [a share with its denominator, and orders a week].")
    here, there = (_level(fields, key) for key in ("here", "there"))
    numbers = f" ({here} of 100 ask with it, {there} without)" if _cause(fields).done else ""
    lines.append(f"Why: {inside(said('cause', 'the cause'))}{numbers}.")
    decoy = dict(DECOYS).get(filled(fields, "decoy"))
    points = ""
    if _rival(fields).done:
        raw, alike = (signed(with_unit(filled(fields, key)) or 0.0) for key in ("raw", "alike"))
        points = f" ({raw} points as it is, {alike} like with like)"
    rival = said("rival", "Why it is none")
    lines.append(f"What only looked like the cause: {decoy or '[a rival]'}. {rival[:1].upper()}{rival[1:]}{points}.")
    lines.append(
        f"What to do: {inside(said('option', 'the option'))}. Given up for it: "
        f"{inside(said('given_up', 'the best alternative'))}. Who loses: {inside(said('loses', 'who'))}."
    )
    look = day(fields, "by")
    lines.append(
        f"How we'd know: {inside(said('metric', 'the number that should move'))}. Not at the price of: "
        f"{inside(said('guardrail', 'what must not get worse'))}. We look on {written(look) if look else '[a date]'}, "
        f"and stop if {inside(said('stop', 'a number'))}."
    )
    return one_stop("\n\n".join(lines))


RUBRIC = Rubric(
    key="capstone_case",
    title="Your case",
    intro=(
        "Five steps, one page. Nobody knows the answer but the panel that opens it, and it stays closed until you keep "
        "a version. Half a case that says what it doesn't know is worth more than a whole one that guesses."
    ),
    fields=FIELDS,
    criteria=(
        Criterion(
            "who_what",
            "Group, circumstance, place and obstacle are named",
            "A",
            ("group", "circumstance", "place", "who", "obstacle"),
            partial(
                _all_there,
                keys=("group", "circumstance", "place", "who", "obstacle"),
                start="Which customers, when, where, and what stands in their way.",
                done="Group, circumstance, place and obstacle are there.",
            ),
            part=WHO.key,
        ),
        Criterion("no_solution", "No solution hides in it", "H", ("obstacle",), _solution, part=WHO.key),
        Criterion(
            "size",
            "A share with its denominator, and orders a week",
            "A",
            ("part", "whole", "weeks", "a_week"),
            _size,
            part=SIZE.key,
        ),
        Criterion("cause", "A cause, with and without it", "A", ("cause", "here", "there"), _cause, part=WHY.key),
        Criterion("rival", "A rival, before and after", "A", ("decoy", "rival", "raw", "alike"), _rival, part=WHY.key),
        Criterion(
            "choice",
            "What is done, what is given up, who loses",
            "A",
            ("option", "given_up", "loses"),
            partial(
                _all_there,
                keys=("option", "given_up", "loses"),
                start="A choice costs something, and somebody pays.",
                done="The choice, what it costs and who pays are there.",
            ),
            part=DO.key,
        ),
        Criterion(
            "stop",
            "A metric, a guardrail, a stop with a number and a day",
            "A",
            ("metric", "guardrail", "stop", "by"),
            _stop,
            part=KNOW.key,
        ),
        Criterion(
            "specific",
            "Could a stranger go and find these people tomorrow?",
            "S",
            ("who", "obstacle"),
            strong="Bakeries whose order misses the first van, on the evening before.",
            weak="Customers in the north are unhappy.",
            part=WHO.key,
        ),
        Criterion(
            "mechanism",
            "Does the cause say what happens, step by step?",
            "S",
            ("cause",),
            strong="The van is full by six; the rest waits; the message still says “tomorrow morning”.",
            weak="Bad communication.",
            part=WHY.key,
        ),
        Criterion(
            "rival_fair",
            "Would somebody who believes in the rival call your test fair?",
            "S",
            ("rival",),
            strong="Among bakeries on the second tour, north and south ask alike.",
            weak="The north is fine, I checked.",
            part=WHY.key,
        ),
        Criterion(
            "price",
            "Is the price real, and is it said who pays it?",
            "S",
            ("given_up", "loses"),
            strong="No second van this year. The night shift asked for it and goes on with two tours.",
            weak="Some lower-priority items move to later.",
            part=DO.key,
        ),
        Criterion(
            "would_stop",
            "Would you really stop at that number?",
            "S",
            ("stop",),
            strong="Above 20 of 100 on 1 June we take the message out again.",
            weak="If it doesn't work we iterate.",
            part=KNOW.key,
        ),
    ),
    compose=compose,
    parts=PARTS,
    about=about,
)
