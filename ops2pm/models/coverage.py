"""Which story answers which question: what is left open, and whether an interview can be answered without repeating.

`answers` maps each story to the questions it answers, as sets of keys; the order of its keys is the stories' order.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from itertools import combinations
from math import comb

Answers = Mapping[str, Set[str]]
MOST_STORIES = 12
"""Every set of stories is tried: with so many that is 4,096 sets."""


def open_questions(answers: Answers, questions: Sequence[str]) -> list[str]:
    """The questions that no story answers, in their order."""
    covered = frozenset().union(*answers.values())
    return [question for question in questions if question not in covered]


def only_by(answers: Answers, story: str) -> set[str]:
    """The questions that no other story answers."""
    others = frozenset().union(*(answers[other] for other in answers if other != story))
    return set(answers[story]) - others


def smallest_cover(answers: Answers) -> tuple[str, ...]:
    """The fewest stories that answer all that is answered at all; of several such sets the first in order.

    By trying every set, smallest first (set cover). ValueError with more than MOST_STORIES.
    """
    _check(answers)
    wanted = frozenset().union(*answers.values())
    for size in range(len(answers) + 1):
        for chosen in combinations(answers, size):
            if wanted <= frozenset().union(*(answers[story] for story in chosen)):
                return chosen
    raise AssertionError("All stories together answer what is answered.")


def without_repeating(answers: Answers, questions: Sequence[str], asked: int) -> float:
    """Of all sets of `asked` questions, the share in which each can be given a story of its own.

    Exact: every set of questions counts once, and is matched with stories by augmenting paths (Hall's condition holds
    or it doesn't). 1 for no question; 0 where there are fewer stories than questions. ValueError where `asked` is
    below 0 or above the number of questions, or with more than MOST_STORIES.
    """
    _check(answers)
    if not 0 <= asked <= len(questions):
        raise ValueError(f"Between 0 and {len(questions)} questions can be asked.")
    if asked > len(answers):
        return 0.0
    tellers = {question: [story for story in answers if question in answers[story]] for question in questions}
    fits = sum(_matched([tellers[question] for question in drawn]) for drawn in combinations(questions, asked))
    return fits / comb(len(questions), asked)


def _matched(tellers: Sequence[Sequence[str]]) -> bool:
    """Whether each question can have a story of its own, from the stories that answer it."""
    taken: dict[str, int] = {}

    def place(question: int, tried: set[str]) -> bool:
        for story in tellers[question]:
            if story not in tried:
                tried.add(story)
                if story not in taken or place(taken[story], tried):
                    taken[story] = question
                    return True
        return False

    return all(place(question, set()) for question in range(len(tellers)))


def _check(answers: Answers) -> None:
    if len(answers) > MOST_STORIES:
        raise ValueError(f"At most {MOST_STORIES} stories can be compared.")
