"""Lesson 10, lab 2: fifteen minutes with a product manager, in which the questions asked decide what is learnt."""

from __future__ import annotations

from functools import cache
from typing import Any

import yaml
from markupsafe import Markup

from ops2pm import course
from ops2pm.models.conversation import Question, Script, Talk
from ops2pm.rubrics import capital
from ops2pm.ui import session
from ops2pm.ui.clinic import SHORT
from ops2pm.ui.live import Panel
from ops2pm.ui.markup import inline, tag

CONTENT = course.CONTENT / "conversation.yaml"
KEY = "10.talk"
SLOTS = 4
"""Questions on offer at a time, at most."""
MINUTES = 15
TOLD = 6
"""How many of the earlier tries are told."""
PLEASANT = ("compliment", "hypothetical")
SAMPLE = ("like_date", "last_date", "what_made", "which_banks", "one_sentence", "next_name", "number_needed")
"""The talk that is printed where nobody can play."""
KINDS = SHORT | {"pitch": "a pitch", "you": "about you", "ask": "a favour"}
"""The clinic's kinds, and two that only a talk has."""


@cache
def script() -> Script:
    """The talk with Sam; invented."""
    return Script.read(yaml.safe_load(CONTENT.read_text(encoding="utf-8")))


LATE, MISSED, NONE, KEPT = 0.30, 0.41, 12, 0.03
"""What Sam tells, of 100 partial refunds: those later than their date; who rings then, without a date, and in time."""
ODD, THEIRS = 0.25, 2 / 3
"""Refunds to prepaid cards and small banks, and their share of the late ones."""


def facts() -> dict[str, Any]:
    """What lesson 10 says of the talk, by the name its texts give each number."""
    sam = script()
    late = LATE * (1 - THEIRS)  # of all refunds: late ones to the other cards and banks
    most = sam.most()
    best = [talk for talk in sam.finished if len(talk.learnt) >= most - 1]
    return {
        "all": len(sam.facts),
        "most": most,
        "least": sam.least(),
        "after": [sam.most_of_kinds(PLEASANT, moves) for moves in range(5)],
        "talks": len(sam.finished),
        "good": len(best),
        "everybody": 100 * (LATE * MISSED + (1 - LATE) * KEPT),
        "none": NONE,
        "late": 100 * late / (1 - ODD),
        "split": 100 * (late * MISSED + (1 - ODD - late) * KEPT) + ODD * NONE,
        "ways": len({frozenset(talk.learnt) for talk in best}),
    }


class Conversation(Panel):
    """A transcript, what can be said next, and what is known so far; at the end, what could have been learnt.

    Kept in the workbook: {"tries": [[question ids]], "best": n} once a talk has ended; an open one is a draft.
    """

    def __init__(self) -> None:
        self.script = script()
        self.most = self.script.most()
        self.longest = max(len(talk.asked) for talk in self.script.finished)
        draft = session.remembered("drafts", KEY, dict) or {}
        self.tries = self._kept()
        self.talk = self._read(draft.get("asked")) or Talk(self.script)
        super().__init__()

    def _kept(self) -> list[Talk]:
        """The finished talks in the workbook; another window with this lesson may have added some."""
        tries = (session.remembered("quizzes", KEY, dict) or {}).get("tries")
        return [talk for talk in map(self._read, tries if isinstance(tries, list) else []) if talk and talk.ended]

    def _tried(self) -> list[Talk]:
        """The finished talks kept, and those from here that couldn't be kept."""
        kept = self._kept()
        known = {talk.asked for talk in kept}
        return [*kept, *(talk for talk in self.tries if talk.asked not in known)]

    def _read(self, asked: object) -> Talk | None:
        try:
            return self.script.play(asked) if isinstance(asked, list) else None
        except (ValueError, TypeError, KeyError):
            return None

    # -- what is on screen ---------------------------------------------------------------------------

    def body(self) -> Markup:
        """The talk at the left, what is known at the right."""
        lines = [
            tag("p", _sam(self.script.opening)),
            *(tag("div", self._exchange(n), data_id=f"line-{n}") for n in range(self.longest)),
        ]
        asks = [
            tag(
                "button",
                self._label(n),
                type="button",
                data_name="ask",
                data_id=f"ask-{n}",
                data_paced="",
                value=self._value(n),
                hidden=not self._value(n),
                class_="o2p-plain",
            )
            for n in range(SLOTS)
        ]
        again = tag(
            "button",
            "Talk to Sam again",
            type="button",
            data_name="again",
            data_id="again",
            data_paced="",
            hidden=not self.talk.ended,
        )
        return tag(
            "section",
            tag("p", "A conversation", class_="o2p-kicker"),
            tag("h3", "Fifteen minutes with Sam"),
            tag(
                "p",
                "Sam decides what the refund screen shows, and your desk takes the calls. Say what you would say. "
                "There is more than one good way, and you may talk to Sam as often as you like. Sam, the shop and its "
                "numbers are invented.",
            ),
            tag(
                "div",
                tag(
                    "div",
                    tag(
                        "div",
                        tag("div", lines, role="log", aria_label="What was said"),
                        class_="o2p-log",
                        tabindex="0",
                        role="region",
                        aria_label="The talk so far",
                    ),
                    tag("p", self._clock(), data_id="clock", class_="o2p-quiet"),
                    tag("div",
                        tag("div", asks, again, class_="o2p-asks", role="group", aria_label="What you say next"),
                        tag("div", self._ending(), data_id="ending", role="status"),
                        class_="o2p-below"),
                ),
                tag("div", self._known(), data_id="known", class_="o2p-known", role="region", tabindex="0",
                    aria_label="What you know so far"),
                class_="o2p-talk",
            ),
            aria_label="A conversation with Sam",
        )  # fmt: skip

    def _exchange(self, number: int) -> Markup:
        return _exchange(self.talk, number) if number < len(self.talk.asked) else Markup("")

    def _offer(self, number: int) -> Question | None:
        offered = self.talk.offered
        return offered[number] if number < len(offered) else None

    def _label(self, number: int) -> str:
        question = self._offer(number)
        return question.text if question else "–"

    def _value(self, number: int) -> str:
        question = self._offer(number)
        return question.id if question else ""

    def _clock(self) -> str:
        used = self.talk.minutes
        return (
            f"The talk is over, after {used} minutes." if self.talk.ended else f"{used} of {MINUTES} minutes are gone."
        )

    def _known(self) -> Markup:
        talk, sam = self.talk, self.script
        known = [tag("li", sam.facts[fact].text) for fact in talk.learnt]
        parts = [
            tag("h4", f"What you know: {len(known)} of {len(sam.facts)}"),
            tag("ul", known) if known else tag("p", "Nothing yet.", class_="o2p-quiet"),
        ]
        if talk.ended:
            missed = [fact for fact in sam.facts.values() if fact.id not in talk.learnt]
            rows = [tag("li", f"{capital(fact.short)}: ", tag("em", sam.opens(fact.id)[0].text)) for fact in missed]
            parts += [
                tag("h4", "What you could have learnt, and by which question"),
                tag("ul", rows),
            ]
        return Markup("").join(parts)

    def _ending(self) -> Markup:
        """What was asked, once the talk is over, and how the tries went."""
        asked = ""
        if self.talk.ended:
            kinds = [KINDS[self.script.questions[key].kind] for key in self.talk.asked]
            asked = f"What you said, in order: {', '.join(kinds)}. One talk can teach {self.most} at most."
        counts = [len(talk.learnt) for talk in self.tries]
        told = f"Try {len(counts)}: {counts[-1]} of {len(self.script.facts)} learnt." if counts else ""
        if len(counts) > 1:
            before = counts[-TOLD - 1 : -1]
            told += f" Before: {', '.join(map(str, before))}. The best of all: {max(counts)}."
        return Markup("").join(tag("p", line, class_="o2p-ask") for line in (asked, told) if line)

    # -- what the reader does ------------------------------------------------------------------------

    def handle(self, kind: str, name: str, value: Any) -> None:
        """Something was said, or the talk begins anew."""
        if name == "again" and self.talk.ended:
            self.talk = Talk(self.script)
        elif name == "ask" and value in {question.id for question in self.talk.offered}:
            self.talk = self.talk.ask(value)
            if self.talk.ended:
                self.tries = [*self._tried(), self.talk]
        else:
            return  # a second click, on what has gone by now
        self._show()
        session.record("drafts", KEY, {"asked": list(self.talk.asked)})
        if name == "ask" and self.talk.ended:
            best = max(len(talk.learnt) for talk in self.tries)
            session.record("quizzes", KEY, {"tries": [list(talk.asked) for talk in self.tries], "best": best})

    def _show(self) -> None:
        last = len(self.talk.asked) - 1
        for number in range(self.longest) if last < 0 else (last,):
            self.patch(f"line-{number}", html=str(self._exchange(number)))
        for number in range(SLOTS):
            value = self._value(number)
            self.patch(f"ask-{number}", text=self._label(number), value=value, hidden=not value)
        self.patch("again", hidden=not self.talk.ended)
        self.patch("clock", text=self._clock())
        self.patch("ending", html=str(self._ending()))
        self.patch("known", html=str(self._known()))

    def description(self) -> str:
        """How one talk may go."""
        talk = self.script.play(SAMPLE)
        lines = ["A conversation with Sam, invented. Run this notebook to have it yourself. One way it may go:"]
        lines.append(f"  Sam: {self.script.opening}")
        for number, key in enumerate(talk.asked):
            question = self.script.questions[key]
            lines += [f"  You: {question.text}", f"  Sam: {_answered(talk, number)}"]
        lines.append(f"What was learnt: {len(talk.learnt)} of {len(self.script.facts)}.")
        return "\n".join(" ".join(line.split()) if not line.startswith("  ") else line for line in lines)

    def still(self) -> dict[str, Any]:
        """One talk, as it may go."""
        talk = self.script.play(SAMPLE)
        head = tag(
            "strong", "A conversation with Sam, invented. Run this notebook to have it yourself. One way it may go:"
        )
        lines = [tag("p", _sam(self.script.opening)), [_exchange(talk, number) for number in range(len(talk.asked))]]
        end = tag("p", f"What was learnt: {len(talk.learnt)} of {len(self.script.facts)}.")
        return {"text/html": str(tag("div", head, lines, end))}


def _sam(text: str) -> Markup:
    return Markup("").join([tag("strong", "Sam: "), inline(text)])


def _answered(talk: Talk, number: int) -> str:
    """Sam's answer to a question, and what Sam says on coming to the next state."""
    script, before, now = talk.script, *talk.passed[number : number + 2]
    says = script.states[now].says if now != before else ""
    return " ".join(filter(None, [script.questions[talk.asked[number]].answer, says]))


def _exchange(talk: Talk, number: int) -> Markup:
    question = talk.script.questions[talk.asked[number]]
    you = tag("p", tag("strong", "You: "), question.text.strip("“”") if question.kind == "you" else question.text,
              class_="o2p-said")  # fmt: skip
    return Markup("").join([you, tag("p", _sam(_answered(talk, number)))])


def talk() -> Conversation:
    """Fifteen minutes with Sam; see Conversation."""
    return Conversation()
