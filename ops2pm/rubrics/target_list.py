"""The artefact of lesson 11: ten teams whose users wait for what operations does, each with a first step."""

from __future__ import annotations

import re

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
    in_part,
    inside,
    of_part,
    one_stop,
    repeated,
    same_words,
)
from ops2pm.rubrics.dates import day, not_ahead, not_behind, written

MOST = 10
LONGEST_LOOKED_AT = 200
"""Characters of a text that the checks look at."""
IF = re.compile(r"^\s*if\s+", re.IGNORECASE)
PARTS = tuple(Part(str(number), f"Target {number}") for number in range(1, MOST + 1))
SOURCES = (
    ("checked", "I looked it up, or saw it"),
    ("told", "somebody told me"),
    ("guess", "my guess, not checked yet"),
)
TOLD = {"checked": "looked up", "told": "told", "guess": "a guess"}
"""How a source stands in the text."""

AIM = Field(
    "aim",
    "What the products on your list have in common",
    "text",
    help="Whose users wait for what? One sentence, before the first target.",
    example="People wait for something that a shift, a route or a queue decides",
)
ONE = (
    Field(
        "target",
        "Company and team",
        help="The team and its product. A company is too large to write to.",
        example="A regional bank, card disputes",
    ),
    Field(
        "waits",
        "Who waits there, and for what?",
        "text",
        help="Why operations is the product there. If nobody waits, it may be the wrong team of the right company.",
        example="People with a payment they didn't make wait for 19 days",
    ),
    Field("source", "How do you know?", "choice", choices=SOURCES, beside=True),
    Field("seen_on", "Looked up, or told, on this day", "date", beside=True, help="Adverts and teams change."),
    Field(
        "people",
        "A PM there with an ops past, and how you know (optional)",
        help="No name is needed. In the portfolio this list stays private unless you switch it on.",
        example="Their PM for cases was a shift lead, by her own profile",
    ),
    Field(
        "step",
        "Your first step",
        "text",
        help="Something you can do alone, in an evening. “Network” is none.",
        example="Open a dispute page, and count what it says about waiting",
    ),
    Field("step_on", "… done by", "date"),
    Field(
        "off",
        "What would take it off the list?",
        "text",
        help="Something you could find out.",
        example="The page is run by a supplier, and the team has no PM",
    ),
)


VAGUE = frozenset({
    "network", "networking", "apply", "applying", "look", "looking", "research", "researching", "search", "google",
    "contact", "reach", "connect", "ask", "write", "call", "learn", "find", "check", "read",
})  # fmt: skip
"""What by itself is no step: it has neither an object nor an end."""
AROUND = frozenset({
    "a", "an", "and", "around", "at", "for", "in", "into", "it", "job", "jobs", "more", "my", "of", "on", "online",
    "out", "people", "some", "somebody", "someone", "that", "the", "them", "there", "this", "to", "up", "with",
})  # fmt: skip
"""Words that make no step of such a one."""
NO_REASON = frozenset({
    "no idea", "nothing", "none", "nothing yet", "don't know", "i don't know", "i don't know yet", "not sure", "no",
    "tbd", "later", "n/a", "na", "unknown", "who knows", "if it doesn't feel right",
})  # fmt: skip
"""What is written where nothing is known yet."""


def _said_in(text: str) -> list[str]:
    return re.findall(r"[\w'/]+", text[:LONGEST_LOOKED_AT].replace("’", "'").casefold())


def _says_what(step: str) -> bool:
    """Whether a step has two words at least, and more than a verb that names no deed."""
    said = _said_in(step)
    return len(said) > 1 and bool(set(said) - AROUND - VAGUE)


def _step(fields: Fields) -> Finding:
    if not (filled(fields, "step") or filled(fields, "step_on")):
        return Finding(None, "One step, and a day by which it is done.")
    if not filled(fields, "step"):
        return Finding(False, "What is the step?")
    if not filled(fields, "step_on"):
        return Finding(False, "By when? A step without a day waits for the others.")
    if not _says_what(filled(fields, "step")):
        return Finding(False, "That doesn't say yet what you do. What could you do alone, in one evening?")
    problem = not_ahead(fields, "step_on")
    if problem:
        return Finding(False, problem)
    when = day(fields, "step_on")
    assert when is not None
    return Finding(True, f"A step, by {written(when)}.")


def _known(fields: Fields) -> Finding:
    """Beside the day: who waits, and how one knows."""
    source = filled(fields, "source")
    if not any(filled(fields, key) for key in ("waits", "source", "seen_on")):
        return Finding(None, "Who waits, how you know it, and since when.")
    if not filled(fields, "waits"):
        return Finding(False, "Who waits there, and for what?")
    if source not in dict(SOURCES):
        return Finding(False, "How do you know? A guess may stand, if it says that it is one.")
    if source == "guess":
        return Finding(True, "A guess, and it says so. Your first step could check it.")
    if not filled(fields, "seen_on"):
        return Finding(False, "On which day did you look it up, or were you told?")
    when, problem = day(fields, "seen_on"), not_behind(fields, "seen_on", "When did you look?")
    if when is None or problem:
        return Finding(False, problem or "")
    return Finding(True, f"{TOLD[source].capitalize()} on {written(when)}.")


def _off(fields: Fields) -> Finding:
    if not filled(fields, "off"):
        return Finding(None, "Without it a list only grows.")
    if " ".join(_said_in(filled(fields, "off"))) in NO_REASON | {""}:
        return Finding(False, "Something is written. What could you find out that would end it?")
    return Finding(True, "written. Whether you would notice it is yours to judge.")


def _begun(fields: Fields) -> list[tuple[str, Fields]]:
    """The targets that have anything in them, each with its number."""
    every = [(part.key, of_part(fields, part.key)) for part in PARTS]
    return [(key, own) for key, own in every if any(filled(own, field.key) for field in ONE)]


def _ten(fields: Fields) -> Finding:
    begun = _begun(fields)
    if not begun:
        return Finding(None, f"{MOST} targets, no two alike. Three tonight are a beginning.")
    nameless = [key for key, own in begun if not filled(own, "target")]
    if nameless:
        return Finding(False, f"Target {nameless[0]} has no company and team.")
    for place, (key, own) in enumerate(begun):
        for other, before in begun[:place]:
            if same_words(filled(own, "target"), filled(before, "target")):
                return Finding(False, f"Targets {other} and {key} are the same.")
    if len(begun) < MOST:
        return Finding(False, f"{len(begun)} of {MOST}, no two alike.")
    return Finding(True, f"{MOST} targets, no two alike.")


def _checked(fields: Fields) -> Finding:
    """How many of the reasons are more than guesses."""
    begun = _begun(fields)
    sources = [filled(own, "source") for _, own in begun]
    said = [source for source in sources if source in dict(SOURCES)]
    if not said:
        return Finding(None, "How many of the reasons you looked up, and how many are guesses.")
    guesses = said.count("guess")
    open_ones = len(begun) - len(said)
    told = f"{len(said) - guesses} looked up or told, {guesses} guessed"
    if open_ones:
        return Finding(False, f"{told}, {open_ones} without a source.")
    if guesses == len(said):
        return Finding(False, f"{told}: the list is a list of guesses. Which one can you check tonight?")
    return Finding(True, f"{told}.")


FIELDS_OF, CRITERIA_OF = repeated(
    PARTS,
    ONE,
    (
        Criterion("known", "A reason with a source and a day", "A", ("waits", "source", "seen_on"), _known),
        Criterion("step", "A first step with a day", "A", ("step", "step_on"), _step),
        Criterion("off", "What would take it off", "A", ("off",), _off),
    ),
)
TARGETS = tuple(in_part(part.key, "target") for part in PARTS)


def compose(fields: Fields) -> str:
    """The list, a paragraph a target; targets that aren't begun are left out."""
    aim = bare(" ".join(filled(fields, "aim").split()))
    texts = [f"What they have in common: {inside(aim) or '[whose users wait for what]'}."]
    for key, own in _begun(fields):
        own = {name: " ".join(str(value or "").split()) for name, value in own.items()}
        texts.append(one_stop(" ".join(_told(key, own))))
    return "\n\n".join(texts)


def _told(key: str, own: Fields) -> list[str]:
    source, seen = filled(own, "source"), day(own, "seen_on")
    known = TOLD.get(source, "[how you know]")
    if seen and source in ("checked", "told"):
        known += f" on {written(seen)}"
    by = day(own, "step_on")
    said = [
        f"{key}. {bare(filled(own, 'target')) or '[company and team]'}.",
        f"{capital(bare(filled(own, 'waits'))) or '[who waits, and for what]'} ({known}).",
    ]
    if filled(own, "people"):
        said.append(f"{capital(bare(filled(own, 'people')))}.")
    said += [
        f"First step, by {written(by) if by else '[day]'}: {inside(bare(filled(own, 'step'))) or '[a step]'}.",
        f"Off the list if {inside(IF.sub('', bare(filled(own, 'off')))) or '[what you could find out]'}.",
    ]
    return said


RUBRIC = Rubric(
    key="target_list",
    title="Your target list",
    intro=(
        "Ten teams, one at a time. Three tonight are enough; the rest is for other evenings. The list is yours; "
        "whom you aim at is nobody else's business."
    ),
    fields=(AIM, *FIELDS_OF),
    parts=PARTS,
    named_by="target",
    criteria=(
        Criterion("ten", f"{MOST} targets, no two alike", "A", (*TARGETS, "aim"), _ten),
        Criterion(
            "checked",
            "Reasons that are more than guesses",
            "A",
            (*(in_part(part.key, "source") for part in PARTS), "aim"),
            _checked,
        ),
        *CRITERIA_OF,
        Criterion(
            "product",
            "Is each a product that somebody waits for, and not a company with a warehouse?",
            "S",
            TARGETS,
            strong="A regional bank, card disputes: people with a payment they didn't make wait for 19 days.",
            weak="A big logistics company: they do a lot of operations.",
        ),
        Criterion(
            "evening",
            "Could you do each first step alone, in one evening?",
            "S",
            tuple(in_part(part.key, "step") for part in PARTS),
            strong="Open a dispute page, and count what it says about waiting.",
            weak="Network with people there.",
        ),
        Criterion(
            "out",
            "Would you notice what takes a target off the list?",
            "S",
            tuple(in_part(part.key, "off") for part in PARTS),
            strong="The page is run by a supplier, and the team has no PM.",
            weak="If it doesn't feel right.",
        ),
    ),
    compose=compose,
)
