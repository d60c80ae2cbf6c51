"""An exercise as the tests know it: its source, its checks, and the variables that its own cells set."""

from __future__ import annotations

import re
from contextlib import redirect_stdout
from functools import cached_property
from importlib import import_module

import pytest

from ops2pm import course, load
from ops2pm.checks import OneOf, grade

SOLUTION = re.compile(r"### BEGIN SOLUTION.*?### END SOLUTION", re.DOTALL)
PANEL = re.compile(r"^(check|ask|form|results)\(", re.MULTILINE)


class Exercise:
    """The exercise of one lesson ("04")."""

    def __init__(self, number):
        self.number = number
        self.module = import_module(f"ops2pm.exercises.ex{number}")
        self.checks = self.module.CHECKS
        self.source = (course.REPO / course.lesson(number).exercise_text).read_text(encoding="utf-8")
        self.cells = re.findall(r"```\{code-cell\} ipython3\n(.*?)```", self.source, re.DOTALL)

    @cached_property
    def variables(self):
        """What its own cells set, solutions included: a later item may use what an earlier one has set."""
        variables = {"load": load}
        with redirect_stdout(None):
            for cell in self.cells:
                if not PANEL.search(cell):
                    exec(code_of(cell), variables)
        return variables

    @cached_property
    def by_id(self):
        """Its checks: "04.2" -> the check."""
        return {check.id: check for check in self.checks}

    def quoted(self, sample=""):
        """The text it quotes ("> …"); sample: the id of the cell it stands in, where there are several quotations."""
        cell = self.source.partition(f'{{"sample": "{sample}"}}')[2].partition("\n+++")[0] if sample else self.source
        return "\n".join(line.removeprefix(">").strip() for line in cell.splitlines() if line.startswith(">"))

    def mistakes_named(self, mistakes):
        """A test that each mistake is named without the check being told how it was made.

        mistakes: id of a check -> the code of a reader who makes it, which sets `answer` -> what the message says,
        "" where it needn't name the mistake, None where the code is as good as the solution's
        """
        cases = [(check_id, code, said) for check_id, codes in mistakes.items() for code, said in codes.items()]

        @pytest.mark.parametrize(("check_id", "code", "said"), cases)
        def test(check_id, code, said):
            result = grade(self.by_id[check_id], value_of(self.variables, code))
            assert result.status == ("right" if said is None else "not yet"), result.message
            assert said is None or said in result.message

        return test

    def right_answer(self, check):
        """What the solution gives for one of its checks."""
        if isinstance(check.judge, OneOf):
            return check.judge.right
        if check.code:
            return value_of(self.variables, f"{check.code}\nanswer = {check.variable}")
        return check.judge.value()


def code_of(cell):
    """A cell's code, without the marks that the build reads."""
    return "\n".join(line for line in cell.splitlines() if not line.startswith(":"))


def value_of(variables, code):
    """Run code as a cell of the exercise would; the value of `answer`."""
    variables = dict(variables)
    exec(code, variables)
    return variables["answer"]
