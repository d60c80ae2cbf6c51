"""ops2pm.checks: the engine, what the reader gets shown, the workbook, and the hook into IPython."""

import math
import re
import types
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pandas as pd
import pytest

from ops2pm import checks
from ops2pm.checks import Check, Interval, Number, OneOf, Option, Rows, UnknownCheck, Wrong, grade
from ops2pm.data import DataError
from ops2pm.workbook import open_workbook


@pytest.fixture(autouse=True)
def fresh(monkeypatch, tmp_path):
    """An empty workbook, and no hint given yet."""
    monkeypatch.setenv("OPS2PM_HOME", str(tmp_path / "work"))
    monkeypatch.setattr(checks, "_hints_given", {})
    monkeypatch.setattr(checks, "_keeping", True)


SHARE = Check(
    id="04.1",
    title="a share",
    variable="answer_1",
    judge=Number(
        lambda: 0.25,
        tolerance=0.005,
        because="asked to two decimals",
        right=lambda: "a quarter, `1 / 4`.",
        wrong=(Wrong(lambda: 0.4, lambda: "that is the mean."), Wrong(lambda: 0.75, "that is the rest.")),
        share=True,
    ),
    hints=("first", lambda: "second"),
    explanation=lambda: "One in four.",
    code="answer_1 = 1 / 4",
)
RANGE = Check(
    id="04.2",
    title="an interval",
    variable="answer_2",
    judge=Interval(
        lambda: (0.1, 0.3),
        tolerance=0.01,
        because="drawn at random",
        right="they differ.",
        wrong=(Wrong(lambda: (0.15, 0.25), "that resamples flights."),),
        share=True,
    ),
    hints=(),
    explanation="",
)
CHOICE = Check(
    id="04.3",
    title="a choice",
    judge=OneOf((Option("a", "A", "it is."), Option("b", lambda: "B", lambda: "it isn't.")), right="a"),
    hints=("look",),
    explanation="A.",
    question="Which?",
)
FRAME = pd.DataFrame({"order_id": [11, 12, 13, 14], "web": [True, True, False, False]})
GROUP = Check(
    id="04.4",
    title="rows",
    variable="answer_4",
    judge=Rows(
        lambda: FRAME,
        key="order_id",
        verdict=lambda mask: None if mask.tolist() == [True, False, False, False] else f"{mask.sum()} of 4.",
        right=lambda mask: f"{mask.sum()} row.",
        wrong=(Wrong(lambda: FRAME["web"].to_numpy(), "only the channel."),),
    ),
    hints=(),
    explanation="",
)
TYPED = Check(
    id="04.5",
    title="a typed number",
    judge=Number(lambda: 4.8, tolerance=0.06, because="one decimal", right="yes."),
    hints=(),
    explanation="",
    question="How many times?",
    unit="times",
)
ALL = (SHARE, RANGE, CHOICE, GROUP, TYPED)


@pytest.fixture
def course_of(monkeypatch):
    """Puts these checks in the place of exercise 04."""
    monkeypatch.setattr(checks, "import_module", lambda name: types.SimpleNamespace(CHECKS=ALL))


class Hostile:
    """Everything anybody might ask it raises, or is markup."""

    def __repr__(self):
        raise RuntimeError("repr")

    __str__ = __bool__ = __float__ = __len__ = __iter__ = __hash__ = __repr__

    def __eq__(self, other):
        raise RuntimeError("eq")

    def __getattr__(self, name):
        raise RuntimeError(name)

    @property
    def __class__(self):
        raise RuntimeError("class")


Markup = type("<script>alert(1)</script>", (), {"__repr__": lambda self: "<script>alert(1)</script>"})
# A value of every kind that is nobody's answer.
JUNK = {
    "None": None,
    "NaN": math.nan,
    "infinite": math.inf,
    "minus infinite": -math.inf,
    "too large": 10**400,
    "a text": "0.25",
    "an empty text": "",
    "True": True,
    "numpy True": np.True_,
    "missing": pd.NA,
    "no time": pd.NaT,
    "decimal NaN": Decimal("NaN"),
    "complex": 0.25 + 0j,
    "an object": object(),
    "hostile": Hostile(),
    "markup": Markup(),
    "a frame": pd.DataFrame({"x": [0.25]}),
    "a column": pd.Series([0.25]),
    "an array": np.array([0.25]),
    "a 0-d array": np.array(0.25),
    "a list": [0.25],
    "an empty list": [],
    "a dict": {"x": 0.25},
    "a set": {0.1, 0.3},
    "a type": float,
    "a module": math,
    "a generator": (x for x in ()),
    "a function of one argument": lambda x: x,
    "three": [1, 2, 3],
    "NaN pair": (math.nan, 1.0),
    "texts": ["low", "high"],
    "nested": [[1], [2, 3]],
    "hostile list": [Hostile(), Hostile()],
}


@pytest.mark.parametrize("check", ALL, ids=lambda check: check.title)
@pytest.mark.parametrize("junk", JUNK)
def test_junk_gets_a_sentence_and_never_an_exception(check, junk):
    result = grade(check, JUNK[junk])
    assert result.status == "not yet"
    assert result.message.endswith(".") and result.message[0].isprintable() and len(result.message) < 200
    assert "Traceback" not in result.message


@pytest.mark.parametrize(
    ("junk", "said"),
    [
        ("None", "`answer_1` is None, so no value was put in it"),
        ("NaN", "`answer_1` is NaN, which means missing"),
        ("decimal NaN", "`answer_1` is NaN"),
        ("missing", "`answer_1` is NaN"),
        ("infinite", "`answer_1` is infinite"),
        ("too large", "`answer_1` is infinite"),
        ("a text", "`answer_1` is a text: give the number itself"),
        ("True", "`answer_1` is True or False"),
        ("numpy True", "`answer_1` is True or False"),
        ("a frame", "`answer_1` is a table (a DataFrame)"),
        ("a column", "`answer_1` is a column of values (a Series)"),
        ("an array", "`answer_1` is an array"),
        ("a list", "`answer_1` is a list of values"),
        ("a dict", "`answer_1` is a dict"),
        ("a type", "of the type type"),
        ("markup", "of the type <script>"),
        ("hostile", "of the type Hostile"),
        ("a function of one argument", "still wants something in its brackets"),
    ],
)
def test_a_wrong_type_is_named(junk, said):
    assert said in grade(SHARE, JUNK[junk]).message


@pytest.mark.parametrize("blank", [(), (...,)], ids=["missing", "..."])
@pytest.mark.parametrize("check", ALL, ids=lambda check: check.title)
def test_a_blank_is_not_attempted(check, blank):
    assert grade(check, *blank).status == "not attempted"


# --- numbers


@pytest.mark.parametrize("answer", [0.25, 0.2549, np.float32(0.25), np.float64(0.246), Decimal("0.25"), Fraction(1, 4)])
def test_a_number_is_right_within_its_tolerance(answer):
    assert grade(SHARE, answer) == checks.Result("right", "a quarter, `1 / 4`.")


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (0.2551, "`answer_1` is 0.2551, which is too high."),
        (0.21, "`answer_1` is 0.21, which is too low."),
        (0.402, "that is the mean."),
        (0.75, "that is the rest."),
        (25, "right as a percentage"),
        (25.4, "right as a percentage"),
        (40, "Read as a percentage: that is the mean."),
        (60, "`answer_1` is 60, and a share lies between 0 and 1"),
        (-0.25, "a share lies between 0 and 1"),
        (123456, "`answer_1` is 123,456"),
    ],
)
def test_a_wrong_number_is_told_what_is_wrong(answer, said):
    result = grade(SHARE, answer)
    assert result.status == "not yet"
    assert said in result.message


def number(value, tolerance, *wrong, share=False):
    """A number to be judged, with these known wrong values."""
    mistakes = tuple(Wrong(lambda each=each: each, f"that is {each}.") for each in wrong)
    return Number(lambda: value, tolerance, because="", right="yes.", wrong=mistakes, share=share)


@pytest.mark.parametrize(
    ("value", "tolerance", "answer", "wanted"),
    [
        (0.6833, 0.006, 0.7, "two decimals"),
        (78.836, 0.1, 79, "one decimal"),
        (0.3417, 0.006, 0.3, "two decimals"),
        (34.735, 0.09, 35.0, "one decimal"),
        (0.6768, 0.0006, 0.68, "three decimals"),
        (0.6768, 0.0006, 0.7, "three decimals"),
        (-8.35, 0.06, -8, "one decimal"),
        (2.5, 0.06, 2, "one decimal"),
        (2.5, 0.06, 3, "one decimal"),
    ],
)
def test_a_right_number_rounded_too_far_is_told_so(value, tolerance, answer, wanted):
    judge = number(value, tolerance)
    assert judge.judge(answer, "It").message == f"It is right, but rounded too far: give {wanted}."
    assert judge.judge(round(value, judge.decimals), "It").status == "right"
    as_percentage = number(value, tolerance, share=True).judge(100 * answer, "It").message
    assert as_percentage == f"Read as a percentage: It is right, but rounded too far: give {wanted}."


@pytest.mark.parametrize(
    ("value", "tolerance", "answer"),
    [
        (0.6833, 0.006, 1),  # not a digit of it is left
        (0.0437, 0.0006, 0.0),
        (0.6833, 0.006, 0.6),  # cut off, not rounded
        (78.836, 0.1, 80),
        (84.85, 0.55, 80),
        (0.6833, 0.006, 0.71),
    ],
)
def test_another_number_is_only_too_low_or_too_high(value, tolerance, answer):
    assert number(value, tolerance).judge(answer, "It").message.endswith(("too low.", "too high."))


def test_a_named_mistake_is_said_before_that_a_number_is_rounded_too_far():
    exact = number(11.75, 0.1, 12.0)
    assert exact.judge(12, "It").message == "that is 12.0."
    near = number(0.0748, 0.0006, 0.0697)
    assert near.judge(0.0697, "It").message == "that is 0.0697."
    both = "that is 0.0697. Or it is right, but rounded too far: then give three decimals."
    assert near.judge(0.07, "It").message == both


def test_a_number_that_is_no_share_knows_no_percentage():
    assert "too high" in grade(TYPED, 480).message


# --- intervals


@pytest.mark.parametrize("answer", [(0.1, 0.3), [0.109, 0.291], np.array([0.1, 0.3]), pd.Series([0.1, 0.3])])
def test_two_numbers_are_right_in_any_wrapping(answer):
    assert grade(RANGE, answer).status == "right"


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ((0.15, 0.25), "that resamples flights."),
        ((0.3, 0.1), "the wrong way round"),
        ((-0.3, -0.1), "the sign turned round"),
        ((10, 30), "right in percentage points"),
        ((0.19, 0.21), "too narrow"),
        ((0.0, 0.6), "too wide"),
        ((0.4, 0.6), "leaves out the difference itself"),
        ((0.25, 0.25), "the lower end comes first"),
        ((0.1, 0.2, 0.3), "has 3 values"),
        (0.2, "a single number: the question asks for two numbers"),
        ((math.nan, 0.3), "The first of `answer_2` is NaN"),
        ((0.1, "0.3"), "The second of `answer_2` is a text"),
    ],
)
def test_a_wrong_interval_is_told_what_is_wrong(answer, said):
    result = grade(RANGE, answer)
    assert result.status == "not yet"
    assert said in result.message


# --- choices and rows


def test_every_option_explains_itself():
    assert grade(CHOICE, "a") == checks.Result("right", "it is.")
    assert grade(CHOICE, "b") == checks.Result("not yet", "it isn't.")
    assert "choose one of the 2" in grade(CHOICE, "c").message
    assert CHOICE.choices == (("a", "A"), ("b", "B"))
    assert SHARE.choices == ()


@pytest.mark.parametrize(
    "answer",
    [
        pd.Series([True, False, False, False]),
        np.array([True, False, False, False]),
        [True, False, False, False],
        pd.Series([False, False, False, True], index=[3, 2, 1, 0]),
        pd.Series([True, False, False, False], dtype="boolean"),
        FRAME[FRAME["order_id"] == 11],
    ],
    ids=["series", "array", "list", "sorted series", "nullable", "frame"],
)
def test_rows_are_right_as_a_condition_or_as_a_table(answer):
    assert grade(GROUP, answer) == checks.Result("right", "1 row.")


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (FRAME["web"], "only the channel."),
        (~FRAME["web"], "2 of 4."),
        ([False] * 4, "False for all 4 rows"),
        ([True] * 4, "True for all 4 rows"),
        ([True] * 3, "has 3 values and the table has 4 rows"),
        ([1, 0, 0, 0], "values other than True and False"),
        (pd.Series([True, None, False, False]), "missing (NaN) for 1 rows"),
        (FRAME[["web"]], "without the column `order_id`"),
        (pd.DataFrame({"order_id": [99]}), "none of the rows"),
        (0.5, "a single number"),
    ],
)
def test_wrong_rows_are_told_what_is_wrong(answer, said):
    result = grade(GROUP, answer)
    assert result.status == "not yet"
    assert said in result.message


# --- functions


def test_a_function_is_called_and_what_it_returns_is_graded():
    assert grade(SHARE, lambda: 0.25).status == "right"
    assert grade(SHARE, lambda: None).status == "not yet"
    assert grade(SHARE, pd.Series([0.25]).mean).status == "right"
    assert grade(SHARE, lambda: lambda: 0.25).status == "not yet"


def test_a_function_that_raises_is_told_so():
    def answer():
        raise KeyError("carier")

    result = grade(SHARE, answer)
    assert result.status == "raised"
    assert result.sentence == "Your code raised KeyError: 'carier'. It happened when `answer_1` was called."


def test_an_error_that_cannot_be_said_is_named():
    class Mute(Exception):
        def __str__(self):
            raise RuntimeError

    def answer():
        raise Mute

    assert grade(SHARE, answer).message.startswith("Mute. It happened")
    assert "x" * 160 + "…" in checks._error_words(ValueError("x" * 5000))


# --- what is shown


def test_the_status_is_said_in_words_in_both_formats(course_of):
    for answer, word in ((0.25, "Right"), (0.4, "Not yet"), (..., "Not attempted")):
        bundle = checks.check("04.1", answer)._repr_mimebundle_()
        assert bundle["text/plain"].startswith(f"04.1 {word}: ")
        assert f'<strong class="o2p-status">{word}</strong>' in bundle["text/html"]
        assert 'class="o2p-text o2p-check mathjax_ignore"' in bundle["text/html"]


def test_code_is_marked_and_everything_else_escaped(course_of):
    html = checks.check("04.1", 0.25)._repr_mimebundle_()["text/html"]
    assert "<code>1 / 4</code>" in html
    html = checks.check("04.1", Markup())._repr_mimebundle_()["text/html"]
    assert "&lt;script&gt;" in html and "<script" not in html

    def answer():
        raise ValueError("<img src=x onerror=alert(1)>")

    assert "<img" not in checks.check("04.1", answer)._repr_mimebundle_()["text/html"]
    assert "<b>" not in checks.check("04.<b>")._repr_mimebundle_()["text/html"]


def test_outside_a_notebook_the_answer_is_asked_for(course_of):
    report = checks.check("04.1")
    assert report.status == "not attempted"
    assert 'check("04.1", answer=...)' in str(report)


@pytest.mark.parametrize(
    ("check_id", "said"),
    [
        ("04.11", "There is no check “04.11”. Did you mean “04.1”?"),
        ("04,2", "Did you mean “04.2”?"),
        ("4.2", "Did you mean “04.2”?"),
        ("", "There is no check “”. Did you mean “04."),
        ("x" * 500, "There is no check “xxx"),
        (4.2, "A check is named by a text, such as “04.2”, in quotes."),
        (None, "A check is named by a text"),
        ("00.1", "Lesson 00 has no exercise."),
        ("99.1", "There is no check “99.1”."),
    ],
)
@pytest.mark.parametrize("call", [checks.check, checks.hint, checks.solution])
def test_an_unknown_item_gets_a_sentence(course_of, call, check_id, said):
    report = call(check_id)
    assert said in str(report)
    assert report.status is None
    assert len(str(report)) < 200


def test_an_overview_of_no_exercise_gets_a_sentence():
    assert "Lesson 00 has no exercise." in str(checks.check("00"))
    assert "There is no lesson '99'" in str(checks.check("99"))


def test_find_raises_what_the_others_say(course_of):
    assert checks.find(" 04.1 ") is SHARE
    with pytest.raises(UnknownCheck, match="Did you mean"):
        checks.find("04.99")


def test_hints_come_one_by_one_and_end(course_of):
    assert str(checks.hint("04.1")) == "04.1 Hint 1 of 2.\nfirst"
    assert str(checks.hint("04.3")) == "04.3 Hint 1 of 1.\nlook"
    assert str(checks.hint("04.1")) == "04.1 Hint 2 of 2.\nsecond"
    for _ in range(2):
        assert "There are no more hints" in str(checks.hint("04.1"))
    assert "There are no more hints" in str(checks.hint("04.2"))
    again = str(checks.hint("04.1"))
    assert again.endswith("1. first\n2. second"), "a hint that was given can be read again"
    assert 'solution("04.1")' in again and 'solution("' not in "".join(str(checks.hint("04.3")) for _ in range(3))


def test_the_solution_of_a_choice_names_the_right_option(course_of):
    right = dict(CHOICE.choices)[CHOICE.judge.right]
    assert f"“{right}”" in str(checks.solution("04.3"))


@pytest.mark.parametrize(
    "answer", [pd.Timedelta(days=6), np.timedelta64(6, "D"), pd.Timedelta(days=6).to_pytimedelta()]
)
def test_a_length_of_time_is_told_how_to_become_a_number(answer):
    assert "divide it by `pd.Timedelta(days=1)`" in grade(SHARE, answer).message


@pytest.mark.parametrize("ends", [(0.12, 0.31), (0.1, 0.3)])
def test_an_interval_rounded_to_two_decimals_is_told_so(ends):
    fine = replace(RANGE.judge, value=lambda: (0.1224, 0.3076), tolerance=0.0006)
    message = fine.judge(ends, "It").message
    assert ("right to two decimals: give three" in message) == (ends == (0.12, 0.31))


def test_conditions_without_brackets_are_recognised_in_the_words_of_this_pandas():
    orders = pd.DataFrame({"a": pd.to_datetime(["2001-01-01"]), "b": pd.to_datetime(["2001-01-02"]), "c": [True]})
    with pytest.raises(TypeError) as caught:
        _ = orders.a <= orders.b & ~orders.c
    assert checks.BRACKETS in checks._error_words(caught.value)


def test_nbgrader_takes_points_for_what_is_not_right(course_of, monkeypatch):
    """It gives them for every cell that doesn't raise, and an untouched copy would have all."""
    monkeypatch.setenv("NBGRADER_EXECUTION", "autograde")
    for blank_or_wrong in (..., 0.4, "many"):
        with pytest.raises(AssertionError, match=r"^04\.1"):
            checks.check("04.1", blank_or_wrong)
    assert checks.check("04.1", 0.25).status == "right"
    assert kept("04.1") is None, "a teacher's machine keeps no results of others"
    monkeypatch.setenv("NBGRADER_EXECUTION", "validate")
    assert checks.check("04.1", 0.4).status == "not yet"


def test_the_solution_gives_reason_and_code(course_of):
    bundle = checks.solution("04.1")._repr_mimebundle_()
    assert bundle["text/plain"] == "04.1 Solution.\nOne in four.\n\nanswer_1 = 1 / 4"
    assert "<pre><code>answer_1 = 1 / 4</code></pre>" in bundle["text/html"]


@pytest.mark.parametrize(
    ("value", "tolerance", "unit", "shown"),
    [
        (25.0, 0.4, "%", "25%."),
        (78.836, 0.1, "%", "78.8%."),
        (4.9716, 0.06, "dollars", "5.0 dollars."),
        (34848.0, 600, "nights", "34,848 nights."),
        (-7.25, 0.06, "", "−7.2."),
    ],
)
def test_the_solution_of_a_typed_number_gives_it_as_it_is_asked_for(
    course_of, monkeypatch, value, tolerance, unit, shown
):
    typed = replace(TYPED, judge=number(value, tolerance), unit=unit, explanation="Why.")
    monkeypatch.setattr(checks, "import_module", lambda name: types.SimpleNamespace(CHECKS=(typed,)))
    assert str(checks.solution("04.5")) == f"04.5 Solution.\n{shown}\nWhy."
    assert checks.answer("04.5", shown.rstrip(".")).status == "right", "what is shown can be typed"


def test_a_solution_notebook_shows_the_answer_under_the_question(panels):
    question = panels.ask("04.5")
    for asked in (question.html, question.description(), str(question.still())):
        assert "Solution" not in asked and "4.8" not in asked
    checks.keep_results(False)
    solved = panels.ask("04.5")
    assert solved.description().splitlines()[-2:] == ["04.5 Solution.", "4.8 times."]
    for shown in (solved.html, solved.still()["text/html"]):
        assert "<strong>04.5 Solution.</strong> 4.8 times.</p>" in shown
    assert "“A”" in panels.ask("04.3").description()


def test_neither_hint_nor_solution_is_kept_as_a_result(course_of):
    checks.hint("04.1")
    checks.solution("04.1")
    assert open_workbook().section("exercises") == {}


def test_data_that_cannot_be_read_is_a_sentence(course_of, monkeypatch):
    def no_data():
        raise DataError("flights.csv.gz is missing.")

    broken = Check(
        id="04.1",
        title="",
        variable="answer_1",
        judge=Number(no_data, 0.1, "", ""),
        hints=(no_data,),
        explanation=no_data,
        code="answer_1 = 1",
    )
    monkeypatch.setattr(checks, "import_module", lambda name: types.SimpleNamespace(CHECKS=(broken,)))
    assert str(checks.check("04.1", 0.2)) == "04.1\nNot checked: flights.csv.gz is missing."
    assert "flights.csv.gz is missing." in str(checks.hint("04.1"))
    assert "flights.csv.gz is missing." in str(checks.solution("04.1"))
    assert "flights.csv.gz is missing." in str(checks.answer("04.1", "0.2"))


# --- the workbook


def kept(check_id):
    entry = open_workbook().get("exercises", check_id)
    return entry and entry.value


def test_results_are_kept(course_of):
    checks.check("04.1", 0.4)
    assert kept("04.1") == {"status": "not yet", "answer": 0.4}
    checks.check("04.1", 0.25)
    assert kept("04.1") == {"status": "right", "answer": 0.25}
    assert open_workbook().has("exercises/04.1")
    checks.check("04.2", np.array([0.1, 0.3]))
    assert kept("04.2") == {"status": "right", "answer": "0.1 to 0.3"}
    checks.check("04.4", FRAME["web"])
    assert kept("04.4")["answer"] == "a column of values (a Series)"


def test_of_wrong_answers_the_latest_is_kept(course_of):
    for answer in (0.4, 0.5, 0.6):
        checks.check("04.1", answer)
        assert kept("04.1") == {"status": "not yet", "answer": answer}
    checks.check("04.1", 0.25)
    checks.check("04.1", 0.7)
    assert kept("04.1") == {"status": "right", "answer": 0.25}


def test_where_nothing_is_to_be_kept_nothing_is(course_of):
    checks.check("04.1", 0.4)
    checks.keep_results(False)
    assert checks.check("04.1", 0.25).status == "right"
    assert checks.answer("04.3", "a").status == "right"
    assert kept("04.1") == {"status": "not yet", "answer": 0.4} and kept("04.3") is None
    assert "Nothing you run here counts as yours." in str(checks.check("04"))
    checks.keep_results(True)
    checks.check("04.1", 0.25)
    assert kept("04.1") == {"status": "right", "answer": 0.25}
    assert "counts as yours" not in str(checks.check("04"))


def test_a_blank_is_no_result(course_of):
    checks.check("04.1", ...)
    assert kept("04.1") is None


def test_what_was_right_stays_right(course_of):
    checks.check("04.1", 0.25)
    for answer in (0.4, ..., None, Hostile()):
        checks.check("04.1", answer)
        assert kept("04.1") == {"status": "right", "answer": 0.25}


@pytest.mark.parametrize("junk", JUNK)
def test_whatever_the_answer_is_it_can_be_kept(course_of, junk):
    for check in ALL:
        assert "could not be kept" not in str(checks.check(check.id, JUNK[junk]))
        assert kept(check.id)["status"] == "not yet"
        assert len(str(kept(check.id)["answer"])) <= 80


def test_a_workbook_that_fails_is_said_beside_the_result(course_of, monkeypatch):
    monkeypatch.setenv("OPS2PM_HOME", "not/a/full/path")
    report = checks.check("04.1", 0.25)
    assert report.status == "right"
    assert "04.1 Right: a quarter" in str(report)
    assert "The result could not be kept. OPS2PM_HOME is set to" in str(report)
    assert "could not be looked up. OPS2PM_HOME" in str(checks.check("04.3"))
    assert str(checks.check("04")).count("could not be looked up") == 1


# --- questions without code


def test_a_panels_answer_is_graded_kept_and_found_again(course_of):
    assert checks.check("04.3").status == "not attempted"
    assert checks.answer("04.3", "b").status == "not yet"
    assert checks.check("04.3").message == "it isn't."
    assert checks.answer("04.3", "a").status == "right"
    assert checks.check("04.3").message == "it is."
    assert kept("04.3") == {"status": "right", "answer": "a"}


def test_an_empty_panel_is_not_attempted(course_of):
    for given in (None, "", "  "):
        assert checks.answer("04.5", given).status == "not attempted"
    assert kept("04.5") is None


@pytest.mark.parametrize(
    "given", ["4.8", "4,8", " 4.80 ", "4.8 times", "about 4.8", "+4.8", "４.８", "4.8 as often", "$4.8"]
)
def test_a_number_may_be_typed_as_people_do(course_of, given):
    assert checks.answer("04.5", given).status == "right"
    assert checks.check("04.5").status == "right"


@pytest.mark.parametrize(
    "given", ["nan", "inf", "four", "4.8.1", "<script>", "1e3", "4 8", "-", "9" * 5000, "2/3", "35k"]
)
def test_what_is_no_number_is_said(course_of, given):
    report = checks.answer("04.5", given)
    assert report.status == "not yet"
    assert len(report.message) < 200
    assert "<script" not in report._repr_mimebundle_()["text/html"]


@pytest.mark.parametrize("value", ["nonsense", 7, None, [], {"status": "right"}, {"answer": None}, {"answer": [1]}])
def test_a_strange_entry_in_the_workbook_does_no_harm(course_of, value):
    open_workbook().record("exercises", "04.3", value)
    assert checks.check("04.3").status in ("not attempted", "not yet")


# --- the overview


def test_the_overview_counts_each_track(course_of):
    checks.answer("04.3", "a")
    report = checks.check("04")
    assert "Track A, without code: 1 of 2 right. Track B, with pandas: 0 of 3 right." in str(report)
    assert str(report).count("Not attempted") == 4
    html = report._repr_mimebundle_()["text/html"]
    assert html.count('<th scope="row"') == 5
    assert 'check("04.' not in str(report)


def test_after_a_restart_the_overview_knows_what_was_right(course_of):
    checks.check("04.1", 0.25)
    checks.check("04.2", (0.4, 0.6))
    report = str(checks.check("04"))  # outside a notebook there is no variable, as after a restart
    assert re.search("^04.1  a share +Right, earlier$", report, re.MULTILINE)
    assert re.search("^04.2  an interval +Not attempted$", report, re.MULTILINE)
    assert "Track B, with pandas: 1 of 3 right." in report
    single = checks.check("04.1")
    assert single.status == "not attempted" and "You had this right earlier, and that stays." in str(single)
    assert "right earlier" not in str(checks.check("04.2"))


@pytest.fixture
def panels(course_of, fresh_workbook, monkeypatch):
    """Panels and checks that share a workbook."""
    monkeypatch.setenv("OPS2PM_HOME", str(fresh_workbook.home))
    import ops2pm

    return ops2pm


def test_the_results_panel_renews_itself(panels):
    panel = panels.results("04")
    sent = []
    panel.send = lambda content, **_: sent.append(content)
    assert "0 of 2 right" in panel.html and panel.html.count("Not attempted") == 5
    asked = panels.ask("04.3")
    asked.do("change", "answer", "a")
    assert sent == []
    asked.do("click", "check")
    assert "1 of 2 right" in panel.shown("table", "html") and len(sent) == 1
    checks.check("04.1", 0.25)
    assert "Right, earlier" in panel.shown("table", "html") and len(sent) == 2
    assert not panel.errors


def test_the_results_panel_looks_again_when_told(panels, fresh_workbook):
    panel = panels.results("04")
    fresh_workbook.record("exercises", "04.2", {"status": "right", "answer": "elsewhere"})
    panel.do("click", "look")
    assert "Right, earlier" in panel.shown("table", "html")


def test_the_results_panel_without_a_kernel_promises_nothing(panels):
    panel = panels.results("04")
    assert panel.description().splitlines()[1:3] == ["  04.1  a share", "  04.2  an interval"]
    assert "right" not in panel.description()
    assert panel.still() == {"text/html": "<p>Run this notebook, and your results appear here.</p>"}


def test_results_of_no_exercise_are_refused():
    from ops2pm import results

    with pytest.raises(UnknownCheck, match="Lesson 00 has no exercise"):
        results("00")


# --- the hook into IPython


@pytest.fixture
def shell(monkeypatch, tmp_path, course_of):
    """A real IPython shell, with the checks watching it."""
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path / "ipython"))
    from IPython.core.interactiveshell import InteractiveShell
    from traitlets.config import Config

    module = types.ModuleType("reader")
    made = InteractiveShell.instance(
        config=Config({"HistoryManager": {"enabled": False}}), user_module=module, user_ns=module.__dict__
    )
    monkeypatch.setattr(checks, "_watch", checks._Watch())
    checks._watch.start()
    made.showtraceback = lambda *args, **kwargs: None
    yield made
    InteractiveShell.clear_instance()


def run(shell, code):
    return shell.run_cell(code, store_history=False)


def test_in_a_notebook_the_variable_is_found(shell):
    assert checks.check("04.1").message == "`answer_1` has no value yet."
    run(shell, "answer_1 = ...")
    assert checks.check("04.1").status == "not attempted"
    run(shell, "answer_1 = 0.25")
    assert checks.check("04.1").status == "right"


def test_code_that_raised_is_told_apart_from_a_blank(shell):
    run(shell, "answer_1 = ...\nshare = 1 / 0\nanswer_1 = share")
    report = checks.check("04.1")
    assert report.status == "raised"
    assert str(report).startswith("04.1 Your code raised ZeroDivisionError: ")
    assert "It stopped the cell that sets `answer_1`: mend it and run it again." in str(report)
    assert "`answer_2` has no value yet." in str(checks.check("04.2"))
    assert kept("04.1") == {"status": "raised", "answer": None}
    assert "Your code raised an error" in str(checks.check("04"))


def test_an_old_value_does_not_hide_that_the_new_code_raised(shell):
    run(shell, "answer_1 = 0.25")
    run(shell, "answer_1 = 1 / 0")
    assert checks.check("04.1").status == "raised"
    run(shell, "answer_1 = 0.25")
    assert checks.check("04.1").status == "right"


def test_an_answer_mended_in_the_cell_of_its_check_is_seen_at_once(shell):
    shell.user_ns["check"] = checks.check
    run(shell, "answer_1 = undefined")
    run(shell, "if True:\n    answer_1 = 0.25\nfound = check('04.1')")
    assert shell.user_ns["found"].status == "right"
    run(shell, "answer_1 = undefined")
    run(shell, "found = check('04.1')\nanswer_1 = 0.25")
    assert shell.user_ns["found"].status == "raised", "it is set only after the check"
    assert checks.check("04.1").status == "right"


@pytest.mark.parametrize(
    "code",
    [
        "(web == 'x') and (web != 'y')",
        "not web",
        "kind == 'web' & number > 1",
        "number > 1 & kind == 'web'",
        "kind == 'web' | kind == 'app'",
        "number > 1 & web & 'web'",
        "bool(web.to_numpy())",
    ],
)
def test_conditions_joined_wrongly_get_advice(shell, code):
    shell.user_ns |= {
        "web": FRAME["web"],
        "kind": pd.Series(["web", "app"], dtype="category"),
        "number": pd.Series([1, 2], dtype="int8"),
    }
    run(shell, f"answer_1 = {code}")
    assert "Use & and |, not and/or, and put each condition in its own brackets." in checks.check("04.1").message


def test_other_errors_get_no_such_advice(shell):
    for code in ("1 / 0", "'a' + 1", "undefined", "[1, 2] - 1"):
        run(shell, f"answer_1 = {code}")
        assert "Use & and |" not in checks.check("04.1").message


def test_a_value_set_before_the_failing_line_counts(shell):
    run(shell, "answer_1 = 0.25\nprint(undefined)")
    assert checks.check("04.1").status == "right"


@pytest.mark.parametrize(
    ("code", "error"),
    [
        ("answer_1 = (", "SyntaxError"),
        ("answer_1 = ...\nanswer_1 = flights.mean(", "SyntaxError"),
        ("for answer_1 in [1 / 0]:\n    pass", "ZeroDivisionError"),
        ("if True:\n    answer_1 = undefined", "NameError"),
        ("answer_1, other = undefined, 1", "NameError"),
        ("def share():\n    return 1 / 0\nanswer_1 = share()", "ZeroDivisionError"),
        ("import math\n%time answer_1 = math.sqrt(-1)", "ValueError"),
        ("raise KeyboardInterrupt\nanswer_1 = 1", "KeyboardInterrupt: it was stopped"),
    ],
)
def test_every_way_to_fail_is_seen(shell, code, error):
    run(shell, code)
    report = checks.check("04.1")
    if code.startswith("import math"):  # a magic holds its code as a text; what it sets can't be seen
        assert report.status == "not attempted"
    else:
        assert report.status == "raised"
        assert error in report.message


@pytest.mark.parametrize("code", ["[answer_1 for answer_1 in [1 / 0]]", "(lambda: (answer_1 := 1))() / 0", "1 / 0"])
def test_a_failure_that_has_nothing_to_do_with_it_is_not_blamed(shell, code):
    run(shell, code)
    assert checks.check("04.1").status == "not attempted"


def test_the_hook_is_set_once_and_survives_anything(shell):
    for _ in range(3):
        checks.check("04.1")
    callbacks = shell.events.callbacks["post_run_cell"]
    assert sum(getattr(each, "__self__", None) is checks._watch for each in callbacks) == 1
    checks._watch.after_cell(None)
    checks._watch.after_cell(Hostile())
    run(shell, "answer_1 = 0.25")
    assert checks.check("04.1").status == "right"
