"""The artefact of lesson 12: answers to objections, each with what is true in it, an episode, the gap and a plan."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache

import yaml

from ops2pm import course
from ops2pm.models.pitch import seconds_aloud
from ops2pm.numbers import plural
from ops2pm.rubrics import (
    Criterion,
    Field,
    Fields,
    Finding,
    Part,
    Rubric,
    capital,
    filled,
    in_part,
    of_part,
    one_stop,
    repeated,
    stories,
    words,
)
from ops2pm.rubrics.change import ours
from ops2pm.rubrics.dates import day, not_ahead, written
from ops2pm.rubrics.hints import denial, unsourced_statistic
from ops2pm.rubrics.trigger import part

CONTENT = course.CONTENT / "objections.yaml"
MOST_WORDS = 220
ENOUGH = 3
"""So many answers, and the artefact is whole."""
SPOKEN = ("concedes", "episode", "gap", "action")
"""What is said aloud besides the rhythm and the date."""
STORIES = tuple((part.key, part.label) for part in stories.PARTS)
OFTEN = re.compile(
    r"\d|\b(?:one|two|three|four|five|six|once|twice|daily|weekly|fortnight\w*|monthly|each|every|a\s+(?:day|week|month)"
    r"|per\s+(?:day|week|month)|(?:mon|tues|wednes|thurs|fri|satur|sun)days?)\b",
    re.IGNORECASE,
)
AGAIN = re.compile(
    r"^(?:what\s+)?I(?:\s+have\s+not|\s+haven[’']?t|[’']ve\s+not|\s+have\s+never|[’']ve\s+never)\b(?:\s+(?:yet|done\s+yet))?"
    r"[\s:,…]*|^(?:haven[’']?t|not)\s+yet\b[\s:,…]*",
    re.IGNORECASE,
)
"""The words with which the sentence of the gap begins, typed once more."""


@dataclass(frozen=True)
class Objection:
    """One card of content/objections.yaml, which says what each is."""

    id: str
    label: str
    text: str
    asks: str
    strong: str
    weak: str
    slip: str


@cache
def objections() -> Mapping[str, Objection]:
    """The ten objections by id, in the order of the file."""
    rows = yaml.safe_load(CONTENT.read_text(encoding="utf-8"))
    return {row["id"]: Objection(**row) for row in rows}


PARTS = tuple(Part(one.id, one.label) for one in objections().values())

ONE = (
    Field(
        "concedes",
        "What is true in it",
        "text",
        example="Right, I have never owned a roadmap",
    ),
    Field(
        "episode",
        "An episode that answers it",
        "text",
        help="A few sentences: when, what you decided, from what to what it moved, what it cost.",
        example="In March I took the clinics' returns first. Late returns went from 19% to 11%, and two shops left",
    ),
    Field(
        "story",
        "Which of your stories it is (optional)",
        "choice",
        help="The practice cards show it beside your answer.",
        choices=STORIES,
    ),
    Field(
        "gap",
        "What you still haven't done",
        "text",
        help="Goes on after *I haven't yet …*: chosen, decided, worked.",
        example="chosen against a revenue target",
    ),
    Field(
        "action",
        "What you do about it",
        "text",
        help="Something others could see you do.",
        example="I write down one such choice from our own tickets",
    ),
    Field("often", "How often", example="every fortnight"),
    Field("until", "Until", "date", help="Type day, month and year as numbers, or choose it."),
)


def answered(fields: Fields) -> bool:
    """Whether one answer says all that is asked for, by a date that lies ahead; gets the fields of one part."""
    asked = ("concedes", "episode", "gap", "action", "often", "until")
    return all(filled(fields, key) for key in asked) and not_ahead(fields, "until") is None


def begun(fields: Fields) -> bool:
    """Whether anything is typed into one answer."""
    return any(filled(fields, field.key) for field in ONE)


def spoken(fields: Fields) -> str:
    """One answer as one says it; what is open stands in square brackets."""
    fields = {key: " ".join(str(value or "").split()) for key, value in fields.items()}
    until = day(fields, "until")
    when = written(until) if until else "[a date]"
    often = _sentence(fields, "often", "how often").rstrip(",")
    fields["gap"] = re.sub(r"[\s,]+yet$", "", AGAIN.sub("", filled(fields, "gap").rstrip(".")))
    said = [
        f"{_sentence(fields, 'concedes', 'what is true in it')}.",
        f"{_sentence(fields, 'episode', 'an episode')}.",
        f"I haven't yet {_small(part(fields, 'gap', 'done what'))}.",
        f"{often} until {when}: {part(fields, 'action', 'what you do about it')}.",
    ]
    return one_stop(" ".join(said))


def _small(gap: str) -> str:
    """The gap inside its sentence: what was typed with a capital opens small."""
    return gap[:1].lower() + gap[1:] if gap[1:2].islower() else gap


def _sentence(fields: Fields, key: str, otherwise: str) -> str:
    text = part(fields, key, otherwise)
    return capital(text)


def compose(fields: Fields) -> str:
    """The answers that are begun, each under its objection."""
    own = [(one, of_part(fields, one.id)) for one in objections().values()]
    texts = [f"“{one.text}”\n\n{spoken(answer)}" for one, answer in own if begun(answer)]
    return "\n\n".join(texts) or "No answer is begun yet."


def _there(fields: Fields) -> Finding:
    parts = (("what is true in it", "concedes"), ("an episode", "episode"), ("what you haven't done", "gap"))
    missing = [name for name, key in parts if not filled(fields, key)]
    if len(missing) == len(parts):
        return Finding(None, "What is true in it, an episode, what you haven't done.")
    return Finding(False, f"Still open: {'; '.join(missing)}.") if missing else Finding(True, "All three.")


def _plan(fields: Fields) -> Finding:
    parts = (("what you do", "action"), ("how often", "often"), ("until when", "until"))
    missing = [name for name, key in parts if not filled(fields, key)]
    if len(missing) == len(parts):
        return Finding(None, "What you do about the gap, how often, and until when.")
    if filled(fields, "until"):
        problem = not_ahead(fields, "until")
        if problem:
            return Finding(False, problem)
    if missing:
        return Finding(False, f"Still open: {'; '.join(missing)}.")
    if not OFTEN.search(filled(fields, "often")):
        return Finding(False, "I see no number and no rhythm in “How often”. Once a week? Every month?")
    until = day(fields, "until")
    assert until is not None  # not_ahead has seen to it
    return Finding(True, f"A rhythm and a date: by {written(until)} they could ask you what came of it.")


def _length(fields: Fields) -> Finding:
    if not begun(fields):
        return Finding(None, f"The words are counted, at most {MOST_WORDS}.")
    count = words(spoken(fields))
    if count > MOST_WORDS:
        over = count - MOST_WORDS
        return Finding(False, f"{count:,} words, {over:,} more than {MOST_WORDS}. What can wait until they ask?")
    return Finding(True, f"{count} words, at most {MOST_WORDS}: about {seconds_aloud(count)} seconds aloud.")


def _sourced(fields: Fields) -> Finding:
    for key in SPOKEN:
        found = unsourced_statistic(filled(fields, key))
        if found:
            return Finding(False, f"“{found[:80]}”: who counted that, and when? Would your answer stand without it?")
    return Finding(None, "")


def _denies(fields: Fields) -> Finding:
    found = denial(filled(fields, "concedes"))
    return Finding(False, f"“{found}”: this denies it. What in it is true?") if found else Finding(None, "")


def _whose(fields: Fields) -> Finding:
    """Asks where an episode has a “we” that acts and no “I”."""
    episode = filled(fields, "episode")
    found = None if re.search(r"\bI\b", episode) else ours(episode)
    return Finding(False, f"“{found}”: which decision in it was yours?") if found else Finding(None, "")


def _passed(fields: Fields) -> bool:
    until = day(fields, "until")
    return until is not None and not_ahead(fields, "until") is not None


def _enough(fields: Fields) -> Finding:
    count = sum(answered(of_part(fields, one.key)) for one in PARTS)
    if not any(begun(of_part(fields, one.key)) for one in PARTS):
        return Finding(None, "Three of the ten are enough: those you would least like to hear.")
    if count < ENOUGH:
        passed = sum(_passed(of_part(fields, one.key)) for one in PARTS)
        late = f" {passed} {plural(passed, 'has', 'have')} a date that has passed." if passed else ""
        return Finding(False, f"{count} of {ENOUGH} answers whole.{late}")
    return Finding(True, f"{count} answers whole; {ENOUGH} are enough.")


FIELDS, CRITERIA = repeated(
    PARTS,
    ONE,
    (
        Criterion("there", "Concedes, tells an episode, names the gap", "A", ("concedes", "episode", "gap"), _there),
        Criterion("plan", "A plan with a rhythm and a date", "A", ("action", "often", "until"), _plan),
        Criterion("words", f"At most {MOST_WORDS} words", "A", (*SPOKEN, "often", "until"), _length),
        Criterion("denies", "It begins with what is true", "H", ("concedes",), _denies),
        Criterion("whose", "The decision is yours", "H", ("episode",), _whose),
        Criterion("sourced", "No statistic without a source", "H", SPOKEN[:2], _sourced),
        Criterion(
            "conceded",
            "Does it begin with what is true, before any “but”?",
            "S",
            ("concedes",),
            strong="Right, no roadmap yet.",
            weak="That's not true, I have basically owned one.",
        ),
        Criterion(
            "happened",
            "Is there one day, one decision, and something that got worse?",
            "S",
            ("episode",),
            strong="Mis-picks rose from 1.2% to 1.9% after my change; I took it back.",
            weak="I'm a strategic thinker.",
        ),
        Criterion(
            "asked_about",
            "Could they ask in a month what came of the plan?",
            "S",
            ("gap", "action"),
            strong="Two interviews a week until 30 June, a page after each.",
            weak="I learn fast.",
        ),
    ),
)  # fmt: skip

# What they say stands above the first field of its part.
_SAID = {in_part(one.id, "concedes"): f"“{one.text}” What is true in it?" for one in objections().values()}

RUBRIC = Rubric(
    key="objection_answers",
    title="Answers to objections",
    intro=(
        "Ten objections; three answers are enough. Take those you would least like to hear. Their words are "
        "invented, and which ten they are is practitioners' habit."
    ),
    parts=PARTS,
    fields=(
        Field(
            "from_whom",
            "Where you may hear them (optional)",
            help="A company from lesson 11, a person, an interview with a date.",
            example="the returns team at Haddon Parcels, in May",
        ),
        *(replace(field, label=_SAID.get(field.key, field.label)) for field in FIELDS),
    ),
    criteria=(Criterion("enough", f"At least {ENOUGH} answers", "A", ("from_whom",), _enough), *CRITERIA),
    compose=compose,
)
