"""The artefact of lesson 12: episodes to tell in an interview. Each has a decision, a number that moved, and a cost."""

from __future__ import annotations

from dataclasses import replace

from ops2pm.models.pitch import seconds_aloud
from ops2pm.rubrics import (
    Criterion,
    Field,
    Fields,
    Finding,
    Part,
    Rubric,
    bare,
    capital,
    filled,
    of_part,
    one_stop,
    repeated,
    words,
)
from ops2pm.rubrics.change import KINDS, clause, numbers_stated, own_part, unequal_periods

LONGEST = 120
"""Seconds. Two minutes for an answer is practitioners' habit."""

PARTS = tuple(Part(str(number), f"Story {number}") for number in range(1, 5))

NUMBER = "Second step: the number that moved"

ONE = (
    Field("name", "A name for it, to find it by", help="Three or four words.", example="The refund date"),
    Field(
        "situation",
        "Who had which trouble, and when?",
        "text",
        help="One or two sentences. People you could point at; no customer's name.",
        example="In March four in ten callers waiting for a refund rang back, because the email gave no date",
    ),
    Field(
        "action",
        "What did you decide?",
        "text",
        help="One sentence that begins with “I”. If you decided it with others: which part was yours?",
        example="I put the bank's date into the email, although it was wrong for 3 of 100",
    ),
    Field(
        "gave_up",
        "What did you give up, and who paid for it?",
        "text",
        help="A decision that cost nothing wasn't one.",
        example="Three in 100 were told a wrong date, and two of them complained in public",
    ),
    Field(
        "differently",
        "What would you do differently?",
        "text",
        help="Something you know now and could have known then.",
        example="I'd have asked the bank first; it knew which cards are late",
    ),
    *(
        replace(field, later=NUMBER)
        for field in (
            Field(
                "measure",
                "What moved for them?",
                help="Something they do or get. The sentence goes on: … fell from 0.41 to 0.23.",
                example="repeat calls",
            ),
            Field("kind", "The two numbers below are", "choice", choices=KINDS),
            Field("from", "From", "number", help="Before.", example="0.41"),
            Field("to", "To", "number", help="After, counted in the same way. It may have got worse.", example="0.23"),
            Field(
                "unit",
                "Of what, or per what?",
                help="Stands behind the numbers; for an average its unit, such as days. A count may do without.",
                example="per refund",
            ),
            Field("window", "Over which time?", help="Both periods, equally long.", example="eight weeks each"),
            Field(
                "rival",
                "What else could explain it? (optional)",
                "text",
                help="They will ask. Season, volume, another team's change.",
                example="fewer refunds; but there were as many as before",
            ),
        )
    ),
)

_TOLD = {
    "situation": "who had which trouble",
    "action": "your decision",
    "measure": "what moved",
    "gave_up": "what you gave up",
    "differently": "what you'd do differently",
}


def begun(fields: Fields) -> tuple[str, ...]:
    """The keys of the parts in which something stands."""
    return tuple(part.key for part in PARTS if any(filled(of_part(fields, part.key), field.key) for field in ONE))


def name(fields: Fields, part: str) -> str:
    """What a story is called: by its own name, or "Story 1"."""
    own = " ".join(filled(of_part(fields, part), "name").split())
    return bare(own) or next(each.label for each in PARTS if each.key == part)


def story(fields: Fields) -> str:
    """One story as one would tell it, from the fields of its part; what is open stands in square brackets."""

    def sentence(key: str) -> str:
        text = bare(" ".join(filled(fields, key).split()))
        return f"{capital(text)}." if text else f"[{_TOLD[key]}]."

    moved = clause(fields)
    window = bare(" ".join(filled(fields, "window").split())) or "[over which time]"
    texts = [sentence("situation"), sentence("action"), f"{capital(moved)}, {window}."]
    rival = bare(" ".join(filled(fields, "rival").split()))
    if rival:
        texts.append(f"What else it could have been: {rival}.")
    texts += [f"What it cost: {sentence('gave_up')}", f"Today: {sentence('differently')}"]
    return one_stop(" ".join(texts))


def _told(fields: Fields) -> Finding:
    missing = [label for key, label in _TOLD.items() if not filled(fields, key)]
    if len(missing) == len(_TOLD):
        return Finding(None, "Who, your decision, what moved, what it cost, what you'd do differently.")
    if missing:
        return Finding(False, f"Still open: {'; '.join(missing)}.")
    return Finding(True, "All five are there.")


def _aloud(fields: Fields) -> Finding:
    if not any(filled(fields, key) for key in _TOLD):
        return Finding(None, "How long it takes to tell is worked out here.")
    if not _told(fields).done:
        return Finding(None, "How long it takes to tell is worked out when all five are there.")
    count = words(story(fields))
    seconds = seconds_aloud(count)
    if seconds > LONGEST:
        return Finding(
            False, f"{count:,} words, about {seconds:,} seconds aloud. What can they ask for, if they want it?"
        )
    return Finding(True, f"{count} words, about {seconds} seconds aloud (at most {LONGEST} seconds).")


def compose(fields: Fields) -> str:
    """The stories that are begun, each under its name."""
    texts = []
    for part in begun(fields) or (PARTS[0].key,):
        texts += [f"{name(fields, part)}.", story(of_part(fields, part))]
    return "\n\n".join(texts)


FIELDS, CRITERIA = repeated(
    PARTS,
    ONE,
    (
        Criterion("own_part", "The decision is yours", "H", ("action",), own_part),
        Criterion(
            "numbers", "From, to, unit and period", "A", ("kind", "unit", "from", "to", "window"), numbers_stated
        ),
        Criterion("periods", "Both periods equally long", "H", ("window",), unequal_periods),
        Criterion("told", "The five things of a story", "A", tuple(_TOLD), _told),
        Criterion("aloud", f"At most {LONGEST} seconds", "A", (*_TOLD, "rival", "differently"), _aloud),
        Criterion(
            "choice",
            "Could you have decided otherwise, and would some have preferred it?",
            "S",
            ("action",),
            strong="I put the bank's date into the email, although it was wrong for 3 of 100.",
            weak="We rolled out the new process.",
        ),
        Criterion(
            "cost",
            "Is there somebody who was worse off?",
            "S",
            ("gave_up",),
            strong="Mis-picks rose on the night shift; I put the old order back there.",
            weak="There were no downsides.",
        ),
        Criterion(
            "learned",
            "Would you decide something else today, and not only more of the same?",
            "S",
            ("differently",),
            strong="I'd ask the bank first; it knew which cards are late.",
            weak="I would communicate even more.",
        ),
    ),
)

RUBRIC = Rubric(
    key="stories",
    title="Your stories",
    intro=(
        "Something you decided, what it cost, and what moved. Two stories are enough; there is room for four. "
        "A bullet of lesson 02 is a good beginning. First tell what happened, in five fields; then open the second "
        "step for the number, whose change is worked out for you. Leave out what your employer wouldn't want outside."
    ),
    fields=FIELDS,
    criteria=CRITERIA,
    compose=compose,
    parts=PARTS,
)
