"""Which story answers which question: covers, and interviews without repeating, against brute force."""

from __future__ import annotations

import random
from itertools import combinations, permutations

import pytest

from ops2pm.models import coverage

QUESTIONS = tuple("abcdefghijkl")
TWO = {"1": set("abcdefgh"), "2": set("ijkl")}
FOUR = {"1": set("abcde"), "2": set("defgh"), "3": set("hijk"), "4": set("klab")}


def test_what_is_open_and_what_only_one_answers():
    answers = {"1": {"a", "b"}, "2": {"b", "c"}, "3": set()}
    assert coverage.open_questions(answers, QUESTIONS) == list("defghijkl")
    assert [coverage.only_by(answers, story) for story in answers] == [{"a"}, {"c"}, set()]
    assert coverage.open_questions({}, QUESTIONS) == list(QUESTIONS)


def test_two_may_cover_all_and_still_not_carry_an_interview():
    assert coverage.smallest_cover(TWO) == ("1", "2") and coverage.open_questions(TWO, QUESTIONS) == []
    assert coverage.without_repeating(TWO, QUESTIONS, 1) == 1
    assert coverage.without_repeating(TWO, QUESTIONS, 2) == pytest.approx(8 * 4 / 66)
    assert coverage.without_repeating(TWO, QUESTIONS, 3) == 0
    assert coverage.without_repeating(FOUR, QUESTIONS, 2) > 0.9


def test_against_brute_force_on_random_banks():
    dice = random.Random(12)
    for _ in range(60):
        questions = QUESTIONS[: dice.randint(1, 6)]
        answers = {str(n): {q for q in questions if dice.random() < 0.4} for n in range(dice.randint(0, 5))}
        wanted = set().union(*answers.values())
        fewest = min(
            size
            for size in range(len(answers) + 1)
            if any(set().union(*(answers[s] for s in some)) == wanted for some in combinations(answers, size))
        )
        found = coverage.smallest_cover(answers)
        assert len(found) == fewest and set().union(*(answers[s] for s in found)) == wanted
        for asked in range(min(3, len(questions)) + 1):
            drawn = list(combinations(questions, asked))
            fits = sum(
                any(
                    all(q in answers[s] for q, s in zip(qs, order, strict=True))
                    for order in permutations(answers, asked)
                )
                for qs in drawn
            )
            assert coverage.without_repeating(answers, questions, asked) == pytest.approx(fits / len(drawn))


def test_the_ends():
    assert coverage.smallest_cover({}) == () == coverage.smallest_cover({"1": set()})
    assert coverage.without_repeating({}, QUESTIONS, 0) == 1 and coverage.without_repeating({}, QUESTIONS, 1) == 0
    full = {str(n): set(QUESTIONS) for n in range(4)}
    assert coverage.smallest_cover(full) == ("0",)
    assert coverage.without_repeating(full, QUESTIONS, 4) == 1 and coverage.without_repeating(full, QUESTIONS, 5) == 0


@pytest.mark.parametrize("asked", [-1, 13])
def test_no_more_questions_than_there_are(asked):
    with pytest.raises(ValueError, match="Between 0 and 12"):
        coverage.without_repeating(FOUR, QUESTIONS, asked)


def test_too_many_stories_are_refused():
    many = {str(n): {"a"} for n in range(13)}
    for call in (lambda: coverage.smallest_cover(many), lambda: coverage.without_repeating(many, QUESTIONS, 1)):
        with pytest.raises(ValueError, match="At most 12"):
            call()
