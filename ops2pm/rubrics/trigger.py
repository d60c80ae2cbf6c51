"""What decisions have in common: numbers that may carry a unit, the way back, and parts of the composed text.

The way back is four fields: trigger (what is looked at), turn (a key of TURNS), trigger_level and trigger_on.
"""

from __future__ import annotations

import re

from ops2pm.numbers import parse_amount
from ops2pm.rubrics import Fields, Finding, bare, filled, inside
from ops2pm.rubrics.dates import day, not_ahead, written

TURNS = (("above", "… goes above this number"), ("below", "… goes below this number"))
MOST = 1e12
"""Nobody counts further, and a larger number is a slip."""


def counted(value: float | None, least: float = -MOST) -> float | None:
    """A number that somebody may have counted; None for none, and for one below `least` or beyond MOST."""
    return None if value is None or not least <= value <= MOST else value


def with_unit(typed: str) -> float | None:
    """The number that a level begins with, whatever its unit: 45 minutes, 4.5 per 100, 1 in 100; None for 4–5."""
    found = re.fullmatch(r"([£$€]?\s?[-−+]?[\d.,\s]*\d)\s*(?:%|[^\W\d_].*)?", typed[:100].strip(), re.DOTALL)
    return counted(parse_amount(found[1])) if found else None


def unread(typed: str, such_as: str) -> str:
    """What to say of a text that is no number."""
    return f"“{typed[:40]}” is not a number I can read. Type digits, such as {such_as}."


def trigger(fields: Fields, such_as: str, then: str) -> Finding:
    """Whether the way back is a number, a direction and a date that lies ahead; then: "you turn round"."""
    what, limit, on, turn = (filled(fields, key) for key in ("trigger", "trigger_level", "trigger_on", "turn"))
    if not (what or limit or on):
        return Finding(None, "A number, a direction and a date, set now.")
    if limit and with_unit(limit) is None:
        return Finding(False, unread(limit, such_as))
    parts = (("what you look at", what), ("above or below", turn), ("the number", limit), ("the date", on))
    still_open = [name for name, there in parts if not there]
    if still_open:
        return Finding(False, f"Still open: {'; '.join(still_open)}.")
    if turn not in dict(TURNS):
        return Finding(False, "Choose above or below.")
    problem = not_ahead(fields, "trigger_on")
    if problem:
        return Finding(False, problem)
    return Finding(True, f"{turn.capitalize()} {limit[:30]} on {looked_at(fields)}, and {then}.")


def turned(fields: Fields) -> str:
    """The direction as it stands in a composed text."""
    given = filled(fields, "turn")
    return given if given in dict(TURNS) else "[above or below]"


def looked_at(fields: Fields) -> str:
    """The day of the look as it stands in a composed text."""
    when = day(fields, "trigger_on")
    return written(when) if when else "[a date]"


def part(fields: Fields, key: str, otherwise: str) -> str:
    """A field as it stands in a composed text; where it is open, what belongs there."""
    return bare(filled(fields, key)) or f"[{otherwise}]"


def within(fields: Fields, key: str) -> str:
    """A field as it goes on inside a sentence: a small article, no second "because" or "if"; "" where it is open."""
    return inside(re.sub(r"^(because|if)(?=\W|$)[\s,:]*", "", bare(filled(fields, key)), flags=re.IGNORECASE))
