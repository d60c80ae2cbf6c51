"""Twelve usual interview questions against the reader's stories: what is open, and what has to be told twice."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any

import yaml
from markupsafe import Markup

from ops2pm import course
from ops2pm.models import coverage as model
from ops2pm.numbers import plural
from ops2pm.rubrics import capital, stories
from ops2pm.ui import session
from ops2pm.ui.live import Panel
from ops2pm.ui.markup import inline, join, listed, tag

CONTENT = course.CONTENT / "interview_questions.yaml"
KEY = "12.coverage"
ASKED = 2
"""So many questions in a row are to be answered with different stories."""


@dataclass(frozen=True)
class Question:
    """A usual question; `short` names it inside a sentence."""

    id: str
    short: str
    text: str


@cache
def questions() -> tuple[Question, ...]:
    """The questions, in the order of the file."""
    return tuple(Question(**row) for row in yaml.safe_load(CONTENT.read_text(encoding="utf-8")))


class Coverage(Panel):
    """A grid to tick: which story answers which question. The names follow the form of the stories as one types.

    Kept in the workbook as {"ticked": {question: [part of the story]}}; what it doesn't know there is passed over.
    """

    def __init__(self) -> None:
        self.questions = questions()
        self.stories = [part.key for part in stories.PARTS]
        self.ticked: dict[str, set[str]] = {question.id: set() for question in self.questions}
        kept = (session.remembered("quizzes", KEY, dict) or {}).get("ticked")
        for id in self.ticked:
            marks = kept.get(id) if isinstance(kept, dict) else None
            self.ticked[id] = {part for part in self.stories if isinstance(marks, list) and part in marks}
        for section in ("drafts", "artefacts"):
            session.listen(f"{section}/{stories.RUBRIC.key}", self.renew)
        super().__init__()

    # -- what is on screen ---------------------------------------------------------------------------

    def body(self) -> Markup:
        """The grid, and what it says."""
        head = tag(
            "tr",
            tag("th", "They ask", scope="col"),
            [
                tag("th", f"{number}", tag("span", self._name(part), data_id=f"name-{part}"), scope="col")
                for number, part in enumerate(self.stories, 1)
            ],
        )
        rows = [
            tag(
                "tr",
                tag("th", question.text, scope="row"),
                [tag("td", self._box(question, part)) for part in self.stories],
            )
            for question in self.questions
        ]
        return tag(
            "section",
            tag("p", "Story bank", class_="o2p-kicker"),
            tag("h3", f"{len(self.questions)} questions, your stories"),
            tag(
                "p",
                "Tick the stories you could tell as an answer. Which twelve are usual is practitioners' habit.",
            ),
            tag("div", tag("table", tag("thead", head), tag("tbody", rows)), class_="o2p-coverage"),
            tag("div", self._said(), data_id="said", class_="o2p-said-below", role="status"),
            aria_label="Story bank",
        )

    def _box(self, question: Question, part: str) -> Markup:
        name = f"{question.id}.{part}"
        return tag(
            "input",
            type="checkbox",
            data_name=name,
            data_id=name,
            checked=part in self.ticked[question.id],
            aria_label=f"Story {part} answers: {question.text}",
        )

    def _name(self, part: str) -> str:
        name = stories.name(session.written(stories.RUBRIC.key), part)
        return "no name yet" if name == f"Story {part}" else _short(name)

    def answers(self) -> dict[str, set[str]]:
        """Story -> the questions it answers, for the stories that answer any."""
        by_story = {
            part: {question.id for question in self.questions if part in self.ticked[question.id]}
            for part in self.stories
        }
        return {part: own for part, own in by_story.items() if own}

    def _said(self) -> Markup:
        answers, ids = self.answers(), [question.id for question in self.questions]
        if not answers:
            return tag("p", "Nothing is ticked yet. Begin with the story you know best.", class_="o2p-quiet")
        left = model.open_questions(answers, ids)
        covered = len(ids) - len(left)
        told = [f"**{covered} of {len(ids)}** questions have a story."]
        if left:
            shown = listed([question.short for question in self.questions if question.id in left[:3]])
            more = f"; and {len(left) - 3} more" if len(left) > 3 else ""
            told.append(f"Open: {shown}{more}.")
        written = stories.begun(session.newest(stories.RUBRIC.key))
        empty = [f"Story {part} isn't written yet." for part in answers if part not in written]
        passages = (told, self._carrying(answers, covered), self._row(answers), empty)
        return join(tag("p", inline(" ".join(each))) for each in passages if each)

    def _carrying(self, answers: dict[str, set[str]], covered: int) -> list[str]:
        """Which stories are enough, and which one carries most of it."""
        enough = model.smallest_cover(answers)
        which = listed([f"story {part}" for part in enough])
        if len(enough) == len(answers) > 1:
            told = ["Each story answers something that no other does."]
        else:
            once = ", but it is told once" if len(enough) == 1 and covered > 1 else ""
            told = [f"{capital(which)} alone would do for all of {plural(covered, 'it', 'them')}{once}."]
        most = max(answers, key=lambda part: len(answers[part]))
        alone = model.only_by(answers, most)
        if len(answers) > 1 and len(alone) > covered / 2:
            told.append(
                f"Story {most} carries too much: for {len(alone)} of the {covered} you have no other. Which could "
                "another story take?"
            )
        return told

    def _row(self, answers: dict[str, set[str]]) -> list[str]:
        """How far the stories reach when one is asked several questions and tells nothing twice."""
        ids = [question.id for question in self.questions]
        share = model.without_repeating(answers, ids, ASKED)
        return [
            f"Asked any two of the {len(ids)}, you could answer both, with a different story each, in "
            f"**{100 * share:.0f} of 100** cases."
        ]

    # -- what the reader does ------------------------------------------------------------------------

    def handle(self, kind: str, name: str, value: Any) -> None:
        """A box was ticked, or the stories have changed in their form."""
        if kind == "renew":
            for part in self.stories:
                self.patch(f"name-{part}", text=self._name(part))
            self.patch("said", html=str(self._said()))
            return
        id, _, part = name.rpartition(".")
        if id not in self.ticked or part not in self.stories:
            raise ValueError("There is no such question or story.")
        own = self.ticked[id]
        (own.add if value is True else own.discard)(part)
        self.note(name, checked=value is True)
        self.patch("said", html=str(self._said()))
        ticked = {id: sorted(parts) for id, parts in self.ticked.items() if parts}
        session.record("quizzes", KEY, {"ticked": ticked})

    def description(self) -> str:
        """The questions."""
        return "\n".join(["A grid: which of your stories answers which question?", *self._lines()])

    def still(self) -> dict[str, Any]:
        """The questions as a list."""
        head = tag("strong", "Which of your stories answers which question?")
        return {
            "text/html": str(tag("div", head, tag("ul", [tag("li", question.text) for question in self.questions])))
        }

    def _lines(self) -> Iterable[str]:
        return (f"  {question.text}" for question in self.questions)


def coverage() -> Coverage:
    """The grid of usual questions and the reader's stories; see Coverage."""
    return Coverage()


def facts() -> dict[str, Any]:
    """What lesson 12 says of two banks in which each question has one story, by the name its texts give each number.

    Of two stories one answers two thirds of the questions; four stories answer as many each.
    """
    ids = [question.id for question in questions()]
    star = 2 * len(ids) // 3
    two = {"1": set(ids[:star]), "2": set(ids[star:])}
    four = {str(story): set(ids[story::4]) for story in range(4)}
    return {
        "questions": len(ids),
        "star": star,
        "rest": len(ids) - star,
        "two": model.without_repeating(two, ids, ASKED),
        "each_of_four": len(four["0"]),
        "four": model.without_repeating(four, ids, ASKED),
    }


def _short(name: str) -> str:
    """A name that fits the head of a column."""
    return name if len(name) <= 28 else f"{name[:27].rstrip()}…"
