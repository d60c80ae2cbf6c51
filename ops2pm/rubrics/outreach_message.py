"""The artefact of lesson 10: one message to one person, and a plan for the conversation it may lead to."""

from __future__ import annotations

import re
from collections.abc import Callable

from ops2pm.rubrics import (
    Criterion,
    Field,
    Fields,
    Finding,
    Part,
    Rubric,
    Text,
    bare,
    capital,
    filled,
    inside,
    one_stop,
    same_words,
    words,
)
from ops2pm.rubrics.dates import day, not_behind, written
from ops2pm.rubrics.hints import hypothetical_question, job_request
from ops2pm.rubrics.trigger import part

MOST_WORDS = 120
LEAST_QUESTIONS = 3
QUESTIONS = ("q_1", "q_2", "q_3", "q_4", "q_5")
WRITTEN = ("saw", "counted", "question", "blind", "ask")
"""What stands in the message besides the names and the date, in its order."""
NUMBER = re.compile(
    r"[\d½¼¾]|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen"
    r"|nineteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|hundred|thousand|dozen|half|third|quarter|once|twice"
    r"|none|nobody|every|each|all)\b",
    re.IGNORECASE,
)
AND_ALSO = re.compile(r"\band\s+(?:could|can|would|will|may|please)\b", re.IGNORECASE)
GREETED = re.compile(r"^(?:hi|hello|dear|hey)\b[\s,]*", re.IGNORECASE)
_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?)"
)
DATED = re.compile(
    rf"^(?:since|on|in)\s+(?:the\s+)?(?:\d{{1,2}}(?:st|nd|rd|th)?\s+(?:of\s+)?{_MONTH}\b|{_MONTH}\b"
    r"|\d{4}-\d\d?-\d\d?|\d{1,2}[./]\d{1,2}\b|(?:last|this)\s+(?:week|month|year|spring|summer|autumn|winter)\b)"
    r"(?:\s+\d{1,4}\b)?[\s,.:;]*",
    re.IGNORECASE,
)
"""An observation that begins with a day of its own, though the day stands before it already."""
SENTENCE = re.compile(
    r"\b(?:\w{2,}ed|rang|rings?|calls?|came|comes?|went|asks?|was|were|is|are|had|has|have|got|gets?|took|takes?|wrote|writes?"
    r"|said|says?|saw|sees?|shows?|did|do|does|left|lost|made|makes?|gave|found|fell|stood|stands?|waits?|needs?)\b",
    re.IGNORECASE,
)
NO_VERB = re.compile(r",\s+\S+\s+of\s+(?:them|these|those|which)\s+\w+\W*$", re.IGNORECASE)
"""A fragment: "about 80 orders, 31% of them late"."""
UNCOUNTED = re.compile(r"\bone\s+(?:day|time|morning|evening|of\s+(?:my|our|the))\b|\ball\s+of\s+them\b", re.IGNORECASE)
WHEN = {"since": "Since", "on": "On"}
STAGES = (
    ("asked", "when they ask, at once"),
    ("after", "after the talk, when I ask for a next name"),
    ("application", "when I apply"),
    ("first", "in the first message"),
)

MESSAGE, PLAN = PARTS = (Part("message", "The message"), Part("plan", "The conversation"))

FIELDS = (
    Field("name", "First name of whom you write to", example="Sam", part=MESSAGE.key),
    Field("from_", "Your name, and where you sit", example="Ruth, returns desk", part=MESSAGE.key),
    Field(
        "why",
        "Why this person, and nobody else",
        "text",
        help="For yourself; it isn't in the message.",
        example="Sam decides what the refund screen shows",
        part=MESSAGE.key,
    ),
    Field("when", "You saw it", "choice", choices=(("since", "since"), ("on", "on")), part=MESSAGE.key),
    Field("saw_on", "this day", "date", help="Type day, month and year as numbers, or choose it.", part=MESSAGE.key),
    Field(
        "saw",
        "What you saw",
        "text",
        help="What goes on after the date. What is there, not what should be.",
        example="a partial refund shows no date",
        part=MESSAGE.key,
    ),
    Field(
        "counted",
        "How often, of how many",
        "text",
        help="A sentence with a number you counted. Nothing that is your employer's secret.",
        example="Eleven of our 40 callers last week rang about that",
        part=MESSAGE.key,
    ),
    Field(
        "question",
        "Your question about a decision they took",
        "text",
        help="What they did, chose or gave up. One question.",
        example="How did you decide to leave it out?",
        part=MESSAGE.key,
    ),
    Field(
        "blind",
        "What you can't see from where you sit",
        "text",
        example="I can't see what showing a date would cost you",
        part=MESSAGE.key,
    ),
    Field(
        "ask",
        "The one thing you ask for",
        help="What takes them two minutes.",
        example="Two lines would help me; and if it isn't yours, who decided it?",
        part=MESSAGE.key,
    ),
    Field(
        "decision",
        "The one decision you want to understand",
        "text",
        example="why a partial refund shows no date rather than a guess",
        part=PLAN.key,
    ),
    *(
        Field(key, f"Question {number}{' (optional)' if number > LEAST_QUESTIONS else ''}", "text", example=example,
              part=PLAN.key)
        for number, (key, example) in enumerate(
            zip(
                QUESTIONS,
                (
                    "On 4 March the date went. What happened just before?",
                    "What did showing nothing win you, and what did it cost?",
                    "Who noticed first, and what did they say?",
                    "Who pays for it now?",
                    "Who knows the bank timings best?",
                ),
                strict=True,
            ),
            1,
        )
    ),
    Field(
        "change",
        "Which answer would change your mind, and about what",
        "text",
        example="If 30 of 100 dates were wrong, I stop asking for a date for everybody",
        part=PLAN.key,
    ),
    Field(
        "give",
        "What you give back, and when",
        "text",
        example="our calls, counted again by kind of card, in two weeks",
        part=PLAN.key,
    ),
    Field(
        "wish",
        "If they ask whether you want to move: one sentence",
        help="True, and no more than one.",
        example="Yes, I'd like to; first I want to understand how you decide",
        part=PLAN.key,
    ),
    Field("stage", "You say it yourself …", "choice", choices=STAGES, part=PLAN.key),
)  # fmt: skip


def message(fields: Fields) -> str:
    """The message alone, as one would send it; open parts are shown in brackets."""
    when = day(fields, "saw_on")
    start = WHEN.get(filled(fields, "when"), "Since")
    saw = inside(_goes_on(filled(fields, "saw"))) or "[what you saw]"
    counted = fields if _number_in(fields) else {}
    parts = [
        f"Hi {GREETED.sub('', bare(filled(fields, 'name'))).rstrip(',') or '[name]'},",
        f"{start} {written(when) if when else '[day]'} {_ended(saw)} "
        f"{_ended(_sentence(counted, 'counted', 'how often'))}",
        f"{_asked(fields, 'question', 'your question')} {_ended(_sentence(fields, 'blind', 'what you can’t see'))}",
        _ended(_sentence(fields, "ask", "one thing you ask for")),
        bare(filled(fields, "from_")) or "[your name]",
    ]
    return one_stop("\n\n".join(parts))


def _number_in(fields: Fields) -> bool:
    """Whether "How often" has a number: "one day" and "all of them" are none."""
    return bool(NUMBER.search(UNCOUNTED.sub("", filled(fields, "counted"))))


def _fragment(text: str) -> bool:
    """Whether a count looks like a piece of a sentence. Only asked about, since no list holds all verbs."""
    return bool(NO_VERB.search(text)) or (words(text) <= 4 and not SENTENCE.search(text))


def _one_line(text: str) -> str:
    """A text without its line breaks, and without the dashes of a list."""
    return " ".join(re.sub(r"(?:^|\n)[^\S\n]*[-–•*]\s+", " ", text).split())


def _goes_on(text: str) -> str:
    """An observation without a comma at its start, on one line."""
    return _one_line(text).lstrip(",;:- ")


def _sentence(fields: Fields, key: str, otherwise: str) -> str:
    text = _one_line(filled(fields, key))
    return capital(text) if text else f"[{otherwise}]"


def _ended(text: str) -> str:
    """A sentence that ends in something: what the reader put there, or a full stop."""
    return text if re.search(r"[.!?…][”\"'’)]*$", text) else f"{text}."


def _asked(fields: Fields, key: str, otherwise: str) -> str:
    """A question that ends in a question mark, unless the reader has ended it otherwise."""
    text = _sentence(fields, key, otherwise)
    return text if re.search(r"[.!?…][”\"'’)]*$", text) or text.endswith("]") else f"{text}?"


def _count(fields: Fields) -> Finding:
    if not any(filled(fields, key) for key in WRITTEN):
        return Finding(None, f"The words of the message are counted, at most {MOST_WORDS}.")
    found = words(message(fields))
    if found > MOST_WORDS:
        over = found - MOST_WORDS
        return Finding(False, f"{found:,} words, {over:,} more than {MOST_WORDS}. What would they not miss?")
    return Finding(True, f"{found} words with the names, at most {MOST_WORDS}.")


def _observed(fields: Fields) -> Finding:
    if not any(filled(fields, key) for key in ("saw", "saw_on", "counted", "when")):
        return Finding(None, "What you saw, since or on which day, and how often.")
    parts = (("since or on", "when"), ("the day", "saw_on"), ("what you saw", "saw"), ("how often", "counted"))
    missing = [name for name, key in parts if not filled(fields, key)]
    if filled(fields, "saw_on"):
        problem = not_behind(fields, "saw_on", "When did you see it?")
        if problem:
            return Finding(False, problem)
    if missing:
        return Finding(False, f"Still open: {'; '.join(missing)}.")
    saw = _goes_on(filled(fields, "saw"))
    rest = DATED.sub("", saw)
    if rest != saw:
        begins = " ".join(rest.split()[:5])[:60] or "a partial refund shows"
        return Finding(False, f"The day already stands before it. Begin with what you saw: “{begins} …”")
    if not _number_in(fields):
        return Finding(False, "I see no number in “How often”. How many did you count?")
    if _fragment(filled(fields, "counted")):
        return Finding(True, "A day and a number. Is it a whole sentence? “25 of our last 80 orders came late.”")
    return Finding(True, "A day and a number. Did you count them yourself?")


def _one_ask(fields: Fields) -> Finding:
    if not filled(fields, "ask"):
        return Finding(None, "One thing, in a field of its own.")
    if filled(fields, "ask").count("?") > 1 or AND_ALSO.search(filled(fields, "ask")):
        return Finding(False, "I see more than one question. Which one may go?")
    return Finding(True, "Filled in. Is it one thing, and could they do it on the way to a meeting?")


def _questions(fields: Fields) -> Finding:
    asked = [filled(fields, key) for key in QUESTIONS if filled(fields, key)]
    if not asked:
        return Finding(None, f"{LEAST_QUESTIONS} to {len(QUESTIONS)} questions.")
    for number, one in enumerate(asked):
        if any(same_words(one, other) for other in asked[:number]):
            return Finding(False, f"“{one[:60]}” stands there twice.")
    left = LEAST_QUESTIONS - len(asked)
    if left > 0:
        return Finding(False, f"{left} more: you may not get to ask the first.")
    return Finding(True, f"{len(asked)} questions. Fifteen minutes hold about seven, with the answers.")


def _planned(fields: Fields) -> Finding:
    parts = (
        ("the decision", "decision"),
        ("what would change your mind", "change"),
        ("what you give back", "give"),
        ("your one sentence", "wish"),
        ("when you say it yourself", "stage"),
    )
    missing = [name for name, key in parts if not filled(fields, key)]
    if len(missing) == len(parts):
        return Finding(None, "One decision, what would change your mind, what you give back, and your one sentence.")
    return Finding(False, f"Still open: {'; '.join(missing)}.") if missing else Finding(True, "All there.")


def _job(fields: Fields) -> Finding:
    for key in WRITTEN:
        found = job_request(filled(fields, key))
        if found:
            return Finding(
                False,
                f"“{found[:80]}” speaks of your move. Is that what this message is for? If it is, say it plainly; if "
                "not, it may wait.",
            )
    return Finding(None, "")


def _hypothetical(*keys: str) -> Callable[[Fields], Finding]:
    def check(fields: Fields) -> Finding:
        for key in keys:
            found = hypothetical_question(filled(fields, key))
            if found:
                return Finding(
                    False, f"“{found[:80]}” asks what they would do, or suggests something. What did they do last time?"
                )
        return Finding(None, "")

    return check


def compose(fields: Fields) -> str:
    """The message, then the plan; open parts are shown as such."""
    return f"{_message(fields)}\n\n{_plan(fields)}"


def _message(fields: Fields) -> str:
    return message(_lines(fields))


def _lines(fields: Fields) -> Fields:
    return {key: _one_line(str(value or "")) for key, value in fields.items()}


def _plan(fields: Fields) -> str:
    fields = _lines(fields)
    asked = [_asked(fields, key, "") for key in QUESTIONS if filled(fields, key)]
    numbered = [f"{number}. {one}" for number, one in enumerate(asked, 1)] or ["1. [a question]"]
    stage = dict(STAGES).get(filled(fields, "stage"), "[when]")
    wish = bare(filled(fields, "wish")).strip('“”"') or "[one sentence]"
    plan = [
        f"Plan for the conversation. What I want to understand: {inside(part(fields, 'decision', 'one decision'))}.",
        *numbered,
        f"What would change my mind: {inside(part(fields, 'change', 'an answer'))}.",
        f"What I give back: {inside(part(fields, 'give', 'something'))}.",
        f"If they ask whether I want to move: “{wish}.” I say it myself {stage}.",
    ]
    return "\n\n".join(one_stop(line) for line in plan)


RUBRIC = Rubric(
    key="outreach_message",
    title="Your message, and your plan for the talk",
    intro=(
        "One person, one decision they took, one thing you ask for. Write it as if it were the only one you will ever "
        "send. Two parts, and you may begin with either. The plan is for yourself: the two are copied apart."
    ),
    fields=FIELDS,
    parts=PARTS,
    criteria=(
        Criterion("observed", "What you saw: a day and a number", "A", ("when", "saw_on", "saw", "counted"), _observed,
                  part=MESSAGE.key),
        Criterion("past", "A question about what they did", "H", ("question",), _hypothetical("question"),
                  part=MESSAGE.key),
        Criterion("one_ask", "One thing asked for", "A", ("ask",), _one_ask, part=MESSAGE.key),
        Criterion("words", f"At most {MOST_WORDS} words", "A", (*WRITTEN,), _count, part=MESSAGE.key),
        Criterion("no_job", "Your move isn't the message", "H", (*WRITTEN,), _job, part=MESSAGE.key),
        Criterion("questions", f"{LEAST_QUESTIONS} to {len(QUESTIONS)} questions", "A", QUESTIONS, _questions,
                  part=PLAN.key),
        Criterion("past_talk", "Questions about what they did", "H", QUESTIONS, _hypothetical(*QUESTIONS),
                  part=PLAN.key),
        Criterion("planned", "What you would learn, give, and say", "A",
                  ("decision", "change", "give", "wish", "stage"), _planned, part=PLAN.key),
        Criterion(
            "seen",
            "Could only somebody who stood there have seen this?",
            "S",
            ("saw", "counted"),
            strong="Since 4 March a partial refund shows no date. Eleven of our 40 callers last week rang about that.",
            weak="I love your product, and I noticed some gaps in the refund experience.",
            part=MESSAGE.key,
        ),
        Criterion(
            "decided",
            "Can it be answered only by whoever took the decision?",
            "S",
            ("question",),
            strong="How did you decide to leave it out?",
            weak="What are your biggest challenges?",
            part=MESSAGE.key,
        ),
        Criterion(
            "blind",
            "Does it admit something that they know and you don't?",
            "S",
            ("blind",),
            strong="I can't see what showing a date would cost you.",
            weak="You should really fix that.",
            part=MESSAGE.key,
        ),
        Criterion(
            "mind",
            "Is there an answer after which you would drop your own idea?",
            "S",
            ("change",),
            strong="If 30 of 100 dates were wrong, I stop asking for a date for everybody.",
            weak="I want to hear their perspective.",
            part=PLAN.key,
        ),
        Criterion(
            "given",
            "Do they get something that they couldn't count themselves?",
            "S",
            ("give",),
            strong="Our calls, counted again by kind of card, in two weeks.",
            weak="A thank-you note.",
            part=PLAN.key,
        ),
    ),
    compose=compose,
    texts=(Text(MESSAGE.key, "the message", _message), Text(PLAN.key, "the plan", _plan)),
)  # fmt: skip
