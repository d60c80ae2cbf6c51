"""Checks for exercises: `check("04.2")`, `hint("04.2")`, `solution("04.2")`.

A check looks at the reader's variable and answers in words: not attempted, your code raised, not yet (naming
the mistake where the value is one that a known mistake gives), or right, with what the answer means. Nothing
is typed here that could be computed: the expected values, the known wrong ones and the numbers in messages
come from the data, when they are needed.

`grade` is the engine and knows nothing of notebooks. `check` finds the answer, in the notebook's variables or
(for questions without code) in the workbook, keeps the result there and shows it. A hook in IPython remembers
which variables a failed cell should have set, so that an error is not taken for an answer left out.

The checks of a lesson stand in `ops2pm.exercises.exNN`. This module imports no widget.
"""

from __future__ import annotations

import ast
import difflib
import inspect
import math
import os
import re
import sys
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal
from importlib import import_module
from numbers import Real
from typing import Any, Literal, Protocol

import numpy as np
import pandas as pd
from markupsafe import Markup, escape

from ops2pm import course
from ops2pm.data import DataError
from ops2pm.numbers import in_print, parse_answer
from ops2pm.workbook import WorkbookError, open_workbook

__all__ = [
    "Check",
    "Interval",
    "Number",
    "OneOf",
    "Option",
    "Report",
    "Result",
    "Rows",
    "UnknownCheck",
    "Wrong",
    "answer",
    "check",
    "checks_of",
    "find",
    "grade",
    "hint",
    "keep_results",
    "overview",
    "remember",
    "solution",
]

SECTION = "exercises"
"""The workbook's section for results."""

Status = Literal["not attempted", "raised", "not yet", "right"]
Text = str | Callable[[], str]
"""A message, or a function that computes it when it is needed."""

WORDS: dict[Status, str] = {
    "not attempted": "Not attempted",
    "raised": "Your code raised",
    "not yet": "Not yet",
    "right": "Right",
}

TRACKS = {False: "Track A, without code", True: "Track B, with pandas"}
"""How a track is called, by whether its items have a variable."""

MISSING: Any = type("Missing", (), {"__repr__": lambda self: "MISSING"})()
"""Stands for an answer that isn't there."""


def say(text: Text) -> str:
    """The message itself."""
    return text() if callable(text) else text


@dataclass(frozen=True)
class Result:
    """What a check found, and the sentence that says it. `message` may mark `code` by backticks."""

    status: Status
    message: str

    @property
    def sentence(self) -> str:
        """Status and message as the reader gets them."""
        return f"{WORDS[self.status]}{' ' if self.status == 'raised' else ': '}{self.message}"


class UnknownCheck(LookupError):
    """There is no such check; the message is one or two sentences for the reader."""


# --- What an answer is held against -----------------------------------------------------------------------


class Judge(Protocol):
    """Compares an answer that is there. `name` is how messages call it: "`answer_6`" or "Your answer"."""

    def judge(self, answer: Any, name: str) -> Result:
        """The result; never raises, whatever the answer is."""
        ...


@dataclass(frozen=True)
class Wrong:
    """A value that a known mistake gives, and the sentence that names the mistake."""

    value: Callable[[], Any]
    why: Text


@dataclass(frozen=True)
class Option:
    """One option of a question without code; `why` says what speaks for or against it."""

    value: str
    label: Text
    why: Text


@dataclass(frozen=True)
class OneOf:
    """One option is right; each explains itself."""

    options: tuple[Option, ...]
    right: str

    def judge(self, answer: Any, name: str) -> Result:
        """Compare with the option values."""
        if type(answer) is str:
            for option in self.options:
                if answer == option.value:
                    return Result("right" if answer == self.right else "not yet", say(option.why))
        return Result("not yet", f"{name} is not one of the options: choose one of the {len(self.options)}.")


COUNTS = {2: "two", 3: "three", 4: "four"}


@dataclass(frozen=True)
class Number:
    """A number, right within `tolerance` (in its own unit, more than 0), which follows from the question: `because`.

    share: the number is a share from 0 to 1; a percentage is recognised and said
    """

    value: Callable[[], float]
    tolerance: float
    because: str
    right: Text
    wrong: tuple[Wrong, ...] = ()
    share: bool = False

    def judge(self, answer: Any, name: str) -> Result:
        """Type first, then the right value, known wrong ones, one rounded too far, and which way it is off."""
        number = _number(answer, name)
        if isinstance(number, Result):
            return number
        value = self.value()
        if self._meets(number, value):
            return Result("right", say(self.right))
        if self.share and self._meets(number / 100, value):
            return Result(
                "not yet",
                f"{name} is right as a percentage, and the question asks for a share between 0 and 1: divide it by "
                "100.",
            )
        for scale, prefix in ((1, ""), (100, "Read as a percentage: ")) if self.share else ((1, ""),):
            rounded = self._rounded_too_far(number / scale, value)
            wanted = "one decimal" if self.decimals == 1 else f"{COUNTS.get(self.decimals, self.decimals)} decimals"
            for wrong in self.wrong:
                if self._meets(number / scale, wrong.value()):
                    # The same few digits may be the right value's. Only where they are the mistake's own, it is that.
                    doubtful = rounded and abs(number / scale - wrong.value()) > 1e-9
                    more = f" Or it is right, but rounded too far: then give {wanted}." if doubtful else ""
                    return Result("not yet", prefix + say(wrong.why) + more)
            if rounded:
                return Result("not yet", f"{prefix}{name} is right, but rounded too far: give {wanted}.")
        shown = f"{name} is {_short(number)}"
        if self.share and not 0 <= number <= 1:
            return Result("not yet", f"{shown}, and a share lies between 0 and 1: divide by the whole.")
        return Result("not yet", f"{shown}, which is too {'low' if number < value else 'high'}.")

    @property
    def decimals(self) -> int:
        """The fewest decimals with which the right value, rounded, is always within the tolerance."""
        return max(0, math.ceil(-math.log10(2 * self.tolerance) - 1e-9))

    def _meets(self, number: float, value: float) -> bool:
        return abs(number - value) <= self.tolerance

    def _rounded_too_far(self, number: float, value: float) -> bool:
        """Whether it is the right value with fewer decimals, of which at least one digit of the value is left."""
        return any(
            abs(value) >= 10**-places
            and abs(number - round(number, places)) < 1e-9
            and abs(number - value) <= 0.5 * 10**-places + 1e-9
            for places in range(self.decimals)
        )


@dataclass(frozen=True)
class Interval:
    """Two numbers, low and high, each right within `tolerance` (in their own unit); `because` says why that much.

    share: they are differences of shares, -1 to 1; percentage points are recognised and said
    near: known wrong answers that lie within the tolerance; they are asked for first, each end within `nearness`
    inside: what the interval is about, for an answer that leaves it out
    unusable: what follows the answer's name if an end is NaN or infinite, where one mistake explains it
    found: its number, where that isn't about the middle of the interval
    """

    value: Callable[[], tuple[float, float]]
    tolerance: float
    because: str
    right: Text
    wrong: tuple[Wrong, ...] = ()
    share: bool = False
    near: tuple[Wrong, ...] = ()
    nearness: float = 0.0
    inside: str = "the difference itself"
    unusable: Text = ""
    found: Callable[[], float] | None = None

    def judge(self, answer: Any, name: str) -> Result:
        """Type first, then what only looks right, the right ends, known wrong ones, and too narrow or too wide."""
        ends = _pair(answer, name)
        if isinstance(ends, Result):
            return Result("not yet", f"{name} {say(self.unusable)}") if self.unusable and _infinite(answer) else ends
        value = self.value()
        low, high = ends
        for scale in (1, 100) if self.share else (1,):
            for wrong in self.near:
                if self._meets((low / scale, high / scale), wrong.value(), self.nearness):
                    return Result("not yet", say(wrong.why))
        if self._meets(ends, value):
            return Result("right", say(self.right))
        if self._meets((high, low), value):
            return Result("not yet", f"{name} has the ends the wrong way round: the lower one comes first.")
        if self._meets((-high, -low), value) or self._meets((-low, -high), value):
            return Result("not yet", f"{name} has the sign turned round: subtract the other way.")
        if self.share and self._meets((low / 100, high / 100), value):
            return Result(
                "not yet",
                f"{name} is right in percentage points, and the question asks for shares: divide both ends by 100.",
            )
        if self.share and self._meets(ends, (round(value[0], 2), round(value[1], 2)), 1e-9):
            return Result("not yet", f"{name} is right to two decimals: give three.")
        for wrong in self.wrong:
            if self._meets(ends, wrong.value()):
                return Result("not yet", say(wrong.why))
        shown = f"{name} runs from {_short(low)} to {_short(high)}"
        if low >= high:
            return Result("not yet", f"{shown}: the lower end comes first, and it must lie below the upper one.")
        middle, width = self.found() if self.found else (value[0] + value[1]) / 2, value[1] - value[0]
        if not low < middle < high:
            return Result("not yet", f"{shown}, which leaves out {self.inside}, {_short(middle)} or near it.")
        return Result("not yet", f"{shown}, which is too {'narrow' if high - low < width else 'wide'}.")

    def _meets(self, ends: tuple[float, float], value: tuple[float, float], within: float | None = None) -> bool:
        within = self.tolerance if within is None else within
        return all(abs(end - wanted) <= within for end, wanted in zip(ends, value, strict=True))


@dataclass(frozen=True)
class Rows:
    """Some rows of a table: a condition, True or False for each, or the rows themselves.

    frame: the whole table, in file order; `key` names the column that tells its rows apart, None: its index does
    verdict: takes a boolean array, one entry a row; gives None if those rows will do, else what is wrong with them
    right: takes the same array
    wrong: known wrong selections, as boolean arrays
    """

    frame: Callable[[], pd.DataFrame]
    key: str | None
    verdict: Callable[[np.ndarray], str | None]
    right: Callable[[np.ndarray], str]
    wrong: tuple[Wrong, ...] = ()

    def judge(self, answer: Any, name: str) -> Result:
        """Type first, then whether the rows will do, known wrong selections, and what is wrong in general."""
        frame = self.frame()
        mask = _mask(answer, name, frame, self.key)
        if isinstance(mask, Result):
            return mask
        if not mask.any():
            return Result("not yet", f"{name} is False for all {len(mask):,} rows: nobody is in that group.")
        trouble = None if mask.all() else self.verdict(mask)
        if trouble is None and not mask.all():
            return Result("right", self.right(mask))
        for wrong in self.wrong:
            if np.array_equal(mask, wrong.value()):
                return Result("not yet", say(wrong.why))
        if trouble is None:
            trouble = f"{name} is True for all {len(mask):,} rows: there is nobody to compare with."
        return Result("not yet", trouble)


# --- Reading what the reader gave -------------------------------------------------------------------------


def _short(number: float) -> str:
    return f"{number:,.0f}" if abs(number) >= 10_000 else f"{number:.4g}"


def _kind(answer: object) -> str:
    """What the answer is, in words. Never asks the answer itself, which may lie or raise."""
    known = (
        (bool | np.bool_, "True or False"),
        (str, "a text"),
        (pd.DataFrame, "a table (a DataFrame)"),
        (pd.Series, "a column of values (a Series)"),
        (np.ndarray, "an array"),
        (Mapping, "a dict"),
        (list | tuple | set, "a list of values"),
        (Real | Decimal, "a single number"),
    )
    for types, words in known:
        if _is(answer, types):
            return words
    return f"something of the type {type(answer).__name__[:60]}"


def _is(answer: object, types: Any) -> bool:
    """isinstance, which asks an object for its class and so can be made to raise."""
    try:
        return isinstance(answer, types)
    except Exception:
        return False


def _number(answer: Any, name: str) -> float | Result:
    """A finite float, or what is wrong with the answer."""
    if answer is None:
        return Result("not yet", f"{name} is None, so no value was put in it: a line that only prints gives None.")
    if answer is pd.NA or answer is pd.NaT:
        return Result("not yet", _nan(name))
    kind = _kind(answer)
    if _is(answer, timedelta | np.timedelta64):
        return Result(
            "not yet",
            f"{name} is a length of time: divide it by `pd.Timedelta(days=1)` or `pd.Timedelta(minutes=1)` to have it "
            "in days or minutes.",
        )
    if kind == "a text":
        return Result("not yet", f"{name} is a text: give the number itself, without quotation marks.")
    if kind != "a single number":
        return Result("not yet", f"{name} is {kind}: the question asks for one number.")
    try:
        number = float(answer)
    except OverflowError:
        number = math.inf
    except Exception:
        return Result("not yet", f"{name} can't be read as a number.")
    if math.isnan(number):
        return Result("not yet", _nan(name))
    if math.isinf(number):
        return Result("not yet", f"{name} is infinite: somewhere it was divided by nothing.")
    return number


def _nan(name: str) -> str:
    return f"{name} is NaN, which means missing: somewhere a missing value came in, or 0 was divided by 0."


def _pair(answer: Any, name: str) -> tuple[float, float] | Result:
    """Two finite floats, or what is wrong with the answer."""
    if answer is None:
        return Result("not yet", f"{name} is None, so no value was put in it: a line that only prints gives None.")
    kind = _kind(answer)
    if kind not in ("an array", "a list of values", "a column of values (a Series)") or _is(answer, set):
        return Result("not yet", f"{name} is {kind}: the question asks for two numbers, low and high.")
    try:
        ends = [*answer] if isinstance(answer, list | tuple) else list(np.asarray(answer).ravel())
    except Exception:
        return Result("not yet", f"{name} can't be read as two numbers.")
    if len(ends) != 2:
        return Result("not yet", f"{name} has {len(ends):,} values: the question asks for two numbers, low and high.")
    low, high = (
        _number(end, f"{place} of {name}") for place, end in zip(("the first", "the second"), ends, strict=True)
    )
    if isinstance(low, Result):
        return Result("not yet", _capital(low.message))
    if isinstance(high, Result):
        return Result("not yet", _capital(high.message))
    return low, high


def _infinite(answer: Any) -> bool:
    """Whether an end of a pair is a number, but NaN or infinite."""
    try:
        ends = np.asarray(answer, dtype=float)
        return ends.shape == (2,) and not np.isfinite(ends).all()
    except Exception:
        return False


def _mask(answer: Any, name: str, frame: pd.DataFrame, key: str | None) -> np.ndarray | Result:
    """A boolean array with one entry a row of `frame`, or what is wrong with the answer."""
    if answer is None:
        return Result("not yet", f"{name} is None, so no value was put in it: a line that only prints gives None.")
    kind = _kind(answer)
    asked = "the question asks for a condition, True or False for each row"
    try:
        if isinstance(answer, pd.DataFrame):
            if key is not None and key not in answer.columns:
                return Result("not yet", f"{name} is a table without the column `{key}`: {asked}.")
            if not set(answer.columns) & set(frame.columns):
                return Result("not yet", f"{name} is another table, with none of the columns: {asked}.")
            chosen = frame.index.isin(answer.index) if key is None else frame[key].isin(answer[key]).to_numpy()
            if not chosen.any():
                return Result("not yet", f"{name} is a table with none of the rows in it: {asked}.")
            return chosen
        if key is None and isinstance(answer, pd.Index) and answer.dtype != bool:
            return frame.index.isin(answer)
        if not isinstance(answer, pd.Series | pd.Index | np.ndarray | list):
            return Result("not yet", f"{name} is {kind}: {asked}.")
        if isinstance(answer, pd.Series) and len(answer) == len(frame) and not answer.index.equals(frame.index):
            answer = answer.reindex(frame.index)  # sorted meanwhile, say
        values = np.asarray(answer)
        if values.shape != (len(frame),):
            return Result(
                "not yet",
                f"{name} has {values.size:,} values and the table has {len(frame):,} rows: {asked}.",
            )
        if pd.isna(values).any():
            return Result("not yet", f"{name} is missing (NaN) for {int(pd.isna(values).sum()):,} rows: {asked}.")
        if values.dtype != bool and not all(isinstance(value, bool | np.bool_) for value in values.tolist()):
            return Result("not yet", f"{name} holds values other than True and False: {asked}.")
    except Exception:
        return Result("not yet", f"{name} can't be read as a condition: {asked}.")
    return values.astype(bool)


def _with_unit(number: str, unit: str) -> str:
    return f"{number}{unit}" if unit == "%" else f"{number} {unit}".strip()


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


# --- Checks -------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Check:
    """One checked item of an exercise.

    id: "04.2", the lesson's number and the item's
    title: a few words for the overview
    judge: what the answer is held against
    hints: from a nudge to nearly all; asked for one by one
    explanation: why the solution is what it is
    code: the solution's code, as the solution notebook has it; empty for a question without code
    variable: the reader's variable; empty for a question without code
    question: for a question without code, what the panel asks
    unit: for such a question with a number, its unit
    """

    id: str
    title: str
    judge: Judge
    hints: tuple[Text, ...]
    explanation: Text
    code: str = ""
    variable: str = ""
    question: str = ""
    unit: str = ""

    @property
    def choices(self) -> tuple[tuple[str, str], ...]:
        """(value, label) of each option; empty when the answer is not chosen from options."""
        options = self.judge.options if isinstance(self.judge, OneOf) else ()
        return tuple((option.value, say(option.label)) for option in options)

    @property
    def name(self) -> str:
        """How messages call the answer."""
        return f"`{self.variable}`" if self.variable else "Your answer"


def grade(check: Check, answer: Any = MISSING) -> Result:
    """Hold an answer against a check. Whatever the answer is, this gives a result in words.

    An answer left out or still `...` is not attempted. A function is called, and what it returns is graded.
    Raises DataError where the course's data, which the expected value is computed from, can't be read.
    """
    if answer is MISSING or answer is Ellipsis:
        if check.variable:
            return Result("not attempted", f"{check.name} has no value yet.")
        return Result("not attempted", "no answer is given yet.")
    if not callable(answer) or _is(answer, type):
        return check.judge.judge(answer, check.name)
    try:
        inspect.signature(answer).bind()
    except TypeError:
        return Result("not yet", f"{check.name} is a function that still wants something in its brackets: call it.")
    except Exception:  # no signature to be had, as for some built-in functions: calling it will tell
        pass
    try:
        returned = answer()
    except Exception as error:
        return Result("raised", f"{_error_words(error)} It happened when {check.name} was called.")
    return grade(check, returned) if not callable(returned) else check.judge.judge(returned, check.name)


def checks_of(number: str) -> tuple[Check, ...]:
    """The checks of one lesson, in order. Raises UnknownCheck for a lesson without any."""
    try:
        lesson = course.lesson(number)
    except KeyError as error:
        raise UnknownCheck(error.args[0]) from None
    if lesson.exercise_text is None:
        raise UnknownCheck(f"Lesson {lesson.number} has no exercise.")
    return import_module(f"ops2pm.exercises.ex{lesson.number}").CHECKS


def find(check_id: str) -> Check:
    """The check with this id. Raises UnknownCheck, which names the nearest one."""
    if not isinstance(check_id, str):
        raise UnknownCheck(f"A check is named by a text, such as {_quoted(_nearest(_plain_id(check_id)))}, in quotes.")
    wanted = check_id.strip()
    number = wanted.partition(".")[0]
    if number in {lesson.number for lesson in course.LESSONS}:
        for each in checks_of(number):
            if each.id == wanted:
                return each
    raise UnknownCheck(f"There is no check {_quoted(wanted[:40])}. Did you mean {_quoted(_nearest(wanted))}?")


def _plain_id(value: object) -> str:
    return f"{value:05.1f}".lstrip("0") if type(value) is float else str(value) if type(value) is int else ""


def _nearest(wanted: str) -> str:
    """The id that looks most like `wanted`."""
    known = [each.id for lesson in course.LESSONS if lesson.exercise_text for each in checks_of(lesson.number)]
    return difflib.get_close_matches(wanted, known, 1, cutoff=0)[0]


def _quoted(text: str) -> str:
    """In quotation marks, unless it is a quotation already."""
    return text if text.startswith("“") and text.endswith("”") else f"“{text}”"


# --- Which variables a failed cell should have set ----------------------------------------------------------


@dataclass
class _Watch:
    """Remembers, for each variable, the error of the cell that should have set it and failed."""

    failed: dict[str, str] = field(default_factory=dict)
    shell: Any = None
    running: str = ""
    """The source of the cell that is running now."""

    def start(self) -> Any:
        """Hook into IPython, once; returns its shell, or None outside a notebook."""
        ipython = sys.modules.get("IPython")
        shell = ipython.get_ipython() if ipython else None
        if shell is not None and shell is not self.shell:
            shell.events.register("pre_run_cell", self.before_cell)
            shell.events.register("post_run_cell", self.after_cell)
            self.shell, self.failed, self.running = shell, {}, ""
        return shell

    def error_of(self, variable: str) -> str | None:
        """The error that kept `variable` from being set, unless the cell that is running now has set it."""
        failed = self.failed.get(variable)
        if failed and self.running:
            line = _line_now(self.shell.user_ns)
            if variable in _assigned(self.running, line or None)[0]:
                return None
        return failed

    def before_cell(self, info: Any) -> None:
        """IPython's pre_run_cell: note what is about to run."""
        try:
            self.running = info.raw_cell
            with suppress(SyntaxError):
                self.running = self.shell.transform_cell(self.running)
        except Exception:  # as below
            self.running = ""

    def after_cell(self, result: Any) -> None:
        """IPython's post_run_cell: note what the cell set, and what it should have set and didn't."""
        self.running = ""
        try:
            error = result.error_before_exec or result.error_in_exec
            source = result.info.raw_cell
            with suppress(SyntaxError):  # then its lines are read as they stand
                source = self.shell.transform_cell(source)
            done, undone = _assigned(source, _failed_line(error, self.shell.user_ns) if error else None)
            if error is None:
                done, undone = done | undone, set()
            for variable in done - undone:
                self.failed.pop(variable, None)
            for variable in undone:
                self.failed[variable] = _error_words(error)
        except Exception:  # whatever a cell holds, watching it must not disturb the reader
            return


def _failed_line(error: BaseException, namespace: dict[str, Any]) -> int:
    """The line of the cell at which it failed, counted from 1; 0 where it never started."""
    trace = error.__traceback__
    while trace is not None:
        if trace.tb_frame.f_globals is namespace and trace.tb_frame.f_code.co_name == "<module>":
            return trace.tb_lineno
        trace = trace.tb_next
    return 0


def _line_now(namespace: dict[str, Any]) -> int:
    """The line that the running cell is at, counted from 1; 0 where no cell is among the callers."""
    frame = sys._getframe()
    while frame is not None:
        if frame.f_globals is namespace and frame.f_code.co_name == "<module>":
            return frame.f_lineno
        frame = frame.f_back
    return 0


def _assigned(source: str, failed_line: int | None) -> tuple[set[str], set[str]]:
    """Names a cell sets in the statements that were finished, and from the failed one on.

    failed_line: None when the cell ran through
    """
    try:
        statements = ast.parse(source).body
    except (SyntaxError, ValueError):
        # Nothing of it ran. What it would have set can only be read off its lines.
        return set(), set(re.findall(r"^[ \t]*([A-Za-z_]\w*)[ \t]*=(?!=)", source, re.MULTILINE))
    done: set[str] = set()
    undone: set[str] = set()
    for statement in statements:
        finished = failed_line is None or (statement.end_lineno or 0) < failed_line
        (done if finished else undone).update(_targets(statement))
    return done, undone


def _targets(node: ast.AST) -> set[str]:
    """Names of the notebook that a statement sets; names inside functions and comprehensions are their own."""
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        return {node.name}
    if isinstance(node, ast.Lambda | ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp):
        return set()
    if isinstance(node, ast.Name):
        return {node.id} if isinstance(node.ctx, ast.Store) else set()
    return set().union(*(_targets(child) for child in ast.iter_child_nodes(node)))


def _error_words(error: BaseException) -> str:
    """An error as a sentence."""
    if isinstance(error, KeyboardInterrupt):
        return "KeyboardInterrupt: it was stopped before it had finished."
    try:
        said = " ".join(str(error).split())
    except Exception:
        said = ""
    advice = f" {BRACKETS}" if JOINED_WRONGLY.search(said) else ""
    said = said if len(said) <= 160 else said[:160] + "…"
    # Python 3.13 has private kinds of SyntaxError (_IncompleteInputError); a reader should meet the public name.
    name = next(kind.__name__ for kind in type(error).__mro__ if not kind.__name__.startswith("_"))
    return (f"{name}: {said}{'' if said.endswith(('.', '…', '!', '?')) else '.'}" if said else f"{name}.") + advice


BRACKETS = "Use & and |, not and/or, and put each condition in its own brackets."
JOINED_WRONGLY = re.compile(
    r"truth value of an? \w+ (with .* )?is ambiguous|unsupported operand type\(s\) for [&|]|"
    r"Cannot perform 'r?(and|or)_'|bitwise_(and|or)\b|operation 'r?(and|or)_' not supported"
)
"""What pandas and numpy say where conditions were joined by and/or, or without brackets."""


_watch = _Watch()
_watch.start()
_hints_given: dict[str, int] = {}
_keeping = True
followers: list[Callable[[str], None]] = []
"""Each is called with the id of an item that was checked."""


def keep_results(keep: bool) -> None:
    """Whether checks record results in the workbook from now on, in this kernel. The solution notebook says no."""
    global _keeping
    _keeping = keep


def keeping() -> bool:
    """Whether what happens in this kernel is kept; a solution notebook keeps nothing."""
    return _keeping


def _follow(check_id: str) -> None:
    for follower in list(followers):
        follower(check_id)


# --- What notebooks call ------------------------------------------------------------------------------------


LEFT = Markup('style="text-align: left"')
"""For cells of words: notebooks align table cells to the right."""


class Report:
    """What `check`, `hint` and `solution` show: a heading, sentences, perhaps code or a table.

    In a notebook it shows itself; `str()` is the same in plain text. `status` and `message` are those of a
    checked answer; `status` is None where nothing was checked.
    """

    def __init__(
        self,
        heading: str,
        *sentences: str,
        result: Result | None = None,
        code: str = "",
        rows: tuple[tuple[str, str, str], ...] = (),
    ) -> None:
        self.heading = heading
        self.status: Status | None = result.status if result else None
        self.message = result.message if result else (sentences[0] if sentences else "")
        self._first = result.sentence if result else ""
        self._sentences = sentences
        self._code = code
        self._rows = rows

    def __str__(self) -> str:
        lines = [" ".join(part for part in (self.heading, self._first) if part), *self._sentences]
        width = max((len(row[1]) for row in self._rows), default=0)
        lines += [f"{row[0]:<6}{row[1]:<{width + 2}}{row[2]}" for row in self._rows]
        if self._code:
            lines += ["", self._code]
        return "\n".join(line for line in lines).strip()

    __repr__ = __str__

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, str]:
        return {"text/plain": str(self), "text/html": str(self._html())}

    def _html(self) -> Markup:
        heading = Markup("<strong>{}</strong> ").format(self.heading) if self.heading else Markup("")
        if self._first:
            word = WORDS[self.status] if self.status else ""
            rest = _inline(self._first[len(word) :])
            first = Markup('{}<strong class="o2p-status">{}</strong>{}').format(heading, word, rest)
            paragraphs = [first, *map(_inline, self._sentences)]
        else:
            texts = [*map(_inline, self._sentences)] or [Markup("")]
            paragraphs = [heading + texts[0], *texts[1:]]
        parts = [Markup("<p>{}</p>").format(text) for text in paragraphs]
        if self._rows:
            rows = Markup("").join(
                Markup('<tr><th scope="row" {1}>{0[0]}</th><td {1}>{0[1]}</td><td {1}>{0[2]}</td></tr>').format(
                    row, LEFT
                )
                for row in self._rows
            )
            head = Markup("").join(
                Markup('<th scope="col" {}>{}</th>').format(LEFT, name) for name in ("item", "what", "result")
            )
            parts.append(Markup("<table><thead><tr>{}</tr></thead><tbody>{}</tbody></table>").format(head, rows))
        if self._code:
            parts.append(Markup("<pre><code>{}</code></pre>").format(self._code))
        state = (self.status or "none").replace(" ", "-")
        return Markup('<div class="o2p-text o2p-check mathjax_ignore" data-status="{}">{}</div>').format(
            state, Markup("").join(parts)
        )


def _inline(text: str) -> Markup:
    """Our sentence, escaped, with `code` marked."""
    return Markup(re.sub(r"`([^`]+)`", r"<code>\1</code>", str(escape(text))))


def check(check_id: str, answer: Any = MISSING) -> Report:
    """Check one item ("04.2") and keep the result in the workbook; a lesson's number ("04") gives an overview.

    In a notebook the answer is found by itself; elsewhere give it as `answer`.
    """
    shell = _watch.start()
    try:
        if isinstance(check_id, str) and "." not in check_id and check_id.strip().isdigit():
            return _overview(check_id.strip(), shell)
        item = find(check_id)
    except UnknownCheck as error:
        return Report("", str(error))
    result, trouble = _graded(item, shell, answer)
    if result is None:
        return Report(item.id, f"Not checked: {trouble}")
    _follow(item.id)
    sentences = [trouble] if trouble else []
    if result.status != "right" and item.variable and _was_right(item):
        sentences.append("You had this right earlier, and that stays.")
    if result.status == "not attempted" and shell is None and answer is MISSING and item.variable:
        sentences.append(f'Outside a notebook, give your answer in the brackets: check("{item.id}", answer=...).')
    elif result.status == "not yet" or (result.status == "not attempted" and item.variable):
        sentences.append(f'`hint("{item.id}")` gives a hint.')
    report = Report(item.id, *sentences, result=result)
    if result.status != "right" and _nbgrader_grades():
        raise AssertionError(str(report))
    return report


def _nbgrader_grades() -> bool:
    """Whether nbgrader runs this notebook to give points: it takes a cell that doesn't raise for a right one."""
    return os.environ.get("NBGRADER_EXECUTION") == "autograde"


def answer(check_id: str, given: str | None) -> Report:
    """Check what was chosen or typed into a panel, and keep the result in the workbook; None is nothing yet."""
    try:
        item = find(check_id)
        result = grade(item, MISSING) if given is None or not given.strip() else _typed(item, given.strip())
    except (UnknownCheck, DataError) as error:
        return Report("", str(error))
    trouble = remember(item, given, result)
    _follow(item.id)
    return Report(item.id, *([trouble] if trouble else []), result=result)


def _typed(item: Check, given: str) -> Result:
    """Grade a text from a panel: an option's value, or a number as people write it ("4,8", "4.8 times", "about 5")."""
    if item.choices:
        return grade(item, given)
    number = parse_answer(given, item.unit)
    if number is None:
        shown = _quoted(given[:40])
        return Result(
            "not yet",
            f"{shown} is not a number I can read: type it in digits, such as {_with_unit('12.5', item.unit)}.",
        )
    return grade(item, number)


def _graded(item: Check, shell: Any, answer: Any) -> tuple[Result | None, str]:
    """The result, and a sentence about what went wrong beside it; no result where the data can't be read."""
    trouble = ""
    try:
        if answer is MISSING and not item.variable:
            given, trouble = _answered(item)
            return (_typed(item, given) if isinstance(given, str) else grade(item, given)), trouble
        if answer is MISSING and shell is not None:
            failed = _watch.error_of(item.variable)
            if failed:
                result = Result(
                    "raised", f"{failed} It stopped the cell that sets {item.name}: mend it and run it again."
                )
                return result, remember(item, None, result)
            answer = shell.user_ns.get(item.variable, MISSING)
        result = grade(item, answer)
    except DataError as error:
        return None, str(error)
    return result, remember(item, answer, result)


def _answered(item: Check) -> tuple[Any, str]:
    """The answer that a panel put into the workbook, and a sentence where the workbook can't be read."""
    try:
        entry = open_workbook().get(SECTION, item.id)
    except WorkbookError as error:
        return MISSING, f"An answer given earlier could not be looked up. {error}"
    value = entry.value if entry is not None else None
    return (value.get("answer", MISSING) if isinstance(value, dict) else MISSING), ""


def remember(item: Check, answer: Any, result: Result) -> str:
    """Keep a result in the workbook; a sentence where that failed, else an empty text.

    An item left blank is no result. What was right once stays right: trying something else afterwards, or an
    untouched copy of the exercise run through, takes nothing away. Of wrong answers the latest is kept.
    """
    if result.status == "not attempted" or not _keeping or _nbgrader_grades():
        return ""
    try:
        workbook = open_workbook()
        if result.status != "right" and workbook.has(f"{SECTION}/{item.id}"):
            return ""
        workbook.record(SECTION, item.id, {"status": result.status, "answer": _kept(item, answer)})
    except WorkbookError as error:
        return f"The result could not be kept. {error}"
    return ""


def _kept(item: Check, answer: Any) -> str | float | int | None:
    """The answer as the workbook has it: itself for a question without code, else a few words."""
    if type(answer) is str:
        return answer[:80]
    if type(answer) in (int, float) and -1e15 < answer < 1e15:  # neither NaN nor infinite
        return answer
    if answer is None:
        return None
    kind = _kind(answer)
    if kind == "a single number":
        number = _number(answer, "")
        return number if isinstance(number, float) else "NaN or infinite"
    pair = _pair(answer, "")
    return f"{_short(pair[0])} to {_short(pair[1])}" if isinstance(pair, tuple) else kind


def _was_right(item: Check) -> bool:
    """Whether the workbook holds the item as right; False where it can't be read, which others say."""
    try:
        return open_workbook().has(f"{SECTION}/{item.id}")
    except WorkbookError:
        return False


def overview(number: str) -> Report:
    """Every item of a lesson ("04") with its result. Raises UnknownCheck for a lesson without an exercise."""
    return _overview(number, _watch.start())


def _overview(number: str, shell: Any) -> Report:
    """Every item of a lesson with its result, in words, and how many are right of each track."""
    rows: list[tuple[str, str, str]] = []
    right = {track: [] for track in TRACKS.values()}
    troubles: dict[str, None] = {} if _keeping else {"Nothing you run here counts as yours.": None}
    for item in checks_of(number):
        result, trouble = _graded(item, shell, MISSING)
        if trouble:
            troubles[trouble] = None
        word = WORDS[result.status] if result else "Not checked"
        is_right = word == WORDS["right"]
        shown = "Your code raised an error" if word == WORDS["raised"] else word
        if not is_right and _was_right(item):
            is_right, shown = True, "Right, earlier" if word == WORDS["not attempted"] else f"{shown}; right earlier"
        rows.append((item.id, item.title, shown))
        right[TRACKS[bool(item.variable)]].append(is_right)
    counts = [f"{track}: {sum(each)} of {len(each)} right." for track, each in right.items() if each]
    return Report(f"Exercise {number}", " ".join(counts), *troubles, rows=tuple(rows))


def hint(check_id: str) -> Report:
    """The next hint for an item. Each call gives one more, then all of them; a restarted kernel begins again."""
    try:
        item = find(check_id)
    except UnknownCheck as error:
        return Report("", str(error))
    given = _hints_given.get(item.id, 0)
    try:
        if given < len(item.hints):
            _hints_given[item.id] = given + 1
            return Report(f"{item.id} Hint {given + 1} of {len(item.hints)}.", say(item.hints[given]))
        more = f'`solution("{item.id}")` shows the solution.' if item.variable else "“The answer” shows it."
        hints = [f"{place}. {say(each)}" for place, each in enumerate(item.hints, start=1)]
        return Report(item.id, f"There are no more hints: {more} These were they.", *hints)
    except DataError as error:
        return Report(item.id, f"The hint could not be worked out. {error}")


def solution(check_id: str) -> Report:
    """The solution of an item: the answer where a panel asks for it, why, and the code where there is any."""
    try:
        item = find(check_id)
    except UnknownCheck as error:
        return Report("", str(error))
    try:
        return Report(f"{item.id} Solution.", *_right_answer(item), say(item.explanation), code=item.code)
    except DataError as error:
        return Report(item.id, f"The solution could not be worked out. {error}", code=item.code)


def _right_answer(item: Check) -> list[str]:
    """What should be chosen or typed into a panel; nothing for an answer in code, which the code gives."""
    if isinstance(item.judge, OneOf):
        return [_quoted(label) for value, label in item.choices if value == item.judge.right]
    if item.variable or not isinstance(item.judge, Number):
        return []
    value, decimals = item.judge.value(), item.judge.decimals
    digits = 0 if abs(value - round(value)) < 1e-9 else decimals  # where it is whole, no decimals are needed
    return [f"{_with_unit(in_print(value, f',.{digits}f'), item.unit)}."]
