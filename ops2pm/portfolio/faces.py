"""What an artefact shows first: its headline, its one number, and where a lab's numbers come from.

An artefact without an entry here has the first sentence of its text as its headline, and no number.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from ops2pm.numbers import ABOUT, in_print, parse_number, per_cent, plural, short
from ops2pm.portfolio.charts import spread
from ops2pm.portfolio.document import Figure
from ops2pm.rubrics import (
    Fields,
    bare,
    capital,
    capstone_case,
    filled,
    inside,
    number,
    of_part,
    one_stop,
    pitch,
    problem_statement,
    promise_decision,
    reframed_bullets,
    sizing,
    stories,
    teardown,
)
from ops2pm.rubrics import claim_check as claims
from ops2pm.rubrics.change import change
from ops2pm.rubrics.trigger import with_unit

Told = Callable[[Fields], str]
FLIGHTS = "public records of flights from New York in 2013"
ORDERS = "a wholesaler's orders, simulated"
DID, ONE_PIECE, ELSEWHERE = GROUPS = ("What I did", "One piece of work", "Elsewhere")
"""Headings of the front page."""
COUNTS = ("No", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine", "Ten")


@dataclass(frozen=True)
class Face:
    """How an artefact is met; each function gets the fields, and "" or None says that there is nothing to show.

    kind: what it is, for somebody who never saw the course; "" for the course's own title
    group: beneath which heading of the front page
    recomputes: computed criteria that do a sum again -> the number they find; the others only see that all is there
    renamed: a row's label -> a better one; joins: a row's label -> the earlier row that takes it in
    text: the artefact as one text where the rubric's own speaks to the reader of the course
    labels: how a paragraph without a label opens -> the label it gets; "" is the opening of the very first one
    titles: the fields, without their part, whose text is the title of a part
    data: what the numbers of its lab are from
    always: whether they always are, and not only where the lab has filled them in
    """

    headline: Told
    figure: Callable[[Fields], Figure | None] = lambda fields: None
    text: Told | None = None
    labels: tuple[tuple[str, str], ...] = ()
    titles: frozenset[str] = frozenset()
    data: str = ""
    always: bool = False
    kind: str | Told = ""
    group: str = ""
    recomputes: Mapping[str, str] = field(default_factory=dict)
    renamed: Mapping[str, str] = field(default_factory=dict)
    joins: Mapping[str, str] = field(default_factory=dict)


def _text(fields: Fields, *keys: str) -> str:
    """The first of these fields that says something."""
    return next((found for key in keys if (found := bare(filled(fields, key)))), "")


def _joined(fields: Fields, between: str, *keys: str) -> str:
    return between.join(filter(None, (bare(filled(fields, key)) for key in keys)))


def _statement(fields: Fields) -> str:
    who, obstacle = _text(fields, "user"), _text(fields, "obstacle")
    return f"{who} {obstacle}" if who and obstacle else who or obstacle


def _of_whole(fields: Fields, unit: str) -> Figure | None:
    share = problem_statement.share(fields)
    if share is None:
        return None
    return Figure(per_cent(share), f"{filled(fields, 'part')} of {filled(fields, 'whole')} {unit}".strip())


def _on_one_line(fields: Fields) -> Fields:
    return {key: " ".join(value.split()) for key, value in fields.items()}


def _problem(fields: Fields) -> str:
    """The statement in its parts: glued into a sentence, any text would have to fit any other."""
    fields = _on_one_line(fields)
    heads = [name for key, name in (("user", "who"), ("obstacle", "what stands in the way")) if not _text(fields, key)]
    lines = [f"Still open: [{name}]." for name in heads]
    lines.append(f"In what situation: {_text(fields, 'situation') or '[in what situation]'}.")
    lines.append(f"What it costs them: {_text(fields, 'consequence') or '[what it costs them]'}.")
    composed = problem_statement.compose(fields).split("\n\n")
    lines += [line for line in composed[1:] if not line.startswith("This is ")]
    return one_stop("\n\n".join(lines))


def _promise(fields: Fields) -> str:
    """The promise, whose share is a goal as long as nobody has counted it."""
    text = promise_decision.compose(_on_one_line(fields)).replace("Decision. What we promise: ", "Decision. ", 1)
    return re.sub(r"(: within [\d.,]+ [a-z ]{4,12}), kept for ([\d.,]+ of 100)", r"\1; the goal is \2", text)


def _sizing(fields: Fields) -> str:
    """The sizing, with a line of its own for those it is about."""
    idea, *others = sizing.compose(_on_one_line(fields)).split("\n\n")
    idea, _, whom = idea.rpartition(" For whom: ")
    return "\n\n".join([idea, f"For whom: {whom}", *others])


def _capstone(fields: Fields) -> str:
    """The case, without what its headline says and what only the form must know."""
    fields = _on_one_line(fields)
    first, obstacle, *others = capstone_case.compose(fields).split("\n\n")
    who = _text(fields, "who")
    if not (who and _text(fields, "obstacle")):
        return "\n\n".join([first, obstacle, *others])
    company, _, where = first.partition(f"{capital(who)}: ")
    where = f"{where.rstrip('.')}. {company.strip()}"
    return "\n\n".join([f"Who meets it: {capital(where)}", *others])


def _teardown(fields: Fields) -> str:
    """The teardown without its first line, which its headline has said."""
    said = _text(fields, "product") and _text(fields, "segment")
    return "\n\n".join(teardown.compose(_on_one_line(fields)).split("\n\n")[1 if said else 0 :])


def _things(fields: Fields) -> str:
    many = len(stories.begun(fields))
    return f"{COUNTS[many] if many < len(COUNTS) else many} {plural(many, 'thing')} I tried"


def _first_story(fields: Fields) -> str:
    """The first story's name, and how many follow."""
    begun = stories.begun(fields)
    if not begun or not bare(filled(of_part(fields, begun[0]), "name")):
        return _text(fields, "1.situation")
    more = len(begun) - 1
    told = COUNTS[more].lower() if more < len(COUNTS) else str(more)
    return stories.name(fields, begun[0]) + (f", and {told} {plural(more, 'other')}" if more else "")


def _cause_figure(fields: Fields) -> Figure | None:
    """Who asks with the cause and without it, two groups at one time; else how many there are."""
    here, there = (with_unit(filled(fields, key)) for key in ("here", "there"))
    if here is None or there is None or not 0 <= there < here <= 100 or not _text(fields, "cause"):
        return _case_figure(fields)
    what = "of 100 ask where it is, with the cause and without it, simulated"
    return Figure(f"{short(here)} against {short(there)}", what)


def _case_figure(fields: Fields) -> Figure | None:
    weeks = _text(fields, "weeks")
    return _of_whole(fields, f"orders in {weeks} weeks, simulated" if weeks else "orders, simulated")


def _meant(fields: Fields, now: str, then: str, what: str, how: str, unit: str = "") -> Figure | None:
    """A change that hasn't happened, between two fields; both must be numbers, and the first may be "about" one.

    how: what says that it is no result
    """
    first, last = filled(fields, now), filled(fields, then)
    if parse_number(ABOUT.sub("", first)) is None or number(fields, then) is None:
        return None
    after = unit if unit.startswith("%") and not last.endswith("%") else ""
    return Figure(f"{ABOUT.sub('≈', first)} → {last}{after}", f"{how}: {inside(_text(fields, what))}")


def _begun(fields: Fields) -> Fields:
    """The first bullet that is a whole sentence."""
    bullets = [of_part(fields, part.key) for part in reframed_bullets.PARTS]
    return next((own for own in bullets if "[" not in reframed_bullets.sentence(own)), {})


def _bullet_headline(fields: Fields) -> str:
    own = _begun(fields)
    return ". ".join(filter(None, [_joined(own, " ", "who", "circumstance"), _text(own, "action")]))


def _moved(own: Fields) -> Figure | None:
    """The change of one bullet, or of one story."""
    if not own or change(own) is None:
        return None
    sign = "%" if filled(own, "kind") == "percent" else ""
    return Figure(
        f"{filled(own, 'from').removesuffix('%')} → {filled(own, 'to').removesuffix('%')}{sign}",
        _joined(own, " ", "measure", "unit"),
    )


def _bullets(fields: Fields) -> str:
    """The bullets for somebody who hires: each with the line it replaces, and the answer to the first doubt."""
    told = []
    for part in reframed_bullets.PARTS:
        own = of_part(fields, part.key)
        if not any(filled(own, key) for key in ("before", "who", "action")):
            continue
        told.append(f"{part.label}: {reframed_bullets.sentence(own)}")
        if _text(own, "rival") and _text(own, "met"):
            told.append(f"What else it could have been: {_text(own, 'rival')}? {_text(own, 'met')}.")
        if _text(own, "before"):
            told.append(f"The line it replaces: “{_text(own, 'before')}”")
    return "\n\n".join(told)


def _star_figure(fields: Fields) -> Figure | None:
    today = number(fields, "ns_today")
    return None if today is None else Figure(f"{short(today)}%", f"today, of {_text(fields, 'ns_denominator')}")


def _promise_figure(fields: Fields) -> Figure | None:
    within, share = number(fields, "promise_1"), number(fields, "share_1")
    if within is None or share is None or not _text(fields, "to_1"):
        return None
    return Figure(
        f"{short(share)} of 100",
        f"the goal: {inside(_text(fields, 'to_1'))}, within {short(within)} {_text(fields, 'unit')}",
    )


def _sizing_figure(fields: Fields) -> Figure | None:
    rolls, unit = spread(fields), _text(fields, "unit")
    if rolls is None or rolls[0] == rolls[2]:
        opening = "How big: about "
        size = next((told for told in sizing.compose(fields).split("\n\n") if told.startswith(opening)), "")
        value = size.removeprefix(opening).partition(" ")[0]
        return Figure(f"≈ {value}", unit) if value else None
    low, middle, high = (in_print(sizing.two_figures(roll), ",.12g") for roll in rolls)
    return Figure(f"≈ {low} to {high}", f"{unit}; middle {middle}")


def _claim_figure(fields: Fields) -> Figure | None:
    verdict = claims.VERDICTS.get(filled(fields, "verdict"))
    if not verdict:
        return None
    searches = sum(bool(filled(fields, f"found_{place}")) for place in claims.ROWS)
    return Figure(
        verdict.partition(":")[0], f"{searches} {plural(searches, 'search', 'searches')}, logged with their finds"
    )


def _stories(fields: Fields) -> str:
    """The stories, each with what else it could have been, its cost and second thoughts as a list beneath it."""
    told = []
    for part in stories.begun(fields):
        story = stories.story(of_part(fields, part))
        story = re.sub(r" (?=(?:What else it could have been|What it cost|Today): )", "\n\n– ", story)
        told += [f"{stories.name(fields, part)}.", story]
    return "\n\n".join(told)


def _pitch(fields: Fields) -> str:
    """The pitch as three paragraphs to read: what was done, what it cost, where it leads."""
    said = (pitch.spoken({key: fields.get(key, "") for key in keys}) for keys in _PARAGRAPHS)
    return "\n\n".join(filter(None, said))


_PARAGRAPHS = (("problem", "action", "moved"), ("gave_up",), ("area",))

FACES: dict[str, Face] = {
    "path_decision": Face(
        lambda fields: _text(fields, "door"),
        labels=(("The table would flip", "What would flip it"), ("I count ", "When I turn round")),
    ),
    "reframed_bullets": Face(
        _bullet_headline,
        lambda fields: _moved(_begun(fields)),
        text=_bullets,
        data=FLIGHTS,
        kind="What changed",
        group=DID,
        recomputes={"claimed": "the change in per cent", "others": "what is left of it beside others"},
    ),
    "metric_tree": Face(
        lambda fields: _text(fields, "north_star"),
        _star_figure,
        data=ORDERS,
        kind="How we'd measure it",
        group=ONE_PIECE,
    ),
    "problem_statement": Face(
        _statement,
        lambda fields: _of_whole(fields, _text(fields, "unit")),
        text=_problem,
        data=FLIGHTS,
        kind="The problem",
        group=ONE_PIECE,
        recomputes={"share": "the share"},
    ),
    "teardown": Face(
        lambda fields: _joined(fields, ", for ", "product", "segment"),
        lambda fields: _meant(fields, "from", "to", "metric", "the goal", filled(fields, "unit")),
        text=_teardown,
        labels=(("They use it ", "What they want"),),
        data=FLIGHTS,
        kind="A product I use",
        group=ELSEWHERE,
    ),
    "trade_off_memo": Face(
        lambda fields: _text(fields, "decision"),
        lambda fields: _meant(fields, "now", "a_value", "unit", "expected"),
        labels=(("On ", "When we turn round"),),
        data=f"{FLIGHTS}; efforts are guesses",
        kind="The decision",
        group=ONE_PIECE,
        recomputes={"a_change": "the change by the way chosen", "b_change": "the change by the other"},
        renamed={"Decision": "Why", "Counted": "Three ways"},
        joins={"For": "Why", "Must not get worse": "Worse off"},
    ),
    "promise_decision": Face(
        lambda fields: _text(fields, "service"),
        _promise_figure,
        text=_promise,
        labels=(("Today everybody ", "Today"),),
        data="a queue, simulated",
        kind="What we promise",
        group=ONE_PIECE,
        recomputes={"busy": "how busy it is", "queue": "what waits, as work and as time"},
    ),
    "sizing": Face(
        lambda fields: _text(fields, "idea"),
        _sizing_figure,
        text=_sizing,
        labels=(("Below ", "Where we let go"),),
        data=f"{FLIGHTS}, with guesses",
        kind="How big",
        group=ONE_PIECE,
        recomputes={
            "total": "the total",
            "driver": "what moves it most",
            "crossed": "the second way against the first",
            "flip": "where it flips",
        },
    ),
    "claim_check": Face(
        lambda fields: f"“{_text(fields, 'quote')}”" if _text(fields, "quote") else "",
        _claim_figure,
        data="a public forum thread",
        kind="A claim I checked",
        renamed={"Claim": "Where it stands"},
        group=ELSEWHERE,
        recomputes={"sums": "what it means of 100"},
    ),
    "outreach_message": Face(lambda fields: _text(fields, "saw")),
    "pitch": Face(lambda fields: "", text=_pitch),
    "target_list": Face(lambda fields: _text(fields, "aim")),
    "stories": Face(
        _first_story,
        lambda fields: _moved(of_part(fields, "1")),
        text=_stories,
        titles=frozenset({"name"}),
        kind=_things,
        group=DID,
        recomputes={"numbers": "the changes"},
    ),
    "objection_answers": Face(lambda fields: "What can be said against it, and what I answer"),
    "capstone_case": Face(
        lambda fields: ": ".join(filter(None, (_text(fields, "who"), inside(_text(fields, "obstacle"))))),
        _cause_figure,
        text=_capstone,
        labels=(("", "Who"),),
        data="a company simulated for the course, with a fault planted in it",
        kind="A practice case on made-up data",
        group=ELSEWHERE,
        recomputes={"size": "the share and the orders a week"},
        always=True,
    ),
}
"""In the order of the course."""
