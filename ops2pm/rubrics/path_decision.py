"""The artefact of lesson 01: which door, what would flip the choice, what to check again, and when to reverse it."""

from __future__ import annotations

import re
from datetime import date

from ops2pm.numbers import plural
from ops2pm.rubrics import Criterion, Field, Fields, Finding, Rubric, bare, filled, number, one_stop, same_words, words
from ops2pm.rubrics.dates import day, not_ahead, written

LONGEST = 40  # words in the reason
HIGHEST = 10  # of a weight
NO_WEIGHT = "none"  # what the lab writes where no weight from 0 to 10 gives another door the lead
TURNS = (("at most", "… at most this number"), ("at least", "… at least this number"))

FIELDS = (
    Field("door", "The door you choose", help="One of the five, or another one.", example="Internal move"),
    Field(
        "runner_up", "The runner-up", help="The door you would take if this one stayed shut.", example="Stay and build"
    ),
    Field(
        "because",
        "Why, in one sentence",
        "text",
        help=f"At most {LONGEST} words. A reason somebody could check.",
        example="The returns team has asked me twice what drivers do with the form, and nobody there can answer",
    ),
    Field(
        "give_up",
        "What you give up by it",
        "text",
        help="Every door costs you something. Name it.",
        example="the lead of the night shift, and its bonus, for at least a year",
    ),
    Field(
        "leader",
        "The door that leads in the table",
        help="By your weights and scores. It need not be the one you choose.",
        example="Internal move",
    ),
    Field(
        "why_not",
        "If you choose another: why not that one?",
        "text",
        help="What the table doesn't know. Leave it empty where they are the same.",
        example="it opens in autumn, and my lease ends in June",
    ),
    Field("weight", "The weight that would flip the table", help="Which criterion.", example="Pay in year one"),
    Field("now", "Its weight now", "number", help="From 0 to 10.", example="5"),
    Field("flip", "Its weight at the flip", "number", help="Where the two doors are level.", example="7.5"),
    Field("flips_to", "The door that then wins", example="Bridge job"),
    Field(
        "recheck",
        "What you must check again before you act",
        "text",
        help="Dates, eligibility, pay: all that comes from a page, a survey or a rumour.",
        example="the pay band of the post; whether a transfer needs my manager's consent",
    ),
    Field("recheck_by", "Checked by", "date"),
    Field(
        "first_step",
        "Your first step",
        "text",
        help="Something you can do yourself, without anybody's leave.",
        example="write to the head of the returns team and ask for fifteen minutes",
    ),
    Field("step_on", "Done by", "date"),
    Field(
        "trigger",
        "What you will count",
        "text",
        help="What will you count? Begin with its name: “conversations …”, “weeks …”.",
        example="conversations with product teams in which they showed me something they had decided",
    ),
    Field("turn", "… come to", "choice", choices=TURNS, help="At most 2 conversations; at least 60 hours a week."),
    Field("at_most", "The number", "number", help="The one at which you turn round.", example="2"),
    Field("trigger_on", "… on this date", "date", help="The day on which you count."),
)


def _doors(fields: Fields) -> Finding:
    chosen, second = filled(fields, "door"), filled(fields, "runner_up")
    if not (chosen or second):
        return Finding(None, "The door you take, and the one you would take if it stayed shut.")
    if not (chosen and second):
        return Finding(False, "Two doors are needed: a choice without a runner-up is no choice.")
    if same_words(chosen, second):
        return Finding(False, "Both are the same door.")
    return Finding(True, f"First “{chosen[:60]}”, then “{second[:60]}”.")


def _sentence(fields: Fields) -> Finding:
    count = words(filled(fields, "because"))
    if not count:
        return Finding(None, "One sentence.")
    if count > LONGEST:
        return Finding(False, f"{count:,} words. At most {LONGEST}: which reason is the one that decides?")
    return Finding(True, f"{count} {plural(count, 'word')}.")


def _leads(chosen: str, leader: str) -> bool:
    """Whether the chosen door is the one that leads, or one of several that are level."""
    return chosen.casefold() in leader.casefold()


def _leader(fields: Fields) -> Finding:
    chosen, leader = filled(fields, "door"), filled(fields, "leader")
    if not (chosen and leader) or _leads(chosen, leader):
        return Finding(None, "")
    if filled(fields, "why_not"):
        return Finding(True, "Would a sceptic take that for an answer? Then put it into the table as well.")
    return Finding(False, f"The table leads with “{leader[:60]}”. Why not that one?")


def _flips_nowhere(fields: Fields) -> bool:
    return same_words(filled(fields, "weight"), NO_WEIGHT)


def _flip(fields: Fields) -> Finding:
    keys = ("now", "flip")
    typed = [key for key in keys if filled(fields, key)]
    if not typed and _flips_nowhere(fields):
        return Finding(True, "No single weight flips it. Then the scores are what to doubt.")
    if not typed and not filled(fields, "weight"):
        return Finding(None, "Which weight, from what to what: the smallest change that gives another door the lead.")
    unread = next((key for key in typed if number(fields, key) is None), None)
    if unread:
        return Finding(False, f"“{filled(fields, unread)[:40]}” is not a number I can read. Type digits, such as 4.3.")
    now, flip = (number(fields, key) for key in keys)
    if now is None or flip is None:
        return Finding(False, "Two numbers are needed: the weight now, and at the flip.")
    if not filled(fields, "weight"):
        return Finding(False, "Name the criterion whose weight it is.")
    if not (0 <= now <= HIGHEST and 0 <= flip <= HIGHEST):
        return Finding(False, f"A weight goes from 0 to {HIGHEST}.")
    if flip == now:
        return Finding(False, "Now and at the flip are the same: then the doors are level already.")
    then, chosen, leader = filled(fields, "flips_to"), filled(fields, "door"), filled(fields, "leader")
    if not then:
        return Finding(False, "Which door leads then?")
    if leader and same_words(then, leader):
        return Finding(False, f"“{then[:60]}” leads already. Which door takes over from it?")
    by = f"{'Up' if flip > now else 'Down'} by {abs(flip - now):,.6g}"
    if chosen and same_words(then, chosen):
        if not leader:
            return Finding(False, f"“{then[:60]}” is the door you chose. Which one takes over from it?")
        return Finding(True, f"{by}, and the table would agree with your choice.")
    return Finding(True, f"{by}, and “{then[:60]}” leads.")


def _recheck(fields: Fields) -> Finding:
    what, by = filled(fields, "recheck"), filled(fields, "recheck_by")
    if not (what or by):
        return Finding(None, "What has to be checked again, and by when.")
    if not what:
        return Finding(False, "A date, but nothing to check. Dates, eligibility, pay?")
    if not by:
        return Finding(False, "By when?")
    problem = not_ahead(fields, "recheck_by")
    return Finding(problem is None, problem or f"By {written(day(fields, 'recheck_by') or date.today())}.")


def _first_step(fields: Fields) -> Finding:
    what, on = filled(fields, "first_step"), filled(fields, "step_on")
    if not (what or on):
        return Finding(None, "One step, with a date.")
    if not (what and on):
        return Finding(False, "A step needs a date." if what else "A date, but no step.")
    problem = not_ahead(fields, "step_on")
    if problem:
        return Finding(False, problem)
    step, turn = day(fields, "step_on"), day(fields, "trigger_on")
    assert step is not None
    if turn is not None and turn < step:
        return Finding(False, f"You would reverse it on {written(turn)}, before the first step. Swap the dates?")
    return Finding(True, f"By {written(step)}.")


def _turn(fields: Fields) -> str:
    """ "at most" or "at least"; "" while that is open."""
    given = filled(fields, "turn")
    return given if given in dict(TURNS) else ""


def _trigger(fields: Fields) -> Finding:
    what, limit, on = (filled(fields, key) for key in ("trigger", "at_most", "trigger_on"))
    if not (what or limit or on):
        return Finding(None, "A number and a date, set now, while you are calm.")
    turn = _turn(fields)
    parts = (("what you count", what), ("at most or at least", turn), ("a number", limit), ("a date", on))
    missing = [name for name, there in parts if not there]
    if missing:
        return Finding(False, f"Still open: {'; '.join(missing)}.")
    count = number(fields, "at_most")
    if count is None:
        return Finding(False, f"“{limit[:40]}” is not a number I can read. Type digits, such as 2.")
    if count < 0:
        return Finding(False, "A count is never below 0, so you would not turn round.")
    if count == 0 and _turn(fields) == "at least":
        return Finding(False, "At least 0 is always so. Which number would make you turn round?")
    problem = not_ahead(fields, "trigger_on")
    if problem:
        return Finding(False, problem)
    when = day(fields, "trigger_on")
    assert when is not None
    return Finding(True, f"{count:,.6g} or {_or(fields)} on {written(when)}, and you turn round.")


def _or(fields: Fields) -> str:
    return {"at most": "fewer", "at least": "more"}.get(_turn(fields), "[fewer, or more?]")


def compose(fields: Fields) -> str:
    """The decision as one text; open parts are shown as such."""

    def part(key: str, otherwise: str) -> str:
        return bare(filled(fields, key)) or f"[{otherwise}]"

    def within(key: str, otherwise: str) -> str:
        """As it stands inside a sentence: a small article, and no second "because"."""
        text = re.sub(r"^because[\s,:]+", "", part(key, otherwise), flags=re.IGNORECASE)
        return re.sub(r"^(The|A|An|My|We|It|If|That|This|Whether)(?=\s)", lambda found: found[0].lower(), text)

    def on(key: str) -> str:
        when = day(fields, key)
        return written(when) if when else "[date]"

    lines = [
        f"I choose: {part('door', 'a door')}. Runner-up: {part('runner_up', 'another door')}. "
        f"Because {within('because', 'the reason')}. I give up {within('give_up', 'what it costs')}."
    ]
    leader = filled(fields, "leader")
    if leader and filled(fields, "door") and not _leads(filled(fields, "door"), leader):
        lines.append(f"The table leads with {leader}. Why not: {within('why_not', 'the reason')}.")
    if _flips_nowhere(fields):
        lines.append(f"No single weight from 0 to {HIGHEST} would flip the table.")
    elif _flip(fields).done:
        lines.append(
            f"The table would flip if the weight of “{part('weight', '')}” went from {part('now', '')} to "
            f"{part('flip', '')}: from there on {part('flips_to', 'another door')} leads."
        )
    lines.append(f"To check again by {on('recheck_by')}: {part('recheck', 'what I have not verified')}.")
    lines.append(f"First step, by {on('step_on')}: {part('first_step', 'what I do')}.")
    lines.append(
        f"I count {within('trigger', 'what I count')}. If on {on('trigger_on')} that comes to "
        f"{part('at_most', 'a number')} or {_or(fields)}, I turn round."
    )
    return one_stop("\n\n".join(lines))


RUBRIC = Rubric(
    key="path_decision",
    title="Your path decision",
    intro=(
        "Decide for the next months, not for ever. What you write today you can hold yourself to, and it says on "
        "which day you may change your mind."
    ),
    fields=FIELDS,
    criteria=(
        Criterion("doors", "A choice and a runner-up", "A", ("door", "runner_up"), _doors),
        Criterion("sentence", "The reason fits one sentence", "A", ("because",), _sentence),
        Criterion(
            "flip",
            "A flip that changes who leads: one weight, from 0 to 10, and the door that takes over",
            "A",
            ("weight", "now", "flip", "flips_to"),
            _flip,
        ),
        Criterion("leader", "Where you differ from your own table", "H", ("door", "leader", "why_not"), _leader),
        Criterion("recheck", "What must be checked again has a date", "A", ("recheck", "recheck_by"), _recheck),
        Criterion("first_step", "The first step has a date", "A", ("first_step", "step_on"), _first_step),
        Criterion(
            "trigger",
            "A reversal trigger with number and date",
            "A",
            ("trigger", "turn", "at_most", "trigger_on"),
            _trigger,
        ),
        Criterion(
            "checkable",
            "Is the reason about you and this door, so that somebody could check it?",
            "S",
            ("because",),
            strong="The returns team has asked me twice what drivers do with the form.",
            weak="I am passionate about product.",
        ),
        Criterion(
            "sacrifice",
            "Would what you give up hurt?",
            "S",
            ("give_up",),
            strong="The lead of the night shift, and its bonus, for at least a year.",
            weak="Nothing: it is a win on every side.",
        ),
        Criterion(
            "reversible",
            "Could a friend tell on that day, without asking you, whether to turn round?",
            "S",
            ("trigger",),
            strong="Two or fewer conversations with product teams by 30 June.",
            weak="If it doesn't feel right after a while.",
        ),
    ),
    compose=compose,
)
