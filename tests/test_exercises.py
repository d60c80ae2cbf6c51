"""What holds for every exercise: each check with blank, right, known wrong and impossible answers; its source.

What is true of one exercise only stands in test_exNN.py.
"""

import math
import re

import numpy as np
import pandas as pd
import pytest
from exercise import SOLUTION, Exercise

from ops2pm import checks, course, load
from ops2pm.checks import MISSING, Number, OneOf, grade
from ops2pm.exercises import Table

ENDS = (".", "?", ".)", "”")  # of a sentence
EXERCISES = [Exercise(lesson.number) for lesson in course.LESSONS if lesson.exercise_text]
SOME_WITHOUT_A_WRONG_TURN = {"01", "02", "04"}
EVERY = [(exercise, check) for exercise in EXERCISES for check in exercise.checks]

pytestmark = pytest.mark.usefixtures("no_hint_given")
each = pytest.mark.parametrize("exercise", EXERCISES, ids=lambda exercise: exercise.number)
each_check = pytest.mark.parametrize(("exercise", "check"), EVERY, ids=[check.id for _, check in EVERY])
each_number = pytest.mark.parametrize(
    "check", [c for _, c in EVERY if isinstance(c.judge, Number)], ids=lambda check: check.id
)


# --- every check


@each_check
@pytest.mark.parametrize("blank", [MISSING, ...], ids=["missing", "..."])
def test_a_blank_is_not_attempted(exercise, check, blank):
    assert grade(check, blank).status == "not attempted"


@each_check
def test_the_solution_is_right_and_means_something(exercise, check):
    result = grade(check, exercise.right_answer(check))
    assert result.status == "right"
    assert len(result.message) > 60 and result.message.endswith(ENDS)


def known_mistakes(check):
    return (*getattr(check.judge, "near", ()), *check.judge.wrong)


@each_check
def test_every_known_mistake_has_a_message_of_its_own(exercise, check):
    judge = check.judge
    if isinstance(judge, OneOf):
        wrong = [(option.value, option.why) for option in judge.options if option.value != judge.right]
    else:
        wrong = [(mistake.value(), mistake.why) for mistake in known_mistakes(check)]
    said = [grade(check, value) for value, _ in wrong]
    assert len(said) >= 2
    assert {result.status for result in said} == {"not yet"}
    assert [result.message for result in said] == [checks.say(why) for _, why in wrong]
    # 04.10: North and its carrier are one decoy, and two of three messages are the same.
    assert len({result.message for result in said}) >= len(said) - (check.id == "04.10")
    assert all(result.message.endswith(ENDS) for result in said)


JUNK = [
    None, math.nan, math.inf, -math.inf, "0.5", "", True, object(), {}, [], (1, 2, 3), float, pd.NA, pd.NaT,
    np.array([1.0, math.nan, 2.0]), pd.Series(["a"]), pd.DataFrame({"x": [1]}), 10**400, 1j, lambda x: x,
    type("<b>", (), {"__repr__": lambda self: "<script>"})(),
]  # fmt: skip


@each_check
@pytest.mark.parametrize("junk", JUNK, ids=lambda junk: type(junk).__name__)
def test_an_impossible_answer_gets_a_sentence(exercise, check, junk):
    result = grade(check, junk)
    assert result.status == "not yet"
    assert result.message.endswith(".") and len(result.message) < 200
    html = checks.check(check.id, junk)._repr_mimebundle_()["text/html"]
    assert "<script>" not in html and "<b>" not in html


@each_check
@pytest.mark.parametrize("typed", ["", "   ", "🚚", "مرحبا", "1e999", "nan", "9" * 100_000, "<script>"])
def test_whatever_is_typed_gets_a_sentence(exercise, check, typed):
    report = checks.answer(check.id, typed)
    assert report.status == ("not attempted" if not typed.strip() else "not yet")
    assert report.message.endswith(ENDS)
    assert "<script>" not in report._repr_mimebundle_()["text/html"]


@each_check
def test_code_that_raises_is_told(exercise, check):
    def answer():
        return load("flihgts")

    result = grade(check, answer)
    assert result.status == "raised"
    assert result.message.startswith("DataError: There is no data set called 'flihgts'")


@each_check
def test_hints_and_solution(exercise, check):
    assert len(check.hints) >= 2
    for number in range(len(check.hints)):
        assert f"{check.id} Hint {number + 1} of {len(check.hints)}." in str(checks.hint(check.id))
    assert "There are no more hints" in str(checks.hint(check.id))
    assert len(checks.say(check.explanation)) > 100
    assert check.code in str(checks.solution(check.id))


@each_check
def test_a_hint_does_not_give_the_answer_away(exercise, check):
    hints = " ".join(map(checks.say, check.hints))
    if check.code:
        assert check.code.splitlines()[-1].partition(" = ")[2] not in hints
    if isinstance(check.judge, Number):
        assert f"{check.judge.value():.3g}" not in hints


@each_check
def test_it_has_what_its_track_needs(exercise, check):
    if check.variable:
        assert check.code and not check.question
        assert check.variable == f"answer_{check.id.partition('.')[2]}"
    else:
        assert re.search(r"\?$|\bGive (one decimal|whole dollars)\.$", check.question)
        assert bool(check.choices) == isinstance(check.judge, OneOf)
        assert len(dict(check.choices)) == len(check.choices)


# --- numbers: tolerances that follow from the question


@each_number
def test_known_mistakes_cannot_be_taken_for_the_right_value(check):
    judge = check.judge
    values = [judge.value(), *(wrong.value() for wrong in judge.wrong)]
    for wrong in values[1:]:
        assert abs(values[0] - wrong) > 2 * judge.tolerance
    for i, value in enumerate(values):
        for other in values[:i]:
            assert abs(value - other) > judge.tolerance
    assert len(judge.because) > 20


@each_number
def test_a_step_beyond_the_tolerance_is_not_right(check):
    value, tolerance = check.judge.value(), check.judge.tolerance
    assert grade(check, value).status == "right"
    assert grade(check, value + 1.05 * tolerance).status == "not yet"
    assert grade(check, value - 1.05 * tolerance).status == "not yet"


@each_number
def test_a_percentage_is_recognised(check):
    if not check.judge.share:
        return
    for digits in (1, 2):
        assert "right as a percentage" in grade(check, round(100 * check.judge.value(), digits)).message
    for wrong in check.judge.wrong:
        message = grade(check, 100 * wrong.value()).message
        assert message == f"Read as a percentage: {checks.say(wrong.why)}"


# --- the source of the notebooks


@each
def test_the_source_holds_every_check_in_order(exercise):
    asked = re.findall(rf'^(?:ask|check)\("({exercise.number}\.\d+)"\)', exercise.source, re.MULTILINE)
    assert asked == [check.id for check in exercise.checks]
    assert asked == [f"{exercise.number}.{n}" for n in range(1, len(asked) + 1)]


@each_check
def test_the_source_and_the_check_agree(exercise, check):
    if check.question:
        assert f'ask("{check.id}")' in exercise.source
        return
    cell = next(cell for cell in exercise.cells if f"{check.variable} = ...\n" in cell)
    region = re.search(r"### BEGIN SOLUTION\n(.*)\n### END SOLUTION", cell, re.DOTALL)[1]
    assert region == check.code
    hint, test = exercise.cells[exercise.cells.index(cell) + 1 :][:2]
    assert f'assert check("{check.id}").status == "right"' in test
    assert hint == f'# hint("{check.id}")\n', "alone in its cell: only the last line of a cell is shown"


@each
def test_running_all_cells_spoils_nothing(exercise):
    for cell in exercise.cells:
        for line in SOLUTION.sub("", cell).splitlines():
            assert not re.match(r"\s*(hint|solution)\(", line)


@each
def test_results_are_shown_by_panels_that_renew_themselves(exercise):
    assert exercise.source.count(f'results("{exercise.number}")') == 2
    assert f'check("{exercise.number}")' not in exercise.source


@each
def test_nothing_asks_readers_to_write_into_a_cell_of_text(exercise):
    """The notebooks are in git; what readers write is kept in the workbook."""
    assert "double-click" not in exercise.source
    for cell in re.findall(r'\+\+\+ \{"solution": "[^"]*"\}(.*?)\+\+\+', exercise.source, re.DOTALL):
        assert not SOLUTION.sub("", cell).strip()


@each
def test_every_written_solution_ends_in_a_question_to_discuss(exercise):
    regions = re.findall(
        rf'\{{"solution": "(ex-{exercise.number}-\d+-why)"\}}\s*### BEGIN SOLUTION(.*?)### END SOLUTION',
        exercise.source,
        re.DOTALL,
    )
    assert len(regions) >= 6
    for name, text in regions:
        assert re.search(r"\n\*To discuss:\* .*\?\n$", text), name
    assert "wrong turn" in exercise.source
    if exercise.number in SOME_WITHOUT_A_WRONG_TURN:
        return
    assert [name for name, _ in regions] == [f"ex-{check.id.replace('.', '-')}-why" for check in exercise.checks]
    for name, text in regions:
        assert "**A wrong turn: " in text, name


@each_number
def test_the_right_value_rounded_too_far_is_never_only_too_low_or_too_high(check):
    judge, value = check.judge, check.judge.value()
    for places in range(judge.decimals):
        rounded = round(value, places)
        if abs(rounded - value) > judge.tolerance and abs(value) >= 10**-places:
            assert not grade(check, rounded).message.endswith(("too low.", "too high."))


def test_a_table_prints_a_typographic_minus():
    table = Table(
        "", pd.DataFrame({"change": [-5.25, 2.0], "name": ["one-parcel", "-"]}, index=["a", "b"]), {"change": ".1f"}
    )
    for shown in table._repr_mimebundle_().values():
        assert "−5.2" in shown and "-5.2" not in shown and "one-parcel" in shown


@each
def test_cells_are_small(exercise):
    for cell in exercise.cells:
        lines = [line for line in cell.splitlines() if line.strip() and not line.startswith((":", "#"))]
        assert len(lines) <= 8, cell


class Untouched:
    """Stands for what reads or plays the data."""

    def __getattr__(self, name):
        pytest.fail(f"used {name}")

    def __call__(self, name):
        pytest.fail(f"read {name}")


@each
def test_nothing_is_read_before_it_is_needed(exercise, monkeypatch):
    for value in vars(exercise.module).values():
        if hasattr(value, "cache_clear"):
            value.cache_clear()
    for reader in ("load", "capstone"):
        if hasattr(exercise.module, reader):
            monkeypatch.setattr(exercise.module, reader, Untouched())
    assert "not attempted" in str(checks.check(exercise.number)).lower()
