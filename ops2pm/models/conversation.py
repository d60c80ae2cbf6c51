"""A talk in which the questions asked decide what is learnt: states, questions on offer, what each one opens."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

SAME = "same"
"""Where a question leaves the talk in the state it is in."""
USUAL = 2
"""Minutes that a question and its answer take, unless it says otherwise."""


@dataclass(frozen=True)
class Fact:
    """Something that can be learnt: `short` names it without giving it away."""

    id: str
    short: str
    text: str


@dataclass(frozen=True)
class Question:
    """Something to ask or to say; `learns` holds the facts its answer tells, `to` the state that follows."""

    id: str
    kind: str
    text: str
    answer: str
    to: str
    learns: tuple[str, ...] = ()
    minutes: int = USUAL


@dataclass(frozen=True)
class State:
    """Where a talk is: the questions on offer; one without any ends it. `says` is said on coming there."""

    id: str
    offers: tuple[str, ...]
    says: str = ""


@dataclass(frozen=True)
class Script:
    """A whole conversation. From `turn_after` minutes on it goes to the state `turn`, once; from `ends_after` to `end`.

    ValueError, naming the place, where it can't be played to an end: see `problems`.
    """

    start: str
    opening: str
    turn: str
    turn_after: int
    end: str
    ends_after: int
    facts: Mapping[str, Fact]
    states: Mapping[str, State]
    questions: Mapping[str, Question]

    def __post_init__(self) -> None:
        found = next(self.problems(), None)
        if found:
            raise ValueError(found)

    @classmethod
    def read(cls, raw: Mapping[str, Any]) -> Script:
        """From a content file's tables. KeyError, TypeError or ValueError where one is wrong."""
        questions = [Question(**{**row, "learns": tuple(row.get("learns", ()))}) for row in map(dict, raw["questions"])]
        states = [State(key, tuple(row["offers"]), row.get("says", "")) for key, row in raw["states"].items()]
        facts = [Fact(**row) for row in raw["facts"]]
        for each in (questions, facts):
            if len({one.id for one in each}) < len(each):
                raise ValueError("Two questions or facts have one id.")
        return cls(
            raw["start"],
            raw["opening"],
            raw["turn"]["state"],
            raw["turn"]["after"],
            raw["ends"]["state"],
            raw["ends"]["after"],
            {one.id: one for one in facts},
            {one.id: one for one in states},
            {one.id: one for one in questions},
        )

    def problems(self) -> Iterator[str]:
        """What is wrong with the script, in sentences: names that aren't there, places nobody comes to, dead ends."""
        named = {self.start, self.turn, self.end, *(q.to for q in self.questions.values())} - {SAME}
        yield from (f"There is no state {name!r}." for name in sorted(named - set(self.states)))
        offered = {key for state in self.states.values() for key in state.offers}
        yield from (f"There is no question {key!r}." for key in sorted(offered - set(self.questions)))
        told = {fact for question in self.questions.values() for fact in question.learns}
        yield from (f"There is no fact {key!r}." for key in sorted(told - set(self.facts)))
        for state in self.states.values():
            if len(set(state.offers)) < len(state.offers):
                yield f"{state.id} offers a question twice."
        if any(question.minutes < 1 for question in self.questions.values()):
            yield "A question takes a minute or more, or the talk might never end."
        if self.states[self.end].offers:
            yield f"{self.end} is no end: something is offered there."
        talks = self.talks
        seen = {talk.state.id for talk in talks}
        yield from (f"Nobody comes to the state {key!r}." for key in sorted(set(self.states) - seen))
        asked = {key for talk in talks for key in talk.asked}
        yield from (f"Nobody can ask {key!r}." for key in sorted(set(self.questions) - asked))
        learnt = {key for talk in talks for key in talk.learnt}
        yield from (f"Nobody can learn {key!r}." for key in sorted(set(self.facts) - learnt))
        for talk in talks:
            if not talk.ended and len(talk.offered) < 2:
                yield f"After {', '.join(talk.asked)} there is no choice."

    @cached_property
    def talks(self) -> tuple[Talk, ...]:
        """Every talk there can be, finished or not, each after the one it goes on from."""
        found = [Talk(self)]
        for talk in found:  # grows as it goes; no question is asked twice, so it comes to an end
            found.extend(talk.ask(question.id) for question in talk.offered)
        return tuple(found)

    @cached_property
    def finished(self) -> tuple[Talk, ...]:
        """Every talk that has come to its end."""
        return tuple(talk for talk in self.talks if talk.ended)

    def most(self, begun: Iterable[str] = ()) -> int:
        """The most facts that a talk can teach which begins with these questions. ValueError if none does."""
        first = tuple(begun)
        return max(len(talk.learnt) for talk in self.finished if talk.asked[: len(first)] == first)

    def least(self) -> int:
        """The fewest facts that a whole talk teaches."""
        return min(len(talk.learnt) for talk in self.finished)

    def most_of_kinds(self, kinds: Iterable[str], moves: int) -> int:
        """The most facts a talk can still teach whose first `moves` questions are all of these kinds."""
        kinds = set(kinds)
        return max(
            len(talk.learnt)
            for talk in self.finished
            if len(talk.asked) >= moves and {self.questions[key].kind for key in talk.asked[:moves]} <= kinds
        )

    def opens(self, fact: str) -> tuple[Question, ...]:
        """The questions whose answer tells a fact."""
        return tuple(question for question in self.questions.values() if fact in question.learns)

    def play(self, asked: Iterable[str]) -> Talk:
        """The talk in which these were asked, in order. ValueError where one wasn't on offer."""
        talk = Talk(self)
        for key in asked:
            talk = talk.ask(key)
        return talk


@dataclass(frozen=True)
class Talk:
    """A conversation up to here. It doesn't change: `ask` gives the next one."""

    script: Script = field(repr=False)
    asked: tuple[str, ...] = ()

    @cached_property
    def _walk(self) -> tuple[tuple[str, ...], int]:
        """The states it went through, and the minutes it has taken."""
        script, passed, minutes = self.script, [self.script.start], 0
        for key in self.asked:
            question = script.questions[key]
            minutes += question.minutes
            to = passed[-1] if question.to == SAME else question.to
            if script.states[to].offers and to != script.end:
                if minutes >= script.ends_after:
                    to = script.end
                elif minutes >= script.turn_after and script.turn not in passed:
                    to = script.turn
            passed.append(to)
        return tuple(passed), minutes

    @property
    def passed(self) -> tuple[str, ...]:
        """The states it went through, the one it is in last."""
        return self._walk[0]

    @property
    def state(self) -> State:
        """Where it is."""
        return self.script.states[self.passed[-1]]

    @property
    def minutes(self) -> int:
        """How long it has taken."""
        return self._walk[1]

    @property
    def ended(self) -> bool:
        """Whether it is over."""
        return not self.state.offers

    @property
    def offered(self) -> tuple[Question, ...]:
        """What can be asked now: what the state offers and wasn't asked before."""
        return tuple(self.script.questions[key] for key in self.state.offers if key not in self.asked)

    @property
    def learnt(self) -> tuple[str, ...]:
        """The facts learnt, in the order in which they were told, each once."""
        return tuple(dict.fromkeys(fact for key in self.asked for fact in self.script.questions[key].learns))

    def ask(self, key: str) -> Talk:
        """The talk after one more question. ValueError where that isn't on offer."""
        if key not in {question.id for question in self.offered}:
            raise ValueError("That can't be asked here.")
        return Talk(self.script, (*self.asked, key))
