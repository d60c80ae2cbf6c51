"""The artefact of lesson 04: who struggles, in what situation, with what, and how we know."""

from __future__ import annotations

from datetime import date

from ops2pm.rubrics import Criterion, Field, Fields, Finding, Rubric, bare, filled, number, one_stop
from ops2pm.rubrics.dates import written
from ops2pm.rubrics.hints import solution_inside

EVIDENCE = (
    ("records", "records counted"),
    ("interviews", "interviews"),
    ("observations", "people watched at work"),
    ("tickets", "tickets or complaints read"),
    ("survey", "survey answers"),
)

FIELDS = (
    Field(
        "user",
        "Who struggles?",
        help="A group you could point at. Not “stakeholders”, not “users”.",
        example="Night nurses on two surgical wards",
    ),
    Field(
        "situation",
        "In what situation?",
        help="When and where it happens.",
        example="at the morning handover, while they write up the night's medicines",
    ),
    Field(
        "obstacle",
        "What stands in their way?",
        "text",
        help="What they meet, as they would tell it. Not what your product lacks.",
        example="must enter each dose twice, on paper and on the screen, while the day shift waits",
    ),
    Field(
        "consequence",
        "What does it cost them?",
        "text",
        help="Time, money, risk or trust: theirs first, yours second.",
        example="they stay on unpaid, 50 minutes on a bad morning, and a dose was missed in May",
    ),
    Field(
        "part",
        "How many times it went wrong",
        "number",
        help="People, cases or moments with the problem.",
        example="34",
    ),
    Field("whole", "Out of how many", "number", help="All who could have had it.", example="186"),
    Field(
        "unit",
        "Counted in",
        help="What the two numbers count, and over which time.",
        example="handovers on both wards in May",
    ),
    Field("evidence", "What your evidence is", "choice", choices=EVIDENCE),
    Field("count", "How many of those", "number", help="Interviews, records, tickets.", example="11"),
    Field("seen_on", "Latest of them", "date", help="The date of the newest piece of evidence."),
    Field(
        "wrong_if",
        "What would prove you wrong?",
        "text",
        help="A number or an observation after which you would drop this problem.",
        example="I drop it if fewer than 5% of late handovers trace back to double entry",
    ),
)


def share(fields: Fields) -> float | None:
    """part / whole when both make sense (0 <= part <= whole, whole > 0), else None."""
    part, whole = number(fields, "part"), number(fields, "whole")
    return None if part is None or whole is None or not 0 <= part <= whole or whole == 0 else part / whole


def _four_parts(fields: Fields) -> Finding:
    keys = ("user", "situation", "obstacle", "consequence")
    empty = [f.label.rstrip("?").lower() for f in FIELDS if f.key in keys and not filled(fields, f.key)]
    if len(empty) == len(keys):
        return Finding(None, "Who, in what situation, what stands in the way, what it costs.")
    if empty:
        return Finding(False, f"Still open: {'; '.join(empty)}.")
    return Finding(True, "All four parts are there.")


def _share(fields: Fields) -> Finding:
    part, whole = number(fields, "part"), number(fields, "whole")
    typed = [key for key in ("part", "whole") if filled(fields, key)]
    unread = [key for key in typed if number(fields, key) is None]
    if not typed:
        return Finding(None, "Two numbers make a share; “many” has no denominator.")
    if unread:
        return Finding(
            False, f"“{filled(fields, unread[0])[:40]}” is not a number I can read. Type digits, such as 1692."
        )
    if part is None or whole is None:
        return Finding(False, "A share needs both numbers: how many, out of how many.")
    if whole <= 0 or part < 0:
        return Finding(False, "The whole must be more than 0, and the part not below 0.")
    if part > whole:
        return Finding(False, f"{part:,.12g} is more than {whole:,.12g}. Are the two swapped?")
    unit = filled(fields, "unit")
    if not unit:
        return Finding(False, f"That is {_percent(part / whole)}. Of what? Name what the two numbers count.")
    return Finding(True, f"That is {_percent(part / whole)} of {unit}.")


def _evidence(fields: Fields) -> Finding:
    kind, count, seen = filled(fields, "evidence"), number(fields, "count"), filled(fields, "seen_on")
    if not (kind or filled(fields, "count") or seen):
        return Finding(None, "What kind, how many, and from when.")
    if filled(fields, "count") and (count is None or count <= 0):
        return Finding(False, "How many is a number above 0.")
    missing = [name for name, there in (("kind", kind), ("count", count), ("date", seen)) if not there]
    if missing:
        return Finding(False, f"Still open: {' and '.join(missing)}.")
    try:
        when = date.fromisoformat(seen)
    except ValueError:
        return Finding(False, "Write the date as year-month-day, such as 2026-05-31.")
    if when > date.today():
        return Finding(False, "That date lies ahead of today.")
    return Finding(True, f"{count:,.12g} {dict(EVIDENCE).get(kind, kind)}, the latest on {written(when)}.")


def _solution(fields: Fields) -> Finding:
    for key in ("obstacle", "situation", "consequence"):
        found = solution_inside(filled(fields, key))
        if found:
            return Finding(
                False,
                f"“{found}”: is that what they struggle with, or one way to help? If it is a way, keep it for later.",
            )
    return Finding(None, "")


def _percent(value: float) -> str:
    percent = 100 * value
    if 0 < percent < 0.001:
        return "less than 0.001%"
    return f"{percent:.2g}%" if 0 < percent < 0.1 else f"{percent:.1f}%" if percent < 10 else f"{percent:.0f}%"


def compose(fields: Fields) -> str:
    """The statement as one text; open parts are shown as such."""

    def part(key: str, otherwise: str) -> str:
        return bare(filled(fields, key)) or f"[{otherwise}]"

    lines = [
        f"{part('user', 'who')}, {part('situation', 'in what situation')}: "
        f"{part('obstacle', 'what stands in the way')}. "
        f"The cost to them: {part('consequence', 'what it costs them')}."
    ]
    value = share(fields)
    if value is not None:
        lines.append(
            f"This is {filled(fields, 'part')} of {filled(fields, 'whole')} "
            f"{part('unit', 'of what')} ({_percent(value)})."
        )
    evidence = _evidence(fields)
    if evidence.done:
        lines.append(f"Evidence: {evidence.message}")
    if filled(fields, "wrong_if"):
        lines.append(f"What would prove this wrong: {part('wrong_if', '')}.")
    return one_stop("\n\n".join(lines))


RUBRIC = Rubric(
    key="problem_statement",
    title="Your problem statement",
    intro=(
        "Take a group from your own work, or the travellers you have just found. Short is good: each field is one line "
        "of the statement, which builds itself underneath."
    ),
    fields=FIELDS,
    criteria=(
        Criterion(
            "four_parts",
            "User, situation, obstacle and consequence are named",
            "A",
            ("user", "situation", "obstacle", "consequence"),
            _four_parts,
        ),
        Criterion("no_solution", "No solution hides in it", "H", ("obstacle",), _solution),
        Criterion("share", "A share with its denominator", "A", ("part", "whole", "unit"), _share),
        Criterion("evidence", "Evidence: kind, count and date", "A", ("evidence", "count", "seen_on"), _evidence),
        Criterion(
            "specific",
            "Could a stranger go and find these people tomorrow?",
            "S",
            ("user", "situation"),
            strong="Night nurses on two surgical wards, at handover.",
            weak="Stakeholders across the business.",
        ),
        Criterion(
            "without_building",
            "Would it still be true if you could build nothing?",
            "S",
            ("obstacle",),
            strong="They enter each dose twice while the day shift waits.",
            weak="We have no app for it.",
        ),
        Criterion(
            "falsifiable",
            "Is there a finding that would make you drop it?",
            "S",
            ("wrong_if",),
            strong="I drop it if fewer than 5% of late handovers trace back to double entry.",
            weak="Nothing: everyone knows this is a problem.",
        ),
    ),
    compose=compose,
)
