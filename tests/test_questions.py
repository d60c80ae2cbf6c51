"""What holds for the quizzes of several lessons: nothing but knowing tells the right option from the others."""

import re

import pytest

from ops2pm import questions
from ops2pm.course import LESSONS

QUIZZES = [
    (key, entry["options"])
    for number in (lesson.number for lesson in LESSONS)
    for key, entry in questions._lesson(number).get("quizzes", {}).items()
    if "options" in entry
]


@pytest.mark.parametrize(("key", "options"), QUIZZES, ids=[key for key, _ in QUIZZES])
def test_the_right_option_is_not_told_by_its_length(key, options):
    lengths = [len(re.sub(r"\{.*?\}", "00", option["text"])) for option in options]
    (right,) = [place for place, option in enumerate(options) if option.get("right")]
    others = lengths[:right] + lengths[right + 1 :]
    assert lengths[right] <= 1.1 * max(others)
    assert lengths[right] >= 0.5 * min(others)


def test_the_right_option_is_not_always_in_the_same_place():
    places = [next(i for i, option in enumerate(options) if option.get("right")) for _, options in QUIZZES]
    assert max(places.count(place) for place in places) <= len(places) * 0.5
