"""What an artefact shows first: its headline, its one number, and where a lab's numbers come from.

An artefact without an entry here has the first sentence of its text as its headline, and no number.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from ops2pm.numbers import ABOUT, parse_number, per_cent, short
from ops2pm.portfolio.document import Figure
from ops2pm.rubrics import (
    Fields,
    bare,
    filled,
    inside,
    number,
    of_part,
    pitch,
    problem_statement,
    reframed_bullets,
    sizing,
    stories,
)
from ops2pm.rubrics import claim_check as claims
from ops2pm.rubrics.change import change

Told = Callable[[Fields], str]
FLIGHTS = "public records of flights from New York in 2013"
ORDERS = "a wholesaler's orders, simulated"


@dataclass(frozen=True)
class Face:
    """How an artefact is met; each function gets the fields, and "" or None says that there is nothing to show.

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
    return Figure(f"{short(share)} of 100", f"{_text(fields, 'to_1')}: within {short(within)} {_text(fields, 'unit')}")


def _sizing_figure(fields: Fields) -> Figure | None:
    opening = "How big: about "
    size = next((told for told in sizing.compose(fields).split("\n\n") if told.startswith(opening)), "")
    value, _, rest = size.removeprefix(opening).partition(" ")
    between = re.search(r"between (\S+) and ([\d,.]*\d)", rest)
    rolls = f"; with its guesses varied, 8 times in 10 between {between[1]} and {between[2]}" if between else ""
    return Figure(f"≈ {value}", f"{_text(fields, 'unit')}{rolls}") if value else None


def _claim_figure(fields: Fields) -> Figure | None:
    verdict = claims.VERDICTS.get(filled(fields, "verdict"))
    if not verdict:
        return None
    searches = sum(bool(filled(fields, f"found_{place}")) for place in claims.ROWS)
    return Figure(
        verdict.partition(":")[0], f"{searches} search{'' if searches == 1 else 'es'}, logged with their finds"
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
    "reframed_bullets": Face(_bullet_headline, lambda fields: _moved(_begun(fields)), text=_bullets, data=FLIGHTS),
    "metric_tree": Face(lambda fields: _text(fields, "north_star"), _star_figure, data=ORDERS),
    "problem_statement": Face(
        _statement,
        lambda fields: _of_whole(fields, _text(fields, "unit")),
        labels=(("", "The problem"), ("This is ", "How many")),
        data=FLIGHTS,
    ),
    "teardown": Face(
        lambda fields: _joined(fields, ", for ", "product", "segment"),
        lambda fields: _meant(fields, "from", "to", "metric", "the goal", filled(fields, "unit")),
        labels=(("They use it ", "What they want"),),
        data=FLIGHTS,
    ),
    "trade_off_memo": Face(
        lambda fields: _text(fields, "decision"),
        lambda fields: _meant(fields, "now", "a_value", "unit", "expected"),
        labels=(("On ", "When we turn round"),),
        data=f"{FLIGHTS}; efforts are guesses",
    ),
    "promise_decision": Face(
        lambda fields: f"What we promise: {_text(fields, 'service')}" if _text(fields, "service") else "",
        _promise_figure,
        labels=(("Today everybody ", "Today"),),
        data="a queue, simulated",
    ),
    "sizing": Face(
        lambda fields: _text(fields, "idea"),
        _sizing_figure,
        labels=(("Below ", "Where we let go"),),
        data=f"{FLIGHTS}, with guesses",
    ),
    "claim_check": Face(
        lambda fields: f"“{_text(fields, 'quote')}”" if _text(fields, "quote") else "",
        _claim_figure,
        data="a public forum thread",
    ),
    "outreach_message": Face(lambda fields: _text(fields, "saw")),
    "pitch": Face(lambda fields: "", text=_pitch),
    "target_list": Face(lambda fields: _text(fields, "aim")),
    "stories": Face(
        lambda fields: _text(fields, "1.situation"),
        lambda fields: _moved(of_part(fields, "1")),
        text=_stories,
        titles=frozenset({"name"}),
    ),
    "objection_answers": Face(lambda fields: "What can be said against it, and what I answer"),
    "capstone_case": Face(
        lambda fields: _joined(fields, ": ", "who", "obstacle"),
        _case_figure,
        labels=(("", "Who"),),
        data="a company simulated for the course",
        always=True,
    ),
}
"""In the order of the course."""
